"""What this class got wrong, most students first, each with an example."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.report.anonymous import example_of
from autograder.report.classroom import NOT_STARTED, is_written
from autograder.result import SubmissionResult

MOST_MISTAKES = 15
"""Of those that have a name, and of the others."""

UNNAMED = {
    *("counterexample", "differs", "raises", "cell_fails", "not_defined", "no_answer", "died"),
    *("does_not_stop", "returns_nothing", "type", "form", "test_failed", "only_published"),
    *("shape", "dtype", "nan", "inf", "zeros", "count", "off"),
}
"""Findings that say that something is wrong, or where, but not what was misunderstood."""


@dataclass(frozen=True)
class Mistake:
    """A finding and how many students have it.

    varies: its sentence is not always this. example: somebody's code, without names, or "".
    """

    id: str
    message: str
    students: int
    varies: bool
    exercise: str = ""
    example: str = ""

    @property
    def is_named(self) -> bool:
        """Whether it says what was misunderstood."""
        return is_named(self.id)


def is_named(finding: str) -> bool:
    """Whether a finding's id is that of a known mistake or of a difference with a reason."""
    return "/" in finding and finding.rpartition("/")[2] not in UNNAMED


def mistakes(
    results: Sequence[SubmissionResult], names: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[Mistake, ...]:
    """The findings that most students have, those with a name first.

    What says that nothing is written yet is left out.

    names: what each student is called; no example holds its author's.
    """
    messages: dict[str, Counter[str]] = defaultdict(Counter)
    codes: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    exercises: dict[str, str] = {}
    for result in results:
        seen = set()
        for cell in result.cells:
            for found in cell.findings:
                if found.id.endswith(NOT_STARTED) or found.id in seen:
                    continue
                seen.add(found.id)
                messages[found.id][found.message] += 1
                exercises[found.id] = cell.exercise
                if not is_written(cell):
                    called = (names or {}).get(result.student, (result.student,))
                    codes[found.id].append((cell.code, called))
    by_students = sorted(messages, key=lambda found: (-messages[found].total(), found))
    named = [found for found in by_students if is_named(found)][:MOST_MISTAKES]
    others = [found for found in by_students if not is_named(found)][:MOST_MISTAKES]
    return tuple(
        Mistake(
            found,
            messages[found].most_common(1)[0][0],
            messages[found].total(),
            len(messages[found]) > 1,
            exercises[found],
            example_of(codes[found]),
        )
        for found in (*named, *others)
    )
