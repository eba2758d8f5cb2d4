"""Microwave to light: a transducer as a channel with loss and noise, sent through or heralded.

A transducer of efficiency eta is a beam splitter of that transmissivity whose other port is warm:
a thermal-loss channel. Its noise is a mean number of thermal photons per mode, and is quoted in two
ways: `n_out` is what it adds to the *output*, `n_in` = n_out / eta is the same referred to the
*input*. The warm port holds n_out / (1 - eta) photons. All closed forms broadcast.

Two uses: send the state itself (capacities, `direct_fidelity`), or let both ends emit light and
keep what one click in the middle heralds (`transduced_pair`): loss then costs attempts, not
fidelity, but the noise clicks.
Source of the channel: A. Holevo and R. Werner, Phys. Rev. A 63, 032312 (2001).
"""

import numpy as np

from qlearn.network.inputs import above, within
from qlearn.network.links import plob

# --- Noise --------------------------------------------------------------------------------


def output_noise(eta, n_in):
    """Thermal photons that are added to the output, eta n_in.

    >>> print(output_noise(0.1, 0.5))
    0.05
    """
    return above("eta", eta, 0, 1) * within("n_in", n_in, 0)


def input_noise(eta, n_out):
    """The noise at the output referred to the input, n_out / eta.

    >>> print(input_noise(0.1, 0.05))
    0.5
    """
    return within("n_out", n_out, 0) / above("eta", eta, 0, 1)


def bath_photons(eta, n_in):
    """Photons in the warm port of the beam splitter, eta n_in / (1 - eta).

    Raises ValueError for eta = 1 with noise: no light of the other port would enter.

    >>> print(bath_photons(0.5, 1.0))
    1.0
    """
    n_out, dark = output_noise(eta, n_in), 1 - np.asarray(eta, dtype=float)
    if np.any((dark <= 0) & (n_out > 0)):
        raise ValueError(f"eta = {eta!r}; allowed: below 1 where n_in > 0")
    return n_out / np.where(dark > 0, dark, 1.0)


def breaks_entanglement(n_in):
    """Whether nothing entangled is left of whatever is sent: n_in >= 1, for every efficiency.

    The same as n_out >= eta, and as bath >= eta / (1 - eta).

    >>> print(breaks_entanglement([0.16, 1.24]))
    [False  True]
    """
    return within("n_in", n_in, 0) >= 1


def log_negativity(squeezing, eta, n_in=0.0):
    """Log-negativity (bits) of a two-mode squeezed vacuum, one half of which was sent through.

    -log2 of the smaller symplectic eigenvalue of the partial transpose, or 0. `squeezing` r >= 0:
    each mode holds sinh^2 r photons; r = inf is the limit, log2((1 + eta) / (1 - eta + 2 n_out)).
    Source: G. Vidal and R. Werner, Phys. Rev. A 65, 032314 (2002).

    >>> print(log_negativity(1.0, 1.0).round(4), log_negativity(np.inf, 0.1, [0.5, 1.0]).round(4))
    2.8854 [0.1375 0.    ]
    """
    r, eta = within("squeezing", squeezing, 0), above("eta", eta, 0, 1)
    n_out = output_noise(eta, n_in)
    # With the vacuum at 1 and c = cosh 2r: variances a = c, b = eta c + 1 - eta + 2 n_out, and
    # correlation^2 = eta (c^2 - 1); nu is written so that large r does not cancel.
    with np.errstate(over="ignore"):
        u = 1 / np.cosh(2 * r)  # all divided by c
    b = eta + (1 - eta + 2 * n_out) * u
    root = np.sqrt((1 - b) ** 2 + 4 * eta * (1 - u**2))
    determinant = 1 - eta + 2 * n_out + eta * u  # (ab - correlation^2) / c
    with np.errstate(divide="ignore"):
        return np.maximum(0.0, -np.log2(2 * determinant / (1 + b + root)) + 0.0)


# --- Sending the state itself -------------------------------------------------------------


def one_way_capacity(eta):
    """Qubits per use of pure loss without a way back: max(0, log2(eta / (1 - eta))).

    Zero up to eta = 1/2, where the environment gets as much as the receiver. With free messages
    both ways it is `links.plob`, never zero: herald, and use what came.
    Source: M. Wolf et al., Phys. Rev. Lett. 98, 130501 (2007).

    >>> print(one_way_capacity([0.1, 0.5, 0.8]), plob(0.1).round(3))
    [0. 0. 2.] 0.152
    """
    eta = within("eta", eta, 0, 1)
    with np.errstate(divide="ignore"):
        return np.maximum(0.0, np.log2(eta) - np.log2(1 - eta))


def two_way_bound(eta, n_in=0.0):
    """An upper bound for pairs (or secret bits) per use with free messages both ways.

    -log2((1 - eta) eta^n) - h(n) with the bath's n photons and h(n) = (n + 1) log2(n + 1) -
    n log2 n; 0 from n_in = 1 on, and exactly `links.plob` without noise. Infinite for eta = 1.
    Source: S. Pirandola et al., Nature Communications 8, 15043 (2017), thermal-loss channel.

    >>> print(two_way_bound(0.1, [0, 0.16, 1.0]).round(4) + 0)
    [0.152  0.0818 0.    ]
    """
    n = bath_photons(eta, n_in)
    log_eta = np.log2(np.asarray(eta, dtype=float))
    h = (n + 1) * np.log1p(n) / np.log(2) - n * np.log2(np.where(n > 0, n, 1.0))
    return np.where(breaks_entanglement(n_in), 0.0, np.maximum(0.0, plob(eta) - n * log_eta - h))


def direct_fidelity(eta):
    """Fidelity of (|00> + |11>)/sqrt 2 whose second qubit was sent as 0 or 1 photons: no noise.

    (1 + sqrt eta)^2 / 4: such a pair always arrives, and is as good as the transducer is.

    >>> print(direct_fidelity([0.1, 1.0]).round(4))
    [0.4331 1.    ]
    """
    return (1 + np.sqrt(within("eta", eta, 0, 1))) ** 2 / 4


# --- Heralded pairs -----------------------------------------------------------------------


def noise_click(n_out, detection=1.0):
    """The chance that thermal light of n_out photons per mode fires a threshold detector.

    x / (1 + x) with x = detection n_out. Two arms of equal noise leave a balanced beam splitter as
    they came, so it holds for each detector behind one.

    >>> print(noise_click(0.25), noise_click(0.25, 0.2).round(4))
    0.2 0.0476
    """
    x = above("detection", detection, 0, 1) * within("n_out", n_out, 0)
    return x / (1 + x)


def heralded_pair(excitation, eta, noise=0.0):
    """(p, coefficients): the chance that an attempt heralds, and the pair's weights (..., 4).

    `links.single_click` with noise. The toy model, exactly: each end emits a photon with the
    probability `excitation` and keeps a qubit that knows; `eta` is the chance that a photon gets to
    the two threshold detectors behind the beam splitter; two photons leave by the same port; each
    detector also fires by itself with the probability `noise`, whatever else happens; exactly one
    detector that fires is a herald, and its number tells which Pauli correction makes Psi+ or Psi-
    into Phi+. Bell order, so coefficients[..., 0] is the fidelity; phases are stable.

    >>> p, coefficients = heralded_pair(0.05, 0.1, noise=1e-3)
    >>> print(p.round(5), coefficients.round(4))
    0.01194 [0.8018 0.0072 0.0955 0.0955]
    """
    x, eta = above("excitation", excitation, 0, 1), above("eta", eta, 0, 1)
    d = within("noise", noise, 0, 1)
    x, eta, d = np.broadcast_arrays(x, eta, d)
    seen, blind = 1 - d, 2 * d * (1 - d)  # chance of exactly one click, with and without light
    one, both = 2 * x * (1 - x), x**2
    lost = one * (1 - eta) * blind  # |01> or |10>: the environment knows which
    wrong = both * (eta * (2 - eta) * seen + (1 - eta) ** 2 * blind) + (1 - x) ** 2 * blind
    good = one * eta * seen
    p = good + lost + wrong
    if np.any(p <= 0):
        raise ValueError(f"noise = {noise!r}; allowed: below 1, both detectors would always fire")
    weights = np.stack([good + lost / 2, lost / 2, wrong / 2, wrong / 2], axis=-1)
    return p, weights / p[..., None]


def transduced_pair(excitation, efficiency, n_in=0.0, detection=1.0):
    """`heralded_pair` of two equal transducers; `detection`: of all that follows, fibre as well.

    The noise clicks of the model are those of thermal light, `noise_click`.

    >>> p, coefficients = transduced_pair(0.05, 0.1, n_in=[0, 0.16], detection=0.5)
    >>> print(p.round(4), coefficients[:, 0].round(3))
    [0.005  0.0206] [0.951 0.263]
    """
    noise = noise_click(output_noise(efficiency, n_in), detection)
    eta = above("detection", detection, 0, 1) * above("efficiency", efficiency, 0, 1)
    return heralded_pair(excitation, eta, noise)
