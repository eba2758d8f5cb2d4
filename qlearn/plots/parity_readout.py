"""Pictures of two dots, of the loop that reads a parity, and of what protects it.

Energies of the dots in units of t; readout in fF, us and flux in h/2e.
"""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from qlearn.plots.style import COLOURS, LAVENDER, given_or_new

EVEN, ODD, MARK, FOURTH = COLOURS[:4]
SPAN = 3.0  # of mu1 and mu2 in the map of the dots, in t
SHOWN_FF, SHOWN_MS = [0.2, 2.7], 12.0  # of the readings
TIMES_US = np.geomspace(2, 500, 80)  # integration times of the error curve


def curves(x, lines, xlabel, ylabel, ax=None, **axis):
    """Draw each entry of ``lines`` (name: array) over x; return the axes.

    Further keywords go to ``ax.set``: ``yscale="log"``, ``ylim=(0, 1)``.

    >>> curves([0, 1], {"even": [0, 1]}, "x", "y", yscale="log").get_yscale()
    'log'
    """
    ax = given_or_new(ax, (5.4, 3))
    dashes = ("-", "--", "-.", ":")
    for (name, y), colour, dash in zip(lines.items(), COLOURS, dashes, strict=False):
        ax.plot(x, y, dash, color=colour, label=name)
    ax.set(xlabel=xlabel, ylabel=ylabel, **axis)
    ax.legend(fontsize="small")
    return ax


# --- Two dots -----------------------------------------------------------------------------


def dots_figure():
    """The empty plotly figure of the two dots: map of the splitting, levels, polarisations.

    Its traces, by name: "splitting" (a heat map) and "degenerate" (its zero line), both over mu1
    and mu2 in [-SPAN, SPAN]; "now"; "even levels", "odd levels"; "polarisation".

    >>> [trace.name for trace in dots_figure().data][-1]
    'polarisation'
    """
    figure = make_subplots(
        1, 3, column_widths=[0.46, 0.29, 0.25], horizontal_spacing=0.1,
        subplot_titles=("lower: even (blue), odd (red)", "levels / t", "polarisation"),
    )  # fmt: skip
    for trace in _splitting_map():
        figure.add_trace(trace, 1, 1)
    for name, colour in (("even levels", EVEN), ("odd levels", ODD)):
        line = {"color": colour, "width": 4}
        figure.add_trace(go.Scatter(name=name, x=[0.0], y=[0.0], mode="lines", line=line), 1, 2)
    bars = {"x": ["dot 1", "dot 2"], "y": [1.0, -1.0], "marker_color": [MARK, FOURTH]}
    figure.add_trace(go.Bar(name="polarisation", **bars), 1, 3)
    figure.update_layout(
        xaxis={"title": "μ₁ / t", "range": [-SPAN, SPAN], "constrain": "domain"},
        yaxis={"title": "μ₂ / t", "range": [-SPAN, SPAN], "constrain": "domain",
               "scaleanchor": "x"},
        xaxis2={"range": [-0.1, 2.3], "tickvals": [0.5, 1.7], "ticktext": ["even", "odd"]},
        yaxis2={"range": [-0.3, 6]},
        yaxis3={"range": [-1.1, 1.1]}, showlegend=False,
        margin={"l": 55, "r": 15, "t": 40, "b": 50}, height=360,
    )  # fmt: skip
    return figure


def _splitting_map():
    """The heat map, its line of zeros, and where the dials stand."""
    axis = np.linspace(-SPAN, SPAN, 61)
    grid = {"x": axis, "y": axis, "z": np.zeros((61, 61)), "hoverinfo": "skip"}
    yield go.Heatmap(
        name="splitting", colorscale="RdBu_r", zmin=-1.5, zmax=1.5, showscale=False, **grid,
    )  # fmt: skip
    yield go.Contour(
        name="degenerate", showscale=False, line={"color": "black", "width": 2, "dash": "dot"},
        contours={"start": 0, "end": 0, "size": 1, "coloring": "none"}, **grid,
    )  # fmt: skip
    mark = {"size": 14, "symbol": "x", "color": "black", "line": {"width": 2, "color": "white"}}
    yield go.Scatter(name="now", x=[0.0], y=[0.0], mode="markers", marker=mark)


# --- The loop -----------------------------------------------------------------------------


def readout_figure():
    """The empty plotly figure of the readout: capacitance, error, a trace, and its histogram.

    Its traces, by name: "even", "odd", "flux" (a vertical line); "error", "best", "formula now",
    "simulated"; "readings", "true parity"; "histogram".  Two more are names of curves.

    >>> [trace.name for trace in readout_figure().data][-1]
    'histogram'
    """
    figure = make_subplots(
        2, 2, column_widths=[0.56, 0.44], vertical_spacing=0.2, horizontal_spacing=0.13,
        subplot_titles=("the loop", "share read wrongly",
                        "readings in time", "the same, many of them"),
    )  # fmt: skip
    places = ((1, 1), _loop()), ((1, 2), _errors()), ((2, 1), _trace()), ((2, 2), _histogram())
    for place, traces in places:
        for trace in traces:
            figure.add_trace(trace, *place)
    figure.update_layout(
        xaxis={"title": "flux (h/2e)", "range": [0, 2]},
        yaxis={"title": {"text": "C<sub>Q</sub> (fF)", "font": {"size": 15}}, "range": [0, 2.4]},
        xaxis2={"title": "integration time (µs)", "type": "log",
                "tickvals": [3, 10, 30, 100, 300]},
        yaxis2={"type": "log", "range": [-3.2, 0], "tickvals": [0.001, 0.01, 0.1, 0.5],
                "ticktext": ["0.1 %", "1 %", "10 %", "50 %"]},
        xaxis3={"title": "time (ms)", "range": [0, SHOWN_MS]},
        yaxis3={"title": "reading (fF)", "range": SHOWN_FF},
        xaxis4={"title": "share of readings"}, yaxis4={"range": SHOWN_FF},
        showlegend=False, bargap=0, margin={"l": 60, "r": 15, "t": 40, "b": 45}, height=560,
    )  # fmt: skip
    return figure


def _line(name, colour, width=2.5, dash="solid", x=(0.0,), **more):
    style = {"color": colour, "width": width, "dash": dash}
    return go.Scatter(name=name, x=x, y=np.zeros(len(x)), mode="lines", line=style, **more)


def _loop():
    yield _line("even", EVEN)
    yield _line("odd", ODD, dash="dash")
    yield _line("flux", LAVENDER, 1.5, "dot")
    for name, colour, x in (("p = +1", EVEN, 1.82), ("p = −1", ODD, 0.82)):
        yield go.Scatter(
            name=name, x=[x], y=[2.05], mode="text", text=[name], textfont_color=colour,
            hoverinfo="skip",
        )  # fmt: skip


def _errors():
    yield _line("error", MARK, x=TIMES_US)
    for name, symbol, size in (("best", "diamond-open", 14), ("formula now", "circle", 9),
                               ("simulated", "cross-thin", 13)):  # fmt: skip
        colour = FOURTH if name == "best" else MARK
        mark = {"symbol": symbol, "size": size, "color": colour,
                "line": {"width": 2, "color": colour}}  # fmt: skip
        yield go.Scatter(name=name, x=[1.0], y=[0.1], mode="markers", marker=mark)


def _trace():
    yield _line("readings", LAVENDER, 1)
    yield _line("true parity", MARK, 2, line_shape="hv")


def _histogram():
    yield go.Bar(name="histogram", x=[0.0], y=[0.0], orientation="h", marker_color=LAVENDER)
