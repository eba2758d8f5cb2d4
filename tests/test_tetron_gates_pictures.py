"""Pictures of gates by measurement, their closed forms under noise, and the tetron console."""

import itertools

import numpy as np
import pytest
import qutip
import traitlets
from widget_page import spilled, traits_of, widget_page

from qlearn import facts, plots
from qlearn.katas import tetron_gates as kata
from qlearn.qubits import gates
from qlearn.qubits.measurement import pauli
from qlearn.qubits.nonlocality import chsh_max
from qlearn.qubits.states import bell
from qlearn.topology import tetron_gates
from qlearn.topology.tetron_register import Tetrons, measured_pair
from qlearn.widgets.tetron_gates import START, TetronConsole, tetron_console

pytest_plugins = ["jupyterlab_page"]

RECIPES = {  # on the console: tetron 0 (and 1) with the ancilla 2
    "S": [("X", (2,)), ("ZZ", (0, 2)), ("Y", (2,))],
    "SX": [("Z", (2,)), ("XX", (0, 2)), ("Y", (2,))],
    "H": [("X", (2,)), ("XZ", (0, 2)), ("Z", (0,))],
    "CNOT": [("X", (2,)), ("ZZ", (0, 2)), ("XX", (1, 2)), ("Z", (2,))],
}


# --- Fidelity with wrong records and stray electrons ---------------------------------------


def played(gate, p, q, draw):
    """Whether one run of a recipe, on halves of Bell pairs, ends as the frame says."""
    k = 2 if gate == "CNOT" else 1
    order = [0, 2, 1, 3, 4] if k == 2 else [0, 1, 2]
    start = qutip.tensor([bell("Phi+")] * k + [qutip.basis(2, 0)]).permute(order)
    tetrons = Tetrons(2 * k + 1, p, rng=draw, state=start)
    steps, result = tetron_gates.recipe(gate, range(k), 2 * k)
    outcomes = []
    for step in steps:
        for tetron in (*range(k), 2 * k):
            if draw.random() < q:
                tetrons.poison(tetron, int(draw.integers(1, 5)))
        outcomes.append(tetrons.measure(*step))
    ideal = pauli(tetron_gates.byproduct(gate, outcomes)) * tetron_gates.IDEAL[gate]
    pairs = qutip.tensor([bell("Phi+")] * k).permute(order[:-1])
    want = (gates.embed(ideal, range(k), 2 * k) * pairs).full()[:, 0]
    made = tetrons.state.full().reshape([2] * (2 * k + 1))
    if result == (2 * k,):  # H: the result stands on the ancilla
        made = made.swapaxes(0, 2 * k)
    return np.linalg.norm(want.conj() @ made.reshape(-1, 2)) ** 2


@pytest.mark.parametrize("gate", tetron_gates.RECIPES)
def test_fidelity_with_poison_against_the_register(gate):
    """800 runs with Bell pairs; each gives 0 or 1, so 5 sigma of a fraction."""
    p, q, runs, draw = 0.04, 0.07, 800, np.random.default_rng(11)
    mean = np.mean([played(gate, p, q, draw) for _ in range(runs)])
    expected = tetron_gates.gate_fidelity(gate, p, q)
    assert abs(mean - expected) < 5 * np.sqrt(expected * (1 - expected) / runs)
    assert expected < tetron_gates.gate_fidelity(gate, p) - 0.1


@pytest.mark.parametrize(("p", "q"), list(itertools.product([0, 0.03, 0.5], [0, 0.2, 1])))
def test_closed_forms_with_poison(p, q):
    r, quarter = 1 - q, (1 - (1 - q) ** 3) / 4
    for gate in ("S", "SX"):
        closed = r**3 * (1 + r**2 * (1 - 2 * p) ** 3) / 2 + quarter
        assert tetron_gates.gate_fidelity(gate, p, q) == pytest.approx(closed)
    closed = r**3 * (1 - p) * (1 + r**2 * (1 - 2 * p) ** 2) / 2 + quarter
    assert tetron_gates.gate_fidelity("H", p, q) == pytest.approx(closed)
    if q == 1:
        assert tetron_gates.gate_fidelity("CNOT", p, q) == pytest.approx(1 / 16)


def test_fidelity_refuses_what_is_no_probability():
    with pytest.raises(ValueError, match="poison_prob"):
        tetron_gates.gate_fidelity("S", 0.1, 1.2)


def test_budget_of_the_cnot_is_a_fact():
    """Bisection of the register's closed form, no formula for its inverse."""
    low, high = 0.0, 0.5
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (
            (middle, high) if tetron_gates.gate_fidelity("CNOT", middle) > 0.99 else (low, middle)
        )
    assert facts.fact("tetron.cnot_budget").value == pytest.approx(100 * low, abs=5e-4)
    assert kata.allowed_error.reference(0.99) == pytest.approx(low, rel=1e-9)


def test_pauli_settings_stay_classical():
    """Direct CHSH with settings X, Y, Z on a perfect pair: at most 2, in all 81 choices."""
    t = np.array([[qutip.expect(pauli(a + b), bell("Phi+")) for b in "XYZ"] for a in "XYZ"])
    values = [
        t[a, b] + t[a, d] + t[c, b] - t[c, d]
        for a, b, c, d in itertools.product(range(3), repeat=4)
    ]
    assert max(np.abs(values)) == pytest.approx(2)


# --- The exercises judge physics, not one wording ------------------------------------------


@pytest.mark.parametrize(
    ("task", "recipe"),
    [
        ("sqrt_x_recipe", [["Z", [1]], ["xx", [1, 0]], ["Y", 1]]),
        ("sqrt_x_recipe", [("Y", 1), ("XX", (0, 1)), ("Z", 1)]),
        ("sqrt_x_recipe", [("Z", 1), ("XY", (0, 1)), ("X", 1)]),
        ("sqrt_x_recipe", [("X", 1), ("XZ", (0, 1)), ("Y", 1)]),
        ("h_recipe", [("Z", 1), ("ZX", (0, 1)), ("X", 0)]),
        (
            "h_recipe",
            [("X", 1), ("ZZ", (0, 1)), ("Y", 1), ("Z", 1), ("XX", (0, 1)), ("Y", 1)]
            + [("X", 1), ("ZZ", (0, 1)), ("Y", 1)],
        ),
    ],
)
def test_other_right_recipes_are_solved(task, recipe):
    for seed in range(5):
        verdict = getattr(kata, task).check(recipe, seed=seed)
        assert verdict, verdict


def test_a_gate_on_the_wrong_tetron_is_not_taken():
    moved = [("X", 1), ("ZZ", (0, 1)), ("X", 0)]  # to tetron 1, and then sqrt(X) there
    verdict = kata.sqrt_x_recipe.check([*moved, ("Z", 0), ("XX", (0, 1)), ("Y", 0)])
    assert verdict.diagnosis == "leaves_it_on_the_ancilla"


def test_three_digits_are_enough_for_the_budget():
    for seed in range(5):
        assert kata.allowed_error.check(
            lambda fidelity: float(f"{kata.allowed_error.reference(fidelity):.3g}"), seed=seed
        )


# --- The console ---------------------------------------------------------------------------


def make(console, steps):
    for step in steps:
        console.press(*step)


@pytest.mark.parametrize("challenge", RECIPES)
def test_recipes_meet_their_challenges_with_the_right_frame(challenge):
    data = [0, 1] if challenge == "CNOT" else [0]
    result = [2] if challenge == "H" else data
    start = qutip.tensor([qutip.Qobj(START[q]) for q in data])
    for seed in range(8):
        console = tetron_console(challenge, seed=seed)
        make(console, RECIPES[challenge][:-1])
        assert not console.met
        make(console, RECIPES[challenge][-1:])
        assert console.met
        frame = console.shown["text"].split("frame ")[1].split(":")[0]
        word = tetron_gates.byproduct(challenge, [record.outcome for record in console.log])
        assert frame == word
        meant = pauli(word) * tetron_gates.IDEAL[challenge] * start
        rho = console._tetrons.state.ptrace(result)
        assert qutip.expect(rho, meant) == pytest.approx(1)


def test_other_gates_are_called_by_their_names():
    console = tetron_console("H", seed=1)
    make(console, RECIPES["S"])
    assert console.shown["text"].startswith("So far: S on tetron 1")
    assert not console.met
    console.start()
    assert console.log == []
    make(console, [("X", (1,)), ("ZZ", (0, 1)), ("X", (0,))])
    assert "nothing but a move on tetron 2, from tetron 1" in console.shown["text"]


def test_reading_the_data_is_the_end_of_it():
    for steps in ([("Z", (0,))], [("X", (2,)), ("ZZ", (0, 2)), ("Z", (2,))], [("Z'", (0,))]):
        console = tetron_console(seed=2)
        make(console, steps)
        assert "has told something about tetron 1" in console.shown["text"]
    make(console, RECIPES["S"])
    assert not console.met


def test_what_is_shown_is_the_state():
    console = tetron_console("CNOT", seed=4)
    make(console, RECIPES["CNOT"][:2])
    state = console._tetrons.state
    for q, arrow in enumerate(console.shown["arrows"]):
        found = [qutip.expect(pauli(x), state.ptrace(q)) for x in "XYZ"]
        assert np.allclose(arrow, found, atol=1e-12)
    assert console.shown["definite"] == [["ZIZ", console.log[-1].outcome]]


def test_wrong_records_are_told_apart_from_the_truth():
    """With p = 0.2 and 200 records a fraction of 0.2 is wrong, within 5 sigma."""
    console, wrong = tetron_console(p=0.2, seed=5), 0
    for _ in range(50):
        console.start()
        make(console, RECIPES["S"] + [("X", (1,))])
        wrong += sum(outcome != true for _, _, outcome, true in console.shown["log"])
    assert abs(wrong - 40) < 5 * np.sqrt(200 * 0.2 * 0.8)


def test_reveal_shows_the_fidelity_that_a_wrong_record_leaves():
    z = np.diag([1, -1])
    s_start = np.array([1, 1j]) * START[0]
    lost = abs(np.vdot(s_start, z @ s_start)) ** 2
    seen = set()
    for seed in range(20):
        console = tetron_console(p=0.2, seed=seed)
        console.reveal = True
        make(console, RECIPES["S"])
        wrong = sum(outcome != true for _, _, outcome, true in console.shown["log"])
        value = 1.0 if wrong % 2 == 0 else lost
        assert f"True fidelity with that: {value:.2f}" in console.shown["text"]
        seen.add(wrong % 2)
    assert seen == {0, 1}


def test_records_that_contradict_each_other_are_noticed():
    noticed = 0
    for seed in range(20):
        console = tetron_console(p=0.2, seed=seed)
        make(console, [RECIPES["S"][0], *RECIPES["S"]])
        first, second = (record.outcome for record in console.log[:2])
        assert ("contradict" in console.shown["text"]) == (first != second)
        noticed += first != second
    assert 0 < noticed < 20


def test_a_poisoned_island_shows_in_its_other_pair():
    console = tetron_console(poison=0.2, seed=1)
    while console.shown["parities"][0] == 1:
        console.start()
        console.press("X", (1,))
    console.poison = 0.0
    assert console.press("Z", (0,)) == -console.press("Z'", (0,))
    assert [item[0] for item in console.shown["log"]][-2:] == ["Z", "Z'"]


def test_sliders_move_the_forecast():
    console = tetron_console("CNOT")
    console.p, console.poison = 0.05, 0.01
    expected = tetron_gates.gate_fidelity("CNOT", 0.05, 0.01)
    assert console.shown["forecast"].endswith(f"{expected:.3f}")


def test_messages_of_the_page_are_obeyed():
    console = tetron_console(seed=1)
    console._handle_custom_msg({"press": ["ZZ", [0, 2]]}, [])
    assert [record[:2] for record in console.log] == [("ZZ", (0, 2))]
    console._handle_custom_msg({"start": True}, [])
    assert console.log == []


@pytest.mark.parametrize(
    ("call", "error", "names"),
    [
        (lambda: tetron_console(p=0.5), ValueError, "p = 0.5; allowed: 0 to 0.2"),
        (lambda: tetron_console(poison=-0.1), ValueError, "poison = -0.1"),
        (lambda: tetron_console("T"), traitlets.TraitError, "challenge"),
        (lambda: tetron_console().press("A", (0,)), ValueError, "word = 'A'"),
        (lambda: tetron_console().press("ZZ", (0, 0)), ValueError, "tetrons"),
    ],
)
def test_bad_input_is_refused_by_name(call, error, names):
    with pytest.raises(error, match=names):
        call()


# --- The page ------------------------------------------------------------------------------


@pytest.fixture
def page(browser):
    console = tetron_console(seed=3)
    make(console, RECIPES["S"])
    traits = traits_of(console, "challenge", "p", "poison", "reveal", "shown")
    with widget_page(browser, TetronConsole, traits) as page:
        yield page


def test_page_draws_what_python_says(page):
    assert "Y₃ gave" in page.inner_text(".now")
    assert "Challenge met: S on tetron 1" in page.inner_text(".now")
    assert page.locator(".log li").count() == 3
    assert page.locator(".board .gamma").count() == 12
    assert page.locator(".board .loop").count() == 1
    assert "process fidelity 1.000" in page.inner_text(".forecast")


def test_buttons_send_measurements_by_mouse_and_keyboard(page):
    page.get_by_label("measure X₁Z₃").click()
    page.get_by_label("measure Z₂", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Start again").press("Space")
    expected = [{"press": ["XZ", [0, 2]]}, {"press": ["Z", [1]]}, {"start": True}]
    assert page.evaluate("() => sent") == expected


def test_challenge_and_sliders_are_set_in_the_page(page):
    page.check("[type=radio][value=CNOT]")
    page.locator("[name=p]").fill("0.1")
    page.check("[name=reveal]")
    traits = page.evaluate("() => model.traits")
    assert (traits["challenge"], traits["p"], traits["reveal"]) == ("CNOT", 0.1, True)
    assert page.text_content(".board").count("island even") == 3


def test_nothing_spills_over_and_it_is_not_too_high(page):
    assert spilled(page) == []
    assert page.locator(".ql-tetrons").bounding_box()["height"] < 850


@pytest.mark.slow
def test_in_jupyterlab_a_pressed_button_measures_in_python(browser, lab):
    from jupyterlab_page import Notebook

    name = lab.write(
        "tetrons.ipynb",
        "from qlearn.widgets import tetron_console\nconsole = tetron_console(seed=1)\nconsole",
        "print(console.met, [record.word for record in console.log])",
    )
    with Notebook(browser, lab, name) as notebook:
        notebook.run(0)
        console = notebook.cell(0).locator(".ql-tetrons")
        for button in ("X₃", "Z₁Z₃", "Y₃"):
            console.get_by_label(f"measure {button}", exact=True).press("Enter")
            notebook.wait_for(0, f"{button} gave")
        notebook.wait_for(0, "Challenge met")
        notebook.run(1)
        assert notebook.output(1).startswith("True ['X', 'ZZ', 'Y']")
        assert notebook.own_errors() == []


# --- Still pictures ------------------------------------------------------------------------


def test_recipe_has_a_lane_per_tetron_and_a_box_per_letter(axes):
    steps, _ = tetron_gates.recipe("CNOT", (0, 1), 2)
    plots.tetron_gates.recipe(steps, ["c", "t", "a"], ax=axes)
    letters = [
        (text.get_text(), *text.get_position()) for text in axes.texts if text.get_bbox_patch()
    ]
    expected = [("X", 0, -2), ("Z", 1, 0), ("Z", 1, -2), ("X", 2, -2), ("X", 2, -1), ("Z", 3, -2)]
    assert sorted(letters) == sorted(expected)


def test_infidelities_start_with_their_number_of_records(axes):
    """First orders 3p, 3p, 3p and 4p, without a formula."""
    plots.tetron_gates.infidelities([1e-5, 1e-2], ax=axes)
    slopes = [line.get_ydata()[0] / 1e-5 for line in axes.lines]
    assert np.allclose(slopes, [3, 3, 3, 4, 4], rtol=1e-3)
    assert axes.lines[0].get_ydata()[1] == pytest.approx((1 - 0.98**3) / 2)


def test_pair_quality_crosses_two_where_the_text_says(axes):
    p = np.linspace(0, 0.2, 401)
    plots.tetron_gates.pair_quality(p, [(0.1, 2.2)], ax=axes)
    pair, seen, limit = (line.get_ydata() for line in axes.lines)
    assert p[np.argmax(pair < 2)] == pytest.approx(0.1465, abs=6e-4)
    assert p[np.argmax(seen < 2)] == pytest.approx(0.0796, abs=6e-4)
    assert set(limit) == {2}
    assert axes.collections[0].get_offsets().tolist() == [[0.1, 2.2]]


def test_seen_correlations_against_records():
    """S from 2000 recorded XX and ZZ, with the same p for making and reading; 5 sigma."""
    p, runs, draw, means = 0.06, 2000, np.random.default_rng(2), []
    for word in ("XX", "ZZ"):
        total = 0
        for _ in range(runs):
            pair = Tetrons(2, p, rng=draw)
            pair.entangle(0, 1)
            total += pair.read(word, (0, 1))
        means.append(total / runs)
    expected = (1 - 2 * p) * chsh_max(measured_pair(p))
    assert abs(2 * np.hypot(*means) - expected) < 5 * 2 / np.sqrt(runs)
