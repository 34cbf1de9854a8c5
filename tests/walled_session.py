"""Run as a script, by any user: cells in a sandbox, one submission for each line of standard input.

A line is a JSON list of cells; the answer is a line with what each printed, or the name of what
it raised, or why it was lost. A cell ``?name`` is a test that calls the function of that name.
The first line of all is about the protection. With the argument
``locked-down``, as on a kernel that lets nobody make namespaces.
"""

from __future__ import annotations

import json
import os
import site
import sys
import tempfile
from pathlib import Path

from autograder.bundle import stripped_library
from autograder.sandbox import kernel, limits, seccomp
from autograder.sandbox.client import StudentServer
from autograder.sandbox.examinee import ForkFailed
from autograder.sandbox.process import CellRun, StudentProcess
from course_lib.diagnosis.outcome import CandidateFailed


def main() -> None:
    site.getsitepackages = lambda prefixes=None: [p for p in sys.path if p.endswith("-packages")]
    if "locked-down" in sys.argv:
        forbid_namespaces()
    with tempfile.TemporaryDirectory() as library:
        stripped_library("01_loss_functions", Path(library) / "course_lib")
        with StudentServer(Path(library), walls="open" not in sys.argv) as server:
            say(
                {
                    "complete": server.protection.complete,
                    "level": server.protection.level,
                    "probes": server.protection.probes,
                    "secret": server._secret,
                }
            )
            for line in sys.stdin:
                with server.submission() as student:
                    answers = [answer_or_lost(cell, student) for cell in json.loads(line)]
                say({"answers": answers, "processes": processes_of(server)})


def forbid_namespaces() -> None:
    number = kernel.CALLS["unshare"][kernel.MACHINES[os.uname().machine]]
    program = [
        seccomp._step(seccomp.LOAD, seccomp.NUMBER),
        *seccomp._when(seccomp.IF_EQUAL, number, seccomp.FAIL | 1),
        seccomp._step(seccomp.RETURN, seccomp.ALLOW),
    ]
    limits.gain_nothing()
    seccomp.install(b"".join(program))


def processes_of(server: StudentServer) -> int:
    """How many processes have come of the server, itself included."""
    mark = os.fsencode(server._scratch)
    count = 0
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            count += mark in path.read_bytes()
        except OSError:
            continue
    return count


def answer_or_lost(cell: str, student: StudentProcess) -> str:
    try:
        return answer_to(cell, student)
    except ForkFailed:
        return "no fork"


def answer_to(cell: str, student: StudentProcess) -> str:
    if not cell.startswith("?"):
        return text_of(student.run_cell(cell))
    with student.examine(seconds=5.0) as examinee:
        name = cell.removeprefix("?")
        try:
            return str(examinee.names([name])[name]())
        except CandidateFailed as failure:
            return failure.failure.name or failure.failure.kind


def text_of(run: CellRun) -> str:
    texts = [output.get("text") or output.get("ename", "") for output in run.outputs]
    return run.lost or "".join(texts).strip()


def say(message: dict[str, object]) -> None:
    print(json.dumps(message), flush=True)


if __name__ == "__main__":
    main()
