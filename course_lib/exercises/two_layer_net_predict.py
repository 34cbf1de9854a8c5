"""`predict` and `three_layer_forward`: the exercises and their known wrong answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib import networks as reference
from course_lib.exercises import two_layer_net_examples as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.exercises.two_layer_net_forward import SIZES, forward_with, relu
from course_lib.layers import sigmoid
from course_lib.losses import softmax
from course_lib.probes import two_layer_net as probes


def predict_with(
    choose: Callable[[Any], Any], forward: Callable[[Any, Any], Any] = reference.forward
) -> Callable[[Any, Any], Any]:
    return lambda parameters, X: choose(forward(parameters, X)[0])


def labels_of(scores: Any) -> Any:
    return np.argmax(scores, axis=1)


PREDICT = Exercise(
    name="predict",
    assignment="05_two_layer_net",
    reference=reference.predict,
    probe=probes.predict,
    points={"labels": 0.25, "labels of another network": 0.25},
    sizes={**SIZES, "N": probes.MANY},
    examples=examples.predict,
    misconceptions=(
        Misconception(
            "largest_score",
            "You return the largest score; the number of its class is wanted.",
            predict_with(lambda scores: scores.max(axis=1)),
        ),
        Misconception(
            "over_the_examples",
            "You look for the best example of each class; the best class of each example is "
            "wanted.",
            predict_with(lambda scores: scores.argmax(axis=0)),
        ),
        Misconception(
            "over_everything",
            "You look for one largest score in the whole matrix; every row has its own.",
            predict_with(lambda scores: scores.argmax()),
        ),
        Misconception(
            "smallest_score",
            "You choose the class with the lowest score.",
            predict_with(lambda scores: scores.argmin(axis=1)),
        ),
        Misconception(
            "counts_from_one",
            "You number the classes from 1; here they begin at 0.",
            predict_with(lambda scores: labels_of(scores) + 1),
        ),
        Misconception(
            "one_hot",
            "You return a row of zeros and a one for each example; the class's number is wanted.",
            predict_with(lambda scores: np.eye(scores.shape[1])[labels_of(scores)]),
        ),
        Misconception(
            "probabilities",
            "You return the probabilities of all classes; decide for one.",
            predict_with(softmax),
        ),
        Misconception(
            "scores", "You return the scores; decide for a class.", predict_with(lambda s: s)
        ),
        Misconception(
            "absolute_scores",
            "You compare the sizes of the scores: a very negative one wins, too.",
            predict_with(lambda scores: labels_of(np.abs(scores))),
        ),
        Misconception(
            "no_relu",
            "Your scores come from a network without the ReLU.",
            predict_with(labels_of, forward_with(activation=lambda z: z)),
        ),
        Misconception(
            "no_biases",
            "Your scores come from a network without its biases.",
            predict_with(labels_of, forward_with(first_bias=0.0, second_bias=0.0)),
        ),
        Misconception(
            "best_hidden_unit",
            "You choose among the hidden units; the classes are the columns of the scores.",
            lambda parameters, X: labels_of(reference.forward(parameters, X)[1]),
        ),
    ),
)


def layers_with(
    first: Callable[[Any], Any] = relu,
    second: Callable[[Any], Any] = relu,
    third: Callable[[Any], Any] = lambda scores: scores,
) -> Callable[[Any, Any], Any]:
    """Three layers with other activations behind them."""

    def forward(parameters: Any, X: Any) -> Any:
        W1, W2, W3 = (parameters[name] for name in ("W1", "W2", "W3"))
        return third(second(first(X @ W1) @ W2) @ W3)

    return forward


def identity(z: Any) -> Any:
    return z


def relu_of_the_inputs(parameters: Any, X: Any) -> Any:
    return layers_with()(parameters, relu(X))


def skips_the_middle(parameters: Any, X: Any) -> Any:
    return relu(X @ parameters["W1"]) @ parameters["W3"]


def stops_after_two(parameters: Any, X: Any) -> Any:
    return relu(relu(X @ parameters["W1"]) @ parameters["W2"])


def with_a_cache(parameters: Any, X: Any) -> Any:
    return layers_with()(parameters, X), X


THREE_LAYER_FORWARD = Exercise(
    name="three_layer_forward",
    assignment="05_two_layer_net",
    reference=reference.three_layer_forward,
    probe=probes.three_layer_forward,
    points={"scores": 0.5},
    sizes={**SIZES, "K": probes.K},
    examples=examples.three_layer_forward,
    misconceptions=(
        Misconception(
            "no_relu", "Both ReLUs are missing.", layers_with(first=identity, second=identity)
        ),
        Misconception(
            "no_first_relu",
            "The first hidden layer lacks its ReLU.",
            layers_with(first=identity),
        ),
        Misconception(
            "no_second_relu",
            "The second hidden layer lacks its ReLU.",
            layers_with(second=identity),
        ),
        Misconception(
            "relu_of_scores",
            "You apply a ReLU to the scores too; they may be negative.",
            layers_with(third=relu),
        ),
        Misconception(
            "relu_of_the_inputs",
            "You apply a ReLU to the inputs too; it belongs behind the hidden layers.",
            relu_of_the_inputs,
        ),
        Misconception(
            "sigmoid_for_relu",
            "Your hidden layers take the sigmoid; these have the ReLU.",
            layers_with(sigmoid, sigmoid),
        ),
        Misconception(
            "skips_the_middle", "You skip the second layer of weights.", skips_the_middle
        ),
        Misconception(
            "stops_after_two", "You stop after two layers: W3 is left out.", stops_after_two
        ),
        Misconception(
            "with_a_cache",
            "You return a second result; here the scores alone are wanted.",
            with_a_cache,
        ),
    ),
)
