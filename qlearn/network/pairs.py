"""Noisy pairs as four numbers: Bell-diagonal states, what they are good for, how they combine.

The coefficients stand in the last axis, in the Bell order (Phi+, Phi-, Psi+, Psi-); the first is
the fidelity F = <Phi+|rho|Phi+>. A Werner pair has w = (4F - 1)/3 and spreads the rest, 1 - F,
evenly over the other three. All closed forms broadcast. QuTiP is needed for `density` and
`coefficients` alone.

A Pauli error on one half takes one Bell state to another, so two swapped pairs add their errors,
and in the correlators (XX, -YY, ZZ), the characters of that group, combining is a product.
"""

import numpy as np

from qlearn.network.inputs import above, within

BELL_ORDER = ("Phi+", "Phi-", "Psi+", "Psi-")

# Rows: trace, XX, -YY, ZZ; columns: the Bell states. A quarter of its transpose is its inverse.
_CHARACTERS = np.array([[1, 1, 1, 1], [1, -1, 1, -1], [1, -1, -1, 1], [1, 1, -1, -1]])
_DEPHASES = np.array([True, True, False])  # which correlators a Z error turns: XX and YY


# --- One pair -----------------------------------------------------------------------------


def weight(fidelity):
    """The Werner weight w = (4F - 1)/3 of a fidelity F, -1/3 to 1.

    >>> print(weight([1, 0.25]))
    [1. 0.]
    """
    return (4 * within("fidelity", fidelity, 0, 1) - 1) / 3


def fidelity_of_weight(w):
    """The fidelity (1 + 3w)/4 of a Werner weight.

    >>> print(fidelity_of_weight(0.6))
    0.7
    """
    return (1 + 3 * within("w", w, -1 / 3, 1)) / 4


def werner(fidelity):
    """The coefficients (..., 4) of Werner pairs of that fidelity: F, and (1 - F)/3 three times.

    >>> print(werner(0.7))
    [0.7 0.1 0.1 0.1]
    """
    f = within("fidelity", fidelity, 0, 1)[..., None]
    return np.concatenate([f, *[(1 - f) / 3] * 3], axis=-1)


def bell_diagonal(coefficients):
    """The coefficients as an array (..., 4), if they are probabilities that add up to 1.

    >>> bell_diagonal([0.7, 0.3, 0, 0]).shape
    (4,)
    """
    c = within("coefficients", coefficients, 0, 1)
    if c.ndim == 0 or c.shape[-1] != 4 or not np.allclose(c.sum(axis=-1), 1, rtol=0, atol=1e-9):
        raise ValueError(f"coefficients = {coefficients!r}; allowed: four that add up to 1")
    return c


def correlators(coefficients):
    """(XX, -YY, ZZ) of Bell-diagonal pairs, shape (..., 3); each is w for a Werner pair.

    >>> print(correlators([0.7, 0.3, 0, 0]))
    [0.4 0.4 1. ]
    """
    return (bell_diagonal(coefficients) @ _CHARACTERS.T)[..., 1:]


def from_correlators(t):
    """The coefficients (..., 4) with these correlators (XX, -YY, ZZ): the inverse.

    >>> print(from_correlators([0.4, 0.4, 1.0]).round(6) + 0)
    [0.7 0.3 0.  0. ]
    """
    t = within("t", t, -1, 1)
    return bell_diagonal((1 + t @ _CHARACTERS[1:]) / 4)


def qber(fidelity):
    """The error rate of a key from *Werner* pairs, any basis: (1 - w)/2 = 2(1 - F)/3.

    For other pairs it depends on the basis: `qbers`.

    >>> print(qber([1, 0.85]).round(6))
    [0.  0.1]
    """
    return 2 * (1 - within("fidelity", fidelity, 0, 1)) / 3


def qbers(coefficients):
    """The error rates (..., 3) of keys from Bell-diagonal pairs in the bases X, Y, Z.

    Alice and Bob agree in X and Z and differ in Y for Phi+; an error is the opposite.

    >>> print(qbers([0.7, 0.3, 0, 0]).round(6) + 0)
    [0.3 0.3 0. ]
    """
    return (1 - correlators(coefficients)) / 2


def chsh(fidelity):
    """S = 2 sqrt(2) w of a Werner pair at the best settings; above 2 for F > 0.7803.

    >>> print(chsh([1, 0.5]).round(4))
    [2.8284 0.9428]
    """
    return 2 * np.sqrt(2) * weight(fidelity)


def fidelity_of_chsh(s):
    """The fidelity of a Werner pair that gives this S: the inverse of `chsh`.

    >>> print(fidelity_of_chsh(2.37).round(4))
    0.8784
    """
    return fidelity_of_weight(within("s", s, -np.sqrt(8) / 3, np.sqrt(8)) / np.sqrt(8))


# --- Combining ----------------------------------------------------------------------------


def swap(first, second):
    """The coefficients (..., 4) after swapping two Bell-diagonal pairs with an ideal measurement.

    Errors add up: Phi- with Psi+ gives Psi-, and so on; for Werner pairs w = w1 w2.

    >>> print(swap([0.9, 0.1, 0, 0], [0.8, 0, 0.2, 0]).round(6))
    [0.72 0.08 0.18 0.02]
    """
    return from_correlators(correlators(first) * correlators(second))


def swap_fidelity(f1, f2):
    """F1 F2 + (1 - F1)(1 - F2)/3: the fidelity after swapping two Werner pairs, w = w1 w2.

    Source: H.-J. Briegel et al., Phys. Rev. Lett. 81, 5932 (1998).

    >>> print(swap_fidelity(0.95, 0.95).round(5))
    0.90333
    """
    f1, f2 = within("f1", f1, 0, 1), within("f2", f2, 0, 1)
    return f1 * f2 + (1 - f1) * (1 - f2) / 3


def chain_fidelity(f0, n_links):
    """1/4 + 3/4 w^n: the fidelity across n swapped Werner links of fidelity f0. Broadcasts.

    >>> print(chain_fidelity(0.95, [1, 2, 3, 4]).round(5))
    [0.95    0.90333 0.85978 0.81913]
    """
    return fidelity_of_weight(weight(f0) ** within("n_links", n_links, 0))


def most_links(f0, threshold):
    """How many equal Werner links keep the fidelity at or above a threshold: an int array.

    Raises ValueError unless 1/4 < threshold <= 1 and f0 < 1; 0 if one link is too bad already.

    >>> print(most_links(0.997, 0.99), most_links([0.95, 0.98], 0.835))
    3 [3 9]
    """
    w, least = weight(f0), weight(above("threshold", threshold, 0.25, 1))
    if np.any(w >= 1):
        raise ValueError(f"f0 = {f0!r}; allowed: below 1, perfect links never end")
    with np.errstate(divide="ignore", invalid="ignore"):
        n = np.log(least) / np.log(np.maximum(w, 0))
    return np.where(w <= 0, 0, np.floor(n + 1e-9)).astype(int)[()]


def store(coefficients, decay, kind="depolarizing"):
    """The coefficients after storage, with decay = e^(-t/T) summed over all memories: broadcasts.

    "depolarizing": all correlators shrink by `decay`, w of a Werner pair too. "dephasing": XX and
    YY do, ZZ stays. For two halves stored t1 and t2 take e^(-(t1 + t2)/T): T is per memory.

    >>> print(store(werner(1.0), 0.6).round(6), store(werner(1.0), 0.6, "dephasing").round(6))
    [0.7 0.1 0.1 0.1] [0.8 0.2 0.  0. ]
    """
    decay = within("decay", decay, 0, 1)[..., None]
    if kind not in ("depolarizing", "dephasing"):
        raise ValueError(f"kind = {kind!r}; allowed: 'depolarizing', 'dephasing'")
    touched = _DEPHASES if kind == "dephasing" else True
    return from_correlators(correlators(coefficients) * np.where(touched, decay, 1.0))


# --- To and from QuTiP --------------------------------------------------------------------


def density(coefficients):
    """The Bell-diagonal state as a Qobj, a density matrix of two qubits, Alice's first.

    >>> density(werner(0.25)).diag()
    array([0.25, 0.25, 0.25, 0.25])
    """
    from qlearn.qubits.states import bell

    c = bell_diagonal(coefficients)
    return sum(float(k) * bell(name).proj() for k, name in zip(c, BELL_ORDER, strict=True))


def coefficients(rho):
    """The weights <b|rho|b> on the Bell states, array (4,): all that twirling by Paulis leaves.

    >>> coefficients(density([0.4, 0.3, 0.2, 0.1])).round(6).tolist()
    [0.4, 0.3, 0.2, 0.1]
    """
    from qlearn.qubits.entanglement import as_pair
    from qlearn.qubits.states import bell

    rho = as_pair(rho, "rho")
    return np.array([(bell(b).dag() * rho * bell(b)).real for b in BELL_ORDER])
