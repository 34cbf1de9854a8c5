"""Worker processes, one item each at a time; one that dies costs its item and nothing else."""

from __future__ import annotations

import contextlib
import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, Protocol, TypeVar

Item = TypeVar("Item")


class WorkerDied(Exception):  # noqa: N818 - what happened, and to be caught by name
    """The worker ended, or was ended after its time, before it had a result."""


class Workers(Protocol[Item]):
    """What works on items: processes here, or on other machines."""

    def results(self, items: Iterable[Item]) -> Iterator[tuple[Item, Any]]:
        """Each item with its result, or with WorkerDied, in the order in which they are ready."""


@dataclass
class Worker(Generic[Item]):
    """A process, the pipe to it, and what it works on since when."""

    process: BaseProcess
    pipe: Connection
    item: Item | None = None
    since: float = 0.0


class WorkerPool(Generic[Item]):
    """`count` processes that each run a ``work(pipe)``: receive an item, send its result.

    make_work: called here for each worker that is started. seconds: how long an item may take
    before its worker is ended.
    """

    def __init__(
        self, count: int, make_work: Callable[[], Callable[[Connection], None]], seconds: float
    ) -> None:
        self._make_work = make_work
        self._seconds = seconds
        self._context = multiprocessing.get_context("fork")  # workers have all that we have
        self._workers: list[Worker[Item]] = [self._start() for _ in range(count)]

    def __enter__(self) -> WorkerPool[Item]:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            self._end(worker)

    def results(self, items: Iterable[Item]) -> Iterator[tuple[Item, Any]]:
        """Each item with its result, or with WorkerDied, in the order in which they are ready.

        Work begins with the call, not only when the first result is asked for.
        """
        waiting = deque(items)
        self._give_to_idle(waiting)
        return self._collect(waiting)

    def _collect(self, waiting: deque[Item]) -> Iterator[tuple[Item, Any]]:
        while True:
            self._give_to_idle(waiting)
            busy = [worker for worker in self._workers if worker.item is not None]
            if not busy:
                return
            ready = wait([worker.pipe for worker in busy], timeout=1.0)
            for worker in busy:
                if worker.pipe in ready or time.monotonic() - worker.since > self._seconds:
                    taken = self._take(worker, worker.pipe in ready)
                    self._give_to_idle(waiting)  # it works on while the result is written
                    yield taken

    def _give_to_idle(self, waiting: deque[Item]) -> None:
        for worker in self._workers:
            if worker.item is None and waiting:
                self._give(worker, waiting.popleft())

    def _give(self, worker: Worker[Item], item: Item) -> None:
        worker.item, worker.since = item, time.monotonic()
        with contextlib.suppress(OSError):  # it has died meanwhile, which `_take` will find
            worker.pipe.send(item)

    def _take(self, worker: Worker[Item], is_ready: bool) -> tuple[Item, Any]:
        item = worker.item
        assert item is not None
        try:
            if not is_ready:
                raise WorkerDied(f"no result after {self._seconds:g} s")
            result = worker.pipe.recv()
            worker.item = None
        except (EOFError, OSError, WorkerDied) as error:
            result = error if isinstance(error, WorkerDied) else WorkerDied("its process ended")
            self._end(worker)
            self._workers[self._workers.index(worker)] = self._start()
        return item, result

    def _start(self) -> Worker[Item]:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=self._make_work(), args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        return Worker(process, ours)

    def _end(self, worker: Worker[Item]) -> None:
        worker.pipe.close()
        worker.process.kill()
        worker.process.join()
