"""Circuits as OpenQASM 3 programs, out and in, so that what is built here runs elsewhere.

What is understood: the version line, ``include "stdgates.inc"``, ``qubit`` and ``bit`` registers
(``qreg`` and ``creg`` too), the gates of `gate_set` and of `stdgates.inc`, ``U``, ``gphase``, the
definition of further gates, ``inv @``, ``barrier``, ``delay``, ``measure`` in both spellings. Not
understood, and refused with the number of their line: loops, ``if``, ``reset``, subroutines,
variables, and every other statement. Registers are put one after the other.
Source: A. Cross et al., ACM Trans. Quantum Comput. 3, 12 (2022), arXiv:2104.14722. U and u3 have
the phase that Qiskit gives them: they take |0> to cos(theta/2)|0> + ...
"""

from qlearn.qubits.diagonal import diagonal_parts
from qlearn.qubits.qasm_lines import statements
from qlearn.qubits.qasm_reader import Reader

# Gates that `stdgates.inc` does not have, as a program must define them.
DEFINITIONS = {
    "sxdg": "gate sxdg a { inv @ sx a; }",
    "iswap": "gate iswap a, b { s a; s b; h a; cx a, b; cx b, a; h b; }",
    "ccz": "gate ccz a, b, c { h c; ccx a, b, c; h c; }",
    "rzz": "gate rzz(t) a, b { cx a, b; rz(t) b; cx a, b; }",
    "rxx": "gate rxx(t) a, b { h a; h b; cx a, b; rz(t) b; cx a, b; h a; h b; }",
    "ryy": "gate ryy(t) a, b { rx(pi/2) a; rx(pi/2) b; cx a, b; rz(t) b; cx a, b; "
    "rx(-pi/2) a; rx(-pi/2) b; }",
}

# --- Out ----------------------------------------------------------------------------------


def to_qasm(circuit):
    """The OpenQASM 3 program of a circuit, text; reading it gives an equal circuit.

    "diagonal" gates are written as cx and p. Raises ValueError at a gate given by a matrix, which
    has no name: take it apart first.

    >>> from qlearn.qubits.circuit import Circuit
    >>> print(to_qasm(Circuit(2).h(0).cx(0, 1).measure()))
    OPENQASM 3.0;
    include "stdgates.inc";
    qubit[2] q;
    bit[2] c;
    h q[0];
    cx q[0], q[1];
    c[0] = measure q[0];
    c[1] = measure q[1];
    """
    body = [line for op in circuit.operations for line in _written(op)]
    used = {line.split("(")[0].split(" ")[0] for line in body}
    head = ["OPENQASM 3.0;", 'include "stdgates.inc";']
    head += [DEFINITIONS[name] for name in DEFINITIONS if name in used]
    head.append(f"qubit[{circuit.n}] q;")
    if circuit.n_bits:
        head.append(f"bit[{circuit.n_bits}] c;")
    return "\n".join(head + body)


def _written(op):
    """The lines of one operation."""
    if op.name == "matrix":
        raise ValueError("gate 'matrix' has no name in OpenQASM; allowed: named and diagonal gates")
    places = ", ".join(f"q[{q}]" for q in op.qubits)
    if op.name == "measure":
        return [f"c[{op.bits[0]}] = measure {places};"]
    if op.name == "delay":
        return [f"delay[{op.params[0]!r}ns] {places};"]
    if op.name == "diagonal":
        parts = diagonal_parts(op.matrix)
        return [_line(n, p, ", ".join(f"q[{op.qubits[k]}]" for k in on)) for n, p, on in parts]
    return [_line("U" if op.name == "u" else op.name, op.params, places)]


def _line(name, params, places):
    angles = f"({', '.join(map(repr, params))})" if params else ""
    return f"{name}{angles} {places}".rstrip() + ";"


# --- In -----------------------------------------------------------------------------------


def from_qasm(text):
    """The circuit of an OpenQASM 3 program. A ValueError names the line that is not understood.

    >>> print(from_qasm("OPENQASM 3.0; qubit[2] q; U(pi/2, 0, pi) q[0]; ctrl @ x q[0], q[1];"))
    Traceback (most recent call last):
    ValueError: line 1: 'ctrl @ x q[0], q[1]' is not supported; allowed: ...
    >>> print(from_qasm("OPENQASM 3.0; qubit[2] q; U(pi/2, 0, pi) q[0]; CX q[0], q[1];"))
    q0: -U(pi/2,0,pi)--o-
                       |
    q1: ---------------X-
    """
    reader = Reader()
    for line in statements(text):
        try:
            reader.read(line)
        except ValueError as error:
            if str(error).startswith("line "):
                raise
            raise ValueError(f"line {line.number}: {error}") from error
    return reader.circuit()
