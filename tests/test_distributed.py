"""Teleported gates, what circuits cost, and the cut: explicit circuits and full enumeration."""

import itertools

import numpy as np
import pytest
from qutip import rand_dm, rand_ket

from qlearn.network import distributed, partition, remote_gate
from qlearn.network.pairs import density, werner
from qlearn.qubits import gates
from qlearn.qubits.channels import apply, depolarizing
from qlearn.qubits.circuit import Circuit
from qlearn.qubits.states import bell

CX = gates.cx.full()


def random_coefficients(rng):
    return rng.dirichlet([1, 1, 1, 1])


# --- The teleported CNOT --------------------------------------------------------------------


def test_every_branch_is_the_cnot():
    for seed in range(3):
        psi = rand_ket([2, 2], seed=seed)
        wanted = CX @ psi.proj().full() @ CX
        for branch in remote_gate.branches(psi):
            assert branch.p == pytest.approx(0.25)
            assert branch.state.full() == pytest.approx(wanted, abs=1e-12)


def test_against_a_circuit_of_four_qubits():
    """Measurement deferred: the bits control the corrections. Order: control, A, B, target."""
    circuit = Circuit(4).cx(0, 1).cx(1, 2).cx(2, 3).h(2).cz(2, 0)
    for seed in range(3):
        rng = np.random.default_rng(seed)
        rho, pair = rand_dm([2, 2], seed=seed), density(random_coefficients(rng))
        joint = np.einsum(
            "ctdu,abef->cabtdefu", rho.full().reshape([2] * 4), pair.full().reshape([2] * 4)
        ).reshape(16, 16)
        out = circuit.density(initial=joint).ptrace([0, 3]).full()
        assert remote_gate.teleported_cnot(rho, pair).full() == pytest.approx(out, abs=1e-12)


def test_process_fidelity_is_the_fidelity_of_the_pair():
    for seed in range(5):
        c = random_coefficients(np.random.default_rng(seed))
        exact = remote_gate.cnot_fidelity(pair=density(c))
        assert exact == pytest.approx(c[0], abs=1e-12)
        assert exact == pytest.approx(remote_gate.process_fidelity(c[0]))
    assert remote_gate.cnot_fidelity(pair=list(c)) == pytest.approx(c[0])
    any_pair = rand_dm([2, 2], seed=8)
    overlap = (bell("Phi+").dag() * any_pair * bell("Phi+")).real
    assert remote_gate.cnot_fidelity(pair=any_pair) == pytest.approx(overlap)


def test_average_fidelity_over_random_states():
    rng, f = np.random.default_rng(5), 0.83
    found = []
    for _ in range(400):
        psi = rng.normal(size=4) + 1j * rng.normal(size=4)
        psi /= np.linalg.norm(psi)
        out = remote_gate.teleported_cnot(np.outer(psi, psi.conj()), pair=f).full()
        found.append((psi.conj() @ CX @ out @ CX @ psi).real)
    error = np.std(found) / 20
    assert abs(np.mean(found) - remote_gate.average_fidelity(f)) < 5 * error
    assert remote_gate.average_fidelity(0.825) == pytest.approx(0.86)
    assert remote_gate.process_of_average(0.86) == pytest.approx(0.825)


@pytest.mark.parametrize(("made", "fidelity"), [("XZ", 1), ("X", 0.5), ("Z", 0.5), ("", 0.25)])
def test_missing_corrections(made, fidelity):
    assert remote_gate.cnot_fidelity(corrections=list(made)) == pytest.approx(fidelity)


def test_what_each_missing_correction_does():
    """Without Z the control dephases wholly; without X the target flips with the chance 1/2."""
    plus = np.kron([1, 1], [1, 0]) / np.sqrt(2)
    without_z = remote_gate.teleported_cnot(plus, corrections=["X"])
    assert without_z.full() == pytest.approx(np.diag([0.5, 0, 0, 0.5]), abs=1e-12)
    without_x = remote_gate.teleported_cnot([1, 0, 0, 0], corrections=["Z"])
    assert without_x.diag() == pytest.approx([0.5, 0.5, 0, 0])


def test_local_errors():
    """Gate by gate, with the corrections as controlled gates; control, A, B, target."""
    p, psi = 0.1, rand_ket([2, 2], seed=3)
    state = Circuit(4).h(1).cx(1, 2).density(initial=_with_zeros(psi))
    for channel, qubits in (
        ([gates.cx], (0, 1)),
        (depolarizing(p, 2), (0, 1)),
        ([gates.cx], (1, 2)),
        ([gates.cx], (2, 3)),
        (depolarizing(p, 2), (2, 3)),
        ([gates.H], (2,)),
        ([gates.cz], (2, 0)),
    ):
        state = apply(channel, state, targets=qubits)
    noisy = remote_gate.teleported_cnot(psi, gate_error=p).full()
    assert noisy == pytest.approx(state.ptrace([0, 3]).full(), abs=1e-12)
    assert remote_gate.cnot_fidelity(gate_error=1.0) == pytest.approx(1 / 16)


def _with_zeros(psi):
    """control, |00>, target as a density matrix."""
    zeros = np.zeros((2, 2, 2, 2), dtype=complex)
    zeros[:, 0, 0, :] = psi.full().reshape(2, 2)
    return np.outer(zeros, zeros.conj())


def test_wrong_bits_are_missing_corrections_in_part():
    r = 0.07
    found = remote_gate.cnot_fidelity(readout_error=r)
    assert found == pytest.approx((1 - r) ** 2)
    both = remote_gate.cnot_fidelity(pair=0.9, readout_error=r)
    errors = [(1 - r) ** 2, r * (1 - r), r * (1 - r), r * r]  # none, one, other, both
    assert both == pytest.approx(np.dot(werner(0.9), errors))


# --- Sharing a pair -------------------------------------------------------------------------


def test_one_pair_for_two_gates_has_its_fidelity():
    """The copy of the control serves two targets; qubits: control, A, B, two targets."""
    circuit = Circuit(5).cx(0, 1).cx(1, 2).cx(2, 3).cx(2, 4).h(2).cz(2, 0)
    wanted = Circuit(3).cx(0, 1).cx(0, 2).unitary().full()
    c = random_coefficients(np.random.default_rng(4))
    pair, total = density(c).full().reshape([2] * 4), 0.0
    states = np.eye(8)
    big = circuit.unitary().full().reshape([2] * 10)
    # Process fidelity as the mean overlap on an operator basis.
    for i, j in np.ndindex(8, 8):
        unit = np.outer(states[i], states[j]).reshape([2] * 6)
        joint = np.einsum("cxydzw,abef->cabxydefzw", unit, pair).reshape(32, 32)
        out = big.reshape(32, 32) @ joint @ big.reshape(32, 32).conj().T
        left = np.einsum("cabxydabzw->cxydzw", out.reshape([2] * 10)).reshape(8, 8)
        target = wanted @ np.outer(states[i], states[j]) @ wanted.conj().T
        total += np.vdot(target, left).real
    assert total / 64 == pytest.approx(c[0])


def test_packets():
    homes = [0, 0, 1, 1, 2]
    assert distributed.packets([(0, 2), (0, 3), (0, 4)], homes) == [[0, 1], [2]]
    assert distributed.packets([(0, 2), (1, 0), (0, 3)], homes) == [[0], [2]]  # 0 was a target
    assert distributed.packets([(0, 2), (2, 3), (0, 3)], homes) == [[0, 2]]  # targets may move on
    assert distributed.packets([(2, 0), (3, 0)], homes) == [[0], [1]]
    h_between = Circuit(4).cx(0, 2).h(0).cx(0, 3)
    t_between = Circuit(4).cx(0, 2).t(0).h(2).cx(0, 3)
    assert distributed.packets(h_between, homes) == [[0], [1]]
    assert distributed.packets(t_between, homes) == [[0, 1]]
    assert distributed.packets(Circuit(4).cz(0, 2).cz(3, 0), homes) == [[0, 1]]
    assert distributed.packets(Circuit(4).rxx(0.1, 0, 2).rxx(0.1, 0, 2), homes) == [[0], [1]]


def test_fourier_transform_packs_well():
    """In a quantum Fourier transform of n qubits over two QPUs one pair per qubit is enough."""
    n = 8
    circuit = Circuit(n)
    for i in range(n):
        circuit.h(i)
        for j in range(i + 1, n):
            circuit.cp(np.pi / 2 ** (j - i), i, j)
    homes = [0] * (n // 2) + [1] * (n // 2)
    plain = distributed.cost(circuit, homes)
    packed = distributed.cost(circuit, homes, packed=True)
    assert (plain.remote, plain.pairs, plain.bits) == (16, 16, 32)
    assert (packed.remote, packed.pairs, packed.bits) == (16, 4, 8)


def test_cost():
    rng = np.random.default_rng(2)
    for _ in range(10):
        pairs = [tuple(rng.choice(6, 2, replace=False).tolist()) for _ in range(30)]
        homes = rng.integers(3, size=6)
        plain = distributed.cost(pairs, homes, 0.99, 0.999)
        packed = distributed.cost(pairs, homes, 0.99, 0.999, packed=True)
        remote = sum(homes[a] != homes[b] for a, b in pairs)
        assert plain.remote == remote == plain.pairs == packed.remote
        assert packed.pairs <= remote
        assert plain.fidelity == pytest.approx(
            np.exp(remote * np.log(0.99) + (30 + remote) * np.log(0.999))
        )
        grouped = distributed.packets(pairs, homes)
        assert sorted(i for group in grouped for i in group) == distributed.remote_gates(
            pairs, homes
        )


# --- The cut --------------------------------------------------------------------------------


def fewest(pairs, n, capacities):
    """By trying all."""
    best = len(pairs)
    for homes in itertools.product(range(len(capacities)), repeat=n):
        if all(homes.count(k) <= room for k, room in enumerate(capacities)):
            best = min(best, sum(homes[a] != homes[b] for a, b in pairs))
    return best


@pytest.mark.parametrize("capacities", [[4, 4], [3, 3, 2], [2, 7], [5, 5], [1, 1, 8]])
def test_partition_against_enumeration(capacities):
    hits = 0
    for seed in range(6):
        rng = np.random.default_rng(seed)
        pairs = [tuple(rng.choice(8, 2, replace=False).tolist()) for _ in range(18)]
        homes = partition.partition(pairs, 8, capacities, rng, tries=6)
        naive = partition.contiguous(8, capacities)
        cut = len(distributed.remote_gates(pairs, homes))
        exact = fewest(pairs, 8, capacities)
        assert exact <= cut <= len(distributed.remote_gates(pairs, naive))
        assert all(homes.count(k) <= room for k, room in enumerate(capacities))
        assert cut <= 1.25 * exact + 1
        hits += cut == exact
    assert hits >= 4


def test_hidden_clusters_are_found():
    rng = np.random.default_rng(7)
    hidden = rng.permutation(np.repeat(range(4), 10))
    pairs = [(a, b) for a in range(40) for b in range(a) if hidden[a] == hidden[b]]
    homes = partition.partition(pairs, 40, [10] * 4, rng)
    assert distributed.remote_gates(pairs, homes) == []
    naive = partition.contiguous(40, [10] * 4)
    assert len(distributed.remote_gates(pairs, naive)) > len(pairs) / 2


def test_never_worse_than_naive_and_seeded():
    ladder = [(q, q + 1) for q in range(23)]  # the naive cut is the best
    for seed in range(4):
        homes = partition.partition(ladder, 24, [6, 6, 6, 6], np.random.default_rng(seed))
        assert len(distributed.remote_gates(ladder, homes)) == 3
        again = partition.partition(ladder, 24, [6, 6, 6, 6], np.random.default_rng(seed))
        assert homes == again


def test_interaction_graph():
    graph = partition.interaction_graph([(0, 1), (1, 0), (3, 1)], 5)
    assert sorted(graph) == [0, 1, 2, 3, 4]
    assert graph[0][1]["weight"] == 2
    assert graph.size(weight="weight") == 3


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: remote_gate.teleported_cnot([1, 0]), "state has 1 qubits; allowed: exactly 2"),
        (lambda: remote_gate.cnot_fidelity(corrections=["Y"]), "corrections = .*allowed"),
        (lambda: remote_gate.cnot_fidelity(pair=1.2), "fidelity = 1.2; allowed: 0 to 1"),
        (lambda: remote_gate.cnot_fidelity(gate_error=2), "gate_error = 2; allowed: 0 to 1"),
        (lambda: remote_gate.process_of_average(0.1), "average = 0.1; allowed: 0.2 to 1"),
        (lambda: distributed.two_qubit_gates([(0, 0)]), r"gates has \(0, 0\); allowed: two diff"),
        (lambda: distributed.two_qubit_gates([(0, 1.5)]), "allowed: two different qubits"),
        (lambda: distributed.two_qubit_gates([3]), "gates has 3; allowed: two different qubits"),
        (lambda: distributed.two_qubit_gates(Circuit(2).swap(0, 1)), "gate swap .* allowed: cz"),
        (lambda: distributed.cost([(0, 3)], [0, 1]), "assignment has 2 qubits; allowed: 4 or more"),
        (lambda: distributed.cost([(0, 1)], [0, -1]), "assignment = .* allowed: a whole number"),
        (lambda: distributed.cost([(0, 1)], [0, 1], 1.1), "pair_fidelity = 1.1; allowed: 0 to 1"),
        (lambda: partition.contiguous(5, [2, 2]), r"capacities = \[2, 2\]; allowed: at least 5"),
        (lambda: partition.interaction_graph([(0, 5)], 3), r"gates has \(0, 5\); allowed: qubits"),
    ],
)
def test_bad_input(call, words):
    with pytest.raises(ValueError, match=words):
        call()
