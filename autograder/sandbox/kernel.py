"""Inside: system calls that Python's library does not offer, by their numbers.

Numbers are those of the kernel's own tables: arch/x86/entry/syscalls/syscall_64.tbl, and
include/uapi/asm-generic/unistd.h for aarch64. None: that machine has no such call. This table
holds what the walls call themselves; what they forbid is in `seccomp`.
"""

from __future__ import annotations

import ctypes
import os

CALLS: dict[str, tuple[int, int]] = {
    "capset": (126, 91),
    "landlock_add_rule": (445, 445),
    "landlock_create_ruleset": (444, 444),
    "landlock_restrict_self": (446, 446),
    "mount": (165, 40),
    "mount_setattr": (442, 442),
    "pivot_root": (155, 41),
    "prctl": (157, 167),
    "ptrace": (101, 117),
    "seccomp": (317, 277),
    "setns": (308, 268),
    "umount2": (166, 39),
    "unshare": (272, 97),
}
MACHINES = {"x86_64": 0, "aarch64": 1}

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38

Argument = int | str | bytes | None | ctypes.Array | ctypes.Structure

_library = ctypes.CDLL(None, use_errno=True)


def call(name: str, *arguments: Argument) -> int:
    """Make a system call; OSError when it fails.

    A name of `CALLS`. Texts and structures are passed by address. It fails with the same error
    as a missing call on a machine whose numbers are not known.
    """
    column = MACHINES.get(os.uname().machine)
    if column is None:
        raise OSError(38, f"{name}: no system call numbers for {os.uname().machine}")
    result: int = _library.syscall(
        ctypes.c_long(CALLS[name][column]), *[_passed(argument) for argument in arguments]
    )
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result


def prctl(option: int, value: int) -> None:
    """Change an attribute of this process: prctl(2)."""
    call("prctl", option, value, 0, 0, 0)


def _passed(argument: Argument) -> object:
    if isinstance(argument, int):
        return ctypes.c_long(argument)  # ctypes would pass only 32 bits
    if isinstance(argument, str):
        return ctypes.c_char_p(os.fsencode(argument))
    if isinstance(argument, ctypes.Structure):
        return ctypes.byref(argument)
    return argument
