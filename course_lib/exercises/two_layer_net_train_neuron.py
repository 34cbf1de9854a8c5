"""`train_neuron`: the exercise and its known wrong answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib import neuron as reference
from course_lib.exercises import two_layer_net_examples as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.exercises.two_layer_net_neuron_gradient import gradient_of, sums_over_examples
from course_lib.losses import binary_cross_entropy
from course_lib.probes import two_layer_net as probes


def trained(
    X: Any,
    targets: Any,
    learning_rate: float,
    steps: int,
    start: float = 0.0,
    gradient: Callable[[Any, Any, Any], Any] = reference.neuron_gradient,
) -> Any:
    """Descent with another start or another gradient."""
    theta, losses = np.full(X.shape[1], start), []
    for _ in range(steps):
        losses.append(mean_loss(X, theta, targets))
        theta = theta - learning_rate * gradient(theta, X, targets)
    return theta, np.array(losses)


def mean_loss(X: Any, theta: Any, targets: Any) -> Any:
    return binary_cross_entropy(reference.neuron(X, theta), targets).mean()


def starts_from_ones(X: Any, targets: Any, learning_rate: float, steps: int) -> Any:
    return trained(X, targets, learning_rate, steps, start=1.0)


def climbs(X: Any, targets: Any, learning_rate: float, steps: int) -> Any:
    return trained(X, targets, -learning_rate, steps)


def ignores_rate(X: Any, targets: Any, learning_rate: float, steps: int) -> Any:
    return trained(X, targets, 1.0, steps)


def sums_gradient(X: Any, targets: Any, learning_rate: float, steps: int) -> Any:
    return trained(X, targets, learning_rate, steps, gradient=sums_over_examples)


def slope_in_gradient(X: Any, targets: Any, learning_rate: float, steps: int) -> Any:
    gradient = gradient_of(lambda y, t: (y - t) * y * (1 - y))
    return trained(X, targets, learning_rate, steps, gradient=gradient)


def example_by_example(X: Any, targets: Any, learning_rate: float, steps: int) -> Any:
    theta, losses = np.zeros(X.shape[1]), []
    for _ in range(steps):
        losses.append(mean_loss(X, theta, targets))
        for row in range(len(X)):
            one = slice(row, row + 1)
            theta = theta - learning_rate * reference.neuron_gradient(theta, X[one], targets[one])
    return theta, np.array(losses)


def one_example_a_step(X: Any, targets: Any, learning_rate: float, steps: int) -> Any:
    theta, losses = np.zeros(X.shape[1]), []
    for step in range(steps):
        losses.append(mean_loss(X, theta, targets))
        one = slice(step % len(X), step % len(X) + 1)
        theta = theta - learning_rate * reference.neuron_gradient(theta, X[one], targets[one])
    return theta, np.array(losses)


def losses_after_steps(X: Any, targets: Any, learning_rate: float, steps: int) -> Any:
    _, losses = trained(X, targets, learning_rate, steps + 1)
    return trained(X, targets, learning_rate, steps)[0], losses[1:]


def losses_before_and_after(X: Any, targets: Any, learning_rate: float, steps: int) -> Any:
    _, losses = trained(X, targets, learning_rate, steps + 1)
    return trained(X, targets, learning_rate, steps)[0], losses


def sums_losses(X: Any, targets: Any, learning_rate: float, steps: int) -> Any:
    theta, losses = trained(X, targets, learning_rate, steps)
    return theta, losses * len(X)


def squared_losses(X: Any, targets: Any, learning_rate: float, steps: int) -> Any:
    theta, losses = np.zeros(X.shape[1]), []
    for _ in range(steps):
        losses.append(np.mean((reference.neuron(X, theta) - targets) ** 2))
        theta = theta - learning_rate * reference.neuron_gradient(theta, X, targets)
    return theta, np.array(losses)


def one_step_short(X: Any, targets: Any, learning_rate: float, steps: int) -> Any:
    theta, _ = trained(X, targets, learning_rate, steps - 1)
    return theta, trained(X, targets, learning_rate, steps)[1]


def single_step(X: Any, targets: Any, learning_rate: float, steps: int) -> Any:
    theta, losses = trained(X, targets, learning_rate, 1)
    return theta, np.full(steps, losses[0])


def last_loss(X: Any, targets: Any, learning_rate: float, steps: int) -> Any:
    theta, losses = trained(X, targets, learning_rate, steps)
    return theta, losses[-1]


def exchanges_results(X: Any, targets: Any, learning_rate: float, steps: int) -> Any:
    theta, losses = trained(X, targets, learning_rate, steps)
    return losses, theta


def returns_theta_alone(X: Any, targets: Any, learning_rate: float, steps: int) -> Any:
    return trained(X, targets, learning_rate, steps)[0]


TRAIN_NEURON = Exercise(
    name="train_neuron",
    assignment="05_two_layer_net",
    reference=reference.train_neuron,
    probe=probes.train_neuron,
    points={"theta": 0.75, "losses": 0.5, "arguments untouched": 0.25},
    sizes={"N": probes.N, "D": probes.D, "steps": probes.STEPS},
    examples=examples.train_neuron,
    misconceptions=(
        Misconception(
            "starts_from_ones",
            "You start from weights of 1; start from 0, where every answer is undecided.",
            starts_from_ones,
        ),
        Misconception(
            "climbs",
            "You add the gradient, which is uphill: the loss grows from step to step.",
            climbs,
        ),
        Misconception("ignores_rate", "You leave the learning rate out.", ignores_rate),
        Misconception(
            "sums_gradient",
            "You step along the sum over the examples; the loss is their mean.",
            sums_gradient,
        ),
        Misconception(
            "slope_in_gradient",
            "Your steps carry the sigmoid's slope, which has cancelled in this gradient.",
            slope_in_gradient,
        ),
        Misconception(
            "example_by_example",
            "You update after every example; here a step uses all of them at once.",
            example_by_example,
        ),
        Misconception(
            "one_example_a_step",
            "Each of your steps uses one example; here a step uses all of them at once.",
            one_example_a_step,
        ),
        Misconception(
            "losses_after_steps",
            "You note each loss after its step; it is wanted before the step.",
            losses_after_steps,
        ),
        Misconception(
            "losses_before_and_after",
            "You note one loss too many: there is one before each step and none at the end.",
            losses_before_and_after,
        ),
        Misconception(
            "sums_losses",
            "Your losses are summed over the examples; their mean is wanted.",
            sums_losses,
        ),
        Misconception(
            "squared_losses",
            "You note the squared error; the loss here is the binary cross-entropy.",
            squared_losses,
        ),
        Misconception(
            "one_step_short",
            "Your weights are one step behind: the last one is missing.",
            one_step_short,
        ),
        Misconception(
            "single_step",
            "You take one step only, whatever number is asked for.",
            single_step,
        ),
        Misconception(
            "last_loss",
            "You return the last loss alone; one for each step is wanted.",
            last_loss,
        ),
        Misconception(
            "exchanges_results",
            "Your two results are in the wrong order: first the weights, then the losses.",
            exchanges_results,
        ),
        Misconception(
            "returns_theta_alone",
            "You return the weights alone; the losses are wanted too.",
            returns_theta_alone,
        ),
    ),
)
