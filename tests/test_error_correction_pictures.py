"""Pictures of error correction, the numbers its lesson says, and the syndrome explorer."""

import itertools

import numpy as np
import pytest
import traitlets
from widget_page import show, traits_of, widget_page

from qlearn import plots
from qlearn.correction import encoded, failure, paulis
from qlearn.correction.catalog import get_code
from qlearn.katas import error_correction as kata
from qlearn.widgets.error_correction import (
    DISTANCES,
    NAMES,
    VERDICTS,
    SyndromeBoard,
    code_named,
    syndrome_explorer,
)

pytest_plugins = ["jupyterlab_page"]
pytestmark = pytest.mark.usefixtures("closed_figures")


# --- What the lesson says -------------------------------------------------------------------


def test_majority_vote_has_the_published_values():
    values = {(3, 0.1): 0.028, (5, 0.1): 0.00856, (7, 0.1): 0.002728, (9, 0.1): 0.000891}
    for (n, p), value in values.items():
        assert kata.majority_error.reference(n, p) == pytest.approx(value, abs=6e-7)
        assert kata.majority_error.reference(n, 0.5) == pytest.approx(0.5)


def test_shor_state_has_the_signs_of_all_checks():
    """By operators on 512 amplitudes, no stabilizer algebra."""
    code, psi = get_code("shor"), kata.shor_state.reference(0.6, 0.48 + 0.64j)
    for check in code.checks:
        assert np.allclose(encoded.pauli_operator(check).full() @ psi, psi)
    signs = encoded.pauli_operator("XXXIIIIII").full() @ psi  # of the blocks: + with a, - with b
    assert np.vdot(psi, signs).real == pytest.approx(0.36 - 0.64)


def test_shor_state_keeps_its_qubit_from_every_single_pauli():
    """The encoded kets of two orthogonal qubits stay orthogonal and equally long under all pairs of
    errors: the Knill-Laflamme conditions, by amplitudes."""
    zero, one = kata.shor_state.reference(1, 0), kata.shor_state.reference(0, 1)
    errors = ["I" * 9] + paulis.errors_of_weight(9, 1)
    moved = [[encoded.pauli_operator(e).full() @ psi for e in errors] for psi in (zero, one)]
    zeros, ones = map(np.array, moved)
    assert np.allclose(zeros.conj() @ ones.T, 0)
    assert np.allclose(zeros.conj() @ zeros.T, ones.conj() @ ones.T)


def test_checks_measure_what_projectors_measure():
    for psi, s01, s12 in kata.after_checks.draw_cases(seed=5):
        zzi, izz = (encoded.pauli_operator(word).full() for word in ("ZZI", "IZZ"))
        one = np.eye(8)
        kept = (one + (-1) ** s12 * izz) @ (one + (-1) ** s01 * zzi) @ psi / 4
        probability, state = kata.after_checks.reference(psi, s01, s12)
        assert probability == pytest.approx(np.vdot(kept, kept).real)
        assert np.allclose(state * np.sqrt(probability), kept)


@pytest.mark.parametrize("theta", [0.2, 1.1, -2.0])
def test_turn_is_digitised(theta):
    psi = encoded.encode(get_code("bit_flip"), [0.6, 0.48 + 0.64j])
    turned = (-0.5j * theta * encoded.pauli_operator("IXI")).expm() * psi
    probability, kept = kata.after_checks.reference(turned.full()[:, 0], 1, 1)
    assert probability == pytest.approx(np.sin(theta / 2) ** 2)
    flipped = (encoded.pauli_operator("IXI") * psi).full()[:, 0]
    assert abs(np.vdot(flipped, kept)) == pytest.approx(1)
    _, quiet = kata.after_checks.reference(turned.full()[:, 0], 0, 0)
    assert abs(np.vdot(psi.full()[:, 0], quiet)) == pytest.approx(1)


def test_anticommute_is_what_matrices_do():
    for p, q in kata.anticommute.draw_cases(seed=3):
        a, b = encoded.pauli_operator(p), encoded.pauli_operator(q)
        sign = (-1) ** kata.anticommute.reference(p, q)
        assert (a * b - sign * b * a).norm("max") < 1e-12


@pytest.mark.parametrize(("name", "d"), [(name, d) for name, d in DISTANCES.items()])
def test_distance_on_the_board_is_that_of_the_exercise(name, d):
    if name == "carbon":  # 46,000 strings of weight up to 4: by the package's faster search
        assert code_named(name).distance() == d
    else:
        assert kata.distance.reference(list(code_named(name).checks)) == d


def test_published_polynomials():
    """Both decoders of Shor's code; a sum of 3/4 of all strings fails without a syndrome table."""
    wanted = {"five_qubit": (0, 0, 90), "steane": (0, 0, 147), "shor": (0, 0, 117)}
    for name, start in wanted.items():
        counts = failure.failure_polynomial(get_code(name), joint=True).counts
        assert counts[:3] == start
        assert sum(counts) == 3 * 4 ** get_code(name).n // 4
    separate = failure.failure_polynomial(get_code("shor"), joint=False).counts
    assert separate[:4] == (0, 0, 144, 1464)
    value = kata.logical_error.reference([0, 0, 90, 210, 270, 198], 0.01)
    assert value == pytest.approx(9.7796e-4, abs=5e-9)
    assert kata.logical_error.reference([0, 0, 90, 210, 270, 198], 0.1376) == pytest.approx(
        0.1376, abs=1e-4
    )


def test_infidelity_is_two_thirds_of_the_failure_in_the_five_qubit_code():
    code, ket, p = get_code("five_qubit"), np.array([0.6, 0.48 + 0.64j]), 0.05
    decoded, _ = encoded.recover(code, encoded.pauli_channel(encoded.encode(code, ket), p))
    lost = 1 - np.vdot(ket, decoded.full() @ ket).real
    failed = failure.failure_polynomial(code)(p)
    assert lost == pytest.approx(2 / 3 * failed)
    assert failed == pytest.approx(0.0223, abs=5e-5)


def test_two_errors_in_steanes_code_pass_if_one_is_x_and_one_is_z():
    code = get_code("steane")
    for error in paulis.errors_of_weight(7, 2):
        safe = set(error) == {"I", "X", "Z"}
        board = SyndromeBoard("steane", error)
        assert (board.shown["verdict"] == "correct") == safe
        assert code.is_logical(board.shown["residual"]) != safe


def test_five_qubit_code_hides_its_qubit_from_any_two_qubits():
    code = get_code("five_qubit")
    for pair in itertools.combinations(range(5), 2):
        kept = [encoded.encode(code, ket).ptrace(pair).full() for ket in ([1, 0], [0.6, 0.8j])]
        assert np.allclose(kept[0], kept[1])


# --- Pictures -------------------------------------------------------------------------------


def test_failure_curves_show_what_they_are_given():
    p = np.array([0.01, 0.1])
    ax = plots.error_correction.failure_curves(p, {"three": 3 * p**2}, bare="one bit")
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["one bit", "three"]
    assert ax.lines[1].get_ydata() == pytest.approx(3 * p**2)
    assert ax.lines[0].get_ydata() == pytest.approx(p)


def test_syndrome_curves_fill_in_what_never_happens():
    points = [{(0, 0): 1.0}, {(0, 0): 0.7, (1, 1): 0.3}]
    ax = plots.error_correction.syndrome_curves([0, 1], points)
    assert ax.lines[1].get_ydata() == pytest.approx([0, 0.3])
    assert ax.lines[1].get_label() == "syndrome 11"


def test_mended_table_writes_each_number():
    ax = plots.error_correction.mended_table({"a": {"X": 1.0, "Z": 0.25}, "b": {"X": 0, "Z": 0.5}})
    assert [text.get_text() for text in ax.texts] == ["1.00", "0.25", "0.00", "0.50"]


# --- The explorer ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_verdicts_of_single_errors(name):
    """Correct or degenerate exactly for codes of distance 3 or more; else some other verdict."""
    board = syndrome_explorer(name)
    assert board.shown["verdict"] == ""
    seen = set()
    for error in paulis.errors_of_weight(code_named(name).n, 1):
        board.error = error
        seen.add(board.shown["verdict"])
        assert board.shown["residual"] == paulis.product(error, board.shown["correction"])
        fired = [int(not paulis.commute(error, check)) for check in board.shown["checks"]]
        assert board.shown["syndrome"] == fired
    assert (seen <= {"correct", "degenerate"}) == (DISTANCES[name] >= 3)
    assert ("degenerate" in seen) == (name in ("shor", "surface_3"))


@pytest.mark.parametrize(
    ("code", "error", "start", "word"),
    [
        ("bit_flip", "XII", "Correct", "happened"),
        ("bit_flip", "IZI", "Logical error: no check", "suffered Z"),
        ("bit_flip", "XXI", "Logical error: the lightest", "suffered X"),
        ("shor", "ZZIIIIIII", "Degenerate: the error is itself", "does nothing"),
        ("shor", "ZIIIIIIII", "Degenerate: another", "safe"),
        ("four_two_two", "XIII", "Ambiguous", "suffered"),
        ("four_two_two", "IIIX", "Ambiguous", "right, by luck"),
        ("four_two_two", "XXII", "Logical error", "X on logical qubit 0"),
        ("carbon", "XXIIIIIIIIII", "Ambiguous", "guess"),
        ("five_qubit", "XXXXX", "Logical error", "suffered X"),
        ("phase_flip", "IXI", "Logical error: no check", "suffered Z"),
        ("shor", "XXXIIIIII", "Logical error: no check", "suffered Z"),
        ("shor", "ZIIIZIIIZ", "Logical error: no check", "suffered X"),
    ],
)
def test_sentence_says_what_happened(code, error, start, word):
    text = SyndromeBoard(code, error).shown["text"]
    assert text.startswith(start), text
    assert word in text


@pytest.mark.parametrize(("word", "suffered"), [("ZIIZIIZII", "X"), ("XXXIIIIII", "Z")])
def test_names_of_logical_operators_are_those_of_the_lessons_shor_state(word, suffered):
    changed = encoded.pauli_operator(word).full() @ kata.shor_state.reference(0.6, 0.48 + 0.64j)
    wanted = {"X": (0.48 + 0.64j, 0.6), "Z": (0.6, -0.48 - 0.64j)}[suffered]
    assert abs(np.vdot(kata.shor_state.reference(*wanted), changed)) == pytest.approx(1)
    assert f"suffered {suffered}." in SyndromeBoard("shor", word).shown["text"]


def test_noise_line_has_the_exact_failure():
    board = SyndromeBoard("five_qubit", p=0.1)
    assert "0.50 errors on average" in board.shown["noise"]
    expected = 100 * kata.logical_error.reference([0, 0, 90, 210, 270, 198], 0.1)
    assert f"fails in {expected:.2f} %, a bare qubit in 10.00 %" in board.shown["noise"]
    board.code = "four_two_two"
    assert "2 bare qubits in 19.00 %" in board.shown["noise"]


def test_thrown_errors_fail_as_often_as_the_polynomial_says():
    board, runs = SyndromeBoard("steane", p=0.2, seed=4), 1500
    for _ in range(runs):
        board.throw()
    assert sum(board.tally.values()) == runs
    assert set(board.tally) <= set(VERDICTS)
    expected = failure.failure_polynomial(get_code("steane"), joint=False)(0.2)
    sigma = np.sqrt(expected * (1 - expected) / runs)
    assert abs(board.tally["logical"] / runs - expected) < 5 * sigma  # Steane is never ambiguous
    board.p = 0.1
    assert not board.tally


def test_board_follows_the_code():
    board = SyndromeBoard("steane", "XIIIIII")
    board.code = "carbon"
    assert board.error == "I" * 12
    assert len(board.shown["checks"]) == 10
    board.code = "shor"
    board.error = "IYIIIIIII"
    board.code = "surface_3"
    assert board.shown["error"] == "IYIIIIIII"


def test_board_refuses_what_it_cannot_show():
    with pytest.raises(traitlets.TraitError, match="code"):
        syndrome_explorer("hamming")
    with pytest.raises(ValueError, match="letters; allowed: 7"):
        syndrome_explorer("steane", "XX")
    with pytest.raises(ValueError, match="allowed: a string of I, X, Y, Z"):
        syndrome_explorer("bit_flip", "ABC")
    with pytest.raises(ValueError, match=r"allowed: 0 to 0\.3"):
        syndrome_explorer(p=0.4)


# --- The page -------------------------------------------------------------------------------


def board_traits(board):
    return traits_of(board, "names", "code", "error", "p", "shown")


@pytest.fixture
def page(browser):
    board = SyndromeBoard("steane", "IXIIIZI")
    with widget_page(browser, SyndromeBoard, board_traits(board)) as page:
        yield page


def placed(page):
    return page.evaluate("() => model.traits.error")


def test_page_draws_what_python_says(page):
    shown = SyndromeBoard("steane", "IXIIIZI").shown
    assert page.locator(".lamp").count() == 6
    assert page.locator(".lamp.lit").count() == sum(shown["syndrome"]) == 3
    x_on_1 = sum(check[1] in "YZ" for check in shown["checks"])
    z_on_5 = sum(check[5] in "XY" for check in shown["checks"])
    assert page.locator(".hit").count() == x_on_1 + z_on_5
    assert "Syndrome 110010. Correct" in page.inner_text(".now").replace("\n", " ")
    assert "a bare qubit in 5.00 %" in page.inner_text(".forecast")


def test_clicks_place_letters_in_turn(page):
    """Also if they come faster than the kernel answers: `shown` stays as it was."""
    for letter in ("Y", "Z", "I", "X"):
        page.locator("[data-q='1']").click()
        assert placed(page) == f"I{letter}IIIZI"
    page.locator("[data-q='3']").click()
    assert placed(page) == "IXIXIZI"
    page.get_by_role("button", name="Clear").click()
    assert placed(page) == "IIIIIII"


def test_keys_move_and_place(page):
    page.locator("[data-q='0']").focus()
    for key in ("ArrowLeft", "ArrowLeft", "y"):
        page.keyboard.press(key)
    assert placed(page) == "IXIIIYI"
    page.evaluate("() => model.set('shown', {...model.traits.shown, error: model.traits.error})")
    assert page.evaluate("() => document.activeElement.dataset.q") == "5"  # after drawing anew
    page.keyboard.press("Space")
    assert placed(page) == "IXIIIZI"
    page.keyboard.press("Delete")
    assert placed(page) == "IXIIIII"
    page.get_by_role("button", name="X", exact=True).click()
    assert placed(page) == "IXIIIXI"


def test_code_noise_and_throwing(page):
    page.check("[type=radio][value=carbon]")
    page.locator("[name=p]").fill("0.15")
    page.get_by_role("button", name="Throw errors").click()
    assert page.evaluate("() => [model.traits.code, model.traits.p]") == ["carbon", 0.15]
    assert page.evaluate("() => sent") == [{"throw": True}]


@pytest.mark.parametrize("code", NAMES)
def test_nothing_spills_over_and_it_is_not_too_high(page, code):
    board = SyndromeBoard(code, "Y" * code_named(code).n, p=0.3)
    show(page, SyndromeBoard, board_traits(board))
    box = page.locator(".ql-syndrome").bounding_box()
    assert box["height"] <= 850
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 920
    drawn = page.evaluate(
        """() => {
            const frame = document.querySelector(".board").getBoundingClientRect();
            return [...document.querySelectorAll(".board *")].every((node) => {
                const box = node.getBoundingClientRect();
                return box.left >= frame.left - 1 && box.right <= frame.right + 1
                    && box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1;
            });
        }"""
    )
    assert drawn
