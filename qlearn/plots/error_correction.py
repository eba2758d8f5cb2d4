"""Pictures of error correction: failure against noise, digitised turns, what a code mends."""

import numpy as np
from matplotlib.ticker import LogLocator

from qlearn.plots.style import COLOURS, GREY, given_or_new

STYLES = ("-", "--", "-.", (0, (1, 1)), (0, (5, 1, 1, 1, 1, 1)))


def failure_curves(p, curves, bare="a bare qubit", ax=None):
    """Draw failure against the error rate p, one line for each entry of `curves` (name: array).

    The grey diagonal is what is not encoded: where a line crosses it, the code breaks even.

    >>> failure_curves([0.01, 0.1], {"n = 3": [3e-4, 0.028]}).get_yscale()
    'log'
    """
    ax = given_or_new(ax, (5.5, 3.4))
    ax.plot(p, p, color=GREY, lw=4, alpha=0.5, label=bare)
    for i, (name, failure) in enumerate(curves.items()):
        style, colour = STYLES[i % len(STYLES)], COLOURS[i % len(COLOURS)]
        ax.plot(p, failure, ls=style, color=colour, label=name)
    ax.set(xscale="log", yscale="log", xlabel="error rate p", ylabel="failure")
    ax.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.xaxis.set_major_formatter("{x:g}")
    ax.xaxis.set_minor_formatter("")
    ax.legend(frameon=False, fontsize="small")
    return ax


def syndrome_curves(angles, probabilities, ax=None):
    """Draw the probability of each syndrome against an angle in radians.

    `probabilities` has a dict from syndromes (tuples of bits) for each angle.

    >>> len(syndrome_curves([0, 1], [{(0, 0): 1.0}, {(0, 0): 0.8, (1, 0): 0.2}]).lines)
    2
    """
    ax = given_or_new(ax, (5.5, 2.8))
    seen = sorted({syndrome for point in probabilities for syndrome in point})
    for i, syndrome in enumerate(seen):
        values = [point.get(syndrome, 0) for point in probabilities]
        name = "syndrome " + "".join(map(str, syndrome))
        ax.plot(angles, values, ls=STYLES[i % 5], color=COLOURS[i % len(COLOURS)], label=name)
    ax.set(xlabel="angle of the turn (rad)", ylabel="probability", ylim=(-0.03, 1.03))
    ax.legend(frameon=False, fontsize="small")
    return ax


def mended_table(fidelities, ax=None):
    """Draw {code: {error: fidelity after recovery}} as a table of numbers on shades.

    >>> len(mended_table({"bit flip": {"X": 1.0, "Z": 0.2}}).texts)
    2
    """
    codes, errors = list(fidelities), list(next(iter(fidelities.values())))
    values = np.array([[fidelities[code][error] for error in errors] for code in codes])
    size = (1.6 + 0.9 * len(errors), 0.7 + 0.42 * len(codes))
    ax = given_or_new(ax, size)
    ax.imshow(values, cmap="Blues", vmin=0, vmax=1.6, aspect="auto")
    for (row, column), value in np.ndenumerate(values):
        ax.text(column, row, f"{value:.2f}", ha="center", va="center", color="black")
    ax.set(xticks=range(len(errors)), xticklabels=errors)
    ax.set(yticks=range(len(codes)), yticklabels=codes)
    ax.set_title("fidelity after recovery", fontsize="medium")
    ax.tick_params(length=0)
    return ax
