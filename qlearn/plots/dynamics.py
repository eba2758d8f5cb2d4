"""Pictures of a qubit in time: signals, pulse sequences, and the bench of the explorer."""

import matplotlib.pyplot as plt
import numpy as np
import plotly.graph_objects as go

from qlearn.plots.style import COLOURS, given_or_new
from qlearn.qubits.pulses import Pulse, Sequence

LINE, POINTS = COLOURS[0], COLOURS[1]
PULSE, WAIT = 0.7, 1.6  # widths of a pulse and a delay in the drawing of a sequence


def signals(x, curves, points=None, ax=None, xlabel="time (µs)", ylabel="$P_1$"):
    """Draw ``curves`` {name: array} over x, and ``points`` with error bars; return the axes.

    ``points`` is {name: (x, y, error)}. The vertical axis is that of probabilities, 0 to 1.

    >>> ax = signals([0, 1], {"formula": [0, 1]}, {"data": ([0.5], [0.4], 0.1)})
    >>> ax.get_legend_handles_labels()[1]
    ['formula', 'data']
    """
    ax = given_or_new(ax, (5.5, 2.8))
    for i, (name, y) in enumerate(curves.items()):
        ax.plot(x, y, color=COLOURS[i % len(COLOURS)], label=name)
    for i, (name, (at, y, error)) in enumerate((points or {}).items()):
        colour = COLOURS[(len(curves) + i) % len(COLOURS)]
        ax.errorbar(at, y, error, fmt="o", ms=4, color=colour, label=name)
    ax.set(xlabel=xlabel, ylabel=ylabel, ylim=(-0.03, 1.03))
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(fontsize="small", frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3)
    return ax


def timeline(sequence, ax=None):
    """Draw a ``Sequence``, or a list of its segments, from left to right; return the axes.

    Pulses are boxes with axis and angle, delays gaps with their time. Widths are not to scale.

    >>> from qlearn.qubits.pulses import Delay
    >>> ax = timeline([Pulse("x", np.pi / 2), Delay(5.0)])
    >>> [text.get_text() for text in ax.texts]
    ['x\\nπ/2', '5 µs']
    """
    segments = sequence.segments if isinstance(sequence, Sequence) else list(sequence)
    widths = [PULSE if isinstance(segment, Pulse) else WAIT for segment in segments]
    ax = given_or_new(ax, (1 + 0.6 * sum(widths), 1.3))
    edges = np.cumsum([0, *widths])
    ink = plt.rcParams["text.color"]
    ax.plot([-0.3, edges[-1] + 0.3], [0, 0], color=ink, lw=1, zorder=0)
    for segment, left, width in zip(segments, edges, widths, strict=False):
        _draw_segment(ax, segment, left, width, ink)
    ax.set(xlim=(-0.4, edges[-1] + 0.4), ylim=(-0.15, 1.15))
    ax.axis("off")
    return ax


def _draw_segment(ax, segment, left, width, ink):
    middle = left + width / 2
    if not isinstance(segment, Pulse):
        ax.text(middle, 0.12, f"{segment.t_us:.3g} µs", ha="center", va="bottom")
        return
    ax.add_patch(plt.Rectangle((left, 0), width, 1, facecolor=LINE, edgecolor=ink, lw=0.8))
    name = segment.axis if isinstance(segment.axis, str) else "axis"
    text = f"{name}\n{_angle(segment.angle)}"
    ax.text(middle, 0.5, text, color="white", ha="center", va="center", fontsize="small")


def _angle(angle):
    """The angle as a multiple of pi: π/2, -π, 0.3π.

    >>> [_angle(x) for x in (np.pi / 2, -np.pi, 0.3 * np.pi, 2 * np.pi)]
    ['π/2', '-π', '0.3π', '2π']
    """
    turns = angle / np.pi
    if np.isclose(abs(turns), 0.5):
        return "π/2" if turns > 0 else "-π/2"
    return {1.0: "π", -1.0: "-π"}.get(round(turns, 9), f"{turns:.3g}π")


def bench_figure():
    """The empty plotly figure of the bench: P1 against time, traces "closed form" and "QuTiP".

    >>> [trace.name for trace in bench_figure().data]
    ['closed form', 'QuTiP']
    """
    figure = go.Figure()
    line = {"color": LINE, "width": 2}
    figure.add_scatter(name="closed form", mode="lines", x=[0.0], y=[0.0], line=line)
    dots = {"color": POINTS, "size": 6}
    figure.add_scatter(name="QuTiP", mode="markers", x=[0.0], y=[0.0], marker=dots)
    figure.update_layout(
        xaxis_title="", xaxis_range=[0, 6], yaxis_title="P(1)", yaxis_range=[-0.04, 1.04],
        legend={"orientation": "h", "x": 0.5, "y": 1.02, "xanchor": "center"},
        margin={"l": 60, "r": 20, "t": 40, "b": 50}, height=380,
    )  # fmt: skip
    return figure
