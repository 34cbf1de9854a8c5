"""`forward`: the exercise and its known wrong answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib import networks as reference
from course_lib.exercises import two_layer_net_examples as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.layers import sigmoid
from course_lib.losses import softmax
from course_lib.probes import two_layer_net as probes

SIZES = {"N": probes.N, "C": probes.C, "D": probes.D, "H": probes.H}


def relu(z: Any) -> Any:
    return np.maximum(z, 0)


def forward_with(
    activation: Callable[[Any], Any] = relu,
    first_bias: float = 1.0,
    second_bias: float = 1.0,
    inputs: Callable[[Any], Any] = lambda X: X,
    finish: Callable[[Any], Any] = lambda scores: scores,
) -> Callable[[Any, Any], Any]:
    """The network with one of its parts exchanged."""

    def forward(parameters: Any, X: Any) -> Any:
        hidden = activation(inputs(X) @ parameters["W1"] + first_bias * parameters["b1"])
        return finish(hidden @ parameters["W2"] + second_bias * parameters["b2"]), hidden

    return forward


def bias_after_relu(parameters: Any, X: Any) -> Any:
    hidden = relu(X @ parameters["W1"]) + parameters["b1"]
    return hidden @ parameters["W2"] + parameters["b2"], hidden


def relu_of_inputs(parameters: Any, X: Any) -> Any:
    hidden = relu(X) @ parameters["W1"] + parameters["b1"]
    return hidden @ parameters["W2"] + parameters["b2"], hidden


def scores_alone(parameters: Any, X: Any) -> Any:
    return reference.forward(parameters, X)[0]


def exchanges_results(parameters: Any, X: Any) -> Any:
    scores, hidden = reference.forward(parameters, X)
    return hidden, scores


def transposes_weights(parameters: Any, X: Any) -> Any:
    hidden = relu(X @ parameters["W1"].T + parameters["b1"])
    return hidden @ parameters["W2"].T + parameters["b2"], hidden


def biases_down_the_rows(parameters: Any, X: Any) -> Any:
    hidden = relu(X @ parameters["W1"] + parameters["b1"][:, None])
    return hidden @ parameters["W2"] + parameters["b2"][:, None], hidden


FORWARD = Exercise(
    name="forward",
    assignment="05_two_layer_net",
    reference=reference.forward,
    probe=probes.forward,
    points={"scores": 1.0, "scores and cache": 0.25, "arguments untouched": 0.25},
    sizes=SIZES,
    examples=examples.forward,
    misconceptions=(
        Misconception(
            "no_relu",
            "The ReLU is missing: two layers without one are a single linear layer.",
            forward_with(activation=lambda z: z),
        ),
        Misconception(
            "relu_of_scores",
            "You apply the ReLU to the scores too; they may be negative.",
            forward_with(finish=relu),
        ),
        Misconception(
            "sigmoid_for_relu",
            "Your hidden layer takes the sigmoid; this network has the ReLU.",
            forward_with(activation=sigmoid),
        ),
        Misconception(
            "tanh_for_relu",
            "Your hidden layer takes tanh; this network has the ReLU.",
            forward_with(activation=np.tanh),
        ),
        Misconception(
            "minimum_for_maximum",
            "You keep the negative values and cut the positive ones off: a ReLU does the reverse.",
            forward_with(activation=lambda z: np.minimum(z, 0)),
        ),
        Misconception(
            "absolute_values",
            "Your hidden layer takes absolute values; negative ones become 0 instead.",
            forward_with(activation=np.abs),
        ),
        Misconception(
            "step_for_relu",
            "Your hidden layer returns 0 and 1; a ReLU lets positive values through as they are.",
            forward_with(activation=lambda z: (z > 0).astype(float)),
        ),
        Misconception(
            "leaky",
            "Your ReLU leaks: it lets a hundredth of negative values through.",
            forward_with(activation=lambda z: np.where(z > 0, z, 0.01 * z)),
        ),
        Misconception(
            "one_maximum_for_all",
            "Your maximum runs over the whole array; a ReLU compares each entry with 0.",
            forward_with(activation=lambda z: np.full(z.shape, max(0.0, z.max()))),
        ),
        Misconception(
            "forgets_hidden_bias",
            "The hidden layer lacks its bias.",
            forward_with(first_bias=0.0),
        ),
        Misconception(
            "forgets_last_bias", "The scores lack their bias.", forward_with(second_bias=0.0)
        ),
        Misconception(
            "forgets_biases",
            "Both biases are missing.",
            forward_with(first_bias=0.0, second_bias=0.0),
        ),
        Misconception(
            "bias_after_relu",
            "You add the hidden bias after the ReLU; it belongs before it.",
            bias_after_relu,
        ),
        Misconception(
            "relu_of_inputs",
            "You apply the ReLU to the inputs; it belongs to the hidden layer.",
            relu_of_inputs,
        ),
        Misconception(
            "returns_probabilities",
            "You return probabilities; the scores are wanted, and the loss does the rest.",
            forward_with(finish=softmax),
        ),
        Misconception(
            "transposes_weights",
            "You transpose the weights: W1 is (D, H) here and W2 is (H, C).",
            transposes_weights,
        ),
        Misconception(
            "biases_down_the_rows",
            "You lay the biases down the rows; each belongs to a column.",
            biases_down_the_rows,
        ),
        Misconception(
            "scores_alone",
            "You return the scores alone; a second result, the cache, is wanted.",
            scores_alone,
        ),
        Misconception(
            "exchanges_results",
            "Your first result is the hidden layer; the scores come first, then the cache.",
            exchanges_results,
        ),
    ),
)
