"""Made-up downloads, in the shape in which learning platforms give them.

Moodle    moodle/moodle, mod/assign/classes/downloader.php: `load_submissionplugin_filelist` names
          the files, `get_student_prefix` the people. The number is the person's in this assignment
          only (`get_uniqueid_for_user`). Up to Moodle 4.0 the folder's name ended with "_".
Canvas    instructure/canvas-lms, lib/content_zipper.rb: `get_filename`, `sanitize_user_name`,
          `add_upload_submission`. A file handed in again is called name-1.ipynb
          (`Attachment.make_unique_filename`).
nbgrader  nbgrader/exchange/default/submit.py: user+assignment+timestamp+random letters.
"""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

DOWNLOADED = datetime(2026, 3, 2, 8, 0, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Hand:
    """What one person hands in: files by name.

    number: the platform's, of the person. time: of the hand-in.
    """

    first: str
    last: str
    number: int
    files: Sequence[tuple[str, bytes]]
    time: datetime = DOWNLOADED
    is_late: bool = False

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


Entry = tuple[str, bytes, datetime]


def moodle_entries(
    hands: Iterable[Hand], kind: str = "file", end: str = "", as_folders: bool = True
) -> list[Entry]:
    """Entries of "Download all submissions"."""
    entries = []
    for hand in hands:
        prefix = f"{hand.name.replace('_', ' ')}_{hand.number}_assignsubmission_{kind}{end}"
        for name, data in hand.files:
            path = f"{prefix}/{name}" if as_folders else f"{prefix.rstrip('_')}_{name}"
            entries.append((path, data, hand.time))
    return entries


def canvas_entries(hands: Iterable[Hand], is_anonymous: bool = False) -> list[Entry]:
    """Entries of "Download submissions"; the files' own numbers grow with every file."""
    entries, file_number = [], 900_000
    for hand in hands:
        for name, data in hand.files:
            file_number += 1
            sortable = re.sub(r"_(\d+)_", r"\1", f"{hand.last}, {hand.first}").lower()
            parts = [] if is_anonymous else [sortable]
            parts += ["LATE"] if hand.is_late else []
            parts += [f"anon_x{hand.number}y" if is_anonymous else str(hand.number)]
            person = re.sub(r"\W", "", "_".join(parts))
            shown = re.sub(r'[\x00/\\:*?"<>|]+', "_", name)
            entries.append((f"{person}_{file_number}_{shown}", data, hand.time))
    return entries


def exchange_entries(hands: Iterable[Hand], assignment: str) -> list[Entry]:
    """Files of nbgrader's inbound folder; the user's name is the last name, small."""
    entries = []
    for hand in hands:
        stamp = f"{hand.time:%Y-%m-%d %H:%M:%S.%f} UTC"
        folder = f"{hand.last.lower()}+{assignment}+{stamp}+c2Vj_mV-dA12"
        entries += [(f"{folder}/{name}", data, hand.time) for name, data in hand.files]
        entries.append((f"{folder}/timestamp.txt", stamp.encode(), hand.time))
    return entries


def write_zip(path: Path, entries: Iterable[Entry]) -> Path:
    """A zip file whose times are UTC, as a server's are."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data, time in entries:
            info = zipfile.ZipInfo(name, time.astimezone(UTC).timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return path


def write_folder(path: Path, entries: Iterable[Entry]) -> Path:
    """The same entries as files on disk."""
    for name, data, time in entries:
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        os.utime(target, (time.timestamp(), time.timestamp()))
    return path


def days_apart(hands: Iterable[Hand]) -> list[Hand]:
    """The hand-ins on one day after the other, as an old Moodle noted them."""
    return [
        Hand(h.first, h.last, h.number, h.files, DOWNLOADED - timedelta(days=20 - at), h.is_late)
        for at, h in enumerate(hands)
    ]
