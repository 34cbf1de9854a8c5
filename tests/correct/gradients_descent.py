"""Right walks downhill and mini-batches of assignment 02, written in different ways."""

from __future__ import annotations

from typing import Any

import numpy as np


def descent_by_while(
    gradient: Any, start: Any, rate: float, tolerance: float = 1e-6, max_steps: int = 1000
) -> Any:
    path = [start]
    step = np.inf
    while len(path) <= max_steps and np.sum(np.abs(step)) > tolerance:
        step = rate * gradient(path[-1])
        path.append(path[-1] - step)
    return path


def descent_in_place_with_copies(
    gradient: Any, start: Any, rate: float, tolerance: float = 1e-6, max_steps: int = 1000
) -> Any:
    W = np.array(start, dtype=float)
    path = [W.copy()]
    for _ in range(max_steps):
        step = np.asarray(gradient(W)) * -rate
        W += step
        path.append(W.copy())
        if np.linalg.norm(np.ravel(step), 1) <= tolerance:
            break
    return np.stack(path)


def descent_in_a_table(
    gradient: Any, start: Any, rate: float, tolerance: float = 1e-6, max_steps: int = 1000
) -> Any:
    path = np.empty((max_steps + 1, *np.shape(start)))
    path[0] = start
    for step in range(max_steps):
        path[step + 1] = path[step] - rate * np.asarray(gradient(path[step]))
        if np.abs(path[step + 1] - path[step]).sum() <= tolerance:
            return path[: step + 2]
    return path


def descent_by_recursion(
    gradient: Any, start: Any, rate: float, tolerance: float = 1e-6, max_steps: int = 1000
) -> Any:
    if max_steps == 0:
        return np.array([start])
    after = start - rate * gradient(start)
    if np.sum(abs(after - start)) <= tolerance:
        return np.array([start, after])
    rest = descent_by_recursion(gradient, after, rate, tolerance, max_steps - 1)
    return np.concatenate([[start], rest])


def descent_by_generator(
    gradient: Any, start: Any, rate: float, tolerance: float = 1e-6, max_steps: int = 1000
) -> Any:
    def points() -> Any:
        position, moved, steps = np.array(start), True, 0
        yield position
        while moved and steps < max_steps:
            after = position - rate * gradient(position)
            moved = bool(np.abs(after - position).sum() > tolerance)
            position, steps = after, steps + 1
            yield position

    return np.array(list(points()))


def descent_as_lists(
    gradient: Any, start: Any, rate: float, tolerance: float = 1e-6, max_steps: int = 1000
) -> Any:
    """Plain floats, written for either kind of start."""
    one = np.ndim(start) == 0
    path = [[float(start)] if one else [float(entry) for entry in start]]
    for _ in range(max_steps):
        slope = np.ravel(gradient(path[-1][0] if one else np.array(path[-1]))).tolist()
        path.append([w - rate * g for w, g in zip(path[-1], slope, strict=True)])
        if sum(abs(a - b) for a, b in zip(path[-1], path[-2], strict=True)) <= tolerance:
            break
    return [point[0] for point in path] if one else path


def sample_by_permutation(X: Any, labels: Any, size: int, rng: Any) -> Any:
    order = rng.permutation(len(X))
    return X[order[:size]], labels[order[:size]]


def sample_by_shuffling_numbers(X: Any, labels: Any, size: int, rng: Any) -> Any:
    numbers = list(range(len(X)))
    rng.shuffle(numbers)
    return X[numbers[-size:]], labels[numbers[-size:]]


def sample_by_sorting_noise(X: Any, labels: Any, size: int, rng: Any) -> Any:
    chosen = np.argsort(rng.random(len(labels)))[:size]
    return np.take(X, chosen, axis=0), np.take(labels, chosen)


def sample_as_lists(X: Any, labels: Any, size: int, rng: Any) -> Any:
    left = list(zip(X.tolist(), labels.tolist(), strict=True))
    drawn = [left.pop(int(rng.integers(len(left)))) for _ in range(size)]
    return [row for row, _ in drawn], [label for _, label in drawn]


def sample_in_the_order_of_the_data(X: Any, labels: Any, size: int, rng: Any) -> Any:
    mask = np.zeros(len(X), dtype=bool)
    mask[rng.choice(len(X), size, replace=False)] = True
    return [X[mask], labels[mask]]


def sample_until_enough(X: Any, labels: Any, size: int, rng: Any) -> Any:
    chosen: set[int] = set()
    while len(chosen) < size:
        chosen.add(int(rng.integers(0, len(X))))
    return X[sorted(chosen)], labels[sorted(chosen)]


def sample_by_shuffling_copies(X: Any, labels: Any, size: int, rng: Any) -> Any:
    table = np.column_stack([X, labels])
    rng.shuffle(table)
    return table[:size, :-1], table[:size, -1].astype(int)


def batches_drawn_anew(
    gradient: Any, W: Any, X: Any, labels: Any, rate: float, size: int, steps: int, rng: Any
) -> Any:
    losses = np.zeros(steps)
    for step in range(steps):
        chosen = rng.choice(len(X), size=size, replace=False)
        losses[step], slope = gradient(W, X[chosen], labels[chosen])
        W = W - rate * slope
    return W, losses


def batches_in_place_on_a_copy(
    gradient: Any, W: Any, X: Any, labels: Any, rate: float, size: int, steps: int, rng: Any
) -> Any:
    W, losses = W.copy(), []
    for _ in range(steps):
        loss, slope = gradient(W, *sample_by_permutation(X, labels, size, rng))
        W -= rate * np.asarray(slope)
        losses.append(loss)
    return W, losses


def batches_of_reshuffled_epochs(
    gradient: Any, W: Any, X: Any, labels: Any, rate: float, size: int, steps: int, rng: Any
) -> Any:
    losses: list[float] = []
    order = np.array([], dtype=int)
    while len(losses) < steps:
        if len(order) < size:
            order = rng.permutation(len(X))
        now, order = order[:size], order[size:]
        loss, slope = gradient(W, X[now], labels[now])
        losses += [loss]
        W = np.subtract(W, np.multiply(rate, slope))
    return W, np.array(losses)


def batches_with_the_gradient_asked_twice(
    gradient: Any, W: Any, X: Any, labels: Any, rate: float, size: int, steps: int, rng: Any
) -> Any:
    losses = ()
    for _ in range(steps):
        batch = sample_by_sorting_noise(X, labels, size, rng)
        losses += (float(gradient(W, *batch)[0]),)  # type: ignore[assignment]
        W = W + -rate * gradient(W, *batch)[1]
    return W, list(losses)


def batches_by_recursion(
    gradient: Any, W: Any, X: Any, labels: Any, rate: float, size: int, steps: int, rng: Any
) -> Any:
    if steps == 0:
        return W, []
    loss, slope = gradient(W, *sample_in_the_order_of_the_data(X, labels, size, rng))
    after = W - rate * slope
    end, rest = batches_by_recursion(gradient, after, X, labels, rate, size, steps - 1, rng)
    return end, [loss, *rest]


def batches_of_epochs_by_generator(
    gradient: Any, W: Any, X: Any, labels: Any, rate: float, size: int, steps: int, rng: Any
) -> Any:
    def batches() -> Any:
        while True:
            shuffled = rng.permutation(len(labels))
            for chosen in shuffled[: len(labels) // size * size].reshape(-1, size):
                yield X[chosen], labels[chosen]

    losses = []
    for _, (X_b, labels_b) in zip(range(steps), batches(), strict=False):
        loss, slope = gradient(W, X_b, labels_b)
        W, losses = W - rate * slope, [*losses, loss]
    return W, np.asarray(losses)


GRADIENT_DESCENT = (
    descent_by_while,
    descent_in_place_with_copies,
    descent_in_a_table,
    descent_by_recursion,
    descent_by_generator,
    descent_as_lists,
)
SAMPLE_MINIBATCH = (
    sample_by_permutation,
    sample_by_shuffling_numbers,
    sample_by_sorting_noise,
    sample_as_lists,
    sample_in_the_order_of_the_data,
    sample_until_enough,
    sample_by_shuffling_copies,
)
MINIBATCH_DESCENT = (
    batches_drawn_anew,
    batches_in_place_on_a_copy,
    batches_of_reshuffled_epochs,
    batches_with_the_gradient_asked_twice,
    batches_by_recursion,
    batches_of_epochs_by_generator,
)
