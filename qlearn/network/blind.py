"""Blind computing: a client who can only turn single qubits uses a server that learns nothing.

The job: |+>, then H Rz(-phi) for each angle phi in turn, then a measurement in Z. To measure a
qubit at the angle phi is to do just that to the state that it holds, and to hand it on along the
line; on the outcome 1, X comes on top.

The client sends |+_theta> = (|0> + e^(i theta)|1>)/sqrt 2, theta one of eight angles. The server
joins neighbours by CZ, is told an angle delta, measures there and answers b. With a secret bit r,

    delta = phi' + theta + r pi,   phi' = (-1)^s phi + s' pi,   s = b xor r,

where s and s' are the corrected answers one and two qubits before. The last s is the result.
Angles are multiples of pi/4, so that delta is one of eight as well.
Source: A. Broadbent, J. Fitzsimons and E. Kashefi, Proc. 50th FOCS, 517 (2009), arXiv:0807.4154.
"""

from dataclasses import dataclass

import numpy as np

from qlearn.network.inputs import generator, one_of, whole, within

ANGLES = np.arange(8) * np.pi / 4
ATTACKS = ("honest", "flip", "guess", "measure z", "rotate")


# --- What the client asks for -------------------------------------------------------------


def client_angle(phi, theta, r, s=0, s_before=0):
    """delta from 0 up to 2 pi, for bits r, s (one qubit before) and s_before (two). Broadcasts.

    >>> print(client_angle(np.pi / 4, np.pi / 2, 1, s=1) / np.pi)
    1.25
    """
    r, s, s_before = (_bits(*item) for item in (("r", r), ("s", s), ("s_before", s_before)))
    phi, theta = within("phi", phi), within("theta", theta)
    delta = np.mod((1 - 2 * s) * phi + np.pi * (s_before + r) + theta, 2 * np.pi)
    return np.where(2 * np.pi - delta < 1e-9, 0.0, delta)[()]


def plain_probabilities(phis):
    """Probabilities of the result 0 and 1 where nothing is hidden, shape (2,). Any angles.

    >>> plain_probabilities([np.pi / 2, np.pi / 4]).round(4).tolist()
    [0.8536, 0.1464]
    """
    psi = np.array([1, 1], dtype=complex) / np.sqrt(2)
    for phi in np.atleast_1d(within("phis", phis)):
        psi = psi * [1, np.exp(-1j * phi)]
        psi = np.array([psi[0] + psi[1], psi[0] - psi[1]]) / np.sqrt(2)
    return np.abs(psi) ** 2


def output_state(phi, theta, r, answer):
    """The qubit that comes out if the client asks for one angle and keeps the next qubit; a ket.

    It is X^(answer xor r) H Rz(-phi)|+>, up to a phase, whatever theta was.

    >>> ket = output_state(np.pi / 2, np.pi / 4, r=1, answer=1)
    >>> print(np.abs(ket.full()[:, 0]).round(3))
    [0.707 0.707]
    """
    from qutip import Qobj

    delta = np.atleast_1d(client_angle(phi, theta, r))
    answer = _bits("answer", answer).reshape(1)
    parts = _measured(_plus(np.atleast_1d(within("theta", theta))), delta, answer)
    psi = _handed_on(parts, np.zeros(1))[0]
    return Qobj(psi / np.linalg.norm(psi), dims=[[2], [1]])


# --- What comes out -----------------------------------------------------------------------


@dataclass(frozen=True)
class BlindRun:
    """One run, arrays (n, shots): the client's `thetas` and bits `r`, the angles `deltas` that the
    server is told, the bits `answers` that it gives, and `corrected` = answers xor r."""

    thetas: np.ndarray
    r: np.ndarray
    deltas: np.ndarray
    answers: np.ndarray
    corrected: np.ndarray

    @property
    def result(self):
        """The bit that the client keeps, shape (shots,)."""
        return self.corrected[-1]


def blind_run(phis, shots, rng, n_angles=8, flip=True, attack="honest", angle=0.0):
    """A `BlindRun` of the line with the angles `phis`, multiples of pi/4, any number of them.

    A careless client: `n_angles` 4, 2 or 1 are too few thetas (1: always 0), flip=False forgets r.
    attack: "flip" answers the opposite, "guess" by a coin, "measure z" measures Z, "rotate"
    measures at delta + `angle`.

    >>> run = blind_run([0, np.pi / 4, np.pi], 1000, np.random.default_rng(1))
    >>> print(run.result.mean(), abs(run.answers.mean() - 0.5) < 0.05)
    1.0 True
    """
    eighths, step = _eighths(phis), _step(n_angles)
    shots, rng = whole("shots", shots), generator(rng)
    shape = (len(eighths), shots)
    k = step * rng.integers(8 // step, size=shape)
    r = rng.integers(2, size=shape) * bool(flip)
    attack = one_of("attack", attack, ATTACKS)

    def answer(parts, last):
        p0, p1 = (_weight(part, last) for part in parts)
        found = (rng.random(shots) * (p0 + p1) >= p0).astype(int)
        return found, rng.integers(2, size=shots) if attack == "guess" else found

    return _run(eighths, k, r, answer, attack, float(within("angle", angle)))[0]


def blind_probabilities(phis, n_angles=8, flip=True):
    """Probabilities of the result 0 and 1, shape (2,), over all thetas, bits r and answers: exact.

    They are those of `plain_probabilities`. At most three angles.

    >>> blind_probabilities([np.pi / 2, np.pi / 4]).round(4).tolist()
    [0.8536, 0.1464]
    """
    eighths = _eighths(phis, at_most=3)
    k, r, b = _all_cases(len(eighths), _step(n_angles), flip, answers=None)
    rows = iter(b)

    def answer(parts, last):
        row = next(rows)
        return row, row

    run, weights = _run(eighths, k, r, answer, "honest", 0.0)
    return np.bincount(run.result, weights, minlength=2) / weights.sum()


# --- What the server sees -----------------------------------------------------------------


def server_view(phis, n_angles=8, flip=True, answers=None):
    """All that the server holds, shape (8,)*n + (2**n, 2**n): for each delta_1 ... delta_n, in
    eighths of a turn, the state of the qubits times the probability of the deltas.

    Exact, over all thetas and bits r; n <= 3. `answers`: the bits that the server has said, all 0
    without. What holds for every string of answers holds for every server, however it cheats.

    >>> view = server_view([np.pi / 4])
    >>> print(np.allclose(view, np.eye(2) / 16))
    True
    """
    eighths = _eighths(phis, at_most=3)
    n = len(eighths)
    bits = np.zeros(n, int) if answers is None else _bits("answers", answers)
    if bits.shape != (n,):
        raise ValueError(f"answers = {answers!r}; allowed: {n} bits")
    k, r, b = _all_cases(n, _step(n_angles), flip, bits)
    deltas, kets, before, last = [], np.ones((k.shape[1], 1)), 0, 0
    for phi, theta, secret, said in zip(eighths, k, r, b, strict=True):
        deltas.append(_delta(phi, theta, secret, last, before))
        before, last = last, said ^ secret
        kets = np.einsum("ma,mb->mab", kets, _plus(ANGLES[theta])).reshape(len(kets), -1)
    view = np.zeros((8,) * n + (2**n, 2**n), dtype=complex)
    np.add.at(view, tuple(deltas), np.einsum("ma,mb->mab", kets, kets.conj()) / len(kets))
    return view


def server_angles(phis, n_angles=8, flip=True, answers=None):
    """The probabilities of delta_1 ... delta_n alone, shape (8,)*n.

    >>> server_angles([np.pi / 4], n_angles=1).round(3).tolist()
    [0.0, 0.5, 0.0, 0.0, 0.0, 0.5, 0.0, 0.0]
    """
    view = server_view(phis, n_angles, flip, answers)
    return np.trace(view, axis1=-2, axis2=-1).real


def view_distance(view_a, view_b):
    """The trace distance D of two views: a server tells the jobs apart with (1 + D)/2 at best.

    >>> hidden, bare = (
    ...     [server_view([phi], flip=flip) for phi in (0, np.pi)] for flip in (True, False)
    ... )
    >>> print(view_distance(*hidden).round(6) + 0, view_distance(*bare).round(6))
    0.0 1.0
    """
    view_a, view_b = np.asarray(view_a), np.asarray(view_b)
    if view_a.shape != view_b.shape or view_a.ndim < 3:
        raise ValueError(f"views of shapes {view_a.shape} and {view_b.shape}; allowed: equal ones")
    return np.abs(np.linalg.eigvalsh(view_a - view_b)).sum() / 2


# --- The line, all cases or shots at once -------------------------------------------------


def _run(eighths, k, r, answer, attack, angle):
    """(run, weight of each column): qubit by qubit; `answer` gives (outcome, what is said)."""
    psi, before, last, rows = _plus(ANGLES[k[0]]), 0, 0, []
    for i, phi in enumerate(eighths):
        delta = _delta(phi, k[i], r[i], last, before)
        at = None if attack == "measure z" else ANGLES[delta] + angle * (attack == "rotate")
        end = i == len(eighths) - 1
        parts = [_measured(psi, at, np.full(len(psi), bit)) for bit in (0, 1)]
        found, said = answer(parts, end)
        said = 1 - said if attack == "flip" else said
        before, last = last, said ^ r[i]
        rows.append((ANGLES[delta], said, last))
        part = np.where(found[:, None] == 0, *parts)
        psi = part if end else _handed_on(part, ANGLES[k[i + 1]])
    deltas, said, corrected = (np.array(row) for row in zip(*rows, strict=True))
    return BlindRun(ANGLES[k], r, deltas, said, corrected), _weight(psi, True)


def _measured(psi, at, bit):
    """psi times the bra of one outcome, part by part: at an angle, or in Z for None."""
    if at is None:
        return psi * np.stack([bit == 0, bit == 1], axis=-1)
    return psi * np.stack([np.ones(len(at)), (1 - 2 * bit) * np.exp(-1j * at)], -1) / np.sqrt(2)


def _handed_on(parts, theta):
    """The next qubit: CZ has made it parts_0 |+_theta> + parts_1 Z|+_theta>."""
    return _plus(theta) * np.stack([parts.sum(-1), parts[:, 0] - parts[:, 1]], axis=-1)


def _weight(parts, last):
    """How likely an outcome is: the next qubit tells the two parts apart, if there is one."""
    return np.abs(parts.sum(-1)) ** 2 if last else (np.abs(parts) ** 2).sum(-1)


def _plus(theta):
    return np.stack([np.ones(len(theta)), np.exp(1j * theta)], axis=-1) / np.sqrt(2)


def _delta(phi, theta, r, s, s_before):
    return ((1 - 2 * s) * phi + theta + 4 * (r + s_before)) % 8


def _all_cases(n, step, flip, answers):
    """Every theta (in eighths), r and answer as columns, three arrays (n, cases)."""
    choices = [np.arange(0, 8, step)] * n + [np.arange(2 if flip else 1)] * n
    choices += [np.arange(2)] * n if answers is None else [[bit] for bit in answers]
    grid = np.stack([axis.ravel() for axis in np.meshgrid(*choices, indexing="ij")])
    return grid[:n], grid[n : 2 * n], grid[2 * n :]


# --- Checks -------------------------------------------------------------------------------


def _eighths(phis, at_most=None):
    values = np.atleast_1d(within("phis", phis)) * 4 / np.pi
    if values.ndim != 1 or not len(values) or (at_most and len(values) > at_most):
        limit = "at least one angle" if at_most is None else f"1 to {at_most} angles"
        raise ValueError(f"phis = {phis!r}; allowed: {limit}")
    if np.abs(values - np.round(values)).max() > 1e-9:
        raise ValueError(f"phis = {phis!r}; allowed: multiples of pi/4")
    return np.round(values).astype(int) % 8


def _step(n_angles):
    if n_angles not in (1, 2, 4, 8):
        raise ValueError(f"n_angles = {n_angles!r}; allowed: 8, or too few: 4, 2, 1")
    return 8 // int(n_angles)


def _bits(name, value):
    array = np.asarray(value)
    if not np.isin(array, (0, 1)).all():
        raise ValueError(f"{name} = {value!r}; allowed: 0 and 1")
    return array.astype(int)
