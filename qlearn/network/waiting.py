"""How long a chain waits for a pair between its ends: exact means, in slots of one attempt.

Every link tries once per slot, with the probability p; a link that has its pair keeps it in two
memories. A node swaps as soon as both of its memories hold a pair, with the probability q of
success; if it fails, both pairs that it touched are lost, and their links begin again. News costs
no time here (the `message` of `repeaters.simulate`).

Which node goes first matters if q < 1. *sequential*: nodes swap one after the other from the left,
and a node whose neighbour has just failed keeps what it has. *simultaneous*: all nodes that can
swap do so at once, and one failure costs the whole run of pairs.
"""

import math
from collections import Counter
from functools import lru_cache
from itertools import pairwise

import numpy as np

from qlearn.network.inputs import above, generator, one_of, whole, within

ORDERS = ("sequential", "simultaneous")
MOST_LINKS = 8  # 2^n - 1 states


# --- Closed forms -------------------------------------------------------------------------


def two_link_wait(p, q=1.0):
    """(3 - 2p) / (p (2 - p) q): the mean slots for two links and one swap. Broadcasts.

    >>> print(two_link_wait(0.1).round(3), two_link_wait(0.1, 0.5).round(3))
    14.737 29.474
    """
    p, q = above("p", p, 0, 1), above("q", q, 0, 1)
    return (3 - 2 * p) / (p * (2 - p) * q)


def all_links_wait(p, n_links):
    """The mean slots until n links have their pairs, each with memory: the chain at q = 1.

    The maximum of n waits; for small p it is H_n / p with H_n = 1 + 1/2 + ... + 1/n. Added up
    from positive terms, so it stays right where the alternating sum over C(n, k) breaks down.

    >>> print(all_links_wait(0.1, 2).round(3), all_links_wait(0.1, 3).round(3))
    14.737 17.901
    """
    p = above("p", p, 0, 1)
    waits = [np.zeros_like(p)]
    for missing in range(1, whole("n_links", n_links) + 1):
        left = [
            math.comb(missing, j) * (1 - p) ** j * p ** (missing - j) * waits[j]
            for j in range(1, missing)
        ]
        waits.append((1 + sum(left)) / -np.expm1(missing * _log_failure(p)))
    return waits[-1]


def no_memory_wait(p, n_links):
    """p^-n: the mean slots if all links must succeed in the same slot.

    >>> print(no_memory_wait(0.1, 3).round())
    1000.0
    """
    return above("p", p, 0, 1) ** -float(whole("n_links", n_links))


def doubling_rule(p, q, levels):
    """(3/2)^k / (p q^k), the usual estimate for 2^k links with nested swaps: not exact.

    It over-estimates, by an amount that depends on p, q and k; `nested_waits` draws the real one.

    >>> print(doubling_rule(0.01, 0.5, [1, 2, 3]))
    [ 300.  900. 2700.]
    """
    p, q = above("p", p, 0, 1), above("q", q, 0, 1)
    return (1.5 / q) ** within("levels", levels, 0) / p


# --- The exact chain ----------------------------------------------------------------------


def mean_wait(p, n_links, q=1.0, order="sequential"):
    """The mean slots to a pair across n links: the absorbing Markov chain, solved. Broadcasts.

    The state says which links are held; n is at most 8, except for q = 1. Raises ValueError
    otherwise, and for p or q = 0: such a chain never delivers.

    >>> print(mean_wait(0.1, 3, 0.5).round(3), mean_wait(0.1, 3, 0.5, "simultaneous").round(3))
    57.057 58.947
    """
    p, q = np.broadcast_arrays(above("p", p, 0, 1), above("q", q, 0, 1))
    one_of("order", order, ORDERS)
    if np.all(q == 1):
        return all_links_wait(p, n_links)
    return _solve(p, q, whole("n_links", n_links, 1, MOST_LINKS), order)


def mean_decay(p, n_links, decay, ends="wait"):
    """The mean of decay^(slots stored, over all memories) when the pair is delivered, at q = 1.

    It multiplies the correlators of the pair, w of Werner pairs for depolarising memories with
    decay = e^(-slot/T): the mean of an exponential, larger than the exponential of the mean.
    ends="measure": the end nodes measure at once, as in key distribution, and store nothing.

    >>> print(mean_decay(0.01, 2, np.exp(-0.01), "measure").round(5))
    0.50127
    """
    p, decay = np.broadcast_arrays(above("p", p, 0, 1), within("decay", decay, 0, 1))
    n = whole("n_links", n_links, 1, MOST_LINKS)
    waiting = _waiting_memories(n, one_of("ends", ends, ("wait", "measure")))
    return _solve(p, np.ones_like(p), n, "sequential", decay[..., None] ** waiting)


def _solve(p, q, n, order, factor=None):
    """The mean number of slots; with a factor per state, the mean of its product over the slots."""
    start, end, exponents, ways = _moves(n, order)
    powers = [p, 1 - p, q, 1 - q]
    weights = (
        np.prod([x[..., None] ** exponents[:, i] for i, x in enumerate(powers)], axis=0) * ways
    )
    matrix = np.zeros((*p.shape, 2**n, 2**n))
    np.add.at(matrix, (..., start, end), weights)
    if factor is not None:
        matrix = matrix * factor[..., None, :]
    transient, last = matrix[..., :-1, :-1], matrix[..., :-1, -1]
    right = np.ones_like(last) if factor is None else last
    system = np.eye(2**n - 1) - transient
    return np.linalg.solve(system, right[..., None])[..., 0, 0]


@lru_cache(maxsize=32)
def _moves(n, order):
    """All (state, next state, exponents of p 1-p q 1-q, ways): one slot of a chain of n links.

    A state is a bit mask of held links; held neighbours have been swapped. The last is delivery.
    """
    full = 2**n - 1
    counts = Counter()
    for held in range(full):
        free = full & ~held
        fresh = free
        while True:
            tries = fresh.bit_count(), (free & ~fresh).bit_count()
            for after, won, lost in _swaps(n, held, held | fresh, order):
                counts[held, after, *tries, won, lost] += 1
            if not fresh:
                break
            fresh = (fresh - 1) & free
    table = np.array([[*key, ways] for key, ways in counts.items()])
    return table[:, 0], table[:, 1], table[:, 2:6], table[:, 6]


def _swaps(n, before, held, order):
    """All (held, successes, failures) after swapping; `before`: what was held and connected."""
    nodes = [node for node in range(1, n) if _both(held, node) and not _both(before, node)]
    if order == "simultaneous":
        return _all_at_once(n, held, nodes)
    outcomes = [(held, 0, 0)]
    for node, following in zip(nodes, [*nodes, n][1:], strict=True):
        outcomes = [new for old in outcomes for new in _one_swap(*old, node, following)]
    return outcomes


def _one_swap(held, won, lost, node, following):
    """Success and failure at a node: what failure costs on the right ends where no swap was yet."""
    if not _both(held, node):
        return [(held, won, lost)]
    low, high = _run(held, node, 0, following)
    gone = (1 << high) - (1 << low)
    return [(held, won + 1, lost), (held & ~gone, won, lost + 1)]


def _all_at_once(n, held, nodes):
    """The same if all nodes measure at once: a run of held links lives if all in it succeed."""
    outcomes = [(held, 0, 0)]
    while nodes:
        low, high = _run(held, nodes[0], 0, n)
        inside, nodes = [k for k in nodes if k < high], [k for k in nodes if k >= high]
        m, gone = len(inside), (1 << high) - (1 << low)
        results = [(0, m, 0)] + [
            (gone, m - k, k) for k in range(1, m + 1) for _ in range(math.comb(m, k))
        ]
        outcomes = [(h & ~g, a + c, b + d) for h, a, b in outcomes for g, c, d in results]
    return outcomes


def _run(held, node, low, high):
    """The ends, within low and high, of the held links to the left and the right of a node."""
    left = right = node
    while left > low and held >> (left - 1) & 1:
        left -= 1
    while right < high and held >> right & 1:
        right += 1
    return left, right


def _both(mask, node):
    """Whether the links on both sides of a node are in the mask."""
    return mask >> (node - 1) & 3 == 3


def _waiting_memories(n, ends):
    """For each state, how many memories wait: two per run of held links, but for the ends."""
    counts = []
    for held in range(2**n):
        edges = [bool(held >> k & 1) for k in range(n)]
        inner = sum(a != b for a, b in pairwise(edges))
        outer = edges[0] + edges[-1] if ends == "wait" else 0
        counts.append(inner + outer if held < 2**n - 1 else 0)
    return np.array(counts)


def _log_failure(p):
    """log(1 - p), -inf for p = 1."""
    with np.errstate(divide="ignore"):
        return np.log1p(-p)


# --- Nested doubling ----------------------------------------------------------------------


def nested_waits(p, q, levels, trials, rng):
    """`trials` waits, in slots, of 2^levels links that swap in pairs, then pairs of pairs.

    A pair of level k is tried until a swap of two of level k - 1 succeeds; both are then begun
    anew together.  Draws about trials (2/q)^levels numbers; refuses more than 5e7.

    >>> waits = nested_waits(0.01, 0.5, 1, 20000, np.random.default_rng(1))
    >>> print(abs(waits.mean() - two_link_wait(0.01, 0.5)) < 4 * waits.std() / 20000**0.5)
    True
    """
    p, q = float(above("p", p, 0, 1)), float(above("q", q, 0, 1))
    levels, trials = whole("levels", levels, 0), whole("trials", trials)
    if trials * (2 / q) ** levels > 5e7:
        raise ValueError(f"trials = {trials}; allowed: trials (2/q)^levels up to 5e7")
    return _nested(p, q, levels, trials, generator(rng))


def _nested(p, q, levels, trials, rng):
    if levels == 0:
        return rng.geometric(p, trials).astype(float)
    tries = rng.geometric(q, trials)
    rounds = _nested(p, q, levels - 1, 2 * int(tries.sum()), rng).reshape(-1, 2).max(axis=1)
    return np.add.reduceat(rounds, np.concatenate([[0], np.cumsum(tries)[:-1]]))
