"""Many machines, tried as many processes: the same results, whoever dies or refuses meanwhile."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.batch import Options, grade_class
from autograder.course import Course, CourseError
from autograder.demo import hand_in_class
from autograder.result import SubmissionResult

distributed = pytest.importorskip("distributed", reason="the extra [cluster] is not installed")

from autograder import cluster  # noqa: E402 - needs the extra

pytestmark = pytest.mark.slow
ASSIGNMENT = "01_loss_functions"
LOCALLY = Options(workers=2, no_sandbox=True, again=True)


def on(scheduler: str) -> Options:
    return Options(no_sandbox=True, again=True, scheduler=scheduler)


@pytest.fixture
def handed_in(course: Course) -> Course:
    """The sample class, and a folder that holds no notebook."""
    hand_in_class(course)
    empty = course.submitted / "nobody" / ASSIGNMENT
    empty.mkdir(parents=True)
    (empty / "numpy.py").write_text("print('shadow')")
    return course


def timeless(course: Course, results: list[SubmissionResult]) -> list[tuple[Any, ...]]:
    """All that is written for each result but the seconds it took."""
    return [
        (
            dataclasses.replace(result, seconds=0.0),
            (course.autograded / result.student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_bytes(),
        )
        for result in results
    ]


def servers() -> list[int]:
    """The servers for student code below this process, without what they have forked."""
    family, found = [os.getpid()], []
    for pid in family:
        with contextlib.suppress(OSError):
            if b"sandbox/server.py" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
                continue
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                family += map(int, children.read_text().split())
    return found


@contextlib.contextmanager
def local_cluster(count: int) -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=count, threads_per_worker=1, processes=True, dashboard_address=None
    ) as started:
        yield started


@pytest.mark.parametrize("count", [2, 4])
def test_a_local_cluster_gives_the_results_of_a_local_run(handed_in: Course, count: int) -> None:
    expected = timeless(handed_in, grade_class(handed_in, ASSIGNMENT, options=LOCALLY))
    before = servers()
    with local_cluster(count) as started:
        seen = []

        def look(*_: object) -> None:
            seen.append(len(set(servers()) - set(before)))

        options = on(started.scheduler_address)
        got = timeless(handed_in, grade_class(handed_in, ASSIGNMENT, None, look, options))
        assert 1 <= max(seen) <= count  # one for each worker at most, for all submissions
        deadline = time.monotonic() + 20
        while servers() != before and time.monotonic() < deadline:
            time.sleep(0.2)
        assert servers() == before  # cleared up, though the workers live
    assert got == expected


@contextlib.contextmanager
def started_by_hand(workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and workers, each a command of its own, as on separate machines."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    port = address.rpartition(":")[2]
    scheduler = ["scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"]
    worker = ["worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny"]
    processes = []
    try:
        for command in (scheduler, *[worker] * workers):
            processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", "dask", *command],
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
            )
        with cluster.connected(address) as client:
            client.wait_for_workers(workers, timeout=90)
        yield address, processes[1:]
    finally:
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def test_workers_started_by_hand_and_one_of_them_killed(handed_in: Course) -> None:
    expected = timeless(handed_in, grade_class(handed_in, ASSIGNMENT, options=LOCALLY))
    with started_by_hand(2) as (address, workers):

        def kill_one(_: SubmissionResult, done: int, __: int) -> None:
            if done == 2:
                workers[0].kill()

        results = grade_class(handed_in, ASSIGNMENT, None, kill_one, on(address))
        assert workers[0].wait(timeout=10) == -signal.SIGKILL
        assert timeless(handed_in, results) == expected


def test_workers_killed_again_and_again_lose_nothing(handed_in: Course) -> None:
    for number in range(20):
        shutil.copytree(handed_in.submitted / "ada", handed_in.submitted / f"more{number}")
    expected = timeless(handed_in, grade_class(handed_in, ASSIGNMENT, options=LOCALLY))
    with local_cluster(2) as started:
        stop = threading.Event()
        killed: list[int] = []

        def kill_now_and_then() -> None:
            while not stop.wait(4.0) and len(killed) < 3:
                pids = [nanny.pid for nanny in started.workers.values() if nanny.pid]
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pids[len(killed) % len(pids)], signal.SIGKILL)
                    killed.append(pids[len(killed) % len(pids)])

        killer = threading.Thread(target=kill_now_and_then)

        def begin(_: SubmissionResult, done: int, __: int) -> None:
            if done == 1:
                killer.start()

        options = on(started.scheduler_address)
        results = grade_class(handed_in, ASSIGNMENT, None, begin, options)
        stop.set()
        killer.join()
    assert killed
    assert timeless(handed_in, results) == expected


def test_other_software_is_refused_and_named(
    handed_in: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = cluster.software(ASSIGNMENT)
    monkeypatch.setattr(cluster, "software", lambda _: own | {"numpy": "0.1"})
    with (
        local_cluster(1) as started,
        pytest.raises(CourseError, match=r"The worker tcp://\S+ does not grade: numpy is .* 0\.1"),
    ):
        grade_class(handed_in, ASSIGNMENT, options=on(started.scheduler_address))


def test_without_a_scheduler_there_is_a_sentence(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "SECONDS_TO_CONNECT", 1)
    hand_in_class(course)
    with pytest.raises(CourseError, match=r"no Dask scheduler at tcp://127\.0\.0\.1:9"):
        grade_class(course, ASSIGNMENT, options=on("tcp://127.0.0.1:9"))
