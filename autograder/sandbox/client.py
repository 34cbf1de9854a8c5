"""Outside: starts the server of student processes, and asks it for one submission after another."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import site
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from autograder.sandbox.fonts import read_lists, write_lists
from autograder.sandbox.process import SECONDS_TO_OBEY, StudentProcess
from autograder.sandbox.protection import Protection
from autograder.sandbox.wire import Channel, WireClosed, WireError, WireTimeout

SECONDS_TO_START = 60.0
SECONDS_TO_ENTER = 30.0
"""For a new process, before any student code runs: only a busy machine makes it slow."""


class SandboxError(Exception):
    """The sandbox itself does not work: not a student's fault, and no verdict."""


class StudentServer:
    """The process that forks for each submission of one assignment. A context manager.

    library: folder that holds the course_lib that students have. walls: whether to wall student
    code in; then `protection` says what came of it. Too little of it raises nothing: look there.
    fonts: folder in which matplotlib's list of the fonts here is kept: to make it takes long.
    plots: whether to import matplotlib beforehand, as a notebook that plots needs it. One that
    imports it all the same gets it, half a second later. It is imported where figures are drawn or
    the list of fonts has to be made, too.
    """

    protection: Protection

    def __init__(
        self, library: Path, walls: bool = True, fonts: Path | None = None, plots: bool = True
    ) -> None:
        self.library = library
        self.walls = walls
        self.fonts = fonts
        lacks_list = fonts is not None and not read_lists(fonts)
        self.plots = plots or draws_figures() or lacks_list

    def start(self) -> None:
        """Start the process; it imports what it needs while the caller does something else."""
        self._folder = tempfile.TemporaryDirectory(prefix="course-", ignore_cleanup_errors=True)
        self._scratch, self._secret = prepare_folders(Path(self._folder.name))
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                self._command(theirs.fileno()),
                env=clean_environment(self._scratch),
                cwd=self._scratch,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self._channel = Channel(ours)
        with contextlib.suppress(WireClosed):  # it has ended already, which `__enter__` tells
            self._channel.send({"fonts": read_lists(self.fonts)})

    def __enter__(self) -> StudentServer:
        """Wait until the server is ready, and start it if that has not been done."""
        if not hasattr(self, "_process"):
            self.start()
        try:
            ready = self._channel.receive(time.monotonic() + SECONDS_TO_START)
            self.protection = Protection.from_data(ready["protection"])
        except (WireClosed, WireTimeout, WireError):
            self._process.kill()
            said = (self._process.communicate()[1] or b"").decode(errors="replace").strip()
            last = said.splitlines()[-1] if said else "no message"
            raise SandboxError(f"The process for student code did not start: {last}") from None
        write_lists(self.fonts, ready.get("fonts"))  # no student code has run yet
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._channel.close()
        self._process.kill()
        self._process.communicate()
        self._folder.cleanup()

    def submission(self) -> contextlib.AbstractContextManager[StudentProcess]:
        """A fresh process for one notebook; it and all it started are gone afterwards."""
        return ServerLink(self._channel, self._scratch, ahead=False).submission()

    def link(self) -> ServerLink:
        """One more way to the server, for another process of the grader's."""
        ours, theirs = socket.socketpair()
        with theirs:
            self._channel.send({"request": "link"}, (theirs.fileno(),))
        return ServerLink(Channel(ours), self._scratch, ahead=True)

    def _command(self, descriptor: int) -> list[str]:
        sandbox = Path(__file__).parent
        settings = {
            "library": str(self.library),
            "paths": [path for path in site.getsitepackages() if os.path.isdir(path)],
            "sandbox": str(sandbox),
            "scratch": self._scratch,
            "secret": self._secret,
            "walls": self.walls,
            "plots": self.plots,
        }
        # -S: no .pth file may bring the full course_lib in; -s, -P: nor may a user's folder.
        options = ["-S", "-s", "-P"]
        script = str(sandbox / "server.py")
        return [sys.executable, *options, script, str(descriptor), json.dumps(settings)]


class Students(Protocol):
    """What makes processes for student code."""

    def submission(self) -> contextlib.AbstractContextManager[StudentProcess]:
        """A fresh process for one notebook; it and all it started are gone afterwards."""


class ServerLink:
    """A channel to a server that runs already; each of the grader's workers has its own.

    ahead: whether the process for the next submission is made, and gets behind its walls, while
    this one is graded. No student code runs in it before its turn.
    """

    def __init__(self, channel: Channel, scratch: str, ahead: bool) -> None:
        self._channel = channel
        self._scratch = scratch
        self._ahead = ahead
        self._next: Asked | None = None

    @contextlib.contextmanager
    def submission(self) -> Iterator[StudentProcess]:
        """A fresh process for one notebook; it and all it started are gone afterwards."""
        asked = self._next or self._ask()
        self._next = None
        with asked.folder:
            student = StudentProcess(asked.channel)
            answer = self._answer()
            try:
                await_entry(asked.channel)
                self._next = self._ask() if self._ahead else None
                yield student
            finally:
                student.close()
                end_submission(answer)

    def _ask(self) -> Asked:
        """Ask the server to fork, without waiting for it."""
        ours, theirs = socket.socketpair()
        folder = tempfile.TemporaryDirectory(dir=self._scratch, ignore_cleanup_errors=True)
        request = {"request": "fork", "folder": folder.name}
        with theirs, contextlib.suppress(WireClosed, WireTimeout):  # which `_answer` will find
            self._channel.send(request, (theirs.fileno(),))
        return Asked(Channel(ours), folder)

    def _answer(self) -> dict[str, Any]:
        """What the server says of the fork that was asked for; `end_submission` needs it."""
        try:
            return self._channel.receive(time.monotonic() + SECONDS_TO_ENTER, descriptors=1)
        except (WireClosed, WireTimeout, WireError):
            raise SandboxError("The process for student code does not answer any more.") from None


@dataclass(frozen=True)
class Asked:
    """A process for student code that the server was asked for."""

    channel: Channel
    folder: tempfile.TemporaryDirectory[str]


def prepare_folders(folder: Path) -> tuple[str, str]:
    """The folder that the server may write to, and a file that student code must not reach."""
    scratch, secret = folder / "inside", folder / "outside" / "secret"
    scratch.mkdir()
    secret.parent.mkdir()
    secret.write_text("If student code can read this, the walls do not hold.\n")
    return str(scratch), str(secret)


def await_entry(channel: Channel) -> None:
    """A submission that does not get behind its walls is no student's fault."""
    try:
        channel.receive(time.monotonic() + SECONDS_TO_ENTER)
    except (WireClosed, WireTimeout, WireError):
        raise SandboxError("A process for student code did not get behind its walls.") from None


def end_submission(answer: dict[str, Any]) -> None:
    """Kill a submission's first process, and with it all that it started.

    In a pid namespace the kernel sees to that; the first process has gone when all others have.
    What is still going would count against the next submission's limits, so it is waited for.
    Elsewhere those of its process group go.
    """
    if sys.platform == "linux" and "fds" in answer:
        [handle] = answer["fds"]
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(handle, signal.SIGKILL)
        select.select([handle], [], [], SECONDS_TO_OBEY)
        os.close(handle)
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(answer["pid"], signal.SIGKILL)


def draws_figures() -> bool:
    """Whether the course's own figures are drawn while grading, and not only put into words."""
    return bool(os.environ.get("COURSE_GRADE_FIGURES"))


def clean_environment(scratch: str) -> dict[str, str]:
    """All that a student's process gets to know of the grader's environment: nothing."""
    figures = {} if draws_figures() else {"COURSE_LIB_FIGURES_AS_TEXT": "1"}
    return figures | {
        "PATH": "/usr/bin:/bin",
        "HOME": scratch,
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": os.path.join(scratch, "matplotlib"),
        "IPYTHONDIR": os.path.join(scratch, "ipython"),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }
