"""The grammar of OpenQASM 3 as far as circuits need it: statement by statement into a circuit."""

import re

import numpy as np

from qlearn.qubits import gate_set
from qlearn.qubits.circuit import Circuit
from qlearn.qubits.qasm_lines import Line, expression, split, statements

_OTHER_NAMES = {"CX": "cx", "phase": "p", "cphase": "cp", "U": "u", "u3": "u"}
_FIXED_ANGLES = {"u1": ("u", (0.0, 0.0)), "u2": ("u", (np.pi / 2,))}  # what stands before theirs
_UNITS_NS = {"ns": 1.0, "us": 1e3, "µs": 1e3, "ms": 1e6, "s": 1e9}
_KEYWORDS = {
    "reset", "let", "const", "input", "output", "int", "uint", "float", "angle", "bool", "return",
    "defcal", "box", "end", "pragma", "if", "for", "while", "def", "extern",
}  # fmt: skip

_CALL = r"(inv\s*@\s*)?([A-Za-z_]\w*)\s*(?:\(([^{}]*)\))?\s*([\w\[\]:,\s]*)"
_STATEMENTS = (
    (r"(qubit|bit)\s*(?:\[\s*(\d+)\s*\])?\s+(\w+)", "_register"),
    (r"(qreg|creg)\s+(\w+)\s*(?:\[\s*(\d+)\s*\])?", "_old_register"),
    (r"gate\s+(\w+)\s*(?:\(([^)]*)\))?\s*([\w\s,]*)\{(.*)\}", "_definition"),
    (r"([\w\[\]\s:]+)=\s*measure\s+([\w\[\]\s:]+)", "_measure"),
    (r"measure\s+([\w\[\]\s:]+)->([\w\[\]\s:]+)", "_old_measure"),
    (r"barrier(?:\s+([\w\[\]:,\s]+))?", "_barrier"),
    (r"delay\s*\[\s*([^\]]+?)\s*(ns|us|µs|ms|s)\s*\]\s*([\w\[\]:,\s]+)", "_delay"),
    (_CALL, "_gate"),
)


def _unsupported(line):
    shown = " ".join(line.text.split())[:60]
    return ValueError(
        f"line {line.number}: {shown!r} is not supported; allowed: registers, gates and their "
        "definitions, inv @, barrier, delay, measure"
    )


class Reader:
    """What has been read of a program: registers, definitions, and calls to add at the end.

    >>> reader = Reader()
    >>> for line in statements("qubit[2] q; h q;"):
    ...     reader.read(line)
    >>> reader.circuit().count()
    {'h': 2}
    """

    def __init__(self):
        self.qubits, self.bits, self.defined, self.calls = {}, {}, {}, []
        self.named = set()

    def circuit(self):
        """Build the circuit; a ValueError names the line."""
        n = sum(map(len, self.qubits.values()))
        if not n:
            raise ValueError("line 1: the program has no qubits; allowed: at least one")
        circuit = Circuit(n, sum(map(len, self.bits.values())))
        for number, method, args in self.calls:
            try:
                getattr(circuit, method)(*args)
            except ValueError as error:
                raise ValueError(f"line {number}: {error}") from error
        return circuit

    def read(self, line):
        """Read one statement."""
        if re.fullmatch(r'OPENQASM \d+(\.\d+)?|include "(stdgates|qelib1)\.inc"', line.text):
            return
        for pattern, method in _STATEMENTS:
            match = re.fullmatch(pattern, line.text, re.DOTALL)
            if match and line.text.split()[0] not in _KEYWORDS:
                getattr(self, method)(line, *match.groups())
                return
        raise _unsupported(line)

    def _register(self, line, kind, size, name):
        table = self.qubits if kind in ("qubit", "qreg") else self.bits
        if name in self.qubits or name in self.bits:
            raise ValueError(f"register {name!r} is declared twice; allowed: once")
        before = sum(map(len, table.values()))
        table[name] = range(before, before + (int(size) if size else 1))

    def _old_register(self, line, kind, name, size):
        self._register(line, kind, size, name)

    def _definition(self, line, name, params, qubits, body):
        """Remember a gate; one of ours that is defined as we know it keeps its name."""
        if name in self.named:
            raise ValueError(f"gate {name!r} is defined twice; allowed: once")
        self.named.add(name)
        params = [p.strip() for p in (params or "").split(",") if p.strip()]
        qubits = [q.strip() for q in qubits.split(",")]
        lines = list(statements(body + "\n", line.number))
        self.defined[name] = (params, qubits, lines)
        angles = [0.7 + 0.4 * k for k in range(len(params))]
        if self._as_we_know_it(line, name, angles, len(qubits)):
            del self.defined[name]

    def _as_we_know_it(self, line, name, angles, size):
        trial = Reader()
        trial.defined, trial.qubits = self.defined, {"q": range(size)}
        trial._call(line, name, angles, list(range(size)))
        circuit = trial.circuit()  # a body that means nothing is found here, not at the first use
        if gate_set.GATES.get(name) != (size, len(angles)):
            return False
        found = circuit.unitary().full()
        return np.allclose(found, gate_set.matrix(name, tuple(angles)), rtol=0, atol=1e-9)

    def _measure(self, line, bits, qubits):
        pairs = self._places(self.qubits, qubits), self._places(self.bits, bits)
        self.calls.append((line.number, "measure", pairs))

    def _old_measure(self, line, qubits, bits):
        self._measure(line, bits, qubits)

    def _barrier(self, line, places):
        listed = [self._places(self.qubits, place) for place in split(places or "")]
        self.calls.append((line.number, "barrier", [q for qubits in listed for q in qubits]))

    def _delay(self, line, value, unit, places):
        listed = [q for place in split(places) for q in self._places(self.qubits, place)]
        self.calls.append((line.number, "delay", (expression(value) * _UNITS_NS[unit], *listed)))

    def _gate(self, line, inverse, name, params, places):
        """One call, or as many as a register has qubits."""
        angles = [expression(param) for param in split(params or "")]
        wires = [self._places(self.qubits, place) for place in split(places)]
        many = max((len(qubits) for qubits in wires), default=1)
        if any(len(qubits) not in (1, many) for qubits in wires):
            raise ValueError(f"registers of sizes {[len(q) for q in wires]}; allowed: equal ones")
        for k in range(many):
            self._call(line, name, angles, [q[k if len(q) > 1 else 0] for q in wires], inverse)

    def _call(self, line, name, angles, qubits, inverse=None):
        if inverse:
            part = Reader()
            part.defined, part.qubits = self.defined, {"q": range(max(qubits) + 1)}
            part._call(line, name, angles, qubits)
            undone = part.circuit().inverse().operations
            self.calls += [(line.number, "gate", (o.name, o.qubits, o.params)) for o in undone]
        elif name in self.defined:
            self._expand(line, *self.defined[name], angles, qubits, name)
        else:
            name, before = _FIXED_ANGLES.get(name, (_OTHER_NAMES.get(name, name), ()))
            if name not in gate_set.GATES:
                raise ValueError(f"gate {name!r} is not known; allowed: those of stdgates.inc")
            self.calls.append((line.number, "gate", (name, qubits, (*before, *angles))))

    def _expand(self, line, params, formal, body, angles, qubits, name):
        """The body of a defined gate, with its parameters and qubits put in."""
        if (len(params), len(formal)) != (len(angles), len(qubits)):
            needed = f"{len(params)} angles and {len(formal)} qubits"
            raise ValueError(f"gate {name!r} with {angles} on {qubits}; allowed: {needed}")
        values, wires = (
            dict(zip(params, angles, strict=True)),
            dict(zip(formal, qubits, strict=True)),
        )
        for inner in body:
            match = re.fullmatch(_CALL, inner.text, re.DOTALL)
            if not match:
                raise _unsupported(inner)
            inverse, called, given, places = match.groups()
            inner_angles = [expression(text, values) for text in split(given or "")]
            try:
                on = [wires[place] for place in split(places)]
            except KeyError as error:
                raise ValueError(f"qubit {error} in gate {name!r}; allowed: {formal}") from error
            if called in self.defined and self.defined[called][2] is body:
                raise ValueError(f"gate {name!r} calls itself; allowed: gates defined before")
            self._call(Line(line.number, inner.text), called, inner_angles, on, inverse)

    def _places(self, table, text):
        """The numbers that "q", "q[2]", "q[0:2]" or "$3" stand for."""
        match = re.fullmatch(r"(\w+)\s*(?:\[\s*(-?\d+)\s*(?::\s*(-?\d+)\s*)?\])?", text.strip())
        if not match or match[1] not in table:
            raise ValueError(f"{text.strip()!r} is not declared; allowed: {', '.join(table)}")
        whole = table[match[1]]
        if match[2] is None:
            return list(whole)
        first, last = int(match[2]), int(match[3] or match[2])
        if not (0 <= first < len(whole) and 0 <= last < len(whole)):
            raise ValueError(f"{text.strip()!r}; allowed: indices from 0 to {len(whole) - 1}")
        return list(whole[first : last + 1])
