"""Conductance of a wire between two normal leads, from the Green's function of its two ends.

Each end couples to one lead with two spin channels, as electrons and as holes: 8 channels in all,
ordered left (e up, e down, h down, h up), then right.  With coupling matrices W the S matrix is
(Mahaux and Weidenmueller)

    S(E) = 1 - 2 pi i W^+ (E - H + i pi W W^+)^{-1} W.

Here ``gamma`` in meV is Gamma = 2 pi W W^+, the same for every channel of an end: a level on the
end site alone decays at the rate Gamma / hbar.  Eliminating the wire leaves an 8 x 8 problem,
S = (1 - iK/2) / (1 + iK/2), K = sqrt(Gamma) g sqrt(Gamma), where g is the Green's function of the
*uncoupled* wire between its end sites.  K is Hermitian, so S is unitary by construction.

The wire enters by `EndModes`, in the chiral basis of `qlearn.topology.chiral`: one singular value
decomposition serves all energies and couplings.
"""

from typing import NamedTuple

import numpy as np

from qlearn.qubits.inputs import nonnegative, positive, real
from qlearn.topology.blas import one_blas_thread
from qlearn.topology.chiral import CHIRAL_BASIS

BOLTZMANN_MEV_PER_K = 0.08617333  # k_B, CODATA 2018

# A bias that hits a level of the uncoupled wire exactly is moved by this much, in meV.
_SHIFT = 1e-9


class Conductance(NamedTuple):
    """The four differential conductances in e^2/h, arrays over bias.

    `RL` is measured right with the bias left.  `LL` and `RR` count the current into the wire, `RL`
    and `LR` the current out of it.
    """

    LL: np.ndarray
    RR: np.ndarray
    RL: np.ndarray
    LR: np.ndarray


class EndModes(NamedTuple):
    """Levels E_n >= 0 (meV, ascending) of an uncoupled wire and their amplitudes on its end sites.

    `plus` and `minus` have shape (4, n): amplitudes of the columns of U and of V on the two chiral
    orbitals of the left, then of the right end site.
    """

    energies: np.ndarray
    plus: np.ndarray
    minus: np.ndarray


def scattering_matrix(modes, energy, gamma_left, gamma_right):
    """S at ``energy`` (meV, any shape): complex, shape (..., 8, 8); S[out, in], order as above.

    ``modes`` is what `Nanowire.end_modes` returns; the gammas are in meV.
    Source: C. W. J. Beenakker, Rev. Mod. Phys. 87, 1037 (2015), arXiv:1407.2131.

    >>> level = EndModes(np.array([0.0]), np.array([[1.0], [0], [0], [0]]), np.zeros((4, 1)))
    >>> s = scattering_matrix(level, 0.0, 1.0, 1.0)  # one Majorana mode: perfect Andreev reflection
    >>> s[:4, :4].real.round(6) + 0.0
    array([[ 1.,  0.,  0.,  0.],
           [ 0.,  0., -1.,  0.],
           [ 0., -1.,  0.,  0.],
           [ 0.,  0.,  0.,  1.]])
    """
    g = _end_green_function(modes, real("energy", energy))
    s = _cayley(_coupled(g, gamma_left, gamma_right))
    to_nambu = np.kron(np.eye(2), CHIRAL_BASIS)
    return to_nambu @ s @ to_nambu.T


@one_blas_thread
def conductances(modes, bias_mev, gamma_left, gamma_right, temperature_mk=0.0):
    """The `Conductance` at each bias (meV): G_LL = 2 - R_ee + R_he and G_RL = T_ee - T_he.

    A temperature smears the curves with the derivative of the Fermi function (24 points; resonances
    much sharper than k_B T / 6 are not resolved, and a bias dependence of the wire is left out).
    With these signs G_LL(V) - G_LL(-V) = G_LR(V) - G_LR(-V) exactly.
    Source: J. Danon et al., Phys. Rev. Lett. 124, 036801 (2020), arXiv:1905.05438.

    >>> level = EndModes(np.array([0.0]), np.array([[1.0], [0], [0], [0]]), np.zeros((4, 1)))
    >>> print(f"{conductances(level, 0.0, 1.0, 1.0).LL:.6f}")
    2.000000
    """
    bias = real("bias_mev", bias_mev)
    shift, weight = _fermi_points(float(nonnegative("temperature_mk", temperature_mk)))
    s = scattering_matrix(modes, bias[..., None] + shift, gamma_left, gamma_right)
    p = (np.abs(s) ** 2).reshape(*s.shape[:-2], 2, 2, 2, 2, 2, 2).sum(axis=(-4, -1))
    # Now p[..., end out, particle out, end in, particle in], summed over spins; e goes in.
    g = np.einsum("e,...eapb,p->...ab", weight, p[..., 0], [1, -1])
    return Conductance(2 - g[..., 0, 0], 2 - g[..., 1, 1], g[..., 1, 0], g[..., 0, 1])


def reflection_determinant(modes, gamma):
    """det r of the left end at zero energy, from +1 (trivial) to -1 (a Majorana mode at the end).

    ``gamma`` in meV is the coupling of both ends.  Only its sign in a long wire is an invariant:
    in a short one it tends to say trivial for weak coupling, and a mode that merely sits at the
    end makes it negative too.
    Source: A. R. Akhmerov et al., Phys. Rev. Lett. 106, 057001 (2011), arXiv:1009.5542.

    >>> level = EndModes(np.array([0.0]), np.array([[1.0], [0], [0], [0]]), np.zeros((4, 1)))
    >>> print(f"{reflection_determinant(level, 1.0):.6f}")
    -1.000000
    """
    s = scattering_matrix(modes, 0.0, gamma, gamma)
    return float(np.linalg.det(s[:4, :4]).real)


def _end_green_function(modes, energy):
    """g(E) between the end sites, (..., 8, 8); order: left +, +, -, -, then right."""
    levels = modes.energies
    nearest = np.abs(np.abs(energy[..., None]) - levels).min(axis=-1)
    energy = np.where(nearest < _SHIFT, energy + _SHIFT, energy)[..., None]
    denominator = energy**2 - levels**2
    even, odd = energy / denominator, levels / denominator
    g = np.empty((*even.shape[:-1], 4, 4, 2, 2))
    u, v = modes.plus, modes.minus
    for (a, b), x, y, weight in (
        ((0, 0), u, u, even),
        ((0, 1), u, v, odd),
        ((1, 0), v, u, odd),
        ((1, 1), v, v, even),
    ):
        pairs = (x[:, None] * y[None]).reshape(16, -1)
        g[..., a, b] = (weight @ pairs.T).reshape(*weight.shape[:-1], 4, 4)
    return _ordered(g)


def _ordered(g):
    """(..., 4, 4, 2, 2) with (end, orbital), (end, orbital), sector, sector to (..., 8, 8)."""
    shape = g.shape[:-4]
    g = g.reshape(*shape, 2, 2, 2, 2, 2, 2)  # end, orbital, end, orbital, sector, sector
    n = len(shape)
    order = [*range(n), *(n + axis for axis in (0, 4, 1, 2, 5, 3))]
    return g.transpose(order).reshape(*shape, 8, 8)


def _coupled(g, gamma_left, gamma_right):
    """K = sqrt(Gamma) g sqrt(Gamma)."""
    left, right = positive("gamma_left", gamma_left), positive("gamma_right", gamma_right)
    root = np.sqrt(np.repeat([left, right], 4))
    return root[:, None] * g * root


def _cayley(k):
    """S = (1 - iK/2) / (1 + iK/2)."""
    return np.linalg.solve(np.eye(8) + 0.5j * k, np.eye(8) - 0.5j * k)


def _fermi_points(temperature_mk):
    """Energies (meV) and weights that average over -df/dE: Gauss points in tanh(E / 2kT)."""
    if temperature_mk == 0:
        return np.zeros(1), np.ones(1)
    points, weights = np.polynomial.legendre.leggauss(24)
    kt = BOLTZMANN_MEV_PER_K * temperature_mk / 1000
    return 2 * kt * np.arctanh(points), weights / 2
