"""Every notebook runs from top to bottom, as it is and with all answers in, in a real kernel.

`QLEARN_EXPECT` makes each check fail its cell unless it ends as the state demands. A failure names
the notebook and the cell.
"""

import json
import os
import subprocess
import sys

import pytest

from qlearn import lessons

NBVAL = ["--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout=60", "-p", "no:cacheprovider"]


def run_nbval(notebook, expect):
    """Run all cells of a notebook; return the finished process."""
    clean = {k: v for k, v in os.environ.items() if k not in ("MPLBACKEND", "PYTEST_ADDOPTS")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *NBVAL, notebook.name],
        cwd=notebook.parent,
        env={**clean, "QLEARN_EXPECT": expect, "IPYTHONDIR": str(notebook.parent / "ipython")},
        capture_output=True,
        text=True,
        timeout=600,
    )


def in_state(path, state, folder):
    """A copy of a notebook in a folder of its own, unsolved or solved."""
    content = json.loads(path.read_text(encoding="utf-8"))
    content = lessons.solve(path) if state == "solved" else content
    copy = folder / path.name
    copy.write_text(json.dumps(content), encoding="utf-8")
    return copy


@pytest.mark.parametrize("state", ["unsolved", "solved"])
@pytest.mark.parametrize("path", lessons.notebooks(), ids=lambda path: path.stem)
def test_notebook(path, state, tmp_path):
    result = run_nbval(in_state(path, state, tmp_path), state)
    if result.returncode != 0:
        pytest.fail(f"{path.name}, {state}:\n{result.stdout}{result.stderr}", pytrace=False)


def test_there_are_notebooks():
    assert lessons.notebooks()


def test_an_open_exercise_turns_the_solved_state_red(tmp_path):
    path = lessons.find("welcome")
    result = run_nbval(in_state(path, "unsolved", tmp_path), "solved")
    assert result.returncode == 1, result.stdout
    assert "00_welcome.ipynb::Cell" in result.stdout
    assert "QLEARN_EXPECT=solved" in result.stdout
