"""Results → nbgrader's database and autograded notebooks."""

from __future__ import annotations

import math
import shutil
import warnings
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType

from nbgrader.api import (
    Comment,
    Grade,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from nbgrader.utils import parse_utc
from sqlalchemy import insert
from sqlalchemy.exc import SAWarning

from autograder.course import Course, CourseError
from autograder.grade import Record
from autograder.late import late_plugin, penalty
from autograder.marks import opened_gradebook
from autograder.regrade import Change, Standing, change
from autograder.result import SubmissionResult

TIMESTAMP = "timestamp.txt"


@dataclass(frozen=True)
class GivenOut:
    """An assignment's rows: their keys, when it is due (UTC), its cells' names by their keys."""

    assignment: str
    notebook: str
    due: datetime | None
    graded: dict[str, str]
    commented: dict[str, str]

    def seconds_late(self, timestamp: datetime | None) -> float:
        """How long after it was due something was handed in. 0 in time, or where nobody knows."""
        if timestamp is None or self.due is None:
            return 0.0
        return max(0.0, (timestamp - self.due).total_seconds())


class GradebookWriter:
    """nbgrader's gradebook of a course, open for writing. A context manager."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self._known: dict[str, GivenOut] = {}

    def __enter__(self) -> GradebookWriter:
        # nbgrader builds its rows in an order that SQLAlchemy 2 warns of; they are all saved
        warnings.filterwarnings("ignore", category=SAWarning, module="nbgrader")
        self._opened = opened_gradebook(self.course)
        self.gradebook = self._opened.__enter__()
        self.late = late_plugin(self.course)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opened.__exit__(kind, error, trace)

    def require_released(self, assignment: str) -> None:
        """CourseError where the gradebook does not know the assignment's cells yet."""
        try:
            self.gradebook.find_notebook(assignment, assignment)
        except MissingEntry:
            raise not_released(assignment) from None

    def write(self, result: SubmissionResult, record: Record) -> Change:
        """Put a result into the database, in one transaction, and its notebook into autograded/."""
        self._write_notebook(result, record.notebook)
        try:
            changed = self._write_scores(result, record.unanswered)
            self.gradebook.db.commit()
        except BaseException:
            self.gradebook.db.rollback()
            raise
        return changed

    def compare(self, result: SubmissionResult, record: Record) -> Change:
        """What `write` would change. It is done and taken back, so that it can't be otherwise."""
        try:
            return self._write_scores(result, record.unanswered)
        finally:
            self.gradebook.db.rollback()

    def _write_scores(self, result: SubmissionResult, unanswered: frozenset[str]) -> Change:
        given_out = self._given_out(result.assignment)
        submission = (
            self.gradebook.db.query(SubmittedAssignment)
            .filter_by(assignment_id=given_out.assignment, student_id=result.student)
            .one_or_none()
        )
        if submission is None:
            return self._enter(given_out, result, unanswered)
        return self._update(submission, result, unanswered)

    def _enter(
        self, given_out: GivenOut, result: SubmissionResult, unanswered: frozenset[str]
    ) -> Change:
        """The rows of a submission that there was none of, in one statement for each table."""
        db, student, points = self.gradebook.db, result.student, points_by_cell(result)
        if db.get(Student, student) is None:
            db.execute(insert(Student), [{"id": student}])
        submission, notebook = new_uuid(), new_uuid()
        stamp, _ = read_timestamp(self._folder(self.course.submitted, result))
        timestamp = parse_utc(stamp) if stamp else None
        scores = [points.get(name, 0.0) for name in given_out.graded.values()]
        total = math.fsum(score or 0.0 for score in scores)
        taken_off = penalty(self.late, student, total, given_out.seconds_late(timestamp))
        db.execute(
            insert(SubmittedAssignment),
            [
                {
                    "id": submission,
                    "assignment_id": given_out.assignment,
                    "student_id": student,
                    "timestamp": timestamp,
                }
            ],
        )
        db.execute(
            insert(SubmittedNotebook),
            [
                {
                    "id": notebook,
                    "assignment_id": submission,
                    "notebook_id": given_out.notebook,
                    "late_submission_penalty": taken_off,
                }
            ],
        )
        grades = [
            {
                "notebook_id": notebook,
                "cell_id": cell,
                "auto_score": score,
                "needs_manual_grade": score is None,
            }
            for cell, score in zip(given_out.graded, scores, strict=True)
        ]
        comments = [
            {"notebook_id": notebook, "cell_id": cell, "auto_comment": comment_on(name, unanswered)}
            for cell, name in given_out.commented.items()
        ]
        db.execute(insert(Grade), grades)
        db.execute(insert(Comment), comments)
        automatic = {
            name: score or 0.0
            for name, score in zip(given_out.graded.values(), scores, strict=True)
        }
        after = Standing(max(0.0, total - (taken_off or 0.0)), automatic, automatic)
        return change(result, None, after, [])

    def _update(
        self,
        submission: SubmittedAssignment,
        result: SubmissionResult,
        unanswered: frozenset[str],
    ) -> Change:
        """New scores in the rows of before; what people have entered there stays."""
        stamp, _ = read_timestamp(self._folder(self.course.submitted, result))
        if stamp:
            submission.timestamp = parse_utc(stamp)
        with self.gradebook.db.no_autoflush:
            [submitted] = submission.notebooks
            before = standing(submitted)
            points = points_by_cell(result)
            for grade in submitted.grades:
                grade.auto_score = points.get(grade.cell.name, 0.0)
                # a person's mark stays, and is to be looked at again
                grade.needs_manual_grade = (
                    grade.manual_score is not None or grade.auto_score is None
                )
            for comment in submitted.comments:
                comment.auto_comment = comment_on(comment.cell.name, unanswered)
        self.gradebook.db.flush()
        self.gradebook.db.refresh(submitted, ["score"])
        self._assign_late_penalty(submission, submitted)
        by_hand = [grade.cell.name for grade in submitted.grades if grade.manual_score is not None]
        return change(result, before, standing(submitted), by_hand)

    def _given_out(self, name: str) -> GivenOut:
        """What the gradebook knows of an assignment; asked for once."""
        if name not in self._known:
            assignment = self.gradebook.find_assignment(name)
            [notebook] = assignment.notebooks
            graded = (*notebook.grade_cells, *notebook.task_cells)
            commented = (*notebook.solution_cells, *notebook.task_cells)
            self._known[name] = GivenOut(
                assignment.id,
                notebook.id,
                assignment.duedate,
                {cell.id: cell.name for cell in graded},
                {cell.id: cell.name for cell in commented},
            )
        return self._known[name]

    def _assign_late_penalty(
        self, submission: SubmittedAssignment, submitted: SubmittedNotebook
    ) -> None:
        submitted.late_submission_penalty = penalty(
            self.late, submission.student_id, submitted.score, submission.total_seconds_late
        )

    def _write_notebook(self, result: SubmissionResult, notebook: str) -> None:
        folder = self._folder(self.course.autograded, result)
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        (folder / f"{result.assignment}.ipynb").write_text(notebook, encoding="utf-8")
        stamp, _ = read_timestamp(self._folder(self.course.submitted, result))
        if stamp:
            (folder / TIMESTAMP).write_text(stamp)

    def _folder(self, step: Path, result: SubmissionResult) -> Path:
        return step / result.student / result.assignment


def points_by_cell(result: SubmissionResult) -> dict[str, float | None]:
    """The points of each graded cell by its grade id; None where a person gives them."""
    return {cell.grade_id: cell.points for cell in result.cells}


def comment_on(grade_id: str, unanswered: frozenset[str]) -> str | None:
    """What nbgrader says by itself of an answer."""
    return "No response." if grade_id in unanswered else None


def not_released(assignment: str) -> CourseError:
    return CourseError(
        f"{assignment} has not been released: run `course release {assignment}` first, "
        "which enters its cells into the gradebook."
    )


def standing(submitted: SubmittedNotebook) -> Standing:
    """The points of a notebook as nbgrader counts them: a mark by hand beats the automatic one."""
    automatic = {grade.cell.name: float(grade.auto_score or 0.0) for grade in submitted.grades}
    cells = {
        grade.cell.name: float(grade.extra_credit or 0.0)
        + (automatic[grade.cell.name] if grade.manual_score is None else float(grade.manual_score))
        for grade in submitted.grades
    }
    taken_off = float(submitted.late_submission_penalty or 0.0)
    return Standing(max(0.0, sum(cells.values()) - taken_off), cells, automatic)


def read_timestamp(folder: Path) -> tuple[str, str]:
    """When a submission was handed in, as nbgrader notes it; or a flag that says why not."""
    path = folder / TIMESTAMP
    if path.is_symlink() or not path.is_file():
        return "", ""
    try:
        stamp = path.read_text()[:64].strip()
        parse_utc(stamp)
    except (OSError, ValueError, OverflowError):
        return "", f"The time in {TIMESTAMP} can't be read: it counts as handed in on time."
    return stamp, ""
