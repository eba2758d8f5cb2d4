"""The scoreboard of logical against physical qubits: four policies, their gain and its price."""

import ipywidgets
import numpy as np

from qlearn import plots
from qlearn.correction.logical import POLICIES, bell_runs
from qlearn.correction.noise import H2_LIKE, NoiseModel
from qlearn.facts import fact
from qlearn.plots.logical_qubits import GAINS, LABELS
from qlearn.widgets.controls import choice, press, slider, toggle
from qlearn.widgets.live import explorer

CODES = [
    ("Carbon [[12,2,4]], two pairs", "carbon"),
    ("Steane [[7,1,3]], one pair", "steane"),
    ("[[4,2,2]], two pairs", "four_two_two"),
]
PUBLISHED = {"carbon": "logical.carbon_gain", "steane": "logical.steane_gain"}
SHOTS = [("200,000", 200_000), ("1 million", 1_000_000), ("5 million", 5_000_000)]
AT_PREPARATION = H2_LIKE.p_prep / (H2_LIKE.p_prep + H2_LIKE.p_meas)  # the share of H2_LIKE


def scoreboard_explorer():
    """Code, noise, flags and number of runs: gains with intervals, beside the runs that count.

    >>> board = scoreboard_explorer()
    >>> board.live.text.split(" runs")[0]
    '1,000,000'
    """
    controls = {
        "code": choice("code", CODES),
        "p2": _error_slider("error of a CNOT", H2_LIKE.p2),
        "spam": slider("SPAM error, %", 0.16, 0.0, 1.0, 0.02, live=False),
        "idle": slider("waiting error, %", 0.0, 0.0, 0.2, 0.01, live=False),
        "flags": toggle("drop flagged runs", True),
        "shots": choice("runs", SHOTS, 1_000_000),
        "sample": press("another sample"),
    }
    figure = plots.logical_qubits.scoreboard_figure(list(LABELS.values()))
    title = "Scoreboard: encoded Bell pairs against bare ones"
    return explorer(controls, figure, scoreboard_frames, title=title)


def _error_slider(label, value):
    """A logarithmic slider from a sixth of the value to sixteen times as much."""
    middle = float(np.log10(value))
    return ipywidgets.FloatLogSlider(
        value, min=middle - 0.8, max=middle + 1.2, step=0.05, description=label,
        readout_format=".2g", continuous_update=False,
    )  # fmt: skip


def scoreboard_frames(code, p2, spam, idle, flags, shots, sample):
    """Frames for one setting of the controls, one for each batch of runs."""
    noise = noise_of(p2, spam, idle)
    for results in bell_runs(code, noise, shots, np.random.default_rng(sample), flags):
        done = results["raw"].shots / shots
        yield done, _traces(results) | _published(code), _sentence(code, results)


def noise_of(p2, spam, idle):
    """The noise model of the sliders: per cent for SPAM and waiting, SPAM divided as in H2_LIKE.

    >>> noise_of(0.001, 0.16, 0.0)
    NoiseModel(p1=3e-05, p2=0.001, p_prep=0.0004, p_meas=0.0012, p_idle=0.0)
    """
    prepared = round(spam / 100 * AT_PREPARATION, 12)
    read = round(spam / 100 - prepared, 12)
    return NoiseModel(H2_LIKE.p1, p2, prepared, read, idle / 100)


def _traces(results):
    """Gains with their intervals, lower bounds where no failure was seen, and shares of runs."""
    gain, low, high = np.array([_gain(results[policy]) for policy in POLICIES]).T
    none = np.array([results[policy].rate.errors == 0 for policy in POLICIES])
    seen = np.where(none, np.nan, gain)
    return {
        "gain": {"x": seen, "error_x.array": high - seen, "error_x.arrayminus": seen - low},
        "no failure seen": {"x": np.where(none, low, np.nan)},
        "accepted": {"x": np.array([100 * results[policy].acceptance for policy in POLICIES])},
    }


def _gain(result):
    """(gain, low, high), those without an end put at the rim of the figure."""
    low, high = result.gain_interval() if result.rate.shots else (np.nan, np.nan)
    return tuple(np.clip([result.gain, low, high], *GAINS))


def _published(code):
    """The range of the abstract; nothing for codes that are not in it."""
    ends = [np.nan, np.nan]
    if code in PUBLISHED:
        ends = [float(end) for end in fact(PUBLISHED[code]).value.split(" to ")]
    return {"published": {"x": np.array(ends)}}


def _sentence(code, results):
    pairs = "one bare pair is" if code == "steane" else "one of two bare pairs is"
    raw = results["raw"]
    parts = "; ".join(f"{LABELS[policy]} {_reading(results[policy])}" for policy in POLICIES)
    even = " With distance 2 a table only guesses: rejecting is detecting." if (
        code == "four_two_two") else ""  # fmt: skip
    return (
        f"{raw.shots:,} runs; {pairs} wrong in {100 * raw.physical:.3g} %. Gain (95 % interval) "
        f"and share of runs that count: {parts}.{even}"
    )


def _reading(result):
    if not result.rate.shots:
        return "has no run left"
    low, high = result.gain_interval()
    kept = f"{100 * result.acceptance:.1f} %"
    if result.rate.errors == 0:
        return f"above {_short(low)} (no failure seen), {kept}"
    return f"{_short(result.gain)} ({_short(low)} to {_short(high)}), {kept}"


def _short(number):
    return f"{number:,.0f}" if number >= 100 else f"{number:.2g}"
