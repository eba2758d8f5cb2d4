"""Simulation: gates and channels on state vectors and density matrices, as NumPy arrays.

A *step* is a pair (matrix, qubits); of a diagonal matrix the diagonal will do. The register is a
tensor with one index per qubit. A state vector has two values per index; a density matrix is kept
as its Pauli means

    r[P] = Tr(P rho),   P = I, X, Y, Z per qubit,   rho = sum_P r[P] P / 2^n,

so it has four, all of them real, and a channel is a real matrix (its Pauli transfer matrix): a
quarter of the work that complex numbers would be. Steps on the same few qubits are multiplied
before they are applied. Nothing here is checked: `qlearn.qubits.circuit` does that.
"""

from functools import cache

import numpy as np

_PAULIS = np.array([[[1, 0], [0, 1]], [[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])
_BITS = np.array([[1.0, 1.0], [1.0, -1.0]]) / 2  # (1, <Z>) to the probabilities of 0 and 1


def evolve(register, n, steps, width=None):
    """The register (d^n,) or (d^n, columns) after the steps, in the same order of qubits.

    d is 2 for state vectors and 4 for Pauli means. ``width`` is the number of qubits up to which
    steps are multiplied into one; the default is a good choice.

    >>> flip = np.array([[0, 1], [1, 0]])
    >>> print(evolve(np.array([1.0, 0, 0, 0]), 2, [(flip, (1,))]))
    [0. 1. 0. 0.]
    """
    rows = len(register)
    d = round(rows ** (1 / n))
    tensor, order = register.reshape(rows, -1), list(range(n))
    for matrix, qubits in fused(steps, d, width or _width(rows, d)):
        tensor, order = _apply(tensor, order, d, matrix, qubits)
    back = [order.index(qubit) for qubit in range(n)]
    return tensor.reshape([d] * n + [-1]).transpose([*back, n]).reshape(register.shape)


def fused(steps, d, width):
    """The steps with neighbours multiplied together, each on at most ``width`` qubits if it can.

    Blocks that are open at one time have no qubit in common: they may be applied in any order.
    """
    block_of = {}
    for matrix, qubits in steps:
        open_blocks = {id(block_of[q]): block_of[q] for q in qubits if q in block_of}.values()
        if matrix.ndim == 1 and len(qubits) <= width:
            matrix = np.diag(matrix)
        room = max(width, len(qubits)) - len(qubits) if matrix.ndim == 2 else -1
        joined = []
        for block in sorted(open_blocks, key=lambda block: len(block[1])):
            more = len(set(block[1]) - set(qubits))
            if more <= room:
                joined.append(block)
                room -= more
            else:
                yield block
                for q in block[1]:
                    del block_of[q]
        if matrix.ndim == 1:  # too wide to multiply out
            yield matrix, qubits
            continue
        joined.sort(key=lambda block: min(qubits.index(q) for q in block[1] if q in qubits))
        block = _joined(joined, matrix, tuple(qubits), d)
        block_of.update((q, block) for q in block[1])
    yield from {id(block): block for block in block_of.values()}.values()


def _joined(blocks, matrix, qubits, d):
    """One block that does ``blocks``, and then the matrix on ``qubits``."""
    if not blocks:
        return matrix, qubits
    product, order = blocks[0]
    for other, more in blocks[1:]:
        product, order = _kron(product, other), order + more
    new = tuple(q for q in qubits if q not in order)
    if new:
        product, order = _kron(product, np.eye(d ** len(new))), order + new
    if order == qubits:
        return matrix @ product, order
    product, order = _apply(product, list(order), d, matrix, qubits)
    return _columns(product, blocks, new, order, d), tuple(order)


def _columns(product, blocks, new, order, d):
    """Put the columns of a block into the order that its rows have taken."""
    before = [q for block in blocks for q in block[1]] + list(new)
    if before == list(order):
        return product
    tensor = product.reshape([len(product)] + [d] * len(order))
    moved = tensor.transpose([0] + [1 + before.index(q) for q in order])
    return moved.reshape(len(product), -1)


def _kron(a, b):
    size = len(a) * len(b)
    return (a[:, None, :, None] * b[None, :, None, :]).reshape(size, size)


def _apply(tensor, order, d, matrix, qubits):
    """Matrix times tensor (rows, columns); its qubits end up first in the order of the rows."""
    rest = [q for q in order if q not in qubits]
    columns = tensor.shape[1]
    if order[: len(qubits)] != list(qubits):
        axes = [order.index(q) for q in (*qubits, *rest)]
        split = tensor.reshape([d] * len(order) + [columns])
        tensor = split.transpose([*axes, len(order)])
    tensor = tensor.reshape(len(matrix), -1)
    product = matrix @ tensor if matrix.ndim == 2 else matrix[:, None] * tensor
    return product.reshape(-1, columns), [*qubits, *rest]


def _width(rows, d):
    """How many qubits to join: products of matrices pay for themselves on large registers only."""
    if d == 2:
        return 2 if rows < 2**12 else 4
    return 2


# --- Density matrices as Pauli means ------------------------------------------------------


def transfer(kraus):
    """The Pauli transfer matrix, real, (4^k, 4^k), of a list of Kraus matrices (2^k, 2^k).

    R[P, Q] = sum_K Tr(P K Q K^+) / 2^k: an identity matrix if nothing happens.

    >>> print(transfer([np.diag([1, -1])]).diagonal())
    [ 1. -1. -1.  1.]
    """
    words = _words(len(kraus[0]).bit_length() - 1)
    return _against(words, sum(k @ words @ k.conj().T for k in kraus))


def transfer_of_images(images):
    """The Pauli transfer matrix of a map given by images[i, j] = E(|i><j|), (2^k, 2^k, 2^k, 2^k).

    >>> images = np.einsum("ia,jb->ijab", np.eye(2), np.eye(2))
    >>> print(transfer_of_images(images).diagonal())
    [1. 1. 1. 1.]
    """
    words = _words(len(images).bit_length() - 1)
    return _against(words, np.einsum("pij,ijab->pab", words, images))


def _against(words, moved):
    """R[P, Q] = Tr(P moved[Q]) / 2^k."""
    flat = words.reshape(len(words), -1).conj() @ moved.reshape(len(words), -1).T
    return flat.real / words.shape[-1]


@cache
def _words(k):
    """The Pauli words on k qubits, (4^k, 2^k, 2^k), in the order I, X, Y, Z."""
    words = np.ones((1, 1, 1))
    for _ in range(k):
        words = np.einsum("pab,qcd->pqacbd", words, _PAULIS)
        words = words.reshape(words.shape[0] * 4, words.shape[2] * 2, -1)
    return words


def pauli_means(rho):
    """r[P] = Tr(P rho), real (4^n,), of a density matrix (2^n, 2^n).

    >>> print(pauli_means(np.diag([1.0, 0.0])))
    [1. 0. 0. 1.]
    """
    n = len(rho).bit_length() - 1
    tensor = rho.reshape([2] * (2 * n))
    for k in range(n):  # the row index k and the column index of the same qubit become one of 4
        tensor = np.tensordot(tensor, _PAULIS, axes=([0, n - k], [2, 1]))
    return np.ascontiguousarray(tensor.real.reshape(-1))


def density_of(means):
    """The density matrix, complex (2^n, 2^n), of Pauli means (4^n,).

    >>> print(density_of(np.array([1.0, 0.0, 0.0, 1.0])).real)
    [[1. 0.]
     [0. 0.]]
    """
    n = (len(means).bit_length() - 1) // 2
    tensor = means.reshape([4] * n)
    for _ in range(n):
        tensor = np.tensordot(tensor, _PAULIS / 2, axes=(0, 0))
    rows, columns = range(0, 2 * n, 2), range(1, 2 * n, 2)
    return tensor.transpose([*rows, *columns]).reshape(2**n, 2**n)


def outcome_probabilities(means):
    """The probabilities (2^n,) of the bit strings, from Pauli means (4^n,): only I and Z matter.

    >>> print(outcome_probabilities(np.array([1.0, 0.0, 0.0, 0.5])))
    [0.75 0.25]
    """
    n = (len(means).bit_length() - 1) // 2
    tensor = means.reshape([4] * n)[(slice(None, None, 3),) * n]
    for _ in range(n):
        tensor = np.tensordot(tensor, _BITS, axes=(0, 1))
    return tensor.reshape(-1)


def ground_means(n):
    """The Pauli means (4^n,) of |0...0>: 1 for every word of I and Z."""
    tensor = np.zeros([4] * n)
    tensor[(slice(None, None, 3),) * n] = 1
    return tensor.reshape(-1)
