"""The teleportation explorer: the protocol in six steps, computed in the browser.

`qubit.js`, `sphere.js` and `bloch.css` are shared with the Bloch explorer; `teleportation.js` has
the closed forms for a Werner pair and the page.
"""

import math

import anywidget
import traitlets

from qlearn.qubits import states
from qlearn.qubits.teleportation import BITS
from qlearn.widgets import parts

_WORDS = tuple(f"{m0}{m1}" for m0, m1 in BITS.values())


class TeleportationExplorer(anywidget.AnyWidget):
    """Teleportation in six steps, `step` 0 to 5; see `teleportation_explorer`.

    The message is cos(theta/2)|0> + e^{i phi} sin(theta/2)|1> (rad), the pair a Werner state of
    weight `w`. `outcome` is "random" or one of "00", "10", "01", "11"; `bits` is [m0, m1] from
    step 3 on and empty before. `seed` makes random outcomes repeatable.
    """

    _esm = parts.script("qubit", "sphere", "teleportation")
    _css = parts.style("teleportation")

    theta = traitlets.Float(math.radians(60)).tag(sync=True)
    phi = traitlets.Float(math.radians(110)).tag(sync=True)
    w = traitlets.Float(1.0).tag(sync=True)
    step = traitlets.Int(0).tag(sync=True)
    bits = traitlets.List(traitlets.Int()).tag(sync=True)
    outcome = traitlets.Enum(("random", *_WORDS), "random").tag(sync=True)
    seed = traitlets.Int(None, allow_none=True).tag(sync=True)

    @traitlets.validate("theta", "phi", "w", "step")
    def _within(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        top = {"theta": math.pi, "phi": math.tau, "w": 1, "step": 5}[name]
        if not 0 <= value <= top:
            raise ValueError(f"{name} = {value}; allowed: 0 to {top:.4g}")
        return value

    @property
    def message(self):
        """The ket that is teleported."""
        return states.from_angles(self.theta, self.phi)


def teleportation_explorer(w=1.0, *, seed=None):
    """The protocol step by step: circuit, the three reduced states, the fidelity against 2/3.

    Sliders for the message and the Werner weight w of the pair, from 0 to 1; the outcome is
    random or chosen. Raises ValueError if w is outside that range.

    >>> explorer = teleportation_explorer(0.8)
    >>> explorer.w, explorer.step, explorer.bits
    (0.8, 0, [])
    """
    return TeleportationExplorer(w=w, seed=seed)
