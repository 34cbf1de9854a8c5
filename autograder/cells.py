"""nbgrader's marks on cells, and the points in a test cell's outputs.

As nbgrader's own functions of the same names, of which a test says that they agree. Workers read
marks thousands of times and need nothing else of nbgrader, which takes a second to import.
"""

from __future__ import annotations

import hashlib
from typing import Any

from nbformat import NotebookNode

HIDDEN_TESTS = "BEGIN HIDDEN TESTS"


def is_task(cell: NotebookNode) -> bool:
    """Whether a cell asks for something that a person grades, without being its answer."""
    return bool(_marks(cell).get("task", False))


def is_grade(cell: NotebookNode) -> bool:
    """Whether a cell gives points by itself."""
    return bool(_marks(cell).get("grade", False))


def is_solution(cell: NotebookNode) -> bool:
    """Whether a student is to fill a cell in."""
    return bool(_marks(cell).get("solution", False))


def is_locked(cell: NotebookNode) -> bool:
    """Whether a cell's source is the instructor's and is put back before grading."""
    if "nbgrader" not in cell.metadata or is_solution(cell):
        return False
    return is_grade(cell) or bool(_marks(cell).get("locked", False))


def is_recorded(cell: NotebookNode) -> bool:
    """Whether nbgrader keeps the cell in the gradebook."""
    return any(kind(cell) for kind in (is_grade, is_solution, is_locked, is_task))


def is_test(cell: NotebookNode) -> bool:
    """Whether a cell holds tests that give points."""
    return cell.cell_type == "code" and is_grade(cell) and not is_solution(cell)


def checksum(cell: NotebookNode) -> str:
    """A cell's checksum: of its source, its kind, its marks and its points."""
    points = [float(cell.metadata.nbgrader["points"])] if is_grade(cell) else []
    kinds = (is_grade(cell), is_solution(cell), is_locked(cell))
    parts = (cell.source, cell.cell_type, *kinds, cell.metadata.nbgrader["grade_id"], *points)
    return hashlib.md5("".join(map(str, parts)).encode(), usedforsecurity=False).hexdigest()


def handed_out(source: str) -> str:
    """A cell's source as students have it: without hidden tests and marking schemes."""
    kept, hidden = [], False
    for line in source.splitlines():
        if HIDDEN_TESTS in line or "BEGIN MARK SCHEME" in line:
            hidden = True
        elif "END HIDDEN TESTS" in line or "END MARK SCHEME" in line:
            hidden = False
        elif not hidden:
            kept.append(line.rstrip())
    return "\n".join(kept).strip()


def reached_points(cell: NotebookNode) -> tuple[float | None, float]:
    """Points and maximal points of a graded cell as nbgrader reads them; None: a person decides.

    ValueError, KeyError where a test cell's value can't be points.
    """
    max_points = float(cell.metadata["nbgrader"]["points"])
    if is_solution(cell):
        unanswered = cell.metadata["nbgrader"].get("checksum") == checksum(cell)
        return (0.0 if unanswered else None), max_points
    if cell.cell_type != "code":
        return None, max_points
    for output in cell.outputs:
        if output.output_type == "error" or output.get("name") == "stderr":
            return 0.0, max_points
        if output.output_type == "execute_result":
            return _partial(output["data"]["text/plain"], max_points), max_points
    return max_points, max_points


def _partial(text: str, max_points: float) -> float:
    """Partial credit: the cell's value where it is a number in range, else all points."""
    if not text:
        raise KeyError("the cell has no value")
    try:
        points = float(text)
    except ValueError:
        return max_points
    if points > max_points:
        raise ValueError("more points than there are")
    return points if points >= 0.0 else max_points


def _marks(cell: NotebookNode) -> dict[str, Any]:
    marks: dict[str, Any] = cell.metadata.get("nbgrader", {})
    return marks
