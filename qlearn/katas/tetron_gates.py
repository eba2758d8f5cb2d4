"""Exercises on gates by measurement: braids without motion, recipes, Pauli frame, errors.

Tetrons are qubits here (`qlearn.topology.tetron`); outcomes are +1 and -1, the first stands first.
"""

import itertools

import numpy as np

from qlearn.exercise import close, exact, exercise, progress_report, question, same_state
from qlearn.exercise import same_operator as same_matrix
from qlearn.exercise.reading import Unlike, numbers
from qlearn.qubits import random_ket
from qlearn.topology import fermions, tetron_gates
from qlearn.topology.tetron_register import Tetrons

progress = progress_report(__name__)

SIGNS = (1, -1)
STEPS = ((3, 4), (1, 3), (2, 3), (3, 4))


def _signs(rng, n):
    return tuple(int(s) for s in rng.choice(SIGNS, n))


# --- A braid without motion ----------------------------------------------------------------


def _gammas(rng, n_modes=3):
    """Majorana operators in a gauge of their own: each with a sign."""
    signs = _signs(rng, 2 * n_modes)
    return [s * g for s, g in zip(signs, fermions.majoranas(n_modes), strict=True)]


@exercise(
    cases=[
        (fermions.majoranas(2), (1, -1, 1, -1)),
        (fermions.majoranas(2), (-1, 1, 1, 1)),
        lambda rng: (_gammas(rng), _signs(rng, 4)),
    ],
    same=same_matrix(phase="fixed"),
    hints=[
        "The parity of a pair is P = i gamma_k gamma_j: Hermitian, with P^2 = 1. Which operator "
        "keeps the states with P = s and removes the others?",
        "(1 + s P)/2. Python counts from 0: gamma_3 is g[2].",
        "Start from result = 1 and go through the pairs (3, 4), (1, 3), (2, 3), (3, 4): each new "
        "projector is multiplied from the left.",
    ],
    insight="The product is 8^(-1/2) times a unitary on what the first measurement has left: each "
    "of the eight outcomes after it has the probability 1/8, and nothing is learned of the qubit.",
)
def four_measurements(g, outcomes):
    """The product of four projectors: the parities of the pairs (3, 4), (1, 3), (2, 3) and (3, 4)
    are measured one after the other with these outcomes. g = [gamma_1, gamma_2, ...]."""
    result = 1
    for (k, j), s in zip([(3, 4), (1, 3), (2, 3), (3, 4)], outcomes, strict=True):
        parity = 1j * g[k - 1] * g[j - 1]
        result = (1 + s * parity) / 2 * result
    return result


def _product(g, outcomes, steps=STEPS, i=1j):
    result = 1
    for (k, j), s in zip(steps, outcomes, strict=True):
        result = (1 + s * i * g[k - 1] * g[j - 1]) / 2 * result
    return result


@four_measurements.mistake(hint=3)
def writes_the_first_leftmost(g, outcomes):
    """Your order is reversed. What is written rightmost acts first on a ket to its right, so the
    first measurement stands at the right end of the product."""
    return _product(g, outcomes).dag()


@four_measurements.mistake(hint=2)
def forgets_the_half(g, outcomes):
    """Your result is 16 times too large: a projector is (1 + s P)/2, with the 1/2. Else it does
    not give the same when it is applied twice."""
    return 16 * _product(g, outcomes)


@four_measurements.mistake(hint=1)
def forgets_the_i(g, outcomes):
    """The i is missing: gamma_k gamma_j squares to -1, so it has no real eigenvalues and cannot be
    measured. The parity is i gamma_k gamma_j."""
    return _product(g, outcomes, i=1)


@four_measurements.mistake(hint=2)
def ignores_the_outcomes(g, outcomes):
    """You project on +1 each time. Which outcome comes is not ours to choose: s belongs into the
    projector."""
    return _product(g, (1, 1, 1, 1))


@four_measurements.mistake(hint=2)
def projects_on_the_other_outcome(g, outcomes):
    """Your projectors keep the states that have the other parity: (1 - s P)/2. Did gamma_j stand
    before gamma_k? Exchanging them changes the sign."""
    return _product(g, [-s for s in outcomes])


@four_measurements.mistake(hint=3)
def exchanges_the_middle(g, outcomes):
    """The two measurements in the middle are exchanged: (1, 3) comes before (2, 3). They do not
    commute; in the other order it is the exchange in the other sense."""
    return _product(g, outcomes, (STEPS[0], STEPS[2], STEPS[1], STEPS[3]))


@four_measurements.mistake(hint=2)
def turns_the_second_pair_round(g, outcomes):
    """The sign of the second parity is turned: you have i gamma_3 gamma_1, and asked is
    i gamma_1 gamma_3. A pair of modes has no order, but the sign of its parity has."""
    return _product(g, outcomes, (STEPS[0], (3, 1), *STEPS[2:]))


def _all_mended(repair, seed):
    """For all 16 outcomes: overlap with the exchange in one sense and in the other, and whether
    the repair is unitary. The sense that fits the first outcome better stands first."""
    g, seen = _gammas(np.random.default_rng(seed)), []
    for outcomes in itertools.product(SIGNS, repeat=4):
        try:
            done = numbers(repair(list(g), outcomes))
        except Unlike as unlike:
            return str(unlike)
        done = done * np.eye(8) if done.size == 1 else done
        if done.shape != (8, 8):
            return f"an operator like those in g is asked, 8 x 8, and this has shape {done.shape}"
        made = done @ _product(g, outcomes).full() * np.sqrt(8)
        start = (1 + outcomes[0] * 1j * g[2] * g[3]) / 2
        wanted = [(1 + sign * g[0] * g[1]) / np.sqrt(2) * start for sign in SIGNS]
        unitary = np.allclose(done @ done.conj().T, np.eye(8), atol=1e-6)
        seen.append([*(abs(np.vdot(w.full(), made)) / 4 for w in wanted), unitary])
    seen = np.array(seen)
    return seen if tuple(seen[:, 0].round(6)) >= tuple(seen[:, 1].round(6)) else seen[:, [1, 0, 2]]


def _always_one_exchange(seen, seed):
    if isinstance(seen, str):
        return seen
    if not seen[:, 2].all():
        return "what you return is not unitary: a repair is a gate, it can project nothing away"
    right = seen[:, :2] > 1 - 1e-6
    if right.all(axis=0).any():
        return True
    either, most = right.any(axis=1).sum(), right.sum(axis=0).max()
    if either == len(seen):
        return (
            f"an exchange in all 16 branches, but only in {most} of them in one and the same "
            "sense: with C = i gamma_2 gamma_3 the product s1 * s2 tells it, no outcome alone"
        )
    return (
        f"in {either} of 16 branches it is an exchange, in {most} of them in one and the same sense"
    )


@exercise(
    referee=_all_mended,
    cases=[(1,), (2,)],
    same=close(),
    accepts=_always_one_exchange,
    hints=[
        "Two things can be amiss: the helpers end with another parity than they had at first, and "
        "the exchange has gone the wrong way round. Each is one factor.",
        "C = i gamma_2 gamma_3 if s3 differs from s0. And exp(+pi/4 gamma_1 gamma_2) is "
        "exp(-pi/4 gamma_1 gamma_2) times something simple.",
        "That something is exp(pi/2 gamma_1 gamma_2) = gamma_1 gamma_2: needed if s1 * s2 == -1. "
        "The order of the two factors changes only a phase.",
    ],
    insight="What chance adds is always a product of pairs: Pauli operators of the qubits. They "
    "need not be applied, it is enough to know them.",
)
def repair(g, outcomes):
    """The unitary to be applied after `four_measurements`, so that for all outcomes (s0, s1, s2,
    s3) one and the same exchange of gamma_1 and gamma_2 is left, in the sense that you prefer."""
    s0, s1, s2, s3 = outcomes
    result = g[0] * g[0]  # the identity
    if s3 != s0:
        result = 1j * g[1] * g[2] * result
    if s1 * s2 == -1:
        result = g[0] * g[1] * result
    return result


def _mend(g, helpers, sense):
    result = g[0] * g[0]
    result = 1j * g[1] * g[2] * result if helpers else result
    return g[0] * g[1] * result if sense else result


@repair.mistake(hint=1)
def does_nothing(g, outcomes):
    """An exchange is left in half of the branches only, those with s3 = s0, and half of these go
    the other way round. This is what the measurements do if nothing is repaired."""
    return _mend(g, False, False)


@repair.mistake(hint=2)
def mends_the_helpers_only(g, outcomes):
    """Now it is an exchange in every branch, but in half of them the other way round: the sense is
    given by s1 * s2."""
    return _mend(g, outcomes[3] != outcomes[0], False)


@repair.mistake(hint=1)
def mends_the_sense_only(g, outcomes):
    """Right where s3 = s0, always in the same sense. In the other half of the branches, where the
    helpers 3 and 4 have changed their parity, no exchange is left: i gamma_2 gamma_3 mends it."""
    return _mend(g, False, outcomes[1] * outcomes[2] == -1)


@repair.mistake(hint=2)
def forgets_the_first_outcome(g, outcomes):
    """Right if s0 = +1. The helpers need not end with +1, they have to end as they began: compare
    s3 with s0."""
    return _mend(g, outcomes[3] == -1, outcomes[1] * outcomes[2] == -1)


@repair.mistake(hint=3)
def undoes_the_exchange(g, outcomes):
    """No exchange is left in any branch. The exponential of the formula makes it once more, its
    inverse undoes it. The exchange is to stay: mend C, and the sense in half of the branches."""
    _, s1, s2, _ = outcomes
    exchange = (1 + s1 * s2 * g[0] * g[1]) / np.sqrt(2)
    return exchange * _mend(g, outcomes[3] != outcomes[0], False)


@question(
    wrong={
        "a": "That works, and it was the first proposal, forced measurement: a step back, and once "
        "more, until it comes. But it takes time and is not needed: the outcome says what differs.",
        "b": "It would work if the pulse were perfect; but then one would need analogue control "
        "again, and that is what measuring was to spare.",
        "d": "Half of all runs for each gate: after 50 gates one run in 10^15 would be left.",
    },
    hints=["What is left to undo is a Pauli operator. What does it do to a later measurement?"],
    insight="The Pauli frame: a few classical bits instead of pulses. It is exact, and it costs "
    "no time.",
)
def unwanted_outcome():
    """The last outcome was not the one you wished for. What is the best to do?"""
    return "c"


# --- Recipes ---------------------------------------------------------------------------------


def _draw_branch(rng):
    return (random_ket(1, rng).full()[:, 0], *_signs(rng, 3))


@exercise(
    cases=[
        ([0.6, 0.8j], 1, 1, -1),
        ([0.48 + 0.36j, 0.8], 1, 1, 1),
        ([0.6, 0.48 - 0.64j], -1, 1, 1),
        ([0.6, 0.48 - 0.64j], 1, -1, 1),
        _draw_branch,
    ],
    same=same_state(),
    hints=[
        "Four amplitudes: np.kron(psi, [1, 0]), data first. A measurement of P with outcome m "
        "takes state to (state + m * P @ state)/2.",
        "P is np.kron(I, X), then np.kron(Z, Z), then np.kron(I, Y). In the end the ancilla is in "
        "(|0> + i m2 |1>)/sqrt 2, and the state is a product.",
        "state.reshape(2, 2)[:, 0] has the data's amplitudes, up to a factor: divide by the norm.",
    ],
    insight="S if m0 m1 m2 = -1, and Z S if it is +1: three measurements, none of the data alone, "
    "have turned it by a quarter.",
)
def after_three(psi, m0, m1, m2):
    """Amplitudes of the data tetron, psi = [a, b] before, after X of the ancilla gave m0, ZZ of
    both m1, and Y of the ancilla m2. The ancilla (second factor) began in |0>."""
    one, x, y = np.eye(2), np.array([[0, 1], [1, 0]]), np.array([[0, -1j], [1j, 0]])
    z = np.diag([1, -1])
    state = np.kron(psi, [1, 0])
    for parity, m in [(np.kron(one, x), m0), (np.kron(z, z), m1), (np.kron(one, y), m2)]:
        state = (state + m * parity @ state) / 2
    data = state.reshape(2, 2)[:, 0]
    return data / np.linalg.norm(data)


@after_three.mistake
def always_finds_s(psi, m0, m1, m2):
    """This is S|psi> whatever the outcomes were. It is right if m0 m1 m2 = -1; in the other half of
    the branches there is a Z more."""
    return np.array([1, 1j]) * psi


@after_three.mistake
def finds_the_other_sign(psi, m0, m1, m2):
    """You have S and S^+ exchanged: a Z too much or too few in every branch. It comes out like this
    if the three measurements stand in reverse order, or if the sign of an outcome or of Y is
    turned."""
    return np.array([1, m0 * m1 * m2 * 1j]) * psi


@after_three.mistake(hint=1)
def reads_the_data(psi, m0, m1, m2):
    """You have |0> or |1>: the data has been read. That happens if ZZ is measured while the ancilla
    is in |0>, before its X, or if Z of the data alone is measured. It also comes out if you take
    the amplitudes where the ancilla is 0 before its Y: until then the two are entangled."""
    return np.array([1, 0]) if m1 == 1 else np.array([0, 1])


@after_three.mistake(hint=2)
def returns_the_ancilla(psi, m0, m1, m2):
    """This is the state of the ancilla. The data is the first factor: the rows of
    state.reshape(2, 2)."""
    return np.array([1, 1j * m2]) / np.sqrt(2)


@after_three.mistake(hint=2)
def ends_with_the_same_letter(psi, m0, m1, m2):
    """Your data is as before, but for a Z in half of the branches. That is what comes out if the
    last step measures X of the ancilla, the letter it began with: the quarter turn needs Y."""
    return np.asarray(psi) * [1, m0 * m2]


@after_three.mistake(hint=1)
def forgets_the_joint_outcome(psi, m0, m1, m2):
    """Right if m1 = +1. If it is -1, the ancilla is 1 where the data is 0, so the sign of m0 and
    the i of m2 come to the other amplitude: a Z more."""
    return np.asarray(psi) * [1, -1j * m0 * m2]


_NAMES = {
    "nothing": np.eye(2),
    "S": np.diag([1, 1j]),
    "sqrt(X)": tetron_gates.IDEAL["SX"].full(),
    "H": tetron_gates.IDEAL["H"].full(),
}
_NAMES["S, then H"] = _NAMES["H"] @ _NAMES["S"]
_NAMES["H, then S"] = _NAMES["S"] @ _NAMES["H"]
_CLASSES = {name: tetron_gates.without_frame(gate) for name, gate in _NAMES.items()}
LONGEST = 12


def _class_of(steps, outcomes, result):
    """The gate, up to a Pauli operator, that leads from tetron 0 to `result`, or what is there."""
    try:
        _, made = tetron_gates.measured_map(steps, outcomes, 2, 0, result)
    except ValueError:
        return "entangled"
    if not np.allclose((made * made.dag()).full(), np.eye(2), atol=1e-6):
        return "lost"
    left = tetron_gates.without_frame(made)
    return next(name for name, gate in _CLASSES.items() if np.allclose(left, gate))


def _played(recipe, seed):
    """What tetron 0 held has become of it (on tetron 0, on 1), with the outcomes that come."""
    try:
        steps = [(str(w).upper(), (q,) if np.ndim(q) == 0 else tuple(q)) for w, q in recipe()]
        tetrons = Tetrons(2, rng=np.random.default_rng(seed), state=[0.36, 0.48, 0.48j, 0.64])
        outcomes = [tetrons.measure(*step) for step in steps[:LONGEST]]
    except (TypeError, ValueError) as error:
        return f'a recipe is a list like [("X", 1), ("ZZ", (0, 1))] of measurements ({error})'
    if len(steps) > LONGEST:
        return f"more than {LONGEST} measurements: it can be done with three"
    return tuple(_class_of(steps, outcomes, result) for result in (0, 1))


def _makes(wanted, places):
    def judged(seen, seed):
        if isinstance(seen, str):
            return seen
        if any(seen[place] == wanted for place in places):
            return True
        found = next(((name, k) for k, name in enumerate(seen) if name in _CLASSES), None)
        return (
            f"it makes {found[0]}, up to a Pauli operator, on tetron {found[1]}" if found else _LOST
        )

    return judged


_LOST = "it is no gate: the state that tetron 0 had is on neither tetron alone, or it has been read"


@exercise(
    referee=_played,
    cases=[(1,), (2,), (3,), (4,)],
    same=exact(),
    accepts=_makes("sqrt(X)", [0]),
    hints=[
        "S turns about the axis z, and the data takes part in a ZZ. sqrt(X) turns about x.",
        "H exchanges X and Z everywhere, and leaves Y as it is up to a sign. Exchange the letters.",
        "Z of the ancilla, XX of both, Y of the ancilla.",
    ],
    insight="S and sqrt(X), three measurements each, together make all 24 gates of one tetron.",
)
def sqrt_x_recipe():
    """A list of measurements such as [("X", 1), ("ZZ", (0, 1))] that makes sqrt(X) on tetron 0, up
    to a Pauli operator. Tetron 1 is the ancilla; what it holds at the beginning is not known."""
    return [("Z", 1), ("XX", (0, 1)), ("Y", 1)]


@sqrt_x_recipe.mistake(hint=1)
def makes_s():
    """That makes S, a quarter turn about z. Wanted is the quarter turn about x."""
    return [("X", 1), ("ZZ", (0, 1)), ("Y", 1)]


@sqrt_x_recipe.mistake(hint=2)
def reads_the_qubit():
    """The qubit has been read: nothing of its superposition is left, neither on tetron 0 nor on 1.
    It happens if the ancilla knows too much: if the outcomes together give away a Pauli operator of
    the data."""
    return [("Z", 1), ("XX", (0, 1)), ("X", 1)]


@sqrt_x_recipe.mistake(hint=3)
def turns_nothing():
    """In the end nothing has happened, but for a Pauli operator. It comes out like this if, for
    instance, the ancilla ends with the letter that it began with."""
    return [("Z", 1), ("XX", (0, 1)), ("Z", 1)]


@sqrt_x_recipe.mistake(hint=3)
def forgets_the_preparation():
    """The ancilla is not prepared, or not let go: what it held at first has got mixed with the
    data, or the two are entangled at the end. Begin and end with a measurement of it alone."""
    return [("XX", (0, 1)), ("Y", 1)]


@sqrt_x_recipe.mistake(hint=3)
def leaves_it_on_the_ancilla():
    """The gate is right, but its result stands on tetron 1: tetron 0 was measured alone and has let
    the qubit go. Measure the ancilla instead, and the qubit stays."""
    return [("Z", 1), ("XX", (0, 1)), ("Y", 0)]


@exercise(
    referee=_played,
    cases=[(1,), (2,), (3,), (4,)],
    same=exact(),
    accepts=_makes("H", [0, 1]),
    hints=[
        "H exchanges x and z of the data. A mixed joint measurement, X on one tetron and Z on the "
        "other, ties the x of the one to the z of the other.",
        "Prepare the ancilla so that it knows nothing of what the joint measurement asks. Then get "
        "rid of the data tetron: measure it, and the qubit is on the ancilla.",
        "X of the ancilla, then XZ of (data, ancilla), then Z of the data.",
    ],
    insight="Three measurements, and the qubit has moved to the ancilla: names of qubits are "
    "bookkeeping too. S, sqrt(X), S would do as well, with nine.",
)
def h_recipe():
    """A list of measurements that makes H of what tetron 0 held, up to a Pauli operator. The result
    may stand on tetron 0 or on tetron 1, the ancilla, whose first state is not known."""
    return [("X", 1), ("XZ", (0, 1)), ("Z", 0)]


@h_recipe.mistake(hint=2)
def reads_the_data_out():
    """The qubit has been read: nothing of its superposition is left on either tetron. It happens if
    the joint measurement and one before or after it together give away a Pauli operator of the
    data."""
    return [("X", 1), ("XZ", (0, 1)), ("Z", 1)]


@h_recipe.mistake(hint=1)
def moves_without_turning():
    """The qubit has moved to the ancilla, and but for a Pauli operator nothing else has happened to
    it. The joint measurement has to tie x to z."""
    return [("X", 1), ("ZZ", (0, 1)), ("X", 0)]


@h_recipe.mistake(hint=2)
def leaves_it_entangled():
    """At the end the qubit is on neither tetron alone: data and ancilla are entangled, with each
    other or with what the ancilla held before. Begin with the ancilla alone, end with one tetron
    alone."""
    return [("X", 1), ("XZ", (0, 1))]


@h_recipe.mistake(hint=1)
def stays_with_s():
    """That makes S on tetron 0, a turn about z: the z of the data stays z. H has to exchange x and
    z."""
    return [("X", 1), ("ZZ", (0, 1)), ("Y", 1)]


# --- Pauli frame -----------------------------------------------------------------------------


def _draw_frame(rng):
    """Frame and records of three tetrons, every pair of letters in it, whatever the seed."""
    words = ["".join(rng.choice(list("IXYZ"), 3)) for _ in range(20)]
    frame = "".join(rng.permutation(list("XYZ")))
    return frame, [(word, int(rng.choice(SIGNS))) for word in [frame, *words]]


@exercise(
    cases=[
        ("YI", [("XI", 1), ("YI", 1), ("ZZ", -1), ("IX", 1)]),
        ("XZ", [("ZX", 1), ("ZZ", 1), ("XX", -1), ("YY", 1), ("IX", -1)]),
        _draw_frame,
    ],
    hints=[
        "The state is (frame) times (the state meant). When does the frame turn the sign of an "
        "outcome?",
        "If the frame and the measured word anticommute. Two words do so if they differ, both "
        "being no I, at an odd number of places.",
        "sum(a != b and a != 'I' and b != 'I' for a, b in zip(frame, word)) % 2",
    ],
    insight="The frame never has to be applied: it turns signs on paper. No pulse, no delay; only "
    "a wrong record can spoil it.",
)
def translated(frame, records):
    """The outcomes of the state without the frame, a list of +1 and -1. frame is a word such as
    "XIZ", one letter per tetron; records are pairs (word, outcome), the word written like it."""
    found = []
    for word, outcome in records:
        pairs = zip(frame, word, strict=True)
        turned = sum(a != b and a != "I" and b != "I" for a, b in pairs)
        found.append(outcome * (-1) ** turned)
    return found


def _translate(frame, records, rule):
    """Each outcome turned if rule, given the list of pairs of letters, says so."""
    return [m * (-1) ** int(rule(list(zip(frame, w, strict=True)))) for w, m in records]


def _places(pairs):
    return sum("I" not in pair and pair[0] != pair[1] for pair in pairs)


@translated.mistake
def takes_them_as_they_are(frame, records):
    """You return the raw outcomes. They belong to the state with the frame on it; the state that
    was meant gives the other sign wherever the frame anticommutes with the word."""
    return [outcome for _, outcome in records]


@translated.mistake(hint=1)
def turns_for_equal_letters(frame, records):
    """You turn the sign where the letters are equal. Z in the frame does nothing to a measurement
    of Z: it commutes. It turns X and Y."""
    return _translate(frame, records, lambda pairs: sum(a == b != "I" for a, b in pairs) % 2)


@translated.mistake(hint=2)
def turns_for_any_letter(frame, records):
    """You turn the sign wherever frame and word both have a letter, equal ones too. Each letter
    commutes with itself."""
    return _translate(frame, records, lambda pairs: sum("I" not in pair for pair in pairs) % 2)


@translated.mistake(hint=2)
def counts_identities(frame, records):
    """You turn the sign wherever the letters differ, also if one of them is I. I commutes with
    everything: where there is no frame, or no measurement, nothing turns."""
    return _translate(frame, records, lambda pairs: sum(a != b for a, b in pairs) % 2)


@translated.mistake(hint=2)
def turns_once_for_all(frame, records):
    """You turn the sign if there is any place where the letters anticommute. Two such places
    cancel: XX and ZZ commute."""
    return _translate(frame, records, lambda pairs: _places(pairs) > 0)


@translated.mistake(hint=2)
def forgets_y(frame, records):
    """You turn the sign where X meets Z, and forget Y: it anticommutes with both, in the frame as
    well as in the measured word."""
    return _translate(frame, records, lambda pairs: sum({*pair} == {"X", "Z"} for pair in pairs))


@translated.mistake(hint=1)
def returns_signs_alone(frame, records):
    """You tell where the frame turns the sign. Multiply by the recorded outcomes."""
    return translated.reference(frame, [(word, 1) for word, _ in records])


@translated.mistake(hint=1)
def answers_the_opposite(frame, records):
    """All your signs are the other way round: you turn where frame and word commute."""
    return _translate(frame, records, lambda pairs: (_places(pairs) + 1) % 2)


@exercise(
    cases=list(itertools.product(SIGNS, repeat=4)),
    same=exact().of(lambda word: "".join(word).upper(), "the word"),
    hints=[
        "Print tetron_gates.branches for the four measurements, or read the table above: on which "
        "two outcomes does the letter of the control depend?",
        "A measurement of X gives a sign that later counts as a Z, one of Z as an X. Control: m0 "
        "and m2. Target: m1 and m3.",
        'The first letter is "Z" if m0 * m2 == -1, the second "X" if m1 * m3 == -1, else "I".',
    ],
    insight="Two bits of frame from four outcomes, and with them all 16 branches are one CNOT.",
)
def cnot_frame(m0, m1, m2, m3):
    """The word B, first letter for the control, such that X_a, Z_c Z_a, X_a X_t and Z_a with the
    outcomes m0, m1, m2 and m3 have made B times the CNOT."""
    return ("Z" if m0 * m2 == -1 else "I") + ("X" if m1 * m3 == -1 else "I")


def _frame(control, target, letters="ZX"):
    return (letters[0] if control == -1 else "I") + (letters[1] if target == -1 else "I")


@cnot_frame.mistake
def leaves_out_the_frame(m0, m1, m2, m3):
    """You return no correction. That is right in four branches of sixteen, and nobody chooses the
    branch."""
    return "II"


@cnot_frame.mistake(hint=2)
def exchanges_control_and_target(m0, m1, m2, m3):
    """The two are exchanged: the Z belongs to the control, the X to the target. An X on the control
    would not even commute with the gate."""
    return _frame(m1 * m3, m0 * m2, "XZ")


@cnot_frame.mistake(hint=2)
def crosses_the_signs(m0, m1, m2, m3):
    """The letters are right, the signs are crossed: m0 m2 decides about the control, m1 m3 about
    the target."""
    return _frame(m1 * m3, m0 * m2)


@cnot_frame.mistake(hint=2)
def pairs_neighbours(m0, m1, m2, m3):
    """You multiply neighbours, m0 m1 and m2 m3. Those of one kind belong together:
    m0 and m2 are of X of the ancilla, m1 and m3 of its Z."""
    return _frame(m0 * m1, m2 * m3)


@cnot_frame.mistake(hint=1)
def looks_at_the_joint_ones_alone(m0, m1, m2, m3):
    """You look at the two joint parities alone. Each compares the data with the ancilla, so the two
    readings of the ancilla, m0 and m3, count as well."""
    return _frame(m2, m1)


@cnot_frame.mistake(hint=2)
def exchanges_the_letters(m0, m1, m2, m3):
    """The signs are right, the letters exchanged: the control gets a Z, the target an X."""
    return _frame(m0 * m2, m1 * m3, "XZ")


@cnot_frame.mistake(hint=1)
def forgets_the_preparation_outcome(m0, m1, m2, m3):
    """You leave out m0, the outcome that prepared the ancilla. It is as random as the others, and
    an ancilla in |-> instead of |+> puts a Z on the control."""
    return _frame(m2, m1 * m3)


@cnot_frame.mistake(hint=1)
def looks_at_m1_alone(m0, m1, m2, m3):
    """For the target you look at m1 alone. m3, the last reading of the ancilla, turns it as well:
    the product m1 m3 counts."""
    return _frame(m0 * m2, m1)


@cnot_frame.mistake(hint=3)
def corrects_at_plus(m0, m1, m2, m3):
    """You correct where the product is +1. If all four outcomes are +1, the gate is the CNOT
    itself."""
    return _frame(-m0 * m2, -m1 * m3)


@question(
    wrong={
        "a": "It does commute: the CNOT leaves Z_c and X_t as they are. Commuting with a gate does "
        "not make a measurement that gate.",
        "c": "The frame mends Pauli operators. Here one bit about the two qubits has become known, "
        "and no Pauli operator makes it unknown again.",
        "d": "All pairs of letters can be measured in principle: each is the joint parity of four "
        "gammas, two of each tetron. That is not what fails.",
    },
    hints=["Is (1 + m Z_c X_t)/2 unitary? What was not known before, and is known after it?"],
    insight="A joint measurement of the data alone always learns something about it. The ancilla "
    "is there so that what is learned says nothing.",
)
def measured_directly():
    """CNOT = exp(i pi (1 - Z_c)(1 - X_t)/4). Why not just measure Z_c X_t, without an ancilla?"""
    return "b"


# --- Wrong records ---------------------------------------------------------------------------


@exercise(
    cases=[(0.0,), (0.01,), (0.5,), lambda rng: (float(rng.uniform(0.05, 0.45)),)],
    hints=[
        "A wrong record makes a wrong frame, and a CNOT with a Pauli operator too many has the "
        "process fidelity 0. So: with which probability is the frame right?",
        "The control's letter is right if m0 m2 is: both records right, or both wrong.",
        "(1 - 2p(1-p)) for m0 m2, the same for m1 m3, and they are independent.",
    ],
    insight="1 - 4p + ...: to first order each of the four records must be right. Two wrong ones "
    "of a pair cancel.",
)
def cnot_fidelity(p):
    """Process fidelity of the measured CNOT if each of its four outcomes is recorded wrongly with
    the probability p, and everything else is perfect."""
    same_sign = (1 - p) ** 2 + p**2
    return same_sign**2


@cnot_fidelity.mistake(hint=2)
def needs_all_four(p):
    """You ask that all four records are right. Right to first order; but if m0 and m2 are both
    wrong, their product is right, and so is the frame."""
    return (1 - p) ** 4


@cnot_fidelity.mistake(hint=2)
def adds_four(p):
    """1 - 4p is the beginning of the answer, good for small p. At p = 1/2 it would be -1; a guessed
    frame is still right in one case of four."""
    return 1 - 4 * p


@cnot_fidelity.mistake(hint=2)
def counts_one_record_a_letter(p):
    """You have two records, one for each letter of the frame. There are four: each letter hangs on
    a product of two."""
    return (1 - p) ** 2


@cnot_fidelity.mistake(hint=1)
def averages_over_states(p):
    """This is the fidelity averaged over all states, (4F + 1)/5: a wrong gate does well on some of
    them. Asked is the process fidelity F, the probability that the gate is the right one."""
    return (4 * cnot_fidelity.reference(p) + 1) / 5


@cnot_fidelity.mistake(hint=2)
def forgets_that_two_cancel(p):
    """You took 1 - 2p for each of the two letters. If both records of a pair are wrong, the letter
    is right again: 1 - 2p(1-p)."""
    return (1 - 2 * p) ** 2


@cnot_fidelity.mistake(hint=3)
def takes_one_letter(p):
    """That is the probability that one letter of the frame is right. There are two, for the control
    and for the target."""
    return 1 - 2 * p * (1 - p)


@cnot_fidelity.mistake(hint=2)
def takes_the_product_of_four(p):
    """You ask that the number of wrong records is even. But one wrong of m0, m2 and one of m1, m3
    is even too, and both letters are wrong."""
    return (1 + (1 - 2 * p) ** 4) / 2


@exercise(
    cases=[(0.99,), (0.5,), lambda rng: (float(rng.uniform(0.35, 0.95)),)],
    same=close(atol=1e-6, rtol=5e-3),  # three digits
    hints=[
        "For high fidelities 1 - F = 4p nearly: a first guess. Then improve it, for instance by "
        "halving an interval.",
        "Or solve: sqrt(F) = 1 - 2p + 2p^2, a quadratic equation; p = 1/2 is its axis.",
        "p = (1 - sqrt(2 sqrt(F) - 1))/2",
    ],
    insight="F = 0.99 allows p = 0.0025: where gates are measurements, the quality of the gates "
    "is the quality of the readout.",
)
def allowed_error(fidelity):
    """The largest assignment error p, at most 1/2, with which the measured CNOT reaches this
    process fidelity (between 1/4 and 1)."""
    return (1 - np.sqrt(2 * np.sqrt(fidelity) - 1)) / 2


@allowed_error.mistake(hint=2)
def stays_linear(fidelity):
    """(1 - F)/4 is the first order: for F = 0.99 it is 0.00250, and exact is 0.00251. At lower
    fidelities the difference is large, and asked is the exact p."""
    return (1 - fidelity) / 4


@allowed_error.mistake(hint=2)
def takes_each_letter_as_linear(fidelity):
    """You solved sqrt(F) = 1 - 2p. If both records of a letter are wrong, it is right again:
    1 - 2p + 2p^2 stands there."""
    return (1 - np.sqrt(fidelity)) / 2


@allowed_error.mistake(hint=2)
def takes_the_other_root(fidelity):
    """The equation has two solutions, p and 1 - p. Yours is the one above 1/2: readout that is
    mostly wrong, and as useful as its opposite."""
    return (1 + np.sqrt(2 * np.sqrt(fidelity) - 1)) / 2


@allowed_error.mistake(hint=2)
def allows_no_cancelling(fidelity):
    """You took the fourth root: all four records right. Pairs of wrong ones cancel, so a little
    more is allowed."""
    return 1 - fidelity**0.25


@allowed_error.mistake(hint=2)
def forgets_one_letter(fidelity):
    """You solved F = 1 - 2p(1-p): one letter of the frame. Two letters must be right, so sqrt(F)
    stands there."""
    return (1 - np.sqrt(np.maximum(2 * fidelity - 1, 0))) / 2


# --- The quality of a pair -------------------------------------------------------------------


def _draw_tomography(rng):
    weights = rng.dirichlet([6, 2, 1.5, 1])  # Phi+, Phi-, Psi+, Psi-
    p = float(rng.uniform(0.03, 0.2))
    signs = np.array([[1, -1, 1], [-1, 1, 1], [1, 1, -1], [-1, -1, -1]])
    return (*(float(mean) for mean in (1 - 2 * p) * weights @ signs), p)


@exercise(
    cases=[(1.0, -1.0, 1.0, 0.0), (0.9, -0.81, 0.9, 0.05), (-0.5, 0.5, 0.5, 0.1), _draw_tomography],
    hints=[
        "A record that is wrong with probability p has the other sign: its mean is (1-p) - p times "
        "the true one. Undo this first.",
        "The projector on Phi+ is (II + XX - YY + ZZ)/4.",
        "(1 + (xx - yy + zz)/(1 - 2p))/4",
    ],
    insight="Errors of the tomography can be divided out, if p is known. Errors of the preparation "
    "stay: they are in the pair.",
)
def pair_fidelity(xx, yy, zz, p):
    """Fidelity with Phi+ of a pair of tetrons, from the means of the recorded joint outcomes XX, YY
    and ZZ; each of these outcomes is recorded wrongly with the probability p."""
    return (1 + (xx - yy + zz) / (1 - 2 * p)) / 4


@pair_fidelity.mistake(hint=1)
def takes_the_means_as_they_are(xx, yy, zz, p):
    """You took the recorded means for the true ones. The readout has shrunk each by 1 - 2p; this
    fidelity is that of the pair as the bad readout shows it."""
    return (1 + xx - yy + zz) / 4


@pair_fidelity.mistake(hint=1)
def divides_by_the_right_ones(xx, yy, zz, p):
    """You divided by 1 - p. With probability p the sign is wrong, so p is lost twice: the mean is
    (1 - p) - p = 1 - 2p times the true one."""
    return (1 + (xx - yy + zz) / (1 - p)) / 4


@pair_fidelity.mistake(hint=1)
def divides_twice(xx, yy, zz, p):
    """You divided by (1 - 2p)^2, as for two separate readings of the two tetrons. Here the joint
    parity is one measurement with one record."""
    return (1 + (xx - yy + zz) / (1 - 2 * p) ** 2) / 4


@pair_fidelity.mistake(hint=2)
def adds_yy(xx, yy, zz, p):
    """The sign of YY is wrong: for Phi+ it is -1. You have the fidelity with no Bell state: with
    three plus signs the operator is no projector."""
    return (1 + (xx + yy + zz) / (1 - 2 * p)) / 4


@pair_fidelity.mistake(hint=2)
def multiplies_the_means(xx, yy, zz, p):
    """You multiplied the means of XX and ZZ as the projector multiplies the operators. The mean of
    a product is not the product of the means; XX times ZZ is -YY, and its mean was measured."""
    return (1 + xx / (1 - 2 * p)) * (1 + zz / (1 - 2 * p)) / 4


@pair_fidelity.mistake(hint=2)
def divides_everything(xx, yy, zz, p):
    """You divided the 1 by 1 - 2p too. It is the mean of II, which nobody measures and no readout
    shrinks."""
    return (1 + xx - yy + zz) / (1 - 2 * p) / 4


@pair_fidelity.mistake(hint=2)
def shrinks_once_more(xx, yy, zz, p):
    """You multiplied by 1 - 2p where you should divide: the true correlations are larger than the
    recorded ones."""
    return (1 + (xx - yy + zz) * (1 - 2 * p)) / 4


@question(
    wrong={
        "a": "At p = 0 the pair is perfect, and S is still at most 2 for all Pauli settings.",
        "c": "They are entangled: tomography gives Phi+ with fidelity 1 for p = 0, and that is no "
        "mixture of products.",
        "d": "Distance is needed to close a loophole, not to get the number: S is the same for "
        "neighbours.",
    },
    hints=[
        "2 sqrt 2 needs axes at 45 degrees to each other. Along which axes is a tetron measured?"
    ],
    insight="Two parties with one tetron each, who measure X, Y or Z of it, can be imitated by "
    "fixed answers. Tomography still shows what the pair would do, and one axis at 45 degrees, a "
    "T, would show it directly.",
)
def no_direct_violation():
    """Two perfect tetrons in Phi+, settings from X, Y, Z: S never exceeds 2. Why?"""
    return "b"
