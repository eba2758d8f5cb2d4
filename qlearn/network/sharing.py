"""A secret for several, across links that lose: GHZ states, shares of a number, shares of qubits.

Shot by shot, with three users and no loss: `shared_keys.sharing_run`. A GHZ state serves only if
all its photons arrive; to drop the rest (post-selection) keeps the errors low and pays with the
rate. It does not tolerate loss: a code does, whose secret survives in the shares that are left.
Since nothing can be cloned, fewer than half of the shares may go missing.
"""

from itertools import combinations

import numpy as np

from qlearn.network.draws import at_most
from qlearn.network.inputs import generator, whole, within

# Stabilizers of the shares and, last, of the references that each secret qubit is entangled with.
CODES = {
    "five": ("XZZXI I", "IXZZX I", "XIXZZ I", "ZXIXZ I", "XXXXX X", "ZZZZZ Z"),
    "four": ("XXXX II", "ZZZZ II", "XXII XI", "ZIZI ZI", "XIXI IX", "ZZII IZ"),
    "ghz": ("ZZI I", "IZZ I", "XXX X", "ZII Z"),
}

# --- Bits from GHZ states and from pairs --------------------------------------------------


def ghz_sharing(etas, visibility=1.0, dark=0.0, discard=True):
    """(shared bits per attempt, error rate): a source sends one photon to each user. Broadcasts.

    `etas`: transmissivities of the users' arms, last axis; `dark`: P(a detector without photon
    clicks). Half of the rounds are valid: rate = prod(click)/2, error = (1 - V prod(eta/click))/2,
    click = eta + (1 - eta) dark. discard=False: a coin stands in where nothing clicked.

    >>> rate, error = ghz_sharing([0.1, 0.1, 0.1], visibility=0.9)
    >>> print(round(rate, 6), round(error, 3))
    0.0005 0.05
    """
    eta, click = _arms(etas, dark)
    visibility = within("visibility", visibility, 0, 1)
    kept = np.prod(click, axis=-1)
    whole_state = np.prod(eta, axis=-1)
    if not discard:
        return 0.5 * np.ones_like(kept)[()], (1 - visibility * whole_state) / 2
    return kept / 2, (1 - visibility * whole_state / np.where(kept > 0, kept, 1)) / 2


def pairwise_sharing(etas, visibility=1.0, dark=0.0):
    """The same by pairs: the first user shares a key with each other one, and adds the keys up.

    A key bit needs two photons, and keys can wait for one another, so the slowest link decides:
    rate = min(click_1 click_i)/2. Errors add up: 1 - 2e = prod(V eta_1 eta_i/(click_1 click_i)).

    >>> rate, error = pairwise_sharing([0.1, 0.1, 0.1], visibility=0.9)
    >>> print(round(rate, 6), round(error, 3))
    0.005 0.095
    """
    eta, click = _arms(etas, dark)
    click, eta = (click[..., :1] * click[..., 1:], eta[..., :1] * eta[..., 1:])
    visibility = within("visibility", visibility, 0, 1)[..., None]
    kept = visibility * eta / np.where(click > 0, click, 1)
    return np.min(click, axis=-1) / 2, (1 - np.prod(kept, axis=-1)) / 2


def _arms(etas, dark):
    eta = np.atleast_1d(within("etas", etas, 0, 1))
    if eta.shape[-1] < 2:
        raise ValueError(f"etas = {etas!r}; allowed: an arm for each of two users or more")
    return eta, eta + (1 - eta) * within("dark", dark, 0, 1)[..., None]


# --- A number in shares: any k of n -------------------------------------------------------


def shamir_shares(secret, k, n, prime, rng):
    """The n shares (x, y) of a number below `prime`, shape (n, 2): any k tell it, k - 1 nothing.

    y = secret + c_1 x + ... + c_(k-1) x^(k-1) modulo the prime, with random c, x = 1 ... n.
    Source: A. Shamir, Commun. ACM 22, 612 (1979).

    >>> shares = shamir_shares(42, 3, 5, 101, np.random.default_rng(1))
    >>> shamir_secret(shares[[0, 2, 4]], 101)
    42
    """
    prime = checked_prime(prime)
    n, k = whole("n", n, 1, prime - 1), whole("k", k)
    whole("k", k, 1, n)
    factors = generator(rng).integers(prime, size=k - 1).tolist()
    x = range(1, n + 1)
    coefficients = [whole("secret", secret, 0, prime - 1), *factors]
    return np.array([[i, _value(coefficients, i, prime)] for i in x])


def shamir_secret(shares, prime):
    """The number at x = 0 of the polynomial of lowest degree through the shares (Lagrange).

    >>> shamir_secret([[1, 3], [2, 5]], 7)
    1
    """
    prime = checked_prime(prime)
    points = [(int(x), int(y)) for x, y in np.asarray(shares).reshape(-1, 2)]
    if not points or len({x % prime for x, _ in points}) < len(points):
        raise ValueError(f"shares = {shares!r}; allowed: points with different x")
    total = 0
    for x, y in points:
        others = [other for other, _ in points if other != x]
        top = np.prod([-other for other in others], dtype=object)
        bottom = np.prod([x - other for other in others], dtype=object)
        total += y * int(top) * pow(int(bottom), -1, prime)
    return total % prime


def shares_arrive(k, n, eta):
    """P(at least k of n shares arrive), each with eta. Broadcasts over eta.

    >>> shares_arrive(3, 5, [0.5, 0.9]).round(4).tolist()
    [0.5, 0.9914]
    """
    n = whole("n", n)
    k = whole("k", k, 0, n)
    return at_most(n - k, n, 1 - within("eta", eta, 0, 1))


def _value(coefficients, x, prime):
    total = 0
    for c in reversed(coefficients):
        total = (total * x + c) % prime
    return total


def checked_prime(prime):
    """The value as an int, if it is a prime below 10^9.

    >>> checked_prime(7)
    7
    """
    prime = whole("prime", prime, 2, 10**9)
    if any(prime % d == 0 for d in range(2, int(prime**0.5) + 1)):
        raise ValueError(f"prime = {prime}; allowed: primes")
    return prime


# --- A qubit in shares --------------------------------------------------------------------


def quantum_threshold(k, n):
    """Can a qubit be split so that any k of n shares hold it? Only if n < 2k: no cloning.

    Source: R. Cleve, D. Gottesman and H.-K. Lo, Phys. Rev. Lett. 83, 648 (1999).

    >>> quantum_threshold(3, 5), quantum_threshold(2, 4)
    (True, False)
    """
    n = whole("n", n)
    return n < 2 * whole("k", k, 1, n)


def share_information(code, kept):
    """Bits of mutual information between the secret (its reference) and the shares in `kept`.

    2 for each secret qubit: the shares hold it; 0: they know nothing. "five": the five-qubit code,
    one qubit in five; "four": [[4,2,2]], two in four; "ghz": a|000> + b|111>. Shares count from 0.

    >>> [share_information("five", range(k)) for k in (2, 3)], share_information("ghz", [0])
    ([0, 2], 1)
    """
    rows, n = _stabilizers(code)
    kept = sorted({whole("kept", share, 0, n - 1) for share in kept})
    rest = [share for share in range(n) if share not in kept]
    references = list(range(n, rows.shape[0]))
    return _entropy(rows, references) + _entropy(rows, kept) - _entropy(rows, rest)


def recover_probability(code, eta):
    """P(the shares that arrive, each with eta, hold the whole secret). Broadcasts.

    >>> [recover_probability(code, 0.9).round(4).item() for code in CODES]
    [0.9914, 0.9477, 0.729]
    """
    rows, n = _stabilizers(code)
    eta = within("eta", eta, 0, 1)
    full = 2 * (len(rows) - n)
    sizes = [
        sum(share_information(code, kept) == full for kept in combinations(range(n), size))
        for size in range(n + 1)
    ]
    terms = [m * eta**size * (1 - eta) ** (n - size) for size, m in enumerate(sizes)]
    return np.sum(terms, axis=0)


def _stabilizers(code):
    """(bits (rows, qubits, 2) of the X and Z parts, number of shares)."""
    if code not in CODES:
        raise ValueError(f"code = {code!r}; allowed: {', '.join(map(repr, CODES))}")
    words = [word.replace(" ", "") for word in CODES[code]]
    bits = [[[c in "XY", c in "ZY"] for c in word] for word in words]
    return np.array(bits, dtype=int), CODES[code][0].index(" ")


def _entropy(rows, qubits):
    """Of a stabilizer state, bits: the rank of what the generators do to the qubits, less those."""
    matrix = rows[:, qubits].reshape(len(rows), -1).copy()
    rank = 0
    for column in range(matrix.shape[1]):
        pivots = np.flatnonzero(matrix[rank:, column])
        if len(pivots):
            matrix[[rank, rank + pivots[0]]] = matrix[[rank + pivots[0], rank]]
            others = np.flatnonzero(matrix[:, column])
            matrix[others[others != rank]] ^= matrix[rank]
            rank += 1
    return rank - len(qubits)
