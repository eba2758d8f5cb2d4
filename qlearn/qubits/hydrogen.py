"""The hydrogen molecule in the smallest basis, as an observable of two qubits.

Each atom has one 1s orbital, three Gaussians fitted to a Slater function (STO-3G). Their sum and
difference are the orbitals g and u of the molecule. Two electrons with opposite spins have four
states: |01> = both in g, |10> = both in u, |00> and |11> = one in each. Energies in hartree, bond
lengths in angstrom.
Sources: A. Szabo and N. Ostlund, Modern Quantum Chemistry (1996), ch. 3 and app. A; the mapping to
two qubits is that of P. O'Malley et al., Phys. Rev. X 6, 031007 (2016), in the parity encoding.
"""

from functools import cache
from itertools import product

import numpy as np
from scipy.constants import angstrom, physical_constants
from scipy.special import erf

from qlearn.qubits.circuit import Circuit
from qlearn.qubits.inputs import positive, real_vector

BOHR = physical_constants["Bohr radius"][0] / angstrom  # in angstrom
EXPONENTS = (3.42525091, 0.62391373, 0.16885540)
WEIGHTS = (0.15432897, 0.53532814, 0.44463454)
_GAUSSIANS = [(a, w * (2 * a / np.pi) ** 0.75) for a, w in zip(EXPONENTS, WEIGHTS, strict=True)]


def h2_terms(bond_angstrom=0.735):
    """The electronic energy as {word: hartree}, words II, ZI, IZ, ZZ, XX.

    >>> print({word: round(c, 4) for word, c in h2_terms().items()})
    {'II': -1.0524, 'ZI': -0.3979, 'IZ': 0.3979, 'ZZ': -0.0113, 'XX': 0.1809}
    """
    both_g, both_u, one_each, exchange = _energies(float(positive("bond_angstrom", bond_angstrom)))
    even, odd = (both_g + both_u) / 2, (both_u - both_g) / 4
    terms = {
        "II": (one_each + even) / 2,
        "ZI": -odd,
        "IZ": odd,
        "ZZ": (one_each - even) / 2,
        "XX": exchange,
    }
    return {word: float(value) for word, value in terms.items()}


def nuclear_repulsion(bond_angstrom=0.735):
    """The repulsion of the two nuclei, in hartree; the total energy is this and the electrons'.

    >>> print(round(nuclear_repulsion(), 6))
    0.719969
    """
    return BOHR / positive("bond_angstrom", bond_angstrom)


def ground_energy(bond_angstrom=0.735):
    """The exact total energy of the molecule in this basis, in hartree: what VQE should find.

    >>> print(round(ground_energy(), 5))
    -1.13731
    """
    both_g, both_u, _, exchange = _energies(float(positive("bond_angstrom", bond_angstrom)))
    lower = (both_g + both_u) / 2 - np.hypot((both_u - both_g) / 2, exchange)
    return float(lower + nuclear_repulsion(bond_angstrom))


def ansatz(theta):
    """ry(theta[0]) on qubit 0, ry(theta[1]) on qubit 1, cx: a Circuit with two angles.

    (0, pi) is |01>, both electrons in g; with theta[1] = pi the first angle mixes in both in u.
    One angle alone means (theta, pi).

    >>> print(ansatz(0.0).state().full()[:, 0].real.round(6))
    [0. 1. 0. 0.]
    """
    both = [theta, np.pi] if np.ndim(theta) == 0 or len(theta) == 1 else theta
    first, second = real_vector("theta", np.array([np.squeeze(x) for x in both]), size=2)
    return Circuit(2).ry(first, 0).ry(second, 1).cx(0, 1)


# --- Integrals over Gaussians ---------------------------------------------------------------


@cache
def _energies(bond_angstrom):
    """(both in g, both in u, one in each, exchange): the matrix elements of two electrons."""
    places = np.array([0.0, bond_angstrom / BOHR])
    overlap, core, repulsion = _atomic_integrals(places)
    orbitals = np.array([[1, 1], [1, -1]]) / np.sqrt(
        2 * (1 + np.array([[1], [-1]]) * overlap[0, 1])
    )
    h = np.einsum("ia,ab,ib->i", orbitals, core, orbitals)
    j = np.einsum("ia,ib,jc,jd,abcd->ij", *[orbitals] * 4, repulsion)
    k = np.einsum("ia,jb,ic,jd,abcd->ij", *[orbitals] * 4, repulsion)
    return 2 * h[0] + j[0, 0], 2 * h[1] + j[1, 1], h.sum() + j[0, 1], k[0, 1]


def _atomic_integrals(places):
    """Overlaps (2, 2), kinetic energy plus attraction (2, 2), repulsions (2, 2, 2, 2)."""
    overlap, core, repulsion = np.zeros((2, 2)), np.zeros((2, 2)), np.zeros((2, 2, 2, 2))
    for a, b in product(range(2), repeat=2):
        for p, weight, centre in _pairs(places, a, b):
            s = weight * (np.pi / p[0]) ** 1.5
            overlap[a, b] += s
            core[a, b] += s * p[1] * (3 - 2 * p[1] * (places[a] - places[b]) ** 2)
            near = sum(_boys(p[0] * (centre - place) ** 2) for place in places)
            core[a, b] -= weight * 2 * np.pi / p[0] * near
            for c, d in product(range(2), repeat=2):
                for q, other, place in _pairs(places, c, d):
                    both = p[0] + q[0]
                    size = 2 * np.pi**2.5 / (p[0] * q[0] * np.sqrt(both))
                    far = _boys(p[0] * q[0] / both * (centre - place) ** 2)
                    repulsion[a, b, c, d] += weight * other * size * far
    return overlap, core, repulsion


def _pairs(places, a, b):
    """The nine products of Gaussians of two orbitals: ((sum, reduced exponent), weight, centre)."""
    for (alpha, v), (beta, w) in product(_GAUSSIANS, repeat=2):
        total = alpha + beta
        reduced = alpha * beta / total
        weight = v * w * np.exp(-reduced * (places[a] - places[b]) ** 2)
        yield (total, reduced), weight, (alpha * places[a] + beta * places[b]) / total


def _boys(t):
    """The integral of exp(-t x^2) over x from 0 to 1."""
    return 1 - t / 3 if t < 1e-8 else np.sqrt(np.pi / t) * erf(np.sqrt(t)) / 2
