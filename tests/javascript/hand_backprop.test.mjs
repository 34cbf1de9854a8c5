// The 2-3-1 network's sentences and numbers. Run by tests/test_widgets.py.

import assert from "node:assert/strict";
import { test } from "node:test";

import { recorded } from "./recorded.mjs";
import {
  MOVABLE, firstWords, foundAt, moveInWords, stageInWords, written,
} from "../../course_lib/widgets/hand_backprop.js";

const { data } = recorded.hand;

/** What stands between two words of Python's description. */
function said(from, to) {
  return recorded.hand_words.split(from)[1].split(to)[0];
}

test("the stages say Python's numbers", () => {
  assert.ok(stageInWords(data, 1).includes(said("Hidden values: ", ". Output")));
  assert.equal(stageInWords(data, 2), `Forward: the output is y = ${said("Output: ", ". Loss")}.`);
  assert.equal(stageInWords(data, 3), `Forward: the loss is J = ${said("Loss: ", ". Grad")}, with target 1.`);
  assert.ok(stageInWords(data, 4).includes(said("by the output: ", ";")));
  assert.ok(stageInWords(data, 5).includes(`dJ/dV = ${said("by V: ", ";")};`));
  assert.ok(stageInWords(data, 5).includes(`dJ/dh = ${said("hidden values: ", "; by W")}.`));
  assert.ok(stageInWords(data, 6).includes(said("row by row: ", "|").slice(0, -1)));
});

test("a moved number is told with the loss, and what its gradient foretold", () => {
  recorded.hand_moves.forEach(({ before, after, foretold, loss }, place) => {
    const words = moveInWords(before, after);
    assert.ok(words.startsWith(`${MOVABLE[place].name} goes from `), words);
    assert.ok(words.includes(` to ${loss}, by `), words);
    assert.ok(words.endsWith(`Gradient times step foretold ${foretold}.`), words);
  });
});

test("what is missing is told and never 0", () => {
  const nothing = recorded.hand_unfinished.data;
  assert.equal(foundAt(nothing, "J"), null);
  assert.equal(written(null, 4), "?");
  assert.equal(firstWords(nothing), "The loss is not computed yet.");
  assert.match(stageInWords(nothing, 5), /dJ\/dV = not computed yet/);
  assert.match(moveInWords(data, nothing), /not computed yet/);
});

test("a measured gradient that drowns in rounding has no digits", () => {
  const { measurable } = recorded.hand_measured.data;
  assert.ok(measurable > 0);
  assert.equal(written(3e-11, 4, measurable), "<1e−9");
  assert.equal(written(3e-11, 4), "3e−11");
  assert.equal(written(-3.42058e-6, 4, measurable), "−3.421e−6");
});

test("each of the eleven numbers has a gradient of its own", () => {
  const places = MOVABLE.map(({ gradient }) => gradient.join(" "));
  assert.equal(new Set(places).size, 11);
  for (const { gradient } of MOVABLE) assert.notEqual(foundAt(data, ...gradient), null);
});
