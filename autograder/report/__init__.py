"""The class at a glance, for the instructor: what was reached, and what to teach next."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from autograder.course import Course
from autograder.pages import write_page
from autograder.report.changes import changes_since_last_time, snapshot
from autograder.report.classroom import Classroom, read_classroom
from autograder.report.data import ReportData, report_data
from autograder.report.page import report_page
from autograder.report.trends import trends

NOTEBOOK = "instructor.ipynb"
OVER_SEVERAL = "course.html"


def write_report(course: Course, assignment: str) -> Path:
    """Write ``reports/<assignment>.html``; CourseError if nothing has been graded."""
    return write_reports(course, [assignment])


def write_reports(course: Course, assignments: Sequence[str]) -> Path:
    """Write one page, and beside it a notebook for questions of one's own, unless it is there.

    It is called as the assignment is, or ``course.html`` where it is about several. CourseError if
    nothing has been graded.
    """
    classrooms = [read_classroom(course, assignment) for assignment in assignments]
    reports = [_with_changes(course, classroom) for classroom in classrooms]
    several = len(assignments) > 1
    path = course.reports / (OVER_SEVERAL if several else f"{assignments[0]}.html")
    write_page(path, report_page(reports, trends(classrooms) if several else ()))
    notebook = course.reports / NOTEBOOK
    if not notebook.exists():
        shutil.copyfile(Path(__file__).resolve().parent.parent / "assets" / NOTEBOOK, notebook)
    return path


def _with_changes(course: Course, classroom: Classroom) -> ReportData:
    data = report_data(classroom)
    now = snapshot(classroom, data.mistakes)
    return replace(data, changes=changes_since_last_time(course, classroom.assignment, now))
