"""Small uses of the functions of assignment 01, among which a counterexample is looked for.

Numbers have two digits at most, so that a student can follow them on paper.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

SHAPES = ((1, 2), (1, 3), (2, 2), (2, 3), (3, 2), (3, 4))
DRAWS = 3
"""Random examples of every shape."""


def linear_scores(rng: np.random.Generator) -> Iterator[str]:
    yield "linear_scores(np.array([[1.0]]), np.array([[2.0]]), np.array([3.0]))"
    for count, features in SHAPES:
        for classes in (1, 2, 3):
            X, W = tenths(rng, (count, features)), tenths(rng, (features, classes))
            b = tenths(rng, (classes,))
            yield f"linear_scores({literal(X)}, {literal(W)}, {literal(b)})"


def svm_losses(rng: np.random.Generator) -> Iterator[str]:
    yield "svm_losses(np.array([[0.0, 3.0]]), np.array([0]))"
    yield "svm_losses(np.array([[3.0, 0.0]]), np.array([0]))"
    yield "svm_losses(np.array([[0.0, 3.0]]), np.array([0]), 2.0)"
    yield "svm_losses(np.array([[0.5, 0.0]]), np.array([0]), 0.2)"
    for scores, labels in labelled_scores(rng):
        yield f"svm_losses({literal(scores)}, {literal(labels)})"


def softmax(rng: np.random.Generator) -> Iterator[str]:
    yield "softmax(np.array([[0.0, 0.0]]))"
    yield "softmax(np.array([[0.0, 1.0]]))"
    for scores, _ in labelled_scores(rng):
        yield f"softmax({literal(scores)})"
    yield "softmax(np.array([[1000.0, 0.0]]))"
    yield "softmax(np.array([[1000.0, 1000.0]]))"
    yield "softmax(np.array([[-1000.0, -1000.0]]))"
    yield "softmax(np.array([[1000.0, 1000.0], [-1000.0, -1000.0]]))"


def cross_entropy_losses(rng: np.random.Generator) -> Iterator[str]:
    yield "cross_entropy_losses(np.array([[0.0, 0.0]]), np.array([0]))"
    yield "cross_entropy_losses(np.array([[0.0, 1.0]]), np.array([0]))"
    for scores, labels in labelled_scores(rng):
        yield f"cross_entropy_losses({literal(scores)}, {literal(labels)})"
    yield "cross_entropy_losses(np.array([[1000.0, 0.0]]), np.array([0]))"
    yield "cross_entropy_losses(np.array([[1000.0, 0.0]]), np.array([1]))"
    yield "cross_entropy_losses(np.array([[-1000.0, -1000.0]]), np.array([0]))"


def binary_cross_entropy(rng: np.random.Generator) -> Iterator[str]:
    for prediction in (0.5, 0.9, 0.1):
        for target in (1, 0):
            yield f"binary_cross_entropy(np.array([{prediction}]), np.array([{target}]))"
    for count in (2, 2, 2, 3, 3, 3, 4, 4):
        predictions = rng.integers(1, 10, size=count) / 10
        targets = rng.integers(0, 2, size=count)
        yield f"binary_cross_entropy({literal(predictions)}, {literal(targets)})"
    for certain in (1, 0):
        call = f"binary_cross_entropy(np.array([{certain}.0]), np.array([{{}}]))"
        yield f"{call.format(certain)} < 1e-6"
        yield f"{call.format(1 - certain)} > 10"


def full_loss(rng: np.random.Generator) -> Iterator[str]:
    yield "full_loss(np.array([1.0]), np.array([[0.0]]), 0.5)"
    yield "full_loss(np.array([1.0]), np.array([[2.0]]), 0.0)"
    yield "full_loss(np.array([1.0]), np.array([[2.0]]), 0.5)"
    yield "full_loss(np.array([1.0, 3.0]), np.array([[0.0]]), 0.5)"
    for count in (1, 2, 3):
        for shape in SHAPES:
            losses, W = abs(tenths(rng, (count,))), tenths(rng, shape)
            yield f"full_loss({literal(losses)}, {literal(W)}, {rng.integers(1, 10) / 10})"


def labelled_scores(
    rng: np.random.Generator,
) -> Iterator[tuple[NDArray[np.float64], NDArray[np.int64]]]:
    """Scores and labels, a few of every shape, smallest first."""
    for count, classes in SHAPES:
        for _ in range(DRAWS):
            yield tenths(rng, (count, classes)), rng.integers(0, classes, size=count)


def tenths(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Numbers from −4 to 4 with one decimal, none of them 0."""
    numbers: NDArray[np.float64] = rng.integers(1, 41, size=shape) / 10
    return numbers * rng.choice([-1.0, 1.0], size=shape)


def literal(array: NDArray[np.float64] | NDArray[np.int64]) -> str:
    """The array as a student would type it."""
    return f"np.array({array.tolist()})"
