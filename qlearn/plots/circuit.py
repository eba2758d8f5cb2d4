"""Pictures of circuits and of their schedules on a machine; qubit 0 on top."""

import matplotlib.pyplot as plt
from matplotlib.patches import Rectangle

from qlearn.plots.style import COLOURS, LAVENDER, given_or_new
from qlearn.qubits import drawing

PAIR, SINGLE, MEASURE, WAIT = COLOURS[0], COLOURS[2], COLOURS[1], LAVENDER
_HEIGHT = 0.6  # of a box, in wires
_PER_LETTER = 0.13  # width of a label, in columns


def circuit_drawing(circuit, ax=None):
    """Draw a `Circuit` with its wires from left to right; return the axes.

    Dots are controls, crosses swaps, a ring with a cross is the target of a cx; M3 writes bit 3.

    >>> from qlearn.qubits.circuit import Circuit
    >>> ax = circuit_drawing(Circuit(2).h(0).cx(0, 1).measure(1))
    >>> [text.get_text() for text in ax.texts]
    ['q0', 'q1', 'H', 'M0']
    """
    table = drawing.columns(circuit)
    widths = [max((_width(op) for op in column), default=1.0) for column in table]
    total = max(sum(widths), 1.0)
    ax = given_or_new(ax, (0.7 + 0.55 * total, 0.25 + 0.55 * circuit.n))
    ink = plt.rcParams["text.color"]
    for q in range(circuit.n):
        ax.plot([-0.3, total + 0.3], [q, q], color=ink, lw=1, zorder=0)
        ax.text(-0.4, q, f"q{q}", ha="right", va="center")
    left = 0.0
    for column, width in zip(table, widths, strict=True):
        for op in column:
            _draw_operation(ax, op, left + width / 2, width, ink)
        left += width
    ax.set(xlim=(-0.9, total + 0.4), ylim=(circuit.n - 0.4, -0.6))
    ax.axis("off")
    return ax


def _width(op):
    return max(1.0, 0.4 + _PER_LETTER * max(map(len, drawing.symbols(op).values())))


def _draw_operation(ax, op, x, width, ink):
    rows = op.qubits
    if op.name == "barrier":
        for q in rows:
            ax.plot([x, x], [q - 0.5, q + 0.5], color=WAIT, lw=1.5, ls=(0, (2, 2)), zorder=1)
        return
    if len(rows) > 1:
        ax.plot([x, x], [min(rows), max(rows)], color=PAIR, lw=1.5, zorder=1)
    for q, symbol in drawing.symbols(op).items():
        if symbol == "o":
            ax.plot(x, q, "o", color=PAIR, ms=6, zorder=3)
        elif symbol == "x":
            ax.plot(x, q, "x", color=PAIR, ms=8, mew=2, zorder=3)
        elif symbol == "X" and len(rows) > 1:
            ax.plot(x, q, "o", mfc="white", mec=PAIR, ms=13, mew=1.5, zorder=2)
            ax.plot(x, q, "+", color=PAIR, ms=13, mew=1.5, zorder=3)
        else:
            _draw_box(ax, op, x, q, width - 0.25, symbol)


def _draw_box(ax, op, x, q, width, label):
    colour = {"measure": MEASURE, "delay": WAIT}.get(op.name, PAIR if op.qubits[1:] else SINGLE)
    corner = (x - width / 2, q - _HEIGHT / 2)
    ax.add_patch(Rectangle(corner, width, _HEIGHT, fc="white", ec=colour, lw=1.5, zorder=2))
    label = label.replace("pi", "π").replace("'", "†")
    ax.text(x, q, label, ha="center", va="center", fontsize="small", color="black", zorder=3)


def schedule_drawing(plan, ax=None):
    """Draw a `Schedule`: a bar for all that takes time on each qubit, waits hatched; the axes.

    Virtual gates take no time and are not seen. The unit is ns, us or ms, as the length asks for.

    >>> from qlearn.qubits import Circuit, schedule, superconducting
    >>> ax = schedule_drawing(schedule(Circuit(2).sx(0).cz(0, 1), superconducting(2)))
    >>> ax.get_xlabel(), len(ax.patches)
    ('time (ns)', 3)
    """
    ax = given_or_new(ax, (6.5, 0.7 + 0.4 * plan.n))
    unit, scale = _unit(plan.duration_ns)
    for event in plan.events:
        start, length = event.start_ns / scale, (event.stop_ns - event.start_ns) / scale
        if length > 0:
            for q in event.operation.qubits:
                ax.add_patch(_bar(event.operation, start, q, length))
    ax.set(xlim=(0, max(plan.duration_ns / scale, 1e-9)), ylim=(plan.n - 0.4, -0.6))
    ax.set(xlabel=f"time ({unit})", yticks=range(plan.n))
    ax.set_yticklabels([f"q{q}" for q in range(plan.n)])
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(left=False)
    return ax


def _bar(op, start, q, length):
    waits = op.name in ("idle", "delay")
    colour = MEASURE if op.name == "measure" else PAIR if op.qubits[1:] else SINGLE
    look = {"fc": "none", "ec": WAIT, "hatch": "////"} if waits else {"fc": colour, "ec": "white"}
    return Rectangle((start, q - _HEIGHT / 2), length, _HEIGHT, lw=0.5, **look)


def _unit(duration_ns):
    for unit, scale in (("ns", 1.0), ("µs", 1e3)):
        if duration_ns < 2e3 * scale:
            return unit, scale
    return "ms", 1e6
