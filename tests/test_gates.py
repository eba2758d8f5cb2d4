"""Gates against QuTiP's operators, the matrix exponential and the algebra they must obey."""

import numpy as np
import pytest
import qutip
from numpy.testing import assert_allclose

from qlearn.qubits import gates, inputs, states


@pytest.fixture
def rng():
    return np.random.default_rng(7)


def assert_same(a, b):
    assert a.dims == b.dims
    assert_allclose(a.full(), b.full(), atol=1e-12)


def test_named_gates_agree_with_qutip():
    assert_same(gates.I, qutip.qeye(2))
    assert_same(gates.X, qutip.sigmax())
    assert_same(gates.Y, qutip.sigmay())
    assert_same(gates.Z, qutip.sigmaz())
    assert_same(gates.lower, qutip.destroy(2))
    assert_same(gates.raise_, qutip.create(2))


def test_roots_and_conjugations():
    assert_same(gates.H * gates.Z * gates.H, gates.X)
    assert_same(gates.S * gates.S, gates.Z)
    assert_same(gates.T * gates.T, gates.S)
    assert_same(gates.SX * gates.SX, gates.X)
    assert_same(gates.S * gates.X * gates.S.dag(), gates.Y)


def test_lower_takes_the_excited_state_to_the_ground_state():
    assert gates.lower * states.ket("1") == states.ket("0")
    assert (gates.lower * states.ket("0")).norm() == 0


def test_rotation_is_the_matrix_exponential(rng):
    for _ in range(10):
        axis, theta = rng.normal(size=3), rng.uniform(-10, 10)
        n = axis / np.linalg.norm(axis)
        generator = n[0] * qutip.sigmax() + n[1] * qutip.sigmay() + n[2] * qutip.sigmaz()
        assert_same(gates.rotation(axis, theta), (-0.5j * theta * generator).expm())


@pytest.mark.parametrize(("letter", "gate"), [("x", gates.rx), ("y", gates.ry), ("z", gates.rz)])
def test_named_rotations_are_about_their_axes(letter, gate):
    assert_same(gate(0.7), gates.rotation(letter, 0.7))
    assert_same(gate(2 * np.pi), -gates.I)


def test_rotations_turn_the_bloch_vector_right_handed(rng):
    """Against Rodrigues' formula for turning a vector in space."""
    axis, theta, psi = rng.normal(size=3), 1.1, states.random_ket(1, rng)
    n, r = axis / np.linalg.norm(axis), states.bloch_vector(psi)
    along = n * (n @ r)
    turned = along + np.cos(theta) * (r - along) + np.sin(theta) * np.cross(n, r)
    assert_allclose(states.bloch_vector(gates.rotation(axis, theta) * psi), turned, atol=1e-12)


def test_phase_differs_from_rz_only_by_a_global_phase():
    assert_same(gates.phase(0.4), np.exp(0.2j) * gates.rz(0.4))
    assert_same(gates.phase(np.pi / 4), gates.T)


def test_controlled_gates_by_projectors(rng):
    zero, one = qutip.basis(2, 0).proj(), qutip.basis(2, 1).proj()
    for gate in (gates.X, gates.Z, gates.rotation(rng.normal(size=3), 0.9)):
        by_hand = qutip.tensor(zero, qutip.qeye(2)) + qutip.tensor(one, gate)
        assert_same(gates.controlled(gate), by_hand)
    assert_same(gates.cx, gates.controlled(gates.X))
    assert_same(gates.cz, gates.controlled(gates.Z))


def test_swap_and_iswap_on_product_states(rng):
    a, b = states.random_ket(1, rng), states.random_ket(1, rng)
    assert_same(gates.swap * qutip.tensor(a, b), qutip.tensor(b, a))
    coupling = sum(qutip.tensor(s, s) for s in (qutip.sigmax(), qutip.sigmay()))
    assert_same(gates.iswap, (0.25j * np.pi * coupling).expm())


def test_toffoli_flips_the_last_qubit_where_both_controls_are_1():
    for index in range(8):
        a, b, c = map(int, states.bits_of(index, 3))
        expected = states.ket(f"{a}{b}{c ^ (a & b)}")
        assert gates.ccx * states.ket(f"{a}{b}{c}") == expected


@pytest.mark.parametrize(
    ("targets", "n"), [([0], 1), ([1], 3), ([0, 1], 2), ([2, 0], 3), ([1, 3], 4)]
)
def test_embed_agrees_with_qutip(targets, n, rng):
    gate = qutip.rand_unitary([2] * len(targets), seed=rng)
    assert_same(gates.embed(gate, targets, n), qutip.expand_operator(gate, [2] * n, targets))


def test_embed_three_qubits_agrees_with_permuting_a_tensor_product(rng):
    gate = qutip.rand_unitary([2, 2, 2], seed=rng)
    # position k of the product holds qubit (3, 0, 2, 1)[k]; permute puts them in order 0123
    by_hand = qutip.tensor(gate, qutip.qeye(2)).permute([1, 3, 2, 0])
    assert_same(gates.embed(gate, [3, 0, 2], 4), by_hand)


def test_embedded_operators_on_different_qubits_commute(rng):
    a = gates.embed(gates.rotation(rng.normal(size=3), 1), 0, 3)
    b = gates.embed(gates.cx, [2, 1], 3)
    assert_same(a * b, b * a)


def test_cx_under_hadamards_swaps_control_and_target():
    hadamards = qutip.tensor(gates.H, gates.H)
    assert_same(hadamards * gates.cx * hadamards, gates.embed(gates.cx, [1, 0], 2))


def test_compose_applies_the_first_gate_first(rng):
    a, b, c = (gates.rotation(rng.normal(size=3), 1) for _ in range(3))
    psi = states.random_ket(1, rng)
    assert_same(gates.compose(a, b, c) * psi, c * (b * (a * psi)))
    assert (gates.compose(a, b) - gates.compose(b, a)).norm() > 0.1


def test_arrays_are_accepted_as_operators():
    assert_same(inputs.as_operator(np.eye(4)), qutip.tensor(qutip.qeye(2), qutip.qeye(2)))
    assert_same(gates.embed([[0, 1], [1, 0]], 1, 2), qutip.tensor(qutip.qeye(2), qutip.sigmax()))


@pytest.mark.parametrize(
    ("call", "names"),
    [
        (lambda: gates.rotation([0, 0, 0], 1), "axis"),
        (lambda: gates.rotation("x", np.nan), "theta"),
        (lambda: gates.rx("half"), "theta"),
        (lambda: gates.embed(gates.cx, [0, 0], 2), r"targets = \[0, 0\].*different.*0 to 1"),
        (lambda: gates.embed(gates.cx, [0, 2], 2), "targets"),
        (lambda: gates.embed(gates.cx, [0], 2), r"targets = \[0\].*2 qubits"),
        (lambda: gates.embed(np.eye(3), 0, 2), "gate has 3 rows"),
        (lambda: gates.embed(gates.X, 0, 0), "n = 0"),
        (lambda: gates.controlled(gates.lower), "unitary"),
        (lambda: gates.compose(), "gates"),
        (lambda: gates.compose(gates.X, gates.cx), r"\[1, 2\] qubits"),
        (lambda: gates.compose(gates.X, [[1, 0]]), r"gates\[1\]"),
    ],
)
def test_bad_input_is_refused_by_name(call, names):
    with pytest.raises(ValueError, match=names):
        call()
