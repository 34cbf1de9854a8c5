"""Many submissions: each graded by itself, each written as soon as it is graded."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.bundle import stripped_library
from autograder.course import Course, CourseError
from autograder.grade import Grader
from autograder.gradebook import GradebookWriter
from autograder.master import read_master
from autograder.result import SubmissionResult
from autograder.sandbox.client import StudentServer

Progress = Callable[[SubmissionResult, int, int], None]
"""Called with each result, how many are done, and how many there are."""


@dataclass(frozen=True)
class HandedIn:
    """A student and where his submission lies."""

    student: str
    folder: Path


def handed_in(course: Course, assignment: str, student: str | None = None) -> list[HandedIn]:
    """The submissions of an assignment, by student. CourseError where there is none."""
    found = [
        HandedIn(folder.name, folder / assignment)
        for folder in sorted(course.submitted.glob("*"))
        if folder.is_dir() and (folder / assignment).exists()
    ]
    chosen = [one for one in found if student in (None, one.student)]
    if not chosen:
        who = f"by {student}" if student else "by anyone"
        place = course.submitted / (student or "STUDENT") / assignment / f"{assignment}.ipynb"
        raise CourseError(f"Nothing was handed in for {assignment} {who}: looked for {place}.")
    return chosen


def strays(course: Course, assignments: list[str]) -> list[str]:
    """A sentence for each thing in submitted/ that lies where nobody's work is looked for."""
    found = []
    for path in sorted(course.submitted.glob("*")):
        if path.name.startswith("."):
            continue
        if not path.is_dir():
            wanted = f"submitted/STUDENT/{assignments[0]}/{assignments[0]}.ipynb"
            found.append(f"submitted/{path.name} was not graded: it belongs into {wanted}.")
        elif not any((path / name).exists() for name in assignments):
            found.append(f"submitted/{path.name}/ was not graded: it has none of the assignments.")
    return found


def grade_class(
    course: Course,
    assignment: str,
    student: str | None,
    progress: Progress,
    seconds_per_cell: float = 10.0,
) -> list[SubmissionResult]:
    """Grade what was handed in for an assignment, and write it to the gradebook."""
    submissions = handed_in(course, assignment, student)
    master = read_master(course, assignment)
    results = []
    with (
        tempfile.TemporaryDirectory(prefix="course-library-") as library,
        GradebookWriter(course) as gradebook,
    ):
        gradebook.require_released(assignment)
        stripped_library(assignment, Path(library) / "course_lib")
        with StudentServer(Path(library)) as server:
            grader = Grader(master, server, course.seed(), seconds_per_cell)
            for one in submissions:
                result, notebook = grader.grade(one.student, one.folder)
                gradebook.write(result, notebook)
                course.save_result(result)
                results.append(result)
                progress(result, len(results), len(submissions))
    return results
