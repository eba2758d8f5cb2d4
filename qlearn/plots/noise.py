"""Pictures of noise: the Bloch ball, errors of waiting, readout, tomography, benchmarking."""

import matplotlib.pyplot as plt
import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from qlearn.plots.style import COLOURS, GREY, given_or_new

BEFORE, AFTER, TRUE = GREY, COLOURS[0], COLOURS[1]
CUTS = {"xz": (0, 2), "xy": (0, 1)}  # which two axes each view of the ball shows


def circle(n=181):
    """The unit circle, an array (2, n).

    >>> circle(3).shape
    (2, 3)
    """
    turn = np.linspace(0, 2 * np.pi, n)
    return np.array([np.cos(turn), np.sin(turn)])


def outline(m, c, cut):
    """The outline of the image of the Bloch ball, seen along the axis left out of `cut`; (2, 181).

    `m` (3, 3) and `c` (3,) take r to m r + c, with m diagonal up to a permutation of the axes.

    >>> print(outline(np.diag([0.8, 0.8, 0.6]), [0, 0, 0.4], "xz")[:, 0])
    [0.8 0.4]
    """
    rows = list(CUTS[cut])
    half_axes = np.linalg.norm(np.asarray(m)[rows], axis=1)
    return half_axes[:, None] * circle() + np.asarray(c, dtype=float)[rows, None]


def ball_cuts(maps, axes=None):
    """Draw the Bloch ball before (grey) and after, seen along y; return the axes.

    `maps` is {title: (m, c)}, as `outline` takes them. Dots: where twelve pure states go.

    >>> len(ball_cuts({"nothing": (np.eye(3), np.zeros(3))})[0].lines)
    26
    """
    if axes is None:
        n = len(maps)
        axes = plt.subplots(1, n, figsize=(2.6 * n, 2.9), squeeze=False, layout="constrained")[1][0]
    for ax, (title, (m, c)) in zip(axes, maps.items(), strict=True):
        ax.plot(*circle(), color=BEFORE, lw=1)
        ax.plot(*outline(m, c, "xz"), color=AFTER, lw=2)
        for start, end in _journeys(m, c, "xz"):
            ax.plot(*np.transpose([start, end]), "-", color=BEFORE, lw=0.8)
            ax.plot(*end, "o", ms=4, color=AFTER)
        ax.set(aspect="equal", xlim=(-1.15, 1.15), ylim=(-1.15, 1.15), title=title)
        ax.set(xlabel="x", ylabel="z", xticks=(-1, 0, 1), yticks=(-1, 0, 1))
    return axes


def _journeys(m, c, cut):
    """Start and end of twelve states on the surface, within the plane of the cut."""
    rows = list(CUTS[cut])
    for point in circle(13)[:, :-1].T:
        r = np.zeros(3)
        r[rows] = point
        yield point, (m @ r + c)[rows]


def waiting_errors(t_us, errors, marks=(), ax=None):
    """Draw the error of waiting against its time, both logarithmic; return the axes.

    `errors` is {name: array}, `marks` is {name: time in us} for vertical lines.

    >>> waiting_errors([0.1, 1], {"T = 10 us": [1e-2, 1e-1]}).get_yscale()
    'log'
    """
    ax = given_or_new(ax, (5.5, 3.2))
    for (name, error), colour in zip(errors.items(), COLOURS, strict=False):
        ax.loglog(t_us, error, color=colour, label=name)
    for name, time in dict(marks).items():
        ax.axvline(time, color=BEFORE, ls=":", lw=1)
        ax.annotate(f" {name}", (time, 0.97), xycoords=("data", "axes fraction"), va="top")
    ax.set(xlabel="time (µs)", ylabel="1 − average gate fidelity")
    ax.legend(fontsize="small", loc="lower right")
    return ax


def grouped_bars(labels, values, ax=None):
    """Draw several values for each label side by side; return the axes. `values` is {name: array}.

    >>> len(grouped_bars(["0", "1"], {"read": [0.9, 0.1], "true": [1, 0]}).containers)
    2
    """
    ax = given_or_new(ax, (5.5, 2.8))
    width = 0.8 / len(values)
    for k, (name, heights) in enumerate(values.items()):
        places = np.arange(len(labels)) + (k - (len(values) - 1) / 2) * width
        ax.bar(places, heights, width, color=COLOURS[k], label=name)
    ax.axhline(0, color=plt.rcParams["text.color"], lw=0.8)
    ax.set(xticks=range(len(labels)), xticklabels=labels, ylabel="probability")
    ax.legend(fontsize="small")
    return ax


def estimate_cloud(estimates, true, ax=None):
    """Draw estimated Bloch vectors (n, 3) seen along y, with the true one; return the axes.

    Those longer than 1, which belong to no state, have another colour.

    >>> len(estimate_cloud([[1.1, 0, 0], [0.5, 0, 0]], [0.8, 0, 0.6]).collections)
    2
    """
    estimates = np.asarray(estimates)
    outside = np.linalg.norm(estimates, axis=1) > 1 + 1e-12
    ax = given_or_new(ax, (4, 3.6))
    ax.plot(*circle(), color=BEFORE, lw=1)
    for inside, colour, name in ((~outside, AFTER, "a state"), (outside, TRUE, "no state")):
        x, _, z = estimates[inside].T
        label = f"{name}: {inside.mean():.0%}"
        ax.scatter(x, z, s=9, color=colour, alpha=0.6, linewidths=0, label=label)
    ax.plot(true[0], true[2], "k+", ms=14, mew=2)
    reach = (true[0] - 0.6, true[0] + 0.6, true[2] - 0.6, true[2] + 0.6)
    ax.set(aspect="equal", xlim=reach[:2], ylim=reach[2:], xlabel="x", ylabel="z")
    ax.legend(fontsize="small", loc="lower left")
    return ax


# --- Explorers ----------------------------------------------------------------------------


def ball_figure():
    """The empty plotly figure of the ball explorer: the ball seen along y and along z.

    Its traces, by name, each with "xz" or "xy" behind it: "pure states" (the circle, fixed),
    "moves" (lines from states to their images), "image" (outline) and "images" (dots).

    >>> [trace.name for trace in ball_figure().data][:4]
    ['pure states xz', 'moves xz', 'image xz', 'images xz']
    """
    figure = make_subplots(1, 2, horizontal_spacing=0.14)
    for column, cut in enumerate(CUTS, start=1):
        x, y = circle()
        styles = {
            "pure states": {"x": x, "y": y, "line": {"color": BEFORE, "width": 1}},
            "moves": {"line": {"color": BEFORE, "width": 1}},
            "image": {"line": {"color": AFTER, "width": 3}, "fill": "toself"},
            "images": {"mode": "markers", "marker": {"color": AFTER, "size": 7}},
        }
        for name, style in styles.items():
            given = {"mode": "lines", "x": [0.0], "y": [0.0], "showlegend": False} | style
            figure.add_trace(go.Scatter(name=f"{name} {cut}", **given), 1, column)
    square = {"range": [-1.12, 1.12], "dtick": 0.5, "constrain": "domain"}
    figure.update_layout(
        xaxis=square | {"title": "x"}, yaxis=square | {"title": "z", "scaleanchor": "x"},
        xaxis2=square | {"title": "x"}, yaxis2=square | {"title": "y", "scaleanchor": "x2"},
        margin={"l": 55, "r": 15, "t": 10, "b": 50}, height=310, hovermode=False,
    )  # fmt: skip
    return figure


def moves(m, c, cut):
    """The twelve lines of the ball explorer as one: {"x", "y"}, nan lifting the pen between them.

    >>> len(moves(np.eye(3), np.zeros(3), "xz")["x"])
    36
    """
    pen_up = np.full(2, np.nan)
    points = [p for start, end in _journeys(m, c, cut) for p in (start, end, pen_up)]
    x, y = np.transpose(points)
    return {"x": x, "y": y}


def benchmarking_figure():
    """The empty plotly figure of the benchmarking explorer: survival against the number of gates.

    Its traces, by name: "single sequences", "true decay", "fit" and "mean".

    >>> [trace.name for trace in benchmarking_figure().data]
    ['single sequences', 'true decay', 'fit', 'mean']
    """
    faint = {"color": BEFORE, "size": 4, "opacity": 0.35}
    error = {"type": "data", "array": [0.0], "thickness": 1.5, "width": 3}
    figure = go.Figure(
        [
            go.Scatter(name="single sequences", mode="markers", marker=faint, x=[0.0], y=[0.0]),
            go.Scatter(name="true decay", mode="lines", line={"color": TRUE, "dash": "dash"}),
            go.Scatter(name="fit", mode="lines", line={"color": AFTER, "width": 3}),
            go.Scatter(
                name="mean", mode="markers", x=[0.0], y=[0.0], error_y=error,
                marker={"color": AFTER, "size": 8},
            ),
        ]
    )  # fmt: skip
    figure.update_layout(
        xaxis_title="random Clifford gates m", yaxis_title="survival: P(0) at the end",
        yaxis_range=[0, 1.03], height=380, hovermode=False,
        legend={"orientation": "h", "x": 0, "y": 1.02},
        margin={"l": 60, "r": 20, "t": 40, "b": 50},
    )  # fmt: skip
    return figure
