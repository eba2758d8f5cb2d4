"""Notebooks mirror their kata modules, and are kept as text: no outputs, small cells."""

import ast
import importlib
import inspect
import re
from itertools import pairwise

import nbformat
import pytest

from qlearn import lessons, roadmap
from qlearn.exercise.progress import exercises_of

NOTEBOOKS = lessons.notebooks()
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(path, kind):
    return [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == kind]


def tasks_of(path):
    return exercises_of(importlib.import_module(f"qlearn.katas.{lessons.slug(path)}"))


def cell_that_checks(path, name):
    found = [c.source for c in cells(path, "code") if f"kata.{name}.check(" in c.source]
    assert len(found) == 1, f"{name} is checked in {len(found)} cells"
    return found[0]


def stub_of(task):
    """The cell that a learner must find: signature, docstring, dots, and the check."""
    if task.kind == "question":
        return f"kata.{task.name}.check(...)"
    if task.kind == "value":
        return f"{task.name} = ...  # your answer\n\nkata.{task.name}.check({task.name})"
    source = inspect.getsource(task.reference)
    function = ast.parse(source).body[0]
    first = source.splitlines().index(f"def {task.name}{inspect.signature(task.reference)}:")
    head = source.splitlines()[first : function.body[0].end_lineno]
    check = f"kata.{task.name}.check({task.name})"
    return "\n".join([*head, "    ...  # your code", "", "", check])


@each_notebook
def test_each_exercise_is_asked_once_and_in_order(path):
    code = "\n".join(c.source for c in cells(path, "code"))
    assert re.findall(r"kata\.(\w+)\.check\(", code) == list(tasks_of(path))


@each_notebook
def test_stubs_are_signature_and_docstring_of_the_exercise(path):
    for name, task in tasks_of(path).items():
        assert cell_that_checks(path, name) == stub_of(task)


@each_notebook
def test_questions_offer_their_options(path):
    text = nbformat.read(path, as_version=4).cells
    for name, task in tasks_of(path).items():
        if task.kind == "question":
            check = next(i for i, c in enumerate(text) if f"kata.{name}.check(" in c.source)
            offered = re.findall(r"^- \*\*(\w)\.\*\*", text[check - 1].source, re.MULTILINE)
            assert offered == list(task.options)


@each_notebook
def test_notebook_is_kept_as_text(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    ids = [c.id for c in notebook.cells]
    assert len(set(ids)) == len(ids)
    for cell in notebook.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
        assert not cell.metadata


@each_notebook
def test_cells_are_small(path):
    for cell in cells(path, "code"):
        assert cell.source.count("\n") < 12, cell.source
    for cell in cells(path, "markdown"):
        assert len(cell.source.split()) <= 120, cell.source


def _statements(source):
    return [line for line in source.splitlines() if line]


@each_notebook
def test_first_cells_say_what_it_is_about(path):
    first, second = nbformat.read(path, as_version=4).cells[:2]
    assert first.source.startswith("# ")
    for words in ("question", "Before you start", "Afterwards you can"):
        assert words in first.source
    assert len(_statements(second.source)) <= 4
    assert second.source.endswith("warm()")


@each_notebook
def test_last_cells_close_the_kata(path):
    text = "\n".join(c.source for c in cells(path, "markdown")[-3:])
    for words in ("## Summary", "leaves out", "Sources", "Next in the course"):
        assert words in text
    assert len(re.findall(r"^\d\. ", text, re.MULTILINE)) == 5, "the summary has five sentences"


@each_notebook
def test_links_between_notebooks_lead_somewhere(path):
    text = "\n".join(c.source for c in cells(path, "markdown"))
    for target in re.findall(r"\]\((\w+\.ipynb)\)", text):
        assert (path.parent / target).exists(), target


def test_each_notebook_ends_with_a_link_to_the_next():
    for path, following in pairwise(NOTEBOOKS):
        end = cells(path, "markdown")[-1].source.partition("**Next in the course:**")[2]
        assert end.strip().startswith("[")
        assert f"]({following.name})" in end


def test_numbers_of_the_files_are_the_order_of_the_roadmap():
    order = [kata.slug for kata in roadmap.katas()]
    for path in NOTEBOOKS:
        assert path.stem == f"{order.index(lessons.slug(path)):02d}_{lessons.slug(path)}"
    written = [kata.slug for kata in roadmap.katas() if kata.written]
    assert written == [lessons.slug(path) for path in NOTEBOOKS]


def test_roadmap_reads_the_exercises_without_importing_them():
    for path in NOTEBOOKS:
        kata = next(k for k in roadmap.katas() if k.slug == lessons.slug(path))
        assert kata.exercises == tuple(tasks_of(path))
