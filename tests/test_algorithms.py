"""Oracles and algorithms: truth tables, QuTiP's transform, closed forms, four noisy machines."""

import itertools

import numpy as np
import pytest
import qutip

from qlearn.qubits import algorithms, gates, oracles, states
from qlearn.qubits.circuit import Circuit
from qlearn.qubits.measurement import Counts
from qlearn.qubits.noisy_run import noisy_probabilities
from qlearn.qubits.oracles import Oracle
from qlearn.qubits.presets import PRESETS
from qlearn.qubits.qpu import QPU


def strings(n):
    return ["".join(bits) for bits in itertools.product("01", repeat=n)]


# --- Oracles --------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_oracles_mark_phases_and_bits_as_their_table_says(n):
    table = np.random.default_rng(n).integers(0, 2, 2**n).tolist()
    oracle = Oracle(n, table)
    assert [oracle(x) for x in strings(n)] == table
    phases = oracle.phase(Circuit(n)).unitary().full()
    assert np.allclose(phases, np.diag((-1.0) ** np.array(table)))
    flips = oracle.xor(Circuit(n + 1)).unitary().full()
    for x, y in itertools.product(range(2**n), range(2)):
        assert flips[2 * x + (y ^ table[x]), 2 * x + y] == pytest.approx(1)
    assert oracle.calls == 2**n + 2


def test_oracles_on_chosen_qubits():
    oracle = Oracle(2, lambda bits: bits == "10")
    phases = oracle.phase(Circuit(3), [2, 0]).unitary().diag()
    expected = [-1 if bits[2] + bits[0] == "10" else 1 for bits in strings(3)]
    assert np.allclose(phases, expected)
    flips = oracle.xor(Circuit(3), [2, 0], 1)
    found = flips.state(states.ket("001"))
    assert states.same_state(found, states.ket("011"))


def test_a_hidden_string_needs_no_pair_gate():
    assert oracles.hidden_string("10110").phase(Circuit(5)).count() == {"z": 3}
    assert oracles.hidden_string("101").xor(Circuit(4)).count() == {"cx": 2}


def test_calls_are_counted_for_each_question_and_each_use_in_a_circuit():
    oracle = oracles.marked("11")
    circuit = algorithms.grover(oracle, 3)
    circuit.counts(100, np.random.default_rng(1))
    assert oracle.calls == 3
    oracle("01")
    assert oracle.calls == 4


# --- Deutsch-Jozsa, Bernstein-Vazirani ------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_deutsch_jozsa(n):
    rng = np.random.default_rng(n)
    kinds = [(oracles.constant(n, 0), 1), (oracles.constant(n, 1), 1)]
    kinds += [(oracles.balanced(n, rng), 0) for _ in range(5)]
    for oracle, expected in kinds:
        p = algorithms.deutsch_jozsa(oracle).probabilities()[0]
        assert p == pytest.approx(expected, abs=1e-12)
        blind = algorithms.deutsch_jozsa(oracle, last_layer=False).probabilities()[0]
        assert blind == pytest.approx(2.0**-n)
        assert oracle.calls == 2


@pytest.mark.parametrize("secret", ["0", "10", "1101", "0110100"])
def test_bernstein_vazirani_finds_the_string_with_one_call(secret):
    oracle = oracles.hidden_string(secret)
    counts = algorithms.bernstein_vazirani(oracle).counts(50, np.random.default_rng(1))
    assert counts == {secret: 50}
    assert oracle.calls == 1


@pytest.mark.parametrize("name", PRESETS)
def test_they_run_on_each_machine(name):
    """The right answer is the most frequent everywhere."""
    qpu = QPU(PRESETS[name](5), np.random.default_rng(2))
    counts = qpu.run(algorithms.bernstein_vazirani(oracles.hidden_string("1011")), 500)
    assert max(counts, key=counts.get) == "1011"
    counts = qpu.run(algorithms.grover(oracles.marked("10"), 1), 500)
    assert max(counts, key=counts.get) == "10"


def test_a_search_among_eight_tells_the_machines_apart():
    """Two ccz and two in the diffusers: 28 turns by pi/4, which tetrons do without protection."""
    circuit = algorithms.grover(oracles.marked("110"), 2)
    found = {
        name: noisy_probabilities(circuit, preset(3))[0b110] for name, preset in PRESETS.items()
    }
    assert algorithms.grover_probability(3, 2) > found["ion trap"] > 0.8
    assert found["ion trap"] > found["superconducting"] > 0.5
    assert found["tetrons"] < 0.3
    better = PRESETS["tetrons"](3, assign_error=1e-4, rotation_error=1e-4)
    assert noisy_probabilities(circuit, better)[0b110] > 0.7


# --- Grover ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "k", "expected"),
    [(4, 1, 0.4727), (4, 2, 0.9084), (4, 3, 0.9613), (4, 4, 0.5817), (4, 5, 0.1255),
     (3, 2, 0.9453), (2, 1, 1.0), (5, 4, 0.9992), (10, 25, 0.9995)],
)  # fmt: skip
def test_grover_table(n, k, expected):
    target = "10" * (n // 2) + "1" * (n % 2)
    circuit = algorithms.grover(oracles.marked(target), k)
    found = circuit.probabilities()[states.index_of(target)]
    assert found == pytest.approx(expected, abs=5e-5)
    assert algorithms.grover_probability(n, k) == pytest.approx(found, abs=1e-10)


def test_grover_with_several_targets():
    targets = ["0010", "1001", "1100"]
    p = algorithms.grover(oracles.marked(*targets), 2).probabilities()
    assert np.allclose(p[[states.index_of(t) for t in targets]], p[2])
    assert 3 * p[2] == pytest.approx(algorithms.grover_probability(4, 2, targets=3))


def test_number_of_iterations_is_the_first_best():
    for n, m in itertools.product(range(1, 9), (1, 2, 3, 5)):
        if m >= 2**n:
            continue
        k = algorithms.grover_iterations(n, m)
        p = algorithms.grover_probability(n, np.arange(k + 2), m)
        assert p[k] >= p[k + 1] - 1e-12
        assert np.all(np.diff(p[: k + 1]) > 0)
    assert algorithms.grover_iterations(3, 8) == 0


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_diffuser_has_its_sign(n):
    s = np.full(2**n, 2 ** (-n / 2))
    assert np.allclose(algorithms.diffuser(n).unitary().full(), 2 * np.outer(s, s) - np.eye(2**n))


# --- Fourier and phases ---------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_qft_is_qutips(n):
    found = algorithms.qft(n).unitary()
    assert np.allclose(found.full(), qutip.qft([2] * n).full())
    negation = np.eye(2**n)[-np.arange(2**n) % 2**n]
    assert np.allclose((found * found).full(), negation)
    assert np.allclose((found**4).full(), np.eye(2**n))


def test_qft_without_swaps_has_reversed_bits():
    reverse = np.arange(8).reshape(2, 2, 2).transpose(2, 1, 0).ravel()
    plain = algorithms.qft(3, swaps=False).unitary().full()
    assert np.allclose(plain[reverse], algorithms.qft(3).unitary().full())


@pytest.mark.parametrize("phase", [0.0, 0.3, 0.625, 0.99])
def test_phase_estimation_is_the_closed_form(phase):
    circuit = algorithms.phase_estimation(gates.phase(2 * np.pi * phase), 4, Circuit(1).x(0))
    assert np.allclose(
        circuit.probabilities(), algorithms.phase_probabilities(phase, 4), atol=1e-12
    )


@pytest.mark.parametrize("m", [1, 2])
def test_phase_estimation_of_any_unitary_with_its_eigenvector(m):
    """Both eigenvectors of random unitaries, global phase included; for two qubits by matrices."""
    for seed in range(3):
        u = qutip.rand_unitary([2] * m, seed=seed)
        values, vectors = np.linalg.eig(u.full())
        for value, vector in zip(values, vectors.T, strict=True):
            prepare = np.linalg.qr(np.column_stack([vector, np.eye(2**m)[:, : 2**m - 1]]))[0]
            circuit = algorithms.phase_estimation(u, 3, Circuit(m).matrix(prepare, range(m)))
            turns = np.angle(value) / (2 * np.pi) % 1
            expected = algorithms.phase_probabilities(turns, 3)
            assert np.allclose(circuit.probabilities(), expected, atol=1e-7)


def test_phase_estimation_without_noise_survives_the_compiler():
    circuit = algorithms.phase_estimation(gates.T, 3, Circuit(1).x(0))
    for preset in PRESETS.values():
        device = preset(4).changed(errors={}, t1_us=np.inf, t2_us=np.inf, readout=(0, 0))
        assert noisy_probabilities(circuit, device)[1] == pytest.approx(1)


def test_best_outcome_is_never_below_four_over_pi_squared():
    phases = np.arange(4096) / 4096
    worst = {t: algorithms.phase_probabilities(phases, t).max(axis=1).min() for t in (3, 4, 8)}
    assert worst[3] == pytest.approx(0.4105, abs=5e-5)
    assert worst[4] == pytest.approx(0.4066, abs=5e-5)
    assert 4 / np.pi**2 < worst[8] < 0.4055


@pytest.mark.parametrize(("failure", "worst"), [(0.1, 0.976), (0.25, 0.952)])
def test_extra_counting_qubits_give_the_promised_success(failure, worst):
    """Three bits right: the outcome is within 2^-3 of phi, in turns."""
    t = algorithms.counting_qubits(3, failure)
    phases = np.linspace(0, 1, 2001)
    off = phases[:, None] - np.arange(2**t) / 2**t
    near = np.abs(off - np.round(off)) < 2.0**-3
    success = (algorithms.phase_probabilities(phases, t) * near).sum(axis=1).min()
    assert success >= 1 - failure
    assert success == pytest.approx(worst, abs=2e-3)


def test_phase_from_counts_takes_the_mode():
    assert algorithms.phase_from_counts(Counts({"000": 5, "111": 6})) == 7 / 8


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Oracle(2, [0, 1, 1]), "allowed: 0 or 1 for each of 4"),
        (lambda: Oracle(1, [0, 2]), "allowed: 0 or 1"),
        (lambda: Oracle(11, [0]), "n = 11"),
        (lambda: oracles.marked("01", "1"), "equal length"),
        (lambda: oracles.hidden_string("12"), "bits = '12'"),
        (lambda: oracles.marked("01")("011"), "bits = '011'; allowed: 2"),
        (lambda: oracles.marked("01").phase(Circuit(1)), "qubits = "),
        (lambda: oracles.marked("01").xor(Circuit(2)), "qubits = "),
        (lambda: oracles.marked("01").xor(Circuit(3), [0, 1], 1), "qubits = "),
        (lambda: algorithms.grover(oracles.marked("01"), -1), "iterations = -1"),
        (lambda: algorithms.grover_iterations(2, 5), "targets = 5"),
        (lambda: algorithms.qft(0), "n = 0"),
        (lambda: algorithms.phase_estimation(np.ones((2, 2)), 2), "not unitary"),
        (lambda: algorithms.counting_qubits(3, 0), "failure = 0"),
    ],
)
def test_bad_input(call, words):
    with pytest.raises(ValueError, match=words):
        call()
