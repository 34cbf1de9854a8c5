"""Small uses of the functions of assignment 05, among which a counterexample is looked for.

Numbers have two digits at most, so that a student can follow them on paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from course_lib.exercises.loss_functions_examples import literal, tenths

SHAPES = ((1, 1), (1, 2), (2, 1), (2, 2), (2, 3), (3, 2))
SIZES = ((1, 1, 2), (2, 1, 2), (1, 2, 3), (2, 3, 2), (3, 2, 3))
"""Inputs, hidden units and classes."""


def perceptron(rng: np.random.Generator) -> Iterator[str]:
    yield from _with_weights("perceptron", rng)


def neuron(rng: np.random.Generator) -> Iterator[str]:
    yield "neuron(np.array([[0.0]]), np.array([1.0]))"
    yield from _with_weights("neuron", rng)
    yield "neuron(np.array([[1000.0]]), np.array([1.0]))"
    yield "neuron(np.array([[-1000.0]]), np.array([1.0]))"


def neuron_gradient(rng: np.random.Generator) -> Iterator[str]:
    yield "neuron_gradient(np.array([0.0]), np.array([[1.0]]), np.array([1]))"
    yield "neuron_gradient(np.array([0.0]), np.array([[1.0]]), np.array([0]))"
    for X, theta, targets in _with_targets(rng):
        yield f"neuron_gradient({theta}, {X}, {targets})"


def train_neuron(rng: np.random.Generator) -> Iterator[str]:
    yield "train_neuron(np.array([[1.0]]), np.array([1]), 0.5, 1)"
    for X, _, targets in _with_targets(rng):
        yield f"train_neuron({X}, {targets}, {rng.integers(1, 10) / 10}, {rng.integers(1, 4)})"


def xor_network_step(rng: np.random.Generator) -> Iterator[str]:
    for hidden in (1, 2):
        for count, features in SHAPES:
            for _ in range(2):
                X, W0 = tenths(rng, (count, features)), tenths(rng, (features, hidden))
                Y, W1 = rng.integers(0, 2, size=(count, 1)), tenths(rng, (hidden, 1))
                arrays = f"{literal(X)}, {literal(Y)}, {literal(W0)}, {literal(W1)}"
                yield f"xor_network_step({arrays}, {rng.integers(1, 10) / 10})"


def initialize(rng: np.random.Generator) -> Iterator[str]:
    for inputs, hidden, classes in SIZES:
        call = f"initialize({inputs}, {hidden}, {classes}, np.random.default_rng(0))"
        for name in ("W1", "W2"):
            yield f"np.shape({call}[{name!r}])"
        for name in ("b1", "b2"):
            yield f"{call}[{name!r}]"


def forward(rng: np.random.Generator) -> Iterator[str]:
    for parameters, X, _ in _with_parameters(rng):
        yield f"forward({parameters}, {X})[0]"


def loss_and_gradients(rng: np.random.Generator) -> Iterator[str]:
    for parameters, X, labels in _with_parameters(rng):
        for strength in (0.0, 0.5):
            yield f"loss_and_gradients({parameters}, {X}, {labels}, {strength})"


def predict(rng: np.random.Generator) -> Iterator[str]:
    for parameters, X, _ in _with_parameters(rng):
        yield f"predict({parameters}, {X})"


def train(rng: np.random.Generator) -> Iterator[str]:
    """Uses of which the result is the same whatever is drawn."""
    for inputs, hidden, classes in SIZES:
        count = classes + 1
        labels = literal(np.append(np.arange(classes), 0))
        call = f"train(np.zeros(({count}, {inputs})), {labels}, {hidden}, 0.5, {count}, {{}})"
        arguments = "1, np.random.default_rng(0)"
        yield f"{call.format(arguments)}[1]"
        yield f"{call.format(arguments)}[0]['b2']"
        yield f"np.shape({call.format(arguments)}[0]['W1'])"
        yield f"np.shape({call.format('3, np.random.default_rng(0)')}[1])"


def three_layer_forward(rng: np.random.Generator) -> Iterator[str]:
    for inputs, hidden, classes in SIZES:
        for count in (1, 2, 3):
            sizes = [(inputs, hidden), (hidden, 2), (2, classes)]
            weights = {f"W{n}": tenths(rng, size) for n, size in enumerate(sizes, start=1)}
            yield f"three_layer_forward({_dict(weights)}, {literal(tenths(rng, (count, inputs)))})"


def _with_weights(name: str, rng: np.random.Generator) -> Iterator[str]:
    for count, features in SHAPES:
        for _ in range(3):
            X, theta = tenths(rng, (count, features)), tenths(rng, (features,))
            yield f"{name}({literal(X)}, {literal(theta)})"


def _with_targets(rng: np.random.Generator) -> Iterator[tuple[str, str, str]]:
    for count, features in SHAPES:
        for _ in range(3):
            X, theta = tenths(rng, (count, features)), tenths(rng, (features,))
            targets = rng.integers(0, 2, size=count)
            yield literal(X), literal(theta), literal(targets)


def _with_parameters(rng: np.random.Generator) -> Iterator[tuple[str, str, str]]:
    for inputs, hidden, classes in SIZES:
        for count in (1, 2, 3):
            parameters = {
                "W1": tenths(rng, (inputs, hidden)),
                "b1": tenths(rng, (hidden,)),
                "W2": tenths(rng, (hidden, classes)),
                "b2": tenths(rng, (classes,)),
            }
            labels = rng.integers(0, classes, size=count)
            yield _dict(parameters), literal(tenths(rng, (count, inputs))), literal(labels)


def _dict(parameters: dict[str, Any]) -> str:
    entries = ", ".join(f"{name!r}: {literal(array)}" for name, array in parameters.items())
    return f"{{{entries}}}"
