"""`svm_gradient`: the exercise and its known wrong answers."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib import gradients as reference
from course_lib import losses
from course_lib.exercises import gradients_examples as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.probes import gradients as probes


def is_own(scores: Any, labels: Any) -> Any:
    """Where in `scores` the labels' own entries are."""
    return np.arange(scores.shape[1]) == np.asarray(labels)[:, None]


def hinges(scores: Any, labels: Any, margin: Any) -> Any:
    """By how much each margin is violated, the true class's own included."""
    return np.maximum(0, scores - scores[is_own(scores, labels)][:, None] + margin)


def from_rivals(violated: Any, labels: Any) -> Any:
    """A gradient of the mean from what each rival counts."""
    own = is_own(violated, labels)
    rivals = np.where(own, 0.0, violated)
    return (rivals - own * rivals.sum(axis=1, keepdims=True)) / len(violated)


def svm_summed(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    return reference.svm_gradient(scores, labels, margin) * len(scores)


def minus_one(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    counts = hinges(scores, labels, margin) > 0
    return np.where(is_own(scores, labels), -1.0, counts) / len(scores)


def true_class_zero(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    counts = hinges(scores, labels, margin) > 0
    return np.where(is_own(scores, labels), 0.0, counts) / len(scores)


def true_class_as_rival(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    return (hinges(scores, labels, margin) > 0) / len(scores)


def counts_true_class(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    counts = hinges(scores, labels, margin) > 0
    total = counts.sum(axis=1, keepdims=True)
    return np.where(is_own(scores, labels), -total, counts) / len(scores)


def true_class_plus(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    right = reference.svm_gradient(scores, labels, margin)
    return np.where(is_own(scores, labels), -right, right)


def svm_reversed(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    return -reference.svm_gradient(scores, labels, margin)


def violations_for_slopes(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    return from_rivals(hinges(scores, labels, margin), labels)


def no_hinge(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    return from_rivals(np.ones(scores.shape), labels)


def svm_ignores_margin(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    return reference.svm_gradient(scores, labels)


def svm_drops_margin(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    return reference.svm_gradient(scores, labels, 0.0)


def svm_margin_sign(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    return reference.svm_gradient(scores, labels, -margin)


def reversed_difference(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    return -from_rivals(hinges(-scores, labels, margin) > 0, labels)


def strongest_rival_only(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    violations = np.where(is_own(scores, labels), 0.0, hinges(scores, labels, margin))
    strongest = violations == violations.max(axis=1, keepdims=True)
    return from_rivals(strongest & (violations > 0), labels)


def svm_over_classes(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    return reference.svm_gradient(scores, labels, margin) * len(scores) / scores.shape[1]


def svm_over_everything(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    return reference.svm_gradient(scores, labels, margin) / scores.shape[1]


def svm_loss_itself(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    return np.mean(losses.svm_losses(scores, labels, margin))


def rivals_not_averaged(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    right = reference.svm_gradient(scores, labels, margin)
    return np.where(is_own(scores, labels), right, right * len(scores))


SVM_GRADIENT = Exercise(
    name="svm_gradient",
    assignment="02_gradients",
    reference=reference.svm_gradient,
    probe=probes.svm_gradient,
    points={
        "values": 1.0,
        "margin other than 1": 0.5,
        "on the kinks": 0.25,
        "arguments untouched": 0.25,
    },
    sizes={"N": probes.N, "C": probes.C},
    examples=examples.svm_gradient,
    misconceptions=(
        Misconception(
            "not_averaged",
            "This is the gradient of the summed loss; the mean's is smaller, by the number of "
            "examples.",
            svm_summed,
        ),
        Misconception(
            "minus_one",
            "The true class gets −1 however many rivals come too close; each of them pushes it.",
            minus_one,
        ),
        Misconception(
            "true_class_zero",
            "The true class gets 0, but its score is part of every violated margin.",
            true_class_zero,
        ),
        Misconception(
            "true_class_as_rival",
            "You treat the true class as one of its own rivals; raising its score lowers the loss.",
            true_class_as_rival,
        ),
        Misconception(
            "counts_true_class",
            "You count j = y among the violated margins, so that the true class is pushed once "
            "too often.",
            counts_true_class,
        ),
        Misconception(
            "true_class_sign",
            "The true class has the wrong sign: raising its score lowers the loss.",
            true_class_plus,
        ),
        Misconception("reversed", "Every sign is wrong: a gradient points uphill.", svm_reversed),
        Misconception(
            "violations_for_slopes",
            "You use by how much each margin is violated; a hinge has the same slope wherever it "
            "is above 0.",
            violations_for_slopes,
        ),
        Misconception(
            "no_hinge",
            "You count rivals that keep the margin, too: there the hinge is flat.",
            no_hinge,
        ),
        Misconception(
            "ignores_margin", "You always use a margin of 1, whatever is given.", svm_ignores_margin
        ),
        Misconception(
            "drops_margin",
            "You drop the margin: a rival that is only just behind pushes, too.",
            svm_drops_margin,
        ),
        Misconception(
            "margin_sign",
            "Your margin has the wrong sign: it lets rivals lead by that much.",
            svm_margin_sign,
        ),
        Misconception(
            "reversed_difference",
            "You subtract the wrong way round inside the hinge: rivals that are behind count, "
            "those that lead do not.",
            reversed_difference,
        ),
        Misconception(
            "strongest_rival_only",
            "You keep the strongest rival only; all violated margins count.",
            strongest_rival_only,
        ),
        Misconception(
            "over_classes",
            "You divide by the number of classes; the mean is over the examples.",
            svm_over_classes,
        ),
        Misconception(
            "over_everything",
            "You divide by the number of classes, too; the mean is over the examples only.",
            svm_over_everything,
        ),
        Misconception(
            "loss_itself",
            "You return the loss itself; how it changes with every score is wanted.",
            svm_loss_itself,
        ),
        Misconception(
            "rivals_not_averaged",
            "You divide the true class's entries by N and the rivals' not.",
            rivals_not_averaged,
        ),
    ),
)
