"""Right solutions of assignment 05, written as differently as students write them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.losses import binary_cross_entropy, cross_entropy_losses, softmax


def perceptron_by_where(X: Any, theta: Any) -> Any:
    return np.where(X.dot(theta) > 0, 1, 0)


def perceptron_as_booleans(X: Any, theta: Any) -> Any:
    return X @ theta > 0


def perceptron_by_loops_as_list(X: Any, theta: Any) -> Any:
    answers = []
    for row in X:
        total = 0.0
        for x, weight in zip(row, theta, strict=True):
            total += x * weight
        answers.append(1 if total >= 0 else 0)
    return answers


def perceptron_as_floats(X: Any, theta: Any) -> Any:
    return np.heaviside(np.einsum("nd,d->n", X, theta), 0.0)


def perceptron_by_rounded_sigmoid(X: Any, theta: Any) -> Any:
    return np.round(1 / (1 + np.exp(-(X * theta).sum(axis=1))))


def neuron_with_warning(X: Any, theta: Any) -> Any:
    return 1 / (1 + np.exp(-X @ theta))


def neuron_by_tanh(X: Any, theta: Any) -> Any:
    return 0.5 * (1 + np.tanh(0.5 * (X @ theta)))


def neuron_by_logaddexp(X: Any, theta: Any) -> Any:
    return np.exp(-np.logaddexp(0, -(X @ theta)))


def neuron_by_cases_as_list(X: Any, theta: Any) -> Any:
    answers = []
    for row in X:
        z = float(np.dot(row, theta))
        answers.append(1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z)))
    return answers


def neuron_by_clipping(X: Any, theta: Any) -> Any:
    return (1.0 + np.exp(-np.clip(np.inner(X, theta), -700, 700))) ** -1


def neuron_by_softmax(X: Any, theta: Any) -> Any:
    z = X @ theta
    return softmax(np.stack([np.zeros_like(z), z], axis=1))[:, 1]


def gradient_by_product(theta: Any, X: Any, targets: Any) -> Any:
    return X.T @ (neuron_by_tanh(X, theta) - targets) / len(X)


def gradient_by_einsum(theta: Any, X: Any, targets: Any) -> Any:
    return np.einsum("n,nd->d", neuron_by_tanh(X, theta) - targets, X) / X.shape[0]


def gradient_by_loop(theta: Any, X: Any, targets: Any) -> Any:
    total = np.zeros(len(theta))
    for x, t in zip(X, targets, strict=True):
        total += (1 / (1 + math.exp(-x @ theta)) - t) * x
    return list(total / len(X))


def gradient_by_mean(theta: Any, X: Any, targets: Any) -> Any:
    errors = neuron_by_tanh(X, theta) - targets
    return (errors[:, None] * X).mean(axis=0)


def gradient_by_the_long_chain(theta: Any, X: Any, targets: Any) -> Any:
    y = neuron_with_warning(X, theta)
    loss_by_y = -(targets / y - (1 - targets) / (1 - y)) / len(y)
    return (loss_by_y * y * (1 - y)) @ X


def gradient_by_minus_the_descent(theta: Any, X: Any, targets: Any) -> Any:
    return -np.average((targets - neuron_with_warning(X, theta)) * X.T, axis=1)


def training_with_lists(X: Any, targets: Any, learning_rate: float, steps: int) -> Any:
    theta, losses = np.zeros(X.shape[1]), []
    for _ in range(steps):
        losses.append(float(binary_cross_entropy(neuron_by_tanh(X, theta), targets).mean()))
        theta = theta - learning_rate * gradient_by_product(theta, X, targets)
    return theta, losses


def training_in_place_on_its_own(X: Any, targets: Any, learning_rate: float, steps: int) -> Any:
    theta, losses = np.zeros(X.shape[1]), np.empty(steps)
    for step in range(steps):
        y = neuron_with_warning(X, theta)
        losses[step] = -np.mean(np.log(np.where(targets == 1, y, 1 - y)))
        theta -= learning_rate * np.array(gradient_by_loop(theta, X, targets))
    return theta, losses


def training_by_recursion(X: Any, targets: Any, learning_rate: float, steps: int) -> Any:
    if steps == 0:
        return np.zeros(X.shape[1]), np.array([])
    theta, losses = training_by_recursion(X, targets, learning_rate, steps - 1)
    loss = binary_cross_entropy(neuron_by_tanh(X, theta), targets).mean()
    new = theta - learning_rate * gradient_by_einsum(theta, X, targets)
    return new, np.append(losses, loss)


def training_by_while(X: Any, targets: Any, learning_rate: float, steps: int) -> Any:
    theta, losses = [0.0] * X.shape[1], []
    while len(losses) < steps:
        z = X @ theta
        losses.append(np.mean(np.logaddexp(0, z) - targets * z))
        slopes = gradient_by_mean(theta, X, targets)
        theta = [w - learning_rate * slope for w, slope in zip(theta, slopes, strict=True)]
    return (theta, losses)


def training_from_copies(X: Any, targets: Any, learning_rate: float, steps: int) -> Any:
    X, targets = X.copy(), np.array(targets, dtype=float)
    path = [np.zeros(X.shape[1])]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * gradient_by_product(path[-1], X, targets))
    losses = [binary_cross_entropy(neuron_by_tanh(X, t), targets).mean() for t in path[:-1]]
    return path[-1], np.array(losses)


def slope(activated: Any) -> Any:
    return activated * (1 - activated)


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def xor_step_as_on_the_page(X: Any, Y: Any, W0: Any, W1: Any, learning_rate: float) -> Any:
    l1 = sigmoid(np.dot(X, W0))
    l2 = sigmoid(np.dot(l1, W1))
    l2_delta = (Y - l2) * slope(l2)
    l1_delta = l2_delta.dot(W1.T) * slope(l1)
    loss = ((Y - l2) ** 2).sum() / 2
    return W0 + learning_rate * X.T.dot(l1_delta), W1 + learning_rate * l1.T.dot(l2_delta), loss


def xor_step_on_copies(X: Any, Y: Any, W0: Any, W1: Any, learning_rate: float) -> Any:
    W0, W1 = W0.copy(), W1.copy()
    hidden = sigmoid(X @ W0)
    output = sigmoid(hidden @ W1)
    delta1 = (output - Y) * slope(output)
    delta0 = delta1 @ W1.T * slope(hidden)
    W1 -= learning_rate * hidden.T @ delta1
    W0 -= learning_rate * X.T @ delta0
    return [W0, W1, np.float64(0.5) * np.sum(np.square(Y - output))]


def xor_step_by_einsum(X: Any, Y: Any, W0: Any, W1: Any, learning_rate: float) -> Any:
    hidden = sigmoid(np.einsum("nd,dh->nh", X, W0))
    output = sigmoid(np.einsum("nh,ho->no", hidden, W1))
    back = np.einsum("no,no->no", output - Y, slope(output))
    first = np.einsum("nd,no,ho,nh->dh", X, back, W1, slope(hidden))
    loss = 0.5 * np.linalg.norm(Y - output) ** 2
    return (
        W0 - learning_rate * first,
        W1 - learning_rate * np.einsum("nh,no->ho", hidden, back),
        loss,
    )


def xor_step_row_by_row(X: Any, Y: Any, W0: Any, W1: Any, learning_rate: float) -> Any:
    new_W0, new_W1, loss = W0.astype(float), W1.astype(float), 0.0
    for x, target in zip(X, Y[:, 0], strict=True):
        h = sigmoid(x @ W0)
        y = sigmoid(h @ W1[:, 0])
        loss += (target - y) ** 2 / 2
        delta = (y - target) * y * (1 - y)
        new_W1 = new_W1 - learning_rate * delta * h[:, None]
        new_W0 = new_W0 - learning_rate * np.outer(x, delta * W1[:, 0] * h * (1 - h))
    return new_W0, new_W1, loss


def xor_step_with_arguments_restored(X: Any, Y: Any, W0: Any, W1: Any, learning_rate: float) -> Any:
    before = W0.copy(), W1.copy()
    new = xor_step_on_copies(X, Y, W0, W1, learning_rate)
    W0[...], W1[...] = 0, 0
    W0[...], W1[...] = before
    return tuple(new)


def initialize_with_gain(inputs: int, hidden: int, classes: int, rng: Any) -> Any:
    return {
        "W1": rng.standard_normal((inputs, hidden)) * np.sqrt(2 / inputs),
        "b1": np.zeros(hidden),
        "W2": rng.standard_normal((hidden, classes)) * np.sqrt(2 / hidden),
        "b2": np.zeros(classes),
    }


def initialize_uniformly(inputs: int, hidden: int, classes: int, rng: Any) -> Any:
    limit = math.sqrt(6 / inputs)
    return {
        "W2": rng.uniform(-0.1, 0.1, size=(hidden, classes)),
        "W1": rng.uniform(-limit, limit, size=(inputs, hidden)),
        "b2": [0.0] * classes,
        "b1": [0] * hidden,
    }


def initialize_by_columns(inputs: int, hidden: int, classes: int, rng: Any) -> Any:
    columns = [rng.normal(0, math.sqrt(2.0 / inputs), inputs) for _ in range(hidden)]
    return {
        "W1": np.array(columns).T,
        "b1": np.zeros(hidden),
        "W2": 0.01 * rng.normal(size=(hidden, classes)),
        "b2": np.zeros(classes),
    }


def initialize_last_layer_first(inputs: int, hidden: int, classes: int, rng: Any) -> Any:
    W2 = rng.normal(scale=np.sqrt(1 / hidden), size=(hidden, classes))
    W1 = rng.normal(scale=np.sqrt(2 / inputs), size=(inputs, hidden))
    return {"W1": W1, "b1": 0 * W1[0], "W2": W2, "b2": 0 * W2[0]}


def initialize_by_signs(inputs: int, hidden: int, classes: int, rng: Any) -> Any:
    """Neither normal nor uniform, with the same spread."""
    signs = rng.choice([-1.0, 1.0], size=(inputs, hidden)) * rng.uniform(0.5, 1, (inputs, hidden))
    return {
        "W1": signs * math.sqrt(2 / inputs / (7 / 12)),
        "b1": np.zeros((hidden,)),
        "W2": rng.normal(size=(hidden, classes)) / math.sqrt(hidden),
        "b2": np.zeros((classes,)),
    }


def forward_in_steps(parameters: Any, X: Any) -> Any:
    z = X @ parameters["W1"] + parameters["b1"]
    h = np.maximum(0, z)
    return h @ parameters["W2"] + parameters["b2"], (X, z, h)


def forward_by_mask(parameters: Any, X: Any) -> Any:
    z = np.dot(X, parameters["W1"]) + parameters["b1"].reshape(1, -1)
    return np.dot(z * (z > 0), parameters["W2"]) + parameters["b2"], {"z": z}


def forward_without_cache(parameters: Any, X: Any) -> Any:
    h = (X @ parameters["W1"] + parameters["b1"]).clip(0)
    return [h @ parameters["W2"] + parameters["b2"], None]


def forward_in_place(parameters: Any, X: Any) -> Any:
    h = X @ parameters["W1"]
    h += parameters["b1"]
    h[h < 0] = 0
    scores = h @ parameters["W2"]
    scores += parameters["b2"]
    return scores, h


def forward_with_columns_of_ones(parameters: Any, X: Any) -> Any:
    ones = np.ones((len(X), 1))
    first = np.vstack([parameters["W1"], parameters["b1"]])
    second = np.vstack([parameters["W2"], parameters["b2"]])
    h = np.abs(np.hstack([X, ones]) @ first) / 2 + np.hstack([X, ones]) @ first / 2
    return np.hstack([h, ones]) @ second, lambda: h


def forward_by_rows_as_lists(parameters: Any, X: Any) -> Any:
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    rows = []
    for x in X:
        hidden = [max(0.0, float(x @ W1[:, j] + b1[j])) for j in range(len(b1))]
        rows.append([float(np.dot(hidden, W2[:, c]) + b2[c]) for c in range(len(b2))])
    return rows, "nothing"


def gradients_in_steps(parameters: Any, X: Any, labels: Any, strength: float) -> Any:
    scores, (_, z, h) = forward_in_steps(parameters, X)
    W1, W2 = parameters["W1"], parameters["W2"]
    loss = cross_entropy_losses(scores, labels).mean()
    loss += strength * (np.sum(W1 * W1) + np.sum(W2 * W2))
    dscores = softmax(scores)
    dscores[np.arange(len(X)), labels] -= 1
    dscores /= len(X)
    dz = dscores @ W2.T * (z > 0)
    gradients = {"W2": h.T @ dscores + 2 * strength * W2, "b2": dscores.sum(axis=0)}
    gradients.update(W1=X.T @ dz + 2 * strength * W1, b1=dz.sum(0))
    return loss, gradients


def gradients_by_one_hot(parameters: Any, X: Any, labels: Any, strength: float) -> Any:
    scores, cache = forward_by_mask(parameters, X)
    z, truth = cache["z"], np.eye(scores.shape[1])[labels]
    shifted = scores - scores.max(1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    loss = -np.mean(np.sum(truth * log_p, axis=1))
    for name in ("W1", "W2"):
        loss = loss + strength * np.linalg.norm(parameters[name]) ** 2
    errors = (np.exp(log_p) - truth) / len(labels)
    back = np.where(z >= 0, np.einsum("nc,hc->nh", errors, parameters["W2"]), 0.0)
    ones = np.ones(len(labels))
    return loss, {
        "W1": np.einsum("nd,nh->dh", X, back) + 2 * strength * parameters["W1"],
        "b1": ones @ back,
        "W2": np.einsum("nh,nc->hc", np.maximum(z, 0), errors) + strength * 2 * parameters["W2"],
        "b2": ones @ errors,
        "extra": loss,
    }


def gradients_example_by_example(parameters: Any, X: Any, labels: Any, strength: float) -> Any:
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    total, count = 0.0, len(X)
    gradients = {name: np.zeros(np.shape(array)) for name, array in parameters.items()}
    for x, label in zip(X, labels, strict=True):
        z = x @ W1 + b1
        h = np.maximum(z, 0)
        s = h @ W2 + b2
        p = np.exp(s) / np.exp(s).sum()
        total -= math.log(p[label])
        p[label] -= 1
        back = (W2 @ p) * (z > 0)
        gradients["W1"] += np.outer(x, back) / count
        gradients["b1"] += back / count
        gradients["W2"] += np.outer(h, p) / count
        gradients["b2"] += p / count
    gradients["W1"] += 2 * strength * W1
    gradients["W2"] += 2 * strength * W2
    return total / count + strength * ((W1**2).sum() + (W2**2).sum()), gradients


def gradients_by_transposes(parameters: Any, X: Any, labels: Any, strength: float) -> Any:
    """Examples in columns, as other texts have them."""
    W1, W2 = parameters["W1"].T, parameters["W2"].T
    x = X.T
    h = np.maximum(0, W1 @ x + parameters["b1"][:, None])
    p = softmax((W2 @ h + parameters["b2"][:, None]).T).T
    columns = np.arange(x.shape[1])
    loss = -np.log(p[labels, columns]).mean() + strength * (np.sum(W1**2) + np.sum(W2**2))
    p[labels, columns] -= 1
    back = W2.T @ p
    back[h <= 0] = 0
    n = x.shape[1]
    return [
        loss,
        {
            "W1": (back @ x.T / n + 2 * strength * W1).T,
            "b1": back.mean(axis=1),
            "W2": (p @ h.T / n + 2 * strength * W2).T,
            "b2": p.mean(axis=1),
        },
    ]


def gradients_by_complex_steps(parameters: Any, X: Any, labels: Any, strength: float) -> Any:
    """Numerical, but exact to rounding: no analysis at all."""

    def loss_of(changed: Any) -> Any:
        z = X @ changed["W1"] + changed["b1"]
        scores = (z * (z.real > 0)) @ changed["W2"] + changed["b2"]
        logs = np.log(np.exp(scores).sum(axis=1))
        data = np.mean(logs - scores[np.arange(len(X)), labels])
        return data + strength * (np.sum(changed["W1"] ** 2) + np.sum(changed["W2"] ** 2))

    gradients = {}
    for name, array in parameters.items():
        gradients[name] = np.zeros(array.shape)
        for index in np.ndindex(array.shape):
            moved = {key: value.astype(complex) for key, value in parameters.items()}
            moved[name][index] += 1e-30j
            gradients[name][index] = loss_of(moved).imag / 1e-30
    return float(loss_of(parameters)), gradients


def training_as_in_the_notebook(
    X: Any, labels: Any, hidden: int, learning_rate: float, batch_size: int, epochs: int, rng: Any
) -> Any:
    parameters = initialize_with_gain(X.shape[1], hidden, labels.max() + 1, rng)
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        found = []
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            loss, gradients = gradients_in_steps(parameters, X[batch], labels[batch], 0)
            found.append(loss)
            for name in parameters:
                parameters[name] -= learning_rate * gradients[name]
        losses.append(np.mean(found))
    return parameters, losses


def training_on_shuffled_copies(
    X: Any, labels: Any, hidden: int, learning_rate: float, batch_size: int, epochs: int, rng: Any
) -> Any:
    X, labels = X.copy(), labels.copy()
    start = initialize_uniformly(X.shape[1], hidden, max(labels) + 1, rng)
    parameters = {name: np.array(values, dtype=float) for name, values in start.items()}
    losses = np.zeros(epochs)
    for epoch in range(epochs):
        order = np.arange(len(X))
        rng.shuffle(order)
        X, labels = X[order], labels[order]
        start = 0
        while start < len(X):
            rows, truth = X[start : start + batch_size], labels[start : start + batch_size]
            loss, gradients = gradients_by_one_hot(parameters, rows, truth, 0.0)
            losses[epoch] += loss * len(rows) / len(X)
            parameters = {
                name: value - learning_rate * gradients[name] for name, value in parameters.items()
            }
            start += batch_size
    return parameters, losses


def training_with_even_batches(
    X: Any, labels: Any, hidden: int, learning_rate: float, batch_size: int, epochs: int, rng: Any
) -> Any:
    parameters = initialize_last_layer_first(X.shape[1], hidden, int(np.max(labels)) + 1, rng)
    losses = []
    for _ in range(epochs):
        scores, _ = forward_in_steps(parameters, X)
        losses.append(float(np.mean(cross_entropy_losses(scores, labels))))
        order = rng.choice(len(X), size=len(X), replace=False)
        for batch in np.array_split(order, math.ceil(len(X) / batch_size)):
            _, gradients = gradients_by_transposes(parameters, X[batch], labels[batch], 0.0)
            for name, gradient in gradients.items():
                parameters[name] = parameters[name] - learning_rate * gradient
    return parameters, np.array(losses)


def training_with_losses_after_epochs(
    X: Any, labels: Any, hidden: int, learning_rate: float, batch_size: int, epochs: int, rng: Any
) -> Any:
    order = rng.permutation(len(X))  # the first epoch's order before anything else is drawn
    parameters = initialize_by_columns(X.shape[1], hidden, labels.max() + 1, rng)
    losses = []
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            _, gradients = gradients_example_by_example(parameters, X[rows], labels[rows], 0.0)
            for name in ("b2", "W2", "b1", "W1"):
                parameters[name] = parameters[name] - learning_rate * gradients[name]
        losses.append(cross_entropy_losses(forward_by_mask(parameters, X)[0], labels).mean())
        order = rng.permuted(order)
    return parameters, losses


def training_by_sorting_random_keys(
    X: Any, labels: Any, hidden: int, learning_rate: float, batch_size: int, epochs: int, rng: Any
) -> Any:
    parameters = initialize_by_signs(X.shape[1], hidden, 1 + labels.max(), rng)

    def epoch() -> float:
        order = list(np.argsort(rng.random(len(X))))
        total = 0.0
        while order:
            batch, order[:] = order[:batch_size], order[batch_size:]
            loss, gradients = gradients_in_steps(parameters, X[batch], labels[batch], 0.0)
            total += loss * len(batch)
            for name, gradient in gradients.items():
                parameters[name] = parameters[name] - learning_rate * gradient
        return total / len(X)

    return parameters, [epoch() for _ in range(epochs)]


def prediction_of_scores(parameters: Any, X: Any) -> Any:
    return forward_in_steps(parameters, X)[0].argmax(axis=1)


def prediction_of_probabilities(parameters: Any, X: Any) -> Any:
    return np.argmax(softmax(forward_by_mask(parameters, X)[0]), axis=-1)


def prediction_as_list(parameters: Any, X: Any) -> Any:
    scores = forward_by_rows_as_lists(parameters, X)[0]
    return [row.index(max(row)) for row in scores]


def prediction_by_sorting(parameters: Any, X: Any) -> Any:
    return np.argsort(forward_in_place(parameters, X)[0], axis=1)[:, -1]


def prediction_as_floats(parameters: Any, X: Any) -> Any:
    scores = forward_without_cache(parameters, X)[0]
    winners = (scores == scores.max(axis=1, keepdims=True)).astype(float)
    return winners @ np.arange(scores.shape[1])


def three_layers_in_one_line(parameters: Any, X: Any) -> Any:
    W1, W2, W3 = parameters["W1"], parameters["W2"], parameters["W3"]
    return np.maximum(0, np.maximum(0, X @ W1) @ W2) @ W3


def three_layers_by_loop(parameters: Any, X: Any) -> Any:
    values = X
    for name in ("W1", "W2", "W3"):
        values = values @ parameters[name]
        if name != "W3":
            values = np.where(values > 0, values, 0)
    return values


def three_layers_by_recursion(parameters: Any, X: Any) -> Any:
    def layer(number: int) -> Any:
        if number == 0:
            return X
        below = layer(number - 1) @ parameters[f"W{number}"]
        return below if number == 3 else below * (below > 0)

    return layer(3)


def three_layers_by_einsum(parameters: Any, X: Any) -> Any:
    h1 = np.einsum("nd,dh->nh", X, parameters["W1"]).clip(min=0)
    h2 = np.einsum("nh,hk->nk", h1, parameters["W2"]).clip(min=0)
    return np.einsum("nk,kc->nc", h2, parameters["W3"])


def three_layers_by_rows(parameters: Any, X: Any) -> Any:
    rows = []
    for x in X:
        h1 = [max(0, v) for v in parameters["W1"].T @ x]
        h2 = [max(0, v) for v in parameters["W2"].T @ h1]
        rows.append((parameters["W3"].T @ h2).tolist())
    return rows


CORRECT: dict[str, tuple[Callable[..., Any], ...]] = {
    "perceptron": (
        perceptron_by_where,
        perceptron_as_booleans,
        perceptron_by_loops_as_list,
        perceptron_as_floats,
        perceptron_by_rounded_sigmoid,
    ),
    "neuron": (
        neuron_with_warning,
        neuron_by_tanh,
        neuron_by_logaddexp,
        neuron_by_cases_as_list,
        neuron_by_clipping,
        neuron_by_softmax,
    ),
    "neuron_gradient": (
        gradient_by_product,
        gradient_by_einsum,
        gradient_by_loop,
        gradient_by_mean,
        gradient_by_the_long_chain,
        gradient_by_minus_the_descent,
    ),
    "train_neuron": (
        training_with_lists,
        training_in_place_on_its_own,
        training_by_recursion,
        training_by_while,
        training_from_copies,
    ),
    "xor_network_step": (
        xor_step_as_on_the_page,
        xor_step_on_copies,
        xor_step_by_einsum,
        xor_step_row_by_row,
        xor_step_with_arguments_restored,
    ),
    "initialize": (
        initialize_with_gain,
        initialize_uniformly,
        initialize_by_columns,
        initialize_last_layer_first,
        initialize_by_signs,
    ),
    "forward": (
        forward_in_steps,
        forward_by_mask,
        forward_without_cache,
        forward_in_place,
        forward_with_columns_of_ones,
        forward_by_rows_as_lists,
    ),
    "loss_and_gradients": (
        gradients_in_steps,
        gradients_by_one_hot,
        gradients_example_by_example,
        gradients_by_transposes,
        gradients_by_complex_steps,
    ),
    "train": (
        training_as_in_the_notebook,
        training_on_shuffled_copies,
        training_with_even_batches,
        training_with_losses_after_epochs,
        training_by_sorting_random_keys,
    ),
    "predict": (
        prediction_of_scores,
        prediction_of_probabilities,
        prediction_as_list,
        prediction_by_sorting,
        prediction_as_floats,
    ),
    "three_layer_forward": (
        three_layers_in_one_line,
        three_layers_by_loop,
        three_layers_by_recursion,
        three_layers_by_einsum,
        three_layers_by_rows,
    ),
}
