"""Secret bits per pulse against distance: BB84, decoys, MDI, twin field, one repeater.

All rates are asymptotic and per pulse (per slot of both half links for the repeater); what holds a
sifting factor has it as `sift`, 1/2 for two bases chosen evenly. All broadcast over the length, and
are 0 where there is no key. PLOB, the bound for all but the last two, is `links.plob`.
"""

from dataclasses import dataclass

import numpy as np

from qlearn.network.cutoffs import cutoff_key_rate
from qlearn.network.inputs import above, within
from qlearn.network.links import LIGHT_KM_S, plob, transmissivity
from qlearn.network.qkd import binary_entropy


@dataclass(frozen=True)
class Receiver:
    """Fibre and detectors. dark: background clicks per pulse; misalignment: wrong clicks, fraction.

    `ec` >= 1: what error correction really costs, in units of h(Q).

    >>> print(GYS.eta(50).round(5))
    0.00401
    """

    loss_db_per_km: float = 0.2
    efficiency: float = 1.0
    dark: float = 0.0
    misalignment: float = 0.0
    ec: float = 1.0

    def __post_init__(self):
        within("loss_db_per_km", self.loss_db_per_km, 0)
        above("efficiency", self.efficiency, 0, 1)
        within("dark", self.dark, 0, 0.5)
        within("misalignment", self.misalignment, 0, 0.5)
        within("ec", self.ec, 1)

    def eta(self, length_km):
        """The probability that a photon is detected after that length of fibre."""
        return self.efficiency * transmissivity(length_km, self.loss_db_per_km)


PERFECT = Receiver()
# C. Gobby, Z. L. Yuan and A. J. Shields, Appl. Phys. Lett. 84, 3762 (2004), as used by X. Ma et
# al., Phys. Rev. A 72, 012326 (2005).
GYS = Receiver(loss_db_per_km=0.21, efficiency=0.045, dark=1.7e-6, misalignment=0.033, ec=1.22)
GYS_MU = 0.48  # the mean photon number that is best for it, same source


# --- Laser pulses -------------------------------------------------------------------------


def laser_statistics(length_km, mu, receiver=GYS):
    """(gain, qber) of laser pulses with mu photons on average: clicks per pulse, errors per click.

    >>> gain, errors = laser_statistics([0, 100], GYS_MU)
    >>> print(gain.round(6), errors.round(4))
    [0.02137  0.000173] [0.033  0.0376]
    """
    seen = -np.expm1(-receiver.eta(length_km) * above("mu", mu))
    gain = receiver.dark + seen
    return gain, (receiver.dark / 2 + receiver.misalignment * seen) / gain


def decoy_rate(length_km, mu=GYS_MU, receiver=GYS, sift=0.5):
    """BB84 with laser pulses and decoys, which show what the single photons alone do.

    sift [-Q f h(E) + Q1 (1 - h(e1))]; yield and errors of single photons are known exactly.
    Source: H.-K. Lo, X. Ma and K. Chen, Phys. Rev. Lett. 94, 230504 (2005).

    >>> print(decoy_rate([0, 50, 100]))
    [2.55e-03 2.23e-04 1.72e-05]
    """
    eta, mu = receiver.eta(length_km), above("mu", mu)
    gain, errors = laser_statistics(length_km, mu, receiver)
    y1 = receiver.dark + eta
    e1 = (receiver.dark / 2 + receiver.misalignment * eta) / y1
    single = y1 * mu * np.exp(-mu) * (1 - binary_entropy(e1))
    return sift * np.maximum(single - gain * receiver.ec * binary_entropy(errors), 0)


def no_decoy_rate(length_km, mu=None, receiver=GYS, sift=0.5):
    """The same without decoys: every pulse with two or more photons is taken to be Eve's.

    She may keep a photon of each and let only these through (photon-number splitting): mu must
    fall with eta, and the rate falls as eta^2. mu=None takes the best.
    Source: D. Gottesman et al. (GLLP), Quantum Inf. Comput. 4, 325 (2004).

    >>> print(no_decoy_rate([0, 30, 50]))
    [1.53e-04 5.07e-06 0.00e+00]
    """
    if mu is not None:
        return _gllp(length_km, above("mu", mu), receiver, sift)
    length = within("length_km", length_km, 0)[..., None]
    return _gllp(length, np.geomspace(1e-5, 1, 401), receiver, sift).max(axis=-1)


def _gllp(length_km, mu, receiver, sift):
    gain, errors = laser_statistics(length_km, mu, receiver)
    single = np.clip(1 - (-np.expm1(-mu) - mu * np.exp(-mu)) / gain, 1e-9, 1)
    eve = binary_entropy(np.minimum(errors / single, 0.5))
    return sift * gain * np.maximum(single * (1 - eve) - receiver.ec * binary_entropy(errors), 0)


# --- A station in the middle --------------------------------------------------------------


def mdi_statistics(eta_a, eta_b, dark=0.0, misalignment=0.0):
    """(yield, errors in Z, errors in X) of MDI with single photons; the hub tells Psi+ and Psi-.

    `dark`: per detector and pulse; four detectors, a success is one click for each of H and V.
    Without dark counts the yield is eta_a eta_b / 2: half of the Bell states.
    Source of the yield: X. Ma and M. Razavi, Phys. Rev. A 86, 062319 (2012).

    >>> seen, z, x = mdi_statistics(0.1, 0.1)
    >>> print(seen.round(6), z, x)
    0.005 0.0 0.0
    """
    a, b = within("eta_a", eta_a, 0, 1), within("eta_b", eta_b, 0, 1)
    d, e = within("dark", dark, 0, 0.5), within("misalignment", misalignment, 0, 0.5)
    both = a * b / 2
    some = (2 * a + 2 * b - 3 * a * b) * d + 4 * (1 - a) * (1 - b) * d**2
    with np.errstate(invalid="ignore", divide="ignore"):
        agree = np.where(both > 0, (0.5 - e) * both / (both + some), 0.0)
    return (1 - d) ** 2 * (both + some), 0.5 - agree * (1 - 2 * d), 0.5 - agree


def mdi_rate(length_km, receiver=PERFECT, sift=0.5):
    """MDI with single photons and the hub half way: the hub may be dishonest, but sees two photons.

    So the rate falls as eta, not as its square root: sift Y [1 - f h(e_Z) - h(e_X)], Y = eta/2.

    >>> print(mdi_rate([0, 100]).round(6))
    [0.25   0.0025]
    """
    arm = receiver.eta(within("length_km", length_km, 0) / 2)
    seen, z, x = mdi_statistics(arm, arm, receiver.dark, receiver.misalignment)
    return sift * seen * _two_basis_fraction(z, x, receiver.ec)


def _two_basis_fraction(z, x, ec):
    """1 - f h(e_Z) - h(e_X), 0 where negative or beyond errors of 1/2."""
    fraction = 1 - ec * binary_entropy(z) - binary_entropy(x)
    return np.where((z < 0.5) & (x < 0.5), np.maximum(fraction, 0), 0.0)


def twin_field_statistics(eta_arm, excitation, dark=0.0, misalignment=0.0):
    """(p, errors in Z, errors in X) of a single-click link whose ends are measured at once.

    Toy model of twin-field keys: each end sends a photon with the probability `excitation`, one of
    two detectors must click. Z: who sent? X: the phase.

    >>> p, ez, ex = twin_field_statistics(0.1, 0.05)
    >>> print(p.round(6), ez.round(4), ex.round(4))
    0.009975 0.0476 0.0238
    """
    x, eta = above("excitation", excitation, 0, 1), within("eta_arm", eta_arm, 0, 1)
    d, e = within("dark", dark, 0, 0.5), within("misalignment", misalignment, 0, 0.5)
    none, lost = 2 * d * (1 - d), 1 - eta
    good = 2 * x * (1 - x) * eta * (1 - d)
    mixed = 2 * x * (1 - x) * lost * none
    wrong = (1 - x) ** 2 * none + x**2 * ((1 - lost**2) * (1 - d) + lost**2 * none)
    p = good + mixed + wrong
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(p > 0, wrong / p, 0.5)
        return p, z, np.where(p > 0, (e * good + (mixed + wrong) / 2) / p, 0.5)


def twin_field_rate(length_km, excitation=None, receiver=PERFECT):
    """p [1 - f h(e_Z) - h(e_X)] of `twin_field_statistics`, the hub half way: falls as sqrt(eta).

    Beats PLOB far out: one photon need only cross half of the way. The best excitation if none is
    given. Stable phases; no sifting factor.
    Source of the idea: M. Lucamarini et al., Nature 557, 400 (2018).

    >>> print((twin_field_rate([200, 400]) / plob(transmissivity([200, 400]))).round(1))
    [  4. 403.]
    """
    length = within("length_km", length_km, 0)
    if excitation is None:
        return twin_field_rate(length[..., None], np.geomspace(1e-3, 0.5, 121), receiver).max(-1)
    arm = receiver.eta(length / 2)
    p, z, x = twin_field_statistics(arm, excitation, receiver.dark, receiver.misalignment)
    return p * _two_basis_fraction(z, x, receiver.ec)


# --- One repeater -------------------------------------------------------------------------

_CUTOFFS = np.unique(np.geomspace(1, 1e5, 161).astype(int))


def repeater_rate(
    length_km, memory_s, efficiency=1.0, f0=1.0, q=1.0, cutoff=None, loss_db_per_km=0.2
):
    """Secret bits per slot with one repeater half way that has memories of lifetime `memory_s`.

    It sends photons to both sides until each end has measured one: p = efficiency * eta(L/2) per
    slot of L/c. The best cutoff if none is given (in slots).

    >>> print(repeater_rate(200, memory_s=[0.01, 1.0]).round(5))
    [0.00018 0.004  ]
    """
    length = above("length_km", length_km)
    p = above("efficiency", efficiency, 0, 1) * transmissivity(length / 2, loss_db_per_km)
    decay = np.exp(-length / LIGHT_KM_S / above("memory_s", memory_s))
    if cutoff is not None:
        return cutoff_key_rate(p, cutoff, decay, f0, q)
    return cutoff_key_rate(p[..., None], _CUTOFFS, decay[..., None], f0, q).max(axis=-1)


def memory_to_beat_plob(
    length_km, efficiency=1.0, f0=1.0, q=1.0, loss_db_per_km=0.2, longest_s=1e4
):
    """The shortest memory lifetime in s with which `repeater_rate` exceeds PLOB at that length.

    Raises ValueError if even `longest_s` does not do: too short a way, or links too bad.

    >>> round(memory_to_beat_plob(200), 4)
    0.0073
    """
    bound = plob(transmissivity(length_km, loss_db_per_km))

    def wins(log_s):
        return bound < repeater_rate(length_km, 10**log_s, efficiency, f0, q, None, loss_db_per_km)

    low, high = -9.0, np.log10(longest_s)
    if not wins(high):
        raise ValueError(f"length_km = {length_km}: allowed are those where {longest_s} s suffice")
    while high - low > 1e-4:
        middle = (low + high) / 2
        low, high = (low, middle) if wins(middle) else (middle, high)
    return float(10**high)


def reach_km(rate, least=0.0, longest_km=2000.0):
    """The length in km up to which rate(length) is above `least`; it must fall with the length.

    >>> round(reach_km(decoy_rate)), round(reach_km(no_decoy_rate))
    (142, 40)
    """
    low, high = 0.0, float(above("longest_km", longest_km))
    if not rate(low) > least or rate(high) > least:
        raise ValueError(f"least = {least!r}; allowed: between the rates at 0 and {high:.6g} km")
    while high - low > 1e-3:
        middle = (low + high) / 2
        low, high = (middle, high) if rate(middle) > least else (low, middle)
    return low
