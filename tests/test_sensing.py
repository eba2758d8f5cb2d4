"""Sensing: closed forms against the quantum Fisher information of explicit states, and shots."""

import functools
import itertools

import numpy as np
import pytest
import qutip

from qlearn.network import sensing

Z = qutip.sigmaz()


def at(op, i, n):
    factors = [qutip.qeye(2)] * n
    factors[i] = op
    return qutip.tensor(factors)


def generator(n, weights=None):
    weights = np.ones(n) if weights is None else weights
    return sum(w * at(Z, i, n) for i, w in enumerate(weights)) / 2


def dephased(state, v):
    """Each probe's phase kept with v: Z with probability (1 - v)/2."""
    rho = state.proj() if state.isket else state
    n = len(rho.dims[0])
    for i in range(n):
        z = at(Z, i, n)
        rho = (1 + v) / 2 * rho + (1 - v) / 2 * z * rho * z
    return rho


def with_loss(rho, eta):
    """Which probes arrived is known: (probability, state of those) of every case."""
    n = len(rho.dims[0])
    for size in range(n + 1):
        for kept in itertools.combinations(range(n), size):
            if kept:
                yield eta**size * (1 - eta) ** (n - size), rho.ptrace(list(kept))


def explicit(state, v, eta):
    return sum(
        p * sensing.quantum_fisher(rho, generator(len(rho.dims[0])))
        for p, rho in with_loss(dephased(state, v), eta)
    )


def plus(n):
    return qutip.tensor([(qutip.basis(2, 0) + qutip.basis(2, 1)).unit()] * n)


# --- one phase ----------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2, 4])
@pytest.mark.parametrize(("v", "eta"), [(1, 1), (0.8, 1), (1, 0.7), (0.9, 0.6)])
def test_closed_forms_against_states(n, v, eta):
    ghz = qutip.ghz_state(n) if n > 1 else plus(1)
    assert explicit(ghz, v, eta) == pytest.approx(float(sensing.fisher(n, "ghz", v, eta)))
    assert explicit(plus(n), v, eta) == pytest.approx(float(sensing.fisher(n, "separate", v, eta)))


def test_quantum_fisher_by_the_fidelity_of_neighbours():
    rho = qutip.rand_dm([2, 2], seed=1)
    g = qutip.rand_herm([2, 2], seed=2)
    step = 1e-3
    moved = (-1j * step * g).expm() * rho * (1j * step * g).expm()
    fidelity = qutip.fidelity(rho, moved)  # QuTiP's is the root of ours
    assert sensing.quantum_fisher(rho, g) == pytest.approx(8 * (1 - fidelity) / step**2, rel=1e-3)
    psi = qutip.rand_ket([2, 2], seed=3)
    variance = qutip.variance(g, psi)
    assert sensing.quantum_fisher(psi.proj().full(), g.full()) == pytest.approx(4 * variance)


@pytest.mark.parametrize("phase", [0.05, 0.2, 0.35])
@pytest.mark.parametrize("strategy", sensing.STRATEGIES)
def test_classical_fisher_by_differences(phase, strategy):
    v, n, m = 0.9, 6, 6 if strategy == "ghz" else 1

    def p(x):
        return (1 + v**m * np.cos(m * x)) / 2

    slope = (p(phase + 1e-5) - p(phase - 1e-5)) / 2e-5
    wanted = slope**2 / (p(phase) * (1 - p(phase))) * (1 if strategy == "ghz" else n)
    assert sensing.fisher(n, strategy, v, phase=phase) == pytest.approx(wanted, rel=1e-6)
    assert sensing.fisher(n, strategy, v, phase=phase) <= sensing.fisher(n, strategy, v) + 1e-12


def test_published_setting():
    # N = 8, 200 shots
    assert sensing.precision(8, shots=200) == pytest.approx(1 / (8 * np.sqrt(200)))
    assert sensing.precision(8, "separate", shots=200) == pytest.approx(1 / np.sqrt(1600))
    n = np.array([1, 10, 100])
    assert np.polyfit(np.log(n), np.log(sensing.precision(n)), 1)[0] == pytest.approx(-1)
    assert np.polyfit(np.log(n), np.log(sensing.precision(n, "separate")), 1)[0] == pytest.approx(
        -0.5
    )
    assert sensing.precision(400, visibility=0.9) > sensing.precision(400, "separate", 0.9)


@pytest.mark.parametrize("strategy", sensing.STRATEGIES)
def test_shots(strategy):
    phase = np.pi / 10 if strategy == "ghz" else np.pi / 2
    rng = np.random.default_rng(1)
    runs = [sensing.ramsey_run(phase, 5, 400, rng, strategy, 0.9, 0.8) for _ in range(400)]
    found = np.array([run.phase for run in runs])
    wanted = sensing.precision(5, strategy, 0.9, 0.8, shots=400)
    assert found.mean() == pytest.approx(phase, abs=5 * wanted / 20 + wanted**2)
    assert found.std() == pytest.approx(wanted, rel=5 / np.sqrt(800) + 0.02)
    assert np.mean([run.error for run in runs]) == pytest.approx(wanted, rel=0.1)
    tries = 400 if strategy == "ghz" else 2000
    p = 0.8**5 if strategy == "ghz" else 0.8
    assert np.mean([run.kept for run in runs]) == pytest.approx(
        p * tries, abs=5 * np.sqrt(tries * p * (1 - p) / 400)
    )


def test_a_run_that_tells_nothing():
    rng = np.random.default_rng(1)
    assert sensing.ramsey_run(0.1, 3, 5, rng, eta=0.0).error == np.inf
    assert sensing.ramsey_run(0.1, 3, 5, rng, visibility=0.0).kept == 5


# --- what noise leaves --------------------------------------------------------------------


@pytest.mark.parametrize("n", [2, 3])
@pytest.mark.parametrize(("v", "eta"), [(0.9, 1.0), (0.5, 1.0), (1.0, 0.8), (1.0, 0.4), (0.8, 0.7)])
def test_no_state_beats_the_bound(n, v, eta):
    top = float(sensing.bound(n, v, eta))
    for seed in range(12):
        assert explicit(qutip.rand_ket([2] * n, seed=seed), v, eta) <= top + 1e-9
    for state in (qutip.ghz_state(n), plus(n)):
        assert explicit(state, v, eta) <= top + 1e-9


@functools.cache
def best_symmetric(n, v):
    """The best state of n probes without loss, by improving it again and again.

    F = max over X of 2 Tr(rho' X) - Tr(rho X^2): for a fixed X an eigenvalue problem for psi.
    """
    g, psi = generator(n), plus(n)
    for _ in range(60):
        rho = dephased(psi, v).full()
        p, u = np.linalg.eigh(rho)
        d = u.conj().T @ (-1j * (g.full() @ rho - rho @ g.full())) @ u
        total = p[:, None] + p
        x = 2 * np.where(total > 1e-10, d / np.where(total > 1e-10, total, 1), 0)
        x = qutip.Qobj(u @ x @ u.conj().T, dims=g.dims)
        # dephasing is its own adjoint and commutes with the turning
        cost = dephased(1j * (g * x - x * g), v) * 2 - dephased(x * x, v)
        psi = cost.eigenstates(eigvals=1, sort="high")[1][0]
    return sensing.quantum_fisher(dephased(psi, v), g)


def test_the_best_state_lies_between_separate_probes_and_the_bound():
    v = 0.9
    gains = [best_symmetric(n, v) / sensing.fisher(n, "separate", v) for n in (1, 2, 4)]
    assert gains[0] == pytest.approx(1)
    assert gains[0] < gains[1] < gains[2] < 1 / (1 - v**2)
    assert best_symmetric(4, v) >= sensing.fisher(4, "ghz", v) - 1e-6


def test_best_group():
    for v, eta in ((0.95, 1.0), (1.0, 0.78), (0.9, 0.9), (0.5, 0.9)):
        n = np.arange(1, 200)
        gains = sensing.fisher(n, "ghz", v, eta) / sensing.fisher(n, "separate", v, eta)
        size, gain = sensing.best_group(v, eta)
        assert gain == pytest.approx(gains.max())
        assert size == n[np.argmax(gains)]
        assert gain < float(sensing.bound(1e9, v, eta) / sensing.fisher(1e9, "separate", v, eta))
    assert sensing.best_group(0.6) == (1, 1.0)


def test_time_takes_the_gain_away():
    n, gamma, total = 20, 0.3, 50.0
    times = np.geomspace(1e-3, 20, 20_001)
    for strategy in sensing.STRATEGIES:
        errors = sensing.frequency_precision(n, times, gamma, total, strategy)
        best = sensing.best_time(n, gamma, strategy)
        assert times[np.argmin(errors)] == pytest.approx(best, rel=1e-3)
        assert errors.min() == pytest.approx(np.sqrt(2 * np.e * gamma / (n * total)), rel=1e-6)
    ratio = errors.min() / sensing.frequency_bound(n, gamma, total)
    assert ratio == pytest.approx(np.sqrt(np.e), rel=1e-6)
    # the limit is that of `bound` at short times
    t = 1e-6
    f = sensing.bound(1e9, np.exp(-gamma * t)) / 1e9 * n
    assert 1 / np.sqrt(total * t * f) == pytest.approx(
        float(sensing.frequency_bound(n, gamma, total)), rel=1e-4
    )


def test_the_best_state_of_four_probes_wins_something_if_each_waits_its_best_time():
    # F t / t^2 of the best state at its best time, against separate probes at theirs
    times = [0.2, 0.25, 0.3]
    best = max(t * best_symmetric(4, float(np.exp(-t))) for t in times)
    gain = np.sqrt(best / (4 / (2 * np.e)))
    assert 1.02 < gain < np.sqrt(np.e)


# --- networks -----------------------------------------------------------------------------


@pytest.mark.parametrize("weights", [[1, 1, 1], [1, -1, 0], [0.5, -0.25, 1], [1, 0, 0]])
@pytest.mark.parametrize("v", [1.0, 0.9])
def test_a_network_against_states(weights, v):
    w = np.array(weights, dtype=float)
    used = w[w != 0]
    m = len(used)
    # the signs are in the state, the sizes in the time that each site waits
    ghz = qutip.ghz_state(m) if m > 1 else plus(1)
    for i, weight in enumerate(used):
        ghz = at(qutip.sigmax(), i, m) * ghz if weight < 0 else ghz
    share = np.abs(used) / np.abs(w).max()
    rho = dephased(ghz, v)
    # phi_j = weight_j theta/sum(w^2) changes theta alone, at the rate of the sum that is seen
    rate = w / (w @ w)
    f = sensing.quantum_fisher(rho, generator(m, share * rate[w != 0]))
    assert 1 / f == pytest.approx(float(sensing.network_variance(w, "ghz", v)))
    apart = sum(x**2 / sensing.fisher(1, "separate", v) for x in used)
    assert apart == pytest.approx(float(sensing.network_variance(w, "separate", v)))


def test_mean_of_many_sites():
    for d in (2, 5, 10):
        mean = np.full(d, 1 / d)
        assert sensing.network_variance(mean) == pytest.approx(1 / d**2)
        assert sensing.network_variance(mean, "separate") == pytest.approx(1 / d)
        x = 0.9**2 * 0.8
        assert sensing.network_variance(mean, "ghz", 0.9, 0.8) == pytest.approx(1 / d**2 / x**d)
    assert sensing.network_variance(np.ones((4, 3))).shape == (4,)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: sensing.fisher(0), "n = 0; allowed: above 0"),
        (lambda: sensing.fisher(2, "both"), "strategy = 'both'; allowed: 'ghz', 'separate'"),
        (lambda: sensing.fisher(2, visibility=1.2), "visibility = 1.2; allowed: 0 to 1"),
        (lambda: sensing.best_group(), "V\\^2 eta = 1; allowed: above 0, below 1"),
        (lambda: sensing.ramsey_run(1.0, 8, 5, np.random.default_rng(1)), "phase = 1.0; allowed"),
        (lambda: sensing.network_variance([0, 0]), "weights = .*; allowed: finite, and not all 0"),
        (lambda: sensing.quantum_fisher(np.eye(2), np.eye(3)), "rho, generator of shapes"),
        (lambda: sensing.best_time(3, 0), "gamma_hz = 0; allowed: above 0"),
    ],
)
def test_bad_input(call, words):
    with pytest.raises(ValueError, match=words):
        call()
