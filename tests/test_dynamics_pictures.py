"""Pictures of a qubit in time, and the bench without a browser."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
import qutip
from shown import trace

from qlearn import plots
from qlearn.qubits import dynamics
from qlearn.qubits.pulses import Delay, Pulse, Sequence, gaussian_pulse
from qlearn.widgets.dynamics import EXPERIMENTS, bench_explorer

pytestmark = pytest.mark.usefixtures("closed_figures")

QUIET = {"t1_us": 50.0, "t2_us": 50.0, "noise": 0.0}


@pytest.fixture
def bench():
    return bench_explorer()


def points(bench):
    return np.array(trace(bench, "QuTiP").x), np.array(trace(bench, "QuTiP").y)


def by_solver(omega, delta, t1_us, t2_us, timing):
    """P1 at the end of (drive on or off, duration) in a row, each part by qutip.mesolve."""
    rho, collapse = qutip.basis(2, 0).proj(), dynamics.collapse_operators(t1_us, t2_us)
    for on, duration in timing:
        h = dynamics.driven_qubit(omega if on else 0.0, delta)
        options = {"atol": 1e-11, "rtol": 1e-9}
        rho = qutip.mesolve(h, rho, [0, duration], collapse, options=options).states[-1]
    return rho[1, 1].real


def test_signals_draw_every_curve_and_every_point():
    x = np.linspace(0, 1, 5)
    ax = plots.dynamics.signals(x, {"a": x, "b": 1 - x}, {"data": (x, x, 0.1)})
    assert np.array_equal(ax.lines[1].get_ydata(), 1 - x)
    assert np.array_equal(ax.lines[2].get_ydata(), x)
    assert len(ax.containers) == 1
    assert ax.get_legend_handles_labels()[1] == ["a", "b", "data"]


def test_pictures_draw_on_the_axes_they_are_given():
    _, ax = plt.subplots()
    assert plots.dynamics.signals([0, 1], {"a": [0, 1]}, ax=ax) is ax
    assert plots.dynamics.timeline([Delay(1.0)], ax=ax) is ax


def test_timeline_shows_the_segments_in_order():
    segments = [Pulse("y", -np.pi / 2), Delay(2.5), Pulse([1, 1, 0], np.pi / 3)]
    ax = plots.dynamics.timeline(Sequence(segments))
    assert [text.get_text() for text in ax.texts] == ["y\n-π/2", "2.5 µs", "axis\n0.333π"]
    places = [text.get_position()[0] for text in ax.texts]
    assert places == sorted(places)
    assert len(ax.patches) == 2


@pytest.mark.parametrize("experiment", EXPERIMENTS.values())
def test_points_are_on_the_line_where_the_formula_holds(bench, experiment):
    """No noise, no detuning. What is left: decay in up to 3 us of drive (Rabi), in 0.5 us of pulses
    (the others), with T1 = T2 = 50 us."""
    bench.set(experiment=experiment, omega=12.0, delta=0.0, **QUIET)
    x, y = points(bench)
    line = np.interp(x, trace(bench, "closed form").x, trace(bench, "closed form").y)
    tolerance = 0.04 if experiment == "rabi" else 0.01
    assert np.abs(y - line).max() < tolerance
    assert np.ptp(line) > 0.1


@pytest.mark.parametrize("experiment", EXPERIMENTS.values())
def test_points_are_what_the_solver_finds(bench, experiment):
    setting = {"omega": 5.0, "delta": 1.5, "t1_us": 8.0, "t2_us": 6.0}
    bench.set(experiment=experiment, noise=0.0, **setting)
    t, y = points(bench)
    quarter, half = (True, np.pi / 10), (True, np.pi / 5)
    for i in (7, 30, 48):
        wait = (False, t[i] / 2)
        timing = {
            "rabi": [(True, t[i])],
            "ramsey": [quarter, (False, t[i]), quarter],
            "echo": [quarter, wait, half, wait, quarter],
        }[experiment]
        assert y[i] == pytest.approx(by_solver(timing=timing, **setting), abs=1e-6)


def test_noise_is_the_mean_over_random_runs(bench):
    """5,000 runs with a detuning of their own, 5 standard errors, at three of the drives."""
    bench.set(experiment="rabi", omega=3.0, delta=1.0, noise=0.6, t1_us=50.0, t2_us=50.0)
    t, y = points(bench)
    delta = np.random.default_rng(2).normal(1.0, 0.6, 5000)
    for i in (10, 25, 48):
        runs = Sequence([Pulse("x", 3.0 * t[i], t[i])]).p1(delta, 50.0, 50.0)
        assert abs(runs.mean() - y[i]) < 5 * runs.std() / np.sqrt(len(runs))


def test_noise_spoils_ramsey_and_not_echo(bench):
    swings = {}
    for experiment in ("ramsey", "echo"):
        bench.set(experiment=experiment, omega=12.0, delta=0.0, **QUIET)
        quiet = points(bench)[1][-1]
        bench.controls["noise"].value = 0.6
        swings[experiment] = abs(points(bench)[1][-1] - quiet)
    assert swings["ramsey"] > 0.35
    assert swings["echo"] < 0.02


def test_line_of_text_says_what_is_seen(bench):
    assert bench.live.text.startswith("Rabi: the formula, without decay and noise, reaches P(1) =")
    bench.set(experiment="ramsey", delta=2.0, noise=0.5, t2_us=15.0)
    assert "period of 3.1 µs" in bench.live.text
    star = float(re.search(r"T2\* = (\d+\.\d)", bench.live.text)[1])
    assert star == pytest.approx(dynamics.t2_star(15.0, 0.5), abs=0.05)
    bench.controls["delta"].value = 0.0
    assert "no fringes" in bench.live.text


def test_text_tells_how_far_points_and_line_are_apart(bench):
    bench.set(experiment="ramsey", omega=2.0, delta=4.0)
    x, y = points(bench)
    line = np.interp(x, trace(bench, "closed form").x, trace(bench, "closed form").y)
    said = float(re.search(r"at most (\d\.\d\d)", bench.live.text)[1])
    assert said == pytest.approx(np.abs(y - line).max(), abs=0.006)
    assert said > 0.1  # these pulses are not short


def test_t2_beyond_its_bound_is_held_and_said(bench):
    bench.set(experiment="echo", t1_us=2.0, t2_us=50.0)
    assert "T2 cannot exceed 2 T1: 4 µs is used" in bench.live.text
    end = trace(bench, "closed form").y[-1]
    assert end == pytest.approx(dynamics.echo(6.0, 4.0))
    assert not bench.live.error


def test_axis_follows_the_experiment(bench):
    seen = set()
    for experiment in EXPERIMENTS.values():
        bench.controls["experiment"].value = experiment
        layout = bench.live.figure.layout
        seen.add(layout.xaxis.title.text)
        assert layout.xaxis.range[1] == trace(bench, "QuTiP").x[-1]
    assert len(seen) == 3


@pytest.mark.parametrize("experiment", EXPERIMENTS.values())
@pytest.mark.parametrize("side", ["min", "max"])
def test_corners_of_the_sliders_show_no_error(bench, experiment, side):
    ends = {
        name: getattr(control, side)
        for name, control in bench.controls.items()
        if name != "experiment"
    }
    bench.set(experiment=experiment, **ends)
    assert not bench.live.error
    _, y = points(bench)
    assert y.min() > -1e-9
    assert y.max() < 1 + 1e-9


def test_the_gaussian_is_more_selective_than_the_square():
    """What the picture of the two shapes shows: P1 of a neighbour 42 rad/us away."""
    square = Sequence([Pulse("x", np.pi, 0.2)]).p1(42.0)
    from_formula = dynamics.rabi(0.2, np.pi / 0.2, 42.0)
    assert square == pytest.approx(float(from_formula), abs=1e-9)
    shaped = Sequence(gaussian_pulse(np.pi, sigma_us=0.05, cut=2)).p1(42.0)
    assert shaped < 0.2 * square
