// The playground's stand-in trains as Python does. Run by tests/test_site.py.

import assert from "node:assert/strict";
import { test } from "node:test";

import { recorded } from "../recorded.mjs";
import { Stream } from "../../../autograder/site/answers/numpy_stream.js";
import {
  Training, answer, dataOf, examplesOf, thinned,
} from "../../../autograder/site/answers/playground.js";
import { recordedModel } from "../../../course_lib/widgets/live.js";
import { unpacked } from "../../../course_lib/widgets/numbers.js";

const { problems, streams } = recorded.needs;

function near(found, wanted, tolerance = 1e-9) {
  assert.equal(found.length, wanted.length);
  wanted.forEach((value, i) => {
    const [a, b] = [found[i], value ?? NaN];
    assert.ok(Object.is(a, b) || Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `${i}: ${a}, not ${b}`);
  });
}

test("examples are shuffled as numpy shuffles them", () => {
  for (const { seed, normals, count, orders } of recorded.shuffles) {
    const stream = new Stream(streams[seed]);
    stream.normal(normals);
    for (const order of orders) assert.deepEqual(stream.permutation(count), order);
  }
});

test("a training comes to the numbers that Python comes to", () => {
  assert.ok(recorded.trainings.length >= 8);
  for (const { settings, epochs, losses, parameters, examples, guesses, regions, certainty } of recorded.trainings) {
    const features = settings.problem === "iris" ? settings.features : [0, 1];
    const given = examplesOf(problems[settings.problem], features);
    for (const name of ["low", "high", "mean", "spread"]) near(given[name], examples[name], 1e-12);
    assert.deepEqual([given.axes, given.classes], [examples.axes, examples.classes]);
    const training = new Training(given, settings, new Stream(streams[settings.seed]));
    for (let epoch = 0; epoch < epochs; epoch += 1) training.runEpoch(settings.rate, settings.batch);
    near(training.losses, losses);
    for (const [name, values] of Object.entries(parameters)) near(training.parameters[name], values);
    assert.deepEqual(training.guesses(), guesses);
    const found = training.regions(recorded.side);
    assert.deepEqual(found.classes, regions);
    near(found.certainty, certainty);
  }
});

test("a training that diverges says so when Python does", () => {
  const { settings, epochs } = recorded.diverging;
  const training = new Training(examplesOf(problems[settings.problem], [0, 1]), settings, new Stream(streams[settings.seed]));
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    assert.equal(training.hasDiverged, false);
    training.runEpoch(settings.rate, settings.batch);
  }
  assert.equal(training.hasDiverged, true);
});

test("what is no number is guessed as numpy does: the first of them", () => {
  const training = new Training(examplesOf(problems.xor, [0, 1]), { hidden: 2, scale: 1 }, new Stream(streams[0]));
  training.parameters.b2[1] = NaN;
  assert.deepEqual(training.guesses(), [1, 1, 1, 1]);
  const data = dataOf(training, { problem: "xor", playing: false, side: 4 });
  assert.equal(Math.max(...unpacked(data.certainty)), 0);
});

test("the losses that are sent are those that Python sends", () => {
  for (const { count, shown } of recorded.thinned) assert.deepEqual(thinned(count), shown);
});

/** A figure's model with its stand-in, and what the front end asks of it. */
function answered() {
  const model = recordedModel(structuredClone(recorded.figure));
  answer(model, recorded.needs);
  return {
    data: () => model.get("data"),
    examples: () => model.get("examples"),
    change: (some) => model.set("settings", { ...model.get("settings"), ...some }),
    command: (action) => model.set("command", { do: action }),
  };
}

test("the stand-in sends what Python sends after a step", () => {
  const figure = answered();
  figure.command("step");
  const [found, wanted] = [figure.data(), recorded.after_a_step.data];
  assert.deepEqual(Object.keys(found).sort(), Object.keys(wanted).sort());
  for (const [name, value] of Object.entries(wanted)) {
    if (value?.bytes === undefined) assert.equal(typeof found[name], typeof value, name);
    else near(unpacked(found[name]), Array.from(unpacked(value)), 1e-6);
  }
  for (const name of ["playing", "problem", "epoch", "right", "count", "diverged"]) assert.equal(found[name], wanted[name]);
});

test("another rate goes on, another start begins afresh with its examples", () => {
  const figure = answered();
  figure.command("step");
  figure.change({ rate: 0.1, batch: 2, speed: 100 });
  assert.equal(figure.data().epoch, 1);
  figure.change({ hidden: 5 });
  assert.equal(figure.data().epoch, 0);
  assert.equal(unpacked(figure.data().b1).length, 5);
  figure.change({ problem: "iris", features: [0, 3] });
  assert.equal(figure.examples().problem, "iris");
  assert.deepEqual(figure.examples().axes, ["sepal length (cm)", "petal width (cm)"]);
  assert.equal(figure.data().count, 150);
  figure.command("step");
  const loss = figure.data().loss;
  figure.command("reset");
  assert.equal(figure.data().epoch, 0);
  figure.command("step");
  assert.equal(figure.data().loss, loss);
});

test("it plays until it is paused", async () => {
  const figure = answered();
  figure.change({ speed: 1000 });
  figure.command("play");
  assert.equal(figure.data().playing, true);
  await new Promise((resolve) => setTimeout(resolve, 300));
  figure.command("pause");
  const { epoch, playing } = figure.data();
  assert.equal(playing, false);
  assert.ok(epoch > 20, `${epoch} epochs`);
  await new Promise((resolve) => setTimeout(resolve, 120));
  assert.equal(figure.data().epoch, epoch);
});
