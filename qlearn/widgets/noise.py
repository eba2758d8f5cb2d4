"""The explorers of noise: the Bloch ball under channels, and randomized benchmarking."""

import ipywidgets
import numpy as np

from qlearn import plots
from qlearn.qubits import benchmarking, channels, gates
from qlearn.qubits.characterization import readout_matrix
from qlearn.widgets.controls import choice, press, slider
from qlearn.widgets.live import explorer

SEQUENCES = 30  # per depth
FIRST = 3  # seed of the first data, which are near the mean; others differ by up to 3 errors
CHANNELS = {
    "amplitude damping γ": lambda s, ratio: channels.amplitude_damping(s),
    "dephasing p": lambda s, ratio: channels.dephasing(s),
    "depolarising p": lambda s, ratio: channels.depolarizing(s),
    "waiting t / T1": lambda s, ratio: channels.idle(s, 1.0, ratio),
}
NOISES = {  # each with the average error r per gate
    "depolarising": lambda r: channels.depolarizing(2 * r),
    "decay": lambda r: channels.amplitude_damping(1 - (2 * np.sqrt(1 - 1.5 * r) - 1) ** 2),
    "dephasing": lambda r: channels.dephasing(1.5 * r),
    "every gate turned too far": lambda r: gates.rx(2 * np.arcsin(np.sqrt(1.5 * r))),
}


# --- The Bloch ball -----------------------------------------------------------------------


def ball_explorer():
    """Choice of a channel, its strength and repetitions over two views of the Bloch ball.

    >>> ball = ball_explorer()
    >>> ball.set(channel="dephasing p", strength=0.25)
    >>> ball.live.text.split(";")[0]
    'The ball becomes a body with the half axes 0.50 (x), 0.50 (y), 1.00 (z), centred at z = 0.00'
    """
    controls = {
        "channel": choice("channel", list(CHANNELS)),
        "strength": slider("γ, p or t / T1", 0.3, 0.0, 1.0, 0.01),
        "times": slider("times", 1, 1, 20),
        "ratio": slider("T2 / T1 (waiting only)", 0.6, 0.05, 2.0, 0.05),
    }
    title = "The Bloch ball under a channel: seen along y, and from above"
    return explorer(controls, plots.noise.ball_figure(), update_ball, title=title)


def update_ball(channel, strength, times, ratio):
    """Traces and line of text for one setting of the controls."""
    m, c = repeated(*channels.bloch_map(CHANNELS[channel](strength, ratio)), times)
    traces = {}
    for cut in plots.noise.CUTS:
        x, y = plots.noise.outline(m, c, cut)
        lines = plots.noise.moves(m, c, cut)
        traces[f"image {cut}"] = {"x": x, "y": y}
        traces[f"moves {cut}"] = lines
        traces[f"images {cut}"] = {axis: values[1::3] for axis, values in lines.items()}
    a, b, h = np.linalg.norm(m, axis=1)
    fidelity = (3 + np.trace(m)) / 6
    return traces, (
        f"The ball becomes a body with the half axes {a:.2f} (x), {b:.2f} (y), {h:.2f} (z), "
        f"centred at z = {c[2]:.2f}; {a * b * h:.1%} of its volume is left. "
        f"Average fidelity with doing nothing: {fidelity:.3f}."
    )


def repeated(m, c, times):
    """(M, C) of r -> m r + c done `times` times.

    >>> repeated(np.eye(3) / 2, np.array([0, 0, 0.5]), 2)[1]
    array([0.  , 0.  , 0.75])
    """
    m_all, c_all = np.eye(3), np.zeros(3)
    for _ in range(times):
        m_all, c_all = m @ m_all, m @ c_all + c
    return m_all, c_all


# --- Benchmarking -------------------------------------------------------------------------


def benchmarking_explorer():
    """Controls of one benchmarking experiment over its data, fit and true decay.

    >>> bench = benchmarking_explorer()
    >>> bench.controls["readout"].value = 0.1
    >>> "(true 0.0050)" in bench.live.text, "A = 0.4" in bench.live.text
    (True, True)
    """
    controls = {
        "noise": choice("noise", list(NOISES)),
        "error": ipywidgets.FloatLogSlider(
            0.005, min=-3.5, max=-1, step=0.05, description="error r per gate", readout_format=".4f"
        ),
        "readout": slider("readout error", 0.02, 0.0, 0.3, 0.01),
        "longest": slider("longest sequence", 300, 20, 600, 20),
        "shots": choice("shots per sequence", [10, 100, 1000], 100),
        "sample": press("New data"),
    }
    title = "Randomized benchmarking of one qubit"
    return explorer(controls, plots.noise.benchmarking_figure(), update_benchmarking, title=title)


def update_benchmarking(noise, error, readout, longest, shots, sample):
    """Traces and line of text for one setting of the controls."""
    channel, matrix = NOISES[noise](error), readout_matrix(readout, readout)
    depths, rng = depths_up_to(longest), np.random.default_rng(FIRST + sample)
    survival = benchmarking.rb_survival(depths, channel, SEQUENCES, rng, matrix)
    hits = rng.binomial(shots, survival)
    mean, stderr = benchmarking.mean_survival(hits, shots)
    fit = benchmarking.rb_fit(depths, mean, stderr)
    m = np.linspace(1, longest, 120)
    single = {"x": np.repeat(depths, SEQUENCES), "y": hits.ravel() / shots}
    traces = {
        "single sequences": single,
        "true decay": {"x": m, "y": true_decay(m, channel, matrix)},
        "fit": {"x": m, "y": fit.survival(m)},
        "mean": {"x": depths, "y": mean, "error_y.array": stderr},
    }
    return traces, _verdict(fit, error, shots)


def true_decay(m, channel, readout):
    """The mean survival at depth m over all sequences: (1 + c_z + M_zz p^m)/2, then the readout.

    >>> noise = channels.depolarizing(0.01)
    >>> print(true_decay(np.array([0, 99]), noise, np.eye(2)).round(3))
    [0.995 0.683]
    """
    turn, shift = channels.bloch_map(channel)
    found = (1 + shift[2] + turn[2, 2] * benchmarking.rb_decay(channel) ** m) / 2
    return readout[0, 0] * found + readout[0, 1] * (1 - found)


def _verdict(fit, error, shots):
    data = f"{SEQUENCES} sequences of each length, {shots:,} shots each."
    if not fit.error_stderr < fit.error / 2:
        return f"Too short or too few to tell r (true {error:.4f}): {data}"
    return (
        f"Fit: r = {fit.error:.4f} ± {fit.error_stderr:.4f} (true {error:.4f}), A = {fit.a:.2f}, "
        f"B = {fit.b:.2f}, from {data}"
    )


def depths_up_to(longest):
    """Twelve depths from 1 to the longest.

    >>> depths_up_to(34)[:3]
    array([1, 4, 7])
    """
    return np.unique(np.linspace(1, longest, 12).round().astype(int))
