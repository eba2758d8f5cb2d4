// One live plotly figure. The Python figure is the truth: `_whole` brings all of it when a view
// opens, messages of kind "change" bring what differs. plotly.js comes with the first figure of a
// kernel, or on request, and is shared by all figures of the page through globalThis.

const TYPED = { float32: Float32Array, float64: Float64Array, int32: Int32Array };

// Three colours of Okabe and Ito, then a purple and a grey: contrast 3 on white and on JupyterLab's
// dark grey, and apart for colour-blind readers. There is no sixth; tell more curves apart by dash.
const COLORWAY = ["#0072B2", "#D55E00", "#009E73", "#9C3FE0", "#8D8DAB"];

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

function sharedPlotly() {
  return (globalThis.__qlearn_plotly__ ??= Object.assign(deferred(), { done: false, asked: -Infinity }));
}

function deferred() {
  const parts = {};
  parts.promise = new Promise((resolve) => { parts.resolve = resolve; });
  return parts;
}

/** The page's plotly; asks this figure's kernel for it unless it is there or on its way. */
function plotly(model) {
  const shared = sharedPlotly();
  if (!shared.done && performance.now() - shared.asked > 5000) {
    shared.asked = performance.now();
    model.send({ kind: "plotly?" });
  }
  return shared.promise;
}

async function receivePlotly(bytes) {
  const shared = sharedPlotly();
  if (shared.done) return;
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
    showline: true, ticks: "outside", exponentformat: "power", automargin: true, zeroline: false, title: { standoff: 8, font: { size: 14 } },
  };
  const side = { ...axis, showbackground: false };
  const map = [{ colorscale: "Cividis", colorbar: { outlinewidth: 0, exponentformat: "power" } }];
  return {
    data: { heatmap: map, contour: map, surface: map },
    layout: {
      colorway: COLORWAY,
      font: { color: ink, family: css.fontFamily, size: 13 },
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      margin: { l: 60, r: 16, t: 28, b: 48 },
      xaxis: axis, yaxis: axis,
      scene: { xaxis: side, yaxis: side, zaxis: side },
      legend: { orientation: "h", x: 0, y: 1, yanchor: "bottom", bgcolor: "rgba(0,0,0,0)" },
      hoverlabel: { bgcolor: variable("--jp-layout-color1", "#fff"), bordercolor: soft, font: { color: ink } },
      annotationdefaults: { font: { color: ink }, arrowcolor: ink },
      shapedefaults: { line: { color: ink } },
      colorscale: { sequential: "Cividis", diverging: [[0, "#0072B2"], [0.5, "#f2f2f2"], [1, "#D55E00"]] },
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
  const { plotly: library, ...rest } = model.get("_whole");
  state = unpacked(rest, []);
  if (library) receivePlotly(library);
};

/**
 * anywidget 0.11 leaves a model that was not up within two seconds deaf to messages for good, which
 * happens on a busy machine. Here it is up, so its messages may go past that gate.
 */
function listen(model) {
  let inner;
  model.on("change:_inner", (it) => { inner = it; });
  model.set("_inner", true); // the event hands over the model behind anywidget's proxy
  const handle = inner && Object.getPrototypeOf(Object.getPrototypeOf(inner))._handle_comm_msg;
  if (handle) inner.comm?.on_msg(handle.bind(inner));
}

function initialize({ model }) {
  listen(model);
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
  const error = add("div", "ql-error", { role: "alert" });
  return { el, picture, text, error };
}

function showWords({ el, text, error }) {
  el.classList.toggle("ql-busy", state.busy);
  text.hidden = Boolean(state.error);
  if (text.textContent !== state.text) text.textContent = state.text;
  if (error.textContent !== state.error) error.textContent = state.error;
}

/** Names for what ipywidgets leaves nameless: sliders, the buttons of a movie, the whole as a group. */
function nameControls(el) {
  const explorer = el.closest(".ql-explorer");
  explorer?.setAttribute("role", "group");
  explorer?.setAttribute("aria-label", state.label);
  for (const handle of explorer?.querySelectorAll(".noUi-handle:not([aria-label])") ?? [])
    handle.setAttribute("aria-label", handle.closest(".widget-slider").querySelector(".widget-label").textContent);
  for (const icon of explorer?.querySelectorAll(".widget-play button > i") ?? [])
    icon.parentNode.setAttribute("aria-label", icon.matches(".fa-stop") ? "Stop and rewind" : "Play or pause");
}

async function render({ model, el }) {
  const nodes = frame(el);
  let Plotly, size, asked;
  const now = () => {
    asked = undefined;
    showWords(nodes);
    nameControls(el);
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
