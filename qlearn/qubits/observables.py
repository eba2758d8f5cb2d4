"""Observables as sums of Pauli words: exact means, and means from counts in a few bases.

``terms`` is {word: coefficient}, such as {"ZI": 0.4, "XX": 0.2}, qubit 0 first.
"""

import numpy as np

from qlearn.qubits.circuit import Circuit
from qlearn.qubits.inputs import as_operator, real_vector
from qlearn.qubits.measurement import expect, pauli
from qlearn.qubits.mitigation import readout_inverses
from qlearn.qubits.noisy_run import apply_bitwise


def operator(terms):
    """The sum as an operator of shape (2^n, 2^n).

    >>> operator({"Z": 1.0, "X": 2.0}).full().real.tolist()
    [[1.0, 2.0], [2.0, -1.0]]
    """
    return as_operator(sum(c * pauli(word).full() for word, c in _checked(terms).items()))


def mean(terms, state):
    """The exact mean in a ket or density matrix.

    >>> mean({"Z": 1.0, "X": 2.0}, [1, 0])
    1.0
    """
    return float(expect(operator(terms), state))


def bases(terms):
    """Words of X, Y, Z in whose bases all terms can be read: {basis: [words]}, few but not fewest.

    Two words share a basis if on no qubit they differ; "I" fits all.

    >>> bases({"II": 1.0, "ZI": 0.4, "IZ": 0.4, "XX": 0.2})
    {'ZZ': ['II', 'ZI', 'IZ'], 'XX': ['XX']}
    """
    groups = []
    for word in _checked(terms):
        for group in groups:
            if all("I" in (a, b) or a == b for a, b in zip(group[0], word, strict=True)):
                group[0] = "".join(
                    b if a == "I" else a for a, b in zip(group[0], word, strict=True)
                )
                group[1].append(word)
                break
        else:
            groups.append([word, [word]])
    return {basis.replace("I", "Z"): words for basis, words in groups}


def measured_in(circuit, basis):
    """A copy of the circuit with all qubits measured in the basis of a word: 0 is the value +1.

    >>> measured_in(Circuit(2), "XY").count()
    {'h': 2, 'sdg': 1, 'measure': 2}
    """
    if len(basis) != circuit.n or set(basis) - set("XYZ"):
        raise ValueError(f"basis = {basis!r}; allowed: {circuit.n} letters of XYZ")
    turned = Circuit(circuit.n).append(circuit)
    for q, letter in enumerate(basis):
        if letter == "Y":
            turned.sdg(q)
        if letter != "Z":
            turned.h(q)
    return turned.measure()


def mean_from(terms, found, shots=None, readout=None):
    """(mean, stderr) from frequencies {basis: array (2^n,)} in the `bases` of ``terms``.

    The standard error is that of ``shots`` shots in each basis; NaN without. ``readout`` are rates
    as `mitigation.mitigate_readout` takes them: then its errors are undone, and the standard error
    is larger, as it must be.

    >>> mean_from({"Z": 1.0}, {"Z": [0.75, 0.25]}, shots=300)
    (0.5, 0.05)
    """
    total, variance = 0.0, 0.0
    for basis, words in bases(terms).items():
        p = real_vector(f"found[{basis!r}]", found[basis], size=2 ** len(basis))
        values = sum(terms[word] * _signs(word) for word in words)
        if readout is not None:  # values . (A^-1 p) = (A^-T values) . p
            undo = readout_inverses(readout, len(basis))
            values = apply_bitwise(values, {bit: inverse.T for bit, inverse in undo.items()})
        total += float(values @ p)
        variance += float(max(values**2 @ p - (values @ p) ** 2, 0.0))
    return total, float(np.sqrt(variance / shots)) if shots else np.nan


def _signs(word):
    """The value of a word for every bit string in its basis, (2^n,)."""
    signs = np.ones(1)
    for letter in word:
        signs = np.kron(signs, [1, 1] if letter == "I" else [1, -1])
    return signs


def _checked(terms):
    if not terms or len({len(word) for word in terms}) != 1:
        raise ValueError(f"terms = {terms}; allowed: one or more words of equal length")
    for word, coefficient in terms.items():
        if not word or set(word) - set("IXYZ") or not np.isfinite(coefficient):
            raise ValueError(f"terms[{word!r}] = {coefficient!r}; allowed: words of IXYZ, numbers")
    return terms
