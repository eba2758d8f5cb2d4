"""What a user learns of a machine from shots alone: readout, T1, T2, pair errors; with error bars.

Everything goes through `qpu.QPU.run`, and is paid from its budget. The estimates hold what they
cannot tell apart: an imperfect X gate looks like a readout error of 1.
"""

from typing import NamedTuple

import numpy as np
from scipy.optimize import curve_fit

from qlearn.qubits.circuit import Circuit
from qlearn.qubits.inputs import nonnegative, qubit_list
from qlearn.qubits.measurement import standard_error


class Estimate(NamedTuple):
    """A number from an experiment, and its standard error."""

    value: float
    stderr: float


def calibrate_readout(qpu, shots, qubits=None):
    """[(read 1 for 0, read 0 for 1), ...] of `Estimate`, one pair for each qubit (default: all).

    Two circuits of ``shots`` shots each: nothing, and X on all of these qubits.

    >>> from qlearn.qubits.presets import superconducting
    >>> from qlearn.qubits.qpu import QPU
    >>> qpu = QPU(superconducting(2), np.random.default_rng(1))
    >>> [[f"{rate.value:.3f}" for rate in pair] for pair in calibrate_readout(qpu, 10000)]
    [['0.011', '0.021'], ['0.009', '0.022']]
    """
    qubits = list(range(qpu.device.n)) if qubits is None else _qubits(qpu, qubits)
    n = len(qubits)
    zeros = qpu.run(Circuit(n).measure(), shots, layout=qubits)
    ones = qpu.run(Circuit(n).x(range(n)).measure(), shots, layout=qubits)
    return [(_share(zeros.marginal(k), "1"), _share(ones.marginal(k), "0")) for k in range(n)]


def calibrate_t1(qpu, qubit, delays_us, shots):
    """T1 (us) of a qubit, an `Estimate`: X, wait, measure; a fit of a e^{-t/T1} + b.

    >>> from qlearn.qubits.presets import superconducting
    >>> from qlearn.qubits.qpu import QPU
    >>> qpu = QPU(superconducting(1), np.random.default_rng(1))
    >>> estimate = calibrate_t1(qpu, 0, np.linspace(0, 400, 9), 4000)
    >>> abs(estimate.value - 100) < 3 * estimate.stderr, estimate.stderr < 5
    (True, True)
    """
    return _decay_time(qpu, qubit, delays_us, shots, lambda t: Circuit(1).x(0).delay(1e3 * t))


def calibrate_t2(qpu, qubit, delays_us, shots):
    """T2 (us) of a qubit, an `Estimate`: the echo X/2, t/2, X, t/2, X/2, and the same fit.

    >>> from qlearn.qubits.presets import superconducting
    >>> from qlearn.qubits.qpu import QPU
    >>> qpu = QPU(superconducting(1), np.random.default_rng(1))
    >>> estimate = calibrate_t2(qpu, 0, np.linspace(0, 300, 9), 4000)
    >>> abs(estimate.value - 80) < 3 * estimate.stderr, estimate.stderr < 10
    (True, True)
    """

    def echo(t):
        return Circuit(1).sx(0).delay(500 * t).x(0).delay(500 * t).sx(0)

    return _decay_time(qpu, qubit, delays_us, shots, echo)


def calibrate_pair(qpu, a, b, lengths, shots):
    """The depolarising probability of the pair gate on two coupled qubits, an `Estimate`.

    |++>, an even number m of cz gates, back to |00>: the probability to find it is fitted by
    c (1 - p)^m + d. Between two cz no other gate is left on a machine with cz, cx or rzz.

    >>> from qlearn.qubits.presets import superconducting
    >>> from qlearn.qubits.qpu import QPU
    >>> qpu = QPU(superconducting(2), np.random.default_rng(1))
    >>> p = calibrate_pair(qpu, 0, 1, range(0, 401, 50), 2000)
    >>> abs(p.value - 0.008) < 4 * p.stderr
    True
    """
    lengths = list(lengths)
    if any(m % 2 or m < 0 for m in lengths):
        raise ValueError(f"lengths = {lengths}; allowed: even numbers, at least 0")
    layout = qubit_list("(a, b)", (a, b), qpu.device.n)
    if not qpu.device.connected(a, b):
        raise ValueError(f"(a, b) = {(a, b)}; allowed: coupled qubits, {qpu.device.coupling}")
    found = []
    for m in lengths:
        circuit = Circuit(2).h(0, 1)
        for _ in range(m):
            circuit.cz(0, 1)
        found.append(_share(qpu.run(circuit.h(0, 1).measure(), shots, layout=layout), "00"))
    decay = _fit(lengths, *np.transpose(found))
    kept = np.exp(-1 / decay.value)
    return Estimate(float(1 - kept), float(kept * decay.stderr / decay.value**2))


def _share(counts, bits):
    return Estimate(counts.fraction(bits), counts.stderr(bits))


def _decay_time(qpu, qubit, delays_us, shots, waiting):
    """The decay time of P(1) behind ``waiting(t)``, a circuit for each delay t."""
    (qubit,) = _qubits(qpu, qubit)
    delays = nonnegative("delays_us", delays_us).ravel().tolist()
    ones = [qpu.run(waiting(t).measure(), shots, layout=[qubit])["1"] for t in delays]
    errors = [standard_error(hits, shots) for hits in ones]
    return _fit(delays, np.array(ones) / shots, errors)


def _fit(x, y, errors):
    """The decay constant of a e^{-x/T} + b, an `Estimate`."""
    x, y = np.asarray(x, dtype=float), np.asarray(y)
    if len(set(x.tolist())) < 4:
        raise ValueError(f"{len(set(x.tolist()))} different times; allowed: at least 4")
    guess = (y[np.argmin(x)] - y[np.argmax(x)], x.max() / 3, y[np.argmax(x)])

    def model(x, a, t, b):
        return a * np.exp(-x / t) + b

    bounds = ([-2, 1e-6 * x.max(), -1], [2, 1e3 * x.max(), 2])
    best, covariance = curve_fit(
        model, x, y, guess, sigma=errors, absolute_sigma=True, bounds=bounds
    )
    return Estimate(float(best[1]), float(np.sqrt(covariance[1, 1])))


def _qubits(qpu, qubits):
    return qubit_list("qubits", qubits, qpu.device.n)
