"""`xor_network_step`: the exercise and its known wrong answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib import networks as reference
from course_lib.exercises import two_layer_net_examples as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.layers import sigmoid
from course_lib.probes import two_layer_net as probes

Step = Callable[[Any, Any, Any, Any, float], Any]


def slope(activated: Any) -> Any:
    return activated * (1 - activated)


def no_slope(activated: Any) -> Any:
    return 1.0


def slope_of_activated(activated: Any) -> Any:
    return slope(sigmoid(activated))


def step_with(
    output_slope: Callable[[Any], Any] = slope,
    hidden_slope: Callable[[Any], Any] = slope,
    error: Callable[[Any, Any], Any] = lambda y, Y: y - Y,
    through: Callable[[Any, Any], Any] = lambda delta1, W1: delta1 @ W1.T,
) -> Step:
    """The eleven lines with one of their parts exchanged."""

    def step(X: Any, Y: Any, W0: Any, W1: Any, learning_rate: float) -> Any:
        hidden = sigmoid(X @ W0)
        y = sigmoid(hidden @ W1)
        delta1 = error(y, Y) * output_slope(y)
        delta0 = through(delta1, W1) * hidden_slope(hidden)
        loss = np.sum((Y - y) ** 2) / 2
        return W0 - learning_rate * (X.T @ delta0), W1 - learning_rate * (hidden.T @ delta1), loss

    return step


def with_loss(loss: Callable[[Any, Any], Any]) -> Step:
    """The right step with another loss."""

    def step(X: Any, Y: Any, W0: Any, W1: Any, learning_rate: float) -> Any:
        new_W0, new_W1, _ = reference.xor_network_step(X, Y, W0, W1, learning_rate)
        return new_W0, new_W1, loss(sigmoid(sigmoid(X @ W0) @ W1), Y)

    return step


def updates_before_delta(X: Any, Y: Any, W0: Any, W1: Any, learning_rate: float) -> Any:
    _, new_W1, loss = reference.xor_network_step(X, Y, W0, W1, learning_rate)
    through_new = step_with(through=lambda delta1, _: delta1 @ new_W1.T)
    return through_new(X, Y, W0, W1, learning_rate)[0], new_W1, loss


def climbs(X: Any, Y: Any, W0: Any, W1: Any, learning_rate: float) -> Any:
    return reference.xor_network_step(X, Y, W0, W1, -learning_rate)


def averages(X: Any, Y: Any, W0: Any, W1: Any, learning_rate: float) -> Any:
    return reference.xor_network_step(X, Y, W0, W1, learning_rate / len(X))


def ignores_rate(X: Any, Y: Any, W0: Any, W1: Any, learning_rate: float) -> Any:
    return reference.xor_network_step(X, Y, W0, W1, 1.0)


def loss_after_step(X: Any, Y: Any, W0: Any, W1: Any, learning_rate: float) -> Any:
    new_W0, new_W1, _ = reference.xor_network_step(X, Y, W0, W1, learning_rate)
    return new_W0, new_W1, reference.xor_network_step(X, Y, new_W0, new_W1, 0.0)[2]


def changes_arguments(X: Any, Y: Any, W0: Any, W1: Any, learning_rate: float) -> Any:
    new_W0, new_W1, loss = reference.xor_network_step(X, Y, W0, W1, learning_rate)
    W0[...], W1[...] = new_W0, new_W1
    return W0, W1, loss


def first_layer_stays(X: Any, Y: Any, W0: Any, W1: Any, learning_rate: float) -> Any:
    _, new_W1, loss = reference.xor_network_step(X, Y, W0, W1, learning_rate)
    return W0, new_W1, loss


def returns_gradients(X: Any, Y: Any, W0: Any, W1: Any, learning_rate: float) -> Any:
    new_W0, new_W1, loss = reference.xor_network_step(X, Y, W0, W1, 1.0)
    return W0 - new_W0, W1 - new_W1, loss


def returns_no_loss(X: Any, Y: Any, W0: Any, W1: Any, learning_rate: float) -> Any:
    return reference.xor_network_step(X, Y, W0, W1, learning_rate)[:2]


XOR_NETWORK_STEP = Exercise(
    name="xor_network_step",
    assignment="05_two_layer_net",
    reference=reference.xor_network_step,
    probe=probes.xor_network_step,
    points={
        "change of W0": 0.75,
        "change of W1": 0.5,
        "loss": 0.5,
        "arguments untouched": 0.25,
    },
    sizes={"N": probes.N, "D": probes.D, "H": 4},
    examples=examples.xor_network_step,
    misconceptions=(
        Misconception(
            "updates_before_delta",
            "You update the second layer before you compute the hidden delta, which needs the "
            "old weights.",
            updates_before_delta,
        ),
        Misconception(
            "climbs",
            "You go uphill: with the gradient as it is defined here, a step subtracts it.",
            climbs,
        ),
        Misconception(
            "no_slope_at_output",
            "The sigmoid's slope is missing from the delta of the output.",
            step_with(output_slope=no_slope),
        ),
        Misconception(
            "no_slope_at_hidden",
            "The sigmoid's slope is missing from the delta of the hidden layer.",
            step_with(hidden_slope=no_slope),
        ),
        Misconception(
            "no_slopes",
            "The sigmoid's slope is missing from both deltas.",
            step_with(output_slope=no_slope, hidden_slope=no_slope),
        ),
        Misconception(
            "slope_of_activated",
            "You take the sigmoid of what is activated already before you take its slope.",
            step_with(output_slope=slope_of_activated, hidden_slope=slope_of_activated),
        ),
        Misconception(
            "error_passed_on",
            "You pass the output's error back to the hidden layer without the output's slope.",
            lambda X, Y, W0, W1, rate: (
                step_with(output_slope=no_slope)(X, Y, W0, W1, rate)[0],
                *reference.xor_network_step(X, Y, W0, W1, rate)[1:],
            ),
        ),
        Misconception(
            "absolute_error",
            "You take the size of the error; without its sign every output is pushed down.",
            step_with(error=lambda y, Y: np.abs(y - Y)),
        ),
        Misconception(
            "error_with_factor_two",
            "Your error has a factor 2, which the ½ in the loss takes away.",
            step_with(error=lambda y, Y: 2 * (y - Y)),
        ),
        Misconception(
            "averages",
            "You divide the gradients by N; this loss is a sum over the rows.",
            averages,
        ),
        Misconception("ignores_rate", "You leave the learning rate out.", ignores_rate),
        Misconception(
            "first_layer_stays",
            "Your first layer does not learn: W0 is as before.",
            first_layer_stays,
        ),
        Misconception(
            "loss_after_step",
            "You give the loss after the step; the one before it is wanted.",
            loss_after_step,
        ),
        Misconception(
            "loss_without_half",
            "Your loss lacks the factor ½.",
            with_loss(lambda y, Y: np.sum((Y - y) ** 2)),
        ),
        Misconception(
            "mean_loss",
            "Your loss is the mean of the squares; half their sum is wanted.",
            with_loss(lambda y, Y: np.mean((Y - y) ** 2)),
        ),
        Misconception(
            "absolute_loss",
            "Your loss is the mean absolute error, which the famous listing prints; half the sum "
            "of squares is wanted.",
            with_loss(lambda y, Y: np.mean(np.abs(Y - y))),
        ),
        Misconception(
            "loss_of_each",
            "You return a loss for each row; one number for all of them is wanted.",
            with_loss(lambda y, Y: 0.5 * (Y - y) ** 2),
        ),
        Misconception(
            "changes_arguments",
            "You write the new weights into the caller's arrays; return new arrays.",
            changes_arguments,
        ),
        Misconception(
            "returns_gradients",
            "You return the gradients; the new weights are wanted.",
            returns_gradients,
        ),
        Misconception(
            "returns_no_loss",
            "You return the weights alone; the loss is wanted too.",
            returns_no_loss,
        ),
    ),
)
