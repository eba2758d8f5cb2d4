"""Gates: the named ones, rotations about an axis, and gates placed into a larger register.

A gate without an angle is an operator (`H`, `cx`), one with an angle a function (`rx(theta)`).
Every rotation is exp(-i theta n.sigma / 2), right-handed about n on the Bloch sphere.
Conventions of M. A. Nielsen and I. L. Chuang, Quantum Computation and Quantum Information, ch. 4.
"""

from functools import reduce

import numpy as np

from qlearn.qubits.inputs import (
    TOLERANCE,
    as_operator,
    positive_integer,
    qubit_list,
    real_vector,
    unit_axis,
)

I = as_operator([[1, 0], [0, 1]])  # noqa: E741 - the identity's usual name
X = as_operator([[0, 1], [1, 0]])
Y = as_operator([[0, -1j], [1j, 0]])
Z = as_operator([[1, 0], [0, -1]])
H = as_operator(np.array([[1, 1], [1, -1]]) / np.sqrt(2))
S = as_operator(np.diag([1, 1j]))
T = as_operator(np.diag([1, np.exp(1j * np.pi / 4)]))
SX = as_operator(np.array([[1 + 1j, 1 - 1j], [1 - 1j, 1 + 1j]]) / 2)  # SX SX = X exactly

lower = as_operator([[0, 1], [0, 0]])  # |0><1|, from the excited to the ground state
raise_ = as_operator([[0, 0], [1, 0]])  # |1><0|

swap = as_operator(np.eye(4)[[0, 2, 1, 3]])
iswap = as_operator(np.diag([1, 1j, 1j, 1]) @ np.eye(4)[[0, 2, 1, 3]])


# --- Gates with an angle ------------------------------------------------------------------


def rotation(axis, theta):
    """exp(-i theta n.sigma/2): turns the Bloch sphere by theta (rad) about the direction of `axis`.

    `axis` is "x", "y", "z" or three numbers, of which only the direction counts. A turn by 2 pi
    is -1, not 1. Raises ValueError if the axis is zero or the angle not a finite number.

    >>> print(np.round(rotation("x", np.pi).full(), 3) + 0)
    [[0.+0.j 0.-1.j]
     [0.-1.j 0.+0.j]]
    """
    x, y, z = unit_axis(axis)
    half = real_vector("theta", [theta], size=1)[0] / 2
    return np.cos(half) * I - 1j * np.sin(half) * (x * X + y * Y + z * Z)


def rx(theta):
    """The rotation by theta (rad) about x.

    >>> (rx(np.pi / 2) * rx(np.pi / 2) - rx(np.pi)).norm() < 1e-12
    True
    """
    return rotation("x", theta)


def ry(theta):
    """The rotation by theta (rad) about y: real, takes |0> to cos(theta/2)|0> + sin(theta/2)|1>.

    >>> print(np.round(ry(np.pi / 2).full().real, 3))
    [[ 0.707 -0.707]
     [ 0.707  0.707]]
    """
    return rotation("y", theta)


def rz(theta):
    """The rotation by theta (rad) about z: diag(e^{-i theta/2}, e^{i theta/2}).

    >>> (rz(np.pi) + 1j * Z).norm() < 1e-12
    True
    """
    return rotation("z", theta)


def phase(theta):
    """diag(1, e^{i theta}): as `rz`, but |0> keeps its phase, which matters under control.

    >>> (phase(np.pi / 2) - S).norm() < 1e-12
    True
    """
    theta = real_vector("theta", [theta], size=1)[0]
    return as_operator(np.diag([1, np.exp(1j * theta)]))


# --- Gates on several qubits --------------------------------------------------------------


def controlled(gate):
    """The gate under the control of one more qubit, which stands first (leftmost).

    The phase of the gate counts: controlled(rz(t)) and controlled(phase(t)) differ.
    Raises ValueError if the gate is not unitary.

    >>> controlled(X).dims, controlled(controlled(X)) == ccx
    ([[2, 2], [2, 2]], True)
    """
    matrix = as_operator(gate, "gate").full()
    size = len(matrix)
    if not np.allclose(matrix @ matrix.conj().T, np.eye(size), rtol=0, atol=TOLERANCE):
        raise ValueError("gate is not unitary; allowed: a matrix whose dagger is its inverse")
    full = np.eye(2 * size, dtype=complex)
    full[size:, size:] = matrix
    return as_operator(full)


def embed(gate, targets, n):
    """The gate acting on `targets` of n qubits, the identity on the others; shape (2^n, 2^n).

    The gate's first qubit goes to targets[0], and so on: embed(cx, [2, 0], 3) has its control on
    qubit 2. Raises ValueError if the targets repeat, leave 0..n-1, or do not match the gate.

    >>> embed(X, 1, 2) == embed(swap, [0, 1], 2) * embed(X, 0, 2) * embed(swap, [0, 1], 2)
    True
    """
    gate, n = as_operator(gate, "gate"), positive_integer("n", n)
    targets, k = qubit_list("targets", targets, n), len(gate.dims[0])
    if len(targets) != k:
        raise ValueError(f"targets = {targets}; allowed: {k} qubits, as many as the gate has")
    others = [qubit for qubit in range(n) if qubit not in targets]
    order = np.argsort(targets + others)  # where each qubit of the register stands in the product
    product = np.kron(gate.full(), np.eye(2 ** len(others))).reshape([2] * 2 * n)
    return as_operator(product.transpose([*order, *(order + n)]).reshape(2**n, 2**n))


def compose(*gates):
    """The operator of the gates in the order of time: compose(A, B) = B A, A acts first.

    Raises ValueError if there is no gate, or if they act on different numbers of qubits.

    >>> compose(H, S) == S * H, compose(H, S) == H * S
    (True, False)
    """
    gates = [as_operator(gate, f"gates[{i}]") for i, gate in enumerate(gates)]
    sizes = sorted({len(gate.dims[0]) for gate in gates})
    if len(sizes) != 1:
        raise ValueError(f"gates act on {sizes} qubits; allowed: one or more gates of equal size")
    return reduce(lambda earlier, later: later * earlier, gates)


cx = controlled(X)
cz = controlled(Z)
ccx = controlled(cx)
