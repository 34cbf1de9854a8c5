"""Inside: the process that imports everything once and forks for each submission.

It is started by exec with a clean environment, has never seen a test, a seed or a reference that
the assignment asks for, and so has nothing that its children could find in memory. It is run as a
file, with the arguments: descriptor of its channel, and a JSON object with ``library`` (folder of
the stripped course_lib), ``paths`` (where packages are installed), ``sandbox`` (folder of this
file) and ``scratch`` (a folder to write to).
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import sys
import types
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.sandbox.shell import Shell

MEMORY_LIMIT = 3 * 2**30
FILE_SIZE_LIMIT = 64 * 2**20
OPEN_FILES_LIMIT = 256
PROCESS_LIMIT = 4096


def main() -> None:
    descriptor, settings = int(sys.argv[1]), json.loads(sys.argv[2])
    sys.argv[:] = ["student"]
    prepare_imports(settings)
    from autograder.sandbox.wire import Channel, WireClosed

    channel = Channel(socket.socket(fileno=descriptor))
    shell = warm_shell(settings["scratch"])
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended submissions leave nothing to wait for
    channel.send({"ready": True})
    while True:
        try:
            message = channel.receive(descriptors=1)
        except WireClosed:
            os._exit(0)
        [submission] = message["fds"]
        pid = os.fork()
        if pid == 0:
            channel.close()
            enter_submission(submission, message["folder"], shell)
        os.close(submission)
        channel.send({"pid": pid})


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
    import matplotlib

    from autograder.sandbox import servant, states  # noqa: F401 - imported before the fork
    from autograder.sandbox.shell import Shell as MadeShell
    from autograder.sandbox.shell import use_inline_figures

    matplotlib.use("agg")
    import ipywidgets  # noqa: F401
    import matplotlib.pyplot as plt
    import numpy as np

    import course_lib  # noqa: F401

    shell: Shell = MadeShell.instance(scratch)
    use_inline_figures(shell)
    np.random.default_rng(0).normal()
    shell.run("import matplotlib.pyplot as plt\nplt.plot([0, 1])\nplt.title('$x$')\nplt.show()")
    shell.run("raise ValueError('warm')")
    plt.close("all")
    shell.reset(new_session=True)
    shell.execution_count = 1
    return shell


def enter_submission(descriptor: int, folder: str, shell: Shell) -> None:
    """In the fork: take the limits, and serve the notebook's first state."""
    import resource

    from autograder.sandbox.states import serve_state, silence
    from autograder.sandbox.wire import Channel

    os.setsid()
    os.chdir(folder)
    os.environ["HOME"] = os.environ["TMPDIR"] = folder
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    limits = (
        (resource.RLIMIT_AS, MEMORY_LIMIT),
        (resource.RLIMIT_FSIZE, FILE_SIZE_LIMIT),
        (resource.RLIMIT_NOFILE, OPEN_FILES_LIMIT),
        (resource.RLIMIT_NPROC, PROCESS_LIMIT),
        (resource.RLIMIT_CORE, 0),
    )
    for limit, value in limits:
        _, hard = resource.getrlimit(limit)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (value, value))
    silence()
    serve_state(Channel(socket.socket(fileno=descriptor)), shell)


if __name__ == "__main__":
    main()
