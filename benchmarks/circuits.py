"""Simulated circuits against Qiskit Aer and QuTiP, in one process with one thread.

Ten layers of a random turn on each qubit and cx on random pairs. The noisy circuits depolarise
after every gate. QuTiP applies each operator to the qubits it concerns (`local_matmul`). Aer gets a
circuit that is built already; its time includes handing back the state. The last rows are updates
of an explorer: compile, schedule and run five noisy qubits.
"""

import time
from importlib.util import find_spec
from statistics import median

import numpy as np
import qutip

from qlearn.qubits import channels
from qlearn.qubits.circuit import Circuit
from qlearn.qubits.noisy_run import noisy_probabilities
from qlearn.qubits.operation import gate_noise
from qlearn.qubits.presets import PRESETS

P1, P2 = 0.001, 0.01


def random_circuit(n, depth=10, seed=1):
    """The circuit that all simulators run."""
    rng, circuit = np.random.default_rng(seed), Circuit(n)
    for _ in range(depth):
        for q in range(n):
            circuit.gate(("rx", "ry", "rz")[rng.integers(3)], q, [rng.uniform(0, 2 * np.pi)])
        for a, b in rng.permutation(n)[: n // 2 * 2].reshape(-1, 2).tolist():
            circuit.cx(a, b)
    return circuit


def milliseconds(run, rounds=7):
    """Median time, after one round that warms up."""
    run()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        times.append(1e3 * (time.perf_counter() - start))
    return median(times)


def qutip_state(circuit):
    """The same with QuTiP: one `local_matmul` for each gate."""
    psi = qutip.basis([2] * circuit.n, [0] * circuit.n)
    for op in circuit.operations:
        dims = [[2] * len(op.qubits)] * 2
        psi = qutip.local_matmul(qutip.Qobj(op.unitary(), dims=dims), psi, list(op.qubits))
    return psi


def qutip_density(circuit):
    """The same with noise: one superoperator for each gate and for each error."""
    rho = qutip.basis([2] * circuit.n, [0] * circuit.n).proj()
    errors = {k: qutip.kraus_to_super(channels.depolarizing(p, k)) for k, p in ((1, P1), (2, P2))}
    for op in circuit.operations:
        gate = qutip.Qobj(op.unitary(), dims=[[2] * len(op.qubits)] * 2)
        step = errors[len(op.qubits)] * qutip.to_super(gate)
        rho = qutip.local_matmul(step, rho, list(op.qubits))
    return rho


def aer(circuit, noisy):
    """A function that runs the circuit with Aer, or None if Aer is not installed."""
    if not find_spec("qiskit_aer"):
        return None
    from qiskit import QuantumCircuit
    from qiskit_aer import AerSimulator
    from qiskit_aer.noise import NoiseModel, depolarizing_error

    program = QuantumCircuit(circuit.n)
    for op in circuit.operations:
        getattr(program, op.name)(*op.params, *op.qubits)
    model = NoiseModel()
    if noisy:
        model.add_all_qubit_quantum_error(depolarizing_error(P1, 1), ["rx", "ry", "rz"])
        model.add_all_qubit_quantum_error(depolarizing_error(P2, 2), ["cx"])
    method = "density_matrix" if noisy else "statevector"
    getattr(program, f"save_{method}")()
    simulator = AerSimulator(method=method, noise_model=model, max_parallel_threads=1)
    return lambda: np.asarray(simulator.run(program, shots=1).result().data()[method])


def checked(ours, other, n):
    """The other simulator's time, after a look whether it finds the same state as ours."""
    if other is None:
        return None
    found = other()
    if not isinstance(found, qutip.Qobj):  # Qiskit counts its qubits from the right
        axes = [*range(n)][::-1] + [*range(n, 2 * n)][::-1] * (found.ndim == 2)
        found = found.reshape([2] * len(axes)).transpose(axes).reshape(found.shape)
        found = qutip.Qobj(found, dims=ours.dims)
    assert (found - ours).norm("max") < 1e-10
    return milliseconds(other)


def row(name, circuit, ours, noisy):
    """One line of the table: times, and how many times slower the others are."""
    peers = [aer(circuit, noisy), lambda: (qutip_density if noisy else qutip_state)(circuit)]
    state = ours()
    times = [checked(state, peer, circuit.n) for peer in peers]
    own = milliseconds(ours)
    cells = [("-", "-") if t is None else (f"{t:.1f}", f"{t / own:.1f}") for t in times]
    return (name, f"{own:.1f}", *(cell for pair in cells for cell in pair))


def table():
    """Rows: what is run, our time, and time and ratio of each peer."""
    yield ("circuit", "qlearn ms", "Aer ms", "Aer / qlearn", "QuTiP ms", "QuTiP / qlearn")
    for n in (10, 16):
        circuit = random_circuit(n)
        yield row(f"state vector, {n} qubits", circuit, circuit.state, noisy=False)
    for n in (6, 8):
        circuit = random_circuit(n)
        ours = lambda c=circuit: c.density(gate_noise(P1, P2))  # noqa: E731
        yield row(f"noisy density matrix, {n} qubits", circuit, ours, noisy=True)
    circuit = random_circuit(5).measure()
    for name, preset in PRESETS.items():
        own = milliseconds(lambda preset=preset: noisy_probabilities(circuit, preset(5)))
        yield (f"5 qubits on a machine: {name}", f"{own:.1f}", "-", "-", "-", "-")
