"""One submission → one result."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_task

from autograder.master import Master
from autograder.notebook_run import NotebookRun, exercise_of
from autograder.result import CellResult, Finding, SubmissionResult
from autograder.sandbox.client import StudentServer
from autograder.submission import Submission, Unreadable, find_notebook, read_submission

PROTECTION = "separate process, resource limits"


@dataclass(frozen=True)
class Grader:
    """What grading any submission of one assignment needs.

    seed: of the hidden inputs. seconds_per_cell: time limit for each of the student's cells.
    """

    master: Master
    server: StudentServer
    seed: int
    seconds_per_cell: float = 10.0

    def grade(self, student: str, folder: Path) -> tuple[SubmissionResult, NotebookNode]:
        """The result of a student's folder, and the notebook as it was run."""
        started = time.monotonic()
        try:
            path, flags = find_notebook(folder, self.master.assignment)
            submission = read_submission(path, self.master)
        except Unreadable as problem:
            return self._unreadable(student, str(problem))
        result = SubmissionResult(
            student=student,
            assignment=self.master.assignment,
            status="graded",
            cells=tuple(self._run(submission)),
            flags=flags + submission.flags,
            seconds=round(time.monotonic() - started, 3),
            protection=PROTECTION,
        )
        return result, submission.notebook

    def _run(self, submission: Submission) -> list[CellResult]:
        with self.server.submission() as student:
            run = NotebookRun(self.master, student, self.seed, self.seconds_per_cell)
            return run.run(submission.notebook)

    def _unreadable(self, student: str, problem: str) -> tuple[SubmissionResult, NotebookNode]:
        """Nothing could be run: no points, the reason, and the master's cells for the record."""
        notebook = nbformat.from_dict(self.master.notebook)
        note = nbformat.v4.new_markdown_cell(f"**This submission could not be graded.** {problem}")
        notebook.cells = [note, *notebook.cells]
        cells = tuple(
            CellResult(
                grade_id,
                exercise_of(grade_id),
                0.0,
                self.master.max_points(grade_id),
                (Finding("unreadable", problem),),
            )
            for grade_id, cell in self.master.cells.items()
            if is_grade(cell) or is_task(cell)
        )
        result = SubmissionResult(
            student, self.master.assignment, "unreadable", cells, problem, protection=PROTECTION
        )
        return result, notebook
