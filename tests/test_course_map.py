"""The map of the course shows the log, and nothing else."""

from xml.etree import ElementTree

import pytest

from qlearn import roadmap
from qlearn.katas import welcome
from qlearn.plots.course_map import Leg, Stop, course_map


@pytest.fixture
def log(tmp_path, monkeypatch):
    monkeypatch.setenv("QLEARN_PROGRESS", str(tmp_path / "log.jsonl"))


def test_solving_an_exercise_moves_its_station(log):
    before = repr(welcome.course_map())
    welcome.born_probability.check(welcome.born_probability.reference)
    after = repr(welcome.course_map())
    assert "Start, here: 0 of 2" in before
    assert "Start, here: 1 of 2" in after
    assert before.splitlines()[1:14] == after.splitlines()[1:14]


def test_wrong_answers_do_not_move_it(log):
    welcome.born_probability.check(welcome.returns_the_amplitude)
    assert "Start, here: 0 of 2" in repr(welcome.course_map())


def test_every_station_and_every_written_notebook_is_on_it(log):
    html = welcome.course_map()._repr_html_()
    for kata in roadmap.katas():
        assert f">{kata.stop}</text>" in html
        assert kata.written == (f'_{kata.slug}.ipynb">' in html)


@pytest.mark.parametrize("solved", range(5))
def test_picture_is_well_formed_and_the_sector_is_the_solved_part(solved):
    drawn = course_map([Stop("computer", "M<1>", "A & B", solved, 4)], [Leg("a.ipynb", "A", 4, 4)])
    svg = drawn._repr_html_().split("<ul")[0]
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert f"{solved} of 4" in root.get("aria-label")
    assert len(root.findall("circle")) == (2 if solved == 4 else 1)
    assert "✓ <a" in drawn._repr_html_()
