"""Keeps a copy of what could not be matched, in .course/unmatched/ASSIGNMENT/."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from autograder.archives import MAX_TOTAL
from autograder.collect.sources import Found
from autograder.course import Course
from autograder.intake import Unreadable

LONGEST_NAME = 80


@dataclass(frozen=True)
class Unmatched:
    """A file that is nobody's hand-in. copy: its name in the folder; empty where there is none."""

    path: str
    reason: str
    copy: str = ""


class UnmatchedFolder:
    """The copies of an assignment. Checksums in their names keep them apart."""

    def __init__(self, course: Course, assignment: str) -> None:
        self.folder: Path = course.private / "unmatched" / assignment
        self._room = MAX_TOTAL

    def add(self, found: Found, reason: str) -> Unmatched:
        """Copy a file if that can be done, and say so in what is returned."""
        if found.problem:
            return Unmatched(found.path, f"It {found.problem}.")
        try:
            data = found.read()
        except Unreadable as problem:
            return Unmatched(found.path, str(problem))
        self._room -= len(data)
        if self._room < 0:
            return Unmatched(found.path, f"{reason} (No copy: the others fill the room.)")
        target = self._copy(found.path, data)
        self.folder.mkdir(parents=True, exist_ok=True)
        scratch = self.folder / ".new"
        scratch.write_bytes(data)
        os.replace(scratch, target)
        return Unmatched(found.path, reason, target.name)

    def matched(self, path: str, data: bytes) -> None:
        """Remove the copy of a file that has found its place meanwhile."""
        with contextlib.suppress(OSError):
            self._copy(path, data).unlink()

    def _copy(self, path: str, data: bytes) -> Path:
        digest = hashlib.sha256(path.encode("utf-8", "replace") + b"\0" + data).hexdigest()[:12]
        return self.folder / f"{digest}-{re.sub(r'[^A-Za-z0-9.-]+', '_', path)[-LONGEST_NAME:]}"
