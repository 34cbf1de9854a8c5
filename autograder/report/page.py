"""From data to the page: one HTML file that needs nothing else."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from autograder.pages import LONGEST_CODE, render, visible
from autograder.report import charts
from autograder.report.data import ReportData
from autograder.report.exercises import ExerciseSummary
from autograder.report.trends import Trend
from autograder.similarity import SharedCell

STYLE_SHEETS = ("style.css", "report.css")
SCRIPT = "report.js"
CELLS_SIDE_BY_SIDE = 3
STUDENTS_TO_TALK_TO = 12
"""Who are shown at once; the others are folded."""


@dataclass(frozen=True)
class Chapter:
    """One assignment on the page; `key` begins the names of its anchors."""

    key: str
    data: ReportData
    shares: tuple[Markup, ...]
    distribution: Markup
    times: Markup
    map: Markup


def report_page(
    reports: Sequence[ReportData], trends: Sequence[Trend] = (), made: datetime | None = None
) -> str:
    """The page about one assignment, or about several with the students' trends on top."""
    chapters = [_chapter(f"a{index}", data) for index, data in enumerate(reports, start=1)]
    stated = made or datetime.now(UTC)
    return render(
        "report.html",
        style_sheets=STYLE_SHEETS,
        script=SCRIPT,
        title=reports[0].assignment if len(reports) == 1 else "The course so far",
        made=f"{stated.day} {stated:%B %Y, %H:%M} UTC",
        chapters=chapters,
        trends=[(trend, charts.spark_line(trend)) for trend in trends],
        trend_chart=_trend_chart(reports) if len(reports) > 1 else "",
        count_bar=charts.count_bar,
        separation_word=separation_word,
        side_by_side=side_by_side,
        most_cells=CELLS_SIDE_BY_SIDE,
        most_trends=STUDENTS_TO_TALK_TO,
        most_needy=STUDENTS_TO_TALK_TO,
    )


def separation_word(exercise: ExerciseSummary) -> str:
    """What a point-biserial correlation says."""
    value = exercise.separation
    if value is None:
        return "too few to tell"
    if value < -0.1:
        return "the wrong way round"
    if value < 0.1:
        return "not at all"
    return "a little" if value < 0.3 else "well"


def side_by_side(cell: SharedCell) -> list[Markup]:
    """Both students' code, the lines marked that they share."""
    return [
        marked_code(source, lines) for source, lines in zip(cell.sources, cell.lines, strict=True)
    ]


def marked_code(source: str, lines: Sequence[int]) -> Markup:
    """A student's code as highlighted, escaped HTML with some lines marked."""
    shown = visible(source[:LONGEST_CODE])
    if len(source) > LONGEST_CODE:
        shown += f"\n# … and {len(source) - LONGEST_CODE} more characters"
    formatter = HtmlFormatter(cssclass="highlight", wrapcode=True, hl_lines=list(lines))
    return Markup(highlight(shown, PythonLexer(stripnl=False), formatter))


def _chapter(key: str, data: ReportData) -> Chapter:
    nothing = Markup("")
    times = charts.time_chart(data.spans, data.max_points, f"{key}-times") if data.spans else None
    rows = [line.states for line in data.students]
    return Chapter(
        key,
        data,
        tuple(charts.share_bar(exercise) for exercise in data.exercises),
        charts.distribution_chart(data.bars, data.median, f"{key}-bars"),
        times or nothing,
        charts.class_map(rows, data.columns, f"{key}-map") if data.columns and rows else nothing,
    )


def _trend_chart(reports: Sequence[ReportData]) -> Markup:
    known: list[tuple[str, Any]] = [
        (data.assignment, _quartiles([line.points / data.max_points for line in data.students]))
        for data in reports
        if data.students and data.max_points
    ]
    if not known:
        return Markup("")
    return charts.trend_chart([name for name, _ in known], [each for _, each in known], "trends")


def _quartiles(shares: Sequence[float]) -> tuple[float, float, float]:
    if len(shares) == 1:
        return shares[0], shares[0], shares[0]
    low, middle, high = statistics.quantiles(shares, n=4, method="inclusive")
    return low, middle, high
