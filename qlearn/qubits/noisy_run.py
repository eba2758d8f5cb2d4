"""A schedule on a noisy machine, exactly: the state it leaves, and what its readout shows.

Each gate is followed by its error; each wait by decay and dephasing with the T1 and T2 of the qubit
(`channels.idle`); each measured bit is turned round with the readout errors. Qubits that no event
touches are left out of the calculation.
"""

from dataclasses import replace
from functools import lru_cache

import numpy as np
from qutip import Qobj

from qlearn.qubits import simulate
from qlearn.qubits.channels import idle
from qlearn.qubits.circuit import Circuit
from qlearn.qubits.compiling import Transpiled, transpile
from qlearn.qubits.outcomes import bit_probabilities
from qlearn.qubits.timeline import schedule


def compiled(circuit, device, layout=None):
    """A `Transpiled` circuit as it is, a `Circuit` compiled for the device.

    >>> from qlearn.qubits.presets import ion_trap
    >>> compiled(Circuit(2).cx(0, 1), ion_trap(2)).circuit.count()["rzz"]
    1
    """
    return circuit if isinstance(circuit, Transpiled) else transpile(circuit, device, layout)


def read_out(circuit):
    """The circuit itself if it measures; else a copy that measures qubit k of the program to bit k.

    >>> read_out(Circuit(2)).measured
    {0: 0, 1: 1}
    """
    whole = isinstance(circuit, Transpiled)
    program = circuit.circuit if whole else circuit
    if program.measured:
        return circuit
    measured = Circuit(program.n).append(program)
    measured.measure(circuit.final if whole else None)
    return replace(circuit, circuit=measured) if whole else measured


def noisy_density(circuit, device, late=True):
    """The density matrix of all ``device.n`` qubits at the end, before readout.

    ``circuit`` is a `Circuit` or `Transpiled`; qubit k of the program is `final[k]` of the latter.
    Operations are scheduled as ``late`` as they can be.

    >>> from qlearn.qubits.presets import superconducting
    >>> print(noisy_density(Circuit(1).delay(1e5), superconducting(1), late=True).diag())
    [1. 0.]
    """
    means = _means(compiled(circuit, device).circuit, device, late, range(device.n))
    return Qobj(simulate.density_of(means), dims=[[2] * device.n] * 2)


def noisy_probabilities(circuit, device, late=True, readout=True):
    """The probability of every bit string that the machine shows, (2^bits,); exact.

    ``readout=False`` leaves out the readout errors. A circuit that measures nothing is measured
    as a whole.

    >>> from qlearn.qubits.presets import superconducting
    >>> print(noisy_probabilities(Circuit(1).x(0).measure(), superconducting(1)).round(4))
    [0.0203 0.9797]
    """
    run = compiled(read_out(circuit), device).circuit
    touched = sorted({q for op in run.operations if op.name != "barrier" for q in op.qubits})
    born = simulate.outcome_probabilities(_means(run, device, late, touched))
    small = _on_few(run, touched)
    p = bit_probabilities(born.clip(0) / born.clip(0).sum(), small)
    if not readout:
        return p
    matrices = {bit: confusion(*device.readout[q]) for bit, q in run.measured.items()}
    return apply_bitwise(p, matrices)


def confusion(read_1_for_0, read_0_for_1):
    """The matrix of a readout, (2, 2): column = what is there, row = what is read.

    >>> print(confusion(0.01, 0.02))
    [[0.99 0.02]
     [0.01 0.98]]
    """
    return np.array([[1 - read_1_for_0, read_0_for_1], [read_1_for_0, 1 - read_0_for_1]])


def apply_bitwise(p, matrices):
    """The array p (2^bits,) after a 2 x 2 matrix on each bit of {bit: matrix}.

    >>> print(apply_bitwise(np.array([1.0, 0, 0, 0]), {1: confusion(0.1, 0.0)}))
    [0.9 0.1 0.  0. ]
    """
    n = len(p).bit_length() - 1
    return simulate.evolve(p, n, [(m, (bit,)) for bit, m in matrices.items()]) if n else p


def _means(circuit, device, late, qubits):
    """Pauli means of ``qubits`` at the end."""
    place = {q: k for k, q in enumerate(qubits)}
    steps = _steps(schedule(circuit, device, late), device)
    moved = ((matrix, tuple(place[q] for q in on)) for matrix, on in steps)
    return simulate.evolve(simulate.ground_means(len(place)), len(place), moved)


def _steps(plan, device):
    for event in plan.events:
        op, wait = event.operation, event.stop_ns - event.start_ns
        if op.name in ("idle", "delay"):
            (q,) = op.qubits
            if wait:
                yield idle_transfer(wait * 1e-3, device.t1_us[q], device.t2_us[q]), op.qubits
        elif op.is_gate:
            yield device.error_transfer(op.name)[:, None] * op.transfer(), op.qubits


@lru_cache(maxsize=4096)
def idle_transfer(t_us, t1_us, t2_us):
    """The Pauli transfer matrix (4, 4) of waiting; see `channels.idle`.

    >>> print(idle_transfer(50.0, 50.0, 50.0).round(3)[3])
    [0.632 0.    0.    0.368]
    """
    return simulate.transfer([k.full() for k in idle(t_us, t1_us, t2_us)])


def _on_few(circuit, qubits):
    """The measurements of a circuit on these qubits alone."""
    few = Circuit(len(qubits), circuit.n_bits)
    for bit, q in circuit.measured.items():
        few.measure(qubits.index(q), bit)
    return few
