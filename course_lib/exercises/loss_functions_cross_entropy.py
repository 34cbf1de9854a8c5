"""`cross_entropy_losses`: the exercise and its known wrong answers."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib import losses as reference
from course_lib.exercises import loss_functions_examples as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.probes import loss_functions as probes


def log_softmax(scores: Any) -> Any:
    """The logarithm of softmax for any scores."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def label_entries(matrix: Any, labels: Any) -> Any:
    """The entry of each row in its label's column."""
    return matrix[np.arange(len(matrix)), labels]


def forgets_minus(scores: Any, labels: Any) -> Any:
    return label_entries(log_softmax(scores), labels)


def log10(scores: Any, labels: Any) -> Any:
    return reference.cross_entropy_losses(scores, labels) / np.log(10)


def log2(scores: Any, labels: Any) -> Any:
    return reference.cross_entropy_losses(scores, labels) / np.log(2)


def log10_after_softmax(scores: Any, labels: Any) -> Any:
    return -np.log10(label_entries(reference.softmax(scores), labels))


def largest_probability(scores: Any, labels: Any) -> Any:
    return -log_softmax(scores).max(axis=1)


def log_after_softmax(scores: Any, labels: Any) -> Any:
    return -np.log(label_entries(reference.softmax(scores), labels))


def log_after_overflow(scores: Any, labels: Any) -> Any:
    exponentials = np.exp(scores)
    return -np.log(label_entries(exponentials, labels) / exponentials.sum(axis=1))


def log_of_overflowing_sum(scores: Any, labels: Any) -> Any:
    return np.log(np.exp(scores).sum(axis=1)) - label_entries(scores, labels)


def clips_probability(scores: Any, labels: Any) -> Any:
    return -np.log(np.maximum(label_entries(reference.softmax(scores), labels), 1e-12))


def forgets_shift_of_sum(scores: Any, labels: Any) -> Any:
    shifted = scores - scores.max(axis=1, keepdims=True)
    return np.log(np.exp(shifted).sum(axis=1)) - label_entries(scores, labels)


def forgets_shift_of_label(scores: Any, labels: Any) -> Any:
    shifted = scores - scores.max(axis=1, keepdims=True)
    return np.log(np.exp(scores).sum(axis=1)) - label_entries(shifted, labels)


def minus_score_only(scores: Any, labels: Any) -> Any:
    return -label_entries(scores, labels)


def log_of_score(scores: Any, labels: Any) -> Any:
    return -np.log(label_entries(scores, labels))


def forgets_logarithm(scores: Any, labels: Any) -> Any:
    return label_entries(reference.softmax(scores), labels)


def one_minus_probability(scores: Any, labels: Any) -> Any:
    return 1 - label_entries(reference.softmax(scores), labels)


def sums_over_classes(scores: Any, labels: Any) -> Any:
    return -log_softmax(scores).sum(axis=1)


def entropy_of_prediction(scores: Any, labels: Any) -> Any:
    return -(reference.softmax(scores) * log_softmax(scores)).sum(axis=1)


def every_class_is_binary(scores: Any, labels: Any) -> Any:
    probabilities = reference.softmax(scores)
    truth = np.eye(scores.shape[1])[labels]
    return -(truth * np.log(probabilities) + (1 - truth) * np.log(1 - probabilities)).sum(axis=1)


def softmax_over_examples(scores: Any, labels: Any) -> Any:
    return -label_entries(log_softmax(scores.T).T, labels)


def labels_start_at_one(scores: Any, labels: Any) -> Any:
    return -label_entries(log_softmax(scores), labels - 1)


def every_label_for_every_row(scores: Any, labels: Any) -> Any:
    return -log_softmax(scores)[:, labels]


def softmax_twice(scores: Any, labels: Any) -> Any:
    return reference.cross_entropy_losses(reference.softmax(scores), labels)


BASE_TEN = "You take the logarithm to base 10; the natural one is wanted."

CROSS_ENTROPY_LOSSES = Exercise(
    name="cross_entropy_losses",
    assignment="01_loss_functions",
    reference=reference.cross_entropy_losses,
    probe=probes.cross_entropy_losses,
    points={"values": 1.75, "scores of ±1000": 1.0, "arguments untouched": 0.25},
    sizes={"N": probes.N, "C": probes.C},
    examples=examples.cross_entropy_losses,
    misconceptions=(
        Misconception(
            "forgets_minus",
            "You forget the minus: the logarithm of a probability is negative, a loss is not.",
            forgets_minus,
        ),
        Misconception("log10", BASE_TEN, log10),
        Misconception("log10_after_softmax", BASE_TEN, log10_after_softmax),
        Misconception("log2", "You take the logarithm to base 2; the natural one is wanted.", log2),
        Misconception(
            "largest_probability",
            "You take the largest probability and not the label's.",
            largest_probability,
        ),
        Misconception(
            "log_after_softmax",
            "You take the logarithm after softmax: a probability that rounds to 0 gives inf.",
            log_after_softmax,
        ),
        Misconception(
            "log_after_overflow",
            "exp overflows at 1000 before you divide: shift the scores first.",
            log_after_overflow,
        ),
        Misconception(
            "log_of_overflowing_sum",
            "exp overflows at 1000 inside your sum: shift the scores first.",
            log_of_overflowing_sum,
        ),
        Misconception(
            "clips_probability",
            "You keep the probability away from 0, so that no loss exceeds 28: "
            "the loss can be had without the probability.",
            clips_probability,
        ),
        Misconception(
            "forgets_shift_of_sum",
            "Your sum is made of shifted scores, the label's score is not shifted.",
            forgets_shift_of_sum,
        ),
        Misconception(
            "forgets_shift_of_label",
            "The label's score is shifted, the scores in your sum are not.",
            forgets_shift_of_label,
        ),
        Misconception(
            "minus_score_only",
            "You return minus the label's score; the other scores matter too.",
            minus_score_only,
        ),
        Misconception(
            "log_of_score",
            "You take the logarithm of a score; turn the scores into probabilities first.",
            log_of_score,
        ),
        Misconception(
            "forgets_logarithm",
            "You return the label's probability; the logarithm is missing.",
            forgets_logarithm,
        ),
        Misconception(
            "one_minus_probability",
            "You return 1 minus the label's probability; the loss is made with a logarithm.",
            one_minus_probability,
        ),
        Misconception(
            "sums_over_classes",
            "You add up the logarithms of all classes; the label's alone counts.",
            sums_over_classes,
        ),
        Misconception(
            "entropy_of_prediction",
            "You compute the entropy of the prediction, which does not know the label.",
            entropy_of_prediction,
        ),
        Misconception(
            "every_class_is_binary",
            "You treat every class as a yes-or-no question; the label's term alone counts.",
            every_class_is_binary,
        ),
        Misconception(
            "softmax_over_examples",
            "Your softmax runs over the examples, not over the classes.",
            softmax_over_examples,
        ),
        Misconception(
            "labels_start_at_one",
            "You look one column to the left of the label; labels start at 0.",
            labels_start_at_one,
        ),
        Misconception(
            "every_label_for_every_row",
            "You look up every label in every row; each row has one label.",
            every_label_for_every_row,
        ),
        Misconception(
            "softmax_twice",
            "You apply softmax to what is softmax already.",
            softmax_twice,
        ),
    ),
)
