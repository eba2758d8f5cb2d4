"""A repeater chain by Monte Carlo: unequal links, swaps that fail, cutoffs, memories, news.

Rules: each link tries again and again until it has a pair; a node swaps as soon as it holds two
pairs, with the probability q of success; failure loses all that hung on the two pairs. With a
cutoff, a memory of an inner node that has waited that long is emptied, with the whole run of pairs
it belongs to. Thousands of chains are stepped side by side, from event to event, never through
empty slots.

What comes out are times and memory time, not fidelities: `Deliveries` turns them into fidelity and
key for any memory and any elementary pair, so a slider for T or F0 needs no new simulation.
"""

import numpy as np

from qlearn.network.inputs import above, generator, one_of, whole, within
from qlearn.network.memories import Deliveries
from qlearn.network.waiting import ORDERS

# --- The simulation -----------------------------------------------------------------------


def simulate(
    p,
    rng,
    q=1.0,
    trials=1000,
    slot=1.0,
    cutoff=np.inf,
    order="sequential",
    ends="wait",
    message=0.0,
):
    """`Deliveries` of `trials` pairs across a chain. Everything it draws comes from `rng`.

    p: success per attempt, one number per link; slot: time of one attempt, one number or one per
    link (a list of `Link`s: `of_links`). cutoff: longest wait in an inner memory, one slot or more.
    ends="measure": the end nodes measure at once and store nothing. message: time until the result
    of a swap is known; lost links begin again, and the pair is delivered, that much later.
    Raises ValueError for p or q of 0, which never deliver, and a cutoff below one slot.

    >>> run = simulate([0.1, 0.1], np.random.default_rng(1), trials=20000)
    >>> print(abs(run.wait[0] - 14.737) < 4 * run.wait[1])
    True
    """
    chain = _Chain(p, rng, q, slot, cutoff, order, message)
    return chain.run(whole("trials", trials), one_of("ends", ends, ("wait", "measure")))


def batches(p, rng, batch=1000, **options):
    """Endless `Deliveries`, `batch` pairs at a time, with the options of `simulate`: stop at will.

    >>> stream = batches([0.1, 0.1], np.random.default_rng(1), batch=10)
    >>> total = next(stream) + next(stream)
    >>> len(total.times)
    20
    """
    while True:
        yield simulate(p, rng, trials=batch, **options)


def of_links(links):
    """{"p": ..., "slot": ...} of a list of `Link`s, in seconds, for `simulate(**of_links(...))`.

    >>> from qlearn.network.links import Link
    >>> of_links([Link(20, efficiency=0.9)] * 2)["slot"].tolist()
    [0.0001, 0.0001]
    """
    return {"p": np.array([k.p for k in links]), "slot": np.array([k.attempt_s for k in links])}


class _Chain:
    """Many chains side by side: `ready`: when each link has its pair, `done`: which nodes swapped.

    A link is held if ready <= now. Times are in units of the slot if all slots are equal, so that
    they are whole numbers, and coincidences are exact.
    """

    def __init__(self, p, rng, q, slot, cutoff, order, message):
        self.p, self.rng = above("p", np.atleast_1d(p), 0, 1), generator(rng)
        self.n = len(self.p)
        slots = np.broadcast_to(above("slot", slot), self.p.shape)
        self.equal = bool(np.all(slots == slots[0]))
        self.unit = float(slots[0]) if self.equal else 1.0
        self.slot = slots / self.unit
        self.q = float(above("q", q, 0, 1))
        self.cutoff = self._in_units(float(above("cutoff", cutoff)), slots.max())
        self.together = one_of("order", order, ORDERS) == "simultaneous"
        self.message = float(within("message", message, 0)) / self.unit

    def _in_units(self, cutoff, longest):
        """The cutoff in the unit of the simulation: whole slots, if all slots are equal."""
        if cutoff * (1 + 1e-12) < longest:
            raise ValueError(f"cutoff = {cutoff!r}; allowed: at least one slot, {longest:.6g}")
        slots = cutoff / self.unit
        return np.floor(slots + 1e-9) if self.equal else slots

    def run(self, trials, ends):
        """Step all chains until each has delivered."""
        times, stored = np.empty(trials), np.empty(trials)
        left = np.arange(trials)
        ready = self.rng.geometric(self.p, (trials, self.n)) * self.slot
        done = np.zeros((trials, self.n - 1), bool)
        now = np.zeros(trials)
        while len(left):
            expiry = self._expiry(ready, done)
            now = np.minimum(_next_arrival(ready, now), expiry)
            self._swap(ready, done, now)
            if np.any(now == expiry):
                self._expire(ready, done, now)
            over = done.all(axis=1) & (ready <= now[:, None]).all(axis=1)
            if over.any():
                gone = left[over]
                times[gone] = now[over] + (self.message if self.n > 1 else 0)
                stored[gone] = _memory_time(ready[over], times[gone], ends)
                left, ready, done, now = left[~over], ready[~over], done[~over], now[~over]
        return Deliveries(times * self.unit, stored * self.unit, self.n)

    def _expiry(self, ready, done):
        """When the oldest memory of each inner node that has not swapped must be emptied."""
        if self.cutoff == np.inf or self.n == 1:
            return np.full(len(ready), np.inf)
        older = np.minimum(ready[:, :-1], ready[:, 1:])
        return np.where(done, np.inf, older).min(axis=1) + self.cutoff

    def _swap(self, ready, done, now):
        """Swap at every node that holds two pairs, in the order asked for."""
        held = ready <= now[:, None]
        able = held[:, :-1] & held[:, 1:] & ~done
        nodes = np.flatnonzero(able.any(axis=0))
        if self.together:
            done |= able
        for node in nodes:
            rows = np.flatnonzero(able[:, node])
            if not self.together:  # a failure on the left may have taken the pair
                rows = rows[ready[rows, node] <= now[rows]]
                done[rows, node] = True
            self._fail(rows, node, ready, done, now)

    def _fail(self, rows, node, ready, done, now):
        """Let the swaps at a node fail with 1 - q: all that is connected there is lost."""
        if self.q < 1:
            self._lose(rows[self.rng.random(len(rows)) >= self.q], node, ready, done, now)

    def _lose(self, rows, link, ready, done, now):
        """Begin anew with a link and with all that swaps connect to it, left and right."""
        for step in (-1, 1):
            k, some = link, rows
            while len(some):
                draws = self.rng.geometric(self.p[k], len(some)) * self.slot[k]
                ready[some, k] = now[some] + self.message + draws
                node = k - 1 if step < 0 else k
                if not 0 <= node < self.n - 1:
                    break
                some = some[done[some, node]]
                done[some, node] = False
                k += step

    def _expire(self, ready, done, now):
        """Empty the inner memories that have waited too long, with all that hangs on them."""
        for node in range(self.n - 1):
            for link in (node, node + 1):
                old = ~done[:, node] & (ready[:, link] + self.cutoff <= now)
                self._lose(np.flatnonzero(old), link, ready, done, now)


def _next_arrival(ready, now):
    """When the next link of each chain gets its pair."""
    return np.where(ready > now[:, None], ready, np.inf).min(axis=1)


def _memory_time(ready, end, ends):
    """Slots stored, over all memories: the waits of the inner nodes, and of the ends to the end."""
    inner = np.abs(np.diff(ready, axis=1)).sum(axis=1)
    return inner + (2 * end - ready[:, 0] - ready[:, -1] if ends == "wait" else 0)
