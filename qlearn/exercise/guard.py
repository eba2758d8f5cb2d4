"""Run a learner's function: copies of the arguments, a time limit, every error caught."""

import contextlib
import copy
import ctypes
import io
import linecache
import sys
import sysconfig
import threading
import traceback
from dataclasses import dataclass
from pathlib import Path

OURS = Path(__file__).parent.parent
LIBRARIES = tuple({*sysconfig.get_paths().values(), sys.prefix, sys.base_prefix, str(OURS)})
MOST_PRINTED = 2000


class TimeUp(BaseException):
    """Thrown into the learner's code; no ``except Exception`` of theirs swallows it."""


class TimeLimit:
    """Throw :class:`TimeUp` into this thread once ``seconds`` have passed.

    It reaches code that runs Python byte code, endless loops and recursions included, on every
    platform. One call into C (a huge matrix product, ``time.sleep``) is not interrupted: the
    exception comes when that call returns.
    """

    def __init__(self, seconds):
        self.seconds = seconds
        self._thread = threading.get_ident()
        self._finished = threading.Event()
        self._lock = threading.RLock()

    def __enter__(self):
        threading.Thread(target=self._watch, daemon=True).start()
        return self

    def _watch(self):
        wait = self.seconds
        while not self._finished.wait(wait):
            with self._lock:
                if not self._finished.is_set():
                    self._throw(TimeUp)
            wait = 0.2  # thrown again until it gets through a bare ``except:``

    def __exit__(self, *_):
        while True:
            try:
                self._finished.set()
                with self._lock:  # the watcher is not between its look and its throw
                    self._throw(None)
                return
            except TimeUp:  # it was on its way already
                continue

    def _throw(self, exception):
        target = None if exception is None else ctypes.py_object(exception)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), target)


@dataclass
class Outcome:
    """What one call came to: a value, or an error with the learner's own line."""

    value: object = None
    error: BaseException | None = None
    line: str = ""


class _Printed(io.TextIOBase):
    """Keeps the first characters printed and drops the rest."""

    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text[: max(0, MOST_PRINTED - len(self.text))]
        return len(text)


def run_all(function, cases, seconds):
    """Outcomes of ``function`` on copies of each case, what it printed, and whether it finished.

    The time limit is for all cases together. The run ends at the first error.
    """
    outcomes, printed = [], _Printed()
    try:
        with contextlib.redirect_stdout(printed), TimeLimit(seconds):
            for args in cases:
                outcomes.append(_run(function, args))
                if outcomes[-1].error is not None:
                    break
    except TimeUp:
        return outcomes, printed.text, False
    return outcomes, printed.text, True


def _run(function, args):
    args = copy.deepcopy(args)
    try:
        return Outcome(value=function(*args))
    except TimeUp:
        raise
    except BaseException as error:  # SystemExit and KeyboardInterrupt belong to the learner too
        return Outcome(error=error, line=own_line(error))


def own_line(error):
    """The deepest line of the learner's own code in the error's traceback, or ``""``."""
    own = ""
    for frame, number in traceback.walk_tb(error.__traceback__):
        filename = frame.f_code.co_filename
        if not filename.startswith(LIBRARIES) and "<frozen" not in filename:
            own = f"line {number}: {linecache.getline(filename, number).strip()}"
    if isinstance(error, SyntaxError) and error.text:
        own = own or f"line {error.lineno}: {error.text.strip()}"
    return own


def message_of(error):
    """``Type: message`` of an exception in one line; safe if its text cannot be made.

    >>> message_of(ZeroDivisionError("division by zero"))
    'ZeroDivisionError: division by zero'
    """
    try:
        text = " ".join(str(error).split())
    except Exception:
        text = "(its message cannot be shown)"
    name = type(error).__name__
    return f"{name}: {text[:300]}" if text else name
