"""The Bloch explorer: one qubit to turn, look at and measure, computed in the browser.

Nothing here waits for the kernel: `qubit.js` has the closed forms, `sphere.js` the picture,
`bloch.js` the page, `panel.js` what all drawn widgets share. Python reads and sets the same state
that the sliders and gates change.
"""

import cmath
import math

import anywidget
import traitlets

from qlearn.qubits import inputs, states
from qlearn.widgets import parts


class BlochExplorer(anywidget.AnyWidget):
    """One qubit on the Bloch sphere; `theta`, `phi` and `global_phase` (rad) are synchronised.

    The state is e^{i global_phase} (cos(theta/2)|0> + e^{i phi} sin(theta/2)|1>). `axis` is the
    measured one, "Z", "X" or "Y"; with `collapse` a single shot leaves the state it has found;
    `seed` makes the shots repeatable (None: they differ every time). `history` and `shots` name the
    state [theta, phi, global_phase] they belong to, and count only while the qubit is in it.
    """

    _esm = parts.script("qubit", "sphere", "bloch")
    _css = parts.style()

    theta = traitlets.Float(0.0).tag(sync=True)
    phi = traitlets.Float(0.0).tag(sync=True)
    global_phase = traitlets.Float(0.0).tag(sync=True)
    axis = traitlets.Enum(("Z", "X", "Y"), "Z").tag(sync=True)
    collapse = traitlets.Bool(True).tag(sync=True)
    seed = traitlets.Int(None, allow_none=True).tag(sync=True)
    history = traitlets.Dict().tag(sync=True)
    shots = traitlets.Dict().tag(sync=True)

    @traitlets.default("history")
    def _nothing_done(self):
        return {"state": [0, 0, 0], "start": "0", "gates": []}

    @traitlets.validate("theta", "phi", "global_phase")
    def _angle(self, proposal):
        name, angle = proposal["trait"].name, proposal["value"]
        if not math.isfinite(angle):
            raise ValueError(f"{name} = {angle}; allowed: a finite angle in radians")
        if name == "theta" and not 0 <= angle <= math.pi:
            raise ValueError(f"theta = {angle}; allowed: 0 to pi")
        return angle if 0 <= angle <= math.tau else angle % math.tau

    @property
    def state(self):
        """The ket on the sphere, its global phase included; set it to a Qobj, an array or a list.

        Setting raises ValueError if it is not a normalised ket of one qubit.
        """
        return cmath.exp(1j * self.global_phase) * states.from_angles(self.theta, self.phi)

    @state.setter
    def state(self, state):
        state = inputs.as_ket(state)
        if state.shape != (2, 1):
            raise ValueError(f"state has {len(state.dims[0])} qubits; allowed: 1")
        alpha, beta = state.full()[:, 0].tolist()
        at_pole = min(abs(alpha), abs(beta)) < 1e-12  # there phi means nothing
        with self.hold_sync():
            self.theta = 2 * math.atan2(abs(beta), abs(alpha))
            self.phi = 0.0 if at_pole else cmath.phase(beta / alpha)
            self.global_phase = cmath.phase(alpha if abs(alpha) > 1e-12 else beta)

    @property
    def gates(self):
        """The names of the gates applied since the state was last set, in the order of time."""
        return self.history["gates"] if self._is_of(self.history) else []

    @property
    def counts(self):
        """How often each outcome along `axis` was found in this state, as {"0": 6, "1": 4}."""
        current = self._is_of(self.shots) and self.shots["axis"] == self.axis
        found = self.shots["counts"] if current else [0, 0]
        return dict(zip({"Z": "01", "X": "+-", "Y": "rl"}[self.axis], found, strict=True))

    def _is_of(self, record):
        return record.get("state") == self._angles()

    def _angles(self):
        return [self.theta, self.phi, self.global_phase]


def bloch_explorer(state="0", *, axis="Z", seed=None):
    """The Bloch explorer as a widget, with the qubit in `state`: a letter 0 1 + - r l or a ket.

    Gate buttons, angle sliders, a measurement along `axis` with growing statistics; see
    `BlochExplorer` for what Python can read and set. `seed` makes the shots repeatable.
    Raises ValueError if the state is not a ket of one qubit or the axis not "Z", "X" or "Y".

    >>> explorer = bloch_explorer("+")
    >>> round(explorer.theta, 3), explorer.axis
    (1.571, 'Z')
    >>> explorer.state = [0.6, 0.8j]
    >>> print(states.dirac(explorer.state))
    0.6|0> + 0.8i|1>
    """
    if axis not in ("Z", "X", "Y"):
        raise ValueError(f"axis = {axis!r}; allowed: 'Z', 'X' or 'Y'")
    explorer = BlochExplorer(axis=axis, seed=seed)
    explorer.state = states.ket(state) if isinstance(state, str) else state
    if isinstance(state, str):
        explorer.history = explorer.history | {"state": explorer._angles(), "start": state}
    return explorer
