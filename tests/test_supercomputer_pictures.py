"""Pictures of the quantum supercomputer, and its two explorers without a browser."""

import re

import numpy as np
import pytest
from shown import trace

from qlearn import plots
from qlearn.correction import machines, resources
from qlearn.correction.machines import QUBITS
from qlearn.widgets import supercomputer
from qlearn.widgets.supercomputer import machine_explorer, plane_points, rqops_explorer

pytestmark = pytest.mark.usefixtures("closed_figures")


@pytest.fixture
def designer():
    return machine_explorer()


@pytest.fixture
def plane():
    return rqops_explorer()


def whole_numbers(text):
    return [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", text)]


# --- pictures -----------------------------------------------------------------------------


def test_suppression_marks_the_target():
    ax = plots.supercomputer.suppression([3, 5, 7], {"x": [1e-3, 1e-4, 1e-5]}, target=2e-4)
    assert ax.lines[-1].get_ydata() == pytest.approx([2e-4, 2e-4])


def test_bars_stack_program_and_factories():
    ax = plots.supercomputer.qubit_bars({"a": (3e6, 1e6), "b": (2e6, 0)})
    widths = [bar.get_width() for bar in ax.patches]
    lefts = [bar.get_x() for bar in ax.patches]
    assert widths == pytest.approx([3, 2, 1, 0])
    assert lefts == pytest.approx([0, 0, 3, 2])


def test_plane_draws_both_bars_as_hyperbolas():
    figure = plots.supercomputer.rqops_figure([])
    for name, bar in (("1 million rQOPS", 1e6), ("100 million rQOPS", 1e8)):
        line = next(t for t in figure.data if t.name == name)
        assert np.allclose(np.multiply(line.x, line.y), bar)


# --- the machine designer -----------------------------------------------------------------


def test_designer_starts_at_the_published_row(designer):
    assert "37,651,098 physical qubits, 36.8 hours, 2.36·10⁹ rQOPS" in designer.live.text
    assert trace(designer, "now").y == pytest.approx([37_651_098])
    assert trace(designer, "distance").x == pytest.approx([27])
    assert trace(designer, "needed").y[0] == pytest.approx(0.111 / (25_481 * 12_272_976_456))


def test_distance_is_the_first_odd_one_under_the_line(designer):
    for log_p in (-4.2, -3.0, -2.7):
        designer.controls["log_p"].value = log_p
        error, needed = np.array(trace(designer, "patch error").y), trace(designer, "needed").y[0]
        first = np.array(trace(designer, "patch error").x)[error <= needed][0]
        assert trace(designer, "distance").x[0] == first


def test_moving_p_leaves_the_curves_and_moves_the_point_along_them(designer):
    before = np.array(trace(designer, "program").y)
    designer.controls["log_p"].value = -4.0
    assert np.array_equal(before, trace(designer, "program").y, equal_nan=True)
    k = np.flatnonzero(np.isclose(trace(designer, "program").x, 1e-4))[0]
    total = trace(designer, "program").y[k] + trace(designer, "T factories").y[k]
    assert trace(designer, "now").y[0] == pytest.approx(total)
    assert total == 8_716_258  # the published row


def test_no_machine_near_the_threshold(designer):
    designer.controls["log_p"].value = -2.0
    assert designer.live.text.startswith("No machine: p = 0.01; allowed: below the threshold")
    assert np.isnan(trace(designer, "now").y[0])
    designer.controls["log_p"].value = -2.3
    assert "allowed: up to 50" in designer.live.text
    assert not designer.live.error


def test_waiting_lets_factories_go(designer):
    designer.controls["program"].value = "20 qubits, a million T"
    many = trace(designer, "now").y[0]
    designer.controls["slowdown"].value = 16
    assert trace(designer, "now").y[0] < many / 2
    assert "1 T factory with" in designer.live.text


def test_what_the_lesson_says_of_the_own_fit_per_cycle():
    """Two kinds of flips in d rounds: 50 times the estimator's error at d = 27, enough at 31."""
    cycle = {d: 2 * d * machines.patch_error(1e-3, d, supercomputer.FITTED) for d in (27, 29, 31)}
    assert cycle[27] / machines.patch_error(1e-3, 27) == pytest.approx(50, rel=0.02)
    assert cycle[31] < 3.55e-16 < cycle[29]


def test_own_fit_is_for_gates_only(designer):
    published = trace(designer, "patch error").y[10]
    designer.controls["code"].value = "fitted"
    k = trace(designer, "patch error").x[10]
    expected = 0.024 * (1e-3 / 0.0099) ** ((k + 1) / 2)
    assert trace(designer, "patch error").y[10] == pytest.approx(expected, abs=0)
    assert expected != pytest.approx(published, rel=1e-3, abs=0)
    assert designer.live.text.startswith("Your a is per round")
    designer.controls["kind"].value = "Majorana, T error 5 %"
    assert designer.live.text.startswith("The fit is for gates")


@pytest.mark.parametrize("program", supercomputer.PROGRAMS)
@pytest.mark.parametrize("kind", supercomputer.KINDS)
def test_every_choice_shows_a_machine_or_says_why_not(designer, program, kind):
    designer.set(program=program, kind=kind, budget=1e-4, slowdown=4)
    for log_p in (-6.0, -3.0, -2.0):
        designer.controls["log_p"].value = log_p
        assert ("physical qubits" in designer.live.text) != ("No machine" in designer.live.text)
        assert not designer.live.error


# --- the rQOPS plane ----------------------------------------------------------------------


def test_plane_starts_with_a_hundred_patches(plane):
    numbers = whole_numbers(plane.live.text)
    assert numbers[:2] == [100, 21]
    assert "11,904,762 rQOPS" in plane.live.text
    assert trace(plane, "yours").x == pytest.approx([1e9 / 8400])


def test_ten_patches_clear_the_first_bar_and_nine_do(plane):
    plane.controls["log_q"].value = 1.0
    assert "clears the first bar." in plane.live.text
    plane.controls["log_q"].value = 0.9  # eight patches
    assert "clears no bar" in plane.live.text
    assert machines.smallest_machine(QUBITS["gate_ns_e3"]).n_logical == 9


def test_a_relaxed_error_is_faster_and_shown_open(plane):
    slow = trace(plane, "yours").x[0]
    plane.controls["log_error"].value = -6
    assert trace(plane, "yours").x[0] > 1.5 * slow
    assert trace(plane, "yours").marker.symbol == "diamond-open"
    assert "but not the error of 10⁻¹²" in plane.live.text


def test_slow_gates_need_thousands_of_patches(plane):
    plane.set(qubit="gate_us_e3", log_q=4.0)
    assert "clears no bar" in plane.live.text
    plane.controls["log_q"].value = 4.2
    assert "clears the first bar" in plane.live.text


def test_every_point_has_a_status_in_words(plane):
    points = plane_points()
    for status in ("measured", "projected"):
        shown = trace(plane, status)
        assert len(shown.x) == sum(p["status"] == status for p in points)
        assert all(f"[{status}]" in text for text in shown.hovertext)


def test_points_are_the_published_rows():
    point = next(p for p in plane_points() if p["name"].startswith("RSA-2048, gates in ns, error"))
    row = resources.estimate(resources.RSA_2048, QUBITS["gate_ns_e3"], budget=0.333)
    assert point["n_logical"] * point["clock_hz"] == pytest.approx(row.rqops, rel=1e-9)


def test_the_measured_memory_is_one_qubit_far_from_the_bar():
    memory = next(p for p in plane_points() if p["status"] == "measured")
    assert memory["n_logical"] == 1
    assert memory["clock_hz"] == pytest.approx(1 / 7.7e-6)
    assert memory["error"] == pytest.approx(7 * 0.00143, rel=0.01)  # small errors add up
