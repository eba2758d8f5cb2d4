"""A network on a map: nodes, fibres, the best path, and what it delivers.

Positions are in km; the fibre between two nodes is straight, times `detour`. A path becomes a
chain of `Link`s and is simulated by `repeaters.simulate`, so unequal links, failing swaps, cutoffs
and memories all count.
"""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import yen

from qlearn.network import repeaters
from qlearn.network.inputs import above, one_of, whole, within
from qlearn.network.links import Link

COSTS = ("length", "wait", "hops")


@dataclass(frozen=True)
class Network:
    """positions (n, 2) in km, edges: (node, node) tuples; what all links share goes to `Link`.

    >>> network = Network([[0, 0], [30, 0], [30, 40]], [(0, 1), (1, 2)], {"efficiency": 0.5})
    >>> network.link(1, 2).length_km
    40.0
    """

    positions: np.ndarray
    edges: tuple
    link_options: dict = field(default_factory=dict)
    detour: float = 1.0

    def __post_init__(self):
        positions = within("positions", self.positions)
        if positions.ndim != 2 or positions.shape[1] != 2:
            raise ValueError(f"positions of shape {positions.shape}; allowed: (n, 2)")
        above("detour", self.detour)
        edges = tuple(dict.fromkeys(tuple(sorted(int(k) for k in e)) for e in self.edges))
        for a, b in edges:
            if a == b or not 0 <= a < b < len(positions):
                allowed = f"two different nodes from 0 to {len(positions) - 1}"
                raise ValueError(f"edges has {(a, b)}; allowed: {allowed}")
        object.__setattr__(self, "positions", positions)
        object.__setattr__(self, "edges", edges)

    def link(self, a, b):
        """The `Link` between two neighbours."""
        if (min(a, b), max(a, b)) not in self.edges:
            raise ValueError(f"link {a} to {b}; allowed: an edge of the network")
        length = float(np.linalg.norm(self.positions[a] - self.positions[b])) * self.detour
        return Link(length, **self.link_options)

    def links(self, path):
        """The `Link`s along a path of nodes."""
        return [self.link(a, b) for a, b in pairwise(path)]

    def moved(self, node, position):
        """The same network with one node somewhere else: for dragging."""
        positions = self.positions.copy()
        positions[whole("node", node, 0, len(positions) - 1)] = position
        return Network(positions, self.edges, self.link_options, self.detour)


def edge_rates_hz(network):
    """Pairs per second of each edge alone, in the order of `network.edges`.

    >>> network = Network([[0, 0], [20, 0]], [(0, 1)], {"efficiency": 0.9})
    >>> print(edge_rates_hz(network).round(1))
    [1612.3]
    """
    return np.array([network.link(a, b).rate_hz for a, b in network.edges])


def best_path(network, source, target, cost="wait"):
    """The path, a list of nodes, with the smallest sum of costs over its links.

    cost: "length" in km, "wait" (mean time of each link: as if they were made one after the
    other), "hops" (fewest swaps). Which delivers most is another question: `best_by` asks it.
    Raises ValueError if there is no path.

    >>> network = Network([[0, 0], [50, 10], [100, 0]], [(0, 1), (1, 2), (0, 2)])
    >>> best_path(network, 0, 2), best_path(network, 0, 2, "hops")
    ([0, 1, 2], [0, 2])
    """
    return shortest_paths(network, source, target, 1, cost)[0]


def shortest_paths(network, source, target, count, cost="wait"):
    """The `count` best paths without loops, best first: a list, shorter if there are no more.

    Dijkstra's algorithm, and Yen's for those after the best. Raises ValueError as `best_path`.

    >>> network = Network([[0, 0], [50, 10], [100, 0]], [(0, 1), (1, 2), (0, 2)])
    >>> shortest_paths(network, 0, 2, 5)
    [[0, 1, 2], [0, 2]]
    """
    weights = _weights(network, one_of("cost", cost, COSTS))
    source, target = _ends(network, source, target)
    count = whole("count", count)
    _, before = yen(weights, source, target, count, directed=False, return_predecessors=True)
    if not len(before):
        raise ValueError(f"target = {target}; allowed: what paths connect to {source}")
    return [_walk(row, source, target) for row in before]


@dataclass(frozen=True)
class Route:
    """A path and what it delivers: rates per second, fidelity, key; standard errors alongside."""

    path: list
    lengths_km: list
    rate_hz: float
    rate_error: float
    fidelity: float
    fidelity_error: float
    key_hz: float


def evaluate(network, path, rng, memory=None, q=1.0, cutoff_s=np.inf, trials=2000, **options):
    """The `Route` of a path: `trials` pairs simulated. Options go to `repeaters.simulate`.

    memory: a `Memory` (perfect if none); q: swap success; cutoff_s: longest wait in an inner node.
    A cutoff shorter than one attempt of the longest link is refused: nothing would get through.

    >>> network = Network([[0, 0], [20, 0], [40, 0]], [(0, 1), (1, 2)], {"f0": 0.95})
    >>> route = evaluate(network, [0, 1, 2], np.random.default_rng(1))
    >>> round(route.fidelity, 5)
    0.90333
    """
    links = network.links(path)
    if not links:
        raise ValueError(f"path = {path!r}; allowed: two nodes or more")
    run = repeaters.simulate(
        **repeaters.of_links(links), rng=rng, q=q, trials=trials, cutoff=cutoff_s, **options
    )
    f0 = [link.fidelity for link in links]
    lengths = [link.length_km for link in links]
    return Route(
        list(path), lengths, *run.rate, *run.fidelity(f0, memory), run.key_rate(f0, memory)
    )


def best_by(routes, quantity="key_hz"):
    """The `Route` with the most of a quantity: "rate_hz", "fidelity" or "key_hz" pick differently.

    >>> slow, fast = Route([0, 1], [9], 5, 0, 0.99, 0, 4), Route([0, 2], [9], 9, 0, 0.8, 0, 0)
    >>> best_by([slow, fast]).path, best_by([slow, fast], "rate_hz").path
    ([0, 1], [0, 2])
    """
    one_of("quantity", quantity, ("rate_hz", "fidelity", "key_hz"))
    return max(routes, key=lambda route: getattr(route, quantity))


# --- Searching ----------------------------------------------------------------------------


def _weights(network, cost):
    """The costs of the edges as a sparse matrix (n, n), each edge once."""
    links = [network.link(a, b) for a, b in network.edges]
    costs = [{"length": k.length_km, "wait": k.wait_s, "hops": 1.0}[cost] for k in links]
    n, ends = len(network.positions), np.array(network.edges, np.int32).reshape(-1, 2).T
    return csr_array((costs, tuple(ends)), shape=(n, n))


def _ends(network, source, target):
    last = len(network.positions) - 1
    source, target = whole("source", source, 0, last), whole("target", target, 0, last)
    if source == target:
        raise ValueError(f"target = {target}; allowed: another node than the source")
    return source, target


def _walk(before, source, target):
    """The path that ends at the target, from the node before each node."""
    path = [target]
    while path[-1] != source:
        path.append(int(before[path[-1]]))
    return path[::-1]
