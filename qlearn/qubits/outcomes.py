"""From the state of all qubits to bit strings: probabilities and counts of a circuit."""

import numpy as np

from qlearn.qubits.inputs import positive_integer
from qlearn.qubits.measurement import Counts
from qlearn.qubits.states import bits_of


def bit_probabilities(born, circuit):
    """The probability of every bit string (2^bits,) from that of every state of all qubits (2^n,).

    Bits that no measurement writes are 0; without measurements every qubit is a bit.

    >>> from qlearn.qubits.circuit import Circuit
    >>> print(bit_probabilities(np.array([0.1, 0.2, 0.3, 0.4]), Circuit(2).measure(1)))
    [0.4 0.6]
    """
    measured = circuit.measured
    if not measured:
        return born
    rest = tuple(q for q in range(circuit.n) if q not in measured.values())
    tensor = born.reshape([2] * circuit.n).sum(axis=rest)
    left = sorted(measured.values())
    tensor = tensor.transpose([left.index(q) for q in measured.values()])
    whole = np.zeros([2] * circuit.n_bits)
    whole[tuple(slice(None) if bit in measured else 0 for bit in range(circuit.n_bits))] = tensor
    return whole.ravel()


def draw(probabilities, shots, rng):
    """The `Counts` of ``shots`` bit strings drawn from their probabilities (2^bits,).

    >>> draw(np.array([0.0, 1.0]), 10, np.random.default_rng(1))
    {'1': 10}
    """
    drawn = rng.multinomial(positive_integer("shots", shots), probabilities)
    n = len(drawn).bit_length() - 1
    return Counts({bits_of(int(i), n): int(drawn[i]) for i in np.flatnonzero(drawn)})
