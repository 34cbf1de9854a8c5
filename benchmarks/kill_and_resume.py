"""Kill a batch at random moments and start it again: is anything lost, doubled or broken?

    uv run python benchmarks/kill_and_resume.py [--kills 200]

`course grade` runs on a class; after a random time all its processes get SIGKILL, and it is
started again, until the class is done. Then results, gradebook and autograded notebooks are held
against those of an undisturbed run. That is repeated until there have been enough kills.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from against_nbgrader import hand_in

from autograder.course import Course
from autograder.demo import make_course
from autograder.demo_class import FIRST as ASSIGNMENT
from autograder.release import release

COMMAND = [sys.executable, "-m", "autograder", "grade", ASSIGNMENT, "--no-sandbox"]
LONGEST = 1.2
"""In undisturbed runs: how long a run may go before it is killed. None is sure to end."""


def run(course: Course, seconds: float | None) -> bool:
    """Run the batch, and kill it after `seconds`; whether it had ended by then."""
    process = subprocess.Popen(
        COMMAND,
        cwd=course.root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        _, said = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return False
    if process.returncode:
        sys.exit(f"a run failed after {seconds} s: {said.decode()[-2000:]}")
    return True


def state(course: Course) -> dict[str, Any]:
    """All that grading has written, in a form that can be compared."""
    results = {}
    for path in sorted((course.private / "results" / ASSIGNMENT).glob("*.json")):
        data = json.loads(path.read_text())
        del data["seconds"]
        results[path.stem] = data
    with sqlite3.connect(course.root / "gradebook.db") as database:
        rows = database.execute(
            "select s.student_id, b.name, g.auto_score, g.manual_score, g.needs_manual_grade"
            " from grade g join submitted_notebook n on g.notebook_id = n.id"
            " join submitted_assignment s on n.assignment_id = s.id"
            " join base_cell b on g.cell_id = b.id order by 1, 2"
        ).fetchall()
        sound = database.execute("pragma integrity_check").fetchone()[0]
    notebooks = {
        path.parent.parent.name: path.read_bytes() for path in course.autograded.rglob("*.ipynb")
    }
    return {"results": results, "rows": rows, "sound": sound, "notebooks": notebooks}


def differences(wanted: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """What is not as it would be without the kills, in short."""
    parts = []
    for part in ("results", "notebooks"):
        names = sorted(wanted[part].keys() | found[part].keys())
        parts += [f"{part} of {n}" for n in names if wanted[part].get(n) != found[part].get(n)]
    parts += [f"row {row}" for row in sorted(set(wanted["rows"]) ^ set(found["rows"]), key=repr)]
    if len(wanted["rows"]) != len(found["rows"]):
        parts.append(f"{len(found['rows'])} rows for {len(wanted['rows'])}")
    return parts + ([] if found["sound"] == "ok" else ["the database is damaged"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--count", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    moments = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as scratch:
        master = make_course(Path(scratch) / "master")
        release(master, ASSIGNMENT)
        hand_in(master, arguments.count)
        master.seed()
        undisturbed = Course(Path(scratch) / "undisturbed")
        shutil.copytree(master.root, undisturbed.root)
        started = time.monotonic()
        run(undisturbed, None)
        whole = time.monotonic() - started
        wanted = state(undisturbed)
        print(f"undisturbed: {whole:.1f} s", flush=True)
        kills = batches = 0
        while kills < arguments.kills:
            course = Course(Path(scratch) / "killed")
            shutil.rmtree(course.root, ignore_errors=True)
            shutil.copytree(master.root, course.root)
            while kills < arguments.kills:
                if run(course, moments.uniform(0.0, LONGEST * whole)):
                    break
                kills += 1
            run(course, None)
            batches += 1
            found = differences(wanted, state(course))
            if found:
                sys.exit(f"DIFFERENT after {kills} kills, in batch {batches}: {found}")
            print(f"{kills} kills, {batches} batches, all as undisturbed", flush=True)


if __name__ == "__main__":
    main()
