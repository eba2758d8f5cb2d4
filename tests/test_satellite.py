"""Satellites: geometry by the law of cosines, losses, the Micius numbers."""

import numpy as np
import pytest

from qlearn.network import pairs, satellite
from qlearn.network.links import loss_db, transmissivity

R = satellite.EARTH_KM


def test_slant_range():
    found = satellite.slant_range_km([90, 60, 30, 10])
    assert found == pytest.approx([500, 571, 909, 1695], abs=0.5)
    # triangle Earth's centre, station, satellite: the angle at the station is 90 deg + e
    for e, d in zip(np.radians([90, 60, 30, 10]), found, strict=True):
        assert pytest.approx(R**2 + d**2 - 2 * R * d * np.cos(np.pi / 2 + e)) == (R + 500) ** 2


def test_diffraction_against_the_integral():
    """The part of a Gaussian beam within the telescope, ring by ring; 1/e^2 at the radius w."""
    w, radius = 10e-6 * 800e3, 0.6
    r = np.linspace(0, radius, 20001)
    rings = np.trapezoid(2 * np.pi * r * np.exp(-2 * r**2 / w**2), r) * 2 / (np.pi * w**2)
    assert satellite.diffraction(800, 10, 1.2) == pytest.approx(rings, rel=1e-6)
    # far away it falls as the square of the distance
    near, far = satellite.diffraction([1000, 2000])
    assert near / far == pytest.approx(4, rel=0.01)


def test_losses_add_up():
    optics = satellite.Optics(zenith_db=3, fixed_db=10)
    total = satellite.downlink_loss_db(30.0, optics=optics)
    spread = loss_db(satellite.diffraction(satellite.slant_range_km(30.0)))
    assert total == pytest.approx(spread + 3 / 0.5 + 10)
    assert satellite.downlink_loss_db(3.0) == np.inf


def test_inverting_the_rate():
    """1.1 of 5.9 million pairs a second: 67.3 dB for both arms, within the published 64 to 82."""
    total = satellite.two_arm_loss_db(5.9e6, 1.1)
    assert total == pytest.approx(67.3, abs=0.05)
    assert satellite.pair_rate_hz(5.9e6, total / 2, total / 2) == pytest.approx(1.1)
    assert satellite.pair_rate_hz(1e6, 10, 20) == pytest.approx(1e6 * 0.1 * 0.01)


def test_twelve_orders_over_fibre():
    """1,203 km of .16 dB/km: more than 12 orders of magnitude below the satellite."""
    assert satellite.pair_rate_hz(1, 67.3, 0) / transmissivity(1203, 0.16) > 1e12


def test_a_pass_between_two_stations():
    flight = satellite.pass_profile()
    best = flight.two_arm_db.argmin()
    assert flight.time_s[best] == pytest.approx(0)
    assert flight.two_arm_db[best] == pytest.approx(69.2, abs=0.05)
    assert flight.rate_hz(5.9e6)[best] == pytest.approx(0.70, abs=0.01)
    assert flight.pairs(5.9e6) == pytest.approx(flight.rate_hz(5.9e6).sum() * 2.0)
    # north-south between the stations: mirror images, and the same before and after
    assert flight.elevation_deg[0] == pytest.approx(flight.elevation_deg[1])
    assert flight.elevation_deg[0] == pytest.approx(flight.elevation_deg[0][::-1])
    assert flight.azimuth_deg[0] == pytest.approx(360 - flight.azimuth_deg[1])
    assert flight.azimuth_deg[0, best] == pytest.approx(90, abs=0.2)  # A sees it in the east


def test_the_sky_agrees_with_the_slant_range():
    flight = satellite.pass_profile(offset_km=150, heading_deg=30)
    seen = flight.elevation_deg > 0
    found = satellite.slant_range_km(flight.elevation_deg[seen])
    assert found == pytest.approx(flight.range_km[seen])


def test_straight_overhead():
    flight = satellite.pass_profile(separation_km=1e-6)
    assert flight.elevation_deg[:, 200] == pytest.approx([90, 90], abs=1e-3)
    assert flight.range_km[:, 200] == pytest.approx([500, 500])
    # 7.6 km/s in orbit: after 2 s the satellite stands 15.2 km beside the zenith
    beside = np.degrees(np.arctan2(15.2, 500))
    assert flight.elevation_deg[0, 201] == pytest.approx(90 - beside, abs=0.02)


def test_bell_test_error():
    """About 1,170 pairs give Micius' +-.09."""
    f = pairs.fidelity_of_chsh(2.37)
    values = np.array([satellite.bell_test(f, 1170, np.random.default_rng(k)) for k in range(300)])
    assert values[:, 0].mean() == pytest.approx(2.37, abs=5 * 0.09 / 300**0.5)
    assert values[:, 0].std() == pytest.approx(values[:, 1].mean(), rel=0.15)
    assert values[:, 1].mean() == pytest.approx(0.09, abs=0.005)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: satellite.slant_range_km(-5), "elevation_deg = -5"),
        (lambda: satellite.slant_range_km(10, 0), "altitude_km = 0"),
        (lambda: satellite.diffraction(500, 0), "divergence_urad = 0"),
        (lambda: satellite.pair_rate_hz(1e6, -3, 0), "loss_a_db = -3"),
        (lambda: satellite.two_arm_loss_db(1.0, 2.0), "eta = "),
        (lambda: satellite.pass_profile(20000), "separation_km = 20000"),
        (lambda: satellite.bell_test(0.9, 4, np.random.default_rng(1)), "n_pairs = 4"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
