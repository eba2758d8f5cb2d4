"""Copiers against closed forms, averages over random states, and the structure of the map."""

import numpy as np
import pytest
import qutip

from qlearn import facts, qubits
from qlearn.qubits import cloning

RNG = np.random.default_rng(20241106)
KETS = [qubits.random_ket(1, RNG) for _ in range(4)]


def test_cnot_copies_the_basis_and_nothing_else():
    """|0>, |1>: perfect. |+>: 1/2 as a pair. |->: orthogonal to two copies of itself."""
    pairs = [cloning.copy_fidelities(cloning.cnot_copier, qubits.ket(c))[2] for c in "01+-"]
    assert np.allclose(pairs, [1, 1, 0.5, 0], atol=1e-12)


def test_cnot_copier_on_qutips_kets():
    for psi in KETS:
        pair = qutip.gates.cnot() * qutip.tensor(psi, qutip.basis(2, 0))
        first, second, both = cloning.copy_fidelities(cloning.cnot_copier, psi)
        assert first == pytest.approx(qutip.expect(psi.proj(), pair.ptrace(0)))
        assert second == pytest.approx(qutip.expect(psi.proj(), pair.ptrace(1)))
        assert both == pytest.approx(abs(qutip.tensor(psi, psi).overlap(pair)) ** 2)


def test_cnot_copies_have_the_mean_fidelity_of_measuring_and_preparing():
    """2/3 over all states: 20,000 random ones, 5 standard errors."""
    a2 = np.array([abs(qubits.random_ket(1, RNG)[0, 0]) ** 2 for _ in range(20_000)])
    single = a2**2 + (1 - a2) ** 2
    some = [
        cloning.copy_fidelities(cloning.cnot_copier, [x**0.5, (1 - x) ** 0.5])[0] for x in a2[:5]
    ]
    assert np.allclose(some, single[:5])
    assert abs(single.mean() - 2 / 3) < 5 * single.std() / np.sqrt(len(a2))


@pytest.mark.parametrize("psi", KETS)
def test_optimal_cloner_treats_all_states_alike(psi):
    first, second, both = cloning.copy_fidelities(cloning.optimal_cloner, psi)
    assert first == pytest.approx(5 / 6)
    assert second == pytest.approx(5 / 6)
    assert both == pytest.approx(2 / 3)
    assert facts.fact("cloning.optimal").value == pytest.approx(first, abs=1e-4)


def test_optimal_cloner_shrinks_the_bloch_vector_by_two_thirds():
    psi = KETS[0]
    copy = qubits.reduced(cloning.optimal_cloner(psi), 1)
    assert np.allclose(qubits.bloch_vector(copy), 2 / 3 * qubits.bloch_vector(psi))


def test_optimal_cloner_is_a_channel_as_buzek_and_hillery_built_it():
    """Their machine: |0> -> sqrt(2/3)|00>|0> + sqrt(1/3)|Psi+>|1>, and the same with 0 and 1."""
    psi_plus, zero, one = qubits.bell("Psi+"), qubits.ket("0"), qubits.ket("1")
    up = np.sqrt(2 / 3) * qutip.tensor(zero, zero, zero) + np.sqrt(1 / 3) * qutip.tensor(
        psi_plus, one
    )
    down = np.sqrt(2 / 3) * qutip.tensor(one, one, one) + np.sqrt(1 / 3) * qutip.tensor(
        psi_plus, zero
    )
    for psi in KETS:
        a, b = psi.full()[:, 0]
        machine = (a * up + b * down).ptrace([0, 1])
        assert (machine - cloning.optimal_cloner(psi)).norm() < 1e-12


def test_no_map_has_a_larger_mean_fidelity():
    """A bound for all maps: mean fidelity = Tr(J R) with the Choi matrix J, whose trace is 2, and R
    the mean of psi* x (psi x I + I x psi)/2 over the axis states. So it is at most 2 max eig R."""
    r, eye = np.zeros((8, 8), dtype=complex), np.eye(2)
    for letter in "01+-rl":
        psi = qubits.ket(letter).proj().full()
        r += np.kron(psi.conj(), (np.kron(psi, eye) + np.kron(eye, psi)) / 2) / 6
    assert 2 * np.linalg.eigvalsh(r)[-1] == pytest.approx(5 / 6)


@pytest.mark.parametrize("copier", [cloning.cnot_copier, cloning.optimal_cloner])
def test_copiers_take_one_qubit(copier):
    with pytest.raises(ValueError, match="state has 2 qubits; a copier takes exactly 1"):
        copier([1, 0, 0, 0])
