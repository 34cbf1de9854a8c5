"""What the tests of `course collect` share: a course, two people, and looks at what came out."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from lms_zips import (
    Hand,
)
from made_up_course import ASSIGNMENT, made_up_notebook

from autograder.collect import Collected
from autograder.course import Course

OTHER = "02_gradients"
FILE = f"{ASSIGNMENT}.ipynb"


def notebook(text: str = "", assignment: str = ASSIGNMENT) -> bytes:
    """A notebook of an assignment that differs from others by a text."""
    made = made_up_notebook()
    if assignment == OTHER:
        for cell in made.cells:
            if "nbgrader" in cell.metadata:
                cell.metadata["nbgrader"]["grade_id"] += "_of_gradients"
    made.cells[0].source = text
    return json.dumps(made).encode()


ADA = Hand("Ada", "Lovelace", 11, [(FILE, notebook("ada"))])
GRACE = Hand("Grace", "Hopper", 12, [(FILE, notebook("grace"))])
PAIR = [ADA, GRACE]

ROSTER = (
    "student id,name,e-mail,LMS id,group\n"
    "s1,Ada Lovelace,ada@x,11,Team 3\n"
    's2,"Hopper, Grace",grace@x,12,Team 3\n'
    "s3,Alan Turing,alan@x,13,Team 4\n"
)


def submitted(course: Course) -> dict[str, bytes]:
    """The notebooks in submitted/, by path."""
    return {
        str(path.relative_to(course.submitted)): path.read_bytes()
        for path in sorted(course.submitted.rglob("*.ipynb"))
    }


def stamp(course: Course, student: str) -> str:
    path = course.submitted / student / ASSIGNMENT / "timestamp.txt"
    return path.read_text() if path.exists() else ""


def everything(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below a folder, with its time."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in (".lock", "people.json")
    }


def statuses(collected: Collected) -> dict[str, str]:
    return {row.student: row.status for row in collected.rows}


def reasons(collected: Collected) -> dict[str, str]:
    return {left.path: left.reason for left in collected.unmatched}


def put_roster(course: Course, text: str = ROSTER) -> None:
    (course.root / "roster.csv").write_text(text, encoding="utf-8")


def two_assignments(root: Path) -> Course:
    """A course of two assignments."""
    made = Course(root)
    for assignment in (ASSIGNMENT, OTHER):
        path = made.source_notebook(assignment)
        path.parent.mkdir(parents=True)
        path.write_bytes(notebook("source", assignment))
    return made


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return buffer.getvalue()


def entry(name: str, mode: int = 0o100644, **other: object) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (2026, 3, 1, 8, 0, 0))
    info.create_system, info.external_attr = 3, mode << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    for key, value in other.items():
        setattr(info, key, value)
    return info
