"""The Kitaev chain: spinless fermions that hop and pair between neighbours.

    H = sum_j [-mu_j c_j^+ c_j]  +  sum_j [-t c_j^+ c_{j+1} + delta c_j c_{j+1} + h.c.]

with real t and delta; energies are in units of t, lengths in sites.  In the Majorana operators of
`qlearn.topology.fermions`, a_j = gamma_{2j-1} and b_j = gamma_{2j}, the same chain reads

    H = (i/2) sum_jl M_jl a_j b_l - sum_j mu_j / 2

so the excitation energies are the singular values of the real matrix M (`majorana_block`), and its
singular vectors are the Majorana modes.  ``mu`` is one number or one number per site.
Source: A. Kitaev, Phys.-Usp. 44, 131 (2001), arXiv:cond-mat/0010440.
"""

import numpy as np
import qutip
from scipy.sparse.linalg import eigsh

from qlearn.topology.fermions import annihilators, total_parity

# Sign of the bond from the last site back to the first.
BOUNDARIES = {"open": 0, "periodic": 1, "antiperiodic": -1}


def bdg_hamiltonian(n_sites, mu, t=1.0, delta=1.0, boundary="open"):
    """The Bogoliubov-de Gennes matrix H_BdG, real, 2n x 2n: H = Psi^+ H_BdG Psi / 2 - sum mu_j / 2.

    Basis Psi = (c_1, ..., c_n, c_1^+, ..., c_n^+).  Its eigenvalues come in pairs +E, -E.

    >>> bdg_hamiltonian(2, mu=0.5).tolist()[0]
    [-0.5, -1.0, 0.0, -1.0]
    """
    mu, sign = _chain(n_sites, mu, boundary)
    shift = _shift(n_sites, sign)
    h = np.diag(-mu) - t * (shift + shift.T)
    pairing = delta * (shift - shift.T)
    return np.block([[h, pairing], [pairing.T, -h]])


def majorana_block(n_sites, mu, t=1.0, delta=1.0, boundary="open"):
    """The real n x n matrix M of H = (i/2) sum_jl M_jl a_j b_l - sum mu_j / 2.

    Samples of ``mu`` may be stacked, shape (..., n); the result then is (..., n, n).

    >>> majorana_block(3, mu=0.5).tolist()
    [[0.5, 0.0, 0.0], [2.0, 0.5, 0.0], [0.0, 2.0, 0.5]]
    """
    mu, sign = _chain(n_sites, mu, boundary, stacked=True)
    shift = _shift(n_sites, sign)
    return mu[..., None] * np.eye(n_sites) + (t + delta) * shift + (t - delta) * shift.T


def majorana_matrix(n_sites, mu, t=1.0, delta=1.0, boundary="open"):
    """The real antisymmetric A of H = (i/4) sum_kl A_kl gamma_k gamma_l - sum mu_j / 2, 2n x 2n.

    Basis (gamma_1, ..., gamma_2n).

    >>> majorana_matrix(1, mu=0.5).tolist()
    [[0.0, 0.5], [-0.5, 0.0]]
    """
    block = majorana_block(n_sites, mu, t, delta, boundary)
    matrix = np.zeros((*block.shape[:-2], 2 * n_sites, 2 * n_sites))
    matrix[..., 0::2, 1::2] = block
    matrix[..., 1::2, 0::2] = -np.swapaxes(block, -1, -2)
    return matrix


def excitation_energies(n_sites, mu, t=1.0, delta=1.0, boundary="open"):
    """The n energies E >= 0 that it costs to add one excitation, ascending.

    Below about 1e-15 they are rounding noise.  Stacked ``mu`` gives stacked energies.
    The matrices are small: more than one BLAS thread makes this slower, not faster.

    >>> excitation_energies(3, mu=0.0).round(12).tolist()
    [0.0, 2.0, 2.0]
    """
    block = majorana_block(n_sites, mu, t, delta, boundary)
    return np.linalg.svd(block, compute_uv=False)[..., ::-1]


def majorana_modes(n_sites, mu, t=1.0, delta=1.0):
    """The lowest excitation of an open chain as (E0, left, right): energy and two Majorana modes.

    left[j] and right[j] are real amplitudes on site j with norm 1; the signs are arbitrary.
    ``left`` is the one nearer to site 1.  For t * delta > 0 it is made of the a_j and ``right`` of
    the b_j, for t * delta < 0 the other way round.  In the trivial phase both spread over the bulk.
    (A plain ``eigh`` of `bdg_hamiltonian` mixes the two ends at will; singular vectors cannot.)

    >>> energy, left, right = majorana_modes(4, mu=0.0)
    >>> print(f"{energy:.1f}", abs(left).round(12) + 0.0, abs(right).round(12) + 0.0)
    0.0 [1. 0. 0. 0.] [0. 0. 0. 1.]
    """
    mu, _ = _chain(n_sites, mu, "open")
    u, energies, vt = np.linalg.svd(majorana_block(n_sites, mu, t, delta))
    sites = np.arange(n_sites)
    a, b = sorted((u[:, -1], vt[-1]), key=lambda mode: round(mode**2 @ sites, 9))
    return energies[-1], a, b


def bulk_energies(k, mu, t=1.0, delta=1.0):
    """Excitation energy E(k) of the endless chain; ``k`` in radians per site.

    >>> float(bulk_energies(0.0, mu=0.5))
    2.5
    """
    return np.hypot(2 * t * np.cos(k) + mu, 2 * delta * np.sin(k))


def bulk_gap(mu, t=1.0, delta=1.0):
    """Smallest excitation energy of the endless chain: the minimum of E(k) over all k.

    For weak pairing the minimum lies between k = 0 and pi, otherwise at one of them.

    >>> bulk_gap(mu=0.5)
    1.5
    """
    curvature = t**2 - delta**2
    if curvature > 0 and abs(mu * t) < 2 * curvature:
        return float(2 * abs(delta) * np.sqrt(1 - mu**2 / (4 * curvature)))
    return float(abs(2 * abs(t) - abs(mu)))


def coherence_length(mu, t=1.0, delta=1.0):
    """Decay length xi of the end modes, in sites: amplitudes fall as exp(-j / xi).

    A zero mode obeys (t + delta) x^2 + mu x + (t - delta) = 0 for the ratio x of neighbouring
    amplitudes; xi belongs to the root closest to the unit circle.  The signs of t and delta only
    turn the chain round.  Infinite where the gap closes; in the trivial phase, the decay length of
    whatever an end disturbs.

    >>> print(f"{coherence_length(mu=1.0):.4f}")
    1.4427
    """
    if t == delta == 0:
        return 0.0 if mu else np.inf
    ratios = np.abs(np.roots([abs(t) + abs(delta), mu, abs(t) - abs(delta)]))
    slowest = np.abs(np.log(ratios[ratios > 0])).min(initial=np.inf)
    return float(1 / slowest) if slowest > 1e-12 else np.inf


def splitting_asymptotic(n_sites, mu, t=1.0):
    """Splitting E0 of the end modes for delta = t, |mu| < 2t: 2t (1 - x^2) x^n with x = |mu| / 2t.

    Right for long chains only (the error falls as x^2n): 25 % low for 6 sites at x = 0.85.

    >>> print(f"{splitting_asymptotic(20, mu=1.0):.5e}")
    1.43051e-06
    """
    x = abs(mu / (2 * t))
    if not x < 1:
        raise ValueError(f"mu = {mu!r}: end modes need |mu| < 2 |t| = {2 * abs(t)}")
    return 2 * abs(t) * (1 - x**2) * x**n_sites


def hamiltonian(n_sites, mu, t=1.0, delta=1.0, boundary="open"):
    """The many-body Hamiltonian as a Qobj on n qubits, |0> = empty site.

    A ring is a ring of *fermions*; the ring of spins that it maps to has a sign that depends on
    parity.

    >>> hamiltonian(2, mu=0.0).eigenenergies().round(12).tolist()
    [-1.0, -1.0, 1.0, 1.0]
    """
    mu, sign = _chain(n_sites, mu, boundary)
    c = annihilators(n_sites)
    total = sum(-m * x.dag() * x for m, x in zip(mu, c, strict=True))
    shift = _shift(n_sites, sign)
    for i, j in np.argwhere(shift):
        bond = shift[i, j] * (-t * c[j].dag() * c[i] + delta * c[j] * c[i])
        total = total + bond + bond.dag()
    return total


def parity_ground_states(hamiltonian):
    """(E_even, psi_even, E_odd, psi_odd): the lowest state of each parity; states are kets.

    ``hamiltonian`` is a Qobj on n qubits that conserves parity, such as `hamiltonian` returns.
    Solving each parity on its own is what keeps two almost equal ground states apart.

    >>> even, _, odd, _ = parity_ground_states(hamiltonian(4, mu=1.0))
    >>> print(f"{odd - even:.4f}")
    0.0948
    """
    n_sites = len(hamiltonian.dims[0])
    if hamiltonian.dims != [[2] * n_sites] * 2:
        raise ValueError(f"hamiltonian of dims {hamiltonian.dims}: allowed are operators on qubits")
    matrix = hamiltonian.to("CSR").data_as("csr_matrix")
    parity = total_parity(n_sites).diag().real
    even, odd = np.flatnonzero(parity > 0), np.flatnonzero(parity < 0)
    if abs(matrix[even][:, odd]).sum() > 1e-9:
        raise ValueError("hamiltonian: allowed are those that conserve parity, this one mixes it")
    return *_lowest(matrix, even, hamiltonian.dims), *_lowest(matrix, odd, hamiltonian.dims)


def _lowest(matrix, sector, dims):
    """The lowest energy and ket of a sparse matrix within the basis states ``sector``."""
    block = matrix[sector][:, sector]
    if len(sector) <= 256:
        energies, vectors = np.linalg.eigh(block.toarray())
    else:
        # A fixed start makes the answer repeatable.
        start = np.random.default_rng(0).normal(size=len(sector))
        energies, vectors = eigsh(block, k=1, which="SA", v0=start)
    ket = np.zeros(matrix.shape[0], dtype=complex)
    ket[sector] = vectors[:, 0]
    return float(energies[0]), qutip.Qobj(ket, dims=[dims[0], [1]])


def _chain(n_sites, mu, boundary, stacked=False):
    """The checked chemical potentials, one per site, and the sign of the closing bond."""
    if boundary not in BOUNDARIES:
        raise ValueError(f"boundary = {boundary!r}: allowed are {', '.join(BOUNDARIES)}")
    least = 1 if boundary == "open" else 2
    if n_sites != int(n_sites) or n_sites < least:
        raise ValueError(f"n_sites = {n_sites!r}: allowed are whole numbers from {least}")
    mu = np.asarray(mu, dtype=float)
    if mu.ndim and (mu.shape[-1] != n_sites or (mu.ndim > 1 and not stacked)):
        raise ValueError(f"mu of shape {mu.shape}: allowed are one number or {n_sites} of them")
    return (mu if mu.ndim else np.full(n_sites, mu)), BOUNDARIES[boundary]


def _shift(n_sites, sign):
    """The matrix that moves an amplitude from site j to j + 1, closed with ``sign``."""
    shift = np.eye(n_sites, k=-1)
    shift[0, -1] += sign
    return shift
