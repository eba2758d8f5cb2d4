"""Mitigation and calibration: exact inverses, known trends, and estimates within their errors."""

import numpy as np
import pytest

from qlearn.qubits import calibration, states
from qlearn.qubits.circuit import Circuit
from qlearn.qubits.compiling import transpile
from qlearn.qubits.devices import Device
from qlearn.qubits.measurement import Counts, expect
from qlearn.qubits.mitigation import (
    fold,
    frequencies,
    mitigate_readout,
    parity_mean,
    readout_inverses,
    zero_noise,
)
from qlearn.qubits.noisy_run import noisy_probabilities
from qlearn.qubits.presets import drifted, ion_trap, superconducting
from qlearn.qubits.qpu import QPU

# --- Readout --------------------------------------------------------------------------------


def test_mitigation_undoes_the_readout_exactly():
    """With exact probabilities, for three qubits with different and asymmetric errors."""
    rates = [(0.1, 0.2), (0.03, 0.0), (0.0, 0.4)]
    device = superconducting(3).changed(readout=rates)
    circuit = Circuit(3).h(0).cx(0, 1).ry(0.7, 2).measure()
    program = transpile(circuit, device, layout=range(3))
    p = noisy_probabilities(program, device)
    exact = noisy_probabilities(program, device, readout=False)
    assert np.abs(p - exact).max() > 0.05
    assert np.allclose(mitigate_readout(p, rates), exact, atol=1e-12)


def test_one_pair_of_rates_serves_all_bits():
    p = [0.4, 0.3, 0.2, 0.1]
    assert np.allclose(mitigate_readout(p, (0.1, 0.2)), mitigate_readout(p, [(0.1, 0.2)] * 2))
    matrix = np.kron(*[[[0.9, 0.2], [0.1, 0.8]]] * 2)
    assert np.allclose(mitigate_readout(p, (0.1, 0.2)), np.linalg.solve(matrix, p))
    assert np.allclose(readout_inverses((0.1, 0.2), 1)[0] @ [[0.9, 0.2], [0.1, 0.8]], np.eye(2))


def test_quasi_probabilities_may_be_negative_but_sum_to_one():
    found = mitigate_readout(Counts({"00": 100}), (0.05, 0.05))
    assert found.min() < 0
    assert found.sum() == pytest.approx(1)


def test_averages_are_unbiased_where_clipping_is_not():
    """True <Z> is 1, readout wrong in 10 %: the mean of mitigated runs is 1 within 5 sigma."""
    rng, values, clipped = np.random.default_rng(3), [], []
    for _ in range(400):
        ones = int(rng.binomial(100, 0.1))
        p = mitigate_readout(np.array([100 - ones, ones]) / 100, (0.1, 0.1))
        values.append(parity_mean(p))
        clipped.append(parity_mean(p.clip(0, 1)))
    spread = np.std(values) / 20
    assert abs(np.mean(values) - 1) < 5 * spread
    assert abs(np.mean(clipped) - 1) > 5 * spread


def test_parity_mean_is_that_of_the_counts_and_of_the_state():
    counts = Counts({"000": 10, "011": 20, "110": 5, "111": 65})
    for bits in (None, [0], [2, 0]):
        assert parity_mean(frequencies(counts), bits) == pytest.approx(counts.parity(bits))
    psi = states.random_ket(3, np.random.default_rng(1))
    p = np.abs(psi.full()[:, 0]) ** 2
    assert parity_mean(p, [0, 2]) == pytest.approx(expect("ZIZ", psi))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: mitigate_readout([0.5, 0.5], (0.5, 0.5)), "rates that do not add to 1"),
        (lambda: mitigate_readout([0.5, 0.5], [(0.1, 0.1)] * 2), "readout has 2 pairs; allowed: 1"),
        (lambda: mitigate_readout([0.5, 0.3, 0.2], (0.1, 0.1)), "p has 3 rows"),
        (lambda: fold(Circuit(2).cx(0, 1), 2), "scale = 2; allowed: 1, 3, 5"),
        (lambda: zero_noise([1.0], [1]), "at least 2 different"),
        (lambda: zero_noise([1.0, 2.0], [1, 1]), "at least 2 different"),
        (lambda: zero_noise([1.0, 2.0], [1, 3], order=2), "at least 3 different"),
        (lambda: zero_noise([1.0, 2.0], [1, 2, 3]), "one a value"),
    ],
)
def test_bad_input(call, words):
    with pytest.raises(ValueError, match=words):
        call()


# --- Zero noise -----------------------------------------------------------------------------


def pair_noise(p2):
    """Two qubits whose only error is that of the pair gate."""
    return Device("noisy pairs", 2, [(0, 1)], ("rz", "sx", "cz"), errors={"cz": p2})


@pytest.mark.parametrize("scale", [1, 3, 5])
def test_folding_multiplies_the_error_and_nothing_else(scale):
    """Depolarising p2 after each of the folded gates: <XX> of a Bell pair is (1 - p2)^scale."""
    device = pair_noise(0.05)
    program = transpile(Circuit(2).h(0).cx(0, 1).measure(), device)
    folded = fold(program, scale)
    assert folded.circuit.count()["cz"] == scale
    assert folded.final == program.final
    assert np.allclose(folded.circuit.probabilities(), program.circuit.probabilities())
    assert parity_mean(noisy_probabilities(folded, device)) == pytest.approx(0.95**scale)


def test_folding_works_for_gates_that_are_not_their_own_inverse():
    program = transpile(Circuit(2).h(0).cp(0.3, 0, 1).h(1), ion_trap(2))
    folded = fold(program, 5).circuit
    assert folded.count()["rzz"] == 5
    both = folded.unitary() * program.circuit.unitary().dag()
    assert abs(both.tr()) == pytest.approx(4)
    for name in ("iswap", "cu"):
        circuit = Circuit(2).gate(name, [0, 1], [0.1, 0.2, 0.3, 0.4] * (name == "cu"))
        assert (fold(circuit, 3).unitary() - circuit.unitary()).norm("max") < 1e-12


def test_extrapolation_comes_closer_order_by_order():
    """Of (1 - p)^s at s = 1, 3, 5 the error at s = 0 falls as p^(order + 1)."""
    scales = np.array([1, 3, 5])
    values = 0.95**scales
    errors = [abs(1 - zero_noise(values[: k + 1], scales[: k + 1], order=k)[0]) for k in (1, 2)]
    assert abs(1 - values[0]) > 5 * errors[0] > 50 * errors[1]
    assert zero_noise([3.0, 5.0, 9.0], [1, 2, 3], order=2)[0] == pytest.approx(3.0)


def test_extrapolated_error_bar_is_the_spread_of_repeated_runs():
    """Richardson with scales 1, 3: (3 a - b)/2, so sigma sqrt(10)/2; a weighted line of three."""
    assert zero_noise([0, 0], [1, 3], stderrs=[1, 1])[1] == pytest.approx(np.sqrt(10) / 2)
    rng, sigma = np.random.default_rng(2), np.array([0.01, 0.02, 0.05])
    runs = [0.9 - 0.1 * np.array([1, 3, 5]) + sigma * rng.normal(size=3) for _ in range(2000)]
    found = [zero_noise(run, [1, 3, 5], stderrs=sigma) for run in runs]
    values = [value for value, _ in found]
    assert np.mean(values) == pytest.approx(0.9, abs=5 * found[0][1] / np.sqrt(2000))
    assert np.std(values) == pytest.approx(found[0][1], rel=0.1)


def test_extrapolation_helps_on_a_whole_machine():
    """Waits and one-qubit errors are not folded, so something is left; most is gone."""
    device = superconducting(2).changed(readout=(0, 0), readout_ns=0)
    program = transpile(Circuit(2).h(0).cx(0, 1).measure(), device)
    values = [parity_mean(noisy_probabilities(fold(program, s), device)) for s in (1, 3)]
    assert abs(1 - zero_noise(values, [1, 3])[0]) < (1 - values[0]) / 3


# --- Calibration ----------------------------------------------------------------------------


def test_calibration_finds_a_drifted_machine_within_its_errors():
    """Nothing but shots is used; the truth is looked up for the comparison only."""
    rng = np.random.default_rng(11)
    device = drifted(superconducting(2), rng)
    qpu = QPU(device, rng)
    t1 = calibration.calibrate_t1(qpu, 1, np.linspace(0, 400, 12), 4000)
    t2 = calibration.calibrate_t2(qpu, 1, np.linspace(0, 300, 12), 4000)
    pair = calibration.calibrate_pair(qpu, 0, 1, range(0, 401, 50), 4000)
    for estimate, truth in (
        (t1, device.t1_us[1]),
        (t2, device.t2_us[1]),
        (pair, device.errors["cz"]),
    ):
        assert abs(estimate.value - truth) < 5 * estimate.stderr
        assert estimate.stderr < 0.1 * truth
    for (low, high), (zero, one) in zip(
        calibration.calibrate_readout(qpu, 20_000), device.readout, strict=True
    ):
        x_error = device.errors["sx"] / 2
        assert abs(low.value - zero) < 5 * low.stderr
        assert abs(high.value - one) < 5 * high.stderr + x_error
    assert qpu.shots_used == 12 * 4000 * 2 + 9 * 4000 + 2 * 20_000


def test_calibrated_error_bars_are_the_spread_of_repeats():
    qpu = QPU(superconducting(1), np.random.default_rng(5))
    found = [calibration.calibrate_t1(qpu, 0, np.linspace(0, 400, 9), 1000) for _ in range(150)]
    pulls = [(estimate.value - 100) / estimate.stderr for estimate in found]
    assert abs(np.mean(pulls)) < 0.5
    assert 0.8 < np.std(pulls) < 1.25


def test_calibration_with_any_native_pair_gate():
    for native in ("cz", "cx", "rzz"):
        device = Device("x", 2, [(0, 1)], ("rz", "sx", native), errors={native: 0.01})
        qpu = QPU(device, np.random.default_rng(1))
        p = calibration.calibrate_pair(qpu, 0, 1, range(0, 401, 50), 4000)
        assert abs(p.value - 0.01) < 5 * p.stderr


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda q: calibration.calibrate_pair(q, 0, 2, [0, 2, 4, 6], 10),
            "allowed: coupled qubits",
        ),
        (lambda q: calibration.calibrate_pair(q, 0, 1, [0, 1, 2, 3], 10), "allowed: even numbers"),
        (lambda q: calibration.calibrate_t1(q, 5, [0, 1, 2, 3], 10), r"qubits = \[5\]"),
        (lambda q: calibration.calibrate_t1(q, 0, [0, 1, 2], 10), "allowed: at least 4"),
        (lambda q: calibration.calibrate_t1(q, 0, [0, 1, 2, -3], 10), "delays_us"),
    ],
)
def test_impossible_calibrations(call, words):
    with pytest.raises(ValueError, match=words):
        call(QPU(superconducting(3), np.random.default_rng(1)))
