"""Inside: a house of its own for the server and all that it forks. namespaces(7).

- user: the only place where the process has rights, and the only user there is nobody outside;
- pid: it sees and can signal none but itself; and when its first process ends, the kernel ends
  all others, daemons too;
- net: not even a loopback device that is up, and no abstract sockets of others;
- ipc, uts: no shared memory or queues of others; the host's name is not known;
- mount: the file system of `rootfs`.

The server moves in once. What each submission gets of its own is cheap: a pid namespace, whose
first process it is, an ipc, a mount and a user namespace, and its working folder. Only the net
namespace, in which nothing is reachable, is the same for all submissions of a server.
"""

from __future__ import annotations

import os
import socket
import sys

from autograder.sandbox import kernel
from autograder.sandbox.limits import die_with_parent
from autograder.sandbox.rootfs import USER_ID, Root, build_root, mount_tmpfs, mount_work

NEW_MOUNT = 0x00020000
NEW_UTS = 0x04000000
NEW_IPC = 0x08000000
NEW_USER = 0x10000000
NEW_PID = 0x20000000
NEW_NET = 0x40000000
EVERY = NEW_MOUNT | NEW_UTS | NEW_IPC | NEW_USER | NEW_PID | NEW_NET

NOBODY = 65534


def try_moving_in(root: Root) -> tuple[bool, str]:
    """Whether a process can move in, tried by one that ends at once; how, or why not.

    The answer is “as nobody” or “as oneself” for `move_in`.
    """
    reason = ""
    for as_nobody in (True, False) if os.geteuid() == 0 else (False,):
        reason = _failure_of(root, as_nobody)
        if not reason:
            return as_nobody, ""
    return False, reason


def move_in(root: Root, as_nobody: bool, keep: int) -> None:
    """Go into namespaces of one's own; returns in a process that is the first one there.

    as_nobody: root first becomes nobody, as limits do not bind root. The new root has to be put
    together before, since nobody may not be able to reach Python. keep: the descriptor that this
    process has open beside the standard streams.
    """
    own = os.open("/proc/self", os.O_PATH | os.O_DIRECTORY)
    if as_nobody:
        kernel.call("unshare", NEW_MOUNT)
        build_root(root)
        _become_nobody()
    user, group = os.geteuid(), os.getegid()
    kernel.call("unshare", EVERY)
    _map_ids(own, user, group)
    os.close(own)
    if not as_nobody:
        build_root(root)
    _continue_in_child(keep)
    socket.sethostname("sandbox")
    mount_tmpfs(root.scratch, 0, "mode=755,size=64m")
    os.chdir(root.scratch)


def _continue_in_child(keep: int) -> None:
    """The process that made a pid namespace is not in it; its child is. Here it only waits."""
    child = os.fork()
    if child == 0:
        die_with_parent()
        return
    os.close(keep)  # so that the other side notices when the child ends
    _, status = os.waitpid(child, 0)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


class PidNamespaces:
    """Forks children that are each the first process of a pid namespace of its own."""

    def __init__(self) -> None:
        if sys.platform == "linux":
            self._own = os.pidfd_open(os.getpid())

    def fork(self) -> int:
        """As os.fork. The namespace's end is the end of all processes in it."""
        kernel.call("unshare", NEW_PID)
        try:
            child = os.fork()
        except OSError:
            kernel.call("setns", self._own, NEW_PID)
            raise
        if child:
            kernel.call("setns", self._own, NEW_PID)  # or the next fork would land in there
        return child


def take_own_namespaces() -> None:
    """In a submission's first process: the namespaces that it shares with no other submission.

    The user namespace comes last, as from there the mounts can't be changed, and has no users
    mapped: in it the processes of this submission are counted by themselves.
    """
    kernel.call("unshare", NEW_MOUNT | NEW_IPC)
    mount_work()
    kernel.call("unshare", NEW_USER)


def _failure_of(root: Root, as_nobody: bool) -> str:
    """Why a process can't move in, from one that tries and ends; empty when it can."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _try(root, as_nobody, writing)
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, errors="replace") as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return "" if said == "yes" else said or "no answer"


def _try(root: Root, as_nobody: bool, writing: int) -> None:
    try:
        move_in(root, as_nobody, keep=writing)
        _check_readable(root)
        submission = PidNamespaces().fork()
        if submission == 0:
            take_own_namespaces()
            os.write(writing, b"yes")
        else:
            os.waitpid(submission, 0)
    except OSError as error:
        os.write(writing, (error.strerror or str(error)).encode())


def _check_readable(root: Root) -> None:
    for path in root.shown:
        if not os.access(path, os.R_OK):
            raise PermissionError(f"{path} can't be read by the user that student code runs as")


def _become_nobody() -> None:
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # or /proc/self belongs to root: no map to write


def _map_ids(own: int, user: int, group: int) -> None:
    """In the new user namespace there is one user, who outside is `user`. user_namespaces(7)."""
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{USER_ID} {user} 1"),
        ("gid_map", f"{USER_ID} {group} 1"),
    ):
        descriptor = os.open(name, os.O_WRONLY, dir_fd=own)
        try:
            os.write(descriptor, text.encode())
        finally:
            os.close(descriptor)
