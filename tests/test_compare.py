"""Comparisons against QuTiP and closed forms, and the ladder that names what is wrong."""

import numpy as np
import pytest
import qutip
from scipy.stats import norm

from qlearn.exercise import (
    Unlike,
    close,
    each,
    exact,
    exercise,
    same_bits,
    same_channel,
    same_density,
    same_operator,
    same_set,
    same_state,
    sampled,
)

RNG_SEEDS = range(20)


def agree(same, got, want, args=()):
    """Whether two answers are the same, read and compared as the engine does it."""
    return same.equal(same.plain(got), same.plain(want), args)


def refused(same, value):
    """The sentence with which a comparison refuses to read a value."""
    with pytest.raises(Unlike) as caught:
        same.plain(value)
    return str(caught.value)


def random_state(rng, n=4):
    psi = rng.normal(size=n) + 1j * rng.normal(size=n)
    return psi / np.linalg.norm(psi)


def random_unitary(rng, n=4):
    return np.linalg.qr(rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n)))[0]


def random_density(rng, n=4):
    root = rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))
    rho = root @ root.conj().T
    return rho / np.trace(rho)


def random_kraus(rng, n=2, count=3):
    """Kraus operators of a channel: the blocks of an isometry."""
    tall = np.linalg.qr(rng.normal(size=(n * count, n)) + 1j * rng.normal(size=(n * count, n)))[0]
    return list(tall.reshape(count, n, n))


def phase(rng):
    return np.exp(1j * rng.uniform(0.5, 5.5))


# --- numbers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (1, 1.0),
        (np.float64(0.5), 0.5),
        (np.float32(0.5), 0.5),
        (np.int8(3), 3),
        (0.5 + 0j, 0.5),
        ([0.5], 0.5),
        (np.array([[0.5]]), 0.5),
        ((1, 2), np.array([1.0, 2.0])),
        ([[1], [2]], [1, 2]),
        ([[1, 2]], [1, 2]),
        (range(3), [0, 1, 2]),
        (np.matrix([[1, 2], [3, 4]]), [[1, 2], [3, 4]]),
        (qutip.basis(2, 0), [1, 0]),
        (qutip.basis(2, 0).dag(), [1, 0]),
        (qutip.sigmay(), [[0, -1j], [1j, 0]]),
        ([qutip.basis(2, 0), qutip.basis(2, 1)], np.eye(2)),
        (0.1 + 0.2, 0.3),
        (float("inf"), np.inf),
        (10**400 // 10**400, 1),
    ],
)
def test_close_takes_numbers_in_every_style(got, want):
    assert agree(close(), got, want)
    assert agree(close(), want, got)


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (1.001, 1.0),
        (1 + 0.01j, 1.0),
        (np.nan, 1.0),
        (np.inf, 1.0),
        (-np.inf, np.inf),
        ([1, 2], 1.0),
        ([1, 2, 3], [1, 2]),
        ([[1, 2], [3, 4]], [1, 2, 3, 4]),
        ([], 1.0),
        (qutip.basis(3, 0), [1, 0]),
    ],
)
def test_close_rejects(got, want):
    assert not agree(close(), got, want)


def test_close_tolerances_add_up():
    same = close(atol=0.1, rtol=0.01)
    assert agree(same, 101.09, 100)
    assert not agree(same, 101.11, 100)
    assert not agree(close(atol=0, rtol=1e-3), 1e-9, 0)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("1", "this is text"),
        (True, "this is the truth value True"),
        ([True, False], "this is a list of truth values"),
        ([1, "2"], "this is a list with text in it"),
        ([1, None], "a list with entries that are no numbers"),
        ([[1], [1, 2]], "rows have different lengths"),
        ({}, "this is a dict"),
        ((k for k in range(3)), "return instead of yield"),
        (max, "this is a function"),
        (object(), "of type object"),
    ],
)
def test_close_says_what_it_cannot_read(value, sentence):
    assert sentence in refused(close(), value)


def test_sampled_follows_the_normal_law():
    """Right: never rejected in 20 000 (expected 6e-7 each). Wrong by d: the normal power curve."""
    rng = np.random.default_rng(1)
    sigma, n = 0.01, 20_000
    same = sampled(sigma)
    first, second = 0.5 + sigma * rng.normal(size=(2, n))

    def accepted(shift):
        pairs = zip(first + shift, second, strict=True)
        return np.mean([agree(same, one, other) for one, other in pairs])

    assert accepted(0) == 1
    for d in (4, 5, 6):  # shift in standard errors of the difference
        power = norm.cdf(5 - d) - norm.cdf(-5 - d)
        error = np.sqrt(power * (1 - power) / n)
        assert abs(accepted(d * np.sqrt(2) * sigma) - power) < 5 * error


def test_sampled_rejects_a_wrong_model_and_takes_a_right_one():
    same = sampled(lambda p, shots: np.sqrt(p * (1 - p) / shots))
    rng = np.random.default_rng(2)
    for p in rng.uniform(0.2, 0.8, 200):
        args = (p, 10_000)
        one, two = rng.binomial(10_000, p, 2) / 10_000
        assert agree(same, one, two, args)
        assert not agree(same, rng.binomial(10_000, p - 0.1) / 10_000, two, args)
    assert not agree(same, np.nan, 0.5, args)
    assert not agree(same, [0.5, 0.5], 0.5, args)
    assert agree(sampled(np.array([0.1, 0.001])), [1.2, 0.5], [1, 0.5])
    assert not agree(sampled(np.array([0.1, 0.001])), [1, 0.52], [1, 0.5])


# --- exact values, sets, bits, tuples -------------------------------------------------------


@pytest.mark.parametrize(
    ("got", "want", "same"),
    [
        (1, 1.0, True),
        (np.int64(1), 1, True),
        (np.bool_(True), True, True),
        ([1, 2], (1, 2), True),
        (np.array([1, 2]), (1, 2), True),
        (np.str_("up"), "up", True),
        ([["a", 1]], (("a", 1),), True),
        (1, True, False),
        ("1", 1, False),
        ("up", "Up", False),
        ((2, 1), (1, 2), False),
        ((1,), 1, False),
        ([True], [1], False),
        (float("nan"), float("nan"), False),
    ],
)
def test_exact(got, want, same):
    assert agree(exact(), got, want) is same


@pytest.mark.parametrize("value", [{}, None, object(), {1}, [None], qutip.sigmax()])
def test_exact_refuses(value):
    assert "numbers, text or truth values are asked" in refused(exact(), value)


@pytest.mark.parametrize(
    ("got", "want", "same"),
    [
        ([1, 2], {2, 1}, True),
        (np.array([2, 1]), (1, 2), True),
        ([(0, 1), (2, 3)], {(2, 3), (0, 1)}, True),
        ([[0, 1]], {(0, 1)}, True),
        ({"a": 1}.keys(), ["a"], True),
        (range(2), [1, 0], True),
        (set(), [], True),
        ([1, 1], [1], False),
        ([1], [1, 2], False),
        (["1"], [1], False),
        ([(1, 0)], [(0, 1)], False),
    ],
)
def test_same_set(got, want, same):
    assert agree(same_set(), got, want) is same


@pytest.mark.parametrize("value", ["ab", 3, (k for k in "ab"), None, [object()], {"a": 1}])
def test_same_set_refuses(value):
    assert "are asked" in refused(same_set(), value) or "is asked" in refused(same_set(), value)


@pytest.mark.parametrize(
    "got", ["0110", [0, 1, 1, 0], (0, 1, 1, 0), ["0", "1", "1", "0"], np.array([0, 1, 1, 0]),
            [False, True, True, False], [0.0, 1.0, 1.0, 0.0], np.array([0, 1, 1, 0], dtype=bool)]
)  # fmt: skip
def test_same_bits_in_every_style(got):
    assert agree(same_bits(), got, "0110")
    assert agree(same_bits(), "0110", got)
    assert not agree(same_bits(), got, "0111")
    assert not agree(same_bits(), got, "110")


@pytest.mark.parametrize(
    "value", [110, "01a", [0, 2], [10], [0.7], ["01"], [-1, 1], None, iter("01"), "0b01", [[0, 1]]]
)
def test_same_bits_refuses(value):
    assert "a string of bits is asked" in refused(same_bits(), value)


def test_each_compares_entry_by_entry():
    same = each(close(), same_state(), same_bits())
    want = (0.5, qutip.basis(2, 0), "01")
    assert agree(same, [0.5, [1j, 0], [0, 1]], want)
    for wrong in ((0.6, [1, 0], "01"), (0.5, [0, 1], "01"), (0.5, [1, 0], "10")):
        assert not agree(same, wrong, want)
    assert refused(same, (1, 2)) == "3 values are asked, and these are 2"
    assert refused(same, 0.5) == "3 values are asked, and this is a number"
    assert refused(same, (1, [1, 0], "x1")).startswith("value 3: a string of bits is asked")
    assert agree(each(close(), close()), np.array([1, 2]), (1, 2))
    assert same.note == "a global phase is free"


def test_of_compares_a_feature():
    spectrum = close().of(lambda h: np.linalg.eigvalsh(np.asarray(h)), "the spectrum")
    rng = np.random.default_rng(3)
    for _ in range(10):
        h = random_density(rng)
        u = random_unitary(rng)
        assert agree(spectrum, u @ h @ u.conj().T, h)
        assert not agree(spectrum, 2 * h, h)
    assert refused(spectrum, "text").startswith("the spectrum could not be read (")
    entries = close().of(dict, "the dict")
    assert refused(entries, 3).startswith("the dict could not be read (TypeError: ")
    asked = close().of(close().read, "the value")  # has said it in its own words
    assert refused(asked, "text") == "numbers are asked, and this is text"


# --- states and operators -------------------------------------------------------------------


@pytest.mark.parametrize("seed", RNG_SEEDS)
def test_states_with_random_phases(seed):
    rng = np.random.default_rng(seed)
    psi, turn = random_state(rng), phase(rng)
    free, fixed = same_state(), same_state(phase="fixed")
    for got in (psi, list(psi), tuple(psi), psi[:, None], psi[None, :], qutip.Qobj(psi)):
        assert agree(free, got, psi)
        assert agree(fixed, got, psi)
    assert agree(free, turn * psi, psi)
    assert not agree(fixed, turn * psi, psi)
    assert agree(fixed, qutip.Qobj(psi, dims=[[2, 2], [1, 1]]), psi)
    relative = psi * np.array([1, turn, 1, 1])
    for wrong in (relative, 1.01 * psi, random_state(rng), np.zeros(4), psi * np.nan):
        assert not agree(free, wrong, psi)
        assert not agree(fixed, wrong, psi)


@pytest.mark.parametrize("seed", RNG_SEEDS)
def test_operators_with_random_phases(seed):
    rng = np.random.default_rng(seed)
    u, turn = random_unitary(rng), phase(rng)
    free, fixed = same_operator(), same_operator(phase="fixed")
    for got in (u, u.tolist(), qutip.Qobj(u), qutip.Qobj(u, dims=[[2, 2], [2, 2]])):
        assert agree(free, got, u)
        assert agree(fixed, got, u)
    assert agree(free, turn * u, u)
    assert not agree(fixed, turn * u, u)
    relative = u @ np.diag([1, turn, 1, 1])
    for wrong in (relative, 2 * u, u.conj().T, random_unitary(rng), np.zeros((4, 4))):
        assert not agree(free, wrong, u)
        assert not agree(fixed, wrong, u)


def test_a_phase_on_a_traceless_operator_is_still_found():
    """Tr(U) = 0 tells nothing about the phase; the overlap with the expected one does."""
    assert agree(same_operator(), 1j * qutip.sigmax(), qutip.sigmax())
    assert not agree(same_operator(), qutip.sigmay(), qutip.sigmax())
    tiny = 1e-3 * qutip.sigmax()  # and a small one is not taken for zero
    assert agree(same_operator(), 1j * tiny, tiny)


@pytest.mark.parametrize("seed", RNG_SEEDS)
def test_densities(seed):
    rng = np.random.default_rng(seed)
    rho = random_density(rng)
    for got in (rho, rho.tolist(), qutip.Qobj(rho)):
        assert agree(same_density(), got, rho)
    for wrong in (rho.T, 2 * rho, random_density(rng), np.eye(4) / 4, np.eye(2) / 2):
        assert not agree(same_density(), wrong, rho)


def test_states_and_operators_say_what_they_cannot_read():
    assert "take its dagger" in refused(same_state(), qutip.basis(2, 0).dag())
    assert "this has shape (2, 2)" in refused(same_state(), qutip.sigmax())
    assert "this has shape ()" in refused(same_state(), 1.0)
    assert "square matrix is asked, and this has shape (2, 1)" in refused(
        same_density(), qutip.basis(2, 0)
    )
    assert "numbers are asked" in refused(same_operator(), "X")


# --- channels -------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", RNG_SEEDS)
def test_channels_in_all_representations_of_qutip(seed):
    rng = np.random.default_rng(seed)
    dim = 2 + seed % 2
    kraus = random_kraus(rng, dim)
    objects = [qutip.Qobj(k) for k in kraus]
    super_ = qutip.kraus_to_super(objects)
    mixed = np.tensordot(random_unitary(rng, 3), np.array(kraus), axes=1)  # another choice
    same = same_channel()
    forms = [objects, tuple(kraus), np.array(kraus), list(mixed), super_, qutip.to_choi(super_)]
    if dim == 2:
        forms += [qutip.to_chi(super_), [*kraus, np.zeros((2, 2))]]
    other = random_kraus(rng, dim)
    for form in forms:
        assert agree(same, form, kraus)
        assert not agree(same, form, other)
        assert not agree(same, form, [k.conj() for k in kraus])
        assert not agree(same, form, [k.T for k in kraus])


def test_channel_is_what_it_does_to_states():
    """The Choi matrix that is read acts as the Kraus operators do (independent of QuTiP)."""
    rng = np.random.default_rng(5)
    kraus, rho = random_kraus(rng, 3), random_density(rng, 3)
    choi = same_channel().plain(kraus).reshape(3, 3, 3, 3)  # (column, row, column, row)
    out = np.einsum("jilk,jl->ik", choi, rho)
    np.testing.assert_allclose(out, sum(k @ rho @ k.conj().T for k in kraus), atol=1e-12)


def test_channels_say_what_they_cannot_read():
    same = same_channel()
    assert "[K] is a list" in refused(same, qutip.sigmax())
    assert "list of Kraus operators" in refused(same, [])
    assert "list of Kraus operators" in refused(same, "text")
    assert "different sizes" in refused(same, [np.eye(2), np.eye(3)])
    assert "square matrix" in refused(same, np.eye(2))
    assert "too large: 100 rows" in refused(same, [np.eye(100)])


# --- the ladder -----------------------------------------------------------------------------


def diagnosed(same, want, wrong, cases=((),)):
    """Message and HTML of the check of ``wrong(*case)`` where ``want(*case)`` is expected."""

    def make(*args):
        """A task."""
        return want(*args)

    task = exercise(cases=list(cases), same=same, hints=["a", "b"], insight="i")(make)
    verdict = task.check(wrong)
    assert verdict.status == "wrong", verdict
    assert "expected" in verdict._repr_html_() or task.kind == "value"
    return verdict.message


def near(same, want, *wrong):
    """The messages for fixed answers."""
    return [diagnosed(same, lambda: want, lambda w=w: w) for w in wrong]


def test_ladder_names_the_wrong_kind_and_shape():
    assert near(close(), 1.0, "1", [1, 2]) == [
        "Numbers are asked, and this is text.",
        "The shape is (2,), expected a single number.",
    ]
    assert near(close(), [1, 2], 1, [[1, 2], [3, 4]]) == [
        "The shape is a single number, expected (2,).",
        "The shape is (2, 2), expected (2,).",
    ]
    assert near(exact(), (1, 2), (1, 2, 3)) == ["2 entries are expected, and there are 3."]
    [message] = near(same_state(), qutip.basis(4, 1), qutip.basis(2, 1))
    assert message == "The shape is (2,), expected (4,)."


def test_ladder_names_nan_before_everything_numeric():
    [nan, inf] = near(same_state(), [1, 0], [np.nan, 0], [np.inf, 0])
    assert nan == inf
    assert nan.startswith("The result contains NaN or infinity")
    assert near(same_density(), np.eye(2) / 2, np.full((2, 2), np.nan)) == [nan]
    assert near(same_operator(), np.eye(2), np.full((2, 2), np.nan)) == [nan]
    assert near(same_channel(), [np.eye(2)], [np.full((2, 2), np.nan)]) == [nan]


def test_expected_infinity_is_no_trouble():
    [message] = near(close(), [np.inf, 1.0], [np.inf, 2.0])
    assert "infinity" not in message


def test_ladder_names_broken_laws():
    rng = np.random.default_rng(7)
    psi, u, rho = random_state(rng), random_unitary(rng), random_density(rng)
    skew = np.zeros((4, 4))
    skew[0, 1] = 0.1
    assert near(same_state(), psi, 2 * psi) == [
        "The state is not normalised: its squared amplitudes add up to 4."
    ]
    for same in (same_operator(), same_operator(phase="fixed")):
        assert near(same, u, u + skew) == ["The matrix is not unitary."]
    assert near(same_density(), rho, rho + skew, 0.5 * rho, np.diag([1.5, -0.5, 0, 0])) == [
        "The matrix is not Hermitian.",
        "The trace is 0.5 instead of 1.",
        "The matrix has a negative eigenvalue, so it is no state.",
    ]
    hamiltonian = np.diag([1.0, 2.0, 3.0, 4.0])
    fixed = same_operator(phase="fixed")
    assert near(fixed, hamiltonian, hamiltonian + skew) == ["The matrix is not Hermitian."]
    kraus = random_kraus(rng)
    [message] = near(same_channel(), kraus, kraus[:2])
    assert message.startswith("The channel does not preserve the trace")


def test_hermiticity_is_no_law_where_the_phase_is_free():
    assert near(same_operator(), qutip.sigmax(), 1j * qutip.sigmaz()) == [
        "This is not the expected result."
    ]


def test_ladder_names_the_phase_where_it_is_fixed():
    rng = np.random.default_rng(8)
    psi, u = random_state(rng), random_unitary(rng)
    message = "It is right up to a global phase, and here the phase matters."
    assert near(same_state(phase="fixed"), psi, 1j * psi, -psi) == [message] * 2
    assert near(same_operator(phase="fixed"), u, 1j * u, -u) == [message] * 2


@pytest.mark.parametrize("free", ["free", "fixed"])
def test_ladder_names_near_misses_of_states_and_operators(free):
    rng = np.random.default_rng(9)
    psi, u, h = random_state(rng, 8), random_unitary(rng, 8), random_density(rng, 8)
    assert near(same_state(phase=free), psi, psi.conj(), psi[::-1]) == [
        "It is the complex conjugate of the expected state.",
        "The amplitudes are in reverse order.",
    ]
    assert near(same_operator(phase=free), u, u.conj().T, u.T, u.conj()) == [
        "It is the inverse (conjugate transpose) of the expected operator.",
        "It is the transpose of the expected operator.",
        "It is the complex conjugate of the expected operator.",
    ]
    assert near(same_operator(phase=free), h, 2 * h, h / 2) == [
        "It is twice the expected operator: look for a factor 2.",
        "It is half the expected operator: look for a factor 2.",
    ]
    assert near(same_density(), h, h.T, np.diag(np.diag(h))) == [
        "It is the transpose (complex conjugate) of the expected state.",
        "The coherences (off-diagonal entries) are missing.",
    ]


@pytest.mark.parametrize("n", [2, 3, 4])
def test_ladder_names_reversed_qubits_as_qutip_reverses_them(n):
    rng = np.random.default_rng(n)
    order = list(range(n))[::-1]
    psi = qutip.Qobj(random_state(rng, 2**n), dims=[[2] * n, [1] * n])
    u = qutip.Qobj(random_unitary(rng, 2**n), dims=[[2] * n] * 2)
    rho = qutip.Qobj(random_density(rng, 2**n), dims=[[2] * n] * 2)
    message = "The qubits are in reverse order (qubit 0 is leftmost here)."
    pairs = [(same_state(), psi), (same_operator(), u), (same_density(), rho)]
    for same, want in pairs:
        assert near(same, want, want.permute(order)) == [message]
    assert near(same_state(), psi, psi.conj()) != [message]


def test_three_levels_have_no_qubits_to_reverse():
    rng = np.random.default_rng(1)
    assert near(same_state(), random_state(rng, 6), random_state(rng, 6)) == [
        "This is not the expected result."
    ]


NUMBER_MISSES = {
    "The sign is reversed.": lambda w: -w,
    "It is twice the expected value: look for a factor 2.": lambda w: 2 * w,
    "It is half the expected value: look for a factor 2.": lambda w: w / 2,
    "It is pi times the expected value.": lambda w: np.pi * w,
    "A factor pi is missing.": lambda w: w / np.pi,
    "It is 2 pi times the expected value: angular frequency or frequency?": (
        lambda w: 2 * np.pi * w
    ),
    "A factor 2 pi is missing: angular frequency or frequency?": lambda w: w / 2 / np.pi,
    "It is sqrt(2) times the expected value.": lambda w: np.sqrt(2) * w,
    "A factor sqrt(2) is missing.": lambda w: w / np.sqrt(2),
    "It is one minus the expected value.": lambda w: 1 - w,
    "It is the square of the expected value.": lambda w: w**2,
    "It is the square root of the expected value.": np.sqrt,
    "It is in degrees; angles are in radians here.": lambda w: 180 * w / np.pi,
}


@pytest.mark.parametrize("message", NUMBER_MISSES)
def test_ladder_names_near_misses_of_numbers(message):
    rng = np.random.default_rng(11)
    cases = [(w,) for w in rng.uniform(0.1, 0.9, 5)] + [(rng.uniform(0.1, 0.9, 3),)]
    assert diagnosed(close(), lambda w: w, NUMBER_MISSES[message], cases) == message


def test_ladder_names_conjugate_transpose_and_order_of_numbers():
    z, m = [1 + 2j, 3j], np.array([[1, 2], [3, 4]])
    assert near(close(), z, np.conj(z)) == ["It is the complex conjugate of the expected value."]
    assert near(close(), m, m.T) == ["It is the expected matrix transposed."]
    assert near(close(), [1, 2, 3], [3, 2, 1]) == ["The entries are in reverse order."]


def test_ladder_names_near_misses_of_bits():
    assert near(same_bits(), "0011", "1100") == [
        "The bits are in reverse order (qubit 0 is leftmost here)."
    ]
    assert near(same_bits(), "0010", "1101", "10", "101010", "0110") == [
        "Every bit is flipped.",
        "Leading zeros are lost.",
        "4 entries are expected, and there are 6.",
        "This is not the expected result.",
    ]


def test_ladder_names_the_entry_of_a_tuple():
    rng = np.random.default_rng(12)
    psi = random_state(rng)
    same = each(close(), same_state(phase="fixed"), same_bits())
    want = (0.3, psi, "011")
    assert near(same, want, (0.6, psi, "011"), (0.3, 1j * psi, "011"), (0.3, psi, "110")) == [
        "Value 1: it is twice the expected value: look for a factor 2.",
        "Value 2: it is right up to a global phase, and here the phase matters.",
        "Value 3: the bits are in reverse order (qubit 0 is leftmost here).",
    ]
    assert near(same, want, (0.3, psi, "111"), (0.3, [1, 0], "011"), (0.3, 3 * psi, "011")) == [
        "Value 3 is not the expected one.",
        "Value 2: the shape is (2,), expected (4,).",
        "Value 2: the state is not normalised: its squared amplitudes add up to 9.",
    ]
    [nan, text, short] = near(same, want, (np.nan, psi, "011"), ("a", psi, "011"), (1, 2))
    assert nan.startswith("Value 1: the result contains NaN or infinity")
    assert text == "Value 1: numbers are asked, and this is text."
    assert short == "3 values are asked, and these are 2."


def test_ladder_names_the_order_of_a_tuple():
    same = each(close(), close(), exact())
    assert near(each(close(), close()), (0.3, 0.8), (0.8, 0.3), (0.8, 0.8)) == [
        "The values are right, in another order.",
        "Value 1 is not the expected one.",
    ]
    assert near(same, (0.3, 0.8, 2), (0.8, 0.3, 2)) == ["Value 1 is not the expected one."]


UNITS = {60: "60", 100: "100", 1000: "1,000", 3600: "3,600", 1e6: "1,000,000", 1e9: "1,000,000,000"}


@pytest.mark.parametrize("factor", UNITS)
@pytest.mark.parametrize("same", [close(), close(rtol=1e-2), close(atol=0, rtol=1e-4)])
def test_ladder_names_factors_between_units(factor, same):
    cases = [(0.0,), (0.3,), (np.array([0.2, 0.0, 0.7]),), (4e-5,)]
    found = [
        diagnosed(same, lambda w: w, lambda w, k=k: k * w, cases) for k in (factor, 1 / factor)
    ]
    assert found == [
        f"It is {UNITS[factor]} times the expected value: look at the units.",
        f"It is 1/{UNITS[factor]} of the expected value: look at the units.",
    ]


@pytest.mark.parametrize("got", [0.0, 1e-9, 1e-3])
def test_little_is_not_taken_for_a_unit(got):
    cases = [(0.3,), (0.8,)]
    message = diagnosed(close(), lambda w: w, lambda w: got, cases)
    assert message == "This is not the expected result."


def test_ladder_names_near_misses_of_counts():
    numbers = {
        "It is one too high.": lambda w: w + 1,
        "It is one too low.": lambda w: w - 1,
        "The sign is reversed.": lambda w: -w,
        "It is twice the expected value: look for a factor 2.": lambda w: 2 * w,
        "It is half the expected value: look for a factor 2.": lambda w: w / 2,
    }
    entries = {
        "All numbers are one too high: counted from 0 or from 1?": lambda w: [k + 1 for k in w],
        "All numbers are one too low: counted from 0 or from 1?": lambda w: [k - 1 for k in w],
        "The entries are in reverse order.": lambda w: w[::-1],
    }
    for message, wrong in numbers.items():
        assert diagnosed(exact(), lambda w: w, wrong, [(3,), (8,)]) == message
    for message, wrong in entries.items():
        assert diagnosed(exact(), lambda w: w, wrong, [([3, 1],), ([8, 2, 5],)]) == message
    plain = "This is not the expected result."
    assert diagnosed(exact(), lambda w: w, lambda w: not w, [(True,), (False,)]) == plain
    assert diagnosed(exact(), lambda w: w, lambda w: 4, [(3,), (8,)]) == plain


def test_near_miss_on_some_cases_only_is_not_named():
    cases = [(0.3,), (0.4,), (0.5,)]
    message = diagnosed(close(), lambda w: w, lambda w: 2 * w if w < 0.45 else 0.9, cases)
    assert message == "This is not the expected result."
    message = diagnosed(close(), lambda w: w, lambda w: w if w < 0.45 else 1.0, cases)
    assert message == "This is not the expected result."


def test_right_cases_that_the_near_miss_shares_do_not_hide_it():
    cases = [(0.0,), (0.4,)]  # minus zero is zero
    assert diagnosed(close(), lambda w: w, lambda w: -w, cases) == "The sign is reversed."


@pytest.mark.parametrize("got", [0.3, -2.0, 1e-3, 7.0])
@pytest.mark.parametrize("want", [0.0, 0, [0.0, 0.0]])
def test_nothing_is_named_where_zero_is_expected(want, got):
    wrong = np.zeros(np.shape(want)) + got
    assert near(close(), want, wrong) == ["This is not the expected result."]


@pytest.mark.parametrize("seed", RNG_SEEDS)
def test_answers_that_are_merely_wrong_get_no_name(seed):
    rng = np.random.default_rng(seed)
    nothing = ["This is not the expected result."]
    assert near(close(), rng.uniform(1, 2, 3), rng.uniform(1, 2, 3)) == nothing
    assert near(close(), random_unitary(rng), random_unitary(rng)) == nothing
    assert near(same_state(), random_state(rng), random_state(rng)) == nothing
    assert near(same_operator(), random_unitary(rng), random_unitary(rng)) == nothing
    assert near(same_density(), random_density(rng), random_density(rng)) == nothing
    assert near(same_channel(), random_kraus(rng), random_kraus(rng)) == nothing
    assert near(sampled(0.1), 0.5, rng.uniform(2, 3)) == nothing


def test_simplest_failing_case_is_shown():
    def longest(values):
        """The longest."""
        return max(values)

    cases = [([5, 6, 7],), ([3, 2],), ([11, 12],)]
    task = exercise(cases=cases, same=exact(), hints=["a", "b"], insight="i")(longest)
    assert task.check(lambda values: values[0]).details[0] == "For values=[11, 12]:"
    assert task.check(lambda values: 0).details[0] == "For values=[3, 2]:"
