"""Pictures of two qubits: what is known of each and of both, noise, and the CHSH test."""

import matplotlib.pyplot as plt
import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from qlearn.plots.style import COLOURS, LAVENDER

ALICE, BOB, SUM = COLOURS[:3]
TSIRELSON = 2 * 2**0.5
PAIRS = ["a₀ b₀", "a₀ b₁", "a₁ b₀", "a₁ b₁"]
CENTRES = {"Alice": -1.25, "Bob": 1.25}  # of the two dials


def pair_tables(tables, axes=None):
    """Draw all that Pauli measurements show of a pair, as coloured tables; return their axes.

    `tables` is {title: array (4, 4)} with the means <A x B> over I, x, y, z, Alice in the rows: her
    arrow alone in the first column, Bob's in the first row, the correlations in the rest.

    >>> ax, = pair_tables({"all 1/2": np.full((4, 4), 0.5)})
    >>> len(ax.texts), ax.texts[-1].get_text()
    (15, '0.50')
    """
    if axes is None:
        n = len(tables)
        axes = plt.subplots(1, n, figsize=(3.1 * n, 3), squeeze=False, layout="constrained")[1][0]
    for ax, (title, table) in zip(axes, tables.items(), strict=True):
        _table(ax, title, np.asarray(table, dtype=float))
    return axes


def _table(ax, title, table):
    shown = table.copy()
    shown[0, 0] = np.nan  # <I x I> is always 1 and says nothing
    ax.imshow(shown, cmap="RdBu", vmin=-1.3, vmax=1.3)
    for row, column in np.argwhere(np.isfinite(shown)):
        value = shown[row, column].round(2) + 0  # no -0.00
        colour = "white" if abs(value) > 0.7 else "black"
        ax.annotate(f"{value:.2f}", (column, row), ha="center", va="center", color=colour)
    ax.axhline(0.5, color="0.2", lw=1)  # the parts alone stand apart from what they share
    ax.axvline(0.5, color="0.2", lw=1)
    names = ["alone", "x", "y", "z"]
    ax.set(xticks=range(4), xticklabels=names, yticks=range(4), yticklabels=names)
    ax.set(xlabel="Bob", ylabel="Alice", title=title)


def against_noise(w, concurrence, s_max, axes=None):
    """Draw concurrence and largest S over the weight w of the Bell state; return both axes.

    `concurrence` and `s_max` are {name of the noise: array}.

    >>> left, right = against_noise([0, 1], {"white": [0, 1]}, {"white": [0, 2.8]})
    >>> left.get_ylabel(), len(right.lines)
    ('concurrence', 2)
    """
    axes = plt.subplots(1, 2, figsize=(8, 2.8), layout="constrained")[1] if axes is None else axes
    for ax, curves in zip(axes, (concurrence, s_max), strict=True):
        for (name, curve), colour, dash in zip(
            curves.items(), COLOURS, ("-", "--", ":"), strict=False
        ):
            ax.plot(w, curve, dash, color=colour, label=name)
        ax.set(xlabel="weight w of the Bell state", xlim=(0, 1))
        ax.legend(fontsize="small")
    axes[0].set_ylabel("concurrence")
    axes[1].set_ylabel("largest S")
    axes[1].axhline(2, color="0.5", lw=1)
    return axes


def chsh_figure():
    """The empty plotly figure of the CHSH explorer: dials, four correlations, and S.

    Its traces, by name: "a0", "a1", "b0", "b1" (arrows on the dials), "measured" (with error
    bars), "exact", "S measured" and "S exact".

    >>> [trace.name for trace in chsh_figure().data][-2:]
    ['S measured', 'S exact']
    """
    figure = make_subplots(
        1, 3, column_widths=[0.42, 0.36, 0.22], horizontal_spacing=0.08,
        subplot_titles=("axes", "correlations E", "S"),
    )  # fmt: skip
    columns = _dials(), _compared("", PAIRS), _compared("S ", ["S"])
    for column, traces in enumerate(columns, start=1):
        for trace in traces:
            figure.add_trace(trace, 1, column)
    _draw_limits(figure)
    figure.update_layout(
        xaxis={"range": [-2.6, 2.6], "visible": False},
        yaxis={"range": [-2.15, 1.75], "visible": False, "scaleanchor": "x"},
        xaxis2={"tickangle": 0}, yaxis2={"range": [-1.15, 1.15]},
        xaxis3={"visible": False}, yaxis3={"range": [-3.2, 3.2]},
        showlegend=False, margin={"l": 10, "r": 50, "t": 40, "b": 30}, height=320,
    )  # fmt: skip
    return figure


def _dials():
    """The circles of Alice and Bob, and on each two arrows that the explorer turns."""
    turn = np.linspace(0, 2 * np.pi, 61)
    for name, centre in CENTRES.items():
        circle = {"x": centre + np.sin(turn), "y": np.cos(turn), "mode": "lines"}
        yield go.Scatter(
            name=name, line={"color": LAVENDER, "width": 1}, hoverinfo="skip", **circle
        )
        yield go.Scatter(
            name=f"{name}'s name", x=[centre], y=[-2.0], mode="text", text=[name], hoverinfo="skip"
        )
    for name, colour, dash in (("a0", ALICE, "solid"), ("a1", ALICE, "dot"),
                               ("b0", BOB, "solid"), ("b1", BOB, "dot")):  # fmt: skip
        yield go.Scatter(
            name=name, mode="lines+text", text=["", "", "", name.translate({48: "₀", 49: "₁"})],
            textposition="middle center", hoverinfo="skip",
            line={"color": colour, "width": 3, "dash": dash}, **dial_arrow(name, 0.0),
        )  # fmt: skip


def dial_arrow(name, angle):
    """One arrow of the dials, `angle` (rad) clockwise from the top: ends, a gap, place of its name.

    >>> dial_arrow("b0", 0.0)["y"]
    array([0.  , 1.  ,  nan, 1.22])

    The names of axis 1 stand further out, so that both can be read when the axes agree.
    """
    centre = CENTRES["Alice" if name.startswith("a") else "Bob"]
    radius = np.array([0.0, 1.0, np.nan, 1.58 if name.endswith("1") else 1.22])
    return {"x": centre + radius * np.sin(angle), "y": radius * np.cos(angle)}


def _compared(prefix, labels):
    """Points with error bars for what was measured, open diamonds for what is exact."""
    zeros = np.zeros(len(labels))
    error = {"type": "data", "array": zeros, "thickness": 2.5, "width": 7, "color": SUM}
    diamond = {"symbol": "diamond-open", "size": 15, "color": COLOURS[3], "line": {"width": 2}}
    both = {"x": labels, "y": zeros, "mode": "markers"}
    yield go.Scatter(
        name=f"{prefix}measured", marker={"size": 9, "color": SUM}, error_y=error, **both
    )
    yield go.Scatter(name=f"{prefix}exact", marker=diamond, **both)


def _draw_limits(figure):
    """Lines at the largest S of fixed answers, 2, and of quantum mechanics, 2 sqrt 2."""
    for level, text in ((2, "2"), (TSIRELSON, "2√2")):
        for sign in (1, -1):
            figure.add_hline(sign * level, line={"dash": "dash", "width": 1, "color": BOB}, col=3)
        figure.add_annotation(
            x=1, y=level, xref="x3 domain", yref="y3", text=text, showarrow=False, xanchor="left"
        )
