"""A hub that many users share: what it can serve, what it must store, and GHZ states.

Every user has a link to the hub that makes pairs at random times with the rate mu. As soon as two
users have a pair waiting, the hub swaps them, with the probability q of success; a failed swap
costs both pairs. So pairs of at most one user ever wait. Bell order and weights: `pairs`.
Source of the switch: G. Vardoyan et al., IEEE Trans. Quantum Eng. 2 (2021),
arXiv:1903.04420.
"""

from dataclasses import dataclass

import numpy as np

from qlearn.network.inputs import above, generator, whole, within
from qlearn.network.pairs import weight

# --- The switch ---------------------------------------------------------------------------


def switch_capacity_hz(n_users, mu_hz, q=1.0, buffer=np.inf):
    """Pairs per second that k users get between them: q k mu / 2 with room for every pair.

    `buffer`: how many pairs of one user the hub can keep; what comes when it is full is lost.
    Without limit, k = 2 has no balance: the stock wanders, without a mean. Broadcasts over the
    rates. Raises ValueError for fewer than 3 users without, 2 with a buffer.

    >>> print(switch_capacity_hz(6, 100.0), switch_capacity_hz(3, 1.0, buffer=1))
    300.0 1.2
    """
    empty, _ = _occupation(n_users, buffer)
    busy = (n_users - 1) * (1 - empty)
    return above("q", q, 0, 1) * within("mu_hz", mu_hz, 0) * busy


def stored_qubits(n_users, buffer=np.inf):
    """The mean number of qubits that wait in the hub: k / (2 (k - 2)) without limit.

    >>> print(stored_qubits(3), round(stored_qubits(10), 4), stored_qubits(3, buffer=1))
    1.5 0.625 0.6
    """
    return _occupation(n_users, buffer)[1]


def occupation(n_users, n_max, buffer=np.inf):
    """The probabilities that 0, 1, ... n_max qubits wait, an array (n_max + 1,).

    >>> print(occupation(3, 3))
    [0.25   0.375  0.1875 0.0938]
    """
    empty, _ = _occupation(n_users, buffer)
    n = np.arange(1, whole("n_max", n_max, 0) + 1)
    waiting = empty * n_users * (1.0 / (n_users - 1)) ** n
    return np.concatenate([[empty], np.where(n <= buffer, waiting, 0.0)])


def _occupation(n_users, buffer):
    """(probability of an empty hub, mean number waiting): P(n) = P(0) k (k - 1)^-n, n >= 1."""
    if buffer != np.inf:
        k, n = whole("n_users", n_users, 2), np.arange(1, whole("buffer", buffer) + 1)
        tail = k * (1.0 / (k - 1)) ** n
        return float(1 / (1 + tail.sum())), float(n @ tail / (1 + tail.sum()))
    k = whole("n_users", n_users, 3)
    return (k - 2) / (2 * (k - 1)), k / (2 * (k - 2))


@dataclass(frozen=True)
class SwitchRun:
    """A run of a switch. `times`: of the events, s; `users`: whose pair came, from 0; `waiting`:
    qubits stored after each event; `swaps`: how many succeeded; `lost`: pairs that found the buffer
    full."""

    times: np.ndarray
    users: np.ndarray
    waiting: np.ndarray
    swaps: int
    lost: int

    @property
    def rate_hz(self):
        """(pairs between users per second, standard error if they came at random)."""
        return float(self.swaps / self.times[-1]), float(self.swaps**0.5 / self.times[-1])

    @property
    def stored(self):
        """(mean number of qubits over *time*, its standard error from 32 blocks).

        Arrivals come at one rate whatever is stored, so the mean over events is the same here.
        """
        gaps = np.diff(self.times, append=self.times[-1])
        areas, spans = (np.array_split(x, 32) for x in (self.waiting * gaps, gaps))
        means = np.array([a.sum() / s.sum() for a, s in zip(areas, spans, strict=True)])
        mean = float((self.waiting * gaps).sum() / gaps.sum())
        return mean, float(means.std(ddof=1) / len(means) ** 0.5)


def switch_run(n_users, mu_hz, events, rng, q=1.0, buffer=np.inf):
    """A `SwitchRun` of so many arrivals, 100 at least; mu_hz: one rate, or one per user.

    >>> run = switch_run(5, 10.0, 100_000, np.random.default_rng(1))
    >>> abs(run.rate_hz[0] - 25) < 4 * run.rate_hz[1], round(run.stored[0], 1)
    (True, 0.8)
    """
    k, events, rng = whole("n_users", n_users, 2), whole("events", events, 100), generator(rng)
    rates = np.broadcast_to(above("mu_hz", mu_hz), (k,))
    times = np.cumsum(rng.exponential(1 / rates.sum(), events))
    users = rng.choice(k, events, p=rates / rates.sum())
    waiting, swapped, lost = _serve(users.tolist(), _buffer(buffer))
    swaps = rng.binomial(swapped, float(above("q", q, 0, 1)))
    return SwitchRun(times, users, np.array(waiting), int(swaps), lost)


def _serve(users, buffer):
    """(qubits waiting after each arrival, swaps tried, arrivals lost)."""
    owner, stock, swapped, lost, waiting = None, 0, 0, 0, []
    for user in users:
        if stock and user != owner:
            stock, swapped = stock - 1, swapped + 1
        elif stock < buffer:
            owner, stock = user, stock + 1
        else:
            lost += 1
        waiting.append(stock)
    return waiting, swapped, lost


def _buffer(buffer):
    return buffer if buffer == np.inf else whole("buffer", buffer)


# --- GHZ states ---------------------------------------------------------------------------


def ghz_fidelity(fidelities):
    """The fidelity of a GHZ state that the hub makes of n Werner pairs, one per user, last axis.

    [prod(1 + w) + prod(1 - w)] / 2^(n+1) + prod(w)/2, after the known Pauli corrections; every
    outcome of the GHZ measurement has the probability 2^-n.

    >>> print([float(ghz_fidelity([0.95] * n).round(5)) for n in (2, 3, 4)])
    [0.90333, 0.85819, 0.81601]
    """
    w = np.atleast_1d(weight(fidelities))
    n = w.shape[-1]
    populations = (np.prod(1 + w, axis=-1) + np.prod(1 - w, axis=-1)) / 2 ** (n + 1)
    return populations + np.prod(w, axis=-1) / 2
