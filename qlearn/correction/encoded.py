"""Small codes as quantum states: encode, let errors act, measure the syndrome, recover.

For up to 9 qubits: 3 and 5 follow a slider, 9 take a moment.  Larger codes are a matter of counting
errors (`failure`) or of stim (`memory`, `logical`).
"""

from functools import lru_cache

import numpy as np
from qutip import Qobj

from qlearn.correction.decoding import correction
from qlearn.correction.paulis import pauli_bits
from qlearn.qubits.inputs import as_density, as_ket, as_operator, between, qubit_list

MOST_QUBITS = 9
KINDS = {"bit_flip": "X", "phase_flip": "Z", "depolarizing": "XYZ"}


def pauli_operator(pauli):
    """The Pauli string as an operator, a Qobj; qubit 0 leftmost.

    >>> print(pauli_operator("ZI").diag().real)
    [ 1.  1. -1. -1.]
    """
    n = len(pauli_bits(pauli)) // 2
    return as_operator(_apply_pauli(pauli, np.eye(2 ** _small(n), dtype=complex)))


def codewords(code):
    """The encoded basis states, an array (2^n, 2^k): column b is logical |b>, b = 0 .. 2^k - 1.

    >>> from qlearn.correction.catalog import get_code
    >>> codewords(get_code("bit_flip")).real.T @ np.arange(8)
    array([0., 7.])
    """
    return _codewords(code).copy()


def encode(code, state):
    """The encoded state: a ket (or density matrix) of k qubits becomes one of n.

    >>> from qlearn.correction.catalog import get_code
    >>> encode(get_code("bit_flip"), [0.6, 0.8]).full()[:, 0].real.round(2)
    array([0.6, 0. , 0. , 0. , 0. , 0. , 0. , 0.8])
    """
    words = _codewords(code)
    ket = np.ndim(state.full() if isinstance(state, Qobj) else state) == 1 or (
        isinstance(state, Qobj) and state.isket
    )
    inner = as_ket(state).full() if ket else as_density(state).full()
    if len(inner) != 2**code.k:
        raise ValueError(f"state has {len(inner)} rows; allowed: {2**code.k} for {code!r}")
    return as_ket(words @ inner) if ket else as_density(words @ inner @ words.conj().T)


def pauli_channel(state, p, kind="depolarizing", qubits=None):
    """The state after independent errors on ``qubits`` (all if None), a density matrix.

    ``kind`` is "bit_flip" (X with p), "phase_flip" (Z) or "depolarizing" (X, Y, Z, p/3 each).

    >>> pauli_channel([1, 0], 0.1, "bit_flip").diag().round(3).tolist()
    [0.9, 0.1]
    """
    if kind not in KINDS:
        raise ValueError(f"kind = {kind!r}; allowed: {', '.join(KINDS)}")
    p = between("p", p, 0, 1)
    rho = as_density(state)
    n = _small(len(rho.dims[0]))
    matrix = rho.full()
    for q in range(n) if qubits is None else qubit_list("qubits", qubits, n):
        words = ["I" * q + letter + "I" * (n - 1 - q) for letter in KINDS[kind]]
        flipped = [_apply_pauli(w, _apply_pauli(w, matrix).conj().T).conj().T for w in words]
        matrix = (1 - p) * matrix + p / len(words) * sum(flipped)
    return Qobj(matrix, dims=rho.dims)


def syndrome_probabilities(code, state):
    """The probability of each syndrome, a dict from the tuple of bits to the probability.

    A small rotation exp(-i theta X / 2) of one encoded qubit gives its syndrome with probability
    sin^2(theta / 2): measuring makes an error of it, or none.  What is below 1e-12 is left out.

    >>> from qlearn.correction.catalog import get_code
    >>> syndrome_probabilities(get_code("bit_flip"), [0, 1, 0, 0, 0, 0, 0, 0])
    {(0, 1): 1.0}
    """
    rho = as_density(state).full()
    _fits(code, rho)
    frames, reached = _frames(code, None)
    weights = (frames.conj() * (rho @ frames)).sum(axis=(1, 2)).real
    pairs = zip(reached, weights.tolist(), strict=True)
    return {syndrome: round(p, 15) for syndrome, p in pairs if p > 1e-12}


def recover(code, state, joint=None):
    """(decoded, recovered): the state after measuring all checks and undoing the lightest error.

    ``recovered`` is a density matrix of n qubits in the code space, ``decoded`` the same state of
    k qubits without the code; ``joint`` is that of `decoding.correction`.

    >>> from qlearn.correction.catalog import get_code
    >>> code = get_code("five_qubit")
    >>> damaged = pauli_operator("IIYII") * encode(code, [0.6, 0.8])
    >>> recover(code, damaged)[0].full().real.round(2).tolist()
    [[0.36, 0.48], [0.48, 0.64]]
    """
    rho = as_density(state).full()
    _fits(code, rho)
    frames, _ = _frames(code, joint)
    inner = (frames.conj().transpose(0, 2, 1) @ (rho @ frames)).sum(axis=0)
    words = _codewords(code)
    return as_density(inner), as_density(words @ inner @ words.conj().T)


# --- Inside -------------------------------------------------------------------------------


@lru_cache(maxsize=32)
def _codewords(code):
    """Project a basis state on checks = +1 and Z_L = +1 for logical |0..0>, then apply X_L."""
    zero = np.zeros(0)
    for start in range(2 ** _small(code.n)):
        zero = np.eye(1, 2**code.n, start, dtype=complex)[0]
        for pauli in (*code.checks, *code.logical_z):
            zero = (zero + _apply_pauli(pauli, zero)) / 2
        if np.linalg.norm(zero) > 1e-6:
            break
    words = [zero / np.linalg.norm(zero)]
    for pauli in code.logical_x:
        words = [word for old in words for word in (old, _apply_pauli(pauli, old))]
    return np.array(words).T


@lru_cache(maxsize=32)
def _frames(code, joint):
    """(correction times codewords, syndrome as a number) for each syndrome that errors reach."""
    frames, reached = [], []
    for s in range(2 ** len(code.checks)):
        bits = tuple(int(bit) for bit in f"{s:0{len(code.checks)}b}")
        try:
            frames.append(_apply_pauli(correction(code, bits, joint), _codewords(code)))
        except ValueError:  # checks that depend on one another: no error leads here
            continue
        reached.append(bits)
    return np.array(frames), reached


def _apply_pauli(pauli, rows):
    """The Pauli string on the first axis: P |j> = i^(number of Y) (-1)^(z . j) |j xor x>."""
    x, z = pauli_bits(pauli).reshape(2, -1).astype(int)
    values = 1 << np.arange(len(x) - 1, -1, -1)
    j = np.arange(len(rows))
    signs = 1j ** pauli.count("Y") * (-1.0) ** np.bitwise_count(j & (values @ z))
    moved = signs.reshape(-1, *[1] * (np.ndim(rows) - 1)) * rows
    return moved[j ^ (values @ x)]


def _small(n):
    if n > MOST_QUBITS:
        raise ValueError(f"n = {n} qubits as a quantum state; allowed: up to {MOST_QUBITS}")
    return n


def _fits(code, rho):
    if len(rho) != 2 ** _small(code.n):
        raise ValueError(f"state has {len(rho)} rows; allowed: {2**code.n} for {code!r}")
