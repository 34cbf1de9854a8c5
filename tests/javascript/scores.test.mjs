// The scores panel's numbers and sentences. Run by tests/test_widgets.py.

import assert from "node:assert/strict";
import { test } from "node:test";

import { recorded } from "./recorded.mjs";
import { changeInWords, mean, numbers, violations } from "../../course_lib/widgets/scores.js";

test("what each rival costs adds up to Python's loss", () => {
  for (const { scores, label, loss } of recorded.hinge) {
    const total = violations(scores, label, 1).reduce((sum, cost) => sum + cost, 0);
    assert.ok(Math.abs(total - loss) < 1e-9);
  }
});

test("losses that are not finite arrive by name", () => {
  assert.deepEqual(numbers([1.5, "inf", "nan"]), [1.5, Infinity, NaN]);
  assert.equal(mean([1, 2, 6]), 3);
});

test("a change is told by what it was and what it became", () => {
  assert.equal(
    changeInWords("Image 3, frog score −2.1", { SVM: 5.26667, softmax: 2 }, { SVM: 4.6, softmax: 2.00001 }),
    "Image 3, frog score −2.1. The mean SVM loss goes from 5.2667 to 4.6000. The mean softmax loss stays 2.0000.",
  );
  assert.equal(changeInWords("At the start", {}, { SVM: 1 }), "At the start. The mean SVM loss is 1.0000.");
});
