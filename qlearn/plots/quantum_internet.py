"""Pictures of applications: a blind server, cheating servers, risks, sensors, time tags."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from qlearn.plots.style import COLOURS, GREY, given_or_new

BLUE, ORANGE, GREEN, PINK, *_ = COLOURS
DASHES = ("-", "--", ":", "-.")
EIGHTHS = ("0", "π/4", "π/2", "3π/4", "π", "5π/4", "3π/2", "7π/4")


# --- Still pictures -----------------------------------------------------------------------


def chances(x, curves, xlabel, ylabel="probability", ax=None):
    """Draw probabilities on a logarithmic axis; ``curves`` is {name: array}; return the axes.

    >>> chances([1, 2], {"forging": [0.5, 0.1]}, "bits").get_yscale()
    'log'
    """
    ax = given_or_new(ax, (5.8, 3.2))
    for (name, curve), colour, dash in zip(curves.items(), COLOURS, DASHES, strict=False):
        ax.semilogy(x, curve, ls=dash, lw=2, color=colour, label=name)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.legend(fontsize="small")
    return ax


# --- The blind server ---------------------------------------------------------------------


def blind_figure():
    """The empty figure of the blind server: the client's angles, the angles told, the qubit.

    Its traces, by name: "circle", "angles" (the client's); "delta", "counted" (the histogram);
    "equator", "qubits", "this qubit" (what the server holds).

    >>> [trace.name for trace in blind_figure().data][2:4]
    ['delta', 'counted']
    """
    titles = ("the client knows", "the server is told δ", "the server holds")
    figure = make_subplots(
        1, 3, column_widths=[0.31, 0.38, 0.31], horizontal_spacing=0.06, subplot_titles=titles
    )
    for column, traces in enumerate((_client(), _told(), _held()), start=1):
        for trace in traces:
            figure.add_trace(trace, 1, column)
    hidden = {"visible": False, "fixedrange": True, "range": [-1.3, 1.3]}
    figure.update_layout(
        xaxis=hidden, yaxis=hidden | {"scaleanchor": "x"},
        xaxis2={"tickvals": list(range(8)), "ticktext": EIGHTHS, "range": [-0.6, 7.6]},
        yaxis2={"range": [0, 0.3], "title": "part of the runs"},
        xaxis3=hidden, yaxis3=hidden | {"scaleanchor": "x3"},
        showlegend=False, hovermode=False, height=360, bargap=0.3,
        margin={"l": 10, "r": 10, "t": 40, "b": 40},
    )  # fmt: skip
    return figure


def rays(angles, names):
    """The client's angles (radians) as rays from the centre: what `LiveFigure.change` takes.

    >>> rays([0.0], ["φ"])["x"].tolist()
    [0.0, 1.0, nan]
    """
    at = np.asarray(angles, dtype=float)
    gap = np.full(len(at), np.nan)
    zero = np.zeros(len(at))
    # plotly takes the place of an empty label away, and a later label that falls on it is not seen
    labels = [[" ", f"<b>{name}</b>", " "] for name in names]
    return {
        "x": np.column_stack([zero, np.cos(at), gap]).ravel(),
        "y": np.column_stack([zero, np.sin(at), gap]).ravel(),
        "text": [text for label in labels for text in label],
        "textposition": [
            place for angle in at for place in ("middle center", _beyond(angle), "middle center")
        ],
    }


def _beyond(angle):
    """Where the label of a ray stands: away from the centre."""
    x, y = np.cos(angle), np.sin(angle)
    upright = "top" if y > 0.3 else "bottom" if y < -0.3 else "middle"
    side = "right" if x > 0.3 else "left" if x < -0.3 else "center"
    return f"{upright} {side}"


def _ring():
    turn = np.linspace(0, 2 * np.pi, 73)
    return {"x": np.cos(turn), "y": np.sin(turn), "mode": "lines", "line": {"color": GREY}}


def _client():
    yield go.Scatter(name="circle", **_ring())
    yield go.Scatter(name="angles", mode="lines+markers+text", textfont={"size": 13},
                     line={"color": BLUE, "width": 3}, marker={"color": BLUE, "size": 6},
                     cliponaxis=False)  # fmt: skip


def _told():
    yield go.Bar(name="delta", x=list(range(8)), y=[0.0] * 8, marker={"color": [GREY] * 8})
    error = {"type": "data", "array": [0.0] * 8, "thickness": 1.5, "width": 4}
    yield go.Scatter(name="counted", mode="markers", x=list(range(8)), y=[0.0] * 8,
                     marker={"color": BLUE, "size": 7}, error_y=error)  # fmt: skip


def _held():
    yield go.Scatter(name="equator", **_ring())
    yield go.Scatter(name="qubits", mode="markers", marker={"color": GREY, "size": 11})
    yield go.Scatter(name="this qubit", mode="markers", marker={"color": ORANGE, "size": 15})


# --- Sensors ------------------------------------------------------------------------------


def sensor_figure():
    """The empty figure of the sensor network: the error against N, the gain against N.

    Its traces, by name: "separate", "GHZ", "groups", "bound", "error here"; "gain", "break-even",
    "best", "gain here".

    >>> sensor_figure().layout.yaxis.type
    'log'
    """
    figure = make_subplots(1, 2, horizontal_spacing=0.12, column_widths=[0.55, 0.45])
    for column, traces in enumerate((_errors(), _gains()), start=1):
        for trace in traces:
            figure.add_trace(trace, 1, column)
    figure.update_layout(
        xaxis={"type": "log", "title": "sensors N", "tickvals": [1, 2, 5, 10, 20, 50, 100]},
        yaxis={
            "type": "log", "title": "error of the mean phase (rad)", "dtick": 1,
            "exponentformat": "power",
        },
        xaxis2={"type": "log", "title": "sensors N", "tickvals": [1, 3, 10, 30, 100]},
        yaxis2={"title": "separate / GHZ", "rangemode": "tozero"},
        legend={"orientation": "h", "y": 1.14, "x": 0}, hovermode=False, height=380,
        margin={"l": 10, "r": 15, "t": 40, "b": 45},
    )  # fmt: skip
    return figure


def _errors():
    for name, colour, dash in (
        ("separate", GREY, "solid"), ("GHZ", BLUE, "solid"), ("groups", GREEN, "dash"),
        ("bound", PINK, "dot"),
    ):  # fmt: skip
        yield go.Scatter(name=name, mode="lines", line={"color": colour, "width": 3, "dash": dash})
    yield go.Scatter(name="error here", mode="markers", showlegend=False,
                     marker={"color": [GREY, BLUE], "size": 11})  # fmt: skip


def _gains():
    hide = {"showlegend": False}
    yield go.Scatter(name="gain", mode="lines", line={"color": BLUE, "width": 3}, **hide)
    even = {"color": GREY, "width": 1.5, "dash": "dash"}
    yield go.Scatter(name="break-even", mode="lines", x=[1, 100], y=[1, 1], line=even, **hide)
    yield go.Scatter(name="best", mode="markers+text", textposition="top center", **hide,
                     marker={"color": ORANGE, "size": 12, "symbol": "diamond"},
                     cliponaxis=False)  # fmt: skip
    yield go.Scatter(name="gain here", mode="markers", marker={"color": BLUE, "size": 11}, **hide)


# --- Clocks -------------------------------------------------------------------------------


def clock_figure():
    """The empty figure of the clocks: differences of time tags, there and back, and the result.

    Its traces, by name: "there", "peak there", "back", "peak back"; "right", "found".

    >>> [trace.name for trace in clock_figure().data][-2:]
    ['right', 'found']
    """
    titles = ("from A to B: Bob's tags minus Alice's", "from B to A: Alice's minus Bob's")
    figure = make_subplots(
        2, 2, specs=[[{}, {}], [{"colspan": 2}, None]], row_heights=[0.74, 0.26],
        horizontal_spacing=0.09, vertical_spacing=0.24, subplot_titles=titles,
    )  # fmt: skip
    for column, name in ((1, "there"), (2, "back")):
        for trace in _differences(name):
            figure.add_trace(trace, 1, column)
    for trace in _result():
        figure.add_trace(trace, 2, 1)
    figure.update_layout(
        xaxis={"title": "ns"}, yaxis={"title": "counts", "rangemode": "tozero"},
        xaxis2={"title": "ns"}, yaxis2={"rangemode": "tozero"},
        xaxis3={"title": "offset of Bob's clock (ns): dashed the true one, dot what is found"},
        yaxis3={"visible": False, "range": [0, 1], "fixedrange": True},
        showlegend=False, hovermode=False, height=430, bargap=0,
        margin={"l": 10, "r": 15, "t": 35, "b": 45},
    )  # fmt: skip
    return figure


def _differences(name):
    colour = {"there": BLUE, "back": GREEN}[name]
    line = {"color": colour, "width": 1.5, "shape": "hvh"}
    yield go.Scatter(name=name, mode="lines", line=line, fill="tozeroy")
    peak = {"color": ORANGE, "width": 2, "dash": "dash"}
    yield go.Scatter(name=f"peak {name}", mode="lines", line=peak)


def _result():
    yield go.Scatter(name="right", mode="lines", line={"color": GREY, "width": 2, "dash": "dash"})
    error = {"type": "data", "array": [0.0], "thickness": 2.5, "width": 7}
    yield go.Scatter(name="found", mode="markers", marker={"color": ORANGE, "size": 12},
                     error_x=error, y=[0.5], x=[0.0])  # fmt: skip
