"""Measurement against QuTiP's projectors and traces, closed forms, and statistics at 5 sigma."""

import numpy as np
import pytest
import qutip
from numpy.testing import assert_allclose

from qlearn.qubits import gates, measurement, states
from qlearn.qubits.measurement import Counts


def global_generator():
    """The state of NumPy's legacy generator, which nothing may touch."""
    return np.random.get_state()[1].tolist()  # noqa: NPY002


@pytest.fixture
def rng():
    return np.random.default_rng(11)


def both_kinds(n, rng):
    return states.random_ket(n, rng), states.random_density(n, rng)


def projector(bits, qubits, n):
    """|bits><bits| on the qubits, the identity elsewhere, from QuTiP alone."""
    factors = [qutip.qeye(2)] * n
    for bit, qubit in zip(bits, qubits, strict=True):
        factors[qubit] = qutip.basis(2, int(bit)).proj()
    return qutip.tensor(factors)


@pytest.mark.parametrize("qubits", [[0], [2], [0, 2], [2, 0], [1, 2, 0]])
def test_probabilities_are_expectations_of_projectors(qubits, rng):
    outcomes = [states.bits_of(i, len(qubits)) for i in range(2 ** len(qubits))]
    for state in both_kinds(3, rng):
        expected = [qutip.expect(projector(bits, qubits, 3), state) for bits in outcomes]
        assert_allclose(measurement.probabilities(state, qubits), expected, atol=1e-12)


def test_all_qubits_are_measured_by_default_and_one_number_is_one_qubit():
    psi = states.ket("01+")
    assert_allclose(measurement.probabilities(psi), [0, 0, 0.5, 0.5, 0, 0, 0, 0], atol=1e-15)
    assert_allclose(measurement.probabilities(psi, 1), [0, 1], atol=1e-15)


@pytest.mark.parametrize("qubit", [0, 1, 2])
@pytest.mark.parametrize("outcome", [0, 1])
def test_project_agrees_with_the_projector(qubit, outcome, rng):
    p_op = projector(str(outcome), [qubit], 3)
    psi, rho = both_kinds(3, rng)
    p, post = measurement.project(psi, qubit, outcome)
    assert np.isclose(p, (p_op * psi).norm() ** 2)
    assert_allclose(post.full(), (p_op * psi).unit().full(), atol=1e-12)
    p, post = measurement.project(rho, qubit, outcome)
    assert np.isclose(p, (p_op * rho).tr().real)
    assert_allclose(post.full(), (p_op * rho * p_op / p).full(), atol=1e-12)


def test_measuring_half_of_a_bell_pair_fixes_the_other_half(rng):
    for _ in range(10):
        bit, post = measurement.measure(states.bell("Psi-"), 0, rng)
        assert states.same_state(post, states.ket(f"{bit}{1 - bit}"))


def test_a_repeated_measurement_gives_the_same_result(rng):
    for state in both_kinds(2, rng):
        bit, post = measurement.measure(state, 1, rng)
        assert [measurement.measure(post, 1, rng)[0] for _ in range(5)] == [bit] * 5


def test_measure_follows_born_within_5_sigma(rng):
    psi = states.from_angles(1.1, 0.4)
    ones = sum(measurement.measure(psi, 0, rng)[0] for _ in range(2000))
    p = np.sin(0.55) ** 2
    assert abs(ones - 2000 * p) < 5 * np.sqrt(2000 * p * (1 - p))


def test_probability_along_an_axis_is_that_of_the_eigenvector(rng):
    axis = rng.normal(size=3)
    n = axis / np.linalg.norm(axis)
    spin = n[0] * qutip.sigmax() + n[1] * qutip.sigmay() + n[2] * qutip.sigmaz()
    up = spin.eigenstates()[1][1]
    for state in both_kinds(1, rng):
        assert np.isclose(
            measurement.probability_along(state, axis), qutip.expect(up.proj(), state)
        )


def test_sample_follows_born_within_5_sigma(rng):
    for state in both_kinds(2, rng):
        counts, shots = measurement.sample(state, 20_000, rng), 20_000
        assert counts.shots == shots
        for i, p in enumerate(measurement.probabilities(state)):
            sigma = np.sqrt(shots * p * (1 - p))
            assert abs(counts[states.bits_of(i, 2)] - shots * p) < 5 * sigma


def test_sample_repeats_with_the_seed_and_leaves_the_global_generator_alone():
    before = global_generator()
    first, second = (
        measurement.sample(states.ket("+r"), 100, np.random.default_rng(3)) for _ in range(2)
    )
    assert first == second
    assert global_generator() == before


def test_ghz_shots_are_all_or_nothing_and_of_even_parity_in_pairs(rng):
    counts = measurement.sample(states.ghz(4), 500, rng)
    assert set(counts) == {"0000", "1111"}
    assert counts.parity([1, 2]) == 1
    assert abs(counts.parity([0])) < 5 / np.sqrt(500)


def test_marginal_keeps_the_order_asked_for():
    counts = Counts({"001": 5, "011": 2, "110": 1})
    assert counts.marginal([2, 0]) == {"10": 7, "01": 1}
    assert counts.marginal(1) == {"0": 5, "1": 3}


def test_parity_estimates_the_expectation_of_the_product_of_z(rng):
    psi = states.random_ket(3, rng)
    counts = measurement.sample(psi, 10_000, rng)
    for qubits, word in (([0, 1, 2], "ZZZ"), ([0, 2], "ZIZ"), ([1], "IZI")):
        exact = measurement.expect(word, psi)
        assert abs(counts.parity(qubits) - exact) < 5 * counts.parity_stderr(qubits)


def test_standard_error_matches_the_spread_of_repeated_experiments(rng):
    fractions = rng.binomial(400, 0.3, size=4000) / 400
    one = Counts({"0": 280, "1": 120})
    assert abs(one.stderr("1") / fractions.std() - 1) < 0.06
    assert np.isclose(one.parity_stderr(), 2 * one.stderr("1"))


def test_standard_error_is_never_zero():
    sure = Counts({"0": 10})
    assert sure.stderr("0") == sure.stderr("1") == pytest.approx(0.5 / 11)
    assert sure.parity() == 1
    assert sure.parity_stderr() > 0


def test_pauli_words_agree_with_qutip():
    by_hand = qutip.tensor(qutip.sigmaz(), qutip.qeye(2), qutip.sigmay(), qutip.sigmax())
    assert measurement.pauli("ZIYX") == by_hand


def test_expect_agrees_with_qutip_and_is_real_for_hermitian_operators(rng):
    hermitian, other = qutip.rand_herm([2, 2], seed=rng), qutip.rand_unitary([2, 2], seed=rng)
    for state in both_kinds(2, rng):
        assert isinstance(measurement.expect(hermitian, state), float)
        assert np.isclose(measurement.expect(hermitian, state), qutip.expect(hermitian, state))
        assert np.isclose(measurement.expect(other, state), qutip.expect(other, state))


@pytest.mark.parametrize(
    ("call", "names"),
    [
        (lambda: measurement.project([1, 0], 0, 1), "probability 0"),
        (lambda: measurement.project([1, 0], 0, 2), "outcome = 2"),
        (lambda: measurement.project([1, 0], 1, 0), "qubits = .*0 to 0"),
        (lambda: measurement.probabilities(states.ghz(2), [0, 0]), "qubits"),
        (lambda: measurement.probability_along(states.ghz(2), "z"), "2 qubits"),
        (lambda: measurement.sample([1, 0], 0, np.random.default_rng(1)), "shots = 0"),
        (lambda: measurement.pauli("ZA"), "word = 'ZA'"),
        (lambda: measurement.expect("Z", states.ghz(2)), "operator acts on 1 qubits"),
        (lambda: measurement.expect(gates.cx, [1, 0]), "operator acts on 2 qubits"),
        (lambda: Counts({}), "shots"),
        (lambda: Counts({"0": 1, "00": 1}), "equal length"),
        (lambda: Counts({"0": 0.5}), "whole numbers"),
        (lambda: Counts({"0": -1}), "whole numbers"),
        (lambda: Counts({2: 1}), "strings of 0 and 1"),
        (lambda: Counts({"00": 5}).marginal([2]), "qubits"),
        (lambda: measurement.standard_error(3, 2), "hits = 3"),
    ],
)
def test_bad_input_is_refused_by_name(call, names):
    with pytest.raises(ValueError, match=names):
        call()
