"""The T-junction: three Kitaev legs and gates below them, and two end modes that change places.

Site 0 is the centre; then come the sites of the left leg, the right leg and the stem, each counted
outwards.  Each site has its own chemical potential, "topological" or "trivial", like a piano key
that is up or down.  The horizontal bar starts topological, with a Majorana at either end.  The left
one goes to the foot of the stem, the right one to the left end, the first one to the right end.

    H = -sum mu_j c_j^+ c_j + sum [-t c_i^+ c_j + delta e^{i phase} c_i c_j + h.c.]

with the second sum over the bonds i -> j, outwards.  Energies are in units of t, times in
hbar / t; Majorana operators are those of `qlearn.topology.kitaev`.
Source: J. Alicea et al., Nature Phys. 7, 412 (2011), arXiv:1006.4395.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.linalg import expm

from qlearn.qubits.inputs import positive, positive_integer, real_vector
from qlearn.topology.braiding import exchange, ramp_values

LEGS = ("left", "right", "stem")


@dataclass(frozen=True)
class TJunction:
    """Three legs of ``leg`` sites, their pairing phases (rad, outwards) and the two key positions.

    Outwards, a uniform bar has the phases 0 and pi.  Then +pi/2 or -pi/2 is what the stem needs;
    with 0 or pi it makes a pi junction with one of the arms, and at the corner sit two more zero
    modes.  The same happens to the bar when all three phases are equal.

    >>> junction = TJunction(leg=3)
    >>> junction.n_sites, len(junction.keys())
    (10, 18)
    """

    leg: int = 3
    phases: tuple = (0.0, np.pi, np.pi / 2)
    mu_topological: float = 0.0
    mu_trivial: float = -8.0
    t: float = 1.0
    delta: float = 1.0

    def __post_init__(self):
        positive_integer("leg", self.leg, at_most=30)
        real_vector("phases", self.phases)
        for name in ("mu_topological", "mu_trivial", "t", "delta"):
            real_vector(name, [getattr(self, name)], size=1)
        if self.delta == 0:
            raise ValueError(
                "delta = 0; allowed: any other number, without pairing there is no gap"
            )
        inside = abs(self.mu_topological) < 2 * abs(self.t)
        if not inside or abs(self.mu_trivial) <= 2 * abs(self.t):
            found = f"mu_topological = {self.mu_topological}, mu_trivial = {self.mu_trivial}"
            raise ValueError(f"{found}; allowed: below and above 2 |t| = {2 * abs(self.t)} in size")

    @property
    def n_sites(self):
        """The number of sites: the centre and three legs."""
        return 1 + 3 * self.leg

    def sites(self, name):
        """The sites of the leg "left", "right" or "stem", outwards.

        >>> TJunction(leg=2).sites("stem")
        [5, 6]
        """
        if name not in LEGS:
            raise ValueError(f"name = {name!r}; allowed: {', '.join(LEGS)}")
        first = 1 + LEGS.index(name) * self.leg
        return list(range(first, first + self.leg))

    def positions(self):
        """Where the sites are drawn: (x, y), centre at the origin, stem downwards; shape (n, 2)."""
        steps = np.arange(1, self.leg + 1)[:, None]
        directions = np.array([[-1, 0], [1, 0], [0, -1]])
        return np.concatenate([[[0, 0]], *(steps * direction for direction in directions)])

    def matrix(self, mu):
        """The real antisymmetric A of H = (i/4) sum A_kl gamma_k gamma_l + constant, (2n, 2n).

        ``mu`` holds one chemical potential per site.  Basis (gamma_1, ..., gamma_2n).
        """
        mu = real_vector("mu", mu, size=self.n_sites)
        a = np.zeros((2 * self.n_sites, 2 * self.n_sites))
        a[0::2, 1::2] = np.diag(mu)
        for name, phase in zip(LEGS, self.phases, strict=True):
            pair, twist = self.delta * np.cos(phase), self.delta * np.sin(phase)
            sites = [0, *self.sites(name)]
            for i, j in pairwise(sites):
                a[2 * i, 2 * j + 1], a[2 * j, 2 * i + 1] = self.t - pair, self.t + pair
                a[2 * i, 2 * j], a[2 * i + 1, 2 * j + 1] = twist, -twist
        return a - a.T  # each pair was entered once

    def start(self):
        """The chemical potentials at the start: bar topological, stem trivial; shape (n,)."""
        mu = np.full(self.n_sites, float(self.mu_topological))
        mu[self.sites("stem")] = self.mu_trivial
        return mu

    def keys(self, together=False):
        """The braid as a list of (sites, topological): which keys move, and where to.

        One key after the other, or all keys of a leg ``together``: then the gap during the move
        falls with the length of the leg, and with keys one by one it does not.  Three times a leg
        is emptied inwards and another one filled outwards.

        >>> TJunction(leg=2).keys()[:4]
        [([2], False), ([1], False), ([5], True), ([6], True)]
        """
        moves = []
        for emptied, filled in (("left", "stem"), ("right", "left"), ("stem", "right")):
            for sites, on in ((self.sites(emptied)[::-1], False), (self.sites(filled), True)):
                moves += [(sites, on)] if together else [([site], on) for site in sites]
        return moves

    def energies(self, mu):
        """The n excitation energies >= 0, ascending.  The first belongs to the two end modes."""
        return np.linalg.svd(self.matrix(mu), compute_uv=False)[::-1][::2]

    def zero_modes(self):
        """The end modes (left, right) at the start as columns; shape (2n, 2).

        Their signs are free; here the largest entry is positive.  Raises ValueError if more than
        two modes are as low as they.
        """
        _, energies, vectors = np.linalg.svd(self.matrix(self.start()))
        if energies[-3] < 1e-6:
            raise ValueError(f"phases = {self.phases} leave more than two zero modes at the start")
        low = vectors[-2:].T
        x = np.repeat(self.positions()[:, 0], 2)
        modes = low @ np.linalg.eigh(low.T @ (x[:, None] * low))[1]
        return modes * np.sign(modes[np.abs(modes).argmax(axis=0), [0, 1]])

    def evolve(self, key_time, ramp="sin2", together=False, dt=0.05, frames=0):
        """The two end modes carried through the braid: (modes, movie).

        ``modes`` has the shape (2n, 2): columns as in `zero_modes`, after the last key.  Each key
        takes ``key_time``.  ``movie`` holds ``frames`` pairs (mu, weights) per key: the chemical
        potentials (n,) and the weight of either mode on each site, (2, n).

        Splits each step of about ``dt`` symmetrically into the moving keys and the rest (Strang):
        the error goes as dt^2 and the modes stay normalised.  With the default, leakages below 1e-4
        are not resolved: take a smaller ``dt``.
        """
        steps = max(2, frames, int(np.ceil(positive("key_time", key_time) / positive("dt", dt))))
        shape = ramp_values(ramp, (np.arange(steps) + 0.5) / steps)
        shown = set(np.linspace(0, steps, frames, endpoint=False).astype(int))
        dt, modes, movie = key_time / steps, self.zero_modes(), []
        for mu, sites, before, after in self._moves(together):
            rest = _replaced(mu, sites, 0)
            half = expm(self.matrix(rest) * dt / 2)
            for k, f in enumerate(shape):
                now = before + (after - before) * f
                if k in shown:
                    movie.append((_replaced(mu, sites, now), _weights(modes)))
                modes = half @ _turned(half @ modes, np.array(sites), now * dt)
        return modes, movie

    def braid(self, key_time, ramp="sin2", together=False, dt=0.05):
        """The `Exchange` of the two end modes.

        >>> result = TJunction(leg=3).braid(key_time=20)
        >>> print(abs(result.block).round(2), f"{result.leakage:.3f}")
        [[0.01 1.  ]
         [0.99 0.01]] 0.018
        """
        modes, _ = self.evolve(key_time, ramp, together, dt)
        return exchange(self.zero_modes().T @ modes)

    def gap(self, together=False, samples=9):
        """The lowest energy during the braid of anything but the two end modes, in units of t.

        ``samples`` counts the positions of each key that are looked at.

        >>> print(f"{TJunction(leg=3).gap():.2f}")
        1.05
        """
        return float(self.gap_history(together, samples).min())

    def gap_history(self, together=False, samples=9):
        """The same along the braid: one value for each sample of each key, in the order of time."""
        fractions = np.linspace(0, 1, positive_integer("samples", samples))[:, None]
        return np.array(
            [
                self.energies(_replaced(mu, sites, now))[1]
                for mu, sites, before, after in self._moves(together)
                for now in before + (after - before) * fractions
            ]
        )

    def _moves(self, together):
        """For each move of keys: (mu before it, the sites, their old values, their new one)."""
        mu = self.start()
        for sites, on in self.keys(together):
            after = self.mu_topological if on else self.mu_trivial
            yield mu, sites, mu[sites], after
            mu = _replaced(mu, sites, after)


def _turned(modes, sites, angles):
    """The modes after each site's own term has turned a_j into b_j by the angle mu_j dt."""
    a, b = modes[2 * sites], modes[2 * sites + 1]
    c, s = np.cos(angles)[:, None], np.sin(angles)[:, None]
    modes[2 * sites], modes[2 * sites + 1] = c * a + s * b, c * b - s * a
    return modes


def _weights(modes):
    return (modes**2).reshape(-1, 2, modes.shape[1]).sum(axis=1).T


def _replaced(mu, sites, values):
    mu = mu.copy()
    mu[sites] = values
    return mu
