"""Four machines in the style of four technologies, so that one circuit can run on each.

All numbers are round and chosen for teaching: slow and precise ions, fast superconducting circuits
on a line, neutral atoms on a grid with slow moves and readout, tetrons whose gates are
measurements. They are claims about no machine and no vendor.
"""

import numpy as np

from qlearn.qubits.devices import Device, grid, line
from qlearn.qubits.inputs import between, nonnegative

PAULI_FRAME = ("id", "x", "y", "z")  # not done but remembered


def ion_trap(n=5):
    """Ions in a trap: every pair is coupled, errors are small, gates and readout are slow.

    >>> ion_trap().two_qubit_gate, len(ion_trap(4).coupling)
    ('rzz', 6)
    """
    return Device(
        "ion trap", n, [(a, b) for b in range(n) for a in range(b)], ("rz", "rx", "rzz"),
        durations_ns={"rx": 10e3, "rzz": 200e3}, errors={"rx": 1e-4, "rzz": 4e-3},
        t1_us=np.inf, t2_us=1e6, readout=(0.002, 0.004), readout_ns=200e3, reset_us=1000,
    )  # fmt: skip


def superconducting(n=5):
    """Superconducting circuits: fast gates, neighbours on a line, T1 and T2 of 0.1 ms.

    >>> superconducting().coupling
    ((0, 1), (1, 2), (2, 3), (3, 4))
    """
    return Device(
        "superconducting", n, line(n), ("rz", "sx", "x", "cz"),
        durations_ns={"sx": 30, "x": 30, "cz": 60}, errors={"sx": 6e-4, "x": 6e-4, "cz": 8e-3},
        t1_us=100, t2_us=80, readout=(0.01, 0.02), readout_ns=1000, reset_us=200,
    )  # fmt: skip


def neutral_atoms(n=5):
    """Neutral atoms: neighbours on two rows; a pair is moved together, gated, and moved apart.

    >>> neutral_atoms().connected(0, 2), neutral_atoms().connected(0, 3)
    (True, False)
    """
    return Device(
        "neutral atoms", n, grid(n), ("rz", "rx", "cz"),
        durations_ns={"rx": 1e3, "cz": 200e3}, errors={"rx": 6e-4, "cz": 8e-3},
        t1_us=4e6, t2_us=1e6, readout=(0.005, 0.01), readout_ns=5e6, reset_us=1e5,
    )  # fmt: skip


def tetrons(n=5, assign_error=0.01, rotation_error=0.05):
    """Tetrons: Clifford gates are sequences of 1 us parity measurements on a line, read wrongly
    with the probability ``assign_error``.

    Pauli operators are free, S and SX take three measurements, H three, CX four, and the ancilla
    that each of them needs is not one of the n qubits. Turns by other angles are not protected;
    they depolarise with the probability ``rotation_error``. Stray electrons count as T1 and T2
    of 1 ms.

    >>> tetrons().is_virtual("x"), tetrons().is_virtual("s"), tetrons().errors["s"]["Z"]
    (True, False, 0.029404)
    """
    p = between("rotation_error", rotation_error, 0, 1)
    measured = measured_gate_errors(assign_error)
    return Device(
        "tetrons", n, line(n), (*PAULI_FRAME, "s", "sdg", "sx", "sxdg", "h", "rz", "cx"),
        durations_ns=dict.fromkeys(("s", "sdg", "sx", "sxdg", "h"), 3e3) | {"rz": 100, "cx": 4e3},
        errors=measured | {"rz": p},
        t1_us=1000, t2_us=1000, readout=(assign_error, assign_error), readout_ns=1e3, reset_us=1,
    )  # fmt: skip


def measured_gate_errors(assign_error):
    """The errors {gate: {Pauli word: probability}} of gates made of parity measurements.

    Each outcome is recorded wrongly with the probability a. A gate owes a Pauli operator if the
    product of certain records is -1, and the wrong one is applied if an odd number of them is
    wrong: of two records with 2a(1 - a), of three with (1 - (1 - 2a)^3)/2. For S, Z hangs on three;
    for SX, X on three; for H, X on one and Z on two others; for CX, Z of the control on two and X
    of the target on two others.
    Source: T. Karzig et al., Phys. Rev. B 95, 235305 (2017), arXiv:1610.05289.

    >>> print({word: round(p, 6) for word, p in measured_gate_errors(0.01)["cx"].items()})
    {'ZI': 0.019408, 'IX': 0.019408, 'ZX': 0.000392}
    """
    one = between("assign_error", assign_error, 0, 1)
    two, three = 2 * one * (1 - one), (1 - (1 - 2 * one) ** 3) / 2
    return {
        "s": {"Z": three}, "sdg": {"Z": three}, "sx": {"X": three}, "sxdg": {"X": three},
        "h": {"X": one * (1 - two), "Z": two * (1 - one), "Y": one * two},
        "cx": {"ZI": two * (1 - two), "IX": two * (1 - two), "ZX": two * two},
    }  # fmt: skip


PRESETS = {
    "ion trap": ion_trap,
    "superconducting": superconducting,
    "neutral atoms": neutral_atoms,
    "tetrons": tetrons,
}


def drifted(device, rng, spread=0.2):
    """The device after some weeks: each T1, T2, error and readout rate times a random factor.

    The factors are exp(spread * g) with Gaussian g from the generator ``rng``; T2 stays below 2 T1,
    probabilities below 1/2. Nobody knows them: calibrate.

    >>> before, after = ion_trap(2), drifted(ion_trap(2), np.random.default_rng(1))
    >>> before.errors["rzz"] != after.errors["rzz"], after.durations_ns == before.durations_ns
    (True, True)
    """
    spread = float(nonnegative("spread", spread))

    def drift(value, most=np.inf):
        return float(min(value * np.exp(spread * rng.normal()), most))

    t1 = [drift(t) for t in device.t1_us]
    t2 = [drift(t, 2 * limit) for t, limit in zip(device.t2_us, t1, strict=True)]
    readout = [tuple(drift(rate, 0.5) for rate in pair) for pair in device.readout]
    errors = {}
    for name, error in device.errors.items():
        words = error if isinstance(error, dict) else {"": error}
        moved = {word: drift(p, 0.5 / len(words)) for word, p in words.items()}
        errors[name] = moved if isinstance(error, dict) else moved[""]
    return device.changed(t1_us=t1, t2_us=t2, readout=readout, errors=errors)
