"""What the learner sees after a check: text first, and the same as HTML."""

import html
from dataclasses import dataclass

from qlearn.exercise.show import card, paragraph

SOLVED, WRONG, NOT_STARTED = "solved", "wrong", "not started"
RAISED, TOO_LONG = "your code raised", "took too long"

LOOKS = {  # mark, colour from JupyterLab's theme with a fallback
    SOLVED: ("✓", "var(--jp-success-color1,#2e7d32)"),
    WRONG: ("✗", "var(--jp-error-color1,#c62828)"),
    NOT_STARTED: ("…", "var(--jp-info-color1,#0277bd)"),
    RAISED: ("⚠", "var(--jp-warn-color1,#b26a00)"),
    TOO_LONG: ("⏱", "var(--jp-warn-color1,#b26a00)"),
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
        return card(colour, mark, f"{self.exercise}: {self.status}", "".join(body))


def _side_by_side(expected, got):
    def box(name, text):
        return (
            f'<div style="flex:1 1 14em;min-width:0"><small>{name}</small>'
            f'<pre style="margin:0;padding:.3em .5em;white-space:pre-wrap;overflow-wrap:anywhere;'
            f'color:inherit;background:var(--jp-layout-color1,transparent)">{html.escape(text)}</pre></div>'
        )

    boxes = box("expected", expected) + box("got", got)
    return f'<div style="display:flex;flex-wrap:wrap;gap:.8em;margin-top:.35em">{boxes}</div>'


@dataclass(frozen=True)
class Note:
    """A hint or a solution: a title and text, shown like a verdict."""

    title: str
    text: str
    code: str = ""

    def __repr__(self):
        return "\n\n".join(part for part in (f"{self.title}: {self.text}", self.code) if part)

    def _repr_html_(self):
        code = f'<pre style="margin:.4em 0 0;color:inherit">{html.escape(self.code)}</pre>'
        body = (paragraph(self.text) if self.text else "") + (code if self.code else "")
        return card(LOOKS[NOT_STARTED][1], "", self.title, body)
