"""Phases measured by many probes: one by one, or all in one GHZ state. What noise leaves of it.

A probe is a qubit that gains the phase phi, |0> + e^(i phi)|1>. Each keeps the visibility V of its
phase (dephasing) and arrives, and is known to have arrived, with eta. F, the Fisher information
about phi of n probes in one shot, says how well phi can be told: 1/sqrt(shots F). With x = V^2 eta,

    separate: F = n x        GHZ: F = n^2 x^n

since n probes turn n times as fast, and each error or loss of one spoils all. A GHZ state that a
hub fuses out of pairs of weight w, and whose parity is measured, has V = w.
Sources: S. F. Huelga et al., Phys. Rev. Lett. 79, 3865 (1997); R. Demkowicz-Dobrzanski, J.
Kolodynski and M. Guta, Nat. Commun. 3, 1063 (2012); Z. Eldredge et al., Phys. Rev. A 97, 042337
(2018) for networks.
"""

from typing import NamedTuple

import numpy as np

from qlearn.network.inputs import above, generator, one_of, whole, within

STRATEGIES = ("ghz", "separate")

# --- One phase ----------------------------------------------------------------------------


def fisher(n, strategy="ghz", visibility=1.0, eta=1.0, phase=None):
    """F of n probes in one shot, 1/rad^2. Broadcasts over n, visibility, eta and phase.

    Without `phase`, at the best point of the fringe (phi = pi/2n, or pi/2), where it equals the
    quantum Fisher information: no other measurement of that state does better.

    >>> print(fisher(8), fisher(8, "separate"), fisher(8, visibility=0.8).round(3))
    64.0 8.0 1.801
    """
    n, eta = above("n", n), within("eta", eta, 0, 1)
    v = within("visibility", visibility, 0, 1)
    if one_of("strategy", strategy, STRATEGIES) == "separate":
        return n * eta * _fringe(v, 1, phase)
    return n**2 * eta**n * _fringe(v**n, n, phase)


def _fringe(v, n, phase):
    """F about n phi of one fringe (1 + v cos(n phi))/2."""
    if phase is None:
        return v**2
    angle = n * within("phase", phase)
    flat = 1 - (v * np.cos(angle)) ** 2
    return np.where(flat > 1e-12, (v * np.sin(angle)) ** 2 / np.maximum(flat, 1e-12), v**2)[()]


def precision(n, strategy="ghz", visibility=1.0, eta=1.0, shots=1):
    """The smallest standard error of phi, rad: 1/sqrt(shots F). Broadcasts.

    >>> print(precision(8, shots=200).round(5), precision(8, "separate", shots=200).round(5))
    0.00884 0.025
    """
    with np.errstate(divide="ignore"):
        f = fisher(n, strategy, visibility, eta)
        return 1 / np.sqrt(above("shots", shots) * f)


def bound(n, visibility=1.0, eta=1.0):
    """No state of n probes, however entangled, has a larger F. Broadcasts.

    The least of n^2, n V^2/(1 - V^2) and n eta/(1 - eta): with any noise, entanglement gains a
    factor that no longer grows with n.

    >>> print(bound(100), bound(100, visibility=0.9).round(1), bound(100, eta=0.9).round(1))
    10000.0 426.3 900.0
    """
    n, v = above("n", n), within("visibility", visibility, 0, 1)
    eta = within("eta", eta, 0, 1)
    with np.errstate(divide="ignore"):
        noisy, lossy = (np.where(x < 1, x / (1 - x), np.inf) for x in (v**2, eta))
    return np.minimum(n**2, n * np.minimum(noisy, lossy))


def best_group(visibility=1.0, eta=1.0):
    """(n, gain): many probes in GHZ states of n; F against that of separate probes, n x^(n-1).

    Best near n = -1/ln x, where the gain is about n/e. ValueError for x = 1: the more the better.

    >>> n, gain = best_group(visibility=0.95)
    >>> print(n, round(gain, 3))
    10 3.972
    """
    x = float(within("visibility", visibility, 0, 1)) ** 2 * float(within("eta", eta, 0, 1))
    if not 0 < x < 1:
        raise ValueError(f"V^2 eta = {x:.6g}; allowed: above 0, below 1")
    guess = max(int(-1 / np.log(x)), 1)
    sizes = np.array([guess, guess + 1])
    gains = sizes * x ** (sizes - 1.0)
    best = int(np.argmax(gains))
    return int(sizes[best]), float(gains[best])


def quantum_fisher(rho, generator):
    """The quantum Fisher information of e^(-i phi G) rho e^(i phi G) about phi; arrays or Qobj.

    sum over i, j of 2 (p_i - p_j)^2/(p_i + p_j) |<i|G|j>|^2, eigenvalues and vectors of rho.

    >>> float(quantum_fisher([[0.5, 0.4], [0.4, 0.5]], [[0.5, 0], [0, -0.5]]).round(4))
    0.64
    """
    rho, g = (np.asarray(getattr(x, "full", lambda x=x: x)()) for x in (rho, generator))
    if rho.ndim != 2 or rho.shape != g.shape or rho.shape[0] != rho.shape[1]:
        raise ValueError(f"rho, generator of shapes {rho.shape}, {g.shape}; allowed: equal, square")
    p, vectors = np.linalg.eigh(rho)
    total, gap = p[:, None] + p, p[:, None] - p
    g = vectors.conj().T @ g @ vectors
    weight = np.where(total > 1e-12, gap**2 / np.where(total > 1e-12, total, 1), 0)
    return np.sum(2 * weight * np.abs(g) ** 2)


# --- Shots --------------------------------------------------------------------------------


class Estimate(NamedTuple):
    """A phase in rad, its standard error, and how many shots (GHZ) or probes (separate) counted."""

    phase: float
    error: float
    kept: int


def ramsey_run(phase, n, shots, rng, strategy="ghz", visibility=1.0, eta=1.0):
    """An `Estimate` out of `shots` shots with n probes each; shots that lost a probe are dropped.

    The fringe is cos(m phi), m = n for GHZ and 1 for separate probes: only phases between 0 and
    pi/m can be told, and best in the middle. Error: inf where nothing can be told.

    >>> ramsey_run(0.2, 8, 2000, np.random.default_rng(1)).kept
    2000
    """
    turns = whole("n", n) if one_of("strategy", strategy, STRATEGIES) == "ghz" else 1
    v = float(within("visibility", visibility, 0, 1)) ** turns
    phase = float(within("phase", phase, 0, np.pi / turns))
    tries, rng = whole("shots", shots) * n // turns, generator(rng)
    kept = int(rng.binomial(tries, float(within("eta", eta, 0, 1)) ** turns))
    if not kept or v == 0:
        return Estimate(np.nan, np.inf, kept)
    mean = 2 * rng.binomial(kept, (1 + v * np.cos(turns * phase)) / 2) / kept - 1
    slope = turns * np.sqrt(max(v**2 - mean**2, 0))
    error = np.sqrt((1 - mean**2) / kept) / slope if slope else np.inf
    return Estimate(float(np.arccos(np.clip(mean / v, -1, 1)) / turns), float(error), kept)


# --- A frequency: how long to wait --------------------------------------------------------


def frequency_precision(n, time_s, gamma_hz, total_s, strategy="ghz"):
    """The standard error of omega, rad/s, from total_s/time_s shots of n probes. Broadcasts.

    phi = omega t, and each probe dephases: V = e^(-gamma t).

    >>> print(frequency_precision(10, 0.5, 1.0, 100.0, "separate").round(4))
    0.0737
    """
    t, total = above("time_s", time_s), above("total_s", total_s)
    v = np.exp(-within("gamma_hz", gamma_hz, 0) * t)
    with np.errstate(divide="ignore"):
        return 1 / np.sqrt(total * t * fisher(n, strategy, v))


def best_time(n, gamma_hz, strategy="ghz"):
    """The best time of one shot, s: 1/(2 n gamma) for GHZ, 1/(2 gamma) for separate probes.

    At their best times both have the same error, sqrt(2 e gamma/(n total)): the GHZ state gains
    nothing, since it dephases n times as fast as well.

    >>> print(best_time(10, 1.0), best_time(10, 1.0, "separate"))
    0.05 0.5
    """
    turns = above("n", n) if one_of("strategy", strategy, STRATEGIES) == "ghz" else 1.0
    return 1 / (2 * turns * above("gamma_hz", gamma_hz))


def frequency_bound(n, gamma_hz, total_s):
    """No state of n probes and no time does better, rad/s: sqrt(2 gamma/(n total)). Broadcasts.

    Less than that of separate probes by sqrt(e), which states with a little entanglement and
    many probes come close to.

    >>> print(frequency_bound(10, 1.0, 100.0).round(4))
    0.0447
    """
    total = above("n", n) * above("total_s", total_s)
    return np.sqrt(2 * within("gamma_hz", gamma_hz, 0) / total)


# --- A network of sensors -----------------------------------------------------------------


def network_variance(weights, strategy="ghz", visibility=1.0, eta=1.0):
    """The variance of sum_j w_j phi_j in one shot with one probe at each site. Sites: last axis.

    separate: sum_j w_j^2/x. ghz: max|w|^2/x^m, over the m sites with a weight: site j waits for
    |w_j|/max|w| of the time, and starts in the other state if w_j < 0. For the mean of d phases,
    w = 1/d: 1/(d x) against 1/(d^2 x^d). V counts as if all waited the whole time.

    >>> mean, one = [0.25] * 4, [1, 0, 0, 0]
    >>> [float(network_variance(w, s).round(4)) for w in (mean, one) for s in STRATEGIES]
    [0.0625, 0.25, 1.0, 1.0]
    """
    w = np.atleast_1d(within("weights", weights))
    if not np.all(np.isfinite(w)) or not np.all(np.any(w != 0, axis=-1)):
        raise ValueError(f"weights = {weights!r}; allowed: finite, and not all 0")
    x = above("visibility", visibility, 0, 1) ** 2 * above("eta", eta, 0, 1)
    if one_of("strategy", strategy, STRATEGIES) == "separate":
        return np.sum(w**2, axis=-1) / x
    return np.max(np.abs(w), axis=-1) ** 2 / x ** np.sum(w != 0, axis=-1)
