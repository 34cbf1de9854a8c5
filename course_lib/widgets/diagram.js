// A drawing of circles, wires and numbers: SVG in pixels, so that its text keeps its size.

import { element } from "./live.js";

const SVG = "http://www.w3.org/2000/svg";

/** An SVG element with attributes and children. */
export function shape(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Words at a point, on a rim in the paper's colour. `kind` is a class of figure.css. */
export function label(text, x, y, kind, anchor = "start") {
  return shape("text", { x, y, class: `cf-text ${kind}`, "text-anchor": anchor }, text);
}

/** A line that explains colours and signs. */
export function key(...parts) {
  return element("p", { class: "cf-key" }, ...parts.flatMap(([words, kind]) => [element("span", { class: kind }, words), " "]));
}

/**
 * `draw(width)` returns {width, height, shapes, centre}; it is called before the next frame. What
 * is wider than its place can be scrolled, and is, until `centre` can be seen.
 */
export class Diagram {
  constructor(stage, { label: words, draw }) {
    this.stage = stage;
    this.svg = shape("svg", { role: "img", "aria-label": words });
    this.element = element("div", { class: "cf-diagram" }, this.svg);
    this.width = 0;
    this.paint = () => {
      if (!this.width) return;
      const { width, height, shapes, centre } = draw(this.width);
      this.svg.setAttribute("width", width);
      this.svg.setAttribute("height", height);
      this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
      this.svg.replaceChildren(...shapes);
      const isWide = width > this.width;
      this.element.classList.toggle("cf-wide", isWide);
      this.element.tabIndex = isWide ? 0 : -1; // what scrolls must be within reach of the keyboard
      if (isWide && centre !== undefined) this.element.scrollLeft = centre - this.width / 2;
    };
    stage.onResize(this.element, () => {
      const width = Math.floor(this.element.clientWidth);
      if (width === this.width) return; // its height alone has changed
      this.width = width;
      this.paint();
    });
  }

  set label(text) {
    if (this.svg.getAttribute("aria-label") !== text) this.svg.setAttribute("aria-label", text);
  }

  show() {
    this.stage.request(this.paint);
  }

  /**
   * Let the pointer pull at shapes that carry `data-handle`: `pull(handle, pixels)` gets how far
   * to the right it has come since `grab(handle)`. Give the same by a slider.
   */
  draggable({ grab, pull }) {
    let held = null;
    this.stage.listen(this.svg, "pointerdown", (event) => {
      const handle = event.target.closest("[data-handle]")?.dataset.handle;
      if (event.button !== 0 || !handle) return;
      held = { handle, from: event.clientX };
      this.svg.setPointerCapture(event.pointerId);
      event.preventDefault();
      grab(handle);
    });
    this.stage.listen(this.svg, "pointermove", (event) => {
      if (held) pull(held.handle, event.clientX - held.from);
    });
    for (const end of ["pointerup", "pointercancel"]) {
      this.stage.listen(this.svg, end, () => {
        held = null;
      });
    }
  }
}
