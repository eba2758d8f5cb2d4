"""Pictures of teleportation: average fidelity over a noisy pair, swapping, chains of pairs."""

import matplotlib.pyplot as plt
import numpy as np

from qlearn.plots.style import COLOURS, given_or_new
from qlearn.qubits.teleportation import CLASSICAL_LIMIT, teleportation_fidelity


def fidelity_line(points=(), ax=None):
    """Draw (2F + 1)/3 over the pair fidelity F and the limit without a pair; return the axes.

    ``points`` are pairs (F, average fidelity) found in another way, drawn as dots.

    >>> len(fidelity_line([(0.5, 0.667), (0.8, 0.867)]).collections)
    1
    """
    ax = given_or_new(ax, (5, 3))
    f = np.linspace(0, 1, 2)
    ax.plot(f, teleportation_fidelity(f), color=COLOURS[0], label="(2F + 1) / 3")
    ax.axhline(CLASSICAL_LIMIT, color=COLOURS[1], ls="--", label="2/3, without a pair")
    ax.axhspan(CLASSICAL_LIMIT, 1.02, color=COLOURS[2], alpha=0.1, lw=0)
    x, y = np.reshape(points, (-1, 2)).T
    ax.scatter(x, y, color=COLOURS[3], s=22, zorder=3, label="random pairs" if len(x) else None)
    ax.set(xlabel="fidelity F of the pair", ylabel="average fidelity", ylim=(0.3, 1.02))
    ax.legend(fontsize="small")
    return ax


def swapping(ax=None):
    """Draw two pairs before the hub measures, and the one pair after it; return the axes.

    >>> len(swapping().lines)
    3
    """
    ax = given_or_new(ax, (5.5, 1.9))
    ink = plt.rcParams["text.color"]
    for y, bonds in ((1, [(0, 1.35), (1.65, 3)]), (0, [(0, 3)])):
        for left, right in bonds:
            x = np.linspace(left, right, 41)
            sag = 0.42 if len(bonds) == 1 else 0
            ax.plot(
                x,
                y - sag * np.sin(np.pi * (x - left) / (right - left)),
                color=COLOURS[0],
                lw=3,
                zorder=1,
            )
        inner = COLOURS[1] if y == 0 else "white"
        faces = ["white", inner, inner, "white"]
        ax.scatter([0, 1.35, 1.65, 3], [y] * 4, s=110, c=faces, edgecolors=ink, lw=1.3, zorder=2)
    for x, name in ((0, "Alice"), (1.5, "hub"), (3, "Bob")):
        ax.text(x, 1.35, name, ha="center")
    ax.text(3.3, 1, "before", va="center", fontsize="small")
    ax.text(3.3, 0, "after", va="center", fontsize="small")
    ax.set(xlim=(-0.3, 3.9), ylim=(-0.6, 1.7))
    ax.axis("off")
    return ax


def chain(links, curves, ax=None):
    """Draw the end-to-end pair fidelity over the number of links; return the axes.

    ``curves`` is {name: array}, one number per entry of ``links``. The dashed line is F = 1/2: a
    pair below it teleports no better than a measurement and a message.

    >>> len(chain([1, 2, 3], {"F = 0.9": [0.9, 0.81, 0.74]}).lines)
    2
    """
    ax = given_or_new(ax, (5, 3))
    for (name, fidelity), colour in zip(curves.items(), COLOURS[::2], strict=False):
        ax.plot(links, fidelity, "o-", ms=3, color=colour, label=name)
    ax.axhline(0.5, color=COLOURS[1], ls="--", label="F = 1/2")
    ax.set(xlabel="number of links", ylabel="pair fidelity F, end to end", ylim=(0.2, 1.02))
    ax.legend(fontsize="small")
    return ax
