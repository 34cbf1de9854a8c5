"""Which assignment a notebook belongs to, by what is in it and not by what it is called."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from autograder.course import Course


class Recogniser:
    """Knows the assignments of a course by the grade ids that no other assignment has."""

    def __init__(self, course: Course) -> None:
        found = {}
        for assignment in course.assignments():
            try:
                data = course.source_notebook(assignment).read_bytes()
            except OSError:
                continue
            found[assignment] = grade_ids(data) or set()
        shared = Counter(name for names in found.values() for name in names)
        self._own = {
            assignment: {name for name in names if shared[name] == 1}
            for assignment, names in found.items()
        }

    def assignment_of(self, data: bytes) -> str:
        """The assignment with which a file shares most; empty where it is none's notebook."""
        if b"grade_id" not in data:  # most files of a bundle, some of which are large
            return ""
        names = grade_ids(data)
        if not names:
            return ""
        common = {assignment: len(own & names) for assignment, own in self._own.items()}
        best = max(common, key=lambda assignment: common[assignment], default="")
        return best if common.get(best) else ""


def grade_ids(data: bytes) -> set[str] | None:
    """nbgrader's marks in a notebook of any format; None where it is no notebook."""
    if data[:3] != b"\xef\xbb\xbf" and data.lstrip()[:1] != b"{":
        return None
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict):
        return None
    cells = content.get("cells")
    if not isinstance(cells, list):
        sheets = content.get("worksheets")  # formats 2 and 3
        if not isinstance(sheets, list):
            return None
        cells = [cell for sheet in sheets if isinstance(sheet, dict) for cell in _cells(sheet)]
    return {name for cell in cells if (name := _grade_id(cell))}


def _cells(sheet: dict[str, Any]) -> list[Any]:
    cells = sheet.get("cells")
    return cells if isinstance(cells, list) else []


def _grade_id(cell: Any) -> str:
    metadata = cell.get("metadata") if isinstance(cell, dict) else None
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = marks.get("grade_id") if isinstance(marks, dict) else None
    return name if isinstance(name, str) else ""
