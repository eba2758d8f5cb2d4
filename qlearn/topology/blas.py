"""One BLAS thread inside heavy calls.

The matrices of this package have some hundred rows.  Handing such work from thread to thread costs
more than it saves (600 rows: several times slower with two threads than with one), and a server
that runs many kernels has no threads to spare.
"""

import functools

from threadpoolctl import ThreadpoolController


def one_blas_thread(function):
    """The function, run with linear algebra on one thread; the former limit comes back after it.

    >>> import numpy as np
    >>> float(one_blas_thread(np.linalg.norm)([3.0, 4.0]))
    5.0
    """

    @functools.wraps(function)
    def limited(*args, **kwargs):
        with _controller().limit(limits=1, user_api="blas"):
            return function(*args, **kwargs)

    return limited


@functools.cache
def _controller():
    """Looking for the libraries takes milliseconds, so it is done once, at the first use."""
    import scipy.linalg  # noqa: F401  it brings a library of its own, which must be found too

    return ThreadpoolController()
