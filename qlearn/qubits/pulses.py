"""Pulse sequences of one qubit, run segment by segment: exact, and many detunings at once.

In each segment the master equation has constant coefficients, so the segment is the exponential
of QuTiP's Liouvillian. No adaptive solver, hence no pulse that could be stepped over. Frame, units
and signs as in `qlearn.qubits.dynamics`.
"""

from dataclasses import dataclass

import numpy as np
import qutip
from scipy.linalg import expm
from scipy.special import erf

from qlearn.qubits import gates
from qlearn.qubits.dynamics import collapse_operators
from qlearn.qubits.inputs import (
    as_density,
    nonnegative,
    positive,
    positive_integer,
    real,
    unit_axis,
)


@dataclass(frozen=True)
class Pulse:
    """A turn by `angle` (rad) about `axis`, taking `duration_us`: 0 is an ideal, instantaneous one.

    `axis` is "x", "y", "z" or three numbers. Detuning, decay and dephasing go on during the pulse.
    `angle` and `duration_us` may be arrays, which broadcast.

    >>> Pulse("x", np.pi / 2), Pulse("y", np.pi, 0.05)
    (Pulse('x', 1.571), Pulse('y', 3.142, 0.05))
    """

    axis: object
    angle: object
    duration_us: object = 0.0

    def __post_init__(self):
        (
            unit_axis(self.axis),
            real("angle", self.angle),
            nonnegative("duration_us", self.duration_us),
        )

    def __repr__(self):
        duration = f", {_short(self.duration_us)}" if np.any(self.duration_us) else ""
        return f"Pulse({self.axis!r}, {_short(self.angle)}{duration})"

    def propagator(self, free):
        """What the segment does to a stacked density matrix; `free`: Liouvillian of an idle qubit.

        Both have shape (..., 4, 4).
        """
        n_sigma = np.tensordot(unit_axis(self.axis), _SIGMA, 1)
        turn = qutip.liouvillian(qutip.Qobj(n_sigma / 2)).full()
        return expm(_matrix(self.angle) * turn + _matrix(self.duration_us) * free)


@dataclass(frozen=True)
class Delay:
    """A free time `t_us`, a number or an array, in which nothing is done to the qubit.

    >>> Delay(5.0)
    Delay(5)
    """

    t_us: object

    def __post_init__(self):
        nonnegative("t_us", self.t_us)

    def __repr__(self):
        return f"Delay({_short(self.t_us)})"

    def propagator(self, free):
        """As for a `Pulse`, by eigenvectors: one set of them serves all times.

        An idle qubit always has them. With a drive they may become parallel, so a pulse needs the
        exponential itself.
        """
        rates, vectors = np.linalg.eig(free)
        factors = np.exp(rates * real("t_us", self.t_us)[..., None])
        return (vectors * factors[..., None, :]) @ np.linalg.inv(vectors)


class Sequence:
    """Pulses and delays in the order of time.

    Raises ValueError if a segment is neither a `Pulse` nor a `Delay`.

    >>> quarter = Pulse("x", np.pi / 2)
    >>> hahn = Sequence([quarter, Delay(5.0), Pulse("x", np.pi), Delay(5.0), quarter])
    >>> print(hahn.p1(delta=[0.0, 0.7, 1.9], t1_us=20.0, t2_us=15.0).round(4))
    [0.2433 0.2433 0.2433]
    """

    def __init__(self, segments):
        self.segments = tuple(segments)
        for i, segment in enumerate(self.segments):
            if not isinstance(segment, Pulse | Delay):
                raise ValueError(f"segments[{i}] = {segment!r}; allowed: Pulse and Delay")

    def __repr__(self):
        return f"Sequence({list(self.segments)!r})"

    def run(self, delta=0.0, t1_us=np.inf, t2_us=None, state=(1, 0)):
        """The Bloch vector at the end, shape (..., 3), of a qubit started in `state`, default |0>.

        `delta` (rad/us) may be an array; it broadcasts with the arrays in the segments, and that
        shape stands for the dots. T2 is 2 T1 if it is None. Raises ValueError if T2 > 2 T1.
        """
        idle = qutip.liouvillian(0 * gates.Z, collapse_operators(t1_us, t2_us)).full()
        free = idle + _matrix(delta) * qutip.liouvillian(-gates.Z / 2).full()
        vector = qutip.operator_to_vector(as_density(state)).full()
        done = {}  # a segment that stands twice in the sequence is computed once
        for segment in self.segments:
            if id(segment) not in done:
                done[id(segment)] = segment.propagator(free)
            vector = done[id(segment)] @ vector
        return (vector[..., 0] @ _TO_BLOCH).real

    def p1(self, delta=0.0, t1_us=np.inf, t2_us=None, state=(1, 0)):
        """The probability of finding 1 at the end, (1 - z)/2; arguments as in `run`."""
        return (1 - self.run(delta, t1_us, t2_us, state)[..., 2]) / 2


_SIGMA = np.array([gate.full() for gate in (gates.X, gates.Y, gates.Z)])
# x, y, z are Tr(sigma rho); QuTiP stacks the columns of rho, and so the rows of sigma^T
_TO_BLOCH = _SIGMA.reshape(3, 4).T


def _short(value):
    return f"{value:.4g}" if np.ndim(value) == 0 else f"array of shape {np.shape(value)}"


def _matrix(value):
    """Numbers with two more axes, to be multiplied with 4 x 4 matrices."""
    return real("value", value)[..., None, None]


def quasi_static(noise, n=64):
    """(delta, weights): n detunings that stand for a Gaussian of standard deviation `noise`.

    Both have shape (n,), in rad/us and adding up to 1: `sequence.p1(delta) @ weights` is the mean
    over runs. Gauss-Hermite quadrature; exact to 1e-6 while noise * time stays below 9.

    >>> delta, weights = quasi_static(0.5)
    >>> print((np.cos(2 * delta) @ weights).round(6), np.exp(-0.5).round(6))
    0.606531 0.606531
    """
    points, weights = np.polynomial.hermite_e.hermegauss(positive_integer("n", n, at_most=200))
    noise = nonnegative("noise", noise)
    if noise.shape != ():
        raise ValueError(f"noise = {noise!r}; allowed: one number, at least 0")
    return noise * points, weights / weights.sum()


# --- Shaped pulses ------------------------------------------------------------------------


def gaussian_amplitude(theta, sigma_us, cut):
    """Peak amplitude (rad/us) of a Gaussian that turns by theta, cut off at +- cut sigma.

    The area is what counts: peak * sigma sqrt(2 pi) erf(cut/sqrt 2) = theta.

    >>> round(gaussian_amplitude(np.pi, sigma_us=10.0, cut=2.0), 5)
    0.13131
    """
    sigma_us, cut = positive("sigma_us", sigma_us), positive("cut", cut)
    return float(real("theta", theta) / (sigma_us * np.sqrt(2 * np.pi) * erf(cut / np.sqrt(2))))


def gaussian_pulse(theta, sigma_us, cut=2.0, axis="x", n=80):
    """The Gaussian pulse as a list of n `Pulse`s of equal duration, 2 cut sigma/n each.

    Each turns by its own share of theta: on resonance the total is exactly theta.

    >>> turns = [pulse.angle for pulse in gaussian_pulse(np.pi, 0.02, n=4)]
    >>> print(np.round(turns, 4), round(sum(turns), 4))
    [0.4473 1.1235 1.1235 0.4473] 3.1416
    """
    sigma_us, cut = positive("sigma_us", sigma_us), positive("cut", cut)
    edges = np.linspace(-cut, cut, positive_integer("n", n) + 1)
    shares = np.diff(erf(edges / np.sqrt(2))) / (2 * erf(cut / np.sqrt(2)))
    step_us = 2 * cut * sigma_us / n
    return [Pulse(axis, float(theta * share), step_us) for share in shares]
