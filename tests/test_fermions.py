"""Fermion modes on qubits: algebra, gauge, errors."""

import itertools

import numpy as np
import pytest
import qutip

from qlearn.topology import fermions


@pytest.mark.parametrize("n_modes", [1, 2, 3])
def test_majoranas_are_hermitian_and_anticommute(n_modes):
    g = fermions.majoranas(n_modes)
    assert len(g) == 2 * n_modes
    for (k, a), (m, b) in itertools.product(enumerate(g), repeat=2):
        assert a.isherm
        assert qutip.commutator(a, b, "anti") == 2 * (k == m) * qutip.qeye([2] * n_modes)


def test_gauge_of_the_course():
    """i gamma_1 gamma_2 = Z on the first qubit, and +1 in the empty mode (pitfall P2)."""
    g = fermions.majoranas(2)
    empty = qutip.basis([2, 2], [0, 0])
    assert fermions.pair_parity(g, 1, 2) == qutip.tensor(qutip.sigmaz(), qutip.qeye(2))
    assert fermions.pair_parity(g, 3, 4) == qutip.tensor(qutip.qeye(2), qutip.sigmaz())
    assert fermions.pair_parity(g, 1, 2) * empty == empty
    assert fermions.pair_parity(g, 2, 1) == -fermions.pair_parity(g, 1, 2)


def test_annihilators_agree_with_qutip():
    for j, c in enumerate(fermions.annihilators(3)):
        assert c == qutip.fdestroy(3, j)
        assert c * qutip.basis([2] * 3, [0] * 3) == 0 * qutip.basis([2] * 3, [0] * 3)


@pytest.mark.parametrize("n_modes", [1, 2, 4])
def test_total_parity_is_the_product_of_all_pairs(n_modes):
    g, parity = fermions.majoranas(n_modes), fermions.total_parity(n_modes)
    product = qutip.qeye([2] * n_modes)
    for j in range(n_modes):
        product = product * fermions.pair_parity(g, 2 * j + 1, 2 * j + 2)
    assert parity == product
    assert parity * parity == qutip.qeye([2] * n_modes)
    assert all(qutip.commutator(parity, gamma, "anti").norm() < 1e-12 for gamma in g)


def test_total_parity_counts_fermions():
    number = sum(c.dag() * c for c in fermions.annihilators(3)).diag().real
    assert np.array_equal(fermions.total_parity(3).diag().real, (-1) ** np.rint(number))


@pytest.mark.parametrize(("i", "j", "name"), [(0, 1, "i"), (1, 5, "j"), (2, 2, "i = j")])
def test_pair_parity_names_a_bad_index(i, j, name):
    with pytest.raises(ValueError, match=name):
        fermions.pair_parity(fermions.majoranas(2), i, j)


@pytest.mark.parametrize("make", [fermions.majoranas, fermions.total_parity])
@pytest.mark.parametrize("n_modes", [0, -1, 1.5])
def test_number_of_modes_is_checked(make, n_modes):
    with pytest.raises(ValueError, match="n_modes"):
        make(n_modes)
