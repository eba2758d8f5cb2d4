"""Gates on tetrons by measurements alone: recipes, Pauli frame, readout errors, poisoning.

Tetrons are qubits here (`qlearn.topology.tetron`); tetron 0 stands first.  A step is a pair
(word, tetrons) such as ("ZZ", (0, 2)): measure that product of Pauli operators.  Outcomes are +1
and -1.  A recipe gives its gate times a *byproduct*, a Pauli operator that the outcomes tell.  It
is not undone but remembered: the Pauli frame.
Source: T. Karzig et al., Phys. Rev. B 95, 235305 (2017), arXiv:1610.05289.
"""

from functools import cache
from itertools import product
from typing import NamedTuple

import numpy as np
from qutip import Qobj

from qlearn.qubits import gates
from qlearn.qubits.inputs import TOLERANCE, as_operator, between, positive_integer, qubit_list
from qlearn.qubits.measurement import pauli
from qlearn.topology.tetron import check_outcome

# Steps on the roles d (data; c and t for the CNOT) and a (ancilla).  H leaves its result on the
# ancilla.  `byproduct` has the rules that belong to the outcomes.
RECIPES = {
    "S": (("X", "a"), ("ZZ", "da"), ("Y", "a")),
    "SX": (("Z", "a"), ("XX", "da"), ("Y", "a")),
    "H": (("X", "a"), ("XZ", "da"), ("Z", "d")),
    "CNOT": (("X", "a"), ("ZZ", "ca"), ("XX", "at"), ("Z", "a")),
}
ROLES = {"S": ("d", "d"), "SX": ("d", "d"), "H": ("d", "a"), "CNOT": ("ct", "ct")}  # in, out
IDEAL = {"S": gates.S, "SX": gates.SX, "H": gates.H, "CNOT": gates.cx}


class Branch(NamedTuple):
    """One sequence of outcomes, its probability, and what it does to the data qubits."""

    outcomes: tuple
    p: float
    operator: Qobj


def recipe(gate, data, ancilla):
    """The steps [(word, tetrons), ...] of a gate, and the tetrons that hold the result.

    ``gate`` is "S", "SX", "H" or "CNOT"; ``data`` is one tetron, or (control, target).

    >>> recipe("H", 0, 1)
    ([('X', (1,)), ('XZ', (0, 1)), ('Z', (0,))], (1,))
    """
    _known(gate)
    tetrons = qubit_list("data", data, 64) + [ancilla]
    roles = dict(zip(ROLES[gate][0] + "a", tetrons, strict=False))
    if len(tetrons) != len(ROLES[gate][0]) + 1 or len(set(tetrons)) != len(tetrons):
        needed = f"{len(ROLES[gate][0])} data and one ancilla, all different"
        raise ValueError(f"data = {data!r}, ancilla = {ancilla!r}; allowed: {needed}")
    steps = [(word, tuple(roles[role] for role in on)) for word, on in RECIPES[gate]]
    return steps, tuple(roles[role] for role in ROLES[gate][1])


def byproduct(gate, outcomes):
    """The Pauli word B of a recipe: it has done B times the gate, one letter per data tetron.

    >>> byproduct("S", (1, -1, 1)), byproduct("CNOT", (1, 1, 1, -1))
    ('I', 'IX')
    """
    m = [check_outcome("outcomes", outcome) for outcome in outcomes]
    if len(m) != len(RECIPES[_known(gate)]):
        raise ValueError(f"outcomes = {outcomes}; allowed: {len(RECIPES[gate])} for {gate}")
    if gate == "S":
        return _letter(z=m[0] * m[1] * m[2] == 1)
    if gate == "SX":  # H turns X into Z and back, but Y into -Y: the other sign
        return _letter(x=m[0] * m[1] * m[2] == -1)
    if gate == "H":
        return _letter(x=m[1] == -1, z=m[0] * m[2] == -1)
    return _letter(z=m[0] * m[2] == -1) + _letter(x=m[1] * m[3] == -1)


def measured_map(steps, outcomes, n, data, result=None):
    """(p, operator): what the measurements do to the data tetrons when they end in ``outcomes``.

    ``operator`` leads from the ``data`` to the ``result`` tetrons (default: the same); it has the
    norm of a unitary, and a phase that means nothing.  p is the probability if all ``n`` tetrons
    start completely mixed.  Raises ValueError if the outcomes cannot happen or if the others end
    up entangled with the data, so that no operator on the data alone exists.

    >>> steps, result = recipe("S", 0, 1)
    >>> p, gate = measured_map(steps, (1, 1, -1), 2, [0])
    >>> p, round(abs((gates.S.dag() * gate).tr()), 6)
    (0.125, 2.0)
    """
    n = positive_integer("n", n, at_most=6)
    data = qubit_list("data", data, n)
    result = data if result is None else qubit_list("result", result, n)
    full = np.eye(2**n, dtype=complex)
    for (word, tetrons), outcome in zip(steps, outcomes, strict=True):
        full = projected(full, full_word(word, tetrons, n), check_outcome("outcomes", outcome))
    split = _grouped(full, result, data, n)
    u, weights, _ = np.linalg.svd(split, full_matrices=False)
    if weights[0] < TOLERANCE:
        raise ValueError(f"outcomes = {tuple(outcomes)} cannot happen; allowed: possible ones")
    if len(weights) > 1 and weights[1] > TOLERANCE:
        raise ValueError("steps leave the other tetrons entangled with the data or its source")
    operator = u[:, 0].reshape(2 ** len(result), 2 ** len(data)) * 2 ** (len(data) / 2)
    return float((weights**2).sum() / 2**n), as_operator(operator)


def branches(steps, n, data, result=None):
    """A list of `Branch`: `measured_map` for every sequence of outcomes that can happen.

    >>> steps, result = recipe("CNOT", (0, 1), 2)
    >>> len(branches(steps, 3, [0, 1]))
    16
    """
    found = []
    for outcomes in product((1, -1), repeat=len(steps)):
        try:
            p, operator = measured_map(steps, outcomes, n, data, result)
        except ValueError as error:
            if "cannot happen" not in str(error):
                raise
            continue
        found.append(Branch(outcomes, p, operator))
    return found


def gate_fidelity(gate, assign_error, poison_prob=0.0):
    """The process fidelity of a recipe with wrong records and stray electrons.

    Each outcome is recorded wrongly with the probability p = ``assign_error``: a wrong byproduct.
    Before each measurement a stray electron enters each tetron of the recipe, through a random one
    of its four gammas, with the probability q = ``poison_prob``: for the qubit a random letter of
    I, X, Y, Z.  That its island is odd from then on is not counted.  With r = 1 - q:

        S, SX   r^3 (1 + r^2 (1-2p)^3) / 2 + (1 - r^3) / 4
        H       r^3 (1-p) (1 + r^2 (1-2p)^2) / 2 + (1 - r^3) / 4
        CNOT    (1 - 2p(1-p))^2 for q = 0

    >>> print([f"{gate_fidelity(gate, 0.01):.3f}" for gate in RECIPES])
    ['0.971', '0.971', '0.970', '0.961']
    >>> print(f"{gate_fidelity('CNOT', 0.01, 0.01):.3f}")
    0.890
    """
    p, q = between("assign_error", assign_error, 0, 1), between("poison_prob", poison_prob, 0, 1)
    # Pauli errors only: the fidelity is the mean, over all words, of the mean sign each word gets
    words = product("IXYZ", repeat=len(ROLES[_known(gate)][1]))
    turned = [_turned_by(gate, "".join(word)) for word in words]
    return float(np.mean([(1 - 2 * p) ** wrong * (1 - q) ** stray for wrong, stray in turned]))


@cache
def _turned_by(gate, word):
    """How many single records, and how many places of a stray electron, can turn the sign of word.

    An error before step k turns the later outcomes that anticommute with it, and so the byproduct.
    """
    n = len(ROLES[gate][0]) + 1
    steps, result = recipe(gate, range(n - 1), n - 1)
    seen = [full_word(*step, n) for step in steps]
    plain = byproduct(gate, [1] * len(steps))

    def sign(outcomes, error):
        left = "".join(error[q] for q in result)
        return _sign(word, byproduct(gate, outcomes)) * _sign(word, plain) * _sign(word, left)

    def stray(k, q, letter):
        error = "I" * q + letter + "I" * (n - q - 1)
        return sign([1] * k + [_sign(error, later) for later in seen[k:]], error)

    wrong = [
        sign([1 - 2 * (j == k) for j in range(len(steps))], "I" * n) for k in range(len(steps))
    ]
    places = product(range(len(steps)), range(n))
    return wrong.count(-1), sum(any(stray(k, q, x) == -1 for x in "XYZ") for k, q in places)


def _sign(word, other):
    """1 if two Pauli words commute, -1 if not."""
    return (-1) ** sum(
        "I" not in pair and len(set(pair)) == 2 for pair in zip(word, other, strict=True)
    )


def without_frame(gate):
    """What is left of a Clifford gate if Pauli operators and phases do not count; (4^n, 4^n).

    The sizes |Tr(P G Q G^+)| / 2^n of its Pauli transfer matrix, P and Q in the order II, IX, ...
    Two Clifford gates have the same one if they differ by a Pauli operator and a phase only.

    >>> bool(np.allclose(without_frame(gates.S), without_frame(gates.Z * gates.S)))
    True
    """
    gate = as_operator(gate, "gate")
    n = positive_integer("n", len(gate.dims[0]), at_most=3)
    words = [pauli("".join(word)).full() for word in product("IXYZ", repeat=n)]
    moved = [gate.full() @ word @ gate.full().conj().T for word in words]
    return np.abs([[np.vdot(p, q) for q in moved] for p in words]) / 2**n


def repeat_agreement(assign_error):
    """The probability that two measurements of one thing give the same record: 1 - 2p(1-p).

    >>> print(f"{repeat_agreement(0.01):.4f}")
    0.9802
    """
    p = between("assign_error", assign_error, 0, 1)
    return 1 - 2 * p * (1 - p)


def _known(gate):
    if gate not in RECIPES:
        raise ValueError(f"gate = {gate!r}; allowed: {', '.join(RECIPES)}")
    return gate


def _letter(x=False, z=False):
    return "IXZY"[x + 2 * z]


def full_word(word, tetrons, n):
    """The measured operator as a word of n letters: I where nothing is measured.

    >>> full_word("ZX", (2, 0), 3)
    'XIZ'
    """
    tetrons = qubit_list("tetrons", tetrons, n)
    if not isinstance(word, str) or not word or set(word) - set("XYZ"):
        raise ValueError(f"word = {word!r}; allowed: letters X, Y, Z such as 'Z' or 'ZX'")
    if len(word) != len(tetrons):
        raise ValueError(f"word = {word!r} for tetrons {tetrons}; allowed: one letter for each")
    letters = dict(zip(tetrons, word, strict=True))
    return "".join(letters.get(k, "I") for k in range(n))


def projected(states, word, outcome):
    """(1 + outcome * word) / 2 times the columns of an array (2^n,) or (2^n, m).

    >>> print(projected(np.array([0.6, 0.8]), "Z", -1).real)
    [0.  0.8]
    """
    source, phase = _action(word)
    moved = states[source] * (phase if states.ndim == 1 else phase[:, None])
    return (states + outcome * moved) / 2


@cache
def _action(word):
    """(source, phase) with (P psi)[k] = phase[k] psi[source[k]]: much faster than the matrix."""
    n, letters = len(word), np.array(list(word))
    weights = 2 ** np.arange(n)[::-1]
    source = np.arange(2**n) ^ int(weights[np.isin(letters, ["X", "Y"])].sum())
    bits = source[:, None] // weights % 2  # Y[k, l] = i (-1)^l off the diagonal
    odd = bits[:, np.isin(letters, ["Y", "Z"])].sum(axis=1) % 2
    return source, 1j ** word.count("Y") * (1.0 - 2 * odd)


def _grouped(full, result, data, n):
    """The map as a matrix: rows (result, data), columns what is left of outputs and inputs."""
    rows = result + [n + k for k in data]
    columns = [k for k in range(2 * n) if k not in rows]
    return full.reshape([2] * (2 * n)).transpose(rows + columns).reshape(2 ** len(rows), -1)
