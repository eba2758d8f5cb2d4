"""The explorers of algorithms: a search step by step, and the way down an energy landscape."""

import numpy as np

from qlearn import plots
from qlearn.qubits import QPU, hydrogen, observables
from qlearn.qubits.algorithms import grover_probability
from qlearn.qubits.presets import PRESETS
from qlearn.qubits.variational import vqe
from qlearn.widgets.controls import choice, press, slider, toggle
from qlearn.widgets.live import explorer

LONGEST = 12  # iterations
STEPS = 20  # of the loop
ANGLES = np.linspace(-np.pi, 2 * np.pi, 61)
SHOTS = [("100", 100), ("1,000", 1000), ("10,000", 10_000)]


# --- Search ---------------------------------------------------------------------------------


def grover_explorer():
    """Amplitudes after every half step, and the probabilities that they lead to.

    >>> search = grover_explorer()
    >>> search.set(half_steps=6)
    >>> search.live.text.split(", with")[0]
    'After 3 iterations: 3 oracle calls, a marked string comes with 0.961'
    """
    controls = {
        "half_steps": slider("half steps", 0, 0, 2 * LONGEST),
        "n": slider("qubits", 4, 3, 6),
        "targets": slider("marked strings", 1, 1, 6),
        "error": slider("error per iteration", 0.1, 0.0, 0.4, 0.01),
    }
    title = "Grover's search: sign, mirror, sign, mirror"
    return explorer(
        controls, plots.algorithms.grover_figure(), update_search, title=title, side="top"
    )


def update_search(half_steps, n, targets, error):
    """Traces and line of text for one setting of the controls."""
    is_marked = np.zeros(2**n, dtype=bool)
    is_marked[np.random.default_rng(n).permutation(2**n)[:targets]] = True
    amplitudes = amplitudes_after(half_steps, is_marked)
    mean, x = amplitudes.mean(), np.arange(2**n)
    k = np.arange(LONGEST + 1)
    ideal, kept = grover_probability(n, k, targets), (1 - error) ** k
    noisy = kept * ideal + (1 - kept) * targets / 2**n
    calls = (half_steps + 1) // 2
    chance = np.array([(amplitudes[is_marked] ** 2).sum()])
    real = chance[0] * kept[calls] + (1 - kept[calls]) * targets / 2**n
    traces = {
        "others": {"x": x[~is_marked], "y": amplitudes[~is_marked]},
        "marked": {"x": x[is_marked], "y": amplitudes[is_marked]},
        "mean": {"x": np.array([-0.5, 2**n - 0.5]), "y": np.full(2, mean)},
        "no errors": {"x": k, "y": ideal},
        "with errors": {"x": k, "y": noisy},
        "guessing": {"x": k, "y": np.minimum(k * targets / 2**n, 1)},
        "now": {"x": np.array([half_steps / 2]), "y": chance},
    }
    later = amplitudes_after(half_steps + 2 - half_steps % 2, is_marked)[is_marked]
    lower = bool((later**2).sum() < chance[0] - 1e-9)
    return traces, _said(half_steps, calls, chance[0], real, mean, error, lower)


def amplitudes_after(half_steps, is_marked):
    """The amplitudes after signs (odd half steps) and mirrors at the mean (even ones), real.

    >>> amplitudes_after(2, np.array([False, False, True, False])).tolist()
    [0.0, 0.0, 1.0, 0.0]
    """
    amplitudes = np.full(len(is_marked), len(is_marked) ** -0.5)
    for step in range(half_steps):
        if step % 2:
            amplitudes = 2 * amplitudes.mean() - amplitudes
        else:
            amplitudes = np.where(is_marked, -amplitudes, amplitudes)
    return amplitudes


def _said(half_steps, calls, chance, real, mean, error, lower):
    iterations = "1 iteration" if half_steps // 2 == 1 else f"{half_steps // 2} iterations"
    done = f"After {iterations}" + (" and a sign" if half_steps % 2 else "")
    asked = "1 oracle call" if calls == 1 else f"{calls} oracle calls"
    real = f", with errors {real:.3f}" if error else ""
    turned = " The next mirror takes away." if lower else ""
    return (
        f"{done}: {asked}, a marked string comes with {chance:.3f}{real}; "
        f"mean amplitude {mean:.3f}.{turned}"
    )


# --- VQE ------------------------------------------------------------------------------------


def landscape_explorer():
    """The energy of H2 over two angles, and gradient descent on a noisy machine, step by step.

    >>> vqe_run = landscape_explorer()
    >>> vqe_run.live.text.split(",")[0]
    'Step 20'
    """
    controls = {
        "machine": choice("machine", ["no errors", *PRESETS], "superconducting"),
        "bond": slider("bond length (Å)", 0.74, 0.5, 2.0, 0.02, live=False),
        "shots": choice("shots per basis", SHOTS, 1000),
        "rate": slider("rate", 1.0, 0.1, 2.5, 0.1, live=False),
        "first": slider("start θ₀", 1.2, -3.0, 3.0, 0.1, live=False),
        "second": slider("start θ₁", 0.8, -1.0, 5.0, 0.1, live=False),
        "mitigated": toggle("mitigate the readout"),
        "sample": press("another run"),
    }
    figure = plots.algorithms.landscape_figure(ANGLES)
    title = "VQE for H2: the loop on the landscape"
    return explorer(controls, figure, landscape_frames, title=title, side="top")


def landscape_frames(machine, bond, shots, rate, first, second, mitigated, sample):
    """Frames for one setting of the controls, one for each step of the loop."""
    terms, nuclei = hydrogen.h2_terms(bond), hydrogen.nuclear_repulsion(bond)
    energy, exact = observables.operator(terms).full().real, hydrogen.ground_energy(bond)
    device = _device(machine)
    qpu = QPU(device, np.random.default_rng(sample))
    readout = device.readout[0] if mitigated else None
    surface = {"z": landscape(energy, *np.meshgrid(ANGLES, ANGLES)) + nuclei}
    steps = []
    run = vqe(qpu, hydrogen.ansatz, terms, [first, second], shots, rate, STEPS, readout)
    for k, step in enumerate(run, 1):
        true = float(landscape(energy, *step.theta)) + nuclei
        steps.append((*step.theta, step.energy + nuclei, step.stderr, step.shots, true))
        text = (
            f"Step {k}, {step.shots:,} shots: measured {steps[-1][2]:.3f} ± {step.stderr:.3f} Ha; "
            f"without errors these angles have {true:.3f}, the ground state {exact:.3f}."
        )
        yield k / STEPS, {"landscape": surface} | _path(steps, exact), text


def _device(machine):
    """The device of a name; "no errors" is one without any."""
    if machine != "no errors":
        return PRESETS[machine](2)
    return PRESETS["ion trap"](2).changed(errors={}, t1_us=np.inf, t2_us=np.inf, readout=(0, 0))


def landscape(energy, first, second):
    """The mean of a real operator (4, 4) in the state of `hydrogen.ansatz`, for arrays of angles.

    >>> print(landscape(np.diag([1.0, 2.0, 3.0, 4.0]), 0.0, np.pi).round(6))
    2.0
    """
    c0, s0, c1, s1 = (f(np.asarray(x) / 2) for x in (first, second) for f in (np.cos, np.sin))
    psi = np.array([c0 * c1, c0 * s1, s0 * s1, s0 * c1])
    return np.einsum("i...,ij,j...->...", psi, energy, psi)


def _path(steps, exact):
    first, second, measured, stderr, shots, true = np.array(steps).T
    first, second = _on_grid(first), _on_grid(second)
    return {
        "path": {"x": first, "y": second},
        "here": {"x": first[-1:], "y": second[-1:]},
        "measured": {"x": shots, "y": measured, "error_y.array": stderr},
        "true": {"x": shots, "y": true},
        "exact": {"x": np.array([0, shots[-1]]), "y": np.full(2, exact)},
    }


def _on_grid(angles):
    """The path moved by whole turns until its last point is on the picture."""
    turns = np.round((angles[-1] - np.pi / 2) / (2 * np.pi))
    return angles - 2 * np.pi * turns
