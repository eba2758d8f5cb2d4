"""Diagonal gates, which turn phases only, taken apart into cx and p."""

import numpy as np


def diagonal_parts(phases):
    """A diagonal gate as [(name, params, qubits), ...] with gphase, p and cx only; exact.

    phases (rad) are those of `circuit.Circuit.diagonal`, 2^k for k qubits. Each phase is a sum over
    the parities of subsets of the qubits; cx writes a parity onto a qubit, p turns it, and cx takes
    it off again. Walking through the subsets in the order of a Gray code, one cx between two turns
    is enough. Parts with angle 0 are left out.
    Source: J. Welch et al., New J. Phys. 16, 033040 (2014).

    >>> [(name, on) for name, _, on in diagonal_parts([0, 0, 0, np.pi])]
    [('p', (0,)), ('p', (1,)), ('cx', (0, 1)), ('p', (1,)), ('cx', (0, 1))]
    """
    k = len(phases).bit_length() - 1
    angles = _parity_angles(np.array(phases, dtype=float))
    parts = [("gphase", (float(phases[0]),), ())] if phases[0] else []
    for target in range(k):  # the subsets whose last qubit is the target
        parts += _turned_parities(target, [angles[_index((*s, target), k)] for s in _gray(target)])
    return parts


def _parity_angles(phases):
    """The angle of every parity: phases[x] = phases[0] + sum over S of angle[S] parity_S(x)."""
    table, k = phases.copy(), len(phases).bit_length() - 1
    for axis in range(k):  # a Walsh-Hadamard transform
        split = table.reshape(2**axis, 2, -1)
        table = np.stack([split[:, 0] + split[:, 1], split[:, 0] - split[:, 1]], 1).ravel()
    return -2 * table / len(phases)


def _gray(k):
    """All subsets of range(k), each different from the one before in one element."""
    return [tuple(q for q in range(k) if (i ^ i >> 1) >> q & 1) for i in range(2**k)]


def _index(subset, k):
    return sum(1 << (k - 1 - q) for q in subset)


def _turned_parities(target, angles):
    """p of each angle on the parity of target and one subset of the qubits before it."""
    parts, written = [], set()
    for subset, angle in zip(_gray(target), angles, strict=True):
        if abs(angle) < 1e-12:
            continue
        parts += [("cx", (), (q, target)) for q in sorted(written ^ set(subset))]
        parts.append(("p", (float(angle),), (target,)))
        written = set(subset)
    return parts + [("cx", (), (q, target)) for q in sorted(written)]
