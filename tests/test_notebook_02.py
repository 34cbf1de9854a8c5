"""What is special about the notebook of 02_gradients: its surprises, and what it keeps quiet."""

from __future__ import annotations

from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbformat import NotebookNode

from course_lib.gradients import quartic_derivative

ROOT = Path(__file__).resolve().parent.parent
PATH = ROOT / "notebooks" / "02_gradients" / "02_gradients.ipynb"
SURPRISES = (
    "errors-vanish",
    "kink-try",
    "many-table",
    "integers-try",
    "cost-try",
    "blind-try",
    "saddle-figure",
    "stopping-try",
    "quarter-try",
)
"""A cell each: vanishing steps, kinks, W + h, whole numbers, cost, offsets, saddles, stopping."""


@pytest.fixture(scope="module")
def cells() -> dict[str, NotebookNode]:
    notebook = nbformat.read(PATH, as_version=nbformat.NO_CONVERT)
    return {cell.id: cell for cell in notebook.cells}


def test_every_surprise_has_its_cell_and_is_predicted_or_told_before(
    cells: dict[str, NotebookNode],
) -> None:
    order = list(cells)
    for name in SURPRISES:
        before = cells[order[order.index(name) - 1]]
        assert cells[name].cell_type == "code"
        assert before.cell_type == "markdown"
    asked = [name for name in SURPRISES if name != "errors-vanish"]
    for name in asked:
        before = cells[order[order.index(name) - 1]]
        assert "**Predict before you run.**" in before.source


def test_the_quizs_answers_are_not_in_the_text(cells: dict[str, NotebookNode]) -> None:
    """2/f″ at both minima, as the curriculum has them."""
    left, _, right = np.sort(np.roots([2, 0, -4, 1]).real)
    assert np.abs(quartic_derivative([left, right])).max() < 1e-9
    steps = 2 / (6 * np.array([left, right]) ** 2 - 4)
    np.testing.assert_allclose(steps, [0.2007, 0.3551], atol=5e-5)
    texts = [cell.source for cell in cells.values() if cell.cell_type == "markdown"]
    for answer in ("0.2007", "0.355"):
        assert not any(answer in text for text in texts)


def test_gradients_are_checked_by_the_students_own_functions(
    cells: dict[str, NotebookNode],
) -> None:
    for name in ("checking-quartic", "svm-check", "softmax-check", "weights-check"):
        assert "numerical_gradient(" in cells[name].source
        assert "relative_error(" in cells[name].source
