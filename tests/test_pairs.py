"""Bell-diagonal pairs as numbers, against explicit density matrices."""

import subprocess
import sys

import numpy as np
import pytest
import qutip

from qlearn.network import pairs
from qlearn.qubits import channels, entanglement, nonlocality, teleportation

LOPSIDED = np.array([[0.55, 0.25, 0.15, 0.05], [0.6, 0.02, 0.08, 0.3]])


def test_coefficients_are_those_of_the_state():
    for c in LOPSIDED:
        rho = pairs.density(c)
        assert pairs.coefficients(rho) == pytest.approx(c)
        assert entanglement.pair_fidelity(rho) == pytest.approx(c[0])
        table = np.diag(entanglement.correlation_matrix(rho)) * [1, -1, 1]
        assert pairs.correlators(c) == pytest.approx(table)
        assert pairs.from_correlators(table) == pytest.approx(c)


def test_werner_pairs_are_those_of_the_other_chapter():
    for f in (0.25, 0.6, 0.95):
        rho = entanglement.werner(pairs.weight(f))
        assert (pairs.density(pairs.werner(f)) - rho).norm() < 1e-12
        assert pairs.chsh(f) == pytest.approx(nonlocality.chsh_max(rho))


def test_error_rates_are_those_of_measuring():
    """Alice and Bob measure the same axis; for Phi+ they agree in X and Z, and differ in Y."""
    rho = pairs.density(LOPSIDED[0])
    for axis, agree, error in zip("xyz", (1, -1, 1), pairs.qbers(LOPSIDED[0]), strict=True):
        e = nonlocality.correlation(rho, axis, axis) * agree
        assert error == pytest.approx((1 - e) / 2)
    f = np.linspace(0.25, 1, 7)
    assert pairs.qbers(pairs.werner(f)) == pytest.approx(np.tile(pairs.qber(f), (3, 1)).T)


def test_qber_of_werner_pairs_is_wrong_for_others():
    assert not np.allclose(pairs.qbers([0.8, 0.2, 0, 0]), pairs.qber(0.8))


def test_swapping_against_the_circuit():
    branches = teleportation.swap_pairs(*(pairs.density(c) for c in LOPSIDED))
    mean = sum(branch.p * branch.after for branch in branches)
    assert pairs.swap(*LOPSIDED) == pytest.approx(pairs.coefficients(mean))


def test_swapping_werner_pairs():
    f1, f2 = np.meshgrid(np.linspace(0.25, 1, 5), np.linspace(0.25, 1, 5))
    both = pairs.swap(pairs.werner(f1), pairs.werner(f2))
    assert both[..., 0] == pytest.approx(pairs.swap_fidelity(f1, f2))
    assert pairs.weight(both[..., 0]) == pytest.approx(pairs.weight(f1) * pairs.weight(f2))


def test_a_chain_by_swapping_one_by_one():
    pair = expected = pairs.werner(0.95)
    for n in (2, 3, 4):
        pair = pairs.swap(pair, expected)
        assert pairs.chain_fidelity(0.95, n) == pytest.approx(pair[0])
    assert pairs.chain_fidelity(0.95, [1, 2, 3, 4]) == pytest.approx(
        [0.95, 0.90333, 0.85978, 0.81913], abs=5e-6
    )


@pytest.mark.parametrize(
    ("threshold", "expected"), [(0.5, [15, 40, 81, 164]), (None, [3, 9, 18, 37])]
)
def test_how_many_links(threshold, expected):
    from qlearn.network.qkd import KEY_FIDELITY

    found = pairs.most_links([0.95, 0.98, 0.99, 0.995], threshold or KEY_FIDELITY)
    assert found.tolist() == expected


def test_three_hops_between_chips():
    n = int(pairs.most_links(0.997, 0.99))
    assert n == 3
    assert pairs.chain_fidelity(0.997, n) >= 0.99 > pairs.chain_fidelity(0.997, n + 1)
    assert pairs.most_links(0.9, 0.9) == 1  # at the threshold counts
    assert pairs.most_links(0.2, 0.5) == 0


@pytest.mark.parametrize("kind", ["depolarizing", "dephasing"])
def test_storage_against_the_channel(kind):
    """T per memory: the first half waits 0.3 T, the second 0.5 T."""
    rho = pairs.density(LOPSIDED[0])
    for target, t in ((0, 0.3), (1, 0.5)):
        decay = np.exp(-t)
        channel = (
            channels.depolarizing(1 - decay)
            if kind == "depolarizing"
            else channels.dephasing((1 - decay) / 2)
        )
        rho = channels.apply(channel, rho, target)
    stored = pairs.store(LOPSIDED[0], np.exp(-0.8), kind)
    assert stored == pytest.approx(pairs.coefficients(rho))


def test_storing_commutes_with_swapping():
    early = pairs.swap(pairs.store(LOPSIDED[0], 0.7, "dephasing"), LOPSIDED[1])
    late = pairs.store(pairs.swap(*LOPSIDED), 0.7, "dephasing")
    assert early == pytest.approx(late)


def test_micius():
    """S = 2.37 means w = .838, F = .878 and QBER 8.10 %, the published 8.1 %."""
    f = pairs.fidelity_of_chsh(2.37)
    assert pairs.weight(f) == pytest.approx(0.838, abs=5e-4)
    assert f == pytest.approx(0.878, abs=5e-4)
    assert pairs.qber(f) == pytest.approx(0.0810, abs=5e-5)


def test_other_experiments():
    """CHSH needs F > .7803; heralded .804 passes, .869 too; teleporting .702 needs F = .553."""
    assert pairs.fidelity_of_chsh(2) == pytest.approx(0.7803, abs=5e-5)
    assert pairs.chsh(0.804) > 2
    f = (3 * 0.702 - 1) / 2
    assert teleportation.teleportation_fidelity(f) == pytest.approx(0.702)
    assert f == pytest.approx(0.553)


def test_teleporting_over_any_pair():
    """(2F + 1)/3 for a random state, not Bell-diagonal."""
    rho = qutip.rand_dm([2, 2], seed=4)
    f = entanglement.pair_fidelity(rho)
    assert teleportation.average_fidelity(rho) == pytest.approx((2 * f + 1) / 3)


def test_closed_forms_do_without_qutip():
    code = (
        "import sys, qlearn.network as n\n"
        "for name in n.__all__: getattr(n, name)\n"
        "n.pairs.swap(n.pairs.werner([.9, .8]), n.pairs.werner(.7))\n"
        "print(sorted({'qutip', 'matplotlib', 'plotly', 'pymatching'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: pairs.werner(1.1), "fidelity = 1.1; allowed: 0 to 1"),
        (lambda: pairs.bell_diagonal([0.5, 0.5]), "four that add up to 1"),
        (lambda: pairs.bell_diagonal([0.5, 0.5, 0.5, 0]), "four that add up to 1"),
        (lambda: pairs.most_links(1.0, 0.9), "f0 = 1.0; allowed: below 1"),
        (lambda: pairs.most_links(0.9, 0.2), "threshold = 0.2"),
        (lambda: pairs.store([1, 0, 0, 0], 1.5), "decay = 1.5"),
        (lambda: pairs.store([1, 0, 0, 0], 0.5, "loss"), "kind = 'loss'"),
        (lambda: pairs.fidelity_of_weight(-0.5), "w = -0.5"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
