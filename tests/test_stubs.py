"""Where solutions were, the student version has a stub; that of a quiz raises no exception."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from made_up_course import graded, made_up_notebook
from nbformat.v4 import new_code_cell

from autograder.course import Course
from autograder.grade import Grader
from autograder.master import read_master
from autograder.stubs import SolutionStubs, is_quiz
from course_lib import CheckFailed, check

ASSIGNMENT = "01_loss_functions"
QUIZ = 'quiz = {"smallest": None}\n### BEGIN SOLUTION\nquiz.update(smallest=0)\n### END SOLUTION\n'


def stub(source: str) -> str:
    notebook = made_up_notebook()
    notebook.cells = [graded(new_code_cell(source), "quiz", solution=True)]
    made, _ = SolutionStubs().preprocess(notebook, {})
    return str(made.cells[0].source)


def test_a_quiz_keeps_its_questions_and_raises_nothing() -> None:
    kept, comment = stub(QUIZ).split("\n")
    assert kept == 'quiz = {"smallest": None}'
    assert comment.startswith("#")


@pytest.mark.parametrize(
    "source",
    [
        "def f(x=None):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION",
        "def f(x=None):\n    y = None\n### BEGIN SOLUTION\nz = 1\n### END SOLUTION",
        "rate = 0.5\n### BEGIN SOLUTION\nsteps = 3\n### END SOLUTION",
        "### BEGIN SOLUTION\nquiz = None\n### END SOLUTION",
        f"{QUIZ}print(quiz)",
        f"{QUIZ}{QUIZ}",
        "if True:\n    quiz = None\n    ### BEGIN SOLUTION\n    quiz = 1\n    ### END SOLUTION",
        "quiz = None (\n### BEGIN SOLUTION\nquiz = 1\n### END SOLUTION",
    ],
)
def test_any_other_cell_is_as_nbgrader_leaves_it(source: str) -> None:
    assert not is_quiz(source)
    assert "raise NotImplementedError()" in stub(source)


@pytest.mark.parametrize("answers", [dict.fromkeys(("wrong_value", "right_value"), None), {}])
def test_a_quiz_without_answers_is_not_written_yet(answers: dict[str, None]) -> None:
    with pytest.raises(CheckFailed) as refused:
        check("slide_erratum", answers)
    assert [found.id for found in refused.value.diagnoses] == ["slide_erratum/not_started"]


def test_an_untouched_notebook_scores_nothing_and_says_so_at_every_exercise(
    released_course: Course, grader: Grader, tmp_path: Path
) -> None:
    handed_out = released_course.release / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    (tmp_path / handed_out.name).write_bytes(handed_out.read_bytes())
    result = grader.grade("noor", tmp_path).result
    tests = [cell for cell in result.cells if cell.grade_id.startswith("test_")]
    assert result.points == 0
    for cell in tests:
        assert [found.id for found in cell.findings] == [f"{cell.exercise}/not_started"]


def test_nbgraders_own_command_makes_the_same_student_version(
    released_course: Course, tmp_path: Path
) -> None:
    """The cells, and the gradebook's idea of them: the master has the same sources."""
    course = Course(tmp_path / "course")
    shutil.copytree(released_course.root, course.root)
    ours = nbformat.read(
        course.release / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=nbformat.NO_CONVERT
    )
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", ASSIGNMENT, "--force"]
    subprocess.run(command, cwd=course.root, check=True, capture_output=True)
    theirs = nbformat.read(
        course.release / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=nbformat.NO_CONVERT
    )
    assert [cell.source for cell in theirs.cells] == [cell.source for cell in ours.cells]
    marks = [[cell.metadata.get("nbgrader") for cell in made.cells] for made in (theirs, ours)]
    assert marks[0] == marks[1]
    master = read_master(course, ASSIGNMENT)
    quizzes = [master.cells[name].source for name in ("loss_quiz", "slide_erratum")]
    assert set(quizzes) <= {cell.source for cell in theirs.cells}
    assert not any("raise" in quiz for quiz in quizzes)
