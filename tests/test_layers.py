"""The references of assignment 04: gradients against numerical ones, shapes, errors, numbers."""

from __future__ import annotations

from typing import Any

import hypothesis.extra.numpy as arrays
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.gradients import numerical_gradient, relative_error
from course_lib.layers import (
    LinearSigmoidLayer,
    TwoLayerNet,
    binary_cross_entropy_gradient,
    overfit_one_example,
    sigmoid,
)
from course_lib.losses import binary_cross_entropy

X = np.array([[5.0, 3.0]])
W = np.array([[1.0, -1.0, 3.0], [2.0, 2.0, -1.0]])
V = np.array([0.1, 0.5, -0.1])

sizes = st.integers(1, 5)
seeds = st.integers(0, 2**32 - 1)
numbers = st.floats(-1000, 1000)


@given(arrays.arrays(np.float64, arrays.array_shapes(max_dims=3, max_side=4), elements=numbers))
def test_sigmoid_is_a_probability_and_its_mirror_image_the_rest(z: np.ndarray) -> None:
    y = sigmoid(z)
    assert y.shape == z.shape
    assert np.all((y >= 0) & (y <= 1))
    assert y + sigmoid(-z) == pytest.approx(1.0)


@given(st.floats(-30, 30), st.floats(0.01, 5))
def test_sigmoid_grows(z: float, more: float) -> None:
    assert sigmoid(z + more) > sigmoid(z)


def test_sigmoid_is_exact_far_out_and_keeps_small_values() -> None:
    assert sigmoid([-1000.0, 1000.0]).tolist() == [0.0, 1.0]
    assert sigmoid(-40) == pytest.approx(np.exp(-40.0))
    assert sigmoid(np.array([0, 1])).dtype == np.float64
    with np.errstate(all="raise"):
        sigmoid([-700.0, 700.0])


@settings(deadline=None)
@given(sizes, sizes, sizes, seeds)
def test_layer_gradients_are_the_numerical_ones(
    count: int, inputs: int, neurons: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    weights, x = rng.normal(size=(inputs, neurons)), rng.normal(size=(count, inputs))
    upstream = rng.normal(size=(count, neurons))
    layer = LinearSigmoidLayer(weights)
    layer.forward(x)
    dx = layer.backward(upstream)

    def total(weights: np.ndarray, x: np.ndarray) -> float:
        return float(np.sum(upstream * LinearSigmoidLayer(weights).forward(x)))

    by_weights = numerical_gradient(lambda moved: total(moved, x), weights)
    by_x = numerical_gradient(lambda moved: total(weights, moved), x)
    assert relative_error(layer.W_gradient, by_weights) < 1e-6
    assert relative_error(dx, by_x) < 1e-6


@settings(deadline=None)
@given(sizes, sizes, sizes, seeds)
def test_net_gradients_are_the_numerical_ones(
    count: int, inputs: int, neurons: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    first, second = rng.normal(size=(inputs, neurons)), rng.normal(size=(neurons, 1))
    x, targets = rng.normal(size=(count, inputs)), rng.integers(0, 2, size=count)
    net = TwoLayerNet(first, second)
    net.loss(x, targets)
    dx = net.backward()

    def loss(first: np.ndarray, second: np.ndarray, x: np.ndarray) -> float:
        return TwoLayerNet(first, second).loss(x, targets)

    for gradient, numerical in (
        (net.hidden.W_gradient, numerical_gradient(lambda moved: loss(moved, second, x), first)),
        (net.output.W_gradient, numerical_gradient(lambda moved: loss(first, moved, x), second)),
        (dx, numerical_gradient(lambda moved: loss(first, second, moved), x)),
    ):
        assert np.linalg.norm(gradient - numerical) <= 1e-9 + 1e-6 * np.linalg.norm(numerical)


@given(sizes, seeds)
def test_loss_gradient_is_the_numerical_one(count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    predictions, targets = rng.uniform(0.1, 0.9, size=count), rng.integers(0, 2, size=count)

    def mean(predictions: np.ndarray) -> float:
        return float(binary_cross_entropy(predictions, targets).mean())

    numerical = numerical_gradient(mean, predictions)
    gradient = binary_cross_entropy_gradient(predictions, targets)
    assert relative_error(gradient, numerical) < 1e-6
    column = binary_cross_entropy_gradient(predictions[:, np.newaxis], targets[:, np.newaxis])
    assert column[:, 0].tolist() == gradient.tolist()


def test_loss_gradient_is_finite_at_both_ends() -> None:
    gradient = binary_cross_entropy_gradient([0.0, 0.0, 1.0, 1.0], [0, 1, 0, 1])
    assert np.all(np.isfinite(gradient))
    assert gradient * 4 == pytest.approx([1.0, -1e12, 1e12, -1.0], rel=1e-3)


def test_a_batch_is_the_mean_of_its_examples() -> None:
    rng = np.random.default_rng(1)
    x, targets = rng.normal(size=(6, 2)), rng.integers(0, 2, size=6)
    net = TwoLayerNet(W, V)
    loss = net.loss(x, targets)
    net.backward()
    whole = net.hidden.W_gradient
    losses, gradients = [], []
    for row, target in zip(x, targets, strict=True):
        losses.append(net.loss(row[np.newaxis], [target]))
        net.backward()
        gradients.append(net.hidden.W_gradient)
    assert loss == pytest.approx(np.mean(losses))
    assert np.mean(gradients, axis=0) == pytest.approx(whole)


def test_targets_and_output_weights_may_be_vectors_or_columns() -> None:
    x, targets = np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([1, 0])
    nets = [TwoLayerNet(W, V), TwoLayerNet(W, V[:, np.newaxis])]
    assert nets[0].loss(x, targets) == nets[1].loss(x, targets[:, np.newaxis])
    assert nets[0].backward().tolist() == nets[1].backward().tolist()
    assert nets[0].output.W.shape == (3, 1)


def test_a_layer_keeps_its_own_weights_and_what_it_saw() -> None:
    given_W, x = W.copy(), X.copy()
    layer = LinearSigmoidLayer(given_W)
    layer.forward(x)
    given_W += 1
    x += 1
    layer.backward(np.ones((1, 3)))
    assert layer.W.tolist() == W.tolist()
    assert layer.W_gradient[0].tolist() != layer.W_gradient[1].tolist()
    assert layer.W_gradient[0] / layer.W_gradient[1] == pytest.approx(5 / 3)


def test_step_moves_both_layers_against_their_gradients() -> None:
    net = TwoLayerNet(W, V)
    net.loss(X, [1])
    net.backward()
    net.step(0.1)
    assert pytest.approx(W - 0.1 * net.hidden.W_gradient) == net.hidden.W
    assert net.output.W[:, 0] == pytest.approx(V - 0.1 * net.output.W_gradient[:, 0])
    assert net.loss(X, [1]) < TwoLayerNet(W, V).loss(X, [1])


@pytest.mark.parametrize("target", [0, 1])
def test_one_example_is_learned_by_heart(target: int) -> None:
    losses = overfit_one_example(TwoLayerNet(W, V), X, target, 0.5, 300)
    assert losses.shape == (300,)
    assert np.all(np.diff(losses) < 0)
    assert losses[-1] < 0.01


@pytest.mark.parametrize(
    ("wrong", "error", "names"),
    [
        (lambda: LinearSigmoidLayer(V), ValueError, ["W", r"\(3,\)", r"\(in, out\)"]),
        (lambda: LinearSigmoidLayer(W).forward(np.ones((4, 3))), ValueError, ["x", r"\(4, 3\)"]),
        (lambda: LinearSigmoidLayer(W).backward(np.ones((1, 3))), RuntimeError, ["forward"]),
        (lambda: TwoLayerNet(W, np.ones(2)), ValueError, ["V", r"\(2,\)", r"\(3, 1\)"]),
        (lambda: TwoLayerNet(W, V).loss(X, [1, 0]), ValueError, ["targets", r"\(2,\)"]),
        (lambda: TwoLayerNet(W, V).loss(X, [0.5]), ValueError, ["targets", "0 or 1"]),
        (lambda: TwoLayerNet(W, V).backward(), RuntimeError, ["loss"]),
        (
            lambda: binary_cross_entropy_gradient([0.5], [[1]]),
            ValueError,
            ["targets", r"\(1, 1\)", r"\(1,\)"],
        ),
        (lambda: binary_cross_entropy_gradient([1.5], [1]), ValueError, ["predictions", "0 to 1"]),
        (lambda: binary_cross_entropy_gradient([0.5], [2]), ValueError, ["targets", "0 or 1"]),
        (
            lambda: overfit_one_example(TwoLayerNet(W, V), np.ones((2, 2)), 1, 0.1, 3),
            ValueError,
            ["x", r"\(2, 2\)", r"\(1, 2\)"],
        ),
        (
            lambda: overfit_one_example(TwoLayerNet(W, V), X, 1, 0.1, -1),
            ValueError,
            ["steps", "-1"],
        ),
    ],
)
def test_bad_input_is_named(wrong: Any, error: type[Exception], names: list[str]) -> None:
    for name in names:
        with pytest.raises(error, match=name):
            wrong()


def test_upstream_of_the_wrong_shape_is_named() -> None:
    layer = LinearSigmoidLayer(W)
    layer.forward(X)
    with pytest.raises(ValueError, match=r"upstream has shape \(3,\); wanted \(1, 3\)"):
        layer.backward(np.ones(3))
