"""Quantum error correction: codes, decoders, memories, logical qubits, resources."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(__name__, submodules=[], submod_attrs={})
