"""The door: start.py makes the environment once, repairs it, and hands over to JupyterLab."""

import ast
import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = (ROOT / "start.py").read_text(encoding="utf-8")


class HandedOver(Exception):
    """Raised where start.py would become another program."""


@pytest.fixture
def start(tmp_path, monkeypatch):
    """start.py in an empty project, with commands recorded instead of run."""
    (tmp_path / "start.py").write_text(SOURCE)
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        (tmp_path / name).write_text(f"content of {name}")
    spec = importlib.util.spec_from_file_location("start", tmp_path / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.commands, module.fail_at = [], None

    def call(command, **more):
        module.commands.append(" ".join(command))
        if "venv" in command:
            python = Path(module.program("python"))
            python.parent.mkdir(parents=True)
            python.touch()
        return int(module.fail_at is not None and module.fail_at in module.commands[-1])

    def hand_over(command):
        raise HandedOver(" ".join(command[1:]))

    monkeypatch.setattr(module.subprocess, "call", call)
    monkeypatch.setattr(module, "hand_over", hand_over)
    monkeypatch.setattr(module.shutil, "which", lambda name: None)
    monkeypatch.setenv("UV_PYTHON_DOWNLOADS", "")
    monkeypatch.chdir(tmp_path)
    return module


def go(start, *arguments):
    """Run start.py; return what it handed over to and the commands that it ran before."""
    start.commands.clear()
    with pytest.raises(HandedOver) as handed:
        start.main(list(arguments))
    return str(handed.value), list(start.commands)


def test_first_start_makes_installs_and_opens(start, capsys):
    handed, commands = go(start, "--no-browser", "--port", "8901")
    assert handed == "lab --no-browser --port 8901"
    assert [word in command for word, command in zip(["venv", "-r", "-e"], commands, strict=True)]
    assert "--require-hashes" in commands[1]
    assert "requirements.lock" in commands[1]
    assert "--no-deps --no-build-isolation" in commands[2]
    assert [line[:3] for line in capsys.readouterr().out.splitlines()] == ["1/3", "2/3", "3/3"]


def test_second_start_runs_no_command(start):
    go(start)
    assert go(start) == ("lab", [])


def test_test_installs_more_and_lab_is_content_with_it(start):
    go(start)
    handed, commands = go(start, "test", "-k", "qubit")
    assert handed == "-m pytest -k qubit"
    assert any("requirements-dev.lock" in command for command in commands)
    assert go(start, "test")[1] == []
    assert go(start)[1] == []


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_changed_packages_are_installed_into_the_same_environment(start, name):
    go(start)
    (start.ROOT / name).write_text("new")
    commands = go(start)[1]
    assert not any(" -m venv" in command for command in commands)
    assert any("requirements.lock" in command for command in commands)


@pytest.mark.parametrize("step", ["venv", "-r", "-e"])
def test_half_made_environment_is_made_again(start, step):
    start.fail_at = f" {step} "
    with pytest.raises(SystemExit, match=r"run this again|complete copy"):
        start.main([])
    start.fail_at = None
    leftover = start.VENV / "half-unpacked"
    leftover.touch()
    commands = go(start)[1]
    assert any(" -m venv" in command for command in commands)
    assert not leftover.exists()
    assert go(start)[1] == []


def test_environment_of_another_place_or_python_is_made_again(start, monkeypatch):
    go(start)
    monkeypatch.setattr(start, "place", lambda: "3.99 elsewhere")
    assert any(" -m venv" in command for command in go(start)[1])


def test_environment_made_by_hand_is_not_thrown_away(start):
    python = Path(start.program("python"))
    python.parent.mkdir(parents=True)
    python.touch()
    commands = go(start)[1]
    assert not any(" -m venv" in command for command in commands)


def test_uv_is_used_where_found(start, monkeypatch):
    monkeypatch.setattr(start.shutil, "which", lambda name: f"/opt/{name}")
    commands = go(start)[1]
    assert all(command.startswith("/opt/uv ") for command in commands)
    assert os.environ["UV_PYTHON_DOWNLOADS"] == "never"


def test_programs_stand_where_the_system_puts_them(start):
    assert Path(start.program("python", windows=False)) == start.VENV / "bin/python"
    assert Path(start.program("python", windows=True)) == start.VENV / "Scripts/python.exe"


def test_old_python_is_told_what_to_do(start, monkeypatch):
    monkeypatch.setattr(start.sys, "version_info", (3, 10, 2))
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer, and this is 3\.10"):
        start.main([])
    assert start.commands == []


def test_source_is_standard_library_and_old_python_can_read_it():
    tree = ast.parse(SOURCE, feature_version=(3, 7))
    modules = [
        a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names
    ]
    modules += [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert set(modules) <= set(sys.stdlib_module_names)


# --- qlearn lab, for real ------------------------------------------------------------------------


@pytest.fixture
def server(tmp_path, free_port):
    """A running `qlearn lab` in an empty folder; what it prints is in `server.log`."""
    names = ("CONFIG", "DATA", "RUNTIME")
    clean = {f"JUPYTER_{name}_DIR": str(tmp_path / name) for name in names}
    clean |= {f"JUPYTERLAB_{n}_DIR": str(tmp_path / n) for n in ("SETTINGS", "WORKSPACES")}
    command = [sys.executable, "-m", "qlearn.cli", "lab", "--no-browser", "--port", str(free_port)]
    with open(tmp_path / "log", "wb") as log:
        process = subprocess.Popen(
            [*command, "--IdentityProvider.token=t"],
            cwd=tmp_path,
            env={**os.environ, **clean},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    process.log = tmp_path / "log"
    yield process
    process.kill()
    process.wait()


def fetch(server, address):
    """The page at an address, as soon as the server answers; at most a minute."""
    for _ in range(120):
        assert server.poll() is None, server.log.read_text()
        try:
            with urlopen(address, timeout=10) as page:
                return page.geturl(), page.read().decode()
        except URLError:
            time.sleep(0.5)
    raise AssertionError(f"no answer from {address}\n{server.log.read_text()}")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for another process")
def test_lab_opens_on_the_welcome_and_stops_at_ctrl_c(server, free_port, tmp_path):
    base = f"http://127.0.0.1:{free_port}"
    address, page = fetch(server, f"{base}/?token=t")
    assert address.split("?")[0] == f"{base}/lab/tree/00_welcome.ipynb"
    assert "JupyterLab" in page
    listing = json.loads(fetch(server, f"{base}/api/contents?token=t")[1])
    assert "00_welcome.ipynb" in [entry["name"] for entry in listing["content"]]
    assert (tmp_path / "my-katas" / "00_welcome.ipynb").is_file()

    news = "@jupyterlab/apputils-extension:notification"
    settings = json.loads(fetch(server, f"{base}/lab/api/settings/{news}?token=t")[1])
    properties = settings["schema"]["properties"]
    assert properties["fetchNews"]["default"] == "false"
    assert properties["checkForUpdates"]["default"] is False

    server.send_signal(signal.SIGINT)
    assert server.wait(timeout=20) == 0, server.log.read_text()
    assert "Traceback" not in server.log.read_text()
