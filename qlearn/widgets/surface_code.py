"""The threshold lab: failure rates against noise, sampled before and sampled now."""

from functools import cache
from itertools import pairwise

import numpy as np

from qlearn import plots
from qlearn.correction.rates import Rate, per_shot
from qlearn.correction.scans import DISTANCES, SCANS, surface_scan
from qlearn.correction.threshold import crossing, fit_points, scan_chunks
from qlearn.widgets.controls import choice, press, slider, toggle
from qlearn.widgets.live import explorer

LIVE_DISTANCES, LIVE_PS = (3, 5, 7), (0.003, 0.0045, 0.0065, 0.009, 0.013)
SHOTS, CHUNK = 2_000, 500
TABLE_FIT, LIVE_FIT = 0.003, 0.0045  # the fits take points with p up to this
WAITING = [("err too", "waiting errs"), ("do not err", "waiting is safe")]


def threshold_explorer(seed=None):
    """Curves of four distances at once; a button adds sampled points with error bars, in chunks.

    >>> lab = threshold_explorer(seed=1)
    >>> lab.live.text.split(",")[0]
    'p = 0.5 %'
    """
    controls = {
        "noise": choice("waiting qubits", WAITING),
        "each": choice("failure rate", [("per round", "round"), ("per shot", "shot")]),
        "percent": slider("noise p, %", 0.5, 0.2, 1.4, 0.05),
        "law": toggle("the law a (p/p*)^((d+1)/2)"),
        "sample": press(f"Sample {SHOTS:,} shots a point"),
    }
    figure = plots.surface_code.threshold_figure(DISTANCES)
    title = "Threshold lab: memories of the surface code, as many rounds as their distance"
    return explorer(controls, figure, ThresholdLab(seed).frames, title=title)


class ThresholdLab:
    """What has been sampled so far, by kind of noise; `frames` adds to it at each press."""

    def __init__(self, seed=None):
        self.rng, self.pressed, self.taken = np.random.default_rng(seed), 0, {}

    def frames(self, noise, each, percent, law, sample):
        """Frames for one setting of the controls; further ones while points are sampled."""
        if sample < self.pressed:  # reset
            self.taken = {}
        fresh, self.pressed = sample > self.pressed, sample
        yield 0.0 if fresh else 1.0, *self.frame(noise, each, percent, law)
        if not fresh:
            return
        before = self.taken.get(noise)
        total = SHOTS * len(LIVE_DISTANCES) * len(LIVE_PS)
        chunks = scan_chunks(
            LIVE_DISTANCES, LIVE_PS, SHOTS, self.rng, chunk=CHUNK, **SCANS[noise].memory
        )
        for points in chunks:
            self.taken[noise] = _together(before, points)
            done = sum(point.rate.shots for point in points) / total
            yield done, *self.frame(noise, each, percent, law)

    def frame(self, noise, each, percent, law):
        """Traces and line of text."""
        taken = self.taken.get(noise, [])
        line = np.array([0.15, 1.6])
        traces = {
            "bare p": {"x": line, "y": line / 100},
            "now": {"x": np.array([percent, percent]), "y": np.array([1e-6, 1.0])},
        }
        for d in DISTANCES:
            traces |= _curve(noise, each, d) | _law(noise, each, d, law) | _live(taken, each, d)
        return traces, _sentence(noise, each, percent) + _live_sentence(taken)


def _together(before, points):
    """New points with the counts of those before added."""
    old = before or [point._replace(rate=Rate(0, 0)) for point in points]
    pairs = zip(old, points, strict=True)
    return [new._replace(rate=was.rate + new.rate) for was, new in pairs]


# --- The curves ---------------------------------------------------------------------------


@cache
def _table(noise, each):
    """(p, {distance: rates}) of the scan that stands in the package."""
    points = surface_scan(noise)
    value = {"round": lambda q: q.per_round, "shot": lambda q: q.rate.value}[each]
    rates = {d: np.array([value(q) for q in points if q.distance == d]) for d in DISTANCES}
    return np.array([q.p for q in points if q.distance == DISTANCES[0]]), rates


@cache
def _fit(noise):
    return fit_points([point for point in surface_scan(noise) if point.p <= TABLE_FIT])


def _curve(noise, each, d):
    p, rates = _table(noise, each)
    return {f"d = {d}": {"x": 100 * p, "y": rates[d]}}


def _law(noise, each, d, law):
    fit = _fit(noise)
    p = np.geomspace(0.002, fit.p_star, 30)
    rate = fit(p, d) if each == "round" else per_shot(fit(p, d), d)
    return {f"d = {d}, law": {"x": 100 * p, "y": rate if law else np.full(30, np.nan)}}


def _live(taken, each, d):
    """Sampled points with 95 % intervals; those without a failure have none to show."""
    ours = [point for point in taken if point.distance == d and point.rate.errors]
    value = np.array([q.per_round if each == "round" else q.rate.value for q in ours])
    low, high = np.reshape([q.interval(each) for q in ours], (-1, 2)).T
    arrays = {"error_y.array": high - value, "error_y.arrayminus": value - low}
    return {f"d = {d}, live": {"x": np.array([100 * q.p for q in ours]), "y": value} | arrays}


# --- The sentence -------------------------------------------------------------------------


def _sentence(noise, each, percent):
    p, rates = _table(noise, each)
    here = {d: np.exp(np.interp(np.log(percent / 100), np.log(p), np.log(rates[d]))) for d in rates}
    listed = ", ".join(f"{100 * here[d]:.2g} % (d = {d})" for d in DISTANCES)
    places = ", ".join(
        f"{s}/{b} at {_crossing(p, rates[s], rates[b])}" for s, b in pairwise(DISTANCES)
    )
    gain = (here[3] / here[9]) ** (1 / 3)
    factor = f"On average a step of d divides it by {gain:.2f}" if gain > 1 else (
        f"On average a step of d multiplies it by {1 / gain:.2f}")  # fmt: skip
    fit = _fit(noise)
    return (
        f"p = {percent:.2g} %, failures per {each}: {listed}. {factor}. Curves cross: {places}. "
        f"Law per round, from p up to "
        f"{100 * TABLE_FIT:g} %: a = {fit.a:.3f}, p* = {100 * fit.p_star:.2f} %."
    )


def _crossing(p, small, large):
    try:
        return f"{100 * crossing(p, small, large):.2f} %"
    except ValueError:
        return f"more than {100 * p[-1]:g} %"


def _live_sentence(taken):
    if not taken:
        return ""
    shots = sum(point.rate.shots for point in taken)
    low = [point for point in taken if point.p <= LIVE_FIT]
    try:
        fit = fit_points(low)
    except ValueError:
        return f" Sampled here: {shots:,} shots, too few failures for a fit."
    return (
        f" Sampled here: {shots:,} shots; fit to p up to {100 * LIVE_FIT:g} %: "
        f"a = {fit.a:.3f} ± {fit.a_sigma:.3f}, p* = {100 * fit.p_star:.2f} ± "
        f"{100 * fit.p_star_sigma:.2f} %."
    )
