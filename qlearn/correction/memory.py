"""A logical qubit kept for a number of rounds: repetition and surface code in stim, and matching.

Each round measures all checks with ancillas.  A *detector* compares two measurements that agree
without noise, most often the same check in successive rounds; an error makes detectors fire, mostly
two: its ends.  Minimum-weight matching pairs them up, and says whether the logical readout (the
*observable*) was flipped.  A run fails if that is wrong.  PyMatching does not use that a Y is an X
and a Z at the same place.

The same seed gives other shots in other versions of stim and on other processors.
"""

import numpy as np
import stim

from qlearn.correction.rates import Rate
from qlearn.qubits.inputs import between, positive_integer

TASKS = {
    ("surface", "Z"): "surface_code:rotated_memory_z",
    ("surface", "X"): "surface_code:rotated_memory_x",
    ("repetition", "Z"): "repetition_code:memory",
}
CHUNK = 10_000  # shots sampled and decoded at once


def memory_circuit(code, distance, rounds=None, p=0.0, *, basis="Z", p_idle=None):
    """The stim circuit of a memory: prepare, ``rounds`` times measure all checks, read.

    ``code`` is "surface" (rotated, odd distance) or "repetition" (bit flips).  ``rounds`` is the
    distance if not given.  ``p`` is depolarizing after each gate and the flip of each preparation
    and measurement; ``p_idle`` depolarizing of each data qubit before each round, p if not given.
    With p = 0 and p_idle > 0 checks are perfect and one round is enough: a flat picture.

    >>> circuit = memory_circuit("surface", 3, p=0.001)
    >>> circuit.num_qubits, circuit.num_detectors, circuit.num_observables
    (26, 24, 1)
    """
    if (code, basis) not in TASKS:
        allowed = ", ".join(f"{c} in {b}" for c, b in TASKS)
        raise ValueError(f"code = {code!r}, basis = {basis!r}; allowed: {allowed}")
    distance = positive_integer("distance", distance)
    if distance < 3 or (code == "surface" and distance % 2 == 0):
        odd = "odd numbers" if code == "surface" else "integers"
        raise ValueError(f"distance = {distance}; allowed: {odd} from 3")
    p = between("p", p, 0, 0.5)
    return stim.Circuit.generated(
        TASKS[code, basis],
        distance=distance,
        rounds=distance if rounds is None else positive_integer("rounds", rounds),
        after_clifford_depolarization=p,
        after_reset_flip_probability=p,
        before_measure_flip_probability=p,
        before_round_data_depolarization=p if p_idle is None else between("p_idle", p_idle, 0, 0.5),
    )


class Memory:
    """A memory circuit with its sampler and its decoder, made once and used for many shots.

    ``matching`` is the decoder, `matching_of` the circuit if not given.

    >>> memory = Memory(memory_circuit("surface", 3, p=0.005), rng=np.random.default_rng(1))
    >>> 0.01 < memory.sample(20_000).value < 0.025
    True
    """

    def __init__(self, circuit, matching=None, *, rng):
        if not isinstance(circuit, stim.Circuit) or circuit.num_observables == 0:
            raise ValueError("circuit; allowed: a stim.Circuit with detectors and an observable")
        if not isinstance(rng, np.random.Generator):
            raise ValueError(f"rng = {rng!r}; allowed: a numpy.random.Generator")
        self.circuit, self.matching = circuit, matching or matching_of(circuit)
        self._sampler = circuit.compile_detector_sampler(seed=int(rng.integers(2**62)))

    def sample(self, shots):
        """The `Rate` of wrong logical readouts in ``shots`` new runs."""
        return sum(self.chunks(shots), Rate(0, 0))

    def chunks(self, shots):
        """Yields the `Rate` of each chunk of up to `CHUNK` new runs, ``shots`` runs in all."""
        left = positive_integer("shots", shots)
        while left:
            now = min(left, CHUNK)
            events, flips = self._sampler.sample(now, separate_observables=True, bit_packed=True)
            said = self.matching.decode_batch(
                events, bit_packed_shots=True, bit_packed_predictions=True
            )
            wrong = (said != flips).any(axis=1)
            left -= now
            yield Rate(int(np.count_nonzero(wrong)), now)


def sample_memory(circuit, shots, rng, max_errors=None):
    """The `Rate` of wrong logical readouts, per shot; stops early after ``max_errors`` failures.

    It stops only between chunks, so that the rate is hardly biased.

    >>> circuit = memory_circuit("repetition", 5, p=0.02)
    >>> sample_memory(circuit, 5_000, np.random.default_rng(1)).shots
    5000
    """
    if max_errors is not None:
        max_errors = positive_integer("max_errors", max_errors)
    total = Rate(0, 0)
    for rate in Memory(circuit, rng=rng).chunks(shots):
        total += rate
        if max_errors is not None and total.errors >= max_errors:
            break
    return total


def matching_of(circuit):
    """The decoder of a circuit, a `pymatching.Matching` made from its error model."""
    from pymatching import Matching  # it brings networkx and matplotlib

    return Matching.from_detector_error_model(circuit.detector_error_model(decompose_errors=True))
