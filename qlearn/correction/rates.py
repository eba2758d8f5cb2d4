"""Rates from counted failures: error bars, zero failures, per round, gains and what they cost."""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv

from qlearn.qubits.inputs import between, positive, positive_integer, real


@dataclass(frozen=True)
class Rate:
    """``errors`` failures in ``shots`` runs; two Rates may be added.

    >>> rate = Rate(10, 1000)
    >>> rate.value, tuple(round(end, 4) for end in rate.interval())
    (0.01, (0.0048, 0.0183))
    """

    errors: int
    shots: int

    def __post_init__(self):
        if not 0 <= self.errors <= self.shots:
            raise ValueError(f"errors = {self.errors}; allowed: 0 to shots = {self.shots}")

    def __add__(self, other):
        return Rate(self.errors + other.errors, self.shots + other.shots)

    @property
    def value(self):
        """errors / shots; nan without shots."""
        return self.errors / self.shots if self.shots else float("nan")

    @property
    def sigma(self):
        """The standard error of the value; taken at (errors + 1) / (shots + 2), it is not 0."""
        guess = (self.errors + 1) / (self.shots + 2)
        return float(np.sqrt(guess * (1 - guess) / max(self.shots, 1)))

    def interval(self, confidence=0.95):
        """(low, high): the exact (Clopper-Pearson) interval of the probability of failure.

        With no failure, or nothing else, there is one open side and all doubt goes there: 0 errors
        give (0, `zero_failure_bound`).
        """
        doubt = 1 - between("confidence", confidence, 1e-9, 1 - 1e-9)
        if self.shots == 0:
            return 0.0, 1.0
        side = doubt if self.errors in (0, self.shots) else doubt / 2
        good = self.shots - self.errors
        low = betaincinv(self.errors, good + 1, side) if self.errors else 0.0
        high = betaincinv(self.errors + 1, good, 1 - side) if good else 1.0
        return float(low), float(high)


def zero_failure_bound(n, confidence=0.95):
    """The largest failure probability that n runs without a failure leave open: 1 - (1 - c)^(1/n).

    About 3 / n at 95 %: the "rule of three".

    >>> print(f"{zero_failure_bound(14_000):.3g}")
    0.000214
    """
    doubt = 1 - between("confidence", confidence, 1e-9, 1 - 1e-9)
    return float(-np.expm1(np.log(doubt) / positive_integer("n", n)))


def chance_of_no_failure(p, n):
    """(1 - p)^n, the chance to see n runs without a failure, each failing with probability p.

    >>> print(f"{chance_of_no_failure(1e-5, 14_000):.2f} {chance_of_no_failure(1e-4, 14_000):.2f}")
    0.87 0.25
    """
    return (1 - between("p", p, 0, 1)) ** positive_integer("n", n)


def gain_interval(physical, rate, confidence=0.95):
    """(low, high) of the gain physical / logical for a `Rate`; high is infinite with 0 errors.

    >>> low, high = gain_interval(0.008, Rate(0, 14_000))
    >>> print(f"{low:.0f}", high)
    37 inf
    """
    low, high = rate.interval(confidence)
    physical = positive("physical", physical)
    return physical / high, physical / low if low else float("inf")


def per_round(p_shot, rounds):
    """The failure probability of one round, if that of all rounds together is p_shot.

    e = (1 - (1 - 2 p_shot)^(1/rounds)) / 2, since two flips cancel; broadcast.  1/2, what is no
    better than a coin, stays 1/2, and so does what lies above by chance.

    >>> print(per_round(0.017, 3).round(5))
    0.00573
    """
    kept = np.clip(1 - 2 * _probability("p_shot", p_shot), 0, None)
    return (1 - kept ** (1 / positive("rounds", rounds))) / 2


def per_shot(p_round, rounds):
    """The failure probability of all rounds together: (1 - (1 - 2 e)^rounds) / 2; broadcast.

    >>> print(per_shot(0.00573, 3).round(4))
    0.017
    """
    return (1 - (1 - 2 * _probability("p_round", p_round)) ** positive("rounds", rounds)) / 2


def accepted_after(acceptance, n):
    """The share of runs that pass n tests in sequence, acceptance^n: it falls exponentially.

    >>> print(accepted_after(0.94, 50).round(3))
    0.045
    """
    return _probability("acceptance", acceptance) ** np.asarray(n)


def expected_tries(acceptance):
    """How many runs one accepted run takes on average: 1 / acceptance.

    >>> float(expected_tries(0.5))
    2.0
    """
    acceptance = _probability("acceptance", acceptance)
    with np.errstate(divide="ignore"):
        return 1 / acceptance


def _probability(name, value):
    array = real(name, value)
    if np.any((array < 0) | (array > 1)):
        raise ValueError(f"{name} = {value!r}; allowed: 0 to 1")
    return array
