"""What a report says, as plain data."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.pages import state
from autograder.report.attention import Flags, NeedsHelp, flags, needs_help
from autograder.report.changes import Changes
from autograder.report.classroom import Classroom, is_written
from autograder.report.exercises import Bar, ExerciseSummary, distribution, summaries
from autograder.report.misconceptions import Mistake, mistakes
from autograder.report.timing import Span, spans
from autograder.result import SubmissionResult
from autograder.similarity import Pair, similar_pairs

MOST_TO_TEACH = 3


@dataclass(frozen=True)
class StudentLine:
    """A student's points, and what each exercise gave: all, part, none or open."""

    student: str
    points: float
    states: tuple[str, ...]


@dataclass(frozen=True)
class ReportData:
    """One assignment's chapter. `graded` counts the submissions that could be read.

    students: the best first, with the states of `columns`, the easiest exercise first.
    """

    assignment: str
    graded: int
    max_points: float
    mean: float
    median: float
    to_grade: int
    bars: tuple[Bar, ...]
    exercises: tuple[ExerciseSummary, ...]
    mistakes: tuple[Mistake, ...]
    needs_help: tuple[NeedsHelp, ...]
    missing: tuple[str, ...]
    unreadable: tuple[tuple[str, str], ...]
    flags: Flags
    has_due: bool
    spans: tuple[Span, ...]
    pairs: tuple[Pair, ...]
    columns: tuple[str, ...]
    students: tuple[StudentLine, ...]
    changes: Changes | None = None

    @property
    def named(self) -> list[Mistake]:
        """The misconceptions: findings that say what was misunderstood."""
        return [mistake for mistake in self.mistakes if mistake.is_named]

    @property
    def frequent(self) -> list[Mistake]:
        """The misconceptions of several students; where there are few such, the first ones."""
        several = sum(mistake.students > 1 for mistake in self.named)
        return self.named[: max(several, MOST_TO_TEACH)]

    @property
    def unnamed(self) -> list[Mistake]:
        """What else went wrong."""
        return [mistake for mistake in self.mistakes if not mistake.is_named]

    @property
    def to_teach(self) -> list[Mistake]:
        """The misconceptions to begin the next lecture with."""
        several = [mistake for mistake in self.named if mistake.students > 1]
        return (several or self.named)[:MOST_TO_TEACH]

    @property
    def hardest(self) -> ExerciseSummary | None:
        """The exercise of whose points least was reached, if not all of them were."""
        known = [each for each in self.exercises if each.share is not None and each.share < 1]
        return min(known, key=lambda each: each.share or 0.0, default=None)

    @property
    def backwards(self) -> list[ExerciseSummary]:
        """Exercises that the stronger students get wrong: is something wrong with them?"""
        return [each for each in self.exercises if (each.separation or 0.0) < -0.1]


def report_data(classroom: Classroom) -> ReportData:
    """What the results of one assignment, at least one, say about the class."""
    readable = classroom.readable
    points = [result.points for result in readable]
    exercises = summaries(readable)
    columns = tuple(
        each.name
        for each in sorted(exercises, key=lambda each: -(each.share or 0.0))
        if each.share is not None
    )
    return ReportData(
        assignment=classroom.assignment,
        graded=len(readable),
        max_points=classroom.max_points,
        mean=statistics.fmean(points) if points else 0.0,
        median=statistics.median(points) if points else 0.0,
        to_grade=sum(cell.points is None for result in readable for cell in result.cells),
        bars=distribution(points, classroom.max_points),
        exercises=exercises,
        mistakes=mistakes(readable, classroom.names),
        needs_help=needs_help(classroom),
        missing=classroom.missing,
        unreadable=tuple(
            (result.student, result.problem)
            for result in classroom.results
            if result.status != "graded"
        ),
        flags=flags(classroom),
        has_due=classroom.due is not None,
        spans=spans(classroom),
        pairs=tuple(similar_pairs(answers_by_exercise(readable), classroom.given)),
        columns=columns,
        students=_students(readable, columns),
    )


def answers_by_exercise(results: Sequence[SubmissionResult]) -> dict[str, dict[str, str]]:
    """Each exercise's code by student; answers in words are left out."""
    answers: dict[str, dict[str, str]] = {}
    for result in results:
        for cell in result.cells:
            if not is_written(cell) and cell.code:
                answers.setdefault(cell.exercise, {})[result.student] = cell.code
    return answers


def _students(
    results: Sequence[SubmissionResult], columns: tuple[str, ...]
) -> tuple[StudentLine, ...]:
    lines = []
    for result in results:
        states = {cell.exercise: state(cell.points, cell.max_points) for cell in result.cells}
        reached = tuple(states.get(column, "open") for column in columns)
        lines.append(StudentLine(result.student, result.points, reached))
    return tuple(sorted(lines, key=lambda line: (-line.points, line.student)))
