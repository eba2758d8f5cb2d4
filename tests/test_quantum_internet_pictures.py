"""The kata on applications: explorers and pictures, and its answers against the tested physics."""

import itertools
import math

import numpy as np
import pytest
from shown import number_after, trace

from qlearn import plots, widgets
from qlearn.katas import quantum_internet as kata
from qlearn.network import authentication, blind, sensing, sharing, signatures, verification
from qlearn.widgets.quantum_internet import THETAS, best_guess, held

pytestmark = pytest.mark.usefixtures("closed_figures")


# --- the blind server ---------------------------------------------------------------------


@pytest.fixture
def server():
    return widgets.blind_explorer()


def told_and_held(phi, n_angles, flip):
    """{delta: (probability, Bloch x, Bloch y)} by listing the client's choices."""
    listed = {}
    for theta, r in itertools.product(range(0, 8, 8 // n_angles), (0, 1) if flip else (0,)):
        listed.setdefault((phi + theta + 4 * r) % 8, []).append(theta * np.pi / 4)
    all_of_them = sum(map(len, listed.values()))
    return {
        delta: (len(t) / all_of_them, np.mean(np.cos(t)), np.mean(np.sin(t)))
        for delta, t in listed.items()
    }


@pytest.mark.parametrize("thetas", THETAS)
@pytest.mark.parametrize("flip", [True, False])
@pytest.mark.parametrize("phi", [0, 3, 6])
def test_what_the_server_is_told_and_holds(server, phi, thetas, flip):
    server.set(phi=phi, thetas=thetas, flip=flip, runs=2000)
    listed = told_and_held(phi, THETAS[thetas], flip)
    exact = [listed.get(k, (0, 0, 0))[0] for k in range(8)]
    assert np.allclose(trace(server, "delta").y, exact)
    error = np.sqrt(np.array(exact) * (1 - np.array(exact)) / 2000)
    assert np.all(np.abs(np.array(trace(server, "counted").y) - exact) <= 5 * error + 1e-12)
    qubits = trace(server, "qubits")
    points = np.array([listed[k][1:] for k in sorted(listed)])
    assert np.allclose(np.column_stack([qubits.x, qubits.y]), points, atol=1e-9)


def test_no_label_of_the_client_is_empty(server):
    """Plotly removes the element of an empty label; the next run's label there is then not seen."""
    for seed in range(4):
        server.set(again=seed)
        labels = trace(server, "angles").text
        assert all(labels)
        assert any("θ" in label for label in labels)


def test_with_both_secrets_nothing_depends_on_the_job(server):
    for phi in range(8):
        server.set(phi=phi)
        assert np.allclose(trace(server, "delta").y, 1 / 8)
        assert np.allclose([trace(server, "qubits").x, trace(server, "qubits").y], 0, atol=1e-9)
        assert "no better than a coin" in server.live.text


def test_the_first_run_is_consistent(server):
    for presses in range(12):
        server.controls["again"].click()
        line = trace(server, "angles")
        delta = trace(server, "delta").marker.color
        here = [k for k in range(8) if delta[k] != "#888888"]
        angle = np.arctan2(line.y[1], line.x[1]) * 4 / np.pi
        r = int(server.live.text.split("r = ")[1][0])
        assert here == [round(angle + server.values["phi"] + 4 * r) % 8], presses


def test_the_result_is_that_of_the_open_computation(server):
    for phi in range(8):
        server.set(phi=phi, runs=2000)
        shown = number_after("in all runs:", server.live.text) / 100
        right = np.sin(phi * np.pi / 8) ** 2
        assert abs(shown - right) <= 5 * np.sqrt(right * (1 - right) / 2000) + 0.006


def test_the_best_guess_is_that_of_the_exercise():
    for phi, (n, flip) in itertools.product((1, 4), ((8, False), (4, True), (2, True), (1, True))):
        chance, other = best_guess(phi, n, flip)
        thetas = [k * np.pi / 4 for k in range(0, 8, 8 // n)]
        flips = [0, 1] if flip else [0]
        asked = kata.told_apart.reference(phi * np.pi / 4, other * np.pi / 4, thetas, flips)
        assert chance == pytest.approx(asked)


def test_the_bloch_vectors_are_those_of_the_states():
    weights, points = held(3 * np.pi / 4, 4, True)
    assert np.sum(weights) == pytest.approx(1)
    assert np.all(np.hypot(*points.T) <= 1 + 1e-9)


# --- sensors ------------------------------------------------------------------------------


@pytest.fixture
def sensors():
    return widgets.sensor_explorer()


def test_without_noise_the_gain_is_the_root_of_n(sensors):
    sensors.set(visibility=1.0, efficiency=1.0)
    n = np.arange(1, 101)
    assert np.allclose(trace(sensors, "gain").y, np.sqrt(n))
    assert not len(trace(sensors, "best").x)
    assert not len(trace(sensors, "groups").x)
    assert "there is no best N" in sensors.live.text


@pytest.mark.parametrize(("v", "eta"), [(0.98, 0.95), (1.0, 0.92), (0.93, 1.0), (0.98, 0.7)])
def test_the_best_size_is_the_top_of_the_gain(sensors, v, eta):
    sensors.set(visibility=v, efficiency=eta)
    gain = np.array(trace(sensors, "gain").y)
    best = trace(sensors, "best")
    assert best.x[0] == 1 + np.argmax(gain)
    assert best.y[0] == pytest.approx(gain.max())
    assert abs(best.x[0] + 1 / np.log(v**2 * eta)) < 1


def test_nothing_passes_the_bound(sensors):
    for v, eta in ((0.98, 0.95), (1.0, 0.9), (0.85, 1.0), (1.0, 1.0)):
        sensors.set(visibility=v, efficiency=eta)
        floor = np.array(trace(sensors, "bound").y)
        for name in ("separate", "GHZ", "groups"):
            line = trace(sensors, name)
            at = np.array(line.x, dtype=int) - 1
            assert np.all(np.array(line.y) >= floor[at] * (1 - 1e-9)), name


def test_the_markers_are_on_the_curves(sensors):
    for n in (1, 23, 100):
        sensors.set(n=n)
        here = trace(sensors, "error here").y
        assert here[0] == trace(sensors, "separate").y[n - 1]
        assert here[1] == trace(sensors, "GHZ").y[n - 1]
        assert trace(sensors, "gain here").y[0] == pytest.approx(here[0] / here[1])


def test_where_no_ghz_state_is_better(sensors):
    sensors.set(visibility=0.8, efficiency=0.5, n=100)
    assert "practically nothing" in sensors.live.text
    assert "No GHZ state is better" in sensors.live.text


# --- clocks -------------------------------------------------------------------------------


@pytest.fixture
def pair():
    return widgets.clock_explorer()


@pytest.mark.parametrize("asymmetry", [-33.0, 0.0, 20.5])
@pytest.mark.parametrize("offset", [-21.4, 12.3])
def test_the_clock_is_wrong_by_half_the_asymmetry(pair, offset, asymmetry):
    pair.set(offset=offset, asymmetry=asymmetry)
    found = trace(pair, "found")
    error = found.error_x.array[0]
    assert abs(found.x[0] - offset - asymmetry / 2) < 5 * error
    assert trace(pair, "right").x[0] == offset
    assert trace(pair, "peak there").x[0] == pytest.approx(500 + asymmetry + offset, abs=0.1)
    assert trace(pair, "peak back").x[0] == pytest.approx(500 - offset, abs=0.1)
    assert ("knows nothing" in pair.live.text) == (asymmetry != 0)


def test_asymmetry_does_not_change_the_error_bar(pair):
    before = trace(pair, "found").error_x.array[0]
    pair.set(asymmetry=30.0)
    assert trace(pair, "found").error_x.array[0] == pytest.approx(before, rel=0.02)


def test_the_error_bar_is_honest(pair):
    deviations = []
    for _ in range(60):
        pair.controls["seed"].click()
        found = trace(pair, "found")
        deviations.append((found.x[0] - 12.3) / found.error_x.array[0])
    spread = np.std(deviations)
    assert abs(spread - 1) < 5 / math.sqrt(2 * 60)
    assert abs(np.mean(deviations)) < 5 / math.sqrt(60)


def test_histograms_hold_pairs_and_strays(pair):
    pair.set(pairs=50, background=0)
    assert sum(trace(pair, "there").y) == pytest.approx(2500, abs=5 * 50)
    pair.set(pairs=1, background=400)
    counts = np.array(trace(pair, "back").y)
    rate = 400_500.0**2 * 0.2 * 160e-9
    assert counts.sum() == pytest.approx(rate, abs=5 * math.sqrt(rate) + 100)


def test_where_there_is_no_peak_none_is_claimed(pair):
    pair.set(pairs=1, background=400, jitter=2.0)
    assert "No peak stands out" in pair.live.text
    assert np.isnan(trace(pair, "found").x[0])
    assert not len(trace(pair, "peak there").x)


# --- pictures -----------------------------------------------------------------------------


def test_chances_draws_every_curve():
    ax = plots.quantum_internet.chances([1, 2], {"a": [0.5, 0.1], "b": [0.4, 0.2]}, "bits")
    assert [list(line.get_ydata()) for line in ax.lines] == [[0.5, 0.1], [0.4, 0.2]]


def test_rays_begin_in_the_centre_and_are_named():
    found = plots.quantum_internet.rays([np.pi / 2, np.pi], ["a", "b"])
    assert np.allclose(found["x"][[0, 1, 3, 4]], [0, 0, 0, -1])
    assert np.allclose(found["y"][[0, 1, 3, 4]], [0, 1, 0, 0])
    assert [text for text in found["text"] if text.strip()] == ["<b>a</b>", "<b>b</b>"]
    assert len(found["text"]) == len(found["x"]) == len(found["textposition"])


# --- the answers of the kata --------------------------------------------------------------


def test_the_instruction_is_the_clients_angle():
    for k, j, r, s, before in itertools.product(range(8), (0, 3, 5), (0, 1), (0, 1), (0, 1)):
        given = (k * np.pi / 4, j * np.pi / 4, r, s, before)
        difference = kata.instruction.reference(*given) - blind.client_angle(*given)
        assert np.exp(1j * difference) == pytest.approx(1)


def test_told_apart_agrees_with_the_servers_view():
    for a, b, (n, flip) in itertools.product((1, 2), (4, 7), ((8, True), (8, False), (2, True))):
        thetas = [k * np.pi / 4 for k in range(0, 8, 8 // n)]
        views = [blind.server_view([k * np.pi / 4], n, flip) for k in (a, b)]
        asked = kata.told_apart.reference(
            a * np.pi / 4, b * np.pi / 4, thetas, [0, 1] if flip else [0]
        )
        assert asked == pytest.approx((1 + blind.view_distance(*views)) / 2)


def test_unnoticed_by_listing_all_places():
    rounds, traps, spoiled, q = 7, 3, 4, 0.6
    places = list(itertools.combinations(range(rounds), traps))
    passed = np.mean([(1 - q) ** sum(place < spoiled for place in chosen) for chosen in places])
    assert kata.unnoticed.reference(rounds, traps, spoiled, q) == pytest.approx(passed)
    assert kata.unnoticed.reference(10, 1, 3, q) == pytest.approx(
        float(verification.trap_pass(10, 3, q))
    )


def test_shares_agree_with_the_binomial():
    assert kata.secret_arrives.reference(3, [0.7] * 5) == pytest.approx(
        float(sharing.shares_arrive(3, 5, 0.7))
    )


def test_forgeries_agree_with_the_table_of_all_keys():
    p, rng = 5, np.random.default_rng(4)
    table = authentication.polynomial_table(p, 2)
    messages = list(itertools.product(range(p), repeat=2))
    for _ in range(20):
        seen, forged = rng.choice(len(messages), 2, replace=False)
        tag, forged_tag = rng.integers(p, size=2)
        keys = table[:, seen] == tag
        passed = np.mean(table[keys, forged] == forged_tag)
        given = (list(messages[seen]), int(tag), list(messages[forged]), int(forged_tag), p)
        assert kata.accepted.reference(*given) == pytest.approx(passed)
        assert passed <= authentication.forging_probability(table, 1) == 2 / p


def test_a_key_used_twice_is_broken():
    for a, b in itertools.product(range(13), repeat=2):
        tag = [(a * m + b) % 13 for m in range(13)]
        assert kata.forged_tag.reference((3, tag[3]), (11, tag[11]), 6, 13) == tag[6]


def test_signature_risks_agree_with_the_scheme():
    for half, bob, charlie, error in ((20, 2, 6, 0.03), (50, 5, 14, 0.04)):
        abort, forging = kata.signature_risks.reference(half, bob, charlie, error)
        assert abort == pytest.approx(float(signatures.honest_abort(half, bob / half, error)))
        assert forging == pytest.approx(float(signatures.forging(half, charlie / half)))
        for flips in (charlie + 2, bob + charlie + 3):
            denied = kata.repudiated.reference(half, bob, charlie, flips)
            scheme = signatures.repudiation(half, bob / half, charlie / half, 0, flips)
            assert denied == pytest.approx(scheme, rel=1e-9)


def test_phase_errors_agree_with_the_fisher_information():
    for n, shots, v, eta in ((5, 100, 0.9, 0.8), (12, 400, 0.98, 0.95)):
        separate, ghz = kata.phase_errors.reference(n, shots, v, eta)
        given = {"visibility": v, "eta": eta, "shots": shots}
        assert separate == pytest.approx(float(sensing.precision(n, "separate", **given)))
        assert ghz == pytest.approx(float(sensing.precision(n, "ghz", **given)))


def test_the_fact_on_dephasing_is_reproduced():
    """Scan the time for both strategies, instead of using the formula of the best one."""
    times = np.geomspace(1e-3, 5, 4000)
    for n in (2, 10, 50):
        best = [
            sensing.frequency_precision(n, times, 1.0, 100.0, s).min() for s in ("separate", "ghz")
        ]
        assert best[0] == pytest.approx(best[1], rel=1e-4)
        assert best[0] / sensing.frequency_bound(n, 1.0, 100.0) == pytest.approx(
            math.sqrt(math.e), rel=1e-4
        )


def test_the_peak_is_found_in_drawn_tags():
    for seed in range(10):
        alice, bob = kata._tags(np.random.default_rng(seed), offset=-23.45)
        assert kata.clock_offset.reference(alice, bob) == pytest.approx(-23.45, abs=0.12)
