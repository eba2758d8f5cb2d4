"""The kata on hubs: its explorer and pictures, and its answers against the tested physics."""

import itertools

import numpy as np
import pytest
from shown import trace

from qlearn import plots, widgets
from qlearn.katas import many_to_one as kata
from qlearn.network import campus, hub, pairs, shared_keys
from qlearn.widgets.many_to_one import SHOWN, at_moment

pytestmark = pytest.mark.usefixtures("closed_figures")


@pytest.fixture
def explorer():
    return widgets.hub_explorer()


# --- the explorer -------------------------------------------------------------------------


def replayed(users):
    """(whose pairs wait, who is joined) after each arrival, from a list of stored pairs."""
    store, told = [], []
    for user in users:
        other = next((k for k in store if k != user), None)
        if other is None:
            store.append(user)
        else:
            store.remove(other)
        told.append((list(store), () if other is None else (other, user)))
    return told


@pytest.mark.parametrize(("n_users", "fast"), [(2, 1.0), (3, 1.0), (6, 1.0), (5, 3.0)])
def test_each_moment_is_that_of_a_hub_replayed(explorer, n_users, fast):
    explorer.set(users=n_users, fast=fast)
    run = hub.switch_run(
        n_users, 50 * np.array([fast] + [1] * (n_users - 1)), 20_000, np.random.default_rng(0)
    )
    told = replayed(run.users[:SHOWN].tolist())
    assert list(trace(explorer, "stock").y) == [0, *(len(store) for store, _ in told)]
    for moment, (store, joined) in enumerate(told, start=1):
        owner, both = at_moment(run.users, run.waiting, moment)
        assert both == joined
        assert set(store) <= {owner}


@pytest.mark.parametrize("moment", [1, 4, 5, 23, 40])
def test_the_star_shows_who_waits_and_who_is_joined(explorer, moment):
    explorer.set(users=4, fast=3.0, moment=moment)
    run = hub.switch_run(4, 50 * np.array([3.0, 1, 1, 1]), 20_000, np.random.default_rng(0))
    store, joined = replayed(run.users[:moment].tolist())[-1]
    places = np.column_stack(plots.many_to_one.star(4))
    line = trace(explorer, "joined")
    assert np.allclose(np.column_stack([line.x, line.y]), places[list(joined)].reshape(-1, 2))
    assert len(trace(explorer, "qubits").x) == len(store)
    used = trace(explorer, "link in use")
    assert len(used.x) == (2 if store else 1)
    if store:
        assert np.allclose([used.x[1], used.y[1]], places[store[0]])
    assert list(trace(explorer, "now").y) == [len(store)]


@pytest.mark.parametrize(
    "given",
    [
        {"users": 3},
        {"users": 12, "rate": 90.0},
        {"users": 2, "room": "3"},
        {"users": 5, "room": "1", "q": 0.5},
    ],
)
def test_what_is_counted_agrees_with_the_formula(explorer, given):
    explorer.set(**given)
    formula, counted = (np.array(trace(explorer, name).y) for name in ("formula", "counted"))
    error = np.maximum(np.array(trace(explorer, "counted").error_y.array), 1e-4)
    assert np.all(np.abs(formula - counted) < 6 * error)
    capacity = hub.switch_capacity_hz(
        explorer.values["users"], explorer.values["rate"], explorer.values["q"],
        {"1": 1, "3": 3}.get(explorer.values["room"], np.inf),
    )  # fmt: skip
    assert f"(formula {float(capacity):.1f})" in explorer.live.text
    told = explorer.live.text.split(" s: ")[1].split(" swaps")[0]
    found, spread = map(float, told.split(" ± "))
    assert found == pytest.approx(float(capacity), abs=5 * spread + 0.1)


def test_where_there_is_no_formula_none_is_shown(explorer):
    for given, words in (
        ({"users": 2}, "No balance for two"),
        ({"users": 6, "fast": 6.0}, "the stock grows"),
        ({"users": 6, "fast": 2.0}, "for equal users"),
    ):
        explorer.set(**given)
        assert words in explorer.live.text
        assert "(formula" not in explorer.live.text
        assert not np.any(trace(explorer, "formula").y)


def test_a_full_hub_says_what_is_lost(explorer):
    explorer.set(users=2, room="1")
    assert "33." in explorer.live.text.split("lost")[0].split(",")[-1]
    told = set()
    for moment in range(1, SHOWN + 1):
        explorer.set(moment=moment)
        told.add(explorer.live.text.split(":")[1].split(" of user")[0])
    assert told == {" the pair", " the hub swaps a pair", " no room for the pair"}


def test_new_arrivals_are_new(explorer):
    before = list(trace(explorer, "stock").y)
    explorer.controls["sample"].click()
    assert list(trace(explorer, "stock").y) != before


# --- pictures -----------------------------------------------------------------------------


def test_the_timetable_has_a_line_for_each_pair():
    slots = [[(0, 1), (2, 3)], [(0, 2)], []]
    ax = plots.many_to_one.timetable(slots, 4)
    drawn = sorted((round(line.get_xdata()[0]), *line.get_ydata()) for line in ax.lines)
    assert drawn == [(1, 0, 1), (1, 2, 3), (2, 0, 2)]
    assert [t.get_text() for t in ax.get_xticklabels()] == ["1", "2", "3"]


def test_ghz_curves():
    ax = plots.many_to_one.ghz_fidelities([2, 3], {"a": [0.9, 0.8], "b": [0.7, 0.6]})
    assert [list(line.get_ydata()) for line in ax.lines[:2]] == [[0.9, 0.8], [0.7, 0.6]]


# --- the answers of the kata --------------------------------------------------------------


def test_answers_agree_with_the_tested_physics():
    first, second = [0.7, 0.2, 0.1, 0.0], [0.75, 0.05, 0.0, 0.2]
    assert kata.joined.reference(first, second) == pytest.approx(pairs.swap(first, second))
    for k, room in itertools.product((3, 4, 8), (1, 2, 6)):
        assert kata.mean_stored.reference(k, room) == pytest.approx(hub.stored_qubits(k, room))
    fidelities = [0.95, 0.8, 0.6, 0.7]
    assert kata.fused.reference(fidelities) == pytest.approx(float(hub.ghz_fidelity(fidelities)))
    assert kata.memory_gain.reference(0.2, 0.2) == pytest.approx(float(campus.memory_gain(0.2, 2)))
    run = hub.switch_run(3, [1.0, 2.0, 1.5], 500, np.random.default_rng(3))
    assert kata.waiting.reference(run.users.tolist()) == run.waiting.tolist()


def test_memory_gain_of_unequal_links_by_drawing():
    rng, n = np.random.default_rng(8), 200_000
    waits = np.maximum(rng.geometric(0.3, n), rng.geometric(0.6, n))
    expected = 1 / 0.18 / waits.mean()
    error = 5 * expected * waits.std() / waits.mean() / n**0.5
    assert kata.memory_gain.reference(0.3, 0.6) == pytest.approx(expected, abs=error)


def test_the_shared_bit_and_the_examined_hub_agree_with_the_runs():
    run = shared_keys.sharing_run(300, np.random.default_rng(1))
    words = ["".join("XY"[k] for k in column) for column in run.bases.T]
    found = [
        kata.alices_bit.reference(w, b, c) for w, (_, b, c) in zip(words, run.bits.T, strict=True)
    ]
    assert [x for x in found if x >= 0] == run.secret.tolist()
    assert (np.array(found) >= 0).tolist() == run.valid.tolist()
    mdi = shared_keys.mdi_run(5000, np.random.default_rng(2), "measures z")
    alice, bob = (mdi.alice_bits, mdi.alice_bases), (mdi.bob_bits, mdi.bob_bases)
    ez, ex, fraction = kata.examined.reference(np.array(alice), np.array(bob), mdi.announced)
    assert (ez, ex) == pytest.approx((mdi.qber(0)[0], mdi.qber(1)[0]))
    assert fraction == pytest.approx(0, abs=0.01)


def tournament(requests, n_nodes):
    """Five slots for all couples of six, by turning a circle; works for that list only."""
    ring = list(range(n_nodes - 1))
    slots = []
    for _ in ring:
        across = [(ring[k], ring[-k]) for k in range(1, n_nodes // 2)]
        slots.append([(n_nodes - 1, ring[0]), *across])
        ring = ring[1:] + ring[:1]
    return slots


def test_greedy_is_not_the_best_for_all_couples_of_six():
    everyone = list(itertools.combinations(range(6), 2))
    assert campus.conflicts(tournament(everyone, 6), everyone, 6) == []
    assert len(tournament(everyone, 6)) == campus.makespan_bound(everyone, 6) == 5
    assert len(campus.schedule(everyone, 6)) == 7


def test_the_referee_of_plans_takes_every_good_one():
    def as_lists(requests, n):
        return [[list(r[::-1]) for r in slot] for slot in campus.schedule(requests, n)]

    for planner in (campus.schedule, as_lists, lambda r, n: campus.schedule(r[::-1], n)):
        for seed in range(5):
            assert kata.plan.check(planner, seed=seed)


def test_the_referee_of_plans_says_what_is_wrong():
    def with_pauses(requests, n):
        return [s for slot in campus.schedule(requests, n) for s in ([], slot, [])]

    for bad, word in (
        (lambda r, n: 5, "a list of slots is asked"),
        (lambda r, n: [[(0, 1, 2)]], "a list of slots is asked"),
        (lambda r, n: [*campus.schedule(r, n), [(0, 1)]], "wrong requests"),
        (with_pauses, "too long"),
    ):
        verdict = kata.plan.check(bad, seed=1)
        assert verdict.status == "wrong"
        assert word in verdict.message.lower(), verdict


def test_the_referee_of_hubs_takes_every_good_spy():
    rng = np.random.default_rng(5)

    def random_sign(read):
        a, b = read("z")
        return (str(rng.choice(["Psi+", "psi-"])) if a + b == 1 else "none"), np.int64(1 - b)

    def reads_twice(read):
        read("Z")
        a, b = read("Z")
        return ["Psi+" if a ^ b else "none", a]

    assert kata.spying_hub.check(random_sign)
    assert kata.spying_hub.check(reads_twice)
    assert "hardly ever" in kata.spying_hub.check(lambda read: ("none", 0)).message
    assert "A pair is asked" in kata.spying_hub.check(lambda read: "Psi+").message
    assert 'read takes "Z" or "X"' in kata.spying_hub.check(lambda read: read("Y")).message
