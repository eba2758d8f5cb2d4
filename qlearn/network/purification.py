"""Purification: two noisy pairs in, one better pair out, sometimes.

Both ends apply a CNOT from one pair to the other, measure the second and keep the first if their
outcomes agree. Coefficients are in the Bell order (Phi+, Phi-, Psi+, Psi-). *bbpssw* makes Werner
pairs of its input first (twirling, which throws knowledge away); *dejmps* turns both pairs by
Rx(+pi/2) and Rx(-pi/2) and uses all four numbers. Closed forms broadcast. Below or at F = 1/2
nothing can be gained: refused.

A third formula in textbooks, F^2/(F^2 + (1 - F)^2), is for pairs whose only error is a bit flip:
`bit_flip_round`; it is wrong for Werner pairs.
"""

from typing import NamedTuple

import numpy as np

from qlearn.network.inputs import above, generator, one_of, whole, within
from qlearn.network.pairs import bell_diagonal, store, werner

METHODS = ("bbpssw", "dejmps")


def bbpssw(fidelity):
    """(F', p) for two equal Werner pairs: F' = (F^2 + a^2)/p, p = F^2 + 2Fa + 5a^2, a = (1 - F)/3.

    Source: C. H. Bennett et al., Phys. Rev. Lett. 76, 722 (1996).

    >>> better, p = bbpssw(0.8)
    >>> print(better.round(5), p.round(5))
    0.83815 0.76889
    """
    f = within("fidelity", fidelity, 0, 1)
    a = (1 - f) / 3
    p = f**2 + 2 * f * a + 5 * a**2
    return (f**2 + a**2) / p, p


def dejmps(first, second=None):
    """(coefficients', p) for two Bell-diagonal pairs (default: two like the first), shape (..., 4).

    Source: D. Deutsch et al., Phys. Rev. Lett. 77, 2818 (1996).

    >>> better, p = dejmps([0.8, 0, 0.2, 0])
    >>> print(better.round(4), round(float(p), 4))
    [0.9412 0.     0.0588 0.    ] 0.68
    """
    a1, d1, c1, b1 = np.moveaxis(bell_diagonal(first), -1, 0)
    a2, d2, c2, b2 = np.moveaxis(bell_diagonal(first if second is None else second), -1, 0)
    p = (a1 + b1) * (a2 + b2) + (c1 + d1) * (c2 + d2)
    if np.any(p <= 0):
        raise ValueError("first, second: the outcomes never agree; allowed: pairs where they can")
    kept = [a1 * a2 + b1 * b2, a1 * b2 + b1 * a2, c1 * c2 + d1 * d2, c1 * d2 + d1 * c2]
    return np.stack(kept, axis=-1) / p[..., None], p


def bit_flip_round(fidelity):
    """(F', p) for two pairs whose only error is a bit flip, F Phi+ and (1 - F) Psi+.

    >>> better, p = bit_flip_round(0.8)
    >>> print(better.round(4), p.round(4))
    0.9412 0.68
    """
    f = within("fidelity", fidelity, 0, 1)
    p = f**2 + (1 - f) ** 2
    return f**2 / p, p


def purify(coefficients, method="dejmps", gate_error=0.0):
    """(coefficients', p) of one round on two equal pairs. Raises ValueError if F <= 1/2.

    gate_error: how much white noise the local gates mix into each pair first, 0 to 1.

    >>> better, p = purify(werner(0.8), "bbpssw")
    >>> print(better.round(5), p.round(5))
    [0.83815 0.05395 0.05395 0.05395] 0.76889
    """
    c = bell_diagonal(coefficients)
    if np.any(c[..., 0] <= 0.5):
        raise ValueError(f"fidelity = {c[..., 0].min():.6g}; allowed: above 1/2 to purify")
    one_of("method", method, METHODS)
    c = store(c, 1 - within("gate_error", gate_error, 0, 1))
    if method == "dejmps":
        return dejmps(c)
    better, p = bbpssw(c[..., 0])
    return werner(better), p


# --- Round after round --------------------------------------------------------------------


class Ladder(NamedTuple):
    """Rounds 0 to n. coefficients (n + 1, 4); success (n,): of each round; cost (n + 1,): how many
    elementary pairs one pair takes on average, failures included."""

    coefficients: np.ndarray
    success: np.ndarray
    cost: np.ndarray

    @property
    def fidelity(self):
        """The fidelity after each round, shape (n + 1,)."""
        return self.coefficients[:, 0]


def ladder(pair, rounds, method="dejmps", gate_error=0.0):
    """The `Ladder` of `rounds` rounds, each on two pairs of the round before.

    `pair`: a fidelity (Werner pairs) or four coefficients. One round costs 2/p pairs of the last.
    Raises ValueError if F <= 1/2 at the start, or falls there through gate errors.

    >>> rungs = ladder(0.8, 3)
    >>> print(rungs.fidelity.round(5), rungs.cost.round(2))
    [0.8     0.83815 0.94364 0.98797] [ 1.    2.6   6.99 15.5 ]
    """
    c = werner(pair) if np.ndim(pair) == 0 else bell_diagonal(pair)
    states, success, cost = [c], [], [1.0]
    for _ in range(whole("rounds", rounds, 0)):
        c, p = purify(c, method, gate_error)
        states.append(c)
        success.append(float(p))
        cost.append(2 * cost[-1] / float(p))
    return Ladder(np.array(states), np.array(success), np.array(cost))


def ladder_to(target, pair, method="dejmps", gate_error=0.0, most=60):
    """The shortest `Ladder` whose last fidelity is at least `target`.

    Raises ValueError if F <= 1/2, and if the target is out of reach: 1 always is, and with gate
    errors the fidelity stops rising below 1.

    >>> len(ladder_to(0.95, 0.8).success), len(ladder_to(0.95, 0.8, "bbpssw").success)
    (3, 5)
    """
    target = float(above("target", target, 0, 1))
    if target == 1:
        raise ValueError("target = 1; allowed: below 1, no number of rounds makes a perfect pair")
    best = 0.0
    for rounds in range(whole("most", most, 0) + 1):
        rungs = ladder(pair, rounds, method, gate_error)
        if rungs.fidelity[-1] >= target:
            return rungs
        best = max(best, float(rungs.fidelity[-1]))
        if rounds > 2 and rungs.fidelity[-1] <= rungs.fidelity[-3] + 1e-12:
            break
    raise ValueError(f"target = {target:.6g}; allowed: within reach, here below {best:.6g}")


def pairs_used(ladder, trials, rng):
    """How many elementary pairs each of `trials` purified pairs took: a random array (trials,).

    Its mean is the last entry of `ladder.cost`. Refuses more than 5e7 draws in all.

    >>> rungs = ladder(0.8, 2)
    >>> used = pairs_used(rungs, 10000, np.random.default_rng(1))
    >>> print(abs(used.mean() - rungs.cost[-1]) < 4 * used.std() / 100)
    True
    """
    trials, rng = whole("trials", trials), generator(rng)
    if trials * ladder.cost[-1] > 5e7:
        raise ValueError(f"trials = {trials}; allowed: trials times cost up to 5e7")
    return _used(list(ladder.success), trials, rng)


def _used(success, trials, rng):
    if not success:
        return np.ones(trials, dtype=int)
    tries = rng.geometric(success[-1], trials)
    each = _used(success[:-1], 2 * int(tries.sum()), rng).reshape(-1, 2).sum(axis=1)
    return np.add.reduceat(each, np.concatenate([[0], np.cumsum(tries)[:-1]]))
