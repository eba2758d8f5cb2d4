// One qubit in closed form: no kernel, no library. Amplitudes are [Re a, Im a, Re b, Im b] of a|0> + b|1>.
// Same conventions as qlearn.qubits: |0> is +z, a rotation is exp(-i angle n.sigma / 2).

const PI = Math.PI;
const HALF = Math.SQRT1_2;
export const AXES = { X: [1, 0, 0], Y: [0, 1, 0], Z: [0, 0, 1] };
export const OUTCOMES = { X: ["+", "−"], Y: ["r", "l"], Z: ["0", "1"] };

// A gate is e^{i phase} times a rotation; so X is X itself, and Rx(pi) is -i X.
export const GATES = {
  X: { axis: [1, 0, 0], angle: PI, phase: PI / 2, words: "half a turn about x" },
  Y: { axis: [0, 1, 0], angle: PI, phase: PI / 2, words: "half a turn about y" },
  Z: { axis: [0, 0, 1], angle: PI, phase: PI / 2, words: "half a turn about z" },
  H: { axis: [HALF, 0, HALF], angle: PI, phase: PI / 2, words: "half a turn about the diagonal x + z" },
  S: { axis: [0, 0, 1], angle: PI / 2, phase: PI / 4, words: "a quarter turn about z" },
  T: { axis: [0, 0, 1], angle: PI / 4, phase: PI / 8, words: "an eighth of a turn about z" },
};

export function rotation(letter, degrees) {
  const angle = (degrees * PI) / 180;
  return { axis: AXES[letter], angle, phase: 0, words: `a turn by ${degrees}° about ${letter.toLowerCase()}` };
}

// (x X + y Y + z Z) applied to the amplitudes.
function sigma([x, y, z], [ar, ai, br, bi]) {
  return [z * ar + x * br + y * bi, z * ai + x * bi - y * br, x * ar - y * ai - z * br, x * ai + y * ar - z * bi];
}

function times(re, im, v) {
  return [re * v[0] - im * v[1], re * v[1] + im * v[0], re * v[2] - im * v[3], re * v[3] + im * v[2]];
}

// The gate, or a share of it on the way: share 0 does nothing, share 1 is the whole gate.
export function apply(gate, v, share = 1) {
  const half = (share * gate.angle) / 2;
  const turned = times(0, -Math.sin(half), sigma(gate.axis, v));
  const sum = v.map((entry, i) => Math.cos(half) * entry + turned[i]);
  return times(Math.cos(share * gate.phase), Math.sin(share * gate.phase), sum);
}

export function amplitudes(theta, phi, globalPhase) {
  const [a, b] = [Math.cos(theta / 2), Math.sin(theta / 2)];
  const beta = globalPhase + phi;
  return [a * Math.cos(globalPhase), a * Math.sin(globalPhase), b * Math.cos(beta), b * Math.sin(beta)];
}

const wrapped = (angle) => {
  const turn = ((angle % (2 * PI)) + 2 * PI) % (2 * PI);
  return 2 * PI - turn < 1e-12 ? 0 : turn;
};

// [theta, phi, global phase]; at a pole phi means nothing and keeps the value it had.
export function angles(v, phi = 0) {
  const [a, b] = [Math.hypot(v[0], v[1]), Math.hypot(v[2], v[3])];
  const [argA, argB] = [Math.atan2(v[1], v[0]), Math.atan2(v[3], v[2])];
  if (b < 1e-12) return [0, phi, wrapped(argA)];
  if (a < 1e-12) return [PI, phi, wrapped(argB - phi)];
  return [2 * Math.atan2(b, a), wrapped(argB - argA), wrapped(argA)];
}

export function bloch([ar, ai, br, bi]) {
  return [2 * (ar * br + ai * bi), 2 * (ar * bi - ai * br), ar * ar + ai * ai - br * br - bi * bi];
}

// The probability of the first outcome (0, + or r) along an axis, kept inside [0, 1].
export function probability(v, letter) {
  const p = (1 + AXES[letter].reduce((sum, n, i) => sum + n * bloch(v)[i], 0)) / 2;
  return p < 1e-12 ? 0 : p > 1 - 1e-12 ? 1 : p;
}

// The state after outcome 0 or 1 along an axis was found, of norm 1 again.
export function project(v, letter, outcome) {
  const sign = outcome ? -1 : 1;
  const part = sigma(AXES[letter], v).map((entry, i) => (v[i] + sign * entry) / 2);
  const norm = Math.hypot(...part);
  return part.map((entry) => entry / norm);
}

// Uniform numbers in [0, 1), repeatable from a 32-bit seed: a Weyl sequence put through a bit mixer.
export function generator(seed) {
  let weyl = seed >>> 0;
  return () => {
    weyl = (weyl + 0x9e3779b9) >>> 0;
    let bits = Math.imul(weyl ^ (weyl >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
  };
}

// Outcomes (0 or 1) of measuring fresh copies whose first outcome has probability p.
export function shots(p, count, random) {
  return Array.from({ length: count }, () => (random() < p ? 0 : 1));
}
