"""A machine one can only send jobs to: circuits in, counts out, time and shots accounted for.

The `Device` inside is what a user of a real machine never sees; `calibration` estimates it from
shots. The exact probabilities of a device that is known: `noisy_run`.
"""

from dataclasses import dataclass, field

from qlearn.qubits.compiling import Transpiled
from qlearn.qubits.inputs import positive_integer
from qlearn.qubits.measurement import Counts
from qlearn.qubits.noisy_run import compiled, noisy_probabilities, read_out
from qlearn.qubits.outcomes import draw
from qlearn.qubits.timeline import schedule


@dataclass(eq=False)
class Job:
    """A circuit that was sent to a machine. ``status``: "queued", "done", "cancelled" or "failed".

    ``time_us`` is the machine time it costs: shots times duration of the circuit, readout and
    reset included. ``compiled`` is what runs.
    """

    number: int
    shots: int
    compiled: Transpiled
    time_us: float
    status: str = "queued"
    counts: Counts | None = None
    _run: object = field(default=None, repr=False)

    def result(self):
        """The `Counts`; runs the job if it waits. Raises ValueError if it was cancelled."""
        if self.status == "queued":
            self.status = "failed"  # unless it comes back
            self.counts = self._run(self)
            self.status = "done"
        if self.counts is None:
            raise ValueError(f"job {self.number} is {self.status}; allowed: jobs that can run")
        return self.counts

    def cancel(self):
        """Take the job out of the queue; whether it still waited."""
        waited = self.status == "queued"
        self.status = "cancelled" if waited else self.status
        return waited


class QPU:
    """A machine with a ``device``, the generator ``rng`` that its shots come from, and a budget.

    ``shot_budget`` is the number of shots that it sells in all (default: no limit). A queued job
    has paid for its shots; a cancelled one gets them back.

    >>> from qlearn.qubits.presets import superconducting
    >>> from qlearn.qubits.circuit import Circuit
    >>> import numpy as np
    >>> qpu = QPU(superconducting(3), np.random.default_rng(1), shot_budget=2000)
    >>> job = qpu.submit(Circuit(2).h(0).cx(0, 1).measure(), shots=1000)
    >>> job.status, sorted(job.result()), job.status, qpu.shots_left
    ('queued', ['00', '01', '10', '11'], 'done', 1000)
    """

    def __init__(self, device, rng, shot_budget=None):
        self.device, self.rng = device, rng
        budget = shot_budget
        self.shot_budget = None if budget is None else positive_integer("shot_budget", budget)
        self.jobs = []

    @property
    def shots_used(self):
        """The shots of all jobs that were not cancelled."""
        return sum(job.shots for job in self.jobs if job.status != "cancelled")

    @property
    def shots_left(self):
        """What is left of the budget, or None if there is none."""
        return None if self.shot_budget is None else self.shot_budget - self.shots_used

    @property
    def time_us(self):
        """The machine time (us) of all jobs that were not cancelled."""
        return sum(job.time_us for job in self.jobs if job.status != "cancelled")

    def submit(self, circuit, shots, layout=None):
        """A queued `Job`; it runs when its `result` is asked for.

        ``circuit`` is compiled unless it is `Transpiled`; one that measures nothing is measured as
        a whole. Raises ValueError if the budget has not that many shots left.
        """
        shots = positive_integer("shots", shots)
        if self.shot_budget is not None and shots > self.shots_left:
            raise ValueError(f"shots = {shots}; allowed: {self.shots_left}, the rest of the budget")
        program = compiled(read_out(circuit), self.device, layout)
        duration_us = schedule(program.circuit, self.device, late=True).duration_ns * 1e-3
        time_us = shots * (duration_us + self.device.reset_us)
        job = Job(len(self.jobs), shots, program, time_us, _run=self._counts)
        self.jobs.append(job)
        return job

    def run(self, circuit, shots, layout=None):
        """The `Counts` of ``shots`` runs: `submit`, and wait for the result."""
        return self.submit(circuit, shots, layout).result()

    def _counts(self, job):
        return draw(noisy_probabilities(job.compiled, self.device), job.shots, self.rng)
