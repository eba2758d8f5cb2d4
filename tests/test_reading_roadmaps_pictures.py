"""Pictures of the kata on reading roadmaps, and the map of all facts, without a browser."""

import numpy as np
import pytest
from shown import trace

from qlearn import facts, plots
from qlearn.katas import reading_roadmaps as kata
from qlearn.plots.reading_roadmaps import places
from qlearn.widgets import evidence_map_explorer

pytestmark = pytest.mark.usefixtures("closed_figures")


@pytest.fixture(scope="module")
def explored():
    return evidence_map_explorer(kata.LINKS)


@pytest.fixture
def shown(explored):
    explored.reset()
    return explored


def chosen(shown):
    ring = trace(shown, "chosen")
    return (ring.x[0], ring.y[0]) if len(ring.x) else None


def dots(shown):
    """{(x, y): (status, label, opacity)} of all facts."""
    return {
        place: (status, label, opacity)
        for status in facts.STATUSES
        for *place, label, opacity in zip(
            *(getattr(trace(shown, status), name) for name in ("x", "y", "text")),
            trace(shown, status).marker.opacity, strict=True)
        for place in [tuple(place)]
    }  # fmt: skip


# --- the map ------------------------------------------------------------------------------


def test_every_fact_has_a_dot_of_its_own(shown):
    assert len(dots(shown)) == len(facts.names())
    expected = sorted((facts.fact(n).status, facts.fact(n).label) for n in facts.names())
    assert sorted(found[:2] for found in dots(shown).values()) == expected


def test_dots_stay_in_their_row_and_year():
    rng = np.random.default_rng(1)
    rows, years = rng.integers(0, 4, 300), rng.integers(2005, 2026, 300)
    x, y = places(rows, years)
    assert np.abs(y - rows).max() < 0.45
    assert np.abs(x - np.maximum(years, 2012)).max() < 0.45
    apart = np.hypot(np.subtract.outer(x, x), np.subtract.outer(y, y)) + 9 * np.eye(300)
    assert apart.min() > 0.05


def test_slider_visits_every_fact_once(shown):
    seen = set()
    for number in range(1, len(facts.names()) + 1):
        shown.controls["fact"].value = number
        status, label, _ = dots(shown)[chosen(shown)]
        head, _, text = shown.live.text.partition(": ")
        assert head.startswith(f"Fact {number} of {len(facts.names())}, ")
        assert head.endswith(status)
        assert text.startswith(label)
        seen.add(label + text)
    assert len(seen) == len(facts.names())


@pytest.mark.parametrize("status", facts.STATUSES)
def test_other_statuses_fade(shown, status):
    shown.set(status=status, fact=40)
    for found, _, opacity in dots(shown).values():
        assert (opacity == 1) == (found == status)
    assert dots(shown)[chosen(shown)][0] == status


def test_station_leaves_its_row_only(shown):
    shown.set(stop="M5")
    rows = {y for (_, y), (_, _, opacity) in dots(shown).items() if opacity == 1}
    names = list(shown.live.figure.layout.yaxis.ticktext)
    assert {round(y) for y in rows} == {names.index("M5")}


def test_lines_lead_to_the_links_of_the_chosen_fact(shown):
    shown.set(stop="M1", status="disputed", linked=True)
    last = len(facts.names())
    for number in range(1, last + 1, 7):
        shown.controls["fact"].value = number
        label = dots(shown)[chosen(shown)][1]
        name = next(n for n in facts.names() if facts.fact(n).label == label)
        for kind in ("supports", "limits", "contradicts"):
            line = trace(shown, kind)
            ends = [dots(shown)[place][1] for place in zip(line.x, line.y, strict=True)
                    if place[0] is not None]  # fmt: skip
            pairs = [(a, b) for a, k, b in kata.LINKS if k == kind and name in (a, b)]
            assert ends == [facts.fact(n).label for pair in pairs for n in pair]


def test_text_names_what_contradicts(shown):
    known = evidence_map_explorer([("attack.full_key", "contradicts", "attack.unhackable")])
    known.set(linked=True)
    texts = []
    for number in (1, len(facts.names())):
        known.controls["fact"].value = number
        texts.append(known.live.text)
    assert f"Contradicts: {facts.fact('attack.unhackable').label}." in texts[0]
    assert f"Contradicted by: {facts.fact('attack.full_key').label}." in texts[1]


def test_nothing_of_a_kind_is_said_and_no_error(shown):
    shown.set(stop="M3", status="claimed")
    assert shown.live.text == "No fact of the course is of this kind."
    assert chosen(shown) is None
    assert not shown.live.error


@pytest.mark.parametrize(
    ("links", "message"),
    [
        ([("no.such", "limits", "attack.full_key")], "no.such"),
        ([("attack.full_key", "likes", "attack.unhackable")], "relation 'likes'; allowed: supp"),
    ],
)
def test_bad_links_are_named(links, message):
    with pytest.raises(ValueError, match=message):
        evidence_map_explorer(links)


# --- static pictures ----------------------------------------------------------------------


def test_gain_bars_show_intervals_and_open_ends():
    ax = plots.reading_roadmaps.gain_bars({"a": (8, 4, 16), "b": (np.inf, 3, np.inf)}, 10)
    bars = [line for line in ax.lines if len(line.get_xdata()) == 2]
    assert list(bars[0].get_xdata()) == [4, 16]
    assert bars[1].get_xdata()[0] == 3
    assert [t.get_text() for t in ax.get_yticklabels()] == ["a", "b"]


def test_forecast_goes_through_its_points():
    first, second = (2024.25, 4), (2024.88, 28)
    years = np.array([2024.25, 2024.88, 2026.15])
    band = kata.two_point_forecast.reference(*first, *second, 1.5, years)
    assert band[0][:2] == pytest.approx([4, 28])
    assert [band[k][2] for k in range(3)] == pytest.approx([1415, 325, 6160], rel=0.01)
    ax = plots.reading_roadmaps.forecast([first, second], years, *band, [(2026.15, 48, "48")])
    assert ax.texts[0].get_text() == "48"


def test_roadmaps_draw_each_plan_and_each_fact():
    shown = [(n, 2020.0, "measured") for n, row in enumerate(kata.ROADMAPS) for _ in row["shown"]]
    left, right = plots.reading_roadmaps.roadmaps(kata.ROADMAPS, shown, 2026.9)
    plans = [plan for row in kata.ROADMAPS for plan in row["dated"]]
    assert sorted(bar.get_x() for bar in right.patches) == sorted(plan[1] for plan in plans)
    widths = [bar.get_x() + bar.get_width() for bar in right.patches]
    assert sorted(widths) == pytest.approx(sorted(plan[2] for plan in plans))
    assert len([line for line in right.lines if line.get_marker() == "o"]) == len(shown)
    assert {"M1 to M4", "Stage 3", "cluster"} <= {text.get_text() for text in left.texts}
