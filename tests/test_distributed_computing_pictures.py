"""The explorers, pictures, facts and answers of the kata on distributed computing."""

import itertools

import numpy as np
import pytest
from shown import trace

from qlearn import facts, plots, widgets
from qlearn.exercise.computers import remote_gate as play
from qlearn.katas import distributed_computing as kata
from qlearn.network import distributed, orchestration, pairs, policies, remote_gate, transducers
from qlearn.network.jobs import Fabric, Job, lower_bound, random_job
from qlearn.qubits import Circuit

pytestmark = pytest.mark.usefixtures("closed_figures")

picture = plots.distributed_computing


@pytest.fixture
def link():
    return widgets.link_explorer()


@pytest.fixture
def bridge():
    explorer = widgets.bridge_explorer()
    explorer.set(n_qpus=8, memory=0)
    return explorer


# --- the link -----------------------------------------------------------------------------


def clicked(x, eta, noise):
    """(p, F) of one click of two detectors, from all events one by one.

    A photon that arrives chooses a detector; two that arrive choose the same one.
    """
    p = good = 0.0
    for emitted, seen in itertools.product(itertools.product((0, 1), repeat=2), repeat=2):
        if any(s > e for s, e in zip(seen, emitted, strict=True)):
            continue
        chance = np.prod([x if e else 1 - x for e in emitted])
        chance *= np.prod(
            [(eta if s else 1 - eta) if e else 1 for e, s in zip(emitted, seen, strict=True)]
        )
        for dark in itertools.product((0, 1), repeat=2):
            clicks = (dark[0] or any(seen)) + dark[1]  # detector 0 is the one that light chooses
            weight = chance * np.prod([noise if d else 1 - noise for d in dark])
            if clicks == 1:
                p += weight
                if sum(emitted) == 1:
                    good += weight * (1 if any(seen) else 0.5)
    return p, good / p


@pytest.mark.parametrize("given", [(0.05, 0.1, 0.001), (0.3, 0.6, 0.02), (0.01, 0.9, 0.0)])
def test_heralded_pairs_agree_with_all_events_counted(given):
    assert kata.heralded.reference(*given) == pytest.approx(clicked(*given))
    p, weights = transducers.heralded_pair(*given)
    assert (float(p), float(weights[0])) == pytest.approx(clicked(*given))


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"efficiency": 0.01, "cold_noise": 1e-4},
        {"efficiency": 0.7, "detection": 0.9, "excitation": 0.2, "duty": 0.1},
    ],
)
def test_the_link_shows_what_events_give(link, given):
    link.set(**given)
    v = link.values
    noise = v["cold_noise"] * (1 + v["duty"] / 0.05)
    light = v["detection"] * v["efficiency"] * noise
    p, f = clicked(v["excitation"], v["detection"] * v["efficiency"], light / (1 + light))
    assert trace(link, "chosen").y[0] == pytest.approx(f)
    assert trace(link, "chosen rate").y[0] == pytest.approx(v["duty"] * 1e6 * p)
    assert trace(link, "here").y[0] == pytest.approx(noise)
    assert f"process fidelity {f:.3f}, average {(4 * f + 1) / 5:.3f}" in link.live.text
    direct = (1 + v["efficiency"] ** 0.5) ** 2 / 4
    assert trace(link, "sent directly").y[0] == pytest.approx(direct)
    x, curve = (np.array(trace(link, "process")[axis]) for axis in "xy")
    assert np.interp(v["excitation"], x, curve) == pytest.approx(f, abs=0.003)


def test_on_the_map_efficiency_hardly_matters_and_noise_does(link):
    z = np.array(trace(link, "fidelity").z)
    low = picture.EFFICIENCIES < 0.3  # above, lost photons no longer hide double emissions
    assert np.all(np.ptp(z[:, low], axis=1) < 0.01)
    assert np.all(np.diff(z, axis=0) < 0)
    broken = picture.NOISES >= 1
    assert np.all(z[broken] < 0.5)
    x, y = (np.array(trace(link, "half")[axis]) for axis in "xy")
    for eta, n in zip(x[::10], y[::10], strict=True):
        f = transducers.transduced_pair(0.05, eta, n, 0.5)[1][0]
        assert f == pytest.approx(0.5, abs=0.01)


def test_the_sentence_warns_where_nothing_is_left(link):
    assert "not entangled" not in link.live.text
    link.set(cold_noise=0.5)
    assert "not entangled" in link.live.text
    assert "no entanglement survives" not in link.live.text
    link.set(cold_noise=1.5)
    assert "no entanglement survives" in link.live.text


# --- the bridge ---------------------------------------------------------------------------


def at(run, begin, end, moment):
    """How many gates are in that phase, counted one by one."""
    now = run.makespan_us * moment / 100
    return sum(b <= now < e for b, e in zip(begin, end, strict=True))


@pytest.mark.parametrize("memory", [0, 2])
@pytest.mark.parametrize("moment", [0, 37, 80])
def test_the_bridge_shows_one_moment_of_the_run(bridge, memory, moment):
    bridge.set(qubits=1, channels=3, ports=2, memory=memory, moment=moment)
    job = random_job(8, 100, 0.1, np.random.default_rng(0), 1, 1.0, 2.0)
    run = orchestration.simulate(job, Fabric(3, 2, memory), policies.critical_path)
    phases = {
        "pair being made": (run.start_us, run.made_us),
        "pair in memory": (run.made_us, run.gate_us),
        "gate": (run.gate_us, run.end_us),
    }
    for name, (begin, end) in phases.items():
        assert len(trace(bridge, name).x) == 3 * at(run, begin, end, moment)
    queue = trace(bridge, "busy channels")
    place = np.searchsorted(queue.x, run.makespan_us * moment / 100, side="right") - 1
    now = queue.x[place]
    assert queue.y[place] == sum((run.start_us <= now) & (now < run.made_us))


def test_bars_hold_bounds_and_all_policies(bridge):
    bridge.set(channels=2, policy="the oldest that fits")
    job = random_job(8, 100, 0.1, np.random.default_rng(0), 8, 1.0, 2.0)
    fabric, heights = Fabric(2), trace(bridge, "bars").y
    assert tuple(heights[:3]) == pytest.approx(tuple(lower_bound(job, fabric)))
    names = (policies.first_come, policies.greedy, policies.critical_path)
    for height, policy in zip(heights[3:], names, strict=True):
        assert height == orchestration.simulate(job, fabric, policy).makespan_us
        assert height >= max(heights[:3])
    assert f"in {heights[4]:.0f} µs" in bridge.live.text


def test_memory_is_spoken_of_where_it_is_used(bridge):
    assert "made ahead" not in bridge.live.text
    bridge.set(qubits=1, memory=2, ports=2, lifetime_us=100)
    before = bridge.live.text
    assert "made ahead" in before
    bridge.set(lifetime_us=1000)
    assert bridge.live.text.split("all pairs")[0] == before.split("all pairs")[0]
    left = [float(t.split(" have ")[1].split()[0]) for t in (before, bridge.live.text)]
    assert left[0] < left[1] < 0.95


def test_every_setting_runs_and_a_new_program_is_new(bridge):
    seen = set()
    for policy in bridge.controls["policy"].options:
        bridge.set(policy=policy)
        assert not bridge.live.error
        seen.add(bridge.live.text)
    bridge.controls["sample"].click()
    assert bridge.live.text not in seen
    assert len(seen) == 3


# --- pictures -----------------------------------------------------------------------------


def test_the_timetable_has_a_light_and_a_dark_bar_for_each_end_of_a_gate():
    job = Job(3, np.array([[0, 1], [1, 2], [0, 2]]), ((), (0,), (0,)), [4.0, 2.0, 3.0], 1.0, 3.0)
    run = orchestration.simulate(job, Fabric(3, 2), policies.greedy)
    ax = picture.timetable(run)
    bars = [patch for patch in ax.patches if patch.get_width() > 0]
    assert len(bars) == 2 * 2 * 3
    assert sorted({bar.get_x() for bar in bars}) == [0, 4, 5, 7, 8]
    for one, other in itertools.combinations(bars, 2):  # no two lie on one another
        apart = abs(one.get_y() - other.get_y()) >= min(one.get_height(), other.get_height()) - 1e-9
        after = one.get_x() >= other.get_x() + other.get_width() - 1e-9
        before = other.get_x() >= one.get_x() + one.get_width() - 1e-9
        assert apart or after or before


def test_the_longest_chain_is_one():
    job = random_job(6, 60, 0.3, np.random.default_rng(4))
    chain = picture.longest_chain(job)
    assert all(a in job.needs[b] for a, b in itertools.pairwise(chain))
    own = job.expected_us + job.gate_us
    assert own[chain].sum() == pytest.approx(job.path_us.max())


def test_the_architecture_names_its_parts():
    words = " ".join(text.get_text() for text in picture.architecture().texts)
    for name in ("QPU", "QNU", "trans-\nducer", "network bridge", "orchestrator", "fibre"):
        assert name in words


def test_the_circuit_is_drawn_with_both_bits():
    texts = [text.get_text() for text in picture.remote_cnot().texts]
    assert texts.count("bit") == texts.count("read") == 2


# --- facts --------------------------------------------------------------------------------


def test_the_reproduced_number():
    average = facts.fact("cluster.teleported_gate").value
    expected = facts.fact("cluster.process").value
    assert float(remote_gate.process_of_average(average)) == pytest.approx(expected)


def test_what_is_said_of_the_experiment_follows_from_its_numbers():
    pair, gate = (facts.fact(f"cluster.teleported_{x}").value for x in ("pair", "gate"))
    left = float(remote_gate.average_fidelity(pair))
    assert left == pytest.approx(0.976)
    assert (left - gate) / (1 - gate) == pytest.approx(5 / 6, abs=0.01)


def test_which_measured_transducers_break_entanglement():
    values = [facts.fact(f"transducer.{name}").value for name in ("electro_optic", "spins")]
    assert transducers.breaks_entanglement(values).tolist() == [False, True]


# --- the answers of the kata --------------------------------------------------------------


def test_transducer_answers_agree_with_the_tested_physics():
    n_in, breaks = kata.noise_at_input.reference(0.3, 0.2, "output")
    assert n_in == pytest.approx(float(transducers.input_noise(0.3, 0.2)))
    assert breaks == bool(transducers.breaks_entanglement(n_in))
    stages = [(0.3, 0.16), (0.9, 0.02), (0.2, 0.3)]
    eta, n_in = kata.chained.reference(stages)
    out = 0.0  # noise followed forwards, to the output of each stage
    for efficiency, noise in stages:
        out = efficiency * out + transducers.output_noise(efficiency, noise)
    assert eta == pytest.approx(0.3 * 0.9 * 0.2)
    assert n_in == pytest.approx(out / eta)


def test_two_good_transducers_break_entanglement_together():
    eta, n_in = kata.chained.reference([(0.1, 0.2), (0.1, 0.2)])
    assert (eta, n_in) == (pytest.approx(0.01), pytest.approx(2.2))
    assert transducers.log_negativity(np.inf, 0.1, 0.2) > 0
    assert transducers.log_negativity(np.inf, eta, n_in) == 0


@pytest.mark.parametrize("weights", [[0.9, 0.06, 0.03, 0.01], [0.7, 0.05, 0.1, 0.15]])
def test_gate_quality_agrees_with_the_explicit_circuit(weights):
    process, average, flips = kata.gate_quality.reference(weights)
    assert process == pytest.approx(remote_gate.cnot_fidelity(weights))
    assert average == pytest.approx(float(remote_gate.average_fidelity(process)))
    out = remote_gate.teleported_cnot([1, 0, 0, 0], weights).diag()
    assert flips == pytest.approx(out[1] + out[3])  # target 1, though control and target were 0


def test_prices_agree_with_the_package():
    rng = np.random.default_rng(3)
    for _ in range(30):
        gates, home = kata._circuit(rng)
        remote, n_pairs = kata.pairs_needed.reference(gates, home)
        cost = distributed.cost(gates, home, packed=True)
        assert (remote, n_pairs) == (cost.remote, cost.pairs)


def test_the_bounds_are_those_of_the_package_or_weaker():
    rng = np.random.default_rng(5)
    for _ in range(20):
        gates, ports, channels = kata._work(rng)
        a, b, needs, make, run = zip(*gates, strict=True)
        n = max(a + b) + 1
        job = Job(n, np.array([a, b]).T, tuple(map(tuple, needs)), make, run, make)
        mine = kata.bounds.reference(gates, ports, channels)
        theirs = lower_bound(job, Fabric(channels, ports))
        assert mine[0] == pytest.approx(theirs.path_us)
        assert all(m <= t + 1e-9 for m, t in zip(mine, theirs, strict=True))
        for policy in (policies.first_come, policies.greedy, policies.critical_path):
            span = orchestration.simulate(job, Fabric(channels, ports), policy).makespan_us
            assert span >= max(mine) - 1e-9


def test_pairs_made_ahead_agree_with_drawn_ones():
    p, work, lifetime, f0 = 0.15, 7, 9.0, 0.93
    rng, n = np.random.default_rng(2), 400_000
    tries = rng.geometric(p, n)
    gain, f = kata.made_ahead.reference(p, work, lifetime, f0)
    ahead = np.maximum(tries, work)
    expected = (work + 1 / p) / ahead.mean()
    assert gain == pytest.approx(expected, abs=5 * expected * ahead.std() / ahead.mean() / n**0.5)
    decay = np.exp(-np.maximum(0, work - tries) / lifetime)
    left = [float(pairs.store(pairs.werner(f0), d)[0]) for d in (decay.mean(), 1.0)]
    assert f == pytest.approx(left[0], abs=5 * left[1] * decay.std() / n**0.5)


# --- the referees -------------------------------------------------------------------------


def test_the_board_agrees_with_the_package():
    """Without corrections: the right gate in one branch of four, and three others."""

    def uncorrected(a, b):
        a.cx("control", "half")
        b.cx("half", "target")
        b.h("half")
        return a.measure("half"), b.measure("half")

    assert play(uncorrected).value[-1] == pytest.approx(remote_gate.cnot_fidelity(corrections=[]))
    assert "1 of 4" in str(play(uncorrected))


def corrected_at_the_end(a, b):
    b.cx("half", "target")
    b.h("half")
    n = b.measure("half")
    a.cx("control", "half")
    m = a.measure("half")
    if n:
        a.z("control")
    if m:
        b.x("target")
    return [n, m]


def with_cz(a, b):
    a.h("half")
    a.cz("half", "control")
    a.h("half")
    bits = [a.measure("half")]
    for _ in range(bits[0]):
        b.x("half")
    b.h("target")
    b.cz("target", "half")
    b.h("target")
    b.h("half")
    bits.append(b.measure("half"))
    b.x("half")  # nobody needs it any more
    if bits[1] == 1:
        a.z("control")
    return bits


def reads_twice(a, b):
    kata.remote_cnot.reference(a, b)
    return a.measure("half"), b.measure("half")


@pytest.mark.parametrize("protocol", [corrected_at_the_end, with_cz, reads_twice])
def test_every_protocol_that_works_is_taken(protocol):
    verdict = kata.remote_cnot.check(protocol)
    assert verdict, verdict


def test_a_computer_refuses_what_is_not_its_own():
    verdict = kata.remote_cnot.check(lambda a, b: a.cx("control", "target"))
    assert verdict.status == "your code raised"
    assert "'target' is not a qubit of computer A" in verdict.message
    verdict = kata.remote_cnot.check(lambda a, b: b.cz("half", "half"))
    assert "a gate on two qubits needs two" in verdict.message


def test_wrong_protocols_are_told_how_far_they_are():
    def does_nothing(a, b):
        return 0, 0

    verdict = kata.remote_cnot.check(does_nothing)
    assert "process fidelity 0.25" in verdict.message
    endless = kata.remote_cnot.check(lambda a, b: [a.measure("half") for _ in range(9)])
    assert "two are enough" in endless.message


def test_the_outcomes_are_to_be_returned():
    def right(a, b):
        return kata.remote_cnot.reference(a, b)

    for told in (lambda m, n: (n, m), lambda m, n: f"{m}{n}", lambda m, n: np.array([m, n])):
        assert kata.remote_cnot.check(lambda a, b, told=told: told(*right(a, b)))
    for told, word in (
        (lambda m, n: m, "two outcomes are to be returned"),
        (lambda m, n: (0, 0), "the measurements gave"),
        (lambda m, n: (m, n, m), "these are 3"),
    ):
        verdict = kata.remote_cnot.check(lambda a, b, told=told: told(*right(a, b)))
        assert verdict.status == "wrong"
        assert word in verdict.message, verdict


def by_circuit():
    """The unitary of the protocol with deferred corrections, control and target outermost."""
    return Circuit(4).cx(0, 1).cx(2, 3).cx(1, 3).h(2).cz(2, 0)


def test_the_protocol_with_deferred_corrections_is_a_cnot():
    """An independent route to the insight: measure late, correct by controlled gates."""
    for bits in itertools.product((0, 1), repeat=2):
        start = Circuit(4).h(1).cx(1, 2)
        for qubit, bit in zip((0, 3), bits, strict=True):
            if bit:
                start.x(qubit)
        p = start.append(by_circuit()).probabilities().reshape(2, 2, 2, 2)
        assert p[bits[0], :, :, bits[0] ^ bits[1]].sum() == pytest.approx(1)


def test_either_half_is_a_best_cut():
    def other_side(gates, n):
        mine = kata.best_cut.reference(gates, n)
        return np.array([q for q in range(n) if q not in mine])[::-1]

    for seed in range(5):
        assert kata.best_cut.check(other_side, seed=seed)
        assert kata.best_cut.check(lambda g, n: set(kata.best_cut.reference(g, n)), seed=seed)


def test_bad_cuts_are_told_what_is_wrong():
    for bad, word in (
        (lambda gates, n: list(range(n)), "has room for"),
        (lambda gates, n: [0] * (n // 2), "has room for"),
        (lambda gates, n: 3, "A list of the qubits"),
        (lambda gates, n: ([0], [1]), "has other entries"),
        (lambda gates, n: [0, n - 1, *range(1, n // 2 - 1)], "there is one with"),
    ):
        verdict = kata.best_cut.check(bad, seed=1)
        assert verdict.status == "wrong"
        assert word in verdict.message, verdict


def test_good_policies_are_taken():
    good = [
        policies.critical_path,
        lambda waiting, free: max(waiting, key=lambda r: r.path_us).gate,
        lambda waiting, free: sorted(waiting, key=lambda r: -r.path_us)[:1],
        lambda waiting, free: max(
            waiting, key=lambda r: r.path_us + 0.3 * (free.time_us - r.since_us)
        ),
        lambda waiting, free: next((r for r in waiting if r.path_us > 12), waiting[0]),
    ]
    for policy in good:
        verdict = kata.orchestrator.check(policy)
        assert verdict, verdict


def test_bad_policies_are_told_what_is_wrong():
    rng = np.random.default_rng(1)
    for bad, word in (
        (lambda waiting, free: waiting[rng.integers(len(waiting))], "times the lower bound"),
        (lambda waiting, free: [], "waits for ever"),
        (lambda waiting, free: "the first", "policy returned 'the first'"),
        (lambda waiting, free: 10**6, "policy returned 1000000"),
    ):
        verdict = kata.orchestrator.check(bad)
        assert verdict.status == "wrong"
        assert word in verdict.message, verdict
    raised = kata.orchestrator.check(lambda waiting, free: int("one"))
    assert raised.status == "your code raised"


def test_a_strict_queue_takes_what_the_lesson_says():
    seen = kata._served(kata.orchestrator.mistakes[1].function, 10)
    assert float(seen.text.split()[0]) == pytest.approx(1.6, abs=0.05)
