"""Which way is downhill: slopes by small steps, and the same slopes by formula.

References of assignment 02. Rows are examples, as in `course_lib.losses`; gradients point uphill
(+∇) and have the shape of what they are taken by. Gradients of losses belong to the mean over
the examples. No function changes its arguments.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from course_lib.losses import FloatArray, class_labels, matrix, softmax

Function = Callable[[float], float]


def forward_difference(f: Function, x: float, h: float = 1e-4) -> float:
    """The slope of the secant from x to x + h.

    Formula: (f(x + h) − f(x)) / h. Its error is about h f″(x) / 2, plus rounding of about ε / h.
    Errors: ValueError unless h is above 0.
    Source: the definition of the derivative, before its limit is taken.
    """
    _require_step(h)
    return float((f(x + h) - f(x)) / h)


def central_difference(f: Function, x: float, h: float = 1e-5) -> float:
    """The slope of the secant from x − h to x + h.

    Formula: (f(x + h) − f(x − h)) / 2h. Its error is about h² f‴(x) / 6, plus rounding.
    Errors: ValueError unless h is above 0.
    Source: Taylor's series to both sides; the even terms cancel.
    """
    _require_step(h)
    return float((f(x + h) - f(x - h)) / (2 * h))


def numerical_gradient(
    f: Callable[[FloatArray], float], x: ArrayLike, h: float = 1e-5
) -> FloatArray:
    """The central difference along every coordinate: two evaluations of f for each.

    Formula: (f(x + h e_i) − f(x − h e_i)) / 2h for each coordinate i.
    Shapes: x of any shape, whole numbers too → a float array of x's shape. f gets copies.
    Errors: ValueError unless h is above 0.
    Source: as `central_difference`, with all other coordinates held still.
    """
    _require_step(h)
    centre = np.array(x, dtype=np.float64)  # whole numbers could not hold x + h
    gradient = np.zeros_like(centre)
    for index in np.ndindex(centre.shape):
        above, below = centre.copy(), centre.copy()
        above[index] += h
        below[index] -= h
        gradient[index] = (f(above) - f(below)) / (2 * h)
    return gradient


def quartic_derivative(x: ArrayLike) -> FloatArray:
    """The derivative of `course_lib.landscapes.quartic`, f(x) = 0.5x⁴ − 2x² + x + 5.

    Formula: f′(x) = 2x³ − 4x + 1.
    Shapes: x of any shape → the same.
    Source: the power rule, term by term.
    """
    x = np.asarray(x, dtype=np.float64)
    return np.asarray(2 * x**3 - 4 * x + 1)


def svm_gradient(scores: ArrayLike, labels: ArrayLike, margin: float = 1.0) -> FloatArray:
    """How the mean SVM loss changes with every score.

    Formula: 1/N for every rival j with s_j − s_y + margin > 0; for the true class y, minus the
    sum of its row. On a kink a rival counts as keeping its margin.
    Shapes: scores (N, C), labels (N,) → (N, C).
    Errors: ValueError if a shape or a label does not fit.
    Source: the derivative of `course_lib.losses.svm_losses`, piece by piece.
    """
    scores = matrix("scores", scores, "(N, C)")
    labels = class_labels(labels, scores)
    rows = np.arange(scores.shape[0])
    own = scores[rows, labels].reshape(-1, 1)
    gradient = np.where(scores - own + margin > 0, 1.0, 0.0)
    gradient[rows, labels] = 0.0
    gradient[rows, labels] = -gradient.sum(axis=1)  # the true class lowers every violated margin
    return gradient / len(scores)


def cross_entropy_gradient(scores: ArrayLike, labels: ArrayLike) -> FloatArray:
    """How the mean softmax loss changes with every score.

    Formula: (p − 1[j = y]) / N, with p the softmax of the scores. Every row sums to 0.
    Shapes: scores (N, C), labels (N,) → (N, C).
    Errors: ValueError if a shape or a label does not fit.
    Source: the derivative of `course_lib.losses.cross_entropy_losses`.
    """
    scores = matrix("scores", scores, "(N, C)")
    labels = class_labels(labels, scores)
    gradient = softmax(scores)
    gradient[np.arange(len(scores)), labels] -= 1.0
    return gradient / len(scores)


def weights_gradient(
    X: ArrayLike, scores_gradient: ArrayLike, W: ArrayLike, strength: float
) -> FloatArray:
    """The gradient by the scores carried on to the weights, with the penalty's part.

    Formula: Xᵀ G + 2 · strength · W, where G is the gradient by the scores X W.
    Shapes: X (N, D), scores_gradient (N, C), W (D, C) → (D, C).
    Errors: ValueError if the shapes do not fit.
    Source: the chain rule for a matrix product; d(Σ W²)/dW = 2W.
    """
    X = matrix("X", X, "(N, D)")
    upstream = matrix("scores_gradient", scores_gradient, "(N, C)")
    W = matrix("W", W, "(D, C)")
    if len(upstream) != len(X):
        raise ValueError(
            f"scores_gradient has shape {upstream.shape}; wanted ({len(X)}, C), as X is {X.shape}"
        )
    if W.shape != (X.shape[1], upstream.shape[1]):
        raise ValueError(
            f"W has shape {W.shape}; wanted {(X.shape[1], upstream.shape[1])}, as X is {X.shape} "
            f"and scores_gradient {upstream.shape}"
        )
    return X.T @ upstream + 2 * strength * W


def relative_error(a: ArrayLike, b: ArrayLike) -> float:
    """How far apart two arrays are, measured by the larger of them.

    Formula: ‖a − b‖ / max(‖a‖, ‖b‖), each norm over all entries; 0 for two zeros.
    Shapes: a and b of one shape → a number from 0 to 2.
    Errors: ValueError if the shapes differ.
    Source: the usual measure of a gradient check, norm-wise.
    """
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if a.shape != b.shape:
        raise ValueError(f"b has shape {b.shape}; wanted {a.shape}, the shape of a")
    larger = max(_norm(a), _norm(b))
    return _norm(a - b) / larger if larger > 0 else 0.0


def _norm(array: FloatArray) -> float:
    return float(np.linalg.norm(array.ravel()))


def _require_step(h: float) -> None:
    if not h > 0:
        raise ValueError(f"h is {h}; wanted a number above 0")
