"""Still pictures of one qubit: arrows in the Bloch sphere, and bars of outcome probabilities.

The sphere is drawn flat, as seen from far away, rather than with matplotlib's 3D axes: it is
legible at five centimetres, exports to PDF as clean lines and takes a few milliseconds.
"""

import matplotlib.pyplot as plt
import numpy as np

from qlearn.plots.style import COLOURS, given_or_new
from qlearn.qubits.inputs import TOLERANCE, real_vector

_AZIMUTH, _ELEVATION = np.radians(28), np.radians(16)  # where the viewer stands
_POLES = {
    "$x$": (1.3, 0, 0),
    "$y$": (0, 1.24, 0),
    "$z$, $|0\\rangle$": (0, 0, 1.16),
    "$|1\\rangle$": (0, 0, -1.16),
}


def bloch_sphere(vectors, ax=None, labels=None):
    """Draw Bloch vectors, one (3,) or several (k, 3), as arrows in the sphere; return the axes.

    `labels` name the arrows at their tips. x points to the viewer, y to the right, z up. An arrow
    that points away from the viewer is paler. Raises ValueError for a vector longer than 1.

    >>> len(bloch_sphere([0, 0.6, 0.8], labels=["ψ"]).texts)
    6
    """
    vectors = _vectors(vectors)
    labels = [""] * len(vectors) if labels is None else list(labels)
    if len(labels) != len(vectors):
        raise ValueError(f"labels = {labels}; allowed: {len(vectors)}, one for each vector")
    ax = given_or_new(ax, (3, 3))
    _draw_sphere(ax)
    for i, (vector, label) in enumerate(zip(vectors, labels, strict=True)):
        _draw_arrow(ax, vector, label, COLOURS[i % len(COLOURS)])
    return ax


def outcome_bars(probabilities, labels=None, ax=None):
    """Draw the probability of each outcome as a bar with its value; return the axes.

    `labels` (default: the bit strings) stand below the bars. Raises ValueError if a probability
    is outside [0, 1] or the labels do not match.

    >>> [text.get_text() for text in outcome_bars([0.25, 0.75]).texts]
    ['0.25', '0.75']
    """
    p = real_vector("probabilities", probabilities, size=len(probabilities))
    if np.any(p < -TOLERANCE) or np.any(p > 1 + TOLERANCE):
        raise ValueError(f"probabilities = {p}; allowed: 0 to 1")
    labels = _bit_strings(len(p)) if labels is None else list(labels)
    if len(labels) != len(p):
        raise ValueError(f"labels = {labels}; allowed: {len(p)}, one for each probability")
    ax = given_or_new(ax, (max(2, 0.55 * len(p) + 1), 2.4))
    bars = ax.bar(labels, p, color=COLOURS[0], width=0.62)
    ax.bar_label(bars, [f"{value:.2g}" for value in p], padding=2, fontsize="small")
    ax.set(ylim=(0, 1.12), yticks=(0, 0.5, 1), ylabel="probability")
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def _vectors(vectors):
    rows = np.atleast_2d(vectors)
    rows = [real_vector(f"vectors[{i}]", row) for i, row in enumerate(rows)]
    for vector in rows:
        if np.linalg.norm(vector) > 1 + TOLERANCE:
            raise ValueError(f"vectors has {vector}, longer than 1; allowed: length at most 1")
    return rows


def _seen(points):
    """Screen coordinates (right, up) and nearness of points (..., 3)."""
    a, b = _AZIMUTH, _ELEVATION
    right = (-np.sin(a), np.cos(a), 0)
    up = (-np.sin(b) * np.cos(a), -np.sin(b) * np.sin(a), np.cos(b))
    near = (np.cos(b) * np.cos(a), np.cos(b) * np.sin(a), np.sin(b))
    return np.asarray(points) @ np.transpose([right, up, near])


def _draw_sphere(ax):
    ink = plt.rcParams["text.color"]
    ax.add_patch(plt.Circle((0, 0), 1, facecolor=ink, alpha=0.05, zorder=0))
    ax.add_patch(plt.Circle((0, 0), 1, fill=False, edgecolor=ink, alpha=0.5, lw=1))
    turn = np.linspace(0, 2 * np.pi, 181)
    for circle in ([np.cos(turn), np.sin(turn), 0 * turn], [np.cos(turn), 0 * turn, np.sin(turn)]):
        _draw_circle(ax, _seen(np.transpose(circle)), ink)
    for label, end in _POLES.items():
        tip, place = _seen(np.sign(end)), _seen(end)
        ax.plot([0, tip[0]], [0, tip[1]], color=ink, alpha=0.35, lw=0.8)
        ax.text(*place[:2], label, ha="center", va="center", fontsize="small")
    ax.set(xlim=(-1.3, 1.3), ylim=(-1.3, 1.3), aspect="equal")
    ax.set_axis_off()


def _draw_circle(ax, seen, ink):
    """A great circle, its far half dotted."""
    for half, style in ((seen[:, 2] >= 0, "-"), (seen[:, 2] < 0, ":")):
        x, y = (np.where(half, column, np.nan) for column in seen[:, :2].T)
        ax.plot(x, y, style, color=ink, alpha=0.35, lw=0.8)


def _draw_arrow(ax, vector, label, colour):
    x, y, near = _seen(vector)
    strength = 1 if near >= -TOLERANCE else 0.55
    arrow = {"arrowstyle": "-|>", "lw": 2, "color": colour, "alpha": strength, "mutation_scale": 13}
    if np.hypot(x, y) > 0.02:
        ax.annotate("", (x, y), (0, 0), arrowprops=arrow | {"shrinkA": 0, "shrinkB": 0}, zorder=3)
    else:
        ax.plot(0, 0, "o", color=colour, zorder=3)
    side = np.array([y, -x]) / max(
        np.hypot(x, y), 0.02
    )  # beside the arrow, clear of the axis names
    at = {"textcoords": "offset points", "ha": "center", "va": "center"}
    ax.annotate(label, (0.88 * x, 0.88 * y), 10 * side, color=colour, **at)


def _bit_strings(size):
    n = max(1, (size - 1).bit_length())
    return [f"{i:0{n}b}" for i in range(size)]
