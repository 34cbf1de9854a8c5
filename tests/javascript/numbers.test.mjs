// How numbers are written, where ticks stand, how arrays arrive. Run by tests/test_widgets.py.

import assert from "node:assert/strict";
import { test } from "node:test";

import { recorded } from "./recorded.mjs";
import { fixed, logTicks, nearest, significant, ticks, unpacked } from "../../course_lib/widgets/numbers.js";

test("numbers are written as Python writes them", () => {
  assert.ok(recorded.numbers.length > 20);
  for (const { value, digits, text } of recorded.numbers) assert.equal(fixed(value, digits), text);
});

test("rates are written as Python writes them", () => {
  for (const { value, text } of recorded.rates) assert.equal(significant(value, 2), text);
});

test("what is not finite has a name", () => {
  assert.equal(fixed(Infinity), "inf");
  assert.equal(fixed(-Infinity), "−inf");
  assert.equal(fixed(NaN), "nan");
});

test("large and small numbers are written by powers of ten", () => {
  assert.equal(significant(-1234567), "−1.23e6");
  assert.equal(significant(0.0000123), "1.23e−5");
  assert.equal(significant(0), "0");
});

test("ticks are round numbers within the axis", () => {
  assert.deepEqual(ticks(-2.6, 2.6, 5), [-2, 0, 2]);
  assert.deepEqual(ticks(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(ticks(3, 3), [3]);
  for (let i = 1; i < 200; i += 1) {
    const [low, high] = [-i * 0.37, i * i * 0.011 + 0.1];
    const found = ticks(low, high, 6);
    assert.ok(found.length >= 2 && found.length <= 8, `${found}`);
    assert.ok(found.every((tick) => tick >= low - 1e-9 && tick <= high + 1e-9));
  }
});

test("ticks of a logarithmic axis are powers of ten", () => {
  assert.deepEqual(logTicks(0.001, 1, 5), [0.001, 0.01, 0.1, 1]);
  assert.ok(logTicks(1e-12, 1e12, 6).length <= 6);
});

test("the nearest entry is found", () => {
  assert.equal(nearest([0, 1, 2.5], 1.7), 1);
  assert.equal(nearest([0, 1, 2.5], 9), 2);
});

test("arrays arrive by base64 and by views that begin anywhere", () => {
  const { array, values } = recorded;
  assert.deepEqual([...unpacked(array)], values);
  const raw = Uint8Array.from(atob(array.bytes), (letter) => letter.charCodeAt(0));
  const shifted = new Uint8Array(raw.length + 3);
  shifted.set(raw, 3);
  const view = new DataView(shifted.buffer, 3, raw.length);
  assert.deepEqual([...unpacked({ ...array, bytes: view })], values);
});
