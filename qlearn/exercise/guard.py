"""Run a learner's function: copies of the arguments, a time limit, every error caught.

The function runs in a thread of its own. So nothing is ever thrown into the thread that called
``check``, and a call that cannot be stopped can still be given up.
"""

import contextlib
import contextvars
import copy
import ctypes
import io
import linecache
import os
import sys
import sysconfig
import threading
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

OURS = Path(__file__).parent.parent
PLACES = {*sysconfig.get_paths().values(), sys.prefix, sys.base_prefix, str(OURS)}
LIBRARIES = tuple(os.path.join(place, "") for place in PLACES)
MOST_PRINTED = 2000
GRACE_S = 0.8
"""How long a call is asked to stop before it is given up."""
STACK_BYTES = 16 * 2**20
"""Room for a deep recursion: threads get as little as 0.5 MB on some platforms."""


class TimeUp(SystemExit):
    """Thrown into the learner's thread; no ``except Exception`` of theirs swallows it.

    Where a bare ``except:`` does, the next line of the learner's code throws it again. It is a
    ``SystemExit`` so that a thread that it ends does so silently.
    """

    def __init__(self):
        super().__init__()
        sys.settrace(_insist)
        frame = sys._getframe(1)
        while frame is not None:
            frame.f_trace = _insist(frame, "call", None)
            frame = frame.f_back


def _insist(frame, event, arg):
    if not is_own(frame.f_code.co_filename):
        return None
    if event == "line":
        raise TimeUp
    return _insist


@dataclass
class Outcome:
    """What one call came to: a value, or an error with the learner's own line.

    ``late``: it was ended after ``seconds``. ``loose``: it could not be ended and still runs.
    """

    value: object = None
    error: BaseException | None = None
    line: str = ""
    late: bool = False
    loose: bool = False
    seconds: float = 0.0


def call(work, seconds):
    """The :class:`Outcome` of ``work()``, at the latest ``GRACE_S`` after ``seconds``.

    An endless loop or recursion in Python is stopped, on every platform. One call into C (a huge
    matrix product, ``time.sleep``) cannot be: it goes on in its thread until it returns. The
    kernel's interrupt button counts as the end of the time.

    >>> call(lambda: 6 * 7, seconds=1).value
    42
    """
    kept, done, start = [], threading.Event(), time.monotonic()
    target = contextvars.copy_context().run
    thread = threading.Thread(target=target, args=(_keep, work, kept, done), daemon=True)
    _start(thread)
    with contextlib.suppress(KeyboardInterrupt):
        _wait(done, seconds)
    if kept:
        return kept[0]
    elapsed = min(time.monotonic() - start, seconds)  # less when it was interrupted
    return Outcome(late=True, loose=not _stopped(thread, done), seconds=elapsed)


def _keep(work, kept, done):
    try:
        kept.append(_outcome(work))
    except TimeUp:
        sys.settrace(None)
    finally:
        done.set()


def _outcome(work):
    try:
        return Outcome(value=work())
    except TimeUp:
        raise
    except BaseException as error:  # SystemExit and KeyboardInterrupt belong to the learner too
        return Outcome(error=error, line=own_line(error))


def _start(thread):
    before = threading.stack_size(STACK_BYTES)
    try:
        thread.start()
    finally:
        threading.stack_size(before)


def _wait(done, seconds):
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0 and not done.wait(min(left, 0.1)):
        pass  # in slices: a long wait cannot be interrupted on Windows


def _stopped(thread, done):
    end = time.monotonic() + GRACE_S
    while not done.is_set() and time.monotonic() < end:
        ident = ctypes.c_ulong(thread.ident)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ident, ctypes.py_object(TimeUp))
        done.wait(0.1)
    return done.is_set()


class _Printed(io.TextIOBase):
    """Keeps the first characters printed and drops the rest."""

    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text[: max(0, MOST_PRINTED - len(self.text))]
        return len(text)


def run_all(function, cases, seconds):
    """Outcomes of ``function`` on copies of each case, and what it printed.

    The time limit is for all cases together. The run ends at the first error or when the time
    is up; the outcome of that case is the last one.
    """
    outcomes, printed = [], _Printed()

    def run():
        for args in cases:
            arguments = copy.deepcopy(args)
            outcomes.append(_outcome(lambda arguments=arguments: function(*arguments)))
            if outcomes[-1].error is not None:
                return

    with contextlib.redirect_stdout(printed):
        whole = call(run, seconds)
    done = outcomes[: len(cases) - 1] if whole.late else outcomes
    return ([*done, whole] if whole.late or whole.error else done), printed.text


def own_line(error):
    """The deepest line of the learner's own code in the error's traceback, or ``""``."""
    own = ""
    for frame, number in traceback.walk_tb(error.__traceback__):
        filename = frame.f_code.co_filename
        text = linecache.getline(filename, number).strip()
        if is_own(filename) and (text or not own):
            own = f"line {number}: {text}".strip(": ")
    return own


def is_stub(error):
    """Whether the learner's own code raised ``NotImplementedError``, not a library below it."""
    if type(error) is not NotImplementedError:
        return False
    *_, (frame, _number) = traceback.walk_tb(error.__traceback__)
    return is_own(frame.f_code.co_filename)


def is_own(filename):
    """Whether a file is the learner's: not qlearn's, not a library's (some are compiled)."""
    compiled = "<frozen" in filename or filename.endswith((".pyx", ".pxd"))
    return not compiled and not filename.startswith(LIBRARIES)


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
