"""Logical qubits: the numbers of the lesson, its pictures, and its explorer without a browser."""

import re
from dataclasses import replace

import numpy as np
import pytest
from shown import trace

from qlearn import correction, plots
from qlearn.correction import catalog, erasure, logical, rates
from qlearn.correction.noise import H2_LIKE
from qlearn.facts import fact
from qlearn.katas import logical_qubits as kata
from qlearn.widgets import logical_qubits as widget
from qlearn.widgets.logical_qubits import scoreboard_explorer

pytestmark = pytest.mark.usefixtures("closed_figures")
FIVE_SIGMA = 1 - 6e-7


@pytest.fixture
def board():
    explorer = scoreboard_explorer()
    explorer.controls["shots"].value = 200_000
    return explorer


def experiment(shots, seed, **changes):
    noise = replace(H2_LIKE, **changes)
    return logical.bell_experiment("carbon", noise, shots, np.random.default_rng(seed))


# --- facts that are called reproduced ------------------------------------------------------


def test_gain_of_correction_alone():
    found = experiment(2_000_000, 11)["correct"]
    low, high = found.gain_interval(FIVE_SIGMA)
    assert low < fact("logical.model_correct").value < high
    assert high / low < 1.4
    assert found.acceptance == pytest.approx(0.864, abs=0.002)


@pytest.mark.parametrize(("share", "place"), [(0, 0), (1 / 4, 1), (1 / 2, 2)])
def test_gain_with_rejection_for_each_division_of_spam(share, place):
    """A fortieth of the runs behind the fact: its value lies within five sigma of this sample."""
    stated = fact("logical.model_reject").value.replace(" and ", ", ").split(", ")
    gain = float(stated[place].replace(",", ""))
    found = experiment(4_000_000, 12, p_prep=share * 1.6e-3, p_meas=(1 - share) * 1.6e-3)
    low, high = found["correct_reject"].gain_interval(FIVE_SIGMA)
    assert low < gain < high
    assert high / low < 15


def test_intervals_of_the_fact_are_those_of_its_counts():
    """Failures among the kept runs of 160 million, as they were counted."""
    note = fact("logical.model_reject").note
    counted = {0: (1370, 138_976_488), 4e-4: (965, 138_025_399), 8e-4: (649, 137_077_118)}
    for p_prep, (errors, kept) in counted.items():
        model = replace(H2_LIKE, p_prep=p_prep, p_meas=1.6e-3 - p_prep)
        bare = logical.physical_bell_error(model, 2)
        low, high = rates.gain_interval(bare, rates.Rate(errors, kept))
        assert f"{low:,.0f} to {high:,.0f}" in note


def test_gain_with_gates_of_the_measured_infidelity():
    """Chances of a Pauli (d + 1)/d times the infidelity, d = 2 or 4; the counts, and a sample."""
    stated = fact("logical.model_infidelity")
    errors = {"p1": 3 / 2 * 2.5e-5, "p2": 5 / 4 * 1.84e-3}
    bare = logical.physical_bell_error(replace(H2_LIKE, **errors), 2)
    low, high = rates.gain_interval(bare, rates.Rate(1_791, 184_257_622))
    assert f"{low:,.0f} to {high:,.0f}" in stated.note
    found = experiment(4_000_000, 13, **errors)["correct_reject"]
    low, high = found.gain_interval(FIVE_SIGMA)
    assert low < float(stated.value) < high
    assert found.acceptance == pytest.approx(0.84, abs=0.005)


def test_proven_gain_against_the_chance_of_silence():
    """A gain of 37 is just excluded: with it, 14,000 runs are silent in 5 % of cases."""
    gain = int(fact("logical.proven_gain").value)
    assert rates.chance_of_no_failure(0.008 / gain, 14_000) == pytest.approx(0.05, abs=0.003)
    assert kata.proven.reference(14_000, 0.008) == pytest.approx(
        (rates.zero_failure_bound(14_000), 37.4), rel=1e-3
    )


def test_what_the_lesson_says_of_silence():
    assert rates.chance_of_no_failure(0.008 / 800, 14_000) == pytest.approx(0.87, abs=0.005)
    assert rates.chance_of_no_failure(0.008 / 80, 14_000) == pytest.approx(0.25, abs=0.005)


def test_published_bell_rates_are_a_factor_of_800():
    bare, encoded = map(float, re.findall(r"([\d.]+) %", fact("logical.bell_rates").value))
    assert bare / encoded == pytest.approx(800)
    assert fact("logical.carbon_gain").value.endswith(" to 800")


# --- exercises against the package --------------------------------------------------------


@pytest.mark.parametrize("name", ["steane", "carbon", "shor", "four_two_two"])
def test_fate_of_flips_as_the_stabilizer_code_has_it(name):
    code, rng = catalog.get_code(name), np.random.default_rng(5)
    words = {"".join("IX"[bit] for bit in rng.integers(0, 2, code.n)) for _ in range(60)}
    named = (*code.checks, *code.logical_x, *code.logical_z)
    for word in words | {word for word in named if set(word) == set("IX")}:
        flips = np.array([letter == "X" for letter in word], dtype=int)
        fate = kata.fate_of_flips.reference(code.hx, code.hz, flips)
        assert (fate == "seen") == any(code.syndrome(word))
        assert (fate == "logical") == code.is_logical(word)


@pytest.mark.parametrize("basis", ["X", "Z"])
def test_carbon_guesses_at_19_of_32_syndromes(basis):
    checks, _, logicals = kata._half("carbon", basis)
    syndromes = np.array(list(np.ndindex(*[2] * 5)))
    answers = [kata.lookup.reference(checks, logicals, s) for s in syndromes]
    assert answers.count("guess") == 19


def test_loss_of_four_atoms_as_the_erasure_polynomial_has_it():
    loss = np.linspace(0, 1, 7)
    package = erasure.recovery_probability(catalog.get_code("four_two_two"), loss)
    assert np.allclose(kata.survives_loss.reference(loss), package)


def test_ratios_of_the_lesson():
    for name, ratio in (("atoms.cat_state", 2), ("atoms.most_logical", 4)):
        few, atoms = map(int, re.findall(r"\d+", fact(name).value))
        assert erasure.encoding_ratio(atoms, few) == ratio
    assert erasure.encoding_ratio(1225, fact("qpu.magne").value) == 24.5
    assert kata.best_code.reference(48, 24, kata._MENU) == (2, 48)


def test_slope_of_the_losses_is_the_distance():
    for name, distance in (("four_two_two", 2), ("steane", 3), ("shor", 3), ("carbon", 4)):
        beyond = erasure.erasure_polynomial(catalog.get_code(name))(np.array([1e-4, 2e-4]))
        assert np.log2(beyond[1] / beyond[0]) == pytest.approx(distance, abs=0.01)


# --- pictures -----------------------------------------------------------------------------


def test_table_has_a_letter_for_each_place():
    code = catalog.get_code("carbon")
    ax = plots.logical_qubits.check_table(code.hx, code.hz)
    letters = [text.get_text() for text in ax.texts]
    assert letters.count("X") == code.hx.sum()
    assert letters.count("Z") == code.hz.sum()


def test_scoreboard_shows_bounds_where_nothing_failed():
    quiet = logical.BellResult(rates.Rate(0, 14_000), 20_000, 15_000, 0.008)
    ax = plots.logical_qubits.scoreboard({"detect": quiet})
    assert ax.lines[1].get_xdata() == pytest.approx([37.4], rel=1e-3)
    assert ax.lines[1].get_marker() == ">"
    assert "70.0 %" in [text.get_text() for text in ax.texts]


def test_silence_marks_lie_on_the_curve():
    p = 10 ** np.linspace(-6, -3, 400)
    ax = plots.logical_qubits.silence(p, (1 - p) ** 14_000, {"x": 1e-4})
    assert ax.lines[1].get_ydata() == pytest.approx([0.2466], abs=1e-3)


# --- the scoreboard explorer --------------------------------------------------------------


def test_board_shows_what_the_experiment_gives(board):
    found = logical.bell_experiment(
        "carbon",
        widget.noise_of(H2_LIKE.p2, 0.16, 0),
        200_000,
        np.random.default_rng(0),
    )
    gain, accepted = trace(board, "gain"), trace(board, "accepted")
    for row, policy in enumerate(logical.POLICIES):
        assert accepted.x[row] == pytest.approx(100 * found[policy].acceptance)
        if found[policy].rate.errors:
            low, high = found[policy].gain_interval()
            ends = gain.x[row] - gain.error_x.arrayminus[row], gain.x[row] + gain.error_x.array[row]
            assert gain.x[row] == pytest.approx(found[policy].gain)
            assert ends == pytest.approx((low, high))


def test_silent_policy_is_shown_as_a_bound(board):
    bound, gain = trace(board, "no failure seen").x, trace(board, "gain").x
    silent = logical.POLICIES.index("detect")
    assert np.isnan(gain[silent])
    assert bound[silent] > 100
    assert "detect above" in board.live.text
    assert np.isnan(bound[:silent]).all()


def test_sliders_start_at_the_noise_of_h2():
    model = widget.noise_of(H2_LIKE.p2, 0.16, 0)
    for name in ("p1", "p2", "p_prep", "p_meas", "p_idle"):
        assert getattr(model, name) == pytest.approx(getattr(H2_LIKE, name))


def test_strong_noise_takes_correction_below_break_even(board):
    assert trace(board, "gain").x[1] > 5
    before = trace(board, "accepted").x
    board.controls["p2"].value = 0.029
    assert trace(board, "gain").x[1] < 0.8
    assert np.all(trace(board, "accepted").x < before / 4)


def test_keeping_flagged_runs_costs_the_gain(board):
    board.controls["flags"].value = False
    assert trace(board, "gain").x[1] < 1
    assert trace(board, "accepted").x[1] == 100


def test_published_range_belongs_to_its_code(board):
    assert tuple(trace(board, "published").x) == (4.7, 800)
    board.controls["code"].value = "steane"
    assert tuple(trace(board, "published").x) == (9.8, 500)
    board.controls["code"].value = "four_two_two"
    assert np.isnan(trace(board, "published").x).all()
    assert "only guesses" in board.live.text


def test_another_sample_differs_and_reset_brings_the_first_back(board):
    text = board.live.text
    board.controls["sample"].click()
    assert board.live.text != text
    board.controls["sample"].value = 0
    assert board.live.text == text


def test_frames_grow_until_all_runs_are_done():
    frames = list(widget.scoreboard_frames("steane", 2e-3, 0.16, 0.0, True, 250_000, 0))
    assert [done for done, *_ in frames] == pytest.approx([0.4, 0.8, 1.0])
    assert frames[-1][2].startswith("250,000 runs; one bare pair is wrong")


@pytest.mark.parametrize("code", [code for _, code in widget.CODES])
@pytest.mark.parametrize("end", ["min", "max"])
def test_every_corner_of_the_sliders(board, code, end):
    p2 = 10 ** getattr(board.controls["p2"], end)
    moved = {name: getattr(board.controls[name], end) for name in ("spam", "idle")}
    board.set(code=code, p2=p2, **moved)
    assert not board.live.error
    low, high = plots.logical_qubits.GAINS
    for name in ("gain", "no failure seen"):
        shown = np.asarray(trace(board, name).x)
        assert np.all(np.isnan(shown) | ((shown >= low) & (shown <= high)))


@pytest.mark.parametrize(
    ("code", "below", "above", "kept"),
    [("carbon", 0.015, 0.02, 1 / 3), ("steane", 0.012, 0.016, 0.86)],
)
def test_break_even_of_the_text_and_the_runs_it_has_dropped(code, below, above, kept):
    def corrected(p2):
        model = correction.noise.NoiseModel(3e-5, p2, 4e-4, 1.2e-3)
        rng = np.random.default_rng(2)
        return correction.logical.bell_experiment(code, model, 200_000, rng)["correct"]

    assert corrected(above).gain < 1 < corrected(below).gain
    assert corrected((below + above) / 2).acceptance == pytest.approx(kept, abs=0.03)
