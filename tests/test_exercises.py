"""Every exercise: wrong answers are named, right ones pass however they are written."""

from __future__ import annotations

import functools
import importlib
import itertools
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.bundle import REFERENCES
from course_lib import CheckFailed, check, exercises
from course_lib.checking import Settings, checks_use, score_candidate
from course_lib.diagnosis.case import PUBLIC_SEED, Case, evaluate_snippet, live_case
from course_lib.diagnosis.outcome import Failure
from course_lib.exercises.exercise import Exercise, Misconception
from course_lib.recorded import case_from_record, record

CURRICULUM = {
    "01_loss_functions": (
        "linear_scores",
        "svm_losses",
        "softmax",
        "cross_entropy_losses",
        "binary_cross_entropy",
        "full_loss",
        "loss_quiz",
        "slide_erratum",
    ),
    "02_gradients": (
        "forward_difference",
        "central_difference",
        "numerical_gradient",
        "quartic_derivative",
        "svm_gradient",
        "cross_entropy_gradient",
        "weights_gradient",
        "relative_error",
        "gradient_descent",
        "sample_minibatch",
        "minibatch_descent",
        "step_size_quiz",
    ),
    "03_computational_graphs": (
        "expression_gradients",
        "MultiplyGate",
        "AddGate",
        "MaxGate",
        "SigmoidGate",
        "neuron_gradients",
        "topological_order",
        "backward",
        "relu_backward",
        "matmul_backward",
        "jacobian_quiz",
    ),
    "04_backprop_by_hand": (
        "hand_forward",
        "hand_backward",
        "index_erratum",
        "sigmoid",
        "LinearSigmoidLayer",
        "binary_cross_entropy_gradient",
        "TwoLayerNet",
        "overfit_one_example",
    ),
    "05_two_layer_net": (
        "perceptron",
        "neuron",
        "neuron_gradient",
        "train_neuron",
        "xor_quiz",
        "xor_network_step",
        "initialize",
        "forward",
        "loss_and_gradients",
        "train",
        "predict",
        "three_layer_forward",
        "training_quiz",
    ),
}
"""What each assignment asks for."""

POINTS = 17
"""Of an assignment's exercises together; the other 3 of 20 are for the written question."""

FEWER_MISCONCEPTIONS: dict[str, int] = {}
"""Exercises in which fewer than six wrong answers are worth a sentence of their own."""

SEEDS = (1, 2)
EXERCISES = [exercise for name in CURRICULUM for exercise in exercises.of_assignment(name)]
KNOWN_MISTAKES = [
    pytest.param(exercise, mistake, id=exercise.misconception_id(mistake))
    for exercise in EXERCISES
    for mistake in exercise.misconceptions
]
FUNCTIONS = [exercise for exercise in EXERCISES if not exercise.answers_only]
every_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda each: each.name)
every_function = pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda each: each.name)
every_mistake = pytest.mark.parametrize(("exercise", "mistake"), KNOWN_MISTAKES)


def variants(assignment: str) -> dict[str, tuple[Callable[..., Any], ...]]:
    """The right solutions of an assignment's exercises that tests/correct holds."""
    module = importlib.import_module(f"tests.correct.{exercises.ASSIGNMENTS[assignment]}")
    found: dict[str, tuple[Callable[..., Any], ...]] = module.CORRECT
    return found


CORRECT_VARIANTS = [
    pytest.param(name, variant, id=f"{name}-{variant.__name__}")
    for assignment in CURRICULUM
    for name, group in variants(assignment).items()
    for variant in group
]


def verdict(case: Case, candidate: Any) -> Any:
    """All that a student is told: points, parts, ids and sentences."""
    score = score_candidate(case, candidate)
    parts = [(part.name, part.points, part.passed) for part in score.parts]
    return score.points, parts, [(found.id, found.message) for found in score.diagnoses]


@functools.cache
def recorded_case(name: str) -> Case:
    """The case as a student's copy has it, by way of JSON."""
    data = json.dumps(record(live_case(name, PUBLIC_SEED)), ensure_ascii=False)
    return case_from_record(name, json.loads(data))


@pytest.mark.parametrize("assignment", CURRICULUM)
def test_an_assignment_has_the_exercises_of_the_curriculum_and_their_points(
    assignment: str,
) -> None:
    found = exercises.of_assignment(assignment)
    assert sorted(exercise.name for exercise in found) == sorted(CURRICULUM[assignment])
    assert all(exercise.assignment == assignment for exercise in found)
    assert all(exercises.find(exercise.name) is exercise for exercise in found)
    assert sum(exercise.max_points for exercise in found) == POINTS


def test_every_assignment_of_the_curriculum_is_known_by_the_same_names() -> None:
    assert list(CURRICULUM) == list(exercises.ASSIGNMENTS) == list(REFERENCES)


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


@every_exercise
def test_the_reference_passes_with_any_seed(exercise: Exercise) -> None:
    for seed in SEEDS:
        with checks_use(Settings(seed=seed)):
            assert check(exercise.name, exercise.reference).passed


@every_mistake
def test_a_misconception_is_refused_with_its_own_sentence(
    exercise: Exercise, mistake: Misconception
) -> None:
    own = [(exercise.misconception_id(mistake), mistake.message)]
    points, _, found = verdict(live_case(exercise.name, SEEDS[0]), mistake.implementation)
    assert points < exercise.max_points
    assert found == own


@every_mistake
def test_a_recorded_check_says_of_a_misconception_what_a_live_one_says(
    exercise: Exercise, mistake: Misconception
) -> None:
    live = verdict(live_case(exercise.name, PUBLIC_SEED), mistake.implementation)
    assert [message for _, message in live[2]] == [mistake.message]
    assert verdict(recorded_case(exercise.name), mistake.implementation) == live


@every_exercise
def test_a_recorded_check_passes_the_reference(exercise: Exercise) -> None:
    live = verdict(live_case(exercise.name, PUBLIC_SEED), exercise.reference)
    assert verdict(recorded_case(exercise.name), exercise.reference) == live
    assert live[0] == exercise.max_points


@every_exercise
def test_no_two_misconceptions_give_the_same_outcomes(exercise: Exercise) -> None:
    case = live_case(exercise.name, PUBLIC_SEED)
    outcomes = [case.run(mistake.implementation, 2.0) for mistake in exercise.misconceptions]
    pairs = itertools.permutations(range(len(outcomes)), 2)
    for first, second in pairs:
        known = case.mistakes[second].outcomes
        alike = (case.same(name, outcomes[first][name], known[name]) for name in known)
        assert not all(alike), (case.mistakes[first].id, case.mistakes[second].id)


@every_exercise
def test_an_exercise_knows_at_least_six_wrong_answers(exercise: Exercise) -> None:
    slugs = {mistake.slug for mistake in exercise.misconceptions}
    assert len(slugs) == len(exercise.misconceptions)
    assert len(slugs) >= FEWER_MISCONCEPTIONS.get(exercise.name, 6)


@every_exercise
def test_messages_are_one_sentence_without_code(exercise: Exercise) -> None:
    for message in (mistake.message for mistake in exercise.misconceptions):
        assert message.endswith(".")
        assert message.count(". ") == 0
        assert not any(code in message for code in ("np.", "keepdims", "axis=", "!", "]")), message


@pytest.mark.parametrize(("name", "variant"), CORRECT_VARIANTS)
def test_a_right_solution_passes_however_it_is_written(
    name: str, variant: Callable[..., Any]
) -> None:
    for seed in SEEDS:
        score = score_candidate(live_case(name, seed), variant)
        assert score.passed, [diagnosis.message for diagnosis in score.diagnoses]


@pytest.mark.parametrize("assignment", CURRICULUM)
def test_every_function_has_at_least_five_right_solutions(assignment: str) -> None:
    found = variants(assignment)
    wanted = [each.name for each in FUNCTIONS if each.assignment == assignment]
    assert sorted(found) == sorted(wanted)
    assert all(len(group) >= 5 for group in found.values())


@every_function
def test_what_does_nothing_earns_nothing(exercise: Exercise) -> None:
    class Empty:
        """Neither a function's nor a class's work is done by it."""

        def __init__(self, *arguments: Any, **keywords: Any) -> None:
            pass

    for idle in (lambda *arguments, **keywords: None, Empty):
        with pytest.raises(CheckFailed):
            check(exercise.name, idle)


@every_function
def test_examples_are_few_distinct_and_have_answers(exercise: Exercise) -> None:
    assert exercise.examples is not None
    snippets = list(exercise.examples(np.random.default_rng(0)))
    assert 15 <= len(snippets) <= 30
    assert len(set(snippets)) == len(snippets)
    for snippet in snippets:
        answer = evaluate_snippet(snippet, exercise.name, exercise.reference, None)
        assert not isinstance(answer, Failure)
