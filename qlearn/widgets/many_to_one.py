"""The explorer of the hub: who waits, who is joined, how often, and how many memories it takes."""

from functools import lru_cache

import numpy as np

from qlearn import plots
from qlearn.network import hub
from qlearn.widgets.controls import choice, press, slider
from qlearn.widgets.live import explorer

EVENTS = 20_000  # arrivals of one run
SHOWN = 40  # of these, arrivals that the moment can be moved over
ROOMS = {"1": 1, "2": 2, "3": 3, "5": 5, "10": 10, "no limit": np.inf}


def hub_explorer():
    """Users, rates, swaps and memories of a hub over the star, the stock and its distribution.

    >>> star = hub_explorer()
    >>> star.controls["moment"].value = 5
    >>> star.live.text.split(".")[0]
    'Arrival 5: the pair of user 2 has to wait, 1 of user 2 in the hub'
    """
    controls = {
        "users": slider("users", 6, 2, 12),
        "rate": slider("pairs per second and user", 50.0, 10.0, 100.0, 1.0),
        "fast": slider("user 1: times as many", 1.0, 1.0, 8.0, 0.1),
        "q": slider("swaps that succeed q", 1.0, 0.1, 1.0, 0.05),
        "room": choice("room for qubits", list(ROOMS), "no limit"),
        "moment": slider("moment (arrival)", 4, 1, SHOWN),
        "sample": press("New arrivals"),
    }
    title = "A hub joins its users: pairs that wait, and pairs that are swapped"
    return explorer(controls, plots.many_to_one.hub_figure(), update, title=title, side="top")


def update(users, rate, fast, q, room, moment, sample):
    """Traces and line of text for one setting of the controls."""
    run = _run(users, rate, fast, q, room, sample)
    owner, joined = at_moment(run.users, run.waiting, moment)
    stock = int(run.waiting[moment - 1])
    traces = plots.many_to_one.star_traces(users, owner, stock, joined) | {
        "stock": {"x": np.array([0, *run.times[:SHOWN]]), "y": np.array([0, *run.waiting[:SHOWN]])},
        "now": {"x": run.times[[moment - 1]], "y": np.array([stock])},
    }
    traces |= _distribution(run, users, fast, ROOMS[room])
    text = f"{_event(run, moment, owner, joined, stock)} {_rates(run, users, rate, fast, q, room)}"
    return traces, text


@lru_cache(maxsize=16)
def _run(users, rate, fast, q, room, sample):
    """One run: the same order of arrivals at every rate; what the moment does not change."""
    rates = rate * np.array([fast] + [1.0] * (users - 1))
    rng = np.random.default_rng(sample)
    return hub.switch_run(users, rates, EVENTS, rng, q, buffer=ROOMS[room])


def at_moment(users, waiting, moment):
    """(whose pairs are stored, who has just been joined) after that many arrivals.

    >>> at_moment([0, 0, 2], [1, 2, 1], 3)
    (0, (0, 2))
    """
    owner = None
    for k in range(moment):
        before = waiting[k - 1] if k else 0
        swapped = waiting[k] < before
        joined = (owner, int(users[k])) if swapped else ()
        if not before:
            owner = int(users[k])
    return owner, joined


def _distribution(run, users, fast, room):
    """Part of the arrivals that leave n qubits, with errors from 20 blocks, and the formula."""
    top = int(min(room, 8))
    n = np.arange(top + 1)
    blocks = np.array(
        [np.mean(block[:, None] == n, axis=0) for block in run.waiting.reshape(20, -1)]
    )
    stable = fast == 1 and (users > 2 or room < np.inf)
    exact = hub.occupation(users, top, room) if stable else np.zeros(top + 1)
    error = blocks.std(axis=0, ddof=1) / len(blocks) ** 0.5
    return {
        "formula": {"x": n, "y": exact},
        "counted": {"x": n, "y": blocks.mean(axis=0), "error_y.array": error},
    }


def _event(run, moment, owner, joined, stock):
    who = int(run.users[moment - 1]) + 1
    left = "nothing is left" if not stock else f"{stock} of user {owner + 1} in the hub"
    if joined:
        both = f"a pair of user {owner + 1} with that of user {who}"
        return f"Arrival {moment}: the hub swaps {both}, {left}."
    before = run.waiting[moment - 2] if moment > 1 else 0
    if stock > before:
        return f"Arrival {moment}: the pair of user {who} has to wait, {left}."
    return f"Arrival {moment}: no room for the pair of user {who}, it is lost, {left}."


def _rates(run, users, rate, fast, q, room):
    (found, error), (stored, _), buffer = run.rate_hz, run.stored, ROOMS[room]
    swaps, memory, remark = "", "", ""
    if fast > 1:
        remark = " (The formulas are for equal users.)"
        if fast >= users - 1 and room == "no limit":
            remark = " User 1 brings as much as all others can use, or more: the stock grows."
    elif users == 2 and room == "no limit":
        remark = " No balance for two: the stock wanders, and has no average."
    else:
        swaps = f" (formula {float(hub.switch_capacity_hz(users, rate, q, buffer)):.1f})"
        memory = f" (formula {hub.stored_qubits(users, buffer):.2f})"
    lost = f", {run.lost / EVENTS:.1%} of the pairs are lost" if room != "no limit" else ""
    return (
        f"In {run.times[-1]:.0f} s: {found:.1f} ± {error:.1f} swaps a second succeed{swaps}, "
        f"{stored:.2f} qubits wait on average{memory}{lost}.{remark}"
    )
