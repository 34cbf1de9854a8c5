"""Inside: the process that imports everything once and forks for each submission.

It is started by exec with a clean environment, has never seen a test, a seed or a reference that
the assignment asks for, and so has nothing that its children could find in memory. It is run as a
file, with the arguments: descriptor of its channel, and a JSON object with ``library`` (folder of
the stripped course_lib), ``paths`` (where packages are installed), ``sandbox`` (folder of this
file), ``scratch`` (a folder to write to), ``secret`` (a file that student code must not reach),
``walls`` (whether it is to be walled in) and ``plots`` (whether to import matplotlib).
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
import types
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.sandbox.probes import Probing
    from autograder.sandbox.shell import Shell
    from autograder.sandbox.walls import Walls
    from autograder.sandbox.wire import Channel


def main() -> None:
    descriptor, settings = int(sys.argv[1]), json.loads(sys.argv[2])
    sys.argv[:] = ["student"]
    prepare_imports(settings)
    walls, probing = put_up_walls(settings, descriptor)
    from autograder.sandbox.fonts import read_lists, write_lists
    from autograder.sandbox.protection import Protection
    from autograder.sandbox.wire import Channel as MadeChannel
    from autograder.sandbox.wire import WireClosed

    channel: Channel = MadeChannel(socket.socket(fileno=descriptor))
    fonts = Path(os.environ["MPLCONFIGDIR"])
    write_lists(fonts, channel.receive()["fonts"])
    gc.disable()  # nothing of what is imported is garbage
    shell = warm_shell(settings["scratch"])
    if settings["plots"]:
        warm_matplotlib(shell)
    results = probing.results() if probing else {}
    protection = Protection(walls.layers, walls.missing, results)
    walls.close_scratch()
    gc.enable()
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended submissions leave nothing to wait for
    lists = read_lists(fonts)
    channel.send({"ready": True, "protection": protection.to_data(), "fonts": lists})
    links = {channel: Forks()}
    while True:
        for ready in select.select([link.connection for link in links], [], [])[0]:
            link = next(each for each in links if each.connection is ready)
            try:
                message = link.receive(descriptors=1)
            except WireClosed:
                if link is channel:
                    os._exit(0)
                links.pop(link).end()
                link.close()
                continue
            [descriptor] = message["fds"]
            if message["request"] == "link":
                links[MadeChannel(socket.socket(fileno=descriptor))] = Forks()
                continue
            pid = walls.fork()
            if pid == 0:  # `Walls.enter` closes the links
                enter_submission(descriptor, message["folder"], walls, shell)
            os.close(descriptor)
            with contextlib.suppress(WireClosed):  # of a link that has closed, which is told next
                announce(link, pid, walls, links[link])


class Forks:
    """The submissions that a link has asked for last: this one, and the next, made ahead.

    When the link closes, its worker has gone, perhaps before it could end them.
    """

    def __init__(self) -> None:
        self._handles: list[int] = []

    def add(self, handle: int) -> None:
        self._handles.append(handle)
        while len(self._handles) > 2:
            os.close(self._handles.pop(0))

    def end(self) -> None:
        for handle in self._handles:
            with contextlib.suppress(OSError):
                signal.pidfd_send_signal(handle, signal.SIGKILL)
            os.close(handle)


def announce(channel: Channel, pid: int, walls: Walls, forks: Forks) -> None:
    """Say that a submission's first process is there, and how the grader can end it.

    By its number; from another pid namespace that would be another one, so by a descriptor.
    """
    if sys.platform == "linux" and walls.pids:
        handle = os.pidfd_open(pid)
        forks.add(handle)
        channel.send({"pid": pid}, (handle,))
    else:
        channel.send({"pid": pid})


def put_up_walls(settings: dict[str, Any], descriptor: int) -> tuple[Walls, Probing | None]:
    """The walls, and attempts to break out of them, which go on while this process imports."""
    grader = os.getppid()
    from autograder.sandbox.walls import ON_LINUX, put_up

    walls = put_up(settings, descriptor)
    if not (settings["walls"] and ON_LINUX):
        return walls, None
    from autograder.sandbox.probes import begin

    course = os.path.dirname(os.path.dirname(settings["sandbox"]))
    answers = os.path.join(course, "course_lib", "exercises")
    return walls, begin(walls, settings["secret"], answers, grader, settings["scratch"])


def prepare_imports(settings: dict[str, Any]) -> None:
    """Make the student's course_lib and this folder importable, and nothing else of the course."""
    sys.path[:] = [
        settings["library"],
        *(path for path in sys.path if path and os.path.dirname(__file__) not in path),
        *settings["paths"],
    ]
    package = types.ModuleType("autograder")
    package.__path__ = []
    sandbox = types.ModuleType("autograder.sandbox")
    sandbox.__path__ = [settings["sandbox"]]
    sys.modules |= {"autograder": package, "autograder.sandbox": sandbox}


def warm_shell(scratch: str) -> Shell:
    """A shell in which everything that is slow the first time has happened once."""
    import ipywidgets  # noqa: F401 - imported before the fork, as what follows
    import numpy as np

    from autograder.sandbox import servant, states  # noqa: F401
    from autograder.sandbox.shell import Shell as MadeShell
    from course_lib import figures, widgets  # noqa: F401

    shell: Shell = MadeShell.instance(scratch)
    np.random.default_rng(0).normal()
    figures.recognition_is_hard()
    shell.run("raise ValueError('warm')")
    start_anew(shell)
    return shell


def warm_matplotlib(shell: Shell) -> None:
    """The same for figures. matplotlib is most of the memory that each fork has to copy."""
    import matplotlib.font_manager as fonts
    import matplotlib.pyplot as plt

    from autograder.sandbox.shell import use_inline_figures

    use_inline_figures(shell)
    shell.run("import matplotlib.pyplot as plt\nplt.plot([0, 1])\nplt.title('$x$')\nplt.show()")
    plt.close("all")
    # Each fork closes the fonts that are open, page by page of its own memory: none is.
    fonts._get_font.cache_clear()  # type: ignore[attr-defined]
    start_anew(shell)


def start_anew(shell: Shell) -> None:
    shell.reset(new_session=True)
    shell.execution_count = 1


def enter_submission(descriptor: int, folder: str, walls: Walls, shell: Shell) -> None:
    """In the fork: go behind the walls, and serve the notebook's first state."""
    from autograder.sandbox.fonts import link_lists
    from autograder.sandbox.states import serve_state, silence
    from autograder.sandbox.wire import Channel

    silence()
    folder = walls.enter(descriptor, folder)
    os.environ["HOME"] = os.environ["TMPDIR"] = folder
    if "matplotlib" not in sys.modules:
        own = Path(folder, ".matplotlib")
        link_lists(Path(os.environ["MPLCONFIGDIR"]), own)
        os.environ["MPLCONFIGDIR"] = str(own)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    channel = Channel(socket.socket(fileno=descriptor))
    channel.send({"entered": True})  # or it was the walls that failed, not the student
    serve_state(channel, shell, walls)


if __name__ == "__main__":
    main()
