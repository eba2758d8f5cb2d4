"""Exercises of error correction: votes, checks, Shor's code, Pauli strings, distance, decoding.

Amplitudes stand in the order 000, 001, .., 111, qubit 0 leftmost.  Pauli strings are text such as
"XIZ".  Codes, decoders and exact error rates: `qlearn.correction`.
"""

from math import comb

import numpy as np

from qlearn.correction import paulis
from qlearn.correction.catalog import get_code
from qlearn.correction.codes import StabilizerCode
from qlearn.exercise import (
    close,
    each,
    exact,
    exercise,
    progress_report,
    question,
    same_bits,
    same_state,
)
from qlearn.qubits import random_ket

progress = progress_report(__name__)


# --- copies of a bit ------------------------------------------------------------------------


@exercise(
    cases=[
        (3, 0.1),
        (5, 0.1),
        lambda rng: (int(rng.choice([3, 5, 7, 9])), rng.uniform(0.03, 0.45)),
    ],
    hints=[
        "Three copies: the vote fails if two are flipped, which can happen in 3 ways, or all.",
        "k given copies flipped, the others not: p^k (1 - p)^(n - k). There are C(n, k) choices.",
        "Add math.comb(n, k) * p**k * (1 - p)**(n - k) for k from n // 2 + 1 to n.",
    ],
    insight="Three copies turn 10 % into 2.8 %: one flip is forgiven, and two cost p^2.",
)
def majority_error(n, p):
    """Probability that more than half of n copies are flipped, n odd, each with probability p."""
    return sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n // 2 + 1, n + 1))


@majority_error.mistake(hint=1)
def all_must_be_flipped(n, p):
    """p^n is the chance that all copies are flipped. The vote is already lost with more than
    half."""
    return p**n


@majority_error.mistake(hint=1)
def just_over_half(n, p):
    """You counted the barest majority only. More flips than that lose the vote as well: at n = 3
    you are short of p^3."""
    k = n // 2 + 1
    return comb(n, k) * p**k * (1 - p) ** (n - k)


@majority_error.mistake(hint=2)
def one_choice_only(n, p):
    """Which copies are flipped can be chosen in C(n, k) ways, and each of them counts."""
    return sum(p**k * (1 - p) ** (n - k) for k in range(n // 2 + 1, n + 1))


@majority_error.mistake(hint=2)
def others_may_do_anything(n, p):
    """The factor (1 - p)^(n - k) is missing: the other copies are *not* flipped. Without it
    three flips out of three count with k = 2 as well, and more than once."""
    return sum(comb(n, k) * p**k for k in range(n // 2 + 1, n + 1))


@majority_error.mistake(hint=1)
def any_flip(n, p):
    """This is the chance of at least one flip. More copies make that likelier; the vote is what
    forgives a few."""
    return 1 - (1 - p) ** n


@majority_error.mistake(hint=3)
def stops_before_n(n, p):
    """All n flipped is missing from your sum: a Python range stops before its end."""
    return sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n // 2 + 1, n))


@majority_error.mistake(hint=3)
def starts_too_low(n, p):
    """Your sum starts at n // 2 flips, which is less than half of an odd n: the vote survives."""
    return sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n // 2, n + 1))


@exercise(
    cases=[(0.6, 0.8j), lambda rng: tuple(random_ket(1, rng).full()[:, 0])],
    same=same_state(),
    hints=[
        "Two CNOTs copy the *value* of qubit 0: |0> becomes |000>, |1> becomes |111>.",
        "The encoding is linear: a|0> + b|1> becomes a|000> + b|111>. 000 has the index 0, 111 "
        "the index 7.",
    ],
    insight="Two amplitudes, not eight: the qubits are entangled, none of them has a state of its "
    "own, and nothing has been cloned.",
)
def encode(a, b):
    """The 8 amplitudes of the qubit a|0> + b|1> in the three-qubit code: value copied to all."""
    state = np.zeros(8, dtype=complex)
    state[0b000], state[0b111] = a, b
    return state


@encode.mistake(hint=2)
def clones(a, b):
    """You have three qubits, each in a|0> + b|1>: a clone. No gate can do that to an unknown state:
    amplitudes like a^2 b are not linear in a and b."""
    return np.kron(np.kron([a, b], [a, b]), [a, b])


@encode.mistake(hint=1)
def leaves_the_others_alone(a, b):
    """The other two qubits are still in |0>: this is a|000> + b|100>, and the CNOTs are missing."""
    return np.kron([a, b], [1, 0, 0, 0])


@encode.mistake(hint=2)
def counts_from_the_other_end(a, b):
    """a and b have changed places: 000 comes first in the list, 111 last."""
    return [b, 0, 0, 0, 0, 0, 0, a]


# --- checks ---------------------------------------------------------------------------------


def _draw_syndrome(rng):
    n = int(rng.choice([5, 7, 9]))
    return (tuple(int(bit) for bit in rng.integers(0, 2, n - 1)),)


@exercise(
    cases=[((1, 0),), ((1, 1),), ((0, 1),), ((1, 0, 0, 1),), ((0, 1, 1, 0),), _draw_syndrome],
    same=same_bits(),
    hints=[
        "Suppose qubit 0 is not flipped. Then the first bit tells whether qubit 1 is, the second "
        "bit leads from qubit 1 to qubit 2, and so on.",
        "flips[i + 1] = flips[i] XOR s_i, in Python ^. There is one other pattern with the same "
        "syndrome: that in which qubit 0 is flipped. It is the opposite everywhere.",
        "Of the two patterns take the one with fewer ones: if 2 * sum(flips) > len(flips), use "
        "[1 - f for f in flips].",
    ],
    insight="Each syndrome leaves two stories, opposite on every qubit. The decoder does not know "
    "which is true; it takes the likelier one.",
)
def fewest_flips(syndrome):
    """Which of n = len(syndrome) + 1 qubits (odd) to flip: a list of n bits with the fewest 1.
    Bit i of the syndrome is 1 if qubits i and i + 1 are unequal."""
    flips = [0]
    for bit in syndrome:
        flips.append(flips[-1] ^ bit)
    if 2 * sum(flips) > len(flips):
        flips = [1 - flip for flip in flips]
    return flips


def _chain(syndrome, first=0):
    return [int(f) for f in np.cumsum([first, *syndrome]) % 2]


@fewest_flips.mistake(hint=3)
def trusts_qubit_0(syndrome):
    """You took qubit 0 as right. It can be flipped too: the opposite pattern has the same syndrome,
    and may need fewer flips."""
    return _chain(syndrome)


@fewest_flips.mistake(hint=1)
def flips_where_a_check_fires(syndrome):
    """You flip the left qubit of each check that fires. A flipped qubit fires the checks on both of
    its sides: the syndrome marks where runs of flips begin and end."""
    return [*syndrome, 0]


@fewest_flips.mistake(hint=1)
def flips_all_that_is_touched(syndrome):
    """You flip every qubit that a firing check touches. If both checks around a qubit fire, its
    neighbours need not be guilty."""
    return [int(a or b) for a, b in zip([0, *syndrome], [*syndrome, 0], strict=True)]


@fewest_flips.mistake(hint=3)
def takes_the_heavier(syndrome):
    """Right syndrome, but the pattern with *more* flips: opposite to the answer on every qubit. For
    small p it is the less likely one."""
    flips = _chain(syndrome)
    return flips if 2 * sum(flips) > len(flips) else _chain(syndrome, 1)


def _draw_checked(rng):
    """An encoded qubit after a turn of each of the three about X, by angles of both signs."""
    a, b = random_ket(1, rng).full()[:, 0]
    turn = np.eye(1)
    for angle in rng.uniform(0.5, 2.2, 3) * rng.choice([-1, 1], 3):
        c, s = np.cos(angle / 2), np.sin(angle / 2)
        turn = np.kron(turn, [[c, -1j * s], [-1j * s, c]])
    return turn @ [a, 0, 0, 0, 0, 0, 0, b], int(rng.integers(2)), int(rng.integers(2))


def _fixed_checked(seed, *bits):
    return _draw_checked(np.random.default_rng(seed))[0], *bits


@exercise(
    cases=[
        _fixed_checked(1, 0, 1),
        _fixed_checked(2, 1, 0),
        _fixed_checked(3, 1, 1),
        _fixed_checked(4, 0, 0),
        _draw_checked,
    ],
    same=each(close(), same_state()),
    hints=[
        "A measured check keeps the amplitudes that agree with its outcome and removes the others. "
        "For s01 = 1, s12 = 0, which of 000, 001, .., 111 agree?",
        "Always two, opposite to each other: 011 and 100 for (1, 0). Keep *both*; the check does "
        "not say which.",
        "probability = sum(abs(kept)**2); the state after it is kept / sqrt(probability).",
    ],
    insight="Two amplitudes survive each time, so a superposition does too: the checks tell where "
    "qubits differ, and not what they are.",
)
def after_checks(psi, s01, s12):
    """(probability, state): the checks ZZI and IZZ are measured on 8 amplitudes psi. s01 is 1 if
    qubits 0 and 1 are found unequal, s12 the same for 1 and 2. The state: 8 amplitudes, norm 1."""
    kept = np.array(psi, dtype=complex)
    for j in range(8):
        q0, q1, q2 = j >> 2 & 1, j >> 1 & 1, j & 1
        if (q0 ^ q1, q1 ^ q2) != (s01, s12):
            kept[j] = 0
    probability = np.sum(np.abs(kept) ** 2)
    return probability, kept / np.sqrt(probability)


def _kept(psi, rule):
    q = [(j >> 2 & 1, j >> 1 & 1, j & 1) for j in range(8)]
    kept = np.where([rule(*bits) for bits in q], psi, 0)
    weight = np.sum(np.abs(kept) ** 2)
    return weight, kept / np.sqrt(weight)


@after_checks.mistake(hint=2)
def reads_the_qubits(psi, s01, s12):
    """You kept one amplitude only: that is a measurement of every qubit, and it destroys the
    superposition. A check compares two qubits and reads neither."""
    return _kept(psi, lambda x, y, z: (x, x ^ y, y ^ z) == (0, s01, s12))


@after_checks.mistake(hint=1)
def exchanges_the_checks(psi, s01, s12):
    """You have exchanged s01 and s12, or counted qubits from the right. Qubit 0 is leftmost, the
    highest bit of the index."""
    return _kept(psi, lambda x, y, z: (y ^ z, x ^ y) == (s01, s12))


@after_checks.mistake(hint=1)
def takes_1_for_equal(psi, s01, s12):
    """You took 1 for "equal". An outcome 1 means that the two qubits differ."""
    return _kept(psi, lambda x, y, z: (1 - (x ^ y), 1 - (y ^ z)) == (s01, s12))


@after_checks.mistake(hint=2)
def one_check_only(psi, s01, s12):
    """You used s01 alone, and four amplitudes are left. Both checks are measured."""
    return _kept(psi, lambda x, y, z: x ^ y == s01)


@after_checks.mistake(hint=3)
def forgets_the_norm(psi, s01, s12):
    """Right amplitudes, but the state is not normalised: divide by the root of the probability."""
    weight, kept = _kept(psi, lambda x, y, z: (x ^ y, y ^ z) == (s01, s12))
    return weight, kept * np.sqrt(weight)


@after_checks.mistake(hint=1)
def repairs_already(psi, s01, s12):
    """You flipped the guilty qubit as well. That is the next step; here the state right after the
    measurement is asked."""
    weight, kept = _kept(psi, lambda x, y, z: (x ^ y, y ^ z) == (s01, s12))
    guilty = {(0, 0): 0, (1, 0): 4, (1, 1): 2, (0, 1): 1}[s01, s12]
    return weight, kept[np.arange(8) ^ guilty]


@question(
    wrong={
        "a": "A measurement does not shrink the turn, it projects: what had a flipped qubit is "
        "gone altogether.",
        "c": "No: the amplitude of |error> was -i sin(0.1), and the outcome says that it is gone.",
        "d": "A check does not read the qubits: a and b are as they were.",
    },
    hints=["Write the turned state as cos(0.1)|no error> - i sin(0.1)|X on qubit 1>."],
    insight="Measuring the checks digitises errors: no turn, or a whole flip, with the probability "
    "sin^2(theta/2). To correct X, Y and Z is enough for any error of one qubit.",
)
def small_turn():
    """One qubit of a|000> + b|111> was turned by 0.2 about X; both checks say 0. What is left?"""
    return "b"


# --- phases, and Shor's code ----------------------------------------------------------------


@question(
    wrong={
        "a": "Z commutes with every ZZ: no check of this code can see it.",
        "c": "It does something: the relative sign of a and b is turned, a logical phase flip.",
        "d": "Z on one qubit acts like Z on the encoded qubit. It is reversible; but who will know "
        "that it has to be reversed?",
    },
    hints=["Apply Z to qubit 1 of a|000> + b|111>. Do qubits 0, 1 and 2 still agree?"],
    insight="Copies of the value make phase flips about three times as likely, and invisible.",
)
def phase_error():
    """Z hits qubit 1 of a|000> + b|111>. What happens?"""
    return "b"


@exercise(
    cases=[(0.6, 0.8j), lambda rng: tuple(random_ket(1, rng).full()[:, 0])],
    same=same_state(),
    hints=[
        "The outer code is that against phase flips: a|+++> + b|--->. Then each of its three "
        "qubits is encoded against bit flips.",
        "|+> becomes (|000> + |111>)/sqrt 2, |-> becomes (|000> - |111>)/sqrt 2, three times each.",
        "With plus and minus of 8 amplitudes: a * np.kron(np.kron(plus, plus), plus) and the same "
        "for b with minus.",
    ],
    insight="The inner code mends flips within a block, the outer one compares the signs of "
    "blocks; Y = iXZ is mended by both.",
)
def shor_state(a, b):
    """The 512 amplitudes of a|0> + b|1> in Shor's code, qubits 0-2, 3-5 and 6-8 in blocks:
    a on three blocks |000> + |111>, b on three blocks |000> - |111>, each normalised."""
    plus = np.array([1, 0, 0, 0, 0, 0, 0, 1]) / np.sqrt(2)
    minus = np.array([1, 0, 0, 0, 0, 0, 0, -1]) / np.sqrt(2)
    zero = np.kron(np.kron(plus, plus), plus)
    one = np.kron(np.kron(minus, minus), minus)
    return a * zero + b * one


def _cube(block):
    return np.kron(np.kron(block, block), block)


_BLOCK = {s: np.array([1, 0, 0, 0, 0, 0, 0, s]) / np.sqrt(2) for s in (1, -1)}


@shor_state.mistake(hint=1)
def nine_copies(a, b):
    """This is a|0...0> + b|1...1>: nine copies of the value. It mends four flips, but no sign: one
    Z turns b."""
    state = np.zeros(512, dtype=complex)
    state[0], state[-1] = a, b
    return state


@shor_state.mistake(hint=2)
def nine_signs(a, b):
    """This is a|+> + b|-> with nine qubits: the phase-flip code, enlarged. It mends four phase
    flips, and one X turns b."""
    return a * np.full(512, 512**-0.5) + b * _cube(_cube(np.array([1, -1]) / np.sqrt(2)))


@shor_state.mistake(hint=3)
def one_block_has_the_sign(a, b):
    """The minus stands in one block only. It has to be copied to all three, or one Z there could
    not be told from the data."""
    plus = np.kron(_BLOCK[1], _BLOCK[1])
    return a * np.kron(_BLOCK[1], plus) + b * np.kron(_BLOCK[-1], plus)


@shor_state.mistake(hint=3)
def clones_the_blocks(a, b):
    """Each block holds the qubit on its own: three clones. The three have to be entangled: all with
    plus, or all with minus."""
    return _cube(a * _BLOCK[1] + b * _BLOCK[-1])


@shor_state.mistake(hint=1)
def three_bit_flip_codes(a, b):
    """You have a|000> + b|111> three times: three clones, and no sign is protected. Inside a block
    a and b do not appear: they belong to three blocks with plus, and three with minus."""
    return _cube(np.array([a, 0, 0, 0, 0, 0, 0, b]))


@shor_state.mistake(hint=3)
def minus_on_the_other_side(a, b):
    """The relative sign of a and b is turned: the second block is |000> - |111>, with the minus at
    111. Three turned blocks are one turned b."""
    return a * _cube(_BLOCK[1]) - b * _cube(_BLOCK[-1])


@shor_state.mistake(hint=2)
def stops_at_three(a, b):
    """You have the outer code alone, three qubits: each of them is still to be encoded into three
    against bit flips."""
    signs = np.array([1, -1]) / np.sqrt(2)
    return a * np.full(8, 8**-0.5) + b * _cube(signs)


# --- Pauli strings --------------------------------------------------------------------------


def _draw_strings(rng):
    n = int(rng.integers(4, 9))
    return tuple("".join(rng.choice(list("IXYZ"), n)) for _ in range(2))


@exercise(
    cases=[
        ("XX", "ZZ"), ("XI", "ZI"), ("XYZ", "XYZ"), ("XZZXI", "IXZZX"), ("YI", "XX"),
        ("ZXI", "XXZ"), ("IXX", "ZIX"), ("XXX", "ZZZ"), _draw_strings,
    ],
    same=close().of(float, "a number"),
    hints=[
        "On one qubit, two letters anticommute if they differ and neither is I. Each such place "
        "gives a factor -1.",
        "Two factors -1 cancel: only whether their number is odd counts.",
        'sum(a != b and "I" not in (a, b) for a, b in zip(p, q)) % 2',
    ],
    insight="With x and z bits of each letter this is x_p z_q + z_p x_q mod 2, the symplectic "
    "product: a whole code is linear algebra over bits.",
)  # fmt: skip
def anticommute(p, q):
    """1 if two Pauli strings such as "XIZ" and "ZZY" anticommute, 0 if they commute."""
    clashes = sum(a != b and "I" not in (a, b) for a, b in zip(p, q, strict=True))
    return clashes % 2


def _places(p, q, rule):
    return sum(bool(rule(a, b)) for a, b in zip(p, q, strict=True))


@anticommute.mistake(hint=1)
def counts_the_overlap(p, q):
    """You counted the places where neither is I. But equal letters commute: X with X, say."""
    return _places(p, q, lambda a, b: "I" not in (a, b)) % 2


@anticommute.mistake(hint=1)
def counts_what_differs(p, q):
    """You counted the places where the letters differ. I commutes with everything."""
    return _places(p, q, lambda a, b: a != b) % 2


@anticommute.mistake(hint=2)
def one_clash_is_enough(p, q):
    """You return 1 as soon as one place clashes. XX and ZZ clash twice: (-1)(-1) = 1, so they
    commute. So X checks and Z checks can be measured together."""
    return int(_places(p, q, lambda a, b: a != b and "I" not in (a, b)) > 0)


@anticommute.mistake(hint=3)
def half_the_product(p, q):
    """You have x_p z_q alone. The other half, z_p x_q, counts as well."""
    return _places(p, q, lambda a, b: a in "XY" and b in "ZY") % 2


@anticommute.mistake(hint=2)
def does_not_take_the_parity(p, q):
    """You return how many places clash. Take that modulo 2."""
    return _places(p, q, lambda a, b: a != b and "I" not in (a, b))


@anticommute.mistake(hint=1)
def only_x_and_z_clash(p, q):
    """You let X and Z clash, and forgot Y: it is both at once and anticommutes with either."""
    return _places(p, q, lambda a, b: {a, b} == {"X", "Z"}) % 2


@anticommute.mistake(hint=2)
def returns_the_sign(p, q):
    """You return the sign, the product of the factors -1. Asked is a bit, as in a syndrome: 1 where
    the sign is -1, and 0 where it is +1."""
    return (-1) ** anticommute.reference(p, q)


@anticommute.mistake(hint=3)
def one_if_they_commute(p, q):
    """Your answers are exchanged: 1 is for strings that anticommute, for a check that fires."""
    return 1 - anticommute.reference(p, q)


# --- codes and decoders ---------------------------------------------------------------------


def _renamed(checks, rng):
    """The same code with its qubits and the letters X, Y, Z in another order."""
    order = rng.permutation(len(checks[0]))
    letters = dict(zip("XYZ", rng.permutation(list("XYZ")).tolist(), strict=True))
    return [
        "".join(letters.get(check[q], "I") for q in order)
        for check in (checks[i] for i in rng.permutation(len(checks)))
    ]


_FIVE, _FOUR = list(get_code("five_qubit").checks), ["XXXX", "ZZZZ"]
# The five-qubit code and a sixth qubit in |0>, whose check IIIIIZ is the product of three of these.
_HIDDEN = [*(check + "I" for check in _FIVE), paulis.product(*_FIVE[:2]) + "Z"]


def _draw_code(rng):
    known = [_FIVE, _FOUR, ["ZZI", "IZZ"], ["ZZIII", "IZZII", "IIZZI", "IIIZZ"]]
    return (_renamed(known[rng.integers(4)], rng),)


@exercise(
    cases=[
        (_FIVE,), (list(get_code("steane").checks),), (list(get_code("shor").checks),), (_FOUR,),
        (["ZZI", "IZZ"],), (_HIDDEN,), _draw_code,
    ],
    same=close(),
    hints=[
        "Go through the errors by weight, 1, 2, 3, ... The first that commutes with all checks and "
        "yet is no product of checks is a logical operator; its weight is the answer.",
        "The products of checks: begin with the set of IIIII, and for each check add its product "
        "with all that you have. paulis.product(a, b) multiplies two strings.",
        "paulis.errors_of_weight(n, w) lists all errors of weight w; paulis.commute(error, check).",
    ],
    insight="Distance d corrects (d - 1)/2 errors, rounded down. Shor's code has unseen strings of "
    "weight 2, but they are checks and do nothing.",
)  # fmt: skip
def distance(checks):
    """Smallest weight of a Pauli string that commutes with all checks, a list of Pauli strings,
    and is no product of checks (the phase is dropped)."""
    n = len(checks[0])
    harmless = {"I" * n}
    for check in checks:
        harmless |= {paulis.product(check, other) for other in harmless}
    for weight in range(1, n + 1):
        for error in paulis.errors_of_weight(n, weight):
            unseen = all(paulis.commute(error, check) for check in checks)
            if unseen and error not in harmless:
                return weight


def _first_weight(checks, letters, wanted):
    """The lowest weight of an unseen error whose effect is as wanted, n if there is none."""
    code = StabilizerCode(checks)
    for w, signatures in code.errors_by_weight(letters):
        unseen = signatures[signatures >> 2 * code.k == 0]
        if w and np.any(wanted(unseen)):
            return w
    return code.n


@distance.mistake(hint=1)
def lightest_check(checks):
    """You have the weight of the lightest check. Checks do nothing to encoded states; the distance
    is about unseen strings that are *no* products of checks."""
    return min(len(check) - check.count("I") for check in checks)


@distance.mistake(hint=2)
def counts_products_of_checks(checks):
    """You took the lightest unseen string, or left out only the checks in the list. For Shor's code
    you find a ZZ within a block, a check or a product of two: unseen, and harmless."""
    return _first_weight(checks, "XYZ", lambda effect: effect >= 0)


@distance.mistake(hint=2)
def products_of_two_only(checks):
    """You multiplied two checks at most. Products of three and more do nothing either."""
    n = len(checks[0])
    harmless = {*checks, *(paulis.product(a, b) for a in checks for b in checks)}
    for weight in range(1, n + 1):
        for error in paulis.errors_of_weight(n, weight):
            if error not in harmless and all(paulis.commute(error, c) for c in checks):
                return weight


@distance.mistake(hint=3)
def bit_flips_only(checks):
    """You tried strings of X and I alone. An error may be Z or Y, or mix them: three copies of a
    bit have a logical Z of weight 1."""
    return _first_weight(checks, "X", lambda effect: effect > 0)


@distance.mistake(hint=3)
def one_letter_at_a_time(checks):
    """You tried X alone and Z alone. That does for codes whose checks are made of X alone or of Z
    alone, such as Steane's; with checks of Y it fails, and the lightest logical operators of the
    five-qubit code mix letters."""
    return min(_first_weight(checks, letter, lambda effect: effect > 0) for letter in "XZ")


@distance.mistake(hint=1)
def number_of_correctable(checks):
    """This is how many errors can be corrected, (d - 1)/2 rounded down. The distance itself is
    asked."""
    return (_first_weight(checks, "XYZ", lambda effect: effect > 0) - 1) // 2


@question(
    wrong={
        "a": "It cannot: both give the same syndrome. But it need not: undo the wrong one, and "
        "Z0 Z1 is left, which is a check.",
        "c": "Two explanations with *different* effects would be a reason to give up. These have "
        "the same effect.",
        "d": "More measurements give the same bits again. Nothing in the code tells them apart.",
    },
    hints=["Z on qubit 0, then 'corrected' on qubit 1: what does Z0 Z1 do to Shor's code?"],
    insight="Degeneracy: a decoder has to find the right *effect*, not the error.",
)
def same_syndrome():
    """Shor's code: Z on qubit 0 and Z on qubit 1 give one syndrome. What should a decoder do?"""
    return "b"


@exercise(
    cases=[(_FIVE,), lambda rng: (_renamed(_FIVE, rng),)],
    same=exact().of(lambda answer: _entries(answer), "the table"),
    hints=[
        "The errors are no error, IIIII, and X, Y or Z on one of the five qubits: sixteen.",
        "A bit of the syndrome is 1 if the error *anticommutes* with that check, in the order of "
        "the checks.",
        "table[tuple(anticommute(error, check) for check in checks)] = error. paulis.symplectic_"
        "product does the same as your anticommute.",
    ],
    insight="Sixteen errors, four bits: not one syndrome is wasted. Such a code is called perfect.",
)
def lookup_table(checks):
    """A dict from syndrome, a tuple of 0 and 1 in the order of the checks, to the Pauli string of
    lowest weight, for the checks of a five-qubit code of distance 3: 16 entries."""
    n, table = len(checks[0]), {}
    for error in paulis.errors_of_weight(n, 0) + paulis.errors_of_weight(n, 1):
        syndrome = tuple(paulis.symplectic_product(error, check) for check in checks)
        table[syndrome] = error
    return table


def _entries(answer):
    """The entries of a table in order; a syndrome may be a tuple or text such as "0110"."""
    if not isinstance(answer, dict):
        raise TypeError("a dict is asked")
    found = []
    for syndrome, error in answer.items():
        if not isinstance(syndrome, tuple | str) or any(
            bit not in (0, 1, *"01") for bit in syndrome
        ):
            raise TypeError("its keys should be tuples of 0 and 1")
        found.append(("".join(str(int(bit)) for bit in syndrome), str(error)))
    return tuple(sorted(found))


def _table_of(checks, bits=lambda bits: bits, letters="XYZ", lightest=0, heaviest=1):
    code, weights = StabilizerCode(checks), range(lightest, heaviest + 1)
    errors = [e for w in weights for e in paulis.errors_of_weight(code.n, w, letters)]
    return {bits(code.syndrome(error)): error for error in errors}


@lookup_table.mistake(hint=2)
def one_for_commuting(checks):
    """Your bits are inverted: 1 where the error *commutes*. A check that fires has met an error
    that anticommutes with it, and no error gives 0000."""
    return _table_of(checks, lambda bits: tuple(1 - bit for bit in bits))


@lookup_table.mistake(hint=2)
def last_check_first(checks):
    """Your syndromes are in reverse order: the bit of the first check stands first."""
    return _table_of(checks, lambda bits: bits[::-1])


@lookup_table.mistake(hint=1)
def corrects_flips_only(checks):
    """You listed X errors only. Y and Z have syndromes of their own."""
    return _table_of(checks, letters="X")


@lookup_table.mistake(hint=1)
def forgets_no_error(checks):
    """One entry is missing: most of the time nothing has happened, and the syndrome is 0000."""
    return _table_of(checks, lightest=1)


@lookup_table.mistake(hint=1)
def heavier_errors_overwrite(checks):
    """You went through heavier errors too, and they replaced the light ones in the table. Keep what
    is there already, for instance with table.setdefault."""
    return _table_of(checks, heaviest=5)


@lookup_table.mistake(hint=2)
def same_letters_fire(checks):
    """You let a check fire where it has the *same* letter as the error. Equal letters commute: X is
    seen by Z and by Y."""
    table = {}
    for error in (e for w in range(2) for e in paulis.errors_of_weight(len(checks[0]), w)):
        overlap = [_places(error, c, lambda a, b: a == b != "I") % 2 for c in checks]
        table[tuple(overlap)] = error
    return table


_COUNTS = (  # five-qubit, Steane, Shor; that of Shor with X and Z errors decoded separately
    [0, 0, 90, 210, 270, 198],
    [0, 0, 147, 693, 2226, 3822, 3675, 1725],
    [0, 0, 144, 1464, 7704, 23760, 46656, 57816, 43416, 15648],
)


@exercise(
    cases=[
        (_COUNTS[0], 0.01),
        (_COUNTS[1], 0.1),
        lambda rng: (_COUNTS[rng.integers(3)], rng.uniform(0.02, 0.3)),
    ],
    same=close(atol=1e-9),
    hints=[
        "One given string of weight w: w qubits have suffered a given letter each, with p/3, and "
        "n - w qubits nothing, with 1 - p.",
        "There are A_w of them that fail: add A_w (p/3)^w (1 - p)^(n - w).",
        "n is len(counts) - 1. The counts hold all choices of places and letters already.",
    ],
    insight="A_0 = A_1 = 0 makes the failure 10 p^2 for the five-qubit code at small p: below "
    "p = 0.1376 it beats a bare qubit.",
)
def logical_error(counts, p):
    """Failure probability if X, Y, Z hit each qubit with p/3 each: counts[w] strings of weight w
    fail, w = 0 .. n."""
    n = len(counts) - 1
    return sum(count * (p / 3) ** w * (1 - p) ** (n - w) for w, count in enumerate(counts))


def _summed(counts, term):
    return sum(count * term(w, len(counts) - 1) for w, count in enumerate(counts))


@logical_error.mistake(hint=1)
def each_letter_with_p(counts, p):
    """You gave each letter the whole p. Three letters share it: a given one comes with p/3."""
    return _summed(counts, lambda w, n: p**w * (1 - p) ** (n - w))


@logical_error.mistake(hint=1)
def forgets_the_healthy(counts, p):
    """The factor (1 - p)^(n - w) is missing: the other qubits have to be healthy."""
    return _summed(counts, lambda w, n: (p / 3) ** w)


@logical_error.mistake(hint=1)
def healthy_with_a_third(counts, p):
    """A healthy qubit has suffered none of the three letters: 1 - p, not 1 - p/3."""
    return _summed(counts, lambda w, n: (p / 3) ** w * (1 - p / 3) ** (n - w))


@logical_error.mistake(hint=3)
def one_qubit_too_many(counts, p):
    """You took n = len(counts). The counts go from weight 0 to n, so that is n + 1."""
    return _summed(counts, lambda w, n: (p / 3) ** w * (1 - p) ** (n + 1 - w))


@logical_error.mistake(hint=3)
def counts_the_places_twice(counts, p):
    """You multiplied by C(n, w) as well. counts[w] has all the choices of places in it."""
    return _summed(counts, lambda w, n: comb(n, w) * (p / 3) ** w * (1 - p) ** (n - w))


@logical_error.mistake(hint=2)
def lowest_weight_only(counts, p):
    """You stopped at two errors. That is good for small p; three errors and more fail too."""
    return counts[2] * (p / 3) ** 2 * (1 - p) ** (len(counts) - 3)
