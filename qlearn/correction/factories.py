"""T factories: fifteen poor T states in, one better one out, in up to three rounds.

A round works on bare physical qubits (the first one only) or on patches of a distance that does
not fall from round to round.  The number of units in each round is such that enough of them
succeed with a probability of 0.99, shared by the rounds.  Rounds follow each other on the same
qubits: a factory needs those of its largest round, and the time of all of them.
Source: M. E. Beverland et al., arXiv:2211.07629, Appendix C.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import bdtr

from qlearn.correction.machines import cycle_ns, patch_error, patch_qubits
from qlearn.qubits.inputs import between, positive, positive_integer

FAILURE = 0.01  # how often a factory may deliver too few
MOST_ROUNDS = 3
UNITS = {  # qubits and cycles of one 15-to-1 unit: on bare physical qubits, and on patches
    "15-to-1 RM prep": ((31, 24), (31, 11)),
    "15-to-1 space efficient": ((12, 45), (20, 13)),
}


@dataclass(frozen=True)
class Round:
    """One round: `copies` units of one kind on patches of `distance` (1: bare qubits)."""

    unit: str
    distance: int
    copies: int
    qubits: int
    time_ns: float


@dataclass(frozen=True)
class TFactory:
    """A factory: its rounds, physical qubits, time in ns, states per run, error of each state."""

    rounds: tuple
    qubits: int
    time_ns: float
    states: int
    error: float

    @property
    def volume(self):
        """Physical qubits times ns for one T state: what the search makes small."""
        return self.qubits * self.time_ns / self.states


def distill_15_to_1(z, c):
    """One 15-to-1 unit: (error of the state it makes, probability that it fails and is repeated).

    `z` is the error of the T states that go in, `c` the error of the Clifford gates.  For small
    errors: 35 z^3 + 7.1 c and 15 z + 356 c (a "probability" above 1 means that it never works).

    >>> error, failure = distill_15_to_1(1e-3, 1e-7)
    >>> print(f"{error:.3g} {failure:.3g}")
    7.45e-07 0.015
    """
    z, c = between("z", z, 0, 1), between("c", c, 0, 1)
    return _distilled(z, c)


def t_factory(target, qubit, scheme, distance, longest_ns=np.inf):
    """The `TFactory` of least volume whose states have an error of `target` or less, or None.

    No patch is larger than `distance`, that of the algorithm; no run takes longer than
    `longest_ns`.  If the raw T states are good enough, one patch passes them on unchanged.

    >>> from qlearn.correction.machines import QUBITS, SURFACE
    >>> found = t_factory(1e-11, QUBITS["gate_ns_e3"], SURFACE, 27)
    >>> [(r.distance, r.copies) for r in found.rounds], found.qubits
    ([(7, 17), (21, 1)], 33320)
    """
    positive("target", target)
    positive_integer("distance", distance)
    return _search(float(target), qubit, scheme, int(distance), float(longest_ns))


@lru_cache(maxsize=256)
def _search(target, qubit, scheme, distance, longest_ns):
    if target > qubit.t_error:
        return _trivial(qubit, scheme, distance, longest_ns)
    best, volume = None, np.inf
    for options, picks, bound in _candidates(target, qubit, scheme, distance, longest_ns):
        order = np.argsort(bound, kind="stable")
        for i in order[bound[order] < volume]:
            if bound[i] >= volume:
                break
            made = _factory([options[k] for k in picks[:, i]], qubit)
            if made and made.volume < volume:
                best, volume = made, made.volume
    return best


def _trivial(qubit, scheme, distance, longest_ns):
    size, time = patch_qubits(distance, scheme), cycle_ns(distance, qubit, scheme)
    only = Round("none", distance, 1, size, time)
    return TFactory((only,), size, time, 1, qubit.t_error) if time <= longest_ns else None


def _distilled(z, c):
    """As `distill_15_to_1`, for arrays."""
    return 35 * z**3 + 7.1 * c, 15 * z + 356 * c


def _options(qubit, scheme, distance):
    """All units: (name, distance, qubits, ns, Clifford error, bare).  Their gates are to be ten
    times better than the raw T states: else distilling is not worth it."""
    d = np.arange(1, distance + 1, 2)
    units = [
        (name, 1, size, cycles * qubit.gate_ns, qubit.p, True)
        for name, ((size, cycles), _) in UNITS.items()
    ] + [
        (name, k, size * patch_qubits(k, scheme), cycles * cycle_ns(k, qubit, scheme), error, False)
        for k, error in zip(d.tolist(), patch_error(qubit.p, d, scheme).tolist(), strict=True)
        for name, (_, (size, cycles)) in UNITS.items()
    ]
    return [unit for unit in units if unit[4] <= 0.1 * qubit.t_error]


def _candidates(target, qubit, scheme, distance, longest_ns):
    """For each number of rounds: the units, the picks (round, candidate) that reach the target in
    time, and a lower bound of their volume (units that never fail)."""
    options = _options(qubit, scheme, distance)
    _, d, size, time, c, bare = (np.array(column) for column in zip(*options, strict=True))
    picks, z = np.empty((0, 1), dtype=int), np.array([qubit.t_error])
    for n_rounds in range(1, MOST_ROUNDS + 1):
        first = n_rounds == 1
        old, new = np.meshgrid(np.arange(len(z)), np.arange(len(options)), indexing="ij")
        picks = np.vstack([picks[:, old.ravel()], new.reshape(1, -1)])
        allowed = (bare | (d > 1))[picks[-1]] if first else _later(picks, d, bare)
        made, fails = _distilled(z[old.ravel()], c[picks[-1]])
        allowed &= (made <= z[old.ravel()]) & (fails < 1) & (time[picks].sum(axis=0) <= longest_ns)
        picks, z = picks[:, allowed], made[allowed]
        good = picks[:, z <= target]
        states = 15 ** np.arange(n_rounds - 1, -1, -1)[:, None]
        bound = (states * size[good]).max(axis=0) * time[good].sum(axis=0)
        yield options, good, bound


def _later(picks, d, bare):
    return ~bare[picks[-1]] & (d[picks[-1]] >= d[picks[-2]])


def _factory(units, qubit):
    """The factory of these units in this order; None if a round would need far too many."""
    z, fails = [qubit.t_error], []
    for *_, c, _ in units:
        made, failure = _distilled(z[-1], c)
        z.append(made)
        fails.append(failure)
    risk, rounds, needed = FAILURE / len(units), [], 1
    for (name, d, size, time, *_), failure in zip(units[::-1], fails[::-1], strict=True):
        copies = _copies(needed, failure, risk)
        if copies is None:
            return None
        rounds.insert(0, Round(name, d, copies, copies * size, time))
        needed = 15 * copies
    states = _sure(rounds[-1].copies, fails[-1], risk)
    time = sum(one.time_ns for one in rounds)
    return TFactory(tuple(rounds), max(one.qubits for one in rounds), time, states, float(z[-1]))


def _copies(needed, failure, risk, most=10**9):
    """The least number of units of which `needed` succeed, but for a probability of `risk`."""
    high = needed
    while bdtr(needed - 1, high, 1 - failure) >= risk:
        high *= 2
        if high > most:
            return None
    low = max(high // 2, needed)
    while low < high:
        middle = (low + high) // 2
        if bdtr(needed - 1, middle, 1 - failure) >= risk:
            low = middle + 1
        else:
            high = middle
    return high


def _sure(copies, failure, risk):
    """How many of so many units succeed, but for a probability of `risk`."""
    states = 1
    while states < copies and bdtr(states, copies, 1 - failure) < risk:
        states += 1
    return states
