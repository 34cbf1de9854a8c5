"""What changed since the report was made last, kept as a small file in ``.course/``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder.course import Course
from autograder.report.classroom import Classroom
from autograder.report.misconceptions import Mistake


@dataclass(frozen=True)
class Snapshot:
    """What a report said: points by student, students by misconception, and when."""

    taken: str
    points: dict[str, float] = field(default_factory=dict)
    mistakes: dict[str, int] = field(default_factory=dict)

    def says_the_same(self, other: Snapshot) -> bool:
        return (self.points, self.mistakes) == (other.points, other.mistakes)


@dataclass(frozen=True)
class Changes:
    """since: when the earlier report was made. new, gone: students. points: student, before, after.
    mistakes: id, students before and after.
    """

    since: str
    new: tuple[str, ...]
    gone: tuple[str, ...]
    points: tuple[tuple[str, float, float], ...]
    mistakes: tuple[tuple[str, int, int], ...]


def snapshot(classroom: Classroom, mistakes: tuple[Mistake, ...]) -> Snapshot:
    """What is known now."""
    return Snapshot(
        datetime.now(UTC).isoformat(timespec="minutes"),
        {result.student: round(result.points, 6) for result in classroom.results},
        {mistake.id: mistake.students for mistake in mistakes},
    )


def changes_since_last_time(course: Course, assignment: str, now: Snapshot) -> Changes | None:
    """Compare with the last report that said something else, and keep this one's snapshot.

    None for the first report. A report that is made again without a change in between still says
    what changed before.
    """
    path = course.private / "reports" / f"{assignment}.json"
    kept = _read(path)
    latest, before = kept.get("now"), kept.get("before")
    if latest is None or not latest.says_the_same(now):
        before = latest
        _write(path, {"now": now, "before": before})
    return compared(before, now) if before else None


def compared(before: Snapshot, now: Snapshot) -> Changes:
    """What differs, the largest changes first."""
    both = before.points.keys() & now.points.keys()
    points = [
        (student, before.points[student], now.points[student])
        for student in sorted(both)
        if before.points[student] != now.points[student]
    ]
    mistakes = [
        (known, before.mistakes.get(known, 0), now.mistakes.get(known, 0))
        for known in sorted(before.mistakes.keys() | now.mistakes.keys())
        if before.mistakes.get(known, 0) != now.mistakes.get(known, 0)
    ]
    return Changes(
        before.taken,
        tuple(sorted(now.points.keys() - both)),
        tuple(sorted(before.points.keys() - both)),
        tuple(sorted(points, key=lambda each: (-abs(each[2] - each[1]), each[0]))),
        tuple(sorted(mistakes, key=lambda each: (-abs(each[2] - each[1]), each[0]))),
    )


def _read(path: Path) -> dict[str, Snapshot | None]:
    """The snapshots of a file; none where there is none that can be read."""
    try:
        data: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return {name: _snapshot(data[name]) if data[name] else None for name in ("now", "before")}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _snapshot(data: Mapping[str, Any]) -> Snapshot:
    return Snapshot(
        str(data["taken"]),
        {str(student): float(points) for student, points in data["points"].items()},
        {str(known): int(students) for known, students in data["mistakes"].items()},
    )


def _write(path: Path, snapshots: Mapping[str, Snapshot | None]) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = json.dumps({name: each and asdict(each) for name, each in snapshots.items()})
    scratch = path.with_suffix(".new")
    scratch.write_text(text, encoding="utf-8")
    scratch.replace(path)
