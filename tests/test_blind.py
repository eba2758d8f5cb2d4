"""Blind computing: the result against explicit circuits, the server's view against every secret."""

import itertools

import numpy as np
import pytest
import qutip

from qlearn.network import blind

H = qutip.Qobj(np.array([[1, 1], [1, -1]]) / np.sqrt(2))
PLUS = (qutip.basis(2, 0) + qutip.basis(2, 1)).unit()
CZ = qutip.Qobj(np.diag([1, 1, 1, -1]), dims=[[2, 2], [2, 2]])


def rz(angle):
    return (-0.5j * angle * qutip.sigmaz()).expm()


def ket(angle):
    return (qutip.basis(2, 0) + np.exp(1j * angle) * qutip.basis(2, 1)).unit()


def plain(phis):
    psi = PLUS
    for phi in phis:
        psi = H * rz(-phi) * psi
    return np.abs(psi.full()[:, 0]) ** 2


def cluster(thetas):
    """|+_theta1> ... |+_thetan> with CZ between neighbours, as a vector."""
    psi = qutip.tensor([ket(theta) for theta in thetas])
    n = len(thetas)
    for i in range(n - 1):
        psi = _cz(n, i) * psi
    return psi


def _cz(n, i):
    one = qutip.fock_dm(2, 1)
    factors = [qutip.qeye(2)] * n
    factors[i] = factors[i + 1] = one
    return qutip.tensor([qutip.qeye(2)] * n) - 2 * qutip.tensor(factors)


# --- the result ---------------------------------------------------------------------------


@pytest.mark.parametrize("k", range(8))
@pytest.mark.parametrize(("theta", "r", "answer"), [(0, 0, 0), (3, 1, 0), (5, 0, 1), (7, 1, 1)])
def test_one_angle_by_a_circuit_of_two_qubits(k, theta, r, answer):
    phi, theta = k * np.pi / 4, theta * np.pi / 4
    delta = blind.client_angle(phi, theta, r)
    bra = ket(delta + answer * np.pi).dag()
    out = qutip.tensor(bra, qutip.qeye(2)) * (CZ * qutip.tensor(ket(theta), PLUS))
    assert out.norm() ** 2 == pytest.approx(0.5)  # the answer alone is a fair coin
    found = blind.output_state(phi, theta, r, answer)
    assert abs(found.overlap(qutip.Qobj(out.full()).unit())) == pytest.approx(1)
    wanted = qutip.sigmax() ** (answer ^ r) * H * rz(-phi) * PLUS
    assert abs(found.overlap(wanted)) == pytest.approx(1)


@pytest.mark.parametrize("phis", [[1], [3], [1, 2], [6, 3], [1, 2, 3], [0, 1, 4], [7, 5, 2]])
def test_the_result_is_that_of_the_plain_circuit(phis):
    phis = np.array(phis) * np.pi / 4
    assert blind.plain_probabilities(phis) == pytest.approx(plain(phis))
    assert blind.blind_probabilities(phis) == pytest.approx(plain(phis))
    for careless in ({"n_angles": 4}, {"n_angles": 1}, {"flip": False}):  # no harm to the result
        assert blind.blind_probabilities(phis, **careless) == pytest.approx(plain(phis))


def test_the_line_against_the_whole_cluster_state():
    # every answer of a server with all three qubits, for one choice of secrets
    phis, thetas, r = np.array([1, 3, 6]) * np.pi / 4, np.array([2, 7, 5]) * np.pi / 4, (1, 0, 1)
    psi, chances = cluster(thetas), np.zeros(2)
    for b in itertools.product((0, 1), repeat=3):
        s = [b[i] ^ r[i] for i in range(3)]
        bras = [
            ket(
                blind.client_angle(
                    phis[i],
                    thetas[i],
                    r[i],
                    s=s[i - 1] if i else 0,
                    s_before=s[i - 2] if i > 1 else 0,
                )
                + b[i] * np.pi
            ).dag()
            for i in range(3)
        ]
        chances[s[2]] += abs(complex(qutip.tensor(bras) * psi)) ** 2
    assert chances == pytest.approx(plain(phis))


def test_shots():
    phis = np.array([1, 2, 5, 3, 7]) * np.pi / 4
    run = blind.blind_run(phis, 40_000, np.random.default_rng(3))
    p = plain(phis)[1]
    assert run.result.mean() == pytest.approx(p, abs=5 * np.sqrt(p * (1 - p) / 40_000))
    assert run.thetas.shape == run.deltas.shape == run.answers.shape == (5, 40_000)
    assert np.array_equal(run.corrected, run.answers ^ run.r)
    # what the server hears and says is noise, each on its own and with its neighbours
    assert np.abs(run.answers.mean(axis=1) - 0.5).max() < 5 * 0.5 / 200
    for i in range(5):
        counts = np.bincount(np.round(run.deltas[i] * 4 / np.pi).astype(int), minlength=8)
        assert np.abs(counts - 5000).max() < 5 * np.sqrt(5000 * 7 / 8)
    deltas = [
        blind.client_angle(
            phis[i],
            run.thetas[i],
            run.r[i],
            run.corrected[i - 1] if i else 0,
            run.corrected[i - 2] if i > 1 else 0,
        )
        for i in range(5)
    ]
    assert np.array(deltas) == pytest.approx(run.deltas)


@pytest.mark.parametrize(
    ("attack", "angle", "wrong"),
    [
        ("honest", 0, 0),
        ("flip", 0, 1),
        ("guess", 0, 0.5),
        ("measure z", 0, 0.5),
        ("rotate", np.pi / 3, 0.25),
    ],
)
def test_attacks_on_a_certain_result(attack, angle, wrong):
    run = blind.blind_run([0], 20_000, np.random.default_rng(1), attack=attack, angle=angle)
    assert run.result.mean() == pytest.approx(wrong, abs=5 * 0.5 / np.sqrt(20_000))
    # the server's own bits remain a coin
    assert run.answers.mean() == pytest.approx(0.5, abs=5 * 0.5 / np.sqrt(20_000))


def test_a_flip_within_a_line_spoils_it():
    phis = np.array([0, 1, 4]) * np.pi / 4
    bad = blind.blind_run(phis, 1000, np.random.default_rng(1), attack="measure z")
    assert blind.blind_run(phis, 1000, np.random.default_rng(1)).result.all()
    assert bad.result.mean() == pytest.approx(0.5, abs=0.08)


# --- the server's view --------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2, 3])
def test_the_view_is_the_same_for_every_job_and_every_answer(n):
    rng = np.random.default_rng(n)
    blank = np.broadcast_to(np.eye(2**n) / 16**n, (8,) * n + (2**n, 2**n))
    for _ in range(4):
        phis, answers = rng.integers(8, size=n) * np.pi / 4, rng.integers(2, size=n)
        view = blind.server_view(phis, answers=answers)
        assert view == pytest.approx(blank, abs=1e-15)
        assert blind.server_angles(phis, answers=answers) == pytest.approx(
            np.full((8,) * n, 8.0**-n)
        )


def test_the_view_by_hand():
    # one qubit, few angles: each theta and r written out
    view = np.zeros((8, 2, 2), dtype=complex)
    for theta, r in itertools.product((0, 2, 4, 6), (0, 1)):
        rho = ket(theta * np.pi / 4).proj().full()
        view[(3 + theta + 4 * r) % 8] += rho / 8
    assert blind.server_view([3 * np.pi / 4], n_angles=4) == pytest.approx(view)


@pytest.mark.parametrize(
    ("careless", "k", "distance"),
    [
        ({}, 1, 0),
        ({"n_angles": 1}, 1, 1),  # delta says phi, up to pi
        ({"n_angles": 1}, 4, 0),
        ({"n_angles": 2}, 1, 1),
        ({"n_angles": 4}, 1, 1),  # delta modulo pi/2 says phi modulo pi/2
        ({"n_angles": 4}, 2, 0),
        ({"flip": False}, 4, 1),  # the qubit at delta is |+_(delta - phi)>
        ({"flip": False}, 2, np.sin(np.pi / 4)),
        ({"flip": False}, 1, np.sin(np.pi / 8)),
    ],
)
def test_what_a_careless_client_gives_away(careless, k, distance):
    views = [blind.server_view([phi], **careless) for phi in (0, k * np.pi / 4)]
    assert blind.view_distance(*views) == pytest.approx(distance, abs=1e-12)


def test_two_angles_only_hide_less_than_eight():
    flat = blind.server_angles([np.pi / 4], n_angles=4)
    assert flat == pytest.approx([0, 0.25] * 4)


def test_without_r_the_server_reads_the_result():
    phis = np.array([0, 1, 4]) * np.pi / 4
    bare = blind.blind_run(phis, 1000, np.random.default_rng(1), flip=False)
    assert np.array_equal(bare.answers[-1], bare.result)
    line = [blind.server_view([0, k * np.pi / 4], flip=False) for k in (0, 4)]
    assert blind.view_distance(*line) == pytest.approx(1)


def test_angles_are_those_of_the_client():
    assert pytest.approx(np.arange(8) * np.pi / 4) == blind.ANGLES
    assert blind.client_angle(0.3, 0.2, 1) == pytest.approx(0.5 + np.pi)
    assert blind.client_angle(0.3, 0.2, 0, s=1, s_before=1) == pytest.approx(np.pi - 0.1)
    assert blind.client_angle(np.pi, np.pi, 0) == 0
    assert blind.output_state(0, 0, 0, 0).dims == PLUS.dims


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: blind.server_view([0.3]), "phis = .*; allowed: multiples of pi/4"),
        (lambda: blind.server_view([0] * 4), "allowed: 1 to 3 angles"),
        (lambda: blind.blind_probabilities([]), "allowed: 1 to 3 angles"),
        (lambda: blind.server_view([0], n_angles=3), "n_angles = 3; allowed: 8"),
        (lambda: blind.server_view([0], answers=[0, 1]), "answers = .*; allowed: 1 bits"),
        (lambda: blind.server_view([0], answers=[2]), "answers = .*; allowed: 0 and 1"),
        (lambda: blind.client_angle(0, 0, 2), "r = 2; allowed: 0 and 1"),
        (lambda: blind.blind_run([0], 0, np.random.default_rng(1)), "shots = 0"),
        (lambda: blind.blind_run([0], 5, 1), "rng = 1; allowed"),
        (lambda: blind.blind_run([0], 5, np.random.default_rng(1), attack="x"), "attack = 'x'"),
        (lambda: blind.view_distance(np.eye(2), np.eye(2)), "views of shapes"),
    ],
)
def test_bad_input(call, words):
    with pytest.raises(ValueError, match=words):
        call()
