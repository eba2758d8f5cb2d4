"""Pictures: arrays in, figures out.

bloch    the Bloch sphere with arrows, bars of outcome probabilities
entanglement  two qubits: tables of Pauli means, noise, the CHSH test
dynamics signals in time, pulse sequences, the bench
kitaev   the Kitaev chain: dominoes, bands, gap map, end modes, splitting, disorder
noise    the Bloch ball under channels, readout, tomography, benchmarking
teleportation   average fidelity over noisy pairs, swapping, chains of pairs

Functions that take ``ax`` draw with matplotlib and return the axes; the others return plotly
figures.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=["bloch", "dynamics", "entanglement", "kitaev", "noise", "teleportation"],
    submod_attrs={"bloch": ["bloch_sphere", "outcome_bars"]},
)
