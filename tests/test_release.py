"""Releasing refuses a mistaken source with one sentence, and loses nothing that was there."""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from bundle_contents import files
from made_up_course import ASSIGNMENT, made_up_course, made_up_notebook, write_source
from nbformat import NotebookNode
from nbgrader.api import Gradebook, get_alembic_version

from autograder.course import Course, CourseError
from autograder.release import release


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return made_up_course(tmp_path)


def with_cell(change: Callable[[dict[str, NotebookNode]], Any]) -> NotebookNode:
    notebook = made_up_notebook()
    change({cell.metadata.get("nbgrader", {}).get("grade_id", ""): cell for cell in notebook.cells})
    return notebook


def replace_source(grade_id: str, source: str) -> NotebookNode:
    return with_cell(lambda cells: cells[grade_id].update(source=source))


def set_mark(cell: str, /, **marks: Any) -> NotebookNode:
    return with_cell(lambda cells: cells[cell].metadata["nbgrader"].update(marks))


MISTAKES = {
    "duplicate ids": (
        set_mark("test_softmax", grade_id="softmax"),
        "have the same grade id, 'softmax'",
    ),
    "no points": (
        with_cell(lambda cells: cells["test_softmax"].metadata["nbgrader"].pop("points")),
        "metadata of cell 6",
    ),
    "old schema": (set_mark("softmax", schema_version=1), "Outdated schema version"),
    "unknown exercise": (
        replace_source("test_softmax", 'check("softmx", softmax)'),
        "Did you mean softmax",
    ),
    "unequal points": (set_mark("test_softmax", points=17), "make the two equal"),
    "no end": (
        replace_source("softmax", "### BEGIN SOLUTION\nsecret = 1"),
        "has no END SOLUTION",
    ),
    "no begin": (replace_source("test_softmax", "### END HIDDEN TESTS"), "has no BEGIN"),
    "nested": (
        replace_source("softmax", "### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION"),
        "stands inside",
    ),
    "wrong cell": (
        replace_source("", "### BEGIN SOLUTION\n1\n### END SOLUTION"),
        "is not a solution cell",
    ),
    "misspelt": (
        replace_source("test_softmax", "### Begin Hidden Test\nassert 1\n### End Hidden Test"),
        "nbgrader does not know",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_source_is_one_sentence_and_changes_nothing(
    course: Course, mistake: str
) -> None:
    notebook, words = MISTAKES[mistake]
    write_source(course, notebook)
    with pytest.raises(CourseError, match=words) as caught:
        release(course, ASSIGNMENT)
    assert "\n" not in str(caught.value)
    assert not course.release.exists()
    assert not (course.root / "gradebook.db").exists()


@pytest.mark.parametrize("content", ["", "not a notebook", "[1, 2]", '{"nbformat": 4}'])
def test_a_source_that_is_no_notebook_is_one_sentence(course: Course, content: str) -> None:
    course.source_notebook(ASSIGNMENT).write_text(content, encoding="utf-8")
    with pytest.raises(CourseError, match="is not a notebook that can be read"):
        release(course, ASSIGNMENT)


def test_a_folder_in_which_nbgrader_finds_nothing_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="rename the folder"):
        release(made_up_course(tmp_path / "course [2026]"), ASSIGNMENT)


def test_a_relative_course_folder_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = release(made_up_course(Path("my course (1)")), ASSIGNMENT)
    assert made.archive == tmp_path / "my course (1)" / "release" / f"{ASSIGNMENT}.zip"
    assert made.archive.is_file()


def test_an_assignment_that_does_not_exist_is_one_sentence(course: Course) -> None:
    with pytest.raises(CourseError, match="There is no assignment 'nothing'"):
        release(course, "nothing")


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # from inside nbgrader
def test_a_new_release_keeps_grades_and_refuses_other_cells(course: Course) -> None:
    made = release(course, ASSIGNMENT)
    with Gradebook(course.database_url, "backprop") as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate="2030-01-01")
        gradebook.add_student("ada")
        gradebook.add_submission(ASSIGNMENT, "ada")
        gradebook.find_grade("overflow", ASSIGNMENT, ASSIGNMENT, "ada").manual_score = 1.5
        gradebook.find_comment("overflow", ASSIGNMENT, ASSIGNMENT, "ada").manual_comment = "Good."
        gradebook.db.commit()

    release(course, ASSIGNMENT)
    with Gradebook(course.database_url, "backprop") as gradebook:
        grade = gradebook.find_grade("overflow", ASSIGNMENT, ASSIGNMENT, "ada")
        comment = gradebook.find_comment("overflow", ASSIGNMENT, ASSIGNMENT, "ada")
        assert (grade.manual_score, comment.manual_comment) == (1.5, "Good.")
        assert str(gradebook.find_assignment(ASSIGNMENT).duedate) == "2030-01-01 00:00:00"

    before = made.archive.read_bytes()
    notebook = made_up_notebook()
    del notebook.cells[7]
    write_source(course, notebook)
    with pytest.raises(CourseError, match="explain"):
        release(course, ASSIGNMENT)
    assert made.archive.read_bytes() == before


def test_a_failure_on_the_way_leaves_the_earlier_release(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = release(course, ASSIGNMENT)
    before = {path: path.read_bytes() for path in files(course.release)}

    def fail(*_: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("autograder.release.write_zip", fail)
    with pytest.raises(OSError, match="full"):
        release(course, ASSIGNMENT)
    assert {path: path.read_bytes() for path in files(course.release)} == before
    assert made.folder.is_dir()


@pytest.mark.slow
def test_a_new_gradebook_has_the_version_that_nbgrader_notes(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", sysconfig.get_path("scripts"), prepend=os.pathsep)
    release(course, ASSIGNMENT)
    with Gradebook(course.database_url, "backprop") as gradebook:
        noted = gradebook.db.execute(sqlalchemy.text("SELECT version_num FROM alembic_version"))
        assert noted.scalars().all() == [get_alembic_version()]
