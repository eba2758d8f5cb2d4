"""Reading a parity, its traces in time, and what protects it: against numbers and other routes."""

import itertools

import numpy as np
import pytest
import qutip
from scipy.optimize import minimize_scalar
from scipy.stats import kurtosis

from qlearn.qubits import measurement
from qlearn.topology import fermions, kitaev, protection, readout, telegraph

# flux, t1, t2, detuning, temperature
LOOPS = [(0.3, 4.0, 4.0, 0.0, 50.0), (1.7, 3.0, 5.0, 6.0, 50.0), (-0.5, 4.0, 1.0, -3.0, 120.0)]


def sector(flux, t1, t2, detuning, parity):
    """The 2 x 2 block of one total parity, from the four-dimensional Hamiltonian."""
    h = readout.interferometer_hamiltonian(flux, t1, t2, detuning)
    total = fermions.total_parity(2)
    assert qutip.commutator(h, total).norm() < 1e-12
    rows = np.flatnonzero(total.diag().real == parity)
    return h.full()[np.ix_(rows, rows)]


# --- units --------------------------------------------------------------------------------


def test_unit_constants():
    assert pytest.approx(241.8, abs=0.01) == readout.MHZ_PER_UEV
    assert pytest.approx(4.31, abs=0.005) == 50 * readout.UEV_PER_MK
    assert pytest.approx(1.78, abs=0.005) == readout.FF_UEV / (2 * 45)
    assert pytest.approx(38.74, abs=0.005) == readout.FF_UEV * readout.MHZ_PER_UEV * 1e-3  # e^2/h
    assert pytest.approx(2 * np.pi * readout.MHZ_PER_UEV) == readout.RAD_PER_UEV_US


# --- interferometer -----------------------------------------------------------------------


@pytest.mark.parametrize("parity", [1, -1])
@pytest.mark.parametrize("loop", LOOPS)
def test_coupling_is_the_matrix_element_of_the_four_states(loop, parity):
    flux, t1, t2, detuning, _ = loop
    block = sector(flux, t1, t2, detuning, parity)  # basis: empty dot, full dot
    assert block[1, 0] == pytest.approx(readout.loop_coupling(flux, parity, t1, t2), abs=1e-12)
    assert block[1, 1] - block[0, 0] == pytest.approx(detuning)


@pytest.mark.parametrize("parity", [1, -1])
def test_an_empty_dot_leaves_the_parity_to_the_wire(parity):
    wire = fermions.pair_parity(fermions.majoranas(2), 3, 4)
    state = qutip.basis([2, 2], [0, 0 if parity == 1 else 1])
    for operator in (wire, fermions.total_parity(2)):
        assert qutip.expect(operator, state) == parity


@pytest.mark.parametrize("parity", [1, -1])
@pytest.mark.parametrize("loop", LOOPS)
def test_capacitance_is_the_curvature_of_the_free_energy(loop, parity):
    """Eigenvalues of the four states, Boltzmann weights, and a second difference in detuning."""
    flux, t1, t2, detuning, temperature = loop
    kt = temperature * readout.UEV_PER_MK

    def free_energy(level):
        energies = np.linalg.eigvalsh(sector(flux, t1, t2, level, parity))
        return -kt * np.log(np.sum(np.exp(-energies / kt)))

    step = 0.02
    curvature = free_energy(detuning + step) + free_energy(detuning - step)
    curvature = (curvature - 2 * free_energy(detuning)) / step**2
    expected = -(0.45**2) * readout.FF_UEV * curvature
    found = readout.interferometer_cq(flux, parity, t1, t2, detuning, temperature)
    assert found == pytest.approx(expected, rel=2e-4)


def test_swing_and_contrast_of_the_defaults():
    flux = np.linspace(0, 2, 201)
    swing = readout.interferometer_cq(flux, 1)
    assert (swing.min(), swing.max()) == pytest.approx((0.97, 1.88), abs=0.005)
    contrast = readout.cq_contrast(flux)
    assert contrast.max() == pytest.approx(0.92, abs=0.005)
    assert flux[contrast.argmax()] in (pytest.approx(0.5), pytest.approx(1.5))
    assert np.allclose(contrast[[0, 100, 200]], 0, atol=1e-12)


def test_flux_periods():
    flux, loop = np.linspace(-1, 1, 41), {"t1_uev": 3.0, "t2_uev": 5.0, "detuning_uev": 4.0}
    plus, minus = (readout.interferometer_cq(flux, p, **loop) for p in (1, -1))
    assert np.allclose(readout.interferometer_cq(flux + 1, 1, **loop), minus, atol=1e-12)
    assert np.allclose(readout.interferometer_cq(flux + 2, 1, **loop), plus, atol=1e-12)
    assert np.abs(readout.interferometer_cq(flux + 1, 1, **loop) - plus).max() > 0.1
    once = readout.cq_contrast(flux, **loop)
    assert np.allclose(readout.cq_contrast(flux + 1, **loop), once, atol=1e-12)


def test_one_arm_alone_sees_no_parity():
    assert np.allclose(readout.cq_contrast(np.linspace(0, 2, 9), t2_uev=0.0), 0, atol=1e-12)


def test_limits_of_the_capacitance():
    cold = {"temperature_mk": 0.0}
    assert readout.interferometer_cq(0.5, 1, **cold) == pytest.approx(1.01, abs=0.005)
    assert readout.interferometer_cq(0.5, 1, **cold) == pytest.approx(
        readout.interferometer_cq(0.5, 1, temperature_mk=0.5), rel=1e-9
    )
    assert readout.interferometer_cq(0.5, -1, t1_uev=0.0, t2_uev=0.0, **cold) == np.inf
    assert readout.interferometer_cq(0.5, -1, detuning_uev=5.0, **cold) < 1e-30
    # No coupling: only the thermal occupation of the dot responds, e^2 a^2 / 4 kT.
    hot = 0.45**2 * readout.FF_UEV / (4 * 50 * readout.UEV_PER_MK)
    assert readout.interferometer_cq(0.5, -1) == pytest.approx(hot, rel=1e-9)
    assert readout.interferometer_cq(0.5, -1, detuning_uev=1e-7) == pytest.approx(hot, rel=1e-9)
    assert readout.interferometer_cq(0.5, 1, detuning_uev=1e5) < 1e-8


# --- one shot -----------------------------------------------------------------------------


def test_snr_is_one_after_its_time_and_five_after_ninety():
    assert readout.snr(np.array([3.6, 90.0])).tolist() == [1, 5]


def test_reference_optimum():
    t_us, error = readout.optimal_integration()
    assert (t_us, 100 * error) == pytest.approx((31.1, 0.942), abs=0.05)
    assert 100 * error == pytest.approx(0.942, abs=5e-4)
    assert 100 * readout.assignment_error(90.0) == pytest.approx(2.25, abs=1e-3)


@pytest.mark.parametrize(("tau", "t1"), [(2000, 3.6), (14.5, 3.6), (1e7, 0.5), (1, 10)])
def test_optimum_agrees_with_a_search(tau, t1):
    found = minimize_scalar(
        lambda u: readout.assignment_error(np.exp(u), tau, t1),
        bounds=(np.log(t1) - 12, np.log(t1) + 5),
        method="bounded",
        options={"xatol": 1e-9},
    )
    t_us, error = readout.optimal_integration(tau, t1)
    assert t_us == pytest.approx(np.exp(found.x), rel=1e-4)
    assert error == pytest.approx(found.fun, rel=1e-9)


@pytest.mark.parametrize("t_us", [3.6, 31.1, 90.0])
@pytest.mark.parametrize("threshold", [0.0, 0.5])
def test_assignment_error_agrees_with_traces(t_us, threshold):
    """Five sigma, and second order in t / tau (the formula is the first order)."""
    n = 200_000
    signal, parity = telegraph.readout_trace(n, np.random.default_rng(3), sample_us=t_us)
    missed = np.where(signal < threshold, -1, 1) != parity
    wrong = (missed[parity == 1].mean() + missed[parity == -1].mean()) / 2
    expected = readout.assignment_error(t_us, threshold=threshold)
    assert abs(wrong - expected) < 5 * np.sqrt(expected / n) + expected * 1.5 * t_us / 2000


def test_assignment_error_limits():
    assert readout.assignment_error(0.0) == 0.5
    assert readout.assignment_error(31.1, threshold=0.3) > readout.assignment_error(31.1)
    assert readout.assignment_error(31.1, threshold=-0.3) == readout.assignment_error(
        31.1, threshold=0.3
    )
    assert readout.assignment_error(1e4, tau_us=np.inf) < 1e-12


# --- traces -------------------------------------------------------------------------------


def test_telegraph_correlations_fall_with_half_the_dwell_time():
    """Products of the parity at a distance average to exp(-2 t / tau).

    4000 correlation times: the averages scatter by about 1 / sqrt(4000) = 0.016.
    """
    parity, _ = telegraph.telegraph_trace(160_000, np.random.default_rng(8), 25.0, 1000.0)
    for lag in (1, 10, 20, 40):
        found = np.mean(parity[lag:] * parity[:-lag])
        assert found == pytest.approx(np.exp(-2 * lag * 25 / 1000), abs=0.08)


def test_window_means_come_from_a_finer_trace():
    """The same flips, seen with windows ten times finer: means of means, and equal starts."""
    fine, fine_mean = telegraph.telegraph_trace(5000, np.random.default_rng(4), 10.0, 300.0)
    coarse, mean = telegraph.telegraph_trace(500, np.random.default_rng(4), 100.0, 300.0)
    assert np.array_equal(coarse, fine[::10])
    assert np.allclose(mean, fine_mean.reshape(-1, 10).mean(axis=1), atol=1e-9)
    assert np.all(abs(mean) <= 1 + 1e-12)
    assert 0 < np.sum(abs(mean) < 0.999) < 250


def test_dwell_times_are_exponential():
    """Mean and standard deviation of an exponential are equal; 2000 stays scatter by 2.2 %."""
    parity, _ = telegraph.telegraph_trace(1_000_000, np.random.default_rng(6), 2.0, 1000.0)
    dwell = telegraph.dwell_times(parity, 2.0)
    assert 1800 < len(dwell) < 2200
    assert dwell.mean() == pytest.approx(1000, rel=0.11)
    assert dwell.std() == pytest.approx(1000, rel=0.2)


def test_dwell_time_from_a_noisy_trace():
    """At 90 us the levels are apart; 20 000 samples hold 900 flips, a scatter of 3.3 %."""
    signal, _ = telegraph.readout_trace(20_000, np.random.default_rng(10))
    parity = telegraph.assign_parity(signal)
    assert telegraph.mean_dwell_time(parity) == pytest.approx(2000, rel=0.17)
    assert telegraph.dwell_times(parity).mean() == pytest.approx(2090, rel=0.17)


def test_short_samples_count_noise_as_flips_unless_told():
    signal, _ = telegraph.readout_trace(200_000, np.random.default_rng(11), sample_us=10.0)
    parity = telegraph.assign_parity(signal)
    error = float(readout.assignment_error(10.0, tau_us=np.inf))
    assert telegraph.dwell_times(parity, 10.0).mean() < 150
    # At a lag of tau / 4 the scatter was 4 % in forty runs.
    told = telegraph.mean_dwell_time(parity, 10.0, error, lag=50)
    assert told == pytest.approx(2000, rel=0.2)
    patient = telegraph.assign_parity(signal, margin=1.5)
    assert telegraph.dwell_times(patient, 10.0).mean() == pytest.approx(2000, rel=0.25)


def test_assign_parity_waits_for_the_margin():
    signal = [0.2, -0.3, 0.9, 0.1, -0.2, -0.9, 0.2, 0.4, 0.8]
    assert telegraph.assign_parity(signal, 0.5).tolist() == [1, 1, 1, 1, 1, -1, -1, -1, 1]
    assert telegraph.assign_parity(signal, 5).tolist() == np.sign(signal).astype(int).tolist()
    assert telegraph.assign_parity([0.0]).tolist() == [1]


def test_dwell_times_leave_out_what_is_cut_off():
    assert telegraph.dwell_times([1, 1, 1], 1).tolist() == []
    assert telegraph.dwell_times([1, -1], 1).tolist() == []
    assert telegraph.dwell_times([1, -1, -1, 1], 2).tolist() == [4]


def test_mean_dwell_time_at_its_ends():
    assert telegraph.mean_dwell_time([1, 1, 1]) == np.inf
    assert telegraph.mean_dwell_time([1, -1, 1]) == 0


@pytest.mark.parametrize("snr", [0.5, 1.0, 5.0])
def test_bimodal_kurtosis_of_drawn_levels(snr):
    """Sharp levels plus noise; the sample's kurtosis scatters by less than sqrt(24 / n)."""
    n, rng = 200_000, np.random.default_rng(12)
    values = rng.choice([-1, 1], n) + rng.normal(size=n) / snr
    found = telegraph.excess_kurtosis(values)
    assert found == pytest.approx(kurtosis(values), abs=1e-9)
    assert abs(found - telegraph.bimodal_kurtosis(snr)) < 5 * np.sqrt(24 / n)


def test_kurtosis_references():
    assert telegraph.bimodal_kurtosis(5.0) == pytest.approx(-1.849, abs=5e-4)
    assert telegraph.bimodal_kurtosis(1.0) == telegraph.BIMODAL_BELOW
    assert telegraph.bimodal_kurtosis(0.0) == 0
    assert telegraph.excess_kurtosis(np.linspace(-1, 1, 10_001)) == pytest.approx(-1.2, abs=1e-3)
    assert abs(telegraph.excess_kurtosis(np.random.default_rng(1).normal(size=100_000))) < 0.08


# --- repeated measurements ----------------------------------------------------------------


def quantum_agreement(bases, errors):
    """First and last outcome, from projectors on a mixed qubit and both ways of misreading."""
    paulis = {"X": qutip.sigmax(), "Y": qutip.sigmay(), "Z": qutip.sigmaz()}
    total = 0
    for true in itertools.product([1, -1], repeat=len(bases)):
        k = qutip.qeye(2)
        for basis, outcome in zip(bases, true, strict=True):
            k = (1 + outcome * paulis[basis]) / 2 * k
        for misread in itertools.product([0, 1], repeat=2):
            chance = np.prod([e if m else 1 - e for e, m in zip(errors, misread, strict=True)])
            agree = true[0] * (-1) ** misread[0] == true[-1] * (-1) ** misread[1]
            total += chance * agree * (k * k.dag()).tr().real / 2
    return total


@pytest.mark.parametrize("bases", ["XX", "ZZZ", "XZX", "XZ", "YYX", "XZXX"])
@pytest.mark.parametrize("p", [0.0, 0.05, 0.16])
def test_agreement_from_projectors_and_from_records(bases, p):
    expected = telegraph.agreement_probability(bases, p)
    assert expected == pytest.approx(quantum_agreement(bases, (p, p)), abs=1e-12)
    n = 40_000
    record = telegraph.measurement_record(bases, n, np.random.default_rng(13), p)
    assert record.shape == (n, len(bases))
    assert set(np.unique(record)) == {-1, 1}
    found = np.mean(record[:, 0] == record[:, -1])
    assert abs(found - expected) <= 5 * np.sqrt(expected * (1 - expected) / n)
    assert np.all(abs(record.mean(axis=0)) < 5 / np.sqrt(n))


def test_records_follow_collapse_of_a_simulated_qubit():
    """Only correlations of neighbours with the same basis survive, as in `measurement.measure`."""
    rng, h = np.random.default_rng(14), qutip.gates.snot()
    agree = []
    for _ in range(200):
        first, state = measurement.measure([1, 0], 0, rng)
        state = h * state  # what was Z is now X: the middle basis
        _, state = measurement.measure(state, 0, rng)
        last, _ = measurement.measure(h * state, 0, rng)
        agree.append(first == last)
    assert abs(np.mean(agree) - telegraph.agreement_probability("ZXZ")) < 5 * 0.5 / np.sqrt(200)


def test_each_measurement_may_have_its_own_error():
    errors = [0.16, 0.005]
    expected = quantum_agreement("XX", errors)
    assert telegraph.agreement_probability("XX", errors) == pytest.approx(expected, abs=1e-12)
    record = telegraph.measurement_record("XX", 40_000, np.random.default_rng(15), errors)
    assert abs(np.mean(record[:, 0] == record[:, 1]) - expected) < 5 * 0.5 / 200


def test_two_wrong_readings_agree():
    assert telegraph.agreement_probability("XX", 0.1) == pytest.approx(0.82)  # not 0.9
    assert telegraph.agreement_probability("XX", 0.5) == 0.5
    assert telegraph.agreement_probability("XX", 1.0) == 1


# --- poisoning ----------------------------------------------------------------------------


def test_poisoning_agrees_with_the_master_equation():
    """A pair's parity decays with its own two rates, the island's with all four."""
    g, rates = fermions.majoranas(2), [0.03, 0.02, 0.01, 0.0]
    pair, island = fermions.pair_parity(g, 1, 2), fermions.total_parity(2)
    times = np.linspace(0, 40, 5)
    result = qutip.mesolve(
        0 * island,
        qutip.basis([2, 2], [0, 0]),
        times,
        protection.poisoning_operators(rates),
        e_ops=[pair, island],
        options={"atol": 1e-12, "rtol": 1e-10},
    )
    assert np.allclose(result.expect[0], protection.poisoned_parity(times, 0.05), atol=1e-8)
    assert np.allclose(result.expect[1], protection.poisoned_parity(times, 0.06), atol=1e-8)


def test_poisoning_rate_is_one_over_the_dwell_time():
    parity, _ = telegraph.telegraph_trace(100_000, np.random.default_rng(16), 100.0, 2000.0)
    found = np.mean(parity[4:] * parity[:-4])
    assert found == pytest.approx(protection.poisoned_parity(400.0, 1 / 2000), abs=0.05)


@pytest.mark.parametrize("length", [0, 1, 2, 3, 4])
def test_poisoning_error_from_the_operators(length):
    """The product of the gammas against the logical operators of an even-parity tetron."""
    g = fermions.majoranas(2)
    code = [qutip.basis([2, 2], [0, 0]), qutip.basis([2, 2], [1, 1])]
    logical = {"X": (2, 3), "Z": (1, 2)}
    z12, z34 = fermions.pair_parity(g, 1, 2), fermions.pair_parity(g, 3, 4)
    signs = {"I": (1, 1), "X": (1, -1), "Y": (-1, -1), "Z": (-1, 1)}  # of X and of Z
    for events in itertools.product(range(1, 5), repeat=length):
        damage = qutip.qeye([2, 2])
        for k in events:
            damage = g[k - 1] * damage
        checks = [qutip.expect(z12 * z34, damage * state) for state in code]
        found = protection.poisoning_error(events)
        assert checks == pytest.approx([-1, -1] if found == "leak" else [1, 1])
        if found != "leak":
            for sign, (i, j) in zip(signs[found], logical.values(), strict=True):
                operator = fermions.pair_parity(g, i, j)
                assert damage * operator == sign * operator * damage


# --- length -------------------------------------------------------------------------------


def test_splitting_phase_follows_the_kitaev_chain():
    """Envelope exp(-L / xi) against the splitting of chains of different lengths, in energy t."""
    xi = kitaev.coherence_length(1.0)
    splittings = [kitaev.excitation_energies(n, 1.0)[0] for n in (12, 20)]
    phases = [protection.splitting_phase(n / xi, 30.0) for n in (12, 20)]
    assert splittings[1] / splittings[0] == pytest.approx(phases[1] / phases[0], rel=1e-3)


def test_splitting_phase_is_schroedinger_evolution():
    """1 ueV for 1 us: the phase between two states 1 ueV apart, h from its frequency."""
    phase = 2 * np.pi * readout.MHZ_PER_UEV
    assert protection.splitting_phase(0.0, 1.0) == pytest.approx(phase)
    assert protection.splitting_phase(3.0, 2.0, 5.0) == pytest.approx(10 * phase / np.e**3)


@pytest.mark.parametrize("energy", [1.0, 30.0, 250.0])
def test_length_for_phase_undoes_splitting_phase(energy):
    length = protection.length_for_phase(1e-4, energy, 2.0)
    assert protection.splitting_phase(length, energy, 2.0) == pytest.approx(1e-4)
    assert protection.length_for_phase(1e9, energy) == 0


def test_longer_protects_until_leakage_wins():
    length = np.linspace(0, 60, 1201)
    clean = protection.memory_error(length, 30.0)
    leaky = protection.memory_error(length, 30.0, leak_per_xi=1e-6)
    assert np.all(np.diff(clean) <= 1e-15)
    assert clean[0] == pytest.approx(0.5)
    best = length[leaky.argmin()]
    # Small phases: phase^2 / 4 + leak L is least where phase^2 / 2 = leak.
    assert best == pytest.approx(protection.length_for_phase(np.sqrt(2e-6), 30.0), abs=0.06)
    assert leaky[-1] > 2 * leaky.min()


def test_memory_error_is_the_average_over_random_phases():
    phase = protection.splitting_phase(8.0, 0.5)
    drawn = np.random.default_rng(17).normal(scale=phase, size=100_000)
    flipped = np.sin(drawn / 2) ** 2
    found = protection.memory_error(8.0, 0.5)
    assert abs(flipped.mean() - found) < 5 * flipped.std() / np.sqrt(len(drawn))


# --- errors -------------------------------------------------------------------------------

RNG = np.random.default_rng(1)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: readout.interferometer_cq(0, 0), "parity = 0"),
        (lambda: readout.interferometer_cq(0, [1, 2]), "parity = "),
        (lambda: readout.interferometer_cq(0, 1, temperature_mk=-1), "temperature_mk = -1"),
        (lambda: readout.interferometer_cq(0, 1, lever_arm=1.5), "lever_arm = 1.5"),
        (lambda: readout.interferometer_cq(np.nan, 1), "flux"),
        (lambda: readout.interferometer_hamiltonian([0, 1]), "flux"),
        (lambda: readout.snr(-1), "t_us = -1"),
        (lambda: readout.snr(1, 0), "t_snr1_us = 0"),
        (lambda: readout.assignment_error(1, tau_us=-5), "tau_us = -5"),
        (lambda: readout.optimal_integration(np.inf), "tau_us / t_snr1_us"),
        (lambda: telegraph.telegraph_trace(0, RNG), "n_samples = 0"),
        (lambda: telegraph.telegraph_trace(5, RNG, sample_us=np.inf), "sample_us = inf"),
        (lambda: telegraph.readout_trace(5, RNG, tau_us=0), "tau_us = 0"),
        (lambda: telegraph.assign_parity([1, 2], margin=-1), "margin = -1"),
        (lambda: telegraph.assign_parity([]), r"signal of shape \(0,\)"),
        (lambda: telegraph.dwell_times([1, 0, 1]), "parity = "),
        (lambda: telegraph.mean_dwell_time([1]), r"parity of shape \(1,\)"),
        (lambda: telegraph.mean_dwell_time([1, 1, -1], lag=3), r"parity of shape \(3,\)"),
        (lambda: telegraph.mean_dwell_time([1, 1], assign_error=0.5), "assign_error = 0.5"),
        (lambda: telegraph.excess_kurtosis([2, 2]), "values are all equal"),
        (lambda: telegraph.bimodal_kurtosis(-1), "snr = -1"),
        (lambda: telegraph.measurement_record("XQ", 5, RNG), "bases = 'XQ'"),
        (lambda: telegraph.measurement_record("XX", 5, RNG, 1.5), "assign_error = 1.5"),
        (lambda: telegraph.agreement_probability("X"), "two or more"),
        (lambda: telegraph.agreement_probability("XX", [0.1] * 3), "assign_error"),
        (lambda: protection.poisoning_operators([1, 2, 3]), r"shape \(3,\)"),
        (lambda: protection.poisoned_parity(1, -1), "rate_per_us = -1"),
        (lambda: protection.poisoned_parity(1, 1, parity=2), "parity = 2"),
        (lambda: protection.poisoning_error([0]), r"events = \[0\]"),
        (lambda: protection.splitting_phase(-1, 30), "length_over_xi = -1"),
        (lambda: protection.length_for_phase(0, 30), "phase = 0"),
        (lambda: protection.length_for_phase(1e-4, -30), "energy_uev = -30"),
        (lambda: protection.memory_error(1, 30, leak_per_xi=-1), "leak_per_xi = -1"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
