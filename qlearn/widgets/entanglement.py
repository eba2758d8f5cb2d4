"""The explorer of the CHSH test: four dials, noise, and the counts of a test of finite length."""

import numpy as np

from qlearn import plots
from qlearn.plots.entanglement import dial_arrow
from qlearn.qubits import nonlocality
from qlearn.qubits.entanglement import werner
from qlearn.widgets.controls import choice, press, slider
from qlearn.widgets.live import explorer

SETTINGS = ("a0", "a1", "b0", "b1")


def chsh_explorer():
    """Sliders for the four axes, noise and shots over the correlations and S of one CHSH test.

    >>> test = chsh_explorer()
    >>> test.set(a1=90, b0=45, b1=-45)
    >>> "◇: 2.828" in test.live.text
    True
    """
    angles = zip(
        SETTINGS, ("Alice a₀ (°)", "Alice a₁ (°)", "Bob b₀ (°)", "Bob b₁ (°)"), strict=True
    )
    controls = {name: slider(label, 0, -180, 180) for name, label in angles} | {
        "w": slider("weight w of Φ⁺", 1.0, 0.0, 1.0, 0.01),
        "shots": choice("pairs per setting", [100, 1000, 10_000], 1000),
        "sample": press("New counts"),
    }
    title = "CHSH test: S = E(a₀,b₀) + E(a₀,b₁) + E(a₁,b₀) − E(a₁,b₁)"
    return explorer(controls, plots.entanglement.chsh_figure(), update, title=title, side="top")


def update(a0, a1, b0, b1, w, shots, sample):
    """Traces and line of text for one setting of the controls."""
    angles = dict(zip(SETTINGS, np.radians([a0, a1, b0, b1]), strict=True))
    rho, settings = werner(w), ([angles["a0"], angles["a1"]], [angles["b0"], angles["b1"]])
    counts = nonlocality.play_entangled(
        rho, settings, nonlocality.CHSH_QUESTIONS, shots, np.random.default_rng(sample)
    )
    tests = [counts[questions] for questions in nonlocality.CHSH_QUESTIONS]
    exact = [nonlocality.correlation(rho, a, b) for a in settings[0] for b in settings[1]]
    s, ds = nonlocality.chsh_estimate(counts)
    s_exact = float(np.dot([1, 1, 1, -1], exact))
    traces = {name: dial_arrow(name, angle) for name, angle in angles.items()} | {
        "measured": _points([c.parity() for c in tests], [c.parity_stderr() for c in tests]),
        "exact": {"y": np.array(exact)},
        "S measured": _points([s], [ds]),
        "S exact": {"y": np.array([s_exact])},
    }
    return traces, _summary(s, ds, s_exact, shots)


def _points(values, errors):
    return {"y": np.array(values), "error_y.array": np.array(errors)}


def _summary(s, ds, s_exact, shots):
    beyond = (abs(s) - 2) / ds
    where = f"above 2 by {beyond:.1f}" if s > 0 else f"below −2 by {beyond:.1f}"
    verdict = f"{where} standard errors" if beyond > 0 else "not beyond 2"
    if 0 < beyond < 3:
        verdict += ", which chance alone may do"
    return (
        f"S = {s:.3f} ± {ds:.3f} from 4 × {shots:,} pairs (exact, ◇: {s_exact:.3f}): {verdict}. "
        f"As a game: {50 + 12.5 * s:.1f} % won."
    )
