"""Entanglement from a satellite: geometry, two lossy arms, pairs per second, Bell violation.

Angles are in degrees where the name ends in _deg, else in radians. The Earth is a sphere and does
not turn; the orbit is a circle. Losses in dB add up: those of both arms too.
"""

from dataclasses import dataclass

import numpy as np

from qlearn.network import pairs
from qlearn.network.inputs import above, within
from qlearn.network.links import from_db, loss_db

EARTH_KM = 6371.0
EARTH_GM_KM3_S2 = 398_600.4  # gravitational constant times mass
LOWEST_DEG = 5.0  # below this elevation the model of the air is no good, and no light is counted


# --- One arm ------------------------------------------------------------------------------


def slant_range_km(elevation_deg, altitude_km=500.0):
    """The distance to a satellite that stands at that elevation: -R sin e + sqrt(...). Broadcasts.

    >>> print(slant_range_km([90, 60, 30, 10]).round())
    [ 500.  571.  909. 1695.]
    """
    sine = np.sin(np.radians(within("elevation_deg", elevation_deg, 0, 90)))
    h = above("altitude_km", altitude_km)
    return -EARTH_KM * sine + np.sqrt((EARTH_KM * sine) ** 2 + 2 * EARTH_KM * h + h**2)


def diffraction(distance_km, divergence_urad=10.0, receiver_m=1.2):
    """The fraction of a Gaussian beam that falls into a telescope: 1 - exp(-2 (D/2)^2 / w^2).

    w = divergence times distance is the radius where the intensity has fallen to 1/e^2 (half the
    full angle), D the diameter of the telescope. Perfect pointing.

    >>> print(diffraction([500, 1000]).round(5))
    [0.02839 0.00717]
    """
    w = above("divergence_urad", divergence_urad) * 1e-3 * above("distance_km", distance_km)
    return -np.expm1(-2 * (above("receiver_m", receiver_m) / 2 / w) ** 2)


@dataclass(frozen=True)
class Optics:
    """One arm: beam, telescope, zenith_db of air straight up, fixed_db of everything else."""

    divergence_urad: float = 10.0
    receiver_m: float = 1.2
    zenith_db: float = 3.0
    fixed_db: float = 10.0


OPTICS = Optics()  # chosen so that the losses resemble those of the Micius experiments


def downlink_loss_db(elevation_deg, altitude_km=500.0, optics=OPTICS):
    """The loss of one arm in dB: diffraction, air (zenith_db / sin e), fixed. Infinite below 5 deg.

    >>> print(downlink_loss_db([90, 30]).round(1))
    [28.5 36.6]
    """
    e = within("elevation_deg", elevation_deg, -90, 90)
    seen = np.maximum(e, LOWEST_DEG)
    distance = slant_range_km(seen, altitude_km)
    spread = loss_db(diffraction(distance, optics.divergence_urad, optics.receiver_m))
    air = within("zenith_db", optics.zenith_db, 0) / np.sin(np.radians(seen))
    total = spread + air + within("fixed_db", optics.fixed_db, 0)
    return np.where(e < LOWEST_DEG, np.inf, total)[()]


# --- Two arms -----------------------------------------------------------------------------


def pair_rate_hz(source_hz, loss_a_db, loss_b_db):
    """Pairs per second of which both photons arrive: the two losses add up in dB. Broadcasts.

    >>> print(pair_rate_hz(5.9e6, 33, 34.3).round(2))
    1.1
    """
    total = within("loss_a_db", loss_a_db, 0) + within("loss_b_db", loss_b_db, 0)
    return within("source_hz", source_hz, 0) * from_db(total)


def two_arm_loss_db(source_hz, rate_hz):
    """The loss of both arms together that leaves `rate_hz` of `source_hz` pairs per second.

    >>> print(two_arm_loss_db(5.9e6, 1.1).round(1))
    67.3
    """
    return loss_db(above("rate_hz", rate_hz) / above("source_hz", source_hz))


# --- A pass -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pass:
    """A pass over two stations: arrays over time (t,), and (2, t) for the stations A and B."""

    time_s: np.ndarray
    elevation_deg: np.ndarray
    azimuth_deg: np.ndarray  # clockwise from north
    range_km: np.ndarray
    loss_db: np.ndarray

    @property
    def two_arm_db(self):
        """The loss of both arms, (t,); infinite where one of them does not see the satellite."""
        return self.loss_db.sum(axis=0)

    def rate_hz(self, source_hz):
        """Pairs per second, (t,)."""
        return pair_rate_hz(source_hz, *self.loss_db)

    def pairs(self, source_hz):
        """How many pairs the pass brings on average: the rate over time, by trapezoids."""
        return float(np.trapezoid(self.rate_hz(source_hz), self.time_s))


def pass_profile(
    separation_km=1203.0,
    offset_km=0.0,
    heading_deg=0.0,
    altitude_km=500.0,
    points=401,
    span_s=400.0,
    optics=OPTICS,
):
    """The `Pass` of a satellite over stations A (west) and B (east), separation_km apart.

    The track crosses the point `offset_km` north of the middle at time 0, with `heading_deg`
    clockwise from north; times run from -span_s to span_s. Raises ValueError for a separation
    of more than a quarter of the Earth.

    >>> flight = pass_profile()
    >>> print(flight.two_arm_db.min().round(1), flight.elevation_deg[:, 200].round(1))
    69.2 [35.9 35.9]
    """
    quarter = EARTH_KM * np.pi / 2
    half = float(above("separation_km", separation_km, 0, quarter)) / 2 / EARTH_KM
    offset = float(within("offset_km", offset_km, -quarter, quarter)) / EARTH_KM
    time = np.linspace(-1, 1, int(points)) * float(above("span_s", span_s))
    orbit = _orbit(
        time,
        offset,
        np.radians(float(within("heading_deg", heading_deg, -360, 360))),
        float(above("altitude_km", altitude_km)),
    )
    views = [_view(orbit, longitude) for longitude in (-half, half)]
    elevation, azimuth, distance = (np.array(x) for x in zip(*views, strict=True))
    loss = downlink_loss_db(elevation, altitude_km, optics)
    return Pass(time, elevation, azimuth, distance, loss)


def _orbit(time, offset, heading, altitude_km):
    """Positions (t, 3) in km; x points to the middle of the stations, y east, z north."""
    radius = EARTH_KM + altitude_km
    angle = np.sqrt(EARTH_GM_KM3_S2 / radius**3) * time
    start = np.array([np.cos(offset), 0, np.sin(offset)])
    north = np.array([-np.sin(offset), 0, np.cos(offset)])
    ahead = np.cos(heading) * north + np.sin(heading) * np.array([0, 1, 0])
    return radius * (np.cos(angle)[:, None] * start + np.sin(angle)[:, None] * ahead)


def _view(orbit, longitude):
    """(elevation, azimuth in degrees, range in km), each (t,), from a station on the equator."""
    up = np.array([np.cos(longitude), np.sin(longitude), 0])
    east = np.array([-np.sin(longitude), np.cos(longitude), 0])
    sight = orbit - EARTH_KM * up
    distance = np.linalg.norm(sight, axis=1)
    elevation = np.degrees(np.arcsin(sight @ up / distance))
    azimuth = np.degrees(np.arctan2(sight @ east, sight[:, 2])) % 360
    return elevation, azimuth, distance


def bell_test(fidelity, n_pairs, rng):
    """(S, its standard error) from so many Werner pairs, a quarter for each of four settings.

    >>> s, ds = bell_test(0.878, 1200, np.random.default_rng(1))
    >>> abs(s - 2.37) < 4 * ds, round(ds, 2)
    (True, 0.09)
    """
    per_setting = int(n_pairs) // 4
    if per_setting < 2:
        raise ValueError(f"n_pairs = {n_pairs!r}; allowed: at least 8, two for each setting")
    e = float(pairs.chsh(fidelity)) / 4
    found = 2 * rng.binomial(per_setting, (1 + e) / 2, 4) / per_setting - 1
    errors = (1 - found**2 + 1 / per_setting) / per_setting
    return float(found.sum()), float(np.sqrt(errors.sum()))
