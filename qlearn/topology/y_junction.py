"""The Y-junction: three Majoranas, each coupled to one in the middle, by couplings one can switch.

    H = i gamma_0 (D_1 gamma_1 + D_2 gamma_2 + D_3 gamma_3)

Two Majorana modes stay at zero energy, those orthogonal to the vector D; the other two have the
energy 2 |D|.  With only D_3 on, the free ones are gamma_1 and gamma_2.  Moving the one coupling
that is on, 3 -> 1 -> 2 -> 3, exchanges them: D goes round an octant of the sphere, and the free
modes turn by its solid angle pi/2.

Couplings are in units of |D|, times in units of hbar / |D|.  In Qobjs gamma_0 is the fourth
Majorana operator of `qlearn.topology.tetron`, so this is a drive of the tetron's qubit.
Sources: B. van Heck et al., New J. Phys. 14, 035019 (2012); C. W. J. Beenakker, arXiv:1907.06497.
"""

import numpy as np
import qutip

from qlearn.qubits.inputs import between, positive_finite, positive_integer, real
from qlearn.topology.braiding import exchange, ramp_values
from qlearn.topology.fermions import pair_parity
from qlearn.topology.tetron import tetron_majoranas


def couplings(s, ramp="sin2", cycle=(3, 1, 2), residual=0.0):
    """The vectors (D_1, D_2, D_3) at the fractions ``s`` in [0, 1] of the cycle; shape (..., 3).

    ``cycle`` lists which coupling is on, in turn; each hand-over takes a third of the time.  The
    way from one to the next is a great circle, so |D| = 1 and the gap is 2 all the time.
    ``residual`` is what an idle coupling keeps, as a fraction of the one that is on: 0 for ideal
    switches, and below 1.

    >>> print(couplings([0, 1 / 3, 2 / 3, 1]).round(6) + 0.0)
    [[0. 0. 1.]
     [1. 0. 0.]
     [0. 1. 0.]
     [0. 0. 1.]]
    """
    s = real("s", s)
    if np.any((s < 0) | (s > 1)):
        raise ValueError(f"s = {s.tolist()}; allowed: 0 to 1")
    leg = np.minimum((3 * s).astype(int), 2)
    corners = _corners(cycle, residual)
    apart = np.arccos(corners[0] @ corners[1])
    angle = apart * ramp_values(ramp, 3 * s - leg)
    start, end = corners[leg], corners[(leg + 1) % 3]
    weights = np.sin(apart - angle)[..., None] * start + np.sin(angle)[..., None] * end
    return weights / np.sin(apart)


def gap(path):
    """The smallest 2 |D| along a path of couplings, shape (n, 3): what separates the free modes.

    >>> gap([[0, 0, 1], [0.5, 0, 0.5], [1, 0, 0]])
    1.414...
    """
    return float(2 * np.linalg.norm(_path(path), axis=1).min())


def hamiltonian(vector):
    """H for one vector of couplings, a Qobj on the two qubits of `tetron_majoranas`.

    >>> hamiltonian([0, 0, 1]).eigenenergies().round(6).tolist()
    [-1.0, -1.0, 1.0, 1.0]
    """
    d, g = _path([vector])[0], tetron_majoranas()
    return sum(d[k] * pair_parity(g, 4, k + 1) for k in range(3))


def rotation(path, duration):
    """The rotation O of U^+ gamma_k U = sum O_kl gamma_l, index order 0, 1, 2, 3; shape (4, 4).

    ``path`` is any path of couplings, shape (n, 3): piece by piece constant, each piece lasting
    ``duration`` / n.  Each piece turns gamma_0 towards D, by the angle 2 |D| dt.

    >>> print(rotation([[0, 0, 1]], np.pi / 4).round(6) + 0.0)
    [[ 0.  0.  0.  1.]
     [ 0.  1.  0.  0.]
     [ 0.  0.  1.  0.]
     [-1.  0.  0.  0.]]
    """
    path, duration = _path(path), positive_finite("duration", duration)
    norms = np.linalg.norm(path, axis=1)
    units = path / np.where(norms > 0, norms, 1)[:, None]
    angles = 2 * norms * duration / len(path)
    pieces = np.tile(np.eye(4), (len(path), 1, 1))
    pieces[:, 0, 0] = np.cos(angles)
    pieces[:, 0, 1:] = np.sin(angles)[:, None] * units
    pieces[:, 1:, 0] = -pieces[:, 0, 1:]
    pieces[:, 1:, 1:] += (np.cos(angles) - 1)[:, None, None] * _outer(units)
    return _product(pieces)


def y_braid(duration, ramp="sin2", cycle=(3, 1, 2), residual=0.0, n_steps=None):
    """The `Exchange` of one cycle that takes ``duration`` in all.

    The pair exchanged is the one that is free at the start: (1, 2) for a cycle from 3, (2, 3) from
    1, (3, 1) from 2.  In the slow limit the angle is the solid angle that D goes round, with the
    sign - for 3, 1, 2 and + for 3, 2, 1.

    >>> result = y_braid(80)
    >>> result.sign, print(f"{result.error:.1e} {result.leakage:.1e}")
    3.8e-09 7.7e-09
    (-1, None)
    """
    n_steps = n_steps or max(1500, int(30 * positive_finite("duration", duration)))
    s = (np.arange(positive_integer("n_steps", n_steps)) + 0.5) / n_steps
    turn = rotation(couplings(s, ramp, cycle, residual), duration)[1:, 1:]
    free = _free_pair(cycle, residual)
    return exchange(free @ turn @ free.T)


def braid_errors(durations, ramp="sin2", residual=0.0):
    """The error of `y_braid` for each duration, an array of the same length.

    >>> print(braid_errors([20, 40, 80], "linear").round(4))
    [0.0078 0.0087 0.0009]
    """
    return np.array([y_braid(t, ramp, residual=residual).error for t in durations])


def propagator(duration, ramp="sin2", cycle=(3, 1, 2), residual=0.0):
    """The evolution of the whole cycle by QuTiP: a unitary Qobj on two qubits.

    An independent way to `rotation`, good to about 1e-6; take that for small errors.

    >>> from qlearn.topology.braiding import rotation_of
    >>> g = tetron_majoranas()
    >>> turn = rotation_of(propagator(20), [g[3], *g[:3]])
    >>> path = couplings((np.arange(8000) + 0.5) / 8000)
    >>> bool(abs(turn - rotation(path, 20)).max() < 1e-5)
    True
    """
    duration, g = positive_finite("duration", duration), tetron_majoranas()
    parts = [pair_parity(g, 4, k + 1) for k in range(3)]
    total = qutip.qeye([2, 2])
    for leg in range(3):  # one solver run for each hand-over: a linear ramp has kinks between

        def coefficient(t, k, leg=leg):
            s = (leg + min(3 * t / duration, 1 - 1e-9)) / 3
            return couplings(s, ramp, cycle, residual)[k]

        drive = [[part, lambda t, k=k: coefficient(t, k)] for k, part in enumerate(parts)]
        options = {"atol": 1e-10, "rtol": 1e-8, "max_step": duration / 30, "nsteps": 100_000}
        total = qutip.propagator(drive, duration / 3, options=options) * total
    return total


def solid_angle(residual=0.0):
    """The solid angle of the triangle that the vector D goes round: pi/2 for ideal switches.

    It is the angle of the exchange in the slow limit, so idle couplings spoil the gate however
    slow it is.  Source of the formula: A. van Oosterom, J. Strackee, IEEE Trans. Biomed. Eng. 30,
    125 (1983).

    >>> print(f"{solid_angle() / np.pi:.3f} {solid_angle(0.01) / np.pi:.3f}")
    0.500 0.481
    """
    a, b, c = _corners((1, 2, 3), residual)
    return float(2 * np.arctan2(a @ np.cross(b, c), 1 + a @ b + b @ c + c @ a))


def _corners(cycle, residual):
    if sorted(cycle) != [1, 2, 3]:
        raise ValueError(f"cycle = {cycle!r}; allowed: an order of 1, 2, 3")
    if not 0 <= residual < 1:
        raise ValueError(f"residual = {residual!r}; allowed: from 0 to below 1")
    corners = np.full((3, 3), between("residual", residual, 0, 1))
    corners[range(3), np.array(cycle) - 1] = 1
    return corners / np.sqrt(1 + 2 * residual**2)


def _free_pair(cycle, residual):
    """Two orthonormal vectors orthogonal to the first D: the pair's axes, tilted by the least."""
    start = _corners(cycle, residual)[0]
    k = cycle[0] - 1
    axes = np.eye(3)[[(k + 1) % 3, (k + 2) % 3]]
    return axes - np.outer(axes @ start, start + np.eye(3)[k]) / (1 + start[k])


def _product(matrices):
    """The product of a stack of matrices, the first one rightmost, by pairs: few NumPy calls."""
    while len(matrices) > 1:
        odd = matrices[-1:] if len(matrices) % 2 else matrices[:0]
        pairs = len(matrices) // 2 * 2
        matrices = np.concatenate([matrices[1:pairs:2] @ matrices[0:pairs:2], odd])
    return matrices[0]


def _outer(vectors):
    return vectors[:, :, None] * vectors[:, None, :]


def _path(path):
    path = real("path", path)
    if path.ndim != 2 or path.shape[1] != 3 or not len(path):
        raise ValueError(f"path has shape {path.shape}; allowed: (n, 3), three couplings a step")
    return path
