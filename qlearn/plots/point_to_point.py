"""Pictures of point-to-point links: photon numbers, rate and fidelity, keys against distance."""

import matplotlib.pyplot as plt
import numpy as np
import plotly.graph_objects as go

from qlearn.plots.style import COLOURS, GREY, given_or_new

RATES = (-14.0, 0.6)  # what the board shows, powers of ten of bits per pulse
REACH_KM = 1050
CURVES = {  # of the board: colour, dash
    "PLOB": (GREY, "solid"),
    "decoy BB84": (COLOURS[0], "solid"),
    "no decoys": (COLOURS[0], "dot"),
    "MDI": (COLOURS[2], "solid"),
    "twin field": (COLOURS[1], "solid"),
    "one repeater": (COLOURS[3], "dash"),
}


def photon_numbers(distributions, ax=None):
    """Draw P(n) of several sources as groups of bars, logarithmic; {name: P(0), P(1), ...}.

    >>> len(photon_numbers({"laser": [0.9, 0.09], "dot": [0.3, 0.7]}).containers)
    2
    """
    ax = given_or_new(ax, (6, 3))
    width = 0.8 / len(distributions)
    for k, (name, p) in enumerate(distributions.items()):
        n = np.arange(len(p))
        ax.bar(n + (k + 0.5) * width - 0.4, p, width, color=COLOURS[k], label=name)
    ax.set(xlabel="photons or pairs in a pulse", ylabel="probability", yscale="log")
    ax.set(ylim=(1e-4, 1.5), xticks=np.arange(max(len(p) for p in distributions.values())))
    ax.legend(fontsize="small")
    return ax


def pump(mean, errors, key, ax=None):
    """Draw the key per pulse (left axis) and its error rate (right axis) against the pump.

    >>> pump([0.01, 0.1], [0.004, 0.04], [1e-5, 5e-5]).get_xscale()
    'log'
    """
    ax = given_or_new(ax, (6, 3))
    ax.semilogx(mean, key, color=COLOURS[0], label="secret bits per pulse")
    ax.set(xlabel="mean number of pairs per pulse", ylabel="secret bits per pulse")
    right = ax.twinx()
    right.semilogx(mean, 100 * np.asarray(errors), color=COLOURS[1], ls="--", label="error rate")
    right.set(ylabel="error rate (%)", ylim=(0, 25))
    ax.legend(handles=[*ax.lines, *right.lines], fontsize="small", loc="upper left")
    return ax


def rate_and_fidelity(length_km, links, axes=None):
    """Draw pairs per second and their fidelity against length; `links` is {name: (rate, F)}.

    >>> left, right = rate_and_fidelity([10, 20], {"two photons": ([9, 5], [0.95, 0.95])})
    >>> left.get_yscale(), right.get_ylabel()
    ('log', 'pair fidelity F')
    """
    axes = plt.subplots(1, 2, figsize=(8, 3), layout="constrained")[1] if axes is None else axes
    rates = {name: rate for name, (rate, _) in links.items()}
    _rates(axes[0], length_km, rates, "pairs per second")
    for k, (name, (_, fidelity)) in enumerate(links.items()):
        axes[1].plot(length_km, fidelity, color=COLOURS[k], ls=("-", "--", ":")[k % 3], label=name)
    axes[1].set(xlabel="fibre length (km)", ylabel="pair fidelity F", ylim=(0.5, 1.02))
    return axes


def reach(length_km, rates, ax=None):
    """Draw secret bits per pulse against length, logarithmic; where there is no key, no line.

    >>> reach([0, 50], {"decoys": [1e-3, 0]}).get_xlabel()
    'fibre length (km)'
    """
    ax = given_or_new(ax, (6, 3))
    return _rates(ax, length_km, rates, "secret bits per pulse")


def _rates(ax, length_km, rates, what):
    """A curve for each rate, logarithmic."""
    for k, (name, rate) in enumerate(rates.items()):
        ax.semilogy(length_km, positive(rate), color=COLOURS[k], label=name)
    ax.set(xlabel="fibre length (km)", ylabel=what)
    ax.legend(fontsize="small")
    return ax


def positive(rate):
    """The rates as a float array, with nan for 0: what a logarithmic axis can show.

    >>> positive([0.5, 0.0])
    array([0.5, nan])
    """
    rate = np.asarray(rate, dtype=float)
    return np.where(rate > 0, rate, np.nan)


# --- The rate-distance board --------------------------------------------------------------


def board_figure(pins):
    """The board: bits per pulse against km, a curve per protocol, published pins, "here".

    `pins` are dicts with name, km, rate (bits per pulse), status and label.

    >>> pin = {"name": "x", "km": 10, "rate": 0.01, "status": "measured", "label": "x, 2023"}
    >>> [trace.name for trace in board_figure([pin]).data][-2:]
    ['measured', 'here']
    """
    figure = go.Figure()
    for name, (colour, dash) in CURVES.items():
        line = {"color": colour, "dash": dash, "width": 3 if name == "PLOB" else 2}
        figure.add_trace(go.Scatter(name=name, mode="lines", x=[0.0], y=[1.0], line=line))
    figure.add_trace(_pins(pins))
    line = {"color": GREY, "dash": "dash", "width": 1}
    figure.add_trace(
        go.Scatter(name="here", mode="lines", x=[0, 0], y=[1, 1], line=line, showlegend=False)
    )
    figure.update_layout(
        xaxis={"title": "fibre length (km)", "range": [0, REACH_KM]},
        yaxis={"title": "secret bits per pulse", "type": "log", "range": list(RATES),
               "exponentformat": "power", "dtick": 2},
        legend={"orientation": "h", "x": 0, "y": 1.02}, height=430,
        margin={"l": 70, "r": 20, "t": 40, "b": 50},
    )  # fmt: skip
    return figure


def _pins(pins):
    """Published rates; each says its label and status when pointed at."""
    marker = {"symbol": "star", "size": 13, "color": COLOURS[5], "line": {"width": 1}}
    return go.Scatter(
        name="measured", mode="markers+text", marker=marker,
        textposition=["top left" if p["km"] > REACH_KM / 2 else "top right" for p in pins],
        x=[p["km"] for p in pins], y=[p["rate"] for p in pins], text=[p["name"] for p in pins],
        hovertext=[f"{p['label']}<br>{p['rate']:.2g} bits per pulse [{p['status']}]" for p in pins],
        hoverinfo="text",
    )  # fmt: skip


# --- The alarm ----------------------------------------------------------------------------


def alarm_figure():
    """The empty figure of the alarm: how often which error rate is seen, and where it rings.

    Its traces, by name: "without Eve", "with Eve", "alarm" (a vertical line).

    >>> [trace.name for trace in alarm_figure().data]
    ['without Eve', 'with Eve', 'alarm']
    """
    figure = go.Figure()
    for name, colour, dash in (
        ("without Eve", COLOURS[0], "solid"),
        ("with Eve", COLOURS[1], "dash"),
    ):
        line = {"color": colour, "width": 2, "dash": dash}
        figure.add_trace(
            go.Scatter(name=name, mode="lines", x=[0.0], y=[0.0], line=line, fill="tozeroy")
        )
    line = {"color": GREY, "width": 2, "dash": "dot"}
    figure.add_trace(go.Scatter(name="alarm", mode="lines", x=[0, 0], y=[0, 1], line=line))
    figure.update_layout(
        xaxis={"title": "errors among the compared bits (%)", "range": [0, 40]},
        yaxis={"title": "how often (the highest = 1)", "range": [0, 1.05]},
        legend={"orientation": "h", "x": 0, "y": 1.02}, height=360,
        margin={"l": 70, "r": 20, "t": 50, "b": 50},
    )  # fmt: skip
    return figure
