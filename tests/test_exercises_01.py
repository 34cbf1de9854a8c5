"""The exercises of 01_loss_functions: other mistakes, part of the points, what a quiz accepts."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from course_lib import check, exercises
from course_lib.diagnosis.outcome import run_probe
from tests.verdicts import verdict

ASSIGNMENT = "01_loss_functions"
POINTS = {
    "linear_scores": 2,
    "svm_losses": 3,
    "softmax": 3,
    "cross_entropy_losses": 3,
    "binary_cross_entropy": 2,
    "full_loss": 1,
    "loss_quiz": 2,
    "slide_erratum": 1,
}


def test_the_points() -> None:
    found = exercises.of_assignment(ASSIGNMENT)
    assert {exercise.name: exercise.max_points for exercise in found} == POINTS


def rounded_scores(X: Any, W: Any, b: Any) -> Any:
    return np.round(X @ W + b, 3)


def constant_softmax(scores: Any) -> Any:
    return np.full(scores.shape, 0.3)


def softmax_in_place(scores: Any) -> Any:
    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    return scores


def hinge_of_the_cubed_scores(scores: Any, labels: Any, margin: float = 1.0) -> Any:
    return exercises.find("svm_losses").reference(scores**3, labels, margin)


def unwritten(*arguments: Any) -> Any:
    return None


def mean_cross_entropy(scores: Any, labels: Any) -> Any:
    return np.mean(exercises.find("cross_entropy_losses").reference(scores, labels))


OTHER_MISTAKES = [
    ("linear_scores", rounded_scores, "rounded"),
    ("softmax", constant_softmax, "counterexample"),
    ("softmax", softmax_in_place, "changes_argument"),
    ("svm_losses", hinge_of_the_cubed_scores, "counterexample"),
    ("svm_losses", unwritten, "returns_nothing"),
    ("cross_entropy_losses", mean_cross_entropy, "mean_for_each"),
    ("binary_cross_entropy", lambda y, t: y, "counterexample"),
    ("full_loss", lambda losses, W, strength: 0.0, "zeros"),
]


@pytest.mark.parametrize(("name", "candidate", "slug"), OTHER_MISTAKES)
def test_other_mistakes_get_a_transform_a_fault_or_a_counterexample(
    name: str, candidate: Callable[..., Any], slug: str
) -> None:
    score = verdict(name, candidate)
    assert not score.passed
    assert f"{name}/{slug}" in [diagnosis.id for diagnosis in score.diagnoses]


def test_a_softmax_that_overflows_earns_part() -> None:
    mistake = next(m for m in exercises.find("softmax").misconceptions if m.slug == "no_shift")
    assert check("softmax", mistake.implementation).points == 2.0


def test_a_hinge_with_a_fixed_margin_earns_part() -> None:
    mistakes = exercises.find("svm_losses").misconceptions
    fixed = next(mistake for mistake in mistakes if mistake.slug == "ignores_margin")
    assert check("svm_losses", fixed.implementation).points == 2.25


@pytest.mark.parametrize("seed", range(5))
def test_hinge_inputs_keep_away_from_the_kinks(seed: int) -> None:
    def nearest_kink(scores: Any, labels: Any, margin: float = 1.0) -> float:
        differences = scores - scores[np.arange(len(scores)), labels][:, np.newaxis] + margin
        return float(np.abs(differences)[differences != margin].min())

    probe = exercises.find("svm_losses").probe
    outcomes = run_probe(probe, nearest_kink, np.random.default_rng(seed), None)
    for name in ("values", "margin other than 1", "square"):
        outcome = outcomes[name]
        assert isinstance(outcome, Mapping)
        assert outcome[""] > 0.1


QUIZ = {
    "smallest_softmax": 0,
    "largest_softmax": np.inf,
    "smallest_svm": 0.0,
    "largest_svm": math.inf,
    "equal_scores_softmax": 2.3026,
    "equal_scores_svm": 9,
    "perturbation_svm": [0, 0, 0],
    "perturbation_softmax": [0.0009, 0.551, 0.0],
}


def test_quiz_takes_rounded_answers() -> None:
    assert check("loss_quiz", QUIZ).passed
    assert check("loss_quiz", {**QUIZ, "equal_scores_softmax": np.log(10)}).passed
    assert check("loss_quiz", {**QUIZ, "equal_scores_softmax": 2.303}).passed


@pytest.mark.parametrize("last", [0.0, 3.4e-48, 3.7e-48])
def test_quiz_takes_zero_for_the_loss_that_is_almost_zero(last: float) -> None:
    answers = {**QUIZ, "perturbation_softmax": np.array([9.176e-4, 0.5514, last])}
    assert check("loss_quiz", answers).passed


def test_quiz_refuses_what_is_off_and_names_the_key_alone() -> None:
    score = check("loss_quiz", {**QUIZ, "equal_scores_softmax": 2.35})
    assert score.points == 1.75
    assert [diagnosis.id for diagnosis in score.diagnoses] == ["loss_quiz/equal_scores_softmax/off"]
    assert "2.3" not in score.diagnoses[0].message


def test_quiz_with_two_known_mistakes_names_both() -> None:
    score = check("loss_quiz", {**QUIZ, "equal_scores_softmax": 1.0, "equal_scores_svm": 10})
    assert score.points == 1.5
    assert {diagnosis.id for diagnosis in score.diagnoses} == {
        "loss_quiz/equal_scores_softmax_log10",
        "loss_quiz/equal_scores_svm_counts_true_class",
    }


def test_quiz_with_a_missing_answer_scores_the_others() -> None:
    answers = {key: answer for key, answer in QUIZ.items() if key != "largest_svm"}
    score = check("loss_quiz", answers)
    assert score.points == 1.75
    assert "largest_svm" in score.diagnoses[0].message


def test_erratum_takes_the_curriculums_numbers() -> None:
    answers = {"wrong_value": 10.9, "right_value": 12.9, "dropped_term": 1}
    assert check("slide_erratum", answers).passed
