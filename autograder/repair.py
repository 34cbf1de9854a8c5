"""Puts a student's notebook back in order: the instructor's data win where a cell is recognised.

Tests, points and locked cells become what was handed out. The student's answers are not touched.
"""

from __future__ import annotations

import copy
from collections.abc import Callable

from nbformat import NotebookNode

from autograder.cells import handed_out, is_grade, is_solution, is_test
from autograder.master import Master

Flag = Callable[[str], None]
KINDS = ("grade", "solution", "locked", "task")
"""nbgrader's marks that say what a cell is."""


def repair(notebook: NotebookNode, master: Master) -> list[str]:
    """Repair a notebook in place, and say what was done, a sentence each."""
    flags: list[str] = []
    _forget_strangers(notebook, master)
    _drop_duplicates(notebook, master, flags.append)
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            _restore(cell, master, flags.append)
    if any(_grade_id(cell) for cell in notebook.cells) or not master.cells:
        _insert_missing(notebook, master, flags.append)
        _move_tests_behind_answers(notebook, master, flags.append)
    else:
        _insert_missing(notebook, master, lambda _: None)
        flags.append("The assignment's cells are all missing; they were put back: wrong notebook?")
    for index, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{index}"  # a copied cell brings a copied id
    notebook.metadata = copy.deepcopy(master.notebook.metadata)
    return flags


def _forget_strangers(notebook: NotebookNode, master: Master) -> None:
    """Cells of another assignment, or of an older version of this one, become plain cells."""
    for cell in notebook.cells:
        if _grade_id(cell) not in master.cells:
            cell.metadata.pop("nbgrader", None)


def _drop_duplicates(notebook: NotebookNode, master: Master, flag: Flag) -> None:
    """Of cells with one grade id the last counts, as in nbgrader; the others become plain cells."""
    seen: set[str] = set()
    for cell in reversed(notebook.cells):
        grade_id = _grade_id(cell)
        if grade_id in seen:
            del cell.metadata["nbgrader"]
            original = master.cells[grade_id]
            if is_grade(original) and not is_solution(original):
                cell.source = ""  # a second copy of a test is not the student's to run
            flag(f"The cell {grade_id} was there twice; the last one counts.")
        elif grade_id:
            seen.add(grade_id)


def _restore(cell: NotebookNode, master: Master, flag: Flag) -> None:
    """Give a recognised cell what the master says of it."""
    grade_id = _grade_id(cell)
    original = master.cells[grade_id]
    _flag_changed_marks(cell.metadata["nbgrader"], original.metadata["nbgrader"], flag)
    cell.metadata = copy.deepcopy(original.metadata)
    if cell.cell_type != original.cell_type:
        flag(f"The kind of the cell {grade_id} was changed; it was put back.")
        _retype(cell, original.cell_type)
    if is_solution(original):
        return
    if handed_out(original.source) != handed_out(cell.source):
        flag(f"The locked cell {grade_id} was edited; the original was put back.")
    cell.source = original.source
    cell.pop("attachments", None)
    if "attachments" in original:
        cell.attachments = copy.deepcopy(original.attachments)


def _flag_changed_marks(given: NotebookNode, marks: NotebookNode, flag: Flag) -> None:
    """Say which marks differ. Those that older versions of nbgrader leave out do not count."""
    grade_id = marks["grade_id"]
    if "points" in marks and given.get("points") not in (None, marks["points"]):
        flag(f"The points of {grade_id} were changed; they were put back.")
    changed = [key for key in KINDS if key in given and given[key] != marks.get(key, False)]
    if changed:
        flag(f"The marks of {grade_id} ({', '.join(changed)}) were changed; they were put back.")
    if marks.get("solution") and given.get("checksum", marks.get("checksum")) != marks.get(
        "checksum"
    ):
        flag(f"The checksum of {grade_id} is not that of this version; it was put back.")


def _retype(cell: NotebookNode, cell_type: str) -> None:
    cell.cell_type = cell_type
    if cell_type == "code":
        cell.outputs, cell.execution_count = [], None
        cell.pop("attachments", None)
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)


def _insert_missing(notebook: NotebookNode, master: Master, flag: Flag) -> None:
    """Put deleted cells back behind the cell that they followed; a deleted answer is empty."""
    previous: str | None = None
    place = _places(notebook)
    for grade_id, original in master.cells.items():
        if grade_id not in place:
            cell = copy.deepcopy(original)
            if is_solution(original):
                cell.source = ""
            notebook.cells.insert(place[previous] + 1 if previous in place else 0, cell)
            flag(f"The cell {grade_id} was deleted; it was put back.")
            place = _places(notebook)
        previous = grade_id


def _move_tests_behind_answers(notebook: NotebookNode, master: Master, flag: Flag) -> None:
    """A test that was dragged above the answer which it is about goes back behind it.

    There a student expects it, and there alone it can find the answer. Other moved cells stay:
    in which order to work is the student's to choose.
    """
    answers: dict[str, str] = {}
    answer = ""
    for grade_id, original in master.cells.items():
        if is_solution(original):
            answer = grade_id
        elif answer and is_test(original):
            answers[grade_id] = answer
    place = _places(notebook)
    for test, answer in reversed(answers.items()):
        if place[test] < place[answer]:
            cell = notebook.cells.pop(place[test])
            notebook.cells.insert(place[answer], cell)  # one up: behind the answer
            flag(f"The cell {test} stood above {answer}; it was put back below.")
            place = _places(notebook)


def _places(notebook: NotebookNode) -> dict[str | None, int]:
    """Where each recognised cell is."""
    return {_grade_id(cell): index for index, cell in enumerate(notebook.cells)}


def _grade_id(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
