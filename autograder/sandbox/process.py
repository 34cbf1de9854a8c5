"""Outside: drives one submission's process, cell by cell and test by test."""

from __future__ import annotations

import contextlib
import secrets
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from autograder.sandbox.examinee import Examinee, ForkFailed
from autograder.sandbox.wire import Channel, WireClosed, WireError, WireTimeout

SECONDS_TO_OBEY = 5.0
SECONDS_PER_CELL = 20.0


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
    """One notebook's states, from outside. The last of `_states` is the present one."""

    def __init__(self, first: Channel) -> None:
        self._states = [first]
        self._later: list[Examinee] = []

    def run_in_place(
        self, sources: list[str], seconds: float = SECONDS_PER_CELL
    ) -> Iterator[CellRun]:
        """Run cells in the present state itself: quicker than `run_cell`, with nothing below.

        They begin with the call, and run one after the other without waiting for this side. A
        cell that is lost is the last, and takes everything with it; then this process is of no
        more use.
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
        return self._runs(tokens, seconds)

    def _runs(self, tokens: list[str], seconds: float) -> Iterator[CellRun]:
        """What the cells give that have begun, as they end."""
        channel = self._states[-1]
        try:
            for token in tokens:
                message = channel.receive(time.monotonic() + seconds)
                if message.get("token") != token:
                    raise WireError("not what this cell says")
                yield outputs_of(message)
        except WireTimeout:
            yield CellRun(lost="time")
        except (WireClosed, WireError):
            yield CellRun(lost="died")

    def run_cell(self, source: str, seconds: float = SECONDS_PER_CELL) -> CellRun:
        """Run a cell in a fork of the present state, which it becomes if it ends well.

        ForkFailed: the state can't be forked any more, and this cell has not begun.
        """
        channel = self._fork({"request": "cell", "source": source})
        if channel is None:
            raise ForkFailed
        await_begin(channel)
        try:
            run = receive_outputs(channel, seconds)
        except WireTimeout:
            return self._discard(channel, "time")
        except (WireClosed, WireError):
            return self._discard(channel, "died")
        self._states.append(channel)
        return run

    @contextlib.contextmanager
    def examine(self, seconds: float) -> Iterator[Examinee]:
        """The present state's names, for a test; each examination has a fork of its own."""

        def fork() -> Channel | None:
            return self._fork({"request": "test"})

        examinee = Examinee(fork, seconds)
        try:
            yield examinee
        finally:
            examinee.close()

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
        """A channel to a new fork of the present state; None when no state answers any more."""
        while self._states:
            ours, theirs = socket.socketpair()
            with theirs:
                try:
                    self._states[-1].connection.settimeout(SECONDS_TO_OBEY)
                    self._states[-1].send(message, (theirs.fileno(),))
                    return Channel(ours)
                except (WireClosed, WireTimeout):
                    ours.close()
            self._step_back()
        return None

    def _discard(self, channel: Channel, why: str) -> CellRun:
        """Give a cell's fork up; the state before it goes on."""
        channel.close()
        states = len(self._states)
        while self._states:
            state = self._states[-1]
            try:
                state.send({"request": "discard"})
                state.receive(time.monotonic() + SECONDS_TO_OBEY)
                break
            except (WireClosed, WireTimeout, WireError):
                self._step_back()
        return CellRun(lost=why, alone=len(self._states) == states)

    def _step_back(self) -> None:
        """The present state does not obey any more: return to the one before."""
        self._states.pop().close()


def await_begin(channel: Channel) -> None:
    """Wait until a state's fork is there. ForkFailed where none comes."""
    try:
        begun = channel.receive(time.monotonic() + SECONDS_TO_OBEY).get("begun")
    except (WireTimeout, WireClosed, WireError):
        begun = False
    if begun is not True:
        channel.close()
        raise ForkFailed


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
