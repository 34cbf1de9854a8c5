"""The figures of assignment 04: what they say in words, and what they do with unfinished work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from course_lib import exercises, figures
from course_lib.figures.described import WORDS_ONLY, DescribedFigure
from course_lib.gradients import numerical_gradient, relative_error
from course_lib.layers import TwoLayerNet, overfit_one_example, sigmoid

X = np.array([[5.0, 3.0]])
W = np.array([[1.0, -1.0, 3.0], [2.0, 2.0, -1.0]])
V = np.array([0.1, 0.5, -0.1])
FORWARD = exercises.find("hand_forward").reference
BACKWARD = exercises.find("hand_backward").reference

DRAWN: dict[str, Callable[[], DescribedFigure]] = {
    "network without numbers": lambda: figures.network_by_hand(X, W, V, 1),
    "network forward": lambda: figures.network_by_hand(X, W, V, 1, FORWARD),
    "network backward": lambda: figures.network_by_hand(X, W, V, 1, FORWARD, BACKWARD),
    "shapes": lambda: figures.layer_shapes(5, 2, 3),
    "sigmoid": lambda: figures.sigmoid_and_slope(sigmoid, [11, 1, 12]),
    "sizes": lambda: figures.gradient_sizes(TwoLayerNet, X, 1, W, V),
    "comparison": lambda: figures.gradient_comparison(
        TwoLayerNet, numerical_gradient, relative_error, X, 1, W, V
    ),
    "overfitting": lambda: figures.overfitting(overfit_one_example, TwoLayerNet, X, W, V, 0.1, 100),
}

TOLD = {
    "network without numbers": ["inputs 5 and 3", "Loss: not computed yet"],
    "network forward": ["0.999983, 0.731059, 0.999994", "0.590378", "0.526992"],
    "network backward": ["−1.69383", "−0.299458", "−0.204811", "1.258e−6", "7.55e−7"],
    "shapes": ["5 × 2", "2 × 3", "dW, 2 × 3"],
    "sigmoid": ["0.25 at the most", "1.7e−5 at 11", "0.197 at 1", "6.2e−6 at 12"],
    "sizes": ["largest is 0.201", "smallest 7.6e−7", "5.4 orders"],
    "comparison": ["relative to the entry", "norm-wise"],
    "overfitting": ["0.5270 to 0.0345", "0.8925 to 0.0514", "0.9673"],
}


@pytest.mark.parametrize("name", DRAWN)
def test_the_text_alternative_tells_the_numbers(name: str) -> None:
    text = DRAWN[name]().alt_text
    assert "not ready" not in text
    assert 60 < len(text) < 450
    for told in TOLD[name]:
        assert told in text


@pytest.mark.parametrize("name", DRAWN)
def test_words_only_say_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = DRAWN[name]().alt_text
    monkeypatch.setenv(WORDS_ONLY, "1")
    assert DRAWN[name]().bundle() == {"text/plain": drawn}


@pytest.mark.parametrize("name", DRAWN)
def test_every_figure_fits_a_page(name: str) -> None:
    figure = DRAWN[name]()
    assert figure.get_size_inches()[0] <= 8.2
    assert "<img alt=" in figure.bundle()["text/html"]


def unfinished(*_: Any) -> Any:
    raise NotImplementedError


class NotStarted:
    def __init__(self, *_: Any) -> None:
        raise NotImplementedError


class WithoutLayers:
    def __init__(self, *_: Any) -> None:
        pass


class Endless:
    def __init__(self, *_: Any) -> None:
        while True:
            pass


@pytest.mark.parametrize(
    ("draw", "named"),
    [
        (lambda: figures.sigmoid_and_slope(unfinished, [11, 1, 12]), "unfinished"),
        (lambda: figures.gradient_sizes(NotStarted, X, 1, W, V), "TwoLayerNet"),
        (lambda: figures.gradient_sizes(WithoutLayers, X, 1, W, V), "TwoLayerNet"),
        (
            lambda: figures.gradient_comparison(
                NotStarted, numerical_gradient, relative_error, X, 1, W, V
            ),
            "TwoLayerNet",
        ),
        (
            lambda: figures.overfitting(unfinished, TwoLayerNet, X, W, V, 0.1, 5),
            "overfit_one_example",
        ),
        (
            lambda: figures.overfitting(overfit_one_example, NotStarted, X, W, V, 0.1, 5),
            "TwoLayerNet",
        ),
    ],
)
def test_unfinished_work_gets_a_sentence(draw: Callable[[], DescribedFigure], named: str) -> None:
    assert draw().alt_text.startswith(f"Your {named} is not ready yet: ")


def test_a_net_that_never_answers_gets_a_sentence() -> None:
    assert "does not stop" in figures.gradient_sizes(Endless, X, 1, W, V).alt_text


def test_answers_half_filled_in_are_question_marks_and_not_zeros() -> None:
    answers = {"h": [0.5, None, "?"], "y": None, "J": 0}
    text = figures.network_by_hand(X, W, V, 1, answers).alt_text
    assert "Hidden values: 0.5, not computed yet, not computed yet." in text
    assert "Loss: 0." in text
