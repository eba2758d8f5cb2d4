"""Secrets shared: rates by simulated photons, Shamir by every polynomial, codes by their states."""

import itertools

import numpy as np
import pytest
import qutip

from qlearn.network import shared_keys, sharing


def test_lossy_ghz_states_shot_by_shot():
    rng, n, etas, v, dark = np.random.default_rng(1), 400_000, [0.5, 0.6, 0.4], 0.9, 0.05
    run = shared_keys.sharing_run(n, rng, v)
    there = rng.random((3, n)) < np.array(etas)[:, None]
    clicks = there | (rng.random((3, n)) < dark)
    bits = np.where(there, run.bits, rng.integers(2, size=(3, n)))  # a dark click is a coin
    wrong = bits[0] ^ bits[1] ^ bits[2] ^ (run.bases.sum(axis=0) == 2)
    for discard in (True, False):
        rate, error = sharing.ghz_sharing(etas, v, dark, discard)
        kept = run.valid & (clicks.all(axis=0) if discard else True)
        assert kept.mean() == pytest.approx(rate, abs=5 * np.sqrt(rate / n))
        assert wrong[kept].mean() == pytest.approx(error, abs=5 * 0.5 / np.sqrt(kept.sum()))


def test_pairs_scale_better_than_ghz_states():
    eta = 0.01
    one, three = sharing.pairwise_sharing([eta] * 3)[0], sharing.ghz_sharing([eta] * 3)[0]
    assert one / three == pytest.approx(1 / eta)
    assert sharing.pairwise_sharing([1, 1, 1], 0.9)[1] == pytest.approx(2 * 0.05 * 0.95)
    assert sharing.pairwise_sharing([0.3, 0.2], 0.9, 0.01) == pytest.approx(
        sharing.ghz_sharing([0.3, 0.2], 0.9, 0.01)
    )  # two users: the same thing
    assert sharing.ghz_sharing(np.full((7, 3), 0.2))[0].shape == (7,)


def test_loss_alone_makes_no_errors_but_coins_do():
    rate, error = sharing.ghz_sharing([0.1, 0.2, 0.3])
    assert (rate, error) == pytest.approx((0.003, 0))
    assert sharing.ghz_sharing([0.1, 0.2, 0.3], discard=False)[1] == pytest.approx((1 - 0.006) / 2)


@pytest.mark.parametrize("kept", list(itertools.combinations(range(4), 3)))
def test_any_three_of_four(kept):
    shares = sharing.shamir_shares(9, 3, 4, 11, np.random.default_rng(3))
    assert sharing.shamir_secret(shares[list(kept)], 11) == 9


def test_two_of_three_needed_shares_leave_every_secret_equally_likely():
    # all polynomials of degree 2 modulo 5: how many give each secret, for fixed y at x = 1, 2
    for y in itertools.product(range(5), repeat=2):
        secrets = [
            c[0]
            for c in itertools.product(range(5), repeat=3)
            if all((c[0] + c[1] * x + c[2] * x * x) % 5 == y[x - 1] for x in (1, 2))
        ]
        assert sorted(secrets) == list(range(5))


def test_shares_look_random_and_agree_with_a_large_prime():
    prime = 999_999_937
    shares = sharing.shamir_shares(123_456_789, 4, 6, prime, np.random.default_rng(1))
    assert sharing.shamir_secret(shares[2:], prime) == 123_456_789
    assert sharing.shamir_secret(shares[3:], prime) != 123_456_789
    rng = np.random.default_rng(1)
    first = [sharing.shamir_shares(3, 2, 2, 7, rng)[0, 1] for _ in range(7000)]
    assert np.abs(np.bincount(first, minlength=7) - 1000).max() < 5 * np.sqrt(1000)


def test_arrivals():
    eta = np.array([0.0, 0.3, 1.0])
    wanted = [
        sum(
            np.prod([e if c else 1 - e for c in some])
            for some in itertools.product((0, 1), repeat=4)
            if sum(some) >= 3
        )
        for e in eta
    ]
    assert sharing.shares_arrive(3, 4, eta) == pytest.approx(wanted)


# --- codes, by the states themselves ------------------------------------------------------

PAULI = {"I": qutip.qeye(2), "X": qutip.sigmax(), "Y": qutip.sigmay(), "Z": qutip.sigmaz()}


def code_state(code):
    words = [word.replace(" ", "") for word in sharing.CODES[code]]
    total = qutip.tensor([PAULI["I"]] * len(words))
    for word in words:
        total = total * (1 + qutip.tensor([PAULI[c] for c in word])) / 2
    assert total.tr() == pytest.approx(1)  # as many generators as qubits, which commute
    return total


@pytest.mark.parametrize("code", sharing.CODES)
def test_what_shares_know_by_partial_traces(code):
    state, n = code_state(code), sharing.CODES[code][0].index(" ")
    references = list(range(n, len(state.dims[0])))

    def entropy(qubits):
        return qutip.entropy_vn(state.ptrace(qubits), 2) if qubits else 0.0

    for size in range(n + 1):
        for kept in itertools.combinations(range(n), size):
            wanted = entropy(references) + entropy(list(kept)) - entropy(references + list(kept))
            assert sharing.share_information(code, kept) == pytest.approx(wanted, abs=1e-9)


def test_shares_of_qubits():
    eta = np.linspace(0, 1, 6)
    assert sharing.recover_probability("five", eta) == pytest.approx(
        sharing.shares_arrive(3, 5, eta)
    )
    assert sharing.recover_probability("four", eta) == pytest.approx(
        sharing.shares_arrive(3, 4, eta)
    )
    assert sharing.recover_probability("ghz", eta) == pytest.approx(eta**3)
    # no cloning: never more than half a chance with half of the shares
    assert sharing.recover_probability("five", 0.5) == pytest.approx(0.5)
    assert [sharing.quantum_threshold(k, 5) for k in (2, 3, 5)] == [False, True, True]
    # complements: what some know the others do not
    for kept in itertools.combinations(range(5), 2):
        rest = set(range(5)) - set(kept)
        pair = [sharing.share_information("five", some) for some in (kept, rest)]
        assert pair == [0, 2]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: sharing.ghz_sharing(0.5), "etas = 0.5; allowed: an arm for each"),
        (lambda: sharing.ghz_sharing([0.5, 1.5]), "etas = .*; allowed: 0 to 1"),
        (lambda: sharing.shamir_shares(3, 2, 3, 9, np.random.default_rng(1)), "prime = 9"),
        (lambda: sharing.shamir_shares(7, 2, 3, 7, np.random.default_rng(1)), "secret = 7"),
        (lambda: sharing.shamir_shares(3, 4, 3, 7, np.random.default_rng(1)), "k = 4; allowed"),
        (lambda: sharing.shamir_secret([[1, 2], [1, 3]], 7), "allowed: points with different x"),
        (lambda: sharing.share_information("six", [0]), "code = 'six'; allowed: 'five'"),
        (lambda: sharing.share_information("five", [5]), "kept = 5; allowed"),
    ],
)
def test_bad_input(call, words):
    with pytest.raises(ValueError, match=words):
        call()
