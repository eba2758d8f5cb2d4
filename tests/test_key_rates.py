"""Bits per pulse against distance: published reaches, photon counting, explicit detectors."""

import itertools

import numpy as np
import pytest

from qlearn.network import key_rates, links
from qlearn.network.key_rates import GYS, GYS_MU, PERFECT, Receiver


def test_laser_statistics_against_counting_photons():
    receiver = Receiver(efficiency=0.3, dark=0.002, misalignment=0.1)
    rng, shots, mu = np.random.default_rng(1), 1_000_000, 0.5
    seen = rng.binomial(rng.poisson(mu, shots), receiver.eta(10.0)) > 0
    noise = rng.random(shots) < receiver.dark
    wrong = np.where(seen, rng.random(shots) < 0.1, rng.random(shots) < 0.5)[seen | noise]
    gain, errors = key_rates.laser_statistics(10.0, mu, receiver)
    # the formula adds dark counts to clicks instead of joining them: dark * gain too many
    assert (seen | noise).mean() == pytest.approx(gain, abs=5e-4 + receiver.dark * gain)
    assert wrong.mean() == pytest.approx(errors, abs=5 * 0.3 / len(wrong) ** 0.5 + 0.001)


def test_decoys_reach_142_km_and_without_40():
    assert key_rates.reach_km(key_rates.decoy_rate) == pytest.approx(142, abs=0.5)
    assert key_rates.reach_km(key_rates.no_decoy_rate) == pytest.approx(40, abs=1)
    found = key_rates.decoy_rate([0, 50, 100])
    assert found == pytest.approx([2.55e-3, 2.23e-4, 1.72e-5], rel=3e-3)


def test_the_best_mean_photon_number():
    mu = np.linspace(0.05, 1.5, 300)
    assert mu[key_rates.decoy_rate(50.0, mu).argmax()] == pytest.approx(GYS_MU, abs=0.03)
    best = mu[key_rates.no_decoy_rate(0.0, mu).argmax()]
    assert best < 0.1


def test_without_decoys_the_rate_falls_as_the_square():
    clean = Receiver(efficiency=0.1)
    near, far = key_rates.no_decoy_rate([50, 100], receiver=clean)
    assert near / far == pytest.approx(100, rel=0.1)
    near, far = key_rates.decoy_rate([50, 100], receiver=clean)
    assert near / far == pytest.approx(10, rel=0.02)


SENT = {"z": ([1, 0], [0, 1]), "x": ([0.5**0.5, 0.5**0.5], [0.5**0.5, -(0.5**0.5)])}


def photon_patterns(u, v, eta_a, eta_b):
    """{modes that hold light: probability}; bosons on the beam splitter, modes 1H 1V 2H 2V."""
    a, b = np.array([*u, *u]) / 2**0.5, np.array([*v, *(-x for x in v)]) / 2**0.5
    found = {(): (1 - eta_a) * (1 - eta_b)}
    for i in range(4):
        alone = eta_a * (1 - eta_b) * a[i] ** 2 + eta_b * (1 - eta_a) * b[i] ** 2
        found[(i,)] = alone + eta_a * eta_b * 2 * (a[i] * b[i]) ** 2
        for j in range(i):
            found[i, j] = eta_a * eta_b * (a[i] * b[j] + a[j] * b[i]) ** 2
    return found


def announcements(lit, dark):
    """(chance of Psi+, of Psi-): H and V click once each, in the same port or in different ones."""
    chances = [0.0, 0.0]
    for clicks in itertools.product((0, 1), repeat=4):
        p = [
            (1 if k in lit else dark) if c else (k not in lit) * (1 - dark)
            for k, c in enumerate(clicks)
        ]
        if clicks[0] + clicks[2] == 1 == clicks[1] + clicks[3]:
            chances[clicks[0] != clicks[1]] += np.prod(p)
    return np.array(chances)


@pytest.mark.parametrize("basis", "zx")
@pytest.mark.parametrize(("eta_a", "eta_b", "dark"), [(0.3, 0.5, 0.0), (0.3, 0.05, 0.02)])
def test_mdi_against_the_detectors(basis, eta_a, eta_b, dark):
    right = wrong = 0.0
    for i, j in itertools.product((0, 1), repeat=2):
        patterns = photon_patterns(SENT[basis][i], SENT[basis][j], eta_a, eta_b)
        assert sum(patterns.values()) == pytest.approx(1)
        plus, minus = sum(p * announcements(lit, dark) for lit, p in patterns.items()) / 4
        agree = i == j
        right += (0 if agree else plus + minus) if basis == "z" else (plus if agree else minus)
        wrong += (plus + minus if agree else 0) if basis == "z" else (minus if agree else plus)
    seen, *errors = key_rates.mdi_statistics(eta_a, eta_b, dark)
    assert seen == pytest.approx(right + wrong)
    assert errors["zx".index(basis)] == pytest.approx(wrong / (right + wrong))


def test_mdi_falls_as_eta_and_twin_field_as_its_root():
    eta = links.transmissivity(200)
    near, far = key_rates.mdi_rate([200, 400])
    assert far / near == pytest.approx(eta)
    near, far = key_rates.twin_field_rate([200, 400])
    assert far / near == pytest.approx(np.sqrt(eta), rel=0.01)


def test_nobody_without_a_station_beats_plob_and_nobody_at_all_the_bound_with_one():
    length = np.linspace(1, 500, 60)
    eta = links.transmissivity(length)
    for rate in (key_rates.decoy_rate(length, 0.48, PERFECT), key_rates.mdi_rate(length)):
        assert np.all(rate < links.plob(eta))
    tf = key_rates.twin_field_rate(length)
    assert tf[0] < links.plob(eta)[0]
    assert tf[-1] > links.plob(eta)[-1]
    assert np.all(tf < links.repeater_bound(eta, 2))
    assert np.all(key_rates.repeater_rate(length, 1e3) < links.repeater_bound(eta, 2))


def test_twin_field_is_the_single_click_link():
    p, z, x = key_rates.twin_field_statistics(0.2, 0.1)
    chance, fidelity = links.single_click(0.1, 0.2)
    assert p == pytest.approx(chance)
    assert z == pytest.approx(1 - fidelity)
    assert x == pytest.approx((1 - fidelity) / 2)


def test_twin_field_with_dark_counts_against_counting():
    rng, n, x, eta, dark = np.random.default_rng(3), 2_000_000, 0.3, 0.4, 0.05
    sent = rng.random((2, n)) < x
    there = (sent & (rng.random((2, n)) < eta)).any(axis=0)  # two leave by one port
    port = rng.random(n) < 0.5
    clicks = (rng.random((2, n)) < dark) | (there & np.array([port, ~port]))
    heard = clicks.sum(axis=0) == 1
    p, z, _ = key_rates.twin_field_statistics(eta, x, dark)
    assert heard.mean() == pytest.approx(p, abs=5 * np.sqrt(p / n))
    same = (sent[0] == sent[1])[heard].mean()
    assert same == pytest.approx(z, abs=5 * np.sqrt(z / heard.sum()))


def test_dark_counts_end_every_reach():
    noisy = Receiver(dark=1e-7)
    for rate in (key_rates.mdi_rate, key_rates.twin_field_rate):
        assert rate(100.0, receiver=noisy) > 0
        assert rate(2000.0, receiver=noisy) == 0


def test_a_repeater_needs_memory():
    rates = key_rates.repeater_rate(200, np.geomspace(1e-3, 10, 8))
    assert np.all(np.diff(rates) >= 0)
    needed = key_rates.memory_to_beat_plob(200, efficiency=0.5, f0=0.98)
    bound = links.plob(links.transmissivity(200))
    for factor, wins in ((1.01, True), (0.99, False)):
        assert (key_rates.repeater_rate(200, factor * needed, 0.5, 0.98) > bound) == wins
    assert needed > key_rates.memory_to_beat_plob(200)


def test_no_memory_helps_over_a_short_way():
    with pytest.raises(ValueError, match="length_km = 1: allowed"):
        key_rates.memory_to_beat_plob(1)


def test_rates_broadcast():
    length = np.linspace(10, 200, 5)[:, None]
    assert key_rates.decoy_rate(length, np.array([0.2, 0.5])).shape == (5, 2)
    assert key_rates.no_decoy_rate(length).shape == (5, 1)
    assert key_rates.repeater_rate(length, np.array([0.1, 1.0])).shape == (5, 2)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Receiver(efficiency=0), "efficiency = 0"),
        (lambda: Receiver(ec=0.9), "ec = 0.9"),
        (lambda: key_rates.decoy_rate(50, 0), "mu = 0"),
        (lambda: key_rates.decoy_rate(-5), "length_km = -5"),
        (lambda: key_rates.mdi_statistics(1.2, 0.1), "eta_a = 1.2"),
        (lambda: key_rates.twin_field_rate(10, 0), "excitation = 0"),
        (lambda: key_rates.repeater_rate(100, 0), "memory_s = 0"),
        (lambda: key_rates.repeater_rate(100, 1, cutoff=0.5), "cutoff = 0.5"),
        (lambda: key_rates.reach_km(lambda x: GYS.eta(x), least=1.0), "least = 1.0"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
