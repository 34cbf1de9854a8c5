"""Worker processes: one that dies or hangs costs its item and nothing else."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

from autograder.pool import WorkerDied, WorkerPool


def serve(pipe: Connection) -> None:
    """Double each number; die at 13, hang at 99."""
    while True:
        try:
            number = pipe.recv()
        except EOFError:
            return
        if number == 13:
            os._exit(1)
        if number == 99:
            time.sleep(60)
        pipe.send(2 * number)


def make_work() -> Callable[[Connection], None]:
    return serve


def test_every_item_gets_its_result() -> None:
    with WorkerPool[int](2, make_work, seconds=10) as pool:
        assert dict(pool.results(range(12))) == {number: 2 * number for number in range(12)}


def test_a_worker_that_dies_or_hangs_costs_its_item() -> None:
    with WorkerPool[int](2, make_work, seconds=0.5) as pool:
        results = dict(pool.results([1, 13, 2, 99, 3, 13, 4]))
    assert {number: results[number] for number in (1, 2, 3, 4)} == {1: 2, 2: 4, 3: 6, 4: 8}
    assert isinstance(results[13], WorkerDied)
    assert "0.5 s" in str(results[99])


def test_no_worker_outlives_the_pool() -> None:
    with WorkerPool[int](3, make_work, seconds=10) as pool:
        processes = [worker.process for worker in pool._workers]
    assert not any(process.is_alive() for process in processes)
