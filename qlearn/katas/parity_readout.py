"""Exercises on reading a parity: two dots, the tetron, the loop, single shots, poisoning.

Energies in ueV, times in us, capacitances in fF, flux in h/2e, lengths in decay lengths xi.
"""

from dataclasses import replace

import numpy as np
from scipy.special import erfc

from qlearn.exercise import close, exact, exercise, progress_report, question, same_operator
from qlearn.topology import fermions
from qlearn.topology.readout import FF_UEV, RAD_PER_UEV_US, interferometer_cq
from qlearn.topology.telegraph import dwell_times, readout_trace

progress = progress_report(__name__)


# --- Two dots -----------------------------------------------------------------------------


def _draw_dots(rng):
    mu1, mu2 = rng.uniform(0.4, 2, size=2) * rng.choice([-1, 1], size=2)
    t, delta = rng.uniform(0.5, 2, size=2)
    return float(mu1), float(mu2), float(t), float(delta)


@exercise(
    cases=[(0.0, 0.0, 2.0, 0.7), (2.0, 2.0, 12.5, 12.5), (1.0, -0.4, 0.5, 2.0), _draw_dots],
    hints=[
        "Two matrices of two rows each: |10>, |01> for odd parity, |00>, |11> for even parity.",
        "Odd: diagonal -mu1, -mu2, beside it -t. Even: diagonal 0, -mu1 - mu2, beside it delta.",
        "The lower eigenvalue of each is np.linalg.eigvalsh(...)[0]; even minus odd.",
    ],
    insight="The parities are degenerate where mu1 mu2 = t^2 - delta^2: t binds the odd states, "
    "delta the even ones.",
)
def parity_splitting(mu1, mu2, t, delta):
    """Lowest energy with an even number of electrons minus that with an odd number, two dots."""
    odd = np.linalg.eigvalsh([[-mu1, -t], [-t, -mu2]])
    even = np.linalg.eigvalsh([[0, delta], [delta, -mu1 - mu2]])
    return even[0] - odd[0]


@parity_splitting.mistake
def odd_minus_even(mu1, mu2, t, delta):
    """The sign is reversed: asked is even minus odd, negative where the even state is lower. (Or
    you took the higher energy of each pair.)"""
    return -parity_splitting.reference(mu1, mu2, t, delta)


@parity_splitting.mistake(hint=3)
def unsorted(mu1, mu2, t, delta):
    """You took the first eigenvalue of each matrix, and np.linalg.eig and eigvals do not sort: it
    is not always the lower one. eigvalsh sorts."""
    odd = np.linalg.eigvals([[-mu1, -t], [-t, -mu2]])
    return np.linalg.eigvals([[0, delta], [delta, -mu1 - mu2]])[0] - odd[0]


@parity_splitting.mistake
def size_only(mu1, mu2, t, delta):
    """You returned the distance without its sign. The sign says which parity the ground state
    has, and it is what flips on the line of degeneracy."""
    return abs(parity_splitting.reference(mu1, mu2, t, delta))


@parity_splitting.mistake(hint=2)
def couplings_exchanged(mu1, mu2, t, delta):
    """Hopping and pairing are exchanged. One electron hops between the dots: t belongs to the odd
    states. delta adds or takes two electrons: it joins |00> and |11>."""
    return parity_splitting.reference(mu1, mu2, delta, t)


@parity_splitting.mistake(hint=2)
def whole_differences(mu1, mu2, t, delta):
    """Under the root stands the whole difference of the two energies. The eigenvalues of a 2 x 2
    matrix are the mean -+ the root of (half the difference)^2 + (coupling)^2."""
    return np.hypot(mu1 - mu2, t) - np.hypot(mu1 + mu2, delta)


@parity_splitting.mistake(hint=2)
def diagonals_exchanged(mu1, mu2, t, delta):
    """The energies of the dots are in the wrong blocks: |10> and |01> differ by mu1 - mu2, but
    |00> and |11> differ by mu1 + mu2."""
    return parity_splitting.reference(mu1, -mu2, t, delta)


@parity_splitting.mistake(hint=2)
def tuned_dots(mu1, mu2, t, delta):
    """This is t - delta: right for mu1 = mu2 = 0 only. Elsewhere the dots' own energies count."""
    return t - delta


@question(
    wrong={
        "a": "Two dots have no bulk, so there is no phase that they could be in. And the "
        "degeneracy is bought by tuning: move mu2 or delta and it is gone.",
        "c": "Look at the bar of dot 2: -0.33, not -1. Zero energy says that two states are "
        "degenerate; it does not say where their difference sits.",
        "d": "mu1 mu2 = t^2 - delta^2 holds: with t = delta and mu2 = 0 the splitting is zero for "
        "every mu1.",
    },
    hints=[
        "Set these values in the explorer and read its sentence.",
        "Is the degeneracy lifted? If not: does each dot still hold one kind of Majorana operator?",
    ],
    insight="Zero energy is not separation, and separation of two dots is not topology: the sweet "
    "spot protects from a detuned dot, to first order, and not from a wrong t or delta.",
)
def zero_energy():
    """t = delta, mu2 = 0 and mu1 = 2t: the splitting is exactly zero. What follows?"""
    return "b"


# --- The tetron ---------------------------------------------------------------------------


def _draw_islands(rng):
    return ([int(n) for n in 2 * rng.integers(1, 6, size=rng.integers(2, 5))],)


@exercise(
    cases=[([2],), ([4],), ([6],), ([2, 4],), ([4, 4, 4],), ([6, 4, 8],), _draw_islands],
    hints=[
        "Two Majorana operators make one fermion mode: 2 states. How many for n of them?",
        "The charging energy fixes the parity of each island by itself: half of its states remain.",
        "An island with n modes of Majorana type: 2^(n/2 - 1) states, so n/2 - 1 qubits.",
    ],
    insight="One island with four Majorana modes, a tetron, holds one qubit; six of them, a "
    "hexon, hold two.",
)
def qubits_on_islands(islands):
    """Number of qubits; islands[k] Majorana modes sit on island k, each with its parity fixed."""
    return sum(n // 2 - 1 for n in islands)


@qubits_on_islands.mistake(hint=2)
def parity_not_fixed(islands):
    """You counted every fermion mode as a qubit. Half of the states have the wrong parity: each
    island loses one qubit to that."""
    return sum(n // 2 for n in islands)


@qubits_on_islands.mistake(hint=2)
def one_constraint(islands):
    """You took one qubit off for all islands together. Each island has a charging energy and a
    parity of its own: one constraint each."""
    return sum(islands) // 2 - 1


@qubits_on_islands.mistake(hint=2)
def one_for_each_island(islands):
    """You counted the islands. One qubit each is right for four modes; two modes of fixed parity
    have a single state, and six hold two qubits."""
    return len(islands)


@qubits_on_islands.mistake(hint=1)
def one_for_each_mode(islands):
    """You counted each Majorana mode as a qubit. Alone it has no states; two of them have two."""
    return sum(islands)


@qubits_on_islands.mistake(hint=3)
def four_for_each(islands):
    """You took four modes for each qubit. That is right for a tetron; but an island pays for its
    parity once, so six modes hold two qubits."""
    return sum(n // 4 for n in islands)


@qubits_on_islands.mistake
def number_of_states(islands):
    """This is the number of states. Asked is the number of qubits, its base-2 logarithm."""
    return 2 ** qubits_on_islands.reference(islands)


_PAIRS = [(i, j) for i in range(1, 5) for j in range(1, 5) if i != j]


@exercise(
    cases=_PAIRS,
    same=same_operator(phase="fixed"),
    hints=[
        "g = fermions.majoranas(2) has gamma_1 as g[0]. Build 1j * gamma_i * gamma_j first: 4 x 4.",
        "The basis of two modes is |00>, |01>, |10>, |11>. Which two rows have even parity?",
        "operator.full()[np.ix_([0, 3], [0, 3])]",
    ],
    insight="Six pairs, three Pauli operators: 12 and 34 are Z, 23 and 14 are X, 13 is Y, and 24 "
    "is -Y. To measure a pair is to measure the qubit along an axis.",
)
def pair_matrix(i, j):
    """2 x 2 matrix of i gamma_i gamma_j on the states |00>, |11> of the even tetron."""
    g = fermions.majoranas(2)
    operator = 1j * g[i - 1] * g[j - 1]
    return operator.full()[np.ix_([0, 3], [0, 3])]


def _block(i, j, rows):
    operator = fermions.pair_parity(fermions.majoranas(2), i, j)
    return operator.full()[np.ix_(rows, rows)]


@pair_matrix.mistake(hint=1)
def without_i(i, j):
    """The factor i is missing: gamma_i gamma_j squares to -1. No measurement has such outcomes."""
    return -1j * _block(i, j, [0, 3])


@pair_matrix.mistake(hint=2)
def odd_island(i, j):
    """These are the rows |01> and |10>: an island of odd parity. There the pairs 12 and 34 have
    opposite signs, as have 23 and 14."""
    return _block(i, j, [1, 2])


@pair_matrix.mistake(hint=2)
def first_two_rows(i, j):
    """You took the rows |00> and |01>. They differ in parity: a pair leads from the one out to
    states that you have cut off."""
    return _block(i, j, [0, 1])


@pair_matrix.mistake
def factors_exchanged(i, j):
    """The sign is reversed. gamma_j gamma_i = -gamma_i gamma_j: asked is i gamma_i gamma_j, in this
    order and with +i."""
    return -_block(i, j, [0, 3])


@pair_matrix.mistake(hint=2)
def basis_reversed(i, j):
    """You have |11> before |00>. |00> is the qubit's |0>: it belongs to the first row."""
    return _block(i, j, [3, 0])


@pair_matrix.mistake
def rows_for_columns(i, j):
    """Rows and columns are exchanged: in <a|P|b>, a is the row and b the column."""
    return _block(i, j, [0, 3]).T


@pair_matrix.mistake
def order_ignored(i, j):
    """Right for i < j. For i > j the sign changes: different Majorana operators anticommute."""
    return _block(min(i, j), max(i, j), [0, 3])


@pair_matrix.mistake
def letters_only(i, j):
    """The Pauli operators are right, the signs are not: i gamma_j gamma_i is minus i gamma_i
    gamma_j, and 24 is -Y, where 13 is Y. Multiply the matrices and see."""
    return _block(min(i, j), max(i, j), [0, 3]) * (-1 if {i, j} == {2, 4} else 1)


@pair_matrix.mistake
def complement_alike(i, j):
    """All is right but the pair of gamma_2 and gamma_4. The product of 13 and 24 is *minus* the
    island's parity, as the two pairs interlace: 13 is Y, so 24 is -Y."""
    return _block(i, j, [0, 3]) * (-1 if {i, j} == {2, 4} else 1)


# --- Length -------------------------------------------------------------------------------


def _draw_length(rng):
    energy, t_us = rng.uniform(5, 80), rng.uniform(0.2, 0.8) * rng.choice([1, 5])
    return float(energy), float(t_us), float(10 ** rng.uniform(-6, -2))


@exercise(
    cases=[(30.0, 2.0, 1e-4), (70.0, 0.5, 1e-3), _draw_length],
    same=close(atol=1e-4, rtol=1e-4),
    hints=[
        "A splitting eps turns the phase by eps t / hbar. What is eps at the length L?",
        "1 / hbar is readout.RAD_PER_UEV_US = 1519 rad per ueV and us.",
        "Solve energy exp(-x) t / hbar = phase for x = L / xi with np.log.",
    ],
    insight="At 30 ueV, twenty decay lengths keep the phase below 1e-4 for a microsecond; each "
    "further factor of ten costs only 2.3 more.",
)
def length_needed(energy_uev, t_us, phase):
    """L / xi at which the splitting energy_uev exp(-L / xi) turns the phase by `phase` in t_us."""
    return np.log(energy_uev * RAD_PER_UEV_US * t_us / phase)


@length_needed.mistake
def probability_decays(energy_uev, t_us, phase):
    """Yours is half the length: you let the splitting fall as exp(-2 L / xi), as a probability
    does. The two ends are coupled by an amplitude."""
    return length_needed.reference(energy_uev, t_us, phase) / 2


@length_needed.mistake(hint=3)
def decimal(energy_uev, t_us, phase):
    """You took log10. The splitting falls with the base e."""
    return length_needed.reference(energy_uev, t_us, phase) / np.log(10)


@length_needed.mistake(hint=2)
def planck_for_hbar(energy_uev, t_us, phase):
    """A factor 2 pi is missing in the logarithm: E t / h counts turns, E t / hbar is in rad."""
    return length_needed.reference(energy_uev, t_us, phase) - np.log(2 * np.pi)


@length_needed.mistake(hint=2)
def without_units(energy_uev, t_us, phase):
    """You took ueV times us as radians. 1 ueV turns the phase by 1519 rad in 1 us."""
    return np.log(energy_uev * t_us / phase)


@length_needed.mistake(hint=2)
def constant_divides(energy_uev, t_us, phase):
    """You divided by RAD_PER_UEV_US. It is 1 / hbar already: energy times time times 1519."""
    return np.log(energy_uev * t_us / RAD_PER_UEV_US / phase)


@length_needed.mistake(hint=3)
def phase_multiplies(energy_uev, t_us, phase):
    """The phase is on the wrong side: exp(-L / xi) = phase / (energy t / hbar). A smaller phase
    needs a longer wire."""
    return np.log(energy_uev * RAD_PER_UEV_US * t_us * phase)


@length_needed.mistake(hint=3)
def phase_forgotten(energy_uev, t_us, phase):
    """This is the length at which the phase is 1 rad. Divide by the phase that is allowed."""
    return np.log(energy_uev * RAD_PER_UEV_US * t_us)


@length_needed.mistake
def time_forgotten(energy_uev, t_us, phase):
    """The time is missing: the longer the qubit waits, the longer it must be."""
    return length_needed.reference(energy_uev, 1.0, phase)


@length_needed.mistake
def negative_length(energy_uev, t_us, phase):
    """The sign of the logarithm is reversed: your lengths are negative."""
    return -length_needed.reference(energy_uev, t_us, phase)


# --- The loop -----------------------------------------------------------------------------

ARM = 0.45


def _draw_loop(rng):
    flux = rng.uniform(0.1, 0.4) + rng.integers(0, 4) / 2
    t1, t2 = rng.uniform(2, 6), rng.uniform(2, 6)
    detuning = rng.uniform(2, 9) * rng.choice([-1, 1])
    return float(flux), int(rng.choice([-1, 1])), float(t1), float(t2), float(detuning)


@exercise(
    cases=[(0.5, 1, 4.0, 3.0, 0.0), (0.3, -1, 3.0, 5.0, 6.0), (1.2, 1, 2.5, 4.0, -3.0), _draw_loop],
    same=close(atol=1e-4, rtol=1e-4),
    hints=[
        "First |t_p|^2, then E = sqrt(detuning^2 + 4 |t_p|^2), then C.",
        "e^2 is readout.FF_UEV = 160.2 fF ueV; the lever arm 0.45 is squared too.",
        "C = 2 * 0.45**2 * readout.FF_UEV * T / E**3 with T = |t_p|^2.",
    ],
    insight="A step of h/2e in flux exchanges the parities; at whole flux they look alike.",
)
def capacitance(flux, parity, t1, t2, detuning):
    """Quantum capacitance in fF of the cold loop; flux in h/2e, parity +1 or -1, t1 ... in ueV."""
    squared = t1**2 + t2**2 + 2 * parity * t1 * t2 * np.sin(np.pi * flux)
    energy = np.sqrt(detuning**2 + 4 * squared)
    return 2 * ARM**2 * FF_UEV * squared / energy**3


@capacitance.mistake(hint=1)
def parity_forgotten(flux, parity, t1, t2, detuning):
    """Right for p = +1. For p = -1 the interference term changes its sign: that is the signal."""
    return capacitance.reference(flux, 1, t1, t2, detuning)


@capacitance.mistake
def parities_exchanged(flux, parity, t1, t2, detuning):
    """The parities are exchanged: at flux 1/2 the arms add up for p = +1."""
    return capacitance.reference(flux, -parity, t1, t2, detuning)


@capacitance.mistake
def no_interference(flux, parity, t1, t2, detuning):
    """You added t1^2 and t2^2 alone. The electron takes both ways at once: amplitudes add, and
    the parity is in the cross term."""
    return capacitance.reference(0, parity, t1, t2, detuning)


@capacitance.mistake
def cosine(flux, parity, t1, t2, detuning):
    """You took the cosine. In our convention gamma_2 brings a factor i along, which turns it into
    a sine; a factor i in the definition of t2 would move the flux by 1/2."""
    return capacitance.reference(flux + 0.5, parity, t1, t2, detuning)


@capacitance.mistake
def flux_in_h_over_e(flux, parity, t1, t2, detuning):
    """Your period is 1. Flux is in h/2e here, and an electron has the period h/e: it takes a step
    of 2 to come back, sin(pi flux)."""
    return capacitance.reference(2 * flux, parity, t1, t2, detuning)


@capacitance.mistake
def pi_forgotten(flux, parity, t1, t2, detuning):
    """You took sin(flux). Flux counts in h/2e, and each turns the sine by pi: sin(pi flux)."""
    return capacitance.reference(flux / np.pi, parity, t1, t2, detuning)


@capacitance.mistake(hint=3)
def squared_twice(flux, parity, t1, t2, detuning):
    """You squared |t_p|^2 again: the formula with t1^2 + t2^2 + ... gives the square already."""
    squared = t1**2 + t2**2 + 2 * parity * t1 * t2 * np.sin(np.pi * flux)
    return 2 * ARM**2 * FF_UEV * squared**2 / np.hypot(detuning, 2 * squared) ** 3


@capacitance.mistake(hint=1)
def four_forgotten(flux, parity, t1, t2, detuning):
    """The 4 in E = sqrt(detuning^2 + 4 |t_p|^2) is missing: at detuning 0 the two levels are
    2 |t_p| apart."""
    return 8 * capacitance.reference(flux, parity, t1, t2, 2 * detuning)


@capacitance.mistake
def at_50_mk(flux, parity, t1, t2, detuning):
    """This is the loop at 50 mK, which interferometer_cq takes if you do not name a temperature:
    heat fills the upper level too. Asked is the cold loop, by the formula."""
    return interferometer_cq(flux, parity, t1, t2, detuning)


@capacitance.mistake(hint=2)
def charge_squared_twice(flux, parity, t1, t2, detuning):
    """You squared readout.FF_UEV with the lever arm. It is e^2 already."""
    return capacitance.reference(flux, parity, t1, t2, detuning) * FF_UEV


@capacitance.mistake(hint=2)
def arm_once(flux, parity, t1, t2, detuning):
    """The lever arm enters squared: once for how the gate pulls, once for the charge it sees."""
    return capacitance.reference(flux, parity, t1, t2, detuning) / ARM


@capacitance.mistake(hint=2)
def arm_forgotten(flux, parity, t1, t2, detuning):
    """The lever arm is missing: the gate moves the dot by a share of its voltage only."""
    return capacitance.reference(flux, parity, t1, t2, detuning) / ARM**2


@capacitance.mistake(hint=2)
def charge_forgotten(flux, parity, t1, t2, detuning):
    """e^2 is missing, so this is in 1/ueV: readout.FF_UEV turns it into fF."""
    return capacitance.reference(flux, parity, t1, t2, detuning) / FF_UEV


@capacitance.mistake
def detuning_forgotten(flux, parity, t1, t2, detuning):
    """This holds at detuning 0 only: E = sqrt(detuning^2 + 4 |t_p|^2)."""
    return capacitance.reference(flux, parity, t1, t2, 0)


# --- One shot -----------------------------------------------------------------------------


def _draw_shot(rng):
    return float(rng.uniform(800, 4000)), float(rng.uniform(2, 6))


GRID = (
    "within 5 %: the times tried must lie close and reach far enough; np.argmin gives a place in "
    "their list"
)


def _smallest(error, t_snr1_us):
    """The time, of a fine grid up to 40 t_snr1, with the smallest error."""
    t_us = np.geomspace(t_snr1_us, 40 * t_snr1_us, 3000)
    return t_us[np.argmin(error(t_us, np.sqrt(t_us / t_snr1_us)))]


@exercise(
    cases=[(2000.0, 3.6), (500.0, 3.6), (12_400.0, 20.0), _draw_shot],
    same=replace(close(atol=1e-3, rtol=0.05), note=GRID),
    hints=[
        "An array of times, the error for all of them at once, np.argmin.",
        "from scipy.special import erfc; SNR = np.sqrt(t / t_snr1_us).",
        "t = np.linspace(1, 400, 4000); return t[np.argmin(erfc(SNR / np.sqrt(2)) / 2 + t / (2 * "
        "tau_us))]",
    ],
    insight="For 2 ms and 3.6 us: 31 us, 0.94 %. Longer reads the noise better and the wrong "
    "moment more often.",
)
def best_time(tau_us, t_snr1_us):
    """Integration time in us with the smallest error erfc(SNR / sqrt 2) / 2 + t / (2 tau)."""
    t = np.linspace(t_snr1_us, 40 * t_snr1_us, 4000)
    snr = np.sqrt(t / t_snr1_us)
    error = erfc(snr / np.sqrt(2)) / 2 + t / (2 * tau_us)
    return t[np.argmin(error)]


@best_time.mistake(hint=3)
def error_for_time(tau_us, t_snr1_us):
    """This is the smallest error. Asked is the time at which it is reached: argmin, not min."""
    t = np.geomspace(t_snr1_us, 40 * t_snr1_us, 3000)
    return np.min(erfc(np.sqrt(t / t_snr1_us / 2)) / 2 + t / (2 * tau_us))


@best_time.mistake
def as_long_as_it_lasts(tau_us, t_snr1_us):
    """You wait for tau, as if longer were better. By then the parity has flipped more often
    than not, and the mean of the signal speaks of both values."""
    return tau_us


@best_time.mistake
def stops_at_snr_one(tau_us, t_snr1_us):
    """You stop where signal and noise are equal. There 16 % are read wrongly, though flips are
    still rare: waiting pays."""
    return t_snr1_us


@best_time.mistake
def terms_equal(tau_us, t_snr1_us):
    """You took the time at which noise and flips spoil equally many readings. The sum is smallest
    where their slopes balance: what one gains is what the other loses."""
    return _smallest(lambda t, snr: abs(erfc(snr / 2**0.5) / 2 - t / (2 * tau_us)), t_snr1_us)


@best_time.mistake
def in_units_of_t1(tau_us, t_snr1_us):
    """This is t / t_1, the square of the best SNR. Asked is the time: multiply by t_snr1_us."""
    return best_time.reference(tau_us, t_snr1_us) / t_snr1_us


@best_time.mistake
def flips_count_whole(tau_us, t_snr1_us):
    """You let every flip spoil the reading, t / tau. A flip in the second half leaves the mean on
    the right side: t / (2 tau)."""
    return _smallest(lambda t, snr: erfc(snr / 2**0.5) / 2 + t / tau_us, t_snr1_us)


@best_time.mistake(hint=2)
def root_two_forgotten(tau_us, t_snr1_us):
    """The sqrt 2 is missing: the tail of a Gaussian beyond SNR standard deviations is
    erfc(SNR / sqrt 2) / 2."""
    return _smallest(lambda t, snr: erfc(snr) / 2 + t / (2 * tau_us), t_snr1_us)


@best_time.mistake(hint=2)
def snr_linear(tau_us, t_snr1_us):
    """Your SNR grows like t. The signal adds up like t, the noise like sqrt t: their ratio grows
    like sqrt t."""
    return _smallest(lambda t, snr: erfc(snr**2 / 2**0.5) / 2 + t / (2 * tau_us), t_snr1_us)


@best_time.mistake
def both_tails(tau_us, t_snr1_us):
    """You counted both tails of the noise. Only the one that reaches over the threshold does
    harm: erfc(...) / 2."""
    return _smallest(lambda t, snr: erfc(snr / 2**0.5) + t / (2 * tau_us), t_snr1_us)


# --- In time ------------------------------------------------------------------------------

N_SAMPLES = 60_000
SCATTER = (
    "within 30 %; samples too near or too far apart scatter more, low thresholds and short "
    "smoothing count noise, long smoothing loses short stays, np.corrcoef and signs keep the noise"
)


def _draw_trace(rng, low_us, high_us):
    sample_us = float(rng.uniform(10, 13))
    signal, _ = readout_trace(N_SAMPLES, rng, sample_us, rng.uniform(low_us, high_us))
    return signal, sample_us


@exercise(
    cases=[lambda rng: _draw_trace(rng, 600, 900), lambda rng: _draw_trace(rng, 1500, 2200)],
    same=replace(close(atol=0.01, rtol=0.3), note=SCATTER),
    hints=[
        "Counting changes of sign counts the noise: at 10 us one sample in twenty is wrong.",
        "The noise of two samples is independent, so it drops out of their mean product: "
        "np.mean(signal[m:] * signal[:-m]) is exp(-2 T / tau) with T = m * sample_us.",
        "Take T near 150 us, so m = 15, and solve for tau: -2 T / np.log(mean).",
    ],
    insight="Products of distant samples forget the noise and keep the flips.",
)
def dwell_time(signal, sample_us):
    """Mean time in us between flips, from noisy samples at levels -1 and +1, sample_us apart."""
    m = 15
    mean = np.mean(signal[m:] * signal[:-m])
    return -2 * m * sample_us / np.log(mean)


@dwell_time.mistake(hint=1)
def noise_counts_as_flips(signal, sample_us):
    """You counted changes of sign, and most of them are noise: one sample in thirty or so is on the
    wrong side, and each makes two false flips. The time comes out many times too short."""
    return np.mean(dwell_times(np.where(np.asarray(signal) < 0, -1, 1), sample_us))


@dwell_time.mistake(hint=2)
def correlation_time(signal, sample_us):
    """This is the correlation time, tau / 2. A flip turns +1 into -1, not into 0, so correlations
    die twice as fast as the parity flips: exp(-2 t / tau). (Or you summed abs(np.diff(np.sign(s))),
    which is 2 at each flip.)"""
    return dwell_time.reference(signal, sample_us) / 2


@dwell_time.mistake(hint=3)
def lag_forgotten(signal, sample_us):
    """The two samples are m * sample_us apart, and you took sample_us."""
    return dwell_time.reference(signal, sample_us) / 15


@dwell_time.mistake(hint=3)
def sign_of_log(signal, sample_us):
    """Your time is negative: the logarithm of a mean below 1 is, so tau = -2 T / log(mean)."""
    return -dwell_time.reference(signal, sample_us)


@dwell_time.mistake
def both_flips(signal, sample_us):
    """Yours is twice the time: from one flip upwards to the next one upwards there are two stays.
    Each change counts, up or down."""
    return 2 * dwell_time.reference(signal, sample_us)


@dwell_time.mistake
def in_samples(signal, sample_us):
    """This is the time in samples. Multiply by sample_us."""
    return dwell_time.reference(signal, 1.0)


@dwell_time.mistake
def rate(signal, sample_us):
    """This is the rate of flips, in 1/us. Asked is the time between them."""
    return 1 / dwell_time.reference(signal, sample_us)


@question(
    wrong={
        "a": "12.4 ms is how long a reading of Z lasts. A qubit has to keep X as well, and there "
        "the reading switches about 850 times as often.",
        "b": "Averages do not help: a state is lost as soon as one of its parts is, and the fast "
        "switches come first.",
        "d": "Protection is what such a device is built for; whether it has it is to be measured. "
        "What was measured is 14.5 us for X.",
    },
    hints=[
        "What happens to the state |+>, an eigenstate of X, while X switches?",
        "Is 'how long does the same reading last' the same question as 'how long does a "
        "superposition last'?",
    ],
    insight="A parity's lifetime is not a qubit's coherence: the shortest of the three axes "
    "decides, and repeated readings of one axis say nothing about states along the others.",
)
def which_lifetime():
    """Readings of Z last 12.4 ms, of X 14.5 us. What is known of the qubit's coherence?"""
    return "c"


# --- Control by measurement ---------------------------------------------------------------


@question(
    wrong={
        "a": "Outcomes are bits, the qubit is none: between measurements it is in any "
        "superposition of |0> and |1>.",
        "c": "All control electronics is digital by now. The word is about what a small error of "
        "the setting does to the operation.",
        "d": "The readings are wrong in a share of the cases, and electrons come from outside. "
        "What goes away is one source of errors: the angle of a pulse.",
    },
    hints=[
        "A pulse that is 1 % too long turns the qubit 1 % too far. And a loop that is closed 1 % "
        "too well?",
        "Which parity is measured, if t2 is off by some percent?",
    ],
    insight="A loop is closed or open: its exact couplings decide how clearly one sees, not what "
    "is measured.",
)
def digital_control():
    """What does "digital control" mean for a qubit that is operated by measurements?"""
    return "b"


def _draw_sequence(rng):
    same, other = rng.choice(list("XYZ"), size=2, replace=False)
    kinds = [same * 2, same * 3, same * 4, same + other + same, same * 2 + other, same + other * 2]
    return str(rng.choice(kinds)), float(rng.uniform(0.04, 0.3))


@exercise(
    cases=[
        *(("XX", 0.16), ("ZZZ", 0.1), ("XZX", 0.05), ("XZ", 0.2)),
        *(("ZZYZ", 0.3), ("YXX", 0.2), ("XYZ", 0.1), _draw_sequence),
    ],
    hints=[
        "Without errors: XX always agrees. And XZX: what does the Z in between do?",
        "With one basis throughout, the readings agree if both are right or both are wrong.",
        "If len(set(bases)) is 1: 1 - 2 p (1 - p). Else the two are independent: 1/2.",
    ],
    insight="Repeating a basis shows the reader's error, 1 - 2p(1 - p); changing it erases: so it "
    "must be if X and Z are two axes of one qubit. (A parity that flips in between does it too.)",
)
def agreement(bases, p):
    """Probability that the first and the last reading agree; p: each is read wrongly.

    bases is a text such as "XZX": what is measured, one after the other, on one qubit.
    """
    if set(bases) == {bases[0]}:
        return 1 - 2 * p * (1 - p)
    return 0.5


@agreement.mistake(hint=2)
def one_may_be_wrong(bases, p):
    """You took 1 - p: one reading compared with the truth. Here two readings are compared, and
    each may be wrong."""
    return 1 - p if len(set(bases)) == 1 else 0.5


@agreement.mistake(hint=2)
def both_must_be_right(bases, p):
    """You want both to be right. Two wrong readings agree as well: add p^2."""
    return (1 - p) ** 2 if len(set(bases)) == 1 else 0.5


@agreement.mistake(hint=2)
def errors_add(bases, p):
    """You added the two errors, 1 - 2p. That is the first order; two wrong readings agree, which
    gives back 2 p^2."""
    return 1 - 2 * p if len(set(bases)) == 1 else 0.5


@agreement.mistake
def all_readings_count(bases, p):
    """You let the readings in between count as well. A wrong reading is a wrong note about the
    qubit; the qubit itself stays as it is."""
    return (1 + (1 - 2 * p) ** len(bases)) / 2 if len(set(bases)) == 1 else 0.5


@agreement.mistake(hint=2)
def all_must_agree(bases, p):
    """You want all readings to agree. Asked are the first and the last; those in between may be
    wrong."""
    return (1 - p) ** len(bases) + p ** len(bases) if len(set(bases)) == 1 else 0.5


@agreement.mistake(hint=1)
def last_two_only(bases, p):
    """You compared the last two letters. The first reading is the one that counts: another basis
    anywhere after it makes the rest independent of it."""
    return 1 - 2 * p * (1 - p) if bases[-1] == bases[-2] else 0.5


@agreement.mistake(hint=1)
def survives_another_basis(bases, p):
    """You compared the two letters and forgot what stands between them. A measurement of Z makes
    the next X random: the earlier outcome does not survive."""
    return 1 - 2 * p * (1 - p) if bases[0] == bases[-1] else 0.5


@agreement.mistake(hint=1)
def bases_ignored(bases, p):
    """You did not look at the letters. Another basis at the end, or in between, makes the last
    outcome random."""
    return 1 - 2 * p * (1 - p)


@agreement.mistake(hint=2)
def perfect_reader(bases, p):
    """You have the outcomes of the qubit itself. What is compared are readings, and each of them
    is wrong with probability p."""
    return 1.0 if len(set(bases)) == 1 else 0.5


# --- Poisoning ----------------------------------------------------------------------------

_PAULI = {(): "I", (1, 2): "Z", (3, 4): "Z", (2, 3): "X", (1, 4): "X", (1, 3): "Y", (2, 4): "Y"}
_PAULI[1, 2, 3, 4] = "I"


def _draw_events(rng):
    return ([int(k) for k in rng.integers(1, 5, size=rng.integers(1, 7))],)


_WORDS = ("LEAK", "I", "X", "Y", "Z")


def _number_of_word(answer):
    word = str(answer).strip().lstrip("+-−").upper()
    if word not in _WORDS:
        raise ValueError(f'{answer!r}; allowed: "leak", "I", "X", "Y", "Z"')
    return _WORDS.index(word)


@exercise(
    cases=[
        *([events] for events in ([], [2], [2, 3], [4, 4], [1, 4], [1, 3, 1], [2, 4], [3, 4])),
        ([4, 2, 4, 4],),
        ([1, 2, 1, 3],),
        ([1, 2, 3, 4],),
        _draw_events,
    ],
    same=exact().of(_number_of_word, "the word"),
    hints=[
        "Each event multiplies the state by gamma_k. The same twice is 1, and the order matters "
        "only for the sign.",
        'An odd number of events: the island has the wrong parity, "leak". An even number: which '
        "gammas are left?",
        "12 and 34 are Z, 23 and 14 are X, 13 and 24 are Y; none or all four are I.",
    ],
    insight="One electron shows, since the island has the wrong parity; two through different "
    "modes make a Pauli error that nothing on this island shows.",
)
def poisoned(events):
    """What electrons from outside do to a tetron: "leak", or the Pauli error "I", "X", "Y", "Z".

    events are the numbers 1 to 4 of the Majorana modes through which they came, in order.
    """
    left = tuple(k for k in (1, 2, 3, 4) if events.count(k) % 2)
    return "leak" if len(left) % 2 else _PAULI[left]


@poisoned.mistake
def protected_from_all(events):
    """You say that nothing happens. Length protects from what couples two ends; an electron from
    outside enters at one, and no length helps."""
    return "I"


@poisoned.mistake(hint=2)
def always_a_leak(events):
    """For you every poisoned island leaks. A second electron brings the parity back, and leaves
    an error that the parity does not show."""
    return "leak" if events else "I"


@poisoned.mistake(hint=2)
def all_well_when_even(events):
    """After an even number the island has the right parity, and you call that healed. The two may
    have come through different modes: gamma_2 gamma_3 is an X."""
    return "leak" if len(events) % 2 else "I"


@poisoned.mistake(hint=2)
def a_pauli_each(events):
    """You made one event a Pauli error. A single gamma leads out of the code space: that is a leak,
    and no Pauli operator brings it back."""
    left = tuple(k for k in (1, 2, 3) if events.count(k) % 2)
    return {1: "X", 2: "Y", 3: "Z"}[left[0]] if len(left) == 1 else _PAULI.get(left, "I")


@poisoned.mistake(hint=1)
def counts_each_once(events):
    """You asked which modes occur, not how often. An electron that came and one that went through
    the same mode cancel: gamma^2 = 1."""
    return poisoned.reference(sorted(set(events)))


@poisoned.mistake(hint=2)
def parity_healed(events):
    """For you an odd electron does no harm. It leaves the island with the wrong parity, outside
    the code space: "leak"."""
    found = poisoned.reference(events)
    return "I" if found == "leak" else found


@poisoned.mistake(hint=3)
def letters_exchanged(events):
    """X and Z are exchanged: 12 and 34 are Z, 23 and 14 are X."""
    found = poisoned.reference(events)
    return {"X": "Z", "Z": "X"}.get(found, found)


@poisoned.mistake
def only_neighbours(events):
    """You know the pairs of gamma_1, gamma_2 and gamma_3, and take those with gamma_4 for
    harmless. On the island 34 is Z like 12, 14 is X like 23, 24 is Y like 13."""
    found = poisoned.reference(events)
    return "I" if events.count(4) % 2 and found != "leak" else found
