"""Inside: the walls around student code, on Linux without root, Docker or compiled code.

The layers, each in a module of its own that says what it stops:

- `namespaces`: nobody else's processes, network, memory and names; with `rootfs`, which lists
  what of the file system is shown, and why;
- `limits`: memory, time, files, processes; no way to gain rights; no capabilities;
- `landlock`: files, TCP, signals to the outside, once more and independently;
- `seccomp`: the system calls that student code has no business with.

The server puts up what can be shared before it imports anything (`put_up`): it moves into
namespaces and a root of its own. A submission gets what must not be shared after its fork
(`Walls.enter`): a pid, an ipc, a mount and a user namespace, a working folder, and filters that
can't be taken off again. The order matters: a limit of processes taken before the user namespace
would count those of all submissions, mounts need the capabilities, seccomp forbids mounts.

What a kernel does not offer is left out and named in `missing`. Whether that is enough is for
the grader to decide, never for the code here. Elsewhere than on Linux there are only limits.
"""

from __future__ import annotations

import errno
import importlib
import os
import sys
from dataclasses import dataclass
from typing import Any

from autograder.sandbox import landlock, limits, namespaces, protection, rootfs, seccomp

ON_LINUX = sys.platform == "linux"


@dataclass(frozen=True)
class Walls:
    """What is up around this process, and what its forks will take."""

    layers: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    root: rootfs.Root | None = None
    pids: namespaces.PidNamespaces | None = None
    landlock_version: int = 0
    filter: bytes = b""
    seal_filter: bytes = b""

    def fork(self) -> int:
        """Fork for a submission. Where there are namespaces, its end is that of all it started."""
        return self.pids.fork() if self.pids else os.fork()

    def enter(self, descriptor: int, folder: str) -> str:
        """In the fork, before any student code: take every layer; the working folder.

        descriptor: the only one to stay open beside the standard streams. folder: to work in,
        where there is no root of its own.
        """
        os.setsid()
        if self.pids:
            namespaces.take_own_namespaces()
            folder = rootfs.WORK
        os.chdir(folder)
        limits.close_descriptors(descriptor)
        limits.take_limits(own_count=self.pids is not None)
        limits.die_with_parent()
        if self.pids:
            limits.drop_capabilities()
        if self.filter or self.landlock_version:
            limits.gain_nothing()
        if self.landlock_version and self.root:
            writable = (folder, *rootfs.DEVICES)
            landlock.restrict(self.root.readable(), writable, self.landlock_version)
        if self.filter:
            seccomp.install(self.filter)
        return folder

    def seal(self, descriptor: int) -> None:
        """In a test's fork: from here on it can leave nothing behind in the sandbox.

        The student's functions now meet hidden inputs, which a later cell could print if they
        were written to a file, a pipe, or into what other processes can see of this one.
        """
        if self.filter or self.landlock_version:
            limits.close_descriptors(descriptor)
        if self.landlock_version and self.root:
            readable = (*self.root.readable(), rootfs.WORK if self.pids else working_folder())
            landlock.restrict(readable, rootfs.DEVICES, self.landlock_version)
        if self.filter:
            seccomp.install(self.seal_filter)

    def close_scratch(self) -> None:
        """What the server wrote while it warmed up stays to be read, not to be written to."""
        if self.pids and self.root:
            rootfs.make_read_only(self.root.scratch)


def working_folder() -> str:
    """Where this process works; the root folder where that is gone or can't be named."""
    try:
        return os.getcwd()
    except OSError:
        return "/"


def put_up(settings: dict[str, Any], keep: int) -> Walls:
    """Move into namespaces where that is possible, and see what else this kernel offers.

    Returns in a process that may be a child of the one that called, which then only waits.
    keep: the descriptor that has to stay open. Call it before threads and large imports.
    """
    if not settings["walls"]:
        return Walls(layers=protection.UNWALLED.layers)
    if not ON_LINUX:
        others = [layer for layer in protection.EVERY_LAYER if layer != protection.LIMITS]
        reasons = tuple(f"{layer} (not on {sys.platform})" for layer in others)
        return Walls(protection.UNWALLED.layers, reasons)
    limits.be_the_first_to_go()
    root = rootfs.plan_root(settings)
    as_nobody, reason = namespaces.try_moving_in(root)
    pids = None
    if not reason:
        namespaces.move_in(root, as_nobody, keep)
        importlib.invalidate_caches()  # folders have other contents here
        pids = namespaces.PidNamespaces()
    known = landlock.version()
    program = seccomp.assemble(seccomp.machine(), files_are_walled=pids is not None)
    filter_problem = _problem_with(program)
    layers, missing = _sort_layers(
        {
            protection.NAMESPACES: reason,
            protection.SECCOMP: filter_problem,
            protection.LANDLOCK: "" if known else "not offered by this kernel",
            protection.LIMITS: "",
        }
    )
    return Walls(
        layers,
        missing,
        root,
        pids,
        landlock_version=known,
        filter=b"" if filter_problem else program,
        seal_filter=seccomp.assemble_seal(seccomp.machine()),
    )


def _sort_layers(problems: dict[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The layers without a problem, and the others with theirs."""
    up = [layer for layer, problem in problems.items() if not problem]
    missing = [f"{layer} ({problem})" for layer, problem in problems.items() if problem]
    return tuple(up), tuple(missing)


def _problem_with(program: bytes) -> str:
    """Why the filter can't be installed here, found out by a process that tries."""
    if not program:
        return f"no table of calls for {seccomp.machine()}"
    child = os.fork()
    if child == 0:
        try:
            limits.gain_nothing()
            seccomp.install(program)
            os._exit(0)
        except OSError as error:
            os._exit(error.errno or errno.EIO)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return os.strerror(code) if code > 0 else ("" if code == 0 else "it kills the process")
