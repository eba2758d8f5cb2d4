"""A gate between two computers: one pair, two bits, and the CNOT is teleported.

The teleported CNOT has its control at A, its target at B, and a pair that is meant to be Phi+. A
does a CNOT from the control to its half of the pair and measures the half in Z. B applies X to its
own half if the bit is 1, does a CNOT from it to the target, and measures it in X. A applies Z to
the control if that bit is 1. In between, B's half is a copy of the control, and may serve more
gates (`distributed`).

States are of control and target; a pair is a state of two qubits, A's half first, or a fidelity
(Werner), or a list of four real numbers, which are its Bell coefficients (see `pairs`).
Source: J. Eisert et al., Phys. Rev. A 62, 052317 (2000).
"""

from typing import NamedTuple

import numpy as np

from qlearn.network.inputs import within
from qlearn.network.pairs import density, werner

CORRECTIONS = ("X", "Z")  # X by A's bit on B's half of the pair, Z by B's bit on the control

_H = np.array([[1, 1], [1, -1]]) / np.sqrt(2)
_X, _Z = np.array([[0, 1], [1, 0]]), np.diag([1, -1])
_CX = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]])


class Branch(NamedTuple):
    """One outcome of the two measurements; `state`: control and target, None where p is 0."""

    bit_a: int
    bit_b: int
    p: float
    state: object


def branches(state, pair=None, corrections=CORRECTIONS):
    """The four Branches of a teleported CNOT, without noise of its own.

    Kets and density matrices are taken, density matrices returned; the default pair is Phi+.
    Raises ValueError if state or pair has not two qubits, or a correction is unknown.

    >>> for b in branches([0, 0, 1, 0]):
    ...     print(b.bit_a, b.bit_b, round(b.p, 3), b.state.diag())
    0 0 0.25 [0. 0. 0. 1.]
    0 1 0.25 [0. 0. 0. 1.]
    1 0 0.25 [0. 0. 0. 1.]
    1 1 0.25 [0. 0. 0. 1.]
    """
    from qlearn.qubits.entanglement import as_pair

    rho, found = as_pair(state, "state").full(), []
    for bits in ((0, 0), (0, 1), (1, 0), (1, 1)):
        out = _run(rho, _pair(pair), bits, _checked(corrections))
        p = float(np.trace(out).real)
        found.append(Branch(*bits, p, as_pair(out / p, "state") if p > 1e-12 else None))
    return found


def teleported_cnot(state, pair=None, corrections=CORRECTIONS, gate_error=0.0, readout_error=0.0):
    """The density matrix of control and target after a teleported CNOT, all outcomes averaged.

    `corrections`: those that are made, of "X" and "Z". `gate_error`: the chance that each of the
    two local CNOTs leaves its qubits fully mixed. `readout_error`: that each bit is reported wrong.

    >>> teleported_cnot([0, 0, 1, 0], pair=0.85).diag().round(3)
    array([0. , 0. , 0.1, 0.9])
    """
    from qlearn.qubits.entanglement import as_pair

    rho = as_pair(state, "state").full()
    return as_pair(_averaged(rho, _pair(pair), corrections, gate_error, readout_error), "state")


def cnot_fidelity(pair=None, corrections=CORRECTIONS, gate_error=0.0, readout_error=0.0):
    """Process fidelity of the teleported CNOT with the CNOT, from the explicit circuit.

    Without errors of the gates it is `process_fidelity` of the pair. Arguments: `teleported_cnot`.

    >>> round(cnot_fidelity(pair=0.9), 6), round(cnot_fidelity(corrections=["Z"]), 6)
    (0.9, 0.5)
    """
    pair, total = _pair(pair), 0.0
    for i, j in np.ndindex(4, 4):  # half of an entangled pair, entry by entry
        unit = np.zeros((4, 4))
        unit[i, j] = 1
        out = _averaged(unit, pair, corrections, gate_error, readout_error)
        total += np.vdot(_CX @ unit @ _CX, out).real
    return float(total / 16)


# --- Closed forms -------------------------------------------------------------------------


def process_fidelity(pair_fidelity):
    """Process fidelity of a CNOT over a Bell-diagonal pair: that of the pair, F. Broadcasts.

    Each Pauli error of the pair becomes a Pauli error of the gate.

    >>> print(process_fidelity(0.997))
    0.997
    """
    return within("pair_fidelity", pair_fidelity, 0, 1)


def average_fidelity(process):
    """Average fidelity of a two-qubit gate with that process fidelity: (4F + 1)/5. Broadcasts.

    >>> print(average_fidelity([1.0, 0.825]))
    [1.   0.86]
    """
    return (4 * within("process", process, 0, 1) + 1) / 5


def process_of_average(average):
    """The process fidelity of a two-qubit gate with that average fidelity: (5f - 1)/4.

    >>> print(process_of_average(0.86).round(6))
    0.825
    """
    return (5 * within("average", average, 0.2, 1) - 1) / 4


# --- The circuit --------------------------------------------------------------------------


def _checked(corrections):
    if not set(corrections) <= set(CORRECTIONS):
        raise ValueError(f"corrections = {corrections!r}; allowed: those of {CORRECTIONS}")
    return set(corrections)


def _pair(pair):
    from qlearn.qubits.entanglement import as_pair

    if pair is None or np.isscalar(pair):
        return density(werner(1.0 if pair is None else pair)).full()
    if isinstance(pair, (list, tuple, np.ndarray)) and np.isrealobj(pair) and np.ndim(pair) == 1:
        return density(pair).full()
    return as_pair(pair, "pair").full()


def _averaged(rho, pair, corrections, gate_error, readout_error):
    made, wrong = _checked(corrections), float(within("readout_error", readout_error, 0, 1))
    error, out = float(within("gate_error", gate_error, 0, 1)), np.zeros((4, 4), dtype=complex)
    for flips in np.ndindex(2, 2):
        weight = np.prod([wrong if flip else 1 - wrong for flip in flips])
        if weight:
            for bits in np.ndindex(2, 2):
                out += weight * _run(rho, pair, bits, made, error, flips)
    return out


def _run(rho, pair, bits, made, error=0.0, flips=(0, 0)):
    """Control and target, not normalised, for the outcomes `bits`; reported with `flips`."""
    joint = np.einsum("ctdu,abef->cabtdefu", *(m.reshape([2] * 4) for m in (rho, pair)))
    joint = _mixed(_on(_CX, joint, (0, 1)), (0, 1), error)  # order: control, A, B, target
    joint = joint[:, bits[0], :, :, :, bits[0], :, :]  # A's half is gone: control, B, target
    if "X" in made and bits[0] ^ flips[0]:
        joint = _on(_X, joint, (1,))
    joint = _mixed(_on(_CX, joint, (1, 2)), (1, 2), error)
    joint = _on(_H, joint, (1,))[:, bits[1], :, :, bits[1], :]
    if "Z" in made and bits[1] ^ flips[1]:
        joint = _on(_Z, joint, (0,))
    return joint.reshape(4, 4)


def _on(gate, rho, qubits):
    """A real gate on both sides of a density tensor, one axis per qubit: kets, then bras."""
    k, n = len(qubits), rho.ndim // 2
    tensor = gate.reshape([2] * (2 * k))
    for axes in (qubits, [n + q for q in qubits]):
        rho = np.moveaxis(np.tensordot(tensor, rho, (range(k, 2 * k), axes)), range(k), axes)
    return rho


def _mixed(rho, qubits, error):
    """With the probability `error` two qubits become fully mixed."""
    if not error:
        return rho
    n = rho.ndim // 2
    kets, bras = qubits, [n + q for q in qubits]
    rest = np.trace(np.trace(rho, axis1=kets[1], axis2=bras[1]), axis1=kets[0], axis2=bras[0] - 1)
    mixed = np.multiply.outer(np.eye(4).reshape([2] * 4) / 4, rest)
    return (1 - error) * rho + error * np.moveaxis(mixed, range(4), [*kets, *bras])
