"""Signatures: exact chances against every case, against simulated bits, and under their bounds."""

import itertools

import numpy as np
import pytest

from qlearn.network import signatures as sign


def repudiated(half, low, high, flips_b, flips_c):
    """Every way to part both strings in halves."""
    n, total, count = 2 * half, 0, 0
    halves = list(itertools.combinations(range(n), half))
    kept_b = [sum(i < flips_b for i in some) for some in halves]
    kept_c = [sum(i < flips_c for i in some) for some in halves]
    for x, y in itertools.product(kept_b, kept_c):
        bob = x <= low and flips_c - y <= low
        charlie = y <= high and flips_b - x <= high
        total += bob and not charlie
        count += 1
    return total / count


@pytest.mark.parametrize(("s_a", "s_v"), [(0, 1 / 3), (1 / 3, 2 / 3), (1 / 3, 1 / 3), (0, 0)])
def test_repudiation_against_every_case(s_a, s_v):
    half, found = 3, np.zeros((7, 7))
    for b, c in itertools.product(range(7), repeat=2):
        found[b, c] = sign.repudiation(half, s_a, s_v, b, c)
        wanted = repudiated(half, round(3 * s_a), round(3 * s_v), b, c)
        assert found[b, c] == pytest.approx(wanted, abs=1e-12)
    best, b, c = sign.best_repudiation(half, s_a, s_v)
    assert best == pytest.approx(found.max()) == pytest.approx(found[b, c])
    assert sign.repudiation(half, s_a, s_v) == best


def test_forging_and_honest_failure_against_every_case():
    n, error = 5, 0.2
    passed = guessed = 0.0
    for wrong in itertools.product((0, 1), repeat=n):
        weight = np.prod([error if w else 1 - error for w in wrong])
        passed += weight * (sum(wrong) <= 1)
        guessed += 2.0**-n * (sum(wrong) <= 2)
    assert sign.honest_abort(n, 0.2, error) == pytest.approx(1 - passed**2)
    assert sign.forging(n, 0.4) == pytest.approx(guessed)
    assert sign.forging(n, 0.0) == pytest.approx(2.0**-n)
    assert sign.honest_abort(n, 0.0) == 0


@pytest.mark.parametrize(
    ("cheat", "flips"),
    [("nobody", (0, 0)), ("bob", (0, 0)), ("alice", (0, 7)), ("alice", (7, 7)), ("alice", (3, 8))],
)
def test_bits_shown_and_compared(cheat, flips):
    error = 0.0 if cheat == "alice" else 0.1
    scheme, shots = sign.Scheme(10, 0.1, 0.3, error), 60_000
    run = sign.sign_run(scheme, shots, np.random.default_rng(1), cheat, flips)
    assert run.mismatches.shape == (4, shots)
    if cheat == "nobody":
        found, wanted = ~run.bob_accepts, scheme.honest_abort
    elif cheat == "bob":
        found, wanted = run.charlie_accepts, scheme.forging
    else:
        found = run.bob_accepts & ~run.charlie_accepts
        wanted = sign.repudiation(10, 0.1, 0.3, *flips)
    assert found.mean() == pytest.approx(wanted, abs=5 * np.sqrt((wanted + 1e-4) / shots))


def test_errors_of_the_keys_do_not_help_alice():
    scheme = sign.Scheme(10, 0.2, 0.4, error=0.1)
    worst = scheme.repudiation
    for flips in ((0, 0), (0, 3), (0, 5), (3, 3), (5, 5)):
        run = sign.sign_run(scheme, 40_000, np.random.default_rng(2), "alice", flips)
        found = (run.bob_accepts & ~run.charlie_accepts).mean()
        assert found < worst + 5 * 0.5 / 200


@pytest.mark.parametrize("half", [10, 60, 250])
@pytest.mark.parametrize(("s_a", "s_v"), [(0.05, 0.3), (0.1, 0.2), (0.0, 0.4)])
def test_bounds_hold(half, s_a, s_v):
    assert sign.forging(half, s_v) <= sign.forging_bound(half, s_v)
    assert sign.repudiation(half, s_a, s_v) <= sign.repudiation_bound(half, s_a, s_v)
    for error in (0.0, 0.02):
        assert sign.honest_abort(half, s_a, error) <= sign.honest_bound(half, s_a, error)


def test_why_two_thresholds():
    # with one threshold Alice aims at it: Bob accepts or not, Charlie accepts or not, by a coin
    for half in (20, 100, 400):
        assert sign.repudiation(half, 0.2, 0.2) == pytest.approx(0.5, abs=1e-9)
    chances = [sign.repudiation(half, 0.1, 0.3) for half in (20, 100, 400)]
    assert chances[0] > 100 * chances[1] > 1e4 * chances[2]


def test_shortest():
    for error in (0.0, 0.03):
        scheme = sign.shortest(1e-6, error)
        chances = (scheme.honest_abort, scheme.forging, scheme.repudiation)
        assert max(chances) <= 1e-6
        assert scheme.s_a < scheme.s_v < 0.5
    with pytest.raises(ValueError, match=r"target = 1e-06 needs more than .* error = 0.4"):
        sign.shortest(1e-6, 0.4, 0.4, at_most_half=500)
    assert sign.shortest(1e-6, 0.05).half > sign.shortest(1e-6, 0.02).half
    assert sign.shortest(1e-6, 0.02, 0.4).half > sign.shortest(1e-6, 0.02).half


def test_what_it_costs():
    with_alice, between = sign.Scheme(2, 0, 0.3).key_bits
    assert with_alice == 2 * 2 * 4  # two bits, two strings, four long
    assert between == 2 * 2 * (2 + 3)  # two bits, two ways: two bits and which of six halves


def test_broadcasting():
    s = np.array([0.1, 0.2, 0.3])
    assert sign.forging(50, s).shape == sign.forging_bound(50, s).shape == (3,)
    assert np.all(np.diff(sign.forging(50, s)) > 0)
    assert np.all(np.diff(sign.honest_abort(50, s, 0.1)) < 0)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: sign.forging(10, 1.5), "s_v = 1.5; allowed: 0 to 1"),
        (lambda: sign.repudiation(10, -0.1, 0.3), "s_a = -0.1; allowed: 0 to 1"),
        (lambda: sign.repudiation(2.5, 0.1, 0.3), "half = 2.5; allowed: whole numbers"),
        (lambda: sign.repudiation(5, 0.1, 0.3, 11, 0), "flips_b = 11; allowed"),
        (
            lambda: sign.sign_run(sign.Scheme(5, 0, 0.3), 9, np.random.default_rng(1), "eve"),
            "cheat = 'eve'; allowed: 'nobody', 'bob', 'alice'",
        ),
    ],
)
def test_bad_input(call, words):
    with pytest.raises(ValueError, match=words):
        call()
