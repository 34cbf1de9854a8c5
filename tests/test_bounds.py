"""What a submission may use up, what it can leave behind, and what works as anywhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from walled import Session, walled_server  # noqa: F401 - a fixture
from walled_session import processes_of

from autograder.bundle import stripped_library
from autograder.sandbox import limits, rootfs
from autograder.sandbox.client import StudentServer

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's")

PROCESS_BOMB = """
import os, time
children = []
try:
    while len(children) < 2000:
        child = os.fork()
        if child == 0:
            time.sleep(60)
            os._exit(0)
        children.append(child)
except OSError:
    print(len(children))
"""
STILL_HERE = "print('still here')"


@pytest.mark.parametrize(
    ("bomb", "most"),
    [
        (PROCESS_BOMB, limits.PROCESSES),
        (
            "import threading, time\ncount = 0\ntry:\n    while count < 2000:\n"
            "        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
            "        count += 1\nexcept RuntimeError: pass\nprint(count)",
            limits.PROCESSES,
        ),
        (
            "import os\ncount = 0\ntry:\n    while count < 2000:\n"
            "        os.open('/dev/null', 0)\n        count += 1\n"
            "except OSError: pass\nprint(count)",
            limits.OPEN_FILES,
        ),
        (
            "count = 0\ntry:\n    with open('big', 'wb', 0) as file:\n        while count < 256:\n"
            "            file.write(bytes(2**20))\n            count += 1\n"
            "except OSError: pass\nprint(count)",
            32,
        ),
        (
            "count = 0\ntry:\n    while count < 9000:\n        open(f'{count}', 'w').close()\n"
            "        count += 1\nexcept OSError: pass\nprint(count)",
            int(rootfs.WORK_FILES),
        ),
        (
            "blocks = []\ntry:\n    while len(blocks) < 200: blocks.append(bytearray(2**26))\n"
            "except MemoryError: pass\nprint(len(blocks))",
            limits.MEMORY // 2**26,
        ),
    ],
    ids=["processes", "threads", "descriptors", "disk", "files", "memory"],
)
def test_bombs_are_bounded(walled: Session, bomb: str, most: int) -> None:
    exploded, _ = walled.cells(bomb, STILL_HERE)
    assert int(exploded) <= most
    assert walled.cell(STILL_HERE) == "still here"


def test_a_submission_ends_with_all_that_it_started(walled: Session) -> None:
    walled.cell(STILL_HERE)
    before = walled.last["processes"]
    daemon = "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
    daemon += "        time.sleep(60)\n    os._exit(0)"
    walled.cells(daemon, "import os\nos.kill(1, 9)\nos.kill(1, 15)", daemon, STILL_HERE)
    assert walled.last["answers"][-1] == "still here"
    assert walled.last["processes"] == before


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[StudentServer]:
    stripped_library("01_loss_functions", tmp_path / "course_lib")
    with StudentServer(tmp_path) as server:
        yield server


def test_when_the_server_is_killed_nothing_goes_on(own_server: StudentServer) -> None:
    daemon = "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(60)"
    with own_server.submission() as student:
        student.run_cell(daemon)
        assert processes_of(own_server) >= 4
        own_server._process.kill()
        own_server._process.wait()
        deadline = time.monotonic() + 5.0
        while processes_of(own_server) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert processes_of(own_server) == 0


def test_when_a_worker_is_killed_what_it_ran_does_not_go_on(own_server: StudentServer) -> None:
    before = processes_of(own_server)
    link = own_server.link()
    submission = link.submission()
    student = submission.__enter__()
    student.run_cell("import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(60)")
    assert processes_of(own_server) > before
    student.close()
    link._channel.close()
    deadline = time.monotonic() + 5.0
    while processes_of(own_server) > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert processes_of(own_server) == before


def test_what_a_cell_leaves_running_ends_with_it_where_each_has_a_process(
    own_server: StudentServer,
) -> None:
    with own_server.submission() as student:
        student.run_cell("x = 1")
        before = processes_of(own_server)
        student.run_cell(PROCESS_BOMB)
        assert processes_of(own_server) == before + 1
        assert student.run_cell("import os\nprint(x, os.waitpid(os.fork() or os._exit(0), 0)[1])")
        with student.examine(2.0) as examinee:
            assert examinee.names(["x"]) == {"x": 1}


def test_a_bomb_in_one_submission_leaves_room_in_another(own_server: StudentServer) -> None:
    with own_server.submission() as first, own_server.submission() as second:
        exploded = first.run_cell(PROCESS_BOMB)
        assert int(exploded.outputs[0]["text"]) > limits.PROCESSES // 2
        fork = second.run_cell("import os\nprint(os.waitpid(os.fork() or os._exit(0), 0)[1])")
        assert fork.outputs[0]["text"] == "0\n"


def test_submissions_share_no_folder(walled: Session) -> None:
    assert walled.cells("open('mine', 'w').write('x')", "import os; print(os.listdir('.'))")[1]
    assert walled.cell("import os; print(os.listdir('.'))") == "[]"


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("import os\nos.waitpid(os.fork() or os._exit(3), 0)[1] >> 8", ""),
        ("import tempfile\nwith tempfile.TemporaryFile() as f: print(f.write(b'abc'))", "3"),
        (
            "from threading import Thread\nt = Thread(target=print, args='x')\nt.start()\nt.join()",
            "x",
        ),
        ("import asyncio\nawait asyncio.sleep(0)\nprint('awaited')", "awaited"),
        ("import numpy as np\nA = np.eye(300)\nprint(np.linalg.inv(A @ A).sum())", "300.0"),
        ("import matplotlib.pyplot as plt\nplt.plot([1])\nplt.savefig('f.pdf')\nprint('ok')", "ok"),
        ("import os, shutil\nopen('a', 'w').close()\nprint(shutil.copy('a', 'b'))", "b"),
        ("import getpass, os\nprint(os.path.expanduser('~'))", rootfs.WORK),
        ("import sqlite3\nprint(sqlite3.connect('f').execute('select 1').fetchall())", "[(1,)]"),
        ("import zoneinfo\nprint(zoneinfo.ZoneInfo('UTC'))", "UTC"),
        ("import course_lib\nprint(course_lib.check is not None)", "True"),
    ],
)
def test_honest_code_works(walled: Session, source: str, printed: str) -> None:
    assert walled.cell(source) == printed


SENDING = """
import contextlib, fcntl, mmap, os, resource, signal, socket
reading, writing = os.pipe()
kept = open("kept", "w")
below = os.getpid()
def leak_by_file(): open("leak", "w").write("hidden")
def leak_by_open_file(): kept.write("hidden"); kept.flush()
def leak_by_pipe(): os.write(writing, b"hidden")
def leak_by_name(): os.mkdir("hidden")
def leak_by_signal(): os.kill(below, signal.SIGUSR1)
def leak_by_limit(): resource.prlimit(below, resource.RLIMIT_STACK, (12345, -1))
def leak_by_priority(): os.setpriority(os.PRIO_PROCESS, below, 7)
def leak_by_lock(): fcntl.flock(os.open("kept", os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)
def honest(): return open("kept").read() + "read"
"""


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("file", "PermissionError"),
        ("open_file", "OSError"),
        ("pipe", "OSError"),
        ("name", "PermissionError"),
        ("signal", "PermissionError"),
        ("limit", "PermissionError"),
        ("priority", "PermissionError"),
        ("lock", "PermissionError"),
    ],
)
def test_what_a_test_hands_in_can_not_be_kept(walled: Session, name: str, error: str) -> None:
    first, test, honest, after = walled.cells(
        SENDING, f"?leak_by_{name}", "?honest", "import os; print(sorted(os.listdir('.')))"
    )
    assert (first, test, honest, after) == ("", error, "read", "['kept']")


def test_no_memory_is_shared_between_the_states(walled: Session) -> None:
    assert walled.cell("import mmap\nmmap.mmap(-1, 4096)") == "PermissionError"
