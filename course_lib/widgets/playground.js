// A small network in training: the regions of its classes, its hidden units, its loss.

import { arrived, fixed, significant, unpacked } from "./numbers.js";
import { Stage, button, choice, element, slider } from "./live.js";
import { Plot } from "./plot.js";
import { NetworkDrawing, activity, silentUnits } from "./playground_network.js";

const CLASS_COLOURS = ["blue", "orange", "purple"];
const SHORTEST_CURVE = 50; // epochs on the axis of the losses, at least
const SECONDS_BETWEEN_SENTENCES = 2; // while it plays: a sentence that is read aloud needs its time

// -- numbers ----------------------------------------------------------------------------------------

/** What Python has sent, with its arrays unpacked. */
export function trainingOf(data) {
  const arrays = Object.entries(data).filter(([, value]) => value?.bytes !== undefined);
  const found = Object.fromEntries(arrays.map(([name, value]) => [name, unpacked(value)]));
  return { ...data, ...found, loss: data.loss === undefined ? NaN : arrived(data.loss) };
}

/** How far a training has come. */
export function trainingInWords({ epoch, loss, diverged, right, count }) {
  if (epoch === undefined) return "There is no network to train yet.";
  const now = `Epoch ${epoch}: loss ${fixed(loss)}`;
  if (diverged) return `${now}. It has diverged: make the rate smaller, and reset.`;
  return `${now}, ${right} of ${count} examples right.`;
}

/** The upper end of the axis of losses: it holds the first one, and nine of ten of the others. */
export function lossAxis(losses) {
  const finite = Array.from(losses).filter(Number.isFinite);
  const sorted = [...finite].sort((a, b) => a - b);
  const most = finite.length ? Math.max(finite[0], 1.1 * sorted[Math.floor(0.9 * (sorted.length - 1))]) : 1;
  return [0.25, 0.5, 1, 1.5, 2, 3, 5, 10, 20, 50, 100].find((end) => end >= Math.min(most, 100));
}

/** The right end of the axis of epochs. */
export function epochAxis(last) {
  let end = SHORTEST_CURVE;
  while (end < last) end *= 2;
  return end;
}

// -- the figure -------------------------------------------------------------------------------------

function render({ model, el }) {
  const stage = new Stage(el, { label: "A playground: a small network in training" });
  const options = model.get("options");
  let settings = { ...model.get("settings") };
  let examples = unpackedExamples(model.get("examples"));
  let training = trainingOf(model.get("data"));
  let spoken = 0;

  const problems = choice(stage, {
    label: "Examples", options: options.problems, value: settings.problem,
    onChange: (problem) => change({ problem }),
  });
  const features = ["across", "up"].map((direction, i) => menu(stage, {
    label: `Feature ${direction}`, options: options.features,
    onChange: (index) => change({ features: settings.features.map((old, j) => (i === j ? index : old)) }),
  }));
  const featureRow = element("div", { class: "cf-features" }, ...features.map(({ row }) => row));
  stage.row("controls", problems, featureRow);

  const plane = new Plot(stage, {
    label: "", ratio: 1, highest: 330, x: { label: "", low: 0, high: 1 }, y: { label: "", low: 0, high: 1 },
  });
  const network = new NetworkDrawing(stage, { mark: (pen, x, y, label, radius) => mark(pen, x, y, label, radius) });
  const curve = new Plot(stage, {
    label: "", ratio: 1, highest: 330,
    x: { label: "epoch", low: 0, high: 1.04 * SHORTEST_CURVE }, y: { label: "loss", low: 0, high: 1 },
  });
  stage.row("plots", plane.element, network.element, curve.element);
  const key = element(
    "p", { class: "cf-key" },
    "Lines: weights, as thick as they are large; ", element("span", { class: "cf-key-value" }, "positive, solid"), ", ",
    element("span", { class: "cf-key-gradient" }, "negative, dashed"),
    ". Squares: where a hidden unit is on; crossed: on for no example. Rings: guessed wrong.",
  );
  stage.root.append(key);

  const play = button(stage, "Play", () => command(training.playing ? "pause" : "play"));
  const step = button(stage, "One epoch", () => command("step"));
  const reset = button(stage, "Reset", () => command("reset"));
  const now = {
    epoch: element("output", { "aria-live": "off" }),
    loss: element("output", { "aria-live": "off" }),
    right: element("output", { "aria-live": "off" }),
  };
  stage.row(
    "controls", element("div", { class: "cf-buttons" }, play, step, reset),
    element("div", { class: "cf-now" },
      element("span", {}, "Epoch ", now.epoch), element("span", {}, "Loss ", now.loss),
      element("span", {}, "Right ", now.right)),
  );
  stage.say("");

  const sliders = {
    rate: places("Learning rate", "rate", options.rates, (rate) => significant(rate)),
    hidden: numbers("Hidden units", "hidden", 1, options.most_hidden),
    batch: places("Batch", "batch", options.batches, (size) => (size >= count() ? `all ${count()}` : String(size))),
    scale: places("Initial weights ×", "scale", options.scales, (scale) => significant(scale)),
    seed: numbers("Seed", "seed", 0, options.most_seed),
    speed: places("Epochs a second", "speed", options.speeds, (speed) => String(speed)),
  };
  stage.row("controls", sliders.rate.row, sliders.speed.row);
  stage.row("controls", sliders.batch.row, sliders.hidden.row);
  stage.row("controls", sliders.scale.row, sliders.seed.row);
  const presets = options.presets.map(({ name, settings: preset }) =>
    button(stage, name, () => change({ ...preset })));
  stage.row("controls cf-presets", element("span", {}, "Try"), ...presets);

  stage.watch(model, ["examples"], () => takeIn(unpackedExamples(model.get("examples"))));
  stage.watch(model, ["data", "problem"], () => takeIn(examples));
  stage.watch(model, ["settings"], () => {
    settings = { ...model.get("settings") };
    showSettings();
  });

  /** Both at once: a new problem comes with a new network. */
  function takeIn(given) {
    examples = given;
    training = trainingOf(model.get("data"));
    if (training.problem === undefined || training.problem === examples.problem) update();
  }

  function numbers(label, name, min, max) {
    return slider(stage, {
      label, min, max, position: settings[name], text: String, onInput: (value) => change({ [name]: value }),
    });
  }

  function places(label, name, values, text) {
    return slider(stage, {
      label, min: 0, max: values.length - 1, position: Math.max(0, values.indexOf(settings[name])),
      text: (position) => text(values[position]), onInput: (position) => change({ [name]: values[position] }),
    });
  }

  function count() {
    return examples.points.length / 2;
  }

  function change(some) {
    settings = { ...settings, ...some };
    model.set("settings", settings);
    model.save_changes();
    showSettings();
  }

  function command(action) {
    model.set("command", { do: action, count: (model.get("command").count ?? 0) + 1 });
    model.save_changes();
  }

  function showSettings() {
    for (const [name, values] of [["rate", options.rates], ["batch", options.batches], ["scale", options.scales], ["speed", options.speeds]]) {
      sliders[name].show(Math.max(0, values.indexOf(settings[name])));
    }
    sliders.hidden.show(settings.hidden);
    sliders.seed.show(settings.seed);
    featureRow.hidden = settings.problem !== "iris";
    features.forEach((each, i) => each.show(settings.features[i]));
    for (const radio of problems.querySelectorAll("input")) radio.checked = radio.value === settings.problem;
  }

  function update() {
    stage.complain(model.get("problem"));
    const words = trainingInWords(training);
    play.textContent = training.playing ? "Pause" : "Play";
    now.epoch.textContent = training.epoch ?? "–";
    now.loss.textContent = training.epoch === undefined ? "–" : fixed(training.loss);
    now.right.textContent = training.epoch === undefined ? "–" : `${training.right} of ${training.count}`;
    now.loss.classList.toggle("cf-diverged", Boolean(training.diverged));
    const counts = training.b1 ? activity(training, examples.points, examples) : [];
    const silent = silentUnits(counts);
    const told = [words, silent].filter(Boolean).join(" ");
    const time = performance.now();
    if (!training.playing || time - spoken > 1000 * SECONDS_BETWEEN_SENTENCES) {
      stage.say(told);
      spoken = time;
    }
    const { low, high, axes } = examples;
    const old = [plane.x.label, plane.y.label, plane.x.low, plane.x.high].join();
    plane.x = { label: axes[0], low: low[0], high: high[0] };
    plane.y = { label: axes[1], low: low[1], high: high[1] };
    if (old !== [plane.x.label, plane.y.label, plane.x.low, plane.x.high].join()) plane.stale();
    plane.label = `The plane of ${axes[0]} and ${axes[1]}, coloured by the class that your network guesses. ${words}`;
    plane.show(drawPlane);
    if (training.b1) network.show(training, examples, counts, count());
    network.element.classList.toggle("cf-empty", !training.b1);
    const end = [1.04 * epochAxis(training.epoch ?? 0), lossAxis(training.losses ?? [])];
    if (end[0] !== curve.x.high || end[1] !== curve.y.high) {
      curve.x = { ...curve.x, high: end[0] };
      curve.y = { ...curve.y, high: end[1] };
      curve.stale();
    }
    curve.label = `The loss at each epoch. ${words}`;
    curve.show(drawCurve);
    sliders.batch.show(sliders.batch.position);
  }

  function drawPlane(plot) {
    const { pen } = plot;
    if (training.regions) {
      const picture = regionsPicture(training, options.side, CLASS_COLOURS.map((name) => stage.colours[name]));
      const { left, right, top, bottom } = plot.frame;
      pen.drawImage(picture, left, top, right - left, bottom - top);
    }
    examples.labels.forEach((label, i) => {
      const [x, y] = [plot.px(examples.points[2 * i]), plot.py(examples.points[2 * i + 1])];
      mark(pen, x, y, label, count() < 10 ? 8 : 4);
      if (training.guesses && training.guesses[i] !== label) ring(pen, x, y, count() < 10 ? 14 : 8);
    });
  }

  function drawCurve(plot) {
    const { losses, epochs } = training;
    const { blue, vermillion } = stage.colours;
    if (!losses) return;
    plot.inside(() => {
      plot.curve(epochs, losses, { colour: blue });
      const last = losses.length - 1;
      plot.dot(epochs[last], losses[last], { colour: blue });
    });
    if (training.diverged) {
      plot.words("diverged", plot.x.low, plot.y.high, { colour: vermillion, dx: 8, dy: 14 });
    }
  }

  function mark(pen, x, y, label, radius) {
    const { paper } = stage.colours;
    Object.assign(pen, { fillStyle: stage.colours[CLASS_COLOURS[label]], strokeStyle: paper, lineWidth: 1.25 });
    pen.setLineDash([]);
    pen.beginPath();
    if (label === 0) pen.arc(x, y, radius, 0, 2 * Math.PI);
    else if (label === 1) pen.rect(x - 0.9 * radius, y - 0.9 * radius, 1.8 * radius, 1.8 * radius);
    else {
      pen.moveTo(x, y - 1.25 * radius);
      pen.lineTo(x + 1.15 * radius, y + 0.8 * radius);
      pen.lineTo(x - 1.15 * radius, y + 0.8 * radius);
      pen.closePath();
    }
    pen.fill();
    pen.stroke();
  }

  function ring(pen, x, y, radius) {
    Object.assign(pen, { strokeStyle: stage.colours.ink, lineWidth: 1.75 });
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.stroke();
  }

  showSettings();
  update();
  return () => stage.dispose();
}

function unpackedExamples(sent) {
  return { ...sent, points: unpacked(sent.points), labels: unpacked(sent.labels) };
}

/** The classes over the plane as a small picture: the surer, the stronger the colour. */
function regionsPicture({ regions, certainty }, side, colours) {
  const picture = document.createElement("canvas");
  picture.width = picture.height = side;
  const pen = picture.getContext("2d");
  regions.forEach((label, i) => {
    pen.fillStyle = colours[label];
    pen.globalAlpha = 0.08 + 0.42 * (certainty[i] / 255) ** 2;
    pen.fillRect(i % side, side - 1 - Math.floor(i / side), 1, 1);
  });
  return picture;
}

/** A labelled native menu; the options are numbered. */
function menu(stage, { label, options, onChange }) {
  const select = element(
    "select", { "data-lm-suppress-shortcuts": "true" },
    ...options.map((text, i) => element("option", { value: i }, text)),
  );
  stage.listen(select, "change", () => onChange(Number(select.value)));
  return {
    row: element("label", {}, element("span", {}, `${label} `), select),
    show(index) {
      select.value = index;
    },
  };
}

export default { render };
