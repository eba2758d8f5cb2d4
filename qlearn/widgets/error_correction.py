"""The syndrome explorer: put X, Y, Z on the qubits of a code, and see what the decoder does."""

from collections import Counter
from functools import cache

import anywidget
import numpy as np
import traitlets

from qlearn.correction.catalog import get_code, rotated_surface_code
from qlearn.correction.decoding import MOST_QUBITS, diagnose
from qlearn.correction.failure import failure_polynomial
from qlearn.correction.paulis import pauli_bits
from qlearn.widgets import parts

NAMES = {
    "bit_flip": "bit flip",
    "phase_flip": "phase flip",
    "five_qubit": "five qubits",
    "steane": "Steane",
    "shor": "Shor",
    "surface_3": "surface, d = 3",
    "four_two_two": "[[4,2,2]]",
    "carbon": "Carbon",
}
DISTANCES = dict.fromkeys(NAMES, 3) | {
    "bit_flip": 1, "phase_flip": 1, "four_two_two": 2, "carbon": 4,
}  # fmt: skip
VERDICTS = ("correct", "degenerate", "ambiguous", "logical")
HIGHEST = 0.3


@cache
def code_named(name):
    """The code of that name on the board; those of `get_code`, and "surface_3"."""
    return rotated_surface_code(3) if name == "surface_3" else get_code(name)


@cache
def polynomial(name):
    """How often the decoder of the board fails with that code, as a function of p."""
    code = code_named(name)
    return failure_polynomial(code, joint=not code.is_css)


class SyndromeBoard(anywidget.AnyWidget):
    """A code as a table, qubits and checks; see `syndrome_explorer`.

    `error` is a Pauli string as long as the code, `p` the error rate at which `throw` draws one.
    `shown` has what is drawn; `tally` counts the verdicts of thrown errors for this code and p.
    """

    _esm = parts.script("error_correction")
    _css = parts.style("error_correction")

    names = traitlets.Dict(NAMES).tag(sync=True)
    code = traitlets.Enum(tuple(NAMES), "steane").tag(sync=True)
    error = traitlets.Unicode().tag(sync=True)
    p = traitlets.Float(0.05).tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)

    def __init__(self, code="steane", error=None, p=0.05, seed=None):
        self._rng, self.tally = np.random.default_rng(seed), Counter()
        n = code_named(code).n if code in NAMES else 1  # a wrong code is refused just below
        super().__init__(code=code, error="I" * n if error is None else error, p=p)
        self.on_msg(self._answer)
        self._show()

    @traitlets.validate("p")
    def _within(self, proposal):
        if not 0 <= proposal["value"] <= HIGHEST:
            raise ValueError(f"p = {proposal['value']}; allowed: 0 to {HIGHEST}")
        return proposal["value"]

    @traitlets.validate("error")
    def _fits(self, proposal):
        pauli_bits(proposal["value"], code_named(self.code).n)
        return proposal["value"]

    @traitlets.observe("code", "error", "p")
    def _again(self, change):
        if change["name"] != "error":
            self.tally = Counter()
        n = code_named(self.code).n
        if len(self.error) != n:
            self.error = "I" * n
        elif self.shown:
            self._show()

    def throw(self):
        """Let each qubit suffer X, Y or Z with p/3 each; count the verdict."""
        code = code_named(self.code)
        letters = self._rng.choice(list("IXYZ"), code.n, p=[1 - self.p] + [self.p / 3] * 3)
        error = "".join(letters)
        self.tally[diagnose(code, error).verdict] += 1
        self.error = error
        self._show()

    def _answer(self, _widget, content, _buffers):
        if "throw" in content:
            self.throw()

    # --- What is shown ------------------------------------------------------------------------

    def _show(self):
        code = code_named(self.code)
        found = diagnose(code, self.error)
        nothing = set(self.error) == {"I"}
        self.shown = {
            "checks": list(code.checks),
            "error": self.error,
            "syndrome": list(found.syndrome),
            "correction": found.correction,
            "residual": found.residual,
            "verdict": "" if nothing else found.verdict,
            "about": self._about(code),
            "text": _NOTHING if nothing else sentence(code, self.error, found),
            "noise": self._noise(code),
        }

    def _about(self, code):
        way = "X and Z errors are decoded separately" if code.is_css else "all checks together"
        return f"[[{code.n},{code.k},{DISTANCES[self.code]}]], decoder: {way}"

    def _noise(self, code):
        words = f"X, Y, Z with p/3 each: {code.n * self.p:.2f} errors on average. "
        if code.n <= MOST_QUBITS[3]:
            failure = polynomial(self.code)(self.p)
            bare = 1 - (1 - self.p) ** code.k
            other = "a bare qubit" if code.k == 1 else f"{code.k} bare qubits"
            words += f"The code fails in {100 * failure:.2f} %, {other} in {100 * bare:.2f} %. "
        counted = [f"{self.tally[v]} {v}" for v in VERDICTS if self.tally[v]]
        return words + (f"Thrown: {', '.join(counted)}." if counted else "")


_NOTHING = "No error, no check fires. Choose a qubit and put X, Y or Z on it."


def sentence(code, error, found):
    """What happened to an error, in words; `found` is its `Diagnosis`.

    >>> from qlearn.correction.decoding import diagnose
    >>> code = get_code("bit_flip")
    >>> print(sentence(code, "ZII", diagnose(code, "ZII")))
    Logical error: no check fires, yet the encoded state has suffered Z. Nobody notices.
    """
    hurt = suffered(code, found.residual)
    if found.verdict == "correct":
        return "Correct: what the decoder undoes is what has happened."
    if found.verdict == "degenerate" and not any(found.syndrome):
        return "Degenerate: the error is itself a product of checks, and does nothing."
    if found.verdict == "degenerate":
        return (
            "Degenerate: another error was undone. Both together are a product of checks, "
            "which does nothing: the encoded state is safe."
        )
    if found.verdict == "ambiguous":
        luck = f"wrong: it has suffered {hurt}" if hurt else "right, by luck"
        return (
            "Ambiguous: equally light errors have this syndrome and differ in effect. The decoder "
            f"guesses, or discards the run. For the encoded state this guess is {luck}."
        )
    if any(found.syndrome):
        return (
            "Logical error: the lightest explanation was wrong, and the encoded state has "
            f"suffered {hurt}. After the correction no check fires: nobody notices."
        )
    return (
        f"Logical error: no check fires, yet the encoded state has suffered {hurt}. Nobody notices."
    )


def suffered(code, residual):
    """The logical operators that an unseen error applies, in words; empty if none."""
    effect = code.effect(residual)
    if code.k == 1:
        return effect.replace("I", "")
    parts = [f"{letter} on logical qubit {i}" for i, letter in enumerate(effect) if letter != "I"]
    return " and ".join(parts)


def syndrome_explorer(code="steane", error=None, *, p=0.05, seed=None):
    """A code as a table of checks: click qubits to place X, Y, Z; the decoder answers.

    ``code`` is one of `NAMES`, ``error`` a Pauli string (none if None), ``p`` from 0 to 0.3.
    Raises ValueError or a TraitError for others.

    >>> board = syndrome_explorer("shor", "IZIIIIIII")
    >>> board.shown["correction"], board.shown["verdict"]
    ('IIZIIIIII', 'degenerate')
    """
    return SyndromeBoard(code, error, p, seed)
