"""The class at a glance, for the instructor: what was reached, and what went wrong most often."""

from __future__ import annotations

import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course import Course, CourseError
from autograder.marks import marked_results
from autograder.pages import number, render, state, write_page
from autograder.result import CellResult, SubmissionResult

MOST_BARS = 12
MOST_MISTAKES = 20
NOT_STARTED = "/not_started"
"""How the id of a finding ends that says the exercise is as it was handed out."""

CHART_WIDTH, CHART_HEIGHT, CHART_BASE = 720, 240, 195
SHARE_WIDTH = 220


@dataclass(frozen=True)
class ExerciseSummary:
    """How many submissions reached all, part or none of an exercise's points.

    open: a person has yet to grade it; not_started: as it was handed out (counted in `none` too).
    """

    name: str
    all: int
    part: int
    none: int
    open: int
    not_started: int


@dataclass(frozen=True)
class Mistake:
    """A finding and how many students have it; `varies` where its sentence is not always this."""

    id: str
    message: str
    students: int
    varies: bool


@dataclass(frozen=True)
class Bar:
    """How many submissions have from `low` up to, but not with, `high` points."""

    low: float
    high: float
    count: int


@dataclass(frozen=True)
class ReportData:
    """What a report says, as plain data; `graded` counts the submissions that could be read."""

    assignment: str
    graded: int
    max_points: float
    mean: float
    median: float
    to_grade: int
    bars: tuple[Bar, ...]
    exercises: tuple[ExerciseSummary, ...]
    mistakes: tuple[Mistake, ...]
    unreadable: tuple[tuple[str, str], ...]
    flags: tuple[tuple[str, str], ...]


def write_report(course: Course, assignment: str) -> Path:
    """Write ``reports/<assignment>.html``; CourseError if nothing has been graded."""
    marked = marked_results(course, assignment)
    if not marked:
        raise CourseError(f"No work in {assignment} is graded yet: grade it first.")
    path = course.reports / f"{assignment}.html"
    write_page(path, report_page(report_data([student.result for student in marked])))
    return path


def report_data(results: Sequence[SubmissionResult]) -> ReportData:
    """What the results of one assignment, at least one, say about the class."""
    readable = [result for result in results if result.status == "graded"]
    points = [result.points for result in readable]
    max_points = max((result.max_points for result in readable), default=0.0)
    return ReportData(
        assignment=results[0].assignment,
        graded=len(readable),
        max_points=max_points,
        mean=statistics.fmean(points) if points else 0.0,
        median=statistics.median(points) if points else 0.0,
        to_grade=sum(cell.points is None for result in readable for cell in result.cells),
        bars=distribution(points, max_points),
        exercises=summaries(readable),
        mistakes=mistakes(readable),
        unreadable=tuple(
            (result.student, result.problem) for result in results if result.status != "graded"
        ),
        flags=tuple((result.student, flag) for result in results for flag in result.flags),
    )


def distribution(points: Sequence[float], max_points: float) -> tuple[Bar, ...]:
    """Counts over ranges of equal, round width; the last one takes in the full points and more."""
    width = _round_width(max_points)
    count = max(1, math.ceil(max_points / width))
    counts = Counter(min(int(value // width), count - 1) for value in points)
    return tuple(Bar(index * width, (index + 1) * width, counts[index]) for index in range(count))


def summaries(results: Sequence[SubmissionResult]) -> tuple[ExerciseSummary, ...]:
    """Every graded cell of the assignment, in the notebook's order."""
    cells: dict[str, list[CellResult]] = defaultdict(list)
    for result in results:
        for cell in result.cells:
            cells[cell.grade_id].append(cell)
    return tuple(_summary(alike) for alike in cells.values())


def mistakes(results: Sequence[SubmissionResult]) -> tuple[Mistake, ...]:
    """The findings that most students have, without those that say nothing is written yet."""
    messages: dict[str, Counter[str]] = defaultdict(Counter)
    for result in results:
        findings = {found.id: found.message for cell in result.cells for found in cell.findings}
        for finding, message in findings.items():
            if not finding.endswith(NOT_STARTED):
                messages[finding][message] += 1
    found = [
        Mistake(finding, said.most_common(1)[0][0], said.total(), len(said) > 1)
        for finding, said in messages.items()
    ]
    return tuple(sorted(found, key=lambda mistake: (-mistake.students, mistake.id))[:MOST_MISTAKES])


def report_page(data: ReportData) -> str:
    """The report as a page that needs nothing else."""
    return render(
        "report.html",
        data=data,
        chart=_chart(data.bars),
        shares=[_share(exercise) for exercise in data.exercises],
    )


def _summary(cells: Sequence[CellResult]) -> ExerciseSummary:
    states = Counter(state(cell.points, cell.max_points) for cell in cells)
    return ExerciseSummary(
        name=cells[0].exercise,
        all=states["all"],
        part=states["part"],
        none=states["none"],
        open=states["open"],
        not_started=sum(
            any(found.id.endswith(NOT_STARTED) for found in cell.findings) for cell in cells
        ),
    )


def _round_width(max_points: float) -> float:
    """The smallest of 0.5, 1, 2, 5, 10, 20 … that gives no more than `MOST_BARS` bars."""
    widths = [0.5] + [digit * 10.0**power for power in range(9) for digit in (1, 2, 5)]
    return next((width for width in widths if max_points <= width * MOST_BARS), max_points)


def _chart(bars: Sequence[Bar]) -> dict[str, Any]:
    """Where the bars of the distribution stand in the picture."""
    slot = CHART_WIDTH / len(bars)
    unit = (CHART_BASE - 25) / max(1, *(bar.count for bar in bars))
    return {
        "width": CHART_WIDTH,
        "height": CHART_HEIGHT,
        "base": CHART_BASE,
        "bars": [
            {
                "label": f"{number(bar.low)}–{number(bar.high)}",
                "count": bar.count,
                "x": round(index * slot + slot * 0.08, 1),
                "middle": round((index + 0.5) * slot, 1),
                "y": round(CHART_BASE - bar.count * unit, 1),
                "width": round(slot * 0.84, 1),
                "height": round(bar.count * unit, 1),
            }
            for index, bar in enumerate(bars)
        ],
    }


def _share(exercise: ExerciseSummary) -> list[dict[str, Any]]:
    """The pieces of an exercise's bar; what is still to be graded stays blank."""
    counts = {"all": exercise.all, "part": exercise.part, "none": exercise.none}
    unit = SHARE_WIDTH / max(1, sum(counts.values()) + exercise.open)
    pieces: list[dict[str, Any]] = []
    x = 0.0
    for name, count in counts.items():
        if count:
            width = round(count * unit, 1)
            pieces.append({"state": name, "count": count, "x": round(x, 1), "width": width})
            x += count * unit
    return pieces
