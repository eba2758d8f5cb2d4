"""The Bloch explorer: its JavaScript against qlearn.qubits, its page; and the still pictures."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import kstest, pearsonr
from widget_page import spilled, widget_page

from qlearn.plots import bloch as plots
from qlearn.qubits import gates, measurement, states
from qlearn.widgets.bloch import BlochExplorer, bloch_explorer

pytest_plugins = ["jupyterlab_page"]

SEQUENCE = "XYZHST"

START = {
    "theta": 0, "phi": 0, "global_phase": 0, "axis": "Z", "collapse": True, "seed": 5, "shots": {},
    "history": {"state": [0, 0, 0], "start": "0", "gates": []},
}  # fmt: skip


@pytest.fixture
def rng():
    return np.random.default_rng(3)


@pytest.fixture
def page(browser):
    with widget_page(browser, BlochExplorer, START) as page:
        yield page


def as_floats(psi):
    """[Re a, Im a, Re b, Im b], as the JavaScript has it."""
    return np.asarray(psi.full()[:, 0]).view(float).tolist()


def python_state(page):
    """The state of the page's model, through the Python class."""
    data = page.evaluate("() => model.traits")
    names = ("theta", "phi", "global_phase")
    return BlochExplorer(**{name: data[name] for name in names}).state


# --- The closed forms in the browser ------------------------------------------------------


def random_gate(rng):
    """A random gate, as the JavaScript expression and as the operator."""
    if rng.random() < 0.5:
        name = rng.choice(list(SEQUENCE))
        return f"explorer.GATES.{name}", getattr(gates, name)
    letter, degrees = rng.choice(list("XYZ")), int(rng.integers(-360, 361))
    return f"explorer.rotation('{letter}', {degrees})", gates.rotation(
        letter.lower(), np.radians(degrees)
    )


def test_gate_sequences_agree_with_python_global_phase_included(page, rng):
    for _ in range(30):
        psi = states.random_ket(1, rng)
        code, operators = zip(*(random_gate(rng) for _ in range(12)), strict=True)
        run = f"(v) => [{', '.join(code)}].reduce((state, gate) => explorer.apply(gate, state), v)"
        expected = as_floats(gates.compose(*operators) * psi)
        assert_allclose(page.evaluate(run, as_floats(psi)), expected, atol=1e-12)


def test_two_halves_of_a_gate_make_the_whole(page, rng):
    psi = as_floats(states.random_ket(1, rng))
    twice = (
        "(v) => explorer.apply(explorer.GATES.{0}, explorer.apply(explorer.GATES.{0}, v, 0.5), 0.5)"
    )
    for name in SEQUENCE:
        whole = page.evaluate(f"(v) => explorer.apply(explorer.GATES.{name}, v)", psi)
        assert_allclose(page.evaluate(twice.format(name), psi), whole, atol=1e-14)


def test_angles_lose_nothing_not_even_at_the_poles(page, rng):
    kets = [states.random_ket(1, rng) for _ in range(20)]
    kets += [phase * states.ket(letter) for letter in "01+-rl" for phase in (1, 1j, -1)]
    for psi in kets:
        there_and_back = "(v) => explorer.amplitudes(...explorer.angles(v, 0.7))"
        assert_allclose(page.evaluate(there_and_back, as_floats(psi)), as_floats(psi), atol=1e-12)


def test_arrow_and_probabilities_agree_with_python(page, rng):
    for _ in range(20):
        psi = states.random_ket(1, rng)
        arrow = page.evaluate("(v) => explorer.bloch(v)", as_floats(psi))
        assert_allclose(arrow, states.bloch_vector(psi), atol=1e-12)
        for letter in "XYZ":
            p = page.evaluate(f"(v) => explorer.probability(v, '{letter}')", as_floats(psi))
            assert np.isclose(p, measurement.probability_along(psi, letter.lower()), atol=1e-12)


@pytest.mark.parametrize("letter", ["X", "Y", "Z"])
@pytest.mark.parametrize("outcome", [0, 1])
def test_collapse_agrees_with_the_projector(page, rng, letter, outcome):
    psi = states.random_ket(1, rng)
    projector = (gates.I + (-1) ** outcome * measurement.pauli(letter)) / 2
    found = page.evaluate(f"(v) => explorer.project(v, '{letter}', {outcome})", as_floats(psi))
    assert_allclose(found, as_floats((projector * psi).unit()), atol=1e-12)


def test_random_numbers_are_uniform_independent_and_repeatable(page):
    draw = """([seed, n]) => {
        const next = explorer.generator(seed);
        return Array.from({ length: n }, next);
    }"""
    for seed in (0, 1, 2**31):
        numbers = np.array(page.evaluate(draw, [seed, 20_000]))
        assert kstest(numbers, "uniform").pvalue > 1e-6
        assert abs(pearsonr(numbers[:-1], numbers[1:]).statistic) < 5 / np.sqrt(20_000)
        assert page.evaluate(draw, [seed, 5]) == numbers[:5].tolist()
    neighbours = [page.evaluate(draw, [seed, 2000]) for seed in (1, 2)]
    assert abs(pearsonr(*neighbours).statistic) < 5 / np.sqrt(2000)


@pytest.mark.parametrize("p", [0, 0.02, 0.5, 0.8, 1])
def test_shots_follow_the_probability_within_5_sigma(page, p):
    run = f"() => explorer.shots({p}, 20000, explorer.generator(9))"
    zeros = page.evaluate(run).count(0)
    assert abs(zeros - 20_000 * p) <= 5 * np.sqrt(20_000 * p * (1 - p))


# --- The page -----------------------------------------------------------------------------


def test_gate_buttons_turn_the_state_and_write_the_history(page):
    for name in "HTS":
        page.click(f"[data-gate={name}]")
    page.click("[data-turn=X]")
    expected = gates.compose(gates.H, gates.T, gates.S, gates.rx(np.pi / 2)) * states.ket("0")
    assert_allclose(python_state(page).full(), expected.full(), atol=1e-12)
    assert page.inner_text(".history span >> nth=0") == "In time: |0⟩ → H → T → S → Rx(π/2)"
    assert "|ψ⟩ = Rx(π/2) · S · T · H |0⟩" in page.inner_text(".history span >> nth=1")
    assert page.inner_text(".alpha .number").strip() == "0.854 + 0.354i"
    assert page.evaluate("() => model.saves") == 4


def test_global_phase_moves_the_amplitudes_and_not_the_arrow(page):
    page.click("[data-gate=H]")
    picture, number = page.inner_html(".sphere .head"), page.inner_text(".alpha .number")
    slider = page.locator("[name=global_phase]")
    slider.focus()
    slider.press("ArrowRight")
    assert np.isclose(python_state(page).full()[0, 0], np.exp(1j * np.pi / 180) / np.sqrt(2))
    assert page.inner_text(".alpha .number") != number
    assert page.inner_html(".sphere .head") == picture


def test_a_slider_starts_a_new_history_and_new_statistics(page):
    page.click("[data-gate=H]")
    page.click("[data-shots='100']")
    page.locator("[name=theta]").press("ArrowRight")
    assert page.inner_text(".history span >> nth=0") == "In time: |ψ₀⟩"
    assert page.text_content(".bars text >> nth=3") == "|0⟩: 0"


def test_statistics_grow_and_repeat_with_the_seed(page):
    page.click("[data-gate=H]")
    page.click("[data-shots='1000']")
    page.click("[data-shots='10']")
    counts = page.evaluate("() => model.traits.shots.counts")
    assert sum(counts) == 1010
    assert abs(counts[0] - 505) < 5 * np.sqrt(1010) / 2
    assert page.text_content(".bars text >> nth=3") == f"|0⟩: {counts[0]}"
    again = page.evaluate("() => explorer.shots(0.5, 1010, explorer.generator(5))")
    # p is 1/2 only to the last digit: a draw falls between with probability 1e-13
    assert again.count(0) == counts[0]


@pytest.mark.parametrize("axis", ["Z", "X", "Y"])
def test_one_shot_collapses_onto_the_measured_axis(page, axis):
    page.click("[data-gate=H]")
    page.click("[data-gate=T]")
    page.check(f"[type=radio][value={axis}]")
    page.click("[data-shots='1']")
    counts = page.evaluate("() => model.traits.shots.counts")
    letter = {"Z": "01", "X": "+-", "Y": "rl"}[axis][counts.index(1)]
    assert states.same_state(python_state(page), states.ket(letter))
    page.click("[data-shots='1000']")  # the same outcome for certain, counted anew
    assert sorted(page.evaluate("() => model.traits.shots.counts")) == [0, 1000]


def test_without_collapse_one_shot_leaves_the_state_alone(page):
    page.click("[data-gate=H]")
    page.uncheck("[name=collapse]")
    before = python_state(page)
    for _ in range(5):
        page.click("[data-shots='1']")
    assert python_state(page) == before
    assert sum(page.evaluate("() => model.traits.shots.counts")) == 5


def test_reset_goes_back_to_the_ground_state(page):
    page.click("[data-gate=H]")
    page.check("[type=radio][value=Y]")
    page.click("[data-shots='10']")
    page.click("[data-act=reset]")
    assert python_state(page) == states.ket("0")
    assert page.is_checked("[type=radio][value=Z]")
    assert page.inner_text(".now").startswith("State |0⟩, arrow at (0.00, 0.00, 1.00)")


def test_a_change_from_python_is_drawn(page):
    page.evaluate("() => { model.set('theta', Math.PI / 2); model.set('phi', Math.PI / 2); }")
    page.wait_for_function("() => document.querySelector('.now').textContent.includes('0.71i|1⟩')")
    assert page.input_value("[name=phi]") == "90"


def test_view_turns_by_key_and_by_mouse_and_the_state_stays(page):
    saves, picture = page.evaluate("() => model.saves"), page.inner_html(".sphere")
    page.locator(".sphere").press("ArrowLeft")
    turned = page.inner_html(".sphere")
    assert turned != picture
    box = page.locator(".sphere").bounding_box()
    page.mouse.move(box["x"] + 100, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 150, box["y"] + 120)
    page.mouse.up()
    assert page.inner_html(".sphere") != turned
    assert page.evaluate("() => model.saves") == saves


def test_every_control_is_reached_by_tab_and_named(page):
    controls = page.locator("button, input:not([type=radio]), .sphere")
    page.locator("[data-act=reset]").focus()
    reached = 1
    while page.evaluate("() => document.activeElement.name") != "collapse":
        page.keyboard.press("Tab")
        reached += 1
        assert reached < 40
    # Tab stops once for the three axes, of which the arrow keys choose one
    assert reached == controls.count() + 1
    for name in ("azimuth", "global phase", "angle of Rx, Ry, Rz", "collapse after one shot"):
        assert page.get_by_label(name).count() == 1


def test_nothing_is_clipped_and_nothing_jumps(page):
    box = page.locator(".ql-bloch").bounding_box()
    for action in ("[data-gate=H]", "[data-gate=T]", "[data-shots='1000']", "[data-shots='1']"):
        page.click(action)
        assert page.locator(".ql-bloch").bounding_box() == box
    assert spilled(page) == []


def test_motion_ends_in_the_state_of_the_model(page):
    page.emulate_media(reduced_motion="no-preference")
    page.evaluate(
        """() => {
            close();
            const el = document.createElement("div");
            document.body.firstElementChild.replaceWith(el);
            explorer.default.render({ model, el });
        }"""
    )
    press = "document.querySelector('[data-gate=X]').click()"
    read = "document.querySelector('.alpha .number').textContent"
    assert "1.000 + 0.000i" in page.evaluate(f"() => {{ {press}; return {read}; }}")
    page.wait_for_function(
        "() => document.querySelector('.beta .number').textContent.includes('1.000')"
    )
    assert states.same_state(python_state(page), states.ket("1"))


# --- In JupyterLab ------------------------------------------------------------------------


@pytest.mark.slow
def test_in_jupyterlab_python_and_page_share_the_state(browser, lab):
    from jupyterlab_page import Notebook

    name = lab.write(
        "bloch.ipynb",
        "from qlearn.qubits import dirac\nfrom qlearn.widgets.bloch import bloch_explorer\n"
        'explorer = bloch_explorer("+", seed=1)\nexplorer',
        "print(dirac(explorer.state), explorer.gates, explorer.counts)",
        'explorer.state = [0.6, 0.8j]\nprint("set")',
    )
    with Notebook(browser, lab, name) as notebook:
        notebook.run(0)
        explorer = notebook.cell(0).locator(".ql-bloch")
        explorer.locator("[data-gate=S]").click()
        explorer.locator("[data-shots='10']").click()
        explorer.locator(".sphere").press("ArrowDown")  # turns the view, not the page
        explorer.locator("[data-gate=S]").press("Enter")
        notebook.run(1)
        assert notebook.output(1).startswith("0.707|0> - 0.707|1> ['S', 'S'] {'0': 0, '1': 0}")
        notebook.run(2)
        notebook.wait_for(0, "State 0.60|0⟩ + 0.80i|1⟩")
        assert notebook.own_errors() == []


# --- Python's side ------------------------------------------------------------------------


@pytest.mark.parametrize("letter", list("01+-rl"))
def test_state_is_kept_exactly_at_the_six_poles(letter):
    for factor in (1, 1j, np.exp(2j)):
        explorer = bloch_explorer()
        explorer.state = factor * states.ket(letter)
        assert_allclose(explorer.state.full(), factor * states.ket(letter).full(), atol=1e-12)


def test_state_is_kept_exactly_anywhere(rng):
    explorer = bloch_explorer("r")
    assert explorer.state == states.ket("r")
    for _ in range(20):
        psi = states.random_ket(1, rng)
        explorer.state = psi.full()
        assert_allclose(explorer.state.full(), psi.full(), atol=1e-12)


def test_gates_and_counts_are_those_of_the_present_state():
    explorer = bloch_explorer("0")
    here = [explorer.theta, explorer.phi, explorer.global_phase]
    explorer.history = {"state": here, "start": "0", "gates": ["Z"]}
    explorer.shots = {"state": here, "axis": "Z", "p": 1, "counts": [7, 0]}
    assert explorer.gates == ["Z"]
    assert explorer.counts == {"0": 7, "1": 0}
    explorer.axis = "X"
    assert explorer.counts == {"+": 0, "-": 0}
    explorer.theta = 1.0
    assert explorer.gates == []


@pytest.mark.parametrize(
    ("call", "names"),
    [
        (lambda: bloch_explorer(states.bell("Phi+")), "state has 2 qubits; allowed: 1"),
        (lambda: bloch_explorer([1, 1]), "state has norm"),
        (lambda: bloch_explorer("00"), "2 qubits"),
        (lambda: bloch_explorer(axis="z"), "axis = 'z'"),
        (lambda: BlochExplorer(theta=4), "theta = 4.0; allowed: 0 to pi"),
        (lambda: BlochExplorer(phi=float("nan")), "phi = nan"),
    ],
)
def test_bad_input_is_refused_by_name(call, names):
    with pytest.raises(ValueError, match=names):
        call()


def test_the_browser_gets_a_few_kilobytes():
    assert len(BlochExplorer._esm.encode()) < 30_000


# --- Still pictures -----------------------------------------------------------------------


def test_still_sphere_puts_z_up_y_right_and_x_to_the_viewer(axes):
    x, y, z = plots._seen(np.eye(3))
    assert z[1] > 0.9
    assert y[0] > 0.8
    assert x[2] > 0.8
    assert plots.bloch_sphere(np.eye(3), ax=axes) is axes


def test_still_sphere_keeps_lengths():
    """The three screen directions are orthonormal: nothing is stretched."""
    seen = plots._seen(np.eye(3))
    assert_allclose(seen @ seen.T, np.eye(3), atol=1e-12)


def test_bars_have_the_heights_given(axes):
    plots.outcome_bars([0.1, 0.2, 0.3, 0.4], ax=axes)
    assert [bar.get_height() for bar in axes.patches] == [0.1, 0.2, 0.3, 0.4]
    assert [text.get_text() for text in axes.get_xticklabels()] == ["00", "01", "10", "11"]


@pytest.mark.parametrize(
    ("call", "names"),
    [
        (lambda: plots.bloch_sphere([1, 1, 1]), "vectors has .* longer than 1"),
        (lambda: plots.bloch_sphere([1, 0]), r"vectors\[0\]"),
        (lambda: plots.bloch_sphere([1, 0, 0], labels=["a", "b"]), "labels"),
        (lambda: plots.outcome_bars([0.5, 1.5]), "probabilities"),
        (lambda: plots.outcome_bars([0.5, 0.5], labels=["a"]), "labels"),
    ],
)
def test_bad_pictures_are_refused_by_name(call, names):
    with pytest.raises(ValueError, match=names):
        call()
