// The playground's hidden units and sentences: those of Python. Run by tests/test_widgets.py.

import assert from "node:assert/strict";
import { test } from "node:test";

import { recorded } from "./recorded.mjs";
import { unpacked } from "../../course_lib/widgets/numbers.js";
import { epochAxis, lossAxis, trainingInWords, trainingOf } from "../../course_lib/widgets/playground.js";
import {
  activity, hiddenUnits, networkInWords, silentUnits, thickness, unitMap,
} from "../../course_lib/widgets/playground_network.js";

const training = trainingOf(recorded.playground.data);
const examples = recorded.playground.examples;
const points = unpacked(examples.points);

test("a training says what Python says", () => {
  assert.equal(trainingInWords(training), recorded.playground_words);
  assert.equal(trainingInWords(trainingOf(recorded.playground_diverging.data)), recorded.playground_diverged);
  assert.match(recorded.playground_diverged, /has diverged/);
  const none = trainingOf(recorded.playground_unfinished.data);
  assert.equal(trainingInWords(none), "There is no network to train yet.");
});

test("hidden units answer as in Python", () => {
  recorded.playground_hidden.forEach((wanted, i) => {
    const point = [0, 1].map((axis) => (points[2 * i + axis] - examples.mean[axis]) / examples.spread[axis]);
    hiddenUnits(training, point).forEach((value, unit) => assert.ok(Math.abs(value - wanted[unit]) < 1e-5));
  });
});

test("each unit is on for as many examples as in Python", () => {
  assert.deepEqual(activity(training, points, examples), recorded.playground_on);
});

test("a unit's map is largest where it answers most, and empty where it is off", () => {
  const map = unitMap(training, 0, examples, 12);
  assert.equal(map.length, 144);
  assert.equal(Math.max(...map), 1);
  const off = { W1: [0, 0], b1: [-1], W2: [1, 1], b2: [0, 0] };
  assert.equal(Math.max(...unitMap(off, 0, examples, 12)), 0);
  // a unit that looks at the vertical axis alone is strongest in the upper row: the first one
  const up = { W1: [0, 1], b1: [0], W2: [1, 1], b2: [0, 0] };
  assert.equal(unitMap(up, 0, examples, 12)[0], 1);
  assert.equal(unitMap(up, 0, examples, 12)[143], 0);
});

test("a network is told unit by unit", () => {
  const network = { W1: [1, -2], b1: [0], W2: [0.5, -0.25], b2: [0, 0] };
  assert.equal(
    networkInWords(network, [3], 4),
    "A network with 1 hidden unit. Unit 1 is on for 3 of 4 examples; weights in 1.00, −2.00; out 0.50, −0.25.",
  );
});

test("units that are never on are told", () => {
  assert.equal(silentUnits([1, 2]), "");
  assert.equal(silentUnits([0, 2]), "1 of 2 hidden units is off for every example.");
  assert.equal(silentUnits([0, 0]), "No hidden unit is on for any example.");
});

test("lines grow with their weights, up to a limit", () => {
  assert.ok(thickness(0) < thickness(0.5) && thickness(0.5) < thickness(-1));
  assert.equal(thickness(100), thickness(NaN));
});

test("axes are round and hold what is shown", () => {
  assert.equal(epochAxis(0), 50);
  assert.equal(epochAxis(51), 100);
  assert.equal(lossAxis([0.7, 0.3, 0.1]), 1);
  assert.equal(lossAxis([0.7, Infinity, NaN]), 1);
  assert.equal(lossAxis([]), 1);
});
