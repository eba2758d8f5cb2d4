"""Pauli strings: products of I, X, Y and Z on n qubits, one letter for each, and their algebra.

A string such as "XIZ" stands for two rows of bits, x (where X or Y acts) and z (where Z or Y acts):
x = 100, z = 001.  Phases are dropped: whether errors commute with checks, and whether two
of them do the same, does not depend on them.  Qubit 0 is the leftmost letter.
"""

import itertools

import numpy as np

from qlearn.qubits.inputs import positive_integer

LETTERS = np.array(["I", "X", "Z", "Y"])  # at the place x + 2 z
_BITS = {"I": (0, 0), "X": (1, 0), "Z": (0, 1), "Y": (1, 1)}


def pauli_bits(pauli, n=None):
    """The rows (x, z) of a Pauli string as one array (2 n,) of 0 and 1: first x, then z.

    Raises ValueError if there is another letter, or the length is not ``n``.

    >>> pauli_bits("XYZ").tolist()
    [1, 1, 0, 0, 1, 1]
    """
    if not isinstance(pauli, str) or not pauli or not set(pauli) <= set(_BITS):
        raise ValueError(f"pauli = {pauli!r}; allowed: a string of I, X, Y, Z such as 'XIZ'")
    if n is not None and len(pauli) != n:
        raise ValueError(f"pauli = {pauli!r} has {len(pauli)} letters; allowed: {n}")
    return np.array([_BITS[letter] for letter in pauli], dtype=np.uint8).T.reshape(-1)


def pauli_string(bits):
    """The Pauli string with the rows (x, z) ``bits``, an array (2 n,) of 0 and 1.

    >>> pauli_string([1, 1, 0, 0, 1, 1])
    'XYZ'
    """
    x, z = np.asarray(bits, dtype=int).reshape(2, -1)
    return "".join(LETTERS[x + 2 * z])


def pauli_on(letter, qubits, n):
    """The string with ``letter`` on the given qubits and I on all others.

    >>> pauli_on("X", [0, 2], 4)
    'XIXI'
    """
    chosen = set(qubits)
    if not chosen <= set(range(positive_integer("n", n))):
        raise ValueError(f"qubits = {sorted(chosen)}; allowed: 0 to {n - 1}")
    return "".join(letter if q in chosen else "I" for q in range(n))


def weight(pauli):
    """On how many qubits the string is not I.

    >>> weight("XIZ")
    2
    """
    x, z = pauli_bits(pauli).reshape(2, -1)
    return int((x | z).sum())


def symplectic_product(a, b):
    """0 if two Pauli strings commute, 1 if they anticommute: x_a . z_b + z_a . x_b mod 2.

    >>> symplectic_product("XX", "ZZ"), symplectic_product("XX", "ZI")
    (0, 1)
    """
    left = pauli_bits(a)
    right = pauli_bits(b, len(a))
    return int(left @ np.roll(right, len(b)) % 2)


def commute(a, b):
    """Whether two Pauli strings commute: on an even number of qubits they differ and none is I.

    >>> commute("XX", "ZZ"), commute("XI", "ZI")
    (True, False)
    """
    return symplectic_product(a, b) == 0


def product(*paulis):
    """The product of Pauli strings, its phase dropped.

    >>> product("XXI", "IYZ")
    'XZZ'
    """
    rows = [pauli_bits(pauli, len(paulis[0])) for pauli in paulis]
    return pauli_string(np.bitwise_xor.reduce(rows))


def errors_of_weight(n, w, letters="XYZ"):
    """All strings of n letters with ``letters`` on exactly w qubits, a list.

    >>> errors_of_weight(2, 1, "X")
    ['XI', 'IX']
    """
    return [
        "".join(dict(zip(where, what, strict=True)).get(q, "I") for q in range(n))
        for where in itertools.combinations(range(positive_integer("n", n)), w)
        for what in itertools.product(letters, repeat=w)
    ]


def rank(rows):
    """How many rows of a matrix of 0 and 1 are independent, counting mod 2.

    >>> rank([[1, 1, 0], [0, 1, 1], [1, 0, 1]])
    2
    """
    return len(reduced(rows)[0])


def reduced(rows):
    """(basis, pivots): independent rows with the same span mod 2, in echelon form, and the
    columns of their leading ones; array (r, m) and list.

    >>> reduced([[1, 1, 0], [0, 1, 1], [1, 0, 1]])[1]
    [0, 1]
    """
    matrix = np.array(rows, dtype=np.uint8) % 2
    pivots = []
    for column in range(matrix.shape[1] if matrix.ndim == 2 else 0):
        found = np.flatnonzero(matrix[len(pivots) :, column])
        if len(found):
            row = len(pivots)
            matrix[[row, row + found[0]]] = matrix[[row + found[0], row]]
            others = np.flatnonzero(matrix[:, column])
            matrix[others[others != row]] ^= matrix[row]
            pivots.append(column)
    return matrix[: len(pivots)], pivots


def kernel(rows):
    """The vectors that every row meets evenly, a basis of them: array (m - rank, m).

    >>> kernel([[1, 1, 0], [0, 1, 1]]).tolist()
    [[1, 1, 1]]
    """
    basis, pivots = reduced(rows)
    free = [column for column in range(np.shape(rows)[1]) if column not in pivots]
    vectors = np.zeros((len(free), np.shape(rows)[1]), dtype=np.uint8)
    vectors[range(len(free)), free] = 1
    vectors[:, pivots] = basis[:, free].T
    return vectors
