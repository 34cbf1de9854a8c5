"""The same submissions graded by `course grade` and by stock `nbgrader autograde`, side by side.

    uv run python benchmarks/against_nbgrader.py [--count 40]

Both write a gradebook and autograded notebooks; both are timed as whole commands, one after the
other, on the same files: a mix of right and wrong answers, without the hostile ones (an endless
loop would only make the ratio better). Each has graded one submission before, in the same folder,
that does not count: so both find their bytecode and files as in a course that has been used.
Printed are the two wall
times and their ratio. Points are compared, too. nbgrader draws the course's figures, the engine
keeps their text alternatives instead; with `--figures` both draw them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook

from autograder.course import Course
from autograder.demo import handed_in, make_course
from autograder.demo_class import FIRST as ASSIGNMENT
from autograder.demo_class import class_of
from autograder.release import release

NOT_COMPARABLE = ("omar", "petra", "quinn", "rosa", "sami", "tara", "ugo", "vera", "wen", "yuki")
"""Of the sample class: hostile or broken, which nbgrader grades differently or not at all."""


STOCK = """\
c = get_config()
c.CourseDirectory.course_id = "backprop"
c.CourseDirectory.source_directory = "notebooks"
"""
"""What nbgrader has to be told of the folder; all else is as it comes."""


def hand_in(course: Course, count: int, start: int = 0) -> list[str]:
    """`count` submissions, the honest ones of the sample class over and over."""
    source = nbformat.read(course.source_notebook(ASSIGNMENT), as_version=4)
    released = course.release / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    handed_out = nbformat.read(released, as_version=4)
    honest = [student for student in class_of(ASSIGNMENT) if student.name not in NOT_COMPARABLE]
    names = []
    for index in range(start, start + count):
        student = honest[index % len(honest)]
        names.append(f"{student.name}{index:04}")
        folder = course.submitted / names[-1] / ASSIGNMENT
        folder.mkdir(parents=True)
        (folder / student.file_name).write_bytes(
            # a comment of one's own, so that no two files are the same
            handed_in(student, source, handed_out).replace(b"Double-click", names[-1].encode())
        )
    return names


def seconds(command: list[str], course: Course, environment: dict[str, str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, cwd=course.root, check=True, capture_output=True, env=environment)
    return time.perf_counter() - started


def points(course: Course, names: list[str]) -> list[dict[str, float | None]]:
    with Gradebook(course.database_url) as gradebook:
        found = (gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, n) for n in names)
        return [{grade.name: grade.auto_score for grade in each.grades} for each in found]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--figures", action="store_true")
    arguments = parser.parse_args()
    environment = dict(os.environ)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if arguments.figures:
        environment["COURSE_GRADE_FIGURES"] = "1"
    with tempfile.TemporaryDirectory() as scratch:
        ours = make_course(Path(scratch) / "ours")
        release(ours, ASSIGNMENT)
        stock = Course(Path(scratch) / "stock")
        shutil.copytree(ours.root, stock.root)
        (stock.root / "nbgrader_config.py").write_text(STOCK)
        fast_command = [sys.executable, "-m", "autograder", "grade", ASSIGNMENT]
        slow_command = [sys.executable, "-m", "nbgrader", "autograde", ASSIGNMENT]
        for course, command in ((ours, fast_command), (stock, slow_command)):
            hand_in(course, 1, start=9999)
            seconds(command, course, environment)
            names = hand_in(course, arguments.count)
        fast = seconds(fast_command, ours, environment)
        print(f"course grade:       {fast:7.1f} s for {arguments.count} submissions", flush=True)
        slow = seconds(slow_command, stock, environment)
        print(f"nbgrader autograde: {slow:7.1f} s")
        same = points(ours, names) == points(stock, names)
    print(f"ratio {slow / fast:.1f}; points {'equal' if same else 'DIFFER'}")
    sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
