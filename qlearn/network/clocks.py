"""Two clocks compared by photons: time tags of pairs, their correlation, and what it cannot see.

A source beside Alice makes pairs; one photon she detects at once, the other reaches Bob after a
delay. Each writes down times of its own clock. All differences of the two lists make a flat
background and one peak, at the offset of the clocks plus the delay. Photons the other way give
the offset less the delay back; half the sum is the offset, *if* both delays are equal. If not,
it is wrong by half their difference, and no entanglement shows it: the photons arrive unharmed.
All times in ns. Source: C. Ho, A. Lamas-Linares and C. Kurtsiefer, New J. Phys. 11, 045011 (2009).
"""

from typing import NamedTuple

import numpy as np

from qlearn.network.inputs import above, generator, whole, within

# --- Time tags ----------------------------------------------------------------------------


class Tags(NamedTuple):
    """The times, sorted, that Alice and Bob wrote down, ns."""

    alice: np.ndarray
    bob: np.ndarray


def tag_run(
    pairs_hz,
    duration_s,
    rng,
    offset_ns=0.0,
    delay_ns=0.0,
    jitter_ns=0.2,
    efficiency=1.0,
    background_hz=0.0,
    drift=0.0,
):
    """`Tags` of pairs at random times. Bob's clock shows (1 + drift) t + offset_ns.

    `jitter_ns`: the standard deviation of each detector; `efficiency`: of each side, loss counted;
    `background_hz`: clicks without a pair, each side.

    >>> tags = tag_run(1e4, 1.0, np.random.default_rng(1), offset_ns=12.3)
    >>> print(len(tags.alice), len(tags.bob))
    10003 10003
    """
    rng, span = generator(rng), 1e9 * float(above("duration_s", duration_s))
    jitter, eta = within("jitter_ns", jitter_ns, 0), within("efficiency", efficiency, 0, 1)
    noise = within("background_hz", background_hz, 0) * span / 1e9
    pairs = rng.random(rng.poisson(within("pairs_hz", pairs_hz, 0) * span / 1e9)) * span
    lists = []
    for delay in (0.0, float(within("delay_ns", delay_ns))):
        seen = pairs[rng.random(len(pairs)) < eta] + delay
        stray = rng.random(rng.poisson(noise)) * span
        lists.append(np.concatenate([seen + jitter * rng.standard_normal(len(seen)), stray]))
    alice, bob = lists
    bob = (1 + float(within("drift", drift))) * bob + float(within("offset_ns", offset_ns))
    return Tags(np.sort(alice), np.sort(bob))


class Histogram(NamedTuple):
    """Counts of the differences Bob - Alice between the edges (one more), ns."""

    edges_ns: np.ndarray
    counts: np.ndarray


def correlate(alice, bob, low_ns, high_ns, bin_ns):
    """A `Histogram` of all differences of two sorted lists from low_ns to high_ns.

    The last bin ends at high_ns or just beyond.

    >>> correlate([0, 10, 20], [5, 15], 0, 10, 5).counts.tolist()
    [0, 2]
    """
    width = float(above("bin_ns", bin_ns))
    low, high = _window(low_ns, high_ns)
    bins = int(np.ceil((high - low) / width - 1e-9))
    differences = _differences(alice, bob, low, low + bins * width)
    index = ((differences - low) / width).astype(np.int64)
    counts = np.bincount(np.minimum(index, bins - 1), minlength=bins)
    return Histogram(low + width * np.arange(bins + 1), counts)


def _differences(alice, bob, low, high):
    """All bob - alice from low, below high."""
    alice, bob = np.asarray(alice, dtype=float), np.asarray(bob, dtype=float)
    first, end = np.searchsorted(bob, alice + low), np.searchsorted(bob, alice + high)
    many = end - first
    before = np.cumsum(many) - many
    return bob[np.arange(many.sum()) + np.repeat(first - before, many)] - np.repeat(alice, many)


def _window(low_ns, high_ns):
    low, high = float(within("low_ns", low_ns)), float(within("high_ns", high_ns))
    if not -np.inf < low < high < np.inf:
        raise ValueError(f"low_ns, high_ns = {low_ns!r}, {high_ns!r}; allowed: low_ns < high_ns")
    return low, high


# --- The offset ---------------------------------------------------------------------------


class Offset(NamedTuple):
    """Where the peak is, its standard error, and how many pairs and how many strays are in it."""

    offset_ns: float
    error_ns: float
    coincidences: float
    accidentals: float


def find_offset(alice, bob, low_ns, high_ns, bin_ns, half_width_ns):
    """The `Offset` of the highest peak: the mean of what lies within half_width_ns of it.

    The background is counted beyond twice half_width_ns and taken off. half_width_ns should hold
    the peak: 4 or more of its standard deviations, sqrt 2 jitter. ValueError if there is no peak.

    >>> tags = tag_run(1e5, 1.0, np.random.default_rng(1), offset_ns=12.345, efficiency=0.3)
    >>> found = find_offset(*tags, -100, 100, 0.5, 1.5)
    >>> print(abs(found.offset_ns - 12.345) < 4 * found.error_ns, round(found.error_ns, 3))
    True 0.003
    """
    low, high = _window(low_ns, high_ns)
    half = float(above("half_width_ns", half_width_ns))
    edges, counts = correlate(alice, bob, low, high, bin_ns)
    peak = int(np.argmax(counts))
    centre = (edges[peak] + edges[peak + 1]) / 2
    near = _differences(alice, bob, centre - 2 * half, centre + 2 * half)
    flat = _background(edges, counts, centre, 2 * half) * 2 * half
    for _ in range(4):
        inside = near[np.abs(near - centre) <= half] - centre
        pairs = len(inside) - flat
        if pairs <= 5 * np.sqrt(flat) + 3:
            raise ValueError(
                "alice, bob: no peak between low_ns and high_ns; allowed: lists of pairs"
            )
        centre += np.sum(inside) / pairs
    return Offset(
        float(centre), float(np.sqrt(np.sum(inside**2)) / pairs), float(pairs), float(flat)
    )


def _background(edges, counts, centre, apart):
    """Differences per ns, away from the peak; 0 if there is nothing but the peak."""
    away = (edges[1:] < centre - apart) | (edges[:-1] > centre + apart)
    return counts[away].sum() / (away.sum() * (edges[1] - edges[0])) if away.any() else 0.0


def offset_error_ns(jitter_ns, coincidences, accidentals=0.0, half_width_ns=0.0):
    """The standard error of `find_offset`, ns: sqrt(2 jitter^2/N + A h^2/(3 N^2)). Broadcasts.

    sqrt 2 jitter/sqrt N without background; A accidentals are spread over 2h = 2 half_width_ns.

    >>> print(offset_error_ns(0.2, 8920).round(4))
    0.003
    """
    n, jitter = above("coincidences", coincidences), within("jitter_ns", jitter_ns, 0)
    strays, half = within("accidentals", accidentals, 0), within("half_width_ns", half_width_ns, 0)
    return np.sqrt(2 * jitter**2 / n + strays * half**2 / (3 * n**2))


def accidentals(rate_a_hz, rate_b_hz, window_ns, duration_s):
    """How many differences fall within window_ns by chance: rate_a rate_b window duration.

    >>> print(accidentals(1e5, 1e5, 1.0, 1.0))
    10.0
    """
    rates = within("rate_a_hz", rate_a_hz, 0) * within("rate_b_hz", rate_b_hz, 0)
    return rates * within("window_ns", window_ns, 0) * 1e-9 * within("duration_s", duration_s, 0)


# --- There and back -----------------------------------------------------------------------


def two_way(forward_ns, backward_ns):
    """(offset, round trip): peaks of Bob - Alice with the source at Alice's, and at Bob's.

    forward = offset + delay_ab, backward = offset - delay_ba. The offset is half the sum, wrong by
    (delay_ab - delay_ba)/2; the round trip is the difference, and right. Broadcasts.

    >>> offset, trip = two_way(12 + 500, 12 - 520)
    >>> print(offset, trip)
    2.0 1020.0
    """
    forward, backward = within("forward_ns", forward_ns), within("backward_ns", backward_ns)
    return (forward + backward) / 2, forward - backward


def asymmetry_error_ns(delay_ab_ns, delay_ba_ns):
    """By how much `two_way` is wrong: half the difference of the delays. Broadcasts.

    >>> print(asymmetry_error_ns(500, 520))
    -10.0
    """
    return (within("delay_ab_ns", delay_ab_ns) - within("delay_ba_ns", delay_ba_ns)) / 2


def largest_error_ns(round_trip_ns, fastest_ns):
    """How wrong `two_way` can be at most, if one way takes `fastest_ns` or more: trip/2 - fastest.

    Someone on the line can hold photons up in one direction and stay unseen, but not send them
    ahead of light: what the round trip is longer than it need be limits the harm. Broadcasts.

    >>> print(largest_error_ns(1020, 500))
    10.0
    """
    trip, fastest = within("round_trip_ns", round_trip_ns, 0), within("fastest_ns", fastest_ns, 0)
    if np.any(2 * fastest > trip):
        raise ValueError(f"round_trip_ns = {round_trip_ns!r}; allowed: 2 fastest_ns or more")
    return trip / 2 - fastest


class Drift(NamedTuple):
    """The drift (1e-9: a nanosecond in a second) and the offset at time 0, each with its error."""

    drift: float
    drift_error: float
    offset_ns: float
    offset_error_ns: float


def find_drift(alice, bob, low_ns, high_ns, bin_ns, half_width_ns, blocks=10):
    """A `Drift`: the peak is found in each of `blocks` spans of time; a line through the offsets.

    Within one block the drift must not smear the peak beyond half_width_ns.

    >>> tags = tag_run(1e5, 1.0, np.random.default_rng(1), offset_ns=5.0, drift=2e-9)
    >>> found = find_drift(*tags, -20, 20, 0.5, 1.5)
    >>> print(abs(found.drift - 2e-9) < 4 * found.drift_error)
    True
    """
    alice, blocks = np.asarray(alice, dtype=float), whole("blocks", blocks, 3)
    parts = np.array_split(alice, blocks)
    found = [find_offset(part, bob, low_ns, high_ns, bin_ns, half_width_ns) for part in parts]
    times, errors = np.array([part.mean() for part in parts]), np.array([o.error_ns for o in found])
    offsets = np.array([o.offset_ns for o in found])
    design = np.stack([times, np.ones(blocks)], axis=1) / errors[:, None]
    scale = np.array([times.max(), 1.0])  # else the two columns differ by 1e9
    covariance = np.linalg.inv((design / scale).T @ (design / scale)) / np.outer(scale, scale)
    slope, start = covariance @ design.T @ (offsets / errors)
    return Drift(
        float(slope), *map(float, (covariance[0, 0] ** 0.5, start, covariance[1, 1] ** 0.5))
    )
