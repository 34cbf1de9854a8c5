// Numbers: how they are written, where the ticks of an axis stand, and how arrays arrive.

/** A number with so many decimals and a true minus sign. */
export function fixed(value, digits = 4) {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "−inf";
  return value.toFixed(digits).replace("-", "−");
}

/** A number with so many significant digits, and no more zeros than it needs. */
export function significant(value, digits = 3) {
  if (!Number.isFinite(value)) return fixed(value);
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 1e-4)) {
    const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
    return `${String(Number(mantissa))}e${Number(exponent)}`.replaceAll("-", "−");
  }
  return String(Number(value.toPrecision(digits))).replace("-", "−");
}

/** A number as it arrives in JSON: what is not finite comes as its name. */
export function arrived(value) {
  const named = { inf: Infinity, "-inf": -Infinity, nan: NaN };
  return typeof value === "string" ? named[value] : value;
}

/** About `count` round numbers from `low` to `high`. */
export function ticks(low, high, count = 5) {
  if (!(high > low)) return [low];
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** The powers of ten from `low` to `high`, thinned out to at most `count`. */
export function logTicks(low, high, count = 5) {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const stride = Math.max(1, Math.ceil((last - first + 1) / count));
  const powers = [];
  for (let power = first; power <= last; power += stride) powers.push(Number(`1e${power}`));
  return powers;
}

/** The index of the entry of `sorted` that is nearest to `value`. */
export function nearest(sorted, value) {
  let best = 0;
  for (let i = 1; i < sorted.length; i += 1) {
    if (Math.abs(sorted[i] - value) < Math.abs(sorted[best] - value)) best = i;
  }
  return best;
}

/**
 * An array as Python packed it: {dtype, shape, bytes}. The bytes are a DataView where a kernel
 * sent them, and base64 text on a page without one.
 */
export function unpacked({ dtype, bytes }) {
  const kinds = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array };
  if (typeof bytes === "string") {
    const raw = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
    return new kinds[dtype](raw.buffer);
  }
  const { buffer, byteOffset, byteLength } = ArrayBuffer.isView(bytes) ? bytes : new DataView(bytes);
  // a copy: a typed array must begin at a multiple of its item's size
  return new kinds[dtype](buffer.slice(byteOffset, byteOffset + byteLength));
}
