"""Many users of one hub: the switch, GHZ states, keys and secrets, schedules."""

import itertools

import numpy as np
import pytest
import qutip

from qlearn.network import campus, hub, links, pairs, shared_keys, waiting
from qlearn.qubits import gates, measurement, states


def rng(seed=1):
    return np.random.default_rng(seed)


# --- the switch ---------------------------------------------------------------------------


@pytest.mark.parametrize(("k", "stored"), [(3, 1.5), (5, 0.8333), (10, 0.625)])
def test_the_switch_against_simulation(k, stored):
    run = hub.switch_run(k, 20.0, 200_000, rng(k), q=0.7)
    assert hub.stored_qubits(k) == pytest.approx(stored, abs=5e-5)
    assert run.stored[0] == pytest.approx(hub.stored_qubits(k), abs=5 * run.stored[1])
    rate, error = run.rate_hz
    assert rate == pytest.approx(float(hub.switch_capacity_hz(k, 20.0, 0.7)), abs=5 * error)
    assert float(hub.switch_capacity_hz(k, 20.0, 0.7)) == pytest.approx(0.7 * k * 20 / 2)
    assert run.lost == 0


@pytest.mark.parametrize(("k", "buffer"), [(2, 3), (4, 1), (3, 5)])
def test_a_full_buffer_loses_pairs(k, buffer):
    run = hub.switch_run(k, 1.0, 200_000, rng(), buffer=buffer)
    exact = float(hub.switch_capacity_hz(k, 1.0, buffer=buffer))
    assert run.rate_hz[0] == pytest.approx(exact, abs=5 * run.rate_hz[1])
    assert run.stored[0] == pytest.approx(hub.stored_qubits(k, buffer), abs=5 * run.stored[1])
    # what arrives is swapped (two at a time), lost or still there
    assert 2 * run.swaps + run.lost + run.waiting[-1] == 200_000


def test_occupation():
    p = hub.occupation(4, 200)
    assert p.sum() == pytest.approx(1)
    assert p @ np.arange(201) == pytest.approx(hub.stored_qubits(4))
    limited = hub.occupation(4, 10, buffer=2)
    assert limited.sum() == pytest.approx(1)
    assert not limited[3:].any()
    run = hub.switch_run(4, 1.0, 200_000, rng())
    found = np.bincount(run.waiting, minlength=4)[:4] / 200_000
    assert found == pytest.approx(p[:4], abs=0.01)


def test_two_users_without_limit_are_not_stable():
    for call in (hub.stored_qubits, lambda k: hub.switch_capacity_hz(k, 1.0)):
        with pytest.raises(ValueError, match="n_users = 2; allowed: whole numbers from 3"):
            call(2)
    long, short = (hub.switch_run(2, 1.0, n, rng()).waiting.max() for n in (100_000, 1000))
    assert long > 3 * short


def test_an_unequal_user():
    """One user as fast as all others together, exactly: on the brink; faster: pairs pile up."""
    run = hub.switch_run(4, [1.0, 1.0, 1.0, 9.0], 20_000, rng())
    assert run.waiting[-1] > 5000
    assert run.rate_hz[0] == pytest.approx(3.0, rel=0.05)


# --- GHZ ----------------------------------------------------------------------------------


@pytest.mark.parametrize("fidelities", [(0.9, 0.7), (0.95, 0.8, 0.6)])
def test_ghz_against_explicit_states(fidelities):
    """Fuse the halves that the hub holds by a GHZ measurement, all outcomes, corrected."""
    n = len(fidelities)
    rho = qutip.tensor(*[pairs.density(pairs.werner(f)) for f in fidelities])
    rho = rho.permute([*range(0, 2 * n, 2), *range(1, 2 * n, 2)])  # users first, then the hub
    ghz = states.ghz(n)
    size = 2**n
    tensor = rho.full().reshape(size, size, size, size)
    total = 0.0
    for flips in itertools.product((0, 1), repeat=n):
        if flips[0] == 1:
            continue
        for sign in (0, 1):
            fix = qutip.tensor(*[gates.X**f for f in flips]) * gates.embed(gates.Z**sign, 0, n)
            found = (fix * ghz).full()[:, 0]
            heard = np.einsum("a,xayb,b->xy", found.conj(), tensor, found)
            assert np.trace(heard).real == pytest.approx(1 / size)
            # the users hold the conjugate of what the hub found: real here
            total += (found.conj() @ heard @ found).real
    assert hub.ghz_fidelity(fidelities) == pytest.approx(total)


def test_ghz_numbers():
    found = [float(hub.ghz_fidelity([0.95] * n)) for n in (2, 3, 4)]
    assert found == pytest.approx([0.90333, 0.85819, 0.81601], abs=5e-6)
    assert hub.ghz_fidelity([0.9, 0.8]) == pytest.approx(pairs.swap_fidelity(0.9, 0.8))
    assert hub.ghz_fidelity(np.full((5, 3), 0.9)).shape == (5,)


# --- MDI and secret sharing ---------------------------------------------------------------


def test_the_honest_hub_against_the_states():
    """P(Psi+-| bits, bases) is the squared overlap of what was sent."""
    run = shared_keys.mdi_run(200_000, rng())
    sent = {(0, 0): "0", (1, 0): "1", (0, 1): "+", (1, 1): "-"}
    for a, x, b, y in itertools.product((0, 1), repeat=4):
        rows = run.alice_bits == a
        for array, value in ((run.alice_bases, x), (run.bob_bits, b), (run.bob_bases, y)):
            rows = rows & (array == value)
        psi = qutip.tensor(states.ket(sent[a, x]), states.ket(sent[b, y]))
        for k, name in enumerate(("Psi+", "Psi-")):
            exact = abs(states.bell(name).overlap(psi)) ** 2
            assert (run.announced[rows] == k).mean() == pytest.approx(exact, abs=0.025)


@pytest.mark.parametrize(
    ("liar", "z", "x", "known"),
    [
        ("honest", 0, 0, 0.5),
        ("measures z", 0, 0.5, 0.75),
        ("measures at random", 0.25, 0.25, 0.75),
        ("makes it up", 0.5, 0.5, 0.5),
    ],
)
def test_a_hub_that_lies_is_found_out(liar, z, x, known):
    run = shared_keys.mdi_run(100_000, rng(), liar)
    for basis, expected in ((0, z), (1, x)):
        error, spread = run.qber(basis)
        assert error == pytest.approx(expected, abs=5 * spread)
    assert run.hub_knows == pytest.approx(known, abs=0.01)
    assert run.sifted.mean() == pytest.approx(0.25, abs=0.01)  # it cannot be told by the rate


def test_mdi_needs_both_photons():
    run = shared_keys.mdi_run(200_000, rng(), eta_a=0.3, eta_b=0.2)
    assert (run.announced >= 0).mean() == pytest.approx(0.06 / 2, abs=0.003)


def test_the_parity_table_of_ghz():
    ghz = states.ghz(3)
    for word in itertools.product("XY", repeat=3):
        expected = shared_keys.PARITY.get(word.count("Y"), 0)
        assert measurement.expect("".join(word), ghz) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("visibility", [1.0, 0.8])
def test_secret_sharing(visibility):
    run = shared_keys.sharing_run(100_000, rng(), visibility)
    assert run.valid.mean() == pytest.approx(0.5, abs=0.01)
    error, spread = run.qber
    assert error == pytest.approx((1 - visibility) / 2, abs=5 * spread)
    signs = 1 - 2 * run.bits
    for word in itertools.product((0, 1), repeat=3):
        rows = (word == run.bases.T).all(axis=1)
        mean = signs[:, rows].prod(axis=0).mean()
        expected = visibility * shared_keys.PARITY.get(sum(word), 0)
        assert mean == pytest.approx(expected, abs=0.05)


def test_one_alone_knows_nothing():
    run = shared_keys.sharing_run(100_000, rng())
    for k in (1, 2):
        assert (run.bits[k, run.valid] == run.secret).mean() == pytest.approx(0.5, abs=0.015)


def test_relays_pass_the_key_on_and_know_it():
    keys = rng().integers(2, size=(33, 1000))  # 2,000 km, 32 relays
    announced, received = shared_keys.relay_key(keys)
    assert np.array_equal(received, keys[0])
    for relay in range(32):  # from its own two keys and what was announced
        known = np.bitwise_xor.reduce(
            np.vstack([announced[:relay], keys[relay : relay + 1]]), axis=0
        )
        assert np.array_equal(known, keys[0])
    assert abs((announced == keys[0]).mean() - 0.5) < 0.02  # a stranger learns nothing


def test_trusted_backbone():
    assert shared_keys.trusted_chain_rate([3.0, 1.0, 2.0]) == 1.0
    assert pytest.approx(60, abs=1) == 2000 / 33
    assert links.loss_db(links.transmissivity(2000)) == pytest.approx(400)


# --- campus -------------------------------------------------------------------------------


def test_schedules_are_valid_and_near_the_bound():
    for seed in range(20):
        requests = campus.random_requests(30, 6, rng(seed))
        slots = campus.schedule(requests, 6)
        bound = campus.makespan_bound(requests, 6)
        busiest = max(sum(k in r for r in requests) for k in range(6))
        assert campus.conflicts(slots, requests, 6) == []
        assert bound <= len(slots) < 2 * busiest
        assert all(len(slot) <= 3 for slot in slots)


def test_bounds():
    star = [(0, k) for k in range(1, 6)]
    assert campus.makespan_bound(star, 6) == 5 == len(campus.schedule(star, 6))
    everyone = list(itertools.combinations(range(6), 2))
    assert campus.makespan_bound(everyone, 6) == 5
    assert campus.makespan_bound([(0, 1), (1, 2), (0, 2)], 3) == 3  # load 2, but one pair a slot
    ring = [(k, (k + 1) % 5) for k in range(5)]
    assert campus.makespan_bound(ring, 5) == 3 == len(campus.schedule(ring, 5))  # 2, 2 and 1
    assert campus.makespan_bound([], 6) == 0
    assert campus.schedule([], 6) == []


def test_conflicts_are_named():
    requests = [(0, 1), (2, 3), (0, 1)]
    assert campus.conflicts([[(1, 0), (2, 3)], [(0, 1)]], requests, 4) == []
    found = campus.conflicts([[(0, 1), (1, 2)]], requests, 4)
    assert found == [
        "slot 0: node 1 is in 2 pairs",
        "(0, 1): 1 times too few",
        "(2, 3): 1 times too few",
        "(1, 2): 1 times too many",
    ]


def test_memories_save_waiting():
    assert campus.memory_gain(0.001, 2) == pytest.approx(1 / (1.5 * 0.001), rel=2e-3)
    assert waiting.no_memory_wait(0.1, 2) == pytest.approx(100)


# --- bad input ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: hub.switch_capacity_hz(3, -1.0), "mu_hz = -1.0"),
        (lambda: hub.switch_capacity_hz(3, 1.0, q=0), "q = 0"),
        (lambda: hub.stored_qubits(3, buffer=0), "buffer = 0"),
        (lambda: hub.switch_run(3, 1.0, 10, rng()), "events = 10; allowed: whole numbers from 100"),
        (lambda: hub.switch_run(3, 1.0, 100, 1), "rng = 1"),
        (lambda: hub.ghz_fidelity([1.2, 1]), "fidelity = .*allowed: 0 to 1"),
        (lambda: shared_keys.mdi_run(10, rng(), "evil"), "hub = 'evil'"),
        (lambda: shared_keys.sharing_run(10, rng(), 2), "visibility = 2"),
        (lambda: shared_keys.relay_key([0, 1]), "link_keys of shape"),
        (lambda: shared_keys.relay_key([[0, 2]]), "link_keys of shape"),
        (lambda: campus.schedule([(0, 0)], 3), r"requests has \(0, 0\)"),
        (lambda: campus.schedule([(0, 5)], 3), r"requests has \(0, 5\)"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
