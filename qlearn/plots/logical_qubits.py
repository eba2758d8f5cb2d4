"""Pictures of logical qubits: checks, the scoreboard of policies, silence, break-even, losses."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from qlearn.plots.style import COLOURS, GREY, given_or_new

GAIN, KEPT, PUBLISHED = COLOURS[0], COLOURS[2], COLOURS[1]
LABELS = {
    "raw": "raw",
    "correct": "correct",
    "correct_reject": "correct or reject",
    "detect": "detect",
}
GAINS = (1e-2, 1e6)  # what the scoreboard shows


def check_table(x_checks, z_checks, ax=None):
    """Draw the checks of a CSS code as rows of letters, its qubits as columns.

    >>> check_table([[1, 1, 0]], [[0, 1, 1]]).get_xlabel()
    'qubit'
    """
    x_checks, z_checks = np.asarray(x_checks), np.asarray(z_checks)
    n, rows = x_checks.shape[1], len(x_checks) + len(z_checks)
    ax = given_or_new(ax, (0.42 * n + 0.8, 0.26 * rows + 0.8))
    for row, check in enumerate([*x_checks, *z_checks]):
        letter, colour = ("X", COLOURS[0]) if row < len(x_checks) else ("Z", COLOURS[1])
        for q in np.flatnonzero(check):
            box = {"facecolor": colour, "edgecolor": "none", "boxstyle": "square"}
            ax.text(q, row, letter, color="white", ha="center", va="center", bbox=box)
    ax.set(xlim=(-0.7, n - 0.3), ylim=(rows - 0.4, -0.6), xticks=range(n), yticks=[])
    ax.set(xlabel="qubit", ylabel="check")
    return ax


def scoreboard(results, ax=None):
    """Draw gain and acceptance of each policy; `results` is {policy: BellResult}.

    Bars are the gain's 95 % interval; an arrow says that no failure was seen.

    >>> from qlearn.correction.logical import BellResult
    >>> from qlearn.correction.rates import Rate
    >>> scoreboard({"raw": BellResult(Rate(30, 1000), 1000, 1000, 0.01)}).get_xscale()
    'log'
    """
    ax = given_or_new(ax, (6.5, 0.9 + 0.5 * len(results)))
    for row, result in enumerate(results.values()):
        low, high = result.gain_interval()
        top = high if np.isfinite(high) else GAINS[1]
        ax.plot([low, top], [row, row], color=GAIN, lw=3, alpha=0.5)
        marker = (low, ">") if result.rate.errors == 0 else (result.gain, "o")
        ax.plot(marker[0], row, marker[1], color=GAIN)
        ax.text(1.02, row, f"{100 * result.acceptance:.1f} %", va="center",
                transform=ax.get_yaxis_transform())  # fmt: skip
    ax.axvline(1, color=GREY, ls="--", lw=1)
    ax.set(xscale="log", xlim=GAINS, xlabel="gain over bare pairs (95 % interval)")
    ax.set_yticks(range(len(results)), [LABELS.get(policy, policy) for policy in results])
    ax.text(1.02, -0.75, "accepted", transform=ax.get_yaxis_transform(), va="center")
    ax.set_ylim(len(results) - 0.5, -0.5)
    return ax


def silence(p, chance, marks, ax=None):
    """Draw the chance of no failure against the true error; `marks` is {text: error}.

    >>> len(silence([1e-5, 1e-4], [0.9, 0.2], {"bound": 5e-5}).texts)
    1
    """
    ax = given_or_new(ax, (5.8, 3.2))
    ax.semilogx(p, chance, color=COLOURS[0])
    for (text, error), colour in zip(marks.items(), COLOURS[1:], strict=False):
        height = float(np.interp(np.log10(error), np.log10(p), chance))
        ax.plot(error, height, "o", color=colour)
        ax.annotate(text, (error, height), (7, 3), textcoords="offset points", color=colour)
    ax.axhline(0.05, color=GREY, ls="--", lw=1)
    ax.set(xlabel="true error of a run", ylabel="chance of no failure", ylim=(0, 1.05))
    return ax


def error_curves(p, curves, xlabel, ylabel, dashed=(), ax=None):
    """Draw probabilities against an error, both logarithmic; `curves` is {name: array}.

    The curves named in `dashed` are grey and dashed: what the others are measured against.

    >>> ax = error_curves([0.01, 0.1], {"bare": [0.1, 0.5]}, "p", "error", dashed=["bare"])
    >>> ax.lines[0].get_linestyle()
    '--'
    """
    ax = given_or_new(ax, (5.8, 3.4))
    colours = iter(COLOURS)
    for name, values in curves.items():
        look = {"color": GREY, "ls": "--"} if name in dashed else {"color": next(colours)}
        ax.loglog(p, values, marker="." if name not in dashed else "", label=name, **look)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.legend(fontsize="small")
    return ax


# --- The scoreboard explorer --------------------------------------------------------------


def scoreboard_figure(policies, published="published"):
    """The empty figure of the scoreboard: gains on the left, shares of runs kept on the right.

    `policies` are the labels of the rows, from the top; the row `published` comes last.  Traces:
    "gain", "no failure seen", "published", "accepted".

    >>> [trace.name for trace in scoreboard_figure(["raw"]).data]
    ['gain', 'no failure seen', 'published', 'accepted']
    """
    rows = [*policies, published]
    blank = np.full(len(policies), np.nan)
    figure = make_subplots(
        1, 2, shared_yaxes=True, column_widths=[0.66, 0.34], horizontal_spacing=0.08
    )
    bars = {"type": "data", "symmetric": False, "array": blank, "arrayminus": blank}
    figure.add_trace(go.Scatter(
        name="gain", x=blank, y=policies, mode="markers", marker={"color": GAIN, "size": 11},
        error_x=bars | {"color": GAIN, "thickness": 3, "width": 7},
    ), 1, 1)  # fmt: skip
    figure.add_trace(go.Scatter(
        name="no failure seen", x=blank, y=policies, mode="markers",
        marker={"color": GAIN, "size": 14, "symbol": "triangle-right"},
    ), 1, 1)  # fmt: skip
    figure.add_trace(go.Scatter(
        name="published", x=[np.nan] * 2, y=[published] * 2, mode="lines+markers",
        line={"color": PUBLISHED, "width": 3}, marker={"symbol": "circle-open", "size": 11},
    ), 1, 1)  # fmt: skip
    figure.add_trace(go.Bar(
        name="accepted", x=blank, y=policies, orientation="h", marker={"color": KEPT},
        texttemplate="%{x:.1f} %", textposition="auto", width=0.5,
    ), 1, 2)  # fmt: skip
    figure.add_shape(type="line", x0=1, x1=1, y0=0, y1=1, yref="y domain",
                     line={"color": GREY, "dash": "dash", "width": 1}, row=1, col=1)  # fmt: skip
    figure.update_layout(
        xaxis={"title": "gain over bare pairs, 95 % interval", "type": "log",
               "range": np.log10(GAINS).tolist(), "exponentformat": "power", "dtick": 2},
        xaxis2={"title": "runs that count, %", "range": [0, 100]},
        yaxis={"categoryorder": "array", "categoryarray": rows[::-1],
               "range": [-0.6, len(rows) - 0.4]},
        showlegend=False, height=350, margin={"l": 130, "r": 20, "t": 20, "b": 50},
    )  # fmt: skip
    return figure
