"""nbgrader's own way in: `nbgrader autograde` and formgrader's Autograde button run this engine.

nbgrader_config.py names what is here. nbgrader goes on finding submissions, noting students and
times, saving scores, taking off late penalties and writing autograded notebooks; reading what was
handed in, repairing it and running it is the engine's, so that points are those of `course grade`.
"""

from __future__ import annotations

import atexit
import contextlib
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import BaseConverter, NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from sqlalchemy.exc import SAWarning
from traitlets import Bool, Float

from autograder.batch import Options
from autograder.course import Course, CourseError
from autograder.grade import Grader
from autograder.gradebook import TIMESTAMP
from autograder.library import kept_library
from autograder.master import read_master
from autograder.result import SubmissionResult
from autograder.sandbox.client import SandboxError, StudentServer
from autograder.sandbox.protection import Protection

Resources = dict[str, Any]

_engine = contextlib.ExitStack()
"""Holds the engine of the latest command open. JupyterLab runs many commands in one process."""
atexit.register(_engine.close)


def expect_one_notebook(assignment: str, student: str, notebooks: list[str]) -> None:
    """Have nbgrader ask for the assignment's notebook, whatever the student's file is called.

    A hook that nbgrader calls with what it found in a student's folder. By itself it would fail
    for a file with another name; the engine knows what to do with one.
    """
    notebooks[:] = [str(Path(notebooks[0]).with_name(f"{assignment}.ipynb"))]


class EngineExporter(NotebookExporter):
    """Starts the engine for a command, and keeps nbgrader from reading what was handed in.

    nbgrader would fail on a file that is no notebook. Here every notebook starts out empty, and
    `RunEngine` puts in what the engine made of the student's folder.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        converter = self.parent
        assert isinstance(converter, BaseConverter)
        self.directories: CourseDirectory = converter.coursedir
        self.course = Course(Path(self.directories.root))
        # nbgrader builds its rows in an order that SQLAlchemy 2 warns of; they are all saved
        warnings.filterwarnings("ignore", category=SAWarning, module="nbgrader")
        try:
            _engine.close()
            started = RunEngine(parent=self).started(self.course, self.directories.assignment_id)
            self.grader = _engine.enter_context(started)
        except (CourseError, SandboxError) as problem:
            self.log.error(str(problem))
            raise NbGraderException(str(problem)) from None

    def from_filename(
        self, filename: str, resources: Resources | None = None, **keywords: Any
    ) -> tuple[NotebookNode, Resources]:
        empty = nbformat.v4.new_notebook()
        converted: tuple[NotebookNode, Resources]
        converted = self.from_notebook_node(empty, resources, **keywords)
        return converted


class RunEngine(NbGraderPreprocessor):
    """In place of nbgrader's repairs and its Execute: cells in the sandbox, tests outside."""

    seconds_per_cell = Float(
        Options.seconds_per_cell, help="Time limit for each of the student's cells, in seconds."
    ).tag(config=True)

    allow_no_sandbox = Bool(
        False,
        help="Whether to grade, at your own risk, where student code can't be walled in.",
    ).tag(config=True)

    @contextlib.contextmanager
    def started(self, course: Course, assignment: str) -> Iterator[Grader]:
        """A grader of an assignment; its server for student code runs as long as this is open."""
        master = read_master(course, assignment)
        library, fonts = kept_library(course, assignment), course.private / "fonts"
        with StudentServer(library, fonts=fonts, plots=course.plots(assignment)) as server:
            self._require(server.protection)
            level = server.protection.level
            yield Grader(master, server, course.seed(), self.seconds_per_cell, level)

    def _require(self, protection: Protection) -> None:
        """CourseError where student code is not walled in and nobody has allowed that."""
        if not protection.complete and not self.allow_no_sandbox:
            raise CourseError(
                f"The sandbox is not complete here ({protection.level}), and submissions may be "
                "hostile: to grade them all the same, at your own risk, set "
                "c.RunEngine.allow_no_sandbox = True in nbgrader_config.py."
            )

    def preprocess(
        self, notebook: NotebookNode, resources: Resources
    ) -> tuple[NotebookNode, Resources]:
        """The notebook as the engine ran it. The result goes to where feedback looks for it.

        Its digest stays empty: `course grade` does not take it for a finished one of its own,
        because only after this nbgrader writes the scores and the notebook.
        """
        exporter = self.parent
        assignment, student = resources["nbgrader"]["assignment"], resources["nbgrader"]["student"]
        folder = self._folder(exporter.directories.submitted_directory, student, assignment)
        graded = exporter.grader.grade(student, folder)
        for flag in (*graded.result.flags, graded.result.problem):
            if flag:
                self.log.warning("%s: %s", student, flag)
        autograded = self._folder(exporter.directories.autograded_directory, student, assignment)
        remove_copies(autograded, keep=(f"{assignment}.ipynb", TIMESTAMP))
        exporter.course.save_result(graded.result)
        resources["nbgrader"]["result"] = graded.result
        return graded.notebook, resources

    def _folder(self, step: str, student: str, assignment: str) -> Path:
        return Path(self.parent.directories.format_path(step, student, assignment))


def remove_copies(folder: Path, keep: tuple[str, ...]) -> None:
    """Leave only the files named `keep`.

    nbgrader copies all that lies beside a notebook, and what symbolic links there point to, and
    from here it would go into the student's feedback: the gradebook, say, or the secret seed.
    """
    for path in folder.iterdir():
        if path.name in keep and path.is_file():
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


class SaveEngineGrades(SaveAutoGrades):
    """nbgrader's own, with the engine's points instead of those that outputs seem to say.

    For honest work they are the same. A notebook that could not be run has no error outputs
    either, and nbgrader would give all points for it.
    """

    def preprocess(
        self, notebook: NotebookNode, resources: Resources
    ) -> tuple[NotebookNode, Resources]:
        notebook, resources = super().preprocess(notebook, resources)
        result: SubmissionResult = resources["nbgrader"]["result"]
        points = {cell.grade_id: cell.points for cell in result.cells}
        with Gradebook(self.db_url) as gradebook:
            submitted = gradebook.find_submission_notebook(
                self.notebook_id, self.assignment_id, self.student_id
            )
            for grade in submitted.grades:
                grade.auto_score = points.get(grade.name, 0.0)
                # a person's mark stays, and is to be looked at again
                grade.needs_manual_grade = (
                    grade.manual_score is not None or grade.auto_score is None
                )
            gradebook.db.commit()
        return notebook, resources
