"""Channels and fidelities against QuTiP's superoperators, its solver, and averages over states."""

import itertools

import numpy as np
import pytest
import qutip

from qlearn.qubits import channels, fidelities, gates, states

RNG = np.random.default_rng(20250311)
NAMED = {
    "amplitude damping": channels.amplitude_damping(0.3),
    "dephasing": channels.dephasing(0.2),
    "depolarising": channels.depolarizing(0.4),
    "idle": channels.idle(1.7, 20, 15),
    "a gate": gates.rotation([1, 2, -1], 0.7),
    "two qubits": channels.depolarizing(0.1, 2),
}
each_channel = pytest.mark.parametrize("channel", NAMED.values(), ids=NAMED)


def superoperator(channel):
    """QuTiP's own way from Kraus operators to a superoperator."""
    return qutip.kraus_to_super(channels.as_channel(channel))


def size_of(channel):
    return channels.as_channel(channel)[0].shape[0]


# --- the maps -----------------------------------------------------------------------------


@each_channel
def test_apply_is_qutips_superoperator(channel):
    n = int(np.log2(size_of(channel)))
    rho = states.random_density(n, RNG)
    expected = qutip.vector_to_operator(superoperator(channel) * qutip.operator_to_vector(rho))
    assert (channels.apply(channel, rho) - expected).norm() < 1e-12


@each_channel
def test_choi_and_cptp_agree_with_qutip(channel):
    choi = channels.choi(channel)
    assert (choi - qutip.to_choi(superoperator(channel))).norm() < 1e-12
    assert channels.is_cptp(channel)
    assert superoperator(channel).iscptp
    assert choi.tr() == pytest.approx(size_of(channel))


def test_choi_holds_the_images_of_all_matrix_units():
    """Written out: the block (i, j) of the Choi matrix is the image of |i><j|."""
    channel = channels.idle(3.0, 10, 8)
    choi = channels.choi(channel).full().reshape(2, 2, 2, 2)
    for i, j in itertools.product(range(2), repeat=2):
        unit = np.zeros((2, 2))
        unit[i, j] = 1
        image = sum(k.full() @ unit @ k.full().conj().T for k in channel)
        assert np.allclose(choi[i, :, j, :], image)


def test_transposition_is_not_completely_positive():
    """It keeps trace and positivity of every state, and is still no channel."""
    transpose = np.eye(4)[[0, 2, 1, 3]]
    superop = qutip.Qobj(transpose, dims=[[[2], [2]], [[2], [2]]], superrep="super")
    assert not channels.is_cptp(superop)
    assert not superop.iscptp
    assert channels.is_cptp(superoperator(channels.dephasing(0.3)))


def test_a_channel_that_loses_trace_is_refused():
    lossy = [np.diag([1, 0.8])]
    assert not channels.is_cptp(lossy)
    assert channels.kraus_defect(lossy).diag().real.tolist() == pytest.approx([0, -0.36])
    with pytest.raises(ValueError, match=r"misses 1 by 0\.36"):
        channels.apply(lossy, [1, 0])


def test_kraus_defect_has_the_dagger_on_the_left():
    """K K^dagger of amplitude damping is not 1: the channel is not unital."""
    decay = channels.amplitude_damping(0.3)
    assert channels.kraus_defect(decay).norm() < 1e-12
    swapped = [k.dag() for k in decay]
    assert channels.kraus_defect(swapped).diag().real.tolist() == pytest.approx([0.3, -0.3])


def test_amplitude_damping_is_not_the_reset_channel():
    """Same populations; the coherence shrinks by sqrt(1 - g), with resets by 1 - g."""
    rho, g = states.random_density(1, RNG).full(), 0.36
    damped = channels.apply(channels.amplitude_damping(g), rho).full()
    reset = (1 - g) * rho + g * np.diag([1, 0])
    assert np.allclose(damped.diagonal(), reset.diagonal())
    assert damped[0, 1] == pytest.approx(0.8 * rho[0, 1])
    assert reset[0, 1] == pytest.approx(0.64 * rho[0, 1])


def test_damping_purifies_the_maximally_mixed_state():
    after = channels.apply(channels.amplitude_damping(1.0), np.eye(2) / 2)
    assert after.purity() == pytest.approx(1)
    assert after[0, 0] == pytest.approx(1)


@pytest.mark.parametrize("n", [1, 2])
def test_depolarising_is_the_mixture_it_says(n):
    rho, p = states.random_density(n, RNG), 0.3
    expected = (1 - p) * rho.full() + p * np.eye(2**n) / 2**n
    assert np.allclose(channels.apply(channels.depolarizing(p, n), rho).full(), expected)


def test_depolarising_error_probability_of_the_docstring():
    """All words but the identity together: p (1 - 4^-n)."""
    for n in (1, 2):
        kraus = channels.depolarizing(0.2, n)
        weights = [np.abs(k.full()[:, 0]).max() ** 2 for k in kraus]
        assert sum(weights) == pytest.approx(1)
        assert 1 - weights[0] == pytest.approx(0.2 * (1 - 4.0**-n))


def test_targets_pick_their_qubit():
    """The decay of the middle one of three qubits, against the tensor product written out."""
    rho = qutip.tensor([states.random_density(1, RNG) for _ in range(3)])
    decay = channels.amplitude_damping(0.4)
    parts = [rho.ptrace(k) for k in range(3)]
    parts[1] = channels.apply(decay, parts[1])
    assert (channels.apply(decay, rho, targets=1) - qutip.tensor(parts)).norm() < 1e-12


def test_depolarising_half_of_a_bell_pair_makes_a_werner_state():
    pair = channels.apply(channels.depolarizing(0.3), states.bell("Phi+"), targets=0)
    expected = 0.7 * states.bell("Phi+").proj().full() + 0.3 * np.eye(4) / 4
    assert np.allclose(pair.full(), expected)


# --- composition --------------------------------------------------------------------------


def test_compose_is_the_product_of_superoperators_later_left():
    first, later = channels.amplitude_damping(0.3), gates.rotation([1, 1, 0], 0.8)
    both = channels.compose(first, later)
    expected = superoperator(later) * superoperator(first)
    assert (superoperator(both) - expected).norm() < 1e-12
    assert (superoperator(channels.compose(later, first)) - expected).norm() > 0.1


def test_compose_keeps_the_number_of_operators_small():
    many = channels.compose(*[channels.depolarizing(0.1)] * 6)
    assert len(many) <= 4
    expected = channels.depolarizing(1 - 0.9**6)
    assert (channels.choi(many) - channels.choi(expected)).norm() < 1e-12


# --- waiting ------------------------------------------------------------------------------


@pytest.mark.parametrize(("t1", "t2"), [(20.0, 15.0), (20.0, 40.0), (50.0, 30.0), (3.0, 0.5)])
def test_idle_is_the_solution_of_the_master_equation(t1, t2):
    """Lindblad with sqrt(1/T1)|0><1| and sqrt(1/(2 Tphi)) Z; the solver is set to 1e-8."""
    rho, t = states.random_density(1, RNG), 1.7
    rate = 1 / t2 - 1 / (2 * t1)
    jumps = [np.sqrt(1 / t1) * gates.lower, np.sqrt(rate / 2) * gates.Z]
    options = {"atol": 1e-10, "rtol": 1e-8}
    solved = qutip.mesolve(0 * gates.Z, rho, [0, t], jumps, options=options).states[-1]
    assert np.allclose(
        channels.apply(channels.idle(t, t1, t2), rho).full(), solved.full(), atol=1e-8
    )


def test_idle_is_a_semigroup():
    """Waiting twice is waiting for the sum."""
    twice = channels.compose(channels.idle(1.1, 20, 15), channels.idle(2.3, 20, 15))
    assert (channels.choi(twice) - channels.choi(channels.idle(3.4, 20, 15))).norm() < 1e-12


def test_idle_limits():
    rho = states.random_density(1, RNG)
    assert (channels.apply(channels.idle(0, 20, 15), rho) - rho).norm() < 1e-12
    assert (channels.apply(channels.idle(5, np.inf, np.inf), rho) - rho).norm() < 1e-12
    only_dephasing = channels.apply(channels.idle(5, np.inf, 4), rho).full()
    assert only_dephasing[0, 1] == pytest.approx(rho[0, 1] * np.exp(-5 / 4))
    assert only_dephasing.diagonal() == pytest.approx(rho.diag())


def test_wrong_compositions_of_t1_and_t2():
    """T1 = 50, T2 = 30: damping with T1 *and* with all of T2 gives 37.5 or 23.1 us, not 30."""
    t, plus = 1.0, states.ket("+")
    damp = channels.amplitude_damping(1 - np.exp(-t / 50))

    def seen_t2(*noise):
        return -t / np.log(2 * channels.apply(channels.compose(*noise), plus)[0, 1].real)

    assert seen_t2(*[channels.idle(t, 50, 30)]) == pytest.approx(30)
    again = channels.amplitude_damping(1 - np.exp(-t / 30))
    assert seen_t2(damp, again) == pytest.approx(37.5)
    whole = channels.dephasing((1 - np.exp(-t / 30)) / 2)
    assert seen_t2(damp, whole) == pytest.approx(23.0769, abs=1e-4)


# --- the Bloch ball -----------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in NAMED if name != "two qubits"])
def test_bloch_map_moves_vectors_as_the_channel_moves_states(name):
    m, c = channels.bloch_map(NAMED[name])
    for _ in range(5):
        rho = states.random_density(1, RNG)
        expected = states.bloch_vector(channels.apply(NAMED[name], rho))
        assert np.allclose(m @ states.bloch_vector(rho) + c, expected)


def test_bloch_map_of_a_gate_is_a_rotation():
    m, c = channels.bloch_map(gates.rotation([1, 2, 3], 1.1))
    assert np.allclose(m @ m.T, np.eye(3))
    assert np.linalg.det(m) == pytest.approx(1)
    assert np.trace(m) == pytest.approx(1 + 2 * np.cos(1.1))
    assert np.allclose(c, 0)


# --- fidelities of states -----------------------------------------------------------------


def test_fidelity_is_the_square_of_qutips():
    for n in (1, 2):
        a, b = states.random_density(n, RNG), states.random_density(n, RNG)
        assert fidelities.fidelity(a, b) == pytest.approx(qutip.fidelity(a, b) ** 2, abs=1e-7)
        assert fidelities.fidelity(a, b) == pytest.approx(fidelities.fidelity(b, a))


def test_fidelity_of_qubits_closed_form():
    """Tr ab + 2 sqrt(det a det b), for any two states of one qubit (Huebner 1992)."""
    a, b = states.random_density(1, RNG).full(), states.random_density(1, RNG).full()
    dets = np.linalg.det(a).real * np.linalg.det(b).real
    expected = np.trace(a @ b).real + 2 * np.sqrt(dets)
    assert fidelities.fidelity(a, b) == pytest.approx(expected)


def test_fidelity_of_kets_and_density_matrices_agree():
    psi, rho = states.random_ket(2, RNG), states.random_density(2, RNG)
    expected = qutip.expect(rho, psi)
    assert fidelities.fidelity(psi, rho) == pytest.approx(expected)
    assert fidelities.fidelity(rho, psi) == pytest.approx(expected)
    assert fidelities.fidelity(rho, psi.proj()) == pytest.approx(expected, abs=1e-7)


def test_trace_distance_is_half_the_distance_of_bloch_vectors():
    a, b = states.random_density(1, RNG), states.random_density(1, RNG)
    apart = np.linalg.norm(states.bloch_vector(a) - states.bloch_vector(b)) / 2
    assert fidelities.trace_distance(a, b) == pytest.approx(apart)
    assert fidelities.trace_distance(a, b) == pytest.approx(qutip.tracedist(a, b), abs=1e-7)


def test_fidelity_and_trace_distance_bound_each_other():
    """Fuchs and van de Graaf: 1 - sqrt F <= D <= sqrt(1 - F)."""
    for _ in range(20):
        a, b = states.random_density(2, RNG), states.random_density(2, RNG, rank=2)
        f, d = fidelities.fidelity(a, b), fidelities.trace_distance(a, b)
        assert 1 - np.sqrt(f) <= d <= np.sqrt(1 - f)


# --- fidelities of processes --------------------------------------------------------------


@each_channel
def test_process_and_gate_fidelity_agree_with_qutip(channel):
    superop = superoperator(channel)
    assert fidelities.process_fidelity(channel) == pytest.approx(
        qutip.process_fidelity(superop), abs=1e-7
    )
    assert fidelities.average_gate_fidelity(channel) == pytest.approx(
        qutip.average_gate_fidelity(superop), abs=1e-7
    )


def test_fidelity_with_a_gate_agrees_with_qutip():
    gate = gates.rotation([1, -1, 2], 0.9)
    noisy = channels.compose(gate, channels.idle(1.0, 20, 15))
    expected = qutip.average_gate_fidelity(superoperator(noisy), gate)
    assert fidelities.average_gate_fidelity(noisy, gate) == pytest.approx(expected, abs=1e-7)


def test_average_gate_fidelity_is_the_average_over_states():
    """Monte Carlo over Haar-random kets, 5 sigma; the six axis states give it exactly."""
    noise = channels.compose(gates.rotation([1, 2, 0.5], 0.3), channels.amplitude_damping(0.2))
    exact = fidelities.average_gate_fidelity(noise)
    kets = [states.random_ket(1, RNG) for _ in range(600)]
    found = [fidelities.fidelity(k, channels.apply(noise, k)) for k in kets]
    assert np.std(found) > 0.01
    assert abs(np.mean(found) - exact) < 5 * np.std(found) / np.sqrt(len(found))
    axes = [
        fidelities.fidelity(states.ket(k), channels.apply(noise, states.ket(k))) for k in "01+-rl"
    ]
    assert np.mean(axes) == pytest.approx(exact)


def test_process_fidelity_is_the_fidelity_of_half_a_bell_pair():
    noise = channels.idle(2.0, 20, 15)
    pair = channels.apply(noise, states.bell("Phi+"), targets=0)
    expected = fidelities.fidelity(states.bell("Phi+"), pair)
    assert fidelities.process_fidelity(noise) == pytest.approx(expected)


def test_idle_gate_fidelity_closed_form():
    """1/2 + e^{-t/T1}/6 + e^{-t/T2}/3 = 0.950703 at t = 1.7, T1 = 20, T2 = 15."""
    value = fidelities.average_gate_fidelity(channels.idle(1.7, 20, 15))
    assert value == pytest.approx(0.950703, abs=5e-7)
    assert value == pytest.approx(0.5 + np.exp(-1.7 / 20) / 6 + np.exp(-1.7 / 15) / 3)


@pytest.mark.parametrize("p", [0.0, 0.03, 0.5, 1.0])
def test_depolarising_fidelities(p):
    noise = channels.depolarizing(p)
    assert fidelities.average_gate_fidelity(noise) == pytest.approx(1 - p / 2)
    assert fidelities.process_fidelity(noise) == pytest.approx(1 - 3 * p / 4)
    two = channels.depolarizing(p, 2)
    assert fidelities.average_gate_fidelity(two) == pytest.approx(1 - 3 * p / 4)
    assert fidelities.process_fidelity(two) == pytest.approx(1 - 15 * p / 16)


# --- bad input ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: channels.amplitude_damping(1.2), "gamma = 1.2; allowed: 0 to 1"),
        (lambda: channels.dephasing(-0.1), "p = -0.1; allowed: 0 to 1"),
        (lambda: channels.dephasing("0.1"), "p = '0.1'; allowed"),
        (lambda: channels.depolarizing(float("nan")), "p = nan; allowed"),
        (lambda: channels.depolarizing(0.1, 0), "n = 0; allowed"),
        (lambda: channels.idle(-1, 20, 15), "t_us = .*; allowed: at least 0"),
        (lambda: channels.idle(np.inf, 20, 15), "t_us"),
        (lambda: channels.idle(1, 0, 15), "t1_us = 0; allowed: one number above 0"),
        (lambda: channels.idle(1, 20, 41), "t2_us = 41 with t1_us = 20; allowed"),
        (lambda: channels.as_channel([]), "channel has operators of shapes"),
        (lambda: channels.as_channel([np.eye(2), np.eye(4)]), "channel has operators of shapes"),
        (lambda: channels.apply(gates.X, states.bell("Phi+")), "channel acts on 1 qubits, state"),
        (lambda: channels.compose(gates.X, gates.cx), "channels act on different numbers"),
        (lambda: channels.compose(), "channel has operators of shapes"),
        (lambda: channels.bloch_map(gates.cx), "allowed: one qubit"),
        (lambda: fidelities.fidelity([1, 0], states.bell("Phi+")), "a has 1 qubits, b has 2"),
        (lambda: fidelities.trace_distance([1, 1], [1, 0]), "state has norm"),
        (lambda: fidelities.process_fidelity(gates.X, gates.cx), "gate has 4 rows, channel has 2"),
        (lambda: fidelities.process_fidelity(gates.X, gates.lower), "misses 1"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words.replace("[", r"\[")):
        call()
