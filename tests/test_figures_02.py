"""The figures of assignment 02 draw the student's functions, and their words tell the numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib.text import Text

from course_lib import descent, figures, gradients, landscapes, losses
from course_lib.figures.described import WORDS_ONLY, DescribedFigure

X = np.column_stack([np.arange(20) % 4 - 1.5, np.arange(20) % 5 - 2.0])
LABELS = np.arange(20) % 3


def loss_and_gradient(W: np.ndarray, X_b: np.ndarray, labels_b: np.ndarray) -> tuple[float, Any]:
    scores = X_b @ W
    slopes = gradients.cross_entropy_gradient(scores, labels_b)
    mean = float(losses.cross_entropy_losses(scores, labels_b).mean())
    return mean, gradients.weights_gradient(X_b, slopes, W, 0.0)


def differences(forward: Any, central: Any) -> DescribedFigure:
    return figures.difference_errors(forward, central, landscapes.quartic, 1.5, 1.75)


def saddle(gradient_descent: Any) -> DescribedFigure:
    starts = [(1, 0), (1, 1e-8)]
    return figures.saddle_paths(
        gradient_descent, landscapes.saddle, landscapes.saddle_gradient, starts
    )


def curves(gradient_descent: Any, derivative: Any) -> DescribedFigure:
    return figures.four_loss_curves(gradient_descent, landscapes.quartic, derivative, -1.0)


def valley(gradient_descent: Any) -> DescribedFigure:
    surface, gradient = landscapes.narrow_valley, landscapes.narrow_valley_gradient
    return figures.valley_paths(
        gradient_descent, surface, gradient, (10.0, 1.0), (0.02, 0.15, 0.195)
    )


def noise(minibatch_descent: Any, gradient: Any) -> DescribedFigure:
    W = np.zeros((2, 3))
    return figures.minibatch_noise(minibatch_descent, gradient, W, X, LABELS, 0.1, 30)


Drawn = Callable[..., DescribedFigure]
STUDENT_FIGURES: dict[str, tuple[Drawn, list[Callable[..., Any]]]] = {
    "secants": (lambda f: figures.secants(f, landscapes.quartic), [gradients.forward_difference]),
    "tangents": (lambda f: figures.tangents(landscapes.quartic, f), [gradients.quartic_derivative]),
    "difference_errors": (
        differences,
        [gradients.forward_difference, gradients.central_difference],
    ),
    "saddle_paths": (saddle, [descent.gradient_descent]),
    "four_loss_curves": (curves, [descent.gradient_descent, gradients.quartic_derivative]),
    "valley_paths": (valley, [descent.gradient_descent]),
    "minibatch_noise": (noise, [descent.minibatch_descent, loss_and_gradient]),
}
SAID = {
    "secants": ("7.726 for h = 0.8", "4.162 for h = 0.4", "1.755 for h = 0.001"),
    "tangents": ("−7.00 at −2.00", "0.00 at −1.53", "0.00 at 0.26", "0.00 at 1.27"),
    "difference_errors": ("forward one with", "central one with"),
    "saddle_paths": ("at the saddle point (0, 0)", "far down the side, at y = 1.72"),
    "four_loss_curves": (
        "Curve a rises at 20 steps",
        "curve b falls at every step",
        "curve c leaves the plot upward at step 1",
        "curve d falls at every step and is down, at 1.53, from step 2 on",
    ),
    "valley_paths": ("264 steps at rate 0.02", "46 steps at rate 0.15", "149 steps at rate 0.195"),
    "minibatch_noise": ("mini-batches of 1:", "of 15:", "of 20:"),
}


def unfinished(*_: Any) -> Any:
    raise NotImplementedError


def nothing(*_: Any) -> None:
    return None


def wrong_shape(*_: Any) -> np.ndarray:
    return np.zeros((3, 1000))


@pytest.fixture(params=STUDENT_FIGURES)
def figure_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["drawn", "words only"])
def mode(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param != "drawn":
        monkeypatch.setenv(WORDS_ONLY, "1")
    return str(request.param)


def test_words_tell_what_the_functions_gave(figure_name: str, mode: str) -> None:
    draw, functions = STUDENT_FIGURES[figure_name]
    figure = draw(*functions)
    assert all(part in figure.alt_text for part in SAID[figure_name])
    assert 60 < len(figure.alt_text) < 400
    assert figure.alt_text.endswith(".")
    assert ("text/html" in figure.bundle()) == (mode == "drawn")


def test_every_axis_is_labelled_and_no_text_is_small(figure_name: str) -> None:
    draw, functions = STUDENT_FIGURES[figure_name]
    figure = draw(*functions)
    figure.savefig("/dev/null", format="png", dpi=50)  # tick labels are made when drawn
    assert all(axes.get_xlabel() or axes.get_title(loc="left") for axes in figure.axes)
    sizes = [text.get_fontsize() for text in figure.findobj(Text) if text.get_text()]
    assert min(sizes) * 96 / 72 >= 12
    assert figure.get_size_inches()[0] <= 8.2


@pytest.mark.parametrize("stub", [unfinished, nothing, wrong_shape])
def test_an_unfinished_function_gives_a_sentence_and_no_traceback(
    figure_name: str, stub: Callable[..., Any]
) -> None:
    draw, functions = STUDENT_FIGURES[figure_name]
    for position in range(len(functions)):
        given = list(functions)
        given[position] = stub
        said = draw(*given).alt_text
        assert re.search(r"Your \w+ is not ready yet", said)
        assert "Finish the exercise" in said


def test_a_wrong_slope_is_drawn_as_it_is() -> None:
    def doubled(f: Any, x: Any, h: float = 1e-4) -> float:
        return 2 * gradients.forward_difference(f, x, h)

    assert "3.510 for h = 0.001" in figures.secants(doubled, landscapes.quartic).alt_text


def test_a_descent_that_goes_up_is_drawn_as_it_is() -> None:
    def climbs(gradient: Any, start: Any, rate: Any, *rest: Any) -> Any:
        return descent.gradient_descent(gradient, start, -rate, *rest)

    said = curves(climbs, gradients.quartic_derivative).alt_text
    assert "curve b rises at" in said


def test_the_best_steps_are_near_those_of_the_theory() -> None:
    said = differences(gradients.forward_difference, gradients.central_difference).alt_text
    forward, central = (float(h) for h in re.findall(r"at h = (\de-\d+)", said))
    assert 1e-9 < forward < 1e-7
    assert 1e-7 < central < 1e-4
