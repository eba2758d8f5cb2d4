"""Error mitigation: better averages from more shots. It repairs no single shot and no state.

Readout: the matrix that mixes the probabilities is inverted. Zero-noise extrapolation: the errors
of the pair gates are made larger on purpose, and the trend is followed back to none.
Sources: K. Temme, S. Bravyi and J. Gambetta, Phys. Rev. Lett. 119, 180509 (2017); T. Giurgica-Tiron
et al., IEEE QCE 2020, 306, arXiv:2005.10921.
"""

from dataclasses import replace

import numpy as np

from qlearn.qubits.circuit import Circuit
from qlearn.qubits.compiling import Transpiled
from qlearn.qubits.inputs import count_qubits, positive_integer, real, real_vector
from qlearn.qubits.noisy_run import apply_bitwise, confusion


def frequencies(counts):
    """The fractions of all bit strings, an array (2^bits,) in the order 0..00, 0..01, ...

    >>> from qlearn.qubits.measurement import Counts
    >>> print(frequencies(Counts({"0": 75, "1": 25})))
    [0.75 0.25]
    """
    bits = len(next(iter(counts)))
    found = np.zeros(2**bits)
    for string, count in counts.items():
        found[int(string, 2)] = count / counts.shots
    return found


def mitigate_readout(p, readout):
    """Quasi-probabilities (2^bits,) before the readout errors, from those after them.

    ``p`` is `Counts` or an array; ``readout`` one pair (read 1 for 0, read 0 for 1) for each bit,
    or one for all. They sum to 1, but noise may leave some of them negative: clipping would bias
    the averages that they are for. Raises ValueError if a readout tells nothing (rates add to 1).

    >>> print(mitigate_readout([0.902, 0.098], (0.01, 0.11)).round(6))
    [0.9 0.1]
    """
    p = frequencies(p) if isinstance(p, dict) else real("p", p)
    return apply_bitwise(p, readout_inverses(readout, count_qubits("p", len(p))))


def readout_inverses(readout, bits):
    """{bit: matrix (2, 2)} that undo the readout errors of so many bits; see `mitigate_readout`.

    >>> print(readout_inverses((0.1, 0.1), 1)[0].round(3))
    [[ 1.125 -0.125]
     [-0.125  1.125]]
    """
    pairs = [readout] * bits if np.ndim(readout) == 1 else list(readout)
    if len(pairs) != bits:
        raise ValueError(f"readout has {len(pairs)} pairs; allowed: 1 or {bits}, one for each bit")
    for pair in pairs:
        if abs(1 - sum(real_vector("readout", pair, size=2))) < 1e-6:
            raise ValueError(f"readout = {pair}; allowed: rates that do not add to 1")
    return {k: np.linalg.inv(confusion(*pair)) for k, pair in enumerate(pairs)}


def parity_mean(p, bits=None):
    """The mean of (-1)^(number of ones in ``bits``) for (quasi-)probabilities p: <Z...Z>.

    >>> parity_mean([0.5, 0.0, 0.0, 0.5]), parity_mean([0.5, 0.0, 0.0, 0.5], bits=[0])
    (1.0, 0.0)
    """
    p = real("p", p)
    n = len(p).bit_length() - 1
    signs = np.ones(len(p))
    for bit in range(n) if bits is None else bits:
        signs *= 1 - 2 * (np.arange(len(p)) >> (n - 1 - bit) & 1)
    return float(signs @ p)


def fold(circuit, scale):
    """The circuit with each gate on two qubits done ``scale`` times, G G^+ G ..., scale odd.

    Nothing changes without noise, and the errors of these gates count ``scale`` times. Fold what is
    `Transpiled`, so that no compiler can shorten it: that is returned if it is given.

    >>> fold(Circuit(2).h(0).cx(0, 1), 3).count()
    {'h': 1, 'cx': 3}
    """
    if positive_integer("scale", scale) % 2 == 0:
        raise ValueError(f"scale = {scale}; allowed: 1, 3, 5, ...")
    if isinstance(circuit, Transpiled):
        return replace(circuit, circuit=fold(circuit.circuit, scale))
    folded = Circuit(circuit.n, circuit.n_bits)
    for op in circuit.operations:
        pair = op.is_gate and len(op.qubits) == 2
        folded.operations += [op, *(scale // 2 * [*op.inverse(), op] if pair else [])]
    return folded


def zero_noise(values, scales, order=1, stderrs=None):
    """(value, stderr): a polynomial through the values at these noise scales, at scale 0.

    With order + 1 scales it is Richardson's extrapolation, with more a least-squares fit.
    ``stderrs`` are the standard errors of the values (default: unknown, stderr is NaN); they weigh
    the fit. The extrapolated value has a larger one: that is the price.

    >>> value, stderr = zero_noise([0.9, 0.7], [1, 3], stderrs=[0.01, 0.01])
    >>> round(value, 6), round(stderr, 6)
    (1.0, 0.015811)
    """
    values, scales = real("values", values), real("scales", scales)
    order = positive_integer("order", order)
    if values.shape != scales.shape or len(set(scales.tolist())) <= order:
        raise ValueError(f"scales = {scales}; allowed: at least {order + 1} different, one a value")
    weights = 1 / real("stderrs", np.ones(len(scales)) if stderrs is None else stderrs)
    powers = np.vander(scales, order + 1, increasing=True)
    solve = np.linalg.pinv(powers * weights[:, None])[0] * weights
    stderr = np.nan if stderrs is None else np.linalg.norm(solve / weights)
    return float(solve @ values), float(stderr)
