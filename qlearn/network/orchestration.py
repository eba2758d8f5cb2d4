"""The orchestrator: pairs between hundreds of QPUs over one switch, event by event.

The rules. Making a pair takes one channel of the fabric, and a port at both QPUs, for as long as
was drawn (`jobs.Job`). On demand: once all needs of the gate have ended, the pair may be made, and
the gate begins with it; until it has ended the pair stays in the ports, or, if both QPUs have a
free memory place then, in these. Ahead of demand, where there are memories: the pair may be made
while fewer than `ahead` gates in a row before its gate are still to be started; it takes a place at
both ends from the start of its making to the end of its gate, and the ports only while it is made.

When anything changes, the policy is asked which request to start, again and again until it waits or
nothing can start. It sees no drawn time, only expected ones. Whatever it does, a ready gate needs
only ports and a channel, and these always come free: nothing can block for ever but the policy.
"""

from dataclasses import dataclass

import numpy as np

from qlearn.network.bridge import Bridge
from qlearn.network.inputs import above, whole
from qlearn.network.jobs import Fabric, Job


@dataclass(frozen=True)
class Run:
    """What happened. Per gate, arrays (m,): `start_us` of making the pair, `made_us`, `gate_us`
    when the gate began, `end_us`, `freed_us` when its ports came free, `placed_us` from when on it
    had memory places, until its end (NaN: never). Per event, arrays: `times_us`, and from then on
    `queue` (ready gates whose pair is not begun), `making` (busy channels), `held` (busy ports) and
    `stored` (pairs that wait in memory for their gate)."""

    job: Job
    fabric: Fabric
    start_us: np.ndarray
    made_us: np.ndarray
    gate_us: np.ndarray
    end_us: np.ndarray
    freed_us: np.ndarray
    placed_us: np.ndarray
    times_us: np.ndarray
    queue: np.ndarray
    making: np.ndarray
    held: np.ndarray
    stored: np.ndarray

    @property
    def makespan_us(self):
        """The time at which the last gate has ended."""
        return float(self.end_us.max())

    @property
    def kept_us(self):
        """How long each pair waited in memory for its gate, (m,)."""
        return self.gate_us - self.made_us

    @property
    def utilisation(self):
        """The share of channels that made pairs, averaged over the makespan."""
        return float(self.job.pair_us.sum() / (self.fabric.channels * self.makespan_us))

    def series(self, n_points=200):
        """{"times_us", "queue", "making", "held", "stored"} on an even grid, for a live picture."""
        times = np.linspace(0, self.makespan_us, whole("n_points", n_points, 2))
        at = np.searchsorted(self.times_us, times, side="right") - 1
        names = ("queue", "making", "held", "stored")
        return {"times_us": times} | {name: getattr(self, name)[at] for name in names}


def simulate(job, fabric, policy):
    """The `Run` of a job on a fabric under a policy, which starts requests as it likes.

    `policy(waiting, free)`: `waiting` lists the Requests that could start now, oldest first, at
    most 64 (the 32 oldest and the 32 with the longest path); `free` is a `Free`. It returns a
    Request, a gate number, a list of these, or None to wait; see `policies`. Raises ValueError if
    it starts what is not ready or has been started, double-books a port, a channel or a memory
    place, or waits for ever.

    >>> from qlearn.network.jobs import random_job
    >>> from qlearn.network.policies import greedy
    >>> job = random_job(10, 40, 0.2, np.random.default_rng(1))
    >>> run = simulate(job, Fabric(channels=3), greedy)
    >>> run.makespan_us, round(run.utilisation, 2)
    (84.0, 0.71)
    """
    bridge = Bridge(job, fabric)
    bridge.consult(policy)
    while bridge.events:
        bridge.advance()
        bridge.consult(policy)
    marks = map(np.array, [*bridge.marks, bridge.placed_us])
    times, *series = map(np.array, zip(*bridge.records, strict=True))
    return Run(job, fabric, *marks, times, *series)


def mean_pair_fidelity(run, f0, memory_us, kind="depolarizing"):
    """The mean fidelity of the pairs when their gates begin, made as Werner pairs of fidelity f0.

    Both halves decay for `kept_us` in memories of lifetime `memory_us`; what the ports lose, while
    a pair is made and a gate runs, is not counted. `kind`: of `pairs.store`.

    >>> from qlearn.network.jobs import random_job
    >>> from qlearn.network.policies import greedy
    >>> job = random_job(10, 40, 0.2, np.random.default_rng(1))
    >>> run = simulate(job, Fabric(channels=3, memory=1), greedy)
    >>> print(mean_pair_fidelity(run, 0.95, memory_us=200).round(3))
    0.947
    """
    from qlearn.network.pairs import store, werner

    decay = np.exp(-2 * run.kept_us / above("memory_us", memory_us))
    return store(werner(f0), decay, kind)[..., 0].mean()
