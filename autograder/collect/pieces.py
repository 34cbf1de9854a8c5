"""The files of a download that a person can be found for, and when they were handed in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import PurePosixPath

from nbgrader.utils import parse_utc

from autograder.collect.kept import EPOCH
from autograder.collect.patterns import LAST, STAMP_TIMES, Match, Pattern, Rules
from autograder.collect.sources import Found, packed_files
from autograder.course import Course
from autograder.gradebook import TIMESTAMP
from autograder.intake import Unreadable

ONE_DOWNLOAD = timedelta(minutes=30)
"""Entries of a zip file whose times are closer together were stamped while it was made."""

Left = list[tuple[Found, str]]
"""Files that are nobody's hand-in, and why."""


@dataclass(frozen=True)
class Piece:
    """A file of a person, with what its path says of it.

    position: in the download. is_timed: `time` is that of the hand-in. is_packed: it lay in a zip
    file of the person's own.
    """

    found: Found
    match: Match
    position: int
    time: datetime
    is_timed: bool
    is_packed: bool = False


@dataclass
class Pieces:
    """All of a download: what is somebody's, what is left, and a sentence for what is odd."""

    pieces: list[Piece] = field(default_factory=list)
    left: Left = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_pieces(
    files: list[Found], pattern: Pattern, rules: Rules, course: Course, wanted: str
) -> Pieces:
    """Sort the files by what the pattern says of them.

    wanted: the assignment whose files are meant; empty for those of all.
    """
    made = Pieces()
    top = _common_folder([found.path for found in files]) if pattern.name == LAST else ""
    known = set(course.assignments())
    chosen: list[tuple[Found, Match]] = []
    elsewhere = 0
    for found in files:
        match = pattern.match(found.path.removeprefix(top))
        if match is None or match.identity.student in known:
            made.left.append((found, f"Its name does not say whose it is ({pattern.name})."))
        elif wanted and match.assignment not in ("", wanted):
            elsewhere += 1
        else:
            chosen.append((found, match))
    if elsewhere:
        made.notes.append(f"{elsewhere} files of other assignments were left alone.")
    stamps = _stamps([found for found, _ in chosen], rules.zone)
    chosen = [(found, match) for found, match in chosen if not _is_stamp(found)]
    download = None
    if rules.times == "auto" and pattern.name in STAMP_TIMES:
        download = _download_time([found for found, _ in chosen])
    if download:
        made.notes.append(
            f"The files have the time of the download, {download:%Y-%m-%d %H:%M} UTC. When they "
            "were handed in is not known, so only what the platform marks as late is late."
        )
    for position, (found, match) in enumerate(chosen):
        place = str(PurePosixPath(found.path).parent)
        said = parsed_time(match.timestamp, rules.zone) or stamps.get(place)
        own = None if rules.times == "ignore" else found.time
        time = said or download or own or found.time or EPOCH
        is_timed = said is not None or (own is not None and download is None)
        made.pieces.append(Piece(found, match, position, time, is_timed))
    return made


def unpacked(pieces: list[Piece], zone: tzinfo, left: Left) -> Iterator[Piece]:
    """The files, those of zip files among them instead of these. What can't be had is left."""
    for piece in pieces:
        if not _is_zip(piece.found):
            yield piece
            continue
        try:
            packed = list(packed_files(piece.found.read(), zone))
        except Unreadable as problem:
            left.append((piece.found, str(problem)))
            continue
        for inner in packed:
            found = replace(inner, path=f"{piece.found.path}/{inner.path}")
            if inner.problem:
                left.append((found, ""))
            elif _is_zip(found):
                left.append((found, "It is a zip file inside a zip file: not unpacked."))
            else:
                yield replace(piece, found=found, is_packed=True)


def parsed_time(text: str, zone: tzinfo) -> datetime | None:
    """A time in a name or in timestamp.txt, None where it is none.

    Six numbers are a time in `zone`; all else is read as nbgrader reads it.
    """
    if not text.strip():
        return None
    numbers = re.findall(r"\d+", text)
    try:
        if len(numbers) == 6 and not re.search(r"[A-Za-z+]", text):
            time = datetime.strptime(" ".join(numbers), "%Y %m %d %H %M %S")
            return time.replace(tzinfo=zone).astimezone(UTC)
        return parse_utc(text.strip()).replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _stamps(files: list[Found], zone: tzinfo) -> dict[str, datetime]:
    """The times in nbgrader's timestamp.txt, by folder."""
    stamps = {}
    for found in filter(_is_stamp, files):
        try:
            time = parsed_time(found.read()[:64].decode("utf-8", "replace"), zone)
        except Unreadable:
            continue
        if time:
            stamps[str(PurePosixPath(found.path).parent)] = time
    return stamps


def _download_time(files: list[Found]) -> datetime | None:
    """The time of the download where the files have that instead of their own."""
    times = [found.time for found in files if found.time]
    if not times or max(times) - min(times) > ONE_DOWNLOAD:
        return None
    return max(times)


def _is_stamp(found: Found) -> bool:
    return PurePosixPath(found.path).name == TIMESTAMP


def _is_zip(found: Found) -> bool:
    return found.path.lower().endswith(".zip")


def _common_folder(paths: list[str]) -> str:
    """The one folder that a download is wrapped in, with "/"; empty where there is none.

    A single person's folder is no wrapping: below a wrapping there are several folders or files.
    """
    tops = {path.split("/")[0] for path in paths}
    if len(tops) != 1 or any("/" not in path for path in paths):
        return ""
    [top] = tops
    below = [path.split("/")[1] for path in paths]
    folders = {path.split("/")[1] for path in paths if path.count("/") > 1}
    notebooks = [name for name in below if name.endswith((".ipynb", ".zip"))]
    return f"{top}/" if len(folders) > 1 or len(notebooks) > 1 else ""
