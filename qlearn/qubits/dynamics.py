"""A qubit in time: driven, decaying and dephasing.

Everything is written in the frame that rotates with the drive. There

    H = (omega/2) (cos(phase) X + sin(phase) Y) - (delta/2) Z,    delta = omega_qubit - omega_drive,

with |0> the ground state. Times in us; omega and delta are angular frequencies in rad/us. P1 is the
probability of finding 1. `qlearn.qubits.pulses` runs sequences of pulses and delays.
"""

from dataclasses import dataclass

import numpy as np
import qutip

from qlearn.qubits import gates
from qlearn.qubits.inputs import (
    as_density,
    as_operator,
    nonnegative,
    positive,
    real,
    real_vector,
)
from qlearn.qubits.measurement import pauli


def driven_qubit(omega, delta=0.0, phase=0.0):
    """The Hamiltonian of the driven qubit in the rotating frame, in rad/us; shape (2, 2).

    >>> print(driven_qubit(2.0, delta=1.0).full().real)
    [[-0.5  1. ]
     [ 1.   0.5]]
    """
    omega, delta, phase = real_vector("(omega, delta, phase)", (omega, delta, phase))
    drive = np.cos(phase) * gates.X + np.sin(phase) * gates.Y
    return omega / 2 * drive - delta / 2 * gates.Z


# --- Closed forms -------------------------------------------------------------------------


def rabi(t_us, omega, delta=0.0):
    """P1 of a qubit driven for t_us, started in |0>, without decay; the arguments broadcast.

    (omega/omega_e)^2 sin^2(omega_e t/2) with omega_e^2 = omega^2 + delta^2.
    Source: I. I. Rabi, Phys. Rev. 51, 652 (1937).

    >>> print(rabi([0.0, 0.5], omega=3.0, delta=4.0).round(4))
    [0.     0.3242]
    """
    t_us, omega, delta = nonnegative("t_us", t_us), real("omega", omega), real("delta", delta)
    effective = np.hypot(omega, delta)
    contrast = np.divide(omega, effective, out=np.zeros_like(effective), where=effective > 0) ** 2
    return contrast * np.sin(effective * t_us / 2) ** 2


def ramsey(t_us, delta=0.0, t2_us=np.inf, noise=0.0):
    """P1 after two quarter turns about x, a free time t_us apart: (1 + C cos(delta t))/2.

    C = exp(-t/T2 - (noise t)^2/2) is what dephasing leaves of the fringes. `noise` (rad/us) is the
    standard deviation of a Gaussian detuning that differs from run to run and is constant within
    one. The pulses take no time. T1 enters only through T2.
    Source: N. F. Ramsey, Phys. Rev. 78, 695 (1950).

    >>> print(ramsey([0.0, 5.0], delta=1.0, t2_us=15.0).round(4))
    [1.     0.6016]
    """
    t_us, t2_us = nonnegative("t_us", t_us), positive("t2_us", t2_us)
    decay = t_us / t2_us + (nonnegative("noise", noise) * t_us) ** 2 / 2
    return (1 + np.exp(-decay) * np.cos(real("delta", delta) * t_us)) / 2


def echo(tau_us, t2_us=np.inf):
    """P1 after a Hahn echo, X/2 - tau - X - tau - X/2, with pulses that take no time.

    (1 - exp(-2 tau/T2))/2: a detuning that is constant within a run drops out.
    Source: E. L. Hahn, Phys. Rev. 80, 580 (1950).

    >>> print(echo([0.0, 5.0], t2_us=15.0).round(4))
    [0.     0.2433]
    """
    return (1 - np.exp(-2 * nonnegative("tau_us", tau_us) / positive("t2_us", t2_us))) / 2


def t2_star(t2_us, noise):
    """The time (us) after which Ramsey fringes have fallen to 1/e: t/T2 + (noise t)^2/2 = 1.

    sqrt(2)/noise if the quasi-static noise (rad/us) dominates, T2 if there is none.

    >>> print(t2_star(np.inf, noise=0.5).round(4), t2_star(15.0, noise=0.0))
    2.8284 15.0
    """
    rate, noise = 1 / positive("t2_us", t2_us), nonnegative("noise", noise)
    with np.errstate(divide="ignore"):
        return 2 / (rate + np.sqrt(rate**2 + 2 * noise**2))


# --- Decay --------------------------------------------------------------------------------


def dephasing_rate(t1_us, t2_us=None):
    """1/T_phi = 1/T2 - 1/(2 T1) in 1/us, the part of 1/T2 that is not decay; T2 = 2 T1 if None.

    Raises ValueError if a time is not positive, or if T2 > 2 T1, which no qubit can have.

    >>> round(1 / dephasing_rate(20.0, 15.0), 6)
    24.0
    """
    t1_us = positive("t1_us", t1_us)
    t2_us = 2 * t1_us if t2_us is None else positive("t2_us", t2_us)
    if t2_us > 2 * t1_us * (1 + 1e-12):
        raise ValueError(f"t2_us = {t2_us:g} with t1_us = {t1_us:g}; allowed: at most 2 t1_us")
    return float(max(0, 1 / t2_us - 1 / (2 * t1_us)))


def collapse_operators(t1_us, t2_us=None):
    """Collapse operators of a qubit with these T1 and T2 (us); those with rate 0 are left out.

    sqrt(1/T1) |0><1| and sqrt(1/(2 T_phi)) Z. T2 = 2 T1 if it is None; `numpy.inf` is allowed.
    Raises ValueError as `dephasing_rate` does.

    >>> [round(op.norm(), 4) for op in collapse_operators(20.0, 15.0)]
    [0.2236, 0.2887]
    >>> collapse_operators(np.inf, np.inf)
    []
    """
    half_dephasing = dephasing_rate(t1_us, t2_us) / 2
    pairs = [(1 / positive("t1_us", t1_us), gates.lower), (half_dephasing, gates.Z)]
    return [np.sqrt(rate) * operator for rate, operator in pairs if rate > 0]


# --- The master equation ------------------------------------------------------------------

_OPTIONS = {  # ten turns with QuTiP's own tolerances leave an error of 1e-5, with these 1e-10
    "method": "vern7",
    "atol": 1e-12,
    "rtol": 1e-10,
    "nsteps": 10**7,
    "store_states": True,
    "progress_bar": "",
}


@dataclass(frozen=True, repr=False)
class Evolution:
    """A state in time: `times_us` (n,), `states` (n density matrices), `means` {name: (n,)}."""

    times_us: np.ndarray
    states: list
    means: dict

    def __repr__(self):
        first, last = self.times_us[[0, -1]]
        names = ", ".join(self.means) or "none"
        return f"Evolution({len(self.times_us)} times, {first:g} to {last:g} us; means: {names})"


def evolve(hamiltonian, state, times_us, collapse=(), observe=None, max_step_us=None):
    """The `Evolution` of `state`, which holds at times_us[0], by QuTiP's master-equation solver.

    States are density matrices and means are arrays, with or without collapse operators.
    `hamiltonian` (rad/us) is an operator, or a `qutip.QobjEvo` that depends on time: then
    `max_step_us` is needed, at most half of the shortest feature, or the solver may step over a
    pulse without a word. `observe` is {name: Hermitian operator or Pauli word}.
    Raises ValueError if the Hamiltonian is not Hermitian, sizes differ, or times do not increase.

    >>> decay = evolve(0 * gates.Z, [0, 1], [0, 20], collapse_operators(20.0), {"z": "Z"})
    >>> print(decay.means["z"].round(4), decay.states[0].isoper)
    [-1. 0.2642] True
    """
    rho, times_us = as_density(state), _increasing(times_us)
    hamiltonian = _hamiltonian(hamiltonian, times_us[0], max_step_us, rho.shape)
    collapse = [_fitting(f"collapse[{i}]", op, rho.shape) for i, op in enumerate(collapse)]
    observe = {name: _observable(name, op, rho.shape) for name, op in (observe or {}).items()}
    options = _OPTIONS
    if max_step_us is not None:
        options = options | {"max_step": positive("max_step_us", max_step_us)}
    result = qutip.mesolve(hamiltonian, rho, times_us, collapse, e_ops=observe, options=options)
    means = {name: np.real(values) for name, values in result.e_data.items()}
    return Evolution(times_us, result.states, means)


def _hamiltonian(hamiltonian, start_us, max_step_us, shape):
    moving = isinstance(hamiltonian, qutip.QobjEvo)
    if moving and max_step_us is None:
        raise ValueError(
            "max_step_us = None with a Hamiltonian that depends on time; allowed: at most half of "
            "its shortest feature in us"
        )
    if not _fitting("hamiltonian", hamiltonian(start_us) if moving else hamiltonian, shape).isherm:
        raise ValueError("hamiltonian is not Hermitian; allowed: one that equals its own dagger")
    return hamiltonian if moving else as_operator(hamiltonian, "hamiltonian")


def _observable(name, operator, shape):
    operator = pauli(operator) if isinstance(operator, str) else operator
    operator = _fitting(f"observe[{name!r}]", operator, shape)
    if not operator.isherm:
        raise ValueError(f"observe[{name!r}] is not Hermitian; allowed: Hermitian operators")
    return operator


def _fitting(name, operator, shape):
    operator = as_operator(operator, name)
    if operator.shape != shape:
        raise ValueError(f"{name} has shape {operator.shape}; allowed: {shape}, as the state")
    return operator


def _increasing(times_us):
    array = real("times_us", times_us)
    if array.ndim != 1 or len(array) < 2 or np.any(np.diff(array) <= 0):
        raise ValueError(f"times_us = {times_us!r}; allowed: two or more increasing numbers")
    return array
