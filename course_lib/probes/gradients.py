"""Probes of assignment 02_gradients: slopes by small steps and slopes by formula.

Those of the walks downhill are in `gradients_descent`. Sizes are those of assignment 01: N = 7
examples, C = 5 classes, D = 3 features. Steps h are large, so that a formula shows its error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_lib.probes import Outcomes, arguments_after_call, call
from course_lib.probes.loss_functions import (
    MARGIN,
    C,
    D,
    N,
    every_label,
    large_scores,
    scores_off_the_kinks,
)

FAST = 300.0
"""Frequency of a wave for which central differences with h of 1e-5 are visibly not exact."""

BESIDE_THE_KINK = 1e-3


def forward_difference(candidate: Any, rng: np.random.Generator) -> Outcomes:
    points, h = rng.uniform(-2, 2, size=4), float(rng.uniform(0.2, 0.5))
    f = wave(rng, 1.5)
    return {
        "with h given": lambda: at_each(points, lambda x: candidate(f, x, h)),
        "with h left out": lambda: at_each(points, lambda x: candidate(f, x)),
    }


def central_difference(candidate: Any, rng: np.random.Generator) -> Outcomes:
    points, h = rng.uniform(-2, 2, size=4), float(rng.uniform(0.2, 0.5))
    f, fast = wave(rng, 1.5), wave(rng, FAST)
    return {
        "with h given": lambda: at_each(points, lambda x: candidate(f, x, h)),
        "with h left out": lambda: at_each(points, lambda x: candidate(fast, x)),
    }


def numerical_gradient(candidate: Any, rng: np.random.Generator) -> Outcomes:
    vector, matrix = rng.normal(size=4), rng.normal(size=(2, 3))
    three_axes = rng.normal(size=(2, 1, 3))
    whole = rng.permutation(np.array([-3, 1, 2, 4]))
    of_vector, of_matrix = landscape(rng, (4,)), landscape(rng, (2, 3))
    of_three_axes, of_whole = landscape(rng, (2, 1, 3)), landscape(rng, (4,))
    return {
        "a vector": lambda: call(candidate, of_vector, vector),
        "a matrix, with h given": lambda: call(candidate, of_matrix, matrix, 0.1),
        "an array with three axes": lambda: call(candidate, of_three_axes, three_axes),
        "whole numbers": lambda: call(candidate, of_whole, whole),
        "arguments untouched": lambda: arguments_after_call(
            candidate, {"f": of_vector, "x": vector}
        ),
    }


def quartic_derivative(candidate: Any, rng: np.random.Generator) -> Outcomes:
    points, grid = rng.uniform(-2.5, 2.5, size=N), rng.uniform(-2.5, 2.5, size=(D, C))
    number = float(rng.uniform(1, 2))
    return {
        "an array": lambda: call(candidate, points),
        "a single number": lambda: at_each([number, -number], candidate),
        # where a difference of two large numbers has no digits left
        "x of ±1000000": lambda: call(candidate, np.array([1e6, -1e6])),
        "arguments untouched": lambda: arguments_after_call(candidate, {"x": grid}),
    }


def relative_error(candidate: Any, rng: np.random.Generator) -> Outcomes:
    a, b = rng.normal(size=N), rng.normal(scale=3.0, size=N)
    A, B = rng.normal(size=(D, C)), rng.normal(scale=2.0, size=(D, C))
    one, zeros = rng.normal(size=D), np.zeros(D)
    return {
        "vectors": lambda: each([candidate(a.copy(), b.copy()), candidate(b.copy(), a.copy())]),
        "matrices": lambda: call(candidate, A, B),
        "zeros": lambda: each([candidate(zeros.copy(), zeros.copy()), candidate(zeros, one)]),
        "small numbers": lambda: call(candidate, 1e-10 * a, 1e-10 * b),
    }


def svm_gradient(candidate: Any, rng: np.random.Generator) -> Outcomes:
    labels = every_label(rng, N)
    scores = scores_off_the_kinks(rng, labels)
    tied_labels = every_label(rng, N)
    tied = rng.integers(-2, 3, size=(N, C)).astype(float)
    square_labels = every_label(rng, C)
    square_scores = scores_off_the_kinks(rng, square_labels)
    arguments = {"scores": scores, "labels": labels}
    return {
        "values": lambda: call(candidate, scores, labels),
        "margin other than 1": lambda: call(candidate, scores, labels, MARGIN),
        "on the kinks": lambda: either_side_of_the_kinks(candidate, tied, tied_labels),
        "arguments untouched": lambda: arguments_after_call(candidate, arguments),
        "square": lambda: call(candidate, square_scores, square_labels),
    }


def cross_entropy_gradient(candidate: Any, rng: np.random.Generator) -> Outcomes:
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


def weights_gradient(candidate: Any, rng: np.random.Generator) -> Outcomes:
    X, upstream, W = rng.normal(size=(N, D)), rng.normal(size=(N, C)), rng.normal(size=(D, C))
    strength = float(rng.uniform(0.2, 0.8))
    squares = [rng.normal(size=(4, 4)) for _ in range(3)]
    arguments = {"X": X, "scores_gradient": upstream, "W": W, "strength": strength}
    return {
        "values": lambda: call(candidate, X, upstream, W, strength),
        "arguments untouched": lambda: arguments_after_call(candidate, arguments),
        "strength of 0": lambda: call(candidate, X, upstream, W, 0.0),
        "square": lambda: call(candidate, *squares, strength),
    }


def at_each(points: Iterable[float], slope: Callable[[float], Any]) -> list[Any] | None:
    """What `slope` gives at every point; None where it gives nothing."""
    return each([slope(float(point)) for point in points])


def each(results: list[Any]) -> list[Any] | None:
    """Results of several calls as one; None where a call returned nothing."""
    return None if any(result is None for result in results) else results


def wave(rng: np.random.Generator, frequency: float) -> Callable[[Any], Any]:
    """A wave on a parabola, whose slope is different at every point."""
    height, shift = float(rng.uniform(1, 2)), float(rng.uniform(0, 1))

    def f(x: Any) -> Any:
        return height * np.sin(frequency * x + shift) + x * x

    return f


def landscape(rng: np.random.Generator, shape: tuple[int, ...]) -> Callable[[Any], float]:
    """A function of an array in which every entry has a part of its own and all are coupled."""
    scales = rng.uniform(0.5, 1.5, size=shape)

    def f(x: Any) -> float:
        return float(np.sum(np.exp(scales * x)) + np.sum(scales * x) ** 2)

    return f


def either_side_of_the_kinks(
    candidate: Any, scores: NDArray[np.float64], labels: NDArray[np.intp]
) -> Any:
    """The gradient where scores are tied, each entry moved to the upper end of what is allowed.

    The gradients just beside the kinks are the candidate's own. An entry between the two counts
    as the larger; one outside stays as it is.
    """
    own = np.arange(C) == labels[:, np.newaxis]
    gradients = [
        candidate(scores + shift * own, labels.copy())
        for shift in (0.0, BESIDE_THE_KINK, -BESIDE_THE_KINK)
    ]
    if each(gradients) is None:
        return None
    on, right, left = (np.asarray(gradient, dtype=np.float64) for gradient in gradients)
    if not on.shape == left.shape == right.shape:
        return on
    low, high = np.minimum(left, right), np.maximum(left, right)
    between = (on >= low - 1e-9) & (on <= high + 1e-9)
    return np.where(between, high, on)
