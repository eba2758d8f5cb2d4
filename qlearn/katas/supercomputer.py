"""Exercises of the size of a quantum supercomputer: layout, distance, T states, time, rQOPS.

Formulas and constants: `qlearn.correction.machines`, `factories`, `resources`; they are those of
arXiv:2211.07629.  Times are in the unit that stands in the name of the argument.
"""

from math import ceil, floor, isqrt, log, sqrt

from qlearn.exercise import close, each, exact, exercise, progress_report, question

progress = progress_report(__name__)


# --- the program --------------------------------------------------------------------------


@exercise(
    cases=[(8,), (100,), (12581,), lambda rng: (int(rng.integers(5, 5000)),)],
    hints=[
        "Check n = 100 by hand: 200, then the root of 800 rounded up, then 1. The answer is 230.",
        "The root is of 8n as a whole, and it is rounded up: math.ceil(math.sqrt(8 * n)).",
    ],
    insight="Half of the patches are lanes: room to operate on distant qubits costs a factor two.",
)
def logical_qubits(n):
    """Patches for a program of n logical qubits: 2n + (root of 8n, rounded up) + 1."""
    return 2 * n + ceil(sqrt(8 * n)) + 1


@logical_qubits.mistake(hint=1)
def doubled_only(n):
    """You doubled the qubits. The lanes also run round the corner of the block: the root of 8n and
    one more patch are missing."""
    return 2 * n


@logical_qubits.mistake(hint=2)
def rounds_down(n):
    """Your root is rounded down, or the 1 stands under it. Patches come whole: what does not fit
    into a row needs another one, and the 1 is added at the end."""
    return 2 * n + isqrt(8 * n) + 1


@logical_qubits.mistake(hint=2)
def rounds_down_and_adds_one(n):
    """Right, except where the root of 8n is whole: at n = 8 it is 8, and nothing is to be rounded
    up. You rounded down and added 1, or split the root: sqrt(8) * sqrt(8) is 8.000000000000002 to
    the computer."""
    return 2 * n + isqrt(8 * n) + 2


@logical_qubits.mistake(hint=2)
def root_of_n(n):
    """You took the root of n and multiplied it by 8. The root of 8n is meant."""
    return 2 * n + ceil(8 * sqrt(n)) + 1


@logical_qubits.mistake(hint=1)
def one_short(n):
    """One patch is missing: the 1 at the end."""
    return 2 * n + ceil(sqrt(8 * n))


def _draw_counts(rng):
    layers = int(rng.integers(20, 90))
    return (
        int(rng.integers(100, 999)), int(rng.integers(10, 99)), int(rng.integers(200, 900)),
        int(rng.integers(100, 300)), layers, int(rng.integers(8, 20)),
    )  # fmt: skip


@exercise(
    cases=[(1078154040, 12, 3731607428, 12, 12, 9), _draw_counts],
    same=each(exact(), exact()),
    hints=[
        "Go through the kinds of operation one by one: how many cycles, how many T states?",
        "CCZ: 3 cycles, 4 T states. Rotation: 1 cycle and b T states; b cycles for each layer.",
        "M = t + 4 ccz + b rotations counts every rotation; C has b layers, because rotations in "
        "one layer are made at the same time.",
    ],
    insight="Cycles count layers, T states count gates. In RSA-2048 nine tenths of the cycles "
    "are for CCZ, and nearly all T states.",
)
def depth_and_t_states(measurements, t, ccz, rotations, layers, b):
    """(C, M): logical cycles and T states of a program; a rotation takes b T states."""
    depth = measurements + t + rotations + 3 * ccz + b * layers
    return depth, t + 4 * ccz + b * rotations


@depth_and_t_states.mistake(hint=1)
def measurements_for_free(measurements, t, ccz, rotations, layers, b):
    """The measurements are missing in your depth. A logical measurement takes a cycle too."""
    depth, states = depth_and_t_states.reference(measurements, t, ccz, rotations, layers, b)
    return depth - measurements, states


@depth_and_t_states.mistake(hint=2)
def seven_states_for_a_ccz(measurements, t, ccz, rotations, layers, b):
    """You gave each CCZ seven T states, as in the circuit of the textbooks. With one more qubit and
    a measurement four are enough, and that is how it is done here."""
    return measurements + t + rotations + 3 * ccz + b * layers, t + 7 * ccz + b * rotations


@depth_and_t_states.mistake(hint=2)
def ccz_in_one_cycle(measurements, t, ccz, rotations, layers, b):
    """Your depth has one cycle for a CCZ. Its T states are used up in steps: three cycles."""
    return measurements + t + rotations + ccz + b * layers, t + 4 * ccz + b * rotations


@depth_and_t_states.mistake(hint=3)
def rotations_in_a_row(measurements, t, ccz, rotations, layers, b):
    """In your depth each rotation waits for the one before. Rotations of one layer act on different
    qubits and are made together: b cycles for a layer, not for a rotation."""
    return measurements + t + rotations + 3 * ccz + b * rotations, t + 4 * ccz + b * rotations


@depth_and_t_states.mistake(hint=2)
def layers_alone(measurements, t, ccz, rotations, layers, b):
    """Your depth has the b cycles of each layer. Besides these each rotation takes one cycle of its
    own, as a T gate does."""
    return measurements + t + 3 * ccz + b * layers, t + 4 * ccz + b * rotations


@depth_and_t_states.mistake(hint=2)
def one_cycle_for_a_layer(measurements, t, ccz, rotations, layers, b):
    """You gave a layer of rotations one cycle and b more. The b cycles are shared in a layer; the
    other one each rotation takes for itself."""
    return measurements + t + layers + 3 * ccz + b * layers, t + 4 * ccz + b * rotations


@depth_and_t_states.mistake(hint=2)
def layers_for_free(measurements, t, ccz, rotations, layers, b):
    """Your depth has one cycle for each rotation, but not the b cycles of each layer, in which its
    T states are used."""
    return measurements + t + rotations + 3 * ccz, t + 4 * ccz + b * rotations


@depth_and_t_states.mistake(hint=3)
def states_for_layers(measurements, t, ccz, rotations, layers, b):
    """You counted T states for each layer of rotations. A layer saves time, not states: each
    rotation in it takes its own b."""
    return measurements + t + rotations + 3 * ccz + b * layers, t + 4 * ccz + b * layers


# --- the distance -------------------------------------------------------------------------


def _draw_budget(rng):
    budget = float(10 ** rng.uniform(-3, -1.5))
    return budget, int(10 ** rng.uniform(1.5, 3.5)), int(10 ** rng.uniform(4, 6))


@exercise(
    cases=[(0.01, 25_481, 12_272_976_456), _draw_budget],
    same=close(atol=0, rtol=0.02),
    hints=[
        "How often can something go wrong? Once for each patch and each cycle.",
        "One third of the budget is for the logical qubits. For small errors, N chances of e each "
        "give N e.",
        "budget / 3 / (n_logical * depth)",
    ],
    insight="RSA-2048 leaves 3.5e-16 for one patch and one cycle: 3e14 chances to fail.",
)
def required_error(budget, n_logical, depth):
    """Allowed logical error per patch and cycle, with one third of the budget for all of them."""
    return budget / 3 / (n_logical * depth)


@required_error.mistake(hint=2)
def whole_budget(budget, n_logical, depth):
    """You spent the whole budget on the logical qubits. T states and rotations fail too: each of
    the three gets a third."""
    return budget / (n_logical * depth)


@required_error.mistake(hint=1)
def per_cycle(budget, n_logical, depth):
    """This is the error allowed in one cycle of the whole machine. Every patch can fail in it:
    divide by the number of patches too."""
    return budget / 3 / depth


@required_error.mistake(hint=1)
def per_patch(budget, n_logical, depth):
    """This is the error that one patch may make in the whole run. It has as many chances to fail as
    there are cycles: divide by the depth too."""
    return budget / 3 / n_logical


@required_error.mistake(hint=2)
def takes_the_root(budget, n_logical, depth):
    """Your number is almost 1. The root of 1 - budget/3 is the chance that a patch gets through a
    cycle, and asked is that it does not; the root of budget/3 would let the run fail only if every
    patch fails in every cycle. One failure is enough: errors add up."""
    return (budget / 3) ** (1 / (n_logical * depth))


@required_error.mistake(hint=2)
def lost_in_rounding(budget, n_logical, depth):
    """The root is exact on paper. On the computer it comes out as 1 for a long program, and then
    1 - 1 leaves no error at all. Errors as small as these add up: a division will do."""
    return 1 - (1 - budget / 3) ** (1 / (n_logical * depth))


@required_error.mistake(hint=3)
def multiplies_by_the_depth(budget, n_logical, depth):
    """Your allowed error grows with the depth. Python reads a / b * c as (a / b) * c: put
    n_logical * depth into parentheses."""
    return budget / 3 / n_logical * depth


@required_error.mistake(hint=2)
def half_for_logical(budget, n_logical, depth):
    """You gave the logical qubits one half. That is the share in a program without rotations; here
    there are three to share."""
    return budget / 2 / (n_logical * depth)


def _draw_code(rng):
    p_star = float(rng.uniform(0.006, 0.012))
    p = p_star * float(rng.uniform(0.05, 0.4))
    return p, float(10 ** rng.uniform(-17, -8)), float(rng.uniform(0.015, 0.05)), p_star


def _steps(p, target, a, p_star):
    """The exponent x in a (p / p*)^x = target."""
    return log(a / target) / log(p_star / p)


@exercise(
    cases=[(1e-3, 3.55e-16, 0.03, 0.01), (1e-3, 2e-12, 0.03, 0.01), _draw_code],
    hints=[
        "Solve a (p/p*)^((d+1)/2) = target for d. Or try d = 1, 3, 5, ... until it will do.",
        "x = log(a / target) / log(p_star / p) is (d + 1)/2 before rounding: d >= 2x - 1.",
        "Round up to a whole number, then up to an odd one: math.ceil(2 * x - 1) | 1.",
    ],
    insight="The distance grows with the logarithm of the demand only: RSA-2048 takes 27.",
)
def code_distance(p, target, a, p_star):
    """Smallest odd d with a (p / p_star)^((d + 1) / 2) <= target."""
    x = log(a / target) / log(p_star / p)
    return ceil(2 * x - 1) | 1


@code_distance.mistake(hint=3)
def odd_below(p, target, a, p_star):
    """Your distance is the odd number below the right one, and misses the target: you rounded down,
    or stopped one step early."""
    return code_distance.reference(p, target, a, p_star) - 2


@code_distance.mistake(hint=1)
def odd_above(p, target, a, p_star):
    """Your distance is the odd number above the right one: a patch larger than need be. Either the
    loop goes one step on after the target is met, or the exponent is (d - 1)/2: so many errors are
    corrected, and it takes one more to do harm."""
    return code_distance.reference(p, target, a, p_star) + 2


@code_distance.mistake(hint=2)
def power_before_division(p, target, a, p_star):
    """Python reads x**(d + 1) / 2 as half of x**(d + 1). The exponent needs its own parentheses:
    x**((d + 1) / 2)."""
    return ceil(_steps(p, target, a / 2, p_star) - 1) | 1


@code_distance.mistake(hint=3)
def nearest_odd(p, target, a, p_star):
    """You took the odd number nearest to the solution: by rounding, or by going down before going
    up, or the other way round. Half of the time that misses the target: go up both times."""
    return floor(2 * _steps(p, target, a, p_star) - 1) | 1


@code_distance.mistake(hint=3)
def even_allowed(p, target, a, p_star):
    """Your distance may be even. The formula is meant for odd d, which correct (d - 1)/2 errors; an
    even one corrects no more than the odd one below it. Go up to the next odd number."""
    return ceil(2 * _steps(p, target, a, p_star) - 1)


@code_distance.mistake(hint=2)
def exponent_d(p, target, a, p_star):
    """You used d as the exponent. It takes (d + 1)/2 errors to defeat the code, not d: your patch
    is about half as wide as it has to be."""
    return ceil(_steps(p, target, a, p_star)) | 1


@code_distance.mistake(hint=2)
def exponent_half_d(p, target, a, p_star):
    """You used d/2 as the exponent, without the + 1, and pay for a larger patch than is needed."""
    return ceil(2 * _steps(p, target, a, p_star)) | 1


@code_distance.mistake(hint=1)
def no_prefactor(p, target, a, p_star):
    """You left out a. With 1 in its place you demand 20 to 70 times more than asked."""
    return ceil(2 * _steps(p, target, 1.0, p_star) - 1) | 1


@code_distance.mistake(hint=2)
def ratio_upside_down(p, target, a, p_star):
    """Your distance is negative: a ratio stands upside down. log(p / p_star) is below zero."""
    return ceil(-2 * _steps(p, target, a, p_star) - 1) | 1


@question(
    wrong={
        "a": "The distance goes with the logarithm of the error, not with the error itself: "
        "0.77 of it is left, not a half.",
        "c": "The target is the same, but how fast a larger patch reaches it is not: each step "
        "of two in distance now gains a factor 20 instead of 10.",
        "d": "At a fixed distance it falls far more than that: by 2 to the power (d + 1)/2. And a "
        "designer would take the gain as smaller patches.",
    },
    hints=["d + 1 = 2 ln(a/target) / ln(p*/p). Which of these change?", "ln 10 / ln 20 = 0.77."],
    insight="Twice better qubits: from d = 27 to 21, and a patch from 1,458 qubits to 882: the "
    "estimator counts 2 d², one more than the last kata. Far from the threshold better qubits gain "
    "less and less.",
)
def half_the_error():
    """RSA-2048 at p = 1e-3 takes d = 27. What does halving p do (p* = 0.01)?"""
    return "b"


# --- T states -----------------------------------------------------------------------------


def _draw_distillation(rng):
    return float(rng.uniform(0.02, 0.04)), float(10 ** rng.uniform(-11, -9)), 2


@exercise(
    cases=[(1e-3, 1e-7, 1), (5e-3, 1e-9, 3), (0.05, 1e-5, 2), _draw_distillation],
    same=each(close(atol=0, rtol=1e-4), exact()),
    hints=[
        "One round first: 35 z^3 + 7.1 c. What is z in the second round?",
        "for _ in range(rounds): z = 35 * z**3 + 7.1 * c",
        "Each state of the last round ate 15 of the round before, and each of those ate 15.",
    ],
    insight="Cubed again and again, z is soon gone: what remains is 7.1 c, the gates of the "
    "factory. That is why it sits on patches itself.",
)
def distilled(z, c, rounds):
    """(error, raw states): after rounds of 15-to-1, z -> 35 z^3 + 7.1 c, if none ever fails."""
    for _ in range(rounds):
        z = 35 * z**3 + 7.1 * c
    return z, 15**rounds


def _rounds(z, c, rounds, step):
    for _ in range(rounds):
        z = step(z, c)
    return z, 15**rounds


@distilled.mistake(hint=1)
def only_one_round(z, c, rounds):
    """You made one round, however many were asked. What comes out of a round goes into the next."""
    return 35 * z**3 + 7.1 * c, 15


@distilled.mistake(hint=2)
def error_of_one_round(z, c, rounds):
    """You counted the raw states of all rounds, but your error is that of the first. What comes out
    of a round goes into the next."""
    return 35 * z**3 + 7.1 * c, 15**rounds


@distilled.mistake(hint=1)
def one_pattern(z, c, rounds):
    """The 35 is missing: 35 different triples of bad states pass all checks unseen."""
    return _rounds(z, c, rounds, lambda z, c: z**3 + 7.1 * c)


@distilled.mistake(hint=1)
def clean_gates(z, c, rounds):
    """You left out 7.1 c: the gates inside a round are not perfect either. However clean the
    states, they end up no better than the gates that clean them."""
    return _rounds(z, c, rounds, lambda z, c: 35 * z**3)


@distilled.mistake(hint=2)
def clean_until_the_end(z, c, rounds):
    """You added 7.1 c once, at the end. The gates of every round add their errors, and those of the
    first go into the second."""
    error, raw = _rounds(z, c, rounds, lambda z, c: 35 * z**3)
    return error + 7.1 * c, raw


@distilled.mistake(hint=3)
def fifteen_a_round(z, c, rounds):
    """You added 15 states for each round. Each of the 15 that go into the last round was itself
    made from 15: they multiply."""
    return distilled.reference(z, c, rounds)[0], 15 * rounds


@distilled.mistake(hint=3)
def not_only_raw(z, c, rounds):
    """You added up what goes into every round. The states that go into the second are those that
    came out of the first: only the first takes raw ones."""
    return distilled.reference(z, c, rounds)[0], sum(15**k for k in range(1, rounds + 1))


def _draw_factory(rng):
    runs, rest = int(rng.integers(3, 30)), float(rng.uniform(0.3, 0.7))
    time = float(rng.uniform(50, 200))
    return int(rng.integers(200, 3000)), (runs + rest) * time, time


@exercise(
    cases=[(14_926_429_832, 132_548_145_724.8, 128.8), (1_200, 1_250.0, 100.0), _draw_factory],
    hints=[
        "How often can one factory run before the program ends? A run cut short gives nothing.",
        "runs = runtime // time of a run, and then t_states / runs, rounded up.",
    ],
    insight="Fifteen factories keep RSA-2048 supplied; they are 1.3 % of the machine. In a program "
    "of few qubits and many T gates they are most of it.",
)
def factory_count(t_states, runtime_us, factory_us):
    """Factories for t_states within the runtime; each makes one state in factory_us."""
    runs = int(runtime_us // factory_us)
    return ceil(t_states / runs)


@factory_count.mistake(hint=1)
def runs_cut_short(t_states, runtime_us, factory_us):
    """You counted a part of a run as if it gave a part of a T state. Only whole runs give
    something."""
    return ceil(t_states * factory_us / runtime_us)


@factory_count.mistake(hint=2)
def factories_rounded_down(t_states, runtime_us, factory_us):
    """You rounded the number of factories down: then some T states come too late. Round up."""
    return t_states // int(runtime_us // factory_us)


@factory_count.mistake(hint=2)
def always_one_more(t_states, runtime_us, factory_us):
    """You rounded down and added 1. If the division comes out even, that is one factory too
    many."""
    return t_states // int(runtime_us // factory_us) + 1


@factory_count.mistake(hint=1)
def last_run_finished(t_states, runtime_us, factory_us):
    """You rounded the runs up: the last one would end after the program."""
    return ceil(t_states / ceil(runtime_us / factory_us))


# --- time and speed -----------------------------------------------------------------------


def _draw_run(rng):
    return (
        int(rng.integers(200, 30_000)), int(10 ** rng.uniform(9, 11)),
        2 * int(rng.integers(3, 15)) + 1, int(rng.integers(20, 90)), int(rng.integers(100, 300)),
    )  # fmt: skip


@exercise(
    cases=[(25481, 12272976456, 27, 50, 100), _draw_run],
    same=each(close(atol=0, rtol=1e-4), close(atol=0, rtol=1e-4)),
    hints=[
        "First the cycle: one round of checks takes four gates and two measurements. How many "
        "rounds make a cycle?",
        "A logical cycle is d rounds. Runtime = depth times cycle; there are 3.6e12 ns in an hour.",
        "rQOPS = n_logical / cycle, with the cycle in seconds: each patch does one operation in "
        "each cycle.",
    ],
    insight="rQOPS multiplies how many by how fast. A smaller distance raises it "
    "without a faster qubit.",
)
def hours_and_rqops(n_logical, depth, distance, gate_ns, measure_ns):
    """(runtime in hours, rQOPS); a cycle is distance rounds of 4 gates and 2 measurements."""
    cycle_ns = distance * (4 * gate_ns + 2 * measure_ns)
    return depth * cycle_ns / 3.6e12, n_logical * 1e9 / cycle_ns


@hours_and_rqops.mistake(hint=2)
def one_round_a_cycle(n_logical, depth, distance, gate_ns, measure_ns):
    """Your cycle is one round of checks. A single round may be read wrongly; it takes d of them
    until a logical operation is as safe as the patch."""
    return hours_and_rqops.reference(n_logical, depth, 1, gate_ns, measure_ns)


@hours_and_rqops.mistake(hint=3)
def clock_only(n_logical, depth, distance, gate_ns, measure_ns):
    """Your hours are right, but your second number is the clock alone, cycles per second. All
    patches work in every cycle: multiply by their number."""
    hours, rqops = hours_and_rqops.reference(n_logical, depth, distance, gate_ns, measure_ns)
    return hours, rqops / n_logical


@hours_and_rqops.mistake(hint=3)
def nanoseconds_for_seconds(n_logical, depth, distance, gate_ns, measure_ns):
    """Your hours are right, but your second number is operations per nanosecond."""
    hours, rqops = hours_and_rqops.reference(n_logical, depth, distance, gate_ns, measure_ns)
    return hours, rqops / 1e9


@hours_and_rqops.mistake(hint=3)
def run_for_a_cycle(n_logical, depth, distance, gate_ns, measure_ns):
    """You divided the patches by the whole runtime. Each of them operates in every cycle: divide by
    one cycle."""
    hours, rqops = hours_and_rqops.reference(n_logical, depth, distance, gate_ns, measure_ns)
    return hours, rqops / depth


@hours_and_rqops.mistake(hint=2)
def seconds_for_hours(n_logical, depth, distance, gate_ns, measure_ns):
    """Your runtime is in seconds. Asked for are hours."""
    hours, rqops = hours_and_rqops.reference(n_logical, depth, distance, gate_ns, measure_ns)
    return 3600 * hours, rqops


@hours_and_rqops.mistake(hint=2)
def patches_take_turns(n_logical, depth, distance, gate_ns, measure_ns):
    """You multiplied the runtime by the number of patches, as if they took turns. They work at the
    same time; the depth counts cycles of the whole machine."""
    hours, rqops = hours_and_rqops.reference(n_logical, depth, distance, gate_ns, measure_ns)
    return n_logical * hours, rqops


@question(
    wrong={
        "a": "rQOPS is a product. Nine patches at 119,000 cycles a second are a million too.",
        "c": "RSA-2048 takes 25,481 patches at 3.5e-16. The bar asks for neither.",
        "d": "rQOPS counts logical qubits. Nine of distance 21 are 7,938 physical ones, without "
        "factories.",
    },
    hints=[
        "Which number of patches makes 1e6 at 119,000 cycles per second?",
        "What in 'a million operations a second at 1e-12' says how many qubits there are?",
    ],
    insight="A speed says nothing of size: ask for Q, for the error, and for the longest program "
    "that ran.",
)
def nine_patches():
    """A machine has 1 million rQOPS at 1e-12, truly. What do you know about it?"""
    return "b"


def _draw_designs(rng):
    count = 5
    patches = rng.integers(100, 2000, count)
    cycles = (10 ** rng.uniform(3.2, 6.8, count)).round(1)
    designs = [(int(p), float(c)) for p, c in zip(patches, cycles, strict=True)]
    return designs, float(10 ** rng.uniform(5.5, 7)), int(rng.integers(20, 900))


SIX = [(882, 12.6e6), (242, 6.6e6), (882, 8400.0), (242, 4400.0), (564, 3300.0), (132, 1500.0)]


@exercise(
    cases=[
        (SIX, 1.01e6, 100),
        (SIX, 1.07e8, 100),
        (SIX[:4], 3.03e6, 7),
        ([(60, 3200.0), (100, 1600.0)], 5e6, 5),  # whole patches, in whatever order one multiplies
        _draw_designs,
    ],
    same=each(exact(), close(atol=0.01, rtol=0)),
    hints=[
        "For one design: how many patches does the bar ask for, and how many does the program?",
        "patches = max(ceil(bar * cycle_ns / 1e9), n_least): the larger of the two demands.",
        "Physical qubits = patches times qubits per patch. Then the index of the smallest.",
    ],
    insight="A bar in rQOPS favours fast clocks, a program asks for patches. Which of the two "
    "counts depends on the qubit, so ask for both.",
)
def cheapest(designs, bar, n_least):
    """(index, physical qubits) of the design (qubits per patch, cycle in ns) that needs fewest."""
    costs = [patch * max(ceil(bar * cycle / 1e9), n_least) for patch, cycle in designs]
    return costs.index(min(costs)), min(costs)


def _least(costs):
    return costs.index(min(costs)), min(costs)


@cheapest.mistake(hint=1)
def bar_alone(designs, bar, n_least):
    """Your machine clears the bar, but it has fewer patches than the program needs. That is how a
    speed can be met by a machine that is of no use."""
    return _least([patch * ceil(bar * cycle / 1e9) for patch, cycle in designs])


@cheapest.mistake(hint=1)
def program_alone(designs, bar, n_least):
    """Your machine has the patches that the program needs, but it may be slower than the bar."""
    return _least([patch * n_least for patch, cycle in designs])


@cheapest.mistake(hint=2)
def both_demands_added(designs, bar, n_least):
    """You added the two demands. The same patches serve both: take the larger number."""
    return _least([patch * (ceil(bar * cycle / 1e9) + n_least) for patch, cycle in designs])


@cheapest.mistake(hint=3)
def fewest_patches(designs, bar, n_least):
    """You took the design with the fewest patches, the first where several have as few. A patch
    may hold a hundred qubits or two thousand: compare physical qubits."""
    patches = [max(ceil(bar * cycle / 1e9), n_least) for _, cycle in designs]
    chosen = patches.index(min(patches))
    return chosen, designs[chosen][0] * patches[chosen]


@cheapest.mistake(hint=2)
def patches_rounded_down(designs, bar, n_least):
    """You rounded the patches down, and just miss the bar. Patches come whole: round up."""
    return _least([patch * max(int(bar * cycle / 1e9), n_least) for patch, cycle in designs])


@cheapest.mistake(hint=2)
def part_of_a_patch(designs, bar, n_least):
    """Your machine has a part of a patch. Patches come whole: round their number up."""
    return _least([patch * max(bar * cycle / 1e9, n_least) for patch, cycle in designs])


@cheapest.mistake(hint=2)
def always_one_patch_more(designs, bar, n_least):
    """You rounded down and added 1. Where a whole number of patches just clears the bar, that is
    one too many."""
    return _least([patch * max(int(bar * cycle / 1e9) + 1, n_least) for patch, cycle in designs])


@cheapest.mistake(hint=3)
def physical_operations(designs, bar, n_least):
    """Your number counts patches as if each were one physical qubit. The R in rQOPS is for
    reliable: one operation in a cycle takes a whole patch, so multiply by its qubits."""
    return _least([max(ceil(bar * cycle / 1e9), n_least) for _, cycle in designs])


# --- what it means ------------------------------------------------------------------------


@question(
    wrong={
        "a": "All three assume the same error, 0.1 %. No measured number entered, so none can "
        "have improved the estimate.",
        "b": "All three assume 1 µs for a round of checks and 10 µs for the control to react.",
        "d": "No quantum computer has factored a number of such a size, or anywhere near it.",
    },
    hints=["Read the notes in the table: which assumptions do the three share?"],
    insight="Estimates fall with ideas, and ideas need no laboratory: plan for a number that can "
    "fall again.",
)
def falling_estimates():
    """20 million qubits in 2019, under 1 million in 2025, under 100 thousand in 2026: why?"""
    return "c"


@question(
    wrong={
        "a": "Until the change is made, new records are still sent under the old key: the years "
        "of migrating count too.",
        "b": "Then only what is sent after the change is safe. A record sent before it can be "
        "stored by anyone and opened later, for all the years that it is to be secret.",
        "d": "Records that were copied under the old key stay under the old key. Changing it "
        "later does not close them.",
    },
    hints=[
        "The last record under the old key is sent at the end of the migration, in 8 years.",
        "And until when must that one be secret?",
    ],
    insight="Time to migrate plus time to stay secret, against time until a machine exists: "
    "Mosca's inequality. Two of the three are yours to know; nobody knows the third.",
)
def secret_for_years():
    """Secret for 15 years, migration takes 8, a machine in z years. For which z is it too late?"""
    return "c"
