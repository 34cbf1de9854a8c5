"""Probes of assignment 01_loss_functions.

Sizes differ from each other (N = 7 examples, C = 5 classes, D = 3 features), so that an axis
mistaken for another shows. Where all sizes are equal ("square"), slips that fail for other sizes
give numbers, by which they can be told apart.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_lib.probes import Outcomes, arguments_after_call, call

N, C, D = 7, 5, 3
MARGIN = 2.5

LOSS_QUIZ = (
    "smallest_softmax",
    "largest_softmax",
    "smallest_svm",
    "largest_svm",
    "equal_scores_softmax",
    "equal_scores_svm",
    "perturbation_svm",
    "perturbation_softmax",
)
SLIDE_ERRATUM = ("wrong_value", "right_value", "dropped_term")


def linear_scores(candidate: Any, rng: np.random.Generator) -> Outcomes:
    X, W, b = rng.normal(size=(N, D)), rng.normal(size=(D, C)), rng.normal(size=C)
    square_X, square_W, square_b = (
        rng.normal(size=(4, 4)),
        rng.normal(size=(4, 4)),
        rng.normal(size=4),
    )
    return {
        "values": lambda: call(candidate, X, W, b),
        "arguments untouched": lambda: arguments_after_call(candidate, {"X": X, "W": W, "b": b}),
        "square": lambda: call(candidate, square_X, square_W, square_b),
    }


def svm_losses(candidate: Any, rng: np.random.Generator) -> Outcomes:
    labels = every_label(rng, N)
    scores = scores_off_the_kinks(rng, labels)
    square_labels = every_label(rng, C)
    square_scores = scores_off_the_kinks(rng, square_labels)
    arguments = {"scores": scores, "labels": labels}
    return {
        "values": lambda: call(candidate, scores, labels),
        "margin other than 1": lambda: call(candidate, scores, labels, MARGIN),
        "arguments untouched": lambda: arguments_after_call(candidate, arguments),
        "square": lambda: call(candidate, square_scores, square_labels),
    }


def softmax(candidate: Any, rng: np.random.Generator) -> Outcomes:
    scores = rng.normal(scale=2.0, size=(N, C))
    large, _ = large_scores(rng)
    square = rng.normal(scale=2.0, size=(C, C))
    return {
        "values": lambda: call(candidate, scores),
        "scores of ±1000": lambda: call(candidate, large),
        "arguments untouched": lambda: arguments_after_call(candidate, {"scores": scores}),
        "square": lambda: call(candidate, square),
    }


def cross_entropy_losses(candidate: Any, rng: np.random.Generator) -> Outcomes:
    scores, labels = rng.normal(scale=2.0, size=(N, C)), every_label(rng, N)
    large, large_labels = large_scores(rng)
    square, square_labels = rng.normal(scale=2.0, size=(C, C)), every_label(rng, C)
    arguments = {"scores": scores, "labels": labels}
    return {
        "values": lambda: call(candidate, scores, labels),
        "scores of ±1000": lambda: call(candidate, large, large_labels),
        "arguments untouched": lambda: arguments_after_call(candidate, arguments),
        "square": lambda: call(candidate, square, square_labels),
    }


def binary_cross_entropy(candidate: Any, rng: np.random.Generator) -> Outcomes:
    predictions = rng.uniform(0.05, 0.95, size=N)
    targets = rng.permutation(np.array([0, 1, 0, 1, 1, 0, 1]))
    arguments = {"predictions": predictions, "targets": targets}
    return {
        "values": lambda: call(candidate, predictions, targets),
        "predictions of 0 and 1": lambda: losses_of_certain_predictions(candidate),
        "arguments untouched": lambda: arguments_after_call(candidate, arguments),
    }


def full_loss(candidate: Any, rng: np.random.Generator) -> Outcomes:
    losses, W = rng.uniform(0.5, 4.0, size=N), rng.normal(size=(D, C))
    strength = float(rng.uniform(0.2, 0.8))
    square_W = rng.normal(size=(4, 4))
    arguments = {"losses": losses, "W": W, "strength": strength}
    return {
        "value": lambda: call(candidate, losses, W, strength),
        "arguments untouched": lambda: arguments_after_call(candidate, arguments),
        "strength of 0": lambda: call(candidate, losses, W, 0.0),
        "losses of 0": lambda: call(candidate, np.zeros(N), square_W, strength),
    }


def loss_quiz(candidate: Any, rng: np.random.Generator) -> Outcomes:
    return {key: lambda key=key: candidate[key] for key in LOSS_QUIZ}  # type: ignore[misc]


def slide_erratum(candidate: Any, rng: np.random.Generator) -> Outcomes:
    return {key: lambda key=key: candidate[key] for key in SLIDE_ERRATUM}  # type: ignore[misc]


def every_label(rng: np.random.Generator, count: int) -> NDArray[np.intp]:
    """Labels 0 … C − 1 in random order; those that fit twice occur twice."""
    return rng.permutation(np.arange(count) % C)


def scores_off_the_kinks(rng: np.random.Generator, labels: NDArray[np.intp]) -> NDArray[np.float64]:
    """Scores for which no difference comes within 0.1 of a multiple of a half.

    Every score is near a multiple of a half, and the label's own a quarter further.
    """
    halves = rng.integers(-6, 7, size=(len(labels), C)) / 2
    noise = rng.uniform(-0.05, 0.05, size=(len(labels), C))
    scores: NDArray[np.float64] = halves + noise
    scores[np.arange(len(labels)), labels] += 0.25
    return scores


def large_scores(rng: np.random.Generator) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Scores near ±1000, and labels of which one has a far lower score than its rivals."""
    signs = np.array(
        [
            [1, 1, 1, 1, 1],
            [-1, -1, -1, -1, -1],
            [1, -1, -1, 1, -1],
            [-1, 1, -1, -1, -1],
        ]
    )
    labels = np.array([2, 4, 3, 0])
    order = rng.permutation(C)
    scores = 1000.0 * signs + rng.normal(size=signs.shape)
    return scores[:, order], np.argsort(order)[labels]


def losses_of_certain_predictions(candidate: Any) -> Any:
    """Where the losses lie for predictions of 0 and 1: in words, as clipping decides the number."""
    losses = candidate(np.array([0.0, 0.0, 1.0, 1.0]), np.array([0, 1, 0, 1]))
    if losses is None:
        return None
    losses = np.asarray(losses, dtype=np.float64)
    return np.select(
        [~np.isfinite(losses), np.abs(losses) < 1e-6, losses > 10],
        ["not finite", "near 0", "above 10"],
        default="neither near 0 nor above 10",
    )
