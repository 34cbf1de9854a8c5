"""An assignment's results and what is known around them: who is enrolled, when it was due."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from nbgrader.api import MissingEntry

from autograder.course import Course, CourseError
from autograder.marks import marked_results, opened_gradebook
from autograder.result import CellResult, SubmissionResult
from autograder.roster import read_roster

NOT_STARTED = "/not_started"
"""How the id of a finding ends that says the exercise is as it was handed out."""


@dataclass(frozen=True)
class Classroom:
    """What a report is made of.

    results: every student's, with the gradebook's manual scores. missing: students of the gradebook
    or the roster who handed nothing in. handed_in, due: in UTC, where the gradebook has them.
    names: what each student is called. given: for each exercise the instructor's code, with what
    was handed out.
    """

    assignment: str
    results: tuple[SubmissionResult, ...]
    missing: tuple[str, ...] = ()
    handed_in: Mapping[str, datetime] = field(default_factory=dict)
    due: datetime | None = None
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    given: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def readable(self) -> list[SubmissionResult]:
        """The submissions that could be read and graded."""
        return [result for result in self.results if result.status == "graded"]

    @property
    def max_points(self) -> float:
        return max((result.max_points for result in self.readable), default=0.0)


def read_classroom(course: Course, assignment: str) -> Classroom:
    """The class as it stands now. CourseError if nothing has been graded."""
    results = tuple(student.result for student in marked_results(course, assignment))
    if not results:
        raise CourseError(f"No work in {assignment} is graded yet: grade it first.")
    ids = {result.student for result in results}
    names = {student: (student,) for student in ids} | roster_names(course)
    handed_in: dict[str, datetime] = {}
    due = None
    with opened_gradebook(course) as gradebook:
        for student in gradebook.students:
            known = names.get(student.id, (student.id,))
            called = _called(student.email, student.first_name, student.last_name)
            names[student.id] = (*known, *called)
        try:
            due = gradebook.find_assignment(assignment).duedate
            for submission in gradebook.assignment_submissions(assignment):
                if submission.timestamp:
                    handed_in[submission.student_id] = submission.timestamp
        except MissingEntry:
            pass  # graded with another gradebook: the report does without
    missing = tuple(sorted(names.keys() - ids))
    return Classroom(
        assignment, results, missing, handed_in, due, names, given_code(course, assignment)
    )


def roster_names(course: Course) -> dict[str, tuple[str, ...]]:
    """What the people of the roster are called, by student; nobody where there is no roster."""
    roster = read_roster(course)
    people = roster.by_student() if roster else {}
    return {student: (student, *_called(each.email, each.name)) for student, each in people.items()}


def _called(email: str | None, *names: str | None) -> list[str]:
    """Names, and what stands in front of an address's @."""
    return [name for name in ((email or "").partition("@")[0], *names) if name]


def given_code(course: Course, assignment: str) -> dict[str, tuple[str, ...]]:
    """The instructor's code of each solution cell; none where the source can't be read."""
    try:
        source = course.source_notebook(assignment).read_text("utf-8")
        cells = json.loads(source)["cells"]
        return {
            cell["metadata"]["nbgrader"]["grade_id"]: ("".join(cell["source"]),)
            for cell in cells
            if cell["cell_type"] == "code" and cell["metadata"].get("nbgrader", {}).get("solution")
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def is_written(cell: CellResult) -> bool:
    """Whether a cell is an answer in words, for a person to grade."""
    return cell.grade_id == cell.exercise or cell.points is None


def is_not_started(cell: CellResult) -> bool:
    return any(found.id.endswith(NOT_STARTED) for found in cell.findings)
