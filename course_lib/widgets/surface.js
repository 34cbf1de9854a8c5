// Gradient descent on a surface over the plane: contours with the path, its height at each step.

import { fixed, nearest, significant, unpacked } from "./numbers.js";
import { Stage, button, choice, element, player, slider } from "./live.js";
import { Plot } from "./plot.js";
import { contour, heightAt, levelsOf, shading } from "./surface_contours.js";

const OUTCOMES = ["missing", "settles", "stuck", "escapes", "diverges", "jitters", "creeps", "stops", "fails"];
const WITHOUT_PATH = { missing: "is not computed yet", fails: "gives no path" };
const LATE = 30; // steps over which a jittering path's height is averaged
const GRIP = 22; // pixels around the start in which the pointer takes hold of it
const MOST_KEPT = 100; // tables

// -- numbers ----------------------------------------------------------------------------------------

/** The descents from one start at all rates and noises, as Python sent them. */
export class Table {
  constructor({ surface, start, verdicts, offsets, paths }, options) {
    Object.assign(this, { surface, start, options });
    this.verdicts = unpacked(verdicts);
    this.offsets = unpacked(offsets);
    this.paths = unpacked(paths);
  }

  /** The path as xs and ys, and what became of it. */
  at(rate, noise) {
    const pair = rate * this.options.noises.length + noise;
    const flat = this.paths.subarray(2 * this.offsets[pair], 2 * this.offsets[pair + 1]);
    const xs = flat.filter((_, i) => i % 2 === 0);
    const ys = flat.filter((_, i) => i % 2 === 1);
    const shape = this.options.surfaces[this.surface];
    const heights = Float64Array.from(xs, (x, i) => heightAt(shape, x, ys[i]));
    return { xs, ys, heights, verdict: OUTCOMES[this.verdicts[pair]] };
  }
}

export function keyOf(surface, start) {
  return [surface, ...start].join();
}

/** What becomes of a descent. */
export function descentInWords({ surface, start, options, ...table }, path, rate, noise) {
  const { name, bound } = options.surfaces[surface];
  const [x, y] = start.map((position) => options.places[position]);
  const subject =
    `On the ${name} from ${pair(x, y, 1)}, rate ${significant(options.rates[rate], 2)}, ` +
    `noise ${significant(options.noises[noise])}, descent`;
  const { xs, ys, heights, verdict } = path;
  if (xs.length === 0) return `${subject} ${WITHOUT_PATH[verdict]}.`;
  const last = xs.length - 1;
  const after = `after ${last} step${last === 1 ? "" : "s"}`;
  const stands = `at ${pair(xs[last], ys[last], 4)}, height ${unsigned(fixed(heights[last]))}`;
  const late = heights.slice(-LATE);
  const mean = late.reduce((sum, height) => sum + height, 0) / late.length;
  const ends = {
    settles: `settles ${after} ${stands}.`,
    stuck: `is stuck ${after} ${stands}: the ground is level there, and yet no valley.`,
    escapes: `escapes downhill: ${after} it is 1000 away, and still falls.`,
    diverges: `diverges: ${after} it is 1000 away, and higher than ever.`,
    jitters: `jitters about the floor: ${after} it still moves, at a mean height of ${fixed(mean)}.`,
    creeps: `is still on its way: ${after} ${stands}.`,
    stops: `stops early: ${after} ${stands}.`,
  };
  return `${subject} ${ends[verdict]} Where it is steepest, rates below ${significant(bound)} are stable.`;
}

function pair(x, y, digits) {
  return `(${unsigned(fixed(x, digits))}, ${unsigned(fixed(y, digits))})`;
}

/** Without the sign of a number that is rounded to zero. */
function unsigned(text) {
  return /^−0\.?0*$/.test(text) ? text.slice(1) : text;
}

// -- the figure -------------------------------------------------------------------------------------

function render({ model, el }) {
  const stage = new Stage(el, { label: "Gradient descent on a surface" });
  const options = model.get("options");
  const tables = new Map();
  let { rate, noise } = options.first;
  let surface = 0;
  let start = [...options.surfaces[0].start];
  let shown = options.most_steps;
  let table = null; // the last one that could be drawn
  takeIn();

  const reach = 1.1 * options.reach;
  const plane = new Plot(stage, {
    label: "", ratio: 1, highest: 380, backdrop: drawSurface,
    x: { label: "x", low: -reach, high: reach }, y: { label: "y", low: -reach, high: reach },
  });
  const heights = new Plot(stage, {
    label: "", ratio: 1, highest: 380,
    x: { label: "step", low: 0, high: 1.04 * options.most_steps }, y: { label: "height", low: 0, high: 1 },
  });
  const surfaces = choice(stage, {
    label: "Surface", options: options.surfaces.map(({ name }, i) => [String(i), name]), value: "0",
    onChange: (chosen) => go({ surface: Number(chosen), start: [...options.surfaces[chosen].start] }),
  });
  stage.row("controls", surfaces);
  plane.element.classList.add("cf-square");
  stage.row("plots", plane.element, heights.element);
  stage.say("");
  const rates = slider(stage, {
    label: "Learning rate", min: 0, max: options.rates.length - 1, position: rate,
    text: (position) => significant(options.rates[position], 2), onInput: (position) => go({ rate: position }),
  });
  const noises = slider(stage, {
    label: "Noise", min: 0, max: options.noises.length - 1, position: noise,
    text: (position) => significant(options.noises[position]), onInput: (position) => go({ noise: position }),
  });
  const places = ["x", "y"].map((axis, i) => slider(stage, {
    label: `Start ${axis}`, min: 0, max: options.places.length - 1, position: start[i],
    text: (position) => unsigned(fixed(options.places[position], 1)),
    onInput: (position) => go({ start: start.map((old, j) => (i === j ? position : old)) }),
  }));
  const steps = slider(stage, {
    label: "Steps shown", min: 0, max: options.most_steps, position: shown, text: String,
    onInput: (position) => { play.pause(); shown = position; update(); },
  });
  const play = player(stage, {
    perSecond: 8,
    begin: () => { if (shown >= longest()) shown = 0; update(); },
    step: () => { shown += 1; update(); return shown < longest(); },
  });
  stage.row("controls", rates.row, noises.row);
  stage.row("controls", places[0].row, places[1].row);
  stage.row("controls", steps.row, play.row);
  const presets = options.presets.map(({ name, ...preset }) => button(stage, name, () =>
    go({ ...preset, start: [...options.surfaces[preset.surface].start] })));
  stage.row("controls cf-presets", element("span", {}, "Try"), ...presets);

  plane.draggable({
    touch: "none",
    grab: (_x, _y, pixel) => {
      const [x, y] = start.map((position) => options.places[position]);
      return Math.hypot(pixel.x - plane.px(x), pixel.y - plane.py(y)) < GRIP;
    },
    move: (x, y) => go({ start: [nearest(options.places, x), nearest(options.places, y)] }),
  });
  stage.watch(model, ["data", "problem"], () => { takeIn(); update(); });

  /** Keep the tables that have arrived. */
  function takeIn() {
    for (const sent of model.get("data").tables ?? []) {
      tables.delete(keyOf(sent.surface, sent.start));
      tables.set(keyOf(sent.surface, sent.start), new Table(sent, options));
    }
    while (tables.size > MOST_KEPT) tables.delete(tables.keys().next().value);
  }

  /** After a new surface, start, rate or noise: the whole path; Python is asked if it is not here. */
  function go(change) {
    const old = surface;
    ({ surface, start, rate, noise } = { surface, start, rate, noise, ...change });
    play.pause();
    shown = options.most_steps;
    if (surface !== old) plane.stale();
    const known = tables.get(keyOf(surface, start));
    if (!known || known.at(rate, noise).verdict === "missing") {
      model.set("asked", { surface, start: [...start], rate, noise });
      model.save_changes();
    }
    update();
  }

  /** What is drawn: the path that is asked for, or the last one until it is there. */
  function current() {
    const wanted = tables.get(keyOf(surface, start));
    const found = wanted?.at(rate, noise);
    if (found && found.verdict !== "missing") table = wanted;
    if (table && (table === wanted || table.surface === surface)) {
      return { from: table, path: table.at(rate, noise), isLate: table !== wanted };
    }
    const blank = { surface, start, options };
    return { from: blank, path: { xs: [], ys: [], heights: [], verdict: "missing" }, isLate: true };
  }

  function longest() {
    return Math.max(1, current().path.xs.length - 1);
  }

  function update() {
    stage.complain(model.get("problem"));
    rates.show(rate);
    noises.show(noise);
    places.forEach((each, i) => each.show(start[i]));
    steps.show(shown);
    rates.mark([{ at: placeOf(options.surfaces[surface].bound), text: `stable below ${significant(options.surfaces[surface].bound)}` }]);
    for (const radio of surfaces.querySelectorAll("input")) radio.checked = Number(radio.value) === surface;
    const { from, path, isLate } = current();
    const words = isLate
      ? descentInWords({ surface, start, options }, { xs: [], verdict: "missing" }, rate, noise)
      : descentInWords(from, path, rate, noise);
    plane.label = `Contours of the surface, and the path on it. ${words}`;
    plane.show(() => drawWay(path, isLate));
    heights.label = `The height at each step. ${words}`;
    const ends = heightAxis(options.surfaces[surface], path.heights);
    if (ends[0] !== heights.y.low || ends[1] !== heights.y.high) {
      heights.y = { ...heights.y, low: ends[0], high: ends[1] };
      heights.stale();
    }
    heights.show(() => drawHeights(path, isLate));
    stage.say(shown < longest() && !isLate ? stepWords(path) : words);
  }

  function stepWords({ xs, ys, heights: each }) {
    return `Step ${shown}: at ${pair(xs[shown], ys[shown], 4)}, height ${unsigned(fixed(each[shown]))}.`;
  }

  /** Where a rate stands on the slider, between two positions. */
  function placeOf(value) {
    const above = options.rates.findIndex((each) => each > value);
    if (above <= 0) return above === 0 ? 0 : options.rates.length - 1;
    const [low, high] = [options.rates[above - 1], options.rates[above]];
    return above - 1 + Math.log(value / low) / Math.log(high / low);
  }

  function drawSurface(plot) {
    const { pen } = plot;
    const shape = options.surfaces[surface];
    const { left, right, top, bottom } = plot.frame;
    pen.drawImage(shading(shape, reach, stage.colours.ink), left, top, right - left, bottom - top);
    pen.save();
    Object.assign(pen, { strokeStyle: stage.colours.faint, lineWidth: 1, globalAlpha: 0.7 });
    for (const level of levelsOf(shape, reach)) {
      pen.setLineDash(level < 0 ? [4, 3] : []);
      pen.beginPath();
      for (const [x0, y0, x1, y1] of contour(shape, reach, level)) {
        pen.moveTo(plot.px(x0), plot.py(y0));
        pen.lineTo(plot.px(x1), plot.py(y1));
      }
      pen.stroke();
    }
    pen.restore();
  }

  function drawWay({ xs, ys, verdict }, isLate) {
    const { vermillion, ink } = stage.colours;
    const [some, others] = [xs.slice(0, shown + 1), ys.slice(0, shown + 1)];
    plane.inside(() => {
      plane.curve(some, others, { colour: vermillion, width: 1.75, opacity: isLate ? 0.3 : 0.8 });
      if (isLate) return;
      for (let i = 1; i < some.length; i += 1) plane.dot(some[i], others[i], { colour: vermillion, radius: 3.5 });
    });
    const [x, y] = start.map((position) => options.places[position]);
    plane.dot(x, y, { colour: ink, radius: 7, hollow: true });
    plane.words("start", x, y, { colour: ink, dy: -17, align: "center" });
    if (!isLate) plane.words(verdict, -reach, reach, { colour: vermillion, dx: 8, dy: 12 });
  }

  function drawHeights({ heights: each }, isLate) {
    const some = Array.from(each.slice(0, shown + 1));
    const { vermillion } = stage.colours;
    heights.inside(() => {
      const numbers = some.map((_, i) => i);
      heights.curve(numbers, some, { colour: vermillion, width: 1.5, opacity: isLate ? 0.3 : 1 });
      if (isLate) return;
      some.forEach((height, i) => heights.dot(i, height, { colour: vermillion, radius: 3 }));
    });
  }

  update();
  return () => stage.dispose();
}

/** The ends of the axis of heights: the path's first steps, and a floor of 0 where there is one. */
export function heightAxis({ a, b }, heights) {
  const first = heights.length ? Math.max(0.5, Math.abs(heights[0])) : 1;
  const end = [0.5, 1, 1.5, 2, 3, 4, 5, 7.5, 10, 15, 20, 30].find((one) => one >= 1.05 * first) ?? 40;
  return [Math.min(a, b) < 0 ? -Math.max(end, 5) : 0, end];
}

export default { render };
