"""Lost qubits whose place is known (erasures), and how many atoms a logical qubit takes.

An erasure is easier than an error: a code of distance d repairs d - 1 of them, since a known place
needs no decoding.  A pattern of losses is beyond repair if it carries a logical operator.  Neutral
atoms that leave their traps, and are seen missing, are such losses (arXiv:2411.11822).
"""

import numpy as np

from qlearn.correction.decoding import all_errors
from qlearn.correction.failure import ErrorPolynomial
from qlearn.qubits.inputs import positive_integer


def erasure_polynomial(code):
    """The probability that losing each qubit with probability p is beyond repair.

    >>> from qlearn.correction.catalog import get_code
    >>> erasure_polynomial(get_code("four_two_two")).counts  # one loss is repaired, never two
    (0, 0, 6, 4, 1)
    """
    beyond = ~repairable(code)
    lost = np.array([pattern.bit_count() for pattern in range(len(beyond))])
    counts = np.bincount(lost[beyond], minlength=code.n + 1)
    return ErrorPolynomial(tuple(counts.tolist()), 1)


def repairable(code):
    """Which patterns of lost qubits can be repaired: a boolean array (2^n,).

    The index has bit q (of value 2^q) set if qubit q is lost.  n is at most 16 for CSS codes, 10
    for others.

    >>> from qlearn.correction.catalog import get_code
    >>> repairable(get_code("steane"))[[0b11, 0b111]].tolist()  # 0, 1, 2 carry a logical operator
    [True, False]
    """
    positive_integer("code.n", code.n, at_most=16 if code.is_css else 10)
    beyond = np.zeros(2**code.n, dtype=bool)
    for letters in ("X", "Z") if code.is_css else ("XYZ",):
        signatures, _ = all_errors(code, letters)
        logical = np.flatnonzero((signatures >> 2 * code.k == 0) & (signatures != 0))
        base = 1 + len(letters)
        supports = sum((logical // base ** (code.n - 1 - q) % base > 0) << q for q in range(code.n))
        beyond[supports] = True
    patterns = np.arange(2**code.n)
    for q in range(code.n):  # what contains such a pattern is beyond repair, too
        beyond |= beyond[patterns & ~(1 << q)]
    return ~beyond


def recovery_probability(code, p):
    """The probability that the losses can be repaired, each qubit lost with probability p.

    >>> from qlearn.correction.catalog import get_code
    >>> print(recovery_probability(get_code("four_two_two"), 0.1).round(4))
    0.9477
    """
    return 1 - erasure_polynomial(code)(p)


def encoding_ratio(physical, logical):
    """How many physical qubits there are for each logical one.

    It says nothing of quality: 4 : 1 with distance 2 sees errors, and repairs only losses.

    >>> encoding_ratio(48, 24), encoding_ratio(112, 28), encoding_ratio(1225, 50)
    (2.0, 4.0, 24.5)
    """
    physical = positive_integer("physical", physical)
    return physical / positive_integer("logical", logical, at_most=physical)


def blocks_needed(code, logical):
    """(blocks, physical qubits) that hold ``logical`` qubits in a code, ancillas left out.

    >>> from qlearn.correction.catalog import get_code
    >>> blocks_needed(get_code("four_two_two"), 24)
    (12, 48)
    """
    blocks = -(-positive_integer("logical", logical) // positive_integer("code.k", code.k))
    return blocks, blocks * code.n
