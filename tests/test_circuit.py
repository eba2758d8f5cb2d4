"""Circuits against QuTiP: products of embedded gates, superoperators, and its own gates."""

import numpy as np
import pytest
import qutip

from qlearn.qubits import channels, gate_set, gates, measurement, simulate, states
from qlearn.qubits.circuit import Circuit
from qlearn.qubits.diagonal import diagonal_parts
from qlearn.qubits.operation import Operation, gate_noise, noisy_steps

NAMES = [name for name in gate_set.GATES if name != "gphase"]


def random_circuit(n, length, rng, names=NAMES):
    """Any gates, anywhere, with any angles."""
    circuit = Circuit(n)
    fitting = [name for name in names if gate_set.GATES[name].n_qubits <= n]
    for _ in range(length):
        name = fitting[rng.integers(len(fitting))]
        needed = gate_set.GATES[name]
        qubits = rng.permutation(n)[: needed.n_qubits].tolist()
        circuit.gate(name, qubits, rng.uniform(-7, 7, needed.n_params))
    return circuit


def product(circuit):
    """The unitary, by QuTiP's own multiplication of operators on the whole register."""
    total = qutip.qeye([2] * circuit.n)
    for op in circuit.operations:
        gate = qutip.Qobj(op.unitary(), dims=[[2] * len(op.qubits)] * 2)
        total = qutip.expand_operator(gate, [2] * circuit.n, list(op.qubits)) * total
    return total


# --- Gates ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_gate_is_unitary_and_has_its_inverse(name):
    needed = gate_set.GATES[name]
    params = tuple(0.3 + 0.5 * k for k in range(needed.n_params))
    circuit = Circuit(needed.n_qubits).gate(name, range(needed.n_qubits), params)
    both = circuit.inverse().unitary() * circuit.unitary()
    assert (both - qutip.qeye(both.dims[0])).norm("max") < 1e-12


@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("x", qutip.sigmax()), ("y", qutip.sigmay()), ("z", qutip.sigmaz()),
        ("h", qutip.gates.hadamard_transform()), ("s", qutip.gates.s_gate()),
        ("t", qutip.gates.t_gate()), ("cx", qutip.gates.cnot()), ("cz", qutip.gates.cz_gate()),
        ("cy", qutip.gates.cy_gate()), ("swap", qutip.gates.swap()),
        ("iswap", qutip.gates.iswap()), ("ccx", qutip.gates.toffoli()),
        ("cswap", qutip.gates.fredkin()),
    ],
)  # fmt: skip
def test_fixed_gates_are_qutips(name, theirs):
    assert np.allclose(gate_set.matrix(name), theirs.full())


@pytest.mark.parametrize(
    ("name", "letters"),
    [("rx", "X"), ("ry", "Y"), ("rz", "Z"), ("rxx", "XX"), ("ryy", "YY"), ("rzz", "ZZ")],
)
def test_rotations_are_exponentials(name, letters):
    exponential = (-0.35j * measurement.pauli(letters)).expm().full()
    assert np.allclose(gate_set.matrix(name, (0.7,)), exponential)


def test_u_is_three_turns_and_the_controlled_ones_act_on_ones_only():
    theta, phi, lam, gamma = 0.7, 0.4, -1.3, 0.2
    turns = gates.rz(phi) * gates.ry(theta) * gates.rz(lam)
    u = gate_set.matrix("u", (theta, phi, lam))
    assert np.allclose(u, np.exp(0.5j * (phi + lam)) * turns.full())
    cu = gate_set.matrix("cu", (theta, phi, lam, gamma))
    assert np.allclose(cu[:2, :2], np.eye(2))
    assert np.allclose(cu[2:, 2:], np.exp(1j * gamma) * u)
    assert np.allclose(gate_set.matrix("p", (theta,)), gates.phase(theta).full())


@pytest.mark.parametrize("k", [2, 3, 6])
def test_wide_diagonal_gates_are_not_multiplied_out_but_do_the_same(k):
    rng = np.random.default_rng(k)
    circuit = random_circuit(6, 15, rng).diagonal(rng.uniform(0, 6, 2**k), rng.permutation(6)[:k])
    circuit.append(random_circuit(6, 15, rng))
    assert (circuit.unitary() - product(circuit)).norm("max") < 1e-12


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_diagonal_gates_come_apart_exactly(k):
    phases = np.random.default_rng(k).uniform(-4, 4, 2**k)
    apart = Circuit(k)
    parts = diagonal_parts(phases.tolist())
    for name, params, qubits in parts:
        apart.gate(name, qubits, params)
    assert np.allclose(np.diag(np.exp(1j * phases)), apart.unitary().full())
    assert [name for name, *_ in parts].count("cx") <= 2**k - 2


# --- Simulation -----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("n", [1, 3, 5])
def test_unitary_and_state_are_qutips_product(n, seed):
    rng = np.random.default_rng(seed)
    circuit = random_circuit(n, 30, rng)
    expected = product(circuit)
    assert (circuit.unitary() - expected).norm("max") < 1e-12
    psi = states.random_ket(n, rng)
    assert (circuit.state(psi) - expected * psi).norm() < 1e-12
    assert circuit.state().dims == [[2] * n, [1]]


@pytest.mark.parametrize("width", [1, 2, 3, 4, 6])
def test_the_number_of_qubits_joined_changes_nothing(width):
    circuit = random_circuit(6, 60, np.random.default_rng(3))
    steps = [(op.unitary(), op.qubits) for op in circuit.operations]
    start = np.zeros(64, dtype=complex)
    start[0] = 1
    found = simulate.evolve(start, 6, steps, width)
    assert np.allclose(found, circuit.state().full()[:, 0], atol=1e-13)


@pytest.mark.parametrize("seed", range(4))
def test_noisy_density_is_that_of_qutips_superoperators(seed):
    rng = np.random.default_rng(seed)
    circuit = random_circuit(3, 15, rng, [n for n in NAMES if gate_set.GATES[n].n_qubits < 3])
    rho = start = states.random_density(3, rng)
    for op in circuit.operations:
        k = len(op.qubits)
        gate = qutip.to_super(qutip.Qobj(op.unitary(), dims=[[2] * k] * 2))
        error = qutip.kraus_to_super(channels.depolarizing(0.03 if k == 1 else 0.08, k))
        rho = qutip.local_matmul(error * gate, rho, list(op.qubits))
    found = circuit.density(gate_noise(0.03, 0.08), initial=start)
    assert (found - rho).norm("max") < 1e-12


def test_noise_may_be_any_channel_on_any_qubits():
    def noise(op):
        return [(channels.amplitude_damping(0.2), 1), (channels.dephasing(0.1), op.qubits[0])]

    rho = Circuit(2).h(0).density(noise, initial=states.ket("01"))
    expected = channels.apply(channels.amplitude_damping(0.2), states.ket("+1"), targets=1)
    expected = channels.apply(channels.dephasing(0.1), expected, targets=0)
    assert (rho - expected).norm("max") < 1e-12


def test_pauli_means_hold_the_whole_state():
    rho = states.random_density(3, np.random.default_rng(5))
    means = simulate.pauli_means(rho.full())
    assert means[0] == pytest.approx(1)
    assert means[4 * 4 * 1 + 4 * 3 + 2] == pytest.approx(measurement.expect("XZY", rho))
    assert np.allclose(simulate.density_of(means), rho.full())
    assert np.allclose(simulate.outcome_probabilities(means), rho.diag().real)
    assert np.allclose(
        simulate.pauli_means(states.ket("000").proj().full()), simulate.ground_means(3)
    )


def test_transfer_matrix_is_that_of_the_bloch_map():
    """For one qubit it is (1, 0; c, M), which `channels` finds in its own way."""
    channel = channels.idle(1.7, 20, 15)
    m, c = channels.bloch_map(channel)
    r = simulate.transfer([k.full() for k in channel])
    assert np.allclose(r, np.block([[np.ones((1, 1)), np.zeros((1, 3))], [c[:, None], m]]))


@pytest.mark.parametrize(("p1", "p2"), [(0.01, 0.04), (0.0, 0.3), (0.2, 0.0), (1.0, 1.0)])
def test_noisy_bell_pair(p1, p2):
    """Closed form: with 1 - p1/2 the H made |+>; the CX keeps Phi+ or leaves 1/4 of it."""
    rho = Circuit(2).h(0).cx(0, 1).density(gate_noise(p1, p2))
    fidelity = measurement.expect(states.bell("Phi+").proj(), rho)
    assert fidelity == pytest.approx((1 - p2) * (1 - p1 / 2) + p2 / 4, abs=1e-12)


def test_noisy_bell_pair_in_numbers():
    rho = Circuit(2).h(0).cx(0, 1).density(gate_noise(0.01, 0.04))
    assert measurement.expect(states.bell("Phi+").proj(), rho) == pytest.approx(0.9652, abs=5e-5)


def test_steps_of_noise_are_computed_once_for_one_list():
    noise = gate_noise(0.1, 0.1)
    steps = list(noisy_steps([Operation("h", (0,)), Operation("x", (1,))], noise))
    assert steps[1][0] is steps[3][0]


# --- Measurement ----------------------------------------------------------------------------


def test_bits_follow_the_measurements_not_the_qubits():
    circuit = Circuit(3).x(0).measure(2).measure(0)
    assert circuit.measured == {0: 2, 1: 0}
    assert circuit.counts(5, np.random.default_rng(1)) == {"01": 5}
    placed = Circuit(3).x(0).measure([0, 1], bits=[3, 1])
    assert placed.n_bits == 4
    assert placed.counts(5, np.random.default_rng(1)) == {"0001": 5}


def test_probabilities_are_marginals_of_the_state():
    circuit = random_circuit(4, 20, np.random.default_rng(2))
    whole = circuit.probabilities()
    part = Circuit(4).append(circuit).measure([2, 0])
    assert np.allclose(part.probabilities(), measurement.probabilities(circuit.state(), [2, 0]))
    assert np.allclose(whole, measurement.probabilities(circuit.state()))
    assert np.allclose(part.probabilities(noise=gate_noise(0, 0)), part.probabilities())


def test_counts_are_within_five_sigma_and_repeatable():
    circuit = Circuit(2).ry(1.0, 0).cx(0, 1).measure()
    counts = circuit.counts(100_000, np.random.default_rng(4))
    assert counts == circuit.counts(100_000, np.random.default_rng(4))
    assert set(counts) == {"00", "11"}
    assert abs(counts.fraction("11") - np.sin(0.5) ** 2) < 5 * counts.stderr("11")


# --- Building -------------------------------------------------------------------------------


def test_one_qubit_gates_take_lists():
    assert Circuit(3).h(0, 1, 2) == Circuit(3).h(range(3)) == Circuit(3).h(0).h([1, 2])
    assert Circuit(2).rx(0.5, 0, 1).operations[1] == Operation("rx", (1,), (0.5,))


def test_append_puts_a_circuit_onto_other_qubits():
    part = random_circuit(2, 8, np.random.default_rng(6))
    whole = Circuit(3).h(1).append(part, [2, 0])
    expected = qutip.expand_operator(part.unitary(), [2] * 3, [2, 0])
    expected = expected * qutip.expand_operator(gates.H, [2] * 3, [1])
    assert (whole.unitary() - expected).norm("max") < 1e-12
    assert Circuit(3).append(Circuit(2).measure(), [2, 1]).measured == {0: 2, 1: 1}


@pytest.mark.parametrize("seed", range(3))
def test_inverse_undoes_everything(seed):
    rng = np.random.default_rng(seed)
    circuit = random_circuit(4, 25, rng).barrier().gphase(0.3)
    circuit.matrix(qutip.rand_unitary(4, seed=seed), [3, 1]).diagonal(
        rng.uniform(0, 6, 8), [0, 3, 2]
    )
    both = Circuit(4).append(circuit).append(circuit.inverse())
    assert (both.unitary() - qutip.qeye([2] * 4)).norm("max") < 1e-11


def test_matrices_and_global_phases_are_exact():
    u = qutip.rand_unitary([2, 2], seed=1)
    circuit = Circuit(2).matrix(u, [1, 0]).gphase(0.7)
    expected = np.exp(0.7j) * gates.embed(u, [1, 0], 2)
    assert (circuit.unitary() - expected).norm("max") < 1e-12


def test_count_and_depth():
    circuit = Circuit(3).h(0).cx(0, 1).x(2).barrier().x(2).delay(10, 0).measure()
    assert circuit.count() == {"h": 1, "cx": 1, "x": 2, "barrier": 1, "delay": 1, "measure": 3}
    assert circuit.depth() == 3
    assert Circuit(2).depth() == 0
    assert repr(circuit) == "Circuit(3): 9 operations, depth 3"
    assert circuit.without_measurements().measured == {}


@pytest.mark.parametrize(
    ("add", "words"),
    [
        (lambda c: c.gate("foo", 0), r"gate = 'foo'; allowed: id, x, y"),
        (lambda c: c.h(3), r"qubits = \[3\]; allowed: different numbers from 0 to 2"),
        (lambda c: c.h(-1), r"qubits = \[-1\]"),
        (lambda c: c.h(), r"allowed: different"),
        (lambda c: c.h(0, 0), r"qubits = \[0, 0\]"),
        (lambda c: c.x([0, 5]), r"qubits = \[0, 5\]"),
        (lambda c: c.cx(1, 1), r"qubits = \[1, 1\]"),
        (lambda c: c.cx(0), r"cx on qubits \[0\]"),
        (lambda c: c.gate("rx", 0), r"allowed: 1 qubits and 1 angles"),
        (lambda c: c.rx(np.nan, 0), "angles of rx has entries that are not finite"),
        (lambda c: c.matrix([[1, 1], [0, 1]], 0), r"not unitary: U U\^\+ misses 1 by 1"),
        (lambda c: c.matrix(np.eye(4), 0), "matrix of size 4"),
        (lambda c: c.diagonal([0, 1, 2], [0, 1]), "size 3"),
        (lambda c: c.measure(0).x(0), r"x on qubits \[0\], measured before"),
        (lambda c: c.measure(0).measure(0), "measured before"),
        (lambda c: c.measure(0, [0]).measure(1, [0]), "not yet written"),
        (lambda c: c.measure([0, 1], [0]), "allowed: 2"),
        (lambda c: c.delay(-5, 0), "duration_ns"),
        (lambda c: c.measure().inverse(), "circuit measures"),
        (lambda c: c.append(Circuit(4)), "qubits = "),
        (lambda c: c.state([1, 0]), r"initial has 1 qubits; allowed: 3"),
        (lambda c: c.counts(0, np.random.default_rng(1)), "shots = 0"),
        (lambda c: c.density(gate_noise(1.5)), "p = 1.5"),
        (lambda c: Circuit(0), "n = 0"),
        (lambda c: Circuit(5).diagonal(np.zeros(32), range(5)).density(), "on 5 qubits; allowed"),
        (lambda c: Circuit(11).density(), "n = 11; allowed for noise: at most 10"),
    ],
)  # fmt: skip
def test_bad_input(add, words):
    with pytest.raises(ValueError, match=words):
        add(Circuit(3))


# --- Drawing --------------------------------------------------------------------------------


def test_text_has_qubit_zero_on_top_and_hides_nothing():
    text = (
        Circuit(3).h(2).ccx(2, 0, 1).swap(0, 2).rzz(np.pi / 4, 0, 1).barrier().measure([1]).text()
    )
    lines = text.split("\n")
    assert [line[:3] for line in lines[::2]] == ["q0:", "q1:", "q2:"]
    assert len({len(line) for line in lines[::2]}) == 1
    assert lines[4].startswith("q2: -H--o--x-")
    assert lines[2].startswith("q1: ----X--|--ZZ(pi/4)--:--M0")


def test_wires_that_a_gate_passes_are_not_taken_for_its_own():
    """The gate on qubit 1 may not stand under the line from 0 to 2."""
    lines = Circuit(3).cx(0, 2).h(1).text().split("\n")
    assert lines[2] == "q1: -|--H-"
