"""A chain of repeaters in SeQUeNCe; runs in the peer's own environment, prints one line of JSON.

    python sequence_chain.py LINKS SECONDS SEED [Q]

Nodes 20 km apart, photons meet half way, 0.2 dB/km, memory efficiency 0.9, one memory per link and
node, pairs of fidelity 0.95, no decoherence; Bell-diagonal states, so that swaps follow physics.
"""

import json
import sys
import time
from itertools import pairwise

from sequence.app.request_app import RequestApp
from sequence.constants import BELL_DIAGONAL_STATE_FORMALISM, SECOND, SINGLE_HERALDED
from sequence.entanglement_management.generation import EntanglementGenerationA as Ends
from sequence.entanglement_management.generation import EntanglementGenerationB as Middle
from sequence.entanglement_management.swapping import EntanglementSwappingA, EntanglementSwappingB
from sequence.topology.router_net_topo import RouterNetTopo

KM = 20
DETECTOR = {"efficiency": 1, "dark_count": 0, "count_rate": 1e9}


class Deliveries(RequestApp):
    """Notes when a pair arrives, and its fidelity."""

    def __init__(self, node):
        super().__init__(node)
        self.arrived = []

    def get_memory(self, info):
        known = self.memo_to_reservation.get(info.index)
        if known and info.state == "ENTANGLED" and info.remote_node == known.responder:
            self.arrived.append((self.node.timeline.now() / SECOND, info.fidelity))
        super().get_memory(info)


def network(links, q, seed):
    """The configuration of a chain of so many links."""
    memory = {"fidelity": 0.95, "efficiency": 0.9, "coherence_time": -1, "frequency": 1e9}
    names = [f"n{k}" for k in range(links + 1)]
    far = [(a, b) for a in names for b in names if a != b]
    return {
        "formalism": BELL_DIAGONAL_STATE_FORMALISM,
        "is_parallel": False,
        "stop_time": 10**18,
        "templates": {
            "router": {"MemoryArray": memory, "EntanglementSwapping": {"swapping_success_prob": q}},
            "middle": {
                "encoding_type": "single_heralded",
                "SingleHeraldedBSM": {"detectors": [DETECTOR, DETECTOR]},
            },
        },
        "nodes": [
            {
                "name": name,
                "type": "QuantumRouter",
                "seed": seed + k,
                "memo_size": 1 if k in (0, links) else 2,
                "template": "router",
            }
            for k, name in enumerate(names)
        ],
        "qconnections": [
            {
                "node1": a,
                "node2": b,
                "attenuation": 0.0002,
                "distance": 1000 * KM,
                "type": "meet_in_the_middle",
                "seed": seed + 100 + k,
                "template": "middle",
            }
            for k, (a, b) in enumerate(pairwise(names))
        ],
        "cchannels": [
            {
                "source": a,
                "destination": b,
                "distance": 1000 * KM * abs(names.index(a) - names.index(b)),
            }
            for a, b in far
        ],
    }


def run(links, seconds, seed, q):
    """The times of all deliveries, their fidelities and the wall time."""
    for side in (Ends, Middle):
        side.set_global_type(SINGLE_HERALDED)
    for side in (EntanglementSwappingA, EntanglementSwappingB):
        side.set_formalism(BELL_DIAGONAL_STATE_FORMALISM)
    topology = RouterNetTopo(network(links, q, seed))
    routers = topology.get_nodes_by_type(RouterNetTopo.QUANTUM_ROUTER)
    apps = [Deliveries(router) for router in (routers[0], routers[-1])]
    timeline = topology.get_timeline()
    timeline.init()
    start = 10**10
    apps[0].start(routers[-1].name, start, start + int(seconds * SECOND), 1, 0.3)
    timeline.stop_time = start + int(seconds * SECOND)
    begun = time.perf_counter()
    timeline.run()
    wall = time.perf_counter() - begun
    return {"arrived": apps[0].arrived, "wall_s": wall, "p": 0.5 * (0.9 * 10 ** (-KM / 100)) ** 2}


if __name__ == "__main__":
    links, seconds, seed = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    print(json.dumps(run(links, seconds, seed, float((sys.argv[4:] or [1])[0]))))
