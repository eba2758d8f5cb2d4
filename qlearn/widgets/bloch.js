// The Bloch explorer: draws one qubit, turns it, measures it. Stands behind panel.js, qubit.js and sphere.js in one module.
// theta, phi and global_phase are the truth; `history` and `shots` say which state they belong to, and
// are out of date, hence not shown, when the state is another one (a slider, or Python, has moved it).

const START = { azimuth: 28, elevation: 18 };

// --- Numbers as text ---------------------------------------------------------------------

const complex = (re, im) => `${fixed(re, 3).padStart(6, "\u2007")} ${im < -5e-4 ? "−" : "+"} ${fixed(Math.abs(im), 3)}i`;
const degrees = (angle) => (angle * 180) / PI;

function multipleOfPi(number) {
  const common = (a, b) => (b ? common(b, a % b) : a);
  if (number === 0) return "0";
  const shared = common(Math.abs(number), 180);
  const [over, under] = [Math.abs(number) / shared, 180 / shared];
  return `${number < 0 ? "−" : ""}${over === 1 ? "" : over}π${under === 1 ? "" : `/${under}`}`;
}

function ketText(v) {
  const term = (re, im) => {
    const [a, b] = [Math.abs(re) > 5e-4, Math.abs(im) > 5e-4];
    if (Math.abs(Math.abs(re) - 1) < 5e-4) return re < 0 ? "−" : "";
    if (a && b) return `(${fixed(re, 2)}${im < 0 ? "−" : "+"}${fixed(Math.abs(im), 2)}i)`;
    return b ? `${fixed(im, 2)}i` : fixed(re, 2);
  };
  const [a, b] = [Math.hypot(v[0], v[1]), Math.hypot(v[2], v[3])];
  return [a > 5e-4 && `${term(v[0], v[1])}|0⟩`, b > 5e-4 && `${term(v[2], v[3])}|1⟩`].filter(Boolean).join(" + ").replace("+ −", "− ");
}

// --- Bars --------------------------------------------------------------------------------

// Observed fractions as bars; what Born's rule expects as a line, with the error bar of that many shots.
function bars({ axis, p, counts }) {
  const [total, base, height] = [counts[0] + counts[1], 140, 122];
  const y = (fraction) => base - height * fraction;
  const grid = [0, 0.5, 1].map((f) => line("", [34, y(f)], [226, y(f)]) + text("tick", [29, y(f)], f)).join("");
  const columns = counts.map((count, i) => {
    const [middle, fraction, expected] = [82 + 96 * i, total ? count / total : 0, i ? 1 - p : p];
    const error = total ? Math.sqrt((p * (1 - p)) / total) : 0;
    const [low, high] = [Math.max(0, expected - error), Math.min(1, expected + error)];
    return `<rect x="${middle - 30}" y="${y(fraction)}" width="60" height="${height * fraction}"/>` +
      line("expected", [middle - 40, y(expected)], [middle + 40, y(expected)]) +
      (total ? line("error", [middle, y(low)], [middle, y(high)]) + line("error", [middle - 7, y(low)], [middle + 7, y(low)]) +
        line("error", [middle - 7, y(high)], [middle + 7, y(high)]) : "") +
      text("", [middle, base + 13], `|${OUTCOMES[axis][i]}⟩: ${count}`);
  });
  return grid + columns.join("");
}

// --- The page ----------------------------------------------------------------------------

const slider = (name, symbol, words, top) =>
  `<label class="angle ${name}"><span><b>${symbol}</b> ${words}</span>` +
  `<input type="range" name="${name}" min="0" max="${top}" step="1"><output></output></label>`;
const button = (act, value, words, title) =>
  `<button type="button" data-${act}="${value}" title="${title}">${words}</button>`;
const amplitude = (name, symbol, bit) =>
  `<div class="amplitude ${name}"><span><b>${symbol}</b> = ⟨${bit}|ψ⟩</span><span class="number"></span>` +
  `<div class="gauge"><i></i></div><svg class="dial" viewBox="-17 -17 34 34" aria-hidden="true">` +
  `<circle r="15"/><line x1="0" y1="0" x2="0" y2="0"/></svg><span class="chance"></span></div>`;

const PAGE = `<div class="ql-bloch" role="group" aria-label="Bloch sphere explorer">
<header><strong>One qubit on the Bloch sphere</strong>${button("act", "reset", "Reset", "back to |0⟩")}</header>
<div class="columns"><div class="left">
<svg class="sphere" viewBox="0 0 360 360" tabindex="0" role="img"></svg>
${slider("theta", "θ", "polar", 180)}${slider("phi", "φ", "azimuth", 360)}${slider("global_phase", "γ", "global phase", 360)}
</div><div class="right">
<h4>Amplitudes <small>size as bar, phase as dial</small></h4>
${amplitude("alpha", "α", 0)}${amplitude("beta", "β", 1)}
<h4>Gates</h4>
<div class="row">${Object.entries(GATES).map(([name, gate]) => button("gate", name, name, gate.words)).join("")}</div>
<div class="row">${["X", "Y", "Z"].map((l) => button("turn", l, `R${l.toLowerCase()}`, `turn about ${l.toLowerCase()}`)).join("")}
<label style="flex:1">by <input type="range" name="turn" min="-360" max="360" step="15" value="90" aria-label="angle of Rx, Ry, Rz">
<output style="min-width:7.5em"></output></label></div>
<p class="history"><span></span><span></span></p>
<h4>Measure <small>each shot on a fresh copy of the state</small></h4>
<div class="measure"><div>
<div class="row" role="radiogroup" aria-label="measurement axis">along
${radios(["Z", "X", "Y"].map((l) => [l, l]))}</div>
<div class="row shots">${[1, 10, 100, 1000].map((n) => button("shots", n, n > 1 ? n : "1 shot", n > 1 ? `${n} shots` : "a single shot")).join("")}</div>
<label class="row"><input type="checkbox" name="collapse"> collapse after one shot</label>
<div class="expectation"></div></div><svg class="bars" viewBox="0 0 230 165" role="img"></svg></div>
</div></div><p class="now" role="status" aria-live="polite"></p></div>`;

function render({ model, el }) {
  const { root, find, setRange, setChoice } = panel(el, PAGE);
  const view = { ...START };
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let random = generator(model.get("seed") ?? crypto.getRandomValues(new Uint32Array(1))[0]);
  let [frame, said] = [0, ""];
  let shown = null; // amplitudes and counts on screen; during an animation they lag behind the model
  let moving = { trail: [] };

  const NAMES = ["theta", "phi", "global_phase"];
  const now = () => NAMES.map((name) => model.get(name));
  const same = (list) => list?.length === 3 && list.every((entry, i) => entry === now()[i]);
  const truth = () => ({ v: amplitudes(...now()), record: record() });
  const history = () => (same(model.get("history").state) ? model.get("history") : { start: "ψ₀", gates: [] });
  const record = () => {
    const last = model.get("shots");
    return same(last.state) && last.axis === model.get("axis") ? last : fresh();
  };
  const fresh = () => {
    const axis = model.get("axis");
    return { axis, p: probability(amplitudes(...now()), axis), counts: [0, 0] };
  };

  function commitState(state, changes) {
    commit(model, { ...Object.fromEntries(NAMES.map((name, i) => [name, state[i]])), ...changes });
  }

  // --- Drawing

  function drawAmplitudes(v) {
    ["alpha", "beta"].forEach((name, i) => {
      const [re, im, row] = [v[2 * i], v[2 * i + 1], find(`.${name}`)];
      const size = Math.hypot(re, im);
      const hand = row.querySelector(".dial line");
      row.querySelector(".number").textContent = complex(re, im);
      row.querySelector(".gauge i").style.transform = `scaleX(${size})`;
      hand.setAttribute("x2", size > 1e-3 ? (14 * re) / size : 0);
      hand.setAttribute("y2", size > 1e-3 ? (-14 * im) / size : 0);
      row.querySelector(".chance").textContent = `|${i ? "β" : "α"}|² = ${fixed(size * size, 3)}`;
    });
  }

  function drawAngles() {
    NAMES.forEach((name, i) => {
      const angle = now()[i];
      setRange(name, degrees(angle), `${fixed(degrees(angle), 1)}° = ${fixed(angle / PI, 3)}π`);
    });
    const turn = Number(find("[name=turn]").value);
    find("[name=turn] + output").textContent = `${turn}° = ${multipleOfPi(turn)}`.replace("-", "−");
  }

  function drawHistory() {
    const { start, gates } = history();
    const [inTime, asProduct] = find(".history").children;
    const cut = gates.length > 7 ? ["…", ...gates.slice(-7)] : gates;
    inTime.innerHTML = `<em>In time:</em> |${start}⟩${cut.map((gate) => ` → <b>${gate}</b>`).join("")}`;
    asProduct.innerHTML = `<em>As a product:</em> |ψ⟩ = <b>${[...cut].reverse().join(" · ")}</b> |${start}⟩` +
      (gates.length > 1 ? " <em>(first gate rightmost)</em>" : "");
  }

  function drawMeasurement({ axis, p, counts, before }) {
    setChoice(axis);
    find("[name=collapse]").checked = model.get("collapse");
    const total = counts[0] + counts[1];
    const error = total ? ` ± ${fixed(Math.sqrt((p * (1 - p)) / total), 3)}` : "";
    const seen = total ? ` found <b>${fixed(counts[0] / total, 3)}</b>` : "";
    find(".expectation").innerHTML = `outcome |${OUTCOMES[axis][0]}⟩${before ? ", before the shot" : ""}:<br>expected <b>${fixed(p, 3)}</b>${error}<br>${seen || "&nbsp;"}`;
    find(".bars").innerHTML = bars({ axis, p, counts });
    find(".bars").setAttribute("aria-label", `${counts[0]} times ${OUTCOMES[axis][0]}, ${counts[1]} times ${OUTCOMES[axis][1]}, expected ${fixed(p, 3)}`);
  }

  function draw() {
    const { v, record: measured } = shown;
    find(".sphere").innerHTML = sphere(view, v, model.get("axis"), moving);
    drawAmplitudes(v);
    drawAngles();
    drawHistory();
    drawMeasurement(measured);
  }

  function say() {
    const v = amplitudes(...now());
    const r = bloch(v).map((entry) => fixed(entry, 2)).join(", ");
    const [axis, first] = [model.get("axis"), OUTCOMES[model.get("axis")][0]];
    find(".now").textContent = `${said}State ${ketText(v)}, arrow at (${r}). ` +
      `Measuring ${axis} gives ${first} with probability ${fixed(probability(v, axis), 3)}.`;
    find(".sphere").setAttribute("aria-label", `Bloch sphere, arrow at x, y, z = ${r}. Arrow keys turn the view.`);
  }

  // --- Moving

  function stop() {
    cancelAnimationFrame(frame);
    frame = 0;
    moving = { trail: [] };
  }

  // Calls at(share) and draws, share from 0 to 1; at the end, or at once where motion is not wanted, the truth.
  function animate(milliseconds, at) {
    cancelAnimationFrame(frame);
    const begin = performance.now();
    const step = (time) => {
      const share = still ? 1 : Math.min(1, Math.max(0, time - begin) / milliseconds);
      frame = share < 1 ? requestAnimationFrame(step) : 0;
      if (share === 1) shown = truth();
      at(share);
      draw();
    };
    step(begin);
  }

  function gate(name, { axis, angle, phase, words }) {
    const from = amplitudes(...now());
    const { start, gates } = history();
    stop();
    const turn = { axis, angle, phase };
    const state = angles(apply(turn, from), now()[1]);
    const drawn = shown.record;
    said = `${name}: ${words}. `;
    animate(Math.min(900, 250 + 130 * Math.abs(angle)), (share) => {
      const along = share * share * (3 - 2 * share);
      moving = { axis: share < 1 ? axis : null, trail: steps(40, 0, along).map((s) => bloch(apply(turn, from, s))) };
      if (share < 1) shown = { v: apply(turn, from, along), record: drawn };
    });
    commitState(state, { history: { state, start, gates: [...gates, name] } });
  }

  function measure(count) {
    const last = record().before ? fresh() : record(); // a collapse has made another state: count anew
    const { axis, p } = last;
    const found = shots(p, count, random);
    const tally = (part) => part.reduce((sum, bit) => (sum[bit]++, sum), [...last.counts]);
    const counts = tally(found);
    if (count === 1 && model.get("collapse")) return collapse(axis, p, counts, found[0]);
    const error = Math.sqrt(count * p * (1 - p));
    const zeros = counts[0] - last.counts[0];
    said = count === 1 ? `Found ${OUTCOMES[axis][found[0]]}. ` :
      `${count} shots: ${OUTCOMES[axis][0]} came ${zeros} times, expected ${fixed(count * p, 0)} ± ${fixed(error, 0)}. `;
    stop();
    if (count > 1) animate(350, (share) => {
      if (share < 1) shown = { v: shown.v, record: { axis, p, counts: tally(found.slice(0, Math.ceil(share * count))) } };
    });
    commitState(now(), { shots: { state: now(), axis, p, counts } });
  }

  function collapse(axis, p, counts, bit) {
    const state = angles(project(amplitudes(...now()), axis, bit), now()[1]);
    const name = OUTCOMES[axis][bit];
    said = `Found ${name}: the state is now |${name}⟩, and the same measurement will find ${name} again. `;
    stop();
    commitState(state, { history: { state, start: name, gates: [] }, shots: { state, axis, p, counts, before: p > 0 && p < 1 } });
  }

  function reset() {
    said = "";
    stop();
    Object.assign(view, START);
    const state = [0, 0, 0];
    commitState(state, { axis: "Z", history: { state, start: "0", gates: [] }, shots: {} });
  }

  function turnView(right, up) {
    view.azimuth -= right;
    view.elevation = Math.max(-89, Math.min(89, view.elevation + up));
    draw();
  }

  // --- Listening

  root.addEventListener("click", ({ target }) => {
    const { act, gate: name, turn, shots: count } = target.closest("button")?.dataset ?? {};
    const angle = Number(find("[name=turn]").value);
    if (act === "reset") reset();
    if (name) gate(name, GATES[name]);
    if (turn) gate(`R${turn.toLowerCase()}(${multipleOfPi(angle)})`, rotation(turn, angle));
    if (count) measure(Number(count));
  });
  root.addEventListener("input", ({ target }) => {
    if (target.name === "turn") return drawAngles();
    said = "";
    stop();
    const state = now();
    if (NAMES.includes(target.name)) state[NAMES.indexOf(target.name)] = (target.valueAsNumber * PI) / 180;
    commitState(state, target.type === "radio" ? { axis: target.value } : target.name === "collapse" ? { collapse: target.checked } : {});
  });
  root.addEventListener("keydown", (event) => {
    const ways = { ArrowLeft: [-6, 0], ArrowRight: [6, 0], ArrowUp: [0, 6], ArrowDown: [0, -6] };
    if (event.target !== find(".sphere") || !(event.key in ways)) return;
    event.preventDefault();
    turnView(...ways[event.key]);
  });
  const ball = find(".sphere");
  ball.addEventListener("pointerdown", (event) => ball.setPointerCapture(event.pointerId));
  ball.addEventListener("pointermove", (event) => {
    if (ball.hasPointerCapture(event.pointerId)) turnView(event.movementX / 2, event.movementY / 2);
  });

  const settle = () => {
    if (!frame) {
      shown = truth();
      draw();
    }
    say();
  };
  const reseed = () => (random = generator(model.get("seed") ?? 0));
  settle();
  const ends = [
    follow(model, [...NAMES, "axis", "history", "shots", "collapse"], once(settle)),
    follow(model, ["seed"], reseed),
  ];
  return () => {
    cancelAnimationFrame(frame);
    ends.forEach((end) => end());
  };
}

export default { render };
