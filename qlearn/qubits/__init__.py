"""Qubits: their states, the gates that turn them, and what a measurement finds.

Qubit 0 is the leftmost in kets, tensor products and bit strings. |0> is the ground state and
the north pole (+z) of the Bloch sphere. States and operators are ``qutip.Qobj``; arrays and
lists are accepted wherever a state or an operator is asked for.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=["inputs", "states", "gates", "measurement"],
    submod_attrs={
        "inputs": ["as_density", "as_ket", "as_operator", "as_state", "n_qubits", "unit_axis"],
        "states": [
            "bell",
            "bits_of",
            "bloch_vector",
            "dirac",
            "from_angles",
            "from_bloch",
            "ghz",
            "index_of",
            "ket",
            "random_density",
            "random_ket",
            "same_state",
            "w_state",
        ],
        "gates": [
            "H",
            "I",
            "S",
            "SX",
            "T",
            "X",
            "Y",
            "Z",
            "ccx",
            "compose",
            "controlled",
            "cx",
            "cz",
            "embed",
            "iswap",
            "lower",
            "phase",
            "raise_",
            "rotation",
            "rx",
            "ry",
            "rz",
            "swap",
        ],
        "measurement": [
            "Counts",
            "expect",
            "measure",
            "pauli",
            "probabilities",
            "probability_along",
            "project",
            "sample",
        ],
    },
)
