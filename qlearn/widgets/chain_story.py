"""The story of a repeater chain, event by event: what its explorer draws and says."""

import numpy as np

from qlearn.network import cutoffs, waiting
from qlearn.network.timeline import timeline

SHOWN_SLOTS = 120  # of the story, at most
PATIENCE = 10_000  # events that are told after one press; some chains hardly ever deliver


class Story:
    """The story so far: begun anew when the chain changes, continued when a button is pressed.

    Called with the controls' values, it returns the traces of `plots.repeaters.timeline_figure` and
    a sentence.

    >>> story = Story()
    >>> traces, sentence = story(2, 1.0, 1.0, np.inf, 0, 0, 0, seed=1)
    >>> sentence.split(". ")[1]
    '1 pair, after 1 slots (exact: 1.0).'
    """

    def __init__(self):
        self.chain, self.pressed, self.events = None, None, []

    def __call__(self, n_links, p, q, cutoff, event, pair, hundred, seed):
        chain, pressed = (n_links, p, q, cutoff, seed), (event, pair, hundred)
        goes_back = self.pressed and min(np.subtract(pressed, self.pressed)) < 0
        if chain != self.chain or goes_back:
            self.events = []
            self.story = timeline([p] * n_links, np.random.default_rng(seed), q, cutoff)
            self._to_pair(1)
        else:
            new = [now - old for now, old in zip(pressed, self.pressed, strict=True)]
            self.events += [next(self.story) for _ in range(new[0])]
            self._to_pair(new[1] + 100 * new[2])
        self.chain, self.pressed = chain, pressed
        return self._traces(), self._sentence()

    def _to_pair(self, count):
        """Tell on until so many more pairs are delivered, or for as long as patience lasts."""
        for _ in range(PATIENCE):
            if not count:
                return
            self.events.append(next(self.story))
            count -= self.events[-1].kind == "delivered"

    @property
    def waits(self):
        """The slots that each pair took."""
        return np.diff([0] + [e.time for e in self.events if e.kind == "delivered"])

    @property
    def exact(self):
        """The mean wait, where it is known exactly: without cutoff, or for two links."""
        n, p, q, cutoff, _ = self.chain
        if n == 2:
            return float(cutoffs.cutoff_wait(p, cutoff, q))
        return float(waiting.mean_wait(p, n, q)) if cutoff == np.inf else None

    def _traces(self):
        last = self.events[-1].time
        shown = [e for e in self.events if e.time >= last - SHOWN_SLOTS]
        points = {
            kind: [e for e in shown if e.kind == kind] for kind in ("swap", "failed", "cutoff")
        }
        traces = {
            kind: {"x": [e.time for e in some], "y": [_place(e) for e in some]}
            for kind, some in points.items()
        }
        for kind in ("link", "delivered"):
            traces[kind] = _upright([e for e in shown if e.kind == kind])
        traces["memory"] = _level(_stored(self.events, self.chain[0], last - SHOWN_SLOTS))
        n, exact = np.arange(1, len(self.waits) + 1), self.exact
        traces["mean so far"] = {"x": n, "y": np.cumsum(self.waits) / n}
        known = [] if exact is None else [exact, exact]
        traces["exact"] = {"x": [1, max(2, len(n))] if known else [], "y": known}
        return traces

    def _sentence(self):
        waits, exact = self.waits, self.exact
        known = "" if exact is None else f" (exact: {exact:.1f})"
        now = f"Slot {self.events[-1].time}: {_words(self.events[-1])}."
        if not len(waits):
            return f"{now} No pair yet."
        if len(waits) == 1:
            return f"{now} 1 pair, after {waits[0]} slots{known}."
        mean = f"{waits.mean():.1f} ± {waits.std(ddof=1) / np.sqrt(len(waits)):.1f}"
        return f"{now} {len(waits)} pairs, {mean} slots each on average{known}."


def _words(event):
    between = f"{event.left} and {event.right}"
    return {
        "link": f"{between} get a pair, at try {event.tries}",
        "swap": f"node {event.node} swaps, now {between} share a pair",
        "failed": f"the swap at node {event.node} fails, all between {between} is lost",
        "cutoff": f"a memory has waited too long, all between {between} is lost",
        "delivered": "the ends have their pair, the next one begins",
    }[event.kind]


def _place(event):
    return (event.left + event.right) / 2 if event.node is None else event.node


def _upright(events):
    """Lines from node to node at the time of each event, with gaps."""
    x = [[e.time, e.time, np.nan] for e in events]
    y = [[e.left, e.right, np.nan] for e in events]
    return {"x": np.ravel(x), "y": np.ravel(y)}


def _level(segments):
    """Lines along time: (begin, end, height) each, with gaps."""
    x = [[begin, end, np.nan] for begin, end, _ in segments]
    y = [[height, height, np.nan] for *_, height in segments]
    return {"x": np.ravel(x), "y": np.ravel(y)}


def _stored(events, n_links, since):
    """(begin, end, height) of everything that a memory held; two memories at each inner node."""
    held, done = {}, []

    def empty(memories, now):
        for memory in memories:
            if memory in held:
                done.append((held.pop(memory), now, memory[0] + 0.09 * memory[1]))

    for e in events:
        if e.kind == "link":
            held[e.left, 1] = held[e.right, -1] = e.time
        elif e.kind == "swap":
            empty([(e.node, -1), (e.node, 1)], e.time)
        else:
            empty([(node, side) for node in range(e.left, e.right + 1) for side in (-1, 1)
                   if (node, side) not in ((e.left, -1), (e.right, 1))], e.time)  # fmt: skip
    empty(list(held), events[-1].time)
    return [(max(begin, since), end, height) for begin, end, height in done if end >= since]
