"""Exercises on entanglement: parts and wholes, correlations, Bell's inequality, noise, copying."""

import functools
import itertools

import numpy as np

from qlearn import qubits
from qlearn.exercise import (
    Unlike,
    close,
    each,
    exact,
    exercise,
    progress_report,
    question,
    same_density,
    sampled,
)
from qlearn.exercise.reading import numbers

progress = progress_report(__name__)

PAULIS = [qubits.X.full(), qubits.Y.full(), qubits.Z.full()]


def _amplitudes(rng, n=2):
    return qubits.random_ket(n, rng).full()[:, 0]


def _random_axis(rng):
    axis = rng.choice([-1, 1], 3) * rng.uniform(0.3, 1, 3)
    return axis / np.linalg.norm(axis)


# --- A part of a pair -----------------------------------------------------------------------


@exercise(
    cases=[
        ([0.64, 0.48, 0.36j, 0.48], 0),
        ([0.48, 0.36j, 0.64, 0.48], 1),
        lambda rng: (_amplitudes(rng), int(rng.integers(2))),
    ],
    same=same_density(),
    hints=[
        "Whatever bit the other qubit has: the two cases do not interfere, so their density "
        "matrices are added, not their amplitudes.",
        "np.reshape(psi, (2, 2)) has the bit of qubit 0 in the row, that of qubit 1 in the column.",
        "With that table M: M @ M.conj().T for qubit 0, and the same with M.T for qubit 1.",
    ],
    insight="A part of an entangled pair is in no pure state: its Bloch arrow is shorter than 1.",
)
def reduced_state(psi, qubit):
    """Density matrix (2x2) of one qubit, 0 or 1, of the pair psi = [a, b, c, d]."""
    table = np.reshape(psi, (2, 2))
    if qubit == 1:
        table = table.T
    return table @ table.conj().T


@reduced_state.mistake(hint=2)
def takes_the_other_qubit(psi, qubit):
    """This is the state of the other qubit. Amplitude b belongs to |01>: qubit 0, the leftmost, is
    0 there, and qubit 1 is 1."""
    return reduced_state.reference(psi, 1 - qubit)


@reduced_state.mistake(hint=3)
def transposes(psi, qubit):
    """Your matrix is transposed: the complex conjugate stands on the wrong factor. Probabilities
    along x and z are right, and y has the wrong sign. The conjugate belongs to the column."""
    return reduced_state.reference(psi, qubit).T


@reduced_state.mistake(hint=3)
def transposes_for_qubit_1(psi, qubit):
    """Right for qubit 0; for qubit 1 your matrix is transposed. The conjugate belongs to the column
    there too: with the table M, M^dagger M looks natural, but M^T M^* is its state."""
    rho = reduced_state.reference(psi, qubit)
    return rho if qubit == 0 else rho.T


@reduced_state.mistake(hint=2)
def always_takes_qubit_0(psi, qubit):
    """Right for qubit 0, and for qubit 1 you return qubit 0 as well."""
    return reduced_state.reference(psi, 0)


@reduced_state.mistake(hint=3)
def multiplies_without_conjugate(psi, qubit):
    """The complex conjugate is missing: M @ M.T is right for real amplitudes only. With complex
    ones it is not even Hermitian."""
    table = np.reshape(psi, (2, 2)) if qubit == 0 else np.reshape(psi, (2, 2)).T
    return table @ table.T


@reduced_state.mistake(hint=1)
def keeps_only_the_diagonal(psi, qubit):
    """You kept the probabilities of 0 and 1 and dropped the coherences. A part may still have
    some: in |+>|0>, qubit 0 is in |+>."""
    return np.diag(np.diag(reduced_state.reference(psi, qubit)))


@reduced_state.mistake(hint=1)
def adds_amplitudes(psi, qubit):
    """You added the amplitudes that differ in the bit of the other qubit. That bit is a record of
    which case it was, and cases with a record do not interfere: add |..><..| instead."""
    sums = np.reshape(psi, (2, 2)).sum(axis=1 - qubit)
    return np.outer(sums, np.conj(sums))


@reduced_state.mistake
def forgets_the_half(psi, qubit):
    """Your matrix has the trace 2: probabilities would add up to 2. From a Bloch vector r it is
    (I + r.sigma)/2, with the 1/2."""
    return 2 * reduced_state.reference(psi, qubit)


@reduced_state.mistake(hint=1)
def weighs_both_cases_alike(psi, qubit):
    """You gave both cases the weight 1/2. Their squared norms are the probabilities of the other
    qubit's bit, and these need not be equal: leave the two vectors as long as they are."""
    table = np.reshape(psi, (2, 2)) if qubit == 0 else np.reshape(psi, (2, 2)).T
    table = table / np.linalg.norm(table, axis=0)
    return table @ table.conj().T / 2


@exercise(
    cases=[
        ([0, 1, 0, 0],),
        ([0.48, 0.64, 0.36, 0.48],),
        ([np.sqrt(0.5), 0, 0, -np.sqrt(0.5)],),
        ([0.6, 0, 0, 0.8j],),
        lambda rng: (_amplitudes(rng),),
    ],
    hints=[
        "Take the eigenvalues p of a reduced state, np.linalg.eigvalsh: both parts have the same.",
        "The entropy in bits is -sum(p * np.log2(p)); an eigenvalue 0 counts nothing.",
        "Leave out p < 1e-12 before you take the logarithm.",
    ],
    insight="Of a pure pair, what each part lacks is what the two have together: 1 bit (an ebit) "
    "for a Bell state, 0 for a product.",
)
def entanglement_bits(psi):
    """Entropy, in bits, of either qubit of the pair psi = [a, b, c, d]."""
    p = np.linalg.svd(np.reshape(psi, (2, 2)), compute_uv=False) ** 2
    p = p[p > 1e-12]
    return np.sum(p * np.log2(1 / p))


def _shannon(p):
    p = np.real(p)[np.real(p) > 1e-12]
    return -np.sum(p * np.log2(p))


@entanglement_bits.mistake(hint=2)
def counts_in_nats(psi):
    """You took the natural logarithm: this is the entropy in nats. In bits it is log2, and a Bell
    state has 1."""
    return np.log(2) * entanglement_bits.reference(psi)


@entanglement_bits.mistake(hint=1)
def asks_the_whole(psi):
    """You returned 0: the entropy of the whole pair. Nothing is unknown about the whole, its state
    is pure; the question is what is unknown about a part."""
    return 0.0


@entanglement_bits.mistake
def takes_the_linear_entropy(psi):
    """This is 2(1 - Tr rho^2), the linear entropy. It runs from 0 to 1 as well, and differs in
    between: bits need the logarithm."""
    p = np.linalg.svd(np.reshape(psi, (2, 2)), compute_uv=False) ** 2
    return 2 * (1 - np.sum(p**2))


@entanglement_bits.mistake
def takes_the_concurrence(psi):
    """This is the concurrence, 2|ad - bc|. It is 0 and 1 where the entropy is, and differs in
    between; the two are related, but not equal."""
    a, b, c, d = psi
    return 2 * abs(a * d - b * c)


@entanglement_bits.mistake(hint=1)
def counts_the_outcomes(psi):
    """You took the entropy of the four outcomes. |+>|+> has 2 bits of it, without a trace of
    entanglement: a superposition is not entangled for being one."""
    return _shannon(np.abs(psi) ** 2)


@entanglement_bits.mistake(hint=1)
def reads_the_diagonal(psi):
    """You took the entropy of the diagonal of a reduced state: of the outcomes along z. It depends
    on the axis; the eigenvalues do not."""
    return _shannon(np.diag(reduced_state.reference(psi, 0)))


@entanglement_bits.mistake(hint=1)
def reads_bobs_diagonal(psi):
    """You took the entropy of Bob's outcomes along z, with |a|^2 + |c|^2 for his 0. His two cases
    need not be orthogonal states of Alice: it is the eigenvalues of a reduced state that count."""
    return _shannon(np.diag(reduced_state.reference(psi, 1)))


@entanglement_bits.mistake(hint=1)
def forgets_to_square(psi):
    """You put the Schmidt coefficients themselves into the formula. They are amplitudes: their
    squares are the probabilities."""
    return _shannon(np.linalg.svd(np.reshape(psi, (2, 2)), compute_uv=False))


@entanglement_bits.mistake
def adds_both_parts(psi):
    """You added the entropies of both parts. That is twice too much: they lack the same thing."""
    return 2 * entanglement_bits.reference(psi)


# --- Correlations ---------------------------------------------------------------------------


@exercise(
    cases=[([0.6, 0, 0, 0.8],), ([0.36, 0.48j, 0.48, 0.64j],), lambda rng: (_amplitudes(rng),)],
    hints=[
        "np.kron(A, B) is A on qubit 0 and B on qubit 1. Its mean is <psi| A x B |psi>.",
        "np.vdot conjugates its first argument: np.vdot(psi, np.kron(A, B) @ psi).real.",
        "A list of three rows, one for each A in X, Y, Z; in each row one entry for each B.",
    ],
    insight="Six numbers for the two arrows and nine correlations: all that can be known of a "
    "pair.",
)
def correlations(psi):
    """The nine means <A x B> of the pair psi: rows A = X, Y, Z on qubit 0, columns B on qubit 1."""
    axes = [qubits.X.full(), qubits.Y.full(), qubits.Z.full()]
    return [[np.vdot(psi, np.kron(a, b) @ psi).real for b in axes] for a in axes]


def _arrows(psi):
    return [
        np.array([np.trace(reduced_state.reference(psi, k) @ pauli).real for pauli in PAULIS])
        for k in (0, 1)
    ]


@correlations.mistake(hint=1)
def exchanges_the_qubits(psi):
    """Rows and columns are exchanged: in np.kron(A, B) the first factor acts on qubit 0."""
    return np.transpose(correlations.reference(psi))


@correlations.mistake(hint=1)
def multiplies_the_single_means(psi):
    """You multiplied the mean of A with the mean of B. That is right for independent coins, and
    for product states; entanglement is in the difference."""
    return np.outer(*_arrows(psi))


@correlations.mistake
def subtracts_the_single_means(psi):
    """You subtracted <A><B>. That is the covariance, a good measure of what the two share; asked is
    the plain mean of the product, which is what Bell's inequality is made of."""
    return np.array(correlations.reference(psi)) - np.outer(*_arrows(psi))


@correlations.mistake(hint=2)
def forgets_the_conjugate(psi):
    """The conjugate is missing on the left: psi @ M @ psi is no mean value. Use np.vdot, or
    np.conj(psi) @ M @ psi."""
    return [[np.dot(psi, np.kron(a, b) @ np.array(psi)) for b in PAULIS] for a in PAULIS]


@correlations.mistake(hint=2)
def forgets_the_conjugate_and_drops_the_rest(psi):
    """The conjugate is missing on the left: psi @ M @ psi is no mean value, and its real part is
    none either. Use np.vdot, or np.conj(psi) @ M @ psi."""
    return np.real(forgets_the_conjugate(psi))


@correlations.mistake(hint=2)
def conjugates_on_the_right(psi):
    """The conjugate is on the wrong side: psi @ M @ np.conj(psi) turns the sign of every Y. It
    belongs on the left: np.conj(psi) @ M @ psi."""
    return correlations.reference(np.conj(psi))


@correlations.mistake
def counts_equal_outcomes(psi):
    """These are probabilities of finding equal outcomes, p. The mean of the product is
    p - (1 - p)."""
    return (1 + np.array(correlations.reference(psi))) / 2


def _pure_pair(rng, *angles):
    """Product, weakly or strongly entangled at random, in axes of no special direction.

    Between weak, |ad - bc| below 0.01, and strong lie all bounds that are too high. Rounding
    leaves some of ad - bc in each product.
    """
    angles = angles or (0.0, rng.uniform(0.006, 0.009), rng.uniform(0.4, 0.7))
    entanglement = angles[rng.integers(len(angles))]
    while True:
        u, v = (np.linalg.qr(rng.normal(size=(2, 2, 2)) @ [1, 1j])[0] for _ in range(2))
        table = u @ np.diag([np.cos(entanglement), np.sin(entanglement)]) @ v
        (a, b), (c, d) = table
        if a * d != b * c and np.linalg.det(table) != 0:
            return (table.ravel(),)


@exercise(
    cases=[
        ([1, 0, 0, 0],),
        ([0.5, 0.5, 0.5, 0.5],),
        ([np.sqrt(0.5), 0, 0, np.sqrt(0.5)],),
        ([0, 0.6, 0.8j, 0],),
        ([0.48, 0.36, 0.64, 0.48],),
        ([0.48, 0.36, 0.64, -0.48],),
        ([0.5, 0.5j, 0.5, -0.5j],),
        ([0.1, np.sqrt(0.99), 0, 0],),
        lambda rng: _pure_pair(rng, 0.0),
        lambda rng: _pure_pair(rng, rng.uniform(0.006, 0.009)),
        *[_pure_pair] * 2,
    ],
    same=exact(),
    hints=[
        "A product (p, q) x (r, s) has the amplitudes pr, ps, qr, qs. What do a d and b c become?",
        "Or: entangled means that a part is not pure. entanglement_bits tells.",
        "abs(a * d - b * c) > 1e-6, with the amplitudes a, b, c, d = psi.",
    ],
    insight="Entangled means not a product, and it may be a little: neither superposition nor "
    "perfect correlation is the mark.",
)
def is_entangled(psi):
    """True if the pure pair psi = [a, b, c, d] is no product of two one-qubit states."""
    a, b, c, d = psi
    return bool(abs(a * d - b * c) > 1e-6)


@is_entangled.mistake(hint=1)
def asks_for_perfect_correlation(psi):
    """You ask whether the outcomes along z always agree, or always differ. |00> does that without
    entanglement, and most entangled pairs do not: it comes in degrees, and along other axes."""
    return bool(np.isclose(abs(correlations.reference(psi)[2][2]), 1))


@is_entangled.mistake(hint=1)
def asks_for_a_perfect_entry(psi):
    """You ask whether some entry of the correlation table is +1 or -1. |+>|+> has one and is a
    product; 0.6|00> + 0.8|1+> has none and is entangled."""
    return bool(np.isclose(np.max(np.abs(correlations.reference(psi))), 1))


@is_entangled.mistake
def answers_the_opposite(psi):
    """True and False are exchanged: ad = bc is the mark of a product."""
    return not is_entangled.reference(psi)


@is_entangled.mistake(hint=1)
def asks_for_a_superposition(psi):
    """You ask whether more than one amplitude is there. |+>|+> has four, and is a product: each
    qubit is in a superposition of its own. Entanglement is a superposition of the pair that does
    not split."""
    return bool(np.sum(np.abs(psi) > 1e-6) > 1)


@is_entangled.mistake(hint=2)
def asks_for_a_whole_bit(psi):
    """You accept only what has lost its arrows completely, the maximally entangled states. A pair
    may be entangled a little: 0.01 bit is not 0."""
    return bool(np.isclose(entanglement_bits.reference(psi), 1))


@is_entangled.mistake(hint=1)
def takes_any_correlation(psi):
    """You call every pure pair entangled. It comes out like this if you ask whether some <A x B> is
    not 0: for a product it is <A><B>, which is not 0 for all nine either; compare the two."""
    return bool(np.any(np.abs(correlations.reference(psi)) > 1e-6))


@is_entangled.mistake(hint=3)
def asks_for_much(psi):
    """Your bound is too high: weakly entangled pairs, with |ad - bc| below 0.01, pass for products.
    Entangled is entangled, however little; allow for rounding only, 1e-6 or so."""
    a, b, c, d = psi
    return bool(abs(a * d - b * c) > 0.01)


@is_entangled.mistake(hint=3)
def conjugates_one_product(psi):
    """There is a complex conjugate too many: a product state has ad = bc exactly, phases included.
    With a conj(d) or the like, a product of complex states looks entangled."""
    a, b, c, d = psi
    return bool(abs(a * np.conj(d) - b * np.conj(c)) > 1e-6)


@is_entangled.mistake(hint=3)
def compares_moduli(psi):
    """You compared |ad| with |bc|, or <ZZ> with <Z><Z>, which comes to the same. The signs and
    phases count: (|00> + |01> + |10> - |11>)/2 is entangled, a whole bit even."""
    a, b, c, d = psi
    return bool(abs(abs(a * d) - abs(b * c)) > 1e-6)


@is_entangled.mistake(hint=3)
def demands_exact_equality(psi):
    """You asked whether ad and bc differ at all. Floating-point numbers differ in the sixteenth
    digit, so products of arbitrary states look entangled: allow for rounding."""
    a, b, c, d = psi
    return bool(a * d != b * c)


@question(
    wrong={
        "a": "They agree along z, and each qubit alone looks random, in both. But z is one axis "
        "of many: the correlation table has eight more entries.",
        "c": "Along z they give the same statistics for ever: 00 and 11, half each. More of the "
        "same does not help.",
        "d": "Bob's qubit alone is in I/2 either way: every measurement of it is a fair coin. The "
        "difference is in the pair only.",
    },
    hints=[
        "The mixture is (|00><00| + |11><11|)/2. What are <XX> and <ZZ> for it, and for Phi+?",
        "Phi+ is (|++> + |-->)/sqrt 2 as well. What does |00> give along x?",
    ],
    insight="Agreement along one axis is what gloves do. Coins and product states keep <XX> + <ZZ> "
    "at 1 or below; Phi+ has 2. (Could both answers lie in the gloves? That is Bell's question.)",
)
def gloves():
    """What tells a Bell pair from a coin that prepares |00> or |11>?"""
    return "b"


# --- No signal ------------------------------------------------------------------------------


@exercise(
    cases=lambda rng: (_amplitudes(rng), _random_axis(rng)),
    same=same_density(),
    hints=[
        "For each outcome: its probability, and the state that Bob's qubit has then.",
        "Alice's projectors are (I + n.sigma)/2 and (I - n.sigma)/2. Bob's part stays as it is.",
        "A projected psi that is not renormalised carries its probability in its norm: add up "
        "reduced_state(projected, 1) of both.",
    ],
    insight="It is reduced_state(psi, 1), whatever the axis: what Alice does cannot be seen at "
    "Bob's place. No message travels.",
)
def bob_unheard(psi, axis):
    """Bob's density matrix (qubit 1) after Alice measured qubit 0 along axis (a unit vector), the
    outcome unknown to him."""
    n_sigma = axis[0] * qubits.X.full() + axis[1] * qubits.Y.full() + axis[2] * qubits.Z.full()
    bob = np.zeros((2, 2), dtype=complex)
    for sign in (1, -1):
        projector = (np.eye(2) + sign * n_sigma) / 2
        table = projector @ np.reshape(psi, (2, 2))
        bob += table.T @ table.conj()
    return bob


def _after(psi, axis, sign):
    """(probability, Bob's normalised state) for one outcome of Alice."""
    projector = (np.eye(2) + sign * np.einsum("k,kij->ij", axis, PAULIS)) / 2
    table = projector @ np.reshape(psi, (2, 2))
    bob = table.T @ table.conj()
    return np.trace(bob).real, bob / np.trace(bob).real


@bob_unheard.mistake(hint=1)
def knows_the_outcome(psi, axis):
    """This is Bob's state for the outcome +1, for someone who knows it. Bob does not: both
    outcomes happen, each with its probability. To learn which one he needs a message."""
    return _after(psi, axis, 1)[1]


@bob_unheard.mistake(hint=1)
def knows_the_other_outcome(psi, axis):
    """This is Bob's state for the outcome -1, for someone who knows it. Bob does not, and both
    outcomes happen."""
    return _after(psi, axis, -1)[1]


@bob_unheard.mistake
def takes_alices_part(psi, axis):
    """This is the reduced state of Alice's qubit before she measured. Bob's is qubit 1."""
    return reduced_state.reference(psi, 0)


@bob_unheard.mistake(hint=3)
def forgets_to_weigh(psi, axis):
    """You averaged the two states of Bob with equal weights. The outcomes are not equally likely.
    With equal weights Bob's state would depend on Alice's axis: a telegraph faster than light."""
    return (_after(psi, axis, 1)[1] + _after(psi, axis, -1)[1]) / 2


@bob_unheard.mistake
def hands_bob_alices_outcome(psi, axis):
    """This is what Alice's own qubit is in after she measured. For Phi+ both are in I/2; in general
    they differ, and the two states that Bob's qubit may be in need not lie on her axis."""
    alice = _arrows(psi)[0]
    return (np.eye(2) + np.dot(alice, axis) * np.einsum("k,kij->ij", axis, PAULIS)) / 2


@bob_unheard.mistake
def measures_bobs_qubit(psi, axis):
    """You measured Bob's own qubit along the axis. Only Alice measured, and only hers."""
    bob = _arrows(psi)[1]
    return (np.eye(2) + np.dot(bob, axis) * np.einsum("k,kij->ij", axis, PAULIS)) / 2


@bob_unheard.mistake
def returns_pure_noise(psi, axis):
    """I/2 is right for the Bell states. This pair is entangled less, and some of Bob's arrow is
    left."""
    return np.eye(2) / 2


# --- Answers fixed beforehand ---------------------------------------------------------------


def _random_game(rng):
    return ((rng.random((2, 2, 2, 2)) < 0.35).astype(int),)


GAMES = 500


def _games_won(player, seed):
    """Fraction of games won at each pair of questions, 00 01 10 11; the two are asked apart.

    It is computed from how often each answers 1 to each question: coins are private and the order
    of the questions is another for each, so nothing else enters, and best plans win exactly 3/4.
    """
    players = [functools.partial(player, who) for who in ("alice", "bob")]
    questions, rng = qubits.nonlocality.CHSH_QUESTIONS, np.random.default_rng(seed)
    counts = qubits.nonlocality.play(players, questions, GAMES, rng)
    signs = np.array([[counts[pair].parity([k]) for pair in questions] for k in (0, 1)])
    alice, bob = signs[0].reshape(2, 2).mean(axis=1), signs[1].reshape(2, 2).mean(axis=0)
    return (1 + np.outer(alice, bob).ravel() * [1, 1, 1, -1]) / 2


def _is_best_plan(won, seed):
    best = won.mean() > 0.75 - 1e-6
    return True if best else f"they win {100 * won.mean():.4g} % of the games; 75 % is possible"


@exercise(
    referee=_games_won,
    cases=[(1,), (2,)],
    same=sampled(0.5 / np.sqrt(GAMES)),
    accepts=_is_best_plan,
    hints=[
        "Equal answers win for three of the four pairs of questions. Which answers are equal, "
        "whatever the two are asked?",
        "Always the same one: return 0. Three of four is the best that can be planned.",
    ],
    insight="75 %, and no plan does better: with the questions at two places, to be right for "
    "three pairs forces the fourth to be wrong.",
)
def player(who, question, rng):
    """The answer, 0 or 1, of "alice" or "bob" to the own question, 0 or 1; rng is a private coin.
    Together they are to win as many games as possible: equal answers, unless both are asked 1."""
    return 0


@player.mistake(hint=1)
def answers_with_the_question(who, question, rng):
    """Both answer with their own question, or with its opposite. Then the answers are equal when
    the questions are, and for 11 they should differ: only 00 is won."""
    return question


@player.mistake(hint=1)
def tosses_a_coin(who, question, rng):
    """Half of all games, at every pair of questions: at least one of your players guesses. A plan
    that both keep to does better than chance."""
    return int(rng.integers(2))


@player.mistake(hint=1)
def always_disagree(who, question, rng):
    """Your players always give different answers. That wins when both are asked 1, one case in
    four; in the other three they should agree."""
    return 0 if who == "alice" else 1


def _game(rule):
    wins = np.zeros((2, 2, 2, 2), dtype=int)
    for x, y, a, b in itertools.product((0, 1), repeat=4):
        wins[x, y, a, b] = rule(x, y, a, b)
    return (wins,)


@exercise(
    cases=[
        _game(lambda x, y, a, b: (a ^ b) == (x & y)),
        _game(lambda x, y, a, b: a == x and b == y),
        _game(lambda x, y, a, b: a == y),
        _game(lambda x, y, a, b: a != x and b != y),
        *[_random_game] * 8,
    ],
    hints=[
        "Alice's plan is two bits: her answer to x = 0, and to x = 1. Bob's likewise.",
        "4 plans of hers, 4 of his: 16 pairs. For each add up wins over the four (x, y).",
        "for plan_a in itertools.product((0, 1), repeat=2): ... "
        "wins[x][y][plan_a[x]][plan_b[y]] ...",
    ],
    insight="For CHSH it is 3/4: no plan wins more. Coins, even common ones, only mix plans and do "
    "not help: that is Bell's inequality.",
)
def local_bound(wins):
    """Best winning probability of players who cannot talk: wins[x][y][a][b] is 1 if the answers
    a, b win at the questions x, y. All four pairs of questions are equally likely."""
    plans = list(itertools.product((0, 1), repeat=2))
    return max(
        sum(wins[x][y][alice[x]][bob[y]] for x in (0, 1) for y in (0, 1)) / 4
        for alice in plans
        for bob in plans
    )


@local_bound.mistake(hint=1)
def both_know_both_questions(wins):
    """You chose the best pair of answers for each pair of questions. Then Alice's answer depends on
    y, which only Bob has been told: a signal between them. Her plan is a function of x alone."""
    return np.max(wins, axis=(2, 3)).mean()


@local_bound.mistake(hint=1)
def bob_knows_alices_question(wins):
    """Alice keeps to a plan, but Bob's answer depends on x and y: he has heard her question. In
    CHSH that signal wins always. His plan is a function of y alone."""
    best = np.max(wins, axis=3)
    plans = itertools.product((0, 1), repeat=2)
    return max(sum(best[x, y, plan[x]] for x in (0, 1) for y in (0, 1)) / 4 for plan in plans)


@local_bound.mistake(hint=1)
def ignores_the_questions(wins):
    """Your players give the same answer whatever they are asked. They may use their own question:
    4 plans each, not 2."""
    return np.mean(wins, axis=(0, 1)).max()


@local_bound.mistake(hint=2)
def gives_both_the_same_plan(wins):
    """You tried 4 plans, each for both players. That is enough for CHSH, but in other games they
    win more with different plans: 16 pairs."""
    asked = qubits.nonlocality.CHSH_QUESTIONS
    plans = itertools.product((0, 1), repeat=2)
    return max(sum(wins[x][y][plan[x]][plan[y]] for x, y in asked) / 4 for plan in plans)


@local_bound.mistake
def averages_over_plans(wins):
    """This is the rate of players who guess: the mean over all plans. Asked is the best."""
    return np.mean(wins)


@local_bound.mistake
def counts_the_wins(wins):
    """This is the number of pairs of questions that are won, out of four. Asked is the
    probability."""
    return 4 * local_bound.reference(wins)


# --- The quantum players ----------------------------------------------------------------------


def _chsh_s(settings):
    """S of the settings on Phi+, read leniently: any four real numbers."""
    angles = np.ravel(numbers(settings))
    if angles.shape != (4,) or np.iscomplexobj(angles) or not np.all(np.isfinite(angles)):
        raise Unlike("four angles are asked: (a0, a1, b0, b1)")
    a0, a1, b0, b1 = angles
    return np.cos(a0 - b0) + np.cos(a0 - b1) + np.cos(a1 - b0) - np.cos(a1 - b1)


def _wins_as_often_as_possible(settings):
    s = _chsh_s(settings)
    if s > 2 * np.sqrt(2) - 1e-4:  # quadratic in the angles: each may be off by 0.5 degrees or so
        return True
    if _chsh_s(np.radians(np.ravel(numbers(settings)))) > 2 * np.sqrt(2) - 1e-4:
        return "these angles are right in degrees, and the referee reads radians"
    return f"S = {s:.4f}: {50 + 12.5 * s:.1f} % of the games are won, and 85.4 % can be"


@exercise(
    same=close(atol=1e-3, rtol=0).of(_chsh_s, "(a0, a1, b0, b1)"),
    accepts=_wins_as_often_as_possible,
    hints=[
        "Only differences count: E = cos(a - b). Three of them should be small, and a1 - b1 large.",
        "Make three differences equal to alpha: then a1 and b1 are 3 alpha apart. Which alpha "
        "makes 3 cos(alpha) - cos(3 alpha) largest?",
        "alpha = pi/4. Put the four axes in the order a1, b0, a0, b1, each pi/4 further than the "
        "one before.",
    ],
    insight="S = 2 sqrt 2: 85.4 % of the games, and no quantum strategy wins more. Turn all axes "
    "together and nothing changes: only differences count.",
)
def chsh_settings():
    """The four angles (a0, a1, b0, b1), in radians."""
    return 0, np.pi / 2, np.pi / 4, -np.pi / 4


@chsh_settings.mistake(hint=3)
def takes_polariser_angles():
    """Your S is 2.389. That is what the angles of polarisers give, 0, 45, 22.5 and -22.5 degrees:
    on the Bloch sphere every angle is twice that of a polariser. S > 2 alone proves nothing about
    the settings: here 2.83 is possible."""
    return 0, np.pi / 4, np.pi / 8, -np.pi / 8


@chsh_settings.mistake(hint=1)
def stays_classical():
    """Your S is 2: no more than answers fixed beforehand reach. It comes out like this when all
    axes are the same, for instance."""
    return 0, 0, 0, 0


@chsh_settings.mistake(hint=1)
def cancels():
    """Your S is 0: the four correlations cancel, and half of the games are lost. It comes out like
    this if Bob's two settings are exchanged, or are the same two as Alice's: look for the pair of
    questions that must give unequal answers."""
    return 0, np.pi / 2, -np.pi / 4, np.pi / 4


@chsh_settings.mistake
def takes_degrees():
    """Your S is 2.572: 0, 90, 45 and -45 read as radians give that. The angles are right in
    degrees; convert them."""
    return 0, 90, 45, -45


@chsh_settings.mistake(hint=3)
def takes_polariser_angles_in_degrees():
    """Your S is -2.576: 0, 45, 22.5 and -22.5 read as radians give that. Convert them, and double
    them: these are the angles of polarisers, and on the Bloch sphere every angle is twice that."""
    return 0, 45, 22.5, -22.5


@chsh_settings.mistake
def loses_as_often_as_possible():
    """Your S is -2 sqrt 2: the players lose as often as quantum mechanics allows. Turn both axes of
    one player round, by pi: this exchanges that player's answers."""
    return 0, np.pi / 2, 5 * np.pi / 4, 3 * np.pi / 4


def _chsh_counts(rng):
    """Counts of four settings with different numbers of shots and no special correlations.

    The last setting has most shots: its error is not near half of dS, the mean of the four.
    """
    counts = {}
    for questions in itertools.product((0, 1), repeat=2):
        e, bias = rng.uniform(0.35, 0.45) * rng.choice([-1, 1]), rng.uniform(0.2, 0.8)
        p = np.array([(1 + e) * bias, (1 - e) / 2, (1 - e) / 2, (1 + e) * (1 - bias)]) / 2
        shots = rng.integers(1700, 2000) if questions == (1, 1) else rng.integers(1000, 1200)
        drawn = rng.multinomial(shots, p)
        counts[questions] = qubits.Counts({f"{i:02b}": int(n) for i, n in enumerate(drawn)})
    return (counts,)


@exercise(
    cases=_chsh_counts,
    same=each(close(), close(atol=0, rtol=0.01)),
    hints=[
        "First E for each pair of questions: (equal - unequal) / (the shots of that pair).",
        "A mean of N values +1 and -1 has the variance (1 - E^2)/N.",
        "Variances of independent numbers add up, whatever their signs in S. dS is the root of the "
        "sum of four.",
    ],
    insight="At the best settings dS = sqrt(2/N) for N pairs per setting: 100 pairs each give "
    "2.83 +- 0.14.",
)
def chsh_from_counts(counts):
    """Pair (S, dS): the CHSH value and its standard error. counts[x, y] is a dict such as
    {"00": 410, "01": 70, "10": 75, "11": 445} of the answers of Alice and Bob."""
    s, variance = 0, 0
    for (x, y), found in counts.items():
        shots = sum(found.values())
        e = (found["00"] + found["11"] - found["01"] - found["10"]) / shots
        s += -e if (x, y) == (1, 1) else e
        variance += (1 - e**2) / shots
    return s, np.sqrt(variance)


def _means(counts):
    """Arrays over the four questions in order: E, and the number of shots."""
    shots = np.array([sum(found.values()) for found in counts.values()])
    equal = np.array([found["00"] + found["11"] for found in counts.values()])
    return 2 * equal / shots - 1, shots


def _with_signs(counts, *signs):
    return np.dot(signs, _means(counts)[0]), chsh_from_counts.reference(counts)[1]


@chsh_from_counts.mistake
def puts_no_minus(counts):
    """You added all four correlations. The last one, for x = y = 1, counts with a minus: there the
    players win with unequal answers."""
    return _with_signs(counts, 1, 1, 1, 1)


@chsh_from_counts.mistake
def minus_at_00(counts):
    """The minus stands at the questions (0, 0). It belongs to (1, 1)."""
    return _with_signs(counts, -1, 1, 1, 1)


@chsh_from_counts.mistake
def minus_at_01(counts):
    """The minus stands at the questions (0, 1). It belongs to (1, 1)."""
    return _with_signs(counts, 1, -1, 1, 1)


@chsh_from_counts.mistake
def minus_at_10(counts):
    """The minus stands at the questions (1, 0). It belongs to (1, 1)."""
    return _with_signs(counts, 1, 1, -1, 1)


@chsh_from_counts.mistake(hint=1)
def takes_the_equal_ones(counts):
    """You took the fraction of equal answers, p, for E. Unequal ones count with a minus, not with
    zero: E = p - (1 - p)."""
    e, shots = _means(counts)
    p = (1 + e) / 2
    return np.dot([1, 1, 1, -1], p), np.sqrt(np.sum((1 - p**2) / shots))


@chsh_from_counts.mistake(hint=1)
def divides_by_all_shots(counts):
    """You divided by the shots of all four settings together. Each correlation is a mean over its
    own shots; divided by all, S comes out near a quarter of what it is."""
    e, shots = _means(counts)
    e = e * shots / shots.sum()
    return np.dot([1, 1, 1, -1], e), np.sqrt(np.sum((1 - e**2) / shots.sum()))


@chsh_from_counts.mistake(hint=3)
def takes_one_error(counts):
    """S is right. Your dS is the error of the last correlation only: all four contribute."""
    e, shots = _means(counts)
    return chsh_from_counts.reference(counts)[0], np.sqrt((1 - e[-1] ** 2) / shots[-1])


@chsh_from_counts.mistake(hint=3)
def forgets_the_root(counts):
    """S is right. For dS you returned the sum of the four variances: its root is missing."""
    s, ds = chsh_from_counts.reference(counts)
    return s, ds**2


@chsh_from_counts.mistake(hint=1)
def takes_equal_shots(counts):
    """You divided by the shots of the pair (0, 0) everywhere. The numbers of shots differ: each
    correlation is a mean over its own."""
    e, shots = _means(counts)
    e = e * shots / shots[0]
    return np.dot([1, 1, 1, -1], e), np.sqrt(np.sum(1 - e**2) / shots[0])


@chsh_from_counts.mistake(hint=3)
def adds_the_errors(counts):
    """S is right. For dS you added the four errors: that is the worst case, not the standard error.
    Independent errors add in squares."""
    e, shots = _means(counts)
    return chsh_from_counts.reference(counts)[0], np.sum(np.sqrt((1 - e**2) / shots))


@chsh_from_counts.mistake(hint=3)
def subtracts_a_variance(counts):
    """S is right. For dS you gave the last variance the minus sign of its correlation. A difference
    of two noisy numbers is as noisy as their sum."""
    e, shots = _means(counts)
    variance = np.dot([1, 1, 1, -1], (1 - e**2) / shots)
    return chsh_from_counts.reference(counts)[0], np.sqrt(variance)


@chsh_from_counts.mistake(hint=2)
def takes_the_largest_variance(counts):
    """S is right. For dS you took the variance 1 of a fair coin. A correlation near +1 or -1
    scatters less: 1 - E^2."""
    return chsh_from_counts.reference(counts)[0], np.sqrt(np.sum(1 / _means(counts)[1]))


@chsh_from_counts.mistake(hint=2)
def takes_the_error_of_fractions(counts):
    """S is right. Your dS is half of what it should be: sqrt(p(1 - p)/N) is the error of a fraction
    p, and E = 2p - 1 has twice that."""
    s, ds = chsh_from_counts.reference(counts)
    return s, ds / 2


# --- Noise ----------------------------------------------------------------------------------


@exercise(
    cases=[(1.0,), (0.0,), lambda rng: (float(rng.uniform(0.1, 0.9)),)],
    same=same_density(),
    hints=[
        "A mixture adds density matrices: w times |Phi+><Phi+|, and the rest of noise of trace 1.",
        "White noise on two qubits: all four outcomes equally likely, np.eye(4) / 4.",
        "With phi = np.array([1, 0, 0, 1]) / np.sqrt(2): w * np.outer(phi, phi) + (1 - w) * "
        "np.eye(4) / 4.",
    ],
    insight="White noise shrinks all nine correlations by the same factor w, and S with them.",
)
def werner(w):
    """4x4 density matrix: with probability w the Bell state Phi+, else two qubits of pure noise."""
    phi = np.array([1, 0, 0, 1]) / np.sqrt(2)
    return w * np.outer(phi, phi) + (1 - w) * np.eye(4) / 4


_PHI = np.outer([1, 0, 0, 1], [1, 0, 0, 1]) / 2


@werner.mistake(hint=2)
def forgets_the_quarter(w):
    """Your noise has the trace 4: it must be I/4, a probability of 1/4 for each outcome."""
    return w * _PHI + (1 - w) * np.eye(4)


@werner.mistake(hint=2)
def adds_to_every_entry(w):
    """You added (1 - w)/4 to every entry. That is no noise but |+>|+>, a pure state with all its
    coherences. White noise has none: np.eye(4) / 4."""
    return w * _PHI + (1 - w) / 4


@werner.mistake
def exchanges_the_weights(w):
    """The weights are exchanged: at w = 1 there is no noise, and at w = 0 nothing else."""
    return (1 - w) * _PHI + w * np.eye(4) / 4


@werner.mistake(hint=2)
def only_dephases(w):
    """Your noise is that of |00> and |11> only: a dephased Bell pair. White noise gives 01 and 10
    too: with it the outcomes along z stop agreeing as well."""
    return w * _PHI + (1 - w) * np.diag([0.5, 0, 0, 0.5])


@werner.mistake
def takes_w_for_the_fidelity(w):
    """In your state w is the fidelity, and the other three Bell states share the rest. White noise
    contains a quarter of Phi+ itself: the fidelity is (1 + 3w)/4."""
    return w * _PHI + (1 - w) * (np.eye(4) - _PHI) / 3


@werner.mistake
def takes_the_singlet(w):
    """You took the singlet Psi-, as Werner did in 1989. Here the Bell state is Phi+."""
    singlet = np.array([0, 1, -1, 0]) / np.sqrt(2)
    return w * np.outer(singlet, singlet) + (1 - w) * np.eye(4) / 4


@exercise(
    same=each(*[close(atol=0.004, rtol=0)] * 2),
    hints=[
        "qubits.concurrence(qubits.werner(w)) and qubits.chsh_max(qubits.werner(w)), for some w.",
        "S shrinks by the factor w: when is w * 2 sqrt 2 = 2? The concurrence is a straight line "
        "where it is not 0.",
        "The concurrence is (3w - 1)/2.",
    ],
    insight="Between 1/3 and 0.707 a Werner pair is entangled, and no CHSH test shows it. The 1/3 "
    "belongs to white noise: with |01> as the noise, every w > 0 is entangled.",
)
def thresholds():
    """(w1, w2) of werner(w): entangled above w1; S > 2 at the best settings above w2."""
    return 1 / 3, 1 / np.sqrt(2)


@thresholds.mistake
def exchanges_the_thresholds():
    """The two are exchanged. A violation proves entanglement, so it cannot set in before it."""
    return 1 / np.sqrt(2), 1 / 3


@thresholds.mistake
def gives_both_as_fidelities():
    """These are the fidelities F = (1 + 3w)/4 at the two thresholds. Asked is w."""
    return 1 / 2, (1 + 3 / np.sqrt(2)) / 4


@thresholds.mistake
def gives_the_first_as_fidelity():
    """1/2 is the fidelity at which entanglement begins, (1 + 3w)/4. Asked is w."""
    return 1 / 2, 1 / np.sqrt(2)


@thresholds.mistake(hint=1)
def takes_violation_for_entanglement():
    """You took the CHSH test for a test of entanglement. S > 2 proves it; S <= 2 proves nothing:
    there are entangled states that never violate it."""
    return 1 / np.sqrt(2), 1 / np.sqrt(2)


@thresholds.mistake(hint=1)
def calls_any_correlation_entangled():
    """At any w > 0 the outcomes are correlated, but weak correlations can be prepared by a coin and
    product states. White noise hides entanglement up to a finite w."""
    return 0, 1 / np.sqrt(2)


# --- Three parties ----------------------------------------------------------------------------


@question(
    wrong={
        "a": "Multiply the three fixed products: each y occurs twice and drops out, so "
        "x1 x2 x3 = (-1)(-1)(-1) = -1. And GHZ is an eigenstate of XXX with +1.",
        "b": "-1 is right for the fixed values. But X on all three qubits takes |000> to |111> and "
        "back: GHZ stays as it is, eigenvalue +1.",
        "d": "These signs are the other way round: multiply the three fixed products once more.",
    },
    hints=[
        "Multiply (x1 y2 y3)(y1 x2 y3)(y1 y2 x3). What is left, if every y is +1 or -1?",
        "What does X on each of three qubits do to |000> + |111>?",
    ],
    insight="With a perfect GHZ state one shot of XXX decides. Values that were there before the "
    "measurement cannot agree with all four predictions.",
)
def ghz_values():
    """XYY, YXY and YYX give -1 for certain. And XXX: with fixed values, and with GHZ?"""
    return "c"


# --- No copies ------------------------------------------------------------------------------


def _pair_copy_fidelity(psi):
    """|<psi psi| CNOT |psi 0>|^2 of a normalised psi = [a, b]."""
    psi = np.ravel(numbers(psi))
    if psi.shape != (2,):
        raise Unlike(f"two amplitudes [a, b] are asked, and these are {psi.size}")
    norm = np.linalg.norm(psi)
    if not abs(norm - 1) < 1e-3:
        raise Unlike(f"the state has norm {norm:.4g}; it must be 1")
    return abs(np.sum(np.abs(psi) ** 2 * np.conj(psi))) ** 2


def _breaks_it(psi):
    fidelity = _pair_copy_fidelity(psi)
    if fidelity < 1e-4:
        return True
    return f"the pair that comes out has the fidelity {fidelity:.3f} with two copies of your state"


@exercise(
    same=close(atol=1e-4, rtol=0).of(_pair_copy_fidelity, "the state"),
    accepts=_breaks_it,
    hints=[
        "The CNOT makes a|00> + b|11> of it. Wanted were (a|0> + b|1>)(a|0> + b|1>).",
        "Their overlap is |a|^2 conj(a) + |b|^2 conj(b). When is it 0?",
        "Equal weights, opposite signs.",
    ],
    insight="|-> comes out as Phi-, orthogonal to |->|->. What copies 0 and 1 fails for "
    "superpositions, since it is linear: no gate at all copies them all.",
)
def breaks_the_copier():
    """Amplitudes [a, b] of a qubit that the CNOT copier gets entirely wrong."""
    return [np.sqrt(0.5), -np.sqrt(0.5)]


@breaks_the_copier.mistake(hint=1)
def takes_a_basis_state():
    """The copy is perfect: a CNOT copies |0> and |1>, as any photocopier of bits does. The theorem
    speaks of unknown states, superpositions among them."""
    return [0, 1]


@breaks_the_copier.mistake(hint=2)
def takes_plus():
    """The fidelity is 1/2, as with |+>: out comes Phi+ instead of |+>|+>. Badly copied, but half
    right; there is a state whose copies are entirely wrong."""
    return [np.sqrt(0.5), np.sqrt(0.5)]


@breaks_the_copier.mistake(hint=2)
def takes_a_circular_state():
    """The fidelity is 1/4, as with (|0> + i|1>)/sqrt 2: closer to failure than |+>. Which phase
    between the amplitudes makes the two terms of the overlap cancel?"""
    return [np.sqrt(0.5), 1j * np.sqrt(0.5)]
