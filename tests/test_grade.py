"""Grading from a submission's folder to the gradebook, for honest work and for the other kind."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from autograder.batch import Options, grade_class
from autograder.cli import app
from autograder.course import Course, CourseError
from autograder.demo import hand_in_class, handed_in
from autograder.demo_answers.loss_functions import (
    COUNTS_TRUE_CLASS,
    ENDLESS,
    FORGETS_STRENGTH,
    IN_PLACE,
    LOG10,
    LOOPS,
    NO_SHIFT,
)
from autograder.demo_class import NAMES, Student
from autograder.grade import Grader
from autograder.result import SubmissionResult

ASSIGNMENT = "01_loss_functions"
OPTIONS = Options(no_sandbox=True, seconds_per_cell=3.0)


@pytest.fixture
def graded(
    grader: Grader, released_course: Course, tmp_path: Path
) -> Callable[[Student], SubmissionResult]:
    """Grade what a student of the demo's kind hands in; what was run is a notebook all the same."""
    released = released_course.release / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    source = nbformat.read(released_course.source_notebook(ASSIGNMENT), as_version=4)
    handed_out = nbformat.read(released, as_version=4)

    def grade(student: Student) -> SubmissionResult:
        folder = tmp_path / student.name
        folder.mkdir()
        (folder / student.file_name).write_bytes(handed_in(student, source, handed_out))
        run = grader.grade(student.name, folder)
        nbformat.validate(run.notebook)
        return run.result

    return grade


def cell(result: SubmissionResult, exercise: str) -> Any:
    return next(cell for cell in result.cells if cell.exercise == exercise)


def test_the_instructors_solution_gets_all_points_but_the_written_ones(
    graded: Callable[[Student], SubmissionResult],
) -> None:
    result = graded(Student("honest"))
    assert (result.points, result.max_points) == (17.0, 20.0)
    assert result.needs_manual_grading
    assert all(not cell.findings for cell in result.cells)


def test_a_misconception_is_named_on_hidden_inputs(
    graded: Callable[[Student], SubmissionResult],
) -> None:
    result = graded(Student("s", {"svm_losses": COUNTS_TRUE_CLASS}))
    wrong = cell(result, "svm_losses")
    assert [found.id for found in wrong.findings] == ["svm_losses/counts_true_class"]
    assert result.points == 17.0 - wrong.max_points
    assert wrong.code.strip() == COUNTS_TRUE_CLASS.strip()


def test_part_of_an_exercise_earns_part_of_its_points(
    graded: Callable[[Student], SubmissionResult],
) -> None:
    assert 0 < cell(graded(Student("s", {"softmax": NO_SHIFT})), "softmax").points < 3


def test_changed_arguments_are_noticed_across_the_wire(
    graded: Callable[[Student], SubmissionResult],
) -> None:
    found = cell(graded(Student("s", {"softmax": IN_PLACE})), "softmax").findings
    assert [finding.id for finding in found] == ["softmax/changes_argument"]


PUBLISHED_ONLY = """\
def full_loss(losses, W, strength):
    if not hasattr(full_loss, "calls"):
        full_loss.calls = 0
    import course_lib.recorded as recorded
    case = recorded.find("full_loss")
    draws = recorded._records()["full_loss"]["draws"]
    known = [np.array(d["data"]) for d in draws if isinstance(d, dict)]
    if any(len(k) == np.size(losses) and np.allclose(k, losses) for k in known):
        return np.mean(losses) + strength * np.sum(W ** 2)
    return 0.5
"""


def test_an_answer_fitted_to_the_published_inputs_is_found_out(
    graded: Callable[[Student], SubmissionResult],
) -> None:
    wrong = cell(graded(Student("s", {"full_loss": PUBLISHED_ONLY})), "full_loss")
    assert wrong.points == 0
    assert [finding.id for finding in wrong.findings] == ["full_loss/only_published"]


def published_sums(exercise: str) -> list[float]:
    """Of the arguments that a student knows from home, by which a function can tell them."""
    from course_lib.diagnosis.case import PUBLIC_SEED, live_case

    sums: list[float] = []

    def spy(argument: Any) -> Any:
        sums.append(float(argument.sum()))
        return argument

    live_case(exercise, PUBLIC_SEED).run(spy, None)
    return sums


@pytest.mark.parametrize(
    "does",
    [
        "raise NotImplementedError",
        "while True: pass",
        "import os; os._exit(1)",
        "return 2 * right",
    ],
)
def test_whatever_it_does_on_hidden_inputs_alone_is_said_to_be_wrong(
    does: str, graded: Callable[[Student], SubmissionResult]
) -> None:
    source = f"""
def softmax(scores):
    right = np.exp(scores - scores.max(axis=1, keepdims=True))
    right = right / right.sum(axis=1, keepdims=True)
    if float(scores.sum()) not in {published_sums("softmax")}:
        {does}
    return right
"""
    wrong = cell(graded(Student("s", {"softmax": source})), "softmax")
    assert wrong.points < wrong.max_points
    assert [finding.id for finding in wrong.findings] == ["softmax/only_published"]


def test_judging_that_has_to_begin_anew_changes_nothing_that_is_shown(
    released_course: Course, grader: Grader, tmp_path: Path
) -> None:
    """The first run's outputs stay, though a function ends its process on hidden inputs."""
    source = f"""
print("process", os.getpid())

def softmax(scores):
    right = np.exp(scores - scores.max(axis=1, keepdims=True))
    if os.getppid() == 1 and float(scores.sum()) not in {published_sums("softmax")}:
        os._exit(1)
    return right / right.sum(axis=1, keepdims=True)
"""
    path = released_course.release / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    handed_out = nbformat.read(path, as_version=4)
    solution = nbformat.read(released_course.source_notebook(ASSIGNMENT), as_version=4)
    student = Student("s", {"softmax": "import os\n" + source})
    path = tmp_path / f"{ASSIGNMENT}.ipynb"
    path.write_bytes(handed_in(student, solution, handed_out))
    graded = grader.grade("s", tmp_path)
    assert graded.result.points == 17.0
    assert "process 1\n" in nbformat.writes(graded.notebook).replace("\\n", "\n")


TELLS = """\
def softmax(scores):
    print(scores)
    raise ValueError("the hidden scores are " + repr(scores))
"""


def test_hidden_inputs_do_not_come_back_in_an_exceptions_text(
    graded: Callable[[Student], SubmissionResult], grader: Grader
) -> None:
    from course_lib.diagnosis.case import live_case

    seen: list[float] = []

    def spy(scores: Any) -> Any:
        seen.extend(scores.ravel()[:3].tolist())
        return scores

    live_case("softmax", grader.seed).run(spy, None)
    text = graded(Student("s", {"softmax": TELLS})).to_json()
    assert "ValueError" in text
    assert not any(f"{value:.4f}"[:6] in text for value in seen)


@pytest.mark.parametrize(
    ("answers", "exercise", "finding"),
    [
        ({"softmax": "def softmax(scores:\n    return 1"}, "softmax", "cell_fails"),
        ({"softmax": "del_softmax = 1"}, "softmax", "not_defined"),
        ({"svm_losses": ENDLESS}, "svm_losses", "does_not_stop"),
        ({"softmax": "while True: pass"}, "softmax", "cell_fails"),
        ({"softmax": "import os; os._exit(1)"}, "softmax", "cell_fails"),
        ({"softmax": "def softmax(s):\n    import os; os._exit(1)"}, "softmax", "died"),
        ({"softmax": "softmax = 3"}, "softmax", "raises"),
        (
            {"linear_scores": "def linear_scores(X, W, b):\n    return X @ V"},
            "linear_scores",
            "raises",
        ),
        ({"softmax": ""}, "softmax", "not_started"),
    ],
)
def test_a_bad_cell_costs_its_own_exercise_and_says_why(
    graded: Callable[[Student], SubmissionResult],
    answers: dict[str, str],
    exercise: str,
    finding: str,
) -> None:
    result = graded(Student("s", answers))
    wrong = cell(result, exercise)
    assert wrong.points == 0
    assert wrong.findings[0].id == f"{exercise}/{finding}"
    assert result.points == 17.0 - wrong.max_points


def test_a_notebook_that_can_not_be_run_at_all_has_no_points_and_stays_a_notebook(
    graded: Callable[[Student], SubmissionResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograder.careful_run.MOST_STARTS", 0)
    result = graded(Student("s", {"softmax": "import os\nos._exit(0)"}))
    assert result.points == 0.0
    assert "took its process down" in cell(result, "linear_scores").findings[0].message


def test_every_student_of_the_sample_class_gets_a_result(course: Course) -> None:
    hand_in_class(course)
    results = grade_class(course, ASSIGNMENT, options=OPTIONS)
    points = {result.student: result.points for result in results}
    assert sorted(points) == sorted(NAMES)
    assert points["ada"] == points["bela"] == points["quinn"] == points["vera"] == 17.0
    assert points["mateo"] == points["tara"] == points["ugo"] == 0.0
    assert points["rosa"] == 14.0
    with Gradebook(course.database_url) as gradebook:
        for student, reached in points.items():
            notebook = gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student)
            assert notebook.score == reached
    for student in points:
        notebook = course.autograded / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        nbformat.validate(nbformat.read(notebook, as_version=4))


def test_a_manual_mark_survives_regrading_and_is_looked_at_again(course: Course) -> None:
    hand_in_class(course)
    grade_class(course, ASSIGNMENT, "ada", options=OPTIONS)
    with Gradebook(course.database_url) as gradebook:
        grade = gradebook.find_grade("explain_losses", ASSIGNMENT, ASSIGNMENT, "ada")
        assert grade.needs_manual_grade
        grade.manual_score, grade.needs_manual_grade = 2.5, False
        gradebook.db.commit()
    grade_class(course, ASSIGNMENT, "ada", options=replace(OPTIONS, again=True))
    with Gradebook(course.database_url) as gradebook:
        grade = gradebook.find_grade("explain_losses", ASSIGNMENT, ASSIGNMENT, "ada")
        assert (grade.score, grade.needs_manual_grade) == (2.5, True)


LATE = """
c = get_config()
c.LateSubmissionPlugin.penalty_method = "zero"
"""
HALF = """
from nbgrader.plugins import BasePlugin


class Half(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return score / 2


c = get_config()
c.AssignLatePenalties.plugin_class = Half
"""


@pytest.mark.parametrize(("settings", "share"), [("", None), (LATE, 1.0), (HALF, 0.5)])
def test_late_work_costs_what_the_folders_plugin_says(
    course: Course, settings: str, share: float | None
) -> None:
    hand_in_class(course)
    (course.root / "nbgrader_config.py").write_text(settings)
    (course.submitted / "ada" / ASSIGNMENT / "timestamp.txt").write_text("2026-11-12 10:00:00 UTC")
    with Gradebook(course.database_url) as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate="2026-11-11 18:00:00 UTC")
    grade_class(course, ASSIGNMENT, "ada", options=OPTIONS)
    with Gradebook(course.database_url) as gradebook:
        notebook = gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, "ada")
        assert notebook.late_submission_penalty == (share and 17.0 * share)


def test_grading_before_release_says_what_to_do(tmp_path: Path, released_course: Course) -> None:
    shutil.copytree(released_course.source, tmp_path / "notebooks")
    course = Course(tmp_path)
    (course.submitted / "ada" / ASSIGNMENT).mkdir(parents=True)
    with pytest.raises(CourseError, match="course release"):
        grade_class(course, ASSIGNMENT, options=OPTIONS)


def test_json_is_one_line_for_each_submission(course: Course) -> None:
    hand_in_class(course)
    arguments = ["grade", ASSIGNMENT, "--course", str(course.root), "--student", "dora"]
    arguments += ["--json", "--no-sandbox"]
    printed = CliRunner().invoke(app, arguments)
    line = json.loads(printed.stdout)
    assert (line["student"], line["findings"]) == ("dora", ["softmax/no_shift"])


STOCK = """\
c = get_config()
c.CourseDirectory.course_id = "backprop"
c.CourseDirectory.source_directory = "notebooks"
"""
"""What nbgrader has to be told of the folder; all else is as it comes."""

HONEST = (
    Student("right"),
    Student("loops", {"svm_losses": LOOPS}),
    Student("counts", {"svm_losses": COUNTS_TRUE_CLASS, "full_loss": FORGETS_STRENGTH}),
    Student("shift", {"softmax": NO_SHIFT, "cross_entropy_losses": LOG10}),
    Student("half", {"binary_cross_entropy": "", "full_loss": "", "loss_quiz": ""}),
)


@pytest.mark.slow
def test_points_equal_those_of_stock_nbgrader_cell_by_cell(course: Course, tmp_path: Path) -> None:
    hand_in_class(course)
    shutil.rmtree(course.submitted)
    source = nbformat.read(course.source_notebook(ASSIGNMENT), as_version=4)
    released = course.release / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    handed_out = nbformat.read(released, as_version=4)
    for student in HONEST:
        folder = course.submitted / student.name / ASSIGNMENT
        folder.mkdir(parents=True)
        (folder / f"{ASSIGNMENT}.ipynb").write_bytes(handed_in(student, source, handed_out))
    stock = Course(tmp_path / "stock")
    shutil.copytree(course.root, stock.root)
    (stock.root / "nbgrader_config.py").write_text(STOCK)
    grade_class(course, ASSIGNMENT, options=OPTIONS)
    command = [sys.executable, "-m", "nbgrader", "autograde", ASSIGNMENT]
    subprocess.run(command, cwd=stock.root, check=True, capture_output=True)
    for student in HONEST:
        assert points_in(course, student.name) == points_in(stock, student.name)


def points_in(course: Course, student: str) -> dict[str, tuple[float | None, bool]]:
    with Gradebook(course.database_url) as gradebook:
        notebook = gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student)
        return {
            grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in notebook.grades
        }
