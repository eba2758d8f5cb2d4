"""A timeline of published statements: one card at a time, with date, status and source."""

import numpy as np

from qlearn import facts
from qlearn.facts.loader import STATUSES
from qlearn.plots.evidence import LANES, timeline_figure
from qlearn.widgets.controls import slider, toggle
from qlearn.widgets.live import explorer


def evidence_explorer(cards, title="The evidence, card by card"):
    """Facts as cards on a timeline; a slider takes one after the other, a box hides later ones.

    ``cards`` is a list of (lane, fact name) or (lane, fact name, answered fact name): the lane is
    "claim", "data", "critique" or "reply", the fact one of `qlearn.facts`.  They are put in order
    of their dates; a month or a year counts as its end.  Unknown lanes or facts,
    and an answer to a card that is not earlier, raise ``ValueError``.

    >>> shown = evidence_explorer([("claim", "majorana.m1_claim")])
    >>> shown.live.text.split(":")[0]
    'Card 1 of 1, claim, 2023-06-21, disputed'
    """
    deck = _deck(cards)
    lanes = [lane for lane, _, _ in deck]
    figure = timeline_figure([(lane, fact.date, answered) for lane, fact, answered in deck])

    def update(card, until):
        known = card if until else len(deck)
        traces = {lane: {"marker.opacity": _opacity(lanes, lane, known)} for lane in LANES}
        traces["chosen"] = {"x": np.array([card]), "y": [lanes[card - 1]]}
        return traces, _text(deck, card)

    controls = {
        "card": slider("card", 1, 1, len(deck)),
        "until": toggle("only what was known by then"),
    }
    return explorer(controls, figure, update, title=title, side="top")


def _deck(cards):
    """(lane, fact, number of the answered card or None), in the order of the dates."""
    if not cards:
        raise ValueError("cards = []; allowed: at least one (lane, fact name)")
    found = [(lane, facts.fact(name), *answered) for lane, name, *answered in cards]
    found.sort(key=lambda card: _when(card[1].date))
    number = {fact.name: place for place, (_, fact, *_) in enumerate(found, start=1)}
    deck = []
    for place, (lane, fact, *answered) in enumerate(found, start=1):
        target = number.get(answered[0], place) if answered else None
        if target is not None and target >= place:
            raise ValueError(f"{fact.name!r} answers {answered[0]!r}; allowed: an earlier card")
        deck.append((lane, fact, target))
    return deck


def _when(date):
    """Sorts "2025" and "2025-04" after everything else of that year and of that month."""
    return date + "-99"


def _opacity(lanes, lane, known):
    here = np.array([n for n, each in enumerate(lanes, start=1) if each == lane])
    return np.where(here <= known, 1.0, 0.12)


def _text(deck, card):
    lane, fact, answered = deck[card - 1]
    answer = f" It answers card {answered}." if answered else ""
    note = f" {fact.note}" if fact.note else ""
    return (
        f"Card {card} of {len(deck)}, {lane}, {fact.date}, {fact.status}: "
        f"{fact.label}: {fact.quantity}.{answer}{note} Source: {fact.source}. "
        f"({fact.status.capitalize()} means: {STATUSES[fact.status]}.)"
    )
