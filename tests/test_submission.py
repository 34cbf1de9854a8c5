"""What students hand in is read, repaired and explained; nothing that they send is an exception."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.course import Course
from autograder.intake import Unreadable
from autograder.master import Master, read_master
from autograder.repair import repair
from autograder.submission import MOST_CELLS, Submission, parse_notebook

ASSIGNMENT = "01_loss_functions"


@pytest.fixture(scope="module")
def master(released_course: Course) -> Master:
    return read_master(released_course, ASSIGNMENT)


@pytest.fixture
def notebook(released_course: Course) -> NotebookNode:
    """The notebook as students get it."""
    path = released_course.release / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    return nbformat.read(path, as_version=4)


def index_of(notebook: NotebookNode, grade_id: str) -> int:
    ids = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells]
    return ids.index(grade_id)


def read(notebook: NotebookNode, master: Master) -> Submission:
    return read_bytes(json.dumps(notebook).encode(), master)


def read_bytes(data: bytes, master: Master) -> Submission:
    parsed, flags = parse_notebook(data)
    return Submission(parsed, (*flags, *repair(parsed, master)))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"%PDF-1.4 \x80\x81", "not JSON"),
        (b"[1, 2]", "no cells"),
        (b'"text"', "no cells"),
        (b'{"cells": 3, "nbformat": 4}', "not a notebook|can't be converted"),
        (b'{"cells": [], "nbformat": 9}', "format, 9, is not known"),
        (b'{"cells": []}', "format, None, is not known"),
        (b"[" * 100_000, "not JSON"),
        (b'{"worksheets": 5, "nbformat": 3}', "can't be converted"),
        (b'{"cells": [{"cell_type": "code", "source": "\xff"}], "nbformat": 4}', "not JSON"),
    ],
)
def test_a_file_that_is_no_notebook_gets_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        parse_notebook(data)


@pytest.mark.parametrize(
    "cell",
    [
        3,
        None,
        {"cell_type": "code"},
        {"cell_type": "video", "source": "x"},
        {"cell_type": "code", "source": 7},
        {"cell_type": "code", "source": ["a", 3]},
        {"cell_type": "code", "source": "x = 1", "metadata": 5, "outputs": "no"},
        {"cell_type": "code", "source": "x = 1", "metadata": {"nbgrader": []}},
        {"cell_type": "code", "source": "x = 1", "metadata": {"nbgrader": {"grade_id": 4}}},
        {"cell_type": "code", "source": "'\ud800'", "metadata": {}},
    ],
)
def test_damaged_cells_do_not_cost_the_others(cell: Any) -> None:
    good = {"cell_type": "code", "source": ["x =", " 1"], "metadata": {}, "outputs": []}
    data = json.dumps({"nbformat": 4, "nbformat_minor": 5, "cells": [cell, good], "metadata": {}})
    notebook, _ = parse_notebook(data.encode())
    assert notebook.cells[-1].source == "x = 1"
    nbformat.validate(notebook)


def test_an_honest_notebook_is_left_as_it_is(notebook: NotebookNode, master: Master) -> None:
    notebook.cells[index_of(notebook, "softmax")].source = "def softmax(scores): return scores"
    submission = read(notebook, master)
    assert submission.flags == ()
    assert [cell.cell_type for cell in submission.notebook.cells] == [
        cell.cell_type for cell in notebook.cells
    ]
    kept = submission.notebook.cells[index_of(submission.notebook, "softmax")]
    assert kept.source == "def softmax(scores): return scores"


def drop(grade_id: str) -> Callable[[NotebookNode], None]:
    return lambda notebook: notebook.cells.pop(index_of(notebook, grade_id))


def double(grade_id: str) -> Callable[[NotebookNode], None]:
    def change(notebook: NotebookNode) -> None:
        index = index_of(notebook, grade_id)
        notebook.cells.insert(index, notebook.cells[index].copy())

    return change


def edit(grade_id: str, **changes: Any) -> Callable[[NotebookNode], None]:
    def change(notebook: NotebookNode) -> None:
        notebook.cells[index_of(notebook, grade_id)].update(changes)

    return change


def raise_points(notebook: NotebookNode) -> None:
    marks = notebook.cells[index_of(notebook, "test_softmax")].metadata["nbgrader"]
    marks["points"] = 300


@pytest.mark.parametrize(
    ("change", "flag"),
    [
        (drop("test_softmax"), "test_softmax was deleted"),
        (drop("softmax"), "softmax was deleted"),
        (drop("imports"), "imports was deleted"),
        (double("test_softmax"), "test_softmax was there twice"),
        (double("softmax"), "softmax was there twice"),
        (edit("test_softmax", source="3.0"), "test_softmax was edited"),
        (edit("test_softmax", cell_type="markdown"), "kind of the cell test_softmax"),
        (edit("softmax", cell_type="raw"), "kind of the cell softmax"),
        (raise_points, "points of test_softmax"),
    ],
)
def test_the_instructors_cells_are_put_back(
    notebook: NotebookNode, master: Master, change: Callable[[NotebookNode], None], flag: str
) -> None:
    change(notebook)
    submission = read(notebook, master)
    assert any(flag in sentence for sentence in submission.flags), submission.flags
    cells = {
        cell.metadata["nbgrader"]["grade_id"]: cell
        for cell in submission.notebook.cells
        if "nbgrader" in cell.metadata
    }
    assert list(cells) == list(master.cells)
    assert cells["test_softmax"].source == master.cells["test_softmax"].source
    assert cells["test_softmax"].metadata == master.cells["test_softmax"].metadata
    nbformat.validate(submission.notebook)


def test_a_deleted_answer_does_not_undo_the_same_function_elsewhere(
    notebook: NotebookNode, master: Master
) -> None:
    drop("softmax")(notebook)
    submission = read(notebook, master)
    assert submission.notebook.cells[index_of(submission.notebook, "softmax")].source == ""


def test_cells_of_another_assignment_become_plain_cells(
    notebook: NotebookNode, master: Master
) -> None:
    marks = {"grade_id": "test_other", "points": 5, "grade": True}
    notebook.cells.append(nbformat.v4.new_code_cell("x = 1", metadata={"nbgrader": marks}))
    assert "nbgrader" not in read(notebook, master).notebook.cells[-1].metadata


def test_format_3_is_converted(notebook: NotebookNode, master: Master) -> None:
    old = nbformat.writes(nbformat.convert(notebook, 3), version=3)
    submission = read_bytes(old.encode(), master)
    assert "format 3" in submission.flags[0]
    assert len(submission.notebook.cells) >= len(master.cells)


def test_a_test_above_its_answer_goes_back_below_it(notebook: NotebookNode, master: Master) -> None:
    cell = notebook.cells.pop(index_of(notebook, "test_softmax"))
    notebook.cells.insert(index_of(notebook, "softmax"), cell)
    submission = read(notebook, master)
    assert submission.flags == (
        "The cell test_softmax stood above softmax; it was put back below.",
    )
    place = index_of(submission.notebook, "softmax")
    assert index_of(submission.notebook, "test_softmax") == place + 1


def test_other_moved_cells_stay_where_the_student_has_them(
    notebook: NotebookNode, master: Master
) -> None:
    notebook.cells.append(notebook.cells.pop(index_of(notebook, "test_softmax")))
    submission = read(notebook, master)
    assert submission.flags == ()
    assert index_of(submission.notebook, "test_softmax") == len(notebook.cells) - 1


def change_marks(notebook: NotebookNode) -> None:
    notebook.cells[index_of(notebook, "test_softmax")].metadata["nbgrader"]["grade"] = False


def change_checksum(notebook: NotebookNode) -> None:
    notebook.cells[index_of(notebook, "softmax")].metadata["nbgrader"]["checksum"] = "0" * 32


def tag(notebook: NotebookNode) -> None:
    notebook.cells[index_of(notebook, "test_softmax")].metadata["tags"] = ["skip-execution"]


@pytest.mark.parametrize(
    ("change", "flag"),
    [
        (change_marks, "marks of test_softmax (grade)"),
        (change_checksum, "checksum of softmax"),
        (tag, "tagged skip-execution"),
    ],
)
def test_changed_metadata_has_no_effect_and_is_said(
    notebook: NotebookNode, master: Master, change: Callable[[NotebookNode], None], flag: str
) -> None:
    change(notebook)
    submission = read(notebook, master)
    assert flag in submission.flags[0]
    for cell in submission.notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        assert cell.metadata == (master.cells[grade_id].metadata if grade_id else {})
    assert submission.notebook.metadata == master.notebook.metadata


def test_another_notebook_gets_one_sentence_and_not_one_for_each_cell(master: Master) -> None:
    other = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x = 1")])
    [flag] = read(other, master).flags
    assert "wrong notebook" in flag


PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5Erk"
    "Jggg=="
)


def test_pasted_pictures_stay_and_other_attachments_go(
    notebook: NotebookNode, master: Master
) -> None:
    place = index_of(notebook, "explain_losses") + 1  # the answer follows its task
    answer = notebook.cells[place]
    answer.source = "![p](attachment:p.png)"
    answer.attachments = {
        "p.png": {"image/png": PIXEL},
        "fake.png": {"image/png": "PHNjcmlwdD4="},
        "page.html": {"text/html": "PHNjcmlwdD4="},
        "../p.png": {"image/png": PIXEL},
    }
    submission = read(notebook, master)
    assert submission.notebook.cells[place].attachments == {"p.png": {"image/png": PIXEL}}
    endless = base64.b64decode(PIXEL) + bytes(5 * 2**20)
    answer.attachments["p.png"]["image/png"] = base64.b64encode(endless).decode()
    submission = read(notebook, master)
    assert "pictures have 7 MB" in submission.flags[0]
    assert all("attachments" not in cell for cell in submission.notebook.cells)


def test_endless_notebooks_and_cells_are_bounded(notebook: NotebookNode, master: Master) -> None:
    notebook.cells[index_of(notebook, "softmax")].source = "x" * 1_000_001
    submission = read(notebook, master)
    assert submission.flags == (
        "1 cells were damaged or endless and are left out.",
        "The cell softmax was deleted; it was put back.",
    )
    notebook.cells *= MOST_CELLS
    with pytest.raises(Unreadable, match="at most 500"):
        read(notebook, master)


def test_only_kind_source_and_grade_id_reach_the_sandbox(
    notebook: NotebookNode, master: Master
) -> None:
    """Whatever else a notebook carries stays outside."""
    notebook.metadata["kernelspec"] = {"name": "evil", "argv": ["sh"]}
    for cell in notebook.cells:
        cell.metadata["evil"] = "evil"
        if cell.cell_type == "code":
            cell.outputs = [nbformat.v4.new_output("stream", text="evil")]
    assert "evil" not in nbformat.writes(read(notebook, master).notebook)
