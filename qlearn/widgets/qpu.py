"""The explorer of a programmable machine: one program through all layers, down to the counts."""

from functools import lru_cache

import numpy as np

from qlearn.plots import stack
from qlearn.qubits import (
    PRESETS,
    Circuit,
    frequencies,
    mitigate_readout,
    noisy_probabilities,
    schedule,
    transpile,
)
from qlearn.qubits.outcomes import draw
from qlearn.qubits.states import bits_of
from qlearn.widgets.controls import choice, press, slider, toggle
from qlearn.widgets.live import explorer

MOST_BARS = 8
RESULT = ("counts", "no errors", "mended")  # traces that noise moves
UNITS = (("ns", 1.0), ("µs", 1e3), ("ms", 1e6), ("s", 1e9))


# --- Programs -------------------------------------------------------------------------------


def _cat(n, pairs):
    circuit = Circuit(n).h(0)
    for control, target in pairs:
        circuit.cx(control, target)
    return circuit.measure()


def _hidden_string():
    """Bernstein and Vazirani's algorithm; the fifth qubit is given back as 0."""
    circuit = Circuit(5).x(4).h(range(5))
    for q in (0, 2, 3):
        circuit.cx(q, 4)
    return circuit.h(range(5)).x(4).measure()


def _phase():
    """The phase 3/8 in three qubits, read out by an inverse Fourier transform: 011."""
    circuit = Circuit(3).h(range(3))
    for q in range(3):
        circuit.p(2 * np.pi * 3 / 8 * 2 ** (2 - q), q)
    circuit.swap(0, 2).h(2).cp(-np.pi / 2, 1, 2).h(1)
    return circuit.cp(-np.pi / 4, 0, 2).cp(-np.pi / 2, 0, 1).h(0).measure()


PROGRAMS = {
    "Bell pair": lambda: _cat(2, [(0, 1)]),
    "cat of 4, a star": lambda: _cat(4, [(0, q) for q in (1, 2, 3)]),
    "cat of 5, a star": lambda: _cat(5, [(0, q) for q in (1, 2, 3, 4)]),
    "cat of 5, a chain": lambda: _cat(5, [(q, q + 1) for q in range(4)]),
    "hidden string 1011": _hidden_string,
    "phase 3/8": _phase,
}


@lru_cache(maxsize=64)
def compiled(program, machine, best):
    """(circuit, `Transpiled`) of a program on a preset of its size, as qubits are, or well placed.

    >>> compiled("cat of 4, a star", "superconducting", True)[1].swaps
    1
    """
    circuit = PROGRAMS[program]()
    layout = None if best else range(circuit.n)
    return circuit, transpile(circuit, PRESETS[machine](circuit.n), layout)


def scaled(device, gates=1.0, waiting=1.0, readout=1.0):
    """The device with errors of gates, of waiting and of readout this many times as large.

    >>> scaled(PRESETS["superconducting"](2), gates=0.5, waiting=2.0).t1_us
    (50.0, 50.0)
    """

    def times(error):
        if isinstance(error, dict):
            return {word: gates * p for word, p in error.items()}
        return gates * error

    return device.changed(
        errors={name: times(error) for name, error in device.errors.items()},
        t1_us=[t / waiting if waiting else np.inf for t in device.t1_us],
        t2_us=[t / waiting if waiting else np.inf for t in device.t2_us],
        readout=[tuple(min(readout * rate, 0.5) for rate in pair) for pair in device.readout],
    )


# --- The explorer ---------------------------------------------------------------------------


def stack_explorer():
    """Choice of program and machine, and noise, over program, compiled circuit, timeline, counts.

    >>> stack = stack_explorer()
    >>> stack.set(gates=0.0, waiting=0.0, readout=0.0)
    >>> "Overlap with the error-free result: 1.000" in stack.live.text
    True
    """
    controls = {
        "program": choice("program", list(PROGRAMS), "cat of 4, a star"),
        "machine": choice("machine", list(PRESETS), "superconducting"),
        "shots": choice("shots", [100, 1000, 10_000], 1000),
        "gates": slider("gate errors ×", 1.0, 0.0, 4.0, 0.1),
        "waiting": slider("waiting errors ×", 1.0, 0.0, 4.0, 0.1),
        "readout": slider("readout errors ×", 1.0, 0.0, 4.0, 0.1),
        "best": toggle("choose good places", True),
        "late": toggle("as late as possible", True),
        "mend": toggle("mend the readout"),
        "sample": press("New shots"),
    }
    title, pictured = "From a program to counts", [None]

    def update(program, machine, best, late, **noise):
        traces, text, layout = update_stack(program, machine, best, late, **noise)
        if pictured[0] == (program, machine, best, late):  # noise moves the result alone
            return {name: traces[name] for name in RESULT}, text
        pictured[0] = program, machine, best, late
        return traces, text, layout

    return explorer(controls, stack.stack_figure(), update, title=title, side="top")


def update_stack(program, machine, best, late, gates, waiting, readout, shots, mend, sample):
    """Traces, line of text and layout for one setting of the controls."""
    setting, ideal = (program, machine, best, late), PROGRAMS[program]().probabilities()
    exact = probabilities(*setting, gates, waiting, readout)
    seen = frequencies(draw(exact, shots, np.random.default_rng(1 + sample)))
    mended = mitigate_readout(seen, _rates(*setting[:3], readout)) if mend else None
    traces, layout, plan = pictures(*setting)
    alone = {"gates": (gates, 0, 0), "waiting": (0, waiting, 0), "readout": (0, 0, readout)}
    lost = {k: 1 - overlap(probabilities(*setting, *v), ideal) for k, v in alone.items()}
    text = _sentence(*setting[:3], plan, overlap(exact, ideal), lost)
    return traces | _result(ideal, seen, mended), text, layout


@lru_cache(maxsize=512)
def probabilities(program, machine, best, late, gates, waiting, readout):
    """What the machine shows, exactly, with its errors scaled: an array (2^bits,), kept.

    >>> probabilities("Bell pair", "ion trap", True, True, 0.0, 0.0, 0.0).round(3)
    array([0.5, 0. , 0. , 0.5])
    """
    circuit, job = compiled(program, machine, best)
    device = scaled(PRESETS[machine](circuit.n), gates, waiting, readout)
    return noisy_probabilities(job, device, late)


def _rates(program, machine, best, readout):
    circuit, job = compiled(program, machine, best)
    device = scaled(PRESETS[machine](circuit.n), readout=readout)
    return [device.readout[q] for q in job.circuit.measured.values()]


def overlap(p, q):
    """1 - total variation distance of two distributions: the sum of the smaller of the two.

    >>> overlap(np.array([0.5, 0.5]), np.array([0.9, 0.1]))
    0.6
    """
    return float(np.minimum(p, q).sum())


@lru_cache(maxsize=64)
def pictures(program, machine, best, late):
    """Traces of the two circuits and of the timeline, the ranges of their axes, the `Schedule`."""
    circuit, job = compiled(program, machine, best)
    device = PRESETS[machine](circuit.n)
    plan = schedule(job.circuit, device, late)
    traces, layout = _circuit_pictures(circuit, job, device)
    gates_ns = gate_time_ns(plan)
    unit, scale = next((u for u in UNITS if gates_ns < 2e3 * u[1]), UNITS[-1])
    layout |= {f"yaxis{k}.range": [circuit.n - 0.4, -0.6] for k in ("", 2, 3)}
    layout |= {"xaxis3.range": [0, 1.12 * gates_ns / scale], "xaxis3.title.text": f"time ({unit})"}
    return traces | stack.timeline_traces(plan, gates_ns, scale), layout, plan


def _circuit_pictures(circuit, job, device):
    """Traces of program and compiled circuit, and the ranges of their axes."""
    drawn = Circuit(job.circuit.n, job.circuit.n_bits)
    drawn.operations = [op for op in job.circuit.operations if not device_free(op, device)]
    names = [f"q{k}" for k in range(circuit.n)]
    starts, ends = (
        [names[at.index(k)] for k in range(circuit.n)] for at in (job.initial, job.final)
    )
    program, left = stack.circuit_traces("program", circuit, names)
    native, right = stack.circuit_traces("compiled", drawn, starts, ends)
    return program | native, {"xaxis.range": left, "xaxis2.range": right}


def device_free(op, device):
    """Whether a machine does the gate for nothing, so that the picture leaves it out."""
    return op.is_gate and device.durations_ns.get(op.name, 0) == 0


def gate_time_ns(plan):
    """When the last gate or wait before the readout is over.

    >>> from qlearn.qubits import superconducting
    >>> gate_time_ns(schedule(Circuit(1).sx(0).measure(), superconducting(1)))
    30.0
    """
    stops = [e.stop_ns for e in plan.events if e.operation.name != "measure"]
    return max([stop for stop in stops if stop > 0], default=1.0)


def _result(ideal, seen, mended):
    """The bars: the likeliest strings by name, all others together."""
    n = len(ideal).bit_length() - 1
    order = sorted(np.argsort(-(ideal + seen), kind="stable")[:MOST_BARS].tolist())
    names = [bits_of(k, n) for k in order]
    rest = [k for k in range(len(ideal)) if k not in order]

    def bars(p):
        return np.array([*p[order], *([p[rest].sum()] if rest else [])])

    x = names + ["others"] * bool(rest)
    shown = bars(mended) if mended is not None else np.full(len(x), np.nan)
    return {
        "counts": {"x": x, "y": bars(seen)},
        "no errors": {"x": x, "y": bars(ideal)},
        "mended": {"x": x, "y": shown},
    }


def _sentence(program, machine, best, plan, right, lost):
    circuit, job = compiled(program, machine, best)
    device, waits = PRESETS[machine](circuit.n), plan.idle_ns()
    longest, pair = int(np.argmax(waits)), device.two_qubit_gate
    wait = f"place {longest} waits longest, {_duration(waits[longest])}" * (max(waits) > 0)
    shares = ", ".join(f"{name} {loss:.3f}" for name, loss in lost.items())
    swaps = "1 swap" if job.swaps == 1 else f"{job.swaps} swaps"
    return (
        f"{machine}: {swaps}, {job.circuit.count().get(pair, 0)} {pair}, "
        f"{_duration(gate_time_ns(plan))} of gates ({wait or 'nobody waits'}), "
        f"readout {_duration(device.readout_ns)}. "
        f"Overlap with the error-free result: {right:.3f}; lost by each source alone: {shares}."
    )


def _duration(ns):
    unit, scale = next((u for u in UNITS if ns < 1e3 * u[1]), UNITS[-1])
    return f"{ns / scale:.3g} {unit}"
