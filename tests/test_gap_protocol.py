"""The small gap protocol on made-up maps, on a clean wire and on one that looks topological."""

import numpy as np
import pytest

from qlearn.topology.conductance import Conductance
from qlearn.topology.gap_protocol import (
    PUBLISHED_THRESHOLDS,
    GapCube,
    bulk_truth,
    gap_cube,
    nonlocal_gap,
    tgp_lite,
    zero_bias_peaks,
)
from qlearn.topology.nanowire import Nanowire, smooth_wire

BIAS = np.linspace(-0.2, 0.2, 41)
VZ = np.linspace(0, 1, 31)


@pytest.fixture(scope="module")
def clean():
    return gap_cube(Nanowire(length_nm=3000), np.linspace(-0.3, 0.3, 4), VZ, BIAS)


@pytest.fixture(scope="module")
def smooth():
    return gap_cube(smooth_wire(), np.linspace(0.5, 0.8, 4), VZ, BIAS, gamma=3.0)


def made_up(gap_mev, peaks):
    """A cube with a given gap (n_mu, n_vz) and peaks at both ends where asked."""
    local = 1 + np.where(peaks, 1, -0.5)[..., None] * np.exp(-((BIAS / 0.01) ** 2))
    beyond = np.abs(BIAS) > np.asarray(gap_mev)[..., None] - 1e-9
    g = Conductance(local, local, np.sign(BIAS) * beyond, np.sign(BIAS) * beyond)
    return GapCube(np.arange(len(gap_mev)), np.arange(len(gap_mev[0])), BIAS, g)


# --- parts --------------------------------------------------------------------------------


def test_peaks_are_judged_on_the_even_part():
    peak = 1 - BIAS**2 * 50
    assert zero_bias_peaks(BIAS, peak)
    assert zero_bias_peaks(BIAS, peak + 9 * BIAS)
    assert not zero_bias_peaks(BIAS, 1 + BIAS**2)
    assert not zero_bias_peaks(BIAS, peak, zbp_drop=0.05)
    assert zero_bias_peaks(BIAS, peak, zbp_drop=0.05, zbp_window_mev=0.05)


def test_gap_is_read_from_the_odd_part():
    step = np.where(np.abs(BIAS) > 0.095, 0.1, 0.0)
    assert nonlocal_gap(BIAS, step * np.sign(BIAS), 0.05) == pytest.approx(0.1)
    assert nonlocal_gap(BIAS, step, 0.05) == pytest.approx(0.2)  # even: no signal
    assert nonlocal_gap(BIAS, step * np.sign(BIAS), 0.2) == pytest.approx(0.2)


def test_a_region_needs_peaks_a_gap_and_gapless_surroundings():
    gap = np.full((5, 7), 0.1)
    inside = np.zeros((5, 7), bool)
    inside[2, 2:6] = True
    assert tgp_lite(made_up(gap, np.zeros((5, 7), bool))).regions == []
    (region,) = tgp_lite(made_up(gap, inside)).regions
    assert region.boundary == 0
    assert not region.qualifies
    around = inside.copy()
    around[1:4, 1:7] = True
    around ^= inside
    gap[around] = 0.02
    report = tgp_lite(made_up(gap, inside))
    (region,) = report.regions
    assert region.boundary == 1
    assert region.gap_mev == pytest.approx(0.1)
    assert np.array_equal(region.points, inside)
    assert report.n_qualifying == 1
    assert tgp_lite(made_up(gap, inside), gap_min_mev=0.01).n_qualifying == 0
    assert tgp_lite(made_up(gap, inside), min_points=5).regions == []
    gap[1, 2:6] = 0.1  # four of the ten neighbours are gapped
    assert tgp_lite(made_up(gap, inside)).regions[0].boundary == pytest.approx(0.6)
    assert tgp_lite(made_up(gap, inside), gapless_boundary=0.61).n_qualifying == 0


def test_the_report_never_stands_without_its_thresholds(clean):
    for report in (tgp_lite(clean), tgp_lite(clean, **PUBLISHED_THRESHOLDS)):
        for name, value in report.thresholds.items():
            assert f"{name} = {value:g}" in str(report)
        assert "pass" not in str(report).lower()
        assert "may say otherwise" in str(report)
    assert len(tgp_lite(clean).thresholds) == 6


# --- wires --------------------------------------------------------------------------------


def test_cube_holds_the_curves_of_the_wire(clean):
    wire = Nanowire(length_nm=3000, mu_mev=0.1)
    g = wire.conductance(VZ[12], BIAS)
    for a, b in zip(clean.g, g, strict=True):
        assert np.allclose(a[2, 12], b, atol=1e-12)


def test_progress_can_stop_a_cube():
    seen = []

    def each(done, total):
        seen.append((done, total))
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        gap_cube(Nanowire(length_nm=100), [0.0], [0.1, 0.2, 0.3], BIAS, each=each)
    assert seen == [(1, 3), (2, 3)]


def test_the_verdict_on_a_clean_wire_depends_on_the_thresholds(clean):
    """A finite wire never quite closes: 1 % and 40 ueV see a closing, 5 % and 10 ueV do not."""
    toy = tgp_lite(clean)
    assert toy.regions[0].qualifies
    truth = bulk_truth(Nanowire(), clean.mu_mev, clean.vz_mev)
    assert truth[toy.regions[0].points].mean() > 0.9
    published = tgp_lite(clean, **PUBLISHED_THRESHOLDS)
    assert len(published.regions) >= 1
    assert published.n_qualifying == 0


def test_a_trivial_wire_qualifies_for_some_thresholds(smooth):
    """Peaks at both ends and a region that qualifies, with trivial points among its points."""
    truth = bulk_truth(smooth_wire(), smooth.mu_mev, smooth.vz_mev)
    report = tgp_lite(smooth)
    assert report.regions[0].qualifies
    assert (~truth[report.regions[0].points]).sum() >= 5
    both = report.peaks_left & report.peaks_right & ~truth
    assert both.sum() > 20
    assert tgp_lite(smooth, **PUBLISHED_THRESHOLDS).n_qualifying == 0


def test_bulk_truth_is_the_closed_form():
    mu, vz = np.array([-0.4, 0.0, 0.3]), np.linspace(0, 0.99, 40)
    expected = vz**2 > mu[:, None] ** 2 + 0.25**2
    assert np.array_equal(bulk_truth(Nanowire(), mu, vz), expected)


# --- errors -------------------------------------------------------------------------------


@pytest.mark.parametrize("bias", [[0.0], [-0.1, 0.1], [0, 0.1, 0.2], [0.1, 0, -0.1]])
def test_bias_must_be_symmetric(bias):
    with pytest.raises(ValueError, match="bias_mev"):
        nonlocal_gap(bias, np.zeros(len(bias)), 0.1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("gap_threshold_factor", 1.5),
        ("gapless_boundary", -0.1),
        ("gap_min_mev", -1),
        ("zbp_drop", -1),
        ("zbp_window_mev", 0),
        ("zbp_window_mev", 0.001),
        ("min_points", 0),
    ],
)
def test_bad_thresholds_are_named(clean, name, value):
    with pytest.raises(ValueError, match=name):
        tgp_lite(clean, **{name: value})
