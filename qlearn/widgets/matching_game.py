"""The matching game: pair up detection events, and see what minimum-weight matching does.

The rules stand in `qlearn.correction.matching`; `matching_game.js` draws what `MatchingBoard.shown`
says and sends what is clicked.
"""

from functools import cache

import anywidget
import numpy as np
import traitlets

from qlearn.correction.matching import BOUNDARY, matching_game, matching_graph
from qlearn.correction.memory import memory_circuit
from qlearn.widgets import parts

BOARDS = {  # name: kind of code, noise of one level, what is drawn against what
    "patch": ("surface", 0.015),
    "strip": ("repetition", 0.006),
}
RIM_OF = {  # (axis, place) of both rims; the logical readout counts the ends at the first
    "patch": ((1, 25), (1, 375)),
    "strip": ((0, 600), (0, 40)),
}
DISTANCE, LEAST = 7, 4
SAME = 1e-6  # lengths that differ by less are equal: the graph has many ties


class MatchingBoard(anywidget.AnyWidget):
    """A round of the matching game after the other; see `matching_board`.

    ``board`` is "patch" (a surface code, perfect checks, one round) or "strip" (a repetition code
    in time, everything noisy), ``level`` the noise. ``pairs`` are the learner's.
    """

    _esm = parts.script("matching_game")
    _css = parts.style("matching_game")

    board = traitlets.Enum(tuple(BOARDS), "patch").tag(sync=True)
    level = traitlets.Int(4, min=1, max=10).tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)

    def __init__(self, seed=None, **traits):
        self._rng, self.game = np.random.default_rng(seed), None
        self.score = {"played": 0, "shortest": 0, "you": 0, "matching": 0}
        super().__init__(**traits)
        self.on_msg(self._answer)
        self.new()

    @traitlets.observe("board", "level")
    def _anew(self, _):
        if self.game:
            self.new()

    @property
    def p(self):
        """The noise of this level: of each data qubit on the patch, of everything on the strip."""
        return round(self.level * BOARDS[self.board][1], 6)

    def new(self):
        """Draw new errors, and forget the pairs; the score stays."""
        self.game = matching_game(graph_of(self.board, self.p), self._rng, LEAST)
        self.clear()

    def clear(self):
        """Take all pairs back."""
        self.pairs, self.picked, self.verdict = [], None, None
        self._show()

    def click(self, node):
        """Pick the event at a node, pair it with the one picked before, or take its pair back."""
        if self.verdict or node not in self.game.events:
            return
        mine = [pair for pair in self.pairs if node in pair]
        if mine:
            self.pairs.remove(mine[0])
        elif self.picked == node:
            self.picked = None
        elif self.picked is None:
            self.picked = node
        else:
            self._tie(node)
        self._show()

    def rim(self):
        """Tie the event that is picked to the rim."""
        if self.picked is not None and not self.verdict:
            self._tie(BOUNDARY)
            self._show()

    def judge(self):
        """Compare the pairs, if none is missing, with the shortest and with what has happened."""
        if self.verdict or self.free:
            return
        best = self.game.best()
        self.verdict = self.game.judge(self.pairs), best
        mine = self.verdict[0]
        self.score["played"] += 1
        self.score["shortest"] += mine.length < best.length + SAME
        self.score["you"] += mine.survives
        self.score["matching"] += best.survives
        self._show()

    @property
    def free(self):
        """The events that have no partner yet."""
        used = {node for pair in self.pairs for node in pair}
        return [node for node in self.game.events if node not in used]

    def _tie(self, other):
        self.pairs.append((self.picked, other))
        self.picked = None

    def _answer(self, _widget, content, _buffers):
        if "click" in content:
            self.click(int(content["click"]))
        act = content.get("act")
        if act in ("new", "clear", "rim", "judge"):
            getattr(self, act)()

    # --- What is shown ------------------------------------------------------------------------

    def _show(self):
        graph, game = self.game.graph, self.game
        best = self.verdict[1].pairs if self.verdict else ()
        self.shown = {
            "edges": [_line(self.board, graph, edge) for edge in graph.edges],
            "nodes": _places(self.board, graph).tolist(),
            "events": [[int(node), self._state(node)] for node in game.events],
            "yours": [_line(self.board, graph, graph.path(*pair)) for pair in self.pairs],
            "best": [_line(self.board, graph, graph.path(*pair)) for pair in best],
            "errors": [_line(self.board, graph, e) for e in game.errors] if self.verdict else [],
            "ready": not self.free and not self.verdict,
            "picked": self.picked is not None,
            "p": f"p = {100 * self.p:.1f} %",
            "text": self._judged() if self.verdict else self._so_far(),
            "score": self._scored(),
        }

    def _state(self, node):
        if node == self.picked:
            return "picked"
        return "free" if node in self.free else "paired"

    def _so_far(self):
        length = sum(self.game.graph.distance(*pair) for pair in self.pairs)
        events = len(self.game.events)
        if self.picked is not None:
            return "Now choose its partner, or the rim."
        if not self.free:
            return f"All {events} events are explained, total length {length:.1f}. Compare?"
        start = f"{events} events, {len(self.free)} without a partner."
        return f"{start} Length so far: {length:.1f}." if self.pairs else f"{start} Pick one."

    def _judged(self):
        mine, best = self.verdict
        if mine.length < best.length + SAME:
            found = f"Your total length {mine.length:.1f} is the shortest there is."
        else:
            found = f"Your total length is {mine.length:.1f}; matching found {best.length:.1f}."
        return f"{found} {FATES[mine.survives, best.survives]}"

    def _scored(self):
        s = self.score
        return (
            f"{s['played']} compared: shortest {s['shortest']} times; saved by you {s['you']}, "
            f"by matching {s['matching']}."
        )


FATES = {
    (True, True): "The errors were these (orange): both save the memory.",
    (True, False): "The errors were these (orange): yours saves the memory, matching loses it. The "
    "likeliest story is not always the true one.",
    (False, True): "The errors were these (orange): yours loses the memory, matching saves it.",
    (False, False): "The errors were these (orange): both lose the memory.",
}


@cache
def graph_of(board, p):
    """The `qlearn.correction.matching.MatchingGraph` of a board with noise p."""
    if board == "patch":
        return matching_graph(memory_circuit("surface", DISTANCE, rounds=1, p=0, p_idle=p))
    return matching_graph(memory_circuit("repetition", DISTANCE, rounds=DISTANCE, p=p))


def _places(board, graph):
    """Places of the nodes in the picture, 640 x 400; the rims lie at x or y beyond them."""
    x, y = graph.positions[:, 0], graph.positions[:, 1]
    if board == "patch":
        return np.stack([40 + 40 * x, 25 + 25 * y], axis=1)
    return np.stack([80 + 40 * x, 28 + 49 * y], axis=1)


def _line(board, graph, nodes):
    """Corners of the line through nodes; an end at the boundary lies on the rim that is near."""
    places = _places(board, graph)
    nodes = list(nodes)[::-1] if nodes[0] == BOUNDARY else list(nodes)
    points = [places[node].tolist() for node in nodes if node != BOUNDARY]
    if nodes[-1] == BOUNDARY:
        (axis, counted), (_, other) = RIM_OF[board]
        end = list(points[-1])
        end[axis] = min((counted, other), key=lambda place: abs(place - end[axis]))
        points.append(end)
    return points


def matching_board(board="patch", level=4, *, seed=None):
    """Detection events to be paired by hand, and compared with the shortest matching.

    ``board`` is "patch" or "strip", ``level`` of noise 1 to 10; raises TraitError for others.

    >>> game = matching_board(seed=1)
    >>> for a, b in game.game.best().pairs:
    ...     game.click(a)
    ...     game.click(b) if b >= 0 else game.rim()
    >>> game.judge()
    >>> game.score["shortest"]
    1
    """
    return MatchingBoard(board=board, level=level, seed=seed)
