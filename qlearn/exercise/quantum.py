"""When two states, operators or channels are the same, and how they usually differ."""

import numpy as np

from qlearn.exercise.compare import Comparison
from qlearn.exercise.reading import Unlike, is_qobj, kind_of, numbers

TINY = 1e-6
LARGEST_KRAUS = 64
"""Side of the largest Kraus operator that is read: its Choi matrix has the fourth power of it."""


def same_state(phase="free", atol=TINY):
    """State vectors, equal up to a global phase (``phase="free"``) or exactly (``"fixed"``).

    Kets, columns, flat arrays and lists are all read as vectors of amplitudes.

    >>> same = same_state()
    >>> same.equal(same.read([0, 1]), same.read([0, 1j]), ())
    True
    """
    laws = (("the state is not normalised: its squared amplitudes add up to {:.6g}", _norm2, 1),)
    misses = (
        ("it is the complex conjugate of the expected state", np.conj),
        ("the qubits are in reverse order (qubit 0 is leftmost here)", _reversed_qubits),
        ("the amplitudes are in reverse order", lambda w: w[::-1]),
    )
    return _up_to_phase(_vector, phase, atol, laws, misses)


def same_operator(phase="free", atol=TINY):
    """Matrices, equal up to a global phase (``phase="free"``) or exactly (``"fixed"``).

    >>> same = same_operator(phase="fixed")
    >>> same.equal(same.read([[1, 0], [0, 1]]), same.read([[1, 0], [0, 1j]]), ())
    False
    """
    laws = (("the matrix is not unitary", _is_unitary, True),)
    if phase == "fixed":  # where the phase is free, 1j times a Hermitian matrix is right as well
        laws += (_HERMITIAN,)
    misses = (
        ("it is the inverse (conjugate transpose) of the expected operator", lambda w: w.conj().T),
        ("it is the transpose of the expected operator", lambda w: w.T),
        ("it is the complex conjugate of the expected operator", np.conj),
        ("the qubits are in reverse order (qubit 0 is leftmost here)", _reversed_qubits),
        ("it is twice the expected operator: look for a factor 2", lambda w: 2 * w),
        ("it is half the expected operator: look for a factor 2", lambda w: w / 2),
    )
    return _up_to_phase(_square, phase, atol, laws, misses)


def _up_to_phase(read, phase, atol, laws, misses):
    if phase not in ("free", "fixed"):
        raise ValueError(f"phase={phase!r} is not allowed; use 'free' or 'fixed'")

    def equal_up_to_phase(got, want, args=()):
        if got.shape != want.shape:
            return False
        overlap = np.vdot(want, got)
        turn = overlap / abs(overlap) if abs(overlap) > atol else 1
        return bool(np.allclose(got, turn * want, atol=atol))

    if phase == "free":
        return Comparison(read, equal_up_to_phase, laws, misses, note="a global phase is free")
    looser = (("it is right up to a global phase, and here the phase matters", equal_up_to_phase),)
    return Comparison(read, _entrywise(atol), laws, misses, looser, note="the global phase counts")


def _entrywise(atol):
    def equal(got, want, args):
        return got.shape == want.shape and bool(np.allclose(got, want, atol=atol))

    return equal


def _is_unitary(matrix):
    return np.allclose(matrix @ matrix.conj().T, np.eye(len(matrix)), atol=TINY)


def _is_hermitian(matrix):
    return np.allclose(matrix, matrix.conj().T, atol=TINY)


_HERMITIAN = ("the matrix is not Hermitian", _is_hermitian, True)


def same_density(atol=TINY):
    """Density matrices, equal entry by entry.

    >>> same = same_density()
    >>> same.equal(same.read(np.eye(2) / 2), same.read([[0.5, 0], [0, 0.5]]), ())
    True
    """
    laws = (
        _HERMITIAN,
        ("the trace is {:.6g} instead of 1", lambda m: np.trace(m).real, 1),
        ("the matrix has a negative eigenvalue, so it is no state", _is_positive, True),
    )
    misses = (
        ("it is the transpose (complex conjugate) of the expected state", lambda w: w.T),
        ("the qubits are in reverse order (qubit 0 is leftmost here)", _reversed_qubits),
        ("the coherences (off-diagonal entries) are missing", lambda w: np.diag(np.diag(w))),
    )
    return Comparison(_square, _entrywise(atol), laws, misses)


def same_channel(atol=TINY):
    """Channels, compared by their Choi matrices: the choice of Kraus operators is free.

    Reads a list of Kraus operators, or a superoperator ``Qobj`` in any of QuTiP's representations.

    >>> flips = [np.eye(2) / 2**0.5, np.diag([1, -1]) / 2**0.5]
    >>> resets = [np.diag([1, 0]), np.diag([0, 1])]
    >>> same = same_channel()
    >>> same.equal(same.read(flips), same.read(resets), ())
    True
    """

    def keeps_trace(choi):
        dim = round(len(choi) ** 0.5)
        reduced = np.trace(choi.reshape(dim, dim, dim, dim), axis1=1, axis2=3)
        return np.allclose(reduced, np.eye(dim), atol=atol)

    laws = (
        ("the channel does not preserve the trace: check the sum of K^dagger K", keeps_trace, True),
    )
    return Comparison(_choi, _entrywise(atol), laws)


def _vector(value):
    if is_qobj(value) and value.isbra:
        raise Unlike("this is a bra; take its dagger to get the ket")
    array = numbers(value).astype(complex)
    if array.ndim == 2 and 1 in array.shape:
        array = array.ravel()
    if array.ndim != 1 or array.size < 2:
        raise Unlike(f"a state vector is asked, and this has shape {array.shape}")
    return array


def _square(value):
    array = numbers(value).astype(complex)
    if array.ndim != 2 or array.shape[0] != array.shape[1]:
        raise Unlike(f"a square matrix is asked, and this has shape {array.shape}")
    return array


def _choi(value):
    """Choi matrix with QuTiP's order: the columns of each Kraus operator below each other."""
    if is_qobj(value) and value.issuper:
        import qutip  # the value comes from there

        return qutip.to_choi(value).full()
    if is_qobj(value):
        raise Unlike("a list of Kraus operators is asked, and this is one Qobj: [K] is a list")
    if not isinstance(value, list | tuple | np.ndarray) or not len(value):
        raise Unlike(f"a list of Kraus operators is asked, and this is {kind_of(value)}")
    vectors = [_kraus(operator).ravel(order="F") for operator in value]
    if len({len(vector) for vector in vectors}) > 1:
        raise Unlike("the Kraus operators have different sizes")
    return sum(np.outer(vector, vector.conj()) for vector in vectors)


def _kraus(value):
    matrix = _square(value)
    if len(matrix) > LARGEST_KRAUS:
        raise Unlike(f"the Kraus operators are too large: {len(matrix)} rows")
    return matrix


def _norm2(vector):
    return np.vdot(vector, vector).real


def _is_positive(matrix):
    return bool(np.linalg.eigvalsh((matrix + matrix.conj().T) / 2).min() > -TINY)


def _reversed_qubits(array):
    n = array.shape[0].bit_length() - 1
    if array.shape[0] != 2**n:
        return array
    axes = [
        axis
        for block in range(array.ndim)
        for axis in range((block + 1) * n - 1, block * n - 1, -1)
    ]
    return array.reshape([2] * (n * array.ndim)).transpose(axes).reshape(array.shape)
