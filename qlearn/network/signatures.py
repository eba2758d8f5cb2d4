"""Signatures that hold against any computer: Alice signs one bit, Bob accepts, Charlie verifies.

Before: for each value of the bit Alice gives Bob and Charlie each a secret string of 2n bits
(`half` = n), by quantum key distribution. Bob and Charlie each pass on a random half of theirs to
the other, in secret: Alice does not know which bits lie where. To sign, Alice shows both strings
of her bit. Bob compares the n bits of his own that he kept, and the n that he got from Charlie; he
accepts if each part has at most s_a n mismatches. He hands the message on, and Charlie compares
the same way, but allows s_v n, with s_v > s_a, so that what Bob accepted will pass.

What is assumed: at most one of the three is dishonest; every two of them share secret keys and a
channel with authentication; nobody knows the bits that others exchanged. `error`: how often a key
bit of an honest pair differs (0 after error correction). `guess_error`: how often a forger guesses
an unknown bit wrongly; 1/2 if the key is secret, less if it is raw and some of it may have leaked.
Source: after P2 of P. Wallden et al., Phys. Rev. A 91, 042304 (2015); raw keys: R. Amiri et al.,
Phys. Rev. A 93, 032325 (2016).
"""

from dataclasses import dataclass

import numpy as np

from qlearn.network.draws import at_most, floor, hypergeometric
from qlearn.network.inputs import generator, one_of, whole, within

CHEATS = ("nobody", "bob", "alice")

# --- What can go wrong, exactly -----------------------------------------------------------


def honest_abort(half, s_a, error=0.0):
    """P(Bob refuses though all are honest): 1 - P(at most s_a n of n bits differ)^2. Broadcasts.

    >>> print(round(honest_abort(100, 0.1, error=0.05), 4))
    0.0229
    """
    allowed = floor("s_a", within("s_a", s_a, 0, 1) * half)
    more = at_most(half - allowed - 1, half, 1 - within("error", error, 0, 1))
    return more * (2 - more)


def forging(half, s_v, guess_error=0.5):
    """P(Charlie verifies what Bob made up): at most s_v n of n guesses are wrong. Broadcasts.

    Of Charlie's string Bob knows the half that Charlie passed on; he must guess the n bits kept.

    >>> print(round(forging(100, 0.3), 7))
    3.93e-05
    """
    return at_most(within("s_v", s_v, 0, 1) * half, half, within("guess_error", guess_error, 0, 1))


def repudiation(half, s_a, s_v, flips_b=None, flips_c=None):
    """P(Bob accepts and Charlie does not), if Alice shows `flips_b` and `flips_c` wrong bits.

    Each flip falls into the half that Bob, or that Charlie compares: hypergeometric. Without flips,
    the worst over all that Alice may choose; errors of the keys can only blur her choice.

    >>> print(round(repudiation(100, 0.1, 0.3), 6), repudiation(100, 0.1, 0.3, 0, 30) < 1e-6)
    0.000186 True
    """
    if flips_b is None or flips_c is None:
        return best_repudiation(half, s_a, s_v)[0]
    accepts, denied = _split(half, s_a, s_v)
    b, c = whole("flips_b", flips_b, 0, 2 * half), whole("flips_c", flips_c, 0, 2 * half)
    return float(accepts[b] * denied[c] + denied[b] * (accepts[c] - denied[c]))


def best_repudiation(half, s_a, s_v):
    """(probability, flips_b, flips_c): the fewest wrong bits with which Alice does best.

    >>> best_repudiation(100, 0.1, 0.3)[1:]
    (0, 41)
    """
    accepts, denied = _split(half, s_a, s_v)
    chances = np.outer(accepts, denied) + np.outer(denied, accepts - denied)
    best = np.argwhere(chances >= chances.max() * (1 - 1e-9))  # equal but for rounding
    b, c = best[np.argmin(best.sum(axis=1))]
    return float(chances[b, c]), int(b), int(c)


def _split(half, s_a, s_v):
    """For 0 ... 2n flips of one string: P(Bob passes his part), P(that, and Charlie not his)."""
    half = whole("half", half)
    low, high = _limits(half, s_a, s_v)
    flips = np.arange(2 * half + 1)
    chances = hypergeometric(2 * half, flips, half, up_to=low)  # of x flips in Bob's part
    rest = flips[:, None] - np.arange(chances.shape[1])
    return chances.sum(axis=1), np.where(rest > high, chances, 0).sum(axis=1)


def _limits(half, s_a, s_v):
    """How many mismatches Bob and Charlie allow."""
    return [
        int(floor(name, within(name, s, 0, 1) * half)) for name, s in (("s_a", s_a), ("s_v", s_v))
    ]


# --- Bounds -------------------------------------------------------------------------------


def honest_bound(half, s_a, error=0.0):
    """Hoeffding: honest_abort <= 2 exp(-2 n (s_a - error)^2), for s_a > error. Broadcasts.

    >>> print(round(honest_bound(100, 0.1, 0.05), 3))
    1.0
    """
    return _bound(2, 2 * half, within("s_a", s_a, 0, 1) - within("error", error, 0, 1))


def forging_bound(half, s_v, guess_error=0.5):
    """Hoeffding: forging <= exp(-2 n (guess_error - s_v)^2), for s_v < guess_error. Broadcasts.

    >>> print(round(forging_bound(100, 0.3), 6))
    0.000335
    """
    return _bound(1, 2 * half, within("guess_error", guess_error, 0, 1) - within("s_v", s_v, 0, 1))


def repudiation_bound(half, s_a, s_v):
    """Hoeffding, for drawing without putting back: repudiation <= 2 exp(-n (s_v - s_a)^2 / 2).

    >>> print(round(repudiation_bound(100, 0.1, 0.3), 4))
    0.2707
    """
    return _bound(2, half / 2, within("s_v", s_v, 0, 1) - within("s_a", s_a, 0, 1))


def _bound(factor, rate, gap):
    return np.minimum(factor * np.exp(-rate * np.maximum(gap, 0) ** 2), 1.0)[()]


# --- One protocol -------------------------------------------------------------------------


@dataclass(frozen=True)
class Scheme:
    """n = `half` bits in each part, the thresholds and the errors of the keys.

    >>> scheme = Scheme(300, 0.0, 0.3)
    >>> print(scheme.honest_abort, scheme.forging < 1e-11, scheme.key_bits[0])
    0.0 True 2400
    """

    half: int
    s_a: float
    s_v: float
    error: float = 0.0
    guess_error: float = 0.5

    @property
    def honest_abort(self):
        """P(Bob refuses an honest signature)."""
        return float(honest_abort(self.half, self.s_a, self.error))

    @property
    def forging(self):
        """P(Charlie verifies a signature that Bob made up)."""
        return float(forging(self.half, self.s_v, self.guess_error))

    @property
    def repudiation(self):
        """P(Bob accepts and Charlie does not), at worst."""
        return repudiation(self.half, self.s_a, self.s_v)

    @property
    def key_bits(self):
        """(with Alice, between Bob and Charlie): secret bits used up to sign one bit.

        Two values of the bit, two strings of 2n; each half is sent on with the places it is from.
        """
        ways = np.log2(1 / hypergeometric(2 * self.half, self.half, self.half)[0])
        return 8 * self.half, 4 * (self.half + int(np.ceil(ways - 1e-9)))


def shortest(target, error=0.0, guess_error=0.5, at_most_half=20_000):
    """The `Scheme` with the fewest bits whose three probabilities are all <= target, by bisection.

    For each n: the lowest s_a that honest keys pass, the highest s_v that a forger does not. The
    probabilities jump with n, so now and then a few bits fewer would do. ValueError if
    there is none up to `at_most_half`, as where error >= guess_error.

    >>> scheme = shortest(1e-4)
    >>> print(scheme.half, scheme.s_a, round(scheme.s_v, 3))
    51 0.0 0.235
    """
    target = float(within("target", target, 0, 1))
    low, high = 0, 1
    while (found := _thresholds(high, target, error, guess_error)) is None:
        low, high = high, 2 * high
        if high > at_most_half:
            raise ValueError(
                f"target = {target:.3g} needs more than {at_most_half} bits with error = {error}, "
                f"guess_error = {guess_error}; allowed: error well below guess_error"
            )
    while high - low > 1:
        middle = (low + high) // 2
        better = _thresholds(middle, target, error, guess_error)
        low, high, found = (low, middle, better) if better else (middle, high, found)
    return found


def _thresholds(half, target, error, guess_error):
    allowed = np.arange(half + 1)
    honest = honest_abort(half, allowed / half, error) <= target
    safe = forging(half, allowed / half, guess_error) <= target
    if not honest.any() or not safe.any():
        return None
    s_a, s_v = int(np.argmax(honest)), int(np.flatnonzero(safe)[-1])
    if s_v < s_a or repudiation(half, s_a / half, s_v / half) > target:
        return None
    return Scheme(half, s_a / half, s_v / half, error, guess_error)


# --- Bit by bit ---------------------------------------------------------------------------


@dataclass(frozen=True)
class SignRun:
    """One run: `mismatches` (4, shots) of Bob's own and received part, Charlie's own and received;
    `bob_accepts` and `charlie_accepts` (shots,)."""

    mismatches: np.ndarray
    bob_accepts: np.ndarray
    charlie_accepts: np.ndarray


def sign_run(scheme, shots, rng, cheat="nobody", flips=(0, 0)):
    """A `SignRun` with strings of bits. cheat: "bob" makes a signature up, "alice" shows
    `flips` = (of Bob's string, of Charlie's) wrong bits.

    >>> run = sign_run(Scheme(20, 0.1, 0.3), 1000, np.random.default_rng(1))
    >>> print(run.bob_accepts.all(), run.charlie_accepts.all())
    True True
    """
    shots, rng, n = whole("shots", shots), generator(rng), scheme.half
    shape = (2, shots, 2 * n)  # Bob's string, Charlie's string
    alice = rng.integers(2, size=shape)
    held = alice ^ (rng.random(shape) < scheme.error)
    kept = np.argsort(rng.random(shape), axis=-1) < n
    shown = alice.copy()
    if one_of("cheat", cheat, CHEATS) == "alice":
        for string, k in zip(shown, flips, strict=True):
            string[:, : whole("flips", k, 0, 2 * n)] ^= 1
    if cheat == "bob":
        wrong = rng.random(shape[1:]) < scheme.guess_error
        shown = np.stack([held[0], held[1] ^ (wrong & kept[1])])
    bad = shown ^ held
    own, passed_on = (bad * kept).sum(axis=-1), (bad * ~kept).sum(axis=-1)
    mismatches = np.array([own[0], passed_on[1], own[1], passed_on[0]])
    limits = _limits(n, scheme.s_a, scheme.s_v)
    return SignRun(
        mismatches,
        (mismatches[:2] <= limits[0]).all(axis=0),
        (mismatches[2:] <= limits[1]).all(axis=0),
    )
