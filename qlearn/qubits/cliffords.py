"""The 24 Clifford gates of one qubit, and random sequences of them that come back to the start.

A Clifford gate turns the axes x, y, z of the Bloch sphere into one another: it is one of the 24
rotations of a cube. Each stands here with its shortest word in the pulses X, Y, X/2, -X/2, Y/2,
-Y/2 (turns by pi and by pi/2), so the global phase is the one that the pulses give.
"""

from functools import cache

import numpy as np

from qlearn.qubits.channels import bloch_map
from qlearn.qubits.gates import I, compose, rx, ry
from qlearn.qubits.inputs import TOLERANCE, positive_integer

PULSES = {
    "X": rx(np.pi),
    "Y": ry(np.pi),
    "X/2": rx(np.pi / 2),
    "-X/2": rx(-np.pi / 2),
    "Y/2": ry(np.pi / 2),
    "-Y/2": ry(-np.pi / 2),
}


def cliffords():
    """The 24 gates, a list of Qobj; the identity is at 0, longer pulse words stand later.

    >>> len(cliffords()), cliffords()[0] == I
    (24, True)
    """
    return [gate for gate, _ in _group()]


def pulse_words():
    """For each of the 24 the shortest sequence of pulses that makes it, first pulse first.

    The identity needs none. 0, 1, 2 or 3 pulses make 1, 6, 13 and 4 gates: 1.83 in the mean, or
    1.875 if the identity counts as one pulse.

    >>> pulse_words()[:3]
    [(), ('X',), ('Y',)]
    """
    return [word for _, word in _group()]


def cube_rotations():
    """The 24 gates as rotations of the Bloch sphere, an array (24, 3, 3) of -1, 0 and 1.

    >>> print(cube_rotations()[1].diagonal())
    [ 1. -1. -1.]
    """
    return np.array([_cube(gate) for gate in cliffords()])


@cache
def product_table():
    """table[i, j]: the index of the gate that does i first and then j; an array (24, 24).

    >>> int(product_table()[1, 2])  # X, then Y: a turn by pi about z
    7
    """
    turns = cube_rotations()
    index = {turn.tobytes(): k for k, turn in enumerate(turns)}
    table = np.array([[index[(b @ a + 0.0).tobytes()] for b in turns] for a in turns])
    table.flags.writeable = False  # it is shared by all callers
    return table


def inverses():
    """inverses()[i]: the index of the gate that undoes gate i; an array (24,).

    >>> pulse_words()[3], pulse_words()[inverses()[3]]
    (('X/2',), ('-X/2',))
    """
    return np.argmax(product_table() == 0, axis=1)


def clifford_index(gate):
    """Which of the 24 a gate is, whatever its global phase. Raises ValueError if it is none.

    >>> from qlearn.qubits.gates import H
    >>> pulse_words()[clifford_index(H)]
    ('X', '-Y/2')
    """
    turn = bloch_map(gate)[0]
    misses = np.abs(cube_rotations() - turn).max(axis=(1, 2))
    if misses.min() > TOLERANCE:
        raise ValueError("gate is none of the 24 Clifford gates; allowed: turns of a cube")
    return int(np.argmin(misses))


def rb_inverse(sequence):
    """The index of the one gate that undoes a whole sequence of indices, first gate first.

    >>> rb_inverse([1, 1]), rb_inverse([])
    (0, 0)
    """
    total = 0
    for k in sequence:
        if k not in range(24):
            raise ValueError(f"sequence has {k!r}; allowed: whole numbers from 0 to 23")
        total = product_table()[total, k]
    return int(inverses()[total])


def rb_sequence(depth, rng):
    """`depth` random gates, then the one that undoes them all: indices, an array (depth + 1,).

    >>> sequence = rb_sequence(5, np.random.default_rng(1))
    >>> len(sequence), rb_inverse(sequence)
    (6, 0)
    """
    drawn = rng.integers(0, 24, positive_integer("depth", depth))
    return np.append(drawn, rb_inverse(drawn))


@cache
def _group():
    """(gate, word) of each element, found in the order of the number of pulses."""
    found = {_cube(I).tobytes(): (I, ())}
    newest = list(found.values())
    while newest:
        longer = []
        for gate, word in newest:
            for name, pulse in PULSES.items():
                candidate = compose(gate, pulse)
                key = _cube(candidate).tobytes()
                if key not in found:
                    found[key] = (candidate, (*word, name))
                    longer.append(found[key])
        newest = longer
    return tuple(found.values())


def _cube(gate):
    return bloch_map(gate)[0].round() + 0.0  # no -0.0: equal turns have equal bytes
