// Gradient descent on the quartic: the path on the curve, the loss at each step, the verdict.

import { fixed, nearest, significant, unpacked } from "./numbers.js";
import { Stage, choice, player, slider } from "./live.js";
import { Plot } from "./plot.js";

const VERDICTS = ["missing", "settles", "oscillates", "diverges", "creeps", "stops", "fails"];
const SHORT = {
  missing: "is not computed yet",
  fails: "gives no path",
  creeps: "is still on its way",
  stops: "stops early",
};
const VIEW = { left: -2.6, right: 2.6, top: 13 };
const SHOWN_STEPS = 40;
const HANDLE = 16; // pixels around the start in which the pointer takes hold of it
const NEAR = 9; // pixels around a step in which the pointer asks for its numbers
const COLOURS = ["purple", "green", "blue", "vermillion"];
const DASHES = [[2, 3], [7, 4], [], [10, 3, 2, 3]]; // colour is never the only difference

// -- numbers ----------------------------------------------------------------------------------------

/** A polynomial from its coefficients, the constant first. */
export function polynomial(coefficients, x) {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}

/** All descents that Python computed, by position of the start and of the rate. */
export class Descents {
  constructor(data) {
    Object.assign(this, data);
    this.verdicts = unpacked(data.verdicts);
    this.offsets = unpacked(data.offsets);
    this.paths = unpacked(data.paths);
  }

  loss(x) {
    return polynomial(this.coefficients, x);
  }

  at(start, rate) {
    const pair = start * this.rates.length + rate;
    const path = this.paths.subarray(this.offsets[pair], this.offsets[pair + 1]);
    return { path, verdict: VERDICTS[this.verdicts[pair]] };
  }

  /** The minimum that a descent with small steps heads for. */
  minimumAhead(start) {
    return this.minima[this.starts[start] < this.divide ? 0 : 1];
  }
}

/** What becomes of a descent, and the bound of the minimum that it heads for. */
export function inWords(descents, start, rate) {
  const { path, verdict } = descents.at(start, rate);
  const subject = `Rate ${significant(descents.rates[rate], 2)} from ${fixed(descents.starts[start], 1)}`;
  if (path.length === 0) return `${subject} ${SHORT[verdict]}.`;
  const steps = path.length - 1;
  const end = path[steps];
  const where = `after ${steps} step${steps === 1 ? "" : "s"} `;
  const stands = `it stands at x = ${fixed(end)}, loss ${fixed(descents.loss(end))}.`;
  const recent = path.slice(-20);
  const ends = {
    settles: () => `settles: ${where}${stands}`,
    oscillates: () =>
      `oscillates: ${where}it still jumps between x = ${fixed(Math.min(...recent))} ` +
      `and ${fixed(Math.max(...recent))}.`,
    diverges: () => `diverges: ${where}it is beyond x = ±1 000 000.`,
    creeps: () => `is still on its way: ${where}${stands}`,
    stops: () => `stops early: ${where}${stands}`,
  };
  const ahead = descents.minimumAhead(start);
  const bound =
    `The minimum ahead, at x = ${fixed(ahead.x)}, is stable for rates below ` +
    `2/f″ = ${fixed(ahead.bound)}.`;
  return `${subject} ${ends[verdict]()} ${bound}`;
}

/** One step of a descent in words. */
export function stepInWords(descents, start, rate, step) {
  const { path } = descents.at(start, rate);
  const x = path[step];
  const place = Math.abs(x) < 1000 ? fixed(x) : significant(x, 3);
  const loss = descents.loss(x);
  return `Step ${step}: x = ${place}, loss ${loss < 1e6 ? fixed(loss) : significant(loss, 3)}.`;
}

// -- the figure -------------------------------------------------------------------------------------

function render({ model, el }) {
  const stage = new Stage(el, { label: "Gradient descent on a quartic, with its learning rate" });
  let descents = new Descents(model.get("data"));
  let { rate, start } = descents.first;
  let mode = "one";
  let shown = SHOWN_STEPS;
  let pointed = null; // {rate, step} below the pointer

  const x = { label: "x", low: VIEW.left, high: VIEW.right };
  const curves = COLOURS.map(() => new Plot(stage, {
    label: "", highest: 260, x, y: { label: "f(x)", low: 0, high: VIEW.top }, backdrop: drawQuartic,
  }));
  const losses = new Plot(stage, {
    label: "", highest: 260,
    x: { label: "step", low: 0, high: SHOWN_STEPS }, y: { label: "loss", low: 0, high: VIEW.top },
  });
  const plots = stage.row("plots", ...curves.map((plot) => plot.element), losses.element);
  stage.say("");

  const rates = slider(stage, {
    label: "Learning rate", min: 0, max: descents.rates.length - 1, position: rate,
    text: (position) => significant(descents.rates[position], 2),
    onInput: (position) => { rate = position; whole(); },
  });
  const starts = slider(stage, {
    label: "Start", min: 0, max: descents.starts.length - 1, position: start,
    text: (position) => fixed(descents.starts[position], 1),
    onInput: (position) => { start = position; whole(); },
  });
  const steps = slider(stage, {
    label: "Steps shown", min: 0, max: SHOWN_STEPS, position: shown,
    text: (position) => String(position),
    onInput: (position) => { play.pause(); shown = position; update(); },
  });
  const play = player(stage, {
    perSecond: 5,
    begin: () => { if (shown >= longest()) shown = 0; update(); },
    step: () => { shown += 1; update(); return shown < longest(); },
  });
  const modes = choice(stage, {
    label: "Show", options: [["one", "one rate"], ["four", "four rates side by side"]], value: mode,
    onChange: (chosen) => { mode = chosen; whole(); },
  });
  stage.row("controls", rates.row, starts.row);
  stage.row("controls", steps.row, play.row, modes);

  curves.forEach((plot, i) => {
    plot.draggable({
      grab: (_x, _y, pixel) => {
        const at = descents.starts[start];
        return Math.hypot(pixel.x - plot.px(at), pixel.y - plot.py(descents.loss(at))) < HANDLE;
      },
      move: (x) => {
        start = nearest(descents.starts, x);
        starts.show(start);
        whole();
      },
    });
    plot.hoverable((pixel) => {
      const each = shownRates()[i];
      const path = pixel && each !== undefined ? descents.at(start, each).path.subarray(0, shown + 1) : [];
      const far = Array.from(path, (x) => Math.hypot(pixel.x - plot.px(x), pixel.y - plot.py(descents.loss(x))));
      const step = far.indexOf(Math.min(...far));
      const now = far[step] < NEAR ? { rate: each, step } : null;
      if (now?.step === pointed?.step && now?.rate === pointed?.rate) return;
      pointed = now;
      update();
    });
  });
  stage.watch(model, ["data", "problem"], () => {
    descents = new Descents(model.get("data"));
    update();
  });

  function shownRates() {
    return mode === "one" ? [rate] : descents.four;
  }

  function longest() {
    const lengths = shownRates().map((each) => descents.at(start, each).path.length - 1);
    return Math.max(1, Math.min(SHOWN_STEPS, ...[Math.max(...lengths)]));
  }

  /** After a new rate or start: the whole descent. */
  function whole() {
    play.pause();
    pointed = null;
    shown = SHOWN_STEPS;
    update();
  }

  function update() {
    stage.complain(model.get("problem"));
    const list = shownRates();
    steps.show(Math.min(shown, SHOWN_STEPS));
    rates.row.hidden = mode === "four";
    const { bound } = descents.minimumAhead(start);
    rates.mark([{ at: place(bound), text: `2/f″ = ${fixed(bound)}` }]);
    plots.dataset.mode = mode;
    const words = list.map((each) => inWords(descents, start, each));
    curves.forEach((plot, i) => {
      plot.element.hidden = i >= list.length;
      if (i >= list.length) return;
      plot.label = `The quartic and the path on it. ${words[i]}`;
      plot.show(() => drawPath(plot, list[i], colourOf(i)));
    });
    losses.label = `Loss against steps. ${words.join(" ")}`;
    losses.show(() => {
      list.forEach((each, i) => drawLosses(each, colourOf(i), mode === "one" ? [] : DASHES[i]));
      list.forEach((each, i) => losses.words(inShort(each), SHOWN_STEPS, VIEW.top, {
        colour: colourOf(i), dx: -6, dy: 10 + 17 * i, align: "right",
      }));
    });
    stage.say(sentence(list, words));
  }

  function sentence(list, words) {
    if (pointed) return stepInWords(descents, start, pointed.rate, pointed.step);
    if (mode === "four") {
      return `From ${fixed(descents.starts[start], 1)}: ${list.map(inShort).join(", ")}.`;
    }
    const last = descents.at(start, rate).path.length - 1;
    return shown < Math.min(last, SHOWN_STEPS)
      ? stepInWords(descents, start, rate, shown) : words[0];
  }

  function inShort(each) {
    const { verdict } = descents.at(start, each);
    return `rate ${significant(descents.rates[each], 2)} ${SHORT[verdict] ?? verdict}`;
  }

  /** Where a rate stands on the slider: between two positions, by its logarithm. */
  function place(value) {
    const { rates: all } = descents;
    const above = all.findIndex((each) => each > value);
    if (above <= 0) return above === 0 ? 0 : all.length - 1;
    return above - 1 + Math.log(value / all[above - 1]) / Math.log(all[above] / all[above - 1]);
  }

  function colourOf(i) {
    return stage.colours[mode === "one" ? "blue" : COLOURS[i]];
  }

  function drawQuartic(plot) {
    const xs = Array.from({ length: 161 }, (_, i) => VIEW.left + (i / 160) * (VIEW.right - VIEW.left));
    plot.inside(() => plot.curve(xs, xs.map((each) => descents.loss(each)), { colour: stage.colours.faint }));
  }

  function drawPath(plot, each, colour) {
    const path = descents.at(start, each).path.subarray(0, shown + 1);
    const heights = path.map((at) => descents.loss(at));
    plot.inside(() => {
      plot.curve(path, heights, { colour, width: 1.5, opacity: 0.55 });
      for (let i = 1; i < path.length; i += 1) plot.dot(path[i], heights[i], { colour });
    });
    const at = descents.starts[start];
    plot.dot(at, descents.loss(at), { colour: stage.colours.ink, radius: 7, hollow: true });
    if (pointed?.rate === each) {
      plot.dot(path[pointed.step], heights[pointed.step], { colour: stage.colours.ink, radius: 6 });
    }
    if (mode === "four") {
      plot.words(inShort(each), 0, VIEW.top, { colour, dy: 8, align: "center" });
    } else {
      plot.words("start", at, descents.loss(at), { colour: stage.colours.ink, dy: -18, align: "center" });
    }
  }

  function drawLosses(each, colour, dash) {
    const path = descents.at(start, each).path.subarray(0, Math.min(shown, SHOWN_STEPS) + 1);
    const heights = path.map((at) => descents.loss(at));
    const numbers = Float32Array.from(heights, (_, i) => i);
    losses.inside(() => {
      losses.curve(numbers, heights, { colour, width: 1.5, dash });
      for (let i = 0; i < heights.length; i += 1) losses.dot(i, heights[i], { colour, radius: 3 });
    });
  }

  update();
  return () => stage.dispose();
}

export default { render };
