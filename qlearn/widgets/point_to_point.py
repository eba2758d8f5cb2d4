"""The explorers of point-to-point links: the rate-distance board, and the alarm of BB84."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
from scipy.special import betainc, gammaln

from qlearn import plots
from qlearn.facts import fact
from qlearn.network import key_rates, links, qkd
from qlearn.plots.point_to_point import RATES, REACH_KM, positive
from qlearn.widgets.controls import choice, slider
from qlearn.widgets.live import explorer

# --- The rate-distance board --------------------------------------------------------------

RECEIVERS = {
    "of 2004 (4.5 %)": key_rates.GYS,
    "80 %, quiet (toy)": key_rates.Receiver(efficiency=0.8, dark=1e-9, misalignment=0.01, ec=1.16),
    "perfect": key_rates.PERFECT,
}
LENGTHS = np.linspace(1, REACH_KM, 300)
MU = np.geomspace(0.1, 1, 31)[:, None]  # mean photon numbers that are tried for laser pulses
CLOCK_HZ = 2.5e9  # of the experiments whose rates are published in bits per second
PINS = (  # fact, km, pulses per unit of the fact's value, short name
    ("rate.bb84_10km", 10.0, CLOCK_HZ / 1e6, "BB84 2023"),
    ("rate.bb84_102km", 102.4, CLOCK_HZ / 1e6, "BB84 2023"),
    ("rate.bb84_405km", 405, CLOCK_HZ, "BB84 2018"),
    ("rate.twin_field_1002km", 1002, 1.0, "twin field 2023"),
)


def board_explorer():
    """Key rates against distance: protocols, detectors, fibre, memory, and published pins.

    >>> board = board_explorer()
    >>> board.live.text.split(":")[0]
    '200 km, 40 dB, one photon in 1.0e04 arrives'
    """
    controls = {
        "length": slider("here (km)", 200, 10, 1050, 10),
        "loss": slider("loss (dB/km)", 0.20, 0.14, 0.35, 0.01),
        "receiver": choice("detectors", list(RECEIVERS), "80 %, quiet (toy)"),
        "log_memory": slider("repeater: log₁₀ T (s)", -1.0, -4.0, 1.5, 0.1),
    }
    figure = plots.point_to_point.board_figure(pins())
    title = "Rate-distance board: stars are published experiments"
    return explorer(controls, figure, update_board, title=title, side="top")


def update_board(length, loss, receiver, log_memory):
    """Traces and line of text for one setting of the controls."""
    curves = rates(LENGTHS, loss, receiver, log_memory)
    here = rates(np.array([float(length)]), loss, receiver, log_memory)
    traces = {name: {"x": LENGTHS, "y": positive(curve)} for name, curve in curves.items()}
    traces["here"] = {"x": np.full(2, float(length)), "y": 10.0 ** np.array(RATES)}
    return traces, _at(length, loss, {name: float(rate[0]) for name, rate in here.items()})


def rates(length_km, loss, receiver, log_memory):
    """Secret bits per pulse of every curve of the board, {name: array}."""
    return {
        "PLOB": links.plob(links.transmissivity(length_km, loss)),
        **_protocols(tuple(length_km), loss, receiver),
        "one repeater": key_rates.repeater_rate(length_km, 10**log_memory, loss_db_per_km=loss),
    }


@lru_cache(maxsize=64)
def _protocols(length_km, loss, receiver):
    """What moving "here" along the curves, or the memory, leaves as it is."""
    length_km, made = np.array(length_km), replace(RECEIVERS[receiver], loss_db_per_km=loss)
    return {
        "decoy BB84": key_rates.decoy_rate(length_km, MU, made).max(axis=0),
        "no decoys": key_rates.no_decoy_rate(length_km, receiver=made),
        "MDI": key_rates.mdi_rate(length_km, made),
        "twin field": key_rates.twin_field_rate(length_km, receiver=made),
    }


def _at(length, loss, here):
    bound = here["PLOB"]
    words = [f"PLOB {bound:.1e}"] + [
        f"{name} {rate:.1e}{' (above PLOB)' if rate > bound else ''}" if rate else f"{name} no key"
        for name, rate in here.items()
        if name != "PLOB"
    ]
    lost = 1 / links.transmissivity(length, loss)
    of = f"{lost:,.1f}" if lost < 1e4 else f"{lost:.1e}".replace("e+", "e")
    return (
        f"{length} km, {length * loss:.3g} dB, one photon in {of} arrives: "
        f"{', '.join(words)} bits per pulse."
    )


def pins():
    """The published experiments on the board, in bits per pulse.

    >>> [pin["name"] for pin in pins()][-1], round(pins()[2]["rate"], 11)
    ('twin field 2023', 2.6e-09)
    """
    return [
        {"name": short, "km": km, "rate": fact(name).value / pulses,
         "status": fact(name).status, "label": fact(name).label}
        for name, km, pulses, short in PINS
    ]  # fmt: skip


# --- The alarm ----------------------------------------------------------------------------

FALSE_ALARMS = 0.01  # so often the alarm may ring without Eve


def alarm_explorer():
    """Eve's share, the errors of the line, and how many bits are compared: is she noticed?

    >>> alarm = alarm_explorer()
    >>> alarm.set(attack=1.0, line=0.0, log_n=2.0)
    >>> alarm.live.text.split(":")[0]
    '100 bits compared, alarm from 1 error on (false in 0 % of the runs)'
    """
    controls = {
        "attack": slider("Eve measures", 0.3, 0.0, 1.0, 0.01),
        "line": slider("line errors (%)", 2.0, 0.0, 8.0, 0.1),
        "log_n": slider("log₁₀ of compared bits", 2.0, 1.0, 4.0, 0.1),
    }
    title = "Is she noticed? Errors among the bits that Alice and Bob compare"
    return explorer(controls, plots.point_to_point.alarm_figure(), update_alarm, title=title)


def update_alarm(attack, line, log_n):
    """Traces and line of text for one setting of the controls."""
    n, quiet = round(10**log_n), line / 100
    loud = attack / 4 + (1 - attack / 2) * quiet
    alarm = threshold(n, quiet)
    k = np.arange(n // 2 + 1)
    both = np.array([_binomial(k, n, quiet), _binomial(k, n, loud)])
    traces = {
        name: {"x": 100 * k / n, "y": p / both.max()}
        for name, p in zip(("without Eve", "with Eve"), both, strict=True)
    }
    traces["alarm"] = {"x": np.full(2, 100 * (alarm - 0.5) / n), "y": np.array([0, 1.05])}
    return traces, _verdict(n, alarm, quiet, loud, attack)


def threshold(n, quiet):
    """The smallest number of errors that rings falsely in at most 1 % of the runs.

    >>> threshold(100, 0.0), threshold(100, 0.02)
    (1, 7)
    """
    k = np.arange(1, n + 1)
    return int(k[np.argmax(at_least(k, n, quiet) <= FALSE_ALARMS)])


def at_least(k, n, p):
    """The probability of k or more errors among n bits, for k >= 1.

    >>> round(float(at_least(1, 10, 0.25)), 4)
    0.9437
    """
    return betainc(k, n - k + 1, p)


def _binomial(k, n, p):
    if p == 0:
        return (k == 0).astype(float)
    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return np.exp(ways + k * np.log(p) + (n - k) * np.log1p(-p))


def _verdict(n, alarm, quiet, loud, attack):
    false = 100 * at_least(alarm, n, quiet)
    missed = 100 * (1 - at_least(alarm, n, loud))
    fraction = qkd.key_fraction(loud)
    errors = "1 error" if alarm == 1 else f"{alarm} errors"
    rest = f"{fraction:.2f} of the bits" if fraction else "nothing"
    return (
        f"{n} bits compared, alarm from {errors} on (false in {false:.2g} % of the runs): with Eve "
        f"{100 * loud:.1f} % are wrong; she knows {50 * attack:.3g} % of the bits and is missed in "
        f"{missed:.3g} % of the runs. With all errors blamed on her, 1 − 2h leaves {rest} secret."
    )
