"""Wrong `LinearSigmoidLayer`s: the right layer with one method replaced by a mistaken one."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib.layers import LinearSigmoidLayer, sigmoid


class Layer:
    """A right layer in small steps, for the mistakes to change one of them."""

    def __init__(self, W: Any) -> None:
        self.W = np.array(W)
        self.W_gradient = np.zeros_like(self.W)

    def forward(self, x: Any) -> Any:
        self.x = np.array(x)
        self.h = self.activate(self.x @ self.W)
        return self.h.copy()

    def backward(self, upstream: Any) -> Any:
        self.W_gradient = self.by_weights(upstream)
        return self.by_inputs(upstream)

    def activate(self, z: Any) -> Any:
        return sigmoid(z)

    def slope(self) -> Any:
        return self.h * (1 - self.h)

    def by_weights(self, upstream: Any) -> Any:
        return self.x.T @ (upstream * self.slope())

    def by_inputs(self, upstream: Any) -> Any:
        return (upstream * self.slope()) @ self.W.T


class NoActivation(Layer):
    def activate(self, z: Any) -> Any:
        return z


class NoSlope(Layer):
    def slope(self) -> Any:
        return 1.0


class SlopeOfActivatedValue(Layer):
    def slope(self) -> Any:
        return sigmoid(self.h) * (1 - sigmoid(self.h))


class SlopeOfTheSum(Layer):
    def slope(self) -> Any:
        z = self.x @ self.W
        return z * (1 - z)


class SlopeOfTanh(Layer):
    def slope(self) -> Any:
        return 1 - self.h**2


class SlopeIsTheValue(Layer):
    def slope(self) -> Any:
        return self.h


class SlopeIsTheRest(Layer):
    def slope(self) -> Any:
        return 1 - self.h


class NoSlopeInWeights(Layer):
    def by_weights(self, upstream: Any) -> Any:
        return self.x.T @ upstream


class NoSlopeInInputs(Layer):
    def by_inputs(self, upstream: Any) -> Any:
        return upstream @ self.W.T


class NoUpstream(Layer):
    def by_weights(self, upstream: Any) -> Any:
        return self.x.T @ self.slope()

    def by_inputs(self, upstream: Any) -> Any:
        return self.slope() @ self.W.T


class Accumulates(Layer):
    def backward(self, upstream: Any) -> Any:
        self.W_gradient = self.W_gradient + self.by_weights(upstream)
        return self.by_inputs(upstream)


class AveragesOverRows(Layer):
    def by_weights(self, upstream: Any) -> Any:
        return super().by_weights(upstream) / len(self.x)


class AveragesBoth(AveragesOverRows):
    def by_inputs(self, upstream: Any) -> Any:
        return super().by_inputs(upstream) / len(self.x)


class Transposed(Layer):
    def by_weights(self, upstream: Any) -> Any:
        return super().by_weights(upstream).T


class WeightsNotTransposed(Layer):
    def by_inputs(self, upstream: Any) -> Any:
        return (upstream * self.slope()) @ self.W


class TransposesForward(Layer):
    def forward(self, x: Any) -> Any:
        self.x = np.array(x)
        self.h = self.activate(self.x @ self.W.T)
        return self.h.copy()


class KeepsTheCallersWeights(Layer):
    def __init__(self, W: Any) -> None:
        super().__init__(W)
        self.W = W


class SharesWhatItSaves(Layer):
    saved: dict[str, Any] = {}  # noqa: RUF012 - the mistake itself

    def forward(self, x: Any) -> Any:
        h = super().forward(x)
        self.saved.update(x=self.x, h=self.h)
        return h

    def backward(self, upstream: Any) -> Any:
        self.x, self.h = self.saved["x"], self.saved["h"]
        return super().backward(upstream)


class SavesTheFirstBatchOnly(Layer):
    def forward(self, x: Any) -> Any:
        if hasattr(self, "x"):
            return sigmoid(x @ self.W)
        return super().forward(x)


class ReturnsWeightGradient(Layer):
    def backward(self, upstream: Any) -> Any:
        super().backward(upstream)
        return self.W_gradient


class ReturnsSumGradient(Layer):
    def by_inputs(self, upstream: Any) -> Any:
        return upstream * self.slope()


class NeverSetsGradient(Layer):
    def backward(self, upstream: Any) -> Any:
        return self.by_inputs(upstream)


class LacksGradient(Layer):
    def __init__(self, W: Any) -> None:
        self.W = np.array(W)

    def backward(self, upstream: Any) -> Any:
        return self.by_inputs(upstream)


LacksGradient.__name__ = LinearSigmoidLayer.__name__  # an AttributeError says the class's name


class ChangesUpstream(Layer):
    def backward(self, upstream: Any) -> Any:
        upstream *= self.slope()
        self.W_gradient = self.x.T @ upstream
        return upstream @ self.W.T


class Downhill(Layer):
    def by_weights(self, upstream: Any) -> Any:
        return -super().by_weights(upstream)


class LearnsAtOnce(Layer):
    def backward(self, upstream: Any) -> Any:
        dx = super().backward(upstream)
        self.W = self.W - self.W_gradient
        return dx


class LearnsBeforeInputs(Layer):
    def backward(self, upstream: Any) -> Any:
        self.W_gradient = self.by_weights(upstream)
        self.W = self.W - self.W_gradient
        return self.by_inputs(upstream)
