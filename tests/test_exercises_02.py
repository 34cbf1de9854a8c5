"""What is special about the exercises of 02_gradients: partial credit, kinks, other mistakes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from course_lib import check, exercises
from course_lib.checking import Settings, checks_use
from course_lib.probes.gradients_descent import in_words, meetings
from tests.verdicts import misconception, verdict

POINTS = {
    "forward_difference": 1,
    "central_difference": 1,
    "numerical_gradient": 2,
    "quartic_derivative": 1,
    "relative_error": 1,
    "svm_gradient": 2,
    "cross_entropy_gradient": 1.5,
    "weights_gradient": 1,
    "gradient_descent": 2,
    "step_size_quiz": 1.5,
    "sample_minibatch": 1,
    "minibatch_descent": 2,
}


def test_points_of_each_exercise() -> None:
    found = exercises.of_assignment("02_gradients")
    assert {exercise.name: exercise.max_points for exercise in found} == POINTS


PARTIAL = [
    ("forward_difference", "ignores_h", 0.25),
    ("numerical_gradient", "step_lost_in_integers", 1.75),
    ("quartic_derivative", "numerical", 0.75),
    ("relative_error", "nan_for_zeros", 0.75),
    ("svm_gradient", "ignores_margin", 1.5),
    ("cross_entropy_gradient", "no_shift", 1.25),
    ("gradient_descent", "moves_start", 1.75),
    ("sample_minibatch", "with_replacement", 0.75),
    ("minibatch_descent", "changes_weights", 1.75),
]


@pytest.mark.parametrize(("name", "slug", "points"), PARTIAL)
def test_what_is_right_in_part_earns_part(name: str, slug: str, points: float) -> None:
    assert verdict(name, misconception(name, slug)).points == points


def rounded_slope(f: Any, x: Any, h: float = 1e-4) -> Any:
    return round((f(x + h) - f(x)) / h, 2)


def flat_gradient(f: Any, x: Any, h: float = 1e-5) -> Any:
    return exercises.find("numerical_gradient").reference(f, x, h).ravel()


def tripled(scores: Any, labels: Any, margin: float = 1.0) -> Any:
    return 3 * exercises.find("svm_gradient").reference(scores, labels, margin)


def transposed_path(gradient: Any, start: Any, *rest: Any) -> Any:
    return exercises.find("gradient_descent").reference(gradient, start, *rest).T


def decaying_rate(
    gradient: Any, start: Any, rate: Any, tolerance: Any = 1e-6, steps: int = 1000
) -> Any:
    path = [np.array(start)]
    for step in range(steps):
        path.append(path[-1] - rate / (1 + step) * gradient(path[-1]))
        if np.abs(path[-1] - path[-2]).sum() <= tolerance:
            break
    return np.array(path)


def endless(gradient: Any, start: Any, *rest: Any) -> Any:
    while True:
        start = start - 0.1 * gradient(start)


def mostly_first_rows(X: Any, labels: Any, size: Any, rng: Any) -> Any:
    chosen = np.append(np.arange(size - 1), rng.integers(size - 1, len(X)))
    return X[chosen], labels[chosen]


OTHER_MISTAKES = [
    ("forward_difference", rounded_slope, "rounded"),
    ("numerical_gradient", flat_gradient, "shape"),
    ("svm_gradient", tripled, "factor"),
    ("gradient_descent", transposed_path, "transposed"),
    ("gradient_descent", decaying_rate, "shape"),
    ("gradient_descent", endless, "does_not_stop"),
    ("weights_gradient", lambda X, G, W, strength: G.T @ X, "shape"),
    ("sample_minibatch", mostly_first_rows, "one_slice"),
    ("minibatch_descent", lambda *arguments: 0.0, "count"),
]


@pytest.mark.parametrize(("name", "candidate", "slug"), OTHER_MISTAKES)
def test_other_mistakes_get_a_transform_a_fault_or_a_counterexample(
    name: str, candidate: Callable[..., Any], slug: str
) -> None:
    with checks_use(Settings(seconds=0.3)):
        score = verdict(name, candidate)
    assert not score.passed
    assert f"{name}/{slug}" in [diagnosis.id for diagnosis in score.diagnoses]


@pytest.mark.parametrize("on_the_kink", [0.0, 0.3, 0.5, 1.0])
def test_any_slope_between_those_of_both_sides_is_right_on_a_kink(on_the_kink: float) -> None:
    def one_sided(scores: Any, labels: Any, margin: float = 1.0) -> Any:
        own = np.arange(scores.shape[1]) == labels[:, np.newaxis]
        differences = scores - scores[own][:, np.newaxis] + margin
        counted = np.where(own, 0.0, np.heaviside(differences, on_the_kink))
        return (counted - own * counted.sum(axis=1, keepdims=True)) / len(scores)

    assert check("svm_gradient", one_sided).passed


@pytest.mark.parametrize("on_the_kink", [-1.0, 2.0, float("nan")])
def test_a_slope_beyond_those_of_both_sides_is_not(on_the_kink: float) -> None:
    def beyond(scores: Any, labels: Any, margin: float = 1.0) -> Any:
        own = np.arange(scores.shape[1]) == labels[:, np.newaxis]
        differences = scores - scores[own][:, np.newaxis] + margin
        counted = np.where(own, 0.0, np.where(differences == 0, on_the_kink, differences > 0))
        return (counted - own * counted.sum(axis=1, keepdims=True)) / len(scores)

    assert check("svm_gradient", beyond).points == 1.75


X = np.arange(7.0)[:, np.newaxis]
LABELS = np.arange(7)


def test_batches_are_described_in_words() -> None:
    assert in_words([(X[:3], LABELS[:3])], X, LABELS) == "3 rows"
    assert in_words([(X[[1, 1]], LABELS[[1, 1]])], X, LABELS) == "2 rows; a row more than once"
    assert in_words([(X[:2], LABELS[1:3])], X, LABELS) == "2 rows; labels of other rows"
    assert "not in X" in str(in_words([(X[:2] + 0.5, LABELS[:2])], X, LABELS))
    assert in_words([X[:2]], X, LABELS) == "not a pair of rows and labels"
    assert in_words(None, X, LABELS) is None


def test_rows_that_never_meet_are_noticed() -> None:
    halves = [(X[:3], LABELS[:3]), (X[3:], LABELS[3:])]
    assert meetings(halves, X) == "some rows never come together"
    assert meetings(halves[:1] * 5, X) == "always the same rows"
    assert meetings([(X, LABELS), *halves], X) == "any rows come together"


QUIZ = {
    "largest_step_left": 0.2007,
    "largest_step_right": 0.355,
    "rate_of_a": 0.25,
    "rate_of_b": 0.01,
    "rate_of_c": 1,
    "rate_of_d": 0.1,
}


def test_quiz_takes_the_curriculums_numbers() -> None:
    assert check("step_size_quiz", QUIZ).passed
    for left in (0.2, 0.201, np.float64(0.20068)):
        assert check("step_size_quiz", {**QUIZ, "largest_step_left": left}).passed


@pytest.mark.parametrize("left", [0.199, 0.203, 0.21])
def test_quiz_refuses_what_is_off_and_names_the_key_alone(left: float) -> None:
    score = check("step_size_quiz", {**QUIZ, "largest_step_left": left})
    assert score.points == 1.25
    (diagnosis,) = score.diagnoses
    assert diagnosis.id == "step_size_quiz/largest_step_left/off"
    assert "0.2" not in diagnosis.message


def test_exchanged_curves_are_named_both() -> None:
    score = check("step_size_quiz", {**QUIZ, "rate_of_b": 0.1, "rate_of_d": 0.01})
    ids = {diagnosis.id for diagnosis in score.diagnoses}
    assert ids == {"step_size_quiz/b_is_good", "step_size_quiz/d_is_slow"}
