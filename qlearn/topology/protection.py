"""What length protects from, and what it does not: splitting, and electrons from outside.

Times in us, energies in ueV, lengths in units of the decay length xi.
"""

import numpy as np

from qlearn.qubits.inputs import between, nonnegative, positive, positive_finite
from qlearn.topology.fermions import majoranas
from qlearn.topology.readout import RAD_PER_UEV_US

# What gamma_k gamma_l does to a tetron of even parity, up to a phase; all four do nothing.
_PAULI_OF = {frozenset(): "I", frozenset({1, 2, 3, 4}): "I"} | {
    frozenset(pair): pauli
    for pauli, pairs in {
        "X": ((2, 3), (1, 4)),
        "Y": ((1, 3), (2, 4)),
        "Z": ((1, 2), (3, 4)),
    }.items()
    for pair in pairs
}


# --- Poisoning ----------------------------------------------------------------------------


def poisoning_operators(rates_per_us):
    """The Lindblad operators sqrt(Gamma_k) gamma_k, one per Majorana operator: Qobjs on n qubits.

    Each stands for a stray electron that enters or leaves at gamma_k; for `qutip.mesolve`.

    >>> len(poisoning_operators([1e-3, 0, 0, 0]))
    4
    """
    rates = nonnegative("rates_per_us", rates_per_us)
    if rates.ndim != 1 or not len(rates) or len(rates) % 2:
        raise ValueError(f"rates_per_us of shape {rates.shape}; allowed: an even number of rates")
    return [np.sqrt(r) * g for r, g in zip(rates, majoranas(len(rates) // 2), strict=True)]


def poisoned_parity(t_us, rate_per_us, parity=1.0):
    """<P>(t) = <P>(0) exp(-2 Gamma t) of a parity that stray electrons flip at the rate Gamma.

    Gamma is the sum over all Majorana operators in P, and 1 / tau for a dwell time tau.

    >>> print(f"{poisoned_parity(1000.0, 0.5e-3):.4f}")
    0.3679
    """
    decay = np.exp(-2 * nonnegative("rate_per_us", rate_per_us) * nonnegative("t_us", t_us))
    return between("parity", parity, -1, 1) * decay


def poisoning_error(events):
    """What stray electrons at gamma_1 ... gamma_4 do to a tetron: "leak", "I", "X", "Y" or "Z".

    ``events`` are numbers 1 to 4 in order.  After an odd number the island has the wrong parity:
    i gamma_1 gamma_2 and i gamma_3 gamma_4 no longer agree, which shows.  After an even number it
    is back in the code space, with a Pauli error that no island parity shows.

    >>> poisoning_error([2]), poisoning_error([2, 3]), poisoning_error([2, 2])
    ('leak', 'X', 'I')
    """
    events = list(events)
    if not set(events) <= {1, 2, 3, 4}:
        raise ValueError(f"events = {events!r}; allowed: the numbers 1 to 4")
    return _PAULI_OF.get(frozenset(k for k in events if events.count(k) % 2), "leak")


# --- Length -------------------------------------------------------------------------------


def splitting_phase(length_over_xi, energy_uev, t_us=1.0):
    """Phase in rad that a splitting energy exp(-length / xi) turns a qubit by in the time t.

    ``energy_uev`` is the splitting's scale at length 0, of the order of the gap.  In wires the
    splitting also oscillates with length; this is its envelope.

    >>> print(f"{splitting_phase(20.0, 30.0):.1e}")
    9.4e-05
    """
    splitting = nonnegative("energy_uev", energy_uev) * np.exp(-_length(length_over_xi))
    return RAD_PER_UEV_US * splitting * nonnegative("t_us", t_us)


def length_for_phase(phase, energy_uev, t_us=1.0):
    """The length / xi at which `splitting_phase` has fallen to this phase in rad; 0 if it is less.

    >>> print(f"{length_for_phase(1e-4, 30.0):.2f}")
    19.94
    """
    start = RAD_PER_UEV_US * positive("energy_uev", energy_uev) * positive("t_us", t_us)
    return float(max(np.log(start / positive_finite("phase", phase)), 0.0))


def memory_error(length_over_xi, energy_uev, t_us=1.0, leak_per_xi=0.0):
    """Probability that an idle qubit is damaged in the time t: splitting, and leakage with length.

    The splitting's phase is taken as random with the standard deviation `splitting_phase`, which
    flips with probability (1 - exp(-phase^2 / 2)) / 2.  ``leak_per_xi`` is a free parameter: the
    leakage in the time t per length xi, as noise that acts all along a wire makes it.
    Longer protects from the first and exposes to the second.  Source: arXiv:2504.17485 finds
    leakage linear in length; the sum here is a toy.

    >>> print(memory_error([6, 12, 24], 30.0, leak_per_xi=1e-4).round(4))
    [0.5003 0.0204 0.0024]
    """
    phase = splitting_phase(length_over_xi, energy_uev, t_us)
    kept = np.exp(-nonnegative("leak_per_xi", leak_per_xi) * _length(length_over_xi))
    return 1 - kept * (1 + np.exp(-(phase**2) / 2)) / 2


def _length(length_over_xi):
    return nonnegative("length_over_xi", length_over_xi)
