"""Small codes as states: against Kraus operators, closed forms and the count of all errors."""

from functools import reduce

import numpy as np
import pytest
import qutip

from qlearn.correction import catalog, encoded, failure, paulis
from qlearn.qubits import channels, fidelities, gates, states

SMALL = ["bit_flip", "phase_flip", "five_qubit", "steane", "shor"]
PAULIS = {"I": qutip.qeye(2), "X": qutip.sigmax(), "Y": qutip.sigmay(), "Z": qutip.sigmaz()}


def random_state(seed):
    return states.random_ket(1, np.random.default_rng(seed))


@pytest.mark.parametrize("word", ["X", "IY", "ZYX", "YYI"])
def test_operators_of_strings(word):
    expected = reduce(np.kron, [PAULIS[letter].full() for letter in word])
    assert np.allclose(encoded.pauli_operator(word).full(), expected)


@pytest.mark.parametrize("name", [*SMALL, "four_two_two"])
def test_codewords_have_the_right_eigenvalues(name):
    code = catalog.get_code(name)
    words = encoded.codewords(code)
    assert np.allclose(words.conj().T @ words, np.eye(2**code.k))
    for check in code.checks:
        assert np.allclose(encoded.pauli_operator(check).full() @ words, words)
    for i, pauli in enumerate(code.logical_z):
        signs = [(-1) ** int(f"{b:0{code.k}b}"[i]) for b in range(2**code.k)]
        assert np.allclose(encoded.pauli_operator(pauli).full() @ words, words * signs)


def test_encoding_is_not_cloning():
    psi = random_state(1)
    a, b = psi.full()[:, 0]
    target = np.zeros(8, dtype=complex)
    target[[0, 7]] = a, b
    found = encoded.encode(catalog.get_code("bit_flip"), psi)
    assert fidelities.fidelity(found, target) == pytest.approx(1)
    copies = qutip.tensor(psi, psi, psi)
    product_overlap = abs(a.conjugate() * a**3 + b.conjugate() * b**3) ** 2  # by hand
    assert fidelities.fidelity(found, copies) == pytest.approx(product_overlap)
    assert product_overlap < 0.99


def test_phase_flip_and_shors_code_encode_as_in_the_textbook():
    """a|+++> + b|--->, and a on three blocks |000> + |111>, b on three blocks |000> - |111>."""
    a, b = random_state(1).full()[:, 0]
    block = [np.array([1, 0, 0, 0, 0, 0, 0, sign]) / np.sqrt(2) for sign in (1, -1)]
    arrow = [np.array([1, sign]) / np.sqrt(2) for sign in (1, -1)]
    for name, (zero, one) in {"phase_flip": arrow, "shor": block}.items():
        target = sum(x * np.kron(np.kron(part, part), part) for x, part in ((a, zero), (b, one)))
        found = encoded.encode(catalog.get_code(name), [a, b])
        assert fidelities.fidelity(found, target) == pytest.approx(1)


@pytest.mark.parametrize("kind", ["bit_flip", "phase_flip", "depolarizing"])
def test_channel_against_kraus_operators(kind):
    p, rho = 0.2, states.random_density(3, np.random.default_rng(2))
    letters = encoded.KINDS[kind]
    kraus = [np.sqrt(1 - p) * PAULIS["I"]] + [
        np.sqrt(p / len(letters)) * PAULIS[x] for x in letters
    ]
    expected = channels.apply(kraus, channels.apply(kraus, rho, 0), 2)
    assert np.allclose(encoded.pauli_channel(rho, p, kind, [0, 2]).full(), expected.full())


@pytest.mark.parametrize("name", ["five_qubit", "steane", "shor"])
def test_any_error_on_one_qubit_is_undone(name):
    """Paulis, a small rotation, and the loss of all coherence and energy: errors are digital."""
    code, psi = catalog.get_code(name), random_state(3)
    whole = encoded.encode(code, psi)
    for channel in (gates.rx(0.4), gates.T, channels.amplitude_damping(0.7), channels.dephasing(1)):
        damaged = channels.apply(channel, whole, code.n - 1)
        assert fidelities.fidelity(encoded.recover(code, damaged)[0], psi) == pytest.approx(1)


def test_bit_flip_code_fails_for_phases_and_the_phase_flip_code_for_bits():
    psi = random_state(4)
    for name, good, bad in (("bit_flip", "IXI", "IZI"), ("phase_flip", "IZI", "IXI")):
        code = catalog.get_code(name)
        ends = [
            encoded.recover(code, encoded.pauli_operator(e) * encoded.encode(code, psi))[0]
            for e in (good, bad)
        ]
        assert fidelities.fidelity(ends[0], psi) == pytest.approx(1)
        assert fidelities.fidelity(ends[1], psi) < 0.99


@pytest.mark.parametrize("theta", [0.0, 0.3, 2.0])
def test_a_rotation_becomes_an_error_or_none(theta):
    code = catalog.get_code("bit_flip")
    turned = channels.apply(gates.rx(theta), encoded.encode(code, random_state(5)), 0)
    found = encoded.syndrome_probabilities(code, turned)
    assert found.get((1, 0), 0) == pytest.approx(np.sin(theta / 2) ** 2, abs=1e-9)
    assert found[0, 0] == pytest.approx(np.cos(theta / 2) ** 2)


@pytest.mark.parametrize("name", SMALL)
def test_syndromes_of_errors_are_those_of_the_strings(name):
    code = catalog.get_code(name)
    whole = encoded.encode(code, random_state(6))
    for error in paulis.errors_of_weight(code.n, 1)[::4]:
        found = encoded.syndrome_probabilities(code, encoded.pauli_operator(error) * whole)
        assert found == {code.syndrome(error): pytest.approx(1)}


def test_infidelity_is_two_thirds_of_the_failure_rate():
    """Of three equally likely logical Paulis one leaves an eigenstate of Z as it is."""
    code, p = catalog.get_code("five_qubit"), 0.01
    damaged = encoded.pauli_channel(encoded.encode(code, [1, 0]), p)
    infidelity = 1 - fidelities.fidelity(encoded.recover(code, damaged)[0], [1, 0])
    assert infidelity == pytest.approx(6.52e-4, rel=1e-3)
    assert infidelity == pytest.approx(2 / 3 * failure.logical_error_rate(code, p), rel=1e-9)


@pytest.mark.parametrize(("name", "joint"), [("steane", True), ("shor", True), ("shor", False)])
def test_mean_infidelity_is_two_thirds_of_the_counted_failures(name, joint):
    """Over the six eigenstates of X, Y, Z each logical Pauli spoils four."""
    code, p = catalog.get_code(name), 0.05
    axes = [[1, 0], [0, 1], [1, 1], [1, -1], [1, 1j], [1, -1j]]
    lost = []
    for axis in axes if name == "steane" else axes[::2]:  # one of each axis will do
        psi = np.array(axis) / np.linalg.norm(axis)
        damaged = encoded.pauli_channel(encoded.encode(code, psi), p)
        lost.append(1 - fidelities.fidelity(encoded.recover(code, damaged, joint)[0], psi))
    expected = 2 / 3 * failure.logical_error_rate(code, p, joint)
    assert np.mean(lost) == pytest.approx(expected, rel=1e-9)


def test_recovered_states_are_in_the_code_space():
    code = catalog.get_code("five_qubit")
    damaged = encoded.pauli_channel(encoded.encode(code, random_state(7)), 0.3)
    inner, whole = encoded.recover(code, damaged)
    assert np.allclose(encoded.encode(code, inner).full(), whole.full())
    assert encoded.syndrome_probabilities(code, whole) == {(0, 0, 0, 0): pytest.approx(1)}


def test_bad_input():
    with pytest.raises(ValueError, match="allowed: up to 9"):
        encoded.encode(catalog.get_code("carbon"), [1, 0, 0, 0])
    with pytest.raises(ValueError, match="2 rows; allowed: 4"):
        encoded.encode(catalog.get_code("four_two_two"), [1, 0])
    with pytest.raises(ValueError, match="state has 2 rows"):
        encoded.recover(catalog.get_code("five_qubit"), [1, 0])
    with pytest.raises(ValueError, match="kind"):
        encoded.pauli_channel([1, 0], 0.1, "flip")
    with pytest.raises(ValueError, match="p ="):
        encoded.pauli_channel([1, 0], 1.1)
