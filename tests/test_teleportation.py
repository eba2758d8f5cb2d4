"""Teleportation against explicit circuits and density matrices in QuTiP, and against sampling."""

import itertools

import numpy as np
import pytest
import qutip
from numpy.testing import assert_allclose

from qlearn import facts
from qlearn.qubits import gates, measurement, states
from qlearn.qubits import teleportation as tp
from qlearn.qubits.entanglement import pair_fidelity, werner, werner_weight

NAMES = ("Phi+", "Phi-", "Psi+", "Psi-")
QUTIP_BELL = {
    "Phi+": qutip.bell_state("00"),
    "Phi-": qutip.bell_state("01"),
    "Psi+": qutip.bell_state("10"),
    "Psi-": qutip.bell_state("11"),
}
CIRCUIT_MATRIX = (  # CNOT from qubit 0 to 1, then H on 0, written out with QuTiP's own pieces
    qutip.tensor((qutip.sigmax() + qutip.sigmaz()) / np.sqrt(2), qutip.qeye(2))
    * qutip.Qobj([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]], dims=[[2, 2], [2, 2]])
)


@pytest.fixture
def rng():
    return np.random.default_rng(55)


def by_circuit(joint, m0, m1):
    """Probability and Bob's density matrix: QuTiP's partial trace after the two readings."""
    rho = qutip.ket2dm(joint) if joint.isket else joint
    circuit = qutip.tensor(CIRCUIT_MATRIX, qutip.qeye(2))
    read = qutip.tensor(*(qutip.fock_dm(2, bit) for bit in (m0, m1)), qutip.qeye(2))
    left = read * circuit * rho * circuit.dag() * read
    return left.tr().real, left.ptrace(2) / left.tr()


def fidelity(psi, rho):
    return measurement.expect(psi.proj(), rho)


def sphere(rng, count):
    return [states.random_ket(1, rng) for _ in range(count)]


# --- The branches -------------------------------------------------------------------------


def test_every_branch_is_exact_for_random_messages(rng):
    for psi in sphere(rng, 10):
        branches = tp.teleport(psi)
        assert [branch.outcome for branch in branches] == list(NAMES)
        for branch in branches:
            assert branch.p == pytest.approx(0.25, abs=1e-12)
            assert states.same_state(branch.after, psi, atol=1e-12)


def test_circuit_and_projection_agree_for_any_message_and_any_pair(rng):
    """The CNOT-H-read circuit finds what the projectors on Bell states say, mixed states too."""
    for rank, _ in itertools.product((1, 2, 4), range(3)):
        message, pair = states.random_density(1, rng), states.random_density(2, rng, rank)
        for branch in tp.teleport(message, pair):
            p, bob = by_circuit(qutip.tensor(message, pair), *branch.bits)
            assert branch.p == pytest.approx(p, abs=1e-12)
            assert_allclose(branch.before.full(), bob.full(), atol=1e-12)


def test_bits_belong_to_the_bell_states():
    for name, (m0, m1) in tp.BITS.items():
        p, _ = by_circuit(qutip.tensor(QUTIP_BELL[name], qutip.basis(2, 0)), m0, m1)
        assert p == pytest.approx(1)


def test_kets_and_density_matrices_give_the_same_branches(rng):
    psi, pair = states.random_ket(1, rng), states.random_ket(2, rng)
    for pure, mixed in zip(tp.teleport(psi, pair), tp.teleport(psi.proj(), pair), strict=True):
        assert pure.p == pytest.approx(mixed.p)
        assert pure.before.isket
        assert mixed.before.isoper
        assert states.same_state(pure.after, mixed.after, atol=1e-12)


def test_impossible_outcomes_have_no_state():
    branches = tp.teleport(states.ket("0"), states.ket("00"))
    assert [branch.p for branch in branches] == pytest.approx([0.5, 0.5, 0, 0])
    assert branches[2].before is branches[2].after is None


def test_bell_branches_measure_the_qubits_they_are_told(rng):
    """Any two of four qubits: against the projector times identity, traced over."""
    psi = states.random_ket(4, rng)
    for a, b in itertools.permutations(range(4), 2):
        others = [qubit for qubit in range(4) if qubit not in (a, b)]
        for name, (p, rest) in tp.bell_branches(psi, (a, b)).items():
            projector = gates.embed(QUTIP_BELL[name].proj().full(), [a, b], 4)
            left = projector * psi
            assert p == pytest.approx(left.norm() ** 2)
            assert_allclose(rest.proj().full(), left.unit().ptrace(others).full(), atol=1e-12)


def test_teleported_half_of_a_pair_stays_entangled(rng):
    """The message may be part of something larger: the reference qubit 0 does not notice."""
    psi = states.random_ket(2, rng)
    joint = qutip.tensor(psi, QUTIP_BELL["Phi+"])
    for name, (p, rest) in tp.bell_branches(joint, (1, 2)).items():
        fix = gates.embed(tp.correction(*tp.BITS[name]), 1, 2)
        assert p == pytest.approx(0.25)
        assert states.same_state(fix * rest, psi, atol=1e-12)


# --- What Bob knows -----------------------------------------------------------------------


def test_before_the_message_bob_has_half_the_identity(rng):
    for psi in sphere(rng, 5):
        assert_allclose(tp.received(psi, corrected=False).full(), np.eye(2) / 2, atol=1e-12)


def test_before_the_message_nothing_depends_on_alice(rng):
    """Any pair: his state is QuTiP's partial trace of the pair, whatever she teleports."""
    pair = states.random_density(2, rng)
    for psi in sphere(rng, 5):
        seen = tp.received(psi, pair, corrected=False)
        assert_allclose(seen.full(), pair.ptrace(1).full(), atol=1e-12)


def test_without_corrections_the_fidelity_is_one_half(rng):
    """For each message exactly, not on average only."""
    for psi in sphere(rng, 5):
        assert fidelity(psi, tp.received(psi, corrected=False)) == pytest.approx(0.5)


def test_exchanged_bits_spare_only_the_y_axis(rng):
    """X for m0 and Z for m1: outcomes 10 and 01 end with Y, and the average is 2/3."""
    kept = []
    for psi in [states.ket(letter) for letter in "01+-rl"]:
        p = sum(
            b.p * fidelity(psi, tp.correction(*b.bits[::-1]) * b.before) for b in tp.teleport(psi)
        )
        kept.append(p)
    assert kept == pytest.approx([0.5, 0.5, 0.5, 0.5, 1, 1])


# --- Noisy pairs --------------------------------------------------------------------------


@pytest.mark.parametrize("rank", [1, 2, 4])
def test_average_fidelity_formula_holds_for_any_pair(rng, rank):
    """Neither Werner nor Bell-diagonal: random pairs, the six states against (2F + 1)/3."""
    for _ in range(5):
        pair = states.random_density(2, rng, rank)
        expected = tp.teleportation_fidelity(pair_fidelity(pair))
        assert tp.average_fidelity(pair) == pytest.approx(expected, abs=1e-12)


def test_average_over_the_sphere_is_the_average_over_six_states(rng):
    """400 random messages; their scatter gives the standard error, 5 of them are allowed."""
    pair = states.random_density(2, rng, rank=2)
    found = [fidelity(psi, tp.received(psi, pair)) for psi in sphere(rng, 400)]
    error = np.std(found) / np.sqrt(len(found))
    assert error > 1e-3  # this pair does treat messages differently
    assert abs(np.mean(found) - tp.average_fidelity(pair)) < 5 * error


def test_standard_teleportation_is_a_pauli_channel(rng):
    """Bob gets sum_k q_k P_k rho P_k, with q_k the overlaps of the pair with the Bell states."""
    pair, message = states.random_density(2, rng), states.random_density(1, rng)
    paulis = dict(zip(NAMES, (gates.I, gates.Z, gates.X, gates.Y), strict=True))
    expected = sum(
        measurement.expect(QUTIP_BELL[name].proj(), pair) * paulis[name] * message * paulis[name]
        for name in NAMES
    )
    assert_allclose(tp.received(message, pair).full(), expected.full(), atol=1e-12)


@pytest.mark.parametrize("w", [-1 / 3, 0, 1 / 3, 0.7, 1])
def test_werner_pair_treats_all_messages_alike(rng, w):
    for psi in sphere(rng, 3):
        assert fidelity(psi, tp.received(psi, werner(w))) == pytest.approx((1 + w) / 2)
    assert tp.average_fidelity(werner(w)) == pytest.approx((1 + w) / 2)


def test_werner_pair_beats_the_classical_limit_where_it_is_entangled():
    """w = 1/3 and F = 1/2 are the same place; QuTiP's concurrence starts there."""
    for w in (0.32, 0.35):
        beats = tp.average_fidelity(werner(w)) > tp.CLASSICAL_LIMIT
        assert beats == (qutip.concurrence(werner(w)) > 1e-9) == (w > 1 / 3)
    assert tp.average_fidelity(werner(1 / 3)) == pytest.approx(tp.CLASSICAL_LIMIT)


def test_wrong_bell_state_is_worse_than_guessing():
    """An entangled pair that is not Phi+ needs a Pauli first; unmended its average is 1/3."""
    for name in NAMES[1:]:
        assert tp.average_fidelity(states.bell(name)) == pytest.approx(1 / 3)


@pytest.mark.parametrize("angle", [0.1, 0.5, np.pi / 4])
def test_partly_entangled_pure_pair(angle):
    """cos|00> + sin|11>: F = (1 + sin 2a)/2, so (2 + sin 2a)/3, at least classical."""
    pair = [np.cos(angle), 0, 0, np.sin(angle)]
    assert tp.average_fidelity(pair) == pytest.approx((2 + np.sin(2 * angle)) / 3)


# --- The classical limit ------------------------------------------------------------------


def measure_and_prepare(psi, axis):
    """Fidelity of: measure along axis, say the bit, prepare the eigenstate."""
    p = measurement.probability_along(psi, axis)
    return p**2 + (1 - p) ** 2


def test_measure_and_prepare_reaches_the_classical_limit(rng):
    """The six Pauli states exactly, for any axis; and 20,000 random messages at 5 sigma."""
    axis = rng.normal(size=3)
    six = [measure_and_prepare(states.ket(letter), axis) for letter in "01+-rl"]
    assert np.mean(six) == pytest.approx(tp.CLASSICAL_LIMIT)
    z = rng.uniform(-1, 1, 20_000)  # <axis> is uniform on the sphere, by Archimedes
    p = (1 + z) / 2
    error = np.std(p**2 + (1 - p) ** 2) / np.sqrt(len(z))
    assert abs(np.mean(p**2 + (1 - p) ** 2) - tp.CLASSICAL_LIMIT) < 5 * error


def test_product_pairs_do_not_pass_the_classical_limit(rng):
    found = []
    for _ in range(30):
        pair = qutip.tensor(states.random_ket(1, rng), states.random_ket(1, rng))
        found.append(tp.average_fidelity(pair))
    assert max(found) <= tp.CLASSICAL_LIMIT + 1e-12
    assert tp.average_fidelity(states.ket("00")) == pytest.approx(tp.CLASSICAL_LIMIT)


def test_the_fact_on_the_classical_limit_is_this_number():
    fact = facts.fact("teleportation.classical_limit")
    assert fact.status == "reproduced"
    assert fact.value == pytest.approx(tp.CLASSICAL_LIMIT, abs=5e-4)


# --- Superdense coding --------------------------------------------------------------------


def test_four_messages_are_four_orthogonal_states():
    sent = [tp.superdense_encode(b1, b0) for b1, b0 in itertools.product((0, 1), repeat=2)]
    overlaps = np.array([[abs(a.overlap(b)) for b in sent] for a in sent])
    assert_allclose(overlaps, np.eye(4), atol=1e-12)


def test_bits_come_back_from_the_circuit():
    for index, (b1, b0) in enumerate(itertools.product((0, 1), repeat=2)):
        state = tp.superdense_encode(b1, b0)
        read = np.abs((CIRCUIT_MATRIX * state).full()[:, 0]) ** 2
        assert_allclose(read, np.eye(4)[index], atol=1e-12)
        assert_allclose(tp.superdense_decode(state), read, atol=1e-12)


def test_alice_touches_her_qubit_only(rng):
    """Bob's half looks the same whatever she writes: no bit arrives before her qubit does."""
    pair = states.random_density(2, rng)
    for b1, b0 in itertools.product((0, 1), repeat=2):
        sent = tp.superdense_encode(b1, b0, pair)
        assert_allclose(sent.ptrace(1).full(), pair.ptrace(1).full(), atol=1e-12)


def test_noisy_pair_gives_the_right_bits_with_the_pair_fidelity(rng):
    pair = states.random_density(2, rng)
    for index, (b1, b0) in enumerate(itertools.product((0, 1), repeat=2)):
        read = tp.superdense_decode(tp.superdense_encode(b1, b0, pair))
        assert read.sum() == pytest.approx(1)
        assert read[index] == pytest.approx(pair_fidelity(pair))


# --- Swapping -----------------------------------------------------------------------------


def test_swapping_bell_pairs_entangles_qubits_that_never_met():
    for branch in tp.swap_pairs():
        assert branch.p == pytest.approx(0.25)
        assert states.same_state(branch.before, QUTIP_BELL[branch.outcome])
        assert states.same_state(branch.after, QUTIP_BELL["Phi+"])


@pytest.mark.parametrize(("w1", "w2"), [(1, 0.4), (0.9, 0.8), (-0.2, 0.7)])
def test_swapped_werner_pairs_are_werner_with_the_product_of_weights(w1, w2):
    for branch in tp.swap_pairs(werner(w1), werner(w2)):
        assert_allclose(branch.after.full(), werner(w1 * w2).full(), atol=1e-12)


def test_swapped_fidelity_is_that_of_the_four_qubit_state():
    for f1, f2 in itertools.product((0.3, 0.6, 0.95, 1), repeat=2):
        pairs = [werner(werner_weight(f)) for f in (f1, f2)]
        for branch in tp.swap_pairs(*pairs):
            assert pair_fidelity(branch.after) == pytest.approx(tp.swapped_fidelity(f1, f2))


def test_chain_of_links_loses_the_fidelities_of_the_table():
    """F0 = 0.95 over one to four links, by explicit swaps."""
    pair = werner(werner_weight(0.95))
    chain, found = pair, [pair_fidelity(pair)]
    for _ in range(3):
        chain = tp.swap_pairs(chain, pair)[1].after
        found.append(pair_fidelity(chain))
    assert_allclose(found, [0.95, 0.90333, 0.85978, 0.81913], atol=5e-6)


def test_swapping_is_teleportation_of_one_half(rng):
    """A random pair over Phi+ comes out as itself, in every branch."""
    pair = states.random_density(2, rng)
    for branch in tp.swap_pairs(pair):
        assert_allclose(branch.after.full(), pair.full(), atol=1e-12)


def test_bell_diagonal_pairs_do_not_follow_the_werner_formula():
    """Phase errors on both pairs cancel half of the time: F1 F2 + (1 - F1)(1 - F2)."""
    f = 0.8
    pair = f * QUTIP_BELL["Phi+"].proj() + (1 - f) * QUTIP_BELL["Phi-"].proj()
    found = pair_fidelity(tp.swap_pairs(pair, pair)[0].after)
    assert found == pytest.approx(f**2 + (1 - f) ** 2)
    assert found > tp.swapped_fidelity(f, f) + 0.02


# --- Gate teleportation -------------------------------------------------------------------


def test_gate_teleportation_applies_the_gate(rng):
    for gate in (gates.T, gates.H, gates.rotation(rng.normal(size=3), 1.1)):
        psi = states.random_ket(1, rng)
        for branch in tp.teleport_gate(psi, gate):
            assert branch.p == pytest.approx(0.25)
            assert states.same_state(branch.after, gate * psi, atol=1e-12)


def test_corrections_of_the_t_gate_are_clifford_gates():
    """They turn Pauli matrices into Pauli matrices; T itself does not."""

    def is_clifford(gate):
        turned = [gate * p * gate.dag() for p in (gates.X, gates.Y, gates.Z)]
        overlaps = np.array(
            [[(q * p).tr().real / 2 for q in (gates.X, gates.Y, gates.Z)] for p in turned]
        )
        return np.allclose(np.sort(np.abs(overlaps)), [[0, 0, 1]] * 3)

    assert not is_clifford(gates.T)
    for m0, m1 in itertools.product((0, 1), repeat=2):
        assert is_clifford(gates.T * tp.correction(m0, m1) * gates.T.dag())


# --- Bad input ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "names"),
    [
        (lambda: tp.teleport([1, 0, 0, 0]), "message has 2 qubits; allowed: 1"),
        (lambda: tp.teleport([1, 1]), "state has norm"),
        (lambda: tp.teleport([1, 0], pair=[1, 0]), "pair has 1 qubits; allowed: 2"),
        (lambda: tp.received([1, 0], np.eye(4)), "state has trace 4"),
        (lambda: tp.average_fidelity([1, 0]), "pair has 1 qubits"),
        (lambda: tp.bell_branches([1, 0, 0, 0]), r"qubits = \[0, 1\] of 2; allowed: 2 of 3"),
        (lambda: tp.bell_branches(states.ghz(3), (0, 0)), "allowed: different numbers"),
        (lambda: tp.bell_branches(states.ghz(3), (0, 1, 2)), "allowed: 2 of 3 or more"),
        (lambda: tp.correction(2, 0), "m0 = 2; allowed: 0 or 1"),
        (lambda: tp.correction(0, "1"), "m1 = '1'; allowed: 0 or 1"),
        (lambda: tp.superdense_encode(0, 3), "b0 = 3; allowed: 0 or 1"),
        (lambda: tp.superdense_decode([1, 0]), "state has 1 qubits; allowed: 2"),
        (lambda: tp.swap_pairs([1, 0]), "first has 1 qubits; allowed: 2"),
        (lambda: tp.swap_pairs(None, states.ghz(3)), "second has 3 qubits; allowed: 2"),
        (lambda: tp.swapped_fidelity(0.5, 1.2), "f2 = 1.2; allowed: 0 to 1"),
        (lambda: tp.teleportation_fidelity(-0.1), "pair_fidelity = -0.1; allowed: 0 to 1"),
        (lambda: tp.teleportation_fidelity(float("nan")), "pair_fidelity = nan"),
        (lambda: tp.teleport_gate([1, 0], [[1, 0], [0, 2]]), "gate is not a unitary"),
        (lambda: tp.teleport_gate([1, 0], gates.cx), "gate is not a unitary on 1 qubit"),
    ],
)
def test_bad_input_is_refused_by_name(call, names):
    with pytest.raises(ValueError, match=names):
        call()
