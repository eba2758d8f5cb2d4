"""A link: how much of the light arrives, how often an attempt is heralded, what it costs in time.

Lengths are fibre lengths in km. Transmissivities eta are of the intensity, 0 to 1, and so are the
probabilities that a photon arrives. An *attempt* is one try of a link to make a pair; its scheme
says which photons must arrive and how long both ends then wait for the news (package docstring).
"""

from dataclasses import dataclass, field

import numpy as np

from qlearn.network.inputs import above, one_of, within

LIGHT_KM_S = 2e5  # light in glass fibre; in vacuum 3e5

# How often both ends learn of success in one attempt, and how long that takes, in L/c.
#   direct       one end sends a photon down the whole fibre and waits for the answer
#   two-photon   both send, a Bell measurement in the middle needs both: half of the Bell states
#   one-photon   both excite with a small probability, one click in the middle tells (single_click)
SCHEMES = {"direct": 2.0, "two-photon": 1.0, "one-photon": 1.0}


# --- Loss ---------------------------------------------------------------------------------


def loss_db(eta):
    """The loss of a transmissivity in dB, -10 log10(eta). ValueError unless 0 < eta <= 1.

    >>> round(float(loss_db(0.5)), 4)
    3.0103
    """
    return -10 * np.log10(above("eta", eta, 0, 1)) + 0.0


def from_db(loss_db):
    """The transmissivity that a loss in dB leaves, 10^(-loss/10). ValueError for loss < 0.

    >>> print(from_db([0, 3, 10]).round(4))
    [1.     0.5012 0.1   ]
    """
    return 10 ** (-within("loss_db", loss_db, 0) / 10)


def transmissivity(length_km, loss_db_per_km=0.2):
    """The probability that a photon survives a fibre: 10^(-alpha L / 10). Broadcasts.

    >>> print(transmissivity([0, 50, 100]))
    [1.   0.1  0.01]
    """
    return from_db(within("length_km", length_km, 0) * within("loss_db_per_km", loss_db_per_km, 0))


def plob(eta):
    """The most secret bits (or pairs) per use of a lossy channel without repeater: -log2(1 - eta).

    About 1.44 eta for small eta; infinite for eta = 1. Written with log1p: 1 - eta rounds to 1
    below 1e-16. Source: S. Pirandola et al., Nature Communications 8, 15043 (2017).

    >>> print(plob(0.5), plob(1e-20))
    1.0 1.4427e-20
    """
    eta = within("eta", eta, 0, 1)
    with np.errstate(divide="ignore"):
        return -np.log1p(-eta) / np.log(2) + 0.0


def repeater_bound(eta, n_links):
    """The same with n_links - 1 ideal repeaters at equal distances: PLOB of one link, eta^(1/n).

    Source: S. Pirandola, Communications Physics 2, 51 (2019).

    >>> print(repeater_bound(0.01, 2).round(4), plob(0.1).round(4))
    0.152 0.152
    """
    return plob(within("eta", eta, 0, 1) ** (1 / above("n_links", n_links)))


# --- Heralding ----------------------------------------------------------------------------


def single_click(excitation, eta):
    """(p, F) of a link where one click in the middle heralds the pair: broadcasts.

    Both ends excite with the probability `excitation` and keep a qubit that knows; `eta` is the
    chance that a photon of one end is detected. One click of two comes from |01> + |10>, unless
    both had emitted: p = 2x(1 - x) eta + x^2 (1 - (1 - eta)^2), F = 2x(1 - x) eta / p, which tends
    to 1 - x for small eta: rate is bought with fidelity. Two photons leave by the same port; no
    dark counts, stable phase. Source: C. Cabrillo et al., Phys. Rev. A 59, 1025 (1999).

    >>> p, f = single_click(0.05, 0.1)
    >>> print(p.round(6), f.round(4))
    0.009975 0.9524
    """
    x = above("excitation", excitation, 0, 1)
    eta = above("eta", eta, 0, 1)
    good = 2 * x * (1 - x) * eta
    p = good + x**2 * eta * (2 - eta)
    return p, good / p


def herald_probability(eta_arm, scheme="two-photon", excitation=0.05):
    """The probability that one attempt makes a pair. `eta_arm`: of each photon's way, detector in.

    "two-photon": eta^2 / 2; "one-photon": `single_click`; "direct": eta. Broadcasts.

    >>> print(herald_probability(0.1), herald_probability(0.1, "direct"))
    0.005000000000000001 0.1
    """
    eta = within("eta_arm", eta_arm, 0, 1)
    if one_of("scheme", scheme, SCHEMES) == "direct":
        return eta
    return eta**2 / 2 if scheme == "two-photon" else single_click(excitation, eta)[0]


def photons_per_second(rate_hz, eta):
    """How many photons of a source arrive per second: rate times eta.

    >>> print(photons_per_second(10e9, transmissivity(1000)).round(12))
    1e-10
    """
    return within("rate_hz", rate_hz, 0) * within("eta", eta, 0, 1)


@dataclass(frozen=True)
class Link:
    """One heralded link: length, loss, efficiency, the fidelity of what it makes, and its scheme.

    `efficiency` multiplies eta of each arm (memory, coupling, detector). `f0` is the fidelity of a
    heralded pair, whatever the length: loss costs attempts, not fidelity. For "one-photon" the
    white noise that it stands for comes on top of `single_click`. `attempt_s` is the time from one
    attempt to the next; left out, it is what light needs: L/c, and 2L/c for "direct".

    >>> link = Link(length_km=20, efficiency=0.9)
    >>> print(round(link.eta_arm, 4), round(link.p, 4), link.attempt_s, round(link.rate_hz, 1))
    0.5679 0.1612 0.0001 1612.3
    """

    length_km: float
    loss_db_per_km: float = 0.2
    efficiency: float = 1.0
    f0: float = 1.0
    scheme: str = "two-photon"
    excitation: float = 0.05
    attempt_s: float = field(default=None)

    def __post_init__(self):
        above("length_km", self.length_km)
        within("loss_db_per_km", self.loss_db_per_km, 0)
        above("efficiency", self.efficiency, 0, 1)
        within("f0", self.f0, 0, 1)
        above("excitation", self.excitation, 0, 1)
        one_of("scheme", self.scheme, SCHEMES)
        if self.attempt_s is None:
            flight = float(self.length_km) / LIGHT_KM_S
            object.__setattr__(self, "attempt_s", SCHEMES[self.scheme] * flight)
        above("attempt_s", self.attempt_s)

    @property
    def eta_arm(self):
        """The probability that a photon of one end is detected."""
        arm_km = self.length_km if self.scheme == "direct" else self.length_km / 2
        return float(self.efficiency * transmissivity(arm_km, self.loss_db_per_km))

    @property
    def p(self):
        """The probability that one attempt makes a pair."""
        return float(herald_probability(self.eta_arm, self.scheme, self.excitation))

    @property
    def fidelity(self):
        """<Phi+|rho|Phi+> of a pair that was heralded, after the known Pauli correction."""
        if self.scheme != "one-photon":
            return float(self.f0)
        w = (4 * self.f0 - 1) / 3
        return float(w * single_click(self.excitation, self.eta_arm)[1] + (1 - w) / 4)

    @property
    def rate_hz(self):
        """Pairs per second of the link alone."""
        return self.p / self.attempt_s

    @property
    def wait_s(self):
        """The mean time to a pair."""
        return self.attempt_s / self.p
