"""One neuron: a step or a sigmoid of a weighted sum, and how it learns.

The first half of assignment 05's references. Rows are examples: `X` is (N, D), `theta` is (D,),
`targets` is (N,) of 0 or 1. There is no separate bias: a column of ones in `X` stands for it.
No function changes its arguments.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_lib.layers import sigmoid
from course_lib.losses import FloatArray, binary_cross_entropy, matrix


def perceptron(X: ArrayLike, theta: ArrayLike) -> NDArray[np.intp]:
    """The answer of a neuron that fires or does not.

    Formula: 1 where θᵀx > 0, else 0.
    Shapes: X (N, D), theta (D,) → (N,) of 0 or 1.
    Errors: ValueError if the shapes do not fit.
    Source: Rosenblatt, "The perceptron", Psychological Review 65, 1958.
    """
    X, theta = _inputs_and_weights(X, theta)
    return (X @ theta > 0).astype(np.intp)


def neuron(X: ArrayLike, theta: ArrayLike) -> FloatArray:
    """The answer of a neuron with a sigmoid: how probable 1 seems to it.

    Formula: σ(θᵀx) = 1 / (1 + exp(−θᵀx)).
    Shapes: X (N, D), theta (D,) → (N,).
    Errors: ValueError if the shapes do not fit.
    Source: logistic regression, Cox, Journal of the Royal Statistical Society B 20, 1958.
    """
    X, theta = _inputs_and_weights(X, theta)
    return sigmoid(X @ theta)


def neuron_gradient(theta: ArrayLike, X: ArrayLike, targets: ArrayLike) -> FloatArray:
    """The gradient of the mean binary cross-entropy by the weights: +∇, uphill.

    Formula: (1/N) Σ_i (y_i − t_i) x_i with y = σ(θᵀx). The sigmoid's slope y(1 − y) cancels
    against the denominator of the loss's own derivative.
    Shapes: theta (D,), X (N, D), targets (N,) → (D,).
    Errors: ValueError if a shape does not fit or there are no examples.
    Source: the chain rule of notebook 04, with one layer.
    """
    X, theta = _inputs_and_weights(X, theta)
    targets = _targets(targets, X)
    return X.T @ (sigmoid(X @ theta) - targets) / len(X)


def train_neuron(
    X: ArrayLike, targets: ArrayLike, learning_rate: float, steps: int
) -> tuple[FloatArray, FloatArray]:
    """A neuron trained by gradient descent on all examples at once, from weights of 0.

    Formula: θ ← θ − learning_rate · ∇, `steps` times.
    Shapes: X (N, D), targets (N,) → theta (D,), losses (steps,): the mean loss before each step.
    Errors: ValueError if a shape does not fit or there are no examples.
    Source: as `neuron_gradient`.
    """
    X = matrix("X", X, "(N, D)")
    targets = _targets(targets, X)
    theta = np.zeros(X.shape[1])
    losses = np.empty(steps)
    for step in range(steps):
        losses[step] = binary_cross_entropy(neuron(X, theta), targets).mean()
        theta = theta - learning_rate * neuron_gradient(theta, X, targets)
    return theta, losses


def _inputs_and_weights(X: ArrayLike, theta: ArrayLike) -> tuple[FloatArray, FloatArray]:
    X = matrix("X", X, "(N, D)")
    theta = np.asarray(theta, dtype=np.float64)
    if theta.shape != (X.shape[1],):
        raise ValueError(
            f"theta has shape {theta.shape}; wanted ({X.shape[1]},), as X is {X.shape}"
        )
    return X, theta


def _targets(targets: ArrayLike, X: FloatArray) -> FloatArray:
    targets = np.asarray(targets, dtype=np.float64)
    if targets.shape != (len(X),) or len(X) == 0:
        raise ValueError(
            f"targets has shape {targets.shape}; wanted ({len(X)},) with at least one example, "
            f"as X is {X.shape}"
        )
    return targets
