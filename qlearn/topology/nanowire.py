"""A semiconductor wire with spin-orbit coupling and induced superconductivity in a magnetic field.

    H_k = (hbar^2 k^2 / 2m - mu + alpha k sigma_y) tau_z + V_Z sigma_x + Delta tau_x

in the Nambu basis (c_up, c_down, c_down^+, -c_up^+) of each site, sites from left to right, on a
lattice of spacing a.  H is a real matrix.  Energies in meV, lengths in nm, fields in T.
Endless and clean, the wire is topological for V_Z > sqrt(mu^2 + Delta^2): the field parts the
spins, superconductivity gaps what is left, spin-orbit coupling is what lets it pair equal spins.
Sources: R. Lutchyn et al., Phys. Rev. Lett. 105, 077001 (2010), arXiv:1002.4033; Y. Oreg et al.,
Phys. Rev. Lett. 105, 177002 (2010), arXiv:1003.1145.
"""

import functools
from dataclasses import dataclass

import numpy as np
from numpy.polynomial import Polynomial
from scipy.linalg import block_diag

from qlearn.qubits.inputs import nonnegative, positive, positive_integer, real
from qlearn.topology import chiral, conductance
from qlearn.topology.blas import one_blas_thread

BOHR_MAGNETON_MEV_PER_T = 0.05788382  # CODATA 2018, as the next
HBAR2_OVER_2M_MEV_NM2 = 38.09982  # hbar^2 / 2 m_e

_Z, _X = np.diag([1.0, -1.0]), np.array([[0.0, 1.0], [1.0, 0.0]])
_I_SIGMA_Y = np.array([[0.0, 1.0], [-1.0, 0.0]])


@dataclass(frozen=True)
class Nanowire:
    """The wire; the defaults are like InSb: E_so = m alpha^2 / 2 hbar^2 = 39 ueV, L = 2 um.

    ``ends`` is "sharp" or "smooth".  Smooth ends lower mu by dip_mev * exp(-x^2 / dip_nm^2), x the
    distance from the first or last site.  ``disorder_mev`` is the standard deviation of independent
    normal shifts of mu, one per site (so its effect depends on ``a_nm``), drawn with ``seed``.
    The parameter set follows V. Mourik et al., Science 336, 1003 (2012), arXiv:1204.2792.

    >>> wire = Nanowire()
    >>> wire.n_sites, wire.critical_zeeman()
    (100, 0.25)
    >>> print(f"{wire.critical_field():.3f} T")
    0.173 T
    """

    length_nm: float = 2000.0
    a_nm: float = 20.0
    m_eff: float = 0.015
    alpha_mev_nm: float = 20.0
    delta_mev: float = 0.25
    g_factor: float = 50.0
    mu_mev: float = 0.0
    ends: str = "sharp"
    dip_mev: float = 1.0
    dip_nm: float = 400.0
    disorder_mev: float = 0.0
    seed: int = 0

    def __post_init__(self):
        for name in ("length_nm", "a_nm", "m_eff", "delta_mev", "g_factor", "dip_nm"):
            if not np.isfinite(positive(name, getattr(self, name))):
                raise ValueError(f"{name} = inf; allowed: one finite number above 0")
        for name in ("alpha_mev_nm", "mu_mev", "dip_mev", "disorder_mev"):
            if real(name, getattr(self, name)).ndim:
                raise ValueError(f"{name} = {getattr(self, name)!r}; allowed: one number")
        nonnegative("disorder_mev", self.disorder_mev)
        if self.ends not in ("sharp", "smooth"):
            raise ValueError(f"ends = {self.ends!r}; allowed: 'sharp', 'smooth'")
        if self.n_sites < 2:
            raise ValueError(f"length_nm = {self.length_nm!r}; allowed: at least 2 a_nm")

    @property
    def n_sites(self):
        """The number of lattice sites, length / a, rounded."""
        return round(self.length_nm / self.a_nm)

    @property
    def hopping_mev(self):
        """t = hbar^2 / (2 m a^2) in meV."""
        return HBAR2_OVER_2M_MEV_NM2 / (self.m_eff * self.a_nm**2)

    def zeeman(self, field_t):
        """V_Z = g mu_B B / 2 in meV: half the splitting of the two spins."""
        return self.g_factor * BOHR_MAGNETON_MEV_PER_T * real("field_t", field_t) / 2

    def critical_zeeman(self):
        """The V_Z in meV above which the endless clean wire is topological: sqrt(mu^2 + Delta^2).

        ``mu_mev`` counts, the middle of the wire; smooth ends and disorder do not.  It is exact on
        the lattice too, since the gap closes at k = 0.
        """
        return float(np.hypot(self.mu_mev, self.delta_mev))

    def critical_field(self):
        """The field in T that gives `critical_zeeman`."""
        return float(self.critical_zeeman() / self.zeeman(1.0))

    def is_topological(self, vz):
        """The bulk truth: is V_Z (meV) above `critical_zeeman`, and alpha not zero?"""
        above = np.abs(real("vz", vz)) > self.critical_zeeman()
        return above & (self.alpha_mev_nm != 0)

    def chemical_potential(self):
        """mu of each site in meV, shape (n,), with smooth ends and disorder."""
        x = np.arange(self.n_sites) * self.a_nm
        mu = np.full(self.n_sites, float(self.mu_mev))
        if self.ends == "smooth":
            for distance in (x, x[::-1]):
                mu -= self.dip_mev * np.exp(-((distance / self.dip_nm) ** 2))
        if self.disorder_mev:
            rng = np.random.default_rng(self.seed)
            mu += rng.normal(scale=self.disorder_mev, size=self.n_sites)
        return mu

    def hamiltonian(self, vz):
        """The BdG matrix in meV, real and symmetric, shape (4n, 4n), at one V_Z (meV).

        >>> Nanowire(length_nm=40).hamiltonian(0.5)[0, :2].round(3).tolist()
        [12.7, 0.5]
        """
        onsite, hop = self.site_matrices(vz)
        ahead = np.kron(np.eye(self.n_sites, k=1), hop)
        return block_diag(*onsite) + ahead + ahead.T

    def site_matrices(self, vz):
        """(onsite, hop) of `hamiltonian`: real, (n, 4, 4), and H[j, j + 1], real, (4, 4)."""
        t, rashba = self.hopping_mev, self.alpha_mev_nm / (2 * self.a_nm)
        field = _number("vz", vz) * np.kron(np.eye(2), _X) + self.delta_mev * np.kron(_X, np.eye(2))
        level = (2 * t - self.chemical_potential())[:, None, None]
        return level * np.kron(_Z, np.eye(2)) + field, np.kron(
            _Z, -t * np.eye(2) - rashba * _I_SIGMA_Y
        )

    def bulk_energies(self, k, vz):
        """The lower excitation energy E(k) of the endless clean *lattice*, meV; ``k`` in 1/nm.

        For |k| a << 1 this is the E^2 = V^2 + D^2 + x^2 + s^2 - 2 sqrt(V^2 D^2 + x^2 (V^2 + s^2))
        of the continuum, with x = hbar^2 k^2 / 2m - mu, s = alpha k, D = Delta.
        """
        k, vz = np.asarray(k, dtype=float), np.asarray(vz, dtype=float)
        x = 2 * self.hopping_mev * (1 - np.cos(k * self.a_nm)) - self.mu_mev
        s, d2 = self.alpha_mev_nm * np.sin(k * self.a_nm) / self.a_nm, self.delta_mev**2
        upper = vz**2 + d2 + x**2 + s**2 + 2 * np.sqrt(vz**2 * d2 + x**2 * (vz**2 + s**2))
        # The product of both energies over the upper one: no cancellation where the gap closes.
        return np.sqrt(((vz**2 - d2 - x**2 + s**2) ** 2 + 4 * s**2 * d2) / upper)

    def bulk_gap(self, vz):
        """The minimum over k of `bulk_energies`, meV, for V_Z of any shape: the lattice's gap.

        >>> print(f"{Nanowire(a_nm=10).bulk_gap(0.5):.4f}")
        0.1245
        """
        vz = real("vz", vz)
        gaps = [self.bulk_energies(self._turning_points(v), v).min() for v in vz.ravel()]
        return np.reshape(gaps, vz.shape)[()]

    def _turning_points(self, vz):
        """All k in 1/nm, and a few more, where E(k) of `bulk_energies` may have a minimum.

        With y = (2 - 2 cos ka) / a^2 the square is A - 2 sqrt(B) with polynomials A and B of y:
        a minimum inside has A'^2 B = B'^2, or x = 0 where B is 0, and the others are at the ends.
        """
        y, quarter = Polynomial([0, 1]), self.a_nm**2 / 4
        x2 = (HBAR2_OVER_2M_MEV_NM2 / self.m_eff * y - self.mu_mev) ** 2
        s2 = self.alpha_mev_nm**2 * (y - quarter * y**2)
        b = vz**2 * self.delta_mev**2 + x2 * (vz**2 + s2)
        found = ((x2 + s2).deriv() ** 2 * b - b.deriv() ** 2).roots().real
        bottom = self.mu_mev / (4 * self.hopping_mev)  # x = 0
        sines = np.clip(np.append(found * quarter, [0, bottom, 1]), 0, 1)
        return 2 / self.a_nm * np.arcsin(np.sqrt(sines))

    @one_blas_thread
    def low_energies(self, vz, k=4):
        """The ``k`` lowest excitation energies of the finite wire, meV; shape of ``vz`` + (k,).

        >>> print(Nanowire(a_nm=10).low_energies(0.5, k=2).round(6))
        [0.001773 0.149483]
        """
        k, vz = positive_integer("k", k, at_most=2 * self.n_sites), real("vz", vz)
        blocks = (chiral.chiral_block(*self.site_matrices(v)) for v in vz.ravel())
        found = [np.linalg.svd(block, compute_uv=False)[: -k - 1 : -1] for block in blocks]
        return np.reshape(found, (*vz.shape, k))

    def lowest_mode(self, vz):
        """(E0, left, right): lowest energy in meV and its two Majorana densities, each (n,), sum 1.

        In the topological phase they sit at the two ends; a trivial wire with sharp ends spreads
        both over its length.
        """
        energies, u, v = _modes(self, _number("vz", vz))
        densities = [(m[:, 0].reshape(-1, 2) ** 2).sum(axis=1) for m in (u, v)]
        sites = np.arange(self.n_sites)
        left, right = sorted(densities, key=lambda density: round(density @ sites, 9))
        return float(energies[0]), left, right

    def end_modes(self, vz):
        """The `conductance.EndModes` at one V_Z (meV); the last few are kept."""
        energies, u, v = _modes(self, _number("vz", vz))
        ends = [0, 1, -2, -1]
        return conductance.EndModes(energies, u[ends], v[ends])

    def conductance(self, vz, bias_mev, gamma_left=1.0, gamma_right=1.0, temperature_mk=0.0):
        """The `conductance.Conductance` in e^2/h over ``bias_mev`` (meV) at one V_Z (meV).

        The gammas (meV) are defined in `qlearn.topology.conductance`.

        >>> print(f"{Nanowire().conductance(0.7, 0.0).LL:.4f}")
        1.9874
        """
        modes = self.end_modes(vz)
        return conductance.conductances(modes, bias_mev, gamma_left, gamma_right, temperature_mk)

    @one_blas_thread
    def scattering_invariant(self, vz, gamma=10.0):
        """det r of the left end at zero energy for each V_Z (meV): shape of ``vz``, from -1 to 1.

        Its sign is the invariant: -1 topological.  See `conductance.reflection_determinant` for
        what it is worth in a short wire; with gamma = 10 meV that bias is small, with 1 it is not.

        >>> print(Nanowire().scattering_invariant([0.1, 0.5], gamma=1.0).round(4))
        [ 1.     -0.6359]
        """
        gamma, vz = positive("gamma", gamma), real("vz", vz)
        ends = [chiral.end_response(*self.site_matrices(v), gamma) for v in vz.ravel()]
        return np.linalg.det(np.eye(4) - gamma * np.reshape(ends, (*vz.shape, 4, 4)))[()]


def smooth_wire(**changes):
    """A trivial wire that looks topological: 3 um, mu = 0.6 meV, smooth ends; V_c = 0.65 meV.

    At V_Z = 0.5 ... 0.6 meV and gamma = 3 meV both ends show a zero-bias peak of nearly 2 e^2/h and
    det r is close to -1, though the bulk is trivial: in each dip |mu| is small enough for a short
    topological piece with *two* Majorana modes, of which the lead reaches the outer one.
    ``changes`` override the fields of `Nanowire`.

    >>> wire = smooth_wire()
    >>> bool(wire.is_topological(0.6)), round(float(wire.conductance(0.6, 0.0, 3.0, 3.0).LL), 2)
    (False, 2.0)
    """
    return Nanowire(**({"length_nm": 3000.0, "mu_mev": 0.6, "ends": "smooth"} | changes))


@functools.lru_cache(maxsize=8)
@one_blas_thread
def _modes(wire, vz):
    """`chiral.chiral_modes`, kept while couplings and temperature change."""
    found = chiral.chiral_modes(*wire.site_matrices(vz))
    for array in found:
        array.flags.writeable = False
    return found


def _number(name, value):
    array = real(name, value)
    if array.ndim:
        raise ValueError(f"{name} of shape {array.shape}; allowed: one number")
    return float(array)
