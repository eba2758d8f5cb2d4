"""Exercises of the kata on hubs: swaps, the switch, GHZ states, secrets, a lying hub, a campus.

Bell order (Phi+, Phi-, Psi+, Psi-); in keys bases are 0 = Z and 1 = X.
"""

import itertools
import math
from collections import Counter

import numpy as np

from qlearn.exercise import close, each, exact, exercise, progress_report, question
from qlearn.network import campus, shared_keys

progress = progress_report(__name__)


# --- Two pairs meet at the hub ---------------------------------------------------------------


def _pair(rng):
    """Four different coefficients that add up to 1, Phi+ the largest."""
    f = rng.uniform(0.6, 0.85)
    rest = rng.permutation([0.15, 0.3, 0.55]) + rng.uniform(-0.05, 0.05, 3)
    return np.array([f, *(1 - f) * rest / rest.sum()])


@exercise(
    cases=[
        ([0.7, 0.3, 0.0, 0.0], [0.8, 0.0, 0.2, 0.0]),
        ([0.7, 0.2, 0.1, 0.0], [0.75, 0.05, 0.0, 0.2]),
        lambda rng: (_pair(rng), _pair(rng)),
    ],
    hints=[
        "Each pair is Phi+ with one Pauli error, drawn at random: none, Z, X or both, in the "
        "Bell order. After the swap both errors sit on one pair. Which combinations give no error?",
        "Two equal errors cancel; Z and X make 'both'; 'both' and Z leave X. Sixteen products, "
        "four for each Bell state.",
        "Number the errors 0, 1, 2, 3 = 00, 01, 10, 11 in binary: errors i and j make i ^ j.",
    ],
    insight="The errors of both pairs are added up, and equal ones cancel. In terms of <XX>, <YY> "
    "and <ZZ> it is shorter still: each is multiplied, but for the sign of <YY>.",
)
def joined(first, second):
    """Four weights (Phi+, Phi-, Psi+, Psi-) of the users' pair after an ideal swap at the hub with
    its Pauli correction. `first` and `second` are the weights of the two pairs, in that order."""
    result = np.zeros(4)
    for i in range(4):
        for j in range(4):
            result[i ^ j] += first[i] * second[j]
    return result


@joined.mistake(hint=1)
def multiplies_equal_entries(first, second):
    """You multiplied the weights entry by entry, and they no longer add up to 1. Two pairs with
    the same error do not have that error afterwards: it cancels. And different errors meet too."""
    return np.multiply(first, second)


@joined.mistake(hint=1)
def renormalises_equal_entries(first, second):
    """You multiplied entry by entry and divided by the sum. That is conditioning on equal errors;
    but nobody can see them, and after an ideal swap every run counts."""
    return np.multiply(first, second) / np.dot(first, second)


@joined.mistake(hint=2)
def forgets_double_errors(first, second):
    """You left out the runs in which both pairs have an error. Two equal ones cancel, so these runs
    help F, and different ones make the third error."""
    first, second = np.asarray(first), np.asarray(second)
    alone = first[0] * second + first * second[0]
    return np.array([first[0] * second[0], *alone[1:]])


@joined.mistake(hint=3)
def counts_errors_modulo_four(first, second):
    """You added the places of the errors modulo 4: two Z errors then make an X. Z twice is nothing:
    the rule is i ^ j, bit by bit."""
    result = np.zeros(4)
    for i, j in itertools.product(range(4), repeat=2):
        result[(i + j) % 4] += first[i] * second[j]
    return result


@joined.mistake(hint=1)
def takes_both_for_werner(first, second):
    """You used F1 F2 + (1 - F1)(1 - F2)/3 and gave the rest in equal parts. That is right for white
    noise; these pairs have noise with a bias, and it matters which errors meet."""
    f = first[0] * second[0] + (1 - first[0]) * (1 - second[0]) / 3
    return np.array([f, *[(1 - f) / 3] * 3])


@joined.mistake(hint=2)
def adds_the_errors(first, second):
    """You added the errors of the two pairs and gave the rest to Phi+. That is tempting while both
    are small; but two errors in the same run cancel or make the third one, and are not two."""
    errors = np.add(first, second)[1:]
    return np.array([1 - errors.sum(), *errors])


@joined.mistake
def takes_the_mean(first, second):
    """You averaged the two pairs. A swap uses up both, and the errors of both are in the result:
    its fidelity is not better than that of either pair."""
    return (np.asarray(first) + np.asarray(second)) / 2


# --- The switch ------------------------------------------------------------------------------


@question(
    wrong={
        "a": "Every user's pairs arrive with the rate mu, that is k mu arrivals. But a swap takes "
        "two of them.",
        "b": "There are k(k - 1)/2 couples of users, but no couple has pairs of its own: every one "
        "that arrives can serve one couple only.",
        "d": "With one user waiting, the next arrival of any other is joined at once: the hub need "
        "not wait for a certain couple. For k = 6 this would waste two thirds of the pairs.",
    },
    hints=["How many arrivals a second are there, and how many does one swap use?"],
    insight="k mu / 2, from three users on: with room for every pair none is lost, and each swap "
    "takes two. The hub is limited by its links, and not by the number of couples.",
)
def capacity():
    """k users with the rate mu each: how many swaps a second does the hub make?"""
    return "c"


def _arrivals(rng):
    """Three to five users, one twice as frequent, and an order with at least one stock of two."""
    k = int(rng.integers(3, 6))
    users = [int(rng.integers(k + 1)) % k for _ in range(20)]
    return ([*users, 1, 1, 1, 0, 2, 1],)


@exercise(
    cases=[([0, 0, 1, 2, 0, 0, 0, 1, 2],), ([2, 2, 2, 1, 0, 0, 0],), _arrivals],
    hints=[
        "Go through [0, 0, 1, 2] by hand: how many qubits are in the hub after each arrival?",
        "Whatever waits belongs to one user, or it would have been joined. So two variables are "
        "enough: whose pairs wait, and how many.",
        "Same user, or nothing waiting: one more. Another user: one less.",
    ],
    insight="Pairs of one user only ever wait: the state of the hub is one number, and for equal "
    "users the rest can be done with a pencil.",
)
def waiting(users):
    """How many qubits wait in the hub after each arrival: a list as long as `users`, the user of
    each arriving pair. Two pairs of different users are joined at once and are gone."""
    counts, stock, owner = [], 0, None
    for user in users:
        if stock > 0 and user != owner:
            stock -= 1
        else:
            owner, stock = user, stock + 1
        counts.append(stock)
    return counts


@waiting.mistake(hint=1)
def joins_a_user_with_itself(users):
    """Your hub joins any two pairs, even two of the same user. That gives this user a pair with
    itself, which is of no use to anybody."""
    return [(n + 1) % 2 for n in range(len(users))]


@waiting.mistake(hint=2)
def keeps_one_pair_only(users):
    """A second pair of the same user is dropped in your hub. That is a hub with room for one; here
    it may keep all of them."""
    counts, stock, owner = [], 0, None
    for user in users:
        stock, owner = (0, owner) if stock and user != owner else (1, user)
        counts.append(stock)
    return counts


@waiting.mistake(hint=3)
def keeps_the_newcomer(users):
    """When the hub joins two pairs you remove one of them: the other stays in your count. A swap
    uses up both qubits, the one that waited and the new one."""
    counts, stock, owner = [], 0, None
    for user in users:
        if not stock or user == owner:
            owner, stock = user, stock + 1
        counts.append(stock)
    return counts


@waiting.mistake(hint=3)
def clears_the_stock(users):
    """After a swap your hub is empty. One swap takes one of the pairs that wait; the others of this
    user are still there."""
    counts, stock, owner = [], 0, None
    for user in users:
        stock, owner = (0, None) if stock and user != owner else (stock + 1, user)
        counts.append(stock)
    return counts


@waiting.mistake(hint=2)
def keeps_the_first_owner(users):
    """Your stock belongs to the user of the first pair for ever. Once the hub is empty, the next
    pair waits, whoever brings it."""
    counts, stock = [], 0
    for user in users:
        stock = stock + 1 if user == users[0] else max(0, stock - 1)
        counts.append(stock)
    return counts


@waiting.mistake(hint=2)
def looks_at_the_last_arrival(users):
    """You compared each user with the one before. That pair may be gone already: what counts is
    whose pairs wait."""
    counts, stock = [], 0
    for last, user in zip([None, *users], users, strict=False):
        stock = stock - 1 if stock and user != last else stock + 1
        counts.append(stock)
    return counts


@waiting.mistake
def counts_before_the_arrival(users):
    """These are the numbers before each arrival. Asked is how many wait after it."""
    return [0, *waiting.reference(users)[:-1]]


@exercise(
    cases=[(3, 4), (5, 2), lambda rng: (int(rng.integers(3, 9)), int(rng.integers(2, 7)))],
    hints=[
        "n pairs wait. With which rate does it become n + 1, with which n - 1? Call the rate of "
        "one user mu. Is n = 0 special?",
        "From 0 to 1: k mu, anybody. From n to n + 1: mu, the one who waits already. Down: (k - 1)"
        " mu, all others. As many steps go up as down between n and n + 1.",
        "P(1)/P(0) = k/(k - 1), then P(n + 1)/P(n) = 1/(k - 1) up to n = room. Divide by the sum, "
        "then add up n P(n).",
    ],
    insight="P(n) = P(0) k / (k - 1)^n: with many users two rarely wait. Without limit the mean is "
    "k / (2 (k - 2)), and a hub for hundreds of users needs only about half a memory on average.",
)
def mean_stored(k, room):
    """Mean number of qubits that wait in a hub with k >= 3 equal users, if it can keep at most
    `room` of them; what arrives when it is full, and cannot be joined, is lost."""
    p = np.array([1.0] + [k / (k - 1) ** n for n in range(1, room + 1)])
    p = p / p.sum()
    return sum(n * p[n] for n in range(room + 1))


def _mean_of(p):
    p = np.asarray(p, dtype=float)
    return np.arange(len(p)) @ p / p.sum()


@mean_stored.mistake(hint=2)
def fills_from_one_user(k, room):
    """From the empty hub on you go up with the rate mu. Any of the k users can be the first: that
    step has the rate k mu."""
    return _mean_of([(k - 1.0) ** -n for n in range(room + 1)])


@mean_stored.mistake(hint=2)
def lets_everybody_queue(k, room):
    """Your stock goes up with the rate k mu even if somebody waits. Then a new pair is stored only
    if it comes from the same user, rate mu; of all others it is joined."""
    return _mean_of([(k / (k - 1)) ** n for n in range(room + 1)])


@mean_stored.mistake(hint=2)
def joins_with_all_users(k, room):
    """You go down with the rate k mu. The user whose pairs wait cannot be joined with itself: k - 1
    others are left."""
    return _mean_of([1.0] + [k * float(k) ** -n for n in range(1, room + 1)])


@mean_stored.mistake(hint=3)
def forgets_the_limit(k, room):
    """This is k / (2 (k - 2)), the mean with room for every pair. Here n stops at `room`."""
    return k / (2 * (k - 2))


@mean_stored.mistake(hint=3)
def leaves_one_place_free(k, room):
    """Your hub stops at room - 1. It can keep `room` qubits, so n runs from 0 to room: room + 1
    values."""
    return _mean_of([1.0] + [k / (k - 1) ** n for n in range(1, room)])


@mean_stored.mistake(hint=2)
def empties_a_full_hub_faster(k, room):
    """You go down from n with the rate n (k - 1) mu, as if each pair that waits went by itself. It
    goes when another user's pair arrives: (k - 1) mu, however many wait."""
    return _mean_of([1.0] + [k / (k - 1) ** n / math.factorial(n) for n in range(1, room + 1)])


@mean_stored.mistake(hint=3)
def does_not_normalise(k, room):
    """Your P(n) are relative to P(0) = 1. Divide by their sum: the probabilities add up to 1."""
    return sum(n * k / (k - 1) ** n for n in range(1, room + 1))


@mean_stored.mistake(hint=3)
def forgets_the_empty_hub(k, room):
    """You averaged over the times at which something waits. The hub is empty for a good part of the
    time, and that counts with n = 0."""
    p = [k / (k - 1) ** n for n in range(1, room + 1)]
    return np.arange(1, room + 1) @ p / sum(p)


# --- Three and more --------------------------------------------------------------------------


def _draw_links(rng):
    return (list(rng.uniform(0.7, 0.97, int(rng.integers(2, 6)))),)


@exercise(
    cases=[([0.9, 0.7],), ([0.95, 0.8, 0.6],), ([0.93, 0.85, 0.9, 0.75],), _draw_links],
    hints=[
        "The fidelity of |00..0> + |11..1> has two parts: half of the probability of 00..0 or "
        "11..1 (after the corrections), and half of what is left of the coherence between them.",
        "In Z, a Werner pair agrees with probability (1 + w)/2. The string is right if all n agree"
        ", or if all differ. The coherence needs all pairs: the product of the w.",
        "w = (4 F - 1)/3; prod((1 + w)/2)/2 + prod((1 - w)/2)/2 + prod(w)/2.",
    ],
    insight="Three links of 0.95 make a GHZ state of 0.858, a little less than a chain of three. "
    "Above 1/2 it proves that all of them share one entangled state.",
)
def fused(fidelities):
    """Fidelity of the GHZ state that an ideal hub makes of n Werner pairs, one with each user,
    after the Pauli corrections; `fidelities` are those of the pairs."""
    w = (4 * np.asarray(fidelities) - 1) / 3
    strings = np.prod((1 + w) / 2) + np.prod((1 - w) / 2)
    return strings / 2 + np.prod(w) / 2


def _weights(fidelities):
    return (4 * np.asarray(fidelities) - 1) / 3


@fused.mistake(hint=1)
def multiplies_fidelities(fidelities):
    """You multiplied the fidelities. Errors of different users can cancel: Z on two of them leaves
    the GHZ state as it was."""
    return np.prod(fidelities)


@fused.mistake(hint=2)
def multiplies_weights(fidelities):
    """This is the product of the weights, the part of the runs in which no pair is noise. Noise is
    not always wrong: for that part the fidelity is not 0."""
    return np.prod(_weights(fidelities))


@fused.mistake(hint=1)
def makes_a_chain(fidelities):
    """This is (1 + 3 product of w)/4, the pair at the ends of a chain. For two users it is the same
    thing. For more, each broken link spoils a qubit of its own: one leaves F = 1/4, two 1/8."""
    return (1 + 3 * np.prod(_weights(fidelities))) / 4


@fused.mistake(hint=2)
def spreads_the_noise_evenly(fidelities):
    """You took white noise on all n qubits wherever a pair is noise. But one broken link spoils one
    qubit only: the others still agree in Z, and F = 1/4 is left."""
    n = len(fidelities)
    return (1 + (2**n - 1) * np.prod(_weights(fidelities))) / 2**n


@fused.mistake(hint=2)
def forgets_that_all_may_flip(fidelities):
    """You left out one case: if all users' bits are flipped, 00..0 and 11..1 change places and the
    string is right again."""
    w = _weights(fidelities)
    return np.prod((1 + w) / 2) / 2 + np.prod(w) / 2


@fused.mistake(hint=1)
def looks_at_z_only(fidelities):
    """This is the probability to find all users alike in Z. A mixture of 00..0 and 11..1 has that
    too; the fidelity also asks for the coherence between the two."""
    w = _weights(fidelities)
    return np.prod((1 + w) / 2) + np.prod((1 - w) / 2)


@fused.mistake(hint=2)
def forgets_the_coherence(fidelities):
    """You have one half, the probability of the right strings. The other is missing: what is left
    of the coherence between them, the product of the w."""
    return looks_at_z_only(fidelities) / 2


@fused.mistake(hint=3)
def takes_f_for_w(fidelities):
    """You put F where the weight w = (4F - 1)/3 belongs."""
    w = np.asarray(fidelities)
    return (np.prod((1 + w) / 2) + np.prod((1 - w) / 2) + np.prod(w)) / 2


# --- A secret for two ------------------------------------------------------------------------

_WORDS = ["".join(word) for word in itertools.product("XY", repeat=3)]


def _as_bit(value):
    """0, 1 or -1, whatever type it has."""
    return int(value) if value in (-1, 0, 1) else value


@exercise(
    cases=[(word, b, c) for word in _WORDS for b in (0, 1) for c in (0, 1)],
    same=exact().of(_as_bit),
    hints=[
        "Bit 0 is the outcome +1, bit 1 is -1. The product of the outcomes is the sum of the bits "
        "modulo 2. When is it certain?",
        "<XXX> = 1, <XYY> = <YXY> = <YYX> = -1, and 0 for one or three Y.",
        "Odd number of Y: -1. None: bob ^ charlie. Two: the opposite of it.",
    ],
    insight="Two together have the bit, each alone has a fair coin; half of the rounds serve. No "
    "bits fixed beforehand could fill this table: it is Bell's theorem without inequality.",
)
def alices_bit(bases, bob, charlie):
    """Alice's bit, as Bob and Charlie find it from theirs, or -1 if the round tells nothing.
    `bases` is a word like "XYY": what Alice, Bob and Charlie measured on (|000> + |111>)/sqrt 2."""
    y = bases.count("Y")
    if y % 2 == 1:
        return -1
    return bob ^ charlie if y == 0 else 1 - (bob ^ charlie)


@alices_bit.mistake(hint=2)
def forgets_the_sign(bases, bob, charlie):
    """You took the sum of the two bits in every round that counts. With two Y the product of the
    three outcomes is -1: then Alice has the opposite."""
    return -1 if bases.count("Y") % 2 else bob ^ charlie


@alices_bit.mistake(hint=1)
def uses_all_rounds(bases, bob, charlie):
    """You use the rounds with one or three Y too. In these all outcomes are independent: half of
    the bits so gained are wrong."""
    return bob ^ charlie ^ (bases.count("Y") == 2)


@alices_bit.mistake(hint=2)
def wants_equal_bases(bases, bob, charlie):
    """You keep the rounds in which all three measured the same, as for a pair. YYY tells nothing,
    and XYY does."""
    return bob ^ charlie if bases in ("XXX", "YYY") else -1


@alices_bit.mistake(hint=2)
def keeps_xxx_only(bases, bob, charlie):
    """Right where you answer, but you keep one round in eight only. Those with two Y serve too."""
    return bob ^ charlie if bases == "XXX" else -1


@alices_bit.mistake(hint=3)
def turns_the_wrong_rounds(bases, bob, charlie):
    """The sign is turned: you take the opposite for XXX and not with two Y. It is the other way
    round."""
    return -1 if bases.count("Y") % 2 else bob ^ charlie ^ (bases == "XXX")


@alices_bit.mistake(hint=1)
def asks_bob_alone(bases, bob, charlie):
    """You used Bob's bit and not Charlie's. Bob alone knows nothing: his outcome is independent of
    Alice's."""
    return -1 if bases.count("Y") % 2 else bob ^ (bases.count("Y") == 2)


@question(
    wrong={
        "a": "If it were so, Bob could do without Charlie. The mixture left for Alice and Bob "
        "after Charlie is traced out has no correlation of X and Y at all.",
        "b": "In rounds with the same basis one might think so, as with pairs. But <XX> of any two "
        "qubits of a GHZ state is 0: only ZZ is left, and nobody measures Z.",
        "d": "Which rounds count is known to all; it depends on the bases. The bit in such a round "
        "is another matter.",
    },
    hints=["Trace out Charlie. What is left of |000> + |111>?"],
    insight="Without Charlie it is a mixture of 00 and 11: no trace of the secret in X or Y. A "
    "curious partner alone learns nothing.",
)
def bob_alone():
    """All bases are public, Charlie's bit is not. What does Bob know of Alice's bit?"""
    return "c"


# --- A hub that may lie ----------------------------------------------------------------------


def _recorded(rng, n=2400):
    """What the users have: mostly honest rounds, some read in Z by the hub, some made up."""
    spied, invented = int(n * rng.uniform(0.06, 0.16)), int(n * rng.uniform(0.03, 0.07))
    runs = [
        shared_keys.mdi_run(n - spied - invented, rng),
        shared_keys.mdi_run(spied, rng, "measures z"),
        shared_keys.mdi_run(invented, rng, "makes it up"),
    ]
    order = rng.permutation(n)
    return tuple(np.hstack(rows)[..., order] for rows in zip(*map(_rows, runs), strict=True))


def _rows(run):
    """(alice, bob, announced), each user's bits over their bases."""
    alice, bob = (run.alice_bits, run.alice_bases), (run.bob_bits, run.bob_bases)
    return np.array(alice), np.array(bob), run.announced


_READ_AT_RANDOM = _rows(shared_keys.mdi_run(1200, np.random.default_rng(5), "measures at random"))
_HONEST = _rows(shared_keys.mdi_run(200, np.random.default_rng(6)))  # no errors: h(0) is needed


@exercise(
    cases=[_READ_AT_RANDOM, _HONEST, _recorded],
    same=each(close(), close(), close()),
    hints=[
        "Three steps: keep the rounds with a success and equal bases; turn Bob's bit where Alice "
        "and he should differ; count, in Z and in X separately.",
        "Psi+ = 01 + 10 and Psi- = 01 - 10: in Z the bits differ for both. In X, Psi+ is ++ minus "
        "--: there the bits agree; for Psi- they differ.",
        "differ = (basis == 0) | (announced == 1); bob_bits ^ differ is Bob's key. Then max(0, 1 - "
        "h(ez) - h(ex)), with log2.",
    ],
    insight="No word of the hub is believed: what it may know is bounded by errors that the users "
    "count themselves. A hub that reads Z shows in X.",
)
def examined(alice, bob, announced):
    """Triple (error rate in Z, error rate in X, secret fraction 1 - h(ez) - h(ex), or 0 where that
    is negative). alice and bob: arrays with two rows, bits and bases (0 = Z, 1 = X); announced: -1
    = nothing, 0 = Psi+, 1 = Psi-."""
    (a, basis), (b, basis_b) = alice, bob
    kept = (announced >= 0) & (basis == basis_b)
    wrong = a != b ^ ((basis == 0) | (announced == 1))
    errors = [np.mean(wrong[kept & (basis == k)]) for k in (0, 1)]
    entropies = [-sum(p * np.log2(p) for p in (e, 1 - e) if p > 0) for e in errors]
    return *errors, max(0, 1 - sum(entropies))


def _h(x):
    return -sum(p * np.log2(p) for p in (x, 1 - x) if p > 0)


def _counted(alice, bob, kept, differ):
    """(error in Z, error in X, secret fraction): the rounds kept, Bob's bit turned in `differ`."""
    wrong = alice[0] != bob[0] ^ differ
    ez, ex = (np.mean(wrong[kept & (alice[1] == k)]) for k in (0, 1))
    return ez, ex, max(0.0, 1 - _h(ez) - _h(ex))


def _kept(alice, bob, announced):
    return (announced >= 0) & (alice[1] == bob[1])


@examined.mistake(hint=2)
def turns_nothing(alice, bob, announced):
    """You compared the bits as they are. Psi+ and Psi- say that the two differ (but for Psi+ in X):
    there Bob has to turn his bit first."""
    return _counted(alice, bob, _kept(alice, bob, announced), 0)


@examined.mistake(hint=2)
def turns_everything(alice, bob, announced):
    """You turned Bob's bit in every round. For Psi+ in X the two agree: there it must stay."""
    return _counted(alice, bob, _kept(alice, bob, announced), 1)


@examined.mistake(hint=2)
def exchanges_the_two_bell_states(alice, bob, announced):
    """In X you turned Bob's bit for Psi+ and not for Psi-. Write Psi+ in X: ++ minus --, the bits
    agree."""
    differ = (alice[1] == 0) | (announced == 0)
    return _counted(alice, bob, _kept(alice, bob, announced), differ)


@examined.mistake(hint=2)
def never_turns_in_x(alice, bob, announced):
    """In X you left Bob's bit as it is. That is right for Psi+ only: after Psi- the bits differ in
    X too."""
    return _counted(alice, bob, _kept(alice, bob, announced), alice[1] == 0)


@examined.mistake(hint=1)
def drops_psi_plus(alice, bob, announced):
    """You kept the rounds with announced = 1 only. Psi+ has the number 0, and is a success too;
    nothing is -1."""
    differ = (alice[1] == 0) | (announced == 1)
    return _counted(alice, bob, (announced == 1) & (alice[1] == bob[1]), differ)


@examined.mistake(hint=1)
def forgets_to_sift(alice, bob, announced):
    """You kept rounds with different bases. Their bits are independent: half of them count as
    errors that nobody has made."""
    return _counted(alice, bob, announced >= 0, (alice[1] == 0) | (announced == 1))


@examined.mistake(hint=1)
def counts_failures(alice, bob, announced):
    """You kept rounds without a success, announced = -1. In these the hub has joined nothing."""
    return _counted(alice, bob, alice[1] == bob[1], (alice[1] == 0) | (announced == 1))


@examined.mistake(hint=3)
def believes_z(alice, bob, announced):
    """Both error rates are right, but your fraction uses Z only. A hub that reads Z makes no error
    there: what it knows shows in X."""
    ez, ex, _ = examined.reference(alice, bob, announced)
    return ez, ex, max(0.0, 1 - 2 * _h(ez))


@examined.mistake(hint=3)
def takes_one_error_rate(alice, bob, announced):
    """Both error rates are right, but your fraction is 1 - 2h of their mean. They mean different
    things, Z for correcting and X for what the hub may know, and the mean hides the difference."""
    ez, ex, _ = examined.reference(alice, bob, announced)
    return ez, ex, max(0.0, 1 - 2 * _h((ez + ex) / 2))


@examined.mistake(hint=3)
def takes_natural_logarithms(alice, bob, announced):
    """Both error rates are right, but your h is in nats: take log2, for bits."""
    ez, ex, _ = examined.reference(alice, bob, announced)
    return ez, ex, max(0.0, 1 - (_h(ez) + _h(ex)) * np.log(2))


@examined.mistake(hint=3)
def goes_below_zero(alice, bob, announced):
    """Right but for one thing: where 1 - h(ez) - h(ex) is negative there is no key, and the
    fraction is 0."""
    ez, ex, _ = examined.reference(alice, bob, announced)
    return ez, ex, 1 - _h(ez) - _h(ex)


@examined.mistake(hint=3)
def stumbles_over_the_zero(alice, bob, announced):
    """Right, except without errors: there your fraction is 0 and should be 1. 0 * log2(0) is nan to
    the computer, and max(0, nan) is 0; the term has to be left out."""
    ez, ex, fraction = examined.reference(alice, bob, announced)
    return ez, ex, fraction if min(ez, ex) > 0 else 0.0


_ROUNDS = 3000
_ANNOUNCED = {"psi+": 0, "psi-": 1, "none": -1}


class _Photons:
    """The photons of one round: each has a bit in a basis, and takes that of the last reading."""

    def __init__(self, bits, basis, rng):
        self.bits, self.basis, self.rng = bits, basis, rng

    def read(self, basis):
        """Both bits in the basis "Z" or "X"."""
        asked = {"Z": 0, "X": 1}.get(str(basis).strip().upper())
        if asked is None:
            raise ValueError(f'read takes "Z" or "X", and this is {basis!r}')
        if asked != self.basis:
            self.bits, self.basis = tuple(self.rng.integers(2, size=2).tolist()), asked
        return self.bits


def _spied(hub, seed):
    """(part of Alice's Z bits known, errors in Z, successes per round, errors in X)."""
    rng, seen = np.random.default_rng(seed), []
    for a, b, basis in rng.integers(2, size=(_ROUNDS, 3)).tolist():
        answer = hub(_Photons((a, b), basis, rng).read)
        try:
            word, guess = answer
            told = _ANNOUNCED[str(word).strip().lower()]
            guess = (0, 1).index(guess) if told >= 0 else None
        except (KeyError, TypeError, ValueError):
            return 'a pair is asked: "Psi+", "Psi-" or "none", and a guess of Alice\'s bit, 0 or 1'
        differ = basis == 0 or told == 1
        seen.append((basis, told >= 0, guess == a, (a != b) != differ))
    basis, told, known, wrong = np.array(seen, dtype=int).T
    z, x = (told == 1) & (basis == 0), (told == 1) & (basis == 1)
    if min(z.sum(), x.sum()) < _ROUNDS / 50:
        return "your hub hardly ever announces a success: Alice and Bob go to another one"
    return known[z].mean(), wrong[z].mean(), told.mean(), wrong[x].mean()


def _unseen_in_z(seen, seed):
    if isinstance(seen, str):
        return seen
    known, ez, rate, ex = seen
    if known > 0.99 and ez < 0.01 and 0.4 < rate < 0.6:
        return True
    return (
        f"your hub knows {known:.0%} of Alice's bits in Z, announces {rate:.0%} of the rounds, and "
        f"shows errors of {ez:.0%} in Z and {ex:.0%} in X"
    )


@exercise(
    referee=_spied,
    cases=[(1,)],
    same=close(atol=0.15, rtol=0),
    accepts=_unseen_in_z,
    hints=[
        "If you know both bits in Z, you know whether they differ, and that is all that Psi+ or "
        "Psi- would say in Z.",
        'a, b = read("Z"). Announce a success only if they differ. An honest hub has one in half '
        "of the rounds, and so have you.",
        'return ("Psi-" if a != b else "none"), a: your guess is what you have read.',
    ],
    insight="All of the Z key is known, without an error in Z. But in X half of the bits are "
    "wrong: for Alice and Bob 1 - h(0) - h(1/2) = 0, and they stop. Reading gives you away.",
)
def spying_hub(read):
    """You are the hub. `read("Z")` or `read("X")` measures both photons and returns their bits,
    Alice's first. Return the pair (announcement, guess): "Psi+", "Psi-" or "none", and Alice's bit.
    Wanted: each Z bit of the key known, no error in Z, successes as often as an honest hub: 1/2."""
    a, b = read("Z")
    announcement = "Psi-" if a != b else "none"
    return announcement, a


@spying_hub.mistake(hint=1)
def reads_x(read):
    """In X there are no errors, but in Z half of the bits are wrong, and you know nothing of them:
    X was read. The key is in Z here."""
    a, b = read("X")
    return ("Psi-" if a != b else "none"), a


@spying_hub.mistake(hint=2)
def announces_equal_bits(read):
    """Every bit in Z is an error now: you announce a success where the two bits agree. Psi+ and
    Psi- both say that they differ in Z."""
    a, b = read("Z")
    return ("Psi-" if a == b else "none"), a


@spying_hub.mistake(hint=2)
def announces_every_round(read):
    """You know the bits, but announce a success in every round: an honest hub has one in half of
    them, and half of yours show errors in Z. Say "none" where the bits agree."""
    a, _ = read("Z")
    return "Psi-", a


@spying_hub.mistake(hint=3)
def guesses_bobs_bit(read):
    """Your announcements are perfect in Z, your guess is always wrong: it is Bob's bit. Where you
    announce a success, Alice has the other one."""
    a, b = read("Z")
    return ("Psi-" if a != b else "none"), b


@question(
    wrong={
        "a": "That is twin-field: one photon of two has to arrive, over half of the way. Here both "
        "must, in the same round: sqrt(eta) times sqrt(eta).",
        "b": "Both photons travel half of the way; eta^2 is two photons over the whole of it.",
        "d": "The hub sends nothing and amplifies nothing: photons are lost before they reach it.",
    },
    hints=["Half of the way has the transmissivity sqrt(eta). How many photons must arrive?"],
    insight="MDI spares trust, and leaves the law of distance as it was. With memories at the hub "
    "it would be sqrt(eta): who comes first may wait.",
)
def half_way():
    """The hub stands half way and measures photons at once. How does the key rate fall?"""
    return "c"


# --- A campus --------------------------------------------------------------------------------


def _requests(rng, n_nodes=6):
    n = int(rng.integers(20, 31))
    return campus.random_requests(n, n_nodes, rng), n_nodes


def _booked(planner, requests, n_nodes):
    """What comes of a plan: one word or sentence."""
    slots = planner(list(requests), n_nodes)
    try:
        slots = [[(int(a), int(b)) for a, b in slot] for slot in slots]
    except (TypeError, ValueError):
        return "a list of slots is asked, each of them a list of requests (node, node)"
    if any(max(Counter(k for r in slot for k in r).values(), default=0) > 1 for slot in slots):
        return "double booking"
    found = campus.conflicts(slots, requests, n_nodes)
    if found:
        return "too few" if all("few" in text for text in found) else f"wrong requests: {found[0]}"
    busiest = max(Counter(k for r in requests for k in r).values())
    if len(slots) < 2 * busiest:
        return "fits"
    one = "one by one, " if len(slots) == len(requests) else ""
    return f"{one}too slow"


def _fits(seen, requests, n_nodes):
    if seen == "fits":
        return True
    busiest = max(Counter(k for r in requests for k in r).values())
    limit = f"allowed are fewer than {2 * busiest} slots: the busiest node has {busiest} requests"
    texts = {
        "double booking": "a node is in two pairs of one slot, or stands twice in one request",
        "too few": "not every request is in your plan as often as it was asked for",
        "too slow": f"all is done, nobody is booked twice, but it takes too long: {limit}",
    }
    return texts.get(seen.removeprefix("one by one, "), seen)


@exercise(
    referee=_booked,
    cases=[
        ([(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5), (0, 1), (3, 4), (2, 5)], 6),
        _requests,
    ],
    same=exact(),
    accepts=_fits,
    hints=[
        "Fill one slot after the other. Go through the requests that are left, and keep a set of "
        "the nodes that are busy in this slot.",
        "A request fits if neither of its nodes is busy. What does not fit goes into the list for "
        "the next slot, and the loop runs while that list is not empty.",
        "Each request that waits shares a node with one that does not. So none waits longer than "
        "its two nodes have other requests: fewer slots than twice the busiest node's.",
    ],
    insight="If nothing that fits is left waiting, fewer slots than twice the busiest node's "
    "requests do; fewer than these requests never do. Serving the busiest first comes close.",
)
def plan(requests, n_nodes):
    """A list of slots, each a list of requests, with all of `requests`, a list of (node, node) that
    may contain the same one several times. In a slot a node is in one pair at most. It has to take
    fewer slots than twice the number of requests of the busiest node."""
    left, slots = list(requests), []
    while left:
        busy, chosen, later = set(), [], []
        for a, b in left:
            if a in busy or b in busy:
                later.append((a, b))
            else:
                chosen.append((a, b))
                busy |= {a, b}
        slots.append(chosen)
        left = later
    return slots


@plan.mistake(hint=1)
def one_at_a_time(requests, n_nodes):
    """One request in each slot: nobody is booked twice, and most of the campus stands idle. Six
    nodes can be in three pairs at once."""
    return [[request] for request in requests]


@plan.mistake(hint=1)
def fills_without_looking(requests, n_nodes):
    """A node is in two pairs of the same slot. Half as many pairs as nodes fit into one only if no
    node is among them twice."""
    n = n_nodes // 2
    return [requests[i : i + n] for i in range(0, len(requests), n)]


@plan.mistake(hint=2)
def forgets_what_does_not_fit(requests, n_nodes):
    """Nobody is booked twice, but requests are missing. Did you drop what did not fit into a slot,
    or count a couple once that had asked more often?"""
    return plan.reference(sorted(set(requests)), n_nodes)


# --- Who comes first may wait ----------------------------------------------------------------


@exercise(
    cases=[
        (0.1, 0.3),
        (0.5, 0.2),
        lambda rng: (rng.uniform(0.05, 0.3), rng.uniform(0.35, 0.7)),
        lambda rng: (rng.uniform(0.45, 0.8), rng.uniform(0.05, 0.35)),
    ],
    hints=[
        "Without memory both have to succeed in one slot. With memory: the later of the two. For "
        "the mean of the later one, add both means and take off that of the earlier one.",
        "Slots until link A has succeeded: 1/p_a on average. Until the first of the two has: one "
        "over the probability that at least one succeeds.",
        "At least one: p_a + p_b - p_a p_b. The wait is 1/p_a + 1/p_b - 1/(p_a + p_b - p_a p_b); "
        "the gain is 1/(p_a p_b) divided by it.",
    ],
    insight="For small p the wait falls from 1/p^2 to 1.5/p: a memory gains the more the worse the "
    "links are, provided that it keeps its qubit for about 1/p slots.",
)
def memory_gain(p_a, p_b):
    """By which factor memories at the hub shorten the mean wait for two links: both try once per
    slot, with probabilities p_a and p_b. Without memory both have to succeed in the same slot."""
    without = 1 / (p_a * p_b)
    first = 1 / (p_a + p_b - p_a * p_b)
    return without / (1 / p_a + 1 / p_b - first)


@memory_gain.mistake(hint=1)
def lets_them_try_in_turn(p_a, p_b):
    """You added the two waits: that is one link after the other. They try at the same time."""
    return 1 / (p_a * p_b) / (1 / p_a + 1 / p_b)


@memory_gain.mistake(hint=1)
def waits_for_the_worse_link(p_a, p_b):
    """You took the wait of the worse link alone. The better one is the later of the two now and
    then, and that adds to the mean."""
    return min(p_a, p_b) / (p_a * p_b)


@memory_gain.mistake(hint=1)
def waits_for_the_first(p_a, p_b):
    """This is the wait for the first of the two. A swap needs both."""
    return (p_a + p_b - p_a * p_b) / (p_a * p_b)


@memory_gain.mistake(hint=3)
def counts_double_successes_twice(p_a, p_b):
    """For 'at least one' you took p_a + p_b: slots in which both succeed are then counted twice."""
    return 1 / (p_a * p_b) / (1 / p_a + 1 / p_b - 1 / (p_a + p_b))


@memory_gain.mistake(hint=1)
def waits_after_a_double_success(p_a, p_b):
    """After the first success you always wait for the other link. Now and then both succeed in the
    same slot, and nothing is left to wait for."""
    either = p_a + p_b - p_a * p_b
    return either / (p_a * p_b) / (1 + p_a / p_b + p_b / p_a)


@memory_gain.mistake
def gives_the_wait(p_a, p_b):
    """This is the mean wait with memories, in slots. Asked is how many times longer it is without:
    1/(p_a p_b) divided by it."""
    return 1 / p_a + 1 / p_b - 1 / (p_a + p_b - p_a * p_b)


@memory_gain.mistake
def turns_the_ratio(p_a, p_b):
    """This is the wait with memories over the one without. Asked is the gain, its inverse."""
    return 1 / memory_gain.reference(p_a, p_b)


@memory_gain.mistake(hint=2)
def takes_both_links_alike(p_a, p_b):
    """You took one p for both, their mean. The links are different, and the worse one costs more
    than the better one saves."""
    p = (p_a + p_b) / 2
    return (2 - p) / (p * (3 - 2 * p))
