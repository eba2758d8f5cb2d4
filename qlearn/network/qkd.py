"""Keys from qubits: key fractions, BB84 and E91 shot by shot.

Bits are 0 and 1; bases are 0 for Z and 1 for X. h is the binary entropy. Key fractions are
asymptotic, per *sifted* bit; rates say whether they hold a sifting factor. How rates fall with
distance: `qlearn.network.key_rates`.
"""

from dataclasses import dataclass

import numpy as np

from qlearn.network import pairs
from qlearn.network.inputs import generator, whole, within

QBER_LIMIT = 0.11002786443835955  # 1 - 2h(Q) = 0
KEY_FIDELITY = 1 - 1.5 * QBER_LIMIT  # the Werner pair with that QBER: 0.83496


# --- Key fractions ------------------------------------------------------------------------


def binary_entropy(x):
    """h(x) = -x log2 x - (1 - x) log2(1 - x) in bits, for 0 <= x <= 1. Broadcasts.

    >>> print(binary_entropy([0, 0.11, 0.5]).round(4))
    [0.     0.4999 1.    ]
    """
    x = within("x", x, 0, 1)
    terms = [np.where(y > 0, y * np.log2(np.where(y > 0, y, 1)), 0) for y in (x, 1 - x)]
    return -(terms[0] + terms[1]) + 0.0


def key_fraction(qber, efficiency=1.0):
    """Secret bits per sifted bit of BB84 and BBM92: 1 - (1 + f) h(Q), 0 where negative.

    One h(Q) is told in public to correct errors (f times it in practice: `efficiency` >= 1), one
    is what Eve may know. Zero from Q = 11.0 % at f = 1. Only for Q up to 1/2: bits that disagree
    more often are to be flipped first.
    Source: P. W. Shor and J. Preskill, Phys. Rev. Lett. 85, 441 (2000).

    >>> print(key_fraction([0, 0.05, 0.11003]).round(4))
    [1.     0.4272 0.    ]
    """
    q, f = within("qber", qber, 0, 1), within("efficiency", efficiency, 1)
    fraction = 1 - (1 + f) * binary_entropy(q)
    return np.where(q < 0.5, np.maximum(fraction, 0), 0.0)[()]


def key_fraction_of(coefficients):
    """The same for Bell-diagonal pairs, key in Z: 1 - h(Q_Z) - h(Q_X), 0 where negative.

    >>> print(key_fraction_of([0.8, 0.2, 0, 0]).round(4))
    0.2781
    """
    errors = pairs.qbers(coefficients)
    qx, qz = errors[..., 0], errors[..., 2]
    fraction = 1 - binary_entropy(qx) - binary_entropy(qz)
    return np.where((qx < 0.5) & (qz < 0.5), np.maximum(fraction, 0), 0.0)[()]


def device_independent_fraction(qber):
    """The key fraction if nothing is known of the devices but S = 2 sqrt 2 (1 - 2Q); 0 from 7.15 %.

    1 - h(Q) - h((1 + sqrt((S/2)^2 - 1))/2), collective attacks.
    Source: A. Acin et al., Phys. Rev. Lett. 98, 230501 (2007).

    >>> print(device_independent_fraction([0, 0.05, 0.0715]).round(4) + 0)
    [1.    0.225 0.   ]
    """
    q = within("qber", qber, 0, 0.5)
    s = np.sqrt(8) * (1 - 2 * q)
    eve = binary_entropy((1 + np.sqrt(np.maximum((s / 2) ** 2 - 1, 0))) / 2)
    return np.where(s > 2, np.maximum(1 - binary_entropy(q) - eve, 0), 0.0)[()]


def standard_error(hits, shots):
    """The standard error of hits/shots, never 0: half of Wilson's one-sigma interval.

    >>> round(standard_error(50, 100), 4)
    0.0498
    """
    return float(np.sqrt(hits * (shots - hits) / shots + 0.25) / (shots + 1))


# --- BB84 ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bb84Run:
    """One run: arrays of shape (n,); bits that never arrived count as -1 in `bob_bits`."""

    alice_bits: np.ndarray
    alice_bases: np.ndarray
    bob_bases: np.ndarray
    bob_bits: np.ndarray
    attacked: np.ndarray
    eve_bases: np.ndarray
    eve_bits: np.ndarray  # -1 where Eve let the photon pass

    @property
    def arrived(self):
        """Which photons Bob detected."""
        return self.bob_bits >= 0

    @property
    def sifted(self):
        """Which rounds are kept: Bob found something, in the basis that Alice had used."""
        return self.arrived & (self.alice_bases == self.bob_bases)

    @property
    def sift(self):
        """The fraction of the detected bits that is kept, about 1/2."""
        return float(self.sifted.sum() / max(self.arrived.sum(), 1))

    @property
    def qber(self):
        """(error rate of the sifted bits, its standard error)."""
        return _error_rate(self.alice_bits[self.sifted], self.bob_bits[self.sifted])

    @property
    def eve_knows(self):
        """The fraction of Alice's sifted bits that Eve knows for sure: her basis was right."""
        right = self.attacked & (self.eve_bases == self.alice_bases)
        return float(right[self.sifted].mean()) if self.sifted.any() else 0.0


def bb84_run(n, rng, attack=0.0, flip=0.0, eta=1.0):
    """A `Bb84Run` of n single photons. Eve measures a fraction `attack` of them and sends hers on.

    `flip`: errors of the line and the detector, `eta`: how many arrive. With attack = x the
    sifted bits have x/4 errors: half of her bases are wrong, and half of those bits come out wrong.
    Source: C. H. Bennett and G. Brassard (1984).

    >>> run = bb84_run(100_000, np.random.default_rng(1), attack=1.0)
    >>> print(round(run.sift, 2), round(run.qber[0], 2))
    0.50 0.25
    """
    n, rng = whole("n", n), generator(rng)
    attack, flip = float(within("attack", attack, 0, 1)), float(within("flip", flip, 0, 1))
    eta = float(within("eta", eta, 0, 1))
    bits, bases, bob, eve = rng.integers(2, size=(4, n))
    attacked = rng.random(n) < attack
    eve_bits = np.where(eve == bases, bits, rng.integers(2, size=n))
    sent_bits, sent_bases = np.where(attacked, [eve_bits, eve], [bits, bases])
    found = np.where(bob == sent_bases, sent_bits, rng.integers(2, size=n))
    found = found ^ (rng.random(n) < flip)
    found = np.where(rng.random(n) < eta, found, -1)
    return Bb84Run(bits, bases, bob, found, attacked, eve, np.where(attacked, eve_bits, -1))


def _error_rate(a, b):
    """(fraction that differs, its standard error); (nan, inf) if there is nothing to compare."""
    if not len(a):
        return np.nan, np.inf
    wrong = int(np.sum(a != b))
    return wrong / len(a), standard_error(wrong, len(a))


# --- E91 ----------------------------------------------------------------------------------

# Angles of the Bloch sphere from z to x, in rad; a polariser turns by half of them.
ALICE_ANGLES = np.array([0, np.pi / 4, np.pi / 2])
BOB_ANGLES = np.array([np.pi / 4, np.pi / 2, 3 * np.pi / 4])
_CHSH = (((0, 0), 1), ((0, 2), -1), ((2, 0), 1), ((2, 2), 1))


@dataclass(frozen=True)
class E91Run:
    """One run: settings 0 to 2 and outcomes +1 or -1 of both sides, arrays of shape (n,)."""

    alice: np.ndarray
    bob: np.ndarray
    a: np.ndarray
    b: np.ndarray

    @property
    def correlations(self):
        """(E, standard errors), both (3, 3): the mean product for each pair of settings."""
        index = 3 * self.alice + self.bob
        shots = np.bincount(index, minlength=9)
        total = np.bincount(index, weights=self.a * self.b, minlength=9)
        mean = total / np.maximum(shots, 1)
        error = np.sqrt((1 - mean**2 + 1 / (shots + 1)) / (shots + 1))
        return mean.reshape(3, 3), error.reshape(3, 3)

    @property
    def chsh(self):
        """(S, its standard error): E(a0,b0) - E(a0,b2) + E(a2,b0) + E(a2,b2)."""
        mean, error = self.correlations
        total = sum(sign * mean[k] for k, sign in _CHSH)
        return float(total), float(np.sqrt(sum(error[k] ** 2 for k, _ in _CHSH)))

    @property
    def key(self):
        """(Alice's bits, Bob's bits) of the rounds with equal angles, 2/9 of all."""
        same = np.isclose(ALICE_ANGLES[self.alice], BOB_ANGLES[self.bob])
        return (1 - self.a[same]) // 2, (1 - self.b[same]) // 2

    @property
    def qber(self):
        """(error rate of the key, its standard error)."""
        return _error_rate(*self.key)


def e91_run(n, rng, fidelity=1.0):
    """An `E91Run` on n Werner pairs of that fidelity with Phi+; E(a, b) = w cos(a - b).

    Source: A. K. Ekert, Phys. Rev. Lett. 67, 661 (1991), with Phi+ in place of the singlet.

    >>> run = e91_run(100_000, np.random.default_rng(1))
    >>> print(round(run.chsh[0], 1), run.qber[0])
    2.8 0.0
    """
    n, rng = whole("n", n), generator(rng)
    w = float(pairs.weight(fidelity))
    alice, bob = rng.integers(3, size=(2, n))
    a = 1 - 2 * rng.integers(2, size=n)
    agree = (1 + w * np.cos(ALICE_ANGLES[alice] - BOB_ANGLES[bob])) / 2
    b = np.where(rng.random(n) < agree, a, -a)
    return E91Run(alice, bob, a, b)


def chsh_error(fidelity, n):
    """The standard error of S from n Werner pairs, n/4 for each of the four settings.

    >>> print(chsh_error(0.8785, 1000).round(3))
    0.102
    """
    e = pairs.chsh(fidelity) / 4
    return 4 * np.sqrt((1 - e**2) / within("n", n, 1))
