"""The chiral symmetry of a wire whose BdG matrix is real, and what it saves.

In the basis (c_up, c_down, c_down^+, -c_up^+) of each site, every term of such a wire anticommutes
with tau_y sigma_y.  In the eigenvectors of that operator H is [[0, A], [A^T, 0]]: its energies are
the singular values of A, half as large, and the singular vectors are its Majorana modes, which no
solver can mix.  A has rows (site, +orbital) and columns (site, -orbital).
"""

import numpy as np
from scipy.linalg import solve_banded

# The columns are the eigenvectors of tau_y sigma_y to +1, +1, -1, -1.
CHIRAL_BASIS = np.array([[0, 1, 1, 0], [1, 0, 0, 1], [1, 0, 0, -1], [0, -1, 1, 0]]) / np.sqrt(2)

_PLUS, _MINUS = CHIRAL_BASIS[:, :2], CHIRAL_BASIS[:, 2:]
_BAND = 7  # two neighbouring sites have eight orbitals


def chiral_block(onsite, hop):
    """A, real, (2n, 2n), of a chain with ``onsite`` (n, 4, 4) and ``hop`` (4, 4) = H[j, j + 1].

    >>> chiral_block(np.diag([1.0, 1, -1, -1])[None], np.zeros((4, 4)))
    array([[0., 1.],
           [1., 0.]])
    """
    n = len(onsite)
    blocks = np.zeros((n, 2, n, 2))
    site, ahead = np.arange(n), np.arange(1, n)
    blocks[site, :, site, :] = _PLUS.T @ onsite @ _MINUS
    blocks[ahead - 1, :, ahead, :] = _PLUS.T @ hop @ _MINUS
    blocks[ahead, :, ahead - 1, :] = _PLUS.T @ hop.T @ _MINUS
    return blocks.reshape(2 * n, 2 * n) + 0.0


def chiral_modes(onsite, hop):
    """(energies, U, V) of `chiral_block`: energies ascending (2n,), modes in columns (2n, 2n).

    >>> chiral_modes(np.diag([2.0, 1, -1, -2])[None], np.zeros((4, 4)))[0]
    array([1., 2.])
    """
    u, energies, vt = np.linalg.svd(chiral_block(onsite, hop))
    return energies[::-1], u[:, ::-1], vt[::-1].T


def end_response(onsite, hop, gamma):
    """(4, 4) real R with r = 1 - gamma R, up to a change of basis, for reflection at the left end.

    Both ends are coupled to leads by ``gamma`` (as in `qlearn.topology.conductance`), the energy is
    zero.  One banded solution, of order n, which zero modes at the ends do not disturb.

    >>> end_response(np.zeros((2, 4, 4)), np.zeros((4, 4)), gamma=1.0)[0]  # r = -1
    array([2., 0., 0., 0.])
    """
    n = len(onsite)
    sign = np.diag([-1, -1, 1, 1])  # makes -i (gamma / 2 + i H) real, with H in the chiral basis
    wide = np.zeros((n, 4, 3, 4))  # each row's orbitals on the site before, on it, and after
    wide[:, :, 1] = sign @ CHIRAL_BASIS.T @ onsite @ CHIRAL_BASIS
    wide[1:, :, 0] = sign @ CHIRAL_BASIS.T @ hop.T @ CHIRAL_BASIS
    wide[:-1, :, 2] = sign @ CHIRAL_BASIS.T @ hop @ CHIRAL_BASIS
    for end in (0, -1):
        wide[end, :, 1] += gamma / 2 * np.eye(4)
    bands = np.zeros((2 * _BAND + 1, n, 4))
    for row, there, column in np.ndindex(4, 3, 4):
        band = _BAND + row - (4 * (there - 1) + column)
        bands[band, :, column] += np.roll(wide[:, row, there, column], there - 1)
    return solve_banded((_BAND, _BAND), bands.reshape(-1, 4 * n), np.eye(4 * n, 4))[:4]
