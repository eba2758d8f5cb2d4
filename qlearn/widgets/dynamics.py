"""The bench: Rabi, Ramsey or echo, once by a closed form and once by the master equation."""

import numpy as np

from qlearn import plots
from qlearn.qubits import dynamics
from qlearn.qubits.pulses import Delay, Pulse, Sequence, quasi_static
from qlearn.widgets.controls import choice, slider
from qlearn.widgets.live import explorer

RABI_US, FREE_US = 3.0, 12.0  # longest drive, longest free time
N_POINTS, FINER = 49, 10  # the line has ten steps for each of the points
EXPERIMENTS = {
    "Rabi: drive": "rabi",
    "Ramsey: π/2 – wait – π/2": "ramsey",
    "Echo: π/2 – wait – π – wait – π/2": "echo",
}


def bench_explorer():
    """Choose an experiment; sliders for drive, detuning, T1, T2 and noise; line and points follow.

    The line is a closed form with ideal pulses. The points are the master equation with everything
    in it, averaged over the noise.

    >>> bench = bench_explorer()
    >>> bench.set(experiment="echo", noise=0.6)
    >>> bench.live.text.split(":")[0]
    'Echo'
    """
    controls = {
        "experiment": choice("experiment", EXPERIMENTS),
        "omega": slider("drive Ω (rad/µs)", 10.0, 1.0, 20.0, 0.5),
        "delta": slider("detuning Δ (rad/µs)", 0.0, 0.0, 6.0, 0.1),
        "t1_us": slider("T1 (µs)", 20.0, 1.0, 50.0, 0.5),
        "t2_us": slider("T2 (µs)", 15.0, 1.0, 50.0, 0.5),
        "noise": slider("noise σ (rad/µs)", 0.0, 0.0, 0.6, 0.05),
    }
    title = "Qubit bench: probability of 1, formula (line) and master equation (points)"
    return explorer(controls, plots.dynamics.bench_figure(), update, title=title)


def update(experiment, omega, delta, t1_us, t2_us, noise):
    """Traces, line of text and layout for one setting of the controls."""
    used_us = min(t2_us, 2 * t1_us)
    run = {"rabi": _rabi, "ramsey": _ramsey, "echo": _echo}[experiment]
    end_us, formula, sequence, axis, text = run(omega, delta, used_us, noise)
    t_us = np.linspace(0, end_us, FINER * (N_POINTS - 1) + 1)
    shifts, weights = quasi_static(noise, n=32 if experiment == "rabi" else 64)
    points = sequence(t_us[::FINER, None]).p1(delta + shifts, t1_us, used_us) @ weights
    line = formula(t_us)
    traces = {"closed form": {"x": t_us, "y": line}, "QuTiP": {"x": t_us[::FINER], "y": points}}
    text += f" Points and line differ by at most {np.abs(points - line[::FINER]).max():.2f}"
    text += " (the pulses of the line take no time)." if experiment != "rabi" else "."
    if used_us < t2_us:
        text += f" T2 cannot exceed 2 T1: {used_us:g} µs is used."
    return traces, text, {"xaxis.title.text": axis, "xaxis.range": [0, end_us]}


def _rabi(omega, delta, t2_us, noise):
    effective = np.hypot(omega, delta)
    text = (
        f"Rabi: the formula, without decay and noise, reaches P(1) = {(omega / effective) ** 2:.2f}"
        f" after {np.pi / effective:.2f} µs."
    )
    return (
        RABI_US,
        lambda t_us: dynamics.rabi(t_us, omega, delta),
        lambda t_us: Sequence([Pulse("x", omega * t_us, t_us)]),
        "length of the drive (µs)",
        text,
    )


def _ramsey(omega, delta, t2_us, noise):
    quarter = Pulse("x", np.pi / 2, np.pi / 2 / omega)
    fringes = f"fringes with a period of {2 * np.pi / delta:.1f} µs" if delta else "no fringes"
    star_us = dynamics.t2_star(t2_us, noise)
    return (
        FREE_US,
        lambda t_us: dynamics.ramsey(t_us, delta, t2_us, noise),
        lambda t_us: Sequence([quarter, Delay(t_us), quarter]),
        "free time t (µs)",
        f"Ramsey: {fringes}, contrast down to 1/e after T2* = {star_us:.1f} µs.",
    )


def _echo(omega, delta, t2_us, noise):
    quarter, half = Pulse("x", np.pi / 2, np.pi / 2 / omega), Pulse("x", np.pi, np.pi / omega)

    def sequence(t_us):
        wait = Delay(t_us / 2)
        return Sequence([quarter, wait, half, wait, quarter])

    return (
        FREE_US,
        lambda t_us: dynamics.echo(t_us / 2, t2_us),
        sequence,
        "free time in total, 2τ (µs)",
        f"Echo: detuning and noise are not in the formula, T2 = {t2_us:g} µs is all.",
    )
