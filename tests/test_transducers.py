"""Transducers: closed forms against truncated Fock spaces, entropies of Gaussians, enumeration."""

import itertools

import numpy as np
import pytest
from qutip import basis, destroy, ket2dm, ptrace, qeye, tensor, thermal_dm

from qlearn.network import transducers as tr
from qlearn.network.links import plob, single_click

# --- The channel, in a truncated Fock space -------------------------------------------------


def squeezed_through(r, eta, n_in, cut):
    """Half of a two-mode squeezed vacuum through a beam splitter with a warm port, as a Qobj."""
    lam = np.tanh(r)
    pair = sum(lam**n * tensor(basis(cut, n), basis(cut, n)) for n in range(cut)).unit()
    a = tensor(qeye(cut), destroy(cut), qeye(cut))
    b = tensor(qeye(cut), qeye(cut), destroy(cut))
    mix = (np.arccos(np.sqrt(eta)) * (a.dag() * b - a * b.dag())).expm()
    warm = thermal_dm(cut, eta * n_in / (1 - eta))
    joint = mix * tensor(ket2dm(pair), warm) * mix.dag()
    return ptrace(joint, [0, 1])


def negativity_bits(rho, cut):
    flipped = rho.full().reshape([cut] * 4).transpose(0, 3, 2, 1).reshape(cut**2, cut**2)
    return np.log2(np.abs(np.linalg.eigvalsh(flipped)).sum())


@pytest.mark.parametrize(("r", "eta", "n_in"), [(0.3, 0.6, 0.0), (0.4, 0.5, 0.1), (0.3, 0.3, 0.3)])
def test_log_negativity_against_fock_space(r, eta, n_in):
    found = negativity_bits(squeezed_through(r, eta, n_in, 9), 9)
    assert found == pytest.approx(tr.log_negativity(r, eta, n_in), abs=2e-3)
    assert found > 0.05


def test_added_noise_is_that_of_the_warm_port():
    out = squeezed_through(1e-6, 0.4, 0.2, 9).ptrace(1)  # vacuum in
    n = destroy(9)
    assert np.trace((n.dag() * n * out).full()).real == pytest.approx(
        tr.output_noise(0.4, 0.2), abs=1e-4
    )


def test_pure_loss_and_no_loss():
    r = np.array([0.1, 0.7, 2.0])
    assert tr.log_negativity(r, 1.0) == pytest.approx(2 * r / np.log(2))  # of the source itself
    assert tr.log_negativity(0.0, 0.3, 0.4) == pytest.approx(0, abs=1e-12)
    assert tr.log_negativity(30.0, 0.3, 0.2) == pytest.approx(
        tr.log_negativity(np.inf, 0.3, 0.2), rel=1e-9
    )


def test_entanglement_is_broken_from_one_photon_at_the_input_on():
    eta = np.array([0.01, 0.1, 0.5, 0.9, 0.99])
    for r in (0.2, 1.0, 3.0, np.inf):
        assert np.all(tr.log_negativity(r, eta, 1 - 1e-6) > 0)
        assert tr.log_negativity(r, eta, 1.0) == pytest.approx(0, abs=1e-12)
        assert np.all(tr.log_negativity(r, eta, 1.5) == 0)
    bath = tr.bath_photons(eta, 1.0)
    assert bath == pytest.approx(eta / (1 - eta))
    assert tr.breaks_entanglement(tr.input_noise(eta, eta)).all()
    assert tr.input_noise(0.2, tr.output_noise(0.2, 0.7)) == pytest.approx(0.7)


def test_published_transducers():
    # N_in = 0.16 (arXiv:2107.08303) leaves some, 1.24 (arXiv:2407.08879) in this model nothing.
    assert tr.breaks_entanglement([0.16, 1.24]).tolist() == [False, True]


# --- Capacities -----------------------------------------------------------------------------


def test_one_way_and_two_way():
    eta = np.array([0.0, 0.1, 0.5, 0.8, 1.0])
    assert tr.one_way_capacity(eta)[:4] == pytest.approx([0, 0, 0, 2])
    assert tr.one_way_capacity(1.0) == np.inf
    assert np.all(tr.one_way_capacity(eta[1:4]) < plob(eta[1:4]))


def g(nu):
    """Entropy of a mode with symplectic eigenvalue nu (vacuum 1), in bits."""
    plus, minus = (nu + 1) / 2, (nu - 1) / 2
    return plus * np.log2(plus) - (minus * np.log2(minus) if minus > 1e-15 else 0)


def symplectic(a, b, c):
    """The two symplectic eigenvalues of [[a, cZ], [cZ, b]]."""
    root = np.sqrt((a + b) ** 2 - 4 * c**2)
    return (root + (a - b)) / 2, (root - (a - b)) / 2


def test_one_way_capacity_is_the_coherent_information():
    """S(output) - S(all) for a strongly squeezed input."""
    c2 = np.cosh(2 * 8.0)
    for eta in (0.6, 0.8, 0.95):
        b = eta * c2 + 1 - eta
        c = np.sqrt(eta * (c2**2 - 1))
        coherent = g(b) - sum(g(max(nu, 1.0)) for nu in symplectic(c2, b, c))
        assert coherent == pytest.approx(tr.one_way_capacity(eta), abs=1e-3)


def relative_entropy(a, b, c, edge):
    """S(rho || sigma) in bits: rho has the correlation c, sigma the same modes with `edge`.

    ln sigma is -(1/2) r^T H r - ln Z, with H from the two-mode squeezing that diagonalises it.
    """

    def moments(a, b, c):
        return np.block(
            [[a * np.eye(2), c * np.diag([1, -1])], [c * np.diag([1, -1]), b * np.eye(2)]]
        )

    omega = np.kron(np.eye(2), [[0, 1], [-1, 0]])
    sigma = moments(a, b, edge)
    values, vectors = np.linalg.eig(1j * omega @ sigma)
    arccoth = np.diag(
        [np.log((v + 1) / (v - 1)) if v > 0 else -np.log((1 - v) / (-1 - v)) for v in values.real]
    )
    hamiltonian = (vectors @ arccoth @ np.linalg.inv(vectors) @ (1j * omega)).real / 2
    log_z = sum(np.log((nu**2 - 1) / 4) / 2 for nu in symplectic(a, b, edge))
    cross = log_z + np.trace(hamiltonian @ moments(a, b, c)) / 2
    return cross / np.log(2) - sum(g(nu) for nu in symplectic(a, b, c))


@pytest.mark.parametrize(("eta", "n_in"), [(0.3, 0.2), (0.6, 0.1), (0.1, 0.5), (0.8, 0.6)])
def test_two_way_bound_is_a_relative_entropy_of_entanglement(eta, n_in):
    """Of the pair that the channel makes of strong squeezing, to a separable one at the edge."""
    a = np.cosh(2 * 3.6)
    b = eta * a + 1 - eta + 2 * eta * n_in
    c, edge = np.sqrt(eta * (a**2 - 1)), np.sqrt((a - 1) * (b - 1))  # |c| <= edge is separable
    assert relative_entropy(a, b, edge, edge) == pytest.approx(0, abs=1e-4)
    found = relative_entropy(a, b, c, edge)
    assert found == pytest.approx(tr.two_way_bound(eta, n_in), abs=2e-2)


def test_two_way_bound_at_its_ends():
    eta = np.array([0.01, 0.3, 0.9])
    assert tr.two_way_bound(eta) == pytest.approx(plob(eta))
    assert np.all(tr.two_way_bound(eta, 1.2) == 0)
    assert tr.two_way_bound(eta, 1 - 1e-9) == pytest.approx(0, abs=1e-6)
    noise = np.linspace(0, 1, 50)
    assert np.all(np.diff(tr.two_way_bound(0.4, noise)) <= 1e-12)
    # Reverse coherent information is what can be reached at least.
    n = tr.bath_photons(0.4, noise)
    assert np.all(tr.two_way_bound(0.4, noise) >= plob(0.4) - [g(2 * x + 1) for x in n] - 1e-12)


def test_direct_fidelity_against_kraus_operators():
    for eta in (0.0, 0.1, 0.7):
        kraus = [np.diag([1, np.sqrt(eta)]), np.array([[0, np.sqrt(1 - eta)], [0, 0]])]
        bell = np.array([1, 0, 0, 1]) / np.sqrt(2)
        found = sum((bell @ np.kron(np.eye(2), k) @ bell) ** 2 for k in kraus)
        assert tr.direct_fidelity(eta) == pytest.approx(found)


# --- One click ------------------------------------------------------------------------------


def enumerated(x, eta, d):
    """(p, Bell weights) by enumeration: two qubits, two modes of 0-2 photons, losses, clicks."""
    emit = np.array([np.sqrt(1 - x), np.sqrt(x)])
    p, weights = 0.0, np.zeros(4)
    half = 1 / np.sqrt(2)
    bells = np.array([[1, 0, 0, 1], [1, 0, 0, -1], [0, 1, 1, 0], [0, 1, -1, 0]]) * half
    for lost in itertools.product((0, 1), repeat=2):  # photons that went astray, per arm
        amplitude = np.zeros((2, 2, 3, 3))  # qubits, then photons in the two detectors' modes
        for q in itertools.product((0, 1), repeat=2):
            if any(a < b for a, b in zip(q, lost, strict=True)):
                continue
            arrived = tuple(a - b for a, b in zip(q, lost, strict=True))
            size = emit[q[0]] * emit[q[1]]
            for a, b in zip(q, lost, strict=True):
                size *= np.sqrt(1 - eta) if b else np.sqrt(eta) ** a
            after = {  # a+ -> (c + d)/sqrt2, b+ -> (c - d)/sqrt2
                (0, 0): {(0, 0): 1.0},
                (1, 0): {(1, 0): half, (0, 1): half},
                (0, 1): {(1, 0): half, (0, 1): -half},
                (1, 1): {(2, 0): half, (0, 2): -half},
            }[arrived]
            for modes, share in after.items():
                amplitude[(*q, *modes)] += size * share
        for modes in itertools.product(range(3), repeat=2):
            psi = amplitude[:, :, modes[0], modes[1]].ravel()
            for clicks in ((1, 0), (0, 1)):
                chance = np.prod(
                    [
                        (1.0 if m else d) if click else (0.0 if m else 1 - d)
                        for m, click in zip(modes, clicks, strict=True)
                    ]
                )
                # Psi+ or Psi- is meant; X, and Z for the second, turn it into Phi+.
                order = [2, 3, 0, 1] if clicks == (1, 0) else [3, 2, 1, 0]
                found = chance * (bells @ psi) ** 2
                weights += found[order]
                p += found.sum()
    return p, weights / p


@pytest.mark.parametrize("x", [0.02, 0.3, 0.8])
@pytest.mark.parametrize("eta", [0.05, 0.6, 1.0])
@pytest.mark.parametrize("d", [0.0, 1e-3, 0.2])
def test_heralded_pair_against_enumeration(x, eta, d):
    p, weights = tr.heralded_pair(x, eta, d)
    exact_p, exact = enumerated(x, eta, d)
    assert p == pytest.approx(exact_p)
    assert weights == pytest.approx(exact, abs=1e-12)
    assert weights.sum() == pytest.approx(1)


def test_without_noise_it_is_single_click():
    x, eta = np.array([[0.01], [0.2]]), np.array([0.1, 0.5, 1.0])
    p, weights = tr.heralded_pair(x, eta)
    assert p == pytest.approx(single_click(x, eta)[0])
    assert weights[..., 0] == pytest.approx(single_click(x, eta)[1])


def test_a_tenth_is_useless_for_sending_and_good_for_heralding():
    assert tr.one_way_capacity(0.1) == 0
    assert tr.direct_fidelity(0.1) < 0.5
    p, weights = tr.transduced_pair(0.02, 0.1, n_in=1e-4)
    assert weights[0] > 0.97
    assert p > 1e-3


def test_noise_clicks():
    cut = 60
    photons = thermal_dm(cut, 0.4).diag()
    unseen = sum(share * (1 - 0.7) ** n for n, share in enumerate(photons))
    assert tr.noise_click(0.4, 0.7) == pytest.approx(1 - unseen, abs=1e-6)
    assert tr.noise_click(0.0) == 0
    noisy, quiet = (tr.transduced_pair(0.05, 0.1, n_in=n)[1][0] for n in (0.05, 0.001))
    assert noisy < quiet


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: tr.output_noise(0.0, 1), "eta = 0.0; allowed: above 0 and at most 1"),
        (lambda: tr.output_noise(0.5, -1), "n_in = -1; allowed: at least 0"),
        (lambda: tr.bath_photons(1.0, 0.1), "eta = 1.0; allowed: below 1 where n_in > 0"),
        (lambda: tr.log_negativity(-1, 0.5), "squeezing = -1; allowed: at least 0"),
        (lambda: tr.heralded_pair(0.0, 0.5), "excitation = 0.0; allowed"),
        (lambda: tr.heralded_pair(0.1, 0.5, 1.0), "noise = 1.0; allowed: below 1"),
        (lambda: tr.one_way_capacity(1.2), "eta = 1.2; allowed: 0 to 1"),
    ],
)
def test_bad_input(call, words):
    with pytest.raises(ValueError, match=words):
        call()
