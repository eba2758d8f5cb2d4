"""How far two states, or two processes, are apart: one number from 0 to 1.

Every fidelity here is the squared one: F = |<a|b>|^2 for pure states. Some books, and QuTiP's
`fidelity`, mean its square root.
Source: A. Gilchrist, N. K. Langford and M. A. Nielsen, Phys. Rev. A 71, 062310 (2005).
"""

import numpy as np

from qlearn.qubits.channels import as_channel
from qlearn.qubits.inputs import as_density, as_operator, as_state


def fidelity(a, b):
    """The fidelity of two states, 1 if they are equal: <psi|rho|psi> if one of them is pure.

    For two mixed states (Tr sqrt(sqrt(a) b sqrt(a)))^2. Raises ValueError if the sizes differ.

    >>> round(fidelity([1, 0], [0.6, 0.8]), 2), round(fidelity([1, 0], [[0.5, 0], [0, 0.5]]), 2)
    (0.36, 0.5)
    """
    a, b = _two_states(a, b)
    if b.isket:
        a, b = b, a
    if a.isket:
        psi = a.full()[:, 0]
        return float((psi.conj() @ as_density(b).full() @ psi).real)
    return float(np.linalg.svd(_root(a) @ _root(b), compute_uv=False).sum() ** 2)


def trace_distance(a, b):
    """Half the sum of |eigenvalues| of a - b: for one qubit half the distance of the Bloch vectors.

    Who gets one of the two states at random and guesses which is right with the probability
    (1 + distance)/2 at best. Raises ValueError if the sizes differ.

    >>> round(trace_distance([1, 0], [0.6, 0.8]), 6)
    0.8
    """
    a, b = (as_density(state).full() for state in _two_states(a, b))
    return float(np.abs(np.linalg.eigvalsh(a - b)).sum() / 2)


def process_fidelity(channel, gate=None):
    """The fidelity of a channel with a gate (default: the identity) on half of an entangled pair.

    The sum of |Tr U^dagger K|^2 / d^2 over the Kraus operators. `channel` may be a gate as well.
    Raises ValueError if the sizes differ, or the gate is not unitary.

    >>> from qlearn.qubits.channels import dephasing
    >>> round(process_fidelity(dephasing(0.01)), 4)
    0.99
    """
    kraus = [k.full() for k in as_channel(channel)]
    size = len(kraus[0])
    target = np.eye(size) if gate is None else as_channel(as_operator(gate, "gate"))[0].full()
    if len(target) != size:
        raise ValueError(f"gate has {len(target)} rows, channel has {size}; allowed: equal numbers")
    return float(sum(abs(np.vdot(target, k)) ** 2 for k in kraus) / size**2)


def average_gate_fidelity(channel, gate=None):
    """The mean fidelity of channel and gate (default: the identity) over all pure input states.

    (d F + 1)/(d + 1) with the process fidelity F. `channel` may be a gate as well.
    Source: M. A. Nielsen, Phys. Lett. A 303, 249 (2002).

    >>> from qlearn.qubits.channels import idle
    >>> round(average_gate_fidelity(idle(1.7, t1_us=20, t2_us=15)), 6)
    0.950703
    """
    size = as_channel(channel)[0].shape[0]
    return (size * process_fidelity(channel, gate) + 1) / (size + 1)


def _two_states(a, b):
    a, b = as_state(a), as_state(b)
    if a.shape[0] != b.shape[0]:
        raise ValueError(f"a has {len(a.dims[0])} qubits, b has {len(b.dims[0])}; allowed: equal")
    return a, b


def _root(rho):
    """The positive square root of a density matrix."""
    values, vectors = np.linalg.eigh(rho.full())
    return vectors * np.sqrt(values.clip(0)) @ vectors.conj().T
