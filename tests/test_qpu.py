"""The machine layer by layer: devices, compiler, timeline, noise, jobs; QuTiP is the oracle."""

import itertools

import numpy as np
import pytest
import qutip
from test_circuit import random_circuit

from qlearn.qubits import channels, decompose, fidelities, gate_set, states
from qlearn.qubits.circuit import Circuit
from qlearn.qubits.compiling import Transpiled, best_layout, transpile
from qlearn.qubits.devices import Device, grid, line
from qlearn.qubits.noisy_run import (
    confusion,
    idle_transfer,
    noisy_density,
    noisy_probabilities,
    read_out,
)
from qlearn.qubits.operation import Operation
from qlearn.qubits.presets import PRESETS, drifted, measured_gate_errors, superconducting, tetrons
from qlearn.qubits.qpu import QPU
from qlearn.qubits.timeline import schedule
from qlearn.topology import tetron_gates

each_preset = pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)


def placed(amplitudes, places, n):
    """The ket of n qubits with qubit k of a smaller one at places[k], the others in |0>."""
    k = len(places)
    whole = np.zeros([2] * n, dtype=complex)
    whole[(slice(None),) * k + (0,) * (n - k)] = amplitudes.reshape([2] * k)
    rest = [q for q in range(n) if q not in places]
    return whole.transpose(np.argsort([*places, *rest])).ravel()


# --- Compiler -------------------------------------------------------------------------------


@each_preset
@pytest.mark.parametrize("seed", range(8))
def test_compiled_circuit_is_the_original_up_to_its_permutation(preset, seed):
    """Random gates, a random state, a random or chosen layout on a larger machine."""
    rng = np.random.default_rng(seed)
    circuit, device = random_circuit(4, 20, rng), preset(6)
    circuit.diagonal(rng.uniform(0, 6, 8), [2, 0, 3]).matrix(qutip.rand_unitary(2, seed=seed), 1)
    layout = rng.permutation(6)[:4].tolist() if seed % 2 else None
    found = transpile(circuit, device, layout)
    assert layout is None or found.initial == tuple(layout)
    psi = states.random_ket(4, rng)
    expected = placed(circuit.state(psi).full(), found.final, 6)
    reached = found.circuit.state(placed(psi.full(), found.initial, 6)).full()[:, 0]
    assert abs(np.vdot(expected, reached)) == pytest.approx(1, abs=1e-10)


@each_preset
def test_compiled_circuits_have_native_gates_on_coupled_qubits(preset):
    device = preset(6)
    found = transpile(random_circuit(6, 40, np.random.default_rng(1)).measure(), device)
    assert set(found.circuit.count()) <= {*device.native, "measure"}
    pairs = [op.qubits for op in found.circuit.operations if len(op.qubits) == 2]
    assert pairs
    assert all(device.connected(*pair) for pair in pairs)


@each_preset
def test_bits_stay_what_they_were(preset):
    """Exact probabilities of the bits, without noise, before and after routing."""
    circuit = random_circuit(4, 25, np.random.default_rng(3)).measure([2, 0, 3])
    assert np.allclose(
        transpile(circuit, preset(5)).circuit.probabilities(), circuit.probabilities()
    )


def test_routing_along_a_line_needs_the_known_number_of_swaps():
    """Qubits at distance d need d - 1 exchanges, and the two ends share them."""
    for n in range(2, 7):
        circuit = Circuit(n).cx(0, n - 1)
        found = transpile(circuit, superconducting(n), layout=range(n))
        assert found.swaps == n - 2
        assert found.circuit.count()["cz"] == 3 * (n - 2) + 1
        assert transpile(circuit, superconducting(n)).swaps == 0  # a better start is found
        assert transpile(circuit, PRESETS["ion trap"](n), layout=range(n)).swaps == 0


def test_layout_search_never_makes_it_worse():
    rng, device = np.random.default_rng(8), superconducting(6)
    for _ in range(10):
        pairs = [tuple(rng.permutation(5)[:2].tolist()) for _ in range(6)]
        operations = [Operation("cz", pair) for pair in pairs]
        layout = best_layout(operations, 5, device)
        far = [sum(device.distances[at[a], at[b]] for a, b in pairs) for at in (range(5), layout)]
        assert far[1] <= far[0]


@pytest.mark.parametrize(
    "native", [("rz", "sx"), ("rz", "rx"), ("rz", "sx", "x"), ("rz", "sx", "h")]
)
def test_one_qubit_synthesis(native):
    matrices = [qutip.rand_unitary(2, seed=k).full() for k in range(20)]
    matrices += [
        gate_set.matrix(name) for name in ("id", "x", "y", "z", "h", "s", "tdg", "sx", "sxdg")
    ]
    for matrix in matrices:
        parts = decompose.one_qubit(matrix, native)
        found = np.eye(2)
        for name, params in parts:
            assert name in native
            found = gate_set.matrix(name, params) @ found
        assert abs(np.vdot(found, matrix)) == pytest.approx(2, abs=1e-9)
        assert len(parts) <= 5


def test_cliffords_need_no_unprotected_rotation_on_tetrons():
    """All 24, from words of H and S: at most three measured gates, never rz."""
    device = tetrons(1)
    for word in itertools.product("hs", repeat=6):
        circuit = Circuit(1)
        for letter in word:
            circuit.gate(letter, 0)
        count = transpile(circuit, device).circuit.count()
        assert "rz" not in count
        assert sum(k for name, k in count.items() if not device.is_virtual(name)) <= 3
    assert transpile(Circuit(1).t(0), device).circuit.count() == {"rz": 1}


@pytest.mark.parametrize(("native", "needed"), [("cz", 2), ("cx", 2), ("rzz", 1)])
def test_pair_gates_that_any_angle_costs(native, needed):
    device = Device("two", 2, [(0, 1)], ("rz", "sx", native))
    assert transpile(Circuit(2).cp(0.3, 0, 1), device).circuit.count()[native] == needed
    assert transpile(Circuit(2).cp(np.pi, 0, 1), device).circuit.count()[native] == 1
    assert native not in transpile(Circuit(2).rzz(np.pi, 0, 1), device).circuit.count()
    assert transpile(Circuit(2).swap(0, 1), device).circuit.count()[native] == 3


def test_toffoli_takes_six_cx():
    device = Device("three", 3, [(0, 1), (1, 2), (0, 2)], ("rz", "sx", "cx"))
    assert transpile(Circuit(3).ccx(0, 1, 2), device).circuit.count()["cx"] == 6
    with pytest.raises(ValueError, match="cannot be compiled"):
        transpile(Circuit(2).matrix(np.eye(4), [0, 1]), device)
    with pytest.raises(ValueError, match="circuit has 4 qubits; allowed: 3 of three"):
        transpile(Circuit(4), device)
    with pytest.raises(ValueError, match="layout = "):
        transpile(Circuit(2), device, layout=[0, 5])


# --- Timeline -------------------------------------------------------------------------------


@each_preset
@pytest.mark.parametrize("late", [False, True])
def test_events_fill_each_qubits_time_without_overlap(preset, late):
    device = preset(4)
    circuit = random_circuit(4, 20, np.random.default_rng(5)).barrier().x(1).delay(700, 2).measure()
    compiled = transpile(circuit, device).circuit
    plan = schedule(compiled, device, late)
    for q in range(4):
        events = [event for event in plan.events if q in event.operation.qubits]
        for before, after in itertools.pairwise(events):
            assert before.stop_ns == pytest.approx(after.start_ns, abs=1e-3)
        order = [e.operation for e in events if e.operation.name != "idle"]
        assert order == [op for op in compiled.operations if q in op.qubits]
        length = sum(event.stop_ns - event.start_ns for event in events)
        assert length <= plan.duration_ns + 1e-3
    assert plan.duration_ns == pytest.approx(schedule(compiled, device, not late).duration_ns)
    assert plan.duration_ns == pytest.approx(max(event.stop_ns for event in plan.events))


def test_late_means_late():
    device = superconducting(2)
    circuit = Circuit(2).sx(0).sx(0).sx(0).sx(1).cz(0, 1)
    for late, start, wait in ((False, 0, 60), (True, 60, 0)):
        plan = schedule(circuit, device, late)
        (event,) = (e for e in plan.events if e.operation == Operation("sx", (1,)))
        assert event.start_ns == start
        assert plan.idle_ns() == [0, wait]
        assert plan.duration_ns == 150


def test_only_native_gates_on_coupled_qubits_can_be_scheduled():
    device = superconducting(3)
    with pytest.raises(ValueError, match="h is not native to superconducting; allowed: rz, sx"):
        schedule(Circuit(1).h(0), device)
    with pytest.raises(ValueError, match=r"qubits \(0, 2\) are not coupled"):
        schedule(Circuit(3).cz(0, 2), device)


# --- Noise ----------------------------------------------------------------------------------


def by_kraus_operators(circuit, device, late=True):
    """The same machine with QuTiP: every error as Kraus operators on the whole register."""
    rho = qutip.basis([2] * device.n, [0] * device.n).proj()
    for event in schedule(transpile(circuit, device).circuit, device, late).events:
        op, wait_us = event.operation, 1e-3 * (event.stop_ns - event.start_ns)
        if op.name in ("idle", "delay"):
            (q,) = op.qubits
            rho = channels.apply(channels.idle(wait_us, device.t1_us[q], device.t2_us[q]), rho, q)
        elif op.is_gate:
            rho = channels.apply(op.unitary(), rho, op.qubits)
            error = device.errors.get(op.name, 0.0)
            kraus = pauli_channel(error) if isinstance(error, dict) else None
            kraus = kraus or channels.depolarizing(error, len(op.qubits))
            rho = channels.apply(kraus, rho, op.qubits)
    return rho


def pauli_channel(error):
    from qlearn.qubits.measurement import pauli

    size = len(next(iter(error)))
    rest = np.sqrt(1 - sum(error.values())) * pauli("I" * size)
    return [rest, *(np.sqrt(p) * pauli(word) for word, p in error.items())]


@each_preset
@pytest.mark.parametrize("late", [True, False])
def test_noisy_machine_is_that_of_kraus_operators(preset, late):
    device = preset(3).changed(t1_us=[40, 30, 90], t2_us=[30, 50, 70])
    circuit = random_circuit(3, 8, np.random.default_rng(7)).delay(900, 1).h(1)
    expected = by_kraus_operators(circuit, device, late)
    assert (noisy_density(circuit, device, late) - expected).norm("max") < 1e-11


@pytest.mark.parametrize(("p1", "p2"), [(0.01, 0.04), (0.1, 0.02)])
def test_bell_pair_on_a_machine_without_waits(p1, p2):
    """Machine with h and cx: the product formula to 1e-12."""
    native = ("rz", "sx", "h", "cx")
    device = Device("plain", 2, [(0, 1)], native, errors={"h": p1, "cx": p2})
    rho = noisy_density(Circuit(2).h(0).cx(0, 1), device)
    fidelity = fidelities.fidelity(states.bell("Phi+"), rho)
    assert fidelity == pytest.approx((1 - p2) * (1 - p1 / 2) + p2 / 4, abs=1e-12)


def test_idle_fidelity_formula():
    t, t1, t2 = 1.7, 20.0, 15.0
    process = np.trace(idle_transfer(t, t1, t2)) / 4
    formula = 1 / 2 + np.exp(-t / t1) / 6 + np.exp(-t / t2) / 3
    assert (2 * process + 1) / 3 == pytest.approx(formula, abs=1e-12)
    assert formula == pytest.approx(0.950703, abs=5e-7)


def test_idle_fidelity_on_the_machine_averages_over_six_states():
    """The six ends of the axes average like all states; the machine waits between perfect gates."""
    device = superconducting(1).changed(errors={}, t1_us=20, t2_us=15, readout=(0, 0))
    kept = []
    for k, angle in [
        ("ry", 0.0),
        ("ry", np.pi),
        *itertools.product(["rx", "ry"], [1.57079632679, -1.57079632679]),
    ]:
        there = Circuit(1).gate(k, 0, [angle])
        circuit = Circuit(1).append(there).delay(1700).append(there.inverse()).measure()
        kept.append(noisy_probabilities(circuit, device)[0])
    assert np.mean(kept) == pytest.approx(0.950703, abs=1e-6)


def test_idle_experiment_gives_back_the_times_typed_in():
    t1, t2 = [50.0, 20.0, 80.0], [30.0, 40.0, 10.0]
    device = superconducting(3).changed(errors={}, t1_us=t1, t2_us=t2, readout=(0, 0))
    for t in (5.0, 25.0):
        excited = noisy_density(Circuit(3).x(0, 1, 2).barrier().delay(1e3 * t), device)
        turned = noisy_density(Circuit(3).h(0, 1, 2).barrier().delay(1e3 * t), device)
        for q in range(3):
            assert excited.ptrace(q)[1, 1].real == pytest.approx(np.exp(-t / t1[q]))
            assert abs(turned.ptrace(q)[0, 1]) == pytest.approx(np.exp(-t / t2[q]) / 2)


def test_readout_turns_bits_round():
    device = superconducting(2).changed(errors={}, readout=[(0.1, 0.2), (0.03, 0.04)])
    p = noisy_probabilities(Circuit(2).x(0).measure([1, 0]), device)
    assert np.allclose(p, np.kron([0.97, 0.03], [0.2, 0.8]))
    exact = noisy_probabilities(Circuit(2).x(0).measure([1, 0]), device, readout=False)
    assert np.allclose(exact, [0, 1, 0, 0])
    assert np.allclose(confusion(0.1, 0.2).sum(axis=0), 1)


def test_qubits_that_nothing_touches_cost_nothing_and_change_nothing():
    few, many = superconducting(2), superconducting(8)
    circuit = Circuit(2).h(0).cx(0, 1).measure()
    assert np.allclose(noisy_probabilities(circuit, few), noisy_probabilities(circuit, many))


def test_what_measures_nothing_is_measured_as_a_whole():
    circuit, device = (
        Circuit(3).x(0).cx(0, 2),
        superconducting(4).changed(errors={}, readout=(0, 0)),
    )
    device = device.changed(t1_us=np.inf, t2_us=np.inf)
    for program in (circuit, transpile(circuit, device), transpile(circuit, device, [3, 1, 0])):
        assert noisy_probabilities(program, device)[0b101] == pytest.approx(1)
        assert list(read_out(read_out(program)).circuit.measured if isinstance(program, Transpiled)
                    else read_out(program).measured) == [0, 1, 2]  # fmt: skip


# --- Devices --------------------------------------------------------------------------------


@pytest.mark.parametrize("assign_error", [0.0, 0.01, 0.2])
def test_tetron_errors_are_those_of_the_measured_gates(assign_error):
    """Process fidelities against the closed forms of the recipes of parity measurements."""
    errors = measured_gate_errors(assign_error)
    for name, theirs in {"s": "S", "sdg": "S", "sx": "SX", "h": "H", "cx": "CNOT"}.items():
        kept = 1 - sum(errors[name].values())
        assert kept == pytest.approx(tetron_gates.gate_fidelity(theirs, assign_error), abs=1e-12)


@pytest.mark.parametrize(("name", "theirs"), [("s", "S"), ("sx", "SX"), ("h", "H"), ("cx", "CNOT")])
def test_tetron_errors_word_by_word(name, theirs):
    """All ways to record the outcomes wrongly, and the Pauli operator each of them adds."""
    a, steps = 0.03, len(tetron_gates.RECIPES[theirs])
    true = tetron_gates.byproduct(theirs, (1,) * steps)
    found = {}
    for wrong in itertools.product((False, True), repeat=steps):
        recorded = tetron_gates.byproduct(theirs, tuple(-1 if w else 1 for w in wrong))
        word = "".join(times(x, y) for x, y in zip(true, recorded, strict=True))
        found[word] = found.get(word, 0) + a ** sum(wrong) * (1 - a) ** (steps - sum(wrong))
    found.pop("I" * len(true))
    assert found == pytest.approx(measured_gate_errors(a)[name])


def times(x, y):
    """The product of two Pauli letters, without its phase."""
    rest = {"X", "Y", "Z"} - {x, y}
    return "I" if x == y else (x if y == "I" else y) if "I" in (x, y) else rest.pop()


def test_the_tetron_preset_uses_them():
    device = tetrons(3, assign_error=0.02)
    assert device.errors["cx"] == measured_gate_errors(0.02)["cx"]
    size = 16
    process = device.error_transfer("cx").sum() / size
    assert process == pytest.approx(tetron_gates.gate_fidelity("CNOT", 0.02))
    assert device.gate_infidelity("cx") == pytest.approx(1 - (4 * process + 1) / 5)


def test_gate_infidelity_of_depolarising_errors():
    """p/2 on one qubit, 3p/4 on two: 1 - (d F + 1)/(d + 1) of the channel itself."""
    device = superconducting(2)
    for name, k in (("sx", 1), ("cz", 2)):
        channel = channels.depolarizing(device.errors[name], k)
        expected = 1 - fidelities.average_gate_fidelity(channel)
        assert device.gate_infidelity(name) == pytest.approx(expected)
    assert device.gate_infidelity("cz") == pytest.approx(0.75 * device.errors["cz"])


@each_preset
@pytest.mark.parametrize("n", [1, 2, 5, 8])
def test_presets_of_every_size(preset, n):
    device = preset(n)
    assert device.n == n
    assert device.is_virtual("rz") or preset is tetrons
    assert noisy_probabilities(Circuit(n).h(0).measure(), device).sum() == pytest.approx(1)


def test_one_circuit_on_four_machines_differs_as_it_should():
    """A GHZ state: fewest errors with ions, most with 1 % wrong parity readout; ions are slowest
    of the first two."""
    circuit = Circuit(4).h(0).cx(0, 1).cx(0, 2).cx(0, 3).measure()
    right = {}
    for name, preset in PRESETS.items():
        p = noisy_probabilities(circuit, preset(4))
        right[name] = p[0] + p[-1]
    assert max(right, key=right.get) == "ion trap"
    assert min(right, key=right.get) == "tetrons"
    assert noisy_probabilities(circuit, tetrons(4, 0.0, 0.0))[[0, -1]].sum() > 0.97


def test_shapes():
    assert line(4) == [(0, 1), (1, 2), (2, 3)]
    assert grid(5) == [(0, 1), (0, 2), (1, 3), (2, 3), (2, 4)]
    assert superconducting(5).distances[0, 4] == 4


def test_drift_changes_all_and_stays_possible():
    device, rng = superconducting(3), np.random.default_rng(2)
    for _ in range(20):
        other = drifted(device, rng, spread=1.0)
        assert all(t2 <= 2 * t1 for t1, t2 in zip(other.t1_us, other.t2_us, strict=True))
        assert other.errors["cz"] != device.errors["cz"]
        assert other.readout != device.readout
    assert drifted(device, rng, spread=0.0) == device
    assert set(drifted(tetrons(2), rng).errors["cx"]) == {"ZI", "IX", "ZX"}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"n": 9}, "n = 9; allowed: 1 to 8"),
        ({"coupling": [(0, 5)]}, "coupling has"),
        ({"coupling": [(0, 1)]}, "allowed: one that joins all qubits"),
        ({"native": ("rz", "sx")}, "native = .*one of cx, cz, rzz"),
        ({"native": ("rz", "sx", "cz", "cx")}, "native = "),
        ({"native": ("rz", "sx", "cz", "foo")}, "gate = 'foo'"),
        ({"native": ("rz", "sx", "cz", "swap")}, "native has"),
        ({"errors": {"h": 0.1}}, "'h' has a duration or error"),
        ({"errors": {"cz": 1.5}}, r"errors\['cz'\] = 1.5"),
        ({"errors": {"cz": {"Z": 0.1}}}, "'Z'; allowed: 2 letters"),
        ({"errors": {"cz": {"ZZ": 0.7, "XX": 0.7}}}, "sum of errors"),
        ({"t1_us": 10, "t2_us": 30}, "t2_us = 30 with t1_us = 10"),
        ({"t1_us": [10, 20]}, "allowed: one number, or 3"),
        ({"readout": (0.1, 1.2)}, "readout = 1.2"),
        ({"durations_ns": {"cz": -1}}, "durations_ns"),
    ],
)
def test_impossible_devices(fields, words):
    with pytest.raises(ValueError, match=words):
        superconducting(3).changed(**({"errors": {}} if "native" in fields else {}), **fields)


# --- Jobs -----------------------------------------------------------------------------------


def test_counts_are_drawn_from_the_exact_probabilities():
    device = superconducting(3)
    circuit = Circuit(3).h(0).cx(0, 1).cx(1, 2).measure()
    counts = QPU(device, np.random.default_rng(1)).run(circuit, 50_000)
    for k, p in enumerate(noisy_probabilities(circuit, device)):
        assert abs(counts.fraction(f"{k:03b}") - p) < 5 * counts.stderr(f"{k:03b}")
    assert counts == QPU(device, np.random.default_rng(1)).run(circuit, 50_000)


def test_jobs_have_status_and_cost():
    qpu = QPU(superconducting(2), np.random.default_rng(1), shot_budget=1000)
    circuit = Circuit(2).sx(0).cz(0, 1).measure()
    first, second = qpu.submit(circuit, 600), qpu.submit(circuit, 300)
    assert (first.status, first.number, second.number) == ("queued", 0, 1)
    assert first.time_us == pytest.approx(600 * (0.03 + 0.06 + 1.0 + 200))
    assert qpu.shots_left == 100
    with pytest.raises(ValueError, match="shots = 101; allowed: 100, the rest of the budget"):
        qpu.submit(circuit, 101)
    assert second.cancel()
    assert (second.status, qpu.shots_left) == ("cancelled", 400)
    with pytest.raises(ValueError, match="job 1 is cancelled"):
        second.result()
    assert first.result() is first.result()
    assert first.status == "done"
    assert not first.cancel()
    assert qpu.shots_used == 600
    assert qpu.time_us == first.time_us


def test_a_program_goes_through_the_whole_stack_and_abroad():
    """Exported, read back, run on four machines: the bits mean the same on each."""
    from qlearn.qubits.qasm import from_qasm, to_qasm

    program = from_qasm(to_qasm(Circuit(4).x(1).cx(1, 3).measure()))
    for name, preset in PRESETS.items():
        counts = QPU(preset(5), np.random.default_rng(3)).run(program, 400)
        assert max(counts, key=counts.get) == "0101", name
