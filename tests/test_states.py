"""States against QuTiP's own constructors, closed forms and symmetries."""

import numpy as np
import pytest
import qutip
from numpy.testing import assert_allclose
from scipy.stats import kstest

from qlearn.qubits import inputs, states

SIGMAS = (qutip.sigmax(), qutip.sigmay(), qutip.sigmaz())


def global_generator():
    """The state of NumPy's legacy generator, which nothing may touch."""
    return np.random.get_state()[1].tolist()  # noqa: NPY002


@pytest.fixture
def rng():
    return np.random.default_rng(20)


@pytest.mark.parametrize("bits", ["0", "1", "01", "110"])
def test_basis_kets_agree_with_qutip(bits):
    assert states.ket(bits) == qutip.ket(bits)


@pytest.mark.parametrize(
    ("letter", "sigma", "sign"),
    [("+", 0, 1), ("-", 0, -1), ("r", 1, 1), ("l", 1, -1), ("0", 2, 1), ("1", 2, -1)],
)
def test_letters_are_eigenstates_of_the_pauli_matrices(letter, sigma, sign):
    psi = states.ket(letter)
    assert_allclose((SIGMAS[sigma] * psi).full(), sign * psi.full(), atol=1e-15)


def test_ket_is_a_tensor_product_with_qubit_0_on_the_left():
    by_hand = qutip.tensor(states.ket("r"), states.ket("0"), states.ket("-"))
    assert states.ket("r0-") == by_hand
    assert states.ket("r0-").dims == [[2, 2, 2], [1]]


def test_angles_are_those_of_the_bloch_sphere(rng):
    for theta, phi in rng.uniform((0, 0), (np.pi, 2 * np.pi), size=(20, 2)):
        x, y, z = states.bloch_vector(states.from_angles(theta, phi))
        sphere = (np.sin(theta) * np.cos(phi), np.sin(theta) * np.sin(phi), np.cos(theta))
        assert_allclose((x, y, z), sphere, atol=1e-12)


def test_angles_agree_with_rotations_by_the_matrix_exponential(rng):
    theta, phi = 0.7, 2.1
    turned = (-0.5j * phi * SIGMAS[2]).expm() * (-0.5j * theta * SIGMAS[1]).expm() * qutip.basis(2)
    assert states.same_state(turned, states.from_angles(theta, phi))


def test_bloch_vector_is_the_expectation_of_the_pauli_matrices(rng):
    for state in (qutip.rand_ket(2, seed=rng), qutip.rand_dm(2, seed=rng)):
        expected = [qutip.expect(sigma, state) for sigma in SIGMAS]
        assert_allclose(states.bloch_vector(state), expected, atol=1e-12)


def test_bloch_vector_and_density_matrix_are_inverse_to_each_other(rng):
    vector = rng.normal(size=3)
    vector *= 0.8 / np.linalg.norm(vector)
    rho = states.from_bloch(vector)
    assert_allclose(states.bloch_vector(rho), vector, atol=1e-12)
    assert np.isclose(rho.purity(), (1 + 0.8**2) / 2)


@pytest.mark.parametrize(
    ("name", "qutip_name"), [("Phi+", "00"), ("Phi-", "01"), ("Psi+", "10"), ("Psi-", "11")]
)
def test_bell_states_agree_with_qutip(name, qutip_name):
    assert states.bell(name) == qutip.bell_state(qutip_name)


def test_ghz_and_w_agree_with_qutip():
    assert states.ghz(4) == qutip.ghz_state(4)
    assert states.w_state(4) == qutip.w_state(4)


def test_ghz_of_one_qubit_is_plus_and_of_two_is_a_bell_state():
    assert states.ghz(1) == states.ket("+")
    assert states.ghz(2) == states.bell("Phi+")


def test_random_kets_fill_the_sphere_evenly(rng):
    """Archimedes: for even filling every coordinate is uniform in [-1, 1]."""
    vectors = np.array([states.bloch_vector(states.random_ket(1, rng)) for _ in range(500)])
    for coordinate in vectors.T:
        assert kstest(coordinate, "uniform", args=(-1, 2)).pvalue > 1e-4


def test_random_states_repeat_with_the_seed_and_leave_the_global_generator_alone():
    before = global_generator()
    first, second = (states.random_ket(2, np.random.default_rng(5)) for _ in range(2))
    assert first == second
    states.random_density(2, np.random.default_rng(5))
    assert global_generator() == before


@pytest.mark.parametrize("rank", [1, 2, 3, None])
def test_random_density_has_the_rank_asked_for(rank, rng):
    eigenvalues = states.random_density(2, rng, rank).eigenenergies()
    assert np.isclose(eigenvalues.sum(), 1)
    assert np.sum(eigenvalues > 1e-9) == (rank or 4)


def test_mean_purity_of_random_density_matrices(rng):
    """Hilbert-Schmidt ensemble in dimension N: <Tr rho^2> = 2N/(N^2 + 1) = 4/5 for one qubit."""
    purities = [states.random_density(1, rng).purity() for _ in range(400)]
    assert abs(np.mean(purities) - 0.8) < 5 * np.std(purities) / 20


def test_index_and_bits_are_inverse_and_follow_the_tensor_product():
    for index in range(8):
        bits = states.bits_of(index, 3)
        assert states.index_of(bits) == index
        assert qutip.ket(bits).full()[index, 0] == 1
    assert states.index_of((1, 1, 0)) == 6


def test_same_state_ignores_global_and_sees_relative_phases(rng):
    psi = states.random_ket(2, rng)
    assert states.same_state(psi, np.exp(0.3j) * psi)
    assert states.same_state(psi, psi.proj())
    relative = np.exp(0.3j * np.arange(4)) * psi.full()[:, 0]
    assert not states.same_state(psi, relative)
    assert not states.same_state(states.ket("+"), np.eye(2) / 2)


def test_dirac_shows_signs_factors_of_i_and_both_parts():
    assert states.dirac(states.ket("1")) == "|1>"
    assert states.dirac([0, -1]) == "-|1>"
    assert states.dirac([1j, 0]) == "i|0>"
    assert states.dirac(states.ket("l")) == "0.707|0> - 0.707i|1>"
    assert states.dirac([-0.6j, 0.8]) == "-0.6i|0> + 0.8|1>"
    assert states.dirac([0.5 + 0.5j, 0.5 - 0.5j]) == "(0.5+0.5i)|0> + (0.5-0.5i)|1>"


def test_arrays_lists_and_ququarts_become_qubits():
    ququart = qutip.basis(4, 2)
    for state in (ququart, [0, 0, 1, 0], np.array([[0], [0], [1], [0]])):
        assert inputs.as_state(state) == qutip.ket("10")
    rho = inputs.as_density(qutip.fock_dm(4, 2))
    assert rho.dims == [[2, 2], [2, 2]]
    assert inputs.n_qubits(rho) == 2


BAD_STATES = [
    ([1, 1], "norm"),
    ([1, 0, 0], "rows"),
    ([1], "rows"),
    ([np.nan, 1], "finite"),
    ([[1, 0, 0, 0]], "square"),
    ([[1, 0], [0, 1]], "trace"),
    ([[0.5, 1j], [1j, 0.5]], "Hermitian"),
    ([[1.5, 0], [0, -0.5]], "eigenvalue"),
    (qutip.basis(3, 0), "rows"),
    ("up", "Qobj"),
    (None, "Qobj|finite"),
]


@pytest.mark.parametrize(("state", "why"), BAD_STATES)
def test_what_is_not_a_state_is_refused_with_the_reason(state, why):
    with pytest.raises(ValueError, match=f"state.*{why}"):
        inputs.as_state(state)


@pytest.mark.parametrize(
    ("call", "names"),
    [
        (lambda: states.ket("0u"), "letters = '0u'"),
        (lambda: states.ket(""), "letters"),
        (lambda: states.bell("phi"), "name = 'phi'.*Phi+"),
        (lambda: states.ghz(0), "n = 0"),
        (lambda: states.ghz(2.5), "n = 2.5"),
        (lambda: states.from_bloch([1, 1, 0]), "vector has length 1.41421"),
        (lambda: states.from_bloch([1, 0]), "vector = .*3 finite"),
        (lambda: states.from_angles(np.inf, 0), "theta"),
        (lambda: states.index_of("012"), "bits = '012'"),
        (lambda: states.bits_of(8, 3), "index = 8.*0 to 7"),
        (lambda: states.bloch_vector(states.ghz(2)), "2 qubits"),
        (lambda: states.same_state([1, 0], states.ghz(2)), "a has 1 qubits, b has 2"),
        (lambda: states.random_density(1, np.random.default_rng(1), 3), "rank = 3"),
        (lambda: inputs.unit_axis("w"), "axis = 'w'"),
        (lambda: inputs.unit_axis([0, 0, 0]), "length 0"),
        (lambda: inputs.unit_axis([0, 1j, 0]), "axis"),
        (lambda: inputs.as_ket(np.eye(2) / 2), "one column"),
    ],
)
def test_bad_input_is_refused_by_name(call, names):
    with pytest.raises(ValueError, match=names):
        call()
