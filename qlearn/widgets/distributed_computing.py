"""Explorers of distributed computing: two computers and their link, and the network bridge."""

from functools import lru_cache

import numpy as np
from ipywidgets import FloatLogSlider

from qlearn import plots
from qlearn.network import orchestration, policies, remote_gate, transducers
from qlearn.network.jobs import Fabric, lower_bound, random_job
from qlearn.plots.distributed_computing import EFFICIENCIES, EXCITATIONS, NOISES, chords
from qlearn.plots.many_to_one import star
from qlearn.plots.style import COLOURS, GREY
from qlearn.widgets.controls import choice, press, slider
from qlearn.widgets.live import explorer

# --- Two computers ------------------------------------------------------------------------

WINDOW_US = 1.0  # one attempt, with the pump on
HOT_DUTY = 0.05  # toy model: at this duty the pump's heat has doubled the noise


def link_explorer():
    """Efficiency, noise, duty, detection and excitation of a link: fidelity and gates per second.

    >>> link = link_explorer()
    >>> link.live.text.split(":")[0]
    'N = 0.0048 at this duty'
    """
    controls = {
        "efficiency": _log_slider("efficiency η", -1.0, -3, 0),
        "cold_noise": _log_slider("noise N, pump hardly on", -2.4, -4, 0.4),
        "duty": _log_slider("duty of the pump", -2.0, -3, 0),
        "detection": slider("fibre and detectors", 0.5, 0.05, 1.0, 0.05),
        "excitation": _log_slider("excitation x", -1.3, -2.5, -0.3),
    }
    title = "Two computers, two transducers, one click"
    figure = plots.distributed_computing.link_figure()
    return explorer(controls, figure, update_link, title=title, side="top")


def _log_slider(label, exponent, low, high):
    """A slider over powers of ten; the start lies on its steps, or a page would move it there."""
    return FloatLogSlider(
        10**exponent, base=10, min=low, max=high, step=0.05, description=label, readout_format=".2g"
    )


def update_link(efficiency, cold_noise, duty, detection, excitation):
    """Traces and line of text for one setting of the controls."""
    noise = cold_noise * (1 + duty / HOT_DUTY)
    attempts_hz = duty * 1e6 / WINDOW_US
    p, weights = transducers.transduced_pair(EXCITATIONS, efficiency, noise, detection)
    process = remote_gate.process_fidelity(weights[:, 0])
    here_p, here = transducers.transduced_pair(excitation, efficiency, noise, detection)
    direct = np.full(len(EXCITATIONS), float(transducers.direct_fidelity(efficiency)))
    traces = _map_of(excitation, detection) | {
        "here": {"x": np.array([efficiency]), "y": np.array([noise])},
        "process": {"y": process},
        "average": {"y": remote_gate.average_fidelity(process)},
        "sent directly": {"y": direct},
        "chosen": {"x": np.array([excitation]), "y": here[:1]},
        "gates per second": {"y": attempts_hz * p},
        "chosen rate": {"x": np.array([excitation]), "y": np.array([attempts_hz * here_p])},
    }
    return traces, _link_sentence(noise, attempts_hz, float(here_p), float(here[0]), direct[0])


@lru_cache(maxsize=8)
def _map_of(excitation, detection):
    """The fidelity over efficiency and noise, and where it is 1/2 in each column."""
    grid = transducers.transduced_pair(excitation, EFFICIENCIES, NOISES[:, None], detection)[1]
    f = grid[..., 0]
    half = [np.interp(-0.5, -column, np.log(NOISES), np.nan, np.nan) for column in f.T]
    return {"fidelity": {"z": f}, "half": {"x": EFFICIENCIES, "y": np.exp(half)}}


def _link_sentence(noise, attempts_hz, p, f, direct):
    average = float(remote_gate.average_fidelity(f))
    use = "" if f > 0.5 else " F ≤ 1/2: this pair is not entangled."
    broken = " N ≥ 1: no entanglement survives this transducer." if noise >= 1 else ""
    return (
        f"N = {noise:.2g} at this duty: {attempts_hz:,.0f} attempts a second, a click in {p:.2%} "
        f"of them, {_rate(attempts_hz * p)} gates a second. CNOT: process fidelity {f:.3f}, "
        f"average {average:.3f}. Sent directly, even without noise: {direct:.3f}.{use}{broken}"
    )


def _rate(hz):
    """Three digits, and no powers of ten.

    >>> _rate(0.12345), _rate(54321.0)
    ('0.123', '54,321')
    """
    return f"{hz:,.0f}" if hz >= 100 else f"{hz:.3g}"


# --- The bridge ---------------------------------------------------------------------------

POLICIES = {
    "first come, first served": policies.first_come,
    "the oldest that fits": policies.greedy,
    "longest chain first": policies.critical_path,
}
GATES = {8: 100, 40: 600, 400: 10_000}  # remote gates of the program, by the number of QPUs
P, ATTEMPT_US, GATE_US, F0 = 0.1, 1.0, 2.0, 0.95
BARS = ["longest<br>chain", "busiest<br>QPU", "fabric",
        "first<br>come", "oldest<br>that fits", "longest<br>first"]  # fmt: skip


def bridge_explorer():
    """QPUs, channels, ports, memories, program and policy: who is joined now, queue, makespan.

    >>> bridge = bridge_explorer()
    >>> bridge.live.text.split(":")[0]
    'Longest chain first'
    """
    controls = {
        "n_qpus": choice("QPUs", list(GATES), 40),
        "qubits": slider("qubits in each QPU", 8, 1, 16),
        "channels": slider("channels of the fabric", 14, 1, 100, live=False),
        "ports": slider("ports per QPU", 1, 1, 4, live=False),
        "memory": slider("memory places per QPU", 1, 0, 4, live=False),
        "lifetime_us": slider("memory lifetime (µs)", 500, 20, 2000, 20),
        "policy": choice("policy", list(POLICIES), "longest chain first"),
        "moment": slider("moment (% of the run)", 25, 0, 100),
        "sample": press("New program"),
    }
    figure = plots.distributed_computing.bridge_figure(BARS)
    title = "The network bridge: one fabric, many computers, one orchestrator"
    return explorer(controls, figure, _Bridge().update, title=title, side="top")


class _Bridge:
    """The runs of one setting: what only the moment or the memory's lifetime changes is not run
    again."""

    def __init__(self):
        self.setting, self.runs = None, {}

    def update(self, n_qpus, qubits, channels, ports, memory, lifetime_us, policy, moment, sample):
        """Frames (done, traces, text): the chosen policy first, the others as they are ready."""
        setting = (n_qpus, qubits, channels, ports, memory, sample)
        if setting != self.setting:
            self.setting, self.runs = setting, {}
        job, fabric = _job(n_qpus, qubits, sample), Fabric(channels, ports, memory)
        bound = lower_bound(job, fabric)
        missing = [name for name in (policy, *POLICIES) if name not in self.runs]
        runs = self.runs
        for name in dict.fromkeys(missing or [policy]):
            if name not in runs:
                runs[name] = orchestration.simulate(job, fabric, POLICIES[name])
            traces = _circle_at(runs[policy], moment) | _in_time(runs[policy], moment)
            text = _bridge_sentence(runs[policy], policy, bound, lifetime_us)
            yield len(runs) / len(POLICIES), traces | _bars(runs, bound, policy), text


@lru_cache(maxsize=4)
def _job(n_qpus, qubits, sample):
    rng = np.random.default_rng(sample)
    return random_job(n_qpus, GATES[n_qpus], P, rng, qubits, ATTEMPT_US, GATE_US)


def _circle_at(run, moment):
    """Who is joined at a moment, in per cent of the run: pairs in the making, kept, gates."""
    now, places = run.makespan_us * moment / 100, star(run.job.n_qpus)
    edges = {
        "pair being made": (run.start_us, run.made_us),
        "pair in memory": (run.made_us, run.gate_us),
        "gate": (run.gate_us, run.end_us),
    }
    size = {8: 16, 40: 9}.get(run.job.n_qpus, 4)
    traces = {"QPUs": {"x": places[0], "y": places[1], "marker.size": size}}
    for name, (begin, end) in edges.items():
        traces[name] = chords(places, run.job.qpus[(begin <= now) & (now < end)])
    return traces


def _in_time(run, moment):
    series, now = run.series(300), run.makespan_us * moment / 100
    names = {"gates that wait": "queue", "busy channels": "making", "stored pairs": "stored"}
    traces = {
        name: {"x": series["times_us"], "y": series[theirs]} for name, theirs in names.items()
    }
    top = max(series["queue"].max(), series["making"].max())
    return traces | {"now": {"x": np.array([now, now]), "y": np.array([0, top])}}


def _bars(runs, bound, policy):
    """The three bounds, and the makespans that are known already."""
    heights = [*bound, *(runs[name].makespan_us if name in runs else 0.0 for name in POLICIES)]
    colours = [GREY] * 3 + [COLOURS[1 if name == policy else 0] for name in POLICIES]
    return {"bars": {"y": np.array(heights), "marker.color": colours}}


def _bridge_sentence(run, policy, bound, lifetime_us):
    names = ("the longest chain", "the busiest QPU", "the fabric")
    limit = names[int(np.argmax(bound))]
    text = (
        f"{policy.capitalize()}: {len(run.job)} gates in {run.makespan_us:.0f} µs, "
        f"{run.makespan_us / bound.us:.2f} times the bound of {bound.us:.0f} µs, set by {limit}. "
        f"Channels busy {run.utilisation:.0%} of the time, at most {run.queue.max()} gates wait."
    )
    kept = run.kept_us > 0
    if not np.any(kept):
        return text
    f = float(orchestration.mean_pair_fidelity(run, F0, lifetime_us))
    return (
        f"{text} {np.mean(kept):.0%} of the pairs are made ahead, and kept for "
        f"{run.kept_us[kept].mean():.1f} µs: of {F0} all pairs have {f:.3f} left on average."
    )
