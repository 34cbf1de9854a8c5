"""How wrong is a linear classifier: scores, the losses made of them, and the full objective.

The references of assignment 01. Rows are examples: `X` is (N, D), `W` is (D, C), `scores` is
(N, C), `labels` is (N,) of whole numbers 0 … C − 1. Logarithms are natural, losses are per
example, and no function changes its arguments.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]

PREDICTION_CLIP = 1e-12
"""Predictions are moved this far away from 0 and 1 before their logarithm is taken."""


def linear_scores(X: ArrayLike, W: ArrayLike, b: ArrayLike) -> FloatArray:
    """The score of every class for every example.

    Formula: X W + b, with b added to every row.
    Shapes: X (N, D), W (D, C), b (C,) → (N, C).
    Errors: ValueError if the shapes do not fit.
    Source: any text on linear classifiers; those with examples as columns write s = Wx + b.
    """
    X = matrix("X", X, "(N, D)")
    W = matrix("W", W, "(D, C)")
    b = np.asarray(b, dtype=np.float64)
    if W.shape[0] != X.shape[1]:
        raise ValueError(f"W has shape {W.shape}; wanted ({X.shape[1]}, C), as X is {X.shape}")
    if b.shape != (W.shape[1],):
        raise ValueError(f"b has shape {b.shape}; wanted ({W.shape[1]},), as W is {W.shape}")
    return X @ W + b


def svm_losses(scores: ArrayLike, labels: ArrayLike, margin: float = 1.0) -> FloatArray:
    """The multiclass hinge loss of every example.

    Formula: Σ_{j ≠ y} max(0, s_j − s_y + margin), where y is the example's label.
    Shapes: scores (N, C), labels (N,) → (N,).
    Errors: ValueError if a shape or a label does not fit.
    Source: Weston and Watkins, "Support vector machines for multi-class pattern recognition",
    ESANN 1999.
    """
    scores = matrix("scores", scores, "(N, C)")
    labels = class_labels(labels, scores)
    rows = np.arange(len(scores))
    of_the_label = scores[rows, labels][:, np.newaxis]
    violations = np.maximum(0.0, scores - of_the_label + margin)
    violations[rows, labels] = 0.0  # the true class is no rival of itself
    return violations.sum(axis=1)


def softmax(scores: ArrayLike) -> FloatArray:
    """Scores turned into probabilities: positive, and every row sums to 1.

    Formula: exp(s_j) / Σ_k exp(s_k), after the row's largest score has been subtracted, which
    changes nothing but keeps exp from overflowing.
    Shapes: scores (N, C) → (N, C).
    Errors: ValueError if scores is not a matrix.
    Source: Bridle, "Probabilistic interpretation of feedforward classification network outputs",
    1990.
    """
    scores = matrix("scores", scores, "(N, C)")
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def cross_entropy_losses(scores: ArrayLike, labels: ArrayLike) -> FloatArray:
    """The softmax loss of every example: how improbable the right answer seemed.

    Formula: −log softmax(s)_y = log Σ_k exp(s_k) − s_y. The probability itself is never
    computed: it may round to 0, the difference does not.
    Shapes: scores (N, C), labels (N,) → (N,).
    Errors: ValueError if a shape or a label does not fit.
    Source: the log-sum-exp form of the multinomial log-likelihood.
    """
    scores = matrix("scores", scores, "(N, C)")
    labels = class_labels(labels, scores)
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_of_sum = np.log(np.exp(shifted).sum(axis=1))
    return log_of_sum - shifted[np.arange(len(scores)), labels]


def binary_cross_entropy(predictions: ArrayLike, targets: ArrayLike) -> FloatArray:
    """The loss of every prediction of a yes-or-no question.

    Formula: −(t log y + (1 − t) log(1 − y)), y kept `PREDICTION_CLIP` away from 0 and 1, so that
    a certain prediction costs 1e-12 where it is right and 27.6 where it is wrong.
    Shapes: predictions (N,) from 0 to 1, targets (N,) of 0 or 1 → (N,).
    Errors: ValueError if the shapes differ, or a prediction or a target is out of range.
    Source: the negative log-likelihood of a Bernoulli variable.
    """
    predictions = np.asarray(predictions, dtype=np.float64)
    targets = np.asarray(targets, dtype=np.float64)
    if predictions.ndim != 1:
        raise ValueError(f"predictions has shape {predictions.shape}; wanted (N,)")
    if targets.shape != predictions.shape:
        raise ValueError(f"targets has shape {targets.shape}; wanted {predictions.shape}")
    if not np.all((predictions >= 0) & (predictions <= 1)):
        raise ValueError(f"predictions of shape {predictions.shape} must be from 0 to 1")
    if not np.all((targets == 0) | (targets == 1)):
        raise ValueError(f"targets of shape {targets.shape} must be 0 or 1")
    y = np.clip(predictions, PREDICTION_CLIP, 1 - PREDICTION_CLIP)
    return -(targets * np.log(y) + (1 - targets) * np.log(1 - y))


def full_loss(losses: ArrayLike, W: ArrayLike, strength: float) -> float:
    """What training makes small: the mean loss and a penalty for large weights.

    Formula: (1/N) Σ_i losses_i + strength · Σ W².
    Shapes: losses (N,), W (D, C) → a number.
    Errors: ValueError if a shape does not fit or there are no losses.
    Source: ridge (L2) regularisation, Hoerl and Kennard, Technometrics 12, 1970.
    """
    losses = np.asarray(losses, dtype=np.float64)
    W = matrix("W", W, "(D, C)")
    if losses.ndim != 1 or losses.size == 0:
        raise ValueError(f"losses has shape {losses.shape}; wanted (N,) with N of at least 1")
    return float(losses.mean() + strength * np.sum(W**2))


def matrix(name: str, values: ArrayLike, wanted: str) -> FloatArray:
    """`values` as a float64 array of two dimensions, or a ValueError that names them."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] == 0:
        raise ValueError(f"{name} has shape {array.shape}; wanted {wanted}")
    return array


def class_labels(labels: ArrayLike, scores: FloatArray) -> IntArray:
    """`labels` as whole numbers, one for each row of `scores` and each a column of it."""
    array = np.asarray(labels)
    count, classes = scores.shape
    if array.shape != (count,):
        raise ValueError(f"labels has shape {array.shape}; wanted ({count},), one for each row")
    if array.dtype.kind not in "iu":
        raise ValueError(
            f"labels of shape {array.shape} are {array.dtype}; wanted whole numbers (an int array)"
        )
    if array.size and (array.min() < 0 or array.max() >= classes):
        raise ValueError(
            f"labels of shape {array.shape} run from {array.min()} to {array.max()}; "
            f"wanted 0 to {classes - 1}, as scores is {scores.shape}"
        )
    return array.astype(np.intp)
