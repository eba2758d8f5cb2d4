"""Majorana modes, from operators to qubits.  Energies of the Kitaev chain are in units of t.

=================  ==========================================================================
`fermions`         Majorana operators on qubits, parity
`kitaev`           the chain: matrices, spectrum, end modes, many-body Hamiltonian
`invariants`       Pfaffian, Z2 invariant with and without disorder, parity crossings
`nanowire`         the Rashba wire: matrix, critical field, gap, modes; a smooth-ended impostor
`conductance`      local and nonlocal conductance, S matrix, scattering invariant
`gap_protocol`     a gap protocol in small: data cube, thresholds, conditional report
`chiral`, `blas`   what makes the wire fast: half-size matrices, one BLAS thread
`two_dots`         the poor man's chain: levels, sweet spot, polarisation, with repulsion
`readout`          a parity by quantum capacitance: the loop, single shots
`telegraph`        a parity in time: traces, dwell times, repeated measurements
`protection`       splitting against length, poisoning
`tetron`           the code space, pairs as Pauli operators, braiding by measurement, poisoning
`tetron_gates`     S, sqrt(X), H and CNOT by measurements: recipes, all branches, fidelities
`tetron_register`  `Tetrons`: measure, Pauli frame, log, readout errors, poisoning
`braiding`         exchanges, the group they make, how a real exchange is judged
`y_junction`       three couplings switched in turn: ramps, errors, the octant
`t_junction`       three Kitaev legs and their keys: stem phase, movie
=================  ==========================================================================
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=[
        "blas",
        "braiding",
        "chiral",
        "conductance",
        "fermions",
        "gap_protocol",
        "invariants",
        "kitaev",
        "nanowire",
        "protection",
        "readout",
        "t_junction",
        "telegraph",
        "tetron",
        "tetron_gates",
        "tetron_register",
        "two_dots",
        "y_junction",
    ],
)
