"""A large class: does grading keep its pace, and does memory stay flat?

    uv run python benchmarks/many_submissions.py [--count 1000]

`course grade` runs on 40 submissions and then on many more of the same mix. Printed are the
submissions a second of each whole command and their ratio; of the large class also the pace of
the first and the last 200, and the memory of all its processes together (proportional set size,
so that what forks share counts once) while they were graded.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from against_nbgrader import hand_in

from autograder.course import Course
from autograder.demo import make_course
from autograder.demo_class import FIRST as ASSIGNMENT
from autograder.release import release

SMALL = 40
ENDS = 200
"""Submissions at the beginning and at the end that are compared."""


@dataclass
class Run:
    """When each result came, in seconds from the start, and (time, MB) of memory."""

    results: list[float] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
    seconds: float = 0.0

    def megabytes(self, first: int, last: int) -> float:
        """The median memory between two results."""
        start, end = self.results[first], self.results[last]
        return statistics.median(size for moment, size in self.memory if start <= moment <= end)

    def pace(self, first: int, last: int) -> float:
        return (last - first) / (self.results[last] - self.results[first])


def family(root: int) -> list[int]:
    """A process and all that it started, and they in turn."""
    found = [root]
    for pid in found:
        with contextlib.suppress(OSError):  # it has ended meanwhile
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                found += map(int, children.read_text().split())
    return found


def megabytes(pids: list[int]) -> float:
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def graded(course: Course) -> Run:
    """Run the command, and watch it."""
    run, started = Run(), time.monotonic()
    command = [sys.executable, "-m", "autograder", "grade", ASSIGNMENT, "--json"]
    process = subprocess.Popen(command, cwd=course.root, stdout=subprocess.PIPE, text=True)

    def watch() -> None:
        while process.poll() is None:
            run.memory.append((time.monotonic() - started, megabytes(family(process.pid))))
            time.sleep(2.0)

    watcher = threading.Thread(target=watch)
    watcher.start()
    assert process.stdout is not None
    run.results = [time.monotonic() - started for line in process.stdout if line.startswith("{")]
    watcher.join()
    run.seconds = time.monotonic() - started
    if process.returncode:
        sys.exit("course grade failed")
    return run


def made_class(folder: Path, count: int) -> Course:
    course = make_course(folder)
    release(course, ASSIGNMENT)
    hand_in(course, count)
    return course


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1000)
    count = parser.parse_args().count
    with tempfile.TemporaryDirectory() as scratch:
        small = graded(made_class(Path(scratch) / "small", SMALL))
        large = graded(made_class(Path(scratch) / "large", count))
    rates = SMALL / small.seconds, count / large.seconds
    print(f"{SMALL} submissions: {small.seconds:.1f} s, {rates[0]:.2f} a second")
    print(f"{count} submissions: {large.seconds:.1f} s, {rates[1]:.2f} a second")
    print(f"ratio {rates[1] / rates[0]:.2f}")
    paces = large.pace(0, ENDS), large.pace(count - 1 - ENDS, count - 1)
    sizes = large.megabytes(0, ENDS), large.megabytes(count - 1 - ENDS, count - 1)
    print(f"pace of the last {ENDS} over the first: {paces[1] / paces[0]:.2f}")
    print(f"memory: {sizes[0]:.0f} MB at the beginning, {sizes[1]:.0f} MB at the end")


if __name__ == "__main__":
    main()
