"""Pictures of the parity readout, its two explorers without a browser, and the kata's facts."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy.special import erfc
from shown import number_after, trace

from qlearn import facts, plots
from qlearn.katas import parity_readout as kata
from qlearn.topology import kitaev, readout, telegraph, two_dots
from qlearn.widgets import parity_readout as explorers
from qlearn.widgets.parity_readout import dots_explorer, readout_explorer

pytestmark = pytest.mark.usefixtures("closed_figures")


@pytest.fixture
def dots():
    return dots_explorer()


@pytest.fixture
def loop():
    return readout_explorer()


# --- still pictures -----------------------------------------------------------------------


def test_curves_draw_what_they_are_given_on_the_axes_they_are_given():
    _, ax = plt.subplots()
    lines = {"one": [1, 2], "two": [3, 4]}
    assert plots.parity_readout.curves([0, 1], lines, "x", "y", ax=ax, ylim=(0, 5)) is ax
    assert [list(line.get_ydata()) for line in ax.lines] == [[1, 2], [3, 4]]
    assert ax.get_ylim() == (0, 5)
    assert len({line.get_linestyle() for line in ax.lines}) == 2  # not told apart by colour alone


@pytest.mark.parametrize("name", ["dots_figure", "readout_figure"])
def test_figures_have_one_trace_of_each_name(name):
    names = [trace.name for trace in getattr(plots.parity_readout, name)().data]
    assert len(set(names)) == len(names)


# --- the dials of two dots ----------------------------------------------------------------


def test_dots_start_at_the_sweet_spot(dots):
    assert "sweet spot: one Majorana operator on each dot" in dots.live.text
    assert trace(dots, "polarisation").y == pytest.approx([1, -1])


def test_dots_show_the_levels_of_the_hamiltonian(dots):
    """Against QuTiP's eigenvalues in each parity, measured from the lowest."""
    dots.set(mu1=0.7, mu2=-1.3, delta=0.6, u=0.4)
    h = two_dots.poor_mans_chain(0.7, -1.3, 1.0, 0.6, 0.4)
    e_even, _, e_odd, _ = kitaev.parity_ground_states(h)
    shown = {name: np.array(trace(dots, f"{name} levels").y)[::3] for name in ("even", "odd")}
    everything = np.sort(np.concatenate([shown["even"], shown["odd"]]))
    assert everything == pytest.approx(h.eigenenergies() - h.eigenenergies()[0])
    assert shown["even"][0] - shown["odd"][0] == pytest.approx(e_even - e_odd)
    assert number_after("E_odd =", dots.live.text) == pytest.approx(e_even - e_odd, abs=6e-4)


def test_map_of_the_dots_has_the_splitting_where_the_dials_stand(dots):
    """Rows are mu2, columns mu1: asymmetric values would betray an exchange."""
    dots.set(delta=0.5, u=1.0)
    heat = trace(dots, "splitting")
    z = np.array(heat.z)
    row, column = np.argmin(abs(np.array(heat.y) - 2.0)), np.argmin(abs(np.array(heat.x) + 1.0))
    h = two_dots.poor_mans_chain(-1.0, 2.0, 1.0, 0.5, 1.0)
    e_even, _, e_odd, _ = kitaev.parity_ground_states(h)
    assert z[row, column] == pytest.approx(e_even - e_odd)
    assert np.array_equal(np.array(trace(dots, "degenerate").z), z)


def test_zero_energy_is_not_called_a_sweet_spot(dots):
    """t = delta, mu2 = 0, x = mu1 / 2t = 1: P2 = -1 / (1 + 2 x^2)."""
    dots.controls["mu1"].value = 2.0
    assert "degenerate, but no sweet spot" in dots.live.text
    assert trace(dots, "polarisation").y == pytest.approx([1, -1 / 3])


def test_sweet_spot_with_repulsion_is_found_at_its_place(dots):
    dots.controls["u"].value = 1.0
    assert "odd ground state is lower" in dots.live.text
    mu, delta = two_dots.sweet_spot(1.0, 1.0)
    dots.set(mu1=mu, mu2=mu, delta=delta)
    assert "a sweet spot" in dots.live.text


def test_sentence_names_the_lower_parity(dots):
    dots.set(mu1=1.0, mu2=1.0)  # t - sqrt(delta^2 + mu^2) < 0
    assert "the even ground state is lower" in dots.live.text
    assert number_after("E_odd =", dots.live.text) == pytest.approx(1 - 2**0.5, abs=6e-4)


# --- the loop -----------------------------------------------------------------------------


def test_loop_starts_at_the_best_time_of_the_default_numbers(loop):
    assert number_after("Contrast ", loop.live.text) == 0.92
    assert "Best: 0.94% after 31 µs" in loop.live.text
    assert trace(loop, "best").x[0] == pytest.approx(31.1, abs=0.05)


@pytest.mark.parametrize(
    "setting", [{}, {"t_us": 8.0}, {"t_us": 90.0, "tau_ms": 5.0}, {"flux": 1.36, "t2": 5.0}]
)
def test_simulated_readings_are_wrong_as_often_as_the_formula_says(loop, setting):
    """Five sigma of 20,000 readings, and 10 % for what is second order in t / tau."""
    loop.set(**setting)
    simulated, formula = (trace(loop, name).y[0] for name in ("simulated", "formula now"))
    spread = 5 * np.sqrt(formula / explorers.WINDOWS) + 0.1 * formula
    assert simulated == pytest.approx(formula, abs=spread)


def test_noise_is_that_of_the_reported_time(loop):
    """At SNR = 1 the histogram of a slow parity has the width of half its contrast."""
    levels = readout.interferometer_cq(0.5, np.array([1, -1]))
    readings, parity = explorers.simulated(levels, 50_000, 3.6, 1e12, seed=1)
    assert len(set(parity.tolist())) == 1
    half = abs(levels[0] - levels[1]) / 2
    assert readings.std() == pytest.approx(half, rel=5 / np.sqrt(2 * 50_000))
    assert readings.mean() == pytest.approx(levels[0 if parity[0] == 1 else 1], abs=0.02)


def test_smaller_contrast_needs_a_longer_time(loop):
    before = trace(loop, "best").x[0]
    loop.controls["flux"].value = 0.2
    levels = readout.interferometer_cq(0.2, np.array([1, -1]))
    ratio = readout.cq_contrast(0.5) / abs(levels[0] - levels[1])
    assert trace(loop, "best").x[0] > before
    t = np.linspace(1, 400, 40_000)
    error = erfc(np.sqrt(t / (3.6 * ratio**2) / 2)) / 2 + t / 4000
    assert trace(loop, "best").x[0] == pytest.approx(t[error.argmin()], rel=1e-3)


def test_whole_flux_and_a_cut_arm_say_that_reading_is_guessing(loop):
    """A fixed guess is right as often as that parity holds: half of 0.6 s, with some 300 flips."""
    for setting in ({"flux": 1.0}, {"t2": 0.0}, {"t1": 0.0, "t2": 0.0}):
        loop.reset()
        loop.set(**setting)
        assert "reading is guessing" in loop.live.text
        assert trace(loop, "simulated").y[0] == pytest.approx(0.5, abs=5 * 0.5 * np.sqrt(2 / 622))
        assert np.isnan(trace(loop, "best").x[0])


def test_curves_of_the_loop_change_places_after_one_flux_step(loop):
    loop.set(t2=6.0, detuning=5.0)
    even, odd = (np.array(trace(loop, name).y) for name in ("even", "odd"))
    assert np.allclose(even[50:], odd[:51])  # 101 points from 0 to 2
    assert abs(even - odd).max() > 0.1


def test_trace_shows_the_true_parity_at_its_level(loop):
    shown = set(np.round(trace(loop, "true parity").y, 9))
    assert shown == set(readout.interferometer_cq(0.5, np.array([1, -1])).round(9))
    off = np.array(trace(loop, "readings").y) - np.array(trace(loop, "true parity").y)
    assert np.median(abs(off)) < 0.2


def test_histogram_is_of_all_readings(loop):
    assert np.sum(trace(loop, "histogram").x) == pytest.approx(1, abs=1e-3)


def test_long_windows_do_not_quote_the_formula(loop):
    loop.set(t_us=300.0, tau_ms=0.25)
    assert "too long against τ" in loop.live.text


def test_kurtosis_in_the_sentence_is_that_of_two_levels(loop):
    loop.set(tau_ms=19.0, t_us=20.0)
    expected = telegraph.bimodal_kurtosis(readout.snr(20.0))
    assert number_after("kurtosis ", loop.live.text) == pytest.approx(expected, abs=0.06)
    loop.controls["flux"].value = 0.1
    assert "no clear second hump" in loop.live.text


@pytest.mark.parametrize("corner", [
    {"t_us": 10**2.6, "tau_ms": 10**-0.7}, {"t_us": 10**0.6, "tau_ms": 10**1.3},
    {"t1": 0.0, "t2": 0.0, "detuning": 20.0}, {"t1": 10.0, "t2": 10.0, "detuning": -20.0},
])  # fmt: skip
def test_corners_of_the_sliders_show_no_error(loop, corner):
    loop.set(**corner)
    assert not loop.live.error


def test_new_data_changes_the_readings_and_reset_brings_them_back(loop):
    first = np.array(trace(loop, "readings").y)
    loop.controls["sample"].click()
    assert not np.array_equal(trace(loop, "readings").y, first)
    loop.reset()
    assert np.array_equal(trace(loop, "readings").y, first)


# --- the kata -----------------------------------------------------------------------------


def test_best_window_of_the_facts_is_recomputed():
    t = np.linspace(1, 200, 20_000)
    error = erfc(np.sqrt(t / 3.6 / 2)) / 2 + t / 4000
    assert facts.fact("readout.snr_time").value == 3.6
    assert round(100 * error.min(), 3) == facts.fact("readout.best_window").value
    assert f"{t[error.argmin()]:.1f}" in facts.fact("readout.best_window").source
    assert kata.best_time.reference(2000.0, 3.6) == pytest.approx(31.1, abs=0.1)


def test_references_agree_with_the_package():
    rng = np.random.default_rng(5)
    for mu1, mu2, t, delta in rng.uniform(0.3, 2, size=(5, 4)):
        expected = two_dots.parity_splitting(mu1, mu2, t, delta)
        assert kata.parity_splitting.reference(mu1, mu2, t, delta) == pytest.approx(expected)
    cold = readout.interferometer_cq(0.3, -1, 3.0, 5.0, 6.0, temperature_mk=0.0)
    assert kata.capacitance.reference(0.3, -1, 3.0, 5.0, 6.0) == pytest.approx(float(cold))


def smoothed_then_counted(signal, sample_us):
    smooth = np.convolve(signal, np.ones(6) / 6, "valid")
    return np.mean(telegraph.dwell_times(telegraph.assign_parity(smooth, 0.3), sample_us))


def fitted_correlation(signal, sample_us):
    lags = np.arange(1, 40)
    logs = np.log([np.mean(signal[m:] * signal[:-m]) for m in lags])
    return -2 / np.polyfit(lags * sample_us, logs, 1)[0]


def assigned_then_corrected(signal, sample_us):
    error = readout.assignment_error(sample_us, tau_us=np.inf)
    parity = telegraph.assign_parity(signal)
    return telegraph.mean_dwell_time(parity, sample_us, error, lag=20)


@pytest.mark.parametrize(
    "way", [smoothed_then_counted, fitted_correlation, assigned_then_corrected]
)
def test_other_ways_to_a_dwell_time_are_right_too(way):
    for seed in range(8):
        assert kata.dwell_time.check(way, seed=seed)


def test_dwell_time_of_the_kata_is_the_true_one():
    rng = np.random.default_rng(8)
    ratios = []
    for _ in range(20):
        tau_us = rng.uniform(600, 1400)
        signal, _ = telegraph.readout_trace(kata.N_SAMPLES, rng, 10.0, tau_us)
        ratios.append(kata.dwell_time.reference(signal, 10.0) / tau_us)
    scatter = np.std(ratios)
    assert scatter < 0.08
    assert np.mean(ratios) == pytest.approx(1, abs=5 * scatter / np.sqrt(20))
