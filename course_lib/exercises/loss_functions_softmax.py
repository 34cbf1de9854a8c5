"""`softmax`: the exercise and its known wrong answers."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib import losses as reference
from course_lib.exercises import loss_functions_examples as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.probes import loss_functions as probes


def no_shift(scores: Any) -> Any:
    exponentials = np.exp(scores)
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def sums_over_examples(scores: Any) -> Any:
    return reference.softmax(scores.T).T


def sums_over_examples_without_shift(scores: Any) -> Any:
    return no_shift(scores.T).T


def sums_over_everything(scores: Any) -> Any:
    exponentials = np.exp(scores - scores.max())
    return exponentials / exponentials.sum()


def sums_over_everything_without_shift(scores: Any) -> Any:
    return np.exp(scores) / np.exp(scores).sum()


def no_keepdims(scores: Any) -> Any:
    exponentials = np.exp(scores - scores.max(axis=1))
    return exponentials / exponentials.sum(axis=1)


def no_keepdims_in_maximum(scores: Any) -> Any:
    exponentials = np.exp(scores - scores.max(axis=1))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def no_keepdims_in_sum(scores: Any) -> Any:
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1)


def shifts_denominator_only(scores: Any) -> Any:
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.exp(scores) / shifted.sum(axis=1, keepdims=True)


def shifts_numerator_only(scores: Any) -> Any:
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shifted / np.exp(scores).sum(axis=1, keepdims=True)


def shifts_by_largest_of_all(scores: Any) -> Any:
    return no_shift(scores - scores.max())


def shifts_by_maximum_of_column(scores: Any) -> Any:
    return no_shift(scores - scores.max(axis=0))


def clips_scores(scores: Any) -> Any:
    return no_shift(np.clip(scores, -500, 500))


def divides_by_maximum(scores: Any) -> Any:
    return np.exp(scores - scores.max(axis=1, keepdims=True))


def not_normalised(scores: Any) -> Any:
    return np.exp(scores)


def forgets_exponential(scores: Any) -> Any:
    return scores / scores.sum(axis=1, keepdims=True)


def forgets_exponential_after_shift(scores: Any) -> Any:
    return forgets_exponential(scores - scores.max(axis=1, keepdims=True))


def powers_of_two(scores: Any) -> Any:
    return reference.softmax(scores * np.log(2))


def reverses_scores(scores: Any) -> Any:
    return reference.softmax(-scores)


def sigmoid_of_each(scores: Any) -> Any:
    return 1 / (1 + np.exp(-scores))


def picks_the_winner(scores: Any) -> Any:
    return (scores == scores.max(axis=1, keepdims=True)).astype(float)


def normalises_twice(scores: Any) -> Any:
    return reference.softmax(reference.softmax(scores))


OVER_EXAMPLES = "Your columns sum to 1: the sum runs over the examples, not over the classes."
OVER_EVERYTHING = "Your sum runs over the whole matrix; every example has a sum of its own."

SOFTMAX = Exercise(
    name="softmax",
    assignment="01_loss_functions",
    reference=reference.softmax,
    probe=probes.softmax,
    points={"values": 1.75, "scores of ±1000": 1.0, "arguments untouched": 0.25},
    sizes={"N": probes.N, "C": probes.C},
    examples=examples.softmax,
    misconceptions=(
        Misconception(
            "no_shift",
            "exp overflows at 1000 (and is 0 / 0 at −1000): your rows need a shift first.",
            no_shift,
        ),
        Misconception("sums_over_examples", OVER_EXAMPLES, sums_over_examples),
        Misconception(
            "sums_over_examples_without_shift", OVER_EXAMPLES, sums_over_examples_without_shift
        ),
        Misconception("sums_over_everything", OVER_EVERYTHING, sums_over_everything),
        Misconception(
            "sums_over_everything_without_shift",
            OVER_EVERYTHING,
            sums_over_everything_without_shift,
        ),
        Misconception(
            "no_keepdims",
            "Your row maxima and row sums lose their axis, so they do not line up with the rows.",
            no_keepdims,
        ),
        Misconception(
            "no_keepdims_in_maximum",
            "Your row maxima lose their axis, so they do not line up with the rows.",
            no_keepdims_in_maximum,
        ),
        Misconception(
            "no_keepdims_in_sum",
            "Your row sums lose their axis, so they do not line up with the rows.",
            no_keepdims_in_sum,
        ),
        Misconception(
            "shifts_denominator_only",
            "You shift in the denominator only; a shift cancels if both parts of the fraction "
            "have it.",
            shifts_denominator_only,
        ),
        Misconception(
            "shifts_numerator_only",
            "You shift in the numerator only; a shift cancels if both parts of the fraction "
            "have it.",
            shifts_numerator_only,
        ),
        Misconception(
            "shifts_by_largest_of_all",
            "You shift by the largest score of all: a row far below it becomes 0 / 0.",
            shifts_by_largest_of_all,
        ),
        Misconception(
            "shifts_by_maximum_of_column",
            "You shift by the maximum of each column; only a shift of a whole row changes nothing.",
            shifts_by_maximum_of_column,
        ),
        Misconception(
            "clips_scores",
            "You clip the scores, which makes 1000 and 999 the same; no score need be clipped.",
            clips_scores,
        ),
        Misconception(
            "divides_by_maximum",
            "The largest entry of each of your rows is 1: the rows must sum to 1.",
            divides_by_maximum,
        ),
        Misconception(
            "not_normalised",
            "You return the exponentials as they are: the rows must sum to 1.",
            not_normalised,
        ),
        Misconception(
            "forgets_exponential",
            "You divide the scores by their sum; probabilities are made of their exponentials.",
            forgets_exponential,
        ),
        Misconception(
            "forgets_exponential_after_shift",
            "You divide the shifted scores by their sum; "
            "probabilities are made of their exponentials.",
            forgets_exponential_after_shift,
        ),
        Misconception("powers_of_two", "You take powers of 2; the base here is e.", powers_of_two),
        Misconception(
            "reverses_scores",
            "You take exp of minus the scores: the lowest score gets the largest probability.",
            reverses_scores,
        ),
        Misconception(
            "sigmoid_of_each",
            "You take the sigmoid of each score by itself; the classes of a row compete.",
            sigmoid_of_each,
        ),
        Misconception(
            "picks_the_winner",
            "You give all to the highest score; softmax leaves something to the others.",
            picks_the_winner,
        ),
        Misconception(
            "normalises_twice", "You apply softmax to what is softmax already.", normalises_twice
        ),
    ),
)
