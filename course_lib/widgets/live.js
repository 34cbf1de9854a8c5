// What every live figure is made of: a stage that cleans up after itself, and labelled controls.

/** An element with attributes and children; `class`, `aria-*` and the like are given as written. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * The root of a live figure: rows of plots and controls, a sentence that says what is shown, and
 * a notice for what went wrong. `dispose` undoes all listeners, observers and timers.
 */
export class Stage {
  constructor(el, { label }) {
    this.controller = new AbortController();
    this.signal = this.controller.signal;
    this.root = element("section", { class: "course-figure", role: "group", "aria-label": label });
    this.notice = element("p", { class: "cf-notice", role: "status" });
    this.notice.hidden = true;
    this.sentence = element("p", { class: "cf-sentence", role: "status", "aria-live": "polite" });
    this.root.append(this.notice);
    el.append(this.root);
    this.waiting = new Set();
    this.colourCache = null;
    this.watchTheme();
  }

  /** Put a row of elements below the others. */
  row(kind, ...children) {
    const made = element("div", { class: `cf-row cf-${kind}` }, ...children);
    this.root.append(made);
    return made;
  }

  /** Say in words what is shown; the place is where `say` was first called. */
  say(text) {
    if (!this.sentence.parentNode) this.root.append(this.sentence);
    if (this.sentence.textContent !== text) this.sentence.textContent = text;
  }

  /** Show what went wrong in one sentence; an empty text takes the notice away. */
  complain(text) {
    this.notice.hidden = !text;
    if (this.notice.textContent !== text) this.notice.textContent = text;
  }

  listen(target, type, handler, options = {}) {
    target.addEventListener(type, handler, { ...options, signal: this.signal });
  }

  /** Call `handler` whenever one of the model's traits changes, until the stage is disposed of. */
  watch(model, traits, handler) {
    for (const trait of traits) {
      model.on(`change:${trait}`, handler);
      this.signal.addEventListener("abort", () => model.off?.(`change:${trait}`, handler));
    }
  }

  /** Call `draw` once before the next frame, however often it is asked for. */
  request(draw) {
    if (this.signal.aborted) return;
    if (this.waiting.size === 0) this.frame = requestAnimationFrame(() => this.drawWaiting());
    this.waiting.add(draw);
  }

  drawWaiting() {
    const due = [...this.waiting];
    this.waiting.clear();
    for (const draw of due) draw();
  }

  /** Call `tick` every so many seconds until it returns false or `stop` is called. */
  every(seconds, tick, whenDone = () => {}) {
    const stop = () => {
      clearInterval(timer);
      whenDone();
    };
    const timer = setInterval(() => {
      if (tick() === false) stop();
    }, 1000 * seconds);
    this.signal.addEventListener("abort", () => clearInterval(timer));
    return stop;
  }

  /** Call `handler` when the element changes its size. */
  onResize(target, handler) {
    const observer = new ResizeObserver(() => this.request(handler));
    observer.observe(target);
    this.signal.addEventListener("abort", () => observer.disconnect());
  }

  /** The theme's colours, as the style sheet has them at present. */
  get colours() {
    if (!this.colourCache) {
      const style = getComputedStyle(this.root);
      const names = ["ink", "faint", "grid", "paper", "blue", "vermillion", "green", "purple", "orange"];
      this.colourCache = Object.fromEntries(
        names.map((name) => [name, style.getPropertyValue(`--cf-${name}`).trim()]),
      );
    }
    return this.colourCache;
  }

  watchTheme() {
    const changed = () => {
      this.colourCache = null;
      this.root.dispatchEvent(new Event("theme"));
    };
    const observer = new MutationObserver(changed);
    observer.observe(document.body, { attributeFilter: ["data-jp-theme-light", "class"] });
    this.signal.addEventListener("abort", () => observer.disconnect());
    this.listen(matchMedia("(prefers-color-scheme: dark)"), "change", changed);
  }

  dispose() {
    this.controller.abort();
    cancelAnimationFrame(this.frame);
    this.waiting.clear();
    this.root.remove();
  }
}

// JupyterLab takes arrow keys away from inputs that do not carry this attribute.
const OWN_KEYS = { "data-lm-suppress-shortcuts": "true" };

/**
 * A labelled slider; `spoken` is its name where the label alone would not tell it from others. `text` turns its position into what is shown and read aloud; `onInput` gets
 * the position. Returns {row, position, show, mark}.
 */
export function slider(stage, { label, spoken = label, min, max, step = 1, position, text, onInput }) {
  const input = element("input", {
    type: "range", min, max, step, value: position, "aria-label": spoken, ...OWN_KEYS,
  });
  const output = element("output", { "aria-hidden": "true" });
  const marks = element("span", { class: "cf-marks", "aria-hidden": "true" });
  const track = element("span", { class: "cf-track" }, input, marks);
  const row = element("label", { class: "cf-slider" }, element("span", {}, label), track, output);
  let marked = "";
  const control = {
    row,
    input,
    get position() {
      return Number(input.value);
    },
    /** Move the slider without calling `onInput`. */
    show(value) {
      input.value = value;
      output.textContent = text(Number(input.value));
      input.setAttribute("aria-valuetext", output.textContent);
    },
    /** Let the slider go to another end. */
    reach(highest) {
      input.max = highest;
    },
    /** Mark positions on the track: [{at, text}]. */
    mark(places) {
      const wanted = JSON.stringify([places, input.max]);
      if (wanted === marked) return;
      marked = wanted;
      marks.replaceChildren(...places.map(({ at, text: words }) => {
        const share = (at - min) / (input.max - min);
        const place = `calc(${share} * (100% - var(--cf-thumb)) + var(--cf-thumb) / 2)`;
        const kind = share > 0.75 ? "cf-mark cf-mark-left" : "cf-mark";
        return element("span", { class: kind, style: `left: ${place}` }, element("span", {}, words));
      }));
      row.classList.toggle("cf-marked", places.length > 0);
    },
  };
  stage.listen(input, "input", () => {
    control.show(input.value);
    onInput(control.position);
  });
  control.show(position);
  return control;
}

export function button(stage, text, onClick) {
  const made = element("button", { type: "button", ...OWN_KEYS }, text);
  stage.listen(made, "click", () => onClick());
  return made;
}

/** One of several, as native radio buttons: options are [value, text]. */
export function choice(stage, { label, options, value, onChange }) {
  const group = `cf-${Math.random().toString(36).slice(2)}`;
  const radios = options.map(([option, text]) => {
    const input = element("input", { type: "radio", name: group, value: option, ...OWN_KEYS });
    input.checked = option === value;
    stage.listen(input, "change", () => onChange(option));
    return element("label", {}, input, element("span", {}, text));
  });
  return element("fieldset", { class: "cf-choice" }, element("legend", {}, label), ...radios);
}

/**
 * A button that plays and pauses. `step` makes one step and returns false after the last one;
 * `begin` is called before the first. Returns {row, pause}.
 */
export function player(stage, { perSecond, step, begin = () => {} }) {
  let stop = null;
  const made = button(stage, "Play", () => {
    if (stop) return stop();
    begin();
    made.textContent = "Pause";
    stop = stage.every(1 / perSecond, step, () => {
      stop = null;
      made.textContent = "Play";
    });
    return undefined;
  });
  return { row: made, pause: () => stop?.() };
}

/** Stands for a kernel's model on a page without one: holds recorded traits, and tells of changes. */
export function recordedModel(traits) {
  const values = { ...traits };
  const handlers = new Map();
  return {
    get: (name) => values[name],
    set(name, value) {
      values[name] = value;
      for (const handler of handlers.get(`change:${name}`) ?? []) handler();
    },
    on: (name, handler) => handlers.set(name, [...(handlers.get(name) ?? []), handler]),
    off: (name, handler) =>
      handlers.set(name, (handlers.get(name) ?? []).filter((known) => known !== handler)),
    save_changes() {},
  };
}
