"""Pictures of a programmable machine, its explorer without a browser, and what the kata says."""

import re
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
import pytest
import qutip
from shown import number_after, trace

from qlearn import facts, plots, qubits
from qlearn.katas import qpu as kata
from qlearn.qubits import Circuit
from qlearn.widgets import qpu as explorers

pytestmark = pytest.mark.usefixtures("closed_figures")


@pytest.fixture
def stack():
    return explorers.stack_explorer()


# --- still pictures -----------------------------------------------------------------------


def test_budget_draws_the_largest_first_and_in_the_order_given():
    ax = plots.qpu.budget({"readout": 0.03, "cz": 0.004})
    assert [bar.get_width() for bar in ax.patches] == [0.03, 0.004]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["readout", "cz"]
    assert ax.yaxis_inverted()


def test_pulse_gate_returns_at_the_line():
    times = np.linspace(0, 90, 91)
    p = qubits.pulse_gate.cz_populations(times)
    ax = plots.qpu.pulse_gate(times, {"11": p["11"]}, qubits.cz_pulse().duration_ns)
    x, y = ax.lines[0].get_data()
    back = np.argmax(np.where(x > 40, y, 0))
    assert ax.lines[1].get_xdata()[0] == pytest.approx(x[back], abs=1)


def test_extrapolation_draws_the_line_that_it_means():
    ax = plots.qpu.extrapolation([1, 3], [0.9, 0.7], [0.01, 0.01], (1.0, 0.016), 1.0)
    x, y = ax.lines[0].get_data()
    assert (x[0], y[0]) == pytest.approx((0, 1.0))
    assert len(ax.containers) == 2


def test_pictures_draw_on_the_axes_they_are_given():
    _, axes = plt.subplots(1, 2)
    assert plots.qpu.budget({"a": 0.1}, ax=axes[0]) is axes[0]
    assert plots.qpu.machines({"a": 1.0, "b": 9.0}, {"a": 0.9, "b": 0.8}, ax=axes[1]) is axes[1]
    assert [t.get_text() for t in axes[1].texts] == ["a", "b"]


# --- programs -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "strings"),
    [
        ("Bell pair", ["00", "11"]),
        ("cat of 4, a star", ["0000", "1111"]),
        ("cat of 5, a star", ["00000", "11111"]),
        ("cat of 5, a chain", ["00000", "11111"]),
        ("hidden string 1011", ["10110"]),
        ("phase 3/8", ["011"]),
    ],
)
def test_programs_do_what_their_names_say(name, strings):
    p = explorers.PROGRAMS[name]().probabilities()
    wanted = np.zeros(len(p))
    wanted[[int(s, 2) for s in strings]] = 1 / len(strings)
    assert p == pytest.approx(wanted, abs=1e-12)


# --- the stack ----------------------------------------------------------------------------


@pytest.mark.parametrize("machine", list(qubits.PRESETS))
@pytest.mark.parametrize("program", list(explorers.PROGRAMS))
def test_without_errors_only_the_shots_are_random(stack, program, machine):
    stack.set(program=program, machine=machine, gates=0.0, waiting=0.0, readout=0.0)
    assert not stack.live.error
    assert number_after("error-free result:", stack.live.text) == 1.0
    counts, ideal = (np.array(trace(stack, name).y) for name in ("counts", "no errors"))
    assert counts[ideal < 1e-9] == pytest.approx(0)
    assert counts.sum() == pytest.approx(1)
    assert np.abs(counts - ideal).max() < 5 * np.sqrt(0.25 / 1000)


def test_overlap_agrees_with_a_density_matrix_of_qutip(stack):
    """The Bell pair on the superconducting line, gate errors only, step by step in QuTiP."""
    stack.set(program="Bell pair", waiting=0.0, readout=0.0, gates=2.0)
    device = qubits.superconducting(2)
    job = explorers.compiled("Bell pair", "superconducting", True)[1]
    rho = qutip.ket2dm(qutip.basis([2, 2], [0, 0])).full()
    for op in job.circuit.operations:
        if op.name == "measure":
            continue
        u = qubits.gates.embed(qutip.Qobj(op.unitary()), list(op.qubits), 2).full()
        rho, p = u @ rho @ u.conj().T, 2 * device.errors.get(op.name, 0.0)
        kept = [q for q in range(2) if q not in op.qubits]
        rest = qutip.Qobj(rho, dims=[[2, 2], [2, 2]]).ptrace(kept).full() if kept else np.eye(1)
        factors = [rest if q in kept else np.eye(2) / 2 for q in range(2)]
        mixed = np.kron(*factors) if kept else np.eye(4) / 4
        rho = (1 - p) * rho + p * mixed
    lost = 1 - np.minimum(rho.diagonal().real, [0.5, 0, 0, 0.5]).sum()
    shown = float(re.search(r"gates ([\d.]+), waiting", stack.live.text).group(1))
    assert shown == pytest.approx(lost, abs=6e-4)


def test_each_source_costs_nothing_when_it_is_off(stack):
    for name in ("gates", "waiting", "readout"):
        stack.reset()
        stack.set(program="cat of 5, a star", **{name: 0.0})
        assert number_after(name, stack.live.text.split("alone:")[1]) == 0.0
        others = {"gates", "waiting", "readout"} - {name}
        assert all(number_after(o, stack.live.text.split("alone:")[1]) > 0 for o in others)


def test_readout_errors_alone_are_those_of_the_data_sheet(stack):
    stack.set(program="Bell pair", gates=0.0, waiting=0.0, readout=1.0)
    a, b = 0.01, 0.02
    wrong = (2 * a * (1 - a) + 2 * b * (1 - b)) / 2  # exactly one bit wrong, from 00 and from 11
    low = (1 - a) ** 2 / 2 + b**2 / 2
    lost = wrong + max(0, (1 - wrong - low) - 0.5)
    shown = float(re.search(r"readout ([\d.]+)\.$", stack.live.text).group(1))
    assert shown == pytest.approx(lost, abs=6e-4)


def test_mended_readout_is_nearer_to_the_ideal(stack):
    stack.set(program="Bell pair", gates=0.0, waiting=0.0, readout=4.0, shots=10_000)
    assert np.isnan(np.array(trace(stack, "mended").y, dtype=float)).all()
    stack.set(mend=True)
    ideal, seen, mended = (np.array(trace(stack, n).y) for n in ("no errors", "counts", "mended"))
    assert np.abs(mended - ideal).max() < 0.03 < np.abs(seen - ideal).max()
    assert mended.sum() == pytest.approx(1)


def test_timeline_has_the_busy_time_of_the_schedule(stack):
    stack.set(program="cat of 5, a star", machine="superconducting", late=False)
    job = explorers.compiled("cat of 5, a star", "superconducting", True)[1]
    count = job.circuit.count()
    for name, gate, qubits_each in (("gates", "sx", 1), ("pair gates", "cz", 2)):
        x = np.array(trace(stack, name).x).reshape(-1, 6)
        expected = {"sx": 30, "cz": 60}[gate] * count[gate] * qubits_each
        assert (x[:, 1] - x[:, 0]).sum() == pytest.approx(expected)
    waits = np.array(trace(stack, "waiting").x).reshape(-1, 6)
    plan = qubits.schedule(job.circuit, qubits.superconducting(5))
    assert (waits[:, 1] - waits[:, 0]).sum() == pytest.approx(sum(plan.idle_ns()))


def test_late_is_better_for_a_start_and_worse_for_an_end(stack):
    """On the line, place by place, the star begins late; the chain of tetrons ends early."""
    found = {}
    for program, machine in (
        ("cat of 5, a star", "superconducting"),
        ("cat of 5, a chain", "tetrons"),
    ):
        stack.set(program=program, machine=machine, gates=0.0, readout=0.0, waiting=4.0, best=False)
        for late in (True, False):
            stack.set(late=late)
            found[machine, late] = number_after("error-free result:", stack.live.text)
    assert found["superconducting", True] > found["superconducting", False] + 0.005
    assert found["tetrons", True] < found["tetrons", False] - 0.02


def test_good_places_save_swaps(stack):
    assert "1 swap," in stack.live.text
    stack.set(best=False)
    assert "2 swaps," in stack.live.text
    stack.set(machine="ion trap")
    assert "0 swaps," in stack.live.text


def test_labels_follow_the_qubits(stack):
    """Left and right names of panel 2 against the places that the compiler reports."""
    stack.set(best=False)
    job = explorers.compiled("cat of 4, a star", "superconducting", False)[1]
    text = list(trace(stack, "compiled labels").text)
    for k in range(4):
        assert text[job.initial[k]] == f"q{k}"
        assert text[4 + job.final[k]] == f"q{k}"


def test_new_shots_and_reset(stack):
    before = np.array(trace(stack, "counts").y)
    stack.controls["sample"].click()
    assert np.abs(trace(stack, "counts").y - before).max() > 1e-3
    stack.reset()
    assert np.array_equal(trace(stack, "counts").y, before)


@pytest.mark.parametrize("machine", list(qubits.PRESETS))
def test_corners_of_the_sliders_show_no_error(stack, machine):
    for end in (0.0, 4.0):
        stack.set(machine=machine, gates=end, waiting=end, readout=end, mend=True)
        assert not stack.live.error


# --- what the kata says -------------------------------------------------------------------


def test_acceptance_numbers_of_the_bell_budget():
    assert kata.bell_fidelity.reference(0.01, 0.04) == pytest.approx(0.9652)
    noise = qubits.gate_noise(0.3, 0.2)
    rho = Circuit(2).h(0).cx(0, 1).density(noise)
    exact = qubits.pair_fidelity(rho)
    assert kata.bell_fidelity.reference(0.3, 0.2) == pytest.approx(exact, abs=1e-12)


def test_waiting_pair_agrees_with_a_master_equation():
    t, t1, t2 = 12.0, 40.0, 55.0
    lower, z = qutip.sigmap(), qutip.sigmaz()
    rate = 1 / t2 - 1 / (2 * t1)
    ops = []
    for k in range(2):
        for op, r in ((lower, 1 / t1), (z, rate / 2)):
            factors = [qutip.qeye(2)] * 2
            factors[k] = np.sqrt(r) * op
            ops.append(qutip.tensor(factors))
    start = qutip.ket2dm(qutip.bell_state("00"))
    options = {"atol": 1e-10, "rtol": 1e-9}
    end = qutip.mesolve(0 * start, start, [0, t], c_ops=ops, options=options).states[-1]
    exact = qutip.fidelity(end, start) ** 2
    assert kata.waiting_pair.reference(t, t1, t2) == pytest.approx(exact, abs=1e-6)
    lost = 1 - kata.waiting_pair.reference(1e-3, t1, t2)  # the short form of the summary
    assert lost == pytest.approx(1e-3 * (1 / (2 * t1) + 1 / t2), rel=1e-3)


def test_waits_agree_with_the_scheduler():
    rng = np.random.default_rng(3)
    for _ in range(20):
        gates, durations, n = kata._draw_gates(rng)
        device = qubits.Device(
            "line", n, [(0, 1), (1, 2), (0, 2)], ("rz", "sx", "cz"), durations_ns=durations
        )
        circuit = Circuit(n)
        for name, places in gates:
            circuit.gate(name, places)
        plan = qubits.schedule(circuit.barrier().measure(), device)
        assert kata.waits_ns.reference(gates, durations, n) == pytest.approx(plan.idle_ns())


def test_routed_reference_agrees_with_the_compiler_up_to_places():
    rng = np.random.default_rng(5)
    for _ in range(10):
        pairs, n = kata._draw_program(rng)
        program = Circuit(n)
        for control, target in pairs:
            program.cx(control, target)
        circuit, final = kata.routed.reference(pairs, n)
        start = qubits.random_ket(n, rng)
        moved = circuit.state(start).permute([int(place) for place in final])
        assert qubits.same_state(moved, program.state(start))


def test_mitigated_parity_agrees_with_the_package():
    counts = qubits.measurement.Counts({"00": 300, "01": 120, "10": 90, "11": 490})
    readout = [(0.02, 0.1), (0.05, 0.2)]
    p = qubits.mitigate_readout(counts, readout)
    expected = qubits.parity_mean(p)
    assert kata.mitigated_parity.reference(counts, readout) == pytest.approx(expected)


def test_machine_time_gives_the_error_it_promises():
    mean, stderr = 0.7, 0.01
    shots = round(kata.machine_time_s.reference(mean, stderr, 1e6))
    rng = np.random.default_rng(1)
    means = 2 * rng.binomial(shots, (1 + mean) / 2, 4000) / shots - 1
    assert means.std() == pytest.approx(stderr, rel=5 / np.sqrt(2 * 4000))


def test_folding_leaves_the_readout():
    """The exact values at scales 1 and 3 lead to the readout alone, not to 1."""
    device = qubits.superconducting(2)
    job = qubits.transpile(Circuit(2).h(0).cx(0, 1), device)
    at = {s: qubits.noisy_probabilities(qubits.fold(job, s), device) for s in (1, 3)}
    values = [qubits.parity_mean(p) for p in at.values()]
    zero, _ = qubits.zero_noise(values, [1, 3])
    only_readout = ((1 - 2 * 0.01) ** 2 + (1 - 2 * 0.02) ** 2) / 2
    assert zero == pytest.approx(only_readout, abs=3e-3)
    assert zero < 0.95


def test_the_pulse_has_a_best_coupling():
    """As the lesson says: slow pulses lose to decay, fast ones to other levels."""
    slow, middle, fast = (qubits.cz_pulse(g, t1_us=100, t2_us=80) for g in (2, 5, 10))
    assert slow.infidelity > 1.5 * middle.infidelity < fast.infidelity
    assert qubits.cz_pulse(2).infidelity < 0.1 * slow.infidelity  # without decay it is nearly gone
    assert qubits.cz_pulse(10).infidelity > 0.5 * fast.infidelity  # without decay it is still there


def test_facts_of_the_kata_are_there():
    shown = repr(facts.show("qpu.target", "qpu.eight_tetrons", "qpu.other_qubits", "qpu.magne"))
    assert shown.count("projected") == 3
    assert "nothing has been published that ran a program on several topological qubits" in shown


# --- what a learner may return ------------------------------------------------------------


def test_a_circuit_is_right_in_any_style():
    def chain(bits):
        ones = [q for q, bit in enumerate(bits) if bit == "1"]
        circuit = Circuit(len(bits)).h(ones[-1]).rz(0.0, 0)
        for a, b in zip(ones[::-1], ones[::-1][1:], strict=False):
            circuit.cx(a, b)
        return circuit.measure()

    assert kata.cat_state.check(chain, seed=1)
    assert kata.cat_state.check(lambda bits: qubits.to_qasm(chain(bits)), seed=1)

    def with_an_x_around(n, control, target):
        quarter = np.pi / 2
        circuit = Circuit(n).x(target).rz(quarter, target).sx(target).rz(quarter, target)
        circuit.cz(target, control).barrier()
        return circuit.rz(-3 * quarter, target).sx(target).rz(quarter, target).x(target)

    assert kata.native_cx.check(with_an_x_around, seed=1)


def there_and_back(pairs, n):
    """The control walks to its target by swaps, and home again."""
    circuit = Circuit(n)
    for control, target in pairs:
        path = list(range(control, target, 1 if target > control else -1))
        steps = list(pairwise(path))
        for a, b in steps:
            circuit.swap(a, b)
        circuit.cx(path[-1], target)
        for a, b in steps[::-1]:
            circuit.swap(a, b)
    return circuit, np.arange(n)


def moves_the_target(pairs, n):
    """Another way to choose who walks, swaps taken apart, a list and a tuple."""
    at, circuit = list(range(n)), Circuit(n)
    for control, target in pairs:
        while abs(at[control] - at[target]) > 1:
            here = at[target]
            there = here + (1 if at[control] > here else -1)
            circuit.cx(here, there).cx(there, here).cx(here, there)
            other = at.index(there)
            at[target], at[other] = there, here
        circuit.cx(at[control], at[target])
    return [circuit, tuple(at)]


@pytest.mark.parametrize("route", [there_and_back, moves_the_target])
def test_routes_of_any_kind_are_right(route):
    for seed in range(5):
        assert kata.routed.check(route, seed=seed)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda bits: [1, 0], "A Circuit is asked, and this is a list"),
        (lambda bits: Circuit(1).h(0), "and this one has 1"),
        (lambda bits: "OPENQASM 3.0; qubit[2] q; foo q[0];", "line 1"),
    ],
)
def test_what_is_no_circuit_is_said_so(answer, words):
    verdict = kata.cat_state.check(answer, seed=1)
    assert verdict.status == "wrong"
    assert words in repr(verdict)


def test_foreign_gates_are_named():
    verdict = kata.native_cx.check(lambda n, control, target: Circuit(n).cx(control, target))
    assert "ot native to this machine: cx" in repr(verdict)


def test_too_many_shots_are_refused():
    def greedy(run, n):
        run(Circuit(n).measure(), 15_000)
        run(Circuit(n).x(range(n)).measure(), 15_000)

    verdict = kata.calibrated_readout.check(greedy)
    assert verdict.status == "your code raised"
    assert "the rest of the budget" in repr(verdict)


@pytest.mark.parametrize("phase", ["z", "s", "sdg"])
def test_a_phase_between_the_two_strings_is_named(phase):
    def answer(bits):
        circuit = kata.cat_state.reference(bits)
        return getattr(circuit, phase)(bits.index("1"))

    verdict = kata.cat_state.check(answer, seed=1)
    assert "not with a plus" in verdict.message


def test_signs_left_by_turns_the_wrong_way_are_named():
    def answer(n, control, target):
        turn = [-np.pi / 2, "sx", -np.pi / 2]
        return kata._steps(n, control, target, *turn, "cz", *turn)

    verdict = kata.native_cx.check(answer, seed=1)
    assert verdict.status == "wrong"
    assert "a minus is left" in verdict.message


def test_phase_on_tetrons_loses_most_by_its_cx():
    """What the text says of the explorer: the pair gates first, then the bare turns."""
    _, job = explorers.compiled("phase 3/8", "tetrons", True)
    device = qubits.PRESETS["tetrons"](3)
    quiet = device.changed(errors={}, t1_us=np.inf, t2_us=np.inf, readout=(0, 0))

    def lost(gate):
        p = qubits.noisy_probabilities(job, quiet.changed(errors={gate: device.errors[gate]}))
        return 1 - p[0b011]

    assert job.circuit.count()["cx"] == 18
    assert lost("cx") > lost("rz") > lost("sx") > 0
