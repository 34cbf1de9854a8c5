"""A made-up class that has been graded: results, and a gradebook with a person's entries."""

from __future__ import annotations

import warnings
from pathlib import Path

from made_up_course import ASSIGNMENT, made_up_course
from nbgrader.api import Gradebook

from autograder.course import Course
from autograder.marks import opened_gradebook
from autograder.release import release
from autograder.result import CellResult, Finding, SubmissionResult

SWAPPED = Finding("linear_scores/swapped", "You compute `W @ X`: rows are examples.")
UNSTABLE = Finding("softmax/no_shift", "Your softmax overflows for scores of ±1000.")
RAISES = Finding("softmax/raises", "Your code stops with ValueError, in your line 3, `a<b>c`.")
NOT_STARTED = Finding("softmax/not_started", "`softmax` is not written yet.")
HOSTILE_CODE = (
    "def softmax(scores):\n"
    '    """</pre></main><script>alert(1)</script><img src=x onerror=alert(2)>"""\n'
    "    access = 'user\u202e \u2066// admin\u2069'\x00\x1b[31m\n"
    "    return scores  # {{ 7 * 7 }} {% raw %} &lt;\n"
)
HOSTILE_COMMENT = "Nice.\n<script>alert('comment')</script>\u202eevil"
LINEAR_CODE = "def linear_scores(X, W, b):\n    return X @ W + b\n"


def result(
    student: str, linear: CellResult, softmax: CellResult, **other: object
) -> SubmissionResult:
    cells = (linear, softmax, *_answers(None))
    return SubmissionResult(student, ASSIGNMENT, "graded", cells, **other)  # type: ignore[arg-type]


def linear_cell(points: float, *findings: Finding) -> CellResult:
    return CellResult("test_linear_scores", "linear_scores", points, 2.0, findings, LINEAR_CODE)


def softmax_cell(points: float, *findings: Finding, code: str = HOSTILE_CODE) -> CellResult:
    return CellResult("test_softmax", "softmax", points, 3.0, findings, code)


def unreadable(student: str, problem: str) -> SubmissionResult:
    nothing = Finding("unreadable", problem)
    cells = (
        CellResult("test_linear_scores", "linear_scores", 0.0, 2.0, (nothing,)),
        CellResult("test_softmax", "softmax", 0.0, 3.0, (nothing,)),
        *_answers(0.0, nothing),
    )
    return SubmissionResult(student, ASSIGNMENT, "unreadable", cells, problem)


def made_up_results() -> list[SubmissionResult]:
    return [
        result("ada", linear_cell(2.0), softmax_cell(3.0, code="def softmax(s): ...\n")),
        result(
            "bob",
            linear_cell(0.0, SWAPPED),
            softmax_cell(1.5, UNSTABLE),
            flags=("The cell softmax was there twice; the last one counts.", "Looks odd."),
        ),
        result("cyd", linear_cell(0.0, SWAPPED), softmax_cell(0.0, RAISES)),
        result("dan", linear_cell(2.0), softmax_cell(0.0, NOT_STARTED, code="")),
        unreadable("eve", "The file is not a notebook: it is not JSON."),
    ]


def graded_class(root: Path) -> Course:
    """Bob's written answer has a manual score and a comment, cyd's work came late."""
    course = made_up_course(root)
    release(course, ASSIGNMENT)
    with opened_gradebook(course) as gradebook, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbgrader's own use of sqlalchemy
        for student in made_up_results():
            course.save_result(student)
            enter(gradebook, student)
        by_hand = gradebook.find_grade("overflow", ASSIGNMENT, ASSIGNMENT, "bob")
        by_hand.manual_score, by_hand.extra_credit = 1.5, 0.25
        by_hand.needs_manual_grade = False
        comment = gradebook.find_comment("overflow", ASSIGNMENT, ASSIGNMENT, "bob")
        comment.manual_comment = HOSTILE_COMMENT
        task = gradebook.find_grade("explain", ASSIGNMENT, ASSIGNMENT, "bob")
        task.manual_score, task.needs_manual_grade = 0.0, False
        late = gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, "cyd")
        late.late_submission_penalty = 0.5
        gradebook.add_student("zoe")
        gradebook.db.commit()
    return course


def enter(gradebook: Gradebook, student: SubmissionResult) -> None:
    """A result as the engine would write it into the gradebook."""
    gradebook.add_student(student.student)
    gradebook.add_submission(ASSIGNMENT, student.student)
    for cell in student.cells:
        grade = gradebook.find_grade(cell.grade_id, ASSIGNMENT, ASSIGNMENT, student.student)
        grade.auto_score = cell.points
        grade.needs_manual_grade = cell.points is None
    gradebook.db.commit()


def _answers(points: float | None, *findings: Finding) -> tuple[CellResult, ...]:
    return tuple(
        CellResult(
            name, name, points, 2.0, findings, "" if findings else "Because <b>exp</b> grows."
        )
        for name in ("overflow", "explain")
    )
