"""Conductance of a wire against the dense S matrix, symmetries, closed forms and integration."""

import numpy as np
import pytest

from qlearn.topology import blas, conductance
from qlearn.topology.nanowire import Nanowire, smooth_wire

BIAS = np.linspace(-0.4, 0.4, 41)
WIRES = [
    (Nanowire(length_nm=500), 0.5),
    (Nanowire(length_nm=600, mu_mev=0.4, disorder_mev=0.6, seed=2), 0.7),
    (smooth_wire(length_nm=600), 0.3),
]


def dense_s(wire, vz, energy, gamma_left, gamma_right):
    """S = 1 - 2 pi i W^+ (E - H + i pi W W^+)^{-1} W with the whole matrix of the wire."""
    h = wire.hamiltonian(vz)
    w = np.zeros((len(h), 8))
    w[:4, :4] = np.sqrt(gamma_left / (2 * np.pi)) * np.eye(4)
    w[-4:, 4:] = np.sqrt(gamma_right / (2 * np.pi)) * np.eye(4)
    middle = np.linalg.inv(energy * np.eye(len(h)) - h + 1j * np.pi * w @ w.T)
    return np.eye(8) - 2j * np.pi * w.T @ middle @ w


# --- the S matrix -------------------------------------------------------------------------


@pytest.mark.parametrize(("wire", "vz"), WIRES)
@pytest.mark.parametrize("energy", [0.0, 0.11, -0.3])
def test_end_modes_give_the_dense_s_matrix(wire, vz, energy):
    s = conductance.scattering_matrix(wire.end_modes(vz), energy, 1.3, 4.0)
    assert np.allclose(s, dense_s(wire, vz, energy, 1.3, 4.0), atol=1e-9)


@pytest.mark.parametrize(("wire", "vz"), WIRES)
def test_conductance_counts_electrons_of_the_dense_s_matrix(wire, vz):
    for bias, *found in zip(BIAS[::8], *wire.conductance(vz, BIAS[::8], 1.3, 4.0), strict=True):
        p = np.abs(dense_s(wire, vz, bias, 1.3, 4.0)) ** 2
        e_l, h_l, e_r, h_r = (slice(i, i + 2) for i in (0, 2, 4, 6))
        expected = [
            2 - p[e_l, e_l].sum() + p[h_l, e_l].sum(),
            2 - p[e_r, e_r].sum() + p[h_r, e_r].sum(),
            p[e_r, e_l].sum() - p[h_r, e_l].sum(),
            p[e_l, e_r].sum() - p[h_l, e_r].sum(),
        ]
        assert np.allclose(found, expected, atol=1e-9)


@pytest.mark.parametrize(("wire", "vz"), WIRES)
def test_unitary_and_particle_hole_symmetric(wire, vz):
    s = conductance.scattering_matrix(wire.end_modes(vz), BIAS, 1.0, 2.0)
    assert np.allclose(s @ s.conj().swapaxes(-1, -2), np.eye(8), atol=1e-12)
    swap = np.kron(np.eye(2), [[0, 0, 0, -1], [0, 0, 1, 0], [0, 1, 0, 0], [-1, 0, 0, 0]])
    assert np.allclose(swap @ s[::-1].conj() @ swap, s, atol=1e-9)


@pytest.mark.parametrize("length_nm", [3e3, 5e3, 1e4])
def test_unitary_where_levels_meet_the_bias(length_nm):
    """Long wires have levels at zero energy, and a bias may hit any level exactly."""
    modes = Nanowire(length_nm=length_nm).end_modes(0.6)
    energies = np.concatenate([[0.0], modes.energies[:5], -modes.energies[:5]])
    s = conductance.scattering_matrix(modes, energies, 1.0, 2.0)
    assert np.abs(s @ s.conj().swapaxes(-1, -2) - np.eye(8)).max() < 1e-6


# --- symmetries and closed forms ----------------------------------------------------------


@pytest.mark.parametrize("temperature_mk", [0.0, 60.0])
@pytest.mark.parametrize(("wire", "vz"), WIRES)
def test_odd_parts_of_local_and_nonlocal_agree(wire, vz, temperature_mk):
    g = wire.conductance(vz, BIAS, 1.0, 3.0, temperature_mk)
    assert np.allclose(g.LL - g.LL[::-1], g.LR - g.LR[::-1], atol=1e-10)
    assert np.allclose(g.RR - g.RR[::-1], g.RL - g.RL[::-1], atol=1e-10)


def test_nonlocal_signal_is_odd_at_the_transition():
    """The mode that closes the gap carries as much electron as hole: an Andreev rectifier."""
    wire, bias = Nanowire(length_nm=3000), np.linspace(-0.03, 0.03, 41)
    g = wire.conductance(wire.critical_zeeman(), bias, 1.0, 1.0).RL
    assert np.abs(g - g[::-1]).max() > 10 * np.abs(g + g[::-1]).max()


def test_one_majorana_mode_gives_a_lorentzian_of_two():
    """G = 2 / (1 + (2 E / Gamma)^2), from S = 1 - i Gamma / (E + i Gamma / 2) of one level."""
    level = conductance.EndModes(np.zeros(1), np.eye(4)[:, :1], np.zeros((4, 1)))
    g = conductance.conductances(level, BIAS, 0.3, 1.0)
    assert np.allclose(g.LL, 2 / (1 + (2 * BIAS / 0.3) ** 2), atol=1e-7)
    assert np.allclose(g.RR, 0, atol=1e-12)


def test_long_topological_wire_has_the_quantised_peak():
    wire = Nanowire(length_nm=8000)
    g = wire.conductance(0.5, 0.0)
    assert pytest.approx(2, abs=1e-4) == g.LL
    assert pytest.approx(2, abs=1e-4) == g.RR
    assert abs(g.RL) < 1e-6
    assert wire.conductance(0.1, 0.0).LL < 0.01


def test_conductance_has_bounds():
    g = Nanowire(mu_mev=0.5).conductance(0.4, np.linspace(-1, 1, 201), 8.0, 8.0)
    assert np.all((g.LL >= -1e-12) & (g.LL <= 4 + 1e-12))
    assert np.all(np.abs(g.RL) <= 2 + 1e-12)


def test_a_transparent_wire_without_effect_of_superconductivity_conducts():
    """Far above the gap nearly all that enters is transmitted or returned as electrons."""
    g = Nanowire(length_nm=500, delta_mev=1e-6).conductance(0.5, BIAS, 5.0, 5.0)
    assert np.allclose(g.LL, g.RL, atol=1e-3)


@pytest.mark.parametrize("temperature_mk", [30.0, 100.0])
def test_temperature_smears_as_the_fermi_function(temperature_mk):
    wire, kt = Nanowire(), 8.617333e-5 * temperature_mk
    energy = np.linspace(-0.25, 0.25, 40001)
    cold = wire.conductance(0.6, energy).LL
    for bias in (0.0, 0.07):
        weight = 1 / (4 * kt * np.cosh((energy - bias) / (2 * kt)) ** 2)
        expected = np.trapezoid(cold * weight, energy)
        warm = wire.conductance(0.6, bias, temperature_mk=temperature_mk).LL
        assert warm == pytest.approx(expected, abs=1e-3)


# --- numbers of other programs ------------------------------------------------------------


@pytest.mark.parametrize(
    ("vz", "peak", "det_r"), [(0.1, 0.0019, 1.0), (0.5, 1.6359, -0.6359), (0.7, 1.9874, -0.9856)]
)
def test_reference_peaks_and_invariants(vz, peak, det_r):
    wire = Nanowire()
    assert pytest.approx(peak, abs=5e-5) == wire.conductance(vz, 0.0).LL
    assert wire.scattering_invariant(vz, 1.0) == pytest.approx(det_r, abs=1e-4)


def test_smooth_ends_look_topological():
    """Peaks of 2 e^2/h at both ends and det r = -1 below the critical field."""
    wire = smooth_wire()
    for vz, peak, det_r in ((0.5, 1.96, -0.96), (0.6, 2.00, -1.00)):
        g = wire.conductance(vz, 0.0, 3.0, 3.0)
        assert vz < wire.critical_zeeman()
        assert pytest.approx([peak, peak], abs=5e-3) == [g.LL, g.RR]
        assert wire.scattering_invariant(vz, 3.0) == pytest.approx(det_r, abs=5e-3)
        assert abs(g.RL) < 1e-3


# --- the invariant ------------------------------------------------------------------------


@pytest.mark.parametrize(("wire", "vz"), WIRES)
def test_invariant_is_the_determinant_of_the_reflection_block(wire, vz):
    det_r = np.linalg.det(dense_s(wire, vz, 0.0, 2.0, 2.0)[:4, :4])
    assert wire.scattering_invariant(vz, 2.0) == pytest.approx(det_r, abs=1e-9)
    from_modes = conductance.reflection_determinant(wire.end_modes(vz), 2.0)
    assert from_modes == pytest.approx(det_r, abs=1e-6)


def test_invariant_takes_sweeps_and_long_wires():
    vz = np.array([[0.1, 0.2], [0.4, 0.8]])
    found = Nanowire(length_nm=2e4).scattering_invariant(vz)
    assert np.allclose(found, [[1, 1], [-1, -1]], atol=1e-3)


@pytest.mark.parametrize(("gamma", "agree"), [(10.0, 0.992), (1.0, 0.664)])
def test_invariant_of_a_finite_wire_depends_on_the_coupling(gamma, agree):
    """25 x 25 phase map of 2 um: what the sign of det r gets right of the bulk phase."""
    vz, found = np.linspace(0, 1, 25), []
    for mu in np.linspace(-0.6, 0.6, 25):
        wire = Nanowire(mu_mev=mu)
        found.append((wire.scattering_invariant(vz, gamma) < 0) == (vz > np.hypot(mu, 0.25)))
    assert np.mean(found) == pytest.approx(agree, abs=2e-3)


def test_peak_and_invariant_agree_near_a_majorana_peak_only():
    """G = 1 - det r holds for one Majorana mode; ordinary Andreev reflection breaks it."""
    wire = Nanowire()
    assert (
        pytest.approx(1 - wire.scattering_invariant(0.7, 1.0), abs=2e-3)
        == wire.conductance(0.7, 0.0).LL
    )
    wire = Nanowire(mu_mev=0.3)
    assert pytest.approx(0.283, abs=5e-4) == wire.conductance(0.2, 0.0, 10.0, 10.0).LL
    assert 1 - wire.scattering_invariant(0.2, 10.0) == pytest.approx(1e-6, abs=5e-7)


# --- the rest -----------------------------------------------------------------------------


def test_shapes():
    wire = Nanowire(length_nm=200)
    assert wire.conductance(0.3, 0.1).LL.shape == ()
    assert wire.conductance(0.3, np.zeros((2, 3)), temperature_mk=50).RL.shape == (2, 3)


def test_one_blas_thread_and_back():
    blas._controller().limit(limits=None)

    def threads():
        return [lib["num_threads"] for lib in blas._controller().info()]

    before = threads()
    assert set(blas.one_blas_thread(threads)()) == {1}
    assert threads() == before
