// A plot on a canvas: axes with ticks, curves, points, words; and dragging in its coordinates.

import { fixed, logTicks, significant, ticks } from "./numbers.js";
import { element } from "./live.js";

const FONT = "12px system-ui, sans-serif";
const FARTHEST = 1e5; // pixels: canvases lose their way with coordinates far beyond

/**
 * Axes are {label, low, high, log, ticks}; `ticks`, a list of {value, text}, names places of one's
 * own. `backdrop(plot)` draws what changes seldom; it is kept as a
 * picture until the size, the theme or the axes change.
 */
export class Plot {
  constructor(stage, { label, x, y, ratio = 0.62, lowest = 190, highest = 330, backdrop }) {
    Object.assign(this, { stage, x, y, ratio, lowest, highest, backdrop });
    this.canvas = element("canvas", { role: "img", "aria-label": label });
    this.element = element("div", { class: "cf-plot" }, this.canvas);
    this.front = this.canvas.getContext("2d");
    this.still = document.createElement("canvas");
    this.draw = () => this.paint();
    this.content = () => {};
    stage.onResize(this.element, () => this.resize());
    stage.listen(stage.root, "theme", () => this.stale());
  }

  set label(text) {
    if (this.canvas.getAttribute("aria-label") !== text) this.canvas.setAttribute("aria-label", text);
  }

  /** Draw `content(plot)` above the backdrop before the next frame. */
  show(content) {
    this.content = content;
    this.stage.request(this.draw);
  }

  /** The axes have changed: draw the backdrop again. */
  stale() {
    this.isStale = true;
    this.stage.request(this.draw);
  }

  resize() {
    this.width = Math.max(120, Math.round(this.element.clientWidth));
    this.height = Math.round(Math.min(Math.max(this.width * this.ratio, this.lowest), this.highest));
    const scale = window.devicePixelRatio || 1;
    for (const canvas of [this.canvas, this.still]) {
      canvas.width = Math.round(this.width * scale);
      canvas.height = Math.round(this.height * scale);
    }
    this.canvas.style.height = `${this.height}px`;
    this.scale = scale;
    this.isStale = true;
    this.paint();
  }

  // -- from data to pixels and back ---------------------------------------------------------------

  share(axis, value) {
    const { low, high, log } = axis;
    if (log) return (Math.log(Math.max(value, 1e-300)) - Math.log(low)) / (Math.log(high) - Math.log(low));
    return (value - low) / (high - low);
  }

  px(value) {
    const { left, right } = this.frame;
    return clamp(left + this.share(this.x, value) * (right - left));
  }

  py(value) {
    const { top, bottom } = this.frame;
    return clamp(bottom - this.share(this.y, value) * (bottom - top));
  }

  /** Where on the canvas the pointer is. */
  pixel(event) {
    const box = this.canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  /** Where in the data the pointer is; for axes that are not logarithmic. */
  at(event) {
    const { x, y } = this.pixel(event);
    const { left, right, top, bottom } = this.frame;
    const along = (x - left) / (right - left);
    const up = (bottom - y) / (bottom - top);
    return [this.x.low + along * (this.x.high - this.x.low), this.y.low + up * (this.y.high - this.y.low)];
  }

  // -- painting -----------------------------------------------------------------------------------

  paint() {
    if (!this.width) return;
    if (this.isStale) this.paintBackdrop();
    const { front } = this;
    this.pen = front;
    front.setTransform(1, 0, 0, 1, 0, 0);
    front.clearRect(0, 0, this.canvas.width, this.canvas.height);
    front.drawImage(this.still, 0, 0);
    front.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    front.save();
    this.content(this);
    front.restore();
  }

  paintBackdrop() {
    this.isStale = false;
    const pen = this.still.getContext("2d");
    this.pen = pen;
    pen.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    pen.clearRect(0, 0, this.width, this.height);
    pen.font = FONT;
    const right = this.width - 10;
    const [top, bottom] = [this.y.label ? 24 : 10, this.height - (this.x.label ? 38 : 22)];
    const up = this.axisTicks(this.y, (bottom - top) / 45);
    const left = 12 + Math.max(...up.map(({ text }) => pen.measureText(text).width));
    this.frame = { left, right, top, bottom };
    // for whoever looks from outside: where in the canvas which numbers are
    this.canvas.dataset.frame = [left, right, top, bottom].join(" ");
    this.canvas.dataset.axes = [this.x.low, this.x.high, this.y.low, this.y.high].join(" ");
    const { faint, grid, ink } = this.stage.colours;
    pen.lineWidth = 1;
    for (const { value, text } of up) {
      const y = Math.round(this.py(value)) + 0.5;
      segment(pen, grid, left, y, right, y);
      write(pen, text, left - 6, y, { colour: faint, align: "right", baseline: "middle" });
    }
    for (const { value, text } of this.axisTicks(this.x, (right - left) / 70)) {
      const x = Math.round(this.px(value)) + 0.5;
      segment(pen, grid, x, top, x, bottom);
      write(pen, text, x, bottom + 6, { colour: faint, align: "center", baseline: "top" });
    }
    segment(pen, faint, left, bottom + 0.5, right, bottom + 0.5);
    write(pen, this.x.label, right, this.height - 3, { colour: ink, align: "right", baseline: "bottom" });
    if (this.y.label) write(pen, this.y.label, left, 4, { colour: ink, align: "left", baseline: "top" });
    this.backdrop?.(this);
  }

  axisTicks({ low, high, log, ticks: named }, count) {
    if (named) return named;
    const values = log ? logTicks(low, high, count) : ticks(low, high, count);
    const step = values.length > 1 ? values[1] - values[0] : 1;
    const digits = Math.max(0, -Math.floor(Math.log10(Math.abs(step)) + 1e-9));
    return values.map((value) => ({ value, text: log ? power(value) : fixed(value, digits) }));
  }

  /** Draw inside the axes only. */
  inside(draw) {
    const { left, right, top, bottom } = this.frame;
    this.pen.save();
    this.pen.beginPath();
    this.pen.rect(left, top, right - left, bottom - top);
    this.pen.clip();
    draw();
    this.pen.restore();
  }

  curve(xs, ys, { colour, width = 2, dash = [], opacity = 1 }) {
    const { pen } = this;
    pen.save();
    Object.assign(pen, { strokeStyle: colour, lineWidth: width, lineJoin: "round", globalAlpha: opacity });
    pen.setLineDash(dash);
    pen.beginPath();
    let isDown = false;
    for (let i = 0; i < xs.length; i += 1) {
      if (Number.isNaN(ys[i]) || Number.isNaN(xs[i])) isDown = false;
      else if (isDown) pen.lineTo(this.px(xs[i]), this.py(ys[i]));
      else {
        pen.moveTo(this.px(xs[i]), this.py(ys[i]));
        isDown = true;
      }
    }
    pen.stroke();
    pen.restore();
  }

  /** A dot with a rim in the paper's colour, so that it stays visible on lines. */
  dot(x, y, { colour, radius = 4, hollow = false }) {
    if (Number.isNaN(x) || Number.isNaN(y)) return;
    const { pen } = this;
    const { paper } = this.stage.colours;
    pen.beginPath();
    pen.arc(this.px(x), this.py(y), radius, 0, 2 * Math.PI);
    Object.assign(pen, { fillStyle: hollow ? paper : colour, strokeStyle: hollow ? colour : paper });
    pen.lineWidth = hollow ? 2.5 : 1.5;
    pen.fill();
    pen.stroke();
  }

  /** Words at a point, moved by (dx, dy) pixels, readable on whatever is below and never cut off. */
  words(text, x, y, { colour, dx = 0, dy = 0, align = "left", baseline = "middle" }) {
    const { pen } = this;
    pen.font = FONT;
    const width = pen.measureText(text).width;
    const from = { left: 0, center: width / 2, right: width }[align];
    const place = Math.min(Math.max(this.px(x) + dx - from, this.frame.left + 2), this.frame.right - width - 2);
    const height = Math.min(Math.max(this.py(y) + dy, this.frame.top + 8), this.frame.bottom - 8);
    pen.save();
    Object.assign(pen, { strokeStyle: this.stage.colours.paper, lineWidth: 4, lineJoin: "round" });
    Object.assign(pen, { textAlign: "left", textBaseline: baseline });
    pen.strokeText(text, place, height);
    pen.restore();
    write(pen, text, place, height, { colour, align: "left", baseline });
  }

  /** Call `show` with the pointer's pixel while it is above the plot and no button is down, else null. */
  hoverable(show) {
    this.stage.listen(this.canvas, "pointermove", (event) => {
      if (this.frame) show(event.buttons ? null : this.pixel(event));
    });
    this.stage.listen(this.canvas, "pointerleave", () => show(null));
  }

  /**
   * Let the pointer take hold where `grab(x, y, pixels)` says so, and call `move(x, y)` while it
   * is held. Give the same by a slider: the pointer must never be the only way.
   */
  draggable({ grab, move, touch = "pan-y" }) {
    let isHeld = false;
    const reach = (point, event) => grab(...point, this.pixel(event));
    this.canvas.style.touchAction = touch;
    this.stage.listen(this.canvas, "pointerdown", (event) => {
      if (event.button !== 0 || !this.frame || !reach(this.at(event), event)) return;
      isHeld = true;
      this.canvas.setPointerCapture(event.pointerId);
      event.preventDefault();
      move(...this.at(event));
    });
    this.stage.listen(this.canvas, "pointermove", (event) => {
      if (isHeld) move(...this.at(event));
      else if (this.frame) this.canvas.style.cursor = reach(this.at(event), event) ? "grab" : "";
    });
    for (const end of ["pointerup", "pointercancel"]) {
      this.stage.listen(this.canvas, end, () => {
        isHeld = false;
      });
    }
  }
}

function clamp(pixel) {
  return Math.min(Math.max(pixel, -FARTHEST), FARTHEST);
}

function segment(pen, colour, x0, y0, x1, y1) {
  pen.strokeStyle = colour;
  pen.beginPath();
  pen.moveTo(x0, y0);
  pen.lineTo(x1, y1);
  pen.stroke();
}

function write(pen, text, x, y, { colour, align, baseline }) {
  Object.assign(pen, { font: FONT, fillStyle: colour, textAlign: align, textBaseline: baseline });
  pen.fillText(text, x, y);
}

function power(value) {
  if (value >= 0.01 && value <= 1000) return significant(value);
  const digits = [...String(Math.round(Math.log10(value)))];
  return `10${digits.map((digit) => (digit === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit])).join("")}`;
}
