"""When two answers are the same: one :class:`Comparison` for each kind of answer.

A comparison reads an answer into an array or another plain form (whatever the learner used: a
list, a tuple, an array, a ``Qobj``), decides equality, and knows what usually goes wrong with
such an answer: the laws it should obey and the near misses that have a name.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

TINY = 1e-6


class Unlike(Exception):
    """The answer is not of the asked kind; the message says what it is instead."""


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
            except Exception as error:
                raise Unlike(
                    f"{what} could not be read ({type(error).__name__}: {error})"
                ) from None
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

    return Comparison(numbers, equal, near_misses=_NUMBER_MISSES)


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

    return Comparison(numbers, equal, near_misses=_NUMBER_MISSES, note="within 5 standard errors")


def numbers(value):
    """Value as a float or complex array; raises :class:`Unlike` for anything else."""
    if isinstance(value, bool | np.bool_):
        raise Unlike(f"a number is asked, and this is the truth value {value}")
    try:
        array = np.asarray(_without_qobj(value))
    except Exception:
        raise Unlike("the rows have different lengths") from None
    if array.dtype.kind == "O":
        array = _array_of_objects(array)
    if array.dtype.kind not in "iufc":
        raise Unlike(f"numbers are asked, and this is {_kind(value)}")
    return array.astype(complex if array.dtype.kind == "c" else float)


def _without_qobj(value):
    if isinstance(value, list | tuple):
        return [_without_qobj(item) for item in value]
    return value.full() if hasattr(value, "full") else value


def _array_of_objects(array):
    try:
        return array.astype(complex)
    except Exception:
        return array


def _kind(value):
    names = {str: "text", dict: "a dict", set: "a set", bytes: "bytes"}
    return names.get(type(value), f"of type {type(value).__name__}")


def squeezed(got, want):
    """``got`` in the shape of ``want`` if they differ only by axes of length one."""
    same = tuple(n for n in got.shape if n != 1) == tuple(n for n in want.shape if n != 1)
    return got.reshape(want.shape) if same else got


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
    ("it is in degrees; angles are in radians here", np.degrees),
)


def exact():
    """Values that must be equal: integers, truth values, text, tuples of these.

    Lists count as tuples and NumPy scalars as Python ones.

    >>> same = exact()
    >>> same.equal(same.read([1, np.int64(2)]), same.read((1, 2)), ())
    True
    """
    return Comparison(_plain, lambda got, want, args: type_of(got) == type_of(want) and got == want)


def type_of(value):
    """Kinds that may be equal: truth values are not numbers, numbers are not text."""
    if isinstance(value, tuple):
        return tuple(type_of(item) for item in value)
    return "number" if type(value) in (int, float, complex) else type(value).__name__


def _plain(value):
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return tuple(_plain(item) for item in value)
    if isinstance(value, int | float | complex | str | frozenset):
        return value
    raise Unlike(f"this is {_kind(value)}")


def same_set():
    """The same things in any order, each as often: lists, tuples, sets, arrays.

    >>> same = same_set()
    >>> same.equal(same.read(["01", "10"]), same.read({"10", "01"}), ())
    True
    """

    def read(value):
        if isinstance(value, str) or not hasattr(value, "__len__"):
            raise Unlike(f"a collection is asked, and this is {_kind(value)}")
        return tuple(_plain(item) for item in value)

    return Comparison(read, lambda got, want, args: Counter(got) == Counter(want))


def same_bits():
    """Bit strings: ``"0110"``, ``[0, 1, 1, 0]`` and arrays are the same.

    >>> same = same_bits()
    >>> same.read("01") == same.read([0, 1])
    True
    """

    def read(value):
        try:
            bits = "".join(str(int(bit)) for bit in value)
        except Exception:
            raise Unlike(f"a string of bits is asked, and this is {_kind(value)}") from None
        if set(bits) - {"0", "1"}:
            raise Unlike("a string of bits is asked, and this has other characters than 0 and 1")
        return bits

    misses = (
        ("the bits are in reverse order (qubit 0 is leftmost here)", lambda w: w[::-1]),
        ("every bit is flipped", lambda w: w.translate(str.maketrans("01", "10"))),
        ("leading zeros are lost", lambda w: w.lstrip("0") or "0"),
    )
    return Comparison(read, lambda got, want, args: got == want, near_misses=misses)


# --- states, operators, channels ------------------------------------------------------------


def same_state(phase="free", atol=TINY):
    """State vectors, equal up to a global phase (``phase="free"``) or exactly (``"fixed"``).

    Kets, columns, flat arrays and lists are all read as vectors of amplitudes.

    >>> same = same_state()
    >>> same.equal(same.read([0, 1]), same.read([0, 1j]), ())
    True
    """
    laws = (("the state is not normalised: its squared amplitudes add up to {:.4g}", _norm2, 1),)
    misses = (
        ("it is the complex conjugate of the expected state", np.conj),
        ("the qubits are in reverse order (qubit 0 is leftmost here)", _reversed_qubits),
        ("the amplitudes are in reverse order", lambda w: w[::-1]),
    )
    return _up_to_phase(_vector, phase, atol, laws, misses)


def same_operator(phase="free", atol=TINY):
    """Matrices, equal up to a global phase (``phase="free"``) or exactly (``"fixed"``).

    >>> same = same_operator(phase="fixed")
    >>> same.equal(same.read([[1, 0], [0, 1]]), same.read([[1, 0], [0, 1j]]), ())
    False
    """
    laws = (
        (
            "the matrix is not unitary",
            lambda m: np.allclose(m @ m.conj().T, np.eye(len(m)), atol=atol),
            True,
        ),
        ("the matrix is not Hermitian", lambda m: np.allclose(m, m.conj().T, atol=atol), True),
    )
    misses = (
        ("it is the inverse (conjugate transpose) of the expected operator", lambda w: w.conj().T),
        ("it is the transpose of the expected operator", lambda w: w.T),
        ("it is the complex conjugate of the expected operator", np.conj),
        ("the qubits are in reverse order (qubit 0 is leftmost here)", _reversed_qubits),
        ("it is twice the expected operator: look for a factor 2", lambda w: 2 * w),
        ("it is half the expected operator: look for a factor 2", lambda w: w / 2),
    )
    return _up_to_phase(_square, phase, atol, laws, misses)


def _up_to_phase(read, phase, atol, laws, misses):
    if phase not in ("free", "fixed"):
        raise ValueError(f"phase={phase!r} is not allowed; use 'free' or 'fixed'")

    def equal_up_to_phase(got, want, args=()):
        if got.shape != want.shape:
            return False
        overlap = np.vdot(want, got)
        turn = overlap / abs(overlap) if abs(overlap) > atol else 1
        return bool(np.allclose(got, turn * want, atol=atol))

    if phase == "free":
        return Comparison(read, equal_up_to_phase, laws, misses, note="a global phase is free")
    looser = (("it is right up to a global phase, and here the phase matters", equal_up_to_phase),)
    return Comparison(read, _entrywise(atol), laws, misses, looser, note="the global phase counts")


def _entrywise(atol):
    def equal(got, want, args):
        return got.shape == want.shape and bool(np.allclose(got, want, atol=atol))

    return equal


def same_density(atol=TINY):
    """Density matrices, equal entry by entry.

    >>> same = same_density()
    >>> same.equal(same.read(np.eye(2) / 2), same.read([[0.5, 0], [0, 0.5]]), ())
    True
    """
    laws = (
        ("the matrix is not Hermitian", lambda m: np.allclose(m, m.conj().T, atol=atol), True),
        ("the trace is {:.4g} instead of 1", lambda m: np.trace(m).real, 1),
        ("the matrix has a negative eigenvalue, so it is no state", _is_positive, True),
    )
    misses = (
        ("it is the transpose (complex conjugate) of the expected state", lambda w: w.T),
        ("the qubits are in reverse order (qubit 0 is leftmost here)", _reversed_qubits),
        ("the coherences (off-diagonal entries) are missing", lambda w: np.diag(np.diag(w))),
    )
    return Comparison(_square, _entrywise(atol), laws, misses)


def same_channel(atol=TINY):
    """Channels, compared by their Choi matrices: the choice of Kraus operators is free.

    Reads a list of Kraus operators, or a superoperator ``Qobj``.

    >>> flips = [np.eye(2) / 2**0.5, np.diag([1, -1]) / 2**0.5]
    >>> resets = [np.diag([1, 0]), np.diag([0, 1])]
    >>> same = same_channel()
    >>> same.equal(same.read(flips), same.read(resets), ())
    True
    """

    def keeps_trace(choi):
        dim = round(len(choi) ** 0.5)
        reduced = np.trace(choi.reshape(dim, dim, dim, dim), axis1=0, axis2=2)
        return np.allclose(reduced, np.eye(dim), atol=atol)

    laws = (
        ("the channel does not preserve the trace: check the sum of K^dagger K", keeps_trace, True),
    )
    return Comparison(_choi, _entrywise(atol), laws)


def each(*comparisons):
    """Answers that are tuples: one comparison for each entry.

    >>> same = each(close(), same_bits())
    >>> same.equal(same.read([0.5, "01"]), same.read((0.5, [0, 1])), ())
    True
    """

    def read(value):
        if not isinstance(value, tuple | list) or len(value) != len(comparisons):
            raise Unlike(f"{len(comparisons)} values are asked, and this is {_kind(value)}")
        return tuple(same.read(item) for same, item in zip(comparisons, value, strict=True))

    def equal(got, want, args):
        parts = zip(comparisons, got, want, strict=True)
        return all(same.equal(mine, theirs, args) for same, mine, theirs in parts)

    notes = {same.note for same in comparisons if same.note}
    return Comparison(read, equal, parts=comparisons, note="; ".join(sorted(notes)))


def _vector(value):
    if getattr(value, "isbra", False):
        raise Unlike("this is a bra; take its dagger to get the ket")
    array = numbers(value).astype(complex)
    if array.ndim == 2 and 1 in array.shape:
        array = array.ravel()
    if array.ndim != 1 or array.size < 2:
        raise Unlike(f"a state vector is asked, and this has shape {array.shape}")
    return array


def _square(value):
    array = numbers(value).astype(complex)
    if array.ndim != 2 or array.shape[0] != array.shape[1]:
        raise Unlike(f"a square matrix is asked, and this has shape {array.shape}")
    return array


def _choi(value):
    if getattr(value, "issuper", False):
        array = value.full()
        dim = round(len(array) ** 0.5)
        return array.reshape(dim, dim, dim, dim).transpose(1, 3, 0, 2).reshape(dim**2, dim**2)
    if hasattr(value, "full") or not isinstance(value, list | tuple | np.ndarray) or not len(value):
        raise Unlike(f"a list of Kraus operators is asked, and this is {_kind(value)}")
    vectors = [_square(kraus).ravel() for kraus in value]
    if len({len(vector) for vector in vectors}) > 1:
        raise Unlike("the Kraus operators have different sizes")
    return sum(np.outer(vector, vector.conj()) for vector in vectors)


def _norm2(vector):
    return np.vdot(vector, vector).real


def _is_positive(matrix):
    return np.linalg.eigvalsh((matrix + matrix.conj().T) / 2).min() > -TINY


def _reversed_qubits(array):
    n = array.shape[0].bit_length() - 1
    if array.shape[0] != 2**n:
        return array
    axes = [
        axis
        for block in range(array.ndim)
        for axis in range((block + 1) * n - 1, block * n - 1, -1)
    ]
    return array.reshape([2] * (n * array.ndim)).transpose(axes).reshape(array.shape)
