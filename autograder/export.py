"""Grades for a spreadsheet, a program, or the gradebook of a learning platform."""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.api import MissingEntry

from autograder.collect.people import platform_numbers
from autograder.course import Course, CourseError
from autograder.marks import Marked, marked_results, opened_gradebook
from autograder.pages import visible
from autograder.roster import Person, read_roster

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet may take for a formula, full-width forms included."""

SETTINGS = "export.toml"


@dataclass(frozen=True)
class Grade:
    """What a student reached in an assignment.

    points: manual scores and extra credit included, `late_penalty` already taken off; None where
    nothing was handed in. status: ``graded``, ``unreadable`` or ``missing``.
    exercises: points and maximal points by exercise; None where a person has yet to grade.
    comments: what went wrong and what graders wrote, a line for each exercise.
    """

    person: Person
    assignment: str
    points: float | None
    max_points: float
    late_penalty: float = 0.0
    needs_manual_grading: bool = False
    status: str = "missing"
    exercises: Mapping[str, tuple[float | None, float]] = field(default_factory=dict)
    comments: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExportOptions:
    """form: one of FORMS. exercises: points per exercise, too. comments: feedback, for Moodle.

    identifier: by what Moodle finds people: ``email``, ``id``, ``login`` or, chosen here, ``auto``.
    """

    form: str = "csv"
    exercises: bool = False
    comments: bool = False
    identifier: str = "auto"


Rows = list[list[str]]


def export_grades(
    course: Course, path: Path, assignments: list[str], options: ExportOptions = ExportOptions()
) -> list[Grade]:
    """Write the grades of everyone in the gradebook and the roster, and return them.

    CourseError where the form or the settings can't be had.
    """
    from autograder.export_forms import FORMS

    if options.form not in FORMS:
        raise CourseError(f"There is no format {options.form!r}. There are: {', '.join(FORMS)}.")
    grades = read_grades(course, assignments)
    made = FORMS[options.form](grades, column_titles(course), options)
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f"{path.name}.new")
    with scratch.open("w", newline="", encoding="utf-8") as file:
        if isinstance(made, str):
            file.write(made)
        else:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows([defused(text) for text in row] for row in made)
    scratch.replace(path)
    return grades


def read_grades(course: Course, assignments: Iterable[str]) -> list[Grade]:
    """A grade for each assignment and student; none if it is neither released nor graded."""
    roster = read_roster(course)
    people = roster.by_student() if roster else {}
    numbers = {} if roster else platform_numbers(course)
    found = []
    for assignment in assignments:
        marked = {student.result.student: student for student in marked_results(course, assignment)}
        enrolled, max_points = _enrolled(course, assignment)
        if not (enrolled or marked or max_points):
            continue
        for student in sorted({*enrolled, *marked, *people}):
            person = people.get(student) or Person(student, lms_id=numbers.get(student, ""))
            if student in marked:
                found.append(_grade(person, marked[student]))
            else:
                found.append(Grade(person, assignment, None, max_points))
    return found


def column_titles(course: Course) -> dict[str, str]:
    """What assignments are called in a platform's gradebook, from `export.toml`:

    [columns]
    01_loss_functions = "Homework 1 (4711)"
    """
    path = course.root / SETTINGS
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise CourseError(f"{SETTINGS} can't be read: {error}.") from None
    columns = settings.get("columns", {})
    if not isinstance(columns, dict) or not all(isinstance(one, str) for one in columns.values()):
        raise CourseError(f"{SETTINGS}: columns is a table, assignment = 'title in the gradebook'.")
    course.require(list(columns))
    return columns


def defused(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; plain numbers stay as they are."""
    is_formula = text.lstrip(" ").startswith(FORMULA_STARTS) and not _is_number(text)
    return f"'{visible(text)}" if is_formula else visible(text)


def shown_number(value: float | None) -> str:
    """A number as short as it is exact; nothing for None."""
    return "" if value is None else f"{value:.10g}"


def _grade(person: Person, marked: Marked) -> Grade:
    result = marked.result
    exercises: dict[str, tuple[float | None, float]] = {}
    comments: dict[str, list[str]] = defaultdict(list)
    for cell in result.cells:
        before, most = exercises.get(cell.exercise, (0.0, 0.0))
        is_open = cell.points is None or before is None
        points = None if is_open else (before or 0.0) + (cell.points or 0.0)
        exercises[cell.exercise] = points, most + cell.max_points
        comments[cell.exercise] += [found.message for found in cell.findings]
        comments[cell.exercise] += filter(None, [marked.comments.get(cell.grade_id)])
    return Grade(
        person,
        result.assignment,
        marked.points,
        result.max_points,
        marked.late_penalty,
        marked.needs_manual_grading,
        result.status,
        exercises,
        tuple(f"{exercise}: {' '.join(said)}" for exercise, said in comments.items() if said),
    )


def _enrolled(course: Course, assignment: str) -> tuple[set[str], float]:
    """The gradebook's students and what they could reach; nobody if it lacks the assignment."""
    with opened_gradebook(course) as gradebook:
        try:
            max_points = float(gradebook.find_assignment(assignment).max_score)
        except MissingEntry:
            return set(), 0.0
        return {student.id for student in gradebook.students}, max_points


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
