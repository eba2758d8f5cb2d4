"""What the learner sees after a check: text first, and the same as HTML."""

import html
from dataclasses import dataclass

from qlearn.exercise.show import card, paragraph

SOLVED, WRONG, NOT_STARTED = "solved", "wrong", "not started"
RAISED, TOO_LONG = "your code raised", "took too long"

LOOKS = {  # mark, and a colour dark enough for white text on it (at least 4.5 to 1)
    SOLVED: ("✓", "#2e7d32"),
    WRONG: ("✗", "#c62828"),
    NOT_STARTED: ("…", "#0b6fa4"),
    RAISED: ("⚠", "#8a5200"),
    TOO_LONG: ("◷", "#8a5200"),
}


@dataclass(frozen=True)
class Verdict:
    """One judgement of one answer; true only when solved.

    ``message`` is the first line, ``details`` the lines below it, ``diagnosis`` the name of the
    known mistake (or ``""``), ``evidence`` the pair (expected, got) as text where it helps.
    """

    exercise: str
    status: str
    message: str = ""
    details: tuple = ()
    evidence: tuple = ()
    diagnosis: str = ""

    def __bool__(self):
        return self.status == SOLVED

    def __repr__(self):
        head = f"{LOOKS[self.status][0]} {self.exercise}: {self.status}"
        lines = [f"{head}. {self.message}" if self.message else f"{head}."]
        if self.evidence:
            expected, got = (" ".join(text.split()) for text in self.evidence)
            lines.append(f"expected {expected}, got {got}")
        return "\n  ".join([*lines[:1], *self.details[:1], *lines[1:], *self.details[1:]])

    def _repr_html_(self):
        mark, colour = LOOKS[self.status]
        body = [paragraph(self.message)] if self.message else []
        body += [paragraph(line) for line in self.details[:1]]
        if self.evidence:
            body.append(_side_by_side(*self.evidence))
        body += [paragraph(line) for line in self.details[1:]]
        return card(colour, f"{mark} {self.status}", self.exercise, "".join(body))


def _side_by_side(expected, got):
    boxes = _box("expected", expected) + _box("got", got)
    return f'<div style="display:flex;flex-wrap:wrap;gap:.8em;margin-top:.35em">{boxes}</div>'


def _box(name, text):
    rows = "pre;overflow-x:auto" if "\n" in text else "pre-wrap;overflow-wrap:anywhere"
    return (
        f'<div style="flex:1 1 14em;min-width:0"><small>{name}</small>'
        f'<pre style="margin:0;padding:.3em .5em;white-space:{rows};color:inherit;'
        f'background:var(--jp-layout-color1,transparent)">{html.escape(text)}</pre></div>'
    )


@dataclass(frozen=True)
class Note:
    """A hint or a solution: whose and which, text and code, shown like a verdict."""

    exercise: str
    label: str
    text: str
    code: str = ""

    def __repr__(self):
        head = f"{self.exercise}, {self.label}: {self.text}"
        return "\n\n".join(part for part in (head, self.code) if part)

    def _repr_html_(self):
        look = "margin:.4em 0 0;color:inherit;background:transparent;overflow-x:auto"
        code = f'<pre style="{look}">{html.escape(self.code)}</pre>'
        body = (paragraph(self.text) if self.text else "") + (code if self.code else "")
        return card(LOOKS[NOT_STARTED][1], self.label, self.exercise, body)
