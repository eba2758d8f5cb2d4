"""400 QPUs on one switch, 10,000 remote gates, each policy against the lower bound.

Gates between random qubits of different QPUs, eight qubits each; an attempt takes 1 us and succeeds
with the probability 0.1, a gate takes 1 us. All policies face the same luck. The seconds of the
processor, the median of three runs, hold the policy, a Python function asked at every event. The
bound holds for every policy, and need not be reachable.
"""

import statistics
import time

import numpy as np

from qlearn.network.jobs import Fabric, lower_bound, random_job
from qlearn.network.orchestration import simulate
from qlearn.network.policies import critical_path, first_come, greedy

QPUS, GATES = 400, 10_000
FABRICS = {
    "400 channels, 1 port": Fabric(400),
    "400 channels, 1 port, 4 memory places": Fabric(400, memory=4),
    "50 channels, 1 port": Fabric(50),
    "200 channels, 2 ports, 2 memory places": Fabric(200, ports=2, memory=2),
}


def timed(job, fabric, policy):
    """(median CPU seconds, Run)."""
    seconds = []
    for _ in range(3):
        start = time.process_time()
        run = simulate(job, fabric, policy)
        seconds.append(time.process_time() - start)
    return statistics.median(seconds), run


def table():
    """Rows per fabric and policy: seconds, makespan, its ratio to the bound, busy channels."""
    yield "fabric", "policy", "CPU s", "makespan us", "bound us", "ratio", "channels busy"
    job = random_job(QPUS, GATES, 0.1, np.random.default_rng(1))
    for name, fabric in FABRICS.items():
        bound = lower_bound(job, fabric).us
        for policy in (first_come, greedy, critical_path):
            seconds, run = timed(job, fabric, policy)
            yield (
                name,
                policy.__name__,
                f"{seconds:.2f}",
                f"{run.makespan_us:,.0f}",
                f"{bound:,.0f}",
                f"{run.makespan_us / bound:.2f}",
                f"{run.utilisation:.0%}",
            )
