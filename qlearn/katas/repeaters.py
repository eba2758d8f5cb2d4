"""Exercises of the kata on repeaters and satellites.

Times are in slots of one attempt; a pair is a Werner pair unless four coefficients are given.
"""

import math
from functools import lru_cache

import numpy as np
from scipy.optimize import brentq

from qlearn.exercise import close, each, exact, exercise, progress_report, question
from qlearn.network import cutoffs

progress = progress_report(__name__)


def _key_fraction(fidelity):
    """1 - 2 h(Q) of Werner pairs, 0 if negative."""
    errors = np.clip(2 * (1 - np.asarray(fidelity)) / 3, 1e-15, 0.5)
    h = -errors * np.log2(errors) - (1 - errors) * np.log2(1 - errors)
    return np.maximum(0, 1 - 2 * h)


# --- Waiting ------------------------------------------------------------------------------


@exercise(
    cases=[(0.3, 3), lambda rng: (float(rng.uniform(0.03, 0.5)), int(rng.integers(3, 9)))],
    hints=[
        "Two links: in the first slot that brings anything, on average slot 1/(1 - (1-p)^2), "
        "sometimes both come, and then nothing is left to wait for.",
        "P(all n within t slots) = (1 - (1-p)^t)^n, and the mean is the sum of 1 - that over "
        "t = 0, 1, 2, ...: a loop until the terms are tiny will do.",
        "With the binomial theorem: the sum over k = 1 ... n of (-1)^(k+1) math.comb(n, k) / "
        "(1 - (1-p)^k).",
    ],
    insight="With memories n links cost H_n/p slots or less, H_n = 1 + 1/2 + ... + 1/n; without, "
    "p^-n. That is the whole point of a memory.",
)
def all_links(p, n):
    """Mean number of slots until all n links have a pair. Each link tries once per slot, with
    success probability p, and a link that has its pair keeps it."""
    terms = [(-1) ** (k + 1) * math.comb(n, k) / (1 - (1 - p) ** k) for k in range(1, n + 1)]
    return sum(terms)


@all_links.mistake(hint=1)
def one_after_the_other(p, n):
    """n/p: as if a link began only when the one before had its pair. They all try at once."""
    return n / p


@all_links.mistake(hint=2)
def all_in_one_slot(p, n):
    """p^-n is the wait if all must succeed in the same slot: without memories. Here a link that
    has its pair keeps it."""
    return p**-n


@all_links.mistake(hint=2)
def the_first_of_them(p, n):
    """This is when the first link has its pair. Wanted is the last one."""
    return 1 / (1 - (1 - p) ** n)


@all_links.mistake(hint=1)
def the_limit_of_small_p(p, n):
    """(1 + 1/2 + ... + 1/n)/p is the limit for small p. In whole slots several links may come at
    once, and then it is a little less."""
    return sum(1 / k for k in range(1, n + 1)) / p


@all_links.mistake(hint=2)
def starts_at_one(p, n):
    """You are one slot short. The mean is the sum of P(not all after t slots) from t = 0 on, where
    it is 1."""
    return all_links.reference(p, n) - 1


@all_links.mistake(hint=2)
def three_halves_per_doubling(p, n):
    """(3/2)^(log2 n)/p is the rule of thumb for doubling again and again. It takes each half for
    one link with a longer wait; but the largest of four waits is less than that."""
    return 1.5 ** np.log2(n) / p


@all_links.mistake(hint=1)
def forgets_the_tie(p, n):
    """You let the links come one by one: first of n, then first of n - 1, and so on. In one slot
    two or more may come, and that shortens the wait."""
    return sum(1 / (1 - (1 - p) ** k) for k in range(1, n + 1))


@all_links.mistake(hint=2)
def always_two_links(p, n):
    """(3 - 2p)/(p(2 - p)) is right for two links. Here there are n."""
    return (3 - 2 * p) / (p * (2 - p))


def _played(answer, p, q, levels, runs, seed):
    """Mean and spread of many waits drawn by the learner's function, and whether all are whole."""
    rng = np.random.default_rng(seed)
    waits = [answer(p, q, levels, rng) for _ in range(runs)]
    if any(np.size(wait) != 1 for wait in waits):
        return waits[0]
    waits = np.asarray(waits, dtype=float).ravel()
    return float(waits.mean()), float(waits.std()), bool(np.all(waits == np.round(waits)))


@lru_cache
def _exactly(p, q, levels):
    """Mean and spread of the wait, and of one draw the standard errors of both.

    From the distribution level by level: the later of two has the square of the cumulative one;
    tries that fail with 1 - q add up, so generating functions make a geometric series.
    """
    slots = np.arange(2**12)
    within = 1 - (1 - p) ** slots
    for _ in range(levels):
        later = np.fft.rfft(np.diff(within**2, prepend=0.0))
        within = np.fft.irfft(q * later / (1 - (1 - q) * later), len(slots)).cumsum()
    chance = np.diff(within, prepend=0.0)
    mean = np.sum(slots * chance)
    variance, fourth = (np.sum((slots - mean) ** k * chance) for k in (2, 4))
    return mean, variance**0.5, variance**0.5, (fourth / variance - variance) ** 0.5 / 2


def _fits(got, p, q, levels, runs, seed):
    """True, or what is wrong; the spread has the longer tail, so it may be off by more."""
    if np.shape(got) != (3,):
        return "One draw is one number of slots"
    (*found, whole), exact_ones = got, _exactly(p, q, levels)
    for k, name, factor in ((0, "mean", 5), (1, "spread (standard deviation)", 6.5)):
        want, off = exact_ones[k], factor * exact_ones[k + 2] / runs**0.5
        if not abs(found[k] - want) <= off:
            return f"The {name} of {runs} draws is {found[k]:.4g}, expected {want:.4g} ± {off:.2g}"
    return True if whole else "Mean and spread fit, but a number of slots is a whole number"


@exercise(
    cases=[
        (0.1, 0.4, 2, 400, 1),
        (0.4, 0.7, 0, 500, 2),
        (0.3, 0.4, 1, 300, 3),
        (0.9, 0.6, 3, 700, 4),
    ],
    same=each(close(rtol=0.1), close(rtol=0.15), exact()),  # names a mistake; `accepts` judges
    referee=_played,
    accepts=_fits,
    hints=[
        "Level 0 is one link: rng.geometric(p). A pair of level k needs two of level k - 1: the "
        "function may call itself.",
        "The two halves are made at the same time, so the later one counts: max of two draws. Then "
        "the swap: rng.random() < q. If it fails, both pairs are gone.",
        "while True: slots += max(nested_wait(p, q, levels - 1, rng), nested_wait(p, q, levels - "
        "1, rng)); if rng.random() < q: return slots",
    ],
    insight="Each level costs a factor of about (3/2)/q: 3 per doubling at q = 1/2. That is a "
    "power of the distance, where fibre alone costs an exponential.",
)
def nested_wait(p, q, levels, rng):
    """One random draw of the slots to a pair across 2^levels links. Two pairs of the level below,
    made at the same time, are swapped; this works with probability q, else both are made anew."""
    if levels == 0:
        return rng.geometric(p)
    draw, slots = nested_wait.reference, 0
    while True:
        slots += max(draw(p, q, levels - 1, rng), draw(p, q, levels - 1, rng))
        if rng.random() < q:
            return slots


def _nested(p, q, levels, rng, together=max, lower=None):
    """The same with another rule for two halves, or another q at the levels below."""
    if levels == 0:
        return rng.geometric(p)
    below, slots = q if lower is None else lower, 0
    while True:
        slots += together([_nested(p, below, levels - 1, rng, together) for _ in range(2)])
        if rng.random() < q:
            return slots


@nested_wait.mistake(hint=2)
def adds_the_halves(p, q, levels, rng):
    """You added the waits of the two halves. They are made at the same time: the later counts."""
    return _nested(p, q, levels, rng, together=sum)


@nested_wait.mistake(hint=2)
def never_fails(p, q, levels, rng):
    """A failed swap costs no time in your chain: swaps always work, or the same pairs are swapped
    again, or only the last try counts. Both pairs are used up: the slots of all tries add up."""
    return _nested(p, 1.0, levels, rng)


@nested_wait.mistake(hint=1)
def fails_at_the_top_only(p, q, levels, rng):
    """Only the last swap can fail in your chain. The ones below fail too: q counts once for each
    level, not once for the whole."""
    return _nested(p, q, levels, rng, lower=1.0)


@nested_wait.mistake(hint=2)
def succeeds_with_one_minus_q(p, q, levels, rng):
    """Your swaps work with the probability 1 - q. The draw has to be below q."""
    return _nested(p, 1 - q, levels, rng)


@nested_wait.mistake(hint=2)
def remakes_one_half(p, q, levels, rng):
    """After a failed swap you make one half anew. The measurement has used up both pairs: begin
    both again, and wait for the later one."""
    if levels == 0:
        return rng.geometric(p)
    slots = max(remakes_one_half(p, q, levels - 1, rng) for _ in range(2))
    while rng.random() >= q:
        slots += remakes_one_half(p, q, levels - 1, rng)
    return slots


@nested_wait.mistake(hint=2)
def repeats_the_wait(p, q, levels, rng):
    """You drew one wait and took it again in each try. The mean is right then, the spread is not:
    each try makes both halves anew and waits for something else."""
    if levels == 0:
        return rng.geometric(p)
    return rng.geometric(q) * max(repeats_the_wait(p, q, levels - 1, rng) for _ in range(2))


@nested_wait.mistake(hint=1)
def begins_all_over(p, q, levels, rng):
    """When one swap fails you make all links anew. Only the two pairs that met in it are lost; the
    other half of the chain keeps what it has."""
    tries = rng.geometric(q ** (2**levels - 1))
    return rng.geometric(p, (tries, 2**levels)).max(axis=1).sum()


@nested_wait.mistake(hint=1)
def returns_the_rule(p, q, levels, rng):
    """(3/2)^k/(p q^k) is a rule of thumb for the mean. Asked is one random draw: with another
    value each time, and a mean somewhat below the rule."""
    return (1.5 / q) ** levels / p


# --- Memories -----------------------------------------------------------------------------


def _draw_arrivals(rng):
    p = rng.uniform(0.02, 0.08)
    first, second = rng.geometric(p, 40), rng.geometric(p, 40)
    return first, second, float(rng.uniform(0.93, 0.99)), float(rng.uniform(0.7, 2) / p)


@exercise(
    cases=[(np.array([3, 40, 8]), np.array([10, 5, 9]), 0.95, 30.0), _draw_arrivals],
    hints=[
        "Start with one run: how long does the earlier pair wait, in how many memories, and what "
        "is left of its weight w then?",
        "Its two halves wait for |first - second| slots each: w shrinks by exp(-2 |first - "
        "second| / lifetime). Then the swap: w is the product of both.",
        "(1 + 3 * w0**2 * np.mean(np.exp(-2 * np.abs(first - second) / lifetime))) / 4 with w0 = "
        "(4 * f0 - 1) / 3",
    ],
    insight="The mean of exponentials is more than the exponential of the mean: the many short "
    "waits save more than the few long ones lose (Jensen).",
)
def mean_fidelity(first, second, f0, lifetime):
    """Mean fidelity over two swapped links. Arrays: the slots in which link 1 and link 2 got their
    Werner pairs, each of fidelity f0. The earlier pair waits in two depolarising memories, each
    with this lifetime in slots; the swap is perfect and comes at once."""
    w0 = (4 * f0 - 1) / 3
    waits = np.abs(np.asarray(first) - np.asarray(second))
    decay = np.mean(np.exp(-2 * waits / lifetime))
    return (1 + 3 * w0**2 * decay) / 4


def _stored(first, second):
    return np.abs(np.asarray(first) - np.asarray(second))


def _swapped(f0, decay):
    return (1 + 3 * ((4 * f0 - 1) / 3) ** 2 * decay) / 4


@mean_fidelity.mistake(hint=3)
def exponential_of_the_mean(first, second, f0, lifetime):
    """You took the decay after the average wait. Take the decay of each run, then the average:
    the exponential is not a straight line, and the result is larger."""
    return _swapped(f0, np.exp(-2 * np.mean(_stored(first, second)) / lifetime))


@mean_fidelity.mistake(hint=2)
def one_memory_decays(first, second, f0, lifetime):
    """You let one memory decay. The earlier pair has two halves, one in the middle and one at its
    end, and both wait: twice the exponent."""
    return _swapped(f0, np.mean(np.exp(-_stored(first, second) / lifetime)))


@mean_fidelity.mistake(hint=1)
def lets_the_later_gain(first, second, f0, lifetime):
    """Some of your waits are negative, and these pairs get better. Either link may come first: the
    wait is |first - second|."""
    return _swapped(f0, np.mean(np.exp(-2 * (np.asarray(second) - first) / lifetime)))


@mean_fidelity.mistake(hint=1)
def lets_the_earlier_gain(first, second, f0, lifetime):
    """Some of your waits, first - second, are negative, and these pairs get better. Either link may
    come first: the wait is |first - second|."""
    return lets_the_later_gain(second, first, f0, lifetime)


@mean_fidelity.mistake(hint=2)
def both_pairs_wait(first, second, f0, lifetime):
    """You let both pairs wait. When the later one comes the swap is done at once: only the earlier
    one has waited, in two memories."""
    return _swapped(f0, np.mean(np.exp(-4 * _stored(first, second) / lifetime)))


@mean_fidelity.mistake(hint=1)
def decays_from_the_start(first, second, f0, lifetime):
    """Your memories decay from slot 0 on. Before its link succeeds a memory holds nothing that
    could decay: only the time between the two successes counts."""
    return _swapped(f0, np.mean(np.exp(-(np.asarray(first) + second) / lifetime)))


@mean_fidelity.mistake(hint=2)
def counts_one_link(first, second, f0, lifetime):
    """You have the weight of one link. The swapped pair has the product of both: w0 squared."""
    w0 = (4 * f0 - 1) / 3
    return (1 + 3 * w0 * np.mean(np.exp(-2 * _stored(first, second) / lifetime))) / 4


@mean_fidelity.mistake(hint=1)
def fidelity_decays_to_zero(first, second, f0, lifetime):
    """You multiplied the fidelity by the decay. What decays is the weight w; of a pair that has
    lost everything F = 1/4 is left, not 0."""
    return _swapped(f0, 1) * np.mean(np.exp(-2 * _stored(first, second) / lifetime))


def _draw_cutoff(rng):
    p = rng.uniform(0.008, 0.03)
    return float(p), float(rng.uniform(0.8, 1.6) / p), float(rng.uniform(0.982, 0.995)), 600


@exercise(
    cases=[(0.01, 100.0, 0.99, 400), (0.02, 60.0, 0.99, 8), _draw_cutoff],
    hints=[
        "m = np.arange(1, longest + 1); cutoffs.cutoff_wait(p, m) and cutoffs.cutoff_fidelity(p, "
        "m, np.exp(-1 / lifetime), f0) take the whole array.",
        "Key per slot = key per pair / slots per pair. Per pair: 1 - 2h(Q) with Q = 2(1 - F)/3, "
        "and 0 where this is negative.",
        "Return m[np.argmax(key)], the cutoff itself: the first entry of the array is m = 1.",
    ],
    insight="Too short a cutoff hardly ever delivers, too long a one delivers noise. The key has "
    "a window, and its best is well below the cutoff where it ends.",
)
def best_cutoff(p, lifetime, f0, longest):
    """The cutoff m from 1 to `longest` slots with the most secret bits per slot, over two links of
    fidelity f0; the ends measure at once, so one memory with this lifetime in slots decays. The
    mean wait is cutoffs.cutoff_wait(p, m), the mean fidelity
    cutoffs.cutoff_fidelity(p, m, np.exp(-1 / lifetime), f0)."""
    m = np.arange(1, longest + 1)
    wait = cutoffs.cutoff_wait(p, m)
    fidelity = cutoffs.cutoff_fidelity(p, m, np.exp(-1 / lifetime), f0)
    key = _key_fraction(fidelity) / wait
    return int(m[np.argmax(key)])


def _keys(p, lifetime, f0, longest, memories=1):
    """Cutoffs, mean waits, fidelities, and fractions of key."""
    m = np.arange(1, longest + 1)
    f = cutoffs.cutoff_fidelity(p, m, np.exp(-memories / lifetime), f0)
    return m, cutoffs.cutoff_wait(p, m), f, _key_fraction(f)


@best_cutoff.mistake(hint=2)
def asks_for_pairs(p, lifetime, f0, longest):
    """You took the cutoff with the most pairs per slot: the longest. It delivers often, and what
    it delivers is too noisy for a key."""
    m, wait, _, _ = _keys(p, lifetime, f0, longest)
    return int(m[np.argmin(wait)])


@best_cutoff.mistake(hint=2)
def asks_for_fidelity(p, lifetime, f0, longest):
    """You took the cutoff with the best pairs, one slot. They hardly ever come: divide the key
    of a pair by the slots it takes."""
    return 1


@best_cutoff.mistake(hint=2)
def most_fidelity_per_slot(p, lifetime, f0, longest):
    """You divided the fidelity by the wait. Fidelity is no currency: two pairs of F = 0.6 are not
    worth one of 1.2. What adds up is key."""
    m, wait, f, _ = _keys(p, lifetime, f0, longest)
    return int(m[np.argmax(f / wait)])


@best_cutoff.mistake(hint=3)
def returns_the_index(p, lifetime, f0, longest):
    """You returned the index of the best entry. The array begins with m = 1 at the index 0."""
    return best_cutoff.reference(p, lifetime, f0, longest) - 1


@best_cutoff.mistake(hint=1)
def two_memories(p, lifetime, f0, longest):
    """You let two memories decay. Here the ends measure at once, as for a key; only the pair's
    half in the middle has to wait."""
    m, wait, _, fraction = _keys(p, lifetime, f0, longest, 2)
    return int(m[np.argmax(fraction / wait)])


@best_cutoff.mistake(hint=2)
def takes_infidelity_for_errors(p, lifetime, f0, longest):
    """You took Q = 1 - F. A third of the errors of a Werner pair does not show in a given basis:
    Q = 2(1 - F)/3."""
    m, wait, f, _ = _keys(p, lifetime, f0, longest)
    return int(m[np.argmax(_key_fraction(1 - 1.5 * (1 - f)) / wait)])


@best_cutoff.mistake(hint=2)
def takes_the_natural_logarithm_in_h(p, lifetime, f0, longest):
    """Your h has the natural logarithm. Bits need the logarithm to base 2; with the other one the
    errors seem to cost only 69 % of what they do."""
    m, wait, f, _ = _keys(p, lifetime, f0, longest)
    return int(m[np.argmax((1 - np.log(2) * (1 - _one_minus_two_h(f))) / wait)])


@best_cutoff.mistake(hint=2)
def where_the_key_ends(p, lifetime, f0, longest):
    """This is the longest cutoff that still gives some key: the end of the window, where next to
    nothing is left. The maximum is inside."""
    m, _, _, fraction = _keys(p, lifetime, f0, longest)
    return int(m[fraction > 0][-1])


def _one_minus_two_h(f):
    q = 2 * (1 - f) / 3
    return 1 + 2 * (q * np.log2(q) + (1 - q) * np.log2(1 - q))


@question(
    wrong={
        "a": "Pairs do come, every 150 slots, and sooner than with any cutoff. A low rate makes a "
        "short key, not none.",
        "b": "Not all of them wait as long as the mean: one in five waits less than 22 slots, and "
        "is good enough by itself.",
        "d": "The cutoff throws away old pairs that would come later with more errors; nothing is "
        "made better by it. It sorts.",
    },
    hints=["Good pairs are among them. What do the two ends know about which ones?"],
    insight="Key is made from the mixture that is delivered. The cutoff takes the old pairs out "
    "of it; knowing each pair's age would do the same, and better.",
)
def why_no_key():
    """p = 0.01, lifetime 100 slots, F0 = 0.99, no cutoff: no key at all. Why?"""
    return "c"


# --- Purification -------------------------------------------------------------------------


@exercise(
    cases=[(0.8,), lambda rng: (float(rng.uniform(0.55, 0.95)),)],
    same=each(close(), close()),
    hints=[
        "Write the pairs as (z, x): Phi+ = (0, 0), Phi- = (1, 0), Psi+ = (0, 1), Psi- = (1, 1), "
        "with the weights F, a, a, a and a = (1 - F)/3.",
        "Kept if x1 = x2: both 0, which has the probability (F + a)^2, or both 1, (2a)^2.",
        "What is kept is Phi+ if x = 0 and z1 + z2 is even: F^2 + a^2. Divide by p.",
    ],
    insight="Two pairs of 0.8 make one of 0.838, if the bits agree, and they do in 77 of 100 "
    "cases: a pair that is little better costs 2.6 pairs.",
)
def purified(fidelity):
    """Pair (F', p): fidelity after one round of BBPSSW on two Werner pairs of this fidelity, and
    the probability that the two bits agree, so that the pair is kept."""
    a = (1 - fidelity) / 3
    p = (fidelity + a) ** 2 + (2 * a) ** 2
    return (fidelity**2 + a**2) / p, p


@purified.mistake
def takes_the_bit_flip_formula(fidelity):
    """F^2/(F^2 + (1-F)^2) is for pairs whose only error is a bit flip. A Werner pair has phase
    errors too; this round does not see them, and even adds those of the second pair."""
    p = fidelity**2 + (1 - fidelity) ** 2
    return fidelity**2 / p, p


@purified.mistake(hint=3)
def does_not_renormalise(fidelity):
    """F^2 + a^2 is the probability of being kept *and* good. Divide by p."""
    f, p = purified.reference(fidelity)
    return f * p, p


@purified.mistake(hint=3)
def forgets_that_errors_cancel(fidelity):
    """You counted Phi+ with Phi+ alone. Two phase errors cancel as well: Phi- with Phi- leaves
    Phi+, a^2 more."""
    _, p = purified.reference(fidelity)
    return fidelity**2 / p, p


@purified.mistake(hint=2)
def keeps_equal_pairs_only(fidelity):
    """You kept the cases in which both pairs are in the same Bell state. The bits compare x alone:
    Phi+ with Phi- agrees too, and is kept with its phase error."""
    a = (1 - fidelity) / 3
    p = fidelity**2 + 3 * a**2
    return fidelity**2 / p, p


@purified.mistake(hint=2)
def forgets_two_flips(fidelity):
    """You kept a pair only if neither is flipped. If both are, the bits agree too, and the pair is
    kept with its error: (2a)^2 more in p."""
    a = (1 - fidelity) / 3
    return (fidelity**2 + a**2) / (fidelity + a) ** 2, (fidelity + a) ** 2


@purified.mistake(hint=2)
def returns_the_failures(fidelity):
    """Your p is the probability that the bits differ. Kept is what agrees."""
    f, p = purified.reference(fidelity)
    return f, 1 - p


def _draw_pair(rng):
    f = rng.uniform(0.6, 0.85)
    return (np.concatenate([[f], (1 - f) * rng.dirichlet([4, 4, 4])]),)


@exercise(
    cases=[([0.7, 0.15, 0.1, 0.05],), _draw_pair],
    same=each(close(), close()),
    hints=[
        "The quarter turns exchange Phi- and Psi-: start from [Phi+, Psi-, Psi+, Phi-]. After "
        "that it is the round of the last exercise with four different weights.",
        "Call them a, b, c, d, so that x = 0 for a, b and x = 1 for c, d. p = (a + b)^2 + (c + "
        "d)^2.",
        "[a^2 + b^2, 2ab, c^2 + d^2, 2cd] / p in the order Phi+, Phi-, Psi+, Psi-: equal phases "
        "cancel, different ones leave a phase error.",
    ],
    insight="Phi- is what a round cannot see. The turn puts a different error there each time, so "
    "that none is left to pile up.",
)
def dejmps_round(pair):
    """(coefficients, p) after one DEJMPS round on two equal pairs: the four new weights and the
    probability to be kept. `pair` has four weights, order Phi+, Phi-, Psi+, Psi- in and out."""
    a, d, c, b = pair  # the turn has exchanged Phi- and Psi-
    p = (a + b) ** 2 + (c + d) ** 2
    return np.array([a**2 + b**2, 2 * a * b, c**2 + d**2, 2 * c * d]) / p, p


def _round(a, b, c, d):
    p = (a + b) ** 2 + (c + d) ** 2
    return np.array([a**2 + b**2, 2 * a * b, c**2 + d**2, 2 * c * d]) / p, p


@dejmps_round.mistake(hint=1)
def forgets_the_turn(pair):
    """You left out the quarter turns (or exchanged Psi+ with Psi-, which changes nothing). Then
    phase errors, Phi-, are never tested and grow round after round."""
    return _round(*pair)


@dejmps_round.mistake(hint=1)
def turns_afterwards(pair):
    """You turned after the round, or took a formula for the order Phi+, Psi-, Psi+, Phi- as it
    stands. In this round phase errors go untested: turn first."""
    (a, b, c, d), p = _round(*pair)
    return np.array([a, d, c, b]), p


@dejmps_round.mistake(hint=1)
def twirls_first(pair):
    """You made a Werner pair first. That is BBPSSW: it throws away which error is the frequent
    one, and with it most of the gain of the later rounds."""
    f = pair[0]
    return _round(f, *[(1 - f) / 3] * 3)


@dejmps_round.mistake(hint=3)
def leaves_the_sum_below_one(pair):
    """Your weights add up to p, not to 1. Of the pairs that are kept, divide by p."""
    new, p = dejmps_round.reference(pair)
    return new * p, p


@dejmps_round.mistake(hint=3)
def keeps_other_order(pair):
    """Your four weights are right, but Phi- and Psi- have changed places: what comes out has the
    phase error 2ab in Phi-. Do not turn back."""
    (a, d, c, b), p = dejmps_round.reference(pair)
    return np.array([a, b, c, d]), p


@dejmps_round.mistake(hint=1)
def turns_the_other_pair_of_errors(pair):
    """You exchanged Phi- with Psi+. Such a turn exists (about another axis), but the one of DEJMPS,
    about x, leaves bit flips Psi+ alone and exchanges Phi- with Psi-."""
    a, b, c, d = pair
    return _round(a, c, b, d)


@exercise(
    cases=[([0.75, 0.8],), lambda rng: (list(rng.uniform(0.55, 0.95, rng.integers(3, 6))),)],
    hints=[
        "One round: how many pairs go into one try, and how many tries until one works?",
        "One round multiplies the number by 2/p. The pairs of the next round are made by the one "
        "before.",
        "np.prod(2 / np.asarray(probabilities))",
    ],
    insight="At least a factor 2 per round, failures on top: the price is exponential in the "
    "rounds, which is why a method that needs three instead of five matters.",
)
def pairs_needed(probabilities):
    """How many elementary pairs one pair takes on average after rounds with these success
    probabilities, each round on two pairs of the round before. A failed round loses both."""
    pairs = 1.0
    for p in probabilities:
        pairs *= 2 / p
    return pairs


@pairs_needed.mistake(hint=1)
def forgets_the_failures(probabilities):
    """2^n counts rounds that always work. With probability 1 - p both pairs are lost, and two more
    must be made: a factor 1/p for each round."""
    return 2.0 ** len(probabilities)


@pairs_needed.mistake(hint=2)
def adds_the_rounds(probabilities):
    """You added the pairs of the rounds. Each pair that goes into a round has to be made by the
    round before: the factors multiply."""
    return float(np.sum(2 / np.asarray(probabilities)))


@pairs_needed.mistake(hint=2)
def counts_tries(probabilities):
    """You counted the tries, 1/p for each round. Each try takes two pairs."""
    return float(np.prod(1 / np.asarray(probabilities)))


@pairs_needed.mistake(hint=2)
def makes_everything_anew(probabilities):
    """You asked that all tries of all rounds work in one go. If one fails, only its own two pairs
    are lost and made anew: what is ready elsewhere waits."""
    return float(np.prod([2 / p**2**n for n, p in enumerate(reversed(probabilities))]))


@question(
    wrong={
        "a": "It is right for its pairs: F of Phi+, the rest one other Bell state. A Werner pair "
        "spreads the rest over three, and for it the formula promises too much.",
        "c": "At 0.8 they say 0.941 and 0.838: that is no approximation. They are for two kinds of "
        "pairs, and a depolarising memory makes one of them.",
        "d": "F alone does not decide: 0.8 with bit flips alone and 0.8 with all errors are "
        "different states. The method says what is done, the state what comes out.",
    },
    hints=["Which errors does each formula assume? Which ones does a depolarising memory make?"],
    insight="A purification formula is for one family of states. Ask for four weights, not for F.",
)
def which_formula():
    """Pairs from depolarising memories, F = 0.8, one round as in BBPSSW. What comes out?"""
    return "b"


# --- Paths and bounds ---------------------------------------------------------------------


def _draw_routes(rng):
    routes = [list(np.round(rng.uniform(15, 70, n), 1)) for n in rng.permutation([1, 2, 3, 4])]
    return routes, float(rng.uniform(0.93, 0.985)), float(rng.uniform(0.16, 0.3))


@exercise(
    cases=[([[90.0], [40.0, 65.0], [30.0, 35.0, 40.0, 25.0]], 0.95, 0.2), _draw_routes],
    hints=[
        "No chain makes pairs faster than its slowest link. Which link is that, and what is its p?",
        "Fidelity across n links: w = w0^n, F = (1 + 3w)/4, QBER Q = (1 - w)/2. Key per pair: "
        "1 - 2h(Q), or 0 where that is negative.",
        "10 ** (-loss * max(route) / 10) * max(0, 1 - 2 * h) for each route",
    ],
    insight="Rate wants short links, fidelity few of them. The best path depends on what is asked "
    "for; no single cost per link can know it.",
)
def route_bounds(routes, f0, loss_db_per_km):
    """List: for each route, a list of link lengths in km, an upper bound of the secret bits per
    slot: the success probability 10^(-loss L/10) of its longest link, times the key per pair
    1 - 2h(Q), at least 0. Each link makes Werner pairs of fidelity f0; swaps are perfect."""
    bounds = []
    for lengths in routes:
        w = ((4 * f0 - 1) / 3) ** len(lengths)
        slowest = 10 ** (-loss_db_per_km * max(lengths) / 10)
        bounds.append(float(slowest * _key_fraction((1 + 3 * w) / 4)))
    return bounds


def _chained(f0, n):
    return (1 + 3 * ((4 * f0 - 1) / 3) ** n) / 4


def _bounds(routes, f0, loss, of_lengths=max, key=_key_fraction, fidelity=_chained):
    """The same with another length that counts, key per pair, or fidelity over so many links."""
    return [float(10 ** (-loss * of_lengths(r) / 10) * key(fidelity(f0, len(r)))) for r in routes]


@route_bounds.mistake(hint=1)
def loses_over_the_whole_way(routes, f0, loss_db_per_km):
    """You took the loss of the whole way: so a photon would do that is not caught on the way. With
    memories each link needs its own photon only, and the slowest link sets the pace."""
    return _bounds(routes, f0, loss_db_per_km, of_lengths=sum)


@route_bounds.mistake(hint=2)
def multiplies_the_fidelities(routes, f0, loss_db_per_km):
    """You took F = f0^n. What multiplies in a swap is w, because two errors may cancel."""
    return _bounds(routes, f0, loss_db_per_km, fidelity=pow)


@route_bounds.mistake(hint=2)
def forgets_the_swaps(routes, f0, loss_db_per_km):
    """You used the fidelity of one link for all routes. Each swap multiplies by one more w0."""
    return _bounds(routes, f0, loss_db_per_km, fidelity=lambda f, n: f)


@route_bounds.mistake(hint=2)
def counts_swaps(routes, f0, loss_db_per_km):
    """You took w0^(n - 1), a factor for each swap. n links have n pairs and n - 1 swaps, and each
    pair brings its own w0: for one link it is not 1."""
    return _bounds(routes, f0, loss_db_per_km, fidelity=lambda f, n: _chained(f, n - 1))


@route_bounds.mistake(hint=2)
def subtracts_h_once(routes, f0, loss_db_per_km):
    """You subtracted h(Q) once. The key pays twice, for correcting the errors and for what the
    eavesdropper may know: 1 - 2h(Q)."""
    return _bounds(routes, f0, loss_db_per_km, key=lambda f: (1 + _one_minus_two_h(f)) / 2)


@route_bounds.mistake(hint=2)
def counts_pairs(routes, f0, loss_db_per_km):
    """You counted pairs. A pair of low fidelity gives little key, or none."""
    return _bounds(routes, f0, loss_db_per_km, key=lambda f: 1.0)


@route_bounds.mistake(hint=2)
def lets_the_key_go_negative(routes, f0, loss_db_per_km):
    """Below F = 0.835 your key is negative. Then there is none: 0."""
    return _bounds(routes, f0, loss_db_per_km, key=_one_minus_two_h)


def _bits_per_slot(p):
    """One repeater with memories: pairs per slot over two links, q = 1."""
    return p * (2 - p) / (3 - 2 * p)


def _plob(eta):
    return -np.log1p(-eta) / np.log(2)


def _crossing(worth, loss, repeater=_bits_per_slot, bound=_plob, e=1.0):
    """Where worth * repeater(p) passes the bound, in km."""

    def ahead(length):
        eta = 10 ** (-loss * length / 10)
        return np.log(worth * repeater(e * np.sqrt(eta)) / bound(eta))

    return brentq(ahead, 1e-3, 3000 / loss / 10, xtol=1e-9)


def _draw_repeater(rng):
    e, q, fraction = rng.uniform(0.5, 0.95), rng.uniform(0.5, 0.95), rng.uniform(0.4, 0.9)
    return float(e), float(q), float(fraction), float(rng.uniform(0.15, 0.3))


@exercise(
    cases=[(0.9, 0.5, 0.8, 0.2), _draw_repeater],
    same=close(atol=0.15, rtol=2e-4),
    hints=[
        "Write two functions of the length: what the repeater gives per slot, and PLOB. At short "
        "lengths PLOB is larger, at long ones the repeater: halve the interval.",
        "The photon of each side travels half the way: p = efficiency * 10^(-loss L/20). Pairs "
        "per slot: q p (2 - p)/(3 - 2p). Times `fraction`: bits.",
        "from scipy.optimize import brentq; brentq(lambda L: repeater(L) - plob(L), 1, 1000), "
        "with PLOB as -np.log1p(-eta) / np.log(2)",
    ],
    insight="One repeater turns eta into sqrt(eta), so with perfect memories it wins beyond some "
    "length. Within a useful length it has to be good in everything at once.",
)
def crossover_km(efficiency, q, fraction, loss_db_per_km):
    """The length in km beyond which one repeater in the middle beats PLOB, to 0.1 km. It needs one
    photon from each side, detected with p = efficiency * sqrt(eta) per slot; its memories are
    perfect; its swap succeeds with q; each pair gives `fraction` secret bits. The direct fibre has
    eta = 10^(-loss L/10) and could give -log2(1 - eta) bits per slot."""

    def ahead(length):
        eta = 10 ** (-loss_db_per_km * length / 10)
        p = efficiency * np.sqrt(eta)
        bits = fraction * q * p * (2 - p) / (3 - 2 * p)
        return np.log(bits / (-np.log1p(-eta) / np.log(2)))

    return brentq(ahead, 1e-3, 300 / loss_db_per_km)


@crossover_km.mistake(hint=2)
def compares_with_eta(efficiency, q, fraction, loss_db_per_km):
    """You compared with eta, one bit for each photon that arrives. The bound for *any* protocol
    over the direct fibre is -log2(1 - eta), about 1.44 eta: the repeater wins later."""
    return _crossing(q * fraction, loss_db_per_km, bound=lambda eta: eta, e=efficiency)


@crossover_km.mistake(hint=3)
def takes_the_natural_logarithm(efficiency, q, fraction, loss_db_per_km):
    """Your bound is in nats: -ln(1 - eta). Bits need the logarithm to base 2."""
    return _crossing(q * fraction, loss_db_per_km, bound=lambda eta: -np.log1p(-eta), e=efficiency)


@crossover_km.mistake(hint=2)
def approximates_small_p(efficiency, q, fraction, loss_db_per_km):
    """You took 2p/3 for the pairs per slot, the limit of small p. At this length p is not small
    enough for 0.1 km."""
    return _crossing(q * fraction, loss_db_per_km, lambda p: 2 * p / 3, e=efficiency)


@crossover_km.mistake(hint=2)
def approximates_plob(efficiency, q, fraction, loss_db_per_km):
    """You took 1.44 eta for the bound, the limit of small eta. At this length eta is not small
    enough for 0.1 km."""
    return _crossing(q * fraction, loss_db_per_km, bound=lambda eta: eta / np.log(2), e=efficiency)


@crossover_km.mistake(hint=2)
def approximates_both(efficiency, q, fraction, loss_db_per_km):
    """You took both limits, 2p/3 and 1.44 eta. It can then be solved with a pencil, and is a good
    first guess; for 0.1 km neither p nor eta is small enough."""
    return 20 / loss_db_per_km * np.log10(1.5 / np.log(2) / (efficiency * q * fraction))


@crossover_km.mistake(hint=2)
def makes_one_after_the_other(efficiency, q, fraction, loss_db_per_km):
    """You took p/2: as if the second side began when the first had finished. Both try at once."""
    return _crossing(q * fraction, loss_db_per_km, lambda p: p / 2, e=efficiency)


@crossover_km.mistake(hint=2)
def waits_for_one_side(efficiency, q, fraction, loss_db_per_km):
    """You took p pairs per slot: one side alone. The later of two sides takes (3 - 2p)/(p(2 - p))
    slots."""
    return _crossing(q * fraction, loss_db_per_km, lambda p: p, e=efficiency)


@crossover_km.mistake(hint=2)
def forgets_q(efficiency, q, fraction, loss_db_per_km):
    """Your swap always works: q is not used."""
    return _crossing(fraction, loss_db_per_km, e=efficiency)


# --- Satellites ---------------------------------------------------------------------------


def _draw_downlink(rng):
    a, b = rng.uniform(500, 1000), rng.uniform(1050, 1700)
    divergence, telescope = rng.uniform(6, 14), rng.uniform(0.8, 1.8)
    other = rng.uniform(10, 20)
    return tuple(float(x) for x in (rng.uniform(2e6, 9e6), a, b, divergence, telescope, other))


@exercise(
    cases=[(5.9e6, 780.0, 900.0, 10.0, 1.2, 15.0), _draw_downlink],
    same=close(atol=0, rtol=1e-4),
    hints=[
        "One arm first: r = divergence * 1e-6 * range * 1e3 metres is the radius of the beam on "
        "the ground. For 780 km, 10 microradians and 1.2 m the telescope catches 1.2 % of it.",
        "The other losses of that arm: times 10^(-other_db / 10). Both arms have them.",
        "A pair counts if both photons arrive: source_hz * eta_a * eta_b, with eta = (1 - "
        "np.exp(-2 * (telescope_m / 2)**2 / r**2)) * 10**(-other_db / 10).",
    ],
    insight="Each arm loses some 35 dB, both together 70: a pair a second out of millions. In "
    "vacuum the loss grows with the square of the distance, in fibre exponentially.",
)
def satellite_pairs(source_hz, range_a_km, range_b_km, divergence_urad, telescope_m, other_db):
    """Pairs per second of which both photons arrive. One photon of each pair goes to station A, one
    to B. A beam has the 1/e^2 radius r = divergence * range; a telescope of diameter D catches
    1 - exp(-2 (D/2)^2/r^2) of it. other_db: air, optics and detector of *one* arm."""
    pairs = source_hz
    for range_km in (range_a_km, range_b_km):
        r = divergence_urad * 1e-6 * range_km * 1e3
        caught = 1 - np.exp(-2 * (telescope_m / 2) ** 2 / r**2)
        pairs *= caught * 10 ** (-other_db / 10)
    return pairs


def _arms(ranges, divergence_urad, telescope_m, other_db):
    r = divergence_urad * 1e-3 * np.asarray(ranges)
    return -np.expm1(-2 * (telescope_m / 2) ** 2 / r**2) * 10 ** (-other_db / 10)


@satellite_pairs.mistake(hint=3)
def adds_the_arms(source_hz, range_a_km, range_b_km, divergence_urad, telescope_m, other_db):
    """You added the efficiencies of the arms. That counts photons; a pair needs both, so they
    multiply (and losses in dB add)."""
    return source_hz * _arms([range_a_km, range_b_km], divergence_urad, telescope_m, other_db).sum()


@satellite_pairs.mistake(hint=3)
def counts_one_arm(source_hz, range_a_km, range_b_km, divergence_urad, telescope_m, other_db):
    """This is the rate at station A alone. Of most of these photons the partner is lost."""
    return source_hz * _arms(range_a_km, divergence_urad, telescope_m, other_db)


@satellite_pairs.mistake(hint=2)
def loses_the_rest_once(source_hz, range_a_km, range_b_km, divergence_urad, telescope_m, other_db):
    """You subtracted other_db once, or half of it in each arm (/20 is for amplitudes). Each arm has
    its own air, optics and detector, and loses all of other_db."""
    both = _arms([range_a_km, range_b_km], divergence_urad, telescope_m, other_db)
    return source_hz * both.prod() * 10 ** (other_db / 10)


@satellite_pairs.mistake(hint=1)
def takes_the_diameter(source_hz, range_a_km, range_b_km, divergence_urad, telescope_m, other_db):
    """You put the diameter of the telescope where its radius belongs, or divergence * range for
    the diameter of the beam. Both are radii here; yours is 6 dB too good in each arm."""
    both = _arms([range_a_km, range_b_km], divergence_urad, 2 * telescope_m, other_db)
    return source_hz * both.prod()


@satellite_pairs.mistake(hint=1)
def leaves_the_kilometres(
    source_hz, range_a_km, range_b_km, divergence_urad, telescope_m, other_db
):
    """Your beam is a thousand times too narrow: microradians times kilometres are millimetres. So
    the telescope catches all of it."""
    both = _arms([range_a_km, range_b_km], 1e-3 * divergence_urad, telescope_m, other_db)
    return source_hz * both.prod()


@satellite_pairs.mistake(hint=3)
def linearises(source_hz, range_a_km, range_b_km, divergence_urad, telescope_m, other_db):
    """You took 2(D/2)^2/r^2 for what a telescope catches. That is the limit of a beam much wider
    than the telescope, and here one or a few percent too much: the exponential is asked."""
    r = divergence_urad * 1e-3 * np.array([range_a_km, range_b_km])
    return source_hz * np.prod(2 * (telescope_m / 2) ** 2 / r**2) * 10 ** (-other_db / 5)


@question(
    wrong={
        "a": "That is a trusted relay: a satellite that makes one key with each station and tells "
        "one the sum of both knows everything. Here it only makes pairs.",
        "b": "Both stations measure, choose bases at random and compare a sample. What a source "
        "sends can be anything; a bad source shows up as errors, and then there is no key.",
        "d": "Nobody needs to see the source. The errors tell how much anyone can know, the source "
        "included.",
    },
    hints=["Who chooses the bases, and when? What does the source know after the pair has left?"],
    insight="With entanglement the source may be in the hands of the enemy. The detectors on the "
    "ground may not: that trust stays.",
)
def who_is_trusted():
    """A satellite sends entangled pairs to A and B, who make a key. Must they trust it?"""
    return "c"
