"""Exercises of braiding: exchanges, the gates they make, and two drives that exchange.

Conventions: `qlearn.topology.braiding`; exp(pi/4 gamma_i gamma_j) is the exchange of i and j, and
the pair (j, i) in place of (i, j) is the exchange in the other sense.
"""

from dataclasses import replace
from functools import cache

import numpy as np
import qutip
from scipy.linalg import expm

from qlearn.exercise import (
    Unlike,
    close,
    exact,
    exercise,
    progress_report,
    question,
    same_operator,
)
from qlearn.qubits import gates
from qlearn.topology import braiding, fermions, t_junction, tetron, y_junction

progress = progress_report(__name__)


# --- one exchange -------------------------------------------------------------------------


def _draw_pair(rng):
    """Not the last operator: who counts from 0 shall meet the mistake, and no IndexError."""
    n_modes = int(rng.integers(2, 4))
    i, j = rng.choice(np.arange(1, 2 * n_modes), size=2, replace=False)
    return int(i), int(j), n_modes


def _turned(u):
    """What U does to every Majorana operator, the same for both senses of an exchange."""
    n_modes = len(qutip.Qobj(u).full()).bit_length() - 1
    o = braiding.rotation_of(u, fermions.majoranas(n_modes))
    return np.stack([(o + o.T) / 2, np.abs(o - o.T) / 2])


def _exchanges(u, i, j, n_modes):
    """True for either sense and any global phase."""
    u, pair = qutip.Qobj(u).full(), [i - 1, j - 1]
    o = braiding.rotation_of(u, fermions.majoranas(n_modes))
    if not np.allclose(u @ u.conj().T, np.eye(len(u)), atol=1e-6):
        return "U is not unitary, so it is no evolution"
    others = np.delete(np.arange(2 * n_modes), pair)
    if not np.allclose(o[np.ix_(others, others)], np.eye(len(others)), atol=1e-6):
        return "the Majorana operators that are not exchanged must stay as they are"
    block = o[np.ix_(pair, pair)]
    right = any(np.allclose(block, [[0, s], [-s, 0]], atol=1e-6) for s in (1, -1))
    return right or "U^+ gamma_i U must be gamma_j, and U^+ gamma_j U must be -gamma_i"


@exercise(
    cases=[(1, 2, 2), (4, 2, 3), _draw_pair],
    same=close().of(_turned, "U"),
    accepts=_exchanges,
    hints=[
        "Try U = exp(a gamma_i gamma_j). Which angle a takes gamma_i all the way to gamma_j?",
        "(gamma_i gamma_j)^2 = -1, so exp(a gamma_i gamma_j) = cos a + sin a gamma_i gamma_j, and "
        "gamma_i turns by 2 a.",
        "a = pi/4: (g[i - 1] * g[j - 1] * np.pi / 4).expm(), with g = fermions.majoranas(n_modes).",
    ],
    insight="An exchange turns the pair (gamma_i, gamma_j) by 90 degrees: one of the two gets a "
    "minus sign, and which one is the sense of the exchange.",
)
def exchange(i, j, n_modes):
    """A unitary U that takes gamma_i to gamma_j and gamma_j to -gamma_i; the others stay."""
    g = fermions.majoranas(n_modes)
    return (np.pi / 4 * g[i - 1] * g[j - 1]).expm()


def _pair_product(i, j, n_modes):
    g = fermions.majoranas(n_modes)
    return g[i - 1] * g[j - 1]


@exchange.mistake(hint=1)
def whole_turn(i, j, n_modes):
    """Your U is gamma_i gamma_j, up to a phase, the exponential at pi/2. It turns the pair by 180
    degrees: gamma_i comes back as -gamma_i. That is two exchanges."""
    return _pair_product(i, j, n_modes)


@exchange.mistake(hint=1)
def half_way(i, j, n_modes):
    """Your U stops half-way: gamma_i becomes (gamma_i +- gamma_j)/sqrt(2). The angle of the
    exponential acts twice, once from U^+ and once from U, so pi/8 gives a turn of 45 degrees."""
    return (np.pi / 8 * _pair_product(i, j, n_modes)).expm()


@exchange.mistake(hint=2)
def plain_swap(i, j, n_modes):
    """You swap the two without a sign, and every other Majorana operator changes its sign instead:
    your U is a sum of single Majorana operators. It adds or removes one fermion, and nothing that
    happens inside the device does that."""
    g = fermions.majoranas(n_modes)
    return (g[i - 1] + g[j - 1]) / np.sqrt(2)


@exchange.mistake(hint=2)
def one_i_too_many(i, j, n_modes):
    """There is an i too many in the exponent. gamma_i gamma_j is antihermitian as it is, so its
    exponential is unitary without an i; with it the result is not unitary."""
    return (1j * np.pi / 4 * _pair_product(i, j, n_modes)).expm()


@exchange.mistake(hint=2)
def not_normalised(i, j, n_modes):
    """1 + gamma_i gamma_j is right but for its norm: cos and sin of pi/4 are 1/sqrt(2)."""
    return 1 + _pair_product(i, j, n_modes)


@exchange.mistake(hint=3)
def next_pair(i, j, n_modes):
    """You exchange the pair (i + 1, j + 1): gamma_1 is item 0 of the list."""
    g = fermions.majoranas(n_modes)
    return (np.pi / 4 * g[i] * g[j]).expm()


# --- words of exchanges -------------------------------------------------------------------

PAIRS = [(i, j) for i in range(1, 5) for j in range(1, 5) if i != j]


def _draw_word(rng):
    """A word whose order, senses and signs all matter."""
    while True:
        word = [PAIRS[k] for k in rng.integers(len(PAIRS), size=rng.integers(3, 6))]
        sorted_word = [tuple(sorted(pair)) for pair in word]
        others = [word[::-1], [pair[::-1] for pair in word], sorted_word]
        if not any(_same_gate(_gate(word), _gate(other)) for other in others):
            return (word,)


def _same_gate(a, b):
    return abs(abs((a.dag() * b).tr()) - 2) < 1e-6


def _gate(word, angle=np.pi / 4, parity=1):
    """The word's gate on the qubit; for ``parity`` -1 on the qubit of an odd island."""
    g, u = tetron.tetron_majoranas(), qutip.qeye([2, 2])
    for i, j in word:
        u = (np.cos(angle) + np.sin(angle) * g[i - 1] * g[j - 1]) * u
    return tetron.on_qubit(u, parity)


@exercise(
    cases=[([(1, 2)],), ([(1, 2), (2, 3)],), ([(3, 2), (1, 2), (3, 4)],), _draw_word],
    same=same_operator(),
    hints=[
        "Multiply the exchanges on two fermion modes first, go to the qubit at the end.",
        "The first exchange acts first on a ket, so it is the rightmost factor: u = next * u.",
        "Start with u = qutip.qeye([2, 2]); in the loop u = braiding.braid(g, i, j) * u; return "
        "tetron.on_qubit(u).",
    ],
    insight="Exchanges that share a Majorana do not commute: which gate a braid is depends on the "
    "order of its crossings. That is what non-Abelian means.",
)
def word_gate(word):
    """The 2 x 2 gate of the exchanges (i, j) in the list word, the first acting first."""
    g, u = tetron.tetron_majoranas(), qutip.qeye([2, 2])
    for i, j in word:
        u = (np.pi / 4 * g[i - 1] * g[j - 1]).expm() * u
    return tetron.on_qubit(u)


@word_gate.mistake(hint=2)
def last_acts_first(word):
    """Your exchanges act in reverse order. In u * next the new factor stands on the right, next to
    the ket, and acts before all the others."""
    return _gate(word[::-1])


@word_gate.mistake(hint=3)
def other_sense(word):
    """Each of your exchanges has the other sense, exp(-pi/4 gamma_i gamma_j). It would be a good
    choice for all of them, but the sense is fixed here: (i, j) is exp(+pi/4 gamma_i gamma_j)."""
    return _gate([(j, i) for i, j in word])


@word_gate.mistake(hint=3)
def senses_ignored(word):
    """You treat (2, 1) like (1, 2). gamma_2 gamma_1 = -gamma_1 gamma_2, so the two are opposite
    senses of one exchange, and one undoes the other."""
    return _gate([tuple(sorted(pair)) for pair in word])


@word_gate.mistake(hint=3)
def double_angle(word):
    """You exponentiated with pi/2. Each of your factors is an exchange done twice, so a Pauli
    operator, and so is the whole word."""
    return _gate(word, np.pi / 2)


@word_gate.mistake(hint=2)
def one_exponential(word):
    """You added the exponents. exp(A) exp(B) is exp(A + B) only if A and B commute, and these do
    not if they share one Majorana operator."""
    g = tetron.tetron_majoranas()
    return tetron.on_qubit(sum(np.pi / 4 * g[i - 1] * g[j - 1] for i, j in word).expm())


@word_gate.mistake(hint=1)
def odd_island(word):
    """This is what happens on an odd island, |01> and |10>. There every pair with gamma_4 has the
    other sign; the code space here is the even one, |00> and |11>."""
    return _gate(word, parity=-1)


@question(
    wrong={
        "a": "Each of the two comes back to its place, but with a minus sign: gamma_1 -> -gamma_1, "
        "gamma_2 -> -gamma_2. Operators that contain just one of them notice.",
        "c": "That is one exchange. Two make S squared.",
        "d": "X = i gamma_2 gamma_3 is what two exchanges of gamma_2 and gamma_3 make. The parity "
        "of the pair (1, 2) commutes with an exchange of the two, so |0> stays |0>.",
    },
    hints=[
        "Square exp(pi/4 gamma_1 gamma_2). What is exp(pi/2 gamma_1 gamma_2)?",
        "gamma_1 gamma_2 = -i Z.",
    ],
    insight="Two exchanges are gamma_1 gamma_2 = -i Z. Bosons and fermions would be back at the "
    "start; here it takes four exchanges to undo everything, up to a phase.",
)
def two_exchanges():
    """gamma_1 and gamma_2 are exchanged twice, in the same sense. What happened to the qubit?"""
    return "b"


# --- the group ----------------------------------------------------------------------------


def _is_hadamard(word):
    gate = _gate(_pairs(word))
    if _same_gate(gate, gates.H):
        return True
    z, x = (_image(gate, pauli) for pauli in (gates.Z, gates.X))
    return f"this word takes Z to {z} and X to {x}; H takes Z to X and X to Z"


def _image(gate, pauli):
    """The name of gate pauli gate^+, which is a Pauli operator with a sign: "X", "-Z"."""
    seen = gate * pauli * gate.dag()
    means = {name: (getattr(gates, name) * seen).tr().real / 2 for name in "XYZ"}
    name = max(means, key=lambda name: abs(means[name]))
    return name if means[name] > 0 else f"-{name}"


def _pairs(word):
    """The word as a list of pairs that `_gate` can take."""
    for pair in _two_by_two(word, "(1, 2)"):
        if tuple(pair) not in PAIRS:
            raise Unlike(f"{tuple(pair)} is no pair of two different numbers from 1 to 4")
    return [tuple(pair) for pair in word]


def _two_by_two(moves, example):
    """The answer, if it is a list of pairs."""
    lists = (list, tuple, np.ndarray)
    if not isinstance(moves, lists) or not all(isinstance(m, lists) and len(m) == 2 for m in moves):
        raise Unlike(f"a list of pairs is asked, such as [{example}]")
    return moves


@exercise(
    same=same_operator().of(lambda word: _gate(_pairs(word)), "the word"),
    accepts=_is_hadamard,
    hints=[
        "H exchanges Z and X. Z = i gamma_1 gamma_2, X = i gamma_2 gamma_3: where must gamma_1 go, "
        "and where gamma_3?",
        "S and sqrt(X), in turn. kata.word_gate can be tried on a word: word_gate(word).",
        "S sqrt(X) S is H, up to a phase.",
    ],
    insight="Three exchanges make H: gamma_1 and gamma_3 change places round gamma_2. Other words "
    "do it as well; what counts is the braid, not how it is drawn.",
)
def hadamard_word():
    """A list of pairs (i, j): exchanges that together make the Hadamard gate, up to a phase."""
    return [(1, 2), (2, 3), (1, 2)]


@hadamard_word.mistake(hint=1)
def only_s():
    """This is S. It leaves |0> and |1> alone but for phases; H must turn them into |+> and |->."""
    return [(1, 2)]


@hadamard_word.mistake(hint=1)
def only_root_of_x():
    """This is sqrt(X). It makes equal superpositions of |0> and |1>, as H does, but it leaves X as
    it is, and H turns X into Z."""
    return [(2, 3)]


@hadamard_word.mistake(hint=2)
def quarter_about_y():
    """This is a quarter turn about y: it takes Z to X like H, but X to -Z. H is a half turn; one
    Pauli operator, two more exchanges, is missing."""
    return [(1, 3)]


@hadamard_word.mistake(hint=3)
def third_of_a_turn():
    """This takes X, Y and Z round in a circle: three times the same word gives the identity. H has
    to be its own inverse."""
    return [(1, 2), (2, 3)]


@hadamard_word.mistake(hint=1)
def no_gate():
    """This word undoes itself: up to a phase it is the identity."""
    return [(1, 2), (2, 1)]


@cache
def _braid_gates():
    braids = {f"{i}{j}": braiding.qubit_braid(i, j) for i, j in ((1, 2), (2, 3))}
    return [gate.full() for gate in braiding.generated_group(braids).values()]


def _overlaps(gate, candidates):
    gate = qutip.Qobj(gate).full()
    return np.array([abs(np.vdot(candidate, gate)) / 2 for candidate in candidates])


def _draw_gate(rng):
    """A gate with three different fidelities: by two exchanges, by any one, by any word."""
    while True:
        gate = qutip.rand_unitary(2, seed=int(rng.integers(2**31)))
        sets = _singles(((1, 2), (2, 3))), _singles(), _braid_gates()
        if np.diff([_overlaps(gate, candidates).max() for candidates in sets]).min() > 0.01:
            return (gate,)


def _singles(pairs=PAIRS):
    return [braiding.qubit_braid(i, j).full() for i, j in pairs]


@exercise(
    cases=[(gates.T,), (gates.H,), _draw_gate],
    hints=[
        "braiding.generated_group({'12': ..., '23': ...}) gives all 24 gates: its values().",
        "abs((braid.dag() * gate).tr()) ** 2 / 4 for each of them, then the largest.",
        "braids = {'12': braiding.qubit_braid(1, 2), '23': braiding.qubit_braid(2, 3)}.",
    ],
    insight="Braids reach 24 gates exactly and nothing in between. For T the best fidelity is "
    "0.854: braiding alone is not universal.",
)
def closest_braid(gate):
    """The largest |tr(B^+ gate)|^2 / 4 over all gates B that braids of one tetron make."""
    braids = {"12": braiding.qubit_braid(1, 2), "23": braiding.qubit_braid(2, 3)}
    group = braiding.generated_group(braids).values()
    return max(abs((braid.dag() * gate).tr()) ** 2 / 4 for braid in group)


@closest_braid.mistake(hint=2)
def not_squared(gate):
    """This is |tr|/2, the overlap; the fidelity is its square."""
    return _overlaps(gate, _braid_gates()).max()


@closest_braid.mistake(hint=2)
def not_divided(gate):
    """The 4 is missing. For a gate that is a braid the result must be 1."""
    return 4 * _overlaps(gate, _braid_gates()).max() ** 2


@closest_braid.mistake(hint=1)
def single_exchanges(gate):
    """You tried single exchanges only. Words of several reach 24 gates, H among them."""
    return _overlaps(gate, _singles()).max() ** 2


@closest_braid.mistake(hint=1)
def generators_only(gate):
    """You tried U_12 and U_23 only. They generate the group; its other gates are words of them."""
    return _overlaps(gate, _singles(((1, 2), (2, 3)))).max() ** 2


@closest_braid.mistake(hint=2)
def averaged_over_states(gate):
    """This is the average fidelity over all pure states, (2 F + 1) / 3. Asked is F itself."""
    return (2 * _overlaps(gate, _braid_gates()).max() ** 2 + 1) / 3


# --- the Y-junction -----------------------------------------------------------------------


def _draw_path(rng):
    return rng.uniform(-1, 1, size=(int(rng.integers(3, 6)), 3)), float(rng.uniform(2, 4))


def _generator(d, down=-1):
    a = np.zeros((4, 4))
    a[0, 1:], a[1:, 0] = 2 * np.asarray(d), down * 2 * np.asarray(d)
    return a


def _steps(path, duration, down=-1):
    return [expm(_generator(d, down) * duration / len(path)) for d in np.asarray(path)]


def _product(steps):
    total = np.eye(4)
    for step in steps:
        total = step @ total
    return total


@exercise(
    cases=[(np.array([[0.0, 0.0, 1.0]]), 0.4), (np.array([[0.3, -0.7, 0.5]]), 1.0), _draw_path],
    same=replace(close(atol=1e-3, rtol=0), near_misses=close().near_misses),
    hints=[
        "While D is constant the four operators obey a linear equation with constant matrix A, so "
        "this piece turns them by expm(A dt).",
        "A has 2 D in row 0 and -2 D in column 0, zeros elsewhere; dt = duration / len(path).",
        "Later pieces stand on the left: total = expm(A * dt) @ total.",
    ],
    insight="Four operators, one 4 x 4 rotation: for a Hamiltonian quadratic in n Majoranas the "
    "whole many-body evolution is an n x n rotation.",
)
def majorana_rotation(path, duration):
    """The 4 x 4 matrix O of U^+ gamma_k U = sum_l O_kl gamma_l, with k and l from 0 to 3."""
    total, dt = np.eye(4), duration / len(path)
    for d in path:
        a = np.zeros((4, 4))
        a[0, 1:] = 2 * np.array(d)
        a[1:, 0] = -2 * np.array(d)
        total = expm(a * dt) @ total
    return total


@majorana_rotation.mistake(hint=2)
def half_the_speed(path, duration):
    """Your operators turn at half the speed. The commutator [H, gamma] gives a 2: gamma_0 D gamma_k
    and its reverse add up. With |D| = 1 the gap is 2, and so is the rate."""
    return _product(_steps(path, duration / 2))


@majorana_rotation.mistake(hint=2)
def sign_of_h(path, duration):
    """The sign of A is reversed: your H has the opposite sign, or time runs backward."""
    return _product(_steps(path, -duration))


@majorana_rotation.mistake(hint=3)
def first_step_left(path, duration):
    """Your pieces stand in reverse order. Each one is right; the first has to be the rightmost
    factor."""
    return _product(_steps(path, duration)[::-1])


@majorana_rotation.mistake
def whole_time_each(path, duration):
    """Each row of the path lasts for the whole duration in your answer. The rows share it: each one
    lasts duration / len(path)."""
    return _product(_steps(path, duration * len(path)))


@majorana_rotation.mistake(hint=2)
def both_plus(path, duration):
    """Your A is symmetric, so its exponential grows like cosh. Column 0 needs the minus sign: only
    an antisymmetric matrix turns."""
    return _product(_steps(path, duration, down=1))


@majorana_rotation.mistake(hint=3)
def star_for_at(path, duration):
    """You multiplied with *, entry by entry. The product of two arrays as matrices is @."""
    total = np.eye(4)
    for step in _steps(path, duration):
        total = step * total
    return total


@majorana_rotation.mistake(hint=1)
def exp_of_entries(path, duration):
    """np.exp takes the exponential of each entry. That of a matrix is expm."""
    dt = duration / len(path)
    return _product([np.exp(_generator(d) * dt) for d in np.asarray(path)])


@majorana_rotation.mistake(hint=1)
def one_euler_step(path, duration):
    """You took 1 + A dt for each piece. That is the start of the series of expm(A dt), good for a
    tiny dt only; it stretches the operators, and a rotation must not."""
    dt = duration / len(path)
    return _product([np.eye(4) + _generator(d) * dt for d in np.asarray(path)])


@majorana_rotation.mistake(hint=1)
def mean_coupling(path, duration):
    """You used the mean of the couplings, one exponential for the whole path. That would be right
    if the rotations about different D commuted; they do not, or there would be no braid."""
    return expm(_generator(np.mean(path, axis=0)) * duration)


# --- speed --------------------------------------------------------------------------------


@question(
    wrong={
        "a": "The path decides which braid it is, but only if the modes follow it. Free and bound "
        "modes are apart by the gap, and a fast change has frequencies that reach across.",
        "b": "The angle is the solid angle of the path, and that does not know the time. What a "
        "fast drive spoils is something else: the modes do not stay free.",
        "d": "A linear ramp has a kink at each corner, and a kink has all frequencies.",
    },
    hints=[
        "In the explorer take T = 60, then T = 6. Look at the weight on gamma_0.",
        "Compare the time of one hand-over, T/3, with 1/gap = 1/2.",
    ],
    insight="Topology protects against small changes of the path, not against speed: the error of "
    "a fast exchange is set by the gap and by the smoothness of the ramp.",
)
def ten_times_faster():
    """The same closed path of D in a tenth of the time: T = 6, not 60. What about the braid?"""
    return "c"


LONGEST, ALLOWED = 40.0, 1e-3
CLOCK = np.linspace(0.95, 1.05, 21)


def _drive(answer):
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        raise Unlike("a ramp and a duration are asked, two values")
    ramp, duration = answer
    if callable(duration) or isinstance(duration, str):
        raise Unlike("the ramp comes first, then the duration, a number")
    if not float(duration) > 0:
        raise Unlike("a duration above 0 is asked")
    if not isinstance(ramp, str) and not callable(ramp):
        raise Unlike("the ramp is a name, such as 'sin2', or a function")
    if callable(ramp):
        try:
            ramp(np.array([0.25, 0.75]))
        except (TypeError, ValueError) as error:
            raise Unlike(f"the ramp must take an array, as np.sin does ({error})") from None
    return ramp, float(duration)


def _clock_errors(answer):
    ramp, duration = _drive(answer)
    return y_junction.braid_errors(CLOCK * duration, ramp)


def _what_is_wrong(answer):
    """One word for a drive: what `same` compares, so that a mistake is a kind of drive."""
    ramp, duration = _drive(answer)
    if duration > LONGEST:  # without a run: a learner's 10^6 would take gigabytes
        return "too long"
    errors = _clock_errors(answer)
    if errors.max() < ALLOWED:
        return "fine"
    if errors[len(errors) // 2] < ALLOWED:
        return "magic moment"
    return "kinks" if isinstance(ramp, str) and ramp == "linear" else "too fast"


def _is_good_drive(answer):
    duration = _drive(answer)[1]
    if duration > LONGEST:
        return f"the cycle may last at most {LONGEST:.0f}"
    worst = _clock_errors(answer).max()
    return bool(worst < ALLOWED) or f"with a clock 5 % off, the error can be {worst:.1e}"


@exercise(
    same=exact().of(_what_is_wrong, "(ramp, duration)"),
    accepts=_is_good_drive,
    hints=[
        "Choose a ramp in the explorer and look at the whole curve left of T = 40, not at one "
        "point of it.",
        "The dips move when T does; what counts are the tops. Which curve has tops below 0.001?",
        'sin2 a little below 40: ("sin2", 38).',
    ],
    insight="A ramp without kinks wins: the fewer jumps in its derivatives, the steeper the error "
    "falls in the long run. A duration at which errors happen to cancel is no protection.",
)
def drive():
    """A pair (ramp, duration) for the Y-junction: error below 0.001, duration at most 40."""
    return "sin2", 38.0


@drive.mistake(hint=2)
def kinked_ramp():
    """With the linear ramp D starts and stops with a jerk at each corner, and it is excited there.
    The error falls with the duration, but only as 1/T^2: within 40 it does not get there."""
    return "linear", 40.0


@drive.mistake(hint=1)
def magic_moment():
    """At this very duration the excitations of the three corners nearly cancel. Within five per
    cent of it the error is above 0.001: you found a dip of the curve, not a good drive."""
    return "sin2", 14.0


@drive.mistake(hint=1)
def too_fast():
    """At this duration the modes do not follow this ramp well enough: part of them ends above the
    gap. Look for a ramp and a duration at which the tops of the curve are low."""
    return "sin2", 12.0


@drive.mistake(hint=2)
def too_patient():
    """It takes longer than 40. While an exchange runs, electrons from outside may come in:
    slower is not simply better."""
    return "smooth", 60.0


# --- idle couplings -----------------------------------------------------------------------


def _draw_corners(rng):
    """Three corners in the positive octant, not normalised; one coupling leads in each."""
    idle = rng.uniform(0.05, 0.35, size=(3, 3))
    idle[[0, 1, 2], [2, 0, 1]] = 1.0
    return (idle * rng.uniform(0.5, 2.0, size=(3, 1)),)


def _unit(corners):
    corners = np.array(corners, dtype=float)
    return corners / np.linalg.norm(corners, axis=1)[:, None]


def _solid(a, b, c):
    return abs(2 * np.arctan2(a @ np.cross(b, c), 1 + a @ b + b @ c + c @ a))


@exercise(
    cases=[(np.array([[0.0, 0, 1], [1, 0, 0], [0, 2, 0]]),), _draw_corners],
    same=close(atol=1e-5).of(np.abs, "the angle"),
    hints=[
        "First make unit vectors of the three rows: only the direction of D counts.",
        "Solid angle of a spherical triangle with unit corners a, b, c: tan(angle / 2) = "
        "|a . (b x c)| / (1 + a.b + b.c + c.a).",
        "2 * np.arctan2(abs(a @ np.cross(b, c)), 1 + a @ b + b @ c + c @ a).",
    ],
    insight="Only if idle couplings vanish is the triangle the whole octant and the angle 90 "
    "degrees. An idle coupling of 5 % already makes it 74: no speed mends that.",
)
def slow_angle(corners):
    """The angle in rad by which a slow cycle over three corners (rows D) turns the free pair."""
    a, b, c = [np.array(d) / np.linalg.norm(d) for d in corners]
    return 2 * np.arctan2(abs(a @ np.cross(b, c)), 1 + a @ b + b @ c + c @ a)


@slow_angle.mistake(hint=1)
def always_the_octant(corners):
    """You returned 90 degrees for all corners. That is the octant, idle couplings being exactly 0.
    The angle of this path is geometry; what makes it exact is how well the couplings switch off."""
    return np.pi / 2


@slow_angle.mistake(hint=1)
def not_unit_vectors(corners):
    """You used the corners with the lengths they have. The length of D sets the gap; the angle
    knows its direction only."""
    return _solid(*np.array(corners, dtype=float))


@slow_angle.mistake(hint=2)
def half_the_solid_angle(corners):
    """This is half of it: the formula gives the tangent of half the angle. (Half the solid angle is
    what a spin 1/2 picks up; here a vector is carried round, and it turns by all of it.)"""
    return _solid(*_unit(corners)) / 2


@slow_angle.mistake(hint=2)
def sides_for_angles(corners):
    """You added the angles between the three vectors. These are the *sides* of the triangle; its
    inner angles lie at the corners, between two sides. In the octant all six are 90 degrees."""
    a, b, c = _unit(corners)
    return np.sum(np.arccos([a @ b, b @ c, c @ a])) - np.pi


@slow_angle.mistake(hint=2)
def triple_product(corners):
    """This is a . (b x c), a volume. It is the numerator of the formula; what it is divided by, and
    the arctangent, make an angle of it."""
    return abs(np.linalg.det(_unit(corners)))


@slow_angle.mistake(hint=2)
def sum_of_angles(corners):
    """You added the three inner angles. In a flat triangle the sum is pi; the solid angle is what
    is more than that."""
    return _solid(*_unit(corners)) + np.pi


# --- the T-junction -----------------------------------------------------------------------


def _outcome(moves):
    """Where the two modes end, or what stops them: the plain form of a route."""
    at = {"left": 1, "right": 2}  # which mode sits at the end of which topological leg
    for emptied, filled in _two_by_two(moves, '("left", "stem")'):
        for leg in (emptied, filled):
            if leg not in t_junction.LEGS:
                raise Unlike(f"{leg!r} is none of the legs left, right, stem")
        if emptied not in at:
            return "nothing to move"
        if filled in at:
            return "occupied"
        at[filled] = at.pop(emptied)
    if "stem" in at:
        return "on the stem"
    return "exchanged" if at == {"left": 2, "right": 1} else "as before"


@exercise(
    same=exact().of(_outcome, "the list of moves"),
    accepts=lambda moves: _outcome(moves) == "exchanged" or "the two are not exchanged",
    hints=[
        "A siding: one of the two has to be parked where it is not in the way of the other.",
        "Three moves: onto the stem, across the bar, out of the stem.",
        'The first one is ("left", "stem"), or its mirror image ("right", "stem").',
    ],
    insight="On a line two modes cannot pass each other. A third leg will do: park, pass, return.",
)
def route():
    """A list of moves (emptied leg, filled leg), legs "left", "right", "stem": one exchange."""
    return [("left", "stem"), ("right", "left"), ("stem", "right")]


@route.mistake(hint=3)
def still_parked():
    """When your moves end, a mode is still on the stem. A braid ends where it began: the bar
    topological, the stem trivial."""
    return [("left", "stem"), ("right", "left")]


@route.mistake(hint=2)
def back_again():
    """In the end each of the two is where it was: they have not been exchanged, or twice."""
    return [("left", "stem"), ("stem", "left")]


@route.mistake(hint=1)
def arm_is_occupied():
    """One of your moves fills a leg that is topological already. A mode sits at its end, and a
    second one cannot be brought to the same place."""
    return [("left", "right"), ("right", "left")]


@route.mistake(hint=2)
def empty_leg():
    """One of your moves empties a leg that is trivial at that moment: there is no mode to carry."""
    return [("stem", "left"), ("left", "right")]


def _draw_arms(rng):
    left = float(rng.uniform(0.3, 1.2) * rng.choice([-1, 1]))
    return left, left + np.pi


def _on_the_circle(phase):
    return np.array([np.cos(phase), np.sin(phase)])


@cache
def _stem_gap(phase):
    """The smallest gap of the braid for a stem ``phase`` away from the left arm."""
    return t_junction.TJunction(phases=(0.0, np.pi, phase)).gap()


def _keeps_the_gap(phase, left, right):
    away = np.asarray(phase, dtype=float).item() - left
    if abs(np.cos(away)) < 0.1:  # a scan in steps of ten degrees will do
        return True
    gap, best = _stem_gap(round(away, 6)), _stem_gap(np.pi / 2)
    return f"with this phase the smallest gap of the braid is {gap:.2f} t; {best:.2f} t is possible"


@exercise(
    cases=[(0.0, np.pi), _draw_arms],
    same=close(atol=1e-3).of(_on_the_circle, "the phase"),
    accepts=_keeps_the_gap,
    hints=[
        "Two legs with equal outward phases make a pi junction at the centre. The stem has to stay "
        "away from both arms.",
        "On the circle of phases the arms are opposite. Which points are as far from one as from "
        "the other?",
        "left + pi/2, or left - pi/2.",
    ],
    insight="Half-way between the arms, on either side: the two choices exchange in opposite "
    "senses. Only differences of phases count.",
)
def stem_phase(left, right):
    """An outward phase of the stem (rad) with the largest gap, for arms with right = left + pi."""
    return left + np.pi / 2


@stem_phase.mistake(hint=1)
def as_the_left_arm(left, right):
    """The stem has the phase of the left arm. As soon as both are topological, they make a pi
    junction: two more zero modes sit at the corner, and the gap is gone."""
    return left


@stem_phase.mistake(hint=1)
def as_the_right_arm(left, right):
    """The stem has the phase of the right arm. As soon as both are topological, they make a pi
    junction: two more zero modes sit at the corner, and the gap is gone."""
    return right


@stem_phase.mistake(hint=3)
def fixed_right_angle(left, right):
    """pi/2 is right for left = 0, and not in general. The phase of one superconductor alone means
    nothing; the stem has to be pi/2 away from the arms."""
    return np.pi / 2


@stem_phase.mistake(hint=2)
def thirds(left, right):
    """A third of the circle from the left arm is only a sixth from the right one. Even thirds would
    be fair to three free phases, but the bar needs its arms opposite."""
    return left + 2 * np.pi / 3


@stem_phase.mistake(hint=2)
def quarter_of_pi(left, right):
    """pi/4 from the left arm: no zero modes, but half of the gap is lost, so the keys would have to
    move much more slowly."""
    return left + np.pi / 4


@question(
    wrong={
        "a": "Inside each leg the gap does not know the phase at all: c -> c exp(i phase/2) takes "
        "it away there. The trouble sits where legs with different phases meet.",
        "b": "Real pairing is a matter of the gauge; with phases 0 and pi for the two arms the bar "
        "is uniform and its pairing real.",
        "d": "The sense changes when the stem goes from +pi/2 to -pi/2. Equal phases have no sense "
        "at all: extra zero modes mix with the two from the start.",
    },
    hints=[
        "Outwards, the left arm points left. Read its bonds rightwards: c_i c_j = -c_j c_i.",
        "So equal outward phases are opposite phases along the bar. What sits at such a place?",
    ],
    insight="Equal outward phases make the straight bar a pi junction with two Majorana modes of "
    "its own at the centre: four at zero energy instead of two.",
)
def equal_phases():
    """All three legs get the same outward phase. Why is there no braid?"""
    return "c"
