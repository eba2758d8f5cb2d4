"""Logical Bell pairs against physical ones: the same noise, the same circuit, one level up.

Block A is prepared in |+...+>, block B in |0...0>, a CNOT from each qubit of A to its partner in B
makes a Bell pair of every pair of logical qubits, and all qubits are read in the Z or in the X
basis.  Runs whose preparation raised a flag are dropped.  The bits that were read give the logical
parities and each block's syndrome; what is made of the syndrome is the *policy*:

raw              ignore it
correct          decode each block by its table
correct_reject   decode, but drop runs where a table only guesses (ambiguous)
detect           drop runs with any syndrome

A run fails if any pair has the wrong parity; half the runs read ZZ, half XX.  The physical baseline
is as many bare pairs, so a gain is a ratio of circuit errors, and belongs to its noise, its policy
and its acceptance.  A model of ours, not the circuits of arXiv:2404.02280, which reports gains of
4.7 to 800 (Carbon) and 9.8 to 500 (Steane) "depending on the judicious use of post-selection".
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import stim

from qlearn.correction.catalog import get_code
from qlearn.correction.decoding import lookup_decoder
from qlearn.correction.noise import NoiseModel, noisy_circuit
from qlearn.correction.preparation import preparation_gates
from qlearn.correction.rates import Rate, gain_interval
from qlearn.qubits.inputs import positive_integer

POLICIES = ("raw", "correct", "correct_reject", "detect")
BATCH = 100_000  # shots that are sampled at once; stopping waits for one batch


@dataclass(frozen=True)
class BellResult:
    """How a policy ended: failures among kept runs, all runs, those that passed preparation, and
    the error rate of the bare pairs."""

    rate: Rate
    shots: int
    prepared: int
    physical: float

    @property
    def kept(self):
        """The share that the policy keeps of the runs that passed preparation."""
        return self.rate.shots / self.prepared if self.prepared else 0.0

    @property
    def acceptance(self):
        """The share of all runs that count in the end, dropped preparations included."""
        return self.rate.shots / self.shots

    @property
    def gain(self):
        """Physical over logical error rate; infinite if no failure was seen: see the interval."""
        value = self.rate.value
        return self.physical / value if value else float("inf")

    def gain_interval(self, confidence=0.95):
        """(low, high) of the gain, from the failures that were counted."""
        return gain_interval(self.physical, self.rate, confidence)


def bell_experiment(code, noise, shots, rng, use_flags=True):
    """The four policies on the same runs: a dict from policy to `BellResult`.

    ``code`` is "carbon" (two pairs), "steane" (one) or "four_two_two" (two); ``use_flags`` False
    keeps the runs whose preparation raised a flag.  About half a second per million shots.

    >>> from qlearn.correction.noise import H2_LIKE
    >>> results = bell_experiment("carbon", H2_LIKE, 20_000, np.random.default_rng(1))
    >>> results["raw"].gain < 1 < results["correct"].gain
    True
    """
    for results in bell_runs(code, noise, shots, rng, use_flags):
        latest = results
    return latest


def bell_runs(code, noise, shots, rng, use_flags=True):
    """Yields what `bell_experiment` returns, so far, after each batch: for progress and stop."""
    shots = positive_integer("shots", shots)
    samplers = [_sampler(code, noise, basis, rng) for basis in "ZX"]
    physical = physical_bell_error(noise, get_code(code).k)
    totals = {policy: Rate(0, 0) for policy in POLICIES}
    done = prepared = 0
    while done < shots:
        batch = min(BATCH, shots - done)
        for share, (sampler, basis) in zip((batch - batch // 2, batch // 2), samplers, strict=True):
            if share == 0:
                continue
            ready, new = _judged(code, basis, sampler, share, use_flags)
            prepared += ready
            totals = {policy: totals[policy] + new[policy] for policy in POLICIES}
        done += batch
        yield {p: BellResult(rate, done, prepared, physical) for p, rate in totals.items()}


def physical_bell_error(noise, pairs=1):
    """The chance that any of ``pairs`` bare Bell pairs has the wrong parity, mean of ZZ and XX.

    Exact, from the error model of the circuit.

    >>> from qlearn.correction.noise import H2_LIKE
    >>> print(f"{physical_bell_error(H2_LIKE, 2):.2e}")
    7.59e-03
    """
    wrong = []
    for turned in ([], [("H", 0), ("H", 1)]):
        gates = [("R", 0), ("R", 1), ("H", 0), ("CX", 0, 1), *turned, ("M", 0), ("M", 1)]
        circuit, _ = noisy_circuit(gates, noise)
        circuit.append("OBSERVABLE_INCLUDE", [stim.target_rec(-1), stim.target_rec(-2)], 0)
        model = circuit.detector_error_model()
        even = np.prod([1 - 2 * error.args_copy()[0] for error in model if error.type == "error"])
        wrong.append((1 - even) / 2)
    pairs = positive_integer("pairs", pairs)
    return float(np.mean([1 - (1 - p) ** pairs for p in wrong]))


def bell_circuit(code, noise, basis):
    """The stim circuit of the logical Bell experiment, read in the ``basis`` "Z" or "X".

    Detectors 0 .. 7 are the checks of block A, 8 .. 15 those of block B, padded by empty ones; the
    flags follow.  Observable i is the parity of logical pair i.
    """
    if basis not in ("X", "Z"):
        raise ValueError(f"basis = {basis!r}; allowed: 'X', 'Z'")
    if not isinstance(noise, NoiseModel):
        raise ValueError(f"noise = {noise!r}; allowed: a NoiseModel")
    gates_a, a, ancillas = preparation_gates(code, "+")
    gates_b, b, _ = preparation_gates(code, "0", first=len(a) + len(ancillas))
    gates = [*gates_a, *gates_b, *(("CX", q, r) for q, r in zip(a, b, strict=True))]
    gates += [("H", q) for q in a + b if basis == "X"] + [("M", q) for q in a + b]
    circuit, measured = noisy_circuit(gates, noise, data=a + b)
    last = {q: i - len(measured) for i, q in enumerate(measured)}
    _add_parities(circuit, get_code(code), basis, [[last[q] for q in block] for block in (a, b)])
    for i, q in enumerate(measured):
        if q not in a + b:
            circuit.append("DETECTOR", [stim.target_rec(i - len(measured))])
    return circuit


# --- Inside -------------------------------------------------------------------------------


def _add_parities(circuit, code, basis, blocks):
    checks = code.hz if basis == "Z" else code.hx
    for block in blocks:
        for i in range(8):
            qubits = np.flatnonzero(checks[i]) if i < len(checks) else []
            circuit.append("DETECTOR", [stim.target_rec(block[q]) for q in qubits])
    for i, logical in enumerate(code.logical_z if basis == "Z" else code.logical_x):
        qubits = [q for q in range(code.n) if logical[q] == basis]
        targets = [stim.target_rec(block[q]) for block in blocks for q in qubits]
        circuit.append("OBSERVABLE_INCLUDE", targets, i)


def _sampler(code, noise, basis, rng):
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng = {rng!r}; allowed: a numpy.random.Generator")
    circuit = bell_circuit(code, noise, basis)
    return circuit.compile_detector_sampler(seed=int(rng.integers(2**62))), basis


@cache
def _byte_tables(name, basis):
    """(effect, ambiguous) of the decoder for each byte of checks; bit i of effect is pair i."""
    code = get_code(name)
    table = lookup_decoder(code, basis)
    wide = len(table.weight).bit_length() - 1
    bits = (np.arange(256)[:, None] >> np.arange(wide)) & 1  # stim packs the first into bit 0
    place = bits @ (1 << np.arange(wide - 1, -1, -1))
    flips = table.effect[place] >> (0 if basis == "Z" else code.k)  # X_1 .. X_k, Z_1 .. Z_k
    ordered = (flips[:, None] >> np.arange(code.k - 1, -1, -1)) & 1
    return (ordered @ (1 << np.arange(code.k))).astype(np.uint8), table.ambiguous[place]


def _judged(name, basis, sampler, shots, use_flags):
    """(number that passed preparation, Rate of each policy) of new runs."""
    bits, parities = sampler.sample(shots, separate_observables=True, bit_packed=True)
    a, b, parity = bits[:, 0], bits[:, 1], parities[:, 0]
    if use_flags:
        ready = ~bits[:, 2:].any(axis=1)
        a, b, parity = a[ready], b[ready], parity[ready]
    effect, ambiguous = _byte_tables(name, basis)
    wrong = (parity ^ effect[a] ^ effect[b]) != 0
    sure = ~(ambiguous[a] | ambiguous[b])
    clean = (a | b) == 0
    kept = {
        "raw": (parity != 0, np.ones_like(clean)),
        "correct": (wrong, np.ones_like(clean)),
        "correct_reject": (wrong, sure),
        "detect": (wrong, clean),
    }
    count = np.count_nonzero
    return len(a), {p: Rate(int(count(w & k)), int(count(k))) for p, (w, k) in kept.items()}
