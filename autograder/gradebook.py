"""Results → nbgrader's database and autograded notebooks."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path
from types import TracebackType

from nbgrader.api import (
    Comment,
    Grade,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.utils import parse_utc
from sqlalchemy.exc import SAWarning

from autograder.course import Course, CourseError
from autograder.grade import Record
from autograder.late import late_plugin, penalty
from autograder.marks import opened_gradebook
from autograder.regrade import Change, Standing, change
from autograder.result import SubmissionResult

TIMESTAMP = "timestamp.txt"


class GradebookWriter:
    """nbgrader's gradebook of a course, open for writing. A context manager."""

    def __init__(self, course: Course) -> None:
        self.course = course

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
        with self.gradebook.db.no_autoflush:
            submission, is_new = self._submission(result)
            [submitted] = submission.notebooks
            before = None if is_new else standing(submitted)
            points = {cell.grade_id: cell.points for cell in result.cells}
            for grade in submitted.grades:
                grade.auto_score = points.get(grade.cell.name, 0.0)
                # a person's mark stays, and is to be looked at again
                grade.needs_manual_grade = (
                    grade.manual_score is not None or grade.auto_score is None
                )
            for comment in submitted.comments:
                comment.auto_comment = "No response." if comment.cell.name in unanswered else None
        self.gradebook.db.flush()
        self._assign_late_penalty(submission, submitted)
        by_hand = [grade.cell.name for grade in submitted.grades if grade.manual_score is not None]
        return change(result, before, standing(submitted), by_hand)

    def _submission(self, result: SubmissionResult) -> tuple[SubmittedAssignment, bool]:
        """The student's row of the assignment, made with all that belongs to it where it lacks.

        And whether it was made now.

        nbgrader's own methods would commit after each step; here all is one transaction.
        """
        book, name = self.gradebook, result.student
        student = book.db.get(Student, name) or Student(id=name)
        assignment = book.find_assignment(result.assignment)
        submission = (
            book.db.query(SubmittedAssignment)
            .filter_by(assignment_id=assignment.id, student_id=name)
            .one_or_none()
        )
        is_new = submission is None
        if submission is None:
            submission = SubmittedAssignment(assignment=assignment, student=student)
            for each in assignment.notebooks:
                submitted = SubmittedNotebook(notebook=each, assignment=submission)
                for cell in (*each.grade_cells, *each.task_cells):
                    Grade(cell=cell, notebook=submitted)
                for cell in (*each.solution_cells, *each.task_cells):
                    Comment(cell=cell, notebook=submitted)
            book.db.add(submission)
        stamp, _ = read_timestamp(self._folder(self.course.submitted, result))
        if stamp:
            submission.timestamp = parse_utc(stamp)
        return submission, is_new

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
