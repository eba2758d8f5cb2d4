"""Binomial and hypergeometric probabilities against every case written out."""

import itertools

import numpy as np
import pytest

from qlearn.network import draws


@pytest.mark.parametrize("p", [0.0, 0.2, 1.0])
def test_coins(p):
    weights = np.zeros(6)
    for coins in itertools.product((0, 1), repeat=5):
        weights[sum(coins)] += np.prod([p if coin else 1 - p for coin in coins])
    assert draws.binomial(5, p) == pytest.approx(weights, abs=1e-14)
    assert draws.at_most(np.arange(6), 5, p) == pytest.approx(weights.cumsum(), abs=1e-14)


@pytest.mark.parametrize(("total", "marked", "drawn"), [(6, 2, 3), (6, 6, 2), (5, 0, 4), (4, 3, 4)])
def test_urn(total, marked, drawn):
    picked = [sum(x < marked for x in some) for some in itertools.combinations(range(total), drawn)]
    wanted = np.bincount(picked, minlength=drawn + 1) / len(picked)
    assert draws.hypergeometric(total, marked, drawn) == pytest.approx(wanted, abs=1e-13)


def test_many_urns_at_once():
    table = draws.hypergeometric(8, np.arange(9), 4)
    assert table.shape == (9, 5)
    assert table.sum(axis=-1) == pytest.approx(np.ones(9))
    assert table @ np.arange(5) == pytest.approx(np.arange(9) / 2)


def test_thresholds_are_rounded_down_but_not_by_rounding_errors():
    assert draws.at_most(0.07 * 100, 100, 0.1) == draws.at_most(7, 100, 0.1)
    assert draws.at_most(6.99, 100, 0.1) == draws.at_most(6, 100, 0.1)
    assert draws.at_most(-0.5, 3, 0.1) == 0
    assert draws.at_most(10, 3, 0.1) == 1


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: draws.at_most(1, 2, 1.5), "p = 1.5; allowed: 0 to 1"),
        (lambda: draws.hypergeometric(4, 5, 2), "marked = 5; allowed: 0 to 4"),
        (lambda: draws.hypergeometric(4, 2, 5), "drawn = 5; allowed: whole numbers from 0 to 4"),
        (lambda: draws.binomial(1.5, 0.5), "n = 1.5; allowed: whole numbers"),
    ],
)
def test_bad_input(call, words):
    with pytest.raises(ValueError, match=words):
        call()
