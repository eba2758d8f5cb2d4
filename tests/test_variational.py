"""Observables, the hydrogen molecule, and the variational loop on noisy machines."""

import numpy as np
import pytest
import qutip

from qlearn.qubits import hydrogen, observables, states
from qlearn.qubits.circuit import Circuit
from qlearn.qubits.measurement import pauli
from qlearn.qubits.noisy_run import noisy_probabilities
from qlearn.qubits.observables import bases, mean, mean_from, measured_in
from qlearn.qubits.presets import ion_trap, superconducting
from qlearn.qubits.qpu import QPU
from qlearn.qubits.variational import cost, measured_energy, parameter_shift, vqe

TERMS = hydrogen.h2_terms()
EXACT = -1.857275  # electronic energy, hartree


# --- Observables ----------------------------------------------------------------------------


def random_terms(n, k, rng):
    words = {"".join(rng.choice(list("IXYZ"), n)) for _ in range(k)}
    return {word: float(rng.normal()) for word in sorted(words)}


@pytest.mark.parametrize("seed", range(4))
def test_means_from_bases_are_those_of_the_state(seed):
    rng = np.random.default_rng(seed)
    terms, psi = random_terms(3, 12, rng), states.random_ket(3, rng)
    found = {}
    for basis in bases(terms):
        circuit = measured_in(Circuit(3), basis)
        found[basis] = circuit.probabilities(initial=psi)
    value, stderr = mean_from(terms, found)
    assert value == pytest.approx(mean(terms, psi))
    assert np.isnan(stderr)
    exact = qutip.expect(sum(c * pauli(word) for word, c in terms.items()), psi)
    assert mean(terms, psi) == pytest.approx(exact)


def test_every_term_is_in_one_basis_that_fits():
    terms = random_terms(4, 40, np.random.default_rng(1))
    groups = bases(terms)
    assert sorted(word for words in groups.values() for word in words) == sorted(terms)
    for basis, words in groups.items():
        assert all(x in ("I", y) for word in words for x, y in zip(word, basis, strict=True))
    assert len(groups) < len(terms)


def test_error_bars_are_the_spread_of_repeats_with_and_without_mitigation():
    rng, circuit, rates = np.random.default_rng(3), hydrogen.ansatz([0.4, 2.5]), (0.05, 0.1)
    device = ion_trap(2).changed(errors={}, readout=rates, t2_us=np.inf)
    exact = mean(TERMS, circuit.state())
    for readout in (None, rates):
        qpu = QPU(device, rng)
        runs = [measured_energy(qpu, circuit, TERMS, 500, readout) for _ in range(300)]
        values, stderrs = np.array(runs).T
        assert np.std(values) == pytest.approx(np.mean(stderrs), rel=0.15)
        off = abs(np.mean(values) - exact) / (np.std(values) / np.sqrt(300))
        assert off < 5 if readout else off > 10


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: bases({}), "one or more words"),
        (lambda: bases({"XX": 1, "Z": 1}), "equal length"),
        (lambda: mean({"XA": 1.0}, states.ket("00")), "'XA'"),
        (lambda: mean({"X": np.inf}, states.ket("0")), "inf"),
        (lambda: mean({"X": 1.0}, states.ket("00")), "must be equal"),
        (lambda: measured_in(Circuit(2), "XI"), "basis = 'XI'"),
        (lambda: mean_from({"Z": 1.0}, {"Z": [1, 0, 0]}), "found"),
    ],
)
def test_bad_input(call, words):
    with pytest.raises(ValueError, match=words):
        call()


# --- Hydrogen -------------------------------------------------------------------------------


def test_terms_from_integrals_are_the_published_ones():
    """The five numbers of the two-qubit form at 0.735 angstrom in the literature."""
    published = {"II": -1.052373, "IZ": 0.397937, "ZI": -0.397937, "ZZ": -0.011280, "XX": 0.180931}
    assert pytest.approx(published, abs=1e-6) == TERMS


def test_ground_energy_three_ways():
    """Diagonalised, as a closed form, and by a scan of the ansatz."""
    lowest = observables.operator(TERMS).eigenenergies()[0]
    assert lowest == pytest.approx(EXACT, abs=5e-7)
    total = lowest + hydrogen.nuclear_repulsion()
    assert total == pytest.approx(-1.137306, abs=5e-7)
    assert hydrogen.ground_energy() == pytest.approx(total, abs=1e-10)
    angles = np.linspace(-np.pi, np.pi, 2001)
    scan = min(mean(TERMS, hydrogen.ansatz(t).state()) for t in angles[::10])
    assert lowest <= scan < lowest + 1e-3


def test_far_atoms_have_the_energy_of_two():
    """Each the energy of the 1s function alone: from its own kinetic energy and attraction."""
    a = np.array(hydrogen.EXPONENTS)
    c = np.array(hydrogen.WEIGHTS) * (2 * a / np.pi) ** 0.75
    s = a[:, None] + a
    pairs = np.outer(c, c)
    kinetic = (pairs * 3 * np.outer(a, a) / s * (np.pi / s) ** 1.5).sum()
    attraction = -(pairs * 2 * np.pi / s).sum()
    assert kinetic + attraction == pytest.approx(-0.466582, abs=1e-6)
    assert hydrogen.ground_energy(200.0) == pytest.approx(2 * (kinetic + attraction), abs=1e-6)


def test_bond_length_is_where_the_basis_has_it():
    lengths = np.linspace(0.6, 0.9, 61)
    best = lengths[np.argmin([hydrogen.ground_energy(r) for r in lengths])]
    assert best == pytest.approx(0.735, abs=0.006)


def test_hartree_fock_is_the_start_of_the_ansatz():
    """-1.1167 hartree is the known mean-field energy in this basis near 0.735 angstrom."""
    start = mean(TERMS, hydrogen.ansatz(0.0).state()) + hydrogen.nuclear_repulsion()
    assert start == pytest.approx(-1.1170, abs=5e-4)
    assert states.same_state(hydrogen.ansatz([0.0, np.pi]).state(), states.ket("01"))
    for bad in ([1, 2, 3], "x"):
        with pytest.raises(ValueError, match=r"theta|allowed"):
            hydrogen.ansatz(bad)


# --- The loop -------------------------------------------------------------------------------


def test_parameter_shift_is_the_exact_gradient():
    def energy(theta):
        return mean(TERMS, hydrogen.ansatz(theta).state())

    for theta in ([0.3, 2.0], [-1.0, 0.4]):
        small = 1e-5 * np.eye(2)
        slope = [(energy(theta + d) - energy(theta - d)) / 2e-5 for d in small]
        assert parameter_shift(energy, theta) == pytest.approx(slope, abs=1e-8)


def test_measured_energy_is_within_five_sigma_of_the_exact_one_on_that_machine():
    device, circuit = superconducting(2), hydrogen.ansatz(-0.22)
    found = {b: noisy_probabilities(measured_in(circuit, b), device) for b in bases(TERMS)}
    exact, _ = mean_from(TERMS, found)
    qpu = QPU(device, np.random.default_rng(2))
    value, stderr = measured_energy(qpu, circuit, TERMS, 20_000)
    assert abs(value - exact) < 5 * stderr
    assert qpu.shots_used == 40_000


def test_mitigation_brings_the_energy_down_to_the_truth():
    """Exact ansatz, superconducting machine: raw, with readout undone, and extrapolated too."""
    device, circuit = superconducting(2), hydrogen.ansatz(-0.2235)
    qpu, off = QPU(device, np.random.default_rng(4)), []
    for readout, scales in ((None, (1,)), (device.readout, (1,)), (device.readout, (1, 3))):
        value, stderr = measured_energy(qpu, circuit, TERMS, 200_000, readout, scales)
        off.append(value - EXACT)
    assert off[0] > 2 * off[1] > 0
    assert abs(off[2]) < off[1] / 2
    assert abs(off[2]) < 0.01
    assert stderr < 0.003


def test_vqe_finds_hydrogen_within_its_budget():
    device = ion_trap(2)
    qpu = QPU(device, np.random.default_rng(7), shot_budget=400_000)
    steps = list(
        vqe(qpu, hydrogen.ansatz, TERMS, [0.0], 5000, readout=device.readout, scales=(1, 3))
    )
    last = steps[-1]
    assert abs(last.energy - EXACT) < 5 * last.stderr
    assert mean(TERMS, hydrogen.ansatz(last.theta).state()) == pytest.approx(EXACT, abs=2e-3)
    assert len(steps) == 400_000 // cost(TERMS, 1, 5000, (1, 3))
    assert last.shots <= 400_000
    assert qpu.shots_left < cost(TERMS, 1, 5000, (1, 3))


def test_vqe_is_a_loop_one_can_stop():
    qpu = QPU(ion_trap(2), np.random.default_rng(7))
    loop = vqe(qpu, hydrogen.ansatz, TERMS, [0.5, 2.5], 100)
    first = next(loop)
    assert first.theta == pytest.approx([0.5, 2.5])
    assert qpu.shots_used == cost(TERMS, 2, 100) == first.shots
    assert np.allclose(next(loop).theta, first.theta - 0.6 * first.gradient)
    assert len(list(vqe(qpu, hydrogen.ansatz, TERMS, [0.0], 10, max_steps=3))) == 3
