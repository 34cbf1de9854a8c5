"""The reference networks have the properties that the curriculum promises."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib import datasets, networks
from course_lib.gradients import numerical_gradient
from course_lib.layers import sigmoid
from course_lib.losses import cross_entropy_losses

XOR = datasets.xor()
Y_XOR = XOR.labels[:, np.newaxis].astype(float)

sizes = st.integers(1, 4)
seeds = st.integers(0, 2**32 - 1)


def random_network(rng: np.random.Generator, inputs: int, hidden: int, classes: int) -> Any:
    return {
        "W1": rng.normal(size=(inputs, hidden)),
        "b1": rng.normal(size=hidden),
        "W2": rng.normal(size=(hidden, classes)),
        "b2": rng.normal(size=classes),
    }


@given(seeds, sizes, sizes, sizes, sizes)
def test_gradients_are_the_numerical_ones(
    seed: int, count: int, inputs: int, hidden: int, classes: int
) -> None:
    rng = np.random.default_rng(seed)
    parameters, X = random_network(rng, inputs, hidden, classes), rng.normal(size=(count, inputs))
    labels, strength = rng.integers(0, classes, size=count), float(rng.uniform(0, 1))
    loss, gradients = networks.loss_and_gradients(parameters, X, labels, strength)
    data = cross_entropy_losses(networks.forward(parameters, X)[0], labels).mean()
    penalty = np.sum(parameters["W1"] ** 2) + np.sum(parameters["W2"] ** 2)
    assert loss == pytest.approx(data + strength * penalty)
    z = X @ parameters["W1"] + parameters["b1"]
    if np.abs(z).min() < 1e-3:
        return  # a kink is near: the two sides' slopes mix
    for name, array in parameters.items():

        def loss_of(changed: np.ndarray, name: str = name) -> float:
            return networks.loss_and_gradients({**parameters, name: changed}, X, labels, strength)[
                0
            ]

        numerical = numerical_gradient(loss_of, array)
        np.testing.assert_allclose(gradients[name], numerical, rtol=1e-4, atol=1e-6)


@given(seeds, sizes, sizes)
def test_xor_step_is_half_the_squares_gradient(seed: int, count: int, hidden: int) -> None:
    rng = np.random.default_rng(seed)
    X, Y = rng.normal(size=(count, 3)), rng.integers(0, 2, size=(count, 1)).astype(float)
    W0, W1 = rng.normal(size=(3, hidden)), rng.normal(size=(hidden, 1))

    def loss(W0: np.ndarray, W1: np.ndarray) -> float:
        return float(0.5 * np.sum((Y - sigmoid(sigmoid(X @ W0) @ W1)) ** 2))

    new_W0, new_W1, before = networks.xor_network_step(X, Y, W0, W1, 1.0)
    assert before == pytest.approx(loss(W0, W1))
    by_W0 = numerical_gradient(lambda W: loss(W, W1), W0)
    by_W1 = numerical_gradient(lambda W: loss(W0, W), W1)
    np.testing.assert_allclose(W0 - new_W0, by_W0, rtol=1e-4, atol=1e-7)
    np.testing.assert_allclose(W1 - new_W1, by_W1, rtol=1e-4, atol=1e-7)


def test_scores_are_those_of_the_formula() -> None:
    rng = np.random.default_rng(1)
    parameters, X = random_network(rng, 3, 6, 4), rng.normal(size=(5, 3))
    z = np.clip(X @ parameters["W1"] + parameters["b1"], 0, None)
    scores, _ = networks.forward(parameters, X)
    np.testing.assert_allclose(scores, z @ parameters["W2"] + parameters["b2"])
    np.testing.assert_array_equal(networks.predict(parameters, X), scores.argmax(axis=1))


def test_three_layers_are_two_with_a_layer_more() -> None:
    rng = np.random.default_rng(2)
    weights = {"W1": rng.normal(size=(3, 6)), "W2": rng.normal(size=(6, 4))}
    weights["W3"] = rng.normal(size=(4, 5))
    X = rng.normal(size=(7, 3))
    two = {"W1": weights["W1"], "b1": np.zeros(6), "W2": weights["W2"], "b2": np.zeros(4)}
    below, _ = networks.forward(two, X)
    np.testing.assert_allclose(
        networks.three_layer_forward(weights, X), np.maximum(below, 0) @ weights["W3"]
    )


def test_initial_weights_have_the_spread_that_is_asked_for() -> None:
    parameters = networks.initialize(400, 300, 50, np.random.default_rng(3))
    assert parameters["W1"].std() == pytest.approx(np.sqrt(2 / 400), rel=0.02)
    assert 0 < parameters["W2"].std() <= np.sqrt(2 / 300)
    assert not np.any(parameters["b1"])
    assert not np.any(parameters["b2"])
    assert parameters["b1"].shape == (300,)
    assert parameters["b2"].shape == (50,)


def test_large_scores_do_not_overflow() -> None:
    parameters = {
        "W1": np.eye(2),
        "b1": np.zeros(2),
        "W2": 1000 * np.eye(2),
        "b2": np.zeros(2),
    }
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        loss, gradients = networks.loss_and_gradients(parameters, [[1.0, 0.0]], [1], 0.0)
    assert loss == pytest.approx(1000)
    assert all(np.all(np.isfinite(gradient)) for gradient in gradients.values())


def trained(seed: int = 0, **changed: Any) -> tuple[Any, np.ndarray]:
    rng = np.random.default_rng(9)
    arguments = {
        "X": rng.normal(size=(11, 3)),
        "labels": rng.integers(0, 4, size=11),
        "hidden": 6,
        "learning_rate": 0.1,
        "batch_size": 4,
        "epochs": 3,
        "rng": np.random.default_rng(seed),
    }
    return networks.train(**{**arguments, **changed})


def test_training_is_repeatable_and_depends_on_the_seed() -> None:
    one, again, other = trained()[0]["W1"], trained()[0]["W1"], trained(seed=1)[0]["W1"]
    np.testing.assert_array_equal(one, again)
    assert not np.allclose(one, other)


def test_one_epoch_on_all_examples_is_one_step() -> None:
    start, losses = trained(learning_rate=0.0, batch_size=99, epochs=1)
    X = np.random.default_rng(9).normal(size=(11, 3))
    rng = np.random.default_rng(9)
    X, labels = rng.normal(size=(11, 3)), rng.integers(0, 4, size=11)
    loss, gradients = networks.loss_and_gradients(start, X, labels, 0.0)
    end, _ = trained(batch_size=99, epochs=1)
    assert losses == pytest.approx([loss])
    for name, gradient in gradients.items():
        np.testing.assert_allclose(end[name], start[name] - 0.1 * gradient, atol=1e-12)


def test_a_class_without_examples_has_scores_too() -> None:
    parameters, _ = trained(labels=np.array([0, 5] * 5 + [0]))
    assert parameters["b2"].shape == (6,)


def test_arguments_are_left_alone() -> None:
    X, labels = np.arange(12.0).reshape(6, 2), np.array([0, 1, 2, 0, 1, 2])
    trained(X=X, labels=labels)
    np.testing.assert_array_equal(X, np.arange(12.0).reshape(6, 2))
    assert labels.tolist() == [0, 1, 2, 0, 1, 2]
    W0, W1 = np.ones((3, 4)), np.ones((4, 1))
    networks.xor_network_step(XOR.features, Y_XOR, W0, W1, 1.0)
    np.testing.assert_array_equal(W0, np.ones((3, 4)))
    np.testing.assert_array_equal(W1, np.ones((4, 1)))


FITTING = random_network(np.random.default_rng(0), 3, 6, 4)
WRONG: list[tuple[Callable[[], Any], str]] = [
    (lambda: networks.forward(FITTING, [[1.0, 2.0]]), "W1 has shape (3, 6); wanted (2, 6)"),
    (lambda: networks.forward({**FITTING, "b1": np.zeros((1, 6))}, [[1.0, 2, 3]]), "b1 has shape"),
    (lambda: networks.forward({"W1": FITTING["W1"]}, [[1.0, 2, 3]]), "lacks b1, W2, b2"),
    (lambda: networks.loss_and_gradients(FITTING, [[1.0, 2, 3]], [4], 0.0), "wanted 0 to 3"),
    (lambda: networks.loss_and_gradients(FITTING, np.zeros((0, 3)), [], 0.0), "at least one"),
    (
        lambda: networks.train([[1.0]], [0], 2, 0.1, 0, 1, np.random.default_rng()),
        "batch_size is 0",
    ),
    (lambda: networks.train([[1.0]], [0, 1], 2, 0.1, 1, 1, np.random.default_rng()), "labels has"),
    (lambda: networks.initialize(2, 0, 2, np.random.default_rng()), "hidden is 0"),
    (
        lambda: networks.xor_network_step(
            np.ones((4, 3)), np.ones(4), np.ones((3, 4)), [[1]] * 4, 1
        ),
        "Y has shape (4,); wanted (4, 1)",
    ),
    (
        lambda: networks.three_layer_forward(
            {"W1": np.ones((2, 3)), "W2": np.ones((2, 3)), "W3": np.ones((3, 2))}, [[1.0, 2.0]]
        ),
        "W2 has shape (2, 3); wanted (3, 3)",
    ),
]


@pytest.mark.parametrize(("call", "message"), WRONG)
def test_what_does_not_fit_is_named(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011 - the message is looked at below
        call()
    assert message in str(raised.value)
