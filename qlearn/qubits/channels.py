"""Channels: what noise does to a state, as a list of Kraus operators.

A channel takes rho to the sum of K rho K^dagger over its operators K, with the sum of K^dagger K
equal to 1. Wherever a channel is asked for, a single gate will do: it is a channel with one
operator. How far a channel is from a gate: `qlearn.qubits.fidelities`.
Source: M. A. Nielsen and I. L. Chuang, Quantum Computation and Quantum Information, ch. 8.
"""

import itertools

import numpy as np
from qutip import Qobj, kraus_to_choi, to_choi

from qlearn.qubits.dynamics import dephasing_rate
from qlearn.qubits.gates import I, X, Y, Z, embed, lower
from qlearn.qubits.inputs import (
    TOLERANCE,
    as_density,
    as_operator,
    between,
    nonnegative,
    positive,
    positive_integer,
    real_vector,
)
from qlearn.qubits.measurement import pauli

_PAULIS = np.array([sigma.full() for sigma in (X, Y, Z)])


# --- The channels with names --------------------------------------------------------------


def amplitude_damping(gamma):
    """Decay: |1> falls to |0> with the probability gamma, coherences shrink by sqrt(1 - gamma).

    Two Kraus operators. Raises ValueError unless 0 <= gamma <= 1.

    >>> print(apply(amplitude_damping(0.36), [0, 1]).diag())
    [0.36 0.64]
    """
    gamma = between("gamma", gamma, 0, 1)
    return [as_operator(np.diag([1, np.sqrt(1 - gamma)])), np.sqrt(gamma) * lower]


def dephasing(p):
    """A Z with the probability p: coherences shrink by 1 - 2p, populations stay.

    Two Kraus operators; at p = 1/2 no coherence is left. Raises ValueError unless 0 <= p <= 1.

    >>> print(apply(dephasing(0.25), [0.6, 0.8]).full().real)
    [[0.36 0.24]
     [0.24 0.64]]
    """
    p = between("p", p, 0, 1)
    return [np.sqrt(1 - p) * I, np.sqrt(p) * Z]


def depolarizing(p, n=1):
    """rho becomes (1 - p) rho + p 1/2^n: with the probability p nothing is left of the state.

    4^n Kraus operators, the Pauli words on n qubits. An error that can be seen, a word other than
    1...1, happens with the probability p (1 - 4^-n). Raises ValueError unless 0 <= p <= 1.

    >>> print(apply(depolarizing(0.2), [1, 0]).diag())
    [0.9 0.1]
    """
    p, n = between("p", p, 0, 1), positive_integer("n", n)
    first, *others = (pauli("".join(word)) for word in itertools.product("IXYZ", repeat=n))
    return [np.sqrt(1 - p + p / 4**n) * first, *(np.sqrt(p / 4**n) * word for word in others)]


def idle(t_us, t1_us, t2_us):
    """What waiting does: |1> decays as e^{-t/T1}, coherences as e^{-t/T2}; the bath is at T = 0.

    Amplitude damping, and of dephasing only what T1 leaves to T2: 1/Tphi = 1/T2 - 1/(2 T1).
    Times in us, T1 and T2 may be infinite. Raises ValueError if t < 0 or T2 > 2 T1.

    >>> rho = apply(idle(50, t1_us=50, t2_us=30), [0.6, 0.8])
    >>> bool(np.isclose(rho[0, 1].real, 0.48 * np.exp(-50 / 30)))
    True
    """
    t = nonnegative("t_us", real_vector("t_us", [t_us], size=1))[0]
    left = np.exp(-t * dephasing_rate(t1_us, t2_us))  # of the coherence, after pure dephasing
    decayed = -np.expm1(-t / positive("t1_us", t1_us))
    return compose(amplitude_damping(decayed), dephasing((1 - left) / 2))


# --- Using them ---------------------------------------------------------------------------


def as_channel(channel):
    """The Kraus operators as a list of Qobj; one gate is a list of one.

    Raises ValueError if there is none, if their sizes differ, or if the sum of K^dagger K is not
    1: then probabilities would not add up.

    >>> len(as_channel([[0, 1], [1, 0]])), len(as_channel(dephasing(0.1)))
    (1, 2)
    """
    operators = _operators(channel)
    worst = np.abs(kraus_defect(operators).full()).max()
    if worst > TOLERANCE:
        raise ValueError(f"channel: sum K^dagger K misses 1 by {worst:.2g}; allowed: {TOLERANCE}")
    return operators


def kraus_defect(channel):
    """The sum of K^dagger K minus 1, an operator: zero for a channel that keeps the trace.

    >>> print(kraus_defect([np.diag([1, 0.8])]).diag())
    [ 0.   -0.36]
    """
    operators = _operators(channel)
    total = sum(k.full().conj().T @ k.full() for k in operators)
    return as_operator(total - np.eye(len(total)))


def apply(channel, state, targets=None):
    """The state after the channel, a density matrix; on `targets` only, if they are given.

    Raises ValueError if the channel and the state (or the targets) differ in size.

    >>> print(apply(dephasing(0.5), [0.5, 0.5, 0.5, 0.5], targets=1).full()[0].real)
    [0.25 0.   0.25 0.  ]
    """
    rho, operators = as_density(state), as_channel(channel)
    n = len(rho.dims[0])
    if targets is not None:
        operators = [embed(k, targets, n) for k in operators]
    if operators[0].shape != rho.shape:
        k = len(operators[0].dims[0])
        raise ValueError(f"channel acts on {k} qubits, state has {n}; allowed: equal, or targets")
    return sum(k * rho * k.dag() for k in operators)


def compose(*channels):
    """The channel that does these in the order of time, the first one first.

    At most d^2 Kraus operators: where the products are more, others that do the same.
    Raises ValueError if there is none, or if their sizes differ.

    >>> twice = compose(amplitude_damping(0.5), amplitude_damping(0.5))
    >>> print(apply(twice, [0, 1]).diag())
    [0.75 0.25]
    """
    first, *others = [as_channel(channel) for channel in channels] or [_operators([])]
    for later in others:
        if later[0].shape != first[0].shape:
            raise ValueError("channels act on different numbers of qubits; allowed: equal numbers")
        first = _fewest([b * a for a in first for b in later])
    return first


def _fewest(operators):
    """The operators without zeros; more than d^2 are replaced by those of the Choi matrix."""
    operators = [k for k in operators if np.abs(k.full()).max() > 1e-12]
    size = operators[0].shape[0]
    if len(operators) <= size**2:
        return operators
    weights, vectors = np.linalg.eigh(choi(operators).full())
    kept = [(w, v) for w, v in zip(weights, vectors.T, strict=True) if w > 1e-12]
    return [as_operator(np.sqrt(w) * v.reshape(size, size, order="F")) for w, v in kept]


# --- Looking at them ----------------------------------------------------------------------


def choi(channel):
    """The Choi matrix as a QuTiP superoperator, columns stacked, trace d; the same for every choice
    of Kraus operators. Also takes a superoperator in another of QuTiP's forms.

    >>> coins = [I / 2**0.5, Z / 2**0.5]
    >>> resets = [np.diag([1, 0]), np.diag([0, 1])]
    >>> (choi(coins) - choi(resets)).norm() < 1e-12
    True
    """
    if isinstance(channel, Qobj) and channel.issuper:
        return to_choi(channel)
    return kraus_to_choi(_operators(channel))


def is_cptp(channel):
    """Whether it is completely positive and keeps the trace: whether nature can do it.

    A list of Kraus operators, or a QuTiP superoperator.

    >>> is_cptp(dephasing(0.3)), is_cptp([lower])
    (True, False)
    """
    matrix = choi(channel).full()
    size = round(np.sqrt(len(matrix)))
    if not np.allclose(matrix, matrix.conj().T, rtol=0, atol=TOLERANCE):
        return False
    kept = np.trace(matrix.reshape([size] * 4), axis1=1, axis2=3)
    positive = np.linalg.eigvalsh(matrix)[0] > -TOLERANCE
    return bool(positive and np.allclose(kept, np.eye(size), rtol=0, atol=TOLERANCE))


def bloch_map(channel):
    """(M, c) of a one-qubit channel: the Bloch vector r becomes M r + c; shapes (3, 3) and (3,).

    The image of the ball has its centre at c, and the singular values of M as half axes.

    >>> m, c = bloch_map(amplitude_damping(0.36))
    >>> print(m.diagonal(), c)
    [0.8  0.8  0.64] [0.   0.   0.36]
    """
    kraus = np.array([k.full() for k in as_channel(channel)])
    if kraus.shape[1:] != (2, 2):
        raise ValueError(f"channel has operators of shape {kraus.shape[1:]}; allowed: one qubit")
    images = np.einsum("kab,mbc,kdc->mad", kraus, [np.eye(2), *_PAULIS], kraus.conj())
    table = np.einsum("iab,mba->im", _PAULIS, images).real / 2
    return table[:, 1:], table[:, 0]


# --- Reading input ------------------------------------------------------------------------


def _operators(channel):
    """The Kraus operators, all of one size; whether they keep the trace is not asked."""
    single = isinstance(channel, Qobj) or (len(channel) and np.ndim(_plain(channel[0])) < 2)
    listed = [channel] if single else list(channel)
    operators = [as_operator(k, f"channel[{i}]") for i, k in enumerate(listed)]
    if len({k.shape for k in operators}) != 1:
        sizes = [k.shape for k in operators]
        raise ValueError(f"channel has operators of shapes {sizes}; allowed: one or more, equal")
    return operators


def _plain(item):
    return item.full() if isinstance(item, Qobj) else item
