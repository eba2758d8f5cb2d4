"""Many points, one after the other or at once: any executor of `concurrent.futures` will do."""

from qlearn.network.inputs import generator


def sweep(run, points, rng, executor=None, chunk=1):
    """Yields run(point, rng) for each point, in order. The results do not depend on the executor.

    Each point gets a random generator of its own, a child of `rng`. Without an executor the points
    are computed one at a time, as they are asked for, so the caller may stop at any time; closing
    the generator cancels what an executor has not begun. For a process pool `run` must be a
    function of a module (or `functools.partial` of one); `chunk` points then travel together.

    >>> import numpy as np
    >>> def coin(p, rng):
    ...     return int(rng.binomial(1000, p))
    >>> list(sweep(coin, [0, 0.5, 1], np.random.default_rng(1)))
    [0, 503, 1000]
    """
    points = list(points)
    children = generator(rng).spawn(len(points))
    if executor is None:
        yield from map(run, points, children)
    else:
        yield from executor.map(run, points, children, chunksize=chunk)
