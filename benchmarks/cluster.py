"""What the way over a Dask cluster costs, beside the local pool.

    uv run --extra cluster python benchmarks/cluster.py [--count 500] [--workers 2] [--rounds 1]

The same submissions are graded with as many worker processes either way, the cluster's all on this
machine, started by the commands of docs/many_machines.md. Scheduler and workers are up before, as
on other machines they are; all else is timed on both sides alike. Printed for each are the seconds
until the first result (imports, connecting, servers for student code), the milliseconds for each
further one (grading and writing), and the ratios. Rounds alternate; their medians count.
"""

from __future__ import annotations

import argparse
import contextlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from against_nbgrader import hand_in

from autograder.batch import Options, grade_class
from autograder.cluster import connected
from autograder.course import Course
from autograder.demo import make_course
from autograder.demo_class import FIRST as ASSIGNMENT
from autograder.release import release
from autograder.result import SubmissionResult


@dataclass(frozen=True)
class Run:
    """Seconds until the first result, and from there to the last."""

    start: float
    rest: float

    @property
    def total(self) -> float:
        return self.start + self.rest


def timed(course: Course, options: Options) -> Run:
    """Grade everything once, and write it."""
    first = 0.0

    def note_first(_: SubmissionResult, done: int, __: int) -> None:
        nonlocal first
        if done == 1:
            first = time.perf_counter()

    started = time.perf_counter()
    grade_class(course, ASSIGNMENT, progress=note_first, options=options)
    return Run(first - started, time.perf_counter() - first)


@contextlib.contextmanager
def cluster_here(workers: int) -> Iterator[str]:
    """A scheduler and workers as processes of their own; the scheduler's address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    address = f"tcp://127.0.0.1:{port}"
    scheduler = ["scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"]
    worker = ["worker", address, "--nthreads", "1", "--nworkers", str(workers), "--no-dashboard"]
    running = []
    try:
        for command in (scheduler, worker):
            program = [sys.executable, "-m", "dask", *command]
            running.append(subprocess.Popen(program, stderr=subprocess.DEVNULL))
        with connected(address) as client:
            client.wait_for_workers(workers, timeout=60)
        yield address
    finally:
        for process in reversed(running):
            process.send_signal(signal.SIGINT)  # the nannies end their workers
            process.wait(20)


def report(name: str, runs: list[Run], count: int) -> Run:
    """Print and return the medians."""
    start, rest = median(run.start for run in runs), median(run.rest for run in runs)
    each = 1000 * rest / (count - 1)
    print(f"{name:<11} {start:6.2f} s to the first, then {each:6.1f} ms each: {start + rest:.1f} s")
    return Run(start, rest)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--no-sandbox", action="store_true")
    arguments = parser.parse_args()
    count, workers, allowed = arguments.count, arguments.workers, arguments.no_sandbox
    local, over = list[Run](), list[Run]()
    with tempfile.TemporaryDirectory() as scratch:
        course = make_course(Path(scratch) / "course")
        release(course, ASSIGNMENT)
        hand_in(course, count)
        for _ in range(arguments.rounds):
            local.append(timed(course, Options(workers, allowed, again=True)))
            with cluster_here(workers) as address:
                over.append(timed(course, Options(1, allowed, again=True, scheduler=address)))
    print(f"{count} submissions, {workers} workers, medians of {arguments.rounds}")
    here, there = report("local pool", local, count), report("cluster", over, count)
    print(
        f"ratio: start {there.start / here.start:.2f}, each {there.rest / here.rest:.2f}, "
        f"in all {there.total / here.total:.2f}"
    )


if __name__ == "__main__":
    main()
