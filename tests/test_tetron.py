"""Tetrons: code space, measurement-only gates in all branches, errors; each by a second route."""

import itertools
from collections import Counter

import numpy as np
import pytest
import qutip

from qlearn.qubits import cliffords, gates, nonlocality
from qlearn.qubits.entanglement import pair_fidelity
from qlearn.qubits.measurement import pauli
from qlearn.qubits.states import bell
from qlearn.topology import braiding, fermions, tetron, tetron_gates
from qlearn.topology.tetron_register import Tetrons, measured_pair

SIGNS = (1, -1)
EQUAL = 1e-12


def rng(seed=1):
    return np.random.default_rng(seed)


def same_gate(a, b):
    return abs(abs((a.dag() * b).tr()) - len(a.full())) < 1e-9


# --- code space ---------------------------------------------------------------------------


@pytest.mark.parametrize("parity", SIGNS)
def test_code_space_is_one_qubit(parity):
    levels = fermions.total_parity(2).diag().real
    assert np.count_nonzero(levels == parity) == 2
    zero, one = tetron.code_basis(parity)
    for ket in (zero, one):
        assert tetron.island_parity() * ket == parity * ket
    g = tetron.tetron_majoranas()
    x, y, z = (tetron.on_qubit(fermions.pair_parity(g, *tetron.PAIR_OF[k]), parity) for k in "XYZ")
    assert (x, y, z) == (gates.X, gates.Y, gates.Z)


def test_table_of_the_bilinears():
    even = {(1, 2): "Z", (3, 4): "Z", (2, 3): "X", (1, 4): "X", (1, 3): "Y", (2, 4): "-Y"}
    odd = {(1, 2): "Z", (3, 4): "-Z", (2, 3): "X", (1, 4): "-X", (1, 3): "Y", (2, 4): "Y"}
    assert tetron.bilinear_paulis() == even
    assert tetron.bilinear_paulis(-1) == odd


def test_single_majorana_leaves_the_code_space():
    with pytest.raises(ValueError, match="parity"):
        tetron.on_qubit(tetron.tetron_majoranas()[0])


def test_joint_measurements_keep_each_island():
    g = fermions.majoranas(4)
    islands = [
        fermions.pair_parity(g, k, k + 1) * fermions.pair_parity(g, k + 2, k + 3) for k in (1, 5)
    ]
    for a, b in itertools.product(tetron.PAIR_OF.values(), repeat=2):
        joint = fermions.pair_parity(g, *a) * fermions.pair_parity(g, b[0] + 4, b[1] + 4)
        assert all(qutip.commutator(joint, island).norm() < EQUAL for island in islands)
        assert (joint * joint - qutip.qeye([2] * 4)).norm() < EQUAL


# --- braiding by measurements -------------------------------------------------------------


@pytest.mark.parametrize(("n", "pair", "ancillas"), [(2, (1, 2), (3, 4)), (3, (2, 5), (4, 1))])
def test_measured_braid_in_all_16_branches(n, pair, ancillas):
    g = fermions.majoranas(n)
    p_ab = fermions.pair_parity(g, *ancillas)
    for s in itertools.product(SIGNS, repeat=4):
        exchange = braiding.braid(g, *pair, sign=-s[1] * s[2])
        c = tetron.braid_correction(g, s, pair, ancillas)
        expected = c * exchange * tetron.parity_projector(p_ab, s[0]) / np.sqrt(8)
        assert (tetron.measured_braid(g, s, pair, ancillas) - expected).norm() < EQUAL


def test_measured_braid_on_the_qubit_of_six_majoranas():
    """gamma 1, 2, 5, 6 carry the qubit, 3 and 4 help; each outcome has 1/8 and one of two gates."""
    g = fermions.majoranas(3)
    psi = (qutip.basis([2] * 3, [0, 0, 0]) + 2 * qutip.basis([2] * 3, [1, 0, 1])).unit()
    for s in itertools.product(SIGNS, repeat=3):
        after = tetron.measured_braid(g, (1, *s)) * psi
        assert after.norm() ** 2 == pytest.approx(1 / 8)
        fixed = tetron.braid_correction(g, (1, *s)).dag() * after.unit()
        ideal = braiding.braid(g, 1, 2, sign=-s[0] * s[1]) * psi
        assert abs(ideal.overlap(fixed)) == pytest.approx(1)


def test_corrections_that_ignore_outcomes_are_right_in_half_the_branches():
    g = fermions.majoranas(3)
    psi = (qutip.basis([2] * 3, [0, 0, 0]) + 2 * qutip.basis([2] * 3, [1, 0, 1])).unit()
    ideal = braiding.braid(g, 1, 2, -1) * psi
    right = 0
    for s in itertools.product(SIGNS, repeat=3):
        fixed = tetron.braid_correction(g, (1, *s)).dag() * tetron.measured_braid(g, (1, *s)) * psi
        right += abs(ideal.overlap(fixed.unit())) > 1 - 1e-9
    assert right == 4


# --- recipes ------------------------------------------------------------------------------


def data_of(gate):
    return (0, 1) if gate == "CNOT" else 0


@pytest.mark.parametrize("gate", tetron_gates.RECIPES)
def test_recipe_makes_its_gate_in_all_branches(gate):
    size = 2 if gate == "CNOT" else 1
    steps, result = tetron_gates.recipe(gate, data_of(gate), size)
    found = tetron_gates.branches(steps, size + 1, data_of(gate), result)
    assert len(found) == 2 ** len(steps)
    for branch in found:
        assert branch.p == pytest.approx(2 ** -len(steps))
        left = pauli(tetron_gates.byproduct(gate, branch.outcomes))
        assert same_gate(branch.operator, left * tetron_gates.IDEAL[gate])


def test_rules_of_the_text():
    """The table of rules, written once more; for sqrt(X) the sign is opposite to that of S."""
    for m in itertools.product(SIGNS, repeat=3):
        plus = m[0] * m[1] * m[2] == 1
        assert tetron_gates.byproduct("S", m) == ("Z" if plus else "I")
        assert tetron_gates.byproduct("SX", m) == ("I" if plus else "X")
    for m in itertools.product(SIGNS, repeat=4):
        control = "Z" if m[0] * m[2] == -1 else "I"
        target = "X" if m[1] * m[3] == -1 else "I"
        assert tetron_gates.byproduct("CNOT", m) == control + target


@pytest.mark.parametrize("gate", ["S", "SX", "CNOT"])
def test_recipe_on_majoranas(gate):
    """The same with 4 Majoranas a tetron, in the full Fock space: no qubit is assumed."""
    n = 3 if gate == "CNOT" else 2
    g = fermions.majoranas(2 * n)
    steps, _ = tetron_gates.recipe(gate, data_of(gate), n - 1)
    code = qutip.tensor  # |0> = |00>, |1> = |11> for each tetron
    kets = [
        code([qutip.basis(2, b) for bit in bits for b in (bit, bit)])
        for bits in itertools.product((0, 1), repeat=n)
    ]
    isometry = np.column_stack([ket.full()[:, 0] for ket in kets])
    for m in itertools.product(SIGNS, repeat=len(steps)):
        columns = isometry
        for (word, tetrons), outcome in zip(steps, m, strict=True):
            measured = 1
            for letter, q in zip(word, tetrons, strict=True):
                i, j = tetron.PAIR_OF[letter]
                measured = measured * fermions.pair_parity(g, i + 4 * q, j + 4 * q)
            columns = (columns + outcome * (measured.full() @ columns)) / 2
        full = (isometry.conj().T @ columns).reshape([2] * (2 * n))
        assert np.linalg.norm(columns) == pytest.approx(np.linalg.norm(full))
        ideal = pauli(tetron_gates.byproduct(gate, m)) * tetron_gates.IDEAL[gate]
        k = n - 1  # the ancilla stands last; take it at one input and one output that occur
        blocks = np.moveaxis(full, [k, n + k], [0, 1]).reshape(4, 2**k, 2**k)
        block = max(blocks, key=np.linalg.norm)
        overlap = abs(np.vdot(ideal.full(), block)) / np.linalg.norm(block)
        assert overlap == pytest.approx(2 ** (k / 2))


def test_without_frame_tells_the_24_gates_apart_up_to_paulis():
    """24 Cliffords over 4 Paulis: the 6 ways to permute the axes."""
    seen = {tetron_gates.without_frame(gate).round().tobytes() for gate in cliffords.cliffords()}
    assert len(seen) == 6
    steps, _ = tetron_gates.recipe("CNOT", (0, 1), 2)
    for branch in tetron_gates.branches(steps, 3, [0, 1]):
        found = tetron_gates.without_frame(branch.operator)
        assert np.allclose(found, tetron_gates.without_frame(gates.cx))
    assert not np.allclose(found, tetron_gates.without_frame(gates.cz))


def test_swapped_corrections_are_wrong():
    steps, _ = tetron_gates.recipe("CNOT", (0, 1), 2)
    wrong = 0
    for branch in tetron_gates.branches(steps, 3, [0, 1]):
        word = tetron_gates.byproduct("CNOT", branch.outcomes)
        swapped = ("X" if word[0] == "Z" else "I") + ("Z" if word[1] == "X" else "I")
        wrong += not same_gate(branch.operator, pauli(swapped) * gates.cx)
    assert wrong == 12


def test_joint_measurement_alone_is_no_gate():
    _, projector = tetron_gates.measured_map([("ZX", (0, 1))], [1], 2, [0, 1])
    assert (projector * projector.dag() - qutip.qeye([2, 2])).norm() > 1
    with pytest.raises(ValueError, match="entangled"):
        tetron_gates.measured_map([("ZZ", (0, 1))], [1], 2, [0])


def test_impossible_outcomes_are_left_out():
    steps = [("Z", 0), ("Z", 0)]
    assert [b.outcomes for b in tetron_gates.branches(steps, 1, 0)] == [(1, 1), (-1, -1)]


# --- assignment error ---------------------------------------------------------------------


@pytest.mark.parametrize("p", [0.0, 0.01, 0.05, 0.16, 0.5])
@pytest.mark.parametrize("gate", tetron_gates.RECIPES)
def test_closed_forms_against_the_sum_over_wrong_records(gate, p):
    """R15 and the H gate: a wrong byproduct is a gate with fidelity 0."""
    n_steps, total = len(tetron_gates.RECIPES[gate]), 0
    for m in itertools.product(SIGNS, repeat=n_steps):
        for flips in itertools.product(SIGNS, repeat=n_steps):
            recorded = tuple(a * b for a, b in zip(m, flips, strict=True))
            weight = np.prod([p if flip == -1 else 1 - p for flip in flips]) / 2**n_steps
            same = tetron_gates.byproduct(gate, m) == tetron_gates.byproduct(gate, recorded)
            total += weight * same
    assert tetron_gates.gate_fidelity(gate, p) == pytest.approx(total)


def test_numbers_of_the_text():
    values = [tetron_gates.gate_fidelity("CNOT", p) for p in (0.01, 0.05, 0.16)]
    assert np.allclose(values, [0.961, 0.819, 0.535], atol=5e-4)
    assert tetron_gates.gate_fidelity("H", 0.02) == pytest.approx(0.98 * (1 - 2 * 0.02 * 0.98))
    assert tetron_gates.gate_fidelity("CNOT", 0.0025) == pytest.approx(0.99, abs=1e-4)


@pytest.mark.parametrize("gate", tetron_gates.RECIPES)
def test_closed_forms_against_the_register(gate):
    """Each data tetron is half of a Bell pair; 5 sigma of 1500 runs."""
    p, runs, right = 0.08, 1500, 0
    k = 2 if gate == "CNOT" else 1
    draw, ancilla = rng(5), 2 * k  # tetrons: data, then their partners, then the ancilla
    order = [0, 2, 1, 3, 4] if k == 2 else [0, 1, 2]
    start = qutip.tensor([bell("Phi+")] * k + [qutip.basis(2, 0)]).permute(order)
    gate_at = gates.embed(tetron_gates.IDEAL[gate], range(k), 2 * k)
    pairs = qutip.tensor([bell("Phi+")] * k).permute(order[:-1])
    want = (gate_at * pairs).full()[:, 0]
    for _ in range(runs):
        tetrons = Tetrons(2 * k + 1, p, rng=draw, state=start)
        tetrons._gate(gate, range(k), ancilla)
        made = tetrons.ideal.full().reshape([2] * (2 * k + 1))
        if gate == "H":  # the result stands on the ancilla
            made = made.swapaxes(0, ancilla)
        right += np.linalg.norm(want.conj() @ made.reshape(-1, 2)) ** 2 > 0.5
    expected = tetron_gates.gate_fidelity(gate, p)
    assert abs(right / runs - expected) < 5 * np.sqrt(expected * (1 - expected) / runs)


def test_repeated_basis():
    """X, X agree with 1 - 2p(1-p); X, Z, X with one half. 5 sigma of 4000."""
    p, runs, draw = 0.1, 4000, rng(3)
    same, broken = 0, 0
    for _ in range(runs):
        tetrons = Tetrons(1, p, rng=draw)
        first = tetrons.measure("X", 0)
        same += first == tetrons.measure("X", 0)
        first = tetrons.measure("X", 0)
        tetrons.measure("Z", 0)
        broken += first == tetrons.measure("X", 0)
    assert tetron_gates.repeat_agreement(p) == pytest.approx(0.82)
    assert abs(same / runs - 0.82) < 5 * np.sqrt(0.82 * 0.18 / runs)
    assert abs(broken / runs - 0.5) < 5 * np.sqrt(0.25 / runs)


# --- the register -------------------------------------------------------------------------


def test_random_clifford_circuits_with_the_frame():
    """Twenty random gates by measurements, frame undone, against plain unitaries."""
    draw = rng(11)
    for _ in range(10):
        tetrons = Tetrons(3, rng=draw)
        place, plain = [0, 1], qutip.basis([2, 2], [0, 0])
        for _ in range(20):
            k, ancilla = int(draw.integers(2)), ({0, 1, 2} - set(place)).pop()
            gate = draw.choice(["S", "SX", "H", "CNOT", "X"])
            if gate == "CNOT":
                tetrons.cnot(place[k], place[1 - k], ancilla)
                plain = gates.embed(gates.cx, [k, 1 - k], 2) * plain
                continue
            if gate == "X":
                tetrons.apply("X", place[k])
                plain = gates.embed(gates.X, k, 2) * plain
                continue
            run = {"S": tetrons.s, "SX": tetrons.sqrt_x, "H": tetrons.h}[gate]
            place[k] = run(place[k], ancilla)
            plain = gates.embed(tetron_gates.IDEAL[gate], k, 2) * plain
        rho = tetrons.ideal.ptrace(sorted(place))
        rho = rho if place == sorted(place) else rho.permute([1, 0])
        assert qutip.expect(rho, plain) == pytest.approx(1)


def test_read_undoes_the_frame():
    for seed in range(20):
        tetrons = Tetrons(3, rng=rng(seed))
        tetrons.entangle(0, 2)
        assert abs(tetrons.ideal.ptrace([0, 2]).overlap(bell("Phi+").proj())) == pytest.approx(1)
        assert tetrons.read("ZZ", (0, 2)) == tetrons.read("XX", (2, 0)) == 1
        assert tetrons.read("YY", (0, 2)) == -1
        for letter in "XYZ":
            tetrons.prepare(letter, 1)
            assert tetrons.read(letter, 1) == 1


def test_frames_commute_with_measurement():
    tetrons = Tetrons(2, rng=rng(4))
    tetrons.apply("XZ", (0, 1))
    tetrons.apply("Z", 0)
    assert tetrons.frame == "YZ"
    signs = [tetrons.frame_sign(word, (0, 1)) for word in ("ZZ", "ZX", "XX", "YZ", "YX")]
    assert signs == [-1, 1, 1, 1, -1]
    assert tetrons.measure("Z", 0) == 1
    assert tetrons.read("Z", 0) == -1


def test_log_and_forced_outcomes():
    tetrons = Tetrons(2, 0.5, rng=rng(2))
    for m in SIGNS:
        assert tetrons.measure("XX", (0, 1), outcome=m) == m
        tetrons.measure("ZZ", (0, 1))
        tetrons = Tetrons(2, 0.5, rng=rng(2))
    tetrons.measure("X", 1, outcome=-1)
    assert tetrons.log == [("X", (1,), -1)]
    with pytest.raises(ValueError, match="probability 0"):
        tetrons.measure("X", 1, outcome=1)


def test_outcomes_follow_borns_rule():
    state = [np.cos(0.3), 0, 0, np.sin(0.3)]
    draw = rng(8)
    counts = Counter(Tetrons(2, rng=draw, state=state).measure("Z", 0) for _ in range(4000))
    p = np.cos(0.3) ** 2
    assert abs(counts[1] / 4000 - p) < 5 * np.sqrt(p * (1 - p) / 4000)
    assert Tetrons(2, rng=draw, state=state).measure("ZZ", (0, 1)) == 1


def test_measured_pair_against_the_register():
    """Mean of the frame-corrected states of 2000 pairs; CHSH is 2 at 1 - 2p = 1/sqrt(2)."""
    p, runs, draw, total = 0.1, 2000, rng(6), 0
    for _ in range(runs):
        tetrons = Tetrons(2, p, rng=draw)
        tetrons.entangle(0, 1)
        total = total + tetrons.ideal.proj()
    assert np.allclose((total / runs).full(), measured_pair(p).full(), atol=5 * 0.5 / runs**0.5)
    assert pair_fidelity(measured_pair(p)) == pytest.approx((1 - p) ** 2)
    limit = (1 - 2**-0.5) / 2
    assert nonlocality.chsh_max(measured_pair(limit)) == pytest.approx(2)
    assert nonlocality.chsh_max(measured_pair(0)) == pytest.approx(2 * 2**0.5)


# --- poisoning ----------------------------------------------------------------------------


@pytest.mark.parametrize("i", [1, 2, 3, 4])
def test_poisoning_is_seen_once_and_a_pauli_twice(i):
    tetrons = Tetrons(2, rng=rng(i))
    assert tetrons.measure_pair(0, 1, 2) == tetrons.measure_pair(0, 3, 4) == 1
    tetrons.poison(0, i)
    z12, z34 = tetrons.measure_pair(0, 1, 2), tetrons.measure_pair(0, 3, 4)
    assert tetrons.island_parity(0) == -1
    assert tetrons.island_parity(1) == 1
    assert tetron.poisoning_detected(z12, z34)
    tetrons.poison(0, 1)
    assert not tetron.poisoning_detected(*(tetrons.measure_pair(0, *k) for k in ((1, 2), (3, 4))))
    assert tetrons.island_parity(0) == 1


@pytest.mark.parametrize(("i", "j"), list(itertools.permutations((1, 2, 3, 4), 2)))
def test_register_poisons_as_majoranas_do(i, j):
    """Two events in Fock space are gamma_j gamma_i: the Pauli of that pair."""
    g = tetron.tetron_majoranas()
    psi = qutip.Qobj([0.6, 0.64 + 0.48j])
    tetrons = Tetrons(1, rng=rng(), state=psi)
    tetrons.poison(0, i)
    tetrons.poison(0, j)
    expected = tetron.on_qubit(g[j - 1] * g[i - 1]) * psi
    assert abs(tetrons.state.overlap(expected)) == pytest.approx(1)
    assert tetron.bilinear_paulis()[min(i, j), max(i, j)][-1] == combined(i, j)


def combined(i, j):
    product = pauli(tetron.poisoning_error(i)) * pauli(tetron.poisoning_error(j))
    return max("IXYZ", key=lambda name: abs((pauli(name) * product).tr()))


def test_poisoned_pairs_by_fock_space():
    """All six pairs on an odd island, expectation by expectation."""
    g = tetron.tetron_majoranas()
    zero, one = tetron.code_basis()
    for i in (1, 2, 3, 4):
        fock = (g[i - 1] * (0.6 * zero + (0.64 + 0.48j) * one)).unit()
        tetrons = Tetrons(1, rng=rng(), state=[0.6, 0.64 + 0.48j])
        tetrons.poison(0, i)
        for (a, b), name in tetron.bilinear_paulis(-1).items():
            value = qutip.expect(pauli(name[-1]), tetrons.state) * (-1 if "-" in name else 1)
            assert qutip.expect(fermions.pair_parity(g, a, b), fock) == pytest.approx(value)


def test_poisoning_rate():
    """Each measurement flips each island with the given probability. 5 sigma of 2000."""
    draw, odd = rng(9), 0
    for _ in range(1000):
        tetrons = Tetrons(2, poison_prob=0.1, rng=draw)
        tetrons.measure("Z", 0)
        odd += sum(tetrons.island_parity(q) == -1 for q in (0, 1))
    assert abs(odd / 2000 - 0.1) < 5 * np.sqrt(0.09 / 2000)


# --- bad input ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Tetrons(0, rng=rng()), "n = 0"),
        (lambda: Tetrons(2, 1.5, rng=rng()), "assign_error"),
        (lambda: Tetrons(2, poison_prob=-0.1, rng=rng()), "poison_prob"),
        (lambda: Tetrons(2, rng=3), "rng = 3"),
        (lambda: Tetrons(2, rng=rng(), state=[1, 0]), "state"),
        (lambda: Tetrons(2, rng=rng()).measure("A", 0), "word = 'A'"),
        (lambda: Tetrons(2, rng=rng()).measure("ZZ", 0), "one letter for each"),
        (lambda: Tetrons(2, rng=rng()).measure("ZZ", (0, 0)), "tetrons"),
        (lambda: Tetrons(2, rng=rng()).measure("Z", 2), "tetrons"),
        (lambda: Tetrons(2, rng=rng()).measure("Z", 0, outcome=0), "outcome = 0"),
        (lambda: Tetrons(2, rng=rng()).measure_pair(0, 2, 1), "i, j"),
        (lambda: Tetrons(2, rng=rng()).island_parity(2), "q = 2"),
        (lambda: Tetrons(2, rng=rng()).poison(0, 5), "i = 5"),
        (lambda: Tetrons(2, rng=rng()).cnot(0, 1, 1), "ancilla"),
        (lambda: Tetrons(2, rng=rng()).cnot(0, 1, 2), "tetrons"),
        (lambda: tetron_gates.recipe("T", 0, 1), "gate = 'T'"),
        (lambda: tetron_gates.gate_fidelity("S", 2), "assign_error"),
        (lambda: tetron_gates.byproduct("S", (1, 1)), "outcomes"),
        (lambda: tetron_gates.byproduct("S", (1, 1, 0)), "outcomes"),
        (lambda: tetron.parity_projector(gates.S, 1), "parity"),
        (lambda: tetron.parity_projector(gates.Z, 2), "outcome"),
        (lambda: tetron.measured_braid(tetron.tetron_majoranas(), (1, 1)), "outcomes"),
        (lambda: tetron.code_basis(0), "parity"),
        (lambda: tetron.on_qubit(gates.X), "operator"),
        (lambda: tetron.poisoning_error(0), "i = 0"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
