"""One operation of a circuit, and its matrices: the unitary, the inverse, the transfer matrix."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from qlearn.qubits import gate_set, simulate
from qlearn.qubits.channels import as_channel, depolarizing

MOST_WITH_NOISE = 4  # qubits of one gate: its transfer matrix has 16^k entries


class Operation(NamedTuple):
    """One entry of a circuit: the name, its qubits, and what else it needs.

    ``params`` are angles in rad (one duration in ns for "delay"), ``bits`` the place in the bit
    string for "measure", ``matrix`` the rows of the unitary for "matrix", and the phases (rad) for
    "diagonal".

    >>> Operation("cx", (0, 2)).is_gate, Operation("barrier", (0, 1)).is_gate
    (True, False)
    """

    name: str
    qubits: tuple
    params: tuple = ()
    bits: tuple = ()
    matrix: tuple = ()

    @property
    def is_gate(self):
        """Whether it is unitary: not a barrier, delay or measurement."""
        return self.name not in ("barrier", "delay", "measure")

    def unitary(self):
        """The matrix of a gate, complex, (2^k, 2^k); its first qubit weighs most."""
        if self.name == "matrix":
            return np.array(self.matrix, dtype=complex)
        if self.name == "diagonal":
            return np.diag(self.action())
        return gate_set.matrix(self.name, self.params)

    def action(self):
        """What `simulate` needs: the matrix of a gate, or only the diagonal of a "diagonal"."""
        if self.name == "diagonal":
            return np.exp(1j * np.array(self.matrix))
        return self.unitary()

    def transfer(self):
        """The Pauli transfer matrix of a gate, real, (4^k, 4^k), see `simulate`; k is 4 at most."""
        if len(self.qubits) > MOST_WITH_NOISE:
            raise ValueError(
                f"{self.name} on {len(self.qubits)} qubits; allowed for noise: at most "
                f"{MOST_WITH_NOISE}, or compile it with transpile"
            )
        if len(self.qubits) > 2:  # large, and seldom met twice
            return simulate.transfer([self.unitary()])
        return _transfer(self._replace(qubits=(), bits=()))

    def inverse(self):
        """The operations that undo it, a list; a barrier or a delay stays what it is."""
        if not self.is_gate:
            return [self]
        if self.name == "matrix":
            rows = np.array(self.matrix).conj().T.tolist()
            return [self._replace(matrix=tuple(map(tuple, rows)))]
        if self.name == "diagonal":
            return [self._replace(matrix=tuple(-phase for phase in self.matrix))]
        undone = []
        for name, params in gate_set.inverse(self.name, self.params):
            whole = gate_set.kind(name).n_qubits == len(self.qubits)
            places = [self.qubits] if whole else [(qubit,) for qubit in self.qubits]
            undone += [Operation(name, place, params) for place in places]
        return undone


@lru_cache(maxsize=4096)
def _transfer(gate):
    matrix = simulate.transfer([gate.unitary()])
    matrix.setflags(write=False)
    return matrix


def gate_noise(p1=0.0, p2=0.0):
    """Noise for `Circuit.density`: after each gate its qubits are depolarised together.

    With the probability ``p1`` after a gate on one qubit, ``p2`` after one on more: then nothing is
    left of their state (`channels.depolarizing`).

    >>> noise = gate_noise(p1=0.01)
    >>> len(noise(Operation("h", (0,)))), noise(Operation("cx", (0, 1)))
    (1, [])
    """
    channels = {}

    def noise(operation):
        k, p = len(operation.qubits), p1 if len(operation.qubits) == 1 else p2
        if not operation.is_gate or not k or not p:
            return []
        if k not in channels:
            channels[k] = depolarizing(p, k)
        return [(channels[k], operation.qubits)]

    depolarizing(p1), depolarizing(p2)  # bad probabilities are refused at once
    return noise


def noisy_steps(operations, noise=None):
    """The steps (transfer matrix, qubits) of `simulate` for gates and what ``noise`` adds to them.

    ``noise(operation)`` returns [(channel, qubits), ...] or None; a channel is a list of Kraus
    operators.

    >>> len(list(noisy_steps([Operation("h", (0,))], gate_noise(p1=0.01))))
    2
    """
    known = {}  # a noise function that hands out one list again and again pays for it once
    for op in operations:
        if op.is_gate and op.qubits:
            yield op.transfer(), op.qubits
        for channel, qubits in (noise(op) or ()) if noise else ():
            if id(channel) not in known:
                kraus = [k.full() for k in as_channel(channel)]
                known[id(channel)] = channel, simulate.transfer(kraus)
            qubits = (qubits,) if np.ndim(qubits) == 0 else tuple(qubits)
            yield known[id(channel)][1], qubits
