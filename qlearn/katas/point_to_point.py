"""Exercises of the kata on point-to-point links: heralded pairs, keys, and whom to trust.

Bits are 0 and 1; bases are 0 for Z and 1 for X; fidelity is that of the pair, <Phi+|rho|Phi+>.
"""

import numpy as np

from qlearn.exercise import (
    close,
    each,
    exact,
    exercise,
    progress_report,
    question,
    same_bits,
    sampled,
)
from qlearn.network import qkd

progress = progress_report(__name__)

RELATIVE = close(atol=0)  # rates range over many powers of ten


# --- A heralded link ----------------------------------------------------------------------


@exercise(
    cases=[
        (100.0, 0.2, 0.5),
        lambda rng: (rng.uniform(20, 120), rng.uniform(0.16, 0.3), rng.uniform(0.3, 0.9)),
    ],
    same=RELATIVE,
    hints=[
        "Two things: how probable success is in one attempt, and how many attempts fit in a "
        "second. Test 100 km at 0.2 dB/km: each photon then loses 10 dB.",
        "Each photon travels length / 2 and is detected with the probability efficiency * 10 ** "
        "(-dB / 10). Both must be: the square. And the Bell measurement takes another half.",
        "eta = efficiency * 10 ** (-loss_db_per_km * length_km / 20); eta**2 / 2 * 2e5 / length_km",
    ],
    insight="The attempts that fail are not sold: what is delivered was heralded. Distance costs "
    "twice, in the probability of an attempt and in its time.",
)
def heralded_rate(length_km, loss_db_per_km, efficiency):
    """Pairs per second with a Bell measurement half way. Both photons must be detected, each with
    probability `efficiency` times that of surviving its half of the fibre; then it succeeds in one
    case of two. An attempt takes length / (2e5 km/s)."""
    arm_db = loss_db_per_km * length_km / 2
    eta = efficiency * 10 ** (-arm_db / 10)
    p = eta**2 / 2
    attempt_s = length_km / 2e5
    return p / attempt_s


def _rate(eta, length_km):
    return eta**2 / 2 * 2e5 / length_km


@heralded_rate.mistake(hint=2)
def sends_both_all_the_way(length_km, loss_db_per_km, efficiency):
    """Each of your photons crosses the whole fibre. The Bell measurement is half way, so each one
    travels length / 2, and the two together pay for the whole length once."""
    return _rate(efficiency * 10 ** (-loss_db_per_km * length_km / 10), length_km)


@heralded_rate.mistake(hint=2)
def needs_one_photon_only(length_km, loss_db_per_km, efficiency):
    """You asked for one photon. There must be two, from both ends, for the Bell measurement: the
    probabilities multiply, eta squared."""
    eta = efficiency * 10 ** (-loss_db_per_km * length_km / 20)
    return eta / 2 * 2e5 / length_km


@heralded_rate.mistake(hint=2)
def counts_the_efficiency_once(length_km, loss_db_per_km, efficiency):
    """The efficiency is in your result once, as for a single photon that is sent all the way. Here
    two photons have to be detected, so it counts twice."""
    return _rate(10 ** (-loss_db_per_km * length_km / 20), length_km) * efficiency


@heralded_rate.mistake(hint=1)
def reads_decibels_as_powers_of_e(length_km, loss_db_per_km, efficiency):
    """You took e^(-loss). Decibels are powers of ten: 10 dB is a factor 10, 10^(-dB/10)."""
    return _rate(efficiency * np.exp(-loss_db_per_km * length_km / 2), length_km)


@heralded_rate.mistake(hint=1)
def takes_e_for_ten(length_km, loss_db_per_km, efficiency):
    """You took e^(-dB/10). Decibels are powers of ten: 10 dB leave one photon in ten, not 37 %."""
    return _rate(efficiency * np.exp(-loss_db_per_km * length_km / 20), length_km)


@heralded_rate.mistake(hint=1)
def takes_the_amplitude(length_km, loss_db_per_km, efficiency):
    """You divided the decibels of one arm by 20. That is for amplitudes; photons are counted, and
    10 dB of loss leave one in ten."""
    return _rate(efficiency * 10 ** (-loss_db_per_km * length_km / 40), length_km)


@heralded_rate.mistake(hint=2)
def is_twice_too_fast(length_km, loss_db_per_km, efficiency):
    """Twice too much: either the 1/2 of the Bell measurement is missing, or your attempt ends when
    the photons arrive in the middle. The news must come back: length / 2 there, as much back."""
    return 2 * heralded_rate.reference(length_km, loss_db_per_km, efficiency)


@heralded_rate.mistake(hint=2)
def is_half_as_fast(length_km, loss_db_per_km, efficiency):
    """Half of what it should be: either your light goes the whole length there and back, and it is
    half of it each way, or the 1/2 of the Bell measurement stands there twice."""
    return heralded_rate.reference(length_km, loss_db_per_km, efficiency) / 2


@heralded_rate.mistake
def gives_the_time(length_km, loss_db_per_km, efficiency):
    """These are seconds per pair, the mean wait. Asked is the inverse, pairs per second."""
    return 1 / heralded_rate.reference(length_km, loss_db_per_km, efficiency)


@heralded_rate.mistake
def gives_the_probability(length_km, loss_db_per_km, efficiency):
    """This is the probability of one attempt. Divide by the time of an attempt, length / 2e5 km/s,
    for pairs per second."""
    return heralded_rate.reference(length_km, loss_db_per_km, efficiency) * length_km / 2e5


@question(
    wrong={
        "a": "A photon that is lost is not a photon with an error. Where one is missing there is "
        "no click, no herald, and no pair to be counted.",
        "b": "A pair that has its herald is as good as before. What falls so steeply is the number "
        "of pairs per second.",
        "d": "The rate cannot stay: each attempt succeeds more rarely, and takes longer too.",
    },
    hints=[
        "What is delivered if one of the photons does not arrive?",
        "Nothing, and both ends are told so. Only heralded pairs enter the average.",
    ],
    insight="Loss lowers the rate, heralding protects the fidelity. What harms the fidelity of "
    "heralded pairs has other names: dark counts, imperfect photons, waiting memories.",
)
def longer_link():
    """The heralded link becomes twice as long, detectors have no dark counts. What happens?"""
    return "c"


@question(
    wrong={
        "a": "More pairs, yes. But the source does not know how many it makes: double pairs become "
        "more frequent, and photons of different pairs need not agree.",
        "c": "Loss does not depend on the pump. It lowers the rate; the errors here come from the "
        "source.",
        "d": "Down-conversion is not on demand: the pump sets the mean number of pairs per pulse.",
    },
    hints=[
        "P(1) is about m, P(2) about 3/4 m^2. What becomes of the ratio?",
        "Both clicks may come from different pairs. Does anything then make the two bits agree?",
    ],
    insight="Rate is bought with errors: a down-conversion source is run dim on purpose. A source "
    "on demand would not have to choose.",
)
def brighter_pump():
    """The pump of an SPDC source is turned up tenfold, from m = 0.01 pairs a pulse to 0.1."""
    return "b"


# --- From chip to chip --------------------------------------------------------------------


@exercise(
    cases=[
        (0.997, 0.99),
        (0.95, 0.52),
        (0.98, 0.835),
        lambda rng: (rng.uniform(0.9, 0.97), rng.uniform(0.5, 0.75)),
    ],
    hints=[
        "What multiplies when pairs are swapped, the fidelity F or the weight w = (4F - 1)/3?",
        "With n links w^n, and the fidelity is (1 + 3 w^n)/4. Count up until it falls below.",
        "n = floor(log(w_least) / log(w)), with both weights from (4F - 1)/3.",
    ],
    insight="0.997 bears three links above 0.99. For few links and small errors 1 - n(1 - F) is "
    "close; further down it stops too early, because some errors cancel.",
)
def most_links(fidelity, least):
    """The largest number of equal Werner links of that pair fidelity that can be joined by perfect
    swaps, if the pair from end to end is to have a fidelity of at least `least`."""
    w = (4 * fidelity - 1) / 3
    n = 0
    while (1 + 3 * w ** (n + 1)) / 4 >= least:
        n += 1
    return n


@most_links.mistake(hint=1)
def subtracts_the_errors(fidelity, least):
    """You let every link take away 1 - F. That is the beginning of the curve; later, errors meet
    errors and some cancel, so more links are possible."""
    return int((1 - least) / (1 - fidelity))


@most_links.mistake(hint=1)
def multiplies_the_fidelities(fidelity, least):
    """You used F^n. In a Werner pair two errors of the same kind cancel; w = (4F - 1)/3 is what
    multiplies."""
    return int(np.log(least) / np.log(fidelity))


@most_links.mistake(hint=3)
def compares_the_weight(fidelity, least):
    """You demanded w^n >= least. `least` is a fidelity: turn it into a weight too, or w^n into a
    fidelity."""
    return int(np.log(least) / np.log((4 * fidelity - 1) / 3))


@most_links.mistake(hint=3)
def goes_one_too_far(fidelity, least):
    """One too many: rounded up, or the nodes are counted, or the loop returns the first number that
    fails. With this many links the fidelity is below `least`."""
    return most_links.reference(fidelity, least) + 1


@most_links.mistake
def counts_the_swaps(fidelity, least):
    """One too few: this is the number of swaps, or of nodes between the ends. One link more still
    has the fidelity that is asked."""
    return most_links.reference(fidelity, least) - 1


@most_links.mistake(hint=3)
def leaves_a_fraction(fidelity, least):
    """This is where the curve crosses `least`, a fraction. Links are whole: round down."""
    return np.log((4 * least - 1) / 3) / np.log((4 * fidelity - 1) / 3)


@most_links.mistake(hint=3)
def rounds_to_the_nearest(fidelity, least):
    """You rounded to the nearest number. At least `least` is asked, so round down."""
    return int(np.round(np.log((4 * least - 1) / 3) / np.log((4 * fidelity - 1) / 3)))


# --- BB84 ---------------------------------------------------------------------------------


def _transmission(rng):
    run = qkd.bb84_run(400, rng, attack=rng.uniform(0.4, 0.8), eta=rng.uniform(0.5, 0.8))
    return run.alice_bits, run.alice_bases, run.bob_bases, run.bob_bits


@exercise(
    cases=_transmission,
    same=each(exact(), close()),
    hints=[
        "Two conditions for a round to be kept. Which of the four lists are told in public?",
        "keep = (bob_bits != -1) & (alice_bases == bob_bases)",
        "kept = keep.sum(); the rate is (alice_bits != bob_bits)[keep].mean()",
    ],
    insight="The bases are told, the bits are not. Half of what arrives is given up, and what is "
    "left agrees, unless the line or somebody has disturbed it.",
)
def sifted_errors(alice_bits, alice_bases, bob_bases, bob_bits):
    """(number of bits kept, their error rate) after sifting. Arrays of equal length; a bit of Bob
    is -1 where no photon arrived."""
    kept = errors = 0
    for a, basis_a, basis_b, b in zip(alice_bits, alice_bases, bob_bases, bob_bits, strict=True):
        if b != -1 and basis_a == basis_b:
            kept += 1
            errors += a != b
    return int(kept), errors / kept


def _counted(keep, alice_bits, bob_bits):
    return int(keep.sum()), (alice_bits != bob_bits)[keep].mean()


@sifted_errors.mistake(hint=1)
def does_not_sift(alice_bits, alice_bases, bob_bases, bob_bits):
    """You kept all that arrived. Where the bases differ Bob's bit is a coin: without any Eve a
    quarter of these bits would be wrong, and you would always ring the alarm."""
    return _counted(bob_bits != -1, alice_bits, bob_bits)


@sifted_errors.mistake(hint=2)
def keeps_the_wrong_rounds(alice_bits, alice_bases, bob_bases, bob_bits):
    """You kept the rounds with different bases. They are coins, half of them wrong; the others are
    the key."""
    return _counted((bob_bits != -1) & (alice_bases != bob_bases), alice_bits, bob_bits)


@sifted_errors.mistake(hint=2)
def keeps_what_never_arrived(alice_bits, alice_bases, bob_bases, bob_bits):
    """The photons that never arrived are among your errors. Loss makes the key shorter, not wrong:
    Bob says which ones he has seen, and only these are compared."""
    return _counted(alice_bases == bob_bases, alice_bits, bob_bits)


@sifted_errors.mistake(hint=2)
def drops_the_zeros(alice_bits, alice_bases, bob_bases, bob_bits):
    """You kept only the rounds in which Bob has a 1. The 0 is a bit too: nothing arrived where it
    is -1."""
    return _counted((bob_bits > 0) & (alice_bases == bob_bases), alice_bits, bob_bits)


def _errors(alice_bits, alice_bases, bob_bases, bob_bits):
    kept, rate = sifted_errors.reference(alice_bits, alice_bases, bob_bases, bob_bits)
    return kept, kept * rate


@sifted_errors.mistake(hint=3)
def divides_by_all_photons(alice_bits, alice_bases, bob_bases, bob_bits):
    """You divided the errors by the number of photons sent. The error rate of the key is per bit of
    the key: divide by the number kept."""
    kept, errors = _errors(alice_bits, alice_bases, bob_bases, bob_bits)
    return kept, errors / len(alice_bits)


@sifted_errors.mistake
def counts_the_errors(alice_bits, alice_bases, bob_bases, bob_bits):
    """The second number is how many errors there are. Asked is the rate: divide by the number
    kept."""
    return _errors(alice_bits, alice_bases, bob_bases, bob_bits)


@sifted_errors.mistake
def counts_what_agrees(alice_bits, alice_bases, bob_bases, bob_bits):
    """The second number is the fraction that agrees. The error rate is the rest."""
    kept, rate = sifted_errors.reference(alice_bits, alice_bases, bob_bases, bob_bits)
    return kept, 1 - rate


PHOTONS = 60_000


def _seen_by_alice_and_bob(eve, qber, seed):
    """Error rates of the sifted key in Z and in X; text if Eve's choices cannot be played."""
    rng = np.random.default_rng(seed)
    choices = np.asarray(eve(PHOTONS, qber, rng))
    if choices.shape != (PHOTONS,):
        return f"choices of shape {choices.shape}"
    if not np.all(np.isin(choices, (-1, 0, 1))):
        return "choices other than 0, 1 and -1"
    bits, bases, coins = np.random.default_rng([seed, 1]).integers(2, size=(3, PHOTONS))
    # Where Eve measured along the wrong axis, Bob's outcome along Alice's is a coin.
    wrong = np.where((choices >= 0) & (choices != bases), coins != bits, False)
    return np.array([wrong[bases == 0].mean(), wrong[bases == 1].mean()])


def _as_ordered(seen, qber, seed):
    if isinstance(seen, str):
        return f"one choice for each of the n = {PHOTONS} photons is asked: 0, 1 or -1"
    if np.all(np.abs(seen - qber) <= 5 * np.sqrt(qber * (1 - qber) / (0.49 * PHOTONS))):
        return True
    return f"the key has {seen[0]:.1%} errors in Z and {seen[1]:.1%} in X; ordered: {qber:.1%}"


@exercise(
    referee=_seen_by_alice_and_bob,
    cases=[(0.1, 1), (0.2, 2), lambda rng: (rng.uniform(0.08, 0.22), int(rng.integers(10**6)))],
    same=sampled(lambda qber, seed: np.sqrt(qber / (0.49 * PHOTONS))),
    accepts=_as_ordered,
    hints=[
        "One photon that Eve measures: how often is her basis wrong? And if it is, how often is "
        "Bob's bit?",
        "Half times half: a measured photon ends as an error in one case of four.",
        "Measure each photon with the probability 4 * qber, along 0 or 1 by a coin: "
        "np.where(rng.random(n) < 4 * qber, rng.integers(2, size=n), -1)",
    ],
    insight="Errors of x/4 buy Eve half of the bits of the fraction x: at 11 % she knows 22 % of "
    "the key. Disturbance is a price, not an alarm bell.",
)
def eve(n, qber, rng):
    """For each of n photons 0 (measure along Z and send on what was found), 1 (along X), or -1 (let
    it pass), such that the sifted key has the error rate `qber`, among the bits of either basis."""
    measured = rng.random(n) < 4 * qber
    return np.where(measured, rng.integers(2, size=n), -1)


def _measures(n, fraction, rng):
    return np.where(rng.random(n) < fraction, rng.integers(2, size=n), -1)


@eve.mistake(hint=1)
def thinks_each_measurement_is_an_error(n, qber, rng):
    """You measured the fraction qber, as if each measurement made an error. Half of Eve's bases are
    right and leave no trace, and half of the others come out right by chance: qber / 4."""
    return _measures(n, qber, rng)


@eve.mistake(hint=2)
def thinks_each_wrong_basis_is_an_error(n, qber, rng):
    """You measured twice the fraction qber, as if each wrong basis made an error. Bob's bit is then
    a coin, and coins are right in half of the cases."""
    return _measures(n, 2 * qber, rng)


@eve.mistake(hint=3)
def always_measures_z(n, qber, rng):
    """All your errors are among the X bits, none among the Z bits: you measure along Z only. Alice
    and Bob look at the two bases apart, and see at once what you do."""
    return np.where(rng.random(n) < 4 * qber, 0, -1)


@eve.mistake(hint=3)
def always_measures_x(n, qber, rng):
    """All your errors are among the Z bits, none among the X bits: you measure along X only. Alice
    and Bob look at the two bases apart, and see at once what you do."""
    return np.where(rng.random(n) < 4 * qber, 1, -1)


@eve.mistake
def measures_everything(n, qber, rng):
    """A quarter of the key is wrong, whatever was ordered: you measure every photon."""
    return rng.integers(2, size=n)


@exercise(
    cases=[(10, 1.0), (50, 0.1), lambda rng: (int(rng.integers(5, 40)), rng.uniform(0.2, 0.9))],
    same=RELATIVE,
    hints=[
        "What is the probability that one compared bit shows an error?",
        "attack / 4. All n_compared bits must come out right.",
        "(1 - attack / 4) ** n_compared",
    ],
    insight="Never zero: it falls exponentially with the number of bits that are sacrificed. "
    "Detection is statistics, and whoever measures little is hard to see.",
)
def unnoticed(n_compared, attack):
    """The probability that not one of n_compared sifted bits shows an error, if Eve measures each
    photon with the probability `attack`, along Z or X by a coin, and the line makes no errors."""
    return (1 - attack / 4) ** n_compared


@unnoticed.mistake(hint=1)
def forgets_lucky_bases(n_compared, attack):
    """(1 - attack/2)^n: you count each measured bit as wrong in half of the cases. That holds if
    Eve's basis was wrong; if it was right, there is no error at all."""
    return (1 - attack / 2) ** n_compared


@unnoticed.mistake(hint=1)
def counts_before_sifting(n_compared, attack):
    """Of all photons that Eve measures, 1/8 become errors in the key, since sifting drops half of
    them. The n_compared bits are what it has left: of those measured, 1/4 are wrong."""
    return (1 - attack / 8) ** n_compared


@unnoticed.mistake(hint=1)
def sees_every_measurement(n_compared, attack):
    """(1 - attack)^n: you let every measurement show. Three of four leave no error."""
    return (1 - attack) ** n_compared


@unnoticed.mistake(hint=2)
def adds_the_probabilities(n_compared, attack):
    """You subtracted n attack/4, which even becomes negative. The bits are independent: their
    probabilities of being right multiply."""
    return 1 - n_compared * attack / 4


@unnoticed.mistake
def gives_the_alarm(n_compared, attack):
    """This is the probability that she is noticed. Asked is that of the opposite."""
    return 1 - (1 - attack / 4) ** n_compared


@unnoticed.mistake(hint=2)
def fixes_the_number_measured(n_compared, attack):
    """(3/4)^(attack n) holds if exactly that part of the compared bits was measured. Here each one
    is, or is not, by chance: average for one bit first."""
    return 0.75 ** (attack * n_compared)


@unnoticed.mistake(hint=2)
def attacks_all_or_nothing(n_compared, attack):
    """You toss one coin for the whole run: all photons are measured, or none. Here there is one for
    each photon: average for one bit, then take the power."""
    return 1 - attack + attack * 0.75**n_compared


@unnoticed.mistake(hint=3)
def takes_the_limit_of_few(n_compared, attack):
    """exp(-n attack/4) is the limit of a small attack. With attack = 1 and ten bits it is too large
    by half."""
    return np.exp(-n_compared * attack / 4)


@unnoticed.mistake(hint=2)
def measures_every_photon(n_compared, attack):
    """(3/4)^n is for an Eve who measures everything. This one measures with the probability
    `attack`."""
    return 0.75**n_compared


@question(
    wrong={
        "a": "She may have measured a few photons, and her chance of not being seen is never "
        "zero. Nor does the test see what does not touch the photons: a relay, a camera.",
        "b": "The proof is about photons and detectors as the model has them. Real detectors have "
        "been blinded by bright light and then told what to click, and no alarm rang.",
        "d": "An unknown state cannot be copied, so what Eve learns from single photons is "
        "bounded. That bound is what remains true, and it is worth a lot.",
    },
    hints=[
        "Which of the statements contains all of its conditions?",
        "Statistics, the rest of Eve's knowledge, and devices.",
    ],
    insight="What physics gives is a bound on what Eve can know, with a stated probability of "
    "being wrong, for devices that do what the proof assumes.",
)
def no_alarm():
    """A thousand compared bits show no error. What do Alice and Bob know?"""
    return "c"


# --- What is left of the key --------------------------------------------------------------


def _h(x):
    return 0.0 if x in (0, 1) else -x * np.log2(x) - (1 - x) * np.log2(1 - x)


@exercise(
    cases=[
        (0.0, 1.0),
        (0.1, 1.2),
        (0.15, 1.1),
        lambda rng: (rng.uniform(0.01, 0.07), rng.uniform(1.05, 1.3)),
    ],
    hints=[
        "Two things are subtracted from 1. And what if they add up to more than 1?",
        "Error correction tells ec * h(Q) in public; privacy amplification takes h(Q) for Eve.",
        "max(0, 1 - (1 + ec) * h), and 0 * log2(0) counts as 0.",
    ],
    insight="At ec = 1 nothing is left from Q = 11.0 % on, long before the 25 % of measuring all: "
    "the proof holds against better attacks too.",
)
def key_fraction(qber, ec):
    """Secret bits per sifted bit of BB84 with single photons and long keys, 0 if there are none.
    h = binary entropy in bits: error correction costs ec * h(qber), privacy amplification
    h(qber)."""
    h = 0.0
    for p in (qber, 1 - qber):
        if p > 0:
            h -= p * np.log2(p)
    return max(0.0, 1 - (1 + ec) * h)


@key_fraction.mistake(hint=2)
def corrects_errors_only(qber, ec):
    """You subtracted the cost of error correction only. Then the two keys are equal, but Eve knows
    part of them: she may be the reason for the errors."""
    return max(0.0, 1 - ec * _h(qber))


@key_fraction.mistake(hint=2)
def forgets_what_correction_costs(qber, ec):
    """You subtracted what Eve may know, but not what is told in public to correct the errors. Eve
    listens to that too."""
    return max(0.0, 1 - _h(qber))


@key_fraction.mistake(hint=2)
def corrects_perfectly(qber, ec):
    """This is 1 - 2h, with error correction at its limit. Real codes tell more: ec times h."""
    return max(0.0, 1 - 2 * _h(qber))


@key_fraction.mistake(hint=2)
def charges_ec_twice(qber, ec):
    """Your factor is 2 ec. What Eve knows does not depend on how good the code is: 1 + ec."""
    return max(0.0, 1 - 2 * ec * _h(qber))


@key_fraction.mistake
def takes_half_of_the_entropy(qber, ec):
    """Your h is -Q log2(Q) only. The bits without error count too: -(1 - Q) log2(1 - Q)."""
    return max(0.0, 1 + (1 + ec) * qber * np.log2(qber)) if qber > 0 else 1.0


@key_fraction.mistake
def uses_the_natural_logarithm(qber, ec):
    """Your entropy is in nats, not in bits: take the logarithm to the base 2."""
    return max(0.0, 1 - (1 + ec) * _h(qber) * np.log(2))


@key_fraction.mistake(hint=3)
def stumbles_over_the_zero(qber, ec):
    """Right, except without errors: there your key is 0 and should be whole. 0 * log2(0) is nan to
    the computer, and max(0, nan) is 0; the term has to be left out."""
    return key_fraction.reference(qber, ec) if qber > 0 else 0.0


@key_fraction.mistake(hint=1)
def cuts_at_eleven_percent(qber, ec):
    """You let the key end at 11 %. That is where it ends at ec = 1; at 1.2 it is used up from
    9.6 % on, and your fraction is negative there. Compare the fraction itself with 0."""
    return 1 - (1 + ec) * _h(qber) if qber < 0.11 else 0.0


@key_fraction.mistake(hint=1)
def allows_a_negative_key(qber, ec):
    """Right where there is a key. Where there is none your fraction is negative: nobody loses bits
    that they never had, it is 0."""
    return 1 - (1 + ec) * _h(qber)


# --- Laser pulses and decoys --------------------------------------------------------------


def _multi(mean):
    return 1 - (1 + mean) * np.exp(-mean)


@exercise(
    cases=[
        (0.48, 0.1, 0.004),
        lambda rng: (rng.uniform(0.4, 0.8), rng.uniform(0.05, 0.25), rng.uniform(0.002, 0.02)),
    ],
    same=RELATIVE,
    hints=[
        "Eve sees how many photons a pulse has, but not whether it is signal or decoy. What does "
        "she do with two photons, whatever the pulse was meant to be?",
        "P(2 or more) = 1 - (1 + m) e^(-m). She lets the same fraction of these pulses through, "
        "fixed by the signals: fraction * P_mu(2 or more) = 1 - e^(-eta mu).",
        "(1 - exp(-eta * mu)) * P_nu / P_mu",
    ],
    insight="For weak pulses the honest gain falls with nu, Eve's with nu squared: decoys arrive "
    "too rarely, and she is found out. In the next picture that makes 142 km out of 40.",
)
def decoy_gain(mu, nu, eta):
    """Probability that Bob sees a click for a decoy pulse of mean photon number nu, if Eve blocks
    all pulses with one photon, keeps one photon of the others, and lets such a fraction of these
    through, without loss, that signal pulses (mean mu) click as expected: 1 - exp(-eta mu)."""
    expected = 1 - np.exp(-eta * mu)
    fraction = expected / (1 - (1 + mu) * np.exp(-mu))
    return fraction * (1 - (1 + nu) * np.exp(-nu))


@decoy_gain.mistake(hint=1)
def is_an_honest_line(mu, nu, eta):
    """This is the gain without Eve. She cannot imitate it: she has no single photons to send on,
    and decoys have fewer double ones."""
    return 1 - np.exp(-eta * nu)


@decoy_gain.mistake(hint=1)
def clicks_like_a_signal(mu, nu, eta):
    """You let decoys click as often as signals, since Eve treats both alike. She treats pulses with
    the same number of photons alike, and among the decoys fewer have two."""
    return 1 - np.exp(-eta * mu)


@decoy_gain.mistake(hint=2)
def scales_with_the_mean(mu, nu, eta):
    """You scaled the gain of the signals by nu/mu. Pulses with two photons become rarer faster than
    that: about with the square."""
    return (1 - np.exp(-eta * mu)) * nu / mu


@decoy_gain.mistake(hint=2)
def scales_with_the_square(mu, nu, eta):
    """(nu/mu)^2 is the limit of weak pulses. With mu near 1/2 the exact probabilities are
    needed: 1 - (1 + m) e^(-m)."""
    return (1 - np.exp(-eta * mu)) * (nu / mu) ** 2


@decoy_gain.mistake(hint=2)
def counts_two_photons_only(mu, nu, eta):
    """You took pulses with exactly two photons. Those with three and more serve Eve as well."""
    return (1 - np.exp(-eta * mu)) * (nu / mu) ** 2 * np.exp(mu - nu)


@decoy_gain.mistake(hint=2)
def lets_single_photons_pass(mu, nu, eta):
    """You took all pulses that are not empty. Eve blocks those with one photon: she can keep none
    of it without being noticed."""
    return (1 - np.exp(-eta * mu)) * np.expm1(-nu) / np.expm1(-mu)


@decoy_gain.mistake(hint=2)
def loses_doubles_in_the_fibre(mu, nu, eta):
    """You let the fraction eta of the double pulses through. That is too few: the single ones are
    missing, and the signals must click as often as Bob expects. That fixes the fraction."""
    return eta * _multi(nu)


@decoy_gain.mistake(hint=2)
def uses_the_weak_limit_of_the_gain(mu, nu, eta):
    """You took eta mu for the clicks that Bob expects. That is close, but it is 1 - exp(-eta mu)
    that he expects."""
    return eta * mu * _multi(nu) / _multi(mu)


@decoy_gain.mistake(hint=2)
def lets_all_doubles_pass(mu, nu, eta):
    """You let every pulse with two or more photons through. Then too many signals would click: she
    holds most of them back, so that the signals look right."""
    return _multi(nu)


# --- From a Bell test to a key ------------------------------------------------------------


@exercise(
    cases=[(2.37,), (2.0,), lambda rng: (rng.uniform(1.6, 2.8),)],
    same=each(close(), close()),
    hints=[
        "A perfect pair has S = 2 sqrt(2), and noise only scales the correlations: by w.",
        "w = S / (2 sqrt 2); the fidelity is (1 + 3w)/4, because a quarter of the noise is Phi+.",
        "Along equal axes the bits agree with the probability (1 + w)/2: the error rate is "
        "(1 - w)/2.",
    ],
    insight="Three names for one number: w, F and the error rate 2(1 - F)/3. A violated Bell "
    "inequality is not yet a key: S = 2.37 means 8.1 % errors.",
)
def from_bell_test(s):
    """(pair fidelity, error rate of the key) of Werner pairs whose CHSH value at the best settings
    is s."""
    w = s / (2 * np.sqrt(2))
    return (1 + 3 * w) / 4, (1 - w) / 2


@from_bell_test.mistake(hint=2)
def takes_the_weight_for_the_fidelity(s):
    """Your fidelity is the Werner weight w. A quarter of the noise is Phi+ too: F = (1 + 3w)/4."""
    w = s / np.sqrt(8)
    return w, (1 - w) / 2


@from_bell_test.mistake(hint=2)
def takes_agreement_for_the_fidelity(s):
    """The error rate is right; the fidelity is not 1 minus that. (1 + w)/2 is how often the bits
    agree along one axis. A pair can be wrong in three ways, and one axis notices two of them."""
    w = s / np.sqrt(8)
    return (1 + w) / 2, (1 - w) / 2


@from_bell_test.mistake(hint=2)
def converts_the_wrong_way(s):
    """Your fidelity is (4w - 1)/3. That leads from F to w; turned round it is F = (1 + 3w)/4."""
    w = s / np.sqrt(8)
    return (4 * w - 1) / 3, (1 - w) / 2


@from_bell_test.mistake(hint=2)
def calls_the_weight_f(s):
    """You took the weight w for F and then used 2(1 - F)/3. In terms of the weight the error rate
    is (1 - w)/2, and F = (1 + 3w)/4."""
    w = s / np.sqrt(8)
    return w, 2 * (1 - w) / 3


@from_bell_test.mistake(hint=3)
def takes_the_infidelity(s):
    """The fidelity is right; the error rate is not 1 - F. Of three kinds of errors, each basis
    notices two: 2(1 - F)/3."""
    f = (1 + 3 * s / np.sqrt(8)) / 4
    return f, 1 - f


@from_bell_test.mistake(hint=3)
def gives_half_of_the_infidelity(s):
    """The fidelity is right; the error rate is not (1 - F)/2. That would be (1 - w)/2, in terms of
    the weight."""
    f = (1 + 3 * s / np.sqrt(8)) / 4
    return f, (1 - f) / 2


@from_bell_test.mistake(hint=1)
def scales_from_the_classical_limit(s):
    """You let w begin at S = 2. That is where the violation begins; the correlations, and w, are 0
    at S = 0."""
    w = (s - 2) / (np.sqrt(8) - 2)
    return (1 + 3 * w) / 4, (1 - w) / 2


# --- How far ------------------------------------------------------------------------------


@exercise(
    cases=[
        (1000.0, 0.2),
        (10.0, 0.25),
        lambda rng: (rng.uniform(20, 400), rng.uniform(0.15, 0.35)),
    ],
    same=RELATIVE,
    hints=[
        "Print it for 1,000 km: eta is 1e-20. What does the computer make of 1 - eta?",
        "1 - 1e-20 is exactly 1 in double precision. np.log1p(x) is log(1 + x), accurate for "
        "small x.",
        "-np.log1p(-eta) / np.log(2)",
    ],
    insight="1.44 eta far out, whatever the protocol. At 0.2 dB/km, without a station on the way, "
    "the rate falls tenfold every 50 km: at 1,000 km it is 1.4e-20 bits per use.",
)
def plob(length_km, loss_db_per_km):
    """Most secret bits per use of a fibre without repeater: -log2(1 - eta), to a relative accuracy
    of 1e-6 at every length."""
    eta = 10 ** (-loss_db_per_km * length_km / 10)
    return -np.log1p(-eta) / np.log(2)


def _eta(length_km, loss_db_per_km):
    return 10 ** (-loss_db_per_km * length_km / 10)


@plob.mistake(hint=1)
def loses_the_digits(length_km, loss_db_per_km):
    """The formula is right, but the computer rounds 1 - eta to 1 for small eta: 17 % wrong at
    1.9e-16, and exactly 0 at 1,000 km. There is a function for log(1 + x) at small x."""
    return -np.log2(1 - _eta(length_km, loss_db_per_km))


@plob.mistake
def gives_nats(length_km, loss_db_per_km):
    """This is in nats: the natural logarithm. Divide by log(2) for bits."""
    return -np.log1p(-_eta(length_km, loss_db_per_km))


@plob.mistake(hint=1)
def takes_the_limit(length_km, loss_db_per_km):
    """eta / log(2) is the limit of long fibres. On short ones the bound is higher: at 10 km about
    half as much again."""
    return _eta(length_km, loss_db_per_km) / np.log(2)


@plob.mistake
def rounds_the_limit(length_km, loss_db_per_km):
    """1.44 eta is a rounded number, and the limit of long fibres: at 10 km the bound is about half
    as much again. Write out the logarithm."""
    return 1.44 * _eta(length_km, loss_db_per_km)


@plob.mistake(hint=2)
def gives_nats_and_loses_digits(length_km, loss_db_per_km):
    """Two things: the logarithm is the natural one, divide by log(2); and 1 - eta is rounded to 1
    for small eta, so that far out nothing is left."""
    return -np.log(1 - _eta(length_km, loss_db_per_km))


@plob.mistake
def reads_nepers(length_km, loss_db_per_km):
    """Your eta is e^(-loss). Decibels are powers of ten: 10^(-dB/10)."""
    return -np.log1p(-np.exp(-loss_db_per_km * length_km)) / np.log(2)


@plob.mistake
def divides_decibels_by_twenty(length_km, loss_db_per_km):
    """Your eta is 10^(-dB/20). That is the amplitude; the fraction of photons is 10^(-dB/10)."""
    return plob.reference(length_km / 2, loss_db_per_km)


# --- Trusted relays -----------------------------------------------------------------------


def _backbone(rng, relay=None):
    n_relays = int(rng.integers(4, 8))
    keys = rng.integers(2, size=(n_relays + 1, 24))
    relay = relay or int(rng.integers(2, n_relays))
    return keys[:-1] ^ keys[1:], relay, keys[relay - 1]


@exercise(
    cases=[_backbone, lambda rng: _backbone(rng, relay=1)],
    same=same_bits(),
    hints=[
        "x ^ x = 0. What is left of (k1 ^ k2) ^ k2?",
        "The relay's own left key is k_i. Its neighbour announced k_(i-1) ^ k_i: together they "
        "give k_(i-1), and so on towards Alice.",
        "key = left_key; for m in announced[: relay - 1]: key = key ^ m",
    ],
    insight="Every relay knows the whole key, be there 3 or 32. Whoever owns one of them, or "
    "breaks in, has it too, without disturbing a photon.",
)
def relay_learns(announced, relay, left_key):
    """The key of Alice and Bob, as a dishonest relay computes it. The link to its left has the key
    left_key. Relay i (1 is next to Alice) has announced announced[i - 1] = k_i ^ k_(i + 1), the
    keys of its left and right link. The key of Alice and Bob is that of Alice's link, k_1."""
    key = np.array(left_key)
    for message in announced[: relay - 1]:
        key = key ^ message
    return key


@relay_learns.mistake(hint=1)
def stays_with_its_own_key(announced, relay, left_key):
    """This is the key of its own link. It has also heard what the other relays announced, as has
    everybody: with one key more, that opens all the others."""
    return left_key


@relay_learns.mistake(hint=2)
def goes_towards_bob(announced, relay, left_key):
    """You went to the right and found the key of Bob's link. The key that Alice and Bob use is that
    of Alice's link: go to the left."""
    return np.bitwise_xor.reduce([left_key, *announced[relay - 1 :]])


@relay_learns.mistake(hint=3)
def includes_its_own_message(announced, relay, left_key):
    """One announcement too many: that of the relay itself leads to its right. To the left of relay
    i there are i - 1 relays, announced[: relay - 1]."""
    return np.bitwise_xor.reduce([left_key, *announced[:relay]])


@relay_learns.mistake(hint=3)
def counts_from_one(announced, relay, left_key):
    """You began with announced[1], which is the message of relay 2. That of relay i is
    announced[i - 1]: begin with announced[0]."""
    return np.bitwise_xor.reduce([left_key, *announced[1:relay]])


@relay_learns.mistake(hint=2)
def goes_one_step(announced, relay, left_key):
    """You used one message, announced[relay - 2]. It leads one link to the left, which is Alice's
    for relay 2 only: the others must go on, and relay 1 has her key already."""
    return left_key ^ announced[relay - 2]


@relay_learns.mistake(hint=2)
def uses_all_messages(announced, relay, left_key):
    """You used all announcements. Those of the relays between Alice and this one lead from its key
    to hers; the others lead to Bob."""
    return np.bitwise_xor.reduce([left_key, *announced])


@relay_learns.mistake(hint=2)
def has_no_key(announced, relay, left_key):
    """You used the announcements alone. They are combinations of two keys each, and say nothing
    about any one: the relay needs its own key as well."""
    return np.bitwise_xor.reduce([0 * np.array(left_key), *announced[: relay - 1]])
