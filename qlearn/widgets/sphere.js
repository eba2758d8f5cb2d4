// The Bloch sphere as SVG text, seen in perspective from an azimuth and an elevation in degrees. Needs panel.js and qubit.js.

const MIDDLE = 180, RADIUS = 130, DISTANCE = 6; // of the drawing in pixels; of the eye in radii

// From a point in space to [right, down, nearness] on the drawing, for an eye at DISTANCE.
function eye({ azimuth, elevation }) {
  const [a, e] = [(azimuth * PI) / 180, (elevation * PI) / 180];
  const [ca, sa, ce, se] = [Math.cos(a), Math.sin(a), Math.cos(e), Math.sin(e)];
  return ([x, y, z]) => {
    const near = ce * ca * x + ce * sa * y + se * z;
    const scale = (RADIUS * DISTANCE) / (DISTANCE - near);
    return [MIDDLE + scale * (ca * y - sa * x), MIDDLE - scale * (ce * z - se * (ca * x + sa * y)), near];
  };
}

const scaled = (v, by) => v.map((entry) => entry * by);
const at = ([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`;
const path = (points) => points.map((point, i) => `${i ? "L" : "M"}${at(point)}`).join("");
const steps = (count, from, to) => Array.from({ length: count + 1 }, (_, i) => from + ((to - from) * i) / count);

// Great circles; what the ball hides is dotted. The eye sees a point p of the ball if near > 1/DISTANCE.
function circles(seen) {
  const rings = [(t) => [Math.cos(t), Math.sin(t), 0], (t) => [Math.cos(t), 0, Math.sin(t)], (t) => [0, Math.cos(t), Math.sin(t)]];
  const halves = { near: "", far: "" };
  for (const ring of rings) {
    let last = "";
    for (const point of steps(72, 0, 2 * PI).map((t) => seen(ring(t)))) {
      const half = point[2] > 1 / DISTANCE ? "near" : "far";
      halves[half] += `${half === last ? "L" : "M"}${at(point)}`;
      last = half;
    }
  }
  return `<path class="far" d="${halves.far}"/><path class="near" d="${halves.near}"/>`;
}

function axisLines(seen, measured) {
  return Object.entries(AXES).map(([letter, n]) => {
    const name = letter === measured ? "measured" : "near";
    const ends = [1, -1].map((sign, i) => {
      const ket = `${i ? "" : `${letter.toLowerCase()} `}|${OUTCOMES[letter][i]}⟩`;
      return text(name === "near" ? "" : name, seen(scaled(n, sign * 1.17)), ket);
    });
    return line(name, seen(n), seen(scaled(n, -1))) + ends.join("");
  }).join("");
}

// theta from z down to the arrow, phi from x round to its shadow.
function angleArcs(seen, theta, phi) {
  if (Math.sin(theta) < 0.02) return "";
  const [c, s] = [Math.cos(phi), Math.sin(phi)];
  const polar = (r) => (t) => seen([r * Math.sin(t) * c, r * Math.sin(t) * s, r * Math.cos(t)]);
  const round = (r) => (t) => seen([r * Math.cos(t), r * Math.sin(t), 0]);
  const labels = theta > 0.3 ? text("polar", polar(0.44)(theta / 2), "θ") : "";
  return `<path class="polar" d="${path(steps(24, 0, theta).map(polar(0.3)))}"/>` +
    `<path class="azimuth" d="${path(steps(48, 0, phi).map(round(0.36)))}"/>` +
    labels + (phi > 0.3 ? text("azimuth", round(0.5)(phi / 2), "φ") : "");
}

function arrow(seen, r) {
  const [from, to] = [seen([0, 0, 0]), seen(r)];
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy);
  if (length < 16) return `<circle class="head" cx="${to[0]}" cy="${to[1]}" r="8"/>`;
  const [ux, uy] = [dx / length, dy / length];
  const back = [to[0] - 15 * ux, to[1] - 15 * uy];
  const corners = [to, [back[0] - 7 * uy, back[1] + 7 * ux], [back[0] + 7 * uy, back[1] - 7 * ux]];
  return line("arrow", from, back) + `<polygon class="head" points="${corners.map(at).join(" ")}"/>`;
}

function sphere(view, v, measured, moving) {
  const [seen, r] = [eye(view), bloch(v)];
  const [theta, phi] = angles(v);
  const flat = [r[0], r[1], 0];
  const spot = AXES[measured].map((n, i) => n * r[i]);
  const rim = (RADIUS * DISTANCE) / Math.sqrt(DISTANCE ** 2 - 1);
  return `<circle class="ball" cx="${MIDDLE}" cy="${MIDDLE}" r="${rim.toFixed(1)}"/>` +
    circles(seen) + axisLines(seen, measured) +
    line("shadow", seen([0, 0, 0]), seen(flat)) + line("shadow", seen(flat), seen(r)) +
    line("foot", seen(r), seen(spot)) + angleArcs(seen, theta, phi) +
    (moving.axis ? line("pivot", seen(scaled(moving.axis, -1.1)), seen(scaled(moving.axis, 1.1))) : "") +
    `<path class="trail" d="${path(moving.trail.map(seen))}"/>` + arrow(seen, r) +
    `<circle class="spot" cx="${seen(spot)[0]}" cy="${seen(spot)[1]}" r="5"/>`;
}

