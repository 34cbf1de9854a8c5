"""`relu_backward` and `matmul_backward`: the exercises and their known wrong answers."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib import graph as reference
from course_lib.exercises import computational_graphs_examples as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.probes import computational_graphs as probes


def changes_upstream(upstream: Any, x: Any) -> Any:
    upstream[x <= 0] = 0.0
    return upstream


def changes_x(upstream: Any, x: Any) -> Any:
    x[x <= 0] = 0.0
    x[x > 0] = 1.0
    return upstream * x


RELU_BACKWARD = Exercise(
    name="relu_backward",
    assignment="03_computational_graphs",
    reference=reference.relu_backward,
    probe=probes.relu_backward,
    points={"values": 0.5, "a vector": 0.125, "x of 0": 0.125, "arguments untouched": 0.25},
    sizes={"N": probes.N, "D": probes.D},
    examples=examples.relu_backward,
    misconceptions=(
        Misconception(
            "changes_upstream",
            "You change upstream in place, an array that belongs to the caller.",
            changes_upstream,
        ),
        Misconception(
            "changes_x", "You change x in place, an array that belongs to the caller.", changes_x
        ),
        Misconception(
            "rectifies_upstream",
            "You cut off negative gradients; it is the sign of x that opens the gate.",
            lambda upstream, x: np.maximum(upstream, 0.0),
        ),
        Misconception(
            "asks_upstream",
            "You ask for the sign of upstream to let x through; the two are exchanged.",
            lambda upstream, x: np.where(upstream > 0, x, 0.0),
        ),
        Misconception(
            "both_positive",
            "You let a gradient through only where it is positive itself; the sign of x alone "
            "decides.",
            lambda upstream, x: np.where((x > 0) & (upstream > 0), upstream, 0.0),
        ),
        Misconception(
            "no_upstream",
            "You return ones and zeros; the upstream factor is missing.",
            lambda upstream, x: np.where(x > 0, 1.0, 0.0),
        ),
        Misconception(
            "forward",
            "You return the forward result, max(0, x); the gradient is wanted.",
            lambda upstream, x: np.maximum(x, 0.0),
        ),
        Misconception(
            "value_for_slope",
            "You multiply by the value of max(0, x); its slope is wanted.",
            lambda upstream, x: upstream * np.maximum(x, 0.0),
        ),
        Misconception(
            "sign_for_slope",
            "Where x is negative you turn the gradient round; nothing passes there.",
            lambda upstream, x: upstream * np.sign(x),
        ),
        Misconception(
            "open_where_negative",
            "Your gate is open where x is negative, and closed where it is positive.",
            lambda upstream, x: np.where(x < 0, upstream, 0.0),
        ),
        Misconception(
            "always_open",
            "You let every gradient pass, also where x is negative.",
            lambda upstream, x: 1.0 * upstream,
        ),
        Misconception(
            "leaks",
            "A little passes where x is negative: that is a leaky ReLU.",
            lambda upstream, x: np.where(x > 0, upstream, 0.01 * upstream),
        ),
        Misconception(
            "selects",
            "You return the gradients that pass as a shorter array; the others are 0 and keep "
            "their places.",
            lambda upstream, x: upstream[x > 0],
        ),
        Misconception(
            "sums",
            "You add up what passes; each entry has a gradient of its own.",
            lambda upstream, x: np.sum(upstream * (x > 0)),
        ),
        Misconception(
            "half_at_zero",
            "Where x is 0 you let half of the gradient pass; all or nothing is usual.",
            lambda upstream, x: upstream * np.heaviside(x, 0.5),
        ),
    ),
)


def product_rule(upstream: Any, X: Any, W: Any) -> Any:
    return reference.matmul_backward(upstream, X, W)


def with_changed_result(change: Any) -> Any:
    return lambda upstream, X, W: change(*product_rule(upstream, X, W))


def sums_over_examples_for_inputs(dX: Any, dW: Any) -> Any:
    return dX.sum(axis=0), dW


MATMUL_BACKWARD = Exercise(
    name="matmul_backward",
    assignment="03_computational_graphs",
    reference=reference.matmul_backward,
    probe=probes.matmul_backward,
    points={"values": 1.25, "arguments untouched": 0.25},
    sizes={"N": probes.N, "D": probes.D, "C": probes.C},
    examples=examples.matmul_backward,
    misconceptions=(
        Misconception(
            "wrong_order",
            "You return dW before dX; dX comes first.",
            with_changed_result(lambda dX, dW: (dW, dX)),
        ),
        Misconception(
            "no_transposes",
            "Your factors stand as they are in X W; write the shapes below them and see what has "
            "to be turned round.",
            lambda upstream, X, W: (upstream @ W, X @ upstream),
        ),
        Misconception(
            "no_transpose_of_w",
            "In dX your W is not transposed: write the shapes below the factors.",
            lambda upstream, X, W: (upstream @ W, X.T @ upstream),
        ),
        Misconception(
            "no_transpose_of_x",
            "In dW your X is not transposed: write the shapes below the factors.",
            lambda upstream, X, W: (upstream @ W.T, X @ upstream),
        ),
        Misconception(
            "factors_exchanged",
            "The factors of your products stand in the wrong order.",
            lambda upstream, X, W: (W.T @ upstream, upstream @ X.T),
        ),
        Misconception(
            "entry_by_entry",
            "You multiply entry by entry; the gradient of a matrix product is made of matrix "
            "products.",
            lambda upstream, X, W: (upstream * W, X * upstream),
        ),
        Misconception(
            "own_values",
            "Your dX is made with X, and your dW with W; each factor's gradient holds the other.",
            lambda upstream, X, W: (upstream @ X.T, W.T @ upstream),
        ),
        Misconception(
            "no_upstream",
            "You return the other factor transposed; the upstream gradient is missing.",
            lambda upstream, X, W: (1.0 * W.T, 1.0 * X.T),
        ),
        Misconception(
            "upstream_of_ones",
            "You send ones down in place of the upstream gradient.",
            lambda upstream, X, W: product_rule(np.ones_like(upstream), X, W),
        ),
        Misconception(
            "mean_over_examples",
            "You divide dW by the number of examples; that factor belongs to the loss, and comes "
            "with upstream.",
            with_changed_result(lambda dX, dW: (dX, dW / probes.N)),
        ),
        Misconception(
            "means",
            "You divide both gradients by the number of examples; that factor belongs to the "
            "loss, and comes with upstream.",
            with_changed_result(lambda dX, dW: (dX / probes.N, dW / probes.N)),
        ),
        Misconception(
            "dw_transposed",
            "Your dW is transposed: a gradient has the shape of what it belongs to.",
            with_changed_result(lambda dX, dW: (dX, dW.T)),
        ),
        Misconception(
            "dx_transposed",
            "Your dX is transposed: a gradient has the shape of what it belongs to.",
            with_changed_result(lambda dX, dW: (dX.T, dW)),
        ),
        Misconception(
            "both_transposed",
            "Both gradients are transposed: each has the shape of what it belongs to.",
            with_changed_result(lambda dX, dW: (dX.T, dW.T)),
        ),
        Misconception(
            "sums_examples",
            "You sum dX over the examples; every example has a gradient of its own.",
            with_changed_result(sums_over_examples_for_inputs),
        ),
        Misconception(
            "one_gradient",
            "You return dX alone; the gradient by W is wanted as well.",
            with_changed_result(lambda dX, dW: dX),
        ),
    ),
)
