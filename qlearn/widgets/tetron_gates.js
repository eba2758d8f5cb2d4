// The tetron console. Python measures; here is drawn what the model's `shown` says, and buttons are sent.

const GAMMAS = [[70, 32], [230, 32], [230, 96], [70, 96]]; // within a tetron, 300 wide
const PAIRS = { Z: [0, 1], X: [1, 2], Y: [0, 2], "Z'": [2, 3] };
const SINGLE = ["Z", "X", "Y", "Z'"], JOINT = ["ZZ", "XX", "ZX", "XZ", "YY"];
const COUPLES = [[0, 1], [0, 2], [1, 2]];
const CHALLENGES = { S: "S", SX: "√X", H: "H", CNOT: "CNOT" };

const sub = (n) => "₀₁₂₃₄"[n];
const sign = (m) => (m > 0 ? "+1" : "−1");
const two = (x) => fixed(x, 2);
const at = (q, [x, y]) => [300 * q + x, y];
const middle = ([a, b]) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];

// "ZX" on tetrons 1 and 3 is Z₁X₃
export const product = (word, tetrons) => (word === "Z'" ? [word] : [...word]).map((letter, i) => `${letter.replace("'", "′")}${sub(tetrons[i] + 1)}`).join("");

const inWords = (word, m) => [...word].map((letter, q) => (letter === "I" ? "" : letter + sub(q + 1))).join("") + ` = ${sign(m)}`;

// --- Drawing -----------------------------------------------------------------------------

function island(q, parity, reveal) {
  const [a, b, c, d] = GAMMAS.map((place) => at(q, place));
  const wires = line("wire", a, b) + line("wire", d, c) + line("backbone", [300 * q + 150, 32], [300 * q + 150, 96]);
  const told = reveal ? text(parity > 0 ? "small" : "small odd", [300 * q + 150, 122], parity > 0 ? "island even" : "island odd: poisoned") : "";
  return wires + text("name", [300 * q + 150, 10], `tetron ${q + 1}`) + told;
}

const dots = (q) => GAMMAS.map((place, i) => {
  const [x, y] = at(q, place);
  return `<circle class="gamma" cx="${x}" cy="${y}" r="8"/>` + text("small", [x + (i === 1 || i === 2 ? 22 : -22), y], `γ${sub(i + 1)}`);
}).join("");

// An arc whose top or bottom is half-way between the wires: it crosses none of a tetron in between.
const tie = ([x, y], [u, v]) => `<path class="tie" d="M${x} ${y}Q${(x + u) / 2} ${128 - (y + v) / 2} ${u} ${v}"/>`;

function measured([word, tetrons, outcome]) {
  const pairs = (word === "Z'" ? [word] : [...word]).map((letter, i) => PAIRS[letter].map((g) => at(tetrons[i], GAMMAS[g])));
  const ties = pairs.length > 1 ? tie(middle(pairs[0]), middle(pairs[1])) : "";
  return ties + pairs.map(([a, b]) => line("loop", a, b)).join("");
}

function bars(q, arrow) {
  const length = Math.hypot(...arrow);
  const rows = arrow.map((value, i) => {
    const y = 146 + 20 * i, x = 300 * q + 150;
    return text("small", [300 * q + 50, y], "XYZ"[i]) + line("grid", [x - 80, y], [x + 80, y]) + line("zero", [x, y - 8], [x, y + 8]) +
      `<rect class="bar" x="${x + Math.min(0, 80 * value)}" y="${y - 6}" width="${Math.abs(80 * value)}" height="12"/>` + text("small", [300 * q + 258, y], two(value));
  });
  const words = length > 0.995 ? "" : length < 0.005 ? "no arrow: entangled" : `arrow of length ${two(length)}: entangled`;
  return rows.join("") + text("small soft", [300 * q + 150, 206], words);
}

function board({ arrows, parities, log }, reveal) {
  const last = log.length ? measured(log[log.length - 1]) : "";
  return [0, 1, 2].map((q) => island(q, parities[q], reveal)).join("") + last + [0, 1, 2].map((q) => dots(q) + bars(q, arrows[q])).join("");
}

const entry = ([word, tetrons, outcome, truth], reveal) =>
  `<li>${product(word, tetrons)} <b>${sign(outcome)}</b>${reveal && outcome !== truth ? " <em>wrong</em>" : ""}</li>`;

// --- The page ----------------------------------------------------------------------------

const button = (word, tetrons) => `<button type="button" data-word="${word}" data-on="${tetrons.join()}" aria-label="measure ${product(word, tetrons)}">${word.replace("'", "′")}</button>`;

const PAGE = `<div class="ql-bloch ql-tetrons" role="group" aria-label="Tetron console">
<header><strong>Tetron console</strong><span class="row" role="radiogroup" aria-label="challenge">challenge:
${radios(Object.entries(CHALLENGES))}
<button type="button" data-act="start">Start again</button></span></header>
<svg class="board" viewBox="0 0 900 216" role="img"></svg>
<div class="presses">${[0, 1, 2].map((q) => `<div role="group"><span>tetron ${q + 1}</span>${SINGLE.map((word) => button(word, [q])).join("")}</div>`).join("")}
${COUPLES.map((pair) => `<div role="group"><span>${pair[0] + 1} and ${pair[1] + 1}</span>${JOINT.map((word) => button(word, pair)).join("")}</div>`).join("")}</div>
<p class="now" role="status" aria-live="polite"></p>
<p class="definite"></p>
<div class="below"><ol class="log" aria-label="records"></ol><div>
${range("p", "wrong records, p", 0, 0.2, 0.005)}${range("poison", "stray electrons, q", 0, 0.2, 0.005)}
<label class="reveal"><input type="checkbox" name="reveal">reveal what only a simulation knows</label>
<p class="forecast ql-text"></p></div></div></div>`;

function render({ model, el }) {
  const { root, find, setRange, setChoice } = panel(el, PAGE);

  function draw() {
    const shown = model.get("shown"), reveal = model.get("reveal");
    if (!shown.arrows) return;
    find(".board").innerHTML = board(shown, reveal);
    const lengths = shown.arrows.map((arrow, q) => `tetron ${q + 1}: X ${two(arrow[0])}, Y ${two(arrow[1])}, Z ${two(arrow[2])}`);
    find(".board").setAttribute("aria-label", lengths.join("; "));
    find(".log").innerHTML = shown.log.length ? shown.log.map((item) => entry(item, reveal)).join("") : "<li class='none'>nothing measured yet</li>";
    find(".log").scrollTop = find(".log").scrollHeight;
    const last = shown.log[shown.log.length - 1];
    find(".now").textContent = (last ? `${product(last[0], last[1])} gave ${sign(last[2])}. ` : "") + shown.text;
    find(".now").classList.toggle("met", shown.met);
    find(".definite").textContent = shown.definite.length ? `Definite now: ${shown.definite.map((pair) => inWords(...pair)).join(", ")}` : "";
    find(".forecast").textContent = shown.forecast;
    for (const name of ["p", "poison"]) setRange(name, model.get(name), model.get(name).toFixed(3));
    find("[name=reveal]").checked = reveal;
    setChoice(model.get("challenge"));
  }

  root.addEventListener("click", ({ target }) => {
    const { word, on, act } = target.closest("button")?.dataset ?? {};
    if (word) model.send({ press: [word, on.split(",").map(Number)] });
    if (act === "start") model.send({ start: true });
  });
  root.addEventListener("input", ({ target }) => {
    if (target.type === "radio") commit(model, { challenge: target.value });
    if (target.type === "checkbox") commit(model, { reveal: target.checked });
    if (target.type === "range") commit(model, { [target.name]: target.valueAsNumber });
  });

  draw();
  return follow(model, ["shown", "p", "poison", "reveal", "challenge"], draw);
}

export default { render };
