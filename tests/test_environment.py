"""One list of dependencies: pyproject.toml, the locks, environment.yml and the wheel agree."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from qlearn import lessons

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
CONDA_LINE = re.compile(
    r"(?P<name>[a-z0-9][a-z0-9._-]*)(?P<version>(?:(?:[<>]=?|[=!]=)[0-9.]+,?)*)"
)
TEST_TOOLS = {"pytest", "pytest-xdist", "nbval", "ruff", "playwright", "import-linter", "jupytext"}


def run(*command, **more):
    result = subprocess.run(command, capture_output=True, text=True, timeout=900, **more)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


# --- locks -------------------------------------------------------------------------------------


def lock(name):
    """The pins of a lock: a list of (Requirement, number of hashes)."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.split(" --hash=") for line in text.splitlines() if not line.startswith("#")]
    return [(Requirement(line[0]), len(line) - 1) for line in lines]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_pins_everything_with_hashes_and_names_no_place(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "/" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    for pin, hashes in lock(name):
        assert [clause.operator for clause in pin.specifier] == ["=="], pin
        assert hashes >= 1, pin


def test_lock_of_the_tests_holds_the_lock_of_the_course():
    course = {str(pin) for pin, _ in lock("requirements.lock")}
    assert course < {str(pin) for pin, _ in lock("requirements-dev.lock")}
    assert TEST_TOOLS.isdisjoint(pin.name for pin, _ in lock("requirements.lock"))


@pytest.mark.parametrize("python", ["3.11.7", "3.12.4", "3.13.1"])
@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_locks_satisfy_the_project(python, system):
    where = {
        "python_full_version": python,
        "python_version": python.rpartition(".")[0],
        "sys_platform": system,
        "os_name": "nt" if system == "win32" else "posix",
    }
    groups = {
        "requirements.lock": PROJECT["project"]["dependencies"]
        + PROJECT["build-system"]["requires"],
        "requirements-dev.lock": PROJECT["project"]["optional-dependencies"]["dev"],
    }
    for name, asked in groups.items():
        pins = [pin for pin, _ in lock(name) if not pin.marker or pin.marker.evaluate(where)]
        found = {pin.name: next(iter(pin.specifier)).version for pin in pins}
        assert len(found) == len(pins), "a package is pinned twice"
        for requirement in map(Requirement, asked):
            assert requirement.specifier.contains(found[requirement.name]), requirement


def test_what_builds_the_project_is_said_alike_everywhere():
    requires = set(PROJECT["build-system"]["requires"])
    assert requires == set(PROJECT["dependency-groups"]["build"])
    assert requires <= set(PROJECT["project"]["optional-dependencies"]["dev"])


# --- conda -------------------------------------------------------------------------------------


def test_environment_file_has_exactly_what_it_should():
    assert set(CONDA) == {"name", "channels", "dependencies"}
    assert CONDA["name"] == "qlearn"
    assert CONDA["channels"] == ["conda-forge"]
    *conda, pip = CONDA["dependencies"]
    assert pip == {"pip": ["-e .[dev]"]}
    specs = {}
    for line in conda:
        match = CONDA_LINE.fullmatch(line)
        assert match, f"conda would not read {line!r}"
        specs[match["name"]] = SpecifierSet(match["version"])
    assert specs == {
        "python": SpecifierSet(PROJECT["project"]["requires-python"]),
        "pip": SpecifierSet(">=24"),
    }


@pytest.mark.parametrize("line", ["python==>3.12", "qutip >=5.3 <6", "Python", "python=>3", "a>="])
def test_lines_that_conda_rejects_do_not_pass(line):
    assert not CONDA_LINE.fullmatch(line)


@pytest.mark.slow
def test_pip_part_installs_and_works(tmp_path):
    """What conda would hand to pip, in a fresh environment: newest versions, not the lock."""
    home = tmp_path / "environment"
    python = str(home / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    part = [word for line in CONDA["dependencies"][-1]["pip"] for word in line.split()]
    uv = shutil.which("uv")
    if uv:
        run(uv, "venv", "--python", sys.executable, str(home))
        run(uv, "pip", "install", "--python", python, *part, cwd=ROOT)
        run(uv, "pip", "check", "--python", python)
    else:
        run(sys.executable, "-m", "venv", str(home))
        run(python, "-m", "pip", "install", "--quiet", *part, cwd=ROOT)
        run(python, "-m", "pip", "check")
    tools = "qlearn.cli, qutip, anywidget, ipywidgets, jupyterlab, nbval, xdist, importlinter, ruff"
    run(python, "-c", f"import {tools}", cwd=tmp_path)
    assert "lab" in run(python, "-m", "qlearn.cli", "--help", cwd=tmp_path)


# --- wheel -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=ROOT)
    (path,) = folder.glob("*.whl")
    return path


def test_wheel_carries_notebooks_settings_and_all_files(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"qlearn/notebooks/{path.name}" for path in lessons.notebooks()} <= names
    settings = next(name for name in names if name.endswith("/lab/settings/overrides.json"))
    assert ".data/data/share/jupyter/" in settings
    package = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "qlearn").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert package <= names
    unwanted = re.compile(r"(^|/)(tests|benchmarks|__pycache__|\.ipynb_checkpoints)/")
    assert not [name for name in names if unwanted.search(name)]


def test_lessons_are_found_in_the_installed_wheel(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path)
    show = "from qlearn import lessons; print(lessons.folder(), *lessons.notebooks(), sep='\\n')"
    folder, *found = run(sys.executable, "-c", show, cwd=tmp_path).splitlines()
    assert Path(folder) == tmp_path / "qlearn" / "notebooks"
    assert [Path(path).name for path in found] == [path.name for path in lessons.notebooks()]
