"""Measurement: probabilities, collapse, shots and their statistics, expectation values.

A result is a bit string with qubit 0 first. Measuring finds 0 for |0> = +z. Everything random is
drawn from the NumPy generator `rng` that the caller hands over.
"""

import numbers
from functools import reduce

import numpy as np

from qlearn.qubits import gates
from qlearn.qubits.inputs import (
    TOLERANCE,
    as_density,
    as_operator,
    as_state,
    positive_integer,
    qubit_list,
    unit_axis,
)
from qlearn.qubits.states import bits_of, bloch_vector

_PAULIS = {"I": gates.I, "X": gates.X, "Y": gates.Y, "Z": gates.Z}


# --- One measurement ----------------------------------------------------------------------


def probabilities(state, qubits=None):
    """The probability of every outcome of `qubits` (default: all), an array (2^k,) in [0, 1].

    Index order: the first qubit listed weighs most. Born's rule |<b|psi>|^2, or <b|rho|b>.

    >>> print(probabilities([0.6, 0.8j]))
    [0.36 0.64]
    """
    state = as_state(state)
    n = len(state.dims[0])
    qubits = list(range(n)) if qubits is None else qubit_list("qubits", qubits, n)
    born = np.abs(state.full()[:, 0]) ** 2 if state.isket else state.diag().real
    born = (born.clip(0) / born.clip(0).sum()).reshape([2] * n)
    others = [qubit for qubit in range(n) if qubit not in qubits]
    return born.transpose(qubits + others).reshape(2 ** len(qubits), -1).sum(axis=1)


def project(state, qubit, outcome):
    """(p, post): the probability of finding `outcome` at `qubit`, and the state after it.

    post has norm (or trace) 1 again, and is a ket if `state` is. Raises ValueError if the
    outcome is not 0 or 1, or has probability 0: then there is no state after it.

    >>> p, post = project([0.6, 0, 0, 0.8], 0, 1)
    >>> round(p, 2), post.full()[:, 0].real.tolist()
    (0.64, [0.0, 0.0, 0.0, 1.0])
    """
    state = as_state(state)
    if outcome not in (0, 1):
        raise ValueError(f"outcome = {outcome!r}; allowed: 0 or 1")
    outcome = int(outcome)
    p = float(probabilities(state, qubit)[outcome])
    if p < TOLERANCE**2:
        raise ValueError(f"outcome {outcome} of qubit {qubit} has probability 0: no state after it")
    projector = gates.embed(np.diag([1 - outcome, outcome]), qubit, len(state.dims[0]))
    if state.isket:
        return p, (projector * state).unit()
    return p, projector * state * projector / p


def measure(state, qubit, rng):
    """(bit, post): a random outcome of one measurement of `qubit`, and the state after it.

    >>> bit, post = measure([0.6, 0.8], 0, np.random.default_rng(1))
    >>> bit, measure(post, 0, np.random.default_rng(2))[0]
    (1, 1)
    """
    bit = int(rng.random() < probabilities(state, qubit)[1])
    return bit, project(state, qubit, bit)[1]


def probability_along(state, axis):
    """The probability that one qubit, measured along `axis`, is found pointing that way.

    (1 + n.r)/2 with the unit vector n of `axis` ("x", "y", "z" or three numbers) and the Bloch
    vector r. `state` is a ket or density matrix of one qubit.

    >>> round(probability_along([1, 0], [1, 0, 1]), 4)
    0.8536
    """
    return float(1 + unit_axis(axis) @ bloch_vector(state)) / 2


# --- Many measurements --------------------------------------------------------------------


class Counts(dict):
    """How often each bit string was found; a string that never came counts 0.

    Raises ValueError if there are no shots, the strings differ in length, or a count is not a
    whole number of at least 0.

    >>> counts = Counts({"00": 60, "11": 40})
    >>> counts.shots, counts["01"], counts.fraction("00"), counts.parity([0])
    (100, 0, 0.6, 0.2)
    """

    def __init__(self, counts):
        super().__init__(counts)
        if not all(isinstance(c, numbers.Integral) and c >= 0 for c in self.values()):
            raise ValueError(f"counts = {dict(self)}; allowed: whole numbers, at least 0")
        if not all(isinstance(bits, str) and bits and set(bits) <= {"0", "1"} for bits in self):
            raise ValueError(f"counts has the outcomes {list(self)}; allowed: strings of 0 and 1")
        if self.shots < 1 or len({len(bits) for bits in self}) != 1:
            raise ValueError(f"counts = {dict(self)}; allowed: shots, on strings of equal length")

    def __missing__(self, bits):
        return 0

    @property
    def shots(self):
        """The number of measurements."""
        return sum(self.values())

    def fraction(self, bits):
        """The fraction of shots that found `bits`: the estimate of its probability."""
        return self[bits] / self.shots

    def stderr(self, bits):
        """The standard error of `fraction(bits)`, never 0; see `standard_error`."""
        return standard_error(self[bits], self.shots)

    def marginal(self, qubits):
        """The counts of these qubits alone, in the order listed."""
        qubits = qubit_list("qubits", qubits, len(next(iter(self))))
        result = {}
        for bits, count in self.items():
            kept = "".join(bits[qubit] for qubit in qubits)
            result[kept] = result.get(kept, 0) + count
        return Counts(result)

    def parity(self, qubits=None):
        """The mean of (-1)^(number of ones) over these qubits (default: all): estimates <Z...Z>."""
        kept = self if qubits is None else self.marginal(qubits)
        return sum(c * (-1) ** bits.count("1") for bits, c in kept.items()) / self.shots

    def parity_stderr(self, qubits=None):
        """The standard error of `parity(qubits)`, never 0: twice that of the fraction of odds."""
        odd = round(self.shots * (1 - self.parity(qubits)) / 2)
        return 2 * standard_error(odd, self.shots)


def standard_error(hits, shots):
    """The standard error of the fraction hits/shots: half the width of Wilson's one-sigma interval.

    Close to sqrt(p (1 - p)/shots) for many hits, and about 1/(2 shots) when all or none hit:
    ten heads in a row do not prove that a coin has no tails.
    Source: E. B. Wilson, J. Am. Stat. Assoc. 22, 209 (1927).

    >>> round(standard_error(50, 100), 4), round(standard_error(0, 100), 4)
    (0.0498, 0.005)
    """
    shots = positive_integer("shots", shots)
    if not 0 <= hits <= shots:
        raise ValueError(f"hits = {hits!r}; allowed: 0 to {shots}")
    p = hits / shots
    return float(np.sqrt(p * (1 - p) / shots + 1 / (4 * shots**2)) / (1 + 1 / shots))


def sample(state, shots, rng):
    """The Counts of `shots` measurements of all qubits, each on a fresh copy of the state.

    >>> counts = sample([0.6, 0.8], 1000, np.random.default_rng(1))
    >>> sorted(counts), counts.shots
    (['0', '1'], 1000)
    """
    p = probabilities(state)
    drawn = rng.multinomial(positive_integer("shots", shots), p)
    n = len(p).bit_length() - 1
    return Counts({bits_of(i, n): int(count) for i, count in enumerate(drawn) if count})


# --- Expectation values -------------------------------------------------------------------


def pauli(word):
    """The product of Pauli operators spelled by `word`, qubit 0 first; shape (2^n, 2^n).

    >>> pauli("ZI").diag().real.tolist()
    [1.0, 1.0, -1.0, -1.0]
    """
    if not word or set(word) - set(_PAULIS):
        raise ValueError(f"word = {word!r}; allowed: a string of I X Y Z")
    return as_operator(reduce(np.kron, [_PAULIS[letter].full() for letter in word]))


def expect(operator, state):
    """<psi|A|psi> or Tr(A rho): a float if the operator A is Hermitian, otherwise complex.

    `operator` may be a Pauli word such as "ZZ". Raises ValueError if it does not fit the state.

    >>> round(expect("ZZ", [0.6, 0, 0.8, 0]), 2)
    -0.28
    """
    operator = pauli(operator) if isinstance(operator, str) else as_operator(operator)
    rho = as_density(state)
    if operator.shape != rho.shape:
        sizes = len(operator.dims[0]), len(rho.dims[0])
        raise ValueError(f"operator acts on {sizes[0]} qubits, state has {sizes[1]}: must be equal")
    value = complex(np.sum(operator.full().T * rho.full()))
    return value.real if operator.isherm else value
