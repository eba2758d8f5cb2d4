"""Pictures of memories in the surface code: the patch, detection events, failure rates, the lab."""

import matplotlib.pyplot as plt
import numpy as np
import plotly.graph_objects as go
from matplotlib.patches import Polygon

from qlearn.plots.style import COLOURS, GREY, given_or_new

X_CHECK, Z_CHECK = COLOURS[5], COLOURS[4]
SYMBOLS = ("circle", "square", "diamond", "triangle-up")
DASHES = ("solid", "dash", "dashdot", "dot")


def patch(code, d, line=(), ax=None):
    """Draw a rotated surface code of distance d: data qubits, checks of both kinds, a logical line.

    ``code`` has check matrices ``hx`` and ``hz``; ``line`` is a list of qubits, row by row.

    >>> from qlearn.correction.catalog import rotated_surface_code
    >>> len(patch(rotated_surface_code(3), 3, line=[0, 1, 2]).patches)
    8
    """
    ax = given_or_new(ax, (3.6, 3.6))
    for name, matrix, colour in (("X", code.hx, X_CHECK), ("Z", code.hz, Z_CHECK)):
        for row in np.asarray(matrix):
            corners = _corners(np.flatnonzero(row), d)
            ax.add_patch(Polygon(corners, facecolor=colour, edgecolor="white", alpha=0.75))
            ax.text(*corners.mean(axis=0), name, ha="center", va="center", fontsize="small")
    columns, rows = np.meshgrid(np.arange(d), np.arange(d))
    ax.plot(columns.ravel(), rows.ravel(), "o", color="0.15", ms=7)
    line = np.asarray(line, dtype=int)
    ax.plot(line % d, line // d, "-", color=COLOURS[1], lw=3, zorder=1.5)
    ax.set(xlim=(-0.9, d - 0.1), ylim=(d - 0.1, -0.9), aspect="equal")
    ax.axis("off")
    return ax


def _corners(qubits, d):
    """Corners of a check in order around it; a pair on the rim gets a third one outside."""
    places = np.stack([qubits % d, qubits // d], axis=1).astype(float)
    middle = places.mean(axis=0)
    if len(places) == 2:
        outward = np.sign(np.round(middle - (d - 1) / 2, 9)) * (np.ptp(places, axis=0) == 0)
        return np.array([places[0], middle + 0.6 * outward, places[1]])
    angle = np.arctan2(*(places - middle).T)
    return places[np.argsort(angle)]


def space_time(outcomes, events, ax=None):
    """Draw outcomes (rounds, checks) and detection events (rounds + 1, checks), side by side.

    ``ax`` is a pair of axes; the pair is returned.

    >>> left, right = space_time(np.zeros((3, 2)), np.zeros((4, 2)))
    >>> right.get_title()
    'detection events'
    """
    if ax is None:
        ax = plt.subplots(1, 2, figsize=(6.5, 2.8), layout="constrained")[1]
    titles = ("outcomes of the checks", "detection events")
    for axes, bits, title in zip(ax, (outcomes, events), titles, strict=True):
        axes.imshow(1 - np.asarray(bits), cmap="gray", vmin=-0.4, vmax=1.2, aspect="auto")
        axes.set(title=title, xlabel="check", ylabel="round")
        axes.set_yticks(range(len(bits)), [str(t + 1) for t in range(len(bits))])
        axes.set_xticks(range(np.shape(bits)[1]))
    ax[1].set_yticks(range(len(events)), [*map(str, range(1, len(events))), "readout"])
    return ax


def failure_rates(points, each="round", ax=None):
    """Draw failure rates against the noise, with error bars, for each distance; return the axes.

    ``points`` have ``distance``, ``p`` and ``interval(each)``, like
    `qlearn.correction.threshold.Point`; ``each`` is "round" or "shot".

    >>> from qlearn.correction.threshold import Point
    >>> from qlearn.correction.rates import Rate
    >>> points = [Point("surface", 3, 3, p, Rate(20, 1000)) for p in (0.01, 0.02)]
    >>> failure_rates(points).get_ylabel()
    'failure rate per round'
    """
    ax = given_or_new(ax, (5.5, 3.4))
    for k, d in enumerate(sorted({point.distance for point in points})):
        ours = sorted((point for point in points if point.distance == d), key=lambda q: q.p)
        value = np.array(
            [point.per_round if each == "round" else point.rate.value for point in ours]
        )
        low, high = np.transpose([point.interval(each) for point in ours])
        ax.errorbar(
            [100 * point.p for point in ours], value, [value - low, high - value],
            fmt="osD^"[k % 4] + "-", ms=4, lw=1.2, color=COLOURS[k], label=f"d = {d}",
        )  # fmt: skip
    ax.set(xscale="log", yscale="log", xlabel="noise p (%)", ylabel=f"failure rate per {each}")
    ax.xaxis.set_major_formatter("{x:g}")
    ax.xaxis.set_minor_formatter("{x:g}")
    ax.tick_params(axis="x", which="minor", labelsize="small")
    ax.legend(fontsize="small")
    return ax


# --- The threshold lab --------------------------------------------------------------------


def threshold_figure(distances):
    """The empty figure of the threshold lab.

    Its traces: for each distance "d = 3" (a curve), "d = 3, law" and "d = 3, live" (points with
    error bars); then "now", a vertical line, and "bare p", where a rate equals p.

    >>> [trace.name for trace in threshold_figure([3]).data]
    ['d = 3', 'd = 3, law', 'd = 3, live', 'bare p', 'now']
    """
    figure = go.Figure()
    for k, d in enumerate(distances):
        for trace in _of_distance(k, d):
            figure.add_trace(trace)
    line = {"mode": "lines", "x": [1.0], "y": [1.0], "hoverinfo": "skip"}
    figure.add_trace(go.Scatter(name="bare p", line={"color": GREY, "width": 1}, **line))
    now = go.Scatter(name="now", line={"color": GREY, "dash": "dot"}, showlegend=False, **line)
    figure.add_trace(now)
    figure.update_layout(
        xaxis={"title": "noise p (%)", "type": "log", "range": np.log10([0.18, 1.55]).tolist(),
               "tickvals": [0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.2, 1.4]},
        yaxis={"title": "failure rate", "type": "log", "range": [-5.3, -0.3], "dtick": 1,
               "exponentformat": "power"},
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}, height=400,
        margin={"l": 70, "r": 20, "t": 36, "b": 50},
    )  # fmt: skip
    return figure


def _of_distance(k, d):
    colour, empty = COLOURS[(0, 1, 2, 3)[k % 4]], {"x": [1.0], "y": [np.nan]}
    line = {"color": colour, "width": 2, "dash": DASHES[k % 4]}
    yield go.Scatter(name=f"d = {d}", mode="lines", line=line, **empty)
    thin = {"color": colour, "width": 1, "dash": "dot"}
    yield go.Scatter(name=f"d = {d}, law", mode="lines", line=thin, showlegend=False, **empty)
    yield go.Scatter(
        name=f"d = {d}, live", mode="markers", showlegend=False, **empty,
        marker={"color": colour, "size": 8, "symbol": SYMBOLS[k % 4]},
        error_y={"type": "data", "symmetric": False, "array": [0.0], "arrayminus": [0.0],
                 "thickness": 1.5},
    )  # fmt: skip
