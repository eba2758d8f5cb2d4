"""Exercises of the kata on teleportation, superdense coding and entanglement swapping.

Qubit 0 is the message, qubit 1 Alice's half of the pair, qubit 2 Bob's; m0 and m1 are Alice's bits.
"""

import numpy as np

from qlearn.exercise import (
    close,
    each,
    exercise,
    progress_report,
    question,
    same_density,
    same_operator,
    same_state,
)
from qlearn.exercise.cases import lopsided_ket

progress = progress_report(__name__)

X, Z = np.array([[0, 1], [1, 0]]), np.array([[1, 0], [0, -1]])
PHI_PLUS = np.array([1, 0, 0, 1]) / np.sqrt(2)
BELL = np.array([[1, 0, 0, 1], [1, 0, 0, -1], [0, 1, 1, 0], [0, 1, -1, 0]]) / np.sqrt(2)
BITS = ((0, 0), (1, 0), (0, 1), (1, 1))
FOUR = ((0, 0), (0, 1), (1, 0), (1, 1))


def _proj(psi):
    return np.outer(psi, np.conj(psi))


def _power(gate, bit):
    return gate if bit else np.eye(2)


def _found(left):
    """(p, state) of an outcome that leaves these amplitudes."""
    p = np.sum(np.abs(left) ** 2)
    return p, np.ravel(left) / np.sqrt(p)


# --- The protocol -------------------------------------------------------------------------


@exercise(
    cases=[
        ([0.6, 0.8j], 1, 0),
        ([0.6, 0.8j], 0, 1),
        lambda rng: (lopsided_ket(rng), 1, 1),
        lambda rng: (lopsided_ket(rng), 0, 0),
    ],
    same=each(close(), same_state()),
    hints=[
        "Three qubits, eight amplitudes: np.kron(psi, [1, 0, 0, 1]) / np.sqrt(2). Reshaped to "
        "(2, 2, 2), axis k belongs to qubit k.",
        "The CNOT exchanges the amplitudes of Alice's half where the message is 1; H then replaces "
        "the parts with message 0 and 1 by sum and difference, over sqrt(2).",
        "left = joint[m0, m1] has Bob's two amplitudes; p = sum of |left|^2; return p, left / "
        "sqrt(p).",
    ],
    insight="Each outcome has probability 1/4, whatever the message: Alice learns nothing about "
    "it, and in each branch Bob's qubit is the message up to X and Z.",
)
def bobs_qubit(psi, m0, m1):
    """Pair (p, bob): the probability that Alice reads m0 and m1, and the two amplitudes of Bob's
    qubit after that, before any correction. The shared pair is Phi+."""
    joint = np.kron(psi, [1, 0, 0, 1]).reshape(2, 2, 2) / np.sqrt(2)
    joint = np.array([joint[0], joint[1, ::-1]])  # CNOT
    joint = np.array([joint[0] + joint[1], joint[0] - joint[1]]) / np.sqrt(2)  # H
    left = joint[m0, m1]
    p = np.sum(np.abs(left) ** 2)
    return p, left / np.sqrt(p)


@bobs_qubit.mistake
def corrects_already(psi, m0, m1):
    """You returned the message itself. That is what Bob has after his correction; before it, his
    qubit still carries the X or Z that belongs to the outcome."""
    return 0.25, psi


@bobs_qubit.mistake(hint=3)
def exchanges_the_bits(psi, m0, m1):
    """m0 and m1 are exchanged, or the circuit stands upside down. m0 is read from qubit 0, the
    message, which has the control of the CNOT and the H; m1 is read from qubit 1."""
    return bobs_qubit.reference(psi, m1, m0)


@bobs_qubit.mistake(hint=3)
def does_not_renormalise(psi, m0, m1):
    """Bob's amplitudes have the norm sqrt(p) = 1/2. The outcome has happened, so his
    probabilities must add up to 1 again."""
    p, bob = bobs_qubit.reference(psi, m0, m1)
    return p, bob * np.sqrt(p)


@bobs_qubit.mistake(hint=3)
def takes_the_norm_for_p(psi, m0, m1):
    """Your p is 1/2. That is the norm of what is left, and its square is the probability; it is
    also the probability of either bit by itself, and Alice reads both."""
    p, bob = bobs_qubit.reference(psi, m0, m1)
    return np.sqrt(p), bob


def _cnot(joint):
    return np.array([joint[0], joint[1, ::-1]])


def _h(joint):
    return np.array([joint[0] + joint[1], joint[0] - joint[1]]) / np.sqrt(2)


def _message_and_pair(psi):
    return np.kron(psi, PHI_PLUS).reshape(2, 2, 2)


@bobs_qubit.mistake(hint=2)
def forgets_h(psi, m0, m1):
    """The H is missing. Then reading qubit 0 measures the message along Z: your p depends on the
    message, Alice learns something, and what she learns Bob loses."""
    return _found(_cnot(_message_and_pair(psi))[m0, m1])


@bobs_qubit.mistake(hint=2)
def forgets_the_cnot(psi, m0, m1):
    """The CNOT is missing, or its control is Alice's half. Then the message never meets the pair,
    and Bob's qubit depends on m1 alone."""
    return _found(_h(_message_and_pair(psi))[m0, m1])


@bobs_qubit.mistake(hint=2)
def starts_with_h(psi, m0, m1):
    """In your circuit the H acts before the CNOT. A product of matrices acts from right to left:
    H @ CNOT @ state does the CNOT first, although it is written second."""
    return _found(_cnot(_h(_message_and_pair(psi)))[m0, m1])


@bobs_qubit.mistake
def finds_one_gate_or_the_other(psi, m0, m1):
    """Right for 00, 10 and 01. After 11 Bob's qubit carries both gates, XZ|psi>: the amplitudes
    are exchanged and one sign is turned."""
    return 0.25, (_power(X, m1) if m1 else _power(Z, m0)) @ psi


@bobs_qubit.mistake
def finds_the_other_gate_alone(psi, m0, m1):
    """Right for 00, 10 and 01. After 11 Bob's qubit carries both gates, XZ|psi>, not Z alone."""
    return 0.25, (_power(Z, m0) if m0 else _power(X, m1)) @ psi


@exercise(
    cases=FOUR,
    same=same_operator(),
    hints=[
        "Print Bob's amplitudes for the message [a, b] = [0.6, 0.8] and all four outcomes. Which "
        "bit exchanges the two amplitudes, which one changes a sign?",
        "m1 = 1: they are exchanged, undo it with X. m0 = 1: a sign, undo it with Z.",
        "Z^m0 X^m1, for instance np.linalg.matrix_power(Z, m0) @ np.linalg.matrix_power(X, m1). "
        "The order changes only a global phase.",
    ],
    insight="Four outcomes, four gates, two bits: that is all the classical information that "
    "teleportation needs.",
)
def correction(m0, m1):
    """2x2 matrix of the gate that Bob applies when he hears m0 (read from the message qubit) and
    m1 (read from Alice's half)."""
    gate = np.eye(2)
    if m1:
        gate = X @ gate
    if m0:
        gate = Z @ gate
    return gate


@correction.mistake(hint=2)
def exchanges_x_and_z(m0, m1):
    """X and Z are exchanged. Hard to notice: outcomes 00 and 11 come out right, messages on the y
    axis always do, and the average fidelity is 2/3, no better than without a pair."""
    return _power(X, m0) @ _power(Z, m1)


@correction.mistake(hint=1)
def does_nothing(m0, m1):
    """No correction at all: right in one case of four, and Bob, who does not know which, has a
    fidelity of 1/2: the same as a guess."""
    return np.eye(2)


@correction.mistake(hint=2)
def forgets_z(m0, m1):
    """You undo the exchange of amplitudes, but not the sign: m0 is not used. The messages |0> and
    |1> arrive, |+> arrives half of the time as |->."""
    return _power(X, m1)


@correction.mistake(hint=2)
def forgets_x(m0, m1):
    """You undo the sign, but not the exchange of amplitudes: m1 is not used. The message |+>
    arrives, |0> comes half of the time as |1>."""
    return _power(Z, m0)


@correction.mistake(hint=2)
def corrects_on_zero(m0, m1):
    """Your gates act when the bit is 0. When Alice reads 00, Bob's qubit is the message already."""
    return correction.reference(1 - m0, 1 - m1)


@correction.mistake(hint=3)
def powers_entry_by_entry(m0, m1):
    """For an array, Z**m0 raises each entry to that power, and 0**0 is 1: Z**0 is full of ones. The
    powers of a matrix are np.linalg.matrix_power(Z, m0). (For a Qobj, Z**m0 is right.)"""
    return (Z**m0) @ (X**m1)


@correction.mistake(hint=3)
def powers_entry_by_entry_x_first(m0, m1):
    """For an array, X**m1 raises each entry to that power, and 0**0 is 1: X**0 is full of ones. The
    powers of a matrix are np.linalg.matrix_power(X, m1). (For a Qobj, X**m1 is right.)"""
    return (X**m1) @ (Z**m0)


@correction.mistake(hint=3)
def does_one_or_the_other(m0, m1):
    """After 11 you apply X and not Z: an elif, perhaps. The two bits are two separate questions,
    and both gates may be needed."""
    return X if m1 else _power(Z, m0)


@correction.mistake(hint=3)
def does_z_or_else_x(m0, m1):
    """After 11 you apply Z and not X: an elif, perhaps. The two bits are two separate questions,
    and both gates may be needed."""
    return Z if m0 else _power(X, m1)


# --- What is where ------------------------------------------------------------------------


@exercise(
    cases=[([0.6, 0.8j], PHI_PLUS), lambda rng: (lopsided_ket(rng), lopsided_ket(rng, 2))],
    same=same_density(),
    hints=[
        "Someone who does not know the outcome describes Bob's qubit by a mixture: each branch "
        "with its own probability.",
        "np.outer(left, left.conj()) of a branch that is not normalised has the probability in it "
        "already: add the four.",
        "left = bell @ np.kron(psi, pair).reshape(4, 2) for each of the four Bell states; they are "
        "real. And is there a shorter way, without psi?",
    ],
    insight="psi drops out, for every pair: Bob's state is what it was before Alice did anything, "
    "the reduced state of his half. With Phi+ it is I/2. No signal without a message.",
)
def before_the_message(psi, pair):
    """Bob's 2x2 density matrix after Alice's Bell measurement, before he hears her bits. `pair`
    has the four amplitudes of the shared pair, Alice's half first; it need not be Phi+."""
    joint = np.kron(psi, pair).reshape(4, 2)  # rows: Alice's two qubits, columns: Bob
    rho = np.zeros((2, 2), dtype=complex)
    for outcome in BELL:
        left = outcome @ joint
        rho += np.outer(left, left.conj())
    return rho


def _branches(psi, pair):
    """(p, ket) of Bob for each Bell state."""
    left = BELL @ np.kron(psi, pair).reshape(4, 2)
    p = np.sum(np.abs(left) ** 2, axis=1)
    return list(zip(p, left / np.sqrt(p)[:, None], strict=True))


@before_the_message.mistake(hint=1)
def knows_the_outcome(psi, pair):
    """This is Bob's qubit for the outcome Phi+, 00. Bob does not know the outcome yet: all four
    are possible for him."""
    return _proj(_branches(psi, pair)[0][1])


@before_the_message.mistake
def has_heard_already(psi, pair):
    """You included the corrections. Bob can make them only after he has heard the two bits."""
    parts = zip(_branches(psi, pair), BITS, strict=True)
    return sum(p * _proj(correction.reference(*bits) @ bob) for (p, bob), bits in parts)


@before_the_message.mistake(hint=1)
def message_has_arrived(psi, pair):
    """This is |psi><psi|: as if the state had come without the bits. Then Alice could send signals
    faster than light."""
    return _proj(psi)


@before_the_message.mistake(hint=2)
def weighs_all_branches_alike(psi, pair):
    """You gave each branch the weight 1/4. That holds for Phi+; with another pair the four
    outcomes have different probabilities, and only with those does psi drop out."""
    return sum(_proj(bob) for _, bob in _branches(psi, pair)) / 4


@before_the_message.mistake(hint=2)
def adds_without_weights(psi, pair):
    """The trace is 4: you added four normalised states. Each has to be multiplied by its
    probability."""
    return sum(_proj(bob) for _, bob in _branches(psi, pair))


@before_the_message.mistake(hint=2)
def adds_amplitudes(psi, pair):
    """You added the amplitudes of the four branches. That would be a superposition; the outcomes
    exclude each other, so probabilities are added, and density matrices with them."""
    bob = sum(np.sqrt(p) * bob for p, bob in _branches(psi, pair))
    return _proj(bob / np.linalg.norm(bob))


@before_the_message.mistake
def assumes_a_perfect_pair(psi, pair):
    """I/2 is right for Phi+. This pair is another one, and Bob's half of it may have an arrow of
    its own; the point is that it does not depend on psi."""
    return np.eye(2) / 2


@before_the_message.mistake
def takes_alices_half(psi, pair):
    """This is the reduced state of Alice's half of the pair. Bob's half is the second one."""
    matrix = np.reshape(pair, (2, 2))
    return matrix @ matrix.conj().T


@question(
    wrong={
        "a": "He would have to know the message to choose that axis, and even then he finds + and "
        "- equally often: his arrow has length zero along every axis.",
        "b": "In every run he has one of four states, each with probability 1/4. Collected over "
        "many runs, any measurement gives 0 and 1 equally often, whatever the message was.",
        "d": "No measurement says which correction worked: that would take the message, or a copy "
        "of it to compare with. The answer is in Alice's two bits.",
    },
    hints=[
        "What is his density matrix, and does the message occur in it?",
        "I/2: a fair coin along every axis.",
    ],
    insight="Teleportation is not faster than light: until the two bits are there, nothing that "
    "Bob can do depends on the message.",
)
def without_the_bits():
    """Alice has measured; her bits are still on their way. What can Bob find out about psi?"""
    return "c"


@question(
    wrong={
        "a": "A copy of an unknown state cannot be made (no-cloning), and none is: the reading "
        "leaves her message qubit in |m0>, whatever it was before.",
        "b": "With a perfect pair Bob's state is exact, so nothing at all can have stayed behind. "
        "A worse copy at Alice would cost fidelity at Bob: that is how optimal cloners share.",
        "d": "The bits are two fair coins: they come with 1/4 each for every message. They say "
        "which of four gates to apply, not to what.",
    },
    hints=[
        "Which state has a qubit just after it was read as m0?",
        "Did the probabilities of her outcomes depend on psi?",
    ],
    insight="The state has moved and left no trace: teleportation needs no exception from "
    "no-cloning.",
)
def left_at_alice():
    """The protocol is over, the pair was perfect. What is left of psi at Alice's place?"""
    return "c"


# --- The classical limit and noisy pairs --------------------------------------------------


@exercise(
    cases=[([1, 0],), ([0.6, 0.8j],), lambda rng: (lopsided_ket(rng),)],
    hints=[
        "Two things can happen. How probable is each, and how close to psi is what Bob then makes?",
        "The outcome 0 has probability |a|^2. Bob then prepares |0>, and |<0|psi>|^2 is |a|^2 once "
        "more.",
        "|a|^4 + |b|^4",
    ],
    insight="1 at the poles, 1/2 on the equator, 2/3 on average over the sphere: and no strategy "
    "without entanglement has a better average.",
)
def measure_and_tell(psi):
    """Mean fidelity if Alice measures psi = [a, b] along Z, tells Bob the outcome, and Bob prepares
    |0> or |1> accordingly."""
    a, b = psi
    return abs(a) ** 4 + abs(b) ** 4


@measure_and_tell.mistake(hint=1)
def takes_the_likelier_outcome(psi):
    """This is the fidelity after the likelier outcome. The other one happens too, and then Bob
    prepares the state that is further away."""
    return max(np.abs(psi) ** 2)


@measure_and_tell.mistake(hint=1)
def forgets_the_probabilities(psi):
    """You averaged the two fidelities with equal weights, and that gives 1/2 always. The better
    one comes more often."""
    return 0.5


@measure_and_tell.mistake
def averages_over_messages(psi):
    """2/3 is the mean over all messages. Asked is the value for this one."""
    return 2 / 3


@measure_and_tell.mistake(hint=2)
def gives_the_probability_of_zero(psi):
    """This is |a|^2, the probability that Alice finds 0. In that case Bob prepares |0>, which is
    right to |a|^2 only; and there is the other case."""
    return abs(psi[0]) ** 2


@measure_and_tell.mistake(hint=2)
def counts_zero_only(psi):
    """You counted the outcome 0 only. When Alice finds 1, Bob prepares |1>, and its overlap with
    psi counts as well."""
    return abs(psi[0]) ** 4


@measure_and_tell.mistake(hint=2)
def takes_the_root_of_the_fidelity(psi):
    """You weighted the overlap |<0|psi>|, not its square. The fidelity here is the square: the
    probability that Bob's state passes a test for psi."""
    return abs(psi[0]) ** 3 + abs(psi[1]) ** 3


@measure_and_tell.mistake(hint=3)
def forgets_the_modulus(psi):
    """You squared complex amplitudes without the modulus. For 0.6 and 0.8j the result is right by
    luck: (0.8j)^2 is negative, its square is not. A probability is |a|^2."""
    return psi[0] ** 4 + psi[1] ** 4


def _noisy_pair(rng):
    """A pair that is neither Werner nor Bell-diagonal, with F between 0.4 and 0.9 or so."""
    columns = rng.normal(size=(4, 4, 2)) @ (1, 1j)
    noise = columns @ columns.conj().T
    weight = rng.uniform(0.3, 0.8)
    return (weight * _proj(PHI_PLUS) + (1 - weight) * noise / np.trace(noise).real,)


_MOSTLY_PSI = 0.7 * _proj(BELL[2]) + 0.2 * _proj(BELL[0]) + 0.1 * np.eye(4) / 4


@exercise(
    cases=[(0.8 * _proj(PHI_PLUS) + 0.2 * np.eye(4) / 4,), (_MOSTLY_PSI,), _noisy_pair],
    hints=[
        "Test the ends: for F = 1 every message arrives, for F = 1/4 (pair = I/4) Bob has I/2.",
        "F = <Phi+|pair|Phi+> is a sum of four entries of the matrix, divided by 2. The average "
        "fidelity is a straight line in F.",
        "(2 F + 1) / 3",
    ],
    insight="f = (2F + 1)/3 for every pair, whatever its noise looks like: averaged over messages, "
    "F is the only thing about the pair that counts.",
)
def average_fidelity(pair):
    """Fidelity of teleportation, averaged over outcomes and all pure messages, with the corrections
    for Phi+. `pair` is the 4x4 density matrix of the shared pair, Alice's half first."""
    f = np.real(PHI_PLUS @ pair @ PHI_PLUS)
    return (2 * f + 1) / 3


def _pair_fidelity(pair):
    return np.real(PHI_PLUS @ pair @ PHI_PLUS)


@average_fidelity.mistake(hint=2)
def answers_the_pair_fidelity(pair):
    """This is F, the fidelity of the pair. The teleported state does better: a Z error, say, does
    no harm to the messages |0> and |1>."""
    return _pair_fidelity(pair)


@average_fidelity.mistake(hint=1)
def goes_halfway(pair):
    """This is (1 + F)/2, halfway between F and 1. At F = 1/4, a pair of pure noise, it gives 0.625
    where Bob can only guess: 1/2."""
    return (1 + _pair_fidelity(pair)) / 2


@average_fidelity.mistake(hint=2)
def forgets_the_norm_of_phi(pair):
    """Your F is twice too large: above 1 for a good pair. Phi+ has two amplitudes 1/sqrt(2), so
    the sum of the four entries is divided by 2."""
    return (4 * _pair_fidelity(pair) + 1) / 3


@average_fidelity.mistake
def takes_the_weight_for_the_fidelity(pair):
    """You put the Werner weight w = (4F - 1)/3 in the place of F. In terms of w it is (1 + w)/2."""
    w = (4 * _pair_fidelity(pair) - 1) / 3
    return (2 * w + 1) / 3


@average_fidelity.mistake
def takes_the_best_bell_state(pair):
    """You took the largest overlap with any Bell state. Bob corrects for Phi+ here: what is not
    Phi+ counts as an error, be it as pure as it may. (A Pauli gate on one half first would mend
    it.)"""
    f = max(np.real(bell @ pair @ bell) for bell in BELL)
    return (2 * f + 1) / 3


@average_fidelity.mistake(hint=2)
def forgets_the_coherences(pair):
    """Your F uses the diagonal of the matrix only. <Phi+|pair|Phi+> has four terms: without the
    entries between 00 and 11 a perfect Phi+ would get 1/2, no more than a coin's 00 or 11."""
    return (np.real(pair[0, 0] + pair[3, 3]) + 1) / 3


@average_fidelity.mistake(hint=1)
def tries_two_messages(pair):
    """You averaged over the messages |0> and |1>. They do not feel Z errors. The average over all
    messages is the one over |0>, |1>, |+>, |->, |r>, |l>."""
    return np.real(pair[0, 0] + pair[3, 3])


@average_fidelity.mistake
def does_not_correct(pair):
    """1/2: that is the result without the corrections, whatever the pair."""
    return 0.5


@question(
    wrong={
        "a": "2/3 is what the teleported state must exceed, f. The pair's own F may be lower: f = "
        "(2F + 1)/3 is larger than F.",
        "b": "At F = 1/4 the pair is no better than noise, and f = 1/2 is a blind guess. Measuring "
        "and telling reaches 2/3.",
        "d": "Above F = 0.78 a Werner pair violates the CHSH inequality. Teleportation asks for "
        "less: pairs between 1/2 and 0.78 beat 2/3 without any violation.",
    },
    hints=["Solve (2F + 1)/3 = 2/3 for F.", "2F + 1 = 2."],
    insight="F = 1/2 is also where Werner pairs begin to be entangled: for them, every bit of "
    "entanglement is of use.",
)
def worth_teleporting():
    """From which pair fidelity F on does teleportation beat 2/3, the limit without a pair?"""
    return "c"


# --- Two bits on one qubit ----------------------------------------------------------------


@exercise(
    cases=FOUR,
    same=same_state(),
    hints=[
        "Alice has to turn Phi+ into one of the four Bell states with a gate on qubit 0.",
        "The reading circuit is CNOT, then H: it takes Phi+ to |00>, Phi- to |10>, Psi+ to |01>.",
        "X on qubit 0 if b0 = 1, Z on qubit 0 if b1 = 1: np.kron(gate, np.eye(2)) @ phi_plus.",
    ],
    insight="Two bits on one qubit, because its partner is there already: the pair was sent ahead, "
    "before the message existed.",
)
def superdense_encode(b1, b0):
    """Four amplitudes of the pair (qubit 0 Alice's, qubit 1 Bob's) after Alice's gate on qubit 0 of
    Phi+, such that CNOT and then H on qubit 0 leave |b1 b0>."""
    gate = np.eye(2)
    if b0:
        gate = X @ gate
    if b1:
        gate = Z @ gate
    return np.kron(gate, np.eye(2)) @ [1, 0, 0, 1] / np.sqrt(2)


@superdense_encode.mistake(hint=2)
def exchanges_the_two_bits(b1, b0):
    """X and Z are exchanged: Bob reads b0 b1. For 00 and 11 that makes no difference."""
    return superdense_encode.reference(b0, b1)


@superdense_encode.mistake(hint=1)
def sends_the_bits_themselves(b1, b0):
    """This is |b1 b0>, what Bob has after the reading. To make it Alice would have to set his qubit
    too; all she may touch is her own half of Phi+."""
    return np.eye(4)[2 * b1 + b0]


@superdense_encode.mistake(hint=2)
def writes_b0_only(b1, b0):
    """b1 leaves no trace. X alone makes two states, Phi+ and Psi+; the two with a minus need Z, on
    Alice's half only: Z on both leaves Phi+ and Psi+ as they are."""
    return superdense_encode.reference(0, b0)


@superdense_encode.mistake(hint=2)
def writes_b1_only(b1, b0):
    """b0 leaves no trace. Z alone makes two states, Phi+ and Phi-; the two with 01 and 10 need X,
    on Alice's half only: X on both leaves Phi+ and Phi- as they are."""
    return superdense_encode.reference(b1, 0)


@superdense_encode.mistake(hint=3)
def does_one_gate_or_the_other(b1, b0):
    """For 11 you do X and not Z: an elif, perhaps. Both bits are 1, and both gates are needed."""
    return superdense_encode.reference(0 if b0 else b1, b0)


@superdense_encode.mistake(hint=3)
def does_the_other_gate_alone(b1, b0):
    """For 11 you do Z and not X: an elif, perhaps. Both bits are 1, and both gates are needed."""
    return superdense_encode.reference(b1, 0 if b1 else b0)


@superdense_encode.mistake(hint=1)
def acts_on_both_halves(b1, b0):
    """This is Phi+ again, whatever the bits. It comes out like this if no gate acts, or the same
    one on both halves: X X and Z Z leave Phi+ as it is. Alice acts on her half, and on it only."""
    return PHI_PLUS


# --- Swapping -----------------------------------------------------------------------------


@exercise(
    cases=lambda rng: (lopsided_ket(rng, 2), lopsided_ket(rng, 2)),
    same=each(close(), same_state()),
    hints=[
        "Four qubits: Alice, hub, hub, Bob. np.kron(first, second).reshape(2, 2, 2, 2) has one "
        "axis for each.",
        "<Phi+| on the two middle axes keeps the entries with 0, 0 and with 1, 1, each over "
        "sqrt(2).",
        "left = (joint[:, 0, 0, :] + joint[:, 1, 1, :]) / np.sqrt(2); p = sum of |left|^2.",
    ],
    insight="As matrices of amplitudes: left = A B / sqrt(2), one product per hub. With two pairs "
    "Phi+, Alice and Bob hold Phi+, and their qubits have never met.",
)
def swapped(first, second):
    """Pair (p, state): probability that the hub finds its two qubits in Phi+, and the four
    amplitudes of the outer two, Alice's first. `first` is the pair Alice-hub, `second` hub-Bob."""
    joint = np.kron(first, second).reshape(2, 2, 2, 2)
    left = (joint[:, 0, 0, :] + joint[:, 1, 1, :]) / np.sqrt(2)
    p = np.sum(np.abs(left) ** 2)
    return p, left.ravel() / np.sqrt(p)


@swapped.mistake(hint=1)
def measures_the_outer_qubits(first, second):
    """You measured Alice's and Bob's qubits and kept those of the hub. The Bell measurement is made
    at the hub, on qubits 1 and 2."""
    joint = np.kron(first, second).reshape(2, 2, 2, 2)
    return _found((joint[0, :, :, 0] + joint[1, :, :, 1]) / np.sqrt(2))


@swapped.mistake(hint=2)
def keeps_zero_zero_only(first, second):
    """You kept the hub's outcome 00 of a plain reading (after a CNOT without the H it is the same).
    That leaves the outer qubits without any entanglement; Phi+ is 00 and 11 in superposition."""
    return _found(np.kron(first, second).reshape(2, 2, 2, 2)[:, 0, 0, :])


@swapped.mistake
def assumes_a_quarter(first, second):
    """The state is right, p is not. All four outcomes have 1/4 if one of the pairs is a Bell state,
    as in the cell above; these two are not."""
    return 0.25, swapped.reference(first, second)[1]


@swapped.mistake(hint=2)
def forgets_the_root_of_two(first, second):
    """Your p is twice too large: Phi+ has the amplitudes 1/sqrt(2), and <Phi+| has them too."""
    p, state = swapped.reference(first, second)
    return 2 * p, state


@swapped.mistake(hint=3)
def takes_the_norm(first, second):
    """Your p is the norm of what is left. The probability is its square."""
    p, state = swapped.reference(first, second)
    return np.sqrt(p), state


@swapped.mistake(hint=3)
def leaves_the_norm(first, second):
    """The state has the norm sqrt(p). It was found, so it has norm 1."""
    p, state = swapped.reference(first, second)
    return p, state * np.sqrt(p)


@swapped.mistake(hint=2)
def finds_phi_minus(first, second):
    """You projected on Phi-, with a minus between 00 and 11. The hub found Phi+."""
    joint = np.kron(first, second).reshape(2, 2, 2, 2)
    return _found((joint[:, 0, 0, :] - joint[:, 1, 1, :]) / np.sqrt(2))


@exercise(
    cases=[(0.95, 2), (0.9, 1), lambda rng: (rng.uniform(0.7, 0.97), int(rng.integers(3, 8)))],
    hints=[
        "What happens for very many links: does the fidelity go to 0, or to that of noise, 1/4?",
        "A Werner pair is right with probability w and noise otherwise. After a swap it is right "
        "only if both were: the weights multiply.",
        "w = (4 F - 1) / 3, then (1 + 3 w^n) / 4 with n links.",
    ],
    insight="The weights multiply, so distance costs fidelity exponentially: repeaters also need "
    "purification or error correction.",
)
def chain_fidelity(f, links):
    """Pair fidelity end to end after swapping a chain of `links` Werner pairs, each of fidelity f,
    with perfect Bell measurements and corrections."""
    w = (4 * f - 1) / 3
    return (1 + 3 * w**links) / 4


@chain_fidelity.mistake(hint=1)
def multiplies_fidelities(f, links):
    """You multiplied the fidelities. That forgets the cases in which two errors cancel, and for
    many links it goes to 0, below the 1/4 that pure noise has."""
    return f**links


@chain_fidelity.mistake(hint=3)
def returns_the_weight(f, links):
    """This is the Werner weight of the long pair. Its fidelity is (1 + 3w)/4: the noise contains
    one quarter of Phi+ too."""
    return ((4 * f - 1) / 3) ** links


@chain_fidelity.mistake(hint=3)
def takes_the_fidelity_for_the_weight(f, links):
    """You put F in the place of w: one link alone would then have (1 + 3F)/4, more than F. The
    weight of a link is w = (4F - 1)/3."""
    return (1 + 3 * f**links) / 4


@chain_fidelity.mistake
def answers_for_the_message(f, links):
    """This is the fidelity of a message sent over the chain, (2F + 1)/3. Asked is F, that of the
    long pair."""
    return (1 + ((4 * f - 1) / 3) ** links) / 2


@chain_fidelity.mistake(hint=3)
def counts_the_swaps(f, links):
    """You took the number of swaps, one less than the links, as the exponent. Every link brings
    its own noise: one link alone, without a swap, has w already."""
    return (1 + 3 * ((4 * f - 1) / 3) ** (links - 1)) / 4


@chain_fidelity.mistake(hint=3)
def swaps_once_too_often(f, links):
    """Your exponent is one too large. n links make n factors w: with one link there is nothing to
    swap, and the fidelity is f itself."""
    return (1 + 3 * ((4 * f - 1) / 3) ** (links + 1)) / 4


@chain_fidelity.mistake
def adds_the_errors(f, links):
    """You added up the errors, 1 - n(1 - F). That is close for small errors, but it becomes
    negative for many links."""
    return 1 - links * (1 - f)


@chain_fidelity.mistake(hint=2)
def lets_all_errors_cancel(f, links):
    """Your rule is F1 F2 + (1 - F1)(1 - F2): two errors always cancel. That holds if all errors are
    bit flips. In a Werner pair there are three kinds, and only equal ones cancel: divide by 3."""
    return (1 + (2 * f - 1) ** links) / 2


# --- Gates from pairs ---------------------------------------------------------------------


def _random_gate(rng):
    columns = rng.normal(size=(2, 2, 2)) @ (1, 1j)
    return np.linalg.qr(columns)[0]


_T = np.diag([1, np.exp(0.25j * np.pi)])


@exercise(
    cases=[
        (_T, 0, 1),
        *[(lambda rng, bits=bits: (_random_gate(rng), *bits)) for bits in FOUR[1:]],
    ],
    same=same_operator(),
    hints=[
        "The gate sits on Bob's half from the beginning: his qubit is U X^m1 Z^m0 |psi>.",
        "He wants U|psi>. First undo U, then the Paulis, then do U again.",
        "U Z^m0 X^m1 U^dagger, with gate.conj().T for U^dagger.",
    ],
    insight="For U = T the corrections are T X T^dagger and the like, gates of the easier Clifford "
    "kind. The hard gate is prepared in a pair, tested, and only then used.",
)
def gate_correction(gate, m0, m1):
    """2x2 matrix of Bob's correction if the pair was prepared with `gate` = U on Bob's half of Phi+
    and U|psi> is to come out."""
    undo = np.linalg.matrix_power(Z, m0) @ np.linalg.matrix_power(X, m1)
    return gate @ undo @ gate.conj().T


@gate_correction.mistake(hint=1)
def corrects_as_before(gate, m0, m1):
    """This is the correction without the gate. But X and Z now stand behind U, and U does not
    commute with them."""
    return correction.reference(m0, m1)


@gate_correction.mistake(hint=2)
def undoes_on_the_wrong_side(gate, m0, m1):
    """U and its inverse are exchanged: U^dagger P U. The product acts from right to left, and the
    first thing to undo is U."""
    return gate.conj().T @ correction.reference(m0, m1) @ gate


@gate_correction.mistake(hint=3)
def forgets_to_conjugate(gate, m0, m1):
    """You used the transpose for the inverse. The inverse of a unitary is its conjugate
    transpose, gate.conj().T; for real gates there is no difference."""
    return gate @ correction.reference(m0, m1) @ gate.T


@gate_correction.mistake(hint=3)
def forgets_to_transpose(gate, m0, m1):
    """You used the complex conjugate for the inverse. The inverse of a unitary is its conjugate
    transpose, gate.conj().T; for diagonal gates such as T there is no difference."""
    return gate @ correction.reference(m0, m1) @ gate.conj()


@gate_correction.mistake(hint=3)
def takes_the_bits_in_the_wrong_order(gate, m0, m1):
    """X and Z are exchanged. As before, m0 belongs to Z and m1 to X."""
    return gate @ correction.reference(m1, m0) @ gate.conj().T


@gate_correction.mistake(hint=2)
def applies_the_gate_again(gate, m0, m1):
    """You correct and then apply U, but U was in the pair already: it has to be undone first."""
    return gate @ correction.reference(m0, m1)


@gate_correction.mistake(hint=2)
def loses_the_gate(gate, m0, m1):
    """You undo U, then the Paulis, and stop there: Bob has psi again. Asked is U|psi>."""
    return correction.reference(m0, m1) @ gate.conj().T
