"""Many machines, tried as many processes: the same results, whoever dies or refuses meanwhile."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from autograder.batch import HandedIn, Options, grade_class
from autograder.course import Course, CourseError
from autograder.demo import hand_in_class
from autograder.result import SubmissionResult

# Dask itself is imported in the tests: collecting them need not take a second longer
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not find_spec("distributed"), reason="needs the extra [cluster]"),
]
ASSIGNMENT = "01_loss_functions"
LOCALLY = Options(workers=2, no_sandbox=True, again=True, seconds_per_cell=5.0)
TIMED = ("omar", "wen")
"""Of the sample class: an endless loop, and work that goes on in the background."""


def on(scheduler: str) -> Options:
    return replace(LOCALLY, scheduler=scheduler)


@pytest.fixture
def handed_in(course: Course) -> Course:
    """The sample class, and a folder that holds no notebook."""
    hand_in_class(course)
    empty = course.submitted / "nobody" / ASSIGNMENT
    empty.mkdir(parents=True)
    (empty / "numpy.py").write_text("print('shadow')")
    return course


@pytest.fixture
def untimed(handed_in: Course) -> Course:
    """The same without those whose results hang on the clock."""
    for student in TIMED:
        shutil.rmtree(handed_in.submitted / student)
    return handed_in


def timeless(course: Course, results: list[SubmissionResult]) -> list[tuple[Any, ...]]:
    """All that is written for each result but the seconds it took."""
    return [
        (
            replace(result, seconds=0.0),
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
    from distributed import LocalCluster

    with LocalCluster(
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
        from autograder.cluster import connected

        with connected(address) as client:
            client.wait_for_workers(workers, timeout=90)
        yield address, processes[1:]
    finally:
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def test_workers_started_by_hand_and_one_of_them_killed(untimed: Course) -> None:
    expected = timeless(untimed, grade_class(untimed, ASSIGNMENT, options=LOCALLY))
    with started_by_hand(2) as (address, workers):

        def kill_one(_: SubmissionResult, done: int, __: int) -> None:
            if done == 2:
                workers[0].kill()

        results = grade_class(untimed, ASSIGNMENT, None, kill_one, on(address))
        assert workers[0].wait(timeout=10) == -signal.SIGKILL
        assert timeless(untimed, results) == expected


def test_workers_killed_again_and_again_lose_nothing(untimed: Course) -> None:
    expected = timeless(untimed, grade_class(untimed, ASSIGNMENT, options=LOCALLY))
    with local_cluster(2) as started:
        nannies = list(started.workers.values())
        killed: list[int] = []

        def kill_in_turn(_: SubmissionResult, done: int, __: int) -> None:
            if done in (1, 6, 12):
                nanny = nannies[len(killed) % len(nannies)]
                deadline = time.monotonic() + 60
                while nanny.pid in (None, *killed) and time.monotonic() < deadline:
                    time.sleep(0.1)  # the one before is still being replaced
                killed.append(nanny.pid)
                os.kill(nanny.pid, signal.SIGKILL)

        options = on(started.scheduler_address)
        results = grade_class(untimed, ASSIGNMENT, None, kill_in_turn, options)
    assert len(set(killed)) == 3
    assert timeless(untimed, results) == expected


def test_two_runs_at_once_share_a_bench_and_do_not_end_it(course: Course) -> None:
    from autograder.cluster import cluster_workers

    hand_in_class(course)
    students = ("ada", "chidi", "dora")
    waiting = [HandedIn(name, course.submitted / name / ASSIGNMENT, "") for name in students]
    before = servers()
    with local_cluster(1) as started:
        options = on(started.scheduler_address)
        with cluster_workers(course, ASSIGNMENT, options) as (_, first):
            with cluster_workers(course, ASSIGNMENT, options) as (_, second):
                shorter = dict(second.results(waiting[:1]))
                assert len(servers()) == len(before) + 1
            longer = dict(first.results(waiting))
            assert len(servers()) == len(before) + 1
        assert list(shorter) == waiting[:1]
        assert set(longer) == set(waiting)
        assert all(isinstance(answer, str) for answer in (*shorter.values(), *longer.values()))


def test_other_software_is_refused_and_named(
    handed_in: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    from autograder import cluster, cluster_worker

    own = cluster_worker.software(ASSIGNMENT)
    monkeypatch.setattr(cluster, "software", lambda _: own | {"numpy": "0.1"})
    with (
        local_cluster(1) as started,
        pytest.raises(CourseError, match=r"The worker tcp://\S+ does not grade: numpy is .* 0\.1"),
    ):
        grade_class(handed_in, ASSIGNMENT, options=on(started.scheduler_address))


def test_without_a_scheduler_there_is_a_sentence(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograder.cluster.SECONDS_TO_CONNECT", 1)
    hand_in_class(course)
    with pytest.raises(CourseError, match=r"no Dask scheduler at tcp://127\.0\.0\.1:9"):
        grade_class(course, ASSIGNMENT, options=on("tcp://127.0.0.1:9"))
