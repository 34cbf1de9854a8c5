"""Grading on a Dask cluster: the bytes of submissions go out, results come back as text.

A worker machine has this project installed and no part of the course folder. What it needs for an
assignment travels once (`Kit`), as a plugin of Dask's, which also reaches workers that join later.
Each worker process keeps one server for student code per assignment alive between submissions. It
refuses to grade where its software is not that of the client, or where its sandbox is not complete;
others do its work then. Everything is written by the client alone.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import importlib.metadata
import json
import logging
import os
import queue
import sys
import tempfile
import threading
import time
import uuid
import warnings
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import nbformat
from distributed import Client, Future, WorkerPlugin, get_worker

from autograder.batch import SECONDS_PER_SUBMISSION, HandedIn, Options
from autograder.course import Course, CourseError
from autograder.fingerprint import LIBRARY, STANDS_ON, engine_digest
from autograder.grade import Grader, to_answer
from autograder.intake import TakenIn, take_in
from autograder.library import prepared_library
from autograder.master import Master, master_of, read_master
from autograder.pool import WorkerDied
from autograder.sandbox.client import SandboxError, StudentServer
from course_lib import datasets

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


@dataclass(frozen=True)
class Kit:
    """What a worker needs for an assignment, as plain data. The seed is secret: use TLS.

    master: the instructor's version of the notebook, JSON. software: of the client, see below.
    plots: whether the notebook uses matplotlib itself.
    """

    assignment: str
    master: str
    seed: int
    seconds_per_cell: float
    no_sandbox: bool
    software: dict[str, str]
    plots: bool = True

    @property
    def digest(self) -> str:
        """Equal for equal kits."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


def software(assignment: str) -> dict[str, str]:
    """The versions of all that makes a result: where they are equal, results are."""
    versions = {package: importlib.metadata.version(package) for package in STANDS_ON}
    data = hashlib.sha256()
    folders = [LIBRARY, *(folder for folder in datasets.FOLDERS if folder.is_dir())][:2]
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".csv", ".css", ".js", ".json"):
                data.update(f"{path.name}\n".encode() + path.read_bytes())
    return {
        "Python": sys.version,
        **versions,
        "the course's code": engine_digest(assignment)[:12],
        "the course's data": data.hexdigest()[:12],
    }


def differences(there: dict[str, str], here: dict[str, str]) -> str:
    """What is not the same on a worker and on the client; empty where nothing."""
    return ", ".join(
        f"{part} is {there.get(part, 'missing')} there and {version} here"
        for part, version in here.items()
        if there.get(part) != version
    )


class Bench:
    """In a worker process: grades submissions of one assignment, one at a time."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._lock = threading.Lock()  # a test's output and a server's channel are one per process
        self._open = contextlib.ExitStack()
        self._grader: Grader | None = None
        self._refusal = ""

    def grade(self, taken: TakenIn) -> dict[str, str]:
        """The answer, or why this worker refuses to give any."""
        with self._lock:
            if not (self._grader or self._refusal):
                self._start()
            if self._grader is None:
                return {"refusal": self._refusal}
            # as in a pool here: what hangs without a time limit of its own ends its process
            watchdog = threading.Timer(SECONDS_PER_SUBMISSION, os._exit, [1])
            watchdog.daemon = True
            watchdog.start()
            try:
                return {"answer": to_answer(self._grader.grade_taken_in(taken))}
            except SandboxError:
                self._stop()  # the next submission gets a new server
                raise
            finally:
                watchdog.cancel()

    def close(self) -> None:
        """End the server for student code."""
        with self._lock:
            self._stop()

    def _start(self) -> None:
        kit = self._kit
        self._refusal = differences(software(kit.assignment), kit.software)
        if self._refusal:
            return
        library = self._open.enter_context(tempfile.TemporaryDirectory(prefix="course-library-"))
        try:
            prepared_library(kit.assignment, Path(library))
            server = StudentServer(Path(library), plots=kit.plots)
            protection = self._open.enter_context(server).protection
        except SandboxError as error:
            self._refusal = str(error)
            return
        if not (protection.complete or kit.no_sandbox):
            self._refusal = f"its sandbox is not complete ({protection.level})"
            self._stop()
            return
        master = master_of(kit.assignment, nbformat.reads(kit.master, as_version=4))
        limit, level = kit.seconds_per_cell, protection.level
        self._grader = Grader(master, server, kit.seed, limit, level)
        gc.freeze()  # what is there now stays: looking through it again and again takes time

    def _stop(self) -> None:
        self._grader = None
        self._open.close()


BENCHES: dict[str, tuple[Bench, int]] = {}
"""In a worker process: the bench for each kit, by its digest, and how many runs use it.

Sections of a class that are graded at the same time with the same seed share one."""


class Delivery(WorkerPlugin):
    """Brings a kit to every worker, now and later, and clears up at the end of the run."""

    bench: Bench

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self.name = f"course-{uuid.uuid4().hex}"  # of this run: others may have the same kit

    def setup(self, worker: Any) -> None:
        # Dask's profiler looks at the stack a hundred times a second: nobody looks at what it saw
        for name in ("profile", "profile-cycle"):
            callback = worker.periodic_callbacks.pop(name, None)
            if callback:
                callback.stop()
        digest = self.kit.digest
        self.bench, users = BENCHES.get(digest, (Bench(self.kit), 0))
        BENCHES[digest] = self.bench, users + 1

    def teardown(self, worker: Any) -> None:
        bench, users = BENCHES.pop(self.kit.digest)
        if users > 1:
            BENCHES[self.kit.digest] = bench, users - 1
        else:
            bench.close()


def grade_there(name: str, handed_in: list[tuple[Any, ...]]) -> dict[str, Any]:
    """In a worker: grade submissions, one after the other. Plain data comes in and goes out."""
    worker: Any = get_worker()
    bench: Bench = worker.plugins[name].bench
    answers = []
    for student, data, flags, problem in handed_in:
        answer = bench.grade(TakenIn(student, data, tuple(flags), problem))
        if "refusal" in answer:
            return {"worker": worker.address, **answer}
        answers.append(answer["answer"])
    return {"worker": worker.address, "answers": answers}


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
