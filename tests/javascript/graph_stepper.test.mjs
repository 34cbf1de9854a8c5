// The graph stepper's numbers and places. Run by tests/test_widgets.py.

import assert from "node:assert/strict";
import { test } from "node:test";

import { recorded } from "./recorded.mjs";
import { significant } from "../../course_lib/widgets/numbers.js";
import { arrange, gradientsAt, sharesOf, wire } from "../../course_lib/widgets/graph_stepper.js";

const { data } = recorded.stepper;

test("numbers are written as Python writes them", () => {
  for (const { value, text } of recorded.significant) assert.equal(significant(value, 4), text);
});

test("after each step the gradients are Python's, and what is missing is not 0", () => {
  assert.equal(recorded.stepper_gradients.length, data.steps.length + 1);
  recorded.stepper_gradients.forEach((gradients, step) => {
    assert.deepEqual(gradientsAt(data, step), gradients);
  });
});

test("the shares of a step add up to the change of its gradient", () => {
  assert.deepEqual(sharesOf(data, 0), []);
  for (let step = 2; step <= data.steps.length; step += 1) {
    const { node } = data.steps[step - 1];
    const change = gradientsAt(data, step)[node] - (gradientsAt(data, step - 1)[node] ?? 0);
    const total = sharesOf(data, step).reduce((sum, { share }) => sum + share, 0);
    assert.ok(Math.abs(total - change) < 1e-12);
  }
});

test("an unfinished backward leaves no gradient, and the values", () => {
  const unfinished = recorded.stepper_unfinished;
  assert.match(unfinished.problem, /not ready/);
  assert.ok(gradientsAt(unfinished.data, 0).every((gradient) => gradient === null));
  assert.equal(unfinished.data.nodes[0].value, 16);
});

test("a graph lies across where there is room, else upright, else it is scrolled", () => {
  assert.equal(arrange(data.nodes, 900).across, true);
  const narrow = arrange(data.nodes, 300);
  assert.equal(narrow.across, false);
  assert.ok(narrow.places.every(([x]) => x >= 0 && x <= 300));
  assert.equal(new Set(narrow.places.map(String)).size, data.nodes.length);
  const many = Array.from({ length: 12 }, (_, row) => ({ column: row % 6, row }));
  const wide = arrange(many, 300);
  assert.ok(wide.across && wide.width > 300);
});

test("two wires between the same gates part", () => {
  const plan = arrange(data.nodes, 900);
  const [first, second] = data.edges.filter(({ source, user }) => user === 1 && source === data.edges.find((edge) => edge.user === 1).source);
  assert.notDeepEqual(wire(plan, first, true), wire(plan, second, true));
});
