"""Reading the parity of a Majorana pair: the interferometer, single shots, and what spoils them.

Energies in ueV, times in us, capacitances in fF, temperatures in mK; flux in h/2e.

A quantum dot (level d) and the two Majorana operators of a wire close a loop around a flux:

    H = detuning d^+ d + (t1 d^+ gamma_1 + t2 e^{i pi flux} d^+ gamma_2 + h.c.)

with c = (gamma_1 - i gamma_2) / 2 for the mode of the wire.  H conserves the *total* parity p of
dot and wire, +1 even; an empty dot leaves p to the wire, p = i gamma_1 gamma_2.  For each p two
states remain, coupled by t1 - i p t2 e^{i pi flux}: `loop_coupling`.  The dot's detuning is
2 E_C (1/2 - N_g) for charging energy E_C and gate charge N_g.

This is a toy model: one dot, slow drive, thermal equilibrium.  The published simulation has three
dots, a radio-frequency drive and a bath; this one meets its size of signal, not its details.
Sources: T. Karzig et al., Phys. Rev. B 95, 235305 (2017); Microsoft Azure Quantum, Nature 638, 651
(2025), arXiv:2401.09549: 3.6 us to SNR = 1, dwell times of about 2 ms, up to 1 fF; lever arm and
temperature are those of its published simulation.  That the mode in that device is a Majorana mode
is disputed; the statistics here hold for any two-valued parity.
"""

import numpy as np
from scipy import constants
from scipy.special import erfc, lambertw

from qlearn.qubits.inputs import between, nonnegative, positive, real
from qlearn.topology.fermions import annihilators, majoranas

MHZ_PER_UEV = constants.e * 1e-12 / constants.h  # 1 ueV / h
UEV_PER_MK = constants.k / constants.e * 1e3  # Boltzmann's constant
FF_UEV = constants.e * 1e21  # e^2; divided by an energy in ueV it is a capacitance in fF
RAD_PER_UEV_US = constants.e * 1e-12 / constants.hbar  # phase of 1 ueV in 1 us


# --- Interferometer -----------------------------------------------------------------------


def interferometer_hamiltonian(flux, t1_uev=4.0, t2_uev=4.0, detuning_uev=0.0):
    """The Hamiltonian of dot and wire, in ueV, as a Qobj on two qubits |n_dot n_wire>.

    >>> interferometer_hamiltonian(0.5).eigenenergies().round(9).tolist()
    [-8.0, 0.0, 0.0, 8.0]
    """
    numbers = real("flux, t1_uev, t2_uev, detuning_uev", [flux, t1_uev, t2_uev, detuning_uev])
    flux, t1, t2, detuning = numbers.tolist()
    create = annihilators(2)[0].dag()
    gamma_1, gamma_2 = majoranas(2)[2:]
    hop = create * (t1 * gamma_1 + t2 * np.exp(1j * np.pi * flux) * gamma_2)
    return detuning * create * create.dag() + hop + hop.dag()


def loop_coupling(flux, parity, t1_uev=4.0, t2_uev=4.0):
    """The coupling t1 - i p t2 e^{i pi flux} of the two states with total parity p = +1 or -1.

    In ueV, complex, broadcast.  |.|^2 = t1^2 + t2^2 + 2 p t1 t2 sin(pi flux): the parities are
    equal at whole flux, and differ most at 1/2.

    >>> abs(loop_coupling(0.5, [1, -1])).round(12).tolist()
    [8.0, 0.0]
    """
    t1, t2 = real("t1_uev", t1_uev), real("t2_uev", t2_uev)
    return t1 - 1j * signs("parity", parity) * t2 * np.exp(1j * np.pi * real("flux", flux))


def interferometer_cq(
    flux,
    parity,
    t1_uev=4.0,
    t2_uev=4.0,
    detuning_uev=0.0,
    temperature_mk=50.0,
    lever_arm=0.45,
):
    """Quantum capacitance in fF of the loop with total parity +1 or -1; arrays are broadcast.

    With E = sqrt(detuning^2 + 4 |t_p|^2), kT the temperature and e, a the charge and lever arm,
    C = (a e)^2 / 2 [4 |t_p|^2 / E^3 tanh(E / 2kT) + detuning^2 / (2 kT E^2) sech(E / 2kT)^2],
    which is -(a e)^2 d^2F / d detuning^2.  Each parity has period h/e (flux 2); a step of h/2e
    (flux 1) exchanges the two, so two-valuedness has period h/2e.
    At temperature 0 and E = 0 it is infinite.

    >>> print(interferometer_cq(0.5, [1, -1]).round(2))
    [0.97 1.88]
    """
    detuning = real("detuning_uev", detuning_uev)
    gap = 2 * abs(loop_coupling(flux, parity, t1_uev, t2_uev))
    kt = UEV_PER_MK * nonnegative("temperature_mk", temperature_mk)
    gap, detuning, kt = np.broadcast_arrays(gap, detuning, kt)
    energy = np.hypot(detuning, gap)
    with np.errstate(divide="ignore", invalid="ignore"):
        x = np.where(energy > 0, energy / (2 * kt), 0.0)
        coupled = np.where(energy > 0, np.tanh(x) / energy, 1 / (2 * kt))
        thermal = np.where(kt > 0, 1 / (np.cosh(np.minimum(x, 300)) ** 2 * 2 * kt), 0.0)
        share = np.where(energy > 0, (gap / energy) ** 2, 1.0)
    arm = between("lever_arm", lever_arm, 0, 1)
    return arm**2 * FF_UEV / 2 * (share * coupled + (1 - share) * thermal)


def cq_contrast(flux, **loop):
    """How far the two parities are apart, |C_+ - C_-| in fF; keywords of `interferometer_cq`.

    Period h/2e in flux; 0 at whole flux, and at any flux if t1 or t2 is 0.

    >>> print(cq_contrast([0, 0.5, 1.5]).round(2))
    [0.   0.92 0.92]
    """
    return abs(interferometer_cq(flux, 1, **loop) - interferometer_cq(flux, -1, **loop))


# --- One shot -----------------------------------------------------------------------------


def snr(t_us, t_snr1_us=3.6):
    """Half the distance of the two signals over the noise after t: sqrt(t / t_snr1), broadcast.

    ``t_snr1_us`` is the time after which it is 1; 3.6 us were reported.

    >>> float(snr(90.0))
    5.0
    """
    return np.sqrt(nonnegative("t_us", t_us) / positive("t_snr1_us", t_snr1_us))


def assignment_error(t_us, tau_us=2000.0, t_snr1_us=3.6, threshold=0.0):
    """Probability to read the wrong initial parity from the signal's mean over a time t << tau.

    The average over both parities of the noise, erfc(SNR (1 -+ threshold) / sqrt 2) / 2, plus
    t / 2 tau for a flip in the first half.  ``tau_us`` is the mean dwell time in *each* parity;
    ``threshold`` is where the signal is cut, in half distances: 0 midway, -1 and 1 on the levels.
    To first order in t / tau, so it is a little high: by 3 % of itself at 31 us, 4 % at 90 us.

    >>> print(f"{assignment_error(31.1):.4f}")
    0.0094
    """
    t, cut = nonnegative("t_us", t_us), real("threshold", threshold)
    noise = [erfc(snr(t, t_snr1_us) * (1 + side * cut) / np.sqrt(2)) / 4 for side in (1, -1)]
    return noise[0] + noise[1] + t / (2 * positive("tau_us", tau_us))


def optimal_integration(tau_us=2000.0, t_snr1_us=3.6):
    """(t, error): the integration time in us with the smallest `assignment_error`, and that error.

    Noise falls and flips grow with t; they balance at t = t_snr1 W((tau / t_snr1)^2 / 2 pi), where
    W is Lambert's function.

    >>> t_us, error = optimal_integration()
    >>> print(f"{t_us:.1f} us, {100 * error:.3f} %")
    31.1 us, 0.942 %
    """
    ratio = positive("tau_us", tau_us) / positive("t_snr1_us", t_snr1_us)
    if not 0 < ratio < 1e100:
        raise ValueError(f"tau_us / t_snr1_us = {ratio:.3g}; allowed: above 0 and below 1e100")
    best = t_snr1_us * lambertw(ratio**2 / (2 * np.pi)).real
    return float(best), float(assignment_error(best, tau_us, t_snr1_us))


# --- Input --------------------------------------------------------------------------------


def signs(name, value):
    """The value as an integer array of +1 and -1.

    >>> signs("parity", [1, -1])
    array([ 1, -1])
    """
    array = real(name, value)
    if not np.all(abs(array) == 1):
        raise ValueError(f"{name} = {value!r}; allowed: +1 and -1")
    return array.astype(int)
