"""The learner's progress: an append-only log of verdicts, one JSON object a line.

It lies in the user data folder; ``QLEARN_PROGRESS`` moves it or, set to ``off``, disables it.
A line that cannot be read is skipped, never overwritten.
"""

import json
import os
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from pathlib import Path


def log_path():
    """Where the log lies, or None if it is switched off."""
    place = os.environ.get("QLEARN_PROGRESS")
    if place == "off":
        return None
    if place:
        return Path(
            os.path.expanduser(place)
        )  # unlike Path's, it accepts a ~ that it cannot expand
    import platformdirs  # not needed where the place is given

    return Path(platformdirs.user_data_dir("qlearn", appauthor=False)) / "progress.jsonl"


def record(kata, exercise, verdict):
    """Append one verdict; returns a sentence for the learner if it could not be saved."""
    path = log_path()
    if path is None:
        return ""
    event = {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "kata": kata,
        "exercise": exercise,
        "status": verdict.status,
        "diagnosis": verdict.diagnosis,
    }
    try:
        _append(path, json.dumps(event))
    except OSError as error:
        return f"(progress could not be saved in {path}: {error.strerror or error})"
    return ""


def _append(path, line):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "ab+", buffering=0) as log:
        size = log.seek(0, os.SEEK_END)
        log.seek(max(0, size - 1))
        torn = size and log.read(1) != b"\n"  # an earlier write was cut off in its line
        log.write((("\n" if torn else "") + line + "\n").encode())


def events():
    """All events that can be read, oldest first."""
    path = log_path()
    if path is None or not path.is_file():
        return []
    read = (_event(line) for line in path.read_bytes().splitlines())
    return [event for event in read if event]


def _event(line):
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):  # a line of brackets is garbage too
        return None
    keys = ("kata", "exercise", "status")
    whole = isinstance(event, dict) and all(isinstance(event.get(key), str) for key in keys)
    return event if whole else None


@dataclass
class Standing:
    """How one exercise stands: ``open``, ``tried`` or ``solved``, and the diagnoses met."""

    status: str = "open"
    tries: int = 0
    diagnoses: list = field(default_factory=list)

    def add(self, event):
        if event["status"] == "not started":
            return
        self.tries += 1
        if event["status"] == "solved" or self.status == "solved":
            self.status = "solved"
        else:
            self.status = "tried"
        name = event.get("diagnosis")
        if isinstance(name, str) and name and name not in self.diagnoses:
            self.diagnoses.append(name)


def standings(kata, exercises):
    """How each exercise of a kata stands: a dict name -> :class:`Standing`, in order."""
    found = {name: Standing() for name in exercises}
    for event in events():
        if event["kata"] == kata and event["exercise"] in found:
            found[event["exercise"]].add(event)
    return found


MARKS = {"solved": "✓", "tried": "✗", "open": "·"}


@dataclass(frozen=True)
class Report:
    """The standing of one kata as text and as an HTML table."""

    kata: str
    standings: dict

    @property
    def solved(self):
        return sum(standing.status == "solved" for standing in self.standings.values())

    @property
    def resume(self):
        """The first exercise that is not solved, or ``""``."""
        unsolved = (n for n, standing in self.standings.items() if standing.status != "solved")
        return next(unsolved, "")

    def _lines(self):
        for name, standing in self.standings.items():
            tries = f", {standing.tries} tries" if standing.tries > 1 else ""
            met = f"; met: {', '.join(standing.diagnoses)}" if standing.diagnoses else ""
            yield MARKS[standing.status], name, f"{standing.status}{tries}{met}"

    @property
    def title(self):
        resume = f"; go on with {self.resume}" if self.resume else ""
        return f"{self.kata}: {self.solved} of {len(self.standings)} solved{resume}"

    def __repr__(self):
        return "\n".join(
            [self.title, *(f"  {m} {name}: {text}" for m, name, text in self._lines())]
        )

    def _repr_html_(self):
        rows = "".join(
            f'<tr><td>{mark}</td><td style="text-align:left"><code>{escape(name)}</code></td>'
            f'<td style="text-align:left">{escape(text)}</td></tr>'
            for mark, name, text in self._lines()
        )
        return f"<b>{escape(self.title)}</b><table>{rows}</table>"


def progress_report(module_name):
    """For the head of a kata module: ``progress = progress_report(__name__)``."""

    def progress():
        """What is solved, tried and open in this kata, and the diagnoses met."""
        slug = module_name.rpartition(".")[2]
        return Report(slug, standings(slug, exercises_of(sys.modules[module_name])))

    return progress


def exercises_of(module):
    """The exercises of a kata module in order: a dict name -> Exercise."""
    is_exercise = lambda thing: hasattr(thing, "check") and hasattr(thing, "reference")  # noqa: E731
    return {name: thing for name, thing in vars(module).items() if is_exercise(thing)}
