"""Two links and a cutoff: exact waiting time, memory decay and key, and the best cutoff.

The pair that comes first waits for the second; if that has not come within `cutoff` slots, it is
thrown away and both links begin anew. So a delivered pair is never old, but takes longer. Times
are in slots. `decay` is what one slot of waiting leaves of the correlators of the waiting pair,
e^(-1/d): d is the lifetime T of a memory in slots if the ends measure at once, and T/2 if the pair
waits in two memories (package docstring). `cutoff` = infinity means none. All broadcasts.
"""

import numpy as np

from qlearn.network.inputs import above, whole, within
from qlearn.network.pairs import qber, weight
from qlearn.network.qkd import key_fraction


def cutoff_wait(p, cutoff, q=1.0):
    """The mean slots to a pair over two links: T = [1/(1 - Q^2) + P1 s/p] / ((P2 + P1 s) q).

    Q = 1 - p; the first slot that brings anything brings both with P2 = p/(2 - p), one with P1 =
    2Q/(2 - p); the other then follows in time with s = 1 - Q^m. A failed swap restarts both.

    >>> print(cutoff_wait(0.1, 5).round(3), cutoff_wait(0.1, np.inf).round(3))
    20.751 14.737
    """
    p, m, both, one = _first(p, cutoff)
    in_time = _used_up(p, m)
    per_round = 1 / (p * (2 - p)) + one * in_time / p
    return per_round / ((both + one * in_time) * above("q", q, 0, 1))


def cutoff_decay(p, cutoff, decay):
    """The mean of decay^(slots waited) of the delivered pairs: it multiplies their correlators.

    [P2 + P1 p x (1 - (Qx)^m)/(1 - Qx)] / (P2 + P1 s) with x = decay. The mean of an exponential,
    larger than the exponential of the mean (Jensen).

    >>> d = cutoff_decay(0.01, 50, np.exp(-1 / 100))
    >>> print((0.25 + 0.75 * weight(0.95) ** 2 * d).round(5))
    0.77388
    """
    p, m, both, one = _first(p, cutoff)
    x = within("decay", decay, 0, 1)
    gone = (1 - x) + p * x  # 1 - Qx, which keeps the digits of a small p
    waited = p * x * _used_up(gone, m) / gone
    return (both + one * waited) / (both + one * _used_up(p, m))


def cutoff_fidelity(p, cutoff, decay, f0=1.0):
    """The mean fidelity across two Werner links of fidelity f0: (1 + 3 w0^2 mean decay) / 4.

    Memories depolarise.

    >>> print(cutoff_fidelity(0.01, 50, np.exp(-1 / 100), 0.95).round(5))
    0.77388
    """
    return (1 + 3 * weight(f0) ** 2 * cutoff_decay(p, cutoff, decay)) / 4


def cutoff_key_rate(p, cutoff, decay, f0=1.0, q=1.0):
    """Secret bits per slot: key fraction at the mean fidelity, over the mean wait; 0 if negative.

    Asymptotic BBM92, no sifting factor (one basis is chosen almost always), perfect detectors.

    >>> rate = cutoff_key_rate(0.01, [16, 50, 51, np.inf], np.exp(-1 / 100), 0.99)
    >>> print((1e3 * rate).round(3))
    [1.    0.009 0.    0.   ]
    """
    errors = qber(cutoff_fidelity(p, cutoff, decay, f0))
    return key_fraction(errors) / cutoff_wait(p, cutoff, q)


def best_cutoff(p, decay, f0=1.0, q=1.0, longest=1000):
    """(m, rate): the cutoff from 1 to `longest` slots with the most key, and that key per slot.

    Raises ValueError if no cutoff gives any key: then the links are too bad.

    >>> m, rate = best_cutoff(0.01, np.exp(-1 / 100), 0.99)
    >>> m, round(1e3 * rate, 3)
    (16, 1.0)
    """
    cutoffs = np.arange(1, whole("longest", longest) + 1)
    rates = cutoff_key_rate(p, cutoffs, decay, f0, q)
    if not rates.max() > 0:
        raise ValueError(f"f0 = {f0!r}, decay = {decay!r}; allowed: what gives key at some cutoff")
    best = int(np.argmax(rates))
    return int(cutoffs[best]), float(rates[best])


def _first(p, cutoff):
    """p, cutoff, and the chances that the first slot with success brings both links, or one."""
    p, m = above("p", p, 0, 1), _slots(cutoff)
    return p, m, p / (2 - p), 2 * (1 - p) / (2 - p)


def _slots(cutoff):
    m = within("cutoff", cutoff)
    if np.any(m < 1) or np.any((m != np.floor(m)) & np.isfinite(m)):
        raise ValueError(f"cutoff = {cutoff!r}; allowed: whole slots from 1, or numpy.inf")
    return m


def _used_up(p, m):
    """1 - (1 - p)^m, to full relative accuracy for small p too, where 1 - p has lost its digits."""
    with np.errstate(divide="ignore"):
        return -np.expm1(m * np.log1p(-p))
