"""Traps: chances to escape against every placement written out, and against simulated servers."""

import itertools

import numpy as np
import pytest

from qlearn.network import blind, verification


def escapes(rounds, tests, attacked, noticed, tolerated):
    """All places of the traps, all patterns of alarms."""
    total, places = 0.0, list(itertools.combinations(range(rounds), tests))
    for traps in places:
        hit = sum(trap < attacked for trap in traps)
        silent = sum(
            np.prod([noticed if alarm else 1 - noticed for alarm in alarms])
            for alarms in itertools.product((0, 1), repeat=hit)
            if sum(alarms) <= tolerated
        )
        wrong, computing = attacked - hit, rounds - tests
        total += silent * (wrong >= computing - wrong)
    return total / len(places)


@pytest.mark.parametrize(
    ("rounds", "tests", "noticed", "tolerated"),
    [(6, 5, 1.0, 0), (7, 4, 0.5, 0), (8, 5, 0.7, 1), (6, 3, 1.0, 2)],
)
def test_fooled_against_every_case(rounds, tests, noticed, tolerated):
    for attacked in range(rounds + 1):
        found = verification.fooled(rounds, tests, attacked, noticed, tolerated)
        assert found == pytest.approx(
            escapes(rounds, tests, attacked, noticed, tolerated), abs=1e-12
        )


@pytest.mark.parametrize("attack", blind.ATTACKS)
def test_a_trap_against_simulated_servers(attack):
    run = blind.blind_run([0], 40_000, np.random.default_rng(2), attack=attack, angle=1.0)
    found = verification.trap_noticed(attack, 1.0)
    assert run.result.mean() == pytest.approx(found, abs=5 * 0.5 / 200)
    if attack == "rotate":
        assert found == pytest.approx(np.sin(0.5) ** 2)


def test_the_server_cannot_tell_a_trap_from_a_computation():
    views = [blind.server_view([phi]) for phi in (0, 3 * np.pi / 4)]
    assert blind.view_distance(*views) == pytest.approx(0, abs=1e-14)


def test_one_trap_among_n():
    rng = np.random.default_rng(1)
    n, attacked, noticed, runs = 6, 2, 0.5, 4
    trap = rng.integers(n, size=(50_000, runs))
    alarm = (trap < attacked) & (rng.random(trap.shape) < noticed)
    p = verification.trap_pass(n, attacked, noticed, runs)
    assert (~alarm.any(axis=1)).mean() == pytest.approx(p, abs=5 * 0.5 / np.sqrt(50_000))
    assert verification.trap_pass(10) == pytest.approx(0.9)
    assert verification.trap_pass(7, 7) == pytest.approx(0)


def test_a_single_computation_falls_to_a_lucky_server_one_time_in_n():
    for n in (2, 10, 30):
        assert verification.fooled(n, n - 1, 1) == pytest.approx(1 / n)
        assert verification.best_attack(n, n - 1)[1] == pytest.approx(1 / n)


def test_a_majority_makes_cheating_hopeless():
    chances = [verification.best_attack(2 * c, c)[1] for c in (5, 11, 21, 41)]
    assert all(b < a / 4 for a, b in itertools.pairwise(chances))
    assert chances[-1] < 1e-6


def test_no_tests_no_safety():
    assert verification.fooled(5, 0, 3) == 1
    assert verification.fooled(5, 0, 2) == 0
    assert verification.fooled(5, 2, 0) == 0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: verification.fooled(5, 5, 1), "tests = 5; allowed: whole numbers from 0 to 4"),
        (lambda: verification.fooled(5, 2, 6), "attacked = 6; allowed"),
        (lambda: verification.fooled(5, 2, 1, noticed=2), "noticed = 2; allowed: 0 to 1"),
        (lambda: verification.trap_pass(3, 4), "attacked = 4; allowed: 0 to 3"),
        (lambda: verification.trap_noticed("bribe"), "attack = 'bribe'; allowed: 'honest'"),
    ],
)
def test_bad_input(call, words):
    with pytest.raises(ValueError, match=words):
        call()
