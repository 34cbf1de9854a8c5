"""A made-up semester through the commands that an instructor types, and what must be true then."""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from made_semester import Member, Semester

from autograder.course import Course
from autograder.demo import make_course
from autograder.marks import opened_gradebook
from autograder.release import release

FORMS = ("csv", "moodle", "canvas")


@dataclass(frozen=True)
class Step:
    """A whole command, as it is typed after `course`."""

    name: str
    arguments: tuple[str, ...]

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", "autograder", *self.arguments]


def made_semester(folder: Path, students: int, seed: int = 1) -> tuple[Semester, list[Path]]:
    """A course folder with everything released, a roster and due dates; and the downloads."""
    course = make_course(folder / "course")
    for assignment in course.assignments():
        release(course, assignment)
    semester = Semester(course, students, seed)
    semester.write_roster()
    with opened_gradebook(course) as gradebook:
        for assignment in semester.assignments:
            due = semester.due(assignment).replace(tzinfo=None)
            gradebook.update_or_create_assignment(assignment, duedate=due)
    downloads = folder / "downloads"
    downloads.mkdir()
    return semester, [semester.write_download(each, downloads) for each in semester.assignments]


def collecting(semester: Semester, downloads: list[Path]) -> list[Step]:
    return [
        Step(f"collect {assignment}", ("collect", assignment, str(path)))
        for assignment, path in zip(semester.assignments, downloads, strict=True)
    ]


def grading(semester: Semester, workers: int) -> list[Step]:
    return [
        Step(f"grade {assignment}", ("grade", assignment, "--workers", str(workers)))
        for assignment in semester.assignments
    ]


def exporting() -> list[Step]:
    return [
        Step(f"export, {form}", ("export", "--format", form, "--to", f"{form}.csv"))
        for form in FORMS
    ]


REPORT = Step("report on all five", ("report",))


def untruths(semester: Semester, sample: int) -> Iterator[str]:
    """A sentence for whatever is not as it must be; of so many students also each exercise."""
    chosen = set(random.Random(semester.seed).sample(semester.members, sample))
    for assignment in semester.assignments:
        yield from _untruths_of(semester, assignment, chosen)
    everybody = {member.student for member in semester.members}
    for form in FORMS[1:]:
        listed = {value for row in _rows(semester.course, form) for value in row.values()}
        addresses = {f"{student}@example.org" for student in everybody}
        if not (everybody <= listed or addresses <= listed):
            yield f"The export for {form} lacks somebody."


def _untruths_of(semester: Semester, assignment: str, chosen: set[Member]) -> Iterator[str]:
    course = semester.course
    results = {result.student: result for result in course.results(assignment)}
    exported = {
        row["student"]: row for row in _rows(course, "csv") if row["assignment"] == assignment
    }
    handed_in = 0
    for member in semester.members:
        work = semester.work(member, assignment)
        handed_in += work.status != "missing"
        who = f"{assignment}, {member.student}"
        row = exported.get(member.student)
        if row is None or row["status"] != work.status:
            yield f"{who}: exported as {row and row['status']}, it is {work.status}."
            continue
        if work.status == "missing" or member not in chosen:
            continue
        cells = results[member.student].cells
        expected = semester.points(work, assignment)
        found = {cell.exercise: cell.points for cell in cells if cell.exercise in expected}
        if found != expected:
            wrong = {name for name in expected if found.get(name) != expected[name]}
            yield f"{who}: " + ", ".join(
                f"{name} {found.get(name)} for {expected[name]}" for name in sorted(wrong)
            )
        if abs(float(row["points"]) - sum(expected.values())) > 1e-9:
            yield f"{who}: exported with {row['points']} for {sum(expected.values())} points."
    if len(results) != handed_in:
        yield f"{assignment}: {len(results)} are graded, {handed_in} handed in."
    if len(exported) != len(semester.members):
        yield f"{assignment}: {len(exported)} are exported of {len(semester.members)}."


def _rows(course: Course, form: str) -> list[dict[str, str]]:
    with (course.root / f"{form}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
