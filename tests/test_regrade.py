"""A test is put right after grading: whose points change is said first, and marks by hand stay."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from autograder.batch import Options, grade_class
from autograder.cli import app
from autograder.course import Course, CourseError
from autograder.demo import hand_in_class
from autograder.regrade import Change, Standing, change, change_table, sentences
from autograder.release import release
from autograder.result import CellResult, SubmissionResult

ASSIGNMENT = "01_loss_functions"
OPTIONS = Options(workers=2, no_sandbox=True)
DRY = Options(workers=2, no_sandbox=True, dry_run=True)
FEW = ("ada", "chidi", "dora")
MARKED_BY_HAND = "test_softmax"


@pytest.fixture
def graded(course: Course) -> Course:
    """Three submissions, graded; chidi's softmax was given a mark by hand."""
    hand_in_class(course)
    for folder in course.submitted.iterdir():
        if folder.name not in FEW:
            shutil.rmtree(folder)
    grade_class(course, ASSIGNMENT, options=OPTIONS)
    with Gradebook(course.database_url) as gradebook:
        grade = gradebook.find_grade(MARKED_BY_HAND, ASSIGNMENT, ASSIGNMENT, "chidi")
        grade.manual_score, grade.needs_manual_grade = 1.25, False
        gradebook.db.commit()
    return course


def spoil_softmax_test(course: Course) -> None:
    """From now on nobody passes the test of softmax."""
    path = course.source_notebook(ASSIGNMENT)
    notebook = nbformat.read(path, as_version=4)
    [cell] = [
        cell
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == MARKED_BY_HAND
    ]
    cell.source = 'assert False, "This test is wrong."\n' + cell.source
    nbformat.write(notebook, path)
    release(course, ASSIGNMENT)


def everything(course: Course) -> dict[str, bytes]:
    """All files of the course but the kept masters, which hold nothing that the source has not."""
    return {
        str(path.relative_to(course.root)): path.read_bytes()
        for path in sorted(course.root.rglob("*"))
        if path.is_file() and "masters" not in path.parts
    }


def scores(course: Course) -> dict[str, float]:
    with Gradebook(course.database_url) as gradebook:
        return {one.student.id: one.score for one in gradebook.assignment_submissions(ASSIGNMENT)}


def changes_of(course: Course, options: Options) -> dict[str, Change]:
    seen: dict[str, Change] = {}
    grade_class(
        course, ASSIGNMENT, options=options, changed=lambda one: seen.update({one.student: one})
    )
    return seen


def test_a_dry_run_foretells_what_the_run_does_and_writes_nothing(graded: Course) -> None:
    assert changes_of(graded, DRY) == {}  # nothing has changed yet
    spoil_softmax_test(graded)
    before, files = scores(graded), everything(graded)
    foretold = changes_of(graded, DRY)
    assert everything(graded) == files
    assert changes_of(graded, OPTIONS) == foretold
    after = scores(graded)
    assert {name: one.after for name, one in foretold.items()} == after
    assert {name: one.before for name, one in foretold.items()} == before
    assert foretold["ada"].difference < 0
    assert set(foretold["ada"].cells) == {MARKED_BY_HAND}
    assert changes_of(graded, OPTIONS) == {}


def test_a_mark_by_hand_stays_and_is_flagged(graded: Course) -> None:
    spoil_softmax_test(graded)
    foretold = changes_of(graded, DRY)["chidi"]
    with Gradebook(graded.database_url) as gradebook:
        grade = gradebook.find_grade(MARKED_BY_HAND, ASSIGNMENT, ASSIGNMENT, "chidi")
        assert not grade.needs_manual_grade  # the dry run did not touch it
    changes_of(graded, OPTIONS)
    with Gradebook(graded.database_url) as gradebook:
        grade = gradebook.find_grade(MARKED_BY_HAND, ASSIGNMENT, ASSIGNMENT, "chidi")
        assert (grade.manual_score, grade.score, grade.auto_score) == (1.25, 1.25, 0.0)
        assert grade.needs_manual_grade
    assert foretold.difference == 0.0
    assert foretold.by_hand == (MARKED_BY_HAND,)


def test_the_command_says_it_as_a_table_and_as_json(
    graded: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil_softmax_test(graded)
    before = scores(graded)
    monkeypatch.setenv("COLUMNS", "160")
    command = ["grade", ASSIGNMENT, "--course", str(graded.root), "--no-sandbox"]
    table = CliRunner().invoke(app, [*command, "--dry-run"])
    assert table.exit_code == 0
    assert "would change" in table.output
    assert "Nothing was written." in table.output
    assert MARKED_BY_HAND in table.output
    lines = CliRunner().invoke(app, [*command, "--dry-run", "--json"])
    told = [json.loads(line) for line in lines.stdout.splitlines()]
    assert {line["student"]: line["change"]["before"] for line in told} == before
    assert all(line["dry_run"] for line in told)
    assert scores(graded) == before
    wrote = CliRunner().invoke(app, command)
    assert "have changed" in wrote.output
    assert scores(graded)["ada"] < before["ada"]
    again = CliRunner().invoke(app, [*command, "--json"])
    assert all(json.loads(line)["change"] is None for line in again.stdout.splitlines())


def test_first_grades_are_counted_apart(graded: Course) -> None:
    shutil.copytree(graded.submitted / "ada", graded.submitted / "new")
    changes = changes_of(graded, DRY)
    assert changes["new"].before is None
    assert not changes["new"].matters
    [sentence] = sentences(list(changes.values()), 3, True)
    assert "1 for the first time, 3 would stay as they are" in sentence


def test_a_dry_run_before_the_release_makes_no_gradebook(graded: Course) -> None:
    (graded.root / "gradebook.db").unlink()
    with pytest.raises(CourseError, match="course release"):
        grade_class(graded, ASSIGNMENT, options=DRY)
    assert not (graded.root / "gradebook.db").exists()


def test_what_a_mark_hides_and_what_a_penalty_takes_is_said(tmp_path: Path) -> None:
    cells = (CellResult("test_a", "a", 0.0, 2.0),)
    result = SubmissionResult("ada", ASSIGNMENT, "graded", cells)
    before = Standing(2.0, {"test_a": 2.0}, {"test_a": 1.0})
    hidden = change(result, before, Standing(2.0, {"test_a": 2.0}, {"test_a": 0.0}), ["test_a"])
    assert hidden.matters
    assert hidden.overridden == ("test_a",)
    late = change(result, before, Standing(1.5, {"test_a": 2.0}, {"test_a": 1.0}), [])
    assert (late.difference, late.cells) == (-0.5, {})
    table = change_table(ASSIGNMENT, [hidden, late], is_dry_run=True)
    assert [list(column.cells) for column in table.columns][3:] == [
        ["−0.5", "+0"],
        ["late penalty", "test_a: a person's mark stays"],
    ]
