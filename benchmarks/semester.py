"""A semester of a large class on one machine: from the platform's zip files to export and report.

    uv run python benchmarks/semester.py [--students 1000] [--workers 2] [--keep FOLDER]

A made-up class (tests/made_semester.py) hands in five assignments. The commands that an instructor
types run one after the other; of each the wall time is taken, the largest memory that one of its
processes ever had (VmHWM; ru_maxrss would begin with that of this program) and that of all together
(proportional set size, so that what forks share counts once), looked at four times a second. Making
the class is not timed.

At the end it is checked that nothing was lost, that everyone is in every export, and that the
points of a sample are those that the answers are worth by plain `exec`.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from many_submissions import family, megabytes

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from semester_facts import (
    REPORT,
    Step,
    collecting,
    exporting,
    grading,
    made_semester,
    untruths,
)

from autograder.course import Course


@dataclass(frozen=True)
class Measured:
    """A command's wall time, and in MB its largest process and all of them together."""

    name: str
    seconds: float
    largest: float
    together: float


def measured(step: Step, course: Course, log: Path) -> Measured:
    """Run a command, and watch its processes."""
    started = time.monotonic()
    largest, together = 0.0, 0.0
    with log.open("ab") as output:
        process = subprocess.Popen(step.command, cwd=course.root, stdout=output, stderr=output)
        while True:
            try:
                process.wait(0.25)
                break
            except subprocess.TimeoutExpired:
                pids = family(process.pid)
                largest = max(largest, *map(most_megabytes, pids))
                together = max(together, megabytes(pids))
    seconds = time.monotonic() - started
    if process.returncode:
        sys.exit(f"course {' '.join(step.arguments)} failed:\n{log.read_text('utf-8')[-2000:]}")
    return Measured(step.name, seconds, largest, together)


def most_megabytes(pid: int) -> float:
    """The most memory that a process ever had; 0 for one that is gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0


def table(rows: Iterable[Measured]) -> Iterator[str]:
    yield "| step | wall | largest process | all processes |"
    yield "|---|---|---|---|"
    for row in rows:
        largest, together = f"{row.largest:.0f} MB", f"{row.together:.0f} MB"
        yield f"| {row.name} | {duration(row.seconds)} | {largest} | {together} |"


def duration(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def sizes(course: Course, downloads: list[Path]) -> str:
    """What lies on the disk at the end."""
    known = {
        "downloads": sum(path.stat().st_size for path in downloads),
        "submitted/": folder_size(course.submitted),
        "autograded/": folder_size(course.autograded),
        ".course/": folder_size(course.private),
        "gradebook.db": (course.root / "gradebook.db").stat().st_size,
        "reports/course.html": (course.reports / "course.html").stat().st_size,
    }
    return ", ".join(f"{name} {size / 2**20:.1f} MB" for name, size in known.items())


def folder_size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def run(folder: Path, students: int, workers: int, sample: int) -> bool:
    """Make the class, run the semester, print what it took; whether all is as it must be."""
    started = time.monotonic()
    semester, downloads = made_semester(folder, students)
    print(f"{students} students made in {duration(time.monotonic() - started)}", flush=True)
    again = Step("grade all again, unchanged", ("grade", "--workers", str(workers)))
    steps = [
        *collecting(semester, downloads),
        *grading(semester, workers),
        *exporting(),
        REPORT,
        again,
    ]
    rows = []
    for step in steps:
        rows.append(measured(step, semester.course, folder / "log.txt"))
        print(f"  {rows[-1].name}: {duration(rows[-1].seconds)}", file=sys.stderr, flush=True)
    total = sum(row.seconds for row in rows[:-1])
    rows.append(
        Measured(
            "all but the last",
            total,
            max(row.largest for row in rows[:-1]),
            max(row.together for row in rows[:-1]),
        )
    )
    print("\n".join(table(rows)))
    print(f"\nSizes: {sizes(semester.course, downloads)}")
    found = list(untruths(semester, min(sample, students)))
    print("\n".join(found) or f"Nothing lost; points of {min(sample, students)} as expected.")
    return not found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--sample", type=int, default=100, help="whose points are computed")
    parser.add_argument("--keep", type=Path, help="a new folder that is left behind")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        is_right = run(folder, chosen.students, chosen.workers, chosen.sample)
    sys.exit(0 if is_right else 1)


if __name__ == "__main__":
    main()
