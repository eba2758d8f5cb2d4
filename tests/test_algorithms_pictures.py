"""Pictures of algorithms, the two explorers without a browser, and what the kata says."""

import re

import numpy as np
import pytest
from qutip import Qobj, basis, expect, qeye, sigmax, sigmaz, tensor
from shown import trace

from qlearn import facts, plots, qubits
from qlearn.katas import algorithms as kata
from qlearn.qubits import Circuit, bits_of, hydrogen
from qlearn.qubits.noisy_run import noisy_probabilities
from qlearn.qubits.observables import measured_in
from qlearn.qubits.oracles import controlled_z, marked
from qlearn.widgets import algorithms as explorers

pytestmark = pytest.mark.usefixtures("closed_figures")


def molecule(bond):
    """The total energy as a QuTiP operator, written out from its words."""
    letter = {"I": qeye(2), "Z": sigmaz(), "X": sigmax()}
    words = hydrogen.h2_terms(bond).items()
    return sum(c * tensor(*(letter[a] for a in word)) for word, c in words)


# --- Still pictures -------------------------------------------------------------------------


def test_bars_stand_in_the_order_given():
    ax = plots.algorithms.outcome_pairs(["0", "1"], [0.3, 0.7], [0.4, 0.6])
    assert [bar.get_height() for bar in ax.patches] == [0.3, 0.7, 0.4, 0.6]


def test_search_and_ladder_show_their_numbers():
    ax = plots.algorithms.search([0, 1], {"a": [0.1, 0.9], "b": [0.2, 0.3]})
    assert [line.get_ydata()[1] for line in ax.lines] == [0.9, 0.3]
    ax = plots.algorithms.mitigation_ladder({"raw": (-1.1, 0.01), "mended": (-1.13, 0.02)}, -1.14)
    assert [t.get_text() for t in ax.get_yticklabels()] == ["raw", "mended"]
    assert ax.yaxis_inverted()


# --- The search explorer --------------------------------------------------------------------


@pytest.mark.parametrize(("n", "targets"), [(3, 1), (4, 3), (6, 6)])
@pytest.mark.parametrize("half_steps", [1, 2, 7])
def test_amplitudes_against_the_circuit(n, targets, half_steps):
    search = explorers.grover_explorer()
    search.set(n=n, targets=targets, half_steps=half_steps)
    places = trace(search, "marked").x
    circuit = Circuit(n).h(range(n))
    oracle = marked(*(bits_of(int(x), n) for x in places))
    for step in range(half_steps):
        circuit.append(qubits.diffuser(n)) if step % 2 else oracle.phase(circuit)
    psi = circuit.state().full()[:, 0]
    assert trace(search, "marked").y == pytest.approx(psi.real[list(places)], abs=1e-9)
    assert trace(search, "others").y == pytest.approx(psi.real[list(trace(search, "others").x)])
    assert trace(search, "now").y[0] == pytest.approx((abs(psi[list(places)]) ** 2).sum())
    assert trace(search, "mean").y[0] == pytest.approx(psi.mean().real, abs=1e-9)
    assert f"{oracle.calls} oracle call" in search.live.text


def test_probabilities_of_the_reference_table():
    """n = 4, one target: 0.4727, 0.9084, 0.9613, 0.5817, 0.1255."""
    search = explorers.grover_explorer()
    p = trace(search, "no errors").y[1:6]
    assert p == pytest.approx([0.4727, 0.9084, 0.9613, 0.5817, 0.1255], abs=5e-5)


def test_errors_by_chance_not_by_formula():
    """50 000 runs, each iteration fails with 0.15: 5 sigma of a fraction."""
    search = explorers.grover_explorer()
    search.set(error=0.15, targets=2)
    rng, runs = np.random.default_rng(2), 50_000
    for k in (1, 3, 6):
        failed = (rng.random((runs, k)) < 0.15).any(axis=1)
        chance = np.where(failed, 2 / 16, trace(search, "no errors").y[k])
        found = (rng.random(runs) < chance).mean()
        assert trace(search, "with errors").y[k] == pytest.approx(found, abs=5 * 0.5 / runs**0.5)


def test_errors_are_in_the_sentence_and_can_be_none():
    search = explorers.grover_explorer()
    search.set(half_steps=6, error=0.0)
    assert "with errors" not in search.live.text
    assert trace(search, "with errors").y == pytest.approx(trace(search, "no errors").y)
    search.set(half_steps=8)
    assert "takes away" in search.live.text


@pytest.mark.parametrize("k", range(8))
def test_sentence_says_whether_the_next_mirror_helps(k):
    """By the closed form: the chance falls from sin^2((2k+1) a) to sin^2((2k+3) a), or rises."""
    search, angle = explorers.grover_explorer(), np.arcsin(1 / 4)
    falls = np.sin((2 * k + 3) * angle) ** 2 < np.sin((2 * k + 1) * angle) ** 2
    for half_steps in (2 * k, 2 * k + 1):
        search.set(half_steps=half_steps)
        assert ("takes away" in search.live.text) == falls


# --- The landscape --------------------------------------------------------------------------


@pytest.mark.parametrize("bond", [0.6, 1.5])
def test_landscape_against_qutip(bond):
    run = explorers.landscape_explorer()
    run.set(bond=bond, shots=100)
    surface, energy = trace(run, "landscape"), molecule(bond)
    for i, j in [(0, 0), (7, 50), (33, 12), (60, 41)]:
        first, second = surface.x[j], surface.y[i]
        kets = [np.cos(a / 2) * basis(2, 0) + np.sin(a / 2) * basis(2, 1) for a in (first, second)]
        cnot = Qobj(np.eye(4)[[0, 1, 3, 2]], dims=[[2, 2], [2, 2]])
        mean = expect(energy, cnot * tensor(*kets)) + hydrogen.nuclear_repulsion(bond)
        assert surface.z[i][j] == pytest.approx(mean)
    lowest = energy.eigenenergies()[0] + hydrogen.nuclear_repulsion(bond)
    assert trace(run, "exact").y[0] == pytest.approx(lowest)
    assert np.min(surface.z) >= lowest - 1e-9


def test_path_goes_down_to_the_ground_state_without_errors():
    run = explorers.landscape_explorer()
    run.set(machine="no errors", shots=10_000, rate=1.0)
    true, exact = np.array(trace(run, "true").y), trace(run, "exact").y[0]
    assert true[0] > exact + 0.2
    assert true[-1] == pytest.approx(exact, abs=2e-3)
    assert (
        abs(trace(run, "measured").y[-1] - true[-1]) < 5 * trace(run, "measured").error_y.array[-1]
    )
    assert len(trace(run, "path").x) == explorers.STEPS
    assert run.live.text.startswith("Step 20, 2,000,000 shots")


def test_mitigation_lowers_what_is_measured_and_not_the_way():
    run = explorers.landscape_explorer()
    run.set(shots=10_000)
    raw, true = trace(run, "measured").y[-1], trace(run, "true").y[-1]
    run.set(mitigated=True)
    assert raw > trace(run, "measured").y[-1] + 0.01
    assert true == pytest.approx(trace(run, "true").y[-1], abs=5e-3)


def test_a_wrong_valley_holds_the_loop_without_errors():
    run = explorers.landscape_explorer()
    run.set(machine="no errors", shots=10_000, first=2.2, second=1.0)
    assert trace(run, "true").y[-1] > trace(run, "exact").y[0] + 0.5


def test_another_run_and_reset():
    run = explorers.landscape_explorer()
    before = np.array(trace(run, "measured").y)
    run.controls["sample"].click()
    assert not np.allclose(before, trace(run, "measured").y)
    assert trace(run, "landscape").z == pytest.approx(np.array(trace(run, "landscape").z))
    run.set(sample=0)
    assert trace(run, "measured").y == pytest.approx(before)


# --- What the kata says ---------------------------------------------------------------------


def test_energy_of_the_fact():
    lowest = molecule(0.735).eigenenergies()[0] + hydrogen.nuclear_repulsion(0.735)
    assert facts.fact("algorithms.h2_energy").value == pytest.approx(lowest, abs=5e-6)


def test_halfway_is_found_in_81_percent():
    p = qubits.phase_probabilities(5.5 / 16, 4)
    assert p[5] + p[6] == pytest.approx(0.813, abs=5e-4)
    assert p[5] == pytest.approx(0.4066, abs=5e-5)


@pytest.mark.parametrize(("failure", "worst"), [(0.1, 0.976), (0.25, 0.952)])
def test_worst_phase_for_three_bits(failure, worst):
    """The sum over the near outcomes, by the state of the circuit, on a grid of phases."""
    t = qubits.counting_qubits(3, failure)
    phases, y, x = np.linspace(0, 1, 400), np.arange(2**t), np.arange(2**t)
    amplitudes = np.exp(2j * np.pi * np.outer(phases, x)) @ np.exp(
        -2j * np.pi * np.outer(x, y) / 2**t
    )
    off = np.abs((y / 2**t - phases[:, None] + 0.5) % 1 - 0.5)
    right = ((np.abs(amplitudes) / 2**t) ** 2 * (off < 1 / 8)).sum(axis=1)
    assert right.min() == pytest.approx(worst, abs=2e-3)
    assert right.min() > 1 - failure


def test_twenty_equal_values_by_chance():
    """ "One chance in half a million": all 20 random values of a balanced f of 50 bits agree."""
    half, runs = 2**49, 1.0
    for k in range(1, 20):
        runs *= (half - k) / (2 * half - k)
    assert 1 / runs == pytest.approx(5e5, rel=0.05)


def test_readings_of_the_machine_are_sinusoids():
    """The energy of the last exercise is interpolated; here is a machine that runs the circuit."""
    for angle in (-0.9, 0.0, 1.7, np.pi):
        wave = [1, np.cos(angle), np.sin(angle)]
        for word, parts in kata._on_the_machine().items():
            circuit = measured_in(hydrogen.ansatz(angle), word)
            p = noisy_probabilities(circuit, qubits.superconducting(2))
            assert wave @ parts == pytest.approx(p, abs=2e-3)  # some angles compile shorter


# --- Right answers in another style ---------------------------------------------------------


def solved(task, answer, seeds=6):
    for seed in range(seeds):
        verdict = getattr(kata, task).check(answer, seed=seed)
        assert verdict, verdict


def test_an_extra_qubit_for_the_call_is_right():
    def with_ancilla(oracle):
        n = oracle.n
        circuit = Circuit(n + 1).x(n).h(range(n + 1))
        return oracle.xor(circuit).h(range(n)).measure(range(n))

    def decided(oracle, run):
        zeros = run(with_ancilla(oracle), 50).get("0" * oracle.n, 0)
        return "constant" if zeros > 25 else "balanced"

    solved("hidden_bits", with_ancilla)
    solved("constant_or_balanced", decided)


def test_unmeasured_circuits_are_read_as_a_whole():
    solved("hidden_bits", lambda o: o.phase(Circuit(o.n).h(range(o.n))).h(range(o.n)))


def test_other_mirrors_are_right():
    def by_a_matrix(n):
        return Circuit(n).matrix(np.eye(2**n) - np.full((2**n, 2**n), 2 / 2**n), list(range(n)))

    def by_phases(n):
        phases = [0.0] + [np.pi] * (2**n - 1)
        return Circuit(n).h(range(n)).diagonal(phases, list(range(n))).h(range(n))

    def with_cx(n):
        circuit = Circuit(n).h(range(n)).x(range(n)).barrier()
        return controlled_z(circuit, list(range(n))[::-1]).x(range(n)).h(range(n)).gphase(0.3)

    for answer in (by_a_matrix, by_phases, with_cx, qubits.diffuser):
        solved("diffuser", answer)


def test_fourier_with_the_swaps_first_and_as_text():
    def swaps_first(n):
        circuit = Circuit(n)
        for k in range(n // 2):
            circuit.swap(k, n - 1 - k)
        for k in reversed(range(n)):
            for j in range(k + 1, n):
                circuit.cp(np.pi / 2 ** (j - k), k, j)
            circuit.h(k)
        return circuit

    solved("fourier", swaps_first)
    solved("fourier", lambda n: qubits.to_qasm(qubits.qft(n)))


def test_phase_estimation_of_the_package_and_by_repetition():
    def repeated(phase, t):
        circuit = Circuit(t + 1).h(range(t)).x(t)
        for k in range(t):
            for _ in range(2 ** (t - 1 - k)):
                circuit.cp(2 * np.pi * phase, t, k)
        return circuit.append(qubits.qft(t).inverse()).measure(range(t))

    solved("phase_circuit", repeated)
    solved("phase_circuit", lambda phase, t: qubits.phase_estimation(
        qubits.phase(2 * np.pi * phase), t, Circuit(1).x(0)))  # fmt: skip


def test_slopes_with_another_large_shift_are_right():
    def general(f, theta):
        rows = np.eye(len(theta))
        return [(f(theta + row) - f(theta - row)) / (2 * np.sin(1)) for row in rows]

    solved("parameter_shift", general)
    solved("parameter_shift", lambda f, theta: qubits.variational.parameter_shift(f, theta))


def test_any_small_step_is_named():
    for h in (1e-7, 1e-4, 0.01):
        verdict = kata.parameter_shift.check(
            lambda f, theta, h=h: kata._differences(f, theta, h, -h, 1 / (2 * h)), seed=3
        )
        assert verdict.diagnosis == "takes_a_small_step"


def test_a_constant_gradient_is_no_known_mistake():
    assert kata.parameter_shift.check(lambda f, theta: [0.0, 0.0]).diagnosis == ""


def test_lowest_angle_by_a_fit_and_by_many_points():
    def fit(energy):
        angles = 2 * np.pi * np.arange(5) / 5
        e = np.array([energy(angle, 40_000) for angle in angles])
        return np.arctan2(-(e @ np.sin(angles)), -(e @ np.cos(angles)))

    def array_of_one(energy):
        return np.array([kata.lowest_angle.reference(energy) + 2 * np.pi])

    solved("lowest_angle", fit)
    solved("lowest_angle", array_of_one)


def test_too_many_shots_are_the_learners_error():
    verdict = kata.lowest_angle.check(lambda energy: energy(0.0, 300_000))
    assert verdict.status == "raised" or "200000 left" in str(verdict)


def test_mistakes_by_another_route_are_named():
    def last_layer_kept(oracle):
        return oracle.phase(Circuit(oracle.n)).h(range(oracle.n)).measure()

    assert kata.hidden_bits.check(last_layer_kept).diagnosis == "leaves_a_layer_out"
    verdict = kata.best_iterations.check(lambda n, m, e: round(np.pi / 4 * (2**n / m) ** 0.5))
    assert not verdict
    assert kata.lowest_angle.check(lambda energy: -0.2235).diagnosis == "asks_no_machine"
    assert re.search("measure", str(kata.phase_circuit.check(lambda p, t: Circuit(t + 1))))
