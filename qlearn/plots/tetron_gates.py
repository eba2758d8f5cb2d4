"""Pictures of gates by measurement: recipes, gate errors, the quality of a pair."""

import matplotlib.pyplot as plt
import numpy as np

from qlearn.plots.style import COLOURS, given_or_new
from qlearn.qubits.nonlocality import chsh_max
from qlearn.topology.tetron_gates import RECIPES, gate_fidelity
from qlearn.topology.tetron_register import measured_pair

TITLES = {"S": "S", "SX": "√X", "H": "H", "CNOT": "CNOT"}


def recipe(steps, names=("data", "ancilla"), ax=None):
    """Draw measurements in time, a lane for each tetron; return the axes.

    ``steps`` is a list of pairs (word, tetrons) as `qlearn.topology.tetron_gates.recipe` gives it,
    ``names`` has a name for each tetron, the first on top.

    >>> len(recipe([("X", (1,)), ("ZZ", (0, 1)), ("Y", (1,))]).texts)
    9
    """
    n = len(steps)
    ax = given_or_new(ax, (1.6 + 1.1 * n, 0.5 + 0.5 * len(names)))
    ink = plt.rcParams["text.color"]
    for q, name in enumerate(names):
        ax.plot([-0.5, n - 0.5], [-q, -q], color=ink, lw=1, zorder=1)
        ax.text(-0.6, -q, name, ha="right", va="center")
    for k, (word, tetrons) in enumerate(steps):
        lanes = (tetrons,) if np.ndim(tetrons) == 0 else tetrons
        ax.plot([k] * len(lanes), [-q for q in lanes], color=COLOURS[1], lw=3, zorder=2)
        for letter, q in zip(word, lanes, strict=True):
            box = {"boxstyle": "round", "facecolor": COLOURS[1], "edgecolor": "none"}
            ax.text(k, -q, letter, color="white", weight="bold", ha="center", va="center", bbox=box)
        ax.text(k, 0.55, f"$m_{k}$", ha="center", fontsize="small")
    ax.set(xlim=(-1.6, n - 0.4), ylim=(0.5 - len(names), 0.9))
    ax.axis("off")
    return ax


def infidelities(p, poison_prob=0.0, gates=tuple(RECIPES), ax=None):
    """Draw 1 - F of the measured gates over the assignment errors ``p``; return the axes.

    Dotted grey: 4p, the first order of the CNOT, if ``poison_prob`` is 0.

    >>> len(infidelities(np.logspace(-4, -1, 5), gates=("S", "CNOT")).lines)
    3
    """
    ax = given_or_new(ax, (5, 3.2))
    for k, gate in enumerate(gates):
        lost = [1 - gate_fidelity(gate, x, poison_prob) for x in p]
        ax.loglog(p, lost, color=COLOURS[k], ls=("-", "--", ":", "-")[k], label=TITLES[gate])
    if not poison_prob:
        ax.loglog(p, 4 * np.asarray(p), color="grey", ls=(0, (1, 2)), label="4p")
    ax.set(xlabel="assignment error p", ylabel="1 − process fidelity")
    ax.legend(fontsize="small")
    return ax


def pair_quality(p, marks=(), ax=None):
    """Draw what a measured pair promises over the assignment errors ``p``; return the axes.

    The solid curve is the largest CHSH value of the pair itself, the dashed one that of the
    recorded correlations, in which each joint outcome is wrong with probability p once more.
    ``marks`` are pairs (p, S) found in another way, drawn as dots.

    >>> len(pair_quality([0, 0.1, 0.2]).lines)
    3
    """
    ax = given_or_new(ax, (5, 3.2))
    p = np.asarray(p, dtype=float)
    best = np.array([chsh_max(measured_pair(x)) for x in p])
    ax.plot(p, best, color=COLOURS[0], lw=2, label="the pair")
    ax.plot(p, (1 - 2 * p) * best, color=COLOURS[1], ls="--", label="its recorded correlations")
    ax.axhline(2, color=COLOURS[2], ls=":", label="fixed answers: 2")
    x, y = np.reshape(marks, (-1, 2)).T
    ax.scatter(x, y, color=COLOURS[3], s=26, zorder=3, label="tomography" if len(x) else None)
    ax.set(xlabel="assignment error p", ylabel="largest CHSH value S", ylim=(1, 2.95))
    ax.legend(fontsize="small")
    return ax
