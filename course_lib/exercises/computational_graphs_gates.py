"""`AddGate` and `MultiplyGate`: the exercises and their known wrong answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib import graph as reference
from course_lib.exercises import computational_graphs_examples as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.probes import computational_graphs as probes

Forward = Callable[..., Any]
Backward = Callable[..., Any]


def gate(forward: Forward, backward: Backward) -> type:
    """A gate that keeps its arguments: ``backward(upstream, *arguments)``."""

    class Gate:
        def forward(self, *arguments: Any) -> Any:
            self.arguments = arguments
            return forward(*arguments)

        def backward(self, upstream: Any) -> Any:
            return backward(upstream, *self.arguments)

    return Gate


def gate_with_shared_values(forward: Forward, backward: Backward) -> type:
    """A gate that keeps its arguments in the class, where the next gate overwrites them."""

    class Gate:
        arguments: tuple[Any, ...] = ()

        def forward(self, *arguments: Any) -> Any:
            Gate.arguments = arguments
            return forward(*arguments)

        def backward(self, upstream: Any) -> Any:
            return backward(upstream, *Gate.arguments)

    return Gate


def gate_with_first_values(forward: Forward, backward: Backward) -> type:
    """A gate that keeps what it got first."""

    class Gate:
        arguments: tuple[Any, ...] = ()

        def forward(self, *arguments: Any) -> Any:
            self.arguments = self.arguments or arguments
            return forward(*arguments)

        def backward(self, upstream: Any) -> Any:
            return backward(upstream, *self.arguments)

    return Gate


def gate_that_accumulates(forward: Forward, backward: Backward) -> type:
    """A gate that adds each gradient to those of earlier calls."""

    class Gate:
        def forward(self, *arguments: Any) -> Any:
            self.arguments = arguments
            self.gradients = [0.0 * np.asarray(argument) for argument in arguments]
            return forward(*arguments)

        def backward(self, upstream: Any) -> Any:
            new = backward(upstream, *self.arguments)
            new = new if isinstance(new, tuple) else (new,)
            self.gradients = [old + add for old, add in zip(self.gradients, new, strict=True)]
            return tuple(self.gradients) if len(new) > 1 else self.gradients[0]

    return Gate


def add(a: Any, b: Any) -> Any:
    return a + b


def multiply(a: Any, b: Any) -> Any:
    return a * b


def to_both(u: Any, a: Any, b: Any) -> Any:
    return 1.0 * u, 1.0 * u


def switched(u: Any, a: Any, b: Any) -> Any:
    return u * b, u * a


def multiplies_in_place(u: Any, a: Any, b: Any) -> Any:
    u *= b
    return u, u * a


def multiplies_argument_in_place(a: Any, b: Any) -> Any:
    result = a
    result *= b
    return result


def adds_to_argument_in_place(a: Any, b: Any) -> Any:
    result = a
    result += b
    return result


SHARED = "Your gates keep their values in one common place: a second gate overwrites the first's."
FIRST = "Your gate keeps the values of its first call; each forward must save its own."
ACCUMULATES = "Your gate adds up the gradients of all calls; each backward stands for itself."

ADD_GATE = Exercise(
    name="AddGate",
    assignment="03_computational_graphs",
    reference=reference.AddGate,
    probe=probes.AddGate,
    points={
        "numbers": 0.125,
        "arrays": 0.125,
        "backward twice": 0.0625,
        "forward again": 0.0625,
        "two gates at once": 0.0625,
        "arguments untouched": 0.0625,
    },
    examples=examples.add_gate,
    misconceptions=(
        Misconception(
            "passes_others_value",
            "Your backward hands values on, as a multiply gate does; a sum has the same slope "
            "whatever its arguments are.",
            gate(add, switched),
        ),
        Misconception(
            "passes_own_value",
            "Your backward multiplies by the argument itself; the slope of a sum does not depend "
            "on it.",
            gate(add, lambda u, a, b: (u * a, u * b)),
        ),
        Misconception(
            "no_upstream",
            "Your backward ignores the upstream gradient and returns the local one alone.",
            gate(add, lambda u, a, b: (1.0, 1.0)),
        ),
        Misconception(
            "no_upstream_ones",
            "Your backward ignores the upstream gradient and returns ones.",
            gate(add, lambda u, a, b: (np.ones_like(a), np.ones_like(b))),
        ),
        Misconception(
            "splits",
            "You split the upstream gradient between the arguments; a sum passes it on undivided.",
            gate(add, lambda u, a, b: (u / 2, u / 2)),
        ),
        Misconception(
            "one_gradient",
            "Your backward returns one gradient; each of the two arguments wants its own.",
            gate(add, lambda u, a, b: 1.0 * u),
        ),
        Misconception(
            "first_only",
            "Only the first argument gets a gradient; the sum depends on the second as well.",
            gate(add, lambda u, a, b: (1.0 * u, 0.0 * u)),
        ),
        Misconception(
            "minus_for_second",
            "Your second gradient has a minus, as if the gate subtracted.",
            gate(add, lambda u, a, b: (1.0 * u, -1.0 * u)),
        ),
        Misconception(
            "sums_upstream",
            "You sum the upstream gradient; entries of an array do not mix in this gate.",
            gate(add, lambda u, a, b: (np.sum(u), np.sum(u))),
        ),
        Misconception(
            "forward_multiplies",
            "Your forward multiplies its arguments.",
            gate(multiply, to_both),
        ),
        Misconception(
            "forward_in_place",
            "Your forward adds into its first argument, which belongs to the caller.",
            gate(adds_to_argument_in_place, to_both),
        ),
        Misconception("accumulates", ACCUMULATES, gate_that_accumulates(add, to_both)),
    ),
)

MULTIPLY_GATE = Exercise(
    name="MultiplyGate",
    assignment="03_computational_graphs",
    reference=reference.MultiplyGate,
    probe=probes.MultiplyGate,
    points={
        "numbers": 0.25,
        "arrays": 0.5,
        "backward twice": 0.25,
        "forward again": 0.125,
        "two gates at once": 0.25,
        "arguments untouched": 0.125,
    },
    examples=examples.multiply_gate,
    misconceptions=(
        Misconception(
            "passes_own_value",
            "Your backward multiplies each gradient by the argument's own value; see what is left "
            "of a product when you differentiate it.",
            gate(multiply, lambda u, a, b: (u * a, u * b)),
        ),
        Misconception(
            "no_upstream",
            "Your backward returns the local gradients; the upstream factor is missing.",
            gate(multiply, lambda u, a, b: (1.0 * b, 1.0 * a)),
        ),
        Misconception(
            "no_upstream_for_second",
            "Your second gradient lacks the upstream factor.",
            gate(multiply, lambda u, a, b: (u * b, 1.0 * a)),
        ),
        Misconception(
            "own_value_without_upstream",
            "Your backward returns the arguments as they came, without the upstream factor and "
            "not exchanged.",
            gate(multiply, lambda u, a, b: (1.0 * a, 1.0 * b)),
        ),
        Misconception(
            "adds_upstream",
            "You add the upstream gradient to the local one; the chain rule multiplies them.",
            gate(multiply, lambda u, a, b: (u + b, u + a)),
        ),
        Misconception(
            "passes_product",
            "You multiply the upstream gradient by the product itself, for both arguments.",
            gate(multiply, lambda u, a, b: (u * a * b, u * a * b)),
        ),
        Misconception(
            "passes_upstream",
            "You hand the upstream gradient on unchanged, as an add gate does.",
            gate(multiply, to_both),
        ),
        Misconception(
            "product_rule",
            "You add up the product rule's two terms; each belongs to another argument.",
            gate(multiply, lambda u, a, b: (u * (a + b), u * (a + b))),
        ),
        Misconception(
            "divides",
            "You divide the upstream gradient where you should multiply it.",
            gate(multiply, lambda u, a, b: (u / b, u / a)),
        ),
        Misconception(
            "reuses_changed_upstream",
            "You change upstream in place for the first gradient, and so the second starts from "
            "a wrong one.",
            gate(multiply, multiplies_in_place),
        ),
        Misconception(
            "forward_in_place",
            "Your forward multiplies into its first argument, which belongs to the caller and "
            "which backward still needs.",
            gate(multiplies_argument_in_place, switched),
        ),
        Misconception("forward_adds", "Your forward adds its arguments.", gate(add, switched)),
        Misconception(
            "one_gradient",
            "Your backward returns one gradient; each of the two arguments wants its own.",
            gate(multiply, lambda u, a, b: u * b),
        ),
        Misconception("shares_values", SHARED, gate_with_shared_values(multiply, switched)),
        Misconception("keeps_first_values", FIRST, gate_with_first_values(multiply, switched)),
        Misconception("accumulates", ACCUMULATES, gate_that_accumulates(multiply, switched)),
    ),
)
