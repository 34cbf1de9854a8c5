"""Reads the notebook that a student handed in: what it says of its cells, and nothing else of it.

Of every cell its kind, source, pictures and nbgrader metadata go on. Outputs, tags, and settings
for the kernel or the front end stay behind.
"""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.harmless import safe_attachments
from autograder.intake import TakenIn, Unreadable
from autograder.master import Master
from autograder.repair import repair

MOST_CELLS = 500
LONGEST_SOURCE = 1_000_000
"""Characters of a cell; what is longer was not written by hand and would be slow to show."""

MOST_PICTURES = 5 * 2**20
"""Bytes of all pasted pictures together."""

TAGS = ("skip-execution", "raises-exception")
"""Tags by which a notebook tells Jupyter not to run a cell, or not to mind that it fails."""

MARKS = ("grade_id", "points", "grade", "solution", "locked", "task", "checksum")


@dataclass(frozen=True)
class Submission:
    """A notebook ready to be graded, and what was repaired or looks odd, a sentence each."""

    notebook: NotebookNode
    flags: tuple[str, ...]


def read_submission(taken: TakenIn, master: Master) -> Submission:
    """What was taken in from a student, repaired after the master.

    Unreadable where nothing can be done.
    """
    if taken.problem:
        raise Unreadable(taken.problem)
    notebook, notes = parse_notebook(taken.data)
    return Submission(notebook, (*taken.flags, *notes, *repair(notebook, master)))


def parse_notebook(data: bytes) -> tuple[NotebookNode, list[str]]:
    """A notebook of format 4 from a file's bytes, older formats upgraded, and what was odd."""
    content = _json(data)
    version = content.get("nbformat")
    if type(version) is not int or not 1 <= version <= 4:
        shown = repr(version)[:30]
        raise Unreadable(f"The notebook's format, {shown}, is not known: save it with Jupyter.")
    flags = []
    cells = content.get("cells")
    if version < 4:
        flags.append(f"The notebook had format {version} and was converted.")
        cells = _converted_cells(data, version)
    if not isinstance(cells, list):
        raise Unreadable("The file is JSON but not a notebook: its cells are no list.")
    if len(cells) > MOST_CELLS:
        raise Unreadable(f"The notebook has {len(cells)} cells; at most {MOST_CELLS} are read.")
    sound = [clean for cell in cells if (clean := _sound_cell(cell)) is not None]
    if len(sound) < len(cells):
        flags.append(f"{len(cells) - len(sound)} cells were damaged or endless and are left out.")
    if any(_has_tags(cell) for cell in cells):
        flags.append(f"Cells are tagged {' or '.join(TAGS)}; they were run all the same.")
    flags += _bound_pictures(sound)
    for index, cell in enumerate(sound):
        cell["id"] = f"cell-{index}"
    notebook = NotebookNode(nbformat=4, nbformat_minor=5, metadata=NotebookNode(), cells=sound)
    return notebook, flags


def _json(data: bytes) -> dict[str, Any]:
    if not data.strip():
        raise Unreadable("The file is empty: hand in the saved notebook.")
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Unreadable(
            "The file is not a notebook: it is not JSON. Hand in the .ipynb file itself."
        ) from None
    if not isinstance(content, dict) or not ("cells" in content or "worksheets" in content):
        raise Unreadable("The file is JSON but not a notebook: it has no cells.")
    return content


def _converted_cells(data: bytes, version: int) -> Any:
    """The cells of a notebook of an older format, as format 4 has them."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            notebook = nbformat.reader.reads(data.decode("utf-8-sig"))
            return nbformat.convert(notebook, 4).get("cells")
    except Exception:  # nbformat raises whatever its conversion meets
        raise Unreadable(
            f"The notebook of format {version} can't be converted: save it with Jupyter."
        ) from None


KINDS = ("code", "markdown", "raw")


def _sound_cell(cell: Any) -> NotebookNode | None:
    """A new cell with what grading needs of a cell from outside; None where that is not to be had.

    Halves of characters are replaced, because no file can hold them.
    """
    if not isinstance(cell, dict):
        return None
    kind = cell.get("cell_type")
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(kind, str) or kind not in KINDS or not isinstance(source, str):
        return None
    if len(source) > LONGEST_SOURCE:
        return None
    text = source.encode("utf-8", "replace").decode("utf-8")
    # not by nbformat's own makers, which hold each cell against the schema, a third of the time
    clean = NotebookNode(id="", cell_type=kind, metadata=NotebookNode(), source=text)
    if kind == "code":
        clean.update(outputs=[], execution_count=None)
    pictures = safe_attachments(cell.get("attachments")) if kind == "markdown" else {}
    if pictures:
        clean.attachments = nbformat.from_dict(pictures)
    marks = _metadata(cell).get("nbgrader")
    if isinstance(marks, dict) and isinstance(marks.get("grade_id"), str):
        clean.metadata["nbgrader"] = {key: marks[key] for key in MARKS if key in marks}
    return clean


def _metadata(cell: Any) -> dict[str, Any]:
    metadata = cell.get("metadata") if isinstance(cell, dict) else None
    return metadata if isinstance(metadata, dict) else {}


def _has_tags(cell: Any) -> bool:
    tags = _metadata(cell).get("tags")
    return isinstance(tags, list) and any(tag in tags for tag in TAGS)


def _bound_pictures(cells: list[NotebookNode]) -> list[str]:
    """Drop all pasted pictures where together they are too large; a flag if so."""
    size = sum(
        len(data)
        for cell in cells
        for bundle in cell.get("attachments", {}).values()
        for data in bundle.values()
    )
    if size <= MOST_PICTURES:
        return []
    for cell in cells:
        cell.pop("attachments", None)
    return [f"The pasted pictures have {size / 2**20:.0f} MB and are left out."]
