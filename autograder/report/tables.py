"""The results as tables, for an instructor's own questions: lists of plain dicts.

Each row is a dict of numbers and texts, so that numpy, a CSV writer or pandas can take it as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autograder.course import Course
from autograder.report.classroom import Classroom, read_classroom
from autograder.result import CellResult, SubmissionResult

Table = list[dict[str, Any]]


@dataclass(frozen=True)
class Tables:
    """submissions: a row for each student and assignment; points is None for a student of the
    gradebook who handed nothing in, hours_early where the gradebook lacks a time or a due date.
    answers: a row for each graded cell. findings: a row for each thing that was found wrong.
    """

    submissions: Table
    answers: Table
    findings: Table


def load_tables(course: Course, assignments: list[str] | None = None) -> Tables:
    """The results of these assignments, or of all that are graded. CourseError if there are none.

    Points are as the gradebook has them, manual scores included and late penalties not taken off.
    """
    known = course.require(assignments or [])
    graded = assignments or [name for name in known if course.has_results(name)] or known
    tables = Tables([], [], [])
    for assignment in graded:
        classroom = read_classroom(course, assignment)
        for result in classroom.results:
            tables.submissions.append(_submission(classroom, result))
            for cell in result.cells:
                tables.answers.append(_answer(result, cell))
                tables.findings.extend(_findings(result, cell))
        tables.submissions.extend(
            _row(assignment, student, status="missing", points=None, max_points=None)
            | {"hours_early": None, "flags": 0}
            for student in classroom.missing
        )
    return tables


def columns(table: Table) -> dict[str, list[Any]]:
    """A table turned round: a list for each column."""
    return {name: [row[name] for row in table] for name in table[0]} if table else {}


def _submission(classroom: Classroom, result: SubmissionResult) -> dict[str, Any]:
    handed_in = classroom.handed_in.get(result.student)
    early = None
    if handed_in and classroom.due:
        early = (classroom.due - handed_in).total_seconds() / 3600
    row = _row(
        result.assignment,
        result.student,
        status=result.status,
        points=result.points,
        max_points=result.max_points,
    )
    return row | {"hours_early": early, "flags": len(result.flags)}


def _answer(result: SubmissionResult, cell: CellResult) -> dict[str, Any]:
    return _row(
        result.assignment,
        result.student,
        exercise=cell.exercise,
        points=cell.points,
        max_points=cell.max_points,
        lines=len(cell.code.splitlines()),
    )


def _findings(result: SubmissionResult, cell: CellResult) -> Table:
    return [
        _row(
            result.assignment,
            result.student,
            exercise=cell.exercise,
            id=found.id,
            message=found.message,
        )
        for found in cell.findings
    ]


def _row(assignment: str, student: str, **values: Any) -> dict[str, Any]:
    return {"assignment": assignment, "student": student, **values}
