"""`overfit_one_example`: the exercise and its known wrong answers."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from course_lib import layers as reference
from course_lib.exercises import backprop_by_hand_examples as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.probes import backprop_by_hand as probes


def loss_after_step(net: Any, x: Any, target: Any, learning_rate: Any, steps: Any) -> Any:
    losses = []
    net.loss(x, [target])
    for _ in range(steps):
        net.backward()
        net.step(learning_rate)
        losses.append(net.loss(x, [target]))
    return losses


def one_loss_too_many(net: Any, x: Any, target: Any, learning_rate: Any, steps: Any) -> Any:
    losses = reference.overfit_one_example(net, x, target, learning_rate, steps)
    return [*losses, net.loss(x, [target])]


def one_step_too_few(net: Any, x: Any, target: Any, learning_rate: Any, steps: Any) -> Any:
    losses = reference.overfit_one_example(net, x, target, learning_rate, steps - 1)
    return [*losses, net.loss(x, [target])]


def one_step_missing(net: Any, x: Any, target: Any, learning_rate: Any, steps: Any) -> Any:
    return reference.overfit_one_example(net, x, target, learning_rate, steps - 1)


def last_loss_only(net: Any, x: Any, target: Any, learning_rate: Any, steps: Any) -> Any:
    return reference.overfit_one_example(net, x, target, learning_rate, steps)[-1]


def no_backward(net: Any, x: Any, target: Any, learning_rate: Any, steps: Any) -> Any:
    losses = []
    for _ in range(steps):
        losses.append(net.loss(x, [target]))
        net.step(learning_rate)
    return losses


def no_step(net: Any, x: Any, target: Any, learning_rate: Any, steps: Any) -> Any:
    losses = []
    for _ in range(steps):
        losses.append(net.loss(x, [target]))
        net.backward()
    return losses


def step_before_backward(net: Any, x: Any, target: Any, learning_rate: Any, steps: Any) -> Any:
    losses = []
    for _ in range(steps):
        losses.append(net.loss(x, [target]))
        net.step(learning_rate)
        net.backward()
    return losses


def backward_once(net: Any, x: Any, target: Any, learning_rate: Any, steps: Any) -> Any:
    losses = []
    net.loss(x, [target])
    net.backward()
    for _ in range(steps):
        losses.append(net.loss(x, [target]))
        net.step(learning_rate)
    return losses


def climbs_uphill(net: Any, x: Any, target: Any, learning_rate: Any, steps: Any) -> Any:
    return reference.overfit_one_example(net, x, target, -learning_rate, steps)


def fixed_rate(net: Any, x: Any, target: Any, learning_rate: Any, steps: Any) -> Any:
    return reference.overfit_one_example(net, x, target, 0.1, steps)


def rate_of_one(net: Any, x: Any, target: Any, learning_rate: Any, steps: Any) -> Any:
    return reference.overfit_one_example(net, x, target, 1.0, steps)


def always_target_one(net: Any, x: Any, target: Any, learning_rate: Any, steps: Any) -> Any:
    return reference.overfit_one_example(net, x, 1, learning_rate, steps)


def opposite_target(net: Any, x: Any, target: Any, learning_rate: Any, steps: Any) -> Any:
    return reference.overfit_one_example(net, x, 1 - target, learning_rate, steps)


def always_a_hundred_steps(net: Any, x: Any, target: Any, learning_rate: Any, steps: Any) -> Any:
    return reference.overfit_one_example(net, x, target, learning_rate, 100)


def works_on_a_copy(net: Any, x: Any, target: Any, learning_rate: Any, steps: Any) -> Any:
    return reference.overfit_one_example(copy.deepcopy(net), x, target, learning_rate, steps)


def output_layer_only(net: Any, x: Any, target: Any, learning_rate: Any, steps: Any) -> Any:
    losses = []
    for _ in range(steps):
        losses.append(net.loss(x, [target]))
        net.backward()
        net.output.W = net.output.W - learning_rate * net.output.W_gradient
    return losses


def hidden_layer_only(net: Any, x: Any, target: Any, learning_rate: Any, steps: Any) -> Any:
    losses = []
    for _ in range(steps):
        losses.append(net.loss(x, [target]))
        net.backward()
        net.hidden.W = net.hidden.W - learning_rate * net.hidden.W_gradient
    return losses


def two_steps_a_loss(net: Any, x: Any, target: Any, learning_rate: Any, steps: Any) -> Any:
    losses = []
    for _ in range(steps):
        losses.append(net.loss(x, [target]))
        for _ in range(2):
            net.loss(x, [target])
            net.backward()
            net.step(learning_rate)
    return losses


def predictions_for_losses(net: Any, x: Any, target: Any, learning_rate: Any, steps: Any) -> Any:
    predictions = []
    for _ in range(steps):
        predictions.append(float(np.ravel(net.predict(x))[0]))
        net.loss(x, [target])
        net.backward()
        net.step(learning_rate)
    return predictions


def returns_early(net: Any, x: Any, target: Any, learning_rate: Any, steps: Any) -> Any:
    return reference.overfit_one_example(net, x, target, learning_rate, 1)


OVERFIT_ONE_EXAMPLE = Exercise(
    name="overfit_one_example",
    assignment="04_backprop_by_hand",
    reference=reference.overfit_one_example,
    probe=probes.overfit_one_example,
    points={
        "losses": 0.5,
        "the net afterwards": 0.5,
        "target 0, another rate": 0.25,
        "arguments untouched": 0.25,
    },
    sizes={"steps": probes.STEPS},
    examples=examples.overfit_one_example,
    misconceptions=(
        Misconception(
            "loss_after_step",
            "You write each loss down after its step; the loss before it is wanted.",
            loss_after_step,
        ),
        Misconception(
            "one_loss_too_many",
            "You return one loss too many: there is one before each step and none at the end.",
            one_loss_too_many,
        ),
        Misconception(
            "one_step_too_few",
            "Your last loss has no step after it: the net takes one step too few.",
            one_step_too_few,
        ),
        Misconception(
            "one_step_missing",
            "You take one step less than asked, and return one loss less.",
            one_step_missing,
        ),
        Misconception(
            "last_loss_only",
            "You return the last loss; one before each step is wanted.",
            last_loss_only,
        ),
        Misconception(
            "no_backward",
            "Your loss never falls: nobody calls backward, so a step has no gradient.",
            no_backward,
        ),
        Misconception("no_step", "Your net stays as it was: nobody calls step.", no_step),
        Misconception(
            "step_before_backward",
            "You step before you go back, so that each step follows the gradient of the loss "
            "before.",
            step_before_backward,
        ),
        Misconception(
            "backward_once",
            "You measure the gradient once and follow it ever after; it changes with each step.",
            backward_once,
        ),
        Misconception(
            "climbs_uphill",
            "Your loss grows: the step goes uphill.",
            climbs_uphill,
        ),
        Misconception(
            "fixed_rate",
            "You step at a rate of 0.1 whatever the learning rate is.",
            fixed_rate,
        ),
        Misconception("rate_of_one", "You leave the learning rate out.", rate_of_one),
        Misconception(
            "always_target_one",
            "You train towards 1 whatever the target is.",
            always_target_one,
        ),
        Misconception(
            "opposite_target",
            "You train towards the opposite of the target.",
            opposite_target,
        ),
        Misconception(
            "always_a_hundred_steps",
            "You take 100 steps whatever you are asked for.",
            always_a_hundred_steps,
        ),
        Misconception(
            "works_on_a_copy",
            "You train a copy: the net that you are given has to learn.",
            works_on_a_copy,
        ),
        Misconception(
            "output_layer_only",
            "Only the output layer learns: the hidden weights stay as they were.",
            output_layer_only,
        ),
        Misconception(
            "hidden_layer_only",
            "Only the hidden layer learns: the output weights stay as they were.",
            hidden_layer_only,
        ),
        Misconception(
            "two_steps_a_loss",
            "You take two steps for each loss that you write down.",
            two_steps_a_loss,
        ),
        Misconception(
            "predictions_for_losses",
            "You return the predictions; the losses are wanted.",
            predictions_for_losses,
        ),
        Misconception(
            "returns_early",
            "You stop after the first step: your `return` stands inside the loop.",
            returns_early,
        ),
    ),
)
