// What Python computed and wrote down for these tests: tests/test_widgets.py says where.

import { readFileSync } from "node:fs";

export const recorded = JSON.parse(readFileSync(process.env.RECORDED_CASES, "utf8"));
