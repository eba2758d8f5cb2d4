"""Pictures of the size of a quantum computer: distance, qubits against error, the rQOPS plane."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from qlearn.plots.style import COLOURS, GREY, given_or_new

PROGRAM, FACTORIES, BAR, YOURS = COLOURS[0], COLOURS[5], COLOURS[1], COLOURS[3]
SYMBOLS = {"measured": "star", "projected": "circle", "yours": "diamond"}
CLOCK, QUBITS = (1e1, 1e7), (0.7, 1e6)  # what the plane shows, in Hz and logical qubits


def suppression(distance, errors, target=None, ax=None):
    """Draw the logical error per cycle against the distance; `errors` is {name: array}.

    >>> suppression([3, 5], {"p = 0.001": [3e-4, 3e-5]}, target=1e-4).get_yscale()
    'log'
    """
    ax = given_or_new(ax, (5.5, 3.2))
    for k, (name, error) in enumerate(errors.items()):
        ax.semilogy(distance, error, "o-", ms=3, color=COLOURS[k], label=name)
    if target is not None:
        ax.axhline(target, color=GREY, ls="--", lw=1)
        ax.annotate(
            f"needed: {target:.1e}", (0.02, target), xycoords=("axes fraction", "data"), va="bottom"
        )
    ax.set(xlabel="code distance d", ylabel="logical error per cycle")
    ax.legend(fontsize="small")
    return ax


def qubit_bars(parts, ax=None):
    """Draw physical qubits as bars in two parts; `parts` is {name: (program, factories)}.

    >>> qubit_bars({"RSA-2048": (3.7e7, 5e5)}).get_xscale()
    'linear'
    """
    ax = given_or_new(ax, (6.5, 0.5 + 0.36 * len(parts)))
    program, factories = np.transpose(list(parts.values())) / 1e6
    rows = np.arange(len(parts))
    ax.barh(rows, program, color=PROGRAM, label="program")
    ax.barh(rows, factories, left=program, color=FACTORIES, label="T factories")
    ax.set(yticks=rows, yticklabels=list(parts), xlabel="physical qubits (millions)")
    ax.invert_yaxis()
    ax.legend(fontsize="small")
    return ax


def time_and_qubits(curves, ax=None):
    """Draw physical qubits against hours, both logarithmic; `curves` is {name: (hours, qubits)}.

    >>> len(time_and_qubits({"few": ([1, 2], [9, 5])}).lines)
    1
    """
    ax = given_or_new(ax, (5.5, 3.2))
    for (name, (hours, qubits)), colour in zip(curves.items(), COLOURS, strict=False):
        ax.loglog(hours, qubits, "o-", color=colour, label=name)
    ax.set(xlabel="runtime (hours)", ylabel="physical qubits")
    ax.legend(fontsize="small")
    return ax


# --- The machine designer -----------------------------------------------------------------


def machine_figure():
    """The empty figure of the machine designer: error against distance, qubits against p.

    Its traces, by name: "patch error", "needed", "distance", "program", "T factories", "now".

    >>> [trace.name for trace in machine_figure().data][-1]
    'now'
    """
    figure = make_subplots(1, 2, horizontal_spacing=0.15)
    line = {"mode": "lines", "x": [1.0], "y": [1.0]}
    left = [
        go.Scatter(name="patch error", line={"color": PROGRAM, "width": 2}, **line),
        go.Scatter(name="needed", line={"color": GREY, "dash": "dash", "width": 1}, **line),
        _point("distance"),
    ]
    right = [
        go.Scatter(name="program", line={"color": PROGRAM, "width": 3}, **line),
        go.Scatter(name="T factories", line={"color": FACTORIES, "width": 3}, **line),
        _point("now"),
    ]
    for column, traces in enumerate((left, right), start=1):
        for trace in traces:
            trace.showlegend = trace.name in ("program", "T factories")
            figure.add_trace(trace, 1, column)
    figure.update_layout(
        xaxis={"title": "code distance d", "range": [0, 51]},
        yaxis={"title": "logical error per cycle", "type": "log", "range": [-24, 0],
               "exponentformat": "power"},
        xaxis2={"title": "physical error p", "type": "log", "range": [-6.1, -1.9],
                "exponentformat": "power", "dtick": 1},
        yaxis2={"title": "physical qubits", "type": "log", "range": [2, 9],
                "exponentformat": "power"},
        legend={"orientation": "h", "x": 0.6, "y": 1.02}, height=360,
        margin={"l": 70, "r": 20, "t": 40, "b": 50},
    )  # fmt: skip
    return figure


def _point(name):
    marker = {"color": YOURS, "size": 12, "symbol": SYMBOLS["yours"]}
    return go.Scatter(name=name, mode="markers", x=[1.0], y=[1.0], marker=marker)


# --- The rQOPS plane ----------------------------------------------------------------------


def rqops_figure(points):
    """The rQOPS plane: clock against logical qubits, lines of equal rQOPS, levels, points.

    `points` are dicts with name, clock_hz, n_logical, error and status ("measured", "projected").
    A filled symbol has a logical error of 1e-12 or less.  The trace "yours" is for the explorer.

    >>> figure = rqops_figure([{"name": "x", "clock_hz": 1e5, "n_logical": 100, "error": 1e-13,
    ...                         "status": "projected"}])
    >>> [trace.name for trace in figure.data]
    ['1 million rQOPS', '100 million rQOPS', 'measured', 'projected', 'yours']
    """
    figure = go.Figure()
    clock = np.array(CLOCK)
    for bar, text, dash in ((1e6, "1 million rQOPS", "solid"), (1e8, "100 million rQOPS", "dash")):
        line = {"color": BAR, "width": 2, "dash": dash}
        figure.add_trace(go.Scatter(x=clock, y=bar / clock, mode="lines", name=text, line=line))
    for status, colour in (("measured", COLOURS[2]), ("projected", COLOURS[0])):
        figure.add_trace(_tagged(status, colour, [p for p in points if p["status"] == status]))
    figure.add_trace(_point("yours"))
    figure.update_layout(
        xaxis={"title": "logical clock (cycles per second)", "type": "log",
               "range": np.log10(CLOCK).tolist(), "exponentformat": "power", "dtick": 1},
        yaxis={"title": "logical qubits Q", "type": "log", "range": np.log10(QUBITS).tolist(),
               "exponentformat": "power", "dtick": 1},
        legend={"orientation": "h", "x": 0, "y": 1.02}, height=430,
        margin={"l": 70, "r": 20, "t": 60, "b": 50},
    )  # fmt: skip
    _draw_levels(figure)
    return figure


def _tagged(status, colour, points):
    """Points of one status; each says its status, rQOPS and error when pointed at."""
    symbol = SYMBOLS[status]
    marker = {
        "symbol": [symbol if p["error"] <= 1e-12 else f"{symbol}-open" for p in points],
        "size": 11, "color": colour, "line": {"width": 2, "color": colour},
    }  # fmt: skip
    text = [
        f"{p['name']} [{status}]<br>{p['clock_hz'] * p['n_logical']:.3g} rQOPS at an error of "
        f"{p['error']:.1e}"
        for p in points
    ]
    return go.Scatter(
        name=status, mode="markers", marker=marker, hovertext=text, hoverinfo="text",
        x=[p["clock_hz"] for p in points], y=[p["n_logical"] for p in points],
    )  # fmt: skip


def _draw_levels(figure):
    """The levels as areas: above the bar, below it, and what has no logical qubits at all."""
    corners = f"M {CLOCK[0]} {1e6 / CLOCK[0]} L {CLOCK[1]} {1e6 / CLOCK[1]}"
    above = f"{corners} L {CLOCK[1]} {QUBITS[1]} L {CLOCK[0]} {QUBITS[1]} Z"
    figure.add_shape(
        type="path", path=above, fillcolor=BAR, opacity=0.09, line_width=0, layer="below"
    )
    labels = (
        (6.9, 5.7, "right", "Level 3 Scale, if the error is at most 10⁻¹²"),
        (1.1, 1.3, "left", "Level 2 Resilient: below the bar"),
        (1.1, 0.3, "left", "Level 1 Foundational: off the map"),
    )
    for x, y, side, text in labels:
        figure.add_annotation(
            x=x, y=y, xanchor=side, text=text, showarrow=False, font={"color": GREY}
        )
