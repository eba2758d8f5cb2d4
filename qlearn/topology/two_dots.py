"""The poor man's chain: two quantum dots joined by a superconductor, a Kitaev chain of two sites.

    H = -mu1 n1 - mu2 n2 - t (c1^+ c2 + h.c.) + delta (c1 c2 + h.c.) + u n1 n2

Sites and signs as in `qlearn.topology.kitaev`: mode 1 is dot 1, |0> is the empty dot.  All energies
are in one unit of your choice; in the dots they are some ten ueV.  Where numbers go in, arrays may
go in and are broadcast, so that a map over mu1 and mu2 is one call.  Spin is left out (a strong
field fixes it), and so is what makes u, t and delta.
Sources: M. Leijnse and K. Flensberg, Phys. Rev. B 86, 134528 (2012); polarisation and u:
A. Tsintzis et al., Phys. Rev. B 106, L201404 (2022); a device: T. Dvir et al., Nature 614, 445
(2023).
"""

import numpy as np

from qlearn.qubits.inputs import nonnegative, real
from qlearn.topology import kitaev
from qlearn.topology.fermions import annihilators


def poor_mans_chain(mu1, mu2, t, delta, u=0.0):
    """The Hamiltonian as a Qobj on two qubits, basis |n1 n2>: |00>, |01>, |10>, |11>.

    ``u`` >= 0 is the energy of two electrons that sit on different dots.  It conserves parity:
    `qlearn.topology.kitaev.parity_ground_states` gives the lowest even and the lowest odd state.

    >>> poor_mans_chain(0, 0, t=1, delta=1).eigenenergies().round(12).tolist()
    [-1.0, -1.0, 1.0, 1.0]
    """
    arrays = _arrays(mu1, mu2, t, delta, u)
    if arrays[0].ndim:
        raise ValueError(f"energies of shape {arrays[0].shape}; allowed: five single numbers")
    mu1, mu2, t, delta, u = map(float, arrays)
    n1, n2 = (c.dag() * c for c in annihilators(2))
    return kitaev.hamiltonian(2, [mu1, mu2], t, delta) + u * n1 * n2


def levels(mu1, mu2, t, delta, u=0.0):
    """The many-body energies (even, odd), each of shape (..., 2), ascending.

    Odd: -(mu1 + mu2) / 2 -+ sqrt((mu1 - mu2)^2 / 4 + t^2), one electron on two dots.
    Even: (u - mu1 - mu2) / 2 -+ sqrt((mu1 + mu2 - u)^2 / 4 + delta^2), none or two.

    >>> even, odd = levels(0, 0, t=1, delta=2)
    >>> even.tolist(), odd.tolist()
    ([-2.0, 2.0], [-1.0, 1.0])
    """
    mu1, mu2, t, delta, u = _arrays(mu1, mu2, t, delta, u)
    both = mu1 + mu2
    even = np.multiply.outer([-1, 1], np.hypot((both - u) / 2, delta)) + (u - both) / 2
    odd = np.multiply.outer([-1, 1], np.hypot((mu1 - mu2) / 2, t)) - both / 2
    return np.moveaxis(even, 0, -1), np.moveaxis(odd, 0, -1)


def parity_splitting(mu1, mu2, t, delta, u=0.0):
    """E_even - E_odd of the two ground states; below 0 the ground state is even.

    Near the sweet spot t = delta (u = 0), one dot detuned: 0; both by mu: about -mu^2 / (2 delta);
    t and delta unequal: t - delta.  Two sites protect against one kind of error, not against all.

    >>> print(f"{parity_splitting(2, 2, t=12.5, delta=12.5):.6f}")
    -0.158989
    """
    even, odd = levels(mu1, mu2, t, delta, u)
    return even[..., 0] - odd[..., 0]


def degenerate_mu2(mu1, t, delta):
    """The mu2 at which both parities have the same energy, u = 0: mu2 = (t^2 - delta^2) / mu1.

    A hyperbola in the plane of mu1 and mu2.  At mu1 = 0 there is no such mu2 (inf), except for
    |t| = |delta|, where any will do (nan): the hyperbola becomes the two axes.

    >>> float(degenerate_mu2(1.5, t=2, delta=1))
    2.0
    """
    mu1, t, delta = (real(*pair) for pair in (("mu1", mu1), ("t", t), ("delta", delta)))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.divide(t**2 - delta**2, mu1)


def sweet_spot(t, u=0.0):
    """(mu, delta) at which two dots with mu1 = mu2 = mu hold one Majorana mode each, for t > 0.

    The parities are degenerate and stay so, to first order, when a dot is detuned: mu = u / 2 and
    delta = t + u / 2.  Both dots are fully polarised there; what u changes are the excited levels,
    2 delta up for even and 2 t up for odd parity.

    >>> sweet_spot(t=10.0), sweet_spot(t=10.0, u=4.0)
    ((0.0, 10.0), (2.0, 12.0))
    """
    t, u = _number("t", t), _number("u", nonnegative("u", u))
    if t <= 0:
        raise ValueError(f"t = {t!r}; allowed: one number above 0")
    return u / 2, t + u / 2


def majorana_polarisation(mu1, mu2, t, delta, u=0.0):
    """How purely each dot holds one kind of Majorana operator: shape (..., 2), -1 to 1.

    With a = gamma_{2j-1} and b = gamma_{2j} of dot j, between the lowest even and odd states,
    P_j = (|<odd|a|even>|^2 - |<odd|b|even>|^2) / (the sum of both); 0 where that sum vanishes.
    At the sweet spot it is (1, -1): dot 1 holds a_1, dot 2 holds b_2 (delta < 0: the other way).
    Zero splitting is not enough: with t = delta and mu2 = 0, P_2 = -1 / (1 + 2 x^2) where
    x = mu1 / 2t.  It speaks of two dots, not of a topological phase.

    >>> print(majorana_polarisation(0, 0, t=1, delta=1))
    [ 1. -1.]
    """
    mu1, mu2, t, delta, u = _arrays(mu1, mu2, t, delta, u)
    e00, e11 = _lower_state((mu1 + mu2 - u) / 2, -delta)
    o10, o01 = _lower_state((mu2 - mu1) / 2, -t)
    # <a_1> = e00 o10 + e11 o01, <b_1> the same with a minus; dot 2: o10, o01 swapped, -e11.
    product = 2 * e00 * e11 * o10 * o01
    sums = np.stack([(e00 * o10) ** 2 + (e11 * o01) ** 2, (e00 * o01) ** 2 + (e11 * o10) ** 2])
    found = np.divide(
        np.stack([product, -product]), sums, out=np.zeros(sums.shape), where=sums > 1e-24
    )
    return np.moveaxis(found, 0, -1)


def _lower_state(half_difference, coupling):
    """The real ground state of [[d, v], [v, -d]], as two arrays of amplitudes."""
    angle = np.arctan2(coupling, half_difference) / 2
    return -np.sin(angle), np.cos(angle)


def _arrays(mu1, mu2, t, delta, u):
    """The five energies as real arrays of one shape."""
    named = (("mu1", mu1), ("mu2", mu2), ("t", t), ("delta", delta), ("u", nonnegative("u", u)))
    return np.broadcast_arrays(*(real(name, value) for name, value in named))


def _number(name, value):
    array = real(name, value)
    if array.ndim:
        raise ValueError(f"{name} = {value!r}; allowed: one real number")
    return float(array)
