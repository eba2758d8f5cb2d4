"""What the shared live figure saves against FigureWidget, in a real JupyterLab and Chromium.

    python benchmarks/live_figure.py [rounds]

The same explorer (two curves of 400 points, two sliders) is built on both. Every round takes a
fresh kernel and a fresh browser profile. Printed as a table of medians over the rounds:

- first figure: from the start of the first cell, imports included, to the first curve in the page
- websocket: bytes that the page received for three explorers in three cells
- slider to pixel: from the key on a slider to the second frame after the curve changed, 30 steps
- burst: 30 keys at intervals of 16 ms; curves drawn meanwhile, updates computed, and the time from
  the last key to the last change
"""

import base64
import sys
import tempfile
from pathlib import Path
from statistics import median
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from jupyterlab_page import Lab, Notebook, open_browser

MODEL = """
calls = 0
times = np.linspace(0, 10, 400)

def curve(omega, delta):
    global calls
    calls += 1
    frequency = np.hypot(omega, delta)
    return (omega / frequency) ** 2 * np.sin(frequency * times / 2) ** 2
"""

SHARED = (
    """
import numpy as np, plotly.graph_objects as go
from qlearn.widgets import explorer, slider
"""
    + MODEL
    + """
def rabi():
    figure = go.Figure([go.Scatter(x=times, name=name) for name in ("excited", "ground")])
    def update(omega, delta):
        p = curve(omega, delta)
        return {"excited": {"y": p}, "ground": {"y": 1 - p}}, f"at most {p.max():.2f}"
    omega, delta = slider("drive", 2.0, 0.2, 6.0), slider("detuning", 0.0, -4.0, 4.0)
    controls = {"omega": omega, "delta": delta}
    return explorer(controls, figure, update, title="Rabi")

rabi()
"""
)

FIGUREWIDGET = (
    """
import ipywidgets, numpy as np, plotly.graph_objects as go
"""
    + MODEL
    + """
def rabi():
    figure = go.FigureWidget([go.Scatter(x=times, name=name) for name in ("excited", "ground")])
    omega = ipywidgets.FloatSlider(2.0, min=0.2, max=6.0, step=0.058, description="drive")
    delta = ipywidgets.FloatSlider(0.0, min=-4.0, max=4.0, step=0.08, description="detuning")
    line = ipywidgets.HTML()
    def update(_=None):
        p = curve(omega.value, delta.value)
        with figure.batch_update():
            figure.data[0].y, figure.data[1].y = p, 1 - p
        line.value = f"at most {p.max():.2f}"
    for control in (omega, delta):
        control.observe(update, names="value")
    update()
    return ipywidgets.VBox([omega, delta, figure, line])

rabi()
"""
)

# Runs in the page: presses keys on the first slider and watches the first figure's curves.
WATCH = """
const handle = document.querySelector(".widget-slider .noUi-handle");
const layer = document.querySelector(".js-plotly-plot .cartesianlayer");
const shape = () => layer.querySelector(".js-line")?.getAttribute("d");
const press = () => handle.dispatchEvent(
    new KeyboardEvent("keydown", {key: "ArrowRight", bubbles: true, cancelable: true}));
const frame = () => new Promise(requestAnimationFrame);
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
"""
STEPS = f"""async (count) => {{ {WATCH}
    const taken = [];
    for (let step = 0; step < count; step++) {{
        const before = shape(), began = performance.now();
        press();
        while (shape() === before && performance.now() - began < 5000) await frame();
        await frame();
        taken.push(performance.now() - began);
        await sleep(150);
    }}
    return taken;
}}"""
BURST = f"""async (count) => {{ {WATCH}
    let drawn = 0, last = 0, seen = shape();
    const watch = new MutationObserver(() => {{
        if (shape() && shape() !== seen) {{ seen = shape(); drawn += 1; last = performance.now(); }}
    }});
    watch.observe(layer, {{attributes: true, childList: true, subtree: true}});
    for (let step = 0; step < count; step++) {{ press(); await sleep(16); }}
    const ended = performance.now();
    await sleep(1500);
    watch.disconnect();
    return [drawn, Math.max(0, last - ended)];
}}"""
FIRST = """async () => {
    const began = performance.now();
    window.jupyterapp.commands.execute("notebook:run-cell");
    const there = () => document.querySelector(".js-plotly-plot .scatterlayer .js-line");
    while (!there() && performance.now() - began < 60000)
        await new Promise(requestAnimationFrame);
    return performance.now() - began;
}"""
DRAWN = "(n) => document.querySelectorAll('.js-plotly-plot .scatterlayer .js-line').length >= 2 * n"


def one_round(lab, source):
    """One notebook in a new profile and kernel: a dict of the numbers of the table."""
    name = lab.write(f"{uuid4().hex}.ipynb", source, "rabi()", "rabi()", "print(calls)")
    with (
        tempfile.TemporaryDirectory() as profile,
        open_browser(profile) as browser,
        Notebook(browser, lab, name) as notebook,
    ):
        received = count_bytes(notebook.page)
        first = notebook.page.evaluate(FIRST)
        assert notebook.errors() == []
        for index in (1, 2):
            notebook.run(index)
        notebook.page.wait_for_function(DRAWN, arg=3, timeout=60_000)
        notebook.page.wait_for_timeout(1000)
        row = {"first figure (s)": first / 1000, "websocket (MB)": sum(received) / 1e6}
        return row | sliding(notebook)


def sliding(notebook):
    """The numbers of the slider, the first figure on the screen."""
    notebook.page.locator(".js-plotly-plot").first.scroll_into_view_if_needed()
    notebook.page.evaluate(STEPS, 5)
    taken = sorted(notebook.page.evaluate(STEPS, 30))
    notebook.page.locator(".noUi-handle").first.press("Home")
    notebook.page.wait_for_timeout(1000)
    notebook.run(3)
    before = int(notebook.output(3))
    drawn, lag = notebook.page.evaluate(BURST, 30)
    notebook.run(3)
    return {
        "slider to pixel, median (ms)": median(taken), "slider to pixel, p90 (ms)": taken[26],
        "burst: computed of 30": int(notebook.output(3)) - before,
        "burst: drawn of 30": drawn, "burst: last key to last change (ms)": lag,
    }  # fmt: skip


def count_bytes(page):
    """A list that grows by the size of every websocket frame the page receives."""
    sizes = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on(
        "Network.webSocketFrameReceived", lambda event: sizes.append(size(event["response"]))
    )
    return sizes


def size(frame):
    """Bytes of a frame; the payload of binary frames comes base64-encoded."""
    data = frame["payloadData"]
    return len(base64.b64decode(data)) if frame["opcode"] == 2 else len(data.encode())


def main(rounds):
    """Measure both variants in turn and print the table."""
    rows = {"shared": [], "FigureWidget": []}
    with tempfile.TemporaryDirectory() as home:
        lab = Lab(home)
        try:
            for _ in range(rounds):
                rows["shared"].append(one_round(lab, SHARED))
                rows["FigureWidget"].append(one_round(lab, FIGUREWIDGET))
        finally:
            lab.stop()
    print(table(rows))


def table(rows):
    """Markdown: one line per number, medians over the rounds, and the ratio."""
    lines = [f"| median of {len(rows['shared'])} rounds | shared | FigureWidget | ratio |"]
    lines.append("| --- | ---: | ---: | ---: |")
    for name in rows["shared"][0]:
        ours, theirs = (median(row[name] for row in rows[kind]) for kind in rows)
        ratio = f"{theirs / ours:.1f}" if ours else "-"
        lines.append(f"| {name} | {ours:.3g} | {theirs:.3g} | {ratio} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
