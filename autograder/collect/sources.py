"""The files of a download: a zip file or a folder, of which nothing is trusted.

Nothing is unpacked. A file is read when it is wanted, its size counted while it is read, and its
name is a text that no file here is ever called by. So an entry that may not be used costs only
itself: it has a `problem`, and the others go on.
"""

from __future__ import annotations

import contextlib
import io
import os
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import IO

from autograder.archives import CHUNK, MAX_MEMBER, MAX_TOTAL, content_problem, is_not_work
from autograder.course import CourseError
from autograder.intake import Unreadable, shortened

MOST_FILES = 100_000
"""In a class's download. What a person packed is held to `archives.MOST_MEMBERS` and MAX_TOTAL."""

MOST_PACKED = 1_000
LONGEST_PATH = 1_000
UTF_8 = 0x800
"""A bit of an entry's flags: its name is in UTF-8."""

EXTENDED_TIMESTAMP = 0x5455
"""Info-ZIP's extra field "UT", whose seconds count from 1970 in UTC (APPNOTE.TXT 4.6.1)."""


@dataclass(frozen=True)
class Found:
    """A file of a download.

    path: inside the download, with "/". time: its own; None where it has none. problem: why it
    can't be used, to stand behind its name; `read` raises Unreadable with a whole sentence.
    """

    path: str
    time: datetime | None
    read: Callable[[], bytes]
    problem: str = ""


@contextlib.contextmanager
def opened_download(path: Path, zone: tzinfo) -> Iterator[list[Found]]:
    """The files in a zip file, in a folder, or the one file. CourseError where there is nothing.

    zone: what the times in a zip file mean, which as a rule has none.
    """
    with contextlib.ExitStack() as opened:
        try:
            files = list(_files(path, zone, opened))
        except (zipfile.BadZipFile, EOFError, NotImplementedError):
            raise CourseError(f"{path.name} is damaged: download it again.") from None
        except Unreadable as problem:
            raise CourseError(f"{path.name}: {problem}") from None
        except OSError as error:
            raise CourseError(f"{path} can't be read: {error.strerror}.") from None
        yield files


def _files(path: Path, zone: tzinfo, opened: contextlib.ExitStack) -> Iterator[Found]:
    if path.is_dir():
        yield from _files_in_folder(path)
    elif zipfile.is_zipfile(path):
        archive = opened.enter_context(zipfile.ZipFile(path))
        yield from _files_in_zip(archive, zone, MOST_FILES)
    elif path.is_file():
        yield _plain_file(path, path.name)
    else:
        raise CourseError(f"There is nothing at {path}: name a zip file or a folder.")


def packed_files(data: bytes, zone: tzinfo) -> Iterator[Found]:
    """The files in a zip file that somebody handed in. Unreadable where it can't be opened."""
    try:
        yield from _files_in_zip(zipfile.ZipFile(io.BytesIO(data)), zone, MOST_PACKED)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, OSError):
        raise Unreadable("The zip file is damaged: hand it in again.") from None


def _files_in_zip(archive: zipfile.ZipFile, zone: tzinfo, most: int) -> Iterator[Found]:
    members = archive.infolist()
    if len(members) > most:
        raise Unreadable(f"The zip file has {len(members)} entries; at most {most} go.")
    if most == MOST_PACKED and sum(member.file_size for member in members) > MAX_TOTAL:
        raise Unreadable(f"The zip file unpacks to more than {MAX_TOTAL // 2**20} MB.")
    for member in members:
        name = _name(member)
        if not member.is_dir() and not is_not_work(name):
            problem = content_problem(member) or _name_problem(name)
            read = partial(_entry, archive, member)
            yield Found(name, _time(member, zone), read, problem)


def _name(member: zipfile.ZipInfo) -> str:
    """An entry's name, composed; in UTF-8 where it is that, though the entry doesn't say so.

    Some programs on Windows write "\\" between folders.
    """
    name = member.orig_filename
    if not member.flag_bits & UTF_8:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", name).replace("\\", "/")


def _name_problem(name: str) -> str:
    if len(name) > LONGEST_PATH:
        return f"has a name of {len(name)} characters"
    if ".." in name.split("/") or name.startswith("/") or name[1:3] == ":/":
        return "has a path that leads elsewhere: pack the folder itself"
    return ""


def _time(member: zipfile.ZipInfo, zone: tzinfo) -> datetime | None:
    """When an entry was last changed; None where it does not say, as 1980 does not."""
    extra = member.extra
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        if kind == EXTENDED_TIMESTAMP and size >= 5 and len(extra) >= 9 and extra[4] & 1:
            [seconds] = struct.unpack_from("<i", extra, 5)
            return datetime.fromtimestamp(seconds, UTC)
        extra = extra[4 + size :]
    if member.date_time[0] <= 1980:
        return None
    try:
        return datetime(*member.date_time, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _entry(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """What an entry holds. Its true size is counted, whatever the zip file says."""
    if content_problem(member):
        raise Unreadable(f"{shortened(_name(member))} {content_problem(member)}.")
    try:
        with archive.open(member) as file:
            return _bounded(file, _name(member))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError):
        raise Unreadable(f"{shortened(_name(member))} is damaged: download it again.") from None
    except RuntimeError as error:  # zipfile's for what is encrypted
        raise Unreadable(f"{shortened(_name(member))} can't be opened: {error}.") from None


def _bounded(file: IO[bytes], name: str) -> bytes:
    data = io.BytesIO()
    while chunk := file.read(CHUNK):
        data.write(chunk)
        if data.tell() > MAX_MEMBER:
            raise Unreadable(f"{shortened(name)} has more than {MAX_MEMBER // 2**20} MB.")
    return data.getvalue()


def _files_in_folder(folder: Path) -> Iterator[Found]:
    count = 0
    for place, folders, names in os.walk(folder):
        folders.sort()
        linked = [name for name in folders if Path(place, name).is_symlink()]
        for name in sorted([*names, *linked]):
            path = Path(place, name)
            relative = path.relative_to(folder).as_posix()
            if is_not_work(relative):
                continue
            count += 1
            if count > MOST_FILES:
                raise Unreadable(f"It has more than {MOST_FILES} files: is it the right folder?")
            yield _plain_file(path, relative)


def _plain_file(path: Path, relative: str) -> Found:
    """A file on disk; what is not plain, or is not its folder's alone, has a problem."""
    shown = unicodedata.normalize("NFC", os.fsencode(relative).decode("utf-8", "replace"))
    try:
        status = path.lstat()
    except OSError as error:
        return Found(shown, None, lambda: _content(path), f"can't be read: {error.strerror}")
    time = datetime.fromtimestamp(status.st_mtime, UTC)
    problem = ""
    if stat.S_ISLNK(status.st_mode):
        problem = "is a link: hand in the file itself"
    elif not stat.S_ISREG(status.st_mode):
        problem = "is no plain file"
    elif status.st_nlink > 1:
        problem = "is a hard link to a file that is elsewhere, too: hand in a copy"
    elif status.st_size > MAX_MEMBER:
        problem = f"has more than {MAX_MEMBER // 2**20} MB"
    return Found(shown, time, lambda: _content(path), problem)


def _content(path: Path) -> bytes:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        with open(os.open(path, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise Unreadable(f"{shortened(path.name)} is no plain file.")
            return _bounded(file, path.name)
    except OSError as error:
        raise Unreadable(f"{shortened(path.name)} can't be read: {error.strerror}.") from None
