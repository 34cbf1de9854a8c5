"""What one submission costs, beside the least that it could: a fork that runs its cells by exec.

    uv run python benchmarks/per_submission.py [--count 40]

The floor is a process that has imported everything, forks, and in the fork compiles and runs the
same cells with `exec`: no IPython, no outputs, no tests, no walls, nothing written. Beside it, in
the same run and alternating, the engine with one worker grades the same notebook whole: walls,
cells through IPython, every test in a fork of its own, on published inputs and on hidden ones.
Printed are the medians and their ratio.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import statistics
import tempfile
import time
from pathlib import Path

import nbformat

from autograder.bundle import stripped_library
from autograder.cells import is_test
from autograder.demo import handed_in, make_course
from autograder.demo_class import FIRST as ASSIGNMENT
from autograder.demo_class import class_of
from autograder.grade import Grader
from autograder.master import read_master
from autograder.release import release
from autograder.sandbox.client import StudentServer


def floor(sources: list[str]) -> float:
    """Seconds for a bare fork that runs the cells by exec."""
    started = time.perf_counter()
    child = os.fork()
    if child == 0:
        with contextlib.redirect_stdout(io.StringIO()):
            namespace: dict[str, object] = {}
            for source in sources:
                exec(compile(source, "<cell>", "exec"), namespace)
        os._exit(0)
    os.waitpid(child, 0)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=40)
    arguments = parser.parse_args()
    os.environ["COURSE_LIB_FIGURES_AS_TEXT"] = "1"
    from course_lib import figures, widgets  # noqa: F401 - all that the floor's fork needs

    figures.recognition_is_hard()
    with tempfile.TemporaryDirectory() as scratch:
        course = make_course(Path(scratch) / "course")
        release(course, ASSIGNMENT)
        source = nbformat.read(course.source_notebook(ASSIGNMENT), as_version=4)
        released = course.release / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        data = handed_in(class_of(ASSIGNMENT)[0], source, nbformat.read(released, as_version=4))
        folder = Path(scratch) / "student"
        folder.mkdir()
        (folder / f"{ASSIGNMENT}.ipynb").write_bytes(data)
        cells = [
            cell.source
            for cell in nbformat.reads(data.decode(), as_version=4).cells
            if cell.cell_type == "code" and not is_test(cell)
        ]
        stripped_library(ASSIGNMENT, Path(scratch) / "course_lib")
        floors, whole = [], []
        with StudentServer(Path(scratch), plots=course.plots(ASSIGNMENT)) as server:
            worker = server.link()
            grader = Grader(read_master(course, ASSIGNMENT), worker, course.seed())
            grader.grade("warm", folder)
            for _ in range(arguments.count):
                floors.append(floor(cells))
                started = time.perf_counter()
                result = grader.grade("student", folder).result
                whole.append(time.perf_counter() - started)
                assert result.points == 17.0
    low, high = statistics.median(floors), statistics.median(whole)
    print(f"fork and exec of {len(cells)} cells: {1e3 * low:.1f} ms")
    print(f"graded whole:              {1e3 * high:.1f} ms")
    print(f"ratio {high / low:.2f}")


if __name__ == "__main__":
    main()
