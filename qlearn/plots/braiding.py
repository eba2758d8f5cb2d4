"""Pictures of braids: world lines, ramps, the Y-junction and the T-junction."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from qlearn.plots.style import COLOURS, LAVENDER, given_or_new

FIRST, SECOND = COLOURS[:2]  # the two modes that change places
KEYS = {True: "#F0C75E", False: LAVENDER}  # a site in the topological range, and outside
FLOOR = 1e-8  # the smallest error that is drawn


def strands(word, n_majoranas=4, ax=None):
    """Draw the world lines of Majoranas that are exchanged in turn, time upwards; return the axes.

    ``word`` lists pairs of neighbouring places (i, i + 1), the first exchange first.  The strand
    from the left passes in front; for a pair written (i + 1, i) it passes behind.

    >>> len(strands([(1, 2), (2, 3)]).lines)
    12
    """
    ax = given_or_new(ax, (0.8 * n_majoranas, 0.9 * len(word) + 0.7))
    at = list(range(1, n_majoranas + 1))  # which strand stands at each place
    s = np.linspace(0, 1, 30)
    for row, (i, j) in enumerate(word):
        left = min(i, j)
        for place, strand in enumerate(at, start=1):
            if place not in (i, j):
                _line(ax, [place, place], [row, row + 1], strand, 1)
        ease = np.sin(np.pi * s / 2) ** 2
        _line(ax, left + ease, row + s, at[left - 1], 3 if i < j else 2)
        _line(ax, left + 1 - ease, row + s, at[left], 2 if i < j else 3)
        at[left - 1], at[left] = at[left], at[left - 1]
    for place, strand in enumerate(at, start=1):
        ax.annotate(f"$\\gamma_{place}$", (place, -0.25), ha="center", va="top")
        ax.annotate(f"from {strand}", (place, len(word) + 0.12), ha="center", fontsize="x-small")
    ax.set(xlim=(0.5, n_majoranas + 0.5), ylim=(-0.7, len(word) + 0.4))
    ax.axis("off")
    return ax


def _line(ax, x, y, strand, front):
    """One piece of a world line; a wide pale line below it lets it pass in front."""
    colour = COLOURS[(strand - 1) % len(COLOURS)]
    if front > 1:
        ax.plot(x, y, color="white", lw=9, zorder=front - 0.5)
    ax.plot(x, y, color=colour, lw=3, zorder=front, solid_capstyle="round")


def ramps(s, values, ax=None):
    """Draw ramps over the fraction of the hand-over; ``values`` is {name: array}.

    >>> len(ramps([0, 1], {"linear": [0, 1]}).lines)
    1
    """
    ax = given_or_new(ax, (4.5, 2.4))
    for (name, curve), colour, dash in zip(values.items(), COLOURS, ("-", "--", ":"), strict=False):
        ax.plot(s, curve, dash, color=colour, label=name)
    ax.set(xlabel="fraction of the hand-over", ylabel="ramp")
    ax.legend(fontsize="small")
    return ax


# --- Y-junction ---------------------------------------------------------------------------


def seen_from_the_diagonal(vectors):
    """Places of coupling vectors in the picture of the octant, seen along (1, 1, 1): x and y.

    >>> x, y = seen_from_the_diagonal([[0, 0, 1]])
    >>> x.round(3).tolist(), y.round(3).tolist()
    ([0.0], [0.816])
    """
    d1, d2, d3 = np.asarray(vectors, dtype=float).T
    return (d2 - d1) / np.sqrt(2), (2 * d3 - d1 - d2) / np.sqrt(6)


ON = ("on γ₀", "on γ₁", "on γ₂", "on γ₃")  # traces: where the mode is carried


def y_junction_figure(octant):
    """The empty plotly figure of the Y-junction explorer; ``octant`` is the ideal path, (n, 3).

    Its traces, by name: "path", "D now", the weights `ON`, "moment" (a vertical line), "error" and
    "this duration".

    >>> [trace.name for trace in y_junction_figure(np.eye(3)).data][-2:]
    ['error', 'this duration']
    """
    figure = make_subplots(
        1, 3, column_widths=[0.26, 0.36, 0.38], horizontal_spacing=0.1,
        subplot_titles=("couplings Δ", "where γ₁ is carried", "error of the exchange"),
    )  # fmt: skip
    for column, traces in enumerate((_octant(octant), _weights(), _errors()), start=1):
        for trace in traces:
            figure.add_trace(trace, 1, column)
    figure.update_layout(
        xaxis={"range": [-1.05, 1.05], "visible": False},
        yaxis={"range": [-0.75, 1.1], "visible": False, "scaleanchor": "x"},
        xaxis2={"title": "time / whole cycle", "range": [0, 1]},
        yaxis2={"title": "weight", "range": [-0.03, 1.03]},
        xaxis3={"title": "duration T (ħ/|Δ|)"},
        yaxis3={"type": "log", "range": [-8.2, 0.2], "dtick": 2},
        legend={"orientation": "h", "x": 0.28, "y": -0.24, "yanchor": "top"},
        margin={"l": 10, "r": 16, "t": 40, "b": 90}, height=380,
    )  # fmt: skip
    return figure


def _octant(octant):
    x, y = seen_from_the_diagonal(octant)
    quiet = {"showlegend": False, "hoverinfo": "skip"}
    yield go.Scatter(
        name="octant", x=x, y=y, mode="lines", line={"color": LAVENDER, "width": 1, "dash": "dot"},
        **quiet,
    )  # fmt: skip
    x, y = seen_from_the_diagonal(1.22 * np.eye(3))
    yield go.Scatter(name="corners", x=x, y=y, mode="text", text=["Δ₁", "Δ₂", "Δ₃"], **quiet)
    line = {"color": FIRST, "width": 3}
    yield go.Scatter(name="path", x=[0.0], y=[0.0], mode="lines", line=line, **quiet)
    yield go.Scatter(
        name="D now",
        x=[0.0],
        y=[0.0],
        mode="markers",
        marker={"size": 13, "color": SECOND},
        **quiet,
    )


def _weights():
    styles = zip(
        (1, 2, 3, 0), (*COLOURS[:3], LAVENDER), ("solid", "dash", "dot", "solid"), strict=True
    )
    for k, colour, dash in styles:
        line = {"color": colour, "width": 2.5, "dash": dash}
        yield go.Scatter(name=ON[k], x=[0.0], y=[0.0], mode="lines", line=line)
    yield go.Scatter(
        name="moment", x=[0.0, 0.0], y=[0, 1], mode="lines", showlegend=False,
        line={"color": SECOND, "width": 1.5, "dash": "dot"}, hoverinfo="skip",
    )  # fmt: skip


def _errors():
    yield go.Scatter(
        name="error", x=[1.0], y=[1.0], mode="lines", showlegend=False,
        line={"color": FIRST, "width": 2},
    )  # fmt: skip
    yield go.Scatter(
        name="this duration", x=[1.0], y=[1.0], mode="markers", showlegend=False,
        marker={"color": SECOND, "size": 11},
    )  # fmt: skip


# --- T-junction ---------------------------------------------------------------------------


def t_junction_figure(positions, ends):
    """The empty plotly figure of the T-junction movie: keys with the two modes, and the gap.

    ``positions`` are the places of the sites, (n, 2), and ``ends`` the sites of the two modes at
    the start.  Its traces, by name: "keys", "first mode", "second mode", "gap", "now".

    >>> [trace.name for trace in t_junction_figure([[0, 0], [1, 0]], [0, 1]).data][0]
    'keys'
    """
    x, y = np.asarray(positions, dtype=float).T
    figure = make_subplots(
        1, 2, column_widths=[0.58, 0.42], horizontal_spacing=0.12,
        subplot_titles=("keys and modes", "gap above the two modes"),
    )  # fmt: skip
    figure.add_trace(_keys(x, y), 1, 1)
    for name, site, shift, colour in zip(
        ("first mode", "second mode"), ends, (-0.14, 0.14), (FIRST, SECOND), strict=True
    ):
        size = np.where(np.arange(len(x)) == site, 1.0, 0.0)
        figure.add_trace(_mode(name, x + shift, y, size, colour), 1, 1)
    line = {"color": COLOURS[2], "width": 2}
    figure.add_trace(
        go.Scatter(name="gap", x=[0.0], y=[0.0], mode="lines", line=line, showlegend=False), 1, 2
    )
    marker = {"color": COLOURS[3], "size": 12}
    figure.add_trace(
        go.Scatter(name="now", x=[0.0], y=[0.0], mode="markers", marker=marker, showlegend=False),
        1, 2,
    )  # fmt: skip
    figure.update_layout(
        xaxis={"range": [x.min() - 0.7, x.max() + 0.7], "visible": False},
        yaxis={"range": [y.min() - 0.7, y.max() + 0.7], "visible": False, "scaleanchor": "x"},
        xaxis2={"title": "moves of keys"}, yaxis2={"title": "energy / t", "range": [-0.08, 2.6]},
        legend={"orientation": "h", "x": 0, "y": -0.02, "yanchor": "top", "itemsizing": "constant"},
        margin={"l": 10, "r": 16, "t": 40, "b": 50}, height=360,
    )  # fmt: skip
    return figure


def _keys(x, y):
    marker = {"symbol": "square", "size": 38, "color": KEYS[False], "opacity": 0.55}
    return go.Scatter(
        name="keys", x=x, y=y, mode="markers", marker=marker, showlegend=False, hoverinfo="skip"
    )


def _mode(name, x, y, weight, colour):
    marker = {"color": colour, "size": mode_sizes(weight), "line": {"width": 0}, "opacity": 1}
    return go.Scatter(name=name, x=x, y=y, mode="markers", marker=marker, hoverinfo="skip")


def mode_sizes(weight):
    """Diameters of the discs of a mode, in pixels: the area is the weight on the site.

    >>> mode_sizes([0, 0.25, 1]).tolist()
    [0.0, 13.0, 26.0]
    """
    return 26 * np.sqrt(np.asarray(weight, dtype=float))


def key_colours(mu, mu_topological, mu_trivial):
    """The colours of the keys on the way between their two positions, as a list of text.

    >>> key_colours([0.0, -8.0], 0.0, -8.0)
    ['rgb(240, 199, 94)', 'rgb(141, 141, 171)']
    """
    ends = [[int(KEYS[on][k : k + 2], 16) for k in (1, 3, 5)] for on in (True, False)]
    share = (np.asarray(mu, dtype=float) - mu_trivial) / (mu_topological - mu_trivial)
    mixed = share[:, None] * ends[0] + (1 - share[:, None]) * ends[1]
    return [f"rgb({r}, {g}, {b})" for r, g, b in mixed.round().astype(int)]
