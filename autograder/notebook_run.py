"""One run of one notebook: its cells in the sandbox, its tests here, its outputs filled in."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

import nbformat
from nbformat import NotebookNode

from autograder.cells import is_solution, is_test
from autograder.master import Master
from autograder.outputs import safe_count, safe_outputs
from autograder.result import CellResult
from autograder.sandbox.client import Students
from autograder.sandbox.examinee import Examinee, ForkFailed
from autograder.sandbox.process import CellRun, StudentProcess
from autograder.testcell import Examination, TestRun
from autograder.verdict import (
    exercise_of,
    is_by_hand,
    problem_of,
    reached,
    with_problem,
    written_answer,
)

SECONDS_PER_CALL = 2.0
SHARE_AFTER_A_HANG = 0.3
"""What has hung once is not waited for as long again: cells below call the same function. A busy
machine may be why it hung, so a right cell has to find the time in what is left."""

ROOM = 16 * 2**20
"""Characters of all outputs of a notebook's cells together, as they are written to its file."""

NONE_KNOWN = -1
"""In place of the index of a cell: in a quick run nobody knows which one it was."""

Test = tuple[Examination, Examinee]
Examinations = dict[int, Examination]
TestRuns = dict[int, TestRun]
"""By the index of the test's cell."""


class CellLost(Exception):  # noqa: N818 - what happened, and always caught
    """In a quick run a cell hung or died, and the notebook's process with it."""

    def __init__(self, index: int, why: str) -> None:
        super().__init__(f"cell {index}: {why}")
        self.index, self.why = index, why


@dataclass
class NotebookRun:
    """The state of a run.

    students: makes the processes for student code. seconds: time limit for the next cell.
    limit: what it was at first.
    careful: each cell runs in a fork of the state before it, so that a bad one costs only itself.
        Otherwise all run in one process, which is quicker, and a bad one raises CellLost.
    lost: cells, by their index, that are known to hang or die, and how; they are not run again.
    latest: the cell that was run last, in a careful run; when no more forks are to be had after
        it, it has left too much running.
    problems: what went wrong in each solution cell, by its grade id.
    codes: the student's source of each. room: for outputs, what is left of it.
    """

    master: Master
    students: Students
    seed: int
    seconds: float
    careful: bool = True
    lost: dict[int, str] = field(default_factory=dict)
    latest: int = NONE_KNOWN
    limit: float = field(init=False)
    problems: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    room: int = ROOM

    def __post_init__(self) -> None:
        self.limit = self.seconds

    def run(self, notebook: NotebookNode) -> list[CellResult]:
        """Run every cell in order, fill in its outputs, and give the graded cells' results."""
        cells = notebook.cells
        examinations = {i: self._examination(cell) for i, cell in enumerate(cells) if is_test(cell)}
        run = self._run_carefully if self.careful else self._run_quickly
        tested = run(cells, examinations)
        results = []
        for index, cell in enumerate(cells):
            if index in tested:
                results.append(self._result(cell, tested[index]))
            if is_by_hand(cell):
                results.append(written_answer(cell, cells[index + 1 : index + 2]))
        return results

    def _examination(self, cell: NotebookNode) -> Examination:
        exercise = exercise_of(cell.metadata["nbgrader"]["grade_id"])
        return Examination(cell.source, exercise, self.master.test_names, self.seed)

    def _run_quickly(self, cells: list[NotebookNode], examinations: Examinations) -> TestRuns:
        """All cells in one process, which forks for each test in its place.

        What a test shows is asked while the cells below it run. It is judged when all outputs are
        there: no cell meets what hidden inputs have left behind.
        """
        tests: dict[int, Test] = {}
        not_shown: list[Test] = []
        with self.students.submission() as student:
            for is_code, group in groupby(enumerate(cells), key=lambda pair: not is_test(pair[1])):
                if is_code:
                    between = {i: cell for i, cell in group if cell.cell_type == "code"}
                    sources = [cell.source for cell in between.values()]
                    runs = student.run_in_place(sources, self.seconds)
                    _show(not_shown)
                    self._fill_in_all(between, runs)
                    not_shown = []
                    continue
                for index, _ in group:
                    names = examinations[index].names_read()
                    examinee = student.examine_later(names, SECONDS_PER_CALL)
                    tests[index] = examinations[index], examinee
                    not_shown.append(tests[index])
            _show(not_shown)
            return {index: _judge(*test) for index, test in tests.items()}

    def _fill_in_all(self, between: dict[int, NotebookNode], runs: Iterator[CellRun]) -> None:
        """Fill in the outputs of the cells between two tests."""
        for (index, cell), run in zip(between.items(), runs, strict=True):
            if run.lost == "died":  # maybe only now, of what a cell before has left
                raise CellLost(NONE_KNOWN, run.lost)
            if run.lost:
                raise CellLost(index, run.lost)
            self._fill_in(cell, run)

    def _run_carefully(self, cells: list[NotebookNode], examinations: Examinations) -> TestRuns:
        """Twice, a process a cell, with each test in its place.

        Outputs are those of the first time, when the tests show only what is published. Points
        are those of the second, from which nothing else is kept.
        """
        with self.students.submission() as student:
            for index, run in self._steps(student, cells):
                if run is not None:
                    self._fill_in(cells[index], run)
                    if run.lost:
                        self.lost[index] = run.lost
                else:
                    with self._examinee(student) as examinee:
                        examinations[index].show(examinee)
        tested = {}
        with self.students.submission() as student:
            for index, run in self._steps(student, cells):
                if run is None:
                    with self._examinee(student) as examinee:
                        tested[index] = examinations[index].judge(examinee)
        return tested

    def _steps(
        self, student: StudentProcess, cells: list[NotebookNode]
    ) -> Iterator[tuple[int, CellRun | None]]:
        """Run the code cells one by one; None where it is a test's turn."""
        self.latest, self.seconds = NONE_KNOWN, self.limit
        for index, cell in enumerate(cells):
            if is_test(cell):
                yield index, None
            elif cell.cell_type != "code":
                continue
            elif index in self.lost:
                yield index, CellRun(lost=self.lost[index])
            else:
                try:
                    run = student.run_cell(cell.source, self.seconds)
                except ForkFailed:
                    raise CellLost(self.latest, "died") from None
                if not run.alone:  # what the cells above have defined is gone
                    raise CellLost(index, run.lost)
                self.latest = index
                yield index, run

    @contextlib.contextmanager
    def _examinee(self, student: StudentProcess) -> Iterator[Examinee]:
        try:
            with student.examine(SECONDS_PER_CALL) as examinee:
                yield examinee
        except ForkFailed:
            raise CellLost(self.latest, "died") from None

    def _fill_in(self, cell: NotebookNode, run: CellRun) -> None:
        cell.outputs = self._bounded(safe_outputs(run.outputs))
        cell.execution_count = safe_count(run.count)
        problem = problem_of(run.lost, cell.outputs, self.seconds)
        if run.lost:
            cell.outputs = [_error_output(f"This cell {problem}.")]
        if run.lost == "time":
            self.seconds = min(self.seconds, self.limit * SHARE_AFTER_A_HANG)
        if is_solution(cell):
            grade_id = cell.metadata["nbgrader"]["grade_id"]
            self.codes[grade_id] = cell.source
            if problem:
                self.problems[grade_id] = f"Its cell {problem}."

    def _bounded(self, outputs: list[NotebookNode]) -> list[NotebookNode]:
        """The outputs, as long as those of the notebook together are of a size to be shown."""
        self.room -= len(json.dumps(outputs))
        if self.room >= 0:
            return outputs
        note = "[the notebook has too much output: this cell's is left out]"
        errors = [output for output in outputs if output.output_type == "error"]
        return [nbformat.v4.new_output("stream", text=note), *errors[-1:]]

    def _result(self, cell: NotebookNode, run: TestRun) -> CellResult:
        grade_id = cell.metadata["nbgrader"]["grade_id"]
        exercise = exercise_of(grade_id)
        cell.outputs = safe_outputs(run.outputs)
        points, max_points = reached(cell)
        findings = run.findings
        if points < max_points and exercise in self.problems:
            findings = with_problem(findings, exercise, self.problems[exercise])
        code = self.codes.get(exercise, "")
        return CellResult(grade_id, exercise, points, max_points, findings, code)


def _show(tests: list[Test]) -> None:
    for examination, examinee in tests:
        with _no_other_fork(examinee):
            examination.show(examinee)


def _judge(examination: Examination, examinee: Examinee) -> TestRun:
    """A test's result; its fork goes while the next one is at work."""
    with _no_other_fork(examinee):
        run = examination.judge(examinee)
    examinee.close()
    return run


@contextlib.contextmanager
def _no_other_fork(examinee: Examinee) -> Iterator[None]:
    """A quick run has one fork for a test. When that is lost, it takes a careful one."""
    try:
        yield
    except ForkFailed:
        raise CellLost(NONE_KNOWN, "died") from None
    if examinee.lost:
        raise CellLost(NONE_KNOWN, "died")


def _error_output(message: str) -> NotebookNode:
    return nbformat.v4.new_output(
        "error", ename="CellLost", evalue=message, traceback=[f"CellLost: {message}"]
    )
