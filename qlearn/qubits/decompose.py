"""Circuits taken apart into gates on one qubit and one kind of gate on two."""

from functools import cache
from math import pi

import numpy as np

from qlearn.qubits import gate_set
from qlearn.qubits.diagonal import diagonal_parts
from qlearn.qubits.operation import Operation

_TINY = 1e-9

# Each gate as a list (name, params, qubits) with cz, rzz and gates on one qubit, up to a phase.
_FIXED = {
    "cx": "h1 cz01 h1", "cy": "sdg1 cx01 s1", "swap": "cx01 cx10 cx01",
    "iswap": "s0 s1 h0 cx01 cx10 h1", "ccx": "h2 ccz012 h2", "cswap": "cx21 ccx012 cx21",
}  # fmt: skip
_TURNING = {
    "ch": lambda: [("ry", (-pi / 4,), (1,)), ("cz", (), (0, 1)), ("ry", (pi / 4,), (1,))],
    "ccz": lambda: diagonal_parts((0,) * 7 + (pi,)),
    "cp": lambda t: [("rzz", (-t / 2,), (0, 1)), ("p", (t / 2,), (0,)), ("p", (t / 2,), (1,))],
    "crz": lambda t: [("rzz", (-t / 2,), (0, 1)), ("rz", (t / 2,), (1,))],
    "crx": lambda t: [("h", (), (1,)), ("crz", (t,), (0, 1)), ("h", (), (1,))],
    "cry": lambda t: [("sdg", (), (1,)), ("crx", (t,), (0, 1)), ("s", (), (1,))],
    "rxx": lambda t: _around("h", (), t, "h", ()),
    "ryy": lambda t: _around("rx", (pi / 2,), t, "rx", (-pi / 2,)),
    "cu": lambda t, phi, lam, gamma: [
        ("p", (gamma + (lam + phi) / 2,), (0,)), ("p", ((lam - phi) / 2,), (1,)),
        ("cx", (), (0, 1)), ("u", (-t / 2, 0.0, -(phi + lam) / 2), (1,)),
        ("cx", (), (0, 1)), ("u", (t / 2, phi, 0.0), (1,)),
    ],
}  # fmt: skip


def _around(before, angles, t, after, back):
    sides = [
        [(name, params, (k,)) for k in (0, 1)] for name, params in ((before, angles), (after, back))
    ]
    return [*sides[0], ("rzz", (t,), (0, 1)), *sides[1]]


def simple(operations):
    """The operations as gates on one qubit, "cz", "rzz", and what is no gate; a generator.

    Global phases are lost. Raises ValueError at a matrix on two or more qubits: there are ways to
    take it apart, but not here.

    >>> [(op.name, op.qubits) for op in simple([Operation("cx", (2, 0))])]
    [('h', (0,)), ('cz', (2, 0)), ('h', (0,))]
    """
    for op in operations:
        if op.name == "gphase":
            continue
        if not op.is_gate or len(op.qubits) == 1 or op.name in ("cz", "rzz"):
            yield op
        elif op.name == "matrix":
            raise ValueError(
                f"a matrix on the qubits {list(op.qubits)} cannot be compiled; allowed: named and "
                "diagonal gates, and matrices on one qubit"
            )
        else:
            parts = [Operation(n, tuple(op.qubits[k] for k in on), p) for n, p, on in _parts(op)]
            yield from simple(parts)


def _parts(op):
    if op.name == "diagonal":
        return diagonal_parts(op.matrix)
    if op.name in _FIXED:
        words = _FIXED[op.name].split()
        return [(w.rstrip("012"), (), tuple(map(int, w[len(w.rstrip("012")) :]))) for w in words]
    return _TURNING[op.name](*op.params)


# --- Two qubits in the gate that a machine has --------------------------------------------


def in_native_pair(op, native):
    """A "cz" or "rzz" as a list of operations with gates on one qubit and ``native`` on two.

    An "rzz" by a multiple of pi needs no pair gate; by an odd multiple of pi/2, one cz or cx; by
    any other angle, two.

    >>> [part.name for part in in_native_pair(Operation("rzz", (0, 1), (0.3,)), "cx")]
    ['cx', 'rz', 'cx']
    """
    (a, b), angle = op.qubits, op.params[0] if op.params else -pi / 2
    sides = [Operation("rz", (q,), (pi / 2,)) for q in (a, b)] if op.name == "cz" else []
    quarters = round(angle / (pi / 2))
    whole = abs(angle - quarters * pi / 2) < _TINY
    if not whole or (native == "rzz" and quarters % 2):
        return _any_angle(a, b, angle, native) + sides
    turned = [Operation("rz", (q,), (quarters * pi / 2,)) for q in (a, b)] + sides
    if quarters % 2 == 0:
        return turned
    # rzz(pi/2) is cz, and rz(pi/2) on both; each further quarter turns both once more, up to signs
    cz = [Operation("cz", (a, b))]
    if native == "cx":
        cz = [Operation("h", (b,)), Operation("cx", (a, b)), Operation("h", (b,))]
    return cz + turned


def _any_angle(a, b, angle, native):
    if native == "rzz":
        return [Operation("rzz", (a, b), (angle,))]
    h, turn = Operation("h", (b,)), Operation("rz", (b,), (angle,))
    if native == "cx":
        return [Operation("cx", (a, b)), turn, Operation("cx", (a, b))]
    cz = Operation("cz", (a, b))
    return [h, cz, h, turn, h, cz, h]


# --- One qubit ----------------------------------------------------------------------------


def euler_angles(matrix):
    """(theta, phi, lambda) with matrix = u(theta, phi, lambda) up to a phase; theta in [0, pi].

    >>> print(np.round(euler_angles(gate_set.matrix("h")), 4))
    [1.5708 0.     3.1416]
    """
    theta = 2 * np.arctan2(abs(matrix[1, 0]), abs(matrix[0, 0]))
    if abs(matrix[0, 0]) < _TINY:
        return float(theta), float(np.angle(-matrix[1, 0] / matrix[0, 1])), 0.0
    phi = np.angle(matrix[1, 0] / matrix[0, 0]) if abs(matrix[1, 0]) > _TINY else 0.0
    total = np.angle(matrix[1, 1] / matrix[0, 0])
    return float(theta), float(phi), float(total - phi)


def one_qubit(matrix, native, free=()):
    """[(name, params), ...] in ``native`` gates that do a 2 x 2 unitary, up to a phase.

    One native gate if it is one, up to the Pauli gates in ``free``; else rz with sx or rx between.

    >>> one_qubit(gate_set.matrix("x"), ("rz", "sx")), one_qubit(gate_set.matrix("t"), ("rz", "sx"))
    ([('sx', ()), ('sx', ())], [('rz', (0.7853981633974483,))])
    """
    known = _known(matrix, tuple(native), tuple(free))
    if known is not None:
        return known
    theta, phi, lam = euler_angles(matrix)
    if abs(theta) < _TINY:
        return _rz(phi + lam, native)
    half = pi / 2
    if "rx" in native:
        return _rz(lam - half, native) + [("rx", (theta,))] + _rz(phi + half, native)
    if "x" in native and abs(theta - pi) < _TINY:
        return _rz(lam - half, native) + [("x", ())] + _rz(phi + half, native)
    sx = [("sx", ())]
    if abs(theta - half) < _TINY:
        return _rz(lam - half, native) + sx + _rz(phi + half, native)
    return _rz(lam, native) + sx + _rz(theta + pi, native) + sx + _rz(phi + pi, native)


def _rz(angle, native):
    """A turn about z: nothing, a gate with a name if the machine has it, or rz."""
    angle = float((angle + pi) % (2 * pi) - pi)
    quarters = round(angle / (pi / 2))
    if abs(angle - quarters * pi / 2) < _TINY:
        if quarters == 0:
            return []
        name = {1: "s", -1: "sdg"}.get(quarters, "z")
        if name in native:
            return [(name, ())]
    return [("rz", (angle,))]


def _known(matrix, native, free):
    """The identity, one gate of the machine, or one and a free Pauli gate; else None."""
    for gate, pauli, product in _table(native, free):
        if abs(abs(np.vdot(product, matrix)) - 2) < _TINY:
            return [(name, ()) for name in (gate, pauli) if name != "id"]
    return None


@cache
def _table(native, free):
    fixed = [n for n in native if gate_set.kind(n) == (1, 0) and n != "id"]
    words = [("id", "id"), *(("id", p) for p in free), *((g, "id") for g in fixed)]
    words += [(g, p) for g in fixed for p in free if g not in free]
    return [(g, p, gate_set.matrix(p) @ gate_set.matrix(g)) for g, p in words]
