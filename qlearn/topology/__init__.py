"""Majorana modes, from operators to qubits.  Energies of the Kitaev chain are in units of t.

===============  ==========================================================================
`fermions`       Majorana operators on qubits, parity
`kitaev`         the chain: matrices, spectrum, end modes, many-body Hamiltonian
`invariants`     Pfaffian, Z2 invariant with and without disorder, parity crossings
===============  ==========================================================================
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__, submodules=["fermions", "invariants", "kitaev"]
)
