"""Copying: what a CNOT copies, and how well an unknown state can be copied at all.

No map takes every |psi>|0> to |psi>|psi>. Source: W. K. Wootters and W. H. Zurek, Nature 299, 802
(1982).
"""

import numpy as np

from qlearn.qubits import gates
from qlearn.qubits.entanglement import reduced
from qlearn.qubits.inputs import as_density, as_ket
from qlearn.qubits.measurement import expect

_SYMMETRIC = (np.eye(4) + gates.swap.full()) / 2  # the projector on what a swap leaves unchanged


def cnot_copier(state):
    """What a CNOT with its target in |0> makes of one qubit: a state of two, as density matrix.

    It copies |0> and |1>. A superposition becomes entangled instead.

    >>> cnot_copier([0.6, 0.8]).diag().round(2)
    array([0.36, 0.  , 0.  , 0.64])
    """
    blank = np.kron(_one(state), [[1, 0], [0, 0]])
    return as_density(gates.cx.full() @ blank @ gates.cx.full())


def optimal_cloner(state):
    """The best two copies of an unknown qubit, (2/3) P (rho x I) P, as one density matrix (4, 4).

    P projects on the symmetric states. Each copy of any pure state has the fidelity 5/6; no map has
    a larger mean over all states. Sources: V. Buzek and M. Hillery, Phys. Rev. A 54, 1844 (1996);
    in this form R. F. Werner, Phys. Rev. A 58, 1827 (1998).

    >>> print(optimal_cloner([1, 0]).diag().round(4))
    [0.6667 0.1667 0.1667 0.    ]
    """
    return as_density(2 / 3 * _SYMMETRIC @ np.kron(_one(state), np.eye(2)) @ _SYMMETRIC)


def copy_fidelities(copier, psi):
    """(first copy, second copy, both at once): the fidelities of copier(psi) with psi, floats.

    `copier` takes a ket of one qubit to a density matrix of two.

    >>> [round(f, 4) for f in copy_fidelities(optimal_cloner, [0.6, 0.8j])]
    [0.8333, 0.8333, 0.6667]
    """
    copies = copier(psi)
    one = as_ket(psi).proj()
    both = np.kron(one.full(), one.full())
    first, second = (expect(one, reduced(copies, k)) for k in (0, 1))
    return first, second, expect(both, copies)


def _one(state):
    rho = as_density(state)
    if rho.shape != (2, 2):
        raise ValueError(f"state has {len(rho.dims[0])} qubits; a copier takes exactly 1")
    return rho.full()
