"""Pictures and explorers of braids: what they draw, against routes of their own."""

import numpy as np
import pytest
from shown import trace

from qlearn import facts, plots
from qlearn.katas import braiding as kata
from qlearn.qubits import gates
from qlearn.topology import braiding, fermions, t_junction, y_junction
from qlearn.widgets import t_junction_explorer, y_junction_explorer
from qlearn.widgets.braiding import DURATIONS, FRAMES, STEMS

pytestmark = pytest.mark.usefixtures("closed_figures")


@pytest.fixture
def y():
    return y_junction_explorer()


@pytest.fixture
def movie():
    return t_junction_explorer()


# --- pictures -----------------------------------------------------------------------------


def test_strands_end_where_the_exchanges_take_them():
    ax = plots.braiding.strands([(1, 2), (2, 3)])
    ends = [t.get_text() for t in ax.texts if t.get_text().startswith("from")]
    assert ends == ["from 2", "from 3", "from 1", "from 4"]


def test_strand_from_the_left_is_in_front_for_a_rising_pair():
    for word, left_in_front in (([(1, 2)], True), ([(2, 1)], False)):
        ax = plots.braiding.strands(word, n_majoranas=2)
        drawn = [line for line in ax.lines if line.get_color() != "white"]
        rising, falling = (
            next(line for line in drawn if line.get_xdata()[0] == start) for start in (1, 2)
        )
        assert (rising.get_zorder() > falling.get_zorder()) == left_in_front


def test_octant_is_seen_along_the_diagonal():
    """Corners at equal distances, 120 degrees apart, and the diagonal itself in the middle."""
    x, y = plots.braiding.seen_from_the_diagonal([*np.eye(3), [1, 1, 1]])
    corners = x[:3] + 1j * y[:3]
    assert np.allclose(np.abs(corners), np.sqrt(2 / 3))
    assert np.allclose(corners[[1, 2, 0]] / corners, np.exp(2j * np.pi / 3))
    assert abs(x[3] + 1j * y[3]) < 1e-12


def test_colour_of_a_key_is_its_position():
    colours = plots.braiding.key_colours([0, -8, -4], 0.0, -8.0)
    assert colours[:2] == ["rgb(240, 199, 94)", "rgb(141, 141, 171)"]
    assert colours[2] not in colours[:2]


# --- Y-junction ---------------------------------------------------------------------------


def test_y_explorer_carries_the_mode_from_one_place_to_the_other(y):
    y.controls["duration"].value = 70.0
    weights = np.array([trace(y, name).y for name in plots.braiding.ON])
    assert np.allclose(weights.sum(axis=0), 1)
    assert weights[1, 0] == 1
    assert weights[2, -1] == pytest.approx(1, abs=1e-4)
    assert weights[0].max() < 0.1


@pytest.mark.parametrize("residual", [0.0, 0.13])
def test_y_explorer_agrees_with_a_many_body_run(y, residual):
    """The last weights are a column of the rotation that QuTiP's propagator makes."""
    y.set(duration=9.0, residual=residual, ramp="smooth")
    g = fermions.majoranas(2)
    u = y_junction.propagator(9.0, "smooth", residual=residual)
    turn = braiding.rotation_of(u, [g[3], *g[:3]])
    weights = [trace(y, name).y[-1] for name in plots.braiding.ON]
    assert np.allclose(weights, turn[:, 1] ** 2, atol=1e-3)


def test_y_explorer_point_lies_on_the_curve(y):
    for duration in (12.0, 33.5, 80.0):
        y.controls["duration"].value = duration
        at = np.argmin(abs(DURATIONS - duration))
        assert trace(y, "error").y[at] == pytest.approx(trace(y, "this duration").y[0])


def test_y_explorer_marks_the_moment(y):
    y.controls["moment"].value = 0.0
    top = plots.braiding.seen_from_the_diagonal([[0, 0, 1]])
    assert np.allclose([trace(y, "D now").x, trace(y, "D now").y], top)
    assert np.array_equal(trace(y, "moment").x, [0, 0])


def test_y_explorer_text_tells_leakage_from_a_wrong_angle(y):
    y.set(duration=80.0, residual=0.1)
    assert "no clean exchange" in y.live.text
    assert "turned by 60.5° (infinitely slow: 60.5°)" in y.live.text
    y.reset()
    assert "T = 12.0, sin2 ramp" in y.live.text


@pytest.mark.parametrize("corner", [{"duration": 4.0, "residual": 0.3}, {"duration": 80.0}])
@pytest.mark.parametrize("ramp", braiding.RAMPS)
def test_y_explorer_corners_show_no_error(y, corner, ramp):
    y.set(ramp=ramp, moment=1.0, **corner)
    assert not y.live.error


# --- T-junction ---------------------------------------------------------------------------


def sizes(movie, name):
    return np.array(trace(movie, name).marker.size)


def test_movie_starts_and_ends_with_a_topological_bar(movie):
    junction = t_junction.TJunction()
    first = [*trace(movie, "keys").marker.color]
    movie.controls["frame"].value = 18 * FRAMES
    assert [*trace(movie, "keys").marker.color] == first
    stem = {first[site] for site in junction.sites("stem")}
    assert stem == {plots.braiding.key_colours([-8.0], 0.0, -8.0)[0]}


def test_movie_exchanges_the_discs(movie):
    left, right = (t_junction.TJunction().sites(name)[-1] for name in ("left", "right"))
    assert sizes(movie, "first mode").argmax() == left
    assert sizes(movie, "second mode").argmax() == right
    movie.controls["frame"].value = 18 * FRAMES
    assert sizes(movie, "first mode").argmax() == right
    assert sizes(movie, "second mode").argmax() == left
    assert "Exchanged" in movie.live.text


def test_movie_area_of_the_discs_is_the_weight(movie):
    for frame in (0, 37, 18 * FRAMES):
        movie.controls["frame"].value = frame
        for name in ("first mode", "second mode"):
            assert np.sum(sizes(movie, name) ** 2) == pytest.approx(26**2)


def test_opposite_stem_phases_have_opposite_signs(movie):
    signs = []
    for stem in ("+π/2", "−π/2"):
        movie.set(stem=stem, frame=18 * FRAMES)
        signs.append(movie.live.text.split("sign ")[1][0])
    assert set(signs) == {"+", "−"}


def test_equal_phase_closes_the_gap_and_fails(movie):
    movie.set(stem="0, as the left arm", frame=18 * FRAMES)
    assert min(trace(movie, "gap").y) < 1e-9
    assert "Not exchanged" in movie.live.text
    assert "the gap closes" in movie.live.text


def test_hasty_keys_leak(movie):
    movie.set(key_time=4, frame=18 * FRAMES)
    assert "Not exchanged" in movie.live.text


@pytest.mark.parametrize("stem", STEMS)
def test_movie_shows_no_error_anywhere(movie, stem):
    for frame in range(0, 18 * FRAMES + 1, 10):
        movie.set(stem=stem, frame=frame)
        assert not movie.live.error


def test_play_moves_nothing_by_itself_and_reset_goes_to_the_start(movie):
    movie.controls["play"].value = 40
    assert movie.live.text.startswith("0 of 18")  # the page links it to the picture
    movie.controls["frame"].value = 40
    movie.reset()
    assert movie.live.text.startswith("0 of 18")


# --- what the kata says -------------------------------------------------------------------


def test_numbers_of_the_facts_and_insights():
    braids = {"12": braiding.qubit_braid(1, 2), "23": braiding.qubit_braid(2, 3)}
    group = braiding.generated_group(braids)
    assert facts.fact("braiding.group").value == len(group)
    # T is 45 degrees about z from I and from S, the two closest Cliffords: cos^2(pi/8)
    assert kata.closest_braid.reference(gates.T) == pytest.approx(np.cos(np.pi / 8) ** 2)
    assert np.degrees(y_junction.solid_angle(0.05)) == pytest.approx(74.07, abs=0.01)


def test_linear_ramp_never_does_within_the_limit():
    """What a learner with that ramp is told, for every duration."""
    worst = [
        y_junction.braid_errors(kata.CLOCK * duration, "linear").max()
        for duration in np.arange(5, kata.LONGEST + 0.1, 2.5)
    ]
    assert min(worst) > kata.ALLOWED


def test_error_falls_with_the_powers_that_the_kata_states():
    """Tops of the oscillations between T = 100 and 400: 1/T^2 for kinks, much steeper without."""
    tops = {}
    for ramp in ("linear", "sin2"):
        near, far = (
            y_junction.braid_errors(np.linspace(0.9, 1.1, 41) * t, ramp).max() for t in (60, 240)
        )
        tops[ramp] = np.log(near / far) / np.log(4)
    assert tops["linear"] == pytest.approx(2, abs=0.2)
    assert tops["sin2"] == pytest.approx(4, abs=0.3)


def test_best_stem_is_half_way_whatever_the_gauge():
    for left in (0.0, 0.7, -2.0):
        phases = left + np.linspace(0.1, np.pi - 0.1, 29)
        gaps = [t_junction.TJunction(phases=(left, left + np.pi, p)).gap() for p in phases]
        assert phases[np.argmax(gaps)] - left == pytest.approx(np.pi / 2)


@pytest.mark.parametrize(
    ("moves", "outcome"),
    [
        ([("right", "stem"), ("left", "right"), ("stem", "left")], "exchanged"),
        ([["left", "stem"], ["right", "left"], ["stem", "right"]] * 3, "exchanged"),
        ([("left", "stem"), ("right", "left"), ("stem", "right")] * 2, "as before"),
        ([("left", "stem"), ("right", "stem")], "occupied"),
    ],
)
def test_routes_are_played(moves, outcome):
    assert kata._outcome(moves) == outcome
