"""Compile a circuit for a machine: route it along the coupling, and write it in native gates."""

from dataclasses import dataclass

import numpy as np

from qlearn.qubits.circuit import Circuit
from qlearn.qubits.decompose import in_native_pair, one_qubit, simple
from qlearn.qubits.inputs import qubit_list
from qlearn.qubits.operation import Operation

_FREE = ("x", "y", "z")


@dataclass(frozen=True)
class Transpiled:
    """A compiled circuit on the qubits of a machine, and where the qubits of the program are.

    Qubit k of the program starts on qubit ``initial[k]`` of the machine and ends on ``final[k]``;
    ``swaps`` is how many exchanges the routing needed. Bits stay what they were.
    """

    circuit: Circuit
    initial: tuple
    final: tuple
    swaps: int


def transpile(circuit, device, layout=None):
    """The `Transpiled` circuit: native gates on coupled qubits; equal up to a global phase.

    ``layout[k]`` is the qubit of the machine that qubit k starts on (default: `best_layout`).
    Raises ValueError if the machine is too small, or the circuit has a matrix on several qubits.

    >>> from qlearn.qubits.presets import superconducting
    >>> compiled = transpile(Circuit(3).h(0).cx(0, 1), superconducting(3), layout=[0, 2, 1])
    >>> compiled.swaps, compiled.final, compiled.circuit.count()
    (1, (1, 2, 0), {'rz': 18, 'sx': 9, 'cz': 4})
    """
    if circuit.n > device.n:
        raise ValueError(f"circuit has {circuit.n} qubits; allowed: {device.n} of {device.name}")
    operations = list(simple(circuit.operations))
    layout = best_layout(operations, circuit.n, device) if layout is None else layout
    initial = tuple(qubit_list("layout", layout, device.n))
    if len(initial) != circuit.n:
        raise ValueError(f"layout = {list(initial)}; allowed: {circuit.n} qubits of the machine")
    routed, final, swaps = route(operations, device, initial)
    native = Circuit(device.n, circuit.n_bits)
    native.operations = list(_native(routed, device))
    return Transpiled(native, initial, final, swaps)


def best_layout(operations, n, device):
    """A start for each of n qubits of the program that keeps partners of two-qubit gates close.

    The layout (0, 1, 2, ...), improved by exchanges of two places as long as one helps.

    >>> from qlearn.qubits.presets import superconducting
    >>> pairs = [Operation("cz", (0, 2)), Operation("cz", (0, 1))]
    >>> best_layout(pairs, 3, superconducting(3))
    (1, 0, 2)
    """
    weights = np.zeros((device.n, device.n))
    for op in operations:
        if len(op.qubits) == 2 and op.is_gate:
            weights[op.qubits] += 1
    places, best = np.arange(device.n), np.inf
    while True:
        trials = [places, *(_exchanged(places, a, b) for b in range(device.n) for a in range(b))]
        costs = [(weights * device.distances[np.ix_(t, t)]).sum() for t in trials]
        if min(costs) >= best:
            return tuple(places[:n].tolist())
        best, places = min(costs), trials[int(np.argmin(costs))]


def _exchanged(places, a, b):
    places = places.copy()
    places[[a, b]] = places[[b, a]]
    return places


def route(operations, device, initial):
    """(operations, final, swaps): simple operations moved to coupled qubits by exchanges.

    Partners that are too far apart are led together along a shortest path, from both ends in turn.
    A swap is written as three cx, taken apart.

    >>> from qlearn.qubits.presets import superconducting
    >>> route([Operation("cz", (0, 2))], superconducting(3), (0, 1, 2))[1:]
    ((1, 0, 2), 1)
    """
    at, routed, swaps = list(initial), [], 0
    for op in operations:
        if op.is_gate and len(op.qubits) == 2:
            while not device.connected(*(at[q] for q in op.qubits)):
                pair = _step(device, *(at[q] for q in op.qubits), swaps)
                routed += simple([Operation("swap", pair)])
                at = [{pair[0]: pair[1], pair[1]: pair[0]}.get(place, place) for place in at]
                swaps += 1
        routed.append(op._replace(qubits=tuple(at[q] for q in op.qubits)))
    return routed, tuple(at), swaps


def _step(device, a, b, turn):
    """The exchange that brings a closer to b, or b closer to a, in turns."""
    here, there = (a, b) if turn % 2 == 0 else (b, a)
    steps = device.distances[there]
    closer = min((q for q in range(device.n) if device.connected(here, q)), key=lambda q: steps[q])
    return here, closer


def _native(operations, device):
    """The operations in native gates; neighbours on one qubit are multiplied first."""
    free = tuple(p for p in _FREE if device.is_virtual(p))
    pending = {}

    def flush(qubits):
        for q in qubits:
            for name, params in one_qubit(pending.pop(q, np.eye(2)), device.native, free):
                yield Operation(name, (q,), params)

    for op in _paired(operations, device.two_qubit_gate):
        if op.is_gate and len(op.qubits) == 1:
            (q,) = op.qubits
            pending[q] = op.unitary() @ pending.get(q, np.eye(2))
        else:
            yield from flush(op.qubits)
            yield op
    yield from flush(sorted(pending))


def _paired(operations, native):
    for op in operations:
        if op.is_gate and len(op.qubits) == 2:
            yield from in_native_pair(op, native)
        else:
            yield op
