"""What was collected: every hand-in is kept, and the newest lies in submitted/.

    .course/collected/ASSIGNMENT/STUDENT/20260301T175900.000000Z-0123456789ab/
        ASSIGNMENT.ipynb    as it was handed in
        hand_in.json        when, called what, marked as late
    .course/collected/ASSIGNMENT/STUDENT/counts
        which of them lies in submitted/

A hand-in is put in its place by one rename, and `counts` is written last: whenever a run is
killed, the next one finishes what was begun.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.utils import parse_utc

from autograder.course import Course, CourseError
from autograder.gradebook import TIMESTAMP, read_timestamp
from autograder.intake import Unreadable, read_notebook_file

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DETAILS = "hand_in.json"
COUNTS = "counts"

Key = tuple[datetime, tuple[int, int]]


@dataclass(frozen=True)
class HandIn:
    """A notebook that somebody handed in.

    time: when, as far as is known: of two, the later one counts. order: of those of one time, the
    larger counts. is_timed: `time` may go into timestamp.txt, by which nbgrader counts what is
    late. source: where it lay in the download.
    """

    data: bytes
    time: datetime
    order: tuple[int, int] = (0, 0)
    is_timed: bool = True
    is_late: bool = False
    source: str = ""

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def key(self) -> Key:
        return self.time, self.order


@dataclass(frozen=True)
class KeptHandIn:
    """A hand-in as it is kept, in a folder of its own."""

    folder: Path
    key: Key
    digest: str
    is_timed: bool
    is_late: bool
    source: str


class Kept:
    """All hand-ins of a student for an assignment."""

    def __init__(self, course: Course, assignment: str, student: str) -> None:
        self._file_name = f"{assignment}.ipynb"
        self._collected = course.private / "collected"
        self._folder = self._collected / assignment / student
        self._place = course.submitted / student / assignment
        self._assignment = assignment

    def all(self) -> list[KeptHandIn]:
        """The hand-ins, the newest last."""
        folders = [path for path in self._folder.glob("*") if path.is_dir()]
        kept = [one for folder in folders if (one := _read_details(folder))]
        return sorted(kept, key=lambda one: (one.key, one.folder.name))

    def take(self, hand_ins: list[HandIn]) -> str:
        """Keep what is new, put the newest into submitted/, and say what became of it.

        ``new``, ``newer`` than what counted, ``older`` (it is kept, but another one counts) or
        ``unchanged``. Unreadable where submitted/ holds something that may not be replaced.
        """
        self._adopt()
        before = self.all()
        for one in self._unknown(hand_ins, before):
            self._keep(one)
        after = self.all()
        is_put = self._put_in_place(after[-1])
        if not before:
            return "new"
        if is_put and after[-1].digest in {one.digest for one in hand_ins}:
            return "newer"
        return "older" if len(after) > len(before) else "unchanged"

    def _unknown(self, hand_ins: list[HandIn], kept: list[KeptHandIn]) -> list[HandIn]:
        """Those to be kept, which are not there yet.

        The same work in a later download is not handed in again, unless it counted before, was
        replaced, and is now the newest once more.
        """
        known = {one.digest for one in kept}
        ordered = sorted(hand_ins, key=lambda one: one.key)
        chosen = [one for one in ordered[:-1] if one.digest not in known | {ordered[-1].digest}]
        last = ordered[-1]
        others: list[HandIn | KeptHandIn] = [*kept, *chosen]
        newest = sorted(others, key=lambda one: one.key)[-1:]
        is_back = any(one.digest != last.digest and one.key < last.key for one in newest)
        if last.digest not in known or is_back:
            chosen.append(last)
        return list({one.digest: one for one in chosen}.values())

    def _keep(self, one: HandIn) -> None:
        building = self._collected / ".building"
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        (building / self._file_name).write_bytes(one.data)
        details = {
            "time": one.time.isoformat(),
            "order": one.order,
            "digest": one.digest,
            "is_timed": one.is_timed,
            "is_late": one.is_late,
            "source": one.source,
        }
        (building / DETAILS).write_text(json.dumps(details, ensure_ascii=True, indent=1))
        target = self._folder / f"{one.time:%Y%m%dT%H%M%S.%fZ}-{one.digest[:12]}"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(target, ignore_errors=True)
        building.rename(target)

    def _adopt(self) -> None:
        """Keep what lies in submitted/ and was not collected: put there, or changed, by hand."""
        if self._place.parent.is_symlink() or self._place.is_symlink():
            raise Unreadable("it is a link; put the folder itself in its place.")
        if not self._place.exists() or not any(self._place.glob("*.ipynb")):
            return
        data, _ = read_notebook_file(self._place, self._assignment)
        kept = self.all()
        if hashlib.sha256(data).hexdigest() in {one.digest for one in kept}:
            return
        stamp, _ = read_timestamp(self._place)
        counted = next((one for one in kept if one.folder.name == self._counted()), None)
        if counted:
            time, (number, position) = counted.key
            order = number, position + 1
        elif stamp:
            time, order = parse_utc(stamp).replace(tzinfo=UTC), (0, 0)
        else:
            file = next(self._place.glob("*.ipynb"))
            time, order = datetime.fromtimestamp(file.stat().st_mtime, UTC), (0, 0)
        self._keep(HandIn(data, time, order, bool(stamp), source="submitted/"))

    def _put_in_place(self, one: KeptHandIn) -> bool:
        """Put a hand-in into submitted/ unless it is the one that counts already."""
        target = self._place / self._file_name
        if self._counted() == one.folder.name and target.is_file():
            return False
        self._place.mkdir(parents=True, exist_ok=True)
        stamp = self._place / TIMESTAMP
        if one.is_timed or one.is_late:
            _write(stamp, f"{one.key[0]:%Y-%m-%d %H:%M:%S.%f} UTC".encode())
        else:
            stamp.unlink(missing_ok=True)
        _write(target, (one.folder / self._file_name).read_bytes())
        _write(self._folder / COUNTS, one.folder.name.encode())
        return True

    def _counted(self) -> str:
        try:
            return (self._folder / COUNTS).read_text(encoding="utf-8")
        except OSError:
            return ""


def _read_details(folder: Path) -> KeptHandIn | None:
    """A kept hand-in; None for a folder that is none."""
    try:
        details = json.loads((folder / DETAILS).read_text())
        time = datetime.fromisoformat(details["time"])
        number, position = details["order"]
        return KeptHandIn(
            folder,
            (time, (number, position)),
            details["digest"],
            details["is_timed"],
            details["is_late"],
            details["source"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(path: Path, data: bytes) -> None:
    """Write a file so that a reader meets the old one or the new one, never half of it."""
    scratch = path.with_name(f".{path.name}.new")
    scratch.write_bytes(data)
    os.replace(scratch, path)


@contextlib.contextmanager
def one_at_a_time(course: Course) -> Iterator[None]:
    """CourseError where another run collects into the same course folder."""
    folder = course.private / "collected"
    course.private.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CourseError(
                "Another `course collect` is running in this course folder."
            ) from None
        yield
