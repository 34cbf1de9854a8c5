"""Unpacks what was downloaded from a learning platform: zip files, of which nothing is trusted."""

from __future__ import annotations

import os
import shutil
import stat
import zipfile
import zlib
from collections import Counter
from pathlib import Path, PurePosixPath

from autograder.intake import Unreadable, shortened

MOST_MEMBERS = 5_000
MAX_MEMBER = 50 * 2**20
MAX_TOTAL = 500 * 2**20
MAX_RATIO = 200
"""Unpacked to packed size; text does not reach it, and a bomb lives from it."""

SMALL = 2**20
"""Below this a ratio says nothing."""

LONGEST_NAME = 240
DEEPEST = 12
UNIX = 3
CHUNK = 2**16
NOT_WORK = ("__MACOSX", ".DS_Store", "Thumbs.db", ".ipynb_checkpoints")
"""What computers add by themselves."""


def extract_zip(path: Path, destination: Path) -> list[Path]:
    """Unpack a zip file into `destination`, a folder that is made for it, and say what is there.

    Nothing is left there unless all of its entries are sound; Unreadable where one is not.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = safe_members(archive)
            destination.mkdir(parents=True)
            try:
                return _extracted(archive, members, destination)
            except BaseException:
                shutil.rmtree(destination, ignore_errors=True)
                raise
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError):
        raise Unreadable(f"{shortened(path.name)} is damaged: download it again.") from None
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "it can't be opened"
        raise Unreadable(f"{shortened(path.name)} can't be unpacked: {reason}.") from None


def safe_members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files in a zip file. Unreadable, with the first reason, where one may not be unpacked."""
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise Unreadable(f"The zip file has {len(members)} entries; at most {MOST_MEMBERS} go.")
    if sum(member.file_size for member in members) > MAX_TOTAL:
        raise Unreadable(f"The zip file unpacks to more than {MAX_TOTAL // 2**20} MB.")
    wanted = [member for member in members if not is_not_work(member.filename)]
    for member in wanted:
        problem = content_problem(member) or _name_problem(member.orig_filename)
        if problem:
            raise Unreadable(f"The zip file's entry {shortened(member.filename)} {problem}.")
    files = [member for member in wanted if not member.is_dir()]
    _require_distinct(files)
    return files


def is_not_work(name: str) -> bool:
    """Whether a computer added the file by itself."""
    return any(part in NOT_WORK for part in name.split("/"))


def content_problem(member: zipfile.ZipInfo) -> str:
    """What is wrong with what an entry holds, to stand behind its name; empty where it is sound."""
    mode = member.external_attr >> 16 if member.create_system == UNIX else 0
    if member.flag_bits & 1:
        return "is encrypted: hand it in without a password"
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link or a special file: hand in the file itself"
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is packed in an unusual way: pack it as an ordinary zip file"
    if member.file_size > MAX_MEMBER:
        return f"has more than {MAX_MEMBER // 2**20} MB"
    if member.file_size > max(SMALL, MAX_RATIO * member.compress_size):
        return "unpacks to far more than a notebook can be"
    return ""


def _name_problem(name: str) -> str:
    """Why no file may get this name, which is as it is in the zip: zipfile cuts it at a NUL."""
    parts = name.removesuffix("/").split("/")
    if not name.isprintable() or len(name) > LONGEST_NAME or len(parts) > DEEPEST:
        return "has a name that is too long or can't be printed"
    if "\\" in name or ":" in name or PurePosixPath(name).is_absolute():
        return "has an absolute or foreign path: pack the folder itself"
    if any(part in ("", ".", "..") or part != part.rstrip(" .") for part in parts):
        return "has a path that leads elsewhere: pack the folder itself"
    return ""


def _require_distinct(files: list[zipfile.ZipInfo]) -> None:
    """No file twice, or once as a file and once as a folder, however capital letters count."""
    names = Counter(member.filename.casefold() for member in files)
    folders = {str(parent) for name in names for parent in PurePosixPath(name).parents}
    for member in files:
        name = member.filename.casefold()
        if names[name] > 1 or name in folders:
            raise Unreadable(f"The zip file has {shortened(member.filename)} twice: pack it anew.")


def _extracted(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], destination: Path
) -> list[Path]:
    """Write the files. What they really hold is counted, whatever the zip file says."""
    written, room = [], MAX_TOTAL
    for member in members:
        target = destination / member.filename
        target.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        with archive.open(member) as source, open(os.open(target, flags, 0o600), "wb") as file:
            while chunk := source.read(CHUNK):
                room -= len(chunk)
                if room < 0 or file.tell() > MAX_MEMBER:
                    raise Unreadable("The zip file unpacks to more than it says.")
                file.write(chunk)
        written.append(target)
    return written
