"""Teleportation: Bell measurements, Bob's correction, noisy pairs, superdense coding, swapping.

Qubit 0 carries the message, qubit 1 is Alice's half of the pair, qubit 2 Bob's. The pair is meant
to be Phi+. Alice's outcome is a Bell state, or two bits: m0 is read from the message qubit and is 1
for the states with a minus, m1 from her half and is 1 for the Psi states. Order of the outcomes:
Phi+, Phi-, Psi+, Psi-, so (m0, m1) = 00, 10, 01, 11.
Source: C. H. Bennett et al., Phys. Rev. Lett. 70, 1895 (1993).
"""

from typing import NamedTuple

import numpy as np
from qutip import Qobj, tensor

from qlearn.qubits import gates
from qlearn.qubits.inputs import TOLERANCE, as_density, as_operator, as_state, qubit_list
from qlearn.qubits.measurement import expect
from qlearn.qubits.states import bell, ket

BITS = {"Phi+": (0, 0), "Phi-": (1, 0), "Psi+": (0, 1), "Psi-": (1, 1)}
CLASSICAL_LIMIT = 2 / 3  # S. Massar and S. Popescu, Phys. Rev. Lett. 74, 1259 (1995)

_BELL = np.array([bell(name).full()[:, 0] for name in BITS])


class Branch(NamedTuple):
    """One outcome of a Bell measurement, and the qubits that were not measured."""

    outcome: str
    bits: tuple
    p: float
    before: Qobj | None  # None where p = 0: such a state is never seen
    after: Qobj | None  # corrected


# --- The measurement and its cure ---------------------------------------------------------


def bell_branches(state, qubits=(0, 1)):
    """{name: (p, rest)} for a Bell measurement of two qubits of a state of three or more.

    p is the probability, rest the normalised state of the other qubits in their order: a ket if
    `state` is one, None where p = 0. Raises ValueError if there are not two different qubits to
    measure and at least one to keep.

    >>> p, rest = bell_branches(tensor(ket("1"), bell("Phi+")))["Psi+"]
    >>> round(p, 3), rest == ket("0")
    (0.25, True)
    """
    state = as_state(state)
    n = len(state.dims[0])
    measured = qubit_list("qubits", qubits, n)
    if len(measured) != 2 or n < 3:
        raise ValueError(f"qubits = {measured} of {n}; allowed: 2 of 3 or more")
    moved = state.permute([*measured, *(qubit for qubit in range(n) if qubit not in measured)])
    size = 2 ** (n - 2)
    if state.isket:
        rests = _BELL.conj() @ moved.full().reshape(4, size)
        return _normalised(rests, [np.vdot(rest, rest).real for rest in rests])
    rho = moved.full().reshape(4, size, 4, size)
    rests = np.einsum("ka,axby,kb->kxy", _BELL.conj(), rho, _BELL)
    return _normalised(rests, [np.trace(rest).real for rest in rests], power=1)


def _normalised(rests, weights, power=0.5):
    found = {}
    for name, rest, p in zip(BITS, rests, weights, strict=True):
        seen = p > TOLERANCE**2
        found[name] = (float(p), as_state(rest / p**power)) if seen else (0.0, None)
    return found


def correction(m0, m1):
    """Z^m0 X^m1: what Bob does to his qubit once he knows the two bits; shape (2, 2).

    Raises ValueError if a bit is not 0 or 1.

    >>> correction(0, 1) == gates.X, correction(1, 1) == gates.Z * gates.X
    (True, True)
    """
    return gates.Z ** _bit("m0", m0) * gates.X ** _bit("m1", m1)


# --- Teleportation ------------------------------------------------------------------------


def teleport(message, pair=None):
    """The four Branches of teleporting a one-qubit state over `pair` (default: Phi+).

    `before` is Bob's qubit as it is after that outcome, `after` the same with his correction.
    Kets stay kets; a density matrix as message or pair gives density matrices. Raises ValueError
    if the message has not 1 qubit, or the pair not 2.

    >>> for branch in teleport([0.6, 0.8]):
    ...     print(branch.outcome, round(branch.p, 3), branch.before.full()[:, 0].real.round(1))
    Phi+ 0.25 [0.6 0.8]
    Phi- 0.25 [ 0.6 -0.8]
    Psi+ 0.25 [0.8 0.6]
    Psi- 0.25 [-0.8  0.6]
    """
    joint = tensor(*_both_kinds(_sized("message", message, 1), _pair("pair", pair)))
    return _corrected(joint, (0, 1), {bits: correction(*bits) for bits in BITS.values()})


def received(message, pair=None, corrected=True):
    """Bob's density matrix, averaged over the four outcomes; shape (2, 2).

    With `corrected=False` it is what he holds before he hears from Alice: whatever the message,
    the reduced state of his half of the pair.

    >>> received([0.6, 0.8], corrected=False).full().real
    array([[0.5, 0. ],
           [0. , 0.5]])
    """
    branches = [branch for branch in teleport(message, pair) if branch.before is not None]
    states = [branch.after if corrected else branch.before for branch in branches]
    return sum(b.p * as_density(state) for b, state in zip(branches, states, strict=True))


def average_fidelity(pair=None):
    """Mean of <psi|received(psi)|psi> over all pure messages psi, 0 to 1.

    Exact: the six Pauli eigenstates are a 2-design, so their mean is that over the sphere.

    >>> round(average_fidelity(ket("00")), 4)
    0.6667
    """
    six = [ket(letter) for letter in "01+-rl"]
    return float(np.mean([expect(psi.proj(), received(psi, pair)) for psi in six]))


def teleportation_fidelity(pair_fidelity):
    """(2F + 1)/3: the average fidelity over a pair with F = <Phi+|rho|Phi+>; numbers or arrays.

    Exact for every two-qubit state as pair, not for Werner states alone: averaged over the four
    outcomes the corrections leave a Pauli channel that keeps the message with probability F.
    Sources: M. Horodecki et al., Phys. Rev. A 60, 1888 (1999); G. Bowen and S. Bose, Phys. Rev.
    Lett. 87, 267901 (2001).

    >>> print(teleportation_fidelity(0.5) == CLASSICAL_LIMIT, teleportation_fidelity(1))
    True 1.0
    """
    return (2 * _fidelities("pair_fidelity", pair_fidelity) + 1) / 3


# --- Superdense coding --------------------------------------------------------------------


def superdense_encode(b1, b0, pair=None):
    """The pair after Alice, who holds its qubit 0, has written two bits on it: Z^b1 X^b0.

    >>> superdense_encode(1, 0) == bell("Phi-")
    True
    """
    written = correction(_bit("b1", b1), _bit("b0", b0))
    pair, gate = _pair("pair", pair), gates.embed(written, 0, 2)
    return gate * pair if pair.isket else gate * pair * gate.dag()


def superdense_decode(state):
    """Probabilities of reading 00, 01, 10, 11 from the two qubits, an array (4,).

    >>> superdense_decode(superdense_encode(1, 0)).round(6).tolist()
    [0.0, 0.0, 1.0, 0.0]
    """
    rho = as_density(_sized("state", state, 2))
    return np.array([expect(bell(name).proj(), rho) for name in sorted(BITS, key=BITS.get)])


# --- Entanglement swapping ----------------------------------------------------------------


def swap_pairs(first=None, second=None):
    """The four Branches of a Bell measurement on the inner qubits of two pairs, Alice-hub-Bob.

    The hub holds qubit 1 of `first` and qubit 0 of `second`; `before` and `after` are states of
    the two outer qubits, Alice's and Bob's, and Bob corrects. Default pairs: Phi+.

    >>> [branch.after == bell("Phi+") for branch in swap_pairs()][:2]
    [True, True]
    """
    joint = tensor(*_both_kinds(_pair("first", first), _pair("second", second)))
    fixes = {bits: gates.embed(correction(*bits), 1, 2) for bits in BITS.values()}
    return _corrected(joint, (1, 2), fixes)


def swapped_fidelity(f1, f2):
    """F1 F2 + (1 - F1)(1 - F2)/3: fidelity with Phi+ after swapping two Werner pairs.

    The same as w = w1 w2 for the Werner weights w = (4F - 1)/3. For other Bell-diagonal pairs it
    depends on which error they have. Numbers or arrays.
    Source: H.-J. Briegel et al., Phys. Rev. Lett. 81, 5932 (1998).

    >>> print(round(swapped_fidelity(0.95, 0.95), 5))
    0.90333
    """
    f1, f2 = _fidelities("f1", f1), _fidelities("f2", f2)
    return f1 * f2 + (1 - f1) * (1 - f2) / 3


# --- Gate teleportation -------------------------------------------------------------------


def teleport_gate(message, gate):
    """The four Branches of teleporting over (1 x U)|Phi+>, a pair that holds a gate U.

    Bob's corrections are U Z^m0 X^m1 U^dagger, and he ends with U|message>. For U = T they are
    gates of the Clifford group, so a T gate can be prepared, and checked, before it is used.
    Source: D. Gottesman and I. L. Chuang, Nature 402, 390 (1999).

    >>> psi = ket("r")
    >>> bool(np.isclose(abs((gates.T * psi).overlap(teleport_gate(psi, gates.T)[3].after)), 1))
    True
    """
    gate = _unitary(gate)
    joint = tensor(_sized("message", message, 1), gates.embed(gate, 1, 2) * bell("Phi+"))
    fixes = {bits: gate * correction(*bits) * gate.dag() for bits in BITS.values()}
    return _corrected(joint, (0, 1), fixes)


# --- What they share ----------------------------------------------------------------------


def _corrected(joint, measured, fixes):
    branches = []
    for name, (p, rest) in bell_branches(joint, measured).items():
        fix, after = fixes[BITS[name]], None
        if rest is not None:
            after = fix * rest if rest.isket else fix * rest * fix.dag()
        branches.append(Branch(name, BITS[name], p, rest, after))
    return branches


def _bit(name, value):
    if value not in (0, 1):
        raise ValueError(f"{name} = {value!r}; allowed: 0 or 1")
    return int(value)


def _sized(name, state, n):
    state = as_state(state)
    if len(state.dims[0]) != n:
        raise ValueError(f"{name} has {len(state.dims[0])} qubits; allowed: {n}")
    return state


def _pair(name, state):
    return bell("Phi+") if state is None else _sized(name, state, 2)


def _both_kinds(a, b):
    """Both as kets if both are, else both as density matrices."""
    return (a, b) if a.isket and b.isket else (as_density(a), as_density(b))


def _fidelities(name, value):
    array = np.asarray(value, dtype=float)
    if not np.all((array >= -TOLERANCE) & (array <= 1 + TOLERANCE)):
        raise ValueError(f"{name} = {value!r}; allowed: 0 to 1")
    return array[()]


def _unitary(gate):
    gate = as_operator(gate, "gate")
    if gate.shape != (2, 2) or not gate.isunitary:
        raise ValueError("gate is not a unitary on 1 qubit; allowed: 2 x 2, inverse = dagger")
    return gate
