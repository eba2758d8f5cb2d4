"""Stabilizer codes: checks and logical operators, and what they say about an error.

A code is a list of commuting Pauli strings, its checks (stabilizer generators).  Measuring them
tells which ones an error anticommutes with, its *syndrome*, and nothing of the encoded state.  An
error without a syndrome is a product of checks, which does nothing, or a logical operator, which
changes the encoded state unseen.  `catalog` has the codes by name.
"""

from functools import cached_property

import numpy as np

from qlearn.correction.paulis import kernel, pauli_bits, pauli_on, pauli_string, product, rank
from qlearn.qubits.inputs import positive_integer

MOST_ERRORS = 6_000_000  # how many errors a search may look at
_ORDER = "IXYZ"


class StabilizerCode:
    """The code with the given checks, Pauli strings; some of them may depend on others.

    ``logical_x`` and ``logical_z`` are k strings each, X_i anticommuting with Z_i alone; without
    them some are found.  Raises ValueError if two checks anticommute, or the logical operators do
    not fit.

    >>> code = StabilizerCode(["ZZI", "IZZ"], name="bit flip")
    >>> code.n, code.k, code.distance(), code.syndrome("XII")
    (3, 1, 1, (1, 0))
    """

    def __init__(self, checks, logical_x=None, logical_z=None, name=""):
        self.checks, self.name = tuple(checks), name
        if not self.checks:
            raise ValueError("checks = []; allowed: at least one Pauli string")
        self.n = len(self.checks[0])
        self._rows = np.array([pauli_bits(check, self.n) for check in self.checks])
        self._check_commutation()
        self.k = self.n - rank(self._rows)
        if (logical_x is None) != (logical_z is None):
            raise ValueError("logical_x and logical_z; allowed: both or neither")
        pairs = self._find_logicals() if logical_x is None else (logical_x, logical_z)
        self.logical_x, self.logical_z = map(tuple, pairs)
        self._check_logicals()

    def __repr__(self):
        return f"<StabilizerCode {self.name or 'without a name'}: n={self.n}, k={self.k}>"

    # --- What an error does ---------------------------------------------------------------

    def syndrome(self, error):
        """One bit for each check, in order: 1 if the error anticommutes with it; a tuple."""
        return tuple((self._rows @ self._swapped(error) % 2).tolist())

    def effect(self, error):
        """What the error does to the k encoded qubits, as a Pauli string of k letters.

        Only an error without a syndrome has an effect of its own; for others it is that of the
        error times a fixed operator, good for comparing errors with the same syndrome.
        """
        swapped = self._swapped(error)
        flips = [[pauli_bits(op) @ swapped % 2 for op in ops] for ops in self._logicals]
        return pauli_string(np.array(flips[::-1]).reshape(-1)) if self.k else ""

    def is_stabilizer(self, error):
        """Whether the error is a product of checks, and so does nothing to encoded states."""
        return not any(self.syndrome(error)) and set(self.effect(error)) <= {"I"}

    def is_logical(self, error):
        """Whether the error has no syndrome and yet changes the encoded state."""
        return not any(self.syndrome(error)) and not self.is_stabilizer(error)

    def same_effect(self, a, b):
        """Whether undoing b also undoes a: their product is a stabilizer (degenerate if a != b)."""
        return self.is_stabilizer(product(a, b))

    # --- Parameters -----------------------------------------------------------------------

    @cached_property
    def is_css(self):
        """Whether each check has X letters alone or Z letters alone."""
        return all("Y" not in check and len(set(check) - {"I"}) == 1 for check in self.checks)

    @property
    def hx(self):
        """The X checks of a CSS code, an array (rows, n) of 0 and 1; they see Z errors."""
        return self._half("X")[:, : self.n]

    @property
    def hz(self):
        """The Z checks of a CSS code, an array (rows, n) of 0 and 1; they see X errors."""
        return self._half("Z")[:, self.n :]

    def distance(self, letters="XYZ"):
        """The smallest weight of a logical operator made of ``letters``, by trying all errors.

        "X" gives d_X, the fewest bit flips that go unseen, "Z" d_Z.  Raises ValueError if there is
        none, or the search would exceed `MOST_ERRORS`.
        """
        return self._lightest(letters)[0]

    def lightest_logicals(self, letters="XYZ"):
        """How many logical operators have that smallest weight.  Carbon has 36 of X letters."""
        return self._lightest(letters)[1]

    def is_degenerate(self):
        """Whether some stabilizer is lighter than the distance: light errors share a syndrome."""
        return self._stabilizer_within(self.distance() - 1)

    # --- Bits, for whole tables -----------------------------------------------------------

    def signatures(self):
        """What each letter on each qubit flips, as integers (n, 4); letters in the order I X Y Z.

        The low 2 k bits are the flips of the logical operators X_1.., Z_1.., the bits above them
        the syndrome, the first check highest.  Signatures of a product are added bit by bit (xor).
        """
        rows = np.array([*self._rows, *map(pauli_bits, self.logical_x + self.logical_z)])
        if len(rows) > 62:
            raise ValueError(f"{len(self.checks)} checks and {self.k} logical qubits: too many")
        values = 1 << np.arange(len(rows) - 1, -1, -1, dtype=np.int64)
        x, z = values @ rows[:, self.n :], values @ rows[:, : self.n]
        return np.stack([0 * x, x, x ^ z, z], axis=1)

    def errors_by_weight(self, letters="XYZ"):
        """Yields (w, signatures of all errors of weight w made of ``letters``), w = 0 .. n."""
        _check_letters(letters)
        single = self.signatures()[:, [_ORDER.index(letter) for letter in letters]]
        level = [np.zeros(1, dtype=np.int64)] + [np.zeros(0, dtype=np.int64)] * self.n
        for w in range(self.n + 1):  # level[q]: errors whose last letter stands just before q
            if sum(map(len, level)) > MOST_ERRORS:
                raise ValueError(f"errors of weight {w} are too many; allowed: {MOST_ERRORS}")
            yield w, np.concatenate(level)
            so_far = [np.concatenate(level[: q + 1]) for q in range(self.n)]
            level = [level[0][:0]] + [
                (before[:, None] ^ single[q]).reshape(-1) for q, before in enumerate(so_far)
            ]

    def _lightest(self, letters):
        low = (1 << 2 * self.k) - 1
        for w, signatures in self.errors_by_weight(letters):
            found = np.count_nonzero((signatures <= low) & (signatures > 0))
            if found:
                return w, int(found)
        raise ValueError(f"letters = {letters!r}: no logical operator is made of them")

    def _stabilizer_within(self, most):
        for w, signatures in self.errors_by_weight():
            if w > most:
                return False
            if w and np.any(signatures == 0):
                return True
        return False

    # --- Inside ---------------------------------------------------------------------------

    @property
    def _logicals(self):
        return self.logical_x, self.logical_z

    def _swapped(self, error):
        return np.roll(pauli_bits(error, self.n), self.n)

    def _half(self, letter):
        if not self.is_css:
            raise ValueError(f"{self!r} mixes X and Z in a check; allowed: a CSS code")
        return self._rows[[letter in check for check in self.checks]]

    def _products(self, rows):
        """Which rows anticommute with which: array (len(rows), len(rows))."""
        rows = np.asarray(rows, dtype=int)
        return rows @ np.roll(rows, self.n, axis=1).T % 2

    def _check_commutation(self):
        clashes = np.argwhere(self._products(self._rows))
        if len(clashes):
            a, b = (self.checks[i] for i in clashes[0])
            raise ValueError(f"checks {a} and {b} anticommute; allowed: commuting checks")

    def _check_logicals(self):
        ops = [*self.logical_x, *self.logical_z]
        if len(self.logical_x) != self.k or len(self.logical_z) != self.k:
            raise ValueError(f"logical operators {ops}; allowed: {self.k} of each kind")
        found = self._products([*self._rows, *(pauli_bits(op, self.n) for op in ops)])
        wanted = np.zeros_like(found)
        x = np.arange(self.k) + len(self._rows)
        wanted[x, x + self.k] = wanted[x + self.k, x] = 1
        if np.any(found != wanted):
            raise ValueError(
                f"logical operators {ops}; allowed: each commutes with all checks, and X_i "
                "anticommutes with Z_i and commutes with all others"
            )

    def _find_logicals(self):
        """Pairs from the operators that commute with all checks, made to fit one by one."""
        left = list(kernel(np.roll(self._rows, self.n, axis=1)))
        pairs = []
        while left:
            a = left.pop(0)
            partners = [i for i, b in enumerate(left) if a @ np.roll(b, self.n) % 2]
            if partners:
                b = left.pop(partners[0])
                left = [
                    c ^ (a * (c @ np.roll(b, self.n) % 2)) ^ (b * (c @ np.roll(a, self.n) % 2))
                    for c in left
                ]
                pairs.append((a, b))
        return [[pauli_string(pair[side]) for pair in pairs] for side in (0, 1)]


def css_code(x_checks, z_checks, logical_x=None, logical_z=None, *, n, name=""):
    """The code whose checks are X, or Z, on the listed qubits; each check is a list of qubits.

    >>> css_code([[0, 1, 2, 3]], [[0, 1, 2, 3]], n=4).k
    2
    """
    n = positive_integer("n", n)

    def strings(letter, supports):
        return None if supports is None else [pauli_on(letter, qubits, n) for qubits in supports]

    checks = strings("X", x_checks) + strings("Z", z_checks)
    return StabilizerCode(checks, strings("X", logical_x), strings("Z", logical_z), name=name)


def _check_letters(letters):
    if not letters or not set(letters) <= set("XYZ"):
        raise ValueError(f"letters = {letters!r}; allowed: some of 'XYZ'")
