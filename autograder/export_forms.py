"""The forms that grades are exported in: tables of columns, and JSON.

Moodle    grade/import/csv/classes/load_data.php in moodle/moodle: a column that says who is meant
          (e-mail address, ID number or user name), one of grades for each activity, one of feedback
          beside it; empty is "no grade".
Canvas    lib/gradebook_importer.rb and lib/gradebook_exporter.rb in instructure/canvas-lms:
          Student, ID, SIS User ID, SIS Login ID, Section, a column "Title (number)" for each
          assignment, and under the headings a line with what can be reached.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Mapping
from typing import Any

from autograder.course import CourseError
from autograder.export import ExportOptions, Grade, Rows, shown_number
from autograder.roster import Person

COLUMNS = (
    "student",
    "assignment",
    "points",
    "max_points",
    "late_penalty",
    "needs_manual_grading",
    "status",
)
CANVAS_COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
POINTS_POSSIBLE = "    Points Possible"
"""With Canvas's own spaces before it."""

IDENTIFIERS: Mapping[str, tuple[str, Callable[[Person], str]]] = {
    "email": ("Email address", lambda person: person.email),
    "id": ("ID number", lambda person: person.student),
    "login": ("Username", lambda person: person.login),
}
"""How Moodle may know people: the column's heading, and what stands in it."""


def as_table(grades: list[Grade], titles: Mapping[str, str], options: ExportOptions) -> Rows:
    """A line for each student and assignment."""
    exercises = _exercises(grades) if options.exercises else []
    rows = [[*COLUMNS, *(f"{assignment}: {name}" for assignment, name in exercises)]]
    for grade in grades:
        rows.append(
            [
                grade.person.student,
                grade.assignment,
                shown_number(grade.points),
                shown_number(grade.max_points),
                shown_number(grade.late_penalty),
                "yes" if grade.needs_manual_grading else "no",
                grade.status,
                *(_exercise_points(grade, exercise) for exercise in exercises),
            ]
        )
    return rows


def as_moodle(grades: list[Grade], titles: Mapping[str, str], options: ExportOptions) -> Rows:
    """A line for each student, for "Import > CSV file" in Moodle's gradebook."""
    people, by_both = _people(grades), _by_both(grades)
    heading, identify = _identifier(people, options.identifier)
    assignments = _graded(grades)
    exercises = _exercises(grades) if options.exercises else []
    header = [heading]
    for assignment in assignments:
        title = titles.get(assignment, assignment)
        header += [title, *([f"{title} (Feedback)"] if options.comments else [])]
        header += [f"{title}: {name}" for of, name in exercises if of == assignment]
    rows = [header]
    for person in people:
        row = [identify(person)]
        for assignment in assignments:
            grade = by_both.get((person.student, assignment))
            row.append(shown_number(grade.points if grade else None))
            if options.comments:  # Moodle shows it as HTML
                row.append("<br>".join(map(html.escape, grade.comments)) if grade else "")
            own = [exercise for exercise in exercises if exercise[0] == assignment]
            row += [_exercise_points(grade, exercise) if grade else "" for exercise in own]
        rows.append(row)
    return rows


def as_canvas(grades: list[Grade], titles: Mapping[str, str], options: ExportOptions) -> Rows:
    """A line for each student, for "Import" in Canvas's gradebook."""
    if options.exercises:
        raise CourseError(
            "Canvas would make an assignment of each exercise: export these in another format."
        )
    assignments, by_both = _graded(grades), _by_both(grades)
    most = {grade.assignment: grade.max_points for grade in grades}
    rows = [[*CANVAS_COLUMNS, *(titles.get(assignment, assignment) for assignment in assignments)]]
    rows.append([POINTS_POSSIBLE, "", "", "", ""] + [shown_number(most[a]) for a in assignments])
    for person in _people(grades):
        points = [
            grade.points if (grade := by_both.get((person.student, assignment))) else None
            for assignment in assignments
        ]
        name = person.name or person.student
        known = [name, person.lms_id, person.student, person.login, person.section]
        rows.append([*known, *map(shown_number, points)])
    return rows


def _people(grades: list[Grade]) -> list[Person]:
    people = {grade.person.student: grade.person for grade in grades}
    return [people[student] for student in sorted(people)]


def _by_both(grades: list[Grade]) -> dict[tuple[str, str], Grade]:
    return {(grade.person.student, grade.assignment): grade for grade in grades}


def _graded(grades: list[Grade]) -> list[str]:
    """The assignments that anybody has a grade in: for an empty column Canvas makes a new one."""
    return list(dict.fromkeys(grade.assignment for grade in grades if grade.points is not None))


def _exercises(grades: list[Grade]) -> list[tuple[str, str]]:
    """Assignment and exercise, in the order of the notebooks."""
    return list(dict.fromkeys((one.assignment, name) for one in grades for name in one.exercises))


def _exercise_points(grade: Grade, exercise: tuple[str, str]) -> str:
    assignment, name = exercise
    if grade.assignment != assignment or name not in grade.exercises:
        return ""
    return shown_number(grade.exercises[name][0])


def _identifier(people: list[Person], wanted: str) -> tuple[str, Callable[[Person], str]]:
    """The column by which Moodle finds people. CourseError where somebody lacks what it holds."""
    if wanted == "auto":
        wanted = "email" if people and all(person.email for person in people) else "id"
    if wanted not in IDENTIFIERS:
        raise CourseError(f"--identifier is {wanted!r}; it can be auto, {', '.join(IDENTIFIERS)}.")
    heading, identify = IDENTIFIERS[wanted]
    lacking = [person.student for person in people if not identify(person)]
    if lacking:
        raise CourseError(
            f"roster.csv has no {heading.lower()} for {lacking[0]}"
            + (f" and {len(lacking) - 1} more" if lacking[1:] else "")
            + ": add it, or take another --identifier."
        )
    return heading, identify


def as_json(grades: list[Grade], titles: Mapping[str, str], options: ExportOptions) -> str:
    """The grades as a JSON list."""
    entries = []
    for grade in grades:
        entry: dict[str, Any] = {
            "student": grade.person.student,
            "name": grade.person.name,
            "email": grade.person.email,
            "section": grade.person.section,
            "assignment": grade.assignment,
            "points": grade.points,
            "max_points": grade.max_points,
            "late_penalty": grade.late_penalty,
            "needs_manual_grading": grade.needs_manual_grading,
            "status": grade.status,
        }
        if options.exercises:
            entry["exercises"] = {
                name: {"points": points, "max_points": most}
                for name, (points, most) in grade.exercises.items()
            }
        if options.comments:
            entry["comments"] = list(grade.comments)
        entries.append(entry)
    return json.dumps(entries, ensure_ascii=False, indent=1) + "\n"


FORMS: Mapping[str, Callable[[list[Grade], Mapping[str, str], ExportOptions], Rows | str]] = {
    "csv": as_table,
    "moodle": as_moodle,
    "canvas": as_canvas,
    "json": as_json,
}
"""What can be exported; each is a function of the grades, the columns' titles and the options."""
