"""Pictures of a programmable machine: where errors come from, a pulse gate, mitigation, four
machines.  The stack from a program to counts: `stack`."""

import numpy as np

from qlearn.plots.circuit import MEASURE, PAIR, SINGLE, WAIT
from qlearn.plots.style import given_or_new


def budget(losses, ax=None):
    """Draw what each source of error costs, horizontal bars; return the axes.

    ``losses`` is {name: loss}, drawn from top to bottom.

    >>> len(budget({"readout": 0.03, "cz": 0.006}).patches)
    2
    """
    ax = given_or_new(ax, (5.5, 0.8 + 0.35 * len(losses)))
    bars = ax.barh(list(losses), list(losses.values()), color=PAIR, height=0.6)
    ax.bar_label(bars, fmt="%.4f", padding=4)
    ax.invert_yaxis()
    ax.set(xlabel="probability lost", xlim=(0, 1.2 * max(*losses.values(), 1e-6)))
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def pulse_gate(times_ns, populations, duration_ns, ax=None):
    """Draw populations {"11": array, ...} during the pulse, its end as a line; return the axes.

    >>> ax = pulse_gate([0, 1], {"11": [1, 0], "20": [0, 1]}, 1)
    >>> [line.get_label() for line in ax.lines][:2]
    ['|11>', '|20>']
    """
    ax = given_or_new(ax, (5.5, 2.8))
    for (name, p), colour in zip(populations.items(), (PAIR, MEASURE, SINGLE), strict=False):
        ax.plot(times_ns, p, color=colour, label=f"|{name}>")
    ax.axvline(duration_ns, color=WAIT, ls=":")
    ax.set(xlabel="time (ns)", ylabel="probability")
    ax.legend(fontsize="small")
    return ax


def extrapolation(scales, values, stderrs, zero, ideal, ax=None):
    """Draw values at noise scales with error bars, and ``zero`` = (value, stderr) at 0; the axes.

    A straight line is fitted to the values; ``ideal`` is dotted.

    >>> ax = extrapolation([1, 3], [0.9, 0.7], [0.01, 0.01], (1.0, 0.016), 1.0)
    >>> ax.get_xlabel()
    'noise scale of the pair gates'
    """
    ax = given_or_new(ax, (5.5, 3))
    slope, start = np.polyfit(scales, values, 1)
    reach = np.array([0, max(scales)])
    ax.plot(reach, start + slope * reach, color=WAIT, lw=1)
    ax.errorbar(scales, values, stderrs, fmt="o", color=PAIR, capsize=3, label="measured")
    ax.errorbar(0, *zero, fmt="D", color=MEASURE, capsize=3, label="extrapolated")
    ax.axhline(ideal, color=SINGLE, ls=":", label="without errors")
    ax.set(xlabel="noise scale of the pair gates", ylabel="mean")
    ax.legend(fontsize="small")
    return ax


def machines(shot_us, right, ax=None):
    """Draw machines by the time of a shot and how often they are right; return the axes.

    ``shot_us`` and ``right`` are {name: number}.

    >>> machines({"ions": 1e3}, {"ions": 0.98}).get_xscale()
    'log'
    """
    ax = given_or_new(ax, (5.5, 3))
    for marker, name in zip("osDv", shot_us, strict=False):
        ax.semilogx(shot_us[name], right[name], marker, color=PAIR, ms=9)
        ax.annotate(name, (shot_us[name], right[name]), (0, 9), textcoords="offset points",
                    ha="center")  # fmt: skip
    ax.margins(0.25, 0.3)
    ax.set(xlabel="time of one shot (µs)", ylabel="right results")
    return ax
