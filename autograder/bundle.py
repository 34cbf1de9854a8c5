"""What a student's copy of the library holds: everything but the answers.

`stripped_library` writes it, for the student bundle as for the process that runs a student's
code while it is graded: what can't be imported here can't be imported there.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePath

import course_lib
from course_lib import datasets, exercises
from course_lib.diagnosis.case import PUBLIC_SEED, live_case
from course_lib.recorded import record

LIBRARY = Path(course_lib.__file__).resolve().parent

REFERENCES = {
    "01_loss_functions": ("losses",),
    "02_gradients": ("gradients", "descent"),
    "03_computational_graphs": ("graph",),
    "04_backprop_by_hand": ("layers",),
    "05_two_layer_net": ("neuron", "networks"),
}
"""The modules of reference implementations that each assignment asks for."""

WRITTEN_ANEW = ("records", "data")
"""Folders of the library whose content is made for each assignment, never copied."""


def stripped_library(assignment: str, destination: Path) -> None:
    """Write the library as students of `assignment` may have it to the folder `destination`.

    Left out are the references, exercises and misconceptions of this assignment and of later
    ones, and the later ones' probes. In their place are recorded checks. The datasets lie inside.
    """
    for path in library_files(assignment):
        target = destination / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(LIBRARY / path, target)
    _write_records(assignment, destination / "records")
    _copy_datasets(destination / "data")


def library_files(assignment: str) -> Iterator[PurePath]:
    """The library's own files that students of `assignment` may have, relative to the library."""
    for path in sorted(LIBRARY.rglob("*")):
        relative = path.relative_to(LIBRARY)
        hidden = any(part.startswith((".", "__pycache__")) for part in relative.parts)
        if path.is_file() and not hidden and not is_withheld(relative, assignment):
            yield relative


def is_withheld(path: PurePath, assignment: str) -> bool:
    """Whether a file of the library would give answers to students of `assignment`.

    Exercises and probes are withheld unless they are known to be harmless, so that a file
    nobody thought of stays with the instructor.
    """
    before = earlier(assignment)
    folder, stem = path.parts[0], path.stem
    if folder == "exercises":
        return stem not in ("__init__", "exercise") and not _belongs(stem, before)
    if folder == "probes":
        return stem != "__init__" and not _belongs(stem, [*before, assignment])
    if folder in WRITTEN_ANEW:
        return True
    asked_for = [name for name in REFERENCES if name not in before]
    return any(folder.removesuffix(".py") in REFERENCES[name] for name in asked_for)


def earlier(assignment: str) -> list[str]:
    """The assignments before this one.

    None, if the library does not know it: then it may build on nothing and holds no answers.
    """
    known = list(exercises.ASSIGNMENTS)
    return known[: known.index(assignment)] if assignment in known else []


def _belongs(stem: str, assignments: list[str]) -> bool:
    modules = [exercises.ASSIGNMENTS[name] for name in assignments if name in exercises.ASSIGNMENTS]
    return any(stem == module or stem.startswith(f"{module}_") for module in modules)


def _write_records(assignment: str, folder: Path) -> None:
    if assignment not in exercises.ASSIGNMENTS:
        return
    records = {
        exercise.name: record(live_case(exercise.name, PUBLIC_SEED))
        for exercise in exercises.of_assignment(assignment)
    }
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(records, ensure_ascii=False, separators=(",", ":"))
    (folder / f"{assignment}.json").write_text(text, encoding="utf-8")


def _copy_datasets(destination: Path) -> None:
    source = next(folder for folder in datasets.FOLDERS if folder.is_dir())
    destination.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.iterdir()):
        if path.suffix in (".csv", ".md"):
            shutil.copyfile(path, destination / path.name)
