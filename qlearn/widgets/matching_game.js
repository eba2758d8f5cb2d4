// The matching game. Python keeps the rules; here is drawn what the model's `shown` says, and clicks are sent.

const BOARDS = { patch: "a patch, one round", strip: "a strip, time runs down" };
const RIMS = { // both rims of each board; the logical readout counts ends at the first
  patch: [[40, 25, 600, 25], [40, 375, 600, 375]],
  strip: [[600, 14, 600, 386], [40, 14, 40, 386]],
};
const WORDS = { free: "event without a partner", picked: "event, picked", paired: "event, paired" };

const path = (name, points) => `<polyline class="${name}" points="${points.map((at) => at.join()).join(" ")}"/>`;
const rim = ([x, y, u, v], counted) => `<line class="rim${counted ? " counted" : ""}" x1="${x}" y1="${y}" x2="${u}" y2="${v}"/>`;

function event([node, state], [x, y]) {
  return `<g class="event ${state}" data-node="${node}" tabindex="0" role="button" aria-label="${WORDS[state]}, at ${Math.round(x)}, ${Math.round(y)}">` +
    `<circle class="touch" cx="${x}" cy="${y}" r="20"/><circle class="spot" cx="${x}" cy="${y}" r="10"/></g>`;
}

function picture(board, { edges, nodes, events, yours, best, errors }) {
  const dots = nodes.map(([x, y]) => `<circle class="node" cx="${x}" cy="${y}" r="4"/>`).join("");
  return RIMS[board].map((place, i) => rim(place, i === 0)).join("") +
    edges.map((points) => path("edge", points)).join("") + dots +
    yours.map((points) => path("yours", points)).join("") +
    best.map((points) => path("best", points)).join("") +
    errors.map((points) => path("errors", points)).join("") +
    events.map((item) => event(item, nodes[item[0]])).join("");
}

const PAGE = `<div class="ql-bloch ql-matching" role="group" aria-label="Matching game">
<header><strong>Matching game</strong><span class="row" role="radiogroup" aria-label="board">
${radios(Object.entries(BOARDS))}</span></header>
<div class="row"><button type="button" data-act="rim">to the rim</button><button type="button" data-act="clear">Take back</button>
<button type="button" data-act="judge">Compare with matching</button><button type="button" data-act="new">New errors</button>
${range("level", "noise", 1, 10, 1)}</div>
<svg class="board" viewBox="0 0 640 400"></svg>
<p class="key"><span class="spot">●</span> event <i class="yours"></i> yours <i class="best"></i> matching <i class="errors"></i> errors
<i class="counted"></i> the rim whose ends the logical readout counts</p>
<p class="now" role="status" aria-live="polite"></p><p class="score"></p></div>`;

function render({ model, el }) {
  const { root, find, setRange, setChoice } = panel(el, PAGE);

  function draw() {
    const shown = model.get("shown"), board = model.get("board");
    if (!shown.nodes) return;
    const held = document.activeElement?.closest?.(".event")?.dataset.node; // keep the keyboard's place
    find(".board").innerHTML = picture(board, shown);
    if (held && root.isConnected) find(`[data-node="${held}"]`)?.focus();
    find(".now").textContent = shown.text;
    find(".score").textContent = shown.score;
    find("[data-act=judge]").disabled = !shown.ready;
    find("[data-act=rim]").disabled = !shown.picked;
    setRange("level", model.get("level"), shown.p);
    setChoice(board);
  }

  const choose = (target) => {
    const node = target.closest(".event")?.dataset.node, act = target.closest("button")?.dataset.act;
    if (node) model.send({ click: Number(node) });
    if (act) model.send({ act });
  };
  root.addEventListener("click", ({ target }) => choose(target));
  root.addEventListener("input", ({ target }) => {
    commit(model, target.type === "radio" ? { board: target.value } : { level: target.valueAsNumber });
  });
  root.addEventListener("keydown", (event) => {
    if (!modified(event) && event.target.closest(".event") && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      choose(event.target);
    }
  });

  draw();
  return follow(model, ["shown", "board", "level"], draw);
}

export default { render };
