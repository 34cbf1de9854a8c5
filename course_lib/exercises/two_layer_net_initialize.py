"""`initialize`: the exercise and its known wrong answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib import networks as reference
from course_lib.exercises import two_layer_net_examples as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.probes import two_layer_net_initialize as probes

Initialize = Callable[[int, int, int, Any], Any]


def with_first(make: Callable[[int, int, Any], Any]) -> Initialize:
    """Right parameters but for W1."""

    def initialize(inputs: int, hidden: int, classes: int, rng: Any) -> Any:
        W1 = make(inputs, hidden, rng)
        return {**reference.initialize(inputs, hidden, classes, rng), "W1": W1}

    return initialize


def with_second(make: Callable[[int, int, Any], Any]) -> Initialize:
    """Right parameters but for W2."""

    def initialize(inputs: int, hidden: int, classes: int, rng: Any) -> Any:
        parameters = reference.initialize(inputs, hidden, classes, rng)
        return {**parameters, "W2": make(hidden, classes, rng)}

    return initialize


def with_biases(make: Callable[[int, Any], Any]) -> Initialize:
    def initialize(inputs: int, hidden: int, classes: int, rng: Any) -> Any:
        parameters = reference.initialize(inputs, hidden, classes, rng)
        return {**parameters, "b1": make(hidden, rng), "b2": make(classes, rng)}

    return initialize


def spread(scale: Callable[[int, int], float]) -> Initialize:
    """W1 with another standard deviation."""
    return with_first(
        lambda inputs, hidden, rng: rng.normal(size=(inputs, hidden)) * scale(inputs, hidden)
    )


def one_column_for_all(inputs: int, hidden: int, rng: Any) -> Any:
    column = rng.normal(size=(inputs, 1))
    column = (column - column.mean()) / column.std()
    return np.tile(np.sqrt(2 / inputs) * column, (1, hidden))


def all_zero(inputs: int, hidden: int, classes: int, rng: Any) -> Any:
    parameters = reference.initialize(inputs, hidden, classes, rng)
    return {name: np.zeros_like(array) for name, array in parameters.items()}


def constant(inputs: int, hidden: int, classes: int, rng: Any) -> Any:
    zeros = all_zero(inputs, hidden, classes, rng)
    return {**zeros, "W1": zeros["W1"] + 0.1, "W2": zeros["W2"] + 0.1}


def transposed(inputs: int, hidden: int, classes: int, rng: Any) -> Any:
    parameters = reference.initialize(inputs, hidden, classes, rng)
    return {**parameters, "W1": parameters["W1"].T, "W2": parameters["W2"].T}


def fixed_seed(inputs: int, hidden: int, classes: int, rng: Any) -> Any:
    return reference.initialize(inputs, hidden, classes, np.random.default_rng(0))


def own_generator(inputs: int, hidden: int, classes: int, rng: Any) -> Any:
    return reference.initialize(inputs, hidden, classes, np.random.default_rng())


INITIALIZE = Exercise(
    name="initialize",
    assignment="05_two_layer_net",
    reference=reference.initialize,
    probe=probes.initialize,
    points={
        "shapes": 0.25,
        "spread of W1": 0.25,
        "spread of W2": 0.25,
        "biases": 0.25,
        "hidden units": 0.25,
        "rng": 0.25,
    },
    sizes={"inputs": 4, "hidden": 6, "classes": 3},
    examples=examples.initialize,
    misconceptions=(
        Misconception(
            "all_zero",
            "All your weights are 0: no hidden unit would ever get a gradient.",
            all_zero,
        ),
        Misconception(
            "constant",
            "All your weights have one value: the hidden units start alike and stay alike.",
            constant,
        ),
        Misconception(
            "units_alike",
            "Every hidden unit has the same weights: they start alike and stay alike.",
            with_first(one_column_for_all),
        ),
        Misconception(
            "standard_normal",
            "W1 has standard deviation 1: in a wide layer the hidden values become large.",
            spread(lambda inputs, hidden: 1.0),
        ),
        Misconception(
            "one_hundredth",
            "W1 has standard deviation 0.01, however many inputs there are.",
            spread(lambda inputs, hidden: 0.01),
        ),
        Misconception(
            "without_the_two",
            "W1 is too small by √2: its variance lacks the 2 that makes up for the ReLU.",
            spread(lambda inputs, hidden: np.sqrt(1 / inputs)),
        ),
        Misconception(
            "of_the_hidden",
            "You scale W1 by the number of hidden units; what counts is the number of inputs.",
            spread(lambda inputs, hidden: np.sqrt(2 / hidden)),
        ),
        Misconception(
            "of_both_sides",
            "You scale W1 by inputs and hidden units together, as for tanh; this net has ReLU.",
            spread(lambda inputs, hidden: np.sqrt(2 / (inputs + hidden))),
        ),
        Misconception(
            "forgets_root",
            "You take the variance for the standard deviation of W1: a root is missing.",
            spread(lambda inputs, hidden: 2 / inputs),
        ),
        Misconception(
            "root_of_two_only",
            "Your root for W1 ends too early: it covers the whole fraction.",
            spread(lambda inputs, hidden: np.sqrt(2) / inputs),
        ),
        Misconception(
            "limit_for_deviation",
            "You take the standard deviation for the limits of a uniform distribution, whose "
            "deviation is smaller by √3.",
            with_first(
                lambda inputs, hidden, rng: (
                    np.sqrt(2 / inputs) * rng.uniform(-1, 1, size=(inputs, hidden))
                )
            ),
        ),
        Misconception(
            "positive_weights",
            "Your weights are drawn from 0 upwards; they should lie on both sides of 0.",
            with_first(
                lambda inputs, hidden, rng: np.sqrt(24 / inputs) * rng.random(size=(inputs, hidden))
            ),
        ),
        Misconception(
            "last_layer_zero",
            "W2 is 0: on the way back no gradient would reach the first layer.",
            with_second(lambda hidden, classes, rng: np.zeros((hidden, classes))),
        ),
        Misconception(
            "last_layer_large",
            "W2 is too large: the scores of a wide layer would start far apart.",
            with_second(lambda hidden, classes, rng: rng.normal(size=(hidden, classes))),
        ),
        Misconception(
            "random_biases",
            "Your biases are random; start them at 0.",
            with_biases(lambda size, rng: rng.normal(size=size)),
        ),
        Misconception(
            "biases_of_one",
            "Your biases are all alike but not 0; start them at 0.",
            with_biases(lambda size, rng: np.ones(size)),
        ),
        Misconception(
            "biases_as_rows",
            "Your biases are matrices of one row; they have one axis.",
            with_biases(lambda size, rng: np.zeros((1, size))),
        ),
        Misconception(
            "transposed",
            "Your weights are transposed: W1 is (inputs, hidden), W2 (hidden, classes).",
            transposed,
        ),
        Misconception(
            "own_generator",
            "You draw from a generator of your own, not from `rng`: no run can be repeated.",
            own_generator,
        ),
        Misconception(
            "fixed_seed",
            "Whatever `rng` is, your weights are the same: you draw with a seed of your own.",
            fixed_seed,
        ),
    ),
)
