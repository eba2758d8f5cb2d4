"""How often a small code fails: exact polynomials in the error rate, from all its errors.

Every data qubit suffers an error with probability p, independently; checks and corrections are
perfect.  For "XYZ" the error is X, Y or Z with p/3 each (depolarizing), for one letter it is that
one with p.  Then P(p) = sum_w A_w (p / letters)^w (1 - p)^(n - w) with the number A_w of bad errors
of weight w: whole numbers, found by looking at all errors once, good for any p.
"""

from dataclasses import dataclass
from math import comb

import numpy as np
from scipy.optimize import brentq

from qlearn.correction.codes import StabilizerCode
from qlearn.correction.decoding import all_errors, residual_effects
from qlearn.qubits.inputs import positive_integer, real


@dataclass(frozen=True)
class ErrorPolynomial:
    """The probability of a set of errors as a function of p; ``counts`` has A_0 .. A_n."""

    counts: tuple
    letters: int = 3

    def __call__(self, p):
        """P(p), the shape of p."""
        p = real("p", p)
        if np.any((p < 0) | (p > 1)):
            raise ValueError(f"p = {p!r}; allowed: 0 to 1")
        n = len(self.counts) - 1
        terms = [
            count * (p / self.letters) ** w * (1 - p) ** (n - w)
            for w, count in enumerate(self.counts)
        ]
        return np.sum(terms, axis=0)

    def pseudothreshold(self):
        """The p above 0 where P(p) = p: below it the code beats a bare qubit (break-even).

        Not the threshold, which is a property of a family of codes.  Raises ValueError if P
        does not start below p.
        """
        grid = np.linspace(1e-6, 1 - 1e-6, 4001)
        gain = grid - self(grid)
        after = np.flatnonzero(gain <= 1e-12)
        if gain[0] <= 0 or not len(after):
            raise ValueError(f"counts = {self.counts}: P(p) = p nowhere; allowed: A_0 = A_1 = 0")
        low, high = grid[after[0] - 1], grid[after[0]]
        return float(brentq(lambda p: p - self(p) - 1e-15, low, high))


def failure_polynomial(code, joint=True, letters="XYZ"):
    """The probability that decoding leaves a logical error; `decoding` says what ``joint`` is.

    >>> from qlearn.correction.catalog import get_code
    >>> failure = failure_polynomial(get_code("five_qubit"))
    >>> failure.counts, f"{failure(0.01):.4e}", f"{failure.pseudothreshold():.4f}"
    ((0, 0, 90, 210, 270, 198), '9.7796e-04', '0.1376')
    """
    effect, weights = residual_effects(code, joint, letters)
    return _polynomial(code, weights[effect != 0], letters)


def logical_error_rate(code, p, joint=True, letters="XYZ"):
    """P(p) of `failure_polynomial`; ``code`` may be a polynomial that one has already.

    >>> from qlearn.correction.catalog import repetition_code
    >>> print(f"{logical_error_rate(repetition_code(5), 0.1, letters='X'):.5f}")
    0.00856
    """
    if isinstance(code, StabilizerCode):
        code = failure_polynomial(code, joint, letters)
    return code(p)


def majority_error(n, p):
    """The chance that most of n copies are flipped, n odd: sum_{k>n/2} C(n,k) p^k (1-p)^(n-k).

    >>> print(f"{majority_error(3, 0.1):.3f}")
    0.028
    """
    if positive_integer("n", n) % 2 == 0:
        raise ValueError(f"n = {n}; allowed: odd numbers, or votes may tie")
    counts = tuple(comb(n, k) if k > n / 2 else 0 for k in range(n + 1))
    return ErrorPolynomial(counts, 1)(p)


def undetected_polynomials(code, letters="XYZ"):
    """(accepted, wrong): errors without a syndrome, and those among them that are logical.

    accepted(p) is the share of runs that detection keeps, wrong(p) / accepted(p) the error rate of
    what is kept.  The gain over k bare qubits grows as 1/p: quote p and acceptance with a gain.

    >>> from qlearn.correction.catalog import get_code
    >>> accepted, wrong = undetected_polynomials(get_code("four_two_two"))
    >>> print(f"{accepted(0.01):.6f} {wrong(0.01) / accepted(0.01):.4e}")
    0.960793 2.0494e-04
    """
    signatures, weights = all_errors(code, letters)
    unseen = signatures >> 2 * code.k == 0
    chosen = [unseen, unseen & (signatures != 0)]
    return tuple(_polynomial(code, weights[kept], letters) for kept in chosen)


def _polynomial(code, weights, letters):
    counts = np.bincount(weights, minlength=code.n + 1)
    return ErrorPolynomial(tuple(counts.tolist()), len(letters))
