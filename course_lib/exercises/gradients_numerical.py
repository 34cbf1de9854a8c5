"""`numerical_gradient`: the exercise and its known wrong answers."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib import gradients as reference
from course_lib.exercises import gradients_examples as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.probes import gradients as probes


def slopes(f: Any, x: Any, gradient: Any, h: Any) -> Any:
    """Central differences along every coordinate of x, moved in place and put back."""
    for index in np.ndindex(x.shape):
        old = x[index]
        x[index] = old + h
        above = f(x)
        x[index] = old - h
        gradient[index] = (above - f(x)) / (2 * h)
        x[index] = old
    return gradient


def not_restored(f: Any, x: Any, h: Any = 1e-5) -> Any:
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        x[index] += h
        above = f(x)
        x[index] -= 2 * h
        gradient[index] = (above - f(x)) / (2 * h)
    return gradient


def not_restored_copy(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return not_restored(f, x.astype(float), h)


def forward_not_restored(f: Any, x: Any, h: Any = 1e-5) -> Any:
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        before = f(x)
        x[index] += h
        gradient[index] = (f(x) - before) / h
    return gradient


def step_lost_in_integers(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return slopes(f, x.copy(), np.zeros(x.shape), h)


def gradient_of_integers(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return slopes(f, x.astype(float), np.zeros_like(x), h)


def integers_twice(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return slopes(f, x.copy(), np.zeros_like(x), h)


def divided_by_h(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return 2 * reference.numerical_gradient(f, x, h)


def multiplied_by_h(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return reference.numerical_gradient(f, x, h) * h**2


def forward(f: Any, x: Any, h: Any = 1e-5) -> Any:
    x = x.astype(float)
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        moved = x.copy()
        moved[index] += h
        gradient[index] = (f(moved) - f(x)) / h
    return gradient


def forward_in_integers(f: Any, x: Any, h: Any = 1e-5) -> Any:
    x, gradient = x.copy(), np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        before, old = f(x), x[index]
        x[index] = old + h
        gradient[index] = (f(x) - before) / h
        x[index] = old
    return gradient


def all_at_once(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return (f(x + h) - f(x - h)) / (2 * h)


def all_at_once_everywhere(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return np.full(x.shape, all_at_once(f, x, h))


def rows_at_once(f: Any, x: Any, h: Any = 1e-5) -> Any:
    gradient = np.zeros(x.shape)
    for row in range(len(x)):
        above, below = x.astype(float), x.astype(float)
        above[row] += h
        below[row] -= h
        gradient[row] = (f(above) - f(below)) / (2 * h)
    return gradient


def leaves_after_first(f: Any, x: Any, h: Any = 1e-5) -> Any:
    gradient = np.zeros(x.shape)
    gradient.flat[0] = reference.numerical_gradient(f, x, h).flat[0]
    return gradient


def keeps_last_only(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return reference.numerical_gradient(f, x, h).flat[-1]


def reversed_difference(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return -reference.numerical_gradient(f, x, h)


def ignores_h(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return reference.numerical_gradient(f, x)


def step_vanishes(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return reference.numerical_gradient(f, x, 1e-20)


def adds_up(f: Any, x: Any, h: Any = 1e-5) -> Any:
    return np.cumsum(reference.numerical_gradient(f, x, h)).reshape(x.shape)


NUMERICAL_GRADIENT = Exercise(
    name="numerical_gradient",
    assignment="02_gradients",
    reference=reference.numerical_gradient,
    probe=probes.numerical_gradient,
    points={
        "a vector": 0.75,
        "a matrix, with h given": 0.5,
        "an array with three axes": 0.25,
        "whole numbers": 0.25,
        "arguments untouched": 0.25,
    },
    examples=examples.numerical_gradient,
    misconceptions=(
        Misconception(
            "not_restored",
            "You do not put a coordinate back before you move the next one, and the caller's x "
            "stays changed.",
            not_restored,
        ),
        Misconception(
            "not_restored_in_copy",
            "You do not put a coordinate back before you move the next one.",
            not_restored_copy,
        ),
        Misconception(
            "forward_not_restored",
            "You step ahead along one coordinate after the other and never step back.",
            forward_not_restored,
        ),
        Misconception(
            "step_lost_in_integers",
            "With whole numbers your step is lost: an integer array rounds x + h and x − h.",
            step_lost_in_integers,
        ),
        Misconception(
            "gradient_of_integers",
            "With whole numbers your gradient is cut to whole numbers, too: it has the type of x.",
            gradient_of_integers,
        ),
        Misconception(
            "integers_twice",
            "With whole numbers both your moved x and your gradient are integer arrays: "
            "steps and slopes are cut off.",
            integers_twice,
        ),
        Misconception(
            "divided_by_h",
            "You divide by h, but the two points are further apart than that.",
            divided_by_h,
        ),
        Misconception(
            "multiplied_by_h",
            "Python divides by 2 and then multiplies by h: parentheses below the line are missing.",
            multiplied_by_h,
        ),
        Misconception(
            "forward",
            "These are forward differences: step to both sides of x along each coordinate.",
            forward,
        ),
        Misconception(
            "forward_in_integers",
            "These are forward differences, and with whole numbers their step is lost: an integer "
            "array rounds x + h.",
            forward_in_integers,
        ),
        Misconception(
            "all_at_once",
            "You move all coordinates at once and get one number; each needs a slope of its own.",
            all_at_once,
        ),
        Misconception(
            "all_at_once_everywhere",
            "You move all coordinates at once and write the same slope everywhere.",
            all_at_once_everywhere,
        ),
        Misconception(
            "rows_at_once",
            "Your loop runs over the first axis only, so that all entries of a row move at once.",
            rows_at_once,
        ),
        Misconception(
            "leaves_after_first",
            "You return after the first coordinate: look at what stands inside your loop.",
            leaves_after_first,
        ),
        Misconception(
            "keeps_last_only",
            "You return the slope along the last coordinate only; each has a place in the result.",
            keeps_last_only,
        ),
        Misconception(
            "reversed",
            "You subtract the wrong way round: your gradient points downhill.",
            reversed_difference,
        ),
        Misconception("ignores_h", "You always use the same step, whatever h is given.", ignores_h),
        Misconception(
            "step_vanishes",
            "Your step is so small that it does not move x at all: the two values of f cancel.",
            step_vanishes,
        ),
        Misconception(
            "adds_up",
            "Your slopes pile up from one coordinate to the next: each starts from nothing.",
            adds_up,
        ),
    ),
)
