"""Content addresses: what a result depends on, in one digest.

A result is taken again as it is when the submission, the assignment (source notebook, exercises,
seed) and the engine (this package, the library, what they stand on) are the same, byte for byte.
Nothing here imports what takes long to import: an unchanged class is recognised in a second.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import sys
from functools import cache
from pathlib import Path

from autograder.course import Course

PACKAGE = Path(__file__).resolve().parent
LIBRARY = PACKAGE.parent / "course_lib"
STANDS_ON = ("numpy", "matplotlib", "ipython", "nbgrader", "nbformat", "nbconvert", "nh3")
NO_PART = (
    "cli",
    "collect",
    "demo",
    "demo_answers",
    "demo_class",
    "export",
    "export_forms",
    "feedback",
    "lab",
    "report",
    "roster",
    "similarity",
    "site",
    "source_check",
    "summary",
)
"""Modules and folders of this package that have no part in making a result."""


@cache
def engine_digest(assignment: str) -> str:
    """Of the code that makes a result. Other assignments' exercises and probes do not count."""
    digest = hashlib.sha256(sys.version.encode())
    for package in STANDS_ON:
        digest.update(f"{package} {importlib.metadata.version(package)}\n".encode())
    for folder in (PACKAGE, LIBRARY):
        for path in sorted(folder.rglob("*.py")):
            relative = path.relative_to(folder.parent).as_posix()
            if not _has_no_part(relative, assignment):
                digest.update(f"{relative}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def assignment_digest(course: Course, assignment: str, settings: str) -> str:
    """Of the engine, the source notebook, the secret seed and the settings of this run."""
    digest = hashlib.sha256(engine_digest(assignment).encode())
    digest.update(course.source_notebook(assignment).read_bytes())
    digest.update(f"{course.seed()} {settings}".encode())
    return digest.hexdigest()


def submission_digest(assignment: str, folder: Path) -> str:
    """Of an assignment's digest and everything that lies in a student's folder.

    Links and special files count by name and kind only: they are not opened here.
    """
    digest = hashlib.sha256(assignment.encode())
    paths = sorted(folder.rglob("*")) if folder.is_dir() and not folder.is_symlink() else [folder]
    for path in paths:
        kind = path.lstat().st_mode >> 12
        digest.update(f"{path.relative_to(folder.parent).as_posix()!r} {kind}\n".encode())
        if kind == REGULAR_FILE:
            digest.update(_content(path))
    return digest.hexdigest()


REGULAR_FILE = 0o10
LARGEST = 64 * 2**20


def _content(path: Path) -> bytes:
    """A file's bytes, hashed; of a very large one its size, because it is not read for grading."""
    size = path.lstat().st_size
    if size > LARGEST:
        return str(size).encode()
    try:
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError as error:
        return f"cannot be read: {error.errno}".encode()


def _has_no_part(relative: str, assignment: str) -> bool:
    """Whether a file can't change a result: it shows results, or is of another assignment."""
    parts = relative.split("/")
    if parts[0] == PACKAGE.name:
        return parts[1].removesuffix(".py") in NO_PART
    if len(parts) != 3 or parts[1] not in ("exercises", "probes"):
        return False
    subject = assignment.partition("_")[2]
    stem = parts[2].removesuffix(".py")
    return stem not in ("__init__", "exercise") and not stem.startswith(subject)
