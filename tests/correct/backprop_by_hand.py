"""Right solutions of assignment 04, written as differently as students write them."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np


def plain_sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def sigmoid_by_both_signs(z: Any) -> Any:
    z = np.asarray(z)
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))


def sigmoid_by_masks(z: Any) -> Any:
    z = np.array(z, dtype=float)
    result = np.empty_like(z)
    positive = z >= 0
    result[positive] = 1 / (1 + np.exp(-z[positive]))
    grown = np.exp(z[~positive])
    result[~positive] = grown / (1 + grown)
    return result


def sigmoid_by_tanh(z: Any) -> Any:
    return 0.5 * (1 + np.tanh(np.multiply(z, 0.5)))


def sigmoid_number_by_number(z: Any) -> Any:
    def one(number: float) -> float:
        if number < -700:
            return 0.0
        return 1 / (1 + math.exp(-number))

    return np.vectorize(one, otypes=[float])(z)


def sigmoid_with_clipping(z: Any) -> Any:
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def sigmoid_as_nested_lists(z: Any) -> Any:
    if np.ndim(z) > 0:
        return [sigmoid_as_nested_lists(entry) for entry in z]
    return 1 / (1 + math.exp(-z)) if z > -700 else 0.0


def sigmoid_by_logarithms(z: Any) -> Any:
    return np.exp(-np.logaddexp(0, -np.asarray(z)))


class MatrixLayer:
    """As most students write it."""

    def __init__(self, W: Any) -> None:
        self.W = W.copy()
        self.W_gradient = None

    def forward(self, x: Any) -> Any:
        self.x = x
        self.h = plain_sigmoid(x @ self.W)
        return self.h

    def backward(self, upstream: Any) -> Any:
        delta = upstream * self.h * (1 - self.h)
        self.W_gradient = self.x.T @ delta
        return delta @ self.W.T


class EinsumLayer:
    def __init__(self, W: Any) -> None:
        self.W = np.array(W)

    def forward(self, x: Any) -> Any:
        self.inputs = np.array(x)
        self.z = np.einsum("ni,io->no", x, self.W)
        return plain_sigmoid(self.z)

    def backward(self, upstream: Any) -> Any:
        slope = plain_sigmoid(self.z) * plain_sigmoid(-self.z)
        self.W_gradient = np.einsum("ni,no,no->io", self.inputs, upstream, slope)
        return np.einsum("no,no,io->ni", upstream, slope, self.W)


class LoopLayer:
    """Example by example and weight by weight, with lists."""

    def __init__(self, W: Any) -> None:
        self.W = [list(row) for row in W]

    def forward(self, x: Any) -> Any:
        self.x = [list(row) for row in x]
        self.h = []
        for row in self.x:
            sums = [
                sum(row[i] * self.W[i][o] for i in range(len(row))) for o in range(len(self.W[0]))
            ]
            self.h.append([1 / (1 + math.exp(-z)) for z in sums])
        return self.h

    def backward(self, upstream: Any) -> Any:
        inputs, neurons = len(self.W), len(self.W[0])
        self.W_gradient = [[0.0] * neurons for _ in range(inputs)]
        dx = []
        for x, h, up in zip(self.x, self.h, upstream, strict=True):
            delta = [up[o] * h[o] * (1 - h[o]) for o in range(neurons)]
            for i in range(inputs):
                for o in range(neurons):
                    self.W_gradient[i][o] += x[i] * delta[o]
            dx.append([sum(delta[o] * self.W[i][o] for o in range(neurons)) for i in range(inputs)])
        return dx


class RowByRowLayer:
    """A sum of outer products."""

    def __init__(self, W: Any) -> None:
        self.W = W + 0.0
        self.W_gradient = np.zeros(W.shape)

    def forward(self, x: Any) -> Any:
        self.rows = x
        self.h = np.array([plain_sigmoid(self.W.T @ row) for row in x])
        return self.h

    def backward(self, upstream: Any) -> Any:
        self.W_gradient[:] = 0
        dx = np.zeros(self.rows.shape)
        for n, (row, h, up) in enumerate(zip(self.rows, self.h, upstream, strict=True)):
            self.W_gradient += np.outer(row, up * h * (1 - h))
            dx[n] = self.W @ (up * h * (1 - h))
        return dx


class ForgetfulLayer:
    """Saves x alone and computes the rest anew; warns of it."""

    def __init__(self, W: Any) -> None:
        self.W = np.asarray(W).copy()
        self.W_gradient = np.nan

    def forward(self, x: Any) -> Any:
        self.seen = x.copy()
        return sigmoid_by_tanh(np.dot(x, self.W))

    def backward(self, upstream: Any) -> Any:
        warnings.warn("computed anew", RuntimeWarning, stacklevel=1)
        h = sigmoid_by_tanh(np.dot(self.seen, self.W))
        delta = np.multiply(upstream, h - h**2)
        self.W_gradient = np.dot(delta.T, self.seen).T
        return np.dot(self.W, delta.T).T


class ScalingLayer(MatrixLayer):
    """Changes upstream and undoes it."""

    def backward(self, upstream: Any) -> Any:
        before = upstream.copy()
        upstream *= self.h * (1 - self.h)
        self.W_gradient = self.x.T @ upstream
        dx = upstream @ self.W.T
        upstream[...] = before
        return dx


def gradient_of_clipped(predictions: Any, targets: Any) -> Any:
    y = np.clip(predictions, 1e-12, 1 - 1e-12)
    return (y - targets) / (y * (1 - y)) / np.size(y)


def gradient_by_both_terms(predictions: Any, targets: Any) -> Any:
    y = np.minimum(np.maximum(predictions, 1e-15), 1 - 1e-15)
    return (-targets / y + (1 - targets) / (1 - y)) / len(y)


def gradient_with_a_small_denominator(predictions: Any, targets: Any) -> Any:
    return (predictions - targets) / (predictions * (1 - predictions) + 1e-12) / len(targets)


def gradient_by_where(predictions: Any, targets: Any) -> Any:
    y = np.clip(predictions, 1e-10, 1 - 1e-10)
    return np.where(targets == 1, -1 / y, 1 / (1 - y)) / y.shape[0]


def gradient_by_loops(predictions: Any, targets: Any) -> Any:
    result = np.zeros(predictions.shape)
    for place in np.ndindex(predictions.shape):
        truth = predictions[place] if targets[place] else 1 - predictions[place]
        sign = -1 if targets[place] else 1
        result[place] = sign / max(truth, 1e-12) / predictions.size
    return result


def gradient_made_finite(predictions: Any, targets: Any) -> Any:
    with np.errstate(all="ignore"):
        return np.nan_to_num(
            (predictions - targets) / (predictions * (1 - predictions)) / len(predictions)
        )


class NetOfLayers:
    """As most students write it."""

    def __init__(self, W: Any, V: Any) -> None:
        self.hidden = MatrixLayer(W)
        self.output = MatrixLayer(np.reshape(V, (-1, 1)))

    def predict(self, x: Any) -> Any:
        return self.output.forward(self.hidden.forward(x))

    def loss(self, x: Any, targets: Any) -> Any:
        self.y = self.predict(x)
        self.t = np.reshape(targets, (-1, 1))
        return np.mean(-(self.t * np.log(self.y) + (1 - self.t) * np.log(1 - self.y)))

    def backward(self) -> Any:
        return self.hidden.backward(self.output.backward(gradient_of_clipped(self.y, self.t)))

    def step(self, learning_rate: Any) -> Any:
        self.hidden.W -= learning_rate * self.hidden.W_gradient
        self.output.W -= learning_rate * self.output.W_gradient


class BareLayer:
    """Holds numbers and does nothing."""

    def __init__(self, W: Any) -> None:
        self.W = W
        self.W_gradient = 0 * W


class NetInOnePiece:
    """All formulas in the net, y − t in place of two factors; layers that only hold numbers."""

    def __init__(self, W: Any, V: Any) -> None:
        self.hidden = BareLayer(np.array(W, dtype=float))
        self.output = BareLayer(np.array(V, dtype=float).reshape(-1, 1))

    def predict(self, x: Any) -> Any:
        self.x = np.array(x)
        self.h = sigmoid_by_tanh(self.x @ self.hidden.W)
        self.y = sigmoid_by_tanh(self.h @ self.output.W)
        return self.y

    def loss(self, x: Any, targets: Any) -> Any:
        y = self.predict(x).ravel()
        self.t = np.ravel(targets)
        return float(-np.log(np.where(self.t == 1, y, 1 - y)).mean())

    def backward(self) -> Any:
        by_output_sum = (self.y - self.t[:, None]) / len(self.t)
        by_hidden_sums = by_output_sum @ self.output.W.T * self.h * (1 - self.h)
        self.output.W_gradient = self.h.T @ by_output_sum
        self.hidden.W_gradient = self.x.T @ by_hidden_sums
        return by_hidden_sums @ self.hidden.W.T

    def step(self, learning_rate: Any) -> Any:
        for layer in [self.output, self.hidden]:
            layer.W = layer.W - learning_rate * layer.W_gradient
        return self


class NetOfEinsums(NetOfLayers):
    def __init__(self, W: Any, V: Any) -> None:
        self.hidden, self.output = EinsumLayer(W), EinsumLayer(np.array(V).reshape(len(V), 1))

    def step(self, learning_rate: Any) -> Any:
        self.hidden.W = self.hidden.W - learning_rate * self.hidden.W_gradient
        self.output.W = self.output.W - learning_rate * self.output.W_gradient


class NetExampleByExample(NetOfLayers):
    """One example after the other; the gradients are collected."""

    def loss(self, x: Any, targets: Any) -> Any:
        self.batch = [(row[None, :], float(t)) for row, t in zip(x, np.ravel(targets), strict=True)]
        losses = []
        for row, target in self.batch:
            y = self.predict(row)[0, 0]
            losses.append(-math.log(y) if target else -math.log(1 - y))
        return sum(losses) / len(losses)

    def backward(self) -> Any:
        hidden, output, dx = 0, 0, []
        for row, target in self.batch:
            y = self.predict(row)
            upstream = (y - target) / (y * (1 - y)) / len(self.batch)
            dx.append(self.hidden.backward(self.output.backward(upstream))[0])
            hidden = hidden + self.hidden.W_gradient
            output = output + self.output.W_gradient
        self.hidden.W_gradient, self.output.W_gradient = hidden, output
        return np.array(dx)


class NetWithColumnsOfExamples:
    """Works with examples in columns inside, as in many texts."""

    def __init__(self, W: Any, V: Any) -> None:
        self.hidden = BareLayer(np.array(W))
        self.output = BareLayer(np.array(V).reshape(-1, 1))

    def predict(self, x: Any) -> Any:
        self.columns = np.transpose(x)
        self.a = plain_sigmoid(self.hidden.W.T @ self.columns)
        self.b = plain_sigmoid(self.output.W.T @ self.a)
        return self.b.T

    def loss(self, x: Any, targets: Any) -> Any:
        self.predict(x)
        self.t = np.reshape(targets, (1, -1))
        return -np.average(np.log(1 - np.abs(self.t - self.b)))

    def backward(self) -> Any:
        delta = (self.b - self.t) / self.t.size
        self.output.W_gradient = (delta @ self.a.T).T
        delta = (self.output.W @ delta) * self.a * (1 - self.a)
        self.hidden.W_gradient = (delta @ self.columns.T).T
        return (self.hidden.W @ delta).T

    def step(self, learning_rate: Any) -> Any:
        self.hidden.W, self.output.W = (
            self.hidden.W - learning_rate * self.hidden.W_gradient,
            self.output.W - learning_rate * self.output.W_gradient,
        )


def overfit_by_methods(net: Any, x: Any, target: Any, learning_rate: Any, steps: Any) -> Any:
    losses = []
    for _ in range(steps):
        losses.append(net.loss(x, np.array([target])))
        net.backward()
        net.step(learning_rate)
    return np.array(losses)


def overfit_with_a_column_of_targets(
    net: Any, x: Any, target: Any, learning_rate: Any, steps: Any
) -> Any:
    losses = np.zeros(steps)
    truth = np.full((1, 1), target)
    for step in range(steps):
        losses[step] = net.loss(x, truth)
        net.backward()
        net.step(learning_rate)
    return losses


def overfit_by_hand(net: Any, x: Any, target: Any, learning_rate: Any, steps: Any) -> Any:
    losses = []
    while len(losses) < steps:
        losses.append(float(net.loss(x, [[target]])))
        net.backward()
        net.hidden.W = net.hidden.W - learning_rate * net.hidden.W_gradient
        net.output.W = net.output.W - learning_rate * net.output.W_gradient
    return losses


def overfit_in_place(net: Any, x: Any, target: Any, learning_rate: Any, steps: Any) -> Any:
    def one_step() -> float:
        loss = net.loss(x, [target])
        net.backward()
        for layer in (net.output, net.hidden):
            layer.W -= learning_rate * layer.W_gradient
        return float(loss)

    return [one_step() for _ in range(steps)]


def overfit_by_recursion(net: Any, x: Any, target: Any, learning_rate: Any, steps: Any) -> Any:
    if steps == 0:
        return []
    loss = net.loss(x, [target])
    net.backward()
    net.step(learning_rate)
    return [loss, *overfit_by_recursion(net, x, target, learning_rate, steps - 1)]


def overfit_with_losses_of_predictions(
    net: Any, x: Any, target: Any, learning_rate: Any, steps: Any
) -> Any:
    losses = []
    for _ in range(steps):
        y = np.squeeze(net.predict(x))
        losses.append(-np.log(y) if target == 1 else -np.log(1 - y))
        net.loss(x, np.array([target]))
        net.backward()
        net.step(learning_rate)
    return losses


CORRECT: dict[str, tuple[Callable[..., Any], ...]] = {
    "sigmoid": (
        plain_sigmoid,
        sigmoid_by_both_signs,
        sigmoid_by_masks,
        sigmoid_by_tanh,
        sigmoid_number_by_number,
        sigmoid_with_clipping,
        sigmoid_as_nested_lists,
        sigmoid_by_logarithms,
    ),
    "LinearSigmoidLayer": (
        MatrixLayer,
        EinsumLayer,
        LoopLayer,
        RowByRowLayer,
        ForgetfulLayer,
        ScalingLayer,
    ),
    "binary_cross_entropy_gradient": (
        gradient_of_clipped,
        gradient_by_both_terms,
        gradient_with_a_small_denominator,
        gradient_by_where,
        gradient_by_loops,
        gradient_made_finite,
    ),
    "TwoLayerNet": (
        NetOfLayers,
        NetInOnePiece,
        NetOfEinsums,
        NetExampleByExample,
        NetWithColumnsOfExamples,
    ),
    "overfit_one_example": (
        overfit_by_methods,
        overfit_with_a_column_of_targets,
        overfit_by_hand,
        overfit_in_place,
        overfit_by_recursion,
        overfit_with_losses_of_predictions,
    ),
}
