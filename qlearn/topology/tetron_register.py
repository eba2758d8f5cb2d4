"""A register of tetrons: one measures, and a Pauli frame keeps the account.

The physical state is frame * ideal state, up to a phase.  Raw outcomes (`Tetrons.measure`) belong
to the physical state, `Tetrons.read` translates them to the ideal one.  Assignment errors turn
round what is recorded, not what happens; poisoning is a stray electron that enters through one
gamma, flips the island's parity, and acts on the qubit as `tetron.poisoning_error` says.
"""

from typing import NamedTuple

import numpy as np

from qlearn.qubits.inputs import TOLERANCE, as_density, as_ket, between, positive_integer
from qlearn.qubits.states import bell
from qlearn.topology.tetron import bilinear_paulis, check_outcome, poisoning_error
from qlearn.topology.tetron_gates import byproduct, full_word, projected, recipe

_BITS = {"I": (0, 0), "X": (1, 0), "Z": (0, 1), "Y": (1, 1)}
_LETTERS = {bits: letter for letter, bits in _BITS.items()}
_PAIRS = bilinear_paulis()


class Record(NamedTuple):
    """One entry of the log: what was measured, where, and the outcome that was recorded."""

    word: str
    tetrons: tuple
    outcome: int


class Tetrons:
    """``n`` tetrons, all in |0> with even islands, or in the ket ``state``.

    ``assign_error`` is the probability that an outcome is recorded wrongly; ``poison_prob`` that a
    tetron is poisoned through a random gamma, for each tetron and each measurement of any.
    ``rng`` is a numpy.random.Generator.

    >>> tetrons = Tetrons(3, rng=np.random.default_rng(1))
    >>> tetrons.measure("ZZ", (0, 2)), tetrons.frame, tetrons.island_parity(0)
    (1, 'III', 1)
    """

    def __init__(self, n, assign_error=0.0, poison_prob=0.0, *, rng, state=None):
        self.n = positive_integer("n", n, at_most=12)
        self.assign_error = between("assign_error", assign_error, 0, 1)
        self.poison_prob = between("poison_prob", poison_prob, 0, 1)
        if not isinstance(rng, np.random.Generator):
            raise ValueError(f"rng = {rng!r}; allowed: a numpy.random.Generator")
        self.rng, self.log = rng, []
        self._frame = np.zeros((n, 2), dtype=int)  # one row (x, z) for each tetron
        self._parities = np.ones(n, dtype=int)
        self._psi = np.zeros(2**n, dtype=complex)
        self._psi[0] = 1
        if state is not None:
            self._psi = as_ket(state).full()[:, 0].copy()
        if len(self._psi) != 2**n:
            raise ValueError(f"state has {len(self._psi)} entries; allowed: {2**n}")

    @property
    def state(self):
        """The physical state, a ket of n qubits: poisoned islands included (see `tetron`)."""
        return as_ket(self._psi)

    @property
    def ideal(self):
        """The state with the frame undone, a ket of n qubits: what the gates were to make."""
        return as_ket(_paulis_on(self._psi, self.frame))

    @property
    def frame(self):
        """The Pauli frame as a word of n letters I, X, Y, Z."""
        return "".join(_LETTERS[tuple(row)] for row in self._frame.tolist())

    def island_parity(self, q):
        """The true parity of island ``q``, 1 or -1; only a simulation can look at it."""
        return int(self._parities[self._index(q)])

    # --- Measurements ---------------------------------------------------------------------

    def measure(self, word, tetrons, outcome=None):
        """The recorded outcome, 1 or -1, of the product of Pauli operators ``word``.

        ``tetrons`` is one number or one for each letter.  ``outcome`` forces the result, for
        tests and for the question "what if"; it is recorded rightly.  Raises ValueError if the
        word is unknown or the forced outcome has the probability 0.
        """
        tetrons = (tetrons,) if isinstance(tetrons, int | np.integer) else tuple(tetrons)
        whole = full_word(word, tetrons, self.n)
        self._poison_at_random()
        return self._recorded(word, tetrons, self._collapse(whole, outcome), outcome)

    def measure_pair(self, q, i, j):
        """The recorded parity i gamma_i gamma_j of tetron ``q``, 1 or -1; i < j count from 1.

        On an odd island the pairs with gamma_4 have the other sign: (1, 2) and (3, 4) disagree.
        """
        q = self._index(q)
        if (i, j) not in _PAIRS:
            raise ValueError(f"(i, j) = {(i, j)}; allowed: {', '.join(map(str, _PAIRS))}")
        self._poison_at_random()
        sign = (-1 if "-" in _PAIRS[i, j] else 1) * (self._parities[q] if j == 4 else 1)
        true = self._collapse(full_word(_PAIRS[i, j][-1], [q], self.n))
        return self._recorded(f"{i}{j}", (q,), int(sign * true))

    def read(self, word, tetrons):
        """The recorded outcome of the ideal state: `measure`, and the sign that the frame gives."""
        outcome = self.measure(word, tetrons)
        return outcome * self.frame_sign(word, tetrons)

    def frame_sign(self, word, tetrons):
        """-1 if the frame anticommutes with the product ``word``, else 1."""
        tetrons = (tetrons,) if isinstance(tetrons, int | np.integer) else tuple(tetrons)
        bits = np.array([_BITS[letter] for letter in full_word(word, tetrons, self.n)])
        return int((-1) ** (bits * self._frame[:, ::-1]).sum())

    def prepare(self, letter, q):
        """Measure X, Y or Z of one tetron and set its frame so that `read` gives 1."""
        outcome = self.measure(letter, q)
        self._frame[q] = _BITS[{"X": "Z"}.get(letter, "X") if outcome == -1 else "I"]

    # --- Gates ----------------------------------------------------------------------------

    def s(self, data, ancilla):
        """S on a tetron, by the recipe of `tetron_gates`; returns the tetron of the result."""
        return self._gate("S", data, ancilla)[0]

    def sqrt_x(self, data, ancilla):
        """sqrt(X) on a tetron; returns the tetron of the result."""
        return self._gate("SX", data, ancilla)[0]

    def h(self, data, ancilla):
        """H on a tetron; the result stands on the *ancilla*, whose number is returned."""
        return self._gate("H", data, ancilla)[0]

    def cnot(self, control, target, ancilla):
        """CNOT of two tetrons with the help of a third; returns (control, target)."""
        return self._gate("CNOT", (control, target), ancilla)

    def apply(self, word, tetrons):
        """A product of Pauli operators on the ideal state: the frame changes, nothing else."""
        tetrons = (tetrons,) if isinstance(tetrons, int | np.integer) else tuple(tetrons)
        self._frame ^= np.array([_BITS[x] for x in full_word(word, tetrons, self.n)])

    def entangle(self, a, b):
        """Make the pair (a, b) the Bell state Phi+ by measuring ZZ and XX; b takes the frame."""
        zz, xx = self.measure("ZZ", (a, b)), self.measure("XX", (a, b))
        self._frame[a], self._frame[b] = 0, (zz == -1, xx == -1)

    def poison(self, q, i):
        """A stray electron through gamma_i of tetron ``q``: the island's parity flips."""
        q = self._index(q)
        letter = poisoning_error(i, self.island_parity(q))
        self._psi = _paulis_on(self._psi, full_word(letter, [q], self.n) if letter != "I" else "")
        self._parities[q] *= -1

    # --- Inside ---------------------------------------------------------------------------

    def _collapse(self, word, outcome=None):
        """Draw the true outcome, or take the forced one, and project the state."""
        plus = projected(self._psi, word, 1)
        p = np.vdot(plus, plus).real
        if outcome is None:
            outcome = 1 if self.rng.random() < p else -1
        elif (p if check_outcome("outcome", outcome) == 1 else 1 - p) < TOLERANCE:
            raise ValueError(f"outcome = {outcome} has probability 0; allowed: {-outcome}")
        kept = plus if outcome == 1 else self._psi - plus
        self._psi = kept / np.linalg.norm(kept)
        return int(outcome)

    def _recorded(self, word, tetrons, outcome, forced=None):
        wrong = forced is None and self.rng.random() < self.assign_error
        self.log.append(Record(word, tetrons, -outcome if wrong else outcome))
        return self.log[-1].outcome

    def _gate(self, gate, data, ancilla):
        steps, result = recipe(gate, data, ancilla)
        word = byproduct(gate, [self.measure(*step) for step in steps])
        frame = self._frame[[data] if isinstance(data, int | np.integer) else list(data)]
        self._frame[[*{q for _, tetrons in steps for q in tetrons}]] = 0
        self._frame[list(result)] = _through(gate, frame) ^ [_BITS[letter] for letter in word]
        return result

    def _poison_at_random(self):
        if self.poison_prob:
            for q in np.flatnonzero(self.rng.random(self.n) < self.poison_prob):
                self.poison(int(q), int(self.rng.integers(1, 5)))

    def _index(self, q):
        if q not in range(self.n):
            raise ValueError(f"q = {q!r}; allowed: 0 to {self.n - 1}")
        return int(q)


def measured_pair(assign_error):
    """The state that `Tetrons.entangle` gives on average, frame undone; shape (4, 4).

    A wrong record of ZZ makes Psi+ of Phi+, a wrong one of XX makes Phi-, both make Psi-.

    >>> from qlearn.qubits.nonlocality import chsh_max
    >>> print(f"{chsh_max(measured_pair(0.01)):.3f}")
    2.772
    """
    p = between("assign_error", assign_error, 0, 1)
    weights = {"Phi+": (1 - p) ** 2, "Phi-": p * (1 - p), "Psi+": p * (1 - p), "Psi-": p**2}
    return as_density(sum(w * bell(name).proj() for name, w in weights.items()))


def _through(gate, frame):
    """The frame (x, z) after a gate G: the word G F G^+."""
    x, z = frame[:, 0].copy(), frame[:, 1].copy()
    if gate == "S":
        z ^= x
    elif gate == "SX":
        x ^= z
    elif gate == "H":
        x, z = z, x
    else:
        x, z = x ^ [0, x[0]], z ^ [z[1], 0]
    return np.stack([x, z], axis=1)


def _paulis_on(psi, word):
    """The product of Pauli operators on a ket; P = 2 (1 + P)/2 - 1."""
    return 2 * projected(psi, word, 1) - psi if word else psi
