"""`index_erratum`: which weight a formula of the lecture means."""

from __future__ import annotations

from typing import Any

from course_lib.exercises.backprop_by_hand_backward import (
    HAND_BACKWARD_ANSWERS,
    HIDDEN,
    HIDDEN_SUMS,
    slope,
)
from course_lib.exercises.backprop_by_hand_forward import TOLERANCE, X
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.probes import backprop_by_hand as probes

BY_OTHER_INPUT = slope(HIDDEN[0]) * X[1]
INDEX_ERRATUM_ANSWERS: dict[str, Any] = {
    "row": 2,
    "column": 1,
    "value": BY_OTHER_INPUT,
    "as_written": 0.0,
}


def erratum_mistake(slug: str, message: str, **answers: float) -> Misconception:
    return Misconception(slug, message, {**INDEX_ERRATUM_ANSWERS, **answers})


INDEX_ERRATUM = Exercise(
    name="index_erratum",
    assignment="04_backprop_by_hand",
    reference=INDEX_ERRATUM_ANSWERS,
    probe=probes.index_erratum,
    points={"row": 0.25, "column": 0.25, "value": 0.25, "as_written": 0.25},
    tolerance=TOLERANCE,
    answers_only=True,
    relative=True,
    misconceptions=(
        erratum_mistake(
            "counts_from_zero",
            "You count rows and columns from 0; formulas count from 1.",
            row=1,
            column=0,
        ),
        erratum_mistake(
            "entry_as_written",
            "You name the entry that the lecture writes; its first index is the input, and it "
            "leads to another neuron.",
            row=1,
            column=2,
        ),
        erratum_mistake(
            "other_weight_of_the_neuron",
            "You name the weight of the neuron's first input; the factor in the formula is the "
            "other input.",
            row=1,
            column=1,
        ),
        erratum_mistake(
            "same_input_to_second_neuron",
            "The entry that you name leads to the second neuron, and h₁ is the first.",
            row=2,
            column=2,
        ),
        erratum_mistake(
            "slope_missing",
            "Your value is the input alone: the slope of the neuron's sigmoid is missing.",
            value=X[1],
        ),
        erratum_mistake(
            "input_missing",
            "Your value is the slope alone: the input that the weight multiplies is missing.",
            value=slope(HIDDEN[0]),
        ),
        erratum_mistake(
            "first_input",
            "Your value has the first input in it; this weight multiplies the other one.",
            value=slope(HIDDEN[0]) * X[0],
        ),
        erratum_mistake(
            "slope_of_second_neuron",
            "Your value has the slope of the second neuron in it.",
            value=slope(HIDDEN[1]) * X[1],
        ),
        erratum_mistake(
            "gradient_of_the_loss",
            "Your value is the gradient of the loss; asked for is the change of h₁ alone.",
            value=float(HAND_BACKWARD_ANSWERS["dJ_dW"][1, 0]),
        ),
        erratum_mistake(
            "slope_of_the_sum",
            "Your value puts the weighted sum into a(1 − a), where the sigmoid's value belongs.",
            value=slope(HIDDEN_SUMS[0]) * X[1],
        ),
        erratum_mistake(
            "as_written_is_the_value",
            "You believe the formula as it is written: ask which neuron that weight leads to, and "
            "whether h₁ notices.",
            as_written=BY_OTHER_INPUT,
        ),
        erratum_mistake(
            "as_written_is_of_second_neuron",
            "Taken literally, the weight changes the second neuron; asked for is what h₁ does.",
            as_written=slope(HIDDEN[1]) * X[0],
        ),
    ),
)
