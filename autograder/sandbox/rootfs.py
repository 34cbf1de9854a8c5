"""Inside: the file system that student code sees, and nothing else. mount_namespaces(7).

Shown, read-only, without device files and setuid, at the paths they have outside:

- the shared libraries (/lib, /lib64, /usr/lib), with /etc/ld.so.cache and /etc/alternatives, by
  which the loader finds them;
- Python's own lib folder (the standard library and libpython lie there), and those of its
  folders that are elsewhere;
- the folders where packages are installed: numpy, matplotlib and IPython import parts of
  themselves late;
- the system's fonts, for figures, and its time zones with /etc/localtime;
- /dev/null, /dev/zero, /dev/urandom, /dev/random.

Copied, as the folders they come from may be closed to an ordinary user: the student's
course_lib, and the modules of this folder.

Covered by empty folders: what the full course_lib and the autograder are installed as, where
that is inside one of the shown folders.

Made anew: /etc/passwd and /etc/group with one user, and the working folder, a tmpfs of which
every submission has its own. There is no /proc: no honest cell needs it, and through it
processes of the same user read one another.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import site
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.sandbox import kernel

WORK = "/home/student"
WORK_SIZE = "32m"
WORK_FILES = "4096"

LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64")
EXTRAS = (
    *("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime", "/usr/share/zoneinfo"),
    *("/usr/share/fonts", "/usr/local/share/fonts"),
)
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
ANSWERS = ("course_lib", "autograder")
USER = "student"
USER_ID = 1000
"""The server's, inside."""
STUDENT_ID = 65534
"""What a user namespace in which no user is mapped shows as everybody's (overflowuid)."""

MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_NOATIME = 2, 4, 8, 0x400
MS_BIND, MS_REC, MS_PRIVATE = 0x1000, 0x4000, 0x40000
MNT_DETACH = 2
AT_RECURSIVE = 0x8000
ATTR_RDONLY, ATTR_NOSUID, ATTR_NODEV = 1, 2, 4


class MountAttributes(ctypes.Structure):
    """struct mount_attr of mount_setattr(2)."""

    _fields_ = (
        ("set", ctypes.c_uint64),
        ("clear", ctypes.c_uint64),
        ("propagation", ctypes.c_uint64),
        ("user_namespace", ctypes.c_uint64),
    )


@dataclass(frozen=True)
class Root:
    """What the new root holds. `point` is an empty folder where it can be put together."""

    point: str
    scratch: str
    shown: tuple[str, ...]
    copied: tuple[str, ...]
    covered: tuple[str, ...]

    def readable(self) -> tuple[str, ...]:
        return (*self.shown, *self.copied, self.scratch)


def plan_root(settings: dict[str, Any]) -> Root:
    """What has to be shown of this machine, for the Python that runs this."""
    project = os.path.dirname(os.path.dirname(settings["sandbox"]))
    packages = [*settings["paths"], *_packages_of_python()]
    copied = (settings["library"], settings["sandbox"])
    python = [path for path in _folders_of_python() if path not in copied]
    shown = _existing([*LIBRARIES, *python, *settings["paths"], *EXTRAS])
    covered = [os.path.join(folder, name) for folder in packages for name in ANSWERS]
    if os.path.exists(os.path.join(project, "pyproject.toml")):
        covered.append(project)  # run from the repository: the notebooks hold answers, too
    return Root(
        point=os.path.join(settings["scratch"], "root"),
        scratch=settings["scratch"],
        shown=shown,
        copied=copied,
        covered=tuple(path for path in _existing(covered) if _is_inside(path, shown)),
    )


def build_root(root: Root) -> None:
    """Put the new root together, and make it this process's root. pivot_root(2)."""
    os.umask(0o022)
    kernel.call("mount", None, "/", None, MS_REC | MS_PRIVATE, None)
    os.makedirs(root.point, exist_ok=True)
    mount_tmpfs(root.point, 0, "mode=755,size=64m")
    mounted: list[str] = []
    for path in sorted({*root.shown, *root.covered}, key=lambda path: path.count("/")):
        if path in root.covered:
            os.makedirs(root.point + path, exist_ok=True)
            mount_tmpfs(root.point + path, 0, "mode=755,size=1m")
        elif not _is_shown_already(path, mounted, root.covered):
            show(path, root.point + path, ATTR_RDONLY | ATTR_NOSUID | ATTR_NODEV)
        mounted.append(path)
    for device in DEVICES:
        show(device, root.point + device, ATTR_RDONLY | ATTR_NOSUID)
    for path in root.copied:
        _copy_readable(Path(path), Path(root.point + path))
    _write_users(root.point)
    os.makedirs(root.point + WORK)
    os.makedirs(root.point + root.scratch, exist_ok=True)
    os.chdir(root.point)
    kernel.call("pivot_root", ".", ".")  # the old root now lies over the new one
    kernel.call("umount2", ".", MNT_DETACH)
    os.chdir("/")
    set_attributes("/", ATTR_RDONLY | ATTR_NOSUID)


def show(source: str, target: str, attributes: int) -> None:
    """Bind a file or folder, with all that is mounted in it, to a place in the new root."""
    source = os.path.realpath(source)
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with contextlib.suppress(FileExistsError):
            os.close(os.open(target, os.O_CREAT | os.O_EXCL))
    kernel.call("mount", source, target, None, MS_BIND | MS_REC, None)
    set_attributes(target, attributes)


def mount_tmpfs(target: str, flags: int, options: str) -> None:
    kernel.call("mount", "tmpfs", target, "tmpfs", flags | MS_NOSUID | MS_NODEV, options)


def mount_work() -> None:
    """A working folder of this submission's own: nothing is shared, and the disk can't be filled.

    No file in it can be mapped as a program, and reading one leaves no trace.
    """
    flags = MS_NOEXEC | MS_NOATIME
    mount_tmpfs(WORK, flags, f"mode=700,size={WORK_SIZE},nr_inodes={WORK_FILES}")


def make_read_only(path: str) -> None:
    set_attributes(path, ATTR_RDONLY)


def set_attributes(path: str, attributes: int) -> None:
    """Set attributes of a mount and of those below it; none is taken away. Since Linux 5.12."""
    structure = MountAttributes(set=attributes)
    size = ctypes.sizeof(structure)
    kernel.call("mount_setattr", -1, path, AT_RECURSIVE, structure, size)


def _folders_of_python() -> list[str]:
    names = ("stdlib", "platstdlib")
    installed = [sysconfig.get_path(name) for name in names]
    libraries = [os.path.join(sys.base_prefix, name) for name in ("lib", "lib64")]
    libraries += [os.path.join(sys.base_exec_prefix, "lib")]
    return [*libraries, *installed, *(path for path in sys.path if os.path.isabs(path))]


def _packages_of_python() -> list[str]:
    """Where packages may lie beside those of the environment: below Python's own folders."""
    library = sysconfig.get_path("stdlib")
    names = ("site-packages", "dist-packages")
    prefixes = [sys.base_prefix, sys.base_exec_prefix, "/usr", "/usr/local"]
    folders = [os.path.join(library, name) for name in names]
    folders += [*site.getsitepackages(prefixes), "/usr/lib/python3/dist-packages"]
    return folders


def _existing(paths: list[str]) -> tuple[str, ...]:
    """The paths that exist, and where they are symbolic links also what they lead to."""
    found: dict[str, None] = {}
    for path in paths:
        if os.path.exists(path):
            found |= {os.path.abspath(path): None, os.path.realpath(path): None}
    return tuple(found)


def _is_inside(path: str, folders: tuple[str, ...] | list[str]) -> bool:
    return any(path == folder or path.startswith(folder + "/") for folder in folders)


def _is_shown_already(path: str, mounted: list[str], covered: tuple[str, ...]) -> bool:
    """Whether a folder above is bound, and nothing covers the path."""
    above = [folder for folder in mounted if path.startswith(folder + "/")]
    return bool(above) and max(above, key=len) not in covered


def _copy_readable(source: Path, target: Path) -> None:
    """Copy a folder such that everybody may read the copy."""
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.rglob("*")):
        copy = target / path.relative_to(source)
        if path.is_dir():
            copy.mkdir(exist_ok=True)
        elif "__pycache__" not in path.parts:
            shutil.copyfile(path, copy)
            copy.chmod(0o644)


def _write_users(point: str) -> None:
    entry = f"{USER}:x:{STUDENT_ID}:{STUDENT_ID}:{USER}:{WORK}:\n"
    Path(point, "etc").mkdir(exist_ok=True)
    Path(point, "etc/passwd").write_text(entry)
    Path(point, "etc/group").write_text(f"{USER}:x:{STUDENT_ID}:\n")
