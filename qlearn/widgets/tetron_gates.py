"""The tetron console: three tetrons, buttons that measure, and gates to be made of that.

The physics runs in Python, by `qlearn.topology.tetron_register`; `tetron_gates.js` draws what
`TetronConsole.shown` says and sends the buttons that are pressed.
"""

from itertools import permutations, product

import anywidget
import numpy as np
import qutip
import traitlets

from qlearn.qubits import gates
from qlearn.qubits.measurement import pauli
from qlearn.topology.tetron_gates import (
    IDEAL,
    full_word,
    gate_fidelity,
    measured_map,
    projected,
    without_frame,
)
from qlearn.topology.tetron_register import Tetrons
from qlearn.widgets import parts

TITLES = {"S": "S", "SX": "√X", "H": "H", "CNOT": "CNOT"}
_MORE = {
    1: {"S, then H": gates.H * gates.S, "H, then S": gates.S * gates.H},
    2: {"CNOT with the roles exchanged": gates.swap * gates.cx * gates.swap, "CZ": gates.cz},
}
START = [[0.8, 0.36 + 0.48j], [0.6, 0.64 - 0.48j], [1, 0]]  # three kets without symmetry
WORDS = ["".join(word) for word in product("IXYZ", repeat=3)][1:]


class TetronConsole(anywidget.AnyWidget):
    """Three tetrons to be measured, and a gate to be made; see `tetron_console`.

    `p` is the probability of a wrong record, `poison` that of a stray electron on each tetron
    before each measurement; `reveal` shows what only a simulation can know. `log` has the records,
    `shown` what is drawn, `met` whether the challenge is met.
    """

    _esm = parts.script("tetron_gates")
    _css = parts.style("tetron_gates")

    challenge = traitlets.Enum(tuple(TITLES), "S").tag(sync=True)
    p = traitlets.Float(0.0).tag(sync=True)
    poison = traitlets.Float(0.0).tag(sync=True)
    reveal = traitlets.Bool(False).tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)

    def __init__(self, seed=None, **traits):
        self._rng = np.random.default_rng(seed)
        self._tetrons = None
        super().__init__(**traits)
        self.on_msg(self._answer)
        self.start()

    @traitlets.validate("p", "poison")
    def _within(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        if not 0 <= value <= 0.2:
            raise ValueError(f"{name} = {value}; allowed: 0 to 0.2")
        return value

    @traitlets.observe("challenge")
    def _anew(self, _):
        if self._tetrons:
            self.start()

    @traitlets.observe("p", "poison", "reveal")
    def _again(self, _):
        if self._tetrons:
            self._tetrons.assign_error, self._tetrons.poison_prob = self.p, self.poison
            self._show()

    @property
    def log(self):
        """What was measured since the start: a list of records (word, tetrons, outcome)."""
        return self._tetrons.log

    @property
    def met(self):
        """Whether the gate of the challenge has been made, up to a Pauli operator."""
        return self.shown["met"]

    def start(self):
        """Put the tetrons back and forget all measurements."""
        state = qutip.tensor([qutip.Qobj(ket) for ket in START])
        self._tetrons = Tetrons(3, self.p, self.poison, rng=self._rng, state=state)
        self._truth, self._possible, self._map = [], [], np.eye(8, dtype=complex)
        self._show()

    def press(self, word, tetrons):
        """Measure ``word``, such as "ZX", on ``tetrons``, from 0; "Z'" is i gamma_3 gamma_4."""
        if word == "Z'":
            outcome = self._tetrons.measure_pair(tetrons[0], 3, 4)
            sign = self._tetrons.island_parity(tetrons[0])
        else:
            outcome, sign = self._tetrons.measure(word, tetrons), 1
        whole = full_word(word[:1] if word == "Z'" else word, tetrons, 3)
        self._truth.append(sign * round(self._mean(whole)))
        plus = projected(self._map, whole, 1)
        self._possible.append(1 if np.linalg.norm(plus) > 1e-9 else -1)
        kept = projected(self._map, whole, self._possible[-1])
        self._map = kept / np.linalg.norm(kept)
        self._show()
        return outcome

    def _answer(self, _widget, content, _buffers):
        if "press" in content:
            self.press(content["press"][0], tuple(content["press"][1]))
        elif "start" in content:
            self.start()

    # --- What has been done -------------------------------------------------------------------

    def _mean(self, word):
        psi = self._tetrons.state.full()[:, 0]
        return float(np.vdot(psi, 2 * projected(psi, word, 1) - psi).real)

    @property
    def _data(self):
        return [0, 1] if self.challenge == "CNOT" else [0]

    @property
    def _steps(self):
        return [("Z" if word == "34" else word, tetrons) for word, tetrons, _ in self.log]

    def _found(self):
        """(name, gate, result) of the unitary that leads from the data to some tetrons, or None."""
        n = len(self._data)
        wanted = {self.challenge: IDEAL[self.challenge], "nothing": qutip.qeye([2] * n)}
        known = wanted | {k: v for k, v in IDEAL.items() if len(v.dims[0]) == n} | _MORE[n]
        for result in permutations(range(3), n):
            try:
                _, made = measured_map(self._steps, self._possible, 3, self._data, result)
            except ValueError:  # entangled with what is left out
                continue
            if not np.allclose((made * made.dag()).full(), np.eye(2**n), atol=1e-6):
                continue
            left = without_frame(made)
            same = (k for k in known if np.allclose(left, without_frame(known[k]), atol=1e-6))
            name = next(same, "another gate")
            return name, known.get(name), result
        return None

    def _is_lost(self):
        """Whether something has been learned of the data: then no gate can come of it any more."""
        m = self._map.reshape([2] * 6)
        m = np.moveaxis(m, [3 + k for k in self._data], range(len(self._data)))
        rho = m.reshape(2 ** len(self._data), -1)
        rho = rho @ rho.conj().T
        return not np.allclose(rho, np.eye(len(rho)) * rho[0, 0], atol=1e-9)

    def _frame(self, gate, result):
        """The byproduct that the records tell, or None if they contradict each other."""
        records = [outcome for _, _, outcome in self.log]
        try:
            _, made = measured_map(self._steps, records, 3, self._data, result)
        except ValueError:
            return None
        words = ["".join(word) for word in product("IXYZ", repeat=len(result))]
        return max(words, key=lambda word: abs((made.dag() * pauli(word) * gate).tr()))

    def _fidelity(self, gate, frame, result):
        """Fidelity of the true state of the result with frame * gate * start."""
        start = qutip.tensor([qutip.Qobj(START[k]) for k in self._data])
        meant = pauli(frame) * gate * start
        order = sorted(result)
        rho = self._tetrons.state.ptrace(order)
        rho = rho if list(result) == order else rho.permute([order.index(q) for q in result])
        return float(qutip.expect(rho, meant))

    # --- What is shown ------------------------------------------------------------------------

    def _show(self):
        found = self._found()
        self.shown = {
            "arrows": [[self._mean(full_word(x, q, 3)) for x in "XYZ"] for q in range(3)],
            "parities": [self._tetrons.island_parity(q) for q in range(3)],
            "log": [
                [word.replace("34", "Z'"), list(tetrons), outcome, true]
                for (word, tetrons, outcome), true in zip(self.log, self._truth, strict=True)
            ],
            "definite": self._definite(),
            "met": bool(found and found[0] == self.challenge),
            "text": self._sentence(found),
            "forecast": self._forecast(),
        }

    def _definite(self):
        """Products of several tetrons that have a definite sign: what is entangled, and how."""
        joint = [word for word in WORDS if word.count("I") < 2]
        means = {word: self._mean(word) for word in joint}
        singles = {
            q for q in range(3) for x in "XYZ" if abs(self._mean(full_word(x, q, 3))) > 0.999
        }
        return [
            [word, round(mean)]
            for word, mean in means.items()
            if abs(mean) > 1 - 1e-9 and not any(word[q] != "I" for q in singles)
        ][:4]

    def _sentence(self, found):
        title, data = TITLES[self.challenge], _named(self._data)
        if not self.log:
            return f"Challenge: {title} on {data}, by measurements alone, up to a Pauli operator."
        if self._is_lost():
            return f"A measurement has told something about {data}: no gate any more. Start again."
        if found is None:
            return f"No gate yet: what {data} held is shared with another tetron."
        name, gate, result = found
        if name == "nothing" and list(result) == self._data:
            return f"So far nothing has happened to {data}, but for a Pauli operator."
        where = f"on {_named(result)}" + (f", from {data}" if list(result) != self._data else "")
        name = TITLES.get(name, "nothing but a move" if name == "nothing" else name)
        if gate is None:
            return f"So far: {name} {where}."
        return (
            f"{'Challenge met' if name == title else 'So far'}: {name} {where}{self._told(found)}"
        )

    def _told(self, found):
        _, gate, result = found
        frame = self._frame(gate, result)
        if frame is None:
            return (
                ". But the records contradict each other: one is wrong, or an electron strayed in."
            )
        words = f", frame {frame}: {len(self.log)} measurements."
        if self.reveal:
            words += f" True fidelity with that: {self._fidelity(gate, frame, result):.2f}."
        return words

    def _forecast(self):
        f = gate_fidelity(self.challenge, self.p, self.poison)
        return (
            f"Recipe of {TITLES[self.challenge]} with wrong records p = {self.p:.3f}, "
            f"stray electrons q = {self.poison:.3f}: process fidelity {f:.3f}"
        )


def _named(tetrons):
    """Tetrons counted from 1, in words."""
    names = [str(q + 1) for q in tetrons]
    return f"tetron {names[0]}" if len(names) == 1 else f"tetrons {' and '.join(names)}"


def tetron_console(challenge="S", *, p=0.0, poison=0.0, seed=None):
    """Three tetrons with buttons that measure Z, X, Y, ZZ, XX ...: make S, sqrt(X), H or a CNOT.

    ``challenge`` is "S", "SX", "H" or "CNOT"; ``p`` and ``poison`` from 0 to 0.2. Raises
    ValueError or a TraitError for others.

    >>> console = tetron_console(seed=1)
    >>> for step in [("X", (2,)), ("ZZ", (0, 2)), ("Y", (2,))]:
    ...     outcome = console.press(*step)
    >>> console.met
    True
    """
    return TetronConsole(challenge=challenge, p=p, poison=poison, seed=seed)
