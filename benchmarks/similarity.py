"""Does the search for similar answers find copies, spare the honest, and keep its pace?

    uv run python benchmarks/similarity.py [--classes 4] [--choosing]

The classes are those of the made-up semester (tests/made_semester.py), 100 students in each: right
answers in several ways, known mistakes, nothing, errors. They come twice: as the semester makes
them, where nearly all answers are somebody else's as well, with other names, and each answer
written over by its author (tests/styles.py), so that some four in ten are like nobody else's. Then
eleven copy from somebody else: everything, or one single answer. Each uses another disguise of
tests/disguises.py, the last one all of them.

How to compare was chosen on such classes of assignments 01 and 03, which --choosing prints. What is
printed without it, 02, 04 and 05, had no part in that. Printed are the recall by disguise, the
pairs that are listed in a class in which nobody copied, and the time for a large class.
"""

from __future__ import annotations

import argparse
import ast
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from copied_class import made_class, pool_of
from correct import backprop_by_hand, computational_graphs, gradients, loss_functions
from disguises import DISGUISES, all_at_once
from made_answers import written_by
from made_semester import Member, Semester
from styles import somebody

from autograder.demo import make_course
from autograder.release import release
from autograder.similarity import similar_pairs
from autograder.similarity.shapes import parsed, pieces

STUDENTS = 100
CHOOSING = ("01_loss_functions", "03_computational_graphs")
REPORTED = ("02_gradients", "04_backprop_by_hand", "05_two_layer_net")
EXERCISES = 12
LONG = 6
"""Lines of an answer, from which on it is reported as a long one."""

ALL_WAYS = {**DISGUISES, "all at once": all_at_once}
EVERY = 10_000
"""So many pairs, that is all, are counted."""

EXTENTS = ("everything", "one long", "one short")
MODULES = (loss_functions, gradients, computational_graphs, backprop_by_hand)

Chosen = dict[str, dict[str, str]]
"""Each exercise's code by student."""

Copied = dict[tuple[str, str], str]
"""Who gave and took, and the disguise."""


@dataclass(frozen=True)
class MadeClass:
    """A class without a copy. given: what was handed out, and the instructor's own."""

    assignment: str
    answers: Chosen
    given: dict[str, tuple[str, ...]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--classes", type=int, default=4)
    parser.add_argument("--choosing", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        classes = list(made_classes(Path(folder), arguments.choosing, arguments.classes))
    numbers = random.Random(arguments.choosing)
    show("the semester's answers as they are", classes)
    show("written over by their authors", [by_authors(each, numbers) for each in classes])
    show_time()


def made_classes(folder: Path, choosing: bool, count: int) -> Iterator[MadeClass]:
    """Of each assignment so many classes of the semester in which nobody copies."""
    course = make_course(folder / "course")
    assignments = CHOOSING if choosing else REPORTED
    for assignment in assignments:
        release(course, assignment)
    semester = Semester(course, count * STUDENTS, seed=2 if choosing else 1)
    semester.givers.clear()
    for assignment in assignments:
        for first in range(0, len(semester.members), STUDENTS):
            members = semester.members[first : first + STUDENTS]
            yield made_of(semester, members, assignment, random.Random(f"{assignment} {first}"))


def made_of(
    semester: Semester, members: list[Member], assignment: str, numbers: random.Random
) -> MadeClass:
    """A class of these members. Half of the answers have names of one's own."""
    pool = semester.answers(assignment)
    answers: Chosen = {name: {} for name in pool.names}
    for member in members:
        work = semester.work(member, assignment)
        if work.status == "graded":
            for name, source in work.answers.items():
                answers[name][member.student] = written_by(source, False, numbers)
    given = {name: (pool.handed_out[name], pool.right[name][0]) for name in pool.names}
    return MadeClass(assignment, answers, given)


def by_authors(one: MadeClass, numbers: random.Random) -> MadeClass:
    """The class when each student writes the same answers in a style of his own."""
    students = sorted({student for sources in one.answers.values() for student in sources})
    authors = {student: somebody(numbers) for student in students}
    answers = {
        name: {
            student: authors[student].writes(source, numbers) for student, source in each.items()
        }
        for name, each in one.answers.items()
    }
    return replace(one, answers=answers)


def show(title: str, classes: list[MadeClass]) -> None:
    """The table of recall, and what is listed where nobody copied."""
    numbers = random.Random(0)
    made: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str]] = Counter()
    first = Counter[str]()
    alarms = [len(similar_pairs(one.answers, one.given, most=EVERY)) for one in classes]
    for one in classes:
        for extent in EXTENTS:
            answers, copied = with_copies(one, extent, numbers)
            listed = [pair.students for pair in similar_pairs(answers, one.given, most=EVERY)]
            for students, disguise in copied.items():
                made[extent, disguise] += 1
                found[extent, disguise] += students in listed
            first[extent] += len(copied.keys() & listed[: len(copied)])
    print(f"\n{title}: {len(classes)} classes of {STUDENTS}, found of those copied")
    print(f"  {'':20}", *(f"{extent:>12}" for extent in EXTENTS))
    for disguise in ALL_WAYS:
        print(f"  {disguise:20}", *(_of(found, made, extent, disguise) for extent in EXTENTS))
    sums = {extent: sum(made[extent, disguise] for disguise in ALL_WAYS) for extent in EXTENTS}
    print(
        f"  {'ranked before others':20}",
        *(f"{first[each]:>5} of {sums[each]:>3}" for each in EXTENTS),
    )
    print(
        f"  pairs listed in a class without a copy: {statistics.mean(alarms):.1f}, {sorted(alarms)}"
    )


def _of(found: Counter[tuple[str, str]], made: Counter[tuple[str, str]], *key: str) -> str:
    return f"{found[key]:>5} of {made[key]:>3}"


def with_copies(one: MadeClass, extent: str, numbers: random.Random) -> tuple[Chosen, Copied]:
    """The class with a copier for each disguise; and who is a pair, by what disguise."""
    answers = {name: dict(sources) for name, sources in one.answers.items()}
    students = sorted(set.intersection(*(set(sources) for sources in answers.values())))
    numbers.shuffle(students)
    copied: Copied = {}
    for disguise, change in ALL_WAYS.items():
        giver, taken = students.pop(), []
        while not (taken := _taken(one, giver, extent, numbers)):
            giver = students.pop()
        taker = students.pop()
        for name in taken:
            source = answers[name][giver]
            answers[name][taker] = change(source, numbers) if parsed(source) else source
        copied[min(giver, taker), max(giver, taker)] = disguise
    return answers, copied


def _taken(one: MadeClass, giver: str, extent: str, numbers: random.Random) -> list[str]:
    """The exercises whose answers are copied from somebody; none where he has no such answer."""
    if extent == "everything":
        return list(one.answers)
    fitting = [
        name
        for name, sources in one.answers.items()
        if is_own(sources[giver], one.given[name])
        and (code_lines(sources[giver]) >= LONG) == (extent == "one long")
    ]
    return [numbers.choice(fitting)] if fitting else []


def is_own(source: str, given: tuple[str, ...]) -> bool:
    """Whether it is Python, and other than what was handed out and the instructor's own."""
    handed_out = {piece.digest for each in given for piece in pieces(each)}
    return bool({piece.digest for piece in pieces(source)} - handed_out)


def code_lines(source: str) -> int:
    """Lines of the code without comments and empty lines."""
    return len(ast.unparse(ast.parse(source)).splitlines())


def show_time() -> None:
    """For 300 and for 1,000 students with 12 exercises."""
    pools = {name: ways for module in MODULES for name, ways in pool_of(module).items()}
    twelve = {name: pools[name] for name in sorted(pools)[:EXERCISES]}
    for students in (300, 1000):
        large = made_class(twelve, students, students // 20, random.Random(0))
        pieces.cache_clear()
        started = time.perf_counter()
        pairs = similar_pairs(large.answers, large.given)
        seconds = time.perf_counter() - started
        print(f"{students} students, {EXERCISES} exercises: {seconds:.1f} s, {len(pairs)} pairs")


if __name__ == "__main__":
    main()
