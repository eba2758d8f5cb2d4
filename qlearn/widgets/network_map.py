"""The network map: nodes to drag, links that answer at once, and what each path delivers.

The physics runs in Python, by `qlearn.network.routing`; `network_map.js` draws what
`NetworkMap.shown` says and sends where the nodes are. While a node is dragged only the links are
computed; the paths follow when it is let go, one after the other.
"""

from time import perf_counter

import anywidget
import numpy as np
import traitlets

from qlearn.network import routing
from qlearn.network.memories import Memory
from qlearn.widgets import parts
from qlearn.widgets.chunks import Chunks

SIZE_KM = (120.0, 70.0)
MARGIN_KM = 3.0
NAMES = ("A", "B", "1", "2", "3", "4", "5")
START_KM = ([5, 36], [115, 34], [31, 57], [32, 13], [60, 38], [88, 58], [86, 12])
EDGES = (
    (0, 2),
    (0, 3),
    (0, 4),
    (2, 4),
    (3, 4),
    (2, 5),
    (3, 6),
    (4, 5),
    (4, 6),
    (1, 4),
    (1, 5),
    (1, 6),
)
CANDIDATES = {"wait": 3, "hops": 1, "length": 2}  # how many of the best paths by each cost
TRIALS = 300
PATIENCE_S = 0.15
LEAST = 0.3  # a cutoff below this share of the slowest link's wait lets hardly anything through
RANGES = {"log_t": (-1.0, 4.0), "f0": (0.9, 1.0), "q": (0.4, 1.0), "efficiency": (0.2, 1.0)}


class NetworkMap(anywidget.AnyWidget):
    """A network between A and B on a map; see `map_explorer`.

    `positions` in km; `log_t`: log10 of the lifetime of a memory in ms; `f0`: fidelity of a fresh
    pair; `q`: success of a swap; `efficiency`: of one photon, source to detector; `cutoff_ms`, 0
    for none. The ends measure at once, as for a key. `shown` is what is drawn: links, and the paths
    that have been computed so far.
    """

    _esm = parts.script("network_map")
    _css = parts.style("network_map")

    positions = traitlets.List().tag(sync=True)
    moving = traitlets.Bool(False).tag(sync=True)
    log_t = traitlets.Float(3.0).tag(sync=True)
    f0 = traitlets.Float(0.97).tag(sync=True)
    q = traitlets.Float(1.0).tag(sync=True)
    efficiency = traitlets.Float(0.5).tag(sync=True)
    cutoff_ms = traitlets.Enum((0, 100, 50, 20), 0).tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)

    def __init__(self, **traits):
        self._chunks = Chunks()
        super().__init__(**{"positions": [list(place) for place in START_KM]} | traits)
        self.observe(self._moved, names=["positions", "moving", *RANGES, "cutoff_ms"])
        self._moved()

    @traitlets.validate(*RANGES)
    def _within(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        low, high = RANGES[name]
        if not low <= value <= high:
            raise ValueError(f"{name} = {value}; allowed: {low:g} to {high:g}")
        return value

    @traitlets.validate("positions")
    def _on_the_map(self, proposal):
        places = np.array(proposal["value"], dtype=float)
        if places.shape != (len(NAMES), 2):
            raise ValueError(f"positions of shape {places.shape}; allowed: ({len(NAMES)}, 2)")
        edge = np.array(SIZE_KM) - MARGIN_KM
        return np.clip(places, MARGIN_KM, edge).tolist()

    @property
    def network(self):
        """The `qlearn.network.Network` as it stands. Nodes at one place are kept 0.1 km apart."""
        places = np.array(self.positions) + 0.1 * np.arange(len(NAMES))[:, None]
        options = {"efficiency": self.efficiency, "f0": self.f0}
        return routing.Network(places, EDGES, options)

    def _moved(self, _=None):
        self._chunks.stop()
        network = self.network
        links = [
            [a, b, network.link(a, b).length_km, float(rate)]
            for (a, b), rate in zip(network.edges, routing.edge_rates_hz(network), strict=True)
        ]
        if self.moving:
            text = "Let go, and the paths are computed."
            self.shown = {"links": links, "routes": [], "best": None, "text": text}
        else:
            self._chunks.show(self._frames(network, links), self._show, self._fail)

    def _show(self, frame):
        (self.shown,) = frame

    def _fail(self, error):
        self.shown = {**self.shown, "text": f"{type(error).__name__}: {error}"}

    def _frames(self, network, links):
        """What is shown after each path: (part done, dict)."""
        paths, found, began = _candidates(network), [], perf_counter()
        for number, path in enumerate(paths, start=1):
            route = self._route(network, path)
            found += [route] if route else []
            if number < len(paths) and perf_counter() - began < PATIENCE_S:
                continue  # a table that grows row by row in a moment would only flicker
            best = routing.best_by(found, self._aim(found)) if found else None
            yield (
                number / len(paths),
                {
                    "links": links,
                    "routes": [_row(r) for r in found],
                    "best": found.index(best) if found else None,
                    "text": _sentence(found, len(paths) - number, number - len(found)),
                },
            )

    def _route(self, network, path):
        """The `Route`, or None where the cutoff is too short for the slowest link."""
        cutoff = self.cutoff_ms / 1e3 or np.inf
        if cutoff < LEAST * max(link.wait_s for link in network.links(path)):
            return None
        memory, rng = Memory(10**self.log_t / 1e3), np.random.default_rng(1)
        return routing.evaluate(network, path, rng, memory, self.q, cutoff, TRIALS, ends="measure")

    @staticmethod
    def _aim(found):
        return "key_hz" if max(route.key_hz for route in found) > 0 else "fidelity"


def _candidates(network):
    """The best paths by several costs, each once: none of the costs knows what is delivered."""
    found = [
        tuple(path)
        for cost, count in CANDIDATES.items()
        for path in routing.shortest_paths(network, 0, 1, count, cost)
    ]
    return list(dict.fromkeys(found))


def _row(route):
    return {
        "path": list(route.path),
        "name": _name(route),
        "km": sum(route.lengths_km),
        "rate": [route.rate_hz, route.rate_error],
        "fidelity": [route.fidelity, float(route.fidelity_error)],
        "key": route.key_hz,
    }


def _name(route):
    return "–".join(NAMES[node] for node in route.path)


def _sentence(found, left, skipped):
    if left:
        return f"Computing: {left} more paths."
    note = f" {skipped} paths left out: the cutoff is too short for them." if skipped else ""
    if not found:
        return f"Nothing gets through: the cutoff is too short for every path.{note}"
    fast, good = (routing.best_by(found, aim) for aim in ("rate_hz", "fidelity"))
    key = routing.best_by(found)
    words = f"Most pairs: {_name(fast)}, {fast.rate_hz:.3g} per second. "
    words += f"Best pairs: {_name(good)}, F = {good.fidelity:.3f}. "
    if key.key_hz == 0:
        return f"{words}No path gives any key: F is below 0.835 everywhere.{note}"
    return f"{words}Most key: {_name(key)}, {key.key_hz:.3g} bits per second.{note}"


def map_explorer(**traits):
    """Repeaters between A and B to be dragged; links and the best paths with rate, F and key.

    Sliders: lifetime of the memories (`log_t`, of ms), `f0`, `q`, `efficiency`, `cutoff_ms`.
    Raises ValueError or a TraitError for values outside their ranges.

    >>> map_explorer().shown["routes"][0]["name"]
    'A–1–3–4–B'
    """
    return NetworkMap(**traits)
