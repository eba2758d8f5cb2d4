"""Circuits as text, and the layout that every drawing of a circuit shares; qubit 0 on top."""

import numpy as np

_CONTROLLED = {"cx": "X", "cy": "Y", "cz": "o", "ch": "H", "ccx": "X", "ccz": "o", "cswap": "x",
               "cp": "P", "crx": "Rx", "cry": "Ry", "crz": "Rz", "cu": "U"}  # fmt: skip
_NAMES = {"sdg": "S'", "tdg": "T'", "sx": "SX", "sxdg": "SX'", "id": "I", "matrix": "U",
          "diagonal": "D", "swap": "x", "iswap": "iSW", "rx": "Rx", "ry": "Ry", "rz": "Rz",
          "rxx": "XX", "ryy": "YY", "rzz": "ZZ"}  # fmt: skip
_TARGETS = {"cswap": 2}  # all other controlled gates have one target, the last qubit


def columns(circuit):
    """The operations in columns, a list of lists: as far left as they go without crossing.

    >>> from qlearn.qubits.circuit import Circuit
    >>> [[op.name for op in column] for column in columns(Circuit(3).h(0, 2).cx(0, 1).x(2))]
    [['h', 'h'], ['cx', 'x']]
    """
    table, level = [], [0] * circuit.n
    for op in circuit.operations:
        if not op.qubits:  # a global phase has no place on the wires
            continue
        span = range(min(op.qubits), max(op.qubits) + 1)
        column = max(level[q] for q in span)
        for q in span:
            level[q] = column + 1
        table += [[] for _ in range(column + 1 - len(table))]
        table[column].append(op)
    return table


def symbols(operation):
    """What stands on each wire of an operation, {qubit: text}; "o" is a control, "x" a swap.

    >>> from qlearn.qubits.operation import Operation
    >>> symbols(Operation("crx", (2, 0), (0.5,)))
    {2: 'o', 0: 'Rx(0.5)'}
    """
    name, qubits = operation.name, operation.qubits
    if name == "measure":
        return {qubits[0]: f"M{operation.bits[0]}"}
    if name == "barrier":
        return dict.fromkeys(qubits, ":")
    if name == "delay":
        return {qubits[0]: f"{operation.params[0]:g}ns"}
    label = _CONTROLLED.get(name) or _NAMES.get(name) or name.upper()
    if operation.params:
        label += f"({','.join(map(_angle, operation.params))})"
    if name in _CONTROLLED:
        controls = len(qubits) - _TARGETS.get(name, 1)
        return {q: "o" if k < controls else label for k, q in enumerate(qubits)}
    if name in ("matrix", "diagonal") and len(qubits) > 1:
        return {q: f"{label}{k}" for k, q in enumerate(qubits)}  # the order of the qubits counts
    return dict.fromkeys(qubits, label)


def text(circuit):
    """The circuit as text, one line for each wire and one between two wires.

    >>> from qlearn.qubits.circuit import Circuit
    >>> print(text(Circuit(3).ry(np.pi / 2, 0).cx(0, 2).barrier().measure(2)))
    q0: -Ry(pi/2)--o--:-----
                   |  :
    q1: -----------|--:-----
                   |  :
    q2: -----------X--:--M0-
    """
    margin = len(f"q{circuit.n - 1}: ")
    wires = [f"q{k}: ".ljust(margin) for k in range(circuit.n)]
    gaps = [" " * margin] * circuit.n
    for column in columns(circuit):
        marks, links = _column(column)
        width = max(map(len, marks.values()))
        for k in range(circuit.n):
            wires[k] += f"-{marks.get(k, '').center(width, '-')}-"
            gaps[k] += f" {links.get(k, '').center(width)} "
    lines = [line for pair in zip(wires, gaps, strict=True) for line in pair][:-1]
    return "\n".join(line.rstrip() for line in lines)


def _column(operations):
    """What stands on the wires and between them in one column: two dictionaries by wire."""
    marks, links = {}, {}
    for op in operations:
        line = ":" if op.name == "barrier" else "|"
        span = range(min(op.qubits), max(op.qubits) + 1)
        marks |= dict.fromkeys(span, line) | symbols(op)
        links |= dict.fromkeys(span[:-1], line)
    return marks, links


def _angle(angle):
    """An angle as a fraction of pi if it is one with a small denominator, else as a number."""
    for denominator in (1, 2, 3, 4, 6, 8, 16):
        times = angle * denominator / np.pi
        if abs(times - round(times)) < 1e-9 and round(times):
            sign, times = "-" * (times < 0), abs(round(times))
            top = "pi" if times == 1 else f"{times}pi"
            return f"{sign}{top}" + (f"/{denominator}" if denominator > 1 else "")
    return f"{angle:.3g}"
