"""One network by hand: the sigmoid, a layer of it, and a net of two such layers.

The references of assignment 04. Rows are examples: `x` is (N, D), a layer's `W` is (in, out), so
that its inputs stand along the rows of W and its neurons along the columns. Every gradient is
+∇, of the mean loss over the examples; who descends subtracts it. No function changes its
arguments, except `overfit_one_example`, which trains the net it is given.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_lib.losses import PREDICTION_CLIP, binary_cross_entropy, matrix

FloatArray = NDArray[np.float64]


def sigmoid(z: ArrayLike) -> FloatArray:
    """Any number squashed to between 0 and 1.

    Formula: 1 / (1 + exp(−z)) where z ≥ 0 and exp(z) / (1 + exp(z)) where z < 0. The two are
    equal; each takes the exponential of a number that is not positive, which cannot overflow.
    Shapes: z of any shape → the same shape.
    Source: the logistic function, Verhulst 1845.
    """
    z = np.asarray(z, dtype=np.float64)
    decayed = np.exp(-np.abs(z))
    numerator = np.where(z >= 0, 1.0, decayed)
    squashed: FloatArray = numerator / (1.0 + decayed)
    return squashed


class LinearSigmoidLayer:
    """A layer of sigmoid neurons without biases: h = σ(x W).

    W: (in, out), the layer's own copy. W_gradient: (in, out), zeros until `backward` has run.
    Errors: ValueError if W is not a matrix.
    """

    def __init__(self, W: ArrayLike) -> None:
        self.W: FloatArray = matrix("W", W, "(in, out)").copy()
        self.W_gradient: FloatArray = np.zeros_like(self.W)
        self._x: FloatArray | None = None
        self._h: FloatArray | None = None

    def forward(self, x: ArrayLike) -> FloatArray:
        """The neurons' outputs for every example; x and they are kept for `backward`.

        Formula: h = σ(x W). Shapes: x (N, in) → (N, out).
        Errors: ValueError if x does not fit W.
        """
        x = matrix("x", x, "(N, in)")
        inputs = self.W.shape[0]
        if x.shape[1] != inputs:
            raise ValueError(f"x has shape {x.shape}; wanted (N, {inputs}), as W is {self.W.shape}")
        self._x = x.copy()
        self._h = sigmoid(self._x @ self.W)
        return self._h.copy()

    def backward(self, upstream: ArrayLike) -> FloatArray:
        """The gradient by x, from the gradient `upstream` by the outputs of the last `forward`.

        Formulas: dz = upstream ∘ h ∘ (1 − h), dW = xᵀ dz, dx = dz Wᵀ. `W_gradient` becomes dW,
        the sum over the rows; what it was before is forgotten.
        Shapes: upstream (N, out) → (N, in).
        Errors: RuntimeError before any `forward`; ValueError if upstream's shape is not that of
        the outputs.
        Source: Rumelhart, Hinton and Williams, "Learning representations by back-propagating
        errors", Nature 323, 1986.
        """
        if self._x is None or self._h is None:
            raise RuntimeError("there is nothing to go back through: call forward first")
        upstream = np.asarray(upstream, dtype=np.float64)
        if upstream.shape != self._h.shape:
            raise ValueError(f"upstream has shape {upstream.shape}; wanted {self._h.shape}")
        z_gradient = upstream * (self._h * (1.0 - self._h))
        self.W_gradient = self._x.T @ z_gradient
        return z_gradient @ self.W.T


def binary_cross_entropy_gradient(predictions: ArrayLike, targets: ArrayLike) -> FloatArray:
    """How the mean binary cross-entropy changes with each prediction.

    Formula: (1/N) (y − t) / (y (1 − y)) for N predictions y, which are kept `PREDICTION_CLIP`
    away from 0 and 1, so that nothing is divided by 0.
    Shapes: predictions from 0 to 1 and targets of 0 or 1, of one shape → that shape.
    Errors: ValueError if the shapes differ, or a prediction or a target is out of range.
    Source: the derivative of −(t log y + (1 − t) log(1 − y)).
    """
    predictions = np.asarray(predictions, dtype=np.float64)
    targets = np.asarray(targets, dtype=np.float64)
    if targets.shape != predictions.shape:
        raise ValueError(f"targets has shape {targets.shape}; wanted {predictions.shape}")
    if not np.all((predictions >= 0) & (predictions <= 1)):
        raise ValueError(f"predictions of shape {predictions.shape} must be from 0 to 1")
    if not np.all((targets == 0) | (targets == 1)):
        raise ValueError(f"targets of shape {targets.shape} must be 0 or 1")
    lowest, highest = PREDICTION_CLIP, 1.0 - PREDICTION_CLIP
    y = np.clip(predictions, lowest, highest)
    gradient: FloatArray = (y - targets) / (y * (1.0 - y)) / max(y.size, 1)
    return gradient


class TwoLayerNet:
    """Two layers of sigmoid neurons, the second with a single one: y = σ(σ(x W) V).

    W: (D, H). V: (H, 1), or (H,), which is taken as a column. `hidden` and `output` are the
    layers; their `W` are W and V.
    Errors: ValueError if W is not a matrix or V does not fit it.
    """

    def __init__(self, W: ArrayLike, V: ArrayLike) -> None:
        self.hidden = LinearSigmoidLayer(W)
        V = np.asarray(V, dtype=np.float64)
        width = self.hidden.W.shape[1]
        if V.shape not in ((width,), (width, 1)):
            raise ValueError(
                f"V has shape {V.shape}; wanted ({width}, 1), as W is {self.hidden.W.shape}"
            )
        self.output = LinearSigmoidLayer(V.reshape(width, 1))
        self._predictions: FloatArray | None = None
        self._targets: FloatArray | None = None

    def predict(self, x: ArrayLike) -> FloatArray:
        """The probability of "yes" for every example. Shapes: x (N, D) → (N, 1)."""
        return self.output.forward(self.hidden.forward(x))

    def loss(self, x: ArrayLike, targets: ArrayLike) -> float:
        """The mean binary cross-entropy of the predictions, which are kept for `backward`.

        Shapes: x (N, D), targets (N,) or (N, 1) of 0 or 1 → a number.
        Errors: ValueError if a shape or a target does not fit.
        """
        predictions = self.predict(x)
        targets = np.asarray(targets, dtype=np.float64)
        if targets.shape not in (predictions.shape, predictions.shape[:1]):
            raise ValueError(f"targets has shape {targets.shape}; wanted {predictions.shape}")
        self._predictions = predictions
        self._targets = targets.reshape(predictions.shape)
        return float(binary_cross_entropy(predictions[:, 0], self._targets[:, 0]).mean())

    def backward(self) -> FloatArray:
        """The gradient of the last `loss` by x; each layer's `W_gradient` is filled on the way.

        Shapes: → (N, D). Errors: RuntimeError before any `loss`.
        """
        if self._predictions is None or self._targets is None:
            raise RuntimeError("there is no loss to go back from: call loss first")
        upstream = binary_cross_entropy_gradient(self._predictions, self._targets)
        return self.hidden.backward(self.output.backward(upstream))

    def step(self, learning_rate: float) -> None:
        """One step of gradient descent: W ← W − learning_rate · dW in both layers."""
        for layer in (self.hidden, self.output):
            layer.W = layer.W - learning_rate * layer.W_gradient


def overfit_one_example(
    net: TwoLayerNet, x: ArrayLike, target: float, learning_rate: float, steps: int
) -> FloatArray:
    """Train a net on one example, as often as asked; it should learn it by heart.

    Returns the loss before each step. The net is changed.
    Shapes: x (1, D), target 0 or 1 → (steps,).
    Errors: ValueError if x is not a single row, or steps is negative.
    """
    x = matrix("x", x, "(1, D)")
    if len(x) != 1:
        raise ValueError(f"x has shape {x.shape}; wanted (1, {x.shape[1]}), a single example")
    if steps < 0:
        raise ValueError(f"steps is {steps}; wanted 0 or more")
    losses = np.empty(steps)
    for step in range(steps):
        losses[step] = net.loss(x, [target])
        net.backward()
        net.step(learning_rate)
    return losses
