"""`MaxGate` and `SigmoidGate`: the exercises and their known wrong answers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from course_lib import graph as reference
from course_lib.exercises import computational_graphs_examples as examples
from course_lib.exercises.computational_graphs_gates import (
    ACCUMULATES,
    FIRST,
    SHARED,
    gate,
    gate_that_accumulates,
    gate_with_first_values,
    gate_with_shared_values,
)
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.probes import computational_graphs as probes


def larger(a: Any, b: Any) -> Any:
    return np.maximum(a, b)


def to_larger(u: Any, a: Any, b: Any) -> Any:
    a_wins = np.asarray(a) >= b
    return u * a_wins, u * ~a_wins


def to_smaller(u: Any, a: Any, b: Any) -> Any:
    a_wins = np.asarray(a) >= b
    return u * ~a_wins, u * a_wins


def to_larger_sum(u: Any, a: Any, b: Any) -> Any:
    return (1.0 * u, 0.0 * u) if np.sum(a) >= np.sum(b) else (0.0 * u, 1.0 * u)


def one_truth_value(u: Any, a: Any, b: Any) -> Any:
    return (u, 0.0) if a >= b else (0.0, u)


def slope_without_upstream(u: Any, a: Any, b: Any) -> Any:
    a_wins = np.asarray(a) >= b
    return 1.0 * a_wins, 1.0 * ~a_wins


def value_of_larger(u: Any, a: Any, b: Any) -> Any:
    a_wins = np.asarray(a) >= b
    return u * a * a_wins, u * b * ~a_wins


MAX_GATE = Exercise(
    name="MaxGate",
    assignment="03_computational_graphs",
    reference=reference.MaxGate,
    probe=probes.MaxGate,
    points={
        "numbers": 0.25,
        "arrays": 0.5,
        "backward twice": 0.125,
        "forward again": 0.125,
        "two gates at once": 0.25,
        "arguments untouched": 0.125,
        "ties": 0.125,
    },
    examples=examples.max_gate,
    misconceptions=(
        Misconception(
            "to_both",
            "Your backward sends the gradient to both arguments; only one of them has any "
            "influence on the maximum.",
            gate(larger, lambda u, a, b: (1.0 * u, 1.0 * u)),
        ),
        Misconception(
            "to_smaller",
            "Your backward sends the gradient to the smaller argument.",
            gate(larger, to_smaller),
        ),
        Misconception(
            "splits",
            "Your backward gives each argument half of the gradient.",
            gate(larger, lambda u, a, b: (u / 2, u / 2)),
        ),
        Misconception(
            "no_upstream",
            "Your backward returns ones and zeros; the upstream factor is missing.",
            gate(larger, slope_without_upstream),
        ),
        Misconception(
            "passes_value",
            "You multiply the gradient by the larger value; the slope of the maximum there is 1.",
            gate(larger, value_of_larger),
        ),
        Misconception(
            "whole_arrays",
            "You compare the arrays as wholes; each entry has a winner of its own.",
            gate(larger, to_larger_sum),
        ),
        Misconception(
            "python_max",
            "Your forward uses Python's max or an if, which cannot compare arrays entry by entry.",
            gate(max, to_larger),
        ),
        Misconception(
            "one_truth_value",
            "Your backward asks once for the winner, with an if; in arrays, each entry has one of "
            "its own.",
            gate(larger, one_truth_value),
        ),
        Misconception(
            "minimum",
            "Your gate passes the smaller argument on, forward and backward.",
            gate(np.minimum, to_smaller),
        ),
        Misconception(
            "forward_minimum",
            "Your forward returns the smaller argument.",
            gate(np.minimum, to_larger),
        ),
        Misconception(
            "compares_sizes",
            "You compare absolute values; −3 is smaller than 1.",
            gate(larger, lambda u, a, b: to_larger(u, np.abs(a), np.abs(b))),
        ),
        Misconception(
            "ties_to_both",
            "Where both arguments are equal you send the gradient to both, which makes it twice "
            "as large.",
            gate(larger, lambda u, a, b: (u * (np.asarray(a) >= b), u * (np.asarray(b) >= a))),
        ),
        Misconception(
            "ties_to_none",
            "Where both arguments are equal you send the gradient to neither, so it is lost.",
            gate(larger, lambda u, a, b: (u * (np.asarray(a) > b), u * (np.asarray(b) > a))),
        ),
        Misconception("shares_values", SHARED, gate_with_shared_values(larger, to_larger)),
        Misconception("keeps_first_values", FIRST, gate_with_first_values(larger, to_larger)),
        Misconception("accumulates", ACCUMULATES, gate_that_accumulates(larger, to_larger)),
    ),
)


def sigma(a: Any) -> Any:
    return 1.0 / (1.0 + np.exp(-np.asarray(a)))


def slope(u: Any, a: Any) -> Any:
    return u * sigma(a) * (1.0 - sigma(a))


def quotient_of_exponentials(a: Any) -> Any:
    return np.exp(a) / (1.0 + np.exp(a))


def sigma_of_one_number(a: Any) -> Any:
    return 1.0 / (1.0 + math.exp(-a))


def slope_by_quotient_rule(u: Any, a: Any) -> Any:
    return u * np.exp(-np.asarray(a)) / (1.0 + np.exp(-np.asarray(a))) ** 2


SIGMOID_GATE = Exercise(
    name="SigmoidGate",
    assignment="03_computational_graphs",
    reference=reference.SigmoidGate,
    probe=probes.SigmoidGate,
    points={
        "numbers": 0.25,
        "arrays": 0.25,
        "arguments of ±1000": 0.25,
        "a number of ±1000": 0.25,
        "backward twice": 0.125,
        "forward again": 0.125,
        "two gates at once": 0.125,
        "arguments untouched": 0.125,
    },
    examples=examples.sigmoid_gate,
    misconceptions=(
        Misconception(
            "quotient_of_exponentials",
            "At 1000 your forward is inf divided by inf: the exponential of a large positive "
            "number overflows above and below.",
            gate(quotient_of_exponentials, slope),
        ),
        Misconception(
            "quotient_everywhere",
            "At 1000 your forward and backward are inf divided by inf: both use the exponential "
            "of a large positive number above and below.",
            gate(
                quotient_of_exponentials,
                lambda u, a: u * quotient_of_exponentials(a) * (1 - quotient_of_exponentials(a)),
            ),
        ),
        Misconception(
            "slope_overflows",
            "At −1000 your backward is inf divided by inf: use the saved result in place of the "
            "exponentials.",
            gate(sigma, slope_by_quotient_rule),
        ),
        Misconception(
            "one_number_only",
            "Your forward uses the math module, which takes single numbers and overflows at −1000.",
            gate(sigma_of_one_number, slope),
        ),
        Misconception(
            "slope_of_argument",
            "Your backward puts the argument itself into the slope's formula; it wants the "
            "sigmoid's value.",
            gate(sigma, lambda u, a: u * a * (1 - np.asarray(a))),
        ),
        Misconception(
            "sigmoid_twice",
            "Your backward takes the sigmoid of a value that has been through it already.",
            gate(sigma, lambda u, a: slope(u, sigma(a))),
        ),
        Misconception(
            "no_upstream",
            "Your backward returns the slope alone; the upstream factor is missing.",
            gate(sigma, lambda u, a: slope(1.0, a)),
        ),
        Misconception(
            "value_for_slope",
            "Your backward multiplies by the value of the sigmoid; the slope has one more factor.",
            gate(sigma, lambda u, a: u * sigma(a)),
        ),
        Misconception(
            "complement_for_slope",
            "Your backward multiplies by 1 minus the sigmoid; the slope has one more factor.",
            gate(sigma, lambda u, a: u * (1 - sigma(a))),
        ),
        Misconception(
            "tanh_slope",
            "Your backward has the slope of tanh; the sigmoid's is another one.",
            gate(sigma, lambda u, a: u * (1 - sigma(a) ** 2)),
        ),
        Misconception(
            "tanh",
            "Your gate is a tanh, which runs from −1 to 1; the sigmoid runs from 0 to 1.",
            gate(np.tanh, lambda u, a: u * (1 - np.tanh(a) ** 2)),
        ),
        Misconception(
            "mirrored",
            "The minus in the exponent is missing: your gate falls where it should rise.",
            gate(lambda a: sigma(-np.asarray(a)), lambda u, a: -slope(u, a)),
        ),
        Misconception(
            "forward_mirrored",
            "The minus in the exponent is missing: your forward falls where it should rise.",
            gate(lambda a: sigma(-np.asarray(a)), slope),
        ),
        Misconception(
            "slope_of_upstream",
            "Your backward takes the slope at the upstream gradient; it is wanted at the argument.",
            gate(sigma, lambda u, a: slope(1.0, u)),
        ),
        Misconception("shares_values", SHARED, gate_with_shared_values(sigma, slope)),
        Misconception("keeps_first_values", FIRST, gate_with_first_values(sigma, slope)),
        Misconception("accumulates", ACCUMULATES, gate_that_accumulates(sigma, slope)),
    ),
)
