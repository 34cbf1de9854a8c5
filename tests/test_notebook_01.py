"""The notebook of assignment 01: the numbers that only its cells show, and its figures."""

from __future__ import annotations

from pathlib import Path

import nbformat
import numpy as np
import pytest

from course_lib import losses
from tests.prose.loss_functions import FIRST, PERTURBED, SCORES, SVM

ROOT = Path(__file__).resolve().parent.parent
PATH = ROOT / "notebooks" / "01_loss_functions" / "01_loss_functions.ipynb"
CELLS = nbformat.read(PATH, as_version=nbformat.NO_CONVERT).cells


def test_numbers_that_are_only_computed() -> None:
    """The curriculum's other numbers, which cells show or the quiz asks for."""
    assert pytest.approx([2.9, 0, 12.9]) == SVM
    assert losses.softmax(SCORES)[0] == pytest.approx([0.1300, 0.8690, 0.0010], abs=5e-5)
    assert losses.svm_losses(PERTURBED, FIRST) == pytest.approx([0, 0, 0])
    assert losses.cross_entropy_losses(PERTURBED, FIRST)[2] == 0.0
    assert 2 * np.exp(-110.0) == pytest.approx(3.4e-48, rel=0.02)
    assert losses.svm_losses(np.zeros((1, 10)), [3]) == pytest.approx(10 - 1)
    assert losses.cross_entropy_losses(np.zeros((1, 10)), [3]) == pytest.approx(np.log(10))


def test_the_prose_does_not_tell_the_answer_to_the_erratum() -> None:
    prose = [cell.source for cell in CELLS if cell.cell_type == "markdown"]
    assert not any("12.9" in source for source in prose)


def test_it_draws_seven_figures_and_one_panel() -> None:
    sources = [cell.source for cell in CELLS if cell.cell_type == "code"]
    assert sum(source.startswith("figures.") for source in sources) == 7
    assert sources.count("scores_panel(svm_losses, cross_entropy_losses)") == 1
