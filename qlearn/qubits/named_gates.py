"""The methods ``h``, ``cx``, ``rz``, ... of a circuit, one for each gate with a name."""

import numpy as np

from qlearn.qubits import gate_set


def with_named_gates(circuit_class):
    """Give a class like `circuit.Circuit`, with a method ``gate``, one method for each gate.

    >>> @with_named_gates
    ... class Names:
    ...     def gate(self, name, qubits, params):
    ...         return name, qubits, params
    >>> Names().crx(0.5, 2, 0)
    ('crx', (2, 0), (0.5,))
    """
    for name, needed in gate_set.GATES.items():
        setattr(circuit_class, name, _named(name, needed))
    return circuit_class


def _named(name, needed):
    """The method of `Circuit` that adds the gate of this name."""

    def add(self, *angles_and_qubits):
        params, qubits = angles_and_qubits[: needed.n_params], angles_and_qubits[needed.n_params :]
        if needed.n_qubits != 1:
            return self.gate(name, qubits, params)
        listed = [q for item in qubits for q in ([item] if np.ndim(item) == 0 else item)]
        for qubit in self._qubits(listed):
            self.gate(name, qubit, params)
        return self

    add.__name__, add.__qualname__ = name, f"Circuit.{name}"
    angles = f"{needed.n_params} in rad, then " if needed.n_params else ""
    each = "one qubit or several, each" if needed.n_qubits == 1 else f"{needed.n_qubits} qubits"
    add.__doc__ = f"Add {name}: {angles}{each}."
    return add
