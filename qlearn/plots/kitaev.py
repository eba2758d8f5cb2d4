"""Pictures of the Kitaev chain.  Energies are in units of t, sites are counted from 1."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from qlearn.plots.style import COLOURS, given_or_new

LEFT, RIGHT, THIRD = COLOURS[:3]
ORDER = (*COLOURS[:4], COLOURS[5])  # of curves
FLOOR = 1e-16  # below this an energy is rounding noise


def dominoes(block, ax=None):
    """Draw the Majorana operators of each site and the terms that pair them; return the axes.

    ``block`` is M of H = (i/2) sum M_jl a_j b_l, shape (n, n).  A line is as wide as its term is
    strong; operators without any are drawn as open rings.

    >>> len(dominoes([[0, 0], [2, 0]]).lines)
    1
    """
    block = np.asarray(block, dtype=float)
    n_sites = len(block)
    ax = given_or_new(ax, (7, 1.6))
    strongest = np.abs(block).max() or 1.0
    for j, m in np.argwhere(block):
        x = np.linspace(j - 0.2, m + 0.2, 30)
        dip = 1 if m > j else 0  # this pair has others in between: draw an arc below them
        y = -0.5 * dip * (1 - ((x - x.mean()) / (x[-1] - x.mean())) ** 2)
        ax.plot(x, y, color="0.55", lw=8 * abs(block[j, m]) / strongest, zorder=1)
    for x, name, free, colour in _operators(block):
        ax.scatter(
            x, 0, s=170, zorder=2, color="white" if free else colour, edgecolors=colour, lw=2
        )
        ax.annotate(name, (x, 0.35), ha="center")
    for j in range(n_sites):
        ax.annotate(f"site {j + 1}", (j, -0.75), ha="center", fontsize="small")
    ax.set(xlim=(-0.6, n_sites - 0.4), ylim=(-1, 1))
    ax.axis("off")
    return ax


def _operators(block):
    """Place, name, whether it is free, and colour of every Majorana operator."""
    for j in range(len(block)):
        yield j - 0.2, f"$a_{{{j + 1}}}$", not block[j].any(), LEFT
        yield j + 0.2, f"$b_{{{j + 1}}}$", not block[:, j].any(), RIGHT


def bands(k, energies, ax=None):
    """Draw +E(k) and -E(k) for each entry of ``energies`` (name: array); return the axes.

    >>> k = np.linspace(-np.pi, np.pi, 5)
    >>> len(bands(k, {"flat": np.ones(5)}).lines)
    2
    """
    ax = given_or_new(ax, (5, 3))
    for (name, energy), colour in zip(energies.items(), ORDER, strict=False):
        ax.plot(k / np.pi, energy, color=colour, label=name)
        ax.plot(k / np.pi, -np.asarray(energy), color=colour, ls="--")
    ax.set(xlabel=r"$k / \pi$", ylabel="energy / t")
    ax.legend(fontsize="small")
    return ax


def gap_map(mu, delta, gap, ax=None):
    """Draw the bulk gap over mu and delta; ``gap`` has shape (len(delta), len(mu)).

    >>> gap_map([-1, 0, 1], [0, 1], np.ones((2, 3))).get_xlabel()
    'μ / t'
    """
    ax = given_or_new(ax, (5, 3))
    image = ax.pcolormesh(mu, delta, gap, cmap="cividis", shading="gouraud")
    ax.figure.colorbar(image, ax=ax, label="bulk gap / t")
    ax.set(xlabel="μ / t", ylabel="Δ / t")
    return ax


def end_modes(left, right, ax=None):
    """Draw the weight of two Majorana modes on each site; return the axes.

    >>> len(end_modes([1, 0], [0, 1]).containers)
    2
    """
    ax = given_or_new(ax, (5, 2.4))
    sites = np.arange(1, len(left) + 1)
    ax.bar(sites - 0.2, np.square(left), 0.4, color=LEFT, label="left mode ($a$ side)")
    ax.bar(sites + 0.2, np.square(right), 0.4, color=RIGHT, label="right mode ($b$ side)")
    ax.set(xlabel="site", ylabel="weight")
    ax.legend(fontsize="small")
    return ax


def splitting(n_sites, energies, ax=None):
    """Draw E0 against the length, logarithmic, for each entry of ``energies`` (name: array).

    The grey region is rounding noise.

    >>> splitting([4, 8], {"mu = 1": [1e-1, 1e-3]}).get_yscale()
    'log'
    """
    ax = given_or_new(ax, (5, 3))
    for (name, energy), colour in zip(energies.items(), ORDER, strict=False):
        ax.semilogy(n_sites, np.maximum(energy, FLOOR), "o-", ms=3, color=colour, label=name)
    ax.axhspan(FLOOR / 10, 10 * FLOOR, color="0.85", zorder=0)
    ax.set(xlabel="number of sites", ylabel="$E_0$ / t", ylim=(FLOOR / 3, 5))
    ax.legend(fontsize="small")
    return ax


def parity_flips(mu, energies, crossings=(), ax=None):
    """Draw E_odd - E_even against mu for each entry of ``energies``; mark the crossings.

    >>> len(parity_flips([0, 1], {"8 sites": [0.1, -0.1]}, crossings=[0.5]).collections)
    1
    """
    ax = given_or_new(ax, (5, 3))
    for (name, energy), colour in zip(energies.items(), ORDER, strict=False):
        ax.plot(mu, energy, color=colour, label=name)
    ax.scatter(crossings, np.zeros(len(crossings)), color="0.2", marker="|", s=120, zorder=3)
    ax.axhline(0, color="0.6", lw=0.8)
    ax.set(xlabel="μ / t", ylabel=r"$(E_\mathrm{odd} - E_\mathrm{even})$ / t")
    ax.legend(fontsize="small")
    return ax


def survival(width, fractions, ax=None):
    """Draw the fraction of topological samples against the disorder; return the axes.

    ``fractions`` is {name: array}, one number per entry of ``width``.

    >>> survival([1, 9], {"50 sites": [1, 0]}).get_xlabel()
    'W / t'
    """
    ax = given_or_new(ax, (5, 3))
    for (name, fraction), colour in zip(fractions.items(), ORDER, strict=False):
        ax.plot(width, fraction, "o-", ms=3, color=colour, label=name)
    ax.set(xlabel="W / t", ylabel="fraction of samples topological", ylim=(-0.03, 1.03))
    ax.legend(fontsize="small")
    return ax


def chain_figure():
    """The empty plotly figure of the chain explorer: levels against mu, and the two end modes.

    Its traces, by name: "levels", "lowest level", "now" (a vertical line), "left mode" and
    "right mode".

    >>> [trace.name for trace in chain_figure().data][-1]
    'right mode'
    """
    figure = make_subplots(1, 2, column_widths=[0.52, 0.48], horizontal_spacing=0.16)
    line = {"mode": "lines", "x": [0.0], "y": [0.0], "showlegend": False}
    figure.add_trace(go.Scatter(name="levels", line={"color": "#999999", "width": 1}, **line), 1, 1)
    figure.add_trace(
        go.Scatter(name="lowest level", line={"color": THIRD, "width": 3}, **line), 1, 1
    )
    figure.add_trace(go.Scatter(name="now", line={"color": RIGHT, "dash": "dot"}, **line), 1, 1)
    for name, colour in (("left mode", LEFT), ("right mode", RIGHT)):
        figure.add_trace(go.Bar(name=name, x=[1], y=[0.0], marker_color=colour, opacity=0.75), 1, 2)
    figure.update_layout(
        xaxis_title="μ / t", yaxis_title="excitation energies / t", yaxis_range=[0, 3],
        xaxis2_title="site", yaxis2_title="weight", yaxis2_range=[0, 1],
        barmode="overlay", bargap=0.1, legend={"orientation": "h", "x": 0.6, "y": 1.02},
        margin={"l": 60, "r": 20, "t": 40, "b": 50}, height=360,
    )  # fmt: skip
    return figure
