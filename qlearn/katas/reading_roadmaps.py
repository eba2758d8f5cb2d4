"""Exercises of reading roadmaps: grades for claims, what counts prove, like with like, dates.

The claims, the plans with a date and the links between facts stand in the file of the same name
that ends in .toml.
"""

import tomllib
from pathlib import Path

import numpy as np
from scipy.optimize import brentq
from scipy.stats import binom, chi2, norm

from qlearn.exercise import close, each, exact, exercise, progress_report, question
from qlearn.facts import GRADES, Claim, Claims

progress = progress_report(__name__)

TODAY = "2026-11-21"
_FILE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
PLANS = [(plan["what"], plan["due"], plan.get("shown")) for plan in _FILE["plan"]]
ROADMAPS = _FILE["roadmaps"]
LINKS = [(a, kind, b) for kind, pairs in _FILE["links"].items() for a, b in pairs]


# --- grades -------------------------------------------------------------------------------


def claims(which):
    """The claim cards of one list, "computer" or "network"."""
    if which not in _FILE["claims"]:
        raise ValueError(f"which = {which!r}; allowed: {', '.join(_FILE['claims'])}")
    return Claims(Claim(**entry) for entry in _FILE["claims"][which])


def _grading(answer):
    """{letter: grade} in small letters; also from a list of grades in the order of the cards."""
    if isinstance(answer, list | tuple):
        answer = dict(zip("ABCDEFGHI", answer, strict=True))
    if not isinstance(answer, dict):
        raise ValueError('asked is {"A": "measured", ...}, or a list of nine grades')
    graded = {str(k).strip().upper(): str(v).strip().lower() for k, v in answer.items()}
    if sorted(graded) != list("ABCDEFGHI"):
        raise ValueError("a grade for each letter from A to I is asked")
    if unknown := set(graded.values()) - set(GRADES):
        raise ValueError(f"{sorted(unknown)[0]!r} is no grade; there are {', '.join(GRADES)}")
    return tuple(sorted(graded.items()))


_SAME_GRADES = exact().of(_grading, "the grades")


def _judge(which):
    def accepts(answer):
        graded = dict(_SAME_GRADES.plain(answer))
        wrong = [card for card in claims(which) if graded[card.letter] not in card.grades]
        if not wrong:
            return True
        first = wrong[0]
        more = f" {len(wrong) - 1} more to look at." if wrong[1:] else ""
        grade = graded[first.letter]
        return f"{first.letter} is not {grade}: {first.remark(grade)}{more}"

    return accepts


def _all_as(grade):
    return dict.fromkeys("ABCDEFGHI", grade)


def _but(which, taken_for):
    """The right grades, with some grades taken for others."""
    right = {card.letter: card.grades[0] for card in claims(which)}
    return {letter: taken_for.get(grade, grade) for letter, grade in right.items()}


_GRADE_HINTS = [
    "Go down the list of grades for each card and stop at the first that fits.",
    "Future, or unbuilt? If not: do its own numbers, a definition or a theorem contradict it? "
    "If not: does a published source?",
    "What is left: recomputed by a test of this course, an experiment in a source that can be "
    "looked up, or neither.",
]


@exercise(
    same=_SAME_GRADES,
    accepts=_judge("computer"),
    hints=_GRADE_HINTS,
    insight="The grade belongs to a sentence and its evidence: the same experiment carries a "
    "measured sentence, a claimed one and a wrong one.",
)
def computer_grades():
    """The grades of the claims A to I about computers, {"A": "measured", ...}."""
    return {
        "A": "measured",  # a paper, with the condition beside the factor
        "B": "claimed",  # which circuits, how many dropped: not to be looked up
        "C": "wrong",  # silence proves 37, by arithmetic
        "D": "disputed",  # by IBM's own plan; "wrong" or "claimed" can be defended as well
        "E": "projected",  # nobody has built it
        "F": "disputed",  # measurements, and a conclusion that others contradict in print
        "G": "measured",  # a paper, with uncertainty
        "H": "reproduced",  # a model, run again by a test
        "I": "wrong",  # 5,000 times 1,400 is not 12,300
    }


@computer_grades.mistake(hint=3)
def believes_all():
    """You graded everything as measured. Read each source once more: is it an experiment, is it
    about the past, can its data be looked up?"""
    return _all_as("measured")


@computer_grades.mistake(hint=3)
def believes_none():
    """You graded everything as claimed. That is as little work as believing everything: some of
    these can be looked up, recomputed or refuted."""
    return _all_as("claimed")


@computer_grades.mistake(hint=2)
def refutes_no_computers():
    """You refuted nothing: what is wrong or disputed you graded as claimed. By the rule, a
    contradiction comes before the question whether there are data."""
    return _but("computer", {"wrong": "claimed", "disputed": "claimed"})


@computer_grades.mistake(hint=2)
def believes_what_is_said_to_be_done():
    """You took what is said to be done for measured. Before you ask for data, ask whether numbers,
    definitions or other sources contradict the sentence; and not every source has data."""
    return _but("computer", {"wrong": "measured", "disputed": "measured", "claimed": "measured"})


# --- what counts prove --------------------------------------------------------------------


def _draw_counts(rng):
    failures = int(rng.integers(1, 9))
    return failures, int(rng.integers(100, 5000)), float(rng.uniform(0.8, 0.99))


@exercise(
    cases=[(0, 14_000, 0.95), (0, 400, 0.8), (3, 2_500, 0.95), (4, 20, 0.9), _draw_counts],
    same=close(atol=1e-9, rtol=1e-3),
    hints=[
        "If the true rate were p, how likely would it be to see so few failures, or fewer? That "
        "falls as p grows.",
        "The limit is the p at which this chance is 1 - confidence: "
        "scipy.stats.binom.cdf(failures, runs, p) == 1 - confidence.",
        "scipy.optimize.brentq finds the crossing between failures / runs and 1; or "
        "scipy.stats.beta.ppf(confidence, failures + 1, runs - failures).",
    ],
    insight="No failure leaves 3/n open at 95 %, three failures 7.8/n: a count bounds a rate from "
    "above, and never shows that it is zero.",
)
def upper_limit(failures, runs, confidence):
    """The largest failure probability that so many failures in so many runs leave open: with a
    larger one, so few or fewer would be seen with a chance below 1 - confidence."""
    doubt = 1 - confidence
    return brentq(lambda p: binom.cdf(failures, runs, p) - doubt, failures / runs, 1, xtol=1e-14)


def _upper(failures, runs, doubt):
    return brentq(lambda p: binom.cdf(failures, runs, p) - doubt, 0, 1, xtol=1e-14)


@upper_limit.mistake(hint=2)
def takes_the_estimate(failures, runs, confidence):
    """This is the observed share. A rate that is twice as large shows so few failures easily."""
    return failures / runs


@upper_limit.mistake(hint=2)
def shares_the_doubt(failures, runs, confidence):
    """You shared the doubt between two sides. Asked is an upper limit only: all of it goes to one
    side."""
    return _upper(failures, runs, (1 - confidence) / 2)


@upper_limit.mistake(hint=2)
def asks_for_silence(failures, runs, confidence):
    """You asked that no failure is seen. With failures that were seen it is the chance of so many
    or fewer that counts: a sum, which the cdf gives."""
    return 1 - (1 - confidence) ** (1 / runs)


@upper_limit.mistake(hint=1)
def rule_of_three(failures, runs, confidence):
    """3/n is the limit for no failure at 95 %. Failures that were seen, and other confidences,
    move it."""
    return 3 / runs


@upper_limit.mistake(hint=2)
def adds_three(failures, runs, confidence):
    """You added 3 to the failures, as if the rule of three sat on top of what was seen. Each one
    makes room for more than one: three of them leave 7.8/n open, not 6/n."""
    return (failures + 3) / runs


@upper_limit.mistake(hint=1)
def always_95(failures, runs, confidence):
    """You left the confidence at 95 %: take the one that is given."""
    return _upper(failures, runs, 0.05)


@upper_limit.mistake(hint=3)
def takes_failures_as_rare(failures, runs, confidence):
    """You took the Poisson limit, for failures that are rare. With 4 of 20 they are not, and it
    comes out too high."""
    return chi2.ppf(confidence, 2 * failures + 2) / 2 / runs


@upper_limit.mistake(hint=1)
def solves_for_confidence(failures, runs, confidence):
    """You solved for the rate at which so few failures are seen with the chance `confidence`. That
    rate is likely to look like this; asked is the one that is unlikely to."""
    return _upper(failures, runs, confidence)


@upper_limit.mistake(hint=2)
def one_failure_less(failures, runs, confidence):
    """Your sum stops one failure too early: "so many or fewer" includes what was seen. For no
    failure nothing would be left to sum."""
    return _upper(failures - 1, runs, 1 - confidence) if failures else 0.0


@upper_limit.mistake(hint=3)
def trusts_the_bell_curve(failures, runs, confidence):
    """You added standard errors to the observed share. For few failures the distribution is far
    from a bell, and for none this gives zero."""
    p = failures / runs
    return p + norm.ppf(confidence) * np.sqrt(p * (1 - p) / runs)


def _draw_two_counts(rng):
    bare_runs, runs = rng.integers(2_000, 9_000), rng.integers(20_000, 90_000)
    return int(rng.integers(40, 90)), int(bare_runs), int(rng.integers(4, 20)), int(runs)


@exercise(
    cases=[(80, 10_000, 1, 100_000), (9, 20, 5, 400), _draw_two_counts],
    same=each(close(rtol=1e-3), close(rtol=1e-3), close(rtol=1e-3)),
    hints=[
        "The gain is the bare rate divided by the encoded one. Take its logarithm: the errors of "
        "the two logarithms add as squares.",
        "The logarithm of a rate k/n has the squared standard error 1/k - 1/n.",
        "error = sqrt(1/k1 - 1/n1 + 1/k2 - 1/n2); low, high = gain * exp(∓1.96 * error)",
    ],
    insight="The few failures of the better one decide: with one failure in 100,000 the interval "
    "reaches from a gain of 110 to one of 5,700.",
)
def gain_and_interval(bare_failures, bare_runs, failures, runs):
    """(gain, low, high): bare rate over encoded rate, with the interval of 1.96 standard errors of
    the logarithm; ln(k/n) has the squared standard error 1/k - 1/n."""
    gain = (bare_failures / bare_runs) / (failures / runs)
    error = np.sqrt(1 / bare_failures - 1 / bare_runs + 1 / failures - 1 / runs)
    return gain, gain * np.exp(-1.96 * error), gain * np.exp(1.96 * error)


def _around(gain, error):
    return gain, gain * np.exp(-error), gain * np.exp(error)


def _parts(bare_failures, bare_runs, failures, runs):
    gain = bare_failures * runs / (bare_runs * failures)
    return gain, 1 / bare_failures - 1 / bare_runs, 1 / failures - 1 / runs


@gain_and_interval.mistake(hint=1)
def adds_the_errors(bare_failures, bare_runs, failures, runs):
    """You added the two standard errors. They are independent: their squares add."""
    gain, a, b = _parts(bare_failures, bare_runs, failures, runs)
    return _around(gain, 1.96 * (np.sqrt(a) + np.sqrt(b)))


@gain_and_interval.mistake(hint=3)
def one_standard_error(bare_failures, bare_runs, failures, runs):
    """Your interval is one standard error wide on either side, about 68 %. Asked are 1.96."""
    gain, a, b = _parts(bare_failures, bare_runs, failures, runs)
    return _around(gain, np.sqrt(a + b))


@gain_and_interval.mistake(hint=3)
def forgets_the_root(bare_failures, bare_runs, failures, runs):
    """The root is missing: 1/k - 1/n is the *squared* standard error."""
    gain, a, b = _parts(bare_failures, bare_runs, failures, runs)
    return _around(gain, 1.96 * (a + b))


@gain_and_interval.mistake(hint=2)
def forgets_the_runs(bare_failures, bare_runs, failures, runs):
    """You left out 1/n. That is right for rare failures; with 9 failures of 20 runs the rate is
    known better than 1/k says."""
    gain = bare_failures * runs / (bare_runs * failures)
    return _around(gain, 1.96 * np.sqrt(1 / bare_failures + 1 / failures))


@gain_and_interval.mistake(hint=1)
def bare_rate_exact(bare_failures, bare_runs, failures, runs):
    """You took the bare rate as exact. It was counted as well, and its error comes on top."""
    gain, _, b = _parts(bare_failures, bare_runs, failures, runs)
    return _around(gain, 1.96 * np.sqrt(b))


@gain_and_interval.mistake(hint=1)
def loss_for_gain(bare_failures, bare_runs, failures, runs):
    """Your ratio stands upside down: a gain of 10 means that bare circuits fail ten times as
    often."""
    gain, a, b = _parts(bare_failures, bare_runs, failures, runs)
    return _around(1 / gain, 1.96 * np.sqrt(a + b))


@gain_and_interval.mistake(hint=1)
def symmetric_interval(bare_failures, bare_runs, failures, runs):
    """Your interval is symmetric about the gain. A ratio is not: half and double are equally far
    away. With few failures this one even reaches below zero."""
    gain, a, b = _parts(bare_failures, bare_runs, failures, runs)
    error = 1.96 * np.sqrt(a + b)
    return gain, gain * (1 - error), gain * (1 + error)


@gain_and_interval.mistake(hint=3)
def adds_to_the_gain(bare_failures, bare_runs, failures, runs):
    """You added the error of the logarithm to the gain itself. On a logarithm an error is added; on
    the gain it is a factor, exp(1.96 * error)."""
    gain, a, b = _parts(bare_failures, bare_runs, failures, runs)
    error = 1.96 * np.sqrt(a + b)
    return gain, gain - error, gain + error


@gain_and_interval.mistake(hint=3)
def stays_in_logarithms(bare_failures, bare_runs, failures, runs):
    """These are the logarithms of the gain and of its ends. Asked are the gain and its ends."""
    gain, a, b = _parts(bare_failures, bare_runs, failures, runs)
    error = 1.96 * np.sqrt(a + b)
    return np.log(gain), np.log(gain) - error, np.log(gain) + error


# --- like with like -----------------------------------------------------------------------


@question(
    wrong={
        "a": "It beats the physical ones. But it is one, and it is stored: the definition asks for "
        "a computation on two.",
        "c": "How long it lives is not what the definition asks: two logical qubits, and a "
        "computation.",
        "d": "A round error of 0.143 % is nine powers of ten away from one in a trillion.",
    },
    hints=["How many logical qubits does the definition ask for, and what must they do?"],
    insight="A level belongs to a definition: by this one, a splendid memory of one logical qubit "
    "is not at Level 2, and circuits with dropped runs may be.",
)
def level_of_a_memory():
    """A memory: one logical qubit, below threshold, lives 2.4 times longer than a bare one. Which
    level, by the definition shown?"""
    return "b"


def _draw_run(rng):
    return (
        float(rng.uniform(0.05, 0.4)),
        int(rng.integers(2, 9)),
        int(rng.integers(2, 30)),
        float(rng.uniform(0.2, 0.95)),
    )


@exercise(
    cases=[(0.05, 4, 12, 0.6), (0.3, 25, 2, 0.9), _draw_run],
    same=each(close(), close()),
    hints=[
        "A run is good if every logical qubit survives every round: logical times rounds chances "
        "to fail.",
        "1 - p_run = (1 - e)^(rounds * logical); solve for e. The share that passes all rounds is "
        "multiplied together as well.",
        "e = 1 - (1 - p_run) ** (1 / (rounds * logical)); dropped = 1 - acceptance ** (1 / rounds)",
    ],
    insight="Per qubit and round, with the dropped share beside it: only then can two vendors be "
    "put in one column.",
)
def like_with_like(p_run, rounds, logical, acceptance):
    """(error, dropped): the error per logical qubit and round, and the share of runs that a round
    drops. A kept run fails with p_run, which is if any of its logical qubits errs in any round,
    independently, and errors never cancel; acceptance is the share kept after all rounds."""
    error = 1 - (1 - p_run) ** (1 / (rounds * logical))
    return error, 1 - acceptance ** (1 / rounds)


@like_with_like.mistake(hint=2)
def divides_the_chance(p_run, rounds, logical, acceptance):
    """You divided p_run by qubits and rounds. Near enough for small p_run, but a run that fails
    twice counts once: take a root of the chance to survive."""
    return p_run / (rounds * logical), 1 - acceptance ** (1 / rounds)


@like_with_like.mistake(hint=2)
def divides_the_drops(p_run, rounds, logical, acceptance):
    """You divided the dropped share by the rounds. A round can only drop what the earlier ones have
    left: the kept shares of the rounds are multiplied together."""
    return 1 - (1 - p_run) ** (1 / (rounds * logical)), (1 - acceptance) / rounds


@like_with_like.mistake(hint=2)
def divides_both(p_run, rounds, logical, acceptance):
    """You divided both shares. Near enough while they are small, but a run fails once, however many
    errors it has, and can be dropped once: survivals are multiplied together, so take a root."""
    return p_run / (rounds * logical), (1 - acceptance) / rounds


@like_with_like.mistake(hint=2)
def drops_per_qubit(p_run, rounds, logical, acceptance):
    """You shared the drops between the logical qubits too. A round drops the run as a whole: its
    share is asked per round only."""
    root = 1 / (rounds * logical)
    return 1 - (1 - p_run) ** root, 1 - acceptance**root


@like_with_like.mistake(hint=1)
def per_round_only(p_run, rounds, logical, acceptance):
    """Your error is that of all logical qubits together, per round. A machine with more of them
    would look worse for having them."""
    return 1 - (1 - p_run) ** (1 / rounds), 1 - acceptance ** (1 / rounds)


@like_with_like.mistake(hint=1)
def per_qubit_only(p_run, rounds, logical, acceptance):
    """Your error is that of one logical qubit over the whole run. A longer experiment would look
    worse for being longer."""
    return 1 - (1 - p_run) ** (1 / logical), 1 - acceptance ** (1 / rounds)


@like_with_like.mistake(hint=2)
def drops_in_the_whole_run(p_run, rounds, logical, acceptance):
    """Your second number is what the whole run drops. Asked is what one round drops: the
    acceptances of the rounds are multiplied together."""
    return 1 - (1 - p_run) ** (1 / (rounds * logical)), 1 - acceptance


@like_with_like.mistake(hint=1)
def counts_drops_as_failures(p_run, rounds, logical, acceptance):
    """You counted dropped runs as failures. That is a fair figure too, but another one: p_run is
    about the runs that were kept."""
    good = acceptance * (1 - p_run)
    return 1 - good ** (1 / (rounds * logical)), 1 - acceptance ** (1 / rounds)


@question(
    wrong={
        "a": "More of them, but a code of distance 2 cannot correct: it notices an error, and the "
        "run is lost. A count says nothing about that.",
        "b": "Its errors are corrected, but it is only stored: nobody computed with it. And for "
        "the other one we have not seen an error per qubit and round.",
        "d": "They can, per qubit and round and with the dropped share, once both have published "
        "these.",
    },
    hints=["What can distance 2 do, and what distance 7? What happens to a run with an error?"],
    insight="A number of logical qubits without distance, error and dropped runs is not yet a "
    "number of anything.",
)
def ninety_four_and_one():
    """94 logical qubits at distance 2 with dropped runs, or one stored at distance 7: who leads?"""
    return "c"


# --- speed with an error rate -------------------------------------------------------------


def _draw_machine(rng):
    bar = 10 ** rng.uniform(-12, -8)
    p_error = bar * 10 ** (rng.choice([-1, 1]) * rng.uniform(0.1, 2))
    return int(rng.integers(20, 900)), float(10 ** rng.uniform(3, 6)), float(p_error), float(bar)


@exercise(
    cases=[(100, 10_000.0, 8e-13, 1e-12), (1, 9e5, 1.43e-3, 1e-12), _draw_machine],
    same=each(close(rtol=1e-6), close(rtol=2e-3)),
    hints=[
        "Operations a second: each logical qubit makes one per tick of the clock. They count as "
        "reliable only if p_error is not above the bar; else there are none.",
        "n operations without an error show a rate below bar at 95 % if (1 - bar)^n = 0.05: n is "
        "about 3 / bar.",
        "days = (np.log(0.05) / np.log1p(-bar)) / (n_logical * clock_hz) / 86400",
    ],
    insight="At 1 million operations a second, one in a trillion takes 35 days without a single "
    "error to show: nobody will prove it by waiting for less.",
)
def reliable_speed(n_logical, clock_hz, p_error, bar):
    """(rqops, days): reliable operations a second, 0 if the logical error per operation is above
    the bar; and the days that the machine, at its n_logical * clock_hz operations a second, must
    run without an error to show at 95 % that its error is below the bar."""
    speed = n_logical * clock_hz
    operations = np.log(0.05) / np.log1p(-bar)
    return (speed if p_error <= bar else 0), operations / speed / 86400


def _days(speed, operations):
    return operations / speed / 86400


def _silence(bar):
    return np.log(0.05) / np.log1p(-bar)


@reliable_speed.mistake(hint=1)
def counts_unreliable_ones(n_logical, clock_hz, p_error, bar):
    """You counted operations that are not reliable. A machine above the bar has no rQOPS at all:
    speed without an error rate is no figure of merit."""
    speed = n_logical * clock_hz
    return speed, _days(speed, _silence(bar))


@reliable_speed.mistake(hint=1)
def speed_times_success(n_logical, clock_hz, p_error, bar):
    """You took the share of operations that succeed. One bad operation spoils the program: the
    definition has a bar, at which all or none of them count."""
    speed = n_logical * clock_hz
    return speed * (1 - p_error), _days(speed, _silence(bar))


@reliable_speed.mistake(hint=2)
def waits_for_one_error(n_logical, clock_hz, p_error, bar):
    """1 / bar operations are those in which one error is expected *at* the bar. They pass without
    an error in 37 % of cases; for 95 % you need three times as many."""
    speed = n_logical * clock_hz
    return (speed if p_error <= bar else 0), _days(speed, 1 / bar)


@reliable_speed.mistake(hint=2)
def doubts_upside_down(n_logical, clock_hz, p_error, bar):
    """In so short a time a machine at the bar fails in 5 % of cases only. Asked is the time in
    which it stays silent in 5 % of cases only: (1 - bar)^n = 0.05, not 0.95."""
    speed = n_logical * clock_hz
    return (speed if p_error <= bar else 0), _days(speed, np.log(0.95) / np.log1p(-bar))


@reliable_speed.mistake(hint=3)
def waits_in_seconds(n_logical, clock_hz, p_error, bar):
    """Your waiting time is in seconds. Asked are days, of 86,400 seconds each."""
    speed = n_logical * clock_hz
    return (speed if p_error <= bar else 0), _silence(bar) / speed


@reliable_speed.mistake(hint=2)
def no_wait_above_the_bar(n_logical, clock_hz, p_error, bar):
    """You let a machine above the bar wait no time at all. It is asked for as well: how long it has
    to be silent depends on its speed and on the bar, not on its true error."""
    speed = n_logical * clock_hz
    return (speed, _days(speed, _silence(bar))) if p_error <= bar else (0, 0.0)


@reliable_speed.mistake(hint=2)
def one_qubit_waits(n_logical, clock_hz, p_error, bar):
    """Your waiting machine has a single logical qubit. All of them make operations, and all of
    these count."""
    speed = n_logical * clock_hz
    return (speed if p_error <= bar else 0), _days(clock_hz, _silence(bar))


@reliable_speed.mistake(hint=2)
def proves_its_own_error(n_logical, clock_hz, p_error, bar):
    """Your silence is for the machine's own error. Asked is how long it takes to show that the
    error is below the bar."""
    speed = n_logical * clock_hz
    return (speed if p_error <= bar else 0), _days(speed, _silence(p_error))


@reliable_speed.mistake(hint=1)
def bar_upside_down(n_logical, clock_hz, p_error, bar):
    """Your bar is upside down: operations are reliable if the error is *below* the bar."""
    speed = n_logical * clock_hz
    return (speed if p_error > bar else 0), _days(speed, _silence(bar))


# --- dates --------------------------------------------------------------------------------


def _place_of_fate(word):
    fates = ("met", "late", "overdue", "open")
    if str(word).strip().lower() not in fates:
        raise ValueError(f"one of {', '.join(fates)} is asked")
    return fates.index(str(word).strip().lower())


def _draw_plan(rng):
    def day(low, high):
        year, month = rng.integers(low, high), rng.integers(1, 13)
        return f"{year}-{month:02d}-{rng.integers(1, 29):02d}"

    due = day(2024, 2029)[: rng.choice([4, 7, 10])]
    return due, (day(2024, 2029) if rng.random() < 0.6 else None), day(2026, 2028)


@exercise(
    cases=[
        ("2026", None, "2026-11-21"),
        ("2025", None, "2026-11-21"),
        ("2025", "2021-01-06", "2026-11-21"),
        ("2025-06", "2025-06-30", "2026-11-21"),
        ("2025-06", "2025-07-01", "2026-11-21"),
        ("2024-05-31", "2026-12-02", "2026-11-21"),
        ("2027", "2026-12-02", "2026-11-21"),
        ("2026-11-21", "2026-11-21", "2026-11-21"),
        ("2026-11-21", None, "2026-11-21"),
        _draw_plan,
    ],
    same=exact().of(_place_of_fate, "the word"),
    hints=[
        "First: what is known today? A demonstration that is published later does not count yet.",
        'A year ends on its last day. Dates like these can be compared as text; due + "-99" comes '
        "after every day of that year or month.",
        'Known: "met" if shown <= due + "-99", else "late". Not known: "overdue" if '
        'today > due + "-99", else "open".',
    ],
    insight="Overdue is not refuted and open is not promised: a date only says when to look again.",
)
def fate_of_a_plan(due, shown, today):
    """One of "met", "late", "overdue", "open". Dates are text, YYYY-MM-DD; due may also be YYYY or
    YYYY-MM, which run to their last day. shown is the day on which it was shown, or None; what is
    shown after today is not known yet. "overdue" and "open" are plans that nobody has shown."""
    end = due + "-99"
    if shown is not None and shown <= today:
        return "met" if shown <= end else "late"
    return "overdue" if today > end else "open"


def _fate(end, shown, today):
    if shown is not None and shown <= today:
        return "met" if shown <= end else "late"
    return "overdue" if today > end else "open"


@fate_of_a_plan.mistake(hint=2)
def year_begins(due, shown, today):
    """You compared the texts as they are: then a year or a month is over when it begins. "By 2026"
    runs to its last day."""
    return _fate(due, shown, today)


@fate_of_a_plan.mistake(hint=1)
def knows_the_future(due, shown, today):
    """You used what is published only after today. Judged today, it has not been shown."""
    return _fate(due + "-99", shown, "9999") if shown else _fate(due + "-99", None, today)


@fate_of_a_plan.mistake(hint=3)
def better_late_than_never(due, shown, today):
    """You call met what was shown after its date. It was shown, but late: who compares roadmaps
    wants to know that."""
    found = _fate(due + "-99", shown, today)
    return "met" if found == "late" else found


@fate_of_a_plan.mistake(hint=3)
def late_is_overdue(due, shown, today):
    """You call overdue what was shown after its date. It has been shown by now: it is late. Overdue
    is for what nobody has shown."""
    found = _fate(due + "-99", shown, today)
    return "overdue" if found == "late" else found


@fate_of_a_plan.mistake(hint=2)
def last_day_is_too_late(due, shown, today):
    """You call late what was shown on its last day. "By 31 October" includes 31 October."""
    end = due if len(due) == 10 else due + "-99"
    found = _fate(end, shown, today)
    return "late" if found == "met" and shown == end else found


@fate_of_a_plan.mistake(hint=2)
def last_day_is_over(due, shown, today):
    """You call overdue what may still be shown today. On its last day the date is not over."""
    end = due if len(due) == 10 else due + "-99"
    found = _fate(end, shown, today)
    return "overdue" if found == "open" and today == end else found


@fate_of_a_plan.mistake(hint=3)
def impatient(due, shown, today):
    """You call overdue what has not been shown, although its date is still to come: it is open."""
    found = _fate(due + "-99", shown, today)
    return "overdue" if found == "open" else found


@fate_of_a_plan.mistake(hint=3)
def patient(due, shown, today):
    """You call open what has not been shown, although its date has passed: it is overdue."""
    found = _fate(due + "-99", shown, today)
    return "open" if found == "overdue" else found


# --- two points ---------------------------------------------------------------------------


def _draw_points(rng):
    t1 = float(rng.uniform(2015, 2020))
    t2 = t1 + float(rng.uniform(1.5, 5))
    n1, n2 = float(rng.uniform(5, 30)), float(rng.uniform(50, 400))
    return t1, n1, t2, n2, float(rng.uniform(1.2, 2.5)), t2 + float(rng.uniform(1, 6))


@exercise(
    cases=[(2020.0, 10.0, 2022.0, 40.0, 1.5, 2026.0), _draw_points],
    same=each(*[close(rtol=1e-6)] * 3),
    hints=[
        "Constant doubling is a straight line in the logarithm. Write the value at t as a weighted "
        "sum of ln n1 and ln n2.",
        "With s = (t - t1) / (t2 - t1) it is (1 - s) ln n1 + s ln n2. Each logarithm has the error "
        "ln(factor), and independent errors add as squares: the weights count squared.",
        "error = ln(factor) * sqrt((1 - s)**2 + s**2); best * exp(∓error)",
    ],
    insight="Two points always lie on an exponential. At twice their distance beyond the second, a "
    "factor 1.5 in each of them has become a factor 4.3.",
)
def two_point_forecast(t1, n1, t2, n2, factor, t):
    """(best, low, high) at time t if the numbers n1 at t1 and n2 at t2 grow on as an exponential.
    Each is known to a factor: one standard error of its logarithm is ln(factor). low and high are
    one standard error of the forecast's logarithm away."""
    s = (t - t1) / (t2 - t1)
    best = n1 ** (1 - s) * n2**s
    error = np.log(factor) * np.sqrt((1 - s) ** 2 + s**2)
    return best, best * np.exp(-error), best * np.exp(error)


def _line(t1, n1, t2, n2, t):
    s = (t - t1) / (t2 - t1)
    return s, n1 ** (1 - s) * n2**s


@two_point_forecast.mistake(hint=1)
def goes_on_in_a_line(t1, n1, t2, n2, factor, t):
    """Your forecast goes on as a straight line in the numbers. An exponential is straight in their
    logarithm."""
    s, _ = _line(t1, n1, t2, n2, t)
    return _around((1 - s) * n1 + s * n2, np.log(factor) * np.sqrt((1 - s) ** 2 + s**2))


@two_point_forecast.mistake(hint=2)
def keeps_the_factor(t1, n1, t2, n2, factor, t):
    """You gave the forecast the same factor as the points. Errors grow with the distance: a small
    turn of the line moves its far end a lot."""
    _, best = _line(t1, n1, t2, n2, t)
    return _around(best, np.log(factor))


@two_point_forecast.mistake(hint=2)
def adds_worst_cases(t1, n1, t2, n2, factor, t):
    """You added the sizes of the two errors, as if they were at their worst together. Independent
    errors add as squares."""
    s, best = _line(t1, n1, t2, n2, t)
    return _around(best, np.log(factor) * (abs(1 - s) + s))


@two_point_forecast.mistake(hint=2)
def cancels_the_errors(t1, n1, t2, n2, factor, t):
    """Your weights have added up to one, so that the errors cancel to a single factor. They have
    opposite signs, but the errors are independent: square the weights first."""
    s, best = _line(t1, n1, t2, n2, t)
    return _around(best, np.log(factor) * abs(s))


@two_point_forecast.mistake(hint=1)
def weights_exchanged(t1, n1, t2, n2, factor, t):
    """You exchanged the two weights. At t1, where s = 0, your line must give n1, and at t2 it must
    give n2."""
    s, best = _line(t1, n2, t2, n1, t)
    return _around(best, np.log(factor) * np.sqrt((1 - s) ** 2 + s**2))


@two_point_forecast.mistake(hint=3)
def two_standard_errors(t1, n1, t2, n2, factor, t):
    """You went 1.96 standard errors to either side. Asked is one here."""
    s, best = _line(t1, n1, t2, n2, t)
    return _around(best, 1.96 * np.log(factor) * np.sqrt((1 - s) ** 2 + s**2))


@two_point_forecast.mistake(hint=3)
def forgets_to_take_the_root(t1, n1, t2, n2, factor, t):
    """The root is missing: the squares of the weights add up to the *squared* error, in units of
    ln(factor)."""
    s, best = _line(t1, n1, t2, n2, t)
    return _around(best, np.log(factor) * ((1 - s) ** 2 + s**2))


@two_point_forecast.mistake(hint=3)
def factor_for_its_logarithm(t1, n1, t2, n2, factor, t):
    """You took the factor itself as the standard error of the logarithm. It is ln(factor)."""
    s, best = _line(t1, n1, t2, n2, t)
    return _around(best, factor * np.sqrt((1 - s) ** 2 + s**2))


@two_point_forecast.mistake(hint=3)
def error_of_two_points(t1, n1, t2, n2, factor, t):
    """You gave both points the weight one. Far from them the weights are larger: s and 1 - s."""
    _, best = _line(t1, n1, t2, n2, t)
    return _around(best, np.log(factor) * np.sqrt(2))


# --- networks -----------------------------------------------------------------------------


@exercise(
    same=_SAME_GRADES,
    accepts=_judge("network"),
    hints=_GRADE_HINTS,
    insight="Impossible, guaranteed, market, record: the louder the word, the more it pays to ask "
    "for the condition beside the number.",
)
def network_grades():
    """The grades of the claims A to I about networks, {"A": "wrong", ...}."""
    return {
        "A": "wrong",  # what can be seen at one end does not change: a theorem
        "B": "disputed",  # by a published attack; "wrong" can be defended as well
        "C": "measured",  # that attack, with its condition
        "D": "measured",  # a paper, with uncertainty
        "E": "projected",  # about 2035
        "F": "claimed",  # a press release without length and loss
        "G": "claimed",  # the maker's article, no paper found
        "H": "measured",  # of the qubits that arrived, as the authors say
        "I": "reproduced",  # a bound that a test computes
    }


network_grades.mistake(believes_all, hint=3)
network_grades.mistake(believes_none, hint=3)


@network_grades.mistake(hint=2)
def refutes_no_networks():
    """You refuted nothing: what is wrong or disputed you graded as claimed. By the rule, a
    contradiction comes before the question whether there are data."""
    return _but("network", {"wrong": "claimed", "disputed": "claimed"})


@network_grades.mistake(hint=3)
def takes_releases_for_data():
    """You took every statement about the past for measured. A press release or an article of the
    maker, without length, loss or data, is claimed until more can be looked up."""
    return _but("network", {"claimed": "measured"})


def _draw_link(rng):
    return (
        float(10 ** rng.uniform(3, 6)),
        float(rng.uniform(20, 150)),
        float(rng.uniform(0.16, 0.35)),
    )


@exercise(
    cases=[(80e3, 56.0, 0.2), (6.5, 405.0, 0.17), _draw_link],
    same=close(rtol=1e-4, atol=0),
    hints=[
        "No protocol without a station on the way has more than -log2(1 - eta) secret bits per "
        "use. How many uses a second does the rate need, then?",
        "eta = 10 ** (-loss * length / 10)",
        "rate / (-np.log1p(-eta) / np.log(2))",
    ],
    insight="80,000 bit/s over 56 km need 0.7 million uses a second, which usual systems have: "
    "possible is not measured, but impossible would have been news.",
)
def least_clock_hz(rate, length_km, loss_db_per_km):
    """The smallest number of uses a second with which a fibre without repeater can carry so many
    secret bits a second: a use carries at most -log2(1 - eta) of them."""
    eta = 10 ** (-loss_db_per_km * length_km / 10)
    return rate / (-np.log1p(-eta) / np.log(2))


def _clock(rate, eta):
    return rate * np.log(2) / -np.log1p(-eta)


@least_clock_hz.mistake(hint=1)
def one_bit_per_photon(rate, length_km, loss_db_per_km):
    """You allow one secret bit for each photon that arrives. The bound is higher, 1.44 eta for
    small eta and more for larger: it holds for every protocol, also for those with other light."""
    return rate / 10 ** (-loss_db_per_km * length_km / 10)


@least_clock_hz.mistake(hint=3)
def only_for_long_fibres(rate, length_km, loss_db_per_km):
    """You took 1.44 eta, what the bound tends to for small eta. Over 20 km it is too low by a
    fifth: take the logarithm."""
    return rate / (1.44 * 10 ** (-loss_db_per_km * length_km / 10))


@least_clock_hz.mistake(hint=3)
def counts_in_nats(rate, length_km, loss_db_per_km):
    """You took the natural logarithm. Bits need the one to base 2."""
    return _clock(rate, 10 ** (-loss_db_per_km * length_km / 10)) / np.log(2)


@least_clock_hz.mistake(hint=2)
def decibels_as_powers_of_e(rate, length_km, loss_db_per_km):
    """You took e to the power of the loss. A decibel is a tenth of a power of ten: base 10."""
    return _clock(rate, np.exp(-loss_db_per_km * length_km / 10))


@least_clock_hz.mistake(hint=2)
def amplitude_for_power(rate, length_km, loss_db_per_km):
    """You divided the decibels by 20. That is for the amplitude of a wave; photons are counted, and
    for them 10 dB are one power of ten."""
    return _clock(rate, 10 ** (-loss_db_per_km * length_km / 20))


@least_clock_hz.mistake(hint=2)
def forgets_the_tenth(rate, length_km, loss_db_per_km):
    """10 dB are one power of ten: the exponent has to be divided by 10."""
    return _clock(rate, 10 ** (-loss_db_per_km * length_km))


@least_clock_hz.mistake(hint=1)
def multiplies(rate, length_km, loss_db_per_km):
    """You multiplied the rate by the bits per use. That many bits would come out if the rate were
    the clock; asked is the clock that the rate needs."""
    return rate * rate / _clock(rate, 10 ** (-loss_db_per_km * length_km / 10))


@question(
    wrong={
        "a": "Its links are slower by orders of magnitude, and a qubit cannot be copied or "
        "amplified: for files there is nothing to gain.",
        "b": "Correlations carry no message: whoever wants to use them has to wait for a classical "
        "one.",
        "d": "It would need the classical internet at every step: outcomes, heralds, clocks, "
        "authentication.",
    },
    hints=["Which of these did you compute a protocol for, and which did a theorem exclude?"],
    insight="A quantum network adds what copying destroys: keys with a bound on what others know, "
    "and entanglement. It replaces nothing.",
)
def what_it_adds():
    """What does a quantum internet add to the classical one, by all that this course has shown?"""
    return "c"
