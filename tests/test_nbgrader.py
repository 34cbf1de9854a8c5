"""nbgrader's own commands on a course: they run our engine, and they work on what it wrote."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import PyFileConfigLoader

from autograder import preprocessors
from autograder.batch import Options, grade_class
from autograder.course import Course
from autograder.demo import hand_in_class
from autograder.demo_class import NAMES
from autograder.sandbox.protection import UNWALLED

ASSIGNMENT = "01_loss_functions"
SECONDS_PER_CELL = 2.0
WHEREVER = Options(no_sandbox=True, seconds_per_cell=SECONDS_PER_CELL)
"""Here everybody is who he seems to be, so that the tests also run where walls can't be built."""


@pytest.fixture
def handed_in(course: Course) -> Course:
    """A course in which the sample class has handed in."""
    hand_in_class(course)
    return course


def nbgrader(course: Course, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    """A command of nbgrader's, started in the course's folder."""
    return subprocess.Popen(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=course.root,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def output(command: subprocess.Popen[str]) -> str:
    printed = command.communicate(timeout=300)[0]
    assert command.returncode == 0, printed
    return printed


def autograde(course: Course, student: str, **settings: Any) -> None:
    """What `nbgrader autograde` does, in this process."""
    config = PyFileConfigLoader("nbgrader_config.py", str(course.root)).load_config()
    config.RunEngine.update(settings)
    directories = CourseDirectory(config=config)
    directories.root, directories.assignment_id = str(course.root), ASSIGNMENT
    directories.student_id = student
    Autograde(coursedir=directories, config=config).start()


def folder_of(course: Course, student: str) -> Path:
    return course.submitted / student / ASSIGNMENT


def grades_and_comments(course: Course, student: str) -> dict[str, Any]:
    """All that grading enters into the gradebook, by cell."""
    with Gradebook(course.database_url) as gradebook:
        notebook = gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student)
        grades = {
            grade.name: (grade.auto_score, grade.manual_score, grade.needs_manual_grade)
            for grade in notebook.grades
        }
        comments = {comment.name: comment.auto_comment for comment in notebook.comments}
        return {"grades": grades, "comments": comments, "late": notebook.late_submission_penalty}


def outcome(course: Course, student: str) -> Any:
    """A result without what differs from run to run, or from one command to the other."""
    result = course.result(ASSIGNMENT, student)
    assert result is not None
    return (result.status, result.cells, result.problem, result.flags)


@pytest.mark.slow
def test_nbgrader_autograde_enters_what_course_grade_enters_for_the_whole_class(
    handed_in: Course, tmp_path: Path
) -> None:
    by_nbgrader = Course(tmp_path / "by-nbgrader")
    shutil.copytree(handed_in.root, by_nbgrader.root)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    settings = (
        f"--RunEngine.seconds_per_cell={SECONDS_PER_CELL}",
        "--RunEngine.allow_no_sandbox=True",
    )
    command = nbgrader(by_nbgrader, "autograde", ASSIGNMENT, *settings, TMPDIR=str(scratch))
    grade_class(handed_in, ASSIGNMENT, options=WHEREVER)
    output(command)
    for student in NAMES:
        entered = grades_and_comments(by_nbgrader, student)
        assert entered == grades_and_comments(handed_in, student), student
        assert outcome(by_nbgrader, student) == outcome(handed_in, student), student
        autograded = by_nbgrader.autograded / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        nbformat.validate(nbformat.read(autograded, as_version=4))
    assert list(scratch.iterdir()) == []  # the engine was closed, and took its folders along


def test_what_can_not_be_read_gets_no_points_and_the_reason(handed_in: Course) -> None:
    path = folder_of(handed_in, "ada") / f"{ASSIGNMENT}.ipynb"
    path.unlink()
    path.mkdir()  # a folder where a file should be
    for student in ("ada", "tara", "ugo"):
        autograde(handed_in, student, allow_no_sandbox=True)
        grades = grades_and_comments(handed_in, student)["grades"]
        assert set(grades.values()) == {(0.0, None, False)}
        autograded = handed_in.autograded / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        note = nbformat.read(autograded, as_version=4).cells[0].source
        assert note.startswith("**This submission could not be graded.**")


def test_files_and_links_beside_a_notebook_do_not_go_into_autograded(handed_in: Course) -> None:
    handed_in.seed()
    folder = folder_of(handed_in, "ada")
    (folder / "notes.txt").symlink_to(handed_in.private / "seed")
    (folder / "more").mkdir()
    (folder / "more" / "data.txt").write_text("mine")
    autograde(handed_in, "ada", allow_no_sandbox=True)
    present = [path.name for path in (handed_in.autograded / "ada" / ASSIGNMENT).iterdir()]
    assert present == [f"{ASSIGNMENT}.ipynb"]


def test_a_manual_mark_survives_grading_again(handed_in: Course) -> None:
    autograde(handed_in, "tara", allow_no_sandbox=True)
    with Gradebook(handed_in.database_url) as gradebook:
        grade = gradebook.find_grade("explain_losses", ASSIGNMENT, ASSIGNMENT, "tara")
        grade.manual_score = 2.5
        gradebook.db.commit()
    shutil.rmtree(handed_in.autograded)
    autograde(handed_in, "tara", allow_no_sandbox=True)
    assert grades_and_comments(handed_in, "tara")["grades"]["explain_losses"] == (0.0, 2.5, True)


class Unwalled(preprocessors.StudentServer):
    """A server on a machine that has no walls to offer."""

    def __enter__(self) -> Unwalled:
        super().__enter__()
        self.protection = UNWALLED
        return self


def test_without_walls_nothing_is_graded_unless_that_is_allowed(
    handed_in: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preprocessors, "StudentServer", Unwalled)
    with pytest.raises(NbGraderException, match=r"sandbox is not complete.*allow_no_sandbox"):
        autograde(handed_in, "ada")
    assert not handed_in.autograded.exists()
    autograde(handed_in, "ada", allow_no_sandbox=True)
    result = handed_in.result(ASSIGNMENT, "ada")
    assert result is not None
    assert (result.points, result.protection) == (17.0, UNWALLED.level)


@pytest.mark.slow
def test_feedback_and_export_of_nbgrader_work_on_what_course_grade_wrote(
    handed_in: Course,
) -> None:
    for student in ("ada", "tara"):
        grade_class(handed_in, ASSIGNMENT, student, options=WHEREVER)
    feedback = nbgrader(handed_in, "generate_feedback", ASSIGNMENT)
    export = nbgrader(handed_in, "export")
    output(feedback)
    output(export)
    pages = {path.parts[-3]: path for path in handed_in.feedback.glob("*/*/*.html")}
    assert set(pages) == {"ada", "tara"}
    assert "(Score: 17.0 / 20.0)" in pages["ada"].read_text()
    assert "This submission could not be graded" in pages["tara"].read_text()
    rows = (handed_in.root / "grades.csv").read_text().splitlines()
    assert any(",ada," in row and row.endswith(",17.0,0.0,17.0,20.0") for row in rows)
    assert any(",tara," in row and row.endswith(",0.0,0.0,0.0,20.0") for row in rows)


@pytest.mark.slow
def test_validate_passes_the_source_notebook_and_fails_the_released_one(course: Course) -> None:
    source = nbgrader(course, "validate", str(course.source_notebook(ASSIGNMENT)))
    notebook = course.release / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    released = nbgrader(course, "validate", str(notebook))
    assert "Success! Your notebook passes all the tests." in output(source)
    assert "VALIDATION FAILED ON 8 CELL(S)!" in output(released)


def test_nbgraders_pages_are_imported_only_for_a_server() -> None:
    program = """
import sys
import autograder
import nbgrader.api
page = "nbgrader.server_extensions.formgrader.handlers"
assert page not in sys.modules
try:
    nbgrader.load_formgrader(object())
except AttributeError:  # that is no server
    pass
assert page in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
