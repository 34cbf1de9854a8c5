"""When work was handed in, and how many points it got."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from datetime import datetime, timedelta

from autograder.report.classroom import Classroom

SPANS = (
    ("over 7 d", timedelta(days=7)),
    ("3–7 d", timedelta(days=3)),
    ("1–3 d", timedelta(days=1)),
    ("6–24 h", timedelta(hours=6)),
    ("1–6 h", timedelta(hours=1)),
    ("last h", timedelta(0)),
)
"""How long before the deadline, and the shortest time that still counts as such."""

LATE = "late"


@dataclass(frozen=True)
class Span:
    """The points of what was handed in so long before the deadline."""

    label: str
    points: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.points)


def spans(classroom: Classroom) -> tuple[Span, ...]:
    """The submissions by time before the deadline; none where it or all times are unknown."""
    if classroom.due is None:
        return ()
    due = _plain(classroom.due)
    points: dict[str, list[float]] = {label: [] for label in (*dict(SPANS), LATE)}
    for result in classroom.readable:
        stamp = classroom.handed_in.get(result.student)
        if stamp:
            before = due - _plain(stamp)
            label = next((label for label, least in SPANS if before >= least), LATE)
            points[label].append(result.points)
    if not any(points.values()):
        return ()
    return tuple(Span(label, tuple(sorted(values))) for label, values in points.items())


def _plain(moment: datetime) -> datetime:
    """nbgrader's times are in UTC and say no time zone."""
    return moment.replace(tzinfo=None)
