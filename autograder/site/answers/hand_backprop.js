// Stands for the network in Python that the 2-3-1 figure asks: every number, forward and backward.

const HAIR = 1e-12; // predictions are kept so far away from 0 and 1, where the loss is endless

function sigmoid(z) {
  return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
}

/** From the two inputs, W row by row, V and the target: h, y, J and the gradients of J. */
export function pass(numbers) {
  const x = numbers.slice(0, 2);
  const W = [numbers.slice(2, 5), numbers.slice(5, 8)];
  const V = numbers.slice(8, 11);
  const target = numbers[11];
  const h = V.map((_, j) => sigmoid(x[0] * W[0][j] + x[1] * W[1][j]));
  const y = sigmoid(h.reduce((sum, value, j) => sum + value * V[j], 0));
  const kept = Math.min(Math.max(y, HAIR), 1 - HAIR);
  const J = -(target * Math.log(kept) + (1 - target) * Math.log(1 - kept));
  const dy = (kept - target) / (kept * (1 - kept));
  const output = dy * y * (1 - y);
  const dV = h.map((value) => output * value);
  const dh = V.map((value) => output * value);
  const hidden = dh.map((value, j) => value * h[j] * (1 - h[j]));
  const dW = x.flatMap((value) => hidden.map((slope) => value * slope));
  const dx = W.map((row) => row.reduce((sum, value, j) => sum + value * hidden[j], 0));
  return { h, y: [y], J: [J], dy: [dy], dV, dh, dW, dx };
}

export function answer(model) {
  model.on("change:numbers", () => {
    const numbers = [...model.get("numbers")];
    model.set("data", { ...model.get("data"), numbers, found: pass(numbers) });
  });
}
