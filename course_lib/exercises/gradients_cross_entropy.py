"""`cross_entropy_gradient`: the exercise and its known wrong answers."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib import gradients as reference
from course_lib import losses
from course_lib.exercises import gradients_examples as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.exercises.gradients_svm import is_own
from course_lib.probes import gradients as probes


def cross_entropy_summed(scores: Any, labels: Any) -> Any:
    return reference.cross_entropy_gradient(scores, labels) * len(scores)


def softmax_only(scores: Any, labels: Any) -> Any:
    return losses.softmax(scores) / len(scores)


def subtracts_everywhere(scores: Any, labels: Any) -> Any:
    return (losses.softmax(scores) - 1) / len(scores)


def adds_one(scores: Any, labels: Any) -> Any:
    return (losses.softmax(scores) + is_own(scores, labels)) / len(scores)


def cross_entropy_reversed(scores: Any, labels: Any) -> Any:
    return (is_own(scores, labels) - losses.softmax(scores)) / len(scores)


def labels_for_one_hot(scores: Any, labels: Any) -> Any:
    return (losses.softmax(scores) - labels[:, None]) / len(scores)


def whole_columns(scores: Any, labels: Any) -> Any:
    probabilities = losses.softmax(scores)
    probabilities[:, labels] -= 1
    return probabilities / len(scores)


def label_entries_only(scores: Any, labels: Any) -> Any:
    right = reference.cross_entropy_gradient(scores, labels)
    return np.where(is_own(scores, labels), right, 0.0)


def slope_of_logarithm(scores: Any, labels: Any) -> Any:
    return np.where(is_own(scores, labels), -1 / losses.softmax(scores), 0.0) / len(scores)


def slope_of_softmax(scores: Any, labels: Any) -> Any:
    probabilities = losses.softmax(scores)
    return probabilities * (1 - probabilities) / len(scores)


def times_probabilities(scores: Any, labels: Any) -> Any:
    probabilities = losses.softmax(scores)
    return (probabilities - is_own(scores, labels)) * probabilities / len(scores)


def divides_before(scores: Any, labels: Any) -> Any:
    return losses.softmax(scores) / len(scores) - is_own(scores, labels)


def divides_label_only(scores: Any, labels: Any) -> Any:
    return losses.softmax(scores) - is_own(scores, labels) / len(scores)


def scores_for_probabilities(scores: Any, labels: Any) -> Any:
    return (scores - is_own(scores, labels)) / len(scores)


def softmax_over_examples(scores: Any, labels: Any) -> Any:
    return (losses.softmax(scores.T).T - is_own(scores, labels)) / len(scores)


def softmax_over_everything(scores: Any, labels: Any) -> Any:
    powers = np.exp(scores - scores.max())
    return (powers / powers.sum() - is_own(scores, labels)) / len(scores)


def no_shift(scores: Any, labels: Any) -> Any:
    exponentials = np.exp(scores)
    sums = exponentials.sum(axis=1, keepdims=True)
    return (exponentials / sums - is_own(scores, labels)) / len(scores)


def overwrites_scores(scores: Any, labels: Any) -> Any:
    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    scores[is_own(scores, labels)] -= 1
    scores /= len(scores)
    return scores


def overwrites_scores_with_probabilities(scores: Any, labels: Any) -> Any:
    scores[:] = losses.softmax(scores)
    return (scores - is_own(scores, labels)) / len(scores)


def cross_entropy_over_classes(scores: Any, labels: Any) -> Any:
    return reference.cross_entropy_gradient(scores, labels) * len(scores) / scores.shape[1]


def cross_entropy_over_everything(scores: Any, labels: Any) -> Any:
    return reference.cross_entropy_gradient(scores, labels) / scores.shape[1]


CROSS_ENTROPY_GRADIENT = Exercise(
    name="cross_entropy_gradient",
    assignment="02_gradients",
    reference=reference.cross_entropy_gradient,
    probe=probes.cross_entropy_gradient,
    points={"values": 1.0, "scores of ±1000": 0.25, "arguments untouched": 0.25},
    sizes={"N": probes.N, "C": probes.C},
    examples=examples.cross_entropy_gradient,
    misconceptions=(
        Misconception(
            "not_averaged",
            "This is the gradient of the summed loss; the mean's is smaller, by the number of "
            "examples.",
            cross_entropy_summed,
        ),
        Misconception(
            "softmax_only",
            "You return the probabilities alone: nothing in them knows which class is the true "
            "one.",
            softmax_only,
        ),
        Misconception(
            "subtracts_everywhere",
            "You subtract 1 from every class; only the true one is different.",
            subtracts_everywhere,
        ),
        Misconception(
            "adds_one",
            "The true class has the wrong sign: raising its score lowers the loss.",
            adds_one,
        ),
        Misconception(
            "reversed", "Every sign is wrong: a gradient points uphill.", cross_entropy_reversed
        ),
        Misconception(
            "labels_for_one_hot",
            "You subtract the labels' numbers; a label says where to subtract, not how much.",
            labels_for_one_hot,
        ),
        Misconception(
            "whole_columns",
            "You change whole columns: each row has one entry of its own label only.",
            whole_columns,
        ),
        Misconception(
            "label_entries_only",
            "You keep the true class's entries only; the rivals' scores change the loss, too.",
            label_entries_only,
        ),
        Misconception(
            "slope_of_logarithm",
            "You stop at the slope of the logarithm; the probability depends on the scores in "
            "turn.",
            slope_of_logarithm,
        ),
        Misconception(
            "slope_of_softmax",
            "You return the slope of the probabilities themselves; the loss takes a logarithm of "
            "one of them.",
            slope_of_softmax,
        ),
        Misconception(
            "times_probabilities",
            "You multiply by the probabilities once more: the logarithm has cancelled them.",
            times_probabilities,
        ),
        Misconception(
            "divides_before",
            "You divide the probabilities by N, and the 1 of the true class not.",
            divides_before,
        ),
        Misconception(
            "divides_label_only",
            "You divide the 1 of the true class by N, and the probabilities not.",
            divides_label_only,
        ),
        Misconception(
            "scores_for_probabilities",
            "You use the scores where their probabilities belong.",
            scores_for_probabilities,
        ),
        Misconception(
            "softmax_over_examples",
            "Your probabilities sum to 1 down the columns; each example has its own.",
            softmax_over_examples,
        ),
        Misconception(
            "softmax_over_everything",
            "Your probabilities sum to 1 over the whole matrix; each example has its own.",
            softmax_over_everything,
        ),
        Misconception(
            "no_shift",
            "Your exponentials overflow for scores near 1000: shift each row first, as in "
            "assignment 01.",
            no_shift,
        ),
        Misconception(
            "overwrites_scores",
            "You turn the caller's scores into the gradient, step by step in place: work on a "
            "copy.",
            overwrites_scores,
        ),
        Misconception(
            "overwrites_scores_with_probabilities",
            "You write the probabilities into the caller's scores: work on a copy.",
            overwrites_scores_with_probabilities,
        ),
        Misconception(
            "over_classes",
            "You divide by the number of classes; the mean is over the examples.",
            cross_entropy_over_classes,
        ),
        Misconception(
            "over_everything",
            "You divide by the number of classes, too; the mean is over the examples only.",
            cross_entropy_over_everything,
        ),
    ),
)
