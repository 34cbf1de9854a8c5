"""A small course folder whose one assignment has every kind of cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.course import Course
from course_lib import exercises

ASSIGNMENT = "01_loss_functions"

LINEAR_SCORES = """\
def linear_scores(X, W, b):
    ### BEGIN SOLUTION
    return np.einsum("nd,dc->nc", X, W) + b[np.newaxis]
    ### END SOLUTION
"""

SOFTMAX = """\
def softmax(scores):
    ### BEGIN SOLUTION
    lifted = np.exp(np.subtract(scores, np.amax(scores, axis=1)[:, None]))
    return np.divide(lifted, np.add.reduce(lifted, axis=1)[:, None])
    ### END SOLUTION
"""

HIDDEN_TEST = """\
assert softmax(np.zeros((1, 2))).shape == (1, 2)
### BEGIN HIDDEN TESTS
np.testing.assert_allclose(softmax(np.array([[41.5, 41.5]])), [[0.5, 0.5]])
### END HIDDEN TESTS
check("softmax", softmax)
"""

TASK = """\
Explain in two sentences why the largest score is subtracted.

### BEGIN MARK SCHEME
One point for the overflow of exp, one for saying that the result does not change.
### END MARK SCHEME
"""

WRITTEN = "The exponential would overflow; the common factor cancels in the quotient."


def made_up_course(root: Path) -> Course:
    course = Course(root)
    write_source(course, made_up_notebook())
    return course


def write_source(course: Course, notebook: NotebookNode) -> None:
    path = course.source_notebook(ASSIGNMENT)
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def made_up_notebook() -> NotebookNode:
    cells = [
        new_markdown_cell("# How wrong is a linear classifier?"),
        new_code_cell("import numpy as np\nfrom course_lib import check, points_so_far"),
        graded(new_code_cell(LINEAR_SCORES), "linear_scores", solution=True),
        test_cell("linear_scores", 'check("linear_scores", linear_scores)'),
        graded(new_code_cell(SOFTMAX), "softmax", solution=True),
        test_cell("softmax", HIDDEN_TEST),
        graded(new_markdown_cell(WRITTEN), "overflow", solution=True, points=2),
        graded(new_markdown_cell(TASK), "explain", task=True, points=2),
        new_code_cell("points_so_far()"),
    ]
    for index, cell in enumerate(cells):
        cell["id"] = f"cell-{index}"
    return new_notebook(cells=cells)


def test_cell(exercise: str, source: str) -> NotebookNode:
    points = exercises.find(exercise).max_points
    return graded(new_code_cell(source), f"test_{exercise}", points=points)


test_cell.__test__ = False  # type: ignore[attr-defined]


def graded(
    cell: NotebookNode,
    grade_id: str,
    solution: bool = False,
    task: bool = False,
    points: float | None = None,
) -> NotebookNode:
    """The cell with nbgrader's metadata."""
    marks: dict[str, Any] = {
        "schema_version": 3,
        "grade_id": grade_id,
        "grade": points is not None and not task,
        "solution": solution,
        "locked": not solution,
        "task": task,
    }
    if points is not None:
        marks["points"] = points
    cell.metadata["nbgrader"] = marks
    return cell
