"""The progress log: whatever happens to it, at most the broken line is lost."""

import json
import os
import subprocess
import sys
import types
from pathlib import Path

import pytest

from qlearn.exercise import exercise, progress, progress_report, question

WORDS = {"kata": "demo", "exercise": "one", "status": "solved", "diagnosis": ""}


def task(name, value):
    def reference():
        return value

    reference.__name__, reference.__module__ = name, "qlearn.katas.demo"
    reference.__doc__ = f"The number {value}."
    return exercise(hints=["a", "b"], insight="Yes.")(reference)


@pytest.fixture
def kata(monkeypatch):
    """A kata module of three exercises and a question."""
    module = types.ModuleType("qlearn.katas.demo")
    module.progress = progress_report(module.__name__)
    module.one, module.two, module.three = task("one", 1), task("two", 2), task("three", 3)

    def why():
        return "b"

    why.__module__ = module.__name__
    module.why = question(wrong={"a": "No."}, insight="Yes.")(why)
    module.one.mistake(lambda_named("minus_one", -1))
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return module


def lambda_named(name, value):
    def mistake():
        """Wrong way round."""
        return value

    mistake.__name__ = name
    return mistake


@pytest.fixture
def log(tmp_path, monkeypatch):
    """The path of a log that does not exist yet."""
    path = tmp_path / "deep" / "er" / "progress.jsonl"
    monkeypatch.setenv("QLEARN_PROGRESS", str(path))
    return path


def statuses(kata):
    return {name: s.status for name, s in kata.progress().standings.items()}


def test_every_verdict_is_one_line(kata, log):
    kata.one.check(5)
    kata.one.check(-1)
    kata.one.check(1)
    kata.why.check("a")
    events = [json.loads(line) for line in log.read_text().splitlines()]
    assert [(e["kata"], e["exercise"], e["status"], e["diagnosis"]) for e in events] == [
        ("demo", "one", "wrong", ""),
        ("demo", "one", "wrong", "minus_one"),
        ("demo", "one", "solved", ""),
        ("demo", "why", "wrong", "option_a"),
    ]
    assert all(e["time"].endswith("+00:00") for e in events)
    assert events == progress.events()


def test_report_says_solved_tried_open_met_and_where_to_go_on(kata, log):
    assert repr(kata.progress()).splitlines()[0] == "demo: 0 of 4 solved; go on with one"
    kata.one.check(-1)
    kata.one.check(-1)
    kata.one.check(1)
    kata.two.check(5)
    kata.three.check(...)
    report = kata.progress()
    assert repr(report).splitlines() == [
        "demo: 1 of 4 solved; go on with two",
        "  ✓ one: solved, 3 tries; met: minus_one",
        "  ✗ two: tried",
        "  · three: open",
        "  · why: open",
    ]
    assert report._repr_html_().count("<tr>") == 4
    for answer, name in ((2, "two"), (3, "three"), ("b", "why")):
        getattr(kata, name).check(answer)
    assert repr(kata.progress()).splitlines()[0] == "demo: 4 of 4 solved"
    assert kata.progress().resume == ""


def test_solved_stays_solved(kata, log):
    kata.one.check(1)
    kata.one.check(7)
    kata.one.check(...)
    assert statuses(kata)["one"] == "solved"


@pytest.mark.parametrize(
    "damage",
    [
        b'{"kata": "demo", "exercise": "on',
        b"not json\n",
        b"\x00\xff\xfe\x80garbage\n\x00\n",
        b"\xff\xfe{\x00}\x00\n",
        b"[" * 100_000 + b"\n",
        b'"text"\n3\nnull\n[]\n{}\n',
        b'{"kata": 1, "exercise": ["one"], "status": {}}\n',
        b'{"kata": "demo", "exercise": "one", "status": "dancing", "diagnosis": ["x"]}\n',
        b'{"n": ' + b"9" * 10_000 + b"}\n",
        b"\n\n\r\n",
    ],
)
def test_damage_costs_at_most_its_own_line(kata, log, damage):
    kata.one.check(1)
    whole = log.read_bytes()
    log.write_bytes(whole + damage)
    kata.two.check(2)
    assert log.read_bytes().startswith(whole + damage)  # never rewritten
    assert statuses(kata) == {"one": "solved", "two": "solved", "three": "open", "why": "open"}
    assert "2 of 4" in repr(kata.progress())


def test_torn_last_line_is_closed_before_the_next(kata, log):
    log.parent.mkdir(parents=True)
    log.write_bytes(b'{"kata": "de')
    kata.one.check(1)
    first, second = log.read_bytes().splitlines()
    assert first == b'{"kata": "de'
    assert json.loads(second)["exercise"] == "one"


APPEND = """
import sys
from qlearn.exercise import progress
from qlearn.exercise.verdict import Verdict
for number in range(300):
    assert progress.record("demo", sys.argv[1], Verdict("e", "wrong", diagnosis=f"d{number}")) == ""
"""


def test_two_processes_append_without_losing_a_line(log):
    runs = [subprocess.Popen([sys.executable, "-c", APPEND, name]) for name in ("one", "two")]
    assert [run.wait(60) for run in runs] == [0, 0]
    found = progress.standings("demo", ["one", "two"])
    for standing in found.values():
        assert standing.tries == 300
        assert standing.diagnoses == [f"d{number}" for number in range(300)]


def cannot_write(*args, **more):
    raise PermissionError(13, "Permission denied")


def test_place_that_cannot_be_written_costs_the_log_not_the_verdict(kata, log, monkeypatch):
    monkeypatch.setattr(progress, "_append", cannot_write)  # root may write anywhere
    verdict = kata.one.check(1)
    assert verdict.status == "solved"
    assert verdict.message == "Yes."
    assert f"(progress could not be saved in {log}: Permission denied)" in repr(verdict)
    assert "could not be saved" in verdict._repr_html_()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_read_only_folder(kata, log):
    log.parent.mkdir(parents=True)
    log.parent.chmod(0o500)
    assert "could not be saved" in repr(kata.one.check(1))
    log.parent.chmod(0o700)


def test_place_that_is_a_folder_or_below_a_file(kata, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("mine")
    for place in (tmp_path, tmp_path / "file" / "log"):
        monkeypatch.setenv("QLEARN_PROGRESS", str(place))
        verdict = kata.one.check(1)
        assert verdict
        assert "could not be saved" in repr(verdict)
        assert statuses(kata)["one"] == "open"
    assert (tmp_path / "file").read_text() == "mine"


def test_home_that_does_not_exist(kata, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QLEARN_PROGRESS", "~nobody-at-all/log")
    verdict = kata.one.check(1)
    assert verdict.status == "solved"
    assert statuses(kata)["one"] == "solved"
    assert (tmp_path / "~nobody-at-all" / "log").exists()


def test_off_writes_nothing(kata, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QLEARN_PROGRESS", "off")
    assert progress.log_path() is None
    assert repr(kata.one.check(1)) == "✓ one: solved. Yes."
    assert list(tmp_path.iterdir()) == []
    assert statuses(kata)["one"] == "open"


def test_moved_log_is_another_log(kata, tmp_path, monkeypatch):
    monkeypatch.setenv("QLEARN_PROGRESS", str(tmp_path / "first"))
    kata.one.check(1)
    monkeypatch.setenv("QLEARN_PROGRESS", str(tmp_path / "second"))
    assert statuses(kata)["one"] == "open"
    monkeypatch.setenv("QLEARN_PROGRESS", str(tmp_path / "first"))
    assert statuses(kata)["one"] == "solved"


def test_place_follows_home_and_user_data_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("QLEARN_PROGRESS", "~/log.jsonl")
    assert progress.log_path() == tmp_path / "log.jsonl"
    monkeypatch.delenv("QLEARN_PROGRESS")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    default = progress.log_path()
    assert default.name == "progress.jsonl"
    assert Path("qlearn") in [Path(part) for part in default.parts]


def test_markup_in_the_log_is_escaped(kata, log):
    evil = {**WORDS, "status": "wrong", "diagnosis": "<script>x</script>"}
    log.parent.mkdir(parents=True)
    log.write_text(json.dumps(evil) + "\n")
    assert "<script" not in kata.progress()._repr_html_()


def test_every_exercise_of_the_module_is_listed_in_order(kata):
    assert list(progress.exercises_of(kata)) == ["one", "two", "three", "why"]
