"""Grading on a Dask cluster: the bytes of submissions go out, results come back as text.

A worker machine has this project installed and no part of the course folder. What it needs for an
assignment travels once (`Kit`), as a plugin of Dask's, which also reaches workers that join later.
Each worker process keeps one server for student code per assignment alive between submissions. It
refuses to grade where its software is not that of the client, or where its sandbox is not complete;
others do its work then. Everything is written by the client alone.
"""

from __future__ import annotations

import contextlib
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
"""Submissions under way for each worker: enough that none waits, few enough to hold in memory."""

SECONDS_BETWEEN_LOOKS = 1.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kit:
    """What a worker needs for an assignment, as plain data. The seed is secret: use TLS.

    master: the instructor's version of the notebook, JSON. software: of the client, see below.
    """

    assignment: str
    master: str
    seed: int
    seconds_per_cell: float
    no_sandbox: bool
    software: dict[str, str]

    @property
    def name(self) -> str:
        content = json.dumps(asdict(self), sort_keys=True).encode()
        return f"course-{hashlib.sha256(content).hexdigest()[:16]}"


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
            server = StudentServer(prepared_library(kit.assignment, Path(library)))
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

    def _stop(self) -> None:
        self._grader = None
        self._open.close()


class Delivery(WorkerPlugin):
    """Brings a kit to every worker, now and later, and clears up at the end."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self.name = kit.name

    def setup(self, worker: Any) -> None:
        self.bench = Bench(self.kit)  # starts with the first submission, not in Dask's own thread

    def teardown(self, worker: Any) -> None:
        self.bench.close()


def grade_there(
    name: str, student: str, data: bytes, flags: tuple[str, ...], problem: str
) -> dict[str, str]:
    """In a worker: grade a submission. Plain data comes in and goes out."""
    worker = get_worker()
    answer: dict[str, str] = worker.plugins[name].bench.grade(
        TakenIn(student, data, tuple(flags), problem)
    )
    return {"worker": worker.address, **answer}


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
    )
    with connected(options.scheduler) as client:
        try:
            client.register_plugin(Delivery(kit))
        except Exception as error:  # whatever a worker without this project raises
            raise CourseError(
                f"The workers of {options.scheduler} can't be made ready: {error}. "
                "Is this version of the course installed on each of them, with [cluster]?"
            ) from None
        try:
            yield master, Cluster(client, options.scheduler, kit)
        finally:
            with contextlib.suppress(Exception):  # a cluster that is gone needs no clearing up
                client.unregister_worker_plugin(kit.name)


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


class Cluster:
    """Workers on other machines. As with a pool, one that dies costs no submission but its time."""

    def __init__(self, client: Client, address: str, kit: Kit) -> None:
        self._client = client
        self._address = address
        self._kit = kit
        self._refusals: dict[str, str] = {}
        self._willing: dict[str, int] = {}
        self._looked = float("-inf")

    def results(self, items: Iterable[HandedIn]) -> Iterator[tuple[HandedIn, str | WorkerDied]]:
        """Each submission with its answer, or with WorkerDied, in the order they are ready."""
        waiting = deque((item, 1) for item in items)
        running: dict[Future, tuple[HandedIn, int]] = {}
        finished: queue.SimpleQueue[Future] = queue.SimpleQueue()
        try:
            while waiting or running:
                room = AHEAD * sum(self._workers().values()) - len(running)
                for _ in range(min(room, len(waiting))):
                    item, attempt = waiting.popleft()
                    future = self._give_out(item)
                    running[future] = item, attempt
                    future.add_done_callback(finished.put)
                try:
                    future = finished.get(timeout=SECONDS_BETWEEN_LOOKS)
                except queue.Empty:
                    continue
                item, attempt = running.pop(future)
                outcome = self._outcome(future)
                if outcome is None:
                    waiting.appendleft((item, attempt))
                elif isinstance(outcome, WorkerDied) and attempt < MOST_ATTEMPTS:
                    waiting.append((item, attempt + 1))
                else:
                    yield item, outcome
        finally:
            if running:
                with contextlib.suppress(Exception):
                    self._client.cancel(list(running))

    def _give_out(self, item: HandedIn) -> Future:
        taken = take_in(item.student, item.folder, self._kit.assignment)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that a large notebook travels is as it should be
            return self._client.submit(
                grade_there,
                self._kit.name,
                taken.student,
                taken.data,
                taken.flags,
                taken.problem,
                key=f"course-grade-{uuid.uuid4().hex}",
                pure=False,
                # others, too, if none of these is left: one may have come meanwhile
                workers=list(self._willing) if self._refusals else None,
                allow_other_workers=bool(self._refusals),
            )

    def _outcome(self, future: Future) -> str | WorkerDied | None:
        """A finished task's answer; None where its worker refused."""
        if future.cancelled() or future.status == "lost":
            raise self._gone()
        try:
            answer = future.result(timeout=SECONDS_WITHOUT_WORKERS)
        except Exception as error:  # the worker's, whatever it is
            return WorkerDied(f"its worker gave {type(error).__name__}: {str(error)[:200]}")
        if "refusal" in answer:
            self._refuse(answer["worker"], answer["refusal"])
            return None
        return str(answer["answer"])

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
