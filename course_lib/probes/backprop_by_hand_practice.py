"""The net on which `overfit_one_example` is tried out.

It has the methods of a `TwoLayerNet`, the same loss, and neurons of another kind. Its gradients
are measured and not derived, so it shows how to use such a net and not how to write one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
DISTANCE = 1e-5
"""How far a weight is moved to either side to measure its gradient."""


class PracticeLayer:
    """Weights and their gradient: W and W_gradient, both (in, out)."""

    def __init__(self, W: FloatArray) -> None:
        self.W = W
        self.W_gradient = np.zeros(W.shape)


class PracticeNet:
    """A net with `predict`, `loss`, `backward`, `step`, and the layers `hidden` and `output`."""

    def __init__(self, W: FloatArray, V: FloatArray) -> None:
        self.hidden = PracticeLayer(W)
        self.output = PracticeLayer(V)
        self.seen: tuple[FloatArray, FloatArray] | None = None

    def predict(self, x: Any) -> FloatArray:
        """Predictions (N, 1) from 0 to 1 for examples x (N, D)."""
        return 0.5 + np.arctan(np.arctan(x @ self.hidden.W) @ self.output.W) / np.pi

    def loss(self, x: Any, targets: Any) -> float:
        """The mean binary cross-entropy of the examples, which are kept for `backward`."""
        examples = np.array(x, dtype=np.float64)
        truth = np.array(targets, dtype=np.float64).reshape(len(examples), 1)
        self.seen = examples, truth
        return self._loss()

    def backward(self) -> FloatArray:
        """Fill `W_gradient` of both layers; returns the gradient by x, (N, D)."""
        if self.seen is None:
            raise RuntimeError("there is no loss to go back from: call loss first")
        for layer in (self.hidden, self.output):
            layer.W_gradient = self._measured(layer.W)
        return self._measured(self.seen[0])

    def step(self, learning_rate: float) -> None:
        """Move the weights of both layers against their gradients."""
        self.hidden.W = self.hidden.W - self.hidden.W_gradient * learning_rate
        self.output.W = self.output.W - self.output.W_gradient * learning_rate

    def _loss(self) -> float:
        if self.seen is None:
            raise RuntimeError("there is no example yet: call loss first")
        examples, truth = self.seen
        missing = np.abs(truth - self.predict(examples))  # of the truth's probability
        return -float(np.log(1.0 - missing).mean())

    def _measured(self, numbers: FloatArray) -> FloatArray:
        """How the loss changes with each of these numbers, which are moved and put back."""
        gradient = np.empty(numbers.shape)
        for place in np.ndindex(numbers.shape):
            here = numbers[place]
            numbers[place] = here + DISTANCE
            above = self._loss()
            numbers[place] = here - DISTANCE
            gradient[place] = (above - self._loss()) / (2 * DISTANCE)
            numbers[place] = here
        return gradient
