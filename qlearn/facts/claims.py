"""Claim cards: a sentence with who said it, when, under which conditions, and its grades."""

from dataclasses import dataclass, field
from html import escape

GRADES = ("projected", "wrong", "disputed", "reproduced", "measured", "claimed")
"""From the top: the first that fits. Facts have the same ones as status, but for "wrong"."""

LEFT = 'style="text-align:left"'


@dataclass(frozen=True)
class Claim:
    """One claim: what is said, the value, by whom, when, under which conditions, repeated by whom;
    the ``evidence`` beside it; the grades that can be defended, and why; why others are refused.
    """

    letter: str
    what: str
    value: str
    who: str
    when: str
    conditions: str
    repeated: str
    evidence: str
    grades: tuple
    because: str
    refused: dict = field(repr=False)

    def __post_init__(self):
        if unknown := ({*self.grades} | {*self.refused}) - {*GRADES}:
            allowed = ", ".join(GRADES)
            raise ValueError(f"grade {min(unknown)!r} of {self.what!r}; allowed: {allowed}")
        if not self.grades or {*self.grades} & {*self.refused}:
            raise ValueError(f"grades = {self.grades} of {self.what!r}; allowed: some, not refused")

    @property
    def lines(self):
        """What a reader may see before grading: pairs (heading, text)."""
        return [
            ("value", self.value),
            ("said by", f"{self.who}, {self.when}"),
            ("conditions", self.conditions),
            ("repeated", self.repeated),
            ("evidence", self.evidence),
        ]

    def remark(self, grade):
        """Why this grade does or does not fit."""
        return self.refused.get(grade, self.because)


class Claims(tuple):
    """Claim cards as text and as an HTML table, without the grades.

    >>> card = Claim("A", "It works", "2", "us", "2026", "-", "-", "-", ("claimed",), "", {})
    >>> print(repr(Claims([card])).splitlines()[0])
    A. It works
    """

    __slots__ = ()

    def __repr__(self):
        return "\n".join(
            f"{card.letter}. {card.what}\n" + "\n".join(f"   {h}: {t}" for h, t in card.lines)
            for card in self
        )

    def _repr_html_(self):
        return "<table>" + "".join(map(_row, self)) + "</table>"


def _row(card):
    lines = "".join(f"<br><small><b>{h}:</b> {escape(t)}</small>" for h, t in card.lines)
    return (
        f"<tr><td {LEFT}><b>{card.letter}</b></td><td {LEFT}>{escape(card.what)}{lines}</td></tr>"
    )
