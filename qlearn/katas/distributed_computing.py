"""Exercises of the kata on distributed computing: transducers, remote gates, cuts, orchestration.

Bell order (Phi+, Phi-, Psi+, Psi-); noise of transducers in photons; times in attempts or in µs.
"""

import itertools
from dataclasses import replace
from math import prod
from operator import index

import numpy as np

from qlearn.exercise import close, each, exact, exercise, progress_report, question
from qlearn.exercise.circuits import Seen, of_seen
from qlearn.exercise.computers import remote_gate
from qlearn.exercise.reading import kind_of
from qlearn.network import orchestration
from qlearn.network.jobs import Fabric, Job, lower_bound

progress = progress_report(__name__)


# --- The transducer --------------------------------------------------------------------------


def _truth(value):
    """True and False; 1 and 0 will do, which is what an array of numbers makes of them."""
    return bool(value) if isinstance(value, int | float | np.number) and value in (0, 1) else value


def _transducer(rng):
    """Noise on either side of the limit, referred to the input or the output."""
    eta, n_in = rng.uniform(0.05, 0.9), rng.uniform(0.2, 0.95) * rng.choice([1, 2.5])
    where = str(rng.choice(["input", "output"]))
    return eta, n_in * (eta if where == "output" else 1), where


@exercise(
    cases=[
        (0.1, 0.05, "output"),
        (0.7, 0.8, "output"),
        (0.9, 1.2, "output"),
        (0.4, 0.6, "input"),
        (0.6, 0.3, "input"),
        (0.8, 0.6, "input"),
        (0.02, 1.3, "input"),
        (0.5, 0.5, "output"),
        _transducer,
    ],
    same=each(close(), exact().of(_truth)),
    hints=[
        "A photon that comes in has the chance eta to come out. How many photons of noise at the "
        "input would look like the noise that is seen at the output?",
        "Noise at the output is eta times noise at the input. The limit of entanglement is 1 for "
        "one of the two: which one does the lesson name?",
        "n_in = noise / eta if where == 'output' else noise; it breaks all entanglement if "
        "n_in >= 1.",
    ],
    insight="Half a photon at the output leaves some entanglement at 90 % efficiency, and none at "
    "10 %: quote noise together with the end that it is referred to.",
)
def noise_at_input(eta, noise, where):
    """Pair (noise referred to the input, True if no entanglement survives) of a transducer with
    efficiency `eta`; `noise` is its added noise in photons, as counted at `where`, which is "input"
    or "output"."""
    n_in = noise / eta if where == "output" else noise
    return n_in, n_in >= 1


@noise_at_input.mistake(hint=1)
def takes_every_number_as_input(eta, noise, where):
    """You did not look at `where`. Noise counted at the output has been through the efficiency
    already; at the input it is more."""
    return noise, noise >= 1


@noise_at_input.mistake(hint=2)
def multiplies_by_eta(eta, noise, where):
    """You multiplied noise at the output by eta. Going back to the input one divides: the signal is
    smaller at the output by eta, so the same noise is worth more of it."""
    n_in = noise * eta if where == "output" else noise
    return n_in, n_in >= 1


@noise_at_input.mistake(hint=2)
def turns_input_into_output(eta, noise, where):
    """You divided what was quoted for the input already, and left the other as it is."""
    n_in = noise / eta if where == "input" else noise
    return n_in, n_in >= 1


@noise_at_input.mistake(hint=1)
def divides_always(eta, noise, where):
    """You divided by eta wherever the noise was counted. What is quoted for the input is there
    already."""
    return noise / eta, noise / eta >= 1


@noise_at_input.mistake(hint=3)
def compares_the_quoted_number(eta, noise, where):
    """The noise is right, but you compared the number as it was quoted with 1. The limit is 1 at
    the input, so eta at the output."""
    return noise_at_input.reference(eta, noise, where)[0], noise >= 1


@noise_at_input.mistake(hint=3)
def says_what_survives(eta, noise, where):
    """The noise is right, but your True means that entanglement survives. Asked is whether none
    does."""
    n_in, broken = noise_at_input.reference(eta, noise, where)
    return n_in, not broken


@noise_at_input.mistake(hint=3)
def spares_the_limit(eta, noise, where):
    """All right but at N = 1: there the last entanglement has gone already."""
    n_in, _ = noise_at_input.reference(eta, noise, where)
    return n_in, n_in > 1


@noise_at_input.mistake(hint=3)
def wants_half_the_photons(eta, noise, where):
    """The noise is right, but you took eta <= 1/2 for the end of entanglement. Loss alone never
    breaks it all: that is the limit for sending qubits without any message back."""
    n_in = noise / eta if where == "output" else noise
    return n_in, eta <= 0.5


@noise_at_input.mistake(hint=3)
def puts_the_limit_at_one_half(eta, noise, where):
    """The noise is right, but you put the limit at half a photon. That is the vacuum noise; this
    one is counted on top of it, and the limit is 1."""
    n_in = noise / eta if where == "output" else noise
    return n_in, n_in >= 0.5


def _stages(rng):
    n = int(rng.integers(2, 5))
    return ([(rng.uniform(0.1, 0.9), rng.uniform(0.02, 0.4)) for _ in range(n)],)


@exercise(
    cases=[
        ([(0.1, 0.2), (0.5, 0.05)],),
        ([(0.3, 0.16), (0.9, 0.0), (0.2, 0.3)],),
        _stages,
    ],
    same=each(close(), close()),
    hints=[
        "Send one photon and follow it: what is left of it before the second stage? And what does "
        "the noise of the second stage look like, seen from the entrance of the first?",
        "Efficiencies are multiplied. Noise of stage k is divided by the efficiencies of all stages"
        " before it, not by its own.",
        "total, n_in = 1, 0; for eta, n in stages: n_in += n / total; total *= eta.",
    ],
    insight="The first stage's loss makes all later noise larger. Two transducers of N = 0.2 and "
    "10 % in a row have N = 2.2: each keeps entanglement, together they break it.",
)
def chained(stages):
    """Pair (efficiency, noise referred to the input) of a chain of stages, in the order in which a
    photon passes them; each is a pair (efficiency, noise referred to its own input)."""
    total, n_in = 1.0, 0.0
    for eta, noise in stages:
        n_in += noise / total
        total *= eta
    return total, n_in


def _summed(stages, weight):
    """(efficiency, sum of the noise times weight(k)) of the stages."""
    eta = [e for e, _ in stages]
    return prod(eta), sum(noise * weight(eta, k) for k, (_, noise) in enumerate(stages))


@chained.mistake(hint=1)
def adds_the_noise(stages):
    """You added the numbers as they are. Each is referred to the input of its own stage, and a
    photon is weaker there than at the entrance."""
    return _summed(stages, lambda eta, k: 1)


@chained.mistake(hint=2)
def lets_loss_shrink_noise(stages):
    """You multiplied later noise by the efficiencies before it. It did not pass these stages: the
    signal did, so seen from the entrance the noise is larger."""
    return _summed(stages, lambda eta, k: prod(eta[:k]))


@chained.mistake(hint=2)
def divides_by_its_own_eta(stages):
    """You divided each stage's noise by its own efficiency too. It is referred to the input of its
    stage already."""
    return _summed(stages, lambda eta, k: 1 / prod(eta[: k + 1]))


@chained.mistake(hint=2)
def looks_one_stage_back(stages):
    """You divided by the efficiency of the stage just before. Seen from the entrance, all stages
    before lie in between."""
    return _summed(stages, lambda eta, k: 1 / eta[k - 1] if k else 1)


@chained.mistake(hint=2)
def takes_all_noise_from_the_end(stages):
    """You divided all noise by the whole efficiency, as if it were added behind the last stage.
    Each is referred to the input of its own stage."""
    return _summed(stages, lambda eta, k: 1 / prod(eta))


@chained.mistake(hint=1)
def goes_to_the_output(stages):
    """This is the noise at the output of the chain. Divide it by the whole efficiency."""
    return _summed(stages, lambda eta, k: prod(eta[k:]))


@chained.mistake(hint=3)
def goes_backwards(stages):
    """You went through the stages from the last to the first. The photon enters the first one."""
    return chained.reference(stages[::-1])


@question(
    wrong={
        "a": "Nine of ten photons are lost, but the tenth is perfect, and a click tells that it "
        "came. Before that no data are at risk.",
        "b": "An unknown qubit cannot be copied, so there are no ten copies of it to send.",
        "d": "An error correcting code helps while more than half of the photons arrive. Below, "
        "whoever catches the lost ones could read the message as well, and that would be cloning.",
    },
    hints=["Which photon may be lost without harm: the one with the data, or half of a new pair?"],
    insight="Efficiency costs time, not fidelity, as long as a click tells what arrived: one-way "
    "capacity zero below 1/2, two-way -log2(1 - eta) > 0, always. Noise is the enemy.",
)
def ten_percent():
    """A transducer of 10 % efficiency adds no noise. What is it good for?"""
    return "c"


# --- Pairs by a click ------------------------------------------------------------------------


@exercise(
    cases=[
        (0.05, 0.1, 1e-3),
        (0.1, 0.3, 0.01),
        lambda rng: (rng.uniform(0.02, 0.2), rng.uniform(0.05, 0.6), rng.uniform(0.002, 0.03)),
    ],
    same=each(close(rtol=1e-5), close(rtol=1e-5)),
    hints=[
        "Three cases: no QNU has emitted, one has, both have. How often is each? In each of them: "
        "with which chance is there one click, of exactly one detector?",
        "A photon that arrives makes one click if the other detector is quiet: 1 - noise. (Two "
        "photons that arrive leave by the same port: one click as well.) If none arrives: 2 noise "
        "(1 - noise).",
        "Useful: one has emitted. If its photon arrived, F = 1; if noise clicked instead, nobody "
        "knows who emitted, but one did: F = 1/2. All else: F = 0.",
    ],
    insight="Low efficiency costs rate. It costs fidelity only through noise: what counts is noise "
    "clicks against real ones, and eta decides how many real ones there are.",
)
def heralded(excitation, eta, noise):
    """Pair (chance that an attempt is heralded, fidelity of the pair then). Each of two QNUs emits
    with the chance `excitation`; `eta`: chance that a photon is detected; `noise`: chance, for each
    of the two detectors, to click without a photon. Heralded: exactly one detector clicks."""
    p = good = 0.0
    for photons, chance in enumerate(
        [(1 - excitation) ** 2, 2 * excitation * (1 - excitation), excitation**2]
    ):
        seen = 1 - (1 - eta) ** photons
        real, false = seen * (1 - noise), (1 - seen) * 2 * noise * (1 - noise)
        p += chance * (real + false)
        if photons == 1:
            good = chance * (real + false / 2)
    return p, good / p


def _clicks(x, eta, noise, value=(1, 0.5), both=1.0, one=2, doubles=1, ports=2, quiet=None):
    """(p, F) with other weights of what can happen.

    The worth of (real, false) clicks from one photon, how often two that arrive make one click, in
    how many ways one can be emitted, whether two can, how many detectors have noise, and how often
    the other detector is quiet.
    """
    quiet = 1 - noise if quiet is None else quiet
    chances = (1 - x) ** 2, one * x * (1 - x), doubles * x**2
    real = [quiet * seen for seen in (0, eta, 2 * eta * (1 - eta) + both * eta**2)]
    false = [ports * noise * quiet * (1 - eta) ** photons for photons in range(3)]
    p = sum(c * (r + f) for c, r, f in zip(chances, real, false, strict=True))
    return p, chances[1] * (value[0] * real[1] + value[1] * false[1]) / p


@heralded.mistake(hint=2)
def forgets_the_noise(excitation, eta, noise):
    """Your detectors never click by themselves. Then F would be about 1 - excitation, however small
    eta is."""
    return _clicks(excitation, eta, 0.0)


@heralded.mistake(hint=1)
def forgets_two_photons(excitation, eta, noise):
    """You left out the case that both have emitted. One of the photons is often lost, or both leave
    by the same port, and the click looks the same."""
    return _clicks(excitation, eta, noise, doubles=0)


@heralded.mistake(hint=1)
def lets_one_side_emit(excitation, eta, noise):
    """Exactly one has emitted with the chance 2x(1 - x): it may be the one or the other. You left
    out the 2."""
    return _clicks(excitation, eta, noise, one=1)


@heralded.mistake(hint=2)
def lets_the_other_click(excitation, eta, noise):
    """You took the chance that there is a click. Heralded is exactly one: the other detector has to
    be quiet, 1 - noise."""
    return _clicks(excitation, eta, noise, quiet=1)


@heralded.mistake(hint=2)
def has_one_noisy_detector(excitation, eta, noise):
    """Your noise comes from one detector. There are two, and either of them may click."""
    return _clicks(excitation, eta, noise, ports=1)


@heralded.mistake(hint=3)
def gives_up_the_lost_ones(excitation, eta, noise):
    """One point is missing: one QNU has emitted, its photon is lost, noise clicks. The pair is a
    mixture of 01 and 10 then, which has F = 1/2 and not 0."""
    return _clicks(excitation, eta, noise, value=(1, 0))


@heralded.mistake(hint=3)
def trusts_the_lost_ones(excitation, eta, noise):
    """You gave F = 1 wherever one QNU has emitted. If its photon is lost and noise clicks, the
    coherence between 01 and 10 left with the photon: F = 1/2."""
    return _clicks(excitation, eta, noise, value=(1, 1))


@heralded.mistake(hint=2)
def resolves_two_photons(excitation, eta, noise):
    """If both have emitted, you count a click only if one of the photons is lost. Two that arrive
    leave by the same port, and these detectors cannot count."""
    return _clicks(excitation, eta, noise, both=0)


@heralded.mistake(hint=2)
def parts_two_photons(excitation, eta, noise):
    """You let two photons that arrive choose their detectors as if they were alone, and half of the
    time both detectors click. Two that are alike leave by the same port."""
    return _clicks(excitation, eta, noise, both=0.5)


@heralded.mistake
def forgets_to_condition(excitation, eta, noise):
    """The chance is right, but your F is that of a good pair in an attempt. Asked is how good the
    pair is when it is heralded: divide by that chance."""
    p, f = heralded.reference(excitation, eta, noise)
    return p, p * f


# --- A gate between two computers ------------------------------------------------------------


def _is_cnot(seen, outcomes):
    if seen.value is None:
        return seen.why
    if seen.value[-1] < 1 - 1e-6:
        return f"it is no CNOT yet: {seen.text}"
    return f"the gate is right, but {seen.why}" if seen.why else True


def _in_any_order(value):
    """What is left after each course of the measurements, sorted: whose outcome was 0 is forgotten,
    so that corrections made early and late are the same."""
    left = value[:-1].reshape(-1, 256)
    return np.append(left[np.lexsort(left.round(10).T)], value[-1])


@exercise(
    referee=remote_gate,
    cases=[("all",)],
    same=of_seen(close().of(_in_any_order)),
    accepts=_is_cnot,
    hints=[
        "Computer B needs a copy of the control, in the sense of 0 -> 00 and 1 -> 11: not a clone. "
        "The pair carries it: a.cx('control', 'half'), then read that half.",
        "If A reads 1, the halves differed: B turns his half. Then it is b.cx('half', 'target'). "
        "Now the copy has to go without telling anybody the control: read it after an H.",
        "m = a.measure('half') after the cx; if m: b.x('half'). After b.cx and b.h('half'): "
        "n = b.measure('half'); if n: a.z('control').",
    ],
    insight="One pair, one bit each way. The two bits are fair coins, they say nothing about the "
    "data; and without them the gate is wrong three times in four.",
)
def remote_cnot(a, b):
    """Do a CNOT from "control" of computer a to "target" of computer b, and return the two outcomes
    that were told. Each computer has h, x, z, cx, cz and measure, for its own qubits only; each
    also owns one "half" of a perfect pair Phi+."""
    a.cx("control", "half")
    m = a.measure("half")
    if m == 1:
        b.x("half")
    b.cx("half", "target")
    b.h("half")
    n = b.measure("half")
    if n == 1:
        a.z("control")
    return m, n


def _protocol(
    a,
    b,
    first=("control", "half"),
    second=("half", "target"),
    h=True,
    x=lambda b, m: m and b.x("half"),
    z=lambda a, b, m, n: n and a.z("control"),
):
    """The protocol, with other CNOTs, without the H, or with other corrections."""
    a.cx(*first)
    m = a.measure("half")
    x(b, m)
    b.cx(*second)
    if h:
        b.h("half")
    n = b.measure("half")
    z(a, b, m, n)
    return m, n


@remote_cnot.mistake(hint=2)
def forgets_the_x(a, b):
    """If A reads 1, B holds the opposite of the control, and in your protocol he uses it all the
    same: the target is turned when it should not be."""
    return _protocol(a, b, x=lambda b, m: None)


@remote_cnot.mistake(hint=3)
def forgets_the_z(a, b):
    """Nothing is done when B reads 1: then the sign between control 0 and 1 is turned. Data in Z do
    not show it; a control in a superposition does."""
    return _protocol(a, b, z=lambda *_: None)


@remote_cnot.mistake(hint=2)
def corrects_nothing(a, b):
    """You measure and tell nobody. It works if both outcomes are 0, one time in four; a gate that
    one would have to post-select is no gate."""
    return _protocol(a, b, x=lambda b, m: None, z=lambda *_: None)


@remote_cnot.mistake(hint=3)
def exchanges_the_messages(a, b):
    """The two messages are exchanged: A's outcome says whether the copy is turned, so it belongs to
    B's X; B's outcome belongs to A's Z."""

    def late(a, b, m, n):
        n and b.x("target")
        m and a.z("control")

    return _protocol(a, b, x=lambda b, m: None, z=late)


@remote_cnot.mistake(hint=2)
def corrects_on_zero(a, b):
    """You correct when the outcome is 0. It is the other way round: 0 means that all is well."""
    return _protocol(
        a, b, x=lambda b, m: m or b.x("half"), z=lambda a, b, m, n: n or a.z("control")
    )


@remote_cnot.mistake(hint=3)
def exchanges_the_gates(a, b):
    """X and Z are exchanged. A's reading in Z tells whether B's half is turned: that takes an X.
    B's reading in X tells whether a sign is turned: a Z."""
    return _protocol(
        a, b, x=lambda b, m: m and b.z("half"), z=lambda a, b, m, n: n and a.x("control")
    )


@remote_cnot.mistake(hint=3)
def mends_the_target(a, b):
    """You gave B's Z to the target. The sign that his outcome tells of lies between control 0 and
    1: the Z belongs to A's control, and that is why a bit goes back."""
    return _protocol(a, b, z=lambda a, b, m, n: n and b.z("target"))


@remote_cnot.mistake(hint=2)
def reads_the_copy(a, b):
    """You measured B's half in Z, without an H before it. That half is a copy of the control: you
    have read the data, and any superposition in them is gone."""
    return _protocol(a, b, h=False)


@remote_cnot.mistake(hint=1)
def turns_the_first_cnot(a, b):
    """Your first CNOT has the half of the pair as its control: the control qubit itself is turned
    at random. The control is to be copied, so it controls."""
    return _protocol(a, b, first=("half", "control"))


@remote_cnot.mistake(hint=2)
def turns_the_second_cnot(a, b):
    """Your second CNOT has the target as its control. B's half is the copy of the control: it
    controls, and the target is turned."""
    return _protocol(a, b, second=("target", "half"))


@remote_cnot.mistake(hint=1)
def teleports_the_control(a, b):
    """You teleported the control: B can use it, but A has measured hers, and the data do not come
    back. B needs a copy in the sense of 0 -> 00, 1 -> 11, while A keeps her qubit."""
    a.cx("control", "half")
    a.h("control")
    m, n = a.measure("half"), a.measure("control")
    m and b.x("half")
    n and b.z("half")
    b.cx("half", "target")
    return m, n


@remote_cnot.mistake(hint=2)
def leaves_the_copy(a, b):
    """The copy is still there at the end, and it knows the control: for the data that is as if it
    had been read. Measure it in X, so that nobody learns its value."""
    a.cx("control", "half")
    m = a.measure("half")
    m and b.x("half")
    b.cx("half", "target")
    return m, 0


@remote_cnot.mistake(hint=1)
def sends_the_control_as_a_bit(a, b):
    """You measured the control and told B its value. That is right for plain bits; a superposition
    is gone with the reading, and the pair has not been used."""
    m = a.measure("control")
    m and b.x("target")
    return m, 0


# --- How good is it? -------------------------------------------------------------------------


def _pair(rng):
    """Four different weights that add up to 1, Phi+ the largest."""
    f = rng.uniform(0.6, 0.95)
    rest = rng.permutation([0.15, 0.3, 0.55]) + rng.uniform(-0.05, 0.05, 3)
    return (np.array([f, *(1 - f) * rest / rest.sum()]),)


@exercise(
    cases=[([0.9, 0.06, 0.03, 0.01],), ([0.7, 0.05, 0.1, 0.15],), _pair],
    same=each(close(), close(), close()),
    hints=[
        "Phi-, Psi+, Psi- are Phi+ with an error Z, X or both on one half. Follow each through the "
        "circuit: which of the two messages, or which copy, does it turn?",
        "X turns B's copy of the control: the target gets an X. Z turns B's last outcome: the "
        "control gets a Z. Both: both. So the weight of Phi+ is the process fidelity.",
        "Two qubits, d = 4: average = (4 F + 1)/5. A wrong X: Psi+ and Psi-, the last two weights.",
    ],
    insight="The pair's fidelity becomes the gate's process fidelity. Published ones are often "
    "averages, (4F + 1)/5, and look better: 0.86 on average is 0.825.",
)
def gate_quality(pair):
    """Triple (process fidelity, average fidelity over all pure inputs, chance that the target gets
    an X too many) of a remote CNOT through a pair with the weights (Phi+, Phi-, Psi+, Psi-); all
    else is perfect."""
    f = pair[0]
    return f, (4 * f + 1) / 5, pair[2] + pair[3]


@gate_quality.mistake(hint=3)
def averages_one_qubit(pair):
    """Your average is (2F + 1)/3, that of a teleported qubit, d = 2. A CNOT acts on two: d = 4."""
    return pair[0], (2 * pair[0] + 1) / 3, pair[2] + pair[3]


@gate_quality.mistake(hint=2)
def takes_the_pair_for_the_average(pair):
    """You took the pair's F for the average, and (5F - 1)/4 for the process. The weight of Phi+ is
    the chance that no error happens: that is the process fidelity, the average is larger."""
    return (5 * pair[0] - 1) / 4, pair[0], pair[2] + pair[3]


@gate_quality.mistake(hint=3)
def does_not_average(pair):
    """You gave F for the average too. An error like ZI does nothing to some of the pure inputs, so
    the average over them is larger: (4F + 1)/5."""
    return pair[0], pair[0], pair[2] + pair[3]


@gate_quality.mistake(hint=2)
def spends_two_pairs(pair):
    """Your process fidelity is F squared, as if the qubit went there and back. One pair is enough
    for the gate."""
    f = pair[0] ** 2
    return f, (4 * f + 1) / 5, pair[2] + pair[3]


@gate_quality.mistake(hint=1)
def takes_phase_errors_for_flips(pair):
    """Your last number is Phi- and Psi-, the pairs with a Z error: these turn the sign of the
    control. An X on the target comes from Psi+ and Psi-."""
    return pair[0], (4 * pair[0] + 1) / 5, pair[1] + pair[3]


@gate_quality.mistake(hint=3)
def counts_psi_plus_only(pair):
    """You took Psi+ alone for the X. Psi- is an X too, together with a Z."""
    return pair[0], (4 * pair[0] + 1) / 5, pair[2]


@gate_quality.mistake(hint=3)
def gives_every_error(pair):
    """Your last number is 1 - F, all errors. A pair in Phi- only turns a sign: the target gets no
    X."""
    return pair[0], (4 * pair[0] + 1) / 5, 1 - pair[0]


@question(
    wrong={
        "a": "A pair of 0.97 alone would leave a process fidelity of 0.97, on average 0.976. The "
        "gate has 0.86.",
        "c": "The pair is heralded: loss on the way costs attempts. Whatever else the fibre does "
        "is in the 0.97 already.",
        "d": "Classical bits can be sent and repeated without an error. That they take time costs "
        "fidelity only as far as the qubits decay meanwhile.",
    },
    hints=["What would the average fidelity be if nothing but the pair had errors?"],
    insight="0.976 would be left by the pair, 0.86 was measured: about five sixths of the error is "
    "made inside the modules, by local gates and readings in the middle of the circuit.",
)
def what_limits():
    """Pair 0.97, teleported CZ 0.86 on average. Where is most of the error made?"""
    return "b"


# --- A circuit over several computers --------------------------------------------------------


def _circuit(rng, n=6, n_gates=14):
    """CNOTs between random qubits, some runs with the same control, and two or three QPUs."""
    gates = []
    while len(gates) < n_gates:
        control, *targets = rng.permutation(n)[: int(rng.integers(2, 5))].tolist()
        gates += [(control, target) for target in targets]
    k = int(rng.integers(2, 4))
    return gates, rng.permutation([q % k for q in range(n)]).tolist()


@exercise(
    cases=[
        (
            [
                (0, 2),
                (0, 1),
                (0, 3),
                (1, 0),
                (0, 2),
                (2, 0),
                (0, 4),
                (3, 2),
                (0, 5),
                (0, 4),
                (0, 2),
            ],
            [0, 0, 1, 1, 2, 2],
        ),
        ([(0, 2), (2, 3), (0, 3), (1, 2), (0, 2), (4, 0), (0, 2)], [0, 0, 1, 1, 2, 2]),
        _circuit,
    ],
    same=each(exact(), exact()),
    hints=[
        "While B holds the copy of a control, how many CNOTs with targets at B can it do? What "
        "makes the copy wrong: a CNOT of which the qubit is the control, or the target?",
        "Keep a set of the copies that are open, each a (control, QPU). A remote gate whose copy is"
        " open costs no pair. A CNOT on qubit t, remote or not, closes all copies of t.",
        "for c, t in gates: if home[c] != home[t]: remote += 1; if (c, home[t]) not in copies: "
        "pairs += 1 and add it. Then drop all copies of t.",
    ],
    insight="A circuit's price is pairs, not remote gates. Compilers bring gates with the same "
    "control together, since one copy serves all of them.",
)
def pairs_needed(gates, home):
    """Pair (remote gates, pairs) of a list of CNOTs (control, target), in this order, if home[q] is
    the QPU of qubit q. A pair makes a copy of the control at another QPU, for all CNOTs there,
    until the control is itself the target of a CNOT."""
    remote = pairs = 0
    copies = set()
    for control, target in gates:
        if home[control] != home[target]:
            remote += 1
            if (control, home[target]) not in copies:
                pairs += 1
                copies.add((control, home[target]))
        copies = {(q, qpu) for q, qpu in copies if q != target}
    return remote, pairs


def _packed(gates, home, key=lambda c, t, home: (c, home[t]), closes=lambda q, c, t: q == t):
    """The same count with another name for a copy, or another end of it."""
    remote, pairs, copies = 0, 0, set()
    for control, target in gates:
        if home[control] != home[target]:
            remote += 1
            pairs += key(control, target, home) not in copies
            copies.add(key(control, target, home))
        copies = {copy for copy in copies if not closes(copy[0], control, target)}
    return remote, pairs


@pairs_needed.mistake(hint=1)
def spends_one_for_each(gates, home):
    """You spent a pair on each remote gate. That is safe and dear: the copy of a control can stay
    for the next gate."""
    remote, _ = _packed(gates, home)
    return remote, remote


@pairs_needed.mistake(hint=2)
def keeps_copies_for_ever(gates, home):
    """Your copies are never closed. After a CNOT on the control itself the copy holds its old
    value."""
    return _packed(gates, home, closes=lambda q, c, t: False)


@pairs_needed.mistake(hint=2)
def closes_after_local_use(gates, home):
    """You close a copy whenever its control has another gate. As a control it stays what it was in
    Z, and so does its copy; only as a target is it changed."""
    return _packed(gates, home, closes=lambda q, c, t: q == t or (q == c and home[c] == home[t]))


@pairs_needed.mistake(hint=2)
def shares_between_computers(gates, home):
    """You count one copy for each control. A copy is at one QPU: for targets at another one it
    takes a second pair."""
    return _packed(gates, home, key=lambda c, t, home: (c,))


@pairs_needed.mistake(hint=1)
def serves_one_target(gates, home):
    """Your copy serves one target only. The copy is a control: it can turn any qubit of its QPU."""
    return _packed(gates, home, key=lambda c, t, home: (c, t))


@pairs_needed.mistake(hint=1)
def serves_gates_in_a_row(gates, home):
    """Your copy serves only gates that follow each other at once. Gates in between do it no harm,
    unless one of them turns the control."""
    remote, pairs, last = 0, 0, None
    for control, target in gates:
        copy = (control, home[target]) if home[control] != home[target] else None
        remote += copy is not None
        pairs += copy is not None and copy != last
        last = copy
    return remote, pairs


@pairs_needed.mistake(hint=2)
def overlooks_local_gates(gates, home):
    """You close a copy only at remote gates. A CNOT inside the QPU changes the control as well."""
    return _packed(gates, home, closes=lambda q, c, t: q == t and home[c] != home[t])


def _number(qubit):
    """The number of a qubit; 2.0 will do, which is what an array of numbers makes of 2."""
    return int(qubit) if isinstance(qubit, float) and qubit.is_integer() else index(qubit)


def _side(qubits):
    """The group in a form of its own: sorted, without double ones."""
    return sorted({_number(q) for q in qubits})


def _same_cut(got, want, args):
    """Either group may be named."""
    return got == want or (len(got) == len(want) and not set(got) & set(want))


def _cut(gates, group):
    return sum((a in group) != (b in group) for a, b in gates)


def _groups(n):
    """All ways to give one QPU half of the qubits, qubit 0 among them."""
    return [{0, *rest} for rest in itertools.combinations(range(1, n), n // 2 - 1)]


def _clusters(rng):
    """Two groups of busy qubits, shuffled, with a few gates between them."""
    n = int(rng.choice([6, 8]))
    order, gates = rng.permutation(n), []
    for _ in range(3 * n):
        half = rng.integers(2) * n // 2
        a, b = half + rng.permutation(n // 2)[:2] if rng.random() < 0.75 else rng.permutation(n)[:2]
        gates.append((int(order[a]), int(order[b])))
    return gates, n


_UNLIKE = [(0, 1), (1, 4), (2, 0), (3, 1), (0, 1), (0, 4), (3, 0), (2, 1), (2, 1), (1, 4), (5, 0)]
_UNLIKE += [(3, 0), (3, 4)]  # few remote gates, few couples and few pairs take three different cuts


def _is_best_cut(got, gates, n):
    asked = "a list of the qubits of the first QPU, by number, is asked, and this "
    if not isinstance(got, list | tuple | set | frozenset | np.ndarray | range):
        return f"{asked}is {kind_of(got)}"
    try:
        group = {_number(q) for q in got}
    except (TypeError, ValueError):
        return f"{asked}has other entries"
    if not group <= set(range(n)) or len(group) != n // 2 or len(got) != n // 2:
        return (
            f"each of the two QPUs has room for {n // 2} of the {n} qubits: list {n // 2} of them"
        )
    cut, best = _cut(gates, group), min(_cut(gates, other) for other in _groups(n))
    return cut == best or f"your cut has {cut} remote gates; there is one with {best}"


@exercise(
    cases=[
        ([(2, 1), (1, 5), (5, 1), (3, 1), (1, 5), (5, 4), (2, 4), (4, 2), (1, 5)], 6),
        (_UNLIKE, 6),
        _clusters,
    ],
    same=replace(exact().of(_side), equal=_same_cut),
    accepts=_is_best_cut,
    hints=[
        "For small n one can try all: itertools.combinations(range(n), n // 2) lists the groups.",
        "A gate is remote if exactly one of its qubits is in the group. A gate that occurs thrice "
        "counts thrice.",
        "min(groups, key=lambda g: sum((a in g) != (b in g) for a, b in gates))",
    ],
    insight="Who talks to whom decides. For hundreds of qubits nobody can try all cuts: one uses "
    "partitioners of graphs, which are good, quick, and without a guarantee.",
)
def best_cut(gates, n):
    """The qubits of the first of two QPUs, as a list of n/2 of the n qubits (n even, at most 8);
    the other QPU gets the rest. `gates` is a list of CNOTs (control, target); as few of them as
    possible are to be remote."""
    groups = itertools.combinations(range(n), n // 2)
    return list(min(groups, key=lambda g: sum((a in g) != (b in g) for a, b in gates)))


@best_cut.mistake(hint=1)
def cuts_in_the_middle(gates, n):
    """You gave the first half of the numbers to one QPU. Numbers say nothing about who works with
    whom."""
    return list(range(n // 2))


@best_cut.mistake(hint=2)
def takes_the_busiest(gates, n):
    """You put the busiest qubits together. They need not be busy with one another: what counts is
    gates between the two groups."""
    load = [sum(q in gate for gate in gates) for q in range(n)]
    return sorted(range(n), key=lambda q: -load[q])[: n // 2]


@best_cut.mistake(hint=2)
def wants_the_most(gates, n):
    """You have the largest cut, not the smallest: nearly every gate is remote."""
    return list(max(_groups(n), key=lambda g: _cut(gates, g)))


@best_cut.mistake(hint=2)
def counts_each_couple_once(gates, n):
    """You counted each couple of qubits once, however many gates it has. Each gate is to be paid
    for, so a couple with three gates weighs three."""
    couples = {tuple(sorted(gate)) for gate in gates}
    return list(min(_groups(n), key=lambda g: _cut(couples, g)))


@best_cut.mistake(hint=2)
def saves_pairs(gates, n):
    """You made the number of pairs small, with copies that serve several gates. Asked are few
    remote gates, and the cut with the fewest of the one need not have the fewest of the other."""

    def pairs(group):
        return pairs_needed.reference(gates, [int(q not in group) for q in range(n)])[1]

    return list(min(itertools.combinations(range(n), n // 2), key=pairs))


# --- The orchestrator ------------------------------------------------------------------------


def _work(rng):
    """Some gates in layers, with different times; two ports, a few channels."""
    n_qpus, gates = int(rng.integers(4, 7)), []
    for k in range(int(rng.integers(8, 14))):
        a, b = rng.permutation(n_qpus)[:2].tolist()
        needs = rng.permutation(k)[: int(rng.integers(0, 3))].tolist()
        gates.append((a, b, needs, float(rng.uniform(1, 9)), float(rng.uniform(0.5, 3))))
    return gates, int(rng.integers(2, 4)), int(rng.integers(2, 4))


@exercise(
    cases=[
        (
            [
                (0, 1, [], 4.0, 1.0),
                (1, 2, [0], 6.0, 2.0),
                (0, 2, [], 3.0, 0.5),
                (2, 3, [1, 2], 5.0, 1.5),
            ],
            2,
            3,
        ),
        ([(0, 1, [], 5.0, 2.0), (2, 1, [0], 4.0, 1.0), (2, 3, [], 2.0, 0.5)], 2, 2),
        _work,
    ],
    same=each(close(), close(), close()),
    hints=[
        "Three different shortages. A chain of gates that need each other; a QPU with few ports; a "
        "fabric with few channels. How long does each need if the others cost nothing?",
        "A gate occupies a port at both QPUs for make + run, and a channel for make. Several ports "
        "share the load: load / ports at best.",
        "end[i] = make + run + max(end of its needs, or 0), in the order of the list. Return "
        "max(end), max(load)/ports, sum(make)/channels.",
    ],
    insight="No policy is faster than the largest of the three, whatever its luck. The bound also "
    "tells what to buy: the shortage with the largest number.",
)
def bounds(gates, ports, channels):
    """Triple of times that no policy beats: (longest chain, busiest QPU, fabric). A gate is (qpu,
    other qpu, needs, make, run): indices of earlier gates that must have ended before its pair is
    made, time to make the pair, time to run. Each QPU has `ports`, the fabric `channels`."""
    end, load = [], {}
    for a, b, needs, make, run in gates:
        end.append(make + run + max((end[i] for i in needs), default=0))
        for qpu in (a, b):
            load[qpu] = load.get(qpu, 0) + make + run
    total = sum(make for *_, make, _ in gates)
    return max(end), max(load.values()) / ports, total / channels


def _limits(gates, ports, channels, chain=(1, 1), load=(1, 1), fabric=(1, 0), ends=2, needs=True):
    """The three numbers with other weights of (make, run), other ends, or without the needs."""
    end, loads = [], {}
    for *qpus, before, make, run in gates:
        mine = chain[0] * make + chain[1] * run
        end.append(mine + (max((end[i] for i in before), default=0) if needs else 0))
        for qpu in qpus[:ends]:
            loads[qpu] = loads.get(qpu, 0) + load[0] * make + load[1] * run
    total = sum(fabric[0] * make + fabric[1] * run for *_, make, run in gates)
    return max(end), max(loads.values()) / ports, total / channels


@bounds.mistake(hint=3)
def forgets_the_needs(gates, ports, channels):
    """Your chain is the longest single gate. A gate begins when those it needs have ended: their
    times add up along the chain."""
    return _limits(gates, ports, channels, needs=False)


@bounds.mistake(hint=3)
def adds_up_the_needs(gates, ports, channels):
    """You added the times of all gates that a gate needs. They may run at the same time: what
    counts is the last of them to end."""
    end = []
    for _, _, needs, make, run in gates:
        end.append(make + run + sum(end[i] for i in needs))
    return max(end), *bounds.reference(gates, ports, channels)[1:]


@bounds.mistake(hint=3)
def takes_the_last_gate(gates, ports, channels):
    """Your chain ends with the last gate of the list. The longest one may end with any gate."""
    end = []
    for _, _, needs, make, run in gates:
        end.append(make + run + max((end[i] for i in needs), default=0))
    return end[-1], *bounds.reference(gates, ports, channels)[1:]


@bounds.mistake(hint=1)
def runs_one_after_the_other(gates, ports, channels):
    """You added the times of all gates. Only those that need each other must follow each other: the
    chain is the longest line of these."""
    total = sum(make + run for *_, make, run in gates)
    return total, *bounds.reference(gates, ports, channels)[1:]


@bounds.mistake(hint=2)
def lets_gates_run_in_no_time(gates, ports, channels):
    """In the chain you counted the making of pairs only. The next gate waits until this one has
    run."""
    return _limits(gates, ports, channels, chain=(1, 0))


@bounds.mistake(hint=2)
def frees_the_port_too_soon(gates, ports, channels):
    """For the QPUs you counted the making of pairs only. The half of a pair sits in its port until
    the gate has run."""
    return _limits(gates, ports, channels, load=(1, 0))


@bounds.mistake(hint=2)
def keeps_the_channel(gates, ports, channels):
    """For the fabric you counted the running of gates too. Once the pair is there, the channel is
    free: the gate needs local work and bits only."""
    return _limits(gates, ports, channels, fabric=(1, 1))


@bounds.mistake(hint=2)
def looks_at_one_end(gates, ports, channels):
    """You counted each gate for the first of its QPUs only. It takes a port at both."""
    return _limits(gates, ports, channels, ends=1)


@bounds.mistake(hint=2)
def has_one_port(gates, ports, channels):
    """You forgot that a QPU has several ports: they share its load."""
    return _limits(gates, 1, channels)


@bounds.mistake(hint=2)
def has_one_channel(gates, ports, channels):
    """You forgot that the fabric has several channels: they share the pairs."""
    return _limits(gates, ports, 1)


@question(
    wrong={
        "a": "The fabric needs 40 µs of the 80: it is idle half of the time already.",
        "c": "The chain needs 50 µs. However short it becomes, the busiest QPU still needs its 80.",
        "d": "A policy can come down to 80 µs at best, and this one has 84: 5 % are left to gain.",
    },
    hints=["Which of the three numbers is the largest, and who makes it smaller?"],
    insight="The largest of the three is the bottleneck: second ports would halve it to 40, and "
    "then the chain of 50 is the limit. Another cut, which spreads the load, does the same.",
)
def what_to_buy():
    """Longest chain 50 µs, busiest QPU 80 µs, fabric 40 µs; the run took 84 µs. What helps most?"""
    return "b"


GOAL = 1.2
_FABRIC = Fabric(channels=3, ports=2)


def _job(seed):
    """Gates in chains: one of 14, seven of three, and 18 that nobody waits for, in mixed order."""
    rng = np.random.default_rng(seed)
    lengths = [14, *[3] * 7, *[1] * 18]
    order = rng.permutation(np.repeat(range(len(lengths)), lengths)).tolist()
    last, needs = {}, []
    for gate, chain in enumerate(order):
        needs.append((last[chain],) if chain in last else ())
        last[chain] = gate
    first = rng.integers(8, size=len(order))
    qpus = np.stack([first, (first + rng.integers(1, 8, size=len(order))) % 8], axis=1)
    return Job(8, qpus, tuple(needs), rng.geometric(0.45, len(order)), 1.0, 1 / 0.45)


_JOBS = [_job(seed) for seed in range(10)]


class _Watched:
    """The learner's policy; what it raises itself is not the simulator's refusal."""

    def __init__(self, policy):
        self.policy, self.error, self.several = policy, None, False

    def __call__(self, waiting, free):
        try:
            chosen = self.policy(waiting, free)
        except ValueError as error:
            self.error = error
            raise
        chosen = list(chosen) if type(chosen) is tuple else chosen  # a request is a tuple, too
        self.several = isinstance(chosen, list) and len(chosen) > 1
        return chosen

    def refused(self, error):
        """What the simulator has refused: a list that books something twice, or as it says."""
        double = self.several and any(word in str(error) for word in ("busy", "double-books"))
        return "a list that does not fit" if double else str(error)


def _served(policy, n_jobs):
    """The makespans under a policy, over their bounds, or why the simulator has refused it."""
    watched, runs = _Watched(policy), []
    for job in _JOBS[:n_jobs]:
        try:
            runs.append(orchestration.simulate(job, _FABRIC, watched))
        except ValueError as error:
            if error is watched.error:
                raise
            return Seen(watched.refused(error), "a refused schedule", f"refused: {error}")
    ratios = [run.makespan_us / lower_bound(run.job, _FABRIC).us for run in runs]
    text = f"{np.mean(ratios):.2f} times the lower bound on average"
    why = "" if np.mean(ratios) <= GOAL else f"{text}; allowed: {GOAL}. {_habits(runs)}"
    return Seen(tuple(run.makespan_us for run in runs), text, why)


def _habits(runs):
    """Two numbers that tell where the time went."""
    delays = []
    for run in runs:
        needs = run.job.needs
        behind = np.argsort(-run.job.path_us, kind="stable")[:10]
        ready = [max((run.end_us[i] for i in needs[g]), default=0.0) for g in behind]
        delays.append(np.mean(run.start_us[behind] - ready))
    busy = np.mean([run.utilisation for run in runs])
    return (
        f"Of the channels {busy:.0%} were busy, and the ten gates with the longest chains behind "
        f"them waited for {np.mean(delays):.1f} µs on average"
    )


@exercise(
    referee=_served,
    cases=[(len(_JOBS),)],
    same=of_seen(exact()),
    accepts=lambda seen, n_jobs: seen.why or True,
    hints=[
        "`waiting` holds what could start now, the oldest first; you are asked again after each "
        "answer, so one request at a time is enough. Which of them would hurt most if it waited?",
        "A chain of 14 gates cannot be hurried later. path_us is the expected time of the longest "
        "chain that begins with this gate.",
        "return max(waiting, key=lambda request: request.path_us)",
    ],
    insight="Longest chain first is a simple rule that is hard to beat: it needs the program's "
    "graph, and no luck. It is a rule of thumb, not a theorem: now and then greedy is quicker.",
)
def orchestrator(waiting, free):
    """What to start next: one of `waiting`, or a list of some that fit together, [] to wait. A
    request has gate, qpus, ready, since_us, expected_us, path_us; `free` has time_us, channels (3
    at most), ports (of each QPU), oldest. Wanted: ten programs in at most 1.2 times the lower bound
    on average."""
    return max(waiting, key=lambda request: request.path_us)


@orchestrator.mistake(hint=1)
def one_at_a_time(waiting, free):
    """You make one pair at a time, and two of three channels always idle. Start whatever fits."""
    return waiting[0] if free.channels == 3 else []


@orchestrator.mistake(hint=1)
def keeps_the_queue(waiting, free):
    """First come, first served: while the oldest request waits for a port, nothing else starts,
    though others could."""
    return free.oldest if free.oldest in waiting else []


@orchestrator.mistake(hint=2)
def serves_the_oldest(waiting, free):
    """Nothing idles, and still it takes long: the oldest that fits goes first (pairs all have the
    same expected time), and the long chain, behind gates that nobody needs, runs alone at last."""
    return waiting[0]


@orchestrator.mistake(hint=2)
def serves_the_shortest(waiting, free):
    """Shortest chain first keeps the mean wait low. The end of all comes with the long chain, and
    that is what you leave for last."""
    return min(waiting, key=lambda request: request.path_us)


@orchestrator.mistake(hint=2)
def serves_the_newest(waiting, free):
    """The request that came last goes first: now and then that follows the long chain, more often a
    short one. Age says little about what waits behind a gate."""
    return waiting[-1]


@orchestrator.mistake(hint=1)
def starts_them_all(waiting, free):
    """Each of `waiting` could start alone, but not all at once: your policy books a channel or a
    port twice. Return one; you are asked again."""
    return list(waiting)


@orchestrator.mistake(hint=1)
def takes_the_oldest_anyway(waiting, free):
    """You return free.oldest, whether it can start or not. If a port at one of its ends is taken,
    it is not in `waiting`, and the simulator refuses."""
    return free.oldest


@orchestrator.mistake(hint=3)
def returns_the_place(waiting, free):
    """You returned a place in `waiting`, and a number is read as that of a gate. Return the request
    that stands there."""
    return max(range(len(waiting)), key=lambda i: waiting[i].path_us)


# --- Ahead of demand -------------------------------------------------------------------------


def _rhythm(rng):
    work = int(rng.integers(3, 15))
    return rng.uniform(0.08, 0.4), work, work * rng.uniform(0.6, 3), rng.uniform(0.85, 0.99)


@exercise(
    cases=[(0.25, 4, 6.0, 0.95), (0.1, 12, 30.0, 0.9), (0.1, 5, 8.0, 0.95), _rhythm],
    same=each(close(rtol=1e-5), close(rtol=1e-5)),
    hints=[
        "The pair comes at attempt g with the chance p (1 - p)^(g - 1). If g is below `work`, it "
        "waits for work - g; if it is above, the gate waits for g - work.",
        "On demand: work + 1/p. Ahead: the mean of the larger of g and work, which is work + "
        "(1 - p)^work / p. The weight: the mean of exp(-wait / lifetime), with wait 0 for late "
        "pairs.",
        "q = 1 - p; w = (4 f0 - 1)/3; decay = sum(p q^(g-1) exp(-(work - g)/lifetime) for g from 1 "
        "to work) + q^work; F = (1 + 3 w decay)/4.",
    ],
    insight="Staging hides the links' time behind local work, and pays with fidelity. It gains a "
    "factor of 2 at most; if success is rare, not more than 1.47, for many pairs are late.",
)
def made_ahead(p, work, lifetime, f0):
    """Pair (mean time of a round on demand over that with pairs made ahead, mean fidelity of the
    latter). Ahead: each pair is made during the local `work` before its gate, not after it. Times
    in attempts; p: chance per attempt. Pairs are Werner pairs of fidelity f0; one that waits for a
    time t keeps exp(-t/lifetime) of its w."""
    q, w = 1 - p, (4 * f0 - 1) / 3
    on_demand, ahead = work + 1 / p, work + q**work / p
    decay = sum(p * q ** (g - 1) * np.exp(-(work - g) / lifetime) for g in range(1, work + 1))
    return on_demand / ahead, (1 + 3 * w * (decay + q**work)) / 4


def _staged(p, work, lifetime, f0, gain=None, decay=None):
    """The reference, with another gain or another mean decay."""
    right = made_ahead.reference(p, work, lifetime, f0)
    f = right[1] if decay is None else (1 + (4 * f0 - 1) * decay) / 4
    return right[0] if gain is None else gain, f


@made_ahead.mistake(hint=2)
def takes_the_larger_mean(p, work, lifetime, f0):
    """For the time ahead you took the larger of work and 1/p. The mean of the larger one is more:
    now and then the pair comes late, and nothing makes up for it."""
    return _staged(p, work, lifetime, f0, gain=(work + 1 / p) / max(work, 1 / p))


@made_ahead.mistake(hint=2)
def waits_for_the_mean_pair(p, work, lifetime, f0):
    """You put the mean pair into the decay, which comes after 1/p attempts. Many come earlier and
    wait longer; the late ones do not wait, and make up for nothing. Take the mean of the decay."""
    return _staged(p, work, lifetime, f0, decay=np.exp(-max(work - 1 / p, 0) / lifetime))


@made_ahead.mistake(hint=2)
def takes_every_pair_for_the_mean(p, work, lifetime, f0):
    """You let every pair come after 1/p attempts. Some come late, and the work waits; some come
    early, and wait themselves: both the time and the decay are to be averaged over all of them."""
    gain = (work + 1 / p) / max(work, 1 / p)
    return _staged(p, work, lifetime, f0, gain, np.exp(-max(work - 1 / p, 0) / lifetime))


@made_ahead.mistake(hint=2)
def takes_the_mean_wait(p, work, lifetime, f0):
    """You took the exponential of the mean wait. The mean of the exponentials is larger: that is so
    for every curve that bends upwards."""
    wait = work - (1 - (1 - p) ** work) / p
    return _staged(p, work, lifetime, f0, decay=np.exp(-wait / lifetime))


@made_ahead.mistake(hint=2)
def forgets_that_late_is_later(p, work, lifetime, f0):
    """Your late rounds last 1/p attempts in all. The work is over already when a pair is late, and
    luck has no memory: then it takes 1/p more."""
    q = 1 - p
    ahead = (1 - q**work) * work + q**work / p
    return _staged(p, work, lifetime, f0, gain=(work + 1 / p) / ahead)


@made_ahead.mistake(hint=1)
def counts_from_zero(p, work, lifetime, f0):
    """Your pairs wait for one attempt too long. The first attempt ends after one unit of time, not
    at 0: a pair of attempt g waits for work - g."""
    decay = (4 * made_ahead.reference(p, work, lifetime, f0)[1] - 1) / (4 * f0 - 1)
    late = (1 - p) ** work
    return _staged(p, work, lifetime, f0, decay=(decay - late) * np.exp(-1 / lifetime) + late)


@made_ahead.mistake(hint=1)
def stores_for_the_whole_work(p, work, lifetime, f0):
    """You let every pair wait during all of the work. It waits from when it is made, and late ones
    not at all."""
    return _staged(p, work, lifetime, f0, decay=np.exp(-work / lifetime))


@made_ahead.mistake(hint=3)
def lets_each_half_decay(p, work, lifetime, f0):
    """You let both halves decay with `lifetime`, so the pair with half of it. Here it is that of
    the pair: its w falls as exp(-t/lifetime)."""
    return _staged(p, work, lifetime, f0)[0], made_ahead.reference(p, work, lifetime / 2, f0)[1]


@made_ahead.mistake(hint=2)
def loses_late_pairs(p, work, lifetime, f0):
    """Your mean leaves out pairs that come after the work is done. They are used at once and have
    not decayed: their share is (1 - p)^work."""
    w = (4 * made_ahead.reference(p, work, lifetime, f0)[1] - 1) / (4 * f0 - 1)
    return _staged(p, work, lifetime, f0, decay=w - (1 - p) ** work)


@made_ahead.mistake(hint=3)
def lets_the_fidelity_decay(p, work, lifetime, f0):
    """You multiplied f0 by the decay: then a pair would end at F = 0. It ends at 1/4; what decays
    is w = (4F - 1)/3."""
    gain, f = made_ahead.reference(p, work, lifetime, f0)
    return gain, f0 * (4 * f - 1) / (4 * f0 - 1)


@made_ahead.mistake
def turns_the_ratio(p, work, lifetime, f0):
    """This is the time ahead over the time on demand. Asked is how many times faster, its
    inverse."""
    gain, f = made_ahead.reference(p, work, lifetime, f0)
    return 1 / gain, f
