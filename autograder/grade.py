"""One submission → one result."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.cells import checksum, is_grade, is_solution, is_task
from autograder.harmless import safe_markdown
from autograder.intake import TakenIn, Unreadable, take_in
from autograder.master import Master
from autograder.notebook_run import NotebookRun
from autograder.outputs import safe_cells
from autograder.result import CellResult, Finding, SubmissionResult, result_from_json
from autograder.sandbox.client import Students
from autograder.submission import read_submission
from autograder.verdict import exercise_of


@dataclass(frozen=True)
class Graded:
    """A result, and the notebook as it was run."""

    result: SubmissionResult
    notebook: NotebookNode


@dataclass(frozen=True)
class Record:
    """What of a graded notebook goes on disk.

    notebook: the text of its file. unanswered: the grade ids of cells for a person to mark that
    are as they were handed out.
    """

    notebook: str
    unanswered: frozenset[str]


def record(notebook: NotebookNode) -> Record:
    """A graded notebook as it goes on disk. Its parts were made valid one by one."""
    unanswered = {
        cell.metadata["nbgrader"]["grade_id"]
        for cell in notebook.cells
        if is_solution(cell)
        and not is_task(cell)
        and cell.metadata["nbgrader"].get("checksum") == checksum(cell)
    }
    return Record(nbformat.v4.writes(notebook) + "\n", frozenset(unanswered))


def to_answer(graded: Graded) -> str:
    """What a worker answers, as JSON: the result and what of the notebook goes on disk."""
    kept = record(graded.notebook)
    return json.dumps([graded.result.to_json(), kept.notebook, sorted(kept.unanswered)])


def from_answer(text: str) -> tuple[SubmissionResult, Record]:
    """What `to_answer` wrote."""
    result, notebook, unanswered = json.loads(text)
    return result_from_json(result), Record(notebook, frozenset(unanswered))


@dataclass(frozen=True)
class Grader:
    """What grading any submission of one assignment needs.

    students: makes the processes for student code. seed: of the hidden inputs.
    seconds_per_cell: time limit for each of the student's cells. protection: for the record.
    seconds_per_call: time limit for each call of a test's to the student's code.
    """

    master: Master
    students: Students
    seed: int
    seconds_per_cell: float = 10.0
    protection: str = ""
    seconds_per_call: float = 2.0

    def grade(self, student: str, folder: Path) -> Graded:
        """Grade what lies in a student's folder."""
        return self.grade_taken_in(take_in(student, folder, self.master.assignment))

    def grade_taken_in(self, taken: TakenIn) -> Graded:
        """Grade what was taken in from a student."""
        started = time.monotonic()
        try:
            submission = read_submission(taken, self.master)
        except Unreadable as problem:
            return could_not_be_graded(self.master, taken.student, str(problem))
        run = NotebookRun(
            self.master, self.students, self.seed, self.seconds_per_cell, self.seconds_per_call
        )
        result = SubmissionResult(
            student=taken.student,
            assignment=self.master.assignment,
            status="graded",
            cells=tuple(run.run(submission.notebook)),
            flags=submission.flags,
            seconds=round(time.monotonic() - started, 3),
            protection=self.protection,
        )
        safe_cells(submission.notebook, self.master.notebook)
        return Graded(result, submission.notebook)


def could_not_be_graded(master: Master, student: str, problem: str) -> Graded:
    """Nothing could be run: no points, the reason, and the master's cells for the record."""
    notebook = nbformat.from_dict(master.notebook)
    text = safe_markdown(f"**This submission could not be graded.** {problem}")
    note = nbformat.v4.new_markdown_cell(text, id="not-graded")  # made ones are random
    notebook.cells = [note, *notebook.cells]
    cells = tuple(
        CellResult(
            grade_id,
            exercise_of(grade_id),
            0.0,
            master.max_points(grade_id),
            (Finding("unreadable", problem),),
        )
        for grade_id, cell in master.cells.items()
        if is_grade(cell) or is_task(cell)
    )
    return Graded(
        SubmissionResult(student, master.assignment, "unreadable", cells, problem), notebook
    )
