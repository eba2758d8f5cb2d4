"""A gap protocol in small, with its scan and its thresholds as sliders."""

from dataclasses import replace
from functools import lru_cache

import ipywidgets
import numpy as np

from qlearn import plots
from qlearn.plots.nanowire import CLASSES
from qlearn.topology.conductance import Conductance
from qlearn.topology.gap_protocol import GapCube, bulk_truth, gap_cube, tgp_lite
from qlearn.topology.nanowire import Nanowire, smooth_wire
from qlearn.widgets.controls import choice, slider
from qlearn.widgets.live import explorer

# Name: wire, coupling (meV), mu and V_Z (meV) of the whole scan.
WIRES = {
    "A": (smooth_wire(), 3.0, np.linspace(0.65, 0.9, 6), np.linspace(0.2, 0.8, 31)),
    "B": (Nanowire(length_nm=3000.0), 1.0, np.linspace(-0.3, 0.3, 7), np.linspace(0, 0.8, 27)),
}
SCAN_BIAS = np.linspace(-0.2, 0.2, 81)
PIECES = 6  # of the fields of one mu: the kernel is free between two of them


def protocol_explorer():
    """A small gap protocol on one of two wires: the scan and the thresholds are yours.

    >>> from qlearn.widgets.gap_protocol import WIRES
    >>> sorted(WIRES)
    ['A', 'B']
    """
    controls = {
        "wire": choice("wire", list(WIRES)),
        "highest": slider("fields: the first (%)", 100, 40, 100, 5),
        "every": slider("every n-th field", 1, 1, 3),
        "factor": slider("signal from (% of max)", 1.0, 0.1, 6.0, 0.1),
        "gap": slider("gap from (µeV)", 40, 5, 150, 5),
        "boundary": slider("gapless boundary from", 0.6, 0.0, 1.0, 0.05),
        "reveal": ipywidgets.ToggleButton(description="Reveal the bulk truth"),
    }
    title = "Gap protocol in small: every threshold is yours"
    figure = plots.nanowire.protocol_figure()
    return explorer(controls, figure, protocol_frames, title=title, side="top")


def protocol_frames(wire, highest, every, factor, gap, boundary, reveal):
    """Frames of the protocol explorer: while the wire is scanned, then the report."""
    model = WIRES[wire][0]
    for done in _scanned(wire):
        cube = _window(_cube(wire), highest, every)
        report = tgp_lite(
            cube,
            gap_threshold_factor=factor / 100,
            gap_min_mev=gap / 1000,
            gapless_boundary=boundary,
        )
        text = f"Scanning wire {wire}: {100 * done:.0f} % of the points."
        if done == 1:
            text = _verdict(cube, report, model, reveal)
        yield done, _pictures(wire, cube, report, reveal), text, _axes(wire)


def _scanned(name):
    """Scan what is missing of a wire, piece by piece; the part that is done, each time.

    The first mu is scanned at once: there is something to see from the first frame on.
    """
    wire, gamma, mu, vz = WIRES[name]
    pieces = _pieces(name)
    wanted = [(m, fields) for m in mu for fields in np.array_split(vz, PIECES)]
    while len(pieces) < len(wanted):
        if len(pieces) >= PIECES:
            yield len(pieces) / len(wanted)
        m, fields = wanted[len(pieces)]
        pieces.append(gap_cube(wire, m, fields, SCAN_BIAS, gamma).g)
    yield 1.0


@lru_cache(maxsize=4)
def _pieces(name):
    """The conductances that are computed: all fields of the first mu, then of the next."""
    return []


def _cube(name):
    """The scan so far: all fields of each mu that is done."""
    _, _, mu, vz = WIRES[name]
    done = len(_pieces(name)) // PIECES
    mu, parts = mu[:done], zip(*_pieces(name)[: done * PIECES], strict=True)
    shape = (done, len(vz), len(SCAN_BIAS))
    g = Conductance(*(np.concatenate(part, axis=1).reshape(shape) for part in parts))
    return GapCube(mu, vz, SCAN_BIAS, g)


def _window(cube, highest, every):
    """What is left of a cube if fewer fields are scanned."""
    last = cube.vz_mev[0] + highest / 100 * (cube.vz_mev[-1] - cube.vz_mev[0])
    keep = np.flatnonzero(cube.vz_mev <= last + 1e-9)[::every]
    g = Conductance(*(values[:, keep] for values in cube.g))
    return GapCube(cube.mu_mev, cube.vz_mev[keep], cube.bias_mev, g)


def classes(report):
    """What became of each point: 0 to 3, the indices of `CLASSES`, shape (n_mu, n_vz)."""
    peaks = report.peaks_left & report.peaks_right
    gapped = peaks & (report.gap_mev >= report.thresholds["gap_min_mev"])
    found = peaks.astype(int) + gapped
    for region in report.regions:
        if region.qualifies:
            found[region.points] = CLASSES.index("region qualifies")
    return found


def _axes(name):
    """The axes of the whole scan, half a point wider."""
    _, _, mu, vz = WIRES[name]
    ranges = {}
    for axis, values in (("xaxis", vz), ("yaxis", mu)):
        half = (values[1] - values[0]) / 2
        for number in ("", "2"):
            ranges[f"{axis}{number}.range"] = [values[0] - half, values[-1] + half]
    return ranges


def _pictures(name, cube, report, reveal):
    """The traces; rows of the maps that are not scanned yet are nan."""
    wire, _, mu, _ = WIRES[name]
    axes = {"x": cube.vz_mev, "y": mu}
    waiting = np.full((len(mu) - len(cube.mu_mev), len(cube.vz_mev)), np.nan)
    critical = np.array([replace(wire, mu_mev=m).critical_zeeman() for m in mu])
    seen = reveal & (critical <= cube.vz_mev[-1])  # a line beyond the map would stretch its axis
    border = {"x": np.where(seen, critical, np.nan), "y": np.where(seen, mu, np.nan)}
    return {
        "gap": {"z": np.vstack([report.gap_mev, waiting]), **axes},
        "class": {"z": np.vstack([classes(report), waiting]), **axes},
        "border, gap": border,
        "border, class": border,
    }


def _verdict(cube, report, wire, reveal):
    total, n = len(report.regions), report.n_qualifying
    text = f"{_conditions(cube, report)}: {n} of {total} regions qualify"
    if not total:
        text = f"{_conditions(cube, report)}: no region with both peaks and a gap"
    for region in report.regions[:1]:
        text += (
            f"; the largest has {region.points.sum()} points, a gap of "
            f"{1000 * region.gap_mev:.0f} µeV and a boundary that is gapless by "
            f"{100 * region.boundary:.0f} %"
        )
    return text + "." + (_truth_sentence(cube, report, wire) if reveal else "")


def _conditions(cube, report):
    """What a verdict must not be without."""
    knobs = report.thresholds
    return (
        f"With {len(cube.vz_mev)} fields up to {cube.vz_mev[-1]:.2f} meV, signal from "
        f"{100 * knobs['gap_threshold_factor']:.1f} %, gap from {1000 * knobs['gap_min_mev']:.0f} "
        f"µeV, boundary from {knobs['gapless_boundary']:.2f}"
    )


def _truth_sentence(cube, report, wire):
    truth = bulk_truth(wire, cube.mu_mev, cube.vz_mev)
    points = classes(report) == CLASSES.index("region qualifies")
    if not points.any():
        return f" Bulk truth: {100 * truth.mean():.0f} % of the scan is topological."
    return (
        f" Bulk truth: topological at {truth[points].sum()} of the {points.sum()} points "
        "that qualify."
    )
