"""The variational eigensolver: a machine measures energies, a classical loop turns the angles.

Source: A. Peruzzo et al., Nat. Commun. 5, 4213 (2014); for the gradient K. Mitarai et al., Phys.
Rev. A 98, 032309 (2018).
"""

from typing import NamedTuple

import numpy as np

from qlearn.qubits.inputs import positive, positive_integer, real
from qlearn.qubits.mitigation import fold, frequencies, zero_noise
from qlearn.qubits.noisy_run import compiled
from qlearn.qubits.observables import bases, mean_from, measured_in


class Step(NamedTuple):
    """One step of the loop: angles, energy and standard error there, gradient, shots so far."""

    theta: np.ndarray
    energy: float
    stderr: float
    gradient: np.ndarray
    shots: int


def parameter_shift(f, theta):
    """The gradient of f at theta, an array like theta: (f(theta_k + pi/2) - f(theta_k - pi/2)) / 2.

    Exact, not a small difference, if f is a sinusoid of period 2 pi in each angle, as a mean is
    in the angle of rx, ry or rz.

    >>> print(parameter_shift(lambda t: 3 * np.sin(t[0]), [0.0]))
    [3.]
    """
    theta = np.atleast_1d(real("theta", theta))
    shifts = np.pi / 2 * np.eye(len(theta))
    return np.array([(f(theta + shift) - f(theta - shift)) / 2 for shift in shifts])


def measured_energy(qpu, circuit, terms, shots, readout=None, scales=(1,)):
    """(mean, stderr) of ``terms`` after a circuit, from ``shots`` shots in each basis and scale.

    ``readout`` are rates for `mitigate_readout`, one pair for each qubit of the program or one for
    all; ``scales`` (odd) with more than one number mean zero-noise extrapolation by a line. Costs
    shots x bases x scales.

    >>> from qlearn.qubits.presets import ion_trap
    >>> from qlearn.qubits.qpu import QPU
    >>> from qlearn.qubits.circuit import Circuit
    >>> qpu = QPU(ion_trap(2), np.random.default_rng(1))
    >>> energy, stderr = measured_energy(qpu, Circuit(2), {"ZI": 1.0, "XX": 1.0}, 10000)
    >>> qpu.shots_used, abs(energy - 1) < 5 * stderr
    (20000, True)
    """
    found = [_scaled(qpu, circuit, terms, shots, readout, scale) for scale in scales]
    if len(found) == 1:
        return found[0]
    values, errors = zip(*found, strict=True)
    return zero_noise(values, scales, order=1, stderrs=errors)


def _scaled(qpu, circuit, terms, shots, readout, scale):
    """The mean and its standard error with pair gates folded ``scale`` times."""
    probabilities = {}
    for basis in bases(terms):
        program = fold(compiled(measured_in(circuit, basis), qpu.device), scale)
        probabilities[basis] = frequencies(qpu.run(program, shots))
    return mean_from(terms, probabilities, shots, readout)


def cost(terms, n_angles, shots, scales=(1,)):
    """The shots of one `vqe` step: an energy, and two for each angle, in every basis and scale.

    >>> cost({"ZI": 1.0, "XX": 1.0}, 1, 500)
    3000
    """
    return (1 + 2 * n_angles) * len(bases(terms)) * len(scales) * positive_integer("shots", shots)


def vqe(qpu, ansatz, terms, theta, shots, rate=0.6, max_steps=50, readout=None, scales=(1,)):
    """Gradient descent on a machine, a generator of `Step`; it ends when the budget is spent.

    ``ansatz(theta)`` is a Circuit; each step measures the energy at theta and its gradient by
    `parameter_shift` with ``shots`` shots in each basis, and goes -rate * gradient. Stop it
    whenever it is good enough.

    >>> from qlearn.qubits import hydrogen
    >>> from qlearn.qubits.presets import ion_trap
    >>> from qlearn.qubits.qpu import QPU
    >>> qpu = QPU(ion_trap(2), np.random.default_rng(1), shot_budget=100_000)
    >>> steps = list(vqe(qpu, hydrogen.ansatz, hydrogen.h2_terms(), [0.0], shots=2000))
    >>> len(steps), abs(steps[-1].energy + 1.857) < 0.03
    (8, True)
    """
    theta, rate = np.atleast_1d(real("theta", theta)), positive("rate", rate)

    def energy(angles):
        return measured_energy(qpu, ansatz(angles), terms, shots, readout, scales)

    for _ in range(positive_integer("max_steps", max_steps)):
        if qpu.shots_left is not None and qpu.shots_left < cost(terms, len(theta), shots, scales):
            return
        value, stderr = energy(theta)
        gradient = parameter_shift(lambda angles: energy(angles)[0], theta)
        yield Step(theta, value, stderr, gradient, qpu.shots_used)
        theta = theta - rate * gradient
