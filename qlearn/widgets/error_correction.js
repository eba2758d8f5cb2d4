// The syndrome board. Python decodes; here is drawn what the model's `shown` says, and errors are placed.

const WIDE = 900, LEFT = 130, RIGHT = 790, TOP = 66, ROW = 29;
const NEXT = { I: "X", X: "Y", Y: "Z", Z: "I" };
const SHAPES = { X: "x", Y: "y", Z: "z" };

const clash = (a, b) => a !== b && a !== "I" && b !== "I";
const column = (q, n) => LEFT + ((q + 0.5) * (RIGHT - LEFT)) / n;

// --- Drawing -----------------------------------------------------------------------------

function qubit(q, n, letter) {
  const x = column(q, n), placed = letter === "I" ? "" : `error ${SHAPES[letter]}`;
  return `<g class="qubit ${placed}" role="button" tabindex="-1" data-q="${q}" aria-label="qubit ${q}: ${letter === "I" ? "no error" : letter}">` +
    text("small soft", [x, 10], q) + `<circle cx="${x}" cy="39" r="17"/>` + text("letter", [x, 40], letter === "I" ? "" : letter) + "</g>";
}

// A check: its letters; framed where the error anticommutes with them. An odd number of frames lights the lamp.
function check(row, { checks, error, syndrome }) {
  const letters = [...checks[row]], n = letters.length, y = TOP + ROW * (row + 0.5), lit = syndrome[row];
  const cells = letters.map((letter, q) => {
    if (letter === "I") return "";
    const x = column(q, n), hit = clash(letter, error[q]);
    return (hit ? `<rect class="hit" x="${x - 14}" y="${y - 12}" width="28" height="24" rx="4"/>` : "") + text(SHAPES[letter], [x, y + 1], letter);
  });
  const lamp = `<circle class="lamp ${lit ? "lit" : ""}" cx="826" cy="${y}" r="11"/>` + text(lit ? "bit on" : "bit", [826, y + 1], lit);
  return `<line class="rule" x1="${LEFT}" x2="806" y1="${y}" y2="${y}"/>` + text("name", [66, y], `check ${row}`) + cells.join("") + lamp;
}

function string(y, name, word) {
  return text("name", [66, y], name) + [...word].map((letter, q) => text(letter === "I" ? "idle" : `letter ${SHAPES[letter]}`, [column(q, word.length), y + 1], letter === "I" ? "·" : letter)).join("");
}

function board(shown) {
  const { checks, error, correction, residual } = shown, n = error.length, end = TOP + ROW * checks.length;
  const rows = checks.map((_, row) => check(row, shown)).join("");
  return text("name", [66, 39], "error") + [...error].map((letter, q) => qubit(q, n, letter)).join("") + text("small soft", [826, 39], "fires") + rows +
    `<line class="divide" x1="20" x2="${WIDE - 20}" y1="${end + 8}" y2="${end + 8}"/>` + string(end + 28, "correction", correction) + string(end + 56, "what is left", residual);
}

// --- The page ----------------------------------------------------------------------------

const page = (codes) => `<div class="ql-bloch ql-syndrome" role="group" aria-label="Syndrome explorer">
<header><strong>Syndrome explorer</strong><button type="button" data-act="clear">Clear</button></header>
<div class="row codes" role="radiogroup" aria-label="code">${radios(Object.entries(codes))}</div>
<p class="about"></p>
<svg class="board" role="group"></svg>
<div class="row letters" role="group" aria-label="letter for the chosen qubit"><span class="chosen"></span>${["X", "Y", "Z", "I"].map((letter) => `<button type="button" data-letter="${letter}">${letter}</button>`).join("")}
<span class="help">click a qubit: X, Y, Z, none; or arrow keys, then X, Y, Z, I</span></div>
<p class="now" role="status" aria-live="polite"><b></b> <span></span></p>
<div class="noise">${range("p", "error rate, p", 0, 0.3, 0.005)}<button type="button" data-act="throw">Throw errors</button></div>
<p class="forecast ql-text"></p></div>`;

function render({ model, el }) {
  const { root, find, setRange, setChoice } = panel(el, page(model.get("names")));
  let chosen = 0;

  function mark(focus = false) {
    for (const node of root.querySelectorAll(".qubit")) {
      const here = Number(node.dataset.q) === chosen;
      node.setAttribute("tabindex", here ? "0" : "-1");
      node.classList.toggle("here", here);
      if (here && focus) node.focus();
    }
    find(".chosen").textContent = `on qubit ${chosen} put`;
  }

  function draw() {
    const shown = model.get("shown");
    if (!shown.checks) return;
    const focused = root.getRootNode().activeElement?.closest?.(".qubit");
    const inside = Boolean(focused) && root.contains(focused); // asked before the board is drawn anew
    chosen = Math.min(chosen, shown.error.length - 1);
    const fired = shown.syndrome.flatMap((bit, i) => (bit ? [i] : []));
    find(".board").setAttribute("viewBox", `0 0 ${WIDE} ${TOP + ROW * shown.checks.length + 74}`);
    find(".board").setAttribute("aria-label", `error ${shown.error}; ${fired.length ? "checks that fire: " + fired.join(", ") : "no check fires"}; correction ${shown.correction}; what is left ${shown.residual}`);
    find(".board").innerHTML = board(shown);
    mark(inside);
    find(".about").textContent = shown.about;
    find(".now b").textContent = fired.length ? `Syndrome ${shown.syndrome.join("")}.` : "Syndrome: all 0.";
    find(".now span").textContent = shown.text;
    find(".now").dataset.verdict = shown.verdict;
    find(".forecast").textContent = shown.noise;
    setRange("p", model.get("p"), `${(100 * model.get("p")).toFixed(1)} %`);
    setChoice(model.get("code"));
  }

  // What has been placed, also before the kernel has answered; just after a change of code, what it says.
  function current() {
    const error = model.get("error"), known = model.get("shown").error;
    return error.length === known.length ? error : known;
  }

  function put(q, letter) {
    const error = [...current()];
    chosen = q;
    error[q] = letter;
    commit(model, { error: error.join("") });
  }

  root.addEventListener("click", ({ target }) => {
    const node = target.closest(".qubit"), { letter, act } = target.closest("button")?.dataset ?? {};
    const error = current();
    if (node) {
      chosen = Number(node.dataset.q);
      mark(true);
      put(chosen, NEXT[error[chosen]]);
    }
    if (letter) put(chosen, letter);
    if (act === "clear") commit(model, { error: "I".repeat(error.length) });
    if (act === "throw") model.send({ throw: true });
  });
  root.addEventListener("input", ({ target }) => {
    commit(model, target.type === "radio" ? { code: target.value } : { p: target.valueAsNumber });
  });
  root.addEventListener("keydown", (event) => {
    if (modified(event) || !event.target.closest(".qubit")) return;
    const error = current(), n = error.length, key = event.key.toUpperCase();
    const step = { ArrowRight: 1, ArrowLeft: n - 1 }[event.key];
    if (step) {
      chosen = (chosen + step) % n;
      mark(true);
    } else if ("XYZI".includes(key)) put(chosen, key);
    else if (key === " " || key === "ENTER") put(chosen, NEXT[error[chosen]]);
    else if (key === "BACKSPACE" || key === "DELETE") put(chosen, "I");
    else return;
    event.preventDefault();
  });

  draw();
  return follow(model, ["shown", "p", "code"], draw);
}

export default { render };
