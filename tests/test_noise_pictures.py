"""Pictures of noise, and its two explorers without a browser."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from shown import number_after, trace

from qlearn import plots
from qlearn.qubits import channels, characterization, fidelities, states
from qlearn.widgets import noise as explorers
from qlearn.widgets.noise import ball_explorer, benchmarking_explorer

pytestmark = pytest.mark.usefixtures("closed_figures")


@pytest.fixture
def ball():
    return ball_explorer()


@pytest.fixture
def bench():
    return benchmarking_explorer()


# --- still pictures -----------------------------------------------------------------------


def test_outline_is_where_pure_states_end_up():
    """The farthest image of a thousand random pure states, along every direction of the view."""
    rng = np.random.default_rng(1)
    m, c = channels.bloch_map(channels.idle(1, 2, 1))
    points = np.array([states.bloch_vector(states.random_ket(1, rng)) for _ in range(1000)])
    seen = (points @ m.T + c)[:, [0, 2]]
    outline = plots.noise.outline(m, c, "xz")
    for angle in np.linspace(0, 2 * np.pi, 9):
        direction = [np.cos(angle), np.sin(angle)]
        assert (seen @ direction).max() <= (direction @ outline).max() + 1e-9
        assert (seen @ direction).max() == pytest.approx((direction @ outline).max(), abs=0.02)


def test_ball_cuts_draw_states_inside_the_outline():
    maps = {"decay": channels.bloch_map(channels.amplitude_damping(0.36))}
    ax = plots.noise.ball_cuts(maps)[0]
    top = max(line.get_ydata().max() for line in ax.lines[2:] if len(line.get_xdata()) == 1)
    assert top == pytest.approx(1)  # the north pole stays


def test_cloud_counts_those_outside():
    ax = plots.noise.estimate_cloud([[1.1, 0, 0], [0.5, 0, 0], [0.1, 0, 0]], [0.8, 0, 0.6])
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels == ["a state: 67%", "no state: 33%"]


def test_pictures_draw_on_the_axes_they_are_given():
    _, axes = plt.subplots(1, 2)
    assert plots.noise.grouped_bars(["0", "1"], {"a": [1, 0]}, ax=axes[0]) is axes[0]
    ax = plots.noise.waiting_errors([1, 2], {"a": [0.1, 0.2]}, {"gate": 1.5}, ax=axes[1])
    assert ax is axes[1]
    assert len(ax.lines) == 2
    assert plots.noise.estimate_cloud([[1.1, 0, 0]], [1, 0, 0], ax=axes[0]) is axes[0]


# --- the ball -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "channel"),
    [
        ("amplitude damping γ", channels.amplitude_damping(0.2)),
        ("dephasing p", channels.dephasing(0.2)),
        ("depolarising p", channels.depolarizing(0.2)),
        ("waiting t / T1", channels.idle(4.0, 20.0, 10.0)),
    ],
)
def test_ball_shows_the_image_of_states(ball, name, channel):
    """The dots against density matrices that go through the channel three times."""
    ball.set(channel=name, strength=0.2, times=3, ratio=0.5)
    three = channels.compose(channel, channel, channel)
    seen = np.transpose([trace(ball, "images xz").x, trace(ball, "images xz").y])
    for angle, image in zip(np.linspace(0, 2 * np.pi, 13)[:-1], seen, strict=True):
        rho = states.from_bloch([np.cos(angle), 0, np.sin(angle)])
        assert image == pytest.approx(states.bloch_vector(channels.apply(three, rho))[[0, 2]])
    said = number_after("nothing:", ball.live.text)
    assert said == pytest.approx(fidelities.average_gate_fidelity(three), abs=6e-4)
    assert not ball.live.error


def test_ball_says_axes_and_centre(ball):
    ball.set(channel="amplitude damping γ", strength=0.36)
    assert "0.80 (x), 0.80 (y), 0.64 (z)" in ball.live.text
    assert number_after("centred at z =", ball.live.text) == 0.36
    assert "41.0% of its volume" in ball.live.text  # 0.8 * 0.8 * 0.64
    z = np.array(trace(ball, "image xz").y)
    assert (z.max(), z.min()) == pytest.approx((1.0, -0.28))


def test_dephasing_by_one_is_a_gate_and_by_a_half_is_the_end(ball):
    ball.set(channel="dephasing p", strength=1.0)
    assert "1.00 (x), 1.00 (y), 1.00 (z)" in ball.live.text
    assert "nothing: 0.333" in ball.live.text
    ball.set(strength=0.5)
    assert "0.00 (x), 0.00 (y), 1.00 (z)" in ball.live.text


def test_ball_goes_back(ball):
    before = np.array(trace(ball, "image xy").x)
    ball.set(channel="depolarising p", times=7)
    assert np.abs(trace(ball, "image xy").x - before).max() > 0.1
    ball.reset()
    assert np.array_equal(trace(ball, "image xy").x, before)


# --- benchmarking -------------------------------------------------------------------------


@pytest.mark.parametrize("noise", list(explorers.NOISES))
@pytest.mark.parametrize("error", [10**-3.5, 0.01, 0.1])
def test_every_noise_has_the_error_that_the_slider_says(noise, error):
    channel = explorers.NOISES[noise](error)
    assert 1 - fidelities.average_gate_fidelity(channel) == pytest.approx(error)


@pytest.mark.parametrize("noise", list(explorers.NOISES))
def test_fit_agrees_with_the_truth(bench, noise):
    bench.set(noise=noise, readout=0.05)
    error, stderr = re.search(r"r = ([\d.]+) ± ([\d.]+)", bench.live.text).groups()
    assert abs(float(error) - 0.005) < 5 * float(stderr)
    assert float(stderr) < 0.0015
    assert not bench.live.error


def test_mean_of_the_sequences_is_what_is_drawn(bench):
    bench.set(noise="decay", longest=100, shots=10)
    single, mean = trace(bench, "single sequences"), trace(bench, "mean")
    for depth, value in zip(mean.x, mean.y, strict=True):
        assert np.mean(single.y[single.x == depth]) == pytest.approx(value)
    assert np.all(np.array(mean.error_y.array) > 0)


def test_readout_lowers_the_curve_and_not_the_error(bench):
    bench.set(readout=0.0, shots=1000)
    first = trace(bench, "true decay").y.copy()
    r = number_after("Fit: r =", bench.live.text)
    bench.set(readout=0.2)
    second = trace(bench, "true decay").y
    assert np.allclose(second, 0.2 + 0.6 * first)
    assert number_after("Fit: r =", bench.live.text) == pytest.approx(r, abs=0.0008)
    assert number_after("A =", bench.live.text) == pytest.approx(0.3, abs=0.03)


def test_too_short_sequences_are_said_to_be_too_short(bench):
    bench.set(error=10**-3.5, longest=20, shots=10)
    assert "Too short or too few to tell r" in bench.live.text


def test_new_data_and_reset(bench):
    before = np.array(trace(bench, "mean").y)
    bench.controls["sample"].click()
    assert np.abs(trace(bench, "mean").y - before).max() > 1e-3
    bench.reset()
    assert np.array_equal(trace(bench, "mean").y, before)


@pytest.mark.parametrize(
    "corner",
    [
        {"error": 0.1, "readout": 0.3, "longest": 600, "shots": 10},
        {"error": 10**-3.5, "readout": 0.0, "longest": 20, "shots": 1000},
        {"error": 0.1, "noise": "every gate turned too far", "longest": 600},
        {"error": 0.1, "noise": "decay", "readout": 0.3},
    ],
)
def test_corners_of_the_sliders_show_no_error(bench, corner):
    bench.set(**corner)
    assert not bench.live.error
    assert "(true 0." in bench.live.text


def test_true_decay_agrees_with_the_readout_matrix():
    noise, matrix = channels.depolarizing(0.02), characterization.readout_matrix(0.1, 0.3)
    assert explorers.true_decay(np.array([1e9]), noise, matrix) == pytest.approx((0.9 + 0.3) / 2)
