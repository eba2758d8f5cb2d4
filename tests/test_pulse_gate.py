"""The cz from a pulse: QuTiP's solver, closed forms, limits."""

import numpy as np
import pytest
import qutip

from qlearn.qubits import fidelities, gates, pulse_gate, states
from qlearn.qubits.presets import superconducting
from qlearn.qubits.pulse_gate import cz_hamiltonian, cz_populations, cz_pulse, cz_time_ns


def embedded(psi):
    """A ket of two qubits in the nine levels."""
    whole = np.zeros((3, 3), dtype=complex)
    whole[:2, :2] = psi.full().reshape(2, 2)
    return qutip.Qobj(whole.ravel(), dims=[[3, 3], [1, 1]])


def test_populations_are_those_of_the_solver():
    times = np.linspace(0, 90, 19)
    a, b = qutip.destroy(3), qutip.qeye(3)
    number = qutip.tensor(a.dag() * a, b)
    result = qutip.sesolve(
        cz_hamiltonian(), embedded(states.ket("11")), times * 1e-3, e_ops=[number],
        options={"atol": 1e-10, "rtol": 1e-9},
    )  # fmt: skip
    p = cz_populations(times)
    mean = sum(level * p[f"{level}{other}"] for level in range(3) for other in range(3))
    assert np.allclose(mean, result.expect[0], atol=1e-6)
    assert np.allclose(sum(p.values()), 1)


def test_one_excitation_swaps_as_rabi_says():
    """|10> and |01> are the anharmonicity apart: (2g)^2/(2g)^2 + d^2 at most."""
    p = cz_populations(np.linspace(0, 50, 400), g_mhz=8.0, start="10")
    assert p["01"].max() == pytest.approx(16**2 / (16**2 + 300**2), rel=1e-2)


@pytest.mark.parametrize("g", [2.0, 5.0, 10.0])
def test_eleven_returns_after_the_closed_time(g):
    """For a large anharmonicity only |20> is met: half way all is there, at the end nothing."""
    times = [cz_time_ns(g) / 2, cz_time_ns(g)]
    p = cz_populations(times, g_mhz=g, anharmonicity_mhz=-30_000.0)
    assert p["20"] == pytest.approx([1, 0], abs=1e-4)
    assert cz_pulse(g, anharmonicity_mhz=-30_000.0).infidelity < 1e-5


def test_fidelity_is_the_mean_over_states_that_the_solver_evolves():
    """Average over a spherical design would be exact; 200 Haar states stand in, at 5 sigma."""
    rng, gate = np.random.default_rng(1), cz_pulse(t1_us=5, t2_us=4)
    ops = pulse_gate._collapse_operators(5, 4)
    images = qutip.propagator(cz_hamiltonian(), gate.duration_ns * 1e-3, ops)
    found, inside = [], [0, 1, 3, 4]
    phases = []
    for bits in ("01", "10"):  # the turns about z that cost nothing
        rho = (states.ket("00") + states.ket(bits)).unit()
        end = qutip.vector_to_operator(
            images * qutip.operator_to_vector(embedded(rho).proj())
        ).full()
        phases.append(np.angle(end[{"01": 1, "10": 3}[bits], 0]))
    turn = np.diag(np.exp(-1j * np.array([0, phases[0], phases[1], sum(phases)])))
    for _ in range(200):
        psi = states.random_ket(2, rng)
        end = qutip.vector_to_operator(
            images * qutip.operator_to_vector(embedded(psi).proj())
        ).full()
        target = gates.cz.full() @ psi.full()[:, 0]
        rho = turn @ end[np.ix_(inside, inside)] @ turn.conj().T
        found.append((target.conj() @ rho @ target).real)
    assert abs(1 - np.mean(found) - gate.infidelity) < 5 * np.std(found) / np.sqrt(200)


def test_without_decay_a_fast_gate_leaks_and_with_decay_a_slow_one_suffers():
    """So the best coupling lies in between: where the numbers come from."""
    errors = {g: cz_pulse(g, t1_us=100, t2_us=80).infidelity for g in (1.0, 5.0, 20.0)}
    assert errors[5.0] < min(errors[1.0], errors[20.0])
    assert cz_pulse(20.0).leakage > 5 * cz_pulse(5.0).leakage
    assert cz_pulse(5.0).infidelity < 3e-4


def test_errors_of_decay_are_in_the_range_of_the_idle_channel():
    """Two waiting qubits lose (2/5) t (1/T1 + 2/T2); |20> decays faster, which adds."""
    t1, t2 = 100.0, 80.0
    lost = cz_pulse(5.0, t1_us=t1, t2_us=t2).infidelity - cz_pulse(5.0).infidelity
    idle = 0.4 * 1e-3 * cz_time_ns(5.0) * (1 / t1 + 2 / t2)
    assert idle < lost < 1.6 * idle


def test_leakage_and_transfer_matrix_tell_the_same():
    gate = cz_pulse(10.0, duration_ns=30.0)
    p = [cz_populations([30.0], g_mhz=10.0, start=s) for s in ("00", "01", "10", "11")]
    outside = np.mean([sum(q[k][0] for k in q if "2" in k) for q in p])
    assert gate.leakage == pytest.approx(outside, abs=1e-9)
    assert gate.transfer[0, 0] == pytest.approx(1 - outside)
    assert gate.duration_ns == 30.0


def test_detuning_spoils_the_gate():
    errors = [cz_pulse(offset_mhz=offset).infidelity for offset in (0.0, 2.0, 5.0)]
    assert errors == sorted(errors)


def test_the_number_goes_into_a_device_profile():
    """p is the depolarising probability with the same average fidelity."""
    from qlearn.qubits.channels import depolarizing

    gate = cz_pulse(t1_us=100, t2_us=80)
    channel = depolarizing(gate.p, 2)
    assert 1 - fidelities.average_gate_fidelity(channel) == pytest.approx(gate.infidelity)
    device = superconducting(2)
    device = device.changed(errors=device.errors | {"cz": gate.p})
    assert device.gate_infidelity("cz") == pytest.approx(gate.infidelity)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: cz_time_ns(0), "g_mhz = 0"),
        (lambda: cz_pulse(t1_us=10, t2_us=30), "t2_us = 30"),
        (lambda: cz_pulse(duration_ns=-1), "duration_ns = -1"),
        (lambda: cz_populations([1.0], start="13"), "start = '13'"),
        (lambda: cz_populations([-1.0]), "times_ns"),
    ],
)
def test_bad_input(call, words):
    with pytest.raises(ValueError, match=words):
        call()
