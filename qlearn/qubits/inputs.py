"""Reading what a caller hands over: kets, density matrices, operators, directions, qubits.

Everything public in `qlearn.qubits` accepts a Qobj, an array or a list, and passes it through
here: what comes out is a Qobj with one dimension of 2 per qubit, or a ValueError that says what
is allowed.
"""

import numbers

import numpy as np
from qutip import Qobj

TOLERANCE = 1e-6  # what an adaptive solver leaves behind; anything larger is a mistake

_AXES = {"x": (1, 0, 0), "y": (0, 1, 0), "z": (0, 0, 1)}


def as_ket(state):
    """The state as a ket with one dimension of 2 per qubit; a Qobj, an array or a list will do.

    Raises ValueError if it is not a finite, normalised column whose length is 2, 4, 8, ...

    >>> as_ket([1, 0, 0, 0]).dims == [[2, 2], [1]]
    True
    """
    amplitudes = finite_array("state", state)
    if amplitudes.ndim == 2 and amplitudes.shape[1] == 1:
        amplitudes = amplitudes[:, 0]
    if amplitudes.ndim != 1:
        raise ValueError(f"state has shape {amplitudes.shape}; a ket has one column")
    n = count_qubits("state", len(amplitudes))
    norm = np.linalg.norm(amplitudes)
    if abs(norm - 1) > TOLERANCE:
        raise ValueError(f"state has norm {norm:.6g}; a ket has norm 1")
    return Qobj(amplitudes, dims=[[2] * n, [1]])


def as_density(state):
    """The state as a density matrix with one dimension of 2 per qubit; a ket gives |psi><psi|.

    Raises ValueError if a matrix is not finite, square with 2, 4, 8, ... rows, Hermitian,
    of trace 1 and without negative eigenvalues.

    >>> as_density([[0.5, 0], [0, 0.5]]).tr()
    1.0
    """
    rho = finite_array("state", state)
    if rho.ndim == 1 or (rho.ndim == 2 and rho.shape[1] == 1):
        return as_ket(state).proj()
    if rho.ndim != 2 or rho.shape[0] != rho.shape[1]:
        raise ValueError(f"state has shape {rho.shape}; a density matrix is square")
    n = count_qubits("state", len(rho))
    if not np.allclose(rho, rho.conj().T, rtol=0, atol=TOLERANCE):
        raise ValueError("state is not Hermitian; a density matrix equals its own dagger")
    trace = np.trace(rho).real
    if abs(trace - 1) > TOLERANCE:
        raise ValueError(f"state has trace {trace:.6g}; a density matrix has trace 1")
    lowest = np.linalg.eigvalsh(rho)[0]
    if lowest < -TOLERANCE:
        raise ValueError(f"state has eigenvalue {lowest:.6g}; a density matrix has none below 0")
    return Qobj(rho, dims=[[2] * n, [2] * n])


def as_state(state):
    """The state as a ket if it is one, else as a density matrix. Raises ValueError as both do.

    >>> as_state([0, 1]).isket, as_state([[0, 0], [0, 1]]).isket
    (True, False)
    """
    array = finite_array("state", state)
    column = array.ndim == 1 or (array.ndim == 2 and array.shape[1] == 1)
    return as_ket(state) if column else as_density(state)


def n_qubits(state):
    """The number of qubits of a ket or a density matrix.

    >>> n_qubits([1, 0, 0, 0, 0, 0, 0, 0])
    3
    """
    return len(as_state(state).dims[0])


def unit_axis(axis):
    """The direction of `axis` as an array (3,) of length 1; "x", "y" and "z" name the axes.

    Raises ValueError if it is another word, not three real numbers, or zero.

    >>> print(unit_axis([0, 3, 4]))
    [0.  0.6 0.8]
    """
    if isinstance(axis, str) and axis not in _AXES:
        raise ValueError(f"axis = {axis!r}; allowed: 'x', 'y', 'z' or three numbers")
    direction = real_vector("axis", _AXES[axis] if isinstance(axis, str) else axis)
    length = np.linalg.norm(direction)
    if length == 0:
        raise ValueError(f"axis = {axis!r} has length 0; a direction is needed")
    return direction / length


def as_operator(operator, name="operator"):
    """The matrix as an operator on qubits, one dimension of 2 per qubit; it need not be unitary.

    Raises ValueError if it is not finite and square with 2, 4, 8, ... rows.

    >>> as_operator([[0, 1], [1, 0]]).dims
    [[2], [2]]
    """
    matrix = finite_array(name, operator)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError(f"{name} has shape {matrix.shape}; an operator is a square matrix")
    n = count_qubits(name, len(matrix))
    return Qobj(matrix, dims=[[2] * n, [2] * n])


def qubit_list(name, qubits, n):
    """The qubits as a list; one number stands for one qubit. All differ and lie in 0 to n - 1.

    >>> qubit_list("targets", (2, 0), 3)
    [2, 0]
    """
    qubits = [qubits] if isinstance(qubits, numbers.Integral) else list(qubits)
    if not qubits or len(set(qubits)) < len(qubits) or not set(qubits) <= set(range(n)):
        raise ValueError(f"{name} = {qubits}; allowed: different numbers from 0 to {n - 1}")
    return [int(qubit) for qubit in qubits]


def positive_integer(name, value, at_most=None):
    """The value as an int, if it is an integer from 1 to `at_most`.

    >>> positive_integer("n", 3)
    3
    """
    if not isinstance(value, numbers.Integral) or isinstance(value, bool) or value < 1:
        raise ValueError(f"{name} = {value!r}; allowed: an integer, at least 1")
    if at_most is not None and value > at_most:
        raise ValueError(f"{name} = {value!r}; allowed: 1 to {at_most}")
    return int(value)


def real_vector(name, value, size=3):
    """The value as a real array (size,), if it is one.

    >>> real_vector("axis", [0, 0, 1])
    array([0., 0., 1.])
    """
    array = finite_array(name, value)
    if array.shape != (size,) or np.any(array.imag):
        raise ValueError(f"{name} = {value!r}; allowed: {size} finite real numbers")
    return array.real


def real(name, value):
    """The value as a finite real array of any shape.

    >>> real("delta", [1, 2])
    array([1., 2.])
    """
    array = finite_array(name, value)
    if np.any(array.imag):
        raise ValueError(f"{name} = {value!r}; allowed: finite real numbers")
    return array.real


def nonnegative(name, value):
    """The value as a real array without negative numbers.

    >>> nonnegative("t_us", 0.5)
    array(0.5)
    """
    array = real(name, value)
    if np.any(array < 0):
        raise ValueError(f"{name} = {value!r}; allowed: at least 0")
    return array


def positive(name, value):
    """The value as one positive number; `numpy.inf`, a time that never ends, is allowed.

    >>> positive("t1_us", np.inf)
    inf
    """
    number = np.asarray(value, dtype=float)
    if number.shape != () or not number > 0:
        raise ValueError(f"{name} = {value!r}; allowed: one number above 0")
    return float(number)


def positive_finite(name, value):
    """The value as one positive number that is not infinite.

    >>> positive_finite("sample_us", 2)
    2.0
    """
    number = positive(name, value)
    if not np.isfinite(number):
        raise ValueError(f"{name} = {value!r}; allowed: one finite number above 0")
    return number


def between(name, value, low, high):
    """The value as a float, if it is a number from `low` to `high`, give or take rounding.

    >>> between("p", 1, 0, 1)
    1.0
    """
    if not isinstance(value, numbers.Real) or not low - 1e-12 <= value <= high + 1e-12:
        raise ValueError(f"{name} = {value!r}; allowed: {low:.4g} to {high:.4g}")
    return min(max(float(value), low), high)


def finite_array(name, value):
    """The value as a complex array without NaN and infinity.

    >>> finite_array("state", [1, 0])
    array([1.+0.j, 0.+0.j])
    """
    try:
        array = np.asarray(value.full() if isinstance(value, Qobj) else value, dtype=complex)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} = {value!r}; allowed: a Qobj, an array or a list") from error
    if not np.all(np.isfinite(array)):
        raise ValueError(f"{name} has entries that are not finite; allowed: finite numbers")
    return array


def count_qubits(name, size):
    """The n with 2^n = size.

    >>> count_qubits("state", 8)
    3
    """
    n = int(size).bit_length() - 1
    if size < 2 or size != 2**n:
        raise ValueError(f"{name} has {size} rows; allowed: 2, 4, 8, ... (2^n for n qubits)")
    return n
