"""Exercises and concept questions: a reference answer, its known mistakes, and the check.

The reference answer *is* the exercise: a function whose signature and docstring are the
learner's stub. A known mistake is a function too; its docstring is what a learner who makes it
reads.
"""

import copy
import inspect
import itertools
import os
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from qlearn.exercise import guard, progress
from qlearn.exercise.compare import Comparison, Unlike, close, exact
from qlearn.exercise.diagnosis import first_finding
from qlearn.exercise.show import named_arguments, shown
from qlearn.exercise.verdict import NOT_STARTED, RAISED, SOLVED, TOO_LONG, WRONG, Note, Verdict

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
    def kind(self):
        """``"question"``, ``"function"``, or ``"value"``: no arguments, a plain value may be given."""
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
        verdict = self._judge(answer, seed)
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
        if not 1 <= number <= len(self.hints):
            text = f"there is no hint {number}" if self.hints else "this one has no hints"
            return Note(self.name, f"{text}; hints there are: {len(self.hints)}")
        self.hints_opened = max(self.hints_opened, number)
        return Note(f"{self.name}, hint {number} of {len(self.hints)}", self.hints[number - 1])

    def solution(self):
        """The reference answer with its explanation."""
        if self.kind == "question":
            return Note(f"{self.name}, solution", f"({self.reference()}) {self.insight}")
        source = textwrap.dedent(inspect.getsource(self.reference))
        return Note(
            f"{self.name}, solution", self.insight, source[source.index("\ndef ") + 1 :].rstrip()
        )

    # --- judging ----------------------------------------------------------------------------

    def draw_cases(self, seed):
        """The argument tuples of one check."""
        rng = np.random.default_rng(seed)
        draws = (
            [case(rng) for _ in range(DRAWS)] if callable(case) else [case] for case in self.cases
        )
        return list(itertools.chain.from_iterable(draws))

    def _verdict(self, status, message="", details=(), **more):
        return Verdict(self.name, status, message, tuple(d for d in details if d), **more)

    def _judge(self, answer, seed):
        if answer is None or answer is ...:
            return self._not_started()
        is_function = callable(answer) and not hasattr(answer, "full")
        if not is_function and self.kind == "function":
            call = f"kata.{self.name}.check({self.name})"
            return self._verdict(
                WRONG, f"Hand over the function itself, without calling it: {call}"
            )
        seed = int(np.random.default_rng().integers(10**6)) if seed is None else seed
        cases = self.draw_cases(seed)
        function = answer if is_function else lambda: answer
        misfit = _signature_misfit(function, self.parameters, cases[0])
        if misfit:
            return self._verdict(WRONG, misfit)
        outcomes, printed, finished = guard.run_all(function, cases, self.limit_s)
        note = _printed_note(printed)
        if not finished:
            return self._too_long(cases[len(outcomes)], note)
        if outcomes[-1].error is not None:
            return self._raised(outcomes, cases, note)
        return self._compared([outcome.value for outcome in outcomes], cases, seed, note)

    def _not_started(self):
        if self.kind == "question":
            letters = ", ".join(f'"{letter}"' for letter in self.options)
            return self._verdict(NOT_STARTED, f"Put your answer in place of the dots: {letters}.")
        what = "your code" if self.kind == "function" else "your answer"
        return self._verdict(NOT_STARTED, f"Put {what} in place of the dots.")

    def _too_long(self, args, note):
        given = named_arguments(self.parameters, args)
        where = f"It was working on {given}." if given else ""
        message = f"Stopped after {self.limit_s:g} s: is there a loop that never ends? {where}"
        return self._verdict(TOO_LONG, message.strip(), [note])

    def _raised(self, outcomes, cases, note):
        error, args = outcomes[-1].error, cases[len(outcomes) - 1]
        if isinstance(error, NotImplementedError):
            return self._not_started()
        given = named_arguments(self.parameters, args)
        where = [f"in your {outcomes[-1].line}" if outcomes[-1].line else ""]
        where.append(f"when called with {given}" if given else "")
        return self._verdict(RAISED, guard.message_of(error), [*where, note])

    def _compared(self, gots, cases, seed, note):
        unfinished = [index for index, got in enumerate(gots) if got is None or got is ...]
        if len(unfinished) == len(gots):
            verdict = self._not_started()
            missing = "(The call returned nothing. If you did write code: is the return missing?)"
            return self._verdict(NOT_STARTED, verdict.message, [missing, note])
        if unfinished:
            given = named_arguments(self.parameters, cases[unfinished[0]])
            message = f"For {given} nothing is returned: is there a branch without return?"
            return self._verdict(WRONG, message, [note])
        wants = [self.reference(*copy.deepcopy(args)) for args in cases]
        complaint = self._first_complaint(gots, wants, cases)
        if complaint is None:
            return self._verdict(SOLVED, self.insight, [note])
        mistake = self._mistake_behind(gots, cases)
        if mistake:
            help_ = f"kata.{self.name}.hint({mistake.hint}) helps here." if mistake.hint else ""
            return self._verdict(WRONG, mistake.explanation, [help_, note], diagnosis=mistake.name)
        return self._undiagnosed(complaint, gots, wants, cases, seed, note)

    def _first_complaint(self, gots, wants, cases):
        """None if every answer is right, else (index, text) of the first that is not."""
        for index, (got, want, args) in enumerate(zip(gots, wants, cases, strict=True)):
            try:
                if self.accepts is None:
                    right = self.same.equal(self.same.plain(got), self.same.plain(want), args)
                else:
                    right = self.accepts(got, *copy.deepcopy(args))
            except Unlike as unlike:
                right = str(unlike)
            except Exception as error:
                right = f"it could not be read as an answer ({guard.message_of(error)})"
            if right is not True and right is not np.True_:
                return index, right if isinstance(right, str) else ""
        return None

    def _mistake_behind(self, gots, cases):
        for mistake in self.mistakes:
            if all(self._agrees(mistake, got, args) for got, args in zip(gots, cases, strict=True)):
                return mistake
        return None

    def _agrees(self, mistake, got, args):
        try:
            wrong = self.same.plain(mistake.function(*copy.deepcopy(args)))
            return self.same.equal(self.same.plain(got), wrong, args)
        except Exception:  # a mistake that cannot be made with these inputs was not made here
            return False

    def _undiagnosed(self, complaint, gots, wants, cases, seed, note):
        index, text = complaint
        if self.kind == "question":
            letters = ", ".join(f'"{letter}"' for letter in self.options)
            return self._verdict(WRONG, f"{shown(gots[0])} is none of the options: {letters}.")
        if self.accepts is None:
            finding = first_finding(self.same, gots, wants, cases)
            index, text = finding.case, finding.text
        given = named_arguments(self.parameters, cases[index])
        detail = f"For {given}:" if given else ""
        evidence = (shown(wants[index]), shown(gots[index])) if self.accepts is None else ()
        if self.accepts is not None:
            detail = f"{detail} got {shown(gots[index])}".strip()
        message = f"{text[:1].upper()}{text[1:]}." if text else "Not the expected result."
        fixed = not any(callable(case) for case in self.cases)
        replay = "" if fixed else f"the same inputs again: check({self.name}, seed={seed})"
        free = "; ".join(part for part in (self.same.note, replay) if part)
        return self._verdict(
            WRONG, message, [detail, f"({free})" if free else "", note], evidence=evidence
        )


def _signature_misfit(function, parameters, args):
    try:
        inspect.signature(function).bind(*args)
    except TypeError:
        asked = ", ".join(parameters) or "no arguments"
        return f"Your function must be callable with ({asked})."
    except ValueError:  # a builtin without a signature: the call itself will tell
        return ""
    return ""


def _printed_note(text):
    lines = text.strip().splitlines()
    more = " ..." if len(lines) > 3 else ""
    return f"your code printed: {' / '.join(lines[:3])[:200]}{more}" if lines else ""


def exercise(*, hints, insight, cases=((),), same=None, accepts=None, limit_s=10.0):
    """Decorator that turns a reference answer into an :class:`Exercise`.

    ``cases`` are argument tuples and functions ``rng -> one tuple`` (each drawn ``DRAWS`` times
    with a fresh seed), or one such function. ``same`` is a :class:`Comparison` (default
    ``close()``); ``accepts(got, *args)`` returns True, or what is missing, where many answers
    are right. ``limit_s`` is the time for all cases together.

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
        return Exercise(reference, given, same or close(), accepts, tuple(hints), insight, limit_s)

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
