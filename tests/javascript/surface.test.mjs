// The surfaces' descents, contours and sentences: those of Python. Run by tests/test_widgets.py.

import assert from "node:assert/strict";
import { test } from "node:test";

import { recorded } from "./recorded.mjs";
import { Table, descentInWords, heightAxis } from "../../course_lib/widgets/surface.js";
import { contour, heightAt, levelsOf } from "../../course_lib/widgets/surface_contours.js";

const { options, data } = recorded.surface;
const tables = data.tables.map((sent) => new Table(sent, options));

test("every descent says what Python says", () => {
  assert.ok(recorded.surface_sentences.length > 500);
  for (const { surface, rate, noise, text } of recorded.surface_sentences) {
    const table = tables[surface];
    assert.equal(descentInWords(table, table.at(rate, noise), rate, noise), text);
  }
});

test("a path begins at its start, and its heights are Python's", () => {
  for (const table of tables) {
    const { xs, ys } = table.at(3, 0);
    const places = table.start.map((position) => options.places[position]);
    assert.ok(Math.abs(xs[0] - places[0]) < 1e-6 && Math.abs(ys[0] - places[1]) < 1e-6);
  }
  for (const { surface, point, height } of recorded.heights) {
    assert.ok(Math.abs(heightAt(options.surfaces[surface], ...point) - height) < 1e-12);
  }
});

test("a contour lies at its height, all around", () => {
  for (const shape of options.surfaces) {
    for (const level of levelsOf(shape, options.reach)) {
      const segments = contour(shape, options.reach, level);
      assert.ok(segments.length >= 4);
      for (const [x0, y0, x1, y1] of segments) {
        for (const [x, y] of [[x0, y0], [x1, y1]]) assert.ok(Math.abs(heightAt(shape, x, y) - level) < 0.02);
      }
    }
  }
});

test("what is missing or has failed says so", () => {
  const { surface, start } = tables[0];
  const blank = { xs: [], ys: [], heights: [], verdict: "missing" };
  const words = descentInWords({ surface, start, options }, blank, 0, 0);
  assert.equal(words, "On the saddle from (1.8, 0.0), rate 0.0032, noise 0, descent is not computed yet.");
  const failed = new Table(recorded.surface_unfinished.data.tables[0], options);
  const { rate, noise } = options.first;
  assert.match(descentInWords(failed, failed.at(rate, noise), rate, noise), /gives no path\.$/);
});

test("the axis of heights holds the start, and the floor or the depth", () => {
  assert.deepEqual(heightAxis({ a: 0.5, b: 5 }, [7, 1]), [0, 7.5]);
  assert.deepEqual(heightAxis({ a: 1, b: -1 }, [3.24, 0]), [-5, 4]);
  assert.deepEqual(heightAxis({ a: 0.5, b: 0.5 }, []), [0, 1.5]);
});
