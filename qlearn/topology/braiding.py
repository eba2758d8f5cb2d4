"""Braiding: exchanges of Majorana operators, what they do to a qubit, how a real one is judged.

To exchange gamma_i and gamma_j is U = exp(s pi/4 gamma_i gamma_j), with s = +1 or -1:

    U^+ gamma_i U = s gamma_j,   U^+ gamma_j U = -s gamma_i

The sign s is the sense of the exchange, but gamma -> -gamma turns it round as well: a lone s has
no meaning, and a drive that exchanges with either sign is a good braid.
Sources: D. A. Ivanov, Phys. Rev. Lett. 86, 268 (2001); C. W. J. Beenakker, arXiv:1907.06497.
"""

from typing import NamedTuple

import numpy as np
import qutip

from qlearn.qubits.inputs import as_operator, positive_integer, real
from qlearn.topology.fermions import pair_parity
from qlearn.topology.tetron import on_qubit, tetron_majoranas

# How a control value goes from 0 to 1 as s does. "sin2" starts and ends with slope 0, "smooth"
# with all its derivatives 0; "linear" has kinks, and kinks excite.
RAMPS = {
    "linear": lambda s: s,
    "sin2": lambda s: np.sin(np.pi * s / 2) ** 2,
    "smooth": lambda s: 0.5 * (1 + np.tanh(0.5 / (1 - s) - 0.5 / s)),
}


# --- Exchanges as operators ---------------------------------------------------------------


def braid(gammas, i, j, sign=1):
    """The exchange exp(sign pi/4 gamma_i gamma_j), a Qobj; i and j count from 1.

    ``gammas`` is what `qlearn.topology.fermions.majoranas` returns.

    >>> g = tetron_majoranas()
    >>> u = braid(g, 1, 2)
    >>> u.dag() * g[0] * u == g[1], u.dag() * g[1] * u == -g[0]
    (True, True)
    """
    # (gamma_i gamma_j)^2 = -1, so the exponential has two terms
    return (1 - 1j * _sign("sign", sign) * pair_parity(gammas, i, j)) / np.sqrt(2)


def qubit_braid(i, j, sign=1):
    """What `braid` does to the qubit of an even tetron: a gate, shape (2, 2).

    qubit_braid(1, 2) is S, qubit_braid(2, 3) is sqrt(X), up to a global phase.

    >>> print(qubit_braid(1, 2).diag().round(4))
    [0.7071-0.7071j 0.7071+0.7071j]
    """
    return on_qubit(braid(tetron_majoranas(), i, j, sign))


def generated_group(generators, at_most=100):
    """All gates that can be made of the ``generators``, up to phase: {word: gate}.

    ``generators`` is a dictionary {name: unitary}; a word is the shortest tuple of names that makes
    the gate, the first name acting first, and () the identity.  Stops once ``at_most`` gates are
    found: a set that does not close, such as the braids and T, gives exactly that many.

    >>> len(generated_group({"12": qubit_braid(1, 2), "23": qubit_braid(2, 3)}))
    24
    """
    at_most = positive_integer("at_most", at_most)
    matrices = {name: as_operator(gate, f"{name}").full() for name, gate in generators.items()}
    size = max((len(matrix) for matrix in matrices.values()), default=1)
    found = {_without_phase(np.eye(size)): ()}
    gates, newest = {(): np.eye(size, dtype=complex)}, [()]
    while newest:
        longer = []
        for word, name in ((word, name) for word in newest for name in matrices):
            gate = matrices[name] @ gates[word]
            if len(gates) < at_most and found.setdefault(_without_phase(gate), word) == word:
                found[_without_phase(gate)] = (*word, name)
                gates[(*word, name)] = gate
                longer.append((*word, name))
        newest = longer
    return {word: as_operator(gate) for word, gate in gates.items()}


def rotation_of(unitary, gammas):
    """The real matrix O of U^+ gamma_k U = sum_l O_kl gamma_l, shape (n, n).

    It is orthogonal if U is made of exchanges or of any Hamiltonian quadratic in ``gammas``.
    Phase and frame drop out: U and -U have one O.

    >>> g = tetron_majoranas()
    >>> print(rotation_of(braid(g, 1, 2), g[:2]).round(12) + 0.0)
    [[ 0.  1.]
     [-1.  0.]]
    """
    gammas = [qutip.Qobj(g).full() for g in gammas]
    u = qutip.Qobj(unitary).full()
    if u.shape != gammas[0].shape:
        raise ValueError(f"unitary has shape {u.shape}; allowed: {gammas[0].shape}, as the gammas")
    moved = [u.conj().T @ g @ u for g in gammas]
    return np.array([[np.vdot(g, m).real for g in gammas] for m in moved]) / len(u)


# --- A real exchange ----------------------------------------------------------------------


class Exchange(NamedTuple):
    """What a drive did to the two Majoranas that it was to exchange; made by `exchange`.

    ``block`` is O in U^+ gamma_k U = sum_l O_kl gamma_l, cut down to the two.  ``sign`` is s of
    exp(s pi/4 gamma_1 gamma_2) and ``angle`` (rad) what stands there for s pi/2.  ``leakage`` is
    the weight that ended elsewhere, 1 - |block|^2 / 2; ``error`` is 1 - (|O_12| + |O_21|) / 2.
    """

    block: np.ndarray
    angle: float
    sign: int
    error: float
    leakage: float


def exchange(block):
    """The `Exchange` of a 2 x 2 block of the rotation of Majorana operators.

    >>> result = exchange([[0, -1], [1, 0]])
    >>> result.sign, result.error, result.leakage
    (-1, 0.0, 0.0)
    """
    o = real("block", block)
    if o.shape != (2, 2):
        raise ValueError(f"block has shape {o.shape}; allowed: (2, 2)")
    angle = float(np.arctan2(o[0, 1] - o[1, 0], o[0, 0] + o[1, 1]))
    error = 1 - (abs(o[0, 1]) + abs(o[1, 0])) / 2
    return Exchange(o, angle, 1 if angle >= 0 else -1, float(error), float(1 - (o**2).sum() / 2))


def ramp_values(ramp, s):
    """The ramp at ``s`` in [0, 1], an array of the same shape.

    ``ramp`` is one of "linear", "sin2", "smooth", or a function with f(0) = 0 and f(1) = 1.

    >>> ramp_values("sin2", [0, 0.5, 1]).round(12).tolist()
    [0.0, 0.5, 1.0]
    """
    if not callable(ramp) and ramp not in RAMPS:
        raise ValueError(f"ramp = {ramp!r}; allowed: {', '.join(RAMPS)} or a function")
    function = ramp if callable(ramp) else RAMPS[ramp]
    # "smooth" divides by the distance to either end
    values = np.asarray(function(np.clip(real("s", s), 1e-9, 1 - 1e-9)), dtype=float)
    if values.shape != np.shape(s) or not np.all(np.isfinite(values)):
        raise ValueError("ramp gives no finite number for each s; allowed: one that does")
    ends = np.asarray(function(np.array([1e-9, 1 - 1e-9])), dtype=float)
    if not np.allclose(ends, [0, 1], atol=1e-6):
        raise ValueError(f"ramp goes from {ends[0]:.4g} to {ends[1]:.4g}; allowed: from 0 to 1")
    return values


def _without_phase(matrix):
    """A key that is the same for a matrix and its multiples by a phase."""
    flat = matrix.ravel()
    pivot = flat[np.argmax(np.abs(flat) > 1e-6)]
    rounded = (flat * abs(pivot) / pivot).round(6) + 0.0
    return (rounded.real + 0.0).tobytes(), (rounded.imag + 0.0).tobytes()


def _sign(name, value):
    if value not in (1, -1):
        raise ValueError(f"{name} = {value!r}; allowed: 1 or -1")
    return int(value)
