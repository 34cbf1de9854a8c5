"""Grading on a Dask cluster: the bytes of submissions go out, results come back as text.

A worker machine has this project installed and no part of the course folder; `cluster_worker`
says what happens there. Everything is written by the client alone.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import time
import uuid
import warnings
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import nbformat
from distributed import Client, Future

from autograder.batch import HandedIn, Options
from autograder.cluster_worker import Delivery, Kit, grade_there, software
from autograder.course import Course, CourseError
from autograder.intake import take_in
from autograder.master import Master, read_master
from autograder.pool import WorkerDied

SECONDS_TO_CONNECT = 30
SECONDS_WITHOUT_WORKERS = 60.0
"""How long to wait for a worker when there is none."""

MOST_ATTEMPTS = 3
"""How often a submission is given out before it counts as one that could not be graded.

Dask itself has tried four times by the time it says that a task ends its workers."""

AHEAD = 3
"""Tasks under way for each worker: enough that none waits, few enough to hold in memory."""

PER_TASK = 4
"""Submissions in a task, as long as there are many: each task costs the cluster some 20 ms."""

SECONDS_BETWEEN_LOOKS = 1.0

log = logging.getLogger(__name__)


@contextlib.contextmanager
def cluster_workers(
    course: Course, assignment: str, options: Options
) -> Iterator[tuple[Master, Cluster]]:
    """The assignment's master, and the workers of the cluster at `options.scheduler`."""
    master = read_master(course, assignment)
    kit = Kit(
        assignment,
        nbformat.v4.writes(master.notebook),
        course.seed(),
        options.seconds_per_cell,
        options.no_sandbox,
        software(assignment),
        course.plots(assignment),
    )
    delivery = Delivery(kit)
    with connected(options.scheduler) as client:
        try:
            client.register_plugin(delivery)
        except Exception as error:  # whatever a worker without this project raises
            raise CourseError(
                f"The workers of {options.scheduler} can't be made ready: {error}. "
                "Is this version of the course installed on each of them, with [cluster]?"
            ) from None
        try:
            yield master, Cluster(client, options.scheduler, assignment, delivery.name)
        finally:
            with contextlib.suppress(Exception):  # a cluster that is gone needs no clearing up
                client.unregister_worker_plugin(delivery.name)


@contextlib.contextmanager
def connected(scheduler: str) -> Iterator[Client]:
    """A client of a scheduler. CourseError where there is none."""
    try:
        client = Client(scheduler, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, TimeoutError, ValueError, TypeError, RuntimeError) as error:
        raise CourseError(
            f"There is no Dask scheduler at {scheduler} ({str(error).splitlines()[0][:200]}): "
            "start one with `dask scheduler` and workers with `dask worker ADDRESS --nthreads 1`."
        ) from None
    try:
        yield client
    finally:
        client.close()


@dataclass(frozen=True)
class Attempt:
    """A submission, and how often it has been given out, this time included."""

    item: HandedIn
    number: int = 1

    def once_more(self) -> Attempt:
        return Attempt(self.item, self.number + 1)


def next_attempts(waiting: deque[Attempt], threads: int) -> list[Attempt]:
    """What the next task is about, taken from the front.

    Several submissions, where that leaves some for everybody; but one that was in a task whose
    worker died comes alone, so that it takes no other with it again.
    """
    attempts = [waiting.popleft()]
    many = len(waiting) >= PER_TASK * AHEAD * threads
    while many and len(attempts) < PER_TASK and attempts[0].number == waiting[0].number == 1:
        attempts.append(waiting.popleft())
    return attempts


class Cluster:
    """Workers on other machines. As with a pool, one that dies costs no submission but its time."""

    def __init__(self, client: Client, address: str, assignment: str, delivery: str) -> None:
        self._client = client
        self._address = address
        self._assignment = assignment
        self._delivery = delivery
        self._refusals: dict[str, str] = {}
        self._willing: dict[str, int] = {}
        self._looked = float("-inf")
        self._running: dict[Future, list[Attempt]] = {}
        self._finished: queue.SimpleQueue[Future] = queue.SimpleQueue()

    def results(self, items: Iterable[HandedIn]) -> Iterator[tuple[HandedIn, str | WorkerDied]]:
        """Each submission with its answer, or with WorkerDied, in the order they are ready.

        Work begins with the call, not only when the first answer is asked for.
        """
        waiting = deque(Attempt(item) for item in items)
        self._give_to_all(waiting)
        return self._collect(waiting)

    def _collect(self, waiting: deque[Attempt]) -> Iterator[tuple[HandedIn, str | WorkerDied]]:
        try:
            while waiting or self._running:
                self._give_to_all(waiting)
                try:
                    future = self._finished.get(timeout=SECONDS_BETWEEN_LOOKS)
                except queue.Empty:
                    continue
                attempts = self._running.pop(future)
                outcome = self._outcome(future)
                if outcome is None:
                    waiting.extendleft(attempts)
                elif not isinstance(outcome, WorkerDied):
                    for attempt, answer in zip(attempts, outcome, strict=True):
                        yield attempt.item, answer
                elif attempts[0].number < MOST_ATTEMPTS:
                    waiting.extend(attempt.once_more() for attempt in attempts)
                else:  # the last attempts are made one by one
                    yield attempts[0].item, outcome
        finally:
            if self._running:
                with contextlib.suppress(Exception):
                    self._client.cancel(list(self._running))

    def _give_to_all(self, waiting: deque[Attempt]) -> None:
        """Give out as many as keep every worker busy."""
        threads = sum(self._workers().values())
        for _ in range(AHEAD * threads - len(self._running)):
            if not waiting:
                return
            attempts = next_attempts(waiting, threads)
            future = self._give_out([attempt.item for attempt in attempts])
            self._running[future] = attempts
            future.add_done_callback(self._finished.put)

    def _give_out(self, items: list[HandedIn]) -> Future:
        taken = [take_in(item.student, item.folder, self._assignment) for item in items]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that a large notebook travels is as it should be
            return self._client.submit(
                grade_there,
                self._delivery,
                [(one.student, one.data, one.flags, one.problem) for one in taken],
                key=f"course-grade-{uuid.uuid4().hex}",
                pure=False,
                # others, too, if none of these is left: one may have come meanwhile
                workers=list(self._willing) if self._refusals else None,
                allow_other_workers=bool(self._refusals),
            )

    def _outcome(self, future: Future) -> list[str] | WorkerDied | None:
        """A finished task's answers; None where its worker refused."""
        if future.cancelled() or future.status == "lost":
            raise self._gone()
        try:
            answer = future.result(timeout=SECONDS_WITHOUT_WORKERS)
        except Exception as error:  # the worker's, whatever it is
            return WorkerDied(f"its worker gave {type(error).__name__}: {str(error)[:200]}")
        if "refusal" in answer:
            self._refuse(answer["worker"], answer["refusal"])
            return None
        return [str(each) for each in answer["answers"]]

    def _refuse(self, worker: str, why: str) -> None:
        if worker not in self._refusals:
            self._refusals[worker] = f"The worker {worker} does not grade: {why}."
            self._looked = float("-inf")
            log.warning(self._refusals[worker])

    def _workers(self) -> dict[str, int]:
        """The threads of each worker that is there and has not refused; waits for the first."""
        if time.monotonic() - self._looked < SECONDS_BETWEEN_LOOKS:
            return self._willing
        deadline = time.monotonic() + SECONDS_WITHOUT_WORKERS
        while True:
            try:
                there = self._client.nthreads()
            except (OSError, TimeoutError, RuntimeError):
                raise self._gone() from None
            self._willing = {name: n for name, n in there.items() if name not in self._refusals}
            self._looked = time.monotonic()
            if self._willing:
                return self._willing
            if there:
                refusals = " ".join(self._refusals[name] for name in there)
                raise CourseError(f"No worker of {self._address} can grade. {refusals}")
            if time.monotonic() > deadline:
                raise CourseError(
                    f"No worker is connected to {self._address}: start some with "
                    f"`dask worker {self._address} --nthreads 1`. What was finished is kept."
                )
            time.sleep(SECONDS_BETWEEN_LOOKS)

    def _gone(self) -> CourseError:
        return CourseError(
            f"The scheduler at {self._address} does not answer any more. What was finished is "
            "kept: start it again, and the same command goes on from there."
        )
