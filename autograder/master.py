"""The instructor's version of an assignment's notebook: what every submission is measured by."""

from __future__ import annotations

import ast
import copy
from dataclasses import dataclass
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearOutput, ClearSolutions, ComputeChecksums, LockCells
from nbgrader.utils import is_grade, is_locked, is_solution, is_task

from autograder.course import Course, CourseError


@dataclass(frozen=True)
class Master:
    """Cells as nbgrader's gradebook holds them: solutions replaced by stubs, hidden tests inside.

    cells: those with a grade id, by grade id and in the notebook's order.
    test_names: the names that test cells find without asking the student: the notebook's imports.
    """

    assignment: str
    notebook: NotebookNode
    cells: dict[str, NotebookNode]
    test_names: dict[str, Any]

    def max_points(self, grade_id: str) -> float:
        return float(self.cells[grade_id].metadata["nbgrader"]["points"])


def read_master(course: Course, assignment: str) -> Master:
    """The master of an assignment. CourseError where the source can't be read."""
    path = course.source_notebook(assignment)
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as error:
        raise CourseError(f"{path} can't be read as a notebook: {error}") from None
    config = course.nbgrader_config()
    for preprocessor in (LockCells, ClearSolutions, ClearOutput, ComputeChecksums):
        notebook, _ = preprocessor(config=config).preprocess(notebook, {})
    cells = {
        cell.metadata["nbgrader"]["grade_id"]: cell for cell in notebook.cells if is_recorded(cell)
    }
    return Master(assignment, notebook, cells, _imported_names(notebook))


def is_recorded(cell: NotebookNode) -> bool:
    """Whether nbgrader keeps the cell in the gradebook."""
    return any(kind(cell) for kind in (is_grade, is_solution, is_locked, is_task))


def is_test(cell: NotebookNode) -> bool:
    """Whether a cell holds tests that give points."""
    return cell.cell_type == "code" and bool(is_grade(cell)) and not is_solution(cell)


def _imported_names(notebook: NotebookNode) -> dict[str, Any]:
    """What the instructor's own cells import, imported here.

    So ``np`` in a test cell is this process's numpy, whatever the student has made of his.
    """
    names: dict[str, Any] = {}
    for cell in notebook.cells:
        if cell.cell_type != "code" or is_solution(cell):
            continue
        try:
            tree = ast.parse(cell.source)
        except SyntaxError:  # a cell with magics: its imports are the student's then
            continue
        imports: list[ast.stmt] = [
            node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        module = ast.Module(body=copy.deepcopy(imports), type_ignores=[])
        try:
            exec(compile(module, "<imports>", "exec"), names)
        except ImportError:  # a package that only the student's side needs
            continue
    names.pop("__builtins__", None)
    return names
