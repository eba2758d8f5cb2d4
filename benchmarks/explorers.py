"""Kernel-side latency of the explorers, against the same picture redrawn by ``interact``.

A slider message is sent to a real kernel, as the browser does it, and the time until the kernel is
idle again is taken. The baseline computes the same and draws it with ``interact`` and an inline
matplotlib figure, the usual way in notebooks.
"""

import time
from statistics import median

from jupyter_client.manager import start_new_kernel

CHAIN = """
            from qlearn import widgets
            explorer = widgets.chain_explorer()"""

CHAIN_INLINE = """
            import ipywidgets, matplotlib.pyplot as plt, numpy as np
            from qlearn import plots
            from qlearn.topology import kitaev
            %matplotlib inline
            MU = np.linspace(-3, 3, 61)
            def draw(mu, levels, n_sites, delta):
                figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6))
                left.plot(MU, levels, color="0.6", lw=1)
                left.axvline(mu)
                e0, a, b = kitaev.majorana_modes(n_sites, mu, delta=delta)
                plots.kitaev.end_modes(a, b, ax=right)
                plt.show()"""

EXPLORERS = {
    "Kitaev chain, μ, 20 sites": {
        "explorer": f"""{CHAIN}
            target = explorer.controls["mu"]""",
        "interact": f"""{CHAIN_INLINE}
            levels = kitaev.excitation_energies(20, MU[:, None] + np.zeros(20))
            target = ipywidgets.FloatSlider(0.5, min=-3, max=3, step=0.05)
            show = lambda mu: draw(mu, levels, 20, 1.0)
            ipywidgets.interactive_output(show, {{"mu": target}})""",
        "values": [round(0.05 * step - 1.5, 2) for step in range(60)],
        "trait": "value",
    },
    "Kitaev chain, Δ, 40 sites with disorder (all levels anew)": {
        "explorer": f"""{CHAIN}
            explorer.set(n_sites=40, disorder=2.0)
            target = explorer.controls["delta"]""",
        "interact": f"""{CHAIN_INLINE}
            noise = 2 * np.random.default_rng(0).uniform(-1, 1, 40)
            def show(delta):
                levels = kitaev.excitation_energies(40, MU[:, None] + noise, delta=delta)
                draw(0.5 + noise, levels, 40, delta)
            target = ipywidgets.FloatSlider(1.0, min=0, max=1.5, step=0.02)
            ipywidgets.interactive_output(show, {{"delta": target}})""".replace(
            "axvline(mu)", "axvline(0.5)"
        ),
        "values": [round(0.02 * step + 0.1, 2) for step in range(60)],
        "trait": "value",
    },
    "Bloch sphere": {
        "explorer": """
            from qlearn import widgets
            target = explorer = widgets.bloch_explorer()""",
        "interact": """
            import ipywidgets, matplotlib.pyplot as plt
            from qlearn import plots, qubits
            %matplotlib inline
            def draw(theta):
                plots.bloch_sphere(qubits.bloch_vector(qubits.from_angles(theta, 0.0)))
                plt.show()
            target = ipywidgets.FloatSlider(0.5, min=0, max=3.1, step=0.05)
            ipywidgets.interactive_output(draw, {"theta": target})""",
        "values": [round(0.05 * step, 2) for step in range(1, 61)],
        "trait": "theta",
    },
}


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

    def update(self, comm, trait, value):
        """Milliseconds from the slider's message to the kernel being idle again."""
        data = {"method": "update", "state": {trait: value}, "buffer_paths": []}
        content = {"comm_id": comm, "data": data}
        message = self.client.session.msg("comm_msg", content)
        start = time.perf_counter()
        self.client.shell_channel.send(message)
        while True:
            reply = self.client.get_iopub_msg(timeout=60)
            of_ours = reply["parent_header"].get("msg_id") == message["header"]["msg_id"]
            if of_ours and reply["content"].get("execution_state") == "idle":
                return 1e3 * (time.perf_counter() - start)


def latencies(source, trait, values):
    """Milliseconds of each update, the first ones left out."""
    with Kernel() as kernel:
        kernel.run("\n".join(line[12:] for line in source.splitlines()))
        comm = kernel.run("print(target.comm.comm_id)").strip()
        times = [kernel.update(comm, trait, value) for value in values]
        arrived = float(kernel.run(f"print(target.{trait})"))
        if abs(arrived - values[-1]) > 1e-9:
            raise RuntimeError(f"the last message said {values[-1]}, the kernel has {arrived}")
        return times[10:]


def table():
    """Rows per explorer and slider: median and slowest tenth, the baseline, the ratio."""
    yield ("explorer", "median ms", "90 % below ms", "`interact`, inline: median ms", "ratio")
    for name, given in EXPLORERS.items():
        ours = latencies(given["explorer"], given["trait"], given["values"])
        theirs = latencies(given["interact"], "value", given["values"])
        ninth = sorted(ours)[int(0.9 * len(ours))]
        ratio = f"{median(theirs) / median(ours):.0f}"
        yield (name, f"{median(ours):.1f}", f"{ninth:.1f}", f"{median(theirs):.0f}", ratio)
