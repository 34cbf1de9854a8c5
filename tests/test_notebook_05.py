"""What is special to the notebook of assignment 05: the curriculum's counts and surprises."""

from __future__ import annotations

import numpy as np
import pytest

from course_lib import datasets, networks, neuron
from tests.prose.two_layer_net import (
    IS_SETOSA,
    LOSSES,
    THETA,
    WRONG,
    XOR,
    Y_XOR,
    X,
    held_out_accuracies,
    stopping_point,
    xor_answers,
)

STEPS = 5000


def xor_answers_of_many(
    starts: int, hidden: int, rate: float, update_first: bool = False
) -> np.ndarray:
    """What the eleven-line network answers, trained from many starts at once: (starts, 4).

    update_first: the hidden delta is computed with the second layer's new weights.
    """

    def squash(z: np.ndarray) -> np.ndarray:
        with np.errstate(over="ignore"):
            return 1 / (1 + np.exp(-z))

    draws = [np.random.RandomState(seed) for seed in range(starts)]
    pairs = [
        (2 * draw.random_sample((3, hidden)) - 1, 2 * draw.random_sample((hidden, 1)) - 1)
        for draw in draws
    ]
    W0, W1 = (np.stack(arrays) for arrays in zip(*pairs, strict=True))
    for _ in range(STEPS):
        layer = squash(XOR.features @ W0)
        y = squash(layer @ W1)
        delta1 = (y - Y_XOR) * y * (1 - y)
        new_W1 = W1 - rate * layer.swapaxes(1, 2) @ delta1
        back = new_W1 if update_first else W1
        W0 = W0 - rate * XOR.features.T @ (delta1 @ back.swapaxes(1, 2) * layer * (1 - layer))
        W1 = new_W1
    return squash(squash(XOR.features @ W0) @ W1)[..., 0]


def solved(answers: np.ndarray) -> int:
    """How many starts have all four rows on the right side of 0.5."""
    return int(np.sum(np.all((answers > 0.5) == (XOR.labels == 1), axis=1)))


def test_the_eleven_lines_learn_xor() -> None:
    assert xor_answers() == pytest.approx([0.0087, 0.9858, 0.9855, 0.0171], abs=5e-5)


def test_many_starts_at_once_are_the_same_as_one() -> None:
    assert xor_answers_of_many(2, 4, 1.0)[0] == pytest.approx(xor_answers())


@pytest.mark.slow
@pytest.mark.parametrize(("rate", "count"), [(0.01, 0), (0.1, 9), (1, 10), (10, 10), (100, 0)])
def test_starts_that_solve_xor_by_rate(rate: float, count: int) -> None:
    assert solved(xor_answers_of_many(10, 4, rate)) == count


@pytest.mark.slow
@pytest.mark.parametrize(("hidden", "count"), [(1, 0), (2, 11), (3, 42), (4, 50)])
def test_starts_that_solve_xor_by_width(hidden: int, count: int) -> None:
    assert solved(xor_answers_of_many(50, hidden, 1.0)) == count


@pytest.mark.slow
def test_the_update_before_the_delta_still_solves_xor() -> None:
    assert solved(xor_answers_of_many(50, 4, 1.0, update_first=True)) == 50


def test_a_straight_line_leaves_one_flower_on_the_wrong_side() -> None:
    assert int(np.sum(neuron.perceptron(X, THETA) != IS_SETOSA)) == 1
    assert WRONG == 42 - 1
    assert LOSSES[0] == pytest.approx(np.log(2))


def test_the_flowers_are_separable_so_that_there_is_no_finite_optimum() -> None:
    theta = np.array([-15.682, 15.765, 35.334])
    assert np.array_equal(neuron.perceptron(X, theta), IS_SETOSA)


@pytest.mark.parametrize(("rate", "steps"), [(0.01, 823), (0.1, 1838), (1.0, 3632)])
def test_where_the_weights_stop_moving_depends_on_the_rate(rate: float, steps: int) -> None:
    assert stopping_point(rate)[0] == steps


@pytest.mark.parametrize("rate", [0.1, 0.3])
def test_training_reaches_95_of_100_on_a_held_out_third_with_nine_of_ten_seeds(
    rate: float,
) -> None:
    assert sum(accuracy >= 0.95 for accuracy in held_out_accuracies(rate, 0)) >= 9


def test_a_rate_of_one_hundredth_is_too_small_for_forty_epochs_and_ten_too_large() -> None:
    for rate in (0.01, 10):
        assert max(held_out_accuracies(rate, 0)) < 0.95


def test_zero_weights_end_at_the_loss_of_a_guess_and_equal_ones_stay_equal() -> None:
    flowers = datasets.iris()
    features = (flowers.features - flowers.features.mean(axis=0)) / flowers.features.std(axis=0)
    for value in (0.0, 0.1):
        parameters = {
            name: np.full(array.shape, value)
            for name, array in networks.initialize(4, 16, 3, np.random.default_rng(0)).items()
        }
        for _ in range(200):
            loss, gradients = networks.loss_and_gradients(parameters, features, flowers.labels, 0.0)
            parameters = {name: array - 0.3 * gradients[name] for name, array in parameters.items()}
        if value == 0:
            assert loss == pytest.approx(np.log(3))
            assert not np.any(parameters["W1"])
            assert not np.any(parameters["W2"])
        assert np.ptp(parameters["W1"], axis=1).max() < 1e-12


def test_parameters_of_the_widened_network() -> None:
    parameters = networks.initialize(4, 32, 3, np.random.default_rng(0))
    assert sum(array.size for array in parameters.values()) == 259
