"""The wire bench: one wire between two leads, its conductance, and the truth on demand."""

from functools import lru_cache

import ipywidgets
import numpy as np

from qlearn import plots
from qlearn.topology.gap_protocol import zero_bias_peaks
from qlearn.topology.nanowire import Nanowire
from qlearn.widgets.controls import choice, press, slider
from qlearn.widgets.live import explorer

TRACE = np.linspace(-0.3, 0.3, 121)  # bias of the traces, meV
BIAS = TRACE[::2]  # bias of the maps
FIELDS = np.linspace(0, 1.0, 41)  # V_Z of the bench's maps, meV
AT_ONCE = 2  # fields between two frames
LENGTH_NM = 3000.0
VISIBLE = 0.05  # e^2/h: a lower peak is not seen in the traces


def wire_bench():
    """One wire between two leads: traces at one field, maps over all fields, the truth on demand.

    The traces follow every slider; the maps fill while you look.

    >>> bench = wire_bench()
    >>> bench.live.text.split(";")[0]
    'G(0) = 0.00 left, 0.00 right, in e²/h'
    """
    controls = {
        "ends": choice("ends", ["smooth", "sharp"]),
        "vz": slider("field V_Z (meV)", 0.3, 0.0, 1.0, 0.025),
        "mu": slider("μ (meV)", 0.6, -0.2, 1.0, 0.05),
        "gamma": slider("coupling Γ (meV)", 3.0, 0.5, 10.0, 0.5),
        "temperature": slider("temperature (mK)", 0, 0, 200, 10),
        "disorder": slider("disorder (meV per site)", 0.0, 0.0, 3.0, 0.25),
        "sample": press("New sample"),
        "reveal": ipywidgets.ToggleButton(description="Reveal the bulk truth"),
    }
    title = "Wire bench: 3 µm between two leads"
    figure = plots.nanowire.bench_figure()
    return explorer(controls, figure, bench_frames, title=title, side="top")


def bench_frames(ends, vz, mu, gamma, temperature, disorder, sample, reveal):
    """Frames of the bench: the traces at once, then the maps as far as they are computed."""
    wire = Nanowire(LENGTH_NM, mu_mev=mu, ends=ends, disorder_mev=disorder, seed=sample)
    traces, text = _at_one_field(wire, vz, gamma, temperature)
    traces |= _truth(wire, reveal)
    if reveal:
        text += _bulk_sentence(wire, vz)
    scan = _scan(wire, gamma, temperature)
    yield _part(scan), traces | _maps(scan), text
    for at in np.flatnonzero(np.isnan(scan[0, 0])):
        g = wire.conductance(FIELDS[at], BIAS, gamma, gamma, temperature)
        scan[:, :, at] = g.LL, (g.RL - g.RL[::-1]) / 2
        if at % AT_ONCE == 0 or at == len(FIELDS) - 1:
            yield _part(scan), _maps(scan), text


@lru_cache(maxsize=8)
def _scan(wire, gamma, temperature):
    """G_LL and the odd part of G_RL, (2, bias, field), nan where not computed yet."""
    return np.full((2, len(BIAS), len(FIELDS)), np.nan)


def _part(scan):
    return 1 - np.isnan(scan[0, 0]).mean()


def _maps(scan):
    axes = {"x": FIELDS, "y": BIAS}
    return {
        f"{name} map": {"z": values.copy(), **axes}
        for name, values in zip(("local", "nonlocal"), scan, strict=True)
    }


def _at_one_field(wire, vz, gamma, temperature):
    """Traces and sentence for one field."""
    g = wire.conductance(vz, TRACE, gamma, gamma, temperature)
    named = {"left": g.LL, "right": g.RR, "left to right": g.RL, "right to left": g.LR}
    traces = {name: {"x": TRACE, "y": y} for name, y in named.items()}
    for name in ("local", "nonlocal"):
        traces[f"field, {name}"] = {"x": np.array([vz, vz]), "y": BIAS[[0, -1]]}
    zero, det_r = len(TRACE) // 2, wire.scattering_invariant(vz, gamma)
    peaks = sum(
        bool(zero_bias_peaks(TRACE, local) and local[zero] > VISIBLE) for local in (g.LL, g.RR)
    )
    text = (
        f"G(0) = {g.LL[zero]:.2f} left, {g.RR[zero]:.2f} right, in e²/h; "
        f"det r = {_minus(det_r)} at the left end. {_PEAKS[peaks]}"
    )
    return traces, text


_PEAKS = (
    "No zero-bias peak.",
    "A zero-bias peak at one end only.",
    "Zero-bias peaks at both ends: consistent with Majorana modes, and with other states.",
)


TRUTH = ("border, local", "border, nonlocal", "bulk gap")  # traces


def _minus(number):
    return f"{number + 0.0:.2f}".replace("-", "−")


def _truth(wire, reveal):
    """The border of the bulk phases and the bulk gap, or nothing to see."""
    if not reveal:
        return {name: {"y": np.full(2, np.nan)} for name in TRUTH}
    border = {"x": np.full(2, wire.critical_zeeman()), "y": BIAS[[0, -1]]}
    gap = wire.bulk_gap(FIELDS)
    inside = np.where(gap < BIAS[-1], gap, np.nan)
    line = {"x": [*FIELDS, np.nan, *FIELDS], "y": [*inside, np.nan, *-inside]}
    line = {key: np.array(values) for key, values in line.items()}
    return dict(zip(TRUTH, (border, border, line), strict=True))


def _bulk_sentence(wire, vz):
    phase = "topological" if wire.is_topological(vz) else "trivial"
    gap = 1000 * wire.bulk_gap(vz)
    return (
        f" Bulk truth, of the clean endless wire: {phase} (V_c = {wire.critical_zeeman():.2f} meV, "
        f"gap {gap:.0f} µeV)."
    )
