"""Exercises on noise: channels, coherence times, fidelities, readout, tomography, benchmarking."""

from functools import reduce

import numpy as np

from qlearn.exercise import (
    close,
    exercise,
    progress_report,
    question,
    same_channel,
    same_density,
    same_operator,
)

progress = progress_report(__name__)

X = np.array([[0, 1], [1, 0]])
Y = np.array([[0, -1j], [1j, 0]])
Z = np.diag([1, -1])


def _complex(rng, rows, columns):
    return rng.normal(size=(rows, columns)) + 1j * rng.normal(size=(rows, columns))


def _unitary(rng, size):
    return np.linalg.qr(_complex(rng, size, size))[0]


def _state(rng, size=2):
    """A mixed state with complex, clearly non-zero coherences."""
    r = rng.uniform(0.25, 0.55, 3) * rng.choice([-1, 1], 3)
    return _operator(*r)


def _operator(x, y, z):
    return (np.eye(2) + x * X + y * Y + z * Z) / 2


# --- Kraus operators ------------------------------------------------------------------------


def _decay_operators(gamma):
    return [np.diag([1, np.sqrt(1 - gamma)]), np.sqrt(gamma) * np.array([[0, 1], [0, 0]])]


@exercise(
    cases=[
        (_decay_operators(0.36),),
        ([np.diag([1, 0.8])],),
        lambda rng: ([0.6 * _complex(rng, 2, 2) for _ in range(rng.integers(2, 4))],),
    ],
    hints=[
        "Try one operator that is a gate: U^dagger U = 1, so the answer is a matrix of zeros.",
        "Each operator gives one term. Which of the two, K^dagger K or K K^dagger, stands in "
        "Tr(K rho K^dagger) after a cyclic turn?",
        "sum(K.conj().T @ K for K in kraus) - np.eye(len(kraus[0]))",
    ],
    insight="Sum K^dagger K = 1 says that the probabilities of all that can happen add up to 1, "
    "whatever the state.",
)
def kraus_defect(kraus):
    """The matrix: sum of K^dagger K over the list of matrices kraus, minus the identity."""
    return sum(K.conj().T @ K for K in kraus) - np.eye(len(kraus[0]))


@kraus_defect.mistake(hint=2)
def daggers_on_the_right(kraus):
    """You added K K^dagger. That is zero for many channels and not for decay. The trace of
    K rho K^dagger is the trace of K^dagger K rho: the dagger stands on the left."""
    return sum(K @ K.conj().T for K in kraus) - np.eye(len(kraus[0]))


@kraus_defect.mistake(hint=3)
def squares_without_dagger(kraus):
    """You multiplied each operator by itself, without the dagger. For the fall |0><1| that is
    zero, as if the fall never happened."""
    return sum(K @ K for K in kraus) - np.eye(len(kraus[0]))


@kraus_defect.mistake(hint=3)
def only_transposes(kraus):
    """You transposed and did not conjugate. With real matrices nobody notices; a dagger is both."""
    return sum(K.T @ K for K in kraus) - np.eye(len(kraus[0]))


@kraus_defect.mistake(hint=2)
def adds_before_squaring(kraus):
    """You added the operators first. They are different things that may happen, and their
    probabilities add up; adding amplitudes would let them interfere."""
    total = sum(kraus)
    return total.conj().T @ total - np.eye(len(total))


@kraus_defect.mistake
def keeps_the_identity(kraus):
    """This is the sum itself, which is 1 for a channel. Asked is what is missing or too much:
    subtract the identity."""
    return sum(K.conj().T @ K for K in kraus)


@kraus_defect.mistake
def subtracts_one_everywhere(kraus):
    """You subtracted 1 from every entry. The identity has ones on its diagonal only: np.eye."""
    return sum(K.conj().T @ K for K in kraus) - 1


@kraus_defect.mistake
def subtracts_it_for_each(kraus):
    """You subtracted the identity once for each operator. Only the sum of all has to be 1: subtract
    it once, after the sum."""
    return sum(K.conj().T @ K - np.eye(len(K)) for K in kraus)


@kraus_defect.mistake(hint=3)
def multiplies_entry_by_entry(kraus):
    """You used *, which multiplies entry by entry. The product of matrices is written @."""
    return sum(K.conj().T * K for K in kraus) - np.eye(len(kraus[0]))


@kraus_defect.mistake(hint=3)
def squares_the_entries(kraus):
    """You added |entry|^2, entry by entry. The product of matrices is written @, and one of the two
    is transposed."""
    return sum(K.conj() * K for K in kraus) - np.eye(len(kraus[0]))


def _damping_case(rng):
    return _state(rng), rng.uniform(0.3, 0.7)


@exercise(
    cases=[(np.diag([0.0, 1.0]), 0.36), (np.full((2, 2), 0.5), 0.36), _damping_case],
    same=same_density(),
    hints=[
        "Three numbers to find: what becomes of P(1), of P(0), and of the coherence?",
        "P(1) becomes (1 - gamma) P(1) and P(0) takes the rest. The coherence is an amplitude of "
        "1 times an amplitude of 0.",
        "K0 = diag(1, sqrt(1 - gamma)), K1 = sqrt(gamma) |0><1|; K0 rho K0^dagger + "
        "K1 rho K1^dagger.",
    ],
    insight="Decay takes gamma of the population and 1 - sqrt(1 - gamma) of the coherence, half as "
    "much if gamma is small: T2 can be as long as 2 T1.",
)
def amplitude_damping(rho, gamma):
    """The 2x2 density matrix rho after |1> has decayed to |0> with the probability gamma."""
    k0 = np.diag([1, np.sqrt(1 - gamma)])
    k1 = np.sqrt(gamma) * np.array([[0, 1], [0, 0]])
    return k0 @ rho @ k0.conj().T + k1 @ rho @ k1.conj().T


def _damped(rho, gamma, coherence):
    populations = amplitude_damping.reference(rho, gamma).diagonal()
    return np.diag(populations) + coherence * (rho - np.diag(np.diagonal(rho)))


@amplitude_damping.mistake(hint=2)
def pumps_up(rho, gamma):
    """Your qubit ends up in |1>: the jump goes the wrong way. It is |0><1|, a 1 above the diagonal;
    in some libraries the operator with that matrix is called sigma plus."""
    return X @ amplitude_damping.reference(X @ rho @ X, gamma) @ X


@amplitude_damping.mistake(hint=2)
def resets(rho, gamma):
    """Your coherence shrinks by 1 - gamma. That is another channel: with the probability gamma the
    qubit is thrown away and replaced by |0>. Decay leaves |0> alone, so the coherence keeps
    sqrt(1 - gamma)."""
    return _damped(rho, gamma, 1 - gamma)


@amplitude_damping.mistake(hint=1)
def keeps_the_coherence(rho, gamma):
    """You moved the populations and left the coherence as it was. Such a matrix can have a negative
    eigenvalue: take the state |+>."""
    return _damped(rho, gamma, 1)


@amplitude_damping.mistake(hint=1)
def only_dephases(rho, gamma):
    """Your populations do not change. What is left is dephasing: no energy leaves the qubit."""
    root = np.sqrt(1 - gamma)
    return root * rho + (1 - root) * np.diag(np.diagonal(rho))


@amplitude_damping.mistake(hint=3)
def forgets_the_jump(rho, gamma):
    """Only the operator without a jump is there, and the trace is below 1: the qubits that did
    decay are missing. Add K1 rho K1^dagger."""
    k0 = np.diag([1, np.sqrt(1 - gamma)])
    return k0 @ rho @ k0


@amplitude_damping.mistake(hint=3)
def sees_no_fall(rho, gamma):
    """This is the state of a qubit that was seen not to fall: only K0, rescaled to the trace 1.
    Nobody looks here, and those that did fall belong to the average: add K1 rho K1^dagger."""
    survived = forgets_the_jump(rho, gamma)
    return survived / np.trace(survived)


@amplitude_damping.mistake(hint=3)
def forgets_the_dagger(rho, gamma):
    """Your jump is K1 rho K1, without the dagger. For K0 that is the same; with K1 it moves a
    coherence, <1|rho|0>, where the population <1|rho|1> has to fall."""
    k0, k1 = _decay_operators(gamma)
    return k0 @ rho @ k0 + k1 @ rho @ k1


@amplitude_damping.mistake(hint=3)
def daggers_on_the_wrong_side(rho, gamma):
    """Your jump goes up, from |0> to |1>: K^dagger rho K does that, and |1><0| in the place of
    |0><1| as well. The other operator still makes |1> rarer, so the trace is no longer 1."""
    k0, k1 = _decay_operators(gamma)
    return k0 @ rho @ k0 + k1.T @ rho @ k1


@question(
    wrong={
        "a": "That holds for dephasing and depolarising, whose centre stays where it is. Decay has "
        "a place it drives every state to, and pulls the centre of the ball there.",
        "c": "1 is the excited state. At zero temperature energy only leaves the qubit.",
        "d": "A superposition has a phase, and nothing in this channel prefers one phase to "
        "another: seen from the z axis it treats all of them alike.",
    },
    hints=[
        "At gamma = 1, where does the population of |1> go? And of |0>?",
        "All of it is in |0>. How mixed is a state with probability 1 for one outcome?",
    ],
    insight="Noise does not always mix: full decay is a reset, and it is used as one. The entropy "
    "goes to the environment.",
)
def from_a_mixed_state():
    """What comes out when the maximally mixed state goes through amplitude damping, gamma = 1?"""
    return "b"


# --- Coherence times ------------------------------------------------------------------------


@exercise(
    cases=[
        (50.0, 75.0),
        (10.0, 200.0),
        (100.0, 15.0),
        lambda rng: (rng.uniform(20, 60), rng.uniform(20, 150)),
    ],
    hints=[
        "Two reasons to lose coherence act at once. What adds up, times or rates?",
        "Decay alone shrinks the coherence as sqrt(e^{-t/T1}): at the rate 1/(2 T1).",
        "1/T2 = 1/(2 T1) + 1/Tphi",
    ],
    insight="Rates add, and decay counts half: 1/T2 = 1/(2 T1) + 1/Tphi, so T2 is at most 2 T1.",
)
def coherence_time(t1_us, tphi_us):
    """T2 in us of a qubit that decays with T1 and besides dephases with Tphi (coherence e^{-t/Tphi}
    from pure dephasing alone)."""
    return 1 / (1 / (2 * t1_us) + 1 / tphi_us)


@coherence_time.mistake(hint=2)
def counts_decay_in_full(t1_us, tphi_us):
    """You added 1/T1 + 1/Tphi. Populations decay at the rate 1/T1, but a coherence is an amplitude:
    decay takes it at half that rate."""
    return 1 / (1 / t1_us + 1 / tphi_us)


@coherence_time.mistake(hint=1)
def takes_the_shorter_one(t1_us, tphi_us):
    """You took the shorter of 2 T1 and Tphi. The other one goes on acting: at 2 T1 = Tphi the
    coherence is lost twice as fast as by either alone."""
    return min(2 * t1_us, tphi_us)


@coherence_time.mistake(hint=2)
def halves_the_dephasing(t1_us, tphi_us):
    """The factor 2 stands at the wrong time: 1/T1 + 1/(2 Tphi). It belongs to T1, because a
    coherence is an amplitude and T1 is about populations."""
    return 1 / (1 / t1_us + 1 / (2 * tphi_us))


@coherence_time.mistake(hint=2)
def limits_t2_by_t1(t1_us, tphi_us):
    """You took the shorter of T1 and Tphi. T2 can be longer than T1, up to twice as long, and both
    reasons act all the time."""
    return min(t1_us, tphi_us)


@coherence_time.mistake(hint=3)
def returns_the_rate(t1_us, tphi_us):
    """This is the rate 1/T2, per microsecond. Asked is the time."""
    return 1 / (2 * t1_us) + 1 / tphi_us


@coherence_time.mistake(hint=3)
def multiplies_by_t1(t1_us, tphi_us):
    """1 / 2 * T1 is T1/2: Python works from left to right. Write 1 / (2 * T1)."""
    return 1 / (1 / 2 * t1_us + 1 / tphi_us)


@coherence_time.mistake(hint=1)
def subtracts_the_rates(t1_us, tphi_us):
    """You subtracted the rates. That is how Tphi follows from a measured T2; here Tphi is given,
    and the two losses add up."""
    return 1 / (1 / tphi_us - 1 / (2 * t1_us))


def _idle_case(rng):
    t1 = rng.uniform(20, 80)
    return rng.uniform(10, 25), t1, t1 * rng.uniform(0.35, 0.9)


@exercise(
    cases=[(10.0, 50.0, 30.0), _idle_case],
    same=same_channel(atol=1e-4),
    hints=[
        "Apply your operators to |1><1| and to |+><+|: P(1) must be e^{-t/T1}, the coherence "
        "e^{-t/T2} times 1/2. Which one is off?",
        "Amplitude damping with gamma = 1 - e^{-t/T1} has taken part of the coherence already: "
        "sqrt(1 - gamma) = e^{-t/(2 T1)}. Dephasing has to do only the rest.",
        "1 - 2p = e^{-t/T2 + t/(2 T1)}; the products of {sqrt(1-p), sqrt(p) Z} with "
        "{diag(1, sqrt(1-gamma)), sqrt(gamma)|0><1|}.",
    ],
    insight="T2 is the whole loss of coherence, decay included. Damp with T1, then dephase with "
    "Tphi, never with T2 itself.",
)
def idle_kraus(t_us, t1_us, t2_us):
    """List of Kraus operators (2x2) of waiting t_us: P(1) shrinks by e^{-t/T1}, coherences shrink
    by e^{-t/T2}, and |0> stays as it is. Here T2 < T1."""
    gamma = 1 - np.exp(-t_us / t1_us)
    p = (1 - np.exp(-t_us / t2_us + t_us / (2 * t1_us))) / 2
    damping = [np.diag([1, np.sqrt(1 - gamma)]), np.sqrt(gamma) * np.array([[0, 1], [0, 0]])]
    dephasing = [np.sqrt(1 - p) * np.eye(2), np.sqrt(p) * np.diag([1, -1])]
    return [b @ a for a in damping for b in dephasing]


def _waiting(gamma, left):
    """Damping by gamma, then dephasing that leaves this part of the coherence."""
    flips = [np.sqrt((1 + left) / 2) * np.eye(2), np.sqrt((1 - left) / 2) * Z]
    return [b @ a for a in _decay_operators(gamma) for b in flips]


@idle_kraus.mistake(hint=2)
def dephases_with_all_of_t2(t_us, t1_us, t2_us):
    """You damped with T1 and then dephased by the whole e^{-t/T2}. Decay had taken e^{-t/(2 T1)} of
    the coherence already, and it is now counted twice: at T1 = 50, T2 = 30 you measure 23."""
    return _waiting(1 - np.exp(-t_us / t1_us), np.exp(-t_us / t2_us))


@idle_kraus.mistake(hint=2)
def dephases_with_root_of_t2(t_us, t1_us, t2_us):
    """Your coherence shrinks by e^{-t/(2 T1)} and by e^{-t/(2 T2)}: phase damping built like
    amplitude damping, with 1 - e^{-t/T2} in place of gamma. At T1 = 50, T2 = 30 you measure 37.5.
    Dephasing has to leave e^{-t/Tphi}, with 1/Tphi = 1/T2 - 1/(2 T1)."""
    return _waiting(1 - np.exp(-t_us / t1_us), np.exp(-t_us / (2 * t2_us)))


@idle_kraus.mistake(hint=1)
def only_decays(t_us, t1_us, t2_us):
    """Your coherence lives for 2 T1, the longest that is possible: nothing but the decay shortens
    it."""
    return _waiting(1 - np.exp(-t_us / t1_us), 1)


@idle_kraus.mistake(hint=1)
def only_dephases_with_t2(t_us, t1_us, t2_us):
    """Your coherence is right, but P(1) does not decay: T1 is missing."""
    return _waiting(0, np.exp(-t_us / t2_us))


@idle_kraus.mistake(hint=2)
def takes_the_root_of_the_rest(t_us, t1_us, t2_us):
    """Decay is right, and Tphi too, but your dephasing leaves e^{-t/(2 Tphi)}: phase damping built
    like amplitude damping, with 1 - e^{-t/Tphi} in place of gamma. Tphi is a time of coherences
    already: leave e^{-t/Tphi}."""
    rest = np.exp(-t_us / t2_us + t_us / (2 * t1_us))
    return _waiting(1 - np.exp(-t_us / t1_us), np.sqrt(rest))


@idle_kraus.mistake(hint=3)
def joins_the_lists(t_us, t1_us, t2_us):
    """You wrote the operators of damping and of dephasing into one list. A list holds alternatives,
    and its probabilities now add up to 2. One after the other means all products of two."""
    rest = np.exp(-t_us / t2_us + t_us / (2 * t1_us))
    return _decay_operators(1 - np.exp(-t_us / t1_us)) + _waiting(0, rest)


@idle_kraus.mistake(hint=3)
def forgets_the_half_of_p(t_us, t1_us, t2_us):
    """Your flip probability is 1 - e^{-t/Tphi}, twice too large. A Z with the probability p leaves
    1 - 2p of the coherence: solve that for p."""
    left = np.exp(-t_us / t2_us + t_us / (2 * t1_us))
    return _waiting(1 - np.exp(-t_us / t1_us), 2 * left - 1)


@idle_kraus.mistake(hint=2)
def subtracts_decay_in_full(t_us, t1_us, t2_us):
    """You took 1/Tphi = 1/T2 - 1/T1. Decay takes coherence at half its rate, 1/(2 T1): only that is
    to be subtracted."""
    return _waiting(1 - np.exp(-t_us / t1_us), np.exp(-t_us / t2_us + t_us / t1_us))


# --- Fidelities -----------------------------------------------------------------------------


def _gate_pair(rng):
    """Two gates that are neither close to each other nor perpendicular, one qubit or two."""
    size = int(rng.choice([2, 4]))
    while True:
        u, v = _unitary(rng, size), _unitary(rng, size)
        overlap = abs(np.vdot(u, v)) / size
        if 0.25 < overlap < 0.85 and abs(overlap - abs(np.sum(u * v.T)) / size) > 0.05:
            return u, v


@exercise(
    cases=[
        (np.eye(2), np.diag([1, 1j])),
        (np.eye(4), np.diag([1, 1, 1, -1])),
        _gate_pair,
    ],
    hints=[
        "If U and V are the same gate, the answer is 1, also with another global phase.",
        "Two steps: the process fidelity |Tr(U^dagger V)|^2 / d^2, then the average over states.",
        "(d * F_process + 1) / (d + 1), with d = len(U)",
    ],
    insight="The average gate fidelity never gets below 1/(d+1): a gate that is wrong on the whole "
    "still does something right to some states.",
)
def average_gate_fidelity(U, V):
    """Mean over all pure states psi of |<psi|U^dagger V|psi>|^2; U and V are unitary, d x d."""
    d = len(U)
    process = abs(np.trace(U.conj().T @ V)) ** 2 / d**2
    return (d * process + 1) / (d + 1)


def _overlap(U, V):
    return abs(np.trace(U.conj().T @ V)) / len(U)


@average_gate_fidelity.mistake(hint=2)
def returns_the_process_fidelity(U, V):
    """This is the process fidelity, |Tr(U^dagger V)|^2/d^2: what the gate does to half of an
    entangled pair. The average over states is larger: some states hardly notice the error."""
    return _overlap(U, V) ** 2


@average_gate_fidelity.mistake(hint=2)
def forgets_the_square(U, V):
    """You took |Tr(U^dagger V)|/d. That is an amplitude; fidelities are probabilities, squared, and
    the average over states is still to be done."""
    return _overlap(U, V)


@average_gate_fidelity.mistake(hint=2)
def averages_the_amplitude(U, V):
    """Your formula has the average in it, but the trace is not squared."""
    d = len(U)
    return (d * _overlap(U, V) + 1) / (d + 1)


@average_gate_fidelity.mistake(hint=2)
def squares_without_modulus(U, V):
    """You squared the trace itself. It is a complex number, and only the square of its modulus does
    not depend on the global phase: abs first."""
    d = len(U)
    return (np.trace(U.conj().T @ V) ** 2 / d + 1) / (d + 1)


@average_gate_fidelity.mistake(hint=2)
def averages_over_the_basis(U, V):
    """You averaged over the basis states only. For them a wrong phase is no error: with U = 1 and
    V = S you get 1. The mean over all states is asked, superpositions included."""
    return np.mean(np.abs(np.diag(U.conj().T @ V)) ** 2)


@average_gate_fidelity.mistake(hint=1)
def multiplies_without_dagger(U, V):
    """The dagger is missing: you compared V with the inverse of U. For U = V = S the result must be
    1, and yours is not."""
    d = len(U)
    return (abs(np.trace(U @ V)) ** 2 / d + 1) / (d + 1)


@average_gate_fidelity.mistake(hint=1)
def transposes_without_conjugating(U, V):
    """You transposed U and did not conjugate it. With real matrices nobody notices; a dagger is
    both."""
    d = len(U)
    return (abs(np.trace(U.T @ V)) ** 2 / d + 1) / (d + 1)


@average_gate_fidelity.mistake(hint=3)
def counts_one_qubit(U, V):
    """Right for one qubit. For two qubits d is 4, wherever it stands."""
    return (abs(np.trace(U.conj().T @ V)) ** 2 / 2 + 1) / 3


@average_gate_fidelity.mistake(hint=3)
def averages_as_one_qubit(U, V):
    """Your process fidelity is right for any size, but your average is the one for d = 2,
    (2F + 1)/3. For two qubits d is 4."""
    return (2 * _overlap(U, V) ** 2 + 1) / 3


@question(
    wrong={
        "a": "99.5 % is the chance that one gate goes well. All 200 must.",
        "c": "Then 400 gates would go well with the probability -100 %. Probabilities of "
        "independent steps are multiplied: 0.995 to the power of 200.",
        "d": "1/2 is what is left after 138 gates: 0.995 to the power of 138.",
    },
    hints=[
        "The first gate goes well with 0.995, the first two with 0.995 squared.",
        "0.995 to the power of 200 is close to e to the power of -200 * 0.005.",
    ],
    insight="With the error r per gate a circuit has room for about 1/r gates. That is Level 1 in "
    "one line, and there is no way around it but smaller errors or correcting them.",
)
def gates_before_noise():
    """Gates fail independently, each with 0.5 %. How often do 200 gates run without a failure?"""
    return "b"


# --- Readout --------------------------------------------------------------------------------


def _confusion(rng):
    a, b = rng.uniform(0.02, 0.08), rng.uniform(0.1, 0.2)
    return np.array([[1 - a, b], [a, 1 - b]])


def _readout_case(rng):
    n = int(rng.integers(1, 3))
    matrix = reduce(np.kron, [_confusion(rng) for _ in range(n)])
    p = rng.uniform(0.2, 1, 2**n)
    return matrix @ (p / p.sum()), matrix


@exercise(
    cases=[
        (np.array([0.05, 0.95]), np.array([[0.98, 0.05], [0.02, 0.95]])),
        (np.array([0.99, 0.01]), np.array([[0.96, 0.1], [0.04, 0.9]])),
        _readout_case,
    ],
    hints=[
        "The device does f = A p. You have f and A.",
        "Solve the linear equations for p, and leave the result as it comes.",
        "np.linalg.solve(matrix, frequencies)",
    ],
    insight="Mitigation corrects averages, not single shots. It needs a known matrix, and it makes "
    "the statistical error larger.",
)
def mitigate_readout(frequencies, matrix):
    """The probabilities before the readout errors, from f = A p. The column j of the matrix A holds
    the probabilities of each outcome if basis state j was prepared. Negative entries may stay."""
    return np.linalg.solve(matrix, frequencies)


@mitigate_readout.mistake(hint=1)
def applies_the_errors_again(frequencies, matrix):
    """You multiplied by A: that does the readout errors once more. They have to be undone."""
    return matrix @ frequencies


@mitigate_readout.mistake(hint=1)
def transposes_the_matrix(frequencies, matrix):
    """You solved with A transposed; f @ inv(A) does it too. Here columns are what was prepared and
    add up to 1; other libraries have them as rows. Test: the sum of your p is not 1."""
    return np.linalg.solve(matrix.T, frequencies)


@mitigate_readout.mistake(hint=2)
def clips_negative_entries(frequencies, matrix):
    """You cut off negative entries. It looks reasonable, but then results that are too low are
    mended and those that are too high are not: averages over many experiments come out wrong."""
    return np.linalg.solve(matrix, frequencies).clip(0)


@mitigate_readout.mistake(hint=2)
def clips_and_rescales(frequencies, matrix):
    """You cut off negative entries and rescaled the rest. Now it is a distribution, but a biased
    one: averages over many experiments come out wrong. Here the entries stay as they come."""
    p = np.linalg.solve(matrix, frequencies).clip(0)
    return p / p.sum()


@mitigate_readout.mistake(hint=1)
def divides_by_the_diagonal(frequencies, matrix):
    """You divided each frequency by its own success rate. That forgets where the wrong readings
    went: they were counted for the other outcomes."""
    return frequencies / np.diagonal(matrix)


# --- Tomography -----------------------------------------------------------------------------


@exercise(
    cases=[
        (1.0, 0.5, 0.5),
        (0.5, 1.0, 0.5),
        (0.95, 0.8, 0.15),  # outside the ball
        lambda rng: tuple(rng.uniform(0.55, 0.95, 3)),
    ],
    same=same_density(),
    hints=[
        "First the means: a fraction p of +1 among +1 and -1 has the mean p - (1 - p).",
        "The trace must be 1 and the means must be Tr(rho X), Tr(rho Y), Tr(rho Z).",
        "(1 + x X + y Y + z Z)/2 with x = 2 px - 1, y = 2 py - 1, z = 2 pz - 1",
    ],
    insight="Three means determine a qubit. For n qubits it takes 4^n - 1: tomography does not "
    "scale.",
)
def linear_tomography(px, py, pz):
    """The 2x2 matrix of trace 1 whose measurements of X, Y and Z give +1 with the fractions px, py
    and pz. (From measured fractions it may come out with a negative eigenvalue.)"""
    x, y, z = 2 * px - 1, 2 * py - 1, 2 * pz - 1
    return np.array([[1 + z, x - 1j * y], [x + 1j * y, 1 - z]]) / 2


@linear_tomography.mistake(hint=2)
def forgets_one_half(px, py, pz):
    """The trace is 2: the factor 1/2 in front is missing."""
    return 2 * linear_tomography.reference(px, py, pz)


@linear_tomography.mistake(hint=3)
def forgets_the_identity(px, py, pz):
    """The trace is 0: the identity is missing. X, Y and Z have no trace, so it has to come from the
    first term."""
    return linear_tomography.reference(px, py, pz) - np.eye(2) / 2


@linear_tomography.mistake(hint=1)
def takes_fractions_for_means(px, py, pz):
    """You put the fractions themselves into (1 + xX + yY + zZ)/2. They are probabilities; the means
    are 2p - 1. A fraction of 1/2 means 0, not 1/2."""
    return _operator(px, py, pz)


@linear_tomography.mistake(hint=3)
def turns_y_round(px, py, pz):
    """y has the wrong sign: Y has -i above the diagonal and +i below. Your matrix is the complex
    conjugate of the right one."""
    return linear_tomography.reference(px, 1 - py, pz)


@linear_tomography.mistake(hint=1)
def counts_the_minus_ones(px, py, pz):
    """All three signs are reversed: px is the fraction of +1, so the mean is px - (1 - px)."""
    return linear_tomography.reference(1 - px, 1 - py, 1 - pz)


@linear_tomography.mistake
def moves_it_into_the_ball(px, py, pz):
    """You shortened an arrow longer than 1. That is the next exercise; here the matrix has the
    means that were measured, also if an eigenvalue is negative."""
    r = 2 * np.array([px, py, pz]) - 1
    return _operator(*(r / max(1, np.linalg.norm(r))))


def _inside_or_outside(rng):
    """Half of the draws have one component above 1, half lie inside the ball."""
    r = rng.uniform(0.3, 0.6, 3)
    if rng.random() < 0.5:
        r[rng.integers(3)] = 1.15
    return (_operator(*(r * rng.choice([-1, 1], 3) * 0.95)),)


@exercise(
    cases=[
        (_operator(0.3, -0.4, 0.5),),
        (_operator(1.2, 0.4, -0.3),),
        (_operator(0.8, -0.7, 0.5),),
        _inside_or_outside,
    ],
    same=same_density(),
    hints=[
        "Look at the eigenvalues: they add up to 1. Which ones are not allowed?",
        "A matrix that is a state stays as it is. Otherwise the closest state is pure: the point "
        "of the sphere in the direction of the arrow.",
        "values, vectors = np.linalg.eigh(rho): if values[0] < 0, return the projector on "
        "vectors[:, 1].",
    ],
    insight="Unbiased estimates of a nearly pure state often lie outside the ball. Moving them to "
    "the surface helps, at the price of a bias.",
)
def nearest_state(rho):
    """The one-qubit state closest to the Hermitian matrix rho of trace 1 (smallest sum of squared
    differences of the entries): rho itself if it is one."""
    values, vectors = np.linalg.eigh(rho)
    if values[0] < 0:
        values = np.array([0, 1])
    return vectors @ np.diag(values) @ vectors.conj().T


def _from_eigenvalues(rho, change):
    values, vectors = np.linalg.eigh(rho)
    return vectors @ np.diag(change(values)) @ vectors.conj().T


@nearest_state.mistake(hint=1)
def clips_without_rescaling(rho):
    """You set the negative eigenvalue to zero and left the other one above 1: the trace is too
    large."""
    return _from_eigenvalues(rho, lambda values: values.clip(0))


@nearest_state.mistake(hint=2)
def makes_every_estimate_pure(rho):
    """Your result is always pure. Inside the ball rho is a state already, and a mixed one: its
    arrow must keep its length."""
    return _from_eigenvalues(rho, lambda values: np.array([0, 1]))


@nearest_state.mistake(hint=2)
def clips_the_components(rho):
    """You limited x, y and z to [-1, 1] one by one. That makes a cube, not a ball: (1, 1, 0) is
    still too long."""
    r = [np.trace(rho @ sigma).real for sigma in (X, Y, Z)]
    return _operator(*np.clip(r, -1, 1))


@nearest_state.mistake(hint=2)
def takes_absolute_values(rho):
    """Your arrow is too short if rho is no state: its length is 1/|r|. It comes out like this with
    the absolute value of the negative eigenvalue, or if you divide r by |r|^2. The closest state
    lies on the surface: that eigenvalue becomes 0, r is divided by |r|."""
    return _from_eigenvalues(rho, lambda values: np.abs(values) / np.abs(values).sum())


@nearest_state.mistake(hint=1)
def leaves_it_as_it_is(rho):
    """You return what came in. A matrix with a negative eigenvalue predicts a negative probability
    along some axis."""
    return rho


# --- Benchmarking ---------------------------------------------------------------------------


def _draw_gates(rng):
    return ([_unitary(rng, 2) for _ in range(rng.integers(3, 6))],)


@exercise(
    cases=_draw_gates,
    same=same_operator(),
    hints=[
        "Socks first, then shoes. What comes off first?",
        "The whole sequence is one gate, with the first one rightmost in the product. Its inverse "
        "is its dagger.",
        "total = gate @ total in a loop, starting with np.eye(2); then total.conj().T",
    ],
    insight="One gate undoes any sequence, and for Clifford gates it is a Clifford gate again: no "
    "longer to play than the others.",
)
def recovery_gate(gates):
    """One 2x2 matrix that undoes the whole sequence: gates[0] was played first."""
    total = np.eye(2)
    for gate in gates:
        total = gate @ total
    return total.conj().T


def _product(gates):
    return reduce(np.matmul, gates)


@recovery_gate.mistake(hint=1)
def undoes_in_the_same_order(gates):
    """Your gate undoes the first gate first. The last one has to be undone first: it was played
    just before."""
    return _product(gates).conj().T


@recovery_gate.mistake(hint=2)
def repeats_the_sequence(gates):
    """This is the sequence itself, played once more. The dagger is missing."""
    return _product(gates[::-1])


@recovery_gate.mistake(hint=2)
def plays_them_backwards(gates):
    """You play the gates once more, the last one first. The order is right, but each of them has to
    be undone: the daggers are missing."""
    return _product(gates)


@recovery_gate.mistake(hint=2)
def undoes_the_last_gate_only(gates):
    """You undo only the last gate. All of them have to be undone, by one gate."""
    return gates[-1].conj().T


@recovery_gate.mistake(hint=3)
def transposes_only(gates):
    """You transposed and did not conjugate. The inverse of a unitary matrix is both."""
    return _product(gates[::-1]).T


@recovery_gate.mistake(hint=3)
def conjugates_only(gates):
    """You conjugated and did not transpose. The inverse of a unitary matrix is both."""
    return _product(gates[::-1]).conj()


@exercise(
    cases=[  # up to two qubits 2 n is 2^n as well
        (0.99, 1),
        (0.98, 2),
        lambda rng: (rng.uniform(0.7, 0.98), int(rng.integers(3, 5))),
    ],
    same=close(atol=1e-8, rtol=1e-5),
    hints=[
        "At p = 0 the gates leave the maximally mixed state. How often is that right by chance?",
        "By chance it is right with 1/d, d = 2^n. So r = 1 - 1/d at p = 0, and r = 0 at p = 1.",
        "(1 - p) * (1 - 2**-n)",
    ],
    insight="r = (1 - p)(d - 1)/d. For one qubit the error per gate is half of what the decay "
    "constant suggests.",
)
def error_per_clifford(p, n):
    """Average error r = 1 - F_avg per n-qubit Clifford gate, if the survival falls as A p^m + B."""
    return (1 - p) * (1 - 2**-n)


@error_per_clifford.mistake(hint=1)
def takes_one_minus_p(p, n):
    """You took 1 - p: the probability that the state is replaced by the maximally mixed one. That
    one is still right with the probability 1/d, by chance."""
    return 1 - p


@error_per_clifford.mistake(hint=2)
def takes_n_for_d(p, n):
    """You put the number of qubits where the dimension belongs: d = 2^n."""
    return (1 - p) * (1 - 1 / n)


@error_per_clifford.mistake(hint=2)
def takes_2n_for_d(p, n):
    """You took d = 2 n. Up to two qubits that is the same; the dimension doubles with every
    qubit, so d = 2^n."""
    return (1 - p) * (1 - 1 / (2 * n))


@error_per_clifford.mistake(hint=2)
def halves_for_every_n(p, n):
    """You halved 1 - p. For one qubit that is right; for n qubits the factor is 1 - 2^-n."""
    return (1 - p) / 2


@error_per_clifford.mistake
def returns_the_fidelity(p, n):
    """This is the average fidelity. The error is one minus that."""
    return 1 - (1 - p) * (1 - 2**-n)


@error_per_clifford.mistake(hint=2)
def returns_the_process_error(p, n):
    """This is one minus the process fidelity, with 4^n in place of 2^n. It is the larger number,
    and a fair one to quote, but here the average error is asked."""
    return (1 - p) * (1 - 4**-n)


@error_per_clifford.mistake(hint=1)
def returns_what_chance_saves(p, n):
    """(1 - p)/2^n is how often the maximally mixed state is right by chance. What is left of 1 - p
    is the error."""
    return (1 - p) / 2**n


@question(
    wrong={
        "a": "A readout error happens once per shot, not once per gate. It cannot grow with the "
        "length of the sequence, and r is read from how the survival falls with the length.",
        "b": "The survival does change at every length, but by the same rule at every length: that "
        "moves A and B, and leaves p.",
        "d": "The curve starts lower, and it still falls as A p^m + B. Only if both outcomes were "
        "read alike, A = 0, would there be nothing to fit.",
    },
    hints=[
        "Survival is A p^m + B. Which of the three can know about the last step?",
        "Each reading is wrong with the same probability, whatever m is.",
    ],
    insight="Preparation and readout go into A and B, the gates into p. That is what benchmarking "
    "was invented for.",
)
def readout_in_benchmarking():
    """The readout is wrong in 5 % of the shots. What does that do to the fitted error r?"""
    return "c"
