"""Exercises on pulses, decay and dephasing of one qubit.

Frame, units and signs: `qlearn.qubits.dynamics`. Times in us, angular frequencies in rad/us.
"""

from dataclasses import replace
from math import erf

import numpy as np
import qutip
from scipy.optimize import curve_fit

from qlearn import qubits
from qlearn.exercise import Comparison, Unlike, close, exercise, progress_report, question

progress = progress_report(__name__)


# --- Driving --------------------------------------------------------------------------------


@exercise(
    cases=lambda rng: (rng.uniform(1.5, 30),),
    same=close(atol=0, rtol=1e-3),  # read off a curve it is right as well
    hints=[
        "P1 = sin^2(omega t/2). At which t is it 1 for the first time?",
        "sin is 1 at pi/2, so omega t/2 = pi/2.",
        "t = pi / omega",
    ],
    insight="The pulse turns the Bloch arrow by omega t: strong and short, or weak and long, only "
    "the product counts.",
)
def pi_pulse(omega):
    """Length in us of the shortest resonant pulse that takes |0> to |1>; omega in rad/us."""
    return np.pi / omega


@pi_pulse.mistake(hint=2)
def stops_at_the_equator(omega):
    """Your pulse is half as long as it should be: it ends on the equator, at P1 = 1/2. That is the
    pi/2 pulse. The angle on the sphere is omega t, and the pole is pi away."""
    return np.pi / omega / 2


@pi_pulse.mistake(hint=1)
def comes_all_the_way_round(omega):
    """Your pulse takes a full period, 2 pi/omega: the qubit has been in |1> and is back in |0>. P1
    has the period 2 pi/omega; its maximum lies halfway."""
    return 2 * np.pi / omega


@pi_pulse.mistake
def reads_omega_as_megahertz(omega):
    """You took omega for a frequency in MHz: half a period is 1/(2 f), but f = omega/(2 pi)."""
    return 0.5 / omega


@pi_pulse.mistake
def multiplies_by_omega(omega):
    """You multiplied by omega. A stronger drive needs a shorter pulse: omega t = pi."""
    return np.pi * omega


def _draw_rabi(rng):
    omega, detuning = rng.uniform(1, 6, 2)
    return omega, detuning * rng.choice([-1, 1]), rng.uniform(0.3, 1.5)


@exercise(
    cases=[(2.0, 0.0, 0.6), (0.8, 2.5, 1.1), (4.0, 3.0, 1.5), _draw_rabi],
    same=close(atol=1e-4),  # a solver with default options is off by 1e-5
    hints=[
        "Check two limits: delta = 0 must give sin^2(omega t/2), and a huge delta almost nothing.",
        "The arrow turns about a tilted axis, at omega_e = sqrt(omega^2 + delta^2). omega_e sets "
        "the speed, omega/omega_e how far down the arrow comes.",
        "P1 = (omega/omega_e)^2 sin^2(omega_e t/2)",
    ],
    insight="Off resonance the qubit turns faster, and it does not get as far.",
)
def rabi_p1(omega, delta, t_us):
    """P1 after a pulse of length t_us (us) on |0>; drive omega and detuning delta in rad/us."""
    omega_e = np.sqrt(omega**2 + delta**2)
    return (omega / omega_e) ** 2 * np.sin(omega_e * t_us / 2) ** 2


def _rabi_like(contrast, speed, t_us):
    return contrast * np.sin(speed * t_us / 2) ** 2


@rabi_p1.mistake(hint=1)
def ignores_the_detuning(omega, delta, t_us):
    """You ignored delta: this is the resonant formula. A detuned drive never reaches P1 = 1."""
    return _rabi_like(1, omega, t_us)


@rabi_p1.mistake(hint=2)
def keeps_full_contrast(omega, delta, t_us):
    """You have the right speed omega_e, but P1 still reaches 1. The axis is tilted towards z, so
    the arrow misses the south pole: (omega/omega_e)^2 stands in front."""
    return _rabi_like(1, np.hypot(omega, delta), t_us)


@rabi_p1.mistake(hint=2)
def keeps_the_resonant_speed(omega, delta, t_us):
    """The contrast is right, but the qubit still turns at omega. About the tilted axis it turns at
    omega_e, which is faster."""
    return _rabi_like((omega / np.hypot(omega, delta)) ** 2, omega, t_us)


@rabi_p1.mistake(hint=3)
def does_not_square_the_contrast(omega, delta, t_us):
    """Your contrast is omega/omega_e. That is the sine of the tilt, an amplitude; a probability
    needs its square."""
    omega_e = np.hypot(omega, delta)
    return _rabi_like(omega / omega_e, omega_e, t_us)


@rabi_p1.mistake(hint=3)
def forgets_the_half(omega, delta, t_us):
    """A 1/2 is missing, in the sine or in H, so your qubit turns twice as fast. The arrow turns by
    omega_e t, and a probability goes with the sine of half that angle."""
    omega_e = np.hypot(omega, delta)
    return _rabi_like((omega / omega_e) ** 2, 2 * omega_e, t_us)


@rabi_p1.mistake
def reads_megahertz(omega, delta, t_us):
    """You put in a factor 2 pi. omega and delta are angular frequencies already, in rad/us."""
    omega_e = np.hypot(omega, delta)
    return _rabi_like((omega / omega_e) ** 2, 2 * np.pi * omega_e, t_us)


@rabi_p1.mistake
def returns_p0(omega, delta, t_us):
    """This is P0. The qubit starts in |0>, so P1 is 0 at t = 0."""
    return 1 - rabi_p1.reference(omega, delta, t_us)


@rabi_p1.mistake(hint=3)
def forgets_both_squares(omega, delta, t_us):
    """The squares are missing: omega/omega_e sin(omega_e t/2) is an amplitude, which may be
    negative. A probability is its square."""
    omega_e = np.hypot(omega, delta)
    return omega / omega_e * np.sin(omega_e * t_us / 2)


@rabi_p1.mistake
def returns_an_amplitude(omega, delta, t_us):
    """This is the modulus of the amplitude of |1>. A probability is its square."""
    return np.sqrt(rabi_p1.reference(omega, delta, t_us))


@rabi_p1.mistake
def returns_the_mean_of_z(omega, delta, t_us):
    """This is the mean of Z, which starts at +1 in |0> and may be negative. P1 = (1 - <Z>)/2."""
    return 1 - 2 * rabi_p1.reference(omega, delta, t_us)


@rabi_p1.mistake(hint=2)
def adds_the_frequencies(omega, delta, t_us):
    """You added omega and delta. They are the x and the z component of one axis, so their squares
    add up: omega_e = sqrt(omega^2 + delta^2)."""
    return _rabi_like((omega / (omega + delta)) ** 2, omega + delta, t_us)


@question(
    wrong={
        "a": "That is the resonant answer. With a detuning the qubit turns at omega_e = 2 omega "
        "about a tilted axis.",
        "b": "1/4 is the largest P1 that this detuning allows, (omega/omega_e)^2. It is reached "
        "at half of this time; at pi/omega the arrow has come all the way round.",
        "d": "The drive makes no coin tosses: the arrow turns on a fixed circle, and where it is "
        "after a given time is certain.",
    },
    hints=[
        "First omega_e, then the angle omega_e t. How many turns is that?",
        "omega_e = 2 omega, so omega_e t = 2 pi: one full turn.",
    ],
    insight="A pulse of this length leaves a qubit with this detuning alone. With several qubits "
    "on one line, such zeros are used to drive one of them only.",
)
def off_resonance():
    """Detuning sqrt(3) omega, pulse of length pi/omega on |0>: what is P1 at the end?"""
    return "c"


# --- Decay and dephasing --------------------------------------------------------------------


def _dissipator(operators):
    """What the collapse operators add to d rho/dt, as a 4 x 4 matrix: all that they do."""
    if not isinstance(operators, list | tuple | np.ndarray):
        raise Unlike("a list of collapse operators is asked: [operator, operator]")
    total = np.zeros((4, 4), dtype=complex)
    for operator in operators:
        c = operator.full() if isinstance(operator, qutip.Qobj) else np.array(operator, complex)
        if c.shape != (2, 2):
            raise Unlike(f"each collapse operator is 2 x 2, and one here has shape {c.shape}")
        half = c.conj().T @ c / 2
        total += np.kron(c, c.conj()) - np.kron(half, np.eye(2)) - np.kron(np.eye(2), half.T)
    return total


def _same_rates(got, want, args):  # a negative rate under a root is nan, in the mistake as well
    return got.shape == want.shape and np.allclose(got, want, rtol=1e-6, atol=1e-7, equal_nan=True)


def _draw_lifetimes(rng):
    t1_us = rng.uniform(8, 40)
    return t1_us, t1_us * rng.uniform(0.3, 0.9)


@exercise(
    cases=[(20.0, 15.0), (20.0, 32.0), _draw_lifetimes],
    same=replace(close(), read=_dissipator, equal=_same_rates, looser=()),
    hints=[
        "Two things happen: |1> falls to |0> at the rate 1/T1, and the phase is lost by more than "
        "that. Which operator takes |1> to |0>?",
        "A collapse operator is the square root of a rate times an operator. Decay alone gives "
        "1/T2 = 1/(2 T1); what is missing is 1/T_phi = 1/T2 - 1/(2 T1).",
        "sqrt(1/T1) |0><1|, and sqrt(1/(2 T_phi)) Z.",
    ],
    insight="T1 and T2 are what is measured, decay and pure dephasing are what happens: "
    "1/T2 = 1/(2 T1) + 1/T_phi.",
)
def collapse_ops(t1_us, t2_us):
    """List of collapse operators (2x2 each) of a qubit with decay time T1 and coherence time T2."""
    lower = qutip.basis(2, 0) * qutip.basis(2, 1).dag()
    dephasing = 1 / t2_us - 1 / (2 * t1_us)
    return [np.sqrt(1 / t1_us) * lower, np.sqrt(dephasing / 2) * qutip.sigmaz()]


_LOWER, _Z = qubits.lower.full(), qubits.Z.full()


def _pure_dephasing(t1_us, t2_us):
    return 1 / t2_us - 1 / (2 * t1_us)


@collapse_ops.mistake(hint=1)
def pumps_instead_of_damping(t1_us, t2_us):
    """Your decay goes upwards, from |0> to |1>: the ground state would heat up. In QuTiP sigmam()
    is |1><0|, lowering the spin; here |0> is the ground state, and |0><1| is sigmap()."""
    return [np.sqrt(1 / t1_us) * _LOWER.T, np.sqrt(_pure_dephasing(t1_us, t2_us) / 2) * _Z]


@collapse_ops.mistake(hint=2)
def takes_rates_for_amplitudes(t1_us, t2_us):
    """The square roots are missing. A collapse operator stands twice in the master equation, so it
    carries the root of the rate: yours makes T1 squared out of T1."""
    return [_LOWER / t1_us, _pure_dephasing(t1_us, t2_us) / 2 * _Z]


@collapse_ops.mistake(hint=2)
def dephases_with_t2(t1_us, t2_us):
    """You put T2 in the place of T_phi. Decay takes coherence away too, at the rate 1/(2 T1), so
    yours is lost faster than T2."""
    return [np.sqrt(1 / t1_us) * _LOWER, np.sqrt(1 / (2 * t2_us)) * _Z]


@collapse_ops.mistake(hint=2)
def puts_t2_on_z(t1_us, t2_us):
    """You used sqrt(1/T2) Z. Two things are wrong with it: decay takes coherence away as well, so
    the rate must be 1/T_phi and not 1/T2, and Z needs half of the rate."""
    return [np.sqrt(1 / t1_us) * _LOWER, np.sqrt(1 / t2_us) * _Z]


@collapse_ops.mistake
def adds_the_operators(t1_us, t2_us):
    """You added the two operators to one. That is one process that does both at once, and the two
    interfere; independent processes have an operator each."""
    return [sum(operator.full() for operator in collapse_ops.reference(t1_us, t2_us))]


@collapse_ops.mistake(hint=3)
def dephases_twice_as_fast(t1_us, t2_us):
    """Your dephasing is twice as fast: the 1/2 with Z is missing. Z moves |0> and |1> in opposite
    directions, so sqrt(rate) Z removes coherence at twice the rate."""
    return [np.sqrt(1 / t1_us) * _LOWER, np.sqrt(_pure_dephasing(t1_us, t2_us)) * _Z]


@collapse_ops.mistake(hint=2)
def subtracts_all_of_t1(t1_us, t2_us):
    """You used 1/T_phi = 1/T2 - 1/T1. Decay takes away coherence at half its rate, because
    coherence is an amplitude: 1/(2 T1). T2 may exceed T1, and there your rate is negative."""
    with np.errstate(invalid="ignore"):
        dephasing = np.sqrt((1 / t2_us - 1 / t1_us) / 2)
    return [np.sqrt(1 / t1_us) * _LOWER, dephasing * _Z]


@collapse_ops.mistake(hint=3)
def halves_the_decay(t1_us, t2_us):
    """Your |1> takes 2 T1 to fall. 1/(2 T1) is what decay does to the coherence, and that comes by
    itself: the operator of the decay carries its full rate, 1/T1."""
    return [np.sqrt(1 / (2 * t1_us)) * _LOWER, np.sqrt(_pure_dephasing(t1_us, t2_us) / 2) * _Z]


@collapse_ops.mistake(hint=3)
def halves_after_the_root(t1_us, t2_us):
    """You took the root first and halved it afterwards. The 1/2 belongs to the rate, under the
    root: sqrt(1/(2 T_phi)) Z. Yours dephases half as fast as it should."""
    return [np.sqrt(1 / t1_us) * _LOWER, np.sqrt(_pure_dephasing(t1_us, t2_us)) / 2 * _Z]


@collapse_ops.mistake(hint=1)
def forgets_the_decay(t1_us, t2_us):
    """Your coherence is lost with T2, but |1> stays |1>: no operator makes it fall, and T1 does not
    occur."""
    return [np.sqrt(1 / (2 * t2_us)) * _Z]


@collapse_ops.mistake(hint=1)
def only_decays(t1_us, t2_us):
    """Your qubit decays, and that is all: its T2 is 2 T1. Something has to bring it down to the T2
    that was asked for."""
    return [np.sqrt(1 / t1_us) * _LOWER]


@question(
    wrong={
        "a": "They are measured separately, but they are not independent: decay alone already "
        "limits T2 to 2 T1.",
        "c": "An echo removes slow detunings, so it can bring T2 up to 2 T1. The phase that is "
        "lost because the energy was lost does not come back.",
        "d": "Without pure dephasing T2 is exactly 2 T1 = 40 us, and not more.",
    },
    hints=[
        "1/T2 = 1/(2 T1) + 1/T_phi, and no rate is negative.",
        "The largest T2 with T1 = 20 us is 40 us.",
    ],
    insight="T2 <= 2 T1 for every qubit whose coherence decays exponentially. If a table says "
    "otherwise, the two were measured at different times or fitted badly.",
)
def data_sheet():
    """A table lists T1 = 20 us and, with echo, T2 = 50 us for one qubit. What do you make of it?"""
    return "b"


# --- Ramsey ---------------------------------------------------------------------------------


def _draw_ramsey(rng):
    return rng.uniform(0.4, 2.5), rng.uniform(1, 9), rng.uniform(6, 30)


@exercise(
    cases=[(1.0, 0.0, 10.0), (1.0, 3.0, 10.0), _draw_ramsey],
    same=close(atol=1e-4),  # a solver with default options is off by 1e-5
    hints=[
        "Without a wait the two pulses make one pi pulse: P1 = 1 at t = 0. After a long time "
        "nothing is left but a fair coin.",
        "The fringes cos(delta t) swing around 1/2, and dephasing makes the swing smaller.",
        "P1 = (1 + exp(-t/T2) cos(delta t)) / 2",
    ],
    insight="The fringes count how far qubit and drive have run apart: while they last, a longer "
    "wait tells a frequency better. Atomic clocks work like this.",
)
def ramsey_p1(delta, t_us, t2_us):
    """P1 after X/2, a free time t_us, X/2 on |0>: detuning delta (rad/us), dephasing time t2_us."""
    return (1 + np.exp(-t_us / t2_us) * np.cos(delta * t_us)) / 2


@ramsey_p1.mistake(hint=2)
def halves_the_detuning(delta, t_us, t2_us):
    """Your fringes are half as fast: you used delta/2. The arrow on the equator runs around with
    delta itself; 1/2 stands in front of Z because the phases of |0> and |1> turn in opposite
    directions, at delta/2 each."""
    return ramsey_p1.reference(delta / 2, t_us, t2_us)


@ramsey_p1.mistake
def ignores_dephasing(delta, t_us, t2_us):
    """Your fringes never fade: T2 does not occur in your result."""
    return (1 + np.cos(delta * t_us)) / 2


@ramsey_p1.mistake(hint=2)
def lets_everything_decay(delta, t_us, t2_us):
    """Your envelope multiplies all of P1, so that P1 goes to 0. Dephasing does not bring the qubit
    to |0>; it makes the result random: P1 goes to 1/2."""
    return np.exp(-t_us / t2_us) * (1 + np.cos(delta * t_us)) / 2


@ramsey_p1.mistake
def decays_half_as_fast(delta, t_us, t2_us):
    """Your contrast falls as exp(-t/(2 T2)). T2 is defined by the coherence itself, exp(-t/T2); the
    2 belongs to T1, in T2 <= 2 T1."""
    return ramsey_p1.reference(delta, t_us, 2 * t2_us)


@ramsey_p1.mistake(hint=1)
def starts_from_zero(delta, t_us, t2_us):
    """This is P0, or the second pulse is reversed. With two equal pulses and no wait the qubit ends
    in |1>: P1 = 1 at t = 0."""
    return 1 - ramsey_p1.reference(delta, t_us, t2_us)


@ramsey_p1.mistake
def decays_like_a_gaussian(delta, t_us, t2_us):
    """Your contrast falls as exp(-(t/T2)^2). That is what slow noise does, with T2*. Here T2 comes
    from collapse operators, whose decay is exponential."""
    return (1 + np.exp(-((t_us / t2_us) ** 2)) * np.cos(delta * t_us)) / 2


@ramsey_p1.mistake
def reads_delta_as_megahertz(delta, t_us, t2_us):
    """You put in a factor 2 pi. delta is an angular frequency already, in rad/us."""
    return ramsey_p1.reference(2 * np.pi * delta, t_us, t2_us)


@ramsey_p1.mistake(hint=3)
def returns_the_fringes_alone(delta, t_us, t2_us):
    """This is the swing exp(-t/T2) cos(delta t), from -1 to 1. A probability is (1 + swing)/2."""
    return np.exp(-t_us / t2_us) * np.cos(delta * t_us)


# --- Echo -----------------------------------------------------------------------------------

_RUNS = np.array([-1.5, -1.1, -0.6, -0.25, 0.0, 0.1, 0.35, 0.8, 1.2, 1.45])  # detunings, rad/us


def _sequence(answer):
    if isinstance(answer, qubits.Sequence):
        return answer
    if not isinstance(answer, list | tuple | np.ndarray):
        raise Unlike("a list of qubits.Pulse and qubits.Delay is asked")
    for segment in answer:
        if not isinstance(segment, qubits.Pulse | qubits.Delay):
            raise Unlike(f"the list has {segment!r} in it: qubits.Pulse and qubits.Delay are asked")
    return qubits.Sequence(answer)


def _is_echo(answer, tau_us):
    """True, or what is missing: judged by what the sequence does to runs of many detunings."""
    sequence, t2_us = _sequence(answer), 3 * tau_us
    busy_us = min(_pulses_us(sequence), tau_us / 10)
    ideal = sequence.p1(_RUNS).clip(0).round(9)  # not -1e-17
    stray = 1e-5 + min(0.01, (np.abs(_RUNS).max() * busy_us / 2) ** 2)
    if np.ptp(ideal) > stray:
        return (
            f"P1 still depends on the detuning: over ten runs without dephasing it lies between "
            f"{ideal.min():.2g} and {ideal.max():.2g}"
        )
    if ideal.mean() > stray:
        end = "in |1>" if ideal.mean() > 0.99 else f"at P1 = {ideal.mean():.2g}"
        return f"every detuning gives the same, but the qubit ends {end}; |0> was asked"
    left = (1 - 2 * sequence.p1(_RUNS, t2_us=t2_us)) / (1 - 2 * ideal)
    free_us = -t2_us * np.log(left.clip(1e-4, 1))
    if np.abs(free_us - 2 * tau_us).max() <= busy_us + 1e-3 * tau_us:
        return True
    if free_us.mean() < 0.05 * tau_us:
        return "dephasing does not show in P1: none of the waiting is done on the equator"
    waits = f"the qubit waits on the equator for {free_us.mean():.4g} us in total"
    return f"{waits}, and 2 tau = {2 * tau_us:.4g} us was asked"


def _pulses_us(sequence):
    """The time that all turns take. It is the only leeway: qubits dephase and run ahead in it."""
    pulses = [part for part in sequence.segments if isinstance(part, qubits.Pulse)]
    return sum(np.max(pulse.duration_us) for pulse in pulses if np.any(pulse.angle))


def _course(answer):
    """Bloch vectors before the last segment and after it, for all runs, with dephasing."""
    sequence = _sequence(answer)
    parts = (sequence.segments[:-1], sequence.segments)
    return np.array([qubits.Sequence(part).run(_RUNS, t2_us=10.0) for part in parts])


@exercise(
    cases=[(2.5,), lambda rng: (rng.uniform(2, 6),)],
    same=close(atol=1e-3).of(_course, "the sequence"),
    accepts=_is_echo,
    hints=[
        "Start from Ramsey: X/2, wait, X/2. In the second half of the wait, the arrow that was "
        "ahead must be behind. Which pulse in the middle does that?",
        "A pi pulse about x mirrors the equator: what ran ahead by delta tau is now behind by as "
        "much, and catches up in a second wait of the same length.",
        "X(pi/2), tau, X(pi), tau, X(pi/2): the turns add up to 2 pi, so the qubit ends in |0>.",
    ],
    insight="What stays the same in both halves of a run cancels, without anyone knowing how "
    "large it was.",
)
def echo_sequence(tau_us):
    """List of qubits.Pulse and qubits.Delay: a Hahn echo with a delay tau_us on either side."""
    quarter, half = qubits.Pulse("x", np.pi / 2), qubits.Pulse("x", np.pi)
    return [quarter, qubits.Delay(tau_us), half, qubits.Delay(tau_us), quarter]


def _echo_like(tau_us, middle=("x", np.pi), last=("x", np.pi / 2)):
    pulses = [qubits.Pulse(*pulse) for pulse in (("x", np.pi / 2), middle, last)]
    return [pulses[0], qubits.Delay(tau_us), pulses[1], qubits.Delay(tau_us), pulses[2]]


@echo_sequence.mistake(hint=1)
def forgets_the_pi_pulse(tau_us):
    """There is no pi pulse in the middle: this is Ramsey with a wait of 2 tau, and every detuning
    gives another P1. Their mean goes to 1/2."""
    return _echo_like(tau_us, middle=("x", 0.0))


@echo_sequence.mistake(hint=3)
def waits_half_as_long(tau_us):
    """The detuning cancels, but your qubit waits tau/2 on either side. tau is the delay before the
    pi pulse and again after it: 2 tau in total."""
    return _echo_like(tau_us / 2)


@echo_sequence.mistake(hint=2)
def waits_on_one_side_only(tau_us):
    """Your pi pulse has no wait, or not the same, on its other side. The arrows need as long to
    come together as they had to run apart."""
    return _echo_like(tau_us)[:3] + _echo_like(tau_us)[4:]


@echo_sequence.mistake(hint=3)
def turns_the_last_pulse_round(tau_us):
    """The detuning cancels, but your last pulse turns the wrong way, and the qubit ends in |1>.
    With a pi pulse about x the arrow comes back on the opposite side, so the first pulse once more,
    and not its inverse, brings it home."""
    return _echo_like(tau_us, last=("x", -np.pi / 2))


@echo_sequence.mistake(hint=3)
def refocuses_about_y(tau_us):
    """The detuning cancels, but your last pulse takes the arrow to |1>. It comes out like this with
    a pi pulse about y, which leaves the arrow on its side of the equator, or with -pi/2 first. Turn
    one of the two pi/2 pulses round, or in the first case take x for the pi pulse."""
    return _echo_like(tau_us, middle=("y", np.pi))


@echo_sequence.mistake(hint=2)
def turns_the_middle_by_a_quarter(tau_us):
    """Your pulse in the middle turns by pi/2 only. It lifts the arrows off the equator, and a part
    of them never comes back together."""
    return _echo_like(tau_us, middle=("x", np.pi / 2))


@echo_sequence.mistake
def gives_degrees(tau_us):
    """You gave the angles in degrees. They are in radians: np.pi for a half turn."""
    turns = [qubits.Pulse("x", angle) for angle in (90, 180, 90)]
    return [turns[0], qubits.Delay(tau_us), turns[1], qubits.Delay(tau_us), turns[2]]


@echo_sequence.mistake
def forgets_the_last_pulse(tau_us):
    """The arrows come together on the equator, and there you leave them: P1 = 1/2 whatever
    happened. The last pi/2 pulse turns coherence into a probability."""
    return _echo_like(tau_us)[:-1]


# --- A time and its error -------------------------------------------------------------------


def _draw_data(rng):
    """Ramsey and echo of one qubit in slow noise, at the same free times, with error bars."""
    t2_us, sigma, error = rng.uniform(7, 20), rng.uniform(0.25, 0.5), rng.uniform(0.008, 0.02)
    tau_us = np.linspace(0.2, 0.9 * t2_us, 40)
    ramsey = qubits.ramsey(2 * tau_us, 0.0, t2_us, sigma)
    echo = qubits.echo(tau_us, t2_us)
    return tau_us, *(p + error * rng.normal(size=40) for p in (ramsey, echo)), error


def _is_fit(answer, tau_us, ramsey, echo, error):
    """True, or what is missing. Any method that uses the data well lands within two error bars.

    Its error follows from the given error of the points or from their scatter: either will do.
    """
    t2_us, spread_us = _time_and_error(answer)
    best_us, best_spread_us = fit_t2.reference(tau_us, ramsey, echo, error)
    scatter = np.std(echo - qubits.echo(tau_us, best_us), ddof=1) / error
    away = abs(t2_us - best_us) / best_spread_us
    ratio, swapped = spread_us / best_spread_us, t2_us / best_spread_us
    if away <= 2 and _near_one(ratio, ratio / scatter):
        return True
    if abs(spread_us - best_us) <= 2 * best_spread_us and _near_one(swapped, swapped / scatter):
        return "these are the right two numbers in the wrong order: T2 first, then its error"
    if 0.1 < away <= 3 * ratio and ratio > 1.4:
        return (
            f"your error is {ratio:.1f} times what these data allow: fit the echo, with T2 as the "
            "only unknown (amplitude and offset are known)"
        )
    if away <= 2:
        return f"T2 is right, but your error is {ratio:.2g} times what these data imply"
    return f"your T2 lies {away:.1f} standard errors from that of a least-squares fit to the echo"


def _near_one(*ratios):
    return any(0.75 <= ratio <= 1.33 for ratio in ratios)  # an error bar resampled is off by 15 %


def _time_and_error(answer):
    if isinstance(answer, list | tuple):  # also the arrays that curve_fit returns
        answer = [np.squeeze(close().plain(entry)) for entry in answer]
        if any(entry.ndim for entry in answer):
            raise Unlike("two numbers are asked: T2 and its standard error")
    answer = close().plain(answer)
    if np.iscomplexobj(answer) or answer.size != 2:
        raise Unlike("two numbers are asked: T2 and its standard error")
    return answer.ravel()


def _same_fit(got, want, args):  # where T2 is wrong already, any error bar will do
    return bool(
        np.isclose(got[0], want[0], rtol=0.003)  # a Gaussian fit is off by 1 % only
        and (np.isnan(want[1]) or np.isclose(got[1], want[1], rtol=0.2))
    )


@exercise(
    cases=_draw_data,
    same=Comparison(_time_and_error, _same_fit),
    accepts=_is_fit,
    hints=[
        "Which of the two experiments is free of the slow noise? Fit that one, and leave the "
        "other alone.",
        "model(tau, t2) = (1 - exp(-2 tau/t2))/2: the free time is 2 tau. curve_fit needs a start "
        "value of the right size, p0=[10].",
        "values, covariance = curve_fit(model, tau_us, echo, p0=[10], sigma=np.full(len(tau_us), "
        "error), absolute_sigma=True); the error is np.sqrt(covariance[0, 0]).",
    ],
    insight="A time without its error is half a result, and its name must say which experiment it "
    "comes from: T2* from Ramsey, T2 from an echo.",
)
def fit_t2(tau_us, ramsey, echo, error):
    """Pair (T2, its standard error) in us. Arrays: delay tau_us on either side of the echo's pi
    pulse, P1 of Ramsey (free time 2 tau_us) and of echo; error is the standard error of each P1."""

    def model(tau, t2):
        return (1 - np.exp(-2 * tau / t2)) / 2

    sigma = np.full(len(tau_us), error)
    values, covariance = curve_fit(model, tau_us, echo, p0=[10], sigma=sigma, absolute_sigma=True)
    return values[0], np.sqrt(covariance[0, 0])


def _fitted(model, x, y, error):
    values, covariance = curve_fit(
        model, x, y, p0=[10], sigma=np.full(len(x), error), absolute_sigma=True
    )
    return values[0], np.sqrt(covariance[0, 0])


@fit_t2.mistake(hint=1)
def reports_t2_star(tau_us, ramsey, echo, error):
    """You fitted the Ramsey data. There the slow noise is in, and it is what you measured: this is
    T2*, and its decay is not even exponential."""
    model = lambda tau, t: (1 + np.exp(-2 * tau / t)) / 2  # noqa: E731
    return _fitted(model, tau_us, ramsey, error)[0], np.nan


@fit_t2.mistake(hint=2)
def counts_one_delay(tau_us, ramsey, echo, error):
    """Your T2 is half of what it should be: you fitted exp(-tau/T2). The qubit dephases before the
    pi pulse and after it, for 2 tau in total."""
    return fit_t2.reference(tau_us, ramsey, echo, error)[0] / 2, np.nan


@fit_t2.mistake(hint=2)
def takes_a_logarithm(tau_us, ramsey, echo, error):
    """You fitted a straight line to the logarithm of P0. P0 falls to 1/2, not to 0, so its
    logarithm is no straight line: the 1/2 has to go first, and then noise rules the small rest."""
    return -2 / np.polyfit(tau_us, np.log(1 - echo), 1)[0], np.nan


@fit_t2.mistake(hint=2)
def lets_p1_rise_to_one(tau_us, ramsey, echo, error):
    """You fitted 1 - exp(-2 tau/T2). A qubit that has lost its phase gives 1 in half of the runs,
    not in all of them."""
    return _fitted(lambda tau, t: 1 - np.exp(-2 * tau / t), tau_us, echo, error)[0], np.nan


@fit_t2.mistake(hint=3)
def reports_the_error_of_p1(tau_us, ramsey, echo, error):
    """T2 is right. Your error has the size of a P1's: the one that was given, or how far the points
    lie from the curve. Those have no unit; the error of a time is in us."""
    return fit_t2.reference(tau_us, ramsey, echo, error)[0], error


@fit_t2.mistake(hint=3)
def reports_the_variance(tau_us, ramsey, echo, error):
    """T2 is right. Your error is the entry of the covariance matrix, a square in us^2: take its
    root."""
    t2_us, spread_us = fit_t2.reference(tau_us, ramsey, echo, error)
    return t2_us, spread_us**2


@fit_t2.mistake
def divides_by_root_n(tau_us, ramsey, echo, error):
    """T2 is right. You divided its error by the root of the number of points: the covariance of the
    fit knows all the points already."""
    t2_us, spread_us = fit_t2.reference(tau_us, ramsey, echo, error)
    return t2_us, spread_us / np.sqrt(len(tau_us))


@fit_t2.mistake(hint=2)
def fits_a_gaussian(tau_us, ramsey, echo, error):
    """You fitted a Gaussian, exp(-(2 tau/T2)^2). That is how a signal fades in slow noise, and the
    echo has undone it: the rest is exponential. Your T2 is nearly right, its error too small."""
    return _fitted(lambda tau, t: (1 - np.exp(-((2 * tau / t) ** 2))) / 2, tau_us, echo, error)


# --- Solvers and shapes ---------------------------------------------------------------------


@question(
    wrong={
        "a": "The solver estimates its error from what it has seen, and it has not seen the "
        "pulse: between its steps nothing happens, so the error is 0 at any tolerance.",
        "b": "Output times are filled in from the steps that the solver takes anyway. Try it: with "
        "1001 of them, five within the pulse, the default solver still returns 0.",
        "d": "A pi pulse takes |0> to |1> however short it is. 0 is wrong.",
    },
    hints=[
        "The solver makes its steps longer while nothing changes. What is it looking at while it "
        "steps from 4 us to 9 us?",
        "Only at the points that it steps on. The steps themselves must be short enough.",
    ],
    insight="A largest step below half the shortest pulse cannot miss it. Better still: cut the "
    "time where the drive changes, and no step reaches across.",
)
def stepped_over():
    """A solver returns P1 = 0 for a short pi pulse in a long time without drive. What helps?"""
    return "c"


def _draw_gaussian(rng):
    return rng.uniform(0.8, 3.2), rng.uniform(0.01, 0.2), rng.uniform(1.0, 2.3)


@exercise(
    cases=[(np.pi, 0.02, 2.0), _draw_gaussian],
    same=close(atol=0, rtol=1e-3),
    hints=[
        "On resonance the angle is the area under omega(t). What is the area of a Gaussian with "
        "peak 1?",
        "Over all times the area is sigma sqrt(2 pi). Between -cut sigma and +cut sigma it is "
        "erf(cut/sqrt 2) times that; erf is in math.",
        "peak = theta / (sigma sqrt(2 pi) erf(cut/sqrt(2)))",
    ],
    insight="On resonance only the area counts, so every shape has its amplitude. Off resonance "
    "the shape decides which neighbours are hit.",
)
def gaussian_amplitude(theta, sigma_us, cut):
    """Peak amplitude (rad/us) of a Gaussian pulse that turns by theta, cut off at +- cut sigma."""
    return theta / (sigma_us * np.sqrt(2 * np.pi) * erf(cut / np.sqrt(2)))


@gaussian_amplitude.mistake(hint=1)
def takes_a_square_pulse(theta, sigma_us, cut):
    """You divided by the full length 2 cut sigma, as for a square pulse. The Gaussian is at its
    peak for a moment only, so its peak has to be higher. (If you did integrate, your exponent is
    nearly 0: Python reads -t**2/2*s**2 as (-t**2/2)*s**2.)"""
    return theta / (2 * cut * sigma_us)


@gaussian_amplitude.mistake(hint=2)
def ignores_the_cut(theta, sigma_us, cut):
    """Your area is that over all times. The tails beyond cut times sigma, not beyond cut, are cut
    off, and what is missing there has to be made up for: with cut = 2 your pulse turns 4.6 % too
    little."""
    return theta / (sigma_us * np.sqrt(2 * np.pi))


@gaussian_amplitude.mistake(hint=2)
def lowers_the_peak(theta, sigma_us, cut):
    """You multiplied by erf(cut/sqrt(2)). The cut makes the area smaller, so the peak must be
    higher: divide by it. In Python a product below the line needs brackets."""
    return theta / (sigma_us * np.sqrt(2 * np.pi)) * erf(cut / np.sqrt(2))


@gaussian_amplitude.mistake(hint=2)
def forgets_the_root_in_erf(theta, sigma_us, cut):
    """You took erf(cut). The error function is defined with exp(-x^2), without the 1/2 of the
    Gaussian, so its argument is cut/sqrt(2)."""
    return theta / (sigma_us * np.sqrt(2 * np.pi) * erf(cut))


@gaussian_amplitude.mistake(hint=3)
def forgets_a_root(theta, sigma_us, cut):
    """Your area is 2 pi sigma. That of a Gaussian in one dimension is sqrt(2 pi) sigma."""
    return theta / (sigma_us * 2 * np.pi * erf(cut / np.sqrt(2)))


@gaussian_amplitude.mistake(hint=3)
def forgets_the_half_in_the_exponent(theta, sigma_us, cut):
    """Your area is that of exp(-t^2/sigma^2), sigma sqrt(pi) erf(cut). In the exponent here t^2 is
    divided by 2 sigma^2."""
    return theta / (sigma_us * np.sqrt(np.pi) * erf(cut))


@gaussian_amplitude.mistake
def counts_one_half(theta, sigma_us, cut):
    """Your peak is twice as high as it should be, and the pulse turns by 2 theta. The area counts
    in full, and from -cut sigma on: a pulse has two halves."""
    return 2 * gaussian_amplitude.reference(theta, sigma_us, cut)


# --- Zeno -----------------------------------------------------------------------------------


@exercise(
    cases=[(2,), (10,), lambda rng: (int(rng.integers(3, 40)),)],
    hints=[
        "Between two checks the arrow turns by pi/n, starting from the pole each time. What is the "
        "probability that a check finds 0?",
        "One check: cos^2(pi/(2n)). Finding 0 puts the qubit back into |0>, so the next check has "
        "the same probability.",
        "np.cos(np.pi / (2 * n_checks)) ** (2 * n_checks)",
    ],
    insight="For large n this is 1 - pi^2/(4n): a qubit that is looked at often enough does not "
    "move, because P1 starts quadratically in time.",
)
def zeno(n_checks):
    """Probability that all n_checks equally spaced checks during a pi pulse on |0> find 0, the
    last check at its end."""
    return np.cos(np.pi / (2 * n_checks)) ** (2 * n_checks)


@zeno.mistake(hint=2)
def stops_after_one_check(n_checks):
    """This is the probability for the first check alone. All of them have to find 0, and their
    probabilities multiply."""
    return np.cos(np.pi / (2 * n_checks)) ** 2


@zeno.mistake(hint=2)
def uses_the_full_angle(n_checks):
    """You squared the cosine of the full angle pi/n. Probabilities go with half the angle on the
    sphere."""
    return np.cos(np.pi / n_checks) ** (2 * n_checks)


@zeno.mistake
def multiplies_amplitudes(n_checks):
    """You multiplied amplitudes. Each check gives a probability, the square of one."""
    return np.cos(np.pi / (2 * n_checks)) ** n_checks


@zeno.mistake
def does_not_read_the_results(n_checks):
    """This is P0 at the end when the results are not read. It includes runs that found 1 on the
    way and came back to 0, and it is larger than the probability that every check found 0."""
    return (1 + np.cos(np.pi / n_checks) ** n_checks) / 2


@zeno.mistake(hint=2)
def checks_without_effect(n_checks):
    """0 would be right if the checks changed nothing: the arrow would go on to the south pole,
    where the last check can only find 1. But a check that finds 0 puts the arrow back to the north
    pole."""
    return 0.0


@zeno.mistake
def stops_at_the_first_order(n_checks):
    """This is the approximation for many checks, 1 - pi^2/(4n). For few checks it is far off, and
    for two it is even negative."""
    return 1 - np.pi**2 / (4 * n_checks)


@zeno.mistake
def puts_no_check_at_the_end(n_checks):
    """You cut the pulse into n + 1 parts, with a check at each of the n cuts. The last check is at
    the end of the pulse, so there are n parts of pi/n."""
    return np.cos(np.pi / (2 * (n_checks + 1))) ** (2 * n_checks)


@zeno.mistake
def forgets_the_last_check(n_checks):
    """You counted n - 1 checks. The one at the end of the pulse is a check as well."""
    return np.cos(np.pi / (2 * n_checks)) ** (2 * (n_checks - 1))
