"""Pictures of repeaters: waits, cutoffs, distance, a chain in space and time, a pass overhead."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from qlearn.plots.style import COLOURS, GREY, given_or_new

BLUE, ORANGE, GREEN, PINK, SKY, YELLOW = COLOURS
DASHES = ("-", "--", ":", "-.", (0, (6, 1, 1, 1, 1, 1)))
BELL = ("Φ⁺", "Φ⁻", "Ψ⁺", "Ψ⁻")


# --- Still pictures -----------------------------------------------------------------------


def waits(links, curves, ax=None):
    """Draw mean slots to a pair against the number of links; `curves` is {name: array}.

    >>> waits([1, 2], {"with memories": [10, 15]}).get_yscale()
    'log'
    """
    ax = given_or_new(ax, (5.8, 3.2))
    for (name, curve), colour, dash in zip(curves.items(), COLOURS, DASHES, strict=False):
        ax.semilogy(links, curve, "o", ls=dash, ms=4, color=colour, label=name)
    ax.set(xlabel="links", ylabel="mean slots per pair", xticks=links)
    ax.legend(fontsize="small")
    return ax


def jensen(slots, decay, mean_slots, ax=None):
    """Draw how long pairs waited (bars) and what is left after that (curve); return the axes.

    `decay` is a function of slots; a ring is the decay at the mean wait, a line the mean decay.

    >>> len(jensen(np.array([1, 2, 9]), lambda t: np.exp(-t / 5), 4).lines)
    3
    """
    ax = given_or_new(ax, (6, 3.2))
    t = np.linspace(0, 1.2 * np.max(slots), 200)
    share, edges = np.histogram(slots, bins=24)
    width = edges[1] - edges[0]
    ax.bar(edges[:-1], share / share.max(), width, align="edge", color=SKY, alpha=0.5)
    ax.plot(t, decay(t), color=BLUE, label="what is left of w")
    ax.axhline(np.mean(decay(slots)), color=ORANGE, ls="--", label="mean of it")
    ax.plot([mean_slots], [decay(mean_slots)], "o", mfc="none", ms=9, color=PINK,
            label="at the mean wait")  # fmt: skip
    ax.set(xlabel="slots waited (bars: how often)", ylim=(0, 1.05), xlim=(0, t[-1]))
    ax.legend(fontsize="small")
    return ax


def cutoff_window(m, curves, ax=None):
    """Draw pairs per slot, fidelity, key, each divided by its largest value, against the cutoff.

    >>> ax = cutoff_window([1, 2, 3], {"key": [0, 2, 1]})
    >>> ax.lines[0].get_ydata()
    array([0. , 1. , 0.5])
    """
    ax = given_or_new(ax, (6, 3.2))
    for (name, curve), colour, dash in zip(curves.items(), COLOURS, DASHES, strict=False):
        curve = np.asarray(curve, dtype=float)
        ax.plot(m, curve / curve.max(), ls=dash, color=colour, label=name)
    ax.set(xlabel="cutoff m (slots)", ylabel="share of its maximum", xlim=(0, None), ylim=(0, 1.05))
    ax.legend(fontsize="small")
    return ax


def against_distance(length_km, curves, ax=None):
    """Draw bits per slot against the distance, logarithmic; zeros are left out.

    >>> against_distance([0, 100], {"fibre": [1, 0.01]}).get_xlabel()
    'distance (km)'
    """
    ax = given_or_new(ax, (6, 3.4))
    for (name, curve), colour, dash in zip(curves.items(), COLOURS, DASHES, strict=False):
        curve = np.asarray(curve, dtype=float)
        ax.semilogy(
            length_km, np.where(curve > 0, curve, np.nan), ls=dash, color=colour, label=name
        )
    ax.set(xlabel="distance (km)", ylabel="secret bits per slot")
    ax.legend(fontsize="small")
    return ax


# --- The chain in space and time ----------------------------------------------------------


def timeline_figure():
    """The empty figure of the chain timeline: what each node holds over time, and the mean wait.

    Its traces, by name: "memory", "link", "swap", "failed", "cutoff", "delivered", "mean so far",
    "exact".

    >>> [trace.name for trace in timeline_figure().data][-2:]
    ['mean so far', 'exact']
    """
    figure = make_subplots(1, 2, column_widths=[0.72, 0.28], horizontal_spacing=0.1)
    lines = {"memory": (SKY, 5), "link": (BLUE, 3), "delivered": (GREEN, 6)}
    marks = {"swap": ("circle", GREEN), "failed": ("x", ORANGE), "cutoff": ("square-open", PINK)}
    for name, (colour, width) in lines.items():
        line = {"color": colour, "width": width}
        figure.add_trace(go.Scatter(name=name, x=[], y=[], mode="lines", line=line), 1, 1)
    for name, (symbol, colour) in marks.items():
        marker = {"symbol": symbol, "color": colour, "size": 11, "line": {"width": 2}}
        figure.add_trace(go.Scatter(name=name, x=[], y=[], mode="markers", marker=marker), 1, 1)
    for name, line in {
        "mean so far": {"color": BLUE},
        "exact": {"color": ORANGE, "dash": "dash"},
    }.items():
        mode = "lines+markers" if name == "mean so far" else "lines"
        trace = go.Scatter(name=name, x=[], y=[], mode=mode, line=line, marker_size=4)
        figure.add_trace(trace, 1, 2)
    figure.update_layout(
        xaxis={"title": "slot"}, yaxis={"title": "node", "dtick": 1},
        xaxis2={"title": "pairs delivered"},
        yaxis2={"title": "mean slots per pair", "rangemode": "tozero"},
        legend={"orientation": "h", "y": 1.02},
        margin={"l": 45, "r": 10, "t": 40, "b": 45}, height=380,
    )  # fmt: skip
    return figure


# --- The purification ladder --------------------------------------------------------------


def ladder_figure(rounds):
    """The empty figure of the purification ladder: fidelity against price, and the four weights.

    Its traces, by name: "BBPSSW", "DEJMPS", and "Φ⁺" to "Ψ⁻" for the rounds 0 to `rounds`.

    >>> len(ladder_figure(3).data)
    6
    """
    figure = make_subplots(
        1, 2, horizontal_spacing=0.13, subplot_titles=("fidelity and price", "the four weights")
    )
    for name, colour, symbol in (("BBPSSW", ORANGE, "square"), ("DEJMPS", BLUE, "circle")):
        style = {"line": {"color": colour}, "marker": {"symbol": symbol, "size": 8}}
        figure.add_trace(go.Scatter(name=name, x=[1], y=[1], mode="lines+markers", **style), 1, 1)
    for name, colour in zip(BELL, (BLUE, PINK, YELLOW, ORANGE), strict=True):
        bars = go.Bar(
            name=name, x=list(range(rounds + 1)), y=[0] * (rounds + 1), marker_color=colour
        )
        figure.add_trace(bars, 1, 2)
    figure.update_layout(
        barmode="stack", xaxis={"type": "log", "title": "elementary pairs per pair", "dtick": 1},
        yaxis={"title": "fidelity", "range": [0.48, 1.02]}, xaxis2={"title": "round", "dtick": 1},
        yaxis2={"range": [0, 1]}, legend={"orientation": "h", "y": 1.12},
        margin={"l": 50, "r": 10, "t": 60, "b": 45}, height=360,
    )  # fmt: skip
    return figure


# --- The satellite ------------------------------------------------------------------------


def pass_figure():
    """The empty figure of a satellite pass: the sky over both stations, loss, pairs per second.

    Its traces, by name: "A", "B" (tracks in the sky), "loss A", "loss B", "both", "pairs".

    >>> [trace.name for trace in pass_figure().data][-1]
    'pairs'
    """
    titles = ("sky, north is up", "loss of the arms (dB)", "pairs per second")
    figure = make_subplots(
        1, 3, column_widths=[0.3, 0.35, 0.35], horizontal_spacing=0.08, subplot_titles=titles
    )
    turn = np.linspace(0, 2 * np.pi, 73)
    for elevation in (0, 30, 60):
        circle = {"x": (90 - elevation) * np.sin(turn), "y": (90 - elevation) * np.cos(turn)}
        style = {"mode": "lines", "line": {"color": GREY, "width": 0.7}, "hoverinfo": "skip"}
        figure.add_trace(
            go.Scatter(name=f"{elevation}°", showlegend=False, **circle, **style), 1, 1
        )
        words = {"text": f"{elevation}°" + " above the horizon" * (not elevation)}
        figure.add_annotation(
            x=0, y=elevation - 90, yshift=-9, showarrow=False, font={"size": 11}, **words
        )
    curves = [
        ("A", BLUE, "solid", 1), ("B", ORANGE, "dash", 1), ("loss A", BLUE, "solid", 2),
        ("loss B", ORANGE, "dash", 2), ("both", GREEN, "solid", 2), ("pairs", GREEN, "solid", 3),
    ]  # fmt: skip
    for name, colour, dash, column in curves:
        line = {"color": colour, "dash": dash, "width": 2.5, "simplify": False}
        shown = name in ("A", "B", "both")
        trace = go.Scatter(name=name, x=[], y=[], mode="lines", line=line, showlegend=shown)
        figure.add_trace(trace, 1, column)
    figure.update_layout(
        xaxis={"range": [-95, 95], "visible": False},
        yaxis={"range": [-95, 95], "visible": False, "scaleanchor": "x"},
        xaxis2={"title": "time (s)"}, xaxis3={"title": "time (s)"},
        yaxis3={"rangemode": "tozero"}, legend={"orientation": "h", "y": -0.12, "x": 0},
        margin={"l": 10, "r": 10, "t": 40, "b": 45}, height=340,
    )  # fmt: skip
    return figure
