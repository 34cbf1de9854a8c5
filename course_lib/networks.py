"""Networks of two layers: the eleven-line one for XOR, and one with ReLU, softmax and batches.

The second half of assignment 05's references. Rows are examples: `X` is (N, D), `labels` is (N,)
of whole numbers 0 … C − 1. The ReLU network's parameters are a dict of `W1` (D, H), `b1` (H,),
`W2` (H, C) and `b2` (C,). No function changes its arguments.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from course_lib.layers import sigmoid
from course_lib.losses import FloatArray, IntArray, class_labels, matrix

Parameters = dict[str, FloatArray]


def xor_network_step(
    X: ArrayLike, Y: ArrayLike, W0: ArrayLike, W1: ArrayLike, learning_rate: float
) -> tuple[FloatArray, FloatArray, float]:
    """One step of the eleven-line network: two sigmoid layers without biases.

    Formula: hidden = σ(X W0), y = σ(hidden W1), loss = ½ Σ (Y − y)². With the deltas
    δ1 = (y − Y) y (1 − y) and δ0 = (δ1 W1ᵀ) hidden (1 − hidden), the gradients are hiddenᵀ δ1 by
    W1 and Xᵀ δ0 by W0. Both deltas are computed before either update.
    Shapes: X (N, D), Y (N, 1), W0 (D, H), W1 (H, 1) → new W0, new W1, the loss before the step.
    Errors: ValueError if the shapes do not fit.
    Source: Trask, "A neural network in 11 lines of Python", 2015, which adds the negative gradient.
    """
    X, W0, W1 = matrix("X", X, "(N, D)"), matrix("W0", W0, "(D, H)"), matrix("W1", W1, "(H, 1)")
    Y = np.asarray(Y, dtype=np.float64)
    _expect("W0", W0, (X.shape[1], W0.shape[1]))
    _expect("W1", W1, (W0.shape[1], 1))
    _expect("Y", Y, (len(X), 1))
    hidden = sigmoid(X @ W0)
    output = sigmoid(hidden @ W1)
    delta1 = (output - Y) * output * (1 - output)
    delta0 = (delta1 @ W1.T) * hidden * (1 - hidden)
    loss = 0.5 * float(np.sum((Y - output) ** 2))
    return W0 - learning_rate * X.T @ delta0, W1 - learning_rate * hidden.T @ delta1, loss


def initialize(inputs: int, hidden: int, classes: int, rng: np.random.Generator) -> Parameters:
    """Parameters to start from: normal weights, biases of 0.

    Formula: standard deviation √(2 / inputs) for W1 and √(1 / hidden) for W2. A ReLU lets half of
    its inputs through, hence the 2; behind W2 there is none.
    Shapes: W1 (inputs, hidden), b1 (hidden,), W2 (hidden, classes), b2 (classes,).
    Errors: ValueError if a size is below 1.
    Source: He, Zhang, Ren and Sun, "Delving deep into rectifiers", ICCV 2015.
    """
    for name, size in (("inputs", inputs), ("hidden", hidden), ("classes", classes)):
        if size < 1:
            raise ValueError(f"{name} is {size}; wanted at least 1")
    return {
        "W1": rng.normal(scale=np.sqrt(2 / inputs), size=(inputs, hidden)),
        "b1": np.zeros(hidden),
        "W2": rng.normal(scale=np.sqrt(1 / hidden), size=(hidden, classes)),
        "b2": np.zeros(classes),
    }


def forward(parameters: Mapping[str, ArrayLike], X: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """The scores of all classes, and the hidden layer, which the backward pass needs.

    Formula: max(0, X W1 + b1) W2 + b2.
    Shapes: X (N, D) → scores (N, C), hidden (N, H).
    Errors: ValueError if a shape does not fit.
    Source: ReLU, Nair and Hinton, ICML 2010.
    """
    X = matrix("X", X, "(N, D)")
    return _forward(_checked(parameters, X), X)


def loss_and_gradients(
    parameters: Mapping[str, ArrayLike], X: ArrayLike, labels: ArrayLike, strength: float
) -> tuple[float, Parameters]:
    """The mean softmax loss with a penalty on the weights, and its gradient by every parameter.

    Formula: (1/N) Σ_i L_i + strength (Σ W1² + Σ W2²). Backwards, from the scores' gradient
    (softmax − 1 at the label) / N, through each layer by the rules of notebooks 03 and 04.
    Shapes: X (N, D), labels (N,) → a number, and a dict of arrays shaped as `parameters`.
    Errors: ValueError if a shape or a label does not fit or there are no examples.
    Source: Rumelhart, Hinton and Williams, Nature 323, 1986.
    """
    X = matrix("X", X, "(N, D)")
    checked = _checked(parameters, X)
    if len(X) == 0:
        raise ValueError(f"X has shape {X.shape}; wanted at least one example")
    labels = class_labels(labels, np.broadcast_to(checked["b2"], (len(X), len(checked["b2"]))))
    return _loss_and_gradients(checked, X, labels, strength)


def train(
    X: ArrayLike,
    labels: ArrayLike,
    hidden: int,
    learning_rate: float,
    batch_size: int,
    epochs: int,
    rng: np.random.Generator,
) -> tuple[Parameters, FloatArray]:
    """A two-layer network trained by mini-batches.

    Each epoch takes every example once, in a fresh random order, in batches of `batch_size`, of
    which the last may be smaller. There is no penalty. The classes are 0 … labels.max().
    Shapes: X (N, D), labels (N,) → parameters, losses (epochs,): the mean loss of the epoch's
    examples, each as its batch found it.
    Errors: ValueError if a shape or a label does not fit, or batch_size is below 1.
    Source: Robbins and Monro, Annals of Mathematical Statistics 22, 1951.
    """
    X = matrix("X", X, "(N, D)")
    classes = int(np.max(labels, initial=0)) + 1
    labels = class_labels(labels, np.broadcast_to(0.0, (len(X), classes)))
    if len(X) == 0 or batch_size < 1:
        raise ValueError(
            f"batch_size is {batch_size} and X has shape {X.shape}; wanted at least 1 of each"
        )
    parameters = initialize(X.shape[1], hidden, classes, rng)
    losses = np.zeros(epochs)
    for epoch in range(epochs):
        shuffled = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = shuffled[start : start + batch_size]
            loss, gradients = _loss_and_gradients(parameters, X[batch], labels[batch], 0.0)
            losses[epoch] += loss * len(batch) / len(X)
            for name, gradient in gradients.items():
                parameters[name] -= learning_rate * gradient
    return parameters, losses


def predict(parameters: Mapping[str, ArrayLike], X: ArrayLike) -> IntArray:
    """The class with the highest score, for every example.

    Shapes: X (N, D) → (N,) of whole numbers.
    Errors: ValueError if a shape does not fit.
    """
    scores, _ = forward(parameters, X)
    return scores.argmax(axis=1)


def three_layer_forward(parameters: Mapping[str, ArrayLike], X: ArrayLike) -> FloatArray:
    """The scores of a network with two hidden layers and no biases.

    Formula: max(0, max(0, X W1) W2) W3.
    Shapes: X (N, D), W1 (D, H), W2 (H, K), W3 (K, C) → (N, C).
    Errors: ValueError if the shapes do not fit.
    """
    layer = matrix("X", X, "(N, D)")
    weights = [matrix(name, parameters[name], "two dimensions") for name in ("W1", "W2", "W3")]
    for number, W in enumerate(weights, start=1):
        _expect(f"W{number}", W, (layer.shape[1], W.shape[1]))
        layer = layer @ W
        if number < len(weights):
            layer = np.maximum(layer, 0.0)
    return layer


def _forward(parameters: Parameters, X: FloatArray) -> tuple[FloatArray, FloatArray]:
    hidden = X @ parameters["W1"]
    hidden += parameters["b1"]
    np.maximum(hidden, 0.0, out=hidden)  # in place: with large layers, memory is what takes time
    return hidden @ parameters["W2"] + parameters["b2"], hidden


def _loss_and_gradients(
    parameters: Parameters, X: FloatArray, labels: IntArray, strength: float
) -> tuple[float, Parameters]:
    """`loss_and_gradients` of what has been checked: `train` calls it for every batch."""
    W1, W2 = parameters["W1"], parameters["W2"]
    scores, hidden = _forward(parameters, X)
    loss, scores_gradient = _softmax_loss_and_gradient(scores, labels)
    hidden_gradient = scores_gradient @ W2.T
    hidden_gradient *= hidden > 0
    gradients = {
        "W1": X.T @ hidden_gradient,
        "b1": hidden_gradient.sum(axis=0),
        "W2": hidden.T @ scores_gradient,
        "b2": scores_gradient.sum(axis=0),
    }
    if strength:
        loss += strength * float(np.sum(W1**2) + np.sum(W2**2))
        gradients["W1"] += 2 * strength * W1
        gradients["W2"] += 2 * strength * W2
    return loss, gradients


def _softmax_loss_and_gradient(scores: FloatArray, labels: IntArray) -> tuple[float, FloatArray]:
    """The mean softmax loss and its gradient by the scores, which share their exponentials."""
    rows = np.arange(len(labels))
    scores = scores - scores.max(axis=1, keepdims=True)
    probabilities = np.exp(scores)
    sums = probabilities.sum(axis=1, keepdims=True)
    loss = float((np.log(sums[:, 0]) - scores[rows, labels]).mean())
    probabilities /= sums
    probabilities[rows, labels] -= 1.0
    probabilities /= len(labels)
    return loss, probabilities


def _checked(parameters: Mapping[str, ArrayLike], X: FloatArray) -> Parameters:
    """The four parameters as float64 arrays that fit each other and X."""
    missing = [name for name in ("W1", "b1", "W2", "b2") if name not in parameters]
    if missing:
        raise ValueError(f"parameters lacks {', '.join(missing)}; wanted W1, b1, W2 and b2")
    W1, W2 = matrix("W1", parameters["W1"], "(D, H)"), matrix("W2", parameters["W2"], "(H, C)")
    b1, b2 = (np.asarray(parameters[name], dtype=np.float64) for name in ("b1", "b2"))
    _expect("W1", W1, (X.shape[1], W1.shape[1]))
    _expect("b1", b1, (W1.shape[1],))
    _expect("W2", W2, (W1.shape[1], W2.shape[1]))
    _expect("b2", b2, (W2.shape[1],))
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def _expect(name: str, array: FloatArray, shape: tuple[int, ...]) -> None:
    if array.shape != shape:
        raise ValueError(f"{name} has shape {array.shape}; wanted {shape}")
