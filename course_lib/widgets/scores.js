// The scores of three images, to be moved; the student's functions in Python answer with the losses.

import { fixed } from "./numbers.js";
import { Stage, button, element, slider } from "./live.js";
import { Plot } from "./plot.js";

const CLASS_COLOURS = ["orange", "purple", "green"];
const FULL_BAR = 15; // losses above this fill the bar; the number beside it goes on
const HANDLE = 18; // pixels around a score in which the pointer takes hold of it

// -- numbers ----------------------------------------------------------------------------------------

/** Losses as they arrive: numbers, or the names "inf" and "nan". */
export function numbers(losses) {
  const named = { inf: Infinity, "-inf": -Infinity, nan: NaN };
  return losses.map((loss) => (typeof loss === "string" ? named[loss] : loss));
}

export function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** What each rival costs by the hinge: how far it stands above the true score less the margin. */
export function violations(scores, label, margin) {
  const least = scores[label] - margin;
  return scores.map((score, i) => (i === label ? 0 : Math.max(0, score - least)));
}

/** What happened to the means: {name: value} before and after a move. */
export function changeInWords(what, before, after) {
  const parts = Object.entries(after).map(([name, value]) => {
    const old = before[name];
    if (old === undefined) return `The mean ${name} loss is ${fixed(value)}.`;
    if (fixed(old) === fixed(value)) return `The mean ${name} loss stays ${fixed(value)}.`;
    return `The mean ${name} loss goes from ${fixed(old)} to ${fixed(value)}.`;
  });
  return [`${what}.`, ...parts].join(" ");
}

// -- the figure -------------------------------------------------------------------------------------

function render({ model, el }) {
  const stage = new Stage(el, { label: "The scores of three images and their losses" });
  const { names, labels, lowest, highest, step, margin, start } = model.get("data");
  let scores = model.get("scores").map((row) => [...row]);
  let what = "At the start";
  let means = {};

  const images = labels.map((label, image) => imageColumn(image, label));
  stage.row("images", ...images.map(({ column }) => column));
  const total = { SVM: bar("SVM"), softmax: bar("softmax") };
  stage.row("means", element("strong", {}, "Mean of the three"), total.SVM.row, total.softmax.row);
  stage.say("");
  stage.row(
    "controls",
    button(stage, "Back to the start", () => moveAll(start, "Back to the start")),
    button(stage, "All scores equal", () => moveAll(start.map((row) => row.map(() => 0)), "All scores equal")),
  );
  stage.watch(model, ["data"], update);

  function imageColumn(image, label) {
    const title = `Image ${image + 1}: a ${names[label]}`;
    const plot = new Plot(stage, {
      label: title, ratio: 0.7, lowest: 170, highest: 220,
      x: { label: "", low: -0.6, high: names.length - 0.1, ticks: names.map((text, value) => ({ value, text })) },
      y: { label: "score", low: lowest - 0.5, high: highest + 0.5 },
    });
    const sliders = names.map((name, column) => slider(stage, {
      label: name, spoken: `${name} score of image ${image + 1}`,
      min: lowest, max: highest, step, position: scores[image][column],
      text: (value) => fixed(value, 1),
      onInput: (value) => move(image, column, value),
    }));
    let held = 0;
    plot.draggable({
      grab: (_x, _y, pixel) => {
        const reach = names.map((_, i) => Math.hypot(pixel.x - plot.px(i), pixel.y - plot.py(scores[image][i])));
        held = reach.indexOf(Math.min(...reach));
        return reach[held] < HANDLE;
      },
      move: (_x, y) => {
        const value = Math.min(Math.max(Math.round(y / step) * step, lowest), highest);
        sliders[held].show(value);
        move(image, held, sliders[held].position);
      },
      touch: "none",
    });
    const bars = { SVM: bar("SVM"), softmax: bar("softmax") };
    const column = element(
      "div", { class: "cf-image" }, element("strong", {}, title), plot.element,
      ...sliders.map(({ row }) => row), bars.SVM.row, bars.softmax.row,
    );
    return { column, plot, sliders, bars, title };
  }

  function move(image, column, value) {
    if (Math.abs(value - scores[image][column]) < step / 2) return;
    scores[image][column] = value;
    ask(`Image ${image + 1}, ${names[column]} score ${fixed(value, 1)}`);
  }

  function moveAll(target, words) {
    scores = target.map((row) => [...row]);
    images.forEach(({ sliders }, i) => sliders.forEach((each, j) => each.show(scores[i][j])));
    ask(words);
  }

  /** Draw the new scores now; the losses follow when Python has answered. */
  function ask(words) {
    what = words;
    drawScores();
    model.set("scores", scores.map((row) => [...row]));
    model.save_changes();
  }

  function update() {
    stage.complain(model.get("problem"));
    const losses = Object.fromEntries(
      Object.entries(model.get("data").losses).map(([name, values]) => [name, numbers(values)]),
    );
    images.forEach(({ bars, plot, title }, i) => {
      for (const name of Object.keys(bars)) bars[name].show(losses[name]?.[i]);
      const told = Object.keys(losses).map((name) => `${name} loss ${fixed(losses[name][i])}`);
      plot.label = `${title}. Scores ${scores[i].map((s) => fixed(s, 1)).join(", ")}. ${told.join(", ")}.`;
    });
    const now = Object.fromEntries(Object.entries(losses).map(([name, values]) => [name, mean(values)]));
    for (const name of Object.keys(total)) total[name].show(now[name]);
    stage.say(changeInWords(what, means, now));
    means = now;
    drawScores();
  }

  function drawScores() {
    images.forEach(({ plot }, i) => plot.show(() => drawImage(plot, scores[i], labels[i])));
  }

  function drawImage(plot, row, label) {
    const { ink, faint, vermillion } = stage.colours;
    const least = row[label] - margin;
    const ends = [plot.x.low, plot.x.high];
    plot.inside(() => plot.curve(ends, [least, least], { colour: faint, width: 1.5, dash: [5, 4] }));
    if (least > plot.y.low) {
      const dy = row[0] < least ? -9 : 9; // away from the first class's dot and bar
      plot.words(`${names[label]} − ${margin}`, plot.x.low, least, { colour: faint, dx: 3, dy });
    }
    violations(row, label, margin).forEach((cost, i) => {
      if (cost > 0) plot.curve([i, i], [least, row[i]], { colour: vermillion, width: 6 });
    });
    row.forEach((score, i) => {
      plot.dot(i, score, { colour: stage.colours[CLASS_COLOURS[i]], radius: i === label ? 9 : 7 });
      plot.words(fixed(score, 1), i, score, { colour: ink, dx: 13 });
    });
  }

  update();
  return () => stage.dispose();
}

/** A loss as a bar with its number: {row, show}. */
function bar(name) {
  const fill = element("span", { class: `cf-fill cf-fill-${name}` });
  const value = element("output", {});
  const row = element(
    "div", { class: "cf-bar" },
    element("span", {}, name), element("span", { class: "cf-bar-track", "aria-hidden": "true" }, fill), value,
  );
  return {
    row,
    show(loss) {
      const share = Number.isNaN(loss ?? NaN) ? 0 : Math.min(Math.max(loss / FULL_BAR, 0), 1);
      fill.style.width = `${100 * share}%`;
      value.textContent = loss === undefined ? "not ready" : fixed(loss);
    },
  };
}

export default { render };
