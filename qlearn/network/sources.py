"""Photon sources: how many pairs or photons one pulse holds, and what too many of them cost.

Down-conversion (SPDC) makes pairs at random; a quantum dot makes one photon on demand, if it is
good. `mean` is the mean number per pulse. What is lost or doubled is not seen by the number alone:
SPDC buys brightness with errors, `spdc_key_statistics`. Broadcasts over `mean` and `eta`.
"""

import numpy as np
from scipy.special import gammaln

from qlearn.network.inputs import above, one_of, whole, within

# Photon-number statistics by the number of modes that are excited independently: the more modes,
# the nearer to Poisson. A polarisation-entangled pair source has two (HH and VV).
MODES = {"thermal": 1, "entangled": 2, "poisson": np.inf}


def number_distribution(mean, n_max, kind="entangled"):
    """P(n) of n = 0 ... n_max pairs (or photons) per pulse, shape (..., n_max + 1).

    "thermal" (heralded SPDC, one mode): m^n / (1 + m)^(n+1); "entangled" (SPDC, two modes):
    (n + 1) (m/2)^n / (1 + m/2)^(n+2); "poisson" (laser).
    Source: P. Kok and S. L. Braunstein, Phys. Rev. A 61, 042304 (2000).

    >>> print(number_distribution(0.1, 2).round(4))
    [0.907  0.0864 0.0062]
    """
    mean = above("mean", mean)[..., None]
    n, modes = np.arange(whole("n_max", n_max, 0) + 1), MODES[one_of("kind", kind, MODES)]
    if modes == np.inf:
        return np.exp(n * np.log(mean) - mean - gammaln(n + 1))
    ways = gammaln(n + modes) - gammaln(n + 1) - gammaln(modes)
    per_mode = mean / modes
    return np.exp(ways + n * np.log(per_mode) - (n + modes) * np.log1p(per_mode))


def multi_pair_fraction(mean, kind="entangled"):
    """Of the pulses that hold anything, the fraction that hold two or more: about 3/4 of the mean.

    3/4 for "entangled", 1 for "thermal", 1/2 for "poisson", each times the mean if it is small.

    >>> print(multi_pair_fraction([0.01, 0.1]).round(4))
    [0.0075 0.0708]
    """
    p0, p1 = np.moveaxis(number_distribution(mean, 1, kind), -1, 0)
    return (1 - p0 - p1) / (1 - p0)


def g2(kind="entangled"):
    """<n(n - 1)>/<n>^2 of the whole beam: 1 + 1/modes, so 2, 3/2 and 1; 0 for a perfect dot.

    >>> g2("thermal"), g2("entangled"), g2("poisson")
    (2.0, 1.5, 1.0)
    """
    return 1 + 1 / MODES[one_of("kind", kind, MODES)]


def dot_distribution(brightness, g2_zero=0.0):
    """P(0), P(1), P(2) of a quantum dot that delivers `brightness` photons per pulse on average.

    g2 = 2 P(2) / brightness^2 fixes P(2), and higher numbers are left out. Raises ValueError if
    no distribution has these: brightness <= 1 + P(2), P(2) <= brightness / 2.

    >>> print(dot_distribution(0.5, 0.02))
    [0.5025 0.495  0.0025]
    """
    b, g = within("brightness", brightness, 0, 1), within("g2_zero", g2_zero, 0)
    two = g * b**2 / 2
    if np.any(b < 2 * two - 1e-12):
        limit = "at most 1/brightness"
        raise ValueError(f"g2_zero = {g2_zero!r}; allowed: {limit}")
    return np.stack(np.broadcast_arrays(1 - b + two, b - 2 * two, two), axis=-1)


def spdc_key_statistics(mean, eta_a, eta_b, dark=0.0, misalignment=0.0):
    """(gain, qber) of a key from an SPDC source of entangled pairs between Alice and Bob.

    gain: probability per pulse that both detect something; qber: error rate then, the same in
    both bases. `dark`: probability of a dark count per side, both detectors; a double click is
    given a random bit. Low loss does not help: photons of two pairs at once need not agree.
    Source: X. Ma, C.-H. F. Fung and H.-K. Lo, Phys. Rev. A 76, 012307 (2007).

    >>> gain, errors = spdc_key_statistics([0.001, 0.1], 0.1, 0.1)
    >>> print(errors.round(4))
    [0.0005 0.0396]
    """
    x = above("mean", mean) / 2  # per mode
    a, b = above("eta_a", eta_a, 0, 1), above("eta_b", eta_b, 0, 1)
    quiet = np.sqrt(1 - within("dark", dark, 0, 1))  # of one detector
    contrast = 1 - 2 * within("misalignment", misalignment, 0, 0.5)
    # that a detector of Alice, of Bob, or both for the same mode, stay silent
    alice, bob = quiet / (1 + a * x), quiet / (1 + b * x)
    both = quiet**2 / (1 + (a + b - a * b) * x)
    gain = 1 - alice**2 - bob**2 + both**2
    return gain, 0.5 - contrast * (both - alice * bob) / gain
