"""Machines as numbers: coupling, native gates, durations, T1 and T2, errors of gates and readout.

The presets are *in the style of* four technologies. Their numbers are round, chosen to show what
differs between the technologies, and claims about no machine and no vendor.

Errors come after a gate. A number p depolarises the gate's qubits with that probability
(`channels.depolarizing`); a dictionary gives the probability of each Pauli word, one letter per
qubit of the gate. They include what the qubits suffer during the gate; T1 and T2 act on qubits that
wait. A gate without error and duration, such as a turn about z that only moves the clock of later
pulses, is *virtual*.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations

import numpy as np

from qlearn.qubits import gate_set
from qlearn.qubits.dynamics import dephasing_rate
from qlearn.qubits.inputs import between, nonnegative, positive_integer

MOST_QUBITS = 8
TWO_QUBIT_GATES = ("cx", "cz", "rzz")  # a device has one of them


@dataclass(frozen=True)
class Device:
    """A machine of ``n`` noisy qubits, up to 8; see the module for what errors mean.

    ``coupling`` are the pairs that a two-qubit gate can act on, ``native`` the gates: "rz", "sx" or
    "rx", and one of "cx", "cz", "rzz" at least. ``durations_ns`` and ``errors`` go by gate, 0 if a
    gate is missing. ``t1_us``, ``t2_us`` and ``readout`` are for all qubits, or a list of one each;
    ``readout`` is (probability to read 1 for 0, probability to read 0 for 1).
    Raises ValueError if something of it cannot be.

    >>> device = Device("two", 2, [(0, 1)], ("rz", "sx", "cz"), t1_us=50, t2_us=30)
    >>> device.connected(1, 0), float(device.distances[0, 1]), device.is_virtual("rz")
    (True, 1.0, True)
    """

    name: str
    n: int
    coupling: tuple
    native: tuple
    durations_ns: dict = field(default_factory=dict)
    errors: dict = field(default_factory=dict)
    t1_us: tuple | float = np.inf
    t2_us: tuple | float = np.inf
    readout: tuple = (0.0, 0.0)
    readout_ns: float = 0.0
    reset_us: float = 0.0

    def __post_init__(self):
        positive_integer("n", self.n, at_most=MOST_QUBITS)
        put = object.__setattr__
        put(self, "coupling", tuple(sorted({tuple(sorted(pair)) for pair in self.coupling})))
        put(self, "native", tuple(self.native))
        for name in ("t1_us", "t2_us"):
            put(self, name, _each(name, getattr(self, name), self.n))
        one = np.ndim(self.readout) == 1
        rates = [self.readout] * self.n if one else self.readout
        put(self, "readout", tuple(_rates(pair) for pair in rates))
        self._check()

    def _check(self):
        wrong = [pair for pair in self.coupling if not 0 <= pair[0] < pair[1] < self.n]
        if wrong:
            raise ValueError(f"coupling has {wrong}; allowed: pairs of 0 to {self.n - 1}")
        if self.n > 1 and not np.isfinite(self.distances).all():
            raise ValueError(f"coupling = {self.coupling}; allowed: one that joins all qubits")
        _check_native(self.native)
        for name in (*self.durations_ns, *self.errors):
            if name not in self.native:
                raise ValueError(f"{name!r} has a duration or error; allowed: {self.native}")
        nonnegative("durations_ns", [*self.durations_ns.values(), self.readout_ns, self.reset_us])
        for t1, t2 in zip(self.t1_us, self.t2_us, strict=True):
            dephasing_rate(t1, t2)
        if len(self.readout) != self.n:
            raise ValueError(f"readout has {len(self.readout)} pairs; allowed: 1 or {self.n}")
        for name in self.errors:
            self.error_transfer(name)

    # --- Reading it -------------------------------------------------------------------------

    @property
    def two_qubit_gate(self):
        """The native gate on two qubits."""
        return next(name for name in TWO_QUBIT_GATES if name in self.native)

    @cached_property
    def distances(self):
        """Steps between every two qubits along the coupling, (n, n); infinite without a path."""
        steps = np.full((self.n, self.n), np.inf)
        np.fill_diagonal(steps, 0)
        for a, b in self.coupling:
            steps[a, b] = steps[b, a] = 1
        for k in range(self.n):
            steps = np.minimum(steps, steps[:, [k]] + steps[[k]])
        return steps

    def connected(self, a, b):
        """Whether a two-qubit gate can act on qubits ``a`` and ``b``."""
        return tuple(sorted((a, b))) in self.coupling

    def is_virtual(self, name):
        """Whether a native gate takes no time and makes no error."""
        return name in self.native and not (self.durations_ns.get(name) or self.errors.get(name))

    def error_transfer(self, name):
        """The Pauli transfer matrix of a gate's error, diagonal, its diagonal (4^k,)."""
        k = gate_set.kind(name).n_qubits
        error = self.errors.get(name, 0.0)
        if not isinstance(error, dict):
            p = between(f"errors[{name!r}]", error, 0, 1)
            return np.array([1.0] + [1 - p] * (4**k - 1))
        for word in error:
            if len(word) != k or set(word) - set("IXYZ"):
                raise ValueError(f"errors[{name!r}] has {word!r}; allowed: {k} letters of IXYZ")
        nonnegative(f"errors[{name!r}]", list(error.values()))
        between(f"sum of errors[{name!r}]", sum(error.values()), 0, 1)
        return 1 - 2 * sum(p * _anticommuting(word) for word, p in error.items())

    def gate_infidelity(self, name):
        """1 - average gate fidelity of a native gate: what a benchmark of it reports.

        >>> device = Device("two", 2, [(0, 1)], ("rz", "sx", "cz"), errors={"cz": 0.008})
        >>> round(device.gate_infidelity("cz"), 6)
        0.006
        """
        kept = self.error_transfer(name)
        size = round(np.sqrt(len(kept)))
        return float(size / (size + 1) * (1 - kept.mean()))

    def changed(self, **fields):
        """A copy with some fields replaced."""
        return replace(self, **fields)


def _each(name, value, n):
    values = (value,) * n if np.ndim(value) == 0 else tuple(value)
    if len(values) != n:
        raise ValueError(f"{name} = {value}; allowed: one number, or {n}")
    return tuple(float(x) for x in values)


def _rates(pair):
    if len(pair) != 2:
        raise ValueError(f"readout = {pair}; allowed: two probabilities")
    return tuple(between("readout", rate, 0, 1) for rate in pair)


def _check_native(native):
    for name in native:
        gate_set.kind(name)
    single = {"rz", "sx"} <= set(native) or {"rz", "rx"} <= set(native)
    if not single or len(set(native) & set(TWO_QUBIT_GATES)) != 1:
        raise ValueError(
            f"native = {native}; allowed: rz, one of sx and rx, and one of cx, cz, rzz, and more "
            "gates on one qubit"
        )
    wide = [n for n in native if gate_set.kind(n).n_qubits != 1 and n not in TWO_QUBIT_GATES]
    if wide:
        raise ValueError(f"native has {wide}; allowed: gates on one qubit, and one of cx, cz, rzz")


def _anticommuting(word):
    """1 for every Pauli word that anticommutes with ``word``, else 0: an array (4^k,)."""
    odd = np.zeros(1)
    for letter in word:
        flips = [float(letter != "I" and other not in ("I", letter)) for other in "IXYZ"]
        odd = np.add.outer(odd, flips).ravel()
    return odd % 2


def line(n):
    """The pairs of neighbours on a line of n qubits.

    >>> line(3)
    [(0, 1), (1, 2)]
    """
    return [(k, k + 1) for k in range(n - 1)]


def grid(n):
    """The pairs of neighbours on two rows: 0 2 4 ... above 1 3 5 ...

    >>> grid(4)
    [(0, 1), (0, 2), (1, 3), (2, 3)]
    """
    return [
        (a, b) for a, b in combinations(range(n), 2) if b == a + 2 or (a % 2 == 0 and b == a + 1)
    ]
