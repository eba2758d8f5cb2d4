"""Exercises of the nanowire: ingredients, conductance, a gap protocol and its false positives.

Energies in meV, conductances in e^2/h; conventions of `qlearn.topology.nanowire` and `conductance`.
"""

import functools
from dataclasses import replace

import numpy as np
from scipy.ndimage import binary_dilation

from qlearn.exercise import close, each, exact, exercise, progress_report, question
from qlearn.topology import gap_protocol, nanowire

progress = progress_report(__name__)


# The cards of section 9: lane, fact, and the fact that it answers.
EVIDENCE = (
    ("data", "nanowire.zero_bias_2012"),
    ("critique", "nanowire.smooth_ends"),
    ("claim", "nanowire.quantized_claim"),
    ("reply", "nanowire.quantized_retraction", "nanowire.quantized_claim"),
    ("data", "majorana.topological_gap"),
    ("critique", "nanowire.trivial_band"),
    ("claim", "majorana.m1_claim"),
    ("reply", "nanowire.comment_on_trivial_band", "nanowire.trivial_band"),
    ("critique", "nanowire.reply_on_trivial_band", "nanowire.comment_on_trivial_band"),
    ("critique", "nanowire.legg_comment", "majorana.topological_gap"),
    ("critique", "nanowire.scattering_bias"),
    ("reply", "nanowire.microsoft_response", "nanowire.legg_comment"),
    ("claim", "readout.m2_claim"),
    ("critique", "readout.origin", "readout.m2_claim"),
)


# --- Three ingredients --------------------------------------------------------------------

I2 = np.eye(2)
SX, SZ = np.array([[0, 1], [1, 0]]), np.diag([1, -1])
SY = np.array([[0, -1j], [1j, 0]])


def _draw_bloch(rng):
    xi, rashba = rng.uniform(0.2, 2.0, size=2) * rng.choice([-1, 1], size=2)
    return float(xi), float(rashba), float(rng.uniform(0.3, 0.9)), float(rng.uniform(0.1, 0.25))


@exercise(
    cases=[(0.5, 0.3, 0.4, 0.2), (-0.5, -0.7, 0.3, 0.1), _draw_bloch],
    hints=[
        "Four terms, each np.kron(matrix for tau, matrix for sigma): the particle-hole matrix is "
        "the left factor.",
        "What stands alone has an identity as partner: V_Z sigma_x is np.kron(np.eye(2), sigma_x).",
        "xi * kron(tau_z, 1) + rashba * kron(tau_z, sigma_y) + vz * kron(1, sigma_x) "
        "+ delta * kron(tau_x, 1).",
    ],
    insight="Four terms and three knobs: spin-orbit coupling turns the spin with k, the field "
    "splits it, the pairing joins electrons and holes.",
)
def bloch_matrix(xi, rashba, vz, delta):
    """The 4x4 matrix H_k, with xi = hbar^2 k^2 / 2m - mu and rashba = alpha k, all in meV."""
    sigma_x, sigma_y = np.array([[0, 1], [1, 0]]), np.array([[0, -1j], [1j, 0]])
    one, tau_z = np.eye(2), np.diag([1, -1])
    kinetic = np.kron(tau_z, xi * one + rashba * sigma_y)
    return kinetic + vz * np.kron(one, sigma_x) + delta * np.kron(sigma_x, one)


def _bloch(xi, rashba, vz, delta, field=I2, turn=SZ, axis=SY):
    kinetic = xi * np.kron(SZ, I2) + rashba * np.kron(turn, axis)
    return kinetic + vz * np.kron(field, SX) + delta * np.kron(SX, I2)


@bloch_matrix.mistake(hint=1)
def spin_first(xi, rashba, vz, delta):
    """Your factors are exchanged: the spin is on the left. In the basis (c_up, c_down, c_down^+,
    -c_up^+) particles come first, then holes, so tau is the left factor of np.kron."""
    order = [0, 2, 1, 3]
    return _bloch(xi, rashba, vz, delta)[np.ix_(order, order)]


@bloch_matrix.mistake(hint=2)
def field_with_tau_z(xi, rashba, vz, delta):
    """You gave the field a tau_z. In this basis the hole of a spin-down electron stands where spin
    up would: the minus sign of the hole and the reversed spin cancel, and V_Z sigma_x is alone."""
    return _bloch(xi, rashba, vz, delta, field=SZ)


@bloch_matrix.mistake(hint=3)
def rashba_without_tau_z(xi, rashba, vz, delta):
    """The tau_z of the spin-orbit term is missing. It changes sign with k *and* with the spin, so
    time reversal leaves it as it is, like the kinetic energy, and such terms go with tau_z."""
    return _bloch(xi, rashba, vz, delta, turn=I2)


@bloch_matrix.mistake(hint=2)
def field_along_z(xi, rashba, vz, delta):
    """Your field has sigma_z. The Z of V_Z is that of Zeeman and names no axis: the field points
    along x. (Any axis at right angles to y would do, with another choice of spin up.)"""
    return _bloch(xi, rashba, 0, delta) + vz * np.kron(I2, SZ)


@bloch_matrix.mistake(hint=1)
def rashba_along_the_field(xi, rashba, vz, delta):
    """Your spin-orbit term has sigma_x, the direction of the field. Then the spin is conserved, and
    beyond the first gap closing no gap opens again."""
    return _bloch(xi, rashba, vz, delta, axis=SX)


@bloch_matrix.mistake
def plain_holes(xi, rashba, vz, delta):
    """This is the same wire in the basis (c_up, c_down, c_up^+, c_down^+). Asked for is (c_up,
    c_down, c_down^+, -c_up^+), in which the pairing is simply Delta tau_x."""
    h, pairing = xi * I2 + rashba * SY + vz * SX, delta * 1j * SY
    return np.block([[h, pairing], [-pairing, -h]])


@bloch_matrix.mistake(hint=2)
def number_plus_matrix(xi, rashba, vz, delta):
    """You added the number xi to a matrix: NumPy adds it to every entry. On paper a number in such
    a sum stands for xi times the identity, and so it must be written: xi * np.eye(2)."""
    return _bloch(xi, rashba, vz, delta) + xi * np.kron(SZ, SX)


def _draw_wire(rng):
    mu = rng.uniform(0.15, 0.8) * rng.choice([-1, 1])
    return float(mu), float(rng.uniform(0.15, 0.35)), float(rng.uniform(8, 60))


@exercise(
    cases=[(0.0, 0.25, 50.0), (0.3, 0.2, 15.0), (-0.4, 0.3, 12.0), _draw_wire],
    same=close(rtol=1e-3),
    hints=[
        "First the V_Z (meV) at which the wire becomes topological; then the field that gives it.",
        "V_Z = g mu_B B / 2, so B = 2 V_Z / (g mu_B), with mu_B = 0.05788 meV/T.",
        "2 * np.hypot(mu, delta) / (g_factor * 0.05788382)",
    ],
    insight="A large g-factor is what makes this possible: the field must close the gap of the "
    "wire before it destroys the superconductor beside it.",
)
def critical_field(mu, delta, g_factor):
    """The field in T above which the clean endless wire is topological; mu and delta in meV."""
    bohr_magneton = 0.05788382  # meV / T
    critical_zeeman = np.sqrt(mu**2 + delta**2)
    return 2 * critical_zeeman / (g_factor * bohr_magneton)


def _tesla(zeeman, g_factor):
    return 2 * zeeman / (g_factor * nanowire.BOHR_MAGNETON_MEV_PER_T)


@critical_field.mistake(hint=1)
def only_delta(mu, delta, g_factor):
    """You asked for V_Z > Delta. That is right at mu = 0 only: with mu away from the middle of the
    field's gap, the field has to reach further."""
    return _tesla(delta, g_factor)


@critical_field.mistake(hint=1)
def adds_mu_and_delta(mu, delta, g_factor):
    """You added |mu| and Delta. They stand at right angles, mu with tau_z and Delta with tau_x, and
    so their squares add."""
    return _tesla(abs(mu) + delta, g_factor)


@critical_field.mistake(hint=2)
def whole_splitting(mu, delta, g_factor):
    """Your field is half of what is needed: g mu_B B is the distance between the two spins, and V_Z
    is half of that."""
    return _tesla(np.hypot(mu, delta), g_factor) / 2


@critical_field.mistake(hint=2)
def stays_in_mev(mu, delta, g_factor):
    """This is V_Z in meV. Asked for is the field in T that gives it."""
    return np.hypot(mu, delta)


@critical_field.mistake(hint=2)
def two_in_the_denominator(mu, delta, g_factor):
    """Your field is a quarter of what is needed: V_Z is g mu_B B divided by 2, and so B is V_Z
    *times* 2 / (g mu_B)."""
    return _tesla(np.hypot(mu, delta), g_factor) / 4


@critical_field.mistake(hint=1)
def forgets_the_root(mu, delta, g_factor):
    """You used mu^2 + Delta^2 without the root: that is an energy squared."""
    return _tesla(mu**2 + delta**2, g_factor)


@question(
    wrong={
        "a": "The superconductor is not asked here, Delta is a given number. In a real device the "
        "field does weaken it, but that is not what spin-orbit coupling mends.",
        "b": "V_c = sqrt(mu^2 + Delta^2) contains no alpha: the gap at k = 0 closes at the same "
        "field with and without spin-orbit coupling.",
        "d": "The gap at k = 0 does open again. But look at all k: the smallest energy of all is "
        "what counts.",
    },
    hints=[
        "Look at the curve without spin-orbit coupling in the picture above: is there a gap?",
        "Which spins do the two electrons have at the Fermi points, if the field alone decides? "
        "And which spins does an ordinary superconductor pair?",
    ],
    insight="Spin-orbit coupling tilts the spins at k and -k apart, so that a superconductor which "
    "pairs opposite spins has something to pair.",
)
def why_spin_orbit():
    """Without spin-orbit coupling, above V_c, why is the wire not topological?"""
    return "c"


SHEET_K = np.linspace(0, 0.12, 4001)


def _draw_gap(rng):
    mu = rng.uniform(0.1, 0.3) * rng.choice([-1, 1])
    alpha, delta = rng.uniform(12, 28), rng.uniform(0.2, 0.3)
    vz = rng.choice([0.5, 1.7, 2.2]) * np.hypot(mu, delta) * rng.uniform(0.95, 1.05)
    return float(mu), float(alpha), float(vz), float(delta)


@exercise(
    cases=[(0.0, 20.0, 0.8, 0.25), (0.3, 15.0, 0.9, 0.2), (-0.2, 25.0, 0.2, 0.3), _draw_gap],
    same=close(atol=1e-3, rtol=0),
    hints=[
        "At k = 0 the energy is |V_Z - V_c|. In a strong field the smallest energy lies elsewhere, "
        "near the Fermi momentum. Plot E(k) once.",
        "k = np.linspace(0, 0.12, 4001), then xi, s, E and .min(); an error of 0.001 meV is fine.",
        "xi = 2540 * k**2 - mu and s = alpha * k; the lower energy has the minus sign before the "
        "inner root.",
    ],
    insight="Two gaps compete: at k = 0 the field opens it, at the Fermi momentum it shrinks "
    "again, because a strong field turns the spins parallel.",
)
def bulk_gap(mu, alpha, vz, delta):
    """Smallest energy (meV) of the endless wire over all k; alpha in meV nm, the rest in meV."""
    k = np.linspace(0, 0.12, 4001)  # 1/nm
    xi, s = 38.09982 / 0.015 * k**2 - mu, alpha * k
    inner = np.sqrt(vz**2 * delta**2 + xi**2 * (vz**2 + s**2))
    squared = vz**2 + delta**2 + xi**2 + s**2 - 2 * inner
    return np.sqrt(np.maximum(squared, 0)).min()


def _lowest(mu, alpha, vz, delta, sign=-1):
    xi, s = 38.09982 / 0.015 * SHEET_K**2 - mu, alpha * SHEET_K
    inner = np.sqrt(vz**2 * delta**2 + xi**2 * (vz**2 + s**2))
    squared = vz**2 + delta**2 + xi**2 + s**2 + 2 * sign * inner
    return np.sqrt(np.maximum(squared, 0)).min()


@bulk_gap.mistake(hint=1)
def only_at_zero(mu, alpha, vz, delta):
    """This is the energy at k = 0, |V_Z - V_c|. It decides where the gap closes; in a strong field
    the smallest energy lies near the Fermi momentum, at a small k that is not 0."""
    return abs(vz - np.hypot(mu, delta))


@bulk_gap.mistake(hint=3)
def no_spin_orbit(mu, alpha, vz, delta):
    """You left alpha out. Then the two spins do not mix, and above V_c the gap is zero."""
    return _lowest(mu, 0.0, vz, delta)


@bulk_gap.mistake(hint=3)
def upper_band(mu, alpha, vz, delta):
    """You took the plus sign: this is the upper of the two energies at each k."""
    return _lowest(mu, alpha, vz, delta, sign=1)


@bulk_gap.mistake
def from_minus_to_plus(mu, alpha, vz, delta):
    """You measured from -E to +E. These are one excitation described twice; to make it costs E."""
    return 2 * _lowest(mu, alpha, vz, delta)


@bulk_gap.mistake(hint=3)
def forgets_mu(mu, alpha, vz, delta):
    """Your xi has no mu. Then the wire sits in the middle of the field's gap, whatever mu is."""
    return _lowest(0.0, alpha, vz, delta)


@bulk_gap.mistake(hint=3)
def adds_mu(mu, alpha, vz, delta):
    """Your xi has + mu. The chemical potential is subtracted: states below it have xi < 0."""
    return _lowest(-mu, alpha, vz, delta)


@bulk_gap.mistake
def energy_squared(mu, alpha, vz, delta):
    """This is E^2, in meV^2: the last root is missing."""
    return _lowest(mu, alpha, vz, delta) ** 2


# --- Conductance --------------------------------------------------------------------------


def _unitary(rng):
    q, _ = np.linalg.qr(rng.normal(size=(8, 8)) + 1j * rng.normal(size=(8, 8)))
    return (q * np.exp(1j * rng.uniform(0, 2 * np.pi, 8)),)


def _majorana_mirror():
    """Perfect Andreev reflection of one channel at the left end, nothing special at the right."""
    s = np.eye(8, dtype=complex)
    s[1:3, 1:3] = [[0, -1], [-1, 0]]
    return (s,)


@exercise(
    cases=[_majorana_mirror(), _unitary],
    same=each(close(), close()),
    hints=[
        "p = np.abs(s)**2 holds probabilities, p[out, in]. Electrons come in on channels 0 and 1.",
        "R_ee = p[0:2, 0:2].sum() and R_he = p[2:4, 0:2].sum(): to the left again, as an electron "
        "or as a hole.",
        "G_LL = 2 - R_ee + R_he. For the right end the rows are 4:6 (e) and 6:8 (h), and "
        "G_RL = T_ee - T_he.",
    ],
    insight="An electron that comes back as a hole has carried two charges into the wire. That is "
    "why G_LL can reach 4 e^2/h with two spins, twice what a normal contact allows.",
)
def conductances(s):
    """(G_LL, G_RL) in e^2/h from the 8x8 matrix S[out, in] at one energy."""
    p = np.abs(s) ** 2
    g_left = 2 - p[0:2, 0:2].sum() + p[2:4, 0:2].sum()
    return g_left, p[4:6, 0:2].sum() - p[6:8, 0:2].sum()


def _flows(s):
    p = np.abs(np.asarray(s)) ** 2
    return [p[n : n + 2, 0:2].sum() for n in (0, 2, 4, 6)]


@conductances.mistake(hint=3)
def forgets_andreev(s):
    """You counted what does not come back as an electron, 2 - R_ee. Who comes back as a hole has
    taken a second electron along: + R_he."""
    r_ee, _, t_ee, t_he = _flows(s)
    return 2 - r_ee, t_ee - t_he


@conductances.mistake(hint=3)
def subtracts_holes(s):
    """You subtracted the holes that come back. A hole takes positive charge out of the wire: that
    counts like one more electron going in, + R_he."""
    r_ee, r_he, t_ee, t_he = _flows(s)
    return 2 - r_ee - r_he, t_ee - t_he


@conductances.mistake(hint=3)
def adds_transmitted_holes(s):
    """G_LL is right. On the right you added electrons and holes, but they carry opposite
    charges."""
    r_ee, r_he, t_ee, t_he = _flows(s)
    return 2 - r_ee + r_he, t_ee + t_he


@conductances.mistake(hint=3)
def counts_into_the_wire(s):
    """G_LL is right, and G_RL has the other sign: on the right we count the current that comes out
    of the wire, so electrons count plus."""
    r_ee, r_he, t_ee, t_he = _flows(s)
    return 2 - r_ee + r_he, t_he - t_ee


@conductances.mistake(hint=1)
def in_for_out(s):
    """You exchanged rows and columns: S[out, in] has the outgoing channel first. You summed
    over electrons that leave on the left, whatever came in and wherever."""
    r_ee, r_he, t_ee, t_he = _flows(np.transpose(s))
    return 2 - r_ee + r_he, t_ee - t_he


@conductances.mistake(hint=2)
def channel_by_channel(s):
    """You kept the pairs 0 to 0 and 1 to 1, 0 to 2 and 1 to 3. An electron may change its spin on
    the way: sum over all four pairs."""
    p = np.abs(np.asarray(s)) ** 2
    kept = [p[n, 0] + p[n + 1, 1] for n in (0, 2, 4, 6)]
    return 2 - kept[0] + kept[1], kept[2] - kept[3]


@conductances.mistake(hint=1)
def right_to_left(s):
    """G_LL is right. Your second value is G_LR: electrons that come in on the right, columns 4:6.
    The bias is on the left, so take columns 0:2 and the rows of the right end."""
    p = np.abs(np.asarray(s)) ** 2
    return conductances.reference(s)[0], p[0:2, 4:6].sum() - p[2:4, 4:6].sum()


@conductances.mistake(hint=1)
def sizes_not_squared(s):
    """You summed |S|. These are amplitudes: the probability is |S|^2, and only the probabilities
    of all channels add up to 1."""
    r_ee, r_he, t_ee, t_he = _flows(np.sqrt(np.abs(s)))
    return 2 - r_ee + r_he, t_ee - t_he


@question(
    wrong={
        "a": "Two spins that enter freely would give 2 as well, but nothing holds that number when "
        "the barrier grows. At the peak one spin direction is not let in at all.",
        "c": "The second Majorana mode sits at the other end, out of reach. If the lead reached "
        "both, the peak would split and fall.",
        "d": "A contact does have a resistance of h/2e^2 per spin-degenerate channel, but that is "
        "a normal wire, without holes.",
    },
    hints=[
        "G_LL = 2 - R_ee + R_he, with two channels coming in. One of them does not see the mode: "
        "what does it add to R_ee?",
        "A Majorana operator is gamma = c + c^+: does the mode favour electrons or holes?",
    ],
    insight="One channel is turned into a hole with certainty, the other is reflected: 2 - 1 + 1 = "
    "2, for weak and for strong coupling; only the width of the peak shows the coupling.",
)
def peak_height():
    """One Majorana mode, far from the other, at zero temperature: why is G_LL(0) = 2 e^2/h?"""
    return "b"


@functools.lru_cache(maxsize=64)
def _curves(mu, vz, gammas, seed):
    """G_LL and G_LR of a short wire over a symmetric bias, read-only."""
    wire = nanowire.Nanowire(length_nm=500, mu_mev=mu, disorder_mev=1.0, seed=seed)
    g = wire.conductance(vz, np.linspace(-0.4, 0.4, 21), *gammas)
    return g.LL, g.LR


def _draw_curves(rng):
    mu, vz, left, right = rng.uniform([-0.3, 0.3, 3, 3], [0.3, 0.8, 8, 8])
    g_ll, g_lr = _curves(mu, vz, (left, right), int(rng.integers(1000)))
    gain = rng.choice([rng.uniform(0.5, 0.85), rng.uniform(1.2, 2.0)])
    return g_ll.copy(), gain * g_lr


@exercise(
    cases=[_draw_curves, _draw_curves],
    same=replace(close(atol=0, rtol=1e-3), near_misses=close().near_misses),
    hints=[
        "The bias runs from -V to V, so g[::-1] is the curve at the opposite bias.",
        "Danon's relation compares G(V) - G(-V) of both. In theory the two are equal; here that of "
        "g_lr is multiplied by the gain.",
        "Take the ratio where the difference is large, or a least-squares fit: "
        "(a @ b) / (a @ a) with a = g_ll - g_ll[::-1] and b = g_lr - g_lr[::-1].",
    ],
    insight="A symmetry that holds whatever the wire does tests the instruments, and not the "
    "physics of the wire.",
)
def amplifier_gain(g_ll, g_lr):
    """The factor by which g_lr was multiplied on its way; both curves over the same -V ... V."""
    a = np.asarray(g_ll) - np.asarray(g_ll)[::-1]
    b = np.asarray(g_lr) - np.asarray(g_lr)[::-1]
    return (a @ b) / (a @ a)


def _parts(g, sign):
    g = np.asarray(g)
    return (g + sign * g[::-1]) / 2


@amplifier_gain.mistake(hint=2)
def compares_whole_curves(g_ll, g_lr):
    """You compared the curves as they are. The relation is about their odd parts: to the even part
    of G_LL Andreev reflection adds what never reaches the other end."""
    a, b = np.asarray(g_ll), np.asarray(g_lr)
    return (a @ b) / (a @ a)


@amplifier_gain.mistake(hint=2)
def compares_even_parts(g_ll, g_lr):
    """You compared G(V) + G(-V). Nothing ties these together; the relation is about the
    differences."""
    a, b = _parts(g_ll, 1), _parts(g_lr, 1)
    return (a @ b) / (a @ a)


@amplifier_gain.mistake(hint=2)
def other_sign(g_ll, g_lr):
    """The sign is reversed. G_LR counts the current out of the wire here, and then the two odd
    parts are equal; texts that count it into the wire have a minus sign."""
    return -amplifier_gain.reference(g_ll, g_lr)


@amplifier_gain.mistake(hint=3)
def true_over_measured(g_ll, g_lr):
    """This is the factor that mends the curve, 1 / gain. Asked for is the one that spoilt it."""
    return 1 / amplifier_gain.reference(g_ll, g_lr)


@amplifier_gain.mistake(hint=2)
def ratio_of_means(g_ll, g_lr):
    """You compared means over the bias. In a mean over -V ... V the odd part cancels, and only it
    is what the relation is about."""
    return np.mean(g_lr) / np.mean(g_ll)


@amplifier_gain.mistake(hint=2)
def mean_of_ratios(g_ll, g_lr):
    """You divided the curves point by point and took the mean. That ratio is another one at each
    bias, so it is no gain; the ratio of the odd parts is the same at all of them (but at
    V = 0, where it is 0/0)."""
    return np.mean(np.asarray(g_lr) / np.asarray(g_ll))


# --- The protocol -------------------------------------------------------------------------


def _draw_signal(rng):
    """A gap with a weak odd signal in it, and an even one that exceeds the threshold there."""
    bias, threshold = np.linspace(-0.2, 0.2, 81), rng.uniform(0.03, 0.06)
    edge, height = rng.uniform(0.08, 0.15), rng.uniform(0.3, 0.8) * rng.choice([-1, 1])
    odd = height * np.sign(bias) * np.clip((np.abs(bias) - edge) / 0.03, 0, 1)
    odd += 0.6 * threshold * rng.choice([-1, 1]) * np.sin(10 * np.pi * bias)
    bump = np.exp(-(((np.abs(bias) - edge / 2) / 0.015) ** 2))
    beyond = np.clip((np.abs(bias) - edge - 0.02) / 0.03, 0, 1)
    even = threshold * rng.choice([-1, 1]) * (2 * bump + 1.5 * beyond)
    return bias, odd + even, float(threshold)


_FLAT = (np.linspace(-0.3, 0.3, 31), 0.2 + 0.01 * np.linspace(-1, 1, 31) ** 3, 0.05)
_FALLING = (np.linspace(-0.3, 0.3, 31), 0.1 - 0.2 * np.linspace(-1, 1, 31) ** 3, 0.05)


@exercise(
    cases=[_FLAT, _FALLING, _draw_signal],
    hints=[
        "Only the odd part tells where bulk states begin: (g - g[::-1]) / 2.",
        "Keep V >= 0 and look for the first entry where the absolute value exceeds the threshold.",
        "above = (bias >= 0) & (np.abs(odd) > threshold); bias[above].min() if above.any() else "
        "bias[-1].",
    ],
    insight="The number depends on the threshold: a gap that is read from data is a choice as well "
    "as a measurement.",
)
def nonlocal_gap(bias, g_rl, threshold):
    """Lowest V >= 0 where |odd part of G_RL| > threshold; the largest V if it never is."""
    bias, g_rl = np.asarray(bias), np.asarray(g_rl)
    odd = (g_rl - g_rl[::-1]) / 2
    above = (bias > -1e-12) & (np.abs(odd) > threshold)
    return bias[above].min() if above.any() else bias[-1]


def _first_above(bias, signal, threshold):
    bias = np.asarray(bias)
    above = (bias > -1e-12) & (signal > threshold)
    return bias[above].min() if above.any() else bias[-1]


@nonlocal_gap.mistake(hint=1)
def whole_signal(bias, g_rl, threshold):
    """You looked at G_RL itself. It has an even part, inside the gap too; asked for is where the
    odd part begins."""
    return _first_above(bias, np.abs(np.asarray(g_rl)), threshold)


@nonlocal_gap.mistake(hint=1)
def even_part(bias, g_rl, threshold):
    """You took the even part, G(V) + G(-V). The odd one has the minus sign."""
    return _first_above(bias, np.abs(_parts(g_rl, 1)), threshold)


@nonlocal_gap.mistake(hint=1)
def difference_not_halved(bias, g_rl, threshold):
    """Your odd part is twice too large: (G(V) - G(-V)) / 2. The threshold is passed too early."""
    return _first_above(bias, 2 * np.abs(_parts(g_rl, -1)), threshold)


@nonlocal_gap.mistake(hint=2)
def without_absolute(bias, g_rl, threshold):
    """You asked for an odd part above the threshold, without the absolute value. The signal may as
    well be negative for V > 0."""
    return _first_above(bias, _parts(g_rl, -1), threshold)


@nonlocal_gap.mistake(hint=1)
def sizes_first(bias, g_rl, threshold):
    """You took the absolute value of G_RL before the odd part. It has to be the other way round: an
    odd signal has the same size at V and at -V, and your difference loses it."""
    return _first_above(bias, np.abs(_parts(np.abs(g_rl), -1)), threshold)


@nonlocal_gap.mistake(hint=2)
def starts_from_the_left(bias, g_rl, threshold):
    """You began at the most negative bias, and found the end of the axis. Begin at V = 0."""
    above = np.abs(_parts(g_rl, -1)) > threshold
    return np.asarray(bias)[above.argmax()] if above.any() else np.asarray(bias)[-1]


@nonlocal_gap.mistake(hint=3)
def zero_if_never(bias, g_rl, threshold):
    """Right where there is a signal. Where there is none you return 0, as if the gap were closed;
    it is the other way round: the gap is at least as large as the bias you have scanned."""
    above = np.abs(_parts(g_rl, -1)) > threshold
    return nonlocal_gap.reference(bias, g_rl, threshold) if above.any() else 0.0


def _draw_region(rng):
    region = np.zeros((7, 9), dtype=bool)
    row, column = rng.integers(0, 3), rng.integers(1, 4)
    region[row : row + 3, column : column + 4] = True
    region[row, column] = region[row + 2, column + 3] = False
    gap = np.where(rng.random((7, 9)) < 0.45, 0.01, 0.12) + rng.uniform(0, 0.02, (7, 9))
    return region, np.where(region, 0.15, gap), 0.04


def _corner_region(step=1):
    """A region in the last corner of the map; with ``step`` -1 in the first one."""
    region, gap = np.zeros((5, 6), dtype=bool), np.full((5, 6), 0.02)
    region[3:, 4:] = True
    gap[2, 4], gap[0, 5], gap[4, 0], gap[2, 3] = 0.1, 0.2, 0.2, 0.3
    return region[::step, ::step], np.where(region, 0.15, gap)[::step, ::step], 0.05


@exercise(
    cases=[_corner_region(), _corner_region(-1), _draw_region],
    hints=[
        "The surroundings are all points outside the region that touch it: above, below, left or "
        "right.",
        "scipy.ndimage.binary_dilation(region) is the region with one more layer; take the region "
        "away from it.",
        "around = binary_dilation(region) & ~region; (gap_mev[around] < gap_min_mev).mean()",
    ],
    insight="Between two phases the gap has to close, all around. What lies beyond the scan is not "
    "counted here, so a smaller window can turn the verdict.",
)
def gapless_boundary(region, gap_mev, gap_min_mev):
    """Which part of the points that touch the region has a gap below gap_min_mev: 0 to 1."""
    around = binary_dilation(region) & ~np.asarray(region)
    return np.mean(np.asarray(gap_mev)[around] < gap_min_mev)


def _part_gapless(points, gap_mev, gap_min_mev):
    return np.mean(np.asarray(gap_mev)[points] < gap_min_mev)


@gapless_boundary.mistake(hint=1)
def all_outside(region, gap_mev, gap_min_mev):
    """You counted all points outside the region. Only those that touch it are its boundary."""
    return _part_gapless(~np.asarray(region), gap_mev, gap_min_mev)


@gapless_boundary.mistake(hint=1)
def diagonals_too(region, gap_mev, gap_min_mev):
    """You also counted points that touch at a corner only. Here neighbours share a side: above,
    below, left, right."""
    around = binary_dilation(region, np.ones((3, 3))) & ~np.asarray(region)
    return _part_gapless(around, gap_mev, gap_min_mev)


@gapless_boundary.mistake(hint=2)
def region_included(region, gap_mev, gap_min_mev):
    """The region itself is still among your points. It is gapped by construction and dilutes the
    result."""
    return _part_gapless(binary_dilation(region), gap_mev, gap_min_mev)


@gapless_boundary.mistake(hint=3)
def gapped_part(region, gap_mev, gap_min_mev):
    """This is the gapped part of the boundary, one minus what is asked."""
    return 1 - gapless_boundary.reference(region, gap_mev, gap_min_mev)


@gapless_boundary.mistake(hint=2)
def rolls_around(region, gap_mev, gap_min_mev):
    """You shifted the region with np.roll: what leaves the map on one side comes in on the other.
    The map has an edge, and nothing is known beyond it."""
    shifted = [np.roll(region, n, axis) for n in (-1, 1) for axis in (0, 1)]
    around = np.any(shifted, axis=0) & ~np.asarray(region)
    return _part_gapless(around, gap_mev, gap_min_mev)


@gapless_boundary.mistake(hint=1)
def nothing_is_gapless(region, gap_mev, gap_min_mev):
    """You found no gapless point at all. Within the region, its outermost points included, all is
    gapped by construction: the points in question lie outside."""
    return 0.0


@gapless_boundary.mistake
def each_contact(region, gap_mev, gap_min_mev):
    """You counted contacts: a point that touches the region twice entered twice. Count points."""
    region, gap = np.asarray(region), np.pad(gap_mev, 1, constant_values=np.inf)
    inside, wide = np.pad(np.ones(region.shape, bool), 1), np.pad(region, 1)
    contacts = sum(np.roll(wide, n, axis).astype(int) for n in (-1, 1) for axis in (0, 1))
    contacts = contacts * (inside & ~wide)
    return (contacts * (gap < gap_min_mev)).sum() / contacts.sum()


# --- False positives ----------------------------------------------------------------------


def _kind_of_point(answer):
    """What the smooth wire shows at (mu, V_Z): 'impostor', 'topological', 'low' or 'quiet'."""
    point = np.asarray(answer)
    if point.shape != (2,) or point.dtype.kind not in "iuf":
        raise ValueError("two numbers are asked, such as (0.6, 0.2)")
    mu, vz = point.tolist()
    wire = nanowire.smooth_wire(mu_mev=mu)
    if wire.is_topological(vz):
        return "topological"
    g = wire.conductance(vz, 0.0, 3.0, 3.0)
    lowest = min(float(g.LL), float(g.RR))
    return "impostor" if lowest > 1.8 else "low" if lowest > 1.0 else "quiet"


@exercise(
    same=exact().of(_kind_of_point, "(mu, V_Z)"),
    hints=[
        "The bulk is trivial as long as V_Z < sqrt(mu^2 + 0.25^2): stay to the left of that line.",
        "At the ends mu is lower by 1 meV: where is |mu| small, and which V_Z suffices there?",
        "On the bench: smooth ends, mu = 0.6, coupling 3. Move V_Z through 0.45 ... 0.65.",
    ],
    insight="In each dip mu comes near zero: a short piece is topological while the bulk is not. "
    "The lead sees the outer mode of that piece, and it looks like the real thing.",
)
def false_positive():
    """(mu, V_Z) of a smooth_wire, in meV: trivial bulk, but both G(0) above 1.8 at gamma = 3."""
    return 0.6, 0.6


@false_positive.mistake(hint=1)
def beyond_the_border():
    """At this V_Z the bulk of the wire is topological: V_Z > sqrt(mu^2 + 0.25^2). A peak there is
    what theory promises; look for one that it does not promise, at a lower field."""
    return 0.6, 0.8


@false_positive.mistake(hint=3)
def no_peak_yet():
    """The bulk is trivial, and G(0) is below 1 at an end, far from the 2 of a lone Majorana mode.
    Go closer to the border, from below, at a mu where dips of 1 meV make |mu| small."""
    return 0.6, 0.2


@false_positive.mistake(hint=3)
def peak_too_low():
    """The bulk is trivial and there is conductance at zero bias, but one of the ends stays below
    1.8. You are close: change V_Z or mu a little."""
    return 0.5, 0.5


SCAN_MU, SCAN_VZ = np.linspace(0.7, 0.9, 5), np.linspace(0.28, 0.72, 12)


@functools.cache
def smooth_scan():
    """The data cube of the smooth wire that section 8 judges; computed once, a second or two."""
    bias = np.linspace(-0.2, 0.2, 81)
    cube = gap_protocol.gap_cube(nanowire.smooth_wire(), SCAN_MU, SCAN_VZ, bias, gamma=3.0)
    for array in (cube.mu_mev, cube.vz_mev, cube.bias_mev, *cube.g):
        array.flags.writeable = False
    return cube


def _effect(answer):
    """'flips' if this one threshold takes the region away, else the name of the threshold."""
    (answer, *more) = answer.items() if isinstance(answer, dict) else [answer]
    pair = isinstance(answer, tuple | list) and len(answer) == 2 and not more
    if not pair or isinstance(answer[1], str):
        raise ValueError("one name and one number are asked, such as ('min_points', 10)")
    name, value = answer
    thresholds = gap_protocol.tgp_lite(smooth_scan()).thresholds
    if name not in thresholds:
        raise ValueError(f"{name!r} is no threshold; there are {', '.join(thresholds)}")
    report = gap_protocol.tgp_lite(smooth_scan(), **{name: value})
    return name if report.n_qualifying else "flips"


@exercise(
    same=exact().of(_effect, "(name, value)"),
    hints=[
        "print(report) has the numbers of the region: which threshold is closest to its number?",
        "The boundary of the region is gapless by 0.71. Or: what if more signal is asked before a "
        "gap counts as closed?",
        "Try ('gapless_boundary', 0.8), or the published ('gap_threshold_factor', 0.05).",
    ],
    insight="One knob, and the verdict is another. A verdict without its thresholds and its window "
    "is no result.",
)
def flipping_threshold():
    """(name, value) of one threshold of tgp_lite that leaves no qualifying region in the cube."""
    return "gapless_boundary", 0.8


@flipping_threshold.mistake(hint=2)
def moves_the_gap():
    """With this gap_min_mev the region still qualifies: its gap is larger, and around it the gap is
    smaller. Another knob is closer to the edge."""
    return "gap_min_mev", 0.02


@flipping_threshold.mistake(hint=1)
def moves_the_size():
    """With this min_points the region still qualifies: it has 32 points."""
    return "min_points", 10


@flipping_threshold.mistake(hint=2)
def moves_the_signal_too_little():
    """With this gap_threshold_factor the gap is still seen to close around the region. Ask for more
    signal, and it is not."""
    return "gap_threshold_factor", 0.005


@flipping_threshold.mistake(hint=2)
def moves_the_boundary_too_little():
    """The boundary of the region is gapless by 0.71, and your gapless_boundary asks for less."""
    return "gapless_boundary", 0.5


@flipping_threshold.mistake
def moves_the_drop():
    """With this zbp_drop there are peaks enough, and the region still qualifies. Ask for sharper
    peaks, or turn another knob."""
    return "zbp_drop", 0.1


@flipping_threshold.mistake
def moves_the_window():
    """With this zbp_window_mev there are peaks enough at both ends, and the region still qualifies.
    Fewer points count as peaks in a narrow window."""
    return "zbp_window_mev", 0.05


@question(
    wrong={
        "a": "A region that qualifies is no proof of a phase: you have just seen one whose points "
        "are all trivial. And which thresholds?",
        "b": "This would be the opposite mistake. The wire of this cube is trivial, but that "
        "follows from its model, which no experiment has, and not from the report.",
        "c": "A verdict of pass or fail without thresholds and window cannot be repeated by "
        "anyone, nor tested.",
    },
    hints=[
        "Which of the sentences can be checked by somebody who has the data, but not the model?",
        "What changes the verdict, and does the sentence name it?",
    ],
    insight="A conditional sentence is not a weak one: it says what was looked at, how, and what "
    "else would look the same.",
)
def honest_report():
    """You have the cube and the report, but no model. Which sentence may you publish?"""
    return "d"
