"""One run of one notebook: its cells in the sandbox, its tests here, its outputs filled in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

import nbformat
from nbformat import NotebookNode

from autograder.cells import is_grade, is_solution, is_task, is_test, reached_points
from autograder.master import Master
from autograder.outputs import safe_count, safe_outputs
from autograder.result import CellResult, Finding
from autograder.sandbox.client import CellRun, StudentProcess
from autograder.sandbox.proxy import ForkFailed
from autograder.testcell import run_test_cell

SECONDS_PER_CALL = 2.0
SHARE_AFTER_A_HANG = 0.3
"""What has hung once is not waited for as long again: cells below call the same function. A busy
machine may be why it hung, so a right cell has to find the time in what is left."""

ROOM = 16 * 2**20
"""Characters of all outputs of a notebook's cells together, as they are written to its file."""

NONE_KNOWN = -1
"""In place of the index of a cell: in a quick run nobody knows which one it was."""

LOST = {
    "time": "does not stop: it was ended after {seconds:g} s",
    "died": "took its process down: it crashed, left, or ate the memory",
}


class CellLost(Exception):  # noqa: N818 - what happened, and always caught
    """In a quick run a cell hung or died, and the notebook's process with it."""

    def __init__(self, index: int, why: str) -> None:
        super().__init__(f"cell {index}: {why}")
        self.index, self.why = index, why


@dataclass
class NotebookRun:
    """The state of a run.

    seconds: time limit for the next cell. limit: what it was at first.
    careful: each cell runs in a fork of the state before it, so that a bad one costs only itself.
        Otherwise all run in one process, which is quicker, and a bad one raises CellLost.
    lost: cells, by their index, that are known to hang or die, and how; they are not run again.
    latest: the cell that was run last, in a careful run; when no more forks are to be had after
        it, it has left too much running.
    problems: what went wrong in each solution cell, by its grade id.
    codes: the student's source of each. room: for outputs, what is left of it.
    """

    master: Master
    student: StudentProcess
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
        results = []
        runs = self._runs(notebook.cells)
        for index, cell in enumerate(notebook.cells):
            if is_test(cell):
                results.append(self._run_test(cell))
            elif cell.cell_type == "code":
                self._fill_in(cell, next(runs))
            if is_by_hand(cell):
                results.append(_written_answer(cell, notebook.cells[index + 1 : index + 2]))
        return results

    def _runs(self, cells: list[NotebookNode]) -> Iterator[CellRun]:
        """What each code cell that is no test gives, in order. It runs when it is asked for.

        Quickly, those up to the next test run in one go.
        """
        for _, between in groupby(enumerate(cells), key=lambda pair: is_test(pair[1])):
            code = {i: cell.source for i, cell in between if _is_students_code(cell)}
            if self.careful:
                yield from (self._run_carefully(i, source) for i, source in code.items())
                continue
            done = self.student.run_in_place([*code.values()], self.seconds)
            for i, run in zip(code, done, strict=True):
                if run.lost:
                    raise CellLost(i, run.lost)
                yield run

    def _run_carefully(self, index: int, source: str) -> CellRun:
        if index in self.lost:
            return CellRun(lost=self.lost[index])
        try:
            run = self.student.run_cell(source, self.seconds)
        except ForkFailed:
            raise CellLost(self.latest, "died") from None
        self.latest = index
        return run

    def _fill_in(self, cell: NotebookNode, run: CellRun) -> None:
        cell.outputs = self._bounded(safe_outputs(run.outputs))
        cell.execution_count = safe_count(run.count)
        problem = _problem(run.lost, cell.outputs, self.seconds)
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

    def _run_test(self, cell: NotebookNode) -> CellResult:
        grade_id = cell.metadata["nbgrader"]["grade_id"]
        exercise = exercise_of(grade_id)
        try:
            with self.student.examine(SECONDS_PER_CALL) as examinee:
                run = run_test_cell(
                    cell.source, exercise, self.master.test_names, examinee, self.seed
                )
        except ForkFailed:
            raise CellLost(self.latest, "died") from None
        cell.outputs = safe_outputs(run.outputs)
        points, max_points = _reached(cell)
        findings = run.findings
        if points < max_points and exercise in self.problems:
            findings = _with_problem(findings, exercise, self.problems[exercise])
        code = self.codes.get(exercise, "")
        return CellResult(grade_id, exercise, points, max_points, findings, code)


def exercise_of(grade_id: str) -> str:
    """The exercise that a graded cell is about: ``test_softmax`` → ``softmax``."""
    return grade_id.removeprefix("test_")


def _is_students_code(cell: NotebookNode) -> bool:
    return bool(cell.cell_type == "code" and not is_test(cell))


def is_by_hand(cell: NotebookNode) -> bool:
    """Whether a person gives the points: for a task, or an answer that is its own grade cell."""
    return bool(is_task(cell) or (is_grade(cell) and not is_test(cell)))


def _reached(cell: NotebookNode) -> tuple[float, float]:
    """Points and maximal points of a test cell, as nbgrader reads them from its outputs.

    Where it can't, because the cell's value is more than the maximum, there are none.
    """
    try:
        points, max_points = reached_points(cell)
    except (ValueError, KeyError):
        return 0.0, float(cell.metadata["nbgrader"]["points"])
    return float(points or 0.0), max_points


def _problem(lost: str, outputs: list[NotebookNode], seconds: float) -> str:
    """What went wrong in a cell, to stand behind “this cell”."""
    if lost:
        return LOST[lost].format(seconds=seconds)
    for output in outputs:
        if output.get("ename") == "NotImplementedError":
            return ""  # the stub's: the check says that nothing is written yet
        if output.get("output_type") == "error":
            text = " ".join(str(output.get("evalue", "")).split())[:200]
            return f"stops with {str(output.get('ename'))[:60]}" + (f": {text}" if text else "")
    return ""


def _written_answer(cell: NotebookNode, following: list[NotebookNode]) -> CellResult:
    """An answer for a person: a cell of its own, or for a task the cell that follows it."""
    grade_id = cell.metadata["nbgrader"]["grade_id"]
    max_points = float(cell.metadata["nbgrader"]["points"])
    if is_task(cell):
        answer = "\n".join(each.source for each in following if "nbgrader" not in each.metadata)
        return CellResult(grade_id, grade_id, None, max_points, (), answer)
    points = reached_points(cell)[0]  # 0 where nothing was written, else None
    findings = (Finding(f"{grade_id}/no_answer", "No answer was written."),) if points == 0 else ()
    return CellResult(grade_id, grade_id, points, max_points, findings, cell.source)


def _with_problem(
    findings: tuple[Finding, ...], exercise: str, problem: str
) -> tuple[Finding, ...]:
    """The failing cell's own problem first: it is why the function is missing or old."""
    undefined = f"{exercise}/not_defined"
    others = tuple(finding for finding in findings if finding.id != undefined)
    if len(others) < len(findings):
        problem = f"`{exercise}` is not defined. {problem}"
    return (Finding(f"{exercise}/cell_fails", problem), *others)


def _error_output(message: str) -> NotebookNode:
    return nbformat.v4.new_output(
        "error", ename="CellLost", evalue=message, traceback=[f"CellLost: {message}"]
    )
