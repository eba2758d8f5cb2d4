"""Read the facts and show them as a small table."""

import functools
import tomllib
from dataclasses import dataclass
from html import escape
from importlib import resources

STATUSES = {
    "measured": "reported from an experiment, in a source that can be read",
    "reproduced": "recomputed by a test of this project",
    "claimed": "stated by the source, without data that others could check",
    "disputed": "published, and contradicted by others in print",
    "projected": "a plan or a model's forecast",
}


@dataclass(frozen=True)
class Fact:
    """One number or statement from the world.

    ``value`` is a number or text, ``unit`` may be empty, ``date`` is when the source said it,
    ``subject`` the name of the file that it stands in.
    """

    name: str
    label: str
    value: object
    status: str
    source: str
    date: str
    unit: str = ""
    uncertainty: float | None = None
    note: str = ""
    subject: str = ""

    def __post_init__(self):
        if self.status not in STATUSES:
            allowed = ", ".join(STATUSES)
            raise ValueError(f"status={self.status!r} of fact {self.name!r}; allowed: {allowed}")

    @property
    def quantity(self):
        """Value, uncertainty and unit as text."""
        plus_minus = f" ± {self.uncertainty}" if self.uncertainty is not None else ""
        return f"{self.value}{plus_minus} {self.unit}".strip()

    def __repr__(self):
        note = f" {self.note}" if self.note else ""
        return f"{self.label}: {self.quantity} [{self.status}; {self.source}, {self.date}]{note}"


class Table(tuple):
    """Facts as text, one a line, and as an HTML table."""

    __slots__ = ()

    def __repr__(self):
        return "\n".join(repr(item) for item in self)

    def _repr_html_(self):
        rows = "".join(_row(item) for item in self)
        cells = ("what", "value", "status", "source")
        head = "".join(f'<th style="text-align:left">{cell}</th>' for cell in cells)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(item):
    status = f'<b title="{escape(STATUSES[item.status])}">{item.status}</b>'
    note = f"<br><small>{escape(item.note)}</small>" if item.note else ""
    source = f"{escape(item.source)}, {escape(item.date)}"
    cells = (f"{escape(item.label)}{note}", escape(item.quantity), status, source)
    return "<tr>" + "".join(f'<td style="text-align:left">{cell}</td>' for cell in cells) + "</tr>"


@functools.cache
def _all():
    found = {}
    for file in resources.files("qlearn.facts").iterdir():
        if file.name.endswith(".toml"):
            subject = file.name.removesuffix(".toml")
            for group, entries in tomllib.loads(file.read_text(encoding="utf-8")).items():
                for key, entry in entries.items():
                    found[f"{group}.{key}"] = Fact(f"{group}.{key}", subject=subject, **entry)
    return found


def names():
    """Names of all facts, sorted."""
    return sorted(_all())


def fact(name):
    """The fact of that name.

    >>> fact("majorana.m1_claim").status
    'disputed'
    """
    if name not in _all():
        raise ValueError(f"name={name!r} is no fact; there are: {', '.join(names())}")
    return _all()[name]


def show(*wanted):
    """The named facts as a table, for the end of a notebook cell."""
    return Table(fact(name) for name in wanted)
