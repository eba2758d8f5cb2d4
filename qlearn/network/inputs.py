"""Reading the numbers that a caller hands over: arrays within a range, whole numbers.

The closed forms of `qlearn.network` broadcast over arrays and are to be had without QuTiP; so are
these checks. What is out of range is a ValueError that names the argument and what is allowed.
"""

import numbers

import numpy as np

ROUNDING = 1e-12  # how far outside its range rounding may push a number


def within(name, value, low=-np.inf, high=np.inf):
    """The value as a real array, if all of it lies from `low` to `high`; `numpy.inf` may.

    >>> print(within("p", [0, 0.5], 0, 1))
    [0.  0.5]
    """
    array = _real(name, value)
    if not np.all((array >= low - ROUNDING) & (array <= high + ROUNDING)):
        raise ValueError(f"{name} = {value!r}; allowed: {_range(low, high)}")
    return np.clip(array, low, high)


def above(name, value, low=0.0, high=np.inf):
    """The value as a real array, if all of it is more than `low` and at most `high`.

    >>> print(above("p", 0.5, 0, 1))
    0.5
    """
    array = _real(name, value)
    if not np.all((array > low) & (array <= high)):
        upper = "" if high == np.inf else f" and at most {high:.6g}"
        raise ValueError(f"{name} = {value!r}; allowed: above {low:.6g}{upper}")
    return array


def whole(name, value, low=1, high=None):
    """The value as an int, if it is a whole number from `low` to `high`.

    >>> whole("n", np.int64(3))
    3
    """
    fits = isinstance(value, numbers.Integral) and not isinstance(value, bool) and value >= low
    if not fits or (high is not None and value > high):
        upper = "" if high is None else f" to {high}"
        raise ValueError(f"{name} = {value!r}; allowed: whole numbers from {low}{upper}")
    return int(value)


def one_of(name, value, allowed):
    """The value, if it is among `allowed`.

    >>> one_of("order", "sequential", ["sequential", "simultaneous"])
    'sequential'
    """
    if not isinstance(value, str) or value not in allowed:
        raise ValueError(f"{name} = {value!r}; allowed: {', '.join(map(repr, allowed))}")
    return value


def generator(rng):
    """The value, if it is a `numpy.random.Generator`.

    >>> generator(np.random.default_rng(1)).integers(2, size=3).tolist()
    [0, 1, 1]
    """
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng = {rng!r}; allowed: a numpy.random.Generator")
    return rng


def _real(name, value):
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} = {value!r}; allowed: real numbers") from error
    if np.any(np.isnan(array)):
        raise ValueError(f"{name} = {value!r}; allowed: real numbers, not NaN")
    return array


def _range(low, high):
    if high == np.inf:
        return f"at least {low:.6g}"
    return f"{low:.6g} to {high:.6g}"
