"""Pictures of surface-code memories, the threshold lab, the matching game and its page."""

import re

import numpy as np
import pytest
import traitlets
from scipy.stats import norm
from shown import trace
from widget_page import spilled, traits_of, widget_page

from qlearn import facts, plots
from qlearn.correction import matching, memory, rates, scans, threshold
from qlearn.correction.catalog import repetition_code, rotated_surface_code
from qlearn.katas import surface_code as kata
from qlearn.widgets import surface_code as lab_module
from qlearn.widgets.matching_game import (
    BOARDS,
    FATES,
    RIM_OF,
    MatchingBoard,
    graph_of,
    matching_board,
)
from qlearn.widgets.surface_code import LIVE_PS, SHOTS, threshold_explorer

pytest_plugins = ["jupyterlab_page"]
pytestmark = pytest.mark.usefixtures("closed_figures")
SIGMA = 5


@pytest.fixture
def lab():
    return threshold_explorer(seed=2)


# --- the scan that stands in the package ---------------------------------------------------


@pytest.mark.parametrize("noise", scans.SCANS)
@pytest.mark.parametrize(("d", "p"), [(3, 0.003), (3, 0.012), (5, 0.005), (7, 0.008)])
def test_the_scan_can_be_sampled_anew(noise, d, p):
    stored = next(q for q in scans.surface_scan(noise) if (q.distance, q.p) == (d, p))
    circuit = memory.memory_circuit("surface", d, p=p, **scans.SCANS[noise].memory)
    fresh = memory.sample_memory(circuit, 12_000, np.random.default_rng(4))
    expected = stored.rate.value
    spread = np.sqrt(expected * (1 - expected) * (1 / fresh.shots + 1 / stored.rate.shots))
    assert fresh.value == pytest.approx(expected, abs=SIGMA * spread)


def test_the_scan_agrees_with_the_independent_table():
    """The table of test_memory.py: another run, by other code."""
    from test_memory import DISTANCES, TABLE, P

    for q in scans.surface_scan():
        if q.p in P:
            expected = TABLE[P.index(q.p), DISTANCES.index(q.distance)]
            spread = np.hypot(0.02, 1 / np.sqrt(q.rate.errors))
            if q.distance == 9:  # the table has few failures there
                spread = np.hypot(spread, 0.05)
            assert q.per_round == pytest.approx(expected, rel=SIGMA * spread)


def curves(each, noise="waiting errs"):
    points = scans.surface_scan(noise)
    value = (lambda q: q.per_round) if each == "round" else (lambda q: q.rate.value)
    return {d: [value(q) for q in points if q.distance == d] for d in scans.DISTANCES}


@pytest.mark.parametrize("each", ["shot", "round"])
def test_crossings_that_the_facts_state(each):
    stated = [float(x) for x in facts.fact(f"surface.crossings_{each}").value.split(", ")]
    found = curves(each)
    pairs = ((3, 5), (5, 7), (7, 9))
    places = [100 * threshold.crossing(scans.PS, found[a], found[b]) for a, b in pairs]
    assert places == pytest.approx(stated, abs=0.006)
    assert (np.diff(places) > 0).all() == (each == "shot")  # they drift towards each other


def test_the_fit_that_the_facts_state():
    fit = threshold.fit_points([q for q in scans.surface_scan() if q.p <= 0.003])
    a, p_star = re.findall(r"[\d.]+", facts.fact("surface.fit").value)
    assert fit.a == pytest.approx(float(a), abs=0.0005)
    assert 100 * fit.p_star == pytest.approx(float(p_star), abs=0.005)
    assert fit.a_sigma < 0.001


def test_the_crossing_of_the_repetition_code():
    stated = float(facts.fact("surface.crossing_repetition").value.split()[-1])
    ps = [0.03, 0.054, 0.09]
    points = threshold.threshold_scan(
        [3, 5], ps, 30_000, np.random.default_rng(8), code="repetition"
    )
    small, large = ([q.rate.value for q in points if q.distance == d] for d in (3, 5))
    sigma = 100 * 0.054 * np.sqrt(2 / (0.13 * 30_000))
    assert 100 * threshold.crossing(ps, small, large) == pytest.approx(stated, abs=SIGMA * sigma)


def test_quiet_waiting_raises_the_threshold():
    for each in ("shot", "round"):
        loud, quiet = curves(each), curves(each, "waiting is safe")
        places = [threshold.crossing(scans.PS, c[7], c[9]) for c in (loud, quiet)]
        assert places[0] < 0.9 * places[1]


def test_a_scan_of_an_unknown_kind():
    with pytest.raises(ValueError, match="noise = 'none'"):
        scans.surface_scan("none")


# --- pictures -----------------------------------------------------------------------------


def test_patch_has_a_tile_for_each_check():
    ax = plots.surface_code.patch(rotated_surface_code(5), 5, line=range(5))
    assert len(ax.patches) == 24
    letters = [text.get_text() for text in ax.texts]
    assert letters.count("X") == letters.count("Z") == 12
    assert ax.lines[-1].get_ydata().tolist() == [0] * 5
    rims = [p.get_xy() for p in ax.patches if len(p.get_xy()) == 4]  # triangles, closed
    assert len(rims) == 8
    assert all(((xy < 0) | (xy > 4)).any() for xy in rims)


def test_outcomes_and_events_are_drawn_as_given():
    bits = np.array([[0, 1], [1, 1]])
    left, right = plots.surface_code.space_time(bits, np.vstack([bits, [0, 0]]))
    assert np.array_equal(left.images[0].get_array(), 1 - bits)
    assert [t.get_text() for t in right.get_yticklabels()] == ["1", "2", "readout"]


def test_failure_rates_have_their_intervals():
    points = [
        threshold.Point("surface", 3, 3, p, rates.Rate(n, 1000)) for p, n in ((0.02, 90), (0.01, 9))
    ]
    ax = plots.surface_code.failure_rates(points, each="shot")
    line, _, bars = ax.containers[0]
    assert line.get_ydata().tolist() == [0.009, 0.09]
    ends = bars[0].get_segments()[0][:, 1]
    assert ends.tolist() == pytest.approx(rates.Rate(9, 1000).interval())


# --- the threshold lab --------------------------------------------------------------------


def test_lab_shows_the_scan_at_once(lab):
    for each in ("round", "shot"):
        lab.controls["each"].value = each
        for d, values in curves(each).items():
            assert trace(lab, f"d = {d}").y == pytest.approx(values)
    assert np.isnan(trace(lab, "d = 3, live").y).all() or len(trace(lab, "d = 3, live").y) == 0


def test_lab_says_what_stands_at_p(lab):
    lab.controls["percent"].value = 0.3
    rate = float(re.search(r"([\d.]+) % \(d = 5\)", lab.live.text)[1]) / 100
    stored = next(q for q in scans.surface_scan() if (q.distance, q.p) == (5, 0.003))
    assert rate == pytest.approx(stored.per_round, rel=0.05)
    gain = float(re.search(r"divides it by (\d\.\d+)", lab.live.text)[1])
    found = curves("round")
    assert gain == pytest.approx((found[3][1] / found[9][1]) ** (1 / 3), abs=0.01)
    lab.controls["percent"].value = 1.4
    assert "multiplies it by" in lab.live.text


def test_lab_draws_the_law_when_asked(lab):
    assert np.isnan(trace(lab, "d = 5, law").y).all()
    lab.controls["law"].value = True
    x, y = np.array(trace(lab, "d = 5, law").x), np.array(trace(lab, "d = 5, law").y)
    slope = np.polyfit(np.log(x), np.log(y), 1)[0]
    assert slope == pytest.approx(3)  # (5 + 1) / 2
    assert y[-1] == pytest.approx(0.024, abs=0.0005)  # a, at p*


def test_live_points_lie_on_the_curves_and_add_up(lab):
    lab.controls["sample"].click()
    assert f"Sampled here: {15 * SHOTS:,} shots" in lab.live.text
    lab.controls["sample"].click()
    assert f"Sampled here: {30 * SHOTS:,} shots" in lab.live.text
    live = trace(lab, "d = 3, live")
    low = np.array(live.y) - live.error_y.arrayminus
    high = np.array(live.y) + live.error_y.array
    curve = trace(lab, "d = 3")
    there = np.exp(np.interp(np.log(live.x), np.log(curve.x), np.log(curve.y)))
    wide = norm.ppf(0.975)  # intervals of 95 %, stretched to 5 sigma and the interpolation's error
    assert (there > live.y - (SIGMA / wide) * (live.y - low) - 0.02 * there).all()
    assert (there < live.y + (SIGMA / wide) * (high - live.y) + 0.02 * there).all()
    assert len(live.x) == len(LIVE_PS)


def test_live_points_stay_when_a_slider_moves_and_go_with_reset(lab):
    lab.controls["sample"].click()
    before = trace(lab, "d = 3, live").y
    lab.controls["percent"].value = 0.9
    assert np.array_equal(trace(lab, "d = 3, live").y, before)
    lab.controls["noise"].value = "waiting is safe"
    assert len(trace(lab, "d = 3, live").x) == 0
    lab.controls["noise"].value = "waiting errs"
    assert np.array_equal(trace(lab, "d = 3, live").y, before)
    lab.reset()
    assert len(trace(lab, "d = 3, live").x) == 0
    assert "Sampled" not in lab.live.text


def test_sampling_can_be_stopped_and_keeps_what_it_has():
    lab = lab_module.ThresholdLab(seed=3)
    frames = lab.frames("waiting errs", "round", 0.5, False, 1)
    done = [next(frames)[0] for _ in range(4)]
    frames.close()
    assert done == pytest.approx([0, 1 / 60, 2 / 60, 3 / 60])
    assert sum(q.rate.shots for q in lab.taken["waiting errs"]) == 3 * lab_module.CHUNK
    kept = next(lab.frames("waiting errs", "round", 0.6, False, 1))
    assert "Sampled here: 1,500 shots" in kept[2]


@pytest.mark.parametrize("corner", [{"percent": 0.2}, {"percent": 1.4, "noise": "waiting is safe"}])
def test_corners_of_the_lab_show_no_error(lab, corner):
    lab.set(**corner)
    assert not lab.live.error


# --- the matching game --------------------------------------------------------------------


def play(game, pairs):
    for a, b in pairs:
        first, second = (b, a) if a == matching.BOUNDARY else (a, b)
        game.click(first)
        game.rim() if second == matching.BOUNDARY else game.click(second)
    game.judge()


@pytest.mark.parametrize("board", BOARDS)
def test_the_best_pairs_are_always_called_shortest(board):
    game = matching_board(board, 6, seed=3)
    for number in range(1, 13):
        play(game, game.game.best().pairs)
        assert game.score["shortest"] == number
        assert "the shortest there is" in game.shown["text"]
        game.new()
    assert game.score["you"] == game.score["matching"]


def test_a_tie_is_not_called_wrong():
    """Every pairing as short as the best, found by trying all, counts as shortest."""
    game, ties = matching_board("patch", 6, seed=5), 0
    for _ in range(40):
        table = game.game.distances()
        m = len(table)
        if m <= 6:
            events = [*game.game.events, matching.BOUNDARY]
            ways = [(kata._length(table, w), w) for w in kata._pairings(list(range(m)))]
            least = min(length for length, _ in ways)
            assert least == pytest.approx(game.game.best().length)
            equal = [w for length, w in ways if length < least + 1e-9]
            ties += len(equal) > 1
            before = game.score["shortest"]
            play(game, [(events[i], events[j]) for i, j in equal[-1]])
            assert game.score["shortest"] == before + 1
        game.new()
    assert ties > 3


def test_a_longer_pairing_is_told_so():
    game = matching_board(seed=4)
    play(game, [(node, matching.BOUNDARY) for node in game.game.events])
    mine, best = game.verdict
    assert mine.length > best.length
    assert f"matching found {best.length:.1f}" in game.shown["text"]
    assert game.shown["text"].endswith(FATES[mine.survives, best.survives])


@pytest.mark.parametrize("board", BOARDS)
def test_a_pairing_survives_as_its_ends_at_the_counted_rim_say(board):
    """What the picture shows: lines and errors end there equally often, modulo 2."""
    game = matching_board(board, 5, seed=7)
    for _ in range(25):
        play(game, [(node, matching.BOUNDARY) for node in game.game.events])
        axis, place = RIM_OF[board][0]
        ends = [
            sum(line[-1][axis] == place or line[0][axis] == place for line in game.shown[kind])
            for kind in ("yours", "errors")
        ]
        assert game.verdict[0].survives == ((ends[0] - ends[1]) % 2 == 0)
        game.new()


def test_clicks_pick_pair_and_take_back():
    game = matching_board(seed=1)
    a, b, *_ = game.game.events
    game.click(a)
    assert game.shown["picked"]
    game.click(a)
    assert not game.shown["picked"]
    game.rim()  # nothing is picked: nothing happens
    assert game.pairs == []
    game.click(a)
    game.click(b)
    assert game.pairs == [(a, b)]
    game.judge()  # too early
    assert game.verdict is None
    game.click(b)
    assert game.pairs == []
    game.click(10_000)
    assert game.free == list(game.game.events)


def test_messages_of_the_page():
    game = matching_board(seed=1)
    a = game.game.events[0]
    game._answer(game, {"click": a}, [])
    game._answer(game, {"act": "rim"}, [])
    assert game.pairs == [(a, matching.BOUNDARY)]
    game._answer(game, {"act": "clear"}, [])
    assert game.pairs == []
    before = game.game
    game._answer(game, {"act": "_show"}, [])
    game._answer(game, {"act": "new"}, [])
    assert game.game is not before


def test_other_board_and_level_draw_anew():
    game = matching_board(seed=1)
    nodes = len(game.shown["nodes"])
    game.board = "strip"
    assert len(game.shown["nodes"]) == 6 * 8 != nodes
    assert game.shown["p"] == "p = 2.4 %"
    game.level = 10
    assert game.shown["p"] == "p = 6.0 %"
    assert np.max(game.shown["nodes"]) <= 640
    for bad in ({"board": "torus"}, {"level": 11}):
        with pytest.raises(traitlets.TraitError):
            matching_board(**bad)


def test_graphs_of_the_boards():
    assert len(graph_of("patch", 0.06).detectors) == 24  # the Z checks of d = 7
    for edge, flips in zip(
        graph_of("strip", 0.02).edges, graph_of("strip", 0.02).flips, strict=True
    ):
        assert not flips or matching.BOUNDARY in edge


@pytest.fixture
def game():
    return matching_board(seed=1)


@pytest.fixture
def page(browser, game):
    traits = traits_of(game, "board", "level", "shown")
    with widget_page(browser, MatchingBoard, traits) as page:
        yield page


def test_page_draws_what_python_says(page, game):
    assert page.locator(".event").count() == len(game.game.events)
    assert page.inner_text(".now") == game.shown["text"]
    assert page.inner_text("output") == game.shown["p"]
    assert page.is_disabled("[data-act=rim]")
    assert spilled(page) == []
    assert page.locator(".ql-matching").bounding_box()["height"] < 850


def test_events_and_buttons_are_sent_by_mouse_and_keyboard(page, game):
    first, second = game.game.events[:2]
    page.click(f"[data-node='{first}'] .spot")
    page.locator(f"[data-node='{second}']").press("Enter")
    page.get_by_role("button", name="Take back").press("Space")
    expected = [{"click": int(first)}, {"click": int(second)}, {"act": "clear"}]
    assert page.evaluate("() => sent") == expected


def test_board_and_noise_are_set_in_the_page(page):
    page.check("[type=radio][value=strip]")
    page.locator("[name=level]").fill("7")
    assert page.evaluate("() => [model.traits.board, model.traits.level]") == ["strip", 7]


# --- the kata's own pieces ----------------------------------------------------------------


def test_harmless_flips_of_the_kata_are_the_x_checks_of_the_patch():
    code = rotated_surface_code(kata.D)
    rows = sorted(np.flatnonzero(row).tolist() for row in code.hx)
    assert rows == sorted(sorted(qubits) for qubits in kata.HARMLESS)


def test_detectors_of_the_kata_are_those_of_stim():
    circuit = memory.memory_circuit("repetition", 6, rounds=4, p=0.1)
    measured = circuit.compile_sampler(seed=1).sample(20)
    events = circuit.compile_m2d_converter().convert(
        measurements=measured, append_observables=False
    )
    for bits, expected in zip(measured.astype(int), events, strict=True):
        found = kata.detectors.reference(bits[:-6].reshape(4, 5), bits[-6:])
        assert np.array_equal(found.ravel(), expected)
    assert repetition_code(6).n == 6


@pytest.mark.parametrize(("d", "rounds"), [(3, 1), (5, 4), (7, 7)])
def test_detector_count_is_that_of_stim(d, rounds):
    circuit = memory.memory_circuit("surface", d, rounds=rounds)
    places = circuit.get_detector_coordinates().values()
    # Only Z checks have a detector in the first round; each has one more than there are rounds.
    z_checks = sum(place[-1] == 0 for place in places)
    assert kata.detector_count.reference(d, rounds) == (
        z_checks * (rounds + 1),
        circuit.num_detectors - z_checks * (rounds + 1),
    )


def test_shortest_total_is_that_of_pymatching():
    game = matching_board("patch", 3, seed=9)
    for _ in range(10):
        if len(game.game.events) <= 6:
            found = kata.shortest_total.reference(game.game.distances())
            assert found == pytest.approx(game.game.best().length)
        game.new()
