"""Circuits: gates, delays and measurements in the order of time, and what they do to qubits.

Qubit 0 is the leftmost in kets and bit strings and the top wire of a drawing. A measurement writes
one character of the bit string; after it the qubit is not used again, so all randomness comes at
the end. Gates and their names: `qlearn.qubits.gate_set`. Noise is a function of an operation, such
as `operation.gate_noise` makes. Other programs: `qlearn.qubits.qasm`; machines: `.qpu`.
"""

import numpy as np
from qutip import Qobj

from qlearn.qubits import drawing, gate_set, simulate
from qlearn.qubits.inputs import (
    TOLERANCE,
    as_density,
    as_ket,
    as_operator,
    as_state,
    nonnegative,
    positive_integer,
    qubit_list,
    real,
    real_vector,
)
from qlearn.qubits.named_gates import with_named_gates
from qlearn.qubits.operation import Operation, noisy_steps
from qlearn.qubits.outcomes import bit_probabilities, draw

MOST_QUBITS = 24  # 2^24 amplitudes are 256 MB
MOST_QUBITS_NOISY = 10  # 4^10 Pauli means


@with_named_gates
class Circuit:
    """A circuit on ``n`` qubits, all in |0> at first; every method that adds returns the circuit.

    Each gate of `gate_set.GATES` is a method: angles first, then qubits. A gate on one qubit takes
    several, or a list, and acts on each: ``h(0, 1)``, ``rx(0.3, range(n))``. Raises ValueError at
    an unknown gate, a qubit out of range or used twice, a matrix that is not unitary, and a gate
    after a measurement.

    >>> bell = Circuit(2).h(0).cx(0, 1)
    >>> print(bell)
    q0: -H--o-
            |
    q1: ----X-
    >>> print(bell.state().full()[:, 0].real.round(3))
    [0.707 0.    0.    0.707]
    """

    def __init__(self, n, n_bits=0):
        self.n = positive_integer("n", n, at_most=MOST_QUBITS)
        self.n_bits = 0 if n_bits == 0 else positive_integer("n_bits", n_bits, at_most=64)
        self.operations = []

    # --- Adding -----------------------------------------------------------------------------

    def gate(self, name, qubits=(), params=()):
        """Add one gate by its name, on as many qubits as it needs."""
        needed = gate_set.kind(name)
        qubits = tuple(self._qubits(qubits)) if needed.n_qubits else ()
        params = tuple(real(f"angles of {name}", list(params)).tolist())
        if len(qubits) != needed.n_qubits or len(params) != needed.n_params:
            raise ValueError(
                f"{name} on qubits {list(qubits)} with angles {list(params)}; "
                f"allowed: {needed.n_qubits} qubits and {needed.n_params} angles"
            )
        return self._add(Operation(name, qubits, params))

    def matrix(self, matrix, qubits):
        """Add a gate given by its matrix (Qobj, array or list), which must be unitary."""
        array = as_operator(matrix, "matrix").full()
        defect = np.abs(array @ array.conj().T - np.eye(len(array))).max()
        if defect > TOLERANCE:
            raise ValueError(
                f"matrix is not unitary: U U^+ misses 1 by {defect:.2g}; allowed: 1e-6"
            )
        qubits = self._as_many(qubits, len(array), "matrix")
        return self._add(Operation("matrix", qubits, matrix=tuple(map(tuple, array.tolist()))))

    def diagonal(self, phases, qubits):
        """Add the gate |x> -> exp(i phases[x]) |x>, with 2^k phases in rad for k qubits."""
        phases = real("phases", phases).ravel()
        qubits = self._as_many(qubits, len(phases), "phases")
        return self._add(Operation("diagonal", qubits, matrix=tuple(phases.tolist())))

    def barrier(self, *qubits):
        """Add a barrier (default: on all): no step of a compiler or schedule moves across it."""
        return self._add(Operation("barrier", self._all_or(qubits)))

    def delay(self, duration_ns, *qubits):
        """Let qubits (default: all) wait, each: without noise nothing happens."""
        duration = float(
            nonnegative("duration_ns", real_vector("duration_ns", [duration_ns], 1))[0]
        )
        for qubit in self._all_or(qubits):
            self._add(Operation("delay", (qubit,), (duration,)))
        return self

    def measure(self, qubits=None, bits=None):
        """Measure qubits (default: all) into ``bits`` (default: the next free ones, in order)."""
        qubits = self._all_or(() if qubits is None else (qubits,))
        bits = range(self._next_bit(), self._next_bit() + len(qubits)) if bits is None else bits
        bits = qubit_list("bits", bits, 64)
        taken = {bit for op in self.operations for bit in op.bits}
        if len(bits) != len(qubits) or taken & set(bits):
            raise ValueError(f"bits = {bits}; allowed: {len(qubits)} that are not yet written")
        for qubit, bit in zip(qubits, bits, strict=True):
            self._add(Operation("measure", (qubit,), bits=(bit,)))
        self.n_bits = max(self.n_bits, *(bit + 1 for bit in bits))
        return self

    def append(self, other, qubits=None):
        """Add all of another circuit; its qubit k becomes qubits[k] (default: k)."""
        qubits = list(range(other.n)) if qubits is None else qubits
        qubits = self._as_many(qubits, 2**other.n, "circuit")
        for op in other.operations:
            if op.name == "measure":
                self.measure(qubits[op.qubits[0]], op.bits)
            else:
                self._add(op._replace(qubits=tuple(qubits[q] for q in op.qubits)))
        self.n_bits = max(self.n_bits, other.n_bits)
        return self

    def inverse(self):
        """The circuit that undoes this one. Raises ValueError if it measures."""
        undone = Circuit(self.n)
        for op in reversed(self.operations):
            if op.name == "measure":
                raise ValueError("circuit measures; allowed: circuits without measurement")
            undone.operations += op.inverse()
        return undone

    def without_measurements(self):
        """The circuit without its measurements."""
        bare = Circuit(self.n)
        bare.operations = [op for op in self.operations if op.name != "measure"]
        return bare

    # --- Looking ----------------------------------------------------------------------------

    @property
    def measured(self):
        """{bit: qubit} of the measurements, in the order of the bits."""
        found = {op.bits[0]: op.qubits[0] for op in self.operations if op.name == "measure"}
        return dict(sorted(found.items()))

    def count(self):
        """How often each operation occurs, {name: number}."""
        names = [op.name for op in self.operations]
        return {name: names.count(name) for name in dict.fromkeys(names)}

    def depth(self):
        """The number of layers of gates, each as early as it can be; barriers are obeyed."""
        level = [0] * self.n
        for op in self.operations:
            top = max((level[q] for q in op.qubits), default=0) + (
                op.is_gate and op.name != "gphase"
            )
            for q in op.qubits if op.name in ("barrier",) or op.is_gate else ():
                level[q] = top
        return max(level)

    def text(self):
        """The drawing as text, qubit 0 on top; see `qlearn.qubits.drawing`."""
        return drawing.text(self)

    __str__ = text

    def __repr__(self):
        return f"Circuit({self.n}): {len(self.operations)} operations, depth {self.depth()}"

    def __eq__(self, other):
        same = isinstance(other, Circuit) and (self.n, self.n_bits) == (other.n, other.n_bits)
        return same and self.operations == other.operations

    __hash__ = None

    # --- Running ----------------------------------------------------------------------------

    def state(self, initial=None):
        """The ket at the end, from ``initial`` (default |0...0>); measurements are left out."""
        psi = np.zeros(2**self.n, dtype=complex)
        psi[0] = 1
        if initial is not None:
            psi = self._fits(as_ket(initial)).full()[:, 0]
        psi = simulate.evolve(psi, self.n, self._steps()) * self._global_phase()
        return Qobj(psi, dims=[[2] * self.n, [1]], copy=False)

    def unitary(self):
        """The matrix of all gates together, an operator of shape (2^n, 2^n)."""
        columns = simulate.evolve(np.eye(2**self.n, dtype=complex), self.n, self._steps())
        return Qobj(columns * self._global_phase(), dims=[[2] * self.n] * 2)

    def density(self, noise=None, initial=None):
        """The density matrix at the end, from a ket or density matrix ``initial``.

        ``noise(operation)`` returns [(channel, qubits), ...], what happens after that operation, or
        None. Measurements are left out.
        """
        means = simulate.density_of(self._means(noise, initial))
        return Qobj(means, dims=[[2] * self.n] * 2)

    def probabilities(self, noise=None, initial=None):
        """The probability of every bit string, (2^bits,); without measurements: of all qubits."""
        if noise is None and (initial is None or as_state(initial).isket):
            born = np.abs(self.state(initial).full()[:, 0]) ** 2
        else:
            born = simulate.outcome_probabilities(self._means(noise, initial))
        return bit_probabilities(born.clip(0) / born.clip(0).sum(), self)

    def counts(self, shots, rng, noise=None, initial=None):
        """The `Counts` of ``shots`` runs, drawn with the NumPy generator ``rng``."""
        return draw(self.probabilities(noise, initial), shots, rng)

    def _means(self, noise, initial):
        if self.n > MOST_QUBITS_NOISY:
            raise ValueError(f"n = {self.n}; allowed for noise: at most {MOST_QUBITS_NOISY} qubits")
        if initial is None:
            start = simulate.ground_means(self.n)
        else:
            start = simulate.pauli_means(self._fits(as_density(initial)).full())
        return simulate.evolve(start, self.n, noisy_steps(self.operations, noise))

    def _steps(self):
        return [(op.action(), op.qubits) for op in self.operations if op.is_gate and op.qubits]

    def _global_phase(self):
        return np.exp(1j * sum(op.params[0] for op in self.operations if op.name == "gphase"))

    # --- Checking ---------------------------------------------------------------------------

    def _add(self, operation):
        finished = set(self.measured.values()) if self.n_bits else set()
        if finished and finished & set(operation.qubits) and operation.name != "barrier":
            used = sorted(finished & set(operation.qubits))
            raise ValueError(f"{operation.name} on qubits {used}, measured before; allowed: others")
        self.operations.append(operation)
        return self

    def _qubits(self, qubits):
        return qubit_list("qubits", qubits, self.n)

    def _as_many(self, qubits, size, what):
        qubits = tuple(self._qubits(qubits))
        if 2 ** len(qubits) != size:
            raise ValueError(f"qubits = {qubits} for a {what} of size {size}; allowed: log2 of it")
        return qubits

    def _all_or(self, qubits):
        listed = [q for item in qubits for q in ([item] if np.ndim(item) == 0 else item)]
        return tuple(self._qubits(listed if qubits else range(self.n)))

    def _next_bit(self):
        return max((bit + 1 for op in self.operations for bit in op.bits), default=0)

    def _fits(self, state):
        if len(state.dims[0]) != self.n:
            raise ValueError(f"initial has {len(state.dims[0])} qubits; allowed: {self.n}")
        return state
