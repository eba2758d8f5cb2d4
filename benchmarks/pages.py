"""What a learner waits for, in a real JupyterLab and Chromium.

*First explorer*: from "run all cells" in a fresh kernel, imports included, to the first picture of
the first explorer. *Kernel*: memory of the kernel when all cells have run; the first row is a bare
kernel that has imported QuTiP and plotly. *Ten steps*: ten keys on a slider, each from the key to
the second frame after the picture changed. *Burst*: thirty keys 16 ms apart; how often the picture
was drawn, and the time from the last key to its last change. Explorers that compute in chunks go on
after the first change. *interact*: the same slider and model, its curves redrawn by ``interact``
with an inline matplotlib figure; there is no such row for what is computed in the browser.
"""

import math
import sys
import tempfile
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from explorer_page import EXPLORERS, KINDS, NAME
from explorers import REDRAWN
from jupyterlab_page import Lab, Notebook, open_browser

from qlearn import lessons

BARE = "import qutip, plotly.graph_objects"
MEMORY = "import psutil; print(psutil.Process().memory_info().rss / 1e6)"

FIND = """
import gc
from qlearn.widgets.live import Explorer
explorer, = [it for it in gc.get_objects() if type(it) is Explorer and it.live.label == {title!r}]
control, = [name for name, it in explorer.controls.items() if it.description == {slider!r}]
target = explorer.controls[control]
"""
SHOWN = "display(ipywidgets.VBox([target, drawn]).add_class('redrawn'))"

RUN_ALL = """async (explorers) => {
    const began = performance.now();
    let first = NaN;
    const look = setInterval(() => {
        const drawn = document.querySelector(explorers)?.querySelector("svg path, svg line");
        if (drawn && isNaN(first)) first = performance.now() - began;
    }, 10);
    await window.jupyterapp.commands.execute("notebook:run-all-cells");
    for (let more = 0; isNaN(first) && more < 500; more++)
        await new Promise((done) => setTimeout(done, 10));
    clearInterval(look);
    return first / 1000;
}"""

# Runs on a slider: presses keys and watches every picture of its explorer.
WATCH = f"""
const pictures = [...slider.closest("{EXPLORERS}, .redrawn")
    .querySelectorAll("svg, canvas, .jp-OutputArea")]
    .filter((node) => !slider.parentElement.contains(node));
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const frame = () => new Promise(requestAnimationFrame);
let changes = 0, last = 0;
const watch = new MutationObserver(() => {{ changes += 1; last = performance.now(); }});
const every = {{attributes: true, childList: true, subtree: true, characterData: true}};
pictures.forEach((node) => watch.observe(node, every));
const press = (key) => slider.tagName === "INPUT"
    ? (slider.value = +slider.value + (key === "ArrowRight" ? 1 : -1) * (slider.step || 1),
       slider.dispatchEvent(new Event("input", {{bubbles: true}})),
       slider.dispatchEvent(new Event("change", {{bubbles: true}})))
    : slider.dispatchEvent(
        new KeyboardEvent("keydown", {{key, bubbles: true, cancelable: true}}));
"""
STEPS = f"""async (slider, count) => {{ {WATCH}
    const taken = [];
    for (let step = 0; step < count; step++) {{
        const before = changes, began = performance.now();
        press(step % 4 < 2 ? "ArrowRight" : "ArrowLeft");
        while (changes === before && performance.now() - began < 5000) await frame();
        await frame();
        taken.push(performance.now() - began);
        await sleep(400);
    }}
    watch.disconnect();
    return taken;
}}"""
BURST = f"""async (slider, count) => {{ {WATCH}
    for (let step = 0; step < count; step++) {{
        press(step < count / 2 ? "ArrowRight" : "ArrowLeft");
        await sleep(16);
    }}
    const ended = performance.now();
    await sleep(2500);
    watch.disconnect();
    return [changes, Math.max(0, last - ended)];
}}"""


def table():
    """Rows per notebook and explorer."""
    yield (
        "notebook", "first explorer s", "kernel MB", "slider", "ten steps: median ms", "slowest ms",
        "burst: drawn", "last change after ms", "`interact`: median ms", "its slowest ms",
        "its burst: drawn", "its last change after ms",
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as home:
        lab = Lab(home)
        try:
            yield from rows(lab)
        finally:
            lab.stop()


def rows(lab):
    """A row for the bare kernel, then those of every notebook in a browser profile of its own."""
    names = [lab.write("bare.ipynb", BARE, MEMORY)]
    names += [lab.copy(path) for path in lessons.notebooks()]
    for name in names:
        with (
            tempfile.TemporaryDirectory() as profile,
            open_browser(profile) as browser,
            Notebook(browser, lab, name) as notebook,
        ):
            yield from notebook_rows(notebook, name.removesuffix(".ipynb"))


def notebook_rows(notebook, name):
    """The rows of one notebook: one for each explorer, at least one."""
    first = notebook.page.evaluate(RUN_ALL, EXPLORERS)
    assert notebook.errors() == []
    whole = [name, "" if math.isnan(first) else f"{first:.1f}", memory(notebook)]
    explorers = notebook.page.locator(EXPLORERS).all()
    for explorer in explorers:
        slider, measured = sliding(explorer)
        live = explorer.locator(".ql-live").count()
        baseline = redrawn(notebook, explorer, slider) if live else [""] * 4
        yield (*whole, slider, *measured, *baseline)
        whole = ["", "", ""]
    if not explorers:
        yield (*whole, *[""] * 9)


def memory(notebook):
    """Memory of the notebook's kernel in MB."""
    index = run_below(notebook, MEMORY)
    return f"{float(notebook.output(index)):.0f}"


def run_below(notebook, source):
    """Run code in a new cell; return the cell's index."""
    notebook.command("notebook:insert-cell-below")
    index = notebook.page.evaluate("window.jupyterapp.shell.currentWidget.content.activeCellIndex")
    notebook.type(index, source)
    notebook.run(index)
    return index


def sliding(explorer):
    """Name of the first slider that moves the picture, and what was measured with it."""
    for slider in explorer.locator(KINDS["slider"]).all():
        if measured := moved(slider):
            return slider.evaluate(NAME), measured
    return "none moves the picture", [""] * 4


def moved(slider):
    """What is measured with a slider, nothing if it does not move the picture."""
    slider.scroll_into_view_if_needed()
    slider.evaluate(STEPS, 1)  # warm
    taken = slider.evaluate(STEPS, 10)
    if max(taken) >= 5000:
        return []
    drawn, lag = slider.evaluate(BURST, 30)
    return [f"{median(taken):.0f}", f"{max(taken):.0f}", f"{drawn}", f"{lag:.0f}"]


def redrawn(notebook, explorer, slider):
    """The same measured with ``interact``, in a cell of its own."""
    find = FIND.format(title=explorer.locator(".ql-title").inner_text(), slider=slider)
    index = run_below(notebook, find + REDRAWN + SHOWN)
    assert notebook.errors() == []
    return moved(notebook.cell(index).locator(".redrawn .noUi-handle"))
