"""A page for each student: points, what went wrong, the graders' comments, the student's code.

A page is made of the results and the gradebook alone. Neither holds the source of a hidden test
or what it printed, so neither can the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.course import Course, CourseError
from autograder.marks import Marked, marked_results
from autograder.pages import render, state, write_page
from autograder.result import CellResult

REPAIRS = ("put back", "the last one counts", "was converted", "are left out", "The file is called")
"""Parts of the flags that a student should read too; other flags are the instructor's."""


@dataclass(frozen=True)
class ExerciseFeedback:
    """What a student reads about one exercise; `code` is an answer in words where `is_written`."""

    number: int
    name: str
    points: float | None
    max_points: float
    state: str
    findings: tuple[str, ...]
    comment: str
    code: str
    is_written: bool

    @property
    def has_details(self) -> bool:
        return bool(self.findings or self.comment or self.code.strip())


def write_feedback(course: Course, assignment: str) -> list[Path]:
    """Write every student's page to where nbgrader puts its own, and say where.

    CourseError if nothing has been graded.
    """
    marked = marked_results(course, assignment)
    if not marked:
        raise CourseError(f"No work in {assignment} is graded yet: grade it first.")
    paths = []
    for student in marked:
        path = course.feedback / student.result.student / assignment / f"{assignment}.html"
        write_page(path, feedback_page(student))
        paths.append(path)
    return paths


def feedback_page(marked: Marked) -> str:
    """The page of one student."""
    result = marked.result
    exercises = [_exercise(index, cell, marked) for index, cell in enumerate(result.cells, start=1)]
    return render(
        "feedback.html",
        student=result.student,
        assignment=result.assignment,
        points=marked.points,
        max_points=result.max_points,
        to_grade=sum(cell.max_points for cell in result.cells if cell.points is None),
        late_penalty=marked.late_penalty,
        problem=result.problem,
        notes=[flag for flag in result.flags if any(part in flag for part in REPAIRS)],
        exercises=exercises,
        comments=_further_comments(marked),
    )


def _exercise(index: int, cell: CellResult, marked: Marked) -> ExerciseFeedback:
    return ExerciseFeedback(
        number=index,
        name=cell.exercise,
        points=cell.points,
        max_points=cell.max_points,
        state=state(cell.points, cell.max_points),
        # why nothing could be graded stands above, once
        findings=tuple(
            found.message for found in cell.findings if found.message != marked.result.problem
        ),
        comment="\n".join(marked.comments[name] for name in _names(cell, marked)),
        code=cell.code,
        is_written=cell.grade_id == cell.exercise,
    )


def _names(cell: CellResult, marked: Marked) -> list[str]:
    """The cells whose comments are about this exercise: its solution cell and its test cell."""
    return [
        name for name in dict.fromkeys((cell.exercise, cell.grade_id)) if name in marked.comments
    ]


def _further_comments(marked: Marked) -> list[str]:
    shown = {name for cell in marked.result.cells for name in _names(cell, marked)}
    return [comment for name, comment in marked.comments.items() if name not in shown]
