"""Memories, and what a repeater chain delivers through them: times, fidelity, key.

T is the lifetime of *one* memory, e^(-t/T) what is left of its correlations after t. A pair whose
halves wait t1 and t2 has lost e^(-(t1 + t2)/T), and swapping multiplies what is left, so all that
counts for a delivered pair is the time stored, summed over all memories.
"""

from dataclasses import dataclass

import numpy as np

from qlearn.network import pairs
from qlearn.network.inputs import above, one_of, within
from qlearn.network.qkd import key_fraction_of


@dataclass(frozen=True)
class Memory:
    """A quantum memory: what it stores decays as e^(-t/T), T being `t_s`, per memory.

    kind "depolarizing": to white noise; "dephasing": coherence alone (T is then T2, without T1).
    A pair kept in two such memories decays twice as fast as one.

    >>> print(Memory(2.0).decay(1.0).round(4), Memory(np.inf).decay(1.0))
    0.6065 1.0
    """

    t_s: float
    kind: str = "depolarizing"

    def __post_init__(self):
        above("t_s", self.t_s)
        one_of("kind", self.kind, ("depolarizing", "dephasing"))

    def decay(self, stored_s):
        """e^(-t/T) for t summed over all memories involved; broadcasts."""
        return np.exp(-within("stored_s", stored_s, 0) / self.t_s)


@dataclass(frozen=True)
class Deliveries:
    """What a simulation delivered: for each pair the time it took, and the memory time it spent.

    `times` and `stored` have the unit of the slots that went in; `stored` is summed over all
    memories. `n_links` is the length of the chain. Means come with standard errors.
    """

    times: np.ndarray
    stored: np.ndarray
    n_links: int

    @property
    def wait(self):
        """(mean time per pair, its standard error)."""
        return _mean(self.times)

    @property
    def rate(self):
        """(pairs per unit of time, its standard error)."""
        mean, error = self.wait
        return 1 / mean, error / mean**2

    def mean_pair(self, f0=1.0, memory=None):
        """(coefficients, standard error of the fidelity): the mean state delivered, Bell order.

        `f0`: the fidelity of all elementary Werner pairs, or one per link.
        """
        w = np.prod(pairs.weight(np.broadcast_to(f0, self.n_links)))
        memory = Memory(np.inf) if memory is None else memory
        decay, error = _mean(memory.decay(self.stored))
        fresh = pairs.werner(pairs.fidelity_of_weight(w))
        slope = 0.75 if memory.kind == "depolarizing" else 0.5
        return pairs.store(fresh, decay, memory.kind), slope * abs(w) * error

    def fidelity(self, f0=1.0, memory=None):
        """(mean fidelity of the delivered pairs, its standard error)."""
        pair, error = self.mean_pair(f0, memory)
        return float(pair[0]), error

    def key_rate(self, f0=1.0, memory=None):
        """Secret bits per unit of time: BBM92 in X and Z, asymptotic, no sifting factor."""
        pair, _ = self.mean_pair(f0, memory)
        return float(key_fraction_of(pair)) * self.rate[0]

    def __add__(self, other):
        if self.n_links != other.n_links:
            raise ValueError(f"other has {other.n_links} links; allowed: {self.n_links}")
        times = np.concatenate([self.times, other.times])
        return Deliveries(times, np.concatenate([self.stored, other.stored]), self.n_links)


def _mean(values):
    """(mean, standard error); the error of a single value is not known: infinite."""
    n = len(values)
    return float(values.mean()), float(values.std(ddof=1) / n**0.5) if n > 1 else np.inf
