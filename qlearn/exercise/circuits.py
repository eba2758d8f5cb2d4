"""Answers that are played or run: what they do is compared, and not how they are written."""

from dataclasses import dataclass, replace
from functools import wraps

import numpy as np

from qlearn.exercise.reading import Unlike, kind_of
from qlearn.qubits import Circuit, Transpiled, from_qasm


@dataclass
class Seen:
    """What an answer does, how it is shown, and why it is wrong, if known; ``value`` None if it
    cannot be judged at all.

    >>> Seen(3, "three calls")
    three calls
    """

    value: object
    text: str
    why: str = ""

    def __repr__(self):
        return self.text


def of_seen(same, signs=""):
    """The comparison of what answers do; ``signs`` is said of amplitudes of the right sizes."""

    def read(seen):
        if seen.value is None:
            raise Unlike(seen.why)
        return same.read(seen.value)

    looser = ((signs, lambda got, want, args: np.allclose(abs(got), abs(want))),) if signs else ()
    return replace(same, read=read, looser=looser)


def circuit_on(answer, n):
    """The circuit that was returned, also as OpenQASM text, on n qubits; else `Unlike`.

    >>> print(circuit_on("OPENQASM 3.0; qubit[1] q; h q[0];", 1).count())
    {'h': 1}
    """
    if isinstance(answer, Transpiled):
        answer = answer.circuit
    if isinstance(answer, str):
        try:
            answer = from_qasm(answer)
        except ValueError as error:
            raise Unlike(f"text is read as OpenQASM here, and {error}") from None
    if not isinstance(answer, Circuit):
        raise Unlike(f"a Circuit is asked, and this is {kind_of(answer)}")
    if answer.n != n:
        raise Unlike(f"a circuit on {n} qubits is asked, and this one has {answer.n}")
    return answer


def played(look):
    """The referee that asks the player and hands on ``look(answer, *case)``, or why it cannot."""

    @wraps(look)
    def referee(player, *case):
        answer = player(*case)
        try:
            return look(answer, *case)
        except Unlike as unlike:
            kind = "a circuit" if isinstance(answer, Circuit) else kind_of(answer)
            return Seen(None, kind, str(unlike))

    return referee
