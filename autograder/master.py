"""The instructor's version of an assignment's notebook: what every submission is measured by."""

from __future__ import annotations

import ast
import contextlib
import hashlib
import importlib.metadata
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.cells import is_recorded, is_solution, is_test
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
    """The master of an assignment. CourseError where the source can't be read.

    It is kept with the results until the source changes: to make it takes all of nbconvert.
    """
    path = course.source_notebook(assignment)
    try:
        source = path.read_bytes()
        kept = course.private / "masters" / f"{assignment}.json"
        digest = _digest(source)
        notebook = _kept(kept, digest)
        if notebook is None:
            notebook = _instructors_version(course, source.decode("utf-8"))
            _keep(kept, digest, notebook)
    except Exception as error:
        raise CourseError(f"{path} can't be read as a notebook: {error}") from None
    return master_of(assignment, notebook)


def master_of(assignment: str, notebook: NotebookNode) -> Master:
    """The master whose notebook is at hand already."""
    cells = {
        cell.metadata["nbgrader"]["grade_id"]: cell for cell in notebook.cells if is_recorded(cell)
    }
    return Master(assignment, notebook, cells, _imported_names(notebook))


def _instructors_version(course: Course, source: str) -> NotebookNode:
    """As nbgrader's `generate_assignment` enters it into the gradebook."""
    from nbgrader.preprocessors import ClearOutput, ComputeChecksums, LockCells

    from autograder.stubs import SolutionStubs

    notebook = nbformat.reads(source, as_version=4)
    config = course.nbgrader_config()
    for preprocessor in (LockCells, SolutionStubs, ClearOutput, ComputeChecksums):
        notebook, _ = preprocessor(config=config).preprocess(notebook, {})
    return notebook


def _digest(source: bytes) -> str:
    makers = [Path(__file__).with_name(f"{name}.py") for name in ("master", "stubs", "course")]
    digest = hashlib.sha256(importlib.metadata.version("nbgrader").encode())
    for content in (source, *(path.read_bytes() for path in makers)):
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()


def _kept(path: Path, digest: str) -> NotebookNode | None:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return nbformat.from_dict(kept["notebook"]) if kept["digest"] == digest else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(path: Path, digest: str, notebook: NotebookNode) -> None:
    with contextlib.suppress(OSError):  # a folder that can't be written to costs only time
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = path.with_suffix(".new")
        scratch.write_text(json.dumps({"digest": digest, "notebook": notebook}), encoding="utf-8")
        scratch.replace(path)


def _imported_names(notebook: NotebookNode) -> dict[str, Any]:
    """What the instructor's own cells import and a test cell mentions, imported here.

    So ``np`` in a test cell is this process's numpy, whatever the student has made of his.
    """
    trees = [(cell, tree) for cell in notebook.cells if (tree := _parsed(cell)) is not None]
    mentioned = {
        node.id
        for cell, tree in trees
        if is_test(cell)
        for node in ast.walk(tree)
        if isinstance(node, ast.Name)
    }
    names: dict[str, Any] = {}
    for cell, tree in trees:
        if is_solution(cell):
            continue
        wanted = [chosen for node in tree.body if (chosen := _only(node, mentioned)) is not None]
        try:
            exec(compile(ast.Module(body=wanted, type_ignores=[]), "<imports>", "exec"), names)
        except ImportError:  # a package that only the student's side needs
            continue
    names.pop("__builtins__", None)
    return names


def _parsed(cell: NotebookNode) -> ast.Module | None:
    """A code cell's tree; None for a cell with magics, whose imports are the student's then."""
    try:
        return ast.parse(cell.source) if cell.cell_type == "code" else None
    except SyntaxError:
        return None


def _only(node: ast.stmt, mentioned: set[str]) -> ast.stmt | None:
    """An import of those of its names that are mentioned; None where there is none of them."""
    if not isinstance(node, ast.Import | ast.ImportFrom):
        return None
    names = [
        alias
        for alias in node.names
        if alias.name == "*" or (alias.asname or alias.name).partition(".")[0] in mentioned
    ]
    if not names:
        return None
    chosen = (
        ast.Import(names)
        if isinstance(node, ast.Import)
        else ast.ImportFrom(node.module, names, node.level)
    )
    return ast.copy_location(chosen, node)
