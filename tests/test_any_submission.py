"""Whatever JSON is handed in, it becomes a notebook that can be graded, or a sentence."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.course import Course
from autograder.intake import Unreadable
from autograder.master import Master, read_master
from autograder.repair import repair
from autograder.submission import Submission, parse_notebook

ASSIGNMENT = "01_loss_functions"


@pytest.fixture(scope="module")
def master(released_course: Course) -> Master:
    return read_master(released_course, ASSIGNMENT)


def read_bytes(data: bytes, master: Master) -> Submission:
    notebook, flags = parse_notebook(data)
    return Submission(notebook, (*flags, *repair(notebook, master)))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["cells", "cell_type", "source", "metadata", "nbgrader", "grade_id"])
            | st.sampled_from(["points", "tags", "nbformat", "attachments", "outputs", "solution"])
            | st.text(max_size=4),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)


@given(content=JSON, version=st.sampled_from([4, 3, 2, 1, "4", None]))
@settings(max_examples=150, deadline=None)
def test_any_json_is_a_notebook_or_unreadable(content: Any, version: Any, master: Master) -> None:
    notebook = {"nbformat": version, "cells": content, "worksheets": [{"cells": content}]}
    for candidate in (content, notebook):
        with contextlib.suppress(Unreadable):
            submission = read_bytes(json.dumps(candidate).encode(), master)
            nbformat.validate(submission.notebook)
            json.dumps(submission.notebook, ensure_ascii=False).encode("utf-8")


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_mutated_notebook_is_repaired_or_unreadable(
    data: st.DataObject, released_course: Course, master: Master
) -> None:
    path = released_course.release / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook = json.loads(path.read_text())
    cells = notebook["cells"]
    for _ in range(data.draw(st.integers(1, 4))):
        cell = data.draw(st.sampled_from(cells))
        inner = data.draw(st.sampled_from([cell, cell["metadata"], nbgrader_of(cell)]))
        keys = sorted(inner) or ["source"]
        inner[data.draw(st.sampled_from(keys))] = data.draw(JSON)
        if not isinstance(cell.get("metadata"), dict):
            cells.remove(cell)
    if data.draw(st.booleans()):
        cells[:] = data.draw(st.permutations(cells))
    try:
        submission = read_bytes(json.dumps(notebook).encode(), master)
    except Unreadable:
        return
    nbformat.validate(submission.notebook)
    found = {}
    for cell in submission.notebook.cells:
        if "nbgrader" in cell.metadata:
            found[cell.metadata["nbgrader"]["grade_id"]] = cell
    assert found.keys() == master.cells.keys()
    for grade_id, original in master.cells.items():
        assert found[grade_id].metadata == original.metadata
        if not original.metadata["nbgrader"]["solution"]:
            assert found[grade_id].source == original.source


def nbgrader_of(cell: dict[str, Any]) -> dict[str, Any]:
    marks = cell["metadata"].get("nbgrader")
    return marks if isinstance(marks, dict) else cell
