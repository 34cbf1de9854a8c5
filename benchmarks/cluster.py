"""What the way over a Dask cluster costs, beside the local pool.

    uv run --extra cluster python benchmarks/cluster.py [--count 500] [--workers 2]

The same submissions are graded with as many worker processes either way, the cluster's all on
this machine. Both runs include their start: of processes and servers, imports, and writing. The
cluster itself is up before. Printed are the seconds of both and their ratio.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from against_nbgrader import hand_in
from distributed import LocalCluster

from autograder.batch import Options, grade_class
from autograder.course import Course
from autograder.demo import make_course
from autograder.demo_class import FIRST as ASSIGNMENT
from autograder.release import release


def seconds(course: Course, options: Options) -> float:
    started = time.monotonic()
    grade_class(course, ASSIGNMENT, options=options)
    return time.monotonic() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--no-sandbox", action="store_true")
    arguments = parser.parse_args()
    allowed = arguments.no_sandbox
    with tempfile.TemporaryDirectory() as scratch:
        course = make_course(Path(scratch) / "course")
        release(course, ASSIGNMENT)
        hand_in(course, arguments.count)
        locally = Options(arguments.workers, allowed, again=True)
        pool = seconds(course, locally)
        with LocalCluster(
            n_workers=arguments.workers, threads_per_worker=1, dashboard_address=None
        ) as started:
            there = Options(1, allowed, again=True, scheduler=started.scheduler_address)
            cluster = seconds(course, there)
    print(f"{arguments.count} submissions, {arguments.workers} workers")
    print(f"local pool: {pool:.1f} s")
    print(f"cluster:    {cluster:.1f} s")
    print(f"ratio {cluster / pool:.2f}")


if __name__ == "__main__":
    main()
