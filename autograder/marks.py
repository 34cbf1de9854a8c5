"""Results together with what people entered in the gradebook: scores, comments, penalties."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nbgrader
import sqlalchemy
from nbgrader.api import (
    Assignment,
    Base,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
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


@dataclass
class Entered:
    """What the gradebook has of a student's notebook. scores: None where a person has to grade."""

    late_penalty: float = 0.0
    needs_manual_grading: bool = False
    scores: dict[str, float | None] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)


def marked_results(course: Course, assignment: str) -> list[Marked]:
    """Every student's result in an assignment, with the gradebook's entries, by student."""
    results = course.results(assignment)
    if not results:
        return []
    with opened_gradebook(course) as gradebook:
        entered = entries(gradebook, assignment)
        return [mark(result, entered.get(result.student)) for result in results]


def entries(gradebook: Gradebook, assignment: str) -> dict[str, Entered]:
    """By student what is entered for an assignment; nothing where the gradebook lacks it.

    Three queries for the whole class: asked notebook by notebook, for which the tables have no
    index, the database would read all grades of all assignments each time.
    """
    session, found = gradebook.db, dict[str, Entered]()
    of_notebooks = (
        session.query(SubmittedNotebook)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .filter(Notebook.name == assignment, Assignment.name == assignment)
    )
    student, penalty = SubmittedAssignment.student_id, SubmittedNotebook.late_submission_penalty
    for name, taken_off in of_notebooks.with_entities(student, penalty):
        found[name] = Entered(float(taken_off or 0.0))
    grades = of_notebooks.join(Grade, Grade.notebook_id == SubmittedNotebook.id).join(
        BaseCell, BaseCell.id == Grade.cell_id
    )
    columns = Grade.auto_score, Grade.manual_score, Grade.score, Grade.needs_manual_grade
    for name, cell, auto, manual, score, is_open in grades.with_entities(
        student, BaseCell.name, *columns
    ):
        found[name].scores[cell] = None if auto is manual is None else float(score)
        found[name].needs_manual_grading |= bool(is_open)
    comments = of_notebooks.join(Comment, Comment.notebook_id == SubmittedNotebook.id).join(
        BaseCell, BaseCell.id == Comment.cell_id
    )
    for name, cell, comment in comments.with_entities(student, BaseCell.name, Comment.comment):
        if comment:
            found[name].comments[cell] = comment
    return found


def mark(result: SubmissionResult, entered: Entered | None) -> Marked:
    """A result with the gradebook's entries; without any, as it was graded."""
    if entered is None:
        return Marked(result, needs_manual_grading=result.needs_manual_grading)
    cells = tuple(_scored(cell, entered.scores) for cell in result.cells)
    return Marked(
        dataclasses.replace(result, cells=cells),
        entered.comments,
        entered.late_penalty,
        entered.needs_manual_grading,
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
