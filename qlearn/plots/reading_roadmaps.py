"""Pictures of evidence: gains with intervals, forecasts, four roadmaps, a map of all facts."""

import matplotlib.pyplot as plt
import numpy as np
import plotly.graph_objects as go

from qlearn.plots.style import COLOURS, GREY, given_or_new

STYLES = {  # colour and symbols (matplotlib, plotly) of a status
    "measured": (COLOURS[0], "o", "circle"),
    "reproduced": (COLOURS[2], "s", "square"),
    "claimed": (COLOURS[5], "^", "triangle-up"),
    "disputed": (COLOURS[1], "X", "x"),
    "projected": (COLOURS[3], "D", "diamond-open"),
}
RELATIONS = {"supports": COLOURS[2], "limits": COLOURS[5], "contradicts": COLOURS[1]}


def gain_bars(gains, claimed, ax=None):
    """Draw gains with their intervals on a logarithmic axis; ``gains`` is {name: (gain, low,
    high)}, an infinite gain or upper end is an arrow; ``claimed`` is marked.

    >>> gain_bars({"counted": (8.0, 4.0, 16.0), "silence": (np.inf, 3.0, np.inf)}, 10).get_xscale()
    'log'
    """
    ax = given_or_new(ax, (6.5, 0.9 + 0.4 * len(gains)))
    for row, (gain, low, high) in enumerate(gains.values()):
        end = high if np.isfinite(high) else 1e5
        ax.plot([low, end], [row, row], "-", lw=3, color=COLOURS[0])
        if np.isfinite(gain):
            ax.plot(gain, row, "o", ms=8, color=COLOURS[0])
        if not np.isfinite(high):
            ax.plot(end, row, ">", ms=9, color=COLOURS[0])
    ax.axvline(claimed, color=COLOURS[1], ls="--", label=f"{claimed:g} times")
    ax.axvline(1, color=GREY, lw=1)
    ax.set(yticks=range(len(gains)), yticklabels=list(gains), xscale="log", xlabel="gain")
    ax.set(ylim=(len(gains) - 0.4, -0.6))
    ax.legend(fontsize="small")
    return ax


def forecast(points, years, best, low, high, later, ax=None):
    """Draw an exponential through two ``points`` [(year, number), ...] with its band, and the
    ``later`` ones [(year, number, label), ...] that were not used.

    >>> len(forecast([(0, 1), (1, 2)], [0, 2], [1, 4], [1, 2], [1, 8], []).lines)
    2
    """
    ax = given_or_new(ax, (6, 3.4))
    ax.fill_between(years, low, high, color=COLOURS[4], alpha=0.35, label="± 1 standard error")
    ax.semilogy(years, best, "-", color=COLOURS[0], label="exponential through two points")
    ax.semilogy(*np.transpose(points), "o", ms=8, color=COLOURS[0])
    for year, number, label in later:
        ax.semilogy(year, number, "*", ms=12, color=COLOURS[1])
        ax.annotate(label, (year, number), (0, -14), textcoords="offset points", ha="center")
    ax.set(xlabel="year", ylabel="logical qubits")
    ax.legend(fontsize="small", loc="upper left")
    return ax


# --- Four roadmaps ------------------------------------------------------------------------

DATED = {"phases": (COLOURS[4], 0.2), "IBM and Cisco": (COLOURS[3], -0.12)}  # colour, height
UNDATED = ("Microsoft", "tiers")


def roadmaps(rows, shown, today):
    """Draw roadmaps on one another: left those without dates, right those with dates.

    ``rows`` is a list from bottom to top of dicts: "row" (a label), "undated" {roadmap: text},
    "dated" [(roadmap, from, to, text), ...].  ``shown`` is a list of (row number, year, status),
    drawn with the symbol of the status; ``today`` a year.  Returns the two axes.

    >>> rows = [{"row": "a", "undated": {"tiers": "x"}, "dated": [("phases", 2030, 2035, "y")]}]
    >>> [len(ax.texts) for ax in roadmaps(rows, [(0, 2020, "measured")], 2026.9)]
    [2, 2]
    """
    size = {"figsize": (10, 0.62 * len(rows) + 1.1), "layout": "constrained"}
    axes = plt.subplots(1, 2, sharey=True, width_ratios=[1.15, 2.9], **size)[1]
    _names(axes[0], rows)
    for number, row in enumerate(rows):
        for name, start, end, text in row["dated"]:
            _span(axes[1], number, name, start, end, text)
    _evidence(axes[1], shown)
    axes[1].axvline(today, color=GREY, ls="--", lw=1)
    axes[1].text(today + 0.2, len(rows) - 0.55, "today", color=GREY, fontsize="small", va="top")
    axes[1].set(xlim=(2012, 2041), title="shown (symbols) and planned (bars)")
    for ax in axes:
        ax.hlines(np.arange(len(rows) - 1) + 0.5, *ax.get_xlim(), color=GREY, lw=0.4, alpha=0.6)
    axes[1].legend(fontsize="small", loc="lower right", ncols=2)
    return axes


def _names(ax, rows):
    for number, row in enumerate(rows):
        for column, name in enumerate(UNDATED):
            ax.text(column, number, row["undated"].get(name, ""), ha="center", va="center")
    labels = [row["row"] for row in rows]
    ax.set(yticks=range(len(rows)), yticklabels=labels, ylim=(-0.5, len(rows) - 0.5))
    ax.set(xticks=range(len(UNDATED)), xticklabels=UNDATED, xlim=(-0.6, 1.6), title="no dates")
    ax.tick_params(length=0)


def _span(ax, number, name, start, end, text):
    colour, height = DATED[name]
    known = name in ax.get_legend_handles_labels()[1]
    label = None if known else name
    ax.barh(number + height, end - start, 0.3, start, color=colour, alpha=0.75, label=label)
    inside, left = end - start > len(text) / 2, end > 2036  # where there is room for the text
    x, side = (
        (end - 0.2, "right") if inside else (start - 0.2, "right") if left else (end + 0.2, "left")
    )
    ax.text(x, number + height, text, fontsize="small", va="center", ha=side)


def _evidence(ax, shown):
    for number, year, status in shown:
        colour, symbol, _ = STYLES[status]
        label = None if status in ax.get_legend_handles_labels()[1] else status
        ax.plot(year, number - 0.1, symbol, ms=8, color=colour, label=label, ls="none")


# --- The map of all facts -----------------------------------------------------------------

FIRST = 2012  # earlier years share one column


def places(rows, years):
    """Where dots sit: arrays (x, y) for ``rows`` and ``years`` of whole numbers, the dots of one
    cell side by side in a small square. Years before `FIRST` share its column.

    >>> x, y = places([0, 0, 1], [2020, 2020, 1990])
    >>> x.round(2).tolist(), y.tolist()
    ([2019.89, 2020.11, 2012.0], [0.0, 0.0, 1.0])
    """
    years = np.maximum(years, FIRST)
    x, y = np.array(years, float), np.array(rows, float)
    for row, year in {*zip(rows, years, strict=True)}:
        cell = np.flatnonzero((np.array(rows) == row) & (years == year))
        side = int(np.ceil(np.sqrt(len(cell))))
        offset = np.arange(len(cell))
        x[cell] += (offset % side - (side - 1) / 2) * min(0.22, 0.8 / side)
        lines = int(np.ceil(len(cell) / side))
        y[cell] += (offset // side - (lines - 1) / 2) * min(0.26, 0.8 / lines)
    return x, y


def evidence_map_figure(stops, dots, last):
    """The plotly figure of a map of facts, one row for each of ``stops``, years to ``last``.

    ``dots`` is {status: (x, y, labels)}.  Its traces, by name: "supports", "limits", "contradicts"
    (lines, empty), the statuses, and "chosen", an empty ring.

    >>> figure = evidence_map_figure(["M1"], {"measured": ([2020], [0], ["seen"])}, 2026)
    >>> [trace.name for trace in figure.data][-2:]
    ['measured', 'chosen']
    """
    figure = go.Figure()
    for kind, colour in RELATIONS.items():
        line = {"color": colour, "width": 3, "dash": "dot" if kind == "contradicts" else "solid"}
        figure.add_scatter(name=kind, x=[], y=[], mode="lines", line=line, hoverinfo="skip")
    for status, (x, y, labels) in dots.items():
        colour, _, symbol = STYLES[status]
        marker = {"size": 10, "symbol": symbol, "color": colour, "opacity": [1.0] * len(x)}
        figure.add_scatter(name=status, x=x, y=y, mode="markers", marker=marker, text=labels,
                           hovertemplate="%{text}<extra></extra>")  # fmt: skip
    ring = {"size": 20, "symbol": "circle-open", "color": COLOURS[3], "line": {"width": 4}}
    figure.add_scatter(name="chosen", x=[], y=[], mode="markers", marker=ring, showlegend=False,
                       hoverinfo="skip")  # fmt: skip
    _axes(figure, stops, last)
    return figure


def _axes(figure, stops, last):
    years = list(range(FIRST, last + 1, 2))
    ticks = {"tickvals": years, "ticktext": [f"to {FIRST}", *map(str, years[1:])]}
    rows = {"tickvals": list(range(len(stops))), "ticktext": list(stops)}
    figure.update_layout(
        xaxis={"range": [FIRST - 0.7, last + 0.7], "zeroline": False, **ticks},
        yaxis={"range": [len(stops) - 0.4, -0.6], "zeroline": False, **rows},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        height=470, margin={"l": 85, "r": 15, "t": 50, "b": 35},
    )  # fmt: skip
