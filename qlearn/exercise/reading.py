"""Read whatever a learner returns into a plain form, or say what it is instead."""

import numpy as np

LONG = 100_000
"""Lists with more entries are taken as plain numbers, without a look at each for a ``Qobj``."""


class Unlike(Exception):
    """The answer is not of the asked kind; the message says what it is instead."""


def numbers(value):
    """Value as a float or complex array; raises :class:`Unlike` for anything else."""
    if isinstance(value, bool | np.bool_):
        raise Unlike(f"a number is asked, and this is the truth value {value}")
    array = _asarray(value)
    if array.dtype.kind == "O":
        array = _array_of_objects(array)
    if array.dtype.kind not in "iufc":
        raise Unlike(f"numbers are asked, and this is {kind_of(value)}{_contents(value, array)}")
    return array.astype(complex if array.dtype.kind == "c" else float)


def _asarray(value):
    plain = _without_qobj(value)
    try:
        return np.asarray(plain)
    except ValueError:
        if isinstance(value, list | tuple):
            raise Unlike("the rows have different lengths") from None
        raise


def _without_qobj(value):
    if isinstance(value, list | tuple) and len(value) <= LONG:
        return [_without_qobj(item) for item in value]
    return value.full() if is_qobj(value) else value


def is_qobj(value):
    """Whether value is a ``Qobj``, told without importing QuTiP or touching odd attributes."""
    return hasattr(type(value), "full") and hasattr(type(value), "dims")


def _array_of_objects(array):
    if any(item is None for item in array.flat):  # NumPy would make it NaN
        return array
    try:
        return array.astype(complex)
    except Exception:
        return array


_KINDS = {
    str: "text",
    bytes: "text (bytes)",
    bool: "a truth value",
    int: "a number",
    float: "a number",
    complex: "a number",
    list: "a list",
    tuple: "a tuple",
    dict: "a dict",
    set: "a set",
    np.ndarray: "an array",
    type(None): "None",
    type(...): "only dots",
}
_KINDS_BY_NAME = {
    "generator": "a generator: use return instead of yield, or put list(...) around it",
    "coroutine": "a coroutine: write def instead of async def",
    "function": "a function: return its result, with parentheses after its name",
    "builtin_function_or_method": "a function: return its result, with parentheses after its name",
    "method": "a function: return its result, with parentheses after its name",
    "Qobj": "a Qobj",
}


def kind_of(value):
    """What a value is, in words that complete "this is ...".

    >>> kind_of([1]), kind_of("1"), kind_of(iter([]))
    ('a list', 'text', 'of type list_iterator')
    """
    name = type(value).__name__
    return _KINDS.get(type(value)) or _KINDS_BY_NAME.get(name) or f"of type {name}"


def _contents(value, array):
    if not isinstance(value, list | tuple | np.ndarray):
        return ""
    return {"b": " of truth values", "U": " with text in it"}.get(
        array.dtype.kind, " with entries that are no numbers"
    )


def squeezed(got, want):
    """``got`` in the shape of ``want`` if they differ only by axes of length one."""
    same = tuple(n for n in got.shape if n != 1) == tuple(n for n in want.shape if n != 1)
    return got.reshape(want.shape) if same else got


def plain(value):
    """Value as numbers, text, truth values, and tuples of these; else raises :class:`Unlike`."""
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return tuple(plain(item) for item in value)
    if isinstance(value, int | float | complex | str | frozenset):
        return value
    raise Unlike(f"numbers, text or truth values are asked, and this is {kind_of(value)}")
