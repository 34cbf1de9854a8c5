"""The reference walks downhill: where they end, when they stop, and what they leave alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.descent import gradient_descent, minibatch_descent, sample_minibatch
from course_lib.gradients import quartic_derivative
from course_lib.landscapes import quartic, saddle_gradient

rates = st.floats(0.01, 0.9)


def bowl(W: Any) -> Any:
    return np.asarray(W)


@given(rates, st.integers(0, 40))
def test_descent_in_a_bowl_shrinks_by_the_same_factor_each_step(rate: float, steps: int) -> None:
    path = gradient_descent(bowl, [3.0, -2.0], rate, tolerance=0.0, max_steps=steps)
    expected = np.outer((1 - rate) ** np.arange(len(path)), [3.0, -2.0])
    np.testing.assert_allclose(path, expected, atol=1e-12)
    assert len(path) <= steps + 1


@given(rates, st.floats(1e-6, 0.5))
def test_only_the_last_step_is_as_short_as_the_tolerance(rate: float, tolerance: float) -> None:
    path = gradient_descent(bowl, [3.0, -2.0, 1.0], rate, tolerance)
    lengths = np.abs(np.diff(path, axis=0)).sum(axis=1)
    assert lengths[-1] <= tolerance or len(path) == 1001
    assert np.all(lengths[:-1] > tolerance)


def test_a_start_that_is_a_number_gives_a_flat_path() -> None:
    assert gradient_descent(bowl, 1.0, 0.5, max_steps=2).tolist() == [1.0, 0.5, 0.25]
    assert gradient_descent(bowl, 1.0, 0.5, max_steps=0).tolist() == [1.0]


def test_on_level_ground_one_step_is_made() -> None:
    assert gradient_descent(bowl, [0.0, 0.0], 0.1).shape == (2, 2)


def test_the_start_stays_where_it_is_and_points_are_arrays_of_their_own() -> None:
    start = np.array([1.0, 2.0])
    path = gradient_descent(bowl, start, 0.5, max_steps=3)
    assert start.tolist() == [1.0, 2.0]
    assert len({tuple(point) for point in path}) == 4


def test_both_valleys_of_the_quartic() -> None:
    ends = [gradient_descent(quartic_derivative, start, 0.1)[-1] for start in (-2.0, 1.5)]
    np.testing.assert_allclose(ends, [-1.5257, 1.2670], atol=5e-5)
    np.testing.assert_allclose(quartic(np.array(ends)), [1.5280, 4.3449], atol=5e-5)


@pytest.mark.parametrize(("start", "bound"), [(-1.5, 0.2007), (1.3, 0.355)])
def test_steps_below_the_bound_settle_and_above_it_do_not(start: float, bound: float) -> None:
    below = gradient_descent(quartic_derivative, start, bound - 0.002, max_steps=5000)
    above = gradient_descent(quartic_derivative, start, bound + 0.002, max_steps=5000)
    assert len(below) <= 5000
    assert len(above) == 5001


@pytest.mark.parametrize("start", [-2.0, -1.8, -1.0])
def test_a_rate_of_a_quarter_never_settles_on_the_left(start: float) -> None:
    path = gradient_descent(quartic_derivative, start, 0.25)
    assert len(path) == 1001
    assert np.all(path < 0)
    assert len(gradient_descent(quartic_derivative, 1.5, 0.25)) < 30


def test_a_saddle_holds_what_starts_on_its_ridge_only() -> None:
    stuck = gradient_descent(saddle_gradient, [1.0, 0.0], 0.1)
    np.testing.assert_allclose(stuck[-1], [0, 0], atol=1e-5)
    escaped = gradient_descent(saddle_gradient, [1.0, 1e-8], 0.1, max_steps=120)
    assert escaped[-1, 1] > 1


def test_where_descent_stops_depends_on_the_rate() -> None:
    quick = gradient_descent(quartic_derivative, -2.0, 0.1)[-1]
    slow = gradient_descent(quartic_derivative, -2.0, 1e-5, max_steps=100_000)[-1]
    assert abs(quartic_derivative(quick)) < 1e-6
    assert quartic_derivative(slow) == pytest.approx(-0.1, abs=1e-3)


def test_a_gradient_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match=r"gradient returns shape \(\); wanted \(2,\)"):
        gradient_descent(lambda W: 0.0, [1.0, 2.0], 0.1)
    with pytest.raises(ValueError, match="max_steps is -1"):
        gradient_descent(bowl, 1.0, 0.1, max_steps=-1)


@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 1000))
def test_a_minibatch_is_a_subset_with_its_own_labels(count: int, size: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    X, labels = np.arange(3.0 * count).reshape(count, 3), np.arange(count)
    if size > count:
        with pytest.raises(ValueError, match=f"size is {size}; wanted 1 to {count}"):
            sample_minibatch(X, labels, size, rng)
        return
    rows, own = sample_minibatch(X, labels, size, rng)
    assert rows.shape == (size, 3)
    assert len(set(own.tolist())) == size
    np.testing.assert_array_equal(rows, X[own.astype(int)])


def test_every_row_is_drawn_sometimes_and_equal_generators_draw_the_same() -> None:
    X, labels = np.arange(7.0)[:, np.newaxis], np.arange(7)
    draws = [sample_minibatch(X, labels, 3, np.random.default_rng(s))[1] for s in range(100)]
    assert set(np.concatenate(draws).tolist()) == set(range(7))
    again = sample_minibatch(X, labels, 3, np.random.default_rng(5))[1]
    np.testing.assert_array_equal(draws[5], again)


def test_labels_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match=r"labels has shape \(2,\); wanted \(3,\)"):
        sample_minibatch(np.ones((3, 2)), [0, 1], 1, np.random.default_rng(0))


def test_minibatch_descent_replays_what_was_asked() -> None:
    rng = np.random.default_rng(1)
    X, labels, W = rng.normal(size=(7, 3)), np.arange(7), rng.normal(size=(3, 5))
    seen: list[tuple[np.ndarray, Any, Any]] = []

    def gradient(weights: Any, X_b: Any, labels_b: Any) -> tuple[float, Any]:
        seen.append((weights.copy(), X_b, labels_b))
        return float(len(seen)), X_b.sum() * np.ones_like(weights)

    before = W.copy()
    end, losses = minibatch_descent(gradient, W, X, labels, 0.1, 3, 20, rng)
    assert losses.tolist() == list(range(1, 21))
    assert {len(X_b) for _, X_b, _ in seen} == {3}
    np.testing.assert_allclose(end, before - 0.1 * sum(X_b.sum() for _, X_b, _ in seen))
    np.testing.assert_array_equal(W, before)
    np.testing.assert_array_equal(seen[0][0], before)


def test_a_slope_of_another_shape_than_the_weights_is_refused() -> None:
    with pytest.raises(ValueError, match="gradient returns dW of shape"):
        minibatch_descent(
            lambda W, X, y: (0.0, 0.0), np.ones(2), [[1.0]], [0], 0.1, 1, 1,
            np.random.default_rng(0),
        )  # fmt: skip
