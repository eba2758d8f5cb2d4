"""The explorers of the quantum supercomputer: the machine designer and the rQOPS plane."""

from functools import lru_cache

import numpy as np

from qlearn import plots
from qlearn.correction import machines, resources
from qlearn.correction.machines import QUBITS, SURFACE, scheme_of
from qlearn.correction.resources import LogicalCounts
from qlearn.facts import fact
from qlearn.widgets.controls import choice, slider
from qlearn.widgets.live import explorer

PROGRAMS = {  # name: counts, and the probability of failure that its source allows
    "RSA-2048": (resources.RSA_2048, 0.333),
    "chemistry: a catalyst": (resources.CHEMISTRY, 0.01),
    "20 qubits, a million T": (LogicalCounts(20, t=10**6, measurements=10**5), 0.01),
    "Clifford gates only": (LogicalCounts(200, measurements=10**8), 0.01),
}
GRID = np.round(np.arange(-6, -1.99, 0.1), 1)  # log10 of the physical errors of the curves
DISTANCES = np.arange(1, 51, 2)
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
KINDS = {  # of qubit, without their error: that has a slider of its own
    "gates, 50 ns": "gate_ns_e3",
    "gates, 100 µs": "gate_us_e3",
    "Majorana, T error 5 %": "maj_ns_e4",
    "Majorana, T error 1 %": "maj_ns_e6",
}
QUBIT_CHOICES = [(model.name, key) for key, model in QUBITS.items()]


# --- The machine designer -----------------------------------------------------------------


def machine_explorer():
    """Program, qubit, its error, the budget and the waiting: the machine, step by step.

    >>> designer = machine_explorer()
    >>> designer.live.text.split(":")[0]
    'p = 0.001, Q = 25,481 patches, C = 1.23·10¹⁰ cycles, error needed 3.5·10⁻¹⁶'
    """
    controls = {
        "program": choice("program", list(PROGRAMS)),
        "kind": choice("qubit", list(KINDS)),
        "log_p": slider("log₁₀ of error p", -3.0, -6.0, -2.0, 0.1),
        "code": choice("code", [("as published", "published"), ("surface, your fit", "fitted")]),
        "budget": choice("may fail", [("33.3 %", 0.333), ("1 %", 0.01), ("0.01 %", 1e-4)]),
        "slowdown": choice("waits for T", [("no", 1), ("4 × slower", 4), ("16 × slower", 16)]),
    }
    title = "Machine designer: from a program to physical qubits"
    return explorer(controls, plots.supercomputer.machine_figure(), update_machine, title=title)


def update_machine(program, kind, log_p, code, budget, slowdown):
    """Traces and line of text for one setting of the controls."""
    qubit = KINDS[kind]
    fitted = code == "fitted" and scheme_of(qubit) is SURFACE
    scheme = FITTED if fitted else scheme_of(qubit)
    note = "The fit is for gates, so the published code is taken. " if (
        code == "fitted" and not fitted) else ""  # fmt: skip
    note = "Your a is per round; here it is taken per cycle. " if fitted else note
    job = PROGRAMS[program][0], qubit, scheme, budget, slowdown
    curve = _curve(*job)
    try:
        found = _estimate(*job, log_p)
    except ValueError as impossible:
        return _at(log_p, scheme, None) | curve, f"{note}No machine: {impossible}."
    return _at(log_p, scheme, found) | curve, note + _steps(found)


FITTED = machines.QecScheme("surface code, fitted", 0.024, 0.0099, 4, 2)
"""The surface code with a and p* as the kata on the surface code fits them to sampled data: rates
per round for flips of one kind, taken per cycle here like the published ones."""


def _estimate(counts, qubit, scheme, budget, slowdown, log_p):
    """The estimate with p moved; T states made by ordinary gates are as good as these."""
    model = QUBITS[qubit]
    t_error = None if model.t_error == model.p else model.t_error
    moved = resources.with_error(model, float(10**log_p), t_error)
    return resources.estimate(counts, moved, scheme, budget, slowdown)


@lru_cache(maxsize=64)
def _curve(*job):
    """Physical qubits of program and factories over GRID: what moving p leaves as it is."""
    parts = np.full((2, len(GRID)), np.nan)
    for k, log_p in enumerate(GRID):
        try:
            found = _estimate(*job, log_p)
        except ValueError:
            continue  # no machine: the curve has a gap there
        parts[:, k] = found.algorithm_qubits, found.factory_qubits or np.nan
    return {
        name: {"x": 10**GRID, "y": y}
        for name, y in zip(("program", "T factories"), parts, strict=True)
    }


def _at(log_p, scheme, found):
    """The curve of errors at this p, and what is chosen on both sides of the figure."""
    needed, distance, error, qubits = np.nan, np.nan, np.nan, np.nan
    if found:
        needed, distance, error = found.required_error, found.distance, found.patch_error
        qubits = found.physical_qubits
    return {
        "patch error": {"x": DISTANCES, "y": machines.patch_error(10**log_p, DISTANCES, scheme)},
        "needed": {"x": np.array([0, 51]), "y": np.array([needed, needed])},
        "distance": {"x": np.array([distance]), "y": np.array([error])},
        "now": {"x": np.array([10**log_p]), "y": np.array([qubits])},
    }


def _steps(found):
    """Every step of the estimate in one line."""
    plan = found.layout
    if found.factory:
        noun = "factory" if found.factories == 1 else "factories"
        supply = f"{found.factories} T {noun} with {found.factory_qubits:,}"
    else:
        supply = "no T factories"
    return (
        f"p = {found.qubit.p:.2g}, Q = {plan.n_logical:,} patches, "
        f"C = {power(found.cycles, 2)} cycles, error needed {power(found.required_error)}: "
        f"distance {found.distance}, "
        f"{found.patch_qubits:,} qubits a patch, {found.algorithm_qubits:,} for the program; "
        f"{supply}. In all "
        f"{found.physical_qubits:,} physical qubits, {duration(found.runtime_s)}, "
        f"{power(found.rqops, 2)} rQOPS at an error of {power(found.patch_error)}."
    )


def power(number, decimals=1):
    """The number as a power of ten that no line is broken in.

    >>> power(3e-16), power(12_272_976_456, 2)
    ('3.0·10⁻¹⁶', '1.23·10¹⁰')
    """
    mantissa, exponent = f"{number:.{decimals}e}".split("e")
    return f"{mantissa}·10{str(int(exponent)).translate(SUPERSCRIPT)}"


def duration(seconds):
    """Seconds in the unit that suits.

    >>> duration(132548), duration(5e9), duration(0.002)
    ('36.8 hours', '158 years', '0.002 seconds')
    """
    if not 1e-3 <= seconds < 1e11:
        return f"{power(seconds)} s" if seconds < 1 else f"{power(seconds / 31_557_600)} years"
    units = (("years", 365.25 * 86_400), ("days", 86_400), ("hours", 3600), ("minutes", 60))
    for name, length in units:
        if seconds >= (2 if name != "years" else 1) * length:
            return f"{seconds / length:.3g} {name}"
    return f"{seconds:.3g} seconds"


# --- The rQOPS plane ----------------------------------------------------------------------


def rqops_explorer():
    """A machine of your own on the plane of clock and logical qubits, among tagged points.

    >>> plane = rqops_explorer()
    >>> plane.controls["log_q"].value = 1.0
    >>> plane.live.text.split(":")[0]
    'Q = 10 patches of distance 21 at 119 kHz'
    """
    controls = {
        "qubit": choice("qubit", QUBIT_CHOICES, "gate_ns_e3"),
        "log_q": slider("log₁₀ of Q", 2.0, 0.0, 5.5, 0.1),
        "log_error": slider("log₁₀ of logical error", -12, -18, -6),
    }  # fmt: skip
    figure = plots.supercomputer.rqops_figure(plane_points())
    title = "The rQOPS plane: open symbols miss the error of 10⁻¹²"
    return explorer(controls, figure, update_rqops, title=title)


def update_rqops(qubit, log_q, log_error):
    """Trace and line of text for one machine."""
    model, scheme = QUBITS[qubit], scheme_of(qubit)
    distance = machines.code_distance(model.p, 10.0**log_error, scheme)
    made = machines.machine(max(round(10**log_q), 1), distance, model, scheme)
    clock = 1e9 / made.cycle_ns
    filled = made.patch_error <= 1e-12
    place = {
        "x": np.array([clock]), "y": np.array([float(made.n_logical)]),
        "marker.symbol": "diamond" if filled else "diamond-open",
    }  # fmt: skip
    return {"yours": place}, _reading(made, clock, filled)


def _reading(made, clock, filled):
    unit, size = next(pair for pair in (("MHz", 1e6), ("kHz", 1e3), ("Hz", 0)) if clock >= pair[1])
    fast = f"{clock / (size or 1):.3g} {unit}"
    bars = "both bars" if made.rqops >= 1e8 else (
        "the first bar" if made.rqops >= 1e6 else "no bar")  # fmt: skip
    judged = f"clears {bars}" if filled or bars == "no bar" else (
        f"clears {bars} in speed, but not the error of 10⁻¹²")  # fmt: skip
    return (
        f"Q = {made.n_logical:,} patches of distance {made.distance} at {fast}: {made.rqops:,} "
        f"rQOPS at an error of {power(made.patch_error)}, {made.physical_qubits:,} physical qubits "
        f"without T factories. It {judged}. One logical error is expected every "
        f"{duration(made.cycle_ns * 1e-9 / made.patch_error / made.n_logical)}."
    )


def plane_points():
    """The points of the plane: six machines for each published program, and one measured memory.

    >>> [point["status"] for point in plane_points()].count("projected")
    12
    """
    made = [_published(program, key) for program in list(PROGRAMS)[:2] for key in QUBITS]
    return [*made, _memory()]


def _published(program, key):
    counts, budget = PROGRAMS[program]
    found = resources.estimate(counts, QUBITS[key], scheme_of(key), budget)
    return {
        "name": f"{program}, {QUBITS[key].name}", "clock_hz": 1e9 / found.cycle_ns,
        "n_logical": found.layout.n_logical, "error": found.patch_error, "status": "projected",
    }  # fmt: skip


def _memory():
    """Google's stored logical qubit: a cycle is taken as seven rounds at distance 7."""
    rounds = 7
    clock = 1e6 / (rounds * fact("rqops.round_time").value)
    error = (1 - (1 - 2 * fact("rqops.round_error").value / 100) ** rounds) / 2
    return {
        "name": "one logical qubit, stored (Willow, d = 7)", "clock_hz": clock, "n_logical": 1,
        "error": error, "status": "measured",
    }  # fmt: skip
