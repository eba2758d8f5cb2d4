"""What a learner does with the real notebooks, in a real JupyterLab and a real Chromium.

Pictures of every explorer, light and dark, are left in ``artifacts/`` to be looked at.
"""

import pytest
from jupyterlab_page import Notebook

from qlearn import lessons

pytest_plugins = ["jupyterlab_page"]
pytestmark = pytest.mark.slow

EXPLORERS = ".ql-explorer, .ql-bloch"

ROTATION = '''def rotation(axis, theta):
    """2x2 matrix that turns the Bloch arrow by theta about axis (any non-zero [x, y, z])."""
    n = np.array(axis) / np.linalg.norm(axis)
    n_sigma = n[0] * qubits.X + n[1] * qubits.Y + n[2] * qubits.Z
    return np.cos(theta / 2) * qubits.I - 1j * np.sin(theta / 2) * n_sigma


kata.rotation.check(rotation)'''

BULK_GAP = '''def bulk_gap(mu, t, delta):
    """Smallest excitation energy of the endless chain: the minimum of E(k) over all k."""
    return min(abs(2 * t + mu), abs(2 * t - mu))


kata.bulk_gap.check(bulk_gap)'''


@pytest.fixture(scope="module")
def course(lab):
    """A JupyterLab that serves the notebooks, with a progress log of its own."""
    for path in lessons.notebooks():
        lab.copy(path)
    return lab


def answer(notebook, name, source):
    """Type an answer into the cell of an exercise and run it; return what the cell shows."""
    cell = notebook.find_cell(f"kata.{name}.check(")
    notebook.type(cell, source)
    notebook.run(cell)
    return notebook.output(cell)


@pytest.mark.parametrize("name", [path.stem for path in lessons.notebooks()])
def test_notebook_runs_and_its_explorers_can_be_looked_at(course, browser, name):
    with Notebook(browser, course, f"{name}.ipynb") as notebook:
        notebook.run_all()
        assert notebook.errors() == []
        explorers = notebook.page.locator(EXPLORERS)
        for dark in (False, True):
            notebook.theme(dark=dark)
            for number in range(explorers.count()):
                shown = explorers.nth(number)
                shown.scroll_into_view_if_needed()
                theme = "dark" if dark else "light"
                notebook.screenshot(f"{name}-{number + 1}-{theme}", shown)
                assert shown.bounding_box()["height"] > 200
        assert notebook.own_errors() == []


SILENT = {  # sliders that wait for something else: a gate to be pressed, a channel to be chosen
    "01_qubit": ["by"],
    "03_noise": ["T2 / T1 (waiting only)"],
}


@pytest.mark.parametrize("name", [path.stem for path in lessons.notebooks()])
def test_every_slider_moves_what_is_seen(course, browser, name):
    """Each slider of each explorer, by keyboard: picture or sentence answers, without an error."""
    with Notebook(browser, course, f"{name}.ipynb") as notebook:
        notebook.run_all()
        silent = []
        for explorer in notebook.page.locator(EXPLORERS).all():
            sliders = explorer.locator(".noUi-handle, input[type=range]").all()
            assert sliders
            silent += [label(slider) for slider in sliders if not answers(explorer, slider)]
            assert explorer.locator(".ql-error").all_inner_texts() in ([], [""])
        assert silent == SILENT.get(name, [])
        assert notebook.own_errors() == []


def answers(explorer, slider):
    """Whether picture or sentence change when a slider moves, back if it stands at its end."""
    before = seen(explorer)
    for key in ("ArrowRight", "ArrowLeft", "ArrowLeft"):
        slider.press(key)
        explorer.page.wait_for_timeout(250)
        if seen(explorer) != before:
            return True
    return False


def label(slider):
    """The visible name of a slider."""
    name = slider.evaluate(
        "node => node.closest('.widget-slider')?.querySelector('.widget-label')?.innerText"
        " ?? node.closest('label')?.innerText ?? node.getAttribute('aria-label')"
    )
    return name.split("\n")[0].strip()


def seen(explorer):
    """Pictures and sentences of an explorer, without its controls."""
    return explorer.locator("svg, .ql-text, [aria-live]").evaluate_all(
        "nodes => nodes.map((node) => node.innerHTML).join()"
    )


def test_qubit_mistake_is_named_then_mended_and_progress_kept(course, browser):
    with Notebook(browser, course, "01_qubit.ipynb") as notebook:
        notebook.run_all()
        wrong = answer(notebook, "rotation", ROTATION.replace("theta / 2", "theta"))
        assert "the half angle is missing" in wrong
        notebook.screenshot("verdict-wrong", notebook.cell(notebook.find_cell("kata.rotation.")))
        assert "solved" in answer(notebook, "rotation", ROTATION)
        notebook.save()
        notebook.reload()
        cell = notebook.find_cell("kata.progress()")
        notebook.run(cell)
        assert "1 of 12 solved" in notebook.output(cell)
        assert "turns_twice_as_far" in notebook.output(cell)
        assert "theta / 2" in notebook.page.locator(".jp-Notebook").inner_text()


def test_progress_is_on_the_map_of_a_new_kernel(course, browser):
    with Notebook(browser, course, "00_welcome.ipynb") as notebook:
        notebook.run_all()
        solved = answer(
            notebook,
            "born_probability",
            "kata.born_probability.check(lambda a: (a * a.conjugate()).real)",
        )
        assert "solved" in solved
        cell = notebook.find_cell("kata.course_map()")
        notebook.run(cell)
        assert "1 of 2" in notebook.output(cell)


def test_bloch_gates_and_shots_answer_in_the_page(course, browser):
    with Notebook(browser, course, "01_qubit.ipynb") as notebook:
        notebook.run_all()
        bloch = notebook.page.locator(".ql-bloch").first
        bloch.get_by_role("button", name="H", exact=True).click()
        bloch.get_by_role("button", name="100", exact=True).click()
        bloch.get_by_text("100 shots").first.wait_for()
        assert "arrow at (1.00, 0.00, 0.00)" in bloch.inner_text()


def test_chain_slider_moves_the_curves_and_the_sentence(course, browser):
    with Notebook(browser, course, "06_kitaev_chain.ipynb") as notebook:
        notebook.run_all()
        chain = notebook.page.locator(".ql-explorer").first
        chain.scroll_into_view_if_needed()
        curve = chain.locator(".scatterlayer path.js-line").nth(1)
        curve.wait_for(state="attached")
        before = curve.get_attribute("d")
        notebook.slider("Δ / t").focus()
        for _ in range(8):
            notebook.page.keyboard.press("ArrowLeft")
        notebook.page.wait_for_function(
            "([selector, before]) => document.querySelectorAll(selector)[1].getAttribute('d')"
            " !== before",
            arg=[".ql-explorer .scatterlayer path.js-line", before],
        )
        notebook.slider("μ / t").focus()
        notebook.page.keyboard.press("End")
        chain.get_by_text("rivial (Q = +1)").first.wait_for()
        wrong = answer(notebook, "bulk_gap", BULK_GAP)
        assert "compared k = 0 with k = pi" in wrong
        assert notebook.own_errors() == []
