"""When two answers are the same: one :class:`Comparison` for each kind of answer.

A comparison reads an answer into an array or another plain form (whatever the learner used: a
list, a tuple, an array, a ``Qobj``), decides equality, and knows what usually goes wrong with
such an answer: the laws it should obey and the near misses that have a name.
"""

from collections import Counter
from collections.abc import Callable, Set
from dataclasses import dataclass, replace

import numpy as np

from qlearn.exercise.reading import Unlike, kind_of, numbers, plain, squeezed


@dataclass(frozen=True)
class Comparison:
    """How answers of one kind are read, compared and diagnosed.

    ``read(value)`` gives the plain form or raises :class:`Unlike`; ``equal(got, want, args)``
    compares two plain forms. ``laws`` are triples (text, measure, value): a law counts when
    ``measure`` of the expected answer has that value. ``near_misses`` are pairs (text, function
    that turns the expected plain form into the near miss); ``looser`` are pairs (text, a weaker
    ``equal``). ``parts`` are the comparisons of a tuple's entries. ``note`` is shown with a
    wrong answer: what does not count.
    """

    read: Callable
    equal: Callable
    laws: tuple = ()
    near_misses: tuple = ()
    looser: tuple = ()
    parts: tuple = ()
    note: str = ""

    def plain(self, value):
        """The plain form of any value at all; raises :class:`Unlike` and nothing else."""
        try:
            return self.read(value)
        except Unlike:
            raise
        except Exception as error:  # a learner may return an object that refuses everything
            raise Unlike(f"it cannot be read as an answer ({type(error).__name__})") from None

    def of(self, feature, what="the answer"):
        """Compare ``feature(answer)`` instead of the answer: a gauge-free quantity, say.

        >>> unordered = close().of(np.sort)
        >>> unordered.equal(unordered.read([2, 1]), unordered.read([1, 2]), ())
        True
        """

        def read(value):
            try:
                seen = feature(value)
            except Unlike:
                raise
            except ValueError as error:  # written for people
                raise Unlike(f"{what} could not be read ({error})") from None
            except Exception as error:
                why = f"{type(error).__name__}: {error}"
                raise Unlike(f"{what} could not be read ({why})") from None
            return self.read(seen)

        return replace(self, read=read)


# --- numbers and arrays ---------------------------------------------------------------------


def close(atol=1e-6, rtol=1e-6):
    """Numbers or arrays that agree within ``atol + rtol * |expected|``.

    Lists, tuples, arrays and ``Qobj`` are all read as arrays; axes of length one are ignored.

    >>> same = close(atol=1e-3)
    >>> same.equal(same.read([[0.5, 0.5]]), same.read((0.5, 0.5004)), ())
    True
    """

    def equal(got, want, args):
        got = squeezed(got, want)
        return got.shape == want.shape and bool(np.allclose(got, want, rtol=rtol, atol=atol))

    tight = max(atol, rtol) <= 1e-4  # a loose tolerance meets near misses by luck
    looser = ((_ROUNDED, close(atol, 1e-3).equal),) if tight else ()
    looser += _units(max(rtol, 1e-6)) if rtol <= 0.02 else ()
    return Comparison(numbers, equal, near_misses=_NUMBER_MISSES if tight else (), looser=looser)


def sampled(sigma):
    """Estimates from random samples: equal within 5 standard errors of their difference.

    ``sigma`` is the standard error of one estimate, or a function of the exercise's arguments
    that gives it. Two independent estimates differ by sqrt(2) sigma; a right answer is rejected
    once in about two million checks.

    >>> same = sampled(lambda shots: 0.5 / np.sqrt(shots))
    >>> same.equal(np.array(0.52), np.array(0.5), (10_000,))
    True
    """

    def equal(got, want, args):
        error = np.asarray(sigma(*args) if callable(sigma) else sigma)
        got = squeezed(got, want)
        return got.shape == want.shape and bool(
            np.all(np.abs(got - want) <= 5 * np.sqrt(2) * error)
        )

    # no near misses: within the noise an answer that is merely wrong would fit some of them
    return Comparison(numbers, equal, note="within 5 standard errors")


def _units(rtol):
    """Factors between units, up and down; what is merely small does not count as a part."""

    def times(factor):
        def equal(got, want, args):
            got, want = squeezed(got, want), factor * want
            if got.shape != want.shape or not np.isfinite(want).all():
                return False
            atol = rtol * np.abs(want).max(initial=0.0)
            return bool(np.allclose(got, want, rtol=0, atol=atol))

        return equal

    return tuple(
        (f"it is {part}{factor:,} {of} the expected value: look at the units", times(power))
        for factor in (60, 100, 1000, 3600, 10**6, 10**9, 10**12)
        for part, of, power in (("", "times", factor), ("1/", "of", 1 / factor))
    )


_ROUNDED = "it agrees to about three digits: is it rounded, or a sum over too few steps?"
_NUMBER_MISSES = (
    ("the sign is reversed", lambda w: -w),
    ("it is twice the expected value: look for a factor 2", lambda w: 2 * w),
    ("it is half the expected value: look for a factor 2", lambda w: w / 2),
    ("it is pi times the expected value", lambda w: np.pi * w),
    ("a factor pi is missing", lambda w: w / np.pi),
    (
        "it is 2 pi times the expected value: angular frequency or frequency?",
        lambda w: 2 * np.pi * w,
    ),
    ("a factor 2 pi is missing: angular frequency or frequency?", lambda w: w / (2 * np.pi)),
    ("it is sqrt(2) times the expected value", lambda w: np.sqrt(2) * w),
    ("a factor sqrt(2) is missing", lambda w: w / np.sqrt(2)),
    ("it is the complex conjugate of the expected value", np.conj),
    ("it is the expected matrix transposed", lambda w: w.T if w.ndim == 2 else w),
    ("the entries are in reverse order", lambda w: w[::-1] if w.ndim == 1 else w),
    ("it is one minus the expected value", lambda w: 1 - w),
    ("it is the square of the expected value", lambda w: w**2),
    ("it is the square root of the expected value", lambda w: np.sqrt(w.astype(complex))),
    ("it is in degrees; angles are in radians here", lambda w: w * 180 / np.pi),
)


def exact():
    """Values that must be equal: integers, truth values, text, tuples of these.

    Lists count as tuples and NumPy scalars as Python ones.

    >>> same = exact()
    >>> same.equal(same.read([1, np.int64(2)]), same.read((1, 2)), ())
    True
    """

    def equal(got, want, args):
        return type_of(got) == type_of(want) and got == want

    return Comparison(plain, equal, near_misses=_COUNT_MISSES)


def _number(change):
    return lambda w: change(w) if type(w) in (int, float) else w


def _numbers(change):
    return lambda w: tuple(map(_number(change), w)) if isinstance(w, tuple) else w


_COUNT_MISSES = (
    ("it is one too high", _number(lambda w: w + 1)),
    ("it is one too low", _number(lambda w: w - 1)),
    ("the sign is reversed", _number(lambda w: -w)),
    ("it is twice the expected value: look for a factor 2", _number(lambda w: 2 * w)),
    ("it is half the expected value: look for a factor 2", _number(lambda w: w / 2)),
    ("all numbers are one too high: counted from 0 or from 1?", _numbers(lambda w: w + 1)),
    ("all numbers are one too low: counted from 0 or from 1?", _numbers(lambda w: w - 1)),
    ("the entries are in reverse order", lambda w: w[::-1] if isinstance(w, tuple) else w),
)


def type_of(value):
    """Kinds that may be equal: truth values are not numbers, numbers are not text."""
    if isinstance(value, tuple):
        return tuple(type_of(item) for item in value)
    return "number" if type(value) in (int, float, complex) else type(value).__name__


def same_set():
    """The same things in any order, each as often: lists, tuples, sets, arrays.

    >>> same = same_set()
    >>> same.equal(same.read(["01", "10"]), same.read({"10", "01"}), ())
    True
    """

    def read(value):
        if not isinstance(value, list | tuple | range | np.ndarray | Set):
            raise Unlike(f"a list or a set is asked, and this is {kind_of(value)}")
        return tuple(plain(item) for item in value)

    return Comparison(read, lambda got, want, args: Counter(got) == Counter(want))


_BITS = ("0", "1", 0, 1)


def same_bits():
    """Bit strings: ``"0110"``, ``[0, 1, 1, 0]`` and arrays are the same.

    >>> same = same_bits()
    >>> same.read("01") == same.read([0, 1])
    True
    """

    def read(value):
        if not isinstance(value, str | list | tuple | np.ndarray):
            raise Unlike(f"a string of bits is asked, and this is {kind_of(value)}")
        entries = value.tolist() if isinstance(value, np.ndarray) else value
        if not isinstance(entries, str | list | tuple) or any(bit not in _BITS for bit in entries):
            raise Unlike("a string of bits is asked, and this has other entries than 0 and 1")
        return "".join(str(int(bit)) for bit in entries)

    misses = (
        ("the bits are in reverse order (qubit 0 is leftmost here)", lambda w: w[::-1]),
        ("every bit is flipped", lambda w: w.translate(str.maketrans("01", "10"))),
        ("leading zeros are lost", lambda w: w.lstrip("0") or "0"),
    )
    return Comparison(read, lambda got, want, args: got == want, near_misses=misses)


def each(*comparisons):
    """Answers that are tuples: one comparison for each entry.

    >>> same = each(close(), same_bits())
    >>> same.equal(same.read([0.5, "01"]), same.read((0.5, [0, 1])), ())
    True
    """

    def read(value):
        if not isinstance(value, tuple | list | np.ndarray):
            raise Unlike(f"{len(comparisons)} values are asked, and this is {kind_of(value)}")
        if len(value) != len(comparisons):
            raise Unlike(f"{len(comparisons)} values are asked, and these are {len(value)}")
        return tuple(_entry(i, same, value[i]) for i, same in enumerate(comparisons))

    def equal(got, want, args):
        parts = zip(comparisons, got, want, strict=True)
        return all(same.equal(mine, theirs, args) for same, mine, theirs in parts)

    notes = {same.note for same in comparisons if same.note}
    return Comparison(read, equal, parts=comparisons, note="; ".join(sorted(notes)))


def _entry(index, same, item):
    try:
        return same.plain(item)
    except Unlike as unlike:
        raise Unlike(f"value {index + 1}: {unlike}") from None
