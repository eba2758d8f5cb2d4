"""Keys: fractions and thresholds, BB84 and E91 shot by shot."""

import numpy as np
import pytest

from qlearn.network import pairs, qkd
from qlearn.qubits import nonlocality


def rng(seed=1):
    return np.random.default_rng(seed)


def threshold(fraction, low=0.0, high=0.4):
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if fraction(middle) > 0 else (low, middle)
    return low


# --- fractions ----------------------------------------------------------------------------


def test_entropy():
    assert qkd.binary_entropy([0, 0.5, 1]).tolist() == [0, 1, 0]
    x = np.linspace(0.01, 0.99, 9)
    assert qkd.binary_entropy(x) == pytest.approx(qkd.binary_entropy(1 - x))
    assert qkd.binary_entropy(0.25) == pytest.approx(2 - 0.75 * np.log2(3))


def test_thresholds():
    assert threshold(qkd.key_fraction) == pytest.approx(0.11003, abs=5e-6)
    assert threshold(qkd.key_fraction) == pytest.approx(qkd.QBER_LIMIT, abs=1e-8)
    assert threshold(qkd.device_independent_fraction) == pytest.approx(0.07149, abs=5e-5)
    assert pairs.qber(qkd.KEY_FIDELITY) == pytest.approx(qkd.QBER_LIMIT)
    assert pytest.approx(0.8350, abs=5e-5) == qkd.KEY_FIDELITY


def test_bits_that_always_disagree_are_no_key_until_flipped():
    assert qkd.key_fraction(0.99) == 0
    assert qkd.key_fraction_of([0, 0, 0.01, 0.99]) == 0


def test_fraction_of_werner_pairs():
    f = np.linspace(0.85, 1, 5)
    assert qkd.key_fraction_of(pairs.werner(f)) == pytest.approx(qkd.key_fraction(pairs.qber(f)))


def test_phase_errors_cost_as_much_as_bit_errors():
    one, other = qkd.key_fraction_of([[0.93, 0.07, 0, 0], [0.93, 0, 0.07, 0]])
    assert one == pytest.approx(other)


def test_micius_key():
    """4.5 % and f = 1.19: .420 of the sifted bits; .43 bit/s need about one of them a second."""
    fraction = qkd.key_fraction(0.045, 1.19)
    assert fraction == pytest.approx(0.420, abs=1e-3)
    assert 0.43 / fraction == pytest.approx(1.0, abs=0.03)
    assert pytest.approx(0.12, abs=5e-4) == 372 / 3100
    assert qkd.key_fraction(0.081, 1.19) < 0.13  # too many errors for a finite key


# --- BB84 ---------------------------------------------------------------------------------


@pytest.mark.parametrize("attack", [0.0, 0.3, 1.0])
def test_bb84(attack):
    run = qkd.bb84_run(100_000, rng(), attack=attack)
    assert run.sift == pytest.approx(0.5, abs=5 * 0.5 / 100_000**0.5)
    error, spread = run.qber
    assert error == pytest.approx(attack / 4, abs=5 * spread)
    assert run.eve_knows == pytest.approx(attack / 2, abs=0.01)


def test_unsifted_bits_disagree_in_a_quarter_without_eve():
    run = qkd.bb84_run(100_000, rng())
    assert (run.alice_bits != run.bob_bits).mean() == pytest.approx(0.25, abs=0.01)


def test_loss_and_noise():
    run = qkd.bb84_run(200_000, rng(), flip=0.03, eta=0.1)
    assert run.arrived.mean() == pytest.approx(0.1, abs=0.005)
    assert run.qber[0] == pytest.approx(0.03, abs=5 * run.qber[1])
    assert np.isnan(qkd.bb84_run(10, rng(), eta=0.0).qber[0])


def test_what_is_known_to_eve_is_right():
    run = qkd.bb84_run(20_000, rng(), attack=0.5)
    sure = run.attacked & (run.eve_bases == run.alice_bases)
    assert np.array_equal(run.eve_bits[sure], run.alice_bits[sure])
    assert np.array_equal(run.eve_bits < 0, ~run.attacked)


# --- E91 ----------------------------------------------------------------------------------


@pytest.mark.parametrize("fidelity", [1.0, 0.878, 0.25])
def test_e91_against_the_state(fidelity):
    run = qkd.e91_run(200_000, rng(), fidelity)
    mean, error = run.correlations
    rho = pairs.density(pairs.werner(fidelity))
    for i, a in enumerate(qkd.ALICE_ANGLES):
        for j, b in enumerate(qkd.BOB_ANGLES):
            exact = nonlocality.correlation(rho, a, b)
            assert mean[i, j] == pytest.approx(exact, abs=5 * error[i, j] + 1e-9)
    assert run.chsh[0] == pytest.approx(pairs.chsh(fidelity), abs=5 * run.chsh[1])
    assert run.qber[0] == pytest.approx(pairs.qber(fidelity), abs=5 * run.qber[1])


def test_two_ninths_become_key():
    run = qkd.e91_run(100_000, rng())
    assert len(run.key[0]) / 100_000 == pytest.approx(2 / 9, abs=0.007)


def test_the_error_of_s_is_the_spread_of_s():
    runs = [qkd.e91_run(2000, rng(k), 0.9).chsh for k in range(200)]
    values, errors = np.array(runs).T
    assert values.std() == pytest.approx(errors.mean(), rel=0.2)
    # four of nine settings are used, 2000 * 4/9 pairs
    assert errors.mean() == pytest.approx(float(qkd.chsh_error(0.9, 2000 * 4 / 9)), rel=0.02)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: qkd.binary_entropy(1.5), "x = 1.5; allowed: 0 to 1"),
        (lambda: qkd.key_fraction(0.1, 0.9), "efficiency = 0.9; allowed: at least 1"),
        (lambda: qkd.device_independent_fraction(0.6), "qber = 0.6; allowed: 0 to 0.5"),
        (lambda: qkd.bb84_run(0, rng()), "n = 0"),
        (lambda: qkd.bb84_run(10, 3), "rng = 3"),
        (lambda: qkd.bb84_run(10, rng(), attack=2), "attack = 2"),
        (lambda: qkd.e91_run(10, rng(), 1.5), "fidelity = 1.5"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
