"""Two drives that exchange a pair of Majorana modes, to be turned by hand."""

from functools import lru_cache

import ipywidgets
import numpy as np

from qlearn import plots
from qlearn.topology import braiding, t_junction, y_junction
from qlearn.widgets.controls import choice, slider
from qlearn.widgets.live import explorer

DURATIONS = np.linspace(4, 80, 153)  # the steps of the slider
MOMENTS = 90  # pieces of the cycle for which weights are drawn
STEMS = {"+π/2": np.pi / 2, "−π/2": -np.pi / 2, "π/4": np.pi / 4, "0, as the left arm": 0.0}
FRAMES = 5  # pictures for each key


# --- Y-junction ---------------------------------------------------------------------------


def y_junction_explorer():
    """Duration, ramp and idle couplings of the Y-junction over path, mode and error.

    >>> junction = y_junction_explorer()
    >>> junction.controls["duration"].value = 60.0
    >>> junction.live.text.split(";")[0]
    'T = 60.0, sin2 ramp: γ₁ and γ₂ exchanged, error 1.1e-05, leakage 2.2e-05'
    """
    controls = {
        "duration": slider("duration T (ħ/|Δ|)", 12.0, 4.0, 80.0, 0.5),
        "ramp": choice("ramp", list(braiding.RAMPS), "sin2"),
        "residual": slider("idle coupling / |Δ|", 0.0, 0.0, 0.3, 0.01, live=False),
        "moment": slider("moment / cycle", 0.5, 0.0, 1.0, 0.01),
    }
    figure = plots.braiding.y_junction_figure(y_junction.couplings(np.linspace(0, 1, 91)))
    title = "Y-junction: three couplings in turn exchange two modes"
    return explorer(controls, figure, y_update, title=title, side="top")


def y_update(duration, ramp, residual, moment):
    """Traces and line of text for one setting of the controls."""
    s = np.linspace(0, 1, MOMENTS + 1)
    now = y_junction.couplings(np.array([moment]), ramp, residual=residual)
    weights = _carried(duration, ramp, residual)
    result = y_junction.y_braid(duration, ramp, residual=residual)
    traces = {
        "path": _places(y_junction.couplings(s, ramp, residual=residual)),
        "D now": _places(now),
        "moment": {"x": np.array([moment, moment])},
        "error": {"x": DURATIONS, "y": _drawn(_error_curve(ramp, residual))},
        "this duration": {"x": np.array([duration]), "y": _drawn(np.array([result.error]))},
    }
    traces |= {name: {"x": s, "y": weights[:, k]} for k, name in enumerate(plots.braiding.ON)}
    return traces, _y_summary(duration, ramp, residual, result)


def _places(vectors):
    x, y = plots.braiding.seen_from_the_diagonal(vectors)
    return {"x": x, "y": y}


def _drawn(errors):
    return np.maximum(errors, plots.braiding.FLOOR)


@lru_cache(maxsize=64)
def _error_curve(ramp, residual):
    return y_junction.braid_errors(DURATIONS, ramp, residual)


@lru_cache(maxsize=64)
def _carried(duration, ramp, residual):
    """Weights on gamma_0 ... gamma_3 of the mode that starts on gamma_1, (MOMENTS + 1, 4)."""
    steps = 12 * max(1, int(duration / 12))  # for each moment
    s = (np.arange(MOMENTS * steps) + 0.5) / (MOMENTS * steps)
    path = y_junction.couplings(s, ramp, residual=residual).reshape(MOMENTS, steps, 3)
    mode = [np.array([0.0, 1.0, 0.0, 0.0])]
    for piece in path:
        mode.append(y_junction.rotation(piece, duration / MOMENTS) @ mode[-1])
    return np.square(mode)


def _y_summary(duration, ramp, residual, result):
    what = "γ₁ and γ₂ exchanged" if result.error < 0.01 else "no clean exchange"
    found = f"error {result.error:.1e}, leakage {result.leakage:.1e}"
    slow = np.degrees(y_junction.solid_angle(residual))
    turned = f"turned by {abs(np.degrees(result.angle)):.1f}° (infinitely slow: {slow:.1f}°)"
    return f"T = {duration:.1f}, {ramp} ramp: {what}, {found}; {turned}."


# --- T-junction ---------------------------------------------------------------------------


def t_junction_explorer():
    """The T-junction as a movie: stem phase, time for each key, and a play button.

    >>> movie = t_junction_explorer()
    >>> movie.controls["frame"].value = 90
    >>> movie.live.text
    '18 of 18 moves. Exchanged, sign +: error 9.2e-03, leakage 1.8e-02; smallest gap 1.05 t.'
    """
    junction = t_junction.TJunction()
    last = FRAMES * len(junction.keys())
    controls = {
        "stem": choice("stem phase", list(STEMS)),
        "key_time": slider("time per key (ħ/t)", 20, 4, 40, 4, live=False),
        "frame": slider("picture", 0, 0, last),
        "play": ipywidgets.Play(0, min=0, max=last, interval=120, show_repeat=False),
    }
    ends = [junction.sites("left")[-1], junction.sites("right")[-1]]
    figure = plots.braiding.t_junction_figure(junction.positions(), ends)
    title = "T-junction: three legs, ten sites, two modes that change places"
    made = explorer(controls, figure, t_update, title=title, side="top")
    made.linked = ipywidgets.jslink((controls["play"], "value"), (controls["frame"], "value"))
    return made


def t_update(stem, key_time, frame, play):
    """Traces and line of text for one picture of the movie; ``play`` only drives ``frame``."""
    movie, result = _movie(STEMS[stem], key_time)
    gaps = _gaps(STEMS[stem])
    junction = _junction(STEMS[stem])
    (mu, weights), keys = movie[frame], np.linspace(0, len(junction.keys()), len(gaps))
    colours = plots.braiding.key_colours(mu, junction.mu_topological, junction.mu_trivial)
    at = frame / FRAMES
    traces = {
        "keys": {"marker.color": colours},
        "first mode": {"marker.size": plots.braiding.mode_sizes(weights[0])},
        "second mode": {"marker.size": plots.braiding.mode_sizes(weights[1])},
        "gap": {"x": keys, "y": gaps},
        "now": {"x": np.array([at]), "y": np.array([np.interp(at, keys, gaps)])},
    }
    return traces, _t_summary(frame, len(junction.keys()), weights, result, gaps.min())


def _junction(stem):
    return t_junction.TJunction(phases=(0.0, np.pi, stem))


@lru_cache(maxsize=64)
def _movie(stem, key_time):
    """All pictures (mu, weights) of one braid, the end included, and its `Exchange`."""
    junction = _junction(stem)
    modes, movie = junction.evolve(key_time, frames=FRAMES)
    weights = (modes**2).reshape(-1, 2, 2).sum(axis=1).T
    result = braiding.exchange(junction.zero_modes().T @ modes)
    return [*movie, (junction.start(), weights)], result


@lru_cache(maxsize=8)
def _gaps(stem):
    """The gap along the braid: 8 values for each key, and the last."""
    each = _junction(stem).gap_history(samples=9).reshape(-1, 9)
    return np.append(each[:, :-1].ravel(), each[-1, -1])


def _t_summary(frame, n_keys, weights, result, gap):
    moved = f"{frame // FRAMES} of {n_keys} moves."
    lowest = f"smallest gap {gap:.2f} t." if gap > 0.01 else "the gap closes."
    if frame < FRAMES * n_keys:
        return f"{moved} {_where(weights)} On the way: {lowest}"
    sign = "+" if result.sign > 0 else "−"
    word = f"Exchanged, sign {sign}" if result.error < 0.05 else "Not exchanged"
    return f"{moved} {word}: error {result.error:.1e}, leakage {result.leakage:.1e}; {lowest}"


def _where(weights):
    places = [_place(w) for w in weights]
    return f"First mode {places[0]}, second {places[1]}."


def _place(weight):
    """In words, where most of a mode is."""
    junction = t_junction.TJunction()
    legs = {name: weight[junction.sites(name)].sum() for name in t_junction.LEGS}
    names = {"left": "on the left arm", "right": "on the right arm", "stem": "on the stem"}
    best = max(legs, key=legs.get)
    return names[best] if legs[best] > 0.5 else "at the centre"
