"""BBPSSW and DEJMPS against explicit circuits on two pairs."""

import numpy as np
import pytest
import qutip

from qlearn.network import pairs, purification
from qlearn.qubits import gates

LOPSIDED = np.array([[0.55, 0.25, 0.15, 0.05], [0.6, 0.02, 0.08, 0.3]])


def circuit(first, second, turned):
    """(coefficients, p) on qubits A1 B1 A2 B2: turns, two CNOTs, equal outcomes on A2 and B2."""
    rho = qutip.tensor(pairs.density(first), pairs.density(second))
    if turned:
        for qubit, angle in enumerate([np.pi / 2, -np.pi / 2] * 2):
            turn = gates.embed(gates.rx(angle), qubit, 4)
            rho = turn * rho * turn.dag()
    for control, target in ((0, 2), (1, 3)):
        cx = gates.embed(gates.cx, [control, target], 4)
        rho = cx * rho * cx.dag()
    equal = sum(
        qutip.tensor(qutip.qeye([2, 2]), qutip.basis([2, 2], [k, k]).proj()) for k in (0, 1)
    )
    kept = qutip.ptrace(equal * rho * equal, [0, 1])
    return pairs.coefficients(kept / kept.tr()), kept.tr().real


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (0, 0)])
def test_dejmps_against_the_circuit(order):
    first, second = LOPSIDED[list(order)]
    better, p = purification.dejmps(first, second)
    expected, chance = circuit(first, second, turned=True)
    assert better == pytest.approx(expected)
    assert p == pytest.approx(chance)


def test_bbpssw_against_the_circuit():
    for f in (0.55, 0.8, 0.95):
        expected, chance = circuit(pairs.werner(f), pairs.werner(f), turned=False)
        assert purification.bbpssw(f) == pytest.approx((expected[0], chance))


def test_the_bit_flip_formula_against_the_circuit():
    pair = [0.8, 0, 0.2, 0]
    expected, chance = circuit(pair, pair, turned=False)
    assert purification.bit_flip_round(0.8) == pytest.approx((expected[0], chance))
    assert purification.bit_flip_round(0.8)[0] > purification.bbpssw(0.8)[0] + 0.1


def test_numbers():
    assert purification.bbpssw(0.8) == pytest.approx((0.83815, 0.76889), abs=5e-6)
    ladders = {
        "bbpssw": [0.83815, 0.87358, 0.90454, 0.93005, 0.95001],
        "dejmps": [0.83815, 0.94364, 0.98797, 0.99685, 0.99993],
    }
    for method, expected in ladders.items():
        found = purification.ladder(0.8, 5, method).fidelity
        assert found[1:] == pytest.approx(expected, abs=5e-6)


def test_fixed_points():
    f = np.array([0.25, 0.5, 1.0])
    assert purification.bbpssw(f)[0] == pytest.approx(f)


def test_gain_above_one_half_only():
    f = np.linspace(0.26, 0.99, 200)
    better = purification.bbpssw(f)[0]
    assert np.array_equal(better > f, f > 0.5)


def test_cost_counts_failures():
    """Against drawing: 2/p pairs per round, of pairs that cost as much themselves."""
    for method in purification.METHODS:
        rungs = purification.ladder(0.75, 3, method)
        assert rungs.cost[-1] == pytest.approx(np.prod(2 / rungs.success))
        used = purification.pairs_used(rungs, 5000, np.random.default_rng(1))
        assert used.min() >= 8
        assert used.mean() == pytest.approx(rungs.cost[-1], abs=5 * used.std() / 5000**0.5)


def test_twirling_first_throws_something_away():
    pair = [0.7, 0.3, 0, 0]
    with_all, twirled = (purification.ladder(pair, 2, m).fidelity[-1] for m in ("dejmps", "bbpssw"))
    assert with_all > twirled + 0.05


def test_the_shortest_ladder():
    rungs = purification.ladder_to(0.95, 0.8)
    assert rungs.fidelity[-1] >= 0.95 > rungs.fidelity[-2]
    assert len(purification.ladder_to(0.7, 0.8).success) == 0


def test_gate_errors_set_a_ceiling():
    exact = purification.ladder(0.8, 8, gate_error=0.0).fidelity[-1]
    noisy = purification.ladder(0.8, 30, gate_error=0.02).fidelity
    assert noisy[-1] < 0.995 < exact
    assert noisy[-1] == pytest.approx(noisy[-3], abs=1e-6)
    with pytest.raises(
        ValueError, match=r"target = 0.995; allowed: within reach, here below 0\.98"
    ):
        purification.ladder_to(0.995, 0.8, gate_error=0.02)


@pytest.mark.parametrize("method", purification.METHODS)
@pytest.mark.parametrize("pair", [0.5, 0.4, [0.5, 0.5, 0, 0]])
def test_half_or_less_is_refused(method, pair):
    for call in (purification.ladder, lambda *a: purification.ladder_to(0.9, pair, method)):
        with pytest.raises(ValueError, match=r"fidelity = 0\.\d; allowed: above 1/2"):
            call(pair, 1, method)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: purification.ladder_to(1.0, 0.9), "target = 1; allowed: below 1"),
        (lambda: purification.purify([0.9, 0.1, 0, 0], "pump"), "method = 'pump'"),
        (lambda: purification.ladder(0.9, -1), "rounds = -1"),
        (lambda: purification.ladder(0.9, 2, gate_error=2), "gate_error = 2"),
        (
            lambda: purification.pairs_used(
                purification.ladder(0.6, 20, "bbpssw"), 10**4, np.random.default_rng(1)
            ),
            "trials = 10000",
        ),
        (lambda: purification.dejmps([1, 0, 0, 0], [0, 0, 1, 0]), "never agree"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
