"""CHSH and GHZ tests against closed forms, brute force over all strategies, and statistics."""

import itertools

import numpy as np
import pytest
import qutip
from scipy.optimize import minimize

from qlearn import facts, qubits
from qlearn.qubits import nonlocality as bell
from qlearn.qubits.entanglement import PHI_PLUS, werner

RNG = np.random.default_rng(20241105)
QUARTER = np.pi / 4
BEST = (0, 2 * QUARTER, QUARTER, -QUARTER)
SETTINGS = [BEST[:2], BEST[2:]]


# --- Correlations -------------------------------------------------------------------------


def test_correlation_of_a_bell_pair_is_a_cosine():
    for a, b in RNG.uniform(-4, 4, size=(6, 2)):
        assert bell.correlation(PHI_PLUS, a, b) == pytest.approx(np.cos(a - b))


def test_correlation_is_an_expectation_value_along_any_axes():
    rho = qubits.random_density(2, RNG)
    a, b = RNG.normal(size=(2, 3))
    paulis = [qubits.X, qubits.Y, qubits.Z]
    spins = [sum(c * p for c, p in zip(v / np.linalg.norm(v), paulis, strict=True)) for v in (a, b)]
    assert bell.correlation(rho, a, b) == pytest.approx(qutip.expect(qutip.tensor(spins), rho))


def test_best_settings_reach_tsirelsons_bound():
    assert bell.chsh_value(PHI_PLUS, *BEST) == pytest.approx(2 * np.sqrt(2), abs=1e-12)
    assert facts.fact("chsh.tsirelson").value == pytest.approx(2 * np.sqrt(2), abs=1e-6)


@pytest.mark.parametrize(
    ("settings", "s"),
    [
        (np.array(BEST) / 2, 2.3890),  # the angles of polarisers, taken for Bloch angles
        ((0, 0, 0, 0), 2.0),
        ((0, 2 * QUARTER, -QUARTER, QUARTER), 0.0),  # Bob's settings exchanged
        ((0, 2 * QUARTER, 0, 2 * QUARTER), 0.0),  # the same as Alice's
        ((0, 90, 45, -45), 2.5721),  # degrees
    ],
)
def test_wrong_settings_have_values_of_their_own(settings, s):
    """Two of them are above 2: that alone does not prove the settings right."""
    assert bell.chsh_value(PHI_PLUS, *settings) == pytest.approx(s, abs=5e-5)


def test_no_angles_beat_tsirelsons_bound():
    angles = RNG.uniform(-np.pi, np.pi, size=(4000, 4))
    a0, a1, b0, b1 = angles.T
    s = np.cos(a0 - b0) + np.cos(a0 - b1) + np.cos(a1 - b0) - np.cos(a1 - b1)
    assert np.abs(s).max() < 2 * np.sqrt(2)
    assert np.abs(s).max() > 2.7  # the draw comes near


@pytest.mark.parametrize("rank", [1, 2, 4])
def test_horodeckis_formula_is_what_a_search_over_settings_finds(rank):
    rho = qubits.random_density(2, RNG, rank)

    def minus_s(x):
        return -bell.chsh_value(rho, *x.reshape(4, 3))

    found = max(-minimize(minus_s, RNG.normal(size=12)).fun for _ in range(4))
    assert bell.chsh_max(rho) == pytest.approx(found, abs=1e-5)


def test_products_and_mixtures_of_products_stay_at_two():
    for _ in range(20):
        pairs = [[qubits.random_density(1, RNG, 1) for _ in range(2)] for _ in range(3)]
        mixture = sum(
            p * qutip.tensor(pair) for p, pair in zip((0.5, 0.3, 0.2), pairs, strict=True)
        )
        assert bell.chsh_max(mixture) <= 2 + 1e-12


def test_every_entangled_pure_pair_violates():
    """2 sqrt(1 + C^2). Source: N. Gisin, Phys. Lett. A 154, 201 (1991)."""
    for _ in range(5):
        psi = qubits.random_ket(2, RNG)
        c = qutip.concurrence(psi.proj())
        assert bell.chsh_max(psi) == pytest.approx(2 * np.sqrt(1 + c**2), abs=1e-6)


# --- Brute force over answers that are fixed beforehand ---------------------------------------


def fixed(answers):
    """A player who answers question q with answers[q]."""
    return lambda question, rng: answers[question]


def test_fixed_answers_win_three_quarters_of_chsh():
    tables = list(itertools.product((0, 1), repeat=2))
    rates = [
        bell.chsh_win_rate(bell.play([fixed(a), fixed(b)], bell.CHSH_QUESTIONS, 2, RNG))
        for a, b in itertools.product(tables, repeat=2)
    ]
    assert sorted(set(rates)) == [0.25, 0.75]


def test_fixed_answers_win_three_quarters_of_ghz_and_mermin_stays_at_two():
    tables = list(itertools.product((0, 1), repeat=2))
    rates, values = [], []
    for players in itertools.product(tables, repeat=3):
        rates.append(
            bell.ghz_win_rate(bell.play([fixed(t) for t in players], bell.GHZ_QUESTIONS, 1, RNG))
        )
        x, y = zip(*[((-1) ** t[0], (-1) ** t[1]) for t in players], strict=True)
        values.append(np.prod(x) - sum(x[k] * np.prod(y) / y[k] for k in range(3)))
    assert max(rates) == 0.75
    assert max(np.abs(values)) == 2


def test_ghz_state_reaches_four_and_wins_every_game():
    assert bell.mermin(qubits.ghz(3)) == pytest.approx(4)
    settings = [("x", "y")] * 3
    counts = bell.play_entangled(qubits.ghz(3), settings, bell.GHZ_QUESTIONS, 500, RNG)
    assert bell.ghz_win_rate(counts) == 1


def test_mermin_of_qutips_operators():
    psi = qubits.random_ket(3, RNG)
    x, y = qutip.sigmax(), qutip.sigmay()
    operator = qutip.tensor(x, x, x) - sum(
        qutip.tensor(*[x if j == k else y for j in range(3)]) for k in range(3)
    )
    assert bell.mermin(psi) == pytest.approx(qutip.expect(operator, psi))
    assert np.abs(operator.eigenenergies()).max() == pytest.approx(4)


# --- Sampling -----------------------------------------------------------------------------


def test_quantum_players_win_at_the_quantum_rate():
    """cos^2(pi/8) of 400,000 rounds, within 5 standard errors."""
    counts = bell.play_entangled(PHI_PLUS, SETTINGS, bell.CHSH_QUESTIONS, 100_000, RNG)
    rate, exact = bell.chsh_win_rate(counts), np.cos(np.pi / 8) ** 2
    assert exact == pytest.approx(0.853553, abs=1e-6)
    assert abs(rate - exact) < 5 * np.sqrt(exact * (1 - exact) / 400_000)


def test_shared_coins_do_not_beat_fixed_answers():
    def coin(question, rng):
        return int(rng.integers(2))

    counts = bell.play([coin, coin], bell.CHSH_QUESTIONS, 2500, RNG)
    assert abs(bell.chsh_win_rate(counts) - 0.5) < 5 * 0.5 / np.sqrt(10_000)


def test_players_have_different_coins():
    def coin(question, rng):
        return int(rng.integers(2))

    counts = bell.play([coin, coin], [(0, 0)], 1000, RNG)[0, 0]
    assert abs(counts.parity()) < 5 / np.sqrt(1000)


def test_a_shared_memory_does_not_carry_questions():
    """Alice writes her questions down in order, Bob reads along: still no signal."""
    seen = []

    def alice(x, rng):
        seen.append(x)
        return 0

    def bob(y, rng):
        return y & seen.pop(0)  # wins every game if the k-th entry belongs to his k-th round

    counts = bell.play([alice, bob], bell.CHSH_QUESTIONS, 1000, np.random.default_rng(3))
    assert abs(bell.chsh_win_rate(counts) - 0.75) < 5 * np.sqrt(3 / 16 / 4000)


def test_standard_error_of_s_is_what_repeated_tests_scatter_by():
    """sqrt(2/N) at the best settings; 2000 repetitions know the scatter to 1.6 per cent."""
    n, estimates = 400, []
    for _ in range(2000):
        counts = bell.play_entangled(PHI_PLUS, SETTINGS, bell.CHSH_QUESTIONS, n, RNG)
        estimates.append(bell.chsh_estimate(counts))
    s, ds = np.transpose(estimates)
    expected = np.sqrt(2 / n)
    assert abs(s.mean() - 2 * np.sqrt(2)) < 5 * expected / np.sqrt(2000)
    assert abs(s.std() / expected - 1) < 5 / np.sqrt(2 * 2000)
    assert ds.mean() == pytest.approx(expected, rel=0.01)


def test_outcome_probabilities_are_born_after_turning_the_axes_to_z():
    """An axis at (theta, phi) is carried to z by Ry(-theta) Rz(-phi)."""
    rho, angles = qubits.random_density(2, RNG), RNG.uniform(0.2, 3, size=(2, 2))
    axes = [[np.sin(t) * np.cos(p), np.sin(t) * np.sin(p), np.cos(t)] for t, p in angles]
    turn = qutip.tensor([qubits.ry(-t) * qubits.rz(-p) for t, p in angles])
    expected = qubits.probabilities(turn * rho * turn.dag())
    assert np.allclose(bell.outcome_probabilities(rho, axes), expected, atol=1e-12)


def test_no_setting_of_alice_changes_what_bob_sees():
    rho, b = qubits.random_density(2, RNG), RNG.normal(size=3)
    seen = [
        bell.outcome_probabilities(rho, [a, b]).reshape(2, 2).sum(axis=0)
        for a in RNG.normal(size=(9, 3))
    ]
    assert np.ptp(seen, axis=0).max() < 1e-12


def test_noise_scales_every_correlation():
    for w in (0.2, 0.9):
        assert bell.chsh_value(werner(w), *BEST) == pytest.approx(w * 2 * np.sqrt(2))


def test_same_seed_same_counts():
    one, two = (
        bell.play_entangled(PHI_PLUS, SETTINGS, bell.CHSH_QUESTIONS, 50, np.random.default_rng(5))
        for _ in range(2)
    )
    assert one == two


# --- Bad input ----------------------------------------------------------------------------


def says_two(question, rng):
    return 2


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: bell.play([says_two] * 2, bell.CHSH_QUESTIONS, 3, RNG),
            "answered 2; allowed: 0 or 1",
        ),
        (
            lambda: bell.play([says_two], bell.CHSH_QUESTIONS, 3, RNG),
            "one question for each player",
        ),
        (lambda: bell.play([says_two] * 2, bell.CHSH_QUESTIONS, 0, RNG), "shots = 0"),
        (
            lambda: bell.play_entangled(PHI_PLUS, [(0, 1)], [(0,)], 3, RNG),
            "allowed: 2, one per qubit",
        ),
        (lambda: bell.chsh_estimate({(0, 0): qubits.Counts({"00": 1})}), r"questions \[\(0, 0\)\]"),
        (lambda: bell.chsh_value(PHI_PLUS, 0, 1, 2, [0, 0, 0]), "length 0"),
        (lambda: bell.chsh_value(qubits.ghz(3), *BEST), "state has 3 qubits"),
        (lambda: bell.outcome_probabilities(PHI_PLUS, [0]), "one for each qubit"),
        (lambda: bell.mermin(PHI_PLUS), "operator acts on 3 qubits, state has 2"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
