"""Fault-tolerant preparation of logical |0...0> and |+...+> of Steane, Carbon and [[4,2,2]].

An encoder makes the state with CNOTs, then checks look for what a fault in it may have spread: an
ancilla measures a stabilizer of the state, a flag watches the ancilla.  If one of them reads 1 the
state is thrown away.  The circuits were found by a computer search of ours; they are not those of
any experiment.  For Steane and [[4,2,2]] no single fault that passes the checks is worse than an
error on one qubit; for Carbon, of distance 4, no two faults that pass are worse than errors on two.
|+...+> is the same circuit followed by H on every qubit, for Carbon on qubits exchanged in pairs.
"""

from typing import NamedTuple

from qlearn.correction.catalog import get_code


class Check(NamedTuple):
    """A product of ``letter`` on ``qubits``, measured in that order with an ancilla."""

    letter: str
    qubits: tuple
    flagged: bool = False


class Preparation(NamedTuple):
    """A circuit for |0...0>: qubits that begin in |+>, CNOTs (control, target), checks, and the
    qubits to exchange for |+...+>."""

    sources: tuple
    cnots: tuple
    checks: tuple
    exchanged: tuple = ()


PREPARATIONS = {
    "four_two_two": Preparation((0,), ((0, 1), (1, 2), (2, 3)), (Check("Z", (0, 3)),)),
    "steane": Preparation(
        (0, 2, 3),
        ((2, 1), (0, 1), (3, 4), (3, 5), (2, 6), (0, 4), (3, 6), (1, 5)),
        (Check("Z", (0, 5, 6)),),
    ),
    "carbon": Preparation(
        (0, 3, 5, 7, 11),
        (
            *((7, 6), (0, 1), (5, 10), (3, 2), (0, 4), (2, 4), (11, 8), (7, 10)),
            *((8, 9), (4, 9), (4, 6), (5, 4), (10, 2), (10, 8), (10, 1), (9, 10)),
        ),
        (
            Check("Z", (9, 11, 2, 1)),
            Check("X", (3, 9, 4, 1, 7, 8), flagged=True),
            Check("Z", (6, 1, 3, 5), flagged=True),
            Check("Z", (6, 8, 9, 5), flagged=True),
        ),
        ((1, 2), (5, 6), (9, 10)),
    ),
}


def preparation_gates(name, state="0", first=0):
    """(gates, data, ancillas) that prepare a block: tuples for `noise.noisy_circuit`, qubit lists.

    ``state`` is "0" or "+" for all logical qubits.  Data qubit i of the code is ``first`` + i; one
    or two ancillas follow and are used again for each check.  Each measurement should give 0.

    >>> gates, data, ancillas = preparation_gates("steane")
    >>> sum(gate[0] == "CX" for gate in gates), data, ancillas
    (11, [0, 1, 2, 3, 4, 5, 6], [7])
    """
    if name not in PREPARATIONS:
        raise ValueError(f"name = {name!r}; allowed: {', '.join(PREPARATIONS)}")
    if state not in ("0", "+"):
        raise ValueError(f"state = {state!r}; allowed: '0', '+'")
    plan, n = PREPARATIONS[name], get_code(name).n
    data = [first + q for q in range(n)]
    place = {q: first + q for q in range(n)}
    if state == "+":
        for a, b in plan.exchanged:
            place[a], place[b] = place[b], place[a]
    ancillas = [first + n + i for i in range(1 + any(check.flagged for check in plan.checks))]
    gates = [("R", q) for q in data] + [("H", place[q]) for q in plan.sources]
    gates += [("CX", place[c], place[t]) for c, t in plan.cnots]
    for check in plan.checks:
        gates += _check_gates(check, [place[q] for q in check.qubits], ancillas)
    return gates + [("H", q) for q in data if state == "+"], data, ancillas


def _check_gates(check, qubits, ancillas):
    """Reset, CNOTs in the direction of the letter, the flag around all but first and last, read."""
    ancilla = ancillas[0]
    gates = [("CX", q, ancilla) if check.letter == "Z" else ("CX", ancilla, q) for q in qubits]
    turned = [] if check.letter == "Z" else [("H", ancilla)]
    ready, read = [("R", ancilla), *turned], [*turned, ("M", ancilla)]
    if check.flagged:
        flag = ancillas[1]
        watch = ("CX", flag, ancilla) if check.letter == "Z" else ("CX", ancilla, flag)
        opened = [("H", flag)] if check.letter == "Z" else []
        gates = [gates[0], watch, *gates[1:-1], watch, gates[-1]]
        ready, read = [*ready, ("R", flag), *opened], [*read, *opened, ("M", flag)]
    return [*ready, *gates, *read]
