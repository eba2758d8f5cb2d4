"""Paths on a map and what they deliver; sweeps over executors."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial

import numpy as np
import pytest

from qlearn.network import Memory, Network, pairs, repeaters, routing, sweep, waiting


def rng(seed=1):
    return np.random.default_rng(seed)


def random_network(n=25, reach=30.0, seed=3):
    positions = rng(seed).uniform(0, 100, size=(n, 2))
    distance = np.linalg.norm(positions[:, None] - positions, axis=-1)
    edges = [(a, b) for a in range(n) for b in range(a) if distance[a, b] < reach]
    return Network(positions, edges, {"efficiency": 0.5, "f0": 0.98})


# --- paths --------------------------------------------------------------------------------


@pytest.mark.parametrize("cost", routing.COSTS)
def test_best_paths_against_networkx(cost):
    networkx = pytest.importorskip("networkx")
    network = random_network()
    graph = networkx.Graph()
    for a, b in network.edges:
        link = network.link(a, b)
        weight = {"length": link.length_km, "wait": link.wait_s, "hops": 1}[cost]
        graph.add_edge(a, b, weight=weight)
    checked = 0
    for target in range(1, 25):
        if target in graph and networkx.has_path(graph, 0, target):
            path = routing.best_path(network, 0, target, cost)
            exact = networkx.dijkstra_path_length(graph, 0, target)
            assert networkx.path_weight(graph, path, "weight") == pytest.approx(exact)
            checked += 1
    assert checked > 10


def test_all_paths_in_the_order_of_cost():
    network = Network(
        [[0, 0], [40, 30], [80, 0], [40, -60]], [(0, 1), (1, 2), (2, 3), (0, 3), (0, 2)]
    )
    paths = routing.shortest_paths(network, 0, 2, 9, "length")
    assert paths == [[0, 2], [0, 1, 2], [0, 3, 2]]
    waits = [
        sum(k.wait_s for k in network.links(p)) for p in routing.shortest_paths(network, 0, 2, 9)
    ]
    assert waits == sorted(waits)
    assert routing.shortest_paths(network, 0, 2, 1)[0] == routing.best_path(network, 0, 2)


def test_the_next_best_paths_against_networkx():
    networkx = pytest.importorskip("networkx")
    network = random_network(n=9, reach=60)
    graph = networkx.Graph()
    for a, b in network.edges:
        graph.add_edge(a, b, weight=network.link(a, b).wait_s)
    every = list(networkx.shortest_simple_paths(graph, 0, 8, "weight"))
    assert len(every) > 10
    assert routing.shortest_paths(network, 0, 8, len(every) + 5) == every


def test_an_edge_that_is_named_twice_counts_once():
    network = Network([[0, 0], [50, 0], [100, 0]], [(0, 1), (1, 0), (1, 2), (0, 2)])
    assert network.edges == ((0, 1), (1, 2), (0, 2))
    assert routing.best_path(network, 0, 2) == [0, 1, 2]


def test_a_repeater_on_the_way_beats_the_direct_fibre():
    network = Network([[0, 0], [100, 0], [200, 0]], [(0, 1), (1, 2), (0, 2)], {"f0": 0.98})
    assert routing.best_path(network, 0, 2, "wait") == [0, 1, 2]
    assert routing.best_path(network, 0, 2, "hops") == [0, 2]
    routes = [routing.evaluate(network, path, rng()) for path in ([0, 2], [0, 1, 2])]
    assert routing.best_by(routes, "rate_hz").path == [0, 1, 2]
    assert routing.best_by(routes, "fidelity").path == [0, 2]


def test_dragging_a_node_changes_its_links_only():
    network = random_network()
    moved = network.moved(4, [0.0, 0.0])
    rates, new = routing.edge_rates_hz(network), routing.edge_rates_hz(moved)
    touched = np.array([4 in edge for edge in network.edges])
    assert np.array_equal(rates != new, touched)


# --- what they deliver --------------------------------------------------------------------


def test_equal_links_deliver_as_the_exact_chain():
    network = Network([[0, 0], [20, 0], [40, 0], [60, 0]], [(0, 1), (1, 2), (2, 3)], {"f0": 0.95})
    link = network.link(0, 1)
    route = routing.evaluate(network, [0, 1, 2, 3], rng(), q=0.6, trials=8000)
    exact = 1 / (float(waiting.mean_wait(link.p, 3, 0.6)) * link.attempt_s)
    assert route.rate_hz == pytest.approx(exact, abs=5 * route.rate_error)
    assert route.fidelity == pytest.approx(float(pairs.chain_fidelity(0.95, 3)))
    assert route.lengths_km == pytest.approx([20, 20, 20])


def test_memories_and_cutoffs_count():
    network = Network([[0, 0], [50, 0], [80, 0]], [(0, 1), (1, 2)], {"f0": 0.98})
    path, memory = [0, 1, 2], Memory(0.005)
    free = routing.evaluate(network, path, rng(), memory)
    cut = routing.evaluate(network, path, rng(), memory, cutoff_s=1e-3)
    perfect = routing.evaluate(network, path, rng())
    assert free.fidelity < cut.fidelity < perfect.fidelity
    assert cut.rate_hz < free.rate_hz
    assert cut.key_hz > free.key_hz


# --- sweeps -------------------------------------------------------------------------------


def point(q, rng, p):
    return repeaters.simulate([p] * 2, rng, q=q, trials=200).rate


def test_every_executor_gives_the_same():
    run, qs = partial(point, p=0.3), [0.3, 0.6, 1.0]
    plain = list(sweep(run, qs, rng()))
    assert plain == sorted(plain)
    with ThreadPoolExecutor(2) as threads:
        assert list(sweep(run, qs, rng(), threads)) == plain
    with ProcessPoolExecutor(1) as processes:
        assert list(sweep(run, qs, rng(), processes, chunk=2)) == plain


def test_a_sweep_can_be_stopped():
    called = []

    def run(point, rng):
        called.append(point)
        return point

    results = sweep(run, range(10), rng())
    assert [next(results), next(results)] == [0, 1]
    results.close()
    assert called == [0, 1]


# --- bad input ----------------------------------------------------------------------------

LINE = Network([[0, 0], [20, 0], [40, 0]], [(0, 1)])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Network([0, 1], []), "positions of shape"),
        (lambda: Network([[0, 0], [1, 0]], [(0, 2)]), r"edges has \(0, 2\)"),
        (lambda: Network([[0, 0]], [], detour=0), "detour = 0"),
        (lambda: LINE.link(0, 2), "link 0 to 2; allowed: an edge"),
        (lambda: LINE.moved(7, [0, 0]), "node = 7"),
        (lambda: routing.best_path(LINE, 0, 2), "target = 2; allowed: what paths connect to 0"),
        (lambda: routing.shortest_paths(LINE, 0, 2, 3), "target = 2"),
        (lambda: routing.best_path(LINE, 0, 0), "target = 0"),
        (lambda: routing.best_path(LINE, 0, 1, "beauty"), "cost = 'beauty'"),
        (lambda: routing.evaluate(LINE, [0], rng()), "path = .*two nodes"),
        (lambda: routing.evaluate(LINE, [0, 1], rng(), cutoff_s=1e-6), "cutoff = 1e-06"),
        (lambda: routing.best_by([], "price"), "quantity = 'price'"),
        (lambda: list(sweep(point, [1], 3)), "rng = 3"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
