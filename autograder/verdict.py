"""What a cell that has run is worth, and what went wrong in it, in words."""

from __future__ import annotations

from nbformat import NotebookNode

from autograder.cells import is_grade, is_task, is_test, reached_points
from autograder.result import CellResult, Finding

LOST = {
    "time": "does not stop: it was ended after {seconds:g} s",
    "died": "took its process down: it crashed, left, or ate the memory",
    "late": "was not run: the cells above it took the time that there is for all",
}


def exercise_of(grade_id: str) -> str:
    """The exercise that a graded cell is about: ``test_softmax`` → ``softmax``."""
    return grade_id.removeprefix("test_")


def is_by_hand(cell: NotebookNode) -> bool:
    """Whether a person gives the points: for a task, or an answer that is its own grade cell."""
    return bool(is_task(cell) or (is_grade(cell) and not is_test(cell)))


def reached(cell: NotebookNode) -> tuple[float, float]:
    """Points and maximal points of a test cell, as nbgrader reads them from its outputs.

    Where it can't, because the cell's value is more than the maximum, there are none.
    """
    try:
        points, max_points = reached_points(cell)
    except (ValueError, KeyError):
        return 0.0, float(cell.metadata["nbgrader"]["points"])
    return float(points or 0.0), max_points


def problem_of(lost: str, outputs: list[NotebookNode], seconds: float) -> str:
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


def written_answer(cell: NotebookNode, following: list[NotebookNode]) -> CellResult:
    """An answer for a person: a cell of its own, or for a task the cell that follows it."""
    grade_id = cell.metadata["nbgrader"]["grade_id"]
    max_points = float(cell.metadata["nbgrader"]["points"])
    if is_task(cell):
        answer = "\n".join(each.source for each in following if "nbgrader" not in each.metadata)
        return CellResult(grade_id, grade_id, None, max_points, (), answer)
    points = reached_points(cell)[0]  # 0 where nothing was written, else None
    findings = (Finding(f"{grade_id}/no_answer", "No answer was written."),) if points == 0 else ()
    return CellResult(grade_id, grade_id, points, max_points, findings, cell.source)


def with_problem(findings: tuple[Finding, ...], exercise: str, problem: str) -> tuple[Finding, ...]:
    """The failing cell's own problem first: it is why the function is missing or old."""
    undefined = f"{exercise}/not_defined"
    others = tuple(finding for finding in findings if finding.id != undefined)
    if len(others) < len(findings):
        problem = f"`{exercise}` is not defined. {problem}"
    return (Finding(f"{exercise}/cell_fails", problem), *others)
