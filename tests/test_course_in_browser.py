"""What a learner does with the real notebooks, in a real JupyterLab and a real Chromium.

Every notebook: it runs, every control of its explorers is worked by keyboard, its pages lie well on
two screens and in both themes, a known mistake is named and the reference answer is solved. One
kata is done from its first cell to its last without a mouse.
"""

import importlib
import re

import pytest
from explorer_page import explorers
from jupyterlab_page import Notebook

from qlearn import lessons
from qlearn.exercise.progress import exercises_of

pytest_plugins = ["jupyterlab_page"]
pytestmark = pytest.mark.slow

each_notebook = pytest.mark.parametrize("path", lessons.notebooks(), ids=lambda path: path.stem)
SCREENS = ((1280, 800), (1920, 1080))
IMPORTS = 1  # the second cell of every notebook

# Controls that may change nothing at all, and why.
SILENT = {
    "01_qubit": {
        "by": "it is the angle of the next rotation",
        "collapse after one shot": "it is about the next shot",
    },
    "05_teleportation": {
        "Alice's outcome: random": "chance may bring what was there",
        "Alice's outcome: 00": "it may be what she has read already",
    },
}
# Controls that change the sentence and not the picture, and why.
WORDED = {
    "10_tetron_gates": {
        "wrong records, p": "the fidelity of the recipe is a number",
        "stray electrons, q": "the fidelity of the recipe is a number",
        **{f"challenge: {gate}": "it is another aim" for gate in ("S", "√X", "H", "CNOT")},
    },
    "13_error_correction": {
        "error rate, p": "the rate of failures is a number",
        "Throw errors": "chance may throw none",
    },
    "18_many_to_one": {"swaps that succeed q": "it counts those that succeed"},
    "19_repeaters": {"fidelity of the pairs": "the Bell test is a sentence"},
    "20_distributed_computing": {"memory lifetime (µs)": "the fidelity left is a number"},
}
# Explorers that grow by more than two lines of text, and why.
GROWING = {"13_error_correction": "each code has its own number of checks"}
TWO_LINES = 45  # px

ROTATION = '''def rotation(axis, theta):
    """2x2 matrix that turns the Bloch arrow by theta about axis (any non-zero [x, y, z])."""
    n = np.array(axis) / np.linalg.norm(axis)
    n_sigma = n[0] * qubits.X + n[1] * qubits.Y + n[2] * qubits.Z
    return np.cos(theta / 2) * qubits.I - 1j * np.sin(theta / 2) * n_sigma


kata.rotation.check(rotation)'''


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


# --- Explorers ------------------------------------------------------------------------------


@each_notebook
def test_notebook_runs_and_every_control_answers(course, browser, path):
    with Notebook(browser, course, path.name, *SCREENS[0]) as notebook:
        notebook.run_all()
        assert notebook.errors() == []
        assert lying_badly(notebook) == set()
        silent, worded = set(), set()
        for explorer in explorers(notebook):
            explorer.settle()
            found = explorer.work_all()
            assert found.count > 0
            assert found.troubles == set(), explorer.title
            assert found.growth < TWO_LINES or path.stem in GROWING, explorer.title
            silent, worded = silent | found.silent, worded | found.worded
        assert silent <= set(SILENT.get(path.stem, ()))
        assert worded <= set(WORDED.get(path.stem, ()))
        assert notebook.own_errors() == []


def lying_badly(notebook):
    """What lies badly in the page, on both screens and in both themes; ends as it began."""
    faults = set()
    for dark in (False, True):
        notebook.theme(dark=dark)
        for width, height in SCREENS:
            notebook.page.set_viewport_size({"width": width, "height": height})
            for explorer in explorers(notebook):
                explorer.settle()
                faults |= {f"{width} px, dark {dark}: {fault}" for fault in explorer.faults()}
    notebook.theme(dark=False)
    notebook.page.set_viewport_size(dict(zip(("width", "height"), SCREENS[0], strict=True)))
    return faults


# --- Exercises ------------------------------------------------------------------------------


@each_notebook
def test_mistake_is_named_and_reference_is_solved(course, browser, path):
    kata = importlib.import_module(f"qlearn.katas.{lessons.slug(path)}")
    tasks = sorted(exercises_of(kata).values(), key=lambda task: task.kind != "function")
    task, mistake = next((task, task.mistakes[0]) for task in tasks if task.mistakes)
    with Notebook(browser, course, path.name, *SCREENS[0]) as notebook:
        notebook.run(IMPORTS)
        cell = notebook.find_cell(f"kata.{task.name}.check(")
        stub = notebook.source(cell)
        wrong = answer(notebook, task.name, filled(stub, task, mistake.function, mistake.name))
        assert mistake.explanation in " ".join(wrong.split())
        assert "✗ wrong" in wrong
        assert verdict_is_within_the_page(notebook, cell)
        right = answer(notebook, task.name, filled(stub, task, task.reference))
        assert "✓ solved" in right
        assert task.insight in " ".join(right.split())
        assert notebook.own_errors() == []


def filled(stub, task, function, name=None):
    """The stub of an exercise with an answer in it that calls ``function``."""
    place = f"kata.{name or f'{task.name}.reference'}"
    if task.kind == "question":
        return stub.replace("...", repr(function()))
    if task.kind == "value":
        return stub.replace("...  # your answer", f"{place}()")
    call = f"{place}({', '.join(task.parameters)})"
    return stub.replace("...  # your code", f"return {call}")


def verdict_is_within_the_page(notebook, cell):
    for width, height in SCREENS:
        notebook.page.set_viewport_size({"width": width, "height": height})
        cards = notebook.cell(cell).locator(".jp-OutputArea [role=status], .jp-OutputArea")
        sizes = cards.evaluate_all("all => all.map((it) => [it.scrollWidth, it.clientWidth])")
        if any(inner > outer for inner, outer in sizes):
            return False
    return True


def test_qubit_mistake_is_named_then_mended_and_progress_kept(course, browser):
    with Notebook(browser, course, "01_qubit.ipynb") as notebook:
        notebook.run(IMPORTS)
        wrong = answer(notebook, "rotation", ROTATION.replace("theta / 2", "theta"))
        assert "the half angle is missing" in wrong
        assert "solved" in answer(notebook, "rotation", ROTATION)
        notebook.save()
        notebook.reload()
        cell = notebook.find_cell("kata.progress()")
        notebook.run(cell)
        solved, of = re.search(r"(\d+) of (\d+) solved", notebook.output(cell)).groups()
        assert 1 <= int(solved) < int(of)
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


# --- Without a mouse ------------------------------------------------------------------------


def test_a_whole_kata_by_keyboard(course, browser):
    """Kata 06: every cell with Shift+Enter, every answer typed, a slider reached and moved."""
    path = lessons.find("kitaev_chain")
    kata = importlib.import_module("qlearn.katas.kitaev_chain")
    tasks = exercises_of(kata)
    with Notebook(browser, course, path.name, *SCREENS[0]) as notebook:
        press = notebook.page.keyboard.press
        press("Escape")
        for index in range(notebook.cell_count()):
            assert notebook.active_cell() == index
            source = notebook.source(index)
            checked = lessons.CHECK.search(source)
            if checked:
                task = tasks[checked[0].split(".")[1]]
                press("Enter")
                press("Control+a")
                notebook.page.keyboard.insert_text(filled(source, task, task.reference))
            press("Shift+Enter")
            notebook.wait_idle()
            if "widgets." in source:
                move_a_slider_and_return(notebook)
        shown = notebook.page.locator(".jp-Notebook").inner_text()
        assert shown.count("✓ solved") == len(tasks)
        assert notebook.errors() == []
        assert notebook.own_errors() == []


def move_a_slider_and_return(notebook):
    """From the cell below an explorer back into it with Shift+Tab, and out of it with the arrow."""
    (explorer,) = explorers(notebook)
    explorer.settle()
    before = explorer.seen
    tab_until(notebook, "Shift+Tab", "() => document.activeElement.matches('.noUi-handle')")
    notebook.page.keyboard.press("ArrowRight")
    explorer.settle()
    assert explorer.seen != before
    tab_until(notebook, "Tab", "() => document.activeElement.matches('button')")
    notebook.page.keyboard.press("ArrowDown")


def tab_until(notebook, key, reached, most=15):
    """Press Tab or Shift+Tab until the focus is where ``reached``, JavaScript, is true."""
    for _ in range(most):
        notebook.page.keyboard.press(key)
        if notebook.page.evaluate(reached):
            return
    raise AssertionError(f"{key} does not lead there in {most} steps")
