"""Loss, PLOB, heralding; photon sources."""

import numpy as np
import pytest
import qutip

from qlearn.network import links, sources
from qlearn.network.links import Link

FOCK = 3


# --- loss and bounds ----------------------------------------------------------------------


def test_decibels_add_where_transmissivities_multiply():
    a, b = 3.7, 11.2
    assert links.from_db(a + b) == pytest.approx(links.from_db(a) * links.from_db(b))
    assert links.loss_db(links.from_db(a)) == pytest.approx(a)
    assert links.transmissivity(150, 0.16) == pytest.approx(links.from_db(24.0))


def test_a_photon_in_317_years():
    """10 GHz over 1,000 km of fibre."""
    rate = links.photons_per_second(10e9, links.transmissivity(1000))
    assert rate == pytest.approx(1e-10)
    assert 1 / rate / (365.25 * 86400) == pytest.approx(317, abs=1)


def test_plob_numbers():
    found = links.plob(links.transmissivity([50, 100, 200]))
    assert found == pytest.approx([0.1520, 0.01450, 1.4428e-4], rel=5e-4)


def test_plob_stays_right_where_one_minus_eta_rounds():
    """-log2(1 - eta) by its series, to 1e-20; the plain formula gives 0 there."""
    eta = np.array([1e-3, 1e-9, 1.9e-16, 1e-20])
    series = (eta + eta**2 / 2 + eta**3 / 3 + eta**4 / 4) / np.log(2)
    assert links.plob(eta) == pytest.approx(series, rel=1e-12)
    assert links.plob(links.transmissivity(1000)) > 0
    assert links.plob(1.0) == np.inf
    assert links.plob(0.0) == 0


def test_repeaters_raise_the_bound_to_that_of_one_link():
    eta = links.transmissivity(300)
    for n in (1, 2, 5):
        expected = links.plob(links.transmissivity(300 / n))
        assert links.repeater_bound(eta, n) == pytest.approx(expected)


def test_chicago_and_the_longest_fibre_lie_where_they_should():
    """80 kbit/s over 56 km is below PLOB from 1 MHz on; 9.53e-12 over 1,002 km is far above it."""
    assert links.plob(links.transmissivity(56)) == pytest.approx(0.114, abs=5e-4)
    assert 80e3 / links.plob(links.transmissivity(56)) < 1e6
    bound = links.plob(links.transmissivity(1002, 0.157))
    assert bound == pytest.approx(2.68e-16, rel=0.01)
    assert 9.53e-12 / bound == pytest.approx(3.6e4, rel=0.02)
    assert links.repeater_bound(links.transmissivity(1002, 0.157), 2) > 9.53e-12


# --- heralding ----------------------------------------------------------------------------


def single_click_in_fock_space(excitation, eta):
    """(p, F) with two emitters, lossy modes, a beam splitter and threshold detectors."""
    a = qutip.destroy(FOCK)
    vacuum, one = qutip.basis(FOCK, 0), qutip.basis(FOCK, 1)
    ends = [qutip.basis(2, k) for k in (0, 1)]
    emit = np.sqrt(1 - excitation) * qutip.tensor(ends[0], vacuum)
    emit = emit + np.sqrt(excitation) * qutip.tensor(ends[1], one)
    rho = qutip.tensor(emit, emit).proj()  # qubit, mode, qubit, mode
    rho = rho.permute([0, 2, 1, 3])
    eye2, eyef = qutip.qeye(2), qutip.qeye(FOCK)
    n = np.arange(FOCK)
    fade = qutip.Qobj(np.diag(eta ** (n / 2)))
    kraus = [np.sqrt((1 - eta) ** k / max(k, 1)) * fade * a**k for k in range(FOCK)]
    for mode in (2, 3):
        operators = [
            qutip.tensor(*[k if i == mode else (eye2 if i < 2 else eyef) for i in range(4)])
            for k in kraus
        ]
        rho = sum(k * rho * k.dag() for k in operators)
    a1, a2 = (qutip.tensor(eye2, eye2, *x) for x in ((a, eyef), (eyef, a)))
    split = (np.pi / 4 * (a1.dag() * a2 - a1 * a2.dag())).expm()
    rho = split * rho * split.dag()
    click = eyef - vacuum.proj()
    p, good = 0.0, 0.0
    for pattern, sign in (((click, vacuum.proj()), 1), ((vacuum.proj(), click), -1)):
        projector = qutip.tensor(eye2, eye2, *pattern)
        heard = qutip.ptrace(projector * rho * projector, [0, 1])
        p += heard.tr()
        targets = [
            (qutip.tensor(*ends) + s * qutip.tensor(*ends[::-1])).unit() for s in (sign, -sign)
        ]
        good += max(abs(qutip.expect(t.proj(), heard)) for t in targets)
    return p, good / p


@pytest.mark.parametrize(("excitation", "eta"), [(0.05, 0.1), (0.3, 0.6), (0.5, 1.0)])
def test_single_click_against_an_explicit_state(excitation, eta):
    expected = single_click_in_fock_space(excitation, eta)
    assert links.single_click(excitation, eta) == pytest.approx(expected, abs=1e-9)


def test_single_click_buys_rate_with_fidelity():
    x = np.linspace(0.01, 0.5, 30)
    p, f = links.single_click(x, 1e-4)
    assert np.all(np.diff(p) > 0)
    assert f == pytest.approx(1 - x, abs=1e-4)


def test_a_link_of_twenty_kilometres():
    link = Link(length_km=20, efficiency=0.9)
    assert link.eta_arm == pytest.approx(0.568, abs=5e-4)
    assert link.p == pytest.approx(0.161, abs=5e-4)
    assert link.wait_s == pytest.approx(1 / link.rate_hz)


def test_loss_lowers_the_rate_and_not_the_fidelity():
    near, far = Link(5, f0=0.95), Link(100, f0=0.95)
    assert near.fidelity == far.fidelity == 0.95
    assert near.rate_hz > 1000 * far.rate_hz


def test_an_attempt_costs_what_light_needs():
    assert Link(20).attempt_s == pytest.approx(1e-4)
    assert Link(20, scheme="direct").attempt_s == pytest.approx(2e-4)
    assert Link(20, attempt_s=1e-6).attempt_s == 1e-6


def test_schemes_scale_as_eta_and_its_root():
    """Twice the length: one photon in the middle loses the root of what two lose."""
    for scheme, power in (("direct", 1), ("two-photon", 1), ("one-photon", 0.5)):
        ratio = Link(400, scheme=scheme).p / Link(200, scheme=scheme).p
        assert ratio == pytest.approx(links.transmissivity(200) ** power, rel=0.01)


# --- sources ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sources.MODES)
def test_photon_statistics_have_the_mean_and_the_g2(kind):
    p = sources.number_distribution(0.7, 120, kind)
    n = np.arange(121)
    assert p.sum() == pytest.approx(1)
    assert p @ n == pytest.approx(0.7)
    assert p @ (n * (n - 1)) / 0.49 == pytest.approx(sources.g2(kind))


def test_two_modes_are_two_thermal_modes():
    one = sources.number_distribution(0.35, 20, "thermal")
    both = np.convolve(one, one)[:21]
    assert sources.number_distribution(0.7, 20, "entangled") == pytest.approx(both)


def test_multi_pairs_are_proportional_to_the_mean():
    for kind, factor in (("thermal", 1), ("entangled", 0.75), ("poisson", 0.5)):
        assert sources.multi_pair_fraction(1e-4, kind) / 1e-4 == pytest.approx(factor, rel=1e-3)


def test_dot_statistics():
    p = sources.dot_distribution(0.6, 0.05)
    n = np.arange(3)
    assert p.sum() == pytest.approx(1)
    assert p @ n == pytest.approx(0.6)
    assert p @ (n * (n - 1)) / 0.36 == pytest.approx(0.05)
    with pytest.raises(ValueError, match="g2_zero"):
        sources.dot_distribution(0.5, 3.0)


@pytest.mark.parametrize(("mean", "eta_a", "eta_b"), [(0.4, 0.5, 0.3), (1.5, 0.9, 0.9)])
def test_double_pairs_against_counting_photons(mean, eta_a, eta_b):
    """Two thermal modes, binomial losses, a random bit for a double click, dark counts."""
    rng, shots, dark = np.random.default_rng(5), 400_000, 0.01
    pairs = rng.geometric(1 / (1 + mean / 2), size=(2, shots)) - 1
    bits, seen = [], np.ones(shots, bool)
    for eta in (eta_a, eta_b):
        noise = rng.random((2, shots)) < 1 - np.sqrt(1 - dark)
        clicks = (rng.binomial(pairs, eta) > 0) | noise
        seen &= clicks.any(axis=0)
        bits.append(np.where(clicks.all(axis=0), rng.random(shots) < 0.5, clicks[1]))
    wrong = (bits[0] != bits[1])[seen].mean()
    gain, errors = sources.spdc_key_statistics(mean, eta_a, eta_b, dark)
    assert seen.mean() == pytest.approx(gain, abs=5 * np.sqrt(gain / shots))
    assert wrong == pytest.approx(errors, abs=5 * np.sqrt(errors / seen.sum()))


# --- bad input ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: links.transmissivity(-1), "length_km = -1; allowed: at least 0"),
        (lambda: links.plob(1.5), "eta = 1.5; allowed: 0 to 1"),
        (lambda: links.loss_db(0), "eta = 0; allowed: above 0 and at most 1"),
        (lambda: links.herald_probability(0.1, "teleport"), "scheme = 'teleport'"),
        (lambda: links.transmissivity("far"), "length_km = 'far'; allowed: real numbers"),
        (lambda: links.plob(np.nan), "eta = nan"),
        (lambda: Link(0), "length_km = 0"),
        (lambda: Link(10, efficiency=0), "efficiency = 0"),
        (lambda: Link(10, f0=1.2), "f0 = 1.2"),
        (lambda: Link(10, attempt_s=0), "attempt_s = 0"),
        (lambda: sources.g2("laser"), "kind = 'laser'"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
