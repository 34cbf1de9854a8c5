"""The numbers in the prose of 03_computational_graphs."""

from __future__ import annotations

import numpy as np

from course_lib import graph
from course_lib.node import Node

W, X = np.array([2.0, -3.0, -3.0]), np.array([-1.0, -2.0])
F, DW, DX = graph.neuron_gradients(W, X)
EXPRESSION = graph.expression_gradients(-2.0, 5.0, -4.0)


def slope_at(a: float) -> float:
    gate = graph.SigmoidGate()
    gate.forward(a)
    return float(gate.backward(1.0))


NUMBERS = [
    ("grows by 0.001 · z = −0.004", 0.001 * EXPRESSION["dq"]),
    ("the value is 0.7311", graph.SigmoidGate().forward(1.0)),
    ("The slope is 0.7311 · 0.2689 = 0.1966", [F, 1 - F, slope_at(1.0)]),
    ("At ±8 it is 0.0003", slope_at(8.0)),
    ("So f is 0.7311", F),
    ("hands down 0.1966", slope_at(1.0)),
    ("both products get 0.1966", DW[2]),
    ("gets 0.1966 · (−1) = −0.1966", [DW[2], DW[0]]),
    ("gets 0.1966 · 2 = 0.3932", [DW[2], DX[0]]),
    ("You should see −0.1966, −0.3932 and 0.1966", DW),
    ("0.3932 and −0.5898 for the inputs", DX),
    ("`grad`, 0.0", Node(1.0).grad),
]

GIVEN = (
    "0.001",  # by how much a value is raised
    "0.25",  # the sigmoid's largest slope, as a factor
    *("1.5", "0.5", "2.5"),  # points
)
