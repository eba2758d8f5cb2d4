"""Pictures of two qubits, and the CHSH explorer without a browser."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from shown import trace

from qlearn import plots, qubits
from qlearn.plots.entanglement import dial_arrow
from qlearn.widgets.entanglement import chsh_explorer

pytestmark = pytest.mark.usefixtures("closed_figures")

BEST = {"a0": 0, "a1": 90, "b0": 45, "b1": -45}


@pytest.fixture
def test():
    return chsh_explorer()


def cosines(explorer):
    """The four correlations of Phi+ in white noise, from the dials alone."""
    values = explorer.values
    a, b = (np.radians([values[f"{who}{k}"] for k in (0, 1)]) for who in "ab")
    return values["w"] * np.cos(a[:, None] - b).ravel()


def test_table_shows_arrows_and_correlations_where_they_belong():
    """0.6|00> + 0.8|10>: Alice has an arrow in the x-z plane, Bob points up."""
    (ax,) = plots.entanglement.pair_tables({"pair": qubits.pauli_table([0.6, 0, 0.8, 0])})
    cells = {t.xyann: t.get_text() for t in ax.texts}
    assert (0, 0) not in cells
    assert [cells[0, row] for row in (1, 2, 3)] == ["0.96", "0.00", "-0.28"]
    assert [cells[column, 0] for column in (1, 2, 3)] == ["0.00", "0.00", "1.00"]
    assert cells[3, 1] == "0.96"


def test_noise_picture_draws_on_the_axes_it_is_given():
    _, axes = plt.subplots(1, 2)
    found = plots.entanglement.against_noise([0, 1], {"x": [0, 1]}, {"x": [0, 2]}, axes=axes)
    assert found is axes
    assert [len(ax.lines) for ax in axes] == [1, 2]


def test_dials_turn_clockwise_from_the_top():
    """As the Bloch sphere seen with +z up and +x to the right."""
    arrow = dial_arrow("b1", np.pi / 2)
    assert np.allclose(arrow["x"][:2], [1.25, 2.25])
    assert np.allclose(arrow["y"][:2], [0, 0])


def test_explorer_starts_where_plans_end(test):
    assert "S = 2.000" in test.live.text
    assert "not beyond 2" in test.live.text
    assert "75.0 % won" in test.live.text


def test_exact_marks_are_cosines(test):
    test.set(a0=13, a1=-77, b0=140, b1=61, w=0.7)
    assert np.allclose(trace(test, "exact").y, cosines(test))
    s = np.dot([1, 1, 1, -1], cosines(test))
    assert trace(test, "S exact").y[0] == pytest.approx(s)
    assert f"exact, ◇: {s:.3f}" in test.live.text


def test_measured_points_scatter_about_the_marks_as_their_error_bars_say(test):
    """400 deviations, in units of the error, have mean 0 and variance 1 (5 standard errors)."""
    test.set(**BEST, w=0.9, shots=1000)
    deviations = []
    for _ in range(100):
        test.controls["sample"].click()
        points = trace(test, "measured")
        deviations.extend((np.array(points.y) - cosines(test)) / np.array(points.error_y.array))
    assert abs(np.mean(deviations)) < 5 / np.sqrt(400)
    assert abs(np.var(deviations) - 1) < 5 * np.sqrt(2 / 400)


def test_best_dials_win_and_say_so(test):
    test.set(**BEST, shots=10_000)
    s, ds, errors = map(
        float, re.search(r"S = (\S+) ± (\S+) from .* above 2 by (\S+)", test.live.text).groups()
    )
    assert abs(s - 2 * np.sqrt(2)) < 5 * ds
    assert ds == pytest.approx(np.sqrt(2 / 10_000), abs=0.0006)
    assert errors == pytest.approx((s - 2) / ds, rel=0.05)


def test_little_data_is_called_what_it_is(test):
    """Just above 2 with 100 pairs: within three standard errors."""
    test.set(**BEST, w=0.75, shots=100)
    said = []
    for _ in range(20):
        test.controls["sample"].click()
        said.append("chance alone" in test.live.text)
    assert any(said)


def test_turned_round_counts_below(test):
    test.set(a0=180, a1=-90, b0=45, b1=-45)
    assert "below −2 by" in test.live.text


def test_arrows_follow_their_dials_and_reset_brings_them_back(test):
    test.set(b1=-90)
    assert np.allclose(trace(test, "b1").x[:2], [1.25, 0.25])
    test.reset()
    assert np.allclose(trace(test, "b1").x[:2], [1.25, 1.25])
    assert test.live.text.startswith("S = 2.000")


def test_new_counts_differ_and_the_exact_marks_stay(test):
    test.set(**BEST)
    before, exact = np.array(trace(test, "measured").y), np.array(trace(test, "exact").y)
    test.controls["sample"].click()
    assert not np.array_equal(trace(test, "measured").y, before)
    assert np.array_equal(trace(test, "exact").y, exact)


@pytest.mark.parametrize("corner", [{"w": 0.0, "shots": 100}, {"a0": -180, "b1": 180}])
def test_corners_of_the_sliders_show_no_error(test, corner):
    test.set(**corner)
    assert not test.live.error
