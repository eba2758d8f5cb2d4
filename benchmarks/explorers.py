"""Kernel-side latency of the explorers, against the same model redrawn by ``interact``.

A slider message is sent to a real kernel, as the browser does it, and the time until the kernel is
idle again is taken. The baseline calls the same update and draws its curves with ``interact`` and
an inline matplotlib figure, the usual way in notebooks. The Bloch sphere and teleportation are
computed in the browser and need no kernel.
"""

import time
from statistics import median

from jupyter_client.manager import start_new_kernel

EXPLORERS = {  # name: the control that is moved, and what is set before
    "chain_explorer": [("mu", ""), ("delta", "n_sites=40, disorder=2.0")],
    "bench_explorer": [("delta", "")],
    "ball_explorer": [("strength", "")],
    "benchmarking_explorer": [("longest", "")],
    "chsh_explorer": [("a0", "")],
    "y_junction_explorer": [("duration", ""), ("moment", "")],
    "t_junction_explorer": [("frame", "")],
    "dots_explorer": [("mu1", ""), ("delta", "")],
    "readout_explorer": [("flux", "")],
    "wire_bench": [("vz", ""), ("mu", "")],
    "protocol_explorer": [("factor", "")],
    "stack_explorer": [("gates", "program='cat of 5, a star', best=False")],
    "threshold_explorer": [("percent", "")],
    "grover_explorer": [("half_steps", "")],
    "landscape_explorer": [("rate", "shots=100")],
    "machine_explorer": [("log_p", "")],
    "hub_explorer": [("rate", ""), ("moment", "")],
    "rqops_explorer": [("log_q", "")],
    "scoreboard_explorer": [("spam", "shots=200_000")],
    "board_explorer": [("length", ""), ("loss", "")],
    "alarm_explorer": [("attack", "")],
    "timeline_explorer": [("q", "")],
    "ladder_explorer": [("fidelity", "")],
    "pass_explorer": [("offset_km", "")],
    "evidence_map_explorer": [("fact", "")],
    "link_explorer": [("detection", "")],
    "bridge_explorer": [("moment", "")],
    "blind_explorer": [("runs", "")],
    "sensor_explorer": [("visibility", "")],
    "clock_explorer": [("asymmetry", "")],
}

EXPLORER = """
from qlearn import widgets
explorer = widgets.{name}()
explorer.set({given})
control = "{control}"
target = explorer.controls[control]
"""

REDRAWN = """
%matplotlib inline
import ipywidgets, matplotlib.pyplot as plt

def show(value):
    found = explorer.update(**(explorer.values | {control: value}))
    traces = next(found)[1] if hasattr(found, "__next__") else found[0]  # the first of many frames
    axes = plt.subplots(figsize=(9, 3.6))[1]
    for trace in traces.values():
        if "y" in trace and "z" not in trace:  # curves, not maps
            axes.plot(trace.get("x", range(len(trace["y"]))), trace["y"])
    plt.show()

given = ("value", "min", "max", "step", "base", "options")
given = {name: getattr(target, name) for name in given if target.has_trait(name)}
target = type(target)(description="redrawn", **given)
drawn = ipywidgets.interactive_output(show, {"value": target})
"""


class Kernel:
    """A real kernel that plays the part of the page: it sends what a moved slider sends."""

    def __enter__(self):
        self.manager, self.client = start_new_kernel()
        return self

    def __exit__(self, *_):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def run(self, source):
        """Run code; return what it printed."""
        printed = []

        def keep(message):
            if message["msg_type"] == "stream":
                printed.append(message["content"]["text"])
            if message["msg_type"] == "error":
                raise RuntimeError("\n".join(message["content"]["traceback"]))

        self.client.execute_interactive(source, output_hook=keep, timeout=120)
        return "".join(printed)

    def update(self, comm, value):
        """Milliseconds from the slider's message to the kernel being idle again."""
        data = {"method": "update", "state": {"value": value}, "buffer_paths": []}
        content = {"comm_id": comm, "data": data}
        message = self.client.session.msg("comm_msg", content)
        start = time.perf_counter()
        self.client.shell_channel.send(message)
        while True:
            reply = self.client.get_iopub_msg(timeout=60)
            of_ours = reply["parent_header"].get("msg_id") == message["header"]["msg_id"]
            if of_ours and reply["content"].get("execution_state") == "idle":
                return 1e3 * (time.perf_counter() - start)


def latencies(source, steps=60):
    """Milliseconds of each update along the slider's range, the first five left out."""
    with Kernel() as kernel:
        kernel.run(source)
        comm = kernel.run("print(target.comm.comm_id)").strip()
        low, high, step = map(
            float, kernel.run("print(target.min, target.max, target.step)").split()
        )
        whole = kernel.run("print(isinstance(target.value, int))").strip() == "True"
        steps = min(steps, int((high - low) / step))  # a value sent twice would do nothing
        stops = [low + round(k * (high - low) / steps / step) * step for k in range(1, steps + 1)]
        times = [kernel.update(comm, int(stop) if whole else stop) for stop in stops]
        arrived = float(kernel.run("print(target.value)"))
        if abs(arrived - stops[-1]) > 1e-6:
            raise RuntimeError(f"the last message said {stops[-1]}, the kernel has {arrived}")
        return times[5:]


def table():
    """Rows per explorer and slider: median and slowest tenth, the baseline, the ratio."""
    yield ("explorer, slider", "median ms", "90 % below ms", "`interact`: median ms", "ratio")
    moves = ((name, *move) for name, moves in EXPLORERS.items() for move in moves)
    for name, control, given in moves:
        fill = {"name": name, "control": control, "given": given}
        ours = latencies(EXPLORER.format(**fill))
        theirs = latencies(EXPLORER.format(**fill) + REDRAWN)
        ninth = sorted(ours)[int(0.9 * len(ours))]
        label = f"{name}, {control}" + (f" ({given})" if given else "")
        ratio = f"{median(theirs) / median(ours):.0f}"
        yield (label, f"{median(ours):.1f}", f"{ninth:.1f}", f"{median(theirs):.0f}", ratio)
