"""Inside: what one submission may use up. setrlimit(2), prctl(2), capabilities(7).

- memory: a process that asks for more gets MemoryError;
- CPU time: what has escaped its time limit (a daemon in the background) ends by itself;
- open files, file size, no core dumps;
- processes and threads, together. The kernel counts them per user and, since Linux 5.14, per
  user namespace: in a namespace of its own the bound is this sandbox's own. Without, it counts
  everything that the user runs, so it has to be loose. It does not bind root.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys

from autograder.sandbox import kernel

MEMORY = 3 * 2**30
CPU_SECONDS = 300
OPEN_FILES = 256
FILE_SIZE = 64 * 2**20
PROCESSES = 512
"""Every cell that ran is a process that sleeps, so this bounds a notebook's cells as well."""
PROCESSES_OF_ALL = 4096
"""Where the count is not the sandbox's own."""

OUT_OF_MEMORY_SCORE = "1000"
"""When the machine's memory ends, the kernel ends student code before anything else."""


def take_limits(own_count: bool) -> None:
    """Bound this process and all that it starts.

    own_count: this process is in a user namespace of the sandbox's own.
    """
    processes = PROCESSES if own_count else PROCESSES_OF_ALL
    limits = (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, FILE_SIZE),
        (resource.RLIMIT_NPROC, processes),
        (resource.RLIMIT_CORE, 0),
    )
    for limit, value in limits:
        _, hard = resource.getrlimit(limit)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(limit, (value, value))
        except (ValueError, OSError):
            if sys.platform == "linux":
                raise  # elsewhere some limits are not to be had, and the protection says so


def be_the_first_to_go() -> None:
    """Out of memory: this process and its children are what the kernel ends first. proc(5)."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
        score.write(OUT_OF_MEMORY_SCORE)


def die_with_parent() -> None:
    """Be killed when the process that forked this one ends: no orphans."""
    if sys.platform == "linux":
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)


def gain_nothing() -> None:
    """No setuid program can give this process more rights: PR_SET_NO_NEW_PRIVS."""
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)


def drop_capabilities() -> None:
    """Give up every capability, those in the sandbox's own user namespace too: capset(2)."""
    version_3 = 0x20080522
    header = (ctypes.c_uint32 * 2)(version_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    kernel.call("capset", header, nothing)


def close_descriptors(keep: int) -> None:
    """Close all that was open in the server but the standard streams and `keep`."""
    os.closerange(3, keep)
    os.closerange(keep + 1, 65536)
