"""The machine behind `orchestration.simulate`: ports, memory places, channels, and what waits.

It knows at every time which requests could start, without looking through all of them: only the
requests of a QPU whose last port or place went, or whose first came back, are looked at again.
"""

from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np

from qlearn.network.listing import Listed, Request


class Free(NamedTuple):
    """What a policy may use: the time, free channels, free ports and memory places per QPU, and the
    oldest request, whether it can start or not."""

    time_us: float
    channels: int
    ports: tuple
    memory: tuple
    oldest: Request


class Bridge:
    """All that changes while a job runs."""

    def __init__(self, job, fabric):
        m = len(job)
        self.fabric, self.now, self.events, self.records = fabric, 0.0, [], []
        self.channels = fabric.channels
        self.ports, self.places = fabric.per_qpu(job.n_qpus)
        self.ahead = fabric.ahead if any(self.places) else 0
        self.qpus = list(map(tuple, job.qpus.tolist()))
        self.pair_us, self.gate_us = job.pair_us.tolist(), job.gate_us.tolist()
        self.needs, self.later = job.needs, [[] for _ in range(m)]
        for g, needs in enumerate(map(set, job.needs)):
            for need in needs:
                self.later[need].append(g)
        self.unended = [len(set(needs)) for needs in job.needs]
        self.level = [0] * m  # unstarted gates in the longest chain before this one, cut off
        self.begun, self.staged, self.made = [False] * m, [False] * m, [False] * m
        self.marks = [[None] * m for _ in range(5)]  # start, made, gate, end, ports given back
        self.placed_us = [np.nan] * m
        self.queue = self.held = self.stored = 0
        self.listed = Listed(job)
        for g in range(m):
            self.level[g] = self.depth(g)
            if self.in_view(g):
                self.list(g)

    # --- What can start

    def depth(self, g):
        """How many gates in a row before this one are not started; not counted beyond need."""
        deepest = max((self.level[i] + 1 for i in self.needs[g] if not self.begun[i]), default=0)
        return min(deepest, self.ahead)

    def in_view(self, g):
        return not self.unended[g] or self.level[g] < self.ahead

    def step_nearer(self, g):
        """After a start: the gates behind it may come into view."""
        for other in self.later[g]:
            depth = self.depth(other)
            if depth < self.level[other]:
                self.level[other] = depth
                if not self.begun[other] and self.listed.requests[other] is None:
                    self.list(other)
                self.step_nearer(other)

    def list(self, g):
        """A new request."""
        self.listed.enter(g, self.now, not self.unended[g])
        self.queue += not self.unended[g]
        self.update(g)

    def update(self, g):
        """Note whether a listed request could start now."""
        a, b = self.qpus[g]
        room = self.ports[a] and self.ports[b]
        if room and self.unended[g]:
            room = self.places[a] and self.places[b]
        self.listed.set(g, bool(room))

    def change(self, counts, g, by):
        """Take or give back one of `counts` at both ends of a gate."""
        for qpu in self.qpus[g]:
            counts[qpu] += by
            if counts[qpu] == max(by, 0):  # the last one went, or the first one came
                for other in self.listed.at[qpu]:
                    self.update(other)

    # --- The policy

    def consult(self, policy):
        """Start what the policy chooses, and record how things stand."""
        while self.channels and self.listed.able():
            chosen = policy(self.listed.shown(), self.free())
            chosen = chosen if isinstance(chosen, list) else [chosen]
            if chosen in ([], [None]):
                break
            for choice in chosen:
                self.start(self.gate_of(choice))
        if not self.events and self.listed.oldest() is not None:
            raise ValueError(
                "policy waits for ever: nothing is under way; allowed: start a request"
            )
        making = self.fabric.channels - self.channels
        self.records.append((self.now, self.queue, making, self.held, self.stored))

    def free(self):
        oldest = self.listed.oldest()
        return Free(self.now, self.channels, tuple(self.ports), tuple(self.places), oldest)

    def gate_of(self, choice):
        g = choice.gate if isinstance(choice, Request) else choice
        if (
            isinstance(g, bool)
            or not isinstance(g, int | np.integer)
            or not 0 <= g < len(self.qpus)
        ):
            allowed = "a waiting request, its gate, a list of these, or None"
            raise ValueError(f"policy returned {choice!r}; allowed: {allowed}")
        if wrong := self.refusal(int(g)):
            raise ValueError(f"policy starts gate {g}: {wrong}; allowed: what waits and fits")
        return int(g)

    def refusal(self, g):
        """Why a gate's pair cannot be begun, or an empty text."""
        if self.begun[g]:
            return "it has been started already"
        if self.listed.requests[g] is None:
            waits = [i for i in self.needs[g] if self.marks[3][i] is None]
            return f"it is not ready, it waits for gate {waits[0]}"
        if not self.channels:
            return f"all {self.fabric.channels} channels are busy"
        for qpu in self.qpus[g]:
            if not self.ports[qpu]:
                return f"double-books QPU {qpu}, which has no free port"
            if self.unended[g] and not self.places[qpu]:
                return f"it is not ready, and QPU {qpu} has no free memory place"
        return ""

    def start(self, g):
        ahead = self.unended[g] > 0
        self.listed.leave(g)
        self.begun[g] = True
        self.queue -= not ahead
        self.channels -= 1
        self.held += 2
        self.change(self.ports, g, -1)
        if ahead:
            self.take_place(g)
        self.marks[0][g] = self.now
        heappush(self.events, (self.now + self.pair_us[g], False, g))
        self.step_nearer(g)

    # --- Time

    def advance(self):
        """Everything that happens at the next time."""
        self.now = self.events[0][0]
        while self.events and self.events[0][0] == self.now:
            _, ended, g = heappop(self.events)
            (self.gate_ended if ended else self.pair_made)(g)

    def pair_made(self, g):
        self.marks[1][g] = self.now
        self.made[g] = True
        self.channels += 1
        if not self.staged[g] and all(self.places[qpu] for qpu in self.qpus[g]):
            self.take_place(g)
        if self.staged[g]:
            self.free_ports(g)
        if self.unended[g]:
            self.stored += 1
        else:
            self.begin_gate(g)

    def take_place(self, g):
        self.staged[g], self.placed_us[g] = True, self.now
        self.change(self.places, g, -1)

    def free_ports(self, g):
        self.marks[4][g] = self.now
        self.held -= 2
        self.change(self.ports, g, 1)

    def begin_gate(self, g):
        self.marks[2][g] = self.now
        heappush(self.events, (self.now + self.gate_us[g], True, g))

    def gate_ended(self, g):
        self.marks[3][g] = self.now
        if self.staged[g]:
            self.change(self.places, g, 1)
        else:
            self.free_ports(g)
        for other in self.later[g]:
            self.unended[other] -= 1
            if not self.unended[other]:
                self.became_ready(other)

    def became_ready(self, g):
        if self.made[g]:
            self.stored -= 1
            self.begin_gate(g)
        elif not self.begun[g] and self.listed.requests[g] is None:
            self.list(g)
        elif not self.begun[g]:
            self.queue += 1
            self.listed.requests[g] = self.listed.requests[g]._replace(ready=True)
            self.update(g)
