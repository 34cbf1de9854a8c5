"""Inside: Landlock, a second wall around files that needs no namespace. landlock(7).

What was not named can't be read or written; nothing can be executed; no TCP; no abstract unix
socket and no signal leads to a process outside. Which of these a kernel knows is told by the
version of its interface; the newest that both know is used. It does not stop stat, chmod and
UDP, hence the other layers.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import stat

from autograder.sandbox import kernel

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
TRUNCATE, IOCTL_DEVICE = 1 << 14, 1 << 15
RIGHTS_OF_VERSION = {1: 13, 2: 14, 3: 15, 5: 16}
"""How many rights to files each version knows: bits from 0 on (linux/landlock.h)."""

TCP_BIND, TCP_CONNECT = 1, 2
ABSTRACT_SOCKETS, SIGNALS = 1, 2
RULE_PATH_BENEATH = 1
GIVE_VERSION = 1


class Ruleset(ctypes.Structure):
    """struct landlock_ruleset_attr."""

    _fields_ = (
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class PathBeneath(ctypes.Structure):
    """struct landlock_path_beneath_attr."""

    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def version() -> int:
    """The version of the kernel's Landlock; 0 when it has none or it is switched off."""
    with contextlib.suppress(OSError):
        return kernel.call("landlock_create_ruleset", None, 0, GIVE_VERSION)
    return 0


def restrict(readable: tuple[str, ...], writable: tuple[str, ...], known: int) -> None:
    """Leave this process and its children only these folders and files. For good.

    known: the kernel's `version`. Paths that do not exist are passed over.
    """
    every = _rights_to_files(known)
    reading = READ_FILE | READ_DIR
    ruleset = Ruleset(
        files=every,
        network=TCP_BIND | TCP_CONNECT if known >= 4 else 0,
        scoped=ABSTRACT_SOCKETS | SIGNALS if known >= 6 else 0,
    )
    descriptor = kernel.call("landlock_create_ruleset", ruleset, _size(known), 0)
    try:
        for path in readable:
            _allow(descriptor, path, reading & every)
        for path in writable:
            _allow(descriptor, path, every & ~EXECUTE)
        kernel.call("landlock_restrict_self", descriptor, 0)
    finally:
        os.close(descriptor)


def _rights_to_files(known: int) -> int:
    return (1 << max(bits for since, bits in RIGHTS_OF_VERSION.items() if since <= known)) - 1


def _size(known: int) -> int:
    """How much of the structure the kernel knows; more of it would be refused."""
    return 8 if known < 4 else 16 if known < 6 else 24


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(parent).st_mode):
            rights &= EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEVICE
        rule = PathBeneath(allowed=rights, parent=parent)
        kernel.call("landlock_add_rule", ruleset, RULE_PATH_BENEATH, rule, 0)
    finally:
        os.close(parent)
