// The 2-3-1 network with every number in its place; the student's code in Python answers each move.

import { arrived, fixed, significant } from "./numbers.js";
import { Stage, button, choice, element, player, slider } from "./live.js";
import { Diagram, key, label, shape } from "./diagram.js";

const PIXELS_PER_STEP = 5;
const TARGET = 11; // the place of the target behind the eleven numbers
const SUB = "₀₁₂₃";
const ALONG = { wide: 0.66, narrow: 0.6 }; // where on an edge its weight is written: there none cross
const ROOM = { narrow: 520, radius: 15 };

/** The stages of both passes: what each of them makes known. */
const STAGES = [
  { name: "given", keys: [] },
  { name: "h", keys: ["h"] },
  { name: "y", keys: ["y"] },
  { name: "J", keys: ["J"] },
  { name: "dJ/dy", keys: ["dy"] },
  { name: "dJ/dV, dJ/dh", keys: ["dV", "dh"] },
  { name: "dJ/dW, dJ/dx", keys: ["dW", "dx"] },
];
const ALL = STAGES.length - 1;

// -- numbers ----------------------------------------------------------------------------------------

/** The eleven numbers that can be moved: {name, spoken, gradient: [key, place]}. */
export const MOVABLE = [
  ...[0, 1].map((i) => ({ name: `x${SUB[i + 1]}`, spoken: `x${SUB[i + 1]}, input`, gradient: ["dx", i] })),
  ...[0, 1].flatMap((i) => [0, 1, 2].map((j) => ({
    name: `W${SUB[i + 1]}${SUB[j + 1]}`,
    spoken: `W${SUB[i + 1]}${SUB[j + 1]}, weight from input ${i + 1} to hidden neuron ${j + 1}`,
    gradient: ["dW", 3 * i + j],
  }))),
  ...[0, 1, 2].map((j) => ({
    name: `V${SUB[j + 1]}`, spoken: `V${SUB[j + 1]}, weight from hidden neuron ${j + 1} to the output`,
    gradient: ["dV", j],
  })),
];

/** A number that was found, or null. */
export function foundAt(data, key, place = 0) {
  const values = data.found[key];
  return values ? arrived(values[place]) : null;
}

/** A number as it is written; a measured gradient that drowns in rounding has no digits to show. */
export function written(value, digits, measurable = 0) {
  if (value === null) return "?";
  if (measurable && Math.abs(value) < measurable) return `<${significant(measurable, 1)}`;
  return significant(value, digits);
}

/** The stage in words, with its numbers: values with six digits, gradients with four. */
export function stageInWords(data, stage) {
  const list = (key) => {
    const [digits, measurable] = key.startsWith("d") ? [4, data.measurable] : [6, 0];
    const numbers = data.found[key]?.map((_, i) => written(foundAt(data, key, i), digits, measurable));
    return numbers?.join(", ") ?? "not computed yet";
  };
  return [
    () => "Inputs and weights are given. Nothing is computed yet.",
    () => `Forward: the hidden values are h = ${list("h")}.`,
    () => `Forward: the output is y = ${list("y")}.`,
    () => `Forward: the loss is J = ${list("J")}, with target ${data.numbers[TARGET]}.`,
    () => `Backward: by the output, dJ/dy = ${list("dy")}.`,
    () => `Backward through the output neuron: dJ/dV = ${list("dV")}; dJ/dh = ${list("dh")}.`,
    () => `Backward through the hidden neurons: dJ/dW = ${list("dW")}; dJ/dx = ${list("dx")}.`,
  ][stage]();
}

/** What is said before anything has moved. */
export function firstWords(data) {
  const loss = foundAt(data, "J");
  if (loss === null) return "The loss is not computed yet.";
  return `The loss is J = ${significant(loss, 6)}. Drag a blue weight or input sideways, or move its slider.`;
}

/** What a move did to the loss, beside what the gradient had foretold. */
export function moveInWords(before, after) {
  const moved = MOVABLE.map((_, i) => i).filter((i) => before.numbers[i] !== after.numbers[i]);
  const [old, now] = [foundAt(before, "J"), foundAt(after, "J")];
  const where = moved.length === 1
    ? `${MOVABLE[moved[0]].name} goes from ${fixed(before.numbers[moved[0]], 1)} to ${fixed(after.numbers[moved[0]], 1)}. `
    : "";
  if (now === null) return `${where}The loss is not computed yet.`;
  if (old === null) return `${where}The loss is ${significant(now, 4)}.`;
  const change = `${where}The loss goes from ${significant(old, 4)} to ${significant(now, 4)}`;
  if (moved.length !== 1) return `${change}.`;
  const slope = foundAt(before, ...MOVABLE[moved[0]].gradient);
  if (slope === null) return `${change}.`;
  const foretold = slope * (after.numbers[moved[0]] - before.numbers[moved[0]]);
  return `${change}, by ${significant(now - old, 3)}. Gradient times step foretold ${significant(foretold, 3)}.`;
}

// -- the figure -------------------------------------------------------------------------------------

function render({ model, el }) {
  const stage = new Stage(el, { label: "A network with two inputs, three hidden neurons and one output" });
  let data = model.get("data");
  let numbers = [...data.numbers];
  let shown = ALL;
  let before = null; // the answer before the last move
  let isFresh = true;
  let grabbed = 0;

  const diagram = new Diagram(stage, { label: "", draw });
  stage.root.append(diagram.element, key(
    ["Blue: values.", "cf-key-value"], ["Vermilion, below: gradients of J.", "cf-key-gradient"],
    ["Dashed: a negative weight. ? is not computed yet.", ""],
  ));
  stage.say("");
  const passes = slider(stage, {
    label: "Pass", spoken: "Pass: how far forward and backward", min: 0, max: ALL, position: shown,
    text: (position) => STAGES[position].name,
    onInput: (position) => { play.pause(); reveal(position); },
  });
  const play = player(stage, {
    perSecond: 0.7,
    begin: () => { if (shown >= ALL) reveal(0); },
    step: () => { reveal(shown + 1); return shown < ALL; },
  });
  stage.row("controls cf-passes", passes.row, play.row);
  const sliders = MOVABLE.map(({ name, spoken }, i) => slider(stage, {
    label: name, spoken, min: -data.reach[i], max: data.reach[i], step: data.step,
    position: numbers[i], text: (value) => fixed(value, 1), onInput: (value) => move(i, value),
  }));
  stage.row("numbers", ...sliders.map(({ row }) => row));
  const targets = choice(stage, {
    label: "Target", options: ["0", "1"].map((text) => [text, text]), value: String(numbers[TARGET]),
    onChange: (value) => { numbers[TARGET] = Number(value); ask(); },
  });
  stage.row(
    "controls", targets,
    button(stage, "Back to the start", () => moveAll(data.start)),
    button(stage, "Small inputs", () => moveAll(data.start.map((value, i) => (i < 2 ? value / 10 : value)))),
  );
  diagram.draggable({
    grab: (handle) => { grabbed = numbers[handle]; },
    pull: (handle, pixels) => {
      sliders[handle].show(grabbed + Math.round(pixels / PIXELS_PER_STEP) * data.step);
      move(Number(handle), sliders[handle].position);
    },
  });
  stage.watch(model, ["data", "problem"], () => {
    const answer = model.get("data");
    if (answer.numbers.some((value, i) => value !== data.numbers[i])) before = data;
    data = answer;
    update();
  });

  function move(i, value) {
    if (Math.abs(value - numbers[i]) < data.step / 2) return;
    numbers[i] = value;
    ask();
  }

  function moveAll(target) {
    numbers = [...target];
    sliders.forEach((each, i) => each.show(numbers[i]));
    for (const radio of targets.querySelectorAll("input")) radio.checked = Number(radio.value) === numbers[TARGET];
    ask();
  }

  /** Draw the new number now; the others follow when Python has answered. */
  function ask() {
    play.pause();
    shown = ALL;
    passes.show(shown);
    diagram.show();
    model.set("numbers", [...numbers]);
    model.save_changes();
  }

  function reveal(position) {
    shown = position;
    before = null;
    isFresh = false;
    passes.show(shown);
    update();
  }

  function update() {
    stage.complain(model.get("problem"));
    const standing = isFresh ? firstWords(data) : stageInWords(data, shown);
    const words = before ? moveInWords(before, data) : standing;
    stage.say(`${words}${data.remark ? ` ${data.remark}` : ""}`);
    const told = STAGES.slice(1, shown + 1).map((_, i) => stageInWords(data, i + 1));
    const given = MOVABLE.map(({ name }, i) => `${name} ${fixed(numbers[i], 1)}`).join(", ");
    diagram.label = `The network. Given: ${given}. ${told.join(" ")}`;
    diagram.show();
  }

  // -- drawing --------------------------------------------------------------------------------------

  /** A number of a stage as it stands at present: {text, kind}. */
  function at(key, place = 0, digits = 4) {
    const isKnown = STAGES.findIndex(({ keys }) => keys.includes(key)) <= shown;
    const value = isKnown ? foundAt(data, key, place) : null;
    const isGradient = key.startsWith("d");
    const isNew = shown < ALL && STAGES[shown].keys.includes(key);
    const colour = isGradient ? "cf-gradient" : "cf-value";
    const kind = value === null ? "cf-missing" : colour;
    return { text: written(value, digits, isGradient ? data.measurable : 0), kind: `${kind}${isNew ? " cf-bold" : ""}`, isNew };
  }

  function draw(width) {
    const isNarrow = width < ROOM.narrow;
    const [height, digits] = [isNarrow ? 440 : 430, isNarrow ? 3 : 4];
    const across = isNarrow ? [0.1, 0.61, 0.89] : [0.07, 0.47, 0.77];
    const [xs, hs, ys] = across.map((share) => Math.round(share * width));
    const row = (share) => Math.round(height / 2 + share * (height / 2 - 44));
    const inputs = [-0.5, 0.5].map((share) => [xs, row(share)]);
    const hidden = [-1, 0, 1].map((share) => [hs, row(share)]);
    const output = [ys, row(0)];
    const loss = isNarrow ? [ys, row(0.8)] : [Math.round(0.93 * width), row(0)];
    const wires = [];
    const weights = [];
    inputs.forEach((start, i) => hidden.forEach((end, j) => {
      const which = 2 + 3 * i + j;
      wires.push(line(start, end, numbers[which]));
      weights.push(weight(which, start, end, isNarrow ? ALONG.narrow : ALONG.wide, at("dW", 3 * i + j, digits), isNarrow));
    }));
    hidden.forEach((start, j) => {
      wires.push(line(start, output, numbers[8 + j]));
      weights.push(weight(8 + j, start, output, 0.5, at("dV", j, digits), isNarrow));
    });
    wires.push(line(output, loss, 1));
    const nodes = [
      ...inputs.map((place, i) => node(place, MOVABLE[i].name, { text: fixed(numbers[i], 1), kind: "cf-value" }, at("dx", i, digits), i)),
      ...hidden.map((place, j) => node(place, `h${SUB[j + 1]}`, at("h", j, digits + 2), at("dh", j, digits))),
      node(output, "y", at("y", 0, digits + 1), at("dy", 0, digits)),
      node(loss, "J", at("J", 0, digits + 1), null),
    ];
    return { width, height, shapes: [...wires, ...weights, ...nodes] };
  }

  /** An edge: the larger the weight, the wider; dashed where it is negative. */
  function line([x1, y1], [x2, y2], value) {
    const style = `stroke-width: ${1 + Math.min(Math.abs(value), 5) * 0.8}px;${value < 0 ? " stroke-dasharray: 6 4" : ""}`;
    return shape("line", { x1, y1, x2, y2, class: "cf-wire", style });
  }

  function weight(which, start, end, along, gradient, isNarrow) {
    const x = start[0] + along * (end[0] - start[0]);
    const y = start[1] + along * (end[1] - start[1]);
    const name = isNarrow ? "" : `${MOVABLE[which].name} `;
    return shape(
      "g", { "data-handle": which, class: "cf-handle" },
      backing(x, y, isNarrow ? 58 : 92, 34),
      label(`${name}${fixed(numbers[which], 1)}`, x, y - 3, "cf-value", "middle"),
      label(gradient.text, x, y + 13, gradient.kind, "middle"),
    );
  }

  function node([x, y], name, value, gradient, handle = null) {
    const { radius } = ROOM;
    const parts = [
      shape("circle", { cx: x, cy: y, r: radius, class: value.isNew || gradient?.isNew ? "cf-gate cf-gate-new" : "cf-gate" }),
      label(name, x, y + 5, "cf-sign", "middle"),
      label(value.text, x, y - radius - 6, value.kind, "middle"),
    ];
    if (gradient) parts.push(label(gradient.text, x, y + radius + 16, gradient.kind, "middle"));
    if (handle === null) return shape("g", {}, ...parts);
    return shape("g", { "data-handle": handle, class: "cf-handle" }, backing(x, y, 44, 76), ...parts);
  }

  function backing(x, y, width, height) {
    return shape("rect", { x: x - width / 2, y: y - height / 2, width, height, rx: 4, class: "cf-backing" });
  }

  update();
  return () => stage.dispose();
}

export default { render };
