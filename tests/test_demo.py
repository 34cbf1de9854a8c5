"""The sample class: everyone in it is there, and what they hand in is graded as it deserves."""

from __future__ import annotations

import importlib
import importlib.util
import io
from pathlib import Path

import pytest
from rich.console import Console

from autograder.course import Course
from autograder.demo import run_demo
from autograder.demo_class import FIRST, NAMES, class_of
from course_lib import exercises

ASSIGNMENTS = [
    name
    for name, module in exercises.ASSIGNMENTS.items()
    if importlib.util.find_spec(f"autograder.demo_answers.{module}")
]
every_assignment = pytest.mark.parametrize("assignment", ASSIGNMENTS)


@every_assignment
def test_answers_are_of_the_class_and_to_what_is_asked(assignment: str) -> None:
    module = importlib.import_module(f"autograder.demo_answers.{exercises.ASSIGNMENTS[assignment]}")
    asked = {exercise.name for exercise in exercises.of_assignment(assignment)}
    assert set(module.ANSWERS) <= set(NAMES)
    for answers in module.ANSWERS.values():
        assert {name for name in answers if not name.endswith("-answer")} <= asked


@every_assignment
def test_the_class_has_twenty_four_students_and_mishaps_only_at_first(assignment: str) -> None:
    students = class_of(assignment)
    assert [student.name for student in students] == sorted(NAMES)
    assert len(students) == 24
    assert any(student.mishap for student in students) is (assignment == FIRST)
    wrong = [student for student in students if student.answers]
    assert 8 <= len(wrong) <= 20


@every_assignment
def test_every_source_but_a_few_is_python(assignment: str) -> None:
    broken = set()
    for student in class_of(assignment):
        for source in student.answers.values():
            try:
                compile(source, student.name, "exec")
            except SyntaxError:
                broken.add(student.name)
    assert 1 <= len(broken) <= 2


@pytest.mark.slow
def test_the_whole_demo_goes_from_release_to_report(tmp_path: Path) -> None:
    printed = io.StringIO()
    run_demo(tmp_path / "class", Console(file=printed, width=120), everything=True)
    course = Course(tmp_path / "class")
    assert course.assignments() == ASSIGNMENTS
    for assignment in ASSIGNMENTS:
        results = {result.student: result for result in course.results(assignment)}
        assert sorted(results) == sorted(NAMES)
        assert results["ada"].points == 17.0
        handed_in = {student.name: student for student in class_of(assignment)}
        for name, result in results.items():
            if not handed_in[name].answers and not handed_in[name].mishap:
                assert result.points == 17.0, name
        findings = {
            found.id
            for result in results.values()
            for cell in result.cells
            for found in cell.findings
        }
        assert len(findings) >= 8
        assert (course.reports / f"{assignment}.html").is_file()
        assert assignment in printed.getvalue()
    assert len((course.root / "grades.csv").read_text().splitlines()) == 1 + 24 * len(ASSIGNMENTS)
