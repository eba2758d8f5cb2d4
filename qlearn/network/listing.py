"""The requests of an orchestrator: what waits, which of it can start, by age and by path."""

from bisect import bisect_left, insort
from typing import NamedTuple

import numpy as np

SHOWN = 32  # oldest requests, and as many of the longest paths, that a policy is shown


class Request(NamedTuple):
    """A pair that is wanted: for which gate, between which QPUs; `ready`: whether the gate's needs
    have ended; `since_us`: when it was first listed; `expected_us`: to make the pair, on average;
    `path_us`: the longest chain of gates from this one on, expected, itself included."""

    gate: int
    qpus: tuple
    ready: bool
    since_us: float
    expected_us: float
    path_us: float


class Listed:
    """The requests that wait, and those of them that can start, by age and by path."""

    def __init__(self, job):
        path_us = job.path_us
        self.qpus = list(map(tuple, job.qpus.tolist()))
        self.expected_us, self.path_us = job.expected_us.tolist(), path_us.tolist()
        self.by_rank = np.argsort(-path_us, kind="stable").tolist()
        self.rank = np.argsort(self.by_rank).tolist()
        self.age, self.by_age, self.first = [0] * len(job), [], 0
        self.requests, self.can = [None] * len(job), [False] * len(job)
        self.at = [set() for _ in range(job.n_qpus)]
        self.oldest_first, self.longest_first = [], []  # ages and ranks of those that can start

    def enter(self, g, now, ready):
        expected, path = self.expected_us[g], self.path_us[g]
        self.requests[g] = Request(g, self.qpus[g], ready, now, expected, path)
        self.age[g] = len(self.by_age)
        self.by_age.append(g)
        for qpu in self.qpus[g]:
            self.at[qpu].add(g)

    def leave(self, g):
        self.set(g, False)
        self.requests[g] = None
        for qpu in self.qpus[g]:
            self.at[qpu].discard(g)

    def set(self, g, can):
        """Keep both orders right; numbers in sorted lists, which is fast enough for thousands."""
        if can == self.can[g]:
            return
        self.can[g] = can
        for order, key in ((self.oldest_first, self.age[g]), (self.longest_first, self.rank[g])):
            if can:
                insort(order, key)
            else:
                del order[bisect_left(order, key)]

    def able(self):
        return len(self.oldest_first)

    def shown(self):
        if len(self.oldest_first) <= 2 * SHOWN:
            return [self.requests[self.by_age[age]] for age in self.oldest_first]
        ages = {self.age[self.by_rank[rank]] for rank in self.longest_first[:SHOWN]}
        return [
            self.requests[self.by_age[i]] for i in sorted(ages.union(self.oldest_first[:SHOWN]))
        ]

    def oldest(self):
        while self.first < len(self.by_age) and self.requests[self.by_age[self.first]] is None:
            self.first += 1
        return self.requests[self.by_age[self.first]] if self.first < len(self.by_age) else None
