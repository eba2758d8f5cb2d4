"""Explorers of repeaters: a chain event by event, the purification ladder, a satellite pass."""

import numpy as np

from qlearn import plots
from qlearn.network import pairs, purification, satellite
from qlearn.plots.repeaters import BELL
from qlearn.widgets.chain_story import Story
from qlearn.widgets.controls import choice, press, slider
from qlearn.widgets.live import explorer

ROUNDS = 8
FIBRE_DB_PER_KM = 0.16


# --- The chain in space and time ----------------------------------------------------------


def timeline_explorer():
    """A chain event by event: buttons for the next event, the next pair, a hundred pairs.

    >>> chain = timeline_explorer()
    >>> chain.controls["hundred"].click()
    >>> "101 pairs" in chain.live.text
    True
    """
    controls = {
        "n_links": slider("links", 3, 2, 5),
        "p": slider("p per slot", 0.15, 0.05, 0.5, 0.05),
        "q": slider("swap works, q", 0.7, 0.3, 1.0, 0.05),
        "cutoff": choice("cutoff", [("none", np.inf), ("20 slots", 20), ("8 slots", 8)]),
        "event": press("Next event"),
        "pair": press("Next pair"),
        "hundred": press("100 pairs"),
        "seed": press("New chance"),
    }
    figure, title = plots.repeaters.timeline_figure(), "A chain in space and time"
    return explorer(controls, figure, Story(), title=title)


# --- The purification ladder --------------------------------------------------------------

KINDS = {  # how the rest, 1 - F, is spread over Phi-, Psi+, Psi-
    "white noise (Werner)": [1 / 3, 1 / 3, 1 / 3],
    "bit flips": [0, 1, 0],
    "phase flips": [1, 0, 0],
    "uneven": [0.6, 0.1, 0.3],
}


def ladder_explorer():
    """Fidelity, kind of error, gate errors, rounds: fidelity against price, and the four weights.

    >>> ladder = ladder_explorer()
    >>> ladder.live.text.split(";")[0]
    'DEJMPS, round 3: F = 0.9880 for 15.5 pairs'
    """
    controls = {
        "fidelity": slider("fidelity F₀", 0.8, 0.52, 0.98, 0.01),
        "kind": choice("errors", list(KINDS)),
        "rounds": slider("rounds", 3, 1, ROUNDS),
        "gate_error": slider("noise of the gates", 0.0, 0.0, 0.1, 0.005),
        "method": choice("weights shown of", ["DEJMPS", "BBPSSW"]),
    }
    figure = plots.repeaters.ladder_figure(ROUNDS)
    return explorer(controls, figure, update_ladder, title="The purification ladder")


def update_ladder(fidelity, kind, rounds, gate_error, method):
    """Traces and line of text for one setting of the controls."""
    pair = np.array([fidelity, *((1 - fidelity) * np.array(KINDS[kind]))])
    ladders = {
        name: _rungs(pair, rounds, name.lower(), gate_error) for name in ("BBPSSW", "DEJMPS")
    }
    traces = {name: {"x": rungs.cost, "y": rungs.fidelity} for name, rungs in ladders.items()}
    weights = np.zeros((ROUNDS + 1, 4))
    weights[: len(ladders[method].cost)] = ladders[method].coefficients
    traces |= {name: {"y": column} for name, column in zip(BELL, weights.T, strict=True)}
    return traces, "; ".join(_reached(name, ladders[name], rounds) for name in ("DEJMPS", "BBPSSW"))


def _rungs(pair, rounds, method, gate_error):
    """The ladder up to the round before F falls to 1/2, where nothing more can be gained."""
    while True:
        try:
            return purification.ladder(pair, rounds, method, gate_error)
        except ValueError:
            rounds -= 1


def _reached(name, rungs, rounds):
    done = len(rungs.cost) - 1
    worse = rungs.fidelity[-1] < rungs.fidelity[0]
    note = ", worse than at the start" if worse else ""
    if done < rounds:
        note = ", and no further: F ≤ 1/2"
    return (
        f"{name}, round {done}: F = {rungs.fidelity[-1]:.4f} for {rungs.cost[-1]:.1f} pairs{note}"
    )


# --- The satellite ------------------------------------------------------------------------


def pass_explorer():
    """A pass over two stations: tracks in the sky, loss of both arms, pairs, the Bell test.

    >>> flight = pass_explorer()
    >>> flight.live.text.split(":")[0]
    'Best moment'
    """
    controls = {
        "separation_km": slider("stations apart (km)", 1203, 200, 2400),
        "offset_km": slider("track off the middle (km)", 0, -1500, 1500, 50),
        "heading_deg": slider("heading (°, from north)", 20, 0, 90, 5),
        "divergence_urad": slider("divergence (µrad)", 10.0, 3.0, 20.0, 0.5),
        "source_mhz": slider("source (million pairs/s)", 5.9, 0.5, 50.0, 0.1),
        "fidelity": slider("fidelity of the pairs", 0.88, 0.7, 1.0, 0.01),
    }
    figure, title = plots.repeaters.pass_figure(), "A satellite passes over two stations"
    return explorer(controls, figure, update_pass, title=title, side="top")


def update_pass(separation_km, offset_km, heading_deg, divergence_urad, source_mhz, fidelity):
    """Traces and line of text for one setting of the controls."""
    flight = satellite.pass_profile(
        separation_km, offset_km, heading_deg, optics=satellite.Optics(divergence_urad)
    )
    rate, total = flight.rate_hz(source_mhz * 1e6), flight.pairs(source_mhz * 1e6)
    losses = np.where(np.isfinite([*flight.loss_db, flight.two_arm_db]),
                      [*flight.loss_db, flight.two_arm_db], np.nan)  # fmt: skip
    traces = {
        name: {"x": flight.time_s, "y": curve}
        for name, curve in zip(("loss A", "loss B", "both"), losses, strict=True)
    } | {name: _track(flight, k) for k, name in enumerate("AB")}
    traces["pairs"] = {"x": flight.time_s, "y": rate}
    return traces, _pass_sentence(flight, rate, total, fidelity, separation_km)


def _track(flight, station):
    """The way through the sky of one station: overhead in the middle, the horizon at 90."""
    up, angle = flight.elevation_deg[station], np.radians(flight.azimuth_deg[station])
    away = np.where(up > 0, 90 - up, np.nan)
    return {"x": away * np.sin(angle), "y": away * np.cos(angle)}


def _pass_sentence(flight, rate, total, fidelity, separation_km):
    if total < 8:
        seen = "never both above 5°" if rate.max() == 0 else f"{total:.1f} pairs in all"
        return f"Too few pairs for a Bell test: {seen}."
    best = flight.two_arm_db.min()
    s, ds = satellite.bell_test(fidelity, total, np.random.default_rng(1))
    beyond = f"{(s - 2) / ds:.1f} standard errors above 2" if s > 2 else "not above 2"
    return (
        f"Best moment: {best:.1f} dB, {rate.max():.2g} pairs/s; fibre at {FIBRE_DB_PER_KM} dB/km: "
        f"{FIBRE_DB_PER_KM * separation_km:.0f} dB. One pass: {total:.0f} pairs. Bell test with "
        f"them: S = {s:.2f} ± {ds:.2f} ({pairs.chsh(fidelity):.2f} expected), {beyond}."
    )
