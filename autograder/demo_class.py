"""A made-up class of 24 and what each of them hands in.

Everyone starts from the instructor's solution; `answers` replace the cells of the exercises they
name. `mishap` is what happens to the notebook, or to the file, before it is handed in; such things
happen in the first assignment only.
"""

from __future__ import annotations

import copy
import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from course_lib.exercises import ASSIGNMENTS

Mishap = Callable[[NotebookNode], NotebookNode | bytes]

FIRST = "01_loss_functions"

NAMES = (
    *("ada", "bela", "chidi", "dora", "emil", "farah", "goran", "hana"),
    *("ines", "jonas", "kofi", "lena", "mateo", "nora", "omar", "petra"),
    *("quinn", "rosa", "sami", "tara", "ugo", "vera", "wen", "yuki"),
)

ESSAYS = {
    "explain-losses-answer": (
        "The SVM loss is zero as soon as every rival is a margin below the right class; the "
        "softmax loss always wants the right class to be more probable still."
    ),
    "explain-gradients-answer": (
        "The check shows that the formula is the gradient of the loss that was written down, not "
        "that this is the loss that was meant: a constant too much in it goes unseen. For training "
        "the numerical gradient is too slow, because every weight needs two losses."
    ),
    "explain-order-answer": (
        "Each gate sends its own gradient times its slope, and the three are added. A node may "
        "hand its gradient on only when all three have come, which the reversed topological order "
        "guarantees."
    ),
    "explain-backprop-answer": (
        "Those two hidden neurons are saturated, so h(1 − h) makes their gradients almost zero. "
        "V and the second neuron learn instead; I would scale the inputs down."
    ),
    "explain-success-answer": (
        "The gradient of W0 belongs to the old W1. One small step changes W1 only a little, so the "
        "direction is nearly right. A comparison with the numerical gradient would show it."
    ),
}
"""Written answers by the ids of their cells, which have no mark of nbgrader's."""


@dataclass(frozen=True)
class Student:
    """answers: sources by exercise, or by cell id; "" is the cell as it was handed out."""

    name: str
    answers: Mapping[str, str] = field(default_factory=dict)
    mishap: Mishap | None = None
    file_name: str = f"{FIRST}.ipynb"


def class_of(assignment: str) -> tuple[Student, ...]:
    """The class, with its answers to an assignment's exercises."""
    module = importlib.import_module(f"autograder.demo_answers.{ASSIGNMENTS[assignment]}")
    answers: dict[str, dict[str, str]] = module.ANSWERS
    mishaps, file_names = (MISHAPS, FILE_NAMES) if assignment == FIRST else ({}, {})
    usual = f"{assignment}.ipynb"
    return tuple(
        Student(name, answers.get(name, {}), mishaps.get(name), file_names.get(name, usual))
        for name in NAMES
    )


def without_tests(notebook: NotebookNode) -> NotebookNode:
    """Two test cells deleted."""
    gone = ("test_softmax", "test_full_loss")
    notebook.cells = [cell for cell in notebook.cells if _grade_id(cell) not in gone]
    return notebook


def with_tests_twice(notebook: NotebookNode) -> NotebookNode:
    """A solution and its test copied and pasted below."""
    copies = ("svm_losses", "test_svm_losses")
    cells = []
    for cell in notebook.cells:
        cells.append(cell)
        if _grade_id(cell) in copies:
            cells.append(copy.deepcopy(cell))
    notebook.cells = cells
    return notebook


def with_edited_test(notebook: NotebookNode) -> NotebookNode:
    """A test that hands out its points, which were raised, too."""
    for cell in notebook.cells:
        if _grade_id(cell) == "test_softmax":
            cell.source = "check = lambda *_: 3\n3.0"
            cell.metadata["nbgrader"]["points"] = 30
    return notebook


def as_format_3(notebook: NotebookNode) -> bytes:
    """Saved by an old program."""
    return nbformat.writes(nbformat.convert(notebook, 3), version=3).encode()


def not_a_notebook(_: NotebookNode) -> bytes:
    return b"%PDF-1.4\n% my solutions, scanned\n\x80\x81\x82"


def empty(_: NotebookNode) -> bytes:
    return b""


def _grade_id(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


MISHAPS: Mapping[str, Mishap] = {
    "petra": without_tests,
    "quinn": with_tests_twice,
    "rosa": with_edited_test,
    "tara": not_a_notebook,
    "ugo": empty,
    "yuki": as_format_3,
}
FILE_NAMES = {"vera": "Untitled3.ipynb"}
