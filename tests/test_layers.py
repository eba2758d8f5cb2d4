"""Imports point down and the format is right: what pyproject.toml says holds, and is noticed."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINT = (
    "from importlinter.cli import lint_imports; import sys; sys.exit(lint_imports(no_cache=True))"
)


def lint(folder):
    command = [sys.executable, "-c", LINT]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


def test_contracts_are_kept():
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "0 broken" in result.stdout


@pytest.mark.parametrize("job", [["check"], ["format", "--check"]], ids=" ".join)
def test_lint_and_format(job):
    command = [sys.executable, "-m", "ruff", *job, "--no-cache", "qlearn", "tests", "benchmarks"]
    command += ["notebooks", "start.py"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("qubits/planted.py", "from qlearn import exercise"),
        ("topology/planted.py", "import qlearn.plots"),
        ("qubits/planted.py", "import matplotlib.pyplot"),
        ("exercise/planted.py", "import qlearn.plots"),
        ("planted.py", "x = 1"),
    ],
)
def test_a_broken_contract_is_noticed(tmp_path, module, line):
    shutil.copytree(ROOT / "qlearn", tmp_path / "qlearn", ignore=shutil.ignore_patterns("*.pyc"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "qlearn" / module).write_text(f"{line}\n")
    result = lint(tmp_path)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "planted" in result.stdout, result.stdout


def test_every_subject_package_is_under_the_second_contract():
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    subject = next(contract for contract in config["contracts"] if contract["id"] == "subject")
    there = {
        f"qlearn.{name}"
        for name in ("qubits", "topology", "correction", "network")
        if (ROOT / "qlearn" / name).is_dir()
    }
    assert set(subject["source_modules"]) == there
