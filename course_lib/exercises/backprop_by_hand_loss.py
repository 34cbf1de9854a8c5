"""`binary_cross_entropy_gradient`: the exercise and its known wrong answers."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib import layers as reference
from course_lib.exercises import backprop_by_hand_examples as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.probes import backprop_by_hand as probes


def clipped(predictions: Any) -> Any:
    return np.clip(predictions, 1e-12, 1 - 1e-12)


def whole_gradient(y: Any, t: Any) -> Any:
    """What one example contributes, before the mean."""
    y = clipped(y)
    return -(t / y) + (1 - t) / (1 - y)


def no_clipping(predictions: Any, targets: Any) -> Any:
    y, t = predictions, targets
    return (y - t) / (y * (1 - y)) / y.size


def clips_at_zero_only(predictions: Any, targets: Any) -> Any:
    above_zero = np.maximum(predictions, 1e-12)
    return no_clipping(above_zero, targets)


def clips_at_one_only(predictions: Any, targets: Any) -> Any:
    below_one = np.minimum(predictions, 1 - 1e-12)
    return no_clipping(below_one, targets)


def no_mean(predictions: Any, targets: Any) -> Any:
    return whole_gradient(predictions, targets)


def mean_twice(predictions: Any, targets: Any) -> Any:
    return whole_gradient(predictions, targets) / predictions.size**2


def mean_of_columns(predictions: Any, targets: Any) -> Any:
    return whole_gradient(predictions, targets) / predictions.shape[-1]


def error_only(predictions: Any, targets: Any) -> Any:
    return (predictions - targets) / predictions.size


def error_without_mean(predictions: Any, targets: Any) -> Any:
    return predictions - targets


def downhill(predictions: Any, targets: Any) -> Any:
    return -whole_gradient(predictions, targets) / predictions.size


def multiplies_by_the_slope(predictions: Any, targets: Any) -> Any:
    y = predictions
    return (y - targets) * (y * (1 - y)) / y.size


def forgets_targets_of_zero(predictions: Any, targets: Any) -> Any:
    return -targets / clipped(predictions) / predictions.size


def forgets_targets_of_one(predictions: Any, targets: Any) -> Any:
    return (1 - targets) / (1 - clipped(predictions)) / predictions.size


def no_inner_derivative(predictions: Any, targets: Any) -> Any:
    y = clipped(predictions)
    return -(targets / y + (1 - targets) / (1 - y)) / y.size


def divides_by_prediction_alone(predictions: Any, targets: Any) -> Any:
    y = clipped(predictions)
    return (y - targets) / y / y.size


def returns_the_losses(predictions: Any, targets: Any) -> Any:
    y = clipped(predictions)
    return -(targets * np.log(y) + (1 - targets) * np.log(1 - y)) / y.size


def of_squared_error(predictions: Any, targets: Any) -> Any:
    return 2 * (predictions - targets) / predictions.size


def adds_up(predictions: Any, targets: Any) -> Any:
    return np.mean(whole_gradient(predictions, targets))


def clips_too_far(predictions: Any, targets: Any) -> Any:
    y = np.clip(predictions, 0.1, 0.9)
    return (y - targets) / (y * (1 - y)) / y.size


def logarithm_to_base_ten(predictions: Any, targets: Any) -> Any:
    return whole_gradient(predictions, targets) / predictions.size / np.log(10)


BINARY_CROSS_ENTROPY_GRADIENT = Exercise(
    name="binary_cross_entropy_gradient",
    assignment="04_backprop_by_hand",
    reference=reference.binary_cross_entropy_gradient,
    probe=probes.binary_cross_entropy_gradient,
    points={
        "values": 0.75,
        "columns": 0.25,
        "predictions of 0 and 1": 0.25,
        "arguments untouched": 0.25,
    },
    sizes={"N": probes.N},
    examples=examples.binary_cross_entropy_gradient,
    misconceptions=(
        Misconception(
            "no_clipping",
            "At predictions of exactly 0 or 1 you divide by 0: keep them a hair away.",
            no_clipping,
        ),
        Misconception(
            "clips_at_zero_only",
            "You keep predictions away from 0, and at exactly 1 you still divide by 0.",
            clips_at_zero_only,
        ),
        Misconception(
            "clips_at_one_only",
            "You keep predictions away from 1, and at exactly 0 you still divide by 0.",
            clips_at_one_only,
        ),
        Misconception(
            "no_mean",
            "You give the gradient of each example's own loss; in the mean each one counts less.",
            no_mean,
        ),
        Misconception("mean_twice", "You divide by the number of examples twice.", mean_twice),
        Misconception(
            "mean_of_columns",
            "You divide by the length of the last axis, which is 1 for a column of predictions.",
            mean_of_columns,
        ),
        Misconception(
            "error_only",
            "You return y − t: that is the gradient before the sigmoid, with its slope in it.",
            error_only,
        ),
        Misconception(
            "error_without_mean",
            "You return y − t: that is the gradient before the sigmoid, with its slope in it, and "
            "of each example's own loss.",
            error_without_mean,
        ),
        Misconception(
            "downhill",
            "Your signs are turned round: this is the way downhill, and a gradient points uphill.",
            downhill,
        ),
        Misconception(
            "multiplies_by_the_slope",
            "You multiply by y(1 − y), where the derivative of the logarithms divides.",
            multiplies_by_the_slope,
        ),
        Misconception(
            "forgets_targets_of_zero",
            "Examples of target 0 get no gradient: the loss's second term is missing.",
            forgets_targets_of_zero,
        ),
        Misconception(
            "forgets_targets_of_one",
            "Examples of target 1 get no gradient: the loss's first term is missing.",
            forgets_targets_of_one,
        ),
        Misconception(
            "no_inner_derivative",
            "In the second term 1 − y has a derivative of its own, which turns the sign round.",
            no_inner_derivative,
        ),
        Misconception(
            "divides_by_prediction_alone",
            "You divide by y for both targets; for target 0 the probability of the truth is "
            "another.",
            divides_by_prediction_alone,
        ),
        Misconception(
            "returns_the_losses",
            "You return the losses; their derivatives are wanted.",
            returns_the_losses,
        ),
        Misconception(
            "of_squared_error",
            "This is the gradient of the squared error; the loss here is made with logarithms.",
            of_squared_error,
        ),
        Misconception(
            "adds_up",
            "You return one number; each prediction has a derivative of its own.",
            adds_up,
        ),
        Misconception(
            "clips_too_far",
            "You clip so far from 0 and 1 that ordinary predictions are changed.",
            clips_too_far,
        ),
        Misconception(
            "logarithm_to_base_ten",
            "You differentiate a logarithm to base 10; the natural one is meant.",
            logarithm_to_base_ten,
        ),
    ),
)
