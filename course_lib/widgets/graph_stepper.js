// A computational graph, and the gradients that the student's function writes on it, step by step.

import { arrived, significant } from "./numbers.js";
import { Stage, button, element, player, slider } from "./live.js";
import { Diagram, key, label, shape } from "./diagram.js";

const RADIUS = 14;
const TURN = 0.3; // of the way between two columns, in which a wire leaves its level
const ACROSS = { column: 88, widest: 150, row: 70 }; // pixels; a narrower column has no room for numbers
const DOWN = { column: 88, row: 56, widest: 100 };
const NOT_YET = "?"; // a gradient that nobody has computed: not 0

// -- numbers ----------------------------------------------------------------------------------------

/** The gradient of every node after so many steps; null where none is computed yet. */
export function gradientsAt({ nodes, steps }, count) {
  const gradients = nodes.map(() => null);
  for (const { node, gradient } of steps.slice(0, count)) gradients[node] = arrived(gradient);
  return gradients;
}

/** What a step hands on along each of its edges: [{edge, upstream, local, share}]. */
export function sharesOf({ edges, steps }, count) {
  if (count === 0) return [];
  return steps[count - 1].shares.map(([place, value]) => {
    const upstream = arrived(value);
    const { local } = edges[place];
    return { edge: place, upstream, local, share: upstream * local };
  });
}

/**
 * Where the nodes stand in so many pixels: from left to right if that fits, else from top to
 * bottom, else wider than asked for. Returns {across, places, width, height, column}.
 */
export function arrange(nodes, available) {
  const columns = Math.max(0, ...nodes.map(({ column }) => column));
  const first = Math.min(0, ...nodes.map(({ row }) => row));
  const rows = Math.max(0, ...nodes.map(({ row }) => row)) - first;
  const room = available - 40 - 75;
  if (columns * ACROSS.column <= room || rows * DOWN.row > available - 80) {
    const column = Math.min(Math.max(room / Math.max(columns, 1), ACROSS.column), ACROSS.widest);
    return {
      across: true,
      column,
      width: Math.max(available, 115 + columns * column),
      height: rows * ACROSS.row + 64,
      places: nodes.map((node) => [40 + node.column * column, 32 + (node.row - first) * ACROSS.row]),
    };
  }
  const row = Math.min((available - 80) / Math.max(rows, 1), DOWN.widest);
  return {
    across: false,
    column: DOWN.column,
    width: available,
    height: columns * DOWN.column + 84,
    places: nodes.map((node) => [28 + (node.row - first) * row, 20 + node.column * DOWN.column]),
  };
}

/** The corners of a wire: level until shortly before its gate, then across to it. */
export function wire({ across, places, column }, { source, user, position }, twice) {
  const turned = ([x, y]) => (across ? [x, y] : [y, x]);
  const [[u0, v0], [u1, v1]] = [turned(places[source]), turned(places[user])];
  const turn = u1 - TURN * column;
  const bend = (position - 0.5) * 34;
  const corners = twice
    ? [[u0, v0], [turn - 12, v0], [turn + 8, v0 + bend], [u1, v1]]
    : [[u0, v0], [turn, v0], [u1, v1]];
  return corners.map(turned);
}

// -- the figure -------------------------------------------------------------------------------------

function render({ model, el }) {
  const stage = new Stage(el, { label: "A computational graph, step by step" });
  const data = model.get("data");
  const count = data.steps.length;
  let shown = data.first;

  const diagram = new Diagram(stage, { label: "", draw });
  stage.root.append(diagram.element, key(
    ["Above a wire: its value.", "cf-key-value"], ["Below: the gradient of the output by it;", "cf-key-gradient"],
    ["? is not computed yet, which is not 0.", ""],
  ));
  const equation = element("div", { class: "cf-equation", "aria-hidden": "true" });
  stage.root.append(equation);
  stage.say("");
  const steps = slider(stage, {
    label: "Step", min: 0, max: count, position: shown,
    text: (position) => `${position} of ${count}`,
    onInput: (position) => { play.pause(); go(position); },
  });
  steps.mark(marks());
  const play = player(stage, {
    perSecond: 0.8,
    begin: () => { if (shown >= count) go(0); },
    step: () => { go(shown + 1); return shown < count; },
  });
  const back = button(stage, "Back", () => { play.pause(); go(shown - 1); });
  const next = button(stage, "Next", () => { play.pause(); go(shown + 1); });
  stage.row("controls", steps.row, element("div", { class: "cf-buttons" }, back, next, play.row));
  for (const control of [steps.input, play.row, back, next]) control.disabled = count === 0;
  stage.row("verdict", element("p", {}, data.verdict));

  /** Wrong steps on the slider; words only where they do not run into each other. */
  function marks() {
    let last = -Infinity;
    return data.steps.flatMap(({ mark }, i) => {
      if (!mark) return [];
      const isFree = (i + 1 - last) / count > 0.3;
      if (isFree) last = i + 1;
      return [{ at: i + 1, text: isFree ? mark : "" }];
    });
  }

  function go(step) {
    shown = Math.min(Math.max(step, 0), count);
    update();
  }

  function update() {
    stage.complain(model.get("problem"));
    steps.show(shown);
    const words = sentence();
    stage.say(words);
    equation.replaceChildren(...terms());
    diagram.label = inWords(words);
    diagram.show();
  }

  function sentence() {
    if (shown > 0) return data.steps[shown - 1].text;
    return count === 0
      ? "The values are computed; no gradient is computed yet."
      : "Step 0: the values are computed, no gradient yet. A question mark is not 0.";
  }

  function inWords(words) {
    const gradients = gradientsAt(data, shown);
    const told = data.nodes.map(({ name, value }, i) => {
      const gradient = gradients[i] === null ? "not computed yet" : significant(gradients[i], 4);
      return `${name}: value ${significant(arrived(value), 4)}, gradient ${gradient}`;
    });
    return `The graph. ${words} ${told.join("; ")}.`;
  }

  /** upstream × local = share, each with its name above it. */
  function terms() {
    const shares = sharesOf(data, shown);
    if (shares.length === 0) {
      return [term("gradient of the output", shown ? significant(gradientsAt(data, shown)[data.steps[shown - 1].node], 4) : NOT_YET)];
    }
    const parts = shares.flatMap(({ upstream, local }, i) => [
      ...(i ? [sign("+")] : []),
      term("upstream", significant(upstream, 4)), sign("×"), term("local gradient", significant(local, 4)),
    ]);
    const total = shares.reduce((sum, { share }) => sum + share, 0);
    return [...parts, sign("="), term("handed on", significant(total, 4))];
  }

  // -- drawing --------------------------------------------------------------------------------------

  function draw(available) {
    const plan = arrange(data.nodes, available);
    const gradients = gradientsAt(data, shown);
    const shares = sharesOf(data, shown);
    const lit = new Set(shares.map(({ edge }) => edge));
    const givers = new Set(shares.map(({ edge }) => data.edges[edge].user));
    const changed = shown ? data.steps[shown - 1].node : -1;
    const order = data.edges.map((_, i) => i).sort((a, b) => lit.has(a) - lit.has(b));
    const wires = order.flatMap((i) => drawWire(plan, data.edges[i], lit.has(i)));
    const nodes = data.nodes.flatMap((node, i) => drawNode(plan, node, plan.places[i], {
      gradient: gradients[i], isChanged: i === changed, isGiver: givers.has(i), isOutput: i === 0,
    }));
    const centre = changed < 0 ? plan.places[0]?.[0] : plan.places[changed][0];
    return { width: plan.width, height: plan.height, shapes: [...wires, ...nodes], centre };
  }

  function drawWire(plan, edge, isLit) {
    const twice = data.edges.filter(({ source, user }) => source === edge.source && user === edge.user).length > 1;
    const corners = wire(plan, edge, twice);
    const path = (points) => points.map((point) => point.join(",")).join(" ");
    const line = shape("polyline", { points: path(corners), class: isLit ? "cf-wire cf-lit" : "cf-wire" });
    return isLit ? [line, arrow(corners)] : [line];
  }

  /** An arrowhead that points the way a gradient goes: from the gate to its input. */
  function arrow(corners) {
    const [from, to] = [corners.at(-1), corners.at(-2)];
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const length = Math.hypot(dx, dy) || 1;
    const [ux, uy] = [dx / length, dy / length];
    const [x, y] = [from[0] + ux * (RADIUS + 14), from[1] + uy * (RADIUS + 14)];
    const points = [[x, y], [x - 10 * ux - 6 * uy, y - 10 * uy + 6 * ux], [x - 10 * ux + 6 * uy, y - 10 * uy - 6 * ux]];
    return shape("polygon", { points: points.map((point) => point.join(",")).join(" "), class: "cf-arrow" });
  }

  function drawNode({ across }, { sign: text, leaf, value }, [x, y], { gradient, isChanged, isGiver, isOutput }) {
    const parts = [];
    if (isOutput) {
      parts.push(shape("line", { x1: x, y1: y, x2: across ? x + 62 : x, y2: across ? y : y + 50, class: "cf-wire" }));
    }
    if (leaf) {
      parts.push(shape("circle", { cx: x, cy: y, r: RADIUS - 2, class: "cf-leaf" }));
      parts.push(label(text, x, y + 5, "cf-name", "middle"));
    } else {
      parts.push(shape("circle", { cx: x, cy: y, r: RADIUS, class: "cf-gate" }));
      parts.push(label(text, x, y + 5, text.length > 2 ? "cf-small" : "cf-sign", "middle"));
    }
    const [left, above, below] = across ? [x + RADIUS + 5, y - 6, y + 17] : [x + 5, y + 28, y + 44];
    const kind = gradient === null ? "cf-missing" : "cf-gradient";
    const written = gradient === null ? NOT_YET : significant(gradient, 4);
    if (isChanged || isGiver) {
      const width = 10 + 7.2 * written.length;
      parts.push(shape("rect", {
        x: left - 4, y: below - 13, width, height: 18, rx: 4, class: isChanged ? "cf-box cf-box-new" : "cf-box",
      }));
    }
    parts.push(label(significant(arrived(value), 4), left, above, "cf-value"));
    parts.push(label(written, left, below, `${kind}${isChanged ? " cf-bold" : ""}`));
    return parts;
  }

  update();
  return () => stage.dispose();
}

function term(name, value) {
  return element("span", { class: "cf-term" }, element("small", {}, name), element("strong", {}, value));
}

function sign(text) {
  return element("span", { class: "cf-operator" }, text);
}

export default { render };
