"""States of one and several qubits, and their way to the Bloch sphere and back.

Qubit 0 is leftmost: |q0 q1 q2> stands at index 4 q0 + 2 q1 + q2. |0> is +z. Angles in radians.
Conventions of M. A. Nielsen and I. L. Chuang, Quantum Computation and Quantum Information, ch. 1-2.
"""

import numpy as np

from qlearn.qubits.inputs import (
    TOLERANCE,
    as_density,
    as_ket,
    positive_integer,
    real_vector,
)

_LETTERS = {
    "0": (1, 0),
    "1": (0, 1),
    "+": (0.5**0.5, 0.5**0.5),
    "-": (0.5**0.5, -(0.5**0.5)),
    "r": (0.5**0.5, 1j * 0.5**0.5),
    "l": (0.5**0.5, -1j * 0.5**0.5),
}
_BELL = {
    "Phi+": (1, 0, 0, 1),
    "Phi-": (1, 0, 0, -1),
    "Psi+": (0, 1, 1, 0),
    "Psi-": (0, 1, -1, 0),
}
_PAULIS = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])


# --- Making states ------------------------------------------------------------------------


def ket(letters):
    """The product state spelled by `letters`, qubit 0 first: 0 1 + - r l.

    r = (|0> + i|1>)/sqrt 2 points along +y, l along -y. Raises ValueError at another letter.

    >>> print(dirac(ket("+0")))
    0.707|00> + 0.707|10>
    """
    if not letters or set(letters) - set(_LETTERS):
        raise ValueError(f"letters = {letters!r}; allowed: a string of {' '.join(_LETTERS)}")
    amplitudes = np.ones(1)
    for letter in letters:
        amplitudes = np.kron(amplitudes, _LETTERS[letter])
    return as_ket(amplitudes)


def from_angles(theta, phi):
    """cos(theta/2)|0> + e^{i phi} sin(theta/2)|1>: polar angle theta, azimuth phi, in radians.

    >>> print(dirac(from_angles(np.pi / 2, np.pi / 2)))
    0.707|0> + 0.707i|1>
    """
    theta, phi = real_vector("(theta, phi)", (theta, phi), size=2)
    return as_ket([np.cos(theta / 2), np.exp(1j * phi) * np.sin(theta / 2)])


def from_bloch(vector):
    """The density matrix (1 + x X + y Y + z Z)/2 of the Bloch vector (x, y, z).

    Raises ValueError if the vector is longer than 1.

    >>> from_bloch([0, 0, 0.5]).diag()
    array([0.75, 0.25])
    """
    vector = real_vector("vector", vector)
    if np.linalg.norm(vector) > 1 + TOLERANCE:
        raise ValueError(f"vector has length {np.linalg.norm(vector):.6g}; allowed: at most 1")
    return as_density((np.eye(2) + np.tensordot(vector, _PAULIS, 1)) / 2)


def bell(name):
    """The Bell state of that name: Phi+- = (|00> +- |11>)/sqrt 2, Psi+- = (|01> +- |10>)/sqrt 2.

    Raises ValueError if the name is not "Phi+", "Phi-", "Psi+" or "Psi-".

    >>> print(dirac(bell("Psi-")))
    0.707|01> - 0.707|10>
    """
    if name not in _BELL:
        raise ValueError(f"name = {name!r}; allowed: {', '.join(_BELL)}")
    return as_ket(np.array(_BELL[name]) / np.sqrt(2))


def ghz(n):
    """(|00...0> + |11...1>)/sqrt 2 on n qubits.

    >>> print(dirac(ghz(3)))
    0.707|000> + 0.707|111>
    """
    amplitudes = np.zeros(2 ** positive_integer("n", n))
    amplitudes[[0, -1]] = np.sqrt(0.5)
    return as_ket(amplitudes)


def w_state(n):
    """The equal superposition of the n strings with a single 1, all signs positive.

    >>> print(dirac(w_state(3)))
    0.577|001> + 0.577|010> + 0.577|100>
    """
    amplitudes = np.zeros(2 ** positive_integer("n", n))
    amplitudes[2 ** np.arange(n)] = 1 / np.sqrt(n)
    return as_ket(amplitudes)


def random_ket(n, rng):
    """A ket of n qubits, drawn evenly (Haar measure) with the NumPy generator `rng`.

    >>> random_ket(2, np.random.default_rng(1)).dims == [[2, 2], [1]]
    True
    """
    amplitudes = rng.normal(size=(2 ** positive_integer("n", n), 2)) @ (1, 1j)
    return as_ket(amplitudes / np.linalg.norm(amplitudes))


def random_density(n, rng, rank=None):
    """A density matrix of n qubits and given rank (default: full, the Hilbert-Schmidt ensemble).

    Source: K. Zyczkowski and H.-J. Sommers, J. Phys. A 34, 7111 (2001).

    >>> rho = random_density(1, np.random.default_rng(1), rank=1)
    >>> bool(np.isclose(rho.purity(), 1))
    True
    """
    size = 2 ** positive_integer("n", n)
    rank = size if rank is None else positive_integer("rank", rank, at_most=size)
    columns = rng.normal(size=(size, rank, 2)) @ (1, 1j)
    rho = columns @ columns.conj().T
    return as_density(rho / np.trace(rho).real)


# --- Reading states -----------------------------------------------------------------------


def bloch_vector(state):
    """The Bloch vector (<X>, <Y>, <Z>), an array (3,), of a ket or density matrix of one qubit.

    >>> print(bloch_vector(ket("r")))
    [0. 1. 0.]
    """
    rho = as_density(state)
    if rho.shape != (2, 2):
        raise ValueError(f"state has {len(rho.dims[0])} qubits; a Bloch vector needs exactly 1")
    return np.einsum("kij,ji->k", _PAULIS, rho.full()).real


def same_state(a, b, atol=TOLERANCE):
    """Whether a and b are the same physical state: a global phase of a ket makes no difference.

    Compares |a><a| with |b><b| entry by entry, within `atol`. Raises ValueError if the numbers
    of qubits differ.

    >>> same_state([1, 0], [1j, 0]), same_state(ket("+"), ket("-"))
    (True, False)
    """
    a, b = as_density(a), as_density(b)
    if a.shape != b.shape:
        raise ValueError(f"a has {len(a.dims[0])} qubits, b has {len(b.dims[0])}; allowed: equal")
    return bool(np.allclose(a.full(), b.full(), rtol=0, atol=atol))


def index_of(bits):
    """The index of a basis state, given as "011" or [0, 1, 1]: qubit 0, the first, weighs most.

    >>> index_of("011"), index_of([1, 0, 0])
    (3, 4)
    """
    text = "".join(str(bit) for bit in bits)
    if not text or set(text) - {"0", "1"}:
        raise ValueError(f"bits = {bits!r}; allowed: a string or list of 0 and 1")
    return int(text, 2)


def bits_of(index, n):
    """The bit string of basis state `index` of n qubits, qubit 0 first.

    >>> bits_of(3, 3)
    '011'
    """
    if index not in range(2 ** positive_integer("n", n)):
        raise ValueError(f"index = {index!r}; allowed: 0 to {2**n - 1} for n = {n}")
    return f"{index:0{n}b}"


def dirac(state, digits=3):
    """A ket in Dirac's notation, amplitudes rounded to `digits` decimals, zeros left out.

    >>> dirac([0.6, -0.8j])
    '0.6|0> - 0.8i|1>'
    """
    amplitudes = as_ket(state).full()[:, 0].round(digits)
    n = len(amplitudes).bit_length() - 1
    terms = [_term(a, bits_of(i, n)) for i, a in enumerate(amplitudes) if a != 0]
    first, *rest = terms
    return first.removeprefix("+ ").replace("- ", "-", 1) + "".join(f" {term}" for term in rest)


def _term(amplitude, bits):
    """One signed term of a sum, such as "- 0.5i|01>" or "+ (0.5-0.1i)|10>"."""
    re, im = amplitude.real, amplitude.imag
    if re and im:
        return f"+ ({re:g}{im:+g}i)|{bits}>"
    size = "" if abs(re + im) == 1 else f"{abs(re + im):g}"
    return f"{'-' if re + im < 0 else '+'} {size}{'i' if im else ''}|{bits}>"
