"""What a learner sees: notebooks in a real JupyterLab, in a real browser, moved by keyboard."""

import pytest
from jupyterlab_page import Notebook

pytest_plugins = ["jupyterlab_page"]

SETUP = """
import numpy as np
import plotly.graph_objects as go
from qlearn.widgets import explorer, press, slider, toggle

times = np.linspace(0, 10, 400)
calls = []


def update(omega, noisy, sample):
    calls.append(omega)
    if omega > 5.5:
        raise ValueError("<b>too</b> strong")
    p = np.sin(omega * times / 2) ** 2
    p = p + noisy * np.random.default_rng(sample).normal(0, 0.02, times.size)
    return {"excited": {"y": p}, "ground": {"y": 1 - p}}, f"Rabi frequency {omega:.2f} rad/µs"


def rabi(side):
    figure = go.Figure([go.Scatter(x=times, name=name) for name in ("excited", "ground")])
    figure.data[1].line.dash = "dash"
    axes = {"xaxis.title.text": "time (µs)", "yaxis.title.text": "probability"}
    figure.update_layout(axes | {"xaxis.range": [0, 10], "yaxis.range": [-0.05, 1.05]})
    omega = slider("drive Ω (rad/µs)", 2.0, 0.2, 6.0, 0.1)
    controls = {"omega": omega, "noisy": toggle("readout noise"), "sample": press("again")}
    return explorer(controls, figure, update, title="Rabi oscillation", side=side)
"""
CURVE = ".scatterlayer .js-line"
MOVED = """([place, old]) => {
    const curve = document.querySelectorAll(place)[0]?.getAttribute("d");
    return curve && curve !== old && curve;
}"""


@pytest.fixture(scope="module")
def notebook(lab, browser):
    """A notebook of one explorer with its controls left, and one with its controls on top."""
    name = lab.write(
        "live.ipynb", SETUP, "rabi('left')", "rabi('top')", "print(len(calls), calls[-1])"
    )
    with Notebook(browser, lab, name) as notebook:
        notebook.run_all()
        wait_for_curves(notebook, 4)
        yield notebook
    assert notebook.own_errors() == []


@pytest.fixture(autouse=True)
def start(notebook):
    """Every test begins in the light theme with the starting values."""
    notebook.theme(dark=False)
    for index in (1, 2):
        notebook.cell(index).get_by_role("button", name="Reset").click()
        notebook.wait_for(index, "Rabi frequency 2.00")


def wait_for_curves(notebook, count):
    notebook.page.wait_for_function(
        f"() => document.querySelectorAll('{CURVE}').length === {count}", timeout=60_000
    )


def curve(notebook, old=None):
    """The first curve on the page, once it differs from ``old``."""
    return notebook.page.wait_for_function(MOVED, arg=[CURVE, old]).json_value()


def colour(notebook, place):
    code = "(place) => getComputedStyle(document.querySelector(place)).fill"
    return notebook.page.evaluate(code, place)


def test_a_key_on_the_slider_moves_the_curve(notebook):
    before = curve(notebook)
    notebook.slider("drive").press("ArrowRight")
    after = curve(notebook, before)
    notebook.wait_for(1, "Rabi frequency 2.10 rad/µs")
    notebook.slider("drive").press("ArrowLeft")
    assert curve(notebook, after) == before
    assert "Rabi frequency 2.00" in notebook.output(2)  # the other copy stayed where it was
    assert notebook.errors() == []


def test_all_controls_are_reached_by_keyboard_and_named(notebook):
    seen = set()
    notebook.slider("drive").focus()
    for _ in range(12):
        notebook.page.keyboard.press("Tab")
        seen.add(
            notebook.page.evaluate("document.activeElement.closest('.jupyter-widgets')?.innerText")
        )
    assert {"readout noise", "again", "Reset"} <= {text.strip() for text in seen if text}
    assert notebook.slider("drive").get_attribute("aria-label") == "drive Ω (rad/µs)"
    group = notebook.page.get_by_role("group", name="Rabi oscillation").first
    assert group.get_by_role("img", name="Rabi oscillation").count() == 1
    assert group.get_by_role("status").inner_text() == "Rabi frequency 2.00 rad/µs"


def test_a_burst_of_keys_ends_at_the_newest_value(notebook):
    notebook.run(3)
    before = int(notebook.output(3).split()[0])
    notebook.slider("drive").focus()
    for _ in range(30):
        notebook.page.keyboard.press("ArrowRight", delay=5)
    notebook.wait_for(1, "Rabi frequency 5.00")
    notebook.run(3)
    count, last = notebook.output(3).split()
    assert float(last) == pytest.approx(5.0)
    assert 1 <= int(count) - before <= 31


def test_an_error_is_shown_as_text_and_goes_away(notebook):
    notebook.slider("drive").press("End")
    notebook.wait_for(1, "ValueError: <b>too</b> strong (line")
    notebook.screenshot("explorer_error", notebook.cell(1))
    assert notebook.cell(1).get_by_role("alert").inner_html().startswith("ValueError: &lt;b&gt;")
    notebook.slider("drive").press("Home")
    notebook.wait_for(1, "Rabi frequency 0.20")
    assert "ValueError" not in notebook.output(1)


def test_the_figure_follows_the_theme(notebook):
    ticks = ".ql-picture .xtick text"
    notebook.screenshot("explorer_light")
    light = colour(notebook, ticks)
    notebook.theme(dark=True)
    changed = "([place, old]) => getComputedStyle(document.querySelector(place)).fill !== old"
    notebook.page.wait_for_function(changed, arg=[ticks, light])
    notebook.screenshot("explorer_dark")
    dark = colour(notebook, ticks)
    assert sum(rgb(light)) < 3 * 80
    assert sum(rgb(dark)) > 3 * 180


def rgb(text):
    """``rgb(1, 2, 3)`` or ``rgba(...)`` as three numbers."""
    return [float(number) for number in text[text.index("(") + 1 : -1].split(",")[:3]]


def test_the_figure_follows_the_width_and_keeps_its_height(notebook):
    picture = notebook.page.locator(".ql-picture .main-svg").first
    wide = picture.bounding_box()
    try:
        notebook.page.set_viewport_size({"width": 700, "height": 900})
        code = "(old) => document.querySelector('.ql-picture .main-svg').clientWidth !== old"
        notebook.page.wait_for_function(code, arg=round(wide["width"]))
        notebook.page.wait_for_timeout(300)
        narrow = picture.bounding_box()
        frame = notebook.page.locator(".ql-picture").first.bounding_box()
        notebook.screenshot("explorer_narrow")
    finally:
        notebook.page.set_viewport_size({"width": 1280, "height": 900})
    assert narrow["height"] == wide["height"] == 360
    assert narrow["width"] == pytest.approx(frame["width"], abs=1.5)


def test_a_reloaded_page_shows_the_figure_as_it_was(notebook):
    before = curve(notebook)
    notebook.slider("drive").press("ArrowRight")
    moved = curve(notebook, before)
    notebook.save()
    notebook.reload()
    wait_for_curves(notebook, 4)
    assert curve(notebook) == moved
    notebook.slider("drive").press("ArrowLeft")
    assert curve(notebook, moved) == before


NO_TIME = """
const real = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (ms) => real(ms === 2000 ? 0 : ms);
"""


def test_a_figure_that_starts_late_still_moves(lab, browser):
    # anywidget closes its gate for messages after two seconds; here it closes at once
    name = lab.write("late.ipynb", SETUP + "rabi('left')")
    with Notebook(browser, lab, name, script=NO_TIME) as late:
        late.run_all()
        wait_for_curves(late, 2)
        before = curve(late)
        late.slider("drive").press("End")
        late.wait_for(0, "ValueError")
        late.slider("drive").press("Home")
        curve(late, before)
        assert any("Failed to initialize model" in error for error in late.console_errors)


def test_a_figure_does_not_wait_for_the_cells_below_it(lab, browser):
    name = lab.write("busy.ipynb", SETUP + "rabi('left')", "import time; time.sleep(20)")
    with Notebook(browser, lab, name) as busy:
        busy.page.evaluate(
            "() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }"
        )
        busy.page.wait_for_selector(CURVE, state="attached", timeout=15_000)


CHUNKED = """
import time
import plotly.graph_objects as go
from qlearn.widgets import explorer, slider

def slow(n):
    for k in range(1, 101):
        time.sleep(0.03)
        yield k / 100, {"sum": {"y": [n * i for i in range(k)]}}, f"{k} of 100 for n = {n}"

explorer({"n": slider("n", 1, 1, 5)}, go.Figure(go.Scatter(name="sum")), slow, title="slow")
"""


def test_long_computation_shows_progress_and_can_be_stopped(lab, browser):
    name = lab.write("chunked.ipynb", CHUNKED)
    with Notebook(browser, lab, name) as notebook:
        notebook.run_all()
        line = notebook.page.locator(".ql-text")
        notebook.page.wait_for_function(
            "() => parseInt(document.querySelector('.ql-text')?.textContent) > 5"
        )
        notebook.screenshot("chunked", notebook.cell(0))
        notebook.slider("n").press("ArrowRight")
        line.get_by_text("for n = 2").wait_for()
        notebook.page.get_by_role("button", name="Stop", exact=True).click()
        notebook.page.get_by_role("button", name="Stop", exact=True).wait_for(state="hidden")
        stopped = line.inner_text()
        notebook.page.wait_for_timeout(500)
        assert line.inner_text() == stopped
        assert "100 of 100" not in stopped
        assert notebook.errors() == []
