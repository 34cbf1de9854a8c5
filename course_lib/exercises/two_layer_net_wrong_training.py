"""Wrong ways to train a network, of which `two_layer_net_train` tells the students."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib import networks as reference
from course_lib.losses import softmax

Train = Callable[..., Any]


def batches(order: Any, size: int) -> list[Any]:
    return [order[start : start + size] for start in range(0, len(order), size)]


def permuted(count: int, size: int, rng: Any) -> list[Any]:
    return batches(rng.permutation(count), size)


def right_step(parameters: Any, X: Any, labels: Any, rate: float, of: Any) -> float:
    loss, gradients = reference.loss_and_gradients(parameters, X, labels, 0.0)
    for name, gradient in gradients.items():
        parameters[name] = parameters[name] - rate * gradient
    return loss


def train_with(
    start: Callable[..., Any] = reference.initialize,
    draw: Callable[[int, int, Any], list[Any]] = permuted,
    step: Callable[..., float] = right_step,
    class_count: Callable[[Any], int] = lambda labels: int(labels.max()) + 1,
    summary: Callable[[list[float]], Any] = np.mean,
    labels_of: Callable[[Any, Any], Any] = lambda labels, batch: labels[batch],
) -> Train:
    """Training with one of its parts exchanged."""

    def train(
        X: Any, labels: Any, hidden: int, rate: float, size: int, epochs: int, rng: Any
    ) -> Any:
        parameters = start(X.shape[1], hidden, class_count(labels), rng)
        losses = []
        for _ in range(epochs):
            found = [
                step(parameters, X[batch], labels_of(labels, batch), rate, (len(X), size))
                for batch in draw(len(X), size, rng)
            ]
            losses.append(summary(found))
        return parameters, np.array(losses)

    return train


def uphill(parameters: Any, X: Any, labels: Any, rate: float, of: Any) -> float:
    return right_step(parameters, X, labels, -rate, of)


def summed(parameters: Any, X: Any, labels: Any, rate: float, of: Any) -> float:
    return right_step(parameters, X, labels, rate * len(X), of)


def over_batch_size(parameters: Any, X: Any, labels: Any, rate: float, of: Any) -> float:
    return right_step(parameters, X, labels, rate * len(X) / of[1], of)


def over_all(parameters: Any, X: Any, labels: Any, rate: float, of: Any) -> float:
    return right_step(parameters, X, labels, rate * len(X) / of[0], of)


def no_rate(parameters: Any, X: Any, labels: Any, rate: float, of: Any) -> float:
    return right_step(parameters, X, labels, 0.1, of)


def no_step(parameters: Any, X: Any, labels: Any, rate: float, of: Any) -> float:
    return right_step(dict(parameters), X, labels, rate, of)


def only(*names: str) -> Callable[..., float]:
    """A step that updates some of the parameters."""

    def step(parameters: Any, X: Any, labels: Any, rate: float, of: Any) -> float:
        loss, gradients = reference.loss_and_gradients(parameters, X, labels, 0.0)
        for name in names:
            parameters[name] = parameters[name] - rate * gradients[name]
        return loss

    return step


def no_way_back(parameters: Any, X: Any, labels: Any, rate: float, of: Any) -> float:
    """A step whose gradient forgets the ReLU on the way back."""
    loss, gradients = reference.loss_and_gradients(parameters, X, labels, 0.0)
    scores, _ = reference.forward(parameters, X)
    back = softmax(scores)
    back[np.arange(len(labels)), labels] -= 1
    hidden_back = back @ parameters["W2"].T / len(X)
    gradients = {**gradients, "W1": X.T @ hidden_back, "b1": hidden_back.sum(axis=0)}
    for name, gradient in gradients.items():
        parameters[name] = parameters[name] - rate * gradient
    return loss


def signs(parameters: Any, X: Any, labels: Any, rate: float, of: Any) -> float:
    loss, gradients = reference.loss_and_gradients(parameters, X, labels, 0.0)
    for name, gradient in gradients.items():
        parameters[name] = parameters[name] - rate * np.sign(gradient)
    return loss


def last_layer_first(parameters: Any, X: Any, labels: Any, rate: float, of: Any) -> float:
    loss = only("W2", "b2")(parameters, X, labels, rate, of)
    only("W1", "b1")(parameters, X, labels, rate, of)
    return loss


def penalised(parameters: Any, X: Any, labels: Any, rate: float, of: Any) -> float:
    loss, gradients = reference.loss_and_gradients(parameters, X, labels, 0.01)
    for name, gradient in gradients.items():
        parameters[name] = parameters[name] - rate * gradient
    return loss


def all_zero(inputs: int, hidden: int, classes: int, rng: Any) -> Any:
    parameters = reference.initialize(inputs, hidden, classes, rng)
    return {name: 0.0 * array for name, array in parameters.items()}


def constant(inputs: int, hidden: int, classes: int, rng: Any) -> Any:
    zeros = all_zero(inputs, hidden, classes, rng)
    return {name: array + 0.1 * name.startswith("W") for name, array in zeros.items()}


def as_given(count: int, size: int, rng: Any) -> list[Any]:
    return batches(np.arange(count), size)


def with_replacement(count: int, size: int, rng: Any) -> list[Any]:
    return batches(rng.integers(count, size=count), size)


def drop_last(count: int, size: int, rng: Any) -> list[Any]:
    return [batch for batch in permuted(count, size, rng) if len(batch) == min(size, count)]


def one_by_one(count: int, size: int, rng: Any) -> list[Any]:
    return permuted(count, 1, rng)


def all_at_once(count: int, size: int, rng: Any) -> list[Any]:
    return permuted(count, count, rng)


def one_batch(count: int, size: int, rng: Any) -> list[Any]:
    return permuted(count, size, rng)[:1]


def last_batch_is_filled(count: int, size: int, rng: Any) -> list[Any]:
    order = rng.permutation(count)
    return [order[max(0, end - size) : end] for end in [*range(size, count, size), count]]


def shuffles_once(
    X: Any, labels: Any, hidden: int, rate: float, size: int, epochs: int, rng: Any
) -> Any:
    shuffled = rng.permutation(len(X))
    return train_with(draw=as_given)(X[shuffled], labels[shuffled], hidden, rate, size, epochs, rng)


def shuffles_rows_alone(
    X: Any, labels: Any, hidden: int, rate: float, size: int, epochs: int, rng: Any
) -> Any:
    return train_with()(X[rng.permutation(len(X))], labels, hidden, rate, size, epochs, rng)


def shuffles_in_place(
    X: Any, labels: Any, hidden: int, rate: float, size: int, epochs: int, rng: Any
) -> Any:
    shuffled = rng.permutation(len(X))
    X[...], labels[...] = X[shuffled], labels[shuffled]
    return train_with()(X, labels, hidden, rate, size, epochs, rng)


def own_generator(
    X: Any, labels: Any, hidden: int, rate: float, size: int, epochs: int, rng: Any
) -> Any:
    generator = np.random.default_rng()
    return reference.train(X, labels, hidden, rate, size, epochs, generator)


def order_of_its_own(count: int, size: int, rng: Any) -> list[Any]:
    return permuted(count, size, np.random.default_rng())


def fixed_seed(
    X: Any, labels: Any, hidden: int, rate: float, size: int, epochs: int, rng: Any
) -> Any:
    generator = np.random.default_rng(0)
    return reference.train(X, labels, hidden, rate, size, epochs, generator)


def steps_for_epochs(
    X: Any, labels: Any, hidden: int, rate: float, size: int, epochs: int, rng: Any
) -> Any:
    return train_with(draw=one_batch)(X, labels, hidden, rate, size, epochs, rng)


def loss_of_every_batch(
    X: Any, labels: Any, hidden: int, rate: float, size: int, epochs: int, rng: Any
) -> Any:
    parameters, losses = (
        train_with(summary=list)(X, labels, hidden, rate, size, epochs, rng)
        if len(X) % size == 0
        else train_with()(X, labels, hidden, rate, size, epochs, rng)
    )
    return parameters, losses.ravel()


def at_the_end_of_the_epoch(
    X: Any, labels: Any, hidden: int, rate: float, size: int, epochs: int, rng: Any
) -> Any:
    parameters = reference.initialize(X.shape[1], hidden, int(labels.max()) + 1, rng)
    losses = []
    for _ in range(epochs):
        start, found = dict(parameters), []
        for batch in permuted(len(X), size, rng):
            moved = dict(start)
            found.append(right_step(moved, X[batch], labels[batch], rate, None))
            for name in moved:
                parameters[name] = parameters[name] + moved[name] - start[name]
        losses.append(np.mean(found))
    return parameters, np.array(losses)
