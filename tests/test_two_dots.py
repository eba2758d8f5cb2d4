"""The poor man's chain against the chain of two sites, its eigenvectors and its limits."""

import numpy as np
import pytest
import qutip

from qlearn.topology import fermions, kitaev, two_dots

RNG = np.random.default_rng(41)
# mu1, mu2, t, delta, u
DOTS = [(*RNG.uniform(-3, 3, 4), u) for u in (0.0, 0.0, 0.7, 2.5)]


@pytest.mark.parametrize("dots", DOTS)
def test_levels_are_the_spectrum_of_the_hamiltonian(dots):
    h = two_dots.poor_mans_chain(*dots)
    even, odd = two_dots.levels(*dots)
    assert np.allclose(np.sort([*even, *odd]), h.eigenenergies(), atol=1e-12)
    e_even, _, e_odd, _ = kitaev.parity_ground_states(h)
    assert (e_even, e_odd) == pytest.approx((even[0], odd[0]), abs=1e-12)
    assert two_dots.parity_splitting(*dots) == pytest.approx(e_even - e_odd, abs=1e-12)


@pytest.mark.parametrize("dots", DOTS[:2])
def test_without_u_the_splitting_is_the_lowest_excitation_of_a_kitaev_chain(dots):
    mu1, mu2, t, delta, _ = dots
    lowest = kitaev.excitation_energies(2, [mu1, mu2], t, delta)[0]
    assert abs(two_dots.parity_splitting(mu1, mu2, t, delta)) == pytest.approx(lowest, abs=1e-12)


def test_hamiltonian_conserves_parity_and_u_costs_only_the_full_dots():
    h0, h = two_dots.poor_mans_chain(1, 2, 0.3, 0.7), two_dots.poor_mans_chain(1, 2, 0.3, 0.7, 5)
    assert qutip.commutator(h, fermions.total_parity(2)).norm() < 1e-12
    assert np.allclose((h - h0).diag(), [0, 0, 0, 5])
    assert h.dims == [[2, 2], [2, 2]]


def test_reference_splittings():
    assert two_dots.parity_splitting(2, 2, 12.5, 12.5) == pytest.approx(-0.158988901, abs=1e-9)
    assert two_dots.parity_splitting(2, 0, 12.5, 12.5) == pytest.approx(0, abs=1e-14)
    assert two_dots.parity_splitting(0, 0, 12.5, 12.0) == pytest.approx(0.5)


def test_protection_at_the_sweet_spot_is_quadratic_in_both_and_exact_in_one():
    delta = 3.0
    mu = np.array([1e-2, 2e-2, 4e-2])
    both = two_dots.parity_splitting(mu, mu, delta, delta)
    assert np.allclose(both, -(mu**2) / (2 * delta), rtol=1e-4)
    for sign in (1, -1):  # opposite detunings raise the odd energy less: + mu^2 / 2t
        assert np.allclose(two_dots.parity_splitting(mu, 0, delta, sign * delta), 0, atol=1e-14)
    assert np.allclose(
        two_dots.parity_splitting(mu, -mu, delta, delta), mu**2 / (2 * delta), rtol=1e-4
    )


def test_degenerate_exactly_on_the_hyperbola():
    mu1 = np.array([-3.0, -0.4, 0.8, 2.0])
    for t, delta in ((1.3, 0.6), (0.6, 1.3)):
        mu2 = two_dots.degenerate_mu2(mu1, t, delta)
        assert np.allclose(two_dots.parity_splitting(mu1, mu2, t, delta), 0, atol=1e-14)
        inside = two_dots.parity_splitting(mu1, 0.9 * mu2, t, delta)
        outside = two_dots.parity_splitting(mu1, 1.1 * mu2, t, delta)
        assert np.all(inside * outside < 0)
    assert np.isinf(two_dots.degenerate_mu2(0, 2, 1))
    assert np.isnan(two_dots.degenerate_mu2(0, 1, -1))


@pytest.mark.parametrize("u", [0.0, 0.8, 3.0])
def test_sweet_spot_is_degenerate_and_flat(u):
    mu, delta = two_dots.sweet_spot(1.2, u)
    assert two_dots.parity_splitting(mu, mu, 1.2, delta, u) == pytest.approx(0, abs=1e-14)
    step = 1e-4
    for shift in ((step, 0), (0, step), (step, step)):
        there = two_dots.parity_splitting(mu + shift[0], mu + shift[1], 1.2, delta, u)
        assert abs(there) < step**2


@pytest.mark.parametrize("dots", DOTS)
def test_polarisation_from_eigenvectors(dots):
    """The matrix elements of the Majorana operators, taken from the many-body states."""
    _, even, _, odd = kitaev.parity_ground_states(two_dots.poor_mans_chain(*dots))
    squares = [abs(odd.overlap(g * even)) ** 2 for g in fermions.majoranas(2)]
    expected = [(a - b) / (a + b) for a, b in zip(squares[0::2], squares[1::2], strict=True)]
    assert np.allclose(two_dots.majorana_polarisation(*dots), expected, atol=1e-10)


def test_polarisation_at_and_off_the_sweet_spot():
    assert np.allclose(two_dots.majorana_polarisation(0, 0, 12.5, 12.5), [1, -1], atol=1e-14)
    assert np.allclose(two_dots.majorana_polarisation(0, 0, 12.5, -12.5), [-1, 1], atol=1e-14)
    x = np.array([0.2, 1.0, 3.0])  # zero energy, and yet dot 2 holds both kinds
    found = two_dots.majorana_polarisation(2 * x, 0, 1, 1)
    assert np.allclose(found[:, 0], 1)
    assert np.allclose(found[:, 1], -1 / (1 + 2 * x**2))


def test_polarisation_agrees_with_the_end_modes_of_the_chain():
    """At zero energy the modes are the singular vectors of the two-site chain."""
    mu1, t, delta = 0.9, 1.3, 0.7
    mu2 = float(two_dots.degenerate_mu2(mu1, t, delta))
    _, left, right = kitaev.majorana_modes(2, [mu1, mu2], t, delta)
    expected = (left**2 - right**2) / (left**2 + right**2)
    assert np.allclose(two_dots.majorana_polarisation(mu1, mu2, t, delta), expected, atol=1e-9)


def test_polarisation_vanishes_without_pairing_or_hopping():
    assert np.allclose(two_dots.majorana_polarisation(0.3, 0.1, 1, 0), 0, atol=1e-12)
    assert np.allclose(two_dots.majorana_polarisation(0.3, 0.1, 0, 1), 0, atol=1e-12)


@pytest.mark.parametrize("u", [1.0, 5.0])
def test_sweet_spot_with_u_polarises_the_dots_and_splits_the_excited_levels(u):
    mu, delta = two_dots.sweet_spot(1.0, u)
    assert np.allclose(two_dots.majorana_polarisation(mu, mu, 1.0, delta, u), [1, -1])
    even, odd = two_dots.levels(mu, mu, 1.0, delta, u)
    assert (np.ptp(even), np.ptp(odd)) == pytest.approx((2 * delta, 2.0))
    without = two_dots.majorana_polarisation(mu, mu, 1.0, delta, 0.0)
    assert abs(without[0]) < 0.99


def test_everything_broadcasts():
    mu1, mu2 = np.linspace(-1, 1, 5)[:, None], np.linspace(-2, 2, 7)
    even, odd = two_dots.levels(mu1, mu2, 1, 0.8)
    assert even.shape == odd.shape == (5, 7, 2)
    assert two_dots.parity_splitting(mu1, mu2, 1, 0.8).shape == (5, 7)
    assert two_dots.majorana_polarisation(mu1, mu2, 1, 0.8).shape == (5, 7, 2)
    assert even[3, 2].tolist() == two_dots.levels(mu1[3, 0], mu2[2], 1, 0.8)[0].tolist()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: two_dots.levels(0, 0, 1, 1, u=-1), "u = -1"),
        (lambda: two_dots.parity_splitting(np.nan, 0, 1, 1), "mu1 has entries"),
        (lambda: two_dots.majorana_polarisation(0, "a", 1, 1), "mu2 = 'a'"),
        (lambda: two_dots.poor_mans_chain([0, 1], 0, 1, 1), r"shape \(2,\)"),
        (lambda: two_dots.sweet_spot(-1), "t = -1"),
        (lambda: two_dots.sweet_spot([1, 2]), r"t = \[1, 2\]"),
        (lambda: two_dots.sweet_spot(1, -2), "u = -2"),
        (lambda: two_dots.degenerate_mu2(1j, 1, 1), "mu1 = 1j"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
