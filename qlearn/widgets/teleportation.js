// The teleportation explorer: three qubits, six steps, closed forms. Stands behind panel.js, qubit.js and sphere.js in one module.
// The model's theta, phi, w, step and bits are the truth; `bits` is empty until Alice has read them.

const VIEW = eye({ azimuth: 28, elevation: 16 });
const ZERO = [0, 0, 0];
export const STEPS = ["pair shared", "CNOT", "H", "Alice reads", "bits arrive", "Bob corrects"];
const READ = 3, TOLD = 4, DONE = 5; // steps by name

// --- Closed forms ------------------------------------------------------------------------

export const arrowOf = (theta, phi) => [Math.sin(theta) * Math.cos(phi), Math.sin(theta) * Math.sin(phi), Math.cos(theta)];

// X^m1 Z^m0 on an arrow: Z flips x and y, X flips y and z. Bob's correction is the same map.
export const flipped = ([x, y, z], [m0, m1]) => [m0 ? -x : x, m0 === m1 ? y : -y, m1 ? -z : z];

// The reduced Bloch vectors after a step, for a Werner pair of weight w and Alice's outcome `bits`:
// message, Alice's half, Bob's half as anybody sees it who knows the bits, and as Bob sees it.
export function parties(r, w, step, bits) {
  const before = [r, [0, 0, r[2]], [r[2], 0, 0]];
  if (step < READ) return { message: before[step], alice: ZERO, known: ZERO, bob: ZERO };
  const pole = (bit) => [0, 0, bit ? -1 : 1];
  const branch = scaled(flipped(r, bits), w);
  const known = step === DONE ? scaled(r, w) : branch;
  return { message: pole(bits[0]), alice: pole(bits[1]), known, bob: step === READ ? ZERO : known };
}

export const fidelity = (w) => (1 + w) / 2; // for every message alike, so for their average too

export function outcome(random) {
  const number = Math.floor(4 * random());
  return [number >> 1, number & 1];
}

// --- Words -------------------------------------------------------------------------------

const two = (x) => fixed(x, 2);
const size = (r) => Math.hypot(...r);
const GATE = { "00": "nothing", "10": "Z", "01": "X", "11": "X, then Z" };

function sentence(r, w, step, bits) {
  const word = bits.join("");
  return [
    "Alice holds the message and half of a pair, Bob the other half. Each half alone is completely mixed: no arrow.",
    `CNOT ties the message to Alice's half: of its arrow only the z part, ${two(r[2])}, is left.`,
    "H turns that z into x. No qubit alone shows the message now.",
    `Alice reads ${word}; each outcome has probability 1/4. Who knows message and bits gives Bob the dashed arrow; for Bob, not told, it may be any of four: their mean is zero.`,
    `The bits ${word} arrive, not faster than light. Bob does not know the message, but he knows what turns his arrow into it: ${GATE[word]}.`,
    `${word}: Bob does ${GATE[word]}. His arrow is that of the message (pale), length ${two(w)}: fidelity ${two(fidelity(w))} ${versus(w)}.`,
  ][step];
}

const versus = (w) => {
  if (Math.abs(w - 1 / 3) < 0.005) return "is what is possible without a pair, 0.67";
  return w > 1 / 3 ? "beats 0.67, the best without a pair" : "is less than 0.67, the best without a pair";
};

// --- Drawing -----------------------------------------------------------------------------

const WIRES = [34, 84, 134];
const column = (step) => 205 + 118 * step;

function circuit(step, bits) {
  const [top, middle, bottom] = WIRES;
  const gate = (x, y, letter, name = "") =>
    `<g class="gate ${name}"><rect x="${x - 17}" y="${y - 17}" width="34" height="34" rx="4"/>${text("", [x, y], letter)}</g>`;
  const source = [column(0) - 34, (middle + bottom) / 2]; // of the pair
  const wires = ["message |ψ⟩", "Alice's half", "Bob's half"].map((words, i) =>
    text("wire-name", [8, WIRES[i]], words) +
    line("wire", [i ? column(0) : 112, WIRES[i]], [i < 2 ? column(READ) : column(DONE) + 60, WIRES[i]]) +
    (i ? line("wire", source, [column(0), WIRES[i]]) : ""));
  const known = (from) => (step >= from ? "live" : "");
  const [x, z] = [column(DONE) - 24, column(DONE) + 24];
  const classical = (y, to, shift) =>
    `<path class="classical ${known(TOLD)}" d="M${column(READ) + 17} ${y}H${to}V${bottom - 17}" transform="translate(0 ${shift})"/>`;
  const band = `<rect class="band" x="${column(step) - 56}" y="4" width="112" height="158" rx="8"/>`;
  const cnot = line("wire", [column(1), top], [column(1), middle + 11]) +
    `<circle class="dot" cx="${column(1)}" cy="${top}" r="5"/><circle class="target" cx="${column(1)}" cy="${middle}" r="11"/>` +
    line("wire", [column(1) - 11, middle], [column(1) + 11, middle]);
  const reading = (bit) => (step >= READ ? `${bit}` : "?");
  return band + wires.join("") + text("small", [column(0) + 2, source[1]], "pair") + cnot +
    gate(column(2), top, "H") + classical(middle, x, -2) + classical(middle, x, 2) + classical(top, z, -2) + classical(top, z, 2) +
    gate(column(READ), top, reading(bits[0]), known(READ)) + gate(column(READ), middle, reading(bits[1]), known(READ)) +
    gate(x, bottom, "X", step === DONE && bits[1] ? "live" : "") + gate(z, bottom, "Z", step === DONE && bits[0] ? "live" : "") +
    (step === TOLD ? text("bits", [column(TOLD), (top + middle) / 2], bits.join(" ")) : "");
}

const frame = `<circle class="ball" cx="${MIDDLE}" cy="${MIDDLE}" r="${((RADIUS * DISTANCE) / Math.sqrt(DISTANCE ** 2 - 1)).toFixed(1)}"/>` +
  circles(VIEW) + Object.values(AXES).map((n) => line("near", VIEW(n), VIEW(scaled(n, -1)))).join("") +
  [[[0, 0, 1.2], "|0⟩"], [[0, 0, -1.24], "|1⟩"], [[1.42, 0, 0], "|+⟩"], [[0, 1.22, 0], "|r⟩"]].map(([place, words]) => text("", VIEW(place), words)).join("");

const ghost = (name, r) => `<g class="${name}">${arrow(VIEW, r)}</g>`;

function balls(r, w, step, bits) {
  const now = parties(r, w, step, bits);
  const four = [[0, 0], [1, 0], [0, 1], [1, 1]].map((m) => ghost("possible", scaled(flipped(r, m), w))).join("");
  const behind = { [READ]: four + ghost("known", now.known), [DONE]: ghost("possible", r) }[step] ?? "";
  return { message: frame + arrow(VIEW, now.message), alice: frame + arrow(VIEW, now.alice), bob: frame + behind + arrow(VIEW, now.bob), now };
}

function chart(w) {
  const [x, y] = [(weight) => 46 + 236 * weight, (f) => 176 - 300 * (f - 0.5)];
  const ticks = [0.5, 0.75, 1].map((f) => text("tick y", [40, y(f)], f) + line("grid", [46, y(f)], [282, y(f)])).join("") +
    [0, 0.5, 1].map((weight) => text("tick", [x(weight), 190], weight)).join("");
  return ticks + line("limit", [46, y(2 / 3)], [282, y(2 / 3)]) + text("limit", [232, y(2 / 3) + 13], "2/3 without a pair") +
    line("mean", [x(0), y(0.5)], [x(1), y(1)]) + line("drop", [x(w), 176], [x(w), y(fidelity(w))]) +
    `<circle class="here" cx="${x(w)}" cy="${y(fidelity(w))}" r="6"/>` + text("", [164, 208], "Werner weight w of the pair") +
    text("start", [46, 12], "average fidelity");
}

// --- The page ----------------------------------------------------------------------------

const party = (name, words) =>
  `<figure><svg class="sphere ${name}" viewBox="0 0 360 360" role="img"></svg><figcaption><b>${words}</b><span></span></figcaption></figure>`;

const PAGE = `<div class="ql-bloch ql-teleport" role="group" aria-label="Teleportation explorer">
<header><strong>Teleporting one qubit, step by step</strong><span class="row">
<button type="button" data-act="back">Back</button><button type="button" data-act="next">Next step</button>
<button type="button" data-act="reset">Reset</button></span></header>
<svg class="circuit" viewBox="0 0 900 166" role="img"></svg>
<div class="steps" role="group" aria-label="step">${STEPS.map((name, i) => `<button type="button" data-step="${i}">${i + 1} ${name}</button>`).join("")}</div>
<div class="parties">${party("message", "Message qubit, at Alice")}${party("alice", "Alice's half")}${party("bob", "Bob's half")}</div>
<div class="below"><div>
${range("theta", "message, polar angle θ", 0, 180, 1)}${range("phi", "message, azimuth φ", 0, 360, 1)}${range("w", "pair: Werner weight w", 0, 1, 0.01)}
<div class="row" role="radiogroup" aria-label="Alice's outcome">outcome
${radios(["random", "00", "10", "01", "11"].map((word) => [word, word]))}</div>
</div><svg class="chart" viewBox="0 0 300 216" role="img"></svg></div>
<p class="now" role="status" aria-live="polite"></p></div>`;

function render({ model, el }) {
  const { root, find, setRange, setChoice } = panel(el, PAGE);
  const random = generator(model.get("seed") ?? crypto.getRandomValues(new Uint32Array(1))[0]);

  // Bits are there from the reading on, and only then; a chosen outcome is what Alice reads.
  function bitsNow() {
    const [step, bits, wanted] = ["step", "bits", "outcome"].map((name) => model.get(name));
    if (step < READ) return bits.length ? [] : bits;
    if (wanted !== "random") return wanted === bits.join("") ? bits : [...wanted].map(Number);
    return bits.length ? bits : outcome(random);
  }

  // With these changes, and the bits that go with them.
  function commitAll(changes) {
    for (const [name, value] of Object.entries(changes)) model.set(name, value);
    commit(model, { bits: bitsNow() });
  }

  function draw() {
    const [theta, phi, w, step] = ["theta", "phi", "w", "step"].map((name) => model.get(name));
    const bits = step < READ ? [0, 0] : model.get("bits"); // unread bits are not shown
    const r = arrowOf(theta, phi);
    const { now, ...pictures } = balls(r, w, step, bits);
    find(".circuit").innerHTML = circuit(step, bits);
    find(".circuit").setAttribute("aria-label", `Circuit, step ${step + 1} of 6: ${STEPS[step]}`);
    for (const [name, picture] of Object.entries(pictures)) caption(name, picture, now[name], step);
    for (const button of root.querySelectorAll("[data-step]")) button.setAttribute("aria-current", Number(button.dataset.step) === step ? "step" : "false");
    for (const [name, angle] of [["theta", theta], ["phi", phi]]) {
      const degrees = (angle * 180) / PI;
      setRange(name, degrees, `${Math.round(degrees)}°`);
    }
    setRange("w", w, two(w));
    setChoice(model.get("outcome"));
    find("[data-act=back]").disabled = step === 0;
    find("[data-act=next]").disabled = step === DONE;
    find(".chart").innerHTML = chart(w);
    find(".chart").setAttribute("aria-label", `Average fidelity ${two(fidelity(w))} at w = ${two(w)}; without a pair 0.67`);
    find(".now").textContent = `Step ${step + 1} of 6. ${sentence(r, w, step, bits)}`;
  }

  function caption(name, picture, r, step) {
    const whose = name === "bob" && step === READ ? "for Bob: " : "";
    const words = size(r) < 0.005 ? "no arrow: I/2" : `arrow (${r.map(two).join(", ")}), length ${two(size(r))}`;
    find(`.${name}`).innerHTML = picture;
    find(`.${name}`).setAttribute("aria-label", words);
    find(`.${name} + figcaption span`).textContent = whose + words;
  }

  function reset() {
    commitAll({ theta: PI / 3, phi: (11 * PI) / 18, w: 1, step: 0, outcome: "random" });
  }

  root.addEventListener("click", ({ target }) => {
    const { act, step } = target.closest("button")?.dataset ?? {};
    if (step) commitAll({ step: Number(step) });
    if (act === "back") commitAll({ step: Math.max(0, model.get("step") - 1) });
    if (act === "next") commitAll({ step: Math.min(DONE, model.get("step") + 1) });
    if (act === "reset") reset();
  });
  root.addEventListener("input", ({ target }) => {
    if (target.type === "radio") return commitAll({ outcome: target.value, bits: [] });
    const value = target.valueAsNumber;
    commitAll({ [target.name]: target.name === "w" ? value : (value * PI) / 180 });
  });

  const settle = () => {
    if (bitsNow() !== model.get("bits")) commitAll({}); // Python has moved the step or the outcome
    draw();
  };
  settle();
  return follow(model, ["theta", "phi", "w", "step", "bits", "outcome"], once(settle));
}

export default { render };
