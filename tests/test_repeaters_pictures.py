"""The kata on repeaters: right answers in other styles, its facts, pictures and explorers."""

from itertools import pairwise

import numpy as np
import pytest
import traitlets
from widget_page import traits_of, widget_page

from qlearn import facts, network, plots
from qlearn.katas import repeaters as kata
from qlearn.network import cutoffs, key_rates, pairs, purification, qkd, repeaters, satellite
from qlearn.network.timeline import timeline
from qlearn.widgets import chain_story, network_map
from qlearn.widgets import repeaters as explorers
from qlearn.widgets.network_map import NetworkMap, map_explorer

pytest_plugins = ["jupyterlab_page"]


MAP = map_explorer()  # made here: where a browser's event loop runs, its paths would come later

# --- References against the package -------------------------------------------------------


def test_mean_fidelity_against_simulated_chains():
    """Fresh runs of the simulator with the memories that the exercise describes; 5 sigma."""
    rng = np.random.default_rng(1)
    first, second = rng.geometric(0.04, 20000), rng.geometric(0.04, 20000)
    ours = kata.mean_fidelity.reference(first, second, 0.96, 40)
    run = repeaters.simulate([0.04, 0.04], np.random.default_rng(2), trials=20000)
    theirs, error = run.fidelity(0.96, network.Memory(40))
    assert ours == pytest.approx(theirs, abs=5 * 2**0.5 * error)


def test_nested_wait_against_the_vectorised_draw():
    rng = np.random.default_rng(3)
    ours = np.array([kata.nested_wait.reference(0.2, 0.6, 2, rng) for _ in range(3000)])
    theirs = network.waiting.nested_waits(0.2, 0.6, 2, 30000, rng)
    assert ours.mean() == pytest.approx(theirs.mean(), abs=5 * ours.std() / 3000**0.5)


def test_purification_rounds_against_the_package():
    assert kata.purified.reference(0.73) == pytest.approx(purification.bbpssw(0.73))
    pair = [0.66, 0.04, 0.11, 0.19]
    ours, p = kata.dejmps_round.reference(pair)
    theirs, q = purification.dejmps(pair)
    assert ours == pytest.approx(theirs)
    assert p == pytest.approx(float(q))
    rungs = purification.ladder(pair, 4)
    assert kata.pairs_needed.reference(rungs.success) == pytest.approx(rungs.cost[-1])


def test_satellite_pairs_against_the_package():
    ours = kata.satellite_pairs.reference(5e6, 700, 1100, 8.0, 1.5, 13.0)
    arms = satellite.diffraction([700, 1100], 8.0, 1.5) * 10**-1.3
    assert ours == pytest.approx(5e6 * arms.prod())


def test_route_bounds_bound_what_is_simulated():
    """Equal slots, perfect memories: the chain never beats its slowest link."""
    lengths = [30.0, 45.0, 20.0]
    (bound,) = kata.route_bounds.reference([lengths], 0.97, 0.2)
    p = network.transmissivity(lengths)
    run = repeaters.simulate(p, np.random.default_rng(4), trials=4000, ends="measure")
    rate, error = run.rate
    fraction = qkd.key_fraction(pairs.qber(pairs.chain_fidelity(0.97, 3)))
    assert bound == pytest.approx(p.min() * fraction)
    assert rate * fraction < bound
    assert rate > 0.5 * p.min() - 5 * error


def test_crossover_is_where_the_package_says():
    """At the crossing the repeater of `key_rates` with endless memories meets PLOB."""
    length = kata.crossover_km.reference(0.8, 0.6, 1.0, 0.2)
    rate = key_rates.repeater_rate(length, 1e9, 0.8, 1.0, 0.6)
    assert rate == pytest.approx(network.plob(network.transmissivity(length)), rel=1e-3)


# --- Right answers in other styles --------------------------------------------------------


def waits_by_summing(p, n):
    total, t = 0.0, 0
    while (term := 1 - (1 - (1 - p) ** t) ** n) > 1e-13:
        total, t = total + term, t + 1
    return total


def nested_by_arrays(p, q, levels, rng):
    return network.waiting.nested_waits(p, q, levels, 1, rng)


def nested_by_tries(p, q, levels, rng):
    if levels == 0:
        return np.array(rng.geometric(p))
    tries = rng.geometric(q)
    return sum(max(nested_by_tries(p, q, levels - 1, rng) for _ in "ab") for _ in range(tries))


def fidelity_in_a_loop(first, second, f0, lifetime):
    w, total = (4 * f0 - 1) / 3, 0.0
    for a, b in zip(first, second, strict=True):
        waited = max(a, b) - min(a, b)
        total += 0.25 + 0.75 * (w * np.exp(-waited / lifetime)) ** 2
    return total / len(first)


def cutoff_in_a_loop(p, lifetime, f0, longest):
    decay = np.exp(-1 / lifetime)
    return max(range(1, longest + 1), key=lambda m: cutoffs.cutoff_key_rate(p, m, decay, f0))


def round_as_a_list(pair):
    a, d, c, b = pair
    kept = [a * a + b * b, 2 * a * b, c * c + d * d, 2 * c * d]
    return [[weight / sum(kept) for weight in kept], sum(kept)]


def crossing_by_steps(efficiency, q, fraction, loss_db_per_km):
    length = np.arange(1, 900, 0.1)
    eta = 10 ** (-loss_db_per_km * length / 10)
    p = efficiency * eta**0.5
    ahead = fraction * q * p * (2 - p) / (3 - 2 * p) > -np.log2(1 - eta)
    return length[ahead][0]


@pytest.mark.parametrize(
    ("task", "answer"),
    [
        ("all_links", waits_by_summing),
        ("nested_wait", nested_by_arrays),
        ("nested_wait", nested_by_tries),
        ("mean_fidelity", fidelity_in_a_loop),
        ("best_cutoff", cutoff_in_a_loop),
        ("purified", lambda f: list(purification.bbpssw(f))),
        ("dejmps_round", round_as_a_list),
        ("pairs_needed", lambda p: 2 ** len(p) / np.prod(p)),
        ("route_bounds", lambda *a: np.array(kata.route_bounds.reference(*a))),
        ("crossover_km", crossing_by_steps),
        ("satellite_pairs", lambda s, a, b, *o: kata.satellite_pairs.reference(s, b, a, *o)),
    ],
)
def test_other_right_answers_are_solved(task, answer):
    for seed in range(3):
        verdict = getattr(kata, task).check(answer, seed=seed)
        assert verdict, verdict


@pytest.mark.parametrize(
    "answer",
    [
        lambda p, q, levels, rng: 1 + nested_by_tries(p, q, levels, rng),
        lambda p, q, levels, rng: rng.geometric(p * (q / 1.5) ** levels),
        lambda p, q, levels, rng: rng.geometric(p) * (1.5 / q) ** levels,
        lambda p, q, levels, rng: network.waiting.nested_waits(p, q, levels, 10, rng).mean(),
    ],
)
def test_draws_with_another_mean_or_spread_are_not_taken(answer):
    for seed in range(2):
        assert kata.nested_wait.check(answer, seed=seed).status == "wrong"


# --- Facts --------------------------------------------------------------------------------


def test_the_window_of_cutoffs_is_a_fact():
    """Whole cutoffs without key at the ends, by the Monte Carlo-tested exact formulas."""
    rates = cutoffs.cutoff_key_rate(0.01, np.arange(1, 400), np.exp(-1 / 100), 0.99)
    with_key = 1 + np.flatnonzero(rates > 0)
    expected = f"{with_key[0]} to {with_key[-1]} slots, the most at {1 + rates.argmax()}"
    assert facts.fact("repeaters.cutoff_window").value == expected
    assert cutoffs.cutoff_key_rate(0.01, np.inf, np.exp(-1 / 100), 0.99) == 0


def test_errors_of_the_bell_test_are_a_fact():
    """From correlators, without a fidelity: S = 2 sqrt2 w and Q = (1 - w)/2."""
    w = facts.fact("bell.satellite").value / 8**0.5
    expected = 100 * (1 - w) / 2
    assert facts.fact("satellite.bell_test_errors").value == pytest.approx(expected, abs=0.05)


def test_numbers_in_the_text_of_the_cutoff_question():
    """150 slots per pair; pairs that waited less than 22 slots have F > 0.835, one in five."""
    w0 = pairs.weight(0.99) ** 2
    assert network.waiting.two_link_wait(0.01) == pytest.approx(150, abs=0.5)
    assert 0.25 + 0.75 * w0 * np.exp(-22 / 100) > 0.835 > 0.25 + 0.75 * w0 * np.exp(-23 / 100)
    rng = np.random.default_rng(5)
    waited = np.abs(rng.geometric(0.01, 100_000) - rng.geometric(0.01, 100_000))
    assert np.mean(waited < 22) == pytest.approx(0.2, abs=0.02)


# --- Still pictures -----------------------------------------------------------------------


def test_waits_are_drawn_over_links(axes):
    plots.repeaters.waits([1, 2, 3], {"a": [1, 2, 3], "b": [4, 5, 6]}, ax=axes)
    assert [line.get_ydata().tolist() for line in axes.lines] == [[1, 2, 3], [4, 5, 6]]


def test_jensen_draws_the_mean_above_the_value_at_the_mean(axes):
    slots = np.array([0, 0, 5, 40])
    plots.repeaters.jensen(slots, lambda t: np.exp(-np.asarray(t) / 10), slots.mean(), ax=axes)
    curve, mean, at_mean = axes.lines
    assert mean.get_ydata()[0] == pytest.approx((2 + np.exp(-0.5) + np.exp(-4)) / 4)
    assert mean.get_ydata()[0] > at_mean.get_ydata()[0] == pytest.approx(np.exp(-1.125))
    assert curve.get_ydata()[0] == 1


def test_zeros_are_left_out_of_a_logarithmic_picture(axes):
    plots.repeaters.against_distance([0, 1, 2], {"key": [1, 0.1, 0]}, ax=axes)
    assert np.isnan(axes.lines[0].get_ydata()[2])


# --- The chain in space and time ----------------------------------------------------------


def test_buttons_continue_one_story():
    """Next pair, 100 pairs and events against the story told in one go."""
    chain = explorers.timeline_explorer()
    for button in ("pair", "event", "event", "hundred"):
        chain.controls[button].click()
    story, times = timeline([0.15] * 3, np.random.default_rng(0), 0.7), []
    while len(times) < 102:
        event = next(story)
        if event.kind == "delivered":
            times.append(event.time)
    data = {trace.name: trace for trace in chain.live.figure.data}
    assert len(data["mean so far"].y) == 102
    assert data["mean so far"].y[-1] == pytest.approx(times[-1] / 102)
    assert data["exact"].y[0] == pytest.approx(float(network.waiting.mean_wait(0.15, 3, 0.7)))
    assert f"Slot {times[-1]}:" in chain.live.text


def test_what_memories_hold_is_what_the_events_say():
    """Slot by slot: a link's two memories are busy from its arrival until used or lost."""
    story = timeline([0.3, 0.2, 0.4], np.random.default_rng(7), 0.6, cutoff=4)
    events = [next(story) for _ in range(300)]
    held = chain_story._stored(events, 3, -1)
    assert all(begin <= end for begin, end, _ in held)
    links = sum(event.kind == "link" for event in events)
    assert len(held) == 2 * links
    inner = [end - begin for begin, end, height in held if 0.5 < height < 2.5]
    assert max(inner) == 4
    for height in {h for *_, h in held}:  # one memory never holds two things at once
        spans = sorted((begin, end) for begin, end, h in held if h == height)
        assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_a_changed_chain_begins_anew_and_reset_brings_it_back():
    chain = explorers.timeline_explorer()
    first = chain.live.text
    chain.controls["hundred"].click()
    chain.set(q=1.0)
    assert "1 pair," in chain.live.text
    chain.reset()
    assert chain.live.text == first


def test_a_chain_that_hardly_delivers_is_not_waited_for():
    chain = explorers.timeline_explorer()
    chain.set(n_links=5, p=0.05, q=0.3, cutoff=8)
    chain.controls["hundred"].click()
    assert chain.live.error == ""
    assert "exact" not in chain.live.text


# --- The purification ladder --------------------------------------------------------------


def test_ladder_shows_fidelity_price_and_weights():
    ladder = explorers.ladder_explorer()
    ladder.set(kind="phase flips", fidelity=0.7, rounds=4, gate_error=0.01)
    data = {trace.name: np.array(trace.y) for trace in ladder.live.figure.data}
    state, price = np.array([0.7, 0.3, 0, 0]), [1.0]
    for _ in range(4):
        noisy = 0.99 * state + 0.01 / 4
        state, p = kata.dejmps_round.reference(noisy)
        price.append(2 * price[-1] / p)
    cost = next(t for t in ladder.live.figure.data if t.name == "DEJMPS").x
    assert np.allclose(cost, price)
    shown = np.array([data[name] for name in plots.repeaters.BELL])
    assert shown[:, 4] == pytest.approx(state)
    assert shown[:, :5].sum(axis=0) == pytest.approx(1)
    assert not shown[:, 5:].any()


def test_ladder_stops_where_nothing_is_gained():
    ladder = explorers.ladder_explorer()
    ladder.set(fidelity=0.6, gate_error=0.1, rounds=8)
    assert "no further: F ≤ 1/2" in ladder.live.text
    assert ladder.live.error == ""


# --- The satellite ------------------------------------------------------------------------


def test_pass_shows_geometry_loss_and_pairs():
    flight = explorers.pass_explorer()
    flight.set(separation_km=800, offset_km=200, heading_deg=40, source_mhz=20.0)
    data = {trace.name: trace for trace in flight.live.figure.data}
    both = np.array(data["both"].y, dtype=float)
    arms = [np.array(data[f"loss {k}"].y, dtype=float) for k in "AB"]
    seen = np.isfinite(both)
    assert both[seen] == pytest.approx((arms[0] + arms[1])[seen])
    rate = np.array(data["pairs"].y, dtype=float)
    assert rate[seen] == pytest.approx(20e6 * 10 ** (-both[seen] / 10))
    assert not rate[~seen].any()
    total = np.trapezoid(rate, data["pairs"].x)
    assert f"One pass: {total:.0f} pairs" in flight.live.text


def test_the_sky_shows_the_elevation():
    flight = satellite.pass_profile(1000, 100, 30)
    for k in range(2):
        track = explorers._track(flight, k)
        up = flight.elevation_deg[k]
        away = np.hypot(track["x"], track["y"])
        assert away[up > 0] == pytest.approx(90 - up[up > 0])
        assert np.isnan(away[up <= 0]).all()


def test_a_pass_out_of_sight_is_told():
    flight = explorers.pass_explorer()
    flight.set(separation_km=2400, offset_km=1500)
    assert flight.live.text.startswith("Too few pairs")


# --- The network map ----------------------------------------------------------------------


def test_map_shows_what_routing_finds():
    shown = map_explorer(q=0.6, log_t=2.5).shown
    net = network.Network(
        np.array(network_map.START_KM) + 0.1 * np.arange(7)[:, None],
        network_map.EDGES,
        {"efficiency": 0.5, "f0": 0.97},
    )
    memory = network.Memory(10**2.5 / 1e3)
    assert shown["routes"][0]["path"] == network.routing.best_path(net, 0, 1)
    for row in shown["routes"]:
        route = network.routing.evaluate(
            net, row["path"], np.random.default_rng(9), memory, 0.6, trials=4000, ends="measure"
        )
        assert row["rate"][0] == pytest.approx(route.rate_hz, abs=6 * row["rate"][1])
        assert row["fidelity"][0] == pytest.approx(route.fidelity, abs=6 * row["fidelity"][1])
    keys = [row["key"] for row in shown["routes"]]
    assert shown["best"] == int(np.argmax(keys))


def test_a_dragged_node_moves_its_links_at_once_and_paths_follow():
    net = map_explorer()
    before = {(a, b): rate for a, b, _, rate in net.shown["links"]}
    net.moving = True
    places = [list(place) for place in net.positions]
    places[4] = [60, 60]
    net.positions = places
    after = {(a, b): rate for a, b, _, rate in net.shown["links"]}
    assert net.shown["routes"] == []
    assert {edge for edge in after if after[edge] != before[edge]} == {e for e in after if 4 in e}
    net.moving = False
    assert len(net.shown["routes"]) >= 3


def test_nodes_stay_on_the_map_and_may_meet():
    net = map_explorer(positions=[[-50, 500]] * 7)
    assert net.positions == [[3, 67]] * 7
    assert "Most pairs" in net.shown["text"]


def test_a_cutoff_that_lets_nothing_through_is_told():
    net = map_explorer(efficiency=0.2, cutoff_ms=20)
    left_out = [row["name"] for row in map_explorer(efficiency=0.2).shown["routes"]]
    kept = [row["name"] for row in net.shown["routes"]]
    assert 0 < len(kept) < len(left_out)
    assert "cutoff is too short" in net.shown["text"]


@pytest.mark.parametrize(
    ("call", "error", "names"),
    [
        (lambda: map_explorer(q=0.1), ValueError, "q = 0.1; allowed: 0.4 to 1"),
        (lambda: map_explorer(log_t=9.0), ValueError, "log_t = 9"),
        (lambda: map_explorer(positions=[[1, 2]]), ValueError, "positions of shape"),
        (lambda: map_explorer(cutoff_ms=7), traitlets.TraitError, "cutoff_ms"),
    ],
)
def test_bad_input_is_refused_by_name(call, error, names):
    with pytest.raises(error, match=names):
        call()


@pytest.fixture
def page(browser):
    names = ("positions", "moving", "log_t", "f0", "q", "efficiency", "cutoff_ms", "shown")
    with widget_page(browser, NetworkMap, traits_of(MAP, *names)) as page:
        yield page


def test_page_draws_links_paths_and_sentence(page):
    assert page.locator(".link").count() == len(network_map.EDGES)
    best = MAP.shown
    assert page.locator(".link.best").count() == len(best["routes"][best["best"]]["path"]) - 1
    assert page.locator("tbody tr").count() == len(best["routes"])
    assert page.inner_text(".now") == best["text"]


def test_nodes_are_dragged_and_dropped(page):
    box = page.locator("[data-node='4']").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    width = page.locator(".map").bounding_box()["width"]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + width / 10, y - width / 20, steps=3)
    assert page.evaluate("() => model.traits.moving")
    page.mouse.up()
    moved = page.evaluate("() => model.traits.positions[4]")
    start = network_map.START_KM[4]
    assert moved == pytest.approx([start[0] + 12, start[1] + 6], abs=0.5)
    assert not page.evaluate("() => model.traits.moving")


def test_nodes_are_moved_by_keys_and_reset(page):
    page.locator("[data-node='2']").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    start = network_map.START_KM[2]
    assert page.evaluate("() => model.traits.positions[2]") == [start[0] + 2, start[1] + 2]
    page.get_by_role("button", name="Reset").click()
    assert page.evaluate("() => model.traits.positions") == [list(p) for p in network_map.START_KM]


def test_sliders_and_cutoff_are_set_in_the_page(page):
    page.locator("[name=q]").fill("0.5")
    page.check("[type=radio][value='50']")
    traits = page.evaluate("() => model.traits")
    assert (traits["q"], traits["cutoff_ms"]) == (0.5, 50)


def test_nothing_spills_over_and_it_is_not_too_high(page):
    outer = page.locator(".ql-map").bounding_box()
    for part in ("table", ".below", ".map", "header"):
        inner = page.locator(f".ql-map {part}").bounding_box()
        assert inner["x"] + inner["width"] <= outer["x"] + outer["width"] + 1
    assert outer["height"] < 850
