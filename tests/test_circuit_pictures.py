"""Pictures of circuits and schedules: everything is drawn, where it belongs."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
import pytest

from qlearn.plots.circuit import circuit_drawing, schedule_drawing
from qlearn.qubits.circuit import Circuit
from qlearn.qubits.compiling import transpile
from qlearn.qubits.presets import ion_trap, superconducting
from qlearn.qubits.timeline import schedule

pytestmark = pytest.mark.usefixtures("closed_figures")


def test_qubit_zero_is_on_top_and_labels_are_on_their_wires():
    circuit = Circuit(3).h(2).rx(np.pi / 2, 0).cswap(0, 1, 2).sdg(1).measure([1])
    ax = circuit_drawing(circuit)
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # downwards
    rows = {text.get_text(): text.get_position()[1] for text in ax.texts}
    assert rows == {"q0": 0, "q1": 1, "q2": 2, "H": 2, "Rx(π/2)": 0, "S†": 1, "M0": 1}


def test_boxes_do_not_overlap():
    circuit = Circuit(2).u(0.123, 0.456, 0.789, 0).h(1).barrier().crz(0.3, 0, 1).delay(100, 0).x(1)
    ax = circuit_drawing(circuit)
    for row in (0, 1):
        boxes = sorted(
            (p.get_x(), p.get_x() + p.get_width())
            for p in ax.patches
            if p.get_y() < row < p.get_y() + p.get_height()
        )
        assert all(a[1] < b[0] for a, b in itertools.pairwise(boxes))


def test_they_draw_on_the_axes_they_are_given():
    _, (left, right) = plt.subplots(1, 2)
    assert circuit_drawing(Circuit(1), ax=left) is left
    plan = schedule(Circuit(1).sx(0), superconducting(1))
    assert schedule_drawing(plan, ax=right) is right


def test_schedule_has_a_bar_for_all_that_takes_time():
    device = superconducting(3)
    plan = schedule(transpile(Circuit(3).h(0).cx(0, 1).cx(1, 2).measure(), device).circuit, device)
    ax = schedule_drawing(plan)
    lasting = [e for e in plan.events if e.stop_ns > e.start_ns]
    assert len(ax.patches) == sum(len(event.operation.qubits) for event in lasting)
    hatched = [bar for bar in ax.patches if bar.get_hatch()]
    waited = sum(bar.get_width() for bar in hatched)
    assert waited == pytest.approx(sum(plan.idle_ns()))
    slow = schedule(transpile(Circuit(2).cx(0, 1), ion_trap(2)).circuit, ion_trap(2))
    assert schedule_drawing(slow).get_xlabel() == "time (µs)"
