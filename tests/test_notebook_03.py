"""What is special to the notebook of assignment 03: its story's numbers, and what it must show."""

from __future__ import annotations

from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbformat import NotebookNode

from course_lib import graph
from course_lib.exercises.computational_graphs_quiz import ANSWERS
from course_lib.node import Node

FOLDER = Path(__file__).resolve().parent.parent / "notebooks" / "03_computational_graphs"


@pytest.fixture(scope="module")
def notebook() -> NotebookNode:
    path = FOLDER / "03_computational_graphs.ipynb"
    return nbformat.read(path, as_version=nbformat.NO_CONVERT)


def source_of(notebook: NotebookNode, cell_id: str) -> str:
    return str(next(cell.source for cell in notebook.cells if cell.id == cell_id))


def names_after(notebook: NotebookNode, *cell_ids: str) -> dict[str, object]:
    """The names that these cells define, with the reference functions at hand."""
    names: dict[str, object] = {"np": np, "Node": Node, "backward": graph.backward}
    for cell_id in cell_ids:
        source = source_of(notebook, cell_id)
        exec(source.split("figures.")[0], names)
    return names


def test_the_curriculums_expression() -> None:
    assert graph.expression_gradients(-2, 5, -4) == {
        "q": 3,
        "f": -12,
        "dq": -4,
        "dx": -4,
        "dy": -4,
        "dz": 3,
    }


def test_the_curriculums_neuron() -> None:
    f, dw, dx = graph.neuron_gradients([2, -3, -3], [-1, -2])
    assert f == pytest.approx(0.7311, abs=5e-5)
    assert dw == pytest.approx([-0.1966, -0.3932, 0.1966], abs=5e-5)
    assert dx == pytest.approx([0.3932, -0.5898], abs=5e-5)


def test_the_naive_walk_says_20_where_16_is_right(notebook: NotebookNode) -> None:
    names = names_after(notebook, "order-naive")
    output, x = names["output"], names["x"]
    assert isinstance(output, Node)
    assert isinstance(x, Node)
    assert x.grad == 20.0
    graph.backward(output)
    assert x.grad == 16.0


def test_the_ladder_has_181_nodes_and_a_chain_is_too_deep(notebook: NotebookNode) -> None:
    names = names_after(notebook, "order-ladder")
    rung = names["rung"]
    assert isinstance(rung, Node)
    assert len(graph.topological_order(rung)) == names["nodes"] == 181
    assert names["paths"] == 2**60
    with pytest.raises(RecursionError):
        exec(
            source_of(notebook, "order-depth").replace("except RecursionError", "except OSError"),
            {"Node": Node},
        )


def test_a_branch_adds_where_equals_would_lose(notebook: NotebookNode) -> None:
    a, b = Node(2.0), Node(-3.0)
    graph.backward(a * b + a)
    assert a.grad == -2.0
    assert a.grad == b.value + 1


def test_the_quiz_has_the_sizes_of_the_lecture() -> None:
    assert ANSWERS["entries_one"] == 16_777_216
    assert ANSWERS["bytes_one"] == 134_217_728
    assert ANSWERS["entries_batch"] == 409_600**2
    assert ANSWERS["bytes_batch"] > 10**12  # more than a terabyte, as the prose says


def test_the_graph_is_shown_after_each_step_of_the_students_own_backward(
    notebook: NotebookNode,
) -> None:
    for cell_id in ("backward-steps", "backward-square", "backward-own"):
        assert "figures.backward_steps(backward, " in source_of(notebook, cell_id)


def test_matrix_example_by_hand() -> None:
    dX, dW = graph.matmul_backward([[5.0]], [[1.0, 2.0]], [[3.0], [4.0]])
    assert dX.tolist() == [[15.0, 20.0]]
    assert dW.tolist() == [[5.0], [10.0]]


def test_ten_saturated_gates_let_a_millionth_through() -> None:
    assert 0.5e-6 < 0.25**10 < 1.5e-6
