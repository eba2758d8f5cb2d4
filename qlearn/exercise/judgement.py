"""From an answer to a verdict: run it, compare it, recognise the mistake behind it."""

import copy
import inspect

import numpy as np

from qlearn.exercise import guard
from qlearn.exercise.diagnosis import first_finding
from qlearn.exercise.reading import Unlike
from qlearn.exercise.show import named_arguments, sentence, shown, side_by_side
from qlearn.exercise.verdict import NOT_STARTED, RAISED, SOLVED, TOO_LONG, WRONG, Verdict

COMPARE_S = 10.0
"""Time to compare the answers of one check: only an odd object needs more than a moment."""


class Unfinished(NotImplementedError):
    """A referee's player has returned nothing."""


class Judgement:
    """One check of one exercise: its inputs, drawn with ``seed``, and what is found on the way."""

    def __init__(self, task, seed=None):
        self.task, self.same = task, task.same
        self.seed = int(np.random.default_rng().integers(10**6)) if seed is None else seed
        self.cases = task.draw_cases(self.seed)
        self.printed = ""

    def verdict(self, answer):
        """The :class:`Verdict` on an answer: a function, a value, a letter, or nothing yet."""
        if answer is None or answer is ...:
            return self._not_started()
        if self.task.kind == "function" and not _is_function(answer):
            call = f"kata.{self.task.name}.check({self.task.name})"
            return self._end(WRONG, f"Hand over the function itself, without calling it: {call}")
        function = answer if _is_function(answer) else lambda: answer
        misfit = _signature_misfit(function, self.task.parameters)
        return self._end(WRONG, misfit) if misfit else self._run(self.task.played(function))

    def _end(self, status, message="", *details, **more):
        details = tuple(detail for detail in (*details, self.printed) if detail)
        return Verdict(self.task.name, status, message, details, **more)

    def _given(self, index):
        return named_arguments(self.task.case_names, self.cases[index])

    # --- running ----------------------------------------------------------------------------

    def _run(self, function):
        outcomes, printed = guard.run_all(function, self.cases, self.task.limit_s)
        self.printed = _printed_note(printed)
        last, given = outcomes[-1], self._given(len(outcomes) - 1)
        if last.late:
            return self._too_long(last, given)
        if last.error is not None:
            return self._raised(last, given)
        return self._compared_in_time([outcome.value for outcome in outcomes])

    def _not_started(self, returned_nothing=False):
        if self.task.kind == "question":
            return self._end(NOT_STARTED, f"Put your answer in place of the dots: {self._letters}.")
        what = "your code" if self.task.kind == "function" else "your answer"
        missing = " If you did: is the return missing?" if returned_nothing else ""
        return self._end(NOT_STARTED, f"Put {what} in place of the dots.{missing}")

    @property
    def _letters(self):
        return ", ".join(f'"{letter}"' for letter in self.task.options)

    def _too_long(self, outcome, given):
        where = f" It was working on {given}." if given else ""
        message = f"Stopped after {outcome.seconds:.2g} s: is there a loop that never ends?{where}"
        loose = "It could not be ended and still runs: restart the kernel." if outcome.loose else ""
        return self._end(TOO_LONG, message, loose)

    def _raised(self, outcome, given):
        if isinstance(outcome.error, Unfinished) or guard.is_stub(outcome.error):
            return self._not_started(isinstance(outcome.error, Unfinished))
        line = f"in your {outcome.line}" if outcome.line else ""
        call = f"when called with {given}" if given else ""
        return self._end(RAISED, guard.message_of(outcome.error), line, call)

    # --- comparing --------------------------------------------------------------------------

    def _compared_in_time(self, gots):
        """Compared under the guard too: what the learner returned may loop or raise when read."""

        def compared():
            with np.errstate(all="ignore"):
                return self._compared(gots)

        outcome = guard.call(compared, COMPARE_S)
        if outcome.late:
            return self._end(TOO_LONG, "Comparing your answer took too long.")
        if outcome.error is not None:
            why = guard.message_of(outcome.error)
            return self._end(WRONG, f"Your answer could not be compared ({why}).")
        return outcome.value

    def _compared(self, gots):
        unfinished = [index for index, got in enumerate(gots) if got is None or got is ...]
        if len(unfinished) == len(gots):
            return self._not_started(returned_nothing=True)
        if unfinished:
            given = self._given(unfinished[0])
            message = f"For {given} nothing is returned: is there a branch without return?"
            return self._end(WRONG, message)
        expected = self.task.played(self.task.reference)
        wants = [expected(*copy.deepcopy(args)) for args in self.cases]
        complaint = self._first_complaint(gots, wants)
        if complaint is None:
            return self._end(SOLVED, self.task.insight)
        mistake = self._mistake_behind(gots)
        if mistake is None:
            return self._undiagnosed(complaint, gots, wants)
        helps = f"kata.{self.task.name}.hint({mistake.hint}) helps here." if mistake.hint else ""
        return self._end(WRONG, mistake.explanation, helps, diagnosis=mistake.name)

    def _first_complaint(self, gots, wants):
        """None if every answer is right, else (index, text) of the first that is not."""
        for index, (got, want, args) in enumerate(zip(gots, wants, self.cases, strict=True)):
            try:
                right = self._is_right(got, want, args)
            except Unlike as unlike:
                right = str(unlike)
            except Exception as error:
                right = f"it could not be read as an answer ({guard.message_of(error)})"
            if right is not True and right is not np.True_:
                return index, right if isinstance(right, str) else ""
        return None

    def _is_right(self, got, want, args):
        if self.task.accepts is None:
            return self.same.equal(self.same.plain(got), self.same.plain(want), args)
        return self.task.accepts(got, *copy.deepcopy(args))

    def _mistake_behind(self, gots):
        for mistake in self.task.mistakes:
            pairs = zip(gots, self.cases, strict=True)
            if all(self._agrees(mistake, got, args) for got, args in pairs):
                return mistake
        return None

    def _agrees(self, mistake, got, args):
        try:
            made = self.task.played(mistake.function)(*copy.deepcopy(args))
            wrong = self.same.plain(made)
            return self.same.equal(self.same.plain(got), wrong, args)
        except Exception:  # a mistake that cannot be made with these inputs was not made here
            return False

    def _undiagnosed(self, complaint, gots, wants):
        if self.task.kind == "question":
            message = f"{shown(gots[0])} is none of the options: {self._letters}."
            return self._end(WRONG, message)
        index, text = complaint
        if self.task.accepts is None:
            finding = first_finding(self.same, gots, wants, self.cases)
            index, text = finding.case, finding.text
        message = sentence(text or "This is not the expected result")
        given = self._given(index)
        detail, evidence = f"For {given}:" if given else "", ()
        if self.task.accepts is None and self.task.kind == "function":
            evidence = side_by_side(wants[index], gots[index])
        else:  # the expected value would give a value exercise away; an open task has many
            detail = f"{detail} got {shown(gots[index])}".strip()
        return self._end(WRONG, message, detail, self._remarks(), evidence=evidence)

    def _remarks(self):
        random = any(callable(case) for case in self.task.cases)
        again = f"the same inputs again: check({self.task.name}, seed={self.seed})"
        note = self.same.note if self.task.accepts is None else ""
        parts = [part for part in (note, again if random else "") if part]
        return f"({'; '.join(parts)})" if parts else ""


def _is_function(answer):
    return callable(answer) and not hasattr(type(answer), "full")  # a Qobj is callable


def _signature_misfit(function, parameters):
    try:
        signature = inspect.signature(function)
    except Exception:  # a builtin has none, some objects refuse: the call itself will tell
        return ""
    try:
        signature.bind(*parameters)
    except TypeError:
        asked = f"the arguments ({', '.join(parameters)})" if parameters else "no arguments"
        return f"Your function must take {asked}; it takes {_written(signature)}."
    return ""


def _written(signature):
    return f"({', '.join(signature.parameters)})" if signature.parameters else "none"


def _printed_note(text):
    lines = text.strip().splitlines()
    more = " ..." if len(lines) > 3 else ""
    return f"your code printed: {' / '.join(lines[:3])[:200]}{more}" if lines else ""
