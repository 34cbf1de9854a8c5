"""Results together with what people entered in the gradebook: scores, comments, penalties."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nbgrader
import sqlalchemy
from nbgrader.api import Base, Gradebook, MissingEntry, SubmittedNotebook
from sqlalchemy.exc import SQLAlchemyError

from autograder.course import Course, CourseError
from autograder.result import CellResult, SubmissionResult


@dataclass(frozen=True)
class Marked:
    """A student's result as it stands now.

    result: the points of its cells are the gradebook's, manual scores and extra credit included.
    comments: the graders' comments by the name of the cell they are about.
    late_penalty: what nbgrader takes off the sum.
    needs_manual_grading: a person has yet to grade, or to look again after a change.
    """

    result: SubmissionResult
    comments: Mapping[str, str] = field(default_factory=dict)
    late_penalty: float = 0.0
    needs_manual_grading: bool = False

    @property
    def points(self) -> float:
        return max(0.0, self.result.points - self.late_penalty)


def marked_results(course: Course, assignment: str) -> list[Marked]:
    """Every student's result in an assignment, with the gradebook's entries, by student."""
    results = course.results(assignment)
    if not results:
        return []
    with opened_gradebook(course) as gradebook:
        try:
            notebooks = gradebook.notebook_submissions(assignment, assignment)
        except MissingEntry:
            notebooks = []
        entered = {notebook.student.id: notebook for notebook in notebooks}
        return [mark(result, entered.get(result.student)) for result in results]


def mark(result: SubmissionResult, entered: SubmittedNotebook | None) -> Marked:
    """A result with the gradebook's entries; without any, as it was graded."""
    if entered is None:
        return Marked(result, needs_manual_grading=result.needs_manual_grading)
    scores = {
        grade.name: None if grade.auto_score is grade.manual_score is None else float(grade.score)
        for grade in entered.grades
    }
    comments = {comment.name: comment.comment for comment in entered.comments if comment.comment}
    return Marked(
        dataclasses.replace(result, cells=tuple(_scored(cell, scores) for cell in result.cells)),
        comments,
        float(entered.late_submission_penalty or 0.0),
        bool(entered.needs_manual_grade),
    )


@contextlib.contextmanager
def opened_gradebook(course: Course) -> Iterator[Gradebook]:
    """The course's gradebook; a database that does not answer is a CourseError."""
    course_id = course.nbgrader_config().CourseDirectory.course_id
    try:
        _create_tables(course.database_url)
        with Gradebook(course.database_url, course_id) as gradebook:
            yield gradebook
    except SQLAlchemyError as error:
        raise gradebook_error(error) from error
    except ModuleNotFoundError as error:  # of the driver, which SQLAlchemy imports by name
        if error.name not in ("psycopg", "psycopg2"):
            raise
        raise CourseError(
            "A gradebook on PostgreSQL needs its driver, which is not installed here: install it "
            "with `pip install 'backprop-course[postgresql]'`."
        ) from None


def gradebook_error(error: SQLAlchemyError) -> CourseError:
    return CourseError(
        f"The gradebook could not be read or written: {str(error).splitlines()[0]}. "
        "Check that its address is right and that no other program holds it."
    )


def _create_tables(url: str) -> None:
    """Make a new database as nbgrader would.

    nbgrader asks the program `alembic` for the version to note in it, which takes five seconds
    and fails where the program is not on the PATH.
    """
    engine = sqlalchemy.create_engine(url)
    try:
        if not sqlalchemy.inspect(engine).get_table_names():
            Base.metadata.create_all(engine)
            from alembic.script import ScriptDirectory  # slow to import, and rarely needed

            migrations = ScriptDirectory(str(Path(nbgrader.__file__).with_name("alembic")))
            version = sqlalchemy.table("alembic_version", sqlalchemy.column("version_num"))
            with engine.begin() as connection:
                connection.execute(
                    sqlalchemy.text(
                        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"
                    )
                )
                connection.execute(
                    version.insert().values(version_num=migrations.get_current_head())
                )
    finally:
        engine.dispose()


def _scored(cell: CellResult, scores: Mapping[str, float | None]) -> CellResult:
    return dataclasses.replace(cell, points=scores.get(cell.grade_id, cell.points))
