"""Algorithms as circuits: Deutsch-Jozsa, Bernstein-Vazirani, Grover, Fourier, phase estimation.

Each function returns a `Circuit`, which runs noiselessly (`Circuit.counts`) or on a machine
(`qpu.QPU.run`). Oracles count how often they are called: `qlearn.qubits.oracles`.
Source: M. A. Nielsen and I. L. Chuang, Quantum Computation and Quantum Information, ch. 1, 5, 6.
"""

import numpy as np

from qlearn.qubits.circuit import Circuit
from qlearn.qubits.decompose import euler_angles
from qlearn.qubits.inputs import as_operator, count_qubits, positive_integer, real, real_vector
from qlearn.qubits.oracles import controlled_z

# --- One call to an oracle ----------------------------------------------------------------


def deutsch_jozsa(oracle, last_layer=True):
    """Superposition, one call, interference; all qubits measured.

    If f is constant the outcome is 0...0 for certain; if it is balanced, never. Without the last
    layer of H it is 2^-n in both cases.

    >>> from qlearn.qubits.oracles import constant
    >>> print(deutsch_jozsa(constant(3, 1)).probabilities()[0].round(6))
    1.0
    """
    n = oracle.n
    circuit = oracle.phase(Circuit(n).h(range(n)))
    return (circuit.h(range(n)) if last_layer else circuit).measure()


def bernstein_vazirani(oracle):
    """The same circuit: for f(x) = s . x the outcome is s for certain, after one call instead of n.

    >>> from qlearn.qubits.oracles import hidden_string
    >>> bernstein_vazirani(hidden_string("1011")).counts(10, np.random.default_rng(1))
    {'1011': 10}
    """
    return deutsch_jozsa(oracle)


# --- Grover -------------------------------------------------------------------------------


def diffuser(n):
    """The circuit of 2|s><s| - 1, s the equal superposition of n qubits; the sign is exact.

    >>> print(diffuser(1).unitary().full().real.round(6) + 0.0)
    [[0. 1.]
     [1. 0.]]
    """
    circuit = Circuit(n).h(range(n)).x(range(n))
    controlled_z(circuit, list(range(n)))
    return circuit.x(range(n)).h(range(n)).gphase(np.pi)


def grover(oracle, iterations, measure=True):
    """Search: the equal superposition, then ``iterations`` times a call and the diffuser.

    >>> from qlearn.qubits.oracles import marked
    >>> oracle = marked("10")
    >>> print(grover(oracle, 1).probabilities().round(6), oracle.calls)
    [0. 0. 1. 0.] 1
    """
    circuit = Circuit(oracle.n).h(range(oracle.n))
    for _ in range(0 if iterations == 0 else positive_integer("iterations", iterations)):
        oracle.phase(circuit).append(diffuser(oracle.n))
    return circuit.measure() if measure else circuit


def grover_probability(n, iterations, targets=1):
    """The probability to find one of ``targets`` among 2^n: sin^2((2k + 1) asin sqrt(M/N)).

    >>> print(grover_probability(4, np.arange(6)).round(4))
    [0.0625 0.4727 0.9084 0.9613 0.5817 0.1255]
    """
    targets = positive_integer("targets", targets, at_most=2 ** positive_integer("n", n))
    angle = np.arcsin(np.sqrt(targets / 2**n))
    return np.sin((2 * real("iterations", iterations) + 1) * angle) ** 2


def grover_iterations(n, targets=1):
    """The number of iterations that comes closest to certainty first: about pi/4 sqrt(N/M).

    >>> grover_iterations(4), grover_iterations(10), grover_iterations(4, targets=4)
    (3, 25, 1)
    """
    targets = positive_integer("targets", targets, at_most=2 ** positive_integer("n", n))
    angle = np.arcsin(np.sqrt(targets / 2**n))
    return int(np.ceil(np.pi / (4 * angle) - 1 - 1e-9)) if targets < 2**n else 0


# --- Fourier and phases -------------------------------------------------------------------


def qft(n, swaps=True):
    """The quantum Fourier transform |x> -> sum_y exp(2 pi i x y / 2^n) |y> / sqrt(2^n), a Circuit.

    Without ``swaps`` the qubits come out in reversed order. `Circuit.inverse` undoes it.

    >>> print(qft(2).unitary().full()[1].round(3))
    [ 0.5+0.j   0. +0.5j -0.5+0.j   0. -0.5j]
    """
    circuit = Circuit(n)
    for k in range(n):
        circuit.h(k)
        for j in range(k + 1, n):
            circuit.cp(np.pi / 2 ** (j - k), j, k)
    for k in range(n // 2 if swaps else 0):
        circuit.swap(k, n - 1 - k)
    return circuit


def phase_estimation(unitary, n_counting, prepare=None):
    """The circuit that measures phi of U|v> = exp(2 pi i phi)|v> with ``n_counting`` bits.

    Counting qubits come first and are measured, as a binary fraction of phi; then the qubits of
    ``unitary``, which the Circuit ``prepare`` brings into |v> (default: |0...0>). For one qubit
    the controlled powers are cu gates, which a machine can run; for more they are matrices.

    >>> from qlearn.qubits.gates import phase
    >>> circuit = phase_estimation(phase(2 * np.pi * 0.625), 3, Circuit(1).x(0))
    >>> circuit.counts(10, np.random.default_rng(1))
    {'101': 10}
    """
    power = as_operator(unitary, "unitary").full()
    m, t = count_qubits("unitary", len(power)), positive_integer("n_counting", n_counting)
    Circuit(m).matrix(power, range(m))  # refuses what is not unitary
    targets = list(range(t, t + m))
    circuit = Circuit(t + m)
    if prepare is not None:
        circuit.append(prepare, targets)
    circuit.h(range(t))
    for k in reversed(range(t)):  # the last counting qubit controls U, the one before it U^2, ...
        _controlled(circuit, power, k, targets)
        power = power @ power
    return circuit.append(qft(t).inverse(), range(t)).measure(range(t))


def _controlled(circuit, matrix, control, targets):
    """Add the controlled matrix: phases count, so it is exact."""
    if len(targets) > 1:
        size = len(matrix)
        full = np.eye(2 * size, dtype=complex)
        full[size:, size:] = matrix
        return circuit.matrix(full, [control, *targets])
    theta, phi, lam = euler_angles(matrix)
    large = np.unravel_index(np.argmax(np.abs(matrix)), (2, 2))
    plain = Circuit(1).u(theta, phi, lam, 0).unitary().full()
    return circuit.cu(
        theta, phi, lam, float(np.angle(matrix[large] / plain[large])), control, *targets
    )


def phase_probabilities(phase, n_counting):
    """The probability of every outcome y of phase estimation, (2^t,): a Fejer kernel about phi.

    |sum_k exp(2 pi i k (phi - y / 2^t))|^2 / 4^t with ``phase`` = phi in turns.

    >>> print(phase_probabilities(1 / 16, 3).round(4)[:3])
    [0.4105 0.4105 0.0506]
    """
    size = 2 ** positive_integer("n_counting", n_counting)
    off = real("phase", phase)[..., None] - np.arange(size) / size
    near = np.sinc(off - np.round(off))  # sin(pi x)/(pi x) of the distance to a whole turn
    return (np.sinc(size * (off - np.round(off))) / near) ** 2


def phase_from_counts(counts):
    """The phase in turns that was found most often: mode / 2^t. (The mean would be wrong at 0 = 1.)

    >>> from qlearn.qubits.measurement import Counts
    >>> phase_from_counts(Counts({"001": 60, "111": 40}))
    0.125
    """
    best = max(counts, key=counts.get)
    return int(best, 2) / 2 ** len(best)


def counting_qubits(n_bits, failure):
    """Counting qubits that give ``n_bits`` right bits of phi except with probability ``failure``.

    t = m + ceil(log2(2 + 1/(2 failure))): right means closer than 2^-m to phi.

    >>> counting_qubits(3, 0.1), counting_qubits(3, 0.25)
    (6, 5)
    """
    failure = float(real_vector("failure", [failure], size=1)[0])
    if not 0 < failure <= 1:
        raise ValueError(f"failure = {failure}; allowed: above 0, up to 1")
    return positive_integer("n_bits", n_bits) + int(np.ceil(np.log2(2 + 1 / (2 * failure)) - 1e-12))
