"""Sampling of memories against stim and PyMatching used directly, and a live threshold scan.

Both sides get the same circuit and as many shots; building circuit and decoder is left out. The
baseline samples and decodes arrays of bits, as the tutorials do, and the same packed into bytes.
Shots per second are the best of five runs that take turns; the ratio is that to the faster of the
two. The scan samples 15 memories (distances 3, 5, 7 at 5 error rates) 2,000 times each, with new
decoders.
"""

import time

import numpy as np
from pymatching import Matching

from qlearn.correction.logical import bell_experiment
from qlearn.correction.memory import Memory, memory_circuit
from qlearn.correction.noise import H2_LIKE
from qlearn.correction.threshold import threshold_scan

MEMORIES = {  # distance, p: shots
    (3, 0.005): 400_000,
    (5, 0.005): 100_000,
    (7, 0.005): 30_000,
    (5, 0.001): 200_000,
}


def direct(circuit, packed):
    """A function that samples and decodes: shots in, failures out."""
    sampler = circuit.compile_detector_sampler()
    decoder = Matching.from_detector_error_model(
        circuit.detector_error_model(decompose_errors=True)
    )

    def run(shots):
        events, flips = sampler.sample(shots, separate_observables=True, bit_packed=packed)
        said = decoder.decode_batch(events, bit_packed_shots=packed, bit_packed_predictions=packed)
        return np.count_nonzero(np.any(said != flips, axis=1))

    return run


def speeds(runs, shots, rounds=5):
    """Shots per second of each function, the best of some rounds in which they take turns."""
    best = [np.inf] * len(runs)
    for _ in range(rounds):
        for i, run in enumerate(runs):
            start = time.perf_counter()
            run(shots)
            best[i] = min(best[i], time.perf_counter() - start)
    return [shots / seconds for seconds in best]


def seconds(run):
    """How long one call takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def table():
    """Rows per memory: shots per second of both baselines and of qlearn, the ratio."""
    yield ("sampling and decoding", "arrays: shots/s", "bytes: shots/s", "qlearn: shots/s", "ratio")
    for (d, p), shots in MEMORIES.items():
        circuit = memory_circuit("surface", d, p=p)
        ours = Memory(circuit, rng=np.random.default_rng(1))
        runs = [direct(circuit, False), direct(circuit, True), ours.sample]
        plain, packed, found = speeds(runs, shots)
        ratio = f"{found / max(plain, packed):.2f}"
        yield (
            f"surface, d = {d}, p = {p}",
            f"{plain:,.0f}",
            f"{packed:,.0f}",
            f"{found:,.0f}",
            ratio,
        )
    rng = np.random.default_rng(1)
    ps = [0.002, 0.004, 0.006, 0.008, 0.010]
    scan = seconds(lambda: threshold_scan([3, 5, 7], ps, 2_000, rng))
    yield ("live scan, 15 memories x 2,000", "", "", f"{scan:.2f} s", "")
    bell = seconds(lambda: bell_experiment("carbon", H2_LIKE, 1_000_000, rng))
    yield ("logical Bell pairs, Carbon, 1,000,000", "", "", f"{bell:.2f} s", "")
