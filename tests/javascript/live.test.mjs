// The stand-in for a kernel's model on a page without one. Run by tests/test_widgets.py.

import assert from "node:assert/strict";
import { test } from "node:test";

import { recordedModel } from "../../course_lib/widgets/live.js";

test("a recorded model holds traits and tells of changes", () => {
  const model = recordedModel({ data: 1 });
  const told = [];
  const listen = () => told.push(model.get("data"));
  model.on("change:data", listen);
  model.set("data", 2);
  model.save_changes();
  model.off("change:data", listen);
  model.set("data", 3);
  assert.deepEqual(told, [2]);
  assert.equal(model.get("data"), 3);
});
