"""Memories, thresholds, rates and the matching game.

Sampled numbers are checked at five standard deviations: the same seed gives other shots in other
versions of stim.  The table of reference holds failure rates per round of the rotated surface code,
all four noise rates equal p, rounds = d, each from up to 4,000 failures (1.6 %).
"""

import itertools
import multiprocessing
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest
import stim
from scipy.stats import binom

from qlearn.correction import failure, matching, memory, rates, threshold

P = [0.002, 0.003, 0.005, 0.008, 0.010, 0.012]
TABLE = np.array(
    [
        [1.017e-3, 2.10e-4, 4.04e-5, 8.9e-6],
        [2.22e-3, 6.58e-4, 1.96e-4, 6.1e-5],
        [5.81e-3, 2.83e-3, 1.45e-3, 7.4e-4],
        [1.34e-2, 1.04e-2, 8.0e-3, 6.2e-3],
        [2.10e-2, 1.78e-2, 1.61e-2, 1.54e-2],
        [2.89e-2, 2.76e-2, 2.86e-2, 3.04e-2],
    ]
)
DISTANCES = [3, 5, 7, 9]


def rng(seed=1):
    return np.random.default_rng(seed)


# --- rates --------------------------------------------------------------------------------


@pytest.mark.parametrize(("errors", "shots"), [(1, 20), (7, 100), (50, 60)])
def test_intervals_are_where_the_binomial_tails_are(errors, shots):
    low, high = rates.Rate(errors, shots).interval(0.9)
    assert binom.sf(errors - 1, shots, low) == pytest.approx(0.05)
    assert binom.cdf(errors, shots, high) == pytest.approx(0.05)


def test_fourteen_thousand_runs_without_an_error():
    bound = rates.zero_failure_bound(14_000)
    assert bound == pytest.approx(2.14e-4, rel=1e-3)
    assert (1 - bound) ** 14_000 == pytest.approx(0.05)
    assert rates.Rate(0, 14_000).interval() == (0, pytest.approx(bound))
    low, high = rates.gain_interval(0.008, rates.Rate(0, 14_000))
    assert int(low) == 37
    assert high == np.inf
    assert rates.chance_of_no_failure(1e-5, 14_000) == pytest.approx(0.87, abs=0.005)
    assert rates.chance_of_no_failure(1e-4, 14_000) == pytest.approx(0.25, abs=0.005)


def test_rounds_and_shots():
    assert rates.per_round(0.017, 3) == pytest.approx(5.7e-3, abs=5e-5)
    for e, rounds in ((0.01, 3), (0.2, 7)):
        chain = np.linalg.matrix_power([[1 - e, e], [e, 1 - e]], rounds)  # flip or not, each round
        assert rates.per_shot(e, rounds) == pytest.approx(chain[0, 1])
        assert rates.per_round(chain[0, 1], rounds) == pytest.approx(e)
    assert rates.per_round([0.5, 0.6], 3).tolist() == [0.5, 0.5]


def test_acceptance_multiplies():
    assert rates.accepted_after(0.94, 50) == pytest.approx(0.045, abs=5e-4)
    assert rates.expected_tries(0.25) == 4
    assert rates.Rate(1, 2) + rates.Rate(0, 3) == rates.Rate(1, 5)


def test_bad_rates():
    with pytest.raises(ValueError, match="errors = 3"):
        rates.Rate(3, 2)
    with pytest.raises(ValueError, match="p_shot"):
        rates.per_round(1.2, 3)
    with pytest.raises(ValueError, match="n = 0"):
        rates.zero_failure_bound(0)
    with pytest.raises(ValueError, match="confidence"):
        rates.zero_failure_bound(10, 1.5)


# --- memory -------------------------------------------------------------------------------


def test_without_noise_nothing_fires():
    for code, basis in memory.TASKS:
        events, flips = (
            memory.memory_circuit(code, 3, basis=basis)
            .compile_detector_sampler()
            .sample(50, separate_observables=True)
        )
        assert not events.any()
        assert not flips.any()


def test_perfect_checks_give_the_majority_vote():
    """Data errors alone, one round: matching a repetition code is a vote, in closed form."""
    p, shots = 0.15, 60_000
    circuit = memory.memory_circuit("repetition", 5, rounds=1, p=0, p_idle=p)
    expected = failure.majority_error(5, 2 * p / 3)  # X or Y of a depolarizing error
    rate = memory.sample_memory(circuit, shots, rng())
    assert rate.value == pytest.approx(expected, abs=5 * np.sqrt(expected / shots))


@pytest.mark.parametrize(("row", "column"), [(1, 0), (2, 0), (4, 0), (2, 1), (4, 1), (3, 2)])
def test_surface_code_against_the_table(row, column):
    d, shots = DISTANCES[column], 40_000 if column < 2 else 10_000
    rate = memory.sample_memory(memory.memory_circuit("surface", d, p=P[row]), shots, rng())
    expected = TABLE[row, column]
    per_shot = rates.per_shot(expected, d)
    sigma = np.hypot(np.sqrt(per_shot / shots), 0.016 * per_shot)
    assert rate.value == pytest.approx(per_shot, abs=5 * sigma)


def test_the_exercise_band_of_distance_three():
    rate = memory.sample_memory(memory.memory_circuit("surface", 3, p=0.005), 50_000, rng(2))
    assert 0.0145 < rate.value < 0.0200


def test_decoding_is_that_of_pymatching_on_the_same_shots():
    from pymatching import Matching

    circuit = memory.memory_circuit("surface", 3, p=0.01)
    generator = rng(3)
    seed = int(rng(3).integers(2**62))
    found = memory.Memory(circuit, rng=generator).sample(memory.CHUNK)
    sampler = circuit.compile_detector_sampler(seed=seed)
    events, flips = sampler.sample(memory.CHUNK, separate_observables=True)
    decoder = Matching.from_detector_error_model(
        circuit.detector_error_model(decompose_errors=True)
    )
    assert found.errors == np.sum(np.any(decoder.decode_batch(events) != flips, axis=1))


def test_sampling_stops_after_enough_errors():
    circuit = memory.memory_circuit("repetition", 3, p=0.1)
    assert memory.sample_memory(circuit, 10**9, rng(), max_errors=100).shots == memory.CHUNK
    assert memory.sample_memory(circuit, memory.CHUNK + 1, rng()).shots == memory.CHUNK + 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("toric", 3), "code = 'toric'"),
        (("surface", 4), "odd numbers"),
        (("surface", 1), "distance = 1"),
        (("repetition", 3.5), "distance"),
        (("surface", 3, 0), "rounds = 0"),
        (("surface", 3, 3, 0.6), "p = 0.6"),
        (("surface", 3, 3, -0.1), "p = -0.1"),
    ],
)
def test_bad_memories(arguments, words):
    with pytest.raises(ValueError, match=words):
        memory.memory_circuit(*arguments)


def test_bad_sampling():
    circuit = memory.memory_circuit("surface", 3, p=0.01)
    with pytest.raises(ValueError, match="rng"):
        memory.sample_memory(circuit, 10, 5)
    with pytest.raises(ValueError, match="shots"):
        memory.sample_memory(circuit, 0, rng())
    with pytest.raises(ValueError, match="max_errors"):
        memory.sample_memory(circuit, 10, rng(), max_errors=0)
    with pytest.raises(ValueError, match="circuit"):
        memory.sample_memory(stim.Circuit("H 0"), 10, rng())


# --- thresholds ---------------------------------------------------------------------------


def test_fits_of_the_table():
    for rows, a, p_star in ((2, 0.0242, 0.00987), (3, 0.0235, 0.00987)):
        p, d = np.meshgrid(P[:rows], DISTANCES, indexing="ij")
        fit = threshold.fit_suppression(p, d, TABLE[:rows])
        assert (fit.a, fit.p_star) == (pytest.approx(a, rel=0.006), pytest.approx(p_star, rel=2e-3))
        assert 4 < fit.suppression(0.002) < 5.5
        assert 0.5 < fit.a_sigma / 0.0013 < 2


def test_a_fit_finds_what_made_the_numbers():
    p, d = np.meshgrid([0.001, 0.002, 0.004], [3, 5, 7, 9])
    law = 0.03 * (p / 0.01) ** ((d + 1) / 2)
    for sigma in (None, 0.1 * law, law**1.5):
        fit = threshold.fit_suppression(p, d, law, sigma)
        assert (fit.a, fit.p_star) == (pytest.approx(0.03), pytest.approx(0.01))
        assert np.allclose(fit(p, d), law)
        assert fit.suppression(0.001) == pytest.approx(law[0, 0] / law[1, 0])


def test_errors_of_a_fit_against_chance():
    p, d = np.meshgrid([0.002, 0.003], [3, 5, 7])
    law = 0.03 * (p / 0.01) ** ((d + 1) / 2)
    noise = np.exp(0.05 * rng().standard_normal((400, *law.shape)))
    fits = [threshold.fit_suppression(p, d, law * n, 0.05 * law * n) for n in noise]
    for i in (0, 1):
        spread = np.std([fit[i] for fit in fits])
        assert np.mean([fit[i + 2] for fit in fits]) == pytest.approx(spread, rel=5 / np.sqrt(800))


def test_crossings_of_the_table():
    per_round = [threshold.crossing(P, TABLE[:, i], TABLE[:, i + 1]) for i in (1, 2)]
    assert per_round == [pytest.approx(0.0115, abs=1e-4), pytest.approx(0.0108, abs=1e-4)]
    shot = np.stack([rates.per_shot(TABLE[:, i], d) for i, d in enumerate(DISTANCES)], axis=1)
    per_shot = [threshold.crossing(P, shot[:, i], shot[:, i + 1]) for i in range(3)]
    assert per_shot == pytest.approx([0.0063, 0.0071, 0.0080], abs=3e-4)
    with pytest.raises(ValueError, match="do not cross"):
        threshold.crossing(P[:2], TABLE[:2, 0], TABLE[:2, 1])


def crossing_of(points, d, larger):
    """(p, sigma) of the crossing per shot, sigma from the counts at a typical point."""
    curves = [[q.rate for q in points if q.distance == x] for x in (d, larger)]
    ps = [q.p for q in points if q.distance == d]
    found = threshold.crossing(ps, *[[rate.value for rate in curve] for curve in curves])
    # The ratio of neighbours grows like p / p*: a relative error of the ratio is one of p.
    return found, found * np.sqrt(sum(1 / curve[len(ps) // 2].errors for curve in curves))


def test_crossing_of_the_surface_code_per_shot():
    points = threshold.threshold_scan([3, 5], [0.0045, 0.0063, 0.0088], 60_000, rng())
    found, sigma = crossing_of(points, 3, 5)
    assert found == pytest.approx(0.0063, abs=5 * sigma)
    assert 5 * sigma < 0.0015


def test_crossing_without_data_noise_lies_higher():
    points = threshold.threshold_scan([3, 5], [0.0055, 0.0076, 0.0105], 60_000, rng(), p_idle=0.0)
    found, sigma = crossing_of(points, 3, 5)
    assert found == pytest.approx(0.0076, abs=5 * sigma)


def test_crossing_of_the_repetition_code():
    points = threshold.threshold_scan(
        [3, 5], [0.035, 0.054, 0.08], 30_000, rng(), code="repetition"
    )
    found, sigma = crossing_of(points, 3, 5)
    assert 0.045 - 5 * sigma < found < 0.065 + 5 * sigma
    assert sigma < 0.0015


def test_a_learners_fit_meets_the_constants_of_the_estimator():
    points = threshold.threshold_scan([3, 5], [0.002, 0.003, 0.004], 60_000, rng())
    fit = threshold.fit_points(points)
    assert fit.a == pytest.approx(0.0242, abs=5 * fit.a_sigma)
    assert fit.p_star == pytest.approx(0.00987, abs=5 * fit.p_star_sigma)
    assert fit.p_star_sigma < 0.0006


def test_the_estimators_formula_is_near_the_table():
    formula = threshold.Suppression(0.03, 0.01, 0, 0)
    found = formula(0.002, np.array(DISTANCES))
    assert found == pytest.approx([1.2e-3, 2.4e-4, 4.8e-5, 9.6e-6])
    assert found == pytest.approx(TABLE[0], rel=0.2)


def test_points_say_per_shot_and_per_round():
    point = threshold.Point("surface", 3, 3, 0.005, rates.Rate(170, 10_000))
    assert point.per_round == pytest.approx(5.73e-3, rel=1e-3)
    low, high = point.interval("round")
    assert low < point.per_round < high
    assert point.interval("shot") == point.rate.interval()
    with pytest.raises(ValueError, match="each"):
        point.interval("cycle")


SCAN = {"distances": [3, 5], "ps": [0.004, 0.01], "shots": 5_000, "chunk": 2_000}


def test_a_scan_is_the_same_on_threads_and_processes():
    alone = threshold.threshold_scan(rng=rng(), **SCAN)
    assert [(q.distance, q.p) for q in alone] == [(3, 0.004), (3, 0.01), (5, 0.004), (5, 0.01)]
    assert all(point.rate.shots == 5_000 for point in alone)
    with ThreadPoolExecutor(2) as threads:
        assert threshold.threshold_scan(rng=rng(), executor=threads, **SCAN) == alone
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as processes:
        assert threshold.threshold_scan(rng=rng(), executor=processes, **SCAN) == alone


def test_a_scan_on_a_dask_cluster():
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as here,
        distributed.Client(here) as client,
    ):
        found = threshold.threshold_scan(rng=rng(), executor=client.get_executor(), **SCAN)
    assert found == threshold.threshold_scan(rng=rng(), **SCAN)


def test_progress_counts_shots_and_may_stop():
    seen = []
    threshold.threshold_scan(rng=rng(), progress=lambda *now: seen.append(now), **SCAN)
    assert seen[-1] == (20_000, 20_000)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        threshold.threshold_scan(rng=rng(), progress=stop, **SCAN)


class Recorder:
    """An executor that runs the first job only."""

    def __init__(self):
        self.futures = []

    def submit(self, run, *arguments):
        future = Future()
        if not self.futures:
            future.set_result(run(*arguments))
        self.futures.append(future)
        return future


def test_closing_a_scan_cancels_what_has_not_begun():
    executor = Recorder()
    chunks = threshold.scan_chunks(rng=rng(), executor=executor, **SCAN)
    first = next(chunks)
    assert sum(point.rate.shots for point in first) == 2_000
    chunks.close()
    assert len(executor.futures) == 12
    assert all(future.cancelled() for future in executor.futures[1:])


def test_rounds_may_be_a_function_of_the_distance():
    points = threshold.threshold_scan([3, 5], [0.01], 100, rng(), rounds=lambda d: 3 * d)
    assert [point.rounds for point in points] == [9, 15]


def test_bad_scans():
    with pytest.raises(ValueError, match=r"p = 0\.7"):
        threshold.threshold_scan([3], [0.7], 100, rng())
    with pytest.raises(ValueError, match="odd"):
        threshold.threshold_scan([3, 4], [0.01], 100, rng())
    with pytest.raises(ValueError, match="rng"):
        threshold.threshold_scan([3], [0.01], 100, 1)
    with pytest.raises(ValueError, match="two points"):
        threshold.fit_suppression([0.01], [3], [0.1])
    with pytest.raises(ValueError, match="above 0"):
        threshold.fit_suppression([0.01, 0.02], [3, 5], [0.1, 0])
    with pytest.raises(ValueError, match="two different distances"):
        threshold.fit_suppression([0.01, 0.02], [3, 3], [0.1, 0.2])


# --- the matching game --------------------------------------------------------------------

CIRCUITS = {
    "patch": memory.memory_circuit("surface", 5, rounds=1, p=0, p_idle=0.12),
    "strip": memory.memory_circuit("repetition", 7, rounds=7, p=0.03),
    "volume": memory.memory_circuit("surface", 3, p=0.02),
}


@pytest.fixture(scope="module", params=CIRCUITS)
def graph(request):
    return matching.matching_graph(CIRCUITS[request.param])


def pairings(events):
    """All ways to pair up events or tie them to the boundary."""
    if not events:
        yield []
        return
    first, *rest = events
    yield from ([(first, matching.BOUNDARY), *others] for others in pairings(rest))
    for partner in rest:
        remaining = [event for event in rest if event != partner]
        yield from ([(first, partner), *others] for others in pairings(remaining))


def test_a_volume_leaves_out_the_other_kind_of_checks():
    found = matching.matching_graph(CIRCUITS["volume"])
    assert len(found.detectors) == 4 * 4  # 4 checks of one kind, in 3 rounds and the readout
    assert found.positions.shape == (16, 3)


def test_distances_obey_the_triangle(graph):
    n = len(graph.detectors)
    length = np.array([[graph.distance(a, b) for b in range(n)] for a in range(n)])
    assert np.allclose(length, length.T)
    for a, b, c in itertools.islice(itertools.permutations(range(0, n, 3), 3), 300):
        assert length[a, c] <= length[a, b] + length[b, c] + 1e-9
    assert length[0, 0] == 0


def test_paths_are_made_of_edges_and_have_the_length(graph):
    weight = {frozenset(e): w for e, w in zip(graph.edges, graph.lengths, strict=True)}
    for a, b in [(0, len(graph.detectors) - 1), (1, matching.BOUNDARY), (matching.BOUNDARY, 2)]:
        path = graph.path(a, b)
        assert (path[0], path[-1]) == (a, b)
        total = sum(weight[frozenset(step)] for step in itertools.pairwise(path))
        assert total == pytest.approx(graph.distance(a, b))


@pytest.mark.parametrize("seed", range(5))
def test_games_are_consistent(graph, seed):
    """The ends of the errors are the events, and the errors flip what they cross."""
    game = matching.matching_game(graph, rng(seed))
    ends = np.bincount([e for edge in game.errors for e in edge if e != matching.BOUNDARY])
    assert np.flatnonzero(ends % 2).tolist() == list(game.events)
    flips = dict(zip(graph.edges, graph.flips, strict=True))
    flips |= {edge[::-1]: flip for edge, flip in flips.items()}
    crossed = sum(flips[edge] for edge in game.errors) % 2 == 1
    assert crossed == game.flipped


@pytest.mark.parametrize("seed", range(6))
def test_no_pairing_is_shorter_than_the_best(graph, seed):
    game = matching.matching_game(graph, rng(seed))
    best = game.best()
    assert best.survives == (best.flips == game.flipped)
    if len(game.events) <= 8:
        shortest = min(game.judge(pairs).length for pairs in pairings(list(game.events)))
        assert best.length == pytest.approx(shortest, rel=1e-3)
    syndrome = np.zeros(graph.circuit.num_detectors, dtype=np.uint8)
    syndrome[graph.detectors[list(game.events)]] = 1
    _, length = graph.matching.decode(syndrome, return_weight=True)
    assert best.length == pytest.approx(length, rel=1e-3)


def test_edges_that_are_shortest_paths_cross_as_they_flip(graph):
    short = [
        (edge, flip)
        for edge, flip in zip(graph.edges, graph.flips.tolist(), strict=True)
        if len(graph.path(*edge)) == 2
    ]
    assert {flip for _, flip in short} == {False, True}
    assert all(graph.crosses(*edge) == flip for edge, flip in short)


def test_the_best_pairs_say_what_pymatching_says():
    """Where lengths differ, as with noise in gates; with equal ones there may be several best."""
    graph = matching.matching_graph(CIRCUITS["volume"])
    generator, answers = rng(5), []
    for _ in range(60):
        game = matching.matching_game(graph, generator)
        syndrome = np.zeros(graph.circuit.num_detectors, dtype=np.uint8)
        syndrome[graph.detectors[list(game.events)]] = 1
        flips = bool(graph.matching.decode(syndrome)[0])
        answers.append((game.best().flips, flips))
    assert np.mean([ours == theirs for ours, theirs in answers]) > 0.9
    assert {theirs for _, theirs in answers} == {False, True}


def test_distances_of_a_game():
    game = matching.matching_game(matching.matching_graph(CIRCUITS["strip"]), rng(1), least=4)
    table = game.distances()
    assert table.shape == (len(game.events), len(game.events) + 1)
    assert table[0, 1] == game.graph.distance(*game.events[:2])
    assert table[1, -1] == game.graph.distance(game.events[1], matching.BOUNDARY)


def test_bad_moves_are_refused():
    game = matching.matching_game(matching.matching_graph(CIRCUITS["patch"]), rng(1), least=3)
    first, second, *_ = game.events
    with pytest.raises(ValueError, match="in one pair"):
        game.judge([(first, second)])
    with pytest.raises(ValueError, match="in one pair"):
        game.judge([(first, event) for event in game.events[1:]])
    quiet = matching.matching_graph(memory.memory_circuit("surface", 3, p=1e-6))
    with pytest.raises(ValueError, match="least = 9"):
        matching.matching_game(quiet, rng(), least=9)
