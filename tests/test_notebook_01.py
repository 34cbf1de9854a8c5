"""The notebook of assignment 01: its cells, its points, and every number that its prose states."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbgrader.nbgraderformat import MetadataValidator

from course_lib import exercises, losses

ROOT = Path(__file__).resolve().parent.parent
PATH = ROOT / "notebooks" / "01_loss_functions" / "01_loss_functions.ipynb"
EXERCISES = {
    "linear_scores": 2,
    "svm_losses": 3,
    "slide_erratum": 1,
    "softmax": 3,
    "cross_entropy_losses": 3,
    "loss_quiz": 2,
    "binary_cross_entropy": 2,
    "full_loss": 1,
}
"""In the notebook's order."""

SCORES = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])
LABELS = np.array([0, 1, 2])
SVM = losses.svm_losses(SCORES, LABELS)
SOFTMAX = losses.cross_entropy_losses(SCORES, LABELS)
PERTURBED = np.array([[10.0, -2.0, 3.0], [10.0, 9.0, 9.0], [10.0, -100.0, -100.0]])
FIRST = np.zeros(3, dtype=int)
EQUAL = np.zeros((1, 3))


@pytest.fixture(scope="module")
def notebook() -> NotebookNode:
    return nbformat.read(PATH, as_version=nbformat.NO_CONVERT)


@pytest.fixture(scope="module")
def prose(notebook: NotebookNode) -> str:
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def graded(notebook: NotebookNode) -> dict[str, NotebookNode]:
    """The cells that nbgrader knows, by grade id, in order."""
    return {
        cell.metadata["nbgrader"]["grade_id"]: cell
        for cell in notebook.cells
        if "nbgrader" in cell.metadata
    }


def test_the_notebook_is_valid_and_carries_no_outputs(notebook: NotebookNode) -> None:
    nbformat.validate(notebook)
    MetadataValidator().validate_nb(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


def test_cell_ids_are_words_and_unique(notebook: NotebookNode) -> None:
    ids = [cell.id for cell in notebook.cells]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", id) for id in ids)
    assert ids[0] == "intro"
    assert ids[-1] == "closing"


def test_points_add_up_to_twenty(notebook: NotebookNode) -> None:
    points = {
        name: cell.metadata["nbgrader"].get("points", 0) for name, cell in graded(notebook).items()
    }
    assert sum(points.values()) == 20
    assert points["explain_losses"] == 3


def test_every_exercise_has_an_answer_cell_and_below_it_a_test_cell(
    notebook: NotebookNode,
) -> None:
    cells = graded(notebook)
    order = [name for name in cells if name in EXERCISES]
    assert order == list(EXERCISES)
    ids = [cell.id for cell in notebook.cells]
    for name, points in EXERCISES.items():
        answer, test = cells[name], cells[f"test_{name}"]
        assert ids.index(test.id) == ids.index(answer.id) + 1
        assert test.source.splitlines()[-1] == f'check("{name}", {name})'
        assert test.metadata["nbgrader"]["points"] == points == exercises.find(name).max_points
        assert "### BEGIN SOLUTION" in answer.source
        assert "### END SOLUTION" in answer.source


def test_the_written_question_is_a_task_with_a_mark_scheme_of_three_points(
    notebook: NotebookNode,
) -> None:
    cell = graded(notebook)["explain_losses"]
    assert cell.metadata["nbgrader"]["task"] is True
    scheme = cell.source.split("### BEGIN MARK SCHEME")[1].split("### END MARK SCHEME")[0]
    assert scheme.count("- 1 point:") == 3


def test_instructor_cells_use_no_reference(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert "course_lib.losses" not in cell.source
            assert "course_lib.exercises" not in cell.source


def test_the_first_cell_says_what_it_takes_and_what_it_is_worth(notebook: NotebookNode) -> None:
    first = notebook.cells[0].source
    assert "60 to 90 minutes" in first
    assert "20 points" in first
    assert "you can" in first


def test_prose_is_calm_and_links_nowhere(prose: str) -> None:
    assert "!" not in prose.replace(r"\!", "")
    assert re.findall(r"\]\(([^)]*)\)", prose) == []
    assert "http" not in prose


def test_predictions_are_asked_for_before_figures_and_tables(prose: str) -> None:
    assert prose.count("**Predict before you run.**") >= 6


NUMBERS = [
    ("1.4 against −2.8 and 0.0", np.array([2.0, 1.0]) @ [[1, -1, -0.6], [-0.8, -0.7, 1.2]]
     + [0.2, -0.1, 0.0]),
    ("it costs 5.1 − 3.2 + 1 = **2.9**", SVM[0]),
    ("should be 5.2667", SVM.mean()),
    ("5.3 + 5.6 = 10.9", [2.2 + 3.1, 2.5 + 3.1, 2.2 + 2.5 + 2 * 3.1]),
    ("mean of the three images 4.6", (SVM.sum() - 2) / 3),
    ("$e^{3.2} = 24.53$", np.exp(3.2)),
    ("$e^{5.1} = 164.02$", np.exp(5.1)),
    ("$e^{-1.7} = 0.18$", np.exp(-1.7)),
    ("The sum is 188.74", np.exp(SCORES[0]).sum()),
    ("24.53 / 188.74 = 0.1300", losses.softmax(SCORES)[0, 0]),
    ("it got 0.5, the loss is 0.6931", np.log(2)),
    (r"-\log 0.1300 = 2.0404", SOFTMAX[0]),
    ("prints 0.89", SOFTMAX[0] / np.log(10)),
    ("2.0404, 0.0791 and 6.1565", SOFTMAX),
    ("a mean of 2.7587", SOFTMAX.mean()),
    (r"9.176 \cdot 10^{-4}", losses.cross_entropy_losses(PERTURBED, FIRST)[0] * 1e4),
    ("then 0.5514", losses.cross_entropy_losses(PERTURBED, FIRST)[1]),
    ("by 0.01 and the loss is 0.01", losses.svm_losses([[10, 9.01, 9]], [0])[0]),
    ("At −0.7 the frog", -1.7 + 1),
    ("at 6.1 the car", 5.1 + 1),
    (r"-\log 0.8 = 0.2231", losses.binary_cross_entropy([0.8], [1])[0]),
    (r"-\log 0.2 = 1.6094", losses.binary_cross_entropy([0.8], [0])[0]),
    (r"\log 2 = 0.6931", losses.binary_cross_entropy([0.5], [1])[0]),
    ("3.0 + 0.1 · 14 = 4.4", losses.full_loss([2, 4], [[1, -2, 3]], 0.1)),
    ("height, 1.0986", losses.cross_entropy_losses(EQUAL, [0])[0]),
]  # fmt: skip
"""A phrase of the prose, and the value or values of the numbers that it ends with."""


@pytest.mark.parametrize(("phrase", "values"), NUMBERS, ids=[phrase for phrase, _ in NUMBERS])
def test_numbers_in_the_prose(prose: str, phrase: str, values: float | np.ndarray) -> None:
    assert phrase in prose
    stated = re.findall(r"−?\d+\.\d+(?:e-?\d+)?", phrase.replace("$", ""))
    for text, value in zip(reversed(stated), reversed(np.atleast_1d(values)), strict=False):
        number = float(text.replace("−", "-"))
        digits = len(text.split("e")[0].split(".")[1])
        scale = 10.0 ** int(text.split("e")[1]) if "e" in text else 1.0
        assert abs(number - value) <= 0.5000001 * 10.0**-digits * scale


def test_numbers_that_are_only_computed(prose: str) -> None:
    """The curriculum's other numbers, which cells show or the quiz asks for."""
    assert pytest.approx([2.9, 0, 12.9]) == SVM
    assert losses.softmax(SCORES)[0] == pytest.approx([0.1300, 0.8690, 0.0010], abs=5e-5)
    assert losses.svm_losses(PERTURBED, FIRST) == pytest.approx([0, 0, 0])
    assert losses.cross_entropy_losses(PERTURBED, FIRST)[2] == 0.0
    assert 2 * np.exp(-110.0) == pytest.approx(3.4e-48, rel=0.02)
    assert losses.svm_losses(np.zeros((1, 10)), [3]) == pytest.approx(10 - 1)
    assert losses.cross_entropy_losses(np.zeros((1, 10)), [3]) == pytest.approx(np.log(10))
    assert "12.9" not in prose  # the answer to slide_erratum


@pytest.mark.slow
def test_it_runs_from_top_to_bottom_with_all_points(notebook: NotebookNode) -> None:
    run = nbformat.from_dict(notebook)
    resources = {"metadata": {"path": str(PATH.parent)}}
    NotebookClient(run, timeout=60, kernel_name="python3", resources=resources).execute()
    shown = {cell.id: cell.get("outputs", []) for cell in run.cells}
    for name, points in EXERCISES.items():
        (output,) = shown[f"test-{name.replace('_', '-')}"]
        assert output.data["text/plain"] == str(points)
    assert "Together: 17 of 17 points" in shown["closing"][0].data["text/plain"]
    drawn = [cell for cell in run.cells if cell.source.startswith("figures.")]
    assert len(drawn) == 7
    for cell in drawn:
        page = shown[cell.id][0].data["text/html"]
        alt = re.search(r'<img alt="([^"]+)"', page)
        assert alt is not None
        assert len(alt.group(1)) > 60
        assert "not ready" not in alt.group(1)
