"""Thresholds: many memories over distance and noise, on one processor or many, and what they obey.

Below the threshold p* a larger code fails less: P = a (p / p*)^((d + 1) / 2) per round, and each
step d -> d + 2 divides the failure rate by Lambda = p* / p.  Curves of small codes cross at other
places than those of large ones, and curves per shot (rounds growing with d) at other places than
curves per round: say which.  The threshold is not break-even, where a code beats a bare qubit.
"""

import threading
from concurrent.futures import FIRST_COMPLETED, wait
from typing import NamedTuple

import numpy as np

from qlearn.correction.memory import CHUNK, Memory, matching_of, memory_circuit
from qlearn.correction.rates import Rate, per_round
from qlearn.qubits.inputs import between, positive_integer, real

MOST_KEPT = 64  # decoders, in each thread
_KEPT = threading.local()


class Point(NamedTuple):
    """A memory of ``rounds`` rounds at noise p, and its `Rate` of failures per shot so far."""

    code: str
    distance: int
    rounds: int
    p: float
    rate: Rate

    @property
    def per_round(self):
        """The failure probability per round."""
        return float(per_round(self.rate.value, self.rounds))

    def interval(self, each="round", confidence=0.95):
        """(low, high) per "round" or per "shot"."""
        ends = np.array(self.rate.interval(confidence))
        if each not in ("round", "shot"):
            raise ValueError(f"each = {each!r}; allowed: 'round', 'shot'")
        return tuple((per_round(ends, self.rounds) if each == "round" else ends).tolist())


def threshold_scan(distances, ps, shots, rng, *, executor=None, progress=None, **memory):
    """A `Point` for each distance and p, distances outermost; keywords are those of `scan_chunks`.

    ``executor`` is any executor of `concurrent.futures`: threads, processes, a cluster.  The result
    does not depend on it.  ``progress(done, total)`` is called with numbers of shots after each
    chunk; it may raise to stop, which cancels what has not begun.

    >>> points = threshold_scan([3, 5], [0.002], 2_000, np.random.default_rng(1))
    >>> [(point.distance, point.rate.shots) for point in points]
    [(3, 2000), (5, 2000)]
    """
    points, done = [], 0
    chunks = scan_chunks(distances, ps, shots, rng, executor=executor, **memory)
    try:
        for points in chunks:
            done = sum(point.rate.shots for point in points)
            if progress is not None:
                progress(done, len(points) * shots)
    finally:
        chunks.close()
    return list(points)


def scan_chunks(
    distances, ps, shots, rng, *, executor=None, code="surface", rounds=None, chunk=CHUNK, **circuit
):
    """Yields the list of all `Point`s so far, after each chunk of up to ``chunk`` shots.

    Without an executor the points grow in turn, so a picture is complete, if noisy, from early on.
    ``rounds`` is the distance if not given, or a function of it such as ``lambda d: 3 * d``; other
    keywords go to `memory_circuit`.  Closing the generator cancels what has not begun.
    """
    shots, chunk = positive_integer("shots", shots), positive_integer("chunk", chunk)
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng = {rng!r}; allowed: a numpy.random.Generator")
    points = _points(code, distances, ps, rounds)
    for point in points:
        memory_circuit(code, point.distance, point.rounds, point.p, **circuit)  # bad input, at once
    sizes = [min(chunk, shots - start) for start in range(0, shots, chunk)]
    tasks = [(i, point, size) for size in sizes for i, point in enumerate(points)]
    jobs = zip(tasks, rng.spawn(len(tasks)), strict=True)
    calls = [(i, (*point[:4], size, child, circuit)) for (i, point, size), child in jobs]
    for i, rate in _results(calls, executor):
        points[i] = points[i]._replace(rate=points[i].rate + rate)
        yield list(points)


def sample_point(code, distance, rounds, p, shots, rng, circuit):
    """The `Rate` of one memory: what `scan_chunks` sends to an executor.

    Each thread keeps the decoders it has made, for the next chunk of the same point.
    """
    kept = _KEPT.__dict__.setdefault("decoders", {})
    key = (code, distance, rounds, p, *sorted(circuit.items()))
    if key not in kept:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        made = memory_circuit(code, distance, rounds, p, **circuit)
        kept[key] = made, matching_of(made)
    return Memory(*kept[key], rng=rng).sample(shots)


class Suppression(NamedTuple):
    """The fit P = a (p / p_star)^((d + 1) / 2) per round, with the standard errors of both."""

    a: float
    p_star: float
    a_sigma: float
    p_star_sigma: float

    def __call__(self, p, d):
        """The failure probability per round at noise p and distance d; broadcast."""
        return self.a * (real("p", p) / self.p_star) ** ((real("d", d) + 1) / 2)

    def suppression(self, p):
        """Lambda = p_star / p: what a step of the distance by 2 gains."""
        return self.p_star / real("p", p)


def fit_suppression(p, d, error, sigma=None):
    """Fit a and p* to failure rates per *round*: a straight line for log P; a `Suppression`.

    Arrays of one shape: noise, distances, rates, and their standard errors (None: all equally sure
    in proportion).  The law holds well below threshold only, so hand over such points.  Standard
    errors are those that ``sigma`` implies, or, without it, those of the scatter.

    >>> fit = fit_suppression([0.002, 0.003, 0.002], [3, 3, 5], [0.0012, 0.0027, 0.00024])
    >>> f"{fit.a:.3f} {fit.p_star:.4f}"
    '0.030 0.0100'
    """
    p, d, error = (np.ravel(values) for values in np.broadcast_arrays(p, d, error))
    if len(error) < 2 or np.any(error <= 0) or np.any(p <= 0):
        raise ValueError(f"error = {error}, p = {p}; allowed: at least two points, all above 0")
    half = (d + 1) / 2
    rows = np.stack([np.ones(len(half)), -half], axis=1)  # log P - half log p = log a - half log p*
    weights = np.ones(len(half)) if sigma is None else error / np.ravel(real("sigma", sigma))
    if np.linalg.matrix_rank(rows) < 2:
        raise ValueError(f"d = {d}; allowed: at least two different distances")
    left, target = rows * weights[:, None], (np.log(error) - half * np.log(p)) * weights
    found, *_ = np.linalg.lstsq(left, target, rcond=None)
    covariance = np.linalg.inv(left.T @ left)
    if sigma is None:
        covariance *= np.sum((target - left @ found) ** 2) / max(len(half) - 2, 1)
    values = np.exp(found)
    return Suppression(*values.tolist(), *(values * np.sqrt(np.diag(covariance))).tolist())


def fit_points(points):
    """`fit_suppression` of `Point`s with at least one failure, weighted by their counts.

    >>> points = [Point("surface", d, d, 0.002, Rate(n, 10_000)) for d, n in ((3, 36), (5, 12))]
    >>> f"{fit_points(points).p_star:.3f}"
    '0.010'
    """
    seen = [point for point in points if point.rate.errors and point.per_round < 0.5]
    table = [(point.p, point.distance, point.per_round) for point in seen]
    sigma = [point.per_round / np.sqrt(point.rate.errors) for point in seen]
    return fit_suppression(*np.reshape(table, (-1, 3)).T, sigma)


def crossing(p, small, large):
    """Where the curve of a larger code overtakes that of a smaller one: p, between two points.

    ``p`` rising, ``small`` and ``large`` the failure rates of both codes there, per shot or per
    round; log-log interpolation of their ratio.  Raises ValueError if they do not cross.

    >>> print(f"{crossing([0.01, 0.012], [0.0178, 0.0276], [0.0161, 0.0286]):.4f}")
    0.0115
    """
    p, small, large = np.stack(np.broadcast_arrays(p, small, large)).astype(float)
    if np.any(p <= 0) or np.any(small <= 0) or np.any(large <= 0):
        raise ValueError(f"p, small, large = {p}, {small}, {large}; allowed: above 0")
    ratio = np.log(large / small)
    places = np.flatnonzero((ratio[:-1] < 0) & (ratio[1:] >= 0))
    if not len(places):
        raise ValueError("small and large do not cross; allowed: large < small first, then larger")
    i = places[0]
    share = ratio[i] / (ratio[i] - ratio[i + 1])
    return float(np.exp(np.log(p[i]) + share * np.log(p[i + 1] / p[i])))


# --- Inside -------------------------------------------------------------------------------


def _points(code, distances, ps, rounds):
    count = rounds if callable(rounds) else lambda d: d if rounds is None else rounds
    ps = [between("p", p, 0, 0.5) for p in ps]
    return [Point(code, d, count(d), p, Rate(0, 0)) for d in distances for p in ps]


def _results(calls, executor):
    """(i, rate) of each call, as they come; what has not begun is cancelled when one stops."""
    if executor is None:
        for i, call in calls:
            yield i, sample_point(*call)
        return
    waiting = {executor.submit(sample_point, *call): i for i, call in calls}
    try:
        while waiting:
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                yield waiting.pop(future), future.result()
    finally:
        for future in waiting:
            future.cancel()
