"""Work that is done a little at once, and for the rest when the kernel has nothing else to do."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator

AT_ONCE = 0.3
"""Seconds of work before the cell is done."""

SLICE, PAUSE = 0.015, 0.01
"""Seconds of work between two looks at what else the kernel should do, and of rest after it."""

NOTHING_LEFT = "nothing left"


class Filling:
    """Does the pieces of `work`, one at each `next`, and calls `publish` now and then.

    The pieces run on the kernel's main thread, between cells: a student's function never runs
    beside another cell of his, and one that does not stop can be interrupted. Published is what
    was done at once, then whenever the work has taken twice as long as at the last time, and at
    the end.
    """

    def __init__(self, work: Iterator[None], publish: Callable[[], None]) -> None:
        self._work = work
        self._publish = publish
        self._spent = 0.0
        self._due = AT_ONCE
        self._timer: asyncio.TimerHandle | None = None
        self.is_done = False

    def start(self, at_once: float = AT_ONCE) -> None:
        """Work for so many seconds; then go on behind if an event loop runs, as in a notebook."""
        self._do(at_once)
        self._publish()
        self._schedule()

    def finish(self) -> None:
        """Do all the rest now."""
        self.stop()
        if not self.is_done:
            self._do(float("inf"))
            self._publish()

    def stop(self) -> None:
        """Leave the rest undone."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _do(self, seconds: float) -> None:
        started = time.perf_counter()
        while not self.is_done and time.perf_counter() - started < seconds:
            self.is_done = next(self._work, NOTHING_LEFT) == NOTHING_LEFT
        self._spent += time.perf_counter() - started

    def _slice(self) -> None:
        self._do(SLICE)
        if self.is_done or self._spent >= self._due:
            self._due = 2 * self._spent
            self._publish()
        self._schedule()

    def _schedule(self) -> None:
        if self.is_done:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # a plain Python process: nothing comes after the last line
            return
        self._timer = loop.call_later(PAUSE, self._slice)
