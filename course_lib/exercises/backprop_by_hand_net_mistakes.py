"""Wrong `TwoLayerNet`s: each is the right net with one method replaced by a mistaken one."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib.exercises.backprop_by_hand_layer_mistakes import (
    AveragesBoth,
    Layer,
    NoSlope,
    SlopeOfActivatedValue,
    SlopeOfTheSum,
)
from course_lib.layers import sigmoid


class Net:
    """A right net in small steps, for the mistakes to change one of them."""

    kind: type[Layer] = Layer

    def __init__(self, W: Any, V: Any) -> None:
        self.hidden = self.kind(W)
        self.output = self.kind(np.reshape(V, (-1, 1)))

    def predict(self, x: Any) -> Any:
        return self.output.forward(self.hidden.forward(x))

    def loss(self, x: Any, targets: Any) -> Any:
        self.y = self.predict(x)
        self.t = self.laid_out(targets)
        return np.mean(-(self.t * np.log(self.y) + (1 - self.t) * np.log(1 - self.y)))

    def laid_out(self, targets: Any) -> Any:
        return np.reshape(targets, (-1, 1))

    def by_prediction(self) -> Any:
        return (self.y - self.t) / (self.y * (1 - self.y)) / len(self.y)

    def backward(self) -> Any:
        return self.hidden.backward(self.output.backward(self.by_prediction()))

    def step(self, learning_rate: Any) -> None:
        self.move(self.hidden, learning_rate)
        self.move(self.output, learning_rate)

    def move(self, layer: Any, rate: Any) -> None:
        layer.W = layer.W - rate * layer.W_gradient


class TargetsBroadcast(Net):
    def laid_out(self, targets: Any) -> Any:
        return targets


class TargetsBroadcastInLoss(Net):
    def loss(self, x: Any, targets: Any) -> Any:
        super().loss(x, targets)
        return np.mean(-(targets * np.log(self.y) + (1 - targets) * np.log(1 - self.y)))


class TargetsBroadcastAndMeanOverRows(TargetsBroadcast):
    """Broadcast, and brought back to a column so that backward goes through."""

    def by_prediction(self) -> Any:
        all_pairs = (self.y - self.t) / (self.y * (1 - self.y))
        return all_pairs.mean(axis=1, keepdims=True) / len(self.y)


class NoMeanInGradient(Net):
    def by_prediction(self) -> Any:
        return super().by_prediction() * len(self.y)


class MeanTwice(Net):
    def by_prediction(self) -> Any:
        return super().by_prediction() / len(self.y)


class SumsTheLosses(Net):
    def loss(self, x: Any, targets: Any) -> Any:
        return super().loss(x, targets) * len(x)

    def by_prediction(self) -> Any:
        return super().by_prediction() * len(self.y)


class SumsTheLossesOnly(Net):
    def loss(self, x: Any, targets: Any) -> Any:
        return super().loss(x, targets) * len(x)


class LossOfEachExample(Net):
    def loss(self, x: Any, targets: Any) -> Any:
        super().loss(x, targets)
        return -(self.t * np.log(self.y) + (1 - self.t) * np.log(1 - self.y))[:, 0]


class OutputSlopeTwice(Net):
    def by_prediction(self) -> Any:
        return (self.y - self.t) / len(self.y)


class SquaredErrorGradient(Net):
    def by_prediction(self) -> Any:
        return 2 * (self.y - self.t) / len(self.y)


class SquaredError(SquaredErrorGradient):
    def loss(self, x: Any, targets: Any) -> Any:
        super().loss(x, targets)
        return np.mean((self.y - self.t) ** 2)


class TargetsForPredictions(Net):
    def by_prediction(self) -> Any:
        y = np.clip(self.t, 1e-12, 1 - 1e-12)
        return (y - self.y) / (y * (1 - y)) / len(y)


class NoSlopeAtOutput(Net):
    def by_prediction(self) -> Any:
        return super().by_prediction() / (self.y * (1 - self.y))


class Downhill(Net):
    def by_prediction(self) -> Any:
        return -super().by_prediction()


class ClimbsUphill(Net):
    def move(self, layer: Any, rate: Any) -> None:
        layer.W = layer.W + rate * layer.W_gradient


class HiddenClimbs(Net):
    def step(self, learning_rate: Any) -> None:
        self.move(self.hidden, -learning_rate)
        self.move(self.output, learning_rate)


class OutputClimbs(Net):
    def step(self, learning_rate: Any) -> None:
        self.move(self.hidden, learning_rate)
        self.move(self.output, -learning_rate)


class SubtractsTheRate(Net):
    def move(self, layer: Any, rate: Any) -> None:
        layer.W = layer.W - rate


class MovesHiddenOnly(Net):
    def step(self, learning_rate: Any) -> None:
        self.move(self.hidden, learning_rate)


class MovesOutputOnly(Net):
    def step(self, learning_rate: Any) -> None:
        self.move(self.output, learning_rate)


class UpdatedV(Net):
    def step(self, learning_rate: Any) -> None:
        self.move(self.output, learning_rate)
        self.backward()
        self.move(self.hidden, learning_rate)


class FixedRate(Net):
    def step(self, learning_rate: Any) -> None:
        super().step(0.1)


class NoRate(Net):
    def step(self, learning_rate: Any) -> None:
        super().step(1.0)


class NeverMoves(Net):
    def step(self, learning_rate: Any) -> None:
        pass


class LinearOutput(Net):
    def predict(self, x: Any) -> Any:
        return self.hidden.forward(x) @ self.output.W


class TwoSigmoids(Net):
    def predict(self, x: Any) -> Any:
        return sigmoid(super().predict(x))


class Decides(Net):
    def predict(self, x: Any) -> Any:
        return (super().predict(x) > 0.5).astype(int)

    def loss(self, x: Any, targets: Any) -> Any:
        self.t = self.laid_out(targets)
        self.y = Net.predict(self, x)
        return np.mean(-(self.t * np.log(self.y) + (1 - self.t) * np.log(1 - self.y)))


class PredictsAVector(Net):
    def predict(self, x: Any) -> Any:
        return super().predict(x)[:, 0]

    def loss(self, x: Any, targets: Any) -> Any:
        self.y = self.predict(x)[:, np.newaxis]
        self.t = self.laid_out(targets)
        return np.mean(-(self.t * np.log(self.y) + (1 - self.t) * np.log(1 - self.y)))


class VectorStaysAVector(Net):
    def __init__(self, W: Any, V: Any) -> None:
        if np.ndim(V) == 1:
            raise ValueError("not a matrix")
        super().__init__(W, V)


class ReturnsHiddenGradient(Net):
    def backward(self) -> Any:
        by_hidden = self.output.backward(self.by_prediction())
        self.hidden.backward(by_hidden)
        return by_hidden


class StopsAtOutput(Net):
    def backward(self) -> Any:
        return self.output.backward(self.by_prediction())


class ReturnsGradients(Net):
    def backward(self) -> Any:
        super().backward()
        return self.hidden.W_gradient, self.output.W_gradient


class BackwardMoves(Net):
    def backward(self) -> Any:
        dx = super().backward()
        Net.step(self, 0.1)
        return dx


class SizeOfFirstBatch(Net):
    def by_prediction(self) -> Any:
        if not hasattr(self, "count"):
            self.count = len(self.y)
        return super().by_prediction() * len(self.y) / self.count


class GradientsPileUp(Net):
    def backward(self) -> Any:
        before = self.hidden.W_gradient, self.output.W_gradient
        dx = super().backward()
        self.hidden.W_gradient = self.hidden.W_gradient + before[0]
        self.output.W_gradient = self.output.W_gradient + before[1]
        return dx


class KeepsTheCallersWeights(Net):
    def __init__(self, W: Any, V: Any) -> None:
        super().__init__(W, V)
        self.hidden.W, self.output.W = W, np.reshape(V, (-1, 1))


class ChangesTheCallersWeights(KeepsTheCallersWeights):
    def move(self, layer: Any, rate: Any) -> None:
        layer.W -= rate * layer.W_gradient


class SharedLayers(Net):
    layers: dict[str, Any] = {}  # noqa: RUF012 - the mistake itself

    def __init__(self, W: Any, V: Any) -> None:
        super().__init__(W, V)
        self.layers.update(hidden=self.hidden, output=self.output)
        del self.hidden, self.output

    def __getattr__(self, name: str) -> Any:
        return self.layers[name]


class LayersWithoutSlope(Net):
    kind = NoSlope


class LayersWithSlopeOfActivatedValue(Net):
    kind = SlopeOfActivatedValue


class LayersWithSlopeOfTheSum(Net):
    kind = SlopeOfTheSum


class LayersThatAverage(Net):
    kind = AveragesBoth
