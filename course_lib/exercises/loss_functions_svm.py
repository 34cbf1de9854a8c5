"""`svm_losses`: the exercise and its known wrong answers."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib import losses as reference
from course_lib.exercises import loss_functions_examples as examples
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.probes import loss_functions as probes


def label_scores(scores: Any, labels: Any) -> Any:
    """The score of each example's label, as a column."""
    return scores[np.arange(len(scores)), labels][:, np.newaxis]


def rivals_only(violations: Any, labels: Any) -> Any:
    """The sum of every row without the label's own entry."""
    return violations.sum(axis=1) - label_scores(violations, labels)[:, 0]


def counts_true_class(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    return np.maximum(0, scores - label_scores(scores, labels) + margin).sum(axis=1)


def subtracts_one_for_true_class(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    return counts_true_class(scores, labels, margin) - 1


def averages_over_classes(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    return reference.svm_losses(scores, labels, margin) / scores.shape[1]


def averages_with_true_class(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    return counts_true_class(scores, labels, margin) / scores.shape[1]


def drops_margin(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    return reference.svm_losses(scores, labels, 0.0)


def ignores_margin(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    return reference.svm_losses(scores, labels, 1.0)


def adds_margin_after_hinge(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    hinges = np.maximum(0, scores - label_scores(scores, labels))
    return rivals_only(np.where(hinges > 0, hinges + margin, 0.0), labels)


def subtracts_margin(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    return reference.svm_losses(scores, labels, -margin)


def forgets_column(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    rows = np.arange(len(scores))
    violations = np.maximum(0, scores - scores[rows, labels] + margin)
    violations[rows, labels] = 0
    return violations.sum(axis=1)


def reversed_difference(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    return rivals_only(np.maximum(0, label_scores(scores, labels) - scores + margin), labels)


def no_hinge(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    return rivals_only(scores - label_scores(scores, labels) + margin, labels)


def hinge_of_the_sum(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    return np.maximum(0, no_hinge(scores, labels, margin))


def strongest_rival_only(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    violations = np.maximum(0, scores - label_scores(scores, labels) + margin)
    violations[np.arange(len(scores)), labels] = 0
    return violations.max(axis=1)


def squares_violations(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    violations = np.maximum(0, scores - label_scores(scores, labels) + margin)
    return rivals_only(violations**2, labels)


def counts_violations(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    return rivals_only(scores - label_scores(scores, labels) + margin > 0, labels)


def compares_with_highest_score(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    violations = np.maximum(0, scores - scores.max(axis=1, keepdims=True) + margin)
    return rivals_only(violations, labels)


def leaves_out_highest_score(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    violations = np.maximum(0, scores - label_scores(scores, labels) + margin)
    return rivals_only(violations, scores.argmax(axis=1))


def leaves_out_first_class(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    return np.maximum(0, scores - label_scores(scores, labels) + margin)[:, 1:].sum(axis=1)


def sums_over_examples(scores: Any, labels: Any, margin: Any = 1.0) -> Any:
    violations = np.maximum(0, scores - label_scores(scores, labels) + margin)
    violations[np.arange(len(scores)), labels] = 0
    return violations.sum(axis=0)


SVM_LOSSES = Exercise(
    name="svm_losses",
    assignment="01_loss_functions",
    reference=reference.svm_losses,
    probe=probes.svm_losses,
    points={"values": 2.0, "margin other than 1": 0.75, "arguments untouched": 0.25},
    sizes={"N": probes.N, "C": probes.C},
    constants={"the margin": 1.0},
    examples=examples.svm_losses,
    misconceptions=(
        Misconception(
            "counts_true_class",
            "You count j = y as a violated margin: leave the true class out of the sum.",
            counts_true_class,
        ),
        Misconception(
            "subtracts_one_for_true_class",
            "You take 1 off for the true class, but it adds more or less when the margin is not 1.",
            subtracts_one_for_true_class,
        ),
        Misconception(
            "averages_over_classes",
            "You average over the classes; the loss is the sum over the rivals.",
            averages_over_classes,
        ),
        Misconception(
            "averages_with_true_class",
            "You average over the classes, the true one included; "
            "the loss is the sum over the rivals.",
            averages_with_true_class,
        ),
        Misconception(
            "drops_margin",
            "You drop the margin: a rival that is only just behind costs something too.",
            drops_margin,
        ),
        Misconception(
            "ignores_margin", "You always use a margin of 1, whatever is given.", ignores_margin
        ),
        Misconception(
            "adds_margin_after_hinge",
            "You add the margin outside the max, so that a rival just behind the label costs "
            "nothing.",
            adds_margin_after_hinge,
        ),
        Misconception(
            "subtracts_margin",
            "Your margin has the wrong sign: it lets rivals lead by that much for free.",
            subtracts_margin,
        ),
        Misconception(
            "forgets_column",
            "The labels' scores are a row where a column is due: "
            "each example needs its own label's score.",
            forgets_column,
        ),
        Misconception(
            "reversed_difference",
            "You compute s_y − s_j: rivals that are behind cost, those that lead do not.",
            reversed_difference,
        ),
        Misconception(
            "no_hinge",
            "You leave the max with 0 out: rivals far behind make your loss smaller.",
            no_hinge,
        ),
        Misconception(
            "hinge_of_the_sum",
            "You take the max with 0 of the sum; every rival has a hinge of its own.",
            hinge_of_the_sum,
        ),
        Misconception(
            "strongest_rival_only",
            "You keep the strongest rival only; here all violated margins count.",
            strongest_rival_only,
        ),
        Misconception(
            "squares_violations",
            "You square the violations; the plain hinge is wanted.",
            squares_violations,
        ),
        Misconception(
            "counts_violations",
            "You count the violated margins; how far each is violated matters.",
            counts_violations,
        ),
        Misconception(
            "compares_with_highest_score",
            "You compare with the highest score; the label's own score is the measure.",
            compares_with_highest_score,
        ),
        Misconception(
            "leaves_out_highest_score",
            "You leave the class with the highest score out of the sum; "
            "the one to leave out is another.",
            leaves_out_highest_score,
        ),
        Misconception(
            "leaves_out_first_class",
            "You leave out class 0 for every example; which class to leave out differs by example.",
            leaves_out_first_class,
        ),
        Misconception(
            "sums_over_examples",
            "You sum over the examples; the loss of an example sums over its rivals.",
            sums_over_examples,
        ),
    ),
)
