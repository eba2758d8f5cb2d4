"""Which qubit goes to which QPU: few gates between QPUs, and no QPU over-full.

Capacities are the qubits that each QPU has room for. An assignment is a list, one QPU number per
qubit. Gates: as in `distributed`. The cut is found with networkx, by the algorithm of Kernighan and
Lin, which swaps qubits between two halves; it is a heuristic, and finding the best cut is hard.
Source: B. Kernighan and S. Lin, Bell System Technical Journal 49, 291 (1970).
"""

import numpy as np

from qlearn.network.distributed import remote_gates, two_qubit_gates
from qlearn.network.inputs import generator, whole


def contiguous(n_qubits, capacities):
    """The naive cut: the QPUs are filled one after the other, in the order of the qubits.

    Raises ValueError if there is not room for all.

    >>> contiguous(5, [2, 4])
    [0, 0, 1, 1, 1]
    """
    n, rooms = whole("n_qubits", n_qubits), [whole("capacities", c, 0) for c in capacities]
    if sum(rooms) < n:
        raise ValueError(f"capacities = {capacities!r}; allowed: at least {n} together")
    return np.repeat(range(len(rooms)), rooms)[:n].tolist()


def random_assignment(n_qubits, capacities, rng):
    """The qubits in random order into the same places as `contiguous`.

    >>> sorted(random_assignment(5, [2, 4], np.random.default_rng(1)))
    [0, 0, 1, 1, 1]
    """
    return generator(rng).permutation(contiguous(n_qubits, capacities)).tolist()


def interaction_graph(gates, n_qubits):
    """A networkx Graph of all qubits; the weight of an edge is the number of gates on its ends.

    >>> interaction_graph([(0, 1), (1, 0), (1, 2)], 3).edges(data="weight")
    EdgeDataView([(0, 1, 2), (1, 2, 1)])
    """
    import networkx as nx

    graph = nx.empty_graph(whole("n_qubits", n_qubits))
    for a, b in two_qubit_gates(gates):
        if max(a, b) >= n_qubits:
            raise ValueError(f"gates has {(a, b)}; allowed: qubits 0 to {n_qubits - 1}")
        weight = graph.get_edge_data(a, b, {"weight": 0})["weight"]
        graph.add_edge(a, b, weight=weight + 1)
    return graph


def partition(gates, n_qubits, capacities, rng, tries=4):
    """An assignment with few remote gates, never more than `contiguous` has.

    The QPUs are halved, and halved again; each cut is improved from the naive one and from random
    ones, `tries` in all, then qubits that gain by a swap or a free place move. Fewest remote gates
    is not the same as fewest pairs of `distributed.packets`.

    >>> partition([(0, 2), (2, 0), (1, 3), (0, 1)], 4, [2, 2], np.random.default_rng(1))
    [1, 0, 1, 0]
    """
    naive, rng = contiguous(n_qubits, capacities), generator(rng)
    graph, found = interaction_graph(gates, n_qubits), [naive]
    for attempt in range(whole("tries", tries)):
        start = naive if attempt == 0 else random_assignment(n_qubits, capacities, rng)
        cut = _halved(graph, np.array(start), range(len(capacities)))
        found.append(_settled(graph, cut.tolist(), list(capacities)))
    return min(found, key=lambda homes: len(remote_gates(gates, homes)))


def _halved(graph, homes, qpus):
    """The assignment after cutting the qubits of these QPUs in two, and each half again."""
    if len(qpus) < 2:
        return homes
    from networkx.algorithms.community import kernighan_lin_bisection

    middle = qpus[len(qpus) // 2]
    inside = np.flatnonzero((homes >= qpus[0]) & (homes <= qpus[-1])).tolist()
    low, high = ([q for q in inside if (homes[q] >= middle) == side] for side in (False, True))
    if low and high:
        seats = [sorted(homes[low].tolist()), sorted(homes[high].tolist())]
        sides = kernighan_lin_bisection(graph.subgraph(inside), (low, high), weight="weight")
        if len(sides[0]) != len(low):  # networkx keeps the sizes, but not the order
            sides = sides[::-1]
        for side, seat in zip(sides, seats, strict=True):
            homes[sorted(side)] = seat
    half = len(qpus) // 2
    return _halved(graph, _halved(graph, homes, qpus[:half]), qpus[half:])


def _settled(graph, homes, capacities):
    """Moves and swaps of single qubits for as long as one lowers the number of remote gates."""
    moved = True
    while moved:
        moved = False
        for q in graph:
            pull = _pull(graph, homes, q, len(capacities))
            for there in np.argsort(-pull, kind="stable").tolist():
                gain = pull[there] - pull[homes[q]]
                if gain > 0 and _admit(graph, homes, capacities, q, there, gain):
                    moved = True
                    break
    return homes


def _pull(graph, homes, q, n_qpus):
    """How many gates the qubit q has with each QPU."""
    pull = np.zeros(n_qpus)
    for other, data in graph[q].items():
        pull[homes[other]] += data["weight"]
    return pull


def _admit(graph, homes, capacities, q, there, gain):
    """Whether q got to the QPU `there`, into a free place or by a swap that gains in all."""
    here = homes[q]
    inside = [other for other, home in enumerate(homes) if home == there]
    if len(inside) < capacities[there]:
        homes[q] = there
        return True
    for other in inside:
        pull = _pull(graph, homes, other, len(capacities))
        between = graph.get_edge_data(q, other, {"weight": 0})["weight"]
        if gain + pull[here] - pull[there] - 2 * between > 0:
            homes[q], homes[other] = there, here
            return True
    return False
