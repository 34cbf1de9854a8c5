// Random numbers as numpy's default generator gives them.

const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n; // PCG64's

/**
 * numpy's random numbers of one seed (PCG64, XSL-RR). The normal ones were written down when the
 * page was made, and how many steps of the generator each of them took: `steps`, summed up.
 */
export class Stream {
  constructor({ state, increment, normals, steps }) {
    Object.assign(this, { normals, steps, state: BigInt(state), increment: BigInt(increment) });
    this.spare = null;
  }

  /** The first `count` normal numbers; the whole numbers follow after them. */
  normal(count) {
    for (let i = 0; i < this.steps[count]; i += 1) this.advance();
    return this.normals.slice(0, count);
  }

  /** 0 … count − 1 in random order, as `Generator.permutation` shuffles them. */
  permutation(count) {
    const order = Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i -= 1) {
      const j = this.upTo(i);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }

  upTo(most) {
    const mask = 2 ** (32 - Math.clz32(most)) - 1;
    for (;;) {
      const value = (this.next32() & mask) >>> 0;
      if (value <= most) return value;
    }
  }

  /** Half of a step's 64 bits: the lower one first. */
  next32() {
    if (this.spare !== null) {
      const kept = this.spare;
      this.spare = null;
      return kept;
    }
    this.advance();
    const folded = BigInt.asUintN(64, this.state ^ (this.state >> 64n));
    const turn = this.state >> 122n;
    const turned = BigInt.asUintN(64, (folded >> turn) | (folded << (64n - turn)));
    this.spare = Number(turned >> 32n);
    return Number(turned & 0xffffffffn);
  }

  advance() {
    this.state = BigInt.asUintN(128, this.state * MULTIPLIER + this.increment);
  }
}
