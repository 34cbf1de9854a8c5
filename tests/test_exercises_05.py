"""What is special to the exercises of 05_two_layer_net: parts, quizzes, and what draws."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from course_lib import check, exercises
from course_lib.checking import Settings, checks_use
from course_lib.diagnosis.case import live_case
from course_lib.diagnosis.outcome import run_probe
from tests.correct import two_layer_net as correct
from tests.verdicts import misconception, verdict

POINTS = {
    "perceptron": 0.5,
    "neuron": 0.5,
    "neuron_gradient": 1.5,
    "train_neuron": 1.5,
    "xor_quiz": 1,
    "xor_network_step": 2,
    "initialize": 1.5,
    "forward": 1.5,
    "loss_and_gradients": 2.5,
    "train": 2.5,
    "predict": 0.5,
    "three_layer_forward": 0.5,
    "training_quiz": 1,
}


def test_the_points_are_those_of_the_notebook() -> None:
    found = exercises.of_assignment("05_two_layer_net")
    assert {exercise.name: exercise.max_points for exercise in found} == POINTS
    assert sum(POINTS.values()) == 17


@pytest.mark.parametrize(
    ("name", "slug", "points"),
    [
        ("neuron", "no_stability", 0.25),
        ("train_neuron", "losses_after_steps", 1.0),
        ("xor_network_step", "updates_before_delta", 1.25),
        ("xor_network_step", "loss_without_half", 1.5),
        ("initialize", "standard_normal", 1.25),
        ("forward", "scores_alone", 1.25),
        ("loss_and_gradients", "no_mask", 1.5),
        ("loss_and_gradients", "loss_without_penalty", 2.0),
        ("train", "as_given", 2.25),
        ("train", "wrong_gradient", 2.0),
    ],
)
def test_a_partly_right_answer_earns_its_part(name: str, slug: str, points: float) -> None:
    assert verdict(name, misconception(name, slug)).points == points


def update_first(X: Any, Y: Any, W0: Any, W1: Any, learning_rate: float) -> Any:
    """The update before the delta, as a student writes it."""
    hidden = correct.sigmoid(X @ W0)
    output = correct.sigmoid(hidden @ W1)
    delta1 = (output - Y) * correct.slope(output)
    W1 = W1 - learning_rate * hidden.T @ delta1
    delta0 = delta1 @ W1.T * correct.slope(hidden)
    loss = 0.5 * np.sum((Y - output) ** 2)
    return W0 - learning_rate * X.T @ delta0, W1, loss


def neuron_of_a_column(X: Any, theta: Any) -> Any:
    return correct.neuron_by_tanh(X, theta)[:, np.newaxis]


def train_of_lists(*arguments: Any) -> Any:
    parameters, losses = correct.training_as_in_the_notebook(*arguments)
    return list(parameters.values()), losses


def train_without_b2(*arguments: Any) -> Any:
    parameters, losses = correct.training_as_in_the_notebook(*arguments)
    return {name: parameters[name] for name in ("W1", "b1", "W2")}, losses


def train_alone(*arguments: Any) -> Any:
    return correct.training_as_in_the_notebook(*arguments)[0]


def train_with_global_order(
    X: Any, labels: Any, hidden: int, rate: float, size: int, epochs: int, rng: Any
) -> Any:
    order = np.random.permutation(len(X))
    return correct.training_as_in_the_notebook(
        X[order], labels[order], hidden, rate, size, epochs, rng
    )


def train_by_doubled_steps(
    X: Any, labels: Any, hidden: int, rate: float, size: int, epochs: int, rng: Any
) -> Any:
    return correct.training_as_in_the_notebook(X, labels, hidden, 2 * rate, size, epochs, rng)


def loss_of_large_weights(parameters: Any, X: Any, labels: Any, strength: float) -> Any:
    loss, gradients = correct.gradients_in_steps(parameters, X, labels, strength)
    return loss, {"W1": gradients["W1"], "b1": gradients["b1"]}


def initialize_of_a_list(inputs: int, hidden: int, classes: int, rng: Any) -> Any:
    return list(correct.initialize_with_gain(inputs, hidden, classes, rng).values())


def initialize_by_tenths(inputs: int, hidden: int, classes: int, rng: Any) -> Any:
    parameters = correct.initialize_with_gain(inputs, hidden, classes, rng)
    return {**parameters, "W1": 0.1 * rng.normal(size=(inputs, hidden)) / np.sqrt(inputs)}


OTHER_MISTAKES: list[tuple[str, Callable[..., Any], str, str]] = [
    ("xor_network_step", update_first, "updates_before_delta", "old weights"),
    ("neuron", neuron_of_a_column, "shape", "shape"),
    ("train", train_of_lists, "form", "a dict with the entries"),
    ("train", train_without_b2, "form", "`b2`"),
    ("train", train_alone, "form", "one result; 2 are wanted"),
    ("train", train_with_global_order, "order_of_its_own", "another generator"),
    ("train", train_by_doubled_steps, "wrong_gradient", "slope of the loss"),
    ("loss_and_gradients", loss_of_large_weights, "keys", "`W2`"),
    ("initialize", initialize_of_a_list, "form", "a dict with the entries"),
    ("initialize", initialize_by_tenths, "differs", "“another”, where “√(2 / inputs)” is right"),
    ("perceptron", lambda X, theta: None, "returns_nothing", "`return`"),
    ("train", lambda *arguments: None, "returns_nothing", "`return`"),
]


@pytest.mark.parametrize(("name", "candidate", "slug", "part"), OTHER_MISTAKES)
def test_other_mistakes_get_a_sentence_that_helps(
    name: str, candidate: Callable[..., Any], slug: str, part: str
) -> None:
    score = verdict(name, candidate)
    assert not score.passed
    found = {diagnosis.id: diagnosis.message for diagnosis in score.diagnoses}
    assert f"{name}/{slug}" in found
    assert part.lower() in found[f"{name}/{slug}"].lower()


@pytest.mark.parametrize("seed", range(10, 30))
def test_what_draws_is_judged_the_same_with_any_seed(seed: int) -> None:
    with checks_use(Settings(seed=seed)):
        assert check("initialize", correct.initialize_uniformly).passed
        assert check("train", correct.training_with_even_batches).passed
        assert check("train", correct.training_with_losses_after_epochs).passed


@pytest.mark.parametrize("name", ["initialize", "train"])
def test_what_draws_has_words_for_its_outcomes_and_no_numbers_that_were_drawn(name: str) -> None:
    one, other = live_case(name, 1), live_case(name, 2)
    for key, known in one.expected.items():
        if key not in ("arguments untouched", "inputs of 0"):
            assert one.same(key, known, other.expected[key]), key  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(5))
def test_sums_keep_away_from_thresholds(seed: int) -> None:
    probe = exercises.find("perceptron").probe
    outcomes = run_probe(probe, lambda X, theta: X @ theta, np.random.default_rng(seed), None)
    for outcome in outcomes.values():
        assert isinstance(outcome, dict)
        sums = np.abs(outcome[""])
        assert min(np.abs(sums - threshold).min() for threshold in (0, 0.5, 1)) > 0.1


XOR_QUIZ = {"best_accuracy": 0.75, "settled_loss": 0.693, "why": "c"}
TRAINING_QUIZ = {"zero_loss": 1.0986, "equal_units": 1, "parameters": 259, "middle_factor": 4}


def test_quizzes_take_rounded_answers() -> None:
    assert check("xor_quiz", XOR_QUIZ).passed
    assert check("xor_quiz", {**XOR_QUIZ, "best_accuracy": 3 / 4, "why": " C "}).passed
    assert check("training_quiz", TRAINING_QUIZ).passed
    assert check("training_quiz", {**TRAINING_QUIZ, "zero_loss": np.log(3)}).passed


@pytest.mark.parametrize(
    ("name", "answers", "key"),
    [
        ("xor_quiz", {**XOR_QUIZ, "best_accuracy": 0.8}, "best_accuracy"),
        ("xor_quiz", {**XOR_QUIZ, "why": "e"}, "why"),
        ("training_quiz", {**TRAINING_QUIZ, "parameters": 200}, "parameters"),
    ],
)
def test_quizzes_name_the_key_that_is_off_alone(name: str, answers: Any, key: str) -> None:
    score = verdict(name, answers)
    assert [diagnosis.id for diagnosis in score.diagnoses] == [f"{name}/{key}/off"]
    assert score.points < POINTS[name]
