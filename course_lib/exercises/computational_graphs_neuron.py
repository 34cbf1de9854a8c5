"""`expression_gradients` and `neuron_gradients`: the exercises and their known wrong answers."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib import graph as reference
from course_lib.exercises import computational_graphs_examples as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.probes import computational_graphs as probes


def with_changes(**changes: Any) -> Any:
    """The right answers, some of them computed otherwise: ``changes[key](x, y, z)``."""

    def wrong(x: float, y: float, z: float) -> dict[str, float]:
        answers = reference.expression_gradients(x, y, z)
        return answers | {key: change(x, y, z) for key, change in changes.items()}

    return wrong


EXPRESSION_GRADIENTS = Exercise(
    name="expression_gradients",
    assignment="03_computational_graphs",
    reference=reference.expression_gradients,
    probe=probes.expression_gradients,
    points={"values": 0.25, "gradients": 0.75},
    examples=examples.expression_gradients,
    misconceptions=(
        Misconception(
            "own_values",
            "You give q and z each its own value for a gradient; see what is left of q z when you "
            "differentiate it by one of them.",
            with_changes(
                dq=lambda x, y, z: x + y,
                dz=lambda x, y, z: z,
                dx=lambda x, y, z: x + y,
                dy=lambda x, y, z: x + y,
            ),
        ),
        Misconception(
            "dz_is_z",
            "Your dz is z itself; see what is left of q z when you differentiate it by z.",
            with_changes(dz=lambda x, y, z: z),
        ),
        Misconception(
            "no_upstream",
            "Your dx and dy are the local gradients of the sum; the factor that comes from above "
            "is missing.",
            with_changes(dx=lambda x, y, z: 1.0, dy=lambda x, y, z: 1.0),
        ),
        Misconception(
            "own_value_as_slope",
            "You multiply dx and dy by x and y; the slope of a sum does not depend on its terms.",
            with_changes(dx=lambda x, y, z: x * z, dy=lambda x, y, z: y * z),
        ),
        Misconception(
            "others_value_as_slope",
            "For dx and dy you treat the sum as a product.",
            with_changes(dx=lambda x, y, z: y * z, dy=lambda x, y, z: x * z),
        ),
        Misconception(
            "adds_upstream",
            "You add the gradient from above to the local one; the chain rule multiplies them.",
            with_changes(dx=lambda x, y, z: 1.0 + z, dy=lambda x, y, z: 1.0 + z),
        ),
        Misconception(
            "splits",
            "You split the gradient of q between x and y; a sum passes it on undivided.",
            with_changes(dx=lambda x, y, z: z / 2, dy=lambda x, y, z: z / 2),
        ),
        Misconception(
            "starts_with_f",
            "You start with f itself; the gradient of f by f is 1.",
            with_changes(
                dq=lambda x, y, z: (x + y) * z * z,
                dz=lambda x, y, z: (x + y) * z * (x + y),
                dx=lambda x, y, z: (x + y) * z * z,
                dy=lambda x, y, z: (x + y) * z * z,
            ),
        ),
        Misconception(
            "forgets_parentheses",
            "You compute x + y z: the parentheses are missing.",
            with_changes(f=lambda x, y, z: x + y * z),
        ),
        Misconception(
            "q_is_product",
            "Your q is the product of x and y; it stands for their sum.",
            with_changes(
                q=lambda x, y, z: x * y, f=lambda x, y, z: x * y * z, dz=lambda x, y, z: x * y
            ),
        ),
    ),
)


def neuron(w: Any, x: Any) -> tuple[float, Any]:
    """f, and df / d(the weighted sum)."""
    f = 1.0 / (1.0 + np.exp(-(w[0] * x[0] + w[1] * x[1] + w[2])))
    return f, f * (1.0 - f)


def with_slope(slope: Any) -> Any:
    """The neuron with another df / d(weighted sum): ``slope(f, the weighted sum)``."""

    def wrong(w: Any, x: Any) -> Any:
        f, _ = neuron(w, x)
        s = slope(f, w[0] * x[0] + w[1] * x[1] + w[2])
        return f, s * np.array([x[0], x[1], 1.0]), s * w[:2]

    return wrong


def exchanged(w: Any, x: Any) -> Any:
    f, s = neuron(w, x)
    return f, s * w, s * x


def dw_and_dx_exchanged(w: Any, x: Any) -> Any:
    f, s = neuron(w, x)
    return f, s * w[:2], s * np.array([x[0], x[1], 1.0])


def bias_gradient_is_bias(w: Any, x: Any) -> Any:
    f, s = neuron(w, x)
    return f, s * np.array([x[0], x[1], w[2]]), s * w[:2]


def bias_without_slope(w: Any, x: Any) -> Any:
    f, s = neuron(w, x)
    return f, np.array([s * x[0], s * x[1], 1.0]), s * w[:2]


def no_bias_gradient(w: Any, x: Any) -> Any:
    f, s = neuron(w, x)
    return f, s * x, s * w[:2]


def bias_gradient_zero(w: Any, x: Any) -> Any:
    f, s = neuron(w, x)
    return f, s * np.array([x[0], x[1], 0.0]), s * w[:2]


def gradient_of_bias_input(w: Any, x: Any) -> Any:
    f, s = neuron(w, x)
    return f, s * np.array([x[0], x[1], 1.0]), s * w


def forgets_bias(w: Any, x: Any) -> Any:
    f, s = neuron(np.array([w[0], w[1], 0.0]), x)
    return f, s * np.array([x[0], x[1], 1.0]), s * w[:2]


def returns_sum(w: Any, x: Any) -> Any:
    _, s = neuron(w, x)
    return w[0] * x[0] + w[1] * x[1] + w[2], s * np.array([x[0], x[1], 1.0]), s * w[:2]


def mirrored(w: Any, x: Any) -> Any:
    f, s = neuron(-np.asarray(w), x)
    return f, s * np.array([x[0], x[1], 1.0]), s * w[:2]


def dx_without_slope(w: Any, x: Any) -> Any:
    f, s = neuron(w, x)
    return f, s * np.array([x[0], x[1], 1.0]), 1.0 * w[:2]


NEURON_GRADIENTS = Exercise(
    name="neuron_gradients",
    assignment="03_computational_graphs",
    reference=reference.neuron_gradients,
    probe=probes.neuron_gradients,
    points={"value": 0.25, "gradients": 1.0, "arguments untouched": 0.25},
    examples=examples.neuron_gradients,
    misconceptions=(
        Misconception(
            "no_slope",
            "Your gradients lack the slope of the sigmoid: they are those of the weighted sum.",
            with_slope(lambda f, z: 1.0),
        ),
        Misconception(
            "slope_of_sum",
            "You put the weighted sum into the slope's formula; it wants the sigmoid's value.",
            with_slope(lambda f, z: z * (1 - z)),
        ),
        Misconception(
            "sigmoid_twice",
            "You take the sigmoid of f, which has been through it already, for the slope.",
            with_slope(lambda f, z: neuron(np.array([0.0, 0.0, f]), np.zeros(2))[1]),
        ),
        Misconception(
            "value_for_slope",
            "You multiply by f for the slope of the sigmoid; one factor is missing.",
            with_slope(lambda f, z: f),
        ),
        Misconception(
            "complement_for_slope",
            "You multiply by 1 − f for the slope of the sigmoid; one factor is missing.",
            with_slope(lambda f, z: 1 - f),
        ),
        Misconception(
            "tanh_slope",
            "You use the slope of tanh; the sigmoid's is another one.",
            with_slope(lambda f, z: 1 - f * f),
        ),
        Misconception(
            "own_values",
            "Your dw holds the weights and your dx the inputs; a product hands each factor the "
            "other one.",
            exchanged,
        ),
        Misconception(
            "wrong_order", "You return dx before dw; dw comes first.", dw_and_dx_exchanged
        ),
        Misconception(
            "bias_gradient_is_bias",
            "Your gradient of the bias is multiplied by the bias itself; it is added as it is.",
            bias_gradient_is_bias,
        ),
        Misconception(
            "bias_without_slope",
            "Your gradient of the bias lacks the slope of the sigmoid.",
            bias_without_slope,
        ),
        Misconception(
            "no_bias_gradient",
            "Your dw has two entries; the bias is the third of the weights.",
            no_bias_gradient,
        ),
        Misconception(
            "bias_gradient_zero",
            "Your gradient of the bias is 0, but f changes with the bias.",
            bias_gradient_zero,
        ),
        Misconception(
            "gradient_of_bias_input",
            "Your dx has three entries; the bias has no input of its own.",
            gradient_of_bias_input,
        ),
        Misconception("forgets_bias", "Your weighted sum lacks the bias.", forgets_bias),
        Misconception(
            "returns_sum",
            "Your f is the weighted sum, before the sigmoid.",
            returns_sum,
        ),
        Misconception(
            "mirrored",
            "The minus in the exponent is missing: your f falls where it should rise.",
            mirrored,
        ),
        Misconception(
            "dx_without_slope", "Your dx lacks the slope of the sigmoid.", dx_without_slope
        ),
    ),
)
