"""The generic ladder: what is wrong with an answer that makes no known mistake.

From the coarse to the fine: not of the asked kind, wrong shape, not a number, a broken law
(norm, unitarity, trace), a near miss with a name (conjugate, transposed, a factor 2), and last
the smallest failing input.
"""

from dataclasses import dataclass
from itertools import permutations

import numpy as np

from qlearn.exercise.reading import Unlike


@dataclass(frozen=True)
class Finding:
    """One sentence, and the index of the case that shows it best."""

    text: str
    case: int


def first_finding(same, gots, wants, cases):
    """The first rung of the ladder that catches the answers; always finds something."""
    reads = []
    for index, got in enumerate(gots):
        try:
            reads.append(same.plain(got))
        except Unlike as unlike:
            return Finding(f"{unlike}", index)
    expected = [same.plain(want) for want in wants]
    wrong = [
        index
        for index, (got, want) in enumerate(zip(reads, expected, strict=True))
        if not same.equal(got, want, cases[index])
    ]
    for rung in (_exchanged, _parts, *RUNGS):
        finding = rung(same, reads, expected, cases, wrong)
        if finding:
            return finding
    return Finding("", min(wrong, key=lambda index: _size(cases[index])))


def _exchanged(same, gots, wants, cases, wrong):
    if any(len({type(entry) for entry in got}) > 1 for got in gots if same.parts):
        return None
    for order in list(permutations(range(len(same.parts))))[1:]:  # the first is the right one
        moved = [tuple(got[k] for k in order) for got in gots]
        if all(same.equal(*pair, case) for *pair, case in zip(moved, wants, cases, strict=True)):
            return Finding("the values are right, in another order", wrong[0])
    return None


def _parts(same, gots, wants, cases, wrong):
    for number, part in enumerate(same.parts):
        pairs = [(got[number], want[number]) for got, want in zip(gots, wants, strict=True)]
        wrong = [i for i, pair in enumerate(pairs) if not part.equal(*pair, cases[i])]
        for rung in RUNGS if wrong else ():
            finding = rung(part, *zip(*pairs, strict=True), cases, wrong)
            if finding:
                return Finding(f"value {number + 1}: {finding.text}", finding.case)
        if wrong:
            return Finding(f"value {number + 1} is not the expected one", wrong[0])
    return None


def _shape(same, gots, wants, cases, wrong):
    for index in wrong:
        got, want = gots[index], wants[index]
        if isinstance(want, np.ndarray) and np.squeeze(got).shape != np.squeeze(want).shape:
            return Finding(f"the shape is {_shape_text(got)}, expected {_shape_text(want)}", index)
    return None


def _length(same, gots, wants, cases, wrong):
    for index in wrong:
        got, want = gots[index], wants[index]
        if isinstance(want, tuple | str) and isinstance(got, type(want)) and len(got) != len(want):
            return Finding(f"{len(want)} entries are expected, and there are {len(got)}", index)
    return None


def _shape_text(array):
    return f"{array.shape}" if array.ndim else "a single number"


def _truth_value(same, gots, wants, cases, wrong):
    for index in wrong:
        if isinstance(wants[index], bool) and not isinstance(gots[index], bool | np.ndarray):
            return Finding("True or False is asked, and this is something else", index)
    return None


def _not_a_number(same, gots, wants, cases, wrong):
    for index in wrong:
        got, want = gots[index], wants[index]
        if isinstance(got, np.ndarray) and np.isfinite(want).all() and not np.isfinite(got).all():
            return Finding(
                "the result contains NaN or infinity: a division by zero, or a logarithm of zero "
                "or of a negative number?",
                index,
            )
    return None


def _broken_law(same, gots, wants, cases, wrong):
    for text, measure, value in same.laws:
        if all(abs(measure(want) - value) < 1e-6 for want in wants):
            for index in wrong:
                seen = measure(gots[index])
                if abs(seen - value) > 1e-6:
                    return Finding(text.format(seen), index)
    return None


def _looser(same, gots, wants, cases, wrong):
    for text, equal in same.looser:
        if all(equal(got, want, args) for got, want, args in zip(gots, wants, cases, strict=True)):
            return Finding(text, wrong[0])
    return None


def _near_miss(same, gots, wants, cases, wrong):
    for text, near in same.near_misses:
        with np.errstate(all="ignore"):
            misses = [near(want) for want in wants]
        if all(
            same.equal(got, miss, args) for got, miss, args in zip(gots, misses, cases, strict=True)
        ):
            return Finding(text, wrong[0])
    return None


RUNGS = (_shape, _truth_value, _not_a_number, _broken_law, _looser, _near_miss, _length)


def _size(args):
    entries = [len(arg) if hasattr(type(arg), "__len__") else 1 for arg in args]
    return sum(entries), len(repr(args))
