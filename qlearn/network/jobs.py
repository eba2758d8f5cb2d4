"""Remote gates that wait for pairs, the fabric that makes them, and how fast any order can be.

A `Job` is a program's remote gates with the luck already drawn: how long each pair takes to make,
so that all policies face the same. A gate waits for its `needs`, the gates before it on the same
qubits. A `Fabric` is the switch between the QPUs and what each QPU has in its networking unit. How
a job runs on a fabric: `orchestration`. Times are in us.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from qlearn.network.distributed import as_assignment, two_qubit_gates
from qlearn.network.inputs import above, generator, whole, within


@dataclass(frozen=True)
class Job:
    """m remote gates. `qpus`: the two of each gate, ints (m, 2); `needs`: per gate a tuple of
    earlier gate numbers; `pair_us`: the time to make its pair, as drawn, (m,); `gate_us`: of the
    gate itself; `expected_us`: the mean of `pair_us`, all that a policy may know of it.

    Raises ValueError where a gate stays in one QPU or needs a later one, or a time is negative.
    """

    n_qpus: int
    qpus: np.ndarray
    needs: tuple
    pair_us: np.ndarray
    gate_us: np.ndarray
    expected_us: np.ndarray

    def __post_init__(self):
        ends = np.asarray(self.qpus)
        m, n = len(ends), whole("n_qpus", self.n_qpus, 2)
        if ends.shape != (m, 2) or m == 0 or ends.dtype.kind not in "iu":
            raise ValueError(f"qpus = {self.qpus!r}; allowed: an array of ints, one gate or more")
        if ends.min() < 0 or ends.max() >= n or np.any(ends[:, 0] == ends[:, 1]):
            raise ValueError(f"qpus = {self.qpus!r}; allowed: two different from 0 to {n - 1}")
        needs = tuple(tuple(int(i) for i in each) for each in self.needs)
        if len(needs) != m or any(not 0 <= i < g for g, each in enumerate(needs) for i in each):
            raise ValueError("needs: allowed: for each gate a tuple of earlier gates")
        times = {name: getattr(self, name) for name in ("pair_us", "gate_us", "expected_us")}
        fields = {"qpus": ends, "needs": needs}
        fields |= {name: np.broadcast_to(within(name, t, 0), (m,)) for name, t in times.items()}
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    def __len__(self):
        return len(self.needs)

    @property
    def path_us(self):
        """Expected time of the longest chain of gates from each gate on, itself included, (m,)."""
        own = (self.expected_us + self.gate_us).tolist()
        behind = [0.0] * len(own)
        for g in range(len(own) - 1, -1, -1):
            own[g] += behind[g]
            for need in self.needs[g]:
                behind[need] = max(behind[need], own[g])
        return np.array(own)


def remote_job(gates, assignment, p, rng, attempt_us=1.0, gate_us=1.0):
    """The `Job` of a circuit's remote gates, in their order, for an assignment of its qubits.

    `p`: the chance that one attempt makes a pair, one number or one per remote gate; the attempts
    are drawn from `rng`. Local gates take no time here, but hand on what they wait for.

    >>> job = remote_job([(0, 2), (0, 1), (1, 3)], [0, 0, 1, 1], 0.5, np.random.default_rng(1))
    >>> job.needs, job.pair_us, job.expected_us
    (((), (0,)), array([2., 5.]), array([2., 2.]))
    """
    gates = two_qubit_gates(gates)
    homes, last, needs, ends = as_assignment(assignment, gates), {}, [], []
    for a, b in gates:
        before = last.get(a, frozenset()) | last.get(b, frozenset())
        if homes[a] != homes[b]:
            needs.append(tuple(sorted(before)))
            ends.append((homes[a], homes[b]))
            before = frozenset([len(needs) - 1])
        last[a] = last[b] = before
    if not ends:
        raise ValueError("gates: none is remote; allowed: one or more between two QPUs")
    p = np.broadcast_to(above("p", p, 0, 1), (len(ends),))
    attempts = generator(rng).geometric(p)
    attempt_us = float(above("attempt_us", attempt_us))
    pair_us, expected_us = attempts * attempt_us, attempt_us / p
    return Job(max(homes) + 1, np.array(ends), tuple(needs), pair_us, gate_us, expected_us)


def random_job(n_qpus, n_gates, p, rng, qubits_per_qpu=8, attempt_us=1.0, gate_us=1.0):
    """The `Job` of so many gates between random qubits of different QPUs.

    >>> job = random_job(400, 10_000, 0.1, np.random.default_rng(1))
    >>> len(job), job.n_qpus
    (10000, 400)
    """
    n, m, each = whole("n_qpus", n_qpus, 2), whole("n_gates", n_gates), qubits_per_qpu
    each = whole("qubits_per_qpu", each)
    first = generator(rng).integers(n, size=m)
    second = (first + rng.integers(1, n, size=m)) % n
    qubits = np.stack([first, second], axis=1) * each + rng.integers(each, size=(m, 2))
    homes = np.repeat(np.arange(n), each)
    return remote_job(list(map(tuple, qubits.tolist())), homes, p, rng, attempt_us, gate_us)


@dataclass(frozen=True)
class Fabric:
    """The network bridge: it makes `channels` pairs at once. Each QPU has `ports` communication
    qubits and `memory` places to keep halves of pairs; one number, or one per QPU. Where there are
    memories, pairs are made up to `ahead` gates before their turn (see `orchestration`).

    >>> Fabric(channels=20, ports=2).per_qpu(3)
    ([2, 2, 2], [0, 0, 0])
    """

    channels: int
    ports: object = 1
    memory: object = 0
    ahead: int = 2

    def __post_init__(self):
        whole("channels", self.channels)
        whole("ahead", self.ahead)
        for name, low in (("ports", 1), ("memory", 0)):
            for number in np.atleast_1d(np.asarray(getattr(self, name), dtype=object)):
                whole(name, number, low)

    def per_qpu(self, n_qpus):
        """(ports, memory places) of each QPU, two lists. ValueError if the numbers do not fit."""
        try:
            counts = [
                np.broadcast_to(each, (n_qpus,)).tolist() for each in (self.ports, self.memory)
            ]
        except ValueError:
            allowed = f"one number, or one for each of {n_qpus} QPUs"
            raise ValueError(
                f"ports = {self.ports!r}, memory = {self.memory!r}; allowed: {allowed}"
            ) from None
        return tuple(counts)


class Bound(NamedTuple):
    """Three times that no policy can undercut: of the chains of gates, the QPUs, the fabric."""

    path_us: float
    qpu_us: float
    fabric_us: float

    @property
    def us(self):
        """The largest of the three."""
        return max(self)


def lower_bound(job, fabric):
    """The `Bound` of a job, for the times as drawn: valid for every policy.

    Path: gates that wait for each other follow each other; with memories their pairs can be made
    before, all at once. QPU: a pair holds one of a QPU's ports while it is made, and a port or a
    memory place from then until the gate ends. Fabric: the time of all pairs, `channels` at once,
    and a gate after the last.

    >>> job = Job(3, np.array([[0, 1], [1, 2]]), ((), (0,)), [5.0, 7.0], 1.0, 6.0)
    >>> lower_bound(job, Fabric(channels=2)), lower_bound(job, Fabric(channels=2, memory=1)).us
    (Bound(path_us=14.0, qpu_us=14.0, fabric_us=7.0), 13.0)
    """
    ports, memory = map(np.array, fabric.per_qpu(job.n_qpus))
    both = job.pair_us + job.gate_us
    making, whole_time = (_per_qpu(job, times) for times in (job.pair_us, both))
    last = np.full(job.n_qpus, np.inf)
    for side in job.qpus.T:
        np.minimum.at(last, side, job.gate_us)
    busy = np.maximum(
        making / ports + np.where(making > 0, last, 0.0), whole_time / (ports + memory)
    )
    fabric_us = job.pair_us.sum() / fabric.channels + job.gate_us.min()
    return Bound(_path(job, memory.any()), float(busy.max()), float(fabric_us))


def _per_qpu(job, times):
    return sum(np.bincount(side, times, job.n_qpus) for side in job.qpus.T)


def _path(job, ahead):
    """The end of the last gate if there were room for everything."""
    end, pair_us, gate_us = [], job.pair_us.tolist(), job.gate_us.tolist()
    for needs, pair, gate in zip(job.needs, pair_us, gate_us, strict=True):
        ready = max((end[i] for i in needs), default=0.0)
        end.append((max(ready, pair) if ahead else ready + pair) + gate)
    return max(end)
