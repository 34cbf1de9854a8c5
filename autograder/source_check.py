"""Mistakes in a source notebook, found before anything is released or written to the gradebook.

nbgrader notices some of them too, but late, with a traceback, and without saying which cell.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode
from nbgrader.nbgraderformat import MetadataValidator

from autograder.bundle import earlier
from autograder.cells import is_grade, is_recorded, is_solution, is_task
from autograder.course import Course, CourseError
from course_lib import exercises

REGIONS = {
    "SOLUTION": (is_solution, "a solution cell"),
    "HIDDEN TESTS": (is_grade, "a cell of autograder tests"),
    "MARK SCHEME": (is_task, "a manually graded task"),
}
"""What nbgrader takes out between BEGIN and END, and where it may stand."""

DELIMITER = re.compile(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)")
SIMILAR = re.compile(
    r"^\s*[#/%<!*-]+\s*(begin|end)[\s_-]*(solution|hidden[\s_-]*test|mark(ing)?[\s_-]*scheme)",
    re.IGNORECASE,
)
"""A line that is meant as a delimiter, whether or not nbgrader would take it as one."""


def checked_source(course: Course, assignment: str) -> NotebookNode:
    """The assignment's source notebook; CourseError with one sentence if it can't be released."""
    course.require([assignment])
    path = course.source_notebook(assignment)
    notebook = _read(path)
    _check_metadata(path, notebook)
    for number, cell in enumerate(notebook.cells, start=1):
        where = f"cell {number} of {path}"
        _check_regions(where, cell)
        _check_checks(where, cell, assignment)
    return notebook


def recorded_cells(notebook: NotebookNode) -> set[str]:
    """The grade ids of the cells that nbgrader keeps in the gradebook."""
    return {cell.metadata["nbgrader"]["grade_id"] for cell in notebook.cells if is_recorded(cell)}


def _read(path: Path) -> NotebookNode:
    try:
        notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    except Exception as error:  # nbformat raises whatever its parser meets
        raise CourseError(
            f"{path} is not a notebook that can be read: {_first_line(error)}"
        ) from None
    if notebook.nbformat != 4:
        raise CourseError(
            f"{path} has notebook format {notebook.nbformat}; open it in JupyterLab and save it, "
            "which makes it format 4."
        )
    return notebook


def _check_metadata(path: Path, notebook: NotebookNode) -> None:
    validator = MetadataValidator()
    seen: dict[str, int] = {}
    for number, cell in enumerate(notebook.cells, start=1):
        try:
            validator.validate_cell(cell)
        except Exception as error:  # ValidationError, SchemaMismatchError, KeyError
            raise CourseError(
                f"The nbgrader metadata of cell {number} of {path} is not valid: "
                f"{_first_line(error)}. Set the cell's kind anew in JupyterLab's assignment panel."
            ) from None
        if recorded_cells(NotebookNode(cells=[cell])):
            name = cell.metadata["nbgrader"]["grade_id"]
            if name in seen:
                raise CourseError(
                    f"Cells {seen[name]} and {number} of {path} have the same grade id, {name!r}: "
                    "give one of them another."
                )
            seen[name] = number


def _check_regions(where: str, cell: NotebookNode) -> None:
    """Every region begins and ends once, in a cell of its kind, and is spelt as nbgrader spells."""
    inside = ""
    for line in cell.source.split("\n"):
        found = DELIMITER.search(line)
        if found is None:
            if SIMILAR.match(line):
                raise CourseError(
                    f"In {where} stands {line.strip()!r}, which nbgrader does not know: it would "
                    "reach the students. Write BEGIN or END, then "
                    f"{', '.join(list(REGIONS)[:-1])} or {list(REGIONS)[-1]}."
                )
            continue
        edge, name = found.groups()
        belongs, kind = REGIONS[name]
        if not belongs(cell):
            raise CourseError(
                f"In {where} stands {edge} {name}, but it is not {kind}: make it one."
            )
        if edge == "BEGIN" and inside:
            raise CourseError(
                f"In {where} a BEGIN {name} stands inside {inside}: end that one first."
            )
        if edge == "END" and inside != name:
            raise CourseError(f"In {where} an END {name} has no BEGIN {name} before it: add one.")
        inside = name if edge == "BEGIN" else ""
    if inside:
        raise CourseError(f"In {where} a BEGIN {inside} has no END {inside} after it: add one.")


def _check_checks(where: str, cell: NotebookNode, assignment: str) -> None:
    """Every ``check("name", …)`` names an exercise at hand, and a test cell is worth its points."""
    for name, is_last in _checks(cell):
        if name not in exercises.names():
            raise CourseError(
                f"In {where} stands check({name!r}, …), but there is no such exercise. "
                f"{_nearest(name)}"
            )
        exercise = exercises.find(name)
        if exercise.assignment not in [*earlier(assignment), assignment]:
            raise CourseError(
                f"In {where} stands check({name!r}, …), an exercise of {exercise.assignment}, "
                f"which students of {assignment} do not have: use one of this assignment."
            )
        if is_last and is_grade(cell) and not is_solution(cell):
            points = float(cell.metadata["nbgrader"]["points"])
            if points != exercise.max_points:
                raise CourseError(
                    f"The test in {where} is worth {points:g} points, but its check({name!r}, …) "
                    f"gives {exercise.max_points:g}: make the two equal."
                )


def _checks(cell: NotebookNode) -> Iterator[tuple[str, bool]]:
    """The names in the cell's calls of `check`, and whether the call is the cell's value."""
    if cell.cell_type != "code":
        return
    try:
        tree = ast.parse(TransformerManager().transform_cell(cell.source))
    except SyntaxError:  # meant as an example of one, or for another kernel
        return
    last = tree.body[-1].value if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="check"), args=[ast.Constant(value=str() as name), *_]):
                yield name, node is last


def _nearest(name: str) -> str:
    try:
        exercises.find(name)
    except KeyError as error:
        return str(error.args[0]).partition("; ")[2].capitalize()
    return ""


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
