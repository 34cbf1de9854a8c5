"""How many slips the checks let through: every solution, changed in one place at a time.

    uv run python benchmarks/mutants.py [ASSIGNMENT or EXERCISE ...]

A mutant is an instructor's solution with one small change as a student's slip would make it: an
operator or a constant is another, an axis or a minus is gone, two arguments are exchanged, a
statement is missing, and so on (`mutant_operators`). Each is checked as grading checks it, with
several seeds, in a process of its own with a limit on time and memory. With none of the seeds may
it get all points.

What survives is printed with the line that differs. Survivors that compute the same as the
solution are listed in `EQUIVALENT` with the reason. The last line gives the share of the others
that are refused; the exit code is 0 where it is at least 99 %.
"""

from __future__ import annotations

import ast
import difflib
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import nbformat
from equivalent_mutants import EQUIVALENT
from mutant_operators import mutants_of
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_locked, is_solution

from autograder.course import Course
from course_lib import exercises
from course_lib.checking import Settings, checks_use, find_case, score_candidate
from course_lib.diagnosis.outcome import quiet

COURSE = Course(Path(__file__).resolve().parent.parent)
TARGET = 0.99
SEEDS = (7, 1_000_003, 2**40 + 1)
WORKERS = 2
SECONDS_PER_CALL = 1.0
SECONDS_PER_MUTANT = 20
BYTES_PER_MUTANT = 4 * 2**30
LONG = 100
"""Characters of a line that is shown in part."""

UNNAMED = ("counterexample", "differs")
"""Diagnoses that show that an answer is wrong, and do not say why."""


@dataclass(frozen=True)
class Mutant:
    """A changed solution of an exercise; change: the lines that differ, before and after."""

    assignment: str
    exercise: str
    source: str
    change: str


@dataclass(frozen=True)
class Verdict:
    """passed: how many seeds gave it all points. named: whether a diagnosis says what is wrong."""

    mutant: Mutant
    passed: int
    named: bool

    @property
    def equivalent(self) -> str:
        """Why the mutant is as right as the solution; empty where nobody has said that it is."""
        return EQUIVALENT.get(self.mutant.exercise, {}).get(self.mutant.change, "")


def solutions(assignment: str) -> Iterator[tuple[str, str]]:
    """The exercises of a notebook, and the source of each one's solution cell."""
    for cell in _code_cells(assignment):
        if is_solution(cell):
            yield cell.metadata["nbgrader"]["grade_id"], cell.source


def mutants(assignment: str) -> Iterator[Mutant]:
    for exercise, source in solutions(assignment):
        lines = source.split("\n")
        begin = next(n for n, line in enumerate(lines, start=1) if "BEGIN SOLUTION" in line)
        end = next(n for n, line in enumerate(lines, start=1) if "END SOLUTION" in line)
        right = ast.unparse(ast.parse(source))
        for mutant in mutants_of(source, lambda line, b=begin, e=end: b < line < e):
            yield Mutant(assignment, exercise, mutant, change_between(right, mutant))


def change_between(before: str, after: str) -> str:
    """The lines that differ, ``old → new``; of long ones the arguments that differ."""
    compared = list(difflib.ndiff(before.split("\n"), after.split("\n")))
    old = " ".join(line[2:].strip() for line in compared if line.startswith("- "))
    new = " ".join(line[2:].strip() for line in compared if line.startswith("+ "))
    if max(len(old), len(new)) > LONG:
        head = old.rfind(", ", 0, _shared(old, new)) + 1
        old, new = old[head:].strip(), new[head:].strip()
        tail = old.find(", ", len(old) - _shared(old[::-1], new[::-1]))
        rest = len(old) - tail if tail > 0 else 0
        old, new = old[: len(old) - rest], new[: len(new) - rest]
    return f"{old} → {new}"


def _shared(first: str, second: str) -> int:
    """How many characters two texts have in common at their beginning."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((n for n, (one, other) in pairs if one != other), min(len(first), len(second)))


def _code_cells(assignment: str) -> list[NotebookNode]:
    notebook = nbformat.read(COURSE.source_notebook(assignment), as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


_names: dict[str, dict[str, Any]] = {}


def names_in(assignment: str) -> dict[str, Any]:
    """What a notebook defines: its given cells and its solutions, run once in a process."""
    if assignment not in _names:
        os.environ["MPLBACKEND"] = "Agg"
        names: dict[str, Any] = {}
        for cell in _code_cells(assignment):
            if is_solution(cell) or (is_locked(cell) and not is_grade(cell)):
                with quiet():
                    exec(compile(cell.source, "<notebook>", "exec"), names)
        _names[assignment] = names
        for exercise in exercises.of_assignment(assignment):
            assert _check(exercise.name, names[exercise.name])[0] == len(SEEDS), exercise.name
    return _names[assignment]


def judge(mutant: Mutant) -> Verdict:
    """Check a mutant in a fork of this process: it may hang, or eat the memory."""
    names = names_in(mutant.assignment)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.setitimer(signal.ITIMER_PROF, SECONDS_PER_MUTANT)  # ends the process
        resource.setrlimit(resource.RLIMIT_AS, (BYTES_PER_MUTANT, BYTES_PER_MUTANT))
        found = _check_source(mutant, dict(names))
        os.write(writing, json.dumps(found).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        text = answer.read()
    os.waitpid(child, 0)
    passed, named = json.loads(text) if text else (0, True)
    return Verdict(mutant, passed, named)


def _check_source(mutant: Mutant, names: dict[str, Any]) -> tuple[int, bool]:
    try:
        exec(compile(mutant.source, "<mutant>", "exec"), names)
    except Exception:  # its cell shows the exception
        return 0, True
    return _check(mutant.exercise, names[mutant.exercise])


def _check(exercise: str, candidate: Any) -> tuple[int, bool]:
    """For how many seeds a candidate gets all points, and whether its mistake is named."""
    passed, named = 0, True
    for seed in SEEDS:
        with checks_use(Settings(seed, SECONDS_PER_CALL)):
            score = score_candidate(find_case(exercise), candidate)
        passed += score.passed
        slugs = {found.id.partition("/")[2] for found in score.diagnoses}
        named = named and slugs.isdisjoint(UNNAMED)
    return passed, named


def report(exercise: str, verdicts: list[Verdict]) -> None:
    refused = [verdict for verdict in verdicts if not verdict.passed]
    survivors = [verdict for verdict in verdicts if verdict.passed and not verdict.equivalent]
    named = sum(verdict.named for verdict in refused)
    print(
        f"{exercise:32}{len(verdicts):8}{len(refused):9}{named:8}"
        f"{len(verdicts) - len(refused) - len(survivors):12}{len(survivors):11}",
        flush=True,
    )
    for verdict in survivors:
        print(f"    passes with {verdict.passed} of {len(SEEDS)} seeds: {verdict.mutant.change}")


def main(chosen: list[str]) -> int:
    known = COURSE.assignments()
    every = [mutant for name in known for mutant in mutants(name)]
    wanted = [m for m in every if not chosen or {m.assignment, m.exercise} & set(chosen)]
    started = time.monotonic()
    print(
        f"{'exercise':32}{'mutants':>8}{'refused':>9}{'named':>8}{'equivalent':>12}{'survivors':>11}"
    )
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("fork")) as pool:
        verdicts = list[Verdict]()
        for exercise in dict.fromkeys(mutant.exercise for mutant in wanted):
            own = [mutant for mutant in wanted if mutant.exercise == exercise]
            judged = list(pool.map(judge, own, chunksize=4))
            report(exercise, judged)
            verdicts += judged
    survivors = {(v.mutant.exercise, v.mutant.change) for v in verdicts if v.passed}
    for exercise in dict.fromkeys(mutant.exercise for mutant in wanted):
        for change in EQUIVALENT.get(exercise, {}):
            if (exercise, change) not in survivors:
                print(f"{exercise}: no survivor any more, in EQUIVALENT: {change}")
    counted = [verdict for verdict in verdicts if not (verdict.passed and verdict.equivalent)]
    refused = sum(not verdict.passed for verdict in counted)
    share = refused / len(counted)
    print(
        f"{refused} of {len(counted)} mutants that are wrong are refused: {share:.2%} "
        f"(wanted: {TARGET:.0%}), in {time.monotonic() - started:.0f} s"
    )
    return 0 if share >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
