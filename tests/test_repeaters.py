"""Chains by Monte Carlo and event by event: two programs for the same rules, and exact results."""

from itertools import islice

import numpy as np
import pytest

from qlearn.network import Memory, pairs, repeaters, timeline, waiting
from qlearn.network.links import Link


def rng(seed=1):
    return np.random.default_rng(seed)


# --- simulate -----------------------------------------------------------------------------


@pytest.mark.parametrize("options", [{}, {"q": 0.5}, {"q": 0.6, "cutoff": 6}, {"cutoff": 2}])
@pytest.mark.parametrize("order", waiting.ORDERS)
def test_side_by_side_and_event_by_event(options, order):
    """Four links of unequal p; the two programs share nothing but the rules."""
    p = [0.3, 0.2, 0.4, 0.25]
    fast = repeaters.simulate(p, rng(), trials=6000, order=order, **options)
    slow = np.diff(timeline.deliveries(p, rng(), 2500, order=order, **options), prepend=0)
    error = np.hypot(fast.wait[1], slow.std() / 2500**0.5)
    assert fast.wait[0] == pytest.approx(slow.mean(), abs=5 * error)


def test_three_links_of_twenty_kilometres():
    """F0 = .95 without decay: .85978, and 10.93 and 34.93 slots for q = 1 and .5."""
    p = Link(20, efficiency=0.9).p
    for q, expected in ((1.0, 10.927), (0.5, 34.933)):
        run = repeaters.simulate([p] * 3, rng(), q=q, trials=6000)
        assert run.fidelity(0.95)[0] == pytest.approx(0.85978, abs=5e-6)
        assert run.wait[0] == pytest.approx(expected, abs=5 * run.wait[1])


def test_seconds_are_slots_times_their_length():
    in_slots = repeaters.simulate([0.2] * 3, rng(), q=0.7, cutoff=5)
    in_seconds = repeaters.simulate([0.2] * 3, rng(), q=0.7, cutoff=5.9e-4, slot=1e-4)
    assert in_seconds.times == pytest.approx(1e-4 * in_slots.times)
    assert in_seconds.stored == pytest.approx(1e-4 * in_slots.stored)


def test_links_of_unequal_length():
    """The longest link decides: with the other two almost at once, its own wait."""
    links = [Link(1), Link(100), Link(1)]
    run = repeaters.simulate(**repeaters.of_links(links), rng=rng(), trials=4000)
    assert run.wait[0] == pytest.approx(links[1].wait_s, abs=5 * run.wait[1])


def test_slow_and_fast_slots():
    """Slots of 1 and 2 with p = 1 and 1/2: max(1, 2 geometric) = 4 on average."""
    run = repeaters.simulate([1.0, 0.5], rng(), slot=[1.0, 2.0], trials=20000)
    assert run.wait[0] == pytest.approx(4, abs=5 * run.wait[1])


def test_fidelity_by_hand():
    """Three slots of waiting in two memories of unequal kind, swapped by explicit states."""
    run = repeaters.Deliveries(np.array([4.0]), np.array([6.0]), 2)
    for kind in ("depolarizing", "dephasing"):
        early = pairs.store(pairs.werner(0.9), np.exp(-6 / 50), kind)
        expected = pairs.swap(early, pairs.werner(0.95))
        found, _ = run.mean_pair([0.9, 0.95], Memory(50, kind))
        assert found == pytest.approx(expected)


def test_ends_that_measure_keep_more():
    waits, measures = (
        repeaters.simulate([0.1] * 3, rng(), trials=500, ends=ends) for ends in ("wait", "measure")
    )
    assert np.array_equal(waits.times, measures.times)
    assert np.all(waits.stored >= measures.stored)
    assert waits.fidelity(0.95, Memory(50))[0] < measures.fidelity(0.95, Memory(50))[0]
    assert 0 < waits.key_rate(0.99, Memory(500)) < measures.key_rate(0.99, Memory(500))


def test_news_takes_time():
    """At q = 1 every delivery is late by one message; with failures, restarts are late too."""
    free = repeaters.simulate([0.2] * 3, rng(), trials=500)
    late = repeaters.simulate([0.2] * 3, rng(), trials=500, message=2.0)
    assert late.times == pytest.approx(free.times + 2)
    # two links: on average 1/q rounds, each followed by one message
    run = repeaters.simulate([0.2] * 2, rng(), q=0.5, trials=20000, message=2.0)
    expected = float(waiting.two_link_wait(0.2, 0.5)) + 2.0 / 0.5
    assert run.wait[0] == pytest.approx(expected, abs=5 * run.wait[1])


def test_one_link_is_geometric():
    run = repeaters.simulate([0.2], rng(), trials=20000, q=0.3)
    assert run.wait[0] == pytest.approx(5, abs=5 * run.wait[1])
    assert not run.stored.any()


def test_standard_errors_are_honest():
    """The spread of many short runs is what each of them says."""
    runs = [repeaters.simulate([0.2] * 2, rng(k), trials=200) for k in range(200)]
    memory = Memory(20)
    for values in ([r.rate for r in runs], [r.fidelity(0.95, memory) for r in runs]):
        means, errors = np.array(values).T
        assert means.std() == pytest.approx(errors.mean(), rel=0.25)


def test_batches_can_be_stopped_and_added():
    total = None
    for part in islice(repeaters.batches([0.2] * 2, rng(), batch=100, q=0.5), 3):
        total = part if total is None else total + part
    assert len(total.times) == 300
    with pytest.raises(ValueError, match="other has 1 links; allowed: 2"):
        total + repeaters.simulate([0.2], rng())


# --- timeline -----------------------------------------------------------------------------


@pytest.mark.parametrize("order", waiting.ORDERS)
def test_the_story_is_consistent(order):
    """Replay it: what is lost or swapped was there, and nothing is delivered twice."""
    held = set()
    for event in islice(timeline.timeline([0.3] * 4, rng(2), q=0.5, cutoff=5, order=order), 3000):
        span = set(range(event.left, event.right))
        if event.kind == "link":
            assert not span & held
            assert event.tries >= 1
            held |= span
        else:
            assert span <= held
            assert event.kind != "swap" or event.left < event.node < event.right
        if event.kind in ("failed", "cutoff", "delivered"):
            held -= span


def test_times_never_run_back():
    times = [event.time for event in islice(timeline.timeline([0.2] * 3, rng(), q=0.5), 2000)]
    assert np.all(np.diff(times) >= 0)


def test_no_pair_is_older_than_the_cutoff():
    since = {}
    for event in islice(timeline.timeline([0.1] * 2, rng(), cutoff=4), 3000):
        if event.kind == "link":
            since[event.left] = event.time
        elif event.kind == "cutoff":
            assert event.time - since[event.left] == 4
        elif event.kind == "swap":
            assert abs(since[0] - since[1]) <= 4


# --- bad input ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"p": [0.1, 0]}, "p = .*; allowed: above 0 and at most 1"),
        ({"q": 0}, "q = 0; allowed: above 0"),
        ({"cutoff": 0.9}, "cutoff = 0.9; allowed: at least one slot"),
        ({"cutoff": 0}, "cutoff = 0"),
        ({"order": "parallel"}, "order = 'parallel'"),
        ({"rng": 5}, "rng = 5; allowed: a numpy.random.Generator"),
    ],
)
@pytest.mark.parametrize("fast", [True, False])
def test_what_can_never_deliver_is_refused(options, message, fast):
    arguments = {"p": [0.1, 0.1], "rng": rng()} | options
    begin = repeaters.simulate if fast else timeline.timeline
    with pytest.raises(ValueError, match=message):
        begin(**arguments)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: repeaters.simulate([0.1], rng(), trials=0), "trials = 0"),
        (lambda: repeaters.simulate([0.1], rng(), ends="go"), "ends = 'go'"),
        (lambda: repeaters.simulate([0.1], rng(), message=-1), "message = -1"),
        (lambda: repeaters.simulate([0.1] * 2, rng(), slot=[1, 3], cutoff=2), "one slot, 3"),
        (lambda: Memory(0), "t_s = 0"),
        (lambda: Memory(1, "perfect"), "kind = 'perfect'"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
