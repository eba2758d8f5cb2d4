"""Topological invariants of the Kitaev chain: what survives when the numbers change a little.

Convention: -1 is topological, +1 trivial, 0 gapless (undefined).
Conventions for the chain itself: `qlearn.topology.kitaev`.
"""

import numpy as np

from qlearn.topology.kitaev import majorana_block, majorana_matrix


def pfaffian(matrix):
    """The Pfaffian of a real antisymmetric matrix: Pf(A)^2 = det(A), but Pf has a sign.

    Elimination with pivots (Parlett and Reid), of order n^3.  Beyond some hundred rows it may leave
    the range of floats; where its sign is all one needs, take `z2_invariant_realspace`.

    >>> print(f"{pfaffian([[0, 2.5], [-2.5, 0]]):.1f}")
    2.5
    """
    a = np.array(matrix, dtype=float)
    if a.ndim != 2 or a.shape[0] != a.shape[1] or not np.allclose(a, -a.T, rtol=0, atol=1e-9):
        raise ValueError(f"matrix of shape {a.shape}: allowed are real antisymmetric matrices")
    if len(a) % 2:
        return 0.0
    product = 1.0
    for k in range(0, len(a), 2):
        pivot = k + 1 + np.argmax(np.abs(a[k + 1 :, k]))
        if a[pivot, k] == 0:
            return 0.0
        if pivot != k + 1:
            a[[k + 1, pivot]] = a[[pivot, k + 1]]
            a[:, [k + 1, pivot]] = a[:, [pivot, k + 1]]
            product = -product
        product *= a[k, k + 1]
        # Clear row and column k beyond k + 1; what is left is the next, smaller problem.
        step = np.outer(a[k, k + 2 :] / a[k, k + 1], a[k + 2 :, k + 1])
        a[k + 2 :, k + 2 :] += step - step.T
    return float(product)


def z2_invariant(mu, t=1.0, delta=1.0):
    """The invariant of the endless chain: sign of Pf A(k=0) Pf A(k=pi) = mu^2 - 4 t^2.

    >>> z2_invariant(mu=0.5), z2_invariant(mu=2.5), z2_invariant(mu=2.0)
    (-1, 1, 0)
    """
    if delta == 0 and abs(mu) <= 2 * abs(t):
        return 0
    return int(np.sign(abs(mu) - 2 * abs(t)))


def z2_invariant_realspace(mu, t=1.0, delta=1.0):
    """The invariant of a ring whose site j has its own chemical potential mu[j].

    It compares the ground-state parities of the periodic and the antiperiodic ring: -1 where they
    differ.  For real delta, Pf A is the determinant of the a-b block; only its sign is computed, so
    long chains do not overflow.  Samples may be stacked: ``mu`` of shape (..., n) gives integers
    of shape (...).

    >>> int(z2_invariant_realspace([0.3, -1.0, 0.8, 0.1]))
    -1
    """
    n_sites = np.shape(mu)[-1] if np.ndim(mu) else 0
    if n_sites < 2:
        raise ValueError(f"mu of shape {np.shape(mu)}: allowed are two or more sites")
    signs = [
        np.linalg.slogdet(majorana_block(n_sites, mu, t, delta, boundary))[0]
        for boundary in ("periodic", "antiperiodic")
    ]
    return (signs[0] * signs[1]).astype(int)


def ground_state_parity(n_sites, mu, t=1.0, delta=1.0, boundary="open"):
    """Parity of the number of fermions in the ground state: +1 even, -1 odd.

    It is the sign of Pf(-A); 0 if an exact zero mode makes both parities equal in energy.

    >>> ground_state_parity(1, mu=-1.0), ground_state_parity(1, mu=1.0)
    (1, -1)
    """
    return int(np.sign(pfaffian(-majorana_matrix(n_sites, mu, t, delta, boundary))))


def parity_crossings(n_sites, t=1.0, delta=1.0):
    """The mu >= 0 at which the ground state of an open clean chain changes parity, ascending.

    They are mu = 2 sqrt(t^2 - delta^2) cos(pi n / (n_sites + 1)), n = 1 ... n_sites / 2, and mu = 0
    for an odd number of sites; E0 is exactly zero there.  For |delta| >= |t| only mu = 0 is left.
    Source: N. Leumer et al., arXiv:1909.10971.

    >>> parity_crossings(4, delta=0.6).round(4).tolist()
    [0.4944, 1.2944]
    """
    if n_sites != int(n_sites) or n_sites < 1:
        raise ValueError(f"n_sites = {n_sites!r}: allowed are whole numbers from 1")
    n_crossings = n_sites // 2 if abs(delta) < abs(t) else 0
    n = np.arange(n_crossings, 0, -1)
    middle = [0.0] if n_sites % 2 else []
    radius = 2 * np.sqrt(max(t**2 - delta**2, 0))
    return np.append(middle, radius * np.cos(np.pi * n / (n_sites + 1)))


def critical_disorder(t=1.0):
    """The half width W at which mu_j uniform in [-W, W] ends the topological phase, for delta = t.

    The end mode grows by the factor -mu_j / 2t from site to site, so it stays at the end while the
    mean of ln|mu_j / 2t| = ln(W / 2t) - 1 is negative: W = 2 e t.

    >>> print(f"{critical_disorder():.3f}")
    5.437
    """
    return 2 * np.e * abs(t)
