// What the drawn widgets share: text, lines, sliders and choices as HTML, and the ways between page and model.
// Stands in front of a widget's own script in one module.

// --- As text -----------------------------------------------------------------------------

// With that many digits and a true minus sign, but no minus in front of a zero.
const fixed = (x, digits) => (Math.abs(x) < 0.5 * 10 ** -digits ? 0 : x).toFixed(digits).replace("-", "−");

const text = (name, [x, y], words) => `<text class="${name}" x="${x.toFixed(1)}" y="${y.toFixed(1)}">${words}</text>`;
const line = (name, [x1, y1], [x2, y2]) =>
  `<line class="${name}" x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}"/>`;

const range = (name, words, from, to, step) =>
  `<label class="range"><span>${words}</span><input type="range" name="${name}" min="${from}" max="${to}" step="${step}"><output></output></label>`;

// From pairs [value, words]; they belong into an element with role="radiogroup".
const radios = (choices) => choices.map(([value, words]) => `<label><input type="radio" value="${value}">${words}</label>`).join("");

// --- The page ----------------------------------------------------------------------------

const modified = (event) => event.ctrlKey || event.metaKey || event.altKey;

// Puts a page of one element into `el`, and keeps its keys from becoming shortcuts of the notebook.
function panel(el, page) {
  el.innerHTML = page;
  const root = el.firstElementChild;
  const find = (selector) => root.querySelector(selector);
  for (const group of root.querySelectorAll("[role=radiogroup]")) {
    const name = `choice-${Math.random()}`; // arrow keys move within the choices of this view alone
    for (const radio of group.querySelectorAll("[type=radio]")) radio.name = name;
  }
  root.addEventListener("keydown", (event) => { if (!modified(event)) event.stopPropagation(); });
  return {
    root,
    find,
    setRange(name, value, words) {
      find(`[name=${name}]`).value = value;
      find(`[name=${name}] + output`).textContent = words;
    },
    setChoice(value) {
      for (const radio of root.querySelectorAll("[type=radio]")) radio.checked = radio.value === String(value);
    },
  };
}

// --- The model ---------------------------------------------------------------------------

function commit(model, changes) {
  for (const [name, value] of Object.entries(changes)) model.set(name, value);
  model.save_changes();
}

// Calls when one of these traits changes; what comes back ends that.
function follow(model, names, call) {
  const events = names.map((name) => `change:${name}`);
  events.forEach((event) => model.on(event, call));
  return () => events.forEach((event) => model.off(event, call));
}

// One commit changes several traits: call once, when all are set.
function once(call) {
  let waiting = false;
  return () => {
    if (!waiting) queueMicrotask(() => {
      waiting = false;
      call();
    });
    waiting = true;
  };
}
