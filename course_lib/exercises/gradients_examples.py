"""Small uses of the difference and gradient functions of assignment 02, for counterexamples.

Slopes are far from 0, so that rounding never decides.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from course_lib.exercises.loss_functions_examples import (
    SHAPES,
    labelled_scores,
    literal,
    tenths,
)

FUNCTIONS = ("lambda x: 3 * x", "lambda x: x**2", "lambda x: x**3", "lambda x: np.exp(x)")


def forward_difference(rng: np.random.Generator) -> Iterator[str]:
    yield from _differences("forward_difference")


def central_difference(rng: np.random.Generator) -> Iterator[str]:
    yield from _differences("central_difference")


def _differences(name: str) -> Iterator[str]:
    for h in ("1.0", "0.5", "0.1"):
        for function in FUNCTIONS:
            yield f"{name}({function}, 2.0, {h})"
    for function in FUNCTIONS:
        yield f"{name}({function}, 2.0)"
    yield f"{name}(lambda x: x**2, -3.0, 0.5)"
    yield f"{name}(lambda x: x**4, 1.0, 0.5)"


def numerical_gradient(rng: np.random.Generator) -> Iterator[str]:
    name = "numerical_gradient"
    yield f"{name}(lambda x: np.sum(x**2), np.array([3.0]))"
    yield f"{name}(lambda x: np.sum(x**2), np.array([3]))"
    yield f"{name}(lambda x: np.sum(x**2), np.array([1.0, 2.0]))"
    yield f"{name}(lambda x: x[0] * x[1], np.array([3.0, 5.0]))"
    yield f"{name}(lambda x: x[0] * x[1], np.array([3, 5]))"
    yield f"{name}(lambda x: np.sum(x**3), np.array([1.0, 2.0]), 0.5)"
    yield f"{name}(lambda x: np.prod(x), np.array([1.0, 2.0, 3.0]))"
    yield f"{name}(lambda x: np.sum(x**2), np.array([[1.0, 2.0], [3.0, 4.0]]))"
    yield f"{name}(lambda x: x[0, 0] * x[1, 0] + 7 * x[0, 1], np.array([[1.0, 2.0], [3.0, 4.0]]))"
    yield f"{name}(lambda x: np.sum(x**2), np.ones((1, 2, 2)))"
    for shape in SHAPES:
        yield f"{name}(lambda x: np.sum(x**2), {literal(tenths(rng, shape))})"
        yield f"{name}(lambda x: np.sum(x) ** 2, {literal(abs(tenths(rng, shape)))})"


def quartic_derivative(rng: np.random.Generator) -> Iterator[str]:
    for x in ("0.0", "1.0", "2.0", "-1.0", "-2.0", "1.5", "0.5", "-0.5", "3.0", "1000000.0"):
        yield f"quartic_derivative({x})"
    for count in (1, 2, 2, 3, 3, 4):
        yield f"quartic_derivative({literal(tenths(rng, (count,)))})"
    yield "quartic_derivative(np.array([[0.0, 1.0], [2.0, 3.0]]))"


def relative_error(rng: np.random.Generator) -> Iterator[str]:
    for a, b in (("1.0", "2.0"), ("2.0", "1.0"), ("1.0", "-1.0"), ("3.0, 4.0", "0.0, 4.0")):
        yield f"relative_error(np.array([{a}]), np.array([{b}]))"
    yield "relative_error(np.zeros(2), np.zeros(2))"
    yield "relative_error(np.zeros(2), np.ones(2))"
    for shape in ((1,), (2,), (2,), (3,), (3,), (2, 2), (2, 2), (2, 3), (2, 3)):
        one, other = tenths(rng, shape), tenths(rng, shape)
        yield f"relative_error({literal(one)}, {literal(other)})"
    yield "relative_error(np.array([1e-9]), np.array([2e-9]))"


def svm_gradient(rng: np.random.Generator) -> Iterator[str]:
    yield "svm_gradient(np.array([[0.0, 3.0]]), np.array([0]))"
    yield "svm_gradient(np.array([[3.0, 0.0]]), np.array([0]))"
    yield "svm_gradient(np.array([[0.0, 3.0, 3.0]]), np.array([0]))"
    yield "svm_gradient(np.array([[0.5, 0.0]]), np.array([0]), 0.2)"
    yield "svm_gradient(np.array([[3.0, 0.0]]), np.array([0]), 5.0)"
    for scores, labels in labelled_scores(rng):
        # no two scores are a margin of 1 apart: what holds on a kink is a matter of taste
        distinct = (scores + 0.03 * np.arange(scores.shape[1])).round(2)
        yield f"svm_gradient({literal(distinct)}, {literal(labels)})"


def cross_entropy_gradient(rng: np.random.Generator) -> Iterator[str]:
    yield "cross_entropy_gradient(np.array([[0.0, 0.0]]), np.array([0]))"
    yield "cross_entropy_gradient(np.array([[0.0, 1.0]]), np.array([0]))"
    for scores, labels in labelled_scores(rng):
        yield f"cross_entropy_gradient({literal(scores)}, {literal(labels)})"
    yield "cross_entropy_gradient(np.array([[1000.0, 0.0]]), np.array([1]))"
    yield "cross_entropy_gradient(np.array([[-1000.0, -1000.0]]), np.array([0]))"


def weights_gradient(rng: np.random.Generator) -> Iterator[str]:
    one = "np.array([[1.0]])"
    yield f"weights_gradient({one}, np.array([[2.0]]), np.array([[3.0]]), 0.0)"
    yield f"weights_gradient({one}, np.array([[0.0]]), np.array([[3.0]]), 0.5)"
    yield f"weights_gradient({one}, np.array([[2.0]]), np.array([[3.0]]), 0.5)"
    for count, features in SHAPES:
        for classes in (1, 2, 3):
            X, G = tenths(rng, (count, features)), tenths(rng, (count, classes))
            W, strength = tenths(rng, (features, classes)), rng.integers(1, 10) / 10
            yield f"weights_gradient({literal(X)}, {literal(G)}, {literal(W)}, {strength})"
