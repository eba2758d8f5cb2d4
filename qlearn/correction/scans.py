"""Failures of surface-code memories that were counted once, to be looked at without waiting.

Rotated surface code, Z basis, rounds = distance, PyMatching, sampled by `qlearn.correction.memory`
with stim 1.16 in November 2026: up to 10,000 failures a point (5,000 from d = 7), in at most a
million shots.  A test samples some of the points anew.
"""

from typing import NamedTuple

from qlearn.correction.rates import Rate
from qlearn.correction.threshold import Point

PS = (0.002, 0.003, 0.004, 0.005, 0.006, 0.007, 0.008, 0.01, 0.012, 0.014)
DISTANCES = (3, 5, 7, 9)


class Scan(NamedTuple):
    """Further keywords of `memory_circuit`, and (failures, shots) at each of `PS` by distance."""

    memory: dict
    counts: dict


_ALL = Scan(
    {},
    {
        3: [
            (2960, 1000000),
            (6507, 1000000),
            (10008, 870000),
            (10119, 580000),
            (10148, 430000),
            (10051, 320000),
            (10112, 250000),
            (10495, 180000),
            (10381, 130000),
            (10186, 100000),
        ],
        5: [
            (1050, 1000000),
            (3364, 1000000),
            (7609, 1000000),
            (10043, 730000),
            (10022, 430000),
            (10031, 290000),
            (10310, 210000),
            (10082, 120000),
            (11149, 90000),
            (10398, 60000),
        ],
        7: [
            (307, 1000000),
            (1357, 1000000),
            (4333, 1000000),
            (5032, 500000),
            (5089, 260000),
            (5060, 150000),
            (5281, 100000),
            (5173, 50000),
            (5102, 30000),
            (7185, 30000),
        ],
        9: [
            (60, 1000000),
            (555, 1000000),
            (2213, 1000000),
            (5002, 740000),
            (5104, 320000),
            (5069, 160000),
            (5468, 100000),
            (6107, 50000),
            (6421, 30000),
            (6151, 20000),
        ],
    },
)
_GATES = Scan(
    {"p_idle": 0.0},
    {
        3: [
            (1761, 1000000),
            (4081, 1000000),
            (6956, 1000000),
            (10030, 940000),
            (10012, 670000),
            (10038, 490000),
            (10029, 380000),
            (10263, 270000),
            (10020, 190000),
            (10635, 150000),
        ],
        5: [
            (488, 1000000),
            (1605, 1000000),
            (3821, 1000000),
            (7158, 1000000),
            (10001, 830000),
            (10124, 540000),
            (10038, 380000),
            (10216, 210000),
            (10637, 140000),
            (10720, 100000),
        ],
        7: [
            (112, 1000000),
            (557, 1000000),
            (1778, 1000000),
            (4015, 1000000),
            (5038, 600000),
            (5090, 350000),
            (5101, 210000),
            (5301, 100000),
            (5557, 60000),
            (5719, 40000),
        ],
        9: [
            (25, 1000000),
            (168, 1000000),
            (738, 1000000),
            (2164, 1000000),
            (5000, 910000),
            (5072, 440000),
            (5139, 240000),
            (5187, 90000),
            (5650, 50000),
            (5379, 30000),
        ],
    },
)
SCANS = {"waiting errs": _ALL, "waiting is safe": _GATES}


def surface_scan(noise="waiting errs"):
    """The `Point`s of the scan, distances outermost; a list.

    All noise rates equal p; if "waiting is safe", data qubits do not err before each round.

    >>> points = surface_scan()
    >>> len(points), points[0].distance, f"{points[0].per_round:.2e}"
    (40, 3, '9.89e-04')
    """
    if noise not in SCANS:
        raise ValueError(f"noise = {noise!r}; allowed: {', '.join(map(repr, SCANS))}")
    return [
        Point("surface", d, d, p, Rate(*counted))
        for d, row in SCANS[noise].counts.items()
        for p, counted in zip(PS, row, strict=True)
    ]
