"""How many results a second the one writer puts on disk: gradebook, notebook, result.

    uv run python benchmarks/writer_rate.py [--count 300]

For PostgreSQL set COURSE_GRADEBOOK to the address of an empty database. Nothing is graded: every
result is that of an unreadable submission, which has as many rows as any other. Printed are the
rates of first results and of the same ones written over, the hours that 100,000 take at that rate,
and the ratio: the row of the table in docs/many_machines.md.
"""

from __future__ import annotations

import argparse
import dataclasses
import tempfile
import time
from pathlib import Path

from autograder.course import Course
from autograder.demo import make_course
from autograder.demo_class import FIRST as ASSIGNMENT
from autograder.grade import could_not_be_graded, record
from autograder.gradebook import GradebookWriter
from autograder.master import read_master
from autograder.release import release

LARGE_CLASS = 100_000


def rate(course: Course, count: int) -> float:
    graded = could_not_be_graded(read_master(course, ASSIGNMENT), "nobody", "A measurement.")
    kept = record(graded.notebook)
    with GradebookWriter(course) as gradebook:
        gradebook.require_released(ASSIGNMENT)
        started = time.monotonic()
        for number in range(count):
            result = dataclasses.replace(graded.result, student=f"student{number}")
            gradebook.write(result, kept)
            course.save_result(result)
        return count / (time.monotonic() - started)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=300)
    count = parser.parse_args().count
    with tempfile.TemporaryDirectory() as scratch:
        course = make_course(Path(scratch) / "course")
        release(course, ASSIGNMENT)
        first, again = rate(course, count), rate(course, count)
    database = course.database_url.partition(":")[0]
    for what, pace in (("first results", first), ("written again", again)):
        hours = LARGE_CLASS / pace / 3600
        print(f"{database}, {count} {what}: {pace:.0f} a second, {LARGE_CLASS:,} in {hours:.1f} h")
    print(f"ratio {again / first:.2f}")


if __name__ == "__main__":
    main()
