"""The course's notebooks, as tests read them: cells, code, and the prose without mark schemes."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.course import Course

COURSE = Course(Path(__file__).resolve().parent.parent)
ASSIGNMENTS = COURSE.assignments()

every_notebook = pytest.mark.parametrize("assignment", ASSIGNMENTS)


@cache
def notebook_of(assignment: str) -> NotebookNode:
    return nbformat.read(COURSE.source_notebook(assignment), as_version=nbformat.NO_CONVERT)


@cache
def prose_of(assignment: str) -> str:
    """What a student reads: the text cells, without the marking scheme."""
    cells = [cell.source for cell in notebook_of(assignment).cells if cell.cell_type == "markdown"]
    scheme = r"### BEGIN MARK SCHEME.*?### END MARK SCHEME"
    return "\n\n".join(re.sub(scheme, "", source, flags=re.DOTALL) for source in cells)


def code_of(assignment: str) -> list[str]:
    return [cell.source for cell in notebook_of(assignment).cells if cell.cell_type == "code"]


def graded(assignment: str) -> dict[str, NotebookNode]:
    """The cells that nbgrader knows, by grade id, in order."""
    return {
        cell.metadata["nbgrader"]["grade_id"]: cell
        for cell in notebook_of(assignment).cells
        if "nbgrader" in cell.metadata
    }
