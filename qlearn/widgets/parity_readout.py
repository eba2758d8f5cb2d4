"""Two explorers: the dials of two dots, and the loop that reads a parity, shot by shot."""

from functools import lru_cache

import ipywidgets
import numpy as np

from qlearn import plots
from qlearn.plots.parity_readout import SHOWN_FF, SHOWN_MS, SPAN, TIMES_US
from qlearn.topology import readout, telegraph, two_dots
from qlearn.widgets.controls import press, slider
from qlearn.widgets.live import explorer

WINDOWS = 20_000  # simulated readings for histogram and error
# In fF sqrt(us): the noise that gives SNR = 1 after 3.6 us at the default loop's best flux.
NOISE = float(readout.cq_contrast(0.5)) / 2 * 3.6**0.5
WEAK = 0.15  # errors above this are not the sum of noise and flips, but less
SMALL = 0.005  # a splitting in t that counts as none, a loss of polarisation likewise


# --- Two dots -----------------------------------------------------------------------------


def dots_explorer():
    """Dials for both dots, pairing and repulsion over the map of the splitting.

    >>> dots = dots_explorer()
    >>> dots.set(mu1=2.0)
    >>> "degenerate" in dots.live.text, "dot 2 −0.33" in dots.live.text
    (True, True)
    """
    controls = {
        "mu1": slider("dot 1: μ₁ / t", 0.0, -SPAN, SPAN, 0.05),
        "mu2": slider("dot 2: μ₂ / t", 0.0, -SPAN, SPAN, 0.05),
        "delta": slider("pairing Δ / t", 1.0, 0.0, 2.5, 0.05),
        "u": slider("repulsion U / t", 0.0, 0.0, 2.0, 0.1),
    }
    title = "Poor man's chain: which parity is lower, and how pure each dot's mode is"
    return explorer(
        controls, plots.parity_readout.dots_figure(), update_dots, title=title, side="top"
    )


def update_dots(mu1, mu2, delta, u):
    """Traces and line of text for one setting of the controls."""
    even, odd = two_dots.levels(mu1, mu2, 1.0, delta, u)
    polarisation = two_dots.majorana_polarisation(mu1, mu2, 1.0, delta, u)
    lowest = min(even[0], odd[0])
    z = _splitting_map(delta, u)
    traces = {
        "splitting": {"z": z},
        "degenerate": {"z": z},
        "now": {"x": np.array([mu1]), "y": np.array([mu2])},
        "even levels": _rungs(0.0, even - lowest),
        "odd levels": _rungs(1.2, odd - lowest),
        "polarisation": {"y": polarisation},
    }
    return traces, _dots_text(even[0] - odd[0], polarisation)


@lru_cache(maxsize=32)
def _splitting_map(delta, u):
    axis = np.linspace(-SPAN, SPAN, 61)
    return two_dots.parity_splitting(axis, axis[:, None], 1.0, delta, u)


def _rungs(left, energies):
    """Short horizontal lines at the energies; nan lifts the pen between them."""
    x = np.tile([left, left + 1.0, np.nan], len(energies))
    return {"x": x, "y": np.repeat(energies, 3)}


def _dots_text(splitting, polarisation):
    pure = abs(polarisation).min() > 1 - SMALL
    if abs(splitting) < SMALL:
        state = "at or near a sweet spot: one Majorana operator on each dot" if pure else (
            "degenerate, but no sweet spot: a dot holds a mixture of both kinds"
        )  # fmt: skip
    else:
        state = f"the {'even' if splitting < 0 else 'odd'} ground state is lower"
    dots = ", ".join(f"dot {k} {p:.2f}" for k, p in enumerate(polarisation + 0.0, start=1))
    text = f"E_even − E_odd = {splitting:.3f} t, {state}. Polarisation: {dots}."
    return text.replace("-", "−")


# --- The readout --------------------------------------------------------------------------


def readout_explorer():
    """Sliders for flux, loop, dwell time and integration time over capacitance and readings.

    The noise is one number, chosen so that the default loop has SNR = 1 after 3.6 us; a smaller
    contrast has to be averaged for longer.

    >>> loop = readout_explorer()
    >>> loop.controls["flux"].value = 1.0
    >>> loop.live.text.split(":")[0]
    'Contrast 0.00 fF'
    """
    controls = {
        "flux": slider("flux Φ (h/2e)", 0.5, 0.0, 2.0, 0.02),
        "t1": slider("coupling t₁ (µeV)", 4.0, 0.0, 10.0, 0.1),
        "t2": slider("coupling t₂ (µeV)", 4.0, 0.0, 10.0, 0.1),
        "detuning": slider("detuning of the dot (µeV)", 0.0, -20.0, 20.0, 0.5),
        "tau_ms": _log_slider("dwell time τ (ms)", 2.0, 1.0, 1.0, 0.05, ".2f"),
        "t_us": _log_slider("integration time (µs)", 31.1, 0.9, 1.1, 0.02, ".0f"),
        "sample": press("New data"),
    }
    title = "Reading a parity: the loop, its error, and what is seen"
    return explorer(controls, plots.parity_readout.readout_figure(), update_readout, title=title)


def _log_slider(label, value, below, above, step, digits):
    """A logarithmic slider from so many decades below the value to so many above it."""
    middle = float(np.log10(value))
    return ipywidgets.FloatLogSlider(
        value, min=middle - below, max=middle + above, step=step, description=label,
        readout_format=digits,
    )  # fmt: skip


def update_readout(flux, t1, t2, detuning, tau_ms, t_us, sample):
    """Traces and line of text for one setting of the controls."""
    loop, tau_us = {"t1_uev": t1, "t2_uev": t2, "detuning_uev": detuning}, 1e3 * tau_ms
    x = np.linspace(0, 2, 101)
    even, odd = (readout.interferometer_cq(x, p, **loop) for p in (1, -1))
    levels = readout.interferometer_cq(flux, np.array([1, -1]), **loop)
    contrast = abs(levels[0] - levels[1])
    t_snr1 = (2 * NOISE / max(contrast, 1e-6)) ** 2
    n_shown = int(SHOWN_MS * 1e3 / t_us)
    readings, parity = simulated(levels, n_shown, t_us, tau_us, 2 * sample + 1)
    many, truth = simulated(levels, WINDOWS, t_us, tau_us, 2 * sample + 2)
    wrong = float(np.mean(assigned(many, levels) != truth))
    time_ms = np.arange(n_shown) * t_us * 1e-3
    traces = {
        "even": {"x": x, "y": even},
        "odd": {"x": x, "y": odd},
        "flux": {"x": np.array([flux, flux]), "y": np.array([0.0, 2.4])},
        "readings": {"x": time_ms, "y": readings},
        "true parity": {"x": time_ms, "y": np.where(parity == 1, *levels)},
        "histogram": _counted(many),
    } | _error_traces(t_us, tau_us, t_snr1, wrong)
    return traces, _readout_text(contrast, t_us, tau_us, t_snr1, wrong, many)


def simulated(levels, n_windows, t_us, tau_us, seed):
    """(readings in fF, parity at the start of each window) for the levels (C_+, C_-).

    >>> readings, parity = simulated(np.array([1.0, 2.0]), 3, 1e6, 1e12, seed=1)
    >>> readings.round(1).tolist(), parity.tolist()
    ([1.0, 1.0, 1.0], [1, 1, 1])
    """
    rng = np.random.default_rng(seed)
    parity, mean = telegraph.telegraph_trace(n_windows, rng, t_us, tau_us)
    middle, half = levels.mean(), (levels[0] - levels[1]) / 2
    return middle + half * mean + NOISE / t_us**0.5 * rng.normal(size=n_windows), parity


def assigned(readings, levels):
    """The parity whose level is nearer.

    >>> assigned(np.array([0.9, 1.9]), np.array([1.0, 2.0])).tolist()
    [1, -1]
    """
    return np.where(abs(readings - levels[0]) <= abs(readings - levels[1]), 1, -1)


def _counted(readings):
    counts, edges = np.histogram(readings, bins=75, range=SHOWN_FF)
    return {"x": counts / len(readings), "y": (edges[1:] + edges[:-1]) / 2}


def _error(t_us, tau_us, t_snr1):
    return np.minimum(readout.assignment_error(t_us, tau_us, t_snr1), 0.5)


def _error_traces(t_us, tau_us, t_snr1, wrong):
    best_us, best = readout.optimal_integration(tau_us, t_snr1)
    inside = TIMES_US[0] <= best_us <= TIMES_US[-1] and best < WEAK
    return {
        "error": {"x": TIMES_US, "y": _error(TIMES_US, tau_us, t_snr1)},
        "best": {"x": np.array([best_us if inside else np.nan]), "y": np.array([best])},
        "formula now": {"x": np.array([t_us]), "y": _error(np.array([t_us]), tau_us, t_snr1)},
        "simulated": {"x": np.array([t_us]), "y": np.array([max(wrong, 1e-9)])},
    }


def _readout_text(contrast, t_us, tau_us, t_snr1, wrong, readings):
    best_us, best = readout.optimal_integration(tau_us, t_snr1)
    if contrast < 0.01:
        return (
            f"Contrast {contrast:.2f} fF: both parities look alike here, and reading is guessing."
        )
    parts = (
        f"formula: noise {readout.assignment_error(t_us, np.inf, t_snr1):.2%} + "
        f"flips {t_us / (2 * tau_us):.2%}"
        if t_us < tau_us / 4
        else "too long against τ for the formula"
    )
    advice = f"Best: {best:.2%} after {best_us:.0f} µs"
    if best > WEAK:
        parts = "too weak a signal for the formula"
        advice = "No time is good: flips come before the noise is averaged"
    kurtosis = telegraph.excess_kurtosis(readings)
    humps = "two humps" if kurtosis < telegraph.BIMODAL_BELOW else "no clear second hump"
    text = (
        f"Contrast {contrast:.2f} fF, SNR {readout.snr(t_us, t_snr1):.1f} after {t_us:.0f} µs: "
        f"{wrong:.2%} of {WINDOWS:,} simulated readings are wrong ({parts}). "
        f"{advice}. Excess kurtosis {kurtosis:.2f}: {humps}."
    )
    return text.replace(" -", " −")
