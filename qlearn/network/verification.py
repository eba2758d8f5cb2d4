"""Traps: how likely is a server that cheats to get away with it?

Runs of `qlearn.network.blind` look all alike to the server. A trap is the run of one qubit with
phi = 0: theta is known, delta = theta + r pi, so an honest server answers r for certain. Two
protocols, the simplest there are:

`trap_pass`   one of n qubits, at a random place, is a trap; the whole is repeated `runs` times.
`fooled`      of `rounds` runs, in random order, `tests` are traps; the others compute one and the
              same bit, whose right value is certain, and the client keeps what most of them say.

What is assumed: the server knows neither places nor secrets, an attack on one run is like that on
another, and a computing run that is attacked comes out wrong (the worst case). Traps inside an
entangled line need neighbours in |0> or |1>, which cut it; these are not here.
Sources: J. Fitzsimons and E. Kashefi, Phys. Rev. A 96, 012303 (2017); D. Leichtle et al., PRX
Quantum 2, 040302 (2021).
"""

import numpy as np

from qlearn.network.blind import ANGLES, ATTACKS
from qlearn.network.draws import at_most, hypergeometric
from qlearn.network.inputs import one_of, whole, within


def trap_noticed(attack, angle=0.0):
    """The probability that the answer of a trap is wrong, over all thetas, r and outcomes. Exact.

    >>> print([round(trap_noticed(attack, np.pi / 2), 3) for attack in ATTACKS])
    [0.0, 1.0, 0.5, 0.5, 0.5]
    """
    one_of("attack", attack, ATTACKS)
    if attack == "guess":
        return 0.5
    at = float(within("angle", angle)) * (attack == "rotate")
    theta, r = np.meshgrid(ANGLES, [0, 1])
    ket = np.stack([np.ones_like(theta), np.exp(1j * theta)]) / np.sqrt(2)
    bra = np.stack([np.ones_like(theta), np.exp(-1j * (theta + r * np.pi + at))]) / np.sqrt(2)
    if attack == "measure z":
        bra = np.stack([np.ones_like(theta), np.zeros_like(theta)])
    zero = np.abs((bra * ket).sum(axis=0)) ** 2  # the probability of the outcome 0
    wrong = np.where(r == 0, 1 - zero, zero)
    return float(np.mean(1 - wrong if attack == "flip" else wrong))


def trap_pass(n, attacked=1, noticed=1.0, runs=1):
    """P(no alarm): one trap among n qubits, `attacked` of them attacked in each run. Broadcasts.

    (1 - noticed attacked/n)^runs, `noticed` as `trap_noticed` says.

    >>> print(trap_pass(10), trap_pass(10, runs=[10, 50]).round(4))
    0.9 [0.3487 0.0052]
    """
    n, runs = within("n", n, 1), within("runs", runs, 0)
    attacked = within("attacked", attacked, 0, np.min(n))
    return (1 - within("noticed", noticed, 0, 1) * attacked / n) ** runs


def fooled(rounds, tests, attacked, noticed=1.0, tolerated=0):
    """P(the client accepts, and at least half of the computing runs are wrong). Exact.

    The server attacks `attacked` of `rounds` runs; up to `tolerated` wrong traps are put down to
    noise. A tie counts as wrong.

    >>> print(round(fooled(10, 9, 1), 4), round(fooled(100, 50, 25), 12))
    0.1 0.0
    """
    rounds = whole("rounds", rounds)
    tests = whole("tests", tests, 0, rounds - 1)
    attacked = whole("attacked", attacked, 0, rounds)
    tolerated = whole("tolerated", tolerated, 0)
    hit = np.arange(tests + 1)  # traps among the runs that are attacked
    silent = at_most(tolerated, hit, within("noticed", noticed, 0, 1))
    wrong = 2 * (attacked - hit) >= rounds - tests
    return float(np.sum(hypergeometric(rounds, attacked, tests) * silent * wrong))


def best_attack(rounds, tests, noticed=1.0, tolerated=0):
    """(attacked, probability): how many runs a server should attack that wants to fool the client.

    >>> attacked, chance = best_attack(20, 15)
    >>> print(attacked, round(chance, 5))
    3 0.00877
    """
    rounds = whole("rounds", rounds)
    chances = [fooled(rounds, tests, m, noticed, tolerated) for m in range(rounds + 1)]
    best = int(np.argmax(chances))
    return best, chances[best]
