"""The Kitaev chain against closed forms, limits, symmetries and the many-body problem."""

import itertools

import numpy as np
import pytest
import qutip

from qlearn.topology import fermions, invariants, kitaev

RNG = np.random.default_rng(20240607)
CHAINS = [  # n_sites, mu, t, delta
    (5, 0.7, 1.0, 1.0),
    (6, -1.3, 1.0, 0.4),
    (7, 3.1, 0.8, -0.6),
    (6, RNG.normal(size=6), 1.0, 0.9),
]
RINGS = ["open", "periodic", "antiperiodic"]


# --- the matrices -------------------------------------------------------------------------


@pytest.mark.parametrize("boundary", RINGS)
@pytest.mark.parametrize("chain", CHAINS)
def test_particle_hole_symmetry(chain, boundary):
    h = kitaev.bdg_hamiltonian(*chain, boundary)
    swap = np.kron([[0, 1], [1, 0]], np.eye(chain[0]))
    assert np.array_equal(h, h.T)
    assert np.allclose(swap @ h.conj() @ swap, -h, atol=1e-14)


@pytest.mark.parametrize("boundary", RINGS)
@pytest.mark.parametrize("chain", CHAINS)
def test_bdg_and_majorana_forms_have_one_spectrum(chain, boundary):
    energies = kitaev.excitation_energies(*chain, boundary)
    bdg = np.linalg.eigvalsh(kitaev.bdg_hamiltonian(*chain, boundary))
    a = kitaev.majorana_matrix(*chain, boundary)
    both = np.sort(np.concatenate([-energies, energies]))
    assert np.allclose(bdg, both, atol=1e-12)
    assert np.array_equal(a, -a.T)
    assert np.allclose(np.linalg.eigvalsh(1j * a), both, atol=1e-12)


@pytest.mark.parametrize("boundary", RINGS)
@pytest.mark.parametrize("chain", CHAINS)
def test_majorana_matrix_rebuilds_the_many_body_hamiltonian(chain, boundary):
    n_sites, mu = chain[0], np.broadcast_to(chain[1], chain[0])
    g, a = fermions.majoranas(n_sites), kitaev.majorana_matrix(*chain, boundary)
    rebuilt = sum(0.25j * a[k, m] * g[k] * g[m] for k, m in np.argwhere(a)) - mu.sum() / 2
    assert (rebuilt - kitaev.hamiltonian(*chain, boundary)).norm() < 1e-10


@pytest.mark.parametrize("boundary", RINGS)
@pytest.mark.parametrize("chain", CHAINS)
def test_bdg_matrix_rebuilds_the_many_body_hamiltonian(chain, boundary):
    """The spectrum does not see the sign of the pairing; the operator does."""
    n_sites, mu = chain[0], np.broadcast_to(chain[1], chain[0])
    c, h = fermions.annihilators(n_sites), kitaev.bdg_hamiltonian(*chain, boundary)
    psi = [*c, *(x.dag() for x in c)]
    rebuilt = sum(0.5 * h[i, j] * psi[i].dag() * psi[j] for i, j in np.argwhere(h))
    assert (rebuilt - mu.sum() / 2 - kitaev.hamiltonian(*chain, boundary)).norm() < 1e-10


@pytest.mark.parametrize("boundary", RINGS)
@pytest.mark.parametrize("chain", CHAINS)
def test_many_body_levels_are_sums_of_excitations(chain, boundary):
    """E = -sum E_n / 2 - sum mu / 2 plus any subset of the E_n (pitfall P13)."""
    n_sites, mu = chain[0], np.broadcast_to(chain[1], chain[0])
    energies = kitaev.excitation_energies(*chain, boundary)
    filled = (np.arange(2**n_sites)[:, None] >> np.arange(n_sites)) & 1
    levels = np.sort(filled @ energies - energies.sum() / 2 - mu.sum() / 2)
    exact = kitaev.hamiltonian(*chain, boundary).eigenenergies()
    assert np.allclose(levels, exact, atol=1e-10)


def test_hamiltonian_written_out_with_qutips_own_fermions():
    c = [qutip.fdestroy(3, j) for j in range(3)]
    mu, t, delta = [0.3, -0.8, 1.1], 1.2, 0.5
    h = sum(-m * x.dag() * x for m, x in zip(mu, c, strict=True))
    for x, y in itertools.pairwise(c):
        h += -t * (x.dag() * y + y.dag() * x) + delta * (x * y + y.dag() * x.dag())
    assert (h - kitaev.hamiltonian(3, mu, t, delta)).norm() < 1e-12


def test_ring_of_fermions_is_not_the_ring_of_spins():
    """A closing XX bond without the parity sign is another Hamiltonian (pitfall P7)."""
    n_sites = 4
    xx = [qutip.qeye(2)] * n_sites
    xx[0] = xx[-1] = qutip.sigmax()
    spins = kitaev.hamiltonian(n_sites, 0.5) - qutip.tensor(xx)
    even = fermions.total_parity(n_sites).diag().real > 0
    for boundary, sector in (("antiperiodic", even), ("periodic", ~even)):
        pick = np.ix_(sector, sector)
        ring = kitaev.hamiltonian(n_sites, 0.5, boundary=boundary).full()
        assert np.allclose(spins.full()[pick], ring[pick], atol=1e-12)
        assert not np.allclose(spins.full(), ring, atol=1e-3)


def test_spectrum_depends_on_neither_sign_of_t_delta_or_mu():
    reference = kitaev.excitation_energies(9, 0.7, 1.0, 0.4)
    for mu, t, delta in [(0.7, 1.0, -0.4), (0.7, -1.0, 0.4), (-0.7, 1.0, 0.4)]:
        assert np.allclose(kitaev.excitation_energies(9, mu, t, delta), reference, atol=1e-12)


def test_without_pairing_the_chain_is_a_tight_binding_band():
    """|-mu - 2t cos(pi n / (N + 1))|, particle in a box on a lattice."""
    n = np.arange(1, 8)
    expected = np.sort(np.abs(-0.3 - 2 * np.cos(np.pi * n / 8)))
    assert np.allclose(kitaev.excitation_energies(7, 0.3, 1.0, 0.0), expected, atol=1e-12)


def test_stacked_samples_equal_one_by_one():
    mu = np.random.default_rng(1).normal(size=(4, 6))
    stacked = kitaev.excitation_energies(6, mu, 1.0, 0.7)
    assert np.allclose(stacked, [kitaev.excitation_energies(6, m, 1.0, 0.7) for m in mu])


# --- the bulk -----------------------------------------------------------------------------


@pytest.mark.parametrize(("boundary", "shift"), [("periodic", 0.0), ("antiperiodic", 0.5)])
def test_ring_energies_are_the_bulk_band(boundary, shift):
    k = 2 * np.pi * (np.arange(10) + shift) / 10
    expected = np.sort(kitaev.bulk_energies(k, 0.6, 1.0, 0.35))
    assert np.allclose(kitaev.excitation_energies(10, 0.6, 1.0, 0.35, boundary), expected)


@pytest.mark.parametrize(
    ("t", "delta"), [(1.0, 1.0), (1.0, 0.3), (1.0, -0.3), (0.7, 1.5), (1.0, 0.0)]
)
@pytest.mark.parametrize("mu", [0.0, 0.4, -1.2, 1.9, 2.0, -2.7])
def test_bulk_gap_is_the_minimum_of_the_band(mu, t, delta):
    """Tolerance: a k grid of spacing 3e-5 misses a linear minimum by at most 2 t dk."""
    k = np.linspace(0, np.pi, 100_001)
    grid = kitaev.bulk_energies(k, mu, t, delta).min()
    assert kitaev.bulk_gap(mu, t, delta) == pytest.approx(grid, abs=1e-4)


@pytest.mark.parametrize(("mu", "gap"), [(0.0, 2.0), (1.0, 1.0), (2.0, 0.0), (-3.0, 1.0)])
def test_bulk_gap_for_equal_pairing_and_hopping(mu, gap):
    assert kitaev.bulk_gap(mu) == pytest.approx(gap, abs=1e-12)


# --- the ends -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n_sites", "exact", "formula"),
    [(10, 1.46485e-3, 1.46484e-3), (20, 1.43051e-6, 1.43051e-6), (30, 1.39698e-9, 1.39698e-9)],
)
def test_splitting_of_the_end_modes(n_sites, exact, formula):
    """Table of six digits at t = delta = mu = 1."""
    assert kitaev.excitation_energies(n_sites, 1.0)[0] == pytest.approx(exact, rel=5e-6)
    assert kitaev.splitting_asymptotic(n_sites, 1.0) == pytest.approx(formula, rel=5e-6)


def test_asymptotic_splitting_is_low_for_short_chains():
    mu = 2 * 0.853
    low = kitaev.splitting_asymptotic(6, mu) / kitaev.excitation_energies(6, mu)[0]
    assert low == pytest.approx(0.75, abs=0.01)


def test_asymptotic_splitting_needs_end_modes():
    with pytest.raises(ValueError, match="end modes need"):
        kitaev.splitting_asymptotic(10, 2.5)


@pytest.mark.parametrize("mu", [0.0, 0.5, -1.2, 1.7])
def test_modes_for_equal_pairing_and_hopping_are_geometric(mu):
    """M left = 0 up to E0: left[j+1] / left[j] = -mu / 2t; right is the mirror image."""
    _, left, right = kitaev.majorana_modes(60, mu)
    expected = (-mu / 2) ** np.arange(60)
    assert np.allclose(left / left[0], expected, atol=1e-3)
    assert np.allclose(np.abs(right[::-1]), np.abs(left), atol=1e-9)


@pytest.mark.parametrize(("t", "delta"), [(1, 0.5), (1, -0.5), (-1, 0.5), (-1, -0.5)])
def test_left_is_left_for_every_sign(t, delta):
    energy, left, right = kitaev.majorana_modes(40, 0.3, t, delta)
    sites = np.arange(40)
    assert left**2 @ sites < 5 < 34 < right**2 @ sites
    assert energy == pytest.approx(kitaev.excitation_energies(40, 0.3, t, delta)[0], abs=1e-12)


def test_modes_do_not_mix_where_eigh_does():
    """At E0 = 1e-36 the two modes are degenerate, and still come out at one end each (P4)."""
    _, left, right = kitaev.majorana_modes(60, 0.5)
    assert np.sum(left[30:] ** 2) < 1e-12
    assert np.sum(right[:30] ** 2) < 1e-12


@pytest.mark.parametrize(
    ("mu", "t", "delta"), [(1.0, 1.0, 1.0), (0.4, 1.0, 0.3), (0.4, 1.0, -0.3), (1.8, 1.0, 0.5)]
)
def test_coherence_length_is_the_decay_of_the_modes(mu, t, delta):
    """Weight beyond site j falls as exp(-2 j / xi); over 40 sites oscillations average out."""
    _, left, _ = kitaev.majorana_modes(160, mu, t, delta)
    tails = np.cumsum(left[::-1] ** 2)[::-1]
    fit = -2 * 40 / np.log(tails[45] / tails[5])
    assert kitaev.coherence_length(mu, t, delta) == pytest.approx(fit, rel=0.03)


@pytest.mark.parametrize(("t", "delta"), [(1.0, -0.4), (-1.0, 0.4), (-1.0, -0.4)])
def test_coherence_length_does_not_care_about_signs(t, delta):
    assert kitaev.coherence_length(0.3, t, delta) == pytest.approx(
        kitaev.coherence_length(0.3, 1.0, 0.4)
    )


@pytest.mark.parametrize("mu", [0.5, 1.0, 1.9, 2.5, 4.0])
def test_coherence_length_for_equal_pairing_and_hopping(mu):
    assert kitaev.coherence_length(mu) == pytest.approx(1 / abs(np.log(mu / 2)))


def test_coherence_length_limits():
    assert kitaev.coherence_length(0.0) == 0.0
    assert kitaev.coherence_length(2.0) == np.inf
    assert kitaev.coherence_length(0.5, 1.0, 0.0) == np.inf
    assert kitaev.coherence_length(0.5, 0.0, 0.0) == 0.0


# --- invariants ---------------------------------------------------------------------------


def test_pfaffian_squares_to_the_determinant():
    a = kitaev.majorana_matrix(50, 0.7, 1.0, 0.6)
    value = invariants.pfaffian(a)
    assert value == pytest.approx(7.16416515758e-6, rel=1e-10)
    assert abs(value) == pytest.approx(np.sqrt(np.linalg.det(a)), rel=1e-9)


def test_pfaffian_of_four_rows_is_the_textbook_formula():
    x = np.random.default_rng(3).normal(size=(4, 4))
    a = x - x.T
    expected = a[0, 1] * a[2, 3] - a[0, 2] * a[1, 3] + a[0, 3] * a[1, 2]
    assert invariants.pfaffian(a) == pytest.approx(expected)


def test_pfaffian_transforms_with_the_determinant():
    rng = np.random.default_rng(4)
    x, b = rng.normal(size=(2, 8, 8))
    a = x - x.T
    expected = np.linalg.det(b) * invariants.pfaffian(a)
    assert invariants.pfaffian(b @ a @ b.T) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("boundary", RINGS)
@pytest.mark.parametrize("chain", CHAINS)
def test_pfaffian_is_the_determinant_of_the_block(chain, boundary):
    """Pf A = det M in the order a_1, b_1, a_2, b_2, ...: what z2_invariant_realspace uses."""
    block = kitaev.majorana_block(*chain, boundary)
    value = invariants.pfaffian(kitaev.majorana_matrix(*chain, boundary))
    assert value == pytest.approx(np.linalg.det(block), rel=1e-9, abs=1e-12)


def test_pfaffian_of_odd_or_singular_matrices_is_zero():
    assert invariants.pfaffian([[0, 1, 2], [-1, 0, 3], [-2, -3, 0]]) == 0
    assert invariants.pfaffian(np.zeros((4, 4))) == 0


@pytest.mark.parametrize("bad", [np.eye(2), np.zeros((2, 3)), [1.0, 2.0]])
def test_pfaffian_refuses_what_is_not_antisymmetric(bad):
    with pytest.raises(ValueError, match="antisymmetric"):
        invariants.pfaffian(bad)


@pytest.mark.parametrize("n_sites", [4, 5])
def test_ring_pfaffians_at_equal_pairing_and_hopping(n_sites):
    """Pf A = prod mu - (-2t)^N, periodic; + for antiperiodic: exact for any disorder."""
    mu = np.random.default_rng(n_sites).uniform(-4, 4, n_sites)
    found = [
        invariants.pfaffian(kitaev.majorana_matrix(n_sites, mu, boundary=boundary))
        for boundary in ("periodic", "antiperiodic")
    ]
    assert np.allclose(found, np.prod(mu) + np.array([-1, 1]) * (-2.0) ** n_sites)


@pytest.mark.parametrize("mu", [0.0, 0.5, -0.5, 1.9, -1.9, 2.1, -2.1, 3.0, -3.0])
def test_clean_invariants_agree(mu):
    assert invariants.z2_invariant(mu, 1.0, 0.6) == (-1 if abs(mu) < 2 else 1)
    for n_sites in (20, 21):
        ring = invariants.z2_invariant_realspace(np.full(n_sites, mu), 1.0, 0.6)
        assert ring == invariants.z2_invariant(mu, 1.0, 0.6)


def test_gapless_bulk_has_no_invariant():
    assert invariants.z2_invariant(2.0) == invariants.z2_invariant(0.5, 1.0, 0.0) == 0


def test_realspace_invariant_compares_ground_state_parities():
    """Many-body: the two rings differ in parity exactly where the invariant is -1."""
    rng = np.random.default_rng(8)
    seen = set()
    for _ in range(12):
        mu = rng.uniform(-6, 6, 5)
        parities = []
        for boundary in ("periodic", "antiperiodic"):
            h = kitaev.hamiltonian(5, mu, 1.0, 0.8, boundary)
            even, _, odd, _ = kitaev.parity_ground_states(h)
            parities.append(1 if even < odd else -1)
            assert invariants.ground_state_parity(5, mu, 1.0, 0.8, boundary) == parities[-1]
        invariant = invariants.z2_invariant_realspace(mu, 1.0, 0.8)
        assert invariant == parities[0] * parities[1]
        seen.add(int(invariant))
    assert seen == {-1, 1}


def test_realspace_invariant_of_long_chains_does_not_overflow():
    rng = np.random.default_rng(5)
    weak, strong = rng.uniform(-3, 3, 1500), rng.uniform(-9, 9, 1500)
    with np.errstate(over="raise", invalid="raise"):
        assert invariants.z2_invariant_realspace(weak) == -1
        assert invariants.z2_invariant_realspace(strong) == 1


def test_critical_disorder_is_where_half_the_samples_are_topological():
    """The mean of ln|mu_j / 2t| over 200 sites scatters by 0.07: clear away from W_c."""
    rng = np.random.default_rng(6)
    w_c = invariants.critical_disorder()
    assert w_c == pytest.approx(5.4366, abs=1e-4)
    fractions = [
        np.mean(invariants.z2_invariant_realspace(rng.uniform(-w, w, (200, 200))) == -1)
        for w in (0.75 * w_c, w_c, 1.4 * w_c)
    ]
    assert fractions[0] > 0.98
    assert 0.35 < fractions[1] < 0.65
    assert fractions[2] < 0.02


def test_parity_crossings_of_nine_sites():
    expected = [0, 0.5664, 1.0774, 1.4830, 1.7433]
    assert np.allclose(invariants.parity_crossings(9, 1.0, 0.4), expected, atol=5e-5)


@pytest.mark.parametrize("n_sites", [8, 9])
def test_ground_state_parity_flips_at_the_crossings_only(n_sites):
    crossings = invariants.parity_crossings(n_sites, 1.0, 0.4)
    for mu in crossings:
        assert kitaev.excitation_energies(n_sites, mu, 1.0, 0.4)[0] < 1e-14
    edges = np.unique(np.concatenate([[-crossings[0] if n_sites % 2 == 0 else -0.2], crossings]))
    between = np.append((edges[1:] + edges[:-1]) / 2, [1.9, 2.5])
    parities = [invariants.ground_state_parity(n_sites, mu, 1.0, 0.4) for mu in between]
    assert np.all(np.diff(parities[: len(crossings) + 1]) != 0)
    assert parities[-1] == parities[-2] == (-1) ** n_sites


def test_even_and_odd_chains_at_zero_mu():
    """A chain of 8 sites has no zero mode at mu = 0, one of 9 sites has."""
    assert kitaev.excitation_energies(8, 0.0, 1.0, 0.4)[0] == pytest.approx(0.038692, abs=1e-6)
    assert kitaev.excitation_energies(9, 0.0, 1.0, 0.4)[0] < 1e-14


def test_strong_pairing_leaves_no_crossings():
    assert len(invariants.parity_crossings(8, 1.0, 1.0)) == 0
    assert invariants.parity_crossings(9, 1.0, 1.5).tolist() == [0]


# --- many-body ----------------------------------------------------------------------------


def test_many_body_splitting_of_eight_sites():
    h = kitaev.hamiltonian(8, 1.0)
    even, psi_even, odd, psi_odd = kitaev.parity_ground_states(h)
    assert abs(odd - even) == pytest.approx(5.8599e-3, abs=1e-7)
    assert min(even, odd) == pytest.approx(-11.64059255, abs=1e-7)
    for energy, psi, sign in ((even, psi_even, 1), (odd, psi_odd, -1)):
        assert (h * psi - energy * psi).norm() < 1e-10
        assert qutip.expect(fermions.total_parity(8), psi) == pytest.approx(sign)


def test_large_sectors_agree_with_the_sum_of_excitations():
    """Ten sites take the sparse solver."""
    even, _, odd, _ = kitaev.parity_ground_states(kitaev.hamiltonian(10, 0.9, 1.0, 0.6))
    energies = kitaev.excitation_energies(10, 0.9, 1.0, 0.6)
    assert min(even, odd) == pytest.approx(-energies.sum() / 2 - 10 * 0.9 / 2, abs=1e-9)
    assert abs(even - odd) == pytest.approx(energies[0], abs=1e-9)


def test_parity_ground_states_refuses_a_hamiltonian_that_mixes_parity():
    with pytest.raises(ValueError, match="conserve parity"):
        kitaev.parity_ground_states(fermions.majoranas(2)[0])
    with pytest.raises(ValueError, match="dims"):
        kitaev.parity_ground_states(qutip.qeye(3))


# --- errors -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ((0, 1.0), "n_sites = 0"),
        ((2.5, 1.0), "n_sites = 2.5"),
        ((3, [1.0, 2.0]), r"mu of shape \(2,\)"),
        ((1, 1.0, 1.0, 1.0, "periodic"), "n_sites = 1"),
        ((3, 1.0, 1.0, 1.0, "closed"), "boundary = 'closed'"),
    ],
)
@pytest.mark.parametrize(
    "make", [kitaev.bdg_hamiltonian, kitaev.majorana_matrix, kitaev.hamiltonian]
)
def test_bad_input_is_named(make, arguments, name):
    with pytest.raises(ValueError, match=name):
        make(*arguments)


def test_other_bad_input_is_named():
    with pytest.raises(ValueError, match="mu of shape"):
        kitaev.majorana_modes(3, np.ones((2, 3)))
    with pytest.raises(ValueError, match="two or more sites"):
        invariants.z2_invariant_realspace(0.5)
    with pytest.raises(ValueError, match="n_sites = 0"):
        invariants.parity_crossings(0)
