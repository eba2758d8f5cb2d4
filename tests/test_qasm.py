"""OpenQASM 3 against Qiskit's own reader and writer, in both directions."""

import numpy as np
import pytest
from test_circuit import NAMES, random_circuit

from qlearn.qubits import gate_set
from qlearn.qubits.circuit import Circuit
from qlearn.qubits.qasm import DEFINITIONS, from_qasm, to_qasm
from qlearn.qubits.qasm_lines import expression, statements

qiskit = pytest.importorskip("qiskit")
pytest.importorskip("qiskit_qasm3_import")


def theirs(program):
    """The unitary that Qiskit reads, with its qubits turned round."""
    circuit = qiskit.qasm3.loads(program)
    return qiskit.quantum_info.Operator(circuit.reverse_bits()).data


def up_to_phase(a, b):
    return abs(abs(np.vdot(a, b)) / len(a) - 1) < 1e-9


@pytest.mark.parametrize("seed", range(8))
def test_qiskit_reads_what_we_write(seed):
    rng = np.random.default_rng(seed)
    circuit = random_circuit(4, 25, rng).gphase(0.3).diagonal(rng.uniform(0, 6, 8), [3, 0, 2])
    assert np.allclose(theirs(to_qasm(circuit)), circuit.unitary().full(), atol=1e-9)


@pytest.mark.parametrize("seed", range(8))
def test_we_read_what_qiskit_writes(seed):
    """Its own random circuits. Its writer drops global phases, so up to these."""
    from qiskit.circuit.random import random_circuit as theirs_random

    circuit = theirs_random(4, 6, max_operands=3, seed=seed)
    ours = from_qasm(qiskit.qasm3.dumps(circuit)).unitary().full()
    expected = qiskit.quantum_info.Operator(circuit.reverse_bits()).data
    assert up_to_phase(ours, expected)


@pytest.mark.parametrize("seed", range(4))
def test_reading_back_gives_an_equal_circuit(seed):
    circuit = random_circuit(4, 30, np.random.default_rng(seed)).barrier(2, 0).delay(12.5, 1)
    circuit.gphase(-0.4).measure([3, 1], [0, 2])
    assert from_qasm(to_qasm(circuit)) == circuit


@pytest.mark.parametrize("name", NAMES)
def test_each_gate_alone_means_the_same_to_qiskit(name):
    needed = gate_set.GATES[name]
    angles = [0.7, -0.3, 1.1, 0.2][: needed.n_params]
    circuit = Circuit(3).gate(name, [2, 0, 1][: needed.n_qubits], angles)
    assert np.allclose(theirs(to_qasm(circuit)), circuit.unitary().full(), atol=1e-9)


@pytest.mark.parametrize("name", DEFINITIONS)
def test_what_we_define_is_what_we_mean(name):
    """Under another name the definition is not known, and is put in gate by gate."""
    needed = gate_set.GATES[name]
    text = DEFINITIONS[name].replace(f"gate {name}", "gate other")
    angles = f"({0.7})" if needed.n_params else ""
    qubits = ", ".join(f"q[{k}]" for k in range(needed.n_qubits))
    program = f"{text} qubit[{needed.n_qubits}] q; other{angles} {qubits};"
    found = from_qasm(program)
    assert "other" not in found.count()
    expected = gate_set.matrix(name, (0.7,) * needed.n_params)
    assert np.allclose(found.unitary().full(), expected)


def test_measurements_land_where_qiskit_puts_them():
    circuit = Circuit(3).x(0).measure([0, 2], [2, 0])
    program = qiskit.qasm3.loads(to_qasm(circuit))
    found = {
        program.find_bit(item.clbits[0]).index: program.find_bit(item.qubits[0]).index
        for item in program.data
        if item.name == "measure"
    }
    assert found == circuit.measured == {0: 2, 2: 0}


def test_qiskit_reads_delays_barriers_and_spare_bits():
    circuit = Circuit(2, 4).h(0).delay(12.5, 1).barrier(1).measure(0, [2])
    program = qiskit.qasm3.loads(to_qasm(circuit))
    assert [item.name for item in program.data] == ["h", "delay", "barrier", "measure"]
    assert (program.data[1].params, program.data[1].operation.unit) == ([12.5], "ns")
    assert program.num_clbits == circuit.n_bits == 4


def test_a_whole_program():
    text = """OPENQASM 3.0;
    include "stdgates.inc"; // the standard gates
    qubit[2] a; qubit b;
    bit[3] c;
    /* a gate
       of two lines */
    gate twice(t) x, y {
      rx(t / 2) x;
      inv @ s y; cx x, y;
    }
    h a;               // the whole register
    twice(-3*pi/4 + 0.5*2) b, a[1];
    u3(0.1, 0.2, 0.3) a[0]; CX a[0], b;
    barrier a, b;
    delay[2us] b;
    c[0:1] = measure a;
    c[2] = measure b;
    """
    circuit = from_qasm(text)
    angle = -3 * np.pi / 4 + 0.5 * 2
    expected = Circuit(3).h(0, 1).rx(angle / 2, 2).sdg(1).cx(2, 1).u(0.1, 0.2, 0.3, 0).cx(0, 2)
    expected.barrier().delay(2000, 2).measure()
    assert circuit == expected
    assert np.allclose(
        theirs(text.split("barrier")[0]), expected.without_measurements().unitary().full()
    )


def test_a_gate_is_applied_to_each_pair_of_two_registers():
    circuit = from_qasm("qubit[2] a; qubit[2] b; cx a, b; cz a[0], b;")
    assert [op.qubits for op in circuit.operations] == [(0, 2), (1, 3), (0, 2), (0, 3)]


def test_old_spellings_are_read():
    circuit = from_qasm("OPENQASM 2.0;\nqreg q[2]; creg c[2]; u2(0,pi) q[0]; measure q -> c;")
    assert up_to_phase(
        circuit.without_measurements().unitary().full(), np.kron(gate_set.matrix("h"), np.eye(2))
    )
    assert circuit.measured == {0: 0, 1: 1}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("reset q[0];", r"line 4: 'reset q\[0\]' is not supported; allowed: registers, gates"),
        ("if (c[0] == 1) { x q[0]; }", r"line 4: 'if \(c\[0\] == 1\) \{ x q\[0\]; \}' is not supp"),
        ("for int i in [0:1] { x q[i]; }", "line 4: 'for int i .* is not supported"),
        ("ctrl @ x q[0], q[1];", r"line 4: 'ctrl @ x q\[0\], q\[1\]' is not supported"),
        ("float f = 0.5;", "line 4: 'float f = 0.5' is not supported"),
        ("foo q[0];", "line 4: gate 'foo' is not known"),
        ("h q[7];", r"line 4: 'q\[7\]'; allowed: indices from 0 to 1"),
        ("h r;", "line 4: 'r' is not declared; allowed: q"),
        ("cx q[0], q[0];", r"line 4: qubits = \[0, 0\]"),
        ("rx q[0];", "line 4: rx on qubits .* with angles"),
        ("rx(__import__('os')) q[0];", "line 4: .* is no number"),
        ("rx(1/0) q[0];", "line 4: '1/0' is no number"),
        ("x q[0]; c[0] = measure q[0];\nh q[0];", r"line 5: h on qubits \[0\], measured before"),
        ("gate g a { g a; }", "line 4: "),
        ("gate g a { x b; }", "line 4: qubit 'b' in gate 'g'"),
        ("gate g a { reset a; }", "line 4: 'reset a' is not supported|line 4: gate 'reset'"),
        ("qubit[1] q;", "line 4: register 'q' is declared twice"),
        ("gate g a { x a; } gate g a { y a; }", "line 4: gate .g. is defined twice"),
        ("x q[0]", r"line 4: 'x q\[0\]' has no end"),
        ("/* one\ntwo */ bad!;", "line 5: 'bad!' is not supported"),
    ],
)
def test_what_is_not_understood_is_named_with_its_line(line, words):
    with pytest.raises(ValueError, match=words):
        from_qasm(f"OPENQASM 3.0;\nqubit[2] q;\nbit[2] c;\n{line}")


def test_a_program_without_qubits_and_a_gate_without_a_name():
    with pytest.raises(ValueError, match="no qubits"):
        from_qasm("OPENQASM 3.0;")
    with pytest.raises(ValueError, match="'matrix' has no name in OpenQASM"):
        to_qasm(Circuit(1).matrix(np.eye(2), 0))


def test_angles_survive_to_the_last_digit():
    angle = 0.1 + 1e-15
    assert from_qasm(to_qasm(Circuit(1).rx(angle, 0))).operations[0].params == (angle,)


def test_numbers_and_statements():
    assert expression("-2*(π - tau/3)**2 % 7") == pytest.approx(
        -2 * (np.pi - 2 * np.pi / 3) ** 2 % 7
    )
    assert [line.number for line in statements("a;\n\n// x;\nb;c;")] == [1, 4, 4]
