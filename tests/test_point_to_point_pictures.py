"""Pictures of point-to-point links, their explorers without a browser, and recomputed facts."""

import itertools
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from shown import trace

from qlearn import facts, plots
from qlearn.network import key_rates, links, pairs, qkd
from qlearn.widgets import point_to_point
from qlearn.widgets.point_to_point import alarm_explorer, board_explorer

pytestmark = pytest.mark.usefixtures("closed_figures")


@pytest.fixture
def board():
    return board_explorer()


@pytest.fixture
def alarm():
    return alarm_explorer()


# --- still pictures -----------------------------------------------------------------------


def test_photon_numbers_are_bars_side_by_side():
    ax = plots.point_to_point.photon_numbers({"a": [0.9, 0.1], "b": [0.3, 0.6, 0.1]})
    heights = [[bar.get_height() for bar in group] for group in ax.containers]
    assert heights == [[0.9, 0.1], [0.3, 0.6, 0.1]]
    lefts = sorted((bar.get_x(), bar.get_width()) for group in ax.containers for bar in group)
    assert all(a + w < b + 1e-9 for (a, w), (b, _) in itertools.pairwise(lefts))


def test_pump_draws_key_left_and_errors_right_in_percent():
    left = plots.point_to_point.pump([0.01, 0.1], [0.01, 0.04], [1e-3, 2e-3])
    right = next(ax for ax in left.figure.axes if ax is not left)
    assert left.lines[0].get_ydata().tolist() == [1e-3, 2e-3]
    assert right.lines[0].get_ydata().tolist() == [1, 4]


def test_rate_and_fidelity_draws_on_the_axes_it_is_given():
    _, axes = plt.subplots(1, 2)
    drawn = plots.point_to_point.rate_and_fidelity([1, 2], {"x": ([3, 4], [0.9, 0.8])}, axes)
    assert drawn is axes
    assert [ax.lines[0].get_ydata().tolist() for ax in axes] == [[3, 4], [0.9, 0.8]]


def test_where_there_is_no_key_there_is_no_line():
    ax = plots.point_to_point.reach([0, 50, 100], {"x": [1e-3, 1e-5, 0]})
    assert np.isnan(ax.lines[0].get_ydata()).tolist() == [False, False, True]


# --- the board ----------------------------------------------------------------------------


def test_board_starts_with_every_curve_and_four_stars(board):
    names = [t.name for t in board.live.figure.data]
    assert names == [*plots.point_to_point.CURVES, "measured", "here"]
    assert len(trace(board, "measured").x) == 4
    assert not board.live.error


def test_plob_curve_is_1_44_eta_far_out(board):
    board.set(loss=0.17)
    curve = trace(board, "PLOB")
    far = np.array(curve.x) > 300
    slope = np.polyfit(np.array(curve.x)[far], np.log10(np.array(curve.y)[far]), 1)
    assert slope[0] == pytest.approx(-0.017, rel=1e-4)  # a decade for every 10 dB
    assert 10 ** slope[1] == pytest.approx(1 / np.log(2), rel=1e-3)


@pytest.mark.parametrize("receiver", point_to_point.RECEIVERS)
def test_no_curve_without_a_station_crosses_plob(board, receiver):
    board.set(receiver=receiver)
    bound = np.array(trace(board, "PLOB").y)
    for name in ("decoy BB84", "no decoys", "MDI"):
        rate = np.array(trace(board, name).y)
        assert np.all((rate <= bound) | np.isnan(rate)), name


def test_twin_field_crosses_plob_once_and_says_so(board):
    board.set(receiver="perfect")
    above = np.array(trace(board, "twin field").y) > np.array(trace(board, "PLOB").y)
    assert np.sum(np.diff(above.astype(int)) != 0) == 1
    for km, crosses in ((20, False), (500, True)):
        board.controls["length"].value = km
        words = re.search(r"twin field \S+( \(above PLOB\))?", board.live.text)
        assert bool(words[1]) is crosses


def test_twin_field_stays_below_the_bound_for_one_station(board):
    board.set(receiver="perfect")
    curve = trace(board, "twin field")
    bound = links.repeater_bound(links.transmissivity(np.array(curve.x)), 2)
    assert np.all(np.array(curve.y) < bound)


def test_old_detectors_end_where_they_were_said_to_end(board):
    """142 km, and the curve is that of the best pulses: at most a few km more."""
    board.set(receiver="of 2004 (4.5 %)", loss=0.21)
    curve = trace(board, "decoy BB84")
    last = np.array(curve.x)[np.isfinite(np.array(curve.y))].max()
    assert 138 < last < 148
    board.set(length=200)
    assert "decoy BB84 no key" in board.live.text


def test_a_memory_that_lives_longer_gives_more_key(board):
    rates = []
    for log_t in (-2.0, -1.0, 1.0):
        board.controls["log_memory"].value = log_t
        rates.append(np.nansum(trace(board, "one repeater").y))
    assert rates == sorted(rates)
    assert rates[0] < rates[2]


def test_line_and_sentence_stand_at_the_chosen_length(board):
    board.set(length=300, loss=0.2)
    assert list(trace(board, "here").x) == [300, 300]
    assert board.live.text.startswith("300 km, 60 dB, one photon in 1.0e06 arrives")
    assert float(re.search(r"PLOB (\S+),", board.live.text)[1]) == pytest.approx(1.44e-6, rel=0.03)


def test_stars_are_the_facts_and_those_on_one_fibre_lie_below_plob():
    stars = point_to_point.pins()
    assert {s["status"] for s in stars} == {"measured"}
    for star in stars[:3]:
        assert star["rate"] < links.plob(links.transmissivity(star["km"], 0.16))
    assert stars[1]["rate"] == pytest.approx(1.2e-3)
    # twin field: above it even in the best fibre there is
    assert stars[3]["rate"] > 500 * links.plob(links.transmissivity(stars[3]["km"], 0.14))


@pytest.mark.parametrize(
    "corner",
    [
        {"length": 1050, "loss": 0.35, "log_memory": -4.0},
        {"length": 1050, "loss": 0.35, "log_memory": 1.5, "receiver": "of 2004 (4.5 %)"},
        {"length": 10, "loss": 0.14, "receiver": "perfect"},
    ],
)
def test_corners_of_the_board_show_no_error(board, corner):
    board.set(**corner)
    assert not board.live.error


# --- the alarm ----------------------------------------------------------------------------


def test_alarm_against_bits_that_are_tossed(alarm):
    """Both probabilities of the sentence against 4,000 tossed samples each, at 5 sigma."""
    alarm.set(attack=0.4, line=3.0, log_n=2.0)
    rng = np.random.default_rng(5)
    first = int(re.search(r"from (\d+) errors", alarm.live.text)[1])
    runs = [qkd.bb84_run(400, rng, attack=a, flip=0.03) for a in (0.0, 0.4) for _ in range(4000)]
    errors = np.array([(r.alice_bits != r.bob_bits)[r.sifted][:100].sum() for r in runs])
    false, missed = np.mean(errors[:4000] >= first), np.mean(errors[4000:] < first)
    told = re.search(r"false in (\S+) %.*missed in (\S+) %", alarm.live.text)
    assert 100 * false == pytest.approx(float(told[1]), abs=5 * 100 * (0.01 / 4000) ** 0.5)
    assert 100 * missed == pytest.approx(float(told[2]), abs=5 * 100 * (0.25 / 4000) ** 0.5)


def test_false_alarms_are_at_most_one_percent_and_one_error_less_is_too_many():
    for n, quiet in ((50, 0.01), (200, 0.05), (5000, 0.02)):
        k = point_to_point.threshold(n, quiet)
        assert (
            point_to_point.at_least(k, n, quiet) <= 0.01 < point_to_point.at_least(k - 1, n, quiet)
        )


def test_without_noise_one_error_is_enough_and_she_is_missed_as_in_the_exercise(alarm):
    alarm.set(attack=0.3, line=0.0, log_n=1.0)
    told = float(re.search(r"missed in (\S+) %", alarm.live.text)[1])
    assert told == pytest.approx(100 * (1 - 0.3 / 4) ** 10, rel=0.01)


def test_curves_have_their_mean_at_the_error_rates(alarm):
    alarm.set(attack=0.6, line=4.0, log_n=3.0)
    for name, mean in (("without Eve", 4.0), ("with Eve", 15 + 0.7 * 4)):
        curve = trace(alarm, name)
        y = np.array(curve.y)
        assert np.sum(np.array(curve.x) * y) / np.sum(y) == pytest.approx(mean, abs=1e-6)
    assert max(trace(alarm, "without Eve").y) == pytest.approx(1)


def test_key_ends_in_the_sentence_at_eleven_percent(alarm):
    alarm.set(attack=0.42, line=0.0)
    assert re.search(r"leaves 0\.0\d of the bits secret", alarm.live.text)
    alarm.set(attack=0.45, line=0.0)
    assert "leaves nothing secret" in alarm.live.text


def test_without_eve_only_the_line_makes_errors(alarm):
    alarm.set(attack=0.0, line=5.0)
    assert "with Eve 5.0 % are wrong; she knows 0 %" in alarm.live.text
    assert np.allclose(trace(alarm, "with Eve").y, trace(alarm, "without Eve").y)


@pytest.mark.parametrize(
    "corner", [{"log_n": 4.0, "attack": 1.0, "line": 8.0}, {"log_n": 1.0, "attack": 0, "line": 0}]
)
def test_corners_of_the_alarm_show_no_error(alarm, corner):
    alarm.set(**corner)
    assert not alarm.live.error


# --- facts that are recomputed ------------------------------------------------------------


def test_decoy_reach_is_recomputed():
    assert key_rates.reach_km(key_rates.decoy_rate) == pytest.approx(
        facts.fact("rate.decoy_reach").value, abs=0.5
    )
    assert key_rates.reach_km(key_rates.no_decoy_rate) == pytest.approx(40, abs=1)


def test_plob_at_100_km_is_recomputed():
    assert -np.log2(1 - 0.01) == pytest.approx(facts.fact("rate.plob").value, abs=5e-6)


def test_satellite_numbers_agree_with_each_other():
    w = facts.fact("bell.satellite").value / np.sqrt(8)
    assert (1 - w) / 2 == pytest.approx(0.081, abs=5e-4)
    assert pairs.qber(pairs.fidelity_of_chsh(2.37)) == pytest.approx(0.081, abs=5e-4)
    assert facts.fact("bell.satellite_key").value == pytest.approx(372 / 3100, abs=5e-4)


@pytest.mark.parametrize(
    ("name", "said"), [("rate.bb84_10km", 2.6e-2), ("rate.bb84_405km", 2.6e-9)]
)
def test_notes_of_the_rates_are_rate_over_clock(name, said):
    star = next(p for p in point_to_point.pins() if p["label"] == facts.fact(name).label)
    assert star["rate"] == pytest.approx(said, rel=0.02)
    assert f"{said:.1e}".replace("e-0", "e-") in facts.fact(name).note
