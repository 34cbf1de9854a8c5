"""`hand_forward`: the network that is worked by hand, from its inputs to its loss."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.layers import sigmoid
from course_lib.probes import backprop_by_hand as probes

FloatArray = NDArray[np.float64]

X: FloatArray = np.array([5.0, 3.0])
W: FloatArray = np.array([[1.0, -1.0, 3.0], [2.0, 2.0, -1.0]])
V: FloatArray = np.array([0.1, 0.5, -0.1])
TARGET = 1
"""The worked example: its inputs, the weights of both layers, and the truth."""

TOLERANCE = 1e-4
"""Of each number by itself: five significant digits are enough, also of a small one."""


def loss_of(y: Any, target: int = TARGET) -> Any:
    return -np.log(y if target else 1 - y)


def forward(
    x: FloatArray = X,
    V: FloatArray = V,
    hidden: Callable[[Any], Any] = sigmoid,
    output: Callable[[Any], Any] = sigmoid,
    loss: Callable[[Any], Any] = loss_of,
) -> dict[str, Any]:
    """The answers of somebody who uses these inputs, weights and functions."""
    h = hidden(x @ W)
    y = output(h @ V)
    with np.errstate(all="ignore"):
        return {"h": h, "y": y, "J": loss(y)}


HAND_FORWARD_ANSWERS = forward()


def mistake(slug: str, message: str, answers: Mapping[str, Any]) -> Misconception:
    return Misconception(slug, message, {**HAND_FORWARD_ANSWERS, **answers})


def loss_mistake(slug: str, message: str, loss: Callable[[Any], Any]) -> Misconception:
    return mistake(slug, message, forward(loss=loss))


HAND_FORWARD = Exercise(
    name="hand_forward",
    assignment="04_backprop_by_hand",
    reference=HAND_FORWARD_ANSWERS,
    probe=probes.hand_forward,
    points={"h": 1.0, "y": 0.5, "J": 0.5},
    tolerance=TOLERANCE,
    answers_only=True,
    relative=True,
    misconceptions=(
        mistake(
            "no_sigmoid_at_hidden",
            "Your h are the weighted sums themselves: the hidden neurons lack their sigmoid.",
            forward(hidden=np.asarray),
        ),
        mistake(
            "no_sigmoid_at_output",
            "Your y is the weighted sum itself: the output neuron lacks its sigmoid.",
            forward(output=np.asarray),
        ),
        mistake(
            "no_sigmoid_at_all",
            "Neither the hidden neurons nor the output have their sigmoid.",
            forward(hidden=np.asarray, output=np.asarray),
        ),
        mistake(
            "tanh_at_hidden",
            "Your hidden neurons are tanh, which runs from −1 to 1; here they are sigmoids.",
            forward(hidden=np.tanh),
        ),
        mistake(
            "sigmoid_mirrored",
            "Your sigmoid falls where it should rise: the sign in its exponent is wrong.",
            forward(hidden=lambda z: sigmoid(-z), output=lambda z: sigmoid(-z)),
        ),
        mistake(
            "hidden_mirrored",
            "Your hidden neurons fall where they should rise: the sign in the exponent is wrong.",
            forward(hidden=lambda z: sigmoid(-z)),
        ),
        mistake(
            "inputs_exchanged",
            "You multiply the first row of W by x₂ and the second by x₁.",
            forward(x=X[::-1]),
        ),
        mistake(
            "reads_weights_in_pairs",
            "You read W in pairs along its rows; a neuron's two weights stand below each other.",
            {
                "h": (h := sigmoid(W.reshape(3, 2) @ X)),
                "y": (y := sigmoid(h @ V)),
                "J": loss_of(y),
            },
        ),
        mistake(
            "minus_of_last_weight_lost",
            "The last weight of V is negative, and you use it as if it were positive.",
            forward(V=np.abs(V)),
        ),
        mistake(
            "output_weights_left_out",
            "You add up the hidden values without the weights V.",
            forward(V=np.ones(3)),
        ),
        mistake(
            "output_rounded_to_a_class",
            "You round y to a decision; the loss wants the probability.",
            forward(output=lambda z: np.round(sigmoid(z))),
        ),
        loss_mistake(
            "loss_of_other_target",
            "Your loss is that of target 0.",
            lambda y: loss_of(y, 0),
        ),
        loss_mistake(
            "loss_to_base_ten",
            "Your loss takes the logarithm to base 10; the natural one is wanted.",
            lambda y: loss_of(y) / np.log(10),
        ),
        loss_mistake(
            "loss_to_base_two",
            "Your loss takes the logarithm to base 2; the natural one is wanted.",
            lambda y: loss_of(y) / np.log(2),
        ),
        loss_mistake(
            "loss_without_minus",
            "Your loss is negative: its minus is missing.",
            lambda y: -loss_of(y),
        ),
        loss_mistake(
            "loss_adds_both_terms",
            "Your loss adds both logarithms; the target chooses one of them.",
            lambda y: loss_of(y) + loss_of(y, 0),
        ),
        loss_mistake(
            "squared_error",
            "Your loss is the squared error; here it is the binary cross-entropy.",
            lambda y: (y - TARGET) ** 2,
        ),
        loss_mistake(
            "half_squared_error",
            "Your loss is half the squared error; here it is the binary cross-entropy.",
            lambda y: 0.5 * (y - TARGET) ** 2,
        ),
        loss_mistake(
            "loss_is_the_distance",
            "Your loss is the distance from the target; here it is the binary cross-entropy.",
            lambda y: TARGET - y,
        ),
    ),
)
