"""Marks on cells and points in outputs are read as nbgrader itself reads them."""

from __future__ import annotations

import nbformat
import nbgrader.utils as stock
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode

from autograder import cells

TEXTS = st.sampled_from(["", "1", "0.5", "2.0", "-1", "nan", "inf", "1e3", "True", "'3'", " 2 "])
OUTPUTS = st.one_of(
    st.just({"output_type": "error", "ename": "E", "evalue": "", "traceback": []}),
    st.builds(
        lambda name: {"output_type": "stream", "name": name, "text": "x"},
        st.sampled_from(["stdout", "stderr"]),
    ),
    st.builds(
        lambda kind, text: {"output_type": kind, "data": {"text/plain": text}, "metadata": {}},
        st.sampled_from(["execute_result", "display_data"]),
        TEXTS,
    ),
)
MARKS = st.fixed_dictionaries(
    {"grade_id": st.sampled_from(["a", "test_a"]), "points": st.sampled_from([0, 2, 2.5])},
    optional={key: st.booleans() for key in ("grade", "solution", "locked", "task")},
)


@st.composite
def any_cell(draw: st.DrawFn) -> NotebookNode:
    cell = {"cell_type": draw(st.sampled_from(["code", "markdown"])), "metadata": {}}
    cell["source"] = draw(st.sampled_from(["", "x = 1", "ä\n€"]))
    cell["outputs"] = draw(st.lists(OUTPUTS, max_size=3))
    if draw(st.booleans()):
        cell["metadata"] = {"nbgrader": draw(MARKS)}
    made = nbformat.from_dict(cell)
    if draw(st.booleans()) and "nbgrader" in made.metadata:
        made.metadata.nbgrader["checksum"] = stock.compute_checksum(made)
    return made


@given(any_cell())
def test_marks_are_those_of_nbgrader(cell: NotebookNode) -> None:
    for name in ("is_task", "is_grade", "is_solution", "is_locked"):
        assert getattr(cells, name)(cell) == bool(getattr(stock, name)(cell))
    if "nbgrader" in cell.metadata:
        assert cells.checksum(cell) == stock.compute_checksum(cell)


@given(any_cell())
def test_points_are_those_of_nbgrader(cell: NotebookNode) -> None:
    if not cells.is_grade(cell):
        return
    try:
        wanted = stock.determine_grade(cell)
    except (ValueError, KeyError) as error:
        with pytest.raises(type(error)):
            cells.reached_points(cell)
    else:
        assert cells.reached_points(cell) == wanted
