"""A made-up semester: a class of any size, five assignments, and the downloads of the platform.

All of it follows from a seed. Students differ in ability; exercises are answered rightly in one of
several ways, wrongly with a known mistake, not at all, with a syntax error or an exception. Some
hand in nothing, twice, under another name, something unreadable or hostile; some copy.

Whose work is worth how many points is known without grading it (`made_answers`).
"""

from __future__ import annotations

import base64
import csv
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from math import exp
from pathlib import Path
from typing import Any

from lms_zips import Entry, Hand, canvas_entries, moodle_entries, write_zip
from made_answers import Answers, written_by

from autograder.course import Course
from autograder.demo_class import ESSAYS

FIRST_DUE = datetime(2026, 10, 20, 22, 0, 0, tzinfo=UTC)
ON_CANVAS = ("03_computational_graphs",)
"""Assignments whose download is Canvas's; the others are Moodle's."""

COPIERS = 0.04
"""Of the class. Each takes all answers of somebody else, in disguise."""

MISHAPS = {
    "missing": 0.03,
    "unreadable": 0.015,
    "hostile": 0.01,
    "repeated": 0.03,
    "renamed": 0.04,
    "with_more_files": 0.02,
}
"""What happens to a hand-in, and how often."""

STRANGERS = 0.003
"""People in a download who are not in the roster, as a share of the class."""

WRONG = {"mistake": 0.7, "not_started": 0.12, "syntax_error": 0.06, "raises": 0.12}
"""What an answer that is not right is, and how often."""

LATE = 0.05
FIGURE = base64.b64encode(b"\x89PNG\r\n\x1a\n" + random.Random(0).randbytes(24_000)).decode()
"""As large as a figure of the course; nobody looks at it."""

NOT_NOTEBOOKS = (b"", b"%PDF-1.4\n% scanned\n\x80\x81", b'{"cells": [{"cell_type": "code", "sou')
ATTACKS = ("exit_os", "exit_sys", "forge_class_lie")
"""In tests/attacks; each takes the place of one function and earns nothing."""

FIRST_NAMES = """
Aaliyah Adrián Agnes Akira Alba Amara Anouk Arjun Astrid Ayşe Bao Björn Camille Chloé Dagny
Dilan Eero Elif Emeka Esra Fatou Femi Freya Giulia Hamza Hanna Hugo Ilse Imani Ivo Jarmila
Jiho Jörg Kaito Katya Kwame Laila Leif Livia Luca Maëlle Malik Mei Milan Nadia Nils Noor Olga
"""
LAST_NAMES = """
Abe Adeyemi Almeida Andersson Bakker Bauer Becker Bianchi Castro Chen Cohen Costa Demir Diaz
Dubois Eriksen Farkas Fischer Garcia Haddad Hansen Horvat Ivanova Jansen Kaya Keller Khan Kim
Kovács Kowalski Laurent Lehmann Lopez Mbeki Moreau Müller Nakamura Nguyen Novák Okafor Patel
Petrov Rossi Santos Schmidt Silva Tanaka Zhang
"""


@dataclass(frozen=True)
class Member:
    """A student. number: the platform's. ability: normally distributed."""

    index: int
    student: str
    first: str
    last: str
    number: int
    ability: float


@dataclass(frozen=True)
class Work:
    """What a student hands in for an assignment.

    status: as it will be graded, ``graded``, ``unreadable`` or ``missing``. answers: by exercise,
    as they were written; in place of a hostile one what was handed out, which earns as little.
    """

    member: Member
    status: str
    answers: dict[str, str]
    hands: tuple[Hand, ...] = ()


class Semester:
    """A class of so many in a course whose assignments are released."""

    def __init__(self, course: Course, students: int, seed: int = 1) -> None:
        self.course, self.seed = course, seed
        self.assignments = course.assignments()
        self.members = [_member(index, seed) for index in range(students)]
        pairs = random.Random(f"{seed} copies").sample(range(students), 2 * int(COPIERS * students))
        self.givers = dict(zip(pairs[::2], pairs[1::2], strict=True))
        self.strangers = max(1, round(STRANGERS * students))
        self._answers: dict[str, Answers] = {}

    def write_roster(self) -> Path:
        path = self.course.root / "roster.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["student id", "name", "e-mail", "LMS id", "section"])
            for one in self.members:
                name, address = f"{one.last}, {one.first}", f"{one.student}@example.org"
                writer.writerow([one.student, name, address, one.number, f"T{one.index % 12 + 1}"])
        return path

    def write_download(self, assignment: str, folder: Path) -> Path:
        """The platform's zip file of an assignment, written person by person."""
        return write_zip(folder / f"{assignment}.zip", self._entries(assignment))

    def due(self, assignment: str) -> datetime:
        return FIRST_DUE + timedelta(weeks=2) * self.assignments.index(assignment)

    def points(self, work: Work, assignment: str) -> dict[str, float]:
        """What each exercise is worth; nothing where there is no notebook to be read."""
        if work.status != "graded":
            return dict.fromkeys(work.answers, 0.0)
        return self.answers(assignment).points(work.answers)

    def answers(self, assignment: str) -> Answers:
        if assignment not in self._answers:
            self._answers[assignment] = Answers(self.course, assignment)
        return self._answers[assignment]

    def work(self, member: Member, assignment: str) -> Work:
        """What a student hands in, the same whenever it is asked."""
        pool, numbers = self.answers(assignment), self._numbers(assignment, member.index, "work")
        giver = self.givers.get(member.index)
        chosen = self._chosen(self.members[member.index if giver is None else giver], assignment)
        [mishap] = numbers.choices([*MISHAPS, ""], [*MISHAPS.values(), 1.0 - sum(MISHAPS.values())])
        if mishap == "missing":
            return Work(member, "missing", chosen)
        written = {
            name: written_by(source, giver is not None, numbers)
            if source != pool.handed_out[name]
            else source
            for name, source in chosen.items()
        }
        worth = written
        if mishap == "hostile":
            functions = [name for name in written if f"def {name}(" in pool.handed_out[name]]
            target = numbers.choice(functions)
            worth = {**written, target: pool.handed_out[target]}
            written[target] = _attack(numbers.choice(ATTACKS)).replace("softmax", target)
        name = f"{assignment}.ipynb" if mishap != "renamed" else "Untitled3.ipynb"
        if mishap == "unreadable":
            files = [(name, numbers.choice(NOT_NOTEBOOKS))]
        else:
            files = [(name, self._notebook(pool, written, numbers))]
        if mishap == "with_more_files":
            files.append(("notes.txt", b"What I tried."))
        time = self._time(assignment, numbers)
        hands = [self._hand(member, assignment, files, time)]
        if mishap == "repeated":
            begun = [(f"begun_{name}", self._notebook(pool, pool.handed_out, numbers))]
            hands.append(self._hand(member, assignment, begun, time - timedelta(hours=20)))
        status = "unreadable" if mishap == "unreadable" else "graded"
        return Work(member, status, worth, tuple(hands))

    def _entries(self, assignment: str) -> Iterator[Entry]:
        entries = canvas_entries if assignment in ON_CANVAS else moodle_entries
        for member in self.members:
            yield from entries(self.work(member, assignment).hands)
        pool = self.answers(assignment)
        for index in range(self.strangers):
            numbers = self._numbers(assignment, index, "stranger")
            stranger = Member(index, "", "Nobody", f"Knows {index}", 9_000_000 + index, 0.0)
            data = self._notebook(pool, pool.handed_out, numbers)
            files = [(f"{assignment}.ipynb", data)]
            yield from entries([self._hand(stranger, assignment, files, self.due(assignment))])

    def _chosen(self, member: Member, assignment: str) -> dict[str, str]:
        """How a student answers each exercise."""
        pool, numbers = self.answers(assignment), self._numbers(assignment, member.index, "chosen")
        chosen = {}
        for place, name in enumerate(pool.names):
            harder = 1.5 * place / len(pool.names)
            is_right = numbers.random() < 1 / (1 + exp(harder - 2.0 - 1.5 * member.ability))
            kind = "right" if is_right else numbers.choices([*WRONG], WRONG.values())[0]
            chosen[name] = _answer(pool, name, kind, numbers)
        return chosen

    def _notebook(self, pool: Answers, answers: dict[str, str], numbers: random.Random) -> bytes:
        """A notebook as it is handed in: most are run before, and their outputs are in it."""
        is_run = numbers.random() < 0.6
        cells = []
        for cell in pool.notebook["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id", cell["id"])
            if name in answers:
                cell = {**cell, "source": answers[name]}
            elif name in ESSAYS and numbers.random() < 0.92:
                cell = {**cell, "source": f"{ESSAYS[name]} ({numbers.randint(1, 999_999)})"}
            if is_run and cell["cell_type"] == "code":
                cell = {**cell, "execution_count": len(cells), "outputs": _outputs(cell)}
            cells.append(cell)
        return json.dumps({**pool.notebook, "cells": cells}).encode()

    def _hand(
        self, member: Member, assignment: str, files: list[tuple[str, bytes]], time: datetime
    ) -> Hand:
        is_late = time > self.due(assignment)
        number = member.number
        if assignment not in ON_CANVAS:  # Moodle's is the person's in this assignment only
            number = 10_000 * (1 + self.assignments.index(assignment)) + member.index
        return Hand(member.first, member.last, number, files, time, is_late)

    def _time(self, assignment: str, numbers: random.Random) -> datetime:
        """In a zip file seconds are even."""
        seconds = 2 * int(min(numbers.expovariate(1 / 43_200), 600_000))
        if numbers.random() < LATE:
            return self.due(assignment) + timedelta(seconds=2 + seconds // 8 * 2)
        return self.due(assignment) - timedelta(seconds=seconds)

    def _numbers(self, *about: object) -> random.Random:
        return random.Random(" ".join(map(str, (self.seed, *about))))


def _member(index: int, seed: int) -> Member:
    """Nobody is called like anybody else."""
    first_names, last_names = FIRST_NAMES.split(), LAST_NAMES.split()
    rounds, place = divmod(index, len(first_names) * len(last_names))
    row, column = divmod(place, len(first_names))
    first = first_names[column] + rounds * f" {first_names[column - 1]}"
    last = last_names[(row + 5 * column) % len(last_names)]
    ability = random.Random(f"{seed} ability {index}").gauss(0.0, 1.0)
    return Member(index, f"s{index:05}", first, last, 700_000 + index, ability)


def _answer(pool: Answers, name: str, kind: str, numbers: random.Random) -> str:
    """An answer of a kind: the usual ways of being right or wrong are more frequent than others."""
    right, wrong = pool.right[name], pool.mistakes[name]
    if kind == "right":
        return numbers.choices(right, [2.0 * len(right), *[1.0] * (len(right) - 1)])[0]
    if kind == "mistake" and wrong:
        return numbers.choices(wrong, [1 / rank for rank in range(1, len(wrong) + 1)])[0]
    if kind == "syntax_error":
        return f"{right[0]} +* (\n"
    if kind == "raises":
        first, _, rest = right[0].partition("\n")
        if first.startswith("def ") and first.endswith(":"):
            return f'{first}\n    raise ValueError("shapes do not fit")\n{rest}'
        return f"{name} = 1 / 0"
    return pool.handed_out[name]


def _outputs(cell: dict[str, Any]) -> list[dict[str, Any]]:
    """What a cell printed or drew before it was handed in."""
    if "figures." not in "".join(cell["source"]):
        text = ["All points.\n"] if "check(" in "".join(cell["source"]) else []
        return [{"output_type": "stream", "name": "stdout", "text": text}] if text else []
    return [{"output_type": "display_data", "metadata": {}, "data": {"image/png": FIGURE}}]


@cache
def _attack(name: str) -> str:
    return (Path(__file__).with_name("attacks") / f"{name}.py").read_text("utf-8")
