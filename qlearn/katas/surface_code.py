"""Exercises on memories in the surface code: detectors, matching, per round, threshold, Lambda.

Bits are 0 and 1; failure rates are probabilities; distances d are those of the code.
"""

from dataclasses import replace

import numpy as np

from qlearn.correction.memory import matching_of, memory_circuit
from qlearn.correction.rates import per_shot
from qlearn.exercise import close, each, exact, exercise, progress_report, question, sampled
from qlearn.exercise.reading import Unlike, kind_of, numbers

progress = progress_report(__name__)


# --- detectors ----------------------------------------------------------------------------


@question(
    wrong={
        "a": "It would, if detectors were outcomes. The wrong outcome differs from the round "
        "before, and the next round, right again, differs from it.",
        "c": "Two neighbours in the same round: that is what an error on the data qubit between "
        "them gives.",
        "d": "A check that stays at 1 changes once. And here the next round measures anew: it is "
        "right again.",
    },
    hints=[
        "Write down the outcomes of that check round by round: 0 0 1 0 0. Where do they change?"
    ],
    insight="Pairs in space are data errors, pairs in time are wrong outcomes, slanting pairs are "
    "data errors between two gates of a round; matching treats them alike.",
)
def wrong_outcome():
    """No data error; one outcome of a check is read wrongly in one round. Which detectors fire?"""
    return "b"


def _bits(answer):
    """Truth values and numbers as numbers, signs kept."""
    array = np.asarray(answer)
    return array.astype(int) if array.dtype.kind == "b" else answer


def _draw_outcomes(rng):
    rounds, d = int(rng.integers(3, 6)), int(rng.integers(4, 7))
    return rng.integers(0, 2, (rounds, d - 1)), rng.integers(0, 2, d)


@exercise(
    cases=[
        (np.array([[0, 0], [0, 1], [0, 1]]), np.array([0, 0, 1])),
        (np.array([[1, 0, 0], [0, 1, 1]]), np.array([1, 0, 0, 1])),
        _draw_outcomes,
    ],
    same=close().of(_bits),
    hints=[
        "Row t of the result says where round t differs from what came before it. Before the first "
        "round all data bits are 0, so all checks would give 0.",
        "The final readout gives every check once more, without an ancilla: data[:-1] ^ data[1:]. "
        "It makes the last row.",
        "Stack zeros, outcomes and the last checks with np.vstack, then rows[1:] ^ rows[:-1].",
    ],
    insight="A detector is 0 in every run without an error, also where outcomes are random; "
    "its events are all that a decoder is told.",
)
def detectors(outcomes, data):
    """Detection events, an array (rounds + 1, checks) of 0 and 1: outcomes (rounds, checks) of
    the checks between neighbours, prepared in 00...0; data: the final readout, checks + 1 bits."""
    last = data[:-1] ^ data[1:]
    rows = np.vstack([np.zeros_like(last), outcomes, last])
    return rows[1:] ^ rows[:-1]


def _rows(outcomes, data):
    last = data[:-1] ^ data[1:]
    return np.vstack([np.zeros_like(last), outcomes, last])


@detectors.mistake(hint=1)
def returns_the_outcomes(outcomes, data):
    """These are outcomes of checks, not changes. One bit flip leaves a check at 1 in all rounds
    that follow; a detector fires once, when it happens."""
    return _rows(outcomes, data)[1:]


@detectors.mistake(hint=1)
def forgets_the_preparation(outcomes, data):
    """The first row is missing: the first round is compared with the preparation, which was 00...0.
    Else an error at the very beginning would go unseen."""
    return np.diff(_rows(outcomes, data), axis=0)[1:] % 2


@detectors.mistake(hint=2)
def forgets_the_readout(outcomes, data):
    """The last row is missing: the final readout gives the checks once more. Without it you cannot
    tell a data error in the last round from a wrong outcome of a check."""
    return np.diff(_rows(outcomes, data), axis=0)[:-1] % 2


@detectors.mistake(hint=2)
def compares_rounds_only(outcomes, data):
    """You compare rounds with each other only. Both ends are missing: the preparation before the
    first round, and the final readout after the last."""
    return np.diff(outcomes, axis=0) % 2


@detectors.mistake(hint=3)
def keeps_the_sign(outcomes, data):
    """Your events have signs: a change from 1 to 0 gives -1. A detector only says that there was a
    change, so subtract modulo 2, or use ^."""
    return np.diff(_rows(outcomes, data), axis=0)


@detectors.mistake(hint=1)
def compares_round_one_with_itself(outcomes, data):
    """Your first row is 0 throughout. The first round has a round before it, so to speak: the
    preparation in 00...0, where all checks would give 0. A 1 there is an event."""
    events = np.diff(_rows(outcomes, data), axis=0) % 2
    return np.vstack([np.zeros_like(events[:1]), events[1:]])


@detectors.mistake(hint=2)
def appends_the_readout(outcomes, data):
    """Your last row holds the checks of the final readout themselves. Compare them too, with the
    outcomes of the last round."""
    rows = _rows(outcomes, data)
    return np.vstack([np.diff(rows[:-1], axis=0) % 2, rows[-1:]])


@detectors.mistake(hint=1)
def compares_neighbours(outcomes, data):
    """You compare checks with their neighbours in the same round. A detector compares the same
    check in two successive rounds."""
    return np.diff(_rows(outcomes, data)[1:], axis=1) % 2


@exercise(
    cases=[
        (3, 3),
        (5, 2),
        lambda rng: (int(2 * rng.integers(2, 8) + 1), int(rng.integers(4, 25))),
    ],
    same=each(exact(), exact()),
    hints=[
        "Take the two kinds of checks apart: (d^2 - 1)/2 of each. How often can each be compared?",
        "Z checks: preparation, r rounds, readout, so r + 1 comparisons. X checks: random in the "
        "first round, not in the readout, so r - 1.",
    ],
    insight="Together (d^2 - 1) rounds, as if each outcome had one: Z checks gain what X checks "
    "lose. The error model of d = 27 in 27 rounds has nearly 20,000 detectors.",
)
def detector_count(d, rounds):
    """Detectors (of Z checks, of X checks) of a surface-code memory prepared and read in Z:
    d^2 - 1 checks, half of each kind, measured in each of the rounds."""
    half = (d**2 - 1) // 2
    return half * (rounds + 1), half * (rounds - 1)


@detector_count.mistake(hint=2)
def one_for_each_outcome(d, rounds):
    """You count one for each check and round. The sum is right, by chance: a Z check is compared
    at both ends as well, r + 1 times, an X check only between rounds, r - 1 times."""
    return (d**2 - 1) // 2 * rounds, (d**2 - 1) // 2 * rounds


@detector_count.mistake(hint=2)
def all_checks_at_both_ends(d, rounds):
    """You compare the X checks with preparation and readout too. In the state 00...0 they have no
    value, so their first outcome is random, and a readout in Z cannot give them."""
    return (d**2 - 1) // 2 * (rounds + 1), (d**2 - 1) // 2 * (rounds + 1)


@detector_count.mistake(hint=2)
def no_check_at_the_ends(d, rounds):
    """You compare rounds with each other only: right for X checks. The Z checks are also compared
    with the preparation and with the final readout."""
    return (d**2 - 1) // 2 * (rounds - 1), (d**2 - 1) // 2 * (rounds - 1)


@detector_count.mistake(hint=2)
def forgets_one_end(d, rounds):
    """Right for X. The Z checks are compared at both ends: with the preparation before the first
    round and with the readout after the last."""
    return (d**2 - 1) // 2 * rounds, (d**2 - 1) // 2 * (rounds - 1)


@detector_count.mistake(hint=2)
def one_end_for_x(d, rounds):
    """Right for Z. The X checks have nothing to be compared with at either end: their first outcome
    is random, and the readout in Z does not give them."""
    return (d**2 - 1) // 2 * (rounds + 1), (d**2 - 1) // 2 * rounds


@detector_count.mistake(hint=2)
def swaps_the_kinds(d, rounds):
    """You have the two kinds the wrong way round: prepared and read in Z, the Z checks have values
    at both ends, and stand first in the answer."""
    return (d**2 - 1) // 2 * (rounds - 1), (d**2 - 1) // 2 * (rounds + 1)


@detector_count.mistake(hint=1)
def all_checks_of_each_kind(d, rounds):
    """The comparisons are right, the checks too many: d^2 - 1 is the number of both kinds
    together."""
    return (d**2 - 1) * (rounds + 1), (d**2 - 1) * (rounds - 1)


# --- matching -----------------------------------------------------------------------------


def _pairings(left):
    """All ways to pair what is left with each other or with the boundary, -1."""
    if not left:
        yield []
        return
    for partner in (-1, *left[1:]):
        rest = [k for k in left[1:] if k != partner]
        yield from ([(left[0], partner), *pairs] for pairs in _pairings(rest))


def _length(distances, pairs):
    return float(sum(distances[i][j] for i, j in pairs))


def _greedy(distances):
    left, total = set(range(len(distances))), 0.0
    while left:
        ends = [(distances[i][j], i, j) for i in left for j in (*left, -1) if i != j]
        length, i, j = min(ends)
        total, left = total + length, left - {i, j}
    return float(total)


def _in_order(distances):
    left, total = list(range(len(distances))), 0.0
    while left:
        i = left.pop(0)
        length, j = min((distances[i][j], j) for j in (*left, -1))
        total, left = total + length, [k for k in left if k != j]
    return float(total)


def _draw_distances(rng, tries=1000):
    """Places on a square; drawn until greed, both extremes and the nearest partners all differ."""
    for _ in range(tries):
        places = rng.uniform(0, 8, (int(2 * rng.integers(2, 4)), 2))
        between = np.abs(places[:, None] - places).sum(axis=2)
        table = np.column_stack([between, np.minimum(places[:, 0], 8 - places[:, 0]) + 0.3])
        results = [f(table) for f in (shortest_total.reference, *WAYS)]
        if np.ptp(np.sort(results)) > 0 and np.diff(np.sort(results)).min() > 0.01:
            return (table,)
    raise ValueError(f"tries = {tries}; allowed: more")


@exercise(
    cases=[
        (np.array([[0.0, 3.0, 4.0], [3.0, 0.0, 5.0]]),),
        (np.array([[0, 2.0, 3.0, 9.0], [2.0, 0, 1.5, 1.8], [3.0, 1.5, 0, 4.0]]),),
        lambda rng: _draw_distances(rng),
    ],
    same=close(),
    hints=[
        "Take the first event. It goes to the boundary or to one of the others. In each case you "
        "are left with the same task for fewer events.",
        "Write an inner function best(left) for a tuple of events; best(()) is 0. The last column "
        "of distances is the boundary, and it can be used as often as you like.",
        "min(distances[i][-1] + best(rest), ...) over all partners j in rest: distances[i][j] + "
        "best(rest without j).",
    ],
    insight="Trying all pairings grows like a factorial; Edmonds' blossom algorithm finds the same "
    "in polynomial time. PyMatching needs less than a microsecond per round at d = 17 and 0.1 %.",
)
def shortest_total(distances):
    """Least total length that ties every event to another one or to the boundary; an array (m,
    m + 1), between the m events, and from each to the boundary in the last column."""

    def best(left):
        if not left:
            return 0.0
        first, rest = left[0], left[1:]
        ways = [distances[first][-1] + best(rest)]
        for j in rest:
            others = tuple(k for k in rest if k != j)
            ways.append(distances[first][j] + best(others))
        return min(ways)

    return best(tuple(range(len(distances))))


@shortest_total.mistake(hint=1)
def takes_the_closest_first(distances):
    """You take the closest pair, then the closest of the rest, and so on. A short first pair may
    leave two events that are far apart: all pairings must be compared as a whole."""
    return _greedy(distances)


@shortest_total.mistake(hint=1)
def takes_events_in_order(distances):
    """You go through the events in order and give each the best partner that is left. An early
    event may take one that a later event needs more: compare all pairings as a whole."""
    return _in_order(distances)


@shortest_total.mistake(hint=2)
def pairs_with_itself(distances):
    """You took the least of each row, and that is the 0 on the diagonal: an event is tied to
    another one or to the boundary, not to itself."""
    return float(np.min(distances, axis=1).sum())


@shortest_total.mistake(hint=2)
def forgets_the_boundary(distances):
    """You pair events with each other and use the boundary at most once, for one that is left over.
    A chain of errors may end at the rim, where it has one visible end: any event may go there."""
    odd = len(distances) % 2
    ways = _pairings(list(range(len(distances))))
    kept = [pairs for pairs in ways if sum(j == -1 for _, j in pairs) == odd]
    return min(_length(distances, pairs) for pairs in kept)


@shortest_total.mistake(hint=1)
def all_to_the_boundary(distances):
    """You tie every event to the boundary. Most errors have two visible ends: pair those."""
    return float(np.sum(np.asarray(distances)[:, -1]))


@shortest_total.mistake(hint=2)
def each_to_its_nearest(distances):
    """You gave each event its nearest partner. Then a pair is counted twice, and two events may
    claim the same third one: every event is used once."""
    table = np.array(distances, dtype=float)
    np.fill_diagonal(table, np.inf)
    return float(table.min(axis=1).sum())


WAYS = (_greedy, _in_order, all_to_the_boundary, each_to_its_nearest, forgets_the_boundary)


def _named(answer):
    value = np.asarray(answer)
    return f"the number {value.item()}" if value.size == 1 and value.dtype.kind in "iuf" else (
        kind_of(answer))  # fmt: skip


def _truth(answer):
    value = np.asarray(answer)
    if value.size != 1 or value.dtype.kind not in "biuf" or value.item() not in (0, 1):
        raise Unlike(f"True or False is asked, and this is {_named(answer)}")
    return bool(value.item())


D = 5
LINE = [0, 1, 2, 3, 4]  # the upper row of the 5 x 5 patch, the logical readout
# Flips that no check sees and that do no harm: the X checks of the patch, row by row.
HARMLESS = [
    [r * D + c for r in (row, row + 1) for c in (col, col + 1) if 0 <= r < D]
    for row in range(-1, D)
    for col in range(D - 1)
    if (row + col) % 2 == 0
]
CHAIN = [0, 5, 10, 15, 20]  # the left column: a logical flip


def _toggled(bits, qubits):
    bits = bits.copy()
    bits[list(qubits)] ^= 1
    return bits


def _drawn(rng, lost, odd=None, touches=None):
    """An error, a correction with the same syndrome, and the line; ``odd``: the parity of the error
    on the line, ``touches``: whether what is left has any flip there."""
    while True:
        error = (rng.random(D * D) < 0.2).astype(int)
        correction = _toggled(error, CHAIN) if lost else error
        for i in np.flatnonzero(rng.random(len(HARMLESS)) < 0.3):
            correction = _toggled(correction, HARMLESS[i])
        left = error ^ correction
        seen = bool(error[LINE].sum() % 2), bool(left[LINE].any())
        wanted = [want in (None, got) for want, got in zip((odd, touches), seen, strict=True)]
        if left.any() and all(wanted):
            return error, correction, list(LINE)


def _turned(error, correction, line):
    """The same on the mirrored patch, where the line is the left column."""
    mirror = np.arange(D * D).reshape(D, D).T.ravel()
    return error[mirror], correction[mirror], [int(mirror[i]) for i in line]


def _draw_patch(rng):
    drawn = _drawn(rng, lost=rng.random() < 0.5)
    return _turned(*drawn) if rng.random() < 0.5 else drawn


SORTS = [  # with these, no two of the mistakes below look alike
    _drawn(np.random.default_rng(15), *sort)
    for sort in ((False, True, True), (False, False, False), (True, True, True), (True, False))
]


@exercise(
    cases=[
        (np.eye(D * D, dtype=int)[1], np.eye(D * D, dtype=int)[1], LINE),
        *SORTS,
        _turned(*SORTS[0]),
        (np.array([1, 0, 0, 1]), np.array([0, 1, 1, 0]), [0]),  # a repetition code of four bits
        _draw_patch,
    ],
    same=replace(exact(), read=_truth),
    hints=[
        "What is left on the patch when both have acted? A qubit that was flipped twice was not "
        "flipped: error ^ correction.",
        "The logical readout is the parity of the data bits in line. Two flips on it cancel.",
        "sum of (error ^ correction)[line], then modulo 2.",
    ],
    insight="A decoder need not find the error, only its class: error and correction may differ by "
    "any set of loops that crosses the logical line evenly.",
)
def is_lost(error, correction, line):
    """True if error and correction together, arrays of 0 and 1 for all data qubits, have flipped
    the logical readout: the parity of the qubits in the list line."""
    left = error ^ correction
    return left[line].sum() % 2 == 1


@is_lost.mistake(hint=1)
def wants_the_very_error(error, correction, line):
    """You call it lost unless the correction is the error itself. Many errors have the same
    syndrome, and most of them differ by loops that change nothing."""
    return bool(np.any(error != correction))


@is_lost.mistake(hint=1)
def looks_at_the_error(error, correction, line):
    """You looked at the error only: that is the readout before the correction."""
    return bool(error[line].sum() % 2)


@is_lost.mistake(hint=1)
def looks_at_the_correction(error, correction, line):
    """You looked at the correction only: that is what the decoder says. It is right if the error
    says the same."""
    return bool(correction[line].sum() % 2)


@is_lost.mistake(hint=2)
def any_flip_on_the_line(error, correction, line):
    """You call it lost if anything is left on the line. Two flips on it cancel in the parity: a
    loop that crosses the line twice does no harm."""
    return bool((error ^ correction)[line].any())


@is_lost.mistake(hint=2)
def takes_all_qubits(error, correction, line):
    """You took the parity of all qubits. It agrees on a patch of odd distance, but not in every
    code: four flips in a row of four bits flip the readout, which is the parity of line."""
    return bool((error ^ correction).sum() % 2)


@is_lost.mistake(hint=2)
def takes_the_first_qubits(error, correction, line):
    """You took as many qubits as line has, but the first ones. Which they are stands in line: on a
    patch turned by a quarter it is the left column."""
    return bool((error ^ correction)[: len(line)].sum() % 2)


@is_lost.mistake(hint=3)
def says_saved(error, correction, line):
    """Yours is True when the memory is saved. The question is whether it is lost."""
    return bool((error ^ correction)[line].sum() % 2 == 0)


# --- memories in stim ---------------------------------------------------------------------


def _share(answer):
    value = numbers(answer)
    if value.size == 1 and value.real.item() > 1:
        raise Unlike(f"a share of the shots is asked, at most 1, and this is {_named(answer)}")
    return value


def _within_noise(got, want, args):
    """Shares of failures in ``shots`` runs that differ by up to 5 standard errors."""
    shots = args[1]
    share = (want * shots + 1) / (shots + 2)
    return sampled(np.sqrt(share * (1 - share) / shots)).equal(got, want, args)


@exercise(
    cases=[  # most runs of the first are without an event; in the last two waiting errs most:
        # a decoder of equal lengths is seen to be worse
        (memory_circuit("repetition", 3, rounds=1, p=0.03), 10_000),
        (memory_circuit("surface", 3, p=0.01), 10_000),
        (memory_circuit("repetition", 5, rounds=12, p=0.0005, p_idle=0.08), 10_000),
        (memory_circuit("surface", 3, rounds=6, p=0.0005, p_idle=0.05), 10_000),
    ],
    same=replace(sampled(0), read=_share, equal=_within_noise),
    hints=[
        "Three steps: sample events and flips, let the decoder predict the flips from the events, "
        "compare.",
        "circuit.compile_detector_sampler().sample(shots, separate_observables=True) gives "
        "(events, flips); pymatching.Matching.from_detector_error_model(...) the decoder.",
        "np.mean(np.any(matching.decode_batch(events) != flips, axis=1))",
    ],
    insight="The failure rate is the share of runs in which prediction and truth differ; the "
    "decoder never sees the truth.",
)
def failure_rate(circuit, shots):
    """Share of shots in which matching predicts the flip of the logical readout wrongly, per shot;
    circuit is a stim.Circuit with detectors and one observable."""
    import pymatching

    model = circuit.detector_error_model(decompose_errors=True)
    matching = pymatching.Matching.from_detector_error_model(model)
    sampler = circuit.compile_detector_sampler()
    events, flips = sampler.sample(shots, separate_observables=True)
    predicted = matching.decode_batch(events)
    return np.mean(np.any(predicted != flips, axis=1))


@failure_rate.mistake(hint=1)
def does_not_decode(circuit, shots):
    """This is how often the readout was flipped, or predicted to be. A flip that the decoder knows
    of does no harm: compare prediction and truth."""
    return float(_sample(circuit, shots)[1].mean())


@failure_rate.mistake(hint=1)
def counts_events(circuit, shots):
    """This is how often any detector fired. Events are not failures: most runs have some, and
    they are what makes the correction possible."""
    return float(_sample(circuit, shots)[0].any(axis=1).mean())


@failure_rate.mistake(hint=3)
def leaves_out_quiet_runs(circuit, shots):
    """You divide by the runs in which something fired. A run without an event counts too: the
    decoder predicts no flip, nearly always rightly."""
    events = _sample(circuit, shots)[0]
    return failure_rate.reference(circuit, shots) / float(events.any(axis=1).mean())


@failure_rate.mistake(hint=3)
def compares_other_shots(circuit, shots):
    """Predictions are compared with the flips of other shots: of a second sample, or of all shots,
    because arrays of shapes (shots, 1) and (shots,) are broadcast against each other."""
    predicted = matching_of(circuit).decode_batch(_sample(circuit, shots)[0])
    return float((predicted != _sample(circuit, shots)[1]).mean())


@failure_rate.mistake(hint=3)
def gives_the_rate_per_round(circuit, shots):
    """This is the rate per round. Asked is the rate per shot, all rounds together."""
    coordinates = circuit.get_detector_coordinates().values()
    rounds = max(place[-1] for place in coordinates)
    return per_round.reference(failure_rate.reference(circuit, shots), rounds)


@failure_rate.mistake(hint=3)
def counts_the_good_runs(circuit, shots):
    """This is the share of runs in which the prediction was right."""
    return 1 - failure_rate.reference(circuit, shots)


def _sample(circuit, shots):
    return circuit.compile_detector_sampler().sample(shots, separate_observables=True)


def _draw_rounds(rng):
    return float(rng.uniform(0.05, 0.4)), int(rng.integers(3, 12))


@exercise(
    cases=[(0.017, 3), (0.26, 7), _draw_rounds],
    same=close(atol=0, rtol=1e-3),
    hints=[
        "Two flips cancel. So follow 1 - 2P, the mean of the sign of the readout: +1 if right, "
        "-1 if flipped.",
        "Each round multiplies that mean by 1 - 2e: 1 - 2P = (1 - 2e)^rounds.",
        "e = (1 - (1 - 2P)^(1/rounds)) / 2",
    ],
    insight="After many rounds P goes to 1/2, not to 1: a lost bit is right half of the time.",
)
def per_round(p_shot, rounds):
    """Failure probability of one round, if that of all rounds together is p_shot < 1/2: each round
    flips the readout with that probability, independently."""
    return (1 - (1 - 2 * p_shot) ** (1 / rounds)) / 2


@per_round.mistake(hint=1)
def divides(p_shot, rounds):
    """You divided by the rounds. That is the limit of small P; later flips may undo earlier ones,
    so each round is worse than that."""
    return p_shot / rounds


@per_round.mistake(hint=2)
def no_flip_at_all(p_shot, rounds):
    """You asked that no round flips: (1 - e)^rounds = 1 - P. But an even number of flips is right
    again: it is 1 - 2e and 1 - 2P."""
    return 1 - (1 - p_shot) ** (1 / rounds)


@per_round.mistake(hint=3)
def forgets_the_half(p_shot, rounds):
    """The half at the end is missing: (1 - 2P)^(1/rounds) is 1 - 2e."""
    return 1 - (1 - 2 * p_shot) ** (1 / rounds)


@per_round.mistake(hint=3)
def goes_the_other_way(p_shot, rounds):
    """This is what many rounds give if p_shot were the rate of one. Solve it for the rate of one:
    the exponent is 1/rounds."""
    return (1 - (1 - 2 * p_shot) ** rounds) / 2


@per_round.mistake(hint=2)
def flips_at_any_time(p_shot, rounds):
    """This is a rate of flips at any time, 1 - 2P = exp(-2 rate rounds). Here rounds are steps,
    and each multiplies by 1 - 2e: the same for small e only."""
    return -np.log(1 - 2 * p_shot) / (2 * rounds)


# --- threshold ----------------------------------------------------------------------------


@question(
    wrong={
        "a": "That is break-even, and it depends on d and on what you compare with. At 0.6 % and "
        "d = 3 the memory fails in about 0.8 % of its rounds: below threshold, and worse than p.",
        "b": "Decoding fails at any p, if rarely. Below threshold it fails ever more rarely as the "
        "code grows.",
        "d": "It depends on the noise (do waiting qubits err?) and on the decoder: same code, "
        "other number. Where small codes cross depends also on rates per shot or per round.",
    },
    hints=["At which side of it is it worth buying more qubits?"],
    insight="The threshold is about growing codes; break-even is about one code and one qubit.",
)
def threshold_means():
    """What does it mean that p lies below the threshold?"""
    return "c"


def _draw_curves(rng, share=None):
    """Power laws per round that cross between two points of the grid, at this share of the way from
    the lower to the upper, handed over per shot."""
    p = rng.uniform(0.0028, 0.0036) * 1.12 ** np.arange(14)
    share = rng.uniform(0.2, 0.38) if share is None else share
    where = float(p[rng.integers(9, 11)] * 1.12**share)
    d = int(2 * rng.integers(1, 4) + 1)
    level = rng.uniform(0.021, 0.026)
    small, large = (level * (p / where) ** ((k + 1) / 2) for k in (d, d + 2))
    return p, per_shot(small, d), per_shot(large, d + 2), d


def _crossing(p, lower, upper):
    """Log-log interpolation of the place where upper / lower grows through 1."""
    ratio = np.log(np.asarray(upper) / lower)
    i = np.flatnonzero((ratio[:-1] < 0) & (ratio[1:] >= 0))[0]
    share = ratio[i] / (ratio[i] - ratio[i + 1])
    return float(p[i] * (p[i + 1] / p[i]) ** share)


@exercise(
    cases=[_draw_curves(np.random.default_rng(3), share=0.1), _draw_curves],
    same=close(atol=0, rtol=0.015),
    hints=[
        "The smaller memory had d rounds, the larger d + 2. First bring both to rates per round.",
        "Below the crossing the larger code has the lower rate. Find the two neighbouring p "
        "between which np.log(large / small) changes its sign.",
        "Between these two, ratio = np.log(large / small) is nearly straight in log p: "
        "np.interp(0, ratio, np.log(p)), then np.exp.",
    ],
    insight="Our curves per round cross at 1.1 to 1.2 %, the same data per shot at 0.6 to 0.8 %: "
    "whoever quotes a crossing as the threshold should say which.",
)
def crossing_per_round(p, small, large, d):
    """The p at which the failure rates per round of two memories are equal; small and large are
    rates per shot at each p, of distance d in d rounds and of distance d + 2 in d + 2 rounds."""
    small = (1 - (1 - 2 * small) ** (1 / d)) / 2
    large = (1 - (1 - 2 * large) ** (1 / (d + 2))) / 2
    ratio = np.log(large / small)
    return np.exp(np.interp(0, ratio, np.log(p)))


@crossing_per_round.mistake(hint=1)
def crosses_per_shot(p, small, large, d):
    """This is where the curves per shot cross, also if you took the same number of rounds for both.
    The larger memory was kept for more rounds and had more chances to fail: it lies lower."""
    return _crossing(p, small, large)


@crossing_per_round.mistake(hint=1)
def divides_the_shot(p, small, large, d):
    """You divided the rates per shot by the rounds. Near the crossing they are not small, and
    flips that cancel move it by some per cent: use the formula of the last exercise."""
    return _crossing(p, small / d, large / (d + 2))


@crossing_per_round.mistake(hint=1)
def asks_for_no_flip(p, small, large, d):
    """Your rates per round are 1 - (1 - P)^(1/rounds), as if no round might flip. Near the crossing
    many flips cancel: use the formula of the last exercise, with 1 - 2P."""
    return _crossing(p, 1 - (1 - small) ** (1 / d), 1 - (1 - large) ** (1 / (d + 2)))


@crossing_per_round.mistake(hint=2)
def finds_break_even(p, small, large, d):
    """This is where the larger code's rate equals p: break-even, where coding begins to beat a bare
    qubit. The threshold is where a larger code stops beating a smaller one."""
    return _crossing(p, p, per_round.reference(large, d + 2))


@crossing_per_round.mistake(hint=3)
def takes_a_point_of_the_grid(p, small, large, d):
    """This is the first p on the grid at which the larger code is worse. The curves cross before:
    interpolate between this p and the one below it."""
    worse = per_round.reference(large, d + 2) > per_round.reference(small, d)
    return float(p[np.argmax(worse)])


@crossing_per_round.mistake(hint=3)
def takes_the_point_below(p, small, large, d):
    """This is the last p on the grid at which the larger code is better. The curves cross after it:
    interpolate between this p and the next."""
    worse = per_round.reference(large, d + 2) > per_round.reference(small, d)
    return float(p[np.argmax(worse) - 1])


def _draw_table(rng):
    a, p_star = rng.uniform(0.015, 0.05), rng.uniform(0.008, 0.011)
    p, d = np.meshgrid([0.0015, 0.002, 0.003, 0.004, 0.008, 0.012], [3, 5, 7])
    law = a * (p / p_star) ** ((d + 1) / 2)
    bent = np.where(p < 0.005, law, law / (1 + 40 * law))  # near threshold the law does not hold
    return p.ravel(), d.ravel(), bent.ravel()


@exercise(
    cases=_draw_table,
    same=each(close(atol=0, rtol=0.01), close(atol=0, rtol=0.01)),
    hints=[
        "Keep the points with p < 0.005 only, then take logarithms: with h = (d + 1)/2 the law is "
        "log P = log a + h log p - h log p*.",
        "y = log P - h log p is a straight line in h: y = log a - h log p*.",
        "slope, height = np.polyfit(h, y, 1); a = exp(height), p* = exp(-slope).",
    ],
    insight="With two numbers of yours the size of a machine can be estimated: the estimator of a "
    "later kata has a = 0.03 and p* = 0.01, but means d rounds where you mean one.",
)
def fit_a_and_p_star(p, d, error):
    """(a, p_star) of the law error = a (p / p_star)^((d + 1) / 2), from the points with p < 0.005;
    arrays of one length: noise, odd distances, failure rates per round."""
    kept = p < 0.005
    half = (d[kept] + 1) / 2
    y = np.log(error[kept]) - half * np.log(p[kept])
    slope, height = np.polyfit(half, y, 1)
    return np.exp(height), np.exp(-slope)


def _fit(p, d, error, power=lambda d: (d + 1) / 2):
    half = power(d)
    slope, height = np.polyfit(half, np.log(error) - half * np.log(p), 1)
    return float(np.exp(height)), float(np.exp(-slope))


def _below(p, d, error):
    return p[p < 0.005], d[p < 0.005], error[p < 0.005]


@fit_a_and_p_star.mistake(hint=1)
def fits_all_points(p, d, error):
    """You fitted all points. Near the threshold and above it the law does not hold: there the rate
    bends towards 1/2. Take the points with p < 0.005."""
    return _fit(p, d, error)


@fit_a_and_p_star.mistake(hint=1)
def half_of_the_distance(p, d, error):
    """Your exponent is d/2. A memory of distance d fails from (d + 1)/2 errors on: two of three."""
    return _fit(*_below(p, d, error), power=lambda d: d / 2)


@fit_a_and_p_star.mistake(hint=1)
def the_whole_distance(p, d, error):
    """Your exponent is d, as if all d qubits of a chain had to err. Matching fails as soon as more
    than half of them do: (d + 1)/2."""
    return _fit(*_below(p, d, error), power=lambda d: 1.0 * d)


@fit_a_and_p_star.mistake(hint=1)
def errors_that_are_mended(p, d, error):
    """Your exponent is (d - 1)/2, the errors that a code of distance d surely mends. It takes one
    more to mislead the decoder."""
    return _fit(*_below(p, d, error), power=lambda d: (d - 1) / 2)


@fit_a_and_p_star.mistake(hint=3)
def mixes_logarithms(p, d, error):
    """You took log10 and then exp. To log10 belongs 10**x, to np.log belongs np.exp."""
    return tuple(np.exp(np.log10(_fit(*_below(p, d, error)))))


@fit_a_and_p_star.mistake(hint=3)
def turns_the_slope(p, d, error):
    """Your p_star is 1/p_star: the slope of the line is -log p*."""
    a, p_star = _fit(*_below(p, d, error))
    return a, 1 / p_star


@fit_a_and_p_star.mistake(hint=3)
def swaps_the_two(p, d, error):
    """You returned (p_star, a). Asked is (a, p_star)."""
    return _fit(*_below(p, d, error))[::-1]


@fit_a_and_p_star.mistake(hint=3)
def stays_logarithmic(p, d, error):
    """You returned the logarithms of a and p_star: take np.exp of both."""
    return tuple(np.log(_fit(*_below(p, d, error))))


def _draw_two(rng):
    factor, d = rng.uniform(1.7, 5), int(2 * rng.integers(1, 4) + 1)
    steps, e = int(rng.integers(2, 5)), float(10 ** rng.uniform(-2.6, -2))
    return e, d, float(e / factor**steps), d + 2 * steps


@exercise(
    cases=[(0.0058, 3, 0.0014, 7), _draw_two],
    same=close(atol=0, rtol=1e-3),
    hints=[
        "How many steps d -> d + 2 lie between the two codes? Each divides the rate by Lambda.",
        "Lambda ** steps = e_small / e_large, with steps = (d_large - d_small) / 2.",
    ],
    insight="In the law Lambda = p*/p: it is large far below threshold, and 1 at threshold. "
    "Laboratories quote Lambda because it needs no model of their noise.",
)
def suppression(e_small, d_small, e_large, d_large):
    """Lambda: the factor by which the failure rate per round falls when d grows by 2, from the
    rates at two distances, d_small < d_large."""
    steps = (d_large - d_small) / 2
    return (e_small / e_large) ** (1 / steps)


@suppression.mistake(hint=1)
def takes_all_steps_at_once(e_small, d_small, e_large, d_large):
    """This is the whole gain between the two codes. Lambda is the gain of one step of two."""
    return e_small / e_large


@suppression.mistake(hint=2)
def steps_of_one(e_small, d_small, e_large, d_large):
    """You shared the gain among steps of one. Distances are odd here: a step is d -> d + 2."""
    return (e_small / e_large) ** (1 / (d_large - d_small))


@suppression.mistake(hint=1)
def shares_out_evenly(e_small, d_small, e_large, d_large):
    """You divided the gain by the number of steps. Gains multiply: take the root."""
    return e_small / e_large / ((d_large - d_small) / 2)


@suppression.mistake(hint=2)
def takes_a_power(e_small, d_small, e_large, d_large):
    """You raised the gain to the number of steps. Lambda to that power is the gain: take the
    root."""
    return (e_small / e_large) ** ((d_large - d_small) / 2)


@suppression.mistake(hint=2)
def stays_in_logarithms(e_small, d_small, e_large, d_large):
    """This is ln Lambda, the slope of a straight line on a logarithmic scale. Take np.exp of
    it."""
    return np.log(e_small / e_large) * 2 / (d_large - d_small)


@suppression.mistake(hint=2)
def upside_down(e_small, d_small, e_large, d_large):
    """You have 1/Lambda: the small code has the larger rate, so e_small stands above."""
    return (e_large / e_small) ** (2 / (d_large - d_small))


@question(
    wrong={
        "a": "For a bare qubit. A memory of distance 7 fails from four errors on.",
        "b": "That would be two errors: distance 3. Here it is (7 + 1)/2 = 4.",
        "d": "You took the exponent 7: not all qubits of a chain have to err, four of seven are "
        "enough.",
    },
    hints=["P = a (p/p*)^((d + 1)/2), at d = 7."],
    insight="Below threshold a better qubit pays (d + 1)/2 times over on a logarithmic scale: that "
    "is why laboratories fight for factors of two.",
)
def half_the_noise():
    """A memory of d = 7 lies well below threshold. p is halved. The failure rate per round falls by
    about ..."""
    return "c"
