"""The kata on reading roadmaps: its cards and plans, and its formulas against other routes."""

import re
from itertools import product

import nbformat
import numpy as np
import pytest
from scipy.stats import beta, binom

from qlearn import facts, lessons
from qlearn.correction import rates
from qlearn.facts import STATUSES
from qlearn.facts.claims import GRADES, Claim, Claims
from qlearn.katas import reading_roadmaps as kata
from qlearn.network import links

LISTS = {"computer": kata.computer_grades, "network": kata.network_grades}
CARDS = [(which, card) for which in LISTS for card in kata.claims(which)]
each_card = pytest.mark.parametrize(
    ("which", "card"), CARDS, ids=[f"{which} {card.letter}" for which, card in CARDS]
)


# --- cards and grades ---------------------------------------------------------------------


def graded(which, **changed):
    return LISTS[which].reference() | changed


def test_grades_are_the_statuses_of_facts_and_wrong():
    assert set(GRADES) == {*STATUSES, "wrong"}


@pytest.mark.parametrize("which", LISTS)
def test_all_six_grades_are_asked_for(which):
    assert {card.grades[0] for card in kata.claims(which)} == set(GRADES)


@each_card
def test_card_is_complete_and_solved_by_any_of_its_grades(which, card):
    assert all(len(text) > 2 for _, text in card.lines)
    assert re.fullmatch(r"\d{4}(-\d\d)?(-\d\d)?", card.when)
    for grade in card.grades:
        assert LISTS[which].check(graded(which, **{card.letter: grade}))


@each_card
def test_every_other_grade_is_refused_with_a_reason_of_its_card(which, card):
    for grade in {*GRADES} - {*card.grades}:
        verdict = LISTS[which].check(graded(which, **{card.letter: grade}))
        assert not verdict
        assert f"{card.letter} is not {grade}: " in verdict.message
        assert card.remark(grade) in verdict.message


def test_tempting_grades_have_an_explanation_of_their_own():
    for _, card in CARDS:
        assert len(card.refused) >= 2
        assert all(len(text) > 25 for text in card.refused.values())


def test_the_solution_is_the_grades_of_the_cards():
    for which, task in LISTS.items():
        for letter, grade in task.reference().items():
            card = next(c for c in kata.claims(which) if c.letter == letter)
            assert grade == card.grades[0]


def test_grades_may_be_listed_and_written_loosely():
    right = list(kata.computer_grades.reference().values())
    assert kata.computer_grades.check(right)
    assert kata.computer_grades.check(
        {k.lower(): f" {v.upper()} " for k, v in graded("computer").items()}
    )
    for odd in (right[:8], "measured", {"A": "measured"}, ["true"] * 9, set(right), 3):
        verdict = kata.computer_grades.check(odd)
        assert verdict.status == "wrong"
        assert "could not be read" in verdict.message


def test_several_wrong_grades_are_counted():
    verdict = kata.network_grades.check(graded("network", A="measured", D="claimed", H="wrong"))
    assert verdict.message.startswith("A is not measured")
    assert "2 more" in verdict.message


def test_cards_show_no_grades():
    cards = kata.claims("network")
    for text in (repr(cards), cards._repr_html_()):
        for card in cards:
            assert card.letter in text
            assert card.because not in text
        assert text.count("evidence") == 9


def test_cards_escape_html():
    card = Claim("A", "<b>", "<i>", "a&b", "2020", "-", "-", "-", ("claimed",), "", {})
    assert "<i>" not in Claims([card])._repr_html_()


def test_bad_cards_are_named():
    rest = ("A", "it works", "2", "us", "2026", "-", "-", "-")
    with pytest.raises(ValueError, match="grade 'true' of 'it works'"):
        Claim(*rest, ("true",), "", {})
    for grades, refused in (((), {}), (("claimed",), {"claimed": "no"})):
        with pytest.raises(ValueError, match="grades ="):
            Claim(*rest, grades, "", refused)
    with pytest.raises(ValueError, match="which = 'sport'; allowed: computer, network"):
        kata.claims("sport")


def test_numbers_on_cards_are_those_of_the_facts():
    """Where card and fact speak of the same thing, they say the same."""
    same = {
        ("computer", "A"): "logical.carbon_gain",
        ("computer", "B"): "logical.error_free_runs",
        ("computer", "G"): "rqops.round_error",
        ("computer", "H"): "logical.model_correct",
        ("network", "C"): "attack.full_key",
        ("network", "E"): "roadmap.market",
        ("network", "F"): "campus.chicago_keys",
    }
    for (which, letter), name in same.items():
        card = next(c for c in kata.claims(which) if c.letter == letter)
        fact = facts.fact(name)
        assert str(fact.value) in card.value
        assert fact.status in card.grades


# --- plans, links, rows -------------------------------------------------------------------


def test_plans_belong_to_facts_of_their_kind():
    for plan in kata._FILE["plan"]:
        assert facts.fact(plan["fact"]).status in ("projected", "measured")


def test_what_is_said_to_be_shown_is_the_date_of_its_fact():
    for plan in kata._FILE["plan"]:
        if "shown" in plan:
            assert plan["shown"] == facts.fact(plan["fact"]).date


def test_links_join_facts_and_are_written_once():
    assert len({(a, b) for a, _, b in kata.LINKS}) == len(kata.LINKS)
    for first, kind, second in kata.LINKS:
        assert first != second
        assert kind in ("supports", "limits", "contradicts")
        assert facts.fact(first)
        assert facts.fact(second)


def test_disputed_facts_of_the_map_have_somebody_who_disputes():
    """A disputed claim of a milestone or of a fleet is never without its critics."""
    for name in ("majorana.m1_claim", "readout.m2_claim", "roadmap.fleet_claim"):
        assert [a for a, kind, b in kata.LINKS if b == name and kind == "contradicts"]


def test_rows_of_the_picture_show_facts_and_dated_plans():
    for row in kata.ROADMAPS:
        assert all(start < end for _, start, end, _ in row["dated"])
        assert all(facts.fact(name).status in ("measured", "disputed") for name in row["shown"])


def test_last_notebook_says_so_and_leads_back_to_the_map():
    last = nbformat.read(lessons.notebooks()[-1], as_version=4).cells[-1].source
    assert "this was the last notebook" in last
    assert "](00_welcome.ipynb)" in last


# --- formulas against other routes --------------------------------------------------------


@pytest.mark.parametrize(("k", "n", "c"), [(0, 14_000, 0.95), (3, 2500, 0.9), (7, 40, 0.99)])
def test_upper_limit_is_the_beta_quantile_and_covers(k, n, c):
    limit = kata.upper_limit.reference(k, n, c)
    assert limit == pytest.approx(beta.ppf(c, k + 1, n - k), rel=1e-6)
    assert binom.cdf(k, n, limit) == pytest.approx(1 - c, rel=1e-5)


def test_upper_limit_without_failures_is_that_of_the_package():
    expected = rates.zero_failure_bound(14_000)
    assert kata.upper_limit.reference(0, 14_000, 0.95) == pytest.approx(expected, rel=1e-6)
    assert 0.008 / expected == pytest.approx(37, abs=0.5)  # card C


def test_interval_of_a_gain_covers_in_95_of_100_samples():
    rng, covered, p, q, n, m = np.random.default_rng(5), 0, 0.008, 2e-4, 10_000, 100_000
    bare, encoded = rng.binomial(n, p, 4000), rng.binomial(m, q, 4000)
    for k1, k2 in zip(bare, encoded, strict=True):
        _, low, high = kata.gain_and_interval.reference(k1, n, k2, m)
        covered += low <= p / q <= high
    assert covered / 4000 == pytest.approx(0.95, abs=0.02)


def test_like_with_like_against_counted_errors():
    rng, e, d, rounds, logical, runs = np.random.default_rng(2), 0.01, 0.05, 4, 6, 400_000
    kept = (rng.random((runs, rounds)) > d).all(axis=1)
    failed = rng.random(runs) < 1 - (1 - e) ** (rounds * logical)
    found = kata.like_with_like.reference(failed[kept].mean(), rounds, logical, kept.mean())
    assert found == pytest.approx((e, d), rel=0.02)


def test_million_operations_take_a_month_to_prove():
    rqops, days = kata.reliable_speed.reference(100, 1e4, 1e-12, 1e-12)
    assert rqops == 1e6
    assert days == pytest.approx(3e12 / 1e6 / 86400, rel=2e-3)  # the rule of three
    assert days == pytest.approx(facts.fact("roadmap.silence_for_the_bar").value, abs=0.05)
    assert kata.reliable_speed.reference(100, 1e4, 1.1e-12, 1e-12)[0] == 0


def test_fate_of_a_plan_against_the_calendar():
    import calendar
    import datetime

    def last_day(due):
        parts = [int(part) for part in due.split("-")]
        year, month = parts[0], parts[1] if len(parts) > 1 else 12
        day = parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1]
        return datetime.date(year, month, day)

    days = ("2025-12-31", "2026-02-28", "2026-03-01", "2026-11-30", "2027-01-01")
    for due, shown, today in product(("2025", "2026-02", "2026-11", "2026-11-29"), days, days):
        end, now = last_day(due), datetime.date.fromisoformat(today)
        when = datetime.date.fromisoformat(shown)
        silent = "overdue" if now > end else "open"
        expected = silent if when > now else "met" if when <= end else "late"
        assert kata.fate_of_a_plan.reference(due, shown, today) == expected
        assert kata.fate_of_a_plan.reference(due, None, today) == silent


def test_forecast_against_drawn_points():
    rng, s = np.random.default_rng(3), 3.0
    a, b = np.log(10) + np.log(1.5) * rng.normal(size=(2, 200_000)) + [[0], [np.log(4)]]
    drawn = (1 - s) * a + s * b
    best, low, high = kata.two_point_forecast.reference(2020, 10, 2022, 40, 1.5, 2026)
    assert np.log(best) == pytest.approx(drawn.mean(), abs=0.02)
    assert np.log(high / best) == pytest.approx(drawn.std(), rel=0.01)
    assert high / best == pytest.approx(best / low) == pytest.approx(4.3, abs=0.02)  # the insight


def test_least_clock_is_the_rate_over_the_packages_bound():
    for rate, length, loss in ((80e3, 56, 0.2), (0.12, 1120, 0.16)):
        expected = rate / links.plob(links.transmissivity(length, loss))
        assert kata.least_clock_hz.reference(rate, length, loss) == pytest.approx(expected)
    found = kata.least_clock_hz.reference(80e3, 56, 0.2) / 1e6
    assert found == pytest.approx(facts.fact("roadmap.chicago_clock").value, abs=0.005)
