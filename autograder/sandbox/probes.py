"""Inside, at start: attempts to break out, made from behind the walls.

Walls that are believed to be up and are not are worse than none. So before it serves anybody the
server walls a process in as it does with a submission, and that process tries what an attacker
would, each attempt in a fork of its own. An attempt that the kernel refuses has held; one that
gets through, or that goes wrong in an unforeseen way, has not.
"""

from __future__ import annotations

import contextlib
import json
import mmap
import os
import resource
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from autograder.sandbox import kernel, limits, namespaces
from autograder.sandbox.walls import Walls

HELD, GOT_THROUGH = 42, 43
REFUSALS = (OSError, MemoryError, RuntimeError)
SECONDS_TO_ANSWER = 10.0
SECONDS_TO_VANISH = 0.5
SECONDS_OF_A_DAEMON = 3.0
FEW, MANY = 16, 64
"""To see that processes are counted, a limit of FEW is set for the attempt: room for fewer."""
PTRACE_SEIZE = 0x4206


@dataclass(frozen=True)
class Outside:
    """What must be out of reach: a file, the course's answers, processes, by their numbers there.

    parent: of the sandbox's first process, as that sees it; 0 when it has no number there.
    """

    secret: str
    answers: str
    grader: int
    parent: int = 0
    report: int = 0


Attempt = Callable[[Outside], object]
ATTEMPTS: dict[str, Attempt] = {}


def attempt(name: str) -> Callable[[Attempt], Attempt]:
    def register(function: Attempt) -> Attempt:
        ATTEMPTS[name] = function
        return function

    return register


@dataclass(frozen=True)
class Probing:
    """Attempts that are under way: the process that makes them, and where it reports."""

    child: int
    reading: int

    def results(self) -> dict[str, bool]:
        """For each attempt whether the walls held. Waits for the last of them."""
        line = _read_line(self.reading)
        os.kill(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)
        results: dict[str, bool] = json.loads(line) if line else dict.fromkeys(ATTEMPTS, False)
        results["a daemon that outlives the sandbox"] = bool(line) and _is_closed(self.reading)
        os.close(self.reading)
        return results


def begin(walls: Walls, secret: str, answers: str, grader: int, folder: str) -> Probing:
    """Make every attempt, in a process of its own, while this one goes on."""
    reading, writing = os.pipe()
    child = walls.fork()
    if child == 0:
        try:
            parent = os.getppid()
            walls.enter(writing, folder)
            outside = Outside(secret, answers, grader, parent, writing)
            held = {name: _holds(attempt, outside) for name, attempt in ATTEMPTS.items()}
            _leave_daemon()
            os.write(writing, json.dumps(held).encode() + b"\n")
            signal.pause()
        finally:
            os._exit(1)
    os.close(writing)
    return Probing(child, reading)


def probe(walls: Walls, secret: str, answers: str, grader: int, folder: str) -> dict[str, bool]:
    """For each attempt whether the walls held."""
    return begin(walls, secret, answers, grader, folder).results()


def _holds(attempt: Attempt, outside: Outside) -> bool:
    child = os.fork()
    if child == 0:
        code = GOT_THROUGH
        try:
            attempt(outside)
        except REFUSALS:
            code = HELD
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code == HELD or code < 0


def _leave_daemon() -> None:
    """A process that no one waits for, and that keeps the report open as long as it lives."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(SECONDS_OF_A_DAEMON)
        os._exit(0)


def _read_line(descriptor: int) -> bytes:
    text = b""
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while not text.endswith(b"\n"):
        ready, _, _ = select.select([descriptor], [], [], max(0, deadline - time.monotonic()))
        chunk = os.read(descriptor, 65536) if ready else b""
        if not chunk:
            return b""
        text += chunk
    return text


def _is_closed(descriptor: int) -> bool:
    ready, _, _ = select.select([descriptor], [], [], SECONDS_TO_VANISH)
    return bool(ready) and not os.read(descriptor, 1)


@attempt("TCP")
def _tcp(outside: Outside) -> None:
    with socket.socket(socket.AF_INET) as listening, socket.socket(socket.AF_INET) as other:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        other.connect(listening.getsockname())


@attempt("UDP")
def _udp(outside: Outside) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        datagrams.sendto(b"x", ("127.0.0.1", 9))


@attempt("unix sockets")
def _unix_sockets(outside: Outside) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"\0probe-{os.getpid()}")


@attempt("reading a file outside")
def _read(outside: Outside) -> None:
    with open(outside.secret) as secret:
        secret.read()


@attempt("seeing a file outside")
def _see(outside: Outside) -> None:
    os.stat(outside.secret)


@attempt("changing the rights of a file outside")
def _change_rights(outside: Outside) -> None:
    os.chmod(outside.secret, 0o600)


@attempt("writing outside")
def _write(outside: Outside) -> None:
    path = os.path.join(os.path.dirname(outside.secret), "written")
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
    os.unlink(path)


@attempt("writing to what is shown")
def _write_shown(outside: Outside) -> None:
    path = os.path.join(os.path.dirname(__file__), "written")
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
    os.unlink(path)


@attempt("reading the answers")
def _read_answers(outside: Outside) -> None:
    os.listdir(outside.answers)


@attempt("running a program")
def _execute(outside: Outside) -> None:
    programs = (sys.executable, "/bin/true", "/lib64/ld-linux-x86-64.so.2")
    for program in (*programs, "/lib/ld-linux-aarch64.so.1"):
        with contextlib.suppress(OSError):
            os.execv(program, [program, "--help"])
    raise PermissionError


@attempt("more processes than allowed")
def _fork_bomb(outside: Outside) -> None:
    _allow_few_processes()
    children: list[int] = []
    try:
        for _ in range(MANY):
            child = os.fork()
            if child == 0:
                time.sleep(SECONDS_OF_A_DAEMON)
                os._exit(0)
            children.append(child)
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)


@attempt("more threads than allowed")
def _thread_bomb(outside: Outside) -> None:
    _allow_few_processes()
    for _ in range(MANY):
        threading.Thread(target=time.sleep, args=(SECONDS_OF_A_DAEMON,), daemon=True).start()


def _allow_few_processes() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NPROC)
    resource.setrlimit(resource.RLIMIT_NPROC, (FEW, hard))


@attempt("more memory than allowed")
def _memory(outside: Outside) -> None:
    size = limits.MEMORY + mmap.PAGESIZE
    mmap.mmap(-1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).close()


@attempt("a larger file than allowed")
def _large_file(outside: Outside) -> None:
    with open("large", "wb") as file:
        file.truncate(limits.FILE_SIZE + 1)


@attempt("filling the disk")
def _fill_disk(outside: Outside) -> None:
    names = [f"filled-{number}" for number in range(3)]
    try:
        for name in names:
            with open(name, "wb") as file:
                os.posix_fallocate(file.fileno(), 0, limits.FILE_SIZE // 2)
    finally:
        for name in names:
            with contextlib.suppress(OSError):
                os.unlink(name)


@attempt("memory shared between processes")
def _shared_memory(outside: Outside) -> None:
    mmap.mmap(-1, mmap.PAGESIZE, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS).close()


@attempt("more open files than allowed")
def _open_files(outside: Outside) -> None:
    for _ in range(limits.OPEN_FILES):
        os.open(os.devnull, os.O_RDONLY)


@attempt("finding an open file of the server's")
def _inherited(outside: Outside) -> None:
    for descriptor in range(3, 1024):
        if descriptor != outside.report:
            with contextlib.suppress(OSError):
                os.fstat(descriptor)
                return
    raise FileNotFoundError


@attempt("a signal to the server")
def _kill_parent(outside: Outside) -> None:
    os.kill(_reachable_parent(outside), 0)


@attempt("tracing the server")
def _trace_parent(outside: Outside) -> None:
    kernel.call("ptrace", PTRACE_SEIZE, _reachable_parent(outside), 0, 0)


def _reachable_parent(outside: Outside) -> int:
    if outside.parent == 0:
        raise ProcessLookupError
    return outside.parent


@attempt("the grader's /proc")
def _read_proc(outside: Outside) -> None:
    with open(f"/proc/{outside.grader}/status") as status:
        status.read()


@attempt("a user namespace of its own")
def _user_namespace(outside: Outside) -> None:
    kernel.call("unshare", namespaces.NEW_USER)


@attempt("becoming root")
def _become_root(outside: Outside) -> None:
    os.setuid(0)
