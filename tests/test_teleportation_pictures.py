"""Pictures of teleportation, and its explorer: the JavaScript against QuTiP, the page."""

import numpy as np
import pytest
import qutip
from numpy.testing import assert_allclose
from widget_page import spilled, widget_page

from qlearn import plots
from qlearn.qubits import gates, states
from qlearn.qubits import teleportation as tp
from qlearn.qubits.entanglement import werner
from qlearn.widgets.teleportation import TeleportationExplorer, teleportation_explorer

pytest_plugins = ["jupyterlab_page"]

MESSAGE = (1.1, 2.3)  # theta and phi, no symmetry


@pytest.fixture
def page(browser):
    traits = {"theta": MESSAGE[0], "phi": MESSAGE[1], "w": 0.7, "step": 0}
    traits |= {"bits": [], "outcome": "random", "seed": 3}
    with widget_page(browser, TeleportationExplorer, traits) as page:
        yield page


def traits(page):
    return page.evaluate("() => ({ ...model.traits })")


def now(page):
    return page.inner_text(".now")


def explicit(psi, w, step, bits):
    """Reduced Bloch vectors of the three qubits, from the 8 x 8 density matrix in QuTiP."""
    rho = qutip.tensor(psi.proj(), werner(w))
    for gate in [gates.embed(gates.cx, [0, 1], 3), gates.embed(gates.H, 0, 3)][:step]:
        rho = gate * rho * gate.dag()
    if step >= 3:
        read = qutip.tensor(*(qutip.fock_dm(2, bit) for bit in bits), qutip.qeye(2))
        rho = read * rho * read / (read * rho).tr()
    if step == 5:
        fix = gates.embed(tp.correction(*bits), 2, 3)
        rho = fix * rho * fix.dag()
    return [states.bloch_vector(rho.ptrace(qubit)) for qubit in range(3)]


# --- The closed forms in the browser ------------------------------------------------------


@pytest.mark.parametrize("bits", tp.BITS.values(), ids=str)
def test_arrows_at_every_step_are_the_reduced_states(page, bits):
    rng = np.random.default_rng(8)
    for step in range(6):
        theta, phi, w = rng.uniform(0.3, 2.8), rng.uniform(0.3, 6), rng.uniform(0.1, 1)
        code = "([t, f, ...rest]) => explorer.parties(explorer.arrowOf(t, f), ...rest)"
        drawn = page.evaluate(code, [theta, phi, w, step, list(bits)])
        expected = explicit(states.from_angles(theta, phi), w, step, bits)
        shown = [drawn[name] for name in ("message", "alice", "known")]
        assert_allclose(shown, expected, atol=1e-12)


def test_bob_sees_the_reading_only_after_the_bits_are_there(page):
    code = """([theta, phi]) => {
        const r = explorer.arrowOf(theta, phi);
        return [2, 3, 4].map((step) => explorer.parties(r, 0.7, step, [1, 0]).bob);
    }"""
    before, read, told = page.evaluate(code, list(MESSAGE))
    psi = states.from_angles(*MESSAGE)
    unread = states.bloch_vector(tp.received(psi, werner(0.7), corrected=False))
    assert_allclose(before, unread, atol=1e-12)
    assert_allclose(read, unread, atol=1e-12)
    assert np.linalg.norm(told) == pytest.approx(0.7)


def test_fidelity_is_that_of_the_werner_pair(page):
    for w in (0, 0.4, 1):
        drawn = page.evaluate("(w) => explorer.fidelity(w)", w)
        assert drawn == pytest.approx(tp.average_fidelity(werner(w)))


def test_random_outcomes_come_equally_often(page):
    """20,000 draws; each of four within 5 standard errors of a quarter."""
    code = """() => {
        const random = explorer.generator(2);
        return Array.from({ length: 20000 }, () => explorer.outcome(random).join(""));
    }"""
    drawn = page.evaluate(code)
    assert set(drawn) == {"00", "01", "10", "11"}
    for word in set(drawn):
        assert abs(drawn.count(word) - 5000) < 5 * np.sqrt(20_000 * 3 / 16)


# --- The page -----------------------------------------------------------------------------


def test_stepping_through_draws_an_outcome_and_ends_with_the_message(page):
    for step in range(5):
        assert traits(page)["step"] == step
        page.click("[data-act=next]")
    bits = traits(page)["bits"]
    assert len(bits) == 2
    assert page.is_disabled("[data-act=next]")
    assert f"{bits[0]}{bits[1]}: Bob does" in now(page)
    assert "fidelity 0.85 beats 0.67" in now(page)
    arrow = states.bloch_vector(states.from_angles(*MESSAGE)) * 0.7
    words = ", ".join(f"{entry:.2f}".replace("-", "−") for entry in arrow)
    assert f"arrow ({words}), length 0.70" in page.inner_text("figure >> nth=2")


def test_going_back_forgets_the_bits(page):
    page.click("[data-step='3']")
    assert len(traits(page)["bits"]) == 2
    page.click("[data-act=back]")
    assert traits(page)["bits"] == []
    assert "?" in page.text_content(".circuit")


def test_chosen_outcome_is_what_alice_reads(page):
    for word in ("00", "10", "01", "11"):
        page.check(f"[type=radio][value='{word}']")
        page.click("[data-step='3']")
        assert traits(page)["bits"] == [int(bit) for bit in word]
        assert f"Alice reads {word}" in now(page)
        page.click("[data-step='0']")


def test_a_step_set_from_python_gets_its_bits(page):
    page.evaluate("() => model.set('step', 4)")
    page.wait_for_function("() => model.traits.bits.length === 2")
    assert "bits" in now(page)


def test_noise_shrinks_the_arrow_and_crosses_the_limit(page):
    page.click("[data-step='5']")
    slider = page.locator("[name=w]")
    slider.fill("0.2")
    assert "length 0.20: fidelity 0.60 is less than 0.67" in now(page)
    slider.fill("0.33")
    assert "fidelity 0.67 is what is possible without a pair" in now(page)
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    assert "beats 0.67" in now(page)


def test_before_the_bits_bob_has_no_arrow_and_four_possible_ones(page):
    page.click("[data-step='3']")
    assert "for Bob: no arrow: I/2" in page.inner_text("figure >> nth=2")
    assert page.locator(".bob .possible").count() == 4
    page.click("[data-act=next]")
    assert page.locator(".bob .possible").count() == 0


def test_works_by_keyboard_alone(page):
    page.locator("[data-act=next]").focus()
    for _ in range(3):
        page.keyboard.press("Enter")
    assert traits(page)["step"] == 3
    reached = {
        page.evaluate("() => document.activeElement.name || document.activeElement.type")
        for _ in range(20)
        if page.keyboard.press("Tab") is None
    }
    assert {"theta", "phi", "w"} <= reached
    page.locator("[data-act=reset]").press("Enter")
    assert traits(page)["step"] == 0
    assert traits(page)["w"] == 1


def test_nothing_spills_over(page):
    for step in range(6):
        page.click(f"[data-step='{step}']")
        assert spilled(page) == []


# --- In JupyterLab ------------------------------------------------------------------------


@pytest.mark.slow
def test_in_jupyterlab_python_and_page_share_the_protocol(browser, lab):
    from jupyterlab_page import Notebook

    name = lab.write(
        "teleportation.ipynb",
        "from qlearn.widgets import teleportation_explorer\n"
        "explorer = teleportation_explorer(0.8, seed=1)\nexplorer",
        "print(explorer.step, len(explorer.bits), explorer.w)",
        'explorer.outcome, explorer.step = "11", 5\nprint("set")',
        "print(explorer.bits)",
    )
    with Notebook(browser, lab, name) as notebook:
        notebook.run(0)
        explorer = notebook.cell(0).locator(".ql-teleport")
        explorer.locator("[data-step='3']").click()
        notebook.run(1)
        assert notebook.output(1).startswith("3 2 0.8")
        notebook.run(2)
        notebook.wait_for(0, "11: Bob does X, then Z")
        notebook.run(3)
        assert notebook.output(3).startswith("[1, 1]")
        assert notebook.own_errors() == []


# --- Python's side ------------------------------------------------------------------------


def test_python_reads_the_message_and_the_page_is_small():
    explorer = teleportation_explorer(0.8, seed=1)
    explorer.theta, explorer.phi = MESSAGE
    assert states.same_state(explorer.message, states.from_angles(*MESSAGE))
    assert len(TeleportationExplorer._esm.encode()) < 30_000


def test_reset_in_the_browser_is_the_start_in_python(page):
    page.click("[data-act=reset]")
    start = teleportation_explorer()
    for name, value in traits(page).items():
        assert name == "seed" or value == pytest.approx(getattr(start, name))


@pytest.mark.parametrize(
    ("call", "names"),
    [
        (lambda: teleportation_explorer(1.2), "w = 1.2; allowed: 0 to 1"),
        (lambda: TeleportationExplorer(step=6), "step = 6; allowed: 0 to 5"),
        (lambda: TeleportationExplorer(theta=-1), "theta = -1.0; allowed: 0 to 3.142"),
        (lambda: TeleportationExplorer(phi=float("nan")), "phi = nan"),
    ],
)
def test_bad_input_is_refused_by_name(call, names):
    with pytest.raises(ValueError, match=names):
        call()


# --- Still pictures -----------------------------------------------------------------------


def test_fidelity_line_crosses_the_limit_at_one_half(axes):
    plots.teleportation.fidelity_line([(0.3, 0.5)], ax=axes)
    line, limit = axes.lines
    assert np.interp(0.5, *line.get_data()) == pytest.approx(limit.get_ydata()[0])
    assert axes.collections[0].get_offsets().tolist() == [[0.3, 0.5]]


def test_swapping_joins_the_outer_dots(axes):
    plots.teleportation.swapping(ax=axes)
    ends = [line.get_xdata()[[0, -1]].tolist() for line in axes.lines]
    assert ends == [[0, 1.35], [1.65, 3], [0, 3]]


def test_chain_draws_what_it_is_given(axes):
    assert plots.teleportation.chain([1, 2], {"a": [0.9, 0.8], "b": [0.7, 0.6]}, ax=axes) is axes
    assert [line.get_ydata()[-1] for line in axes.lines] == [0.8, 0.6, 0.5]
