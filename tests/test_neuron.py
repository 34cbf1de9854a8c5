"""The reference neuron has the properties that the curriculum promises."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_lib import datasets, neuron
from course_lib.gradients import numerical_gradient
from course_lib.losses import binary_cross_entropy

FLOWERS = datasets.iris()
X_FLOWERS = np.column_stack([FLOWERS.features[:, :2], np.ones(150)])
IS_SETOSA = (FLOWERS.labels == 0).astype(int)
XOR = datasets.xor()


@st.composite
def problems(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """theta (D,), X (N, D), targets (N,)."""
    count, features = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    numbers = st.floats(-1.5, 1.5)  # beyond, differences of a loss near 0 have no digits left
    theta = draw(arrays(np.float64, features, elements=numbers))
    X = draw(arrays(np.float64, (count, features), elements=numbers))
    return theta, X, draw(arrays(np.int64, count, elements=st.integers(0, 1)))


@given(problems())
def test_gradient_is_the_numerical_one(problem: tuple[np.ndarray, ...]) -> None:
    theta, X, targets = problem

    def loss(theta: np.ndarray) -> float:
        return float(binary_cross_entropy(neuron.neuron(X, theta), targets).mean())

    computed = neuron.neuron_gradient(theta, X, targets)
    np.testing.assert_allclose(computed, numerical_gradient(loss, theta), rtol=1e-5, atol=1e-7)


@given(problems())
def test_perceptron_is_the_neuron_rounded(problem: tuple[np.ndarray, ...]) -> None:
    theta, X, _ = problem
    answers = neuron.neuron(X, theta)
    decided = np.abs(answers - 0.5) > 1e-9
    fired = neuron.perceptron(X, theta)
    assert set(fired.tolist()) <= {0, 1}
    np.testing.assert_array_equal(fired[decided], answers[decided] > 0.5)


def test_neuron_is_finite_for_large_sums() -> None:
    with np.errstate(all="raise", under="ignore"):
        assert neuron.neuron([[1000.0], [-1000.0]], [1.0]).tolist() == [1.0, 0.0]


def test_arguments_are_left_alone() -> None:
    X, targets = X_FLOWERS.copy(), IS_SETOSA.copy()
    neuron.train_neuron(X, targets, 0.1, 3)
    np.testing.assert_array_equal(X, X_FLOWERS)
    np.testing.assert_array_equal(targets, IS_SETOSA)


def test_losses_are_those_before_each_step() -> None:
    theta, losses = neuron.train_neuron(X_FLOWERS, IS_SETOSA, 0.1, 5)
    assert losses.shape == (5,)
    assert losses[0] == pytest.approx(np.log(2))
    before, _ = neuron.train_neuron(X_FLOWERS, IS_SETOSA, 0.1, 4)
    last = binary_cross_entropy(neuron.neuron(X_FLOWERS, before), IS_SETOSA).mean()
    assert losses[-1] == pytest.approx(last)
    step = neuron.neuron_gradient(before, X_FLOWERS, IS_SETOSA)
    np.testing.assert_allclose(theta, before - 0.1 * step)


def test_no_steps_leave_the_weights_at_zero() -> None:
    theta, losses = neuron.train_neuron(X_FLOWERS, IS_SETOSA, 0.1, 0)
    assert theta.tolist() == [0, 0, 0]
    assert losses.shape == (0,)


def test_xor_settles_at_log_two_from_any_start() -> None:
    theta, losses = neuron.train_neuron(XOR.features, XOR.labels, 0.5, 100)
    assert losses == pytest.approx(np.full(100, np.log(2)))
    theta = np.array([2.0, -1.0, 0.5])
    for _ in range(3000):
        theta = theta - 0.5 * neuron.neuron_gradient(theta, XOR.features, XOR.labels)
    np.testing.assert_allclose(neuron.neuron(XOR.features, theta), 0.5, atol=1e-9)


def test_no_line_gets_more_than_three_rows_of_xor_right() -> None:
    grid = np.linspace(-2, 2, 21) + 0.01
    weights = np.stack(np.meshgrid(grid, grid, grid), axis=-1).reshape(-1, 3)
    answers = XOR.features @ weights.T > 0
    right = (answers == XOR.labels[:, np.newaxis].astype(bool)).sum(axis=0)
    assert right.max() == 3


WRONG_SHAPES: list[tuple[Callable[[], Any], str]] = [
    (lambda: neuron.perceptron([1.0, 2.0], [1.0]), "X has shape (2,)"),
    (lambda: neuron.neuron([[1.0, 2.0]], [1.0]), "theta has shape (1,); wanted (2,)"),
    (lambda: neuron.neuron_gradient([1.0], [[1.0]], [[1]]), "targets has shape (1, 1)"),
    (lambda: neuron.train_neuron([[1.0]], [1, 0], 0.1, 1), "targets has shape (2,)"),
]


@pytest.mark.parametrize(("call", "message"), WRONG_SHAPES)
def test_a_wrong_shape_is_named(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011 - the message is looked at below
        call()
    assert message in str(raised.value)
