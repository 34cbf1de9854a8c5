"""Reads what a student handed in, repairs what can be repaired, and says what was changed.

The instructor's data win wherever a cell is recognised: tests, points and locked cells are put
back as they were handed out. The student's answers are never touched.
"""

from __future__ import annotations

import copy
import json
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution

from autograder.master import Master

MAX_BYTES = 20 * 2**20


class Unreadable(Exception):  # noqa: N818 - a verdict on the submission, not an error of ours
    """The submission can't be graded; the text is one sentence for the table."""


@dataclass(frozen=True)
class Submission:
    """A notebook ready to be graded, and what was repaired, a sentence each."""

    notebook: NotebookNode
    flags: tuple[str, ...]


def find_notebook(folder: Path, assignment: str) -> tuple[Path, tuple[str, ...]]:
    """The file to grade in a student's folder, and a flag if it has an unexpected name.

    Unreadable where there is none, or more than one to choose from.
    """
    expected = folder / f"{assignment}.ipynb"
    if not folder.is_dir():
        raise Unreadable(f"{folder.name} is a file, not a folder with {expected.name} in it.")
    if expected.is_dir():
        raise Unreadable(f"{expected.name} is a folder, not a notebook.")
    if expected.exists():
        return expected, ()
    others = sorted(path for path in folder.glob("*.ipynb") if path.is_file())
    if len(others) == 1:
        return others[0], (f"The file is called {others[0].name}, not {expected.name}.",)
    if others:
        names = ", ".join(path.name for path in others)
        raise Unreadable(f"There is no {expected.name}, and several other notebooks: {names}.")
    present = sorted(path.name for path in folder.iterdir()) or ["nothing"]
    raise Unreadable(f"There is no {expected.name}; the folder holds {', '.join(present[:3])}.")


def read_submission(path: Path, master: Master) -> Submission:
    """The notebook at `path`, repaired after the master. Unreadable where nothing can be done."""
    try:
        if path.stat().st_size > MAX_BYTES:
            size = path.stat().st_size / 2**20
            raise Unreadable(f"The file has {size:.0f} MB; at most {MAX_BYTES // 2**20} are read.")
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"The file can't be read: {error.strerror}.") from None
    notebook, flags = parse_notebook(data)
    return repaired(notebook, master, flags)


def parse_notebook(data: bytes) -> tuple[NotebookNode, list[str]]:
    """A notebook of format 4 from a file's bytes, older formats upgraded."""
    if not data.strip():
        raise Unreadable("The file is empty.")
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Unreadable("The file is not a notebook: it is not JSON.") from None
    if not isinstance(content, dict) or not ("cells" in content or "worksheets" in content):
        raise Unreadable("The file is JSON but not a notebook: it has no cells.")
    version = content.get("nbformat")
    if not isinstance(version, int) or not 1 <= version <= 4:
        raise Unreadable(f"The notebook's format, {version!r}, is not known.")
    flags = []
    cells = content.get("cells")
    if version < 4:
        flags.append(f"The notebook had format {version} and was converted.")
        cells = _converted_cells(data, version)
    if not isinstance(cells, list):
        raise Unreadable("The file is JSON but not a notebook: its cells are no list.")
    sound = [clean for cell in cells if (clean := _sound_cell(cell)) is not None]
    if len(sound) < len(cells):
        flags.append(f"{len(cells) - len(sound)} cells were damaged and are left out.")
    return nbformat.v4.new_notebook(cells=sound), flags


def _converted_cells(data: bytes, version: int) -> Any:
    """The cells of a notebook of an older format, as format 4 has them."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            notebook = nbformat.reader.reads(data.decode("utf-8-sig"))
            return nbformat.convert(notebook, 4).get("cells")
    except Exception:  # nbformat raises whatever its conversion meets
        raise Unreadable(f"The notebook of format {version} can't be converted.") from None


def _sound_cell(cell: Any) -> NotebookNode | None:
    """The cell's kind, source and nbgrader metadata, which is all that grading needs."""
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
        return None
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        return None
    source = source.encode("utf-8", "replace").decode("utf-8")  # no half characters
    make = {
        "code": nbformat.v4.new_code_cell,
        "markdown": nbformat.v4.new_markdown_cell,
        "raw": nbformat.v4.new_raw_cell,
    }[cell["cell_type"]]
    clean = make(source)
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    if isinstance(marks, dict) and isinstance(marks.get("grade_id"), str):
        clean.metadata["nbgrader"] = {"grade_id": marks["grade_id"], "points": marks.get("points")}
    return clean


def repaired(notebook: NotebookNode, master: Master, flags: list[str]) -> Submission:
    """The notebook with the master's tests, points and locked cells in their places."""
    flags = list(flags)
    _drop_duplicates(notebook, master, flags)
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            _restore(cell, master, flags)
    _insert_missing(notebook, master, flags)
    _unique_ids(notebook)
    notebook.metadata = copy.deepcopy(master.notebook.metadata)
    return Submission(notebook, tuple(flags))


def _drop_duplicates(notebook: NotebookNode, master: Master, flags: list[str]) -> None:
    """Of cells with one grade id the last counts, as in nbgrader; the others become plain cells."""
    seen: set[str] = set()
    for cell in reversed(notebook.cells):
        grade_id = _grade_id(cell)
        if grade_id in seen:
            del cell.metadata["nbgrader"]
            if is_grade(master.cells[grade_id]) and not is_solution(master.cells[grade_id]):
                cell.source = ""  # a second copy of a test is not the student's to run
            flags.append(f"The cell {grade_id} was there twice; the last one counts.")
        elif grade_id in master.cells:
            seen.add(grade_id)
        elif grade_id:
            del cell.metadata["nbgrader"]  # not a cell of this assignment


def _restore(cell: NotebookNode, master: Master, flags: list[str]) -> None:
    grade_id = _grade_id(cell)
    original = master.cells[grade_id]
    marks = original.metadata["nbgrader"]
    if "points" in marks and cell.metadata["nbgrader"]["points"] not in (None, marks["points"]):
        flags.append(f"The points of {grade_id} were changed; they were put back.")
    cell.metadata = copy.deepcopy(original.metadata)
    if cell.cell_type != original.cell_type:
        flags.append(f"The kind of the cell {grade_id} was changed; it was put back.")
        _retype(cell, original.cell_type)
    if is_solution(original):
        return
    if _released_source(original) != _released_source(cell):
        flags.append(f"The locked cell {grade_id} was edited; the original was put back.")
    cell.source = original.source


def _released_source(cell: NotebookNode) -> str:
    """A cell's source as students have it: without hidden tests and marking schemes."""
    kept, hidden = [], False
    for line in cell.source.splitlines():
        if "BEGIN HIDDEN TESTS" in line or "BEGIN MARK SCHEME" in line:
            hidden = True
        elif "END HIDDEN TESTS" in line or "END MARK SCHEME" in line:
            hidden = False
        elif not hidden:
            kept.append(line.rstrip())
    return "\n".join(kept).strip()


def _retype(cell: NotebookNode, cell_type: str) -> None:
    cell.cell_type = cell_type
    if cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)


def _insert_missing(notebook: NotebookNode, master: Master, flags: list[str]) -> None:
    """Put deleted cells back behind the cell that they followed; a deleted answer is empty."""
    previous: str | None = None
    for grade_id, original in master.cells.items():
        place = {_grade_id(cell): index for index, cell in enumerate(notebook.cells)}
        if grade_id not in place:
            cell = copy.deepcopy(original)
            if is_solution(original):
                cell.source = ""
            notebook.cells.insert(place[previous] + 1 if previous in place else 0, cell)
            flags.append(f"The cell {grade_id} was deleted; it was put back.")
        previous = grade_id


def _unique_ids(notebook: NotebookNode) -> None:
    """Cell ids of their own: a copied cell brings a copied id."""
    for index, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{index}"


def _grade_id(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
