"""A small class through a whole semester: nothing is lost, and points are those that are due."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from made_semester import Semester
from semester_facts import REPORT, Step, collecting, exporting, made_semester, untruths

STUDENTS = 12
GRADE = Step("grade", ("grade",))


def run(step: Step, semester: Semester) -> str:
    done = subprocess.run(
        step.command, cwd=semester.course.root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{step.name}: {done.stdout}{done.stderr}"
    return done.stdout


@pytest.mark.slow
def test_a_semester_from_the_downloads_to_export_and_report(tmp_path: Path) -> None:
    semester, downloads = made_semester(tmp_path, STUDENTS)
    for step in (*collecting(semester, downloads), GRADE, *exporting(), REPORT):
        run(step, semester)
    assert list(untruths(semester, STUDENTS)) == []
    page = (semester.course.reports / "course.html").read_text("utf-8")
    assert all(assignment in page for assignment in semester.assignments)
