"""Pauli strings, codes, decoders, failures: against matrices, stim, counts and chance."""

import itertools
from functools import reduce
from math import comb

import numpy as np
import pytest
import qutip
import stim

from qlearn.correction import catalog, codes, decoding, erasure, failure, paulis

MATRICES = {"I": qutip.qeye(2), "X": qutip.sigmax(), "Y": qutip.sigmay(), "Z": qutip.sigmaz()}
WORDS = ["".join(word) for word in itertools.product("IXYZ", repeat=3)]

PARAMETERS = {  # n, k, (d_X, count), (d_Z, count); None: no logical operator of that kind fits
    "bit_flip": (3, 1, (3, 1), (1, 3)),
    "phase_flip": (3, 1, (1, 3), (3, 1)),
    "steane": (7, 1, (3, 7), (3, 7)),
    "shor": (9, 1, (3, 3), (3, 27)),
    "four_two_two": (4, 2, (2, 6), (2, 6)),
    "carbon": (12, 2, (4, 36), (4, 36)),
    "tesseract": (16, 6, (4, 140), (4, 140)),
}


def matrix(word):
    return reduce(np.kron, [MATRICES[letter].full() for letter in word])


# --- Pauli strings ------------------------------------------------------------------------


def test_commutation_and_products_are_those_of_matrices():
    for a, b in itertools.product(WORDS[::3], WORDS):
        ab, ba = matrix(a) @ matrix(b), matrix(b) @ matrix(a)
        assert paulis.commute(a, b) == np.allclose(ab, ba)
        overlap = np.trace(matrix(paulis.product(a, b)).conj().T @ ab) / 8
        assert abs(overlap) == pytest.approx(1)


def test_strings_and_bits_go_both_ways():
    for word in WORDS:
        assert paulis.pauli_string(paulis.pauli_bits(word)) == word
        assert paulis.weight(word) == 3 - word.count("I")


def test_errors_of_a_weight_are_counted_by_hand():
    for w in range(5):
        found = paulis.errors_of_weight(4, w)
        assert len(set(found)) == len(found) == comb(4, w) * 3**w
        assert {paulis.weight(error) for error in found} == {w}


def test_rank_and_kernel_against_all_vectors():
    rows = np.random.default_rng(4).integers(0, 2, (4, 7))
    span = {tuple(np.array(c) @ rows % 2) for c in itertools.product((0, 1), repeat=4)}
    assert 2 ** paulis.rank(rows) == len(span)
    assert paulis.rank(paulis.kernel(rows)) + paulis.rank(rows) == 7
    assert not np.any(paulis.kernel(rows) @ rows.T % 2)


@pytest.mark.parametrize("bad", ["", "XA", "xz", 3, ["X"]])
def test_what_is_no_pauli_string_is_refused(bad):
    with pytest.raises(ValueError, match="pauli ="):
        paulis.pauli_bits(bad)


# --- codes --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PARAMETERS)
def test_parameters_by_brute_force(name):
    """d and the number of lightest logicals, from all 2^n patterns with NumPy alone."""
    code = catalog.get_code(name)
    n, k, *wanted = PARAMETERS[name]
    assert (code.n, code.k) == (n, k)
    assert code.k == n - paulis.rank(code.hx) - paulis.rank(code.hz)
    assert not np.any(code.hx.astype(int) @ code.hz.T % 2)
    patterns = (np.arange(2**n)[:, None] >> np.arange(n)) & 1
    for letters, checks, other, (d, count) in zip(
        "XZ", (code.hz, code.hx), (code.hx, code.hz), wanted, strict=True
    ):
        unseen = patterns[~np.any(patterns @ checks.T % 2, axis=1)]
        span = {
            tuple(np.array(c, dtype=int) @ other % 2)
            for c in itertools.product((0, 1), repeat=len(other))
        }
        weights = [p.sum() for p in unseen if tuple(p) not in span]
        assert (min(weights), weights.count(min(weights))) == (d, count)
        assert (code.distance(letters), code.lightest_logicals(letters)) == (d, count)


def test_carbon_has_72_lightest_logicals_none_mixed():
    code = catalog.get_code("carbon")
    assert (code.distance(), code.lightest_logicals()) == (4, 72)


def test_distance_of_the_five_qubit_code_by_strings():
    code = catalog.get_code("five_qubit")
    assert (code.n, code.k, code.distance()) == (5, 1, 3)
    light = [e for w in (1, 2) for e in paulis.errors_of_weight(5, w)]
    assert not any(code.is_logical(error) for error in light)
    three = [e for e in paulis.errors_of_weight(5, 3) if code.is_logical(e)]
    assert len(three) == code.lightest_logicals() == 30
    with pytest.raises(ValueError, match="mixes X and Z"):
        _ = code.hx


@pytest.mark.parametrize("name", catalog.CODES)
def test_checks_and_logicals_commute_as_stim_says(name):
    code = catalog.get_code(name)
    checks = [stim.PauliString(word) for word in code.checks]
    x, z = ([stim.PauliString(word) for word in ops] for ops in (code.logical_x, code.logical_z))
    for a, b in itertools.product(checks, [*checks, *x, *z]):
        assert a.commutes(b)
    for (i, a), (j, b) in itertools.product(enumerate(x), enumerate(z)):
        assert a.commutes(b) == (i != j)
    for a, b in [*itertools.combinations(x, 2), *itertools.combinations(z, 2)]:
        assert a.commutes(b)


@pytest.mark.parametrize("d", [3, 5, 7])
def test_surface_and_repetition_codes(d):
    surface = catalog.rotated_surface_code(d)
    assert (surface.n, surface.k, len(surface.checks)) == (d * d, 1, d * d - 1)
    assert len(surface.hx) == len(surface.hz) == (d * d - 1) / 2
    if d < 7:
        assert surface.distance("X") == surface.distance("Z") == d
    assert catalog.repetition_code(d).distance("X") == d


def test_dependent_checks_change_nothing():
    steane = catalog.get_code("steane")
    more = codes.StabilizerCode([*steane.checks, paulis.product(*steane.checks[:2])])
    assert (more.k, more.distance()) == (1, 3)
    assert failure.failure_polynomial(more).counts == failure.failure_polynomial(steane).counts


def test_degenerate_codes():
    degenerate = {name for name in catalog.CODES if catalog.get_code(name).is_degenerate()}
    assert degenerate == {"shor"}
    shor = catalog.get_code("shor")
    assert shor.syndrome("ZIIIIIIII") == shor.syndrome("IZIIIIIII")
    assert shor.same_effect("ZIIIIIIII", "IZIIIIIII")
    assert not shor.same_effect("ZIIIIIIII", "IIIZIIIII")


def test_the_effect_of_logical_operators_is_themselves():
    code = catalog.get_code("carbon")
    assert [code.effect(word) for word in code.logical_x] == ["XI", "IX"]
    assert [code.effect(word) for word in code.logical_z] == ["ZI", "IZ"]
    both = paulis.product(code.logical_x[0], code.logical_z[0], code.checks[3])
    assert code.effect(both) == "YI"
    assert code.is_logical(both)
    assert code.is_stabilizer(code.checks[3])


def test_bad_codes_are_refused():
    with pytest.raises(ValueError, match=r"XX and ZI anticommute"):
        codes.StabilizerCode(["XX", "ZI"])
    with pytest.raises(ValueError, match="logical operators"):
        codes.StabilizerCode(["ZZI", "IZZ"], ["XII"], ["ZII"])
    with pytest.raises(ValueError, match="letters"):
        codes.StabilizerCode(["ZZI", "IZ"])
    with pytest.raises(ValueError, match="both or neither"):
        codes.StabilizerCode(["ZZ"], ["XX"])
    with pytest.raises(ValueError, match="at least one"):
        codes.StabilizerCode([])
    with pytest.raises(ValueError, match="allowed: bit_flip"):
        catalog.get_code("golay")
    with pytest.raises(ValueError, match="odd"):
        catalog.rotated_surface_code(4)
    with pytest.raises(ValueError, match="too many"):
        catalog.rotated_surface_code(7).distance()
    with pytest.raises(ValueError, match="letters"):
        catalog.get_code("steane").distance("XA")
    with pytest.raises(ValueError, match="7"):
        catalog.get_code("steane").syndrome("XX")


# --- decoding -----------------------------------------------------------------------------


@pytest.mark.parametrize("basis", ["X", "Z"])
def test_carbon_table(basis):
    table = decoding.lookup_decoder(catalog.get_code("carbon"), basis)
    assert np.bincount(table.weight).tolist() == [1, 12, 15, 4]
    assert table.ambiguous.sum() == 19
    assert np.array_equal(table.ambiguous, table.weight >= 2)


@pytest.mark.parametrize("name", ["five_qubit", "steane", "shor", "four_two_two", "bit_flip"])
def test_corrections_are_the_lightest_with_their_syndrome(name):
    code = catalog.get_code(name)
    table = decoding.lookup_decoder(code)
    light = [e for w in range(3) for e in paulis.errors_of_weight(code.n, w)]
    for error in light:
        answer = table.correction(code.syndrome(error))
        assert code.syndrome(answer) == code.syndrome(error)
        assert paulis.weight(answer) <= paulis.weight(error)


@pytest.mark.parametrize("name", ["five_qubit", "steane", "shor", "carbon"])
def test_every_error_on_one_qubit_is_undone(name):
    code = catalog.get_code(name)
    for error in paulis.errors_of_weight(code.n, 1):
        assert decoding.diagnose(code, error).verdict in ("correct", "degenerate")


def test_carbon_sees_two_errors_as_ambiguous_and_is_fooled_by_three():
    code = catalog.get_code("carbon")
    two = [decoding.diagnose(code, e).verdict for e in paulis.errors_of_weight(12, 2, "X")]
    assert set(two) == {"ambiguous"}
    three = {decoding.diagnose(code, e).verdict for e in paulis.errors_of_weight(12, 3, "X")}
    assert "logical" in three


def test_verdicts():
    shor, steane = catalog.get_code("shor"), catalog.get_code("steane")
    assert decoding.diagnose(shor, "IIIIXIIII").verdict == "correct"
    assert decoding.diagnose(shor, "IZIIIIIII").verdict == "degenerate"
    assert decoding.diagnose(steane, "XXIIIII").verdict == "logical"
    assert decoding.diagnose(steane, "XIIIIIZ").verdict == "correct"
    assert decoding.diagnose(steane, steane.checks[0]).verdict == "degenerate"
    assert decoding.diagnose(catalog.get_code("phase_flip"), "IZI").verdict == "correct"
    assert decoding.diagnose(catalog.get_code("phase_flip"), "XII").verdict == "logical"


def test_bad_input_of_decoders():
    five = catalog.get_code("five_qubit")
    with pytest.raises(ValueError, match="joint"):
        failure.failure_polynomial(five, joint=False)
    with pytest.raises(ValueError, match="mixes"):
        decoding.lookup_decoder(five, "Z")
    with pytest.raises(ValueError, match="basis"):
        decoding.lookup_decoder(five, "Y")
    with pytest.raises(ValueError, match="4 bits"):
        decoding.correction(five, (1, 0))
    with pytest.raises(ValueError, match="bits"):
        decoding.lookup_decoder(five).index((1, 0, 2, 0))
    with pytest.raises(ValueError, match="1 to 10"):
        failure.failure_polynomial(catalog.get_code("carbon"))


# --- failure ------------------------------------------------------------------------------

FAILURES = [  # code, joint, A_0 .. A_n, P(0.01), pseudothreshold
    ("five_qubit", True, (0, 0, 90, 210, 270, 198), 9.7796e-4, 0.1376),
    ("steane", True, (0, 0, 147, 693, 2226, 3822, 3675, 1725), 1.5782e-3, 0.0811),
    ("steane", False, (0, 0, 147, 693, 2226, 3822, 3675, 1725), 1.5782e-3, 0.0811),
    (
        "shor",
        True,
        (0, 0, 117, 1437, 7677, 23949, 46791, 57519, 43335, 15783),
        1.2627e-3,
        0.1049,
    ),
]


@pytest.mark.parametrize(("name", "joint", "counts", "error", "break_even"), FAILURES)
def test_failure_polynomials(name, joint, counts, error, break_even):
    code = catalog.get_code(name)
    found = failure.failure_polynomial(code, joint)
    assert found.counts == counts
    assert sum(counts) == 3 * 4**code.n / 4  # a random Pauli leaves a random logical one
    assert found(0.01) == pytest.approx(error, rel=1e-4)
    assert found.pseudothreshold() == pytest.approx(break_even, abs=6e-5)
    assert found(0.75) == pytest.approx(0.75)


def test_shor_with_separate_decoders_is_another_polynomial():
    counts = failure.failure_polynomial(catalog.get_code("shor"), joint=False).counts
    assert counts[:4] == (0, 0, 144, 1464)


@pytest.mark.parametrize("name", ["five_qubit", "steane"])
def test_failures_of_weight_two_one_by_one(name):
    code = catalog.get_code(name)
    ends = [
        decoding.diagnose(code, error, joint=True).residual
        for error in paulis.errors_of_weight(code.n, 2)
    ]
    expected = failure.failure_polynomial(code).counts[2]
    assert sum(code.is_logical(end) for end in ends) == expected


def test_failure_rate_against_chance():
    """40,000 random errors at p = 0.05, decoded one by one; five standard deviations."""
    code, p, shots = catalog.get_code("shor"), 0.05, 40_000
    rng = np.random.default_rng(8)
    drawn = np.where(rng.random((shots, 9)) < p, rng.integers(1, 4, (shots, 9)), 0)
    kinds, repeats = np.unique(drawn, axis=0, return_counts=True)
    words = ["".join("IXYZ"[i] for i in row) for row in kinds]
    bad = [code.is_logical(decoding.diagnose(code, w, joint=True).residual) for w in words]
    expected = failure.logical_error_rate(code, p)
    sigma = np.sqrt(expected * (1 - expected) / shots)
    assert np.dot(bad, repeats) / shots == pytest.approx(expected, abs=5 * sigma)


@pytest.mark.parametrize(
    ("n", "at_tenth", "at_hundredth"),
    [(3, 0.028, 2.98e-4), (5, 0.00856, 9.851e-6), (7, 0.002728, 3.417e-7), (9, 8.91e-4, 1.22e-8)],
)
def test_majority_vote(n, at_tenth, at_hundredth):
    counted = failure.failure_polynomial(catalog.repetition_code(n), letters="X")
    for found in (counted, lambda p: failure.majority_error(n, p)):
        assert found(0.1) == pytest.approx(at_tenth, rel=1e-3)
        assert found(0.01) == pytest.approx(at_hundredth, rel=2e-3)
    assert counted.pseudothreshold() == pytest.approx(0.5)


def test_detection_with_four_qubits():
    accepted, wrong = failure.undetected_polynomials(catalog.get_code("four_two_two"))
    assert accepted.counts == (1, 0, 18, 24, 21)
    assert wrong.counts == (0, 0, 18, 24, 18)
    for p, share, gain in ((0.01, 0.960793, 97), (0.001, None, 997)):
        if share:
            assert accepted(p) == pytest.approx(share, abs=1e-6)
        assert (1 - (1 - p) ** 2) * accepted(p) / wrong(p) == pytest.approx(gain, abs=0.5)
    assert wrong(0.01) / accepted(0.01) == pytest.approx(2.0494e-4, rel=1e-4)


def test_bad_input_of_polynomials():
    polynomial = failure.failure_polynomial(catalog.get_code("five_qubit"))
    with pytest.raises(ValueError, match="p ="):
        polynomial(1.1)
    with pytest.raises(ValueError, match="nowhere"):
        failure.failure_polynomial(catalog.get_code("bit_flip")).pseudothreshold()
    with pytest.raises(ValueError, match="odd"):
        failure.majority_error(4, 0.1)


# --- erasure ------------------------------------------------------------------------------


def test_erasure_of_four_qubits_in_closed_form():
    p = np.linspace(0, 1, 11)
    expected = (1 - p) ** 4 + 4 * p * (1 - p) ** 3
    assert erasure.recovery_probability(catalog.get_code("four_two_two"), p) == pytest.approx(
        expected
    )


@pytest.mark.parametrize("name", ["five_qubit", "steane", "shor", "carbon"])
def test_distance_minus_one_losses_are_always_repaired(name):
    code = catalog.get_code(name)
    counts = erasure.erasure_polynomial(code).counts
    d = code.distance()
    assert counts[:d] == (0,) * d
    assert counts[d] > 0
    assert counts[-1] == 1


@pytest.mark.parametrize("name", ["steane", "five_qubit"])
def test_repairable_patterns_carry_no_logical_operator(name):
    code = catalog.get_code(name)
    table = erasure.repairable(code)
    for lost in itertools.combinations(range(code.n), 3):
        letters = ["IXYZ" if q in lost else "I" for q in range(code.n)]
        inside = map("".join, itertools.product(*letters))
        pattern = sum(1 << q for q in lost)
        assert table[pattern] == (not any(code.is_logical(word) for word in inside))


def test_five_qubit_code_cannot_be_cloned():
    """Either a set of qubits or the rest can rebuild the state, never both: no cloning."""
    table = erasure.repairable(catalog.get_code("five_qubit"))
    assert np.array_equal(table, ~table[::-1])
    assert erasure.erasure_polynomial(catalog.get_code("five_qubit")).counts == (0, 0, 0, 10, 5, 1)


def test_atoms_for_each_logical_qubit():
    assert [erasure.encoding_ratio(*pair) for pair in ((48, 24), (112, 28))] == [2, 4]
    assert erasure.blocks_needed(catalog.get_code("carbon"), 3) == (2, 24)
    with pytest.raises(ValueError, match="logical"):
        erasure.encoding_ratio(4, 5)
