"""One repeater chain as a story: every link, swap, loss and delivery, in the order of time.

The rules are those of `qlearn.network.repeaters`, told event by event for a space-time diagram and
a step button, with equal slots and news that costs no time. Nodes are 0 to n, link k joins the
nodes k and k + 1; times are in slots.
"""

import heapq
from typing import NamedTuple

import numpy as np

from qlearn.network.inputs import above, generator, one_of, whole
from qlearn.network.waiting import ORDERS

ARRIVAL, EXPIRY = 0, 1  # within one slot, what arrives is swapped before what is old is emptied


class Event(NamedTuple):
    """Something that happens between the nodes `left` and `right`.

    kind: "link" (a pair, after `tries` attempts), "swap" at `node` (left and right now share a
    pair), "failed" swap at `node` (all between left and right is lost), "cutoff" (the pair between
    left and right was too old and is lost), "delivered" (to the ends; the next pair begins).
    """

    time: int
    kind: str
    left: int
    right: int
    node: int | None = None
    tries: int = 0


def timeline(p, rng, q=1.0, cutoff=np.inf, order="sequential"):
    """An endless generator of `Event`s of a chain that delivers pair after pair.

    p: success per attempt, one number per link. Raises ValueError as `repeaters.simulate` does.

    >>> story = timeline([0.3, 0.3], np.random.default_rng(3))
    >>> for event in story:
    ...     print(event.time, event.kind, event.left, event.right)
    ...     if event.kind == "delivered":
    ...         break
    1 link 0 1
    2 link 1 2
    2 swap 0 2
    2 delivered 0 2
    """
    story = _Story(p, rng, q, cutoff, order)
    return story.events()


def deliveries(p, rng, count, **options):
    """The times at which the first `count` pairs are delivered, in slots since the start.

    >>> times = deliveries([0.5, 0.5], np.random.default_rng(3), 2)
    >>> times.tolist()
    [1, 4]
    """
    count, times = whole("count", count), []
    for event in timeline(p, rng, **options):
        if event.kind == "delivered":
            times.append(event.time)
            if len(times) == count:
                return np.array(times)


class _Story:
    """`since[k]`: when link k got its pair, None without; `joined`: the nodes that have swapped."""

    def __init__(self, p, rng, q, cutoff, order):
        self.p, self.rng = above("p", np.atleast_1d(p), 0, 1), generator(rng)
        self.n, self.q = len(self.p), float(above("q", q, 0, 1))
        self.cutoff = float(above("cutoff", cutoff))
        if self.cutoff < 1:
            raise ValueError(f"cutoff = {cutoff!r}; allowed: at least one slot")
        self.together = one_of("order", order, ORDERS) == "simultaneous"
        self.since, self.joined, self.agenda = [None] * self.n, set(), []
        self._begin(range(self.n), 0)

    def events(self):
        while True:
            now, phase = self.agenda[0][:2]
            due = []
            while self.agenda and self.agenda[0][:2] == (now, phase):
                due.append(heapq.heappop(self.agenda)[2:])
            if phase == ARRIVAL:
                yield from self._arrivals(now, due)
            else:
                yield from self._expiries(now, due)

    def _begin(self, links, now):
        """Set links to their attempts; draw when each will succeed."""
        for k in links:
            self.since[k] = None
            arrival = now + int(self.rng.geometric(self.p[k]))
            heapq.heappush(self.agenda, (arrival, ARRIVAL, k, now))

    def _arrivals(self, now, due):
        for k, begun in sorted(due):
            self.since[k] = now
            if self.cutoff < np.inf:
                expiry = now + int(self.cutoff)
                heapq.heappush(self.agenda, (expiry, EXPIRY, k, now))
            yield Event(now, "link", k, k + 1, tries=now - begun)
        yield from self._swaps(now)
        if len(self.joined) == self.n - 1 and None not in self.since:
            yield Event(now, "delivered", 0, self.n)
            self.joined.clear()
            self.agenda.clear()
            self._begin(range(self.n), now)

    def _swaps(self, now):
        able = [node for node in range(1, self.n) if self._can_swap(node)]
        if self.together:
            failed = [node for node in able if not self._succeeds()]
            self.joined.update(able)
            for node in sorted(able, key=lambda node: node in failed):
                if node in self.joined:  # else its run is lost already
                    yield from self._tell(node, now, node not in failed)
        else:
            for node in able:
                if self._can_swap(node):
                    self.joined.add(node)
                    yield from self._tell(node, now, self._succeeds())

    def _tell(self, node, now, success):
        """What a node found that has measured: a failure frees all that hangs on it."""
        left, right = self._ends(node)
        if success:
            yield Event(now, "swap", left, right, node)
        else:
            yield from self._lose(Event(now, "failed", left, right, node))

    def _expiries(self, now, due):
        """Empty the memories whose pair is as old as that, if an inner node still waits with it."""
        for k, since in sorted(due):
            waits = [node for node in (k, k + 1) if 0 < node < self.n and node not in self.joined]
            if self.since[k] == since and waits:
                yield from self._lose(Event(now, "cutoff", *self._ends(k)))

    def _lose(self, event):
        yield event
        self.joined -= set(range(event.left + 1, event.right))
        self._begin(range(event.left, event.right), event.time)

    def _can_swap(self, node):
        held = self.since[node - 1] is not None and self.since[node] is not None
        return held and node not in self.joined

    def _succeeds(self):
        return self.q == 1 or self.rng.random() < self.q

    def _ends(self, node):
        """The nodes that the pair (or the pairs) at a node, or over the link after it, reach."""
        left, right = node, node
        while left in self.joined:
            left -= 1
        while right == node or right in self.joined:
            right += 1
        return left, right
