"""The course_lib that the process for student code imports, ready in a folder.

It is the one that students of the assignment have. A class is graded many times, so a course
keeps it until the code it is made from changes; elsewhere it is made anew.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from autograder.course import Course
from autograder.fingerprint import engine_digest


def kept_library(course: Course, assignment: str) -> Path:
    """The folder that holds the assignment's library, from the runs before where it is there."""
    folder = course.private / "libraries"
    kept = folder / f"{assignment}-{engine_digest(assignment)[:20]}"
    if not kept.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as fresh:
            prepared_library(assignment, Path(fresh) / "library")
            for outdated in folder.glob(f"{assignment}-*"):
                shutil.rmtree(outdated, ignore_errors=True)
            with contextlib.suppress(OSError):  # another run was quicker with the same
                os.replace(Path(fresh) / "library", kept)
    return kept


def prepared_library(assignment: str, folder: Path) -> Path:
    """Put the assignment's library into `folder`, and return that."""
    from autograder.bundle import stripped_library

    stripped_library(assignment, folder / "course_lib")
    return folder
