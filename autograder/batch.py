"""Many submissions: graded by worker processes, each written as soon as it is ready.

What was graded before and has not changed is kept as it is. A batch that is stopped at any
moment, by whatever means, goes on where it was: a result is on disk when, and only when, its
notebook and its scores are.
"""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.course import Course, CourseError
from autograder.fingerprint import assignment_digest, submission_digest
from autograder.intake import id_problem
from autograder.library import kept_library
from autograder.result import SubmissionResult

if TYPE_CHECKING:
    from autograder.grade import Grader, Record
    from autograder.master import Master
    from autograder.pool import WorkerDied, Workers
    from autograder.regrade import Change

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
    seconds_per_cell: time limit of a student's cell. dry_run: write nothing. scheduler: the
    address of a Dask cluster whose workers grade in place of processes here.
    """

    workers: int = os.cpu_count() or 1
    no_sandbox: bool = False
    again: bool = False
    seconds_per_cell: float = 10.0
    dry_run: bool = False
    scheduler: str = ""


def grade_class(
    course: Course,
    assignment: str,
    student: str | None = None,
    progress: Progress = lambda *_: None,
    options: Options = Options(),
    changed: Callable[[Change], None] = lambda _: None,
) -> list[SubmissionResult]:
    """Grade what was handed in for an assignment, and write it to the gradebook.

    changed: called, before `progress`, with what each submission that was graded now changes.
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
        for result, change in grade_and_write(course, assignment, waiting, options):
            changed(change)
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
) -> Iterator[tuple[SubmissionResult, Change]]:
    """Grade in workers; write here, in one place. Yields each result when it is on disk."""
    if options.dry_run and not course.has_gradebook():
        from autograder.gradebook import not_released

        raise not_released(assignment)
    with workers_for(course, assignment, len(submissions), options) as (master, workers):
        outcomes = workers.results(submissions)
        # what takes long to import, while the workers are at work already
        from autograder.gradebook import GradebookWriter
        from autograder.regrade import says_otherwise

        with GradebookWriter(course) as gradebook:
            gradebook.require_released(assignment)
            for one, outcome in outcomes:
                result, record = finished(one, outcome, master)
                says = says_otherwise(course.result(assignment, one.student), result)
                if options.dry_run:
                    change = gradebook.compare(result, record)
                else:
                    change = gradebook.write(result, record)
                    course.save_result(result)
                yield result, replace(change, says_otherwise=says)


def finished(
    one: HandedIn, outcome: str | WorkerDied, master: Master
) -> tuple[SubmissionResult, Record]:
    """What a worker answered, with what is known only here; or that it gave no answer."""
    from autograder.grade import could_not_be_graded, from_answer, record
    from autograder.gradebook import read_timestamp

    if isinstance(outcome, str):
        result, to_write = from_answer(outcome)
        digest = one.digest
    else:
        graded = could_not_be_graded(master, one.student, f"Grading failed: {outcome}.")
        result, to_write = graded.result, record(graded.notebook)
        digest = ""  # not the submission's doing, perhaps: the next run tries again
    _, late_flag = read_timestamp(one.folder)
    flags = (*result.flags, *filter(None, [late_flag]))
    return replace(result, flags=flags, digest=digest), to_write


@contextlib.contextmanager
def workers_for(
    course: Course, assignment: str, count: int, options: Options
) -> Iterator[tuple[Master, Workers[HandedIn]]]:
    """The assignment's master, and what grades up to `count` submissions by it."""
    if options.scheduler:
        cluster = required_cluster()
        with cluster.cluster_workers(course, assignment, options) as prepared:
            yield prepared
    else:
        with local_workers(course, assignment, count, options) as prepared:
            yield prepared


def required_cluster() -> Any:
    """The module that needs Dask. CourseError where that is not installed."""
    try:
        from autograder import cluster
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("dask", "distributed"):
            raise
        raise CourseError(
            "Grading on a cluster needs Dask, which is not installed here: install it with "
            "`pip install 'backprop-course[cluster]'`."
        ) from None
    return cluster


@contextlib.contextmanager
def local_workers(
    course: Course, assignment: str, count: int, options: Options
) -> Iterator[tuple[Master, Workers[HandedIn]]]:
    """Worker processes on this machine, with one server for student code."""
    from autograder.sandbox.client import StudentServer

    server = StudentServer(
        kept_library(course, assignment),
        fonts=course.private / "fonts",
        plots=course.plots(assignment),
    )
    server.start()  # it imports what it needs while this process does
    import nbconvert.filters.markdown_mistune  # noqa: F401 - each worker would on its own

    from autograder.grade import Grader
    from autograder.master import read_master
    from autograder.pool import WorkerPool

    with server:
        master = read_master(course, assignment)
        require_protection(server, options)
        seed, protection = course.seed(), server.protection.level
        gc.freeze()  # what is there now is garbage for no worker: none need look at it

        def make_work() -> Callable[[Connection], None]:
            limit = options.seconds_per_cell
            return partial(serve, Grader(master, server.link(), seed, limit, protection))

        workers = min(options.workers, count)
        with WorkerPool[HandedIn](workers, make_work, SECONDS_PER_SUBMISSION) as pool:
            yield master, pool


def serve(grader: Grader, pipe: Connection) -> None:
    """In a worker: grade what comes through the pipe until it closes."""
    from autograder.grade import to_answer

    while True:
        try:
            one = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(to_answer(grader.grade(one.student, one.folder)))


def require_protection(server: Any, options: Options) -> None:
    """CourseError where student code would not be walled in and nobody has allowed that."""
    if not (server.protection.complete or options.no_sandbox):
        raise CourseError(
            f"The sandbox is not complete here ({server.protection.level}), and submissions may "
            "be hostile. To grade them all the same, at your own risk, add --no-sandbox."
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
