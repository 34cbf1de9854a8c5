"""Grades as a CSV file, for a spreadsheet or a learning platform."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from nbgrader.api import MissingEntry

from autograder.course import Course
from autograder.marks import Marked, marked_results, opened_gradebook
from autograder.pages import visible

COLUMNS = (
    "student",
    "assignment",
    "points",
    "max_points",
    "late_penalty",
    "needs_manual_grading",
    "status",
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet may take for a formula, full-width forms included."""

Row = tuple[str, str, str, str, str, str, str]


def export_grades(course: Course, path: Path, assignments: list[str]) -> int:
    """Write a row for every student and assignment, and return how many.

    points: manual scores and extra credit included, `late_penalty` already taken off.
    status: ``graded``, ``unreadable``, or ``missing`` for a student of the gradebook who handed
    nothing in.
    """
    rows = [row for assignment in assignments for row in _rows(course, assignment)]
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f"{path.name}.new")
    with scratch.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([defused(text) for text in row] for row in rows)
    scratch.replace(path)
    return len(rows)


def defused(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; plain numbers stay as they are."""
    is_formula = text.lstrip(" ").startswith(FORMULA_STARTS) and not _is_number(text)
    return f"'{visible(text)}" if is_formula else visible(text)


def _rows(course: Course, assignment: str) -> Iterator[Row]:
    """The rows of one assignment; none if it is neither released nor graded."""
    marked = {student.result.student: student for student in marked_results(course, assignment)}
    enrolled, max_points = _enrolled(course, assignment)
    for student in sorted(enrolled | set(marked)):
        if student in marked:
            yield _row(marked[student])
        else:
            yield student, assignment, "0", _number(max_points), "0", "no", "missing"


def _row(marked: Marked) -> Row:
    result = marked.result
    return (
        result.student,
        result.assignment,
        _number(marked.points),
        _number(result.max_points),
        _number(marked.late_penalty),
        "yes" if marked.needs_manual_grading else "no",
        result.status,
    )


def _enrolled(course: Course, assignment: str) -> tuple[set[str], float]:
    """The gradebook's students and what they could reach; nobody if it lacks the assignment."""
    with opened_gradebook(course) as gradebook:
        try:
            max_points = float(gradebook.find_assignment(assignment).max_score)
        except MissingEntry:
            return set(), 0.0
        return {student.id for student in gradebook.students}, max_points


def _number(value: float) -> str:
    return f"{value:.10g}"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
