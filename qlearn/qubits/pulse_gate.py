"""Where the numbers of a gate come from: a cz between two three-level qubits, solved with QuTiP.

Two anharmonic oscillators, coupled by g, are tuned until |11> and |20> have the same energy. After
1/(2 sqrt(2) g) the state |11> has gone to |20> and come back, with a minus sign: a cz, up to turns
about z that cost nothing. What is left of it as an error: the exchange of |10> and |01>, which are
not quite far enough apart, a rest in |20> (leakage), T1 and T2.
Frequencies in MHz (cycles/us), times in ns for gates and in us for T1 and T2. Toy parameters.
Source: L. DiCarlo et al., Nature 460, 240 (2009), arXiv:0903.2030.
"""

from typing import NamedTuple

import numpy as np
import qutip
from scipy.linalg import expm

from qlearn.qubits import gates, simulate
from qlearn.qubits.dynamics import dephasing_rate
from qlearn.qubits.inputs import nonnegative, positive, real

LEVELS = 3
_QUBIT = [LEVELS * a + b for a in (0, 1) for b in (0, 1)]  # |00>, |01>, |10>, |11>


class PulseGate(NamedTuple):
    """A gate made by a pulse.

    ``infidelity`` is 1 - average gate fidelity, ``leakage`` the mean probability to leave the two
    levels, ``p`` the depolarising probability with that infidelity, ``transfer`` the Pauli transfer
    matrix on the two qubits (16, 16), with the turns about z taken off.
    """

    duration_ns: float
    infidelity: float
    leakage: float
    p: float
    transfer: np.ndarray


def cz_time_ns(g_mhz):
    """How long |11> needs to |20> and back: 1000/(2 sqrt(2) g) ns.

    >>> round(cz_time_ns(5.0), 3)
    70.711
    """
    return float(1e3 / (2 * np.sqrt(2) * positive("g_mhz", g_mhz)))


def cz_hamiltonian(g_mhz=5.0, anharmonicity_mhz=-300.0, offset_mhz=0.0):
    """The Hamiltonian (rad/us) of the two oscillators during the pulse, levels 0, 1, 2 of each.

    The first is above the second by minus its anharmonicity, where |11> meets |20>, and by
    ``offset_mhz`` more. In the frame that rotates with the second.

    >>> cz_hamiltonian().dims
    [[3, 3], [3, 3]]
    """
    g, alpha, offset = real("MHz", [g_mhz, anharmonicity_mhz, offset_mhz]).tolist()
    a, b = _lowering()
    na, nb = a.dag() * a, b.dag() * b
    bent = alpha / 2 * (na * (na - 1) + nb * (nb - 1))
    return 2 * np.pi * ((offset - alpha) * na + bent + g * (a.dag() * b + b.dag() * a))


def cz_populations(times_ns, g_mhz=5.0, anharmonicity_mhz=-300.0, offset_mhz=0.0, start="11"):
    """Populations without decay, {"00": array, "01": ...}, of the nine levels during the pulse.

    >>> after = cz_populations([0.0, cz_time_ns(5.0) / 2])
    >>> print(after["11"].round(3), after["20"].round(3))
    [1. 0.] [0. 1.]
    """
    h = cz_hamiltonian(g_mhz, anharmonicity_mhz, offset_mhz)
    energies, vectors = np.linalg.eigh(h.full())
    first = vectors.conj().T[:, _level(start)]
    turned = np.exp(-1e-3j * np.outer(nonnegative("times_ns", times_ns), energies)) * first
    p = np.abs(turned @ vectors.T) ** 2
    return {f"{a}{b}": p[:, LEVELS * a + b] for a in range(LEVELS) for b in range(LEVELS)}


def cz_pulse(
    g_mhz=5.0,
    anharmonicity_mhz=-300.0,
    t1_us=np.inf,
    t2_us=np.inf,
    duration_ns=None,
    offset_mhz=0.0,
):
    """The `PulseGate` of a square pulse; T1 and T2 for both qubits, the default duration is ideal.

    >>> gate = cz_pulse(t1_us=100, t2_us=80)
    >>> print(f"{gate.infidelity:.4f} {gate.leakage:.5f}")
    0.0014 0.00007
    """
    duration = positive("duration_ns", duration_ns or cz_time_ns(g_mhz))
    h = cz_hamiltonian(g_mhz, anharmonicity_mhz, offset_mhz)
    generator = qutip.liouvillian(h, _collapse_operators(t1_us, t2_us))
    images = _images(expm(generator.full() * duration * 1e-3))
    words = simulate.transfer_of_images(_without_turns(images))
    target = simulate.transfer([gates.cz.full()])
    process = float(np.sum(target * words) / 16)
    leakage = float(1 - words[0, 0])
    infidelity = 1 - (4 * process + 1 - leakage) / 5
    return PulseGate(duration, infidelity, leakage, infidelity * 4 / 3, words)


def _lowering():
    one, lower = qutip.qeye(LEVELS), qutip.destroy(LEVELS)
    return qutip.tensor(lower, one), qutip.tensor(one, lower)


def _collapse_operators(t1_us, t2_us):
    dephasing = dephasing_rate(t1_us, t2_us)
    rates = [(1 / t1_us, lambda a: a), (2 * dephasing, lambda a: a.dag() * a)]
    return [np.sqrt(rate) * make(a) for rate, make in rates if rate > 0 for a in _lowering()]


def _images(superoperator):
    """E(|i><j|) within the qubit levels, [i, j, :, :], from a superoperator on stacked columns."""
    size = LEVELS**2
    split = superoperator.reshape(size, size, size, size)  # out column, out row, in column, in row
    pick = np.ix_(_QUBIT, _QUBIT, _QUBIT, _QUBIT)
    return split[pick].transpose(3, 2, 1, 0)


def _without_turns(images):
    """Take off what a turn of each qubit about z can: the phases of |01> and |10> against |00>."""
    second, first = (np.angle(images[k, 0, k, 0]) for k in (1, 2))
    phases = np.exp(-1j * np.array([0, second, first, first + second]))
    return images * phases[:, None] * phases.conj()


def _level(text):
    if len(text) != 2 or set(text) - set("012"):
        raise ValueError(f"start = {text!r}; allowed: two digits from 0 to 2")
    return LEVELS * int(text[0]) + int(text[1])
