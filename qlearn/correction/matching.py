"""Decoding as a game: detectors that fired, how far apart they are, and the best way to pair them.

The graph has a node for each detector and one for the boundary; each edge is an error that makes
both its ends fire, and is the longer the rarer the error: log((1 - p) / p).  A pair of fired
detectors is explained by the shortest path between them.  Whoever pairs all of them up, or ties
them to the boundary, has decoded: the logical readout is right if the paths crossed the logical
operator as often, mod 2, as the errors did.  The shortest total is the likeliest single story,
not the certain one.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import stim
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from qlearn.correction.memory import matching_of

BOUNDARY = -1


class Pairing(NamedTuple):
    """A way to explain the events: its pairs, total length, whether its paths flip the observable,
    and whether that saves the logical qubit."""

    pairs: tuple
    length: float
    flips: bool
    survives: bool


@dataclass(frozen=True)
class MatchingGraph:
    """The detectors of one kind in a memory circuit, and the errors that join them.

    ``detectors`` are the numbers in the circuit of the nodes 0 .. n - 1; ``positions`` their places
    (n, coordinates), the round last; ``edges`` are (node, node or `BOUNDARY`), ``lengths`` and
    ``flips`` (crosses the logical operator) arrays of one entry for each edge.
    """

    circuit: stim.Circuit
    detectors: np.ndarray
    positions: np.ndarray
    edges: tuple
    lengths: np.ndarray
    flips: np.ndarray

    @cached_property
    def matching(self):
        """The decoder of the whole circuit, a `pymatching.Matching`."""
        return matching_of(self.circuit)

    @cached_property
    def _shortest(self):
        """(distances, predecessors) between all nodes, the boundary (index n) only at an end."""
        n = len(self.detectors)
        ends = np.array(self.edges) % (n + 1)
        inner = ends[:, 1] < n  # nothing leads away from the boundary
        rows = np.concatenate([ends[:, 0], ends[inner, 1]])
        columns = np.concatenate([ends[:, 1], ends[inner, 0]])
        lengths = np.concatenate([self.lengths, self.lengths[inner]])
        both = csr_array((lengths, (rows, columns)), shape=(n + 1, n + 1))
        return dijkstra(both, directed=True, return_predecessors=True)

    @cached_property
    def _flip_of(self):
        marks = zip(self.edges, self.flips.tolist(), strict=True)
        return {frozenset(edge): flip for edge, flip in marks}

    def path(self, a, b):
        """The nodes of the shortest path from node a to node b, or to the `BOUNDARY`; a list."""
        if a == BOUNDARY:
            return self.path(b, a)[::-1]
        nodes = [b % (len(self.detectors) + 1)]
        while nodes[-1] != a:
            nodes.append(int(self._shortest[1][a, nodes[-1]]))
        return [b, *nodes[1:]][::-1]

    def distance(self, a, b):
        """The length of that path."""
        if a == BOUNDARY:
            return self.distance(b, a)
        return float(self._shortest[0][a, b % (len(self.detectors) + 1)])

    def crosses(self, a, b):
        """Whether that path crosses the logical operator."""
        steps = pairwise(self.path(a, b))
        return sum(self._flip_of[frozenset(step)] for step in steps) % 2 == 1


@dataclass(frozen=True)
class MatchingGame:
    """One round of the game: the ``events`` are the nodes that fired.

    ``errors`` are the edges that did it, to be shown afterwards, and ``flipped`` says whether they
    flipped the logical readout.
    """

    graph: MatchingGraph
    events: tuple
    errors: tuple
    flipped: bool

    def distances(self):
        """Lengths between the events, and from each to the boundary in the last column; an array
        (events, events + 1)."""
        to = [*self.events, BOUNDARY]
        return np.array([[self.graph.distance(a, b) for b in to] for a in self.events])

    def judge(self, pairs):
        """The `Pairing` for pairs of events (node, node or `BOUNDARY`).

        Raises ValueError unless every event is in one pair.
        """
        pairs = tuple((int(a), int(b)) for a, b in pairs)
        used = sorted(node for pair in pairs for node in pair if node != BOUNDARY)
        if used != sorted(self.events):
            raise ValueError(f"pairs = {pairs}; allowed: each of {self.events} in one pair")
        length = sum(self.graph.distance(a, b) for a, b in pairs)
        flips = sum(self.graph.crosses(a, b) for a, b in pairs) % 2 == 1
        return Pairing(pairs, float(length), flips, flips == self.flipped)

    def best(self):
        """The `Pairing` of least total length, by PyMatching."""
        numbers = self.graph.detectors
        syndrome = np.zeros(self.graph.circuit.num_detectors, dtype=np.uint8)
        syndrome[numbers[list(self.events)]] = 1
        found = self.graph.matching.decode_to_matched_dets_array(syndrome)
        node = {int(number): i for i, number in enumerate(numbers)} | {-1: BOUNDARY}
        return self.judge([(node[int(a)], node[int(b)]) for a, b in found])


def matching_graph(circuit):
    """The `MatchingGraph` of a memory circuit: the detectors whose errors can flip the readout.

    A surface-code memory has others, of the other kind of checks; they are left out.

    >>> from qlearn.correction.memory import memory_circuit
    >>> graph = matching_graph(memory_circuit("repetition", 3, rounds=2, p=0.01))
    >>> len(graph.detectors), graph.positions.shape
    (6, (6, 2))
    """
    edges = matching_of(circuit).edges()
    count = circuit.num_detectors
    inner = np.array([(a, b) for a, b, _ in edges if b is not None], dtype=int).reshape(-1, 2)
    joined = csr_array((np.ones(len(inner)), inner.T), shape=(count, count))
    kind = connected_components(joined, directed=False)[1]
    ours = {int(kind[a]) for a, _, data in edges if data["fault_ids"]}
    detectors = np.flatnonzero(np.isin(kind, list(ours)))
    node = {int(number): i for i, number in enumerate(detectors)} | {None: BOUNDARY}
    kept = [edge for edge in edges if edge[0] in node]
    places = circuit.get_detector_coordinates()
    return MatchingGraph(
        circuit,
        detectors,
        np.array([places[int(number)] for number in detectors]),
        tuple((node[a], node[b]) for a, b, _ in kept),
        np.array([data["weight"] for *_, data in kept]),
        np.array([bool(data["fault_ids"]) for *_, data in kept]),
    )


def matching_game(graph, rng, least=2):
    """A `MatchingGame` with errors drawn from the circuit of the graph, and ``least`` events.

    Raises ValueError if ten thousand draws have fewer: the noise is too weak for that.

    >>> from qlearn.correction.memory import memory_circuit
    >>> graph = matching_graph(memory_circuit("surface", 5, rounds=1, p=0, p_idle=0.1))
    >>> game = matching_game(graph, np.random.default_rng(1), least=4)
    >>> len(game.events) >= 4, game.judge(game.best().pairs).length == game.best().length
    (True, True)
    """
    model = graph.circuit.detector_error_model(decompose_errors=True).flattened()
    sampler = model.compile_sampler(seed=int(rng.integers(2**62)))
    causes = [error for error in model if error.type == "error"]
    for _ in range(100):
        events, flips, errors = sampler.sample(100, return_errors=True)
        fit = np.flatnonzero(events[:, graph.detectors].sum(axis=1) >= least)
        if len(fit):
            fired = tuple(np.flatnonzero(events[fit[0], graph.detectors]).tolist())
            causing = [causes[i] for i in np.flatnonzero(errors[fit[0]])]
            return MatchingGame(graph, fired, _edges_of(graph, causing), bool(flips[fit[0], 0]))
    raise ValueError(f"least = {least}; allowed: fewer events, or more noise in the circuit")


def _edges_of(graph, causes):
    """The edges of the graph that the errors are made of; one that came twice is undone."""
    node = {int(number): i for i, number in enumerate(graph.detectors)}
    edges = set()
    for cause in causes:
        for group in cause.target_groups():
            ends = [t.val for t in group if t.is_relative_detector_id()]
            if ends and ends[0] in node:
                edge = [*sorted(node[end] for end in ends), BOUNDARY][:2]
                edges ^= {tuple(edge)}
    return tuple(sorted(edges))
