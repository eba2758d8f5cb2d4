"""Codes by name, from three qubits to patches of the surface code.

The checks of Carbon are Table IV of arXiv:2404.02280, as the Error Correction Zoo has them; it is
Knill's C4/C6 code.  Its X and Z checks are equal up to a permutation of qubits only.

Logical |0> is |+++> in the phase-flip code and three blocks |000> + |111> in Shor's, logical |1> is
|---> and three blocks |000> - |111>, as in Nielsen and Chuang, sections 10.1 and 10.2.  So their
logical X is made of Z letters, and their logical Z of X letters.
"""

from functools import cache

from qlearn.correction.codes import StabilizerCode, css_code
from qlearn.qubits.inputs import positive_integer

_HAMMING = [[3, 4, 5, 6], [1, 2, 5, 6], [0, 2, 4, 6]]
_PAIRS = [[q, q + 1] for q in (0, 1, 3, 4, 6, 7)]
_REED_MULLER = [range(16), *([q for q in range(16) if q >> bit & 1] for bit in range(4))]
_CARBON_BLOCKS = [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]


def _five_qubit():
    shifts = ["XZZXI", "IXZZX", "XIXZZ", "ZXIXZ"]
    return StabilizerCode(shifts, ["XXXXX"], ["ZZZZZ"], name="five-qubit")


def _steane():
    every = [range(7)]
    return css_code(_HAMMING, _HAMMING, every, every, n=7, name="Steane")


def _shor():
    checks = css_code([range(6), range(3, 9)], _PAIRS, n=9).checks
    return StabilizerCode(checks, ["ZIIZIIZII"], ["XXXIIIIII"], name="Shor")


def _carbon():
    return css_code(
        [*_CARBON_BLOCKS, [0, 1, 5, 7, 8, 11], [0, 3, 4, 5, 9, 11]],
        [*_CARBON_BLOCKS, [0, 2, 6, 7, 8, 11], [0, 3, 4, 6, 10, 11]],
        [[0, 3, 10, 11], [1, 3, 9, 10]],
        [[0, 3, 9, 11], [0, 1, 9, 10]],
        n=12,
        name="Carbon",
    )


def _phase_flip():
    return StabilizerCode(["XXI", "IXX"], ["ZZZ"], ["XII"], name="phase flip")


def _tesseract():
    return css_code(_REED_MULLER, _REED_MULLER, n=16, name="tesseract")


def _four():
    every = [range(4)]
    return css_code(every, every, [[0, 1], [0, 2]], [[0, 2], [0, 1]], n=4, name="[[4,2,2]]")


CODES = {
    "bit_flip": lambda: repetition_code(3),
    "phase_flip": _phase_flip,
    "five_qubit": _five_qubit,
    "steane": _steane,
    "shor": _shor,
    "four_two_two": _four,
    "carbon": _carbon,
    "tesseract": _tesseract,
}


@cache
def get_code(name):
    """The code with that name; `CODES` has the names.

    >>> code = get_code("carbon")
    >>> code.n, code.k, code.distance("X")
    (12, 2, 4)
    """
    if name not in CODES:
        raise ValueError(f"name = {name!r}; allowed: {', '.join(CODES)}")
    return CODES[name]()


def repetition_code(n):
    """n copies of a bit: ZZ checks of neighbours.  It sees bit flips, and no phase flip.

    >>> code = repetition_code(5)
    >>> code.distance("X"), code.distance("Z")
    (5, 1)
    """
    n = positive_integer("n", n)
    if n < 2:
        raise ValueError(f"n = {n}; allowed: at least 2")
    pairs = [[q, q + 1] for q in range(n - 1)]
    return css_code([], pairs, [range(n)], [[0]], n=n, name=f"repetition {n}")


def rotated_surface_code(d):
    """The rotated surface code of odd distance d on d x d qubits, row by row; d^2 - 1 checks.

    Squares take X and Z in turn like a chessboard; on the rim, pairs: X above and below, Z left
    and right.  Logical X is the left column, logical Z the upper row.

    >>> code = rotated_surface_code(3)
    >>> code.n, code.k, code.distance(), len(code.hx)
    (9, 1, 3, 4)
    """
    d = positive_integer("d", d)
    if d < 3 or d % 2 == 0:
        raise ValueError(f"d = {d}; allowed: odd numbers from 3")
    checks = {"X": [], "Z": []}
    for row in range(-1, d):
        for column in range(-1, d):
            square = [(row + i, column + j) for i in (0, 1) for j in (0, 1)]
            qubits = [r * d + c for r, c in square if 0 <= r < d and 0 <= c < d]
            letter = "XZ"[(row + column) % 2]
            rim = "X" if row in (-1, d - 1) else "Z"
            if len(qubits) == 4 or (len(qubits) == 2 and letter == rim):
                checks[letter].append(qubits)
    column, upper = range(0, d * d, d), range(d)
    return css_code(checks["X"], checks["Z"], [column], [upper], n=d * d, name=f"surface {d}")
