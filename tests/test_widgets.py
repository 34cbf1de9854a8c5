"""Live figures without a browser: what they compute, say and send; their JavaScript's numbers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import recorded_02_05
import recorded_03_04

from course_lib import landscapes, losses
from course_lib.figures.described import WORDS_ONLY, NotReady
from course_lib.widgets import learning_rate, live, scores_panel
from course_lib.widgets.descents import (
    MOST_STEPS,
    QUARTIC,
    RATES,
    STARTS,
    coarse_to_fine,
    minima,
    verdict,
)
from course_lib.widgets.filling import AT_ONCE, Filling
from course_lib.widgets.learning_rate import (
    FIRST_RATE,
    FIRST_START,
    FOUR_RATES,
    LearningRate,
    in_words,
)
from course_lib.widgets.live import LiveFigure, packed
from course_lib.widgets.modules import HERE, joined_module
from course_lib.widgets.scores import LABELS, START
from course_lib.widgets.written import fixed

NODE = shutil.which("node")
JAVASCRIPT = Path(__file__).parent / "javascript"
FIGURES = sorted(path.stem for path in HERE.glob("*.js") if "export default" in path.read_text())


def descend(
    gradient: Callable[[Any], Any],
    start: Any,
    learning_rate: float,
    tolerance: float = 1e-6,
    max_steps: int = 1000,
) -> np.ndarray:
    """A right answer, as a student would write it."""
    path = [start]
    for _ in range(max_steps):
        path.append(path[-1] - learning_rate * gradient(path[-1]))
        if np.sum(np.abs(path[-1] - path[-2])) <= tolerance:
            break
    return np.array(path)


def derivative(x: Any) -> Any:
    return 2 * x**3 - 4 * x + 1


def unfinished(*_: Any, **__: Any) -> Any:
    raise NotImplementedError


@pytest.fixture(scope="module")
def finished() -> LearningRate:
    figure = learning_rate(descend, derivative)
    figure.finish()
    return figure


# -- learning rate -------------------------------------------------------------------------------


def test_the_curve_is_that_of_the_course() -> None:
    xs = np.linspace(-3, 3, 50)
    assert QUARTIC(xs) == pytest.approx(landscapes.quartic(xs))
    left, right = minima()
    assert [left.x, left.loss, left.bound] == pytest.approx([-1.5257, 1.5280, 0.2007], abs=5e-5)
    assert [right.x, right.loss, right.bound] == pytest.approx([1.2670, 4.3449, 0.3551], abs=5e-5)


@pytest.mark.parametrize(
    ("rate", "start", "expected"),
    [
        (0.1, -2.0, "settles"),
        (0.25, -2.0, "oscillates"),
        (0.25, 1.5, "settles"),
        (1.0, -2.0, "diverges"),
        (0.001, -2.0, "creeps"),
        (0.2, -1.6, "creeps"),
        (0.22, -1.6, "oscillates"),
    ],
)
def test_verdicts(finished: LearningRate, rate: float, start: float, expected: str) -> None:
    found = finished.descent(STARTS.index(start), RATES.index(rate))
    assert found.verdict == expected
    assert found.path[0] == start


def test_below_the_bound_it_settles_and_above_it_never_does(finished: LearningRate) -> None:
    left, _ = minima()
    for rate, value in enumerate(RATES):
        found = finished.descent(STARTS.index(-1.6), rate).verdict
        if 0.01 <= value < 0.95 * left.bound:
            assert found == "settles"
        if value > 1.05 * left.bound:
            end = finished.descent(STARTS.index(-1.6), rate).path[-1]
            assert found != "settles" or abs(end - left.x) > 1


def test_a_path_that_ends_too_early_is_no_settled_one() -> None:
    assert verdict(np.array([1.0, 0.5])) == "stops"
    assert verdict(np.array([1.0])) == "stops"
    assert verdict(np.array([1.0, 0.5, 0.5 + 1e-7])) == "settles"


def test_all_descents_are_there_and_the_bytes_hold_them(finished: LearningRate) -> None:
    data = finished.data
    offsets = np.frombuffer(data["offsets"]["bytes"], dtype="<i4")
    paths = np.frombuffer(data["paths"]["bytes"], dtype="<f4")
    assert len(offsets) == len(STARTS) * len(RATES) + 1
    assert offsets[-1] == len(paths)
    pair = FIRST_START * len(RATES) + FIRST_RATE
    sent = paths[offsets[pair] : offsets[pair + 1]]
    assert sent == pytest.approx(finished.descent(FIRST_START, FIRST_RATE).path, rel=1e-6)
    assert len(sent) == MOST_STEPS + 1


def test_the_picture_and_the_words_say_what_becomes_of_it(finished: LearningRate) -> None:
    bundle, _ = finished._repr_mimebundle_()
    assert "Rate 0.25 from −2.0 oscillates" in bundle["text/plain"]
    assert "2/f″ = 0.2007" in bundle["text/plain"]
    assert bundle["text/html"].startswith("<figure")
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_an_unfinished_descent_gives_its_sentence_and_a_picture() -> None:
    figure = learning_rate(unfinished, derivative)
    assert figure.problem.startswith("Your unfinished is not ready yet: NotImplementedError.")
    bundle, _ = figure._repr_mimebundle_()
    assert "not ready yet" in bundle["text/html"]


def test_an_unfinished_derivative_is_named_rather_than_the_descent() -> None:
    def quartic_derivative(x: Any) -> Any:
        return None

    figure = learning_rate(descend, quartic_derivative)
    assert figure.problem.startswith("Your quartic_derivative is not ready yet: it returns nothing")


def test_a_descent_that_fails_at_some_rates_shows_the_others() -> None:
    def fragile(gradient: Any, start: Any, learning_rate: float, **limits: Any) -> Any:
        if learning_rate == 0.5:
            raise ZeroDivisionError
        return descend(gradient, start, learning_rate, **limits)

    figure = learning_rate(fragile, derivative)
    figure.finish()
    assert "ZeroDivisionError" in figure.problem
    assert "at rate 0.5 from −2.0" in figure.problem
    assert figure.descent(FIRST_START, FIRST_RATE).verdict == "oscillates"


def test_one_that_does_not_stop_is_not_tried_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[NotReady.__module__], "SECONDS", 0.05)

    def endless(*_: Any, **__: Any) -> Any:
        while True:
            pass

    started = time.perf_counter()
    figure = learning_rate(endless, derivative)
    figure.finish()
    assert time.perf_counter() - started < 2
    assert "does not stop" in figure.problem


def test_what_the_students_function_prints_stays_out_of_other_cells(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def talkative(*arguments: Any, **keywords: Any) -> Any:
        print("step")
        return descend(*arguments, **keywords)

    learning_rate(talkative, derivative)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("answer", [[], [[1.0, 2.0]], 3.0, "path", [0.0] * (MOST_STEPS + 2)])
def test_a_wrong_kind_of_path_is_told(answer: Any) -> None:
    figure = learning_rate(lambda *_, **__: answer, derivative)
    assert "is not ready yet" in figure.problem


# -- grading: words alone ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: learning_rate(descend, derivative), "oscillates"),
        (lambda: scores_panel(losses.svm_losses, losses.cross_entropy_losses), "5.2667"),
    ],
    ids=["learning_rate", "scores_panel"],
)
def test_grading_gets_words_and_little_work(
    monkeypatch: pytest.MonkeyPatch, make: Callable[[], LiveFigure], words: str
) -> None:
    monkeypatch.setenv(WORDS_ONLY, "1")
    make()
    started = time.perf_counter()
    bundle = make()._repr_mimebundle_()
    assert time.perf_counter() - started < 0.1
    assert list(bundle) == ["text/plain"]
    assert words in bundle["text/plain"]


# -- scores --------------------------------------------------------------------------------------


def test_panel_starts_with_the_losses_of_the_three_images() -> None:
    panel = scores_panel(losses.svm_losses, losses.cross_entropy_losses)
    assert panel.data["losses"]["SVM"] == pytest.approx([2.9, 0, 12.9])
    assert panel.data["losses"]["softmax"] == pytest.approx([2.0404, 0.0791, 6.1565], abs=5e-5)
    assert "5.2667" in panel.describe()
    assert "2.7587" in panel.describe()


def test_moved_scores_are_answered_with_one_call() -> None:
    calls = []

    def counted(scores: np.ndarray, labels: np.ndarray) -> np.ndarray:
        calls.append(scores)
        return losses.svm_losses(scores, labels)

    panel = scores_panel(counted, losses.cross_entropy_losses)
    panel.scores = np.zeros_like(START).tolist()
    assert len(calls) == 2
    assert panel.data["losses"]["SVM"] == pytest.approx([2, 2, 2])
    assert panel.data["losses"]["softmax"] == pytest.approx(np.log([3, 3, 3]))


def test_panel_goes_on_with_the_function_that_is_finished() -> None:
    panel = scores_panel(unfinished, losses.cross_entropy_losses)
    assert "Your unfinished is not ready yet: NotImplementedError." in panel.problem
    assert list(panel.data["losses"]) == ["softmax"]
    assert "their mean is 2.7587" in panel.describe()


def test_panel_can_be_read_where_nothing_is_live() -> None:
    panel = scores_panel(losses.svm_losses, losses.cross_entropy_losses)
    bundle, _ = panel._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert (
        "The SVM losses are 2.9000, 0.0000, 12.9000; their mean is 5.2667." in bundle["text/html"]
    )


@pytest.mark.parametrize("loss", [float("nan"), float("inf"), -3.0, 1e12])
def test_panel_shows_strange_numbers_as_they_are(loss: float) -> None:
    panel = scores_panel(lambda scores, labels: np.full(3, loss), losses.cross_entropy_losses)
    assert f"{loss:.4f}".replace("-", "−") in panel.describe()
    json.dumps(panel.data, allow_nan=False)
    panel.picture()


# -- the base ------------------------------------------------------------------------------------


def test_what_does_not_fit_into_single_precision_is_no_warning() -> None:
    sent = packed(np.array([1.0, 1e300]))
    assert np.frombuffer(sent["bytes"], dtype="<f4")[1] == np.inf
    with pytest.raises(ValueError, match="float64"):
        packed(np.zeros(2), "float64")


def test_work_is_done_at_once_then_behind_and_can_be_stopped() -> None:
    done: list[int] = []
    published: list[int] = []

    def work() -> Iterator[None]:
        for item in range(200):
            time.sleep(0.002)
            done.append(item)
            yield

    filling = Filling(work(), lambda: published.append(len(done)))
    started = time.perf_counter()
    filling.start()
    assert AT_ONCE <= time.perf_counter() - started < AT_ONCE + 0.2
    assert 0 < len(done) < 200
    filling.finish()
    assert len(done) == 200
    assert published[-1] == 200


@pytest.mark.parametrize(("count", "first"), [(1, 0), (2, 1), (49, 4), (64, 63)])
def test_coarse_to_fine_meets_all_once(count: int, first: int) -> None:
    order = list(coarse_to_fine(count, first))
    assert order[0] == first
    assert sorted(order) == list(range(count))


class Shell:
    """A stand-in for the kernel's shell, with the request that it answers."""

    def __init__(self) -> None:
        self.request = ("", "")

    def get_parent(self) -> dict[str, Any]:
        cell, message = self.request
        return {"header": {"msg_id": message}, "metadata": {"cellId": cell} if cell else {}}


def test_running_a_cell_again_closes_the_figures_of_its_former_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shell = Shell()
    monkeypatch.setattr(live, "get_ipython", lambda: shell)

    def made(cell: str, message: str) -> LiveFigure:
        shell.request = (cell, message)
        return scores_panel(losses.svm_losses, losses.cross_entropy_losses)

    first, second = made("a", "1"), made("a", "1")
    other, outside = made("b", "2"), made("", "3")
    assert all(figure.comm is not None for figure in (first, second, other, outside))
    again = made("a", "4")
    assert first.comm is None
    assert second.comm is None
    assert all(figure.comm is not None for figure in (other, outside, again))


# -- JavaScript ----------------------------------------------------------------------------------


@pytest.mark.skipif(NODE is None, reason="needs node")
@pytest.mark.parametrize("name", FIGURES)
def test_joined_modules_are_one_valid_module(name: str, tmp_path: Path) -> None:
    text = joined_module(name)
    assert "import " not in text.replace("importance", "")
    assert text.count("export default") == 1
    path = tmp_path / f"{name}.mjs"
    path.write_text(text, encoding="utf-8")
    subprocess.run([str(NODE), "--check", str(path)], check=True, timeout=20)


@pytest.fixture(scope="module")
def recorded_cases(finished: LearningRate, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Python computes, for node to compare with."""
    rng = np.random.default_rng(5)
    values = rng.normal(size=7).astype(np.float32)
    some = [(start, rate) for start in range(0, len(STARTS), 4) for rate in range(len(RATES))]
    array = packed(values)
    cases = {
        "numbers": [
            {"value": value, "digits": digits, "text": fixed(value, digits)}
            for value in rng.normal(scale=100, size=20).tolist()
            for digits in (1, 4)
        ],
        "rates": [{"value": rate, "text": f"{rate:g}"} for rate in RATES],
        "array": live._as_json(array),
        "values": values.tolist(),
        "first": {"start": FIRST_START, "rate": FIRST_RATE},
        "learning_rate": finished.recorded(),
        "unfinished": learning_rate(unfinished, derivative).recorded(),
        "sentences": [
            {
                "start": start,
                "rate": rate,
                "text": in_words(finished.descent(start, rate), STARTS[start], RATES[rate]),
            }
            for start, rate in some
        ],
        "losses": [
            {
                "start": FIRST_START,
                "rate": rate,
                "losses": QUARTIC(finished.descent(FIRST_START, rate).path).tolist(),
            }
            for rate in FOUR_RATES
        ],
        "hinge": [
            {"scores": row.tolist(), "label": int(label), "loss": float(loss)}
            for row, label, loss in zip(
                START, LABELS, losses.svm_losses(START, LABELS), strict=True
            )
        ],
    }
    cases |= recorded_02_05.cases() | recorded_03_04.cases()
    path = tmp_path_factory.mktemp("recorded") / "cases.json"
    path.write_text(json.dumps(cases, allow_nan=False), encoding="utf-8")
    return path


@pytest.mark.skipif(NODE is None, reason="needs node")
def test_the_javascript_gives_the_numbers_of_python(recorded_cases: Path) -> None:
    tests = [str(path) for path in sorted(JAVASCRIPT.glob("*.test.mjs"))]
    assert len(tests) >= len(FIGURES)
    run = subprocess.run(
        [str(NODE), "--test", *tests],
        env=os.environ | {"RECORDED_CASES": str(recorded_cases)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-1000:]
