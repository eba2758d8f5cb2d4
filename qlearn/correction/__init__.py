"""Quantum error correction: codes, decoders, memories, logical qubits, resources.

=============  ===============================================================================
`paulis`       Pauli strings: commutation, products, weights
`codes`        stabilizer codes: syndromes, logical operators, distance by trying all errors
`catalog`      codes by name, repetition and surface codes
`decoding`     lookup decoders, ambiguity, degeneracy
`failure`      exact failure polynomials, pseudothresholds, detection
`erasure`      lost qubits at known places; how many atoms a logical qubit takes
`encoded`      small codes as QuTiP states: encode, channels, syndromes, recovery
`rates`        counted failures: intervals, zero failures, per round, gains
`noise`        noise of gates and readout in stim circuits
`memory`       repetition and surface code memories: stim and matching
`threshold`    scans over distance and noise on any executor; fits of a and p*, Lambda
`scans`        failures of surface-code memories, counted once, to be looked at
`matching`     decoding as a game: events, distances, the best pairs
`preparation`  fault-tolerant circuits for the Steane, Carbon and [[4,2,2]] codes
`logical`      logical Bell pairs against physical ones, four policies
`machines`     physical qubits, codes as a few numbers, code distance, patches, rQOPS
`factories`    T factories: 15-to-1 rounds, and the search for the cheapest
`resources`    from the counts of a program to qubits and hours; trade-offs
=============  ===============================================================================
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=[
        "paulis",
        "codes",
        "catalog",
        "decoding",
        "failure",
        "erasure",
        "encoded",
        "rates",
        "noise",
        "memory",
        "threshold",
        "scans",
        "matching",
        "preparation",
        "logical",
        "factories",
        "machines",
        "resources",
    ],
)
