// The network map. Python computes; here nodes are dragged, and what the model's `shown` says is drawn.

const WIDTH = 120, HEIGHT = 70, SCALE = 7, MARGIN = 3; // km, and pixels per km
const NAMES = ["A", "B", "1", "2", "3", "4", "5"];
const START = [[5, 36], [115, 34], [31, 57], [32, 13], [60, 38], [88, 58], [86, 12]];
const DEFAULTS = { positions: START, moving: false, log_t: 3, f0: 0.97, q: 1, efficiency: 0.5, cutoff_ms: 0 };
const STEPS = { ArrowLeft: [-2, 0], ArrowRight: [2, 0], ArrowUp: [0, 2], ArrowDown: [0, -2] };

const at = ([x, y]) => [SCALE * x, SCALE * (HEIGHT - y)];
const clamp = (x, top) => Math.min(top - MARGIN, Math.max(MARGIN, x));
const onMap = ([x, y]) => [clamp(x, WIDTH), clamp(y, HEIGHT)];
const number = (x) => (x >= 100 ? x.toFixed(0) : x >= 0.1 ? x.toPrecision(2) : x === 0 ? "0" : x.toExponential(0));
const lifetime = (log) => {
  const ms = 10 ** log;
  return ms >= 1000 ? `${number(ms / 1000)} s` : `${number(ms)} ms`;
};

// --- Drawing -----------------------------------------------------------------------------

function link([a, b, km, rate], places, best) {
  const [p, q] = [at(places[a]), at(places[b])];
  const width = Math.max(1, 2.2 * Math.log10(Math.max(rate, 0.01)) + 2).toFixed(1); // from 1 in 3 s on, wider
  const [x, y] = [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2];
  return `<line class="link${best ? " best" : ""}" x1="${p[0]}" y1="${p[1]}" x2="${q[0]}" y2="${q[1]}" stroke-width="${width}"/>` +
    `<text class="rate" x="${x}" y="${y - 11}">${number(rate)}/s</text><text class="rate km" x="${x}" y="${y + 11}">${km.toFixed(0)} km</text>`;
}

function drawLinks(shown, places) {
  const best = shown.best === null || shown.best === undefined ? [] : shown.routes[shown.best].path;
  const along = (a, b) => best.some((node, i) => i && [best[i - 1], node].sort().join() === [a, b].sort().join());
  return (shown.links ?? []).map((item) => link(item, places, along(item[0], item[1]))).join("");
}

const nodes = NAMES.map((name, i) =>
  `<g class="node ${i < 2 ? "end" : ""}" data-node="${i}" tabindex="0" role="button"><circle r="16"/><text>${name}</text></g>`).join("");

const row = (route, best) =>
  `<tr class="${best ? "best" : ""}"><td>${route.name}</td><td>${route.km.toFixed(0)}</td><td>${route.rate[0].toPrecision(3)} ± ${number(route.rate[1])}</td>` +
  `<td>${route.fidelity[0].toFixed(3)} ± ${route.fidelity[1].toFixed(3)}</td><td>${route.key ? route.key.toPrecision(3) : "none"}</td></tr>`;

// --- The page ----------------------------------------------------------------------------

const PAGE = `<div class="ql-bloch ql-map" role="group" aria-label="Network map">
<header><strong>Network map: drag the nodes, or focus one and use the arrow keys</strong><button type="button" data-act="reset">Reset</button></header>
<svg class="map" viewBox="0 0 ${SCALE * WIDTH} ${SCALE * HEIGHT}" role="group" aria-label="nodes and links"><g class="links"></g>${nodes}</svg>
<p class="now ql-text" role="status" aria-live="polite"></p>
<div class="below"><table><thead><tr><th>path</th><th>km</th><th>pairs/s</th><th>fidelity</th><th>key, bits/s</th></tr></thead><tbody></tbody></table><div>
${range("log_t", "memory lifetime T", -1, 4, 0.1)}${range("f0", "fidelity of a link", 0.9, 1, 0.005)}
${range("q", "swap works, q", 0.4, 1, 0.05)}${range("efficiency", "photon efficiency", 0.2, 1, 0.05)}
<div class="row" role="radiogroup" aria-label="cutoff">cutoff ${radios([[0, "none"], [100, "100 ms"], [50, "50 ms"], [20, "20 ms"]])}</div>
</div></div></div>`;

function render({ model, el }) {
  const { root, find, setRange, setChoice } = panel(el, PAGE);
  const map = find(".map");
  let held = null, places = model.get("positions"); // `places` runs ahead of the model during a drag

  function draw() {
    const shown = model.get("shown");
    find(".links").innerHTML = drawLinks(shown, places);
    for (const node of root.querySelectorAll(".node")) {
      const place = places[Number(node.dataset.node)], [x, y] = at(place);
      node.setAttribute("transform", `translate(${x} ${y})`);
      node.setAttribute("aria-label", `node ${NAMES[node.dataset.node]}, ${place[0].toFixed(0)} km east, ${place[1].toFixed(0)} km north`);
    }
    find("tbody").innerHTML = (shown.routes ?? []).map((route, i) => row(route, i === shown.best)).join("");
    find(".now").textContent = shown.text ?? "";
    for (const [name, words] of [["log_t", lifetime], ["f0", (x) => x.toFixed(3)], ["q", (x) => x.toFixed(2)], ["efficiency", (x) => x.toFixed(2)]]) {
      setRange(name, model.get(name), words(model.get(name)));
    }
    setChoice(model.get("cutoff_ms"));
  }

  function put(node, place, moving) {
    places = places.map((old, i) => (i === node ? onMap(place) : old));
    draw();
    commit(model, { moving, positions: places });
  }

  function pointed(event) {
    const box = map.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * WIDTH, (1 - (event.clientY - box.top) / box.height) * HEIGHT];
  }

  map.addEventListener("pointerdown", (event) => {
    const node = event.target.closest(".node");
    if (!node) return;
    held = Number(node.dataset.node);
    map.setPointerCapture(event.pointerId);
  });
  map.addEventListener("pointermove", (event) => { if (held !== null) put(held, pointed(event), true); });
  const drop = () => {
    if (held !== null) commit(model, { moving: false });
    held = null;
  };
  map.addEventListener("pointerup", drop);
  map.addEventListener("pointercancel", drop);
  map.addEventListener("keydown", (event) => {
    const node = event.target.closest(".node"), step = STEPS[event.key];
    if (!node || !step) return;
    event.preventDefault();
    const place = places[Number(node.dataset.node)];
    put(Number(node.dataset.node), [place[0] + step[0], place[1] + step[1]], false);
  });
  root.addEventListener("click", ({ target }) => { if (target.closest("[data-act=reset]")) commit(model, structuredClone(DEFAULTS)); });
  root.addEventListener("input", ({ target }) => {
    if (target.type === "radio") commit(model, { cutoff_ms: Number(target.value) });
    if (target.type === "range") commit(model, { [target.name]: target.valueAsNumber });
  });

  const drawAnew = () => {
    if (held === null) places = model.get("positions");
    draw();
  };
  draw();
  return follow(model, [...Object.keys(DEFAULTS), "shown"], drawAnew);
}

export default { render };
