"""A small gap protocol: what three-terminal conductance says about a wire, for given thresholds.

The published topological gap protocol asks for zero-bias peaks at both ends inside a region of the
(V_Z, mu) plane whose nonlocal signal is gapped, bounded by points where that gap closes.  This one
keeps the reasoning and leaves out cutter voltages, clustering over them, noise and filters: it is a
toy, its default thresholds suit a clean 3 um model wire, and its report holds for its thresholds
and its data cube only.  It cannot tell a Majorana mode from another mode at zero energy.
Sources: M. Aghaee et al., Phys. Rev. B 107, 245423 (2023), arXiv:2207.02472; the objections:
H. Legg, arXiv:2502.19560; R. Hess et al., Phys. Rev. Lett. 130, 207001 (2023), arXiv:2210.03507.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from scipy.ndimage import binary_dilation, label

from qlearn.qubits.inputs import between, nonnegative, positive, positive_integer, real
from qlearn.topology.conductance import Conductance

# Three numbers of Microsoft's azure-quantum-tgp 1.1.0, for another procedure: there the signal is
# filtered and compared with its largest value at the same gate voltage, the boundary is made of the
# outermost points *of* the region (at the map's edge too, each closed if a neighbour is), and a
# peak is a curvature, with a probability over cutter settings.
PUBLISHED_THRESHOLDS = {"gap_threshold_factor": 0.05, "gap_min_mev": 0.010, "gapless_boundary": 0.6}


class GapCube(NamedTuple):
    """Conductances over mu, V_Z and bias (all meV): each array of `g` is (n_mu, n_vz, n_bias)."""

    mu_mev: np.ndarray
    vz_mev: np.ndarray
    bias_mev: np.ndarray
    g: Conductance


class Region(NamedTuple):
    """Connected points with peaks at both ends and a gap.

    ``points`` is a boolean map (n_mu, n_vz), ``gap_mev`` the median of the gap over it,
    ``boundary`` the gapless fraction of the points around it; nothing counts beyond the map's edge.
    """

    points: np.ndarray
    gap_mev: float
    boundary: float
    qualifies: bool


@dataclass(frozen=True)
class TGPReport:
    """What `tgp_lite` found.  Its text always carries the thresholds; there is no bare verdict.

    ``peaks_left``, ``peaks_right`` (boolean) and ``gap_mev`` are maps (n_mu, n_vz); ``regions`` is
    a list of `Region`, largest first; ``thresholds`` the dictionary of all thresholds.
    """

    peaks_left: np.ndarray
    peaks_right: np.ndarray
    gap_mev: np.ndarray
    regions: list
    thresholds: dict

    @property
    def n_qualifying(self):
        """The number of regions whose boundary is gapless enough."""
        return sum(region.qualifies for region in self.regions)

    def __str__(self):
        knobs = ", ".join(f"{name} = {value:g}" for name, value in self.thresholds.items())
        lines = [f"{self.n_qualifying} of {len(self.regions)} regions qualify, given {knobs}."]
        for region in self.regions:
            lines.append(
                f"{region.points.sum()} points, gap {1000 * region.gap_mev:.0f} ueV, "
                f"gapless boundary {region.boundary:.2f}: "
                + ("qualifies" if region.qualifies else "does not qualify")
            )
        lines.append("Other thresholds or data may say otherwise; a trivial wire may qualify.")
        return "\n".join(lines)


def gap_cube(wire, mu_mev, vz_mev, bias_mev, gamma=1.0, temperature_mk=0.0, each=None):
    """The `GapCube` of a `Nanowire`, each of its mu replaced in turn; gamma (meV) at both ends.

    One point takes some 5 ms at 100 sites and 14 ms at 150.  ``each(done, total)`` is called after
    every point: it may show progress, or raise to stop.

    >>> from qlearn.topology.nanowire import Nanowire
    >>> gap_cube(Nanowire(), [0.0], [0.1, 0.5], [-0.1, 0, 0.1]).g.LL.shape
    (1, 2, 3)
    """
    mu, vz, bias = (np.atleast_1d(real("axis", axis)) for axis in (mu_mev, vz_mev, bias_mev))
    g, total = [], len(mu) * len(vz)
    for m, v in ((m, v) for m in mu for v in vz):
        there = replace(wire, mu_mev=float(m))
        g.append(there.conductance(v, bias, gamma, gamma, temperature_mk))
        if each is not None:
            each(len(g), total)
    shape = (len(mu), len(vz), len(bias))
    return GapCube(mu, vz, bias, Conductance(*(np.reshape(a, shape) for a in zip(*g, strict=True))))


def bulk_truth(wire, mu_mev, vz_mev):
    """The answer a model has and an experiment has not: topological bulk?  Booleans (n_mu, n_vz).

    It is that of the endless clean wire of each mu.

    >>> from qlearn.topology.nanowire import Nanowire
    >>> bulk_truth(Nanowire(), [0.0, 0.5], [0.2, 0.4, 0.6]).tolist()
    [[False, True, True], [False, False, True]]
    """
    wires = [replace(wire, mu_mev=float(m)) for m in np.atleast_1d(real("mu_mev", mu_mev))]
    return np.array([there.is_topological(np.atleast_1d(vz_mev)) for there in wires])


def zero_bias_peaks(bias_mev, conductance, zbp_drop=0.02, zbp_window_mev=0.02):
    """Where the even part of G has a peak at V = 0: G(0) > (1 + drop) G(+-window).

    The result is boolean, of shape (...).  Of the axis, the bias nearest to the window is taken.
    ``conductance`` has shape (..., n_bias) over a symmetric ``bias_mev`` with 0 in the middle.

    >>> zero_bias_peaks([-0.02, 0, 0.02], [[1.0, 2.0, 1.0], [2.0, 1.0, 2.0]])
    array([ True, False])
    """
    bias, g = _symmetric(bias_mev), np.asarray(conductance)
    even = (g + g[..., ::-1]) / 2
    at = np.argmin(np.abs(bias - positive("zbp_window_mev", zbp_window_mev)))
    if at <= len(bias) // 2:
        raise ValueError(
            f"zbp_window_mev = {zbp_window_mev!r}; allowed: above half a step of bias_mev"
        )
    return (
        even[..., len(bias) // 2] > (1 + float(nonnegative("zbp_drop", zbp_drop))) * even[..., at]
    )


def nonlocal_gap(bias_mev, conductance, threshold):
    """The lowest bias (meV) where |odd part of G| exceeds ``threshold`` (e^2/h): shape (...).

    Where it never does, the largest bias: the gap is at least that.  Bias as in `zero_bias_peaks`.

    >>> nonlocal_gap([-0.2, -0.1, 0, 0.1, 0.2], [-0.3, 0, 0, 0, 0.3], 0.1).item()
    0.2
    """
    bias, g = _symmetric(bias_mev), np.asarray(conductance)
    above = np.abs(g - g[..., ::-1])[..., len(bias) // 2 :] / 2 > threshold
    above[..., -1] = True
    return bias[len(bias) // 2 :][above.argmax(axis=-1)]


def tgp_lite(
    cube,
    *,
    zbp_drop=0.02,
    zbp_window_mev=0.02,
    gap_threshold_factor=0.01,
    gap_min_mev=0.04,
    gapless_boundary=0.6,
    min_points=4,
):
    """The `TGPReport` on a `GapCube`.  Every threshold is a knob; turn them before you believe it.

    * ``zbp_drop``, ``zbp_window_mev``: what counts as a peak at zero bias (`zero_bias_peaks`)
    * ``gap_threshold_factor``: signal, as a fraction of the cube's largest odd nonlocal G
    * ``gap_min_mev``: a gap below this counts as closed
    * ``gapless_boundary``: the fraction of a region's surroundings that must be closed
    * ``min_points``: smaller regions are left out

    `PUBLISHED_THRESHOLDS` has values of published code for ``gap_threshold_factor``,
    ``gap_min_mev`` and ``gapless_boundary``.  The published protocol is more than this function and
    applies them otherwise; this function is not evidence about any device.
    """
    factor = between("gap_threshold_factor", gap_threshold_factor, 0, 1)
    boundary = between("gapless_boundary", gapless_boundary, 0, 1)
    least, g = float(nonnegative("gap_min_mev", gap_min_mev)), cube.g
    peaks = [
        zero_bias_peaks(cube.bias_mev, local, zbp_drop, zbp_window_mev) for local in (g.LL, g.RR)
    ]
    level = factor * max(np.abs(x - x[..., ::-1]).max() / 2 for x in (g.RL, g.LR))
    gap = np.minimum(*(nonlocal_gap(cube.bias_mev, x, level) for x in (g.RL, g.LR)))
    regions = _regions(peaks[0] & peaks[1], gap, least, boundary, min_points)
    thresholds = {
        "zbp_drop": zbp_drop,
        "zbp_window_mev": zbp_window_mev,
        "gap_threshold_factor": factor,
        "gap_min_mev": least,
        "gapless_boundary": boundary,
        "min_points": positive_integer("min_points", min_points),
    }
    return TGPReport(*peaks, gap, regions, thresholds)


def _regions(peaks, gap, least, boundary, min_points):
    """The connected regions of gapped peaks, largest first."""
    labels, n = label(peaks & (gap >= least))
    found = []
    for number in range(1, n + 1):
        points = labels == number
        if points.sum() < min_points:
            continue
        around = binary_dilation(points) & ~points
        closed = float((gap[around] < least).mean()) if around.any() else 0.0
        found.append(Region(points, float(np.median(gap[points])), closed, closed >= boundary))
    return sorted(found, key=lambda region: -region.points.sum())


def _symmetric(bias_mev):
    """The bias axis, if it ascends, is symmetric about 0 and contains it."""
    bias = np.atleast_1d(real("bias_mev", bias_mev))
    odd = bias.ndim == 1 and len(bias) >= 3 and len(bias) % 2
    if not odd or np.any(np.diff(bias) <= 0) or not np.allclose(bias, -bias[::-1], atol=1e-12):
        raise ValueError("bias_mev is not -V ... 0 ... V; allowed: ascending, symmetric, with 0")
    return bias
