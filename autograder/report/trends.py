"""Students over several assignments: whose work gets better, and whose worse."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.report.classroom import Classroom

NOTABLE = 0.2
"""A last assignment that differs so much from the mean of those before is a change."""


@dataclass(frozen=True)
class Trend:
    """A student's share of the points in each assignment, 0 to 1; None where nothing counts.

    change: the last one against the mean of those before; None with fewer than two.
    """

    student: str
    shares: tuple[float | None, ...]
    change: float | None

    @property
    def mean(self) -> float | None:
        known = [share for share in self.shares if share is not None]
        return statistics.fmean(known) if known else None

    @property
    def word(self) -> str:
        """Falling, rising, stopped (nothing in the last assignment), or nothing to say."""
        if self.shares[-1] is None and self.mean is not None:
            return "stopped"
        if self.change is None or abs(self.change) < NOTABLE:
            return ""
        return "rising" if self.change > 0 else "falling"


def trends(classrooms: Sequence[Classroom]) -> tuple[Trend, ...]:
    """Every student's, those who fell most first."""
    shares = [
        {
            result.student: result.points / result.max_points
            for result in classroom.readable
            if result.max_points
        }
        for classroom in classrooms
    ]
    students = {result.student for each in classrooms for result in each.results}
    found = [
        _trend(student, tuple(each.get(student) for each in shares)) for student in sorted(students)
    ]
    order = {"stopped": 0, "falling": 1, "": 2, "rising": 3}
    return tuple(sorted(found, key=lambda each: (order[each.word], each.change or 0.0)))


def _trend(student: str, shares: tuple[float | None, ...]) -> Trend:
    known = [share for share in shares if share is not None]
    is_known = shares[-1] is not None and len(known) > 1
    change = known[-1] - statistics.fmean(known[:-1]) if is_known else None
    return Trend(student, shares, change)
