"""In a worker process of a Dask cluster: grades submissions whose bytes have travelled there.

What a worker needs for an assignment comes once (`Kit`), as a plugin of Dask's, which also reaches
workers that join later. Each worker process keeps one server for student code per assignment alive
between submissions. It refuses to grade where its software is not that of the client, or where its
sandbox is not complete; others do its work then.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import importlib.metadata
import json
import os
import sys
import tempfile
import threading
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import nbformat
from distributed import WorkerPlugin, get_worker

from autograder.batch import SECONDS_PER_SUBMISSION
from autograder.fingerprint import LIBRARY, STANDS_ON, engine_digest
from autograder.grade import Grader, to_answer
from autograder.intake import TakenIn
from autograder.library import prepared_library
from autograder.master import master_of
from autograder.sandbox.client import SandboxError, StudentServer
from course_lib import datasets


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
        self._grader = Grader(master, server.link(), kit.seed, limit, level)
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
