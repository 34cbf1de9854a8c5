"""`binary_cross_entropy`: the exercise and its known wrong answers."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib import losses as reference
from course_lib.exercises import loss_functions_examples as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.probes import loss_functions as probes


def clipped(predictions: Any, distance: float = 1e-12) -> Any:
    """Predictions at least `distance` from 0 and 1."""
    return np.clip(predictions, distance, 1 - distance)


def no_clipping(predictions: Any, targets: Any) -> Any:
    return -(targets * np.log(predictions) + (1 - targets) * np.log(1 - predictions))


def infinite_where_wrong(predictions: Any, targets: Any) -> Any:
    return -np.log(np.where(targets == 1, predictions, 1 - predictions))


def clips_too_far(predictions: Any, targets: Any) -> Any:
    return no_clipping(clipped(predictions, 1e-3), targets)


def clips_a_little_too_far(predictions: Any, targets: Any) -> Any:
    return no_clipping(clipped(predictions, 1e-5), targets)


def clips_at_zero_only(predictions: Any, targets: Any) -> Any:
    return no_clipping(np.maximum(predictions, 1e-12), targets)


def clips_at_one_only(predictions: Any, targets: Any) -> Any:
    return no_clipping(np.minimum(predictions, 1 - 1e-12), targets)


def replaces_nan_by_zero(predictions: Any, targets: Any) -> Any:
    losses = no_clipping(predictions, targets)
    return np.where(np.isfinite(losses), losses, 0.0)


def forgets_targets_of_zero(predictions: Any, targets: Any) -> Any:
    return -targets * np.log(clipped(predictions))


def forgets_targets_of_one(predictions: Any, targets: Any) -> Any:
    return -(1 - targets) * np.log(1 - clipped(predictions))


def exchanges_the_terms(predictions: Any, targets: Any) -> Any:
    return no_clipping(clipped(1 - predictions), targets)


def exchanges_prediction_and_target(predictions: Any, targets: Any) -> Any:
    return no_clipping(clipped(targets), predictions)


def subtracts_second_term(predictions: Any, targets: Any) -> Any:
    y = clipped(predictions)
    return -(targets * np.log(y) - (1 - targets) * np.log(1 - y))


def one_minus_logarithm(predictions: Any, targets: Any) -> Any:
    y = clipped(predictions)
    return -(targets * np.log(y) + (1 - targets) * (1 - np.log(y)))


def same_logarithm_twice(predictions: Any, targets: Any) -> Any:
    return -np.log(clipped(predictions))


def unweighted_terms(predictions: Any, targets: Any) -> Any:
    y = clipped(predictions)
    return -(np.log(y) + np.log(1 - y))


def entropy_of_prediction(predictions: Any, targets: Any) -> Any:
    y = clipped(predictions)
    return -(y * np.log(y) + (1 - y) * np.log(1 - y))


def squared_error(predictions: Any, targets: Any) -> Any:
    return (predictions - targets) ** 2


def sigmoid_of_predictions(predictions: Any, targets: Any) -> Any:
    return no_clipping(1 / (1 + np.exp(-predictions)), targets)


TOO_FAR = "You clip too far from 0 or 1: a right and certain prediction must cost next to nothing."

BINARY_CROSS_ENTROPY = Exercise(
    name="binary_cross_entropy",
    assignment="01_loss_functions",
    reference=reference.binary_cross_entropy,
    probe=probes.binary_cross_entropy,
    points={"values": 1.25, "predictions of 0 and 1": 0.5, "arguments untouched": 0.25},
    sizes={"N": probes.N},
    tolerance=1e-6,  # a constant of 1e-7 added inside the logarithm is a right way to clip
    examples=examples.binary_cross_entropy,
    misconceptions=(
        Misconception(
            "no_clipping",
            "At a prediction of 0 or 1 your loss is nan: 0 times the logarithm of 0.",
            no_clipping,
        ),
        Misconception(
            "infinite_where_wrong",
            "A certain prediction that is wrong costs inf in your code; it must stay finite.",
            infinite_where_wrong,
        ),
        Misconception("clips_too_far", TOO_FAR, clips_too_far),
        Misconception("clips_a_little_too_far", TOO_FAR, clips_a_little_too_far),
        Misconception(
            "clips_at_zero_only",
            "You keep predictions away from 0, but not from 1.",
            clips_at_zero_only,
        ),
        Misconception(
            "clips_at_one_only",
            "You keep predictions away from 1, but not from 0.",
            clips_at_one_only,
        ),
        Misconception(
            "replaces_nan_by_zero",
            "A certain prediction that is wrong costs nothing in your code; it must cost a lot.",
            replaces_nan_by_zero,
        ),
        Misconception(
            "forgets_targets_of_zero",
            "Examples with target 0 cost nothing in your code: a term is missing.",
            forgets_targets_of_zero,
        ),
        Misconception(
            "forgets_targets_of_one",
            "Examples with target 1 cost nothing in your code: a term is missing.",
            forgets_targets_of_one,
        ),
        Misconception(
            "exchanges_the_terms",
            "You pair each target with the other one's logarithm: certain and right costs most.",
            exchanges_the_terms,
        ),
        Misconception(
            "exchanges_prediction_and_target",
            "You take the logarithm of the targets; predictions and targets have changed places.",
            exchanges_prediction_and_target,
        ),
        Misconception(
            "subtracts_second_term",
            "The minus does not reach your second term: target 0 gives a negative loss.",
            subtracts_second_term,
        ),
        Misconception(
            "one_minus_logarithm",
            "You subtract the logarithm from 1, and not the prediction.",
            one_minus_logarithm,
        ),
        Misconception(
            "same_logarithm_twice",
            "Your loss is the same for both targets: target 0 asks for the other probability.",
            same_logarithm_twice,
        ),
        Misconception(
            "unweighted_terms",
            "You add both logarithms for every example; the target chooses one of them.",
            unweighted_terms,
        ),
        Misconception(
            "entropy_of_prediction",
            "You weigh the logarithms by the prediction; the target is what weighs them.",
            entropy_of_prediction,
        ),
        Misconception(
            "squared_error",
            "You return the squared error; the loss is made with logarithms.",
            squared_error,
        ),
        Misconception(
            "sigmoid_of_predictions",
            "You apply the sigmoid, but predictions are probabilities already.",
            sigmoid_of_predictions,
        ),
    ),
)
