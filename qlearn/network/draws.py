"""Coins and draws: exact probabilities of the binomial and the hypergeometric distribution."""

import numpy as np
from scipy.special import bdtr, gammaln

from qlearn.network.inputs import whole, within


def at_most(k, n, p):
    """P(at most k of n coins show heads), each with the probability p. Broadcasts over all three.

    k is rounded down, so a threshold s n may be handed over as it is; below 0 nothing is possible.

    >>> at_most([-1, 0, 2], 2, 0.5).round(3).tolist()
    [0.0, 0.25, 1.0]
    """
    n, p = np.floor(within("n", n, 0)), within("p", p, 0, 1)
    k = np.minimum(floor("k", k), n)
    return np.where(k < 0, 0.0, bdtr(np.maximum(k, 0), n.astype(int), p))[()]


def binomial(n, p):
    """The probabilities of 0, 1, ..., n heads among n coins, shape (n + 1,).

    >>> binomial(2, 0.5).round(3).tolist()
    [0.25, 0.5, 0.25]
    """
    n = whole("n", n, 0)
    return np.diff(at_most(np.arange(-1, n + 1), n, p))


def hypergeometric(total, marked, drawn, up_to=None):
    """P(x marked among `drawn` of `total`, without putting back), x = 0 ... drawn on the last axis.

    `up_to`: the last x, if not all are wanted. `marked` may be an array; its axes come first.
    Raises ValueError if it or `drawn` exceeds total.

    >>> print(hypergeometric(4, 2, 2).round(4))
    [0.1667 0.6667 0.1667]
    """
    total = whole("total", total, 0)
    drawn = whole("drawn", drawn, 0, total)
    marked = np.floor(within("marked", marked, 0, total))[..., None]
    x = np.arange((drawn if up_to is None else min(drawn, up_to)) + 1)
    logs = _log_choose(marked, x) + _log_choose(total - marked, drawn - x)
    return np.exp(logs - _log_choose(np.float64(total), np.float64(drawn)))


def floor(name, value):
    """The value rounded down, but up if only rounding keeps it below a whole number.

    >>> floor("k", [0.07 * 100, 2.9]).tolist()
    [7.0, 2.0]
    """
    return np.floor(within(name, value) + 1e-9)


def _log_choose(n, k):
    fits = (k >= 0) & (k <= n)
    k = np.where(fits, k, 0)
    return np.where(fits, gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1), -np.inf)
