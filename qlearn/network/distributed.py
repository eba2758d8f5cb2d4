"""What a circuit costs when its qubits live in several computers: remote gates, pairs, bits.

A QPU is a quantum processor; `assignment[q]` is the number of the QPU that holds qubit q. Gates are
a list of (control, target), all CNOTs, or a `qlearn.qubits.circuit.Circuit`; then its two-qubit
gates are numbered in their order. A gate across two QPUs is remote and takes one pair and two bits
(`remote_gate`), or shares them: the pair makes a copy of the control at the other QPU, which serves
all gates there until something that is not diagonal touches the control.
Source: A. Yimsiriwattana and S. Lomonaco, quant-ph/0402148.
"""

from typing import NamedTuple

import numpy as np

from qlearn.network.inputs import within

# Gates that one pair does, by the qubits on which they are diagonal.
_BOTH = ("cz", "cp", "crz", "rzz")
_FIRST = ("cx", "cy", "ch", "crx", "cry", "cu")
_NEITHER = ("rxx", "ryy")  # rzz between turns of the single qubits
_PASSES = ("z", "s", "sdg", "t", "tdg", "rz", "p", "id", "gphase", "diagonal")
_NO_GATES = ("barrier", "delay", "measure")


class Cost(NamedTuple):
    """Two-qubit gates, how many are remote, pairs and bits used, and the estimated fidelity."""

    gates: int
    remote: int
    pairs: int
    bits: int
    fidelity: float


def two_qubit_gates(circuit):
    """The two-qubit gates as a list of (first, second) qubits: of a Circuit, or checked.

    Raises ValueError for a gate that one pair cannot do (swap, a matrix, three qubits ...):
    compile it first; and for a list with a gate that is not on two different qubits.

    >>> from qlearn.qubits.circuit import Circuit
    >>> two_qubit_gates(Circuit(3).h(0).cx(0, 1).cz(1, 2))
    [(0, 1), (1, 2)]
    """
    return [qubits for qubits, _ in _steps(circuit) if len(qubits) == 2]


def remote_gates(gates, assignment):
    """The numbers of the gates whose qubits are in different QPUs, a list.

    >>> remote_gates([(0, 1), (1, 2), (0, 3)], [0, 0, 1, 1])
    [1, 2]
    """
    pairs = two_qubit_gates(gates)
    homes = as_assignment(assignment, pairs)
    return [i for i, (a, b) in enumerate(pairs) if homes[a] != homes[b]]


def packets(gates, assignment):
    """The remote gates, in groups that one pair serves: a list of lists of gate numbers.

    Greedy in the order of the circuit: a gate joins the copy of its control that is at the QPU of
    its target, or opens one. A copy ends when a gate that is not diagonal on the control comes.
    Gates diagonal on both qubits (cz) join a copy of either.

    >>> packets([(0, 2), (0, 3), (2, 0), (0, 2)], [0, 0, 1, 1])
    [[0, 1], [2], [3]]
    """
    steps, copies, found, number = _steps(gates), {}, [], -1
    homes = as_assignment(assignment, [qubits for qubits, _ in steps])
    for qubits, kept in steps:
        copies = {key: group for key, group in copies.items() if key[0] not in {*qubits} - {*kept}}
        number += len(qubits) == 2
        if len(qubits) == 1 or homes[qubits[0]] == homes[qubits[1]]:
            continue
        keys = [(q, homes[sum(qubits) - q]) for q in kept]
        group = next((copies[key] for key in keys if key in copies), None)
        if group is None:
            found.append(group := [])
            copies |= dict.fromkeys(keys[:1], group)
        group.append(number)
    return found


def cost(gates, assignment, pair_fidelity=1.0, gate_fidelity=1.0, packed=False):
    """The `Cost` of a circuit over QPUs; `packed`: one pair for each of `packets`.

    The fidelity is an estimate: the product of the process fidelities of all pairs, and of all
    local two-qubit gates, one more for each pair than the circuit has. It is the chance that no
    Pauli error happens, where errors are Pauli errors.

    >>> cost([(0, 2), (0, 3), (0, 1)], [0, 0, 1, 1], pair_fidelity=0.9, packed=True)
    Cost(gates=3, remote=2, pairs=1, bits=2, fidelity=0.9)
    """
    f_pair = float(within("pair_fidelity", pair_fidelity, 0, 1))
    f_gate = float(within("gate_fidelity", gate_fidelity, 0, 1))
    n, remote = len(two_qubit_gates(gates)), len(remote_gates(gates, assignment))
    pairs = len(packets(gates, assignment)) if packed else remote
    return Cost(n, remote, pairs, 2 * pairs, f_pair**pairs * f_gate ** (n + pairs))


def as_assignment(assignment, gates):
    """The assignment as a list of ints, if it has a QPU, from 0, for every qubit of the gates.

    >>> as_assignment((0, 1), [(0, 1)])
    [0, 1]
    """
    homes = np.asarray(assignment)
    if homes.ndim != 1 or homes.dtype.kind not in "iu" or np.any(homes < 0):
        raise ValueError(f"assignment = {assignment!r}; allowed: a whole number from 0 per qubit")
    most = max((max(qubits) for qubits in gates), default=-1)
    if most >= len(homes):
        raise ValueError(f"assignment has {len(homes)} qubits; allowed: {most + 1} or more")
    return homes.tolist()


def _steps(circuit):
    """[(qubits, those on which it is diagonal)] of all gates on one or two qubits."""
    if hasattr(circuit, "operations"):
        steps = [_step(op) for op in circuit.operations if op.name not in _NO_GATES]
        return [step for step in steps if step[0]]
    steps = []
    for gate in circuit:
        ends = tuple(gate) if np.ndim(gate) == 1 else ()
        whole = all(isinstance(q, int | np.integer) and q >= 0 for q in ends)
        if len(ends) != 2 or not whole or ends[0] == ends[1]:
            raise ValueError(f"gates has {gate!r}; allowed: two different qubits, from 0")
        steps.append(((int(ends[0]), int(ends[1])), (int(ends[0]),)))
    return steps


def _step(op):
    if len(op.qubits) < 2:
        return op.qubits, op.qubits if op.name in _PASSES else ()
    for names, kept in ((_BOTH, 2), (_FIRST, 1), (_NEITHER, 0)):
        if op.name in names:
            return op.qubits, op.qubits[:kept]
    allowed = ", ".join(_BOTH + _FIRST + _NEITHER)
    raise ValueError(f"gate {op.name} on qubits {list(op.qubits)}; allowed: {allowed}")
