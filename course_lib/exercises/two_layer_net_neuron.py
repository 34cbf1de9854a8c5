"""`perceptron` and `neuron`: the exercises and their known wrong answers."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib import neuron as reference
from course_lib.exercises import two_layer_net_examples as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.probes import two_layer_net as probes


def returns_sums(X: Any, theta: Any) -> Any:
    return X @ theta


def fires_below(X: Any, theta: Any) -> Any:
    return np.where(X @ theta < 0, 1, 0)


def plus_and_minus_one(X: Any, theta: Any) -> Any:
    return np.sign(X @ theta)


def threshold_one_half(X: Any, theta: Any) -> Any:
    return np.where(X @ theta > 0.5, 1, 0)


def threshold_one(X: Any, theta: Any) -> Any:
    return np.where(X @ theta > 1, 1, 0)


def fires_unless_zero(X: Any, theta: Any) -> Any:
    return (X @ theta != 0).astype(int)


def looks_at_each_product(X: Any, theta: Any) -> Any:
    return np.where(X * theta > 0, 1, 0)


def compares_with_weights(X: Any, theta: Any) -> Any:
    return np.where(theta < X, 1, 0)


def forgets_weights(X: Any, theta: Any) -> Any:
    return np.where(X.sum(axis=1) > 0, 1, 0)


def one_answer_for_all(X: Any, theta: Any) -> Any:
    return int(np.sum(X @ theta) > 0)


def transposes_examples(X: Any, theta: Any) -> Any:
    return np.where(X.T @ theta > 0, 1, 0)


def soft_step(X: Any, theta: Any) -> Any:
    return reference.neuron(X, theta)


PERCEPTRON = Exercise(
    name="perceptron",
    assignment="05_two_layer_net",
    reference=reference.perceptron,
    probe=probes.perceptron,
    points={"values": 0.5},
    sizes={"N": 4 * len(probes.SUMS), "D": probes.D},
    examples=examples.perceptron,
    misconceptions=(
        Misconception(
            "returns_sums",
            "You return the weighted sums; the perceptron answers with 0 or 1.",
            returns_sums,
        ),
        Misconception(
            "fires_below",
            "Your perceptron fires where the weighted sum is below 0: the sides are exchanged.",
            fires_below,
        ),
        Misconception(
            "plus_and_minus_one",
            "You answer with −1 and 1, as some texts do; here the answers are 0 and 1.",
            plus_and_minus_one,
        ),
        Misconception(
            "threshold_one_half",
            "You compare the weighted sum with 0.5; that is the threshold for a probability.",
            threshold_one_half,
        ),
        Misconception(
            "threshold_one",
            "You compare the weighted sum with 1: look at the threshold in the formula.",
            threshold_one,
        ),
        Misconception(
            "fires_unless_zero",
            "Your perceptron fires for every sum that is not exactly 0, negative ones too.",
            fires_unless_zero,
        ),
        Misconception(
            "looks_at_each_product",
            "You decide for each feature by itself; one decision is due for the sum over them.",
            looks_at_each_product,
        ),
        Misconception(
            "compares_with_weights",
            "You compare features with weights; the weights multiply the features.",
            compares_with_weights,
        ),
        Misconception(
            "forgets_weights",
            "You add the features up without their weights.",
            forgets_weights,
        ),
        Misconception(
            "one_answer_for_all",
            "You give one answer for all examples together; each row has an answer of its own.",
            one_answer_for_all,
        ),
        Misconception(
            "transposes_examples",
            "You transpose X: its rows are the examples, and its columns meet the weights.",
            transposes_examples,
        ),
        Misconception(
            "soft_step",
            "You return the sigmoid's probabilities; the perceptron decides for 0 or 1.",
            soft_step,
        ),
    ),
)


def no_activation(X: Any, theta: Any) -> Any:
    return np.dot(X, theta)


def forgets_minus(X: Any, theta: Any) -> Any:
    return 1 / (1 + np.exp(X @ theta))


def no_stability(X: Any, theta: Any) -> Any:
    exponentials = np.exp(X @ theta)
    return exponentials / (1 + exponentials)


def forgets_one(X: Any, theta: Any) -> Any:
    return 1 / np.exp(-X @ theta)


def forgets_brackets(X: Any, theta: Any) -> Any:
    return 1 / 1 + np.exp(-X @ theta)


def hyperbolic_tangent(X: Any, theta: Any) -> Any:
    return np.tanh(X @ theta)


def step_function(X: Any, theta: Any) -> Any:
    return reference.perceptron(X, theta).astype(float)


def softmax_over_examples(X: Any, theta: Any) -> Any:
    z = X @ theta
    return np.exp(z - z.max()) / np.exp(z - z.max()).sum()


def slope_of_sigmoid(X: Any, theta: Any) -> Any:
    y = reference.neuron(X, theta)
    return y * (1 - y)


def squashes_features(X: Any, theta: Any) -> Any:
    return reference.sigmoid(X) @ theta


def squashes_twice(X: Any, theta: Any) -> Any:
    return reference.sigmoid(reference.neuron(X, theta))


def squashes_each_product(X: Any, theta: Any) -> Any:
    return reference.sigmoid(X * theta)


def transposed_examples(X: Any, theta: Any) -> Any:
    return reference.sigmoid(X.T @ theta)


NEURON = Exercise(
    name="neuron",
    assignment="05_two_layer_net",
    reference=reference.neuron,
    probe=probes.neuron,
    points={"values": 0.25, "sums of ±1000": 0.25},
    sizes={"N": len(probes.SUMS), "D": probes.D},
    examples=examples.neuron,
    misconceptions=(
        Misconception(
            "no_activation", "You return the weighted sum: the sigmoid is missing.", no_activation
        ),
        Misconception(
            "forgets_minus",
            "The exponent has the wrong sign: your neuron is sure of yes where the sum is very "
            "negative.",
            forgets_minus,
        ),
        Misconception(
            "no_stability",
            "Your form of the sigmoid computes inf / inf for a sum of 1000; another form does not.",
            no_stability,
        ),
        Misconception(
            "forgets_one",
            "Your denominator lacks its 1, so that the answers grow beyond 1.",
            forgets_one,
        ),
        Misconception(
            "forgets_brackets",
            "The denominator lacks brackets: you divide by its first term only.",
            forgets_brackets,
        ),
        Misconception(
            "hyperbolic_tangent",
            "You take tanh, which runs from −1 to 1; a probability runs from 0 to 1.",
            hyperbolic_tangent,
        ),
        Misconception(
            "step_function",
            "You return the perceptron's hard 0 and 1; this neuron answers in between.",
            step_function,
        ),
        Misconception(
            "softmax_over_examples",
            "Your answers sum to 1 over the examples; examples do not compete with each other.",
            softmax_over_examples,
        ),
        Misconception(
            "slope_of_sigmoid",
            "You return the sigmoid's slope; its value is wanted.",
            slope_of_sigmoid,
        ),
        Misconception(
            "squashes_features",
            "You take the sigmoid of the features, before the weights; it comes after the sum.",
            squashes_features,
        ),
        Misconception(
            "squashes_twice", "You take the sigmoid of what is one already.", squashes_twice
        ),
        Misconception(
            "squashes_each_product",
            "You take the sigmoid of each product by itself; it is taken of their sum.",
            squashes_each_product,
        ),
        Misconception(
            "transposed_examples",
            "You transpose X: its rows are the examples, and its columns meet the weights.",
            transposed_examples,
        ),
    ),
)
