"""The report's pictures, as SVG made by hand: inside the page, in its colours, readable aloud.

Every picture has a title and a description that holds its numbers. Positions are in the units of
its view box; colours and sizes of text are the style sheet's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from markupsafe import Markup, escape

from autograder.pages import number
from autograder.report.exercises import Bar, ExerciseSummary
from autograder.report.timing import Span
from autograder.report.trends import Trend

WIDTH = 560
LEFT, RIGHT, TOP = 40, 10, 26
"""Room for the numbers at the left and on top."""

SHARE_WIDTH = 160
SPARK_WIDTH, SPARK_HEIGHT = 84, 22
STATES = ("all", "part", "none", "open")
TALLEST_MAP = 420.0


def distribution_chart(bars: Sequence[Bar], median: float, name: str) -> Markup:
    """A bar for each range of points; the median as a line."""
    base, height = 190, 232
    slot = (WIDTH - LEFT - RIGHT) / len(bars)
    unit = (base - TOP) / max(1, *(bar.count for bar in bars))
    shapes = []
    for index, bar in enumerate(bars):
        x, y = LEFT + index * slot, base - bar.count * unit
        shapes.append(_text(x, base + 17, number(bar.low)))
        if bar.count:
            shapes.append(_rect("bar bar-all", x + 1.5, y, slot - 3, bar.count * unit))
            shapes.append(_text(x + slot / 2, y - 5, str(bar.count)))
    shapes.append(_text(LEFT + len(bars) * slot, base + 17, number(bars[-1].high)))
    shapes.append(_line("axis", LEFT, base, WIDTH - RIGHT, base))
    top = bars[-1].high or 1.0
    x = LEFT + min(median / top, 1.0) * len(bars) * slot
    shapes.append(_line("median", x, TOP - 14, x, base))
    anchor = "end" if x > WIDTH / 2 else "start"
    beside = x + (-5 if anchor == "end" else 5)
    shapes.append(_text(beside, TOP - 13, f"median {number(median)}", anchor, "quiet"))
    shapes.append(_text((LEFT + WIDTH) / 2, height - 6, "points", css="quiet"))
    ranges = ". ".join(
        f"{number(bar.low)} to {number(bar.high)} points: {bar.count}" for bar in bars
    )
    return _picture(
        name,
        "How many submissions reached how many points",
        f"Bar chart. Median {number(median)}. {ranges}.",
        WIDTH,
        height,
        shapes,
    )


def time_chart(spans: Sequence[Span], max_points: float, name: str) -> Markup:
    """A dot for each submission: when it was handed in, and its points."""
    base, height = 220, 268
    slot = (WIDTH - LEFT - RIGHT) / len(spans)
    unit = (base - TOP) / max(1.0, max_points, *(max(span.points, default=0) for span in spans))
    shapes = []
    for value in (0.0, max_points / 2, max_points):
        y = base - value * unit
        shapes.append(_line("grid", LEFT, y, WIDTH - RIGHT, y))
        shapes.append(_text(LEFT - 6, y + 4, number(value), "end", "quiet"))
    for index, span in enumerate(spans):
        middle = LEFT + (index + 0.5) * slot
        for order, points in enumerate(span.points):
            aside = (order * 0.618034 % 1 - 0.5) * slot * 0.7
            shapes.append(_dot("dot", middle + aside, base - points * unit))
        if span.points:
            y = base - span.median * unit
            shapes.append(_line("median", middle - slot * 0.4, y, middle + slot * 0.4, y))
        shapes.append(_text(middle, base + 18, span.label))
        shapes.append(_text(middle, base + 36, f"{len(span.points)}", css="quiet"))
    shapes.append(_text(LEFT - 6, base + 36, "n", "end", "quiet"))
    said = " ".join(
        f"{span.label}: {len(span.points)} submissions, median {number(span.median)}."
        for span in spans
        if span.points
    )
    return _picture(
        name,
        "Points by the time between hand-in and deadline",
        f"Dots in columns, the line in each is its median. {said}",
        WIDTH,
        height,
        shapes,
    )


def class_map(rows: Sequence[Sequence[str]], exercises: Sequence[str], name: str) -> Markup:
    """A row for each student, a column for each exercise, and what was reached as a colour.

    rows: a state for each exercise, the best student first.
    """
    top, slot = 8, (WIDTH - LEFT - RIGHT) / max(1, len(exercises))
    row = min(12.0, TALLEST_MAP / max(1, len(rows)))
    base = top + row * len(rows)
    shapes = []
    for state in STATES:
        outline = []
        for column in range(len(exercises)):
            for same, group in groupby(enumerate(rows), key=lambda each: each[1][column] == state):
                if same:
                    run = list(group)
                    x, y = LEFT + column * slot + 1, top + run[0][0] * row
                    high = len(run) * row
                    outline.append(f"M{x:.1f} {y:.1f}h{slot - 2:.1f}v{high:.1f}h{2 - slot:.1f}z")
        if outline:
            shapes.append(Markup('<path class="bar-{}" d="{}"/>').format(state, "".join(outline)))
    for column, exercise in enumerate(exercises):
        x, y = LEFT + (column + 0.5) * slot, base + 12
        shapes.append(
            Markup(
                '<text class="small" transform="translate({} {}) rotate(-35)" {}>{}</text>'
            ).format(_n(x), _n(y), Markup('text-anchor="end"'), exercise)
        )
    shapes.append(_text(LEFT - 6, top + 10, "best", "end", "quiet small"))
    if base > 60:
        shapes.append(_text(LEFT - 6, base - 2, "last", "end", "quiet small"))
    return _picture(
        name,
        "What every student reached in every exercise",
        f"A map of {len(rows)} students by {len(exercises)} exercises, students with most points "
        "on top, the exercise of which most was reached at the left. The counts are in the table "
        "of exercises.",
        WIDTH,
        base + 92,
        shapes,
    )


def share_bar(exercise: ExerciseSummary) -> Markup:
    """An exercise's submissions by what they reached; what is still to be graded stays blank."""
    counts = {"all": exercise.all, "part": exercise.part, "none": exercise.none}
    unit = SHARE_WIDTH / max(1, sum(counts.values()) + exercise.open)
    shapes, x = [], 0.0
    for state, count in counts.items():
        if count:
            shapes.append(_rect(f"bar bar-{state}", x, 1, count * unit, 16))
            if count * unit >= 18:
                shapes.append(_text(x + count * unit / 2, 13.5, str(count), css=f"on-{state}"))
            x += count * unit
    return _decoration("share", SHARE_WIDTH, 18, shapes)


def count_bar(count: int, of: int) -> Markup:
    """How many of a class."""
    whole = _rect("bar-empty", 0, 4, SHARE_WIDTH, 10)
    filled = _rect("bar-mistake", 0, 4, SHARE_WIDTH * min(1.0, count / max(1, of)), 10)
    return _decoration("share", SHARE_WIDTH, 18, [whole, filled])


def spark_line(trend: Trend) -> Markup:
    """A student's shares of the points, assignment by assignment."""
    step = (SPARK_WIDTH - 8) / max(1, len(trend.shares) - 1)
    places = [
        (4 + index * step, SPARK_HEIGHT - 3 - min(share, 1.0) * (SPARK_HEIGHT - 6))
        for index, share in enumerate(trend.shares)
        if share is not None
    ]
    points = " ".join(f"{_n(x)},{_n(y)}" for x, y in places)
    shapes = [Markup('<polyline class="spark" points="{}"/>').format(points)]
    shapes += [_dot("spark-end", *place) for place in places[-1:]]
    return _decoration("spark-line", SPARK_WIDTH, SPARK_HEIGHT, shapes)


def trend_chart(
    assignments: Sequence[str], quartiles: Sequence[tuple[float, float, float]], name: str
) -> Markup:
    """For each assignment the middle half of the class as a box and its median as a line.

    quartiles: lower quartile, median and upper quartile, as shares of the points.
    """
    base, height = 190, 226
    slot = (WIDTH - LEFT - RIGHT) / len(assignments)
    shapes = []
    for percent in (0, 50, 100):
        y = base - percent / 100 * (base - TOP)
        shapes.append(_line("grid", LEFT, y, WIDTH - RIGHT, y))
        shapes.append(_text(LEFT - 4, y + 4, f"{percent}", "end", "quiet"))
    for index, (assignment, values) in enumerate(zip(assignments, quartiles, strict=True)):
        middle = LEFT + (index + 0.5) * slot
        low, median, high = (base - min(value, 1.0) * (base - TOP) for value in values)
        shapes.append(_rect("box", middle - 22, high, 44, max(low - high, 1)))
        shapes.append(_line("median", middle - 22, median, middle + 22, median))
        shapes.append(_text(middle + 28, median + 4, f"{100 * values[1]:.0f} %", "start"))
        shapes.append(_text(middle, base + 18, assignment.partition("_")[0] or assignment))
    shapes.append(_text(LEFT - 4, TOP - 12, "% of the points", "start", "quiet"))
    said = " ".join(
        f"{assignment}: median {100 * middle:.0f} %, middle half {100 * low:.0f} to "
        f"{100 * high:.0f} %."
        for assignment, (low, middle, high) in zip(assignments, quartiles, strict=True)
    )
    title = "Share of the points reached, by assignment"
    return _picture(name, title, f"Box chart. {said}", WIDTH, height, shapes)


def _picture(
    name: str, title: str, description: str, width: float, height: float, shapes: Iterable[Markup]
) -> Markup:
    """A picture with a title and a description for those who do not see it."""
    return Markup(
        '<svg class="chart" viewBox="0 0 {w} {h}" role="img" aria-labelledby="{n}-title {n}-text">'
        '<title id="{n}-title">{t}</title><desc id="{n}-text">{d}</desc>{s}</svg>'
    ).format(w=_n(width), h=_n(height), n=name, t=title, d=description, s=Markup("").join(shapes))


def _decoration(css: str, width: float, height: float, shapes: Iterable[Markup]) -> Markup:
    """A picture of numbers that stand beside it."""
    return Markup(
        '<svg class="{}" viewBox="0 0 {w} {h}" width="{w}" height="{h}" aria-hidden="true">{}</svg>'
    ).format(css, Markup("").join(shapes), w=_n(width), h=_n(height))


def _rect(css: str, x: float, y: float, width: float, height: float) -> Markup:
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
        css, _n(x), _n(y), _n(max(width, 0)), _n(max(height, 0))
    )


def _line(css: str, x1: float, y1: float, x2: float, y2: float) -> Markup:
    return Markup('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(
        css, _n(x1), _n(y1), _n(x2), _n(y2)
    )


def _dot(css: str, x: float, y: float) -> Markup:
    return Markup('<circle class="{}" cx="{}" cy="{}" r="3"/>').format(css, _n(x), _n(y))


def _text(x: float, y: float, text: str, anchor: str = "middle", css: str = "label") -> Markup:
    return Markup('<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>').format(
        css, _n(x), _n(y), anchor, escape(text)
    )


def _n(value: float) -> str:
    """A coordinate, as short as it can be."""
    return f"{round(value, 1):g}"
