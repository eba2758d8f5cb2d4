"""Readout, tomography and benchmarking against exact sums, group theory and statistics."""

import itertools
from math import comb

import numpy as np
import pytest
import scipy.optimize

from qlearn.qubits import benchmarking as rb
from qlearn.qubits import channels, characterization, cliffords, fidelities, gates, states


def over_rotation(error):
    """A turn about x with the average infidelity `error` = (2/3) sin^2(theta/2)."""
    return gates.rx(2 * np.arcsin(np.sqrt(1.5 * error)))


NOISES = {
    "depolarising": channels.depolarizing(0.02),
    "decay": channels.amplitude_damping(0.03),
    "waiting": channels.idle(0.5, 20, 15),
    "over-rotation": over_rotation(0.01),
}
each_noise = pytest.mark.parametrize("noise", NOISES.values(), ids=NOISES)


# --- readout ------------------------------------------------------------------------------


def test_readout_matrix_counts_what_a_faulty_meter_says():
    """Flip every single outcome at random, and count; 5 sigma."""
    rng, shots, a, b = np.random.default_rng(1), 20_000, 0.02, 0.07
    bits = rng.random(shots) < 0.3
    read = np.where(bits, rng.random(shots) >= b, rng.random(shots) < a)
    expected = characterization.readout_matrix(a, b) @ [1 - bits.mean(), bits.mean()]
    assert abs(read.mean() - expected[1]) < 5 * np.sqrt(0.25 / shots)


def test_mitigation_undoes_the_matrix_of_two_different_qubits():
    matrix = np.kron(
        characterization.readout_matrix(0.02, 0.07), characterization.readout_matrix(0.05, 0.1)
    )
    p = np.array([0.4, 0.1, 0.3, 0.2])
    assert np.allclose(characterization.mitigate(matrix @ p, matrix), p)


def test_mitigation_is_unbiased_and_clipping_is_not():
    """The mean over many experiments is right, with single results below 0."""
    rng, matrix, n = np.random.default_rng(2), characterization.readout_matrix(0.05, 0.1), 4000
    read = rng.binomial(100, 0.05, n) / 100  # the qubit is in 0
    found = np.array([characterization.mitigate([1 - f, f], matrix)[1] for f in read])
    assert abs(found.mean()) < 5 * found.std() / np.sqrt(n)
    assert found.min() < 0
    assert found.clip(0).mean() > 5 * found.std() / np.sqrt(n)


def test_nearest_distribution_solves_the_constrained_problem():
    """Against a general optimiser; 1e-6 is what SLSQP reaches."""
    rng = np.random.default_rng(3)
    for _ in range(10):
        values = rng.normal(size=5)
        values += (1 - values.sum()) / 5
        found = characterization.nearest_distribution(values)
        best = scipy.optimize.minimize(
            lambda p, v=values: np.sum((p - v) ** 2),
            np.full(5, 0.2),
            method="SLSQP",
            bounds=[(0, 1)] * 5,
            constraints={"type": "eq", "fun": lambda p: p.sum() - 1},
            options={"ftol": 1e-14},
        )
        assert np.allclose(found, best.x, atol=1e-6)


# --- tomography ---------------------------------------------------------------------------


def estimates(kets, shots, rng):
    counts = [characterization.tomography_counts(ket, shots, rng) for ket in kets]
    return np.array([characterization.bloch_estimate(c) for c in counts])


def test_tomography_with_exact_frequencies_gives_the_state():
    rho = states.from_bloch([0.48, -0.2, 0.6])
    fractions = {axis: (1 + r) / 2 for axis, r in zip("XYZ", [0.48, -0.2, 0.6], strict=True)}
    counts = {a: {"0": round(1000 * f), "1": round(1000 * (1 - f))} for a, f in fractions.items()}
    assert (characterization.linear_tomography(counts) - rho).norm() < 1e-12


def test_tomography_measures_the_axes_it_says():
    """A state along each axis gives 0 there for certain: the sign of y, too."""
    rng = np.random.default_rng(4)
    for axis, letters in {"X": "+-", "Y": "rl", "Z": "01"}.items():
        for bit, letter in enumerate(letters):
            counts = characterization.tomography_counts(states.ket(letter), 50, rng)
            assert counts[axis][str(bit)] == 50


def test_rms_trace_distance_is_one_over_root_two_n():
    """0.0707 at N = 100 shots an axis; the test sees 3 % of its square."""
    rng, shots = np.random.default_rng(5), 100
    kets = [states.random_ket(1, rng) for _ in range(1500)]
    true = np.array([states.bloch_vector(ket) for ket in kets])
    squares = np.sum((estimates(kets, shots, rng) - true) ** 2, axis=1) / 4
    error = squares.std() / np.sqrt(len(kets))
    assert abs(squares.mean() - 1 / (2 * shots)) < 5 * error
    assert error < 0.03 / (2 * shots)


def test_how_often_an_estimate_is_no_state():
    """58 % for random pure states at N = 100, but 99 % for exactly |0>; 5 sigma of 1500 draws."""
    rng, shots, n = np.random.default_rng(6), 100, 1500
    kets = [states.random_ket(1, rng) for _ in range(n)]
    outside = np.mean(np.linalg.norm(estimates(kets, shots, rng), axis=1) > 1 + 1e-12)
    assert abs(outside - 0.58) < 5 * np.sqrt(0.58 * 0.42 / n)
    assert outside > 0.5 + np.sqrt(0.25 / n)
    pole = np.linalg.norm(estimates([states.ket("0")] * 600, shots, rng), axis=1) > 1 + 1e-12
    exact = 1 - (comb(shots, shots // 2) / 2**shots) ** 2  # inside only if x = y = 0
    assert exact == pytest.approx(0.9937, abs=1e-4)
    assert abs(pole.mean() - exact) < 5 * np.sqrt(exact * (1 - exact) / 600)


def test_nearest_state_of_a_qubit_lies_on_the_same_ray():
    """Outside the ball: the surface point below it. Inside: nothing changes."""
    r = np.array([0.9, -0.5, 0.4])
    matrix = (gates.I + r[0] * gates.X + r[1] * gates.Y + r[2] * gates.Z) / 2
    nearest = states.bloch_vector(characterization.nearest_state(matrix))
    assert np.allclose(nearest, r / np.linalg.norm(r))
    inside = states.random_density(2, np.random.default_rng(7))
    assert (characterization.nearest_state(inside) - inside).norm() < 1e-12


def test_no_other_state_of_two_qubits_is_nearer():
    rng = np.random.default_rng(8)
    matrix = np.diag([0.7, 0.5, 0.1, -0.3]).astype(complex)
    basis = np.linalg.qr(rng.normal(size=(4, 4)) + 1j * rng.normal(size=(4, 4)))[0]
    matrix = basis @ matrix @ basis.conj().T
    best = characterization.nearest_state(matrix)
    apart = np.linalg.norm(best.full() - matrix)
    for _ in range(200):
        other = states.random_density(2, rng, rank=int(rng.integers(1, 5)))
        mixed = 0.98 * best.full() + 0.02 * other.full()
        assert np.linalg.norm(mixed - matrix) >= apart - 1e-12


# --- the Clifford group -------------------------------------------------------------------


def test_there_are_24_and_h_and_s_generate_the_same_ones():
    """An independent way to the group: products of H and S until nothing new comes."""
    seen, newest = {0}, [gates.I]
    while newest:
        products = [g * gate for gate in newest for g in (gates.H, gates.S)]
        fresh = {cliffords.clifford_index(gate): gate for gate in products}
        newest = [gate for k, gate in fresh.items() if k not in seen]
        seen |= set(fresh)
    assert seen == set(range(24))
    turns = cliffords.cube_rotations()
    assert len({turn.tobytes() for turn in turns}) == 24
    assert np.allclose(np.linalg.det(turns), 1)


def test_frame_potential_is_that_of_a_two_design():
    """The mean of |Tr U^dagger V|^4 over all pairs is 2 for a unitary 2-design of one qubit."""
    group = np.array([gate.full() for gate in cliffords.cliffords()])
    overlaps = np.abs(np.einsum("aij,bij->ab", group.conj(), group))
    assert np.mean(overlaps**4) == pytest.approx(2)


def test_word_lengths():
    """1, 6, 13 and 4 gates of 0, 1, 2 and 3 pulses; 1.875 pulses a gate if I counts as one."""
    lengths = [len(word) for word in cliffords.pulse_words()]
    assert [lengths.count(k) for k in range(5)] == [1, 6, 13, 4, 0]
    assert np.mean(lengths) == pytest.approx(1.8333, abs=1e-4)
    assert np.mean([max(k, 1) for k in lengths]) == 1.875


def test_words_make_their_gates():
    for gate, word in zip(cliffords.cliffords(), cliffords.pulse_words(), strict=True):
        made = gates.compose(gates.I, *(cliffords.PULSES[name] for name in word))
        assert (made - gate).norm() < 1e-12


def test_no_word_is_longer_than_it_must_be():
    """Every product of one or two pulses has a word of at most that length."""
    lengths = [len(word) for word in cliffords.pulse_words()]
    for n in (1, 2):
        for pulses in itertools.product(cliffords.PULSES.values(), repeat=n):
            assert lengths[cliffords.clifford_index(gates.compose(*pulses))] <= n


def test_product_table_is_the_product_of_the_gates():
    group, rng = cliffords.cliffords(), np.random.default_rng(9)
    for i, j in rng.integers(0, 24, size=(40, 2)):
        product = gates.compose(group[i], group[j])
        same = group[cliffords.product_table()[i, j]]
        assert fidelities.process_fidelity(product, same) == pytest.approx(1)


def test_recovery_gate_undoes_a_sequence():
    group = cliffords.cliffords()
    sequence = cliffords.rb_sequence(20, np.random.default_rng(10))
    total = gates.compose(*(group[k] for k in sequence))
    assert fidelities.process_fidelity(total) == pytest.approx(1)
    wrong = gates.compose(*(group[k] for k in sequence[:-1]))
    assert fidelities.process_fidelity(wrong) < 0.99


# --- randomized benchmarking --------------------------------------------------------------


@each_noise
def test_decay_is_the_mean_shrinking_of_the_axes(noise):
    """A twirl leaves Tr(M)/3 of the Bloch matrix: a way without the process fidelity."""
    assert rb.rb_decay(noise) == pytest.approx(np.trace(channels.bloch_map(noise)[0]) / 3)


@each_noise
def test_error_per_clifford_is_the_average_infidelity(noise):
    error = rb.error_per_clifford(rb.rb_decay(noise))
    assert error == pytest.approx(1 - fidelities.average_gate_fidelity(noise))


def test_depolarising_decay_and_error():
    """lambda per gate: p = 1 - lambda, r = lambda/2, and 3 lambda/4 for two qubits."""
    for strength in (0.001, 0.02, 0.3):
        p = rb.rb_decay(channels.depolarizing(strength))
        assert p == pytest.approx(1 - strength, abs=1e-14)
        assert rb.error_per_clifford(p) == pytest.approx(strength / 2, abs=1e-14)
        p = rb.rb_decay(channels.depolarizing(strength, 2))
        assert rb.error_per_clifford(p, n=2) == pytest.approx(3 * strength / 4, abs=1e-14)


@each_noise
def test_one_sequence_is_what_the_density_matrix_does(noise):
    """The same random gates, applied to |0><0| as operators, noise after each."""
    depth, group = 7, cliffords.cliffords()
    found = rb.rb_survival([depth], noise, 1, np.random.default_rng(11))[0, 0]
    rng = np.random.default_rng(11)
    drawn = [int(rng.integers(0, 24, 1)[0]) for _ in range(depth)]
    rho = states.ket("0").proj()
    for k in [*drawn, cliffords.rb_inverse(drawn)]:
        rho = channels.apply(channels.compose(group[k], noise), rho)
    assert found == pytest.approx(rho[0, 0].real)


@each_noise
def test_mean_survival_is_the_exponential(noise):
    """(1 + c_z + M_zz p^m)/2, from the twirl; 5 sigma over the sequences."""
    m, c = channels.bloch_map(noise)
    depths = np.array([1, 5, 20, 60])
    found = rb.rb_survival(depths, noise, 3000, np.random.default_rng(12))
    expected = (1 + c[2] + m[2, 2] * rb.rb_decay(noise) ** depths) / 2
    error = found.std(axis=1) / np.sqrt(3000)
    assert np.all(np.abs(found.mean(axis=1) - expected) < 5 * error + 1e-12)


def test_only_depolarising_noise_has_no_spread():
    depths, rng = [30], np.random.default_rng(13)
    assert rb.rb_survival(depths, NOISES["depolarising"], 50, rng).std() < 1e-12
    assert rb.rb_survival(depths, NOISES["over-rotation"], 50, rng).std() > 0.02


def experiment(noise, readout, seed, n_sequences=30, shots=200):
    """Depths, mean survivals and their standard errors of one simulated experiment."""
    rng = np.random.default_rng(seed)
    depths = np.unique(np.geomspace(1, 500, 14).astype(int))
    survival = rb.rb_survival(depths, noise, n_sequences, rng, readout)
    return depths, *rb.mean_survival(rng.binomial(shots, survival), shots)


@each_noise
def test_fit_finds_the_error_with_an_honest_error_bar(noise):
    """Eight experiments: each within 5 standard errors, and their scatter like the error bar."""
    true = 1 - fidelities.average_gate_fidelity(noise)
    readout = characterization.readout_matrix(0.03, 0.08)
    fits = [rb.rb_fit(*experiment(noise, readout, seed)) for seed in range(8)]
    pulls = np.array([(fit.error - true) / fit.error_stderr for fit in fits])
    assert np.abs(pulls).max() < 5
    assert 0.3 < pulls.std() < 2.5
    assert max(fit.error_stderr for fit in fits) < 0.25 * true


def test_readout_errors_change_a_and_b_and_not_p():
    noise = NOISES["depolarising"]
    clean = rb.rb_fit(*experiment(noise, None, 1))
    read = characterization.readout_matrix(0.05, 0.15)
    faulty = rb.rb_fit(*experiment(noise, read, 2))
    assert abs(clean.p - faulty.p) < 5 * np.hypot(clean.p_stderr, faulty.p_stderr)
    assert clean.a == pytest.approx(0.5 * 0.98, abs=0.03)
    assert faulty.a == pytest.approx(0.5 * 0.98 * (1 - 0.05 - 0.15), abs=0.03)
    assert faulty.b == pytest.approx((1 - 0.05 + 0.15) / 2, abs=0.03)


def test_short_sequences_leave_the_error_undetermined_and_say_so():
    noise, rng = channels.depolarizing(0.001), np.random.default_rng(3)
    depths = np.array([1, 2, 4, 6, 8, 10])
    found = rng.binomial(6000, rb.rb_survival(depths, noise, 1, rng)[:, 0]) / 6000
    fit = rb.rb_fit(depths, found, np.full(6, 0.001))
    assert fit.error_stderr > 0.0005


def test_a_flat_line_says_nothing_about_p():
    """A p^m + B with A = 0 fits it for every p."""
    fit = rb.rb_fit([1, 10, 20, 40], [0.99, 0.991, 0.989, 0.99], np.full(4, 0.003))
    assert fit.p_stderr > 0.5


def test_fit_follows_its_data():
    depths = np.array([1, 3, 10, 30, 100])
    survival = 0.4 * 0.97**depths + 0.55
    fit = rb.rb_fit(depths, survival, np.full(5, 1e-3))
    assert (fit.p, fit.a, fit.b) == pytest.approx((0.97, 0.4, 0.55), abs=1e-5)
    assert fit.survival(depths) == pytest.approx(survival, abs=1e-5)


# --- bad input ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: characterization.readout_matrix(1.1, 0), "p1_given_0 = 1.1; allowed: 0 to 1"),
        (lambda: characterization.mitigate([1, 0], [[0.9, 0.2], [0.2, 0.8]]), "columns that do no"),
        (lambda: characterization.mitigate([1, 0], [[0.5, 0.5], [0.5, 0.5]]), "no inverse"),
        (lambda: characterization.mitigate([1, 0, 0], np.eye(2)), "frequencies = "),
        (lambda: characterization.nearest_distribution([0.5, 0.6]), "values add up to 1.1"),
        (lambda: characterization.tomography_counts(states.bell("Phi+"), 9, None), "allowed: 1"),
        (lambda: characterization.bloch_estimate({"X": {"0": 1}}), "counts has the axes"),
        (lambda: characterization.nearest_state([[0, 1], [0, 1]]), "matrix is not Hermitian"),
        (lambda: characterization.nearest_state(np.eye(2)), "values add up to 2"),
        (lambda: cliffords.clifford_index(gates.T), "gate is none of the 24"),
        (lambda: cliffords.clifford_index(gates.cx), "allowed: one qubit"),
        (lambda: cliffords.rb_inverse([24]), "sequence has 24"),
        (lambda: cliffords.rb_sequence(0, np.random.default_rng(1)), "depth = 0; allowed"),
        (lambda: rb.error_per_clifford(1.2), "p = 1.2; allowed: 0 to 1"),
        (lambda: rb.error_per_clifford(0.9, 0), "n = 0; allowed"),
        (lambda: rb.rb_survival([0], gates.I, 1, None), "depths = 0; allowed"),
        (lambda: rb.rb_survival([1], gates.cx, 1, None), "allowed: one qubit"),
        (lambda: rb.mean_survival([[1], [1]], 10), "hits has shape"),
        (lambda: rb.rb_fit([1, 2, 2], [1, 1, 1], [1, 1, 1]), "3 or more different"),
        (lambda: rb.rb_fit([1, 2, 3], [1, 1], [1, 1, 1]), "survival = "),
        (lambda: rb.rb_fit([1, 2, 3], [1, 1, 1], [1, 0, 1]), "stderr = "),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
