"""`sigmoid`: the exercise and its known wrong answers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from course_lib import layers as reference
from course_lib.exercises import backprop_by_hand_examples as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.probes import backprop_by_hand as probes


def quotient_of_exponentials(z: Any) -> Any:
    return np.exp(z) / (1 + np.exp(z))


def wrong_sign(z: Any) -> Any:
    return 1 / (1 + np.exp(z))


def missing_parentheses(z: Any) -> Any:
    return 1 / 1 + np.exp(-z)


def exponential_only(z: Any) -> Any:
    return 1 / np.exp(-z)


def slope_for_value(z: Any) -> Any:
    return reference.sigmoid(z) * (1 - reference.sigmoid(z))


def tanh(z: Any) -> Any:
    return np.tanh(z)


def tanh_without_halving(z: Any) -> Any:
    return (1 + np.tanh(z)) / 2


def powers_of_two(z: Any) -> Any:
    return 1 / (1 + 2.0 ** (-z))


def clips_too_early(z: Any) -> Any:
    return reference.sigmoid(np.clip(z, -5, 5))


def step_function(z: Any) -> Any:
    return np.where(np.asarray(z) > 0, 1.0, 0.0)


def softmax_of_all(z: Any) -> Any:
    return np.exp(z - np.max(z)) / np.sum(np.exp(z - np.max(z)))


def minus_in_denominator(z: Any) -> Any:
    return 1 / (1 - np.exp(-z))


def one_number_only(z: Any) -> Any:
    return 1 / (1 + math.exp(-z))


def asks_whole_array(z: Any) -> Any:
    return 1 / (1 + np.exp(-z)) if z >= 0 else np.exp(z) / (1 + np.exp(z))


def into_whole_numbers(z: Any) -> Any:
    result = np.zeros_like(z)
    result[...] = reference.sigmoid(z)
    return result


def loses_the_shape(z: Any) -> Any:
    return np.ravel(reference.sigmoid(z))


def shift_by_the_maximum(z: Any) -> Any:
    return 1 / (1 + np.exp(-(z - np.max(z))))


SIGMOID = Exercise(
    name="sigmoid",
    assignment="04_backprop_by_hand",
    reference=reference.sigmoid,
    probe=probes.sigmoid,
    points={
        "values": 0.75,
        "z of ±1000": 0.25,
        "any shape, whole numbers too": 0.25,
        "arguments untouched": 0.25,
    },
    examples=examples.sigmoid,
    misconceptions=(
        Misconception(
            "quotient_of_exponentials",
            "At z = 1000 both parts of your fraction are infinite and give nan: no exponential "
            "may grow with z there.",
            quotient_of_exponentials,
        ),
        Misconception(
            "wrong_sign",
            "Your function falls where it should rise: the sign in the exponent is wrong.",
            wrong_sign,
        ),
        Misconception(
            "missing_parentheses",
            "You divide before you add: the whole sum belongs below the line.",
            missing_parentheses,
        ),
        Misconception(
            "exponential_only",
            "The 1 is missing below the line, so that your values leave the range from 0 to 1.",
            exponential_only,
        ),
        Misconception(
            "slope_for_value",
            "You return the slope of the sigmoid; its value is wanted.",
            slope_for_value,
        ),
        Misconception(
            "tanh", "You return tanh, which runs from −1 to 1; a sigmoid runs from 0 to 1.", tanh
        ),
        Misconception(
            "tanh_without_halving",
            "You shift and shrink tanh, but it is too steep: its argument needs a factor.",
            tanh_without_halving,
        ),
        Misconception("powers_of_two", "You take powers of 2; the base is e.", powers_of_two),
        Misconception(
            "clips_too_early",
            "You clip z so early that the values which it changes are far from 0 and 1.",
            clips_too_early,
        ),
        Misconception(
            "step_function",
            "You return a decision, 0 or 1; a sigmoid passes smoothly between them.",
            step_function,
        ),
        Misconception(
            "softmax_of_all",
            "You divide by the sum over all entries, as softmax does; each number is squashed by "
            "itself.",
            softmax_of_all,
        ),
        Misconception(
            "minus_in_denominator",
            "Below the line you subtract the exponential; it is added to 1.",
            minus_in_denominator,
        ),
        Misconception(
            "one_number_only",
            "The math module's exponential takes one number; numpy's takes whole arrays.",
            one_number_only,
        ),
        Misconception(
            "asks_whole_array",
            "An `if` decides once for a whole array; here each entry needs its own choice.",
            asks_whole_array,
        ),
        Misconception(
            "into_whole_numbers",
            "Your result has the type of z: where z holds whole numbers, every value is cut to 0.",
            into_whole_numbers,
        ),
        Misconception(
            "loses_the_shape",
            "Your values are right and all in one row: the result has the shape of z.",
            loses_the_shape,
        ),
        Misconception(
            "shift_by_the_maximum",
            "You shift z by its maximum, as in softmax; a sigmoid is not the same after a shift.",
            shift_by_the_maximum,
        ),
    ),
)
