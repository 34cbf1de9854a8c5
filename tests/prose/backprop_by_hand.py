"""The numbers in the prose of 04_backprop_by_hand."""

from __future__ import annotations

import numpy as np

from course_lib.layers import (
    LinearSigmoidLayer,
    TwoLayerNet,
    binary_cross_entropy_gradient,
    overfit_one_example,
    sigmoid,
)

X = np.array([[5.0, 3.0]])
W = np.array([[1.0, -1.0, 3.0], [2.0, 2.0, -1.0]])
V = np.array([0.1, 0.5, -0.1])

HIDDEN = sigmoid(X @ W)[0]
SLOPES = HIDDEN * (1 - HIDDEN)

SMALLEST = TwoLayerNet([[0.5]], [[-1.0]])
"""One input of 2, one hidden neuron, one output, target 0."""
SMALLEST_LOSS = SMALLEST.loss([[2.0]], [0])
SMALLEST_Y = float(SMALLEST.predict([[2.0]])[0, 0])
SMALLEST.backward()
BY_HIDDEN_SUM = float(SMALLEST.hidden.W_gradient[0, 0]) / 2

LAYER = LinearSigmoidLayer([[0.5]])
LAYER_OUTPUTS = LAYER.forward([[1.0], [2.0]])
LAYER_DX = LAYER.backward([[1.0], [-1.0]])

COLUMN, VECTOR = np.array([[0.9], [0.2], [0.6]]), np.array([1.0, 0.0, 1.0])


def trained(target: int, steps: int) -> tuple[np.ndarray, TwoLayerNet]:
    net = TwoLayerNet(W, V)
    return overfit_one_example(net, X, target, 0.1, steps), net


TO_ONE, NET_TO_ONE = trained(1, 100)
TO_ZERO, NET_TO_ZERO = trained(0, 100)

NUMBERS = [
    (r"$\sigma(0) = 0.5$", sigmoid(0)),
    (r"$\sigma(1) = 0.7311$", sigmoid(1)),
    (r"$\sigma(-1) = 0.2689$", sigmoid(-1)),
    ("The slope is 0.25", sigmoid(0) * (1 - sigmoid(0))),
    (r"the slope is about $1.67 \cdot 10^{-5}$", SLOPES[0]),
    (r"h = \sigma(1) = 0.7311", SMALLEST.hidden.forward([[2.0]])[0, 0]),
    ("hv = -0.7311", -SMALLEST.hidden.forward([[2.0]])[0, 0]),
    (r"y = \sigma(-0.7311) = 0.3250", [-HIDDEN[1], SMALLEST_Y]),
    (r"-\log(1 - 0.3250) = 0.3930", [SMALLEST_Y, SMALLEST_LOSS]),
    (r"\dfrac{1}{1 - y} = 1.4814", binary_cross_entropy_gradient([SMALLEST_Y], [0])[0]),
    ("times $y(1 - y) = 0.2194$", SMALLEST_Y * (1 - SMALLEST_Y)),
    ("which gives 0.3250", SMALLEST_Y - 0),
    (r"= 0.3250 \cdot h = 0.2376", [SMALLEST_Y, SMALLEST.output.W_gradient[0, 0]]),
    (r"= 0.3250 \cdot v = -0.3250", [SMALLEST_Y, -SMALLEST_Y]),
    ("times $h(1 - h) = 0.1966$", sigmoid(1) * (1 - sigmoid(1))),
    ("which gives −0.0639", BY_HIDDEN_SUM),
    (r"-0.0639 \cdot 2 = -0.1278", [BY_HIDDEN_SUM, SMALLEST.hidden.W_gradient[0, 0]]),
    ("It gave 0.3250", SMALLEST_Y),
    ("0.1966 for the second neuron", SLOPES[1]),
    (r"and $1.67 \cdot 10^{-5}$ and $6.14 \cdot 10^{-6}$", SLOPES[[0, 2]]),
    ("Then $h$ is 0.6225 and 0.7311", LAYER_OUTPUTS),
    ("is 0.2350 and −0.1966", LAYER_DX / 0.5),
    (
        r"1 \cdot 0.2350 - 2 \cdot 0.1966 = -0.1582",
        [*np.abs(LAYER_DX[:, 0] / 0.5), LAYER.W_gradient[0, 0]],
    ),
    (r"$\mathrm{d}x$ is 0.1175 and −0.0983", LAYER_DX),
    ("$t = 1$ it is −1.25", binary_cross_entropy_gradient([0.8], [1])[0]),
    ("$t = 0$ it is 5.0", binary_cross_entropy_gradient([0.8], [0])[0]),
    ("the gradient is −0.625 and 2.5", binary_cross_entropy_gradient([0.8, 0.8], [1, 0])),
    ("good-looking number, 0.3144", np.mean((COLUMN - VECTOR) ** 2)),
    ("the right one is 0.07", np.mean((COLUMN[:, 0] - VECTOR) ** 2)),
    ("at rate 0.1: it is 0.4805", TO_ONE[1]),
    ("has come down to 0.0345", TO_ONE[99]),
    ("at 0.8925, and comes down to 0.0514", TO_ZERO[[0, 99]]),
    (
        "the two losses are 0.0341 and 0.0509",
        [NET_TO_ONE.loss(X, [1]), NET_TO_ZERO.loss(X, [0])],
    ),
    ("went from 0.7311 to 0.9673", [HIDDEN[1], NET_TO_ONE.hidden.forward(X)[0, 1]]),
]
"""A phrase of the prose, and the value or values of the numbers that it ends with."""

GIVEN = ("0.1", "0.5", "0.99998", "0.8", "1.0", "0.12345", "1.2345e-6", "1.5", "3.5")
"""Inputs, choices, points and examples of how to write a number."""
