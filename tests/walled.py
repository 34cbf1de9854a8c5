"""A walled server in a process of its own, for tests, and the users whom it is tried as."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = Path(__file__).with_name("walled_session.py")
NOBODY = 65534


class Session:
    """A walled server in a process of its own, that runs cells."""

    def __init__(self, user: int, *options: str, packages: Path = ROOT) -> None:
        self._process = subprocess.Popen(
            [python_for(user), str(SCRIPT), *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            **user_options(user, packages),
        )
        self.protection = self._read()

    def cells(self, *sources: str) -> list[str]:
        """What each of the cells of one submission printed or raised."""
        self.last = self._ask(sources)
        answers: list[str] = self.last["answers"]
        return answers

    def cell(self, source: str) -> str:
        return self.cells(source)[0]

    def close(self) -> None:
        self._process.communicate()

    def _ask(self, sources: tuple[str, ...]) -> dict[str, Any]:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(sources) + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout
        message: dict[str, Any] = json.loads(self._process.stdout.readline())
        return message


def user_options(user: int, packages: Path = ROOT) -> dict[str, Any]:
    """How to start a process as a user. packages: folder of the course's own packages."""
    paths = [str(packages), *(path for path in sys.path if path.endswith("site-packages"))]
    environment = {"PYTHONPATH": os.pathsep.join(paths), "PATH": "/usr/bin:/bin"}
    options: dict[str, Any] = {"env": environment, "cwd": "/"}
    if user != os.getuid():
        options |= {"user": user, "group": user, "extra_groups": []}
    return options


@cache
def python_for(user: int) -> str:
    """A Python of this version that the user may run, and that finds numpy and this course."""
    name = f"python3.{sys.version_info.minor}"
    for candidate in (sys.executable, f"/usr/bin/{name}", f"/usr/local/bin/{name}"):
        try:
            subprocess.run(
                [candidate, "-c", "import IPython, numpy, autograder.bundle"],
                check=True,
                capture_output=True,
                **user_options(user),
            )
        except (OSError, subprocess.CalledProcessError):
            continue
        return candidate
    pytest.skip(f"user {user} can run no Python here that finds the course")


USERS = [os.getuid(), NOBODY] if os.getuid() == 0 else [os.getuid()]


@pytest.fixture(scope="module", name="walled", params=USERS, ids=lambda user: f"uid{user}")
def walled_server(request: pytest.FixtureRequest) -> Iterator[Session]:
    session = Session(request.param)
    yield session
    session.close()
