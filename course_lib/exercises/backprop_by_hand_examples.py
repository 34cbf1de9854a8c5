"""Small uses of what assignment 04 asks for, among which a counterexample is looked for.

Numbers have two digits at most, so that a student can follow them on paper.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from course_lib.exercises.loss_functions_examples import literal, tenths

SHAPES = ((1, 1, 1), (1, 2, 1), (1, 2, 2), (2, 2, 1), (2, 1, 2), (2, 2, 3))
"""Numbers of examples, of inputs, and of neurons."""


def sigmoid(rng: np.random.Generator) -> Iterator[str]:
    for number in (0.0, 1.0, -1.0, 3.0):
        yield f"sigmoid({number})"
    yield "sigmoid(2)"
    yield "sigmoid(np.array([0, 1]))"
    yield "sigmoid(np.array([-2, 2]))"
    for shape in ((1,), (2,), (3,), (1, 2), (2, 2), (2, 3)):
        yield f"sigmoid({literal(tenths(rng, shape))})"
    for number in (20.0, -20.0, 1000.0, -1000.0):
        yield f"sigmoid(np.array([{number}]))"


def linear_sigmoid_layer(rng: np.random.Generator) -> Iterator[str]:
    yield "LinearSigmoidLayer(np.array([[2.0]])).forward(np.array([[0.5]]))"
    for count, inputs, neurons in SHAPES:
        W, x = tenths(rng, (inputs, neurons)), tenths(rng, (count, inputs))
        upstream = tenths(rng, (count, neurons))
        made = f"layer = LinearSigmoidLayer({literal(W)})"
        yield f"{made}; layer.forward({literal(x)})"
        back = f"{made}; _ = layer.forward({literal(x)}); dx = layer.backward({literal(upstream)})"
        yield f"{back}; dx"
        yield f"{back}; layer.W_gradient"


def binary_cross_entropy_gradient(rng: np.random.Generator) -> Iterator[str]:
    name = "binary_cross_entropy_gradient"
    for prediction in (0.5, 0.8, 0.1):
        for target in (1, 0):
            yield f"{name}(np.array([{prediction}]), np.array([{target}]))"
    for count in (2, 2, 3, 3, 4):
        predictions = rng.uniform(0.1, 0.9, size=count).round(1)
        targets = rng.integers(0, 2, size=count)
        yield f"{name}({literal(predictions)}, {literal(targets)})"
        column, truth = predictions[:, np.newaxis], targets[:, np.newaxis]
        yield f"{name}({literal(column)}, {literal(truth)})"
    for certain in (0, 1):
        for target in (0, 1):
            call = f"{name}(np.array([{certain}.0]), np.array([{target}]))"
            yield f"np.isfinite({call})"


def two_layer_net(rng: np.random.Generator) -> Iterator[str]:
    for count, inputs, neurons in ((1, 1, 1), (1, 2, 1), (2, 1, 2), (2, 2, 2)):
        W, V = tenths(rng, (inputs, neurons)), tenths(rng, (neurons, 1))
        x, targets = tenths(rng, (count, inputs)), rng.integers(0, 2, size=count)
        made = f"net = TwoLayerNet({literal(W)}, {literal(V)})"
        loss = f"net.loss({literal(x)}, {literal(targets)})"
        back = f"{made}; _ = {loss}; dx = net.backward()"
        yield f"{made}; net.predict({literal(x)})"
        yield f"{made}; {loss}"
        yield f"{back}; dx"
        yield f"{back}; net.output.W_gradient"
        yield f"{back}; net.hidden.W_gradient"
        yield f"{back}; net.step(0.5); net.hidden.W, net.output.W"


def overfit_one_example(rng: np.random.Generator) -> Iterator[str]:
    """With the practice net, whose class has to be named where it is used."""
    imports = "from course_lib.probes.backprop_by_hand_practice import PracticeNet"
    for inputs in (1, 2, 3):
        for steps in (1, 2, 3):
            W, V = tenths(rng, (inputs, 1)), tenths(rng, (1, 1))
            x, target = tenths(rng, (1, inputs)), int(rng.integers(0, 2))
            made = f"{imports}; net = PracticeNet({literal(W)}, {literal(V)})"
            call = f"overfit_one_example(net, {literal(x)}, {target}, 0.5, {steps})"
            yield f"{made}; {call}"
            yield f"{made}; _ = {call}; net.output.W"
