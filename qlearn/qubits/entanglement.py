"""Entanglement: what a part knows of the whole, and how strongly two parts are tied together.

States are kets or density matrices of qubits, qubit 0 leftmost. Entropies are in bits.
Source, unless another one is named: R., P., M. and K. Horodecki, Rev. Mod. Phys. 81, 865 (2009).
"""

import numpy as np

from qlearn.qubits import gates
from qlearn.qubits.inputs import as_density, as_ket, between, qubit_list
from qlearn.qubits.states import bell

PHI_PLUS = bell("Phi+")
NOISE = as_density(np.eye(4) / 4)  # white noise: every outcome equally likely, along every axis
_PAULIS = np.array([pauli.full() for pauli in (gates.I, gates.X, gates.Y, gates.Z)])
_FLIP = np.kron(gates.Y.full(), gates.Y.full())


# --- Noisy pairs --------------------------------------------------------------------------


def werner(w):
    """w |Phi+><Phi+| + (1 - w) I/4: a Bell pair in white noise, a density matrix of two qubits.

    w from -1/3 to 1, else ValueError. The pair fidelity is (1 + 3w)/4. Entangled if w > 1/3,
    above 2 in the CHSH test if w > 1/sqrt 2: two thresholds, both for white noise only.
    Source: R. F. Werner, Phys. Rev. A 40, 4277 (1989), with the singlet in the place of Phi+.

    >>> rho = werner(0.5)
    >>> rho.dims == [[2, 2], [2, 2]], rho.diag()
    (True, array([0.375, 0.125, 0.125, 0.375]))
    """
    w = between("w", w, -1 / 3, 1)
    return w * PHI_PLUS.proj() + (1 - w) * NOISE


def werner_weight(fidelity):
    """The w of the Werner state of that pair fidelity F: w = (4F - 1)/3, for F from 0 to 1.

    >>> werner_weight(1.0), werner_weight(0.25), round(werner_weight(0.5), 6)
    (1.0, 0.0, 0.333333)
    """
    return (4 * between("fidelity", fidelity, 0, 1) - 1) / 3


def pair_fidelity(rho):
    """<Phi+|rho|Phi+>, from 0 to 1: how much of a pair is the Bell state Phi+.

    `rho` is a ket or density matrix of two qubits, else ValueError. The other Bell states have 0,
    although a known Pauli gate on one side turns each of them into Phi+.

    >>> round(pair_fidelity(werner(0.6)), 6), round(pair_fidelity(bell("Psi+")), 6)
    (0.7, 0.0)
    """
    return float((PHI_PLUS.dag() * as_pair(rho, "rho") * PHI_PLUS).real)


# --- A part of the whole ------------------------------------------------------------------


def reduced(state, keep):
    """The density matrix of the qubits `keep`, in that order, whatever happens to the others.

    Raises ValueError if `keep` repeats a qubit or names one that is not there.

    >>> reduced(bell("Phi+"), 0).diag()
    array([0.5, 0.5])
    """
    rho = as_density(state)
    n = len(rho.dims[0])
    keep = qubit_list("keep", keep, n)
    others = [qubit for qubit in range(n) if qubit not in keep]
    order = keep + others
    tensor = rho.full().reshape([2] * 2 * n).transpose(order + [n + qubit for qubit in order])
    blocks = tensor.reshape(2 ** len(keep), 2 ** len(others), 2 ** len(keep), 2 ** len(others))
    return as_density(np.einsum("ikjk->ij", blocks))


def schmidt(psi, qubits=0):
    """The Schmidt coefficients of a ket, cut between `qubits` and the rest: an array, falling.

    Their squares are the eigenvalues of either reduced state and add up to 1. A single one that
    is not 0 means: a product state. Raises ValueError if the cut leaves nothing on one side.

    >>> print(schmidt([0.6, 0, 0, 0.8]), schmidt([0.5, 0.5, 0.5, 0.5]).round(6))
    [0.8 0.6] [1. 0.]
    """
    psi = as_ket(psi)
    n = len(psi.dims[0])
    qubits = qubit_list("qubits", qubits, n)
    if len(qubits) == n:
        raise ValueError(f"qubits = {qubits}; allowed: fewer than the {n} qubits of psi")
    others = [qubit for qubit in range(n) if qubit not in qubits]
    matrix = psi.full().reshape([2] * n).transpose(qubits + others).reshape(2 ** len(qubits), -1)
    return np.linalg.svd(matrix, compute_uv=False)


# --- How much -----------------------------------------------------------------------------


def entropy_bits(state):
    """The von Neumann entropy -Tr(rho log2 rho) in bits: 0 for a pure state, n for I/2^n.

    For a pure state of a pair, the entropy of one part is the entanglement of the two.

    >>> entropy_bits(reduced(bell("Psi-"), 1)), entropy_bits(bell("Psi-"))
    (1.0, 0.0)
    """
    p = np.linalg.eigvalsh(as_density(state).full())
    p = p[p > 1e-15]
    return float(abs(p @ np.log2(p)))


def concurrence(state):
    """Wootters' concurrence of two qubits: 0 if they are not entangled, 1 for a Bell state.

    For a pure state it is 2|ad - bc|. Source: W. K. Wootters, Phys. Rev. Lett. 80, 2245 (1998).

    >>> round(concurrence([0.6, 0, 0, 0.8]), 6), concurrence(werner(1 / 3))
    (0.96, 0.0)
    """
    p, vectors = np.linalg.eigh(as_pair(state).full())
    root = vectors * np.sqrt(p.clip(0))
    largest, *rest = np.linalg.svd(root.T @ _FLIP @ root, compute_uv=False)
    difference = largest - sum(rest)
    return float(difference) if difference > 1e-12 else 0.0


def negativity(state):
    """Minus the sum of the negative eigenvalues of the partial transpose: 1/2 for a Bell state.

    Two qubits are entangled exactly if it is not 0. Source: M., P. and R. Horodecki, Phys. Lett.
    A 223, 1 (1996).

    >>> round(negativity(bell("Phi-")), 6), negativity([0.5, 0.5, 0.5, 0.5])
    (0.5, 0.0)
    """
    blocks = as_pair(state).full().reshape(2, 2, 2, 2)
    transposed = blocks.transpose(0, 3, 2, 1).reshape(
        4, 4
    )  # the second qubit's indices change places
    total = np.linalg.eigvalsh(transposed).clip(max=0).sum()
    return float(-total) if total < -1e-12 else 0.0


def pauli_table(state):
    """All the means <A x B> over I, x, y, z: an array (4, 4), qubit 0 in the rows.

    The first column holds the Bloch vector of qubit 0 and the first row that of qubit 1.

    >>> print(pauli_table([0.6, 0, 0, 0.8]).round(2) + 0)
    [[ 1.    0.    0.   -0.28]
     [ 0.    0.96  0.    0.  ]
     [ 0.    0.   -0.96  0.  ]
     [-0.28  0.    0.    1.  ]]
    """
    blocks = as_pair(state).full().reshape(2, 2, 2, 2)
    return np.einsum("abcd,ica,jdb->ij", blocks, _PAULIS, _PAULIS).real


def correlation_matrix(state):
    """The means T[i, j] = <sigma_i x sigma_j> over x, y, z: an array (3, 3), qubit 0 in the rows.

    >>> print(correlation_matrix(bell("Phi+")).round(6) + 0)
    [[ 1.  0.  0.]
     [ 0. -1.  0.]
     [ 0.  0.  1.]]
    """
    return pauli_table(state)[1:, 1:]


def as_pair(state, name="state"):
    """The state as a density matrix of two qubits. Raises ValueError if it is not one.

    >>> as_pair([1, 0, 0, 0]).shape
    (4, 4)
    """
    rho = as_density(state)
    if rho.shape != (4, 4):
        raise ValueError(f"{name} has {len(rho.dims[0])} qubits; allowed: exactly 2")
    return rho
