"""`hand_backward`: the network that is worked by hand, from its loss back to its weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from course_lib.exercises.backprop_by_hand_forward import (
    TARGET,
    TOLERANCE,
    FloatArray,
    V,
    W,
    X,
    forward,
)
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.layers import sigmoid
from course_lib.probes import backprop_by_hand as probes

RATE = 0.1
"""Of the step that some take too early."""


def slope(a: Any) -> Any:
    """The slope of the sigmoid whose value is a."""
    return a * (1 - a)


RIGHT = forward()
HIDDEN, Y = RIGHT["h"], float(RIGHT["y"])
HIDDEN_SUMS = X @ W
OUTPUT_SUM = float(HIDDEN @ V)
BY_PREDICTION = (Y - TARGET) / (Y * (1 - Y))
OUTPUT_SLOPE, HIDDEN_SLOPE = slope(Y), slope(HIDDEN)


def backward(
    dJ_dy: float = BY_PREDICTION,
    output_slope: float = OUTPUT_SLOPE,
    hidden_slope: Any = HIDDEN_SLOPE,
    x: FloatArray = X,
    h: FloatArray = HIDDEN,
    V: FloatArray = V,
) -> dict[str, Any]:
    """The answers of somebody who multiplies these factors on the way back."""
    by_output_sum = dJ_dy * output_slope
    by_hidden = by_output_sum * V
    return {
        "dJ_dy": dJ_dy,
        "dJ_dV": by_output_sum * h,
        "dJ_dh": by_hidden,
        "dJ_dW": np.outer(x, by_hidden * hidden_slope),
    }


HAND_BACKWARD_ANSWERS = backward()
UPDATED_V: FloatArray = V - RATE * HAND_BACKWARD_ANSWERS["dJ_dV"]


def mistake(slug: str, message: str, answers: Mapping[str, Any]) -> Misconception:
    return Misconception(slug, message, {**HAND_BACKWARD_ANSWERS, **answers})


def by_weights(**factors: Any) -> dict[str, Any]:
    """A slip that shows in dJ/dW alone."""
    return {"dJ_dW": backward(**factors)["dJ_dW"]}


def rounded(decimals: int) -> Misconception:
    """Somebody who goes on with hidden values of so many decimals."""
    return mistake(
        f"hidden_values_rounded_to_{decimals}",
        "The small entries of your dJ_dW come from a rounded h: 1 − h is small, and rounding h "
        "leaves little of it.",
        by_weights(hidden_slope=slope(np.round(HIDDEN, decimals))),
    )


HAND_BACKWARD = Exercise(
    name="hand_backward",
    assignment="04_backprop_by_hand",
    reference=HAND_BACKWARD_ANSWERS,
    probe=probes.hand_backward,
    points={"dJ_dy": 0.5, "dJ_dV": 0.75, "dJ_dh": 0.75, "dJ_dW": 1.0},
    tolerance=TOLERANCE,
    answers_only=True,
    relative=True,
    misconceptions=(
        mistake(
            "no_slope_at_output",
            "On the way back through the output neuron the slope of its sigmoid is missing.",
            backward(output_slope=1.0),
        ),
        mistake(
            "output_slope_twice",
            "Your y − t already holds the slope of the output's sigmoid, and you multiply by it "
            "once more.",
            backward(output_slope=slope(Y) ** 2),
        ),
        mistake(
            "starts_with_the_error",
            "Your dJ_dy is y − t, which is the gradient one step further back; then you multiply "
            "by the sigmoid's slope again.",
            backward(dJ_dy=Y - TARGET),
        ),
        mistake(
            "error_for_dJ_dy",
            "Your dJ_dy is y − t: that is the gradient by the output's sum, one step further back.",
            {"dJ_dy": Y - TARGET},
        ),
        mistake(
            "slope_of_an_activated_output",
            "At the output you apply the sigmoid to y, which has been through it already, before "
            "you take the slope.",
            backward(output_slope=slope(sigmoid(Y))),
        ),
        mistake(
            "slope_of_the_output_sum",
            "At the output you put the weighted sum into a(1 − a), where the sigmoid's value "
            "belongs.",
            backward(output_slope=slope(OUTPUT_SUM)),
        ),
        mistake(
            "output_slope_at_hidden",
            "At the hidden neurons you use the slope of the output neuron.",
            by_weights(hidden_slope=slope(Y)),
        ),
        mistake(
            "no_slope_at_hidden",
            "On the way back through the hidden neurons the slope of their sigmoid is missing.",
            by_weights(hidden_slope=1.0),
        ),
        mistake(
            "no_slopes_at_all",
            "Both slopes are missing: on the way back through a sigmoid you multiply by its slope.",
            backward(output_slope=1.0, hidden_slope=1.0),
        ),
        mistake(
            "slope_of_the_hidden_sums",
            "At the hidden neurons you put the weighted sums into a(1 − a), where the sigmoid's "
            "values belong.",
            by_weights(hidden_slope=slope(HIDDEN_SUMS)),
        ),
        mistake(
            "slope_of_activated_hidden_values",
            "At the hidden neurons you apply the sigmoid to h, which has been through it already, "
            "before you take the slope.",
            by_weights(hidden_slope=slope(sigmoid(HIDDEN))),
        ),
        mistake(
            "slope_of_tanh_at_hidden",
            "At the hidden neurons you take the slope of tanh; a sigmoid's is another.",
            by_weights(hidden_slope=1 - HIDDEN**2),
        ),
        mistake(
            "updated_weights",
            "You go back through a V that has been updated: all gradients belong to the weights "
            "of the way forward.",
            {
                "dJ_dh": backward(V=UPDATED_V)["dJ_dh"],
                "dJ_dW": backward(V=UPDATED_V)["dJ_dW"],
            },
        ),
        mistake(
            "transposed",
            "Your dJ_dW is transposed: it has the shape of W, a row for each input.",
            {"dJ_dW": HAND_BACKWARD_ANSWERS["dJ_dW"].T},
        ),
        mistake(
            "inputs_exchanged",
            "The rows of your dJ_dW are made with x₁ and x₂ exchanged.",
            by_weights(x=X[::-1]),
        ),
        mistake(
            "inputs_left_out",
            "Your dJ_dW lacks the inputs: each weight multiplies one of them.",
            by_weights(x=np.ones(2)),
        ),
        mistake(
            "sums_for_hidden_values",
            "In dJ_dV you multiply by the hidden neurons' sums; V multiplies their outputs.",
            {"dJ_dV": backward(h=HIDDEN_SUMS)["dJ_dV"]},
        ),
        mistake(
            "weights_and_values_exchanged",
            "Your dJ_dV holds V and your dJ_dh holds h: of a product, each gets the other factor.",
            {
                "dJ_dV": HAND_BACKWARD_ANSWERS["dJ_dh"],
                "dJ_dh": HAND_BACKWARD_ANSWERS["dJ_dV"],
                "dJ_dW": backward(V=HIDDEN)["dJ_dW"],
            },
        ),
        mistake(
            "downhill",
            "All your signs are turned round: you give the direction downhill, and the gradient "
            "points uphill.",
            backward(dJ_dy=-BY_PREDICTION),
        ),
        mistake(
            "sign_of_dJ_dy",
            "Your dJ_dy is positive, but a larger y would make this loss smaller.",
            {"dJ_dy": -BY_PREDICTION},
        ),
        mistake(
            "other_target",
            "You go back from the loss of target 0.",
            backward(dJ_dy=1 / (1 - Y)),
        ),
        mistake(
            "squared_error",
            "You go back from a squared error; the loss here is the binary cross-entropy.",
            backward(dJ_dy=2 * (Y - TARGET)),
        ),
        mistake(
            "logarithm_to_base_ten",
            "You go back from a logarithm to base 10; the natural one is meant.",
            backward(dJ_dy=BY_PREDICTION / np.log(10)),
        ),
        *(rounded(decimals) for decimals in (4, 5, 6, 7, 8)),
    ),
)
