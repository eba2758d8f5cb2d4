"""A chain of repeaters, 20 km per link, against SeQUeNCe and the exact Markov chain.

SeQUeNCe simulates all messages of its protocols and so has no slot: its own mean time over one link
is taken as 1/p slots. What it needs beyond the ideal chain is the time of its messages, in units of
the flight between neighbours, L/c = 0.1 ms. `QLEARN_SEQUENCE_PYTHON` names the Python of an
environment with the package `sequence`, 1.3 or newer; without it only our side is shown.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from qlearn.network import pairs, repeaters, waiting
from qlearn.network.links import Link

LINK = Link(length_km=20, efficiency=0.9, f0=0.95)
CASES = ((1, 1.0, 20), (2, 1.0, 20), (3, 1.0, 20), (3, 0.5, 20))  # links, q, simulated seconds
VARIABLE = "QLEARN_SEQUENCE_PYTHON"


def peer(links, q, seconds):
    """(times per pair in s, fidelities, wall s per pair) of SeQUeNCe."""
    script = Path(__file__).with_name("sequence_chain.py")
    command = [os.environ[VARIABLE], "-W", "ignore", script, str(links), str(seconds), "7", str(q)]
    result = subprocess.run(command, capture_output=True, text=True, check=True, timeout=900)
    found = json.loads(result.stdout.splitlines()[-1])
    times, fidelities = zip(*found["arrived"], strict=True)
    return np.diff(times), fidelities, found["wall_s"] / len(times)


def missing():
    """Why SeQUeNCe cannot be run, or None."""
    if VARIABLE not in os.environ:
        return f"skipped: {VARIABLE} is not set"
    probe = [os.environ[VARIABLE], "-W", "ignore", "-c", "import sequence.constants"]
    try:
        subprocess.run(probe, capture_output=True, check=True, timeout=120)
    except (OSError, subprocess.SubprocessError) as error:
        return f"skipped: {type(error).__name__} of {probe[0]}"
    return None


def ours(links, q, pairs_wanted=3000):
    """(mean slots, standard error, fidelity, wall s per pair) of `repeaters.simulate`."""
    walls = []
    for seed in range(5):
        start = time.perf_counter()
        rng = np.random.default_rng(seed)
        run = repeaters.simulate([LINK.p] * links, rng, q=q, trials=pairs_wanted)
        fidelity = run.fidelity(LINK.f0)[0]
        walls.append((time.perf_counter() - start) / pairs_wanted)
    return *run.wait, fidelity, statistics.median(walls)


def table():
    """Rows per case: slots per pair, fidelity, wall time per pair."""
    yield (
        "links, q", "slots: exact", "slots: ours", "fidelity: exact, ours, SeQUeNCe",
        "SeQUeNCe ms / pair", "beyond exact, in L/c", "wall us / pair: ours", "SeQUeNCe", "ratio",
    )  # fmt: skip
    reason, slot = missing(), None
    for links, q, seconds in CASES:
        exact = float(waiting.mean_wait(LINK.p, links, q))
        mean, error, fidelity, wall = ours(links, q)
        target = float(pairs.chain_fidelity(LINK.f0, links))
        if abs(mean - exact) > 4 * error or abs(fidelity - target) > 1e-12:
            sys.exit(f"{links} links, q = {q}: not the exact chain")
        row = [f"{links}, {q}", f"{exact:.3f}", f"{mean:.3f} ± {error:.3f}"]
        if reason:
            yield (*row, f"{target:.5f}, {fidelity:.5f}", reason, "", f"{1e6 * wall:.2f}", "", "")
            continue
        times, fidelities, peer_wall = peer(links, q, seconds)
        slot = slot or times.mean() * LINK.p
        spread = times.std(ddof=1) / len(times) ** 0.5
        beyond, spread_slots = (
            (times.mean() - exact * slot) / LINK.attempt_s,
            spread / LINK.attempt_s,
        )
        yield (
            *row,
            f"{target:.5f}, {fidelity:.5f}, {np.mean(fidelities):.5f}",
            f"{1e3 * times.mean():.3f} ± {1e3 * spread:.3f}",
            f"{beyond:.1f} ± {spread_slots:.1f}",
            f"{1e6 * wall:.2f}",
            f"{1e6 * peer_wall:.0f}",
            f"{peer_wall / wall:.0f}",
        )
