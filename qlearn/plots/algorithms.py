"""Pictures of algorithms: amplitudes of a search, phases as bars, an energy and the way down it."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from qlearn.plots.style import COLOURS, GREY, given_or_new

BLUE, ORANGE, GREEN = COLOURS[:3]

# --- Still pictures -------------------------------------------------------------------------


def outcome_pairs(labels, ideal, measured, ax=None):
    """Draw two sets of probabilities side by side, without noise and on a machine.

    >>> len(outcome_pairs(["0", "1"], [1, 0], [0.9, 0.1]).patches)
    4
    """
    ax = given_or_new(ax, (6.2, 2.8))
    x = np.arange(len(labels))
    ax.bar(x - 0.2, ideal, 0.38, color=BLUE, label="without noise")
    ax.bar(x + 0.2, measured, 0.38, color=ORANGE, label="on the machine")
    turned = {"rotation": 90} if len(labels) > 8 else {}
    ax.set_xticks(x, labels, **turned)
    ax.set(ylabel="probability", ylim=(0, 1.05))
    ax.legend(fontsize="small")
    return ax


def search(iterations, curves, ax=None):
    """Draw the probability of success against iterations; `curves` is {name: array}.

    >>> len(search([0, 1], {"ideal": [0.25, 1.0]}).lines)
    1
    """
    ax = given_or_new(ax, (5.6, 3.0))
    for (name, p), colour in zip(curves.items(), COLOURS, strict=False):
        ax.plot(iterations, p, "o-", color=colour, label=name)
    ax.set(xlabel="iterations", ylabel="probability of a target", ylim=(0, 1.05))
    ax.legend(fontsize="small")
    return ax


def mitigation_ladder(values, exact, ax=None):
    """Draw energies {name: (value, stderr)} below each other, and the exact one as a line.

    >>> mitigation_ladder({"raw": (-1.1, 0.01)}, -1.137).get_xlabel()
    'energy (hartree)'
    """
    ax = given_or_new(ax, (6.0, 0.9 + 0.4 * len(values)))
    for row, (value, stderr) in enumerate(values.values()):
        ax.errorbar(value, row, xerr=stderr, fmt="o", color=ORANGE, capsize=4)
    ax.axvline(exact, color=BLUE, ls="--", label="exact")
    ax.set_yticks(range(len(values)), values)
    ax.set(xlabel="energy (hartree)", ylim=(len(values) - 0.5, -0.5))
    ax.legend(fontsize="small")
    return ax


# --- Explorers ------------------------------------------------------------------------------


def grover_figure():
    """The empty figure of the search: amplitudes on the left, probabilities on the right.

    Its traces, by name: "others", "marked", "mean", "no errors", "with errors", "guessing", "now".

    >>> [trace.name for trace in grover_figure().data][:3]
    ['others', 'marked', 'mean']
    """
    titles = ("amplitudes (a run without failure)", "probability of a marked string")
    figure = make_subplots(1, 2, horizontal_spacing=0.12, subplot_titles=titles)
    for name, colour in (("others", GREY), ("marked", ORANGE)):
        figure.add_trace(go.Bar(name=name, x=[0], y=[0], marker_color=colour), 1, 1)
    mean = {"color": BLUE, "dash": "dash"}
    figure.add_trace(go.Scatter(name="mean", x=[0], y=[0], mode="lines", line=mean), 1, 1)
    styles = {"no errors": (BLUE, "solid"), "with errors": (ORANGE, "solid"),
              "guessing": (GREY, "dot")}  # fmt: skip
    for name, (colour, dash) in styles.items():
        line = {"color": colour, "dash": dash}
        figure.add_trace(
            go.Scatter(name=name, x=[0], y=[0], mode="lines+markers", line=line, marker_size=5),
            1, 2,
        )  # fmt: skip
    ring = {"symbol": "circle-open", "size": 15, "color": GREEN, "line": {"width": 3}}
    figure.add_trace(go.Scatter(name="now", x=[0], y=[0], mode="markers", marker=ring), 1, 2)
    figure.update_layout(
        barmode="overlay", bargap=0.15, height=400,
        xaxis={"title": "string, as a number"}, yaxis={"range": [-0.75, 1.05]},
        xaxis2={"title": "iterations, one call each", "range": [-0.5, 12.5]},
        yaxis2={"range": [0, 1.05]},
        legend={"orientation": "h", "y": -0.36}, margin={"l": 45, "r": 10, "t": 40, "b": 95},
    )  # fmt: skip
    return figure


def landscape_figure(angles):
    """The empty figure of VQE: the energy over two angles with the path, and energies over shots.

    ``angles`` is the grid of both axes. Its traces, by name: "landscape", "path", "here",
    "measured", "true", "exact".

    >>> [trace.name for trace in landscape_figure([0, 1]).data][:3]
    ['landscape', 'path', 'here']
    """
    titles = ("total energy (hartree)", "energy against shots")
    figure = make_subplots(
        1, 2, column_widths=[0.5, 0.5], horizontal_spacing=0.2, subplot_titles=titles
    )
    blank = np.zeros((len(angles), len(angles)))
    figure.add_trace(go.Contour(
        name="landscape", x=angles, y=angles, z=blank, ncontours=24, colorscale="Viridis",
        colorbar={"x": 0.41, "thickness": 12}, line={"width": 0.5},
    ), 1, 1)  # fmt: skip
    light = {"color": "white", "width": 2}
    dots = {"size": 7, "color": "white", "line": {"color": "black", "width": 1}}
    here = {"size": 14, "color": ORANGE, "symbol": "star", "line": {"color": "black", "width": 1}}
    figure.add_trace(
        go.Scatter(name="path", x=[0], y=[0], mode="lines+markers", line=light, marker=dots), 1, 1
    )
    figure.add_trace(go.Scatter(name="here", x=[0], y=[0], mode="markers", marker=here), 1, 1)
    figure.add_trace(go.Scatter(
        name="measured", x=[0], y=[0], mode="markers", marker={"color": ORANGE, "size": 7},
        error_y={"type": "data", "array": [0], "color": ORANGE},
    ), 1, 2)  # fmt: skip
    for name, line in {"true": {"color": BLUE}, "exact": {"color": GREY, "dash": "dash"}}.items():
        figure.add_trace(go.Scatter(name=name, x=[0], y=[0], mode="lines", line=line), 1, 2)
    figure.update_traces(showlegend=False, selector={"xaxis": "x"})
    figure.update_layout(
        xaxis={"title": "θ₀ (rad)"}, yaxis={"title": "θ₁ (rad)"},
        xaxis2={"title": "shots", "rangemode": "tozero", "tickformat": "~s"},
        yaxis2={"title": "hartree"},
        legend={"orientation": "h", "x": 0.6, "y": -0.3}, height=400,
        margin={"l": 50, "r": 10, "t": 40, "b": 80},
    )  # fmt: skip
    return figure
