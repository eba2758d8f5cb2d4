"""Two computers that share a pair: a program for both is played, over all outcomes that it may see.

The control and the target are each entangled with a partner that no gate touches; how the four are
left tells everything about the gate. Each computer acts on its own qubits alone.
"""

import itertools
from collections import Counter
from dataclasses import replace

import numpy as np

from qlearn.exercise.circuits import Seen
from qlearn.exercise.reading import kind_of

MOST_READINGS = 6
_PLACES = {"A": {"control": 1, "half": 2}, "B": {"half": 3, "target": 4}}  # 0 and 5: the partners
_H, _X, _Z = np.array([[1, 1], [1, -1]]) / np.sqrt(2), np.eye(2)[::-1], np.diag([1.0, -1.0])
_CX, _CZ = np.eye(4)[[0, 1, 3, 2]], np.diag([1.0, 1.0, 1.0, -1.0])


def remote_gate(program, outcomes="all"):
    """What ``program(a, b)`` does to control and target: a `Seen` for exercises.

    Its value is a vector: the states left after each course of the measurements, in a fixed order,
    and last the process fidelity with a CNOT, averaged over them; its `why` says whether something
    other than two measured outcomes was returned. ``outcomes`` is only shown.

    >>> remote_gate(lambda a, b: a.cx("control", "half"))
    process fidelity 0.25; 0 of 1 outcomes give a CNOT
    """
    waiting, ends, why = [()], [], ""
    while waiting:
        path = waiting.pop()
        board = _Board(path)
        told = program(Computer(board, "A"), Computer(board, "B"))
        if len(board.told) > MOST_READINGS:
            return Seen(None, "", f"{len(board.told)} measurements; two are enough")
        why = why or _untold(told, board.bits)
        waiting += board.others
        ends.append((sorted(board.told), board.chance, board.left()))
    return replace(_summary(sorted(ends, key=lambda end: end[0])), why=why)


def _untold(told, bits):
    """What is wrong with the outcomes that were returned, in either order, or an empty text."""
    try:
        numbers = [int(bit) for bit in told]
    except (TypeError, ValueError):
        return f"two outcomes are to be returned, and this is {kind_of(told)}"
    if len(numbers) != 2:
        return f"two outcomes are to be returned, and these are {len(numbers)}"
    if Counter(numbers) - Counter(bits):
        return f"the measurements gave {bits}, and {numbers} was returned"
    return ""


def _summary(ends):
    """The states weighted by their chances, and how far each is a CNOT."""
    overlaps = [np.sum(np.einsum("abcd,abcde->e", _CNOT, left) ** 2) for *_, left in ends]
    mean = sum(chance * f for (_, chance, _), f in zip(ends, overlaps, strict=True))
    rows = [left.reshape(16, 4) for *_, left in ends]
    rhos = [chance * (row @ row.T).ravel() for row, (_, chance, _) in zip(rows, ends, strict=True)]
    good = sum(f > 1 - 1e-6 for f in overlaps)
    text = f"process fidelity {mean:.3g}; {good} of {len(ends)} outcomes give a CNOT"
    return Seen(np.append(np.concatenate(rhos), mean), text)


class Computer:
    """One of the two, as a program sees it: gates and measurements on its own qubits, by name."""

    def __init__(self, board, name):
        self._board, self._name = board, name

    def h(self, qubit):
        """A Hadamard gate."""
        self._board.apply(_H, self._place(qubit))

    def x(self, qubit):
        """A bit flip."""
        self._board.apply(_X, self._place(qubit))

    def z(self, qubit):
        """A phase flip."""
        self._board.apply(_Z, self._place(qubit))

    def cx(self, control, target):
        """A CNOT between two of its own qubits."""
        self._two(_CX, control, target)

    def cz(self, first, second):
        """A CZ between two of its own qubits."""
        self._two(_CZ, first, second)

    def measure(self, qubit):
        """The outcome in Z, 0 or 1; the qubit is left in it."""
        return self._board.measure(self._place(qubit))

    def _two(self, matrix, first, second):
        if first == second:
            raise ValueError(f"a gate on two qubits needs two, and this one has {first!r} twice")
        self._board.apply(matrix, self._place(first), self._place(second))

    def _place(self, qubit):
        mine = _PLACES[self._name]
        if qubit not in mine:
            own = " and ".join(f'"{name}"' for name in mine)
            raise ValueError(f"{qubit!r} is not a qubit of computer {self._name}: it has {own}")
        return mine[qubit]


class _Board:
    """Six qubits in a real state; measurements end as in `path`, beyond it as 0 if that can be."""

    def __init__(self, path):
        self.path, self.bits, self.told, self.chance = path, [], [], 1.0
        self.psi, self.others = np.zeros((2,) * 6), []
        for c, m, t in itertools.product((0, 1), repeat=3):
            self.psi[c, c, m, m, t, t] = 8**-0.5

    def apply(self, matrix, *places):
        k = len(places)
        tensor = matrix.reshape((2,) * (2 * k))
        moved = np.tensordot(tensor, self.psi, (range(k, 2 * k), places))
        self.psi = np.moveaxis(moved, range(k), places)

    def measure(self, place):
        chances = [np.sum(np.take(self.psi, bit, place) ** 2) for bit in (0, 1)]
        n = len(self.bits)
        bit = self.path[n] if n < len(self.path) else int(chances[0] < 1e-9)
        if n >= len(self.path) and chances[1 - bit] > 1e-9:
            self.others.append((*self.bits, 1 - bit))
        index = (slice(None),) * place
        self.psi[(*index, 1 - bit)] = 0
        self.psi = self.psi / np.sqrt(chances[bit])
        self.bits.append(bit)
        self.told.append((place, bit))
        self.chance *= chances[bit]
        return bit

    def left(self):
        """Partner, control, target, partner, and all that is traced out: (2, 2, 2, 2, 4)."""
        return self.psi.transpose(0, 1, 4, 5, 2, 3).reshape(2, 2, 2, 2, 4)


_CNOT = np.zeros((2, 2, 2, 2))
for _c, _t in itertools.product((0, 1), repeat=2):
    _CNOT[_c, _c, _t ^ _c, _t] = 0.5
