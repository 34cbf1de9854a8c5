"""Walking downhill: with the whole gradient, and with that of a few examples at a time.

References of assignment 02. No function changes its arguments.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_lib.losses import FloatArray

AnyArray = NDArray[np.generic]
LossAndGradient = Callable[[FloatArray, AnyArray, AnyArray], tuple[float, ArrayLike]]


def gradient_descent(
    gradient: Callable[[FloatArray], ArrayLike],
    start: ArrayLike,
    learning_rate: float,
    tolerance: float = 1e-6,
    max_steps: int = 1000,
) -> FloatArray:
    """The path downhill from `start`: every point, the start and the last step included.

    Formula: W ← W − learning_rate · gradient(W), until Σ|ΔW| ≤ tolerance or max_steps are made.
    Shapes: start (D,) → (steps + 1, D); start a number → (steps + 1,).
    Errors: ValueError if gradient returns another shape than it got, or max_steps is below 0.
    Source: Cauchy, "Méthode générale pour la résolution des systèmes d'équations simultanées",
    Comptes rendus 25, 1847.
    """
    if max_steps < 0:
        raise ValueError(f"max_steps is {max_steps}; wanted 0 or more")
    position = np.array(start, dtype=np.float64)
    path = [position]
    for _ in range(max_steps):
        slope = np.asarray(gradient(position.copy()), dtype=np.float64)
        if slope.shape != position.shape:
            raise ValueError(f"gradient returns shape {slope.shape}; wanted {position.shape}")
        step = -learning_rate * slope
        position = position + step  # a new array: those before stay on the path
        path.append(position)
        if np.abs(step).sum() <= tolerance:
            break
    return np.array(path)


def sample_minibatch(
    X: ArrayLike, labels: ArrayLike, size: int, rng: np.random.Generator
) -> tuple[AnyArray, AnyArray]:
    """A random subset of the examples, each at most once, with their labels.

    Shapes: X (N, ...), labels (N,) → (size, ...), (size,).
    Errors: ValueError unless there is a label for each row and size is from 1 to N.
    Source: Robbins and Monro, "A stochastic approximation method", 1951, for single examples.
    """
    X, labels = np.asarray(X), np.asarray(labels)
    if X.ndim == 0 or labels.shape != X.shape[:1]:
        raise ValueError(
            f"labels has shape {labels.shape}; wanted {X.shape[:1]}, as X is {X.shape}"
        )
    if not 1 <= size <= len(X):
        raise ValueError(f"size is {size}; wanted 1 to {len(X)}, as X is {X.shape}")
    chosen = rng.choice(len(X), size=size, replace=False)
    return X[chosen], labels[chosen]


def minibatch_descent(
    gradient: LossAndGradient,
    W: ArrayLike,
    X: ArrayLike,
    labels: ArrayLike,
    learning_rate: float,
    batch_size: int,
    steps: int,
    rng: np.random.Generator,
) -> tuple[FloatArray, FloatArray]:
    """Gradient descent in which every step looks at a random mini-batch only.

    Formula: W ← W − learning_rate · dW, with (loss, dW) = gradient(W, X_b, labels_b).
    Shapes: W of any shape, X (N, ...), labels (N,) → W's shape, (steps,): the loss of every
    mini-batch before its update.
    Errors: ValueError as `sample_minibatch`, or if dW has another shape than W.
    Source: as `sample_minibatch`.
    """
    weights = np.array(W, dtype=np.float64)
    losses = []
    for _ in range(steps):
        loss, slope = gradient(weights.copy(), *sample_minibatch(X, labels, batch_size, rng))
        slope = np.asarray(slope, dtype=np.float64)
        if slope.shape != weights.shape:
            raise ValueError(f"gradient returns dW of shape {slope.shape}; wanted {weights.shape}")
        weights = weights - learning_rate * slope
        losses.append(float(loss))
    return weights, np.array(losses)
