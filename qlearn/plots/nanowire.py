"""Pictures of the nanowire, of its conductance and of a gap protocol.  meV, nm, e^2/h."""

import matplotlib.pyplot as plt
import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from qlearn.plots.style import COLOURS, GREY, LAVENDER, given_or_new

LEFT, RIGHT, THIRD = COLOURS[:3]
CLASSES = ("not both peaks", "peaks, no gap", "peaks and gap", "region qualifies")
_CLASS_COLOURS = (LAVENDER, COLOURS[4], COLOURS[5], COLOURS[1])


def bands(k, panels):
    """Draw two bands for each entry of ``panels``, coloured by their spin; return the axes.

    ``panels`` is {title: (energies, spins)}, both of shape (2, len(k)); spins from -1 to 1.

    >>> k = np.linspace(-1, 1, 5)
    >>> len(bands(k, {"free": (np.ones((2, 5)), np.zeros((2, 5)))}))
    1
    """
    figure, axes = plt.subplots(1, len(panels), figsize=(3 * len(panels), 2.7), sharey=True)
    axes = np.atleast_1d(axes)
    for ax, (title, (energies, spins)) in zip(axes, panels.items(), strict=True):
        for energy, spin in zip(energies, spins, strict=True):
            dots = ax.scatter(k, energy, c=spin, cmap="coolwarm", vmin=-1, vmax=1, s=7)
        ax.set(title=title, xlabel="k (1/nm)")
    axes[0].set_ylabel("energy (meV)")
    figure.colorbar(dots, ax=list(axes), label="spin along y")
    return axes


def lines(x, curves, xlabel, ylabel, marks=(), ax=None, **axis):
    """Draw each entry of ``curves`` (name: array) over x, and a vertical line at each mark.

    Further keywords go to ``ax.set``.  Several curves may share one array of shape (len(x), n).

    >>> lines([0, 1], {"gap": [1, 0]}, "V_Z", "gap", marks=[0.5]).get_xlabel()
    'V_Z'
    """
    ax = given_or_new(ax, (5.4, 3))
    for (name, y), colour, dash in zip(
        curves.items(), COLOURS, ("-", "--", "-.", ":"), strict=False
    ):
        drawn = ax.plot(x, y, dash, color=colour)
        drawn[0].set_label(name)  # an array of curves has one name
    for mark in marks:
        ax.axvline(mark, color="0.5", lw=1, ls=":")
    ax.set(xlabel=xlabel, ylabel=ylabel, **axis)
    ax.legend(fontsize="small")
    return ax


def phase_maps(vz, mu, maps, border):
    """Draw each entry of ``maps`` (title: array (n_mu, n_vz), -1 to 1) and ``border(mu)`` on it.

    >>> maps = {"det r": np.zeros((2, 3))}
    >>> len(phase_maps([0, 0.5, 1], [-1, 1], maps, border=[0.5, 0.5]))
    1
    """
    figure, axes = plt.subplots(1, len(maps), figsize=(4 * len(maps), 3), sharey=True)
    axes = np.atleast_1d(axes)
    for ax, (title, values) in zip(axes, maps.items(), strict=True):
        image = ax.pcolormesh(vz, mu, values, cmap="PuOr", vmin=-1, vmax=1, shading="nearest")
        ax.plot(border, mu, color=THIRD, lw=2, ls="--")
        ax.set(title=title, xlabel="$V_Z$ (meV)", xlim=(np.min(vz), np.max(vz)))
    axes[0].set_ylabel("μ (meV)")
    figure.colorbar(image, ax=list(axes), label="det r")
    return axes


def bench_figure():
    """The empty plotly figure of the wire bench: two traces over bias, two maps over V_Z and bias.

    Its traces, by name: "left", "right" (local), "left to right", "right to left" (nonlocal);
    "local map", "nonlocal map"; on each map "field, ..." and "border, ..." (vertical lines), on
    the second "bulk gap".

    >>> [trace.name for trace in bench_figure().data][-1]
    'bulk gap'
    """
    figure = make_subplots(
        2, 2, horizontal_spacing=0.17, vertical_spacing=0.2,
        subplot_titles=("local G (e²/h): left, right dashed", "nonlocal G (e²/h): RL, LR dashed",
                        "G_LL (e²/h), all fields", "odd part of G_RL (e²/h), all fields"),
    )  # fmt: skip
    pairs = (("left", "right"), ("left to right", "right to left"))
    for column, names in enumerate(pairs, start=1):
        for name, colour, dash in zip(names, (LEFT, RIGHT), ("solid", "dash"), strict=True):
            line = {"color": colour, "dash": dash, "width": 2.5}
            figure.add_trace(_line(name, line), 1, column)
    for column, (name, scale) in enumerate(_MAPS.items(), start=1):
        figure.add_trace(go.Heatmap(name=f"{name} map", z=[[0.0]], **scale), 2, column)
        for what, colour, dash in (("field", COLOURS[1], "dot"), ("border", GREY, "dash")):
            line = {"color": colour, "dash": dash, "width": 2.5}
            figure.add_trace(_line(f"{what}, {name}", line), 2, column)
    figure.add_trace(_line("bulk gap", {"color": GREY, "width": 2}), 2, 2)
    for column in (1, 2):
        figure.update_xaxes(title="bias (mV)", row=1, col=column)
        figure.update_xaxes(title="V_Z (meV)", row=2, col=column)
    figure.update_yaxes(title="bias (mV)", row=2, col=1)
    figure.update_layout(
        yaxis_range=[-0.1, 4.1], yaxis2_range=[-0.9, 0.9],
        showlegend=False, margin={"l": 55, "r": 60, "t": 30, "b": 50}, height=540,
    )  # fmt: skip
    return figure


_MAPS = {
    "local": {"colorscale": "Cividis", "zmin": 0, "zmax": 2, "hoverongaps": False,
              "colorbar": {"x": 0.43, "len": 0.4, "y": 0.19, "thickness": 10}},
    "nonlocal": {"colorscale": "PuOr", "zmin": -0.3, "zmax": 0.3, "hoverongaps": False,
                 "colorbar": {"x": 1.02, "len": 0.4, "y": 0.19, "thickness": 10}},
}  # fmt: skip


def protocol_figure():
    """The empty plotly figure of the protocol explorer: the gap that is read, and the classes.

    Its traces, by name: "gap" (meV) and "class" (0 to 3, see `CLASSES`), maps over V_Z and mu;
    "border, gap" and "border, class", the bulk truth when it is revealed.

    >>> [trace.name for trace in protocol_figure().data][0]
    'gap'
    """
    figure = make_subplots(
        1, 2, horizontal_spacing=0.19,
        subplot_titles=("gap read from nonlocal G (meV)", "what these thresholds make of it"),
    )  # fmt: skip
    steps = [(i / 4, c) for n, c in enumerate(_CLASS_COLOURS) for i in (n, n + 1)]
    bar = {"thickness": 10, "tickvals": [0, 1, 2, 3], "ticktext": CLASSES, "x": 1.01}
    maps = {
        "gap": {"colorscale": "Cividis", "zmin": 0, "zmax": 0.2, "hoverongaps": False,
                "colorbar": {"x": 0.41, "thickness": 10}},
        "class": {"colorscale": steps, "zmin": -0.5, "zmax": 3.5, "hoverongaps": False,
                  "colorbar": bar},
    }  # fmt: skip
    for column, (name, scale) in enumerate(maps.items(), start=1):
        figure.add_trace(go.Heatmap(name=name, z=[[0.0]], **scale), 1, column)
        line = {"color": "#000000", "width": 3, "dash": "dash"}
        figure.add_trace(_line(f"border, {name}", line), 1, column)
        figure.update_xaxes(title="V_Z (meV)", row=1, col=column)
    figure.update_yaxes(title="μ (meV)", row=1, col=1)
    figure.update_layout(showlegend=False, margin={"l": 60, "r": 20, "t": 30, "b": 50}, height=330)
    return figure


def _line(name, line):
    return go.Scatter(name=name, x=[0.0], y=[0.0], mode="lines", line=line)
