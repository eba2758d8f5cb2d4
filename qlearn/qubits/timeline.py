"""When each operation of a compiled circuit happens, and which qubits wait meanwhile."""

from typing import NamedTuple

from qlearn.qubits.operation import Operation

ROUNDING_NS = 1e-6  # what sums of durations may be off


class Event(NamedTuple):
    """Something between two times (ns): an operation of the circuit, or "idle" on one qubit."""

    operation: Operation
    start_ns: float
    stop_ns: float


class Schedule(NamedTuple):
    """A timeline: its events in the order of time, the number of qubits, and when it ends (ns)."""

    events: tuple
    n: int
    duration_ns: float

    def idle_ns(self):
        """How long each qubit waits, a list (n,), delays included; before its first gate not."""
        waits = [0.0] * self.n
        for event in self.events:
            if event.operation.name in ("idle", "delay"):
                waits[event.operation.qubits[0]] += event.stop_ns - event.start_ns
        return waits


def schedule(circuit, device, late=False):
    """The `Schedule` of a circuit in native gates; every operation as early, or late, as it can be.

    Qubits that wait between two of their events have an "idle" event. Before its first operation a
    qubit rests in |0>, where nothing can happen to it: for that reason ``late`` is better, often.
    Barriers make their qubits wait for each other. Raises ValueError at a gate that is not native.

    >>> from qlearn.qubits.circuit import Circuit
    >>> from qlearn.qubits.presets import superconducting
    >>> plan = schedule(Circuit(2).sx(0).sx(0).sx(1).cz(0, 1), superconducting(2))
    >>> [(e.operation.name, e.operation.qubits, e.stop_ns) for e in plan.events[-2:]]
    [('idle', (1,), 60.0), ('cz', (0, 1), 120.0)]
    """
    operations = [op for op in circuit.operations if op.qubits]
    durations = [_duration(op, device) for op in operations]
    starts = _starts(operations, durations, circuit.n, late)
    timed = sorted(zip(starts, range(len(operations)), strict=True))
    events, free, used = [], [0.0] * circuit.n, [False] * circuit.n
    for start, k in timed:
        op = operations[k]
        for q in op.qubits:
            if used[q] and start > free[q] + ROUNDING_NS:
                events.append(Event(Operation("idle", (q,)), free[q], start))
            free[q], used[q] = start + durations[k], used[q] or op.name != "barrier"
        events.append(Event(op, start, start + durations[k]))
    events.sort(key=lambda event: event.start_ns)  # stable: on each qubit the order stays
    return Schedule(tuple(events), circuit.n, max(free))


def _starts(operations, durations, n, late):
    """The start of each operation; late ones are early ones in reversed time."""
    step = -1 if late else 1
    free, starts = [0.0] * n, []
    for op, duration in list(zip(operations, durations, strict=True))[::step]:
        start = max(free[q] for q in op.qubits)
        starts.append(start)
        for q in op.qubits:
            free[q] = start + duration
    if not late:
        return starts
    ends = [start + duration for start, duration in zip(starts[::-1], durations, strict=True)]
    return [max(free) - end for end in ends]


def _duration(op, device):
    if op.name == "measure":
        return float(device.readout_ns)
    if op.name == "delay":
        return op.params[0]
    if op.name == "barrier":
        return 0.0
    if op.name not in device.native:
        allowed = ", ".join(device.native)
        raise ValueError(f"{op.name} is not native to {device.name}; allowed: {allowed}")
    if len(op.qubits) == 2 and not device.connected(*op.qubits):
        raise ValueError(f"qubits {op.qubits} are not coupled; allowed: {device.coupling}")
    return float(device.durations_ns.get(op.name, 0.0))
