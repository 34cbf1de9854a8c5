"""Cases of GraphStepper and HandBackprop for the JavaScript tests, computed by Python."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib.gradients import numerical_gradient
from course_lib.graph import backward
from course_lib.layers import TwoLayerNet, sigmoid
from course_lib.losses import binary_cross_entropy
from course_lib.node import Node
from course_lib.widgets import GraphStepper, graph_stepper, hand_backprop
from course_lib.widgets.written import significant

NETWORK = (np.array([[5.0, 3.0]]), np.array([[1.0, -1.0, 3.0], [2.0, 2.0, -1.0]]),
           np.array([0.1, 0.5, -0.1]), 1)  # fmt: skip


def unfinished(*_: Any) -> Any:
    raise NotImplementedError


def cases() -> dict[str, Any]:
    rng = np.random.default_rng(3)
    values = [*rng.normal(size=40), *(10.0 ** rng.uniform(-9, 9, size=40)), 0.0, 1.0, -12.0]
    x = Node(2.0, label="x")
    square = x * x
    graph = square + 3.0 * square
    stepper = graph_stepper(backward, graph)
    net = hand_backprop(*NETWORK, net=TwoLayerNet)
    start = net.recorded()
    return {
        "significant": [
            {"value": value, "text": significant(value)} for value in map(float, values)
        ],
        "stepper": stepper.recorded(),
        "stepper_gradients": gradients_after_each_step(stepper),
        "stepper_unfinished": graph_stepper(unfinished, graph).recorded(),
        "hand": start,
        "hand_words": net.describe(),
        "hand_unfinished": hand_backprop(*NETWORK, net=unfinished).recorded(),
        "hand_measured": hand_backprop(
            *NETWORK,
            sigmoid=sigmoid,
            loss=binary_cross_entropy,
            numerical_gradient=numerical_gradient,
        ).recorded(),
        "hand_moves": [move(place) for place in range(11)],
    }


def gradients_after_each_step(stepper: GraphStepper) -> list[list[float | None]]:
    after: list[list[float | None]] = [[None] * len(stepper.data["nodes"])]
    for step in stepper.steps:
        after.append([*after[-1]])
        after[-1][step.node] = step.gradient
    return after


def move(place: int) -> dict[str, Any]:
    """One number moved by a tenth: the answers before and after it, and what is foretold."""
    figure = hand_backprop(*NETWORK, net=TwoLayerNet)
    before = figure.recorded()["data"]
    net = TwoLayerNet(NETWORK[1], NETWORK[2])
    net.loss(NETWORK[0], [1])
    dx = net.backward()
    slopes = np.concatenate(
        [dx.ravel(), net.hidden.W_gradient.ravel(), net.output.W_gradient.ravel()]
    )
    moved = list(figure.numbers)
    moved[place] = round(moved[place] + 0.1, 1)
    step = moved[place] - before["numbers"][place]
    figure.numbers = moved
    return {
        "before": before,
        "after": figure.recorded()["data"],
        "foretold": significant(float(slopes[place] * step), 3),
        "loss": significant(float(figure.found["J"])),
    }
