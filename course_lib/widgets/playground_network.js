// The playground's network as a drawing: weights as lines, each hidden unit as a map of its own.

import { fixed } from "./numbers.js";
import { element } from "./live.js";

const MAP_SIDE = 24; // points a side of a unit's map
const NETWORK_HEIGHT = 330;
const NODE_RADIUS = 7;
const THICKEST = 7; // pixels
const MOST_IN_A_COLUMN = 8;
const LETTERS = "12px system-ui, sans-serif";

// -- numbers ----------------------------------------------------------------------------------------

/** What the hidden units say to a standardised point: max(0, x W1 + b1), by unit. */
export function hiddenUnits({ W1, b1 }, [x, y]) {
  const units = b1.length;
  return Array.from(b1, (bias, unit) => Math.max(0, x * W1[unit] + y * W1[units + unit] + bias));
}

/** For how many of the examples each hidden unit is on. */
export function activity(network, points, { mean, spread }) {
  const counts = Array.from(network.b1, () => 0);
  for (let i = 0; i < points.length; i += 2) {
    const point = [(points[i] - mean[0]) / spread[0], (points[i + 1] - mean[1]) / spread[1]];
    hiddenUnits(network, point).forEach((value, unit) => {
      if (value > 0) counts[unit] += 1;
    });
  }
  return counts;
}

/** A unit's answers over the plane as shares of its largest, from the upper left row by row. */
export function unitMap(network, unit, { low, high, mean, spread }, side = MAP_SIDE) {
  const values = new Float64Array(side * side);
  for (let row = 0; row < side; row += 1) {
    const y = high[1] + (row / (side - 1)) * (low[1] - high[1]);
    for (let column = 0; column < side; column += 1) {
      const x = low[0] + (column / (side - 1)) * (high[0] - low[0]);
      const point = [(x - mean[0]) / spread[0], (y - mean[1]) / spread[1]];
      values[row * side + column] = hiddenUnits(network, point)[unit];
    }
  }
  const largest = Math.max(...values);
  return largest > 0 ? values.map((value) => value / largest) : values;
}

/** The network in sentences: each unit's weights, and for how many examples it is on. */
export function networkInWords(network, counts, total) {
  const units = network.b1.length;
  const classes = network.b2.length;
  const told = counts.map((count, unit) => {
    const into = [network.W1[unit], network.W1[units + unit]];
    const out = Array.from({ length: classes }, (_, i) => network.W2[unit * classes + i]);
    const list = (weights) => weights.map((weight) => fixed(weight, 2)).join(", ");
    return `Unit ${unit + 1} is on for ${count} of ${total} examples; weights in ${list(into)}; out ${list(out)}.`;
  });
  return `A network with ${units} hidden unit${units === 1 ? "" : "s"}. ${told.join(" ")}`;
}

/** How thick a weight's line is. */
export function thickness(weight) {
  return Number.isFinite(weight) ? Math.min(0.5 + 1.8 * Math.abs(weight), THICKEST) : THICKEST;
}

/** What the units that never switch on mean for the network; empty if there are none. */
export function silentUnits(counts) {
  const silent = counts.filter((count) => count === 0).length;
  if (silent === 0) return "";
  if (silent === counts.length) return "No hidden unit is on for any example.";
  return `${silent} of ${counts.length} hidden units ${silent === 1 ? "is" : "are"} off for every example.`;
}

// -- the drawing ------------------------------------------------------------------------------------

export class NetworkDrawing {
  constructor(stage, { mark }) {
    this.stage = stage;
    this.mark = mark;
    this.canvas = element("canvas", { role: "img", "aria-label": "The network: no parameters yet." });
    this.element = element("div", { class: "cf-plot cf-network" }, this.canvas);
    this.pen = this.canvas.getContext("2d");
    this.small = document.createElement("canvas");
    this.small.width = this.small.height = MAP_SIDE;
    this.paint = () => this.draw();
    stage.onResize(this.element, () => this.resize());
    stage.listen(stage.root, "theme", () => stage.request(this.paint));
  }

  show(network, examples, counts, total) {
    Object.assign(this, { network, examples, counts });
    this.canvas.setAttribute("aria-label", networkInWords(network, counts, total));
    this.stage.request(this.paint);
  }

  resize() {
    this.width = Math.max(200, Math.round(this.element.clientWidth));
    const scale = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(this.width * scale);
    this.canvas.height = Math.round(NETWORK_HEIGHT * scale);
    this.canvas.style.height = `${NETWORK_HEIGHT}px`;
    this.scale = scale;
    this.draw();
  }

  draw() {
    const { pen, network, examples } = this;
    if (!this.width || !network) return;
    pen.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    pen.clearRect(0, 0, this.width, NETWORK_HEIGHT);
    const units = network.b1.length;
    const classes = network.b2.length;
    const columns = units > MOST_IN_A_COLUMN ? 2 : 1;
    const rows = Math.ceil(units / columns);
    const size = Math.min(46, (NETWORK_HEIGHT - 24) / rows - 4);
    const middle = this.width / 2;
    const inputs = this.column(42, 2);
    const places = this.column(middle, rows);
    const hidden = Array.from({ length: units }, (_, i) => {
      const aside = columns === 1 ? 0 : (i % 2 === 0 ? -0.62 : 0.62) * size;
      return { x: middle + aside, y: places[Math.floor(i / columns)].y };
    });
    const outputs = this.column(this.width - 42, classes);
    hidden.forEach((unit, i) => {
      inputs.forEach((input, j) => this.line(input, unit, network.W1[j * units + i]));
      outputs.forEach((output, j) => this.line(unit, output, network.W2[i * classes + j]));
    });
    hidden.forEach((unit, i) => this.map(unit, size, i));
    inputs.forEach((at, i) => {
      this.circle(at);
      this.name(examples.axes[i].replace(/ \(.*\)/, ""), at);
    });
    outputs.forEach((at, i) => {
      this.mark(pen, at.x, at.y, i, NODE_RADIUS);
      this.name(examples.classes[i], at);
    });
    const { faint } = this.stage.colours;
    this.write("inputs", { x: 42, y: 8 }, faint);
    this.write("hidden units", { x: middle, y: 8 }, faint);
    this.write("classes", { x: this.width - 42, y: 8 }, faint);
  }

  column(x, count) {
    const room = NETWORK_HEIGHT - 20;
    return Array.from({ length: count }, (_, i) => ({ x, y: 20 + (room * (i + 0.5)) / count }));
  }

  line(from, to, weight) {
    const { pen } = this;
    const { blue, vermillion } = this.stage.colours;
    pen.save();
    pen.strokeStyle = weight < 0 ? vermillion : blue;
    pen.setLineDash(weight < 0 ? [5, 4] : []);
    pen.lineWidth = thickness(weight);
    pen.globalAlpha = Math.abs(weight) < 1e-9 ? 0.25 : 0.8;
    pen.beginPath();
    pen.moveTo(from.x, from.y);
    pen.lineTo(to.x, to.y);
    pen.stroke();
    pen.restore();
  }

  /** Where a unit is on: the stronger, the darker. One that is on for no example gets a cross. */
  map(at, size, unit) {
    const { pen } = this;
    const { paper, ink, edge } = { edge: this.stage.colours.faint, ...this.stage.colours };
    const [left, top] = [at.x - size / 2, at.y - size / 2];
    const isOff = this.counts[unit] === 0;
    pen.fillStyle = paper;
    pen.fillRect(left, top, size, size);
    const small = this.small.getContext("2d");
    small.clearRect(0, 0, MAP_SIDE, MAP_SIDE);
    small.fillStyle = ink;
    unitMap(this.network, unit, this.examples).forEach((share, i) => {
      small.globalAlpha = 0.85 * share;
      if (share > 0) small.fillRect(i % MAP_SIDE, Math.floor(i / MAP_SIDE), 1, 1);
    });
    small.globalAlpha = 1;
    pen.drawImage(this.small, left, top, size, size);
    Object.assign(pen, { strokeStyle: edge, lineWidth: 1 });
    pen.setLineDash([]);
    pen.strokeRect(left + 0.5, top + 0.5, size - 1, size - 1);
    if (!isOff) return;
    pen.beginPath();
    pen.moveTo(left, top);
    pen.lineTo(left + size, top + size);
    pen.moveTo(left + size, top);
    pen.lineTo(left, top + size);
    pen.stroke();
  }

  circle({ x, y }) {
    const { pen } = this;
    const { paper, ink } = this.stage.colours;
    Object.assign(pen, { fillStyle: paper, strokeStyle: ink, lineWidth: 2 });
    pen.beginPath();
    pen.arc(x, y, NODE_RADIUS, 0, 2 * Math.PI);
    pen.fill();
    pen.stroke();
  }

  /** A name below a node, a word a line. */
  name(text, { x, y }) {
    text.split(" ").forEach((word, i) => this.write(word, { x, y: y + 18 + 14 * i }, this.stage.colours.ink));
  }

  write(text, { x, y }, colour) {
    const { pen } = this;
    const half = pen.measureText(text).width / 2;
    const place = Math.min(Math.max(x, half + 2), this.width - half - 2);
    Object.assign(pen, { font: LETTERS, textAlign: "center", textBaseline: "middle", lineJoin: "round" });
    Object.assign(pen, { strokeStyle: this.stage.colours.paper, lineWidth: 4, fillStyle: colour });
    pen.setLineDash([]);
    pen.strokeText(text, place, y);
    pen.fillText(text, place, y);
  }
}
