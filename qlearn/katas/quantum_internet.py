"""Exercises of the kata on applications: blind computing, traps, secrets, tags, signatures, sensors
and clocks.

Angles are in radians, times in ns. To measure a qubit at the angle phi is to do Rz(-phi), then H,
and to read it in Z.
"""

import itertools
import math
from dataclasses import replace

import numpy as np

from qlearn.exercise import close, each, exercise, progress_report, question

progress = progress_report(__name__)


# --- Blind computing -------------------------------------------------------------------------

EIGHTH = np.pi / 4


def _eighths(delta):
    """An angle in eighths of a turn, from 0 up to 8: full turns do not count."""
    return np.mod(np.round(np.asarray(delta, dtype=float) / EIGHTH, 6), 8)


def _angles(rng):
    phi, theta = EIGHTH * rng.integers(1, 8, size=2)
    return (phi, theta, *(int(bit) for bit in rng.integers(2, size=3)))


@exercise(
    cases=[
        (EIGHTH, 3 * EIGHTH, 0, 0, 0),
        (3 * EIGHTH, 2 * EIGHTH, 1, 0, 0),
        (3 * EIGHTH, EIGHTH, 0, 1, 0),
        (5 * EIGHTH, EIGHTH, 0, 0, 1),
        (EIGHTH, 6 * EIGHTH, 1, 1, 1),
        _angles,
    ],
    same=close(atol=1e-5).of(_eighths, "the angle"),
    hints=[
        "Two steps. Which angle does the computation need, given what the qubits before left "
        "behind? And how does one say it to somebody who must not know it?",
        "A left X turns the sign of phi, a left Z adds pi. Then theta is in the qubit already: the "
        "server has to measure at an angle larger by theta. Last, r adds pi.",
        "(-1)**s * phi + s_before * pi + theta + r * pi; full turns do not matter.",
    ],
    insight="theta hides the angle, r hides what the answer means, and all that the client has to "
    "do is prepare single qubits and add angles.",
)
def instruction(phi, theta, r, s, s_before):
    """Angle delta in radians at which the server is to measure. The job needs the angle phi; the
    qubit was sent as |+_theta>; r is the client's secret bit. s and s_before are the true results
    of the qubits one and two places before: s = 1 has left an X, s_before = 1 a Z."""
    needed = (-1) ** s * phi + s_before * np.pi
    return (needed + theta + r * np.pi) % (2 * np.pi)


@instruction.mistake(hint=2)
def forgets_r(phi, theta, r, s, s_before):
    """Your angle does not depend on r. Then the server's answer is the result itself, and delta and
    the qubit together tell something of phi."""
    return (-1) ** s * phi + s_before * np.pi + theta


@instruction.mistake(hint=1)
def tells_the_plain_angle(phi, theta, r, s, s_before):
    """theta is missing. The server then measures a qubit that is turned by theta at an angle that
    is not, so the result is wrong; and delta gives phi away, but for its sign and half a turn."""
    return (-1) ** s * phi + s_before * np.pi + r * np.pi


@instruction.mistake(hint=1)
def tells_what_is_needed(phi, theta, r, s, s_before):
    """This is the angle that the computation needs, the first of two steps. Said like that it is no
    secret: theta and r are missing."""
    return (-1) ** s * phi + s_before * np.pi


@instruction.mistake(hint=2)
def takes_theta_off(phi, theta, r, s, s_before):
    """You took theta off. The qubit is turned forward by theta, so the measurement has to turn with
    it: add."""
    return (-1) ** s * phi + s_before * np.pi - theta + r * np.pi


@instruction.mistake(hint=2)
def forgets_the_sign(phi, theta, r, s, s_before):
    """You did not use s. An X that is left over turns Rz(-phi) into Rz(phi): the angle has to
    change its sign, or the next gate turns the wrong way."""
    return phi + s_before * np.pi + theta + r * np.pi


@instruction.mistake(hint=2)
def forgets_the_z(phi, theta, r, s, s_before):
    """You did not use s_before. A Z that is left over turns the qubit by half a turn about z: add
    pi."""
    return (-1) ** s * phi + theta + r * np.pi


@instruction.mistake(hint=1)
def forgets_what_came_before(phi, theta, r, s, s_before):
    """This is the angle for the first qubit of a line, where nothing is left over. Later ones have
    to take the earlier results into account."""
    return phi + theta + r * np.pi


@instruction.mistake(hint=2)
def turns_the_sign_of_all(phi, theta, r, s, s_before):
    """You turned the sign of theta as well. The X belongs to the computation; theta was in the
    qubit before the server joined it to anything, and stays as it is."""
    return (-1) ** s * (phi + theta) + s_before * np.pi + r * np.pi


@instruction.mistake(hint=3)
def exchanges_the_results(phi, theta, r, s, s_before):
    """You exchanged the two earlier results. The one just before leaves X, and with it the sign;
    the H on the way has made a Z of the X that came before."""
    return (-1) ** s_before * phi + s * np.pi + theta + r * np.pi


def _ket(theta):
    return np.array([1, np.exp(1j * theta)]) / np.sqrt(2)


def _eighth(delta, r):
    return round(delta / EIGHTH) % 8


def _differences(phi_a, phi_b, thetas, flips, key=_eighth, bra=np.conj):
    """State for phi_a minus state for phi_b, with their weights, for each `key`: what is known."""
    found = {}
    for sign, phi in ((1, phi_a), (-1, phi_b)):
        for theta in thetas:
            for r in flips:
                known = key(phi + theta + r * np.pi, r)
                part = sign * np.outer(_ket(theta), bra(_ket(theta))) / len(thetas) / len(flips)
                found[known] = found.get(known, 0) + part
    return found.values()


def _distance(matrices):
    return sum(np.abs(np.linalg.eigvalsh(matrix)).sum() for matrix in matrices) / 2


_ALL = [k * EIGHTH for k in range(8)]


def _careless(rng):
    """Two different jobs, three to six of the eight angles, r drawn or not."""
    a, b = rng.choice(8, size=2, replace=False)
    some = sorted(rng.choice(8, size=int(rng.integers(3, 7)), replace=False).tolist())
    return a * EIGHTH, b * EIGHTH, [k * EIGHTH for k in some], [[0, 1], [0]][rng.integers(2)]


@exercise(
    cases=[
        (EIGHTH, 4 * EIGHTH, _ALL, [0, 1]),
        (EIGHTH, 4 * EIGHTH, _ALL, [0]),
        (2 * EIGHTH, 5 * EIGHTH, [0.0, 2 * EIGHTH, 4 * EIGHTH, 6 * EIGHTH], [0, 1]),
        (3 * EIGHTH, 4 * EIGHTH, [0.0, EIGHTH, 2 * EIGHTH], [0, 1]),
        (EIGHTH, 2 * EIGHTH, [0.0, EIGHTH, 3 * EIGHTH], [0]),
        _careless,
    ],
    hints=[
        "What does the server have? A number delta, and a qubit in the state |+_theta>. For each "
        "delta that can occur, add up the states that the qubit can have, with their weights: once "
        "for phi_a, once for phi_b.",
        "Take the difference of both for each delta. D is half of the sum of the absolute values "
        "of all eigenvalues, over all delta. Two guesses are right with (1 + D)/2.",
        "weights 1/(len(thetas) len(flips)); delta as round((phi + theta + r pi)/(pi/4)) % 8 is a "
        "safe key for a dict; np.linalg.eigvalsh.",
    ],
    insight="With eight angles and r the chance is 1/2: delta is evenly spread and the qubit is "
    "I/2, for every phi. Take away one of the two and something can be read.",
)
def told_apart(phi_a, phi_b, thetas, flips):
    """How often the best server is right when it guesses whether the client's angle was phi_a or
    phi_b, equally likely before. The client draws theta from the list `thetas` and r from the list
    `flips`, evenly, sends |+_theta> = (|0> + e^(i theta)|1>)/sqrt 2 and says delta = phi + theta +
    r pi, modulo 2 pi. All angles are multiples of pi/4."""
    difference = np.zeros((8, 2, 2), dtype=complex)
    for weight, phi in ((1, phi_a), (-1, phi_b)):
        for theta in thetas:
            ket = np.array([1, np.exp(1j * theta)]) / np.sqrt(2)
            for r in flips:
                delta = round((phi + theta + r * np.pi) / (np.pi / 4)) % 8
                difference[delta] += weight * np.outer(ket, ket.conj())
    difference = difference / (len(thetas) * len(flips))
    distance = np.abs(np.linalg.eigvalsh(difference)).sum() / 2
    return (1 + distance) / 2


@told_apart.mistake(hint=1)
def looks_at_delta_only(phi_a, phi_b, thetas, flips):
    """You compared how often each delta occurs. The server has the qubit as well, and together the
    two may tell more: without r it holds a pure state that depends on phi."""
    matrices = _differences(phi_a, phi_b, thetas, flips)
    return (1 + sum(abs(np.trace(matrix).real) for matrix in matrices) / 2) / 2


@told_apart.mistake(hint=1)
def looks_at_the_qubit_only(phi_a, phi_b, thetas, flips):
    """Your answer is always 1/2. The qubit alone says nothing indeed: phi is not in it. But the
    server knows delta = phi + theta + r pi, and can look at its qubit in that light."""
    return 0.5


@told_apart.mistake(hint=1)
def lets_the_server_know_r(phi_a, phi_b, thetas, flips):
    """You kept r = 0 and r = 1 apart, or used one of them only. The server does not know r: for the
    same delta the states of both have to be added up before you compare."""
    matrices = _differences(phi_a, phi_b, thetas, flips, lambda *known: (_eighth(*known), known[1]))
    return (1 + _distance(matrices)) / 2


@told_apart.mistake(hint=2)
def gives_the_distance(phi_a, phi_b, thetas, flips):
    """This is the distance D itself. Who guesses blindly is right half of the time: the answer is
    (1 + D)/2."""
    return _distance(_differences(phi_a, phi_b, thetas, flips))


@told_apart.mistake(hint=2)
def forgets_the_half(phi_a, phi_b, thetas, flips):
    """Your D is twice too large: it is *half* of the sum of the absolute eigenvalues. For two
    orthogonal states the sum is 2."""
    return 0.5 + _distance(_differences(phi_a, phi_b, thetas, flips))


@told_apart.mistake(hint=3)
def forgets_the_weights(phi_a, phi_b, thetas, flips):
    """You added up the states without their weights. Every pair of theta and r is drawn with the
    probability 1/(len(thetas) len(flips))."""
    number = len(thetas) * len(flips)
    return (1 + number * _distance(_differences(phi_a, phi_b, thetas, flips))) / 2


@told_apart.mistake(hint=3)
def compares_floats(phi_a, phi_b, thetas, flips):
    """You compared angles as floating-point numbers. Two that should be equal differ in the last
    digit, and so you keep apart what the server cannot tell: count in eighths."""
    matrices = _differences(phi_a, phi_b, thetas, flips, lambda delta, r: delta % (2 * np.pi))
    return (1 + _distance(matrices)) / 2


@told_apart.mistake(hint=2)
def forgets_the_conjugate(phi_a, phi_b, thetas, flips):
    """Your |+><+| is np.outer(ket, ket), without the conjugate of the second. These are no states:
    the matrices are not Hermitian."""
    return (1 + _distance(_differences(phi_a, phi_b, thetas, flips, bra=np.array))) / 2


@question(
    wrong={
        "a": "The histogram is one half of what the server has. The other half is the qubit, and "
        "its state is |+_theta> with theta = delta - phi: without r there is nothing else in it.",
        "c": "One qubit gives one bit at most, and eight angles are three bits. It can exclude one "
        "of them, and from many runs of the same job it would find out.",
        "d": "It need not know theta. It knows delta = phi + theta, and that is enough: for each "
        "phi that it suspects it knows which state to look for.",
    },
    hints=[
        "delta is known. Which state has the qubit, if the client's angle is phi? And phi + pi?"
    ],
    insight="Without r the qubit is |+_(delta - phi)>: for phi and phi + pi two orthogonal states. "
    "With r it is an even mixture of the two, I/2.",
)
def without_r():
    """theta is drawn from all eight angles, but r is always 0. What can the server find out?"""
    return "b"


# --- Traps -----------------------------------------------------------------------------------


def _rounds(rng):
    rounds = int(rng.integers(8, 25))
    traps, spoiled = (int(k) for k in rng.integers(2, rounds // 2 + 1, size=2))
    return rounds, traps, spoiled, float(rng.uniform(0.3, 0.9))


@exercise(
    cases=[(10, 4, 3, 1.0), (10, 6, 7, 0.5), (20, 5, 2, 0.5), (12, 3, 1, 0.8), _rounds],
    hints=[
        "How many of the spoiled rounds are traps? That number j is random. If you knew it, what "
        "would be the probability that none of the j is noticed?",
        "(1 - noticed)**j, weighted by the probability of j: `traps` of `rounds` are drawn without "
        "putting back, so C(spoiled, j) C(rounds - spoiled, traps - j) / C(rounds, traps).",
        "Sum over j from 0 to min(spoiled, traps); math.comb(n, k) is 0 for k > n.",
    ],
    insight="One spoiled round may well pass. To spoil a result that is taken by majority a server "
    "has to spoil many, and then it is caught almost surely.",
)
def unnoticed(rounds, traps, spoiled, noticed):
    """Probability that no trap gives an alarm. `traps` of the `rounds` are traps, at random places;
    the server, who cannot tell which, spoils `spoiled` of the rounds. A spoiled trap shows a wrong
    answer with the probability `noticed`, a trap that is left alone never does."""
    total = 0
    for j in range(min(spoiled, traps) + 1):
        ways = math.comb(spoiled, j) * math.comb(rounds - spoiled, traps - j)
        total += ways / math.comb(rounds, traps) * (1 - noticed) ** j
    return total


@unnoticed.mistake(hint=2)
def puts_the_rounds_back(rounds, traps, spoiled, noticed):
    """You took each spoiled round for a trap with traps/rounds, independent of the others. The
    places are different: if one spoiled round was no trap, the next one is more likely to be."""
    return (1 - noticed * traps / rounds) ** spoiled


@unnoticed.mistake(hint=2)
def puts_the_traps_back(rounds, traps, spoiled, noticed):
    """You took each trap for spoiled with spoiled/rounds, independent of the others. No round is
    drawn twice: the number of spoiled traps is not binomial."""
    return (1 - noticed * spoiled / rounds) ** traps


@unnoticed.mistake(hint=1)
def always_notices(rounds, traps, spoiled, noticed):
    """You let every spoiled trap give an alarm. It does so with the probability `noticed` only: a
    server that measures in Z, say, gives the right answer by luck half of the time."""
    return math.comb(rounds - spoiled, traps) / math.comb(rounds, traps)


@unnoticed.mistake(hint=1)
def gives_the_alarm(rounds, traps, spoiled, noticed):
    """This is the probability that the server is caught. Asked is that it is not."""
    return 1 - unnoticed.reference(rounds, traps, spoiled, noticed)


@unnoticed.mistake(hint=1)
def takes_the_mean_number(rounds, traps, spoiled, noticed):
    """You put the mean number of spoiled traps into the exponent. A power of the mean is not the
    mean of the powers: the lucky cases, with few spoiled traps, count more."""
    return (1 - noticed) ** (spoiled * traps / rounds)


@unnoticed.mistake(hint=1)
def makes_all_rounds_traps(rounds, traps, spoiled, noticed):
    """In your formula every spoiled round can give an alarm. Only the traps among them can."""
    return (1 - noticed) ** spoiled


@unnoticed.mistake(hint=1)
def lets_the_traps_speak_once(rounds, traps, spoiled, noticed):
    """You let all spoiled traps together give one alarm, with the probability `noticed`. Each of
    them has that chance for itself."""
    return 1 - noticed * (1 - math.comb(rounds - spoiled, traps) / math.comb(rounds, traps))


@unnoticed.mistake(hint=3)
def forgets_the_lucky_draw(rounds, traps, spoiled, noticed):
    """You began to add at one spoiled trap. With none there is no alarm either: j = 0 counts."""
    none = math.comb(rounds - spoiled, traps) / math.comb(rounds, traps)
    return unnoticed.reference(rounds, traps, spoiled, noticed) - none


# --- Secrets over a lossy network ------------------------------------------------------------


def _shares(rng):
    n = int(rng.integers(4, 7))
    return int(rng.integers(2, n - 1)), rng.uniform(0.15, 0.95, n).tolist()


@exercise(
    cases=[
        (2, [0.9, 0.5, 0.2]),
        (3, [0.95, 0.6, 0.7, 0.15]),
        (2, [0.5, 0.9, 0.3, 0.8, 0.4]),
        _shares,
    ],
    hints=[
        "For three shares and k = 2: write down the four cases that are good enough, and add them.",
        "Either go through all 2^n patterns of arrived and lost, or build up the distribution of "
        "the number: with a new share of probability p it goes up by one with p, else stays.",
        "P = [1]; for p in arrive: P = [stay (1 - p) P[j] + come p P[j-1]]. Then sum(P[k:]). "
        "np.convolve(P, [1 - p, p]) is that step.",
    ],
    insight="A threshold below n is what makes a secret tolerate loss. A GHZ state that has lost "
    "one of its qubits is of no use: it is a threshold of n of n.",
)
def secret_arrives(k, arrive):
    """Probability that at least k shares come through; share j does with the probability arrive[j],
    independent of the others."""
    number = np.array([1.0])
    for p in arrive:
        number = np.convolve(number, [1 - p, p])
    return number[k:].sum()


def _number(arrive):
    number = np.array([1.0])
    for p in arrive:
        number = np.convolve(number, [1 - p, p])
    return number


@secret_arrives.mistake(hint=1)
def needs_them_all(k, arrive):
    """You multiplied all probabilities: that is n of n shares. Here any k of them will do."""
    return np.prod(arrive)


@secret_arrives.mistake(hint=2)
def takes_the_mean_channel(k, arrive):
    """You took one p for all, their mean, and the binomial distribution. With unequal channels the
    number that arrives is spread less than that."""
    p, n = np.mean(arrive), len(arrive)
    return sum(math.comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(k, n + 1))


@secret_arrives.mistake(hint=3)
def wants_exactly_k(k, arrive):
    """This is exactly k. More shares than needed do no harm: at least k."""
    return _number(arrive)[k]


@secret_arrives.mistake(hint=3)
def wants_more_than_k(k, arrive):
    """You began to count at k + 1. With k shares the secret is there."""
    return _number(arrive)[k + 1 :].sum()


@secret_arrives.mistake(hint=3)
def counts_the_failures(k, arrive):
    """This is the probability of fewer than k, that the secret does not arrive."""
    return _number(arrive)[:k].sum()


@secret_arrives.mistake(hint=1)
def counts_groups_twice(k, arrive):
    """You added up the chances of all groups of k. If more than k shares arrive, many groups have
    arrived, and you count that case many times: what of the others?"""
    return sum(math.prod(group) for group in itertools.combinations(arrive, k))


@question(
    wrong={
        "a": "For a classical secret, yes. But here two and two disjoint groups would each get the "
        "quantum state, from shares that nobody has touched in between.",
        "c": "Who keeps a copy? An unknown state has none. That is the very reason why it cannot "
        "work.",
        "d": "Other numbers do not help: with two of seven there are still two disjoint groups of "
        "two. Three of five is possible, with the five-qubit code.",
    },
    hints=["Two people take shares 1 and 2, two others take 3 and 4. Which law do they break?"],
    insight="No cloning: k of n needs n < 2k for a quantum secret, so fewer than half of the "
    "shares may be lost. Classical secrets know no such limit.",
)
def two_of_five():
    """A quantum state in five shares, any two of which give it back. Is there such a scheme?"""
    return "b"


# --- Authentication --------------------------------------------------------------------------


def _tag(message, a, b, p):
    return (sum(m * a ** (i + 1) for i, m in enumerate(message)) + b) % p


def _forgery(rng, prime=None):
    """A message with its tag and another with a tag that is right for one key at least."""
    p = prime or int(rng.choice([11, 13, 17]))
    n = int(rng.integers(2, 4))
    message = rng.integers(1, p, size=n).tolist()
    other = [int(m + change) % p for m, change in zip(message, rng.integers(1, p, n), strict=True)]
    a, b = (int(key) for key in rng.integers(2, p, size=2))
    return message, _tag(message, a, b, p), other, _tag(other, a, b, p), p


@exercise(
    cases=[
        ([3, 5], 2, [4, 1], 10, 11),
        ([2, 7, 1], 5, [6, 3, 4], 8, 13),
        ([1, 2], 4, [1, 6], 4, 7),
        ([4, 4, 2], 1, [1, 5, 3], 6, 7),
        _forgery,
    ],
    hints=[
        "Go through all p^2 keys (a, b). Which of them could the two have, now that a valid pair "
        "has been seen?",
        "Keep the keys that give `tag` for `message`: p of them, one for each a. The forgery is "
        "accepted under those of them that give `forged_tag` for `forged`.",
        "The answer is (how many of these keys accept the forgery) / p. The blocks have the powers "
        "a, a^2, ...: enumerate from 1.",
    ],
    insight="A forgery and its tag fit at most L of the p values of a: a forger has no "
    "more than L/p. No computer helps, and no quantum computer either.",
)
def accepted(message, tag, forged, forged_tag, p):
    """Probability that a forgery is accepted. Messages are lists of L blocks from 0 to p - 1; the
    tag under the key (a, b), evenly drawn from p * p keys, is a m_1 + a^2 m_2 + ... + b modulo the
    prime p. The forger has seen the honest message and its tag, knows nothing else of the key, and
    sends `forged` with `forged_tag`."""

    def tag_of(blocks, a, b):
        return (sum(m * a**i for i, m in enumerate(blocks, start=1)) + b) % p

    keys = [(a, b) for a in range(p) for b in range(p) if tag_of(message, a, b) == tag]
    return sum(tag_of(forged, a, b) == forged_tag for a, b in keys) / len(keys)


@accepted.mistake(hint=1)
def forgets_what_was_seen(message, tag, forged, forged_tag, p):
    """This is 1/p, as for a forger who has seen nothing: to her all tags are equally good. The
    honest pair excludes most keys, and among those left a forgery may do better, or worse."""
    return 1 / p


@accepted.mistake(hint=2)
def gives_both_at_once(message, tag, forged, forged_tag, p):
    """This is the probability that a random key gives both tags. The first has been seen, so it is
    given: divide by the number of keys that are left, not by all."""
    return accepted.reference(message, tag, forged, forged_tag, p) / p


@accepted.mistake(hint=3)
def starts_at_power_zero(message, tag, forged, forged_tag, p):
    """Your blocks have the powers a^0, a^1, ... Then the first one is added to b without a, and
    who changes it knows how the tag changes. The powers begin with a."""

    def tag_of(blocks, a, b):
        return (sum(m * a**i for i, m in enumerate(blocks)) + b) % p

    keys = [(a, b) for a in range(p) for b in range(p) if tag_of(message, a, b) == tag]
    return sum(tag_of(forged, a, b) == forged_tag for a, b in keys) / len(keys)


@accepted.mistake(hint=1)
def leaves_out_b(message, tag, forged, forged_tag, p):
    """You left out b, or took it for 0, and did not use the honest pair. For every a there is one b
    that fits the honest pair: that one counts."""
    return sum(_tag(forged, a, 0, p) == forged_tag for a in range(p)) / p


@accepted.mistake(hint=2)
def keeps_the_tag(message, tag, forged, forged_tag, p):
    """You asked how often both messages have the same tag. The forger may send another one: what
    counts is that the difference of the messages gives the difference of the tags."""
    return accepted.reference(message, tag, forged, tag, p)


@accepted.mistake(hint=3)
def quotes_the_bound(message, tag, forged, forged_tag, p):
    """This is the bound L/p, for the best of all forgeries. Asked is how good this one is."""
    return len(message) / p


@accepted.mistake(hint=1)
def leaves_out_zero(message, tag, forged, forged_tag, p):
    """You let a begin at 1. Zero is a key like any other: all a from 0 to p - 1 count."""
    fits = [(_tag(forged, a, 0, p) - _tag(message, a, 0, p)) % p for a in range(1, p)]
    return fits.count((forged_tag - tag) % p) / (p - 1)


@accepted.mistake(hint=3)
def counts_the_keys(message, tag, forged, forged_tag, p):
    """This is how many keys accept both. Asked is a probability: p keys are left."""
    return accepted.reference(message, tag, forged, forged_tag, p) * p


def _two_tags(rng):
    p = int(rng.choice([101, 103, 107, 109]))
    a, b = (int(key) for key in rng.integers(2, p, size=2))
    first, second, target = (int(m) for m in rng.choice(np.arange(1, p), size=3, replace=False))
    return (first, (a * first + b) % p), (second, (a * second + b) % p), target, p


def _right_modulo(got, want, args):
    return np.shape(got) == np.shape(want) and bool((got - want) % args[-1] == 0)


_reduced = replace(
    close(),
    looser=[("right modulo p, but not from 0 to p - 1: % p is missing at the end", _right_modulo)],
)


@exercise(
    cases=[((3, 5), (7, 2), 4, 11), ((9, 1), (4, 8), 2, 13), _two_tags],
    same=_reduced,
    hints=[
        "Two equations, two unknowns: t1 = a m1 + b and t2 = a m2 + b, modulo p. Take the "
        "difference.",
        "Dividing modulo p is multiplying by the inverse: pow(x, -1, p). The result is a whole "
        "number from 0 to p - 1. With a small p you can also just try all keys.",
        "a = (t1 - t2) * pow(m1 - m2, -1, p) % p; b = (t1 - a * m1) % p.",
    ],
    insight="Two tags with one key give the key away: every message costs fresh bits. What a "
    "network makes by quantum means is eaten up here, and the first key must be there before.",
)
def forged_tag(first, second, message, p):
    """You are the forger, and the two were careless: both of these pairs (message, tag) were made
    with the same key. Messages have one block, tag = a m + b modulo the prime p. The tag that
    passes for `message`, from 0 to p - 1."""
    (m1, t1), (m2, t2) = first, second
    a = (t1 - t2) * pow(m1 - m2, -1, p) % p
    b = (t1 - a * m1) % p
    return (a * message + b) % p


@forged_tag.mistake(hint=2)
def divides_and_rounds(first, second, message, p):
    """You divided with // as if these were ordinary numbers. Modulo p, x / y is x times the number
    that gives 1 with y."""
    (m1, t1), (m2, t2) = first, second
    a = (t1 - t2) // (m1 - m2) % p
    return (a * message + t1 - a * m1) % p


@forged_tag.mistake(hint=2)
def divides_as_real_numbers(first, second, message, p):
    """You drew the straight line through the two points with real numbers. The tag is a whole
    number modulo p, and so are a and b."""
    (m1, t1), (m2, t2) = first, second
    a = (t1 - t2) / (m1 - m2)
    return (t1 + a * (message - m1)) % p


@forged_tag.mistake(hint=1)
def forgets_the_pad(first, second, message, p):
    """Your a is right, but the tag is a m + b: b is missing. It is t1 - a m1."""
    (m1, t1), (m2, t2) = first, second
    return (t1 - t2) * pow(m1 - m2, -1, p) * message % p


@forged_tag.mistake(hint=2)
def multiplies_instead(first, second, message, p):
    """You multiplied by m1 - m2 where you have to divide by it: pow(m1 - m2, -1, p)."""
    (m1, t1), (m2, t2) = first, second
    a = (t1 - t2) * (m1 - m2) % p
    return (a * message + t1 - a * m1) % p


@forged_tag.mistake(hint=3)
def turns_one_difference(first, second, message, p):
    """You have the wrong sign in a: t1 - t2 goes with m1 - m2, not with m2 - m1."""
    (m1, t1), (m2, t2) = first, second
    a = (t1 - t2) * pow(m2 - m1, -1, p) % p
    return (a * message + t1 - a * m1) % p


# --- Signatures ------------------------------------------------------------------------------


def _at_most(limit, n, p):
    """P(at most `limit` of n) with p each."""
    return sum(math.comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(limit + 1))


def _signature(rng):
    half = int(rng.integers(10, 31))
    limit = int(rng.integers(1, half // 6 + 1))
    return half, limit, limit + int(rng.integers(1, half // 5 + 1)), float(rng.uniform(0.02, 0.1))


@exercise(
    cases=[(12, 1, 3, 0.05), (20, 2, 5, 0.03), (30, 3, 9, 0.04), _signature],
    same=each(close(atol=1e-9), close(atol=1e-9)),
    hints=[
        "Both are questions about a binomial distribution: how many of `half` bits differ? Which "
        "probability has each bit, and which limit counts?",
        "Honest: each of Bob's two halves must be within limit_bob; he rejects if one is not. "
        "Forger: one half is enough to stop him, the one he cannot know; 1/2 each, limit_charlie.",
        "1 - P(Bin(half, error) <= limit_bob)**2 and P(Bin(half, 1/2) <= limit_charlie).",
    ],
    insight="The honest error must stay well below the first threshold, and the second well below "
    "1/2; then both risks fall exponentially with the length.",
)
def signature_risks(half, limit_bob, limit_charlie, error):
    """Pair (honest failure, forging). Bob compares the signature with two halves of `half` bits; he
    rejects if more than limit_bob bits differ in one of them, or in both. Honest: every bit differs
    with the probability `error`. Forging: of Charlie's two halves one came from Bob, who knows it
    and makes it fit; every bit of the other he has to guess. Charlie accepts up to limit_charlie
    wrong ones in a half."""

    def at_most(limit, p):
        return sum(math.comb(half, j) * p**j * (1 - p) ** (half - j) for j in range(limit + 1))

    return 1 - at_most(limit_bob, error) ** 2, at_most(limit_charlie, 0.5)


@signature_risks.mistake(hint=2)
def checks_one_half(half, limit_bob, limit_charlie, error):
    """Your first number is for one half. Bob checks two, and rejects if either has too many."""
    return 1 - _at_most(limit_bob, half, error), _at_most(limit_charlie, half, 0.5)


@signature_risks.mistake(hint=2)
def joins_the_halves(half, limit_bob, limit_charlie, error):
    """For the honest case you took both halves together, 2 * half bits with one limit. Bob compares
    each half by itself, and each may have limit_bob wrong bits."""
    return 1 - _at_most(limit_bob, 2 * half, error), _at_most(limit_charlie, half, 0.5)


@signature_risks.mistake(hint=2)
def rejects_if_both_fail(half, limit_bob, limit_charlie, error):
    """You let Bob reject only if both halves have too many errors. One is enough for him."""
    good = _at_most(limit_bob, half, error)
    return (1 - good) ** 2, _at_most(limit_charlie, half, 0.5)


@signature_risks.mistake(hint=2)
def forges_both_halves(half, limit_bob, limit_charlie, error):
    """In your second number the forger has to guess two halves. One of them he knows: he had it
    himself before he forwarded it."""
    good = _at_most(limit_bob, half, error)
    return 1 - good**2, _at_most(limit_charlie, half, 0.5) ** 2


@signature_risks.mistake(hint=2)
def forges_at_bobs_limit(half, limit_bob, limit_charlie, error):
    """You let the forger keep to Bob's limit. He has to convince Charlie, who is more generous:
    limit_charlie."""
    return 1 - _at_most(limit_bob, half, error) ** 2, _at_most(limit_bob, half, 0.5)


@signature_risks.mistake(hint=3)
def stops_below_the_limit(half, limit_bob, limit_charlie, error):
    """You stopped one below the limits. A half with exactly that many wrong bits is accepted."""
    good = _at_most(limit_bob - 1, half, error)
    return 1 - good**2, _at_most(limit_charlie - 1, half, 0.5)


@signature_risks.mistake(hint=1)
def gives_the_successes(half, limit_bob, limit_charlie, error):
    """Your first number is the probability that the honest signature is accepted. Asked is that it
    fails."""
    return _at_most(limit_bob, half, error) ** 2, _at_most(limit_charlie, half, 0.5)


@signature_risks.mistake(hint=2)
def adds_the_two_halves(half, limit_bob, limit_charlie, error):
    """You added the failures of the two halves. That counts the case twice where both fail: one
    minus the probability that both pass."""
    bad = 1 - _at_most(limit_bob, half, error)
    return 2 * bad, _at_most(limit_charlie, half, 0.5)


@signature_risks.mistake(hint=2)
def allows_no_wrong_guess(half, limit_bob, limit_charlie, error):
    """Your forger has to guess all bits rightly. Charlie, who is used to errors, forgives him up to
    limit_charlie wrong ones."""
    return 1 - _at_most(limit_bob, half, error) ** 2, 0.5**half


def _denial(rng):
    half = int(rng.integers(8, 21))
    limit = int(rng.integers(1, half // 4 + 1))
    more = limit + int(rng.integers(1, max(2, half // 5)))
    return half, limit, more, int(rng.integers(more + 1, limit + more + 4))


@exercise(
    cases=[(12, 2, 5, 6), (12, 4, 5, 7), (12, 3, 5, 11), (16, 2, 3, 9), (8, 2, 3, 5), _denial],
    hints=[
        "Alice has spoiled `flips` of 2 * half bits, but who will hold which is drawn afterwards. "
        "How many of the spoiled ones are in the half that goes to Bob?",
        "j of them with C(flips, j) C(2 half - flips, half - j) / C(2 half, half): drawn without "
        "putting back. She wins if Bob accepts and Charlie rejects.",
        "Add up over j with j <= limit_bob and flips - j > limit_charlie.",
    ],
    insight="Because the two halves are drawn in secret, Bob and Charlie see nearly the same "
    "number of errors. The gap between the limits is what Alice would have to bridge by luck.",
)
def repudiated(half, limit_bob, limit_charlie, flips):
    """Probability that Alice can deny her signature: Bob accepts, and Charlie, to whom he forwards
    it, rejects. Her signature differs in `flips` places from the 2 * half bits that she gave to
    Charlie; he kept a random half and gave the other half to Bob. Bob accepts up to limit_bob
    differing bits in his half, Charlie rejects more than limit_charlie in his. All else fits."""
    total = 0
    for j in range(min(flips, half) + 1):  # of these, Bob has j
        if j <= limit_bob and flips - j > limit_charlie:
            total += math.comb(flips, j) * math.comb(2 * half - flips, half - j)
    return total / math.comb(2 * half, half)


def _shared_out(half, flips):
    """P(j of the flips are in Bob's half), j = 0 ... flips."""
    ways = [math.comb(flips, j) * math.comb(2 * half - flips, half - j) for j in range(flips + 1)]
    return np.array(ways) / math.comb(2 * half, half)


@repudiated.mistake(hint=2)
def draws_with_replacement(half, limit_bob, limit_charlie, flips):
    """You gave every spoiled bit to either of them by a coin. The halves have equal size: who has
    got many spoiled ones already is less likely to get the next."""
    return sum(
        math.comb(flips, j) / 2**flips
        for j in range(flips + 1)
        if j <= limit_bob and flips - j > limit_charlie
    )


@repudiated.mistake(hint=2)
def lets_bob_accept_anything(half, limit_bob, limit_charlie, flips):
    """This is the probability that Charlie rejects. If Bob has rejected already there is nothing to
    deny: he must accept as well."""
    p = _shared_out(half, flips)
    return sum(p[j] for j in range(flips + 1) if flips - j > limit_charlie)


@repudiated.mistake(hint=2)
def forgets_charlie(half, limit_bob, limit_charlie, flips):
    """This is the probability that Bob accepts. Alice has won only if Charlie rejects as well."""
    return _shared_out(half, flips)[: limit_bob + 1].sum()


@repudiated.mistake(hint=2)
def treats_them_as_independent(half, limit_bob, limit_charlie, flips):
    """You multiplied the two probabilities. They are not independent: what Bob has not, Charlie
    has."""
    p = _shared_out(half, flips)
    return p[: limit_bob + 1].sum() * p[limit_charlie + 1 :].sum()


@repudiated.mistake(hint=3)
def rejects_at_the_limit(half, limit_bob, limit_charlie, flips):
    """You let Charlie reject at limit_charlie differing bits. He rejects *more* than that."""
    p = _shared_out(half, flips)
    return sum(p[j] for j in range(limit_bob + 1) if j <= flips and flips - j >= limit_charlie)


@repudiated.mistake(hint=3)
def stops_below_bobs_limit(half, limit_bob, limit_charlie, flips):
    """You let Bob reject at limit_bob differing bits. He accepts up to that many, and that many."""
    p = _shared_out(half, flips)
    return sum(p[j] for j in range(limit_bob) if flips - j > limit_charlie)


# --- Sensing ---------------------------------------------------------------------------------


def _probes(rng):
    return (
        int(rng.integers(3, 12)), int(rng.integers(100, 1000)),
        float(rng.uniform(0.7, 0.95)), float(rng.uniform(0.6, 0.95)),
    )  # fmt: skip


@exercise(
    cases=[(8, 200, 1.0, 1.0), (6, 400, 0.9, 1.0), (5, 300, 1.0, 0.8), (7, 500, 0.9, 0.8), _probes],
    same=each(close(rtol=1e-5), close(rtol=1e-5)),
    hints=[
        "At the steepest point an average with contrast C, taken from M outcomes of +1 and -1, "
        "gives the phase with an error 1/(C sqrt(M)), divided by how fast the fringe runs.",
        "Separate: contrast V, speed 1, and efficiency * n * shots outcomes. GHZ: contrast V**n, "
        "speed n; how many of the shots have all n probes?",
        "1/(V sqrt(efficiency n shots)) and 1/(n V**n sqrt(efficiency**n shots)).",
    ],
    insight="The gain sqrt(n) is multiplied by (V sqrt(efficiency))^(n-1): it grows with the root "
    "of n and is lost exponentially. There is a best n, and often it is 1.",
)
def phase_errors(n, shots, visibility, efficiency):
    """Pair (separate, GHZ): standard errors of the mean phase of n sensors, in radians, at the
    steepest point, after `shots` repetitions with n probes each. Each probe lowers the contrast by
    the factor `visibility`, and is lost with the probability 1 - efficiency, which is noticed:
    separate probes go on without it, a GHZ state is then discarded."""
    separate = 1 / (visibility * np.sqrt(efficiency * n * shots))
    ghz = 1 / (n * visibility**n * np.sqrt(efficiency**n * shots))
    return separate, ghz


@phase_errors.mistake(hint=1)
def believes_in_heisenberg(n, shots, visibility, efficiency):
    """Your GHZ state is perfect: 1/(n sqrt(shots)). It loses contrast with every probe, V^n, and is
    lost if any of them is."""
    separate, _ = phase_errors.reference(n, shots, visibility, efficiency)
    return separate, 1 / (n * np.sqrt(shots))


@phase_errors.mistake(hint=2)
def loses_contrast_once(n, shots, visibility, efficiency):
    """You gave the GHZ state the contrast V of one probe. Every probe lowers it: V^n."""
    separate, _ = phase_errors.reference(n, shots, visibility, efficiency)
    return separate, 1 / (n * visibility * np.sqrt(efficiency**n * shots))


@phase_errors.mistake(hint=2)
def loses_one_probe(n, shots, visibility, efficiency):
    """You keep the GHZ state with the probability of one probe. All n have to be there:
    efficiency**n of the shots."""
    separate, _ = phase_errors.reference(n, shots, visibility, efficiency)
    return separate, 1 / (n * visibility**n * np.sqrt(efficiency * shots))


@phase_errors.mistake(hint=2)
def keeps_every_ghz_state(n, shots, visibility, efficiency):
    """You let every GHZ state count. One lost probe spoils it: only efficiency**n of the shots are
    left."""
    separate, ghz = phase_errors.reference(n, shots, visibility, efficiency)
    return separate, ghz * efficiency ** (n / 2)


@phase_errors.mistake(hint=3)
def takes_loss_for_contrast(n, shots, visibility, efficiency):
    """You put the efficiency beside the contrast, without a root. A lost probe is noticed: it
    lowers the number of outcomes, not the contrast, and enters under the root."""
    separate = 1 / (visibility * efficiency * np.sqrt(n * shots))
    return separate, 1 / (n * (visibility * efficiency) ** n * np.sqrt(shots))


@phase_errors.mistake(hint=1)
def forgets_the_speed(n, shots, visibility, efficiency):
    """You left out that the fringe of the GHZ state runs n times as fast: its whole gain."""
    separate, ghz = phase_errors.reference(n, shots, visibility, efficiency)
    return separate, ghz * n


@phase_errors.mistake(hint=2)
def gives_ghz_more_outcomes(n, shots, visibility, efficiency):
    """You divided by sqrt(n) once more. All probes of a GHZ state give one outcome together, one
    per shot."""
    separate, ghz = phase_errors.reference(n, shots, visibility, efficiency)
    return separate, ghz / np.sqrt(n)


@phase_errors.mistake(hint=2)
def counts_one_separate_probe(n, shots, visibility, efficiency):
    """For the separate probes you took one outcome per shot. There are n of them: the comparison is
    between equal numbers of probes."""
    separate, ghz = phase_errors.reference(n, shots, visibility, efficiency)
    return separate * np.sqrt(n), ghz


@phase_errors.mistake(hint=2)
def discards_separate_shots_too(n, shots, visibility, efficiency):
    """You discarded a shot of the separate probes if one was lost. The others still count: all in
    all efficiency * n * shots outcomes."""
    separate, ghz = phase_errors.reference(n, shots, visibility, efficiency)
    return separate * efficiency ** ((1 - n) / 2), ghz


@phase_errors.mistake(hint=3)
def gives_variances(n, shots, visibility, efficiency):
    """These are the variances. Asked are standard errors, their roots."""
    separate, ghz = phase_errors.reference(n, shots, visibility, efficiency)
    return separate**2, ghz**2


# --- Clocks ----------------------------------------------------------------------------------


def _tags(rng, offset=None, pairs=350, keep=0.6, stray=120, jitter=0.15, length=1e6):
    """Two lists of time tags: pairs with losses on both sides, and photons from elsewhere."""
    offset = offset or rng.choice([-1, 1]) * rng.uniform(8, 45)
    born = rng.uniform(0, length, pairs)
    sides = []
    for shift in (0.0, offset):
        seen = born[rng.random(pairs) < keep]
        tags = [seen + shift + rng.normal(0, jitter, len(seen)), rng.uniform(0, length, stray)]
        sides.append(np.sort(np.concatenate(tags)))
    return tuple(sides)


def _nearest(alice, bob):
    """For each of Alice's tags, Bob's nearest one minus hers."""
    right = np.clip(np.searchsorted(bob, alice), 1, len(bob) - 1)
    closer = np.where(bob[right] - alice < alice - bob[right - 1], right, right - 1)
    return bob[closer] - alice


@exercise(
    cases=[
        _tags(np.random.default_rng(3), offset=17.6),
        _tags(np.random.default_rng(4), offset=-31.02),
        _tags,
    ],
    same=close(atol=0.25, rtol=0),
    limit_s=30.0,  # a correlation by Fourier transforms is right too, and slow
    hints=[
        "You do not know which tags belong together. Take all differences, one of Bob's minus one "
        "of Alice's, and make a histogram of those between -60 and 60 ns.",
        "bob[:, None] - alice[None, :] has them all. Wrong partners are spread evenly; right ones "
        "pile up at the offset. With bins of 1 ns the peak stands out.",
        "The middle of the highest bin is within half a nanosecond. Then take the mean of the "
        "differences that lie within 1 ns of it.",
    ],
    insight="Nobody has to know which photons belong together: wrong pairs spread evenly, right "
    "ones pile up, and N of them give the offset to sqrt(2) sigma / sqrt(N).",
)
def clock_offset(alice, bob):
    """How far Bob's clock is ahead of Alice's, in ns, to better than 0.2 ns, from the times at
    which each has seen a photon: two sorted arrays in ns, over a millisecond. Photons of one pair
    are made and seen at the same moment, and each clock is read with an error of 0.15 ns. Many
    partners are lost, other photons come by chance. The clocks differ by less than 50 ns."""
    differences = (bob[:, None] - alice[None, :]).ravel()
    counts, edges = np.histogram(differences, bins=120, range=(-60, 60))
    peak = edges[np.argmax(counts)] + 0.5
    return differences[np.abs(differences - peak) < 1.2].mean()


@clock_offset.mistake(hint=1)
def turns_the_difference(alice, bob):
    """The sign is turned: this is how far Alice's clock is ahead. Take Bob's time minus Alice's."""
    return -clock_offset.reference(alice, bob)


@clock_offset.mistake(hint=1)
def numbers_the_photons(alice, bob):
    """You joined the first tag with the first, the second with the second. After the first lost
    photon all numbers are shifted."""
    n = min(len(alice), len(bob))
    return np.mean(bob[:n] - alice[:n])


@clock_offset.mistake(hint=1)
def compares_the_means(alice, bob):
    """You compared the mean times of all tags. Both sides have photons that the other has not; the
    means differ by many microseconds for that reason alone."""
    return np.mean(bob) - np.mean(alice)


@clock_offset.mistake(hint=2)
def averages_the_nearest(alice, bob):
    """You joined every tag with the nearest one of the other side and took the mean. Most of them
    have no true partner there, and many are a microsecond off: the mean is ruined. Look for the
    peak."""
    return np.mean(_nearest(alice, bob))


@clock_offset.mistake(hint=3)
def averages_the_window(alice, bob):
    """You averaged all differences in the window. Wrong pairs are in it as well, evenly spread, and
    pull the mean towards the middle: keep the ones around the peak."""
    differences = (bob[:, None] - alice[None, :]).ravel()
    return differences[np.abs(differences) < 50].mean()


@clock_offset.mistake(hint=3)
def reads_the_edge(alice, bob):
    """You took the left edge of the highest bin of 1 ns. That is up to a nanosecond off: average
    the differences near it."""
    differences = (bob[:, None] - alice[None, :]).ravel()
    counts, edges = np.histogram(differences, bins=120, range=(-60, 60))
    return edges[np.argmax(counts)]


@clock_offset.mistake(hint=3)
def stops_at_the_bin(alice, bob):
    """This is the middle of the highest bin of 1 ns: up to half a nanosecond off. Average the
    differences near it, or take finer bins."""
    return reads_the_edge(alice, bob) + 0.5


@clock_offset.mistake(hint=1)
def loses_the_sign(alice, bob):
    """You have lost the sign: a clock that is behind is ahead by a negative time. Keep the sign of
    the differences, and those below zero."""
    return abs(clock_offset.reference(alice, bob))


@question(
    wrong={
        "a": "The round trip gives the sum of both delays. But what is wanted is the delay of one "
        "way, and half of the sum is not it.",
        "b": "Half of it: with (f - b)/2 the two delays enter as their half difference.",
        "d": "The photons are as entangled as before: a delay does nothing to their polarisation. "
        "The test tells that these are the photons that were made, and not how long they took.",
    },
    hints=["f = delay there + offset, b = delay back - offset. What is (f - b)/2?"],
    insight="An unequal delay enters with its half, entangled or not; a Bell test sees nothing of "
    "it. One has to know the path, or to exclude that anybody can change it.",
)
def unequal_ways():
    """The way there takes 40 ns longer than the way back, and nobody knows. How wrong is the
    clock?"""
    return "c"
