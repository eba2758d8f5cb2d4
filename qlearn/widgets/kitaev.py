"""The explorer of the Kitaev chain: levels against mu, and the two halves of the lowest one."""

from functools import lru_cache

import numpy as np

from qlearn import plots
from qlearn.topology import invariants, kitaev
from qlearn.widgets.controls import press, slider
from qlearn.widgets.live import explorer

MU = np.linspace(-3, 3, 121)
TOP = 3.0  # highest energy shown
NOISE = 1e-15  # smaller energies are rounding errors
PHASES = {-1: "topological (Q = −1)", 0: "gapless", 1: "trivial (Q = +1)"}


def chain_explorer():
    """Sliders for mu, delta, length and disorder over the levels and the end modes of one chain.

    >>> chain = chain_explorer()
    >>> chain.controls["mu"].value = 2.5
    >>> chain.live.text.split(":")[0]
    'trivial (Q = +1)'
    """
    controls = {
        "mu": slider("μ / t", 0.5, -3.0, 3.0, 0.05),
        "delta": slider("Δ / t", 1.0, 0.0, 1.5, 0.05),
        "n_sites": slider("sites", 20, 4, 40),
        "disorder": slider("disorder W / t", 0.0, 0.0, 8.0, 0.1),
        "sample": press("New sample"),
    }
    title = "Kitaev chain: excitation energies, and the two halves of the lowest one"
    return explorer(controls, plots.kitaev.chain_figure(), update, title=title)


def update(mu, delta, n_sites, disorder, sample):
    """Traces and line of text for one setting of the controls."""
    levels = _levels(delta, n_sites, disorder, sample)
    mu_sites = mu + disorder * _noise(n_sites, sample)
    e0, left, right = kitaev.majorana_modes(n_sites, mu_sites, delta=delta)
    sites = np.arange(1, n_sites + 1)
    traces = {
        # One line for all levels: nan lifts the pen between them.
        "levels": {
            "x": np.tile([*MU, np.nan], n_sites),
            "y": np.pad(levels, ((0, 1), (0, 0)), constant_values=np.nan).T.ravel(),
        },
        "lowest level": {"x": MU, "y": levels[:, 0]},
        "now": {"x": np.array([mu, mu]), "y": np.array([0.0, TOP])},
        "left mode": {"x": sites, "y": left**2},
        "right mode": {"x": sites, "y": right**2},
    }
    return traces, _summary(mu, mu_sites, delta, disorder, e0) + _centres(left, right)


@lru_cache(maxsize=32)
def _levels(delta, n_sites, disorder, sample):
    """Excitation energies for all of MU, shape (mu, level): what the mu slider does not change."""
    mu_sites = MU[:, None] + disorder * _noise(n_sites, sample)
    return kitaev.excitation_energies(n_sites, mu_sites, delta=delta)


def _noise(n_sites, sample):
    return np.random.default_rng(sample).uniform(-1, 1, n_sites)


def _summary(mu, mu_sites, delta, disorder, e0):
    clean = invariants.z2_invariant(mu, delta=delta)
    q = int(invariants.z2_invariant_realspace(mu_sites, delta=delta)) if disorder else clean
    energy = f"E0 = {e0:.1e} t" if e0 > NOISE else "E0 below 1e-15 t, rounding noise"
    xi = kitaev.coherence_length(mu, delta=delta)
    decay = f"decay length {xi:.1f} sites" if np.isfinite(xi) else "decay length infinite"
    if disorder and not delta:
        return f"no pairing, so Q tells no phase: {energy}"
    if disorder:
        return f"{PHASES[q]} in this sample (without disorder {PHASES[clean]}, {decay}): {energy}"
    return f"{PHASES[q]}: {energy}, {decay}"


def _centres(left, right):
    sites = np.arange(1, len(left) + 1)
    x, y = left**2 @ sites, right**2 @ sites
    return f"; the two halves are centred at sites {x:.1f} and {y:.1f} of {len(sites)}."
