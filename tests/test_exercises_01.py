"""The exercises of 01_loss_functions: wrong answers are named, right ones pass however written."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from course_lib import CheckFailed, check, exercises
from course_lib.checking import Settings, checks_use
from course_lib.diagnosis.case import evaluate_snippet, live_case
from course_lib.diagnosis.outcome import Failure, run_probe
from course_lib.exercises.exercise import Exercise, Misconception
from tests.correct_losses import CORRECT

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
EXERCISES = exercises.of_assignment(ASSIGNMENT)
KNOWN_MISTAKES = [
    pytest.param(exercise, mistake, id=exercise.misconception_id(mistake))
    for exercise in EXERCISES
    for mistake in exercise.misconceptions
]
CORRECT_VARIANTS = [
    pytest.param(name, variant, id=f"{name}-{variant.__name__}")
    for name, variants in CORRECT.items()
    for variant in variants
]
FUNCTION_NAMES = [exercise.name for exercise in EXERCISES if not exercise.answers_only]
SEEDS = (1, 2, 3)


def verdict(name: str, candidate: Any) -> Any:
    """The score, also where nothing is right."""
    try:
        return check(name, candidate)
    except CheckFailed as failed:
        return failed


def test_assignment_has_the_exercises_of_the_curriculum_with_their_points() -> None:
    assert {exercise.name: exercise.max_points for exercise in EXERCISES} == POINTS
    assert all(exercise.assignment == ASSIGNMENT for exercise in EXERCISES)
    assert all(exercises.find(exercise.name) is exercise for exercise in EXERCISES)


def test_an_unknown_exercise_gets_the_nearest_names() -> None:
    with pytest.raises(KeyError, match="softmax"):
        exercises.find("softmaks")


def test_an_unknown_assignment_gets_the_known_ones() -> None:
    with pytest.raises(KeyError, match="01_loss_functions"):
        exercises.of_assignment("06_nothing")


def test_an_assignment_whose_module_is_not_there_has_no_exercises(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(exercises.ASSIGNMENTS, "07_missing", "missing")
    assert exercises.of_assignment("07_missing") == []


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_reference_passes_with_any_seed(exercise: Exercise) -> None:
    for seed in SEEDS:
        with checks_use(Settings(seed=seed)):
            assert check(exercise.name, exercise.reference).passed


@pytest.mark.parametrize(("exercise", "mistake"), KNOWN_MISTAKES)
def test_misconception_is_refused_with_its_own_sentence(
    exercise: Exercise, mistake: Misconception
) -> None:
    for seed in SEEDS:
        with checks_use(Settings(seed=seed)):
            score = verdict(exercise.name, mistake.implementation)
        assert not score.passed
        found = [(diagnosis.id, diagnosis.message) for diagnosis in score.diagnoses]
        assert found == [(exercise.misconception_id(mistake), mistake.message)]


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_no_two_misconceptions_give_the_same_outcomes(exercise: Exercise) -> None:
    case = live_case(exercise.name, SEEDS[0])
    slugs = [mistake.slug for mistake in exercise.misconceptions]
    assert len(set(slugs)) == len(slugs) >= 6
    for first, second in itertools.permutations(exercise.misconceptions, 2):
        outcomes = case.run(first.implementation, None)
        known = next(m for m in case.mistakes if m.id == exercise.misconception_id(second))
        same = [case.same(name, outcomes[name], known.outcomes[name]) for name in outcomes]
        assert not all(same), (first.slug, second.slug)


@pytest.mark.parametrize(("exercise", "mistake"), KNOWN_MISTAKES)
def test_message_is_one_sentence_without_code(exercise: Exercise, mistake: Misconception) -> None:
    assert mistake.message.endswith(".")
    assert mistake.message.count(". ") == 0
    assert not any(code in mistake.message for code in ("np.", "keepdims", "axis=", "!", "]"))


@pytest.mark.parametrize(("name", "variant"), CORRECT_VARIANTS)
def test_correct_solution_passes_however_it_is_written(
    name: str, variant: Callable[..., Any]
) -> None:
    for seed in SEEDS:
        with checks_use(Settings(seed=seed)):
            score = check(name, variant)
        assert score.passed, [diagnosis.message for diagnosis in score.diagnoses]


def test_every_function_has_at_least_five_correct_variants() -> None:
    assert set(CORRECT) == set(FUNCTION_NAMES)
    assert all(len(variants) >= 5 for variants in CORRECT.values())


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


def test_what_returns_nothing_earns_nothing() -> None:
    for name in FUNCTION_NAMES:
        with pytest.raises(CheckFailed):
            check(name, unwritten)


def test_a_softmax_that_overflows_earns_part() -> None:
    mistake = next(m for m in exercises.find("softmax").misconceptions if m.slug == "no_shift")
    assert check("softmax", mistake.implementation).points == 2.0


def test_a_hinge_with_a_fixed_margin_earns_part() -> None:
    mistakes = exercises.find("svm_losses").misconceptions
    fixed = next(mistake for mistake in mistakes if mistake.slug == "ignores_margin")
    assert check("svm_losses", fixed.implementation).points == 2.25


@pytest.mark.parametrize("name", FUNCTION_NAMES)
def test_examples_are_few_distinct_and_have_answers(name: str) -> None:
    exercise = exercises.find(name)
    assert exercise.examples is not None
    snippets = list(exercise.examples(np.random.default_rng(0)))
    assert 15 <= len(snippets) <= 30
    assert len(set(snippets)) == len(snippets)
    for snippet in snippets:
        answer = evaluate_snippet(snippet, name, exercise.reference, None)
        assert not isinstance(answer, Failure)


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
