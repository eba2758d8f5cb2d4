"""Arrays as they travel to the browser: their memory apart, the rest as JSON."""

import math

import numpy as np


def packed(value, keep=lambda data: data):
    """``value`` as JSON, each numeric array as ``{dtype, shape, bytes: keep(its memory)}``.

    Floats keep their precision (``float32`` halves a large map); integers become ``int32`` or,
    where they do not fit, ``float64``; numbers that are not finite become ``None`` outside arrays.
    What JSON does not know (a date) becomes its ``str``. Complex arrays raise ``ValueError``.

    >>> packed({"y": np.array([1.0, 2.0])}, keep=len)
    {'y': {'dtype': 'float64', 'shape': [2], 'bytes': 16}}
    >>> packed([np.int64(3), float("nan"), "text"])
    [3, None, 'text']
    """
    if hasattr(value, "to_plotly_json"):
        value = value.to_plotly_json()
    if isinstance(value, dict):
        return {str(key): packed(item, keep) for key, item in value.items()}
    if isinstance(value, np.ndarray) and value.dtype.kind in "fiuc":
        return _packed_array(value, keep)
    if isinstance(value, (list, tuple, np.ndarray)):
        return [packed(item, keep) for item in value]
    return _packed_scalar(value)


def _packed_array(array, keep):
    if array.dtype.kind == "c":
        raise ValueError(f"array of dtype {array.dtype}: must be real; take .real, .imag or abs()")
    if array.dtype.kind in "iu":
        fits = array.size == 0 or (array.min() >= -(2**31) and array.max() < 2**31)
        array = array.astype(np.int32 if fits else np.float64)
    elif array.dtype != np.float32:
        array = array.astype(np.float64)
    data = memoryview(np.ascontiguousarray(array)).cast("B") if array.size else memoryview(b"")
    return {"dtype": array.dtype.name, "shape": list(array.shape), "bytes": keep(data)}


def _packed_scalar(value):
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return (
        value if value is None or isinstance(value, (str, int, bytes, memoryview)) else str(value)
    )


def same(before, after):
    """Whether two values of a plotly property are the same, ``nan`` counting as itself.

    >>> same(np.array([1.0, np.nan]), np.array([1.0, np.nan])), same(np.arange(2), (0, 1))
    (True, False)
    """
    if isinstance(before, np.ndarray) and isinstance(after, np.ndarray):
        alike = before.dtype == after.dtype and before.shape == after.shape
        if before.dtype.kind not in "fiub":
            return alike and before.tolist() == after.tolist()
        return alike and before.tobytes() == after.tobytes()
    return type(before) is type(after) and bool(before == after)
