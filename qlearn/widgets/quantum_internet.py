"""Explorers of applications: a blind server, a network of sensors, clocks that exchange photons."""

from functools import lru_cache

import numpy as np

from qlearn import plots
from qlearn.network import blind, clocks, sensing
from qlearn.plots.quantum_internet import EIGHTHS, GREY, ORANGE
from qlearn.widgets.controls import choice, press, slider, toggle
from qlearn.widgets.live import explorer

# --- The blind server ---------------------------------------------------------------------

THETAS = {"all eight": 8, "four of them": 4, "two of them": 2, "always 0": 1}


def blind_explorer():
    """One turn on a blind server: what the client knows, what the server is told and holds.

    >>> server = blind_explorer()
    >>> "no better than a coin" in server.live.text
    True
    >>> server.controls["flip"].value = False
    >>> "100%" in server.live.text
    True
    """
    controls = {
        "phi": slider("the job: angle φ in π/4", 3, 0, 7),
        "thetas": choice("θ is drawn from", list(THETAS)),
        "flip": toggle("secret bit r", True),
        "runs": slider("runs", 200, 20, 2000, 20),
        "again": press("Run again"),
    }
    title = "A blind server: what the client knows, what the server sees"
    figure = plots.quantum_internet.blind_figure()
    return explorer(controls, figure, update_blind, title=title, side="top")


def update_blind(phi, thetas, flip, runs, again):
    """Traces and line of text for one setting of the controls."""
    job, n_angles = phi * np.pi / 4, THETAS[thetas]
    run = blind.blind_run([job], runs, np.random.default_rng(again), n_angles, flip)
    told, theta = _eighths(run.deltas[0]), int(_eighths(run.thetas[0])[0])
    exact, points = held(job, n_angles, flip)
    counted, here = np.bincount(told, minlength=8) / runs, told[:1]
    rays = {"θ = φ": theta} if theta == phi else {"θ": theta, "φ": phi}
    angles = [k * np.pi / 4 for k in rays.values()]
    traces = {
        "angles": plots.quantum_internet.rays(angles, list(rays)),
        "delta": {"y": exact, "marker.color": [ORANGE if k == here else GREY for k in range(8)]},
        "counted": {"y": counted, "error_y.array": np.sqrt(exact * (1 - exact) / runs)},
        "qubits": {"x": points[exact > 0, 0], "y": points[exact > 0, 1]},
        "this qubit": {"x": points[here, 0], "y": points[here, 1]},
    }
    text = f"{_client_says(run, phi, flip)} {_server_says(phi, n_angles, flip)}"
    return traces, text, {"yaxis2.range": [0, max(0.3, 1.2 * max(counted))]}


def _eighths(angles):
    """Angles as whole eighths of a turn, 0 to 7."""
    return np.round(angles * 4 / np.pi).astype(int) % 8


def held(phi, n_angles, flip):
    """(probabilities of the eight deltas (8,), Bloch x and y of the qubit given each (8, 2)).

    >>> exact, points = held(np.pi / 4, 8, flip=False)
    >>> print(exact[0], points[1].round(6) + 0)
    0.125 [1. 0.]
    """
    view = blind.server_view([phi], n_angles, flip)
    weight = np.trace(view, axis1=-2, axis2=-1).real
    sums = np.stack([2 * view[:, 1, 0].real, 2 * view[:, 1, 0].imag], axis=-1)
    return weight, sums / np.where(weight > 0, weight, 1)[:, None]


@lru_cache(maxsize=64)
def best_guess(phi, n_angles, flip):
    """(chance, eighths of a turn): which other job the server tells from this one best, and how
    often it is right if both are equally likely."""
    mine = blind.server_view([phi * np.pi / 4], n_angles, flip)
    others = [(phi + k) % 8 for k in (4, 1, 2, 3, 5, 6, 7)]
    chances = [
        (1 + blind.view_distance(mine, blind.server_view([k * np.pi / 4], n_angles, flip))) / 2
        for k in others
    ]
    best = int(np.argmax(np.round(chances, 9)))
    return chances[best], others[best]


def _client_says(run, phi, flip):
    theta, delta = (_eighths(a[0])[0] for a in (run.thetas, run.deltas))
    said, result = run.answers[0, 0], run.result[0]
    secret = f", r = {run.r[0, 0]}" if flip else ", no r"
    right = blind.plain_probabilities([phi * np.pi / 4])[1]
    return (
        f"First run: θ = {EIGHTHS[theta]}{secret}, so δ = {EIGHTHS[delta]}; answer {said}, result "
        f"{result}. Results 1 in all runs: {run.result.mean():.0%} (in the open {right:.0%})."
    )


def _server_says(phi, n_angles, flip):
    chance, other = best_guess(phi, n_angles, flip)
    if chance < 0.5 + 1e-9:
        return "Whichever two jobs it compares, the server is no better than a coin."
    return f"Asked whether φ is this or {EIGHTHS[other]}, the server is right in {chance:.0%}."


# --- Sensors ------------------------------------------------------------------------------

MOST = 100


def sensor_explorer():
    """The error of a mean phase over N sensors: separate, one GHZ state, groups, the bound.

    >>> sensors = sensor_explorer()
    >>> sensors.set(visibility=1.0, efficiency=1.0, n=16)
    >>> "4.00 times" in sensors.live.text
    True
    """
    controls = {
        "n": slider("sensors N", 8, 1, MOST),
        "visibility": slider("contrast left per probe V", 0.98, 0.8, 1.0, 0.005),
        "efficiency": slider("probes that come back η", 0.95, 0.5, 1.0, 0.01),
        "shots": slider("repetitions", 200, 50, 2000, 50),
    }
    title = "One phase, N sensors: separate probes or one GHZ state"
    return explorer(controls, plots.quantum_internet.sensor_figure(), update_sensors, title=title)


def update_sensors(n, visibility, efficiency, shots):
    """Traces and line of text for one setting of the controls."""
    x, given = np.arange(1, MOST + 1), {"visibility": visibility, "eta": efficiency}
    separate, ghz = (sensing.precision(x, s, shots=shots, **given) for s in ("separate", "ghz"))
    size, best = _best(visibility, efficiency)
    gain, shown = separate / ghz, size <= MOST
    edges = [np.log10(edge) for edge in (0.7 / np.sqrt(shots * MOST**2), 2 * separate[0])]
    traces = {
        "separate": {"x": x, "y": separate}, "GHZ": {"x": x, "y": ghz},
        "groups": {"x": x[x >= size], "y": separate[x >= size] / best},
        "bound": {"x": x, "y": 1 / np.sqrt(shots * sensing.bound(x, **given))},
        "error here": {"x": np.array([n, n]), "y": np.array([separate[n - 1], ghz[n - 1]])},
        "gain": {"x": x, "y": gain}, "gain here": {"x": np.array([n]), "y": gain[[n - 1]]},
        "best": {
            "x": np.array([size] * shown), "y": np.array([best] * shown),
            "text": [f"best N = {size}"] * shown,
        },
    }  # fmt: skip
    text = _sensors_say(n, separate[n - 1], ghz[n - 1], size, best)
    return traces, text, {"yaxis.range": edges}


def _best(visibility, efficiency):
    """(size of the best GHZ state, its gain in the error); infinite without noise."""
    if visibility == efficiency == 1:
        return np.inf, np.inf
    size, gain = sensing.best_group(visibility, efficiency)
    return size, np.sqrt(gain)


def _sensors_say(n, separate, ghz, size, best):
    gain = separate / ghz
    found = f"GHZ {ghz:.2g} rad, {gain:.2f} times as good"
    found = found if gain > 0.01 else "GHZ practically nothing"
    if size == np.inf:
        end = "Without noise the gain is √N, and there is no best N."
    elif size == 1:
        end = "No GHZ state is better than separate probes."
    else:
        end = f"A GHZ state of {size} would be best, with a gain of {best:.2f}."
    return f"N = {n}: separate probes {separate:.2g} rad, {found}. {end}"


# --- Clocks -------------------------------------------------------------------------------

DELAY_NS = 500.0  # of 100 m of fibre
WINDOW_NS = 80.0
BIN_NS = 0.5
SECONDS = 0.2
EFFICIENCY = 0.5


def clock_explorer():
    """Time tags there and back: the two peaks, and the offset that follows from them.

    >>> pair = clock_explorer()
    >>> pair.set(asymmetry=20.0)
    >>> "bar knows nothing of it" in pair.live.text
    True
    """
    controls = {
        "offset": slider("Bob is ahead (ns)", 12.3, -30.0, 30.0, 0.1),
        "asymmetry": slider("way there longer (ns)", 0.0, -40.0, 40.0, 0.5),
        "jitter": slider("jitter per click (ns)", 0.3, 0.05, 2.0, 0.05),
        "pairs": slider("pairs per ms", 20, 1, 100),
        "background": slider("strays per ms", 50, 0, 400, 10),
        "seed": press("Measure again"),
    }
    title = "Two clocks, photons both ways, for a fifth of a second"
    figure = plots.quantum_internet.clock_figure()
    return explorer(controls, figure, update_clocks, title=title, side="top")


def update_clocks(offset, asymmetry, jitter, pairs, background, seed):
    """Traces and line of text for one setting of the controls."""
    there, back = _tags(jitter, pairs, background, seed)
    there, back = (
        there._replace(bob=there.bob + asymmetry + offset),
        back._replace(bob=back.bob - offset),
    )
    traces = _histogram("there", there) | _histogram("back", back)
    peaks = [_peak(tags, jitter) for tags in (there, back)]
    for name, peak in zip(("there", "back"), peaks, strict=True):
        top = traces[name]["y"].max()
        at = [peak.offset_ns] * 2 if peak else []
        traces[f"peak {name}"] = {"x": np.array(at), "y": np.array([0, top][: len(at)])}
    found, error = _two_way(*peaks)
    reach = 1.3 * max(abs(found - offset), 5 * error, 0.02) if peaks[0] and peaks[1] else 1.0
    traces["right"] = {"x": np.array([offset] * 2), "y": np.array([0.0, 1.0])}
    traces["found"] = {"x": np.array([found]), "error_x.array": np.array([error])}
    layout = {"xaxis3.range": [offset - reach, offset + reach]}
    return traces, _clocks_say(peaks, found, error, offset), layout


@lru_cache(maxsize=8)
def _tags(jitter, pairs, background, seed):
    """Tags of both directions, the source's own side first, for clocks that agree."""
    rng = np.random.default_rng(seed)
    given = {"delay_ns": DELAY_NS, "jitter_ns": jitter, "efficiency": EFFICIENCY}
    return [
        clocks.tag_run(1e3 * pairs, SECONDS, rng, background_hz=1e3 * background, **given)
        for _ in range(2)
    ]


def _histogram(name, tags):
    edges, counts = clocks.correlate(*tags, DELAY_NS - WINDOW_NS, DELAY_NS + WINDOW_NS, BIN_NS)
    return {name: {"x": (edges[1:] + edges[:-1]) / 2, "y": counts}}


def _peak(tags, jitter):
    """The `clocks.Offset` of a direction, or None where no peak stands out."""
    half = max(4.5 * np.sqrt(2) * jitter, 2 * BIN_NS)
    try:
        return clocks.find_offset(*tags, DELAY_NS - WINDOW_NS, DELAY_NS + WINDOW_NS, BIN_NS, half)
    except ValueError:
        return None


def _two_way(there, back):
    """(offset, standard error) from the peaks; NaN if one is missing."""
    if there is None or back is None:
        return np.nan, np.nan
    found, _ = clocks.two_way(there.offset_ns, -back.offset_ns)
    return float(found), float(np.hypot(there.error_ns, back.error_ns) / 2)


def _clocks_say(peaks, found, error, offset):
    there, back = peaks
    if there is None or back is None:
        return "No peak stands out: too few pairs for so many strays, spread over so much jitter."
    seen = f"Peaks at {there.offset_ns:.2f} ns ({there.coincidences:.0f} pairs, "
    seen += f"{there.accidentals:.0f} strays) and {back.offset_ns:.2f} ns."
    wrong = abs(found - offset)
    end = " The error bar knows nothing of it." if wrong > 6 * error else ""
    return (
        f"{seen} Offset, half the difference: {found:.3f} ± {error:.3f} ns, and that is "
        f"{wrong:.2f} ns wrong.{end}"
    )
