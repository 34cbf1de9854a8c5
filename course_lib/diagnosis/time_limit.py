"""A time limit for code that may never return, in a notebook and without a second process."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import sys
import threading
import time
from collections.abc import Iterator
from types import CodeType, FrameType
from typing import Any

AGAIN = 0.05
"""Seconds after which it is raised once more."""

if hasattr(signal, "setitimer"):
    BY_CLOCK = (signal.ITIMER_REAL, signal.SIGALRM)
    BY_PROCESSOR = (signal.ITIMER_PROF, signal.SIGPROF)


class TimeLimitExceeded(BaseException):
    """Not an Exception, so that a student's ``except Exception`` does not swallow it."""


@contextlib.contextmanager
def time_limit(seconds: float | None, of_processor: bool = False) -> Iterator[None]:
    """Raise `TimeLimitExceeded` in the body after `seconds`; None sets no limit.

    On the main thread of a Unix process by SIGALRM, which also interrupts ``time.sleep``;
    elsewhere by an asynchronous exception, which takes effect at the next Python bytecode; in a
    browser, which knows neither signals nor threads, by a look at the clock at each call and jump.
    It is raised again every 50 ms, for loops with a bare ``except``.

    of_processor: count the processor's time, where there are signals; who waits for the processor
    on a busy machine, or sleeps, does not use any.
    """
    if seconds is None:
        yield
    elif sys.platform == "emscripten":
        yield from _limit_by_monitoring(seconds)
    elif hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        yield from _limit_by_signal(seconds, *(BY_PROCESSOR if of_processor else BY_CLOCK))
    else:
        yield from _limit_by_thread(seconds)


def _limit_by_signal(seconds: float, timer: int, number: int) -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeLimitExceeded

    previous = signal.signal(number, stop)
    signal.setitimer(timer, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(timer, 0)
        signal.signal(number, previous)


def _limit_by_thread(seconds: float) -> Iterator[None]:
    target = ctypes.c_ulong(threading.get_ident())
    done = threading.Event()

    def watch() -> None:
        wait = seconds
        while not done.wait(wait):
            ctypes.pythonapi.PyThreadState_SetAsyncExc(target, ctypes.py_object(TimeLimitExceeded))
            wait = AGAIN

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
        ctypes.pythonapi.PyThreadState_SetAsyncExc(target, None)


def _limit_by_monitoring(seconds: float) -> Iterator[None]:
    """Every loop jumps back, and every recursion calls. Python 3.12 or newer (PEP 669).

    What is raised at a jump passes by the handlers of the function that jumps (so in CPython 3.12
    to 3.14). So nothing is raised in the function that sets the limit: a loop in the body itself
    is not stopped, one in a function that it calls is. While that sleeps, a browser's Python may
    turn to other tasks, and these are let be.
    """
    monitoring: Any = vars(sys)["monitoring"]  # not yet in 3.11, which no browser runs
    tool = next(number for number in range(6) if monitoring.get_tool(number) is None)
    due = time.monotonic() + seconds
    body: FrameType | None = sys._getframe()
    while body is not None and body.f_code.co_filename in OURS:
        body = body.f_back

    def look(code: CodeType, *_: int) -> None:
        nonlocal due
        if time.monotonic() < due or code.co_filename in OURS:
            return
        if _is_called_by(body, sys._getframe(1)):
            due = time.monotonic() + AGAIN
            raise TimeLimitExceeded

    monitoring.use_tool_id(tool, "time_limit")
    events = (monitoring.events.PY_START, monitoring.events.JUMP)
    for event in events:
        monitoring.register_callback(tool, event, look)
    monitoring.set_events(tool, events[0] | events[1])
    try:
        yield
    finally:
        monitoring.set_events(tool, 0)
        for event in events:
            monitoring.register_callback(tool, event, None)
        monitoring.free_tool_id(tool)


def _is_called_by(caller: FrameType | None, frame: FrameType) -> bool:
    """Whether a frame runs for another one, which may be far above it."""
    above = frame.f_back
    while above is not None and above is not caller:
        above = above.f_back
    return above is not None


OURS = {
    function.__code__.co_filename for function in (_limit_by_monitoring, contextlib.contextmanager)
}
"""Code that sets the limit and takes it off; raised in it, the exception would leave it on."""
