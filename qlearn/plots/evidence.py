"""The timeline of a dispute: what was claimed, shown, doubted and answered, in order."""

import plotly.graph_objects as go

from qlearn.plots.style import COLOURS

LANES = ("claim", "data", "critique", "reply")  # from top to bottom
_COLOUR = dict(zip(LANES, COLOURS, strict=False))
_DIGITS = {lane: "white" if lane == "claim" else "black" for lane in LANES}  # contrast above 5


def timeline_figure(cards):
    """The plotly figure of a timeline; ``cards`` is a list of (lane, date, answered), in order.

    ``lane`` is one of `LANES`, ``date`` the label below the card, ``answered`` the number of an
    earlier card (from 1) that a dotted line leads to, or None.  Equal steps, not to scale.
    Its traces, by name: "answers", the lanes, and "chosen", a ring around the first card.

    >>> figure = timeline_figure([("claim", "2018", None), ("critique", "2021", 1)])
    >>> [trace.name for trace in figure.data]
    ['answers', 'claim', 'data', 'critique', 'reply', 'chosen']
    """
    lanes = [lane for lane, _, _ in cards]
    if unknown := set(lanes) - set(LANES):
        raise ValueError(f"lane {sorted(unknown)[0]!r}; allowed: {', '.join(LANES)}")
    figure = go.Figure([_answers(cards), *(_lane(lane, lanes) for lane in LANES)])
    ring = {"size": 36, "symbol": "circle-open", "color": COLOURS[4], "line": {"width": 4}}
    figure.add_scatter(name="chosen", x=[1], y=[lanes[0]], mode="markers", marker=ring)
    ticks = {"tickvals": list(range(1, len(cards) + 1)), "ticktext": [date for _, date, _ in cards]}
    figure.update_layout(
        xaxis={"range": [0.4, len(cards) + 0.6], "tickangle": -45, "zeroline": False, **ticks},
        yaxis={"categoryorder": "array", "categoryarray": LANES[::-1], "range": [-0.6, 3.6]},
        showlegend=False, height=330, margin={"l": 70, "r": 20, "t": 15, "b": 85},
    )  # fmt: skip
    return figure


def _lane(lane, lanes):
    """The numbered cards of one lane."""
    numbers = [number for number, each in enumerate(lanes, start=1) if each == lane]
    return go.Scatter(
        name=lane, x=numbers, y=[lane] * len(numbers), mode="markers+text",
        text=[str(number) for number in numbers], textfont={"color": _DIGITS[lane], "size": 13},
        marker={"size": 27, "symbol": "square", "color": _COLOUR[lane],
                "opacity": [1.0] * len(numbers)},
        hoverinfo="skip",
    )  # fmt: skip


def _answers(cards):
    """One line from each answer to the card it answers; None lifts the pen."""
    x, y = [], []
    for number, (lane, _, answered) in enumerate(cards, start=1):
        if answered is not None:
            x += [number, answered, None]
            y += [lane, cards[answered - 1][0], None]
    line = {"color": "#8D8DAB", "width": 1.5, "dash": "dot"}
    return go.Scatter(name="answers", x=x, y=y, mode="lines", line=line, hoverinfo="skip")
