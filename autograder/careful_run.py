"""A notebook with a process for each of its cells, so that a bad one costs only itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from nbformat import NotebookNode

from autograder.cells import is_test
from autograder.sandbox.client import Students
from autograder.sandbox.examinee import Examinee, ForkFailed, nobody
from autograder.sandbox.process import CellRun, StudentProcess

MOST_STARTS = 6
"""How often a notebook is started before what is left of it counts as lost."""

SHARE_AFTER_A_HANG = 0.3
"""What has hung once is not waited for as long again: cells below call the same function. A busy
machine may be why it hung, so a right cell has to find the time in what is left."""

OnCell = Callable[[int, CellRun, float], None]
"""Called with a cell's index, what it gave, and the time limit that it had."""

OnTest = Callable[[int, Examinee], None]


class CellLost(Exception):  # noqa: N818 - what happened, and always caught
    """A cell or a test took the states below with it, or left no room for more of them."""

    def __init__(self, index: int, why: str) -> None:
        super().__init__(f"cell {index}: {why}")
        self.index, self.why = index, why


@dataclass
class CarefulRun:
    """One way through a notebook, cell by cell, each in a fork of the state before it.

    A cell that hangs or dies is lost, and the state before it goes on. One that takes states below
    with it is left out of a new start. Tests that have had their turn have had it for good: what
    the cells below do costs them nothing.

    limit: seconds for a cell. seconds_per_call: for each call of a test's. until: when time is up
    for all of it, by `time.monotonic`. lost: cells, by their index, that are known to hang or die,
    and how; they are not run again.
    """

    students: Students
    cells: list[NotebookNode]
    limit: float
    seconds_per_call: float
    until: float
    lost: dict[int, str] = field(default_factory=dict)
    _seconds: float = 0.0
    _latest: int = -1

    def run(self, on_cell: OnCell, on_test: OnTest, tests: set[int]) -> None:
        """Run the code cells, and give each of the tests its turn at its place."""
        waiting, failed = set(tests), 0
        for _ in range(MOST_STARTS):
            try:
                with self.students.submission() as student:
                    for index in self._walk(student, on_cell):
                        if index in waiting:
                            self._turn(student, index, on_test)
                            waiting.discard(index)
                            if not student.answers():
                                raise CellLost(index, "died")
                return
            except CellLost as bad:
                self.lost[bad.index] = bad.why
                failed = bad.index
        for index in range(max(failed, 0), len(self.cells)):
            if self._is_code(index):
                self.lost.setdefault(index, "died")
                on_cell(index, CellRun(lost=self.lost[index]), self.limit)
        for index in sorted(waiting):
            on_test(index, nobody())

    def _walk(self, student: StudentProcess, on_cell: OnCell) -> Iterator[int]:
        """Run the code cells one by one, and stop at each test."""
        self._latest, self._seconds = -1, self.limit
        for index in range(len(self.cells)):
            if is_test(self.cells[index]):
                yield index
            elif self._is_code(index):
                run = self._run_cell(student, index)
                on_cell(index, run, self._seconds)
                if run.lost == "time":
                    self._seconds = min(self._seconds, self.limit * SHARE_AFTER_A_HANG)

    def _run_cell(self, student: StudentProcess, index: int) -> CellRun:
        left = self.until - time.monotonic()
        if left <= 0:
            self.lost.setdefault(index, "late")
        if index in self.lost:
            return CellRun(lost=self.lost[index])
        try:
            run = student.run_cell(self.cells[index].source, min(self._seconds, left))
        except ForkFailed:
            raise CellLost(self._latest, "died") from None
        if not run.alone:  # what the cells above have defined is gone
            raise CellLost(index, run.lost)
        if run.lost:
            self.lost[index] = run.lost
        else:
            self._latest = index
        return run

    def _turn(self, student: StudentProcess, index: int, on_test: OnTest) -> None:
        left = self.until - time.monotonic()
        if left <= 0:
            return on_test(index, nobody())
        try:
            with student.examine(self.seconds_per_call, left) as examinee:
                on_test(index, examinee)
        except ForkFailed:
            raise CellLost(self._latest, "died") from None

    def _is_code(self, index: int) -> bool:
        cell = self.cells[index]
        return bool(cell.cell_type == "code" and not is_test(cell))
