"""How large and how slow is a quantum computer that runs a given program?

From the counts of a program, a physical qubit and a code to qubits and hours, step by step:
`split_budget`, `layout`, the code distance, a T factory, `estimate`.  A model with assumptions: a
two-dimensional layout with room for lattice surgery, logical operations one after the other,
decoders and classical control that are never late, independent errors, one code for everything.
Source: M. E. Beverland et al., arXiv:2211.07629, Appendices A to E.
"""

from dataclasses import dataclass, fields, replace
from math import ceil, floor, isqrt, log2
from numbers import Integral
from typing import NamedTuple

from qlearn.correction.factories import TFactory, t_factory
from qlearn.correction.machines import (
    SURFACE,
    QecScheme,
    QubitModel,
    code_distance,
    cycle_ns,
    patch_error,
    patch_qubits,
    rqops,
)
from qlearn.qubits.inputs import positive

MAX_DISTANCE = 50


@dataclass(frozen=True)
class LogicalCounts:
    """What a program asks for: logical qubits, T gates, rotations by any angle and in how many
    layers they come, Toffoli-like gates (CCZ), measurements.  Whole numbers."""

    qubits: int
    t: int = 0
    rotations: int = 0
    rotation_depth: int = 0
    ccz: int = 0
    measurements: int = 0

    def __post_init__(self):
        for field in fields(self):
            value, least = getattr(self, field.name), int(field.name == "qubits")
            if not isinstance(value, Integral) or value < least:
                raise ValueError(f"{field.name} = {value!r}; allowed: an integer from {least}")
            object.__setattr__(self, field.name, int(value))  # no NumPy integer: these overflow
        if not (self.rotations > 0) == (self.rotation_depth > 0) or (
            self.rotation_depth > self.rotations
        ):
            raise ValueError(
                f"rotation_depth = {self.rotation_depth}; allowed: 1 to rotations = "
                f"{self.rotations}, and 0 if there are none"
            )
        if not self.t + self.rotations + self.ccz + self.measurements:
            raise ValueError("counts without gates and measurements; allowed: at least one")


RSA_2048 = LogicalCounts(12_581, 12, 12, 12, 3_731_607_428, 1_078_154_040)
"""Factoring a 2,048-bit number: the counts of Microsoft's factoring tutorial, budget 0.333."""

CHEMISTRY = LogicalCounts(1_318, 96, 11_987_084, 11_986_482, 67_474_931_068, 63_472_407_520)
"""Energy of a ruthenium catalyst (XVIII, 64 electrons in 56 orbitals), budget 0.01."""


class Budget(NamedTuple):
    """The allowed probabilities of failure: of the logical qubits, T states and rotations."""

    logical: float
    t_states: float
    rotations: float


class Layout(NamedTuple):
    """The program on a plane of patches."""

    n_logical: int  # patches, with the lanes between them
    t_per_rotation: int
    depth: int  # logical cycles
    t_states: int


@dataclass(frozen=True)
class Estimate:
    """The answer with all steps on the way; times in ns unless the name says otherwise."""

    counts: LogicalCounts
    qubit: QubitModel
    scheme: QecScheme
    budget: Budget
    layout: Layout
    cycles: int  # the depth, or more where the program waits for T states
    required_error: float  # per patch and cycle
    distance: int
    patch_error: float
    patch_qubits: int
    cycle_ns: float
    factory: TFactory | None
    factories: int

    @property
    def algorithm_qubits(self):
        """Physical qubits of the patches that hold the program."""
        return self.layout.n_logical * self.patch_qubits

    @property
    def factory_qubits(self):
        """Physical qubits of all T factories."""
        return self.factories * self.factory.qubits if self.factory else 0

    @property
    def physical_qubits(self):
        """All physical qubits."""
        return self.algorithm_qubits + self.factory_qubits

    @property
    def runtime_s(self):
        """Time of one run, in seconds."""
        return self.cycles * self.cycle_ns * 1e-9

    @property
    def rqops(self):
        """Reliable quantum operations per second, at the logical error `patch_error`."""
        return rqops(self.layout.n_logical, self.cycle_ns)


def split_budget(total, counts):
    """The `Budget`: equal shares for what there is, of logical qubits, T states, rotations.

    >>> split_budget(0.01, LogicalCounts(10, t=5))
    Budget(logical=0.005, t_states=0.005, rotations=0.0)
    """
    if not 0 < positive("total", total) < 1:
        raise ValueError(f"total = {total!r}; allowed: above 0, below 1, a probability of failure")
    if counts.rotations:
        return Budget(total / 3, total / 3, total / 3)
    return Budget(total / 2, total / 2, 0.0) if counts.t + counts.ccz else Budget(total, 0.0, 0.0)


def layout(counts, budget):
    """The `Layout`: every second row is free, for operations between distant patches.

    A rotation is made of T gates, more of them for a smaller share of the budget.

    >>> layout(RSA_2048, split_budget(0.333, RSA_2048))
    Layout(n_logical=25481, t_per_rotation=9, depth=12272976456, t_states=14926429832)
    """
    n = counts.qubits
    n_logical = 2 * n + isqrt(8 * n - 1) + 2  # 2n + ceil(sqrt(8n)) + 1, in whole numbers
    b = 0
    if counts.rotations:
        b = max(ceil(0.53 * log2(counts.rotations / budget.rotations) + 4.86), 0)
    depth = counts.measurements + counts.rotations + counts.t + 3 * counts.ccz
    t_states = 4 * counts.ccz + counts.t + b * counts.rotations
    return Layout(n_logical, b, depth + b * counts.rotation_depth, t_states)


def estimate(counts, qubit, scheme=SURFACE, budget=0.001, slowdown=1.0):
    """The `Estimate` for a program on a qubit and code, with a total probability of failure.

    `slowdown` > 1 lets the program wait for T states: fewer factories, a longer run.  Raises
    ValueError if the qubit is not below the threshold, or the budget asks for a distance
    above MAX_DISTANCE.

    >>> from qlearn.correction.machines import QUBITS
    >>> found = estimate(RSA_2048, QUBITS["gate_ns_e3"], budget=0.333)
    >>> found.distance, found.physical_qubits, round(found.runtime_s / 3600, 1)
    (27, 37651098, 36.8)
    """
    if not positive("slowdown", slowdown) >= 1:
        raise ValueError(f"slowdown = {slowdown!r}; allowed: at least 1")
    shares = split_budget(budget, counts)
    plan = layout(counts, shares)
    depth = ceil(plan.depth * slowdown)
    required = shares.logical / (plan.n_logical * depth)
    least = _least_distance(qubit, scheme, required)
    distance, cycles, *supply = _supplied(plan, shares, qubit, scheme, least, depth)
    tau = cycle_ns(distance, qubit, scheme)
    return Estimate(
        counts, qubit, scheme, shares, plan, cycles, required, distance,
        patch_error(qubit.p, distance, scheme), patch_qubits(distance, scheme), tau, *supply,
    )  # fmt: skip


def tradeoff(counts, qubit, scheme=SURFACE, budget=0.001, slowdowns=(1, 2, 4, 8, 16, 32)):
    """Fewer qubits for a longer run: the estimates that no other one beats in both, fastest first.

    >>> from qlearn.correction.machines import QUBITS
    >>> few = LogicalCounts(20, t=10**6)
    >>> [e.physical_qubits for e in tradeoff(few, QUBITS["gate_ns_e3"], slowdowns=(1, 4))]
    [344988, 119628]
    """
    tried = [estimate(counts, qubit, scheme, budget, factor) for factor in sorted(slowdowns)]
    kept = []
    for one in tried:
        if not kept or one.physical_qubits < kept[-1].physical_qubits:
            kept.append(one)
    return kept


def _least_distance(qubit, scheme, required):
    distance = code_distance(qubit.p, required, scheme)
    if distance > MAX_DISTANCE:
        raise ValueError(
            f"budget and p = {qubit.p:.4g} ask for code distance {distance}; allowed: up to "
            f"{MAX_DISTANCE}, so a larger budget, a smaller program or a better qubit"
        )
    return distance


def _supplied(plan, shares, qubit, scheme, least, cycles):
    """(distance, cycles, factory, factories): larger patches if those of the program are too poor
    for its T states, more cycles if it is over before a first T state is made."""
    if not plan.t_states:
        return least, cycles, None, 0
    target = shares.t_states / plan.t_states
    for distance in range(least, MAX_DISTANCE + 1, 2):
        tau, error = cycle_ns(distance, qubit, scheme), patch_error(qubit.p, distance, scheme)
        longest = max(floor(shares.logical / (plan.n_logical * error)), cycles)
        for allowed in (cycles, longest):
            made = t_factory(target, qubit, scheme, distance, allowed * tau)
            if made:
                cycles = max(cycles, ceil(made.time_ns / tau))
                runs = int(cycles * tau // made.time_ns)
                return distance, cycles, made, -(-plan.t_states // (runs * made.states))
    raise ValueError(
        f"budget asks for T states with an error of {target:.2g}; allowed: what a factory makes "
        f"of raw ones with t_error = {qubit.t_error:.2g} on patches up to distance {MAX_DISTANCE}"
    )


def with_error(qubit, p, t_error=None):
    """The same qubit with other errors; the T error stays in proportion unless given.

    >>> from qlearn.correction.machines import QUBITS
    >>> with_error(QUBITS["gate_ns_e3"], 5e-4).t_error
    0.0005
    """
    ratio = qubit.t_error / qubit.p
    return replace(qubit, p=p, t_error=min(p * ratio, 0.5) if t_error is None else t_error)
