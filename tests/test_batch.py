"""A batch: what has not changed is kept, what was interrupted goes on, what can't be is said."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder import batch
from autograder.batch import Options, grade_class, strays
from autograder.course import Course, CourseError
from autograder.demo import hand_in_class
from autograder.fingerprint import assignment_digest, engine_digest, submission_digest
from autograder.sandbox.protection import Protection

ASSIGNMENT = "01_loss_functions"
OPTIONS = Options(workers=2, no_sandbox=True)
FEW = ("ada", "chidi", "dora", "tara")


@pytest.fixture
def small_class(course: Course) -> Course:
    """A course folder with four submissions."""
    hand_in_class(course)
    for folder in course.submitted.iterdir():
        if folder.name not in FEW:
            shutil.rmtree(folder)
    return course


def graded_now(course: Course, monkeypatch: pytest.MonkeyPatch, options: Options) -> list[str]:
    """Grade; who was not taken over from before."""
    seen: list[str] = []
    original = batch.grade_and_write

    def spy(course: Course, assignment: str, submissions: list, options: Options):  # type: ignore[no-untyped-def]
        seen.extend(one.student for one in submissions)
        return original(course, assignment, submissions, options)

    monkeypatch.setattr(batch, "grade_and_write", spy)
    grade_class(course, ASSIGNMENT, options=options)
    monkeypatch.undo()
    return sorted(seen)


def test_only_what_has_changed_is_graded_again(
    small_class: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert graded_now(small_class, monkeypatch, OPTIONS) == sorted(FEW)
    assert graded_now(small_class, monkeypatch, OPTIONS) == []
    file = small_class.submitted / "dora" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    file.write_bytes(file.read_bytes() + b"\n")
    shutil.rmtree(small_class.autograded / "ada")
    small_class.result_path(ASSIGNMENT, "chidi").write_text("{ half a result")
    assert graded_now(small_class, monkeypatch, OPTIONS) == ["ada", "chidi", "dora"]
    assert graded_now(small_class, monkeypatch, Options(2, True, again=True)) == sorted(FEW)


def test_without_its_gradebook_nothing_is_taken_for_graded(small_class: Course) -> None:
    grade_class(small_class, ASSIGNMENT, options=OPTIONS)
    (small_class.root / "gradebook.db").unlink()
    with pytest.raises(CourseError, match="course release"):
        grade_class(small_class, ASSIGNMENT, options=OPTIONS)


def test_results_come_in_the_students_order_and_progress_counts(small_class: Course) -> None:
    counted: list[tuple[int, int]] = []
    results = grade_class(
        small_class, ASSIGNMENT, None, lambda _, done, total: counted.append((done, total)), OPTIONS
    )
    assert [result.student for result in results] == sorted(FEW)
    assert counted == [(number, 4) for number in (1, 2, 3, 4)]
    assert all("namespaces" in r.protection or "only" in r.protection for r in results if r.points)


def test_incomplete_protection_is_refused_unless_allowed(
    small_class: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Protection, "complete", property(lambda _: False))
    with pytest.raises(CourseError, match="--no-sandbox"):
        grade_class(small_class, ASSIGNMENT, options=Options(workers=1))
    assert grade_class(small_class, ASSIGNMENT, "ada", options=OPTIONS)[0].points == 17.0


def test_killed_at_any_moment_a_batch_goes_on_where_it_was(small_class: Course) -> None:
    command = [sys.executable, "-m", "autograder", "grade", ASSIGNMENT, "--no-sandbox"]
    for seconds in (2.5, 4.0):
        process = subprocess.Popen(
            command,
            cwd=small_class.root,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(seconds)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    results = grade_class(small_class, ASSIGNMENT, options=OPTIONS)
    assert {result.student: result.points for result in results} == {
        "ada": 17.0,
        "chidi": 14.0,
        "dora": 16.0,
        "tara": 0.0,
    }
    with Gradebook(small_class.database_url) as gradebook:
        assert len(gradebook.assignment_submissions(ASSIGNMENT)) == len(FEW)


def test_a_digest_depends_on_what_a_result_depends_on(course: Course, tmp_path: Path) -> None:
    before = assignment_digest(course, ASSIGNMENT, "")
    assert assignment_digest(course, ASSIGNMENT, "other settings") != before
    notebook = course.source_notebook(ASSIGNMENT)
    notebook.write_bytes(notebook.read_bytes() + b" ")
    assert assignment_digest(course, ASSIGNMENT, "") != before
    assert engine_digest(ASSIGNMENT) != engine_digest("02_gradients")
    folder = tmp_path / "student"
    folder.mkdir()
    empty = submission_digest(before, folder)
    (folder / "link").symlink_to("/etc/passwd")
    linked = submission_digest(before, folder)
    os.mkfifo(folder / "fifo")
    assert len({empty, linked, submission_digest(before, folder)}) == 3


def test_what_a_dead_worker_left_ungraded_is_graded_by_the_next_run(
    small_class: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as dying:
        dying.setattr(batch, "serve", lambda *_: os._exit(1))
        results = grade_class(small_class, ASSIGNMENT, options=OPTIONS)
    assert all("Grading failed" in result.problem for result in results)
    assert graded_now(small_class, monkeypatch, OPTIONS) == sorted(FEW)
    assert [r.points for r in small_class.results(ASSIGNMENT)] == [17.0, 14.0, 16.0, 0.0]


def test_a_garbled_time_is_flagged_and_stops_nothing(small_class: Course) -> None:
    (small_class.submitted / "ada" / ASSIGNMENT / "timestamp.txt").write_text("garbage")
    results = grade_class(small_class, ASSIGNMENT, options=OPTIONS)
    assert "timestamp.txt" in results[0].flags[0]
    assert results[0].points == 17.0


def test_what_lies_in_the_wrong_place_is_named(course: Course) -> None:
    course.submitted.mkdir()
    (course.submitted / "ada.ipynb").touch()
    (course.submitted / "bela").mkdir()
    sentences = strays(course, [ASSIGNMENT])
    assert any("ada.ipynb" in sentence and "STUDENT" in sentence for sentence in sentences)
    assert any("bela/" in sentence for sentence in sentences)
