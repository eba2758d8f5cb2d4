"""The stack of a programmable machine, from a program to counts: the figure of its explorer."""

import numpy as np
import plotly.graph_objects as go

from qlearn.plots.circuit import MEASURE, PAIR, SINGLE, WAIT
from qlearn.qubits import drawing

HALF = 0.3  # of a bar, in wires
WIDTHS = {"program": (170, 6), "compiled": (500, 14)}  # pixels, and columns at least
LEGIBLE = 13  # pixels of a box that has room for letters
BLANK = "\u00a0"  # plotly.js loses its count of texts if some are empty
PLACES = {  # domains of the four panels: x, y, title
    1: ((0.0, 0.25), (0.57, 1.0), "1  the program"),
    2: ((0.33, 1.0), (0.57, 1.0), "2  compiled: native gates on neighbours"),
    3: ((0.0, 0.60), (0.0, 0.40), "3  the timeline"),
    4: ((0.70, 1.0), (0.0, 0.40), "4  the result"),
}
BARS = {"gates": SINGLE, "pair gates": PAIR, "waiting": WAIT, "readout": MEASURE}


def stack_figure():
    """The empty plotly figure of the stack: program, compiled circuit, timeline, result.

    Its traces, by name: "program wires", "program links", "program gates", "program labels", the
    same four of "compiled", then "gates", "pair gates", "waiting", "readout" of the timeline, then
    "counts", "no errors" and "mended".

    >>> [trace.name for trace in stack_figure().data][-3:]
    ['counts', 'no errors', 'mended']
    """
    traces = [*_circuit_traces("program", 1), *_circuit_traces("compiled", 2)]
    for name, colour in BARS.items():
        fill = "rgba(141,141,171,0.3)" if name == "waiting" else colour
        look = {"line": {"width": 1, "color": colour}, "fillcolor": fill}
        traces.append(
            go.Scatter(name=name, mode="lines", fill="toself", hoverinfo="skip", **look, **_on(3))
        )
    traces.append(go.Bar(name="counts", marker_color=PAIR, **_on(4)))
    tick = {"symbol": "line-ew", "size": 16, "line": {"width": 3, "color": SINGLE}}
    traces.append(go.Scatter(name="no errors", mode="markers", marker=tick, **_on(4)))
    mended = {"symbol": "diamond-open", "size": 10, "color": MEASURE, "line": {"width": 2}}
    traces.append(go.Scatter(name="mended", mode="markers", marker=mended, **_on(4)))
    for trace in traces:
        trace.update(x=[0.0], y=[0.0], showlegend=trace.name in ("counts", "no errors", "mended"))
    return go.Figure(traces, _stack_layout())


def _on(panel):
    return {"xaxis": f"x{panel}", "yaxis": f"y{panel}"}


def _circuit_traces(name, panel):
    plain = {"hoverinfo": "skip", **_on(panel)}
    marker = {"size": [9], "color": ["white"], "symbol": ["circle"], "opacity": 1.0}
    marker["line"] = {"width": 1.5, "color": ["white"]}
    return [
        go.Scatter(name=f"{name} wires", mode="lines", line={"color": WAIT, "width": 1}, **plain),
        go.Scatter(name=f"{name} links", mode="lines", line={"color": PAIR, "width": 2}, **plain),
        go.Scatter(
            name=f"{name} gates", mode="markers+text", marker=marker, hoverinfo="text",
            textfont={"color": "black", "size": 11}, **_on(panel),
        ),
        go.Scatter(name=f"{name} labels", mode="text", textfont={"size": 12}, **plain),
    ]  # fmt: skip


def _stack_layout():
    layout = {"height": 520, "margin": {"l": 45, "r": 12, "t": 34, "b": 62}, "bargap": 0.35}
    titles = []
    for panel, (x, y, title) in PLACES.items():
        bare = {"showgrid": False, "showline": False, "ticks": "", "zeroline": False}
        hidden = bare | {"showticklabels": False}
        layout[f"xaxis{panel}"] = {"domain": x, "anchor": f"y{panel}"}
        layout[f"yaxis{panel}"] = {"domain": y, "anchor": f"x{panel}"}
        if panel < 3:
            layout[f"xaxis{panel}"] |= hidden
        if panel < 4:
            layout[f"yaxis{panel}"] |= (hidden if panel < 3 else bare) | {"autorange": False}
        if panel == 3:
            title += ": " + ", ".join(
                f'<span style="color:{c}">{n}</span>' for n, c in BARS.items()
            )
        titles.append(
            {"text": title, "x": x[0], "y": y[1] + 0.02, "xref": "paper", "yref": "paper",
             "xanchor": "left", "yanchor": "bottom", "showarrow": False, "font": {"size": 14}}
        )  # fmt: skip
    layout["yaxis3"] |= {"tickprefix": "place ", "dtick": 1}
    layout["xaxis4"] |= {"type": "category"}
    layout["yaxis4"] |= {"title": "part of the shots", "rangemode": "tozero", "nticks": 5}
    legend = {"orientation": "h", "x": 1.0, "xanchor": "right", "y": 0.49, "yanchor": "middle"}
    return layout | {"annotations": titles, "legend": legend}


def circuit_traces(name, circuit, left, right=None):
    """(traces, range): the traces of a circuit in the stack, {trace: properties}, and of its axis.

    ``left`` and ``right`` are the labels of the wires at both ends.

    >>> from qlearn.qubits.circuit import Circuit
    >>> traces, limits = circuit_traces("program", Circuit(2).h(0).cx(0, 1), ["q0", "q1"])
    >>> traces["program gates"]["text"][0], len(traces["program gates"]["x"])
    ('H', 3)
    """
    table, n = drawing.columns(circuit), circuit.n
    pixels, least = WIDTHS[name]
    width, shown = max(len(table), 1), max(len(table), least)
    margin = 27 * shown / pixels
    marks = [mark for x, column in enumerate(table) for op in column for mark in _marks(op, x)]
    wires = [-0.5 - margin / 5, width - 0.5 + margin / 5, np.nan]
    labels = np.repeat([-0.5 - 0.62 * margin, width - 0.5 + 0.62 * margin], n)
    return {
        f"{name} wires": {"x": np.tile(wires, n), "y": np.repeat(np.arange(float(n)), 3)},
        f"{name} links": _links(table),
        f"{name} gates": _gates(marks, min(21.0, 0.85 * pixels / shown)),
        f"{name} labels": {
            "x": labels, "y": np.tile(np.arange(float(n)), 2),
            "text": [*left, *(right or [BLANK] * n)],
        },
    }, [-0.5 - margin, shown - 0.5 + margin]  # fmt: skip


def _links(table):
    """The vertical lines of gates on several qubits as one line with gaps."""
    wide = [(x, op) for x, column in enumerate(table) for op in column if op.qubits[1:]]
    ends = [(x, min(op.qubits), max(op.qubits)) for x, op in wide if op.name != "barrier"]
    x = [value for column, _, _ in ends for value in (column, column, np.nan)]
    y = [value for _, top, bottom in ends for value in (top, bottom, np.nan)]
    return {"x": np.array(x or [np.nan]), "y": np.array(y or [np.nan])}


def _marks(op, x):
    """(x, wire, letter, what to say, marker) for each wire of an operation."""
    if op.name == "barrier":
        return
    said = op.name + (f"({op.params[0]:.3g})" if op.params else "")
    for q, symbol in drawing.symbols(op).items():
        if symbol == "o":
            yield x, q, "", said, ("circle", 0.4, PAIR, PAIR)
        elif symbol == "X" and op.qubits[1:]:
            yield x, q, "", said, ("circle-cross", 0.8, "white", PAIR)
        elif symbol == "x":
            yield x, q, "", said, ("x-thin", 0.5, PAIR, PAIR)
        else:
            colour = MEASURE if op.name == "measure" else PAIR if op.qubits[1:] else SINGLE
            letter = symbol.split("(")[0].replace("'", "†")
            letter = "M" if op.name == "measure" else letter
            yield x, q, letter, said, ("square", 1.0, "white", colour)


def _gates(marks, size):
    """The properties of a trace of markers whose boxes have this size in pixels."""
    letters = size >= LEGIBLE
    return {
        "x": np.array([x for x, *_ in marks], dtype=float),
        "y": np.array([q for _, q, *_ in marks], dtype=float),
        "text": [letter if letters and letter else BLANK for _, _, letter, *_ in marks],
        "hovertext": [said for *_, said, _ in marks],
        "marker.symbol": [look[0] for *_, look in marks],
        "marker.size": [size * look[1] for *_, look in marks],
        "marker.color": [look[2] for *_, look in marks],
        "marker.line.color": [look[3] for *_, look in marks],
    }


def timeline_traces(plan, gates_ns, scale):
    """The bars of a schedule as closed lines, {trace: {"x", "y"}}; times in units of ``scale`` ns.

    What comes after ``gates_ns`` is cut off a little later: a readout can be very long.

    >>> from qlearn.qubits import Circuit, schedule, superconducting
    >>> plan = schedule(Circuit(2).sx(0).cz(0, 1), superconducting(2))
    >>> timeline_traces(plan, 90.0, 1.0)["pair gates"]["x"][:4]
    array([30., 90., 90., 30.])
    """
    bars = {name: ([], []) for name in BARS}
    for event in plan.events:
        op, length = event.operation, event.stop_ns - event.start_ns
        kind = "pair gates" if op.qubits[1:] else "gates"
        kind = {"measure": "readout", "idle": "waiting", "delay": "waiting"}.get(op.name, kind)
        a, b = event.start_ns / scale, min(event.stop_ns, 1.12 * gates_ns) / scale
        for q in op.qubits if length > 0 and b > a else ():
            bars[kind][0].extend([a, b, b, a, a, np.nan])
            bars[kind][1].extend([q - HALF, q - HALF, q + HALF, q + HALF, q - HALF, np.nan])
    return {
        name: {"x": np.array(x or [np.nan]), "y": np.array(y or [np.nan])}
        for name, (x, y) in bars.items()
    }
