"""Facts are complete, and shown with status and source."""

import re

import pytest

from qlearn import facts, lessons


def test_every_fact_has_a_source_and_a_date():
    for name in facts.names():
        fact = facts.fact(name)
        assert fact.label
        assert len(fact.source) > 10
        assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", fact.date), name


def test_notebooks_show_facts_that_exist():
    for path in lessons.notebooks():
        for call in re.findall(r"facts\.(?:show|fact)\(([^)]*)\)", path.read_text()):
            for name in re.findall(r'\\"([\w.]+)\\"', call):
                assert facts.fact(name)


def test_table_shows_status_and_source_in_both_forms():
    table = facts.show(*facts.names()[:2])
    for fact in table:
        for text in (repr(table), table._repr_html_()):
            assert fact.status in text
            assert fact.date in text


def test_unknown_name_and_unknown_status_are_refused():
    with pytest.raises(ValueError, match=r"name='no\.such' is no fact"):
        facts.fact("no.such")
    with pytest.raises(ValueError, match="status='proven'"):
        facts.Fact("x", "label", 1, "proven", "source", "2020")


def test_html_is_escaped():
    fact = facts.Fact("x", "<b>label</b>", "<i>1</i>", "claimed", "a & b <source>", "2020")
    shown = type(facts.show())([fact])._repr_html_()
    assert "<i>" not in shown
    assert "a &amp; b &lt;source&gt;" in shown
