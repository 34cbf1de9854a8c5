"""Inside: a notebook's states, a process each.

A cell runs in a fork of the state before it. If it ends well, the fork is the new state; the
old one sleeps below it, and goes on when the new one is discarded because a later cell hung, died
or spoilt it. Every state has a channel of its own, so what a bad cell does to its own
channel does not touch the state below.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import sys
from typing import Any, NoReturn

from autograder.sandbox.limits import die_with_parent
from autograder.sandbox.servant import Servant
from autograder.sandbox.shell import Shell
from autograder.sandbox.walls import Walls
from autograder.sandbox.wire import Channel, WireClosed, WireError, encode


def serve_state(channel: Channel, shell: Shell, walls: Walls) -> None:
    """Serve this state, and in forks of it each state that follows, until the channel closes."""
    child = 0
    while True:
        try:
            message = channel.receive(descriptors=1)
        except (WireClosed, WireError):
            end_child(child)
            os._exit(0)
        request = message["request"]
        if request == "discard":
            end_child(child)
            child = 0
            channel.send({"discarded": True})
            continue
        if request == "sweep":
            sweep(message["spare"])
            channel.send({"swept": True})
            continue
        if request == "ping":
            channel.send({"pong": message["token"]})
            continue
        if request == "run":
            for source, token in message["cells"]:
                run_cell(channel, shell, source, token)
            continue
        [descriptor] = message["fds"]
        if request == "keep":  # for a test that comes when all cells have run
            names = message["names"]
            if not tell_plain(descriptor, shell.user_ns, names) and fork_or_say(descriptor) == 0:
                channel.close()
                serve_test(descriptor, shell, walls, names)
            os.close(descriptor)
            continue
        end_child(child)  # a test's fork that has been left behind
        reap()
        child = fork_or_say(descriptor)
        if child:
            os.close(descriptor)
            continue
        channel.close()
        if request == "test":
            serve_test(descriptor, shell, walls)
        channel = Channel(socket.socket(fileno=descriptor))
        enter_child()
        channel.send({"begun": os.getpid()})
        run_cell(channel, shell, message["source"])


def fork_or_say(descriptor: int) -> int:
    """As os.fork; where that fails, because a cell left too much running, say so to the grader.

    Then this process goes on as after a fork, with no child: -1 is nobody's number here.
    """
    try:
        return os.fork()
    except OSError:
        with contextlib.suppress(OSError, WireError, WireClosed):
            Channel(socket.socket(fileno=os.dup(descriptor))).send({"no_fork": True})
        return NO_CHILD


NO_CHILD = -1

MAX_UNREAD = 50_000
"""Bytes of a message that may lie unread in a socket while the cells go on."""


def run_cell(channel: Channel, shell: Shell, source: str, token: str = "") -> None:
    """Run a cell and send what it gave. token: by which the grader knows this cell's answer."""
    process = os.getpid()
    outputs, count = shell.run(source)
    if os.getpid() != process:
        os._exit(0)  # the cell forked: its copy of the notebook goes no further
    _send_outputs(channel, outputs, {"count": count, "token": token})


def serve_test(
    descriptor: int, shell: Shell, walls: Walls, names: list[str] | None = None
) -> NoReturn:
    """In a fork: answer one test cell about the student's names, then end.

    names: whose values are sent unasked, before the test's turn.
    """
    enter_child()
    walls.seal(descriptor)
    silence()
    with contextlib.suppress(BaseException):
        channel = Channel(socket.socket(fileno=descriptor))
        servant = Servant(channel, shell.user_ns)
        if names is not None:
            channel.send(servant.answer({"request": "names", "values": encode(names, _refuse)}))
        servant.serve()
    os._exit(0)


def tell_plain(descriptor: int, namespace: dict[str, Any], names: list[str]) -> bool:
    """Send the names' values, if all are plain and small; then their test needs no process."""
    found = {name: namespace[name] for name in names if name in namespace}
    try:
        message = {"value": encode(found, _refuse)}
        if len(json.dumps(message)) > MAX_UNREAD:
            return False
        with socket.socket(fileno=os.dup(descriptor)) as connection:
            Channel(connection).send(message)
    except Exception:
        return False
    return True


def _refuse(value: Any) -> dict[str, Any]:
    raise WireError(f"an object of type {type(value).__name__}")


def enter_child() -> None:
    """Die when the state below dies, and lead a process group of one's own."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    die_with_parent()
    with contextlib.suppress(OSError):
        os.setpgid(0, 0)


def end_child(child: int) -> None:
    """Kill a fork and what it started, and wait until it is gone."""
    if child in (0, NO_CHILD):
        return
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(OSError):
            kill(child, signal.SIGKILL)
    with contextlib.suppress(OSError):
        os.waitpid(child, 0)


def sweep(spared: list[int]) -> None:
    """Kill all that a notebook's cells have left running, but not its states.

    For the first state, which has run no cell. Where it has no pid namespace of its own, the
    numbers are those of the whole system, and nothing is done.
    """
    if os.getpid() != 1:
        return
    for pid in range(2, latest_pid()):
        if pid not in spared:
            kill_and_wait(pid)
    reap()


def latest_pid() -> int:
    """Above all numbers that processes have here: they are given in turn."""
    try:
        pid = os.fork() or os._exit(0)
        os.waitpid(pid, 0)
    except OSError:
        return MOST_PIDS
    return min(pid, MOST_PIDS)


MOST_PIDS = 100_000


def kill_and_wait(pid: int) -> None:
    """Kill a process, and wait until it has ended; a number that is only a thread's is left."""
    with contextlib.suppress(OSError):
        handle = os.pidfd_open(pid)
        try:
            os.kill(pid, signal.SIGKILL)
            select.select([handle], [], [], SECONDS_TO_END)
        finally:
            os.close(handle)


SECONDS_TO_END = 1.0


def reap() -> None:
    """Let go of children that have ended: they count against the limit of processes."""
    with contextlib.suppress(OSError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def silence() -> None:
    """What student code prints while a test calls it goes nowhere: it may know hidden inputs."""
    null = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(null, descriptor)
    sys.stdout = open(null, "w", closefd=False)  # noqa: SIM115 - open as long as the process
    sys.stderr = sys.stdout


def _send_outputs(channel: Channel, outputs: list[dict[str, Any]], known: dict[str, Any]) -> None:
    try:
        channel.send({"outputs": outputs, **known})
    except (WireError, TypeError, ValueError):
        text = "[the output of this cell could not be kept]\n"
        stream = {"output_type": "stream", "name": "stdout", "text": text}
        channel.send({"outputs": [stream], **known})
