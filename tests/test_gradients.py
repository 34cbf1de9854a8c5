"""The reference gradients: the curriculum's numbers, and formulas that agree with small steps."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_lib import gradients, landscapes, losses

floats = st.floats(-5, 5)
vectors = arrays(np.float64, st.integers(1, 6), elements=floats)
score_matrices = arrays(
    np.float64, st.tuples(st.integers(1, 6), st.integers(2, 5)), elements=st.floats(-20, 20)
)


@st.composite
def labelled_scores(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    scores = draw(score_matrices)
    labels = draw(arrays(np.int64, len(scores), elements=st.integers(0, scores.shape[1] - 1)))
    return scores, labels


@st.composite
def polynomials(draw: st.DrawFn) -> np.polynomial.Polynomial:
    return np.polynomial.Polynomial(draw(st.lists(floats, min_size=1, max_size=3)))


def off_the_kinks(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores whose differences keep away from whole numbers, and labels that repeat."""
    rng = np.random.default_rng(seed)
    scores = rng.integers(-3, 4, size=(7, 5)) + rng.uniform(-0.1, 0.1, size=(7, 5))
    labels = rng.permutation(np.arange(7) % 5)
    scores[np.arange(7), labels] += 0.5
    return scores, labels


def test_slopes_of_the_quartic_by_both_differences() -> None:
    assert landscapes.quartic(1.5) == 4.53125
    assert gradients.quartic_derivative(1.5) == 1.75
    assert gradients.forward_difference(landscapes.quartic, 1.5, 0.001) == pytest.approx(
        1.754753, abs=5e-7
    )
    assert gradients.central_difference(landscapes.quartic, 1.5, 0.001) == pytest.approx(
        1.750003, abs=5e-7
    )


@given(polynomials(), st.floats(-3, 3))
def test_the_central_difference_of_a_parabola_is_exact(f: Any, x: float) -> None:
    slope = gradients.central_difference(f, x, 0.25)
    assert slope == pytest.approx(f.deriv()(x), rel=1e-9, abs=1e-9)


@given(polynomials(), st.floats(-3, 3))
def test_the_forward_difference_of_a_parabola_is_off_by_half_its_bend(f: Any, x: float) -> None:
    slope = gradients.forward_difference(f, x, 0.25)
    bend = float(f.deriv(2)(x))
    assert slope == pytest.approx(f.deriv()(x) + 0.125 * bend, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("h", [0.0, -1e-3, float("nan")])
def test_a_step_that_is_none_is_refused(h: float) -> None:
    for difference in (gradients.forward_difference, gradients.central_difference):
        with pytest.raises(ValueError, match="h is"):
            difference(landscapes.quartic, 1.0, h)
    with pytest.raises(ValueError, match="h is"):
        gradients.numerical_gradient(np.sum, np.ones(2), h)


def test_numerical_gradient_takes_any_shape_and_whole_numbers() -> None:
    for x in (np.arange(1, 5), np.arange(1, 7).reshape(2, 1, 3), np.array(3)):
        before = x.copy()
        found = gradients.numerical_gradient(lambda a: float(np.sum(a**2)), x)
        assert found.dtype == np.float64
        np.testing.assert_allclose(found, 2 * x, rtol=1e-9)
        np.testing.assert_array_equal(x, before)


def test_numerical_gradient_is_not_disturbed_by_a_function_that_changes_its_argument() -> None:
    def greedy(x: np.ndarray) -> float:
        total = float(np.sum(x**3))
        x[:] = 0
        return total

    found = gradients.numerical_gradient(greedy, np.array([1.0, 2.0, -3.0]))
    np.testing.assert_allclose(found, [3, 12, 27], rtol=1e-8)


@given(arrays(np.float64, st.tuples(st.integers(1, 3), st.integers(1, 4)), elements=floats))
def test_quartic_derivative_agrees_with_small_steps(x: np.ndarray) -> None:
    found = gradients.numerical_gradient(lambda a: float(np.sum(landscapes.quartic(a))), x)
    np.testing.assert_allclose(gradients.quartic_derivative(x), found, rtol=1e-6, atol=1e-6)


def test_two_minima_and_the_hill_between_them() -> None:
    left, top, right = np.sort(np.roots([2, 0, -4, 1]).real)
    np.testing.assert_allclose([left, top, right], [-1.5257, 0.2587, 1.2670], atol=5e-5)
    np.testing.assert_allclose(gradients.quartic_derivative([left, top, right]), 0, atol=1e-9)
    heights = landscapes.quartic(np.array([left, right]))
    np.testing.assert_allclose(heights, [1.5280, 4.3449], atol=5e-5)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("margin", [1.0, 2.0])
def test_svm_gradient_agrees_with_small_steps(seed: int, margin: float) -> None:
    scores, labels = off_the_kinks(seed)

    def mean_loss(s: np.ndarray) -> float:
        return float(losses.svm_losses(s, labels, margin).mean())

    found = gradients.svm_gradient(scores, labels, margin)
    by_steps = gradients.numerical_gradient(mean_loss, scores)
    assert gradients.relative_error(found, by_steps) < 1e-8


@given(labelled_scores())
def test_rows_of_both_gradients_sum_to_zero(example: tuple[np.ndarray, np.ndarray]) -> None:
    for gradient in (gradients.svm_gradient, gradients.cross_entropy_gradient):
        np.testing.assert_allclose(gradient(*example).sum(axis=1), 0, atol=1e-12)


@given(labelled_scores())
def test_cross_entropy_gradient_agrees_with_small_steps(
    example: tuple[np.ndarray, np.ndarray],
) -> None:
    scores, labels = example

    def mean_loss(s: np.ndarray) -> float:
        return float(losses.cross_entropy_losses(s, labels).mean())

    found = gradients.cross_entropy_gradient(scores, labels)
    by_steps = gradients.numerical_gradient(mean_loss, scores)
    np.testing.assert_allclose(found, by_steps, atol=1e-8)


def test_cross_entropy_gradient_is_finite_for_large_scores() -> None:
    scores = np.array([[1000.0, -1000.0], [-1000.0, -1000.0]])
    found = gradients.cross_entropy_gradient(scores, [1, 0])
    np.testing.assert_allclose(found, [[0.5, -0.5], [-0.25, 0.25]])


def test_weights_gradient_of_the_full_objective_agrees_with_small_steps() -> None:
    rng = np.random.default_rng(3)
    X, W, labels = rng.normal(size=(7, 3)), rng.normal(size=(3, 5)), np.arange(7) % 5

    def objective(weights: np.ndarray) -> float:
        each = losses.cross_entropy_losses(X @ weights, labels)
        return losses.full_loss(each, weights, 0.3)

    upstream = gradients.cross_entropy_gradient(X @ W, labels)
    found = gradients.weights_gradient(X, upstream, W, 0.3)
    by_steps = gradients.numerical_gradient(objective, W)
    assert gradients.relative_error(found, by_steps) < 1e-8


def test_a_gradient_check_cannot_see_a_constant_offset() -> None:
    """A hinge that counts j = y is too large by the margin, and passes."""
    scores, labels = off_the_kinks(1)

    def counts_true_class(s: np.ndarray) -> float:
        own = s[np.arange(len(s)), labels][:, np.newaxis]
        return float(np.maximum(0, s - own + 1.0).sum(axis=1).mean())

    right = float(losses.svm_losses(scores, labels).mean())
    assert counts_true_class(scores) == pytest.approx(right + 1)
    by_steps = gradients.numerical_gradient(counts_true_class, scores)
    found = gradients.svm_gradient(scores, labels)
    assert gradients.relative_error(found, by_steps) < 1e-8


@given(vectors)
def test_relative_error_of_equals_is_zero_and_of_opposites_two(a: np.ndarray) -> None:
    assert gradients.relative_error(a, a) == 0
    if np.linalg.norm(a) > 0:
        assert gradients.relative_error(a, -a) == pytest.approx(2)


@given(vectors, st.floats(1e-6, 1e6), st.integers(0, 100))
def test_relative_error_is_symmetric_and_knows_no_units(
    a: np.ndarray, unit: float, seed: int
) -> None:
    b = np.random.default_rng(seed).normal(size=a.shape)
    error = gradients.relative_error(a, b)
    assert 0 <= error <= 2 + 1e-12
    assert gradients.relative_error(b, a) == error
    assert gradients.relative_error(unit * a, unit * b) == pytest.approx(error, abs=1e-9)


WRONG: list[tuple[Any, tuple[Any, ...], str]] = [
    (gradients.svm_gradient, ([1.0, 2.0], [0]), r"scores has shape \(2,\)"),
    (gradients.svm_gradient, ([[1.0, 2.0]], [2]), "labels of shape .* wanted 0 to 1"),
    (gradients.cross_entropy_gradient, ([[1.0, 2.0]], [0, 1]), r"labels has shape \(2,\)"),
    (gradients.weights_gradient, ([[1.0]], [[1.0], [2.0]], [[1.0]], 0.1), "scores_gradient has"),
    (gradients.weights_gradient, ([[1.0]], [[1.0]], [[1.0, 2.0]], 0.1), r"W has shape \(1, 2\)"),
    (gradients.relative_error, ([1.0], [1.0, 2.0]), r"b has shape \(2,\); wanted \(1,\)"),
    (landscapes.saddle, ([1.0, 2.0, 3.0],), r"points has shape \(3,\)"),
]


@pytest.mark.parametrize(("function", "arguments", "message"), WRONG)
def test_wrong_shapes_are_refused_with_their_name(
    function: Any, arguments: tuple[Any, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        function(*arguments)


def test_arguments_stay_as_they_were() -> None:
    scores, labels = off_the_kinks(2)
    before = scores.copy()
    gradients.svm_gradient(scores, labels)
    gradients.cross_entropy_gradient(scores, labels)
    np.testing.assert_array_equal(scores, before)


@pytest.mark.parametrize(
    ("surface", "gradient"),
    [
        (landscapes.saddle, landscapes.saddle_gradient),
        (landscapes.narrow_valley, landscapes.narrow_valley_gradient),
    ],
)
def test_gradients_of_the_surfaces_agree_with_small_steps(surface: Any, gradient: Any) -> None:
    points = np.random.default_rng(5).normal(size=(4, 2))
    assert surface(points).shape == (4,)
    found = gradients.numerical_gradient(lambda p: float(np.sum(surface(p))), points)
    np.testing.assert_allclose(gradient(points), found, atol=1e-8)
