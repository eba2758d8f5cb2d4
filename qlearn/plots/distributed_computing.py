"""Pictures of networked quantum computers: the architecture, a remote gate, a timetable, links."""

import numpy as np
import plotly.graph_objects as go
from matplotlib.patches import FancyBboxPatch
from plotly.subplots import make_subplots

from qlearn.plots.style import COLOURS, GREY, given_or_new

BLUE, ORANGE, GREEN, PINK, SKY, YELLOW = COLOURS


# --- Still pictures -----------------------------------------------------------------------


def architecture(ax=None):
    """Draw the parts of a networked quantum computer, by name; return the axes.

    >>> len(architecture().patches) > 8
    True
    """
    ax = given_or_new(ax, (8.6, 3.0))
    ax.set(xlim=(0, 17.2), ylim=(0, 6.4), aspect="auto")
    ax.axis("off")
    for left, sign in ((0.2, 1), (17.0, -1)):
        _cryostat(ax, left, sign)
    _box(ax, 6.9, 1.3, 3.4, 1.8, "network bridge:\nswitches, detectors,\nmemories", YELLOW)
    _box(ax, 6.9, 4.5, 3.4, 1.4, "orchestrator\n(classical)", "white")
    for a, b in ((5.9, 6.9), (10.3, 11.3)):
        ax.plot([a, b], [2.2, 2.2], color=ORANGE, lw=3)
        ax.text((a + b) / 2, 1.65, "fibre", ha="center", fontsize="small")
    for x in (1.3, 8.6, 15.9):
        ax.plot([x, x], [3.1, 5.2 if x != 8.6 else 4.5], color=GREY, ls=":", lw=1.5)
    for a, b in ((1.3, 6.9), (10.3, 15.9)):
        ax.plot([a, b], [5.2, 5.2], color=GREY, ls=":", lw=1.5)
    ax.text(4.1, 5.35, "bits, schedules", ha="center", fontsize="small", color=GREY)
    return ax


def _cryostat(ax, edge, sign):
    """QPU, QNU and transducer of one computer, from its outer edge inwards."""
    names = (("QPU", 1.9, SKY), ("QNU", 1.5, SKY), ("trans-\nducer", 1.6, "white"))
    corner = edge if sign > 0 else edge - 5.7
    frame = FancyBboxPatch((corner, 0.7), 5.7, 3.0, boxstyle="round,pad=0.02", fill=False, ls="--")
    frame.set_edgecolor(GREY)
    ax.add_patch(frame)
    ax.text(corner + 2.85, 0.1, "cryostat, microwaves", ha="center", fontsize="small")
    x = edge + sign * 0.2
    for name, width, colour in names:
        _box(ax, x if sign > 0 else x - width, 1.4, width, 1.6, name, colour)
        x += sign * (width + 0.15)


def _box(ax, x, y, width, height, text, colour):
    ax.add_patch(
        FancyBboxPatch(
            (x, y), width, height, boxstyle="round,pad=0.02", facecolor=colour, edgecolor="black"
        )
    )
    ax.text(x + width / 2, y + height / 2, text, ha="center", va="center", color="black",
            fontsize="small")  # fmt: skip


def remote_cnot(ax=None):
    """Draw the circuit of a CNOT between two computers; return the axes.

    >>> len(remote_cnot().lines) > 10
    True
    """
    ax = given_or_new(ax, (7, 2.9))
    ax.set(xlim=(0, 10), ylim=(-0.4, 4.6))
    ax.axis("off")
    wires = {"control": (4, 9.8), "half": (3, 4.2), " half": (1.6, 7.4), "target": (0.6, 9.8)}
    for name, (y, end) in wires.items():
        ax.plot([1.5, end], [y, y], color="black", lw=1)
        ax.text(1.4, y, name.strip(), ha="right", va="center")
    ax.plot([1.7, 1.7], [1.6, 3], color=ORANGE, lw=3)
    ax.text(1.85, 2.3, "pair", va="center", color=ORANGE)
    ax.axhline(2.3, xmin=0.3, color=GREY, ls="--", lw=1)
    ax.text(0.05, 3.5, "A", weight="bold", va="center")
    ax.text(0.05, 1.1, "B", weight="bold", va="center")
    _cnot(ax, 3.0, 4, 3)
    _cnot(ax, 5.6, 1.6, 0.6)
    for x, y, text in ((4.3, 3, "read"), (4.8, 1.6, "X"), (6.5, 1.6, "H"), (7.4, 1.6, "read"),
                       (8.6, 4, "Z")):  # fmt: skip
        ax.text(x, y, text, ha="center", va="center", bbox={"fc": "white", "ec": "black"})
    for x, (low, high) in ((4.75, (1.95, 2.72)), (8.55, (1.95, 3.65))):
        start = (4.45, 2.72) if x < 5 else (7.75, 1.75)
        ax.annotate("", (x, low if x < 5 else high), start,
                    arrowprops={"arrowstyle": "->", "ls": "--", "color": BLUE})  # fmt: skip
    ax.text(4.95, 2.55, "bit", color=BLUE)
    ax.text(8.35, 2.55, "bit", color=BLUE)
    return ax


def _cnot(ax, x, control, target):
    low = target - 0.18
    ax.plot([x, x], [control, low], color="black", lw=1)
    ax.plot([x], [control], "o", color="black", ms=6)
    ax.plot([x], [target], "o", mfc="white", mec="black", ms=14)
    ax.plot([x], [target], "+", color="black", ms=14)


def timetable(run, ax=None):
    """Draw what each QPU does over time: pairs being made (light), gates (dark); return the axes.

    ``run`` is a `network.orchestration.Run`. Every QPU has a line for each thing that it does at
    once; the longest chain of gates is drawn in orange.
    """
    job = run.job
    ax = given_or_new(ax, (7.2, 0.9 + 0.3 * job.n_qpus))
    chain, lanes = set(longest_chain(job)), _lanes(run)
    height = 0.8 / (1 + max(lanes.values()))
    for (gate, qpu), lane in lanes.items():
        colour, y = ORANGE if gate in chain else BLUE, qpu - 0.4 + (lane + 0.5) * height
        for begin, end, alpha in ((run.start_us, run.made_us, 0.4), (run.gate_us, run.end_us, 1)):
            width = end[gate] - begin[gate]
            ax.barh(y, width, left=begin[gate], height=0.9 * height, color=colour, alpha=alpha)
    ax.set(xlabel="time (µs)", ylabel="QPU", yticks=range(job.n_qpus), xlim=(0, run.makespan_us))
    return ax


def _lanes(run):
    """{(gate, QPU): line}, the first line of the QPU that is free when the pair is begun."""
    lanes, until = {}, {}
    for gate in np.argsort(run.start_us, kind="stable").tolist():
        for qpu in run.job.qpus[gate].tolist():
            lane = 0
            while until.get((qpu, lane), 0.0) > run.start_us[gate]:
                lane += 1
            lanes[gate, qpu] = lane
            until[qpu, lane] = run.end_us[gate]
    return lanes


def longest_chain(job):
    """The gates of the longest chain, expected, in their order: a list.

    >>> from qlearn.network.jobs import Job
    >>> job = Job(3, np.array([[0, 1], [0, 2], [1, 2]]), ((), (), (0,)), 1.0, 1.0, 1.0)
    >>> longest_chain(job)
    [0, 2]
    """
    path = job.path_us
    chain = [int(np.argmax(path))]
    while True:
        after = [g for g, needs in enumerate(job.needs) if chain[-1] in needs]
        if not after:
            return chain
        chain.append(max(after, key=lambda g: path[g]))


# --- The link between two computers -------------------------------------------------------

EFFICIENCIES = np.logspace(-3, 0, 61)
NOISES = np.logspace(-4, 0.5, 61)
EXCITATIONS = np.logspace(-2.5, np.log10(0.5), 80)


def link_figure():
    """The empty figure of the two-QPU data centre: fidelity over efficiency and noise, and against
    the excitation, with the gates per second.

    Its traces, by name: "fidelity" (a map), "entanglement-breaking", "half", "here", "process",
    "average", "sent directly", "chosen", "gates per second", "chosen rate".

    >>> [trace.name for trace in link_figure().data][:2]
    ['fidelity', 'entanglement-breaking']
    """
    specs = [[{"rowspan": 2}, {}], [None, {}]]
    figure = make_subplots(
        2, 2, specs=specs, column_widths=[0.46, 0.54], horizontal_spacing=0.26,
        vertical_spacing=0.1,
    )  # fmt: skip
    for trace in _link_map():
        figure.add_trace(trace, 1, 1)
    for trace in _link_curves():
        figure.add_trace(trace, 1, 2)
    for name, mode, style in (
        ("gates per second", "lines", {"line": {"color": BLUE}}),
        ("chosen rate", "markers", {"marker": {"color": ORANGE, "size": 10}}),
    ):
        trace = go.Scatter(name=name, x=EXCITATIONS, y=EXCITATIONS, mode=mode, showlegend=False)
        figure.add_trace(trace.update(**style), 2, 2)
    x = {"type": "log", "range": [-2.5, np.log10(0.5)]}
    figure.update_layout(
        xaxis={"title": "efficiency η", "type": "log", "range": [-3, 0], "dtick": 1},
        yaxis={"title": "noise at the input N (photons)", "type": "log", "range": [-4, 0.5],
               "dtick": 1},
        xaxis2=x | {"showticklabels": False}, yaxis2={"title": "fidelity", "range": [0, 1.02]},
        xaxis3=x | {"title": "excitation x", "tickvals": [0.003, 0.01, 0.03, 0.1, 0.3]},
        yaxis3={"title": "gates per second", "type": "log", "exponentformat": "power", "dtick": 1},
        legend={"orientation": "h", "x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom"},
        margin={"l": 60, "r": 15, "t": 35, "b": 45}, height=400,
    )  # fmt: skip
    figure.add_annotation(
        x=-1.5, y=0.25, text="entanglement-breaking", showarrow=False, font={"color": "white"},
        xref="x", yref="y",
    )  # fmt: skip
    return figure


def _link_map():
    bar = {"title": {"text": "F"}, "x": 0.345, "thickness": 10, "len": 0.95}
    yield go.Heatmap(
        name="fidelity", x=EFFICIENCIES, y=NOISES, z=np.zeros((len(NOISES), len(EFFICIENCIES))),
        zmin=0, zmax=1, colorscale="Cividis", colorbar=bar, hoverinfo="x+y+z",
    )  # fmt: skip
    top = NOISES[-1]
    yield go.Scatter(
        name="entanglement-breaking", x=[1e-3, 1e-3, 1, 1, 1e-3], y=[1, top, top, 1, 1],
        mode="lines", fill="toself", showlegend=False, hoverinfo="skip",
        line={"color": "white", "width": 1}, fillcolor="rgba(120,120,120,0.75)",
    )  # fmt: skip
    yield go.Scatter(
        name="half", x=[1e-3], y=[1e-3], mode="lines", showlegend=False, hoverinfo="skip",
        line={"color": "white", "width": 2, "dash": "dash"},
    )  # fmt: skip
    marker = {"color": ORANGE, "size": 13, "line": {"color": "white", "width": 2}}
    yield go.Scatter(
        name="here", x=[0.1], y=[0.01], mode="markers", marker=marker, showlegend=False
    )


def _link_curves():
    styles = {
        "process": {"color": BLUE, "width": 3},
        "average": {"color": GREEN, "dash": "dash"},
        "sent directly": {"color": PINK, "dash": "dot"},
    }
    for name, line in styles.items():
        yield go.Scatter(name=name, x=EXCITATIONS, y=EXCITATIONS, mode="lines", line=line)
    marker = {"color": ORANGE, "size": 10}
    yield go.Scatter(
        name="chosen", x=[0.1], y=[0.5], mode="markers", marker=marker, showlegend=False
    )


# --- The bridge ---------------------------------------------------------------------------

JOINED = {"pair being made": SKY, "pair in memory": ORANGE, "gate": GREEN}
IN_TIME = {"gates that wait": (PINK, "solid"), "busy channels": (BLUE, "solid"),
           "stored pairs": (ORANGE, "dash")}  # fmt: skip


def bridge_figure(bars):
    """The empty figure of the bridge: who is joined now, the queue in time, bounds and makespans.

    ``bars`` are the names below the bars. Its traces, by name: those of `JOINED` and "QPUs" (the
    circle), those of `IN_TIME` and "now", and "bars".

    >>> [trace.name for trace in bridge_figure(["a", "b"]).data][-1]
    'bars'
    """
    figure = make_subplots(
        2, 2, specs=[[{"rowspan": 2}, {}], [None, {}]], column_widths=[0.4, 0.6],
        horizontal_spacing=0.1, vertical_spacing=0.26,
    )  # fmt: skip
    for name, colour in JOINED.items():
        line = {"color": colour, "width": 2.5}
        figure.add_trace(go.Scatter(name=name, mode="lines", line=line, x=[], y=[]), 1, 1)
    dots = go.Scatter(name="QPUs", mode="markers", marker={"color": GREY}, x=[], y=[])
    figure.add_trace(dots, 1, 1)
    for name, (colour, dash) in IN_TIME.items():
        line = {"color": colour, "dash": dash, "shape": "hv"}
        figure.add_trace(go.Scatter(name=name, mode="lines", line=line, x=[], y=[]), 1, 2)
    figure.add_trace(
        go.Scatter(name="now", mode="lines", line={"color": GREY, "width": 1}, x=[], y=[]), 1, 2
    )
    text = {"textposition": "auto", "texttemplate": "%{y:.0f}"}
    bar = go.Bar(name="bars", x=list(bars), y=[0.0] * len(bars), marker_color=GREY, **text)
    figure.add_trace(bar.update(showlegend=False), 2, 2)
    for name in ("QPUs", "now"):
        figure.update_traces(showlegend=False, selector={"name": name})
    still = {"visible": False, "fixedrange": True, "range": [-1.1, 1.1]}
    plain = {"exponentformat": "none"}  # 10,000, and no small exponents
    figure.update_layout(
        xaxis=still, yaxis=still | {"scaleanchor": "x"},
        xaxis2=plain | {"title": "time (µs)"},
        yaxis2=plain | {"title": "number", "rangemode": "tozero"}, xaxis3={"tickangle": 0},
        yaxis3=plain | {"title": "time (µs)", "rangemode": "tozero"}, hovermode=False,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"},
        margin={"l": 10, "r": 15, "t": 40, "b": 45}, height=420,
    )  # fmt: skip
    return figure


def chords(places, qpus):
    """Lines between QPUs on the circle, with gaps: {"x", "y"}; ``qpus`` has the shape (m, 2).

    >>> from qlearn.plots.many_to_one import star
    >>> chords(star(4), np.array([[0, 2]]))["y"]
    array([ 1., -1., nan])
    """
    return {
        axis: np.column_stack([place[qpus], np.full(len(qpus), np.nan)]).ravel()
        for axis, place in zip("xy", places, strict=True)
    }
