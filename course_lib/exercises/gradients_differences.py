"""`forward_difference` and `central_difference`: the exercises and their known wrong answers."""

from __future__ import annotations

from typing import Any

from course_lib import gradients as reference
from course_lib.exercises import gradients_examples as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.probes import gradients as probes


def forward_missing_parentheses(f: Any, x: Any, h: Any = 1e-4) -> Any:
    return f(x + h) - f(x) / h


def forward_undivided(f: Any, x: Any, h: Any = 1e-4) -> Any:
    return f(x + h) - f(x)


def forward_multiplied(f: Any, x: Any, h: Any = 1e-4) -> Any:
    return (f(x + h) - f(x)) * h


def forward_over_two_steps(f: Any, x: Any, h: Any = 1e-4) -> Any:
    return (f(x + h) - f(x)) / (2 * h)


def backward(f: Any, x: Any, h: Any = 1e-4) -> Any:
    return (f(x) - f(x - h)) / h


def forward_reversed(f: Any, x: Any, h: Any = 1e-4) -> Any:
    return (f(x) - f(x + h)) / h


def central_for_forward(f: Any, x: Any, h: Any = 1e-4) -> Any:
    return (f(x + h) - f(x - h)) / (2 * h)


def forward_without_f_of_x(f: Any, x: Any, h: Any = 1e-4) -> Any:
    return f(x + h) / h


def subtracts_x(f: Any, x: Any, h: Any = 1e-4) -> Any:
    return (f(x + h) - x) / h


def steps_outside(f: Any, x: Any, h: Any = 1e-4) -> Any:
    return ((f(x) + h) - f(x)) / h


def forward_ignores_h(f: Any, x: Any, h: Any = 1e-4) -> Any:
    return (f(x + 1e-4) - f(x)) / 1e-4


def forward_step_vanishes(f: Any, x: Any, h: Any = 1e-4) -> Any:
    return (f(x + 1e-20) - f(x)) / 1e-20


def forward_second_derivative(f: Any, x: Any, h: Any = 1e-4) -> Any:
    return (f(x + h) - 2 * f(x) + f(x - h)) / h**2


FORWARD_DIFFERENCE = Exercise(
    name="forward_difference",
    assignment="02_gradients",
    reference=reference.forward_difference,
    probe=probes.forward_difference,
    points={"with h given": 0.75, "with h left out": 0.25},
    examples=examples.forward_difference,
    misconceptions=(
        Misconception(
            "missing_parentheses",
            "Only f(x) is divided by h: parentheses around the difference are missing.",
            forward_missing_parentheses,
        ),
        Misconception(
            "not_divided",
            "You return how much f changes and not how fast: the division by the step is missing.",
            forward_undivided,
        ),
        Misconception(
            "multiplied",
            "You multiply the change by h; a slope is change by step.",
            forward_multiplied,
        ),
        Misconception(
            "divided_by_two_steps",
            "You divide by 2h, but your two points are only one h apart.",
            forward_over_two_steps,
        ),
        Misconception(
            "backward",
            "You step backward, to x − h; the forward difference looks ahead.",
            backward,
        ),
        Misconception(
            "reversed",
            "You subtract the wrong way round: your slope has the wrong sign.",
            forward_reversed,
        ),
        Misconception(
            "central",
            "This is the central difference: it steps to both sides, the forward one to one side.",
            central_for_forward,
        ),
        Misconception(
            "forgets_f_of_x",
            "You divide a value of f and not a difference of two values: f at x itself is missing.",
            forward_without_f_of_x,
        ),
        Misconception(
            "subtracts_x",
            "You subtract x itself from a value of f: heights belong with heights.",
            subtracts_x,
        ),
        Misconception(
            "steps_outside",
            "You add h to the value of f, so that you always get 1: the step belongs to x.",
            steps_outside,
        ),
        Misconception(
            "ignores_h", "You always use the same step, whatever h is given.", forward_ignores_h
        ),
        Misconception(
            "step_vanishes",
            "Your step is so small that x + h is x itself: the two values of f cancel.",
            forward_step_vanishes,
        ),
        Misconception(
            "second_derivative",
            "This is the second derivative: how fast the slope itself changes.",
            forward_second_derivative,
        ),
    ),
)


def central_over_h(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return (f(x + h) - f(x - h)) / h


def central_multiplied(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return (f(x + h) - f(x - h)) / 2 * h


def central_missing_parentheses(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return f(x + h) - f(x - h) / (2 * h)


def central_undivided(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return f(x + h) - f(x - h)


def forward_for_central(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return (f(x + h) - f(x)) / h


def backward_for_central(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return (f(x) - f(x - h)) / h


def forward_over_two(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return (f(x + h) - f(x)) / (2 * h)


def central_reversed(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return (f(x - h) - f(x + h)) / (2 * h)


def central_adds(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return (f(x + h) + f(x - h)) / (2 * h)


def half_steps(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return (f(x + h / 2) - f(x - h / 2)) / h


def half_steps_over_two(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return (f(x + h / 2) - f(x - h / 2)) / (2 * h)


def double_steps(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return (f(x + 2 * h) - f(x - 2 * h)) / (4 * h)


def central_ignores_h(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5


def central_second_derivative(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return (f(x + h) - 2 * f(x) + f(x - h)) / h**2


def central_step_vanishes(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return (f(x + 1e-20) - f(x - 1e-20)) / 2e-20


CENTRAL_DIFFERENCE = Exercise(
    name="central_difference",
    assignment="02_gradients",
    reference=reference.central_difference,
    probe=probes.central_difference,
    points={"with h given": 0.75, "with h left out": 0.25},
    examples=examples.central_difference,
    misconceptions=(
        Misconception(
            "divided_by_h",
            "You divide by h, but your two points are further apart than that.",
            central_over_h,
        ),
        Misconception(
            "multiplied_by_h",
            "Python divides by 2 and then multiplies by h: parentheses below the line are missing.",
            central_multiplied,
        ),
        Misconception(
            "missing_parentheses",
            "Only the second value of f is divided: parentheses around the difference are missing.",
            central_missing_parentheses,
        ),
        Misconception(
            "not_divided",
            "You return how much f changes and not how fast: the division is missing.",
            central_undivided,
        ),
        Misconception(
            "forward",
            "This is the forward difference: the central one steps to both sides of x.",
            forward_for_central,
        ),
        Misconception(
            "backward",
            "This is the backward difference: the central one steps to both sides of x.",
            backward_for_central,
        ),
        Misconception(
            "forward_over_two_steps",
            "You step to one side only, yet divide as if it were two steps.",
            forward_over_two,
        ),
        Misconception(
            "reversed",
            "You subtract the wrong way round: your slope has the wrong sign.",
            central_reversed,
        ),
        Misconception(
            "adds",
            "You add the two values of f; a slope needs a difference.",
            central_adds,
        ),
        Misconception(
            "half_steps",
            "You go half an h to each side; a whole h to each side is wanted.",
            half_steps,
        ),
        Misconception(
            "half_steps_over_two",
            "You go half an h to each side, yet divide as if it were a whole one.",
            half_steps_over_two,
        ),
        Misconception(
            "double_steps",
            "You go twice h to each side; one h to each side is wanted.",
            double_steps,
        ),
        Misconception(
            "ignores_h", "You always use the same step, whatever h is given.", central_ignores_h
        ),
        Misconception(
            "second_derivative",
            "This is the second derivative: how fast the slope itself changes.",
            central_second_derivative,
        ),
        Misconception(
            "step_vanishes",
            "Your step is so small that it does not move x at all: the two values of f cancel.",
            central_step_vanishes,
        ),
    ),
)
