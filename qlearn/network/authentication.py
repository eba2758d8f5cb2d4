"""Who said that? Tags on messages that cannot be forged, made with a secret key and used up.

A hash with a secret key, plus a one-time pad (M. N. Wegman and J. L. Carter, J. Comput. Syst. Sci.
22, 265 (1981)). Every key distribution needs it: without it, a person in the middle plays Bob to
Alice and Alice to Bob. It holds against any computer. The pad serves once; the key of the hash
may stay, as long as every tag has a fresh pad.
"""

from itertools import combinations, product

import numpy as np

from qlearn.network.inputs import one_of, whole, within
from qlearn.network.sharing import checked_prime

SCHEMES = ("polynomial", "toeplitz")


def polynomial_tag(message, a, b, prime):
    """m_1 a + m_2 a^2 + ... + m_L a^L + b modulo the prime; the symbols on the last axis.

    Key: a and b, numbers below the prime. Broadcasts over messages and keys.

    >>> int(polynomial_tag([3, 1], a=2, b=5, prime=7))
    1
    """
    prime = checked_prime(prime)
    message, a, b = (_below(prime, *x) for x in (("message", message), ("a", a), ("b", b)))
    total = np.zeros(np.broadcast_shapes(message.shape[:-1], a.shape), dtype=np.int64)
    for i in reversed(range(message.shape[-1])):
        total = (total + message[..., i]) % prime * a % prime
    return (total + b) % prime


def toeplitz_tag(message, seed, pad):
    """T m xor pad, t bits: T_ij = seed_(i - j + n - 1), constant along diagonals.

    Key: n + t - 1 bits of `seed` and t bits of `pad`, for n bits of message.

    >>> toeplitz_tag([1, 0, 1], seed=[1, 1, 0, 0], pad=[1, 0]).tolist()
    [0, 1]
    """
    message, seed, pad = (
        _below(2, *item) for item in (("message", message), ("seed", seed), ("pad", pad))
    )
    n, t = message.shape[-1], pad.shape[-1]
    if seed.shape[-1] != n + t - 1:
        raise ValueError(f"seed has {seed.shape[-1]} bits; allowed: n + t - 1 = {n + t - 1}")
    matrix = seed[..., np.arange(t)[:, None] - np.arange(n) + n - 1]
    return (np.einsum("...ij,...j->...i", matrix, message) + pad) % 2


# --- Every key and every message ----------------------------------------------------------


def polynomial_table(prime, length):
    """The tag of every message under every key, shape (prime**2, prime**length).

    >>> polynomial_table(3, 1).shape
    (9, 3)
    """
    messages = np.array(list(product(range(checked_prime(prime)), repeat=whole("length", length))))
    keys = np.array(list(product(range(prime), repeat=2)))
    return polynomial_tag(messages, keys[:, :1], keys[:, 1:], prime)


def toeplitz_table(n, t):
    """The same for n bits of message and tags of t bits, read as numbers: (2**(n + 2t - 1), 2**n).

    >>> toeplitz_table(2, 1).shape
    (8, 4)
    """
    n, t = whole("n", n), whole("t", t)
    messages = np.array(list(product((0, 1), repeat=n)))
    keys = np.array(list(product((0, 1), repeat=n + 2 * t - 1)))[:, None]
    return toeplitz_tag(messages, keys[..., : n + t - 1], keys[..., n + t - 1 :]) @ 2 ** np.arange(
        t
    )


def forging_probability(table, seen=0):
    """How often the best forger gets a message of her own accepted: exact, by enumeration.

    `table[key, message]`: tags under keys that are equally likely. `seen`: for how many messages,
    which she chose beforehand, she knows the tag under the *same* key: 0 impersonation, 1
    substitution, 2 and more a key used again. She never sends what she has seen.

    >>> table = polynomial_table(5, 1)
    >>> [forging_probability(table, seen) for seen in (0, 1, 2)]
    [0.2, 0.2, 1.0]
    """
    table = _below(np.inf, "table", table)
    if table.ndim != 2:
        raise ValueError(f"table of shape {table.shape}; allowed: (keys, messages)")
    seen = whole("seen", seen, 0, table.shape[1] - 1)
    choices = combinations(range(table.shape[1]), seen)
    return max(_forged(table, list(known)) for known in choices)


def _forged(table, known):
    keys, messages = table.shape
    tags = int(table.max()) + 1
    _, group = np.unique(table[:, known], axis=0, return_inverse=True)
    group = group.reshape(-1) if known else np.zeros(keys, dtype=int)
    best = np.zeros(group.max() + 1, dtype=int)  # for what she saw: the keys her best try fits
    for own in set(range(messages)) - set(known):
        fits = np.bincount(group * tags + table[:, own], minlength=len(best) * tags)
        best = np.maximum(best, fits.reshape(len(best), tags).max(axis=1))
    return float(best.sum() / keys)


# --- The bill -----------------------------------------------------------------------------


def forging_bound(message_bits, tag_bits, scheme="polynomial"):
    """No forger who has seen one tag does better. Broadcasts.

    polynomial: L/2^t for L symbols of t bits, in a field with about 2^t elements: two polynomials
    of degree L agree in L points at most. toeplitz: 2^-t, however long the message.

    >>> print(forging_bound(1e6, 64) < 1e-14, forging_bound(1e6, 10, "toeplitz"))
    True 0.0009765625
    """
    message, tag = within("message_bits", message_bits, 1), within("tag_bits", tag_bits, 1)
    symbols = np.ceil(message / tag) if one_of("scheme", scheme, SCHEMES) == "polynomial" else 1
    return np.minimum(symbols * 2.0**-tag, 1)[()]


def key_bits(messages, message_bits, tag_bits, scheme="polynomial", recycle=True):
    """The bits of key that tags for so many messages use up. Broadcasts.

    A fresh pad of t bits each; the hash costs t bits (polynomial) or n + t - 1 (toeplitz), once if
    its key is kept (`recycle`), else for every message.

    >>> print(key_bits(1000, 1e6, 64), key_bits(1, 1e6, 64, "toeplitz"))
    64064.0 1000127.0
    """
    count = within("messages", messages, 0)
    n, t = within("message_bits", message_bits, 1), within("tag_bits", tag_bits, 1)
    key = t if one_of("scheme", scheme, SCHEMES) == "polynomial" else n + t - 1
    return (count * t + key * (np.minimum(count, 1) if recycle else count))[()]


def _below(limit, name, value):
    array = np.asarray(value)
    if array.dtype.kind not in "iub" or not np.all((array >= 0) & (array < limit)):
        raise ValueError(f"{name} = {value!r}; allowed: whole numbers from 0, below {limit}")
    return array.astype(np.int64)
