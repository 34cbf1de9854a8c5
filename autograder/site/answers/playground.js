// Stands for the training in Python that the playground asks: the same numbers in the same order.

import { Stream } from "./numpy_stream.js";

const MARGIN = 0.15; // the plane beyond the points, as a share of their spread
const FAR = 1e3; // so many times the first loss is divergence
const LONGEST = 5000; // epochs that it plays before it rests
const MOST_CURVE_POINTS = 300;
const [SLICE, FRAME] = [25, 50]; // milliseconds of training, and from one picture to the next

/** A problem's examples in the plane of two of its columns. */
export function examplesOf({ columns, labels, axes, classes }, [across, up]) {
  const chosen = [columns[across], columns[up]];
  const low = chosen.map((column) => Math.min(...column));
  const high = chosen.map((column) => Math.max(...column));
  const beyond = low.map((least, i) => MARGIN * (high[i] - least));
  const mean = chosen.map((column) => sum(column) / column.length);
  const spread = chosen.map((column, i) =>
    Math.sqrt(sum(column.map((value) => (value - mean[i]) ** 2)) / column.length));
  return {
    points: labels.map((_, i) => [chosen[0][i], chosen[1][i]]),
    labels,
    low: low.map((least, i) => least - beyond[i]),
    high: high.map((most, i) => most + beyond[i]),
    mean,
    spread,
    axes: [axes[across], axes[up]],
    classes,
  };
}

function standardised([x, y], { mean, spread }) {
  return [(x - mean[0]) / spread[0], (y - mean[1]) / spread[1]];
}

function sum(values) {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** Normal weights, times `scale`, and biases of 0. */
export function initialize(hidden, classes, scale, stream) {
  const normals = stream.normal(2 * hidden + hidden * classes);
  const times = (deviation) => (value) => scale * (deviation * value);
  return {
    W1: Float64Array.from(normals.slice(0, 2 * hidden), times(Math.sqrt(2 / 2))),
    b1: new Float64Array(hidden),
    W2: Float64Array.from(normals.slice(2 * hidden), times(Math.sqrt(1 / hidden))),
    b2: new Float64Array(classes),
  };
}

/** Room for the scores of one point and its hidden layer; thousands of points share it. */
export function roomFor({ b1, b2 }) {
  return { hidden: new Float64Array(b1.length), scores: new Float64Array(b2.length) };
}

/** Put a standardised point's scores and hidden layer into `room`. Matrices are held row by row. */
export function forward({ W1, b1, W2, b2 }, [x, y], room) {
  const { hidden, scores } = room;
  const [units, classes] = [b1.length, b2.length];
  scores.fill(0);
  for (let unit = 0; unit < units; unit += 1) {
    hidden[unit] = Math.max(0, x * W1[unit] + y * W1[units + unit] + b1[unit]);
    for (let k = 0; k < classes; k += 1) scores[k] += hidden[unit] * W2[unit * classes + k];
  }
  for (let k = 0; k < classes; k += 1) scores[k] += b2[k];
  return room;
}

/** The mean softmax loss of a batch, and its gradient by every parameter. */
export function lossAndGradients(parameters, points, labels) {
  const { W2, b1, b2 } = parameters;
  const [units, classes, count] = [b1.length, b2.length, points.length];
  const gradients = Object.fromEntries(
    Object.entries(parameters).map(([name, array]) => [name, new Float64Array(array.length)]),
  );
  const room = roomFor(parameters);
  const slopes = new Float64Array(classes);
  let loss = 0;
  for (let i = 0; i < count; i += 1) {
    const { scores, hidden } = forward(parameters, points[i], room);
    const largest = Math.max(...scores);
    for (let k = 0; k < classes; k += 1) slopes[k] = Math.exp(scores[k] - largest);
    const total = sum(slopes);
    loss += (Math.log(total) - (scores[labels[i]] - largest)) / count;
    for (let k = 0; k < classes; k += 1) {
      slopes[k] = (slopes[k] / total - (k === labels[i] ? 1 : 0)) / count;
      gradients.b2[k] += slopes[k];
    }
    for (let unit = 0; unit < units; unit += 1) {
      let slope = 0;
      for (let k = 0; k < classes; k += 1) {
        slope += slopes[k] * W2[unit * classes + k];
        gradients.W2[unit * classes + k] += hidden[unit] * slopes[k];
      }
      slope *= hidden[unit] > 0 ? 1 : 0; // a product: what is nan stays so
      gradients.W1[unit] += points[i][0] * slope;
      gradients.W1[units + unit] += points[i][1] * slope;
      gradients.b1[unit] += slope;
    }
  }
  return { loss, gradients };
}

/** A network in training on examples. */
export class Training {
  constructor(examples, { hidden, scale }, stream) {
    this.examples = examples;
    this.stream = stream;
    this.points = examples.points.map((point) => standardised(point, examples));
    this.parameters = initialize(hidden, examples.classes.length, scale, stream);
    this.epoch = 0;
    this.losses = [lossAndGradients(this.parameters, this.points, examples.labels).loss];
  }

  get hasDiverged() {
    return !(this.losses[this.epoch] < FAR * Math.max(1, this.losses[0]));
  }

  /** Every example once, in a fresh order and in batches of `size`. */
  runEpoch(rate, size) {
    const order = this.stream.permutation(this.points.length);
    let mean = 0;
    for (let begin = 0; begin < order.length; begin += size) {
      const chosen = order.slice(begin, begin + size);
      const [points, labels] = [this.points, this.examples.labels].map((all) => chosen.map((i) => all[i]));
      const { loss, gradients } = lossAndGradients(this.parameters, points, labels);
      for (const [name, gradient] of Object.entries(gradients)) {
        gradient.forEach((slope, i) => { this.parameters[name][i] -= rate * slope; });
      }
      mean += (loss * chosen.length) / order.length;
    }
    this.epoch += 1;
    this.losses.push(mean);
  }

  /** The class with the highest score, for each example. */
  guesses() {
    const room = roomFor(this.parameters);
    return this.points.map((point) => highest(forward(this.parameters, point, room).scores));
  }

  /** The class at each point of a grid, row by row from the lower left, and how sure it is. */
  regions(side) {
    const { low, high } = this.examples;
    const [classes, certainty, room] = [[], [], roomFor(this.parameters)];
    const at = (axis, i) => low[axis] + (i / (side - 1)) * (high[axis] - low[axis]);
    for (let i = 0; i < side * side; i += 1) {
      const point = standardised([at(0, i % side), at(1, Math.floor(i / side))], this.examples);
      const { scores } = forward(this.parameters, point, room);
      const largest = Math.max(...scores);
      classes.push(highest(scores));
      certainty.push(1 / sum(scores.map((score) => Math.exp(score - largest))) || 0);
    }
    return { classes, certainty };
  }
}

/** Where the largest is: the first of equals, and before all others one that is no number. */
function highest(scores) {
  const strange = scores.findIndex(Number.isNaN);
  return strange >= 0 ? strange : scores.indexOf(Math.max(...scores));
}

// -- what the front end reads -----------------------------------------------------------------------

const ARRAYS = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array };

function packed(values, dtype = "float32") {
  const array = ARRAYS[dtype].from(values);
  return { dtype, shape: [array.length], bytes: new DataView(array.buffer) };
}

/** Which of so many losses are sent: all, or some of them evenly, the last one always. */
export function thinned(count) {
  const shown = Math.min(count, MOST_CURVE_POINTS);
  return Array.from({ length: shown }, (_, i) => Math.round((i * (count - 1)) / Math.max(1, shown - 1)));
}

/** What a training has come to. */
export function dataOf(training, { problem, playing, side }) {
  const { epoch, losses, examples, parameters } = training;
  const { classes, certainty } = training.regions(side);
  const guesses = training.guesses();
  const shown = thinned(losses.length);
  return {
    playing,
    problem,
    epoch,
    loss: losses[epoch],
    right: guesses.filter((guess, i) => guess === examples.labels[i]).length,
    count: guesses.length,
    diverged: training.hasDiverged,
    guesses: packed(guesses, "uint8"),
    regions: packed(classes, "uint8"),
    certainty: packed(certainty.map((share) => Math.round(255 * share)), "uint8"),
    epochs: packed(shown, "int32"),
    losses: packed(shown.map((i) => losses[i])),
    ...Object.fromEntries(Object.entries(parameters).map(([name, array]) => [name, packed(array)])),
  };
}

export function answer(model, { problems, streams }) {
  const { side } = model.get("options");
  let now = model.get("settings");
  let training = null;
  let timer = null;
  let [due, until] = [0, LONGEST];

  function start() {
    const features = now.problem === "iris" ? now.features : [0, 1];
    return new Training(examplesOf(problems[now.problem], features), now, new Stream(streams[now.seed]));
  }

  function publish() {
    model.set("data", dataOf(training, { problem: now.problem, playing: timer !== null, side }));
  }

  function pause() {
    clearTimeout(timer);
    timer = null;
  }

  function reset() {
    pause();
    training = start();
    const { points, labels, ...others } = training.examples;
    const sent = { points: packed(points.flat()), labels: packed(labels, "uint8") };
    model.set("examples", { problem: now.problem, ...others, ...sent });
    publish();
  }

  /** Train until no epoch is due, or the slice is over: what a busy page missed stays missed. */
  function play() {
    const before = training.epoch;
    const began = performance.now();
    timer = setTimeout(play, FRAME);
    for (let time = began; time >= due && time < began + SLICE; time = performance.now()) {
      training.runEpoch(now.rate, now.batch);
      due = Math.max(due, time - FRAME) + 1000 / now.speed;
      if (training.epoch >= until || training.hasDiverged) {
        pause();
        break;
      }
    }
    if (training.epoch > before) publish();
  }

  const actions = {
    reset,
    pause() {
      pause();
      publish();
    },
    step() {
      pause();
      training.runEpoch(now.rate, now.batch);
      publish();
    },
    play() {
      pause();
      until = training.epoch + LONGEST;
      due = performance.now();
      timer = setTimeout(play);
      publish();
    },
  };

  model.on("change:command", () => actions[model.get("command").do]());
  model.on("change:settings", () => {
    const before = now;
    now = model.get("settings");
    const same = ["problem", "hidden", "scale", "seed"].every((name) => now[name] === before[name]);
    if (same && now.features.join() === before.features.join()) due = performance.now();
    else reset();
  });
  training = start();
}
