"""Exercises on a programmable machine: program, compiler, schedule, errors, shots, calibration.

Where a circuit is asked, every circuit that does the job is right: it is run, and judged by that.
"""

from itertools import permutations

import numpy as np

from qlearn.exercise import close, exact, exercise, progress_report, question, same_state
from qlearn.exercise import same_operator as same_matrix
from qlearn.exercise.cases import lopsided_bits
from qlearn.exercise.circuits import Seen, circuit_on, of_seen, played
from qlearn.exercise.reading import Unlike, kind_of, numbers
from qlearn.qubits import QPU, Circuit, bits_of, dirac, superconducting
from qlearn.qubits.measurement import Counts
from qlearn.qubits.mitigation import frequencies, mitigate_readout, parity_mean
from qlearn.qubits.noisy_run import apply_bitwise, confusion

progress = progress_report(__name__)

NATIVE = ("rz", "sx", "x", "cz")


def _is_right(seen, *case):
    return seen.why or True


# --- A program ------------------------------------------------------------------------------


@played
def _ket(answer, bits):
    psi = circuit_on(answer, len(bits)).state()
    return Seen(psi.full()[:, 0], dirac(psi))


@exercise(
    referee=_ket,
    cases=[("11",), ("110",), ("01101",), lambda rng: (lopsided_bits(rng),)],
    same=of_seen(
        same_state(),
        "both strings come out equally often, but not with a plus: a gate puts a sign or a phase "
        "between them. H makes a plus of |0>, and a minus of |1>",
    ),
    hints=[
        "Run your circuit for \"110\": print(qubits.dirac(cat_state('110').state())). Two terms "
        "are to come out, |000> and |110>. Which come?",
        "One qubit makes the choice between the two terms, by H. All others that have a 1 follow "
        "it, by cx. Those with a 0 have nothing to do.",
        "ones = [q for q, bit in enumerate(bits) if bit == '1']; h(ones[0]), then cx(ones[0], q) "
        "for each other q of them.",
    ],
    insight="One H and a cx for each further 1. Written as a star the gates all need one qubit; as "
    "a chain each needs its neighbour: equal on paper, and not on a machine.",
)
def cat_state(bits):
    """The Circuit that takes |0...0> to (|0...0> + |bits>)/sqrt 2. bits is a string such as "0110",
    qubit 0 first, with two ones at least."""
    ones = [q for q, bit in enumerate(bits) if bit == "1"]
    circuit = Circuit(len(bits)).h(ones[0])
    for q in ones[1:]:
        circuit.cx(ones[0], q)
    return circuit


def _ones(bits):
    return [q for q, bit in enumerate(bits) if bit == "1"]


@cat_state.mistake(hint=2)
def tosses_no_coin(bits):
    """All stays |0...0>: a cx whose control is in |0> does nothing. One qubit needs an H before."""
    return Circuit(len(bits))


@cat_state.mistake(hint=2)
def tosses_each_coin(bits):
    """You put H on every qubit with a 1: each of them tosses its own coin, and all strings in
    between come out as well. One H is enough, the others follow it."""
    return Circuit(len(bits)).h(_ones(bits))


@cat_state.mistake(hint=2)
def has_nobody_follow(bits):
    """Only one qubit is in a superposition and the others stay in |0>. For each further 1 a cx is
    missing; or there is one that does nothing, since its control is still in |0>: the H comes
    after it, or is on its target."""
    return Circuit(len(bits)).h(_ones(bits)[0])


@cat_state.mistake(hint=2)
def prepares_the_string(bits):
    """You prepared |bits> alone. The other term, |0...0>, is missing: somebody has to choose
    between the two."""
    return Circuit(len(bits)).x(_ones(bits))


@cat_state.mistake(hint=3)
def always_starts_from_qubit_0(bits):
    """Your H is on qubit 0 whatever its bit is. If that is 0, qubit 0 has no part in this."""
    circuit = Circuit(len(bits)).h(0)
    for q in _ones(bits):
        if q:
            circuit.cx(0, q)
    return circuit


@cat_state.mistake(hint=3)
def takes_all_along(bits):
    """You made the state for 11...1: all qubits follow, also those whose bit is 0."""
    return cat_state.reference("1" * len(bits))


# --- Native gates ---------------------------------------------------------------------------


@played
def _compiled(answer, n, control, target):
    circuit = circuit_on(answer, n)
    foreign = sorted({op.name for op in circuit.operations} - {*NATIVE, "barrier"})
    if foreign:
        raise Unlike(f"not native to this machine: {', '.join(foreign)}; it has rz, sx, x and cz")
    matrix = circuit.unitary().full()
    return Seen(matrix, "; ".join(_images(matrix, n)))


def _images(matrix, n):
    """What becomes of the basis states, a global phase left out."""
    phase = matrix[np.argmax(abs(matrix[:, 0])), 0]
    for k, column in enumerate((matrix * abs(phase) / phase).T):
        yield f"{bits_of(k, n)} to {dirac(column)}"


def _draw_pair(rng):
    """Neighbours on a line, either way round."""
    n = int(rng.integers(3, 5))
    low = int(rng.integers(n - 1))
    return (n, low, low + 1) if rng.random() < 0.5 else (n, low + 1, low)


@exercise(
    referee=_compiled,
    cases=[(2, 0, 1), (2, 1, 0), _draw_pair],
    same=of_seen(
        same_matrix(),
        "the bits come out right, but there are signs or phases that depend on them. With "
        "rz(-pi/2) in place of rz(pi/2), for instance, H Z H becomes -X, and a minus is left "
        "whenever the control is 1",
    ),
    hints=[
        "cz does not care which qubit is the control. What is it that turns the Z into an X, on "
        "one qubit only?",
        "H Z H = X. And H itself is not native: it is a quarter turn about x between two about z, "
        "up to a phase.",
        "rz(pi/2), sx, rz(pi/2) on the target; cz; rz(pi/2), sx, rz(pi/2) on the target again.",
    ],
    insight="Every machine has its own few gates, and all of them are enough. What counts is the "
    "number of pair gates: one cz makes one cx; a swap takes three.",
)
def native_cx(n, control, target):
    """A Circuit on n qubits that does cx(control, target), up to a global phase, with the gates of
    the machine: rz(angle, qubit), sx(qubit), x(qubit), cz(qubit, qubit)."""
    circuit = Circuit(n)
    circuit.rz(np.pi / 2, target).sx(target).rz(np.pi / 2, target)
    circuit.cz(control, target)
    circuit.rz(np.pi / 2, target).sx(target).rz(np.pi / 2, target)
    return circuit


_H = [np.pi / 2, "sx", np.pi / 2]


def _steps(n, control, target, *steps):
    """A circuit of steps: "cz", and "sx" and turns about z of the target."""
    circuit = Circuit(n)
    for step in steps:
        if step == "cz":
            circuit.cz(control, target)
        else:
            circuit.sx(target) if step == "sx" else circuit.rz(step, target)
    return circuit


@native_cx.mistake(hint=1)
def turns_the_control(n, control, target):
    """Your cx goes the other way round: the qubit between the two H is the one that is flipped, so
    it must be the target."""
    return native_cx.reference(n, target, control)


@native_cx.mistake(hint=2)
def leaves_the_second_turn_out(n, control, target):
    """The H after the cz is missing. If the control is 0 your target is turned by an H and stays
    so; H Z H = X needs both."""
    return _steps(n, control, target, *_H, "cz")


@native_cx.mistake(hint=2)
def leaves_the_first_turn_out(n, control, target):
    """The H before the cz is missing. It makes the cz see the target along x, and the second H
    turns it back: H Z H = X needs both."""
    return _steps(n, control, target, "cz", *_H)


@native_cx.mistake(hint=2)
def turns_about_x_only(n, control, target):
    """You used sx where H is needed. sx is a quarter turn about x: two of them make an X even if
    the control is 0. The turns by pi/2 about z belong to H."""
    return _steps(n, control, target, "sx", "cz", "sx")


@native_cx.mistake(hint=3)
def turns_by_degrees(n, control, target):
    """You wrote rz(90), and that is 90 radians. Angles are in radians: a quarter turn is pi/2."""
    turn = [90, "sx", 90]
    return _steps(n, control, target, *turn, "cz", *turn)


@native_cx.mistake(hint=2)
def leaves_it_a_cz(n, control, target):
    """This does a cz, which leaves every bit as it is and changes signs only. A cx flips the
    target."""
    return Circuit(n).cz(control, target)


@question(
    wrong={
        "a": "However short the pulse, it would have an error; and a turn by any angle would need "
        "a pulse of another strength.",
        "c": "That is true of an rz just before the readout, and there compilers do leave it out. "
        "Between two sx it changes probabilities very much.",
        "d": "Nothing is corrected in this machine: no gate is repeated or checked.",
    },
    hints=["The axis of a pulse, x or y, is the phase of a microwave. Relative to what?"],
    insight="A turn about z is a change of the clock. So a machine needs one calibrated pulse, sx, "
    "and all else on one qubit is arithmetic.",
)
def why_rz_is_free():
    """rz takes no time and makes no error on our superconducting machine. How can that be?"""
    return "b"


# --- Routing --------------------------------------------------------------------------------


def _restored(matrix, final):
    """The matrix with the qubit on wire final[k] at the end written as qubit k."""
    n = len(final)
    tensor = matrix.reshape([2] * n + [-1])
    return tensor.transpose([*final, n]).reshape(matrix.shape)


def _fits(matrix, pairs, final):
    """Whether the matrix does the cx gates of the pairs, with these places at the end."""
    program = Circuit(len(final))
    for control, target in pairs:
        program.cx(control, target)
    wanted = program.unitary().full()
    return abs(np.vdot(wanted, _restored(matrix, final))) > len(matrix) * (1 - 1e-9)


@played
def _routed(answer, pairs, n):
    """In a word what became of the program: "right", or which of the known ways it fails."""
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        raise Unlike("two things are asked, the circuit and the list of places: circuit, final")
    circuit = circuit_on(answer[0], n)
    places = answer[1]
    places = [places.get(k) for k in range(n)] if isinstance(places, dict) else places
    final = numbers(places).ravel().astype(int).tolist()
    if sorted(final) != list(range(n)):
        raise Unlike(f"the places {final} are not those of {n} qubits: each of them once")
    wide = [op for op in circuit.operations if op.is_gate and len(op.qubits) > 1]
    far = [op for op in wide if max(op.qubits) - min(op.qubits) != len(op.qubits) - 1]
    far += [op for op in wide if len(op.qubits) > 2]
    word = _word(circuit.unitary().full(), pairs, final)
    if not far:
        return Seen(word, f"pair gates: {len(wide)}, final = {final}", _ROUTING.get(word, ""))
    why = f"{far[0].name} on {far[0].qubits}; allowed: one qubit, or two that are neighbours"
    return Seen("as it is" if word == "right" else "far", why, why)


def _word(matrix, pairs, final):
    inverse = np.argsort(final).tolist()
    if _fits(matrix, pairs, final):
        return "right"
    if _fits(matrix, pairs, inverse):
        return "inverse"
    orders = list(permutations(range(len(final))))
    if any(_fits(matrix, pairs, order) for order in orders):
        return "unmoved" if final == sorted(final) else "misplaced"
    round_ = [(target, control) for control, target in pairs]
    return "turned" if any(_fits(matrix, round_, order) for order in orders) else "other"


_ROUTING = {
    "inverse": "the gates are right; the list says who stands on each place, and asked is the "
    "place of each qubit",
    "unmoved": "the gates are right, but at the end the qubits do not stand where they began",
    "misplaced": "the gates are right; the list of places is not",
    "turned": "each cx goes the other way round: (control, target)",
    "other": "these are not the gates of the program, on whichever places its qubits are. Is each "
    "cx there, in order, and do you follow both qubits of a swap?",
}


def _draw_program(rng):
    """Three or four cx on a line; the first is between the two ends."""
    n = int(rng.integers(3, 5))
    pairs = [(0, n - 1) if rng.random() < 0.5 else (n - 1, 0)]
    while len(pairs) < n:
        pair = tuple(int(q) for q in rng.permutation(n)[:2])
        if set(pair) != set(pairs[-1]):
            pairs.append(pair)
    return pairs, n


@exercise(
    referee=_routed,
    cases=[([(0, 2), (1, 2)], 3), ([(3, 0), (3, 1), (0, 2)], 4), _draw_program],
    same=of_seen(exact()),
    accepts=_is_right,
    hints=[
        "Keep a list at[k]: the place where qubit k of the program is now. Gates of the program "
        "are about qubits, gates of the machine about places.",
        "As long as the two places of a cx are not neighbours, swap one of the two qubits one step "
        "towards the other. The qubit that stood there goes the other way.",
        "a, b = at[control], at[target]; while abs(a - b) > 1: step = a + 1 if b > a else a - 1; "
        "circuit.swap(a, step); exchange the two in at; then circuit.cx(at[control], at[target]).",
    ],
    insight="A program with far partners pays in swaps, three pair gates each. And its qubits end "
    "elsewhere: whoever reads the result must know where.",
)
def routed(pairs, n):
    """(circuit, final): the cx gates (control, target) of the list pairs, one after the other, with
    gates on one qubit or on neighbours 0-1, 1-2, ... of a line of n. Qubit k of the program begins
    on place k; final[k] is its place at the end."""
    at, circuit = list(range(n)), Circuit(n)
    for control, target in pairs:
        while abs(at[control] - at[target]) > 1:
            here = at[control]
            step = here + 1 if at[target] > here else here - 1
            other = at.index(step)
            circuit.swap(here, step)
            at[control], at[other] = step, here
        circuit.cx(at[control], at[target])
    return circuit, at


@routed.mistake(hint=1)
def leaves_the_program_as_it_is(pairs, n):
    """This does what the program does, but it has a gate that is not on one qubit or on two
    neighbours. The machine has no wire there; somebody has to be moved."""
    circuit = Circuit(n)
    for control, target in pairs:
        circuit.cx(control, target)
    return circuit, list(range(n))


@routed.mistake(hint=1)
def lists_who_stands_where(pairs, n):
    """The gates are right, and your list is the inverse: it says which qubit stands on each place.
    final[k] is the place of qubit k."""
    circuit, final = routed.reference(pairs, n)
    return circuit, np.argsort(final).tolist()


@routed.mistake(hint=2)
def forgets_that_they_moved(pairs, n):
    """The gates are right, but you say that every qubit ends where it began. Swaps move them; who
    reads place k as qubit k gets the wrong bits."""
    return routed.reference(pairs, n)[0], list(range(n))


@routed.mistake(hint=3)
def turns_the_gates_round(pairs, n):
    """Each cx goes the other way round. The first of a pair is the control, wherever the two stand
    by now."""
    return routed.reference([(target, control) for control, target in pairs], n)


# --- Time -----------------------------------------------------------------------------------

DURATIONS = {"sx": 30.0, "cz": 60.0}


def _draw_gates(rng):
    """Native gates on three qubits: all used, with waits before, between and after."""
    first, *others = (int(q) for q in rng.permutation(3))
    durations = {"sx": float(rng.integers(20, 41)), "cz": float(rng.integers(50, 91))}
    gates = [("sx", (first,))] * int(rng.integers(2, 4)) + [("cz", (first, others[0]))]
    gates += [("sx", (others[0],)), ("cz", (others[1], first)), ("sx", (first,))]
    gates += [("cz", (others[0], first))] + [("sx", (first,))] * int(rng.integers(1, 4))
    return gates, durations, 3


@exercise(
    cases=[
        ([("sx", (0,)), ("cz", (0, 1)), ("sx", (1,))], DURATIONS, 2),
        (  # in layers it would be another plan, and qubit 3 has no gate
            [("cz", (1, 2)), *[("sx", (0,))] * 3, ("cz", (0, 1)), ("sx", (1,))],
            {"sx": 25.0, "cz": 60.0},
            4,
        ),
        _draw_gates,
    ],
    same=close(atol=1e-6),
    hints=[
        "Keep for each qubit the time at which it is free again. When does a gate on two qubits "
        "begin?",
        "It begins when both are free: at the later of the two times. The other one has waited for "
        "the difference, unless this is its first gate.",
        "start = max(free[q] for q in qubits); waits[q] += start - free[q] if q was used before; "
        "free[q] = start + durations_ns[name]. Then add max(free) - free[q] for each q used.",
    ],
    insight="Errors of waiting come from the partners: one slow chain of gates keeps all others "
    "waiting. A schedule shows what a circuit drawing hides.",
)
def waits_ns(gates, durations_ns, n):
    """How long each of n qubits waits, a list. Each gate (name, qubits) of the list begins as soon
    as all its qubits are free and takes durations_ns[name]; all are read together when the last
    gate is over. Time before a qubit's first gate does not count: it rests in |0>."""
    free, waits, used = [0.0] * n, [0.0] * n, [False] * n
    for name, qubits in gates:
        start = max(free[q] for q in qubits)
        for q in qubits:
            if used[q]:
                waits[q] += start - free[q]
            free[q], used[q] = start + durations_ns[name], True
    end = max(free)
    return [waits[q] + (end - free[q]) * used[q] for q in range(n)]


def _plan(gates, durations_ns, n, serial=False):
    """Of each qubit: the end of its last gate, its busy time, and the start of its first gate (of
    one without gates: the end of all)."""
    free, busy, first, clock = [0.0] * n, [0.0] * n, [None] * n, 0.0
    for name, qubits in gates:
        start = clock if serial else max(free[q] for q in qubits)
        clock = start + durations_ns[name]
        for q in qubits:
            first[q] = start if first[q] is None else first[q]
            free[q], busy[q] = clock, busy[q] + durations_ns[name]
    return free, busy, [max(free) if start is None else start for start in first]


@waits_ns.mistake(hint=2)
def counts_the_rest_before(gates, durations_ns, n):
    """You counted from time 0 on. Before its first gate a qubit is in |0>, its ground state, and
    nothing can happen to it: that time does not count."""
    free, busy, _ = _plan(gates, durations_ns, n)
    return [(max(free) - b) * (b > 0) for b in busy]


@waits_ns.mistake(hint=3)
def keeps_the_unused_waiting(gates, durations_ns, n):
    """Right, but for a qubit that has no gate at all: it rests in |0> to the end, so its wait is 0.
    The wait after the last gate is only that of qubits that have had one."""
    free = _plan(gates, durations_ns, n)[0]
    waits = waits_ns.reference(gates, durations_ns, n)
    return [w if f else max(free) for w, f in zip(waits, free, strict=True)]


@waits_ns.mistake(hint=3)
def forgets_the_end(gates, durations_ns, n):
    """You stop counting at each qubit's last gate. All are read together, so who has finished
    early waits until the last gate is over."""
    free, busy, first = _plan(gates, durations_ns, n)
    return [max(f - b - s, 0) for f, b, s in zip(free, busy, first, strict=True)]


@waits_ns.mistake(hint=2)
def does_one_gate_at_a_time(gates, durations_ns, n):
    """Your gates come one after the other, as in the list. Gates on different qubits run at the
    same time."""
    free, busy, first = _plan(gates, durations_ns, n, serial=True)
    return [max(free) - b - s for b, s in zip(busy, first, strict=True)]


@waits_ns.mistake(hint=3)
def counts_only_the_end(gates, durations_ns, n):
    """You counted the wait after the last gate only. In between a qubit also waits, whenever its
    partner is not ready."""
    free, _, _ = _plan(gates, durations_ns, n)
    return [(max(free) - f) * (f > 0) for f in free]


@question(
    wrong={
        "a": "What is done early has to be kept until it is needed, and keeping is what costs.",
        "b": "The waits are as long, but not at the same point: it matters in which state a qubit "
        "waits.",
        "d": "Gates are as good late as early: they do not know what time it is.",
    },
    hints=["In which state is a qubit before its first gate? What do T1 and T2 do to that state?"],
    insight="A qubit that has not begun waits in |0> for nothing: first gates are best done late. "
    "At the end it is the other way round: who is done should be read early, if possible.",
)
def early_or_late():
    """A gate may come early or late: other gates fill the time. When is it better done, and why?"""
    return "c"


def _draw_wait(rng):
    t1 = rng.uniform(30, 80)
    return rng.uniform(8, 35), t1, t1 * rng.choice([rng.uniform(0.4, 0.85), rng.uniform(1.15, 1.7)])


@exercise(
    cases=[(10.0, 100.0, 80.0), (50.0, 50.0, 30.0), _draw_wait],
    hints=[
        "Three numbers are needed: the probabilities of 00 and of 11, and what is left of the "
        "coherence between them. Both qubits wait.",
        "F = (P(00) + P(11))/2 + c, and c begins at 1/2. Each qubit shrinks the coherence by "
        "e^{-t/T2}, and from |11> each decays with g = 1 - e^{-t/T1}.",
        "P(11) = (1 - g)^2 / 2, P(00) = 1/2 + g^2 / 2, c = e^{-2t/T2} / 2",
    ],
    insight="A waiting pair loses about t/(2 T1) + t/T2 of its fidelity while t is short: twice "
    "as much as if only one of its qubits waited.",
)
def waiting_pair(t_us, t1_us, t2_us):
    """Fidelity with Phi+ = (|00> + |11>)/sqrt 2 of such a pair after both qubits have waited t_us:
    |1> decays to |0> with T1, and each qubit's coherence shrinks by e^{-t/T2} in all."""
    gamma = 1 - np.exp(-t_us / t1_us)
    p11 = (1 - gamma) ** 2 / 2
    p00 = 1 / 2 + gamma**2 / 2
    coherence = np.exp(-2 * t_us / t2_us) / 2
    return (p00 + p11) / 2 + coherence


def _pair(gamma, coherence):
    return (1 + gamma**2 + (1 - gamma) ** 2) / 4 + coherence / 2


@waiting_pair.mistake(hint=2)
def dephases_one_of_two(t_us, t1_us, t2_us):
    """Your coherence shrinks by e^{-t/T2}, as if one qubit dephased. Both wait: e^{-2t/T2}."""
    return _pair(1 - np.exp(-t_us / t1_us), np.exp(-t_us / t2_us))


@waiting_pair.mistake(hint=2)
def decays_one_of_two(t_us, t1_us, t2_us):
    """Your P(00) + P(11) is that of a pair of which one qubit decays. |11> lasts only while both
    are still 1: e^{-2t/T1}; and if both have decayed, that is 00."""
    return (1 + np.exp(-t_us / t1_us)) / 4 + np.exp(-2 * t_us / t2_us) / 2


@waiting_pair.mistake(hint=1)
def forgets_t1(t_us, t1_us, t2_us):
    """Only the coherence is in your answer. Decay also moves the populations: from 11 to 01 and
    10, where the fidelity with Phi+ is 0."""
    return _pair(0, np.exp(-2 * t_us / t2_us))


@waiting_pair.mistake(hint=3)
def forgets_the_way_to_00(t_us, t1_us, t2_us):
    """You took P(00) = 1/2. If both qubits of |11> have decayed, that is 00 as well: g^2/2 more."""
    gamma = 1 - np.exp(-t_us / t1_us)
    return _pair(gamma, np.exp(-2 * t_us / t2_us)) - gamma**2 / 4


@waiting_pair.mistake(hint=2)
def has_one_wait(t_us, t1_us, t2_us):
    """This is right if one qubit of the pair waits and the other does not. Here both do."""
    gamma = 1 - np.exp(-t_us / t1_us)
    return (2 - gamma) / 4 + np.exp(-t_us / t2_us) / 2


@waiting_pair.mistake(hint=2)
def counts_decay_of_coherence_twice(t_us, t1_us, t2_us):
    """You shrank the coherence by 1 - g as well as by e^{-2t/T2}. T2 is the whole loss, decay
    included."""
    gamma = 1 - np.exp(-t_us / t1_us)
    return _pair(gamma, (1 - gamma) * np.exp(-2 * t_us / t2_us))


# --- The budget -----------------------------------------------------------------------------


@exercise(
    cases=[(0.01, 0.04), (0.2, 0.1), lambda rng: tuple(rng.uniform(0.05, 0.4, 2))],
    hints=[
        "Three stories: the second gate fails; it works and the first fails; both work. What is "
        "the fidelity at the end of each?",
        "After a failure of cx the two qubits are completely mixed: 1/4 of that is Phi+. A failure "
        "of H alone leaves half of 00 and half of 11, without coherence.",
        "p2 / 4 + (1 - p2) * (p1 / 2 + (1 - p1))",
    ],
    insight="F = (1 - p2)(1 - p1/2) + p2/4: small errors cost p1/2 and 3 p2/4. Often p2 is "
    "the larger as well: the budget says which part to work on.",
)
def bell_fidelity(p1, p2):
    """Fidelity with Phi+ of the pair made by H and cx, exactly. After H, with the probability p1,
    its qubit is replaced by the completely mixed one; after cx, with p2, both qubits are."""
    both_failures = p2 / 4
    h_failed = (1 - p2) * p1 / 2
    no_failure = (1 - p2) * (1 - p1)
    return both_failures + h_failed + no_failure


@bell_fidelity.mistake(hint=2)
def counts_no_luck(p1, p2):
    """You took the probability that neither gate fails. A mixed state is not always the wrong one:
    a part of it is Phi+."""
    return (1 - p1) * (1 - p2)


@bell_fidelity.mistake(hint=2)
def loses_all_by_h(p1, p2):
    """You gave a failure of H the fidelity 0. Its qubit is then 0 or 1 by chance, and the cx copies
    it: half of 00 and half of 11 has the fidelity 1/2 with Phi+."""
    return (1 - p2) * (1 - p1) + p2 / 4


@bell_fidelity.mistake(hint=2)
def loses_all_by_cx(p1, p2):
    """You gave a failure of the cx the fidelity 0. The completely mixed state of two qubits is one
    quarter Phi+."""
    return (1 - p2) * (1 - p1 / 2)


@bell_fidelity.mistake(hint=2)
def gives_cx_a_half(p1, p2):
    """You took 1/2 after a failure of cx. Half of the completely mixed state is read as 00 or 11,
    but without coherence: only half of that is Phi+."""
    return (1 - p2) * (1 - p1 / 2) + p2 / 2


@bell_fidelity.mistake(hint=1)
def lets_the_stories_overlap(p1, p2):
    """Your three stories add up to more than 1: in p1/2 there are runs in which the cx fails too,
    and those count as p2/4 already."""
    return (1 - p1) * (1 - p2) + p1 / 2 + p2 / 4


@bell_fidelity.mistake(hint=1)
def exchanges_the_gates(p1, p2):
    """You have p1 and p2 exchanged: p1 belongs to H and mixes one qubit, p2 to cx and mixes two."""
    return bell_fidelity.reference(p2, p1)


@bell_fidelity.mistake(hint=2)
def gives_h_a_quarter(p1, p2):
    """You took 1/4 after a failure of H as well. It mixes one qubit only: the cx then copies 0 or
    1, and half of 00 and half of 11 has the fidelity 1/2 with Phi+."""
    return (1 - p2) * (1 - 3 * p1 / 4) + p2 / 4


@bell_fidelity.mistake(hint=1)
def multiplies_two_fidelities(p1, p2):
    """You multiplied (1 - p1/2)(1 - 3 p2/4): right while both errors are small. If both gates fail,
    the second failure has the last word, 1/4, and not 1/2 times 1/4."""
    return (1 - p1 / 2) * (1 - 3 * p2 / 4)


@bell_fidelity.mistake(hint=1)
def adds_up_errors(p1, p2):
    """1 - p1/2 - 3 p2/4 is right while errors are small: it is the start of a series. Asked is the
    exact fidelity, also for large errors."""
    return 1 - p1 / 2 - 3 * p2 / 4


# --- Readout --------------------------------------------------------------------------------


def _draw_counts(rng):
    n = int(rng.integers(2, 4))
    strings = [format(k, f"0{n}b") for k in range(2**n)]
    counts = rng.integers(20, 400, 2**n).tolist()
    counts = Counts(zip(strings, counts, strict=True))
    return counts, [tuple(rng.uniform(0.02, 0.08, 2) + (0, 0.05 * k + 0.05)) for k in range(n)]


@exercise(
    cases=[
        (Counts({"00": 455, "01": 56, "10": 78, "11": 411}), [(0.02, 0.08), (0.05, 0.15)]),
        (Counts({"01": 700, "10": 60, "11": 110}), [(0.01, 0.1), (0.06, 0.2)]),
        _draw_counts,
    ],
    hints=[
        "Without readout errors the answer would be the sum of (-1)^(ones) times the fraction of "
        "each string. The errors are to be undone before.",
        "One qubit: f = A p with A = [[1 - a, b], [a, 1 - b]]. All qubits: the Kronecker product, "
        "qubit 0 leftmost. Solve it for p.",
        "f[int(string, 2)] = count / shots; p = np.linalg.solve(matrix, f); then signs @ p with "
        "signs = (-1)**string.count('1').",
    ],
    insight="Averages can be mended, single shots cannot. Shots stay as noisy as they were, so the "
    "mended average has the larger error bar.",
)
def mitigated_parity(counts, readout):
    """The mean of (-1)^(number of ones) before the readout errors, from counts such as {"00": 480,
    "11": 520}. readout[k] = (a, b): qubit k is read as 1 though it is 0 with the probability a,
    and as 0 though it is 1 with b. Negative probabilities on the way may stay."""
    n, shots = len(readout), sum(counts.values())
    matrix = np.eye(1)
    for a, b in readout:
        matrix = np.kron(matrix, [[1 - a, b], [a, 1 - b]])
    f = np.zeros(2**n)
    for string, count in counts.items():
        f[int(string, 2)] = count / shots
    signs = np.array([(-1) ** bin(k).count("1") for k in range(2**n)])
    return signs @ np.linalg.solve(matrix, f)


@mitigated_parity.mistake(hint=1)
def mends_nothing(counts, readout):
    """This is the mean of what was read: the errors are still in it."""
    return parity_mean(frequencies(counts))


@mitigated_parity.mistake(hint=2)
def makes_the_errors_twice(counts, readout):
    """You applied A to what was read: that makes the errors once more. f = A p is to be solved for
    p."""
    matrices = {k: confusion(*pair) for k, pair in enumerate(readout)}
    return parity_mean(apply_bitwise(frequencies(counts), matrices))


@mitigated_parity.mistake(hint=2)
def divides_by_the_contrast(counts, readout):
    """You divided by the product of 1 - a - b, or solved with the transposed matrix, which is the
    same. It is right if both errors are equal, a = b; here they are not, and a shift remains."""
    return parity_mean(frequencies(counts)) / np.prod([1 - a - b for a, b in readout])


@mitigated_parity.mistake(hint=2)
def exchanges_the_two_errors(counts, readout):
    """You have a and b exchanged: the first is to read 1 for 0, the second to read 0 for 1. Columns
    of A are what is there, rows what is read."""
    return mitigated_parity.reference(counts, [(b, a) for a, b in readout])


@mitigated_parity.mistake(hint=2)
def starts_from_the_last_qubit(counts, readout):
    """Your qubits are in reverse order: readout[0] belongs to the leftmost bit of a string."""
    return mitigated_parity.reference(counts, readout[::-1])


@mitigated_parity.mistake
def clips_what_is_negative(counts, readout):
    """You cut off negative probabilities and rescaled the rest. Then what came out too low is
    mended and what came out too high is not: averages are biased."""
    p = mitigate_readout(frequencies(counts), readout).clip(0)
    return parity_mean(p / p.sum())


@mitigated_parity.mistake(hint=3)
def forgets_the_shots(counts, readout):
    """You used the counts as probabilities: divide by the number of all shots."""
    return sum(counts.values()) * mitigated_parity.reference(counts, readout)


@question(
    wrong={
        "a": "The readout comes once, however often a gate is repeated. What does not grow with "
        "the scale is still there at scale 0.",
        "b": "They are what is repeated: three times the gates make three times the error, and the "
        "line is followed back to none. Only a curved trend leaves a small rest.",
        "c": "To go from 1 and 3 back to 0 the line multiplies the first value by 3/2 and the "
        "other by -1/2: both errors come in, the first one enlarged.",
    },
    hints=["A line through the values at scale 1 and 3: which kinds of error differ between them?"],
    insight="Extrapolation removes what was scaled, and nothing else, and pays with shots. A value "
    "at zero noise is an estimate, and needs its error bar.",
)
def what_folding_leaves():
    """Pair gates are folded, G G^+ G, and a line through <ZZ> at the scales 1 and 3 is followed to
    0. The readout is wrong in 3 % of the shots. What is true of the result?"""
    return "d"


# --- Calibration ----------------------------------------------------------------------------

BUDGET = 20_000
TOLERANCE = 0.02


def _machine(seed):
    """A machine with two qubits whose readout errors differ from each other."""
    rng = np.random.default_rng(seed)
    good = (rng.uniform(0.02, 0.05), rng.uniform(0.10, 0.15))
    bad = (rng.uniform(0.08, 0.11), rng.uniform(0.20, 0.26))
    readout = [good, bad] if rng.random() < 0.5 else [bad, good]
    return QPU(superconducting(2).changed(readout=readout), rng, shot_budget=BUDGET)


def _calibrated(player, seed, n):
    """What the player finds out of a machine, and how far it is from the truth."""
    qpu = _machine(seed)

    def run(circuit, shots):
        return qpu.run(circuit, shots, layout=list(range(min(circuit.n, n))))

    answer = player(run, n)
    try:
        found = numbers(answer)
        if found.shape != (n, 2):
            raise Unlike(
                f"{n} pairs are asked, (1 for 0, 0 for 1), and this has the shape {found.shape}"
            )
    except Unlike as unlike:
        return Seen(None, kind_of(answer), str(unlike))
    why = _too_far(np.abs(found - np.array(qpu.device.readout)))
    return Seen(found, f"{found.round(3).tolist()} after {qpu.shots_used} shots", why)


def _too_far(off):
    if off.max() < TOLERANCE:
        return ""
    k, which = np.unravel_index(np.argmax(off), off.shape)
    name = ("reading 1 for 0", "reading 0 for 1")[which]
    return f"qubit {k}, {name}: off by {off[k, which]:.3f}; allowed: {TOLERANCE}"


@exercise(
    referee=_calibrated,
    cases=lambda rng: (int(rng.integers(10**6)), 2),
    same=of_seen(close(atol=0.025)),
    accepts=_is_right,
    hints=[
        "You need situations in which you know what is there. Which bits does a machine hold "
        "before anything is done, and how do you get the others?",
        "Two circuits: nothing, and x on all qubits, both measured. With 10 000 shots the standard "
        "error of a fraction of 0.1 is 0.003.",
        "zeros = run(Circuit(n).measure(), 10000); zeros.marginal(k).fraction('1') is the first "
        "error of qubit k. The same with x(range(n)) before, and fraction('0'), is the second.",
    ],
    insight="Calibration is an experiment like any other: it costs shots and has an error bar. "
    "What it cannot tell apart, here a bad x and a bad readout, it adds up.",
)
def calibrated_readout(run, n):
    """List of pairs (probability to read 1 for 0, probability to read 0 for 1), one for each of n
    qubits, within 0.02. run(circuit, shots) returns the counts of a machine that you do not know;
    it sells 20 000 shots."""
    zeros = run(Circuit(n).measure(), 10_000)
    ones = run(Circuit(n).x(range(n)).measure(), 10_000)
    return [(zeros.marginal(k).fraction("1"), ones.marginal(k).fraction("0")) for k in range(n)]


@calibrated_readout.mistake(hint=1)
def assumes_both_are_alike(run, n):
    """You looked at qubits in |0> only, and took the other error to be the same. It is not: often
    |1> decays while it is read."""
    zeros = run(Circuit(n).measure(), 10_000)
    return [(zeros.marginal(k).fraction("1"),) * 2 for k in range(n)]


@calibrated_readout.mistake
def gives_the_other_one_first(run, n):
    """The two errors of each pair are exchanged: first to read 1 though it is 0, then to read 0
    though it is 1."""
    return [(b, a) for a, b in calibrated_readout.reference(run, n)]


@calibrated_readout.mistake(hint=3)
def counts_what_is_right(run, n):
    """Your second number of each pair is the probability to read 1 for 1, that all goes well. Asked
    is the error: fraction("0")."""
    return [(a, 1 - b) for a, b in calibrated_readout.reference(run, n)]


@calibrated_readout.mistake(hint=3)
def looks_at_the_whole_string(run, n):
    """You counted the shots in which any bit is wrong. For one qubit, look at its own bit: sum over
    the others, as counts.marginal(k) does."""
    zeros = run(Circuit(n).measure(), 10_000)
    ones = run(Circuit(n).x(range(n)).measure(), 10_000)
    return [(1 - zeros.fraction("0" * n), 1 - ones.fraction("1" * n))] * n


# --- The price ------------------------------------------------------------------------------


@exercise(
    cases=[
        (0.6, 0.01, 250.0),
        (-0.8, 0.005, 1200.0),
        lambda rng: (
            rng.choice([-1, 1]) * rng.uniform(0.4, 0.95),
            rng.uniform(0.002, 0.009),
            rng.uniform(2, 90_000),
        ),
    ],
    same=close(atol=1e-9, rtol=5e-3),
    hints=[
        "First the number of shots. The outcomes are +1 and -1: what is the variance of one?",
        "Their square is always 1, so the variance is 1 - mean^2, and the standard error of the "
        "mean of N is its root over sqrt(N).",
        "(1 - mean**2) / stderr**2 * shot_us * 1e-6",
    ],
    insight="Half the error bar costs four times the shots. 100 000 of them take 20 seconds if one "
    "takes 0.2 ms, and nearly three hours if it takes 100 ms: speed counts as fidelity does.",
)
def machine_time_s(mean, stderr, shot_us):
    """Machine time in seconds until the average of outcomes +1 and -1, whose mean is as given, has
    this standard error, if one shot takes shot_us microseconds, reset included."""
    shots = (1 - mean**2) / stderr**2
    return shots * shot_us * 1e-6


@machine_time_s.mistake(hint=2)
def forgets_to_square_the_error(mean, stderr, shot_us):
    """Your number of shots is the variance over the error. The standard error falls with the root
    of the shots, so it has to be squared: half the error takes four times the shots."""
    return (1 - mean**2) / stderr * shot_us * 1e-6


@machine_time_s.mistake(hint=2)
def returns_the_root(mean, stderr, shot_us):
    """You took sqrt(1 - mean^2) / stderr for the number of shots. That is its root: the standard
    error is the spread over sqrt(N)."""
    return np.sqrt(1 - mean**2) / stderr * shot_us * 1e-6


@machine_time_s.mistake(hint=2)
def takes_the_spread_for_the_variance(mean, stderr, shot_us):
    """You took sqrt(1 - mean^2), the spread of one outcome, over stderr^2. The number of shots is
    the variance over the squared error, and the variance has no root."""
    return np.sqrt(1 - mean**2) / stderr**2 * shot_us * 1e-6


@machine_time_s.mistake(hint=1)
def forgets_to_square_the_mean(mean, stderr, shot_us):
    """You took 1 - mean for the variance. It is the mean of the squares minus the square of the
    mean: 1 - mean^2."""
    return (1 - mean) / stderr**2 * shot_us * 1e-6


@machine_time_s.mistake(hint=1)
def takes_the_worst_case(mean, stderr, shot_us):
    """You took 1/stderr^2, the shots for a mean of 0. Near +1 or -1 nearly all outcomes agree, and
    fewer are needed: the variance is 1 - mean^2."""
    return shot_us * 1e-6 / stderr**2


@machine_time_s.mistake(hint=1)
def takes_the_error_of_a_fraction(mean, stderr, shot_us):
    """You took p(1 - p) for the variance, that of the fraction of +1. The mean is 2p - 1: its
    standard error is twice as large, and it takes four times the shots."""
    return (1 - mean**2) / 4 / stderr**2 * shot_us * 1e-6


@machine_time_s.mistake
def stays_in_microseconds(mean, stderr, shot_us):
    """This is the time in microseconds. Asked are seconds."""
    return (1 - mean**2) / stderr**2 * shot_us
