"""The numbers in the prose of 05_two_layer_net."""

from __future__ import annotations

from functools import cache

import numpy as np

from course_lib import datasets, losses, networks, neuron
from course_lib.layers import sigmoid

FLOWERS = datasets.iris()
X = np.column_stack([FLOWERS.features[:, :2], np.ones(150)])
IS_SETOSA = (FLOWERS.labels == 0).astype(int)
THETA, LOSSES = neuron.train_neuron(X, IS_SETOSA, 0.1, 2000)
WRONG = int(np.flatnonzero(neuron.perceptron(X, THETA) != IS_SETOSA)[0])

FIRST = np.array([-1.0, 2.0, -1.0])
SUM = X[0] @ FIRST
ANSWER = sigmoid(SUM)
ERROR = float(ANSWER) - 1

XOR = datasets.xor()
Y_XOR = XOR.labels[:, np.newaxis].astype(float)

SMALL = {
    "W1": np.array([[1.0, -1.0, 2.0], [0.0, 1.0, -1.0]]),
    "b1": np.array([0.0, -1.0, 0.0]),
    "W2": np.array([[1.0, 0.0], [2.0, 1.0], [-1.0, 1.0]]),
    "b2": np.array([0.5, 0.0]),
}
SCORES, _ = networks.forward(SMALL, np.array([[1.0, 3.0]]))
PROBABILITIES = losses.softmax(SCORES)[0]
SMALL_LOSS = losses.cross_entropy_losses(SCORES, [0])[0]

OUTPUT = float(sigmoid(1.0))
_, W1_AFTER, ONE_ROW_LOSS = networks.xor_network_step(
    [[1, 0, 1]], [[1]], [[0.5], [1], [-0.5]], [[2]], 1.0
)
DELTA = -float(W1_AFTER[0, 0] - 2) / 0.5


@cache
def xor_answers() -> np.ndarray:
    """What the eleven-line network answers after 5000 steps at rate 1."""
    draw = np.random.RandomState(0)
    W0, W1 = 2 * draw.random_sample((3, 4)) - 1, 2 * draw.random_sample((4, 1)) - 1
    for _ in range(5000):
        W0, W1, _ = networks.xor_network_step(XOR.features, Y_XOR, W0, W1, 1.0)
    answers: np.ndarray = sigmoid(sigmoid(XOR.features @ W0) @ W1)[:, 0]
    return answers


def stopping_point(rate: float, tolerance: float = 0.002) -> tuple[int, np.ndarray]:
    """Step after which the weights of the iris neuron have moved by no more than `tolerance`."""
    theta, steps, moved = np.zeros(3), 0, np.inf
    while moved > tolerance:
        move = rate * neuron.neuron_gradient(theta, X, IS_SETOSA)
        theta, steps, moved = theta - move, steps + 1, np.abs(move).sum()
    return steps, theta


def held_out_accuracies(rate: float, third: int) -> list[float]:
    """Of ten seeds, when every third flower, from number `third` on, is held out."""
    held_out = np.arange(150) % 3 == third
    training = FLOWERS.features[~held_out]
    features = (FLOWERS.features - training.mean(axis=0)) / training.std(axis=0)
    accuracies = []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        trained = features[~held_out], FLOWERS.labels[~held_out]
        parameters, _ = networks.train(*trained, 16, rate, 20, 40, rng)
        right = networks.predict(parameters, features[held_out]) == FLOWERS.labels[held_out]
        accuracies.append(float(np.mean(right)))
    return accuracies


NUMBERS = [
    ("**sigmoid** answers 0.8808", sigmoid(2.0)),
    ("**Tanh** answers 0.9640", np.tanh(2.0)),
    ("but at most 0.25", sigmoid(0.0) * (1 - sigmoid(0.0))),
    ("$0.25^5 = 0.000977", [0.25, 0.25**5]),
    (r"-1 \cdot 5.1 + 2 \cdot 3.5 - 1 \cdot 1 = 0.9", [*X[0, :2], SUM]),
    (r"\sigma(0.9) = 0.7109", [SUM, ANSWER]),
    ("0.7109 - 1 = -0.2891", [ANSWER, ERROR]),
    ("$(-1.4742, -1.0117, -0.2891", ERROR * X[0]),
    (r"\log 2 = 0.6931", np.log(2)),
    ("from 0.6931 to 0.0601", LOSSES[[0, -1]]),
    ("sepals of 4.5 and 2.3", X[WRONG, :2]),
    ("length 1.48, 7.08 and 15.36",
     [np.linalg.norm(stopping_point(rate)[1]) for rate in (0.01, 0.1, 1.0)]),
    (r"H = \sigma(0) = 0.5", sigmoid(0.0)),
    (r"y = \sigma(1) = 0.7311", OUTPUT),
    ("the loss is 0.0362", ONE_ROW_LOSS),
    (r"\delta_1 = -0.2689 \cdot 0.7311 \cdot 0.2689 = -0.0529",
     [OUTPUT - 1, OUTPUT, 1 - OUTPUT, DELTA]),
    (r"\delta_0 = -0.0529 \cdot 2 \cdot 0.25 = -0.0264", [DELTA, 0.25, DELTA * 2 * 0.25]),
    (r"W_1 = 2 + 0.5 \cdot 0.0529 = 2.0264", [0.5, -DELTA, W1_AFTER[0, 0]]),
    ("0.0087, 0.9858, 0.9855 and 0.0171", xor_answers()),
    ("two scores of it, 3.5", SCORES[0, 0]),
    ("Its scores are 3.5", SCORES[0, 0]),
    ("softmax says 0.9241 and 0.0759", PROBABILITIES),
    (r"-\log 0.9241 = 0.0789", [PROBABILITIES[0], SMALL_LOSS]),
    ("that is $(-0.0759, 0.0759", [PROBABILITIES[0] - 1, PROBABILITIES[1]]),
    ("With scores of 3.5", SCORES[0, 0]),
    ("one more mistake costs 0.02", 1 / 50),
    ("rate 0.1 reach 0.91", np.mean(held_out_accuracies(0.1, 2))),
]  # fmt: skip

GIVEN = (
    *("0.5", "1.5", "2.5"),  # points; and an undecided answer, a rate, weights of an example
    *("5.1", "3.5"),  # the first flower
    "0.002",  # movement at which descent is said to have stopped
    *("0.01", "0.1", "0.3", "0.001"),  # learning rates and scales of weights
    "0.95",  # the accuracy that is aimed at
)
