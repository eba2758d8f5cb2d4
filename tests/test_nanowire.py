"""The Rashba wire against the matrices of its Bloch states, dense solvers and limits."""

from dataclasses import replace

import numpy as np
import pytest

from qlearn.topology import chiral
from qlearn.topology.nanowire import Nanowire, smooth_wire

SIGMA_X, SIGMA_Y = np.array([[0, 1], [1, 0]]), np.array([[0, -1j], [1j, 0]])
SIGMA_Z, ONE = np.diag([1, -1]), np.eye(2)
WIRES = [
    Nanowire(length_nm=500),
    Nanowire(length_nm=400, mu_mev=0.4, alpha_mev_nm=-13.0, disorder_mev=0.5, seed=3),
    smooth_wire(length_nm=600, a_nm=15),
]


def bloch(wire, kinetic, rashba, vz):
    """H_k in complex Pauli matrices, tau first."""
    parts = [(kinetic, SIGMA_Z, ONE), (rashba, SIGMA_Z, SIGMA_Y), (vz, ONE, SIGMA_X)]
    parts.append((wire.delta_mev, SIGMA_X, ONE))
    return sum(number * np.kron(tau, sigma) for number, tau, sigma in parts)


# --- the matrix ---------------------------------------------------------------------------


@pytest.mark.parametrize("wire", WIRES)
def test_matrix_is_real_symmetric_and_particle_hole_symmetric(wire):
    h = wire.hamiltonian(0.37)
    swap = np.kron(np.eye(wire.n_sites), np.kron(SIGMA_Y, SIGMA_Y).real)
    assert h.dtype == float
    assert np.array_equal(h, h.T)
    assert np.allclose(swap @ h.conj() @ swap, -h, atol=1e-13)


@pytest.mark.parametrize("k", [0.0, 0.003, -0.02, 0.15])
def test_sites_rebuild_the_bloch_hamiltonian(k):
    wire = Nanowire(mu_mev=0.3)
    onsite, hop = wire.site_matrices(0.4)
    turn = np.exp(1j * k * wire.a_nm)
    found = onsite[0] + hop * turn + hop.T / turn
    kinetic = 2 * wire.hopping_mev * (1 - np.cos(20 * k)) - 0.3
    assert np.allclose(found, bloch(wire, kinetic, np.sin(20 * k), 0.4), atol=1e-12)


def test_fine_lattice_tends_to_the_continuum():
    """hbar^2 / 2m = 38.1 meV nm^2 over m."""
    wire = Nanowire(a_nm=0.5, mu_mev=0.3)
    for k in (0.004, 0.02, 0.05):
        h = bloch(wire, 38.09982 * k**2 / 0.015 - 0.3, 20 * k, 0.4)
        energies = np.sort(np.abs(np.linalg.eigvalsh(h)))
        assert wire.bulk_energies(k, 0.4) == pytest.approx(energies[0], rel=1e-3)


def test_wire_of_two_sites_written_out():
    wire, t, s = Nanowire(length_nm=40, mu_mev=0.1), 38.09982 / (0.015 * 400), 0.5
    h = wire.hamiltonian(0.7)
    electrons = [[2 * t - 0.1, 0.7, -t, -s], [0.7, 2 * t - 0.1, s, -t]]
    assert np.allclose(h[:2, [0, 1, 4, 5]], electrons, atol=1e-12)
    assert np.allclose(h[:2, [2, 3, 6, 7]], [[0.25, 0, 0, 0], [0, 0.25, 0, 0]], atol=1e-12)


# --- energies -----------------------------------------------------------------------------


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("vz", [0.0, 0.25, 0.8])
def test_low_energies_agree_with_the_dense_matrix(wire, vz):
    dense = np.linalg.eigvalsh(wire.hamiltonian(vz))
    assert np.allclose(wire.low_energies(vz, 6), dense[dense.size // 2 :][:6], atol=1e-11)


def test_reference_energies_of_two_micrometres():
    """Independent runs gave 1.773 ueV, 0.1495 meV and a gap of 0.1245 meV."""
    wire = Nanowire(a_nm=10)
    e0, e1 = wire.low_energies(0.5, k=2)
    assert e0 == pytest.approx(1.773e-3, abs=5e-7)
    assert e1 == pytest.approx(0.1495, abs=5e-5)
    assert wire.bulk_gap(0.5) == pytest.approx(0.1245, abs=5e-5)


def test_energies_take_sweeps():
    wire, vz = Nanowire(length_nm=400), np.linspace(0, 1, 6).reshape(2, 3)
    found = wire.low_energies(vz, 3)
    assert found.shape == (2, 3, 3)
    assert np.allclose(found[1, 2], wire.low_energies(1.0, 3))


@pytest.mark.parametrize("mu", [0.0, 0.3, -0.5])
@pytest.mark.parametrize("a_nm", [5.0, 20.0])
def test_gap_closes_at_the_critical_zeeman_energy_only(mu, a_nm):
    wire = Nanowire(mu_mev=mu, a_nm=a_nm)
    critical = wire.critical_zeeman()
    assert wire.bulk_gap(critical) < 1e-12
    assert wire.bulk_gap(critical + np.array([-1e-3, 1e-3])) == pytest.approx(1e-3, rel=1e-3)
    assert np.all(wire.bulk_gap(np.linspace(0.01, 1, 67) * critical * 0.99) > 1e-3)
    assert not wire.is_topological(critical - 1e-9)
    assert wire.is_topological(critical + 1e-9)


@pytest.mark.parametrize("alpha", [0.0, 20.0])
@pytest.mark.parametrize("a_nm", [1.0, 20.0])
def test_gap_without_field_is_the_pairing(alpha, a_nm):
    for mu in (0.0, 0.2, 1.0):
        wire = Nanowire(mu_mev=mu, alpha_mev_nm=alpha, a_nm=a_nm)
        assert wire.bulk_gap(0.0) == pytest.approx(0.25)


def test_gap_agrees_with_a_search_over_bloch_matrices():
    wire = Nanowire(mu_mev=0.2)
    k = np.linspace(0, np.pi / 20, 4001)
    onsite, hop = wire.site_matrices(0.6)
    turn = np.exp(20j * k)[:, None, None]
    energies = np.abs(np.linalg.eigvalsh(onsite[0] + hop * turn + hop.T / turn))
    assert wire.bulk_gap(0.6) == pytest.approx(energies.min(), abs=1e-4)
    assert wire.bulk_gap(0.6) <= energies.min() + 1e-9


@pytest.mark.parametrize("a_nm", [0.3, 1.0, 5.0, 20.0, 50.0])
@pytest.mark.parametrize("seed", range(4))
def test_gap_is_the_least_energy_on_a_fine_grid_however_fine_the_lattice(a_nm, seed):
    """Dips at the Fermi points are narrow: 1e-3 / nm, where the zone is up to 10 / nm wide."""
    mu, alpha, delta, vz = np.random.default_rng(seed).uniform((-1, 1, 0.05, 0), (5, 60, 0.6, 3))
    wire = Nanowire(a_nm=a_nm, mu_mev=mu, alpha_mev_nm=alpha, delta_mev=delta)
    zone = np.pi / a_nm
    k = np.concatenate([np.linspace(0, zone, 100_001), np.linspace(0, min(zone, 0.5), 200_001)])
    least = wire.bulk_energies(k, vz).min()
    assert least - 1e-5 < wire.bulk_gap(vz) <= least + 1e-12


def test_each_ingredient_is_needed():
    """Without spin-orbit coupling the gap stays closed; without field nothing happens."""
    plain = Nanowire(alpha_mev_nm=0.0)
    assert np.all(plain.bulk_gap(np.array([0.3, 0.5, 0.9])) < 1e-6)
    assert not np.any(plain.is_topological([0.3, 0.9]))
    assert not Nanowire().is_topological(0.0)


def test_critical_field():
    """B_c = 2 Delta / g mu_B, with mu_B = 57.88 ueV / T."""
    assert Nanowire().critical_field() == pytest.approx(0.5 / (50 * 0.05788), rel=1e-4)
    assert Nanowire().critical_field() == pytest.approx(0.173, abs=5e-4)
    assert Nanowire(mu_mev=0.3).zeeman(Nanowire(mu_mev=0.3).critical_field()) == pytest.approx(
        np.hypot(0.3, 0.25)
    )


def test_splitting_falls_with_length():
    energies = [Nanowire(length_nm=length).low_energies(0.5, 1)[0] for length in (1e3, 3e3, 6e3)]
    assert energies[0] > 10 * energies[1] > 100 * energies[2]


# --- modes --------------------------------------------------------------------------------


def test_modes_sit_at_the_two_ends_of_a_topological_wire():
    wire = Nanowire(length_nm=4000)
    energy, left, right = wire.lowest_mode(0.5)
    assert energy == pytest.approx(wire.low_energies(0.5, 1)[0], abs=1e-12)
    assert left.sum() == pytest.approx(1)
    assert left[:100].sum() > 0.999
    assert np.allclose(left, right[::-1], atol=1e-6)
    _, left, right = wire.lowest_mode(0.1)
    assert max(left.max(), right.max()) < 0.02
    assert np.sqrt(left * right).sum() > 0.7


def test_modes_of_smooth_ends_come_in_pairs():
    """Two levels near zero, trivial bulk with a gap: four Majorana modes, two at each end."""
    wire = smooth_wire()
    low = wire.low_energies(0.6, 3)
    assert not wire.is_topological(0.6)
    assert low[1] < 0.01 < 0.03 < wire.bulk_gap(0.6) < low[2] * 1.5


@pytest.mark.parametrize("wire", WIRES)
def test_chiral_modes_rebuild_the_matrix(wire):
    energies, u, v = chiral.chiral_modes(*wire.site_matrices(0.6))
    block = (u * energies) @ v.T
    zero = np.zeros_like(block)
    n = wire.n_sites
    basis = np.kron(np.eye(n), chiral.CHIRAL_BASIS).reshape(4 * n, n, 2, 2)
    basis = basis.transpose(0, 2, 1, 3).reshape(4 * n, 4 * n)
    rebuilt = basis @ np.block([[zero, block], [block.T, zero]]) @ basis.T
    assert np.allclose(rebuilt, wire.hamiltonian(0.6), atol=1e-11)
    assert np.allclose(block, chiral.chiral_block(*wire.site_matrices(0.6)), atol=1e-11)


# --- ends, disorder, input ----------------------------------------------------------------


def test_smooth_ends_lower_mu():
    mu = smooth_wire().chemical_potential()
    assert mu[0] == pytest.approx(-0.4, abs=1e-12)
    assert mu[75] == pytest.approx(0.6, abs=1e-5)
    assert mu[20] == pytest.approx(0.6 - np.exp(-1))
    assert np.allclose(mu, mu[::-1])


def test_disorder_repeats_with_its_seed():
    wire = Nanowire(length_nm=40000, disorder_mev=0.3, seed=5)
    mu = wire.chemical_potential()
    assert np.array_equal(mu, wire.chemical_potential())
    assert not np.array_equal(mu, replace(wire, seed=6).chemical_potential())
    assert mu.std() == pytest.approx(0.3, rel=0.08)  # 5 sigma of 2000 samples


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("length_nm", -1.0),
        ("length_nm", 20.0),
        ("length_nm", np.inf),
        ("a_nm", 0),
        ("delta_mev", 0.0),
        ("m_eff", -0.1),
        ("g_factor", 0),
        ("mu_mev", [0.1, 0.2]),
        ("ends", "soft"),
        ("disorder_mev", -0.1),
        ("alpha_mev_nm", np.nan),
    ],
)
def test_bad_wires_are_named(field, value):
    with pytest.raises(ValueError, match=field):
        Nanowire(**{field: value})


def test_bad_arguments_are_named():
    wire = Nanowire(length_nm=100)
    with pytest.raises(ValueError, match="k = 0"):
        wire.low_energies(0.5, 0)
    with pytest.raises(ValueError, match="vz of shape"):
        wire.hamiltonian([0.1, 0.2])
    with pytest.raises(ValueError, match="vz"):
        wire.bulk_gap(np.nan)
    with pytest.raises(ValueError, match="gamma_left = 0"):
        wire.conductance(0.5, 0.0, gamma_left=0)
    with pytest.raises(ValueError, match="temperature_mk"):
        wire.conductance(0.5, 0.0, temperature_mk=-1)
