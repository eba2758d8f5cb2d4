"""Clocks: correlations against every pair of tags, errors against many runs, what delays hide."""

import numpy as np
import pytest

from qlearn.network import clocks


def rng(seed=1):
    return np.random.default_rng(seed)


def test_correlation_against_every_pair():
    r = rng()
    a, b = np.sort(r.random(200) * 1000), np.sort(r.random(300) * 1000)
    differences = (b[None, :] - a[:, None]).ravel()
    edges, counts = clocks.correlate(a, b, -50, 70, 2.5)
    wanted, same = np.histogram(differences, bins=48, range=(-50, 70))
    assert edges == pytest.approx(same)
    assert np.array_equal(counts, wanted)
    assert len(clocks.correlate(a, b, 0, 1, 0.3).counts) == 4
    assert clocks.correlate([], b, 0, 1, 0.5).counts.tolist() == [0, 0]


def test_the_tags_of_a_run():
    tags = clocks.tag_run(5e4, 2.0, rng(), efficiency=0.4, background_hz=1000)
    for side in tags:
        assert np.all(np.diff(side) >= 0)
        assert len(side) == pytest.approx(42_000, abs=5 * np.sqrt(42_000))
    still = clocks.tag_run(1e4, 1.0, rng(), 7.0, 500.0, jitter_ns=0.0)
    assert still.bob - still.alice == pytest.approx(np.full(len(still.alice), 507.0), abs=1e-6)
    fast = clocks.tag_run(1e4, 1.0, rng(), 7.0, jitter_ns=0.0, drift=1e-6)
    assert fast.bob - fast.alice == pytest.approx(7 + 1e-6 * fast.alice, abs=1e-6)


def test_published_setting():
    # 200 ps of jitter, about 9000 coincidences: 3 ps
    tags = clocks.tag_run(
        1e5, 1.0, rng(4), 12.345, jitter_ns=0.2, efficiency=0.3, background_hz=1e4
    )
    found = clocks.find_offset(*tags, -100, 100, 0.25, 1.4)
    assert found.coincidences == pytest.approx(9000, abs=5 * np.sqrt(9000))
    assert found.error_ns == pytest.approx(0.003, abs=0.0003)
    assert found.offset_ns == pytest.approx(12.345, abs=4 * found.error_ns)
    assert clocks.offset_error_ns(0.2, 8920) == pytest.approx(np.sqrt(2) * 0.2 / np.sqrt(8920))


@pytest.mark.parametrize(("background", "offset"), [(0.0, 0.0), (3e5, 3.3)])
def test_the_error_is_what_many_runs_scatter(background, offset):
    found = []
    for seed in range(200):
        tags = clocks.tag_run(
            4000, 0.5, rng(seed), offset, jitter_ns=0.3, efficiency=0.8, background_hz=background
        )
        found.append(clocks.find_offset(*tags, -60, 60, 1.0, 2.0))
    values, errors, pairs, strays = np.array(found).T
    rate = 4000 * 0.8 + background
    # all differences but the pairs are accidental: 4 ns of them in the peak
    wanted_strays = clocks.accidentals(rate, rate, 4.0, 0.5)
    assert pairs.mean() == pytest.approx(4000 * 0.5 * 0.64, rel=0.01)
    assert strays.mean() == pytest.approx(wanted_strays, rel=0.02, abs=0.05)
    wanted = clocks.offset_error_ns(0.3, pairs.mean(), strays.mean(), 2.0)
    assert errors.mean() == pytest.approx(wanted, rel=0.05)
    assert values.std() == pytest.approx(wanted, rel=5 / np.sqrt(400))
    assert values.mean() == pytest.approx(offset, abs=5 * wanted / np.sqrt(200))


def test_there_and_back():
    offset, there, back = 40.0, 900.0, 960.0
    forward = clocks.tag_run(3e4, 1.0, rng(1), offset, there)
    # the source at Bob's: Alice's photons are late, by her clock
    bob, alice = clocks.tag_run(3e4, 1.0, rng(2), -offset, back)
    peaks = [
        clocks.find_offset(*forward, 800, 1100, 0.5, 1.5),
        clocks.find_offset(alice, bob, -1100, 1100, 0.5, 1.5),
    ]
    # the second run counts in Bob's time, and reads Alice's clock as -offset: the same differences
    found, trip = clocks.two_way(peaks[0].offset_ns, peaks[1].offset_ns)
    error = np.hypot(peaks[0].error_ns, peaks[1].error_ns)
    assert trip == pytest.approx(there + back, abs=5 * error)
    wrong = clocks.asymmetry_error_ns(there, back)
    assert wrong == -30
    assert found - offset == pytest.approx(wrong, abs=5 * error / 2)
    # whoever delays one way stays within what the round trip is longer than it need be
    assert clocks.largest_error_ns(trip, 900.0) == pytest.approx(30, abs=0.1)
    assert clocks.largest_error_ns(1800.0, 900.0) == 0


def test_a_longer_delay_on_both_sides_does_no_harm():
    for extra in (0.0, 100.0):
        assert clocks.two_way(5 + 500 + extra, 5 - 500 - extra) == (5.0, 1000 + 2 * extra)


def test_the_shape_of_the_peak_does_not_tell_a_delay_from_an_offset():
    a = clocks.tag_run(1e4, 1.0, rng(3), offset_ns=20.0)
    b = clocks.tag_run(1e4, 1.0, rng(3), delay_ns=20.0)
    histograms = [clocks.correlate(*tags, 0, 40, 0.5).counts for tags in (a, b)]
    assert np.abs(histograms[0] - histograms[1]).sum() <= 4  # but for rounding at the edges


def test_drift():
    tags = clocks.tag_run(5e4, 1.0, rng(5), 5.0, drift=3e-9, jitter_ns=0.1, background_hz=2e4)
    found = clocks.find_drift(*tags, -30, 30, 0.25, 1.0)
    assert found.drift == pytest.approx(3e-9, abs=4 * found.drift_error)
    assert found.offset_ns == pytest.approx(5.0, abs=4 * found.offset_error_ns)
    assert found.drift_error < 5e-12
    # left alone, it moves the peak by half of what it adds up to, and smears it
    whole = clocks.find_offset(*tags, -30, 30, 0.25, 3.0)
    assert whole.offset_ns == pytest.approx(6.5, abs=0.05)
    smear = np.sqrt(2 * 0.1**2 + 3.0**2 / 12)
    assert whole.error_ns * np.sqrt(whole.coincidences) == pytest.approx(smear, rel=0.1)


def test_the_drift_error_is_what_many_runs_scatter():
    values, errors = [], []
    for seed in range(60):
        tags = clocks.tag_run(5000, 1.0, rng(seed), 1.0, drift=1e-9)
        found = clocks.find_drift(*tags, -20, 20, 0.5, 1.2, blocks=5)
        values.append(found.drift)
        errors.append(found.drift_error)
    assert np.std(values) == pytest.approx(np.mean(errors), rel=5 / np.sqrt(120))
    assert np.mean(values) == pytest.approx(1e-9, abs=5 * np.mean(errors) / np.sqrt(60))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: clocks.tag_run(1e4, 0, rng()), "duration_s = 0; allowed: above 0"),
        (lambda: clocks.tag_run(1e4, 1, 1), "rng = 1; allowed"),
        (
            lambda: clocks.tag_run(1e4, 1, rng(), efficiency=1.1),
            "efficiency = 1.1; allowed: 0 to 1",
        ),
        (lambda: clocks.correlate([1], [2], 5, 5, 1), "low_ns, high_ns = 5, 5; allowed"),
        (lambda: clocks.correlate([1], [2], 0, 5, 0), "bin_ns = 0; allowed: above 0"),
        (lambda: clocks.find_offset([1], [2], 0, 5, 1, 1), "no peak between low_ns and high_ns"),
        (
            lambda: clocks.find_offset(
                *clocks.tag_run(0, 1, rng(), background_hz=1e5), -50, 50, 0.5, 1.5
            ),
            "no peak",
        ),
        (lambda: clocks.largest_error_ns(100, 60), "round_trip_ns = 100; allowed: 2 fastest_ns"),
        (lambda: clocks.find_drift([1], [2], 0, 5, 1, 1, blocks=2), "blocks = 2; allowed"),
    ],
)
def test_bad_input(call, words):
    with pytest.raises(ValueError, match=words):
        call()
