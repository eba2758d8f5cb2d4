"""Driven, decaying and dephasing qubits against closed forms, QuTiP's solvers, limits and laws."""

import itertools

import numpy as np
import pytest
import qutip
from scipy.integrate import quad
from scipy.linalg import expm

from qlearn import facts
from qlearn.qubits import dynamics, gates, measurement, pulses
from qlearn.qubits.pulses import Delay, Pulse, Sequence

EXCITED = qutip.basis(2, 1).proj()
T1, T2 = 20.0, 15.0
QUARTER = Pulse("x", np.pi / 2)


def p1_by_qutip(hamiltonian, t_us, collapse=(), state=None):
    """P1 in time from qutip.mesolve itself, with nothing of ours in between."""
    state = qutip.basis(2, 0) if state is None else state
    options = {"atol": 1e-11, "rtol": 1e-9, "nsteps": 10**6}
    solved = qutip.mesolve(
        hamiltonian, state, t_us, list(collapse), e_ops={"p1": EXCITED}, options=options
    )
    return np.array(solved.e_data["p1"])


def square_drive(segments, omega):
    """A QobjEvo that drives about x, and its end: segments are (duration, on or off) in time."""
    edges = np.cumsum([0, *(duration for duration, _ in segments)])
    on = [(a, b) for (a, b), (_, on) in zip(itertools.pairwise(edges), segments, strict=True) if on]

    def amplitude(t):
        return omega if any(a <= t < b for a, b in on) else 0.0

    return qutip.QobjEvo([0 * gates.Z, [gates.X / 2, amplitude]]), edges[-1]


# --- Rabi ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("omega", "delta"), [(2.0, 0.0), (2.0, 1.3), (0.7, -2.9), (0.0, 1.0)])
def test_rabi_formula_is_what_the_solver_finds(omega, delta):
    t = np.linspace(0, 8, 41)
    expected = p1_by_qutip(dynamics.driven_qubit(omega, delta), t)
    assert np.allclose(dynamics.rabi(t, omega, delta), expected, atol=1e-8)


def test_phase_of_the_drive_does_not_change_p1():
    t = np.linspace(0, 3, 7)
    turned = p1_by_qutip(dynamics.driven_qubit(2.0, 1.3, phase=0.8), t)
    assert np.allclose(turned, dynamics.rabi(t, 2.0, 1.3), atol=1e-8)


def test_rotating_frame_is_the_lab_frame_for_a_weak_drive():
    """Also the sign of delta and the factor 2: the field in the laboratory is omega cos(w t)."""
    omega, delta, carrier = 2.0, 1.0, 600.0

    def field(t):
        return omega * np.cos(carrier * t)

    lab = qutip.QobjEvo([-(carrier + delta) / 2 * gates.Z, [gates.X, field]])
    t = np.linspace(0, 4, 21)
    seen = dynamics.evolve(lab, [1, 0], t, observe={"p1": EXCITED}, max_step_us=0.005).means["p1"]
    assert np.allclose(seen, dynamics.rabi(t, omega, delta), atol=2 * omega / carrier)


def test_excited_amplitude_turns_by_minus_delta_t():
    """The qubit is above the drive by delta, so |1> gains the phase exp(-i delta t)."""
    x, y, _ = Sequence([Delay(0.4)]).run(delta=1.5, state=[0.6, 0.8])
    assert np.angle(x + 1j * y) == pytest.approx(-0.6)


# --- Segments -----------------------------------------------------------------------------


@pytest.mark.parametrize("axis", ["x", "y", "z", [0.3, -0.4, 1.2]])
def test_ideal_pulse_is_the_rotation(axis):
    state = [0.6, 0.8j * np.exp(0.4j)]
    turned = gates.rotation(axis, 1.1) * qutip.Qobj(state)
    expected = [measurement.expect(word, turned) for word in "XYZ"]
    assert np.allclose(Sequence([Pulse(axis, 1.1)]).run(state=state), expected)


@pytest.mark.parametrize(("t1", "t2"), [(T1, T2), (8.0, 16.0), (5.0, 5.0), (np.inf, 3.0)])
@pytest.mark.parametrize("delta", [0.0, 2.2])
def test_finite_pulse_is_what_the_solver_finds(t1, t2, delta):
    pulse = Pulse("y", 4.0, 1.7)
    hamiltonian = 4.0 / 1.7 * gates.Y / 2 - delta / 2 * gates.Z
    collapse = dynamics.collapse_operators(t1, t2)
    expected = p1_by_qutip(hamiltonian, [0, 1.7], collapse)[-1]
    assert Sequence([pulse]).p1(delta, t1, t2) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize(("t1", "t2"), [(T1, T2), (5.0, 5.0), (1e9, 4.0), (np.inf, np.inf)])
@pytest.mark.parametrize("delta", [0.0, -1.7])
def test_delay_is_the_exponential_of_the_liouvillian(t1, t2, delta):
    """Equal rates too, where eigenvalues coincide."""
    collapse = dynamics.collapse_operators(t1, t2)
    free = qutip.liouvillian(-delta / 2 * gates.Z, collapse).full()
    assert np.allclose(Delay(3.3).propagator(free), expm(3.3 * free), atol=1e-12)


def test_pulse_holds_where_its_eigenvectors_are_parallel():
    """omega = |1/T1 - 1/T2|/2, critical damping: eigenvectors would lose half the digits."""
    omega = abs(1 / T1 - 1 / T2) / 2
    expected = p1_by_qutip(
        dynamics.driven_qubit(omega), [0, 60.0], dynamics.collapse_operators(T1, T2)
    )[-1]
    seen = Sequence([Pulse("x", 60 * omega, 60.0)]).p1(0.0, T1, T2)
    assert seen == pytest.approx(expected, abs=1e-8)


def test_long_drive_ends_in_the_steady_state():
    """On resonance z = 1/(1 + omega^2 T1 T2), from the Bloch equations set to zero."""
    omega = 0.13
    z = Sequence([Pulse("x", 500 * omega, 500.0)]).run(0.0, T1, T2)[2]
    assert z == pytest.approx(1 / (1 + omega**2 * T1 * T2), abs=1e-8)


def test_arrays_of_times_and_detunings_equal_one_by_one():
    t, delta = np.array([0.2, 1.0, 3.0]), np.array([-0.5, 0.0, 0.7, 1.9])
    batch = Sequence([Pulse("x", 2 * t[:, None], t[:, None]), Delay(t[:, None]), QUARTER])
    seen = batch.p1(delta, T1, T2)
    assert seen.shape == (3, 4)
    for (i, a), (j, d) in itertools.product(enumerate(t), enumerate(delta)):
        alone = Sequence([Pulse("x", 2 * a, a), Delay(a), QUARTER]).p1(d, T1, T2)
        assert seen[i, j] == pytest.approx(alone, abs=1e-12)


def test_bloch_vector_stays_in_the_ball():
    rng = np.random.default_rng(5)
    segments = [Pulse(rng.normal(size=3), a, abs(a)) for a in rng.normal(size=4)] + [Delay(2.0)]
    delta = rng.normal(size=50)
    assert np.linalg.norm(Sequence(segments).run(delta, 6.0, 9.0), axis=-1).max() < 1
    assert np.allclose(np.linalg.norm(Sequence(segments).run(delta), axis=-1), 1)


# --- Ramsey and echo ----------------------------------------------------------------------


@pytest.mark.parametrize(("t1", "t2"), [(T1, T2), (9.0, 18.0), (np.inf, 4.0)])
def test_ramsey_formula_holds_for_ideal_pulses_and_any_t1(t1, t2):
    t, delta = np.linspace(0, 12, 25), 1.7
    seen = Sequence([QUARTER, Delay(t), QUARTER]).p1(delta, t1, t2)
    assert np.allclose(seen, dynamics.ramsey(t, delta, t2), atol=1e-12)


def test_ramsey_by_the_solver():
    t, delta, half = np.linspace(0, 6, 13), 1.7, gates.rx(np.pi / 2)
    free = dynamics.evolve(
        -delta / 2 * gates.Z, half * qutip.basis(2, 0), t, dynamics.collapse_operators(T1, T2)
    )
    p1 = [measurement.expect(EXCITED, half * rho * half.dag()) for rho in free.states]
    assert np.allclose(p1, dynamics.ramsey(t, delta, T2), atol=1e-7)


def test_quasi_static_noise_is_a_gaussian_envelope():
    t, delta = np.linspace(0, 10, 21), 2.0
    shifts, weights = pulses.quasi_static(0.6)
    runs = Sequence([QUARTER, Delay(t[:, None]), QUARTER]).p1(delta + shifts, T1, T2)
    assert np.allclose(runs @ weights, dynamics.ramsey(t, delta, T2, noise=0.6), atol=1e-6)


def test_nodes_of_the_noise_agree_with_random_runs():
    """20,000 runs with a random detuning each, 5 standard errors."""
    rng = np.random.default_rng(3)
    sequence = Sequence([QUARTER, Delay(2.5), QUARTER])
    runs = sequence.p1(0.8 + rng.normal(0, 0.5, 20_000), T1, T2)
    shifts, weights = pulses.quasi_static(0.5)
    exact = sequence.p1(0.8 + shifts, T1, T2) @ weights
    assert abs(runs.mean() - exact) < 5 * runs.std() / np.sqrt(len(runs))


@pytest.mark.parametrize(("t2", "noise"), [(15.0, 0.5), (3.0, 0.01), (np.inf, 0.7), (6.0, 0.0)])
def test_t2_star_is_where_the_envelope_is_one_over_e(t2, noise):
    envelope = 2 * dynamics.ramsey(dynamics.t2_star(t2, noise), 0.0, t2, noise) - 1
    assert envelope == pytest.approx(1 / np.e)


def test_t2_star_of_pure_noise():
    assert dynamics.t2_star(np.inf, 0.5) == pytest.approx(np.sqrt(2) / 0.5)


def test_echo_removes_any_constant_detuning():
    delta = np.random.default_rng(1).normal(0, 3, 200)
    hahn = Sequence([QUARTER, Delay(5.0), Pulse("x", np.pi), Delay(5.0), QUARTER])
    assert np.allclose(hahn.p1(delta, T1, T2), dynamics.echo(5.0, T2), atol=1e-12)


def hahn_echo(quarter_us, half_us, tau_us=5.0):
    quarter = Pulse("x", np.pi / 2, quarter_us)
    return [quarter, Delay(tau_us), Pulse("x", np.pi, half_us), Delay(tau_us), quarter]


@pytest.mark.parametrize(("quarter_us", "p1"), [(0.025, 0.24475), (0.050, 0.24489)])
def test_echo_with_finite_pulses_by_segments_and_by_the_solver(quarter_us, p1):
    """T1 = 20, T2 = 15, tau = 5 us, pi pulse of 50 ns, no detuning."""
    segments = hahn_echo(quarter_us, 0.05)
    assert Sequence(segments).p1(0.0, T1, T2) == pytest.approx(p1, abs=5e-6)
    if quarter_us == 0.025:  # one amplitude for all pulses
        timing = [(0.025, True), (5.0, False), (0.05, True), (5.0, False), (0.025, True)]
        drive, end = square_drive(timing, np.pi / 0.05)
        collapse = dynamics.collapse_operators(T1, T2)
        solved = dynamics.evolve(drive, [1, 0], [0, end], collapse, {"p1": EXCITED}, 0.01)
        assert solved.means["p1"][-1] == pytest.approx(p1, abs=1e-5)


# --- T1 and T2 ----------------------------------------------------------------------------


def times_of(collapse):
    """(T1, T2) that these collapse operators make, read off QuTiP's solution after 3 us."""
    plus = (qutip.basis(2, 0) + qutip.basis(2, 1)).unit()
    options = {"atol": 1e-12, "rtol": 1e-10}
    decay, dephase = (
        qutip.mesolve(0 * gates.Z, start, [0, 3.0], list(collapse), options=options).states[-1]
        for start in (qutip.basis(2, 1), plus)
    )
    with np.errstate(divide="ignore"):
        return -3 / np.log(decay[1, 1].real), -3 / np.log(2 * abs(dephase[0, 1]))


@pytest.mark.parametrize(("t1", "t2"), [(20.0, 15.0), (20.0, 33.0), (7.0, 14.0), (3.0, 0.5)])
def test_collapse_operators_make_the_t1_and_t2_asked_for(t1, t2):
    assert times_of(dynamics.collapse_operators(t1, t2)) == pytest.approx((t1, t2), rel=1e-6)


def test_equal_rates_keep_both_collapse_operators():
    """1/T1 = 1/(2 T_phi) is a coincidence, not one operator."""
    operators = dynamics.collapse_operators(10.0, 1 / (2 / 10 + 1 / 20))
    assert len(operators) == 2
    assert times_of(operators) == pytest.approx((10.0, 4.0), rel=1e-6)


def test_wrong_collapse_operators_are_wrong_in_the_known_ways():
    lower, z, t_phi = gates.lower, gates.Z, 24.0
    assert times_of([lower / T1])[0] == pytest.approx(T1**2)
    assert times_of([np.sqrt(1 / (2 * t_phi)) * z])[1] == pytest.approx(t_phi)
    assert times_of([np.sqrt(1 / t_phi) * z])[1] == pytest.approx(t_phi / 2)
    as_t2 = [np.sqrt(1 / T1) * lower, np.sqrt(1 / (2 * T2)) * z]
    assert times_of(as_t2)[1] == pytest.approx(1 / (1 / T2 + 1 / (2 * T1)))


def test_pumping_instead_of_damping_leaves_the_excited_state_alone():
    """QuTiP's sigmam() is |1><0|."""
    pump = np.sqrt(1 / T1) * qutip.sigmam()
    assert p1_by_qutip(0 * gates.Z, [0, 50.0], [pump], qutip.basis(2, 1))[-1] == 1
    assert (gates.raise_ - qutip.sigmam()).norm() == 0


@pytest.mark.parametrize(("second", "t2"), [("lower", 37.5), ("z", 300 / 13)])
def test_damping_with_t1_and_with_t2_is_not_t2(second, t2):
    """T1 = 50, T2 = 30: a second decay operator gives 37.5, T_phi = T2 gives 23.1; 30 was asked."""
    operator = {"lower": gates.lower, "z": gates.Z / np.sqrt(2)}[second]
    wrong = [np.sqrt(1 / 50) * gates.lower, np.sqrt(1 / 30) * operator]
    assert times_of(wrong)[1] == pytest.approx(t2, rel=1e-6)


def test_limits_of_the_dephasing_rate():
    assert dynamics.dephasing_rate(20.0) == 0
    assert dynamics.dephasing_rate(20.0, 40.0) == 0
    assert dynamics.dephasing_rate(np.inf, 8.0) == 1 / 8
    assert 1 / dynamics.dephasing_rate(T1, T2) == pytest.approx(24)


# --- evolve -------------------------------------------------------------------------------


@pytest.mark.parametrize("collapse", [[], dynamics.collapse_operators(T1, T2)])
@pytest.mark.parametrize("state", [[0, 1], [[0, 0], [0, 1]]])
def test_evolve_returns_one_kind_of_thing(collapse, state):
    seen = dynamics.evolve(gates.X, state, [0, 1, 2], collapse, {"p1": EXCITED, "z": "Z"})
    assert [rho.type for rho in seen.states] == ["oper"] * 3
    assert {name: mean.shape for name, mean in seen.means.items()} == {"p1": (3,), "z": (3,)}
    assert np.allclose(seen.means["z"], 1 - 2 * seen.means["p1"])
    assert seen.means["z"].dtype == float
    assert "3 times, 0 to 2 us; means: p1, z" in repr(seen)


def test_evolve_is_accurate():
    """Thirty us of oscillations; the default options of the solver leave an error of 1e-5."""
    t = np.linspace(0, 30, 61)
    p1 = dynamics.evolve(dynamics.driven_qubit(2.0, 0.7), [1, 0], t, observe={"p": EXCITED})
    assert np.allclose(p1.means["p"], dynamics.rabi(t, 2.0, 0.7), atol=1e-8)


def test_evolve_takes_several_qubits():
    """Two qubits that exchange an excitation: P(01) = sin^2(g t)."""
    g, t = 0.8, np.linspace(0, 3, 10)
    flip = qutip.tensor(gates.lower, gates.raise_)
    seen = dynamics.evolve(g * (flip + flip.dag()), [0, 0, 1, 0], t, observe={"zi": "ZI"})
    assert np.allclose((1 + seen.means["zi"]) / 2, np.sin(g * t) ** 2, atol=1e-8)


def test_a_default_solver_steps_over_a_pulse_and_evolve_does_not():
    """If QuTiP learns to see the pulse, the lesson that shows the trap has to change."""
    drive, end = square_drive([(5.0, False), (0.05, True), (4.95, False)], np.pi / 0.05)
    for options in ({}, {"atol": 1e-12, "rtol": 1e-10}):
        solved = qutip.sesolve(
            drive, qutip.basis(2, 0), np.linspace(0, end, 1001), e_ops={"p": EXCITED},
            options=options,
        )  # fmt: skip
        assert max(solved.e_data["p"]) == 0
    seen = dynamics.evolve(drive, [1, 0], [0, end], observe={"p": EXCITED}, max_step_us=0.02)
    assert seen.means["p"][-1] == pytest.approx(1, abs=1e-6)
    by_segments = Sequence([Delay(5.0), Pulse("x", np.pi, 0.05), Delay(4.95)])
    assert by_segments.p1() == pytest.approx(1)


# --- Shaped pulses ------------------------------------------------------------------------


def test_amplitude_of_a_gaussian_pi_pulse():
    assert pi_amplitude(cut=50.0) == pytest.approx(0.12533, abs=5e-6)
    assert pi_amplitude(cut=2.0) == pytest.approx(0.13131, abs=5e-6)


def pi_amplitude(cut):
    return pulses.gaussian_amplitude(np.pi, 10.0, cut)


@pytest.mark.parametrize("cut", [1.0, 2.0, 3.0])
def test_area_of_the_gaussian_by_quadrature(cut):
    peak = pulses.gaussian_amplitude(1.3, 0.2, cut)
    area, _ = quad(lambda t: peak * np.exp(-((t / 0.2) ** 2) / 2), -0.2 * cut, 0.2 * cut)
    assert area == pytest.approx(1.3)


def test_gaussian_pulse_by_the_solver():
    """With a detuning, so that the shape counts and not only the area."""
    sigma, cut, delta = 0.05, 2.0, 8.0
    peak = pulses.gaussian_amplitude(np.pi, sigma, cut)

    def amplitude(t):
        return peak * np.exp(-(((t - cut * sigma) / sigma) ** 2) / 2)

    drive = qutip.QobjEvo([-delta / 2 * gates.Z, [gates.X / 2, amplitude]])
    seen = dynamics.evolve(
        drive, [1, 0], [0, 2 * cut * sigma], observe={"p": EXCITED}, max_step_us=sigma / 4
    )
    sliced = Sequence(pulses.gaussian_pulse(np.pi, sigma, cut, n=200))
    assert sliced.p1() == pytest.approx(1, abs=1e-9)
    assert sliced.p1(delta) == pytest.approx(seen.means["p"][-1], abs=1e-4)


# --- Zeno ---------------------------------------------------------------------------------


def test_zeno_ten_checks_during_a_pi_pulse():
    """0.7805: all ten found 0. 0.8027: P0 at the end when nobody wrote the results down."""
    state, survived = qutip.basis(2, 0), 1.0
    unread = Sequence([Pulse("x", np.pi / 10), Pulse("z", 0.0, 1e3)] * 10)
    for _ in range(10):
        p, state = measurement.project(gates.rx(np.pi / 10) * state, 0, 0)
        survived *= p
    assert survived == pytest.approx(0.7805, abs=5e-5)
    assert survived == pytest.approx(np.cos(np.pi / 20) ** 20)
    assert round(survived, 4) == facts.fact("dynamics.zeno_ten").value
    p0 = 1 - unread.p1(0.0, np.inf, 1.0)  # dephased completely after each tenth of the pulse
    assert p0 == pytest.approx(0.8027, abs=5e-5)
    assert p0 == pytest.approx((1 + np.cos(np.pi / 10) ** 10) / 2)


# --- Bad input ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: dynamics.collapse_operators(10, 21), r"t2_us = 21 with t1_us = 10; allowed"),
        (lambda: dynamics.collapse_operators(0, 1), r"t1_us = 0; allowed: one number above 0"),
        (lambda: dynamics.collapse_operators(5, -1), r"t2_us = -1"),
        (lambda: dynamics.collapse_operators(np.nan, 1), r"t1_us = nan"),
        (lambda: dynamics.rabi(-1.0, 2.0), r"t_us = -1.0; allowed: at least 0"),
        (lambda: dynamics.rabi(1.0, 2j), r"omega = 2j; allowed: finite real numbers"),
        (lambda: dynamics.ramsey(1.0, noise=-0.1), r"noise = -0.1"),
        (lambda: dynamics.driven_qubit(1.0, np.inf), r"omega, delta, phase"),
        (lambda: Pulse("q", 1.0), r"axis = 'q'"),
        (lambda: Pulse("x", 1.0, -0.1), r"duration_us = -0.1"),
        (lambda: Pulse("x", np.nan), r"angle has entries that are not finite"),
        (lambda: Delay(-2.0), r"t_us = -2.0"),
        (lambda: Sequence([("x", 1.0)]), r"segments\[0\] = \('x', 1.0\); allowed: Pulse and Delay"),
        (lambda: Sequence([QUARTER]).p1(t1_us=3.0, t2_us=7.0), r"t2_us = 7 with t1_us = 3"),
        (lambda: pulses.quasi_static([0.1, 0.2]), r"noise = array\(\[0.1, 0.2\]\)"),
        (lambda: pulses.quasi_static(0.1, n=0), r"n = 0"),
        (lambda: pulses.gaussian_amplitude(1.0, 0.0, 2.0), r"sigma_us = 0.0"),
        (lambda: pulses.gaussian_pulse(1.0, 0.1, -2.0), r"cut = -2.0"),
        (lambda: dynamics.evolve(gates.lower, [1, 0], [0, 1]), r"hamiltonian is not Hermitian"),
        (lambda: dynamics.evolve(gates.cx, [1, 0], [0, 1]), r"hamiltonian has shape \(4, 4\)"),
        (lambda: dynamics.evolve(gates.X, [1, 0], [1, 0]), r"times_us"),
        (lambda: dynamics.evolve(gates.X, [1, 0], [0]), r"times_us"),
        (lambda: dynamics.evolve(gates.X, [1, 1], [0, 1]), r"norm 1.41421"),
        (lambda: dynamics.evolve(gates.X, [1, 0], [0, 1], [gates.cx]), r"collapse\[0\]"),
        (lambda: dynamics.evolve(gates.X, [1, 0], [0, 1], (), {"a": gates.lower}), r"'a'"),
        (lambda: dynamics.evolve(gates.X, [1, 0], [0, 1], max_step_us=0), r"max_step_us = 0"),
    ],
)
def test_bad_input_is_refused_with_what_is_allowed(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_a_hamiltonian_in_time_needs_a_largest_step():
    drive, _ = square_drive([(1.0, True)], 1.0)
    with pytest.raises(ValueError, match=r"max_step_us = None.*half of its shortest feature"):
        dynamics.evolve(drive, [1, 0], [0, 1])
