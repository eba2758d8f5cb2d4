"""Finding out what a device does: readout errors and state tomography.

Randomized benchmarking is in `qlearn.qubits.benchmarking`.
"""

import numpy as np

from qlearn.qubits.gates import H, I, S, X, Y, Z
from qlearn.qubits.inputs import (
    TOLERANCE,
    as_density,
    as_operator,
    between,
    real_vector,
)
from qlearn.qubits.measurement import Counts, sample

_TO_Z = {"X": H, "Y": H * S.dag(), "Z": I}  # carries the axis to z, to be measured there


# --- Readout ------------------------------------------------------------------------------


def readout_matrix(p1_given_0, p0_given_1):
    """A[i, j] = probability of reading i where the qubit was in j; (2, 2), columns add up to 1.

    For several qubits: np.kron of their matrices, qubit 0 first.

    >>> print(readout_matrix(0.02, 0.05) @ [0, 1])
    [0.05 0.95]
    """
    a, b = between("p1_given_0", p1_given_0, 0, 1), between("p0_given_1", p0_given_1, 0, 1)
    return np.array([[1 - a, b], [a, 1 - b]])


def mitigate(frequencies, matrix):
    """What the outcome frequencies would be without readout errors: A^-1 f, shape as f.

    Unbiased, so entries slightly below 0 can come out; `nearest_distribution` removes them at the
    price of a bias. Raises ValueError if columns of A do not add up to 1 or A has no inverse.

    >>> print(mitigate([0.05, 0.95], readout_matrix(0.02, 0.05)).round(12) + 0)
    [0. 1.]
    """
    matrix = as_operator(matrix, "matrix").full()
    if np.any(matrix.imag) or not np.allclose(matrix.sum(axis=0), 1, rtol=0, atol=TOLERANCE):
        raise ValueError("matrix has columns that do not add up to 1; allowed: A[read, prepared]")
    if np.linalg.cond(matrix) > 1 / TOLERANCE:
        raise ValueError("matrix has no inverse: its outcomes say nothing about the state")
    frequencies = real_vector("frequencies", frequencies, size=len(matrix))
    return np.linalg.solve(matrix.real, frequencies)


def nearest_distribution(values):
    """The probabilities closest to these numbers, which add up to 1 but may be negative.

    Euclidean distance. All large entries give up the same amount, the others become 0.
    Source: J. A. Smolin, J. M. Gambetta and G. Smith, Phys. Rev. Lett. 108, 070502 (2012).

    >>> print(nearest_distribution([0.7, 0.4, -0.1]))
    [0.65 0.35 0.  ]
    """
    values = real_vector("values", values, size=len(values))
    if abs(values.sum() - 1) > TOLERANCE:
        raise ValueError(f"values add up to {values.sum():.6g}; allowed: 1")
    falling = np.sort(values)[::-1]
    excess = (np.cumsum(falling) - 1) / np.arange(1, len(values) + 1)
    return np.clip(values - excess[np.flatnonzero(falling > excess)[-1]], 0, None)


# --- Tomography of one qubit --------------------------------------------------------------


def tomography_counts(state, shots, rng):
    """{"X": Counts, "Y": ..., "Z": ...}: `shots` measurements along each axis; "0" means +1.

    >>> counts = tomography_counts([1, 0], 100, np.random.default_rng(1))
    >>> counts["Z"], counts["X"].shots
    ({'0': 100}, 100)
    """
    rho = as_density(state)
    if rho.shape != (2, 2):
        raise ValueError(f"state has {len(rho.dims[0])} qubits; allowed: 1")
    return {axis: sample(u * rho * u.dag(), shots, rng) for axis, u in _TO_Z.items()}


def bloch_estimate(counts):
    """The Bloch vector as the counts have it, an array (3,): shot noise may make it longer than 1.

    >>> print(bloch_estimate({"X": {"0": 9, "1": 1}, "Y": {"0": 5, "1": 5}, "Z": {"0": 9, "1": 1}}))
    [0.8 0.  0.8]
    """
    if set(counts) != set(_TO_Z):
        raise ValueError(f"counts has the axes {sorted(counts)}; allowed: X, Y and Z, all three")
    return np.array([Counts(counts[axis]).parity() for axis in _TO_Z])


def linear_tomography(counts):
    """(1 + x X + y Y + z Z)/2 with the measured means: unbiased, but not always a state.

    Hermitian, of trace 1, an eigenvalue may be negative; see `nearest_state`.

    >>> counts = {"X": {"0": 9, "1": 1}, "Y": {"0": 5, "1": 5}, "Z": {"0": 9, "1": 1}}
    >>> print(linear_tomography(counts).eigenenergies())
    [-0.07 1.07]
    """
    x, y, z = bloch_estimate(counts)
    return (I + x * X + y * Y + z * Z) / 2


def nearest_state(matrix):
    """The density matrix closest to a Hermitian matrix of trace 1, in Hilbert-Schmidt distance.

    Its eigenvalues are moved to the `nearest_distribution`. Any number of qubits. Raises
    ValueError if the matrix is not Hermitian or its trace is not 1.

    >>> print(nearest_state([[1.1, 0], [0, -0.1]]).diag())
    [1. 0.]
    """
    matrix = as_operator(matrix, "matrix").full()
    if not np.allclose(matrix, matrix.conj().T, rtol=0, atol=TOLERANCE):
        raise ValueError("matrix is not Hermitian; allowed: equal to its own dagger")
    values, vectors = np.linalg.eigh(matrix)
    return as_density(vectors * nearest_distribution(values) @ vectors.conj().T)
