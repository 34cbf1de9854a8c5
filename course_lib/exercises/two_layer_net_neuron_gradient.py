"""`neuron_gradient`: the exercise and its known wrong answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib import neuron as reference
from course_lib.exercises import two_layer_net_examples as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.probes import two_layer_net as probes


def gradient_of(error: Callable[[Any, Any], Any]) -> Callable[[Any, Any, Any], Any]:
    """A gradient with another error than prediction minus target."""

    def gradient(theta: Any, X: Any, targets: Any) -> Any:
        return X.T @ error(reference.neuron(X, theta), targets) / len(targets)

    return gradient


def sums_over_examples(theta: Any, X: Any, targets: Any) -> Any:
    return len(X) * reference.neuron_gradient(theta, X, targets)


def divides_by_features(theta: Any, X: Any, targets: Any) -> Any:
    return sums_over_examples(theta, X, targets) / len(theta)


def averages_twice(theta: Any, X: Any, targets: Any) -> Any:
    return reference.neuron_gradient(theta, X, targets) / len(X)


def no_sigmoid(theta: Any, X: Any, targets: Any) -> Any:
    return X.T @ (X @ theta - targets) / len(X)


def forgets_inputs(theta: Any, X: Any, targets: Any) -> Any:
    return reference.neuron(X, theta) - targets


def mean_of_errors(theta: Any, X: Any, targets: Any) -> Any:
    return np.mean(reference.neuron(X, theta) - targets)


def not_averaged(theta: Any, X: Any, targets: Any) -> Any:
    return (reference.neuron(X, theta) - targets)[:, np.newaxis] * X


def forgets_to_transpose(theta: Any, X: Any, targets: Any) -> Any:
    return X @ (reference.neuron(X, theta) - targets) / len(X)


def broadcasts_targets(theta: Any, X: Any, targets: Any) -> Any:
    errors = reference.neuron(X, theta)[:, np.newaxis] - targets
    return X.T @ errors.mean(axis=1) / len(X)


def arguments_exchanged(theta: Any, X: Any, targets: Any) -> Any:
    return reference.neuron_gradient(X, theta, targets)


NEURON_GRADIENT = Exercise(
    name="neuron_gradient",
    assignment="05_two_layer_net",
    reference=reference.neuron_gradient,
    probe=probes.neuron_gradient,
    points={"values": 1.25, "arguments untouched": 0.25},
    sizes={"N": probes.N, "D": probes.D},
    examples=examples.neuron_gradient,
    misconceptions=(
        Misconception(
            "downhill",
            "You return the direction downhill; a gradient points uphill, and descent subtracts "
            "it.",
            gradient_of(lambda y, t: t - y),
        ),
        Misconception(
            "sums_over_examples",
            "You add up over the examples: the loss is their mean, so its gradient is one too.",
            sums_over_examples,
        ),
        Misconception(
            "divides_by_features",
            "You divide by the number of features; the mean is over the examples.",
            divides_by_features,
        ),
        Misconception("averages_twice", "You divide by N twice.", averages_twice),
        Misconception(
            "slope_once_more",
            "You multiply the error by the sigmoid's slope, which has cancelled already.",
            gradient_of(lambda y, t: (y - t) * y * (1 - y)),
        ),
        Misconception(
            "forgets_slope",
            "You take the loss's derivative by y and leave out the sigmoid's slope.",
            gradient_of(lambda y, t: (y - t) / (y * (1 - y))),
        ),
        Misconception(
            "no_sigmoid",
            "You compare the targets with the weighted sums; the sigmoid is left out.",
            no_sigmoid,
        ),
        Misconception(
            "hard_error",
            "You compare the targets with hard decisions; the loss is made of probabilities.",
            gradient_of(lambda y, t: (y > 0.5) - t),
        ),
        Misconception(
            "squared_loss",
            "Your factor 2 and the slope belong to a squared error; this loss is the "
            "cross-entropy.",
            gradient_of(lambda y, t: 2 * (y - t) * y * (1 - y)),
        ),
        Misconception(
            "factor_two",
            "Your gradient has a factor 2 too much, as if the loss were a square.",
            gradient_of(lambda y, t: 2 * (y - t)),
        ),
        Misconception(
            "absolute_errors",
            "You take the size of the errors: their sign says in which direction to go.",
            gradient_of(lambda y, t: np.abs(y - t)),
        ),
        Misconception(
            "forgets_targets",
            "You weight the inputs with the predictions alone; the targets are left out.",
            gradient_of(lambda y, t: y),
        ),
        Misconception(
            "forgets_inputs",
            "You return the errors, one for each example; each weight's share needs the inputs.",
            forgets_inputs,
        ),
        Misconception(
            "mean_of_errors",
            "You return the mean error, one number; every weight has a slope of its own.",
            mean_of_errors,
        ),
        Misconception(
            "not_averaged",
            "You return a row for each example; their mean is wanted.",
            not_averaged,
        ),
        Misconception(
            "forgets_to_transpose",
            "X is the wrong way round: the errors, one for each example, meet its rows.",
            forgets_to_transpose,
        ),
        Misconception(
            "broadcasts_targets",
            "A column minus a row gives N × N errors: every prediction meets every target.",
            broadcasts_targets,
        ),
        Misconception(
            "arguments_exchanged",
            "Your parameters are in another order: the weights come first, then the inputs.",
            arguments_exchanged,
        ),
    ),
)
