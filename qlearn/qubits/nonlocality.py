"""Bell tests: correlations that answers agreed upon beforehand cannot reach.

Questions and answers are bits. A setting is a number, the angle (rad) of an axis in the x-z plane
of the Bloch sphere, measured from +z, or any axis that `unit_axis` takes. The outcome 0 means
found along the axis. Counts of a whole test are a dict {questions: Counts}, one entry for each
combination of questions, such as {(0, 0): Counts, (0, 1): Counts, ...}.

CHSH game: two players get x and y and win if their answers differ for x = y = 1 and agree else.
GHZ game: three players get 000, 011, 101 or 110 and win if the number of ones among their answers
is even for 000 and odd else.
"""

import itertools
from collections import Counter
from functools import reduce

import numpy as np

from qlearn.qubits import gates
from qlearn.qubits.entanglement import as_pair, correlation_matrix
from qlearn.qubits.inputs import as_density, positive_integer, unit_axis
from qlearn.qubits.measurement import Counts, expect
from qlearn.qubits.states import bits_of

CHSH_QUESTIONS = ((0, 0), (0, 1), (1, 0), (1, 1))
GHZ_QUESTIONS = ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0))


# --- Two parties --------------------------------------------------------------------------


def correlation(state, a, b):
    """The mean product of the two outcomes, +1 or -1 each, for the settings a and b; a float.

    For Phi+ and two angles it is cos(a - b).

    >>> round(correlation([0.5**0.5, 0, 0, 0.5**0.5], 0, np.pi / 3), 6)
    0.5
    """
    return float(setting_axis(a) @ correlation_matrix(state) @ setting_axis(b))


def chsh_value(state, a0, a1, b0, b1):
    """S = E(a0,b0) + E(a0,b1) + E(a1,b0) - E(a1,b1), from -2 sqrt 2 to 2 sqrt 2.

    Answers that are fixed beforehand, and all states that are not entangled, stay within -2 to 2.
    Source: Clauser, Horne, Shimony, Holt, Phys. Rev. Lett. 23, 880 (1969).

    >>> quarter = np.pi / 4
    >>> round(chsh_value([0.5**0.5, 0, 0, 0.5**0.5], 0, 2 * quarter, quarter, -quarter), 6)
    2.828427
    """
    t = correlation_matrix(state)
    a0, a1, b0, b1 = (setting_axis(setting) for setting in (a0, a1, b0, b1))
    return float(a0 @ t @ (b0 + b1) + a1 @ t @ (b0 - b1))


def chsh_max(state):
    """The largest S over all settings: 2 sqrt(t1^2 + t2^2), t the two largest singular values of T.

    T is the correlation matrix. Source: R., P. and M. Horodecki, Phys. Lett. A 200, 340 (1995).

    >>> round(chsh_max([0.6, 0, 0, 0.8]), 4), chsh_max([1, 0, 0, 0])
    (2.7724, 2.0)
    """
    t1, t2, _ = np.linalg.svd(correlation_matrix(as_pair(state)), compute_uv=False)
    return float(2 * np.hypot(t1, t2))


def chsh_estimate(counts):
    """(S, dS) from the counts of a CHSH test: the estimate and its standard error.

    Each correlation is a mean over the shots of its own pair of questions; the four errors are
    independent, so their squares add up: sqrt(2/N) at the best settings with N shots each.

    >>> always = {questions: Counts({"00": 100}) for questions in CHSH_QUESTIONS}
    >>> s, ds = chsh_estimate(always)
    >>> s, round(ds, 3)
    (2.0, 0.02)
    """
    _check_questions(counts, CHSH_QUESTIONS)
    signs = [1, 1, 1, -1]
    means = [counts[questions].parity() for questions in CHSH_QUESTIONS]
    errors = [counts[questions].parity_stderr() for questions in CHSH_QUESTIONS]
    return float(np.dot(signs, means)), float(np.linalg.norm(errors))


# --- Three parties ------------------------------------------------------------------------


def mermin(state):
    """<XXX> - <XYY> - <YXY> - <YYX> of three qubits: 4 for GHZ; fixed answers stay in -2 to 2.

    Source: N. D. Mermin, Phys. Rev. Lett. 65, 1838 (1990).

    >>> round(mermin([0.5**0.5, 0, 0, 0, 0, 0, 0, 0.5**0.5]), 6)
    4.0
    """
    return expect("XXX", state) - sum(expect(word, state) for word in ("XYY", "YXY", "YYX"))


# --- Games and their referee --------------------------------------------------------------


def play(players, questions, shots, rng):
    """The Counts of `shots` rounds for each combination of questions, with classical players.

    A player is a function (question, rng) -> 0 or 1. No player is told the others' questions;
    each has coins of its own, and is asked in an order of its own, so that a memory which players
    share says nothing about the round. Raises ValueError for another answer than 0 or 1.

    >>> def zero(question, rng):
    ...     return 0
    >>> counts = play([zero, zero], CHSH_QUESTIONS, 100, np.random.default_rng(1))
    >>> chsh_win_rate(counts), counts[0, 0]
    (0.75, {'00': 100})
    """
    shots = positive_integer("shots", shots)
    asked = np.repeat(questions, shots, axis=0)
    if asked.ndim != 2 or asked.shape[1] != len(players):
        raise ValueError(f"questions = {questions!r}; allowed: one question for each player")
    answers = [_answers(player, asked[:, k], rng) for k, player in enumerate(players)]
    words = ["".join(map(str, answer)) for answer in zip(*answers, strict=True)]
    return {
        tuple(question): Counts(Counter(words[i * shots : (i + 1) * shots]))
        for i, question in enumerate(questions)
    }


def _answers(player, questions, rng):
    coins, answers = rng.spawn(1)[0], [None] * len(questions)
    for k in rng.permutation(len(questions)):
        answer = player(int(questions[k]), coins)
        if answer not in (0, 1):
            raise ValueError(f"a player answered {answer!r}; allowed: 0 or 1")
        answers[k] = int(answer)
    return answers


def play_entangled(state, settings, questions, shots, rng):
    """The Counts of `shots` rounds for each combination of questions, answered by measuring.

    Player k holds qubit k of a fresh copy of `state`, measures along settings[k][question], and
    answers with the outcome. Raises ValueError if there are not as many players as qubits.

    >>> settings = [[0, np.pi / 2], [np.pi / 4, -np.pi / 4]]
    >>> pair = [0.5**0.5, 0, 0, 0.5**0.5]
    >>> counts = play_entangled(pair, settings, CHSH_QUESTIONS, 1000, np.random.default_rng(1))
    >>> chsh_win_rate(counts)
    0.85
    """
    rho, shots = as_density(state), positive_integer("shots", shots)
    n = len(rho.dims[0])
    if len(settings) != n:
        raise ValueError(f"settings are for {len(settings)} players; allowed: {n}, one per qubit")
    counts = {}
    for question in questions:
        axes = [settings[k][bit] for k, bit in enumerate(question)]
        drawn = rng.multinomial(shots, outcome_probabilities(rho, axes))
        counts[tuple(question)] = Counts({bits_of(i, n): int(c) for i, c in enumerate(drawn) if c})
    return counts


def outcome_probabilities(state, settings):
    """The probability of every combination of outcomes, array (2^n,), one setting per qubit.

    >>> pair = [0.5**0.5, 0, 0, 0.5**0.5]
    >>> print(outcome_probabilities(pair, [0, np.pi / 2]).round(6))
    [0.25 0.25 0.25 0.25]
    """
    projectors = [_projectors(setting_axis(setting)) for setting in settings]
    rho = as_density(state).full()
    if len(rho) != 2 ** len(projectors):
        raise ValueError(f"settings are {len(projectors)} in number; allowed: one for each qubit")
    effects = [reduce(np.kron, chosen) for chosen in itertools.product(*projectors)]
    born = np.array([np.trace(effect @ rho).real for effect in effects]).clip(0)
    return born / born.sum()


def _projectors(axis):
    """The projectors on "found along the axis" and "found against it"."""
    x, y, z = axis
    spin = (x * gates.X + y * gates.Y + z * gates.Z).full()
    return (np.eye(2) + spin) / 2, (np.eye(2) - spin) / 2


def setting_axis(setting):
    """The unit vector of a setting: an angle from +z towards +x in radians, or an axis.

    >>> print(setting_axis(np.pi / 2).round(6), setting_axis("y"))
    [1. 0. 0.] [0. 1. 0.]
    """
    if np.ndim(setting) == 0 and not isinstance(setting, str):
        return unit_axis([np.sin(setting), 0, np.cos(setting)])
    return unit_axis(setting)


def chsh_win_rate(counts):
    """The fraction of CHSH games won, all pairs of questions weighing the same: 1/2 + S/8.

    Its mean is at most 3/4 with answers fixed beforehand, cos^2(pi/8) = 0.8536 with a Bell pair.

    >>> chsh_win_rate({q: Counts({"00": 50, "10": 50}) for q in CHSH_QUESTIONS})
    0.5
    """
    return 0.5 + chsh_estimate(counts)[0] / 8


def ghz_win_rate(counts):
    """The fraction of GHZ games won; its mean is at most 3/4 with fixed answers, 1 with GHZ.

    >>> ghz_win_rate({q: Counts({"111": 10}) for q in GHZ_QUESTIONS})
    0.75
    """
    _check_questions(counts, GHZ_QUESTIONS)
    wanted = {questions: -1 if any(questions) else 1 for questions in GHZ_QUESTIONS}
    return float(np.mean([(1 + sign * counts[q].parity()) / 2 for q, sign in wanted.items()]))


def _check_questions(counts, questions):
    if set(counts) != set(questions):
        raise ValueError(f"counts are for the questions {sorted(counts)}; allowed: {questions}")
