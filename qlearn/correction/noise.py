"""Noise of gates, preparations, readouts and waiting, put into stim circuits.

Pauli noise, independent from gate to gate: after each gate a random Pauli (depolarizing), flips at
preparation and readout, phase flips of data qubits that wait while others work.  Deliberately
missing: leakage, crosstalk, transport, coherent and correlated errors.
"""

from dataclasses import dataclass

import stim

from qlearn.qubits.inputs import between


@dataclass(frozen=True)
class NoiseModel:
    """Error probabilities of one-qubit gates, two-qubit gates, preparation, readout and waiting.

    ``p_idle`` is the phase flip of a data qubit that waits for one layer of gates.

    >>> H2_LIKE.p_prep + H2_LIKE.p_meas
    0.0016
    """

    p1: float
    p2: float
    p_prep: float
    p_meas: float
    p_idle: float = 0.0

    def __post_init__(self):
        for name in ("p1", "p2", "p_prep", "p_meas", "p_idle"):
            between(name, getattr(self, name), 0, 0.5)


# Like Quantinuum's H2 as characterised in arXiv:2305.03828: 1.6e-3 for preparation and readout
# together is its abstract's; how it is split is an assumption of ours.  The gates' numbers are its
# average infidelities (1.84e-3, and 2.5e-5 rounded up) taken as the chance of a random Pauli, which
# for the same infidelity would be 5/4 and 3/2 of them.
H2_LIKE = NoiseModel(p1=3e-5, p2=1.84e-3, p_prep=4e-4, p_meas=1.2e-3)


def uniform(p):
    """All four rates equal p; nothing happens to waiting qubits.

    >>> uniform(0.01).p2
    0.01
    """
    return NoiseModel(p, p, p, p)


def noisy_circuit(gates, noise, data=()):
    """(circuit, measured): a stim circuit with noise, and the qubits in the order of measurement.

    ``gates`` are tuples ("R", q), ("H", q), ("CX", control, target), ("M", q).  They are done as
    early as their qubits allow, in layers divided by TICK; a qubit of ``data`` that is idle in a
    layer between its first and its last gate suffers ``p_idle``.

    >>> print(noisy_circuit([("R", 0), ("H", 0), ("M", 0)], uniform(0.01))[0])
    R 0
    X_ERROR(0.01) 0
    TICK
    H 0
    DEPOLARIZE1(0.01) 0
    TICK
    X_ERROR(0.01) 0
    M 0
    TICK
    """
    circuit, measured, layers = stim.Circuit(), [], layers_of(gates)
    life = {q: [i for i, layer in enumerate(layers) if _touches(layer, q)] for q in data}
    for i, layer in enumerate(layers):
        for name, *qubits in layer:
            _append(circuit, name, qubits, noise)
            measured += qubits if name == "M" else []
        idle = [q for q in data if life[q] and life[q][0] < i < life[q][-1] and i not in life[q]]
        if idle and noise.p_idle:
            circuit.append("Z_ERROR", idle, noise.p_idle)
        circuit.append("TICK")
    return circuit, measured


def layers_of(gates):
    """The gates in layers: each as early as its qubits allow, none sharing a qubit; a list.

    >>> layers_of([("R", 0), ("R", 1), ("CX", 0, 1)])
    [[('R', 0), ('R', 1)], [('CX', 0, 1)]]
    """
    busy, layers = {}, []
    for gate in gates:
        first = max(busy.get(q, 0) for q in gate[1:])
        if first == len(layers):
            layers.append([])
        layers[first].append(gate)
        busy.update(dict.fromkeys(gate[1:], first + 1))
    return layers


def _touches(layer, qubit):
    return any(qubit in gate[1:] for gate in layer)


def _append(circuit, name, qubits, noise):
    before, after = {
        "R": (None, ("X_ERROR", noise.p_prep)),
        "H": (None, ("DEPOLARIZE1", noise.p1)),
        "CX": (None, ("DEPOLARIZE2", noise.p2)),
        "M": (("X_ERROR", noise.p_meas), None),
    }[name]
    if before and before[1]:
        circuit.append(before[0], qubits, before[1])
    circuit.append(name, qubits)
    if after and after[1]:
        circuit.append(after[0], qubits, after[1])
