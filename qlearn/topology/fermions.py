"""Fermion modes on qubits, by the Jordan-Wigner mapping.

Mode j is qubit j, counted from 1 in the formulas; |0> is the empty mode, |1> the full one.

    gamma_{2j-1} = Z ... Z X_j,  gamma_{2j} = -Z ... Z Y_j,  c_j = (gamma_{2j-1} - i gamma_{2j}) / 2

so that ``i gamma_{2j-1} gamma_{2j} = Z_j = 1 - 2 n_j`` is the parity of mode j.
"""

import qutip


def majoranas(n_modes):
    """The 2 n Majorana operators [gamma_1, ..., gamma_2n] of ``n_modes`` fermion modes.

    They are Hermitian Qobjs on n qubits with {gamma_k, gamma_l} = 2 delta_kl.  Python counts
    from 0, so gamma_1 is item 0.

    >>> g = majoranas(2)
    >>> 1j * g[0] * g[1] == qutip.tensor(qutip.sigmaz(), qutip.qeye(2))
    True
    """
    n_modes = _positive(n_modes, "n_modes")
    found = []
    for j in range(n_modes):
        string, rest = [qutip.sigmaz()] * j, [qutip.qeye(2)] * (n_modes - j - 1)
        found.append(qutip.tensor(string + [qutip.sigmax()] + rest))
        found.append(-qutip.tensor(string + [qutip.sigmay()] + rest))
    return found


def annihilators(n_modes):
    """The operators [c_1, ..., c_n] that empty a mode, as Qobjs on n qubits.

    >>> annihilators(1)[0] * qutip.basis(2, 1) == qutip.basis(2, 0)
    True
    """
    g = majoranas(n_modes)
    return [(a - 1j * b) / 2 for a, b in zip(g[0::2], g[1::2], strict=True)]


def pair_parity(gammas, i, j):
    """The parity i gamma_i gamma_j of two *different* Majorana operators: eigenvalues +1, -1.

    ``gammas`` is what `majoranas` returns; ``i`` and ``j`` count from 1, as in the formula.
    Exchanging them changes the sign.

    >>> g = majoranas(2)
    >>> pair_parity(g, 2, 3) == qutip.tensor(qutip.sigmax(), qutip.sigmax())
    True
    """
    for name, k in (("i", i), ("j", j)):
        if k not in range(1, len(gammas) + 1):
            raise ValueError(f"{name} = {k!r}: Majorana operators are numbered 1 to {len(gammas)}")
    if i == j:
        raise ValueError(f"i = j = {i}: a parity needs two different Majorana operators")
    return 1j * gammas[i - 1] * gammas[j - 1]


def total_parity(n_modes):
    """The parity of the number of fermions: +1 for even, -1 for odd; a Qobj on n qubits.

    It is the product of all i gamma_{2j-1} gamma_{2j}, here written as Z Z ... Z.

    >>> total_parity(3).diag().real.astype(int).tolist()
    [1, -1, -1, 1, -1, 1, 1, -1]
    """
    return qutip.tensor([qutip.sigmaz()] * _positive(n_modes, "n_modes"))


def _positive(number, name):
    if number != int(number) or number < 1:
        raise ValueError(f"{name} = {number!r}: allowed are whole numbers from 1")
    return int(number)
