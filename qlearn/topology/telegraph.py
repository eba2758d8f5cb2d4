"""Parities in time: telegraph traces, dwell times, and statistics of repeated measurements.

Times in us.  A parity flips at random with one mean dwell time in either state; the readout adds
Gaussian noise.  Source of the default numbers: Microsoft Azure Quantum, Nature 638, 651 (2025),
arXiv:2401.09549; the statistics hold for any two-valued parity.
"""

import itertools

import numpy as np

from qlearn.qubits.inputs import (
    between,
    nonnegative,
    positive,
    positive_finite,
    positive_integer,
    real,
)
from qlearn.topology.readout import signs, snr

BIMODAL_BELOW = -0.5  # excess kurtosis; cut in the analysis code of arXiv:2401.09549


# --- Traces -------------------------------------------------------------------------------


def telegraph_trace(n_samples, rng, sample_us=90.0, tau_us=2000.0):
    """(parity, mean): +1 or -1 at the start of each window, and its mean over the window.

    A random telegraph: flips at the rate 1 / tau both ways, at any time.  Each array has shape
    (n_samples,).  Correlations fall as exp(-2 t / tau): tau / 2 is the correlation time.

    >>> parity, mean = telegraph_trace(4, np.random.default_rng(1), tau_us=1e9)
    >>> parity.tolist(), mean.tolist()
    ([1, 1, 1, 1], [1.0, 1.0, 1.0, 1.0])
    """
    edges = np.arange(positive_integer("n_samples", n_samples) + 1) * positive_finite(
        "sample_us", sample_us
    )
    flips = np.sort(rng.uniform(0, edges[-1], rng.poisson(edges[-1] / positive("tau_us", tau_us))))
    sign = rng.choice([-1, 1]) * (-1) ** np.arange(len(flips) + 1)
    knots = np.concatenate([[0.0], flips, edges[-1:]])
    area = np.append(0, np.cumsum(sign * np.diff(knots)))
    parity = sign[np.searchsorted(flips, edges[:-1], side="right")]
    return parity, np.diff(np.interp(edges, knots, area)) / sample_us


def readout_trace(n_samples, rng, sample_us=90.0, tau_us=2000.0, t_snr1_us=3.6):
    """(signal, parity): a noisy trace of window means, and the parity at the start of each window.

    The signal is in half distances of the two levels: -1 and +1, and noise of width 1 / SNR.  In
    fF it is (C_+ + C_-) / 2 + signal (C_+ - C_-) / 2.

    >>> signal, parity = readout_trace(500, np.random.default_rng(1))
    >>> signal.shape, bool(np.mean(np.sign(signal) == parity) > 0.9)
    ((500,), True)
    """
    parity, mean = telegraph_trace(n_samples, rng, sample_us, tau_us)
    return mean + rng.normal(size=len(mean)) / snr(sample_us, t_snr1_us), parity


def assign_parity(signal, margin=0.0):
    """The parity +1 or -1 read from each sample of a trace, shape (n_samples,).

    With a ``margin`` the answer changes only where the signal passes it on the other side, +margin
    or -margin: noise near the middle does not count as a flip.

    >>> assign_parity([0.9, -0.1, 0.8, -1.1]).tolist()
    [1, -1, 1, -1]
    >>> assign_parity([0.9, -0.1, 0.8, -1.1], margin=0.5).tolist()
    [1, 1, 1, -1]
    """
    signal = _series("signal", signal, 1)
    decided = np.flatnonzero(abs(signal) >= nonnegative("margin", margin))
    signs = np.where(signal < 0, -1, 1)
    if not len(decided):
        return signs
    last = np.searchsorted(decided, np.arange(len(signal)), side="right") - 1
    return signs[decided[np.maximum(last, 0)]]


def dwell_times(parity, sample_us=90.0):
    """The durations in us of all complete stays in one parity; the first and last are cut off.

    >>> dwell_times([1, 1, -1, -1, -1, 1, -1]).tolist()
    [270.0, 90.0]
    """
    parity = signs("parity", _series("parity", parity, 1))
    return np.diff(np.flatnonzero(np.diff(parity))) * positive_finite("sample_us", sample_us)


def mean_dwell_time(parity, sample_us=90.0, assign_error=0.0, lag=1):
    """The tau in us that a series of assigned parities speaks for.

    Samples a time T = lag * sample apart have <s s'> = (1 - 2 p)^2 exp(-2 T / tau), with p the
    assignment error of one sample: flips within T and flips that are only noise are allowed for.
    (The mean of `dwell_times` allows for neither.)  Where noise flips are many, a ``lag`` with T
    near tau / 8 to tau / 4 scatters least.  inf if nothing flips, 0 if samples T apart differ as
    often as they agree.

    >>> print(f"{mean_dwell_time([1] * 50 + [-1] * 51, sample_us=10):.0f}")
    990
    """
    lag = positive_integer("lag", lag)
    parity = signs("parity", _series("parity", parity, lag + 1))
    p = between("assign_error", assign_error, 0, 0.499)
    alike = np.mean(parity[lag:] * parity[:-lag]) / (1 - 2 * p) ** 2
    if alike <= 0 or alike >= 1:
        return np.inf if alike > 0 else 0.0
    return float(-2 * lag * positive_finite("sample_us", sample_us) / np.log(alike))


def excess_kurtosis(values):
    """<(x - m)^4> / <(x - m)^2>^2 - 3: 0 for a Gaussian, -2 for two sharp values, never less.

    >>> print(excess_kurtosis([1, -1, -1, 1]))
    -2.0
    """
    values = _series("values", values, 2)
    squares = (values - values.mean()) ** 2
    if not squares.any():
        raise ValueError("values are all equal; allowed: at least two different values")
    return float(np.mean(squares**2) / np.mean(squares) ** 2 - 3)


def bimodal_kurtosis(snr):
    """Excess kurtosis of two equally likely levels with Gaussian noise: -2 (1 + 1 / SNR^2)^-2.

    Below -0.5 (`BIMODAL_BELOW`) the published analysis calls a signal bimodal: SNR > 1.

    >>> print(f"{bimodal_kurtosis(5.0):.3f}")
    -1.849
    """
    power = nonnegative("snr", snr) ** 2
    return -2 * (power / (1 + power)) ** 2


# --- Repeated measurements ----------------------------------------------------------------


def measurement_record(bases, n_shots, rng, assign_error=0.0):
    """Outcomes +1, -1 of X, Y, Z measured in turn on one qubit, shape (n_shots, len(bases)).

    A basis measured again repeats its true outcome, any other makes a new random one; each is then
    read wrongly with probability ``assign_error``, one number or one per measurement.  The start
    is the fully mixed state; nothing happens in between.

    >>> record = measurement_record("XXZ", 1000, np.random.default_rng(1))
    >>> bool(np.all(record[:, 0] == record[:, 1]))
    True
    """
    bases, errors = _sequence(bases, assign_error)
    shape = positive_integer("n_shots", n_shots), len(bases)
    true = rng.choice([-1, 1], shape)
    for k, (before, now) in enumerate(itertools.pairwise(bases), start=1):
        if now == before:
            true[:, k] = true[:, k - 1]
    return np.where(rng.random(shape) < errors, -true, true)


def agreement_probability(bases, assign_error=0.0):
    """Probability that the first and the last outcome of the sequence agree.

    1 - 2 p (1 - p) if one basis is repeated (two wrong readings agree too), 1/2 if another basis
    stands between them or at the end.

    >>> print(f"{agreement_probability('XX', 0.16):.4f}", agreement_probability("XZX", 0.16))
    0.7312 0.5
    """
    bases, errors = _sequence(bases, assign_error)
    if len(bases) < 2:
        raise ValueError(f"bases = {bases!r}; allowed: two or more letters")
    same = len(set(bases)) == 1
    return float((1 + same * (1 - 2 * errors[0]) * (1 - 2 * errors[-1])) / 2)


# --- Input --------------------------------------------------------------------------------


def _series(name, value, at_least):
    array = real(name, value)
    if array.ndim != 1 or len(array) < at_least:
        raise ValueError(f"{name} of shape {array.shape}; allowed: a list of {at_least} or more")
    return array


def _sequence(bases, assign_error):
    if not len(bases) or not set(bases) <= set("XYZ"):
        raise ValueError(f"bases = {bases!r}; allowed: letters X, Y, Z")
    errors = nonnegative("assign_error", assign_error)
    if errors.shape not in ((), (len(bases),)) or np.any(errors > 1):
        raise ValueError(f"assign_error = {assign_error!r}; allowed: 0 to 1, one or {len(bases)}")
    return bases, np.broadcast_to(errors, len(bases))
