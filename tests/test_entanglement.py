"""Measures of entanglement against QuTiP, closed forms, symmetries and each other."""

import numpy as np
import pytest
import qutip

from qlearn import qubits
from qlearn.qubits import entanglement
from qlearn.qubits.entanglement import NOISE, PHI_PLUS

RNG = np.random.default_rng(20241104)
KETS = [qubits.random_ket(2, RNG) for _ in range(6)]
MIXED = [qubits.random_density(2, RNG, rank) for rank in (2, 3, 4, 4)]
BELLS = ["Phi+", "Phi-", "Psi+", "Psi-"]


# --- Werner states ------------------------------------------------------------------------


@pytest.mark.parametrize("w", [-1 / 3, 0, 0.2, 1 / 3, 0.7, 1])
def test_werner_state_has_the_weights_it_says(w):
    rho = entanglement.werner(w)
    eigenvalues = np.sort(rho.eigenenergies())
    expected = np.sort([(1 + 3 * w) / 4, *[(1 - w) / 4] * 3])
    assert rho.dims == [[2, 2], [2, 2]]
    assert np.allclose(eigenvalues, expected, atol=1e-12)
    assert entanglement.pair_fidelity(rho) == pytest.approx((1 + 3 * w) / 4)
    assert entanglement.werner_weight((1 + 3 * w) / 4) == pytest.approx(w)


def test_werner_state_does_not_change_if_both_turn_alike():
    """U x U* leaves Phi+ and white noise alone: what is named after Werner is this symmetry."""
    u = qutip.rand_unitary(2, seed=RNG)
    both = qutip.tensor(u, u.conj())
    rho = entanglement.werner(0.6)
    assert (both * rho * both.dag() - rho).norm() < 1e-12


def test_fidelities_of_the_four_bell_states():
    found = [entanglement.pair_fidelity(qubits.bell(name)) for name in BELLS]
    assert np.allclose(found, [1, 0, 0, 0], atol=1e-12)


def test_pair_fidelity_is_the_squared_fidelity_of_qutip():
    for rho in MIXED:
        expected = qutip.fidelity(rho, PHI_PLUS.proj()) ** 2
        assert entanglement.pair_fidelity(rho) == pytest.approx(expected, abs=1e-6)


def bisected(is_beyond, low=0.0, high=1.0):
    """The smallest w at which something holds, to 1e-9."""
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (low, middle) if is_beyond(middle) else (middle, high)
    return high


def test_white_noise_ends_entanglement_at_a_third_and_the_violation_at_one_over_root_two():
    """Three independent routes: partial transpose, concurrence, the best settings by Horodecki."""

    def ppt(w):
        return qutip.partial_transpose(entanglement.werner(w), [0, 1]).eigenenergies()[0] < 0

    assert bisected(ppt) == pytest.approx(1 / 3, abs=1e-8)
    assert bisected(lambda w: qutip.concurrence(entanglement.werner(w)) > 1e-9) == pytest.approx(
        1 / 3, abs=1e-7
    )
    assert bisected(lambda w: qubits.chsh_max(entanglement.werner(w)) > 2) == pytest.approx(
        np.sqrt(0.5), abs=1e-8
    )


def test_the_thresholds_belong_to_white_noise():
    """With |01> as the noise, any weight of the Bell state is entangled."""
    other = qubits.ket("01").proj()
    for w in (0.9, 0.3, 0.01):
        rho = w * PHI_PLUS.proj() + (1 - w) * other
        assert entanglement.negativity(rho) > 0
        assert entanglement.concurrence(rho) == pytest.approx(w)


def test_werner_concurrence_is_a_straight_line():
    w = np.linspace(0, 1, 13)
    found = [entanglement.concurrence(entanglement.werner(x)) for x in w]
    assert np.allclose(found, np.maximum(0, (3 * w - 1) / 2), atol=1e-12)


# --- Parts --------------------------------------------------------------------------------


@pytest.mark.parametrize("keep", [0, 1, 2, [0, 1], [0, 2], [1, 2]])
def test_reduced_state_is_the_partial_trace_of_qutip(keep):
    rho = qubits.random_density(3, RNG)
    assert (entanglement.reduced(rho, keep) - rho.ptrace(keep)).norm() < 1e-12


def test_reduced_state_keeps_the_order_that_is_asked():
    a, b, c = (qubits.random_density(1, RNG) for _ in range(3))
    whole = qutip.tensor(a, b, c)
    assert (entanglement.reduced(whole, [2, 0]) - qutip.tensor(c, a)).norm() < 1e-12


def test_schmidt_coefficients_rebuild_the_purity():
    for psi in KETS:
        p = entanglement.schmidt(psi) ** 2
        assert np.sum(p) == pytest.approx(1)
        assert np.sum(p**2) == pytest.approx(psi.ptrace(0).purity())
        assert np.allclose(p, entanglement.schmidt(psi, 1) ** 2)


def test_schmidt_across_any_cut():
    """W: one qubit against two has 1/3 and 2/3; GHZ has two halves at every cut."""
    for cut in (0, 1, [0, 2]):
        assert np.allclose(entanglement.schmidt(qubits.w_state(3), cut)[:2] ** 2, [2 / 3, 1 / 3])
        assert np.allclose(entanglement.schmidt(qubits.ghz(3), cut)[:2] ** 2, 0.5)


@pytest.mark.parametrize("state", [*KETS, *MIXED])
def test_entropy_is_that_of_qutip_in_bits(state):
    expected = qutip.entropy_vn(state, base=2)
    assert entanglement.entropy_bits(state) == pytest.approx(expected, abs=1e-9)


def test_entropy_of_nothing_known_is_one_bit_per_qubit():
    assert entanglement.entropy_bits(np.eye(8) / 8) == pytest.approx(3)


# --- How much -----------------------------------------------------------------------------


@pytest.mark.parametrize("state", [*KETS, *MIXED])
def test_concurrence_and_negativity_are_those_of_qutip(state):
    rho = state.proj() if state.isket else state
    assert entanglement.concurrence(state) == pytest.approx(qutip.concurrence(rho), abs=1e-6)
    expected = qutip.negativity(rho, 0)
    assert entanglement.negativity(state) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("psi", KETS)
def test_pure_states_have_one_measure_in_several_forms(psi):
    """C = 2|ad - bc| = 2 s0 s1 = 2 N, and the entropy is that of (1 +- sqrt(1 - C^2))/2."""
    a, b, c, d = psi.full()[:, 0]
    found = entanglement.concurrence(psi)
    assert found == pytest.approx(2 * abs(a * d - b * c))
    assert found == pytest.approx(2 * np.prod(entanglement.schmidt(psi)))
    assert found == pytest.approx(2 * entanglement.negativity(psi))
    p = (1 + np.array([1, -1]) * np.sqrt(1 - found**2)) / 2
    assert entanglement.entropy_bits(entanglement.reduced(psi, 0)) == pytest.approx(-p @ np.log2(p))


def test_product_states_have_none():
    for _ in range(5):
        product = qutip.tensor(qubits.random_density(1, RNG), qubits.random_density(1, RNG))
        assert entanglement.concurrence(product) == 0
        assert entanglement.negativity(product) == 0


def test_measures_do_not_change_under_local_turns():
    local = qutip.tensor(qutip.rand_unitary(2, seed=RNG), qutip.rand_unitary(2, seed=RNG))
    for rho in MIXED:
        turned = local * rho * local.dag()
        for measure in (entanglement.concurrence, entanglement.negativity, qubits.chsh_max):
            assert measure(turned) == pytest.approx(measure(rho), abs=1e-9)


def test_correlation_matrix_entry_by_entry():
    rho = MIXED[0]
    for i, a in enumerate("XYZ"):
        for j, b in enumerate("XYZ"):
            expected = qubits.expect(a + b, rho)
            assert entanglement.correlation_matrix(rho)[i, j] == pytest.approx(expected)


def test_bell_states_are_told_apart_by_their_signs():
    """<ZZ> tells Phi from Psi, <XX> tells + from -, and YY = -XX ZZ."""
    signs = [np.diag(entanglement.correlation_matrix(qubits.bell(name))) for name in BELLS]
    assert np.allclose(signs, [[1, -1, 1], [-1, 1, 1], [1, 1, -1], [-1, -1, -1]])


# --- Bad input ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: entanglement.werner(1.2), r"w = 1.2; allowed: -0.3333 to 1"),
        (lambda: entanglement.werner(-0.4), r"w = -0.4; allowed"),
        (lambda: entanglement.werner(np.nan), "w = nan; allowed"),
        (lambda: entanglement.werner_weight(1.5), r"fidelity = 1.5; allowed: 0 to 1"),
        (lambda: entanglement.pair_fidelity([1, 0]), "rho has 1 qubits; allowed: exactly 2"),
        (lambda: entanglement.concurrence(qubits.ghz(3)), "state has 3 qubits"),
        (lambda: entanglement.negativity([1, 0, 0, 1]), "state has norm 1.41421"),
        (lambda: entanglement.reduced(PHI_PLUS, 2), r"keep = \[2\]; allowed"),
        (lambda: entanglement.reduced(PHI_PLUS, [0, 0]), r"keep = \[0, 0\]; allowed"),
        (lambda: entanglement.schmidt(PHI_PLUS, [0, 1]), "fewer than the 2 qubits"),
        (lambda: entanglement.schmidt(NOISE), "a ket has one column"),
        (lambda: entanglement.entropy_bits(np.eye(2)), "state has trace 2"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
