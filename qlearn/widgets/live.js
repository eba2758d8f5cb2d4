// One live plotly figure. The Python figure is the truth: `_whole` brings all of it when a view
// opens, messages of kind "change" bring what differs. plotly.js is fetched once per page, over
// the comm of the first figure that needs it, and shared through globalThis.

const TYPED = { float32: Float32Array, float64: Float64Array, int32: Int32Array };

// Okabe and Ito's hues, shaded so that each has contrast 3 or more on white and on JupyterLab's dark grey.
const COLORWAY = ["#0A7CBF", "#CF5D10", "#0B9A72", "#C0649A", "#A8820F", "#4795BD", "#8A7AC9"];

// ---------------------------------------------------------------- what arrives

/** JSON with packed arrays -> the same with typed arrays; 2D arrays become lists of rows. */
function unpacked(value, buffers) {
  if (Array.isArray(value)) return value.map((item) => unpacked(item, buffers));
  if (value === null || typeof value !== "object") return value;
  if (value.dtype && "bytes" in value) return typed(value, buffers);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unpacked(item, buffers)]));
}

function typed({ dtype, shape, bytes }, buffers) {
  const view = typeof bytes === "number" ? buffers[bytes] : bytes;
  const flat = new TYPED[dtype](view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
  if (shape.length < 2) return flat;
  const [rows, columns] = shape;
  return Array.from({ length: rows }, (_, row) => flat.subarray(row * columns, (row + 1) * columns));
}

/** Set `value` at a dotted path, making the containers on the way. */
function put(target, path, value) {
  const keys = path.split(".");
  const last = keys.pop();
  for (const key of keys) target = target[key] ??= {};
  target[last] = value;
}

function merge(state, change) {
  for (const [index, values] of Object.entries(change.traces ?? {}))
    for (const [path, value] of Object.entries(values)) put(state.data[index], path, value);
  for (const [path, value] of Object.entries(change.layout ?? {})) put(state.layout, path, value);
  for (const word of ["text", "error", "busy"]) if (word in change) state[word] = change[word];
}

/** A copy that plotly may write into; arrays of numbers stay shared, they are never written. */
function copy(value) {
  if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return isContainer(value[0]) ? value.map(copy) : value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copy(item)]));
}

const isContainer = (value) => typeof value === "object" && value !== null && !ArrayBuffer.isView(value);

// ---------------------------------------------------------------- plotly, once per page

/** The page's plotly; asks this figure's kernel for it unless it is there or on its way. */
function plotly(model) {
  const shared = (globalThis.__qlearn_plotly__ ??= Object.assign(Promise.withResolvers(), { asked: -Infinity }));
  if (!shared.done && performance.now() - shared.asked > 5000) {
    shared.asked = performance.now();
    model.send({ kind: "plotly?" });
  }
  return shared.promise;
}

async function receivePlotly(bytes) {
  const shared = globalThis.__qlearn_plotly__;
  if (!shared || shared.done) return;
  shared.done = true;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const source = await new Response(stream).text();
  const module = { exports: {} };
  new Function("module", "exports", "define", source)(module, module.exports, undefined);
  shared.resolve(module.exports);
}

// ---------------------------------------------------------------- the theme of the page

/** A plotly template in the colours and font that the page has at this moment. */
function theme(el) {
  const css = getComputedStyle(el);
  const variable = (name, otherwise) => css.getPropertyValue(name).trim() || otherwise;
  const ink = css.color;
  const soft = variable("--jp-border-color2", "#bdbdbd");
  const axis = {
    gridcolor: soft, zerolinecolor: soft, linecolor: soft, tickcolor: soft,
    showline: true, ticks: "outside", automargin: true, zeroline: false, title: { standoff: 8 },
  };
  const side = { ...axis, showbackground: false };
  return {
    layout: {
      colorway: COLORWAY,
      font: { color: ink, family: css.fontFamily, size: 14 },
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      margin: { l: 60, r: 16, t: 16, b: 48 },
      xaxis: axis, yaxis: axis,
      scene: { xaxis: side, yaxis: side, zaxis: side },
      legend: { orientation: "h", x: 0, y: 1, yanchor: "bottom", bgcolor: "rgba(0,0,0,0)" },
      hoverlabel: { bgcolor: variable("--jp-layout-color1", "#fff"), bordercolor: soft, font: { color: ink } },
      annotationdefaults: { font: { color: ink }, arrowcolor: ink },
      shapedefaults: { line: { color: ink } },
      colorscale: { sequential: "Cividis", diverging: [[0, "#0A7CBF"], [0.5, "#f2f2f2"], [1, "#CF5D10"]] },
      hovermode: "closest",
    },
  };
}

/** Calls `act` when the page changes between light and dark; returns the way to stop. */
function onTheme(act) {
  const observer = new MutationObserver(act);
  observer.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-jp-theme-name", "class"] });
  return () => observer.disconnect();
}

// ---------------------------------------------------------------- the widget

let state; // anywidget evaluates this module once per model, so this is the state of one figure
const views = new Set();

const refresh = (model) => {
  state = unpacked(model.get("_whole"), []);
};

function initialize({ model }) {
  refresh(model);
  model.on("change:_whole", () => {
    refresh(model);
    for (const draw of views) draw();
  });
  model.on("msg:custom", (content, buffers) => {
    if (content.kind === "plotly") receivePlotly(buffers[0]);
    if (content.kind !== "change") return;
    merge(state, unpacked(content, buffers));
    for (const draw of views) draw();
  });
}

function frame(el) {
  el.classList.add("ql-live");
  const add = (tag, className, attributes = {}) => {
    const node = Object.assign(document.createElement(tag), { className });
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    el.append(node);
    return node;
  };
  const picture = add("div", "ql-picture", { role: "img", "aria-label": state.label });
  picture.style.height = `${state.height}px`;
  const text = add("p", "ql-text", { role: "status", "aria-live": "polite" });
  const error = add("pre", "ql-error", { role: "alert" });
  return { el, picture, text, error };
}

function showWords({ el, text, error }) {
  el.classList.toggle("ql-busy", state.busy);
  if (text.textContent !== state.text) text.textContent = state.text;
  if (error.textContent !== state.error) error.textContent = state.error;
}

async function render({ model, el }) {
  const nodes = frame(el);
  let Plotly, size, asked;
  const now = () => {
    asked = undefined;
    showWords(nodes);
    if (!Plotly || !size) return;
    const layout = { uirevision: "kept", ...copy(state.layout), template: theme(el), width: size, height: state.height };
    Plotly.react(nodes.picture, copy(state.data), layout, { displayModeBar: false });
  };
  const draw = () => (asked ??= requestAnimationFrame(now)); // many changes, one drawing per frame
  views.add(draw);
  const resized = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry.contentRect.width);
    if (width && width !== size) { size = width; draw(); }
  });
  resized.observe(nodes.picture);
  const stop = onTheme(draw);
  plotly(model).then((library) => { Plotly = library; draw(); });
  draw();
  return () => {
    views.delete(draw);
    resized.disconnect();
    stop();
    Plotly?.purge(nodes.picture);
  };
}

export default { initialize, render };
