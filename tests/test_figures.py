"""Static figures, and what they do with unfinished functions."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_lib import figures, losses
from course_lib.figures.described import WORDS_ONLY, DescribedFigure, NotReady, values_of
from course_lib.widgets.scores import START

X = np.array([[2.0, 1.0], [-1.2, -1.6], [-0.5, 1.9]])
CLASSES = np.array([0, 1, 2])
W = np.array([[1.0, -1.0, -0.6], [-0.8, -0.7, 1.2]])
B = np.array([0.2, -0.1, 0.0])

Drawn = Callable[..., DescribedFigure]
STUDENT_FIGURES: dict[str, tuple[Drawn, list[Callable[..., Any]], list[Any]]] = {
    "score_regions": (figures.score_regions, [losses.linear_scores], [X, CLASSES, W, B]),
    "softmax_steps": (figures.softmax_steps, [losses.softmax], [START[0]]),
    "loss_against_true_score": (
        figures.loss_against_true_score,
        [losses.svm_losses, losses.cross_entropy_losses],
        [],
    ),
    "loss_against_rival": (
        figures.loss_against_rival,
        [losses.svm_losses, losses.cross_entropy_losses],
        [],
    ),
    "binary_cross_entropy_curves": (
        figures.binary_cross_entropy_curves,
        [losses.binary_cross_entropy],
        [],
    ),
    "penalty_against_scale": (
        figures.penalty_against_scale,
        [losses.linear_scores, losses.cross_entropy_losses, losses.full_loss],
        [X, CLASSES, W],
    ),
}


def unfinished(*_: Any) -> Any:
    raise NotImplementedError


def nothing(*_: Any) -> None:
    return None


def transposed(*_: Any) -> np.ndarray:
    return np.zeros((3, 1000))


@pytest.fixture(params=STUDENT_FIGURES)
def figure_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_figure_is_a_matplotlib_figure_with_a_text_alternative(figure_name: str) -> None:
    draw, functions, data = STUDENT_FIGURES[figure_name]
    figure = draw(*functions, *data)
    assert isinstance(figure, Figure)
    assert "not ready" not in figure.alt_text
    assert 60 < len(figure.alt_text) < 400
    assert figure.alt_text.endswith(".")


def test_every_axis_is_labelled_or_titled(figure_name: str) -> None:
    draw, functions, data = STUDENT_FIGURES[figure_name]
    for axes in draw(*functions, *data).axes:
        assert axes.get_xlabel() or axes.get_title(loc="left")


def test_recognition_needs_no_function() -> None:
    figure = figures.recognition_is_hard()
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert len(titles) == 8
    assert "Occlusion" in titles
    assert "fox" in figure.alt_text


def test_no_text_is_smaller_than_twelve_pixels(figure_name: str) -> None:
    from matplotlib.text import Text

    draw, functions, data = STUDENT_FIGURES[figure_name]
    figure = draw(*functions, *data)
    figure.savefig("/dev/null", format="png", dpi=50)  # tick labels are made when drawn
    sizes = [text.get_fontsize() for text in figure.findobj(Text) if text.get_text()]
    # A tick label like 10⁻⁴ is one Text whose exponent is smaller.
    assert min(sizes) * 96 / 72 >= 12


@pytest.mark.parametrize("stub", [unfinished, nothing, transposed])
def test_an_unfinished_function_gives_a_sentence_and_no_traceback(
    figure_name: str, stub: Callable[..., Any]
) -> None:
    draw, functions, data = STUDENT_FIGURES[figure_name]
    for position in range(len(functions)):
        given = list(functions)
        given[position] = stub
        figure = draw(*given, *data)
        assert f"Your {stub.__name__} is not ready yet" in figure.alt_text
        assert "Finish the exercise" in figure.alt_text


def test_the_text_alternative_reaches_the_page() -> None:
    figure = figures.described(figures.recognition_is_hard(), 'a "quoted" < text')
    bundle = figure.bundle()
    assert bundle["text/plain"] == 'a "quoted" < text'
    assert 'alt="a &quot;quoted&quot; &lt; text"' in bundle["text/html"]
    assert "data:image/png;base64," in bundle["text/html"]


def test_graders_may_leave_the_drawing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WORDS_ONLY, "1")
    assert list(figures.recognition_is_hard().bundle()) == ["text/plain"]


def test_a_figure_cannot_be_spoiled_by_a_function_that_changes_its_argument() -> None:
    def in_place(scores: np.ndarray) -> np.ndarray:
        scores *= 0
        return scores

    scores = np.ones((2, 3))
    assert values_of(in_place, scores, shape=(2, 3)).sum() == 0
    assert scores.sum() == 6


def test_an_endless_loop_ends_with_a_sentence() -> None:
    def endless(scores: np.ndarray) -> np.ndarray:
        while True:
            pass

    with pytest.raises(NotReady, match="does not stop"):
        values_of(endless, START, shape=(3, 3))


def test_importing_the_course_does_not_import_pyplot() -> None:
    code = "import course_lib.figures, sys; print('matplotlib.pyplot' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False"
