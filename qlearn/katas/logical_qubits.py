"""Exercises of logical qubits: what a code sees, a policy, its gain and its price, lost atoms.

Codes and experiments: `qlearn.correction.catalog`, `logical`, `rates` and `erasure`.  Checks and
logical operators are arrays of 0 and 1, a row for each and a column for each qubit.
"""

from functools import cache
from itertools import combinations, product

import numpy as np

from qlearn.correction.catalog import get_code
from qlearn.exercise import close, each, exact, exercise, progress_report, question

progress = progress_report(__name__)


def _half(name, basis="Z"):
    """(checks made of ``basis``, the other checks, logical operators made of ``basis``)."""
    code = get_code(name)
    own, other = (code.hz, code.hx) if basis == "Z" else (code.hx, code.hz)
    words = [word for word in (*code.logical_x, *code.logical_z) if basis in word]
    logicals = np.array([[int(letter == basis) for letter in word] for word in words])
    return own.astype(int), other.astype(int), logicals


def _flips(*qubits, n=12):
    return np.isin(np.arange(n), qubits).astype(int)


# --- what a code sees ---------------------------------------------------------------------


def _place_of_fate(word):
    fates, word = ("seen", "harmless", "logical"), str(word).strip().lower()
    if word not in fates:
        raise ValueError(f"one of {', '.join(fates)} is asked")
    return fates.index(word)


def _draw_flips(rng):
    basis = str(rng.choice(["X", "Z"]))
    seeing, making, _ = _half("carbon", basis)
    _, _, logicals = _half("carbon", "X" if basis == "Z" else "Z")
    flips = rng.integers(0, 2, len(making)) @ making
    kind = rng.integers(3)
    if kind == 1:
        flips = flips + logicals[rng.integers(2)]
    if kind == 2:
        flips = flips + _flips(rng.integers(12))
    order = rng.permutation(12)
    return making[:, order], seeing[:, order], (flips % 2)[order]


_SEEING, _MAKING, _ = _half("carbon")


@exercise(
    cases=[
        (_MAKING, _SEEING, _flips(4, 5, 6, 7)),
        (_MAKING, _SEEING, _MAKING[3]),
        (_MAKING, _SEEING, (_MAKING[0] + _MAKING[3]) % 2),
        (_MAKING, _SEEING, _flips(0, 3, 10, 11)),
        (_MAKING, _SEEING, _flips(2, 3, 6, 7, 10, 11)),
        (_MAKING, _SEEING, _MAKING[:3].sum(axis=0) % 2),
        (_MAKING, _SEEING, _flips(0, 2)),
        (_MAKING, _SEEING, _flips(6, 7)),
        (_MAKING, _SEEING, _flips(*range(8))),
        (_MAKING, _SEEING, _flips()),
        _draw_flips,
    ],
    same=exact().of(_place_of_fate, "the word"),
    hints=[
        "A Z check sees bit flips: its value turns if they hit an odd number of its qubits.",
        "If no Z check turns, the flips are harmless if they are a product of X checks: of one, of "
        "several, or of none. There are 2^rows products, 32 for Carbon: try them all.",
        "for chosen in itertools.product([0, 1], repeat=len(x_checks)): compare "
        "np.array(chosen) @ x_checks % 2 with flips",
    ],
    insight="Unseen is not harmless: what no check sees is a product of checks, or it changes the "
    "encoded state.",
)
def fate_of_flips(x_checks, z_checks, flips):
    """What X errors where flips is 1 do to the code: "seen", "harmless" or "logical"."""
    if np.any(z_checks @ flips % 2):
        return "seen"
    for chosen in product([0, 1], repeat=len(x_checks)):
        if np.array_equal(np.array(chosen) @ x_checks % 2, flips):
            return "harmless"
    return "logical"


@fate_of_flips.mistake(hint=1)
def asks_the_x_checks(x_checks, z_checks, flips):
    """You asked the X checks. X commutes with X: what notices a bit flip is a check of Z letters.
    In Steane's code both have the same supports, in Carbon they do not."""
    return fate_of_flips.reference(z_checks, x_checks, flips)


@fate_of_flips.mistake(hint=1)
def any_overlap_is_seen(x_checks, z_checks, flips):
    """You call it seen if the flips touch a check at all. Two flips under one check cancel: only
    an odd number turns it."""
    touched = np.any(z_checks @ flips)
    return "seen" if touched else fate_of_flips.reference(x_checks, z_checks, flips)


@fate_of_flips.mistake(hint=2)
def unseen_is_logical(x_checks, z_checks, flips):
    """You call everything logical that no check sees. A product of X checks is unseen too, and
    does nothing: every encoded state is +1 under it."""
    return "seen" if np.any(z_checks @ flips % 2) else "logical"


@fate_of_flips.mistake(hint=2)
def unseen_is_harmless(x_checks, z_checks, flips):
    """You call everything harmless that no check sees. The logical operators are unseen as well:
    that is why an error of that form is so bad."""
    return "seen" if np.any(z_checks @ flips % 2) else "harmless"


@fate_of_flips.mistake(hint=3)
def single_checks_only(x_checks, z_checks, flips):
    """You compared with the checks one by one. A product of several checks does nothing either,
    and it looks like none of them."""
    if np.any(z_checks @ flips % 2):
        return "seen"
    return "harmless" if any(np.array_equal(row, flips) for row in x_checks) else "logical"


@fate_of_flips.mistake(hint=2)
def products_of_z_checks(x_checks, z_checks, flips):
    """You looked for the flips among the products of Z checks. The Z checks see bit flips; a
    product that *is* a set of bit flips is made of X checks."""
    if np.any(z_checks @ flips % 2):
        return "seen"
    return fate_of_flips.reference(z_checks, z_checks, flips)


@fate_of_flips.mistake(hint=3)
def sums_without_parity(x_checks, z_checks, flips):
    """You combined the checks as ordinary vectors. Where two checks overlap, two flips cancel:
    products of checks are sums modulo 2, and a rank has to be taken modulo 2 as well."""
    if np.any(z_checks @ flips % 2):
        return "seen"
    rows = np.array(list(product([0, 1], repeat=len(x_checks)))) @ x_checks
    return "harmless" if np.any(np.all(rows == flips, axis=1)) else "logical"


@cache
def _patterns(n):
    """All patterns of n flips by weight, those of equal weight in the order of combinations."""
    sets = (where for w in range(n + 1) for where in combinations(range(n), w))
    return np.array([_flips(*where, n=n) for where in sets])


def _explanations(checks, logicals, syndrome):
    """(weights, flipped parities) of all patterns with this syndrome, the lightest first."""
    patterns = _patterns(checks.shape[1])
    right = np.all(patterns @ checks.T % 2 == syndrome, axis=1)
    return patterns[right].sum(axis=1), patterns[right] @ logicals.T % 2


def _syndrome_case(name, basis, *qubits):
    checks, _, logicals = _half(name, basis)
    return checks, logicals, checks @ _flips(*qubits, n=checks.shape[1]) % 2


# Side by side, and both faults seen: a code of three qubits that corrects, one of two that cannot.
_SIDE_BY_SIDE = (
    np.array([[1, 1, 0, 0, 0], [0, 1, 1, 0, 0], [0, 0, 0, 1, 1]]),
    np.array([[1, 0, 0, 0, 0], [0, 0, 0, 1, 0]]),
    np.array([1, 0, 1]),
)


def _draw_syndrome(rng):
    checks, _, logicals = _half("carbon", str(rng.choice(["X", "Z"])))
    order = rng.permutation(12)
    flips = _flips(*rng.choice(12, rng.integers(1, 4), replace=False))
    return checks[:, order], logicals[:, order], checks @ flips % 2


def _bits_or_word(answer):
    if str(answer).strip().lower() == "guess":
        return -1
    if isinstance(answer, str):
        if not set(answer) <= set("01"):
            raise ValueError('bits or "guess" are asked')
        answer = list(answer)
    return tuple(int(bit) for bit in np.atleast_1d(np.asarray(answer)).ravel())


@exercise(
    cases=[
        _syndrome_case("bit_flip", "Z", 1),
        _syndrome_case("steane", "Z"),
        _syndrome_case("steane", "Z", 1, 4),
        _syndrome_case("shor", "X", 4),
        _syndrome_case("shor", "Z", 0, 4),
        _syndrome_case("shor", "Z", 0, 3),
        _syndrome_case("carbon", "Z", 1),
        _syndrome_case("carbon", "X", 2, 6),
        _SIDE_BY_SIDE,
        _draw_syndrome,
    ],
    same=exact().of(_bits_or_word, "the flips of the parities"),
    hints=[
        "Go through the errors by weight: none, all single ones, all pairs ... Stop at the first "
        "weight at which some error has the syndrome.",
        "At that weight, collect what the errors flip: logicals @ error % 2. If all flip the same, "
        "that is the answer, however many errors there are. If not, it is a guess.",
        "itertools.combinations(range(n), weight) gives the qubits of all errors of that weight; "
        "a set of tuples collects what they flip.",
    ],
    insight="In Carbon 13 of 32 syndromes have one answer: no error and the 12 single ones. The "
    "other 19 are guesses.",
)
def lookup(checks, logicals, syndrome):
    """What the lightest errors with this syndrome flip: a bit for each row of logicals, or "guess"
    if they do not agree. A check, or a logical parity, turns under an odd number of errors."""
    n = len(checks[0])
    for weight in range(n + 1):
        found = set()
        for where in map(list, combinations(range(n), weight)):
            if np.array_equal(checks[:, where].sum(axis=1) % 2, syndrome):
                found.add(tuple((logicals[:, where].sum(axis=1) % 2).tolist()))
        if found:
            return found.pop() if len(found) == 1 else "guess"


@lookup.mistake(hint=2)
def never_admits_a_guess(checks, logicals, syndrome):
    """You take the first of the lightest errors and do not look at the others. Where they flip
    different parities, this table is right half of the time at best, and does not say so."""
    return tuple(_explanations(checks, logicals, syndrome)[1][0].tolist())


@lookup.mistake(hint=2)
def asks_the_first_parity(checks, logicals, syndrome):
    """You compare the first parity only. If the lightest errors agree on one logical operator and
    not on another, it is a guess as well."""
    weights, flipped = _explanations(checks, logicals, syndrome)
    same = np.all(flipped[weights == weights[0], 0] == flipped[0, 0])
    return tuple(flipped[0].tolist()) if same else "guess"


@lookup.mistake(hint=2)
def wants_the_error_itself(checks, logicals, syndrome):
    """You say "guess" as soon as two errors are equally light. If both flip the same parities it
    does not matter which one happened: that is degeneracy, and no harm."""
    weights, flipped = _explanations(checks, logicals, syndrome)
    return tuple(flipped[0].tolist()) if np.sum(weights == weights[0]) == 1 else "guess"


@lookup.mistake(hint=1)
def fears_heavy_errors(checks, logicals, syndrome):
    """You call every syndrome a guess. If heavier errors count, each is: the lightest error times a
    logical operator has the same syndrome and flips other parities. But it takes more faults, so
    it is rarer."""
    _, flipped = _explanations(checks, logicals, syndrome)
    same = np.all(flipped == flipped[0])
    return tuple(flipped[0].tolist()) if same else "guess"


def _agreed(found):
    """What all rows flip, or a guess."""
    found = {tuple(row) for row in found.tolist()}
    return found.pop() if len(found) == 1 else "guess"


@lookup.mistake(hint=1)
def begins_with_one_error(checks, logicals, syndrome):
    """You begin with single errors. Where no check fires, the lightest explanation is no error at
    all: leave it out, and a heavier one that nothing sees takes its place."""
    weights, flipped = _explanations(checks, logicals, syndrome)
    some = weights > 0
    return _agreed(flipped[weights == weights[some][0]])


@lookup.mistake(hint=1)
def stops_at_one(checks, logicals, syndrome):
    """You know single errors only. In Carbon two errors are always a guess, in Shor's code some
    pairs have one answer."""
    weights, flipped = _explanations(checks, logicals, syndrome)
    return "guess" if weights[0] > 1 else _agreed(flipped[weights == weights[0]])


@lookup.mistake(hint=2)
def counts_the_flips(checks, logicals, syndrome):
    """You counted how many qubits of a logical operator are hit. Its parity turns under an odd
    number only: 2 is no flip."""
    patterns = _patterns(checks.shape[1])
    right = patterns[np.all(patterns @ checks.T % 2 == syndrome, axis=1)]
    return _agreed(right[right.sum(axis=1) == right[0].sum()] @ logicals.T)


@question(
    wrong={
        "a": "Two errors and two others can have the same syndrome, if together they are a logical "
        "operator of weight four. A table can only guess between them.",
        "b": "That is what a code of distance 4 can do if it only detects. A table that corrects "
        "takes three errors for the single one with their syndrome, and makes it worse.",
        "d": "It corrects no more than distance 3, true. But errors halfway between two encoded "
        "states can be told from the single ones, and thrown out.",
    },
    hints=["A lightest logical operator has weight four. Divide it into parts: 1 + 3, 2 + 2."],
    insight="Distance 4 corrects 1 and notices 2: twice is a guess, and a guess can be thrown out.",
)
def distance_four():
    """A code has distance 4, and its table corrects. What can it promise?"""
    return "c"


# --- the experiment -----------------------------------------------------------------------


def _draw_pairs(rng):
    return float(rng.uniform(0.02, 0.2)), int(rng.integers(2, 7)), float(10 ** rng.uniform(-4, -2))


@exercise(
    cases=[(3.8e-3, 2, 8.84e-4), _draw_pairs],
    hints=[
        "The logical circuit fails if any of its pairs is wrong. Ask the same of bare pairs.",
        "All bare pairs are right with (1 - p_pair)^pairs.",
    ],
    insight="Carbon makes two pairs at once, so it is compared with two bare pairs: a factor two "
    "that is easily lost.",
)
def fair_gain(p_pair, pairs, p_logical):
    """How many times less often the logical circuit fails than as many bare pairs; a bare pair is
    wrong with p_pair, and p_logical is the chance that any of the logical pairs is wrong."""
    return (1 - (1 - p_pair) ** pairs) / p_logical


@fair_gain.mistake(hint=1)
def against_one_pair(p_pair, pairs, p_logical):
    """You compared with a single bare pair, which has fewer chances to fail. The logical circuit
    made several pairs: so must the bare one."""
    return p_pair / p_logical


@fair_gain.mistake(hint=2)
def adds_the_chances(p_pair, pairs, p_logical):
    """You added the chances. Fine for small ones; but two wrong pairs are counted twice, although
    the circuit fails once."""
    return pairs * p_pair / p_logical


@fair_gain.mistake(hint=2)
def all_pairs_wrong(p_pair, pairs, p_logical):
    """Your baseline fails only if every pair is wrong. One wrong pair is enough."""
    return p_pair**pairs / p_logical


@fair_gain.mistake(hint=1)
def loss_for_gain(p_pair, pairs, p_logical):
    """Your ratio stands upside down: a gain of 10 means that the bare pairs fail ten times as
    often."""
    return p_logical / (1 - (1 - p_pair) ** pairs)


def _draw_runs(rng):
    n = int(rng.integers(300, 500))
    flagged, guessed = rng.random(n) < 0.2, rng.random(n) < 0.15
    wrong = rng.random(n) < 0.08 + 0.3 * guessed + 0.25 * flagged
    return flagged, guessed, wrong, float(rng.uniform(0.2, 0.5))


_FLAGGED = np.array([1, 0, 0, 0, 0, 1, 0, 0, 0, 0], dtype=bool)
_GUESSED = np.array([0, 1, 0, 0, 0, 1, 0, 0, 1, 0], dtype=bool)
_WRONG = np.array([1, 1, 0, 1, 0, 0, 0, 0, 0, 0], dtype=bool)


@exercise(
    cases=[(_FLAGGED, _GUESSED, _WRONG, 0.3), _draw_runs],
    same=each(close(), close(), close()),
    hints=[
        "Two reasons to drop a run: a flag in its preparation, a guess of the table. Which runs "
        "are left?",
        "kept = ~flagged & ~guessed. Failures count among these, and these only.",
        "wrong[kept].mean(), physical divided by it, kept.mean()",
    ],
    insight="A gain without its acceptance is half a result: throwing away has made the rest "
    "better.",
)
def correct_or_reject(flagged, guessed, wrong, physical):
    """(error rate, gain, acceptance) of runs, each with three truth values: a flag was raised in
    the preparation, the table had to guess, the corrected parity is wrong. Runs with a flag or a
    guess are dropped; acceptance is the share of all runs that count in the end."""
    kept = ~flagged & ~guessed
    rate = wrong[kept].mean()
    return rate, physical / rate, kept.mean()


def _score(failures, runs, physical, acceptance):
    rate = np.sum(failures) / np.sum(runs)
    return rate, physical / rate, acceptance


@correct_or_reject.mistake(hint=1)
def keeps_flagged_runs(flagged, guessed, wrong, physical):
    """You kept the runs with a flag. A flag says that one fault may have spread to many qubits,
    which no table can mend. If they are kept, our Carbon gains about 5 instead of 1,000."""
    return _score(wrong & ~guessed, ~guessed, physical, np.mean(~guessed))


@correct_or_reject.mistake(hint=1)
def keeps_guesses(flagged, guessed, wrong, physical):
    """You kept the runs in which the table guessed: that is the policy "correct", without
    rejection."""
    return _score(wrong & ~flagged, ~flagged, physical, np.mean(~flagged))


@correct_or_reject.mistake(hint=1)
def drops_only_with_both(flagged, guessed, wrong, physical):
    """You dropped the runs with a flag *and* a guess. One of the two is enough: not (flag or
    guess) is (no flag) and (no guess)."""
    kept = ~(flagged & guessed)
    return _score(wrong & kept, kept, physical, np.mean(kept))


@correct_or_reject.mistake(hint=2)
def share_of_dropped_runs(flagged, guessed, wrong, physical):
    """Rate and gain are right. The last number is the share of runs that you dropped; the
    acceptance is what is left."""
    kept = ~flagged & ~guessed
    return _score(wrong & kept, kept, physical, 1 - np.mean(kept))


@correct_or_reject.mistake(hint=2)
def rejected_runs_succeed(flagged, guessed, wrong, physical):
    """You divided by all runs, as if a dropped run had succeeded. It has given nothing: the rate
    is among the runs that are kept."""
    kept = ~flagged & ~guessed
    return _score(wrong & kept, np.ones_like(kept), physical, np.mean(kept))


@correct_or_reject.mistake(hint=2)
def forgets_the_preparation(flagged, guessed, wrong, physical):
    """Your acceptance is the share of the *prepared* runs. It hides those that were dropped in the
    preparation, which for Carbon are by far the most."""
    kept = ~flagged & ~guessed
    return _score(wrong & kept, kept, physical, np.sum(kept) / np.sum(~flagged))


@correct_or_reject.mistake(hint=2)
def counts_all_failures(flagged, guessed, wrong, physical):
    """You counted the failures of all runs, of the dropped ones too, but divided by those kept."""
    kept = ~flagged & ~guessed
    return _score(wrong, kept, physical, np.mean(kept))


@correct_or_reject.mistake(hint=2)
def rate_of_all_runs(flagged, guessed, wrong, physical):
    """The acceptance is right. Your error rate is that of all runs: the dropped ones are still in
    it, and dropping them has gained nothing."""
    return _score(wrong, np.ones_like(wrong), physical, np.mean(~flagged & ~guessed))


# --- how sure -----------------------------------------------------------------------------


def _draw_precision(rng):
    return (
        float(10 ** rng.uniform(-6, -4)), float(rng.uniform(0.2, 0.8)),
        float(rng.uniform(0.05, 0.3)),
    )  # fmt: skip


@exercise(
    cases=[(6.8e-6, 0.863, 0.1), _draw_precision],
    same=close(atol=0, rtol=0.005),
    hints=[
        "N failures were counted: how far is such a number off, by chance? By about root N.",
        "A relative error of 0.1 takes 100 failures. How many runs that count does this take, and "
        "how many runs altogether?",
        "1 / precision**2 / p_logical / acceptance",
    ],
    insight="Carbon's gain to 10 % takes 17 million runs. The better the qubits, the harder to "
    "say how good.",
)
def runs_for_a_gain(p_logical, acceptance, precision):
    """Runs, those to be dropped included, after which the logical error rate is known with a
    relative standard error of precision (0.1 for 10 %). p_logical is the error among kept runs."""
    failures = 1 / precision**2
    return failures / p_logical / acceptance


@runs_for_a_gain.mistake(hint=3)
def no_run_is_dropped(p_logical, acceptance, precision):
    """That many runs must count in the end. Some are dropped, so it takes more of them."""
    return 1 / precision**2 / p_logical


@runs_for_a_gain.mistake(hint=3)
def fewer_for_dropped(p_logical, acceptance, precision):
    """You multiplied by the acceptance. Dropping runs makes it longer, not shorter: divide."""
    return acceptance / precision**2 / p_logical


@runs_for_a_gain.mistake(hint=1)
def errors_shrink_linearly(p_logical, acceptance, precision):
    """You took 1 / precision failures. The error of a count grows like its root: ten times more
    precise takes a hundred times more failures."""
    return 1 / precision / p_logical / acceptance


@runs_for_a_gain.mistake(hint=1)
def one_failure_is_enough(p_logical, acceptance, precision):
    """After that many runs one failure is expected. There may be none, or three: that is no
    measurement of a rate."""
    return 1 / p_logical / acceptance


@runs_for_a_gain.mistake(hint=2)
def two_standard_errors(p_logical, acceptance, precision):
    """You made half the 95 % interval as narrow as that: 1.96 standard errors. Asked is one."""
    return (1.96 / precision) ** 2 / p_logical / acceptance


@runs_for_a_gain.mistake(hint=2)
def as_for_a_coin(p_logical, acceptance, precision):
    """You took 1 / precision^2 *runs*, as for a coin. Nearly all of them are without a failure
    and tell little: it is failures that have to be counted."""
    return 1 / precision**2 / acceptance


def _draw_quiet(rng):
    return int(10 ** rng.uniform(3, 4.7)), float(rng.uniform(0.002, 0.05))


@exercise(
    cases=[(14_000, 0.008), _draw_quiet],
    same=each(close(atol=0, rtol=0.005), close(atol=0, rtol=0.005)),
    hints=[
        "If a run fails with probability p, what is the chance of n runs without a failure? The "
        "largest p that is left open makes this chance 5 %.",
        "(1 - p)^n = 0.05. Solve it for p.",
        "p = 1 - 0.05 ** (1 / n), about 3 / n; the gain is at least physical / p.",
    ],
    insight="14,000 runs without a failure prove an error below 2.1e-4, so a gain above 37 over "
    "0.8 %, at 95 % confidence and if they were runs of that circuit. Silence proves no more than "
    "an error below 3 / n, however small it really is.",
)
def proven(n, physical):
    """(largest error, smallest gain) that n runs without a failure leave open at 95 % confidence:
    with a larger error they would be seen in less than 5 % of cases. physical is the error of the
    bare circuit."""
    largest = 1 - 0.05 ** (1 / n)
    return largest, physical / largest


@proven.mistake(hint=1)
def no_failure_no_error(n, physical):
    """You took the error as zero. No failure in n runs is what one expects of any error well below
    1 / n; which one it is, they do not say."""
    return 0.0, float("inf")


@proven.mistake(hint=1)
def one_in_n(n, physical):
    """You took 1 / n. With that error n runs are without a failure in 37 % of cases: it is far
    from excluded."""
    return 1 / n, physical * n


@proven.mistake(hint=2)
def wrong_side(n, physical):
    """You solved (1 - p)^n = 0.95. That is the error with which silence is nearly certain; asked is
    the one with which it is nearly impossible."""
    largest = 1 - 0.95 ** (1 / n)
    return largest, physical / largest


@proven.mistake(hint=2)
def chance_of_success(n, physical):
    """Your largest error is close to 1: with that, hardly a run would go well. (1 - p)^n = 0.05
    gives 1 - p first, the chance that a run goes *well*; the error is what it lacks to 1."""
    return 0.05 ** (1 / n), physical / 0.05 ** (1 / n)


@proven.mistake(hint=2)
def two_sides(n, physical):
    """You shared the 5 % between two sides. With no failure there is no lower side: zero is the
    least there is, and all the doubt goes to the upper one."""
    largest = 1 - 0.025 ** (1 / n)
    return largest, physical / largest


@question(
    wrong={
        "a": "The qubits inside are those of the same machine. What fails less often is a circuit "
        "made of encoded ones.",
        "b": "The range depends on post-selection, the abstract says. In our model the table gains "
        "about 9, flagged runs dropped; what gains hundreds is dropping the guesses, too.",
        "d": "A gain belongs to a circuit, a noise and a policy. This circuit is a Bell pair, with "
        "Clifford gates alone and read at once.",
    },
    hints=["The abstract says: depending on the judicious use of post-selection."],
    insight="A fair sentence names circuit, baseline, policy and acceptance.",
)
def fair_sentence():
    """Error rates "4.7 to 800 times lower": which sentence does justice to it?"""
    return "c"


# --- the price ----------------------------------------------------------------------------


def _draw_sequence(rng):
    return float(rng.uniform(0.9, 0.98)), int(rng.integers(12, 60)), int(rng.integers(20, 900))


@exercise(
    cases=[(0.94, 50, 1000), _draw_sequence],
    same=each(close(), close(atol=1.01, rtol=1e-5)),
    hints=[
        "The second circuit is only of use if the first has passed, the third if both have ...",
        "Shares multiply: acceptance ** circuits. A share of 0.05 means 20 runs for one.",
    ],
    insight="What costs 6 % once costs 95 % after 50 times. Dropping runs does not scale; "
    "correcting can, if larger codes fail less often.",
)
def long_program(acceptance, circuits, wanted):
    """(share, runs): the share of runs that pass all of so many circuits in sequence, each passed
    with probability acceptance, and the runs it takes on average for so many wanted results."""
    share = acceptance**circuits
    return share, wanted / share


@long_program.mistake(hint=2)
def rejections_add_up(acceptance, circuits, wanted):
    """You added the rejected shares. After 50 times 6 % less than nothing would be left: each step
    rejects 6 % of what is still there."""
    share = 1 - circuits * (1 - acceptance)
    return share, wanted / share


@long_program.mistake(hint=1)
def passes_once(acceptance, circuits, wanted):
    """That is the share that passes one circuit. The program has many, and has to pass them all."""
    return acceptance, wanted / acceptance


@long_program.mistake(hint=2)
def any_circuit_passes(acceptance, circuits, wanted):
    """That is the chance that at least one circuit passes. All of them have to."""
    share = 1 - (1 - acceptance) ** circuits
    return share, wanted / share


@long_program.mistake(hint=2)
def fewer_runs_than_wanted(acceptance, circuits, wanted):
    """The share is right. You multiplied by it for the runs: that is how many of so many runs
    pass. Asked is how many runs it takes."""
    return acceptance**circuits, wanted * acceptance**circuits


# --- neutral atoms ------------------------------------------------------------------------


@exercise(
    cases=[(0.0,), (0.1,), lambda rng: (float(rng.uniform(0.05, 0.9)),)],
    hints=[
        "Distance 2: one lost atom, at a known place, is repaired. Two are not: every pair of "
        "qubits carries a logical operator.",
        "No atom lost: (1 - loss)^4. Exactly one lost: how many ways, and how likely is each?",
        "(1 - loss)**4 + 4 * loss * (1 - loss)**3",
    ],
    insight="The same code repairs one loss, and no error at an unknown place. Distance d repairs "
    "d - 1 losses, but at most half as many errors.",
)
def survives_loss(loss):
    """The chance that a [[4,2,2]] block survives if each of its four atoms is lost with probability
    loss, and one sees which are missing."""
    return (1 - loss) ** 4 + 4 * loss * (1 - loss) ** 3


@survives_loss.mistake(hint=1)
def distance_two_is_useless(loss):
    """You allow no loss at all. Distance 2 cannot correct an error at an unknown place; a lost atom
    is at a known one, and d - 1 of these can be repaired."""
    return (1 - loss) ** 4


@survives_loss.mistake(hint=1)
def repairs_two(loss):
    """You repair two losses as well. Any two qubits carry a logical XX and a logical ZZ: part of
    the encoded state goes with them."""
    return (1 - loss) ** 4 + 4 * loss * (1 - loss) ** 3 + 6 * loss**2 * (1 - loss) ** 2


@survives_loss.mistake(hint=2)
def one_place_only(loss):
    """You let one given atom be lost: one way. Any of the four may be, so there are four ways."""
    return (1 - loss) ** 4 + loss * (1 - loss) ** 3


@survives_loss.mistake(hint=2)
def others_do_not_matter(loss):
    """4 loss counts the ways to lose an atom, but the three others must stay: a factor
    (1 - loss)^3."""
    return (1 - loss) ** 4 + 4 * loss


@survives_loss.mistake(hint=2)
def needs_a_loss(loss):
    """That is the chance of exactly one loss. A block that has lost nothing is fine, too."""
    return 4 * loss * (1 - loss) ** 3


_EQUALS = [(8, 2, 3), (14, 2, 4), (12, 2, 4), (20, 2, 4), (16, 6, 4), (40, 16, 4)]
_WHOLE = [(5, 1, 2), (35, 6, 5)]
_MENU = [(4, 2, 2), (7, 1, 3), (12, 2, 4), (16, 6, 4), (17, 1, 3), (49, 1, 5)]


def _draw_menu(rng):
    menu = [(int(k) * int(rng.integers(2, 7)) + 3, int(k), int(rng.integers(2, 8)))
            for k in rng.integers(1, 7, 5)]  # fmt: skip
    atoms = int(rng.integers(700, 1500))
    return atoms, int(rng.integers(30, 60)), [(5, 1, 2), *menu]


@exercise(
    cases=[
        (1225, 50, _MENU),
        (112, 28, _MENU),
        (600, 20, _EQUALS),
        (240, 40, _WHOLE),
        (245, 40, _WHOLE),
        _draw_menu,
    ],
    same=each(exact(), close()),
    hints=[
        "Blocks come whole: how many blocks of k logical qubits hold all of them?",
        "-(-logical // k) rounds up. A code fits if blocks * n is at most atoms.",
        "Of those that fit take the largest distance, and of equal distances the fewest atoms: "
        "max(fits, key=lambda fit: (fit[0], -fit[1])).",
    ],
    insight="For Magne's numbers the best of our list has distance 4. Another list ends elsewhere: "
    "the Golay code [[23,1,7]] would fit as well, with few helpers left. The ratio of atoms to "
    "logical qubits says nothing of quality.",
)
def best_code(atoms, logical, codes):
    """(distance, atoms used) of the code with the largest distance that holds so many logical
    qubits in so many atoms; of equal distances, the one that uses fewest. A code is (n, k, d):
    blocks of n atoms with k logical qubits each. Some code always fits."""
    used = [(d, -(-logical // k) * n) for n, k, d in codes]
    fits = [fit for fit in used if fit[1] <= atoms]
    return max(fits, key=lambda fit: (fit[0], -fit[1]))


def _fitting(atoms, codes, used):
    return [(d, used(n, k)) for n, k, d in codes if used(n, k) <= atoms]


def _best(atoms, codes, used):
    """The reference's choice with another count of the atoms."""
    return max(_fitting(atoms, codes, used), key=lambda fit: (fit[0], -fit[1]))


@best_code.mistake(hint=1)
def block_for_each(atoms, logical, codes):
    """You gave each logical qubit a block of its own. A block holds k of them: that is what makes
    [[4,2,2]] or Carbon cheap."""
    return _best(atoms, codes, lambda n, k: logical * n)


@best_code.mistake(hint=1)
def parts_of_blocks(atoms, logical, codes):
    """You used parts of blocks: n / k atoms for each logical qubit. The last block takes n atoms
    even if it is not full."""
    return _best(atoms, codes, lambda n, k: logical * n / k)


@best_code.mistake(hint=1)
def rounds_the_atoms(atoms, logical, codes):
    """You used parts of blocks, n / k atoms for each logical qubit, and rounded up only the atoms.
    Round up the blocks: the last one takes n atoms even if it is not full."""
    return _best(atoms, codes, lambda n, k: -(-logical * n // k))


@best_code.mistake(hint=2)
def rounds_blocks_down(atoms, logical, codes):
    """You rounded the blocks down: then some logical qubits have no place."""
    return _best(atoms, codes, lambda n, k: logical // k * n)


@best_code.mistake(hint=3)
def however_many_atoms(atoms, logical, codes):
    """You took the largest distance of all. It does not fit into the machine."""
    return _best(float("inf"), codes, lambda n, k: -(-logical // k) * n)


@best_code.mistake(hint=3)
def cheapest_of_all(atoms, logical, codes):
    """You took the cheapest code. Asked is the largest distance first; atoms decide only between
    equal ones."""
    n, k, d = min(codes, key=lambda code: -(-logical // code[1]) * code[0])
    return d, -(-logical // k) * n


@best_code.mistake(hint=3)
def first_of_equals(atoms, logical, codes):
    """The distance is right. Of the codes that reach it you took the first in the list, not the one
    that uses the fewest atoms."""
    fits = _fitting(atoms, codes, lambda n, k: -(-logical // k) * n)
    return max(fits, key=lambda fit: fit[0])


@best_code.mistake(hint=3)
def most_atoms_of_equals(atoms, logical, codes):
    """The distance is right. Of the codes that reach it you took the one with the *most* atoms:
    max compares the second numbers of tuples too, if the first are equal."""
    return max(_fitting(atoms, codes, lambda n, k: -(-logical // k) * n))


@question(
    wrong={
        "a": "Below the threshold larger codes are better and better. No larger one was tried: one "
        "code was compared with none.",
        "c": "One circuit was compared. Another has T gates, rounds of checks, or takes twice as "
        "long: it may well be worse encoded.",
        "d": "They are two crossings: encoded against bare, and larger against smaller. They lie "
        "at different noise.",
    },
    hints=["Which two curves cross at break-even? Which two at the threshold?"],
    insight="Break-even compares a code with no code, the threshold a code with larger ones.",
)
def past_break_even():
    """In one circuit, the qubits of one code fail less often than bare ones. What is shown?"""
    return "b"
