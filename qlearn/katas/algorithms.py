"""Exercises on algorithms: oracles that are counted, search, phases, and a variational loop.

Where a circuit is asked, every circuit that does the job is right: it is run, and judged by that.
"""

from dataclasses import replace
from functools import cache

import numpy as np

from qlearn.exercise import close, exercise, progress_report, question
from qlearn.exercise import same_operator as same_matrix
from qlearn.exercise.cases import lopsided_bits
from qlearn.exercise.circuits import Seen, circuit_on, of_seen, played
from qlearn.exercise.reading import Unlike, kind_of, numbers
from qlearn.qubits import QPU, Circuit, Counts, bits_of, mitigate_readout, qft, superconducting
from qlearn.qubits.hydrogen import ansatz, h2_terms
from qlearn.qubits.measurement import expect
from qlearn.qubits.noisy_run import noisy_probabilities
from qlearn.qubits.observables import mean_from, measured_in, operator
from qlearn.qubits.oracles import balanced, constant, controlled_z, hidden_string

progress = progress_report(__name__)

ONE_CALL = "the oracle was called {} times; allowed: once"
# A machine that reads badly: one shot is often wrong, the majority of a few is not.
NOISY = replace(superconducting(5), readout=((0.08, 0.12),) * 5)


# --- One question ---------------------------------------------------------------------------


def _decided(player, kind, n, machine, seed):
    """The player's word, and how often the oracle was asked: never, once, or more often."""
    rng = np.random.default_rng(seed)
    oracle = constant(n, int(rng.integers(2))) if kind == "constant" else balanced(n, rng)
    qpu = QPU(NOISY, rng) if machine == "noisy" else None

    def run(circuit, shots):
        return qpu.run(circuit, shots) if qpu else circuit.counts(shots, rng)

    answer = player(oracle, run)
    if answer not in ("constant", "balanced"):
        text = answer if isinstance(answer, str) else kind_of(answer)
        return Seen(None, text, 'one of two words is asked, "constant" or "balanced"')
    value = [answer == "constant", min(oracle.calls, 2)]
    return Seen(np.array(value, float), f"{answer!r} after {oracle.calls} calls")


def _is_decided(seen, kind, n, machine, seed):
    if seen.value is None:
        return seen.why
    if seen.value[1] != 1:
        return ONE_CALL.format("several" if seen.value[1] else "no")
    return bool(seen.value[0]) == (kind == "constant") or f"this function is {kind}"


def _draw_promise(rng):
    kind, machine = rng.choice(["constant", "balanced"]), rng.choice(["perfect", "noisy"])
    return str(kind), int(rng.integers(2, 4)), str(machine), int(rng.integers(10**6))


@exercise(
    referee=_decided,
    cases=[
        ("constant", 3, "perfect", 1),
        ("balanced", 3, "perfect", 2),
        ("balanced", 2, "perfect", 1),  # in these two a single qubit tells
        ("balanced", 2, "perfect", 5),
        ("constant", 3, "noisy", 1),
        ("constant", 3, "noisy", 2),
        ("constant", 3, "noisy", 7),
        ("balanced", 3, "noisy", 4),
        _draw_promise,
    ],
    same=of_seen(close()),
    accepts=_is_decided,
    hints=[
        "Look at what comes out: print(run(circuit, 1000)). Which string is special if f is "
        "constant? How often does it come on a noisy machine?",
        "H on all qubits, the phase oracle, H on all again: constant means 0...0 always, balanced "
        "means never. A noisy machine says mostly and seldom.",
        'oracle.phase(circuit.h(range(n))).h(range(n)); "constant" if the fraction of "0" * n '
        "is above one half.",
    ],
    insight="One call, because all values come into one interference. You learn one bit about f, "
    "and none of its values.",
)
def constant_or_balanced(oracle, run):
    """ "constant" or "balanced", after one call. oracle.n bits; oracle.phase(circuit) adds the
    signs (-1)^f(x); oracle("011") asks one value: each is a call. run(circuit, shots) returns the
    counts of a machine, a perfect or a noisy one."""
    n = oracle.n
    circuit = Circuit(n).h(range(n))
    oracle.phase(circuit)
    circuit.h(range(n)).measure()
    zeros = run(circuit, 200).fraction("0" * n)
    return "constant" if zeros > 0.5 else "balanced"


def _interfered(oracle):
    n = oracle.n
    return oracle.phase(Circuit(n).h(range(n))).h(range(n)).measure()


@constant_or_balanced.mistake(hint=2)
def asks_value_by_value(oracle, run):
    """Right, and too many calls. Without interference one asks for up to 2^(n-1) + 1 values. Put
    the oracle into one circuit, once; shots of the same circuit are not counted."""
    values = {oracle(bits_of(x, oracle.n)) for x in range(2 ** (oracle.n - 1) + 1)}
    return "constant" if len(values) == 1 else "balanced"


@constant_or_balanced.mistake(hint=2)
def never_finds_a_constant(oracle, run):
    """You called every function balanced. If a layer of H is missing, before or after the oracle,
    all strings come equally often whatever f is: signs alone are not seen."""
    n = oracle.n
    circuit = oracle.phase(Circuit(n).h(range(n))).measure()
    return "constant" if run(circuit, 200).fraction("0" * n) > 0.5 else "balanced"


@constant_or_balanced.mistake(hint=2)
def never_finds_a_balanced(oracle, run):
    """You called every function constant. Without H a single string goes into the oracle, 0...0,
    and the sign of one string alone is a global phase."""
    circuit = oracle.phase(Circuit(oracle.n)).measure()
    return "constant" if run(circuit, 200).fraction("0" * oracle.n) > 0.5 else "balanced"


@constant_or_balanced.mistake(hint=1)
def demands_perfection(oracle, run):
    """Right on the perfect machine. On the noisy one a constant function gives another string now
    and then, by error, and you called it balanced. Decide by the majority."""
    zeros = run(_interfered(oracle), 4000).get("0" * oracle.n, 0)
    return "constant" if zeros == 4000 else "balanced"


@constant_or_balanced.mistake(hint=1)
def believes_one_zero(oracle, run):
    """Right on the perfect machine. On the noisy one 0...0 appears now and then though f is
    balanced, and you called it constant. Decide by the majority."""
    return "constant" if run(_interfered(oracle), 4000).get("0" * oracle.n, 0) else "balanced"


@constant_or_balanced.mistake(hint=1)
def believes_one_shot(oracle, run):
    """One shot is enough on the perfect machine. On the noisy one it may be read wrongly: take some
    more of the same circuit, and decide by the majority."""
    return "constant" if "0" * oracle.n in run(_interfered(oracle), 1) else "balanced"


@constant_or_balanced.mistake(hint=2)
def looks_at_one_qubit(oracle, run):
    """You looked at qubit 0 only. If f does not depend on its bit it comes back as 0, also for a
    balanced f: all n bits have to be 0."""
    circuit, n = _interfered(oracle), oracle.n
    counts = run(circuit, 200)
    zeros = sum(counts.get("0" + bits_of(x, n - 1), 0) for x in range(2 ** (n - 1)))
    return "constant" if zeros > 100 else "balanced"


@constant_or_balanced.mistake(hint=2)
def exchanges_the_words(oracle, run):
    """The two words are exchanged: if f is constant, nothing happens between the two layers of H
    but a global sign, and H H = 1 brings back 0...0."""
    zeros = run(_interfered(oracle), 200).fraction("0" * oracle.n)
    return "balanced" if zeros > 0.5 else "constant"


@question(
    wrong={
        "a": "A coin helps the classical computer: ask 20 random strings. A balanced f gives them "
        "all the same value with one chance in half a million.",
        "c": "It is proven: no classical program is certain with fewer than 2^49 + 1 calls in the "
        "worst case. What it is worth is another matter.",
        "d": "One measurement gives 50 bits, and no more. It tells whether the values are all "
        "equal, and not what any of them is.",
    },
    hints=["How would you do it without a quantum computer, if you may err once in a million?"],
    insight="Proven are numbers of calls, under a promise. The exponential gap closes as soon as a "
    "tiny error is allowed, and a call may be slow: calls are not seconds.",
)
def what_is_proven():
    """f has 50 bits; 1 call instead of up to 2^49 + 1. What does this show?"""
    return "b"


# --- A hidden string ------------------------------------------------------------------------


def _strings(player, secret):
    """The probabilities of what the circuit reads, and the number of calls: 0, 1, or 2 for more."""
    oracle = hidden_string(secret)
    answer = player(oracle)
    try:
        circuit = _some_circuit(answer)
        p = circuit.probabilities()
    except Unlike as unlike:
        return Seen(None, kind_of(answer), str(unlike))
    calls, best = min(oracle.calls, 2), int(np.argmax(p))
    text = f"{bits_of(best, len(p).bit_length() - 1)!r} with probability {p[best]:.3f}"
    return Seen(np.append(p, 10 * calls), f"{text}, {oracle.calls} calls")


def _some_circuit(answer):
    """The circuit that was returned, on any number of qubits."""
    if not isinstance(answer, Circuit):
        raise Unlike(f"a Circuit is asked, and this is {kind_of(answer)}")
    return answer


def _is_found(seen, secret):
    if seen.value is None:
        return seen.why
    p, calls = seen.value[:-1], int(seen.value[-1] / 10)
    if len(p) != 2 ** len(secret):
        return f"{len(secret)} bits are asked, one for each bit of x"
    if calls != 1:
        return ONE_CALL.format("several" if calls else "no")
    return bool(p[int(secret, 2)] > 1 - 1e-6) or f"{secret} is read with {p[int(secret, 2)]:.3f}"


@exercise(
    referee=_strings,
    cases=[("0011",), ("110",), lambda rng: (lopsided_bits(rng),)],
    same=of_seen(close()),
    accepts=_is_found,
    hints=[
        "Which states does the oracle make of the equal superposition? Write the sign (-1)^(s.x) "
        "as a product over the qubits.",
        "A qubit with s_k = 1 becomes |->, one with s_k = 0 stays |+>. How are these two told "
        "apart?",
        "The same circuit as before: H on all, oracle.phase(circuit), H on all, measure().",
    ],
    insight="A call gives n bits at once instead of one. The classical n is proven to be the least "
    "for certainty; a factor n, and not 2^n.",
)
def hidden_bits(oracle):
    """A Circuit that reads s, qubit 0 first, for the oracle of f(x) = s . x modulo 2, with one call
    to oracle.phase(circuit) or oracle.xor(circuit): that adds f to qubit oracle.n."""
    n = oracle.n
    circuit = Circuit(n).h(range(n))
    oracle.phase(circuit)
    return circuit.h(range(n)).measure()


@hidden_bits.mistake
def reads_from_the_right(oracle):
    """Your string comes out reversed. Qubit 0 is the leftmost bit here; some other libraries write
    it rightmost."""
    n = oracle.n
    circuit = oracle.phase(Circuit(n).h(range(n))).h(range(n))
    return circuit.measure(list(range(n))[::-1])


@hidden_bits.mistake(hint=3)
def leaves_a_layer_out(oracle):
    """All strings come equally often: a layer of H is missing. Without the first there is nothing
    to give signs to, without the second nobody sees them."""
    n = oracle.n
    return oracle.phase(Circuit(n).h(range(n))).measure()


@hidden_bits.mistake(hint=1)
def gives_no_sign(oracle):
    """Your xor qubit begins in |0>: it takes a copy of f, and no sign appears. In |-> it would come
    back unchanged, and the sign (-1)^f with it: x and h on it first."""
    n = oracle.n
    return oracle.xor(Circuit(n + 1).h(range(n))).h(range(n)).measure(range(n))


@hidden_bits.mistake(hint=1)
def puts_the_extra_qubit_in_plus(oracle):
    """0...0 comes always, though the oracle was called: your xor qubit is in |+>, which an X leaves
    as it is. In |-> it gives the sign: x on it before the h."""
    n = oracle.n
    return oracle.xor(Circuit(n + 1).h(range(n + 1))).h(range(n)).measure(range(n))


@hidden_bits.mistake
def reads_the_extra_qubit(oracle):
    """You measured the qubit of the xor as well. Its bit says nothing about s: measure the first n
    only, measure(range(n))."""
    n = oracle.n
    circuit = oracle.xor(Circuit(n + 1).x(n).h(range(n + 1)))
    return circuit.h(range(n)).measure()


@hidden_bits.mistake(hint=2)
def asks_bit_by_bit(oracle):
    """The string is right, and was found in several calls, as a classical program does it: 100..0,
    010..0, and so on. One call in superposition is enough."""
    n = oracle.n
    ones = [k for k in range(n) if oracle("0" * k + "1" + "0" * (n - k - 1))]
    return Circuit(n).x(ones).measure()


def _whole(answer, n):
    """The unitary matrix of a circuit on n qubits that does not measure."""
    circuit = circuit_on(answer, n)
    if circuit.measured:
        raise Unlike("the circuit measures: as a part of larger circuits it must not")
    return circuit.unitary().full()


# --- Search ---------------------------------------------------------------------------------


@played
def _reflection(answer, n):
    matrix = _whole(answer, n)
    s = np.full(2**n, 2 ** (-n / 2))
    stays = abs(s @ matrix @ s)
    return Seen(matrix, f"|<s|D|s>| = {stays:.3f}, |<0|D|0>| = {abs(matrix[0, 0]):.3f}")


@exercise(
    referee=_reflection,
    cases=[(2,), (3,), (4,)],
    same=of_seen(same_matrix()),
    hints=[
        "A reflection about |0...0> is easy: all signs but that of 0...0 change. Which gate brings "
        "|0...0> to |s>, and |s> to |0...0>?",
        "H on all, then a sign for 0...0 alone, then H on all. A sign for 1...1 is controlled_z; x "
        "on all before and after makes it 0...0.",
        "circuit.h(range(n)).x(range(n)); controlled_z(circuit, list(range(n))); "
        "circuit.x(range(n)).h(range(n))",
    ],
    insight="The diffuser knows nothing of the problem. Every amplitude goes to the other side of "
    "the mean, so the marked one, below it, goes far above.",
)
def diffuser(n):
    """The Circuit of 2|s><s| - 1 on n qubits (two or more), up to a global phase; |s> is the equal
    superposition. controlled_z(circuit, qubits) adds the sign -1 for 1...1."""
    circuit = Circuit(n).h(range(n)).x(range(n))
    controlled_z(circuit, list(range(n)))
    return circuit.x(range(n)).h(range(n))


@diffuser.mistake(hint=1)
def reflects_about_zero(n):
    """This is the reflection about |0...0>. H on all qubits, before and after, makes it one about
    |s>."""
    return controlled_z(Circuit(n).x(range(n)), list(range(n))).x(range(n))


@diffuser.mistake(hint=2)
def reflects_about_minus(n):
    """x is missing on both sides of the sign, so it is 1...1 that gets it; behind the H this is the
    reflection about |-...->."""
    return controlled_z(Circuit(n).h(range(n)), list(range(n))).h(range(n))


@diffuser.mistake(hint=2)
def does_not_come_back(n):
    """After the sign, x and h on all qubits are missing: the state stays in the turned basis."""
    return controlled_z(Circuit(n).h(range(n)).x(range(n)), list(range(n)))


@diffuser.mistake(hint=2)
def signs_each_qubit(n):
    """You gave each qubit its own Z. That makes a sign for every 1; here one string alone gets a
    sign, and this takes a gate on all qubits together."""
    return Circuit(n).h(range(n)).x(range(n)).z(range(n)).x(range(n)).h(range(n))


@diffuser.mistake(hint=3)
def turns_back_in_the_wrong_order(n):
    """After the sign you did h and then x. To undo H X it is the other way round: x first, then
    h."""
    circuit = controlled_z(Circuit(n).h(range(n)).x(range(n)), list(range(n)))
    return circuit.h(range(n)).x(range(n))


def _success(k, n, targets, error):
    fraction, kept = targets / 2**n, (1 - error) ** k
    return kept * np.sin((2 * k + 1) * np.arcsin(fraction**0.5)) ** 2 + (1 - kept) * fraction


def _turning_point(n, targets, error):
    k = 0
    while _success(k + 1, n, targets, error) > _success(k, n, targets, error):
        k += 1
    return k


def _draw_search(rng):
    """A search in which the error and the number of targets both change the answer."""
    while True:
        n, targets = int(rng.integers(5, 9)), int(rng.integers(2, 5))
        error = float(rng.uniform(0.05, 0.3))
        best = _turning_point(n, targets, error)
        if len({best, _turning_point(n, targets, 0), _turning_point(n, 1, error)}) == 3:
            return n, targets, error


@exercise(
    cases=[
        *[(4, 1, 0.0), (3, 1, 0.0), (6, 3, 0.0), (5, 1, 0.2), (7, 3, 0.2)],
        (5, 19, 0.0),  # more than half are marked: none is best
        _draw_search,
    ],
    hints=[
        "Print the probability for k = 0, 1, 2, ... It rises and falls again. Where is its first "
        "maximum?",
        "kept = (1 - error)**k; a run without failure finds a target with sin^2((2k+1) theta), one "
        "with a failure with M/N, the share of targets.",
        "k = 0; while p(k + 1) > p(k): k += 1; return k, "
        "p(k) = kept * sin((2*k+1)*theta)**2 + (1 - kept) * M/N",
    ],
    insight="Without errors about pi/4 sqrt(N/M) iterations; the next one makes it worse. With "
    "errors one stops earlier, and repeats: the quadratic speed-up needs iterations that hold.",
)
def best_iterations(n, targets, error):
    """The first number k = 0, 1, ... of iterations after which one more does not help to find one
    of the marked strings: so many targets among 2^n. In each iteration something fails with the
    probability error; a run with a failure ends in any string, all equally likely."""
    fraction = targets / 2**n
    theta = np.arcsin(np.sqrt(fraction))

    def p(k):
        kept = (1 - error) ** k
        return kept * np.sin((2 * k + 1) * theta) ** 2 + (1 - kept) * fraction

    k = 0
    while p(k + 1) > p(k):
        k += 1
    return k


def _turns(n, targets, error, theta, begin=1):
    """The turning point with another angle."""

    def p(k):
        kept = (1 - error) ** k
        return kept * np.sin((2 * k + begin) * theta) ** 2 + (1 - kept) * targets / 2**n

    k = 0
    while p(k + 1) > p(k):
        k += 1
    return k


@best_iterations.mistake(hint=2)
def expects_no_errors(n, targets, error):
    """This is the best number without errors. With them each further iteration also costs: the
    maximum comes earlier."""
    return _turning_point(n, targets, 0)


@best_iterations.mistake(hint=2)
def takes_the_rule(n, targets, error):
    """pi/4 sqrt(N/M), rounded down, is the number for few targets and a machine without errors.
    Look for the first maximum of the probability with errors instead."""
    return int(np.pi / 4 * np.sqrt(2**n / targets))


@best_iterations.mistake(hint=2)
def looks_for_one(n, targets, error):
    """You took one target whatever their number. With M of them the angle is asin sqrt(M/N): the
    search is shorter."""
    return _turning_point(n, 1, error)


@best_iterations.mistake(hint=1)
def does_one_too_many(n, targets, error):
    """One too many: that iteration turns the state past the maximum. For n = 4 the probability
    falls from 0.961 to 0.582."""
    return _turning_point(n, targets, error) + 1


@best_iterations.mistake(hint=2)
def forgets_the_lucky_runs(n, targets, error):
    """You gave a run with a failure no chance at all. It ends in any string, and M of the N are
    targets: (1 - kept) M/N more."""
    chance = [_success(k, n, targets, error) for k in range(2**n)]
    chance = [p - (1 - (1 - error) ** k) * targets / 2**n for k, p in enumerate(chance)]
    return int(np.argmax(np.diff(chance) <= 0))


@best_iterations.mistake(hint=2)
def rounds_to_the_nearest(n, targets, error):
    """You rounded pi/4 sqrt(N/M) to the nearest number. The state begins at theta, half a step on
    its way, so it is rounded down; and errors are not in it at all."""
    return round(np.pi / 4 * np.sqrt(2**n / targets))


@best_iterations.mistake(hint=2)
def takes_the_sine_for_the_angle(n, targets, error):
    """Your theta is sqrt(M/N). That is its sine: the same for few targets, too small an angle for
    many. theta = arcsin sqrt(M/N)."""
    return _turns(n, targets, error, np.sqrt(targets / 2**n))


@best_iterations.mistake(hint=2)
def forgets_the_square_root(n, targets, error):
    """Your theta is arcsin(M/N). An amplitude is the root of a probability: its sine is
    sqrt(M/N)."""
    return _turns(n, targets, error, np.arcsin(targets / 2**n))


@best_iterations.mistake(hint=2)
def begins_at_zero(n, targets, error):
    """You took sin^2(2 k theta). The state begins at theta, not at 0: without an iteration M of N
    runs find a target."""
    return _turns(n, targets, error, np.arcsin(np.sqrt(targets / 2**n)), begin=0)


@best_iterations.mistake(hint=1)
def takes_the_root(n, targets, error):
    """sqrt(N/M) is the right order and no number of iterations: each turns by 2 theta, from theta
    to pi/2, so it is pi/4 of that at most."""
    return int(np.sqrt(2**n / targets))


# --- Fourier and phases ---------------------------------------------------------------------


@played
def _transform(answer, n):
    matrix = _whole(answer, n)
    column = matrix[:, 1] * 2 ** (n / 2)
    angles = np.angle(column / column[0]) / (2 * np.pi) % 1 if abs(column[0]) > 1e-9 else []
    phases = np.round(angles, 4).tolist() if len(angles) else "not equal in size"
    return Seen(matrix, f"|{bits_of(1, n)}> gets the phases {phases}, in turns")


@exercise(
    referee=_transform,
    cases=[(2,), (3,), (4,)],
    same=of_seen(same_matrix()),
    hints=[
        "Compare your matrix with exp(2 pi i x y / 2^n) / sqrt(2^n), entry by entry, for n = 2: "
        "circuit.unitary().",
        "Qubit k gets H, then a phase from every later qubit j: half a turn divided by 2^(j - k). "
        "At the end the order of the qubits is reversed.",
        "for k: circuit.h(k), for j > k: circuit.cp(pi / 2**(j - k), j, k); then swap(k, n-1-k).",
    ],
    insight="n^2/2 gates for 2^n amplitudes. But the amplitudes are never read: a fast Fourier "
    "transform gives all its numbers, this one only a sample.",
)
def fourier(n):
    """The Circuit of |x> -> sum_y exp(2 pi i x y / 2^n) |y> / sqrt(2^n) on n qubits, up to a global
    phase; x and y are binary numbers, qubit 0 first. Gates: h(k), cp(angle, j, k), swap(j, k)."""
    circuit = Circuit(n)
    for k in range(n):
        circuit.h(k)
        for j in range(k + 1, n):
            circuit.cp(np.pi / 2 ** (j - k), j, k)
    for k in range(n // 2):
        circuit.swap(k, n - 1 - k)
    return circuit


def _phases(n, angle, order=lambda n: range(n), swaps=True):
    """The transform with angle(j - k) between qubits j and k, in another order if wanted."""
    circuit, order = Circuit(n), list(order(n))
    for place, k in enumerate(order):
        circuit.h(k)
        for step, j in enumerate(order[place + 1 :], 1):
            circuit.cp(angle(step), j, k)
    for k in range(n // 2 if swaps else 0):
        circuit.swap(k, n - 1 - k)
    return circuit


def _half_turn(step):
    return np.pi / 2**step


@fourier.mistake(hint=1)
def turns_backwards(n):
    """This is the inverse: the phases are -2 pi x y / 2^n. Many programs for signals use that sign;
    here it is plus."""
    return qft(n).inverse()


@fourier.mistake(hint=2)
def forgets_the_swaps(n):
    """The qubits come out in reversed order: the swaps at the end are missing."""
    return _phases(n, _half_turn, swaps=False)


@fourier.mistake(hint=2)
def starts_from_the_last_qubit(n):
    """You took qubit n-1 for the largest place of the binary number. It is qubit 0, the leftmost:
    the same circuit from the other end."""
    return _phases(n, _half_turn, order=lambda n: reversed(range(n)))


@fourier.mistake(hint=2)
def doubles_the_angles(n):
    """Your angles are twice what they should be, 2 pi / 2^(j-k). The neighbour turns by a quarter,
    pi/2: a sign already comes from H."""
    return _phases(n, lambda step: 2 * np.pi / 2**step)


@fourier.mistake(hint=2)
def halves_the_angles(n):
    """Your angles are half of what they should be. The neighbour turns by pi/2, the next by
    pi/4."""
    return _phases(n, lambda step: np.pi / 2 ** (step + 1))


@fourier.mistake(hint=2)
def leaves_the_phases_out(n):
    """H on every qubit makes all sizes right and only the signs +1 and -1. The finer phases, by cp,
    are missing."""
    return Circuit(n).h(range(n))


@fourier.mistake(hint=2)
def mixes_all_first(n):
    """All your H come before all the phases. They do not commute: qubit k gets its H, then its
    phases from the later qubits, which have no H yet."""
    circuit = Circuit(n).h(range(n))
    for k in range(n):
        for j in range(k + 1, n):
            circuit.cp(np.pi / 2 ** (j - k), j, k)
    for k in range(n // 2):
        circuit.swap(k, n - 1 - k)
    return circuit


@fourier.mistake(hint=2)
def turns_before_it_mixes(n):
    """At each qubit your phases come before its H, where they do nothing to the bit that H is about
    to mix: H on qubit k first, then its phases from the later qubits."""
    circuit = Circuit(n)
    for k in range(n):
        for j in range(k + 1, n):
            circuit.cp(np.pi / 2 ** (j - k), j, k)
        circuit.h(k)
    for k in range(n // 2):
        circuit.swap(k, n - 1 - k)
    return circuit


def _estimate(player, phase, n_counting):
    answer = player(phase, n_counting)
    try:
        circuit = circuit_on(answer, n_counting + 1)
        p = circuit.probabilities()
    except Unlike as unlike:
        return Seen(None, kind_of(answer), str(unlike))
    if len(p) != 2**n_counting:
        why = f"{n_counting} bits are asked: measure(range({n_counting}))"
        return Seen(None, "a circuit that reads another number of bits", why)
    best = int(np.argmax(p))
    return Seen(p, f"{bits_of(best, n_counting)} most often, with {p[best]:.3f}")


def _draw_phase(rng):
    """A phase between two outcomes, not near 0, 1/4, 1/2, 3/4."""
    quarter = int(rng.integers(4)) / 4
    return quarter + float(rng.uniform(0.05, 0.2)), int(rng.integers(3, 5))


@exercise(
    referee=_estimate,
    cases=[(0.3125, 4), (0.8, 3), _draw_phase],
    same=of_seen(close()),
    hints=[
        "Run it with phase = 0.3125 and four counting qubits: 5/16 = 0.0101 in binary, so 0101 "
        "should come always. What comes?",
        "Before the inverse transform qubit k is to have the phase 2 pi phase 2^(t-1-k): qubit 0 "
        "the largest power, as in the Fourier transform. And the last qubit must be |1>.",
        "circuit.x(t).h(range(t)); for k: circuit.cp(2*pi*phase * 2**(t-1-k), k, t); "
        "circuit.append(qft(t).inverse(), range(t)).measure(range(t))",
    ],
    insight="The best outcome comes with at least 4/pi^2 = 0.405, however many bits. For m bits, "
    "wrong at most with eps, t = m + log2(2 + 1/(2 eps)), rounded up, suffice; 2^t - 1 uses of U.",
)
def phase_circuit(phase, n_counting):
    """The Circuit of phase estimation for U = p(2 pi phase), that is diag(1, exp(2 pi i phase)), on
    n_counting qubits and one more, the last, for the eigenstate |1>. Counting qubits are measured:
    a binary fraction, qubit 0 first. qft(n).inverse() is there; powers of U are cp gates."""
    t = n_counting
    circuit = Circuit(t + 1).x(t).h(range(t))
    for k in range(t):
        circuit.cp(2 * np.pi * phase * 2 ** (t - 1 - k), k, t)
    return circuit.append(qft(t).inverse(), range(t)).measure(range(t))


def _kicked(phase, t, power, transform=None, prepared=True, turn=2 * np.pi):
    """Phase estimation with power(k) uses of U at qubit k."""
    circuit = Circuit(t + 1).h(range(t))
    if prepared:
        circuit.x(t)
    for k in range(t):
        circuit.cp(turn * phase * power(k), k, t)
    return circuit.append(transform or qft(t).inverse(), range(t)).measure(range(t))


@phase_circuit.mistake(hint=2)
def begins_with_the_smallest_power(phase, n_counting):
    """The powers and the transform do not fit: qubit 0 should get the largest, U^(2^(t-1)). (Or the
    swaps are missing in the inverse transform: the effect is the same.)"""
    return _kicked(phase, n_counting, lambda k: 2**k)


@phase_circuit.mistake(hint=2)
def forgets_the_powers(phase, n_counting):
    """Each of your counting qubits uses U once. They need 1, 2, 4, ... uses: each power shows
    another binary digit."""
    return _kicked(phase, n_counting, lambda k: 1)


@phase_circuit.mistake(hint=3)
def transforms_forwards(phase, n_counting):
    """You find 1 - phase: the Fourier transform makes the phases, and its inverse reads them. (Or
    your cp gates have a minus sign: the effect is the same.)"""
    t = n_counting
    return _kicked(phase, t, lambda k: 2 ** (t - 1 - k), transform=qft(t))


@phase_circuit.mistake(hint=2)
def leaves_the_state_at_zero(phase, n_counting):
    """0...0 comes always. U|0> = |0> has the phase 0: bring the last qubit to |1>, the eigenstate
    that is asked about. (Or nothing controls your U: use cp from the counting qubits.)"""
    return _kicked(phase, n_counting, lambda k: 2 ** (n_counting - 1 - k), prepared=False)


@phase_circuit.mistake(hint=3)
def forgets_two_pi(phase, n_counting):
    """phase is in turns, angles of gates in radians: a factor 2 pi is missing."""
    return _kicked(phase, n_counting, lambda k: 2 ** (n_counting - 1 - k), turn=1)


@phase_circuit.mistake(hint=3)
def turns_by_half(phase, n_counting):
    """You find half of the phase: a turn is 2 pi, not pi. (Or your powers are half of 2^(t-1), ...,
    2, 1.)"""
    return _kicked(phase, n_counting, lambda k: 2 ** (n_counting - 1 - k), turn=np.pi)


@phase_circuit.mistake(hint=2)
def begins_one_power_too_high(phase, n_counting):
    """You find twice the phase: your powers are 2^t, ..., 4, 2. They should be 2^(t-1), ..., 2,
    1."""
    return _kicked(phase, n_counting, lambda k: 2 ** (n_counting - k))


@phase_circuit.mistake(hint=3)
def mixes_the_last_qubit_too(phase, n_counting):
    """H acted on the last qubit as well. It is half |0> then, which has the phase 0: in half of the
    runs 0...0 comes. It is to be |1>."""
    t = n_counting
    circuit = _kicked(phase, t, lambda k: 2 ** (t - 1 - k), prepared=False)
    return (
        Circuit(t + 1).h(t).append(circuit.without_measurements(), range(t + 1)).measure(range(t))
    )


@phase_circuit.mistake(hint=3)
def leaves_the_transform_out(phase, n_counting):
    """All outcomes are equally likely: the phases are there, but nothing turns them into bits. The
    inverse transform (or the first layer of H) is missing."""
    t = n_counting
    return _kicked(phase, t, lambda k: 2 ** (t - 1 - k), transform=Circuit(t))


@question(
    wrong={
        "a": "Certainty needs a phase that t bits can write exactly. Halfway between two outcomes "
        "is the worst case.",
        "c": "That is one of the two, 4/pi^2 nearly. The other is equally near and as likely.",
        "d": "Outcomes are not equally likely: amplitudes add up near the phase, and the tail "
        "falls with the square of the distance.",
    },
    hints=["The best outcome has at least 0.405. Here there are two of them."],
    insight="Most runs end next to the truth and some far away: take the most frequent of several "
    "runs, or a few more counting qubits. The mean is useless, for 0 and 1 are the same phase.",
)
def halfway():
    """Four counting qubits, the phase exactly halfway between 5/16 and 6/16, no errors. How often
    is one of these two found?"""
    return "b"


# --- The hybrid loop ------------------------------------------------------------------------


def _draw_energies(rng):
    words = ("II", "ZI", "IZ", "ZZ", "XX")
    terms = {w: float(rng.choice([-1, 1]) * rng.uniform(0.2, 1)) for w in words}
    readout = [tuple(rng.uniform(0.02, 0.06, 2) + (0, 0.06 * k + 0.05)) for k in range(2)]
    return {b: _random_counts(rng) for b in ("ZZ", "XX")}, terms, readout


def _random_counts(rng):
    return Counts({bits_of(x, 2): int(c) for x, c in enumerate(rng.integers(20, 400, 4))})


@exercise(
    cases=_draw_energies,
    hints=[
        "The mean of ZI alone: which bits give +1, which -1? And what is the mean of II?",
        "p = mitigate_readout(counts[basis], readout) for each basis. A word's value for a string "
        "is (-1)^(ones where it has a letter); its mean is the sum of value times p.",
        'basis = "XX" if "X" in word else "ZZ"; value = (-1)**sum(b == "1" and a != "I" for a, b '
        "in zip(word, string)); add coefficient * value * p[int(string, 2)].",
    ],
    insight="An energy is a sum of averages, so it can be mended; every average costs shots, and "
    "large molecules have very many of them.",
)
def energy_from_counts(counts, terms, readout):
    """The mean of sum c_w w, readout errors undone. terms is {word: c_w} of the words II, ZI, IZ,
    ZZ, XX; counts["ZZ"] and counts["XX"] are the counts in the two bases, 0 meaning +1.
    mitigate_readout(counts, readout) gives the mended probabilities of 00, 01, 10, 11."""
    total = 0.0
    for word, coefficient in terms.items():
        basis = "XX" if "X" in word else "ZZ"
        p = mitigate_readout(counts[basis], readout)
        for x, string in enumerate(["00", "01", "10", "11"]):
            ones = sum(b == "1" for letter, b in zip(word, string, strict=True) if letter != "I")
            total += coefficient * (-1) ** ones * p[x]
    return total


@energy_from_counts.mistake(hint=2)
def mends_nothing(counts, terms, readout):
    """This is the energy as the machine reads it: the readout errors are still in it."""
    return energy_from_counts.reference(counts, terms, [(0, 0), (0, 0)])


@energy_from_counts.mistake(hint=1)
def leaves_the_constant_out(counts, terms, readout):
    """The coefficient of II is missing. The mean of 1 is 1: nothing to measure, and it belongs to
    the energy."""
    return energy_from_counts.reference(counts, terms | {"II": 0.0}, readout)


@energy_from_counts.mistake(hint=1)
def reads_the_other_qubit(counts, terms, readout):
    """ZI and IZ are exchanged: the first letter belongs to qubit 0, the leftmost bit."""
    turned = terms | {"ZI": terms["IZ"], "IZ": terms["ZI"]}
    return energy_from_counts.reference(counts, turned, readout)


@energy_from_counts.mistake(hint=3)
def stays_in_one_basis(counts, terms, readout):
    """You took XX from the counts in the basis ZZ. They say nothing about it: X and Z do not
    commute, so this is a second experiment."""
    return energy_from_counts.reference(counts | {"XX": counts["ZZ"]}, terms, readout)


@energy_from_counts.mistake(hint=3)
def takes_all_bits_for_each_word(counts, terms, readout):
    """For ZI and IZ you took the parity of both bits. Where a word has an I, the bit does not
    count."""
    both = terms["ZZ"] + terms["ZI"] + terms["IZ"]
    return energy_from_counts.reference(counts, terms | {"ZZ": both, "ZI": 0.0, "IZ": 0.0}, readout)


@energy_from_counts.mistake(hint=2)
def ignores_the_letters(counts, terms, readout):
    """You took the parity of both bits for every word, also for II, ZI and IZ. Where a word has an
    I, the bit does not count."""
    words = {"ZZ": sum(terms[word] for word in ("II", "ZI", "IZ", "ZZ")), "XX": terms["XX"]}
    return energy_from_counts.reference(counts, words, readout)


@energy_from_counts.mistake(hint=2)
def multiplies_the_means(counts, terms, readout):
    """You took the product of the means of ZI and IZ for ZZ. The two bits are not independent: take
    the sign of each string, and then the mean."""
    z = {word: energy_from_counts.reference(counts, {word: 1.0}, readout) for word in ("ZI", "IZ")}
    others = {word: c for word, c in terms.items() if word != "ZZ"}
    rest = energy_from_counts.reference(counts, others, readout)
    return rest + terms["ZZ"] * z["ZI"] * z["IZ"]


@energy_from_counts.mistake(hint=1)
def takes_ones_for_plus(counts, terms, readout):
    """You counted 1 as +1 and 0 as -1 for single letters. |0> is +1 of Z: the words ZI and IZ have
    the wrong sign."""
    turned = terms | {"ZI": -terms["ZI"], "IZ": -terms["IZ"]}
    return energy_from_counts.reference(counts, turned, readout)


# --- Slopes ---------------------------------------------------------------------------------

DIGITS = 3
SMALL = 0.25  # rad: rounding in the third digit, divided by less, is too much


def _landscape(theta, seed):
    """A function with one oscillation in each angle, and its gradient at theta."""
    rng = np.random.default_rng(seed)
    size, shift = rng.uniform(0.4, 0.9, (2, len(theta))), rng.uniform(0, 2 * np.pi, len(theta))

    def f(x):
        waves = np.sin(np.asarray(x, float) + shift)
        return float(size[0] @ waves + size[1, 0] * np.prod(waves))

    waves, slopes = np.sin(theta + shift), np.cos(theta + shift)
    others = [np.prod(np.delete(waves, k)) for k in range(len(theta))]
    return f, slopes * (size[0] + size[1, 0] * np.array(others))


def _slope(player, theta, seed):
    """The gradient found; a wrong one by a small step is marked, whatever noise made of it."""
    f, exact = _landscape(np.array(theta), seed)
    steps = []

    def measured(x):
        x = numbers(x).ravel()
        steps.extend(np.abs(x - theta)[np.abs(x - theta) > 1e-12])
        return round(f(x), DIGITS)

    answer = player(measured, np.array(theta))
    try:
        found = numbers(answer).ravel()
    except Unlike as unlike:
        return Seen(None, kind_of(answer), str(unlike))
    if found.shape != exact.shape:
        why = f"{len(exact)} slopes are asked, one for each angle, and these are {found.size}"
        return Seen(None, kind_of(answer), why)
    right = np.allclose(found, exact, atol=0.003)
    small = bool(steps) and min(steps) < SMALL and not right
    value = np.append(0 * found if small else found, [10 * small, 10 * bool(steps)])
    return Seen(value, np.array2string(found, precision=3))


def _is_slope(seen, theta, seed):
    if seen.value is None:
        return seen.why
    exact = _landscape(np.array(theta), seed)[1]
    found = seen.value[:-2]
    text = f"expected {np.array2string(exact, precision=3)}, allowed: off by 0.003"
    return bool(np.allclose(found, exact, atol=0.003) and not seen.value[-2]) or text


def _draw_angles(rng):
    """Angles at which no slope and no value is small, so that no two mistakes look alike."""
    while True:
        theta, seed = rng.uniform(-3, 3, 2).round(2).tolist(), int(rng.integers(10**6))
        f, slope = _landscape(np.array(theta), seed)
        shifts = np.pi / 2 * np.eye(2)
        forward = [f(theta + s) - f(theta) for s in shifts]
        if min(abs(slope)) > 0.15 and min(abs(forward - slope)) > 0.1:
            return theta, seed


@exercise(
    referee=_slope,
    cases=_draw_angles,
    same=of_seen(close(atol=0.004)),
    accepts=_is_slope,
    hints=[
        "Try it on f(x) = sin(x[0]) at 0: the slope is 1. Its values at -pi/2 and +pi/2 are -1 "
        "and +1.",
        "For a sinusoid of period 2 pi the slope is half the difference of the values a quarter "
        "turn ahead and a quarter turn behind. Shift one angle at a time.",
        "shifted = np.array(theta); for each k: (f(theta + s) - f(theta - s)) / 2 with s = pi/2 "
        "at place k, 0 elsewhere.",
    ],
    insight="Exact from two points far apart: the difference is large, so the noise of f is not "
    "blown up. It costs two energies for each angle, in every step.",
)
def parameter_shift(f, theta):
    """The gradient of f at the angles theta, an array. f(angles) is a sinusoid of period 2 pi in
    each angle, as energies are in the angles of ry. It is measured: it comes with three digits."""
    gradient = []
    for k in range(len(theta)):
        shift = np.zeros(len(theta))
        shift[k] = np.pi / 2
        gradient.append((f(theta + shift) - f(theta - shift)) / 2)
    return gradient


def _differences(f, theta, ahead, behind, factor):
    rows = np.eye(len(theta))
    return [(f(theta + ahead * row) - f(theta + behind * row)) * factor for row in rows]


@parameter_shift.mistake(hint=2)
def forgets_the_half(f, theta):
    """Twice the slope: between the two points a unit sinusoid rises by 2, and its slope is 1."""
    return _differences(f, theta, np.pi / 2, -np.pi / 2, 1)


@parameter_shift.mistake(hint=1)
def goes_the_other_way(f, theta):
    """The sign is reversed: the value ahead minus the value behind."""
    return _differences(f, theta, -np.pi / 2, np.pi / 2, 0.5)


@parameter_shift.mistake(hint=2)
def divides_by_the_distance(f, theta):
    """You divided by the distance of the points, pi. That is the slope of the chord; for a sinusoid
    the slope at the middle is pi/2 times as steep."""
    return _differences(f, theta, np.pi / 2, -np.pi / 2, 1 / np.pi)


@parameter_shift.mistake(hint=2)
def shifts_by_an_eighth(f, theta):
    """You shifted by pi/4 and took the whole difference: right for gates exp(-i theta P), whose
    energies have the period pi. Here it is 2 pi: shift by pi/2 and take half."""
    return _differences(f, theta, np.pi / 4, -np.pi / 4, 1)


@parameter_shift.mistake(hint=3)
def shifts_all_at_once(f, theta):
    """You shifted all angles together: that gives one number for all of them. Shift one angle at a
    time, the others stay."""
    both = (f(theta + np.pi / 2) - f(theta - np.pi / 2)) / 2
    return np.full(len(theta), both)


@parameter_shift.mistake(hint=2)
def shifts_by_half_a_turn(f, theta):
    """Your gradient is 0: ahead and behind you ask at the same angle, as pi and -pi are. Shift by
    pi/2."""
    return _differences(f, theta, np.pi, -np.pi, 0.5)


@parameter_shift.mistake(hint=2)
def looks_ahead_only(f, theta):
    """You took f ahead minus f here. What cancels between ahead and behind, the mean of the
    sinusoid and its other half, is left in."""
    return _differences(f, theta, np.pi / 2, 0, 1)


@parameter_shift.mistake(hint=3)
def leaves_angles_shifted(f, theta):
    """The first slope is right, the next are not: you changed theta itself and did not change it
    back. Shift a copy, one angle at a time."""
    x, gradient = np.array(theta), []
    for k in range(len(x)):
        x[k] += np.pi / 2
        ahead = f(x)
        x[k] -= np.pi
        gradient.append((ahead - f(x)) / 2)
    return gradient


@parameter_shift.mistake(hint=2)
def takes_a_small_step(f, theta):
    """Your step is small, and f is only known to three digits: an error of 0.0005, divided by a
    small step, is a large one. A quarter turn needs no limit."""
    return _differences(f, theta, 1e-3, -1e-3, 500)


# --- The molecule ---------------------------------------------------------------------------

BUDGET = 200_000
ACCURACY = 0.0016  # hartree, about 1 kcal/mol


@cache
def _on_the_machine():
    """{basis: array (3, 4)}: constant, cos and sin parts of what our noisy machine reads at theta.

    Exact: theta enters by one turn about z, so each probability is a sinusoid of period 2 pi.
    """
    angles = 0.3 + 2 * np.pi * np.arange(3) / 3
    waves = np.array([np.ones(3), np.cos(angles), np.sin(angles)]).T
    device = superconducting(2)
    found = {}
    for basis in ("ZZ", "XX"):
        circuits = [measured_in(ansatz(angle), basis) for angle in angles]
        found[basis] = np.linalg.solve(waves, [noisy_probabilities(c, device) for c in circuits])
    return found


@cache
def _values(bond):
    """{basis: energy that each of its four strings counts for}, readout mitigated."""
    terms, readout, unit, none = h2_terms(bond), superconducting(2).readout[0], np.eye(4), [0] * 4
    return {
        "ZZ": [mean_from(terms, {"ZZ": p, "XX": none}, readout=readout)[0] for p in unit],
        "XX": [mean_from(terms, {"ZZ": none, "XX": p}, readout=readout)[0] for p in unit],
    }


def _read(bond, theta, shots, rng):
    """The measured energy: half of the shots in each basis."""
    wave, total = [1, np.cos(theta), np.sin(theta)], 0.0
    for basis, parts in _on_the_machine().items():
        p = (wave @ parts).clip(0)
        drawn = rng.multinomial(shots // 2, p / p.sum()) / (shots // 2)
        total += float(_values(bond)[basis] @ drawn)
    return total


@cache
def _bottom(bond):
    """(angle of the lowest energy, depth): the energy is constant - depth cos(theta - angle)."""
    energy = operator(h2_terms(bond))
    e = [expect(energy, ansatz(angle).state()) for angle in (0.0, np.pi / 2, np.pi)]
    middle = (e[0] + e[2]) / 2
    sine, cosine = middle - e[1], middle - e[0]
    return float(np.arctan2(sine, cosine)), float(np.hypot(sine, cosine))


def _loop(player, bond, seed):
    """Where the angle is that was found, and how far above the lowest energy."""
    rng, used = np.random.default_rng(seed), [0]

    def energy(theta, shots):
        if shots < 2 or used[0] + shots > BUDGET:
            raise ValueError(f"{shots} shots asked, {BUDGET - used[0]} left; two at least")
        used[0] += int(shots)
        return _read(bond, float(np.squeeze(theta)), int(shots), rng)

    answer = player(energy)
    try:
        theta = float(np.squeeze(numbers(answer)))
    except (Unlike, TypeError):
        return Seen(None, kind_of(answer), "one number is asked, the angle")
    best, depth = _bottom(bond)
    above = 1000 * depth * (1 - np.cos(theta - best))
    missed = f"{above:.1f} mHa above the lowest energy; allowed: {1000 * ACCURACY}"
    word = _place(theta, best) if used[0] else "unasked"
    text = f"{theta:.3f} after {used[0]} shots"
    return Seen(PLACES.index(word), text, missed if above > 1000 * ACCURACY else "")


PLACES = ("bottom", "start", "mirror", "higher", "unasked", "lower")


def _place(theta, best):
    """Where on the landscape an angle is: at a mark, or else higher or lower than the start."""
    marks = {"bottom": best, "start": 0.0, "mirror": -best}
    distance = {word: abs(np.exp(1j * theta) - np.exp(1j * mark)) for word, mark in marks.items()}
    nearest = min(distance, key=distance.get)
    if distance[nearest] < 0.06:
        return nearest
    return "higher" if np.cos(theta - best) < np.cos(best) else "lower"


def _is_lowest(seen, bond, seed):
    return seen.why or True


def _draw_molecule(rng):
    return float(rng.uniform(0.7, 1.4)), int(rng.integers(10**6))


@exercise(
    referee=_loop,
    cases=[(0.735, 1), _draw_molecule],
    same=of_seen(close()),
    accepts=_is_lowest,
    hints=[
        "Begin at theta = 0 and go downhill: each step measures the slope and subtracts a part of "
        "it from theta.",
        "The slope by the parameter shift, 10 000 shots for each energy, is known to about 0.01. "
        "Ten steps with a rate of 1 are enough. (Or fit a sinusoid to three energies.)",
        "for _ in range(10): slope = (energy(theta + pi/2, 10_000) - energy(theta - pi/2, 10_000)) "
        "/ 2; theta = theta - slope",
    ],
    insight="The angle is found though the energies are too high: noise lifts and flattens the "
    "landscape, and moves its bottom little. The energy itself needs mitigation.",
)
def lowest_angle(energy):
    """The angle theta of the lowest energy, within 1.6 mHa. energy(theta, shots) is measured on a
    noisy machine that sells 200 000 shots in all; it is in hartree, a sinusoid of period 2 pi, and
    theta = 0 is the state without correlation. The molecule is H2, at several bond lengths."""
    theta, rate, shots = 0.0, 1.0, 10_000
    for _ in range(10):
        slope = (energy(theta + np.pi / 2, shots) - energy(theta - np.pi / 2, shots)) / 2
        theta = theta - rate * slope
    return theta


def _stepped(energy, sign):
    theta = 0.0
    for _ in range(10):
        slope = energy(theta + np.pi / 2, 10_000) - energy(theta - np.pi / 2, 10_000)
        theta -= sign * slope / 2
    return theta


@lowest_angle.mistake(hint=1)
def goes_uphill(energy):
    """At your angle the energy is higher than at the start, theta = 0. (If it is an angle, and not
    an energy.) Downhill is against the slope: theta - rate * slope."""
    return _stepped(energy, -1)


@lowest_angle.mistake(hint=1)
def stays_where_it_began(energy):
    """This is theta = 0 still, the state without correlation. Its slope is not 0."""
    energy(0.0, 1000)
    return 0.0


@lowest_angle.mistake
def turns_the_angle_round(energy):
    """Your angle has the right size and the wrong sign: there the correlation costs energy. Look at
    the sign of your slope, or of the sine in your fit."""
    return -_stepped(energy, 1)


@lowest_angle.mistake(hint=1)
def asks_no_machine(energy):
    """No energy was measured. The molecules differ: no angle is right for all of them."""
    return 1.0


@question(
    wrong={
        "a": "A laptop finds the eigenvalues of this 4 x 4 matrix in microseconds, exactly, and "
        "we used that to check the result.",
        "b": "Not in general. Landscapes of many angles have wrong valleys, or become flat, and "
        "to find the best angles is a hard problem itself.",
        "d": "The angle survived, because our noise hardly moves the minimum. The energy was too "
        "high by tens of mHa; mitigation brought it back, with an error bar of some mHa.",
    },
    hints=["What did we compare the result with, and how was that computed?"],
    insight="For VQE no speed-up is proven. For search one is, in calls, and phase estimation has "
    "guaranteed bounds; both need long circuits that hold, that is, error correction.",
)
def what_vqe_shows():
    """VQE has found the energy of H2 on a noisy machine. What follows?"""
    return "c"
