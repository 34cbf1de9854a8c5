"""Points and exercises in numbers: the distribution, how hard, and what separates."""

from __future__ import annotations

import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.pages import state
from autograder.report.classroom import is_not_started
from autograder.result import CellResult, SubmissionResult

MOST_BARS = 12
FEWEST_STUDENTS = 10
FEWEST_OF_A_KIND = 3
"""With fewer students, or fewer who have or lack all points, a correlation means nothing."""


@dataclass(frozen=True)
class Bar:
    """How many submissions have from `low` up to, but not with, `high` points."""

    low: float
    high: float
    count: int


@dataclass(frozen=True)
class ExerciseSummary:
    """How many submissions reached all, part or none of an exercise's points.

    open: a person has yet to grade it. not_started: as it was handed out (counted in `none` too).
    share: the mean of what was reached, 0 to 1; None where nothing is graded.
    separation: the point-biserial correlation of having all points with the points in the rest of
    the assignment, −1 to 1; None where there are too few to tell.
    """

    name: str
    all: int
    part: int
    none: int
    open: int
    not_started: int
    share: float | None = None
    separation: float | None = None


def distribution(points: Sequence[float], max_points: float) -> tuple[Bar, ...]:
    """Counts over ranges of equal, round width; the last one takes in the full points and more."""
    width = _round_width(max_points)
    count = max(1, math.ceil(max_points / width))
    counts = Counter(min(int(value // width), count - 1) for value in points)
    return tuple(Bar(index * width, (index + 1) * width, counts[index]) for index in range(count))


def summaries(results: Sequence[SubmissionResult]) -> tuple[ExerciseSummary, ...]:
    """Every graded cell of the assignment, in the notebook's order."""
    cells: dict[str, list[tuple[CellResult, float]]] = defaultdict(list)
    for result in results:
        for cell in result.cells:
            cells[cell.grade_id].append((cell, result.points - (cell.points or 0.0)))
    return tuple(_summary(alike) for alike in cells.values())


def point_biserial(has: Sequence[bool], rest: Sequence[float]) -> float | None:
    """Pearson's correlation of a yes or no with a number; None where there are too few to tell."""
    kinds = Counter(has)
    if len(has) < FEWEST_STUDENTS or min(kinds[True], kinds[False]) < FEWEST_OF_A_KIND:
        return None
    if len(set(rest)) == 1:
        return None
    return statistics.correlation([float(yes) for yes in has], rest)


def _summary(alike: Sequence[tuple[CellResult, float]]) -> ExerciseSummary:
    states = Counter(state(cell.points, cell.max_points) for cell, _ in alike)
    graded = [(cell, rest) for cell, rest in alike if cell.points is not None]
    shares = [(cell.points or 0.0) / cell.max_points for cell, _ in graded if cell.max_points]
    return ExerciseSummary(
        name=alike[0][0].exercise,
        all=states["all"],
        part=states["part"],
        none=states["none"],
        open=states["open"],
        not_started=sum(is_not_started(cell) for cell, _ in alike),
        share=statistics.fmean(shares) if shares else None,
        separation=point_biserial(
            [(cell.points or 0.0) >= cell.max_points for cell, _ in graded],
            [rest for _, rest in graded],
        ),
    )


def _round_width(max_points: float) -> float:
    """The smallest of 0.5, 1, 2, 5, 10, 20 … that gives no more than `MOST_BARS` bars."""
    widths = [0.5] + [digit * 10.0**power for power in range(9) for digit in (1, 2, 5)]
    return next((width for width in widths if max_points <= width * MOST_BARS), max_points)
