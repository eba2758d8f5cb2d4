"""The tetron: one qubit in four Majorana modes on one island, read by measuring pair parities.

The charging energy of the island fixes its parity (i gamma_1 gamma_2)(i gamma_3 gamma_4).  In the
even sector, |0> is |00> and |1> is |11> of the two fermion modes, and

    Z = i gamma_1 gamma_2,  X = i gamma_2 gamma_3,  Y = i gamma_1 gamma_3

These three use gamma_1, gamma_2 and gamma_3 only.  So they are the Pauli operators of a qubit in
the odd sector too; only the pairs with gamma_4 change their sign there.
Source: T. Karzig et al., Phys. Rev. B 95, 235305 (2017), arXiv:1610.05289.
"""

from itertools import combinations

import numpy as np
import qutip

from qlearn.qubits.inputs import TOLERANCE, as_operator
from qlearn.qubits.measurement import pauli
from qlearn.topology.fermions import majoranas, pair_parity, total_parity

PAIR_OF = {"Z": (1, 2), "X": (2, 3), "Y": (1, 3)}


# --- The code space -----------------------------------------------------------------------


def tetron_majoranas():
    """The four Majorana operators [gamma_1, ..., gamma_4] of a tetron, on two qubits.

    >>> len(tetron_majoranas())
    4
    """
    return majoranas(2)


def code_basis(parity=1):
    """The kets (|0>, |1>) of the qubit of an island of this parity, on two qubits.

    They are eigenstates of Z = i gamma_1 gamma_2, with phases that make X = i gamma_2 gamma_3 take
    the one to the other.

    >>> [ket.full()[:, 0].real.round(3).tolist() for ket in code_basis()]
    [[1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0]]
    """
    parity = check_outcome("parity", parity)
    zero = qutip.basis([2, 2], [0, (1 - parity) // 2])
    return zero, pair_parity(tetron_majoranas(), *PAIR_OF["X"]) * zero


def on_qubit(operator, parity=1):
    """The 2 x 2 operator that ``operator`` on two modes is for the qubit; a Qobj of shape (2, 2).

    Raises ValueError if it leads out of the code space, as a single Majorana operator does.

    >>> g = tetron_majoranas()
    >>> on_qubit(pair_parity(g, 2, 3)) == qutip.sigmax()
    True
    """
    full = as_operator(operator)
    if full.dims != [[2, 2], [2, 2]]:
        raise ValueError(f"operator has shape {full.shape}; allowed: (4, 4), two fermion modes")
    code = np.column_stack([ket.full()[:, 0] for ket in code_basis(parity)])
    leak = full.full() @ code - code @ (code.conj().T @ full.full() @ code)
    if abs(leak).max() > TOLERANCE:
        raise ValueError("operator changes the island's parity; allowed: operators that keep it")
    return as_operator(code.conj().T @ full.full() @ code)


def bilinear_paulis(parity=1):
    """The six pair parities as Pauli operators of the qubit: {(i, j): "Z", ..., (2, 4): "-Y"}.

    Each Pauli operator comes twice: the pairs (i, j) and the other two measure the same, up to the
    sign that the island's parity gives.

    >>> bilinear_paulis()[1, 4], bilinear_paulis()[2, 4], bilinear_paulis(parity=-1)[2, 4]
    ('X', '-Y', 'Y')
    """
    g, table = tetron_majoranas(), {}
    for i, j in combinations(range(1, 5), 2):
        seen = on_qubit(pair_parity(g, i, j), parity).full()
        overlaps = {name: np.vdot(pauli(name).full(), seen).real / 2 for name in PAIR_OF}
        name = max(overlaps, key=lambda name: abs(overlaps[name]))
        table[i, j] = name if overlaps[name] > 0 else f"-{name}"
    return table


def island_parity():
    """The parity (i gamma_1 gamma_2)(i gamma_3 gamma_4) of the island: +1 even, -1 odd; a Qobj.

    >>> island_parity().diag().real.tolist()
    [1.0, -1.0, -1.0, 1.0]
    """
    return total_parity(2)


# --- Measuring parities -------------------------------------------------------------------


def parity_projector(parity, outcome):
    """The projector (1 + outcome parity) / 2 of a measured parity; ``outcome`` is 1 or -1.

    ``parity`` is Hermitian and squares to 1: a pair, or a product of pairs of different tetrons.

    >>> parity_projector(qutip.sigmaz(), -1) == qutip.basis(2, 1).proj()
    True
    """
    parity = as_operator(parity, "parity")
    square = (parity * parity).full()
    if not parity.isherm or not np.allclose(square, np.eye(len(square)), atol=TOLERANCE):
        raise ValueError("parity is no parity; allowed: a Hermitian operator with square 1")
    return (1 + check_outcome("outcome", outcome) * parity) / 2


def measured_braid(gammas, outcomes, pair=(1, 2), ancillas=(3, 4)):
    """What four measured pair parities do, the first rightmost; a Qobj, not normalised.

    With ``pair`` (i, j), ``ancillas`` (a, b) and ``outcomes`` (s0, s1, s2, s3) it is

        P_ab(s3) P_ja(s2) P_ia(s1) P_ab(s0)
            = 8^(-1/2) C exp(-s1 s2 pi/4 gamma_i gamma_j) P_ab(s0)

    with C of `braid_correction`: an exchange of i and j, though nothing moves.  After s0, each of
    the 8 outcomes has the probability 1/8.
    Source: P. Bonderson, M. Freedman, C. Nayak, Phys. Rev. Lett. 101, 010501 (2008).

    >>> product = measured_braid(tetron_majoranas(), (1, 1, 1, 1))
    >>> print(f"{product.norm('max'):.4f}")
    0.3536
    """
    s0, s1, s2, s3 = _four(outcomes)
    (i, j), (a, b) = pair, ancillas
    steps = [((a, b), s0), ((i, a), s1), ((j, a), s2), ((a, b), s3)]
    result = 1
    for (k, m), outcome in steps:
        result = parity_projector(pair_parity(gammas, k, m), outcome) * result
    return result


def braid_correction(gammas, outcomes, pair=(1, 2), ancillas=(3, 4)):
    """The operator C of `measured_braid`: 1 if s3 = s0, else s2 i gamma_j gamma_a; C^2 = 1.

    >>> braid_correction(tetron_majoranas(), (1, -1, 1, 1)) == qutip.qeye([2, 2])
    True
    """
    s0, _, s2, s3 = _four(outcomes)
    if s0 == s3:
        return qutip.qeye(gammas[0].dims[0])
    return s2 * pair_parity(gammas, pair[1], ancillas[0])


# --- Poisoning ----------------------------------------------------------------------------


def poisoning_error(i, parity=1):
    """What a stray electron through gamma_i does to the qubit: "X", "Y", "Z" or "I".

    The island's parity flips as well, so one event alone is no Pauli error; it can be seen.  Two
    events give back the parity and leave the product of their letters: an error unseen.

    >>> [poisoning_error(i) for i in (1, 2, 3, 4)]
    ['X', 'Y', 'Z', 'I']
    """
    if i not in (1, 2, 3, 4):
        raise ValueError(f"i = {i!r}; allowed: 1, 2, 3, 4")
    gamma = tetron_majoranas()[i - 1].full()
    before, after = code_basis(parity), code_basis(-check_outcome("parity", parity))
    jump = np.array([[np.vdot(a.full(), gamma @ b.full()) for b in before] for a in after])
    return max("IXYZ", key=lambda name: abs(np.vdot(pauli(name).full(), jump)))


def poisoning_detected(z_12, z_34):
    """Whether two recorded outcomes, i gamma_1 gamma_2 and i gamma_3 gamma_4, betray poisoning.

    In the even sector they agree.  An assignment error looks the same.

    >>> poisoning_detected(1, -1)
    True
    """
    return check_outcome("z_12", z_12) != check_outcome("z_34", z_34)


def check_outcome(name, value):
    """The value as an int if it is 1 or -1; otherwise a ValueError names it.

    >>> check_outcome("outcome", -1)
    -1
    """
    if isinstance(value, bool) or value not in (1, -1):
        raise ValueError(f"{name} = {value!r}; allowed: 1 or -1")
    return int(value)


def _four(outcomes):
    outcomes = tuple(outcomes)
    if len(outcomes) != 4:
        raise ValueError(f"outcomes = {outcomes}; allowed: four, each 1 or -1")
    return [check_outcome("outcomes", outcome) for outcome in outcomes]
