"""The gates a circuit knows by name: how many qubits and angles each has, its matrix, its inverse.

The names are those of OpenQASM 3 (`stdgates.inc`), and a few more that machines use. The first
qubit weighs most in a matrix, the control stands first. rx, ry, rz, rxx, ryy, rzz are
exp(-i theta P/2); p is diag(1, e^{i theta}), u(theta, phi, lambda) takes |0> to
cos(theta/2)|0> + e^{i phi} sin(theta/2)|1>, cu has a fourth angle, the phase of the controlled u.
Source: A. Cross et al., ACM Trans. Quantum Comput. 3, 12 (2022), arXiv:2104.14722.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from qlearn.qubits import gates


class Kind(NamedTuple):
    """What a gate needs: the number of its qubits and of its angles (rad)."""

    n_qubits: int
    n_params: int


def _u(theta, phi, lam):
    c, s = np.cos(theta / 2), np.sin(theta / 2)
    last = np.exp(1j * (phi + lam)) * c
    return np.array([[c, -np.exp(1j * lam) * s], [np.exp(1j * phi) * s, last]])


def _pair(letter, theta):
    word = np.kron(_FIXED[letter], _FIXED[letter])
    return np.cos(theta / 2) * np.eye(4) - 1j * np.sin(theta / 2) * word


def _under_control(matrix):
    return np.block(
        [[np.eye(len(matrix)), np.zeros(matrix.shape)], [np.zeros(matrix.shape), matrix]]
    )


_FIXED = {
    "id": gates.I.full(), "x": gates.X.full(), "y": gates.Y.full(), "z": gates.Z.full(),
    "h": gates.H.full(), "s": gates.S.full(), "sdg": gates.S.dag().full(),
    "t": gates.T.full(), "tdg": gates.T.dag().full(),
    "sx": gates.SX.full(), "sxdg": gates.SX.dag().full(),
    "cx": gates.cx.full(), "cy": _under_control(gates.Y.full()), "cz": gates.cz.full(),
    "ch": _under_control(gates.H.full()), "swap": gates.swap.full(), "iswap": gates.iswap.full(),
    "ccx": gates.ccx.full(), "ccz": _under_control(gates.cz.full()),
    "cswap": _under_control(gates.swap.full()),
}  # fmt: skip

_TURNING = {
    "rx": lambda t: gates.rx(t).full(),
    "ry": lambda t: gates.ry(t).full(),
    "rz": lambda t: gates.rz(t).full(),
    "p": lambda t: np.diag([1, np.exp(1j * t)]),
    "u": _u,
    "cp": lambda t: np.diag([1, 1, 1, np.exp(1j * t)]),
    "crx": lambda t: _under_control(gates.rx(t).full()),
    "cry": lambda t: _under_control(gates.ry(t).full()),
    "crz": lambda t: _under_control(gates.rz(t).full()),
    "cu": lambda t, phi, lam, gamma: _under_control(np.exp(1j * gamma) * _u(t, phi, lam)),
    "rxx": lambda t: _pair("x", t),
    "ryy": lambda t: _pair("y", t),
    "rzz": lambda t: _pair("z", t),
    "gphase": lambda t: np.array([[np.exp(1j * t)]]),
}
_ANGLES = {"u": 3, "cu": 4}
_SIZES = {"rx": 1, "ry": 1, "rz": 1, "p": 1, "u": 1, "gphase": 0}

GATES = {
    **{name: Kind(len(matrix).bit_length() - 1, 0) for name, matrix in _FIXED.items()},
    **{name: Kind(_SIZES.get(name, 2), _ANGLES.get(name, 1)) for name in _TURNING},
}

_DAGGERS = {"s": "sdg", "t": "tdg", "sx": "sxdg"}
_DAGGERS |= {dagger: name for name, dagger in _DAGGERS.items()}


def kind(name):
    """The `Kind` of a gate. Raises ValueError if the name is unknown.

    >>> kind("crx")
    Kind(n_qubits=2, n_params=1)
    """
    if name not in GATES:
        raise ValueError(f"gate = {name!r}; allowed: {', '.join(GATES)}")
    return GATES[name]


@lru_cache(maxsize=4096)
def matrix(name, params=()):
    """The matrix of a gate, complex, (2^k, 2^k); read-only, because it is kept for the next call.

    >>> print(matrix("cp", (np.pi,)).diagonal().real)
    [ 1.  1.  1. -1.]
    """
    if len(params) != kind(name).n_params:
        raise ValueError(f"{name} has angles {params}; allowed: {kind(name).n_params} of them")
    found = np.array(_TURNING[name](*params) if name in _TURNING else _FIXED[name], dtype=complex)
    found.setflags(write=False)
    return found


def inverse(name, params=()):
    """The gates [(name, params), ...] that undo a gate, all on its qubits (z: on each of them).

    >>> inverse("s"), inverse("rx", (0.5,)), inverse("iswap")
    ([('sdg', ())], [('rx', (-0.5,))], [('iswap', ()), ('z', ())])
    """
    if kind(name).n_params == 0:
        undone = [(_DAGGERS.get(name, name), ())]
        return undone + [("z", ())] if name == "iswap" else undone
    if name in ("u", "cu"):
        theta, phi, lam, *gamma = params
        return [(name, (-theta, -lam, -phi, *(-g for g in gamma)))]
    return [(name, (-params[0],))]
