"""Random inputs of exercises without symmetry, so that no two mistakes look alike."""

import numpy as np


def lopsided_ket(rng, n=1):
    """Amplitudes of n qubits: complex, different, nowhere vanishing, of norm 1.

    >>> psi = lopsided_ket(np.random.default_rng(1), 2)
    >>> len(psi), bool(abs(psi).min() > 0.2)
    (4, True)
    """
    psi = rng.uniform(0.4, 1, 2**n) * np.exp(2j * np.pi * rng.random(2**n))
    return psi / np.linalg.norm(psi)


def lopsided_bits(rng):
    """Three to five bits, two ones at least, no palindrome.

    >>> lopsided_bits(np.random.default_rng(1))
    '1110'
    """
    while True:
        bits = "".join(rng.choice(["0", "1"], rng.integers(3, 6)))
        if bits.count("1") > 1 and bits != bits[::-1]:
            return bits
