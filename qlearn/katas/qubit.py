"""Exercises of the kata on one qubit, and then several."""

import numpy as np

from qlearn.exercise import (
    close,
    each,
    exact,
    exercise,
    progress_report,
    question,
    same_operator,
    same_state,
)
from qlearn.exercise.cases import lopsided_bits, lopsided_ket

progress = progress_report(__name__)

PAULIS = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])


def _random_axis(rng):
    return rng.choice([-1, 1], 3) * rng.uniform(0.3, 1, 3)


# --- The sphere -----------------------------------------------------------------------------


@exercise(
    cases=lambda rng: (rng.uniform(0.3, 2.8), rng.uniform(0.3, 2.8) * rng.choice([-1, 1])),
    same=same_state(),
    hints=[
        "Test the poles first: theta = 0 must give |0> and theta = pi must give |1>.",
        "On the sphere |0> and |1> are pi apart, yet they are orthogonal: angles are halved.",
        "a = cos(theta/2), b = exp(i phi) sin(theta/2).",
    ],
    insight="Opposite points of the sphere are orthogonal states: hence theta/2.",
)
def state_from_angles(theta, phi):
    """Amplitudes [a, b] of the state at polar angle theta and azimuth phi (radians)."""
    return [np.cos(theta / 2), np.exp(1j * phi) * np.sin(theta / 2)]


@state_from_angles.mistake(hint=2)
def takes_the_full_angle(theta, phi):
    """You used theta where theta/2 belongs. With the full angle, theta = pi gives -|0>: the
    north pole again. Angles on the sphere are twice the angles between states."""
    return [np.cos(theta), np.exp(1j * phi) * np.sin(theta)]


@state_from_angles.mistake
def turns_the_phase_backwards(theta, phi):
    """The sign of phi is reversed: your state lies at azimuth -phi. The phase of b relative to a
    is +phi."""
    return [np.cos(theta / 2), np.exp(-1j * phi) * np.sin(theta / 2)]


@state_from_angles.mistake
def forgets_phi(theta, phi):
    """Your state does not depend on phi. All points of one circle of latitude have the same
    probabilities, so the difference is easy to miss: it sits in the phase of b."""
    return [np.cos(theta / 2), np.sin(theta / 2)]


@state_from_angles.mistake
def halves_phi_too(theta, phi):
    """You halved phi as well. Only theta is halved: once around the equator, phi = 2 pi, must
    bring the state back. (Halves on both amplitudes, -phi/2 and +phi/2, would be right.)"""
    return [np.cos(theta / 2), np.exp(0.5j * phi) * np.sin(theta / 2)]


@state_from_angles.mistake(hint=1)
def starts_at_the_south_pole(theta, phi):
    """Sine and cosine are exchanged: at theta = 0 you return |1>. Here |0> is the north pole."""
    return [np.sin(theta / 2), np.exp(1j * phi) * np.cos(theta / 2)]


@state_from_angles.mistake
def reads_degrees(theta, phi):
    """You converted from degrees. The angles come in radians already."""
    return state_from_angles.reference(np.radians(theta), np.radians(phi))


@exercise(
    cases=[(np.array([1.0, 0]),), (np.array([0.6, 0.8j]),), lambda rng: (lopsided_ket(rng),)],
    hints=[
        "z is a difference of two probabilities. x and y come from the product of conj(a) and b.",
        "Try |+> = [1, 1]/sqrt(2): the answer must be (1, 0, 0), an arrow of length 1.",
        "x = 2 Re(conj(a) b), y = 2 Im(conj(a) b), z = |a|^2 - |b|^2.",
    ],
    insight="Three real numbers hold all that a qubit's state can show: x, y and z are the means "
    "of the three Pauli measurements.",
)
def bloch_vector(psi):
    """Bloch vector (x, y, z) of the state with amplitudes psi = [a, b]."""
    a, b = psi
    product = 2 * np.conj(a) * b
    return np.real(product), np.imag(product), abs(a) ** 2 - abs(b) ** 2


@bloch_vector.mistake
def conjugates_the_wrong_amplitude(psi):
    """y has the wrong sign: you conjugated b instead of a. Check with [1, i]/sqrt(2), which
    points along +y."""
    x, y, z = bloch_vector.reference(psi)
    return x, -y, z


@bloch_vector.mistake(hint=1)
def forgets_the_conjugate(psi):
    """You multiplied a and b without conjugating a. Then x and y change when both amplitudes
    get the same phase, and nothing measurable may do that."""
    a, b = psi
    return 2 * np.real(a * b), 2 * np.imag(a * b), abs(a) ** 2 - abs(b) ** 2


@bloch_vector.mistake(hint=1)
def takes_a_for_real(psi):
    """You left out the phase of a, as if a were real. That is so in the formula with theta and phi,
    but a phase may sit on both amplitudes: only that of b relative to a counts."""
    x, y = 2 * abs(psi[0]) * np.array([np.real(psi[1]), np.imag(psi[1])])
    return x, y, bloch_vector.reference(psi)[2]


@bloch_vector.mistake(hint=2)
def forgets_the_factor_two(psi):
    """x and y are half of what they should be. For |+> you get an arrow of length 1/2, but every
    pure state lies on the surface, at length 1."""
    x, y, z = bloch_vector.reference(psi)
    return x / 2, y / 2, z


@bloch_vector.mistake
def returns_the_spin(psi):
    """This is the mean spin in units of hbar: half the Bloch vector. The Bloch vector of a pure
    state has length 1."""
    return np.array(bloch_vector.reference(psi)) / 2


@bloch_vector.mistake
def exchanges_x_and_y(psi):
    """x and y are exchanged. |+> = [1, 1]/sqrt(2) points along x: the real part belongs to x."""
    x, y, z = bloch_vector.reference(psi)
    return y, x, z


@bloch_vector.mistake
def squares_without_modulus(psi):
    """Your z is a^2 - b^2 without the moduli. For complex amplitudes that is a complex number;
    probabilities are |a|^2 and |b|^2."""
    x, y, _ = bloch_vector.reference(psi)
    return x, y, psi[0] ** 2 - psi[1] ** 2


@bloch_vector.mistake
def turns_the_sphere_upside_down(psi):
    """z has the wrong sign. |0> is the north pole, so z = P(0) - P(1)."""
    x, y, z = bloch_vector.reference(psi)
    return x, y, -z


# --- Phases ---------------------------------------------------------------------------------


def _pair_of_states(rng):
    """A state with, at random, the same one in another phase, another one, or a tempting one."""
    psi = lopsided_ket(rng)
    turn = np.exp(1j * rng.uniform(0.5, 5.5))
    other = [turn * psi, turn * psi, psi * [1, turn], lopsided_ket(rng)]
    return psi, other[rng.integers(4)]


_TURN = np.exp(1j)
_PAIRS = [
    ([0.6, 0.8j], [0.6, 0.8j]),
    ([0.6, 0.8], [-0.6, -0.8]),
    ([0.6, 0.8], [0.6, 0.8j]),
    ([0.6, 0.8], [0.6, 0.8 * np.exp(0.1j)]),
    ([0.6, 0.8], [0.6j, 0.8j]),
    ([0.28, 0.96], [0.28 * np.exp(2j), 0.96 * np.exp(2j)]),
    ([0.6, 0.8 * _TURN], [0.6, -0.8 / _TURN]),  # only x differs, then only y, then only z
    ([0.6, 0.8 * _TURN], [0.6, 0.8 / _TURN]),
    ([0.28, 0.96 * _TURN], [0.96, 0.28 * _TURN]),
]


@exercise(
    cases=[*((np.array(a), np.array(b)) for a, b in _PAIRS), *[_pair_of_states] * 3],
    same=exact(),
    hints=[
        "If b = exp(i gamma) a, what is the overlap of a and b, and what is its modulus?",
        "The overlap <a|b> conjugates the amplitudes of a: np.vdot(a, b).",
        "np.isclose(abs(np.vdot(a, b)), 1)",
    ],
    insight="Two normalised vectors are the same state exactly when |<a|b>| = 1.",
)
def is_same_state(a, b):
    """True if the normalised amplitude vectors a and b describe the same physical state."""
    return bool(np.isclose(abs(np.vdot(a, b)), 1))


@is_same_state.mistake(hint=1)
def asks_for_equal_amplitudes(a, b):
    """You asked for equal amplitudes (or for overlap 1). A factor exp(i gamma) on all amplitudes
    changes the vector and no measurement, so it must not count."""
    return bool(np.allclose(a, b))


@is_same_state.mistake(hint=1)
def allows_only_a_sign(a, b):
    """You allow b = a and b = -a. Those are two of infinitely many global phases: every
    exp(i gamma) is allowed."""
    return bool(np.isclose(abs(np.vdot(a, b).real), 1))


@is_same_state.mistake
def forgets_rounding(a, b):
    """The idea is right, but you ask for == 1 exactly, and floating-point numbers give
    0.9999999999999999: use np.isclose."""
    return bool(abs(np.vdot(a, b)) == 1)


@is_same_state.mistake
def forgives_too_much(a, b):
    """Your bound is too generous: a relative phase of 0.1, an angle that many shots can see, passes
    for none. Allow for rounding only, as np.isclose does."""
    return bool(abs(np.vdot(a, b)) > 0.99)


@is_same_state.mistake
def compares_probabilities(a, b):
    """You compared the probabilities of 0 and 1. |+> and |-> have the same ones and are not even
    close to each other: the relative phase counts."""
    return bool(np.allclose(np.abs(a), np.abs(b)))


@is_same_state.mistake(hint=2)
def multiplies_without_conjugate(a, b):
    """You multiplied a and b without conjugating a. With that product, [0.6, 0.8i] is not the
    same state as itself."""
    return bool(np.isclose(abs(np.dot(a, b)), 1))


@question(
    wrong={
        "a": "The probabilities of a Z measurement are |amplitude| squared; a common factor -1 "
        "drops out of both.",
        "b": "X sees the relative phase between |0> and |1>. Here both amplitudes change sign, so "
        "their relative phase stays as it is.",
        "d": "More copies make the error bars smaller, but the two sets of probabilities are "
        "identical along every axis: there is nothing to resolve.",
    },
    hints=[
        "Every probability is |<phi|psi>|^2 for some phi. What does psi -> -psi do to it?",
        "Nothing at all, whatever phi is.",
    ],
    insight="A phase common to all amplitudes drops out of every probability. It starts to matter "
    "only relative to something else: for instance when the gate that makes it is controlled by "
    "another qubit.",
)
def invisible_phase():
    """Which measurement tells psi from -psi?"""
    return "c"


# --- Gates ----------------------------------------------------------------------------------


def _pauli_along(axis):
    return np.einsum("k,kij->ij", axis, PAULIS)


@exercise(
    cases=lambda rng: (2 * _random_axis(rng), rng.uniform(0.4, 2.7)),
    same=same_operator(),
    hints=[
        "The axis comes with any length: divide it by its norm first.",
        "A turn of the arrow by theta needs theta/2 in the exponent, as in state_from_angles.",
        "U = cos(theta/2) I - i sin(theta/2) (nx X + ny Y + nz Z), with n of length 1.",
    ],
    insight="Every one-qubit gate is a rotation of the sphere, up to a global phase: H turns by pi "
    "about the axis halfway between x and z.",
)
def rotation(axis, theta):
    """2x2 matrix that turns the Bloch arrow by theta about axis (any non-zero [x, y, z])."""
    n = np.array(axis) / np.linalg.norm(axis)
    n_sigma = n[0] * PAULIS[0] + n[1] * PAULIS[1] + n[2] * PAULIS[2]
    return np.cos(theta / 2) * np.eye(2) - 1j * np.sin(theta / 2) * n_sigma


@rotation.mistake(hint=2)
def turns_twice_as_far(axis, theta):
    """Your gate turns the arrow by 2 theta: the half angle is missing. With theta = pi about x it
    would do nothing, and it should be the NOT gate."""
    return rotation.reference(axis, 2 * theta)


@rotation.mistake
def turns_backwards(axis, theta):
    """Your gate turns by -theta: the sign in the exponent is reversed. It is exp(-i theta/2 ...),
    and the arrow then turns counter-clockwise seen from the tip of the axis."""
    return rotation.reference(axis, -theta)


@rotation.mistake(hint=1)
def keeps_the_length_of_the_axis(axis, theta):
    """The axis is not normalised, so your matrix is not unitary. Only its direction counts."""
    return np.cos(theta / 2) * np.eye(2) - 1j * np.sin(theta / 2) * _pauli_along(axis)


@rotation.mistake(hint=1)
def lets_the_axis_scale_the_angle(axis, theta):
    """The axis is not normalised, so it scales the angle: your gate turns by |axis| theta. Only
    its direction counts."""
    return rotation.reference(axis, theta * np.linalg.norm(axis))


@rotation.mistake(hint=3)
def exponentiates_entry_by_entry(axis, theta):
    """np.exp takes the exponential of each entry, and that of a matrix is something else. Use the
    formula with cosine and sine, or scipy.linalg.expm."""
    return np.exp(-0.5j * theta * _pauli_along(axis / np.linalg.norm(axis)))


@rotation.mistake(hint=3)
def forgets_the_identity(axis, theta):
    """The identity is missing: a number plus a matrix adds the number to all four entries. The
    cosine belongs on the diagonal only, as cos(theta/2) I."""
    return rotation.reference(axis, theta) + np.cos(theta / 2) * PAULIS[0]


@rotation.mistake
def turns_about_one_axis_after_the_other(axis, theta):
    """You turned about x, y and z one after the other. exp(A + B) is exp(A) exp(B) if A and B
    commute, and the Pauli matrices do not: here it is one turn about one tilted axis."""
    angles = theta * axis / np.linalg.norm(axis)
    return np.linalg.multi_dot(list(map(rotation.reference, np.eye(3), angles)))


@rotation.mistake(hint=3)
def forgets_the_i(axis, theta):
    """The factor i is missing in front of the sine. Without it the matrix is not unitary:
    probabilities would not add up to 1."""
    n = np.array(axis) / np.linalg.norm(axis)
    return np.cos(theta / 2) * np.eye(2) - np.sin(theta / 2) * _pauli_along(n)


def _gates(rng, n):
    gates = [rotation.reference(_random_axis(rng), rng.uniform(0.4, 2.7)) for _ in range(n)]
    return (gates,)


@exercise(
    cases=[lambda rng: _gates(rng, 3), lambda rng: _gates(rng, 4)],
    same=same_operator(),
    hints=[
        "A state stands to the right of the matrix. Which matrix touches it first in A @ B @ psi?",
        "B does. So the first gate in time stands rightmost in the product.",
        "Start with the identity and multiply each next gate from the left: U = gate @ U.",
    ],
    insight="Time runs from right to left in a product of matrices, and from left to right in a "
    "circuit drawing.",
)
def in_time_order(gates):
    """One matrix that does gates[0] first, then gates[1], and so on (a list of 2x2 arrays)."""
    total = np.eye(2)
    for gate in gates:
        total = gate @ total
    return total


@in_time_order.mistake(hint=1)
def multiplies_as_written(gates):
    """You multiplied in reading order, so the last gate acts first. The state stands on the right:
    the first gate must stand next to it."""
    return np.linalg.multi_dot(gates)


@in_time_order.mistake
def multiplies_entry_by_entry(gates):
    """You used *, which multiplies entry by entry. One gate after the other is the matrix product,
    written @."""
    return np.prod(gates, axis=0)


@in_time_order.mistake
def multiplies_the_identity_entry_by_entry(gates):
    """You used *, which multiplies entry by entry, and the zeros of the identity leave nothing off
    the diagonal. The matrix product is written @."""
    return np.eye(2) * np.prod(gates, axis=0)


# --- Measurement ----------------------------------------------------------------------------


def _state_and_axis(rng):
    axis = _random_axis(rng)
    return lopsided_ket(rng), axis / np.linalg.norm(axis)


@exercise(
    cases=[
        (np.array([1.0, 0]), np.array([0.0, 0, 1])),
        (np.array([0, 1.0]), np.array([0.6, 0, 0.8])),
        _state_and_axis,
    ],
    hints=[
        "Two arrows: the state's r and the axis n. Parallel must give 1, opposite 0.",
        "Perpendicular must give 1/2. Which straight line through these three points?",
        "p = (1 + n . r) / 2, with r from bloch_vector.",
    ],
    insight="p = (1 + n.r)/2 = cos^2 of half the angle between the arrows: the Born rule, drawn.",
)
def probability_along(psi, axis):
    """Probability of the outcome +1 when psi = [a, b] is measured along the unit vector axis."""
    r = bloch_vector.reference(psi)
    return (1 + np.dot(axis, r)) / 2


@probability_along.mistake(hint=2)
def returns_the_mean(psi, axis):
    """This is the mean of the outcomes, which lies between -1 and 1. A probability p belongs to
    the mean p - (1 - p) = 2p - 1: solve for p."""
    return np.dot(axis, bloch_vector.reference(psi))


@probability_along.mistake(hint=2)
def squares_the_cosine_of_the_full_angle(psi, axis):
    """You squared the cosine of the angle between the arrows, as for polarised light. On the Bloch
    sphere the angle must be halved first: opposite arrows give 0, not 1."""
    return np.dot(axis, bloch_vector.reference(psi)) ** 2


@probability_along.mistake
def takes_the_other_outcome(psi, axis):
    """This is the probability of the outcome -1."""
    return (1 - np.dot(axis, bloch_vector.reference(psi))) / 2


@probability_along.mistake
def conjugates_wrongly(psi, axis):
    """Wrong as soon as both the axis and the arrow have a y: a complex conjugate is missing or in
    the wrong place, or Y has the wrong sign. The arrow has y = 2 Im(conj(a) b); the overlap
    <n|psi> is np.vdot(n, psi)."""
    return probability_along.reference(np.conj(psi), axis)


@probability_along.mistake
def rotates_the_wrong_way(psi, axis):
    """You turned the state with the gate that carries z to the axis. To measure along the axis,
    carry the axis to z: apply the inverse of that gate."""
    x, y, z = bloch_vector.reference(psi)
    return (1 + np.dot(axis, [-x, -y, z])) / 2


@probability_along.mistake
def returns_the_amplitude(psi, axis):
    """This is the modulus of the amplitude. The probability is its square."""
    return np.sqrt(probability_along.reference(psi, axis))


@probability_along.mistake(hint=2)
def drops_the_sign(psi, axis):
    """You took the modulus of the mean. Then an arrow opposite to the axis gives 1 as well, and it
    should give 0."""
    return abs(np.dot(axis, bloch_vector.reference(psi)))


@probability_along.mistake
def measures_along_z(psi, axis):
    """This is |a|^2, the probability along z. Your result must depend on the axis."""
    return abs(psi[0]) ** 2


@question(
    wrong={
        "a": "It was in |+> before. The Z measurement left it in the state that belongs to its "
        "outcome, and the earlier phase is gone.",
        "c": "The state after the outcome 0 is |0>, and that is not orthogonal to |+>: the overlap "
        "squared is 1/2.",
        "d": "A state cannot have definite values of Z and X at once, but either may be measured "
        "at any time, and the state after the first one fixes the probability of the second.",
    },
    hints=[
        "Which state describes the qubit after the Z measurement has given 0?",
        "|0>. Draw its arrow and the x axis.",
    ],
    insight="A measurement changes the state: it leaves the qubit in the state that belongs to the "
    "outcome, whatever it was before.",
)
def after_the_collapse():
    """A qubit in |+> is measured along Z: 0. What is P(+) for an X measurement after that?"""
    return "b"


# --- Several qubits -------------------------------------------------------------------------


@exercise(
    cases=[("10",), ("0001",), ("110",), lambda rng: (lopsided_bits(rng),)],
    same=exact(),
    hints=[
        "Write the four basis states of two qubits in order: 00, 01, 10, 11. Where is 10?",
        "Qubit 0 is the leftmost character and the most significant: |q0 q1 q2> is at "
        "4 q0 + 2 q1 + q2.",
        "int(bits, 2)",
    ],
    insight="Qubit 0 leftmost, most significant: QuTiP, Cirq, PennyLane and this course count so; "
    "Qiskit counts the other way round.",
)
def index_of(bits):
    """Position (from 0) of the basis state |bits> in the state vector, for example of "01"."""
    return int(bits, 2)


@index_of.mistake(hint=2)
def reads_from_the_right(bits):
    """You read the string backwards: qubit 0 least significant, as in Qiskit. Here the leftmost
    qubit counts most."""
    return int(bits[::-1], 2)


@index_of.mistake
def counts_the_ones(bits):
    """You counted the ones. 01 and 10 both have one, but they are different states and need
    different places."""
    return bits.count("1")


@index_of.mistake
def starts_at_one(bits):
    """You count from 1. Python counts from 0, and |00> stands at 0."""
    return int(bits, 2) + 1


@index_of.mistake
def reads_decimal(bits):
    """You read the string as a decimal number: "110" is not one hundred and ten. Give int() the
    base as its second argument."""
    return int(bits)


@exercise(
    cases=[(2, 0, 1), (3, 0, 1), (3, 1, 0), (3, 2, 0), (4, 1, 2)],
    same=same_operator(phase="fixed"),
    hints=[
        "The gate maps each basis state to one basis state: each column has a single 1.",
        "Column: index of the bits before. Row: index of the bits after.",
        "For each column: write its bits, flip bits[target] if bits[control] is 1, put a 1 there.",
    ],
    insight="4^n entries for n qubits: at 16 qubits this one matrix fills 32 GiB. Simulators act "
    "on the state qubit by qubit instead.",
)
def cnot_matrix(n, control, target):
    """2^n x 2^n matrix of the CNOT on n qubits (qubit 0 leftmost)."""
    matrix = np.zeros((2**n, 2**n))
    for column in range(2**n):
        bits = list(f"{column:0{n}b}")
        if bits[control] == "1":
            bits[target] = "0" if bits[target] == "1" else "1"
        matrix[int("".join(bits), 2), column] = 1
    return matrix


@cnot_matrix.mistake
def swaps_control_and_target(n, control, target):
    """Control and target are exchanged: your gate flips the control when the target is 1."""
    return cnot_matrix.reference(n, target, control)


@cnot_matrix.mistake
def counts_qubits_from_the_right(n, control, target):
    """You counted the qubits from the right. Qubit 0 is the leftmost bit of the index."""
    return cnot_matrix.reference(n, n - 1 - control, n - 1 - target)


@cnot_matrix.mistake
def always_flips(n, control, target):
    """Your gate flips the target whatever the control is: that is X on the target."""
    return np.kron(np.kron(np.eye(2**target), PAULIS[0].real), np.eye(2 ** (n - 1 - target)))


@cnot_matrix.mistake
def fires_on_zero(n, control, target):
    """Your gate flips the target when the control is 0. It must do so when the control is 1."""
    return always_flips(n, control, target) @ cnot_matrix.reference(n, control, target)


@cnot_matrix.mistake(hint=3)
def sets_the_target(n, control, target):
    """If the control is 1, your gate sets the target to 1, and it should flip it. Two states then
    become the same one, which no unitary does: nobody could tell afterwards which it was."""
    flips = cnot_matrix.reference(n, control, target)
    is_one = np.arange(2**n) >> (n - 1 - target) & 1 == 1
    return np.where(is_one, np.eye(2**n), flips)


_PSI = np.array([0.48, 0.36j, 0.64, 0.48])


def _projection_case(rng):
    n = int(rng.integers(2, 4))
    return lopsided_ket(rng, n), int(rng.integers(n)), int(rng.integers(2))


@exercise(
    cases=[(_PSI, 0, 1), (_PSI, 1, 0), _projection_case],
    same=each(close(), same_state()),
    hints=[
        "Set to zero every amplitude whose bit of that qubit disagrees with the outcome.",
        "The probability is the sum of |amplitude|^2 of what is left.",
        "Reshape psi to [2] * n: axis k belongs to qubit k. Divide what is left by sqrt(p).",
    ],
    insight="Measuring one qubit of several is a projection and a rescaling by 1/sqrt(p): nothing "
    "more happens to the others.",
)
def project(psi, qubit, outcome):
    """Pair (p, post): probability of outcome (0 or 1) when that qubit of psi is measured, and the
    normalised state of all qubits after it."""
    n = len(psi).bit_length() - 1
    left = np.array(psi, dtype=complex).reshape([2] * n)
    np.moveaxis(left, qubit, 0)[1 - outcome] = 0
    p = np.sum(np.abs(left) ** 2)
    return p, left.ravel() / np.sqrt(p)


@project.mistake(hint=3)
def does_not_renormalise(psi, qubit, outcome):
    """The state after the measurement has the norm sqrt(p). It happened, so its probabilities must
    add up to 1 again."""
    p, post = project.reference(psi, qubit, outcome)
    return p, post * np.sqrt(p)


@project.mistake(hint=3)
def divides_by_p(psi, qubit, outcome):
    """You divided by p. Amplitudes are square roots of probabilities, so divide by sqrt(p)."""
    p, post = project.reference(psi, qubit, outcome)
    return p, post / np.sqrt(p)


@project.mistake(hint=2)
def adds_up_moduli(psi, qubit, outcome):
    """Your p is the norm of what is left, not its square: an amplitude in place of a
    probability."""
    p, post = project.reference(psi, qubit, outcome)
    return np.sqrt(p), post


@project.mistake
def measures_from_the_right(psi, qubit, outcome):
    """You measured the wrong qubit: qubit 0 is the leftmost, the most significant bit."""
    n = len(psi).bit_length() - 1
    return project.reference(psi, n - 1 - qubit, outcome)


@project.mistake
def leaves_the_state_alone(psi, qubit, outcome):
    """The probability may be right, but your state is the one before the measurement. The
    amplitudes that disagree with the outcome have to go."""
    return project.reference(psi, qubit, outcome)[0], psi


@project.mistake
def keeps_the_other_outcome(psi, qubit, outcome):
    """You kept the amplitudes of the opposite outcome."""
    return project.reference(psi, qubit, 1 - outcome)


@exercise(
    cases=[
        ({"00": 510, "01": 12, "11": 478},),
        ({"001": 300, "010": 60, "011": 25, "110": 40},),
        lambda rng: (_random_counts(rng),),
    ],
    hints=[
        "Each shot has the value +1 if its number of ones is even, and -1 if it is odd.",
        "Weigh each value with its count, add up, and divide by the number of all shots.",
        "sum((-1) ** bits.count('1') * count for bits, count in counts.items()) / shots",
    ],
    insight="Many-qubit correlations are measured like this: one string per shot, one sign per "
    "string, then the mean.",
)
def parity_from_counts(counts):
    """Mean of Z on all qubits, <ZZ...Z>, from counts such as {"00": 510, "01": 12, "11": 478}."""
    shots = sum(counts.values())
    return sum((-1) ** bits.count("1") * count for bits, count in counts.items()) / shots


def _random_counts(rng):
    """Counts of 2 to 4 qubits; one string never came."""
    n = int(rng.integers(2, 5))
    counts = {f"{index:0{n}b}": int(rng.integers(20, 500)) for index in range(2**n)}
    del counts[f"{rng.integers(2**n):0{n}b}"]
    return counts


@parity_from_counts.mistake
def forgets_to_divide(counts):
    """You added up the signs and did not divide by the number of shots."""
    return parity_from_counts.reference(counts) * sum(counts.values())


@parity_from_counts.mistake
def takes_odd_as_plus(counts):
    """The sign is reversed: an even number of ones counts as +1. For |00...0> the mean is +1."""
    return -parity_from_counts.reference(counts)


@parity_from_counts.mistake
def returns_the_even_fraction(counts):
    """This is the probability of an even number of ones. The mean of the signs is that
    probability minus the one of an odd number."""
    return (1 + parity_from_counts.reference(counts)) / 2


@parity_from_counts.mistake(hint=1)
def asks_for_equal_bits(counts):
    """You gave +1 to strings whose bits are all equal. For two qubits that is the even parity; with
    three, 011 has an even number of ones and 111 an odd one."""
    return _mean_sign(counts, lambda bits: len(set(bits)) > 1)


@parity_from_counts.mistake
def looks_at_the_first_qubit(counts):
    """You used the first bit of each string only: that is <Z> of qubit 0. The parity needs all."""
    return _mean_sign(counts, lambda bits: bits[0] == "1")


@parity_from_counts.mistake
def looks_at_the_last_qubit(counts):
    """You used the last bit of each string only: that is <Z> of the last qubit. The parity needs
    all."""
    return _mean_sign(counts, lambda bits: bits[-1] == "1")


@parity_from_counts.mistake
def counts_strings_not_shots(counts):
    """You gave each string the same weight. A string that came 500 times counts 500 times."""
    return _mean_sign(dict.fromkeys(counts, 1), lambda bits: bits.count("1") % 2 == 1)


@parity_from_counts.mistake
def averages_the_single_qubits(counts):
    """This is the average of the single <Z>. The mean of a product is not the product of means,
    and not their average either: take the sign shot by shot."""
    return np.mean(_single_means(counts))


@parity_from_counts.mistake
def multiplies_the_single_qubits(counts):
    """This is the product of the single <Z>. It equals the mean of the product only where the
    qubits are uncorrelated, and correlations are what the parity is measured for."""
    return np.prod(_single_means(counts))


def _single_means(counts):
    n = len(next(iter(counts)))
    return [_mean_sign(counts, lambda bits, k=k: bits[k] == "1") for k in range(n)]


def _mean_sign(counts, is_odd):
    return sum((-1 if is_odd(b) else 1) * c for b, c in counts.items()) / sum(counts.values())
