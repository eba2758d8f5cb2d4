"""Physical qubits and error-correcting schemes as an estimator sees them: a few numbers each.

A patch of code distance d holds one logical qubit.  It has a logical error per cycle of

    P(d) = a (p / p*)^((d + 1) / 2)

and a cycle whose time grows with d.  Everything here follows from that.  Times are in ns, rates
are probabilities.  The presets are those of M. E. Beverland et al., arXiv:2211.07629, Appendices
C to E: models of qubits that may exist one day, not measurements of any machine.
"""

from dataclasses import dataclass
from math import ceil, log

import numpy as np

from qlearn.qubits.inputs import between, nonnegative, positive, positive_integer


@dataclass(frozen=True)
class QubitModel:
    """A physical qubit: times in ns, the Clifford error `p` (worst of all), the T error `t_error`.

    For Majorana qubits `gate_ns` is the time of a measurement too: they have no other gates.

    >>> QUBITS["gate_ns_e3"].measure_ns
    100
    """

    name: str
    gate_ns: float
    measure_ns: float
    p: float
    t_error: float

    def __post_init__(self):
        positive("gate_ns", self.gate_ns)
        positive("measure_ns", self.measure_ns)
        for rate in ("p", "t_error"):
            if not 0 < between(rate, getattr(self, rate), 0, 1) < 1:
                raise ValueError(f"{rate} = {getattr(self, rate)!r}; allowed: above 0, below 1")


@dataclass(frozen=True)
class QecScheme:
    """A code family: `a` and `p_star` of P(d), its cycle, and the qubits of a patch.

    One cycle takes d (`gate_steps` gates + `measure_steps` measurements) of the physical qubit; a
    patch has c2 d^2 + c1 d + c0 physical qubits, `patch` = (c2, c1, c0).
    """

    name: str
    a: float
    p_star: float
    gate_steps: int
    measure_steps: int
    patch: tuple = (2, 0, 0)

    def __post_init__(self):
        positive("a", self.a)
        if not 0 < between("p_star", self.p_star, 0, 1) < 1:
            raise ValueError(f"p_star = {self.p_star!r}; allowed: above 0, below 1")


QUBITS = {
    "gate_us_e3": QubitModel("gates in µs, error 10⁻³", 100_000, 100_000, 1e-3, 1e-6),
    "gate_us_e4": QubitModel("gates in µs, error 10⁻⁴", 100_000, 100_000, 1e-4, 1e-6),
    "gate_ns_e3": QubitModel("gates in ns, error 10⁻³", 50, 100, 1e-3, 1e-3),
    "gate_ns_e4": QubitModel("gates in ns, error 10⁻⁴", 50, 100, 1e-4, 1e-4),
    "maj_ns_e4": QubitModel("Majorana in ns, error 10⁻⁴", 100, 100, 1e-4, 0.05),
    "maj_ns_e6": QubitModel("Majorana in ns, error 10⁻⁶", 100, 100, 1e-6, 0.01),
}
"""The six qubits of arXiv:2211.07629, Table V; "in µs" and "in ns" mean 100 µs and 50 to 100 ns."""

SURFACE = QecScheme("surface code", 0.03, 0.01, 4, 2)
SURFACE_MAJORANA = QecScheme("surface code from measurements", 0.08, 0.0015, 0, 20)
FLOQUET = QecScheme("Floquet code", 0.07, 0.01, 0, 3, (4, 8, -8))


def scheme_of(qubit):
    """The scheme that goes with a preset: Floquet code for Majorana qubits, else surface code.

    >>> scheme_of("maj_ns_e4").name
    'Floquet code'
    """
    if qubit not in QUBITS:
        raise ValueError(f"qubit = {qubit!r}; allowed: {', '.join(QUBITS)}")
    return FLOQUET if qubit.startswith("maj") else SURFACE


def patch_error(p, distance, scheme=SURFACE):
    """Logical error per cycle of one patch, a (p / p*)^((d + 1) / 2); arrays are welcome.

    At p = p* it is `a` for every distance; above, a larger patch is worse.

    >>> print(f"{patch_error(1e-3, 27):.1e}")
    3.0e-16
    """
    p, distance = nonnegative("p", p), nonnegative("distance", distance)
    error = scheme.a * (p / scheme.p_star) ** ((distance + 1) / 2)
    return error if np.ndim(error) else float(error)


def code_distance(p, target, scheme=SURFACE):
    """The smallest odd distance whose patch has a logical error of `target` per cycle or less.

    Raises ValueError if p is not below the threshold: then no distance helps.

    >>> code_distance(1e-3, 3.55e-16), code_distance(1e-3, 1e-12)
    (27, 21)
    """
    p, target = positive("p", p), positive("target", target)
    if p >= scheme.p_star:
        raise ValueError(
            f"p = {p:.4g}; allowed: below the threshold {scheme.p_star:.4g} of the {scheme.name}"
        )
    wanted = 2 * log(scheme.a / target) / log(scheme.p_star / p) - 1
    return max(ceil(wanted), 1) | 1


def patch_qubits(distance, scheme=SURFACE):
    """Physical qubits of one patch, those that measure the checks included.

    >>> patch_qubits(27), patch_qubits(15, FLOQUET)
    (1458, 1012)
    """
    d = positive_integer("distance", distance)
    c2, c1, c0 = scheme.patch
    return c2 * d * d + c1 * d + c0


def cycle_ns(distance, qubit, scheme=SURFACE):
    """Time of one logical cycle in ns: d rounds of checks.

    >>> cycle_ns(27, QUBITS["gate_ns_e3"])
    10800
    """
    d = positive_integer("distance", distance)
    return d * (scheme.gate_steps * qubit.gate_ns + scheme.measure_steps * qubit.measure_ns)


def rqops(n_logical, cycle):
    """Reliable quantum operations per second: logical qubits / cycle, `cycle` in ns, rounded up.

    A number of rQOPS means nothing without the logical error that it is meant at.

    >>> rqops(25_481, 10_800)
    2359351852
    """
    return ceil(positive_integer("n_logical", n_logical) * 1e9 / positive("cycle", cycle))


def required_rqops(n_logical, depth, seconds):
    """The rQOPS that a job needs: n_logical times depth within `seconds`.

    >>> print(f"{required_rqops(25_481, 12_272_976_456, 86_400):.2e}")
    3.62e+09
    """
    volume = positive_integer("n_logical", n_logical) * positive_integer("depth", depth)
    return volume / positive("seconds", seconds)


@dataclass(frozen=True)
class Machine:
    """Identical patches without factories: what a bar asks for at the least."""

    n_logical: int
    distance: int
    patch_error: float
    cycle_ns: float
    rqops: int
    physical_qubits: int


def machine(n_logical, distance, qubit, scheme=SURFACE):
    """The `Machine` of `n_logical` patches of this distance.

    >>> machine(100, 21, QUBITS["gate_ns_e3"]).physical_qubits
    88200
    """
    cycle = cycle_ns(distance, qubit, scheme)
    error = patch_error(qubit.p, distance, scheme)
    physical = positive_integer("n_logical", n_logical) * patch_qubits(distance, scheme)
    return Machine(n_logical, distance, error, cycle, rqops(n_logical, cycle), physical)


def smallest_machine(qubit, scheme=SURFACE, bar=1e6, error=1e-12, n_logical=1):
    """The smallest `Machine` with `bar` rQOPS at a logical error of `error` per cycle.

    `n_logical` asks for that many logical qubits at least, which the bar itself does not.

    >>> least = smallest_machine(QUBITS["gate_ns_e3"])
    >>> least.n_logical, least.physical_qubits
    (9, 7938)
    """
    distance = code_distance(qubit.p, error, scheme)
    enough = ceil(positive("bar", bar) * cycle_ns(distance, qubit, scheme) / 1e9 - 1e-9)
    return machine(max(enough, positive_integer("n_logical", n_logical)), distance, qubit, scheme)
