"""The switch of many QPUs: rules checked interval by interval, limits that are exact, bounds."""

import itertools

import numpy as np
import pytest

from qlearn.network.jobs import Fabric, Job, lower_bound, random_job, remote_job
from qlearn.network.orchestration import mean_pair_fidelity, simulate
from qlearn.network.pairs import store, werner
from qlearn.network.policies import critical_path, first_come, greedy
from qlearn.qubits.circuit import Circuit

POLICIES = [first_come, greedy, critical_path]


def random_policy(seed):
    """Chooses at random, sometimes waits, sometimes names two gates of different QPUs at once."""
    rng = np.random.default_rng(seed)

    def policy(waiting, free):
        first = waiting[rng.integers(len(waiting))]
        second = waiting[rng.integers(len(waiting))]
        if free.channels > 1 and not set(first.qpus) & set(second.qpus):
            return [first, second.gate]
        busy = any(not ports for ports in free.ports)
        return None if busy and rng.random() < 0.2 else first

    return policy


def instance(seed):
    """A random job on a random fabric, ports and memories different at each QPU."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 9))
    job = random_job(
        n, int(rng.integers(1, 80)), rng.uniform(0.1, 1), rng, int(rng.integers(1, 5)),
        gate_us=float(rng.integers(0, 4)),
    )  # fmt: skip
    memory = rng.integers(0, 4, size=n).tolist() if seed % 3 else 0
    ports = rng.integers(1, 4, size=n).tolist()
    return job, Fabric(int(rng.integers(1, 6)), ports, memory, ahead=int(rng.integers(1, 4)))


def most_at_once(intervals):
    """The largest number of half-open intervals that overlap."""
    steps = sorted(
        (t, by) for start, end in intervals if end > start for t, by in ((start, 1), (end, -1))
    )
    return max(itertools.accumulate(by for _, by in steps), default=0)


@pytest.mark.parametrize("seed", range(60))
def test_no_rule_is_ever_broken(seed):
    job, fabric = instance(seed)
    for policy in [*POLICIES, random_policy(seed)]:
        run = simulate(job, fabric, policy)
        ports, memory = fabric.per_qpu(job.n_qpus)
        assert run.made_us == pytest.approx(run.start_us + job.pair_us)
        assert run.end_us == pytest.approx(run.gate_us + job.gate_us)
        assert most_at_once(zip(run.start_us, run.made_us, strict=True)) <= fabric.channels
        kept = ~np.isnan(run.placed_us)
        assert np.all(np.where(kept, run.freed_us == run.made_us, run.freed_us == run.end_us))
        for qpu in range(job.n_qpus):
            here = np.any(job.qpus == qpu, axis=1)
            held = zip(run.start_us[here], run.freed_us[here], strict=True)
            assert most_at_once(held) <= ports[qpu]
            stored = zip(run.placed_us[here & kept], run.end_us[here & kept], strict=True)
            assert most_at_once(stored) <= memory[qpu]
        for g, needs in enumerate(job.needs):
            ready = max((run.end_us[i] for i in needs), default=0.0)
            assert run.gate_us[g] == max(ready, run.made_us[g])  # no later than it must
            if run.start_us[g] < ready:  # ahead of demand: kept all the time
                assert run.placed_us[g] == run.start_us[g]
        assert run.makespan_us >= max(lower_bound(job, fabric)) - 1e-9


def test_same_luck_for_all_policies():
    job, fabric = instance(4)
    first, second = simulate(job, fabric, greedy), simulate(job, fabric, critical_path)
    assert np.array_equal(first.made_us - first.start_us, second.made_us - second.start_us)
    again = simulate(job, fabric, greedy)
    assert np.array_equal(first.end_us, again.end_us)


# --- Limits that are exact ------------------------------------------------------------------


@pytest.mark.parametrize("policy", POLICIES)
def test_one_chain_takes_the_sum(policy):
    rng = np.random.default_rng(1)
    job = remote_job([(0, 1)] * 50, [0, 1], 0.2, rng, gate_us=3.0)
    run = simulate(job, Fabric(channels=5, ports=3), policy)
    assert run.makespan_us == job.pair_us.sum() + 150 == lower_bound(job, Fabric(5)).us
    assert np.all(run.kept_us == 0)


@pytest.mark.parametrize("policy", POLICIES)
def test_gates_on_different_qpus_take_the_longest(policy):
    rng = np.random.default_rng(2)
    gates = [(2 * i, 2 * i + 1) for i in range(100)]
    job = remote_job(gates, range(200), 0.05, rng, gate_us=2.0)
    run = simulate(job, Fabric(channels=100), policy)
    assert run.makespan_us == job.pair_us.max() + 2 == lower_bound(job, Fabric(100)).us


@pytest.mark.parametrize("policy", POLICIES)
def test_one_channel_takes_the_sum(policy):
    rng = np.random.default_rng(3)
    job = random_job(10, 60, 0.3, rng, gate_us=0.0)
    fabric = Fabric(channels=1)
    assert simulate(job, fabric, policy).makespan_us == job.pair_us.sum()
    assert lower_bound(job, fabric).us == job.pair_us.sum()


def test_two_gates_by_hand():
    """With a memory the second pair is made while the first is; without, after the first gate."""
    job = Job(3, np.array([[0, 1], [1, 2]]), ((), (0,)), [5.0, 7.0], 1.0, 6.0)
    alone = simulate(job, Fabric(2, ports=2), greedy)
    assert (alone.makespan_us, alone.start_us.tolist()) == (14.0, [0.0, 6.0])
    ahead = simulate(job, Fabric(2, ports=2, memory=1), greedy)
    assert ahead.start_us.tolist() == [0.0, 0.0]
    assert ahead.end_us.tolist() == [6.0, 8.0]
    job = Job(3, np.array([[0, 1], [1, 2]]), ((), (0,)), [7.0, 5.0], 1.0, 6.0)
    kept = simulate(job, Fabric(2, ports=2, memory=2), greedy)
    assert (kept.end_us.tolist(), kept.kept_us.tolist()) == ([8.0, 9.0], [0.0, 3.0])
    assert kept.times_us.tolist() == [0, 5, 7, 8, 9]
    assert kept.making.tolist() == [2, 1, 0, 0, 0]
    assert kept.stored.tolist() == [0, 1, 1, 0, 0]
    f = mean_pair_fidelity(kept, 0.9, memory_us=20.0)
    assert f == pytest.approx(np.mean([0.9, store(werner(0.9), np.exp(-6 / 20))[0]]))


def test_port_count_is_respected_by_hand():
    """Three gates at QPU 0, on different qubits: one after the other, or two at a time."""
    job = remote_job([(0, 3), (1, 4), (2, 5)], [0, 0, 0, 1, 2, 3], 1.0, np.random.default_rng(1))
    assert simulate(job, Fabric(3, ports=1), greedy).makespan_us == 6
    assert simulate(job, Fabric(3, ports=2), greedy).makespan_us == 4
    assert simulate(job, Fabric(3, ports=[3, 1, 1, 1]), greedy).makespan_us == 2


def exact_best(job, fabric):
    """The best makespan of on-demand schedules, by trying all orders of starting."""
    best = np.inf
    for order in itertools.permutations(range(len(job))):
        rank = {g: i for i, g in enumerate(order)}
        run = simulate(
            job, fabric, lambda waiting, free, rank=rank: min(waiting, key=lambda r: rank[r.gate])
        )
        best = min(best, run.makespan_us)
    return best


def test_bound_against_trying_all_orders():
    tight = 0
    for seed in range(12):
        job = random_job(4, 5, 0.4, np.random.default_rng(seed), qubits_per_qpu=2)
        fabric = Fabric(channels=2)
        best, bound = exact_best(job, fabric), lower_bound(job, fabric).us
        assert bound <= best <= simulate(job, fabric, greedy).makespan_us
        tight += bound == best
    assert tight >= 6


def test_policies_in_their_order():
    """On the average over jobs: the strict queue loses, the critical path does best."""
    means = np.zeros(3)
    for seed in range(10):
        job = random_job(20, 300, 0.2, np.random.default_rng(seed), qubits_per_qpu=4)
        means += [simulate(job, Fabric(10), policy).makespan_us for policy in POLICIES]
    assert means[0] > 1.5 * means[1] > 1.5 * means[2]


def test_memories_save_time():
    without, with_memory = 0.0, 0.0
    for seed in range(5):
        job = random_job(20, 300, 0.1, np.random.default_rng(seed), 4, gate_us=5.0)
        without += simulate(job, Fabric(20), critical_path).makespan_us
        with_memory += simulate(job, Fabric(20, memory=2), critical_path).makespan_us
    assert with_memory < 0.9 * without


# --- Jobs -----------------------------------------------------------------------------------


def test_needs_pass_through_local_gates():
    circuit = Circuit(4).cx(0, 2).cx(2, 3).cx(1, 3).cx(0, 1).cx(1, 2)
    job = remote_job(circuit, [0, 0, 1, 1], 1.0, np.random.default_rng(1))
    assert job.qpus.tolist() == [[0, 1], [0, 1], [0, 1]]
    assert job.needs == ((), (0,), (0, 1))
    assert job.path_us.tolist() == [6, 4, 2]


def test_attempts_are_geometric():
    job = random_job(50, 20_000, 0.1, np.random.default_rng(1), attempt_us=2.0)
    error = 2 * np.sqrt(0.9) / 0.1 / np.sqrt(20_000)
    assert abs(job.pair_us.mean() - 20) < 5 * error
    assert np.all(job.expected_us == 20)
    assert np.all(job.qpus[:, 0] != job.qpus[:, 1])
    each = remote_job([(0, 1), (0, 1)], [0, 1], [1.0, 1e-3], np.random.default_rng(1))
    assert each.pair_us[0] == 1 < each.pair_us[1]


def test_series():
    job, fabric = instance(7)
    run = simulate(job, fabric, greedy)
    grid = run.series(50)
    assert {len(values) for values in grid.values()} == {50}
    for t, making in zip(grid["times_us"][:-1], grid["making"][:-1], strict=True):
        assert making == np.sum((run.start_us <= t) & (t < run.made_us))
    area = np.sum(np.diff(run.times_us) * run.making[:-1])
    assert run.utilisation == pytest.approx(area / (fabric.channels * run.makespan_us))
    held = np.diff(run.times_us) @ run.held[:-1]
    assert held == pytest.approx(2 * np.sum(run.freed_us - run.start_us))
    assert np.diff(run.times_us) @ run.stored[:-1] == pytest.approx(run.kept_us.sum())


# --- Policies that break the rules ------------------------------------------------------------


LINE = remote_job(
    [(0, 2), (1, 3), (2, 4), (4, 5)], [0, 0, 1, 2, 3, 1], 0.5, np.random.default_rng(1)
)


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (lambda waiting, free: list(waiting), "policy starts gate 1: double-books QPU 0"),
        (lambda waiting, free: 2, "policy starts gate 2: it is not ready, it waits for gate 0"),
        (lambda waiting, free: [0, 0], "policy starts gate 0: it has been started already"),
        (lambda waiting, free: None, "policy waits for ever"),
        (lambda waiting, free: [], "policy waits for ever"),
        (lambda waiting, free: "0", "policy returned '0'; allowed: a waiting request, its gate"),
        (lambda waiting, free: 4, "policy returned 4; allowed"),
        (lambda waiting, free: True, "policy returned True; allowed"),
    ],
)
def test_refused_policies(policy, words):
    with pytest.raises(ValueError, match=words):
        simulate(LINE, Fabric(channels=4), policy)


def test_refused_for_want_of_channels_and_memory():
    job = remote_job([(0, 1), (2, 3)], [0, 1, 2, 3], 0.5, np.random.default_rng(1))
    with pytest.raises(ValueError, match="gate 1: all 1 channels are busy"):
        simulate(job, Fabric(channels=1), lambda waiting, free: [0, 1])
    chain = remote_job([(0, 1), (1, 2)], [0, 1, 2], 0.5, np.random.default_rng(1))
    with pytest.raises(ValueError, match="gate 1: it is not ready, and QPU 1 has no free memory"):
        simulate(chain, Fabric(2, ports=2, memory=[1, 0, 1]), lambda waiting, free: [0, 1])


def test_a_policy_cannot_spoil_the_machine():
    def spoils(waiting, free):
        chosen = waiting[0]
        waiting.clear()
        return chosen

    assert (
        simulate(LINE, Fabric(2), spoils).makespan_us
        == simulate(LINE, Fabric(2), greedy).makespan_us
    )


def test_what_a_policy_is_shown():
    """Few requests: all that can start, oldest first. Many: the oldest and the longest paths."""
    seen = []

    def looks(waiting, free):
        seen.append((waiting, free))
        return greedy(waiting, free)

    simulate(LINE, Fabric(2), looks)
    waiting, free = seen[0]
    assert [request.gate for request in waiting] == [0, 1]
    assert free.oldest == waiting[0]
    assert (free.channels, free.ports, free.memory) == (2, (1, 1, 1, 1), (0, 0, 0, 0))
    seen.clear()
    job = random_job(300, 600, 0.5, np.random.default_rng(1))
    simulate(job, Fabric(1), looks)
    waiting, _ = seen[0]
    ready = [g for g, needs in enumerate(job.needs) if not needs]
    longest = sorted(ready, key=lambda g: (-job.path_us[g], g))[:32]
    assert [request.gate for request in waiting] == sorted({*ready[:32], *longest})
    assert max(len(each) for each, _ in seen) <= 64


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Fabric(0), "channels = 0; allowed: whole numbers from 1"),
        (lambda: Fabric(1, ports=0), "ports = 0; allowed: whole numbers from 1"),
        (lambda: Fabric(1, memory=[0, -1]), "memory = -1; allowed: whole numbers from 0"),
        (lambda: Fabric(1, ahead=0), "ahead = 0; allowed: whole numbers from 1"),
        (lambda: simulate(LINE, Fabric(1, ports=[1, 1]), greedy), "one for each of 4 QPUs"),
        (lambda: Job(2, np.array([[0, 0]]), ((),), 1.0, 1.0, 1.0), "qpus = .*two different"),
        (lambda: Job(2, np.array([[0, 1]]), ((0,),), 1.0, 1.0, 1.0), "needs: .*earlier gates"),
        (lambda: Job(2, np.array([[0, 1]]), ((),), -1.0, 1.0, 1.0), "pair_us = -1.0; allowed"),
        (lambda: random_job(1, 5, 0.5, np.random.default_rng(1)), "n_qpus = 1; allowed"),
        (lambda: random_job(3, 5, 0.0, np.random.default_rng(1)), "p = 0.0; allowed"),
        (lambda: random_job(3, 5, 0.5, 1), "rng = 1; allowed"),
        (lambda: remote_job([(0, 1)], [0, 0], 0.5, np.random.default_rng(1)), "none is remote"),
        (lambda: simulate(LINE, Fabric(2), greedy).series(1), "n_points = 1; allowed"),
    ],
)
def test_bad_input(call, words):
    with pytest.raises(ValueError, match=words):
        call()
