// Stands for the descent in Python that the surface figure asks where no path is recorded.

const [TOLERANCE, FAR, LATE] = [1e-6, 1e3, 30];
const ENDS = ["missing", "settles", "stuck", "escapes", "diverges", "jitters", "creeps"];

/** Descent on a x² + b y²; `normals` is what noise adds to the gradient at each step, times it. */
export function descend({ a, b }, start, rate, noise, normals) {
  const path = [start];
  for (const [first, second] of normals) {
    const [x, y] = path[path.length - 1];
    const step = [rate * (2 * a * x + noise * first), rate * (2 * b * y + noise * second)];
    path.push([x - step[0], y - step[1]]);
    const size = Math.abs(step[0]) + Math.abs(step[1]);
    if (size <= TOLERANCE || Math.max(...path[path.length - 1].map(Math.abs)) > FAR) break;
  }
  return path;
}

/** What became of a descent, from its path. */
export function endOf({ a, b }, path, noise) {
  const height = ([x, y]) => a * x * x + b * y * y;
  const [end, former] = [path[path.length - 1], path[path.length - 2]];
  if (Math.max(...end.map(Math.abs)) > FAR) return height(end) < 0 ? "escapes" : "diverges";
  const hasFloor = Math.min(a, b) > 0;
  const size = Math.abs(end[0] - former[0]) + Math.abs(end[1] - former[1]);
  if (size <= TOLERANCE) return hasFloor ? "settles" : "stuck";
  const late = path.slice(-LATE).map(height);
  const rises = late.filter((each, i) => i > 0 && each > late[i - 1]).length / (late.length - 1);
  return noise && hasFloor && rises > 0.2 ? "jitters" : "creeps";
}

export function answer(model, { normals }) {
  const bytes = (array) => new DataView(array.buffer);
  model.on("change:asked", () => {
    const options = model.get("options");
    const { surface, start } = model.get("asked");
    const given = options.surfaces[surface];
    const from = start.map((position) => options.places[position]);
    const [verdicts, offsets, paths] = [[], [0], []];
    for (const rate of options.rates) {
      for (const noise of options.noises) {
        const path = descend(given, from, rate, noise, normals);
        verdicts.push(ENDS.indexOf(endOf(given, path, noise)));
        paths.push(...path.flat());
        offsets.push(paths.length / 2);
      }
    }
    const table = {
      surface,
      start: [...start],
      verdicts: { dtype: "uint8", shape: [verdicts.length], bytes: bytes(Uint8Array.from(verdicts)) },
      offsets: { dtype: "int32", shape: [offsets.length], bytes: bytes(Int32Array.from(offsets)) },
      paths: { dtype: "float32", shape: [paths.length / 2, 2], bytes: bytes(Float32Array.from(paths)) },
    };
    model.set("data", { tables: [table] });
  });
}
