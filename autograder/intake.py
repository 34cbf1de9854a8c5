"""What lies in a student's folder, read without following or trusting any of it.

Only the bytes of one notebook go on from here. Other files are looked at by name, never opened.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.pages import visible

MAX_BYTES = 20 * 2**20
MOST_ENTRIES = 1_000
"""Files in a folder that are looked at."""

LONGEST_ID = 100
"""Characters of a student's id: it names folders, and nbgrader's database takes 128."""

RESERVED = {"con", "prn", "aux", "nul"}
RESERVED |= {f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)}
"""Names that are devices on Windows, whatever their ending."""

SHADOWED = {*sys.stdlib_module_names, "sitecustomize", "usercustomize"}
SHADOWED |= {"numpy", "matplotlib", "IPython", "ipywidgets", "course_lib", "autograder", "nbgrader"}
MODULE_ENDINGS = ("py", "pyc", "pyd", "so", "pth")


class Unreadable(Exception):  # noqa: N818 - a verdict on the submission, not an error of ours
    """The submission can't be graded; the text is one sentence for the table."""


def id_problem(student: str) -> str:
    """Why a name can't be a student's id, as a sentence; empty where it can.

    It is the name of a folder, goes into the gradebook and, from there, into spreadsheets.
    """
    shown = f"The student id {shortened(student)!r}"
    todo = "rename the folder."
    if not student or len(student) > LONGEST_ID:
        return f"A student id has 1 to {LONGEST_ID} characters: {todo}"
    if not student.isprintable():
        return f"{shown} has characters that can't be printed: {todo}"
    if not (student[0].isalnum() or student[0] == "_"):
        return f"{shown} does not begin with a letter or digit: {todo}"
    if student[-1] in " .":
        return f"{shown} ends with a space or a full stop: {todo}"
    forbidden = sorted(set(student) & set("/\\:*?\"<>|;`$'&%{}"))
    if forbidden:
        return f"{shown} has {' and '.join(forbidden)} in it, which a folder or page can't: {todo}"
    if student.partition(".")[0].lower() in RESERVED:
        return f"{shown} is the name of a device on some computers: {todo}"
    return ""


def require_sound_id(student: str) -> None:
    """Unreadable where `id_problem` has something to say."""
    problem = id_problem(student)
    if problem:
        raise Unreadable(problem)


@dataclass(frozen=True)
class TakenIn:
    """What goes on from a student's folder: plain data, to be graded here or on another machine.

    data: the notebook's bytes. flags: what is odd about the folder, a sentence each.
    problem: why there is nothing to grade, a sentence; empty where there is.
    """

    student: str
    data: bytes = b""
    flags: tuple[str, ...] = ()
    problem: str = ""


def take_in(student: str, folder: Path, assignment: str) -> TakenIn:
    """What lies in a student's folder, as far as it is graded."""
    try:
        require_sound_id(student)
        data, flags = read_notebook_file(folder, assignment)
    except Unreadable as problem:
        return TakenIn(student, problem=str(problem))
    return TakenIn(student, data, flags)


def read_notebook_file(folder: Path, assignment: str) -> tuple[bytes, tuple[str, ...]]:
    """The bytes of the notebook in a student's folder, and what is odd about the folder.

    Unreadable where there is none, more than one to choose from, or what is no plain file.
    """
    with _opened_folder(folder) as descriptor:
        with os.scandir(descriptor) as found:
            entries = {entry.name: entry for entry in itertools.islice(found, MOST_ENTRIES)}
        name, flags = _chosen(entries, f"{assignment}.ipynb", descriptor)
        data = _content(name, descriptor)
    return data, flags + shadow_flags(entries)


def shadow_flags(names: Iterable[str]) -> tuple[str, ...]:
    """A sentence for what lies beside a notebook and would be imported in a module's place."""
    shadows = sorted(shortened(name) for name in names if _is_shadow(name))
    if not shadows:
        return ()
    return (f"Beside the notebook lies {listed(shadows)}: only the notebook is used.",)


def _is_shadow(name: str) -> bool:
    stem, dot, ending = name.partition(".")
    return stem in SHADOWED and (not dot or ending.rpartition(".")[2] in MODULE_ENDINGS)


def listed(names: list[str]) -> str:
    """The first few of some names, for a sentence."""
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def shortened(name: str) -> str:
    """A name from outside, for a sentence."""
    return visible(name[:60]) + ("…" if len(name) > 60 else "")


@contextlib.contextmanager
def _opened_folder(folder: Path) -> Iterator[int]:
    """A descriptor of the folder. Neither it nor the student's folder above may be a link."""
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptors: list[int] = []
    try:
        for place in (folder.parent, folder):
            where = {"dir_fd": descriptors[-1]} if descriptors else {}
            name = place.name if descriptors else str(place)
            try:
                descriptors.append(os.open(name, flags, **where))
            except OSError as error:
                raise Unreadable(_folder_problem(place, error)) from None
        yield descriptors[-1]
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def _folder_problem(folder: Path, error: OSError) -> str:
    name = shortened(folder.name)
    if folder.is_symlink():
        return f"{name} is a link: put the folder itself in its place."
    if error.errno == errno.ENOTDIR:
        return f"{name} is a file, not a folder with a notebook in it."
    return f"The folder {name} can't be read: {error.strerror}."


def _chosen(
    entries: dict[str, os.DirEntry[str]], expected: str, folder: int
) -> tuple[str, tuple[str, ...]]:
    """The file to grade, and a flag where it has an unexpected name."""
    if expected in entries or _exists(expected, folder):
        return expected, ()
    others = sorted(
        name
        for name, entry in entries.items()
        if name.endswith(".ipynb") and entry.is_file(follow_symlinks=False)
    )
    if len(others) == 1:
        return others[0], (f"The file is called {shortened(others[0])}, not {expected}.",)
    if others:
        names = listed([shortened(name) for name in others])
        raise Unreadable(f"There is no {expected}, and several other notebooks: {names}.")
    present = [shortened(name) for name in sorted(entries)] or ["nothing"]
    raise Unreadable(f"There is no {expected}; the folder holds {listed(present)}.")


def _exists(name: str, folder: int) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except OSError:
        return False
    return True


def _content(name: str, folder: int) -> bytes:
    """The bytes of a plain file. Opening neither follows a link nor waits for a pipe's end."""
    shown = shortened(name)
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
    try:
        kind = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
        if not stat.S_ISREG(kind):  # not even opened: to open a device may do something
            raise Unreadable(_kind_problem(shown, kind))
        descriptor = os.open(name, flags, dir_fd=folder)
        with open(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise Unreadable(_kind_problem(shown, status.st_mode))
            if status.st_nlink > 1:
                raise Unreadable(
                    f"{shown} is a hard link to a file that is elsewhere, too: hand in a copy."
                )
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Unreadable(f"{shown} can't be read: {error.strerror}.") from None
    if len(data) > MAX_BYTES:
        size = status.st_size / 2**20
        raise Unreadable(
            f"{shown} has {size:.0f} MB; at most {MAX_BYTES // 2**20} are read: "
            "clear the outputs and hand it in again."
        )
    return data


def _kind_problem(name: str, mode: int) -> str:
    kinds = {
        stat.S_IFLNK: "a link",
        stat.S_IFDIR: "a folder",
        stat.S_IFIFO: "a pipe",
        stat.S_IFSOCK: "a socket",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
    }
    return f"{name} is {kinds.get(stat.S_IFMT(mode), 'something else')}, not a notebook."
