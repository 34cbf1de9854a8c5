"""Right solutions of assignment 02, written as differently as students write them.

Those of the walks downhill are in `gradients_descent`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from tests.correct.gradients_descent import (
    GRADIENT_DESCENT,
    MINIBATCH_DESCENT,
    SAMPLE_MINIBATCH,
)


def forward_by_parts(f: Any, x: Any, h: float = 1e-4) -> Any:
    return f(x + h) / h - f(x) / h


def forward_by_names(f: Any, x: Any, h: float = 1e-4) -> Any:
    rise = f(x + h) - f(x)
    run = (x + h) - x
    return rise / run


def forward_from_an_array(f: Any, x: Any, h: float = 1e-4) -> Any:
    low, high = (f(point) for point in np.array([x, x + h]))
    return np.divide(high - low, h)


def forward_by_diff(f: Any, x: Any, h: float = 1e-4) -> Any:
    return np.diff([f(x), f(x + h)])[0] * (1 / h)


def forward_as_array(f: Any, x: Any, h: float = 1e-4) -> Any:
    return np.asarray(-(f(x) - f(x + h)) / h)


def forward_as_backward(f: Any, x: Any, h: float = 1e-4) -> Any:
    def backward(y: Any) -> Any:
        return (f(y) - f(y - h)) / h

    return backward(x + h)


def central_by_parts(f: Any, x: Any, h: float = 1e-5) -> Any:
    return 0.5 * (f(x + h) - f(x - h)) / h


def central_as_mean(f: Any, x: Any, h: float = 1e-5) -> Any:
    ahead, behind = (f(x + h) - f(x)) / h, (f(x) - f(x - h)) / h
    return np.mean([ahead, behind])


def central_by_dot(f: Any, x: Any, h: float = 1e-5) -> Any:
    return np.dot([f(x - h), f(x + h)], [-1, 1]) / (2 * h)


def central_by_gradient(f: Any, x: Any, h: float = 1e-5) -> Any:
    return np.gradient([f(x - h), f(x), f(x + h)], h)[1]


def central_by_loop(f: Any, x: Any, h: float = 1e-5) -> Any:
    total = 0.0
    for sign in (1, -1):
        total += sign * f(x + sign * h)
    return total / h / 2


def central_by_exact_step(f: Any, x: Any, h: float = 1e-5) -> Any:
    above, below = x + h, x - h
    return (f(above) - f(below)) / (above - below)


def numerical_by_units(f: Any, x: Any, h: float = 1e-5) -> Any:
    units = np.eye(x.size).reshape(x.size, *x.shape)
    slopes = [(f(x + h * unit) - f(x - h * unit)) / (2 * h) for unit in units]
    return np.array(slopes).reshape(x.shape)


def numerical_flat(f: Any, x: Any, h: float = 1e-5) -> Any:
    flat = x.ravel().astype(float)
    gradient = np.empty(flat.size)
    for i in range(flat.size):
        old = flat[i]
        flat[i] = old + h
        above = f(flat.reshape(x.shape))
        flat[i] = old - h
        gradient[i] = (above - f(flat.reshape(x.shape))) / (2 * h)
        flat[i] = old
    return gradient.reshape(x.shape)


def numerical_by_nditer(f: Any, x: Any, h: float = 1e-5) -> Any:
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    iterator = np.nditer(x, flags=["multi_index"])
    while not iterator.finished:
        index = iterator.multi_index
        old = x[index]
        x[index] = old + h
        above = f(x.copy())
        x[index] = old - h
        below = f(x.copy())
        x[index] = old
        gradient[index] = (above - below) / (2 * h)
        iterator.iternext()
    return gradient


def numerical_in_place_and_undone(f: Any, x: Any, h: float = 1e-5) -> Any:
    """Moves the caller's x for a while, unless it holds whole numbers."""
    if x.dtype.kind != "f":
        x = x.astype(float)
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        x[index] += h
        above = f(x)
        x[index] -= 2 * h
        below = f(x)
        x[index] += h
        gradient[index] = (above - below) / (2 * h)
    return gradient


def numerical_as_nested_lists(f: Any, x: Any, h: float = 1e-5) -> Any:
    def slopes(index: tuple[int, ...]) -> Any:
        if len(index) < x.ndim:
            return [slopes((*index, i)) for i in range(x.shape[len(index)])]
        step = np.zeros(x.shape)
        step[index] = h
        return (f(x + step) - f(x - step)) / 2 / h

    return slopes(())


def numerical_by_enumerate(f: Any, x: Any, h: float = 1e-5) -> Any:
    gradient = np.zeros(np.shape(x))
    for index, value in np.ndenumerate(x):
        moved = np.array(x, dtype=np.float64)
        moved[index] = value + h
        gradient[index] = f(moved)
        moved[index] = value - h
        gradient[index] -= f(moved)
    return gradient / (2 * h)


def quartic_by_powers(x: Any) -> Any:
    return 4 * 0.5 * np.power(x, 3) - 2 * 2 * np.power(x, 1) + 1


def quartic_by_horner(x: Any) -> Any:
    return (2 * x * x - 4) * x + 1


def quartic_by_polynomial(x: Any) -> Any:
    return np.polynomial.Polynomial([5, 1, -2, 0, 0.5]).deriv()(x)


def quartic_by_polyval(x: Any) -> Any:
    return np.polyval(np.polyder([0.5, 0, -2, 1, 5]), x)


def quartic_by_list(x: Any) -> Any:
    if np.ndim(x) == 0:
        return float(2 * Fraction(x) ** 3 - 4 * Fraction(x) + 1)
    return [quartic_by_list(entry) for entry in x]


def quartic_in_a_new_array(x: Any) -> Any:
    result = np.ones(np.shape(x))
    result += 2 * np.asarray(x) ** 3
    result -= 4 * np.asarray(x)
    return result


def svm_by_loops(scores: Any, labels: Any, margin: float = 1.0) -> Any:
    gradient = np.zeros(scores.shape)
    for i, label in enumerate(labels):
        for j in range(scores.shape[1]):
            if j != label and scores[i, j] - scores[i, label] + margin > 0:
                gradient[i, j] += 1 / len(scores)
                gradient[i, label] -= 1 / len(scores)
    return gradient


def svm_by_one_hot(scores: Any, labels: Any, margin: float = 1.0) -> Any:
    truth = np.eye(scores.shape[1])[labels]
    own = (scores * truth).sum(1, keepdims=True)
    violated = (scores - own + margin >= 0) * (1 - truth)
    return (violated - truth * violated.sum(1, keepdims=True)) / len(labels)


def svm_by_heaviside(scores: Any, labels: Any, margin: float = 1.0) -> Any:
    own = np.take_along_axis(scores, labels[:, None], axis=1)
    violated = np.heaviside(scores - own + margin, 0.5)
    np.put_along_axis(violated, labels[:, None], 0, axis=1)
    np.put_along_axis(violated, labels[:, None], -violated.sum(1, keepdims=True), axis=1)
    return violated / len(scores)


def svm_by_counting_all(scores: Any, labels: Any, margin: float = 1.0) -> Any:
    """The true class counts as one of its rivals, once with plus and once with minus."""
    rows = np.arange(len(labels))
    violated = (scores - scores[rows, labels][:, None] + margin > 0).astype(float)
    violated[rows, labels] -= violated.sum(axis=1)
    return violated / len(rows)


def svm_as_lists(scores: Any, labels: Any, margin: float = 1.0) -> Any:
    gradient = []
    for row, label in zip(scores.tolist(), labels.tolist(), strict=True):
        part = [float(score > row[label] - margin) for score in row]
        part[label] = 1.0 - sum(part)
        gradient.append([entry / len(scores) for entry in part])
    for part, label in zip(gradient, labels, strict=True):
        part[label] = -math.fsum(part[:label] + part[label + 1 :])
    return gradient


def svm_restored(scores: Any, labels: Any, margin: float = 1.0) -> Any:
    rows = np.arange(len(labels))
    own = scores[rows, labels].copy()
    scores[rows, labels] = -np.inf
    violated = np.where(scores - own[:, None] > -margin, 1 / len(rows), 0.0)
    scores[rows, labels] = own
    violated[rows, labels] = -np.einsum("nc->n", violated)
    return violated


def cross_entropy_by_loops(scores: Any, labels: Any) -> Any:
    gradient = []
    for row, label in zip(scores.tolist(), labels.tolist(), strict=True):
        powers = [math.exp(score - max(row)) for score in row]
        shares = [power / sum(powers) for power in powers]
        shares[label] -= 1
        gradient.append([share / len(labels) for share in shares])
    return gradient


def cross_entropy_by_one_hot(scores: Any, labels: Any) -> Any:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares = powers / powers.sum(axis=1, keepdims=True)
    return (shares - np.eye(scores.shape[1])[labels]) / scores.shape[0]


def cross_entropy_by_logaddexp(scores: Any, labels: Any) -> Any:
    gradient = np.exp(scores - np.logaddexp.reduce(scores, axis=1)[:, None])
    gradient[np.arange(len(labels)), labels] -= 1
    gradient /= len(labels)
    return gradient


def cross_entropy_by_jacobians(scores: Any, labels: Any) -> Any:
    rows = []
    for row, label in zip(scores, labels, strict=True):
        p = np.exp(row - row.max())
        p /= p.sum()
        jacobian = np.diag(p) - np.outer(p, p)
        upstream = np.zeros(len(p))
        upstream[label] = -1 / max(p[label], 1e-300)
        # where p underflows the product of the two does not: it is p − 1 by the rule
        rows.append(jacobian @ upstream if p[label] > 1e-200 else p - np.eye(len(p))[label])
    return np.array(rows) / len(labels)


def cross_entropy_by_pairs(scores: Any, labels: Any) -> Any:
    """Overflows to inf on the way, which is right: 1 / inf is 0."""
    shares = 1 / np.exp(scores[:, None, :] - scores[:, :, None]).sum(axis=2)
    return np.where(np.arange(scores.shape[1]) == labels[:, None], shares - 1, shares) / len(shares)


def cross_entropy_restored(scores: Any, labels: Any) -> Any:
    saved = scores.copy()
    scores -= scores.max(axis=1, keepdims=True)
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    scores[...] = saved
    np.subtract.at(shares, (np.arange(len(labels)), labels), 1)
    return np.mean([shares], axis=0) / len(labels)


def weights_by_einsum(X: Any, G: Any, W: Any, strength: float) -> Any:
    return np.einsum("nd,nc->dc", X, G) + 2 * strength * W


def weights_by_examples(X: Any, G: Any, W: Any, strength: float) -> Any:
    gradient = strength * W + W * strength
    for x, g in zip(X, G, strict=True):
        gradient += np.outer(x, g)
    return gradient


def weights_by_loops(X: Any, G: Any, W: Any, strength: float) -> Any:
    features, classes = range(X.shape[1]), range(G.shape[1])
    return [
        [
            sum(X[n, d] * G[n, c] for n in range(len(X))) + 2 * strength * W[d, c]
            for c in classes
        ]
        for d in features
    ]  # fmt: skip


def weights_transposed(X: Any, G: Any, W: Any, strength: float) -> Any:
    return (np.dot(G.T, X) + 2 * strength * W.T).T


def weights_by_tensordot(X: Any, G: Any, W: Any, strength: float) -> Any:
    return np.tensordot(X, G, axes=(0, 0)) + np.multiply(2.0 * strength, W)


def weights_as_matrix(X: Any, G: Any, W: Any, strength: float) -> Any:
    return np.asarray(np.matmul(np.transpose(X), G) + W * (strength + strength))


def error_by_norm(a: Any, b: Any) -> Any:
    size = max(np.linalg.norm(a), np.linalg.norm(b))
    return 0.0 if size == 0 else np.linalg.norm(a - b) / size


def error_by_loops(a: Any, b: Any) -> Any:
    def length(entries: Any) -> float:
        return math.sqrt(math.fsum(entry * entry for entry in entries))

    one, other = np.ravel(a).tolist(), np.ravel(b).tolist()
    size = max(length(one), length(other))
    apart = length([x - y for x, y in zip(one, other, strict=True)])
    return apart / size if size > 0 else 0


def error_of_equals_first(a: Any, b: Any) -> Any:
    if np.array_equal(a, b):
        return 0
    return np.sqrt(np.sum((a - b) ** 2) / max(np.sum(a**2), np.sum(b**2)))


def error_with_a_tiny_constant(a: Any, b: Any) -> Any:
    return np.linalg.norm(a - b) / (max(np.linalg.norm(a), np.linalg.norm(b)) + 1e-30)


def error_by_hypot(a: Any, b: Any) -> Any:
    lengths = [math.hypot(*np.ravel(array)) for array in (a, b, a - b)]
    return np.float64(lengths[2]) / (max(lengths[:2]) or 1.0)


def error_with_nan_replaced(a: Any, b: Any) -> Any:
    """0 / 0 is nan, with a warning, before it is replaced."""
    size = np.maximum(np.linalg.norm(a), np.linalg.norm(b))
    return np.nan_to_num(np.linalg.norm(a - b) / size)


CORRECT: dict[str, tuple[Callable[..., Any], ...]] = {
    "forward_difference": (
        forward_by_parts,
        forward_by_names,
        forward_from_an_array,
        forward_by_diff,
        forward_as_array,
        forward_as_backward,
    ),
    "central_difference": (
        central_by_parts,
        central_as_mean,
        central_by_dot,
        central_by_gradient,
        central_by_loop,
        central_by_exact_step,
    ),
    "numerical_gradient": (
        numerical_by_units,
        numerical_flat,
        numerical_by_nditer,
        numerical_in_place_and_undone,
        numerical_as_nested_lists,
        numerical_by_enumerate,
    ),
    "quartic_derivative": (
        quartic_by_powers,
        quartic_by_horner,
        quartic_by_polynomial,
        quartic_by_polyval,
        quartic_by_list,
        quartic_in_a_new_array,
    ),
    "svm_gradient": (
        svm_by_loops,
        svm_by_one_hot,
        svm_by_heaviside,
        svm_by_counting_all,
        svm_as_lists,
        svm_restored,
    ),
    "cross_entropy_gradient": (
        cross_entropy_by_loops,
        cross_entropy_by_one_hot,
        cross_entropy_by_logaddexp,
        cross_entropy_by_jacobians,
        cross_entropy_by_pairs,
        cross_entropy_restored,
    ),
    "weights_gradient": (
        weights_by_einsum,
        weights_by_examples,
        weights_by_loops,
        weights_transposed,
        weights_by_tensordot,
        weights_as_matrix,
    ),
    "relative_error": (
        error_by_norm,
        error_by_loops,
        error_of_equals_first,
        error_with_a_tiny_constant,
        error_by_hypot,
        error_with_nan_replaced,
    ),
    "gradient_descent": GRADIENT_DESCENT,
    "sample_minibatch": SAMPLE_MINIBATCH,
    "minibatch_descent": MINIBATCH_DESCENT,
}
