"""Tags: hashes against plain arithmetic, forging chances against algebra and simulated forgers."""

import itertools

import numpy as np
import pytest

from qlearn.network import authentication as auth


def test_polynomial_by_hand():
    rng = np.random.default_rng(1)
    for _ in range(20):
        m, a, b = rng.integers(13, size=4), int(rng.integers(13)), int(rng.integers(13))
        wanted = (sum(int(x) * a ** (i + 1) for i, x in enumerate(m)) + b) % 13
        assert auth.polynomial_tag(m, a, b, 13) == wanted
    big = 999_999_937  # no overflow
    m, a, b = rng.integers(big, size=50).tolist(), int(rng.integers(big)), 5
    wanted = (sum(x * pow(a, i + 1, big) for i, x in enumerate(m)) + b) % big
    assert auth.polynomial_tag(m, a, b, big) == wanted


def test_toeplitz_by_scipy():
    from scipy.linalg import toeplitz

    rng = np.random.default_rng(1)
    n, t = 7, 4
    seed, m, pad = rng.integers(2, size=n + t - 1), rng.integers(2, size=n), rng.integers(2, size=t)
    matrix = toeplitz(seed[n - 1 :], seed[n - 1 :: -1])
    assert matrix.shape == (t, n)
    assert np.array_equal(auth.toeplitz_tag(m, seed, pad), (matrix @ m + pad) % 2)


@pytest.mark.parametrize(("prime", "length"), [(2, 1), (3, 2), (5, 1), (5, 2), (5, 3)])
def test_polynomials_are_forged_with_length_over_prime(prime, length):
    table = auth.polynomial_table(prime, length)
    assert auth.forging_probability(table) == pytest.approx(1 / prime)
    assert auth.forging_probability(table, 1) == pytest.approx(length / prime)
    # algebra: the best difference of messages agrees with one difference of tags at `length` a's
    roots = max(
        sum(sum(d * a ** (i + 1) for i, d in enumerate(diff)) % prime == t for a in range(prime))
        for diff in itertools.product(range(prime), repeat=length)
        if any(diff)
        for t in range(prime)
    )
    assert roots == length


@pytest.mark.parametrize(("n", "t"), [(1, 1), (2, 1), (3, 1), (2, 2), (3, 2)])
def test_toeplitz_tags_are_forged_with_two_to_the_minus_t(n, t):
    table = auth.toeplitz_table(n, t)
    assert table.shape == (2 ** (n + 2 * t - 1), 2**n)
    assert auth.forging_probability(table) == pytest.approx(2.0**-t)
    assert auth.forging_probability(table, 1) == pytest.approx(2.0**-t)


def test_a_key_used_twice_is_broken():
    assert auth.forging_probability(auth.polynomial_table(5, 1), 2) == 1
    assert auth.forging_probability(auth.polynomial_table(5, 2), 2) == 1
    table = auth.toeplitz_table(3, 2)
    assert auth.forging_probability(table, 2) > auth.forging_probability(table, 1)
    assert auth.forging_probability(table, 3) == 1  # T m + T m' + T m'' gives the fourth


def test_a_fresh_pad_keeps_the_key_of_the_hash_safe():
    # two messages under one a, pads b and c: what is seen says nothing of a
    p = 5
    keys = np.array(list(itertools.product(range(p), repeat=3)))
    for m1, m2 in itertools.product(range(p), repeat=2):
        seen = {}
        for a, b, c in keys:
            tags = (int((m1 * a + b) % p), int((m2 * a + c) % p))
            seen.setdefault(tags, []).append(int(a))
        assert all(sorted(left) == list(range(p)) for left in seen.values())


def test_a_forger_who_plays():
    # she has seen m and its tag, and adds the difference 1 to the first symbol, guessing a
    rng = np.random.default_rng(1)
    a, b = rng.integers(7, size=(2, 70_000))
    m = np.array([3, 2])
    tag = auth.polynomial_tag(m, a, b, 7)
    forged = (tag + rng.integers(7, size=len(a))) % 7
    won = auth.polynomial_tag(m + [1, 0], a, b, 7) == forged
    assert won.mean() == pytest.approx(1 / 7, abs=5 * np.sqrt(6 / 49 / len(a)))


def test_the_bill():
    assert auth.key_bits(3, 100, 8) == 3 * 8 + 8
    assert auth.key_bits(3, 100, 8, recycle=False) == 3 * 16
    assert auth.key_bits(3, 100, 8, "toeplitz") == 3 * 8 + 107
    assert auth.key_bits(0, 100, 8) == 0
    assert auth.forging_bound(100, 8) == pytest.approx(13 / 256)
    assert auth.forging_bound([100, 1e9], 8, "toeplitz") == pytest.approx(1 / 256)
    assert auth.forging_bound(1e9, 8) == 1


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: auth.polynomial_tag([1, 2], 1, 1, 4), "prime = 4; allowed: primes"),
        (lambda: auth.polynomial_tag([1, 7], 1, 1, 7), "message = .*; allowed: whole numbers"),
        (lambda: auth.polynomial_tag([1, 2], 0.5, 1, 7), "a = 0.5; allowed: whole numbers"),
        (lambda: auth.toeplitz_tag([1, 0], [1], [1]), "seed has 1 bits; allowed: .* = 2"),
        (lambda: auth.forging_probability([1, 2]), "table of shape"),
        (lambda: auth.forging_probability([[1, 2]], 2), "seen = 2; allowed"),
        (lambda: auth.key_bits(1, 1, 1, "rot13"), "scheme = 'rot13'; allowed"),
    ],
)
def test_bad_input(call, words):
    with pytest.raises(ValueError, match=words):
        call()
