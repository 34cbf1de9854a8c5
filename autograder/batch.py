"""Many submissions: graded by worker processes, each written as soon as it is ready.

What was graded before and has not changed is kept as it is. A batch that is stopped at any
moment, by whatever means, goes on where it was: a result is on disk when, and only when, its
notebook and its scores are.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.course import Course, CourseError
from autograder.fingerprint import assignment_digest, submission_digest
from autograder.intake import id_problem
from autograder.result import SubmissionResult

if TYPE_CHECKING:
    from autograder.grade import Grader

Progress = Callable[[SubmissionResult, int, int], None]
"""Called with each result, how many are done, and how many there are."""

SECONDS_PER_SUBMISSION = 600.0
"""After this a worker is ended: something hangs that has no time limit of its own."""


@dataclass(frozen=True)
class HandedIn:
    """A student, where the submission lies, and the digest of all that its result depends on."""

    student: str
    folder: Path
    digest: str


@dataclass(frozen=True)
class Options:
    """How to grade.

    workers: processes. no_sandbox: grade where student code can't be walled in completely, too;
    the walls that there are stay up. again: grade what has not changed, too.
    seconds_per_cell: time limit of a student's cell.
    """

    workers: int = os.cpu_count() or 1
    no_sandbox: bool = False
    again: bool = False
    seconds_per_cell: float = 10.0


def grade_class(
    course: Course,
    assignment: str,
    student: str | None = None,
    progress: Progress = lambda *_: None,
    options: Options = Options(),
) -> list[SubmissionResult]:
    """Grade what was handed in for an assignment, and write it to the gradebook.

    The results are in the students' order. CourseError where nothing was handed in, the
    assignment was not released, or the sandbox does not hold.
    """
    submissions = handed_in(course, assignment, student, options)
    results: dict[str, SubmissionResult] = {}

    def done(result: SubmissionResult) -> None:
        results[result.student] = result
        progress(result, len(results), len(submissions))

    waiting = []
    for one in submissions:
        kept = None if options.again else kept_result(course, assignment, one)
        if kept:
            done(kept)
        else:
            waiting.append(one)
    if waiting:
        for result in grade_and_write(course, assignment, waiting, options):
            done(result)
    return [results[one.student] for one in submissions]


def handed_in(
    course: Course, assignment: str, student: str | None, options: Options
) -> list[HandedIn]:
    """The submissions of an assignment, by student. CourseError where there is none."""
    folders = [
        folder
        for folder in sorted(course.submitted.glob("*"))
        if not id_problem(folder.name) and folder.is_dir() and os.path.lexists(folder / assignment)
    ]
    chosen = [folder for folder in folders if student in (None, folder.name)]
    if not chosen:
        who = f"by {student}" if student else "by anyone"
        place = course.submitted / (student or "STUDENT") / assignment / f"{assignment}.ipynb"
        raise CourseError(f"Nothing was handed in for {assignment} {who}: looked for {place}.")
    settings = f"{options.seconds_per_cell}"
    digest = assignment_digest(course, assignment, settings)
    return [
        HandedIn(folder.name, folder / assignment, submission_digest(digest, folder / assignment))
        for folder in chosen
    ]


def kept_result(course: Course, assignment: str, one: HandedIn) -> SubmissionResult | None:
    """The result of before, if nothing that it depends on has changed and all of it is there."""
    result = course.result(assignment, one.student)
    if result is None or result.digest != one.digest:
        return None
    notebook = course.autograded / one.student / assignment / f"{assignment}.ipynb"
    if not notebook.is_file() or not course.has_gradebook():
        return None
    return result


def grade_and_write(
    course: Course, assignment: str, submissions: list[HandedIn], options: Options
) -> Iterator[SubmissionResult]:
    """Grade in workers; write here, in one place. Yields each result when it is on disk."""
    from autograder.sandbox.client import StudentServer

    with tempfile.TemporaryDirectory(prefix="course-library-") as library:
        server = StudentServer(prepared_library(assignment, Path(library)))
        server.start()  # it imports what it needs while this process does
        from autograder.grade import Grader, could_not_be_graded, record
        from autograder.gradebook import GradebookWriter, read_timestamp
        from autograder.master import read_master
        from autograder.pool import WorkerDied, WorkerPool

        master = read_master(course, assignment)
        with GradebookWriter(course) as gradebook, server:
            gradebook.require_released(assignment)
            require_protection(server, options)
            seed, protection = course.seed(), server.protection.level

            def make_work() -> Callable[[Connection], None]:
                limit = options.seconds_per_cell
                return partial(serve, Grader(master, server.link(), seed, limit, protection))

            workers = min(options.workers, len(submissions))
            with WorkerPool[HandedIn](workers, make_work, SECONDS_PER_SUBMISSION) as pool:
                for one, outcome in pool.results(submissions):
                    digest = one.digest
                    if isinstance(outcome, WorkerDied):
                        problem = f"Grading failed: {outcome}."
                        graded = could_not_be_graded(master, one.student, problem)
                        outcome = graded.result, record(graded.notebook)
                        digest = ""  # not the submission's doing, perhaps: the next run tries again
                    result, to_write = outcome
                    _, late_flag = read_timestamp(one.folder)
                    flags = (*result.flags, *filter(None, [late_flag]))
                    result = replace(result, flags=flags, digest=digest)
                    gradebook.write(result, to_write)
                    course.save_result(result)
                    yield result


def serve(grader: Grader, pipe: Connection) -> None:
    """In a worker: grade what comes through the pipe until it closes."""
    from autograder.grade import record

    while True:
        try:
            one = pipe.recv()
        except (EOFError, OSError):
            return
        graded = grader.grade(one.student, one.folder)
        pipe.send((graded.result, record(graded.notebook)))


def prepared_library(assignment: str, folder: Path) -> Path:
    """A folder with the course_lib that students of the assignment have."""
    from autograder.bundle import stripped_library

    stripped_library(assignment, folder / "course_lib")
    return folder


def require_protection(server: Any, options: Options) -> None:
    """CourseError where student code would not be walled in and nobody has allowed that."""
    if not (server.protection.complete or options.no_sandbox):
        raise CourseError(
            f"The sandbox is not complete here ({server.protection.level}), and submissions may "
            "be hostile. To grade them all the same, on your own risk, add --no-sandbox."
        )


def strays(course: Course, assignments: list[str]) -> list[str]:
    """A sentence for each thing in submitted/ that lies where nobody's work is looked for."""
    found = []
    for path in sorted(course.submitted.glob("*")):
        if path.name.startswith("."):
            continue
        if id_problem(path.name):
            found.append(f"{path.name!r} in submitted/ was not graded: {id_problem(path.name)}")
        elif not path.is_dir():
            wanted = f"submitted/STUDENT/{assignments[0]}/{assignments[0]}.ipynb"
            found.append(f"submitted/{path.name} was not graded: it belongs into {wanted}.")
        elif not any((path / name).exists() for name in assignments):
            found.append(f"submitted/{path.name}/ was not graded: it has none of the assignments.")
    return found
