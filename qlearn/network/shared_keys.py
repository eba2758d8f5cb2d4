"""Who must be trusted? Relays that pass on a key, a hub that only measures (MDI), two of three.

Bits are 0 and 1, bases 0 = Z and 1 = X, but for secret sharing, where they are 0 = X and 1 = Y.
"""

from dataclasses import dataclass

import numpy as np

from qlearn.network.inputs import generator, one_of, whole, within
from qlearn.network.qkd import standard_error

HUBS = ("honest", "measures z", "measures at random", "makes it up")


# --- Trusted relays -----------------------------------------------------------------------


def trusted_chain_rate(rates):
    """The key rate along a chain of trusted relays: the smallest rate of its links, last axis.

    >>> print(trusted_chain_rate([80, 30, 50]))
    30.0
    """
    return np.min(within("rates", rates, 0), axis=-1)


def relay_key(link_keys):
    """(announced, received): how relays pass on the first link's key; shapes (n - 1, m) and (m,).

    `link_keys` (n, m): row k is the key that nodes k and k + 1 share, m bits each. Relay k holds
    rows k - 1 and k and announces their XOR; the last node takes all of it off its own key. The
    announcements tell a stranger nothing, and every relay the whole key: it must be trusted.

    >>> announced, received = relay_key([[0, 1, 1], [1, 1, 0], [0, 0, 1]])
    >>> announced.tolist(), received.tolist()
    ([[1, 0, 1], [1, 1, 1]], [0, 1, 1])
    """
    keys = np.asarray(link_keys)
    if keys.ndim != 2 or not len(keys) or not np.isin(keys, (0, 1)).all():
        raise ValueError(f"link_keys of shape {keys.shape}; allowed: one row of bits per link")
    keys = keys.astype(int)
    announced = keys[:-1] ^ keys[1:]
    return announced, np.bitwise_xor.reduce(np.vstack([announced, keys[-1:]]), axis=0)


# --- MDI: the hub measures, the users only send -------------------------------------------


@dataclass(frozen=True)
class MdiRun:
    """One run, arrays (n,): bits and bases (0 = Z, 1 = X) of both; `announced`: -1 none, 0 Psi+, 1
    Psi-; `hub_guess`: the hub's best guess of Alice's bit."""

    alice_bits: np.ndarray
    alice_bases: np.ndarray
    bob_bits: np.ndarray
    bob_bases: np.ndarray
    announced: np.ndarray
    hub_guess: np.ndarray

    @property
    def sifted(self):
        """The rounds with a success announced and equal bases."""
        return (self.announced >= 0) & (self.alice_bases == self.bob_bases)

    @property
    def bob_key(self):
        """Bob's bits, flipped so that they should equal Alice's: all but those for Psi+ in X."""
        flip = (self.alice_bases == 0) | (self.announced == 1)
        return self.bob_bits ^ flip

    def qber(self, basis=None):
        """(error rate of the sifted bits, its standard error); in one basis, 0 or 1, or both."""
        rows = self.sifted & (True if basis is None else self.alice_bases == basis)
        wrong, n = int(np.sum((self.alice_bits != self.bob_key)[rows])), int(rows.sum())
        return (wrong / n, standard_error(wrong, n)) if n else (np.nan, np.inf)

    @property
    def hub_knows(self):
        """The fraction of Alice's sifted bits that the hub guesses right: 1/2 is nothing."""
        return float((self.hub_guess == self.alice_bits)[self.sifted].mean())


def mdi_run(n, rng, hub="honest", eta_a=1.0, eta_b=1.0):
    """An `MdiRun` of n rounds with single photons. A Bell measurement tells Psi+ and Psi- only.

    hub: "honest"; "measures z" or "measures at random" (Z or X): reads both photons one by one and
    announces what fits; "makes it up": announces by a coin. It cannot lie without errors: reading
    Z shows in X. Source: H.-K. Lo, M. Curty and B. Qi, Phys. Rev. Lett. 108, 130503 (2012).

    >>> honest = mdi_run(100_000, np.random.default_rng(1))
    >>> liar = mdi_run(100_000, np.random.default_rng(1), hub="measures z")
    >>> print(honest.qber()[0], round(liar.qber(0)[0], 2), round(liar.qber(1)[0], 2))
    0.0 0.0 0.5
    """
    n, rng = whole("n", n), generator(rng)
    arrive = float(within("eta_a", eta_a, 0, 1)) * float(within("eta_b", eta_b, 0, 1))
    a, x, b, y = rng.integers(2, size=(4, n))
    measure = {"honest": _bell, "makes it up": _coin}.get(one_of("hub", hub, HUBS), _read)
    announced, guess = measure(a, x, b, y, rng, hub)
    announced = np.where(rng.random(n) < arrive, announced, -1)
    return MdiRun(a, x, b, y, announced, guess)


def _bell(a, x, b, y, rng, hub):
    """Psi+ and Psi- by their probabilities, and a coin for the bit."""
    # |<Psi+-|ab>|^2: in Z 1/2 each if the bits differ; in X Psi+ 1/2 if they agree, Psi- if not;
    # with different bases every Bell state has 1/4.
    differ = a != b
    plus = np.where(x != y, 0.25, np.where(x == 0, differ / 2, (~differ) / 2))
    minus = np.where(x != y, 0.25, differ / 2)
    u = rng.random(len(a))
    announced = np.where(u < plus, 0, np.where(u < plus + minus, 1, -1))
    return announced, rng.integers(2, size=len(a))


def _read(a, x, b, y, rng, hub):
    """Reads both photons in one basis and announces a Bell state that has such a result."""
    n = len(a)
    basis = np.zeros(n, int) if hub == "measures z" else rng.integers(2, size=n)
    found_a = np.where(x == basis, a, rng.integers(2, size=n))
    found_b = np.where(y == basis, b, rng.integers(2, size=n))
    differ = found_a != found_b
    coin = rng.integers(2, size=n)
    announced = np.where(basis == 0, np.where(differ, coin, -1), differ.astype(int))
    # In X every result fits Psi+ or Psi-; an honest hub announces half of the rounds.
    announced = np.where((basis == 1) & (coin == 0), -1, announced)
    return announced, found_a


def _coin(a, x, b, y, rng, hub):
    announced = rng.integers(-2, 2, size=len(a))
    return np.maximum(announced, -1), rng.integers(2, size=len(a))


# --- Secrets shared by three --------------------------------------------------------------

# <XXX> = 1, <XYY> = <YXY> = <YYX> = -1 of (|000> + |111>)/sqrt 2; an odd number of Y says nothing.
PARITY = {0: 1, 2: -1}


@dataclass(frozen=True)
class SharingRun:
    """One run: bases (3, n), 0 = X and 1 = Y; outcomes (3, n), bits, of Alice, Bob and Charlie."""

    bases: np.ndarray
    bits: np.ndarray

    @property
    def valid(self):
        """The rounds with an even number of Y, half of all."""
        return self.bases.sum(axis=0) % 2 == 0

    @property
    def secret(self):
        """Alice's bits of the valid rounds."""
        return self.bits[0, self.valid]

    @property
    def together(self):
        """What Bob and Charlie make of theirs: their XOR, flipped where two measured Y."""
        flip = self.bases.sum(axis=0) == 2
        return (self.bits[1] ^ self.bits[2] ^ flip)[self.valid]

    @property
    def qber(self):
        """(how often the two fail to find the secret, its standard error)."""
        wrong, n = int(np.sum(self.secret != self.together)), int(self.valid.sum())
        return (wrong / n, standard_error(wrong, n)) if n else (np.nan, np.inf)


def sharing_run(n, rng, visibility=1.0):
    """A `SharingRun` on n GHZ states in white noise; errors (1 - visibility)/2.

    Source: M. Hillery, V. Buzek and A. Berthiaume, Phys. Rev. A 59, 1829 (1999).

    >>> run = sharing_run(10_000, np.random.default_rng(1))
    >>> print(run.valid.mean().round(1), run.qber[0])
    0.5 0.0
    """
    n, rng = whole("n", n), generator(rng)
    v = float(within("visibility", visibility, 0, 1))
    bases, bits = rng.integers(2, size=(2, 3, n))
    ones = bases.sum(axis=0)
    odd = (ones == 2) ^ (rng.random(n) >= (1 + v) / 2)  # parity wanted, and how often it fails
    bits[2] = np.where(ones % 2 == 0, bits[0] ^ bits[1] ^ odd, bits[2])
    return SharingRun(bases, bits)
