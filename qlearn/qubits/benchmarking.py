"""Randomized benchmarking of one qubit: random Clifford gates, their inverse, and a decay.

"Survival" is the probability of finding a qubit that started in |0> in |0> after a sequence that
should do nothing. It falls as A p^m + B with the number m of random gates; errors of preparation
and readout enter A and B only.
Source: E. Magesan, J. M. Gambetta and J. Emerson, Phys. Rev. Lett. 106, 180504 (2011).
"""

from typing import NamedTuple

import numpy as np
from scipy.optimize import curve_fit

from qlearn.qubits.channels import as_channel, bloch_map
from qlearn.qubits.cliffords import cube_rotations, inverses, product_table
from qlearn.qubits.fidelities import process_fidelity
from qlearn.qubits.inputs import between, positive_integer, real_vector
from qlearn.qubits.measurement import standard_error


def rb_decay(channel):
    """The p of the decay A p^m + B, if this noise follows every Clifford gate.

    p = (d^2 F - 1)/(d^2 - 1) with the process fidelity F of the noise with the identity.

    >>> from qlearn.qubits.channels import depolarizing
    >>> round(rb_decay(depolarizing(0.01)), 6)
    0.99
    """
    squared = as_channel(channel)[0].shape[0] ** 2
    return (squared * process_fidelity(channel) - 1) / (squared - 1)


def error_per_clifford(p, n=1):
    """r = (1 - p)(1 - 2^-n): one minus the average gate fidelity of n-qubit noise that decays as p.

    >>> round(error_per_clifford(0.99), 6), round(error_per_clifford(0.99, n=2), 6)
    (0.005, 0.0075)
    """
    return (1 - between("p", p, 0, 1)) * (1 - 2.0 ** -positive_integer("n", n))


def rb_survival(depths, channel, n_sequences, rng, readout=None):
    """Survival of random sequences, each followed by its inverse; array (depths, n_sequences).

    Exact probabilities: hits = rng.binomial(shots, survival) draws shots. `channel` follows every
    gate, the inverse included; `readout` is a matrix as of `readout_matrix`.

    >>> from qlearn.qubits.channels import depolarizing
    >>> rng = np.random.default_rng(1)
    >>> print(rb_survival([1, 99], depolarizing(0.01), 2, rng).round(3))
    [[0.99  0.99 ]
     [0.683 0.683]]
    """
    rows = np.repeat(_depths(depths), positive_integer("n_sequences", n_sequences))
    turn, shift = bloch_map(channel)
    noisy, table = turn @ cube_rotations(), product_table()
    r, total = np.tile([0.0, 0.0, 1.0], (len(rows), 1)), np.zeros(len(rows), dtype=int)
    for step in range(rows.max()):
        on = np.flatnonzero(rows > step)
        drawn = rng.integers(0, 24, len(on))
        r[on] = (noisy[drawn] @ r[on, :, None])[..., 0] + shift
        total[on] = table[total[on], drawn]
    r = (noisy[inverses()[total]] @ r[:, :, None])[..., 0] + shift
    found = np.array([1 + r[:, 2], 1 - r[:, 2]]) / 2
    matrix = np.eye(2) if readout is None else np.asarray(readout)
    return (matrix @ found)[0].clip(0, 1).reshape(-1, n_sequences)


def mean_survival(hits, shots):
    """(mean, standard error) over the sequences, two arrays (depths,); the error is never 0.

    `hits` (depths, n_sequences) counts the survivals among `shots` runs of each sequence. The error
    comes from the scatter of the sequences, or from the shots alone if that is more.

    >>> mean, stderr = mean_survival(np.array([[98, 100], [70, 74]]), 100)
    >>> print(mean, stderr.round(3))
    [0.99 0.72] [0.01  0.032]
    """
    hits = np.asarray(hits)
    if hits.ndim != 2 or hits.shape[1] < 2:
        raise ValueError(f"hits has shape {hits.shape}; allowed: (depths, 2 or more sequences)")
    n = hits.shape[1]
    scatter = (hits / shots).std(axis=1, ddof=1) / np.sqrt(n)
    from_shots = [standard_error(int(total), shots * n) for total in hits.sum(axis=1)]
    return hits.mean(axis=1) / shots, np.maximum(scatter, from_shots)


class RBFit(NamedTuple):
    """The decay a p^m + b that fits measured survivals, and the standard error of p."""

    p: float
    a: float
    b: float
    p_stderr: float

    @property
    def error(self):
        """The error per Clifford gate of one qubit, r = (1 - p)/2."""
        return (1 - self.p) / 2

    @property
    def error_stderr(self):
        """The standard error of `error`."""
        return self.p_stderr / 2

    def survival(self, m):
        """The fitted survival at depth m (a number or an array)."""
        return _decay(np.asarray(m, dtype=float), self.p, self.a, self.b)


def rb_fit(depths, survival, stderr):
    """The RBFit of mean survivals (depths,) with their standard errors (depths,), none of them 0.

    Weighted least squares with p, a and b in [0, 1]. Depths that end long before the decay does
    leave p undetermined: its standard error is then large, or infinite. Raises ValueError for
    fewer than 3 depths.

    >>> m = np.array([1, 10, 30, 100, 300])
    >>> fit = rb_fit(m, 0.45 * 0.98**m + 0.5, np.full(5, 0.01))
    >>> round(fit.p, 4), round(fit.error, 4)
    (0.98, 0.01)
    """
    m = _depths(depths)
    if len(set(m)) < 3:
        raise ValueError(f"depths = {depths!r}; allowed: 3 or more different ones")
    y, sigma = (real_vector("survival", survival, len(m)), real_vector("stderr", stderr, len(m)))
    if np.any(sigma <= 0):
        raise ValueError(f"stderr = {stderr!r}; allowed: positive numbers")
    start = _first_guess(m, y, sigma)
    best, _ = curve_fit(_decay, m, y, start, sigma, absolute_sigma=True, bounds=(0, 1))
    return RBFit(*map(float, best), _stderr_of_p(m, sigma, *best))


def _decay(m, p, a, b):
    return a * p**m + b


def _stderr_of_p(m, sigma, p, a, b):
    """From the curvature of the misfit; infinite where the data say nothing about p."""
    slopes = np.array([a * m * p ** (m - 1.0), p**m, np.ones(len(m))]) / sigma
    curvature = slopes @ slopes.T
    if np.linalg.cond(curvature) > 1e14:
        return np.inf
    return float(np.sqrt(np.linalg.inv(curvature)[0, 0]))


def _first_guess(m, y, sigma):
    """The best (p, a, b) on a grid of p: for a given p the other two follow from a linear fit."""
    best, start = np.inf, None
    for p in 1 - np.geomspace(1e-5, 0.9, 40):
        columns = np.transpose([p**m, np.ones(len(m))]) / sigma[:, None]
        (a, b), *_ = np.linalg.lstsq(columns, y / sigma, rcond=None)
        a, b = np.clip([a, b], 0.001, 0.999)
        misfit = np.sum(((_decay(m, p, a, b) - y) / sigma) ** 2)
        if misfit < best:
            best, start = misfit, (p, a, b)
    return start


def _depths(depths):
    return np.array([positive_integer("depths", m) for m in depths])
