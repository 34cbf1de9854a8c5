"""Right solutions of assignment 01, written as differently as students write them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np


def scores_by_dot(X: Any, W: Any, b: Any) -> Any:
    return np.dot(X, W) + b


def scores_by_einsum(X: Any, W: Any, b: Any) -> Any:
    return np.einsum("nd,dc->nc", X, W) + b[None, :]


def scores_by_loops_as_lists(X: Any, W: Any, b: Any) -> Any:
    classes = range(len(b))
    return [
        [sum(x * w for x, w in zip(row, W[:, c], strict=True)) + b[c] for c in classes] for row in X
    ]


def scores_with_a_column_of_ones(X: Any, W: Any, b: Any) -> Any:
    return np.hstack([X, np.ones((len(X), 1))]) @ np.vstack([W, b])


def scores_example_by_example(X: Any, W: Any, b: Any) -> Any:
    return np.array([W.T @ x + b for x in X])


def scores_added_in_place_to_a_new_array(X: Any, W: Any, b: Any) -> Any:
    scores = X @ W
    scores += b
    return scores


def hinge_by_loops(scores: Any, labels: Any, margin: float = 1.0) -> Any:
    losses = []
    for row, label in zip(scores, labels, strict=True):
        loss = 0.0
        for j, score in enumerate(row):
            if j != label and score - row[label] + margin > 0:
                loss += score - row[label] + margin
        losses.append(loss)
    return losses


def hinge_by_one_hot(scores: Any, labels: Any, margin: float = 1.0) -> Any:
    truth = np.eye(scores.shape[1])[labels]
    own = (scores * truth).sum(axis=1, keepdims=True)
    return (np.maximum(0, scores - own + margin) * (1 - truth)).sum(axis=1)


def hinge_minus_the_margin(scores: Any, labels: Any, margin: float = 1.0) -> Any:
    own = np.take_along_axis(scores, labels[:, None], axis=1)
    return np.clip(scores - own + margin, 0, None).sum(axis=1) - margin


def hinge_without_the_label(scores: Any, labels: Any, margin: float = 1.0) -> Any:
    rivals = [np.delete(row, label) for row, label in zip(scores, labels, strict=True)]
    own = scores[range(len(labels)), labels]
    return np.maximum(np.array(rivals) - own.reshape(-1, 1) + margin, 0).sum(1)


def hinge_with_argument_restored(scores: Any, labels: Any, margin: float = 1.0) -> Any:
    rows = np.arange(len(labels))
    own = scores[rows, labels].copy()
    scores[rows, labels] = -np.inf
    losses = np.where(scores - own[:, None] + margin > 0, scores - own[:, None] + margin, 0).sum(1)
    scores[rows, labels] = own
    return losses


def hinge_transposed(scores: Any, labels: Any, margin: float = 1.0) -> Any:
    by_class = scores.T - scores[np.arange(len(labels)), labels] + margin
    by_class[labels, np.arange(len(labels))] = 0
    return np.einsum("cn->n", by_class * (by_class > 0))


def softmax_by_loops_and_math(scores: Any) -> Any:
    rows = []
    for row in scores.tolist():
        exponentials = [math.exp(score - max(row)) for score in row]
        rows.append([entry / sum(exponentials) for entry in exponentials])
    return rows


def softmax_transposed(scores: Any) -> Any:
    exponentials = np.exp(scores.T - scores.max(axis=1))
    return (exponentials / exponentials.sum(axis=0)).T


def softmax_by_logarithm(scores: Any) -> Any:
    return np.exp(scores - np.logaddexp.reduce(scores, axis=1)[:, None])


def softmax_in_place_on_a_copy(scores: Any) -> Any:
    result = scores.copy()
    result -= result.max(1).reshape(-1, 1)
    np.exp(result, out=result)
    result /= result.sum(1).reshape(-1, 1)
    return result


def softmax_by_pairs(scores: Any) -> Any:
    """Overflows to inf on the way, which is right: 1 / inf is 0."""
    return 1 / np.exp(scores[:, None, :] - scores[:, :, None]).sum(axis=2)


def softmax_shifted_by_more(scores: Any) -> Any:
    shifted = scores - np.amax(scores, axis=-1, keepdims=True) - 3.0
    return np.exp(shifted) / np.sum(np.exp(shifted), axis=-1, keepdims=True)


def softmax_row_by_row(scores: Any) -> Any:
    def of_row(row: Any) -> Any:
        exponentials = np.exp(row - row.max())
        return exponentials / exponentials.sum()

    return np.apply_along_axis(of_row, 1, scores)


def cross_entropy_by_logaddexp(scores: Any, labels: Any) -> Any:
    return np.logaddexp.reduce(scores, axis=1) - scores[np.arange(len(labels)), labels]


def cross_entropy_by_loops_and_math(scores: Any, labels: Any) -> Any:
    losses = []
    for row, label in zip(scores, labels, strict=True):
        top = max(row)
        losses.append(top + math.log(sum(math.exp(s - top) for s in row)) - row[label])
    return losses


def cross_entropy_by_one_hot(scores: Any, labels: Any) -> Any:
    shifted = scores - scores.max(axis=1, keepdims=True)
    logarithms = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -np.einsum("nc,nc->n", logarithms, np.eye(scores.shape[1])[labels])


def cross_entropy_by_log1p(scores: Any, labels: Any) -> Any:
    rows = np.arange(len(labels))
    top = scores.argmax(axis=1)
    exponentials = np.exp(scores - scores[rows, top][:, None])
    exponentials[rows, top] = 0
    return np.log1p(exponentials.sum(axis=1)) + scores[rows, top] - scores[rows, labels]


def cross_entropy_with_argument_restored(scores: Any, labels: Any) -> Any:
    saved = scores.copy()
    scores -= scores.max(axis=1, keepdims=True)
    losses = np.log(np.exp(scores).sum(axis=1)) - np.diag(scores[:, labels])
    scores[:] = saved
    return losses


def cross_entropy_by_take(scores: Any, labels: Any) -> Any:
    top = scores.max(axis=1)
    own = np.take_along_axis(scores, labels[:, None], axis=1).ravel()
    return top + np.log(np.sum(np.exp(scores - top[:, None]), axis=1)) - own


def binary_by_clip(predictions: Any, targets: Any) -> Any:
    y = np.clip(predictions, 1e-15, 1 - 1e-15)
    return -(targets * np.log(y) + (1 - targets) * np.log(1 - y))


def binary_by_where(predictions: Any, targets: Any) -> Any:
    happened = np.where(targets == 1, predictions, 1 - predictions)
    return -np.log(np.maximum(happened, 1e-9))


def binary_with_a_small_constant(predictions: Any, targets: Any) -> Any:
    tiny = 1e-7
    return -targets * np.log(predictions + tiny) - (1 - targets) * np.log(1 - predictions + tiny)


def binary_by_loops_and_math(predictions: Any, targets: Any) -> Any:
    losses = []
    for y, t in zip(predictions, targets, strict=True):
        losses.append(-math.log(max(y if t else 1 - y, 1e-10)))
    return losses


def binary_by_log1p(predictions: Any, targets: Any) -> Any:
    y = np.clip(predictions, 1e-12, 1 - 1e-12)
    return -np.where(targets > 0, np.log(y), np.log1p(-y))


def binary_with_floored_logarithms(predictions: Any, targets: Any) -> Any:
    """log(0) is −inf, with a warning, before it is floored."""
    first = np.maximum(np.log(predictions), -100)
    second = np.maximum(np.log(1 - predictions), -100)
    return -(targets * first + (1 - targets) * second)


def binary_by_power(predictions: Any, targets: Any) -> Any:
    y = np.clip(predictions, 1e-12, 1 - 1e-12)
    return -np.log(y**targets * (1 - y) ** (1 - targets))


def full_by_loops(losses: Any, W: Any, strength: float) -> Any:
    penalty = 0.0
    for row in W:
        for weight in row:
            penalty += weight * weight
    return sum(losses) / len(losses) + strength * penalty


def full_by_norm(losses: Any, W: Any, strength: float) -> Any:
    return np.average(losses) + strength * np.linalg.norm(W) ** 2


def full_by_vdot(losses: Any, W: Any, strength: float) -> Any:
    return losses.mean() + strength * np.vdot(W, W)


def full_by_trace(losses: Any, W: Any, strength: float) -> Any:
    return float(np.mean(losses)) + strength * float(np.trace(W.T @ W))


def full_as_array(losses: Any, W: Any, strength: float) -> Any:
    return np.array(np.mean(losses + strength * np.square(W).sum()))


def full_by_math(losses: Any, W: Any, strength: float) -> Any:
    return math.fsum(losses) / losses.size + strength * math.fsum(W.ravel() ** 2)


CORRECT: dict[str, tuple[Callable[..., Any], ...]] = {
    "linear_scores": (
        scores_by_dot,
        scores_by_einsum,
        scores_by_loops_as_lists,
        scores_with_a_column_of_ones,
        scores_example_by_example,
        scores_added_in_place_to_a_new_array,
    ),
    "svm_losses": (
        hinge_by_loops,
        hinge_by_one_hot,
        hinge_minus_the_margin,
        hinge_without_the_label,
        hinge_with_argument_restored,
        hinge_transposed,
    ),
    "softmax": (
        softmax_by_loops_and_math,
        softmax_transposed,
        softmax_by_logarithm,
        softmax_in_place_on_a_copy,
        softmax_by_pairs,
        softmax_shifted_by_more,
        softmax_row_by_row,
    ),
    "cross_entropy_losses": (
        cross_entropy_by_logaddexp,
        cross_entropy_by_loops_and_math,
        cross_entropy_by_one_hot,
        cross_entropy_by_log1p,
        cross_entropy_with_argument_restored,
        cross_entropy_by_take,
    ),
    "binary_cross_entropy": (
        binary_by_clip,
        binary_by_where,
        binary_with_a_small_constant,
        binary_by_loops_and_math,
        binary_by_log1p,
        binary_with_floored_logarithms,
        binary_by_power,
    ),
    "full_loss": (
        full_by_loops,
        full_by_norm,
        full_by_vdot,
        full_by_trace,
        full_as_array,
        full_by_math,
    ),
}
