"""Outside: drives one submission's process, cell by cell and test by test."""

from __future__ import annotations

import contextlib
import math
import secrets
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from autograder.sandbox.examinee import SECONDS_IN_ALL, Examinee, ForkFailed
from autograder.sandbox.wire import Channel, WireClosed, WireError, WireTimeout

SECONDS_TO_OBEY = 5.0
SECONDS_PER_CELL = 20.0
DISCARD = {"request": "discard"}


@dataclass(frozen=True)
class CellRun:
    """What running a cell gave: outputs in nbformat's form; `lost` says why there are none.

    alone: whether a lost cell has left the state before it as it was.
    """

    outputs: list[dict[str, Any]] = field(default_factory=list)
    count: int | None = None
    lost: str = ""
    alone: bool = True


class StudentProcess:
    """One notebook's states, from outside: the first, and the present one, which runs code.

    Each state is a fork of the one before, and ends with it.
    """

    def __init__(self, first: Channel) -> None:
        self._states = [first]
        self._pids: list[int] = []
        self._later: list[Examinee] = []

    def run_in_place(
        self, sources: list[str], seconds: float = SECONDS_PER_CELL, until: float = math.inf
    ) -> Iterator[CellRun]:
        """Run cells in the present state itself: quicker than `run_cell`, with nothing below.

        They begin with the call, and run one after the other without waiting for this side. A
        cell that is lost is the last, and takes everything with it; then this process is of no
        more use. until: when time is up for all of them, by `time.monotonic`.
        """
        channel = self._states[-1]
        tokens = [secrets.token_hex(8) for _ in sources]
        try:
            channel.connection.settimeout(seconds)
            channel.send({"request": "run", "cells": list(zip(sources, tokens, strict=True))})
        except WireTimeout:
            return iter([CellRun(lost="time")])
        except (WireClosed, WireError):
            return iter([CellRun(lost="died")])
        return self._runs(tokens, seconds, until)

    def _runs(self, tokens: list[str], seconds: float, until: float) -> Iterator[CellRun]:
        """What the cells give that have begun, as they end."""
        channel = self._states[-1]
        try:
            for token in tokens:
                message = channel.receive(min(time.monotonic() + seconds, until))
                if message.get("token") != token:
                    raise WireError("not what this cell says")
                yield outputs_of(message)
        except WireTimeout:
            yield CellRun(lost="time")
        except (WireClosed, WireError):
            yield CellRun(lost="died")

    def run_cell(self, source: str, seconds: float = SECONDS_PER_CELL) -> CellRun:
        """Run a cell in a fork of the present state, which it becomes if it ends well.

        What the cell has left running beside it is ended. ForkFailed: the state can't be forked
        any more, and this cell has not begun.
        """
        channel = self._fork({"request": "cell", "source": source})
        if channel is None:
            raise ForkFailed
        pid = await_begin(channel)
        try:
            run = receive_outputs(channel, seconds)
        except WireTimeout:
            return self._discard(channel, "time")
        except (WireClosed, WireError):
            return self._discard(channel, "died")
        self._states.append(channel)
        self._pids.append(pid)
        self._ask(self._states[0], {"request": "sweep", "spare": self._pids})
        return run

    @contextlib.contextmanager
    def examine(self, seconds: float, in_all: float = SECONDS_IN_ALL) -> Iterator[Examinee]:
        """The present state's names, for a test; each examination has a fork of its own."""

        def fork() -> Channel | None:
            return self._fork({"request": "test"})

        examinee = Examinee(fork, seconds, in_all=min(in_all, SECONDS_IN_ALL))
        try:
            yield examinee
        finally:
            examinee.close()

    def answers(self) -> bool:
        """Whether the present state is still there."""
        token = secrets.token_hex(8)
        return self._ask(self._states[-1], {"request": "ping", "token": token}).get("pong") == token

    def examine_later(self, names: list[str], seconds: float) -> Examinee:
        """Those names in the present state, for a test that comes when the state has gone on.

        There is one fork and no other, or none where all of them are plain values. With the
        state that it was made from it ends.
        """
        forks = iter([self._fork({"request": "keep", "names": names})])
        examinee = Examinee(lambda: next(forks, None), seconds, tells=True)
        self._later.append(examinee)
        return examinee

    def close(self) -> None:
        for examinee in self._later:
            examinee.close()
        for channel in self._states:
            channel.close()

    def _fork(self, message: dict[str, Any]) -> Channel | None:
        """A channel to a new fork of the present state; None where that does not answer."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self._states[-1].connection.settimeout(SECONDS_TO_OBEY)
                self._states[-1].send(message, (theirs.fileno(),))
                return Channel(ours)
            except (WireClosed, WireTimeout):
                ours.close()
        return None

    def _discard(self, channel: Channel, why: str) -> CellRun:
        """Give a cell's fork up; the state before it goes on, if it is still there."""
        channel.close()
        return CellRun(lost=why, alone="discarded" in self._ask(self._states[-1], DISCARD))

    def _ask(self, state: Channel, message: dict[str, Any]) -> dict[str, Any]:
        """A state's answer; an empty one where it gives none."""
        try:
            state.connection.settimeout(SECONDS_TO_OBEY)
            state.send(message)
            return state.receive(time.monotonic() + SECONDS_TO_OBEY)
        except (WireClosed, WireTimeout, WireError):
            return {}


def await_begin(channel: Channel) -> int:
    """Wait until a state's fork is there, and for its number. ForkFailed where none comes."""
    try:
        pid = channel.receive(time.monotonic() + SECONDS_TO_OBEY).get("begun")
    except (WireTimeout, WireClosed, WireError):
        pid = None
    if not isinstance(pid, int):
        channel.close()
        raise ForkFailed
    return pid


def receive_outputs(channel: Channel, seconds: float) -> CellRun:
    """What a cell sends when it has ended; WireTimeout also where it says so and goes on."""
    deadline = time.monotonic() + seconds
    run = outputs_of(channel.receive(deadline))
    token = secrets.token_hex(8)
    channel.connection.settimeout(seconds)
    channel.send({"request": "ping", "token": token})
    if channel.receive(deadline).get("pong") != token:
        raise WireError("not the answer of a state")
    return run


def outputs_of(message: dict[str, Any]) -> CellRun:
    """What a message says that a cell gave. WireError where it is none."""
    outputs, count = message.get("outputs"), message.get("count")
    if not isinstance(outputs, list) or not isinstance(count, int):
        raise WireError("not outputs")
    return CellRun(outputs, count)
