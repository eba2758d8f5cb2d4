"""Pictures: arrays in, figures out.

algorithms   a search, phases as bars, an energy and the way down it
bloch    the Bloch sphere with arrows, bars of outcome probabilities
braiding world lines, ramps, the Y-junction, the movie of the T-junction
entanglement  two qubits: tables of Pauli means, noise, the CHSH test
error_correction   failure against noise, digitised turns, what a code mends
evidence the timeline of a dispute
circuit  circuits, and their schedules on a machine
distributed_computing   the architecture, a remote gate, the link of two QPUs, the bridge
dynamics signals in time, pulse sequences, the bench
kitaev   the Kitaev chain: dominoes, bands, gap map, end modes, splitting, disorder
logical_qubits   checks, the scoreboard of policies, silence, break-even
many_to_one   GHZ states, timetables, the hub
nanowire the Rashba wire: bands, phase maps, the bench, the gap protocol
noise    the Bloch ball under channels, readout, tomography, benchmarking
parity_readout   two dots, the loop that reads a parity, protection
point_to_point   photon numbers, rate and fidelity, keys against distance
qpu      errors of a machine, mitigation, the stack from program to counts
quantum_internet   chances of fraud, a blind server, sensors, time tags of two clocks
reading_roadmaps   gains with intervals, forecasts, four roadmaps, the map of all facts
repeaters   waits, cutoffs, a chain in space and time, purification, a satellite pass
surface_code   the patch, detection events, failure rates, the threshold lab
supercomputer   distance, qubits and hours, the machine designer, the rQOPS plane
teleportation   average fidelity over noisy pairs, swapping, chains of pairs
tetron_gates   recipes of measurements, gate errors, the quality of a pair

`style` has colours and axes for all, `stack` the figure of the stack explorer.
Functions that take ``ax`` draw with matplotlib and return the axes; the others return plotly
figures.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=[
        "algorithms",
        "bloch",
        "braiding",
        "circuit",
        "distributed_computing",
        "dynamics",
        "entanglement",
        "error_correction",
        "evidence",
        "kitaev",
        "logical_qubits",
        "many_to_one",
        "nanowire",
        "noise",
        "parity_readout",
        "point_to_point",
        "qpu",
        "quantum_internet",
        "reading_roadmaps",
        "repeaters",
        "supercomputer",
        "surface_code",
        "teleportation",
        "tetron_gates",
    ],
    submod_attrs={"bloch": ["bloch_sphere", "outcome_bars"]},
)
