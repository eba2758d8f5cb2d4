"""Exact waiting times and cutoffs: closed forms, the Markov chain, published tables."""

from decimal import Decimal, localcontext
from math import comb

import numpy as np
import pytest

from qlearn.network import Memory, cutoffs, pairs, repeaters, waiting

SEQUENTIAL = [29.474, 57.057, 91.563, 136.54, 195.49]
SIMULTANEOUS = [29.474, 58.95, 102.96, 165.78, 255.45]
CERTAIN = [14.737, 17.901, 20.273, 22.172, 23.753]


# --- waiting ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("q", "order", "table"),
    [
        (0.5, "sequential", SEQUENTIAL),
        (0.5, "simultaneous", SIMULTANEOUS),
        (1 - 1e-12, "sequential", CERTAIN),
        (1 - 1e-12, "simultaneous", CERTAIN),
    ],
)
def test_the_table_of_waiting_times(q, order, table):
    found = [float(waiting.mean_wait(0.1, n, q, order)) for n in range(2, 7)]
    assert found == pytest.approx(table, rel=5e-5)


@pytest.mark.parametrize("order", waiting.ORDERS)
@pytest.mark.parametrize(("n", "p", "q"), [(3, 0.3, 0.6), (4, 0.2, 0.5), (5, 0.5, 0.4)])
def test_the_chain_against_monte_carlo(order, n, p, q):
    rng = np.random.default_rng(n)
    mean, error = repeaters.simulate([p] * n, rng, q=q, trials=6000, order=order).wait
    assert mean == pytest.approx(float(waiting.mean_wait(p, n, q, order)), abs=5 * error)


def test_the_order_matters_from_three_links_on():
    both = [[float(waiting.mean_wait(0.1, n, 0.5, o)) for o in waiting.ORDERS] for n in (2, 3)]
    assert both[0][0] == pytest.approx(both[0][1])
    assert both[1][0] < both[1][1] - 1


def test_all_links_against_inclusion_and_exclusion():
    for n in (1, 2, 3, 6):
        for p in (0.01, 0.3, 1.0):
            terms = [(-1) ** (k + 1) * comb(n, k) / (1 - (1 - p) ** k) for k in range(1, n + 1)]
            assert waiting.all_links_wait(p, n) == pytest.approx(sum(terms))


def test_many_rare_links_wait_as_the_harmonic_numbers():
    """Where the alternating sum has lost all digits."""
    for n in (3, 60):
        harmonic = np.sum(1 / np.arange(1, n + 1))
        assert waiting.all_links_wait(1e-7, n) * 1e-7 == pytest.approx(harmonic, rel=1e-5)


def test_limits():
    assert waiting.mean_wait(1.0, 4, 1.0) == 1
    assert waiting.mean_wait(0.2, 1, 0.5) == pytest.approx(5)  # one link has nothing to swap
    assert waiting.mean_wait(0.2, 2, 0.5) == pytest.approx(waiting.two_link_wait(0.2, 0.5))
    assert waiting.two_link_wait(1e-6) * 1e-6 == pytest.approx(1.5, rel=1e-5)
    # p = 1: every slot all nodes try, and all must succeed at once
    assert waiting.mean_wait(1.0, 3, 0.5, "simultaneous") == pytest.approx(4)


def test_it_broadcasts():
    p, q = np.array([0.1, 0.2])[:, None], np.array([0.5, 0.8, 1.0])
    grid = waiting.mean_wait(p, 3, q)
    assert grid.shape == (2, 3)
    assert grid[1, 1] == pytest.approx(float(waiting.mean_wait(0.2, 3, 0.8)))
    assert grid[0, 2] == pytest.approx(17.901, abs=5e-4)


def four_links_nested(p, q, slots=40_000):
    """The mean of two levels of nesting from whole distributions: maximum, then compound."""
    pmf = np.concatenate([[0], p * (1 - p) ** np.arange(slots - 1)])
    for level in range(2):
        largest = np.diff(np.cumsum(pmf) ** 2, prepend=0)
        if level == 1:
            return (1 - np.cumsum(largest)).sum() / q
        transform = np.fft.rfft(largest, 2 * slots)
        pmf = np.fft.irfft(q * transform / (1 - (1 - q) * transform))[:slots]


def test_nested_doubling_against_its_distribution():
    exact = four_links_nested(0.01, 0.5)
    waits = waiting.nested_waits(0.01, 0.5, 2, 20000, np.random.default_rng(1))
    assert waits.mean() == pytest.approx(exact, abs=5 * waits.std() / 20000**0.5)


def test_the_doubling_rule_over_estimates():
    """By 3 % and 9 % at p = .01, q = .5; by 12.6 % and 17.5 % elsewhere: quote p and q."""
    rng = np.random.default_rng(2)
    for p, q, levels, excess in [
        (0.01, 0.5, 2, 1.03),
        (0.01, 0.5, 3, 1.09),
        (0.05, 0.6, 3, 1.126),
        (0.02, 0.8, 3, 1.175),
    ]:
        waits = waiting.nested_waits(p, q, levels, 8000, rng)
        error = waits.std() / 8000**0.5 / waits.mean()
        ratio = waiting.doubling_rule(p, q, levels) / waits.mean()
        assert ratio == pytest.approx(excess, abs=5 * error + 0.005)


@pytest.mark.parametrize("ends", ["wait", "measure"])
def test_memory_decay_against_monte_carlo(ends):
    decay = np.exp(-1 / 30)
    for n in (2, 4):
        run = repeaters.simulate([0.2] * n, np.random.default_rng(n), trials=20000, ends=ends)
        kept = decay**run.stored
        expected = waiting.mean_decay(0.2, n, decay, ends)
        assert kept.mean() == pytest.approx(expected, abs=5 * kept.std() / 20000**0.5)


def test_two_links_without_cutoff():
    """E[x^|t1 - t2|], summed by hand, for measured ends; if they wait, every slot counts twice."""
    p, x = 0.05, 0.97
    t = np.arange(1, 2000)
    prob = p * (1 - p) ** (t - 1)
    by_hand = (prob[:, None] * prob * x ** np.abs(t[:, None] - t)).sum()
    assert waiting.mean_decay(p, 2, x, "measure") == pytest.approx(by_hand)
    assert waiting.mean_decay(p, 2, x, "wait") == pytest.approx(
        waiting.mean_decay(p, 2, x**2, "measure")
    )


def test_jensen():
    """The mean of the exponential exceeds the exponential of the mean wait."""
    p, x = 0.01, np.exp(-1 / 100)
    gap = 2 * (waiting.two_link_wait(p) - 1 / p)  # of |t1 - t2| : 2 E[max] - 2 E[t]
    assert waiting.mean_decay(p, 2, x, "measure") > x**gap + 0.1


# --- cutoffs ------------------------------------------------------------------------------


def test_cutoff_numbers():
    assert cutoffs.cutoff_wait(0.1, 5) == pytest.approx(20.751, abs=5e-4)
    assert cutoffs.cutoff_fidelity(0.01, 50, np.exp(-0.01), 0.95) == pytest.approx(
        0.77388, abs=5e-6
    )


@pytest.mark.parametrize(("p", "cutoff", "q"), [(0.1, 1, 1.0), (0.1, 5, 1.0), (0.3, 4, 0.6)])
def test_cutoffs_against_monte_carlo(p, cutoff, q):
    rng = np.random.default_rng(cutoff)
    run = repeaters.simulate([p, p], rng, q=q, trials=20000, cutoff=cutoff, ends="measure")
    mean, error = run.wait
    assert mean == pytest.approx(float(cutoffs.cutoff_wait(p, cutoff, q)), abs=5 * error)
    f, df = run.fidelity(0.95, Memory(20))
    expected = cutoffs.cutoff_fidelity(p, cutoff, np.exp(-1 / 20), 0.95)
    assert f == pytest.approx(float(expected), abs=5 * df)


def test_a_cutoff_bounds_every_wait():
    run = repeaters.simulate([0.1] * 2, np.random.default_rng(3), cutoff=5, ends="measure")
    assert run.stored.max() == 5
    run = repeaters.simulate([0.2] * 4, np.random.default_rng(3), cutoff=5, ends="measure")
    assert run.stored.max() <= 3 * 5


@pytest.mark.parametrize(("p", "m", "x"), [(1e-17, 1000, 0.999), (1e-12, 5, 1 - 1e-9)])
def test_rare_successes_keep_their_digits(p, m, x):
    """Against 60 digits: with doubles 1 - (1 - p)^m is 0, or twice too large, at such p."""
    with localcontext() as context:
        context.prec = 60
        p_, x_ = Decimal(p), Decimal(x)
        quiet, in_time = 1 - p_, 1 - (1 - p_) ** m
        waited = p_ * x_ * (1 - (quiet * x_) ** m) / (1 - quiet * x_)
        mean = (p_ + 2 * quiet * waited) / (p_ + 2 * quiet * in_time)
        wait = (1 / p_ + 2 * quiet * in_time / p_) / (p_ + 2 * quiet * in_time)
    assert cutoffs.cutoff_decay(p, m, x) == pytest.approx(float(mean), rel=1e-12)
    assert cutoffs.cutoff_wait(p, m) == pytest.approx(float(wait), rel=1e-12)


def test_no_cutoff_is_an_infinite_one():
    assert cutoffs.cutoff_wait(0.2, np.inf) == pytest.approx(float(waiting.two_link_wait(0.2)))
    assert cutoffs.cutoff_decay(0.2, np.inf, 0.9) == pytest.approx(
        float(waiting.mean_decay(0.2, 2, 0.9, "measure"))
    )
    assert cutoffs.cutoff_wait(0.2, 10_000) == pytest.approx(
        float(cutoffs.cutoff_wait(0.2, np.inf))
    )


def test_the_key_lives_in_a_window_of_cutoffs():
    """p = .01, d = 100 slots, F0 = .99: none without cutoff, most at 16, none from 51."""
    x = np.exp(-1 / 100)
    m, rate = cutoffs.best_cutoff(0.01, x, 0.99)
    assert m == 16
    assert rate == pytest.approx(1.0e-3, rel=0.02)
    rates = cutoffs.cutoff_key_rate(0.01, np.array([1, 16, 50, 51, 200, np.inf]), x, 0.99)
    assert (rates > 0).tolist() == [True, True, True, False, False, False]


def test_rate_fidelity_and_key_want_different_cutoffs():
    m = np.arange(1, 100)
    x = np.exp(-1 / 100)
    wait = cutoffs.cutoff_wait(0.01, m)
    fidelity = cutoffs.cutoff_fidelity(0.01, m, x, 0.99)
    assert m[wait.argmin()] == 99
    assert m[fidelity.argmax()] == 1
    assert m[cutoffs.cutoff_key_rate(0.01, m, x, 0.99).argmax()] == 16


# --- bad input ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: waiting.mean_wait(0, 3), "p = 0; allowed: above 0"),
        (lambda: waiting.mean_wait(0.1, 3, 0), "q = 0; allowed: above 0"),
        (lambda: waiting.mean_wait(0.1, 9, 0.5), "n_links = 9; allowed: whole numbers from 1 to 8"),
        (lambda: waiting.mean_wait(0.1, 3, 0.5, "random"), "order = 'random'"),
        (lambda: waiting.mean_decay(0.1, 3, 0.5, "leave"), "ends = 'leave'"),
        (lambda: waiting.nested_waits(0.1, 0.01, 4, 100, np.random.default_rng(1)), "trials = 100"),
        (lambda: waiting.nested_waits(0.1, 0.5, 1, 100, 7), "rng = 7"),
        (lambda: cutoffs.cutoff_wait(0.1, 0.5), "cutoff = 0.5; allowed: whole slots from 1"),
        (lambda: cutoffs.cutoff_wait(0.1, 2.5), "cutoff = 2.5"),
        (lambda: cutoffs.best_cutoff(0.01, 0.9, pairs.werner(0.6)[0]), "key at some cutoff"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
