"""Learners' copies and solved copies of notebooks."""

import ast
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from qlearn import cli, lessons
from qlearn.exercise import close, exercise, question


def notebook(*sources):
    cells = [
        {"cell_type": "code", "source": [source], "outputs": [], "metadata": {}}
        for source in sources
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    folder = tmp_path / "shipped"
    folder.mkdir()
    (folder / "00_welcome.ipynb").write_text(notebook("1 + 1"))
    (folder / "01_qubit.ipynb").write_text(notebook("x = ..."))
    monkeypatch.setattr(lessons, "folder", lambda: folder)
    return folder


@pytest.fixture
def mine(tmp_path, shipped):
    folder = tmp_path / "my-katas"
    lessons.hand_out(folder)
    return folder


def test_a_checkout_serves_its_own_notebooks():
    """Not the copies that an editable install leaves among the packages."""
    assert lessons.folder() == Path(__file__).parents[1] / "notebooks"


def test_first_hand_out_copies_everything(tmp_path, shipped):
    done = lessons.hand_out(tmp_path / "deep" / "my-katas")
    assert done.new == ["00_welcome.ipynb", "01_qubit.ipynb"]
    for path in shipped.iterdir():
        assert (tmp_path / "deep" / "my-katas" / path.name).read_bytes() == path.read_bytes()


def test_second_hand_out_does_nothing(mine):
    assert lessons.hand_out(mine) == lessons.HandOut()


def test_a_new_lesson_arrives(mine, shipped):
    (shipped / "02_dynamics.ipynb").write_text(notebook("t"))
    assert lessons.hand_out(mine).new == ["02_dynamics.ipynb"]


def test_an_unchanged_copy_follows_the_shipped_one(mine, shipped):
    (shipped / "01_qubit.ipynb").write_text(notebook("y = ..."))
    assert lessons.hand_out(mine).updated == ["01_qubit.ipynb"]
    assert "y = ..." in (mine / "01_qubit.ipynb").read_text()


def test_running_and_reformatting_a_copy_is_no_change(mine, shipped):
    content = json.loads((mine / "01_qubit.ipynb").read_text())
    content["cells"][0].update(source="x = ...", execution_count=3)
    (mine / "01_qubit.ipynb").write_text(json.dumps(content, indent=4))
    (shipped / "01_qubit.ipynb").write_text(notebook("y = ..."))
    assert lessons.hand_out(mine).updated == ["01_qubit.ipynb"]


@pytest.mark.parametrize(
    "change", [notebook("x = 0.7"), "not a notebook", '{"cells": 3}', "[]", ""]
)
def test_a_changed_copy_is_kept_and_named(mine, shipped, change):
    (mine / "01_qubit.ipynb").write_text(change)
    assert lessons.hand_out(mine).kept == []
    (shipped / "01_qubit.ipynb").write_text(notebook("y = ..."))
    for _ in range(2):
        assert lessons.hand_out(mine) == lessons.HandOut(kept=["01_qubit.ipynb"])
    assert (mine / "01_qubit.ipynb").read_text() == change


@pytest.mark.parametrize("manifest", [None, "", "{", "[1]", '{"01_qubit.ipynb": 3}', "\0\xff"])
def test_without_a_good_manifest_every_differing_copy_is_kept(mine, shipped, manifest):
    (mine / lessons.MANIFEST).unlink()
    if manifest is not None:
        (mine / lessons.MANIFEST).write_text(manifest)
    (shipped / "01_qubit.ipynb").write_text(notebook("y = ..."))
    assert lessons.hand_out(mine) == lessons.HandOut(kept=["01_qubit.ipynb"])
    assert "x = ..." in (mine / "01_qubit.ipynb").read_text()


def test_a_hand_out_that_breaks_off_loses_nothing(mine, shipped, monkeypatch):
    (shipped / "00_welcome.ipynb").write_text(notebook("2 + 2"))
    (shipped / "01_qubit.ipynb").write_text(notebook("y = ..."))
    before = (mine / "01_qubit.ipynb").read_bytes()

    def power_cut(source, target):
        raise OSError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr("os.replace", power_cut)
        with pytest.raises(OSError, match="power cut"):
            lessons.hand_out(mine)
    assert (mine / "01_qubit.ipynb").read_bytes() == before
    assert lessons.hand_out(mine).updated == ["00_welcome.ipynb", "01_qubit.ipynb"]


def test_fresh_stands_beside_and_quiets_the_notice(mine, shipped):
    (mine / "01_qubit.ipynb").write_text(notebook("x = 0.7"))
    (shipped / "01_qubit.ipynb").write_text(notebook("y = ..."))
    first, second = lessons.fresh("qubit", mine), lessons.fresh("01_qubit.ipynb", mine)
    assert first.name == "01_qubit-fresh1.ipynb"
    assert second.name == "01_qubit-fresh2.ipynb"
    assert first.read_bytes() == second.read_bytes() == (shipped / "01_qubit.ipynb").read_bytes()
    assert lessons.hand_out(mine) == lessons.HandOut()
    assert "x = 0.7" in (mine / "01_qubit.ipynb").read_text()
    (shipped / "01_qubit.ipynb").write_text(notebook("z = ..."))
    assert lessons.hand_out(mine).kept == ["01_qubit.ipynb"]


def test_an_unknown_lesson_is_named_with_those_there_are(mine):
    with pytest.raises(ValueError, match="'bosons'; there are 00_welcome, 01_qubit"):
        lessons.fresh("bosons", mine)


def test_the_shipped_folder_itself_is_left_alone(shipped):
    assert lessons.hand_out(shipped) == lessons.HandOut()
    assert not (shipped / lessons.MANIFEST).exists()


# --- solved copies -----------------------------------------------------------------------------


def make_kata():
    @exercise(cases=[(1.0, 2.0), (3.0, -1.0)], hints=["a", "b"], insight="i")
    def total(a, b):
        """Sum of a and b."""
        return a + b

    @exercise(same=close(rtol=0.01), hints=["a", "b"], insight="i")
    def best_time():
        """The best time."""
        return np.float64(31.1)

    @exercise(hints=["a", "b"], insight="i")
    def matrix():
        """A matrix."""
        return np.array([[0, 1], [1, 0]])

    @question(wrong={"a": "no"}, insight="i", hints=["h"])
    def why_even():
        """Why?"""
        return "b"

    return SimpleNamespace(total=total, best_time=best_time, matrix=matrix, why_even=why_even)


STUBS = {
    "total": 'def total(a, b):\n    """Sum of a and b."""\n    ...  # your code\n\n\n'
    "kata.total.check(total)",
    "best_time": "best_time = ...  # your answer\n\nkata.best_time.check(best_time)",
    "matrix": "import numpy as np\nmatrix = (\n    ...\n)\n\nkata.matrix.check(matrix)",
    "why_even": "kata.why_even.check(...)",
}


def verdict_of(source, kata):
    """Run a cell and return the value of its last expression."""
    *statements, last = ast.parse(source).body
    names = {"kata": kata}
    exec(compile(ast.Module(statements, []), "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names)


@pytest.mark.parametrize("name", STUBS)
def test_stub_is_not_started_and_solved_cell_is_solved(name):
    kata = make_kata()
    assert verdict_of(STUBS[name], kata).status == "not started"
    solved = lessons.solve_cell(STUBS[name], kata)
    assert verdict_of(solved, kata).status == "solved", solved


def test_solved_cells_read_well():
    kata = make_kata()
    assert lessons.solve_cell(STUBS["best_time"], kata).startswith("best_time = 31.1\n")
    assert lessons.solve_cell(STUBS["why_even"], kata) == "kata.why_even.check('b')"
    total = lessons.solve_cell(STUBS["total"], kata)
    assert '    """Sum of a and b."""\n    return kata.total.reference(a, b)\n' in total


def test_every_kind_of_parameter_is_handed_on():
    seen = []
    reference = lambda *args, **kwargs: seen.append((args, kwargs))  # noqa: E731
    kata = SimpleNamespace(
        f=SimpleNamespace(reference=reference, check=lambda f: f(1, 2, 3, 4, k=5))
    )
    stub = "def f(a, /, b, *rest, k=0): ...\n\nkata.f.check(f)"
    verdict_of(lessons.solve_cell(stub, kata), kata)
    assert seen == [((1, 2, 3, 4), {"k": 5})]


def test_a_check_without_a_stub_is_an_error():
    with pytest.raises(ValueError, match=r"no stub for kata\.total"):
        lessons.solve_cell("kata.total.check(total)", make_kata())


def test_all_notebooks_can_be_solved():
    assert lessons.notebooks()
    for path in lessons.notebooks():
        solved = json.dumps(lessons.solve(path))
        assert "check(...)" not in solved
        assert "# your" not in solved


def test_solve_command_writes_a_copy_once(tmp_path, capsys):
    output = tmp_path / "solved.ipynb"
    assert cli.main(["solve", "welcome", "-o", str(output)]) == 0
    assert json.loads(output.read_text())["nbformat"] == 4
    with pytest.raises(SystemExit, match="exists"):
        cli.main(["solve", "welcome", "-o", str(output)])


def test_progress_command_reports_every_notebook(capsys):
    assert cli.main(["progress"]) == 0
    text = capsys.readouterr().out
    assert all(f"{lessons.slug(path)}:" in text for path in lessons.notebooks())
    assert "Go on with" in text
