"""One run of one notebook: its cells in the sandbox, its tests here, its outputs filled in."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

import nbformat
from nbformat import NotebookNode

from autograder.careful_run import CarefulRun, CellLost
from autograder.cells import is_solution, is_test
from autograder.master import Master
from autograder.outputs import safe_count, safe_outputs
from autograder.result import CellResult
from autograder.sandbox.client import Students
from autograder.sandbox.examinee import SECONDS_IN_ALL, Examinee, ForkFailed
from autograder.sandbox.process import CellRun
from autograder.testcell import Examination
from autograder.verdict import (
    exercise_of,
    is_by_hand,
    problem_of,
    reached,
    with_problem,
    written_answer,
)

ROOM = 16 * 2**20
"""Characters of all outputs of a notebook's cells together, as they are written to its file."""

LIMITS_IN_ALL = 20
"""So many times a cell's time limit has the whole notebook to be shown, and again to be judged."""

Test = tuple[Examination, Examinee]


@dataclass
class NotebookRun:
    """One notebook, run to be shown and run to be judged.

    Outputs and sentences come from published inputs, and all of them are there before anything
    is judged. Of judging, on hidden inputs, only the points are kept: neither it nor what goes
    wrong in it changes what is shown.

    students: makes the processes for student code. seed: of the hidden inputs. limit: seconds for
    a cell. seconds_per_call: for each call of a test's.
    lost: cells, by their index, that hang or die when the notebook is shown, and how.
    problems: what went wrong in each solution cell, by its grade id. codes: its source.
    room: for outputs, what is left of it.
    """

    master: Master
    students: Students
    seed: int
    limit: float
    seconds_per_call: float
    lost: dict[int, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    room: int = ROOM

    def run(self, notebook: NotebookNode) -> list[CellResult]:
        """Run every cell in order, fill in its outputs, and give the graded cells' results.

        First all cells run in one process, which is quick. Where one hangs or dies, the notebook
        runs anew with a process for each.
        """
        cells = notebook.cells
        tests = {i: self._examination(cell) for i, cell in enumerate(cells) if is_test(cell)}
        until = time.monotonic() + LIMITS_IN_ALL * self.limit
        if not self._run_quickly(cells, tests):
            self._show_carefully(cells, tests, until)
        if any(test.judged is None for test in tests.values()):
            self._judge_carefully(cells, tests)
        results = []
        for index, cell in enumerate(cells):
            if index in tests:
                results.append(self._result(cell, tests[index]))
            if is_by_hand(cell):
                results.append(written_answer(cell, cells[index + 1 : index + 2]))
        return results

    def _examination(self, cell: NotebookNode) -> Examination:
        exercise = exercise_of(cell.metadata["nbgrader"]["grade_id"])
        return Examination(cell.source, exercise, self.master.test_names, self.seed)

    def _run_quickly(self, cells: list[NotebookNode], tests: dict[int, Examination]) -> bool:
        """All cells in one process, which forks for each test in its place; whether that went well.

        What a test shows is asked while the cells below it run. It is judged when all outputs are
        there: no cell meets what hidden inputs have left behind.
        """
        forks: list[Test] = []
        not_shown: list[Test] = []
        until = time.monotonic() + LIMITS_IN_ALL * self.limit / 2
        is_shown = False
        with self.students.submission() as student, contextlib.suppress(CellLost):
            for is_code, group in groupby(enumerate(cells), key=lambda pair: not is_test(pair[1])):
                if is_code:
                    between = {i: cell for i, cell in group if cell.cell_type == "code"}
                    sources = [cell.source for cell in between.values()]
                    runs = student.run_in_place(sources, self.limit, until)
                    _show(not_shown, until)
                    self._fill_in_all(between, runs, until)
                    not_shown = []
                    continue
                for index, _ in group:
                    names = tests[index].names_read()
                    test = tests[index], student.examine_later(names, self.seconds_per_call)
                    forks.append(test)
                    not_shown.append(test)
            _show(not_shown, until)
            is_shown = True
            _judge(forks, time.monotonic() + LIMITS_IN_ALL * self.limit / 2)
        return is_shown

    def _fill_in_all(
        self, between: dict[int, NotebookNode], runs: Iterator[CellRun], until: float
    ) -> None:
        """Fill in the outputs of the cells between two tests."""
        for (index, cell), run in zip(between.items(), runs, strict=True):
            if run.lost == "time" and time.monotonic() < until:
                self.lost[index] = run.lost
            if run.lost:  # it died: maybe only now, of what a cell before has left
                raise CellLost(index, run.lost)
            self._fill_in(cell, run, self.limit)

    def _show_carefully(
        self, cells: list[NotebookNode], tests: dict[int, Examination], until: float
    ) -> None:
        def fill_in(index: int, run: CellRun, seconds: float) -> None:
            self._fill_in(cells[index], run, seconds)

        def show(index: int, examinee: Examinee) -> None:
            tests[index].show(examinee)

        self.problems, self.room = {}, ROOM
        careful = self._careful_run(cells, until, self.lost)
        careful.run(fill_in, show, set(tests))

    def _judge_carefully(self, cells: list[NotebookNode], tests: dict[int, Examination]) -> None:
        def judge(index: int, examinee: Examinee) -> None:
            tests[index].judge(examinee)

        waiting = {index for index, test in tests.items() if test.judged is None}
        until = time.monotonic() + LIMITS_IN_ALL * self.limit / 2
        careful = self._careful_run(cells, until, dict(self.lost))
        careful.run(lambda *_: None, judge, waiting)

    def _careful_run(
        self, cells: list[NotebookNode], until: float, lost: dict[int, str]
    ) -> CarefulRun:
        return CarefulRun(self.students, cells, self.limit, self.seconds_per_call, until, lost)

    def _fill_in(self, cell: NotebookNode, run: CellRun, seconds: float) -> None:
        cell.outputs = self._bounded(safe_outputs(run.outputs))
        cell.execution_count = safe_count(run.count)
        problem = problem_of(run.lost, cell.outputs, seconds)
        if run.lost:
            cell.outputs = [_error_output(f"This cell {problem}.")]
        if is_solution(cell):
            grade_id = cell.metadata["nbgrader"]["grade_id"]
            self.codes[grade_id] = cell.source
            self.problems.pop(grade_id, None)
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

    def _result(self, cell: NotebookNode, test: Examination) -> CellResult:
        grade_id, run = cell.metadata["nbgrader"]["grade_id"], test.judged or test.shown
        exercise = exercise_of(grade_id)
        cell.outputs = safe_outputs(run.outputs)
        points, max_points = reached(cell)
        findings = run.findings
        if points < max_points and exercise in self.problems:
            findings = with_problem(findings, exercise, self.problems[exercise])
        code = self.codes.get(exercise, "")
        return CellResult(grade_id, exercise, points, max_points, findings, code)


def _show(tests: list[Test], until: float) -> None:
    for examination, examinee in tests:
        with _no_other_fork(examinee, until):
            examination.show(examinee)


def _judge(tests: list[Test], until: float) -> None:
    """Judge on the forks that have been shown; each goes while the next one is at work."""
    for examination, examinee in tests:
        with _no_other_fork(examinee, until):
            judged = examination.run_on_hidden(examinee)
        examination.judged = judged
        examinee.close()


@contextlib.contextmanager
def _no_other_fork(examinee: Examinee, until: float) -> Iterator[None]:
    """A quick run has one fork for a test. When that is lost, it takes a careful one."""
    examinee.in_all = max(0.0, min(SECONDS_IN_ALL, until - time.monotonic()))
    try:
        yield
    except ForkFailed:
        raise CellLost(-1, "died") from None
    if examinee.lost:
        raise CellLost(-1, "died")


def _error_output(message: str) -> NotebookNode:
    return nbformat.v4.new_output(
        "error", ename="CellLost", evalue=message, traceback=[f"CellLost: {message}"]
    )
