"""Lookup decoding: for each syndrome the lightest error that explains it, and when that is a guess.

Two decoders.  The *joint* one looks at all checks at once and picks the lightest Pauli string.  The
*separate* one, for CSS codes, decodes X errors from the Z checks and Z errors from the X checks, as
one does with a transversal readout; it does not see that a Y is one error.  They fail on different
errors, so a number for a code belongs to one of them.  Among errors of equal weight the first in
the order of their strings (I < X < Y < Z) is taken.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from qlearn.correction.codes import StabilizerCode
from qlearn.correction.paulis import product, weight
from qlearn.qubits.inputs import positive_integer

MOST_QUBITS = {1: 18, 2: 12, 3: 10}  # by the number of letters: 2^18, 3^12, 4^10 errors
_ORDER = "IXYZ"


@dataclass(frozen=True)
class Lookup:
    """A correction for each syndrome; arrays of length 2^(number of checks that are looked at).

    The index reads the syndrome as a binary number, first check first.  ``weight`` is -1 where no
    error leads.  ``effect`` says which logical operators the correction flips, as `signatures` of
    the code do; ``ambiguous``: another error as light has another effect.
    """

    code: StabilizerCode
    letters: str
    shift: int
    error: np.ndarray
    weight: np.ndarray
    ambiguous: np.ndarray
    effect: np.ndarray

    def index(self, syndrome):
        """The place of a syndrome, a sequence of bits, in the arrays."""
        bits = np.asarray(list(syndrome), dtype=int)
        if len(bits) != len(self.weight).bit_length() - 1 or not set(bits.tolist()) <= {0, 1}:
            allowed = len(self.weight).bit_length() - 1
            raise ValueError(f"syndrome = {syndrome!r}; allowed: {allowed} bits")
        return int("0" + "".join(map(str, bits.tolist())), 2)

    def correction(self, syndrome):
        """The lightest error with this syndrome, a Pauli string; applied again, it undoes it."""
        place = self.index(syndrome)
        if self.weight[place] < 0:
            raise ValueError(f"syndrome = {syndrome!r}; no error of {self.letters} leads there")
        return _string(self.error[place], self.code.n, self.letters)


def lookup_decoder(code, basis=None):
    """The table of the lightest corrections.

    ``basis`` None: the joint decoder, all checks and all letters.  "Z": X errors from the Z checks
    alone, as in a readout in the Z basis; "X": Z errors from the X checks.

    >>> from qlearn.correction.catalog import get_code
    >>> table = lookup_decoder(get_code("carbon"), "Z")
    >>> print(np.bincount(table.weight), table.ambiguous.sum())
    [ 1 12 15  4] 19
    """
    letters, shift, wide = _view(code, basis)
    signatures, weights = all_errors(code, letters)
    syndromes = signatures >> shift & (1 << wide) - 1
    effects = signatures & (1 << 2 * code.k) - 1
    order = np.argsort(weights, kind="stable")
    found, first = np.unique(syndromes[order], return_index=True)
    error, light, effect = np.zeros((3, 1 << wide), dtype=np.int64)
    light -= 1
    error[found], light[found] = order[first], weights[order[first]]
    effect[found] = effects[error[found]]
    other = (weights == light[syndromes]) & (effects != effect[syndromes])
    ambiguous = np.zeros(1 << wide, dtype=bool)
    ambiguous[syndromes[other]] = True
    return Lookup(code, letters, shift, error, light, ambiguous, effect)


def correction(code, syndrome, joint=None):
    """The lightest error with that syndrome (all checks in order), a Pauli string.

    ``joint`` None takes the separate decoder for CSS codes, else the joint one.

    >>> from qlearn.correction.catalog import get_code
    >>> correction(get_code("five_qubit"), (1, 1, 0, 0))
    'IIXII'
    """
    return product("I" * code.n, *(t.correction(bits) for t, bits in _views(code, syndrome, joint)))


class Diagnosis(NamedTuple):
    """What a decoder makes of an error: see `diagnose`."""

    syndrome: tuple
    correction: str
    residual: str
    verdict: str


def diagnose(code, error, joint=None):
    """What the decoder answers to an error, and how it ends; a `Diagnosis`.

    The verdict is "correct" (the residual, error times correction, is the identity), "degenerate"
    (another error with the same effect was undone, which is as good), "ambiguous" (two equally
    light corrections differ: the answer is a guess, an honest decoder discards) or "logical" (the
    encoded state is changed unseen).  ``joint`` None takes the separate decoder for CSS codes.

    >>> from qlearn.correction.catalog import get_code
    >>> diagnose(get_code("shor"), "IZIIIIIII").verdict
    'degenerate'
    """
    syndrome = code.syndrome(error)
    answer = correction(code, syndrome, joint)
    residual = product(error, answer)
    verdict = "correct" if weight(residual) == 0 else "degenerate"
    if any(t.ambiguous[t.index(bits)] for t, bits in _views(code, syndrome, joint)):
        verdict = "ambiguous"
    elif code.is_logical(residual):
        verdict = "logical"
    return Diagnosis(syndrome, answer, residual, verdict)


def residual_effects(code, joint=True, letters="XYZ"):
    """(effect, weight) of all errors of ``letters`` after decoding, in the order of their strings.

    ``effect`` is 0 where the encoded state is as before.  Arrays of length (1 + letters)^n.
    """
    signatures, weights = all_errors(code, letters)
    effect = signatures & (1 << 2 * code.k) - 1
    for basis in (None,) if joint else _bases(code):
        table = _table(code, basis)
        wide = len(table.weight).bit_length() - 1
        effect = effect ^ table.effect[signatures >> table.shift & (1 << wide) - 1]
    return effect, weights


def all_errors(code, letters="XYZ"):
    """(signatures, weights) of all errors of ``letters``, in the order of their strings.

    Raises ValueError for more than 10 qubits (18 if there is one letter).
    """
    positive_integer("code.n", code.n, at_most=MOST_QUBITS[len(letters)])
    single = code.signatures()[:, [0, *(_ORDER.index(letter) for letter in letters)]]
    signatures, weights = np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int8)
    here = np.array([0] + [1] * len(letters), dtype=np.int8)
    for own in single:
        signatures = (signatures[:, None] ^ own).reshape(-1)
        weights = (weights[:, None] + here).reshape(-1)
    return signatures, weights


# --- Inside -------------------------------------------------------------------------------


def _view(code, basis):
    """(letters of the errors, place of the lowest syndrome bit, number of syndrome bits)."""
    if basis not in (None, "X", "Z"):
        raise ValueError(f"basis = {basis!r}; allowed: None, 'X', 'Z'")
    low, rows = 2 * code.k, len(code.checks)
    if basis is None:
        wide = rows
        letters, shift = "XYZ", low
    else:
        ours = [i for i, check in enumerate(code.checks) if basis in check]
        wide = len(code.hx if basis == "X" else code.hz)
        if ours != list(range(ours[0] if ours else 0, (ours[0] if ours else 0) + wide)):
            raise ValueError("checks of a CSS code; allowed: all X checks together, all Z together")
        letters, shift = ("Z" if basis == "X" else "X"), low + (rows - 1 - ours[-1] if ours else 0)
    return letters, shift, wide


def _bases(code):
    if not code.is_css:
        raise ValueError(f"joint = False for {code!r}; allowed: CSS codes, or joint = True")
    return "X", "Z"


@lru_cache(maxsize=64)
def _table(code, basis):
    return lookup_decoder(code, basis)


def _views(code, syndrome, joint):
    """(table, the bits of the syndrome that it looks at) for each table of the decoder."""
    if len(syndrome) != len(code.checks):
        raise ValueError(f"syndrome = {syndrome!r}; allowed: {len(code.checks)} bits")
    joint = not code.is_css if joint is None else joint
    for basis in (None,) if joint else _bases(code):
        table = _table(code, basis)
        end = len(code.checks) - (table.shift - 2 * code.k)
        yield table, syndrome[end - (len(table.weight).bit_length() - 1) : end]


def _string(number, n, letters):
    """The error with that number in the order of the strings."""
    base = 1 + len(letters)
    digits = [int(number) // base**q % base for q in range(n - 1, -1, -1)]
    return "".join(("I" + letters)[digit] for digit in digits)
