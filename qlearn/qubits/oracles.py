"""Oracles: a hidden function of bits, to be asked classically or inside a circuit; calls count.

A function f of n bits that gives 0 or 1 is a sum modulo 2 of products of bits, its algebraic normal
form: x0 x1 + x2, say. So each product becomes one gate: a phase (-1)^f is made of z, cz, ccz, and
f written onto one more qubit of x, cx, ccx. Bits and qubits are in the same order, qubit 0 first.
"""

import numpy as np

from qlearn.qubits.inputs import positive_integer, qubit_list
from qlearn.qubits.states import bits_of, index_of


class Oracle:
    """A function {0, 1}^n -> {0, 1}, given by its table (2^n entries) or by f("011") -> 0 or 1.

    ``calls`` says how often it was asked: once for each value asked with ``oracle(bits)``, once for
    each time it is put into a circuit, for any number of shots of that circuit.

    >>> from qlearn.qubits.circuit import Circuit
    >>> oracle = Oracle(2, lambda bits: bits == "10")
    >>> oracle("10"), oracle("11"), oracle.calls
    (1, 0, 2)
    >>> oracle.phase(Circuit(2)).count(), oracle.calls
    ({'z': 1, 'cz': 1}, 3)
    """

    def __init__(self, n, function):
        self.n, self.calls = positive_integer("n", n, at_most=10), 0
        if callable(function):
            table = [function(bits_of(x, n)) for x in range(2**n)]
        else:
            table = list(function)
        if len(table) != 2**n or not set(table) <= {0, 1}:
            raise ValueError(f"function = {function!r}; allowed: 0 or 1 for each of {2**n} strings")
        self._table = np.array(table, dtype=int)

    def __call__(self, bits):
        """The value for a bit string such as "011"; one call."""
        x = index_of(bits)
        if len(bits) != self.n:
            raise ValueError(f"bits = {bits!r}; allowed: {self.n} of them")
        self.calls += 1
        return int(self._table[x])

    def phase(self, circuit, qubits=None):
        """Add |x> -> (-1)^f(x) |x> to a circuit, on ``qubits`` (default: the first n); one call."""
        qubits = self._places(circuit, qubits)
        self.calls += 1
        for product in self._products():
            controlled_z(circuit, [qubits[k] for k in product])
        return circuit

    def xor(self, circuit, inputs=None, output=None):
        """Add |x, y> -> |x, y + f(x) mod 2> to a circuit, y by default qubit n; one call."""
        inputs = self._places(circuit, inputs)
        output = self.n if output is None else output
        self._places(circuit, [*inputs, output], self.n + 1)
        self.calls += 1
        for product in self._products():
            controlled_x(circuit, [inputs[k] for k in product], output)
        return circuit

    def _places(self, circuit, qubits, size=None):
        qubits = qubit_list("qubits", range(self.n) if qubits is None else qubits, circuit.n)
        if len(qubits) != (size or self.n):
            raise ValueError(f"qubits = {qubits}; allowed: {self.n}, one for each bit")
        return qubits

    def _products(self):
        """The products of the algebraic normal form, as tuples of bits; () is the constant 1."""
        form = self._table.copy()
        for k in range(self.n):  # a Moebius transform, one bit after the other
            split = form.reshape(2**k, 2, -1)
            split[:, 1] ^= split[:, 0]
        strings = [bits_of(int(x), self.n) for x in np.flatnonzero(form)]
        return [tuple(k for k in range(self.n) if bits[k] == "1") for bits in strings]


def controlled_z(circuit, qubits):
    """Add the sign -1 for |1...1> of these qubits to a circuit; for none, to every state.

    >>> from qlearn.qubits.circuit import Circuit
    >>> controlled_z(Circuit(4), [0, 1, 2, 3]).count()
    {'diagonal': 1}
    """
    names = {0: "gphase", 1: "z", 2: "cz", 3: "ccz"}
    if len(qubits) in names:
        return circuit.gate(names[len(qubits)], qubits, () if len(qubits) else (np.pi,))
    return circuit.diagonal([0.0] * (2 ** len(qubits) - 1) + [np.pi], qubits)


def controlled_x(circuit, controls, target):
    """Add an X of the target for |1...1> of the controls to a circuit.

    >>> from qlearn.qubits.circuit import Circuit
    >>> controlled_x(Circuit(4), [0, 1, 2], 3).count()
    {'h': 2, 'diagonal': 1}
    """
    names = {0: "x", 1: "cx", 2: "ccx"}
    if len(controls) in names:
        return circuit.gate(names[len(controls)], [*controls, target])
    return controlled_z(circuit.h(target), [*controls, target]).h(target)


# --- Oracles with a promise ---------------------------------------------------------------


def hidden_string(secret):
    """The oracle f(x) = secret . x modulo 2 of Bernstein and Vazirani.

    >>> hidden_string("101")("111")
    0
    """
    index_of(secret)
    return Oracle(
        len(secret), lambda x: sum(a == b == "1" for a, b in zip(secret, x, strict=True)) % 2
    )


def constant(n, value):
    """The oracle that always says ``value``.

    >>> constant(2, 1)("01")
    1
    """
    return Oracle(n, [value] * 2 ** positive_integer("n", n, at_most=10))


def balanced(n, rng):
    """A random oracle that says 1 for exactly half of the strings.

    >>> oracle = balanced(3, np.random.default_rng(1))
    >>> sum(oracle(bits_of(x, 3)) for x in range(8))
    4
    """
    half = 2 ** (positive_integer("n", n, at_most=10) - 1)
    return Oracle(n, rng.permutation([0] * half + [1] * half).tolist())


def marked(*targets):
    """The oracle that says 1 for these bit strings only: what Grover's search looks for.

    >>> marked("101", "110")("110")
    1
    """
    if not targets or len({len(bits) for bits in targets}) != 1:
        raise ValueError(f"targets = {targets}; allowed: one or more strings of equal length")
    wanted = {index_of(bits) for bits in targets}
    return Oracle(len(targets[0]), lambda x: index_of(x) in wanted)
