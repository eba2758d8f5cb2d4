"""Exercises of the Kitaev chain: operators, spectrum, phases, end modes, disorder.

Conventions: `qlearn.topology.fermions` for the operators, `qlearn.topology.kitaev` for the chain.
"""

from functools import reduce
from operator import matmul

import numpy as np
import qutip

from qlearn.exercise import close, exercise, progress_report, question, same_operator
from qlearn.topology import fermions, invariants, kitaev

progress = progress_report(__name__)


# --- Majorana operators -------------------------------------------------------------------


def _draw_majorana(rng):
    n_modes = int(rng.integers(3, 5))
    return int(rng.integers(1, 2 * n_modes + 1)), n_modes


@exercise(
    cases=[(1, 1), (2, 1), (1, 2), (3, 2), (4, 2), _draw_majorana],
    same=same_operator(phase="fixed"),
    hints=[
        "Mode j = (k + 1) // 2 holds gamma_k. What stands on the qubits before j, and after?",
        "A list of n_modes one-qubit factors, then qutip.tensor(list): Z before mode j, "
        "identity after it.",
        "At mode j put sigmax() for odd k and -sigmay() for even k.",
    ],
    insight="The string of Z makes operators of different modes anticommute: qubits commute, "
    "fermions do not.",
)
def majorana(k, n_modes):
    """The Majorana operator gamma_k, k = 1 ... 2 n_modes, as an operator on n_modes qubits."""
    j = (k - 1) // 2
    here = qutip.sigmax() if k % 2 else -qutip.sigmay()
    before, after = [qutip.sigmaz()] * j, [qutip.qeye(2)] * (n_modes - j - 1)
    return qutip.tensor([*before, here, *after])


def _majorana_like(k, n_modes, before, even, after):
    j = (k - 1) // 2
    here = qutip.sigmax() if k % 2 else even
    return qutip.tensor([before] * j + [here] + [after] * (n_modes - j - 1))


@majorana.mistake(hint=1)
def no_string(k, n_modes):
    """Within one mode all is well, but gamma_1 and gamma_3 of yours commute: they act on different
    qubits. Fermions must anticommute at any distance; that is what the string of Z is for."""
    return _majorana_like(k, n_modes, qutip.qeye(2), -qutip.sigmay(), qutip.qeye(2))


@majorana.mistake(hint=1)
def string_after(k, n_modes):
    """Your string of Z stands on the modes after j. All anticommutators hold, so this is a valid
    choice, but not the one of this course: here the string stands before j."""
    return _majorana_like(k, n_modes, qutip.qeye(2), -qutip.sigmay(), qutip.sigmaz())


@majorana.mistake(hint=3)
def plus_y(k, n_modes):
    """You took +Y for even k. All anticommutators hold, but i gamma_1 gamma_2 comes out as -Z: the
    empty mode would have parity -1."""
    return _majorana_like(k, n_modes, qutip.sigmaz(), qutip.sigmay(), qutip.qeye(2))


@majorana.mistake(hint=1)
def even_k_one_mode_late(k, n_modes):
    """Odd k are right, even k come one mode too late: k // 2 modes stand before the one of an odd
    k, but k = 2 belongs to the first mode too. (k - 1) // 2 is the number for both."""
    if k == 2 * n_modes:
        return qutip.tensor([qutip.sigmaz()] * n_modes)
    return fermions.majoranas(n_modes)[k - 1 if k % 2 else k + 1]


@majorana.mistake(hint=1)
def counts_from_zero(k, n_modes):
    """You counted k from 0: your gamma_1 is the second one of the first mode. Here k = 1 and 2
    belong to mode 1, k = 3 and 4 to mode 2."""
    return fermions.majoranas(n_modes)[k % (2 * n_modes)]


@majorana.mistake
def squares_to_half(k, n_modes):
    """Your operators square to 1/2. Some books normalise them so; here gamma^2 = 1, which makes
    i gamma_1 gamma_2 a parity with values +1 and -1."""
    return fermions.majoranas(n_modes)[k - 1] / np.sqrt(2)


# --- parity -------------------------------------------------------------------------------


def _draw_state(rng):
    n_modes = int(rng.integers(2, 4))
    amplitudes = rng.normal(size=2**n_modes) + 1j * rng.normal(size=2**n_modes)
    return (qutip.Qobj(amplitudes, dims=[[2] * n_modes, [1] * n_modes]).unit(),)


_PAIR = (qutip.basis([2, 2], [0, 0]) + qutip.basis([2, 2], [1, 1])).unit()


@exercise(
    cases=[(qutip.basis(2, 1),), (qutip.basis([2, 2], [1, 1]),), (_PAIR,), _draw_state],
    hints=[
        "The pairs commute: P is the product of i gamma_1 gamma_2 = Z_1, then Z_2, and so on.",
        "Build P first, one operator on all qubits; take one expectation value at the end.",
        "qutip.expect(fermions.total_parity(n_modes), psi), with n_modes = len(psi.dims[0]).",
    ],
    insight="The chain conserves parity although it does not conserve the number: pairing adds "
    "and takes fermions two at a time.",
)
def mean_parity(psi):
    """Expectation value of P = prod_j (i gamma_{2j-1} gamma_{2j}) in the ket psi of n modes."""
    n_modes = len(psi.dims[0])
    return qutip.expect(qutip.tensor([qutip.sigmaz()] * n_modes), psi)


def _mode_parities(psi):
    return [qutip.expect(qutip.sigmaz(), psi.ptrace(j)) for j in range(len(psi.dims[0]))]


@mean_parity.mistake(hint=2)
def parity_of_the_mean(psi):
    """You took (-1) to the power of the mean number. (|00> + |11>)/sqrt(2) has one fermion on
    average and is even: parity has to be averaged, not the number."""
    mean_number = sum((1 - z) / 2 for z in _mode_parities(psi))
    return (-1) ** complex(mean_number)


@mean_parity.mistake(hint=2)
def product_of_means(psi):
    """You multiplied the expectation values of the modes. That holds for product states only: the
    mean of a product is not the product of the means."""
    return np.prod(_mode_parities(psi))


@mean_parity.mistake(hint=1)
def sum_of_parities(psi):
    """You added the parities of the modes. Two odd modes make an even whole: parities multiply."""
    return np.sum(_mode_parities(psi))


@mean_parity.mistake(hint=1)
def product_without_i(psi):
    """You multiplied the gammas without the factors i. gamma_1 gamma_2 is not Hermitian, its square
    is -1; each pair needs its own i."""
    return qutip.expect(reduce(matmul, fermions.majoranas(len(psi.dims[0]))), psi)


@mean_parity.mistake(hint=1)
def odd_counts_plus(psi):
    """Your sign is reversed: the empty state has zero fermions, an even number: parity +1. (If you
    multiplied a list g of gammas: the first pair is g[0], g[1].)"""
    return -mean_parity.reference(psi)


@mean_parity.mistake(hint=1)
def parity_of_the_last_mode(psi):
    """This is the parity of the last mode alone. Did you take (-1) to the power of the index of an
    amplitude? What counts is the number of ones in the index: 3 is |11>, two fermions."""
    return _mode_parities(psi)[-1]


@mean_parity.mistake
def probability_of_even(psi):
    """This is the probability to find an even number, p. The mean parity is p - (1 - p)."""
    return (1 + mean_parity.reference(psi)) / 2


# --- the chain ----------------------------------------------------------------------------


def _draw_chain(rng):
    mu, t, delta = rng.uniform(0.3, 1.5, size=3)
    return int(rng.integers(3, 6)), float(mu), float(t), float(delta)


@exercise(
    cases=[(2, 1.0, 1.0, 0.5), (4, 0.0, 1.0, 1.0), _draw_chain],
    hints=[
        "Write the four blocks one by one, each n x n: h, D, D^T, -h.",
        "np.eye(n_sites, k=1) has ones from site j to j + 1; h needs it and its transpose.",
        "delta c_j c_{j+1} has the conjugate delta c^+_{j+1} c^+_j, so D_{j+1,j} = +delta and "
        "D_{j,j+1} = -delta.",
    ],
    insight="The hole block is minus the particle block, so every energy E comes with -E: one "
    "excitation, described twice.",
)
def bdg_matrix(n_sites, mu, t, delta):
    """The 2n x 2n matrix H_BdG of the open chain, basis (c_1, ..., c_n, c_1^+, ..., c_n^+)."""
    up = np.eye(n_sites, k=1)
    h = -mu * np.eye(n_sites) - t * (up + up.T)
    pairing = delta * (up.T - up)
    return np.block([[h, pairing], [pairing.T, -h]])


def _blocks(h, pairing, holes=None):
    return np.block([[h, pairing], [pairing.T, -h if holes is None else holes]])


def _hopping(n_sites, mu, t):
    up = np.eye(n_sites, k=1)
    return -mu * np.eye(n_sites) - t * (up + up.T), np.eye(n_sites, k=-1) - up


@bdg_matrix.mistake(hint=3)
def symmetric_pairing(n_sites, mu, t, delta):
    """Your pairing block is symmetric, as for hopping. But c_j c_l = -c_l c_j: the symmetric part
    cancels, and what remains describes no pairing at all. D must be antisymmetric."""
    h, step = _hopping(n_sites, mu, t)
    return _blocks(h, delta * np.abs(step))


@bdg_matrix.mistake(hint=3)
def pairing_on_one_side(n_sites, mu, t, delta):
    """Your D has entries above its diagonal only. One term of H fills both sides, because c_j c_l =
    -c_l c_j: D_{j+1,j} = +delta from the conjugate, and D_{j,j+1} = -delta."""
    h, step = _hopping(n_sites, mu, t)
    return _blocks(h, -delta * np.triu(step))


@bdg_matrix.mistake(hint=3)
def pairing_reversed(n_sites, mu, t, delta):
    """Your pairing has the opposite sign. The conjugate of c_j c_{j+1} reverses the order,
    c^+_{j+1} c^+_j. The spectrum does not notice (delta -> -delta), the end modes change places."""
    return bdg_matrix.reference(n_sites, mu, t, -delta)


@bdg_matrix.mistake(hint=1)
def holes_like_particles(n_sites, mu, t, delta):
    """The lower right block equals the upper left one. Making a hole costs the opposite of
    adding a particle: the block of the holes is -h (for complex h, -h*)."""
    h, step = _hopping(n_sites, mu, t)
    return _blocks(h, delta * step, holes=h)


@bdg_matrix.mistake(hint=2)
def hops_one_way(n_sites, mu, t, delta):
    """Your fermions hop in one direction only: the + h.c. of the hopping is missing, and the matrix
    is not Hermitian."""
    h, step = _hopping(n_sites, mu, t)
    return _blocks(np.triu(h), delta * step)


@bdg_matrix.mistake
def plus_mu(n_sites, mu, t, delta):
    """The sign of mu is reversed. The chemical potential is what a fermion gains on a site, so -mu
    stands in H."""
    return bdg_matrix.reference(n_sites, -mu, t, delta)


@bdg_matrix.mistake
def plus_t(n_sites, mu, t, delta):
    """The sign of the hopping is reversed: -t stands in H."""
    return bdg_matrix.reference(n_sites, mu, -t, delta)


@bdg_matrix.mistake(hint=1)
def same_block_below(n_sites, mu, t, delta):
    """Your lower left block is D again. It must be D^T: the matrix is Hermitian, and D is
    antisymmetric, so the two differ by a sign."""
    h, step = _hopping(n_sites, mu, t)
    return np.block([[h, delta * step], [delta * step, -h]])


@bdg_matrix.mistake(hint=3)
def half_pairing(n_sites, mu, t, delta):
    """Your pairing is half of what it should be. The 1/2 in front of Psi^+ H Psi takes care of the
    double counting already: D_{j+1,j} and D_{j,j+1} describe one term together."""
    return bdg_matrix.reference(n_sites, mu, t, delta / 2)


@bdg_matrix.mistake(hint=1)
def site_by_site(n_sites, mu, t, delta):
    """You ordered the basis site by site (c_1, c_1^+, c_2, ...). The physics is the same; asked for
    are first all c, then all c^+."""
    order = np.arange(2 * n_sites).reshape(2, n_sites).T.ravel()
    return bdg_matrix.reference(n_sites, mu, t, delta)[np.ix_(order, order)]


@bdg_matrix.mistake(hint=2)
def ring(n_sites, mu, t, delta):
    """Your last site is connected with the first: this is a ring. The end modes need ends."""
    return kitaev.bdg_hamiltonian(n_sites, mu, t, delta, "periodic")


@exercise(
    cases=[(1, 0.7, 1.0, 1.0), (4, 1.0, 1.0, 1.0), _draw_chain],
    hints=[
        "Excitation m contributes E_m (occupation - 1/2): what is left with all of them empty?",
        "H = (1/2) Psi^+ H_BdG Psi - mu n / 2. Do not forget the constant.",
        "energies = kitaev.excitation_energies(n_sites, mu, t, delta); minus half their sum, "
        "minus mu * n_sites / 2.",
    ],
    insight="BdG lists every excitation twice. Counted once, n numbers give all 2^n levels.",
)
def ground_energy(n_sites, mu, t, delta):
    """Ground-state energy of the open chain of n_sites fermion sites."""
    energies = kitaev.excitation_energies(n_sites, mu, t, delta)
    return -energies.sum() / 2 - mu * n_sites / 2


def _sum_of_excitations(n_sites, mu, t, delta):
    return kitaev.excitation_energies(n_sites, mu, t, delta).sum()


@ground_energy.mistake(hint=1)
def negative_levels_filled(n_sites, mu, t, delta):
    """You filled all negative levels of the BdG matrix, as in a metal. But it describes each
    excitation twice, as E and as -E, and a constant is missing."""
    return -_sum_of_excitations(n_sites, mu, t, delta)


@ground_energy.mistake(hint=1)
def lowest_level(n_sites, mu, t, delta):
    """This is -E_n, the lowest eigenvalue of the BdG matrix: the energy of taking one excitation
    away. In the ground state all n of them are empty, each at -E/2, and there is the constant."""
    return -kitaev.excitation_energies(n_sites, mu, t, delta).max()


@ground_energy.mistake(hint=1)
def counted_twice(n_sites, mu, t, delta):
    """The 1/2 before Psi^+ H_BdG Psi is missing: you counted every excitation twice."""
    return -_sum_of_excitations(n_sites, mu, t, delta) - mu * n_sites / 2


@ground_energy.mistake(hint=2)
def no_constant(n_sites, mu, t, delta):
    """The constant -mu n / 2 is missing. It comes from c c^+ = 1 - c^+ c when H is written with
    holes; energy differences do not see it, the ground energy does."""
    return -_sum_of_excitations(n_sites, mu, t, delta) / 2


@ground_energy.mistake(hint=2)
def whole_constant(n_sites, mu, t, delta):
    """Your constant is -mu n: twice too large. It stands with the same 1/2 as the matrix."""
    return -_sum_of_excitations(n_sites, mu, t, delta) / 2 - mu * n_sites


@ground_energy.mistake(hint=1)
def excitations_filled(n_sites, mu, t, delta):
    """The sign of the sum is reversed: you filled all excitations. That is the highest level; in
    the ground state all are empty."""
    return _sum_of_excitations(n_sites, mu, t, delta) / 2 - mu * n_sites / 2


@ground_energy.mistake(hint=2)
def constant_reversed(n_sites, mu, t, delta):
    """The constant has the wrong sign: it is -mu n / 2."""
    return -_sum_of_excitations(n_sites, mu, t, delta) / 2 + mu * n_sites / 2


@ground_energy.mistake(hint=1)
def both_signs_added(n_sites, mu, t, delta):
    """You added +E and -E, and they cancel: only the constant is left. The ground state has all
    excitations empty, each of them at -E/2."""
    return -mu * n_sites / 2


@question(
    wrong={
        "a": "The middle is where one would cut the chain, but nothing is special there: each "
        "inner bond has its term i b_j a_{j+1}, so every operator on an inner bond is paired.",
        "c": "a_1 and b_1 make up the fermion of site 1, and that coupling is the other limit (t = "
        "delta = 0). Here b_1 is paired with a_2, and only a_1 is left over.",
        "d": "Count: n - 1 bonds with two operators each use 2n - 2 of the 2n.",
    },
    hints=[
        "Write H = -(i/2) (t + delta) sum_j b_j a_{j+1} for n = 3 and list the operators in it.",
        "The index j runs over bonds, from 1 to n - 1: which a and which b never come up?",
    ],
    insight="gamma_1 and gamma_2n commute with H: together they are one fermion mode at zero "
    "energy, with its halves at opposite ends.",
)
def free_majoranas():
    """At mu = 0 and t = delta, which Majorana operators do not occur in H?"""
    return "b"


# --- the bulk -----------------------------------------------------------------------------


def _draw_bulk(rng):
    mu = rng.uniform(0.3, 3.5) * rng.choice([-1, 1])
    return float(mu), float(rng.uniform(0.8, 1.4)), float(rng.uniform(0.2, 0.6))


@exercise(
    cases=[
        (0.0, 1.0, 0.3),
        (1.0, 1.0, 1.0),
        (-3.0, 1.0, 1.0),
        (0.8, 1.0, 0.4),
        (2.0, 1.0, 0.2),
        (0.5, 1.4, 0.3),
        _draw_bulk,
    ],
    same=close(atol=2e-3),
    hints=[
        "For small delta the minimum lies neither at k = 0 nor at k = pi. Plot E(k) for one case.",
        "k = np.linspace(0, np.pi, 2001), then the smallest of E(k); 0.002 is close enough.",
        "np.hypot(x, y) is the square root of x^2 + y^2.",
    ],
    insight="For delta != 0 the gap closes only at |mu| = 2t, whatever delta is: the border "
    "between two phases.",
)
def bulk_gap(mu, t, delta):
    """Smallest excitation energy of the endless chain: the minimum of E(k) over all k."""
    k = np.linspace(0, np.pi, 2001)
    return np.hypot(2 * t * np.cos(k) + mu, 2 * delta * np.sin(k)).min()


def _smallest(mu, t, delta):
    k = np.linspace(0, np.pi, 2001)
    return np.hypot(t * np.cos(k) + mu, delta * np.sin(k)).min()


@bulk_gap.mistake(hint=1)
def only_at_pi(mu, t, delta):
    """You looked at k = pi only. For mu < 0 the gap closes at k = 0."""
    return abs(2 * t - mu)


@bulk_gap.mistake(hint=1)
def only_at_zero(mu, t, delta):
    """You looked at k = 0 only. For mu > 0 the gap closes at k = pi."""
    return abs(2 * t + mu)


@bulk_gap.mistake(hint=1)
def only_at_both_ends(mu, t, delta):
    """You compared k = 0 with k = pi. They decide where the gap closes, but for weak pairing the
    smallest energy lies between them, near the Fermi momentum, and is about 2 delta sin k there."""
    return abs(2 * t - abs(mu))


@bulk_gap.mistake
def cos_without_two(mu, t, delta):
    """Your band is t cos k + mu: the gap would close at |mu| = t. A fermion hops to the left and to
    the right, and e^{ik} + e^{-ik} = 2 cos k."""
    return _smallest(mu, t, 2 * delta)


@bulk_gap.mistake
def sin_without_two(mu, t, delta):
    """Your pairing term is delta sin k. As for the hopping, two neighbours give
    e^{ik} - e^{-ik} = 2i sin k."""
    return _smallest(mu, 2 * t, delta)


@bulk_gap.mistake(hint=3)
def no_pairing(mu, t, delta):
    """You left the pairing out: this is the metal, gapless for |mu| < 2t. Both terms belong under
    the root."""
    return max(0, abs(mu) - 2 * t)


@bulk_gap.mistake
def from_minus_to_plus(mu, t, delta):
    """You measured from -E to +E. These are one excitation described twice; to make it costs E."""
    return 2 * bulk_gap.reference(mu, t, delta)


@bulk_gap.mistake
def hopping_of_one(mu, t, delta):
    """Your t is 1, as in the cell above: kitaev.bulk_energies(k, mu, t, delta) takes t = 1 if it is
    not given. Here t has other values too."""
    return bulk_gap.reference(mu, 1.0, delta)


# --- the invariant ------------------------------------------------------------------------


def _draw_ring(rng):
    width = rng.choice([2.0, 7.0])
    mu = rng.uniform(-width, width, size=rng.integers(4, 8))
    return mu, float(rng.uniform(0.9, 1.1)), float(rng.uniform(0.6, 1.0))


def _ring(mu):
    return np.array(mu, dtype=float), 1.0, 1.0


@exercise(
    cases=[
        _ring([0.5] * 6),
        _ring([0.5] * 5),
        _ring([3.0] * 6),
        _ring([-3.0] * 5),
        _ring([6.0, 0.1, 0.1, 6.0]),
        _ring([3.5, 1.0, 1.0, 1.0]),
        (np.array([0.5, 0.5, 3.0, 3.0]), 1.0, 0.2),
        (np.array([1.5, 1.5, 1.5, 5.0]), 1.0, 0.4),
        (np.array([3.0, 3.0, 3.0, 3.0]), 2.0, 1.0),
        _draw_ring,
    ],
    hints=[
        "Two rings, periodic and antiperiodic; of each only the sign of the Pfaffian counts.",
        "kitaev.majorana_matrix(len(mu), mu, t, delta, boundary='periodic') is A of one of them.",
        "np.sign(invariants.pfaffian(A)) for both, multiplied.",
    ],
    insight="The invariant is a sign, and a sign cannot change a little: it flips only where an "
    "energy passes zero.",
)
def ring_invariant(mu, t, delta):
    """The Z2 invariant of a ring with mu[j] at site j: -1 topological, +1 trivial."""
    rings = [
        kitaev.majorana_matrix(len(mu), mu, t, delta, boundary)
        for boundary in ("periodic", "antiperiodic")
    ]
    return np.prod([np.sign(invariants.pfaffian(a)) for a in rings])


def _ring_pfaffian(mu, t, delta, boundary):
    return invariants.pfaffian(kitaev.majorana_matrix(len(mu), mu, t, delta, boundary))


@ring_invariant.mistake(hint=3)
def determinant(mu, t, delta):
    """Your answer is +1 for every ring. Determinants do that (det A = (Pf A)^2 is never negative:
    the square has lost the sign), and so does comparing a chain with itself: one must be a
    periodic ring, the other an antiperiodic one (without a boundary you get the open chain)."""
    return 1


@ring_invariant.mistake(hint=1)
def one_ring_periodic(mu, t, delta):
    """You used the periodic ring alone. In a trivial chain its sign already depends on the sign of
    mu and on whether n is even; only the comparison with the antiperiodic ring has a meaning."""
    return np.sign(_ring_pfaffian(mu, t, delta, "periodic"))


@ring_invariant.mistake(hint=1)
def one_ring_antiperiodic(mu, t, delta):
    """You used the antiperiodic ring alone. It is what the periodic one is compared with."""
    return np.sign(_ring_pfaffian(mu, t, delta, "antiperiodic"))


@ring_invariant.mistake(hint=1)
def open_chain(mu, t, delta):
    """You took the open chain. Its Pfaffian tells the parity of the ground state, which flips with
    every crossing of the end modes; the invariant belongs to the bulk, and so to a ring."""
    return np.sign(_ring_pfaffian(mu, t, delta, "open"))


@ring_invariant.mistake
def signs_exchanged(mu, t, delta):
    """Your sign is reversed: the topological phase is -1, where the two rings differ."""
    return -ring_invariant.reference(mu, t, delta)


@ring_invariant.mistake(hint=3)
def size_kept(mu, t, delta):
    """You returned the product of the Pfaffians with its size. A large number is not more
    topological than a small one: only the sign is an invariant."""
    return _ring_pfaffian(mu, t, delta, "periodic") * _ring_pfaffian(mu, t, delta, "antiperiodic")


@ring_invariant.mistake(hint=2)
def mean_decides(mu, t, delta):
    """You compared the mean of |mu| with 2t, the rule of the clean chain. With disorder it fails:
    two strong sites among weak ones need not end the phase."""
    return 1 if np.mean(np.abs(mu)) > 2 * t else -1


@ring_invariant.mistake(hint=2)
def largest_decides(mu, t, delta):
    """You asked whether every site obeys |mu| < 2t. A site beyond it need not
    change the phase: among weak sites it is a short barrier."""
    return 1 if np.max(np.abs(mu)) > 2 * t else -1


# --- the ends -----------------------------------------------------------------------------


def _draw_topological(rng):
    mu = rng.uniform(0.3, 1.2) * rng.choice([-1, 1])
    return int(rng.integers(6, 13)), float(mu), 1.0, float(rng.uniform(0.3, 0.8))


def _projectors(modes):
    """u u^T of each mode: the sign of a mode as a whole is arbitrary, those within it are not."""
    return np.array([np.outer(mode, np.conj(mode)) for mode in map(np.ravel, modes)])


@exercise(
    cases=[(6, 1.0, 1.0, 1.0), (9, 0.8, 1.0, 0.5), _draw_topological],
    same=close().of(_projectors, "(left, right)"),
    hints=[
        "u, energies, vt = np.linalg.svd(M) sorts the singular values from large to small: which "
        "one is the end mode?",
        "M = u @ diag(energies) @ vt: vectors of the a side are columns of u, those of the b side "
        "are rows of vt.",
        "return u[:, -1], vt[-1] with M = kitaev.majorana_block(n_sites, mu, t, delta).",
    ],
    insight="The lowest excitation is torn in two: one half sits at the left end, the other at "
    "the right end.",
)
def end_modes(n_sites, mu, t, delta):
    """The two end modes (left, right) of the open chain, n_sites real amplitudes each."""
    u, _, vt = np.linalg.svd(kitaev.majorana_block(n_sites, mu, t, delta))
    return u[:, -1], vt[-1]


def _svd(n_sites, mu, t, delta):
    return np.linalg.svd(kitaev.majorana_block(n_sites, mu, t, delta))


@end_modes.mistake(hint=1)
def largest_energy(n_sites, mu, t, delta):
    """You took the vectors of the largest energy, spread over the bulk. The end modes have the
    smallest: svd puts it last, eigh (of M M^T and M^T M) first."""
    u, _, vt = _svd(n_sites, mu, t, delta)
    return u[:, 0], vt[0]


@end_modes.mistake(hint=2)
def column_of_vt(n_sites, mu, t, delta):
    """Your left mode is correct, the right one is not: NumPy returns the second matrix transposed
    already, so its vectors are the rows, vt[-1], not the columns."""
    u, _, vt = _svd(n_sites, mu, t, delta)
    return u[:, -1], vt[:, -1]


@end_modes.mistake(hint=2)
def row_of_u(n_sites, mu, t, delta):
    """You took a row of u. Its vectors are the columns, u[:, -1]; only vt has them as rows."""
    u, _, vt = _svd(n_sites, mu, t, delta)
    return u[-1], vt[-1]


@end_modes.mistake
def other_norm(n_sites, mu, t, delta):
    """The shape is right, the norm is not: each mode has norm one. You set the largest amplitude
    to 1."""
    modes = end_modes.reference(n_sites, mu, t, delta)
    return tuple(mode / np.abs(mode).max() for mode in modes)


@end_modes.mistake
def endless_half_chain(n_sites, mu, t, delta):
    """This is the mode of an endless half chain at t = delta, (-mu/2t)^j. Here delta may differ
    from t, and the far end is felt: take the exact vectors from the decomposition."""
    mode = (-mu / (2 * t)) ** np.arange(n_sites)
    mode = mode / np.linalg.norm(mode)
    return mode, mode[::-1]


@end_modes.mistake
def ends_exchanged(n_sites, mu, t, delta):
    """The two are exchanged: for t, delta > 0 the a side holds the left end (look where your first
    array is largest)."""
    return end_modes.reference(n_sites, mu, t, delta)[::-1]


@end_modes.mistake(hint=2)
def particle_and_hole(n_sites, mu, t, delta):
    """These are the particle and the hole part of the BdG eigenvector. It is one fermion with a
    foot at each end; its two Majorana halves are the sum and the difference of the parts."""
    _, vectors = np.linalg.eigh(kitaev.bdg_hamiltonian(n_sites, mu, t, delta))
    return vectors[:n_sites, n_sites], vectors[n_sites:, n_sites]


@end_modes.mistake
def weights(n_sites, mu, t, delta):
    """These are the weights, amplitudes squared. An amplitude has a sign, and it changes along the
    chain: at t = delta and mu > 0 from site to site."""
    return tuple(mode**2 for mode in end_modes.reference(n_sites, mu, t, delta))


@end_modes.mistake
def moduli(n_sites, mu, t, delta):
    """The sizes are right, but the signs within a mode are lost: along the chain the amplitude
    changes its sign (at t = delta and mu > 0 from site to site). Only the sign of a mode as a
    whole is free."""
    return tuple(map(np.abs, end_modes.reference(n_sites, mu, t, delta)))


def _draw_slope(rng):
    """|mu| / 2t and |mu| / 2 below 0.75: moderate lengths do, with t = 1 by mistake as well."""
    t = rng.uniform(1.05, 1.4)
    return float(2 * t * rng.uniform(0.5, 0.75 / t) * rng.choice([-1, 1])), float(t)


@exercise(
    cases=[(1.0, 1.0), (-1.3, 1.0), (1.5, 1.5), _draw_slope],
    same=close(atol=0.01, rtol=0.02),
    hints=[
        "Measure it: E0 for two lengths n from kitaev.excitation_energies, then the difference of "
        "the logarithms over the difference of the lengths.",
        "Take lengths at which E0 is still far above 1e-15, the floor of floating-point numbers.",
        "Each site multiplies E0 by the same factor |mu| / 2t.",
    ],
    insight="Every further site divides the splitting by the same factor: protection grows "
    "exponentially with length.",
)
def splitting_slope(mu, t):
    """Slope of ln E0 against the number of sites: long open chains, delta = t, |mu| < 2t."""
    return np.log(abs(mu) / (2 * t))


@splitting_slope.mistake
def probability_slope(mu, t):
    """Your slope is twice too steep. |amplitude|^2 falls like that, but what couples the ends is
    the amplitude of one mode at the other end. (If you measured: per site, or per two sites?)"""
    return 2 * np.log(abs(mu) / (2 * t))


@splitting_slope.mistake(hint=1)
def decimal_logarithm(mu, t):
    """You used log10, the axis of the plot. Asked is the natural logarithm."""
    return np.log10(abs(mu) / (2 * t))


@splitting_slope.mistake
def rising(mu, t):
    """The sign: a slope that falls is negative. (Yours is 1 / xi.)"""
    return -np.log(abs(mu) / (2 * t))


@splitting_slope.mistake
def length_for_slope(mu, t):
    """This is the decay length xi, in sites. The slope of ln E0 is -1 / xi."""
    return -1 / np.log(abs(mu) / (2 * t))


@splitting_slope.mistake
def factor_for_slope(mu, t):
    """This is the factor by which each site multiplies E0. The slope of ln E0 is its logarithm."""
    return abs(mu) / (2 * t)


@splitting_slope.mistake
def defaults_of_one(mu, t):
    """Your t is 1, as in the cell above: kitaev.excitation_energies(n, mu, t, delta) takes 1 for t
    and for delta if they are not given. Here both are t."""
    return np.log(abs(mu) / 2)


@splitting_slope.mistake(hint=3)
def without_two(mu, t):
    """Your factor per site is |mu| / t. At delta = t the bond that joins neighbours in the Majorana
    form is t + delta = 2t, and the phase ends at |mu| = 2t, where the slope must be 0."""
    return np.log(abs(mu) / t)


@splitting_slope.mistake(hint=1)
def no_slope(mu, t):
    """Your slope is 0 within the tolerance. Did you take E0 itself and not its logarithm, or the
    bulk gap, which does not depend on the length? Or was E0 rounding noise already?"""
    return 0.0


@question(
    wrong={
        "a": "Rounding noise is 1e-16; here E0 = 0.04 t. The numbers are right.",
        "b": "Both lengths are deep in the topological phase: |mu| = 0 is far from 2t, and the "
        "invariant belongs to the bulk, which does not know the length.",
        "d": "Each chain has two ends, and two end modes on them, whatever its length.",
    },
    hints=[
        "At mu = 0, M connects a_j only with b_{j-1} and b_{j+1}: odd sites with even ones.",
        "Nine sites: five a on odd sites are connected with four b on even sites. Does one "
        "combination of the five have to remain without energy?",
    ],
    insight="At mu = 0 an odd chain is protected by counting: exchanging particles and holes "
    "turns even parity into odd. Elsewhere the exact zeros lie at isolated values of mu.",
)
def odd_chain():
    """At mu = 0, delta = 0.4, why is E0 exactly zero for 9 sites and not for 8?"""
    return "c"


# --- disorder -----------------------------------------------------------------------------


@exercise(
    same=close(atol=0.01, rtol=0.07),
    hints=[
        "Draw 200 samples at once: mu = rng.uniform(-W, W, size=(200, 100)), then "
        "np.mean(invariants.z2_invariant_realspace(mu) == -1).",
        "Raise W until only half of the samples are topological.",
        "A mode that changes by |mu_j| / 2t at each site shrinks while the mean of ln|mu_j / 2t| "
        "is negative; over [-W, W] that mean is ln(W / 2t) - 1.",
    ],
    insight="W_c = 2 e t = 5.44 t. The mean of the logarithm decides, and weak sites count more "
    "than strong ones.",
)
def critical_width():
    """The W / t at which mu_j uniform in [-W, W] ends the topological phase (delta = t)."""
    return invariants.critical_disorder()


@critical_width.mistake(hint=2)
def strongest_site():
    """2t: from there on single sites are beyond the clean border. But a few such sites
    among weak ones are only short barriers."""
    return 2.0


@critical_width.mistake(hint=3)
def mean_strength():
    """4t: from there on the mean of |mu_j| is above 2t. The mode is multiplied by |mu_j| / 2t from
    site to site, so the mean of the logarithm decides, not that of the number."""
    return 4.0


@critical_width.mistake(hint=3)
def rms_strength():
    """2 sqrt(3) t: from there on the root mean square of mu_j is above 2t. Squares let strong sites
    count more; the product of factors lets them count less."""
    return 2 * np.sqrt(3)


@critical_width.mistake
def in_units_of_two_t():
    """e: that is W / 2t. Asked is W in units of t."""
    return np.e


@critical_width.mistake
def full_width():
    """You gave the whole interval from -W to W. Asked is W."""
    return 4 * np.e


@critical_width.mistake(hint=1)
def any_disorder():
    """Any disorder would spoil a fine-tuned level. Here a sign has to flip, and that takes an
    energy at zero; try W = 1."""
    return 0.0


@critical_width.mistake(hint=1)
def immune():
    """Topology protects until the sign flips, not against everything; try W = 10."""
    return np.inf


# --- a qubit? ----------------------------------------------------------------------------


@question(
    wrong={
        "a": "Two Majorana modes make one fermion mode, and that has two states: empty and full. "
        "A single one has no states of its own.",
        "b": "Degenerate they are. But they differ in parity, and every operator that electrons "
        "can build conserves parity: nothing inside the chain turns one into the other, and no "
        "superposition is prepared or seen. A bit, perhaps; not a qubit.",
        "d": "Four modes make two fermion modes, so four states. With the total parity fixed two "
        "of the four remain: one qubit, not two.",
    },
    hints=[
        "Which of the states have the same total parity? Only those can be superposed.",
        "Two chains: |even, even> and |odd, odd> have the same total parity.",
    ],
    insight="A topological qubit needs four Majorana modes: two states with one total parity. "
    "That is the idea of the tetron, the device of milestone M2; whether the modes in it are "
    "Majorana modes is disputed.",
)
def one_qubit():
    """What does it take to hold one qubit in Majorana end modes?"""
    return "c"
