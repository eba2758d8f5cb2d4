"""Pictures of hubs: GHZ states of many users, timetables of a campus, the switch at work."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from qlearn.plots.style import COLOURS, GREY, given_or_new

MOST_DOTS = 12  # waiting qubits that are drawn one by one


def ghz_fidelities(users, curves, ax=None):
    """Draw the fidelity of GHZ states over the number of users; return the axes.

    ``curves`` is {name: array}, one number per entry of ``users``. Above the dashed line, 1/2, the
    state is entangled between all of them.

    >>> len(ghz_fidelities([2, 3], {"F = 0.9": [0.81, 0.74]}).lines)
    2
    """
    ax = given_or_new(ax, (5, 3))
    for (name, fidelity), colour in zip(curves.items(), COLOURS, strict=False):
        ax.plot(users, fidelity, "o-", ms=4, color=colour, label=name)
    ax.axhline(0.5, color=GREY, ls="--", lw=1)
    ax.set(xlabel="users", ylabel="fidelity of the GHZ state", ylim=(0, 1.02), xticks=users)
    ax.legend(fontsize="small")
    return ax


def timetable(slots, n_nodes, ax=None):
    """Draw a schedule, a column for each slot, a line for each pair of nodes; return the axes.

    ``slots`` is a list of slots, each a list of (node, node).

    >>> len(timetable([[(0, 1), (2, 3)], [(0, 2)]], 4).lines)
    3
    """
    ax = given_or_new(ax, (1.2 + 0.45 * max(len(slots), 4), 0.7 + 0.35 * n_nodes))
    for column, slot in enumerate(slots, start=1):
        for k, pair in enumerate(slot):
            x = column + 0.22 * (k - (len(slot) - 1) / 2)
            ax.plot([x, x], pair, "o-", color=COLOURS[k % len(COLOURS)], ms=6, lw=2)
    ax.set(xlabel="slot", ylabel="node", yticks=range(n_nodes), xlim=(0.4, len(slots) + 0.6))
    ax.set_xticks(range(1, len(slots) + 1))
    ax.grid(axis="y", alpha=0.3)
    return ax


# --- The explorer -------------------------------------------------------------------------


def hub_figure():
    """The empty plotly figure of the hub explorer: the star, the stock in time, its distribution.

    Its traces, by name: "links", "link in use", "joined", "users", "hub", "qubits" (the star);
    "stock", "now"; "formula" (bars) and "counted".

    >>> [trace.name for trace in hub_figure().data][-2:]
    ['formula', 'counted']
    """
    figure = make_subplots(
        2, 2, column_widths=[0.42, 0.58], specs=[[{"rowspan": 2}, {}], [None, {}]],
        horizontal_spacing=0.1, vertical_spacing=0.26,
    )  # fmt: skip
    for trace in _star():
        figure.add_trace(trace, 1, 1)
    for row, traces in ((1, _in_time()), (2, _distribution())):
        for trace in traces:
            figure.add_trace(trace, row, 2)
    still = {"visible": False, "fixedrange": True}
    figure.update_layout(
        xaxis=still | {"range": [-1.35, 1.35]},
        yaxis=still | {"range": [-1.35, 1.35], "scaleanchor": "x"},
        xaxis2={"title": "time (s)"}, yaxis2={"title": "qubits stored", "rangemode": "tozero"},
        xaxis3={"title": "qubits stored: formula (bars), counted (dots)", "dtick": 1},
        yaxis3={"title": "part of the time", "rangemode": "tozero", "exponentformat": "none"},
        showlegend=False, hovermode=False, height=400, bargap=0.35,
        margin={"l": 10, "r": 15, "t": 15, "b": 45},
    )  # fmt: skip
    return figure


def star(n_users):
    """The places of users on a circle, from the top clockwise: (x, y), each (n_users,).

    >>> x, y = star(4)
    >>> print(x.round(6) + 0, y.round(6) + 0)
    [ 0.  1.  0. -1.] [ 1.  0. -1.  0.]
    """
    turn = 2 * np.pi * np.arange(n_users) / n_users
    return np.sin(turn), np.cos(turn)


def star_traces(n_users, waiting=None, stock=0, joined=()):
    """The star at one moment: what `LiveFigure.change` takes. `waiting`: whose pairs are stored,
    `stock`: how many, `joined`: the two users who have just been joined.

    >>> star_traces(4, waiting=1, stock=2)["link in use"]["x"]
    array([0., 1.])
    """
    x, y = star(n_users)
    gap = np.full(n_users, np.nan)
    spokes = [np.column_stack([np.zeros(n_users), axis, gap]).ravel() for axis in (x, y)]
    used = [waiting] if stock and waiting is not None else []
    both = list(joined)
    size = [24 if k in both else 17 for k in range(n_users)]
    inner = [COLOURS[0] if k in used else COLOURS[1] if k in both else GREY for k in range(n_users)]
    place = 0.11 * (np.arange(min(stock, MOST_DOTS)) - (min(stock, MOST_DOTS) - 1) / 2)
    return {
        "links": {"x": spokes[0], "y": spokes[1]},
        "link in use": {"x": np.array([0.0, *x[used]]), "y": np.array([0.0, *y[used]])},
        "joined": {"x": x[both], "y": y[both]},
        "users": {
            "x": x, "y": y, "marker.size": size, "marker.color": inner,
            "text": [str(k + 1) for k in range(n_users)],
        },
        "qubits": {"x": place, "y": np.full(len(place), -0.2)},
    }  # fmt: skip


def _star():
    words = {"size": 11, "color": "white"}
    yield go.Scatter(name="links", mode="lines", line={"color": GREY, "width": 1})
    yield go.Scatter(name="link in use", mode="lines", line={"color": COLOURS[0], "width": 4})
    yield go.Scatter(name="joined", mode="lines", line={"color": COLOURS[1], "width": 4})
    yield go.Scatter(name="users", mode="markers+text", textfont=words, marker={"opacity": 1})
    square = {"symbol": "square", "size": 30, "color": GREY}
    yield go.Scatter(name="hub", x=[0], y=[0], mode="markers+text", text="hub", marker=square,
                     textfont={"size": 11, "color": "white"})  # fmt: skip
    yield go.Scatter(name="qubits", mode="markers", marker={"color": COLOURS[0], "size": 9})


def _in_time():
    line = {"color": COLOURS[0], "width": 2, "shape": "hv"}
    yield go.Scatter(name="stock", mode="lines", line=line, x=[0.0], y=[0.0])
    here = {"color": COLOURS[1], "size": 11}
    yield go.Scatter(name="now", mode="markers", marker=here, x=[0.0], y=[0.0], cliponaxis=False)


def _distribution():
    yield go.Bar(name="formula", marker_color=GREY, x=[0], y=[0.0])
    error = {"type": "data", "array": [0.0], "thickness": 2, "width": 5}
    yield go.Scatter(name="counted", mode="markers", marker={"color": COLOURS[0], "size": 9},
                     error_y=error, x=[0], y=[0.0])  # fmt: skip
