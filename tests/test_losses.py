"""The reference losses give the curriculum's numbers and have the properties it promises."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_lib import losses

IMAGES = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])
LABELS = np.array([0, 1, 2])
PERTURBED = np.array([[10.0, -2, 3], [10, 9, 9], [10, -100, -100]])

score_matrices = arrays(
    np.float64,
    st.tuples(st.integers(1, 6), st.integers(2, 5)),
    elements=st.floats(-1000, 1000),
)


@st.composite
def labelled_scores(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    scores = draw(score_matrices)
    labels = draw(arrays(np.int64, len(scores), elements=st.integers(0, scores.shape[1] - 1)))
    return scores, labels


def test_scores_are_products_plus_bias() -> None:
    X, W, b = np.array([[1.0, 2], [3, 4]]), np.array([[1.0, 0, 2], [0, 1, 3]]), [10, 20, 30]
    assert losses.linear_scores(X, W, b).tolist() == [[11, 22, 38], [13, 24, 48]]


def test_svm_losses_of_the_slide() -> None:
    computed = losses.svm_losses(IMAGES, LABELS)
    np.testing.assert_allclose(computed, [2.9, 0, 12.9], atol=1e-12)
    assert computed.mean() == pytest.approx(5.2667, abs=5e-5)


def test_softmax_of_the_slide() -> None:
    computed = losses.softmax(IMAGES)[0]
    np.testing.assert_allclose(computed, [0.1300, 0.8690, 0.0010], atol=5e-5)


def test_cross_entropy_of_the_slide() -> None:
    computed = losses.cross_entropy_losses(IMAGES, LABELS)
    np.testing.assert_allclose(computed, [2.0404, 0.0791, 6.1565], atol=5e-5)
    assert computed.mean() == pytest.approx(2.7587, abs=5e-5)


def test_equal_scores_cost_log_c_and_c_minus_one() -> None:
    scores, labels = np.full((3, 10), 2.5), [0, 4, 9]
    np.testing.assert_allclose(losses.cross_entropy_losses(scores, labels), math.log(10))
    np.testing.assert_allclose(losses.svm_losses(scores, labels), 9)


def test_perturbation_table() -> None:
    labels = [0, 0, 0]
    assert losses.svm_losses(PERTURBED, labels).tolist() == [0, 0, 0]
    computed = losses.cross_entropy_losses(PERTURBED, labels)
    np.testing.assert_allclose(computed, [9.176e-4, 0.5514, 0], rtol=1e-4, atol=1e-40)


def test_the_second_row_of_the_table_is_on_the_kink() -> None:
    raised = PERTURBED[1:2] + np.array([0, 0.01, 0])
    np.testing.assert_allclose(losses.svm_losses(raised, [0]), 0.01)


def test_certain_predictions_cost_nothing_or_much() -> None:
    computed = losses.binary_cross_entropy([0, 0, 1, 1], [0, 1, 0, 1])
    assert np.all(np.isfinite(computed))
    assert np.all(computed[[0, 3]] < 1e-6)
    assert np.all(computed[[1, 2]] > 10)


def test_binary_cross_entropy_is_minus_the_logarithm_of_what_happened() -> None:
    computed = losses.binary_cross_entropy([0.2, 0.9], [0, 1])
    np.testing.assert_allclose(computed, [-math.log(0.8), -math.log(0.9)], rtol=1e-12)


def test_full_loss_is_mean_plus_penalty() -> None:
    assert losses.full_loss([1.0, 2.0, 6.0], [[1.0, -2.0]], 0.5) == pytest.approx(3 + 0.5 * 5)
    assert isinstance(losses.full_loss([1.0], [[1.0]], 1.0), float)


@given(score_matrices)
def test_softmax_rows_are_probabilities(scores: np.ndarray) -> None:
    probabilities = losses.softmax(scores)
    assert np.all((probabilities >= 0) & (probabilities <= 1))
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-12)


@given(labelled_scores(), st.floats(-100, 100))
def test_a_shift_of_a_row_changes_nothing(
    example: tuple[np.ndarray, np.ndarray], shift: float
) -> None:
    scores, labels = example
    for loss in (losses.svm_losses, losses.cross_entropy_losses):
        np.testing.assert_allclose(loss(scores + shift, labels), loss(scores, labels), atol=1e-8)
    np.testing.assert_allclose(losses.softmax(scores + shift), losses.softmax(scores), atol=1e-8)


@given(labelled_scores())
def test_losses_are_finite_and_not_negative(example: tuple[np.ndarray, np.ndarray]) -> None:
    for loss in (losses.svm_losses, losses.cross_entropy_losses):
        computed = loss(*example)
        assert computed.shape == example[1].shape
        assert np.all(np.isfinite(computed))
        assert np.all(computed >= 0)


@given(labelled_scores())
def test_cross_entropy_is_bounded_by_the_largest_lead(
    example: tuple[np.ndarray, np.ndarray],
) -> None:
    """lead ≤ loss ≤ lead + log C: exact for scores of ±1000, where softmax itself rounds to 0."""
    scores, labels = example
    lead = scores.max(axis=1) - scores[np.arange(len(labels)), labels]
    computed = losses.cross_entropy_losses(scores, labels)
    assert np.all(computed >= lead - 1e-9)
    assert np.all(computed <= lead + math.log(scores.shape[1]) + 1e-9)


@given(labelled_scores())
def test_arguments_stay_as_they_are(example: tuple[np.ndarray, np.ndarray]) -> None:
    scores, labels = example[0].copy(), example[1].copy()
    losses.svm_losses(scores, labels)
    losses.cross_entropy_losses(scores, labels)
    losses.softmax(scores)
    assert np.array_equal(scores, example[0])
    assert np.array_equal(labels, example[1])


WRONG_ARGUMENTS: list[tuple[Callable[..., Any], tuple[Any, ...], str]] = [
    (losses.linear_scores, ([1, 2], [[1], [2]], [0]), r"X has shape \(2,\); wanted \(N, D\)"),
    (losses.linear_scores, ([[1, 2]], [[1]], [0]), r"W has shape \(1, 1\); wanted \(2, C\)"),
    (losses.linear_scores, ([[1]], [[1]], [[0]]), r"b has shape \(1, 1\); wanted \(1,\)"),
    (losses.svm_losses, ([1, 2], [0]), r"scores has shape \(2,\); wanted \(N, C\)"),
    (losses.svm_losses, (IMAGES, [0, 1]), r"labels has shape \(2,\); wanted \(3,\)"),
    (losses.svm_losses, (IMAGES, [0, 1, 3]), r"labels of shape \(3,\) run from 0 to 3; wanted 0"),
    (losses.svm_losses, (IMAGES, [0, -1, 2]), r"labels of shape \(3,\) run from -1 to 2"),
    (losses.svm_losses, (IMAGES, [0.0, 1, 2]), r"labels of shape \(3,\) are float64; wanted whole"),
    (losses.cross_entropy_losses, (IMAGES, [0, 1, 3]), "labels of shape"),
    (losses.cross_entropy_losses, (IMAGES, [[0, 1, 2]]), r"labels has shape \(1, 3\)"),
    (losses.softmax, ([[]],), r"scores has shape \(1, 0\)"),
    (losses.binary_cross_entropy, ([[0.5]], [[1]]), r"predictions has shape \(1, 1\); wanted"),
    (losses.binary_cross_entropy, ([0.5], [1, 0]), r"targets has shape \(2,\); wanted \(1,\)"),
    (losses.binary_cross_entropy, ([1.5], [1]), "predictions of shape .* from 0 to 1"),
    (losses.binary_cross_entropy, ([math.nan], [1]), "predictions of shape .* from 0 to 1"),
    (losses.binary_cross_entropy, ([0.5], [2]), "targets of shape .* must be 0 or 1"),
    (losses.full_loss, ([], [[1]], 1), r"losses has shape \(0,\); wanted \(N,\)"),
    (losses.full_loss, ([1], [1], 1), r"W has shape \(1,\); wanted \(D, C\)"),
]


@pytest.mark.parametrize(("function", "arguments", "message"), WRONG_ARGUMENTS)
def test_wrong_arguments_are_named(
    function: Callable[..., Any], arguments: tuple[Any, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        function(*arguments)
