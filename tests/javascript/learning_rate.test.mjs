// Descents, their verdicts and sentences: those of Python. Run by tests/test_widgets.py.

import assert from "node:assert/strict";
import { test } from "node:test";

import { recorded } from "./recorded.mjs";
import { Descents, inWords, polynomial, stepInWords } from "../../course_lib/widgets/learning_rate.js";

const descents = new Descents(recorded.learning_rate.data);

test("every descent says what Python says", () => {
  assert.ok(recorded.sentences.length > 500);
  for (const { start, rate, text } of recorded.sentences) assert.equal(inWords(descents, start, rate), text);
});

test("losses are those of Python to single precision", () => {
  for (const { start, rate, losses } of recorded.losses) {
    const found = [...descents.at(start, rate).path].map((x) => descents.loss(x));
    assert.equal(found.length, losses.length);
    found.forEach((loss, i) => assert.ok(Math.abs(loss - losses[i]) <= 1e-5 * (1 + Math.abs(losses[i]))));
  }
});

test("a polynomial is evaluated from its constant on", () => {
  assert.equal(polynomial([5, 1, -2, 0, 0.5], 1.5), 4.53125);
});

test("one step is told with its number, place and loss", () => {
  assert.equal(stepInWords(descents, recorded.first.start, recorded.first.rate, 0), "Step 0: x = −2.0000, loss 3.0000.");
});

test("a descent that is missing or has failed says so", () => {
  const empty = new Descents(recorded.unfinished.data);
  const last = recorded.learning_rate.data.starts.length - 1;
  assert.equal(inWords(empty, last, 0), "Rate 0.001 from 2.4 is not computed yet.");
  const { start, rate } = recorded.first;
  assert.equal(inWords(empty, start, rate), "Rate 0.25 from −2.0 gives no path.");
});
