"""The map of all facts of the course: by station and year, with what supports or contradicts."""

import numpy as np

from qlearn import facts, roadmap
from qlearn.facts.loader import STATUSES
from qlearn.plots.reading_roadmaps import RELATIONS, evidence_map_figure, places
from qlearn.widgets.controls import choice, slider, toggle
from qlearn.widgets.live import explorer

ELSEWHERE = {"topology": "M1", "resources": "M6"}  # files of facts that are not named after a kata
PASSIVE = {"supports": "Supported", "limits": "Limited", "contradicts": "Contradicted"}
FAINT = 0.12


def evidence_map_explorer(links=()):
    """All facts of the course on a map: a station of the roadmap for each row, a year for each
    column, colour and symbol for the status.

    A slider takes one after the other; lists leave out other statuses and stations.  ``links`` are
    triples (fact name, "supports" | "limits" | "contradicts", fact name), drawn as lines from the
    chosen fact.  Unknown facts or relations raise ``ValueError``.

    >>> shown = evidence_map_explorer([("attack.full_key", "contradicts", "attack.unhackable")])
    >>> shown.set(linked=True)
    >>> shown.live.text.split(":")[0]
    'Fact 1 of 2, Stage 1, 2011, measured'
    """
    links = _checked(links)
    stop_of = _stations()
    stops = list(dict.fromkeys(stop_of.values()))
    deck = [facts.fact(name) for name in stop_of]
    x, y = places([stops.index(stop_of[f.name]) for f in deck], [int(f.date[:4]) for f in deck])
    of = {status: [i for i, f in enumerate(deck) if f.status == status] for status in STATUSES}
    dots = {s: (x[where], y[where], [deck[i].label for i in where]) for s, where in of.items()}
    at = {f.name: (x[i], y[i]) for i, f in enumerate(deck)}

    def update(fact, status, stop, linked):
        kept = [f for f in deck if status in ("all", f.status) and stop in ("all", stop_of[f.name])]
        kept = [f for f in kept if not linked or _links_of(f, links)]
        bright = np.array([1.0 if f in kept else FAINT for f in deck])
        traces = {s: {"marker.opacity": bright[where]} for s, where in of.items()}
        if not kept:
            return traces | _lines((), at) | _ring(), "No fact of the course is of this kind."
        number = (fact - 1) * len(kept) // len(deck)
        chosen, mine = kept[number], _links_of(kept[number], links)
        text = f"Fact {number + 1} of {len(kept)}, {stop_of[chosen.name]}, {_text(chosen, mine)}"
        return traces | _lines(mine, at) | _ring(at[chosen.name]), text

    controls = {
        "fact": slider("fact", 1, 1, len(deck)),
        "status": choice("status", ["all", *STATUSES]),
        "stop": choice("station", ["all", *stops]),
        "linked": toggle("only those with links"),
    }
    figure = evidence_map_figure(stops, dots, max(int(f.date[:4]) for f in deck))
    return explorer(controls, figure, update, title="What the course knows, and how", side="top")


def _checked(links):
    for first, kind, second in links:
        facts.fact(first), facts.fact(second)
        if kind not in RELATIONS:
            raise ValueError(f"relation {kind!r}; allowed: {', '.join(RELATIONS)}")
    return list(links)


def _stations():
    """{fact name: station}, in the order of the course and of the dates."""
    stop_of = {kata.slug: kata.stop for kata in roadmap.katas()}
    order, stop_of = list(dict.fromkeys(stop_of.values())), stop_of | ELSEWHERE
    found = [(stop_of[fact.subject], fact) for fact in map(facts.fact, facts.names())]
    found.sort(key=lambda pair: (order.index(pair[0]), pair[1].date))
    return {fact.name: stop for stop, fact in found}


def _links_of(fact, links):
    return [link for link in links if fact.name in (link[0], link[2])]


def _lines(links, at):
    """One stroke for each link; None lifts the pen."""
    lines = {kind: {"x": [], "y": []} for kind in RELATIONS}
    for first, kind, second in links:
        for axis, name in enumerate("xy"):
            lines[kind][name] += [at[first][axis], at[second][axis], None]
    return lines


def _ring(place=None):
    return {"chosen": {"x": [], "y": []} if place is None else {"x": [place[0]], "y": [place[1]]}}


def _text(fact, links):
    note = f" {fact.note}" if fact.note else ""
    words = f"{fact.date}, {fact.status}: {fact.label}: {fact.quantity}.{note}"
    return f"{words} Source: {fact.source}.{''.join(_relation(fact, link) for link in links)}"


def _relation(fact, link):
    first, kind, second = link
    if first == fact.name:
        return f" {kind.capitalize()}: {facts.fact(second).label}."
    return f" {PASSIVE[kind]} by: {facts.fact(first).label}."
