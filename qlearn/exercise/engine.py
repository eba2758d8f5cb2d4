"""Exercises and concept questions: a reference answer, its known mistakes, and the check.

The reference answer *is* the exercise: a function whose signature and docstring are the
learner's stub. A known mistake is a function too; its docstring is what a learner who makes it
reads.
"""

import ast
import inspect
import itertools
import os
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from qlearn.exercise import progress
from qlearn.exercise.compare import Comparison, close, exact
from qlearn.exercise.judgement import Judgement, Unfinished
from qlearn.exercise.show import shown
from qlearn.exercise.verdict import NOT_STARTED, Note, Verdict

DRAWS = 6
"""How often each drawing function among the cases is asked for arguments in one check."""


class Unexpected(AssertionError):
    """Raised only where ``QLEARN_EXPECT`` is set and a check ends otherwise: how CI fails."""


@dataclass(frozen=True)
class Mistake:
    """A wrong answer with a name: the function that makes it, and the hint that helps."""

    function: Callable
    hint: int | None = None

    @property
    def name(self):
        return self.function.__name__

    @property
    def explanation(self):
        return " ".join(inspect.getdoc(self.function).split())


@dataclass
class Exercise:
    """One task; made with :func:`exercise` or :func:`question`."""

    reference: Callable
    cases: tuple
    same: Comparison
    accepts: Callable | None
    hints: tuple
    insight: str
    referee: Callable | None = None
    limit_s: float = 10.0
    options: tuple = ()
    mistakes: list = field(default_factory=list)
    hints_opened: int = 0

    @property
    def name(self):
        return self.reference.__name__

    @property
    def kata(self):
        return self.reference.__module__.rpartition(".")[2]

    @property
    def parameters(self):
        return tuple(inspect.signature(self.reference).parameters)

    @property
    def case_names(self):
        """Names of the arguments that a case has: the exercise's, or those of its referee."""
        if self.referee is None:
            return self.parameters
        return tuple(inspect.signature(self.referee).parameters)[1:]

    def played(self, function):
        """What is called with each case: the function, or the referee who plays it."""
        if self.referee is None:
            return function
        return lambda *case: self.referee(_finished(function), *case)

    @property
    def kind(self):
        """``"question"``, ``"function"``, or ``"value"`` (no arguments: a value may be given)."""
        if self.options:
            return "question"
        return "function" if self.parameters else "value"

    def __repr__(self):
        return f"{self.name}: {inspect.getdoc(self.reference)}"

    def mistake(self, function=None, *, hint=None):
        """Register a known wrong answer; ``hint`` is the number of the hint that helps."""
        if function is None:
            return lambda function: self.mistake(function, hint=hint)
        if not inspect.getdoc(function):
            raise ValueError(f"mistake {function.__name__!r} needs a docstring: the explanation")
        if hint is not None and not 1 <= hint <= len(self.hints):
            raise ValueError(f"hint={hint} is not allowed: there are {len(self.hints)} hints")
        self.mistakes.append(Mistake(function, hint))
        return function

    def check(self, answer=..., *, seed=None):
        """Judge an answer; returns a :class:`Verdict` and never raises.

        ``seed`` repeats the random inputs of an earlier check. Each verdict is appended to the
        progress log.
        """
        verdict = Judgement(self, seed).verdict(answer)
        trouble = progress.record(self.kata, self.name, verdict)
        if trouble:
            verdict = Verdict(**{**vars(verdict), "details": (*verdict.details, trouble)})
        expected = os.environ.get("QLEARN_EXPECT")
        if expected and verdict.status != {"unsolved": NOT_STARTED}.get(expected, expected):
            raise Unexpected(f"QLEARN_EXPECT={expected}, but: {verdict!r}")
        return verdict

    def hint(self, number=None):
        """The next hint, or hint ``number`` (from 1)."""
        if number is None:
            number = min(self.hints_opened + 1, len(self.hints))
        if not self.hints:
            return Note(self.name, "hint", "This one has no hints.")
        if number not in range(1, len(self.hints) + 1):
            text = f"There is no hint {shown(number)}; there are {len(self.hints)}."
            return Note(self.name, "hint", text)
        number = int(number)
        self.hints_opened = max(self.hints_opened, number)
        return Note(self.name, f"hint {number} of {len(self.hints)}", self.hints[number - 1])

    def solution(self):
        """The reference answer with its explanation."""
        if self.kind == "question":
            return Note(self.name, "solution", f"({self.reference()}) {self.insight}")
        source = textwrap.dedent(inspect.getsource(self.reference))
        below_decorator = ast.parse(source).body[0].lineno - 1
        code = "\n".join(source.splitlines()[below_decorator:])
        return Note(self.name, "solution", self.insight, code)

    def draw_cases(self, seed):
        """The argument tuples of one check."""
        rng = np.random.default_rng(seed)
        draws = (
            [case(rng) for _ in range(DRAWS)] if callable(case) else [case] for case in self.cases
        )
        return list(itertools.chain.from_iterable(draws))


def _finished(function):
    def asked(*args, **kwargs):
        value = function(*args, **kwargs)
        if value is None or value is ...:
            raise Unfinished
        return value

    return asked


def exercise(*, hints, insight, cases=((),), same=None, accepts=None, referee=None, limit_s=10.0):
    """Decorator that turns a reference answer into an :class:`Exercise`.

    ``cases`` are argument tuples and functions ``rng -> one tuple`` (each drawn ``DRAWS`` times
    with a fresh seed), or one such function. ``same`` is a :class:`Comparison` (default
    ``close()``); ``accepts(got, *args)`` returns True, or what is missing, where many answers
    are right. ``limit_s`` is the time for all cases together.

    With a ``referee`` the answer is a strategy: ``referee(answer, *case)`` plays it, and what the
    referee returns is compared, or handed to ``accepts``, in place of the answer's own results.

    >>> @exercise(cases=lambda rng: (rng.normal(),), hints=["x + x", "2 * x"], insight="2x.")
    ... def double(x):
    ...     '''Twice x.'''
    ...     return 2 * x
    >>> @double.mistake
    ... def squares(x):
    ...     '''You squared x.'''
    ...     return x**2
    >>> double.check(lambda x: x * x).diagnosis
    'squares'
    """

    def make(reference):
        if not inspect.getdoc(reference):
            raise ValueError(f"exercise {reference.__name__!r} needs a docstring: the task")
        given = (cases,) if callable(cases) else tuple(cases)
        return Exercise(
            reference, given, same or close(), accepts, tuple(hints), insight, referee, limit_s
        )

    return make


def question(*, wrong, insight, hints=()):
    """Decorator that turns a function returning the right letter into a concept question.

    ``wrong`` maps each other letter to the explanation its reader gets.

    >>> @question(wrong={"a": "Unitary, yes; Hermitian, no."}, insight="S squared is Z.")
    ... def root_of_z():
    ...     '''Which gate is a square root of Z?'''
    ...     return "b"
    >>> bool(root_of_z.check("B"))
    True
    """

    def make(reference):
        options = tuple(sorted({*wrong, reference()}))
        same = exact().of(_letter, "a letter")
        made = Exercise(reference, ((),), same, None, tuple(hints), insight, options=options)
        for letter, explanation in wrong.items():
            made.mistake(_option(letter, explanation))
        return made

    return make


def _option(letter, explanation):
    def chosen():
        return letter

    chosen.__name__ = f"option_{letter}"
    chosen.__doc__ = explanation
    return chosen


def _letter(answer):
    return str(answer).strip().strip("().").lower()
