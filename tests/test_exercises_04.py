"""What is special to the exercises of 04_backprop_by_hand: answers by hand, parts, the sandbox."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest

from autograder.bundle import stripped_library
from autograder.demo import make_course, solutions
from autograder.demo_answers.backprop_by_hand import ANSWERS, EXERCISES
from autograder.grade import Grader
from autograder.master import read_master
from autograder.release import release
from autograder.result import SubmissionResult
from autograder.sandbox.client import StudentServer
from course_lib import check, exercises
from course_lib.diagnosis.case import PUBLIC_SEED, live_case
from course_lib.layers import LinearSigmoidLayer, TwoLayerNet, overfit_one_example
from course_lib.probes.backprop_by_hand_practice import PracticeNet
from course_lib.recorded import record
from tests.verdicts import verdict

ASSIGNMENT = "04_backprop_by_hand"
FORWARD = {"h": [0.99998330, 0.73105858, 0.99999386], "y": 0.59037800, "J": 0.52699227}
BACKWARD: dict[str, Any] = {
    "dJ_dy": -1.69383,
    "dJ_dV": [-0.40961516, -0.29945768, -0.40961948],
    "dJ_dh": [-0.040962, -0.204811, 0.040962],
    "dJ_dW": [[-3.42058e-6, -0.20134143, 1.25839e-6], [-2.05235e-6, -0.12080486, 7.55032e-7]],
}


def ids(score: Any) -> list[str]:
    return [diagnosis.id for diagnosis in score.diagnoses]


def to_digits(answer: Any, digits: int) -> Any:
    numbers = np.asarray(answer, dtype=float)
    rounded = [float(f"{number:.{digits - 1}e}") for number in numbers.ravel()]
    return np.reshape(rounded, numbers.shape)


@pytest.mark.parametrize("digits", [5, 6, 8])
def test_answers_by_hand_may_be_rounded_to_five_digits(digits: int) -> None:
    for name in ("hand_forward", "hand_backward", "index_erratum"):
        right = exercises.find(name).reference
        answers = {key: to_digits(answer, digits) for key, answer in right.items()}
        assert check(name, answers).passed


def test_the_numbers_of_the_plan_are_right() -> None:
    assert check("hand_forward", FORWARD).passed
    assert check("hand_backward", BACKWARD).passed


def test_answers_may_be_arrays_and_columns() -> None:
    columns = {
        "dJ_dy": np.array([[-1.69383]]),
        "dJ_dV": np.reshape(BACKWARD["dJ_dV"], (3, 1)),
        "dJ_dh": np.reshape(BACKWARD["dJ_dh"], (1, 3)),
        "dJ_dW": np.array(BACKWARD["dJ_dW"]),
    }
    assert check("hand_backward", columns).passed


@pytest.mark.parametrize("place", list(np.ndindex(2, 3)))
def test_every_entry_counts_by_itself_the_tiny_ones_too(place: tuple[int, int]) -> None:
    gradient = np.array(BACKWARD["dJ_dW"])
    gradient[place] *= 1.001
    score = check("hand_backward", {**BACKWARD, "dJ_dW": gradient})
    assert score.points == 2.0
    assert ids(score) == ["hand_backward/dJ_dW/off"]
    row, column = place
    assert f"in row {row + 1}, column {column + 1}." in score.diagnoses[0].message


def test_an_answer_of_the_wrong_shape_is_told_the_right_one() -> None:
    score = check("hand_backward", {**BACKWARD, "dJ_dW": BACKWARD["dJ_dW"][0]})
    assert score.diagnoses[0].message == "`dJ_dW` wants 2 rows of 3 numbers."


def test_answers_that_are_missing_are_listed() -> None:
    score = check("hand_backward", {**BACKWARD, "dJ_dV": [None] * 3, "dJ_dh": [None] * 3})
    assert score.points == 1.5
    assert score.diagnoses[0].message == "No answer yet for `dJ_dV`, `dJ_dh`."


def test_two_slips_by_hand_are_both_named() -> None:
    rounded = next(
        m
        for m in exercises.find("hand_backward").misconceptions
        if m.slug == "hidden_values_rounded_to_5"
    )
    answers = {**BACKWARD, "dJ_dW": rounded.implementation["dJ_dW"], "dJ_dy": 1.69383}
    found = ids(check("hand_backward", answers))
    assert set(found) == {"hand_backward/hidden_values_rounded_to_5", "hand_backward/sign_of_dJ_dy"}


def test_records_of_answers_by_hand_hold_no_answer() -> None:
    for name in ("hand_forward", "hand_backward", "index_erratum"):
        written = str(record(live_case(name, PUBLIC_SEED)))
        assert "accepted" in written
        assert "'leaves'" not in written


def test_a_plain_sigmoid_that_overflows_is_right() -> None:
    assert check("sigmoid", lambda z: 1 / (1 + np.exp(-z))).passed


def test_a_quotient_of_exponentials_loses_the_far_ends_alone() -> None:
    assert check("sigmoid", lambda z: np.exp(z) / (1 + np.exp(z))).points == 1.25


class ForwardOnly(LinearSigmoidLayer):
    def backward(self, upstream: Any) -> Any:
        raise NotImplementedError


def test_half_a_layer_earns_part() -> None:
    score = verdict("LinearSigmoidLayer", ForwardOnly)
    assert 0 < score.points < 1
    assert ids(score) == ["LinearSigmoidLayer/not_started"]


class RoundedLayer(LinearSigmoidLayer):
    def forward(self, x: Any) -> Any:
        return super().forward(x).round(2)


class NetWithOtherSlope(TwoLayerNet):
    def backward(self) -> Any:
        dx = super().backward()
        self.hidden.W_gradient = self.hidden.W_gradient**3
        return dx


def slow_descent(net: Any, x: Any, target: Any, learning_rate: Any, steps: Any) -> Any:
    return overfit_one_example(net, x, target, learning_rate / 3, steps)


@pytest.mark.parametrize(
    ("name", "candidate", "slug"),
    [
        ("sigmoid", lambda z: 0.5 * np.ones(np.shape(z)), "counterexample"),
        ("sigmoid", lambda z: None, "returns_nothing"),
        ("LinearSigmoidLayer", RoundedLayer, "rounded"),
        ("binary_cross_entropy_gradient", lambda y, t: (y - t) ** 3, "counterexample"),
        ("TwoLayerNet", NetWithOtherSlope, "counterexample"),
        ("overfit_one_example", slow_descent, "counterexample"),
    ],
)
def test_other_mistakes_get_a_transform_a_fault_or_a_counterexample(
    name: str, candidate: Callable[..., Any], slug: str
) -> None:
    score = verdict(name, candidate)
    assert not score.passed
    assert f"{name}/{slug}" in ids(score)


def test_the_practice_net_learns_and_its_gradients_fit_its_loss() -> None:
    rng = np.random.default_rng(0)
    net = PracticeNet(rng.normal(size=(3, 2)), rng.normal(size=(2, 1)))
    x = rng.normal(size=(1, 3))
    with pytest.raises(RuntimeError, match="call loss first"):
        net.backward()
    assert 0 < net.predict(x)[0, 0] < 1
    losses = overfit_one_example(net, x, 1, 0.5, 50)  # type: ignore[arg-type]
    assert np.all(np.diff(losses) < 0)


@pytest.fixture(scope="module")
def graded(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[dict[str, str]], SubmissionResult]]:
    """Grade a notebook with these answers as a submission, in the students' process."""
    folder = tmp_path_factory.mktemp("graded")
    course = make_course(folder / "course")
    release(course, ASSIGNMENT)
    source = nbformat.read(course.source_notebook(ASSIGNMENT), as_version=4)
    handed_out = nbformat.read(course.release / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    stripped_library(ASSIGNMENT, folder / "library" / "course_lib")
    with StudentServer(folder / "library") as server:
        grader = Grader(read_master(course, ASSIGNMENT), server, seed=7, seconds_per_cell=5.0)

        def grade(answers: dict[str, str]) -> SubmissionResult:
            notebook = copy.deepcopy(handed_out)
            given = {**solutions(source), **answers}
            for cell in notebook.cells:
                answer = given.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
                cell.source = answer or cell.source
            place: Path = course.submitted / "someone" / ASSIGNMENT
            place.mkdir(parents=True, exist_ok=True)
            nbformat.write(notebook, place / f"{ASSIGNMENT}.ipynb")
            return grader.grade("someone", place).result

        yield grade


def findings(result: SubmissionResult) -> list[str]:
    return [finding.id for cell in result.cells for finding in cell.findings]


Grade = Callable[[dict[str, str]], SubmissionResult]


def test_the_solution_gets_all_points_in_the_sandbox(graded: Grade) -> None:
    result = graded({})
    assert (result.points, findings(result)) == (17.0, [])


@pytest.mark.parametrize(
    ("student", "named"),
    [
        ("chidi", "TwoLayerNet/targets_broadcast"),
        ("dora", "sigmoid/quotient_of_exponentials"),
        ("emil", "LinearSigmoidLayer/slope_of_activated_value"),
        ("farah", "hand_backward/hidden_values_rounded_to_5"),
        ("goran", "hand_backward/output_slope_twice"),
        ("hana", "binary_cross_entropy_gradient/no_mean"),
        ("ines", "LinearSigmoidLayer/accumulates"),
        ("jonas", "TwoLayerNet/climbs_uphill"),
        ("kofi", "overfit_one_example/loss_after_step"),
        ("nora", "LinearSigmoidLayer/cell_fails"),
        ("omar", "overfit_one_example/does_not_stop"),
    ],
)
def test_a_students_mistake_is_named_in_the_sandbox(
    graded: Grade, student: str, named: str
) -> None:
    result = graded(ANSWERS[student])
    assert 0 < result.points < 17
    assert named in findings(result)


def test_an_untouched_notebook_earns_nothing_and_says_so_for_each_exercise(graded: Grade) -> None:
    result = graded(dict.fromkeys(EXERCISES, ""))
    assert result.points == 0
    assert findings(result) == [f"{name}/not_started" for name in EXERCISES]
